"""What `check` finds is what is there, no less and no more, and each witness shows it."""

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit.policy import (
    MISSING,
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
    check,
)
from tests.laws.tables import ALL, law
from tests.oracle import Point, Sheet, Value, expected_findings, gaps, is_proved
from tests.strategies.policy import Grade, draw_sheet, proved_sheets, sheets

PAIRED = (FindingKind.FAILS_OPEN, FindingKind.NOT_MONOTONE)


def key(sheet: Sheet, finding: Finding) -> object:
    """What makes a finding the one it is, in the oracle's words."""
    if finding.kind in PAIRED:
        points = (sheet.point(finding.witness), sheet.point(finding.other))
        return (finding.column, *(sheet.winners(point) for point in points))
    if finding.kind is FindingKind.CLASH:
        return finding.rules
    if finding.kind is FindingKind.DEAD_COLUMN:
        return finding.column
    return finding.rules[0]


def boxes_over(findings: tuple[Finding, ...], sheet: Sheet, point: Point) -> int:
    """How many gap boxes hold a point."""
    facts = sheet.facts(point)
    return sum(
        all(cell.contains(facts[name]) for name, cell in finding.region or ())
        for finding in findings
        if finding.kind is FindingKind.GAP
    )


class TestCheckAgreesWithBruteForce:
    """The findings are exactly those that enumerating all points gives."""

    @law(150)
    @given(sheets())
    def test_findings(self, sheet: Sheet) -> None:
        """Every kind but the gaps, keyed as the specification says, none twice."""
        found: dict[FindingKind, list[object]] = {}
        for finding in check(sheet.draft(), limit=ALL):
            found.setdefault(finding.kind, []).append(
                key(sheet, finding) if finding.kind is not FindingKind.GAP else ()
            )
        found.pop(FindingKind.GAP, None)
        expected = expected_findings(sheet)
        expected.pop(FindingKind.GAP, None)

        assert {kind: Counter(keys) for kind, keys in found.items()} == {
            kind: Counter(keys) for kind, keys in expected.items()
        }

    @law(150)
    @given(sheets())
    def test_gap_boxes(self, sheet: Sheet) -> None:
        """Each gap point lies in exactly one box, and every other point in none."""
        findings = check(sheet.draft(), limit=ALL)
        expected = gaps(sheet)

        assert {point: boxes_over(findings, sheet, point) for point in sheet.points} == {
            point: int(point in expected) for point in sheet.points
        }

    @law()
    @given(sheets())
    def test_a_table_builds_iff_no_finding_is_an_error(self, sheet: Sheet) -> None:
        """A refusal carries all findings, a table its warnings."""
        draft = sheet.draft()
        findings = check(draft)
        if is_proved(sheet):
            assert tuple(Table.from_draft(draft).findings) == findings
            return
        with pytest.raises(TableError) as refused:
            Table.from_draft(draft)

        assert tuple(refused.value.findings) == findings

    @law()
    @given(sheets())
    def test_errors_are_marked(self, sheet: Sheet) -> None:
        """The three hints are warnings, all else is an error."""
        hints = {FindingKind.SHADOWED, FindingKind.REDUNDANT, FindingKind.DEAD_COLUMN}

        for finding in check(sheet.draft()):
            assert finding.is_error is (finding.kind not in hints)


class TestEachWitnessShowsItsFinding:
    """A witness is a point of the domain at which the finding can be seen."""

    @law(150)
    @given(sheets())
    def test_witnesses(self, sheet: Sheet) -> None:
        """Looked at with the oracle's own predicates."""
        for finding in check(sheet.draft(), limit=ALL):
            if finding.kind is FindingKind.NEVER_MATCHES and finding.witness is None:
                continue  # there is no point to show
            assert [name for name, _ in finding.witness or ()] == [axis.name for axis in sheet.axes]
            point = sheet.point(finding.witness)
            assert sheet.holds(point)
            assert shows(sheet, finding, point)
            assert (finding.other is not None) is (finding.kind in PAIRED)

    @law(150)
    @given(sheets())
    def test_messages_name_what_they_mean(self, sheet: Sheet) -> None:
        """A message is one line and names the column or the rules."""
        for finding in check(sheet.draft(), limit=ALL):
            named = [*finding.rules, *([finding.column] if finding.column else [])]
            assert finding.message == finding.message.strip() != ""
            if finding.kind not in (*PAIRED, FindingKind.GAP):
                assert [name for name in named if name not in finding.message] == []


