"""Whether a release candidate may go: typed facts are derived from the candidate, then the playbook's tables decide.

What is missing is a no: a fact that the candidate does not state is `MISSING`, and the go/no-go table is proved never
to turn a go into a no once a missing fact is learnt. Blocking decisions that are not recorded count as in force,
enabling ones as absent.
"""

from releasekit.readiness._assess import Need, Readiness, assess
from releasekit.readiness._candidate import DecisionEntry, Regression, ReleaseCandidate
from releasekit.readiness._facts import FACTS, Fact
from releasekit.readiness._rules import CLASS_COLUMNS, ReadinessRules
from releasekit.readiness._vocabulary import (
    Advisory,
    BreakingChange,
    ContractAmbiguity,
    DecisionStatus,
    Declaration,
    EvidenceMode,
    GoNoGo,
    ReleaseClass,
    ScopeEvidence,
    Seam,
)

__all__ = [
    "CLASS_COLUMNS",
    "FACTS",
    "Advisory",
    "BreakingChange",
    "ContractAmbiguity",
    "DecisionEntry",
    "DecisionStatus",
    "Declaration",
    "EvidenceMode",
    "Fact",
    "GoNoGo",
    "Need",
    "Readiness",
    "ReadinessRules",
    "Regression",
    "ReleaseCandidate",
    "ReleaseClass",
    "ScopeEvidence",
    "Seam",
    "assess",
]


def __dir__() -> list[str]:
    return __all__
