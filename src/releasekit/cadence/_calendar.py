"""The release calendar of a year."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, ClassVar, Final

import attrs
from annotated_types import Interval

from releasekit._arguments import as_tuple, in_order
from releasekit._fields import SHOWN_EMPTY, Frozen, checked
from releasekit._views import Grid, Row, Section, Tone, View, Viewable
from releasekit.answers import Finding
from releasekit.cadence._cadences import Cadence
from releasekit.cadence._days import Weekday, utc_day
from releasekit.cadence._entries import (
    LISTS,
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._findings import CalendarFindingKind, findings_of

TONES: Final = {
    MinorStatus.RELEASED: Tone.GOOD,
    MajorStatus.RELEASED: Tone.GOOD,
    MinorStatus.RC: Tone.WARN,
    MajorStatus.RC: Tone.WARN,
    MajorStatus.DELAYED: Tone.BAD,
}
"""How a status is shown; those that are not here are neutral."""


def _by_version(entry: CalendarEntry) -> str:
    """Order entries by version, and those that share a version by their other fields."""
    # Versions may come again, as a finding; all fields count so that the order of the arguments never shows.
    rest = [str(value) for value in attrs.astuple(entry, recurse=False)[1:]]
    return " ".join([entry.version.sort_key, *rest])


def _sorted(entries: Iterable[Any]) -> tuple[Any, ...]:
    """Return the entries of one list in the order of versions; what is no entry is left for the field's check."""
    return in_order(as_tuple(entries), tuple(LISTS), key=_by_version)


@attrs.frozen(field_transformer=checked)
class ReleaseCalendar(Frozen, Viewable):
    """The releases of a year, planned and past, each list in the order of versions.

    A calendar may hold any dates; `findings` says what is wrong with them.

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
    minor_releases: tuple[MinorRelease, ...] = attrs.field(default=(), converter=_sorted, metadata=SHOWN_EMPTY)
    major_releases: tuple[MajorRelease, ...] = attrs.field(
        default=(), converter=_sorted, kw_only=True, metadata=SHOWN_EMPTY
    )
    patch_releases: tuple[PatchRelease, ...] = attrs.field(
        default=(), converter=_sorted, kw_only=True, metadata=SHOWN_EMPTY
    )

    @property
    def entries(self) -> tuple[CalendarEntry, ...]:
        """All releases in the order of their days, and on one day in the order of versions."""
        entries: tuple[CalendarEntry, ...] = (*self.minor_releases, *self.major_releases, *self.patch_releases)
        return tuple(sorted(entries, key=lambda entry: (entry.day, entry.version, _by_version(entry))))

    def findings(
        self, minor: Cadence, at: datetime, *, rc_weekday: Weekday | None
    ) -> tuple[Finding[CalendarFindingKind], ...]:
        """Return all that is wrong with the dates, at once.

        Args:
            minor: on which days minor releases are due; `AsNeeded` if they may come on any day.
            at: the instant of the question; its day in UTC is today, which is neither past nor in the future.
            rc_weekday: the weekday on which candidates are cut, the last one up to the release; ``None`` for any day.

        Raises:
            FieldError: where the instant has no zone, or another argument is of another kind.
        """
        return findings_of(self.entries, minor, rc_weekday=rc_weekday, year=self.year, at=at)

    def next(self, at: datetime) -> CalendarEntry | None:
        """Return the first release that is still to come, today's included; ``None`` where there is none.

        A skipped release does not count, nor does one that was released, nor an overdue one, which is a finding. A
        patch has no status: its date alone decides.

        Raises:
            FieldError: where the instant has no zone.
        """
        today = utc_day("at", at)
        to_come = (entry for entry in self.entries if entry.day >= today)
        return next((entry for entry in to_come if isinstance(entry, PatchRelease) or entry.is_open), None)

    def view(self) -> View:
        """Return the calendar as people read it, one table in the order of days."""
        rows = []
        for entry in self.entries:
            kind, day = LISTS[type(entry)].removesuffix("_releases"), str(entry.day)
            candidate = str(entry.rc_date) if isinstance(entry, MinorRelease) else ""
            if isinstance(entry, PatchRelease):
                status, tone = "hotfix" if entry.hotfix else "", Tone.NEUTRAL
            else:
                status, tone = str(entry.status), TONES.get(entry.status, Tone.NEUTRAL)
            if isinstance(entry, MajorRelease):
                day = f"{day}, {entry.quarter}"
            rows.append(Row((kind, str(entry.version), candidate, day, status), tone))
        grid = Grid(("release", "version", "candidate", "date", "status"), tuple(rows))
        return View(f"Release calendar {self.year}", None, (Section("Releases", grid),))
