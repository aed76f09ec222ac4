"""What is wrong with a release calendar, all at once.

Only what no calendar can hold is refused when it is made. A date that slipped, a release that came on another day or a
status that nobody kept is what calendars are like; each is a finding, with its kind and its place.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import attrgetter
from types import NoneType
from typing import TypeAlias

from releasekit._arguments import of_kind
from releasekit._words import Word
from releasekit.answers import Finding
from releasekit.cadence._cadences import CADENCES, AsNeeded, Cadence
from releasekit.cadence._days import Month, Quarter, Weekday, utc_day
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
    place_of,
)


class CalendarFindingKind(Word):
    """What can be wrong with the dates of a calendar, or of a line.

    ``OUT_OF_YEAR``: a date is in another year. ``DUPLICATE``: a version is there twice. ``OUT_OF_ORDER``: a version
    comes before one that it follows, or a phase of a line certainly begins before one that should come earlier.
    ``RC_AFTER_RELEASE``: a candidate comes after its release. ``RC_OFF_SCHEDULE``: it is not on the last weekday of
    candidates up to its release. ``OFF_GRID``: a minor release is on no day of its cadence. ``SAME_DAY``: two minor
    releases share a day. ``NOT_END_OF_QUARTER``: a major release is not in the last month of a quarter.
    ``OTHER_QUARTER``: its date is in another quarter than it says. ``OVERDUE``: a date is past, and the status is still
    the one before it. ``IN_FUTURE``: a status says that something happened whose date is still to come. ``MONTH_ONLY``:
    of a phase only the month is known. ``UNDATED``: its date is not known.
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
    MONTH_ONLY = "month_only"
    UNDATED = "undated"


K = CalendarFindingKind
Findings: TypeAlias = Iterator[Finding[CalendarFindingKind]]


def findings_of(
    entries: tuple[CalendarEntry, ...], minor: Cadence, *, rc_weekday: Weekday | None, year: int, at: datetime
) -> tuple[Finding[CalendarFindingKind], ...]:
    """Return all findings in the order of their places, whatever the order of the entries."""
    of_kind("minor", minor, *CADENCES)
    of_kind("rc_weekday", rc_weekday, Weekday, NoneType)
    today = utc_day("at", at)
    findings = set(_between(entries))
    for entry in entries:
        days = ((name, getattr(entry, name, None)) for name in ("rc_date", "release_date", "planned_date"))
        other_years = (name for name, day in days if day is not None and day.year != year)
        findings.update(_finding(K.OUT_OF_YEAR, entry, name, f"a day of {year}") for name in other_years)
        if isinstance(entry, MinorRelease):
            findings.update(_of_minor(entry, today, minor, rc_weekday))
        elif isinstance(entry, MajorRelease):
            findings.update(_of_major(entry, today))
    return tuple(sorted(findings, key=lambda finding: (finding.place, str(finding.kind), finding.message)))


def _finding(kind: K, entry: CalendarEntry, field: str, expected: str) -> Finding[K]:
    value = getattr(entry, field)
    text = f"{value}, a {Weekday.of(value)}" if isinstance(value, date) else str(value)
    return Finding(kind, f"{place_of(entry)}.{field}", message=f"is `{text}`; expected {expected}")


def _of_minor(entry: MinorRelease, today: date, minor: Cadence, rc_weekday: Weekday | None) -> Findings:
    """Yield what is wrong with one minor release; nobody keeps the dates of a skipped one."""
    status, rc_date, release_date = entry.status, entry.rc_date, entry.release_date
    if status is MinorStatus.SKIPPED:
        return
    is_last_rc_day = Weekday.of(rc_date) is rc_weekday and release_date - rc_date < timedelta(days=len(Weekday))
    if rc_date > release_date:
        yield _finding(K.RC_AFTER_RELEASE, entry, "rc_date", f"at latest {release_date}")
    elif rc_weekday is not None and not is_last_rc_day:
        yield _finding(K.RC_OFF_SCHEDULE, entry, "rc_date", f"the last {rc_weekday} up to {release_date}")
    if not isinstance(minor, AsNeeded) and not minor.is_on(release_date):
        near = [str(day) for day in (minor.last_before(release_date), minor.next_after(release_date)) if day]
        yield _finding(K.OFF_GRID, entry, "release_date", " or ".join(near) or "no release")
    # For the day itself every status is in time: whoever reads the calendar at noon does not know yet.
    if entry.is_open and release_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"released or skipped after {release_date}")
    elif status is MinorStatus.PLANNED and rc_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"rc after {rc_date}")
    if status is MinorStatus.RELEASED and release_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"planned or rc before {release_date}")
    if status is MinorStatus.RC and rc_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"planned before {rc_date}")


def _of_major(entry: MajorRelease, today: date) -> Findings:
    """Yield what is wrong with one major release."""
    status, planned_date = entry.status, entry.planned_date
    quarter = Quarter.of(planned_date)
    if planned_date.month != quarter.last_month:
        month = Month(planned_date.year, quarter.last_month)
        yield _finding(K.NOT_END_OF_QUARTER, entry, "planned_date", f"a day of {month}, the last month of {quarter}")
    if entry.quarter is not quarter:
        yield _finding(K.OTHER_QUARTER, entry, "quarter", f"{quarter}, as {planned_date} is in it")
    if status in (MajorStatus.PLANNED, MajorStatus.RC) and planned_date < today:
        yield _finding(K.OVERDUE, entry, "status", f"released or delayed after {planned_date}")
    if status is MajorStatus.RELEASED and planned_date > today:
        yield _finding(K.IN_FUTURE, entry, "status", f"another one before {planned_date}")


def _between(entries: tuple[CalendarEntry, ...]) -> Findings:
    """Yield what is wrong between entries: versions that come twice, in the wrong order or on one day."""
    in_order = sorted(entries, key=attrgetter("version", "day"))
    for one, two in pairwise(in_order):
        if one.version == two.version:
            yield _finding(K.DUPLICATE, two, "version", "each version once")
    counted = [e for e in in_order if isinstance(e, PatchRelease) or e.status is not MinorStatus.SKIPPED]
    minors = sorted((e for e in counted if isinstance(e, MinorRelease)), key=attrgetter("day", "version"))
    for one, two in pairwise(minors):
        if one.day == two.day and one.version != two.version:
            yield _finding(K.SAME_DAY, two, "release_date", f"another day than {one.version}")
    # Days must rise along three kinds of lines: the majors, the minors of a major with that major, and the patches of
    # a minor with that minor. Across lines they need not: a patch of an old line may come after a new major.
    lines = defaultdict[tuple[int, ...], list[CalendarEntry]](list)
    for entry in counted:
        version = entry.version
        if isinstance(entry, MajorRelease):
            lines[()].append(entry)
        if not version.patch:
            lines[version.major,].append(entry)
        lines[version.major, version.minor].append(entry)
    for line in lines.values():
        latest = line[0]
        for entry in line:
            if entry.day >= latest.day:
                latest = entry
            else:
                field = "planned_date" if isinstance(entry, MajorRelease) else "release_date"
                expected = f"at earliest {latest.day}, the day of {latest.version}"
                yield _finding(K.OUT_OF_ORDER, entry, field, expected)
