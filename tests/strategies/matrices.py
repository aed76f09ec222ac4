"""Tuples, results and matrices with everything that support asks for, from which a test takes one thing away."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, SupportPolicy, Tier
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, TreeState

DAY: Final = timedelta(days=1)
PROMISED: Final = SupportPolicy(2, 14 * DAY)
AT: Final = datetime(2026, 3, 20, 12, tzinfo=UTC)

NEW: Final = ReleaseTuple("loop-agent", "2f4e762", producer_sha="75f806f")
OLD: Final = ReleaseTuple("loop-agent", "30c1fa7", producer_sha="1138a85")
OLDER: Final = ReleaseTuple("loop-agent", "f2aeb18", producer_sha="1138a85")
LISTED: Final = (NEW, OLD, OLDER)

LA_GATE: Final = Gate("VG-LA-001", consumer="loop-agent")
CONTRACT: Final = Gate("VG-CONTRACT-001")
ADVISORY: Final = Gate("VG-LA-002", GateKind.ADVISORY, consumer="loop-agent")


def passed(gate: str = "VG-LA-001", subject: ReleaseTuple = NEW, **changes: object) -> GateResult:
    """One run of a gate as good as can be, an hour before the question; named after its gate and tuple."""
    result = GateResult(
        f"{gate} {subject.consumer_sha}",
        gate,
        status=GateStatus.PASS,
        recorded_at=AT - DAY / 24,
        evidence=(f"{gate}.txt",),
        subject=subject.ref,
        tree=TreeState.CLEAN_CLONE_COMMITTED,
    )
    return result.replace(**changes)


def passes(subject: ReleaseTuple = NEW, **changes: object) -> tuple[GateResult, ...]:
    """Both required gates passed on a tuple."""
    return tuple(passed(gate, subject, **changes) for gate in ("VG-LA-001", "VG-CONTRACT-001"))


def entry(release_tuple: ReleaseTuple = NEW, role: Role = Role.CURRENT, **changes: object) -> MatrixEntry:
    """A supported entry; what is no longer current was validated a day before what is."""
    own = MatrixEntry(
        release_tuple,
        Tier.SUPPORTED,
        role=role,
        validated_at=AT - (40 if role is Role.CURRENT else 41) * DAY,
        required_gates=(Gate("VG-001", consumer=release_tuple.consumer),),
        evidence=("VG-001.txt",),
        tree=TreeState.CLEAN_CLONE_COMMITTED,
    )
    if release_tuple.consumer == "loop-agent":
        own = own.replace(required_gates=(LA_GATE, CONTRACT))
    return own.replace(**changes)


def matrix(entries: Iterable[MatrixEntry] | None = None, **changes: object) -> CompatMatrix:
    """The current tuple, one to go back to and one more; or some other entries."""
    three = (entry(), entry(OLD, Role.ROLLBACK), entry(OLDER, Role.LISTED))
    own = CompatMatrix(three if entries is None else entries, "2026-02-20", published_at=AT - 30 * DAY)
    return own.replace(**changes)
