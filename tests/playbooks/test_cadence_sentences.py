"""Sentences of Release Cadence & Sync Automation, each with something that goes against it or follows from it.

The cases name their sentence, as it stands in `tests/data/seed_002.txt`; what follows from it is worked out by hand.
"""

from collections.abc import Callable
from datetime import date
from typing import Final, NamedTuple

import pytest

from releasekit.answers import Severity
from releasekit.cadence import AsNeeded, EveryDays, FreezeRule, Quarterly, Weekday
from releasekit.errors import FieldError
from releasekit.gates import GateStatus
from releasekit.playbooks import RELEASE_CADENCE
from releasekit.playbooks.release_cadence import (
    BUMPS,
    CADENCE_TYPES,
    FREEZE,
    QUICK_GUIDE,
    RELEASE_CHECKLIST,
    ROLLBACK_ACTIONS,
    ROLLBACK_MATRIX,
    SCHEDULE,
    STAGES,
)
from releasekit.policy import MISSING, Draft
from releasekit.readiness import GoNoGo, ReleaseCandidate
from releasekit.sync import (
    AppliedChanges,
    ApprovalLog,
    ConflictStrategy,
    DryRunLog,
    ExecutionLog,
    SyncLog,
    SyncOptions,
    SyncStatus,
)
from releasekit.versions import BumpLevel, Change, ChangeKind, ReleaseType, Stage, Version, decide_bump
from tests.playbooks.seeds import below
from tests.playbooks.test_release_cadence import MAJOR, MINOR, PATCH, codes, release, review
from tests.strategies.candidates import passed
from tests.strategies.records import CONFIG, EVIDENCE, LOG

v = Version.parse

# --------------------------------------------------------------------------------- against it, and mended


class ReviewCase(NamedTuple):
    """A sentence, a candidate against it, the rules that then decide, and the candidate mended."""

    heading: str
    quote: str
    against: ReleaseCandidate
    reasons: list[str]
    mended: ReleaseCandidate


TYPES: Final = "Cadence Types"
PATCH_ROW: Final = "**Patch** | As needed | Bug fixes, doc updates | G-MRG"
MINOR_ROW: Final = "**Minor** | Bi-weekly | New features, enhancements | G-REL"
MAJOR_ROW: Final = "**Major** | Quarterly | Breaking changes, major features | G-REL + Human"
FAILING: Final = (passed("G-MRG"), passed("G-REL", status=GateStatus.FAIL))
UNPROVEN: Final = ["required-gate-unproven"]
EVERY_GATE: Final = "All gates must pass (G-REL)"

REVIEWS: Final = {
    "patch": ReviewCase(TYPES, PATCH_ROW, release(PATCH, "G-REL"), UNPROVEN, release(PATCH)),
    "minor": ReviewCase(TYPES, MINOR_ROW, release(MINOR, "G-MRG"), UNPROVEN, release(MINOR, "G-REL")),
    "major, gate": ReviewCase(TYPES, MAJOR_ROW, release(MAJOR, "G-MRG"), UNPROVEN, release(MAJOR, "G-REL")),
    "major, human": ReviewCase(TYPES, MAJOR_ROW, release(MAJOR, approvals=()), ["major-without-human"], release(MAJOR)),
    "friday": ReviewCase(
        "Release Schedule", "Fri: Release (if gates pass)", release(MINOR, "G-MRG"), UNPROVEN, release(MINOR)
    ),
    "any time": ReviewCase(
        "Release Schedule",
        "Patch releases: Any time gates pass",
        release(PATCH, results=FAILING),
        ["required-gate-failed"],
        release(PATCH),
    ),
    **{
        f"{name}, {kind}": ReviewCase(heading, sentence, candidate, reasons, release(kind))
        for name, heading, sentence in (
            ("checklist", "Pre-Release Checklist", "Gates pass | RL-02 | G-REL gate passes | Yes"),
            ("summary", "Release Checklist Summary", "RL-02: G-REL gate passes"),
            ("workflow", "Release Workflow", EVERY_GATE),
        )
        for kind, candidate, reasons in (
            (PATCH, release(PATCH, "G-MRG"), UNPROVEN),
            (MINOR, release(MINOR, results=FAILING), ["required-gate-failed"]),
            (MAJOR, release(MAJOR, results=FAILING), ["required-gate-failed"]),
        )
    },
}


