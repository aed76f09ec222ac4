"""The facts that the go/no-go table of the Release and Rollback Playbook asks, in the order of its columns."""

from typing import Final

from releasekit.playbooks.gated_release._budgets import FULL_SUITE_PROMOTION
from releasekit.playbooks.gated_release._checklists import GATED_RELEASE_CHECKLIST
from releasekit.playbooks.gated_release._classes import LOOP_AGENT
from releasekit.policy import Column
from releasekit.readiness import (
    AdvisoryFact,
    ApproverFact,
    Backing,
    ChecklistFact,
    ClaimFact,
    ClassFact,
    CommitFact,
    ConfirmationFact,
    DecisionFact,
    DeclarationFact,
    EntryFact,
    Fact,
    GateFact,
    MatrixFact,
    PromotionFact,
    RegressionFact,
    RollbackFact,
    StatedFact,
    SupportFact,
    TreeFact,
)

BREAKING: Final = Backing("approved", "breaking change", otherwise="unapproved")
"""That a breaking change is approved counts with an approval in force."""


def _stated(name: str, *values: str, backing: Backing | None = None) -> StatedFact:
    """Return a fact that people state, of values from good to bad."""
    return StatedFact(Column(name, values, optional=True, worse="higher"), backing)


FACTS: Final[tuple[Fact, ...]] = (
    DeclarationFact("release_class"),
    GateFact("required_gates"),
    CommitFact("commit"),
    SupportFact("scope_evidence"),
    MatrixFact("matrix"),
    _stated("breaking_change", "none", "approved", "unapproved", backing=BREAKING),
    _stated("contract_ambiguity", "none", "unresolved"),
    ClassFact("performance_sensitive", {"R3"}),
    GateFact("performance_gates", {"VG-PERF-001", "VG-PERF-002"}),
    RegressionFact("worst_regression"),
    GateFact("efficacy", {"VG-EFFICACY-001"}),
    ClaimFact("promotion_claim"),
    TreeFact("consumer_tree"),
    PromotionFact("promotion", (FULL_SUITE_PROMOTION,)),
    DecisionFact("clean_clone_decision", {"D-017"}, forbids=True),
    ClaimFact("consumer_claim", LOOP_AGENT),
    TreeFact("consumer_evidence", LOOP_AGENT),
    AdvisoryFact("advisory", {"VG-LA-002"}),
    _stated("seam", "outside", "inside"),
    EntryFact("decision_entry"),
    DecisionFact("tracking", {"D-009", "D-014"}),
    ApproverFact("approver"),
    ClassFact("consumer_visible", {"R2"}),
    ConfirmationFact("migration", ("migration impact", "tuple applicability", "rollback tuple readiness")),
    RollbackFact("rollbacks"),
    # The eighth item is the review itself.
    ChecklistFact("checklist", GATED_RELEASE_CHECKLIST, leaves_out={"8"}),
)
