"""What is known of rollback triggers."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from releasekit.gates import GateStatus, GateVerdict, MetricVerdict, Standing
from releasekit.playbooks.gated_release import failure_streak
from releasekit.policy import MISSING
from releasekit.rollback import TriggerFacts

CONSUMERS: Final = ("VG-RCC-001", "VG-LA-001", "VG-RFLX-001")
GATES: Final = ("VG-LOOP-CORE-001", "VG-CONTRACT-001", *CONSUMERS)
METRICS: Final = ("p50", "p95")
STAGES: Final = ("before merge", "release candidate validation", "after merge")
percents: Final = st.sampled_from([Decimal(-5), Decimal(10), Decimal(10), Decimal("10.001"), None])


def mostly(good: object, *others: object) -> st.SearchStrategy[object]:
    """The good value at least every second time."""
    return st.sampled_from([good] * len(others) + list(others))


@st.composite
def facts(draw: st.DrawFn) -> TriggerFacts:
    """Facts of which most clear their trigger."""
    standings = mostly(Standing.PASSED, *Standing, None)
    found = [(gate, draw(standings)) for gate in GATES]
    measured = [(metric, draw(percents)) for metric in METRICS if draw(mostly(True, False))]  # noqa: FBT003
    return TriggerFacts(
        [GateVerdict(gate, own, result=None, note="") for gate, own in found if isinstance(own, Standing)],
        draw(mostly(frozenset(GATES[:2]), frozenset(GATES[:1]), MISSING)),
        budgeted=draw(mostly(frozenset(METRICS[:1]), frozenset(METRICS), MISSING)),
        measured=[MetricVerdict(metric, GateStatus.PASS, regression=own, note="") for metric, own in measured],
        stated={
            "gate_stage": draw(mostly("after merge", *STAGES, MISSING)),
            "memory_failures": failure_streak(draw(mostly(0, 1, 2, 3, MISSING)), repeatedly=2),
            "resource_exhaustion": draw(mostly(False, True, MISSING)),  # noqa: FBT003
            "tuple_scope": draw(mostly("sound", "sound", "ambiguous", "inconsistent", MISSING)),
        },
    )
