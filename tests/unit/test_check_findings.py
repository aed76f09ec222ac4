"""Findings: one small table for each kind and hit policy, with the message and the witness that it gets."""

from collections.abc import Iterable
from typing import Final

import pytest

from releasekit.policy import (
    MISSING,
    Cell,
    Column,
    Draft,
    Finding,
    FindingKind,
    Hit,
    Numbers,
    Rule,
    Table,
    TableError,
    above,
    at_least,
    at_most,
    between,
    check,
    not_,
    one_of,
)
from tests.rows import cases

A: Final = Column("a", bool)
B: Final = Column("b", bool)
N: Final = Column("n", Numbers(ge=0, le=9))
OPTIONAL: Final = Column("o", bool, optional=True)


def rule(name: str, then: str, rank: int | None = None, **when: object) -> Rule[str]:
    return Rule(name, when, then=then, rank=rank)


def draft(
    columns: Iterable[Column],
    *rules: Rule[str],
    hit: Hit = Hit.UNIQUE,
    permissive: Iterable[str] | None = None,
) -> Draft[str]:
    return Draft("d", columns, rules=rules, hit=hit, outcomes=("go", "wait", "no"), permissive=permissive)




@pytest.mark.parametrize(("given", "witness", "expected"), cases(__file__, "first findings",
    pytest.param(draft((A, B), rule("x", "go", a=True)), (("a", False), ("b", False)), id="gap under UNIQUE"),
    pytest.param(
        draft((A, N), rule("x", "go", n=at_least(3)), hit=Hit.ANY), (("a", False), ("n", 0)), id="gap under ANY"
    ),
    pytest.param(
        draft((A, B), rule("x", "go", a=True), rule("y", "go", b=True), hit=Hit.MOST_RESTRICTIVE),
        (("a", False), ("b", False)),
        id="gap under MOST_RESTRICTIVE",
    ),
    pytest.param(draft((A,), rule("x", "go", 1, a=True), hit=Hit.FIRST), (("a", False),), id="gap under FIRST"),
    pytest.param(draft((A,)), (("a", False),), id="gap everywhere"),
    pytest.param(draft(()), (), id="gap without columns"),
    pytest.param(draft((N,), rule("x", "go", n=5)), (("n", 0),), id="gap on two sides"),
    pytest.param(
        draft((A, B), rule("x", "go", a=True), rule("y", "no", b=True), rule("z", "no", a=False, b=False)),
        (("a", True), ("b", True)),
        id="clash under UNIQUE",
    ),
    pytest.param(
        draft((A,), rule("x", "go"), rule("y", "no", a=True), hit=Hit.ANY), (("a", True),), id="clash under ANY"
    ),
    pytest.param(
        draft((A,), rule("x", "go", 1), rule("y", "no", 1, a=True), hit=Hit.FIRST),
        (("a", True),),
        id="clash under FIRST",
    ),
    pytest.param(draft((N, A), rule("x", "go", n=not_(at_least(0))), hit=Hit.COLLECT), None, id="never matches"),
    pytest.param(
        draft((OPTIONAL,), rule("x", "go", o=MISSING), rule("y", "no", o=not_(MISSING)), permissive=("go",)),
        (("o", MISSING),),
        id="fails open",
    ),
    pytest.param(
        draft(
            (OPTIONAL, A),
            rule("x", "go", 1, o=MISSING),
            rule("y", "no", 2, a=True),
            rule("z", "go", 3),
            hit=Hit.FIRST,
            permissive=("go",),
        ),
        (("o", MISSING), ("a", True)),
        id="fails open under FIRST",
    ),
    pytest.param(
        draft(
            (Column("n", Numbers(ge=0, le=9), worse="higher"),),
            rule("x", "no", n=at_most(3)),
            rule("y", "go", n=above(3)),
        ),
        (("n", 0),),
        id="higher is worse, yet permissive",
    ),
    pytest.param(
        draft(
            (Column("n", Numbers(ge=0, le=9), worse="lower"),),
            rule("x", "go", n=at_most(3)),
            rule("y", "no", n=above(3)),
        ),
        (("n", 4),),
        id="lower is worse, yet permissive",
    ),
    pytest.param(
        draft(
            (Column("n", ("low", "high"), optional=True, worse="higher"),),
            rule("x", "no", n=not_(MISSING)),
            rule("y", "go", n=MISSING),
            permissive=(),
        ),
        (("n", "high"),),
        id="missing is worst, yet permissive",
    ),
    pytest.param(
        draft((A,), rule("x", "go", 1), rule("y", "no", 2, a=True), hit=Hit.FIRST),
        (("a", True),),
        id="shadowed under FIRST",
    ),
    pytest.param(
        draft((A,), rule("x", "no"), rule("y", "go", a=True), hit=Hit.MOST_RESTRICTIVE),
        (("a", True),),
        id="shadowed under MOST_RESTRICTIVE",
    ),
    pytest.param(
        draft((A,), rule("x", "no"), rule("y", "no", a=True), hit=Hit.MOST_RESTRICTIVE),
        (("a", True),),
        id="redundant under MOST_RESTRICTIVE",
    ),
    pytest.param(
        draft((A,), rule("x", "no", 2), rule("y", "no", 1, a=True), hit=Hit.FIRST),
        (("a", True),),
        id="redundant under FIRST",
    ),
    pytest.param(
        draft((A,), rule("x", "no"), rule("y", "no", a=True), hit=Hit.COLLECT),
        (("a", True),),
        id="redundant under COLLECT",
    ),
    pytest.param(
        draft((A,), rule("x", "no"), rule("y", "no", a=True), hit=Hit.ANY), (("a", True),), id="redundant under ANY"
    ),
))
def test_the_first_finding(given: Draft[str], witness: object, expected: str) -> None:
    finding = check(given)[0]
    assert (str(finding), finding.witness) == (expected, witness)


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(draft((A,), rule("x", "go", a=True), rule("y", "no", a=False)), id="UNIQUE"),
        pytest.param(draft((A,), rule("x", "go"), rule("y", "no", a=True), hit=Hit.MOST_RESTRICTIVE), id="overlap"),
        pytest.param(draft((A,), rule("x", "go", 2), rule("y", "no", 1, a=True), hit=Hit.FIRST), id="FIRST"),
        pytest.param(draft((A,), rule("x", "go", a=True), hit=Hit.COLLECT), id="no gap under COLLECT"),
        pytest.param(
            draft((OPTIONAL,), rule("x", "no", o=MISSING), rule("y", "go", o=not_(MISSING)), permissive=("go",)),
            id="fails closed",
        ),
    ],
)
def test_nothing_to_find(given: Draft[str]) -> None:
    assert check(given) == ()


