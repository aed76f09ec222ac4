"""Cases, coverage and replay: nothing is lost, nothing is counted twice."""

from collections import Counter
from collections.abc import Collection
from itertools import product
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from releasekit.policy import MISSING, Case, Leaf, Record, Table, coverage, generate_cases, replay
from tests.laws.tables import built, facts_of, law
from tests.oracle import Answer, Point, Sheet, Value, is_proved, leaves, shadowed
from tests.strategies.policy import draw_pair, draw_proved_sheet, drawn, proved_sheets


def lives(sheet: Sheet, cases: tuple[Case, ...]) -> Counter[frozenset[str]]:
    """How many cases each live set has."""
    return Counter(sheet.live(sheet.point(case.facts)) for case in cases)


class TestOneCasePerLeaf:
    """`generate_cases` gives one case per leaf, each with the right outcome."""

    @law()
    @given(proved_sheets())
    def test_leaves(self, sheet: Sheet) -> None:
        """Every leaf exactly once."""
        assert lives(sheet, generate_cases(built(sheet))) == Counter(leaves(sheet))

    @law()
    @given(sheet=proved_sheets(), pairs=st.booleans())
    def test_outcomes(self, sheet: Sheet, *, pairs: bool) -> None:
        """The outcome is that of brute force, at a point of the domain; so too for pairs."""
        for case in generate_cases(built(sheet), pairs=pairs):
            point = sheet.point(case.facts)
            assert sheet.holds(point)
            assert case.outcome == sheet.outcome(point)


def with_number(random: Random) -> tuple[Sheet, int]:
    """A sheet, and a number of one of its cases."""
    return draw_proved_sheet(random), random.randrange(1_000)


def asked(random: Random) -> tuple[Sheet, list[Point]]:
    """A sheet and up to four of its points."""
    sheet = draw_proved_sheet(random)
    return sheet, [random.choice(sheet.points) for _ in range(random.randint(0, 4))]


class TestCoverageIsExact:
    """What no case reaches is told, and nothing else."""

    @law()
    @given(proved_sheets())
    def test_generated_cases_cover_all(self, sheet: Sheet) -> None:
        """No leaf is left over, and no rule but those that never decide."""
        table = built(sheet)
        left = coverage(table, generate_cases(table))

        assert (frozenset(left.rules), list(left.leaves)) == (shadowed(sheet), [])

    @law()
    @given(proved_sheets())
    def test_generated_pairs_cover_the_boundaries(self, sheet: Sheet) -> None:
        """With pairs asked for, no pair is left over."""
        table = built(sheet)

        assert coverage(table, generate_cases(table, pairs=True)).pairs == ()

    @law()
    @given(drawn(with_number))
    def test_dropping_a_case_leaves_its_leaf(self, case: tuple[Sheet, int]) -> None:
        """One case less, one leaf left over: its own."""
        sheet, number = case
        table = built(sheet)
        cases = generate_cases(table)
        dropped = number % len(cases)
        left = coverage(table, (*cases[:dropped], *cases[dropped + 1 :]))
        own = sheet.live(sheet.point(cases[dropped].facts))

        assert told(sheet, left.leaves) == [(own, own)]

    @law()
    @given(drawn(asked))
    def test_any_cases(self, case: tuple[Sheet, list[Point]]) -> None:
        """The rules and leaves that some points do not reach."""
        sheet, reached = case
        left = coverage(built(sheet), cases_of(sheet, reached))
        decided = frozenset[str]().union(*(sheet.winners(point) for point in reached))

        assert Counter(told(sheet, left.leaves)) == Counter(
            (live, live) for live in leaves(sheet) - {sheet.live(point) for point in reached}
        )
        assert set(left.rules) == {row.id for row in sheet.rows} - decided

    @law()
    @given(proved_sheets())
    def test_boundary_pairs(self, sheet: Sheet) -> None:
        """A pair for each rule and column that can show a difference, with points that do."""
        left = coverage(built(sheet), ()).pairs

        assert Counter((pair.rule, pair.column) for pair in left) == Counter(boundaries(sheet, sheet.points))
        for pair in left:
            ends = [sheet.point(end.facts) for end in (pair.inside, pair.outside)]
            assert (pair.rule, pair.column) in boundaries(sheet, ends)

    @law()
    @given(proved_sheets())
    def test_a_pair_of_cases_covers_its_boundary(self, sheet: Sheet) -> None:
        """Both ends of a pair as cases, and that pair is not told any more."""
        table = built(sheet)
        for pair in coverage(table, ()).pairs[:8]:
            left = coverage(table, (pair.inside, pair.outside)).pairs
            assert (pair.rule, pair.column) not in {(one.rule, one.column) for one in left}


