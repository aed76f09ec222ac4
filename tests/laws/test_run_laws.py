"""A run takes exactly the records that keep its rules, and is the same run wherever it was interrupted."""

import os
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import RB_IMM, RELEASE_WORKFLOW
from releasekit.procedures import Procedure, Run, RunFault, RunRefusal, RunState
from tests.laws.tables import law
from tests.strategies.procedure_streams import MICROSECOND, MINUTE, SHIPPED, T0, good_record, obeys
from tests.strategies.runs import (
    CORRUPTIONS,
    FIVE,
    GAPS,
    GOOD_PAIRS,
    PAIRS,
    Corrupted,
    Record,
    aborted_records,
    cut_records,
    failed_records,
    good_records,
    spoilt_records,
)

NAMES: Final = [procedure.id for procedure in SHIPPED]


class TestAGoodRecordCompletes:
    """A record in which each step is begun and finished in turn completes the procedure, in whatever time."""

    @given(GOOD_PAIRS)
    @law()
    def test_every_shipped_procedure(self, pair: tuple[Procedure, Record]) -> None:
        procedure, events = pair
        run = taken(procedure, events)
        assert run.state is RunState.COMPLETE
        assert run.is_complete


class TestExactlyTheGoodRecordsAreTaken:
    """A record is taken exactly where an oracle that knows the one good order finds nothing against it."""

    @given(PAIRS)
    @law(200)
    def test_replay_agrees_with_the_oracle(self, pair: tuple[Procedure, Record]) -> None:
        procedure, events = pair
        assert isinstance(Run.replay(procedure, events), Run) is obeys(procedure, events)


class TestASpoiltRecordIsRefused:
    """A record with one event spoilt is refused at that event, with the reason, and the run before it stays."""

    @pytest.mark.parametrize("procedure", SHIPPED, ids=NAMES)
    def test_at_every_place_in_every_way(self, procedure: Procedure) -> None:
        kinds: Counter[str] = Counter()
        for kind, events, place, faults in corrupted(procedure):
            refusal = Run.replay(procedure, events)
            assert isinstance(refusal, RunRefusal), kind
            assert refusal.place == place, kind
            assert {problem.kind for problem in refusal.problems} >= faults, kind
            assert not obeys(procedure, events), kind
            kinds[kind] += 1
            if place:
                before = taken(procedure, events[:place])
                was = pickle.dumps(before)
                assert before.take(events[place]) == refusal
                assert pickle.dumps(before) == was
        steps = len(procedure.steps)
        assert {kind: kinds[kind] for kind in ("skip", "repeat", "swap", "role", "earlier", "evidence")} == {
            "skip": 2 * steps,
            "repeat": 2 * steps + 1,
            "swap": 2 * steps,
            "role": 2 * steps + 1,
            "earlier": 2 * steps,
            "evidence": steps,
        }

    def test_every_reason_is_reached(self) -> None:
        reached: Counter[RunFault] = Counter()
        for procedure in SHIPPED:
            for spoilt in corrupted(procedure):
                refusal = Run.replay(procedure, spoilt.events)
                assert isinstance(refusal, RunRefusal)
                reached.update(problem.kind for problem in refusal.problems)
        # A shipped procedure is no draft; that reason is tried in the tests of runs.
        assert set(RunFault) - reached.keys() == {RunFault.DRAFT}
        assert min(reached.values()) >= 3

    def test_the_constructor_refuses_what_replay_refuses(self) -> None:
        for _, events, place, _ in corrupted(RB_IMM):
            refusal = Run.replay(RB_IMM, events)
            assert isinstance(refusal, RunRefusal)
            with pytest.raises(FieldError) as caught:
                Run(RB_IMM, events)
            assert caught.value.problems == tuple(f"events[{place}]: {problem}" for problem in refusal.problems)


