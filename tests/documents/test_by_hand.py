"""Templates that people filled in: what they are read as, and what is said of one mistake in each way."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest
import yaml

from releasekit.answers import Severity
from releasekit.cadence import (
    DutyLog,
    DutyRecord,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
    Quarter,
    ReleaseCalendar,
)
from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.documents import DOCUMENTS, DocumentError, from_json, from_toml, from_yaml, json_schema
from releasekit.gates import Gate, GateResult, GateStatus, MetricVerdict, TreeState
from releasekit.milestones import (
    Completion,
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    TaskCard,
    TaskState,
    TaskStatus,
)
from releasekit.notes import (
    Breakage,
    BugFix,
    Changes,
    ChecklistEntry,
    Distribution,
    Feature,
    GateSummary,
    NotesProvenance,
    ReleaseArtifacts,
    ReleaseEvidence,
    ReleaseNotes,
    ReleaseProvenance,
    ReleaseValidation,
    SecurityFix,
)
from releasekit.procedures import (
    Actor,
    ChecklistResults,
    ItemResult,
    ItemStatus,
    Procedure,
    Run,
    Started,
    Step,
    StepBegun,
)
from releasekit.readiness import GoNoGo, PacketResult, ReleaseCandidate, ReleasePacket
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
    ChangeSet,
    ConflictStrategy,
    DryRun,
    DryRunCounts,
    DryRunLog,
    Endpoint,
    EndpointType,
    ExecutionLog,
    ExpectedChanges,
    Guard,
    GuardLimits,
    Snapshot,
    SyncApproval,
    SyncConfig,
    SyncFilters,
    SyncFrequency,
    SyncLog,
    SyncNotifications,
    SyncOptions,
    SyncRules,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    SyncType,
    VerificationLog,
)
from releasekit.versions import ReleaseType, Version
from tests.rows import Row, edited, rows

FOLDER: Final = Path(__file__).parent / "by_hand"
MISTAKES: Final = rows(Path(__file__).parent / "bad" / "by_hand.txt")
OF_THE_FORMAT: Final = "it is a mistake of the format, not of the data"
READERS: Final[dict[str, Callable[..., Any]]] = {"yaml": from_yaml, "json": from_json, "toml": from_toml}
# Policies have tests of their own.
POLICIES: Final = ("draft", "table", "trigger_rules", "playbook")
CLASSES: Final = {row.kind: row.of for row in DOCUMENTS if row.kind not in POLICIES}


def at(hour: int, minute: int = 0, day: int = 2) -> datetime:
    """An instant in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


MINOR: Final = MinorRelease(
    Version(1, 4, 0), date(2026, 1, 26), release_date=date(2026, 2, 2), status=MinorStatus.RELEASED
)
AGENT: Final = ReleaseTuple("loop-agent", "30c1fa7", producer_sha="75f806f")
RCC: Final = ReleaseTuple("rlm-claude-code", "528f900", producer_sha="75f806f")
KIM: Final = Actor("Kim", "anybody")
PROCEDURE: Final = Procedure(
    "one", [Step("do", "Do it", roles=["anybody"], actions=["Do."], limit=timedelta(minutes=5))], title="One step"
)