def shows(sheet: Sheet, finding: Finding, point: Point) -> bool:
    """Say whether a finding can be seen at its witness."""
    live, answer = sheet.live(point), sheet.answer(point)
    match finding.kind:
        case FindingKind.GAP:
            return not live and boxes_over((finding,), sheet, point) == 1
        case FindingKind.CLASH:
            is_spoilt = answer is None or sheet.hit is Hit.FIRST
            return set(finding.rules) <= live and is_spoilt
        case FindingKind.SHADOWED:
            hidden, *winners_told = finding.rules
            return answer is not None and hidden in live - answer.winners and set(winners_told) <= answer.winners
        case FindingKind.REDUNDANT:
            return answer is not None and finding.rules[0] in answer.winners
        case FindingKind.NEVER_MATCHES:
            return finding.rules[0] not in live
        case FindingKind.DEAD_COLUMN:
            return finding.column in {axis.name for axis in sheet.axes}
        case _:
            return shows_step(sheet, finding, point, sheet.point(finding.other))


def shows_step(sheet: Sheet, finding: Finding, point: Point, other: Point) -> bool:
    """Say whether the step between two witnesses is in one column and closes or eases."""
    place = [axis.name for axis in sheet.axes].index(finding.column or "")
    before, after = sheet.outcome(point), sheet.outcome(other)
    is_one_step = sheet.holds(other) and [i for i, v in enumerate(point) if other[i] != v] == [place]
    if finding.kind is FindingKind.FAILS_OPEN:
        allowed = sheet.permissive or ()
        closes = before in allowed and after not in allowed
        return is_one_step and point[place] is MISSING and other[place] is not MISSING and closes
    is_worse = worseness(sheet, place, other) > worseness(sheet, place, point)
    return is_one_step and is_worse and sheet.outcomes.index(before) > sheet.outcomes.index(after)


def worseness(sheet: Sheet, place: int, point: Point) -> tuple[bool, Value]:
    """How bad a value is in its column's direction; `MISSING` is the worst."""
    axis, value = sheet.axes[place], point[place]
    if value is MISSING:
        return (True, 0)
    height = value if axis.is_numeric else axis.values.index(value)
    return (False, -height if axis.worse == "lower" else height)


def content(finding: Finding) -> tuple[object, ...]:
    """A finding without its message, which also tells what a limit left out."""
    return (finding.kind, finding.rules, finding.column, finding.witness, finding.other, finding.region)


class TestLimitsAreSaid:
    """A limit and a budget leave things out, and never invent any."""

    @law()
    @given(sheets(), st.integers(1, 2))
    def test_limit(self, sheet: Sheet, limit: int) -> None:
        """At most so many findings of a kind, each of them also found without a limit."""
        every = list(map(content, check(sheet.draft(), limit=ALL)))
        some = list(map(content, check(sheet.draft(), limit=limit)))
        counts = Counter(kind for kind, *_ in every)

        assert [finding for finding in some if finding not in every] == []
        assert Counter(kind for kind, *_ in some) == {kind: min(count, limit) for kind, count in counts.items()}

    @law()
    @given(sheets())
    def test_limit_is_said(self, sheet: Sheet) -> None:
        """What was left out is told in the message of the kind's last finding."""
        every = Counter(finding.kind for finding in check(sheet.draft(), limit=ALL))

        for finding in check(sheet.draft(), limit=1):
            left_out = every[finding.kind] - 1
            assert (f"{left_out} more" in finding.message) is (left_out > 0)

    @law()
    @given(sheets(), st.integers(1, 30))
    def test_budget(self, sheet: Sheet, budget: int) -> None:
        """Beyond the budget the answer is UNDECIDED, said out loud; all that is found is true."""
        full = {(finding.kind, finding.rules, finding.column) for finding in check(sheet.draft(), limit=ALL)}
        found = check(sheet.draft(), budget=budget, limit=ALL)
        known = {
            (finding.kind, finding.rules, finding.column)
            for finding in found
            if finding.kind is not FindingKind.UNDECIDED
        }

        assert known <= full
        if not any(finding.kind is FindingKind.UNDECIDED for finding in found):
            assert known == full

    @law()
    @given(sheets(), st.integers(1, 60))
    def test_a_step_within_a_budget_is_true(self, sheet: Sheet, budget: int) -> None:
        """A wrong step that is said because the budget did not hold all of them is one of these, at true points."""
        for finding in check(sheet.draft(), budget=budget, limit=ALL):
            if finding.kind in PAIRED:
                point = sheet.point(finding.witness)
                assert sheet.holds(point)
                assert shows(sheet, finding, point)
                assert key(sheet, finding) in expected_findings(sheet)[finding.kind]

    def test_such_steps_occur(self) -> None:
        """Of five hundred tables with a small budget, twenty at least have a step and say that there may be more."""
        kinds = [
            {finding.kind for finding in check(draw_sheet(Random(number)).draft(), budget=12)}  # noqa: S311 - no secret
            for number in range(500)
        ]
        assert sum(FindingKind.UNDECIDED in found and not found.isdisjoint(PAIRED) for found in kinds) >= 20

    @law()
    @given(proved_sheets((Hit.UNIQUE,)))
    def test_a_table_beyond_its_budget_is_refused_or_proved(self, sheet: Sheet) -> None:
        """What is undecided is an error where it may hide one; what may hide a warning only is a warning."""
        draft = sheet.draft()
        undecided = [finding for finding in check(draft, budget=2) if finding.kind is FindingKind.UNDECIDED]
        warnings = {FindingKind.SHADOWED, FindingKind.REDUNDANT, FindingKind.DEAD_COLUMN}
        if all(set(finding.about) <= warnings for finding in undecided):
            assert Table.from_draft(draft, budget=2) == Table.from_draft(draft)
        else:
            with pytest.raises(TableError):
                Table.from_draft(draft, budget=2)