def test_an_indifferent_column() -> None:
    found = check(draft((A, B), rule("x", "go", a=True), rule("y", "no", a=False)))
    dead = "no outcome depends on column `b`"
    assert found == (Finding(FindingKind.DEAD_COLUMN, dead, column="b", witness=(("a", False), ("b", False))),)
    assert not found[0].is_error


def test_the_parts_of_a_finding() -> None:
    (found,) = check(
        draft((OPTIONAL,), rule("x", "go", o=MISSING), rule("y", "no", o=not_(MISSING)), permissive=("go",))
    )
    assert (found.rules, found.column, found.other) == (("x", "y"), "o", (("o", False),))
    assert (found.is_error, found.region) == (True, None)
    (gap,) = check(draft((N,), rule("x", "go", n=5)))
    assert gap.region == (("n", between(0, 4) | between(6, 9)),)


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(None, ["x0 x1", "x0 x2", "x0 x3", "x1 x2", "x1 x3", "x2 x3"], id="all"),
        pytest.param(6, ["x0 x1", "x0 x2", "x0 x3", "x1 x2", "x1 x3", "x2 x3"], id="as many as there are"),
        pytest.param(2, ["x0 x1", "x0 x2 (and 4 more of this kind)"], id="two"),
    ],
)
def test_a_limit_says_what_it_leaves_out(limit: int | None, expected: list[str]) -> None:
    found = check(draft((A,), *(rule(f"x{number}", "go") for number in range(4))), limit=limit)
    clashes = [finding for finding in found if finding.kind is FindingKind.CLASH]
    assert [" ".join(own.rules) + own.message.partition("point")[2] for own in clashes] == expected


def test_gaps_beyond_the_limit_are_counted() -> None:
    columns = [Column(f"c{number}", bool) for number in range(60)]
    rules = [rule(f"r{at:02}", "go", **{f"c{at}": True, f"c{at + 1}": True}) for at in range(59)]
    found = check(draft(columns, *rules, hit=Hit.ANY), limit=1)
    gap = next(finding for finding in found if finding.kind is FindingKind.GAP)
    assert gap.message.endswith(" (and 2504730781960 more of this kind)")


UNDECIDED: Final = "no answer within 1 state; expected a larger budget or a smaller table"


def test_what_the_budget_leaves_open() -> None:
    given = draft((A, B), rule("x", "go", a=True), rule("y", "no", b=True), hit=Hit.MOST_RESTRICTIVE)
    assert list(map(str, check(given, budget=1))) == [
        f"undecided: gaps of table `d`: {UNDECIDED}",
        f"undecided: what columns `a`, `b` can change of table `d`: {UNDECIDED}",
    ]


