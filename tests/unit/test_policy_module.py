"""The package as a module, and the corners that no other table of cases reaches."""

from collections.abc import Callable
from enum import IntEnum
from itertools import product
from typing import Final

import attrs
import pytest

from releasekit import policy
from releasekit._words import shown
from releasekit.errors import BudgetError, FieldError
from releasekit.policy import (
    MISSING,
    Case,
    Column,
    DifferenceKind,
    Draft,
    FactError,
    Hit,
    Numbers,
    Record,
    Rule,
    Table,
    TableError,
    at_least,
    check,
    coverage,
    diff,
    generate_cases,
    is_no_looser,
    not_,
    one_of,
    replay,
)
from releasekit.policy._partition import Budget

TABLE: Final = Table(
    "t",
    (Column("a", bool),),
    rules=(Rule("x", {"a": True}, then="go"), Rule("y", {"a": False}, then="no")),
    outcomes=("go", "no"),
)


@pytest.mark.parametrize("name", policy.__all__)
def test_every_export_is_there_and_kept(name: str) -> None:
    if name in {"cell", "coverage"}:
        vars(policy).pop(name, None)
    assert getattr(policy, name) is getattr(policy, name)


def test_what_the_module_lacks() -> None:
    with pytest.raises(AttributeError, match=r"^module `releasekit\.policy` has no attribute `nothing`$"):
        policy.nothing  # type: ignore[attr-defined]  # noqa: B018 - asking is the test


def test_missing_is_written_in_one_word() -> None:
    assert str(MISSING) == "missing"


def test_a_decision_refuses_a_fact_that_it_has_not() -> None:
    with pytest.raises(FactError) as caught:
        TABLE.decide(a=True).fact("aa")
    assert caught.value.problems == ('no column `"aa"`; expected columns among a; did you mean `a`?',)


def test_coverage_knows_when_it_is_complete() -> None:
    complete = coverage(TABLE, generate_cases(TABLE, pairs=True))
    assert (complete.is_complete, coverage(TABLE, [{"a": True}]).is_complete) == (True, False)


def test_differences_by_kind() -> None:
    found = diff(TABLE, TABLE.draft.replace(rules=TABLE.rules[:1]))
    assert found.of(DifferenceKind.NEWLY_GAP) == found.differences
    assert found.of(DifferenceKind.LOOSENED) == ()


def test_a_record_without_outcome_cannot_be_told() -> None:
    (found,) = replay(TABLE, [Record("r", {"a": True})]).unreplayable
    assert found.problem == "no outcome was recorded; expected one, or an old table"


def test_a_budget_of_visits() -> None:
    with pytest.raises(BudgetError) as caught:
        Budget(1, "gaps").visit(65)
    assert (caught.value.question, caught.value.budget) == ("gaps", 1)


@pytest.mark.parametrize("budget", ["x", None, True, 0, -1])
@pytest.mark.parametrize(
    "ask",
    [
        lambda budget: check(TABLE, budget=budget),
        lambda budget: diff(TABLE, TABLE, budget=budget),
        lambda budget: is_no_looser(TABLE, TABLE, budget=budget),
        lambda budget: generate_cases(TABLE, budget=budget),
        lambda budget: generate_cases(TABLE, pairs=True, budget=budget),
        lambda budget: coverage(TABLE, [], budget=budget),
        lambda budget: Table.from_draft(TABLE.draft, budget=budget),
        lambda budget: TABLE.decide(a=True).nearest("go", budget=budget),
    ],
)
def test_a_budget_is_a_whole_number_of_at_least_one(ask: Callable[[object], object], budget: object) -> None:
    with pytest.raises(FieldError) as caught:
        ask(budget)
    assert str(caught.value) == f"budget is {shown(budget)}; expected a whole number of at least 1"


