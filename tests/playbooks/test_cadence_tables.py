"""Cadence types, the release schedule, the freeze and the calendar template, by hand against their texts."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

import attrs
import pytest

from releasekit.cadence import (
    AsNeeded,
    BeforeRelease,
    Every,
    EveryDays,
    FreezeRule,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    Monthly,
    PatchRelease,
    PerChange,
    Quarter,
    Quarterly,
    ReleaseCalendar,
    Sprint,
    Weekday,
)
from releasekit.playbooks.release_cadence import CADENCE_TYPES, FREEZE, RC_WEEKDAY, SCHEDULE
from releasekit.playbooks.steady_state import DUTIES, duties_from
from releasekit.policy import FindingKind, check
from releasekit.versions import ChangeKind, ReleaseType

DOCUMENT: Final = "Release Cadence & Sync Automation"
# Copied letter for letter from that document, from under the headings that name them here.
TYPES: Final = """
| Type | Frequency | Scope | Gate Required |
|------|-----------|-------|---------------|
| **Patch** | As needed | Bug fixes, doc updates | G-MRG |
| **Minor** | Bi-weekly | New features, enhancements | G-REL |
| **Major** | Quarterly | Breaking changes, major features | G-REL + Human |
"""
RELEASE_SCHEDULE: Final = """
Week 1: Development sprint
  - Feature work, bug fixes
  - PR reviews and merges

Week 2: Stabilization
  - Mon-Wed: Final PRs, regression testing
  - Thu: Release candidate cut
  - Fri: Release (if gates pass)

Patch releases: Any time gates pass
Major releases: End of quarter (Q1=Mar, Q2=Jun, Q3=Sep, Q4=Dec)
"""
FREEZE_STEP: Final = """
1. Feature Freeze
   - No new features after freeze date
   - Only bug fixes and documentation
"""
TEMPLATE: Final = """
release_calendar:
  year: <YYYY>

  minor_releases:
    - version: <X.Y.0>
      rc_date: <YYYY-MM-DD>
      release_date: <YYYY-MM-DD>
      status: <planned|rc|released|skipped>

  major_releases:
    - version: <X.0.0>
      quarter: <Q1|Q2|Q3|Q4>
      planned_date: <YYYY-MM-DD>
      status: <planned|rc|released|delayed>

  patch_releases:
    - version: <X.Y.Z>
      release_date: <YYYY-MM-DD>
      hotfix: <true|false>
