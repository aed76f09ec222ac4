"""Which rollback triggers have fired, which are clear and which are unknown; and the declaration that follows.

An unknown fact never clears a trigger: whoever promotes a release may not take an unknown trigger for a clear one.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_frozenset, as_tuple, as_utc, in_order, of_kind
from releasekit._fields import Frozen, Length, Name, Place, checked
from releasekit._words import shown
from releasekit.answers import Answer
from releasekit.errors import FieldError
from releasekit.gates import GateStatus, GateVerdict, MetricVerdict, Standing
from releasekit.policy import MISSING, Missing, Reason
from releasekit.rollback._trigger_table import (
    CONSUMER_GATES,
    TRIGGERS,
    FailureStreak,
    GateStage,
    TriggerKind,
    TriggerState,
    TupleScope,
)


def _as_names(names: Iterable[str] | Missing) -> frozenset[str] | Missing:
    return names if isinstance(names, Missing) else as_frozenset(names)


@attrs.frozen(field_transformer=checked)
class TriggerFacts(Frozen):
    """What is known of a release that is out or on its way. What nobody stated is `MISSING`, and clears no trigger.

    Attributes:
        gates: what the results of each gate prove; a gate that is not among them is not known.
        required: the ids of the gates that the release requires.
        stage: when the required gates ran.
        budgeted: the metrics that have a budget.
        measured: how metrics stand against their budgets; one without any change has no sound comparison, for its
            baseline is not an approved one, say. A rate without a percent counts by its own budget. Of two
            measurements of a metric, the worse counts.
        memory_failures: how often the memory protections of the safe mode failed.
        resource_exhaustion: whether release validation ends in resource exhaustion.
        tuple_scope: what was newly found out about the scope of the supported tuples.

    Raises:
        FieldError: where a field is outside its limits.
    """

    gates: tuple[GateVerdict, ...] = attrs.field(default=(), converter=as_tuple)
    required: frozenset[Name] | Missing = attrs.field(default=MISSING, converter=_as_names)
    stage: GateStage | Missing = attrs.field(default=MISSING, kw_only=True)
    budgeted: frozenset[Name] | Missing = attrs.field(default=MISSING, converter=_as_names, kw_only=True)
    measured: tuple[MetricVerdict, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    memory_failures: Annotated[int, Ge(0)] | Missing = attrs.field(default=MISSING, kw_only=True)
    resource_exhaustion: bool | Missing = attrs.field(default=MISSING, kw_only=True)
    tuple_scope: TupleScope | Missing = attrs.field(default=MISSING, kw_only=True)

    def standing(self, gate: str) -> Standing | Missing:
        """Return the worst that is proved of a gate; `MISSING` where nothing is said of it."""
        return max((stated.standing for stated in self.gates if stated.gate == gate), default=MISSING)


@attrs.frozen
class JudgedTrigger(Frozen):
    """One trigger that has fired or is not known, with the sentences that say so.

    Attributes:
        kind: which one.
        reasons: the rules that say so, each with the sentence of the playbook.
    """

    kind: TriggerKind
    reasons: tuple[Reason, ...]


@attrs.frozen
class TriggerReport(Frozen, Answer):
    """What is known of every trigger, each in one of three places. It has no truth value: compare its state.

    Attributes:
        fired: the triggers that ask for a rollback.
        unknown: those of which a fact is missing; they may not be taken for clear.
        clear: those that are known not to have fired.
    """

    compared: ClassVar[str] = "state"
    fired: tuple[JudgedTrigger, ...]
    unknown: tuple[JudgedTrigger, ...]
    clear: tuple[TriggerKind, ...] = attrs.field(kw_only=True)

    @property
    def state(self) -> TriggerState:
        """The worst state of any trigger; clear only where all of them are."""
        if self.fired:
            return TriggerState.FIRED
        return TriggerState.UNKNOWN if self.unknown else TriggerState.CLEAR


TWICE: Final = 2


def check_triggers(facts: TriggerFacts, *, repeatedly: int) -> TriggerReport:
    """Return which triggers have fired, with reasons, which are not known, and which are clear.

    Args:
        facts: what is known.
        repeatedly: how many failures of the memory protections are "repeatedly", included; at least two, since once is
            not repeatedly. The playbook gives no number.

    Raises:
        FieldError: where the facts are of another kind, or the number is below two.
    """
    of_kind("facts", facts, TriggerFacts)
    if type(repeatedly) is not int or repeatedly < TWICE:
        raise FieldError((f"repeatedly is {shown(repeatedly)}; expected a whole number of at least {TWICE}",))
    judged: dict[TriggerState, list[JudgedTrigger]] = {TriggerState.FIRED: [], TriggerState.UNKNOWN: []}
    for decision in TRIGGERS.collect(_columns(facts, repeatedly)):
        kind, state = decision.outcome
        judged[state].append(JudgedTrigger(kind, decision.reasons))
    fired, unknown = map(tuple, judged.values())
    open_kinds = {trigger.kind for trigger in (*fired, *unknown)}
    return TriggerReport(fired, unknown, clear=tuple(kind for kind in TriggerKind if kind not in open_kinds))


def _columns(facts: TriggerFacts, repeatedly: int) -> dict[str, object]:
    """Return the facts as the table asks for them."""
    required: Iterable[Standing] = ()
    if not isinstance(facts.required, Missing):
        standings = map(facts.standing, facts.required)
        required = (Standing.UNPROVEN if isinstance(stated, Missing) else stated for stated in standings)
    streak: FailureStreak | Missing = MISSING
    if not isinstance(facts.memory_failures, Missing):
        streak = FailureStreak.SOME if facts.memory_failures else FailureStreak.NONE
        streak = FailureStreak.REPEATED if facts.memory_failures >= repeatedly else streak
    known = [metric.regression for metric in facts.measured if metric.regression is not None]
    return {
        "gate_stage": facts.stage,
        # Where the required gates are not named, or there are none, nothing is known of them.
        "required_gates": max(required, default=MISSING),
        **{column: facts.standing(gate) for column, gate in CONSUMER_GATES.items()},
        "worst_regression": max(known, default=MISSING),
        "rate_over_budget": any(
            metric.status is GateStatus.FAIL and metric.regression is None for metric in facts.measured
        ),
        "all_measured": _all_measured(facts),
        "memory_failures": streak,
        "resource_exhaustion": facts.resource_exhaustion,
        "tuple_scope": facts.tuple_scope,
    }


def _all_measured(facts: TriggerFacts) -> bool:
    """Tell whether every budgeted metric, and everything else that was measured, has a sound comparison."""
    if isinstance(facts.budgeted, Missing):
        return False
    changes = [metric.delta if metric.regression is None else metric.regression for metric in facts.measured]
    if None in changes or any(metric.status is GateStatus.ERROR for metric in facts.measured):
        return False
    return facts.budgeted <= {metric.metric for metric in facts.measured}


def _as_kinds(kinds: Iterable[TriggerKind]) -> tuple[TriggerKind, ...]:
    """Return trigger types once each, in the order of the playbook; others are left for the field's check."""
    given = in_order(as_tuple(kinds), TriggerKind, list(TriggerKind).index)
    listed: object = given
    return tuple(dict.fromkeys(given)) if isinstance(listed, tuple) else given


@attrs.frozen(field_transformer=checked)
class RollbackDeclaration(Frozen):
    """The declaration that begins a rollback.

    Attributes:
        triggers: the types of the triggers that fired, at least one; each once, in the order of the playbook.
        impacted: the tuple that is rolled back, as `ReleaseTuple.ref <releasekit.compat.ReleaseTuple>`.
        declared_at: the instant of the declaration; aware.
        declared_by: who declares it, by name or role.

    Raises:
        FieldError: where a field is outside its limits.

    Source:
        Release and Rollback Playbook, Rollback Procedure: "Declare rollback event with trigger type and impacted
        tuple."
    """

    triggers: Annotated[tuple[TriggerKind, ...], Length(1, len(TriggerKind))] = attrs.field(converter=_as_kinds)
    impacted: Place
    declared_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    declared_by: Name = attrs.field(kw_only=True)
