"""Runs: a procedure with the record of what happened so far.

A run is made by adding events to a run, and equals the run that `replay` makes of the same record. Each event is taken
or refused with every reason; what is refused changes nothing. Which event may come when is the table `ORDER`.
Lateness is seen from the record and refuses nothing: what makes things safe again is never blocked by a clock.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import ClassVar, Final, NoReturn, get_args

import attrs

from releasekit._arguments import as_tuple, instant, items, of_kind
from releasekit._digest import digest
from releasekit._fields import Frozen, checked
from releasekit._views import View, Viewable
from releasekit.errors import FieldError
from releasekit.procedures._events import Aborted, Actor, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._order import Position, RunProblem, after, problems_with
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._vocabulary import RunState, StepState

EVENTS: Final[tuple[type, ...]] = get_args(RunEvent)


@attrs.frozen
class RunRefusal(Frozen):
    """An event that a run does not take. It has no truth value: ask whether the answer is a `Run`.

    Attributes:
        event: the event; ``None`` where a record has none at all.
        problems: every reason.
        place: how many events of the run were taken before it.
    """

    event: RunEvent | None
    problems: tuple[RunProblem, ...]
    place: int = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return "; ".join(map(str, self.problems))

    def __bool__(self) -> NoReturn:
        raise TypeError("a refusal has no truth value; ask whether the answer is a Run")


@attrs.frozen
class StepRecord(Frozen):
    """How one step went.

    Attributes:
        step: the step.
        state: pending, open, done or failed.
        since: when its time began to count: the end of the step before, or the start; ``None`` while that is to come.
        begun: the event that began it, if it was begun.
        ended: the event that ended it, if it has ended.
    """

    step: Step
    state: StepState
    since: datetime | None = attrs.field(kw_only=True)
    begun: StepBegun | None = attrs.field(kw_only=True)
    ended: StepFinished | StepFailed | None = attrs.field(kw_only=True)

    @property
    def took(self) -> timedelta | None:
        """How long it took, waiting included; ``None`` until it has ended."""
        return self.ended.at - self.since if self.ended and self.since else None

    @property
    def is_late(self) -> bool:
        """Whether it took its limit or longer."""
        return self.took is not None and self.step.limit is not None and self.took >= self.step.limit


@attrs.frozen
class RunStatus(Frozen):
    """Where a run stands at an instant.

    Attributes:
        state: running, or how it ended.
        step: the step that is next or under way; ``None`` where the run has ended.
        is_begun: whether that step was begun.
        since: when its time began to count; ``None`` where the run has ended.
        is_overdue: whether it has taken its limit or longer by then.
    """

    state: RunState
    step: Step | None
    is_begun: bool = attrs.field(kw_only=True)
    since: datetime | None = attrs.field(kw_only=True)
    is_overdue: bool = attrs.field(kw_only=True)

    @property
    def roles(self) -> frozenset[str]:
        """The roles that may do the step; none where the run has ended."""
        return self.step.roles if self.step else frozenset()


@attrs.frozen(field_transformer=checked)
class Run(Frozen, Viewable):
    """A procedure with the record of what happened so far.

    It is made by `start` and its own methods, or by `replay` from a record. It has no truth value.

    Attributes:
        procedure: what is being done.
        events: what happened, in the order in which it was recorded.

    Raises:
        FieldError: where a field is outside its limits, or the record breaks a rule.
    """

    document_schema: ClassVar[int] = 1
    document_kind: ClassVar[str] = "procedure_run"

    procedure: Procedure
    events: tuple[RunEvent, ...] = attrs.field(converter=as_tuple)

    def __attrs_post_init__(self) -> None:
        refusal = _first_refusal(self.procedure, self.events)
        if refusal is not None:
            raise FieldError(tuple(f"events[{refusal.place}]: {problem}" for problem in refusal.problems))

    @property
    def run_id(self) -> str:
        """What the run is called."""
        return self._started.run_id

    @property
    def started_at(self) -> datetime:
        """When it was started."""
        return self._started.at

    @property
    def state(self) -> RunState:
        """Running, or how it ended."""
        return _position(self.procedure, self.events).state

    @property
    def is_complete(self) -> bool:
        """Whether every step is done."""
        return self.state is RunState.COMPLETE

    @property
    def digest(self) -> str:
        """The SHA-256 of the procedure and the record, as 64 hexadecimal digits."""
        return digest("run", 1, (self.procedure.digest, self.events))

    @property
    def steps(self) -> tuple[StepRecord, ...]:
        """How each step went, in the order of the procedure."""
        began = {event.step: event for event in self.events if isinstance(event, StepBegun)}
        over = {event.step: event for event in self.events if isinstance(event, StepFinished | StepFailed)}
        records = []
        since: datetime | None = self.started_at
        for step in self.procedure.steps:
            begun, ended = began.get(step.id), over.get(step.id)
            records.append(StepRecord(step, _state(begun, ended), since=since, begun=begun, ended=ended))
            since = ended.at if isinstance(ended, StepFinished) else None
        return tuple(records)

    @property
    def late_steps(self) -> tuple[str, ...]:
        """The ids of the steps that took their limit or longer, in the order of the procedure."""
        return tuple(record.step.id for record in self.steps if record.is_late)

    @property
    def _started(self) -> Started:
        return next(event for event in self.events if isinstance(event, Started))

    def take(self, event: RunEvent) -> "Run | RunRefusal":
        """Return the run with one more event, or every reason against it.

        Raises:
            FieldError: where it is no event.
        """
        of_kind("event", event, *EVENTS)
        return replay(self.procedure, (*self.events, event))

    def begin(self, step: str, at: datetime, *, by: Actor) -> "Run | RunRefusal":
        """Begin the next step.

        Raises:
            FieldError: where an argument is outside its limits.
        """
        return self.take(StepBegun(step, at, by=by))

    def finish(
        self,
        step: str,
        at: datetime,
        *,
        by: Actor,
        evidence: Iterable[str] = (),
        gates: Iterable[str] = (),
        checklists: Iterable[str] = (),
    ) -> "Run | RunRefusal":
        """Finish the step that was begun.

        Args:
            step: the id of the step.
            at: when; an aware instant.
            by: who finishes it.
            evidence: where the proof lies.
            gates: the ids of gates that have passed.
            checklists: the ids of checklists that are complete.

        Raises:
            FieldError: where an argument is outside its limits.
        """
        done = StepFinished(step, at, by=by, evidence=evidence, gates=gates, checklists=checklists)
        return self.take(done)

    def fail(
        self, step: str, at: datetime, *, by: Actor, reason: str, evidence: Iterable[str] = ()
    ) -> "Run | RunRefusal":
        """End the run because the step that was begun cannot be finished; another attempt is another run.

        Raises:
            FieldError: where an argument is outside its limits.
        """
        return self.take(StepFailed(step, at, by=by, reason=reason, evidence=evidence))

    def abort(self, at: datetime, *, by: Actor, reason: str) -> "Run | RunRefusal":
        """Call the run off.

        Whoever may do the step that is next or under way may; and so may the roles that a finished step names as those
        that reverse what it decided.

        Raises:
            FieldError: where an argument is outside its limits.
        """
        return self.take(Aborted(at, by, reason=reason))

    def as_of(self, at: datetime) -> "Run":
        """Return the run as it was at an instant, what happened exactly then included.

        Raises:
            FieldError: where the instant has no zone or lies before the start.
        """
        at = instant("at", at)
        if at < self.started_at:
            expected = f"expected no earlier than the start of the run, {self.started_at.isoformat()}"
            raise FieldError((f"at is `{at.isoformat()}`; {expected}",))
        return Run(self.procedure, tuple(event for event in self.events if event.at <= at))

    def status(self, at: datetime) -> RunStatus:
        """Return where the run stood at an instant: which step is next, by whom, and whether it is overdue.

        Raises:
            FieldError: where the instant has no zone or lies before the start.
        """
        then = self.as_of(at)
        if then.state is not RunState.RUNNING:
            return RunStatus(then.state, None, is_begun=False, since=None, is_overdue=False)
        record = next(own for own in then.steps if own.state is not StepState.DONE)
        since, limit = record.since, record.step.limit
        is_overdue = limit is not None and since is not None and instant("at", at) - since >= limit
        is_begun = record.state is StepState.OPEN
        return RunStatus(RunState.RUNNING, record.step, is_begun=is_begun, since=since, is_overdue=is_overdue)

    def view(self) -> View:
        """Return the timeline of the run as people read it."""
        from releasekit.procedures._show import run_view

        return run_view(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a run has no truth value; compare run.state, here `{self.state}`")


def start(procedure: Procedure, at: datetime, *, by: Actor, run_id: str) -> Run | RunRefusal:
    """Start a run of a procedure.

    Args:
        procedure: what is to be done; a draft is refused.
        at: when; an aware instant.
        by: who starts it: anybody in a role of the procedure.
        run_id: what the run is called.

    Raises:
        FieldError: where an argument is outside its limits.
    """
    of_kind("procedure", procedure, Procedure)
    return replay(procedure, (Started(run_id, procedure.digest, at=at, by=by),))


def replay(procedure: Procedure, events: Iterable[RunEvent]) -> Run | RunRefusal:
    """Return the run of a record: the same as if it had never been interrupted.

    Args:
        procedure: what is being done, as it was at the start; a changed one is refused.
        events: the record, in the order in which it was made.

    Returns:
        The run, or the first event that is refused with every reason.

    Raises:
        FieldError: where an argument is of another kind.
    """
    of_kind("procedure", procedure, Procedure)
    listed = items("events", events, *EVENTS)
    refusal = _first_refusal(procedure, listed)
    return Run(procedure, listed) if refusal is None else refusal


def _first_refusal(procedure: Procedure, events: tuple[RunEvent, ...]) -> RunRefusal | None:
    position = Position()
    for place, event in enumerate(events):
        problems = tuple(problems_with(procedure, position, event))
        if problems:
            return RunRefusal(event, problems, place=place)
        position = after(procedure, position, event)
    return None if events else RunRefusal(None, tuple(problems_with(procedure, position, None)), place=0)


def _position(procedure: Procedure, events: Iterable[RunEvent]) -> Position:
    position = Position()
    for event in events:
        position = after(procedure, position, event)
    return position


def _state(begun: StepBegun | None, ended: StepFinished | StepFailed | None) -> StepState:
    if ended is not None:
        return StepState.DONE if isinstance(ended, StepFinished) else StepState.FAILED
    return StepState.OPEN if begun else StepState.PENDING
