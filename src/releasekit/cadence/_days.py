"""Days, months and quarters: what calendars are made of; and the checks of what is asked of calendars."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Annotated, Self

import attrs
from annotated_types import Interval

from releasekit._arguments import instant, of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import Word, shown
from releasekit.errors import FieldError


def checked_day(name: str, value: date) -> date:
    """Return an argument that must be a day; an instant is refused, because its day depends on the zone.

    Raises:
        FieldError: where it is anything else.
    """
    if type(value) is not date:
        raise FieldError((f"{name} is {shown(value)}; expected a day",))
    return value


def checked_window(start: date, end: date) -> None:
    """Refuse two days that are no half-open window; an empty window is allowed.

    Raises:
        FieldError: where one is no day, or the end comes before the start.
    """
    if checked_day("start", start) > checked_day("end", end):
        raise FieldError((f"end is {shown(end)}; expected {shown(start)}, the start, or a later day",))


def utc_day(name: str, at: datetime) -> date:
    """Return the day on which an instant falls in UTC.

    Raises:
        FieldError: where it is no instant.
    """
    return instant(name, at).date()


def clipped(year: int, month: int, day: int) -> date:
    """Return a day of a month, or its last day where the month is shorter."""
    return date(year, month, min(day, monthrange(year, month)[1]))


def day_after(day: date, count: int = 1) -> date | None:
    """Return the day that is so many days later (earlier, where negative); ``None`` outside the years 1 to 9999."""
    try:
        return day + timedelta(days=count)
    except OverflowError:
        return None


class Weekday(Word):
    """The days of a week."""

    MON = "Mon"
    TUE = "Tue"
    WED = "Wed"
    THU = "Thu"
    FRI = "Fri"
    SAT = "Sat"
    SUN = "Sun"

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the weekday of a day.

        Raises:
            FieldError: where it is no day.
        """
        return tuple(cls)[checked_day("day", day).weekday()]


class Quarter(Word):
    """A quarter of a year.

    Source:
        Release Cadence & Sync Automation, Release Schedule: "End of quarter (Q1=Mar, Q2=Jun, Q3=Sep, Q4=Dec)".
    """

    Q1 = "Q1"
    Q2 = "Q2"
    Q3 = "Q3"
    Q4 = "Q4"

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which a day falls.

        Raises:
            FieldError: where it is no day.
        """
        return tuple(cls)[(checked_day("day", day).month - 1) // 3]

    @property
    def last_month(self) -> int:
        """The month at its end, 3 for March to 12 for December."""
        return 3 * (tuple(Quarter).index(self) + 1)


@attrs.frozen(field_transformer=checked)
class Month(Frozen):
    """A month of a year: a date whose day nobody gave, and which the library does not guess.

    Attributes:
        year: 1 to 9999.
        month: 1 to 12.

    Example:
        >>> month = Month.parse("2028-02")
        >>> str(month.first_day), str(month.last_day)
        ('2028-02-01', '2028-02-29')
    """

    year: Annotated[int, Interval(ge=1, le=9999)]
    month: Annotated[int, Interval(ge=1, le=12)]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the month that a text of the form ``YYYY-MM`` names.

        Raises:
            FieldError: where it is any other text.
        """
        of_kind("text", text, str)
        year, dash, month = text.partition("-")
        digits = year + month
        if (len(year), dash, len(month)) != (4, "-", 2) or not (digits.isascii() and digits.isdigit()):
            raise FieldError((f"month is {shown(text)}; expected `YYYY-MM`",))
        return cls(int(year), int(month))

    @property
    def first_day(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Its last day, which is the 29th in February of a leap year."""
        return clipped(self.year, self.month, 31)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"
