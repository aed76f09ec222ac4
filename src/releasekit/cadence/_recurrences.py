"""When a maintenance duty is due: four kinds of recurrence, and the events that two of them wait for.

A recurrence turns into *periods*. A period is half-open in UTC: what is done exactly at its start is done in it, and
what is done exactly at its end is late.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Final, NamedTuple, TypeAlias

import attrs
from annotated_types import Ge, Gt, Interval

from releasekit._arguments import as_frozenset, as_utc, instant, items
from releasekit._fields import Frozen, Length, Name, checked
from releasekit.cadence._days import clipped
from releasekit.policy import Missing
from releasekit.versions import ChangeKind, ReleaseType

FIRST: Final = datetime.min.replace(tzinfo=UTC)
LAST: Final = datetime.max.replace(tzinfo=UTC)
DECEMBER: Final = 12


def _moved(at: datetime, by: timedelta) -> datetime:
    """Return an instant plus a span; outside the years 1 to 9999, the first or the last instant of these years."""
    try:
        return at + by
    except OverflowError:
        return LAST if by > timedelta() else FIRST


@attrs.frozen(field_transformer=checked)
class ChangeMerged(Frozen):
    """A change was made.

    Attributes:
        id: the name that records use, such as its commit.
        kind: the kind of change; `Missing.MISSING` counts as each of the kinds.
        at: when.
    """

    id: Name
    kind: ChangeKind | Missing
    at: datetime = attrs.field(converter=as_utc, kw_only=True)


@attrs.frozen(field_transformer=checked)
class ReleasePlanned(Frozen):
    """A release is planned, or took place.

    Attributes:
        id: the name that records use, such as its version.
        type: which kind of release; `Missing.MISSING` counts as each of them.
        at: when it is released.
    """

    id: Name
    type: ReleaseType | Missing
    at: datetime = attrs.field(converter=as_utc, kw_only=True)


DutyEvent: TypeAlias = ChangeMerged | ReleasePlanned
"""What a duty may have to follow."""


class Period(NamedTuple):
    """One time for which a duty has to be done.

    Attributes:
        start: its first instant.
        end: the first instant after it; what is not done by then is overdue.
        about: the id of the event that it is about; ``None`` if it is about no event.
    """

    start: datetime
    end: datetime
    about: str | None = None


@attrs.frozen(field_transformer=checked)
class Every(Frozen):
    """Once in each span of time, counted from an anchor on.

    Attributes:
        period: how long; at least a day.
        anchor: where the first period starts.
    """

    period: Annotated[timedelta, Ge(timedelta(days=1))]
    anchor: datetime = attrs.field(converter=as_utc)

    def periods(self, at: datetime, _events: Iterable[DutyEvent]) -> Iterator[Period]:
        """Yield the periods that have started, that of the instant included.

        Raises:
            FieldError: where the instant has no zone.
        """
        at, start, end = instant("at", at), self.anchor, FIRST
        while start <= at and end != LAST:  # the last period of the calendar is cut short, and nothing comes after it
            end = _moved(start, self.period)
            yield Period(start, end)
            start = end


@attrs.frozen(field_transformer=checked)
class Monthly(Frozen):
    """Once a month, from a day of the month to the same day of the next.

    Attributes:
        day: the day on which a period starts, at midnight UTC; where the month is shorter, its last day.
        since: the first period is the first that starts on this day or later.
    """

    day: Annotated[int, Interval(ge=1, le=31)]
    since: date

    def periods(self, at: datetime, _events: Iterable[DutyEvent]) -> Iterator[Period]:
        """Yield the periods that have started, that of the instant included.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        year, month = self.since.year, self.since.month
        if clipped(year, month, self.day) < self.since:
            year, month = _next_month(year, month)
        while (start := self._start(year, month)) <= at and start is not LAST:
            year, month = _next_month(year, month)
            yield Period(start, self._start(year, month))

    def _start(self, year: int, month: int) -> datetime:
        return datetime.combine(clipped(year, month, self.day), time(), UTC) if year <= date.max.year else LAST


def _next_month(year: int, month: int) -> tuple[int, int]:
    return (year, month + 1) if month < DECEMBER else (year + 1, 1)


@attrs.frozen(field_transformer=checked)
class PerChange(Frozen):
    """Once for each change of some kinds.

    Attributes:
        kinds: the kinds of change.
        within: the time after the change by which it has to be done.
    """

    kinds: Annotated[frozenset[ChangeKind], Length(1, len(ChangeKind))] = attrs.field(converter=as_frozenset)
    within: Annotated[timedelta, Gt(timedelta())]

    def periods(self, at: datetime, events: Iterable[DutyEvent]) -> Iterator[Period]:
        """Yield a period for each change until an instant, from the change on.

        Raises:
            FieldError: where the instant has no zone, or the events cannot be listed.
        """
        at = instant("at", at)
        for event in items("events", events, ChangeMerged, ReleasePlanned):
            if isinstance(event, ChangeMerged) and event.at <= at and _concerns(event.kind, self.kinds):
                yield Period(event.at, _moved(event.at, self.within), about=event.id)


@attrs.frozen(field_transformer=checked)
class BeforeRelease(Frozen):
    """Once before each release of some types.

    Attributes:
        types: the types of release.
        lead: how long before the release it is due; a record from before that time is too old to count.
    """

    types: Annotated[frozenset[ReleaseType], Length(1, len(ReleaseType))] = attrs.field(converter=as_frozenset)
    lead: Annotated[timedelta, Gt(timedelta())]

    def periods(self, at: datetime, events: Iterable[DutyEvent]) -> Iterator[Period]:
        """Yield a period for each release whose lead has begun, up to the release.

        Raises:
            FieldError: where the instant has no zone, or the events cannot be listed.
        """
        at = instant("at", at)
        for event in items("events", events, ChangeMerged, ReleasePlanned):
            if isinstance(event, ReleasePlanned) and _concerns(event.type, self.types):
                start = _moved(event.at, -self.lead)
                if start <= at:
                    yield Period(start, event.at, about=event.id)


def _concerns(word: ChangeKind | ReleaseType | Missing, words: frozenset[ChangeKind] | frozenset[ReleaseType]) -> bool:
    """Tell whether a word is among others; one that is not known may be any of them."""
    # Not knowing must never spare anybody a duty.
    return isinstance(word, Missing) or word in words


Recurrence: TypeAlias = Every | Monthly | PerChange | BeforeRelease
"""When a duty is due."""
