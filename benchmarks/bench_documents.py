"""Plain data of 10,000 pieces of release evidence into objects, and back.

Ours refuses unknown keys and values of another type, and says all that is wrong. The same classes under cattrs alone do
neither. The other libraries have classes of their own, with the limits that they know; none of them checks as much, and
each is used as its manual says for data that comes from outside. Before anything is timed, all must agree.
"""

from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, Final, NamedTuple

from cattrs import Converter

from benchmarks.evidence import NO_KINDS, ReleaseEvidence, evidences
from benchmarks.limits import STRUCTURE_EVIDENCE
from benchmarks.report import Line
from benchmarks.timing import Call, over, race
from releasekit.documents import from_data, to_data

ROUNDS: Final = 7
OURS: Final = "releasekit"
BARE: Final = "cattrs alone, same classes"
PEERS: Final = ("pydantic", "msgspec", "mashumaro")


class Library(NamedTuple):
    """A library, and its two ways."""

    name: str
    structure: Callable[[Any], Any]
    unstructure: Callable[[Any], Any]


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield a section for each way."""
    data = evidences()
    libraries = [_ours(), _cattrs(), *_installed()]
    missing = [Line(name, note="not installed") for name in PEERS if name not in {own.name for own in libraries}]
    held = {own.name: [own.structure(one) for one in data] for own in libraries}
    for own in libraries:
        if [own.unstructure(one) for one in held[own.name]] != data:
            raise AssertionError(f"{own.name} does not give back what it was given")
    structuring = {own.name: over(own.structure, data) for own in libraries}
    timed = _timed(structuring, data, is_limited=True)
    yield f"documents: structure {len(data):,} pieces of evidence", [*timed, *missing]
    back = {own.name: over(own.unstructure, held[own.name]) for own in libraries}
    yield f"documents: unstructure {len(data):,} pieces of evidence", [*_timed(back, data), *missing]


def _timed(entries: dict[str, Call], data: Sequence[Any], *, is_limited: bool = False) -> list[Line]:
    best = {name: seconds / len(data) for name, seconds in race(entries, rounds=ROUNDS).items()}
    return [
        Line(
            name,
            seconds,
            seconds / best[BARE],
            BARE if name != BARE else "",
            STRUCTURE_EVIDENCE if is_limited and name == OURS else None,
        )
        for name, seconds in best.items()
    ]


def _ours() -> Library:
    return Library(
        OURS,
        lambda data: from_data(ReleaseEvidence, data, documents=NO_KINDS),
        lambda value: to_data(value, documents=NO_KINDS),
    )


def _cattrs() -> Library:
    """Return cattrs with the least that these classes need."""
    from datetime import datetime
    from decimal import Decimal

    from releasekit.versions import Version

    converter = Converter(detailed_validation=False)
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_structure_hook(Decimal, lambda text, _: Decimal(text))
    converter.register_structure_hook(Version, lambda text, _: Version.parse(text))
    converter.register_unstructure_hook(datetime, lambda at: at.isoformat().replace("+00:00", "Z"))
    converter.register_unstructure_hook(Decimal, str)
    converter.register_unstructure_hook(Version, str)
    return Library(BARE, lambda data: converter.structure(data, ReleaseEvidence), converter.unstructure)


def _installed() -> Iterator[Library]:
    for name in PEERS:
        try:
            import_module(name)
        except ImportError:
            continue
        found = import_module(f"benchmarks.peers.evidence_{name}")
        yield Library(name, found.structure, found.unstructure)
