"""Support windows: from when until when something is supported."""

from datetime import datetime
from typing import Annotated

import attrs

from releasekit._arguments import as_utc, instant
from releasekit._fields import Frozen, NotBefore, checked
from releasekit._words import Word


class SupportStatus(Word):
    """Where an instant lies in a support window, in the order of time."""

    NOT_YET = "not yet"
    SUPPORTED = "supported"
    DEPRECATED = "deprecated"
    ENDED = "ended"


@attrs.frozen(field_transformer=checked)
class SupportWindow(Frozen):
    """A half-open time of support: each of its three instants belongs to what begins there.

    The ends are instants and not days, because a lead time is counted in them; who thinks in days passes the first
    instant of the day in the zone that was announced.

    Attributes:
        released: the first instant of support.
        deprecated: the first instant at which it is deprecated, and still supported; ``None`` where it never is.
        end: the first instant without support; ``None`` where no end is announced.

    Raises:
        FieldError: where a field is outside its limits, or one comes before an earlier one.

    Source:
        M6 - Rollout and Steady-State Governance, M6-T01: "Define support window and deprecation lead time."

    Example:
        >>> from datetime import UTC, datetime
        >>> march = datetime(2026, 3, 1, tzinfo=UTC)
        >>> window = SupportWindow(march, march.replace(month=6), end=march.replace(month=9))
        >>> str(window.status(march.replace(month=6))), str(window.status(march.replace(month=9)))
        ('deprecated', 'ended')
    """

    released: datetime = attrs.field(converter=as_utc)
    deprecated: Annotated[datetime | None, NotBefore("released")] = attrs.field(
        default=None, converter=attrs.converters.optional(as_utc)
    )
    end: Annotated[datetime | None, NotBefore("released"), NotBefore("deprecated")] = attrs.field(
        default=None, converter=attrs.converters.optional(as_utc), kw_only=True
    )

    def status(self, at: datetime) -> SupportStatus:
        """Return where an instant lies.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        if at < self.released:
            return SupportStatus.NOT_YET
        if self.end is not None and at >= self.end:
            return SupportStatus.ENDED
        is_deprecated = self.deprecated is not None and at >= self.deprecated
        return SupportStatus.DEPRECATED if is_deprecated else SupportStatus.SUPPORTED

    def supports(self, at: datetime) -> bool:
        """Tell whether there is support at an instant, deprecated or not."""
        return self.status(at) in (SupportStatus.SUPPORTED, SupportStatus.DEPRECATED)
