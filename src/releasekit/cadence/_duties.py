"""Maintenance duties: who has to do what, what is due, and what was missed.

The laws, each of which has a test of its own:

* doing a duty never makes more overdue;
* without new records, a later instant never makes fewer missed periods;
* a record of another duty, without output, or dated in the future changes nothing;
* the order of duties, records and events does not matter.

Theory of operation. The first record that counts settles a period. A record counts if it is of the same duty, has an
output, is not later than the question and not earlier than the start of the period; for a period that is about an
event, it must also name the event. One record of a duty without events settles all periods that have started: whoever
refreshes today makes up for the weeks that were missed, and `missed` still lists these weeks.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import ClassVar

import attrs

from releasekit._arguments import as_tuple, as_utc, instant, items
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._words import to_the_minute
from releasekit.cadence._recurrences import ChangeMerged, DutyEvent, Recurrence, ReleasePlanned
from releasekit.policy import Source


@attrs.frozen(field_transformer=checked)
class Duty(Frozen):
    """Something that has to be done again and again, by somebody who is named.

    Attributes:
        id: the name that records use.
        owner: the role or the person that has to do it.
        recurrence: when it is due.
        output: what it leaves behind; a record without a reference to it does not count.
        text: what has to be done.
        sources: the sentences that ask for it.
    """

    id: Name
    owner: Name
    recurrence: Recurrence = attrs.field(kw_only=True)
    output: Name = attrs.field(kw_only=True)
    text: Note = attrs.field(default="", kw_only=True)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class DutyRecord(Frozen):
    """A duty was done.

    Attributes:
        duty: the id of the duty.
        done_at: when.
        output: where the output of the duty lies; a record without it does not count.
        about: the id of the change or the release that it was done for, if the duty follows such events.
    """

    duty: Name
    done_at: datetime = attrs.field(converter=as_utc)
    output: Name | None = attrs.field(default=None, kw_only=True)
    about: Name | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class DueDuty(Frozen):
    """One time that a duty has, or had, to be done.

    Attributes:
        duty: the duty.
        start: from when on.
        end: until when, that instant left out.
        about: the id of the change or the release that it is about; ``None`` if the duty follows no event.
        done_at: when it was done; ``None`` where it was not.
    """

    duty: Duty
    start: datetime
    end: datetime = attrs.field(kw_only=True)
    about: str | None = attrs.field(kw_only=True)
    done_at: datetime | None = attrs.field(kw_only=True)

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether its end is past and it is not done; at exactly its end it is overdue.

        Raises:
            FieldError: where the instant has no zone.
        """
        return self.done_at is None and self.end <= instant("at", at)

    def __str__(self) -> str:
        about = "" if self.about is None else f" for {self.about}"
        span = f"{to_the_minute(self.start)} to {to_the_minute(self.end)}"
        done = "not done" if self.done_at is None else f"done {to_the_minute(self.done_at)}"
        return f"{self.duty.id}{about}, {self.duty.owner}, {span}: {done}"


@attrs.frozen(field_transformer=checked)
class DutyLog(Frozen):
    """What was done of some duties, as it is kept; it says what is due, what is overdue and what was missed.

    Attributes:
        records: what was done, in the order in which it was written down; the order says nothing.

    Example:
        >>> from datetime import UTC, timedelta
        >>> from releasekit.cadence import Every
        >>> monday = datetime(2026, 3, 2, tzinfo=UTC)
        >>> weekly = Duty("restore-test", "Operations", recurrence=Every(timedelta(weeks=1), monday), output="log")
        >>> log = DutyLog([DutyRecord("restore-test", monday, output="restore.log")])
        >>> [str(due.start.date()) for due in log.due([weekly], monday + timedelta(weeks=1))]
        ['2026-03-09']
    """

    document_schema: ClassVar[int] = 1

    records: tuple[DutyRecord, ...] = attrs.field(converter=as_tuple)

    def due(self, duties: Iterable[Duty], at: datetime, *, events: Iterable[DutyEvent] = ()) -> tuple[DueDuty, ...]:
        """Return what has to be done now: the periods that have started and are not done, overdue ones included.

        Args:
            duties: the duties, in any order; records of other duties change nothing.
            at: the instant of the question; records after it do not count, nor do changes after it.
            events: changes and planned releases, in any order; of a release that was moved, only where it stands now.

        Returns:
            By start, then by the id of the duty, then by what it is about.

        Raises:
            FieldError: where an argument is of another kind, the instant has no zone, or two duties share an id.
        """
        return tuple(time for time in self._times(duties, at, events) if time.done_at is None)

    def overdue(self, duties: Iterable[Duty], at: datetime, *, events: Iterable[DutyEvent] = ()) -> tuple[DueDuty, ...]:
        """Return each period that is past its end and still not done; same arguments, errors and order as `due`."""
        return tuple(time for time in self.due(duties, at, events=events) if time.is_overdue(at))

    def missed(self, duties: Iterable[Duty], at: datetime, *, events: Iterable[DutyEvent] = ()) -> tuple[DueDuty, ...]:
        """Return each period that was not done in time, even if that was made up for later.

        It has the same arguments, errors and order as `due`.
        """
        ended = [time for time in self._times(duties, at, events) if time.end <= at]
        return tuple(time for time in ended if time.done_at is None or time.done_at >= time.end)

    def _times(self, duties: Iterable[Duty], at: datetime, events: Iterable[DutyEvent]) -> list[DueDuty]:
        """Return every period of every duty that has started, and when it was done."""
        at = instant("at", at)
        listed = items("duties", duties, Duty, once="id")
        known = tuple(dict.fromkeys(items("events", events, ChangeMerged, ReleasePlanned)))
        counting = [record for record in self.records if record.output is not None and record.done_at <= at]
        counting.sort(key=attrgetter("done_at"))
        times = []
        for duty in listed:
            # A period about an event asks for a record that names the event; any other takes each record of its duty.
            done = defaultdict[str | None, list[datetime]](list)
            for record in counting:
                if record.duty == duty.id:
                    for about in {None, record.about}:
                        done[about].append(record.done_at)
            # The instants are in order, so the first one from the start of a period on is found by halving.
            for period in duty.recurrence.periods(at, known):
                instants = done[period.about]
                place = bisect_left(instants, period.start)
                done_at = instants[place] if place < len(instants) else None
                times.append(DueDuty(duty, period.start, end=period.end, about=period.about, done_at=done_at))
        return sorted(times, key=lambda time: (time.start, time.duty.id, time.about or "", time.end))
