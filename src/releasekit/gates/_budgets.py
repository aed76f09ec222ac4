"""How much worse than its baseline a metric may get."""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Annotated, Final

import attrs
from annotated_types import Gt

from releasekit._fields import Frozen, Name, Note, checked
from releasekit.gates._vocabulary import Better, GateStatus

__all__ = ["Budgeted", "RegressionBudget"]


@attrs.frozen
class Budgeted(Frozen):
    """How a measurement stands against its budget.

    Attributes:
        metric: the name of the metric.
        status: ``PASS`` within the budget, ``FAIL`` beyond it, ``ERROR`` where there is no sound comparison.
        regression: the change for the worse in percent of the baseline, negative for an improvement; ``None`` on error.
        note: the same for people.
    """

    metric: str
    status: GateStatus
    regression: Decimal | None = attrs.field(kw_only=True)
    note: str = attrs.field(kw_only=True)


UPWARDS: Final = Context(prec=400, rounding=ROUND_CEILING)
"""Division that never rounds a regression down onto its limit."""
LONGEST: Final = 100
"""The most digits of a measurement, and the largest power of ten in it."""


@attrs.frozen(field_transformer=checked)
class RegressionBudget(Frozen):
    """How much worse than its approved baseline a metric may get.

    Attributes:
        metric: the name of the metric.
        percent: the greatest regression allowed, in percent of the baseline, included: exactly 10 of 10 % passes.
        better: which way the metric improves.
        why: the sentence that sets the budget.

    Source:
        Release and Rollback Playbook, Rollback Triggers: ">10% regression relative to approved baseline".
    """

    metric: Name
    percent: Annotated[Decimal, Gt(0)]
    better: Better = attrs.field(kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)

    def judge(self, baseline: Decimal | None, candidate: Decimal | None, *, approved: bool) -> Budgeted:
        """Compare a measurement with its baseline.

        Args:
            baseline: the value to compare with; ``None`` where it is missing.
            candidate: the value that was measured; ``None`` where it is missing.
            approved: whether the baseline is an approved one.

        Returns:
            The verdict, exact. A missing, zero, negative, infinite or unapproved baseline is an error, as is a missing
            value, and a number of more than 100 digits.
        """
        problem = _unsound(baseline, candidate, approved=approved)
        if problem or baseline is None or candidate is None:
            return Budgeted(self.metric, GateStatus.ERROR, regression=None, note=problem)
        ends = (candidate, baseline) if self.better is Better.LOWER else (baseline, candidate)
        exact = (Fraction(ends[0]) - Fraction(ends[1])) / Fraction(baseline) * 100
        status = GateStatus.FAIL if exact > Fraction(self.percent) else GateStatus.PASS
        regression = UPWARDS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        shown_as = regression.quantize(Decimal("0.01"), context=UPWARDS)
        return Budgeted(self.metric, status, regression=regression, note=f"{shown_as} % of {self.percent} %")


def _unsound(baseline: Decimal | None, candidate: Decimal | None, *, approved: bool) -> str:
    if not _is_measure(baseline) or not baseline:
        return "no sound baseline; expected a positive number"
    if approved is not True:
        return "the baseline is not approved"
    return "" if _is_measure(candidate) else "no sound measurement; expected a number of at least zero"


def _is_measure(value: Decimal | None) -> bool:
    """Tell whether a value is an exact number of at least zero and of reasonable length."""
    if isinstance(value, int):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        return False
    return len(value.as_tuple().digits) <= LONGEST and abs(value.adjusted()) <= LONGEST
