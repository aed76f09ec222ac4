"""When to roll back: which triggers have fired, the declaration that follows, and the record of a rollback.

The laws, each of which has a test of its own:

* learning a fact never takes a clear trigger to fired, whatever the table of triggers says;
* a metric that failed its budget, and a release in which nothing has a budget, never clear a trigger that asks for
  regressions;
* the order of standings and measurements changes nothing.
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
from releasekit.rollback._rules import TRIGGER_COLUMNS, TriggerRules, TriggerState
from releasekit.rollback._triggers import (
    JudgedTrigger,
    RollbackDeclaration,
    TriggerFacts,
    TriggerReport,
    check_triggers,
)

__all__ = [
    "TRIGGER_COLUMNS",
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
    "TriggerReport",
    "TriggerRules",
    "TriggerState",
    "check_triggers",
]


def __dir__() -> list[str]:
    return __all__
