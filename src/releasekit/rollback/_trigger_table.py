"""What makes somebody roll back: the five triggers of the playbook as one table.

A fact that is missing never clears a trigger, so the table says both: when a trigger fires, and when nobody can tell.
"""

from decimal import Decimal
from typing import Final, TypeAlias

from releasekit._words import Ordered, Word
from releasekit.gates import Standing
from releasekit.policy import MISSING, Cell, Column, Hit, Numbers, Rule, Source, Table, above, at_most, not_, one_of


class TriggerKind(Word):
    """The type of a rollback trigger, in the order of the playbook."""

    FUNCTIONAL = "functional"
    COMPATIBILITY = "compatibility"
    PERFORMANCE = "performance"
    STABILITY = "stability"
    CONTRACT = "contract"


class TriggerState(Ordered):
    """What is known of a trigger, from permissive to restrictive."""

    CLEAR = "clear"
    UNKNOWN = "unknown"
    FIRED = "fired"


class GateStage(Word):
    """When the required gates ran; a failure before the merge leaves nothing to roll back."""

    BEFORE_MERGE = "before merge"
    CANDIDATE_VALIDATION = "release candidate validation"
    AFTER_MERGE = "after merge"


class FailureStreak(Word):
    """How often the memory protections of the safe mode failed."""

    NONE = "none"
    SOME = "some"
    REPEATED = "repeated"


class TupleScope(Word):
    """What was newly found out about the scope of the supported tuples."""

    SOUND = "sound"
    AMBIGUOUS = "ambiguous"
    INCONSISTENT = "inconsistent"


FUNCTIONAL, COMPATIBILITY, PERFORMANCE, STABILITY, CONTRACT = TriggerKind
TITLE: Final = "Release and Rollback Playbook"
HEADING: Final = "Rollback Triggers"
SENTENCES: Final = {
    FUNCTIONAL: ("Functional trigger: required gate fails after merge or during release candidate validation."),
    COMPATIBILITY: ("Compatibility trigger: consumer regression in `VG-RCC-001`, `VG-LA-001`, or `VG-RFLX-001`."),
    PERFORMANCE: ("Performance trigger: >10% regression relative to approved baseline in any budgeted metric."),
    STABILITY: (
        "Stability trigger: safe-mode memory protections fail repeatedly or release validation cannot complete without "
        "resource exhaustion."
    ),
    CONTRACT: "Contract trigger: newly discovered ambiguity or inconsistency in support tuple scope.",
}
CONSUMER_GATES: Final = {"vg_rcc_001": "VG-RCC-001", "vg_la_001": "VG-LA-001", "vg_rflx_001": "VG-RFLX-001"}
"""The gates of the compatibility trigger by the columns of their standings."""
LIMIT: Final = Decimal(10)
EXHAUSTED: Final = True
Outcome: TypeAlias = tuple[TriggerKind, TriggerState]


def _rule(kind: TriggerKind, name: str, state: TriggerState, because: str, **when: Cell | object) -> Rule[Outcome]:
    source = Source(TITLE, HEADING, quote=SENTENCES[kind])
    return Rule(f"{kind}/{name}", when, then=(kind, state), because=because, source=source)


def _fires(kind: TriggerKind, name: str, because: str, **when: Cell | object) -> Rule[Outcome]:
    return _rule(kind, name, TriggerState.FIRED, because, **when)


def _unknown(kind: TriggerKind, name: str, because: str, **when: Cell | object) -> Rule[Outcome]:
    return _rule(kind, f"{name}-unknown", TriggerState.UNKNOWN, because, **when)


UNPROVEN: Final = one_of(Standing.UNPROVEN, MISSING)
NOT_FAILED: Final = not_(Standing.FAILED) | MISSING
AFTERWARDS: Final = one_of(GateStage.CANDIDATE_VALIDATION, GateStage.AFTER_MERGE)