def boundaries(sheet: Sheet, tried: Collection[Point]) -> set[tuple[str, str]]:
    """The rules and columns of which some two points show the difference.

    At one of them the rule decides, at the other it does not match; they differ in this column
    alone, and so does the outcome.
    """
    lines: dict[Point, list[tuple[Answer, frozenset[str]]]] = {}
    for point in tried:
        answer = sheet.answers.get(point) or sheet.answer(point)
        assert answer is not None
        seen = (answer, sheet.live(point))
        for place in range(len(point)):
            lines.setdefault((place, *point[:place], None, *point[place + 1 :]), []).append(seen)
    return {
        (rule, sheet.axes[key[0]].name)
        for key, line in lines.items()
        for (inside, _), (outside, live) in product(set(line), repeat=2)
        if inside.outcome != outside.outcome
        for rule in inside.winners - live
    }


def told(sheet: Sheet, found: tuple[Leaf, ...]) -> list[tuple[frozenset[str], frozenset[str]]]:
    """The rules of leaves, each with those that match at its witness."""
    return [(frozenset(leaf.rules), sheet.live(sheet.point(leaf.case.facts))) for leaf in found]


def cases_of(sheet: Sheet, reached: list[Point]) -> tuple[Case, ...]:
    """Points as cases with the right outcome."""
    return tuple(Case(facts_of(sheet, point), sheet.outcome(point)) for point in reached)


def recorded(random: Random) -> tuple[Sheet, list[tuple[Record, str]]]:
    """A sheet and records of its table, each with the group that it belongs to."""
    sheet = draw_proved_sheet(random)
    found = []
    for number in range(random.randint(0, 8)):
        point = random.choice(sheet.points)
        kind = random.choice(("same", "changed", "unreplayable"))
        facts, outcome = facts_of(sheet, point), sheet.outcome(point)
        if kind == "changed":
            outcome = random.choice([one for one in sheet.outcomes if one != outcome])
        if kind == "unreplayable":
            facts |= random.choice(({"unknown": 1}, {sheet.axes[0].name: "no such value"}))
        found.append((Record(f"v{number}", facts, outcome=outcome), kind))
    return sheet, found


def pair_with_points(random: Random) -> tuple[Sheet, Sheet, list[Point]]:
    """Two sheets over the same columns, and up to six of their points."""
    old, new = draw_pair(random, draw_proved_sheet)
    return old, new, [random.choice(old.points) for _ in range(random.randint(0, 6))]


def grouped(table: Table[Value], records: list[Record], old: Table[Value] | None = None) -> dict[str, list[str]]:
    """The ids of the records in each group of a replay."""
    done = replay(table, records, old=old)
    return {
        name: sorted(entry.record.id for entry in getattr(done, name)) for name in ("same", "changed", "unreplayable")
    }


class TestReplayPartitionsTheRecords:
    """Each record is the same, changed or unreplayable: exactly one of the three."""

    @law()
    @given(drawn(recorded))
    def test_against_recorded_outcomes(self, case: tuple[Sheet, list[tuple[Record, str]]]) -> None:
        """Compared with the outcome that was recorded."""
        sheet, found = case
        expected = {
            kind: sorted(r.id for r, own in found if own == kind) for kind in ("same", "changed", "unreplayable")
        }

        assert grouped(built(sheet), [record for record, _ in found]) == expected

    @law()
    @given(drawn(pair_with_points).filter(lambda case: is_proved(case[1])))
    def test_against_an_old_table(self, case: tuple[Sheet, Sheet, list[Point]]) -> None:
        """Compared with what an old table says of the same facts."""
        old, new, asked = case
        records = [Record(f"v{number}", facts_of(old, point)) for number, point in enumerate(asked)]
        expected: dict[str, list[str]] = {"same": [], "changed": [], "unreplayable": []}
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
