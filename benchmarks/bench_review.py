"""A review of ten times the results: failures and the reruns that replace them, all of one gate."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

from benchmarks.limits import ASSESS_GROWTH
from benchmarks.report import Line
from benchmarks.timing import race
from releasekit.gates import GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import READINESS
from releasekit.readiness import ReleaseCandidate, assess

AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
GATE: Final = "VG-LOOP-CORE-001"
COMMIT: Final = "75f806f"
FEW: Final = 400
MANY: Final = 4_000
ROUNDS: Final = 40


def candidate(count: int) -> ReleaseCandidate:
    """Return a candidate with so many results; each second one replaces the failure before it."""
    results = [
        GateResult(
            f"{number:05}",
            GATE,
            status=GateStatus.PASS if number % 2 else GateStatus.FAIL,
            recorded_at=AT - timedelta(minutes=count - number),
            evidence=(f"{number:05}.txt",),
            commit=COMMIT,
            tree=TreeState.CLEAN_CLONE_COMMITTED,
            supersedes=(f"{number - 1:05}",) if number % 2 else (),
        )
        for number in range(count)
    ]
    return ReleaseCandidate("bench", {"R1"}, results=results, commit=COMMIT)


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the section on reviews."""
    calls = {count: partial(assess, candidate(count), READINESS, AT) for count in (FEW, MANY)}
    if any(call().required[-1].result is None for call in calls.values()):
        raise AssertionError("the results do not count")
    best = race({str(count): call for count, call in calls.items()}, rounds=ROUNDS)
    few, many = best[str(FEW)], best[str(MANY)]
    yield (
        "review of one gate's results",
        [
            Line(f"assess, {FEW} results", few),
            Line(f"assess, {MANY} results", many, many / few, f"{FEW} results", ASSESS_GROWTH),
        ],
    )
