"""Which event may come when: the transition table of a run, and the other rules that an event must keep."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple, assert_never

import attrs

from releasekit._fields import Frozen
from releasekit._words import Word, shown
from releasekit.procedures._events import Aborted, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._ids import expected_one_of
from releasekit.procedures._procedure import Procedure, Step, lint, no_such_step
from releasekit.procedures._vocabulary import RunFault, RunState


@attrs.frozen
class RunProblem(Frozen):
    """One reason why a run does not take an event.

    Attributes:
        fault: what is wrong.
        message: the same for people.
    """

    fault: RunFault
    message: str

    def __str__(self) -> str:
        return self.message


class Position(NamedTuple):
    """How far a run is: the number of the step that is next, and whether it is begun.

    Attributes:
        at: when the last event was; ``None`` where there is none.
    """

    step: int = 0
    is_begun: bool = False
    state: RunState = RunState.RUNNING
    at: datetime | None = None


class Place(Word):
    """Where a step lies, seen from where the run is."""

    DONE = "done"
    OPEN = "begun and not finished"
    NEXT = "not begun"
    LATER = "not its turn"


ORDER: Final[Mapping[tuple[type, Place], RunFault]] = MappingProxyType(
    {
        (StepBegun, Place.DONE): RunFault.STEP_REPEATED,
        (StepBegun, Place.OPEN): RunFault.STEP_REPEATED,
        (StepBegun, Place.LATER): RunFault.STEP_SKIPPED,
        (StepFinished, Place.DONE): RunFault.STEP_REPEATED,
        (StepFinished, Place.NEXT): RunFault.STEP_NOT_BEGUN,
        (StepFinished, Place.LATER): RunFault.STEP_SKIPPED,
        (StepFailed, Place.DONE): RunFault.STEP_REPEATED,
        (StepFailed, Place.NEXT): RunFault.STEP_NOT_BEGUN,
        (StepFailed, Place.LATER): RunFault.STEP_SKIPPED,
    }
)
"""What is wrong with an event about a step that lies at a place; what is not here may come."""


def after(procedure: Procedure, position: Position, event: RunEvent) -> Position:
    """Return where a run is after an event that it takes."""
    moved = position._replace(at=event.at)
    match event:
        case Started():
            return moved
        case StepBegun():
            return moved._replace(is_begun=True)
        case StepFinished():
            is_last = position.step + 1 == len(procedure.steps)
            state = RunState.COMPLETE if is_last else RunState.RUNNING
            return moved._replace(step=position.step + 1, is_begun=False, state=state)
        case StepFailed():
            return moved._replace(state=RunState.FAILED)
        case Aborted():
            return moved._replace(state=RunState.ABORTED)
        case _:
            assert_never(event)


def problems_with(procedure: Procedure, position: Position, event: RunEvent | None) -> Iterator[RunProblem]:
    """Yield every reason why a run does not take an event, the record without events included."""
    if isinstance(event, Started):
        yield from _with_start(procedure, position, event)
        return
    if position.at is None:
        yield RunProblem(RunFault.NOT_STARTED, "the record does not begin with a start; expected one")
    if event is None:
        return
    if position.state is not RunState.RUNNING:
        message = f"the run is {position.state} and takes nothing more; expected a new run"
        yield RunProblem(RunFault.ENDED, message)
    yield from _with_time(position, event)
    if isinstance(event, Aborted):
        yield from _with_role(event, _aborting(procedure, position), "calling the run off")
    else:
        yield from _with_step(procedure, position, event)


def _with_start(procedure: Procedure, position: Position, event: Started) -> Iterator[RunProblem]:
    if position.at is not None:
        yield RunProblem(RunFault.STARTED_TWICE, "the run is started already; expected a step")
    if event.procedure != procedure.digest:
        expected = f"expected procedure `{procedure.id}` as it was when the run was started"
        message = f"the run was started with procedure {shown(event.procedure[:12])}; {expected}"
        yield RunProblem(RunFault.OTHER_PROCEDURE, message)
    yield from (RunProblem(RunFault.DRAFT, str(finding)) for finding in lint(procedure))
    yield from _with_role(event, procedure.roles, f"starting `{procedure.id}`")


def _with_time(position: Position, event: RunEvent) -> Iterator[RunProblem]:
    if position.at is not None and event.at < position.at:
        expected = f"expected no earlier than the event before, {position.at.isoformat()}"
        yield RunProblem(RunFault.EARLIER, f"at is `{event.at.isoformat()}`; {expected}")


def _aborting(procedure: Procedure, position: Position) -> frozenset[str]:
    """Return who may call a run off: those of the current step, and those who may reverse a decision that was made."""
    current = procedure.steps[position.step : position.step + 1]
    made = procedure.steps[: position.step]
    return frozenset[str]().union(*(step.roles for step in current), *(step.reversible_by for step in made))


def _with_role(event: RunEvent, roles: frozenset[str], what: str) -> Iterator[RunProblem]:
    if event.by.role not in roles:
        yield RunProblem(RunFault.WRONG_ROLE, expected_one_of(f"{what}: role is", event.by.role, sorted(roles)))


def _with_step(
    procedure: Procedure, position: Position, event: StepBegun | StepFinished | StepFailed
) -> Iterator[RunProblem]:
    number = _number(procedure, position, event.step)
    if number is None:
        yield RunProblem(RunFault.UNKNOWN_STEP, no_such_step(procedure, event.step))
        return
    step, place = procedure.steps[number], _place(number, position)
    fault = next((fault for (kind, at), fault in ORDER.items() if at is place and isinstance(event, kind)), None)
    if fault is not None:
        message = f"step `{step.id}` is {place}; expected {_awaited(procedure, position)}"
        yield RunProblem(fault, message)
    yield from _with_role(event, step.roles, f"step `{step.id}`")
    if isinstance(event, StepFinished):
        yield from _with_proof(step, event)


def _number(procedure: Procedure, position: Position, name: str) -> int | None:
    """Return the number of a step; the current one is looked at first, so that a long record takes linear time."""
    numbers = chain(range(position.step, len(procedure.steps)), range(position.step))
    return next((number for number in numbers if procedure.steps[number].id == name), None)


def _place(number: int, position: Position) -> Place:
    if number < position.step:
        return Place.DONE
    if number > position.step:
        return Place.LATER
    return Place.OPEN if position.is_begun else Place.NEXT


def _awaited(procedure: Procedure, position: Position) -> str:
    """Say which event comes next."""
    if position.step == len(procedure.steps):
        return "nothing more"
    return f"step `{procedure.steps[position.step].id}` to be {'finished' if position.is_begun else 'begun'}"


def _with_proof(step: Step, event: StepFinished) -> Iterator[RunProblem]:
    if step.needs_evidence and not event.evidence:
        yield RunProblem(RunFault.NO_EVIDENCE, f"step `{step.id}` has no evidence; expected where the proof lies")
    for gate in sorted(step.gates - event.gates):
        yield RunProblem(RunFault.GATE_UNPROVEN, f"step `{step.id}`: gate `{gate}` is not proved; expected its pass")
    for name in sorted(step.checklists - event.checklists):
        message = f"step `{step.id}`: checklist `{name}` is not known to be complete; expected that it is"
        yield RunProblem(RunFault.CHECKLIST_OPEN, message)
