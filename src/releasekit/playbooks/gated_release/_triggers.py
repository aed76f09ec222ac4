"""What makes somebody roll back: the five triggers of the playbook as one table.

The table says both: when a trigger fires, and when nobody can tell. Readings where the text leaves a choice:

* a consumer's gate that fails is a regression, whether or not it ever passed;
* a required gate that fails before the merge leaves nothing to roll back;
* a rate of whose baseline no percent can be taken fires where it rises beyond its own budget;
* the text has no number for "repeatedly", so whoever counts has to give one, and once is not repeatedly.
"""

from typing import Final

from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.gates import Standing
from releasekit.playbooks.gated_release._budgets import TEN_PERCENT
from releasekit.playbooks.gated_release._texts import TITLE
from releasekit.policy import (
    MISSING,
    Cell,
    Column,
    Hit,
    Missing,
    Rule,
    Source,
    Table,
    above,
    at_most,
    not_,
    one_of,
)
from releasekit.rollback import TRIGGER_COLUMNS, TriggerRules, TriggerState

FUNCTIONAL, COMPATIBILITY, PERFORMANCE, STABILITY, CONTRACT = (
    "functional",
    "compatibility",
    "performance",
    "stability",
    "contract",
)
SENTENCES: Final = {
    FUNCTIONAL: "Functional trigger: required gate fails after merge or during release candidate validation.",
    COMPATIBILITY: "Compatibility trigger: consumer regression in `VG-RCC-001`, `VG-LA-001`, or `VG-RFLX-001`.",
    PERFORMANCE: "Performance trigger: >10% regression relative to approved baseline in any budgeted metric.",
    STABILITY: (
        "Stability trigger: safe-mode memory protections fail repeatedly or release validation cannot complete without "
        "resource exhaustion."
    ),
    CONTRACT: "Contract trigger: newly discovered ambiguity or inconsistency in support tuple scope.",
}
"""The triggers in the order of the playbook, each with its sentence."""

STAGES: Final = ("before merge", "release candidate validation", "after merge")
"""When the required gates ran; a failure before the merge leaves nothing to roll back."""
BEFORE_MERGE, CANDIDATE_VALIDATION, AFTER_MERGE = STAGES
STREAKS: Final = ("none", "some", "repeated")
"""How often the memory protections of the safe mode failed."""
SCOPES: Final = ("sound", "ambiguous", "inconsistent")
"""What was newly found out about the scope of the supported tuples."""
NONE, SOME, REPEATED = STREAKS
SOUND, AMBIGUOUS, INCONSISTENT = SCOPES
CONSUMER_GATES: Final = {"vg_rcc_001": "VG-RCC-001", "vg_la_001": "VG-LA-001", "vg_rflx_001": "VG-RFLX-001"}
"""The gates of the compatibility trigger by the columns of their standings."""
REQUIRED_GATES, *MEASURED = TRIGGER_COLUMNS
EXHAUSTED: Final = True
Outcome = tuple[str, TriggerState]


def _rule(trigger: str, name: str, state: TriggerState, because: str, **when: Cell | object) -> Rule[Outcome]:
    source = Source(TITLE, "Rollback Triggers", quote=SENTENCES[trigger])
    return Rule(f"{trigger}/{name}", when, then=(trigger, state), because=because, source=source)


def _fires(trigger: str, name: str, because: str, **when: Cell | object) -> Rule[Outcome]:
    return _rule(trigger, name, TriggerState.FIRED, because, **when)


def _unknown(trigger: str, name: str, because: str, **when: Cell | object) -> Rule[Outcome]:
    return _rule(trigger, f"{name}-unknown", TriggerState.UNKNOWN, because, **when)


UNPROVEN: Final = one_of(Standing.UNPROVEN, MISSING)
NOT_FAILED: Final = not_(Standing.FAILED) | MISSING
AFTERWARDS: Final = one_of(CANDIDATE_VALIDATION, AFTER_MERGE)


def _consumer_rules(column: str, gate: str) -> tuple[Rule[Outcome], Rule[Outcome]]:
    """Return when the gate of a consumer fires, and when it alone leaves the trigger unknown."""
    others = dict.fromkeys(CONSUMER_GATES.keys() - {column}, NOT_FAILED)
    return (
        _fires(COMPATIBILITY, gate, f"{gate} fails", **{column: Standing.FAILED}),
        _unknown(COMPATIBILITY, gate, f"{gate} has no result", **{column: UNPROVEN}, **others),
    )


TABLE: Final = Table(
    "rollback triggers",
    (
        Column("gate_stage", STAGES, optional=True),
        REQUIRED_GATES,
        *(Column(column, Standing, optional=True) for column in CONSUMER_GATES),
        *MEASURED,
        Column("memory_failures", STREAKS, optional=True),
        Column("resource_exhaustion", bool, optional=True),
        Column("tuple_scope", SCOPES, optional=True),
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
            worst_regression=above(TEN_PERCENT),
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
            worst_regression=at_most(TEN_PERCENT) | MISSING,
            rate_over_budget=False,
            all_measured=False,
        ),
        _fires(
            STABILITY,
            "memory-protections",
            "the memory protections of the safe mode failed repeatedly",
            memory_failures=REPEATED,
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
            memory_failures=not_(REPEATED) | MISSING,
            resource_exhaustion=MISSING,
        ),
        _fires(
            CONTRACT,
            "tuple-scope",
            "the scope of the supported tuples was newly found to be ambiguous or inconsistent",
            tuple_scope=one_of(AMBIGUOUS, INCONSISTENT),
        ),
        _unknown(
            CONTRACT,
            "tuple-scope",
            "nobody looked for ambiguities in the scope of the supported tuples",
            tuple_scope=MISSING,
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=tuple((trigger, state) for trigger in SENTENCES for state in (TriggerState.FIRED, TriggerState.UNKNOWN)),
    version="2026-02-19",
)
"""When each trigger fires and when it is not known; a trigger with neither answer is clear, and none has both."""

TRIGGERS: Final = TriggerRules(TABLE, gates=CONSUMER_GATES)
"""The triggers, with the gates whose standings they ask."""

TWICE: Final = 2


def failure_streak(failures: int | Missing, *, repeatedly: int) -> str | Missing:
    """Return what the triggers ask about failures of the memory protections.

    Args:
        failures: how often the memory protections of the safe mode failed; `MISSING` where nobody knows.
        repeatedly: how many failures are "repeatedly", included; at least two, since once is not repeatedly. The
            playbook gives no number.

    Returns:
        ``none``, ``some`` or ``repeated``; `MISSING` where nobody knows.

    Raises:
        FieldError: where a number is no whole number, the failures are below zero, or "repeatedly" is below two.
    """
    given = {"failures": (failures, 0), "repeatedly": (repeatedly, TWICE)}
    problems = tuple(
        f"{name} is {shown(value)}; expected a whole number of at least {least}"
        for name, (value, least) in given.items()
        if not isinstance(value, Missing) and (type(value) is not int or value < least)
    )
    if problems:
        raise FieldError(problems)
    if isinstance(failures, Missing):
        return MISSING
    if failures >= repeatedly:
        return REPEATED
    return SOME if failures else NONE
