"""The Release and Rollback Playbook of 2026-02-19: release classes, required gates, and the go/no-go rules.

Readings where the text leaves a choice:

* an unresolved contract ambiguity blocks every class, not only R0 whose row names it;
* what the text calls automatic no-go is a no-go as well where the fact is unknown;
* an advisory gate that is declared for the class and not reported is a no-go: leaving a result out never helps;
* while D-017 is in force, evidence from a committed but not cleanly cloned tree does not count as clean either;
* the approver is another person than the release owner, and so is whoever approves a breaking change, a human;
* the classes that follow from what the change touches have to be declared, and their gates count in any case;
* an earlier rollback is open until its root cause and the entry that remedies it are both recorded.
"""

from datetime import timedelta
from typing import Final

from releasekit.compat import SupportPolicy
from releasekit.gates import Standing
from releasekit.playbook import Playbook
from releasekit.playbooks.gated_release._budgets import (
    BLOCKS,
    FULL_SUITE_PROMOTION,
    HARNESS_LATENCY,
    HARNESS_THROUGHPUT,
    PLAIN_LATENCY,
    PLAIN_THROUGHPUT,
    TEN_PERCENT,
)
from releasekit.playbooks.gated_release._classes import (
    CHECKLIST,
    CLASSES,
    GATES,
    GO_NO_GO,
    IMPLIED_CLASSES,
    LOOP_AGENT,
    PACKET,
    R0_ROW,
    REPORTED_GATES,
    REQUIRED_GATES,
    ROLES,
    ROLLBACK,
    TITLE,
)
from releasekit.playbooks.gated_release._tiers import TIERS
from releasekit.playbooks.gated_release._triggers import TRIGGERS, failure_streak
from releasekit.policy import MISSING, Cell, Hit, Rule, Source, Table, above, not_, one_of
from releasekit.procedures import GATED_RELEASE_CHECKLIST, TUPLE_ROLLBACK
from releasekit.readiness import (
    FACTS,
    Advisory,
    BreakingChange,
    ContractAmbiguity,
    DecisionStatus,
    Declaration,
    EvidenceMode,
    GoNoGo,
    Migration,
    ReadinessRules,
    ReleaseClass,
    Rollbacks,
    ScopeEvidence,
    Seam,
    Separation,
)

__all__ = [
    "FULL_SUITE_PROMOTION",
    "HARNESS_LATENCY",
    "HARNESS_THROUGHPUT",
    "IMPLIED_CLASSES",
    "PLAIN_LATENCY",
    "PLAIN_THROUGHPUT",
    "PLAYBOOK",
    "READINESS",
    "REPORTED_GATES",
    "REQUIRED_GATES",
    "REVIEW",
    "SUPPORT",
    "TIERS",
    "TRIGGERS",
    "failure_streak",
]


def _no_go(rule: str, because: str, quote: str, *, heading: str = GO_NO_GO, **when: Cell | object) -> Rule[GoNoGo]:
    source = Source(TITLE, heading, quote=quote)
    return Rule(rule, when, then=GoNoGo.NO_GO, because=because, source=source)


SELECT: Final = "Select release class (R0/R1/R2/R3) and map required VG IDs."
ANY_FAILURE: Final = "Automatic no-go on any required gate failure."
CONDITIONAL: Final = (
    "Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures "
    "outside seam scope tracked under D-009/D-014."
)
PERFORMANCE: Final = (
    "Automatic no-go for performance-sensitive releases when `VG-PERF-001` or `VG-PERF-002` fails budget."
)

