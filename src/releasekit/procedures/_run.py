"""Runs: a procedure with the record of what happened so far.

A run is made by adding events to a run, and equals the run that `Run.replay` makes of the same record. Which event may
come when, and what it costs, stands in `releasekit.procedures._moves`. A record that comes from outside is checked
once, from its beginning; of a run that is made by `take` only the last event is checked, since it starts from a run.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar, Final

import attrs

from releasekit._arguments import as_tuple, instant, items, of_kind
from releasekit._digest import digest
from releasekit._fields import Frozen, checked
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import shown
from releasekit.answers import MYPY, Answer
from releasekit.errors import FieldError
from releasekit.procedures._events import Aborted, Actor, RunEvent, Started, StepBegun, StepFailed, StepFinished
from releasekit.procedures._moves import BEGUN, EVENTS, STATES, Course, Position, RunRefusal, follow, follow_all
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._texts import clock, time_span
from releasekit.procedures._vocabulary import RunState, StepState

RUNS: Final = {
    RunState.RUNNING: Tone.NEUTRAL,
    RunState.COMPLETE: Tone.GOOD,
    RunState.FAILED: Tone.BAD,
    RunState.ABORTED: Tone.WARN,
}
STEPS: Final = {
    StepState.PENDING: Tone.NEUTRAL,
    StepState.OPEN: Tone.NEUTRAL,
    StepState.DONE: Tone.GOOD,
    StepState.FAILED: Tone.BAD,
}


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


class _Positioned:
    """Holds where a run is. It is no field, so that it is in no document, no digest and no comparison."""

    __slots__ = ("_position",)
    _position: Position


@attrs.frozen(field_transformer=checked)
class Run(Frozen, Answer, Viewable, _Positioned):
    """A procedure with the record of what happened so far.

    It is made by `start` and by what it takes, or by `replay` from a record. It has no truth value.

    Attributes:
        procedure: what is being done.
        events: what happened, in the order in which it was recorded.

    Raises:
        FieldError: where a field is outside its limits, or the record breaks a rule.
    """

    document_schema: ClassVar[int] = 1
    document_kind: ClassVar[str] = "procedure_run"

    compared: ClassVar[str] = "state"
    procedure: Procedure
    events: tuple[RunEvent, ...] = attrs.field(converter=as_tuple)

    def __attrs_post_init__(self) -> None:
        position = follow_all(Course.of(self.procedure), self.events)
        if isinstance(position, RunRefusal):
            raise FieldError(tuple(f"events[{position.place}]: {problem}" for problem in position.problems))
        object.__setattr__(self, "_position", position)

    # INVARIANT: `_at` leaves `events` empty, and Python calls `__getattr__` only for what is not there. So a run that
    # is made by `take` has its events put into a tuple when they are first asked for, and only the last run of many.
    if not MYPY:  # with this method, checkers would take every name for an attribute

        def __getattr__(self, name: str) -> tuple[RunEvent, ...]:
            if name != "events":
                raise AttributeError(f"a {type(self).__name__} has no attribute {name!r}", name=name, obj=self)
            events = self._position.events()
            object.__setattr__(self, "events", events)
            return events

    def __reduce__(self) -> tuple[type, tuple[Procedure, tuple[RunEvent, ...]]]:
        """Keep the two fields; whoever reads a run back has its record checked."""
        return type(self), (self.procedure, self.events)

    @classmethod
    def start(cls, procedure: Procedure, at: datetime, *, by: Actor, run_id: str) -> "Run | RunRefusal":
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
        course = Course.of(procedure)
        return _at(follow(Position(course), Started(run_id, course.digest, at=at, by=by)))

    @classmethod
    def replay(cls, procedure: Procedure, events: Iterable[RunEvent]) -> "Run | RunRefusal":
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
        return _at(follow_all(Course.of(procedure), listed))

    @property
    def run_id(self) -> str:
        """What the run is called."""
        return self._position.run_id

    @property
    def started_at(self) -> datetime:
        """When it was started."""
        return self._position.started_at

    @property
    def state(self) -> RunState:
        """Running, or how it ended."""
        return STATES[self._position.stage]

    @property
    def is_complete(self) -> bool:
        """Whether every step is done."""
        return self.state is RunState.COMPLETE

    @property
    def digest(self) -> str:
        """The SHA-256 of the procedure and the record, as 64 hexadecimal digits."""
        return digest("run", 1, (self._position.course.digest, self.events))

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

    def take(self, event: RunEvent) -> "Run | RunRefusal":
        """Return the run with one more event, or every reason against it.

        Raises:
            FieldError: where it is no event.
        """
        of_kind("event", event, *EVENTS)
        return _at(follow(self._position, event))

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
            expected = f"expected no earlier than the start of the run, {shown(self.started_at)}"
            raise FieldError((f"at is {shown(at)}; {expected}",))
        if at >= self._position.at:
            return self
        return Run(self.procedure, tuple(event for event in self.events if event.at <= at))

    def status(self, at: datetime) -> RunStatus:
        """Return where the run stood at an instant: which step is next, by whom, and whether it is overdue.

        Raises:
            FieldError: where the instant has no zone or lies before the start.
        """
        position = self.as_of(at)._position  # noqa: SLF001 - a run like this one
        state, step, since = STATES[position.stage], position.step, position.since
        if state is not RunState.RUNNING or step is None:
            return RunStatus(state, None, is_begun=False, since=None, is_overdue=False)
        is_overdue = step.limit is not None and instant("at", at) - since >= step.limit
        return RunStatus(state, step, is_begun=position.stage is BEGUN, since=since, is_overdue=is_overdue)

    def view(self) -> View:
        """Return the timeline of the run as people read it; a late step says so in words."""
        day, late, state = self.started_at.date(), self.late_steps, self.state
        rows = tuple(_row(number, record, day) for number, record in enumerate(self.steps, 1))
        sections = [Section("Timeline", Grid(("step", "state", "begun", "ended", "took", "evidence"), rows))]
        last = self.events[-1]
        if isinstance(last, Aborted | StepFailed):
            title = "Aborted" if isinstance(last, Aborted) else f"Failed at {last.step}"
            sections.append(Section(title, Lines((f"{clock(last.at)}, {last.by}: {last.reason}",))))
        tone = Tone.WARN if late and state is RunState.COMPLETE else RUNS[state]
        badge = Badge(f"{state}, {len(late)} late" if late else str(state), tone)
        begun = f"started {clock(self.started_at)} by {self.events[0].by}"
        return View(self.run_id, badge, tuple(sections), f"{self.procedure.title} ({self.procedure.id}), {begun}")


def _row(number: int, record: StepRecord, day: date) -> Row:
    begun, ended = (f"{clock(event.at, day)}\n{event.by}" if event else "" for event in (record.begun, record.ended))
    proved: list[str] = [*record.ended.evidence] if record.ended else []
    if isinstance(record.ended, StepFinished):
        proved += sorted((*record.ended.gates, *record.ended.checklists))
    took = "" if record.took is None else time_span(record.took)
    state, tone = str(record.state), STEPS[record.state]
    if record.is_late and record.step.limit:
        took += f"\nlate: not less than {time_span(record.step.limit)}"
        state, tone = f"{state}, late", Tone.WARN if record.state is StepState.DONE else tone
    return Row((f"{number}. {record.step.id}", state, begun, ended, took, "\n".join(proved)), tone)


def _at(position: Position | RunRefusal) -> Run | RunRefusal:
    """Return the run at a position, whose events are checked already."""
    if isinstance(position, RunRefusal):
        return position
    run = object.__new__(Run)
    object.__setattr__(run, "procedure", position.course.procedure)
    object.__setattr__(run, "_position", position)
    return run


def _state(begun: StepBegun | None, ended: StepFinished | StepFailed | None) -> StepState:
    if ended is not None:
        return StepState.DONE if isinstance(ended, StepFinished) else StepState.FAILED
    return StepState.PENDING if begun is None else StepState.OPEN