EXPECTED: Final = {
    "snapshot.yaml": Snapshot(
        ["install.sh", "docs/index.md", "latest"],
        ["executable 77f0", "5a1e", "link docs/index.md"],
        unreadable=["docs/secret.md"],
        complete=False,
        identified_by="git",
    ),
    "change_set.yaml": ChangeSet(["b.txt", "a.txt", "c.txt"], ["5a1e", "", "1"], after=["77f0", "5a1e", ""]),
    "dry_run.yaml": DryRun(
        SyncConfig(
            "policies",
            "Policies by hand",
            type=SyncType.CONFIG,
            source=Endpoint(EndpointType.GIT, "https://git.example.org/policies", credentials="vault:git"),
            target=Endpoint(EndpointType.FILE, "/srv/policies", credentials="vault:site"),
            options=SyncOptions(
                dry_run_required=True,
                approval_required=True,
                approver="release owner",
                conflict_strategy=ConflictStrategy.FAIL,
            ),
            schedule=SyncSchedule(SyncTrigger.MANUAL),
        ),
        Snapshot(["a.txt"], ["2"]),
        target=Snapshot(["a.txt"], ["1"]),
        base=Snapshot(["a.txt"], ["1"]),
        at=at(9, 30),
        limits=GuardLimits(0, 0, protected=["*.md"]),
        expected=ExpectedChanges(modified=1),
    ),
    "sync_approval.yaml": SyncApproval(
        "approval-7",
        "0123456789abcdef" * 4,
        approved=True,
        by=Actor("Ada", "release owner"),
        at=at(9, 35),
        overrides=[Guard.MANY_DELETED],
    ),
    "sync_rules.yaml": SyncRules(
        timedelta(hours=8),
        attested=["credentials"],
        frequencies=[SyncFrequency(SyncType.UPSTREAM, "On release", triggers=[SyncTrigger.ON_RELEASE])],
    ),
    "release_calendar.yaml": ReleaseCalendar(
        2026,
        [
            MINOR,
            MinorRelease(Version(1, 10, 0), date(2026, 2, 23), release_date=date(2026, 3, 2), status=MinorStatus.RC),
        ],
        major_releases=[
            MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=date(2026, 6, 1), status=MajorStatus.PLANNED)
        ],
        patch_releases=[PatchRelease(Version(1, 4, 1), date(2026, 2, 9), hotfix=True)],
    ),
    "release_calendar.toml": ReleaseCalendar(2026, [MINOR]),
    "release_evidence.yaml": ReleaseEvidence(
        Version(2, 0, 0),
        at(9, 30),
        released_by="Ada",
        validation=ReleaseValidation(
            GateSummary(True, Decimal("99.5"), rework_rate=Decimal(2), all_tasks_passed=True),  # noqa: FBT003 - a field
            [
                ChecklistEntry("RL-01", ItemStatus.PASS),
                ChecklistEntry("RL-02", ItemStatus.PASS),
                ChecklistEntry("RL-06", ItemStatus.NA),
            ],
        ),
        artifacts=ReleaseArtifacts("CHANGELOG.md", "notes/2.0.0.md", verification_log_ref="logs/2.0.0.txt"),
        provenance=ReleaseProvenance("75f806f", "release/v2.0.0", build_id="build-8", signed_by="Ada"),
        distribution=Distribution(["stable", "mirror"], at(9, 35)),
    ),
    "release_notes.yaml": ReleaseNotes(
        Version(2, 0, 0),
        date(2026, 3, 2),
        release_type=ReleaseType.MAJOR,
        highlights=["Archives are read as they are."],
        changes=Changes(
            [Feature("Archives", "Reads compressed files.\nGzip and zip.\n", pr_ref="#412")],
            breaking_changes=[
                Breakage("Flags", "`--old` is gone.", migration="Write `--new` wherever you wrote `--old`.")
            ],
            security=[SecurityFix("CVE-2026-12345", Severity.HIGH, description="A path could leave its folder.")],
        ),
        contributors=["@ada", "@grace"],
        provenance=NotesProvenance("75f806f", "build-8", signed_by="Ada"),
    ),
    "release_notes.json": ReleaseNotes(
        Version(1, 4, 1),
        date(2026, 3, 2),
        release_type=ReleaseType.PATCH,
        changes=Changes(bug_fixes=[BugFix("398", "The file is closed.")]),
        provenance=NotesProvenance("75f806f", "build-7", signed_by="Ada"),
    ),
    "sync_config.yaml": SyncConfig(
        "policies",
        "Policies to the site",
        type=SyncType.DOWNSTREAM,
        source=Endpoint(EndpointType.GIT, "https://git.example.org/policies", branch="main", credentials="vault:git"),
        target=Endpoint(EndpointType.FILE, "/srv/site/policies", credentials="vault:site"),
        options=SyncOptions(
            dry_run_required=True,
            approval_required=True,
            approver="release owner",
            conflict_strategy=ConflictStrategy.FAIL,
        ),
        filters=SyncFilters(["**/*.toml"]),
        schedule=SyncSchedule(SyncTrigger.CRON, "30 2 * * MON"),
        notifications=SyncNotifications(on_failure=["on call"]),
    ),
    "sync_config.toml": SyncConfig(
        "policies",
        "Policies by hand",
        type=SyncType.CONFIG,
        source=Endpoint(EndpointType.GIT, "https://git.example.org/policies", credentials="vault:git"),
        target=Endpoint(EndpointType.API, "https://api.example.org/policies", credentials="vault:api"),
        options=SyncOptions(dry_run_required=True, approval_required=False, conflict_strategy=ConflictStrategy.OURS),
        schedule=SyncSchedule(SyncTrigger.MANUAL),
    ),
    "sync_log.yaml": SyncLog(
        "policies",
        "run-17",
        executed_at=at(9, 40),
        executed_by="sync agent",
        dry_run=DryRunLog(
            at(9, 30),
            DryRunCounts(3, 2, files_to_delete=1, total_changes=6),
            diff_summary="Two new policies and their index.",
            diff_ref="runs/17.diff",
        ),
        approval=ApprovalLog(True, "Ada", approved_at=at(9, 35), dry_run_ref="runs/17.diff"),  # noqa: FBT003 - a field
        execution=ExecutionLog(
            at(9, 40),
            at(9, 42),
            status=SyncStatus.PARTIAL,
            changes_applied=AppliedChanges(3, 0, deleted=0),
            errors=["The index is locked."],
        ),
        verification=VerificationLog(True, False),  # noqa: FBT003 - fields
    ),
    "sync_log.json": SyncLog(
        "policies",
        "run-18",
        executed_at=at(9, 30, day=3),
        executed_by="sync agent",
        dry_run=DryRunLog(
            at(9, 30, day=3),
            DryRunCounts(0, 0, files_to_delete=90, total_changes=90),
            diff_summary="90 deleted",
            diff_ref="runs/18.diff",
        ),
        approval=ApprovalLog(False, "Ada", approved_at=at(10, day=3), dry_run_ref="runs/18.diff"),  # noqa: FBT003 - a field
    ),
    "rollback_evidence.yaml": RollbackEvidence(
        "RB-3",
        RollbackType.IMMEDIATE,
        trigger=RollbackCause(
            "INC-9", Severity.CRITICAL, description="Orders are lost.", detected_at=at(9, 30), detected_by="monitor"
        ),
        versions=RolledBackVersions(Version(2, 0, 0), Version(1, 10, 1)),
        execution=RollbackExecution(
            at(9, 34), "Grace", executed_at=at(9, 36), executed_by="deploy agent", duration_minutes=3
        ),
        verification=RollbackVerification(SmokeTests.PASS, True),  # noqa: FBT003 - a field
        follow_up=RollbackFollowUp("A queue was dropped.", ["Test the queue.", "Watch its length."]),
    ),
    "release_packet.yaml": ReleasePacket(
        date(2026, 3, 2),
        "Olga",
        release_class=["R1"],
        tuple_current=[RCC],
        tuple_rollback=[RCC.replace(consumer_sha="1c0ffee", producer_sha="1138a85")],
        required_gates=["VG-LOOP-CORE-001"],
        gate_results=[
            PacketResult("VG-LOOP-CORE-001", GateStatus.PASS, evidence=["evidence/2026-03-02/VG-LOOP-CORE-001.md"])
        ],
        advisory_findings=[],
        go_no_go=GoNoGo.GO,
        approver="Piet",
        follow_up_actions=[],
    ),
    "status_update.yaml": StatusUpdate(
        "v2.0.0", 1, start=at(9, 30), health=Health.YELLOW, decision=StatusDecision.PAUSE, owner="Ada"
    ),
    "status_update.toml": StatusUpdate(
        "75f806f", 0, start=at(9, 30), health=Health.GREEN, decision=StatusDecision.CONTINUE, owner="Ada"
    ),
    "task_card.yaml": TaskCard(
        "M6-T01",
        "Publish Compatibility Matrix",
        goal="Define which loop versions are validated against which consumer versions.",
        status=TaskStatus(TaskState.DONE, date(2026, 2, 19)),
        work_items=["Create the table of supported versions.", "Publish it."],
        acceptance_criteria=[Criterion("M6-T01-A1", "Matrix is published and referenced from main docs.")],
        required_gates=["VG-CONTRACT-001"],
    ),
    "milestone.yaml": Milestone(
        "M7",
        "Steady state",
        objective="Keep what was reached, and nothing else.",
        entry_criteria=[Criterion("M7-E1", "M6 is complete.", demands=[Demand.PREDECESSOR])],
        predecessor="M6",
    ),
    "milestone_evidence.yaml": MilestoneEvidence(
        [
            GateResult(
                "contract-7",
                "VG-CONTRACT-001",
                status=GateStatus.PASS,
                recorded_at=at(9, 30),
                evidence=["evidence/contract.md"],
                tree=TreeState.COMMITTED,
            )
        ],
        [Completion("M5", date(2026, 2, 12), evidence=["evidence/M5.md"])],
    ),
    "compatibility_matrix.yaml": CompatMatrix(
        [
            MatrixEntry(
                AGENT,
                Tier.SUPPORTED,
                role=Role.CURRENT,
                validated_at=at(9, 30),
                required_gates=[Gate("VG-LA-001", consumer="loop-agent"), Gate("VG-CONTRACT-001")],
                evidence=["evidence/VG-LA-001.md"],
                tree=TreeState.CLEAN_CLONE_COMMITTED,
            ),
            MatrixEntry(
                AGENT.replace(consumer_sha="f2aeb18"),
                Tier.UNSUPPORTED,
                role=Role.LISTED,
                validated_at=at(9, 30),
                required_gates=[],
            ),
        ],
        "2026-02-20",
        published_at=at(9, 30, day=3),
    ),
    "checklist_results.yaml": ChecklistResults(
        "pre-release",
        [
            ItemResult("RL-01", ItemStatus.PASS, recorded_at=at(9, 30), by="Ada", evidence=["pulls.txt"]),
            ItemResult("RL-07", ItemStatus.NA, recorded_at=at(9, 30), by="Ada"),
        ],
        circumstances=[("major release", False)],
        subject="75f806f",
    ),
    "duty_log.yaml": DutyLog(
        [
            DutyRecord("compatibility-runs", at(9, 30), output="evidence/tuples.txt"),
            DutyRecord("decision-log", at(9, 30, day=3), output="DECISIONS.md#D-014", about="75f806f"),
        ]
    ),
    "release_candidate.yaml": ReleaseCandidate(
        "2026-03",
        ["R1", "R2"],
        results=[
            GateResult(
                "contract-2",
                "VG-CONTRACT-001",
                status=GateStatus.PASS,
                recorded_at=at(12, 30, day=1),
                evidence=["evidence/contract.json"],
            ),
            GateResult(
                "perf-2",
                "VG-PERF-002",
                status=GateStatus.ERROR,
                recorded_at=at(12, 30, day=1),
                commit="1234567",
                measured=[
                    MetricVerdict("throughput", GateStatus.PASS, regression=Decimal("-1.5"), delta=Decimal(-60)),
                    MetricVerdict("error_rate", GateStatus.ERROR, note="the baseline is not approved"),
                ],
                note="the harness went down",
            ),
        ],
        claims=[ReleaseTuple("editor", "528f900", producer_sha="1234567", schema_version="1.10")],
        rates={"success_rate": Decimal("99.5")},
        matrix=CompatMatrix([], "2026-02-20", published_at=at(9, 30, day=1)),
        checklists=[ChecklistResults("pre-release", [], subject="2026-03")],
    ),
    "procedure_run.yaml": Run(
        PROCEDURE, [Started("r1", PROCEDURE.digest, at=at(9, 30), by=KIM), StepBegun("do", at(9, 31), by=KIM)]
    ),
}


