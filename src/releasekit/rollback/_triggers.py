"""Which rollback triggers have fired, which are clear and which are unknown; and the declaration that follows.

An unknown fact never clears a trigger, whatever its table says: where the facts that are still open could be such that
a rule of the trigger fires, the trigger is unknown. So learning a fact never takes a clear trigger to fired. A fact is
open where it is missing; the standing of a gate, where the gate is unproven; what is derived from measurements, where
nothing has a budget, not everything with one was soundly measured, or a metric failed its own. Whoever promotes a
release may not take an unknown trigger for a clear one.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Annotated, ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import again, as_frozenset, as_pairs, as_tuple, as_utc, in_order, of_kind
from releasekit._fields import Distinct, Frozen, Length, Name, Place, checked
from releasekit._words import did_you_mean, listing, spelt
from releasekit.answers import Answer
from releasekit.errors import FieldError
from releasekit.gates import DeltaBudget, GateStatus, GateVerdict, MetricVerdict, RegressionBudget, Standing
from releasekit.policy import MISSING, Cell, Column, Missing, Numbers, Reason, Rule
from releasekit.rollback._rules import DERIVED, Outcome, TriggerRules, TriggerState

Budget: TypeAlias = RegressionBudget | DeltaBudget


def _as_names(names: Iterable[str] | Missing) -> frozenset[str] | Missing:
    return names if isinstance(names, Missing) else as_frozenset(names)


def _as_budgets(budgets: Iterable[Budget] | Missing) -> tuple[Budget, ...] | Missing:
    return budgets if isinstance(budgets, Missing) else as_tuple(budgets)


@attrs.frozen(field_transformer=checked)
class TriggerFacts(Frozen):
    """What is known of a release that is out or on its way. What nobody stated is `MISSING`, and clears no trigger.

    Attributes:
        gates: what the results of each gate prove; a gate that is not among them is not known. What their results
            measured counts as well.
        required: the ids of the gates that the release requires.
        budgets: what each metric may lose; each has to be measured. Of none, nothing is known.
        measured: how metrics stand against their budgets, as `BudgetReport.measured
            <releasekit.gates.BudgetReport.measured>` has it; one without any change has no sound comparison, for its
            baseline is not an approved one, say. A metric keeps its budget whichever it was judged by; one without a
            budget counts as it was judged. Of two measurements of a metric, the worse counts.
        stated: everything else that the triggers ask, by the columns of their table; a mapping or pairs, kept as sorted
            pairs. `check_triggers` refuses what the table does not ask, or does not take.

    Raises:
        FieldError: where a field is outside its limits, or a fact is stated twice.
    """

    gates: tuple[GateVerdict, ...] = attrs.field(default=(), converter=as_tuple)
    required: frozenset[Name] | Missing = attrs.field(default=MISSING, converter=_as_names)
    budgets: Annotated[tuple[Budget, ...], Distinct("metric")] | Missing = attrs.field(
        default=MISSING, converter=_as_budgets, kw_only=True
    )
    measured: tuple[MetricVerdict, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    stated: tuple[tuple[Name, object], ...] = attrs.field(default=(), converter=as_pairs, kw_only=True)

    def _problems(self) -> Iterable[str]:
        return again("stated", map(itemgetter(0), self.stated))

    @property
    def metrics(self) -> tuple[MetricVerdict, ...]:
        """What was measured: what is stated of metrics, and what the results of the gates say."""
        runs = (verdict.result for verdict in self.gates if verdict.result is not None)
        return (*self.measured, *(judged for run in runs for judged in run.measured))

    def standing(self, gate: str) -> Standing | Missing:
        """Return the worst that is proved of a gate; `MISSING` where nothing is said of it."""
        of_kind("gate", gate, str)
        return max((verdict.standing for verdict in self.gates if verdict.gate == gate), default=MISSING)


@attrs.frozen
class JudgedTrigger(Frozen):
    """One trigger that has fired or is not known, with the sentences that say so.

    Attributes:
        name: which one.
        reasons: the rules that say so. Where no rule says that the trigger is unknown, those that may fire yet.
        missing: the columns of the open facts by which a rule may fire yet, in their order; none where it has fired.
    """

    name: str
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = attrs.field(default=(), kw_only=True)


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
    clear: tuple[str, ...] = attrs.field(kw_only=True)

    @property
    def state(self) -> TriggerState:
        """The worst state of any trigger; clear only where all of them are."""
        if self.fired:
            return TriggerState.FIRED
        return TriggerState.UNKNOWN if self.unknown else TriggerState.CLEAR


def check_triggers(facts: TriggerFacts, rules: TriggerRules) -> TriggerReport:
    """Return which triggers have fired, with reasons, which are not known, and which are clear.

    Args:
        facts: what is known.
        rules: the triggers.

    Returns:
        The triggers by their state, each in the order of the outcomes of the table. One that both fires and is unknown
        by its rules has fired.

    Raises:
        FieldError: where an argument is of another kind, or a fact is stated that the table does not ask or does not
            take; it names all of these.
    """
    of_kind("facts", facts, TriggerFacts)
    of_kind("rules", rules, TriggerRules)
    if problems := tuple(_strange_facts(facts, rules)):
        raise FieldError(problems)
    values = _values(facts, rules)
    said: dict[TriggerState, dict[str, tuple[Reason, ...]]] = {TriggerState.FIRED: {}, TriggerState.UNKNOWN: {}}
    for decision in rules.table.collect(values):
        name, state = decision.outcome
        said[state][name] = decision.reasons
    fired, unknown = said.values()
    # INVARIANT: a rule that fires once an open fact is learnt is among those that may, so its trigger is not clear.
    may_fire = [(rule, lacking) for rule, lacking in _lacking(facts, rules, values) if rule.then[0] not in fired]
    doubtful = []
    for name in rules.triggers:
        doubts = [(rule, lacking) for rule, lacking in may_fire if rule.then[0] == name]
        if name not in fired and (doubts or name in unknown):
            reasons = unknown.get(name) or tuple(_doubt(rule, lacking) for rule, lacking in doubts)
            missing = sorted({column for _, lacking in doubts for column in lacking})
            doubtful.append(JudgedTrigger(name, reasons, missing=tuple(missing)))
    told = {*fired, *(trigger.name for trigger in doubtful)}
    return TriggerReport(
        tuple(JudgedTrigger(name, reasons) for name, reasons in fired.items()),
        tuple(doubtful),
        clear=tuple(name for name in rules.triggers if name not in told),
    )


def _strange_facts(facts: TriggerFacts, rules: TriggerRules) -> Iterator[str]:
    """Say which stated facts the table does not ask, or does not take."""
    columns = {column.name: column for column in rules.stated}
    for name, value in facts.stated:
        if name not in columns:
            why = "is derived and not stated" if name in DERIVED or name in dict(rules.gates) else "is no column"
            meant = did_you_mean(name, columns)
            yield f"stated: `{name}` {why}; expected columns among {listing(columns)}{meant}"
        elif not columns[name].contains(value):
            column = columns[name]
            yield f"stated: `{name}` is {spelt(value)}; expected {column.expected}{column.near(value)}"


def _values(facts: TriggerFacts, rules: TriggerRules) -> dict[str, object]:
    """Return the facts as the table asks for them."""
    required: Iterable[Standing] = ()
    if not isinstance(facts.required, Missing):
        standings = map(facts.standing, facts.required)
        required = (Standing.UNPROVEN if isinstance(stated, Missing) else stated for stated in standings)
    known = [metric.regression for metric in facts.metrics if metric.regression is not None]
    values = {
        # Where the required gates are not named, or there are none, nothing is known of them.
        "required_gates": max(required, default=MISSING),
        "worst_regression": max(known, default=MISSING),
        "rate_over_budget": any(allowed is False and not _has_percent(*pair) for pair, allowed in _allowed(facts)),
        "all_measured": _all_measured(facts),
        **{column: facts.standing(gate) for column, gate in rules.gates},
        **dict(facts.stated),
    }
    return {column.name: values.get(column.name, MISSING) for column in rules.table.columns}


def _all_measured(facts: TriggerFacts) -> bool:
    """Tell whether every budgeted metric, and everything else that was measured, has a sound comparison."""
    if isinstance(facts.budgets, Missing) or not facts.budgets:
        return False
    if any(judged.status is GateStatus.ERROR or allowed is MISSING for (judged, _), allowed in _allowed(facts)):
        return False
    return {budget.metric for budget in facts.budgets} <= {judged.metric for judged in facts.metrics}


def _allowed(facts: TriggerFacts) -> Iterator[tuple[tuple[MetricVerdict, Budget | None], bool | Missing]]:
    """Yield whether each metric keeps its budget, with both; one without a budget keeps that which it was judged by."""
    budgets = {} if isinstance(facts.budgets, Missing) else {budget.metric: budget for budget in facts.budgets}
    for judged in facts.metrics:
        budget = budgets.get(judged.metric)
        if budget is not None:
            yield (judged, budget), budget.allows(judged)
        elif judged.status is GateStatus.FAIL:
            yield (judged, None), False
        else:
            yield (judged, None), MISSING if judged.regression is None and judged.delta is None else True


def _has_percent(judged: MetricVerdict, budget: Budget | None) -> bool:
    """Tell whether a metric counts by its percent."""
    return judged.regression is not None and not isinstance(budget, DeltaBudget)


MEASURED: Final = frozenset({"worst_regression", "rate_over_budget", "all_measured"})
"""What more measurements may change."""


def _lacking(
    facts: TriggerFacts, rules: TriggerRules, values: Mapping[str, object]
) -> Iterator[tuple[Rule[Outcome], tuple[str, ...]]]:
    """Yield the rules that do not fire and may fire yet, each with the columns of the open facts that it waits for."""
    gates = {"required_gates", *dict(rules.gates)}
    # Once everything is measured and kept its budget, more is not to come. A table may have a greater limit than the
    # budget that a metric failed, or not ask for it; a failure clears nothing all the same.
    open_names = {name for name, value in values.items() if value is MISSING}
    open_names |= {name for name in gates if values.get(name) is Standing.UNPROVEN}
    is_settled = _all_measured(facts) and all(allowed is True for _, allowed in _allowed(facts))
    open_names = open_names - MEASURED if is_settled else open_names | MEASURED
    may_have = {column.name: column for column in rules.table.columns if column.name in open_names}
    for rule in rules.table.rules:
        unmet = [(name, cell) for name, cell in rule.when if not cell.contains(values[name])]
        is_possible = all(name in may_have and _holds_present(cell, may_have[name]) for name, cell in unmet)
        if unmet and is_possible and rule.then[1] is TriggerState.FIRED:
            yield rule, tuple(name for name, _ in unmet)


def _holds_present(cell: Cell, column: Column) -> bool:
    """Tell whether a cell holds anything that is not `MISSING`."""
    if isinstance(column.domain, Numbers):
        return cell.negated or bool(cell.spans)
    return any(map(cell.contains, column.values))


def _doubt(rule: Rule[Outcome], lacking: Iterable[str]) -> Reason:
    """Return a rule that may fire yet as the reason why its trigger is unknown."""
    columns = ", ".join(f"`{column}`" for column in lacking)
    because = f"unknown without {columns}: {rule.because}" if rule.because else f"unknown without {columns}"
    return Reason(rule.id, rule.code, because=because, source=rule.source)


def _as_triggers(triggers: Iterable[str]) -> tuple[str, ...]:
    """Return names once each, sorted; others are left for the field's check."""
    given = in_order(as_tuple(triggers), str, str)
    listed: object = given
    is_sound = isinstance(listed, tuple) and all(type(name) is str for name in listed)
    return tuple(dict.fromkeys(given)) if is_sound else given


@attrs.frozen(field_transformer=checked)
class RollbackDeclaration(Frozen):
    """The declaration that begins a rollback.

    Attributes:
        triggers: the names of the triggers that fired, at least one; each once, kept sorted.
        impacted: the tuple that is rolled back, as `ReleaseTuple.ref <releasekit.compat.ReleaseTuple>`.
        declared_at: the instant of the declaration; aware.
        declared_by: who declares it, by name or role.

    Raises:
        FieldError: where a field is outside its limits.

    Source:
        Release and Rollback Playbook, Rollback Procedure: "Declare rollback event with trigger type and impacted
        tuple."
    """

    triggers: Annotated[tuple[Name, ...], Length(1, 1_000)] = attrs.field(converter=_as_triggers)
    impacted: Place
    declared_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    declared_by: Name = attrs.field(kw_only=True)