"""
CARD: Final = """
- Set review cadence for specs vs runtime behavior.
- Set cadence for cross-repo compatibility runs.
- Assign ownership for decision log and validation matrix updates.
- Publish cadence runbook: `docs/execution-plan/MAINTENANCE-CADENCE.md`.
"""
DECISION: Final = "weekly refresh, monthly audits"
MONTHS: Final = {"Mar": 3, "Jun": 6, "Sep": 9, "Dec": 12}


class TestCadenceTypes:
    @pytest.mark.parametrize(
        ("kind", "cadence"),
        [
            pytest.param(ReleaseType.PATCH, AsNeeded(), id="patch"),
            pytest.param(ReleaseType.MINOR, EveryDays(14, date(2026, 3, 6)), id="minor"),
            pytest.param(ReleaseType.MAJOR, Quarterly(), id="major"),
        ],
    )
    def test_a_row_of_the_text(self, kind: ReleaseType, cadence: object) -> None:
        row = CADENCE_TYPES[kind]
        assert row.type is kind
        assert f"| {row.source.quote} |" in TYPES.splitlines()
        assert (row.source.document, row.source.heading) == (DOCUMENT, "Cadence Types")
        cells = [f"**{str(kind).title()}**", str(row.frequency).capitalize(), row.scope, row.gate_required]
        assert " | ".join(cells) == row.source.quote
        assert row.cadence(date(2026, 3, 6)) == cadence

    def test_every_row_is_there(self) -> None:
        rows = [line.strip("| ") for line in TYPES.strip().splitlines()[2:]]
        assert [row.source.quote for row in CADENCE_TYPES.values()] == rows
        assert list(CADENCE_TYPES) == list(ReleaseType)

    def test_the_ends_of_quarters(self) -> None:
        named = re.findall(r"(Q\d)=(\w{3})", RELEASE_SCHEDULE)
        assert named == [("Q1", "Mar"), ("Q2", "Jun"), ("Q3", "Sep"), ("Q4", "Dec")]
        assert [(str(quarter), quarter.last_month) for quarter in Quarter] == [(one, MONTHS[two]) for one, two in named]
        found = Quarterly().dates(date(2026, 1, 1), date(2027, 1, 1))
        assert [day.isoformat() for day in found] == ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]


class TestSchedule:
    def test_each_day_of_the_two_weeks(self) -> None:
        one, two = (
            [SCHEDULE.decide(week=week, weekday=day).outcome for day in Weekday] for week in SCHEDULE.columns[0].values
        )
        assert one == ["development"] * 7
        assert two == [
            *["final PRs and regression testing"] * 3,
            "release candidate cut",
            "release",
            *["after the release"] * 2,
        ]

    def test_candidates_are_cut_on_thursdays(self) -> None:
        assert "  - Thu: Release candidate cut" in RELEASE_SCHEDULE.splitlines()
        assert RC_WEEKDAY is Weekday.THU
        assert Sprint(date(2026, 3, 2), SCHEDULE).day_of("release candidate cut") == date(2026, 3, 12)

    def test_each_rule_cites_a_line_of_the_text_or_is_ours(self) -> None:
        lines = [line.strip().removeprefix("- ") for line in RELEASE_SCHEDULE.splitlines()]
        for rule in SCHEDULE.rules:
            assert (rule.source is None) == rule.id.startswith("ours/") == rule.because.startswith("ours: ")
            assert rule.source is None or rule.source.quote in lines
        assert [rule.id for rule in SCHEDULE.rules if rule.source is None] == ["ours/afterwards"]

    def test_a_rule_left_out_is_missed(self) -> None:
        draft = SCHEDULE.draft
        for rule in draft.rules:
            found = check(draft.replace(rules=[other for other in draft.rules if other is not rule]))
            assert FindingKind.GAP in {finding.kind for finding in found}, rule.id


class TestFreeze:
    RULES: Final = {
        ChangeKind.FEATURE: (FreezeRule.NEVER, "new-feature"),
        ChangeKind.FIX: (FreezeRule.ALLOWED, "bug-fix"),
        ChangeKind.DOCUMENTATION: (FreezeRule.ALLOWED, "documentation"),
        ChangeKind.SECURITY: (FreezeRule.ALLOWED, "ours/security-fix"),
        ChangeKind.DEPRECATION: (FreezeRule.BY_WINDOW, "ours/neither-fix-nor-documentation"),
        ChangeKind.PERFORMANCE: (FreezeRule.BY_WINDOW, "ours/neither-fix-nor-documentation"),
        ChangeKind.INTERNAL: (FreezeRule.BY_WINDOW, "ours/neither-fix-nor-documentation"),
        ChangeKind.REVERT: (FreezeRule.BY_WINDOW, "ours/neither-fix-nor-documentation"),
        ChangeKind.BREAKING: (FreezeRule.NEVER, "ours/breaking-or-removal"),
        ChangeKind.REMOVAL: (FreezeRule.NEVER, "ours/breaking-or-removal"),
    }

    @pytest.mark.parametrize("kind", ChangeKind, ids=str)
    def test_each_kind(self, kind: ChangeKind) -> None:
        decision = FREEZE.decide(kind=kind, breaking=False)
        assert (decision.outcome, [reason.rule for reason in decision.reasons]) == (
            self.RULES[kind][0],
            [self.RULES[kind][1]],
        )
        assert FREEZE.decide(kind=kind, breaking=True).outcome is FreezeRule.NEVER

    def test_each_rule_cites_a_line_of_the_text_or_is_ours(self) -> None:
        lines = [line.strip().removeprefix("- ") for line in FREEZE_STEP.splitlines()]
        for rule in FREEZE.rules:
            assert (rule.source is None) == rule.id.startswith("ours/") == rule.because.startswith("ours: ")
            assert rule.source is None or rule.source.quote in lines
        cited = {rule.source.quote for rule in FREEZE.rules if rule.source}
        assert cited == {"No new features after freeze date", "Only bug fixes and documentation"}


class TestTemplate:
    def test_field_names(self) -> None:
        names = {
            name: [field.name for field in attrs.fields(kind)]
            for name, kind in (("minor", MinorRelease), ("major", MajorRelease), ("patch", PatchRelease))
        }
        blocks = re.split(r"\n\n", TEMPLATE.strip())
        told = {block.split("_releases")[0].strip(): re.findall(r"(\w+): <", block) for block in blocks[1:]}
        assert names == told
        assert [field.name for field in attrs.fields(ReleaseCalendar)] == re.findall(
            r"^  (\w+):", TEMPLATE, re.MULTILINE
        )

    def test_status_words(self) -> None:
        told = re.findall(r"status: <(.*)>", TEMPLATE)
        assert ["|".join(map(str, kind)) for kind in (MinorStatus, MajorStatus)] == told
        assert "|".join(map(str, Quarter)) == "Q1|Q2|Q3|Q4"


class TestDuties:
    def test_the_four_duties(self) -> None:
        start = datetime(2026, 2, 19, tzinfo=UTC)
        week = timedelta(days=7)
        contract = frozenset({ChangeKind.BREAKING, ChangeKind.DEPRECATION, ChangeKind.REMOVAL})
        assert [(duty.id, duty.owner, duty.recurrence) for duty in DUTIES] == [
            ("compatibility-runs", "Consumer owners", Every(week, start)),
            ("spec-review", "Orchestrator", Monthly(19, date(2026, 2, 19))),
            ("decision-log", "Approver", PerChange(contract, week)),
            ("validation-matrix", "Release owner", BeforeRelease(frozenset(ReleaseType), week)),
        ]

    def test_each_cites_the_texts(self) -> None:
        lines = [line.removeprefix("- ") for line in CARD.strip().splitlines()]
        cited = {source.quote for duty in DUTIES for source in duty.sources}
        assert cited == {*lines[:3], DECISION}
        assert all(duty.sources and duty.output for duty in DUTIES)

    def test_they_can_be_counted_from_another_day(self) -> None:
        assert duties_from(date(2026, 2, 19)) == DUTIES
        assert duties_from(date(2026, 3, 31))[1].recurrence == Monthly(31, date(2026, 3, 31))
