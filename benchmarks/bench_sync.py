"""Syncs against the least that anybody has to do, and against libraries that find what differs or match paths.

The entries are those of two trees by formula, of which one in a hundred differs; each side has texts of its own, as two
walks give them. `python -m benchmarks.bench_sync 10000` prints one size, without an argument all three. Before
anything is timed, all must find as many changes, and match the same paths.
"""

import random
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from itertools import compress
from operator import ne
from time import process_time
from typing import Any, Final

from benchmarks.limits import SYNC_DIFF, SYNC_DRY_RUN, SYNC_FILTERS, SYNC_MEMORY, SYNC_PEERS, Limit
from benchmarks.report import Line, table
from releasekit.sync import (
    ChangeSet,
    ConflictStrategy,
    DryRun,
    Endpoint,
    EndpointType,
    Snapshot,
    SyncConfig,
    SyncFilters,
    SyncOptions,
    SyncSchedule,
    SyncTrigger,
    SyncType,
    dry_run,
)

SIZES: Final = (10_000, 100_000, 1_000_000)
LARGEST_SLOW: Final = 100_000
"""The largest size at which the peers that take minutes for a million entries are asked."""
ROUNDS: Final = {10_000: 20, 100_000: 7, 1_000_000: 3}
EVERY: Final = 300
BARE: Final = "dict comparison in C"
PATTERNS: Final = ("pkg1*/**", "**/*.md", "**/mod7/*.py", "pkg2?/src/**/file_*5.py", "**/[a-f]*/x")
REGEX: Final = re.compile(
    r"pkg1[^/]*/.+|(?:.*/)?[^/]*\.md\Z|(?:.*/)?mod7/[^/]*\.py\Z|pkg2[^/]/src/(?:.*/)?file_[^/]*5\.py\Z"
    r"|(?:.*/)?[a-f][^/]*/x\Z",
    re.DOTALL,
)
Tree = dict[str, str]
Call = Callable[[], Any]
CONFIG: Final = SyncConfig(
    "bench",
    "bench",
    type=SyncType.CROSS_REPO,
    source=Endpoint(EndpointType.FILE, "a", credentials="none"),
    target=Endpoint(EndpointType.FILE, "b", credentials="none"),
    options=SyncOptions(
        dry_run_required=True, approval_required=True, approver="owner", conflict_strategy=ConflictStrategy.FAIL
    ),
    schedule=SyncSchedule(SyncTrigger.MANUAL),
)


@dataclass(frozen=True)
class Entries:
    """The entries of two trees: paths and contents of each, in some order."""

    before: tuple[list[str], list[str]]
    after: tuple[list[str], list[str]]


def entries(count: int, *, shuffled: bool) -> Entries:
    """Return the entries of two trees, sorted or each in an order of its own."""
    chance = random.Random(3)  # noqa: S311 - the same entries in each run
    paths = (f"pkg{at % 211}/src/mod{at % 1009}/file_{at}.py" for at in range(count))
    before = {path: f"{chance.getrandbits(256):064x}" for path in paths}
    after = {}
    for at, (path, content) in enumerate(before.items()):
        if at % EVERY != 0:
            after[path] = content[::-1] if at % EVERY == 1 else content
        if at % EVERY == 2:
            after[f"{path}.new"] = content
    return Entries(_listed(before, chance, shuffled=shuffled), _listed(after, chance, shuffled=shuffled))


def _listed(tree: Tree, chance: random.Random, *, shuffled: bool) -> tuple[list[str], list[str]]:
    rows = sorted(tree.items())
    if shuffled:
        chance.shuffle(rows)
    return [f"{path} "[:-1] for path, _ in rows], [f"{content} "[:-1] for _, content in rows]


def bare(before: Tree, after: Tree) -> dict[str, tuple[str | None, str | None]]:
    """Return what differs, without a line of Python for entries that do not."""
    paths = compress(after, map(ne, after.values(), map(before.get, after)))
    found: dict[str, tuple[str | None, str | None]] = {path: (before.get(path), after[path]) for path in paths}
    return found | {path: (before[path], None) for path in before.keys() - after.keys()}


