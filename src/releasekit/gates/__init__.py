"""Gates, their results, and what a set of results proves.

Three laws. Only a pass with evidence satisfies a gate. A rerun replaces a result only by naming it; otherwise the
worst result counts. A pass that is dated after the question proves nothing; a failure or an error dated after it
counts.
"""

from releasekit.gates._budgets import DeltaBudget, MetricVerdict, RateThreshold, RegressionBudget
from releasekit.gates._evidence import EvidenceRules, Lack
from releasekit.gates._measures import median
from releasekit.gates._promotion import Promotion, PromotionRule
from releasekit.gates._readings import BudgetReading, BudgetReport
from releasekit.gates._results import Gate, GateResult, GateVerdict, counting, standing_of
from releasekit.gates._vocabulary import Better, GateKind, GateStatus, Standing, TreeState

__all__ = [
    "Better",
    "BudgetReading",
    "BudgetReport",
    "DeltaBudget",
    "EvidenceRules",
    "Gate",
    "GateKind",
    "GateResult",
    "GateStatus",
    "GateVerdict",
    "Lack",
    "MetricVerdict",
    "Promotion",
    "PromotionRule",
    "RateThreshold",
    "RegressionBudget",
    "Standing",
    "TreeState",
    "counting",
    "median",
    "standing_of",
]


def __dir__() -> list[str]:
    return __all__
