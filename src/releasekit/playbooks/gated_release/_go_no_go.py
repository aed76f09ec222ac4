"""The go/no-go rules of the Release and Rollback Playbook, each with its sentence."""

from typing import Final

from releasekit.answers import Permission
from releasekit.gates import Standing, TreeState
from releasekit.playbooks.gated_release._budgets import BLOCKS
from releasekit.playbooks.gated_release._facts import FACTS
from releasekit.playbooks.gated_release._texts import (
    CAPTURE,
    CHECKLIST,
    CLASSES,
    CONFIRM_MATRIX,
    GO_NO_GO,
    PACKET,
    ROLES,
    ROLLBACK,
    TITLE,
)
from releasekit.policy import MISSING, Cell, Hit, Rule, Source, Table, not_, one_of
from releasekit.procedures import ChecklistOutcome
from releasekit.readiness import (
    Advisory,
    Binding,
    Claimed,
    ConfirmationStatus,
    DecisionStatus,
    Declaration,
    GoNoGo,
    MatrixSupport,
    Rollbacks,
    Scope,
    ScopeEvidence,
    Separation,
    Unasked,
)

COMMITTED: Final = (TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED)
ROW_2: Final = (
    "R2 Consumer-visible runtime or contract change | API/behavior change, schema/version change, adapter seam changes"
)
ROW_0: Final = "R0 Docs/governance only | Specs/contracts/plan docs, no runtime behavior change | `VG-CONTRACT-001`"

AFFECTS: Final = "Any release class affecting latency/throughput or execution flow"


def _no_go(rule: str, because: str, quote: str, *, heading: str = GO_NO_GO, **when: Cell | object) -> Rule[GoNoGo]:
    source = Source(TITLE, heading, quote=quote)
    return Rule(rule, when, then=GoNoGo.NO_GO, because=because, source=source)