def from_entries(given: Entries) -> object:
    """Return what differs between listed entries, by dicts."""
    return bare(dict(zip(*given.before, strict=True)), dict(zip(*given.after, strict=True)))


def whole(given: Entries) -> str:
    """Check both sides, plan and digest."""
    plan = dry_run(
        CONFIG, Snapshot(*given.after), Snapshot(*given.before), at=datetime(2026, 3, 2, tzinfo=UTC), mirror=True
    )
    if not isinstance(plan, DryRun):
        raise TypeError(plan)
    return plan.digest


def timed(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each; all take a turn in every round."""
    best = dict.fromkeys(calls, float("inf"))
    for _ in range(rounds):
        for name, call in calls.items():
            start = process_time()
            call()
            best[name] = min(best[name], process_time() - start)
    return best


def lines(sizes: tuple[int, ...] = SIZES) -> Iterator[tuple[str, list[Line]]]:
    """Yield the sections of each size, and the memory of the largest."""
    for count in sizes:
        yield from _differences(count)
        yield f"sync: whole dry run, {count:,} shuffled entries", _dry_runs(count)
        yield f"sync: filters, {count:,} paths x {len(PATTERNS)} patterns", _filters(count)
    yield f"sync: memory of a dry run of {sizes[-1]:,} entries", [_memory(sizes[-1])]


def _differences(count: int) -> Iterator[tuple[str, list[Line]]]:
    given = entries(count, shuffled=False)
    before, after = (dict(zip(*side, strict=True)) for side in (given.before, given.after))
    old, new = Snapshot(*given.before), Snapshot(*given.after)
    expected = len(bare(before, after))
    calls: dict[str, Call] = {
        BARE: lambda: bare(before, after),
        "releasekit, ChangeSet.between": lambda: ChangeSet.between(old, new),
    }
    if len(ChangeSet.between(old, new).paths) != expected:
        raise AssertionError("releasekit finds another number of changes")
    best = timed(calls, ROUNDS[count])
    slow, missing = _peers(count, before, after, expected)
    best |= timed(slow, 1)
    ours = best["releasekit, ChangeSet.between"]
    told = [
        Line(BARE, best[BARE]),
        Line("releasekit, ChangeSet.between", ours, ours / best[BARE], BARE, SYNC_DIFF if count == SIZES[-1] else None),
    ]
    told += [
        Line(name, best[name], best[name] / ours, "releasekit", SYNC_PEERS.get(name) if _is_limited(count) else None)
        for name in slow
    ]
    yield f"sync: differences, {count:,} entries, 1 % changed", [*told, *missing]


def _is_limited(count: int) -> bool:
    return count >= LARGEST_SLOW


def _peers(count: int, before: Tree, after: Tree, expected: int) -> tuple[dict[str, Call], list[Line]]:
    """Return the peers that are installed and asked at a size, and lines for the others."""
    makers: dict[str, Callable[[], Call]] = {
        "dictdiffer": lambda: _dictdiffer(before, after),
        "DeepDiff": lambda: _deepdiff(before, after),
        "jsonpatch": lambda: _jsonpatch(before, after),
        "Polars": lambda: _polars(before, after),
    }
    calls, missing = {}, []
    for name, make in makers.items():
        if count > LARGEST_SLOW and name in ("DeepDiff", "jsonpatch"):
            missing.append(Line(name, note=f"asked up to {LARGEST_SLOW:,} only"))
            continue
        try:
            call = make()
        except ImportError:
            missing.append(Line(name, note="not installed"))
            continue
        calls[name] = call
        if count == SIZES[0] and call() != expected:
            raise AssertionError(f"{name} finds another number of changes")
    return calls, missing


def _dictdiffer(before: Tree, after: Tree) -> Call:
    diff = import_module("dictdiffer").diff

    def count() -> int:
        found = list(diff(before, after))
        return sum(1 if kind == "change" else len(what) for kind, _, what in found)

    return count


def _deepdiff(before: Tree, after: Tree) -> Call:
    deep = import_module("deepdiff").DeepDiff
    return lambda: sum(map(len, deep(before, after).values()))


def _jsonpatch(before: Tree, after: Tree) -> Call:
    # It looks for moves, of which there are none; a removal and an addition of one value would be one operation.
    make = import_module("jsonpatch").make_patch
    return lambda: len(list(make(before, after)))


def _polars(before: Tree, after: Tree) -> Call:
    polars = import_module("polars")
    frames = [polars.DataFrame({"path": list(side), "state": list(side.values())}) for side in (before, after)]

    def count() -> int:
        both = frames[0].join(frames[1], on="path", how="full", suffix="_after", coalesce=True)
        return int(both.filter(polars.col("state").ne_missing(polars.col("state_after"))).height)

    return count


def _dry_runs(count: int) -> list[Line]:
    given = entries(count, shuffled=True)
    best = timed({BARE: lambda: from_entries(given), "whole": lambda: whole(given)}, ROUNDS[count])
    limit = SYNC_DRY_RUN if count == SIZES[-1] else None
    return [
        Line(f"{BARE}, from lists", best[BARE]),
        Line("releasekit: check both, plan, digest", best["whole"], best["whole"] / best[BARE], BARE, limit),
    ]


def _filters(count: int) -> list[Line]:
    paths = entries(count, shuffled=False).after[0]
    ours = SyncFilters(PATTERNS).test()
    if ours is None:
        raise AssertionError("the patterns let everything through")
    expected = sum(map(bool, map(REGEX.match, paths)))
    calls: dict[str, Call] = {
        "one regular expression": lambda: sum(map(bool, map(REGEX.match, paths))),
        "releasekit": lambda: sum(map(bool, map(ours, paths))),
    }
    missing = []
    for name, make in (("pathspec", _pathspec), ("wcmatch", _wcmatch)):
        try:
            calls[name] = make(paths[: min(count, LARGEST_SLOW)])
        except ImportError:
            missing.append(Line(name, note="not installed"))
    if calls["releasekit"]() != expected:
        raise AssertionError("releasekit matches other paths")
    best = timed(calls, max(1, ROUNDS[count] // 2))
    least = best["one regular expression"]
    told = []
    for name, seconds in best.items():
        per_all = seconds * count / min(count, LARGEST_SLOW) if name in ("pathspec", "wcmatch") else seconds
        limit: Limit | None = SYNC_FILTERS if name == "releasekit" and count == SIZES[-1] else None
        against = "" if name == "one regular expression" else "one regular expression"
        told.append(Line(name, per_all, per_all / least if against else None, against, limit))
    return [*told, *missing]


def _pathspec(paths: list[str]) -> Call:
    spec = import_module("pathspec").PathSpec.from_lines("gitwildmatch", PATTERNS)
    return lambda: sum(map(bool, map(spec.match_file, paths)))


def _wcmatch(paths: list[str]) -> Call:
    matcher = import_module("wcmatch.glob")
    compiled = matcher.compile(list(PATTERNS), flags=matcher.GLOBSTAR | matcher.DOTGLOB)
    return lambda: sum(map(bool, map(compiled.match, paths)))


def _memory(count: int) -> Line:
    """Measure the most memory of a process that makes entries and a whole dry run of them."""
    code = (
        "import resource, sys; from benchmarks.bench_sync import entries, whole\n"
        f"given = entries({count}, shuffled=True); whole(given)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    kilobytes = int(done.stdout) / (1024 if sys.platform == "darwin" else 1)
    gigabytes = kilobytes / 1e6
    verdict = "ok" if gigabytes <= SYNC_MEMORY or count < SIZES[-1] else "OVER"
    return Line("process with entries and plan", note=f"{gigabytes:.2f} GB; at most {SYNC_MEMORY} GB: {verdict}")


def main() -> None:
    """Print the sections alone."""
    sizes = tuple(map(int, sys.argv[1:])) or SIZES
    print(table(lines(sizes)))
    print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
