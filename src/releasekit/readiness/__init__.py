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
from releasekit.readiness._facts_of_entries import ClassificationFact, DecisionFact, EntryFact, RollbackFact
from releasekit.readiness._facts_of_gates import (
    AdvisoryFact,
    ClaimedFact,
    ClaimFact,
    GateFact,
    ScopeFact,
    SupportFact,
    TreeFact,
    UnaskedFact,
)
from releasekit.readiness._facts_of_measures import BudgetFact, RateFact, RegressionFact
from releasekit.readiness._facts_of_people import (
    ApprovalFact,
    ApproverFact,
    Backing,
    ConfirmationFact,
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
    Classification,
    Confirmation,
    DecisionEntry,
    Narrowing,
    ReleaseApproval,
    RollbackRecord,
    Waiver,
)
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._vocabulary import (
    Advisory,
    ApprovalStatus,
    Binding,
    Claimed,
    ConfirmationStatus,
    DecisionStatus,
    Declaration,
    GoNoGo,
    MatrixSupport,
    Pins,
    Rollbacks,
    Scope,
    ScopeEvidence,
    Separation,
    Unasked,
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
    "BudgetFact",
    "ChecklistFact",
    "ClaimFact",
    "Claimed",
    "ClaimedFact",
    "ClassFact",
    "Classification",
    "ClassificationFact",
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
    "Narrowing",
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
    "Scope",
    "ScopeEvidence",
    "ScopeFact",
    "Separation",
    "StatedFact",
    "SupportFact",
    "TreeFact",
    "Unasked",
    "UnaskedFact",
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
