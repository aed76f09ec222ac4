"""The facts that the go/no-go table of the Release and Rollback Playbook asks, in the order of its columns."""

from typing import Final

from releasekit.playbooks.gated_release._classes import LOOP_AGENT
from releasekit.policy import Column
from releasekit.readiness import (
    AdvisoryFact,
    ApproverFact,
    Backing,
    ClaimedFact,
    ClaimFact,
    ClassFact,
    ClassificationFact,
    CommitFact,
    ConfirmationFact,
    DecisionFact,
    DeclarationFact,
    EntryFact,
    Fact,
    GateFact,
    RegressionFact,
    RollbackFact,
    ScopeFact,
    StatedFact,
    SupportFact,
    TreeFact,
    UnaskedFact,
)

APPROVERS: Final = frozenset({"approver"})
"""Who approves, and who accepts failures."""
BREAKING: Final = Backing("approved", "breaking change", otherwise="unapproved", roles=APPROVERS)
"""That a breaking change is approved counts with an approval of the release in force."""


def _worse(name: str, *values: str) -> Column:
    """Return the column of a fact that may be missing, of values from good to bad."""
    return Column(name, values, optional=True, worse="higher")


FACTS: Final[tuple[Fact, ...]] = (
    DeclarationFact("release_class"),
    GateFact("required_gates"),
    ScopeFact("scope"),
    UnaskedFact("unasked"),
    CommitFact("commit"),
    ClaimedFact("claims"),
    SupportFact("scope_evidence"),
    StatedFact(_worse("breaking_change", "none", "approved", "unapproved"), BREAKING),
    StatedFact(_worse("contract_ambiguity", "none", "unresolved")),
    ClassFact("performance_sensitive", {"R3"}),
    GateFact("performance_gates", {"VG-PERF-001", "VG-PERF-002"}),
    RegressionFact("worst_regression"),
    GateFact("efficacy", {"VG-EFFICACY-001"}),
    ClaimFact("promotion_claim"),
    TreeFact("consumer_tree"),
    DecisionFact("clean_clone_decision", {"D-017"}, forbids=True),
    ClaimFact("consumer_claim", LOOP_AGENT),
    TreeFact("consumer_evidence", LOOP_AGENT),
    AdvisoryFact("advisory", {"VG-LA-002"}),
    ClassificationFact(_worse("seam", "outside", "inside"), {"VG-LA-002"}),
    EntryFact("decision_entry", roles=APPROVERS),
    DecisionFact("tracking", {"D-009", "D-014"}),
    ApproverFact("approver"),
    ClassFact("consumer_visible", {"R2"}),
    ConfirmationFact("migration", ("migration impact", "tuple applicability", "rollback tuple readiness")),
    RollbackFact("rollbacks"),
)