@pytest.mark.parametrize("name", REVIEWS)
class TestReviews:
    def test_against_it_is_a_no_go_for_exactly_these_reasons(self, name: str) -> None:
        case = REVIEWS[name]
        assert (review(case.against).outcome, codes(review(case.against))) == (GoNoGo.NO_GO, case.reasons)

    def test_mended_is_a_go(self, name: str) -> None:
        assert review(REVIEWS[name].mended).outcome is GoNoGo.GO


# ------------------------------------------------------------------------------------------ rows of tables


class AnswerCase(NamedTuple):
    """A sentence, a table, and what it answers where it follows the sentence, worked out by hand."""

    heading: str
    quote: str
    table: Draft[object]
    answers: tuple[tuple[dict[str, object], object], ...]


def bump(quote: str, kind: ChangeKind, level: BumpLevel) -> AnswerCase:
    """A row of the bump table."""
    return AnswerCase("Version Bump Rules", quote, BUMPS, (({"kind": kind, "breaking": False}, level),))


def tag(quote: str, stage: Stage, *words: str) -> AnswerCase:
    """A row of the pre-release tags."""
    return AnswerCase("Pre-release Tags", quote, STAGES, (({"stage": stage}, words),))


def days(quote: str, phase: str, week: str, *weekdays: Weekday) -> AnswerCase:
    """A line of the schedule."""
    answers = tuple(({"week": week, "weekday": day}, phase) for day in weekdays)
    return AnswerCase("Release Schedule", quote, SCHEDULE, answers)


def freeze(quote: str, answers: dict[ChangeKind, FreezeRule]) -> AnswerCase:
    """A line on the feature freeze."""
    found = tuple(({"kind": kind, "breaking": False}, rule) for kind, rule in answers.items())
    return AnswerCase("Release Workflow", quote, FREEZE, found)


MINIMAL, LIMITED, SIGNIFICANT, WIDESPREAD = IMPACT = ("minimal", "limited", "significant", "widespread")
LOW, MEDIUM, HIGH, CRITICAL = Severity
F, P, NOW = ("fix forward",), ("planned rollback",), ("immediate rollback",)
PF, IP, DF = ("planned rollback", "fix forward"), ("immediate rollback", "planned rollback"), ("defer", "fix forward")


def row(text: str, severity: Severity, impacts: tuple[str, ...], then: tuple[str, ...]) -> AnswerCase:
    """A row on rollbacks, which the shipped merge follows."""
    heading = "Rollback Decision Matrix" if text.count(" | ") == 3 else "Rollback Decision Quick Guide"
    answers = tuple(({"severity": severity, "impact": impact}, then) for impact in impacts)
    return AnswerCase(heading, text, ROLLBACK_ACTIONS, answers)


MON, TUE, WED, THU, FRI, *_ = Weekday
ANSWERS: Final = {
    "bump/breaking": bump(
        "Breaking API change | Major | Removed field, renamed method", ChangeKind.BREAKING, BumpLevel.MAJOR
    ),
    "bump/feature": bump("New feature | Minor | New command, new capability", ChangeKind.FEATURE, BumpLevel.MINOR),
    "bump/fix": bump("Bug fix | Patch | Error correction, typo fix", ChangeKind.FIX, BumpLevel.PATCH),
    "bump/documentation": bump(
        "Documentation | Patch | README update, new examples", ChangeKind.DOCUMENTATION, BumpLevel.PATCH
    ),
    "bump/security": bump("Security fix | Patch (urgent) | Vulnerability patch", ChangeKind.SECURITY, BumpLevel.PATCH),
    "tag/alpha": tag("`alpha` | Unstable | Internal testing", Stage.ALPHA, "Unstable", "Internal testing"),
    "tag/beta": tag("`beta` | Feature complete | Early adopters", Stage.BETA, "Feature complete", "Early adopters"),
    "tag/rc": tag("`rc` | Release candidate | Final validation", Stage.RC, "Release candidate", "Final validation"),
    "days/week 1": days("Week 1: Development sprint", "development", "Week 1", *Weekday),
    "days/mon-wed": days(
        "Mon-Wed: Final PRs, regression testing", "final PRs and regression testing", "Week 2", MON, TUE, WED
    ),
    "days/thu": days("Thu: Release candidate cut", "release candidate cut", "Week 2", THU),
    "days/fri": days("Fri: Release (if gates pass)", "release", "Week 2", FRI),
    "freeze/features": freeze("No new features after freeze date", {ChangeKind.FEATURE: FreezeRule.NEVER}),
    "matrix/critical": row("Critical | Widespread | Immediate | Post-hoc", CRITICAL, (WIDESPREAD,), NOW),
    "matrix/high": row("High | Significant | Immediate/Planned | Director", HIGH, (SIGNIFICANT,), IP),
    "matrix/medium": row("Medium | Limited | Planned | Orchestrator", MEDIUM, (LIMITED,), P),
    "matrix/low": row("Low | Minimal | Defer/Fix forward | QA Agent", LOW, (MINIMAL,), DF),
    "guide/critical": row("Critical | Any | Immediate rollback", CRITICAL, IMPACT, NOW),
    "guide/high-widespread": row("High | Widespread | Immediate rollback", HIGH, (WIDESPREAD,), NOW),
    "guide/high-limited": row("High | Limited | Planned rollback", HIGH, (LIMITED,), P),
    "guide/medium": row("Medium | Any | Planned rollback or fix", MEDIUM, (MINIMAL,), PF),
    "guide/low": row("Low | Any | Fix forward", LOW, (LIMITED, SIGNIFICANT, WIDESPREAD), F),
}