class TestWarningsDoNotDependOnWhenTheyAreAskedFor:
    """A table works its warnings out when asked; they are those that `check` finds at once, within any budget."""

    @law(150)
    @given(sheets(), st.integers(1, 60))
    def test_eager_and_lazy(self, sheet: Sheet, budget: int) -> None:
        """The same findings in the same order; a draft with an error is refused with all of them."""
        draft = sheet.draft()
        eager = check(draft, budget=budget)
        if any(finding.is_error for finding in eager):
            with pytest.raises(TableError) as refused:
                Table.from_draft(draft, budget=budget)
            assert refused.value.findings == eager
        else:
            table = Table.from_draft(draft, budget=budget)
            assert (table.findings, table.findings) == (eager, eager)


class TestMalformedDraftsAreSaid:
    """A draft may be wrong in its form; the finding names the rule."""

    COLUMNS = (Column("grade", Grade), Column("tested", bool, optional=True), Column("errors", Numbers(ge=0, le=3)))

    @pytest.mark.parametrize(
        ("rules", "expected"),
        [
            ((Rule("a", {"errors": above(9)}, then="go"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {"size": 1}, then="go"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {"grade": "low"}, then="go"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {"grade": 7}, then="go"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {"tested": 1}, then="go"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {}, then="maybe"), Rule("b", {}, then="no")), {"a"}),
            ((Rule("a", {}, then="go"), Rule("a", {}, then="no")), {"a"}),
        ],
        ids=[
            "bound outside the domain",
            "unknown column",
            "word for a member",
            "number for a member",
            "one for true",
            "unknown outcome",
            "id twice",
        ],
    )
    def test_malformed(self, rules: tuple[Rule[str], ...], expected: set[str]) -> None:
        """MALFORMED, without a witness, and the table does not build."""
        draft = Draft(
            "d", self.COLUMNS, rules=rules, hit=Hit.MOST_RESTRICTIVE, outcomes=("go", "no"), permissive=("go",)
        )
        found = [finding for finding in check(draft) if finding.kind is FindingKind.MALFORMED]

        assert {rule for finding in found for rule in finding.rules} == expected
        assert [finding.witness for finding in found] == [None] * len(found)
        with pytest.raises(TableError):
            Table.from_draft(draft)

    @law()
    @given(sheets())
    def test_well_formed_sheets_are_not_malformed(self, sheet: Sheet) -> None:
        """The strategies write well-formed drafts."""
        assert [finding for finding in check(sheet.draft()) if finding.kind is FindingKind.MALFORMED] == []


class TestFindingsAreSorted:
    """The findings come in one order: the same draft gives the same text."""

    @law()
    @given(sheets())
    def test_errors_come_first(self, sheet: Sheet) -> None:
        """No warning stands above an error."""
        flags = [finding.is_error for finding in check(sheet.draft(), limit=ALL)]

        assert all(first >= second for first, second in pairwise(flags))
