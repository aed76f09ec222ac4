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
    ItemReport,
    ItemResult,
)
from releasekit.procedures._events import Aborted, Actor, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._moves import RunRefusal
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._rerun import rerun_gates
from releasekit.procedures._run import Run, RunStatus, StepRecord
from releasekit.procedures._standings import ITEM_SHORTFALLS
from releasekit.procedures._vocabulary import (
    ChecklistOutcome,
    ItemStanding,
    ItemStatus,
    ProcedureFindingKind,
    RunFault,
    RunState,
    Shortfall,
    StepState,
)

__all__ = [
    "ITEM_SHORTFALLS",
    "Aborted",
    "Actor",
    "Checklist",
    "ChecklistItem",
    "ChecklistOutcome",
    "ChecklistReport",
    "ChecklistResults",
    "ItemReport",
    "ItemResult",
    "ItemStanding",
    "ItemStatus",
    "Procedure",
    "ProcedureFindingKind",
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
]


def __dir__() -> list[str]:
    return __all__
