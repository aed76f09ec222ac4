"""When to roll back, and which rollback: the triggers, both texts on severity as drafts, and their documented merge."""

from releasekit.rollback._severity import DECISIONS, MATRIX, QUICK_GUIDE, Action, Choice, Impact, Severity
from releasekit.rollback._trigger_table import (
    TRIGGERS,
    FailureStreak,
    GateStage,
    TriggerKind,
    TriggerState,
    TupleScope,
)
from releasekit.rollback._triggers import RollbackDeclaration, Trigger, TriggerFacts, TriggerReport, check_triggers

__all__ = [
    "DECISIONS",
    "MATRIX",
    "QUICK_GUIDE",
    "TRIGGERS",
    "Action",
    "Choice",
    "FailureStreak",
    "GateStage",
    "Impact",
    "RollbackDeclaration",
    "Severity",
    "Trigger",
    "TriggerFacts",
    "TriggerKind",
    "TriggerReport",
    "TriggerState",
    "TupleScope",
    "check_triggers",
]


def __dir__() -> list[str]:
    return __all__