WORDS: Final = "expected a mapping of columns to mappings, each of an old value to the new one"


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        pytest.param(5, f"words is `5`; {WORDS}", id="no mapping"),
        pytest.param("then", f'words is `"then"`; {WORDS}', id="text"),
        pytest.param({"a": 5}, f"words holds `5`; {WORDS}", id="no mapping within"),
        pytest.param({"then": {"go": ["x"]}}, 'words renames `"go"` to `a list`; expected an outcome', id="a list"),
    ],
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda words: diff(TABLE, TABLE, words=words),
        lambda words: is_no_looser(TABLE, TABLE, words=words),
        lambda words: replay(TABLE, [], words=words),
    ],
)
def test_words_that_are_no_vocabulary(ask: Callable[[object], object], words: object, problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        ask(words)
    assert str(caught.value) == problem


PAIRS: Final = "expected a mapping of columns to values, or pairs of both"


@pytest.mark.parametrize("kind", [lambda facts: Record("r", facts), lambda facts: Case(facts, "go")])
@pytest.mark.parametrize(
    ("facts", "problem"),
    [
        pytest.param(None, f"facts are `None`; {PAIRS}", id="nothing"),
        pytest.param("ab", f'facts are `"ab"`; {PAIRS}', id="text"),
        pytest.param([5], f"facts hold `5`; {PAIRS}", id="no pairs"),
        pytest.param([("a", 1, 2)], f'facts hold `("a", 1, 2)`; {PAIRS}', id="three"),
        pytest.param({1: 2, "a": 3}, "facts have the column `1`; expected text", id="a number for a name"),
    ],
)
def test_facts_that_are_no_point(kind: Callable[[object], object], facts: object, problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        kind(facts)
    assert str(caught.value) == problem


def test_a_draft_too_large_to_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("releasekit.policy._partition.MOST_MARKS", 1)
    columns = (Column("n", Numbers()),)
    draft = Draft("d", columns, rules=(Rule("x", {"n": at_least(3)}, then="go"),), outcomes=("go",))
    expected = "1 rules by 2 distinct values: no answer within 1 state; expected a larger budget or a smaller table"
    assert [str(finding) for finding in check(draft)] == [f"undecided: {expected}"]
    with pytest.raises(BudgetError) as caught:
        diff(draft, draft)
    assert caught.value.budget == 1


def _table(name: str, *columns: Column) -> Draft[str]:
    return Draft(name, columns, rules=(Rule("r", {}, then="go"),), outcomes=("go",), permissive=())


class TestDiffRefuses:
    def test_a_malformed_draft(self) -> None:
        broken = Draft("broken", TABLE.columns, rules=(Rule("x", {"b": True}, then="go"),), outcomes=("go",))
        with pytest.raises(TableError) as caught:
            diff(broken, TABLE)
        assert [finding.message for finding in caught.value.findings] == [
            'rule `x`: no column `"b"`; expected one of a'
        ]

    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            pytest.param(
                Column("a", bool),
                Column("a", Numbers()),
                "column `a` is made of whole numbers and one of false, true; expected one kind in both drafts",
                id="numbers and words",
            ),
            pytest.param(
                Column("a", Numbers(ge=0, integer=False)),
                Column("a", Numbers()),
                "column `a` is made of whole numbers and numbers from 0; expected one kind in both drafts",
                id="whole and other numbers",
            ),
        ],
    )
    def test_columns_of_two_kinds(self, old: Column, new: Column, message: str) -> None:
        with pytest.raises(TableError) as caught:
            diff(_table("old", old), _table("new", new))
        assert (caught.value.table, [finding.message for finding in caught.value.findings]) == ("new", [message])

    def test_two_values_of_one_name(self) -> None:
        old = _table("old", Column("a", ("x", "y")))
        with pytest.raises(TableError) as caught:
            diff(old, old, words={"a": {"x": "y"}})
        assert [finding.message for finding in caught.value.findings] == [
            "words gives two values of `a` one name; expected a name for each"
        ]


def test_points_in_neither_domain_are_no_difference() -> None:
    old = _table("old", Column("a", ("x",)), Column("b", ("x",)))
    new = _table("new", Column("a", ("y",)), Column("b", ("y",)))
    found = diff(old, new).differences
    assert [(one.kind, dict(one.witness)) for one in found] == [
        (DifferenceKind.DOMAIN_CHANGED, {"a": "y", "b": "y"}),
        (DifferenceKind.DOMAIN_CHANGED, {"a": "x", "b": "x"}),
    ]


def test_points_outside_the_old_domain_are_one_difference() -> None:
    """A rule that allows everything is alive at each of them, in the old draft too, where it answers nothing."""
    rules, outcomes = (Rule("r", {}, then="go", rank=0),), ("go",)
    old = Draft("t", (Column("c", ("a", "b")),), rules=rules, hit=Hit.FIRST, outcomes=outcomes)
    columns = (Column("c", ("a", "b", "d"), optional=True),)
    new = Draft("t", columns, rules=rules, hit=Hit.FIRST, outcomes=outcomes, permissive=outcomes)
    (difference,) = diff(old, new).differences
    assert (difference.kind, difference.count) == (DifferenceKind.DOMAIN_CHANGED, 2)


def test_decisions_are_equal_by_outcome_facts_and_table() -> None:
    one, other = TABLE.decide(a=True), TABLE.decide(a=False)
    assert one == Table.from_draft(TABLE.draft).decide(a=True)
    assert one != other
    assert one != "go"


def test_a_card_says_that_the_way_to_another_outcome_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def nearest(*_: object, **__: object) -> None:
        raise BudgetError("nearest `go` of `t`", 3)

    monkeypatch.setattr(policy.Decision, "nearest", nearest)
    table = TABLE.replace(permissive=("go",))
    assert "no answer within 3 states" in " ".join(table.decide(a=False).to_text().split())


