"""When to roll back, and which rollback.

The triggers, both texts on severity as drafts, their documented merge, and the record of a rollback that was done.
"""

from releasekit.rollback._evidence import (
    RollbackCause,
    RollbackEvidence,
    RollbackExecution,
    RollbackFollowUp,
    RollbackType,
    RollbackVerification,
    RolledBackVersions,
    SmokeTests,
)
from releasekit.rollback._severity import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX, Action, Choice, Impact
from releasekit.rollback._trigger_table import TRIGGERS, FailureStreak, GateStage, TriggerKind, TriggerState, TupleScope
from releasekit.rollback._triggers import (
    JudgedTrigger,
    RollbackDeclaration,
    TriggerFacts,
    TriggerReport,
    check_triggers,
)

__all__ = [
    "QUICK_GUIDE",
    "ROLLBACK_ACTIONS",
    "ROLLBACK_MATRIX",
    "TRIGGERS",
    "Action",
    "Choice",
    "FailureStreak",
    "GateStage",
    "Impact",
    "JudgedTrigger",
    "RollbackCause",
    "RollbackDeclaration",
    "RollbackEvidence",
    "RollbackExecution",
    "RollbackFollowUp",
    "RollbackType",
    "RollbackVerification",
    "RolledBackVersions",
    "SmokeTests",
    "TriggerFacts",
    "TriggerKind",
    "TriggerReport",
    "TriggerState",
    "TupleScope",
    "check_triggers",
]


def __dir__() -> list[str]:
    return __all__
