"""What is wrong with a release calendar, all at once.

Only what no calendar can hold is refused when it is made. A date that slipped, a release that came on another day or a
status that nobody kept is what calendars are like; each is a finding, with its kind and its place.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from types import MappingProxyType
from typing import Final

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, Note, Place, checked
from releasekit._words import Word
from releasekit.cadence._cadences import CADENCES, AsNeeded, Cadence
from releasekit.cadence._days import Month, Quarter, Weekday, utc_day
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._schedule import RC_WEEKDAY


class CalendarFindingKind(Word):
    """What can be wrong with a calendar.

    ``OUT_OF_YEAR``: a date is in another year. ``DUPLICATE``: a version is there twice. ``OUT_OF_ORDER``: a version
    comes before one that it follows. ``RC_AFTER_RELEASE``: a candidate comes after its release. ``RC_OFF_SCHEDULE``: it
    is not on the last Thursday up to its release. ``OFF_GRID``: a minor release is on no day of its cadence.
    ``SAME_DAY``: two minor releases share a day. ``NOT_END_OF_QUARTER``: a major release is not in the last month of a
    quarter. ``OTHER_QUARTER``: its date is in another quarter than it says. ``OVERDUE``: a date is past, and the status
    is still the one before it. ``IN_FUTURE``: a status says that something happened whose date is still to come.
    """

    OUT_OF_YEAR = "out_of_year"
    DUPLICATE = "duplicate"
    OUT_OF_ORDER = "out_of_order"
    RC_AFTER_RELEASE = "rc_after_release"
    RC_OFF_SCHEDULE = "rc_off_schedule"
    OFF_GRID = "off_grid"
    SAME_DAY = "same_day"
    NOT_END_OF_QUARTER = "not_end_of_quarter"
    OTHER_QUARTER = "other_quarter"
    OVERDUE = "overdue"
    IN_FUTURE = "in_future"


@attrs.frozen(field_transformer=checked)
class CalendarFinding(Frozen):
    """One thing that is wrong with a calendar.

    Attributes:
        kind: what it is, for programs.
        place: the list, the version and the field, such as ``minor_releases[1.4.0].rc_date``.
        message: what is there and what was expected, for people.
    """

    kind: CalendarFindingKind
    place: Place
    message: Note = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.place} {self.message}"


LISTS: Final[Mapping[type, str]] = MappingProxyType(
    {MinorRelease: "minor_releases", MajorRelease: "major_releases", PatchRelease: "patch_releases"}
)
"""The list of the calendar in which each kind of entry stands."""
Findings = Iterator[CalendarFinding]
K = CalendarFindingKind


def findings_of(
    entries: Iterable[CalendarEntry], minor: Cadence, *, year: int, at: datetime
) -> tuple[CalendarFinding, ...]:
    """Return all findings in the order of their places, whatever the order of the entries."""
    of_kind("minor", minor, *CADENCES)
    today, own = utc_day("at", at), tuple(entries)
    found = [finding for entry in own for finding in (*_out_of_year(entry, year), *_of_entry(entry, today, minor))]
    found += [*_duplicates(own), *_out_of_order(own), *_same_day(own)]
    return tuple(sorted(set(found), key=lambda finding: (finding.place, str(finding.kind), finding.message)))


def place_of(entry: CalendarEntry) -> str:
    """Return the list and the version of an entry."""
    return f"{LISTS[type(entry)]}[{entry.version}]"


def _finding(kind: K, entry: CalendarEntry, field: str, expected: str) -> CalendarFinding:
    value = getattr(entry, field)
    text = f"{value}, a {Weekday.of(value)}" if isinstance(value, date) else str(value)
    return CalendarFinding(kind, f"{place_of(entry)}.{field}", message=f"is `{text}`; expected {expected}")


def _day_field(entry: CalendarEntry) -> str:
    return "planned_date" if isinstance(entry, MajorRelease) else "release_date"


def _out_of_year(entry: CalendarEntry, year: int) -> Findings:
    for field in ("rc_date", "release_date", "planned_date"):
        day = getattr(entry, field, None)
        if day is not None and day.year != year:
            yield _finding(K.OUT_OF_YEAR, entry, field, f"a day of {year}")


def _of_entry(entry: CalendarEntry, today: date, minor: Cadence) -> Findings:
    if isinstance(entry, MinorRelease):
        yield from _of_minor(entry, minor)
        yield from _late_minor(entry, today)
    elif isinstance(entry, MajorRelease):
        yield from _of_major(entry)
        yield from _late_major(entry, today)


def _of_minor(entry: MinorRelease, minor: Cadence) -> Findings:
    if entry.status is MinorStatus.SKIPPED:
        return
    if entry.rc_date > entry.release_date:
        yield _finding(K.RC_AFTER_RELEASE, entry, "rc_date", f"at latest {entry.release_date}")
    elif not _is_last_rc_day(entry.rc_date, entry.release_date):
        yield _finding(K.RC_OFF_SCHEDULE, entry, "rc_date", f"the last {RC_WEEKDAY} up to {entry.release_date}")
    if not isinstance(minor, AsNeeded) and not minor.is_on(entry.release_date):
        near = [str(day) for day in (minor.last_before(entry.day), minor.next_after(entry.day)) if day is not None]
        yield _finding(K.OFF_GRID, entry, "release_date", " or ".join(near) or "no release")


def _is_last_rc_day(rc_date: date, release_date: date) -> bool:
    return Weekday.of(rc_date) is RC_WEEKDAY and release_date - rc_date < timedelta(days=len(Weekday))


def _late_minor(entry: MinorRelease, today: date) -> Findings:
    status = entry.status
    if entry.is_open and entry.release_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"released or skipped after {entry.release_date}")
    elif status is MinorStatus.PLANNED and entry.rc_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"rc after {entry.rc_date}")
    if status is MinorStatus.RELEASED and entry.release_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"planned or rc before {entry.release_date}")
    if status is MinorStatus.RC and entry.rc_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"planned before {entry.rc_date}")


def _of_major(entry: MajorRelease) -> Findings:
    quarter = Quarter.of(entry.planned_date)
    if entry.planned_date.month != quarter.last_month:
        month = Month(entry.planned_date.year, quarter.last_month)
        yield _finding(K.NOT_END_OF_QUARTER, entry, "planned_date", f"a day of {month}, the last month of {quarter}")
    if entry.quarter is not quarter:
        yield _finding(K.OTHER_QUARTER, entry, "quarter", f"{quarter}, as {entry.planned_date} is in it")


def _late_major(entry: MajorRelease, today: date) -> Findings:
    if entry.status in (MajorStatus.PLANNED, MajorStatus.RC) and entry.planned_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"released or delayed after {entry.planned_date}")
    if entry.status is MajorStatus.RELEASED and entry.planned_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"another one before {entry.planned_date}")


def _duplicates(entries: tuple[CalendarEntry, ...]) -> Findings:
    for one, two in pairwise(sorted(entries, key=attrgetter("version"))):
        if one.version == two.version:
            yield _finding(K.DUPLICATE, two, "version", "each version once")


def _out_of_order(entries: tuple[CalendarEntry, ...]) -> Findings:
    """Compare each release with the latest before it: majors, the minors of a major, the patches of a minor."""
    counted = [entry for entry in entries if not _is_skipped(entry)]
    for line in _lines(counted):
        latest: CalendarEntry | None = None
        for own in sorted(line, key=attrgetter("version", "day")):
            if latest is None or own.day >= latest.day:
                latest = own
            else:
                expected = f"at earliest {latest.day}, the day of {latest.version}"
                yield _finding(K.OUT_OF_ORDER, own, _day_field(own), expected)


def _is_skipped(entry: CalendarEntry) -> bool:
    return isinstance(entry, MinorRelease) and entry.status is MinorStatus.SKIPPED


def _lines(entries: list[CalendarEntry]) -> Iterator[list[CalendarEntry]]:
    yield [entry for entry in entries if isinstance(entry, MajorRelease)]
    for major in sorted({entry.version.major for entry in entries}):
        yield [entry for entry in entries if entry.version.major == major and not entry.version.patch]
    for line in sorted({(entry.version.major, entry.version.minor) for entry in entries}):
        yield [entry for entry in entries if (entry.version.major, entry.version.minor) == line]


def _same_day(entries: tuple[CalendarEntry, ...]) -> Findings:
    minors = [entry for entry in entries if isinstance(entry, MinorRelease) and not _is_skipped(entry)]
    for one, two in pairwise(sorted(minors, key=lambda entry: (entry.day, entry.version))):
        if one.day == two.day and one.version != two.version:
            yield _finding(K.SAME_DAY, two, "release_date", f"another day than {one.version}")
