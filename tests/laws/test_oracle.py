"""The oracle against hand-made tables, whose findings a reader can see at a glance."""

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from itertools import cycle
from random import Random

import pytest
from hypothesis import given

from releasekit.policy import MISSING, FindingKind, Hit
from tests.laws.tables import law
from tests.oracle import (
    Absent,
    Axis,
    Between,
    Change,
    Compare,
    Either,
    Everything,
    Not,
    Row,
    Sheet,
    Term,
    Values,
    differences,
    expected_findings,
    flips,
    is_pointwise_no_looser,
    is_proved,
    leaves,
    nearest_columns,
)
from tests.strategies.policy import (
    CORPUS,
    Grade,
    collecting_sheets,
    draw_collecting_sheet,
    draw_proved_sheet,
    draw_sheet,
    proved_sheets,
    sheets,
)

GRADE = Axis("grade", Grade)
TESTED = Axis("tested", bool, optional=True)
ERRORS = Axis("errors", "integers", ge=0, cuts=(2, 5))
SHARE = Axis("share", "decimals", ge=0, le=1, cuts=(Decimal("0.5"),))


def sheet(
    axes: tuple[Axis, ...], *rows: Row, hit: Hit = Hit.UNIQUE, permissive: tuple[str, ...] | None = None
) -> Sheet:
    """A sheet with the outcomes go and no."""
    return Sheet(axes, rows, hit, ("go", "no"), permissive=permissive)


class TestTermsHoldWhatTheySay:
    """The predicates of the terms, value by value."""

    @pytest.mark.parametrize(
        ("term", "inside", "outside"),
        [
            (Everything(), (1, "a", MISSING), ()),
            (Absent(), (MISSING,), (0, "missing", False)),
            (Values((1,)), (1, Decimal("1.0")), (True, "1", MISSING, 2)),
            (Values((True,)), (True,), (1, False)),
            (Not((Values(("a",)),)), ("b",), ("a", MISSING)),
            (Not((Absent(),)), ("b", 0), (MISSING,)),
            (Not((Compare("at_least", 3),)), (2,), (3, MISSING)),
            (Compare("at_least", 3), (3, Decimal("3.5")), (2, True, MISSING)),
            (Compare("at_most", 3), (3, -9), (4,)),
            (Compare("above", 3), (Decimal("3.1"),), (3,)),
            (Compare("below", 3), (2,), (3,)),
            (Between(1, 3), (1, 2, 3), (0, 4, MISSING)),
            (Between(1, 3, "left"), (1, 2), (3,)),
            (Between(1, 3, "right"), (2, 3), (1,)),
            (Between(1, 3, "neither"), (2,), (1, 3)),
            (Between(2, 2), (2,), (1, 3)),
            (Either((Absent(), Values((1,)))), (MISSING, 1), (2,)),
        ],
    )
    def test_holds(self, term: Term, inside: tuple[object, ...], outside: tuple[object, ...]) -> None:
        """A term holds the values inside and none of those outside."""
        actual = ([term.holds(value) for value in inside], [term.holds(value) for value in outside])

        assert actual == ([True] * len(inside), [False] * len(outside))


class TestAxesSampleTheirDomain:
    """Samples stand for every value of a domain."""

    @pytest.mark.parametrize(
        ("axis", "expected"),
        [
            (GRADE, [(grade, 1) for grade in Grade]),
            (TESTED, [(False, 1), (True, 1), (MISSING, 1)]),
            (ERRORS, [(0, 1), (1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1), (7, None)]),
            (Axis("n", "integers", cuts=(1,)), [(-1, None), (0, 1), (1, 1), (2, 1), (3, None)]),
            (SHARE, [(0, 1), (Decimal("0.25"), None), (Decimal("0.5"), 1), (Decimal("0.75"), None), (1, 1)]),
            (Axis("x", "decimals", cuts=(0,)), [(Decimal("-0.5"), None), (0, 1), (Decimal("0.5"), None)]),
        ],
    )
    def test_samples(self, axis: Axis, expected: list[tuple[object, int | None]]) -> None:
        """The samples and their weights."""
        assert [(sample.value, sample.weight) for sample in axis.samples] == expected