CLEAN_CLONE: Final = (
    "While D-017 is active, no-go on `loop-agent` claim evidence produced from canonical dirty working-tree mode "
    "instead of clean-clone committed tuple mode."
)
SELECT: Final = "Select release class (R0/R1/R2/R3) and map required VG IDs."
ANY_FAILURE: Final = "Automatic no-go on any required gate failure."
CONDITIONAL: Final = (
    "Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures "
    "outside seam scope tracked under D-009/D-014."
)
PERFORMANCE: Final = (
    "Automatic no-go for performance-sensitive releases when `VG-PERF-001` or `VG-PERF-002` fails budget."
)
PROMOTION: Final = "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
APPROVER: Final = "Approver: performs go/no-go review against this checklist and `DECISIONS.md`."

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
            "seam": "outside",
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
        ROW_0,
        heading=CLASSES,
        release_class=Declaration.CONTRADICTORY,
    ),
    _no_go(
        "commit-unbound",
        "the release does not name its commit, or claims a tuple of another one",
        CAPTURE,
        heading=CHECKLIST,
        commit=one_of(Binding.OTHER, MISSING),
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
        "scope-narrowed-without-reason",
        "gates that are required by scope are left out, and nobody said who decided that for which reason",
        SELECT,
        heading=CHECKLIST,
        scope=Scope.UNREASONED,
    ),
    _no_go(
        "failure-outside-scope",
        "a gate fails that the declared classes and their scope leave out",
        ANY_FAILURE,
        unasked=Unasked.FAILURE,
    ),
    _no_go(
        "gate-unknown",
        "a result is of a gate that is not known, which may be a misspelt one",
        SELECT,
        heading=CHECKLIST,
        unasked=Unasked.UNKNOWN,
    ),
    _no_go(
        "scope-without-evidence",
        "a claimed tuple has no evidence of its own, or nothing is said of the claimed scope",
        "Automatic no-go on missing tuple evidence for claimed support scope.",
        scope_evidence=not_(ScopeEvidence.COMPLETE) | MISSING,
    ),
    _no_go(
        "visible-without-claim",
        "consumers notice the change, and no tuple is claimed with which it was tested",
        CAPTURE,
        heading=CHECKLIST,
        consumer_visible=True,
        claims=one_of(Claimed.NOTHING, MISSING),
    ),
    _no_go(
        "breaking-change-not-visible",
        "a contract that a consumer uses is broken, and the release is not declared as one that consumers notice",
        ROW_2,
        heading=CLASSES,
        consumer_visible=False,
        breaking_change=one_of("approved", "unapproved"),
    ),
    _no_go(
        "tuple-not-in-matrix",
        "the matrix does not support a claimed tuple, lacks a supported current one, or is not known to be published",
        CONFIRM_MATRIX,
        heading=CHECKLIST,
        matrix=one_of(MatrixSupport.UNSUPPORTED, MISSING),
    ),
    _no_go(
        "no-prior-tuple",
        "the matrix has no prior supported tuple to go back to from a claimed or current one",
        CONFIRM_MATRIX,
        heading=CHECKLIST,
        matrix=MatrixSupport.NO_ROLLBACK,
    ),
    _no_go(
        "breaking-change-unapproved",
        (
            "a contract that a consumer uses is broken without a human's approval in force, or the candidate "
            "does not say so"
        ),
        "Automatic no-go on unapproved breaking change to active consumer contract.",
        breaking_change=one_of("unapproved", MISSING),
    ),
    _no_go(
        "contract-ambiguous",
        "a contract can be read in two ways, or nobody said that none can",
        "Block if unresolved contract ambiguity exists",
        heading=CLASSES,
        contract_ambiguity=one_of("unresolved", MISSING),
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
        "the change is performance-sensitive and a budgeted metric is beyond its budget: more than 10 % worse, or a "
        "higher error rate",
        BLOCKS,
        heading=CLASSES,
        performance_sensitive=True,
        budgets=Standing.FAILED,
    ),
    _no_go(
        "budget-unmeasured",
        "the change is performance-sensitive and a budgeted metric has no sound comparison with an approved baseline",
        BLOCKS,
        heading=CLASSES,
        performance_sensitive=True,
        budgets=Standing.UNPROVEN,
    ),
    _no_go(
        "regression-undeclared",
        "a budgeted metric is beyond its budget, and the change is not declared performance-sensitive",
        AFFECTS,
        heading=CLASSES,
        performance_sensitive=False,
        budgets=Standing.FAILED,
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
        PROMOTION,
        promotion_claim=True,
        consumer_tree=not_(*COMMITTED) | MISSING,
    ),
    _no_go(
        "promotion-without-streak",
        "a gate is promoted without a rule that allows it: VG-LA-002 needs three green runs in a row on each claimed "
        "committed tuple (D-014)",
        PROMOTION,
        promotion_claim=True,
        promotion=Permission.REFUSED,
    ),
    _no_go(
        "claim-not-from-clean-clone",
        "D-017 is not known to be lifted, and claim evidence of loop-agent is not known to come from a clean clone",
        CLEAN_CLONE,
        clean_clone_decision=DecisionStatus.ACTIVE,
        consumer_claim=one_of(True, MISSING),  # noqa: FBT003 - a value of the column
        consumer_evidence=not_(TreeState.CLEAN_CLONE_COMMITTED) | MISSING,
    ),
    _no_go(
        "visible-not-from-clean-clone",
        "consumers notice the change, and though no tuple of loop-agent is claimed, D-017 holds for its evidence",
        CLEAN_CLONE,
        clean_clone_decision=DecisionStatus.ACTIVE,
        consumer_visible=True,
        consumer_claim=False,
        consumer_evidence=not_(TreeState.CLEAN_CLONE_COMMITTED) | MISSING,
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
        seam=one_of("inside", MISSING),
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
        APPROVER,
        heading=ROLES,
        approver=one_of(Separation.SAME, MISSING),
    ),
    _no_go(
        "migration-unconfirmed",
        "consumers notice the change, and the owner of one has refused or not confirmed all that is asked",
        "Consumer owners: confirm migration impacts for their repo and confirm tuple applicability and rollback tuple "
        "readiness.",
        heading=ROLES,
        consumer_visible=True,
        migration=one_of(ConfirmationStatus.REFUSED, MISSING),
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
    _no_go(
        "checklist-incomplete",
        "an item before the review itself has no pass with evidence that is recorded of this release",
        APPROVER,
        heading=ROLES,
        checklist=one_of(ChecklistOutcome.INCOMPLETE, MISSING),
    ),
)
REVIEW: Final = Table(
    "go/no-go",
    tuple(fact.column for fact in FACTS),
    rules=RULES,
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=GoNoGo,
    permissive=(GoNoGo.GO, GoNoGo.CONDITIONAL_GO),
    version="2026-02-19",
)
