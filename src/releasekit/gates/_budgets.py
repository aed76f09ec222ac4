"""How much worse than its baseline a metric may get, and how high or low a rate has to be."""

from collections.abc import Iterable
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Annotated, ClassVar, Final

import attrs
from annotated_types import Ge, Gt, Interval

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, Name, Note, checked
from releasekit.answers import Answer
from releasekit.gates._measures import EXACT, Change, Measure, change, measure, rounded_to_worse, too_long
from releasekit.gates._vocabulary import Better, GateStatus
from releasekit.policy import MISSING, Missing

UPWARDS: Final = Context(prec=400, rounding=ROUND_CEILING)
"""Division that never rounds a regression down onto its limit."""


@attrs.frozen(field_transformer=checked)
class MetricVerdict(Frozen, Answer):
    """Whether a measurement keeps its budget or threshold.

    Attributes:
        metric: the name of the metric.
        status: ``PASS`` within the budget, ``FAIL`` beyond it, ``ERROR`` where there is no sound comparison.
        regression: the change for the worse in percent of the baseline, negative for an improvement; ``None`` where
            the budget is not one in percent, and where there is no such number.
        note: the same for people.
        delta: the change for the worse in the metric's own unit, negative for an improvement; for a threshold how far
            the rate lies beyond it. Exact; ``None`` where there is no such number.

    Raises:
        FieldError: where a field is outside its limits, or a number is not finite.
    """

    compared: ClassVar[str] = "status"

    metric: Name
    status: GateStatus
    regression: Decimal | None = attrs.field(default=None, kw_only=True)
    note: Note = attrs.field(default="", kw_only=True)
    delta: Decimal | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class RegressionBudget(Frozen):
    """How much worse than its approved baseline a metric may get.

    A candidate fails where it is worse by more than ``percent`` and, where there is a floor, by more than that too.

    Attributes:
        metric: the name of the metric.
        percent: the greatest regression allowed, in percent of the baseline, included: exactly 10 of 10 % passes.
        better: which way the metric improves.
        why: the sentence that sets the budget.
        floor: the greatest change for the worse that passes whatever the percent, in the metric's own unit, included;
            ``None`` for no floor.

    Raises:
        FieldError: where a field is outside its limits, or has more digits than a measurement.

    Source:
        Release and Rollback Playbook, Rollback Triggers: ">10% regression relative to approved baseline".
    """

    metric: Name
    percent: Annotated[Decimal, Gt(0)]
    better: Better = attrs.field(kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)
    floor: Annotated[Decimal, Ge(0)] | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterable[str]:
        return too_long(percent=self.percent, floor=self.floor)

    def judge(self, baseline: Measure, candidate: Measure, *, approved: bool) -> MetricVerdict:
        """Compare a measurement with its baseline.

        Args:
            baseline: the value to compare with; `MISSING` or ``None`` where it is not known.
            candidate: the value that was measured; the same.
            approved: whether the baseline is an approved one.

        Returns:
            The verdict, exact. A missing, zero, negative, infinite or unapproved baseline is an error, as is a missing
            value, a float, and a number of more than 100 digits.
        """
        return self.judge_runs((baseline,), (candidate,), approved=approved)

    def judge_runs(self, baseline: Iterable[Measure], candidate: Iterable[Measure], *, approved: bool) -> MetricVerdict:
        """Compare the `median` of several runs with the median of the runs of the baseline.

        Args:
            baseline: what each run of the baseline measured, in any order; no runs are a missing baseline.
            candidate: what each run of the candidate measured; there may be more or fewer of them.
            approved: whether the baseline is an approved one.

        Returns:
            The verdict of `judge` on the two medians, exact; an unsound run makes its side missing.

        Raises:
            FieldError: where a side cannot be listed.
        """
        moved = change(baseline, candidate, approved=approved, better=self.better, zero=False)
        if isinstance(moved, str):
            return _unsound(self.metric, moved)
        exact = Fraction(moved.delta) / Fraction(moved.baseline) * 100
        is_beyond = exact > Fraction(self.percent) and (self.floor is None or moved.delta > self.floor)
        regression = UPWARDS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        note = f"{regression.quantize(Decimal('0.01'), context=UPWARDS)} % of {self.percent} %"
        if self.floor is not None:
            note += f"; {_delta(moved)} of a floor of {self.floor}"
        return MetricVerdict(self.metric, _status(is_beyond), regression=regression, note=note, delta=moved.delta)

    def allows(self, judged: MetricVerdict) -> bool | Missing:
        """Tell whether a judged metric keeps this budget too, by whichever budget it was judged.

        Returns:
            Whether it does; no failure does. `MISSING` where it is of another metric, has no percent, or only a percent
            where there is a floor; and where its comparison is not sound, unless it is beyond the budget all the same.
        """
        of_kind("judged", judged, MetricVerdict)
        is_beyond: bool | Missing = MISSING if judged.regression is None else judged.regression > self.percent
        if is_beyond is True and self.floor is not None:
            is_beyond = MISSING if judged.delta is None else judged.delta > self.floor
        return _allowed(judged, is_beyond, self.metric)


