"""Race callables against each other: interleaved rounds, the least time of each."""

import gc
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from time import perf_counter
from typing import Final, TypeVar

Call = Callable[[], object]
P = TypeVar("P")

SLOT: Final = 0.004  # seconds of work per turn: long against the clock, short against the noise
ROUNDS: Final = 100
PROCESS_ROUNDS: Final = 40


def race(entries: Mapping[str, Call], slot: float = SLOT, rounds: int = ROUNDS) -> dict[str, float]:
    """Return the least seconds per call of each entry.

    All entries take a turn in every round. A turn repeats the call until it lasts about `slot`
    seconds; how often is settled once, before the first round, which also warms every cache.
    """
    repeats = {name: _repeats(call, slot) for name, call in entries.items()}
    best = dict.fromkeys(entries, float("inf"))
    collecting = gc.isenabled()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, call in entries.items():
                best[name] = min(best[name], _turn(call, repeats[name]))
    finally:
        if collecting:
            gc.enable()
    return best


def over(call: Callable[[P], object], points: Sequence[P]) -> Call:
    """Return a callable that puts `call` to all points in a row."""

    def all_points() -> None:
        for point in points:
            call(point)

    return all_points


def race_processes(codes: Mapping[str, str], rounds: int = PROCESS_ROUNDS) -> dict[str, float]:
    """Return the least CPU seconds (user and system) of a whole interpreter that runs each code."""
    best = dict.fromkeys(codes, float("inf"))
    for _ in range(rounds + 1):
        for name, code in codes.items():
            best[name] = min(best[name], _process(code))
    return best


def _repeats(call: Call, slot: float) -> int:
    repeats = 1
    while (spent := _turn(call, repeats) * repeats) < slot / 2:
        repeats = max(2 * repeats, int(repeats * slot / 2 / max(spent, 1e-7)))
    return max(1, round(repeats * slot / spent))


def _turn(call: Call, repeats: int) -> float:
    turns = range(repeats)
    start = perf_counter()
    for _ in turns:
        call()
    return (perf_counter() - start) / repeats


def _process(code: str) -> float:
    # Without bytecode on disk every import would be timed together with its compilation.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
