"""One complete record of each kind, from which a test changes one thing."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from releasekit.answers import Severity
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
    ReleaseArtifacts,
    ReleaseEvidence,
    ReleaseNotes,
    ReleaseProvenance,
    ReleaseValidation,
    SecurityFix,
)
from releasekit.procedures import ItemStatus
from releasekit.rollback import (
    RollbackCause,
    RollbackEvidence,
    RollbackExecution,
    RollbackFollowUp,
    RollbackType,
    RollbackVerification,
    RolledBackVersions,
    SmokeTests,
)
from releasekit.rollout import Health, StatusDecision, StatusUpdate
from releasekit.sync import (
    AppliedChanges,
    ApprovalLog,
    ConflictStrategy,
    DryRunCounts,
    DryRunLog,
    Endpoint,
    EndpointType,
    ExecutionLog,
    SyncConfig,
    SyncFilters,
    SyncLog,
    SyncNotifications,
    SyncOptions,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    SyncType,
    VerificationLog,
)
from releasekit.versions import ReleaseType, Version

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
COMMIT: Final = "75f806f0c1d2e3f4a5b6c7d8e9f00112233445566"

MINIMAL: Final = ReleaseNotes(
    Version(1, 4, 1),
    date(2026, 3, 2),
    release_type=ReleaseType.PATCH,
    provenance=NotesProvenance("75f806f", "build-7", signed_by="Ada"),
)
"""Notes with nothing but what every release has."""

NOTES: Final = ReleaseNotes(
    Version(2, 0, 0),
    date(2026, 3, 2),
    release_type=ReleaseType.MAJOR,
    highlights=("Archives are read as they are.", "The old command line is gone."),
    changes=Changes(
        features=(
            Feature("Archives", "Reads compressed files.\nGzip and zip.\nOne file at a time.", pr_ref="#412"),
            Feature("Dry run", "Shows what would change."),
        ),
        improvements=(Improvement("Start", "Takes half the time."),),
        bug_fixes=(
            BugFix("#398", "The file is closed."),
            BugFix("REL-7", "Dates are days."),
            BugFix("401", "No loop."),
        ),
        breaking_changes=(Breakage("Flags", "`--old` is gone.", migration="Write `--new`.\nThen run it once."),),
        deprecations=(
            Deprecation("read_all()", Version(3, 0, 0), replacement="Use `read()`."),
            Deprecation("write_all()", Version(3, 1, 0)),
        ),
        security=(SecurityFix("CVE-2026-12345", Severity.HIGH, description="A path could leave its folder."),),
    ),
    known_issues=(KnownIssue("Very long names are cut.", "Rename them."), KnownIssue("Help is in English only.")),
    upgrade_notes="Stop the service.\n\nInstall the package.\nStart the service.",
    contributors=("@ada", "@grace"),
    provenance=NotesProvenance("75f806f", "build-8", signed_by="Ada <ada@example.org>"),
)
"""Notes with all that notes can have."""

EVIDENCE: Final = ReleaseEvidence(
    Version(2, 0, 0),
    AT,
    released_by="Ada",
    validation=ReleaseValidation(
        GateSummary(True, Decimal("99.5"), rework_rate=Decimal(2), all_tasks_passed=True),  # noqa: FBT003 - a field
        [ChecklistEntry(f"RL-0{number}", ItemStatus.PASS) for number in range(1, 9)],
    ),
    artifacts=ReleaseArtifacts("CHANGELOG.md", "notes/2.0.0.md", verification_log_ref="logs/2.0.0.txt"),
    provenance=ReleaseProvenance(COMMIT[:40], "release/v2.0.0", build_id="build-8", signed_by="Ada"),
    distribution=Distribution(["stable", "mirror"], AT + 5 * MINUTE),
)

CRON: Final = SyncSchedule(SyncTrigger.CRON, "30 2 * * MON")
CONFIG: Final = SyncConfig(
    "sync-1",
    "policies",
    type=SyncType.CONFIG,
    source=Endpoint(EndpointType.GIT, "https://git.example.org/policies", branch="main", credentials="vault:git"),
    target=Endpoint(EndpointType.FILE, "conf/policies", credentials="vault:none"),
    options=SyncOptions(
        dry_run_required=True, approval_required=True, approver="release owner", conflict_strategy=ConflictStrategy.FAIL
    ),
    filters=SyncFilters(["**/*.toml"], ["drafts/**"]),
    schedule=CRON,
    notifications=SyncNotifications(["team"], ["team", "on call"]),
    base="run-16",
)

LOG: Final = SyncLog(
    "sync-1",
    "run-17",
    executed_at=AT + 10 * MINUTE,
    executed_by="sync agent",
    dry_run=DryRunLog(
        AT,
        DryRunCounts(3, 2, files_to_delete=1, total_changes=6),
        diff_summary="3 added, 2 modified, 1 deleted",
        diff_ref="runs/17.diff",
    ),
    approval=ApprovalLog(True, "Ada", approved_at=AT + 5 * MINUTE, dry_run_ref="runs/17.diff"),  # noqa: FBT003 - a field
    execution=ExecutionLog(
        AT + 10 * MINUTE, AT + 12 * MINUTE, status=SyncStatus.SUCCESS, changes_applied=AppliedChanges(3, 2, deleted=1)
    ),
    verification=VerificationLog(True, True, notes="All green."),  # noqa: FBT003 - fields
)

ROLLBACK: Final = RollbackEvidence(
    "RB-3",
    RollbackType.IMMEDIATE,
    trigger=RollbackCause(
        "INC-9", Severity.CRITICAL, description="Orders are lost.", detected_at=AT, detected_by="monitor"
    ),
    versions=RolledBackVersions(Version(2, 0, 0), Version(1, 4, 1)),
    execution=RollbackExecution(
        AT + 4 * MINUTE, "Grace", executed_at=AT + 6 * MINUTE, executed_by="deploy agent", duration_minutes=3
    ),
    verification=RollbackVerification(SmokeTests.PASS, True, new_issues=["INC-10"]),  # noqa: FBT003 - a field
    follow_up=RollbackFollowUp("A queue was dropped.", ["Test the queue."], post_mortem_ref="docs/INC-9.md"),
)

STATUS: Final = StatusUpdate("v2.0.0", 1, start=AT, health=Health.YELLOW, decision=StatusDecision.PAUSE, owner="Ada")

RECORDS: Final = {
    "notes": NOTES,
    "minimal notes": MINIMAL,
    "evidence": EVIDENCE,
    "sync config": CONFIG,
    "sync log": LOG,
    "rollback evidence": ROLLBACK,
    "status update": STATUS,
}
