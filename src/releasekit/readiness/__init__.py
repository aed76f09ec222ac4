"""Whether a release candidate may go: typed facts are derived from the candidate, then the playbook's tables decide.

Missing evidence means no-go. A fact that the candidate does not state is `MISSING`, and the go/no-go table is proved
never to turn a go into a no-go once a missing fact is known. A decision that forbids something counts as in force
unless its end is recorded; a decision that permits something counts only if it is recorded.
"""

from releasekit.readiness._assess import Need, Readiness, assess
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._facts import FACTS, Fact
from releasekit.readiness._packet import (
    PacketDifference,
    PacketResult,
    PacketReview,
    ReleasePacket,
    packet,
    verify_packet,
)
from releasekit.readiness._records import Approval, Confirmation, DecisionEntry, Regression, RollbackRecord, Waiver
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._vocabulary import (
    Advisory,
    ApprovalStatus,
    ApprovalSubject,
    BreakingChange,
    ContractAmbiguity,
    DecisionStatus,
    Declaration,
    Effect,
    EvidenceMode,
    GoNoGo,
    Migration,
    ReleaseClass,
    Rollbacks,
    ScopeEvidence,
    Seam,
    Separation,
    VersionStep,
    WaiverStatus,
)
from releasekit.readiness._waivers import WaiverStanding

__all__ = [
    "FACTS",
    "Advisory",
    "Approval",
    "ApprovalStatus",
    "ApprovalSubject",
    "BreakingChange",
    "Confirmation",
    "ContractAmbiguity",
    "DecisionEntry",
    "DecisionStatus",
    "Declaration",
    "Effect",
    "EvidenceMode",
    "Fact",
    "GoNoGo",
    "Migration",
    "Need",
    "PacketDifference",
    "PacketResult",
    "PacketReview",
    "Readiness",
    "ReadinessRules",
    "Regression",
    "ReleaseCandidate",
    "ReleaseClass",
    "ReleasePacket",
    "RollbackRecord",
    "Rollbacks",
    "ScopeEvidence",
    "Seam",
    "Separation",
    "VersionStep",
    "Waiver",
    "WaiverStanding",
    "WaiverStatus",
    "assess",
    "packet",
    "verify_packet",
]


def __dir__() -> list[str]:
    return __all__
