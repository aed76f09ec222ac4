"""What the parts of a record must agree on: what is taken, and what is refused in which words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final

import pytest

from releasekit.answers import Severity
from releasekit.errors import FieldError
from releasekit.notes import (
    Breakage,
    BugFix,
    Changes,
    ChecklistEntry,
    Deprecation,
    Distribution,
    Feature,
    GateSummary,
    Improvement,
    KnownIssue,
    NotesProvenance,
    ReleaseProvenance,
    ReleaseValidation,
    SecurityFix,
)
from releasekit.procedures import ItemStatus
from releasekit.rollback import RollbackFollowUp, RollbackVerification, RolledBackVersions, SmokeTests
from releasekit.rollout import Health, StatusDecision
from releasekit.sync import (
    AppliedChanges,
    ConflictStrategy,
    DryRunCounts,
    Endpoint,
    EndpointType,
    ExecutionLog,
    SyncFilters,
    SyncNotifications,
    SyncOptions,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    SyncType,
    VerificationLog,
)
from releasekit.versions import ReleaseType, Version
from tests.rows import cases
from tests.strategies.records import AT, CONFIG, CRON, EVIDENCE, LOG, MINIMAL, MINUTE, NOTES, ROLLBACK, STATUS

Ask = Callable[[], Any]
v = Version.parse
BREAKAGE: Final = Breakage("Flags", "Gone.", migration="Use the others.")
BROKEN: Final = Changes(breaking_changes=[BREAKAGE])
CVE: Final = SecurityFix("CVE-2026-1234", Severity.LOW, description="x")
GATES: Final = EVIDENCE.validation.gate_results
FAILED_GATES: Final = GATES.replace(g_rel_passed=False)
DONE: Final = LOG.execution
RAN: Final = LOG.dry_run.result
SECRET: Final = "ghp_" + "a1B2c3D4e5F6" * 3
PASSWORD: Final = "https://ada:pass" + "word@git.example.org/x"
assert DONE is not None


def noted(text: str, kind: str, **changes: Any) -> Any:  # noqa: ANN401 - any notes
    """Notes of a version and a type."""
    return MINIMAL.replace(version=v(text), release_type=ReleaseType(kind), **changes)


def removed(version: str, timeline: str) -> Any:  # noqa: ANN401 - any notes
    """Notes of a version that deprecate something up to another."""
    kinds = {"2.0.0": "major", "1.4.0": "minor", "1.4.1": "patch"}
    return noted(version, kinds[version[:5]], changes=Changes(deprecations=[Deprecation("x", v(timeline))]))


def checklist(gates: GateSummary, **statuses: str) -> ReleaseValidation:
    """A validation with the checks of some names."""
    return ReleaseValidation(gates, [ChecklistEntry(f"RL-{n[1:]}", ItemStatus(s)) for n, s in statuses.items()])


def executed(status: str, *counts: int, errors: tuple[str, ...] = ()) -> ExecutionLog:
    """An execution with three counts."""
    added, modified, deleted = counts
    applied = AppliedChanges(added, modified, deleted=deleted)
    return DONE.replace(status=SyncStatus(status), changes_applied=applied, errors=errors)  # type: ignore[union-attr]


def cron(text: str) -> SyncSchedule:
    return SyncSchedule(SyncTrigger.CRON, text)


def located(location: str = "conf", credentials: str = "vault:x") -> Endpoint:
    return Endpoint(EndpointType.GIT, location, credentials=credentials)


ACCEPTED: Final[dict[str, Ask]] = {
    # release notes
    "a major version": lambda: noted("3.0.0", "major"),
    "a minor version": lambda: noted("1.4.0", "minor"),
    "a patch version": lambda: noted("1.4.1", "patch"),
    "the first version": lambda: noted("0.1.0", "minor"),
    "a patch of 0.0.z": lambda: noted("0.0.1", "patch"),
    "nothing released yet": lambda: noted("0.0.0", "patch"),
    "a candidate has the type of its final version": lambda: noted("2.0.0-rc.1", "major"),
    "a candidate of a minor version": lambda: noted("1.5.0-beta.2+b1", "minor"),
    "breaking in a major release": lambda: noted("2.0.0", "major", changes=BROKEN),
    "breaking in a candidate of one": lambda: noted("2.0.0-alpha.1", "major", changes=BROKEN),
    "breaking in 0.y.0": lambda: noted("0.9.0", "minor", changes=BROKEN),
    "breaking in 1.0.0": lambda: noted("1.0.0", "major", changes=BROKEN),
    "removed in the next major version": lambda: removed("1.4.0", "2.0.0"),
    "removed in the next patch version": lambda: removed("1.4.0", "1.4.1"),
    "removed in the final version of a candidate": lambda: removed("2.0.0-rc.1", "2.0.0"),
    "one area improved twice": lambda: Changes(improvements=[Improvement("a", "b"), Improvement("a", "c")]),
    "one issue repaired twice": lambda: Changes(bug_fixes=[BugFix("1", "b"), BugFix("1", "c")]),
    "a long number of a vulnerability": lambda: CVE.replace(cve="CVE-1999-" + "1" * 19),
    "a short commit": lambda: NotesProvenance("75f806f", "b", signed_by="x"),
    "a commit by SHA-256": lambda: ReleaseProvenance("a" * 64, "main", build_id="b", signed_by="x"),
    # release evidence
    "rates at their ends": lambda: GATES.replace(success_rate=Decimal(0), rework_rate=Decimal(100)),
    "a failed check is recorded": lambda: checklist(GATES, n01="fail"),
    "the release gate failed in both": lambda: checklist(FAILED_GATES, n02="fail"),
    "the release gate was not applicable": lambda: checklist(FAILED_GATES, n02="na"),
    "published at the instant of the release": lambda: EVIDENCE.replace(
        distribution=Distribution(["stable"], EVIDENCE.release_date)
    ),
    # sync configuration
    "no approval and no approver": lambda: SyncOptions(
        dry_run_required=True, approval_required=False, conflict_strategy=ConflictStrategy.MERGE
    ),
    "no approval and an approver": lambda: CONFIG.options.replace(approval_required=False),
    "another branch is another place": lambda: CONFIG.replace(target=CONFIG.source.replace(branch="next")),
    "another type is another place": lambda: CONFIG.replace(
        target=CONFIG.source.replace(type=EndpointType.API, branch="main")
    ),
    "every quarter of an hour": lambda: cron("*/15 * * * *"),
    "six fields": lambda: cron("0 30 2 * * *"),
    "the last day of each month": lambda: cron("0 0 L * *"),
    "a leap day": lambda: cron("0 0 29 2 *"),
    "names in lower case": lambda: cron("0 0 * jan mon"),
    "an address with a name and no password": lambda: located("ssh://git@git.example.org:22/x"),
    "an address with a port": lambda: located("https://git.example.org:8080/a@b"),
    "an address of git": lambda: located("git@git.example.org:x/y"),
    "no pattern": lambda: CONFIG.replace(filters=SyncFilters()),
    "nobody hears": lambda: CONFIG.replace(notifications=SyncNotifications()),
    "the first sync": lambda: CONFIG.replace(base=None),
    # sync log
    "no change at all": lambda: DryRunCounts(0, 0, files_to_delete=0, total_changes=0),
    "a partial success": lambda: LOG.replace(execution=executed("partial", 3, 1, 0, errors=("disk full",))),
    "a partial success of all changes": lambda: LOG.replace(execution=executed("partial", 3, 2, 1, errors=("x",))),
    "an error twice": lambda: LOG.replace(execution=executed("partial", 1, 0, 0, errors=("x", "x"))),
    "a failure": lambda: LOG.replace(execution=executed("failed", 0, 0, 0, errors=("no network",))),
    "all instants are one": lambda: LOG.replace(
        executed_at=AT,
        approval=LOG.approval.replace(approved_at=AT),
        execution=DONE.replace(started_at=AT, completed_at=AT),  # type: ignore[union-attr]
    ),
    "executed at its completion": lambda: LOG.replace(executed_at=AT + 12 * MINUTE),
    "executed at its approval": lambda: LOG.replace(executed_at=AT + 5 * MINUTE),
    "rejected": lambda: LOG.replace(
        approval=LOG.approval.replace(approved=False), execution=None, verification=None
    ),
    "approved by the id of its run": lambda: LOG.replace(approval=LOG.approval.replace(dry_run_ref="run-17")),
    "approved and not done": lambda: LOG.replace(execution=None, verification=None),
    "done and not well": lambda: LOG.replace(verification=VerificationLog(False, False)),  # noqa: FBT003 - fields
    # rollback evidence
    "to a higher version": lambda: RolledBackVersions(v("1.4.1"), v("2.0.0")),
    "to another build": lambda: RolledBackVersions(v("2.0.0+b2"), v("2.0.0+b1")),
    "decided and done at once": lambda: ROLLBACK.replace(
        execution=ROLLBACK.execution.replace(decided_at=AT, executed_at=AT, duration_minutes=0)
    ),
    "a rollback that did not help": lambda: ROLLBACK.replace(
        verification=RollbackVerification(SmokeTests.FAIL, False)  # noqa: FBT003 - a field
    ),
    "no post-mortem": lambda: ROLLBACK.follow_up.replace(prevention=(), post_mortem_ref=None),
    # status update
    "each phase": lambda: [STATUS.replace(phase=phase) for phase in (0, 1, 2)],
}

HELD: Final = "holds a secret; expected a reference to it"

REFUSED: Final[dict[str, Ask]] = {
    # release notes
    "major by another name": lambda: noted("2.0.0", "minor"),
    "minor by another name": lambda: noted("1.4.0", "patch"),
    "patch by another name": lambda: noted("1.4.1", "major"),
    "a candidate by another name": lambda: noted("2.0.0-rc.1", "patch"),
    "breaking in a minor release": lambda: noted("1.4.0", "minor", changes=BROKEN),
    "breaking in a patch of 0.y.z": lambda: noted("0.4.1", "patch", changes=BROKEN),
    "removed at once": lambda: removed("2.0.0", "2.0.0"),
    "removed in another build": lambda: removed("2.0.0+a", "2.0.0+b"),
    "removed in the past": lambda: removed("1.4.1", "1.4.0"),
    "all that is wrong with notes": lambda: noted(
        "1.4.1",
        "minor",
        changes=BROKEN.replace(deprecations=[Deprecation("x", v("1.0.0"))]),
        highlights=("a", "a"),
        known_issues=[KnownIssue("b"), KnownIssue("b")],
        contributors=["c", "c", "c"],
    ),
    "all that is there twice": lambda: Changes(
        [Feature("a", "x")] * 2,
        [Improvement("b", "x")] * 2,
        bug_fixes=[BugFix("c", "x")] * 2,
        breaking_changes=[BREAKAGE] * 2,
        deprecations=[Deprecation("d", v("1.0.0")), Deprecation("d", v("2.0.0"))],
        security=[CVE, CVE.replace(description="y")],
    ),
    "a breaking change with a blank migration": lambda: BREAKAGE.replace(migration=" \n"),
    "a breaking change without a migration": lambda: BREAKAGE.replace(migration=None),
    "a description that cannot be seen": lambda: Feature("a", "\u200b"),
    "a title of two lines": lambda: Feature("a\nb", "x"),
    "a vulnerability by another name": lambda: CVE.replace(cve="GHSA-1234"),
    "a vulnerability in other digits": lambda: CVE.replace(cve="CVE-2026-\u0661\u0661\u0661\u0661"),
    "a vulnerability without severity": lambda: CVE.replace(severity=None),
    "a release on an instant": lambda: MINIMAL.replace(release_date=AT),
    "a commit of six digits": lambda: NotesProvenance("75f806", "b", signed_by="x"),
    "a tag for a commit": lambda: EVIDENCE.provenance.replace(commit="v2.0.0-final"),
    # release evidence
    "a rate as a share": lambda: GATES.replace(success_rate=0.99),
    "rates outside": lambda: GATES.replace(success_rate=Decimal("100.1"), rework_rate=Decimal("-0.1")),
    "a rate that is no number": lambda: GATES.replace(rework_rate=Decimal("NaN")),
    "no check": lambda: ReleaseValidation(GATES, []),
    "a check twice": lambda: ReleaseValidation(
        GATES, [ChecklistEntry("RL-02", ItemStatus.NA), ChecklistEntry("RL-02", ItemStatus.PASS)]
    ),
    "a channel twice": lambda: Distribution(["stable", "stable"], AT),
    "no channel": lambda: Distribution([], AT),
    "published without a zone": lambda: Distribution(["stable"], datetime(2026, 3, 2)),  # noqa: DTZ001 - the point of it
    "published before the release": lambda: EVIDENCE.replace(distribution=Distribution(["stable"], AT - MINUTE)),
    # sync configuration
    "no dry run and no approver": lambda: CONFIG.options.replace(dry_run_required=False, approver=None),
    "a dry run as a number": lambda: CONFIG.options.replace(dry_run_required=1),
    "cron without an expression": lambda: SyncSchedule(SyncTrigger.CRON),
    "an expression without cron": lambda: SyncSchedule(SyncTrigger.MANUAL, "0 0 * * *"),
    "an hour that there is not": lambda: cron("0 24 * * *"),
    "a day that there is not": lambda: cron("0 0 30 2 *"),
    "four fields": lambda: cron("0 0 * *"),
    "letters that become those of a month": lambda: cron("0 0 * * \u017fun"),
    "a place with itself": lambda: CONFIG.replace(target=CONFIG.source.replace(credentials="vault:other")),
    "a password in the address": lambda: located(PASSWORD),
    "a token for a reference": lambda: located(credentials=SECRET),
    "secrets everywhere": lambda: located(PASSWORD, "-----BEGIN RSA PRIVATE" + " KEY-----\nMII"),
    "other tokens": lambda: located("https://glpat-" + "aB3_" * 5 + "@git.example.org", "github_pat_" + "aB3_" * 8),
    "secrets of those who are told": lambda: SyncNotifications(["team", PASSWORD], [PASSWORD + "x" * 1_000]),
    "secrets in the rest of a configuration": lambda: CONFIG.replace(name=SECRET, base=PASSWORD),
    "a secret for a branch": lambda: CONFIG.source.replace(branch=SECRET),
    "patterns twice": lambda: SyncFilters(["a", "a"], ["b", "b"]),
    "told twice": lambda: SyncNotifications(["a", "a"], ["b", "b"]),
    # sync log
    "a total that is none": lambda: RAN.replace(total_changes=5),
    "counts below zero": lambda: AppliedChanges(-1, True, deleted=0),  # noqa: FBT003 - the point of it
    "completed before the start": lambda: DONE.replace(completed_at=AT),  # type: ignore[union-attr]
    "a success with errors": lambda: executed("success", 3, 2, 1, errors=("x",)),
    "a partial success without errors or changes": lambda: executed("partial", 0, 0, 0),
    "a failure without errors and with changes": lambda: executed("failed", 0, 2, 1),
    "an approval without its dry run": lambda: LOG.approval.replace(dry_run_ref=""),
    "an approval of another dry run": lambda: LOG.replace(approval=LOG.approval.replace(dry_run_ref="runs/16.diff")),
    "drift": lambda: LOG.replace(execution=executed("partial", 4, 2, 2, errors=("x",))),
    "a success with less": lambda: LOG.replace(execution=executed("success", 3, 1, 1)),
    "done although rejected": lambda: LOG.replace(approval=LOG.approval.replace(approved=False)),
    "done and not verified": lambda: LOG.replace(verification=None),
    "verified and not done": lambda: LOG.replace(execution=None),
    "approved before the dry run": lambda: LOG.replace(approval=LOG.approval.replace(approved_at=AT - MINUTE)),
    "started before the approval": lambda: LOG.replace(execution=DONE.replace(started_at=AT)),  # type: ignore[union-attr]
    "executed before the approval": lambda: LOG.replace(executed_at=AT),
    "executed after the completion": lambda: LOG.replace(executed_at=AT + 13 * MINUTE),
    "rejected before the dry run": lambda: LOG.replace(executed_at=AT - MINUTE, execution=None, verification=None),
    # rollback evidence
    "to the same version": lambda: RolledBackVersions(v("2.0.0"), v("2.0.0")),
    "executed before the decision": lambda: ROLLBACK.execution.replace(executed_at=AT),
    "a duration below zero": lambda: ROLLBACK.execution.replace(duration_minutes=-1),
    "decided before the issue was seen, which is a new one": lambda: ROLLBACK.replace(
        trigger=ROLLBACK.trigger.replace(detected_at=AT + 5 * MINUTE, issue_id="INC-10")
    ),
    "a new issue twice": lambda: ROLLBACK.verification.replace(new_issues=["a", "a"]),
    "an action twice": lambda: RollbackFollowUp("x", ["a", "a"]),
    # status update
    "a fourth phase": lambda: STATUS.replace(phase=3),
    "a phase that is true": lambda: STATUS.replace(phase=True),
}


@pytest.mark.parametrize("ask", ACCEPTED.values(), ids=ACCEPTED)
def test_accepted(ask: Ask) -> None:
    assert ask() == ask()


@pytest.mark.parametrize(("ask", "expected"), cases(__file__, "refused", REFUSED))
def test_refused_with_every_problem(ask: Ask, expected: str) -> None:
    with pytest.raises(FieldError) as caught:
        ask()
    assert "\n".join(caught.value.problems) == expected


@pytest.mark.parametrize("text", [PASSWORD, SECRET, "-----BEGIN RSA PRIVATE" + " KEY-----\nMII"])
@pytest.mark.parametrize("field", ["location", "credentials"])
def test_a_refused_secret_is_not_repeated(field: str, text: str) -> None:
    with pytest.raises(FieldError) as caught:
        located(**{field: text})
    assert str(caught.value) == f"Endpoint.{field} {HELD}"


def test_lists_keep_their_order() -> None:
    highlights = ("b", "a", "c")
    assert NOTES.replace(highlights=list(highlights)).highlights == highlights
    assert [fix.issue_ref for fix in NOTES.changes.bug_fixes] == ["#398", "REL-7", "401"]


def test_instants_are_kept_in_utc() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    assert EVIDENCE.replace(release_date=AT.astimezone(there)) == EVIDENCE
    assert STATUS.replace(start=AT.astimezone(there)).start.tzinfo is UTC


def test_a_minimal_release_has_empty_lists() -> None:
    assert (MINIMAL.highlights, MINIMAL.changes, MINIMAL.known_issues) == ((), Changes(), ())
    assert (MINIMAL.upgrade_notes, MINIMAL.contributors) == ("", ())
    assert MINIMAL.release_date == date(2026, 3, 2)


@pytest.mark.parametrize("kind", SyncType)
@pytest.mark.parametrize(
    "schedule",
    [SyncSchedule(SyncTrigger.MANUAL), SyncSchedule(SyncTrigger.ON_RELEASE), CRON],
    ids=lambda schedule: str(schedule.trigger),
)
def test_only_a_config_sync_is_started_by_hand_at_each_change(kind: SyncType, schedule: SyncSchedule) -> None:
    by_hand = kind is SyncType.CONFIG and schedule.trigger is SyncTrigger.MANUAL
    assert CONFIG.replace(type=kind, schedule=schedule).is_started_by_hand is by_hand


@pytest.mark.parametrize("health", Health)
@pytest.mark.parametrize("decision", StatusDecision)
def test_only_going_on_while_red_continues_while_red(health: Health, decision: StatusDecision) -> None:
    going_on = (health, decision) == (Health.RED, StatusDecision.CONTINUE)
    assert STATUS.replace(health=health, decision=decision).continues_while_red is going_on