def _consumer_rules(column: str, gate: str) -> tuple[Rule[Outcome], Rule[Outcome]]:
    """Return when the gate of a consumer fires, and when it alone leaves the trigger unknown."""
    others = dict.fromkeys(CONSUMER_GATES.keys() - {column}, NOT_FAILED)
    return (
        _fires(COMPATIBILITY, gate, f"{gate} fails", **{column: Standing.FAILED}),
        _unknown(COMPATIBILITY, gate, f"{gate} has no result", **{column: UNPROVEN}, **others),
    )


TRIGGERS: Final = Table(
    "rollback triggers",
    (
        Column("gate_stage", GateStage, optional=True),
        Column("required_gates", Standing, optional=True),
        *(Column(column, Standing, optional=True) for column in CONSUMER_GATES),
        Column("worst_regression", Numbers(integer=False), optional=True),
        Column("rate_over_budget", bool),
        Column("all_measured", bool),
        Column("memory_failures", FailureStreak, optional=True),
        Column("resource_exhaustion", bool, optional=True),
        Column("tuple_scope", TupleScope, optional=True),
    ),
    rules=(
        _fires(
            FUNCTIONAL,
            "required-gate",
            "a required gate fails after the merge or while a release candidate is validated",
            gate_stage=AFTERWARDS,
            required_gates=Standing.FAILED,
        ),
        _unknown(
            FUNCTIONAL,
            "required-gate",
            "a required gate has no pass with evidence",
            gate_stage=AFTERWARDS,
            required_gates=UNPROVEN,
        ),
        _unknown(
            FUNCTIONAL,
            "stage",
            "it is not said when the required gates ran",
            gate_stage=MISSING,
            required_gates=not_(Standing.PASSED) | MISSING,
        ),
        *(rule for column, gate in CONSUMER_GATES.items() for rule in _consumer_rules(column, gate)),
        _fires(
            PERFORMANCE,
            "over-budget",
            "a budgeted metric got more than 10 % worse than its approved baseline",
            worst_regression=above(LIMIT),
        ),
        _fires(
            PERFORMANCE,
            "rate-over-budget",
            "a budgeted rate, of whose baseline no percent is taken, rose beyond its budget",
            rate_over_budget=True,
        ),
        _unknown(
            PERFORMANCE,
            "unmeasured",
            "a budgeted metric has no sound comparison with an approved baseline",
            worst_regression=at_most(LIMIT) | MISSING,
            rate_over_budget=False,
            all_measured=False,
        ),
        _fires(
            STABILITY,
            "memory-protections",
            "the memory protections of the safe mode failed repeatedly",
            memory_failures=FailureStreak.REPEATED,
        ),
        _fires(
            STABILITY,
            "resource-exhaustion",
            "release validation cannot complete without resource exhaustion",
            resource_exhaustion=EXHAUSTED,
        ),
        _unknown(
            STABILITY,
            "memory-protections",
            "it is not known how often the memory protections failed",
            memory_failures=MISSING,
            resource_exhaustion=not_(EXHAUSTED) | MISSING,
        ),
        _unknown(
            STABILITY,
            "resource-exhaustion",
            "it is not known whether validation completes within its resources",
            memory_failures=not_(FailureStreak.REPEATED) | MISSING,
            resource_exhaustion=MISSING,
        ),
        _fires(
            CONTRACT,
            "tuple-scope",
            "the scope of the supported tuples was newly found to be ambiguous or inconsistent",
            tuple_scope=one_of(TupleScope.AMBIGUOUS, TupleScope.INCONSISTENT),
        ),
        _unknown(
            CONTRACT,
            "tuple-scope",
            "nobody looked for ambiguities in the scope of the supported tuples",
            tuple_scope=MISSING,
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=tuple((kind, state) for kind in TriggerKind for state in (TriggerState.FIRED, TriggerState.UNKNOWN)),
    version="2026-02-19",
)
"""When each trigger fires and when it is not known; a trigger with neither answer is clear, and none has both."""
