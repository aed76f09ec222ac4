"""What people see of tables, decisions, findings, differences, traces, coverage and replays."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from releasekit._views import Badge, Grid, Lines, Section, Tone, View, Viewable
from releasekit._words import Word
from releasekit.policy import (
    MISSING,
    Case,
    Column,
    Coverage,
    Decision,
    Diff,
    DifferenceKind,
    Draft,
    Hit,
    Numbers,
    Record,
    Replay,
    Rule,
    Source,
    Table,
    Trace,
    above,
    at_least,
    below,
    cell,
    check,
    coverage,
    diff,
    generate_cases,
    not_,
    one_of,
    replay,
)
from releasekit.policy._diff import DIFFERENCES
from releasekit.policy._sections import MOST_ROWS


class Severity(Word):
    HIGH = "high"
    LOW = "low"


class Go(Word):
    GO = "go"
    HOLD = "hold"
    NO_GO = "no_go"


QUOTE = Source("Gates", "4.2 Criteria", quote="More than 10 % blocks | the release.")
COLUMNS = (
    Column("severity", Severity, optional=True),
    Column("latency", Numbers(ge=0, integer=False), optional=True, worse="higher"),
)
RULES = (
    Rule("BASE", {}, then=Go.GO, because="Nothing speaks against it."),
    Rule("LAT", {"latency": above(10) | MISSING}, then=Go.NO_GO, because="It is slower.", code="slower", source=QUOTE),
    Rule("SEV", {"severity": one_of(Severity.HIGH) | MISSING}, then=Go.NO_GO, because="A defect is open."),
)
DRAFT = Draft("Go/no-go", COLUMNS, rules=RULES, hit=Hit.MOST_RESTRICTIVE, outcomes=Go, permissive=(Go.GO,), version="7")
TABLE = Table.from_draft(DRAFT.replace(rules=(*RULES, Rule("HOLD", {"latency": above(5)}, then=Go.HOLD))))
NO = TABLE.decide(severity=Severity.HIGH, latency=Decimal("12.5"))
YES = TABLE.decide(severity=Severity.LOW, latency=2)
LOOSER = TABLE.draft.replace(
    version="8", rules=[RULES[0], RULES[1].replace(when={"latency": above(15) | MISSING}), RULES[2]]
)
FACTS = {"severity": Severity.LOW, "latency": 12}
HISTORY = (
    Record("r1", FACTS, outcome=Go.NO_GO),
    Record("r2", {"severity": Severity.LOW, "latency": 1}, outcome=Go.GO),
    Record("r3", {"severity": "hihg"}, outcome=Go.GO),
)
VIEWABLES: dict[str, Viewable] = {
    "draft": DRAFT,
    "table": TABLE,
    "permissive decision": YES,
    "other decision": NO,
    "trace": NO.trace(),
    "diff": diff(TABLE, LOOSER),
    "coverage": coverage(TABLE, [FACTS]),
    "replay": replay(Table.from_draft(LOOSER), HISTORY, old=TABLE),
}


def section(view: View, title: str) -> Section:
    """The only section of a view with a title."""
    (found,) = [found for found in view.sections if found.title == title]
    return found


def grid(view: View, title: str) -> Grid:
    body = section(view, title).body
    assert isinstance(body, Grid)
    return body


def cells(view: View, title: str) -> list[tuple[str, ...]]:
    return [row.cells for row in grid(view, title).rows]


def titles(view: View) -> list[str]:
    return [title for title, _ in view.sections]


# --- all of them


@pytest.mark.parametrize(
    "kind", [Draft, Table, Decision, Diff, Trace, Coverage, Replay], ids=lambda kind: kind.__name__
)
def test_what_has_a_view_is_viewable(kind: type) -> None:
    assert issubclass(kind, Viewable)


@pytest.mark.parametrize("viewable", VIEWABLES.values(), ids=VIEWABLES)
def test_every_view_renders_in_all_forms(viewable: Viewable) -> None:
    bundle = viewable._repr_mimebundle_()
    assert list(bundle) == ["text/plain", "text/markdown", "text/html"]
    assert all(line == line.rstrip() and len(line) <= 100 for line in bundle["text/plain"].split("\n"))
    assert viewable.view() == viewable.view()


# --- tables


def test_a_table_has_a_row_per_rule_and_a_column_per_input() -> None:
    headers = ("rule", "severity", "latency", "outcome", "because", "code", "source")
    assert grid(TABLE.view(), "Rules").headers == headers
    assert cells(TABLE.view(), "Rules") == [
        ("BASE", "-", "-", "go", "Nothing speaks against it.", "", ""),
        ("HOLD", "-", "> 5", "hold", "", "", ""),
        ("LAT", "-", "> 10, missing", "no_go", "It is slower.", "slower", "[1] 4.2 Criteria"),
        ("SEV", '"high", missing', "-", "no_go", "A defect is open.", "", ""),
    ]


def test_a_table_says_what_its_columns_hold_and_where_its_rules_come_from() -> None:
    assert cells(TABLE.view(), "Columns") == [
        ("severity", "one of high, low or missing", ""),
        ("latency", "numbers from 0 or missing", "higher"),
    ]
    severity, latency = COLUMNS
    given = TABLE.draft.replace(columns=(severity.replace(given=True), latency))
    assert cells(given.view(), "Columns") == [
        ("severity", "one of high, low or missing", "", "given"),
        ("latency", "numbers from 0 or missing", "higher", ""),
    ]
    assert cells(TABLE.view(), "Sources") == [
        ("[1]", "Gates", "4.2 Criteria", "More than 10 % blocks | the release.")
    ]


def test_a_table_names_its_hit_policy_and_the_order_of_its_outcomes() -> None:
    expected = "version 7; hit policy most_restrictive; outcomes, permissive first: go, hold, no_go; permissive: go"
    assert TABLE.view().subtitle == expected


def test_outcomes_without_an_order_are_said_to_have_none() -> None:
    draft = Draft("Labels", (), rules=(Rule("A", {}, then="b"),), outcomes=frozenset(("b", "a")))
    assert draft.view().subtitle == "version 1; hit policy unique; outcomes in no order: a, b"


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        pytest.param(DRAFT, Badge("draft"), id="draft"),
        pytest.param(Table.from_draft(DRAFT), Badge("proved", Tone.GOOD), id="table"),
        pytest.param(
            Table.from_draft(DRAFT.replace(rules=(*RULES, RULES[0].replace(id="AGAIN")))),
            Badge("proved", Tone.WARN),
            id="table with warnings",
        ),
    ],
)
def test_a_table_says_whether_it_is_proved(draft: Draft[Go], expected: Badge) -> None:
    assert draft.view().badge == expected
    assert ("Findings" in titles(draft.view())) == (expected.tone is Tone.WARN)


def test_ranks_are_shown_where_they_decide() -> None:
    rules = (Rule("A", {"severity": Severity.HIGH}, then="x", rank=1), Rule("B", {}, then="y", rank=2))
    table = Table("First", (Column("severity", Severity),), rules=rules, hit=Hit.FIRST, outcomes=("x", "y"))
    assert grid(table.view(), "Rules").headers == ("rule", "rank", "severity", "outcome")
    assert cells(table.view(), "Rules") == [("A", "1", '"high"', "x"), ("B", "2", "-", "y")]


def test_a_column_that_a_draft_does_not_have_is_shown() -> None:
    draft = DRAFT.replace(rules=(Rule("X", {"severty": Severity.HIGH}, then=Go.GO),))
    assert grid(draft.view(), "Rules").headers == ("rule", "severity", "latency", "severty", "outcome")
    assert cells(draft.view(), "Rules") == [("X", "-", "-", '"high"', "go")]


def test_the_order_of_writing_changes_no_view() -> None:
    assert DRAFT.replace(rules=RULES[::-1]).view() == DRAFT.view()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param('"a","b"', '"a", "b"', id="values"),
        pytest.param('"a,b","c"', '"a,b", "c"', id="comma in a value"),
        pytest.param(r'"a\",b","c"', r'"a\",b", "c"', id="quote in a value"),
        pytest.param('not("a","b"),missing', 'not("a", "b"), missing', id="not"),
        pytest.param("[1..5),> 7,missing", "[1..5), > 7, missing", id="numbers"),
        pytest.param("-", "-", id="any"),
    ],
)
def test_a_cell_can_be_broken_behind_its_commas(text: str, shown: str) -> None:
    draft = DRAFT.replace(rules=(Rule("X", {"severity": cell(text)} if text != "-" else {}, then=Go.GO),))
    assert cells(draft.view(), "Rules")[0][1] == shown
    assert cell(shown) == cell(text)


def test_an_over_long_grid_says_how_much_it_leaves_out() -> None:
    rules = [Rule(f"R{number:03}", {"severity": f"s{number}"}, then=Go.GO) for number in range(MOST_ROWS + 5)]
    view = DRAFT.replace(rules=rules).view()
    assert len(cells(view, f"Rules (the first {MOST_ROWS} of {MOST_ROWS + 5})")) == MOST_ROWS


# --- decisions


def test_a_decision_shows_facts_and_reasons_with_their_sources() -> None:
    view = NO.view()
    assert (view.title, view.badge) == ("Go/no-go", Badge("no_go", Tone.BAD))
    assert view.subtitle == "version 7; decided by 2 rules; hit policy most_restrictive"
    assert cells(view, "Facts") == [("severity", '"high"'), ("latency", "12.5")]
    assert section(view, "Why").body == Lines(
        (
            "slower (LAT): It is slower.\nGates, 4.2 Criteria: “More than 10 % blocks | the release.”",
            "SEV: A defect is open.",
        )
    )


def test_a_refusal_says_how_far_away_a_yes_is() -> None:
    rows = grid(NO.view(), "Nearest permissive outcomes").rows
    assert [(row.cells, row.tone) for row in rows] == [
        (("go", 'severity: "high" -> "low"\nlatency: 12.5 -> [0..5]'), Tone.GOOD)
    ]


def test_a_permissive_decision_says_what_would_change_it() -> None:
    rows = grid(YES.view(), "What would change it").rows
    assert [(row.cells, row.tone) for row in rows] == [
        (("no_go", 'severity: "low" -> "high", missing'), Tone.BAD),
        (("hold", "latency: 2 -> (5..10]"), Tone.BAD),
        (("no_go", "latency: 2 -> > 10, missing"), Tone.BAD),
    ]


def test_an_outcome_out_of_reach_is_said_to_be() -> None:
    table = Table("Never", (), rules=(Rule("A", {}, then="no"),), outcomes=("go", "no"), permissive=("go",))
    view = table.decide().view()
    assert cells(view, "Nearest permissive outcomes") == [("go", "no change of facts")]


@pytest.mark.parametrize("permissive", [None, ()], ids=["not given", "empty"])
def test_without_permissive_outcomes_no_outcome_is_good_or_bad(permissive: tuple[str, ...] | None) -> None:
    rules = (Rule("A", {"severity": Severity.HIGH}, then="x"), Rule("B", {"severity": Severity.LOW}, then="y"))
    columns = (Column("severity", Severity),)
    table = Table("Labels", columns, rules=rules, outcomes=("x", "y"), permissive=permissive)
    view = table.decide(severity=Severity.HIGH).view()
    assert view.badge == Badge("x", Tone.NEUTRAL)
    assert [(row.cells, row.tone) for row in grid(view, "What would change it").rows] == [
        (("y", 'severity: "high" -> "low"'), Tone.NEUTRAL)
    ]


def test_a_collected_decision_says_what_would_no_longer_collect_it() -> None:
    columns = (Column("severity", Severity),)
    rules = (Rule("A", {"severity": Severity.HIGH}, then="x"),)
    (decision,) = Table("All", columns, rules=rules, hit=Hit.COLLECT, outcomes=("x",)).collect(severity=Severity.HIGH)
    assert cells(decision.view(), "What would change it") == [("no longer collected", 'severity: "high" -> "low"')]


def test_a_trace_names_the_columns_that_kept_a_rule_from_matching() -> None:
    view = TABLE.decide(severity=Severity.HIGH, latency=7).trace().view()
    assert view.badge == Badge("no_go")
    assert grid(view, "Rules").headers == ("rule", "severity", "latency", "outcome", "judged")
    assert cells(view, "Rules") == [
        ("the facts", '"high"', "7", "", ""),
        ("BASE", "-", "-", "go", "matches"),
        ("HOLD", "-", "> 5", "hold", "matches"),
        ("LAT", "-", "> 10, missing", "no_go", "fails by latency"),
        ("SEV", '"high", missing', "-", "no_go", "decides"),
    ]


# --- findings

def test_the_warnings_of_a_table_are_all_there() -> None:
    table = Table("t", COLUMNS, rules=(Rule("x", {}, then=Go.GO),), outcomes=Go, permissive=(Go.GO,))
    assert table.view().badge == Badge("proved", Tone.WARN)
    assert [row[-1] for row in cells(table.view(), "Findings")] == [finding.message for finding in check(table)]
    assert {row.tone for row in grid(table.view(), "Findings").rows} == {Tone.WARN}


# --- differences


def test_every_kind_of_difference_has_its_tone() -> None:
    assert set(DIFFERENCES) == set(DifferenceKind)


def test_a_difference_shows_both_answers_and_both_sources() -> None:
    columns = (Column("n", Numbers(ge=0, le=9)),)
    lower, upper = Rule("A", {"n": below(5)}, then="go"), Rule("B", {"n": at_least(5)}, then="no", source=QUOTE)
    old = Table("T", columns, rules=(lower, upper), outcomes=("go", "no"))
    wider = (lower.replace(when={"n": below(7)}), upper.replace(when={"n": at_least(7)}, source=None))
    new = old.draft.replace(version="2", rules=wider)
    view = diff(old, new).view()
    assert (view.title, view.badge) == ("T, version 1 -> 2", Badge("2 differences", Tone.BAD))
    assert [(row.cells, row.tone) for row in grid(view, "Differences").rows] == [
        (("loosened", "no -> go", "2", "n=5", "B -> A"), Tone.BAD),
        (("reason_only", "no", "3", "n=7", "B"), Tone.NEUTRAL),
    ]
    assert cells(view, "Old rules") == [("B", "Gates, 4.2 Criteria: “More than 10 % blocks | the release.”")]
    assert cells(view, "New rules") == [("A", "not recorded"), ("B", "not recorded")]


@pytest.mark.parametrize(
    ("old", "new", "outcome", "tone"),
    [
        pytest.param(1, 2, "no answer -> go", Tone.GOOD, id="newly covered"),
        pytest.param(2, 1, "go -> no answer", Tone.BAD, id="newly a gap"),
    ],
)
def test_no_answer_is_called_so(old: int, new: int, outcome: str, tone: Tone) -> None:
    columns = (Column("n", Numbers(ge=0, le=9)),)
    drafts = [
        Draft("T", columns, rules=(Rule("A", {"n": below(end)}, then="go"),), outcomes=("go",)) for end in (old, new)
    ]
    (row,) = grid(diff(*drafts).view(), "Differences").rows
    assert (row.cells[1], row.tone) == (outcome, tone)


@pytest.mark.parametrize(
    ("old", "new", "tone"),
    [
        pytest.param(LOOSER, TABLE, Tone.GOOD, id="tightened"),
        pytest.param(TABLE, LOOSER, Tone.BAD, id="loosened"),
        pytest.param(DRAFT, DRAFT.replace(rules=(*RULES[1:], RULES[0].replace(id="X"))), Tone.NEUTRAL, id="reasons"),
        pytest.param(
            DRAFT.replace(
                hit=Hit.FIRST, outcomes=frozenset(Go), columns=COLUMNS[:1], rules=(RULES[2].replace(rank=1),)
            ),
            DRAFT.replace(
                hit=Hit.FIRST,
                outcomes=frozenset(Go),
                columns=COLUMNS[:1],
                rules=(RULES[2].replace(rank=1, then=Go.HOLD),),
            ),
            Tone.WARN,
            id="lateral",
        ),
    ],
)
def test_a_difference_is_as_bad_as_its_worst_row(old: Draft[Go], new: Draft[Go], tone: Tone) -> None:
    badge = diff(old, new).view().badge
    assert badge is not None
    assert badge.tone is tone


def test_points_without_number_are_called_so() -> None:
    found = grid(diff(TABLE, LOOSER).view(), "Differences").rows
    assert {row.cells[2] for row in found} == {"infinitely many"}


def test_no_difference_is_good() -> None:
    view = diff(TABLE, TABLE).view()
    assert (view.title, view.badge) == ("Go/no-go -> Go/no-go", Badge("no difference", Tone.GOOD))
    assert titles(view) == ["Differences"]


# --- coverage and replay


@pytest.mark.parametrize(
    ("cases", "badge"),
    [
        pytest.param(
            lambda: (*generate_cases(TABLE), *generate_cases(TABLE, pairs=True)), Badge("complete", Tone.GOOD), id="all"
        ),
        pytest.param(
            lambda: (Case(FACTS, Go.NO_GO),),
            Badge("not reached: 3 rules, 7 leaves, 3 boundary pairs", Tone.WARN),
            id="one",
        ),
    ],
)
def test_coverage_counts_what_is_left_out(cases: Callable[[], tuple[Case, ...]], badge: Badge) -> None:
    assert coverage(TABLE, cases()).view().badge == badge


def test_coverage_shows_a_point_for_each_part_that_is_left_out() -> None:
    found = coverage(TABLE, [FACTS])
    view = found.view()
    assert section(view, "Rules that decide no case").body == Lines(("BASE", "HOLD", "SEV"))
    assert len(cells(view, "Leaves without a case")) == len(found.leaves)
    assert [row[:2] for row in cells(view, "Boundary pairs without both cases")] == [
        (pair.rule, pair.column) for pair in found.pairs
    ]
    assert ("BASE", 'severity="low", latency=0 -> go') in cells(view, "Leaves without a case")


def test_a_replay_shows_what_changes_and_what_cannot_be_told() -> None:
    view = replay(Table.from_draft(LOOSER), HISTORY, old=TABLE).view()
    assert view.badge == Badge("1 changed, 1 same, 1 unreplayable", Tone.WARN)
    assert cells(view, "Changed") == [("r1", "no_go -> go", "LAT -> BASE")]
    assert [row[0] for row in cells(view, "Unreplayable")] == ["r3"]
    (met,) = cells(view, "Differences that records meet")
    assert (met[0], met[1], met[-1]) == ("loosened", "no_go -> go", "1")


def test_a_replay_against_records_shows_no_difference_of_tables() -> None:
    view = replay(TABLE, HISTORY[:2]).view()
    assert view.badge == Badge("0 changed, 2 same, 0 unreplayable", Tone.GOOD)
    assert titles(view) == ["Changed"]


def test_hostile_texts_stay_in_their_cells() -> None:
    draft = DRAFT.replace(
        rules=(RULES[0].replace(because="<script>alert(1)</script> | `x` \u202e", when={"severity": not_(MISSING)}),)
    )
    bundle = draft._repr_mimebundle_()
    assert "<script" not in bundle["text/html"]
    assert r"\<script\>alert(1)\</script\> \| \`x\` \\u202e |" in bundle["text/markdown"]
    assert r"\u202e" in bundle["text/plain"]
