"""Which event a run takes, and where it leads.

Theory of operation. A run goes through a procedure step by step. Its *state* says how far it is: nothing is recorded
yet, the next step waits to be begun, it is begun, or the run has ended in one of three ways. An *event* is something
that happened and that somebody records: the run was started, a step was begun, finished or failed, the run was called
off. `MOVES` has a row for each state and in it a cell for each class of events: the next state, or the fault of an
event that may not come there. An empty row is an end. The diagram in the manual is drawn from this table.

The table knows only the order. Everything else that an event must keep is a *guard*: a question about the event and
the position of the run, with the fault that it finds. `ASKED` is the second column of the table: the guards of each
class of events, in the order in which they are asked. For example, a step is finished by somebody who has a role for
it, no earlier than the event before, with its evidence, its gates and its checklists. A row speaks of the step that is
next or under way. Where an event names another step, guards say whether that step is done already or not reached yet,
and the row says nothing of it.

An event is taken where its cell is a state and no guard finds anything. Otherwise it is refused with everything that
speaks against it, first the fault of its cell and then what the guards find, so that whoever repairs a record need not
try again for each mistake. A refused event changes nothing, because nothing is ever changed: `follow` returns a new
position or a refusal, and the position before it is as it was.

A `Position` holds all that the next event is judged by, and its `Course` what is worked out once for a run: the digest
of the procedure and the number of each step. So an event costs the same whether ten or ten thousand came before it.
The events are kept in pairs of everything before and one event, since a tuple would be copied for each event. Being
late is no fault: what makes things safe again is never blocked by a clock.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, NamedTuple, Self, TypeAlias

import attrs

from releasekit._fields import Frozen
from releasekit._words import Word, shown
from releasekit.answers import Finding, Refused
from releasekit.procedures._events import Aborted, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._machine import Fork, Machine
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._texts import expected_one_of
from releasekit.procedures._vocabulary import RunFault, RunState

# --- the table


class Stage(Word):
    """How far a run is."""

    NEW = "new"
    WAITING = "waiting"
    BEGUN = "begun"
    COMPLETE = "complete"
    FAILED = "failed"
    ABORTED = "aborted"


NEW, WAITING, BEGUN, COMPLETE, FAILED, ABORTED = Stage

MOVES: Final[Machine[Stage, RunFault]] = Machine(
    {
        NEW: {
            Started: WAITING,
            StepBegun: RunFault.NOT_STARTED,
            StepFinished: RunFault.NOT_STARTED,
            StepFailed: RunFault.NOT_STARTED,
            Aborted: RunFault.NOT_STARTED,
        },
        WAITING: {
            Started: RunFault.STARTED_TWICE,
            StepBegun: BEGUN,
            StepFinished: RunFault.STEP_NOT_BEGUN,
            StepFailed: RunFault.STEP_NOT_BEGUN,
            Aborted: ABORTED,
        },
        BEGUN: {
            Started: RunFault.STARTED_TWICE,
            StepBegun: RunFault.STEP_REPEATED,
            StepFinished: Fork(WAITING, last=COMPLETE),
            StepFailed: FAILED,
            Aborted: ABORTED,
        },
        COMPLETE: {},
        FAILED: {},
        ABORTED: {},
    },
    ended=RunFault.ENDED,
)
"""Each state with what may come in it; a fork goes on while steps are left, and ends with the last of them."""

EVENTS: Final = tuple(MOVES.rows[NEW])
STATES: Final[Mapping[Stage, RunState]] = MappingProxyType(
    {
        WAITING: RunState.RUNNING,
        BEGUN: RunState.RUNNING,
        COMPLETE: RunState.COMPLETE,
        FAILED: RunState.FAILED,
        ABORTED: RunState.ABORTED,
    }
)
"""What people are told of each stage; before its start there is no run."""


# --- where a run is


class Course(NamedTuple):
    """A procedure with what is worked out of it once for a run: its digest, and the number of each step."""

    procedure: Procedure
    digest: str
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, procedure: Procedure) -> Self:
        """Return the course of a procedure."""
        return cls(procedure, procedure.digest, {step.id: number for number, step in enumerate(procedure.steps)})


Record: TypeAlias = tuple["Record", RunEvent] | None
"""What happened so far: what happened before, and the last event; nothing at the beginning."""
StepEvent: TypeAlias = StepBegun | StepFinished | StepFailed


ALWAYS: Final = datetime.min.replace(tzinfo=UTC)


class Position(NamedTuple):
    """How far a run is, and all that its next event is judged by.

    Attributes:
        course: the procedure.
        stage: the state.
        number: the number of the step that is next or under way; after the last step, how many there are.
        run_id: what the run is called.
        started_at: when it was started.
        since: when the time of that step began to count: the end of the step before, or the start.
        at: when the last event was.
        reversers: the roles that may reverse what the finished steps decided.
        taken: how many events there were.
        record: the events.
    """

    course: Course
    stage: Stage = NEW
    number: int = 0
    run_id: str = ""
    started_at: datetime = ALWAYS
    since: datetime = ALWAYS
    at: datetime = ALWAYS
    reversers: frozenset[str] = frozenset()
    taken: int = 0
    record: Record = None

    @property
    def step(self) -> Step | None:
        """The step that is next or under way; ``None`` after the last."""
        steps = self.course.procedure.steps
        return steps[self.number] if self.number < len(steps) else None

    def named(self, event: RunEvent) -> Step | None:
        """Return the step that an event is about; ``None`` where it is about none of the procedure."""
        number = self.course.numbers.get(getattr(event, "step", ""))
        return None if number is None else self.course.procedure.steps[number]

    def events(self) -> tuple[RunEvent, ...]:
        """Return what happened, in the order in which it was recorded."""
        events, record = [], self.record
        while record is not None:
            record, event = record
            events.append(event)
        return tuple(reversed(events))


# --- the guards

Said: TypeAlias = tuple[tuple[str, str], ...]
"""What a guard finds: each a place and what is wrong there."""


class Guard(NamedTuple):
    """One thing that an event must keep: what is wrong where it does not, and what it finds."""

    fault: RunFault
    finds: Callable[[Position, Any], Said]


def _other_procedure(position: Position, event: Started) -> Said:
    if event.procedure == position.course.digest:
        return ()
    expected = f"expected procedure `{position.course.procedure.id}` as it was when the run was started"
    return (("the run", f"was started with procedure {shown(event.procedure[:12])}; {expected}"),)


def _draft(position: Position, _event: Started) -> Said:
    return tuple((finding.place, finding.message) for finding in position.course.procedure.lint())


def _earlier(position: Position, event: RunEvent) -> Said:
    if event.at >= position.at:
        return ()
    return (("at", f"is {shown(event.at)}; expected no earlier than the event before, {shown(position.at)}"),)


def _unknown(position: Position, event: StepEvent) -> Said:
    course = position.course
    if event.step in course.numbers:
        return ()
    return ((f"procedure `{course.procedure.id}`", expected_one_of("has no step", event.step, course.numbers)),)


def _done(position: Position, event: StepEvent) -> Said:
    if position.course.numbers.get(event.step, position.number) >= position.number:
        return ()
    return ((f"step `{event.step}`", f"is done; expected {_awaited(position)}"),)


def _not_reached(position: Position, event: StepEvent) -> Said:
    if position.course.numbers.get(event.step, position.number) <= position.number:
        return ()
    return (("it", f"is not the turn of step `{event.step}`; expected {_awaited(position)}"),)


def _awaited(position: Position) -> str:
    """Say which event comes next."""
    if position.step is None or not MOVES.rows[position.stage]:
        return "nothing more"
    return f"step `{position.step.id}` to be {'finished' if position.stage is BEGUN else 'begun'}"


def _wrong_role(position: Position, event: RunEvent) -> Said:
    match event:
        case Started():
            roles = position.course.procedure.roles
        case Aborted():
            # Those who may do the current step, and those who may reverse what a finished one decided.
            roles = position.reversers | (position.step.roles if position.step else frozenset())
        case _:
            step = position.named(event)
            roles = step.roles if step else frozenset((event.by.role,))
    if event.by.role in roles:
        return ()
    return (("by.role", expected_one_of("is", event.by.role, sorted(roles))),)


def _no_evidence(position: Position, event: StepFinished) -> Said:
    step = position.named(event)
    if step is None or event.evidence or not step.needs_evidence:
        return ()
    return ((f"step `{step.id}`", "has no evidence; expected where the proof lies"),)


def _gates_unproven(position: Position, event: StepFinished) -> Said:
    step = position.named(event)
    if step is None or step.gates <= event.gates:
        return ()
    missing = sorted(step.gates - event.gates)
    return tuple((f"step `{step.id}`", f"has no proof of gate `{gate}`; expected its pass") for gate in missing)


def _checklists_open(position: Position, event: StepFinished) -> Said:
    step = position.named(event)
    if step is None or step.checklists <= event.checklists:
        return ()
    missing = sorted(step.checklists - event.checklists)
    said = "does not say that checklist `{}` is complete; expected that it is"
    return tuple((f"step `{step.id}`", said.format(name)) for name in missing)


PROCEDURE: Final = Guard(RunFault.OTHER_PROCEDURE, _other_procedure)
READY: Final = Guard(RunFault.DRAFT, _draft)
TIME: Final = Guard(RunFault.EARLIER, _earlier)
KNOWN: Final = Guard(RunFault.UNKNOWN_STEP, _unknown)
ONCE: Final = Guard(RunFault.STEP_REPEATED, _done)
TURN: Final = Guard(RunFault.STEP_SKIPPED, _not_reached)
ROLE: Final = Guard(RunFault.WRONG_ROLE, _wrong_role)
EVIDENCE: Final = Guard(RunFault.NO_EVIDENCE, _no_evidence)
GATES: Final = Guard(RunFault.GATE_UNPROVEN, _gates_unproven)
CHECKLISTS: Final = Guard(RunFault.CHECKLIST_OPEN, _checklists_open)

ASKED: Final[Mapping[type, tuple[Guard, ...]]] = MappingProxyType(
    {
        Started: (PROCEDURE, READY, ROLE),
        StepBegun: (TIME, KNOWN, ONCE, TURN, ROLE),
        StepFinished: (TIME, KNOWN, ONCE, TURN, ROLE, EVIDENCE, GATES, CHECKLISTS),
        StepFailed: (TIME, KNOWN, ONCE, TURN, ROLE),
        Aborted: (TIME, ROLE),
    }
)
"""The second column of the table: the guards of each class of events."""

TEXTS: Final[Mapping[RunFault, tuple[str, str]]] = MappingProxyType(
    {
        RunFault.NOT_STARTED: ("the record", "does not begin with a start; expected one"),
        RunFault.STARTED_TWICE: ("the run", "is started already; expected a step"),
        RunFault.ENDED: ("the run", "is {stage} and takes nothing more; expected a new run"),
        RunFault.STEP_REPEATED: ("step `{step}`", "is begun and not finished; expected {awaited}"),
        RunFault.STEP_NOT_BEGUN: ("step `{step}`", "is not begun; expected {awaited}"),
    }
)
"""What the faults in the table say."""

OF_A_STEP: Final = frozenset({RunFault.STEP_REPEATED, RunFault.STEP_NOT_BEGUN})
"""The faults in the table that speak of the step that is next or under way."""


# --- one event


@attrs.frozen
class RunRefusal(Frozen, Refused):
    """An event that a run does not take.

    Attributes:
        event: the event; ``None`` where a record has none at all.
        problems: every reason.
        place: how many events of the run were taken before it.
    """

    event: RunEvent | None
    problems: tuple[Finding[RunFault], ...]
    place: int = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))


def follow(position: Position, event: RunEvent) -> Position | RunRefusal:
    """Return the position after an event, or every reason against it."""
    kind = next(kind for kind in EVENTS if isinstance(event, kind))
    course, _, number, run_id, started_at, since, _, reversers, taken, record = position
    stage = MOVES.step(position.stage, kind, is_last=number + 1 == len(course.numbers))
    problems = []
    if isinstance(stage, RunFault) and (stage not in OF_A_STEP or position.named(event) is position.step):
        problems.append(_fault_of_cell(stage, position))
    for fault, finds in ASKED[kind]:
        if said := finds(position, event):
            problems += [Finding(fault, place, message=message) for place, message in said]
    if isinstance(stage, RunFault) or problems:
        return RunRefusal(event, tuple(problems), place=taken)
    if isinstance(event, Started):
        run_id, started_at, since = event.run_id, event.at, event.at
    if isinstance(event, StepFinished):
        reversible_by = course.procedure.steps[number].reversible_by
        number, since = number + 1, event.at
        if not reversible_by <= reversers:
            reversers |= reversible_by
    moved = course, stage, number, run_id, started_at, since, event.at, reversers, taken + 1, (record, event)
    return Position(*moved)


def follow_all(course: Course, events: Iterable[RunEvent]) -> Position | RunRefusal:
    """Return the position after a record, or the first event that is refused with every reason."""
    position = Position(course)
    for event in events:
        moved = follow(position, event)
        if isinstance(moved, RunRefusal):
            return moved
        position = moved
    if position.stage is NEW:
        return RunRefusal(None, (_fault_of_cell(RunFault.NOT_STARTED, position),), place=0)
    return position


def _fault_of_cell(fault: RunFault, position: Position) -> Finding[RunFault]:
    """Return what a fault in the table says of a position."""
    step = position.step.id if position.step else ""
    place, message = (text.format(stage=position.stage, step=step, awaited=_awaited(position)) for text in TEXTS[fault])
    return Finding(fault, place, message=message)