class TestFindingsOfHandMadeTables:
    """Each kind of finding in the smallest table that shows it."""

    def test_gap(self) -> None:
        """A row for high alone leaves low and medium."""
        actual = expected_findings(sheet((GRADE,), Row("a", (("grade", Values((Grade.HIGH,))),), "go")))

        assert actual == {FindingKind.GAP: {(Grade.LOW,), (Grade.MEDIUM,)}}

    @pytest.mark.parametrize(
        ("hit", "expected"),
        [
            (Hit.UNIQUE, {FindingKind.CLASH: {("a", "b")}}),
            (Hit.ANY, {FindingKind.CLASH: {("a", "b")}}),
            (Hit.FIRST, {FindingKind.CLASH: {("a", "b")}}),
            (Hit.MOST_RESTRICTIVE, {}),
            (Hit.COLLECT, {}),
        ],
    )
    def test_clash(self, hit: Hit, expected: dict[FindingKind, object]) -> None:
        """Two rows that differ at two errors."""
        rows = (
            Row("a", (("errors", Compare("at_most", 2)),), "go", 1),
            Row("b", (("errors", Compare("at_least", 2)),), "no", 1),
        )

        assert expected_findings(sheet((ERRORS,), *rows, hit=hit)) == expected

    def test_fails_open(self) -> None:
        """Not tested is a no, tested a go, and not knowing is a go too."""
        rows = (
            Row("a", (("tested", Values((False,))),), "no"),
            Row("b", (("tested", Either((Absent(), Values((True,))))),), "go"),
        )
        actual = expected_findings(sheet((TESTED,), *rows, permissive=("go",)))

        assert actual == {FindingKind.FAILS_OPEN: {("tested", frozenset("b"), frozenset("a"))}}

    def test_not_monotone(self) -> None:
        """More errors are worse, yet six are let through."""
        axis = Axis("errors", "integers", ge=0, worse="higher", cuts=(2, 5))
        rows = (
            Row("a", (("errors", Compare("below", 2)),), "go"),
            Row("b", (("errors", Between(2, 5)),), "no"),
            Row("c", (("errors", Compare("above", 5)),), "go"),
        )

        assert expected_findings(sheet((axis,), *rows)) == {
            FindingKind.NOT_MONOTONE: {("errors", frozenset("b"), frozenset("c"))}
        }

    def test_never_matches(self) -> None:
        """No share is above one."""
        rows = (Row("a", (("share", Compare("above", 1)),), "no"), Row("b", (), "go"))
        actual = expected_findings(sheet((SHARE,), *rows))

        assert actual == {FindingKind.NEVER_MATCHES: {"a"}, FindingKind.DEAD_COLUMN: {"share"}}

    def test_shadowed_and_redundant(self) -> None:
        """A mild row under a strict one never wins; of two equal rows each is redundant."""
        rows = (Row("a", (), "no"), Row("b", (), "no"), Row("c", (), "go"))
        actual = expected_findings(sheet((GRADE,), *rows, hit=Hit.MOST_RESTRICTIVE))

        assert actual == {
            FindingKind.SHADOWED: {"c"},
            FindingKind.REDUNDANT: {"a", "b"},
            FindingKind.DEAD_COLUMN: {"grade"},
        }


class TestQuestionsOfHandMadeTables:
    """Differences, near points and leaves that a reader can count."""

    OLD = sheet(
        (GRADE, TESTED),
        Row("ok", (), "go", 2),
        Row("bad", (("grade", Values((Grade.HIGH,))), ("tested", Either((Absent(), Values((False,)))))), "no", 1),
        hit=Hit.FIRST,
        permissive=("go",),
    )
    NEW = OLD.with_rows((OLD.rows[0], Row("bad", (("grade", Values((Grade.HIGH,))),), "no", 1)))

    def test_differences(self) -> None:
        """High and tested became a no."""
        old, new = self.OLD.answer((Grade.HIGH, True)), self.NEW.answer((Grade.HIGH, True))

        assert differences(self.OLD, self.NEW) == {Change("TIGHTENED", old, new, 1)}
        assert (is_pointwise_no_looser(self.OLD, self.NEW), is_pointwise_no_looser(self.NEW, self.OLD)) == (True, False)

    def test_counts(self) -> None:
        """Of the dense numbers only a bound can be counted."""
        old = sheet((SHARE,), Row("a", (("share", Compare("at_most", 1)),), "go"))
        point = sheet((SHARE,), Row("a", (("share", Not((Values((1,)),))),), "go"))
        ray = sheet((SHARE,), Row("a", (("share", Compare("below", Decimal("0.5"))),), "go"))
        answer = old.answer((1,))

        assert differences(old, point) == {Change("NEWLY_GAP", answer, None, 1)}
        assert differences(ray, old) == {Change("NEWLY_COVERED", None, answer, None)}

    def test_nearest(self) -> None:
        """A no at high and untested: one column is enough, unless it is fixed."""
        point = (Grade.HIGH, MISSING)
        actual = [
            nearest_columns(self.OLD, point, *rest)
            for rest in (("no",), ("go",), ("go", ("grade",)), ("go", ("grade", "tested")))
        ]

        assert actual == [(), ("grade",), ("tested",), None]

    def test_flips(self) -> None:
        """Three single facts turn the no into a go."""
        expected = {("grade", Grade.LOW, "go"), ("grade", Grade.MEDIUM, "go"), ("tested", True, "go")}

        assert flips(self.OLD, (Grade.HIGH, MISSING)) == expected

    def test_leaves(self) -> None:
        """The default alone, and both rows."""
        assert leaves(self.OLD) == {frozenset({"ok"}), frozenset({"ok", "bad"})}