class TestResumedIsContinued:
    """A run that is replayed from its record at any point and continued is the run that was never interrupted."""

    @given(PAIRS)
    @law()
    def test_at_every_cut(self, pair: tuple[Procedure, Record]) -> None:
        procedure, events = pair
        whole = Run.replay(procedure, events)
        if not isinstance(whole, Run):
            return
        for cut in range(1, len(events) + 1):
            resumed = Run.replay(procedure, pickle.loads(pickle.dumps(events[:cut])))  # noqa: S301 - made here
            for event in events[cut:]:
                assert isinstance(resumed, Run)
                resumed = resumed.take(event)
            assert isinstance(resumed, Run)
            assert resumed == whole
            assert resumed.digest == whole.digest
            assert resumed.to_text() == whole.to_text()

    @pytest.mark.parametrize("procedure", SHIPPED, ids=NAMES)
    def test_every_cut_of_a_record_has_a_digest_of_its_own(self, procedure: Procedure) -> None:
        events = good_record(procedure)
        digests = {taken(procedure, events[:cut]).digest for cut in range(1, len(events) + 1)}
        assert len(digests) == len(events)

    @pytest.mark.parametrize("procedure", SHIPPED, ids=NAMES)
    def test_a_changed_procedure_is_refused(self, procedure: Procedure) -> None:
        events = good_record(procedure)
        first, *others = procedure.steps
        changes = (
            {"steps": others},
            {"steps": (first.replace(roles={*first.roles, "anybody"}), *others)},
            {"steps": (first.replace(limit=MINUTE), *others)},
            {"steps": (first.replace(needs_evidence=False), *others)},
            {"steps": (first.replace(gates={"G"}), *others)},
            {"steps": (first.replace(actions=("something else",)), *others)},
            {"id": "another"},
        )
        for change in changes:
            refusal = Run.replay(procedure.replace(**change), events)
            assert isinstance(refusal, RunRefusal)
            assert refusal.place == 0
            assert RunFault.OTHER_PROCEDURE in {problem.kind for problem in refusal.problems}

    @pytest.mark.parametrize("procedure", SHIPPED, ids=NAMES)
    def test_a_reworded_procedure_is_not(self, procedure: Procedure) -> None:
        events = good_record(procedure)
        reworded = procedure.replace(
            title="Another title",
            trigger="",
            source=None,
            steps=tuple(step.replace(because="", source=None) for step in procedure.steps),
        )
        assert taken(reworded, events).digest == taken(procedure, events).digest


class TestExactlyTheLimitIsLate:
    """A step is late where it takes its limit or longer, waiting included, and a microsecond less is not."""

    @given(good_records(RB_IMM))
    @law()
    def test_lateness_is_the_time_since_the_step_before(self, events: Record) -> None:
        detected, decided = events[2].at, events[4].at
        is_late = decided - detected >= FIVE
        assert taken(RB_IMM, events).late_steps == (("decide",) if is_late else ())

    @pytest.mark.parametrize(
        ("waited", "took", "late"),
        [
            pytest.param(timedelta(), FIVE, ("decide",), id="exactly"),
            pytest.param(timedelta(), FIVE - MICROSECOND, (), id="a microsecond less"),
            pytest.param(timedelta(), FIVE + MICROSECOND, ("decide",), id="a microsecond more"),
            pytest.param(MINUTE, 4 * MINUTE, ("decide",), id="waiting counts"),
            pytest.param(FIVE, timedelta(), ("decide",), id="begun too late"),
        ],
    )
    def test_at_the_limit(self, waited: timedelta, took: timedelta, late: tuple[str, ...]) -> None:
        run = taken(RB_IMM, good_record(RB_IMM, (MINUTE, MINUTE, waited, took)))
        assert run.late_steps == late
        assert run.is_complete

    @given(good_records(RB_IMM), st.sampled_from(GAPS))
    @law(40)
    def test_overdue_is_late_before_the_end(self, events: Record, later: timedelta) -> None:
        run = taken(RB_IMM, events[:4])
        at = run.events[-1].at + later
        status = run.status(at)
        assert status.step is RB_IMM.steps[1]
        assert status.is_overdue is (at - events[2].at >= FIVE)
        finished = run.take(events[4].replace(at=at))
        assert isinstance(finished, Run)
        assert ("decide" in finished.late_steps) is status.is_overdue


class TestNothingBlocksForBeingLate:
    """A run takes the same events however long each takes."""

    @given(st.lists(st.sampled_from((timedelta(), timedelta(days=400))), min_size=12, max_size=12))
    @law(40)
    def test_any_time(self, gaps: list[timedelta]) -> None:
        assert taken(RB_IMM, good_record(RB_IMM, gaps)).is_complete


