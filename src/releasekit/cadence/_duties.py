"""Maintenance duties: who owes what, what is due, and what was missed.

The laws, each of which has a test of its own:

* doing a duty never makes more overdue;
* without new records, a later instant never makes fewer missed periods;
* a record of another duty, without output, or dated in the future changes nothing;
* the order of duties, records and events does not matter.

Theory of operation. A period is settled by the first record that counts: of the same duty, with the output it asks for,
not later than the question, and not before the period starts. Where the period is about an event, the record names it.
A record of a duty that comes round by itself settles all periods that have started: who refreshes today makes up for
the weeks that were missed, and `missed` still lists them.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import as_tuple, as_utc, instant, items
from releasekit._fields import Frozen, Name, Note, checked
from releasekit.cadence._days import checked_day, checked_ids
from releasekit.cadence._triggers import (
    BeforeRelease,
    ChangeMerged,
    DutyEvent,
    Every,
    Monthly,
    PerChange,
    Period,
    ReleasePlanned,
    Trigger,
)
from releasekit.policy import Source
from releasekit.versions import ChangeKind, ReleaseType


@attrs.frozen(field_transformer=checked)
class Duty(Frozen):
    """Something that has to be done again and again; nobody can owe it without being named.

    Attributes:
        id: what records call it.
        owner: the role or the person that owes it.
        trigger: when it is due.
        output: what it leaves behind; a record without a reference to that does not count.
        text: what has to be done.
        sources: the sentences that ask for it.
    """

    id: Name
    owner: Name
    trigger: Trigger = attrs.field(kw_only=True)
    output: Name = attrs.field(kw_only=True)
    text: Note = attrs.field(default="", kw_only=True)
    sources: tuple[Source, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class DutyRecord(Frozen):
    """A duty was done.

    Attributes:
        duty: the id of the duty.
        done_at: when.
        output: where that lies which it left behind; without it the record does not count.
        about: the id of the change or the release that it was done for, where the duty follows those.
    """

    duty: Name
    done_at: datetime = attrs.field(converter=as_utc)
    output: Name | None = attrs.field(default=None, kw_only=True)
    about: Name | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class DutyLog(Frozen):
    """What was done of some duties, as it is kept; `due`, `overdue` and `missed` take its records.

    Attributes:
        records: what was done, in the order in which it was written down; the order says nothing.
    """

    document_schema: ClassVar[int] = 1

    records: tuple[DutyRecord, ...] = attrs.field(converter=as_tuple)


@attrs.frozen
class DueDuty(Frozen):
    """One time that a duty has, or had, to be done.

    Attributes:
        duty: the duty.
        start: from when on.
        end: until when, that instant left out.
        about: the id of the change or the release that it is about; ``None`` where it comes round by itself.
        done_at: when it was done; ``None`` where it was not.
    """

    duty: Duty
    start: datetime
    end: datetime = attrs.field(kw_only=True)
    about: str | None = attrs.field(kw_only=True)
    done_at: datetime | None = attrs.field(kw_only=True)

    def is_overdue(self, at: datetime) -> bool:
        """Tell whether its end is past and it is still not done; at exactly its end it is overdue.

        Raises:
            FieldError: where the instant has no zone.
        """
        return self.done_at is None and self.end <= instant("at", at)

    def __str__(self) -> str:
        span = " to ".join(own.isoformat(sep=" ", timespec="minutes") for own in (self.start, self.end))
        about = "" if self.about is None else f" for {self.about}"
        done = "not done" if self.done_at is None else f"done {self.done_at.isoformat(sep=' ', timespec='minutes')}"
        return f"{self.duty.id}{about}, {self.duty.owner}, {span}: {done}"


Times: TypeAlias = tuple[DueDuty, ...]


def due(
    duties: Iterable[Duty], at: datetime, *, log: Iterable[DutyRecord] = (), events: Iterable[DutyEvent] = ()
) -> Times:
    """Return what has to be done now: the periods that have started and are not done, overdue ones included.

    Args:
        duties: the duties, in any order.
        at: the instant of the question; records after it do not count, nor do changes after it.
        log: what was done, in any order; records of other duties change nothing.
        events: changes and planned releases, in any order; of a release that was moved, only where it stands now.

    Returns:
        By start, then by the id of the duty, then by what it is about.

    Raises:
        FieldError: where an argument is of another kind, the instant has no zone, or two duties share an id.
    """
    return tuple(one for one in _times(duties, at, log, events) if one.done_at is None)


def overdue(
    duties: Iterable[Duty], at: datetime, *, log: Iterable[DutyRecord] = (), events: Iterable[DutyEvent] = ()
) -> Times:
    """Return what is past its end and still not done, each period of it; it takes, raises and sorts as `due` does."""
    return tuple(one for one in due(duties, at, log=log, events=events) if one.is_overdue(at))


def missed(
    duties: Iterable[Duty], at: datetime, *, log: Iterable[DutyRecord] = (), events: Iterable[DutyEvent] = ()
) -> Times:
    """Return each period that was not done in time, also where that was made up for later.

    It takes, raises and sorts as `due` does.
    """
    at = instant("at", at)
    return tuple(one for one in _times(duties, at, log, events) if one.end <= at and _is_late(one))


def _is_late(one: DueDuty) -> bool:
    return one.done_at is None or one.done_at >= one.end


def _times(duties: object, at: datetime, log: object, events: object) -> list[DueDuty]:
    """Return every period of every duty that has started, and when it was done."""
    at = instant("at", at)
    duties = sorted(items("duties", duties, Duty), key=lambda duty: duty.id)
    checked_ids("duty", (duty.id for duty in duties))
    counting = [one for one in items("log", log, DutyRecord) if one.output is not None and one.done_at <= at]
    known = tuple(dict.fromkeys(items("events", events, ChangeMerged, ReleasePlanned)))
    found = [one for duty in duties for one in _times_of(duty, at, counting, known)]
    return sorted(found, key=lambda one: (one.start, one.duty.id, one.about or "", one.end))


def _times_of(
    duty: Duty, at: datetime, counting: Iterable[DutyRecord], events: tuple[DutyEvent, ...]
) -> Iterator[DueDuty]:
    done: dict[str | None, list[datetime]] = {None: []}
    for record in sorted((one for one in counting if one.duty == duty.id), key=lambda one: one.done_at):
        done[None].append(record.done_at)
        if record.about is not None:
            done.setdefault(record.about, []).append(record.done_at)
    for period in duty.trigger.periods(at, events):
        settled = _first_from(done.get(period.about, []), period)
        yield DueDuty(duty, period.start, end=period.end, about=period.about, done_at=settled)


def _first_from(instants: list[datetime], period: Period) -> datetime | None:
    place = bisect_left(instants, period.start)
    return instants[place] if place < len(instants) else None


ROLLOUT: Final = "M6 - Rollout and Steady-State Governance"
CARD: Final = "M6-T03 Establish Maintenance Cadence"
WEEK: Final = timedelta(weeks=1)
ASSIGN: Final = Source(ROLLOUT, CARD, quote="Assign ownership for decision log and validation matrix updates.")
REFRESH: Final = Source("Decision log", "D-013", quote="weekly refresh, monthly audits")
CONTRACT: Final = frozenset({ChangeKind.BREAKING, ChangeKind.DEPRECATION, ChangeKind.REMOVAL})


def duties_from(anchor: date) -> tuple[Duty, ...]:
    """Return the maintenance duties, whose weeks and months are counted from a day, at midnight UTC.

    The texts say what recurs weekly and monthly, and that ownership is assigned, but not to whom nor for how long.
    Ours are: the roles, taken from the Release and Rollback Playbook; which duty is the refresh and which the audit;
    the week within which a change of a contract is in the decision log, and the week before a release in which the
    validation matrix is brought up to date, both the length of the refresh.

    Raises:
        FieldError: where the anchor is no day.
    """
    start = datetime.combine(checked_day("anchor", anchor), time(), UTC)
    return (
        Duty(
            "compatibility-runs",
            "Consumer owners",
            trigger=Every(WEEK, start),
            output="gate results and exact tuples of each consumer",
            text="Run the compatibility gates of all consumers and record the tuples.",
            sources=(Source(ROLLOUT, CARD, quote="Set cadence for cross-repo compatibility runs."), REFRESH),
        ),
        Duty(
            "spec-review",
            "Orchestrator",
            trigger=Monthly(anchor.day, anchor),
            output="audit of specs against runtime behavior",
            text="Review the specs against what the software does.",
            sources=(Source(ROLLOUT, CARD, quote="Set review cadence for specs vs runtime behavior."), REFRESH),
        ),
        Duty(
            "decision-log",
            "Approver",
            trigger=PerChange(CONTRACT, WEEK),
            output="entry in the decision log",
            text="Record the decision behind each change of a contract.",
            sources=(ASSIGN,),
        ),
        Duty(
            "validation-matrix",
            "Release owner",
            trigger=BeforeRelease(frozenset(ReleaseType), WEEK),
            output="validation matrix that names the release",
            text="Bring the validation matrix up to date before the release.",
            sources=(ASSIGN,),
        ),
    )


DUTIES: Final = duties_from(date(2026, 2, 19))
"""The maintenance duties, counted from the day of decision D-013."""