@pytest.mark.parametrize("name", ANSWERS)
class TestAnswers:
    def test_follow_from_the_sentence(self, name: str) -> None:
        case = ANSWERS[name]
        assert [case.table.decide(facts).outcome for facts, _ in case.answers] == [then for _, then in case.answers]

    def test_cite_the_sentence(self, name: str) -> None:
        case = ANSWERS[name]
        for facts, _ in case.answers:
            (reason,) = case.table.decide(facts).reasons
            assert reason.source is not None
            # Both rollback texts have a critical issue that is widespread; the merge cites the quick guide there.
            cited = ANSWERS["guide/critical" if name == "matrix/critical" else name]
            assert (reason.source.heading, reason.source.quote) == (cited.heading, cited.quote)


def test_where_the_rollback_texts_say_the_same_or_otherwise_each_has_its_own_answer() -> None:
    """The rows that the merge follows in part only answer all of their cells in the text that they stand in."""
    own = {rule.id: rule for draft in (ROLLBACK_MATRIX, QUICK_GUIDE) for rule in draft.rules}
    assert {name for name, case in ANSWERS.items() if case.table is ROLLBACK_ACTIONS} == set(own)
    for name in ("guide/medium", "guide/low"):
        assert {impact for impact in IMPACT if own[name].cell("impact").contains(impact)} == set(IMPACT)


def test_a_security_fix_is_urgent() -> None:
    """“Security fix | Patch (urgent) | Vulnerability patch”."""
    assert decide_bump([Change(ChangeKind.SECURITY, "x")], BUMPS).urgent is True
    assert decide_bump([Change(ChangeKind.FIX, "x")], BUMPS).urgent is False


@pytest.mark.parametrize(
    ("level", "lower"),
    [(BumpLevel.MAJOR, (PATCH, MINOR)), (BumpLevel.MINOR, (PATCH,)), (BumpLevel.PATCH, ())],
    ids=str,
)
def test_a_release_is_at_least_the_step_of_its_changes(level: BumpLevel, lower: tuple[ReleaseType, ...]) -> None:
    for kind in ReleaseType:
        expected = ["release-type-below-changes"] if kind in lower else ["review-complete"]
        assert codes(review(release(kind, bump=level))) == expected


def test_a_freeze_allows_fixes_and_documentation_and_what_the_window_names() -> None:
    """“Only bug fixes and documentation”; a security fix is a fix, by a rule of ours."""
    allowed = {kind for kind in ChangeKind if FREEZE.decide(kind=kind, breaking=False).outcome is FreezeRule.ALLOWED}
    assert allowed == {ChangeKind.FIX, ChangeKind.DOCUMENTATION, ChangeKind.SECURITY}


# ----------------------------------------------------------------------------------------------- cadences


