"""Records of runs in which everything goes right, from which a test takes one thing away.

The order of a record and who may call a run off are written here by hand, and not asked of the library.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from releasekit.playbooks.channel_canary import CHANNEL_ROLLBACK
from releasekit.playbooks.gated_release import TUPLE_ROLLBACK
from releasekit.playbooks.operator_rollout import OPERATIONAL_ROLLBACK
from releasekit.playbooks.release_cadence import RB_IMM, RB_PLN, RELEASE_WORKFLOW, SYNC_WORKFLOW
from releasekit.procedures import Actor, Procedure, RunEvent, Started, StepBegun, StepFinished

T0: Final = datetime(2026, 2, 20, 12, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
MINUTE: Final = timedelta(minutes=1)
SHIPPED: Final = (
    RELEASE_WORKFLOW,
    RB_IMM,
    RB_PLN,
    SYNC_WORKFLOW,
    CHANNEL_ROLLBACK,
    TUPLE_ROLLBACK,
    OPERATIONAL_ROLLBACK,
)


def good_record(procedure: Procedure, gaps: Sequence[timedelta] = (), *, turn: int = 0) -> tuple[RunEvent, ...]:
    """A record that completes a procedure.

    Args:
        procedure: what is done.
        gaps: the time before each event but the first; a minute where none is given.
        turn: chooses among the roles of each step.
    """
    at = T0
    waits = iter(gaps)
    first = Actor("rika", min(role for step in procedure.steps for role in step.roles))
    events: list[RunEvent] = [Started("run-1", procedure.digest, at=at, by=first)]
    for number, step in enumerate(procedure.steps):
        roles = sorted(step.roles)
        by = Actor("noor", roles[(turn + number) % len(roles)])
        at += next(waits, MINUTE)
        events.append(StepBegun(step.id, at, by=by))
        at += next(waits, MINUTE)
        done = StepFinished(
            step.id, at, by=by, evidence=(f"{step.id}.txt",), gates=step.gates, checklists=step.checklists
        )
        events.append(done)
    return tuple(events)


def obeys(procedure: Procedure, events: Iterable[RunEvent]) -> bool:
    """Say whether a record keeps every rule: an oracle that knows the one good order and compares with it."""
    order = [("Started", "")]
    for step in procedure.steps:
        order += [("StepBegun", step.id), ("StepFinished", step.id)]
    steps = {step.id: step for step in procedure.steps}
    listed = list(events)
    if not listed:
        return False
    for place, event in enumerate(listed):
        kind, name = type(event).__name__, getattr(event, "step", "")
        if place and event.at < listed[place - 1].at:
            return False
        if kind in ("StepFailed", "Aborted"):
            is_last = place == len(listed) - 1
            reached = order[place] if place < len(order) else ("nothing", "")
            if not is_last or place == 0 or reached[0] == "nothing":
                return False
            if kind == "StepFailed" and (reached != ("StepFinished", name) or event.by.role not in steps[name].roles):
                return False
            if kind == "Aborted":
                finished = [own for own, _ in zip(procedure.steps, range((place - 1) // 2), strict=False)]
                allowed = set(steps[reached[1]].roles).union(*(own.reversible_by for own in finished))
                if event.by.role not in allowed:
                    return False
            continue
        if place >= len(order) or (kind, name) != order[place]:
            return False
        if kind == "Started":
            if event.procedure != procedure.digest or not any(event.by.role in own.roles for own in procedure.steps):
                return False
            continue
        step = steps[name]
        if event.by.role not in step.roles:
            return False
        if kind == "StepFinished":
            if step.needs_evidence and not event.evidence:
                return False
            if not (step.gates <= event.gates and step.checklists <= event.checklists):
                return False
    return True
