"""Keeping one place in step with another: a plan that people read and approve, and that is carried out as approved.

You read two places into a `Snapshot` each. `dry_run` says what would be done, `authorise` whether it may be done now,
`report` what became of it; whoever calls does the reading and the writing. The laws, each with a test of its own:

* what differs between two snapshots, applied to the first, gives the second, and its inverse leads back;
* nothing outside the filters is ever planned, and what is planned always leaves a tree;
* one digest stands for all inputs of a plan, and an approval is for one digest and one execution;
* drift, age, another use or a rejection never make a ticket of a refusal;
* nothing is deleted where a write failed, or where the source is not fully known.

The templates of a playbook are types with the same names of fields: the configuration and the log.
"""

from releasekit.sync._approval import AUTOMATIC, SyncApproval, Ticket, approve, authorise, reject
from releasekit.sync._changes import ChangeCounts, ChangeSet, PathChange, PathChangeKind, Rename
from releasekit.sync._config import (
    ConflictStrategy,
    Endpoint,
    EndpointType,
    SyncConfig,
    SyncFilters,
    SyncNotifications,
    SyncOptions,
    SyncSchedule,
    SyncTrigger,
    SyncType,
)
from releasekit.sync._dry_run import DryRun, SyncRefusal, WholeDryRun, dry_run
from releasekit.sync._entries import Entry, EntryKind
from releasekit.sync._guards import Guard, GuardLimits
from releasekit.sync._log import (
    AppliedChanges,
    ApprovalLog,
    DryRunCounts,
    DryRunLog,
    ExecutionLog,
    SyncLog,
    SyncStatus,
    VerificationLog,
)
from releasekit.sync._merge import Conflict, ConflictKind
from releasekit.sync._paths import Namespace
from releasekit.sync._plan_parts import ExpectedChanges, Resolution, Rewrite
from releasekit.sync._report import SyncReport, is_verified, log_undone, report
from releasekit.sync._requirements import DRY_RUN_COLUMNS, dry_run_facts
from releasekit.sync._rules import Attestation, SyncFrequency, SyncRules
from releasekit.sync._snapshots import Snapshot
from releasekit.sync._steps import StepOutcome, StepStatus, SyncStep
from releasekit.sync._vocabulary import PlanOutcome, SyncFault, SyncFindingKind

__all__ = [
    "AUTOMATIC",
    "DRY_RUN_COLUMNS",
    "AppliedChanges",
    "ApprovalLog",
    "Attestation",
    "ChangeCounts",
    "ChangeSet",
    "Conflict",
    "ConflictKind",
    "ConflictStrategy",
    "DryRun",
    "DryRunCounts",
    "DryRunLog",
    "Endpoint",
    "EndpointType",
    "Entry",
    "EntryKind",
    "ExecutionLog",
    "ExpectedChanges",
    "Guard",
    "GuardLimits",
    "Namespace",
    "PathChange",
    "PathChangeKind",
    "PlanOutcome",
    "Rename",
    "Resolution",
    "Rewrite",
    "Snapshot",
    "StepOutcome",
    "StepStatus",
    "SyncApproval",
    "SyncConfig",
    "SyncFault",
    "SyncFilters",
    "SyncFindingKind",
    "SyncFrequency",
    "SyncLog",
    "SyncNotifications",
    "SyncOptions",
    "SyncRefusal",
    "SyncReport",
    "SyncRules",
    "SyncSchedule",
    "SyncStatus",
    "SyncStep",
    "SyncTrigger",
    "SyncType",
    "Ticket",
    "VerificationLog",
    "WholeDryRun",
    "approve",
    "authorise",
    "dry_run",
    "dry_run_facts",
    "is_verified",
    "log_undone",
    "reject",
    "report",
]


def __dir__() -> list[str]:
    return __all__
