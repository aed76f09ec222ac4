"""The machine of a run: its table is complete, its diagram is drawn from it, and a run keeps to it at any length."""

import copy
import pickle
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Final, get_args

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule

from releasekit._words import Word
from releasekit.answers import Refused
from releasekit.playbooks.release_cadence import RB_IMM
from releasekit.procedures import (
    Aborted,
    Actor,
    Procedure,
    Run,
    RunEvent,
    RunFault,
    Started,
    Step,
    StepBegun,
    StepFailed,
    StepFinished,
)
from releasekit.procedures._machine import Fork, Machine
from releasekit.procedures._moves import ASKED, MOVES, STATES, TEXTS, Stage
from tests.strategies.procedure_streams import MINUTE, SHIPPED, good_record, obeys

PAGE: Final = Path(__file__).parents[2] / "docs" / "procedures.md"
Line = tuple[Run, tuple[RunEvent, ...]]
"""A run and the record that it must have."""
EVENTS: Final = (Started, StepBegun, StepFinished, StepFailed, Aborted)


class TestTheTable:
    """Every pair of a state and an event has a cell, and every fault has its place."""

    def test_events_are_those_of_runs(self) -> None:
        assert get_args(RunEvent) == EVENTS

    @pytest.mark.parametrize("stage", Stage, ids=str)
    def test_every_state_has_a_cell_for_every_event_or_is_an_end(self, stage: Stage) -> None:
        row = MOVES.rows[stage]
        assert tuple(row) == (EVENTS if row else ())
        for event in EVENTS:
            assert isinstance(MOVES.step(stage, event), Stage | RunFault)

    def test_the_ends(self) -> None:
        ends = [stage for stage, row in MOVES.rows.items() if not row]
        assert ends == [Stage.COMPLETE, Stage.FAILED, Stage.ABORTED]
        assert {MOVES.step(stage, event) for stage in ends for event in EVENTS} == {RunFault.ENDED}

    def test_every_state_is_reached(self) -> None:
        assert MOVES.unreachable() == set()

    def test_every_event_has_its_guards(self) -> None:
        assert tuple(ASKED) == EVENTS
        assert all(len(set(guards)) == len(guards) for guards in ASKED.values())

    def test_every_fault_is_in_a_cell_or_a_guard(self) -> None:
        cells = {cell for row in MOVES.rows.values() for cell in row.values() if isinstance(cell, RunFault)}
        guards = {guard.fault for listed in ASKED.values() for guard in listed}
        assert cells | {MOVES.ended} == TEXTS.keys()
        assert TEXTS.keys() | guards == set(RunFault)

    def test_every_state_but_the_first_is_told(self) -> None:
        assert set(Stage) - STATES.keys() == {Stage.NEW}


class TestARefusal:
    """The fault of the cell comes first, then what the guards find, in their order."""

    def test_in_a_state_that_goes_on(self) -> None:
        events = good_record(RB_IMM)
        run = Run(RB_IMM, events[:2])
        refusal = run.take(events[1].replace(at=events[0].at - MINUTE, by=Actor("sam", "passer-by")))
        assert isinstance(refusal, Refused)
        assert [(str(problem.kind), problem.place) for problem in refusal.problems] == [
            ("step repeated", "step `detect`"),
            ("earlier", "at"),
            ("wrong role", "by.role"),
        ]

    @pytest.mark.parametrize("place", [0, 1, -1])
    def test_after_the_end(self, place: int) -> None:
        events = good_record(RB_IMM)
        late = events[place].replace(at=events[-1].at, by=Actor("sam", "passer-by"))
        refusal = Run(RB_IMM, events).take(late)
        assert isinstance(refusal, Refused)
        assert [str(problem.kind) for problem in refusal.problems] == [
            "ended",
            *([] if place == 0 else ["step repeated"]),
            "wrong role",
        ]

    def test_after_a_failure_nothing_more_is_awaited(self) -> None:
        events = good_record(RB_IMM)[:4]
        failed = StepFailed("decide", events[3].at, by=events[3].by, reason="no")
        refusal = Run(RB_IMM, (*events, failed)).take(events[1].replace(at=failed.at))
        assert isinstance(refusal, Refused)
        assert [str(problem) for problem in refusal.problems] == [
            "the run is failed and takes nothing more; expected a new run",
            "step `detect` is done; expected nothing more",
        ]

    def test_before_the_start(self) -> None:
        refusal = Run.replay(RB_IMM, good_record(RB_IMM)[2:])
        assert isinstance(refusal, Refused)
        assert [str(problem) for problem in refusal.problems] == [
            "the record does not begin with a start; expected one"
        ]


