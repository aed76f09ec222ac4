"""Making checked objects, against the same classes with attrs' validators disabled.

What is left without validators is what every attrs class of this form pays: the fields, the converters, and the hook
that asks for contradictions across fields.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

import attrs

from benchmarks.limits import MAKE_OBJECT
from benchmarks.report import Line
from benchmarks.timing import Call, over, race
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.notes import ReleaseProvenance
from releasekit.procedures import Actor

AT: Final = datetime(2026, 3, 2, tzinfo=UTC)
COMMIT: Final = "2f4e762" + "0" * 33
COUNT: Final = 100
"""How many objects one call makes, so that switching the validators off and on costs little of it."""
MAKE: Final[dict[str, Call]] = {
    "Actor": lambda: Actor("Ada", "executor"),
    "Gate": lambda: Gate("VG-LA-001", consumer="loop-agent"),
    "ReleaseProvenance": lambda: ReleaseProvenance(COMMIT, "main", build_id="1042", signed_by="Ada"),
    "GateResult": lambda: GateResult(
        "evidence/VG-LA-001.md",
        "VG-LA-001",
        status=GateStatus.PASS,
        recorded_at=AT,
        evidence=("evidence/VG-LA-001.md",),
        subject="loop-agent@2f4e762+75f806f+-+-",
        tree=TreeState.CLEAN_CLONE_COMMITTED,
        passed=124,
        failed=0,
    ),
}


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the section on making objects."""
    entries: dict[str, Call] = {}
    for kind, make in MAKE.items():
        entries[kind] = over(lambda _, make=make: make(), range(COUNT))
        entries[_plain(kind)] = _unchecked(entries[kind])
    best = {name: seconds / COUNT for name, seconds in race(entries).items()}
    measured = []
    for kind in MAKE:
        plain = _plain(kind)
        measured.append(Line(kind, best[kind], best[kind] / best[plain], plain, MAKE_OBJECT))
        measured.append(Line(plain, best[plain]))
    yield "make an object", measured


def _plain(kind: str) -> str:
    return f"{kind}, validators disabled"


def _unchecked(call: Call) -> Call:
    def without_validators() -> None:
        with attrs.validators.disabled():
            call()

    return without_validators
