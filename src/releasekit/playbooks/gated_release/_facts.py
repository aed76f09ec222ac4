"""The facts that the go/no-go table of the Release and Rollback Playbook asks, in the order of its columns."""

from typing import Final

from releasekit.playbooks.gated_release._budgets import FULL_SUITE_PROMOTION, PLAIN_LATENCY, PLAIN_THROUGHPUT
from releasekit.playbooks.gated_release._checklists import GATED_RELEASE_CHECKLIST
from releasekit.playbooks.gated_release._classes import LOOP_AGENT
from releasekit.policy import Column
from releasekit.readiness import (
    AdvisoryFact,
    ApproverFact,
    Backing,
    BudgetFact,
    ChecklistFact,
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
    MatrixFact,
    PromotionFact,
    RollbackFact,
    ScopeFact,
    StatedFact,
    SupportFact,
    TreeFact,
    UnaskedFact,
)

PERFORMANCE_GATES: Final = frozenset({"VG-PERF-001", "VG-PERF-002"})
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
    MatrixFact("matrix"),
    StatedFact(_worse("breaking_change", "none", "approved", "unapproved"), BREAKING),
    StatedFact(_worse("contract_ambiguity", "none", "unresolved")),
    ClassFact("performance_sensitive", {"R3"}),
    GateFact("performance_gates", PERFORMANCE_GATES),
    BudgetFact("budgets", PERFORMANCE_GATES, budgets=(*PLAIN_LATENCY.budgets, *PLAIN_THROUGHPUT.budgets)),
    GateFact("efficacy", {"VG-EFFICACY-001"}),
    ClaimFact("promotion_claim"),
    TreeFact("consumer_tree"),
    PromotionFact("promotion", (FULL_SUITE_PROMOTION,)),
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
    # The eighth item is the review itself.
    ChecklistFact("checklist", GATED_RELEASE_CHECKLIST, leaves_out={"8"}),
)
