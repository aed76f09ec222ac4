"""Facts that measurements prove: how metrics stand against their budgets, and how the rates of the delivery stand.

Metrics are read from the results of gates that count for the release. So a measurement of another commit proves
nothing, and a change for the worse stands until a rerun replaces its result.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import attrs
from annotated_types import MinLen

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Distinct, Name, checked
from releasekit.gates import (
    DeltaBudget,
    GateResult,
    GateStatus,
    MetricVerdict,
    RateThreshold,
    RegressionBudget,
    Standing,
)
from releasekit.policy import MISSING, Column, Missing, Numbers
from releasekit.readiness._classes import unknown_names
from releasekit.readiness._fact import Fact
from releasekit.readiness._facts_of_gates import as_gates

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext
    from releasekit.readiness._rules import ReadinessRules


@attrs.frozen(field_transformer=checked)
class _OfMetrics(Fact):
    """What the counting results of some gates measured.

    Attributes:
        name: the name of the column.
        gates: the gates; ``None`` for all that the playbook knows.
    """

    name: Name
    gates: frozenset[Name] | None = attrs.field(default=None, converter=as_gates)

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        return unknown_names("gates", self.gates or (), (gate.id for gate in rules.gates))

    def _measured(self, context: "ReviewContext") -> Iterator[tuple[GateResult, MetricVerdict]]:
        """Yield each metric of the results that count, with its result."""
        gates = frozenset(gate.id for gate in context.rules.gates) if self.gates is None else self.gates
        return ((run, judged) for run in context.counting(gates) for judged in run.measured)


@attrs.frozen(field_transformer=checked)
class BudgetFact(_OfMetrics):
    """How metrics stand against their budgets: the worst of them, by the results of some gates that count.

    A metric that is known to be beyond its budget has failed, whatever else was measured, also where the comparison is
    not sound. One without a sound comparison, or without any, is unproven. What a result says of a metric is compared
    with the budget again, so that it may have been judged by another one. A metric without a budget here changes
    nothing, unless it failed or its comparison is not sound.

    Attributes:
        name: the name of the column.
        gates: the gates; ``None`` for all that the playbook knows.
        budgets: one or more, with a metric each; each has to be measured.
    """

    document_kind: ClassVar[str] = "budgets"

    budgets: Annotated[tuple[RegressionBudget | DeltaBudget, ...], MinLen(1), Distinct("metric")] = attrs.field(
        converter=as_tuple, kw_only=True
    )

    @property
    def column(self) -> Column:
        return Column(self.name, Standing, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        return max(standing for standing, _, _ in self._judged(context))

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the metrics beyond their budgets, then those without a sound comparison; together what is alike."""
        lines: dict[tuple[Standing, str], list[str]] = {}
        for standing, note, metric in sorted(self._judged(context)):
            lines.setdefault((standing, note), []).append(metric)
        worst_first = sorted(lines, key=lambda line: line[0], reverse=True)
        return [f"{', '.join(lines[line])}: {line[1]}" for line in worst_first if line[0] is not Standing.PASSED]

    def _judged(self, context: "ReviewContext") -> Iterator[tuple[Standing, str, str]]:
        """Say of each metric how it stands, and what was measured."""
        budgets = {budget.metric: budget for budget in self.budgets}
        measured = list(self._measured(context))
        for metric in budgets.keys() - {judged.metric for _, judged in measured}:
            yield Standing.UNPROVEN, "not measured", metric
        for run, judged in measured:
            standing = _standing(run, judged, budgets.get(judged.metric))
            why = run.note if standing is Standing.UNPROVEN else ""
            yield standing, why or judged.note or str(judged.status), judged.metric


def _standing(run: GateResult, judged: MetricVerdict, budget: RegressionBudget | DeltaBudget | None) -> Standing:
    """Return what a result proves of a metric: bad news in any case, good news where the run itself was sound."""
    kept = PROVED.get(judged.status, Standing.UNPROVEN)
    if budget is not None:
        allowed = budget.allows(judged)
        kept = Standing.UNPROVEN if isinstance(allowed, Missing) else Standing.PASSED if allowed else Standing.FAILED
    is_sound = run.status is GateStatus.FAIL or run.standing is Standing.PASSED
    return kept if is_sound else max(kept, Standing.UNPROVEN)


@attrs.frozen(field_transformer=checked)
class RegressionFact(_OfMetrics):
    """The worst regression in percent by the results of some gates that count; missing where a metric lacks one.

    A table cannot be milder for a missing number than for a large one, so a metric that was not measured hides nothing.
    Where a metric is unmeasured in a sound release, or has a budget in its own unit, ask a `BudgetFact`.

    Attributes:
        name: the name of the column.
        gates: the gates; ``None`` for all that the playbook knows.
        metrics: the metrics that have to be measured; others may be.
    """

    document_kind: ClassVar[str] = "regression"

    metrics: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    @property
    def column(self) -> Column:
        return Column(self.name, Numbers(integer=False), optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        known = [judged.regression for _, judged in self._measured(context) if judged.regression is not None]
        return MISSING if self._unmeasured(context) else max(known, default=MISSING)

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the metrics without a percent, then those with the worst regression."""
        percents = {(judged.regression, judged.metric) for _, judged in self._measured(context)}
        worst = max((percent for percent, _ in percents if percent is not None), default=None)
        named = sorted(metric for percent, metric in percents if percent is not None and percent == worst)
        unmeasured = [f"{metric}: not measured" for metric in self._unmeasured(context)]
        return [*unmeasured, *(f"{metric}: {worst} %" for metric in named)]

    def _unmeasured(self, context: "ReviewContext") -> list[str]:
        sound = {
            judged.metric
            for run, judged in self._measured(context)
            if judged.regression is not None and _standing(run, judged, None) is not Standing.UNPROVEN
        }
        errors = {judged.metric for _, judged in self._measured(context) if judged.status is GateStatus.ERROR}
        return sorted(self.metrics - sound | errors)


PROVED: Final = {GateStatus.PASS: Standing.PASSED, GateStatus.FAIL: Standing.FAILED}


@attrs.frozen(field_transformer=checked)
class RateFact(Fact):
    """How the rates of the delivery stand against their thresholds; one that was not measured proves nothing.

    Attributes:
        name: the name of the column.
        thresholds: how good each rate has to be.
    """

    document_kind: ClassVar[str] = "rates"

    name: Name
    thresholds: Annotated[tuple[RateThreshold, ...], Distinct("metric")] = attrs.field(converter=as_tuple)

    @property
    def column(self) -> Column:
        return Column(self.name, Standing, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        return max((standing for _, standing in self._judged(context)), default=Standing.UNPROVEN)

    def details(self, context: "ReviewContext") -> list[str]:
        return [line for line, standing in self._judged(context) if standing is not Standing.PASSED]

    def _judged(self, context: "ReviewContext") -> Iterator[tuple[str, Standing]]:
        """Say of each threshold what it asks for, what was measured, and how that stands."""
        rates = dict(context.candidate.rates)
        for threshold in sorted(self.thresholds, key=lambda each: each.metric):
            verdict = threshold.judge(rates.get(threshold.metric, MISSING))
            yield f"{verdict.metric}: {verdict.note}", PROVED.get(verdict.status, Standing.UNPROVEN)
