"""Facts that measurements prove: how much worse a metric got, and how the rates of the delivery stand."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import attrs

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Distinct, Name, checked
from releasekit.gates import GateStatus, RateThreshold, Standing
from releasekit.policy import MISSING, Column, Missing, Numbers
from releasekit.readiness._fact import Fact

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext


@attrs.frozen(field_transformer=checked)
class RegressionFact(Fact):
    """The worst regression in percent; missing where a metric was not measured soundly, or none was.

    Attributes:
        name: the name of the column.
        metrics: the metrics that have to be measured; others may be.
    """

    document_kind: ClassVar[str] = "regression"

    name: Name
    metrics: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset)

    @property
    def column(self) -> Column:
        return Column(self.name, Numbers(integer=False), optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        percents = [each.percent for each in context.candidate.regressions]
        known = [percent for percent in percents if not isinstance(percent, Missing)]
        return MISSING if self._unmeasured(context) else max(known, default=MISSING)

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the metrics that were not measured soundly, or else those with the worst regression."""
        worst = self.value(context)
        regressions = sorted(context.candidate.regressions, key=lambda each: each.metric)
        named = [f"{each.metric}: {each.percent} %" for each in regressions if each.percent == worst]
        return [f"{metric}: not measured" for metric in self._unmeasured(context)] or named

    def _unmeasured(self, context: "ReviewContext") -> list[str]:
        percents = {each.metric: each.percent for each in context.candidate.regressions}
        return sorted(
            metric for metric in self.metrics | percents.keys() if isinstance(percents.get(metric, MISSING), Missing)
        )


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