def read(name: str, text: str) -> object:
    """Read a text by the name of its file."""
    kind, _, suffix = name.partition(".")
    return READERS[suffix](CLASSES[kind], text)


def text_of(name: str) -> str:
    """Return what somebody wrote."""
    return (FOLDER / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXPECTED)
def test_it_is_read_as_it_was_meant(name: str) -> None:
    assert read(name, text_of(name)) == EXPECTED[name]


def test_every_file_is_read_and_every_kind_has_one() -> None:
    assert {path.name for path in FOLDER.iterdir()} == EXPECTED.keys()
    assert {name.partition(".")[0] for name in EXPECTED} == CLASSES.keys()
    assert {mistake.about[0] for mistake in MISTAKES} == EXPECTED.keys()


def spoilt(mistake: Row) -> str:
    """Return a file with a mistake in it."""
    return edited(text_of(mistake.about[0]), mistake.given)


def by_name(mistake: Row) -> str:
    return mistake.name


@pytest.mark.parametrize("mistake", MISTAKES, ids=by_name)
def test_a_mistake_is_named_at_its_place(mistake: Row) -> None:
    with pytest.raises(DocumentError) as caught:
        read(mistake.about[0], spoilt(mistake))
    assert str(caught.value) == mistake.expected


IN_YAML: Final = [row for row in MISTAKES if row.about[0].endswith(".yaml") and OF_THE_FORMAT not in row.about]


@pytest.mark.parametrize("mistake", IN_YAML, ids=by_name)
def test_a_schema_refuses_what_it_can_see(mistake: Row) -> None:
    file, *unseen = mistake.about
    # As other readers have the data, but for days, instants and numbers with a point, which JSON Schema wants as texts.
    data = yaml.load(spoilt(mistake), Loader=Core)  # noqa: S506 - a loader of plain data
    schema = json_schema(CLASSES[file.partition(".")[0]])
    assert jsonschema.Draft202012Validator(schema).is_valid(data) is bool(unseen)


class Core(yaml.SafeLoader):
    """A reader that knows whole numbers, true, false and null, and takes all else for a text."""

    yaml_implicit_resolvers: Final = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag.rpartition(":")[2] in ("int", "bool", "null")]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
