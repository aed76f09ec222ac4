"""Each kind of document with all that it can hold, and with no more than it must."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

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
from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, SupportWindow, Tier
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, MetricVerdict, TreeState
from releasekit.milestones import (
    Completion,
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    PublishedMatrix,
    RegressionReview,
    TaskCard,
    TaskState,
    TaskStatus,
)
from releasekit.notes import (
    ChecklistEntry,
    Distribution,
    GateSummary,
    ReleaseArtifacts,
    ReleaseEvidence,
    ReleaseProvenance,
    ReleaseValidation,
)
from releasekit.playbooks.release_cadence import sync_rules
from releasekit.policy import Source
from releasekit.procedures import (
    Aborted,
    Actor,
    ChecklistResults,
    ItemResult,
    ItemStatus,
    Procedure,
    Run,
    Started,
    Step,
    StepBegun,
    StepFailed,
    StepFinished,
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
    Guard,
    Snapshot,
    SyncApproval,
    SyncConfig,
    SyncLog,
    SyncOptions,
    SyncRules,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    SyncType,
    VerificationLog,
)
from releasekit.versions import Version
from tests.documents.values import GOLDEN as SAMPLES
from tests.strategies.records import AT, CONFIG, EVIDENCE, LOG, MINIMAL, MINUTE, NOTES, ROLLBACK, STATUS
from tests.strategies.syncs import merged_plan

RCC: Final = ReleaseTuple("rlm-claude-code", "528f900", producer_sha="75f806f")
AGENT: Final = ReleaseTuple("loop-agent", "30c1fa7", producer_sha="75f806f", vendored_sha="75f806f")
RFLX: Final = ReleaseTuple("io-rflx", "abf11ca", producer_sha="75f806f", schema_version="io_rflx_interop.v0")
OLD_RCC: Final = RCC.replace(consumer_sha="1c0ffee", producer_sha="1138a85")
DAY: Final = timedelta(days=1)

CALENDAR: Final = ReleaseCalendar(
    2026,
    [
        MinorRelease(Version(1, 4, 0), date(2026, 1, 26), release_date=date(2026, 2, 2), status=MinorStatus.RELEASED),
        MinorRelease(Version(1, 5, 0), date(2026, 2, 23), release_date=date(2026, 3, 2), status=MinorStatus.RC),
        MinorRelease(Version(1, 6, 0), date(2026, 3, 30), release_date=date(2026, 4, 6), status=MinorStatus.SKIPPED),
    ],
    major_releases=[
        MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=date(2026, 6, 1), status=MajorStatus.PLANNED)
    ],
    patch_releases=[
        PatchRelease(Version(1, 4, 1), date(2026, 2, 9), hotfix=False),
        PatchRelease(Version(1, 4, 2), date(2026, 2, 11), hotfix=True),
    ],
)
PACKET: Final = ReleasePacket(
    date(2026, 3, 2),
    "Olga",
    release_class=["R1", "R2"],
    tuple_current=[RCC, RFLX],
    tuple_rollback=[OLD_RCC, RFLX.replace(consumer_sha="0ddba11", producer_sha="1138a85")],
    required_gates=["VG-CONTRACT-001", "VG-RCC-001", "VG-RFLX-001"],
    gate_results=[
        PacketResult("VG-CONTRACT-001", GateStatus.PASS, evidence=["evidence/2026-03-02/VG-CONTRACT-001.md"]),
        PacketResult("VG-RCC-001", GateStatus.PASS, evidence=["evidence/2026-03-02/VG-RCC-001.md"]),
        PacketResult("VG-RFLX-001", GateStatus.PASS, evidence=["evidence/2026-03-02/VG-RFLX-001.md"]),
    ],
    advisory_findings=[PacketResult("VG-LA-002", GateStatus.FAIL, note="Two tests outside the seam, see D-009.")],
    go_no_go=GoNoGo.CONDITIONAL_GO,
    approver="Piet",
    follow_up_actions=["Repair the two tests of VG-LA-002.", "Lift D-009:\nafter the next full run."],
)
CARD: Final = TaskCard(
    "M6-T01",
    "Publish Compatibility Matrix",
    goal="Define which loop versions are validated against which consumer versions.",
    status=TaskStatus(TaskState.DONE, date(2026, 2, 19)),
    work_items=["Create the table of supported versions.", "Define support window and deprecation lead time."],
    acceptance_criteria=[
        Criterion(
            "M6-T01-A1",
            "Matrix is published and referenced from main docs.",
            demands=[Demand.EVIDENCE, Demand.MATRIX],
            source=Source("M6 - Rollout and Steady-State Governance", "M6-T01", quote="Matrix is published."),
        )
    ],
    required_gates=["VG-CONTRACT-001"],
    evidence=["evidence/2026-02-19/M6-T01-VG-CONTRACT-001.md"],
)
MILESTONE: Final = Milestone(
    "M6",
    "Rollout and Steady-State Governance",
    objective="Operationalize the stabilized implementation.",
    entry_criteria=[Criterion("M6-E1", "M5 is complete.", demands=[Demand.PREDECESSOR, Demand.NO_REGRESSIONS])],
    exit_criteria=[Criterion("M6-X1", "Compatibility matrix is published and versioned.", demands=[Demand.MATRIX])],
    task_cards=[CARD],
    risks=["Without explicit cadence, spec/runtime drift will recur."],
    predecessor="M5",
    completion_note="From the remediation program to steady-state development.",
    completed_on=date(2026, 2, 19),
)
PROOF: Final = MilestoneEvidence(
    [
        GateResult(
            "contract-7",
            "VG-CONTRACT-001",
            status=GateStatus.PASS,
            recorded_at=AT,
            evidence=["evidence/2026-02-19/M6-T01-VG-CONTRACT-001.md"],
            tree=TreeState.COMMITTED,
        ),
        GateResult(
            "performance-3",
            "VG-PERF-002",
            status=GateStatus.ERROR,
            recorded_at=AT,
            evidence=["evidence/2026-02-19/M5-T01-VG-PERF-002.json"],
            commit="75f806f",
            measured=[
                MetricVerdict(
                    "throughput",
                    GateStatus.ERROR,
                    regression=Decimal("3.25"),
                    note="3.25 % of 10 %",
                    delta=Decimal(130),
                ),
                MetricVerdict("error_rate", GateStatus.ERROR, note="the baseline is not approved"),
            ],
            note="commit `75f806f` is compared with itself; expected a baseline of another commit",
        ),
    ],
    [Completion("M5", date(2026, 2, 12), evidence=["evidence/M5.md"])],
    regressions=RegressionReview(AT, ["startup time"], evidence=["evidence/regressions.md"]),
    matrix=PublishedMatrix(
        "2026-02-19",
        date(2026, 2, 19),
        support_window="the two latest tuples",
        lead_time_days=30,
        path="docs/COMPATIBILITY-MATRIX.md",
        matrix=CompatMatrix([], "2026-02-19", published_at=AT - 11 * DAY),
    ),
)
MATRIX: Final = CompatMatrix(
    [
        MatrixEntry(
            AGENT,
            Tier.SUPPORTED,
            role=Role.CURRENT,
            validated_at=AT,
            required_gates=[Gate("VG-LA-001", consumer="loop-agent"), Gate("VG-CONTRACT-001")],
            evidence=["evidence/VG-LA-001.md", "evidence/VG-CONTRACT-001.md"],
            tree=TreeState.CLEAN_CLONE_COMMITTED,
            window=SupportWindow(AT, AT + 90 * DAY, end=AT + 120 * DAY),
        ),
        MatrixEntry(
            AGENT.replace(consumer_sha="f2aeb18"),
            Tier.UNSUPPORTED,
            role=Role.LISTED,
            validated_at=AT,
            required_gates=[Gate("VG-LA-002", GateKind.ADVISORY, consumer="loop-agent")],
            release_blocking=False,
        ),
    ],
    "2026-02-20",
    published_at=AT + DAY,
)

ORDER: Final = Procedure(
    "RB-HOT",
    [
        Step(
            "declare",
            "Declare the rollback",
            roles=["operator", "director"],
            actions=["Say what is rolled back, and why."],
            limit=timedelta(minutes=5),
            reversible_by=["director"],
            because="Nobody looks for an incident that is over.",
            source=Source("Rollback", "Immediate", quote="Declare the rollback."),
        ),
        Step(
            "restore",
            "Restore the version before",
            roles=["operator"],
            actions=["Restore it.", "Run the smoke tests."],
            gates=["VG-CONTRACT-001"],
            checklists=["rollback"],
        ),
        Step("tell", "Tell everybody", roles=["operator"], actions=["Write to the team."], needs_evidence=False),
    ],
    title="Immediate rollback",
    trigger="a critical issue",
    source=Source("Rollback", "Immediate", quote="Within minutes."),
)
KIM: Final = Actor("Kim", "operator")
BEGINNING: Final = (
    Started("rollback-3", ORDER.digest, at=AT, by=KIM),
    StepBegun("declare", AT, by=KIM),
    StepFinished("declare", AT + MINUTE, by=KIM, evidence=["incidents/9.md"]),
    StepBegun("restore", AT + 2 * MINUTE, by=KIM),
)
RESTORED: Final = StepFinished(
    "restore",
    AT + 4 * MINUTE,
    by=KIM,
    evidence=["logs/restore.txt"],
    gates=["VG-CONTRACT-001"],
    checklists=["rollback"],
)
RUN: Final = Run(ORDER, [*BEGINNING, RESTORED, Aborted(AT + 5 * MINUTE, KIM, reason="The issue is gone.")])
FAILED_RUN: Final = Run(
    ORDER,
    [
        *BEGINNING,
        StepFailed("restore", AT + 9 * MINUTE, by=KIM, reason="The archive is damaged.", evidence=["logs/restore.txt"]),
    ],
)
BARE_PROCEDURE: Final = Procedure("one", [Step("do", "Do it", roles=["anybody"], actions=["Do."])], title="One step")

RESULTS: Final = ChecklistResults(
    "pre-release",
    [
        ItemResult("RL-01", ItemStatus.PASS, recorded_at=AT, by="Ada", evidence=["pulls.txt"]),
        ItemResult("RL-07", ItemStatus.NA, recorded_at=AT + MINUTE, by="Ada"),
        ItemResult("RL-08", ItemStatus.FAIL, recorded_at=AT + MINUTE, by="Grace"),
    ],
    circumstances={"planned rollback": False, "major release": False},
)
DUTY_LOG: Final = DutyLog(
    [
        DutyRecord("compatibility-runs", AT, output="evidence/tuples.txt"),
        DutyRecord("decision-log", AT + DAY, output="DECISIONS.md#D-014", about="75f806f"),
        DutyRecord("spec-review", AT + DAY),
    ]
)

LEAST_CONFIG: Final = SyncConfig(
    "sync-2",
    "mirror",
    type=SyncType.DOWNSTREAM,
    source=Endpoint(EndpointType.GIT, "https://git.example.org/loop", credentials="vault:git"),
    target=Endpoint(EndpointType.REGISTRY, "https://mirror.example.org", credentials="vault:mirror"),
    options=SyncOptions(dry_run_required=True, approval_required=False, conflict_strategy=ConflictStrategy.THEIRS),
    schedule=SyncSchedule(SyncTrigger.MANUAL),
)
SNAPSHOT: Final = Snapshot(
    ["run.sh", "a.txt", "latest"],
    ["executable 77f0", "5a1e", "link a.txt"],
    complete=False,
    unreadable=["secret"],
    folds_case=True,
)

FULL: Final = {
    "change_set": ChangeSet(["a.txt", "b.txt", "c.txt"], ["5a1e", "", "link a.txt"], after=["77f0", "5a1e", ""]),
    "checklist_results": RESULTS,
    "compatibility_matrix": MATRIX,
    "dry_run": merged_plan(),
    "duty_log": DUTY_LOG,
    "milestone": MILESTONE,
    "milestone_evidence": PROOF,
    "procedure_run": RUN,
    "release_calendar": CALENDAR,
    "release_candidate": SAMPLES["release_candidate"],
    "release_evidence": EVIDENCE,
    "release_notes": NOTES,
    "release_packet": PACKET,
    "rollback_evidence": ROLLBACK,
    "snapshot": SNAPSHOT,
    "status_update": STATUS,
    "sync_approval": SyncApproval(
        "approval-7",
        "ab" * 32,
        approved=True,
        by=Actor("Ada", "release owner"),
        at=AT,
        overrides=[Guard.MANY_DELETED, Guard.PROTECTED],
        note="Seen by two.",
    ),
    "sync_config": CONFIG.replace(
        target=Endpoint(EndpointType.GIT, "https://git.example.org/site", branch="main", credentials="vault:site")
    ),
    "sync_log": LOG,
    "sync_rules": sync_rules(timedelta(hours=8)).replace(self_approval=True),
    "task_card": CARD,
}
"""By kind: a value in which every key of the templates is there."""

LEAST: Final = {
    "change_set": ChangeSet(),
    "checklist_results": ChecklistResults("pre-release", []),
    "compatibility_matrix": CompatMatrix([], "2026-02-20", published_at=AT),
    "dry_run": DryRun(LEAST_CONFIG, Snapshot(), target=Snapshot(), at=AT),
    "duty_log": DutyLog([]),
    "milestone": Milestone("M7", "Steady state", objective=""),
    "milestone_evidence": MilestoneEvidence(),
    "procedure_run": Run(BARE_PROCEDURE, [Started("r1", BARE_PROCEDURE.digest, at=AT, by=Actor("Kim", "anybody"))]),
    "release_calendar": ReleaseCalendar(2026),
    "release_candidate": ReleaseCandidate("2026-04", [], results=[]),
    "release_evidence": ReleaseEvidence(
        Version(1, 4, 1),
        AT,
        released_by="Ada",
        validation=ReleaseValidation(
            GateSummary(False, Decimal(0), rework_rate=Decimal(100), all_tasks_passed=False),  # noqa: FBT003 - a field
            [ChecklistEntry("RL-01", ItemStatus.NA)],
        ),
        artifacts=ReleaseArtifacts("CHANGELOG.md", "notes.md", verification_log_ref="log.txt"),
        provenance=ReleaseProvenance("75f806f", "main", build_id="build-7", signed_by="Ada"),
        distribution=Distribution(["stable"], AT),
    ),
    "release_notes": MINIMAL,
    "release_packet": ReleasePacket(
        date(2026, 3, 2),
        "Olga",
        release_class=[],
        tuple_current=[],
        tuple_rollback=[],
        required_gates=[],
        gate_results=[],
        advisory_findings=[],
        go_no_go=GoNoGo.NO_GO,
        approver="Piet",
        follow_up_actions=[],
    ),
    "rollback_evidence": RollbackEvidence(
        "RB-4",
        RollbackType.CONFIG,
        trigger=RollbackCause("INC-10", Severity.LOW, description="A typo.", detected_at=AT, detected_by="Ada"),
        versions=RolledBackVersions(Version(1, 4, 1), Version(1, 4, 0)),
        execution=RollbackExecution(AT, "Grace", executed_at=AT, executed_by="Ada", duration_minutes=0),
        verification=RollbackVerification(SmokeTests.FAIL, False),  # noqa: FBT003 - a field
        follow_up=RollbackFollowUp("Nobody read it."),
    ),
    "snapshot": Snapshot(),
    "status_update": STATUS.replace(phase=0),
    "sync_approval": SyncApproval("auto-1", "0" * 64, approved=True, by=None, at=AT),
    "sync_config": LEAST_CONFIG,
    "sync_log": SyncLog(
        "sync-2",
        "run-1",
        executed_at=AT,
        executed_by="Ada",
        dry_run=DryRunLog(
            AT, DryRunCounts(0, 0, files_to_delete=0, total_changes=0), diff_summary="nothing", diff_ref="runs/1.diff"
        ),
        approval=ApprovalLog(False, "Ada", approved_at=AT, dry_run_ref="runs/1.diff"),  # noqa: FBT003 - a field
    ),
    "sync_rules": SyncRules(timedelta(minutes=1)),
    "task_card": TaskCard("M7-T01", "Go on", goal="", status=TaskStatus(TaskState.PLANNED)),
}
"""By kind: a value in which no key is there that may be left out, and each list that may be is empty."""

OTHERS: Final = {
    "candidate_with_records": ReleaseCandidate(
        "2026-03",
        ["R1"],
        results=[],
        commit="75f806f",
        matrix=CompatMatrix(MATRIX.entries[:1], "2026-02-20", published_at=AT + DAY),
        checklists=[RESULTS.replace(results=RESULTS.results[:1], subject="75f806f")],
    ),
    "failed_run": FAILED_RUN,
    "failed_sync": LOG.replace(
        execution=ExecutionLog(
            AT + 10 * MINUTE,
            AT + 10 * MINUTE,
            status=SyncStatus.FAILED,
            changes_applied=AppliedChanges(0, 0, deleted=0),
            errors=["The target did not answer.\nIt was asked three times."],
        ),
        verification=VerificationLog(False, True),  # noqa: FBT003 - fields
    ),
}
"""Values that show what the full ones cannot, since one excludes the other."""
