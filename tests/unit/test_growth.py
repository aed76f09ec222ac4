"""The work of a review grows with the results, whatever they supersede."""

from collections.abc import Callable
from typing import Final

import pytest

from releasekit.gates import GateResult, GateStatus, standing_of
from releasekit.playbooks.gated_release import READINESS
from releasekit.readiness import GoNoGo, ReleaseCandidate, assess
from tests.strategies.candidates import AT, R1, complete, passed
from tests.work import lines_run

GATE: Final = "VG-LOOP-CORE-001"
FEW: Final = 50
TIMES: Final = 8


def runs(names: list[str], supersedes: Callable[[int], list[str]]) -> list[GateResult]:
    return [passed(GATE, id=name, supersedes=supersedes(at)) for at, name in enumerate(names)]


def alone(names: list[str]) -> list[GateResult]:
    return runs(names, lambda _: [])


def in_a_chain(names: list[str]) -> list[GateResult]:
    return runs(names, lambda at: names[max(0, at - 1) : at])


def in_a_star(names: list[str]) -> list[GateResult]:
    return runs(names, lambda at: names[:at] if at == len(names) - 1 else [])


def in_a_ring(names: list[str]) -> list[GateResult]:
    return runs(names, lambda at: [names[at - 1]])


def in_pairs(names: list[str]) -> list[GateResult]:
    """A failure and the rerun that replaces it, again and again."""
    results = runs(names, lambda at: [names[at - 1]] if at % 2 else [])
    return [own.replace(status=GateStatus.PASS if at % 2 else GateStatus.FAIL) for at, own in enumerate(results)]


def names_of(count: int) -> list[str]:
    return [f"{number:04}" for number in range(count)]


def grows_in_step(work: Callable[[int], Callable[[], object]]) -> bool:
    """Tell whether eight times as many results are at most nine times the work; each of their pairs would be 64."""
    few, many = (lines_run(work(count)) for count in (FEW, FEW * TIMES))
    return many <= (TIMES + 1) * few


@pytest.mark.parametrize("shape", [alone, in_a_chain, in_a_star, in_a_ring, in_pairs])
def test_of_a_gate(shape: Callable[[list[str]], list[GateResult]]) -> None:
    def work(count: int) -> Callable[[], object]:
        results = shape(names_of(count))
        return lambda: standing_of(GATE, results, AT)

    assert grows_in_step(work)


@pytest.mark.parametrize("shape", [alone, in_a_chain, in_a_star, in_pairs])
def test_of_a_candidate_and_its_review(shape: Callable[[list[str]], list[GateResult]]) -> None:
    others = [result for result in complete(R1).results if result.gate != GATE]

    def candidate(count: int) -> ReleaseCandidate:
        return complete(R1, results=[*others, *shape(names_of(count))])

    def work(count: int) -> Callable[[], object]:
        candidates = candidate(count)
        return lambda: assess(candidates, READINESS, AT)

    assert assess(candidate(FEW), READINESS, AT).outcome is GoNoGo.GO
    assert grows_in_step(lambda count: lambda: candidate(count))
    assert grows_in_step(work)