RULES: Final = (
    Rule(
        "review-complete",
        {},
        then=GoNoGo.GO,
        because="no rule blocks it",
        source=Source(TITLE, CHECKLIST, quote="Perform go/no-go review and record decision outcome."),
    ),
    Rule(
        "advisory-conditional",
        {
            "advisory": Advisory.NAMED_FAILURE,
            "seam": Seam.OUTSIDE,
            "decision_entry": DecisionStatus.ACTIVE,
            "tracking": DecisionStatus.ACTIVE,
        },
        then=GoNoGo.CONDITIONAL_GO,
        because="the only failing advisory gate is VG-LA-002, outside seam scope, recorded and tracked",
        source=Source(TITLE, GO_NO_GO, quote=CONDITIONAL),
    ),
    _no_go(
        "class-undeclared",
        "a release class has to be selected, for a change of which it is known what it touches",
        SELECT,
        heading=CHECKLIST,
        release_class=MISSING,
    ),
    _no_go(
        "class-below-change",
        "the change touches more than the declared classes cover",
        SELECT,
        heading=CHECKLIST,
        release_class=Declaration.BELOW,
    ),
    _no_go(
        "class-contradictory",
        "R0 changes no runtime behavior, so it cannot be performance-sensitive",
        R0_ROW,
        heading=CLASSES,
        release_class=Declaration.CONTRADICTORY,
    ),
    _no_go("required-gate-failed", "a required gate failed", ANY_FAILURE, required_gates=Standing.FAILED),
    _no_go(
        "required-gate-unproven",
        "a required gate has no pass with evidence, and missing evidence means no-go",
        "Run required gates with safe-mode controls (`scripts/safe_run.sh` for heavy commands).",
        heading=CHECKLIST,
        required_gates=Standing.UNPROVEN,
    ),
    _no_go(
        "scope-without-evidence",
        "a claimed tuple has no evidence of its own, or nothing is said of the claimed scope",
        "Automatic no-go on missing tuple evidence for claimed support scope.",
        scope_evidence=not_(ScopeEvidence.COMPLETE) | MISSING,
    ),
    _no_go(
        "breaking-change-unapproved",
        (
            "a contract that a consumer uses is broken without a human's approval in force, or the candidate "
            "does not say so"
        ),
        "Automatic no-go on unapproved breaking change to active consumer contract.",
        breaking_change=one_of(BreakingChange.UNAPPROVED, MISSING),
    ),
    _no_go(
        "contract-ambiguous",
        "a contract can be read in two ways, or nobody said that none can",
        "Block if unresolved contract ambiguity exists",
        heading=CLASSES,
        contract_ambiguity=one_of(ContractAmbiguity.UNRESOLVED, MISSING),
    ),
    _no_go(
        "performance-gate-failed",
        "the change is performance-sensitive and a performance gate has not passed",
        PERFORMANCE,
        performance_sensitive=True,
        performance_gates=not_(Standing.PASSED),
    ),
    _no_go(
        "regression-over-budget",
        "the change is performance-sensitive and a metric got more than 10 % worse, or was not measured",
        BLOCKS,
        heading=CLASSES,
        performance_sensitive=True,
        worst_regression=above(TEN_PERCENT) | MISSING,
    ),
    _no_go(
        "efficacy-failed",
        "the change is performance-sensitive and the efficacy gate has not passed",
        "Automatic no-go for performance-sensitive releases when `VG-EFFICACY-001` fails.",
        performance_sensitive=True,
        efficacy=not_(Standing.PASSED),
    ),
    _no_go(
        "promotion-from-uncommitted-tree",
        "a promotion is claimed from a consumer tree that is not known to be committed",
        "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015).",
        promotion_claim=True,
        consumer_tree=one_of(EvidenceMode.DIRTY, EvidenceMode.NO_CLAIM, MISSING),
    ),
    _no_go(
        "claim-not-from-clean-clone",
        "D-017 is not known to be lifted, and claim evidence of loop-agent is not known to come from a clean clone",
        "While D-017 is active, no-go on `loop-agent` claim evidence produced from canonical dirty working-tree mode "
        "instead of clean-clone committed tuple mode.",
        clean_clone_decision=one_of(DecisionStatus.ACTIVE, MISSING),
        consumer_evidence=one_of(EvidenceMode.DIRTY, EvidenceMode.COMMITTED, MISSING),
    ),
    _no_go(
        "advisory-unreported",
        "an advisory gate that the class declares was not reported, or did not run to its end",
        PACKET,
        heading=CHECKLIST,
        advisory=MISSING,
    ),
    _no_go(
        "advisory-not-named",
        "an advisory gate fails that no conditional go may cover",
        CONDITIONAL,
        advisory=Advisory.OTHER_FAILURE,
    ),
    _no_go(
        "advisory-not-outside-seam",
        "VG-LA-002 fails and its failures were never classified as outside seam scope",
        CONDITIONAL,
        advisory=Advisory.NAMED_FAILURE,
        seam=one_of(Seam.INSIDE, MISSING),
    ),
    _no_go(
        "advisory-without-entry",
        "VG-LA-002 fails and no decision entry in force records the conditional go",
        CONDITIONAL,
        advisory=Advisory.NAMED_FAILURE,
        decision_entry=one_of(DecisionStatus.LIFTED, MISSING),
    ),
    _no_go(
        "advisory-untracked",
        "VG-LA-002 fails and neither D-009 nor D-014 is in force to track it",
        CONDITIONAL,
        advisory=Advisory.NAMED_FAILURE,
        tracking=one_of(DecisionStatus.LIFTED, MISSING),
    ),
    _no_go(
        "approver-not-distinct",
        "release owner and approver are one person, or one of them is not named",
        "Approver: performs go/no-go review against this checklist and `DECISIONS.md`.",
        heading=ROLES,
        approver=one_of(Separation.SAME, MISSING),
    ),
    _no_go(
        "migration-unconfirmed",
        "consumers notice the change, and the owner of one has refused or not confirmed all that is asked",
        "Consumer owners: confirm migration impacts for their repo and confirm tuple applicability and rollback tuple "
        "readiness.",
        heading=ROLES,
        migration=one_of(Migration.REFUSED, MISSING),
    ),
    _no_go(
        "rollback-open",
        (
            "an earlier rollback has no root cause or no entry that remedies it, or the candidate does not say "
            "that none is open"
        ),
        "Create decision or issue entries for root-cause remediation before next release attempt.",
        heading=ROLLBACK,
        rollbacks=one_of(Rollbacks.OPEN, MISSING),
    ),
)
ASKED: Final = frozenset(column for rule in RULES for column, _ in rule.when)

