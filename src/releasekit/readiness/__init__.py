"""Whether a release candidate may go: typed facts are derived from the candidate, then the playbook's tables decide.

Missing evidence means no-go. A fact that the candidate does not state is `MISSING`, and the go/no-go table is proved
never to turn a go into a no-go once a missing fact is known. A decision that forbids something counts as in force
unless its end is recorded; a decision that permits something counts only if it is recorded.
"""

from releasekit.readiness._assess import Need, Readiness, ResultNote, assess
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._classes import ReleaseClass
from releasekit.readiness._context import ReviewContext
from releasekit.readiness._fact import Fact
from releasekit.readiness._facts_of_changes import (
    ClassFact,
    CommitFact,
    DeclarationFact,
    PinFact,
    ReleaseTypeFact,
    VersionStepFact,
)
from releasekit.readiness._facts_of_gates import AdvisoryFact, ClaimFact, EntryFact, GateFact, SupportFact, TreeFact
from releasekit.readiness._facts_of_measures import RateFact, RegressionFact
from releasekit.readiness._facts_of_people import (
    ApprovalFact,
    ApproverFact,
    Backing,
    ConfirmationFact,
    DecisionFact,
    RollbackFact,
    StatedFact,
)
from releasekit.readiness._facts_of_records import ChecklistFact, MatrixFact, PromotionFact
from releasekit.readiness._packet import (
    PacketDifference,
    PacketResult,
    PacketReview,
    ReleasePacket,
    packet,
    verify_packet,
)
from releasekit.readiness._records import (
    Confirmation,
    DecisionEntry,
    Regression,
    ReleaseApproval,
    RollbackRecord,
    Waiver,
)
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._vocabulary import (
    Advisory,
    ApprovalStatus,
    Binding,
    ConfirmationStatus,
    DecisionStatus,
    Declaration,
    GoNoGo,
    MatrixSupport,
    Pins,
    Rollbacks,
    ScopeEvidence,
    Separation,
    VersionStep,
    WaiverStatus,
)
from releasekit.readiness._waivers import WaiverStanding

__all__ = [
    "Advisory",
    "AdvisoryFact",
    "ApprovalFact",
    "ApprovalStatus",
    "ApproverFact",
    "Backing",
    "Binding",
    "ChecklistFact",
    "ClaimFact",
    "ClassFact",
    "CommitFact",
    "Confirmation",
    "ConfirmationFact",
    "ConfirmationStatus",
    "DecisionEntry",
    "DecisionFact",
    "DecisionStatus",
    "Declaration",
    "DeclarationFact",
    "EntryFact",
    "Fact",
    "GateFact",
    "GoNoGo",
    "MatrixFact",
    "MatrixSupport",
    "Need",
    "PacketDifference",
    "PacketResult",
    "PacketReview",
    "PinFact",
    "Pins",
    "PromotionFact",
    "RateFact",
    "Readiness",
    "ReadinessRules",
    "Regression",
    "RegressionFact",
    "ReleaseApproval",
    "ReleaseCandidate",
    "ReleaseClass",
    "ReleasePacket",
    "ReleaseTypeFact",
    "ResultNote",
    "ReviewContext",
    "RollbackFact",
    "RollbackRecord",
    "Rollbacks",
    "ScopeEvidence",
    "Separation",
    "StatedFact",
    "SupportFact",
    "TreeFact",
    "VersionStep",
    "VersionStepFact",
    "Waiver",
    "WaiverStanding",
    "WaiverStatus",
    "assess",
    "packet",
    "verify_packet",
]


def __dir__() -> list[str]:
    return __all__
