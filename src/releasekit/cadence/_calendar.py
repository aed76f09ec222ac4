"""The release calendar of a year."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar, Final

import attrs
from annotated_types import Interval

from releasekit._arguments import as_tuple, in_order
from releasekit._fields import Frozen, checked
from releasekit._views import Grid, Row, Section, Tone, View, Viewable
from releasekit.cadence._cadences import Cadence
from releasekit.cadence._days import utc_day
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._findings import LISTS, CalendarFinding, findings_of
from releasekit.versions import Version

TONES: Final = {
    MinorStatus.RELEASED: Tone.GOOD,
    MajorStatus.RELEASED: Tone.GOOD,
    MinorStatus.RC: Tone.WARN,
    MajorStatus.RC: Tone.WARN,
    MajorStatus.DELAYED: Tone.BAD,
}
"""How a status is shown; those that are not here are neutral."""


def _by_version(entry: CalendarEntry) -> str:
    """Order entries by version, and those that share one by all else that they say."""
    rest = [str(value) for value in attrs.astuple(entry, recurse=False)[1:]]
    return " ".join([entry.version.sort_key, *rest])


def _minors(entries: Iterable[MinorRelease]) -> tuple[MinorRelease, ...]:
    return in_order(as_tuple(entries), MinorRelease, key=_by_version)


def _majors(entries: Iterable[MajorRelease]) -> tuple[MajorRelease, ...]:
    return in_order(as_tuple(entries), MajorRelease, key=_by_version)


def _patches(entries: Iterable[PatchRelease]) -> tuple[PatchRelease, ...]:
    return in_order(as_tuple(entries), PatchRelease, key=_by_version)


@attrs.frozen(field_transformer=checked)
class ReleaseCalendar(Frozen, Viewable):
    """The releases of a year, planned and past, each list in the order of versions.

    What can be written down can be held: whether the dates make sense is asked with `findings`.

    Attributes:
        year: the year.
        minor_releases: its minor releases.
        major_releases: its major releases.
        patch_releases: its patch releases.

    Raises:
        FieldError: where a field is outside its limits.

    Source:
        Release Cadence & Sync Automation, Release Calendar Template.
    """

    document_schema: ClassVar[int] = 1

    year: Annotated[int, Interval(ge=1, le=9999)]
    minor_releases: tuple[MinorRelease, ...] = attrs.field(
        default=(), converter=_minors, metadata={"shown_empty": True}
    )
    major_releases: tuple[MajorRelease, ...] = attrs.field(
        default=(), converter=_majors, kw_only=True, metadata={"shown_empty": True}
    )
    patch_releases: tuple[PatchRelease, ...] = attrs.field(
        default=(), converter=_patches, kw_only=True, metadata={"shown_empty": True}
    )

    @property
    def entries(self) -> tuple[CalendarEntry, ...]:
        """All releases in the order of their days, those of one day in that of versions."""
        entries: tuple[CalendarEntry, ...] = (*self.minor_releases, *self.major_releases, *self.patch_releases)
        return tuple(sorted(entries, key=_by_day))

    def findings(self, minor: Cadence, at: datetime) -> tuple[CalendarFinding, ...]:
        """Return all that is wrong with the dates, at once.

        Args:
            minor: on which days minor releases are due; `AsNeeded` for no such rule.
            at: the instant of the question; its day in UTC is today, which is neither past nor in the future.

        Raises:
            FieldError: where the instant has no zone, or the cadence is none.
        """
        return findings_of(self.entries, minor, year=self.year, at=at)

    def next(self, at: datetime) -> CalendarEntry | None:
        """Return the first release that is still to come, today's included; ``None`` where there is none.

        Skipped releases and those that are out do not count, nor does an overdue one, which is a finding. Of a patch,
        the date alone tells.

        Raises:
            FieldError: where the instant has no zone.
        """
        today = utc_day("at", at)
        return next((entry for entry in self.entries if entry.day >= today and _is_open(entry)), None)

    def view(self) -> View:
        """Return the calendar as people read it, one table in the order of days."""
        headers = ("release", "version", "candidate", "date", "status")
        grid = Grid(headers, tuple(map(_row, self.entries)))
        return View(f"Release calendar {self.year}", None, (Section("Releases", grid),))


def _by_day(entry: CalendarEntry) -> tuple[date, Version, str]:
    return entry.day, entry.version, _by_version(entry)


def _is_open(entry: CalendarEntry) -> bool:
    return isinstance(entry, PatchRelease) or entry.is_open


def _row(entry: CalendarEntry) -> Row:
    candidate = str(entry.rc_date) if isinstance(entry, MinorRelease) else ""
    kind = LISTS[type(entry)].removesuffix("_releases")
    if isinstance(entry, PatchRelease):
        return Row((kind, str(entry.version), candidate, str(entry.day), "hotfix" if entry.hotfix else ""))
    quarter = f", {entry.quarter}" if isinstance(entry, MajorRelease) else ""
    cells = (kind, str(entry.version), candidate, f"{entry.day}{quarter}", str(entry.status))
    return Row(cells, TONES.get(entry.status, Tone.NEUTRAL))