@attrs.frozen(field_transformer=checked)
class DeltaBudget(Frozen):
    """How much worse a metric may get in its own unit, for rates whose baseline may be zero.

    Attributes:
        metric: the name of the metric.
        maximum: the greatest change for the worse allowed, included: exactly the maximum passes.
        better: which way the metric improves; most such rates count errors.
        why: the sentence that sets the budget.

    Raises:
        FieldError: where a field is outside its limits, or has more digits than a measurement.
    """

    metric: Name
    maximum: Annotated[Decimal, Ge(0)]
    better: Better = attrs.field(default=Better.LOWER, kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> Iterable[str]:
        return too_long(maximum=self.maximum)

    def judge(self, baseline: Measure, candidate: Measure, *, approved: bool) -> MetricVerdict:
        """Compare a measurement with its baseline: as `RegressionBudget.judge`, but a baseline of zero is sound."""
        return self.judge_runs((baseline,), (candidate,), approved=approved)

    def judge_runs(self, baseline: Iterable[Measure], candidate: Iterable[Measure], *, approved: bool) -> MetricVerdict:
        """Compare the medians of several runs: as `RegressionBudget.judge_runs`, but a baseline of zero is sound."""
        moved = change(baseline, candidate, approved=approved, better=self.better, zero=True)
        if isinstance(moved, str):
            return _unsound(self.metric, moved)
        note = f"{_delta(moved)} of {self.maximum}"
        is_beyond = moved.delta > self.maximum
        return MetricVerdict(self.metric, _status(is_beyond), regression=None, note=note, delta=moved.delta)

    def allows(self, judged: MetricVerdict) -> bool | Missing:
        """Tell whether a judged metric keeps this budget too: as `RegressionBudget.allows`, by its own unit."""
        of_kind("judged", judged, MetricVerdict)
        is_beyond: bool | Missing = MISSING if judged.delta is None else judged.delta > self.maximum
        return _allowed(judged, is_beyond, self.metric)


@attrs.frozen(field_transformer=checked)
class RateThreshold(Frozen):
    """How high or how low a rate has to be, whatever it was before.

    Attributes:
        metric: the name of the rate, such as ``success_rate``.
        limit: the threshold in percent, 0 to 100, included. There is no default.
        better: ``HIGHER`` where the rate must be at least the limit, ``LOWER`` where at most.
        why: the sentence that sets the threshold.

    Raises:
        FieldError: where a field is outside its limits, or has more digits than a measurement.

    Source:
        Release Cadence & Sync Automation, Release Evidence Template: "success_rate: <percentage>",
        "rework_rate: <percentage>".
    """

    metric: Name
    limit: Annotated[int, Interval(ge=0, le=100)] | Annotated[Decimal, Interval(ge=0, le=100)]
    better: Better = attrs.field(kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> Iterable[str]:
        return too_long(limit=self.limit)

    def __str__(self) -> str:
        return f"{self.metric} {self._bound} {self.limit} %"

    @property
    def _bound(self) -> str:
        return "at most" if self.better is Better.LOWER else "at least"

    def judge(self, rate: Measure) -> MetricVerdict:
        """Compare a rate in percent with the threshold; a rate that is missing or outside 0 to 100 is an error."""
        percent = measure(rate)
        if isinstance(percent, Missing) or percent > 100:  # noqa: PLR2004 - percent
            return _unsound(self.metric, "no sound rate; expected 0 to 100 percent")
        ends = (percent, self.limit) if self.better is Better.LOWER else (self.limit, percent)
        delta = EXACT.subtract(*ends)
        note = f"{rounded_to_worse(percent, self.better)} %; expected {self._bound} {self.limit} %"
        return MetricVerdict(self.metric, _status(delta > 0), regression=None, note=note, delta=delta)


def _unsound(metric: str, problem: str) -> MetricVerdict:
    return MetricVerdict(metric, GateStatus.ERROR, regression=None, note=problem)


def _allowed(judged: MetricVerdict, is_beyond: bool | Missing, metric: str) -> bool | Missing:  # noqa: FBT001 - private
    """Say whether the budget of a metric is kept; an unsound comparison never shows that, and a failure stays one."""
    if judged.metric != metric:
        return MISSING
    if is_beyond is True or judged.status is GateStatus.FAIL:
        return False
    return MISSING if isinstance(is_beyond, Missing) or judged.status is not GateStatus.PASS else True


def _status(is_beyond: bool) -> GateStatus:  # noqa: FBT001 - private, and it has one argument
    return GateStatus.FAIL if is_beyond else GateStatus.PASS


def _delta(moved: Change) -> Decimal:
    return rounded_to_worse(moved.delta, Better.LOWER)
