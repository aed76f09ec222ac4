"""Measurements: which numbers are accepted, their median over several runs, and exact changes for the worse."""

from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from typing import Final, NamedTuple, TypeAlias

from releasekit._arguments import as_tuple
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.gates._vocabulary import Better
from releasekit.policy import MISSING, Missing

Measure: TypeAlias = Decimal | int | Missing | None
"""A measured number; `MISSING`, or ``None`` for short, where it is not known."""

LONGEST: Final = 100
"""The most digits of a measurement, and the largest power of ten in it."""
MOST_BITS: Final = 400
"""More than any whole number of that length has."""
EXACT: Final = Context(prec=400)
"""Arithmetic that loses no digit of measurements, of their medians, and of the differences of those."""
HALF: Final = Decimal("0.5")
ROUNDED_UP: Final = Context(prec=12, rounding=ROUND_CEILING)
ROUNDED_DOWN: Final = Context(prec=12, rounding=ROUND_FLOOR)


def measure(value: Measure) -> Decimal | Missing:
    """Return a measurement as a decimal number.

    Anything but an exact number of at least zero is `MISSING`: a float, true and false, what is not finite, and what
    has more than 100 digits or a power of ten beyond 100.
    """
    if type(value) is int and value.bit_length() <= MOST_BITS:
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        return MISSING
    return value if _is_short(value) else MISSING


def _is_short(value: Decimal) -> bool:
    return abs(value.adjusted()) <= LONGEST and len(value.as_tuple().digits) <= LONGEST


def listed(name: str, values: Iterable[Measure]) -> tuple[Measure, ...]:
    """Return what each run measured, as a tuple.

    Raises:
        FieldError: where it cannot be listed.
    """
    runs: object = as_tuple(values)
    if not isinstance(runs, tuple):
        raise FieldError((f"{name} is {shown(runs)}; expected a list of numbers",))
    return runs


def median(values: Iterable[Measure]) -> Decimal | Missing:
    """Return the median of several runs, exact: of an even number of runs the mean of the middle two.

    Args:
        values: what each run measured, in any order.

    Returns:
        The median; `MISSING` where there are no runs, or one of them is not a sound measurement, because leaving that
        run out would move the median.

    Raises:
        FieldError: where the values cannot be listed.

    Example:
        >>> str(median([Decimal("92.2"), Decimal("107.8")])), str(median([3, 1, 2]))
        ('100.00', '2')
        >>> str(median([])), str(median([1, 2.5]))
        ('missing', 'missing')
    """
    runs = listed("values", values)
    known = [number for number in map(measure, runs) if not isinstance(number, Missing)]
    if not known or len(known) < len(runs):
        return MISSING
    known.sort(key=lambda number: (number, number.as_tuple()))
    low, high = known[(len(known) - 1) // 2], known[len(known) // 2]
    return low if len(known) % 2 else EXACT.multiply(EXACT.add(low, high), HALF)


class Change(NamedTuple):
    """How a metric moved: its baseline, and by how much it got worse in its own unit."""

    baseline: Decimal
    delta: Decimal


def change(
    baseline: Iterable[Measure], candidate: Iterable[Measure], *, approved: bool, better: Better, zero: bool
) -> Change | str:
    """Compare the medians of two sides, or say why there is no sound comparison.

    Args:
        baseline: the runs to compare with.
        candidate: the runs that were made to be compared.
        approved: whether the baseline is an approved one; only ``True`` is yes.
        better: which way the metric improves.
        zero: whether a baseline of zero is sound.
    """
    before, after = median(listed("baseline", baseline)), median(listed("candidate", candidate))
    if isinstance(before, Missing) or not (before or zero):
        return "no sound baseline; expected " + ("a number of at least zero" if zero else "a positive number")
    if approved is not True:
        return "the baseline is not approved"
    if isinstance(after, Missing):
        return "no sound measurement; expected a number of at least zero"
    ends = (after, before) if better is Better.LOWER else (before, after)
    return Change(before, EXACT.subtract(*ends))


def rounded_to_worse(value: Decimal | int, better: Better) -> Decimal:
    """Round a number to what people read, never onto the good side of a limit."""
    context = ROUNDED_UP if better is Better.LOWER else ROUNDED_DOWN
    return context.plus(Decimal(value))


def too_long(**limits: Decimal | int | None) -> Iterator[str]:
    """Say which limits are longer than a measurement can be."""
    for name, limit in limits.items():
        if limit is not None and not _is_short(Decimal(limit)):
            yield f"{name} is {shown(limit)}; expected at most {LONGEST} digits, and no power of ten beyond that"
