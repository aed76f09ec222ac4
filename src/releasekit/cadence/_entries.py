"""The three kinds of entries of a release calendar, with the field names and the status words of the template."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from releasekit._fields import Frozen, checked
from releasekit._words import Word
from releasekit.cadence._days import Quarter
from releasekit.versions import Version


class MinorStatus(Word):
    """How far a minor release is."""

    PLANNED = "planned"
    RC = "rc"
    RELEASED = "released"
    SKIPPED = "skipped"


class MajorStatus(Word):
    """How far a major release is."""

    PLANNED = "planned"
    RC = "rc"
    RELEASED = "released"
    DELAYED = "delayed"


def _unfit(version: Version, *, fits: bool, form: str) -> Iterator[str]:
    """Yield the problem of a version that is of another kind, is not final or carries build metadata."""
    if not fits or version != version.core:
        yield f"version is `{version}`; expected {form}"


@attrs.frozen(field_transformer=checked)
class MinorRelease(Frozen):
    """A minor release in a calendar.

    Attributes:
        version: ``X.Y.0`` with Y above 0.
        rc_date: the day on which its candidate is cut.
        release_date: the day of its release; a day before that of its candidate is a finding of the calendar.
        status: how far it is.

    Raises:
        FieldError: where a field is outside its limits, or the version is not of that form.
    """

    version: Version
    rc_date: date
    release_date: date = attrs.field(kw_only=True)
    status: MinorStatus = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        version = self.version
        return _unfit(version, fits=version.minor > 0 and not version.patch, form="X.Y.0 with Y above 0")

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.release_date

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.status in (MinorStatus.PLANNED, MinorStatus.RC)


@attrs.frozen(field_transformer=checked)
class MajorRelease(Frozen):
    """A major release in a calendar.

    Attributes:
        version: ``X.0.0`` with X above 0.
        quarter: the quarter for which it is planned; if the date lies in another one, that is a finding of the
            calendar.
        planned_date: the day for which it is planned.
        status: how far it is.

    Raises:
        FieldError: where a field is outside its limits, or the version is not of that form.
    """

    version: Version
    quarter: Quarter
    planned_date: date = attrs.field(kw_only=True)
    status: MajorStatus = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        version = self.version
        fits = version.major > 0 and not (version.minor or version.patch)
        return _unfit(version, fits=fits, form="X.0.0 with X above 0")

    @property
    def day(self) -> date:
        """The day for which it is planned."""
        return self.planned_date

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.status is not MajorStatus.RELEASED


@attrs.frozen(field_transformer=checked)
class PatchRelease(Frozen):
    """A patch release in a calendar; it has no status, and its date says whether it is still to come.

    Attributes:
        version: ``X.Y.Z`` with Z above 0.
        release_date: the day of its release.
        hotfix: whether it is one.

    Raises:
        FieldError: where a field is outside its limits, or the version is not of that form.
    """

    version: Version
    release_date: date
    hotfix: bool = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        return _unfit(self.version, fits=self.version.patch > 0, form="X.Y.Z with Z above 0")

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.release_date


CalendarEntry: TypeAlias = MinorRelease | MajorRelease | PatchRelease
"""One release in a calendar."""
LISTS: Final[Mapping[type, str]] = MappingProxyType(
    {MinorRelease: "minor_releases", MajorRelease: "major_releases", PatchRelease: "patch_releases"}
)
"""The list of the calendar in which each kind of entry stands."""


def place_of(entry: CalendarEntry) -> str:
    """Return the list and the version of an entry."""
    return f"{LISTS[type(entry)]}[{entry.version}]"