ANCHOR: Final = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("kind", "cadence"),
    [(PATCH, AsNeeded()), (MINOR, EveryDays(14, ANCHOR)), (MAJOR, Quarterly())],
    ids=str,
)
def test_how_often_each_type_is_released(kind: ReleaseType, cadence: object) -> None:
    """Each row has its cadence.

    “**Patch** | As needed | Bug fixes, doc updates | G-MRG”,
    “**Minor** | Bi-weekly | New features, enhancements | G-REL” and
    “**Major** | Quarterly | Breaking changes, major features | G-REL + Human”.
    """
    assert CADENCE_TYPES[kind].cadence(ANCHOR) == cadence


def test_patches_have_no_day() -> None:
    """“Patch releases: Any time gates pass”."""
    assert list(CADENCE_TYPES[PATCH].cadence(ANCHOR).dates(date(2026, 1, 1), date(2027, 1, 1))) == []
    for kind in (MINOR, MAJOR):
        assert list(CADENCE_TYPES[kind].cadence(ANCHOR).dates(date(2026, 1, 1), date(2027, 1, 1))) != []


def test_major_releases_at_the_end_of_quarters() -> None:
    """“Major releases: End of quarter (Q1=Mar, Q2=Jun, Q3=Sep, Q4=Dec)”."""
    found = CADENCE_TYPES[MAJOR].cadence(ANCHOR).dates(date(2026, 1, 1), date(2027, 1, 1))
    assert [(day.month, day.day) for day in found] == [(3, 31), (6, 30), (9, 30), (12, 31)]


# ----------------------------------------------------------------------------------------------- versions


class VersionCase(NamedTuple):
    """A line on versions, and whether it is true of what the library makes of the version."""

    heading: str
    quote: str
    holds: Callable[[], bool]


def step(before: str, after: str) -> ReleaseType | object:
    """The release type of a step from one version to the next."""
    return ReleaseType.of_step(v(before), v(after))


VERSIONS: Final = {
    name: VersionCase("Semantic Versioning", line, holds)
    for name, line, holds in (
        (
            "form",
            "MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]",
            lambda: (
                (v("1.2.3").numbers, v("1.2.3-rc.1").pre, v("1.2.3+b.5").build, v("1.2.3-rc.1+b.5").core)
                == ((1, 2, 3), ("rc", 1), ("b", "5"), v("1.2.3"))
            ),
        ),
        ("1.0.0", "1.0.0 - Initial stable release", lambda: v("1.0.0").is_final and v("0.9.9") < v("1.0.0")),
        ("1.1.0", "1.1.0 - Minor feature release", lambda: step("1.0.0", "1.1.0") is MINOR),
        ("1.1.1", "1.1.1 - Patch release (bug fix)", lambda: step("1.1.0", "1.1.1") is PATCH),
        ("2.0.0", "2.0.0 - Major release (breaking changes)", lambda: step("1.1.1", "2.0.0") is MAJOR),
        (
            "1.2.0-rc.1",
            "1.2.0-rc.1 - Release candidate",
            lambda: v("1.2.0-rc.1").is_prerelease and v("1.1.1") < v("1.2.0-rc.1") < v("1.2.0"),
        ),
        (
            "1.2.0-beta.1",
            "1.2.0-beta.1 - Beta release",
            lambda: v("1.2.0-beta.1").is_prerelease and v("1.1.1") < v("1.2.0-beta.1") < v("1.2.0-rc.1"),
        ),
    )
}


@pytest.mark.parametrize("name", VERSIONS)
def test_a_version_is_what_the_text_says(name: str) -> None:
    assert VERSIONS[name].holds()


# -------------------------------------------------------------------------------------------------- syncs

RAN: Final = LOG.execution
assert RAN is not None


def missing(record: type, name: str, **fields: object) -> bool:
    """Say whether a record refuses to be without a field."""
    kept = {field: value for field, value in fields.items() if field != name}
    try:
        record(**kept)
    except TypeError as error:
        return name in str(error)
    return False


class TestReleaseEvidence:
    @pytest.mark.parametrize("item", [item.id for item in RELEASE_CHECKLIST.items])
    def test_has_all_checks(self, item: str) -> None:
        """“release_evidence.validation.checklist.# ... all checks”."""
        validation = EVIDENCE.validation
        kept = [entry for entry in validation.checklist if entry.check != item]
        lacking = EVIDENCE.replace(validation=validation.replace(checklist=kept))
        assert RELEASE_CADENCE.findings(EVIDENCE) == ()
        assert [each.place for each in RELEASE_CADENCE.findings(lacking)][-1:] == [f"validation.checklist, {item}"]