class TestTheOracleAgreesWithItself:
    """What is asked many times is computed once; asking afresh gives the same."""

    @law()
    @given(sheets())
    def test_answers(self, found: Sheet) -> None:
        """Prepared answers equal those at a point by itself."""
        assert found.answers == {point: found.answer(point) for point in found.points}

    @law(50)
    @given(sheets())
    def test_samples_lie_in_the_domain(self, found: Sheet) -> None:
        """Every sample point is a point."""
        assert [point for point in found.points if not found.holds(point)] == []


def corpus(*draws: Callable[[Random], Sheet], size: int) -> list[Sheet]:
    """So many sheets of the corpus, evenly from all of it, made in turns by several functions."""
    numbers = range(0, CORPUS, CORPUS // size)
    return [draw(Random(number)) for draw, number in zip(cycle(draws), numbers, strict=False)]  # noqa: S311 - no secret


def traits(sheet: Sheet) -> set[str]:
    """What a law could miss if no sheet had it."""
    domains = [axis.domain if isinstance(axis.domain, str) else type(axis.domain).__name__ for axis in sheet.axes]
    return {
        str(sheet.hit),
        f"{len(sheet.axes)} columns",
        f"{min(len(sheet.rows), 8)} rows",
        *domains,
        *("optional" for axis in sheet.axes if axis.optional),
        *("given" for axis in sheet.axes if axis.given),
        *(f"worse {axis.worse}" for axis in sheet.axes if axis.worse),
        "ordered" if sheet.is_ordered else "unordered",
        "permissive" if sheet.permissive else "never permissive",
        "words" if sheet.words else "other outcomes",
    }


class TestTheStrategiesReachEverything:
    """A law tried on trivial tables is no law: every policy, finding and answer must occur."""

    def test_census(self) -> None:
        """Of eight thousand tables hardly any two are equal; a hundred at least have each trait."""
        found = corpus(draw_proved_sheet, draw_sheet, draw_collecting_sheet, size=8_000)
        counts = Counter(trait for sheet in found for trait in traits(sheet))
        wanted = {
            *map(str, Hit),
            *(f"{number} columns" for number in (1, 2, 3, 4)),
            *(f"{number} rows" for number in range(9)),
            *("EnumType", "type", "tuple", "integers", "decimals", "optional", "given", "worse higher", "worse lower"),
            *("ordered", "unordered", "permissive", "never permissive", "words", "other outcomes"),
        }

        assert len(set(found)) > 7_800
        assert {trait: counts[trait] for trait in wanted if counts[trait] < 100} == {}

    def test_findings_and_policies(self) -> None:
        """Of five hundred tables ten at least have each finding, built or not, of every policy."""
        reached: Counter[object] = Counter()
        for found in corpus(draw_sheet, size=500):
            reached.update(expected_findings(found).keys())
            reached["built" if is_proved(found) else "refused", found.hit] += 1
        wanted = {*FindingKind} - {FindingKind.MALFORMED, FindingKind.UNDECIDED}
        wanted |= {(state, hit) for state in ("built", "refused") for hit in Hit}

        assert {thing: reached[thing] for thing in wanted if reached[thing] < 10} == {}

    def test_answers_of_proved_sheets(self) -> None:
        """Permissive and restrictive answers, with and without missing facts."""
        reached: set[object] = set()
        for found in corpus(draw_proved_sheet, size=300):
            for point, answer in found.answers.items():
                assert answer is not None
                is_permissive = answer.outcome in (found.permissive or ())
                reached.add((found.hit, found.is_ordered, is_permissive, MISSING in point))
        ordered = [hit for hit in Hit if hit is not Hit.COLLECT]
        unordered = [hit for hit in ordered if hit is not Hit.MOST_RESTRICTIVE]
        both = (False, True)

        assert reached == {(hit, True, go, gap) for hit in ordered for go in both for gap in both} | {
            (hit, False, go, gap) for hit in unordered for go in both for gap in both
        }

    @law(120)
    @given(proved_sheets())
    def test_proved_sheets_have_no_errors(self, found: Sheet) -> None:
        """The hidden function keeps its promise."""
        assert is_proved(found)

    @law()
    @given(collecting_sheets())
    def test_collecting_sheets_have_no_errors(self, found: Sheet) -> None:
        """Whatever can match may be collected."""
        assert is_proved(found)
