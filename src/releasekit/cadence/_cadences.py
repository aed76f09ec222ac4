"""Cadences: on which days a release is due.

The laws, each of which has a test of its own:

* ``dates(a, b) + dates(b, c) == dates(a, c)``;
* ``next_after``, ``last_before`` and ``is_on`` agree with ``dates``;
* two days of `EveryDays` are always exactly so many days apart, in years of 53 weeks and in leap years too.
"""

from abc import abstractmethod
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Final, TypeAlias, get_args

import attrs
from annotated_types import Interval

from releasekit._arguments import as_tuple, in_order
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit.cadence._days import Quarter, checked_day, checked_window, clipped, day_after
from releasekit.policy import Source
from releasekit.versions import ReleaseType

Distance: TypeAlias = Annotated[int, Interval(ge=1, le=3_660)]
"""How many days lie between two days of a cadence: 1 to 3 660."""


class Days:
    """What every cadence can do; a subclass finds its first day on or after a day, and its last on or before it."""

    __slots__ = ()

    @abstractmethod
    def _first_from(self, day: date) -> date | None: ...

    @abstractmethod
    def _last_until(self, day: date) -> date | None: ...

    def dates(self, start: date, end: date) -> tuple[date, ...]:
        """Return its days in a half-open window, in order: the start counts, the end does not.

        Raises:
            FieldError: where an end is no day (an instant is none), or lies before the start.
        """
        checked_window(start, end)
        days, day = [], self._first_from(start)
        while day is not None and day < end:
            days.append(day)
            day = self.next_after(day)
        return tuple(days)

    def next_after(self, day: date) -> date | None:
        """Return its first day after a day, that day left out; ``None`` where there is none.

        Raises:
            FieldError: where it is no day.
        """
        later = day_after(checked_day("day", day))
        return None if later is None else self._first_from(later)

    def last_before(self, day: date) -> date | None:
        """Return its last day before a day, that day left out; ``None`` where there is none.

        Raises:
            FieldError: where it is no day.
        """
        earlier = day_after(checked_day("day", day), -1)
        return None if earlier is None else self._last_until(earlier)

    def is_on(self, day: date) -> bool:
        """Tell whether a day is one of its days.

        Raises:
            FieldError: where it is no day.
        """
        return self._first_from(checked_day("day", day)) == day


@attrs.frozen
class AsNeeded(Days, Frozen):
    """No day on which a release is due; releases may come on any day."""

    def _first_from(self, _day: date) -> None:
        return None

    def _last_until(self, _day: date) -> None:
        return None


@attrs.frozen(field_transformer=checked)
class EveryDays(Days, Frozen):
    """Every so many days, counted from an anchor to both sides.

    Every second week is ``EveryDays(14, anchor)``, whatever the numbers of the weeks: weeks 53 and 1 are both odd, so
    at the end of a year of 53 weeks two odd weeks follow each other and the even ones are three weeks apart.

    Attributes:
        days: the distance, 1 to 3 660.
        anchor: one of the days.

    Example:
        >>> fridays = EveryDays(14, date(2026, 3, 6))
        >>> [day.isoformat() for day in fridays.dates(date(2026, 3, 1), date(2026, 4, 1))]
        ['2026-03-06', '2026-03-20']
    """

    days: Distance
    anchor: date

    # Python's remainder is never negative, so both hold on either side of the anchor, and give 0 on a day of its own.
    def _first_from(self, day: date) -> date | None:
        return day_after(day, (self.anchor - day).days % self.days)

    def _last_until(self, day: date) -> date | None:
        return day_after(day, -((day - self.anchor).days % self.days))


@attrs.frozen(field_transformer=checked)
class Quarterly(Days, Frozen):
    """Once a quarter, in its last month.

    Attributes:
        day: the day of that month, by default the end of the quarter; if the month is shorter, its last day.

    Example:
        >>> [day.isoformat() for day in Quarterly().dates(date(2026, 1, 1), date(2026, 7, 1))]
        ['2026-03-31', '2026-06-30']
    """

    day: Annotated[int, Interval(ge=1, le=31)] = 31

    def _first_from(self, day: date) -> date | None:
        due = self._of_quarter(day)
        if due >= day:
            return due
        later = day_after(date(due.year, due.month, 28), 7)  # every month is over a week after its 28th
        return None if later is None else self._of_quarter(later)

    def _last_until(self, day: date) -> date | None:
        due = self._of_quarter(day)
        if due <= day:
            return due
        earlier = day_after(date(due.year, due.month - 2, 1), -1)  # the day before the quarter
        return None if earlier is None else self._of_quarter(earlier)

    def _of_quarter(self, day: date) -> date:
        return clipped(day.year, Quarter.of(day).last_month, self.day)


def _in_time(days: Iterable[date]) -> tuple[Any, ...]:
    return in_order(as_tuple(days), date, key=date.isoformat)


@attrs.frozen(field_transformer=checked)
class OnDates(Days, Frozen):
    """The days of a plan, one by one.

    Attributes:
        days: the days, kept in order; each once.

    Raises:
        FieldError: where one is no day, or comes again.
    """

    days: Annotated[tuple[date, ...], Distinct()] = attrs.field(converter=_in_time)

    def _first_from(self, day: date) -> date | None:
        place = bisect_left(self.days, day)
        return self.days[place] if place < len(self.days) else None

    def _last_until(self, day: date) -> date | None:
        place = bisect_right(self.days, day)
        return self.days[place - 1] if place else None


Cadence: TypeAlias = AsNeeded | EveryDays | Quarterly | OnDates
"""On which days a release is due."""
CADENCES: Final[tuple[type, ...]] = get_args(Cadence)


@attrs.frozen(field_transformer=checked)
class DaysApart(Frozen):
    """Every so many days, from a day on that somebody has still to name.

    Attributes:
        days: the distance, 1 to 3 660.
    """

    days: Distance


@attrs.frozen(field_transformer=checked)
class CadenceType(Frozen):
    """How often a team releases what; a row of its table of cadence types.

    Attributes:
        type: the kind of release.
        frequency: how often, as the row writes it.
        rhythm: what that means: a cadence, or a distance in days whose anchor is named later.
        scope: what goes into such a release.
        gate_required: what must pass, as the row writes it; nothing is derived from it.
        source: the row.

    Example:
        >>> row = CadenceType(
        ...     ReleaseType.MINOR,
        ...     "every three weeks",
        ...     rhythm=DaysApart(21),
        ...     scope="what is finished",
        ...     gate_required="all tests",
        ...     source=Source("Handbook", "Releases", quote="minor | every three weeks"),
        ... )
        >>> str(row.cadence(date(2026, 3, 6)).next_after(date(2026, 3, 6)))
        '2026-03-27'
    """

    type: ReleaseType
    frequency: Name
    rhythm: Cadence | DaysApart = attrs.field(kw_only=True)
    scope: Name = attrs.field(kw_only=True)
    gate_required: Name = attrs.field(kw_only=True)
    source: Source = attrs.field(kw_only=True)

    def cadence(self, anchor: date) -> Cadence:
        """Return on which days a release is due.

        Args:
            anchor: one of the days, where the rhythm is a distance in days; a cadence of its own does not need it.

        Raises:
            FieldError: where the anchor is no day.
        """
        checked_day("anchor", anchor)
        return EveryDays(self.rhythm.days, anchor) if isinstance(self.rhythm, DaysApart) else self.rhythm