class TestStatusIsAsOf:
    """What a run was at an instant does not depend on what happened later."""

    @given(GOOD_PAIRS)
    @law(40)
    def test_later_events_change_no_earlier_status(self, pair: tuple[Procedure, Record]) -> None:
        procedure, events = pair
        whole = taken(procedure, events)
        for place, event in enumerate(events):
            together = [other for other in events if other.at <= event.at]
            then = taken(procedure, tuple(together))
            assert whole.as_of(event.at) == then
            assert whole.status(event.at) == then.status(event.at)
            assert len(together) > place


class TestTheStatesAreReached:
    """The generated records reach the ends that the laws are about."""

    @pytest.mark.parametrize(
        ("source", "wanted"),
        [
            pytest.param(good_records, {"complete": 40, "late": 2}, id="good"),
            pytest.param(failed_records, {"failed": 15, "refused": 2}, id="failed"),
            pytest.param(aborted_records, {"aborted": 15, "reversed": 1, "refused": 2}, id="aborted"),
            pytest.param(cut_records, {"running": 25}, id="cut"),
            pytest.param(spoilt_records, {"refused": 25}, id="spoilt"),
        ],
    )
    def test_counts(self, source: Callable[[Procedure], st.SearchStrategy[Record]], wanted: dict[str, int]) -> None:
        reached: Counter[str] = Counter()

        @given(st.data())
        @law(150)
        def count(data: st.DataObject) -> None:
            procedure = data.draw(st.sampled_from((RB_IMM, *SHIPPED)))
            run = Run.replay(procedure, data.draw(source(procedure)))
            if isinstance(run, RunRefusal):
                reached["refused"] += 1
                return
            reached[str(run.state)] += 1
            reached["late"] += bool(run.late_steps)
            reached["reversed"] += run.state is RunState.ABORTED and run.events[-1].by.role == "senior agent"

        count()
        assert {word: reached[word] for word, least in wanted.items() if reached[word] < least} == {}


SEEDS_PROBE: Final = """
from releasekit.playbooks.release_cadence import RELEASE_CHECKLIST
from releasekit.procedures import Actor, Run, RunRefusal
from tests.strategies.procedure_streams import SHIPPED, T0, good_record
for own in SHIPPED:
    events = good_record(own)
    run = Run.replay(own, events)
    short = events[-1].replace(evidence=(), gates=(), checklists=(), by=Actor("sam", "passer-by"))
    print(own.digest, own.mermaid(), own.to_html(), run.digest, run.to_text(), Run.replay(own, (*events[:-1], short)))
print(RELEASE_CHECKLIST.judge((), T0).to_text())
"""


class TestHashSeeds:
    """No answer depends on the order in which a set of names is kept."""

    def test_two_seeds_say_the_same(self) -> None:
        told = [
            subprocess.run(
                [sys.executable, "-c", SEEDS_PROBE],
                env={"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(("src", "."))},
                cwd=Path(__file__).parents[2],
                capture_output=True,
                check=True,
                timeout=120,
            ).stdout
            for seed in ("1", "2")
        ]
        assert told[0] == told[1]
        assert len(told[0]) > 10_000


def test_the_oracle_can_say_no() -> None:
    events = good_record(RELEASE_WORKFLOW)
    assert obeys(RELEASE_WORKFLOW, events)
    assert not obeys(RELEASE_WORKFLOW, ())
    assert not obeys(RELEASE_WORKFLOW, events[1:])
    assert not obeys(RB_IMM, events)
    assert events[0].at == T0


def taken(procedure: Procedure, events: Record) -> Run:
    """The run of a record, made one event at a time."""
    run = Run.replay(procedure, events[:1])
    for event in events[1:]:
        assert isinstance(run, Run)
        run = run.take(event)
    assert isinstance(run, Run)
    return run


def corrupted(procedure: Procedure) -> Iterator[Corrupted]:
    """Every way to spoil one event of a good record, at every place."""
    events = good_record(procedure)
    for corrupt, place in product(CORRUPTIONS, range(len(events))):
        yield from corrupt(events, place)