def test_huge_facts_are_shown_in_short() -> None:
    table = Table("t", (Column("n", Numbers()),), rules=(Rule("r", {}, then="go"),), outcomes=("go",))
    assert repr(table.decide(n=10**5000)) == "<Decision go by t at n=int of 16610 bits>"


class Action(IntEnum):
    GO = 0
    STOP = 1


class Health(IntEnum):
    FINE = 0


def test_a_gap_between_conditions_on_missing_alone() -> None:
    """A column of numbers in which no bound is named has two kinds of values: the missing one and all others."""
    columns = (Column("a", bool), Column("n", Numbers(), optional=True))
    rules = [Rule("known", {"a": True, "n": not_(MISSING)}, then="go"), Rule("blind", {"n": MISSING}, then="go")]
    (gap,) = check(Draft("d", columns, rules=rules, hit=Hit.ANY, outcomes=("go",), permissive=()))
    assert gap.region == (("a", one_of(False)), ("n", not_(MISSING)))  # noqa: FBT003 - the value of a cell


def test_nothing_is_looser_without_an_order() -> None:
    draft = TABLE.draft.replace(outcomes=frozenset({"go", "no"}))
    with pytest.raises(TableError, match="outcomes have no order"):
        is_no_looser(draft, draft)


def test_what_is_stricter_is_no_looser() -> None:
    strict = TABLE.draft.replace(rules=(Rule("x", {}, then="no"),))
    assert is_no_looser(TABLE.draft, strict)
    assert not is_no_looser(strict, TABLE.draft)


def test_an_answer_for_a_gap_is_looser_unless_it_is_the_strictest() -> None:
    partial = TABLE.draft.replace(rules=TABLE.draft.rules[:1])
    filled = [partial.replace(rules=(*partial.rules, Rule("y", {"a": False}, then=then))) for then in ("go", "no")]
    assert [is_no_looser(partial, draft) for draft in filled] == [False, True]


def test_sets_of_outcomes_differ_by_their_words() -> None:
    outcomes = (frozenset({"ship"}), frozenset({"hold", "tell"}))
    old, new = (TABLE.draft.replace(outcomes=outcomes, rules=(Rule("x", {}, then=then),)) for then in outcomes)
    (difference,) = diff(old, new).differences
    assert (difference.kind, difference.old_outcome, difference.new_outcome) == (DifferenceKind.TIGHTENED, *outcomes)
    assert "hold + tell" in str(difference)


def test_nothing_speaks_against_the_outcome_that_holds() -> None:
    assert TABLE.decide(a=True).why_not("go") == ()


def test_a_table_is_shown_by_its_size() -> None:
    assert repr(TABLE) == "<Table t: 1 columns, 2 rules, unique>"


class TestOutcomesAreExact:
    def test_a_word_of_another_class_is_no_outcome_although_it_is_equal(self) -> None:
        rules = (Rule("a", {"a": True}, then=Action.GO), Rule("b", {"a": False}, then=Health.FINE))
        draft: Draft[object] = Draft("t", TABLE.columns, rules=rules, outcomes=Action)
        assert [finding.message for finding in check(draft)] == [
            "rule `b`: then is `Health.FINE`; expected one of GO, STOP"
        ]

    def test_a_set_has_no_order(self) -> None:
        draft = TABLE.draft.replace(outcomes={"go", "no"}, hit=Hit.MOST_RESTRICTIVE)
        assert draft.outcomes == frozenset({"go", "no"})
        assert [finding.message for finding in check(draft)] == [
            "hit is most_restrictive but outcomes are a frozenset; expected a tuple, permissive first"
        ]

    @pytest.mark.parametrize("then", ["", MISSING], ids=["empty text", "missing"])
    def test_what_is_no_outcome(self, then: object) -> None:
        with pytest.raises(FieldError, match=r"^Rule.then is "):
            Rule("r", {}, then=then)


COLLECTING: Final = Table(
    "c",
    TABLE.columns,
    rules=(Rule("x", {}, then="one"), Rule("y", {"a": True}, then="two")),
    hit=Hit.COLLECT,
    outcomes=("one", "two"),
)


class TestCollecting:
    def test_its_own_cases_replay_as_the_same(self) -> None:
        cases = generate_cases(COLLECTING)
        found = replay(COLLECTING, [Record(str(n), case.facts, outcome=case.outcome) for n, case in enumerate(cases)])
        assert (len(found.same), len(found.changed)) == (2, 0)

    def test_collected_outcomes_have_no_order(self) -> None:
        other = COLLECTING.draft.replace(rules=(Rule("x", {}, then="two"),))
        assert {difference.kind for difference in diff(COLLECTING.draft, other).differences} == {DifferenceKind.LATERAL}