REVIEW: Final = Table(
    "go/no-go",
    tuple(fact.column for fact in FACTS if fact.column.name in ASKED),
    rules=RULES,
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=GoNoGo,
    permissive=(GoNoGo.GO, GoNoGo.CONDITIONAL_GO),
    version="2026-02-19",
)

READINESS: Final = ReadinessRules(
    GATES,
    REQUIRED_GATES,
    reported=REPORTED_GATES,
    go_no_go=REVIEW,
    implied=IMPLIED_CLASSES,
    confirming_classes=frozenset({ReleaseClass.R2}),
    performance_gates=frozenset({"VG-PERF-001", "VG-PERF-002"}),
    efficacy_gates=frozenset({"VG-EFFICACY-001"}),
    named_advisory=frozenset({"VG-LA-002"}),
    tracked_by=frozenset({"D-009", "D-014"}),
    clean_clone_decision="D-017",
    clean_clone_consumer=LOOP_AGENT,
)
"""What the playbook says about going or not."""

SUPPORT: Final = SupportPolicy(2, timedelta(days=14))
"""What is promised to consumers, by decision D-011: a current tuple and one to go back to, and two weeks of notice."""

PLAYBOOK: Final = Playbook(
    "gated-release",
    TITLE,
    version="2026-02-19",
    tables=(TRIGGERS.table,),
    readiness=READINESS,
    budgets=(PLAIN_LATENCY, PLAIN_THROUGHPUT, HARNESS_LATENCY, HARNESS_THROUGHPUT),
    promotions=(FULL_SUITE_PROMOTION,),
    support=SUPPORT,
    checklists=(GATED_RELEASE_CHECKLIST,),
    procedures=(TUPLE_ROLLBACK,),
)
"""The playbook: assess candidates, judge measurements, watch for triggers, roll back step by step."""


def __dir__() -> list[str]:
    return __all__
