"""Corners that the tests of a package do not reach by themselves; each was found by a fault that nothing noticed."""

from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from releasekit._views import Badge, Grid, Row, Section, Tone, View, to_text
from releasekit.cadence import DutyLog, DutyRecord, MinorRelease, MinorStatus, ReleaseCalendar
from releasekit.documents import from_yaml, to_yaml
from releasekit.errors import FieldError
from releasekit.milestones import MilestoneEvidence, MilestoneOutcome
from releasekit.notes import KnownIssue
from releasekit.playbooks import ALL, STEADY_STATE
from releasekit.playbooks.gated_release import READINESS
from releasekit.playbooks.steady_state import DUTIES
from releasekit.policy import (
    MISSING,
    Column,
    Draft,
    FindingKind,
    Hit,
    Numbers,
    Rule,
    Table,
    at_most,
    below,
    check,
    diff,
    not_,
    one_of,
)
from releasekit.procedures import Checklist, ChecklistItem, ItemResult, ItemStatus
from releasekit.readiness import assess
from releasekit.versions import Version
from tests.strategies.candidates import AT as REVIEWED
from tests.strategies.candidates import complete
from tests.strategies.matrices import matrix
from tests.strategies.playbooks import CADENCE_RULES

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)


@pytest.mark.parametrize(("tone", "code"), [(Tone.GOOD, "32"), (Tone.WARN, "33"), (Tone.BAD, "31")])
def test_each_tone_has_its_colour(tone: Tone, code: str) -> None:
    view = View("a", Badge("b", tone), (Section("c", Grid(("d",), (Row(("e",), tone),))),))
    assert to_text(view, colour=True).count(f"{code}m") == 2


def test_entries_of_one_version_are_sorted_by_their_other_fields() -> None:
    entries = [
        MinorRelease(Version(1, 5, 0), date(2026, 3, day), release_date=date(2026, 3, 27), status=MinorStatus.PLANNED)
        for day in (19, 12)
    ]
    assert ReleaseCalendar(2026, entries) == ReleaseCalendar(2026, entries[::-1])


def test_what_was_done_first_counts_in_whatever_order_it_was_written_down() -> None:
    time = DutyLog(()).due(DUTIES[:1], AT)[-1]
    days = (time.end + DAY, time.start + DAY / 24)  # the later one first
    log = DutyLog([DutyRecord(time.duty.id, day, output="a.md") for day in days])
    missed = log.missed(DUTIES[:1], time.end + 2 * DAY)
    assert time.start not in [late.start for late in missed]


def test_a_no_that_hides_a_milder_no_fails_open() -> None:
    """Restrictive outcomes that are not the last ones need a sweep: the proof by rows alone does not hold there."""
    draft = Draft(
        "d",
        (Column("a", ("x",), optional=True),),
        rules=(Rule("check", {}, then="check"), Rule("waived", {"a": one_of(MISSING)}, then="waived")),
        hit=Hit.MOST_RESTRICTIVE,
        outcomes=("go", "check", "waived"),
        permissive=("go", "waived"),
    )
    assert FindingKind.FAILS_OPEN in [finding.kind for finding in check(draft)]


def test_the_nearest_losing_rules_are_those_with_the_fewest_failed_cells() -> None:
    table = Table(
        "t",
        (Column("a", bool), Column("b", bool)),
        rules=(
            Rule("far", {"a": True, "b": True}, then="go"),
            Rule("near", {"a": False, "b": True}, then="go"),
            Rule("else", {"b": False}, then="no"),
        ),
        outcomes=("go", "no"),
    )
    assert [miss.rule.id for miss in table.decide(a=False, b=False).why_not("go")] == ["near"]


def test_a_given_fact_changes_the_digest_and_no_answer() -> None:
    kind, tests = Column("kind", ("fix", "feature"), optional=True), Column("tests", bool)
    rules = (
        Rule("shipped", {}, then="ship"),
        Rule("red", {"tests": False}, then="stop"),
        Rule("frozen", {"kind": one_of("feature", MISSING)}, then="stop"),
    )
    outcomes = ("ship", "stop")
    plain = Table("t", (kind, tests), rules=rules, hit=Hit.MOST_RESTRICTIVE, outcomes=outcomes, permissive=("ship",))
    table = plain.replace(columns=(kind.replace(given=True), tests))
    feature, unsaid = table.decide(kind="feature", tests=True), table.decide(tests=False)

    assert table.digest != plain.digest
    assert diff(plain, table).differences == ()
    assert str(plain.decide(kind="feature", tests=True).nearest("ship")) == 'ship: kind: "feature" -> "fix"'
    assert (feature.nearest("ship"), feature.fragile()) == (None, ())
    assert str(unsaid.nearest("ship")) == 'ship: kind: missing -> "fix", tests: false -> true'
    assert unsaid.nearest("ship", fixed="kind") is None
    assert "no change of facts" in feature.to_text()


def test_one_point_between_two_bounds_is_counted() -> None:
    def draft(cell: object) -> Draft[str]:
        rules = (Rule("go", {"n": cell}, then="go"), Rule("no", {"n": not_(cell)}, then="no"))
        return Draft("t", (Column("n", Numbers(integer=False)),), rules=rules, outcomes=("go", "no"))

    (difference,) = diff(draft(at_most(5)), draft(below(5))).differences
    assert difference.count == 1


def test_an_empty_outcome_is_shown_as_nothing() -> None:
    table = Table("t", (Column("a", bool),), rules=(Rule("r", {}, then=()),), outcomes=((),))
    assert "nothing" in table.decide(a=True).to_text()


def test_an_argument_of_another_kind_is_named() -> None:
    with pytest.raises(FieldError, match=r"^release_tuple is "):
        matrix().entry("x")  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["a\n\x07b\nc", "a\n  \nb", "a\nb\x85c\nd"])
def test_a_text_with_a_line_that_no_block_can_hold_comes_back(text: str) -> None:
    issue = KnownIssue("a", text)
    assert from_yaml(KnownIssue, to_yaml(issue)) == issue


def test_reasons_say_what_is_lacking() -> None:
    milestone = STEADY_STATE.milestones[0]
    report = milestone.status(MilestoneEvidence(), AT)
    assert report.outcome is not MilestoneOutcome.COMPLETE
    assert all(rule.because for rule in report.decision.table.rules)
    checklist = Checklist("c", (ChecklistItem("a", "A"),), title="C")
    result = ItemResult("a", ItemStatus.NA, recorded_at=AT, by="Ada")
    (item,) = checklist.judge((result,), AT).items
    assert [reason.because for reason in item.reasons] == ["the item is required"]


def test_what_a_candidate_does_not_state_is_shown() -> None:
    review = assess(complete("R1", claims=MISSING), READINESS, REVIEWED)
    assert "claims: not stated" in review.to_text()


def test_every_shipped_rule_of_a_playbook_has_words() -> None:
    tables = [*CADENCE_RULES.tables, *(table for playbook in ALL for table in playbook.all_tables)]
    rules = [rule for table in tables for rule in table.rules]
    sources = [rule.source for rule in rules if rule.source is not None]
    assert [source for source in sources if not (source.document and source.heading and source.quote)] == []