def test_what_is_undecided_about_warnings_keeps_no_table_from_being_built() -> None:
    given = draft(
        (A, B), rule("x", "go"), rule("y", "no", a=True, b=True), rule("z", "no", b=False), hit=Hit.MOST_RESTRICTIVE
    )
    found = check(given, budget=2)
    assert [(str(finding.kind), finding.about, finding.is_error) for finding in found] == [
        ("undecided", (FindingKind.DEAD_COLUMN,), False)
    ]
    assert Table.from_draft(given, budget=2).decide(a=True, b=True).outcome == "no"


LIGHTS: Final = ("green", "amber", "red")


def crossing(light: Column, *rules: Rule[str], pairs: bool, switches: int = 12) -> Draft[str]:
    """A light among many switches, each of which stops: alone, or only together with a later one."""
    ons, laters = ([f"{name}{number}" for number in range(switches)] for name in ("on", "later"))
    stops = (
        rule(f"stop {on}", "stop", **{on: True}, **({later: True} if pairs else {}))
        for on, later in zip(ons, laters, strict=True)
    )
    return Draft(
        "crossing",
        (*(Column(name, bool) for name in (*ons, *laters)), light),
        rules=(rule("clear", "go"), *stops, *rules),
        hit=Hit.MOST_RESTRICTIVE,
        outcomes=("go", "stop"),
        permissive=("go",),
    )


class TestAWrongStepIsFoundBeforeAllAreListed:
    """Which rules meet in all wrong steps may be far more than a budget holds; that there is one is said anyhow."""

    WORSE: Final = Column("light", LIGHTS, worse="higher"), rule("amber", "stop", light="amber")
    UNKNOWN: Final = Column("light", LIGHTS, optional=True), rule("red", "stop", light="red")
    SOUND: Final = *WORSE, rule("red", "stop", light="red")

    @pytest.mark.parametrize("pairs", [pytest.param(False, id="by a sweep"), pytest.param(True, id="by single rules")])
    @pytest.mark.parametrize(
        ("table", "kind", "becomes"),
        [
            pytest.param(WORSE, FindingKind.NOT_MONOTONE, ("amber", "red"), id="a worse value"),
            pytest.param(UNKNOWN, FindingKind.FAILS_OPEN, (MISSING, "red"), id="a fact that is learnt"),
        ],
    )
    def test_within_a_small_budget(
        self, table: tuple[Column, Rule[str]], kind: FindingKind, becomes: tuple[object, object], *, pairs: bool
    ) -> None:
        given = crossing(*table, pairs=pairs)
        step, left = (finding for finding in check(given, budget=1_000) if finding.is_error)
        assert step.witness is not None
        assert step.other is not None
        light = dict(step.witness)["light"], dict(step.other)["light"]
        assert (step.kind, step.column, light) == (kind, "light", becomes)
        assert set(step.rules) == {"clear", table[1].id}
        assert (left.kind, left.about) == (FindingKind.UNDECIDED, (kind,))
        assert left.message.startswith("what else column `light` can change of table `crossing`: no answer")

    @pytest.mark.parametrize(
        ("table", "budget"),
        [pytest.param(SOUND, 1_000, id="nothing is lost"), pytest.param(WORSE, 1, id="no look is left")],
    )
    def test_where_none_is_found_the_column_is_undecided(self, table: tuple[Column, Rule[str]], budget: int) -> None:
        found = check(crossing(*table, pairs=True, switches=20), budget=budget)
        assert FindingKind.NOT_MONOTONE not in [finding.kind for finding in found]
        (left,) = [finding for finding in found if FindingKind.NOT_MONOTONE in finding.about]
        assert left.message.startswith("what column `light` can change of table `crossing`: no answer")


def test_a_gap_under_unique_needs_no_budget() -> None:
    given = draft((A, B), rule("x", "go", a=True), rule("y", "no", a=False, b=True))
    assert str(check(given, budget=3)[0]) == "gap: no rule matches a: false, b: false"


def test_a_gap_that_is_found_by_volumes_may_lie_in_any_atom() -> None:
    given = draft((A, B), rule("x", "go", a=False), rule("y", "no", a=True, b=False))
    assert str(check(given, budget=3)[0]) == "gap: no rule matches a: true, b: true"


def test_a_table_raises_with_all_findings() -> None:
    given = draft((A, B), rule("x", "go", a=True))
    with pytest.raises(TableError) as caught:
        Table.from_draft(given)
    assert str(caught.value) == "table `d` has 1 error\n  gap: no rule matches a: false"
    assert caught.value.findings == check(given)


def test_a_region_is_a_box() -> None:
    cells: tuple[Cell, ...] = (one_of(True), at_most(4))  # noqa: FBT003 - the value of a cell
    given = draft((A, N), rule("x", "go", a=False), rule("y", "go", a=True, n=above(4)))
    (gap,) = [finding for finding in check(given) if finding.kind is FindingKind.GAP]
    assert str(gap) == f"gap: no rule matches a: {cells[0]}, n: [0..4]"
