"""Gates, their results, and what a set of results proves.

Three laws. Only a pass with evidence satisfies a gate. A rerun replaces a result only by naming it; otherwise the
worst result counts. A pass that is dated after the instant of the question proves nothing, bad news from there counts.
"""

from releasekit.gates._budgets import Budgeted, RegressionBudget
from releasekit.gates._results import (
    Gate,
    GateResult,
    GateStanding,
    counting,
    short_ref,
    standing_of,
    superseded,
)
from releasekit.gates._vocabulary import Better, GateKind, GateStatus, Standing, TreeState

__all__ = [
    "Better",
    "Budgeted",
    "Gate",
    "GateKind",
    "GateResult",
    "GateStanding",
    "GateStatus",
    "RegressionBudget",
    "Standing",
    "TreeState",
    "counting",
    "short_ref",
    "standing_of",
    "superseded",
]


def __dir__() -> list[str]:
    return __all__