class TestTheDiagram:
    """The diagram in the manual is the one that is drawn from the table."""

    def test_of_the_manual(self) -> None:
        (drawn,) = re.findall(r"^stateDiagram-v2\n(?: +.*\n)+", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
        assert drawn == MOVES.mermaid()


class Light(Word):
    """The states of a small machine."""

    RED = "red"
    GREEN = "green"
    OFF = "off"
    BLUE = "blue"


class Mistake(Word):
    """What goes wrong in it."""

    NOT_YET = "not yet"
    OUT = "out"


SMALL: Final = Machine(
    {
        Light.RED: {int: Light.GREEN, str: Mistake.NOT_YET},
        Light.GREEN: {int: Fork(Light.RED, last=Light.OFF), str: Light.OFF},
        Light.OFF: {},
        Light.BLUE: {int: Light.RED, str: Light.BLUE},
    },
    ended=Mistake.OUT,
)


class TestAnyMachine:
    """What is read from a table."""

    @pytest.mark.parametrize(
        ("state", "event", "is_last", "expected"),
        [
            (Light.RED, int, False, Light.GREEN),
            (Light.RED, str, True, Mistake.NOT_YET),
            (Light.GREEN, int, False, Light.RED),
            (Light.GREEN, int, True, Light.OFF),
            (Light.OFF, int, True, Mistake.OUT),
        ],
    )
    def test_step(self, state: Light, event: type, is_last: bool, expected: Word) -> None:  # noqa: FBT001 - a row of the table
        assert SMALL.step(state, event, is_last=is_last) is expected

    def test_unreachable(self) -> None:
        assert SMALL.unreachable() == {Light.BLUE}

    def test_mermaid(self) -> None:
        assert SMALL.mermaid().splitlines() == [
            "stateDiagram-v2",
            "    [*] --> red",
            "    red --> green: int",
            "    green --> red: int",
            "    green --> off: last int",
            "    green --> off: str",
            "    blue --> red: int",
            "    blue --> blue: str",
            "    off --> [*]",
        ]


def long(steps: int) -> Procedure:
    """A procedure of many steps."""
    return Procedure(
        "long", [Step(f"s{at}", f"Step {at}", roles={"agent"}, actions=["do it"]) for at in range(steps)], title="Long"
    )


def calls_of(run: Run, event: RunEvent) -> list[str]:
    """The functions that are called to take an event, in their order."""
    called: list[str] = []

    def count(frame: FrameType, kind: str, argument: object) -> None:
        if kind in ("call", "c_call"):
            called.append(frame.f_code.co_qualname if kind == "call" else getattr(argument, "__name__", ""))

    sys.setprofile(count)
    try:
        run.take(event)
    finally:
        sys.setprofile(None)
    return called


class TestAnEventCostsTheSame:
    """What is done for an event does not depend on how much came before it."""

    @pytest.mark.parametrize("back", [1, 2], ids=["the last step is finished", "the last step is begun"])
    def test_at_any_length(self, back: int) -> None:
        counts = []
        for steps in (3, 300):
            events = good_record(long(steps))
            run = Run.replay(long(steps), events[:-back])
            assert isinstance(run, Run)
            counts.append(calls_of(run, events[-back]))
        assert counts[0] == counts[1]
        assert len(counts[0]) < 60

    def test_a_record_of_any_length_can_be_kept_and_dropped(self) -> None:
        procedure = long(2_000)
        events = good_record(procedure)
        run = Run.replay(procedure, events)
        assert isinstance(run, Run)
        assert run.events == events
        assert pickle.loads(pickle.dumps(run)) == run  # noqa: S301 - made here
        del run


class TestARunIsItsTwoFields:
    """Where a run is, is in no comparison, no text and no copy of it."""

    def test_has_nothing_else(self) -> None:
        events = good_record(RB_IMM)
        run = Run.replay(RB_IMM, events[:-1])
        assert isinstance(run, Run)
        taken, made = run.take(events[-1]), Run(RB_IMM, events)
        assert (taken, hash(taken), repr(taken)) == (made, hash(made), repr(made))
        assert copy.deepcopy(taken) == copy.copy(taken) == made
        assert copy.copy(taken).state is made.state

    def test_has_no_other_attribute(self) -> None:
        run = Run.replay(RB_IMM, good_record(RB_IMM))
        with pytest.raises(AttributeError, match="a Run has no attribute 'event'"):
            run.event  # noqa: B018 - to see it refused

    def test_is_checked_when_it_is_read_back(self) -> None:
        run = Run(RB_IMM, good_record(RB_IMM))
        make, (procedure, events) = run.__reduce__()
        with pytest.raises(ValueError, match="the record does not begin with a start"):
            make(procedure, events[1:])


class RunsGoOn(RuleBasedStateMachine):
    """Runs of one procedure, each of which may go on in several ways: what one takes, no other has."""

    runs = Bundle("runs")

    @initialize(target=runs, procedure=st.sampled_from(SHIPPED))
    def begin(self, procedure: Procedure) -> Line:
        self.procedure = procedure
        self.good = good_record(procedure)
        run = Run.replay(procedure, self.good[:1])
        assert isinstance(run, Run)
        return run, self.good[:1]

    def follow(self, run: Run, events: tuple[RunEvent, ...], event: RunEvent) -> Line:
        """Take an event, and compare with the oracle and with the whole record."""
        answer, record = run.take(event), (*events, event)
        assert isinstance(answer, Run) is obeys(self.procedure, record)
        assert answer == Run.replay(self.procedure, record)
        assert run.events == events
        if isinstance(answer, Refused):
            return run, events
        assert answer.steps == Run(self.procedure, record).steps
        return answer, record

    @rule(target=runs, run=runs)
    def take_the_next_good_event(self, run: Line) -> Line:
        place = len(run[1])
        return self.follow(*run, self.good[place] if place < len(self.good) else self.good[-1])

    @rule(target=runs, run=runs, place=st.integers(0, 12))
    def take_any_event_of_the_good_record(self, run: Line, place: int) -> Line:
        return self.follow(*run, self.good[place % len(self.good)])

    @rule(target=runs, run=runs, place=st.integers(0, 6), late=st.integers(0, 3))
    def fail_a_step(self, run: Line, place: int, late: int) -> Line:
        step = self.procedure.steps[place % len(self.procedure.steps)]
        at = run[1][-1].at + late * MINUTE
        return self.follow(*run, StepFailed(step.id, at, by=Actor("kim", min(step.roles)), reason="broken"))

    @rule(target=runs, run=runs, role=st.sampled_from(("senior agent", "executor", "releaser", "operator")))
    def abort(self, run: Line, role: str) -> Line:
        return self.follow(*run, Aborted(run[1][-1].at, Actor("kim", role), reason="stop"))


RunsGoOn.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestRunsGoOn = RunsGoOn.TestCase