@pytest.mark.parametrize(
    "make", [lambda pairs: Record("r", pairs), lambda pairs: Case(pairs, "go")], ids=["record", "case"]
)
def test_a_fact_is_given_once(make: Callable[[object], object]) -> None:
    with pytest.raises(FieldError, match=r"^facts give `a` twice; expected it once$"):
        make((("a", True), ("a", False)))


@pytest.mark.parametrize("options", [{"limit": 0}, {"limit": "x"}, {"budget": 0}, {"budget": True}], ids=str)
def test_check_refuses_less_than_one(options: dict[str, int]) -> None:
    (name,) = options
    with pytest.raises(FieldError, match=rf"^{name} is .*; expected a whole number of at least 1$"):
        check(TABLE, **options)


def test_a_table_forgets_verdicts_before_they_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("releasekit.policy._compiled.MOST_KEPT", 2)
    monkeypatch.setattr("releasekit.policy._ranking.MOST_KEPT", 2)
    columns = tuple(Column(name, Numbers()) for name in "abc")
    rules = (Rule("r", {}, then="go"), *(Rule(name, {name: at_least(1)}, then="no") for name in "abc"))
    table = Table("t", columns, rules=rules, hit=Hit.MOST_RESTRICTIVE, outcomes=("go", "no"))
    points = list(product((0, 1), repeat=3))
    answers = [table.decide(dict(zip("abc", point, strict=True))).outcome for point in points * 2]
    assert answers == ["no" if any(point) else "go" for point in points * 2]
    assert len(table._compiled.decided) <= 2


@attrs.frozen
class Facts:
    """The columns of `PAIR`, in another order."""

    b: object
    a: object


@attrs.frozen
class MoreFacts(Facts):
    c: object = 1


PAIR: Final = Table(
    "p",
    (Column("a", bool), Column("b", ("x", "y"), optional=True)),
    rules=(Rule("r", {}, then="go"), Rule("s", {"a": True, "b": one_of("y") | MISSING}, then="no")),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=("go", "no"),
    permissive=("go",),
)


def test_facts_in_every_form_decide_alike_each_time() -> None:
    for a, b in [(True, "x"), (True, "y"), (False, "y")] * 2:
        expected = PAIR.decide({"a": a, "b": b})
        assert expected.outcome == ("no" if a and b == "y" else "go")
        assert PAIR.decide(a=a, b=b) == PAIR.decide({"a": a}, b=b) == PAIR.decide(Facts(b, a)) == expected


STRANGE: Final = (Facts("x", 1), Facts(1, a=True), Facts("z", a=True), MoreFacts("x", a=True))


@pytest.mark.parametrize("facts", STRANGE, ids=repr)
def test_what_an_object_may_not_say_is_refused_each_time(facts: object) -> None:
    for _ in range(2):
        assert PAIR.decide(Facts("x", a=True)).outcome == "go"
        with pytest.raises(FactError):
            PAIR.decide(facts)


def test_classes_of_facts_are_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("releasekit.policy._compiled.MOST_CLASSES", 1)
    table = Table.from_draft(PAIR.draft)
    assert [table.decide(Facts("y", a=True)).outcome for _ in range(2)] == ["no", "no"]
    assert list(table._compiled.picks) == [dict]


def test_a_column_name_that_python_would_spell_otherwise() -> None:
    with pytest.raises(FieldError, match="expected an identifier other than `then`"):
        Column("cafe\u0301", bool)


OF_ANOTHER_KIND: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "check of a number": (lambda: check(3), "draft is `3`; expected a Draft"),
    "diff of nothing": (lambda: diff(None, TABLE), "old is `None`; expected a Draft"),
    "diff with a number": (lambda: diff(TABLE, 3), "new is `3`; expected a Draft"),
    "replay of plain data": (lambda: replay(TABLE, [{"a": True}]), "records[0] is `a dict`; expected a Record"),
    "replay by a draft": (lambda: replay(TABLE.draft, []), "table is `a Draft`; expected a Table"),
    "replay against a draft": (
        lambda: replay(TABLE, [], old=TABLE.draft),
        "old is `a Draft`; expected a Table or nothing",
    ),
    "cases of a draft": (lambda: generate_cases(TABLE.draft), "table is `a Draft`; expected a Table"),
    "coverage of a draft": (lambda: coverage(TABLE.draft, []), "table is `a Draft`; expected a Table"),
}


@pytest.mark.parametrize(("ask", "problem"), OF_ANOTHER_KIND.values(), ids=OF_ANOTHER_KIND)
def test_arguments_of_another_kind(ask: Callable[[], object], problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        ask()
    assert str(caught.value) == problem
