"""Cases, coverage and replay: nothing is lost, nothing is counted twice."""

from collections import Counter

from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.policy import MISSING, Case, Record, Table, coverage, generate_cases, replay
from tests.laws.strategies import points, proved_sheets, sheet_pairs
from tests.laws.tables import built, facts_of, law
from tests.oracle import Point, Sheet, is_proved, leaves


def lives(sheet: Sheet, cases: tuple[Case, ...]) -> Counter[frozenset[str]]:
    """How many cases each live set has."""
    return Counter(sheet.live(sheet.point(case.facts)) for case in cases)


class TestOneCasePerLeaf:
    """`generate_cases` gives one case per leaf, each with the right outcome."""

    @law(150)
    @given(proved_sheets())
    def test_leaves(self, sheet: Sheet) -> None:
        """Every leaf exactly once."""
        assert lives(sheet, generate_cases(built(sheet))) == Counter(leaves(sheet))

    @law(150)
    @given(sheet=proved_sheets(), pairs=st.booleans())
    def test_outcomes(self, sheet: Sheet, *, pairs: bool) -> None:
        """The outcome is that of brute force, at a point of the domain; so too for pairs."""
        for case in generate_cases(built(sheet), pairs=pairs):
            point = sheet.point(case.facts)
            assert sheet.holds(point)
            assert case.outcome == sheet.outcome(point)


class TestCoverageIsExact:
    """What no case reaches is told, and nothing else."""

    @law(150)
    @given(proved_sheets())
    def test_generated_cases_cover_all(self, sheet: Sheet) -> None:
        """No rule and no leaf is left over."""
        table = built(sheet)
        left = coverage(table, generate_cases(table))

        assert (left.rules, left.leaves) == ((), ())

    @law(150)
    @given(proved_sheets())
    def test_generated_pairs_cover_the_boundaries(self, sheet: Sheet) -> None:
        """With pairs asked for, no pair is left over either."""
        table = built(sheet)
        left = coverage(table, generate_cases(table, pairs=True))

        assert (left.rules, left.leaves, left.pairs) == ((), (), ())

    @law(150)
    @given(st.data(), proved_sheets())
    def test_dropping_a_case_leaves_its_leaf(self, data: st.DataObject, sheet: Sheet) -> None:
        """One case less, one leaf left over: its own."""
        table = built(sheet)
        cases = generate_cases(table)
        dropped = data.draw(st.integers(0, len(cases) - 1))
        kept = (*cases[:dropped], *cases[dropped + 1 :])
        left = coverage(table, kept)

        assert left_over(sheet, left.leaves) == [sheet.live(sheet.point(cases[dropped].facts))]

    @law(150)
    @given(st.data(), proved_sheets())
    def test_any_cases(self, data: st.DataObject, sheet: Sheet) -> None:
        """The rules and leaves that some points do not reach."""
        reached = data.draw(st.lists(points(sheet), max_size=4))
        table = built(sheet)
        left = coverage(table, cases_of(sheet, reached))
        seen = {sheet.live(point) for point in reached}

        assert set(left_over(sheet, left.leaves)) == leaves(sheet) - seen
        assert set(left.rules) == {row.id for row in sheet.rows} - frozenset[str]().union(*seen)


def left_over(sheet: Sheet, witnesses: tuple[object, ...]) -> list[frozenset[str]]:
    """The live sets at the witnesses of leaves."""
    return [sheet.live(sheet.point(witness)) for witness in witnesses]


def cases_of(sheet: Sheet, reached: list[Point]) -> tuple[Case, ...]:
    """Points as cases with the right outcome."""
    return tuple(Case(facts_of(sheet, point), sheet.outcome(point)) for point in reached)


@st.composite
def recorded(draw: st.DrawFn, sheet: Sheet) -> list[tuple[Record, str]]:
    """Records of a table, each with the group that it belongs to."""
    found = []
    for number in range(draw(st.integers(0, 8))):
        point = draw(points(sheet))
        kind = draw(st.sampled_from(("same", "changed", "unreplayable")))
        facts, outcome = facts_of(sheet, point), sheet.outcome(point)
        if kind == "changed":
            outcome = draw(st.sampled_from([one for one in sheet.outcomes if one != outcome]))
        if kind == "unreplayable":
            facts = draw(st.sampled_from(({**facts, "unknown": 1}, {**facts, sheet.axes[0].name: "no such value"})))
        found.append((Record(f"v{number}", facts, outcome=outcome), kind))
    return found


def grouped(table: Table, records: list[Record], old: Table | None = None) -> dict[str, list[str]]:
    """The ids of the records in each group of a replay."""
    done = replay(table, records, old=old)
    return {name: sorted(named(entry) for entry in getattr(done, name)) for name in ("same", "changed", "unreplayable")}


def named(entry: object) -> str:
    """The id of a record, or of what a replay says about it."""
    return entry.id if isinstance(entry, Record) else entry.record.id


class TestReplayPartitionsTheRecords:
    """Each record is the same, changed or unreplayable: exactly one of the three."""

    @law(150)
    @given(st.data(), proved_sheets())
    def test_against_recorded_outcomes(self, data: st.DataObject, sheet: Sheet) -> None:
        """Compared with the outcome that was recorded."""
        found = data.draw(recorded(sheet))
        expected = {
            kind: sorted(r.id for r, own in found if own == kind) for kind in ("same", "changed", "unreplayable")
        }

        assert grouped(built(sheet), [record for record, _ in found]) == expected

    @law(150)
    @given(st.data(), sheet_pairs(proved_sheets()))
    def test_against_an_old_table(self, data: st.DataObject, pair: tuple[Sheet, Sheet]) -> None:
        """Compared with what an old table says of the same facts."""
        old, new = pair
        assume(is_proved(new))
        asked = data.draw(st.lists(points(old), max_size=6))
        records = [Record(f"v{number}", facts_of(old, point)) for number, point in enumerate(asked)]
        expected = {"same": [], "changed": [], "unreplayable": []}
        for number, point in enumerate(asked):
            expected["same" if old.outcome(point) == new.outcome(point) else "changed"].append(f"v{number}")

        assert grouped(built(new), records, old=built(old)) == expected

    @law(50)
    @given(proved_sheets())
    def test_left_out_facts(self, sheet: Sheet) -> None:
        """A record without facts can be replayed just where nothing is required."""
        is_optional = all(axis.optional for axis in sheet.axes)
        blind = tuple(MISSING for _ in sheet.axes)
        record = Record("v", {}, outcome=sheet.outcome(blind) if is_optional else sheet.outcomes[0])
        actual = grouped(built(sheet), [record])

        assert actual["same" if is_optional else "unreplayable"] == ["v"]
