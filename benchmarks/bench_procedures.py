"""One event of a run, after ten steps and after ten thousand; and a record that is checked as a whole.

What is taken is the end of the last step, with its role, its time and its evidence asked for; the event is made before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.limits import EVENT_AT_ANY_LENGTH
from benchmarks.report import Line
from benchmarks.timing import Call, race
from releasekit.procedures import Actor, Procedure, Run, RunEvent, Started, Step, StepBegun, StepFinished

SHORT: Final = 10
LENGTHS: Final = (SHORT, 400, 10_000)
MINUTE: Final = timedelta(minutes=1)
AGENT: Final = Actor("noor", "agent")


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the section of one event, and that of whole records."""
    records = {steps: record(steps) for steps in LENGTHS}
    seconds = race({str(steps): last_event(*records[steps]) for steps in LENGTHS})
    against = f"{SHORT} steps"
    yield (
        "procedures: take one event",
        [
            Line(f"after {steps:,} steps", seconds[str(steps)])
            if steps == SHORT
            else Line(
                f"after {steps:,} steps",
                seconds[str(steps)],
                ratio=seconds[str(steps)] / seconds[str(SHORT)],
                against=against,
                limit=EVENT_AT_ANY_LENGTH,
            )
            for steps in LENGTHS
        ],
    )
    replayed = {str(steps): whole_record(*records[steps]) for steps in LENGTHS}
    seconds = race(replayed, rounds=5)
    yield (
        "procedures: replay, for each event",
        [Line(f"{steps:,} steps", seconds[str(steps)] / len(records[steps][1])) for steps in LENGTHS],
    )


def record(steps: int) -> tuple[Procedure, tuple[RunEvent, ...]]:
    """Return a procedure of many steps, and the record that completes it."""
    listed = [Step(f"s{at}", f"Step {at}", roles={"agent"}, actions=["do it"]) for at in range(steps)]
    procedure = Procedure("long", listed, title="Long")
    at = datetime(2026, 2, 20, 12, tzinfo=UTC)
    events: list[RunEvent] = [Started("run-1", procedure.digest, at=at, by=AGENT)]
    for number, step in enumerate(procedure.steps):
        begun = at + 2 * number * MINUTE
        events += [
            StepBegun(step.id, begun, by=AGENT),
            StepFinished(step.id, begun + MINUTE, by=AGENT, evidence=["log.txt"]),
        ]
    return procedure, tuple(events)


def last_event(procedure: Procedure, events: tuple[RunEvent, ...]) -> Call:
    """Return a callable that takes the last event of a record; what it makes is a complete run."""
    run = Run.replay(procedure, events[:-1])
    if not isinstance(run, Run) or not isinstance(run.take(events[-1]), Run):
        raise TypeError(run)
    return lambda: run.take(events[-1])


def whole_record(procedure: Procedure, events: tuple[RunEvent, ...]) -> Call:
    """Return a callable that checks a whole record."""
    return lambda: Run.replay(procedure, events)
