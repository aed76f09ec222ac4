"""Checklists and procedures, and what is recorded of going through them.

The laws, each of which has a test of its own:

* a checklist is complete only where each item has exactly one result, a pass with evidence or an allowed ``na``;
* a known failure always blocks, also of an item that is not required;
* less evidence, a lost result or one more result never completes a checklist, in whatever order they are given;
* a run takes no step twice, leaves none out, and goes neither back in time nor on after its end;
* what is refused is refused with every reason, and changes nothing;
* a run that is replayed from its record is the run that was never interrupted;
* being late is recorded and refuses nothing.
"""

from releasekit.procedures._checklist import (
    Checklist,
    ChecklistItem,
    ChecklistReport,
    ChecklistResults,
    Context,
    ItemReport,
    ItemResult,
)
from releasekit.procedures._events import Aborted, Actor, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._lists import (
    DURING_ROLLBACK,
    GATED_RELEASE_CHECKLIST,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    PRE_ROLLOUT,
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    ROLLOUT_CLOSEOUT,
    SYNC_CHECKLIST,
    signoff,
)
from releasekit.procedures._moves import RunRefusal
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._rerun import RERUN_GATES, rerun_gates
from releasekit.procedures._rollbacks import CHANNEL_ROLLBACK, OPERATIONAL_ROLLBACK, RB_IMM, RB_PLN, TUPLE_ROLLBACK
from releasekit.procedures._run import Run, RunStatus, StepRecord
from releasekit.procedures._standings import ITEM_SHORTFALLS
from releasekit.procedures._vocabulary import (
    ChecklistOutcome,
    ItemStanding,
    ItemStatus,
    ProcedureFindingKind,
    Required,
    RunFault,
    RunState,
    Shortfall,
    StepState,
)
from releasekit.procedures._workflows import RELEASE_WORKFLOW, SYNC_WORKFLOW

__all__ = [
    "CHANNEL_ROLLBACK",
    "DURING_ROLLBACK",
    "GATED_RELEASE_CHECKLIST",
    "ITEM_SHORTFALLS",
    "OPERATIONAL_ROLLBACK",
    "POST_ROLLBACK",
    "PRE_ROLLBACK",
    "PRE_ROLLOUT",
    "RB_IMM",
    "RB_PLN",
    "RELEASE_CHECKLIST",
    "RELEASE_VALIDATION",
    "RELEASE_WORKFLOW",
    "RERUN_GATES",
    "ROLLOUT_CLOSEOUT",
    "SYNC_CHECKLIST",
    "SYNC_WORKFLOW",
    "TUPLE_ROLLBACK",
    "Aborted",
    "Actor",
    "Checklist",
    "ChecklistItem",
    "ChecklistOutcome",
    "ChecklistReport",
    "ChecklistResults",
    "Context",
    "ItemReport",
    "ItemResult",
    "ItemStanding",
    "ItemStatus",
    "Procedure",
    "ProcedureFindingKind",
    "Required",
    "Run",
    "RunEvent",
    "RunFault",
    "RunRefusal",
    "RunState",
    "RunStatus",
    "Shortfall",
    "Started",
    "Step",
    "StepBegun",
    "StepFailed",
    "StepFinished",
    "StepRecord",
    "StepState",
    "rerun_gates",
    "signoff",
]


def __dir__() -> list[str]:
    return __all__