class TestDryRuns:
    """What the log of a sync holds by itself; syncs are run in `test_sync_sentences.py`."""

    def test_come_before_everything_else(self) -> None:
        """“**DR-01** | All syncs MUST have dry-run before execution”."""
        fields = {name: getattr(LOG, name) for name in ("sync_id", "execution_id", "executed_at", "executed_by")}
        fields |= {"dry_run": LOG.dry_run, "approval": LOG.approval, "execution": RAN, "verification": LOG.verification}
        assert SyncLog(**fields) == LOG
        assert missing(SyncLog, "dry_run", **fields)
        with pytest.raises(FieldError, match=r"dry_run\.executed_at"):
            LOG.replace(dry_run=LOG.dry_run.replace(executed_at=RAN.completed_at))

    @pytest.mark.parametrize("kind", ["added", "modified", "deleted"])
    def test_show_all_changes(self, kind: str) -> None:
        """“**DR-03** | Dry-run MUST show all changes (add/modify/delete)”."""
        more = RAN.changes_applied.replace(**{kind: getattr(RAN.changes_applied, kind) + 1})
        with pytest.raises(FieldError, match=f"execution.changes_applied.{kind}"):
            LOG.replace(execution=RAN.replace(changes_applied=more))
        partly = RAN.replace(changes_applied=more, status=SyncStatus.PARTIAL, errors=("one more came",))
        with pytest.raises(FieldError, match=f"execution.changes_applied.{kind}"):
            LOG.replace(execution=partly)

    def test_are_logged_with_all_that_they_showed(self) -> None:
        """“**DR-05** | Dry-run results MUST be logged”."""
        own = LOG.dry_run
        fields = {"executed_at": own.executed_at, "result": own.result, "diff_summary": "x", "diff_ref": "y"}
        assert [name for name in fields if missing(DryRunLog, name, **fields)] == list(fields)
        assert missing(SyncLog, "dry_run", sync_id="s", execution_id="e", executed_at=own.executed_at, executed_by="a")

    def test_are_named_by_the_approval(self) -> None:
        """An approval without one is refused, and one of another dry run than that of its log.

        “**DR-06** | Approval MUST reference dry-run evidence”
        """
        own = LOG.approval
        fields = {"approved": True, "approved_by": "Ada", "approved_at": own.approved_at, "dry_run_ref": "runs/17"}
        assert missing(ApprovalLog, "dry_run_ref", **fields)
        with pytest.raises(FieldError):
            ApprovalLog(**{**fields, "dry_run_ref": ""})
        with pytest.raises(FieldError, match=r"approval\.dry_run_ref"):
            LOG.replace(approval=own.replace(dry_run_ref="runs/16.diff"))

    def test_are_required_by_every_configuration(self) -> None:
        """“sync_config.options.dry_run_required: true # Always true”."""
        with pytest.raises(FieldError, match="dry_run_required"):
            CONFIG.options.replace(dry_run_required=False)
        fields = {"approval_required": False, "conflict_strategy": ConflictStrategy.FAIL}
        assert missing(SyncOptions, "dry_run_required", dry_run_required=True, **fields)

    def test_are_approved_before_anything_is_done(self) -> None:
        """“Approve or reject”."""
        with pytest.raises(FieldError, match=r"approval\.approved is `False`"):
            LOG.replace(approval=LOG.approval.replace(approved=False))
        rejected = LOG.replace(approval=LOG.approval.replace(approved=False), execution=None, verification=None)
        assert rejected.execution is None

    def test_are_not_exceeded_by_a_failure(self) -> None:
        """A failed execution applied nothing."""
        failed = {"status": SyncStatus.FAILED, "errors": ("no",)}
        with pytest.raises(FieldError, match="changes_applied"):
            RAN.replace(**failed)
        nothing = RAN.replace(**failed, changes_applied=AppliedChanges(0, 0, deleted=0))
        assert isinstance(nothing, ExecutionLog)


def test_every_sentence_here_stands_below_its_heading() -> None:
    for cases in (REVIEWS, ANSWERS, VERSIONS):
        for name, case in cases.items():
            assert case.quote in below("002", case.heading), name


def test_a_missing_type_is_no_release() -> None:
    assert codes(review(release(MISSING))) == ["release-type-below-changes", "release-type-unstated"]
