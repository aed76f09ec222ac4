r"""Calendars as iCalendar text (RFC 5545), for the calendars that people look at.

What holds of every text:

* lines end in CRLF, and none has more than 75 octets; a longer one is folded between characters;
* ``\``, ``;``, ``,`` and line breaks in texts are escaped, and what cannot be seen is written as ``\uXXXX``;
* events last all day: they begin on a day and end before the next one;
* the same input gives the same text: the instant of the stamp is an argument. Ids are made from lists and versions, not
  from days, so a release that is moved keeps its id.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import Final

import attrs

from releasekit._arguments import instant, items, of_kind
from releasekit._fields import Frozen, Note, Place, checked
from releasekit._words import Word, shown
from releasekit.cadence._calendar import ReleaseCalendar
from releasekit.cadence._days import checked_day, day_after
from releasekit.cadence._entries import CalendarEntry, MajorStatus, MinorRelease, MinorStatus, PatchRelease, place_of
from releasekit.errors import FieldError

LONGEST_LINE: Final = 75
DOMAIN: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
ESCAPES: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
HEAD: Final = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//releasekit//release calendar//EN", "CALSCALE:GREGORIAN")


class EventStatus(Word):
    """How certain an event is, in the words of RFC 5545."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@attrs.frozen(field_transformer=checked)
class CalendarDay(Frozen):
    """Something that a calendar shows on a day.

    Attributes:
        id: unlike that of any other day of the calendar; it stays the same if the day changes.
        day: the day.
        summary: the title.
        description: the text below the title.
        status: how certain it is.
    """

    id: Place
    day: date
    summary: Place = attrs.field(kw_only=True)
    description: Note = attrs.field(default="", kw_only=True)
    status: EventStatus = attrs.field(default=EventStatus.CONFIRMED, kw_only=True)


STATUSES: Final[Mapping[Word | None, EventStatus]] = {
    None: EventStatus.CONFIRMED,
    MinorStatus.PLANNED: EventStatus.TENTATIVE,
    MinorStatus.RC: EventStatus.TENTATIVE,
    MinorStatus.RELEASED: EventStatus.CONFIRMED,
    MinorStatus.SKIPPED: EventStatus.CANCELLED,
    MajorStatus.PLANNED: EventStatus.TENTATIVE,
    MajorStatus.RC: EventStatus.TENTATIVE,
    MajorStatus.RELEASED: EventStatus.CONFIRMED,
    MajorStatus.DELAYED: EventStatus.TENTATIVE,
}
"""How certain each status of an entry is; a patch release has none."""


def to_ical(source: ReleaseCalendar | Iterable[date | CalendarDay], *, uid_domain: str, stamped_at: datetime) -> str:
    """Return a calendar, or days, as iCalendar text.

    Args:
        source: a release calendar, or days in any order; a plain day is shown as "Release".
        uid_domain: a domain of yours, which makes the ids of the events unique in the world.
        stamped_at: when this text was made; written to the second, in UTC.

    Returns:
        The text. Without any event it is an empty calendar, which programs accept although the grammar of RFC 5545
        asks for at least one component.

    Raises:
        FieldError: where an argument is of another kind, two events share an id, or the instant has no zone.
    """
    of_kind("uid_domain", uid_domain, str)
    if DOMAIN.fullmatch(uid_domain) is None:
        raise FieldError((f"uid_domain is {shown(uid_domain)}; expected a domain such as `example.org`",))
    stamp = _basic(instant("stamped_at", stamped_at).replace(tzinfo=None).isoformat(timespec="seconds"))
    if isinstance(source, ReleaseCalendar):
        days = [day for entry in source.entries for day in _days_of(entry)]
    else:
        days = []
        for number, given in enumerate(items("source", source, date, CalendarDay)):
            if isinstance(given, CalendarDay):
                days.append(given)
            else:
                day = checked_day(f"source[{number}]", given)
                days.append(CalendarDay(day.isoformat(), day, summary="Release"))
    in_order = sorted(items("source", days, CalendarDay, once="id"), key=attrgetter("day", "id"))
    lines = [*HEAD, *(line for day in in_order for line in _event(day, uid_domain, f"{stamp}Z")), "END:VCALENDAR"]
    return "".join(part + "\r\n" for line in lines for part in _folded(line))


def _days_of(entry: CalendarEntry) -> Iterator[CalendarDay]:
    """Yield the days that a calendar shows of an entry: of a minor release also that of its candidate."""
    place, status = place_of(entry), None if isinstance(entry, PatchRelease) else entry.status
    text = "" if status is None else f"Status: {status}"
    summary = f"Release {entry.version}"
    release = CalendarDay(place, entry.day, summary=summary, description=text, status=STATUSES[status])
    if isinstance(entry, MinorRelease):
        summary = f"Release candidate {entry.version}"
        yield release.replace(id=f"{place}.rc", day=entry.rc_date, summary=summary)
    yield release


def _basic(text: str) -> str:
    return text.replace("-", "").replace(":", "")


def _event(event: CalendarDay, domain: str, stamp: str) -> Iterator[str]:
    """Yield the lines of an event; on the last day of the calendar it has no end, as there is no day after it."""
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.id)}@{domain}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_basic(event.day.isoformat())}"
    after = day_after(event.day)
    if after is not None:
        yield f"DTEND;VALUE=DATE:{_basic(after.isoformat())}"
    yield f"SUMMARY:{_text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{_text(event.description)}"
    yield f"STATUS:{event.status}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Return an escaped text; line breaks of every kind become the one that the form knows."""
    # What cannot be seen is written out, because it could hide a part of a title or turn its direction.
    lines = "\n".join(re.split(r"\r\n|\r|\n", value))
    seen = "".join(mark if mark in "\n\t" or mark.isprintable() else f"\\u{ord(mark):04x}" for mark in lines)
    return seen.translate(ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Break a line between characters, so that no part has more octets than allowed, the leading space included."""
    # The limit counts octets, and a break inside a character would spoil it for readers that do not unfold first.
    part, size = "", 0
    for mark in line:
        octets = len(mark.encode())
        if size + octets > LONGEST_LINE:
            yield part
            part, size = " ", 1
        part, size = part + mark, size + octets
    yield part
