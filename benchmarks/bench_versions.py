"""Versions against a bare expression with tuples, python-semver, packaging and semantic-version, on 100,000 versions.

The versions are real ones, of forms that every library reads in the same way, and synthetic ones by formula, in an
order without meaning. Before anything is timed, all must read the same three numbers and sort alike.
"""

import gc
import random
import re
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle, islice, pairwise
from operator import attrgetter, lt
from typing import Any, Final

from benchmarks.limits import PARSE_VERSION, SORT_VERSIONS, Limit
from benchmarks.report import Line
from benchmarks.timing import Call, race
from releasekit.versions import Version, in_order

COUNT: Final = 100_000
READ: Final = 2_000
ROUNDS: Final = 12
BARE: Final = "one expression and a tuple"
OURS: Final = "releasekit"
# The expression that semver.org recommends.
EXPRESSION: Final = re.compile(
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$"
)
PEERS: Final = (
    ("semver", "semver", "Version", "parse"),
    ("packaging", "packaging.version", "Version", ""),
    ("semantic-version", "semantic_version", "Version", ""),
)


@dataclass(frozen=True)
class Library:
    """How a library reads a version; objects of it compare and hash by themselves."""

    name: str
    read: Callable[[str], Any]


def bare(text: str) -> tuple[object, ...]:
    """Read a version as a tuple that compares as SemVer says: the least that anybody has to do."""
    match = EXPRESSION.match(text)
    if match is None:
        raise ValueError(text)
    major, minor, patch, pre, _ = match.groups()
    if pre is None:
        return int(major), int(minor), int(patch), (2,)
    identifiers = [(0, int(part)) if part.isdigit() else (1, part) for part in pre.split(".")]
    return int(major), int(minor), int(patch), (1, *identifiers)


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield a section for each thing that is done with versions."""
    texts = versions()
    libraries = [Library(OURS, Version.parse), Library(BARE, bare), *_installed()]
    missing = [Line(name, note="not installed") for name, *_ in PEERS if name not in {own.name for own in libraries}]
    some = texts[:READ]
    yield (
        "version: parse",
        [*_timed({own.name: _each(own.read, some) for own in libraries}, READ, PARSE_VERSION), *missing],
    )
    held = {own.name: [own.read(text) for text in texts] for own in libraries}
    _agree(held)
    yield from _uses(held)
    yield "version: memory of one", _memory(libraries, texts)


def _uses(held: dict[str, list[Any]]) -> Iterator[tuple[str, list[Line]]]:
    """Yield the sections on versions that were read."""
    pairs = {name: list(islice(pairwise(values), READ)) for name, values in held.items()}
    comparing = {name: _each_pair(own) for name, own in pairs.items()}
    yield "version: compare two", _timed(comparing, READ)
    sorting: dict[str, Call] = {name: _sorting(values) for name, values in held.items()}
    sorting[OURS] = lambda: in_order(held[OURS])
    sorting["releasekit, sorted() with the key `order`"] = lambda: sorted(held[OURS], key=attrgetter("order"))
    sorting["releasekit, sorted() without a key"] = _sorting(held[OURS])
    yield f"version: sort {COUNT:,}", _timed(sorting, 1, SORT_VERSIONS, rounds=ROUNDS)
    hashing = {name: _each(hash, values[:READ]) for name, values in held.items()}
    yield "version: hash", _timed(hashing, READ)


def versions() -> list[str]:
    """Return the texts: four in five final, one in five a pre-release that PEP 440 also has, a tenth over 2**16."""
    generator = random.Random(3)  # noqa: S311 - the same versions in each run
    final = [f"{major}.{minor}.{patch}" for major in range(40) for minor in range(50) for patch in range(40)]
    stages = [f"{text}-{stage}.{at % 12}" for at, text in enumerate(final) for stage in ("alpha", "beta", "rc")]
    days = [f"2026.{at // 40}.{20260101 + at}" for at in range(COUNT // 10)]
    chosen = final[: COUNT * 7 // 10] + days + generator.sample(stages, COUNT // 5)
    generator.shuffle(chosen)
    return list(islice(cycle(chosen), COUNT))


def _timed(entries: dict[str, Call], each: int, limit: Limit | None = None, rounds: int = 30) -> list[Line]:
    """Race entries and hold ours against the bare tuples."""
    best = {name: seconds / each for name, seconds in race(entries, rounds=rounds).items()}
    return [
        Line(name, seconds, seconds / best[BARE], BARE if name != BARE else "", limit if name == OURS else None)
        for name, seconds in best.items()
    ]


def _memory(libraries: list[Library], texts: Sequence[str]) -> list[Line]:
    """Measure what one object of each library takes, all its parts included."""
    sizes = {own.name: _bytes(own.read, texts) for own in libraries}
    return [
        Line(name, ratio=size / sizes[BARE], against=BARE if name != BARE else "", note=f"{size:.0f} bytes")
        for name, size in sizes.items()
    ]


def _bytes(read: Callable[[str], Any], texts: Sequence[str]) -> float:
    gc.collect()
    tracemalloc.start()
    held = [read(text) for text in texts]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return (size - 8 * len(held)) / len(held)


def _installed() -> Iterator[Library]:
    for name, module, kind, method in PEERS:
        try:
            found = getattr(import_module(module), kind)
        except ImportError:
            continue
        yield Library(name, getattr(found, method) if method else found)


def _agree(held: dict[str, list[Any]]) -> None:
    """Check that every library has the same order as the bare tuples."""
    places = range(COUNT)
    expected = [held[BARE][at] for at in sorted(places, key=held[BARE].__getitem__)]
    for name, values in held.items():
        if [held[BARE][at] for at in sorted(places, key=values.__getitem__)] != expected:
            raise AssertionError(f"{name} sorts otherwise than the bare tuples")


def _each(call: Callable[[Any], object], values: Sequence[Any]) -> Call:
    def all_of_them() -> None:
        for value in values:
            call(value)

    return all_of_them


def _each_pair(pairs: Sequence[tuple[Any, Any]]) -> Call:
    def all_of_them() -> None:
        for one, two in pairs:
            lt(one, two)

    return all_of_them


def _sorting(values: list[Any]) -> Call:
    return lambda: sorted(values)
