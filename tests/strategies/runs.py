"""Records of runs: mostly good ones, and such as break one rule."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final, NamedTuple

from hypothesis import strategies as st

from releasekit.procedures import (
    Aborted,
    Actor,
    Procedure,
    RunEvent,
    RunFault,
    Started,
    StepBegun,
    StepFailed,
    StepFinished,
)
from tests.strategies.procedure_streams import MICROSECOND, MINUTE, SHIPPED, good_record

Record = tuple[RunEvent, ...]
STRANGER: Final = Actor("sam", "passer-by")
FIVE: Final = timedelta(minutes=5)
GAPS: Final = (timedelta(), MICROSECOND, MINUTE, FIVE - MICROSECOND, FIVE, timedelta(hours=1))


class Corrupted(NamedTuple):
    """A record with one thing wrong, where it is wrong, and what must be said of it."""

    kind: str
    events: Record
    place: int
    faults: set[RunFault]


def skipped(events: Record, place: int) -> Iterator[Corrupted]:
    """An event is left out that another one needs."""
    if place == len(events) - 1:
        return
    fault = {Started: RunFault.NOT_STARTED, StepBegun: RunFault.STEP_NOT_BEGUN, StepFinished: RunFault.STEP_SKIPPED}[
        type(events[place])
    ]
    yield Corrupted("skip", events[:place] + events[place + 1 :], place, {fault})


def repeated(events: Record, place: int) -> Iterator[Corrupted]:
    """An event comes twice."""
    fault = RunFault.STARTED_TWICE if place == 0 else RunFault.STEP_REPEATED
    ended = {RunFault.ENDED} if place == len(events) - 1 else set()
    yield Corrupted("repeat", (*events[: place + 1], *events[place:]), place + 1, {fault} | ended)


def swapped(events: Record, place: int) -> Iterator[Corrupted]:
    """Two events change places, each at the time of the other."""
    if place == len(events) - 1:
        return
    one, other = events[place], events[place + 1]
    pair = (other.replace(at=one.at), one.replace(at=other.at))
    fault = {Started: RunFault.NOT_STARTED, StepBegun: RunFault.STEP_NOT_BEGUN, StepFinished: RunFault.STEP_SKIPPED}[
        type(one)
    ]
    yield Corrupted("swap", (*events[:place], *pair, *events[place + 2 :]), place, {fault})


def changed(kind: str, events: Record, place: int, fault: RunFault, **changes: object) -> Corrupted:
    """One event is another."""
    return Corrupted(kind, (*events[:place], events[place].replace(**changes), *events[place + 1 :]), place, {fault})


def wrong_role(events: Record, place: int) -> Iterator[Corrupted]:
    """Somebody does what is another's to do."""
    yield changed("role", events, place, RunFault.WRONG_ROLE, by=STRANGER)


def earlier(events: Record, place: int) -> Iterator[Corrupted]:
    """An event is dated before the one before it."""
    if place:
        yield changed("earlier", events, place, RunFault.EARLIER, at=events[place - 1].at - MICROSECOND)


def unproved(events: Record, place: int) -> Iterator[Corrupted]:
    """A step is finished without what it needs."""
    event = events[place]
    if isinstance(event, StepFinished):
        yield changed("evidence", events, place, RunFault.NO_EVIDENCE, evidence=())
        for gate in event.gates:
            yield changed("gate", events, place, RunFault.GATE_UNPROVEN, gates=event.gates - {gate})
        for name in event.checklists:
            kept = event.checklists - {name}
            yield changed("checklist", events, place, RunFault.CHECKLIST_OPEN, checklists=kept)


def strange(events: Record, place: int) -> Iterator[Corrupted]:
    """An event names what is not there."""
    if place:
        yield changed("step", events, place, RunFault.UNKNOWN_STEP, step="no such step")
    else:
        yield changed("procedure", events, place, RunFault.OTHER_PROCEDURE, procedure="0" * 64)


def after_the_end(events: Record, place: int) -> Iterator[Corrupted]:
    """Something happens after the run was called off or has failed."""
    event = events[place]
    if place and isinstance(event, StepFinished):
        failed = StepFailed(event.step, event.at, by=event.by, reason="it broke")
        yield Corrupted("after failure", (*events[:place], failed, event), place + 1, {RunFault.ENDED})
        aborted = Aborted(event.at, event.by, reason="not needed")
        yield Corrupted("after abort", (*events[:place], aborted, event), place + 1, {RunFault.ENDED})


CORRUPTIONS: Final[tuple[Callable[[Record, int], Iterator[Corrupted]], ...]] = (
    skipped,
    repeated,
    swapped,
    wrong_role,
    earlier,
    unproved,
    strange,
    after_the_end,
)


@st.composite
def good_records(draw: st.DrawFn, procedure: Procedure) -> Record:
    """Records that complete a procedure, in any time."""
    size = 2 * len(procedure.steps)
    gaps = draw(st.lists(st.sampled_from(GAPS), min_size=size, max_size=size))
    return good_record(procedure, gaps, turn=draw(st.integers(0, 2)))


@st.composite
def failed_records(draw: st.DrawFn, procedure: Procedure) -> Record:
    """Records of which some step fails; now and then one that was never begun, or by whom it does not concern."""
    events = draw(good_records(procedure))
    place = draw(st.integers(0, len(procedure.steps) - 1))
    step = procedure.steps[draw(st.sampled_from((place, place, place, 0)))]
    role = draw(st.sampled_from((*sorted(step.roles) * 3, "passer-by")))
    failed = StepFailed(step.id, events[2 * place + 1].at, by=Actor("kim", role), reason="broken")
    return (*events[: 2 * place + 2], failed)


@st.composite
def aborted_records(draw: st.DrawFn, procedure: Procedure) -> Record:
    """Records of runs that are called off, mostly by whoever may."""
    events = draw(good_records(procedure))
    cut = draw(st.integers(1, len(events) - 1))
    role = draw(st.sampled_from((*sorted(procedure.steps[(cut - 1) // 2].roles), "senior agent")))
    return (*events[:cut], Aborted(events[cut - 1].at, Actor("kim", role), reason="stop"))


@st.composite
def cut_records(draw: st.DrawFn, procedure: Procedure) -> Record:
    """Records that are not at their end yet."""
    events = draw(good_records(procedure))
    return events[: draw(st.integers(0, len(events) - 1))]


@st.composite
def spoilt_records(draw: st.DrawFn, procedure: Procedure) -> Record:
    """Records with one event spoilt, where that way of spoiling has a place."""
    events = draw(good_records(procedure))
    place = draw(st.integers(0, len(events) - 1))
    spoilt = list(draw(st.sampled_from(CORRUPTIONS))(events, place))
    return draw(st.sampled_from(spoilt)).events if spoilt else events


SOURCES: Final = (good_records, good_records, failed_records, aborted_records, cut_records, spoilt_records)


def records(procedure: Procedure) -> st.SearchStrategy[Record]:
    """Records that mostly keep the rules."""
    return st.sampled_from(SOURCES).flatmap(lambda source: source(procedure))


PAIRS: Final = st.sampled_from(SHIPPED).flatmap(lambda own: st.tuples(st.just(own), records(own)))
GOOD_PAIRS: Final = st.sampled_from(SHIPPED).flatmap(lambda own: st.tuples(st.just(own), good_records(own)))
