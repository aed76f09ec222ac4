"""Release lines for backports, and which release is the latest.

A line is all versions that share a major number, or a major and a minor number. A backport takes the next free version
of its line; what would need a version outside of it is refused as `LineExhausted`.
"""

from collections.abc import Iterable
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_utc, items, of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import shown
from releasekit.answers import Refused
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing
from releasekit.versions._bumps import BumpLevel, stepped
from releasekit.versions._ranges import VersionInterval, VersionRange
from releasekit.versions._version import Version

PLACES: Final = MappingProxyType({BumpLevel.MAJOR: 1, BumpLevel.MINOR: 2, BumpLevel.PATCH: 3})
"""Which number a bump raises, counted from the left."""


@attrs.frozen(field_transformer=checked)
class Release(Frozen):
    """A version that was released.

    Attributes:
        version: the version.
        released_at: the instant.
        yanked: whether it was withdrawn afterwards; its number stays taken.
    """

    version: Version
    released_at: datetime = attrs.field(converter=as_utc)
    yanked: bool = attrs.field(default=False, kw_only=True)


@attrs.frozen(field_transformer=checked)
class LineExhausted(Frozen, Refused):
    """A line that has no free version for a change.

    Attributes:
        line: the line.
        level: how far the change would bump.
        wanted: the version that it would need, which is outside of the line.
    """

    line: "ReleaseLine"
    level: BumpLevel
    wanted: Version = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"line {self.line} has no free version for a {self.level} change; it would need {self.wanted}"


@attrs.frozen(field_transformer=checked)
class ReleaseLine(Frozen):
    """The versions that share a major number, or a major and a minor number.

    Attributes:
        major: the major number.
        minor: the minor number; ``None`` for all of them.

    Raises:
        FieldError: where a number is negative or too long for a version.

    Example:
        >>> from releasekit.versions import BumpLevel, ReleaseLine, Version
        >>> line = ReleaseLine(1, 2)
        >>> released = [Version.parse(text) for text in ("1.2.0", "1.2.9", "1.3.0", "2.0.0")]
        >>> line.next_free(released)
        Version.parse('1.2.10')
        >>> line.next_free(released, level=BumpLevel.MINOR).wanted
        Version.parse('1.3.0')
    """

    major: Annotated[int, Ge(0)]
    minor: Annotated[int, Ge(0)] | None = None

    def __attrs_post_init__(self) -> None:
        Version(self.major + 1, (self.minor or 0) + 1, 0, pre=(0,))  # a line has an end that is a version

    def __str__(self) -> str:
        return f"{self.major}.x" if self.minor is None else f"{self.major}.{self.minor}.x"

    @property
    def first(self) -> Version:
        """The first final version of the line."""
        return Version(self.major, self.minor or 0, 0)

    def contains(self, version: Version) -> bool:
        """Tell whether a version, final or not, belongs to the line.

        Raises:
            FieldError: where ``version`` is no `Version`.
        """
        of_kind("version", version, Version)
        return version.major == self.major and self.minor in (None, version.minor)

    def window(self, *, prereleases: bool) -> VersionRange:
        """Return the range of the line's versions; pre-releases of the line after it are never inside."""
        after = Version(self.major + 1, 0, 0) if self.minor is None else Version(self.major, self.minor + 1, 0)
        interval = VersionInterval(self.first.replace(pre=(0,)), after.replace(pre=(0,)))
        return VersionRange((interval,), prereleases=prereleases)

    def next_free(self, taken: Iterable[Version], *, level: BumpLevel = BumpLevel.PATCH) -> Version | LineExhausted:
        """Return the next version of the line that is still free.

        It is greater than every version of the line that is taken, yanked ones too. Where the greatest is a
        pre-release that goes far enough, it is the final version of that; of a line without versions it is the first.

        Args:
            taken: every version that exists, of this and of other lines.
            level: how far the change bumps.

        Raises:
            FieldError: where ``level`` is no bump, or something else is among the versions.
        """
        if level not in tuple(PLACES):
            raise FieldError((f"level is {shown(level)}; expected one of patch, minor, major",))
        last = max((version for version in items("taken", taken, Version) if self.contains(version)), default=None)
        if last is None:
            return self.first
        # A pre-release such as 1.3.0-rc.1 is already a minor step above what came before, because a 0 follows the 3.
        goes_far_enough = last.is_prerelease and not any(last.numbers[PLACES[level] :])
        wanted = last.core if goes_far_enough else Version(*stepped(last.numbers, level))
        return wanted if self.contains(wanted) else LineExhausted(self, level, wanted=wanted)


def latest(releases: Iterable[Release]) -> Release | Missing:
    """Return the release of the highest version, whenever it was; yanked ones and pre-releases do not count.

    Returns:
        `MISSING` where nothing counts.

    Raises:
        FieldError: where something else is among the releases.
    """
    given = items("releases", releases, Release)
    counted = (release for release in given if not release.yanked and release.version.is_final)
    return max(counted, key=lambda release: (release.version, release.released_at), default=MISSING)


def most_recent(releases: Iterable[Release]) -> Release | Missing:
    """Return the release of the last instant, whatever it is: a backport, a pre-release, one that was yanked.

    Of several of one instant it is the one of the highest version, and not one that was yanked.

    Returns:
        `MISSING` where there is none.

    Raises:
        FieldError: where something else is among the releases.
    """
    return max(items("releases", releases, Release), key=_recency, default=MISSING)


def _recency(release: Release) -> tuple[datetime, Version, bool]:
    return release.released_at, release.version, not release.yanked
