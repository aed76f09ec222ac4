"""The three kinds of entries of a release calendar, with the field names and the status words of the template."""

from datetime import date
from typing import TypeAlias

import attrs

from releasekit._fields import Frozen, checked
from releasekit._words import Word
from releasekit.cadence._days import Quarter
from releasekit.errors import FieldError
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


def _fitting(place: str, version: Version, *, fits: bool, form: str) -> None:
    """Refuse a version of another kind, and any that is not final or carries build metadata."""
    if not fits or version != version.core:
        raise FieldError((f"{place}.version is `{version}`; expected {form}",))


@attrs.frozen(field_transformer=checked)
class MinorRelease(Frozen):
    """A minor release in a calendar.

    Attributes:
        version: ``X.Y.0`` with Y above 0.
        rc_date: the day on which its candidate is cut.
        release_date: the day of its release; before the day of its candidate it is a finding of the calendar.
        status: how far it is.

    Raises:
        FieldError: where a field is outside its limits, or the version is not of that form.
    """

    version: Version
    rc_date: date
    release_date: date = attrs.field(kw_only=True)
    status: MinorStatus = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        own = self.version
        _fitting("MinorRelease", own, fits=own.minor > 0 and not own.patch, form="X.Y.0 with Y above 0")

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
        quarter: the quarter for which it is planned; another one than that of the date is a finding of the calendar.
        planned_date: the day for which it is planned.
        status: how far it is.

    Raises:
        FieldError: where a field is outside its limits, or the version is not of that form.
    """

    version: Version
    quarter: Quarter
    planned_date: date = attrs.field(kw_only=True)
    status: MajorStatus = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        own = self.version
        _fitting("MajorRelease", own, fits=own.major > 0 and not (own.minor or own.patch), form="X.0.0 with X above 0")

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

    def __attrs_post_init__(self) -> None:
        _fitting("PatchRelease", self.version, fits=self.version.patch > 0, form="X.Y.Z with Z above 0")

    @property
    def day(self) -> date:
        """The day of the release."""
        return self.release_date


CalendarEntry: TypeAlias = MinorRelease | MajorRelease | PatchRelease
"""One release in a calendar."""
