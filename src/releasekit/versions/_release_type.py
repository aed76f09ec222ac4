"""Which kind of release a step of the version makes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from releasekit._arguments import of_kind
from releasekit._words import Ordered, shown
from releasekit.versions._bumps import BumpLevel
from releasekit.versions._stages import NoVersion, NoVersionReason
from releasekit.versions._version import Version


class ReleaseType(Ordered):
    """The kind of a release, by the number of its version that moves; ordered, ``PATCH < MAJOR``.

    Source:
        Release Cadence & Sync Automation, Cadence Types: "**Patch**", "**Minor**", "**Major**".
    """

    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"

    @classmethod
    def of(cls, level: BumpLevel) -> "ReleaseType | NoVersion":
        """Return the type of a release that takes a step; for `BumpLevel.NONE` there is no release.

        Raises:
            FieldError: where the level is no BumpLevel.
        """
        of_kind("level", level, BumpLevel)
        problem = f"level is {shown(level)}; expected a change that users see"
        return BY_LEVEL.get(level) or NoVersion(NoVersionReason.NOTHING_TO_RELEASE, problem)

    @classmethod
    def of_step(cls, old: Version, new: Version) -> "ReleaseType | NoVersion":
        """Return the type of the release that leads from one version to a later one.

        It is that of the first number that moves. Where no number moves, as from a release candidate to the final
        version, it is that of the last number that is not 0; 0.0.0 counts as a patch. Build metadata does not count.

        Raises:
            FieldError: where an argument is no Version.

        Example:
            >>> str(ReleaseType.of_step(Version(1, 3, 2), Version(1, 4, 0)))
            'minor'
            >>> str(ReleaseType.of_step(Version(2, 0, 0, pre=("rc", 1)), Version(2, 0, 0)))
            'major'
        """
        of_kind("old", old, Version)
        of_kind("new", new, Version)
        if new.precedence <= old.precedence:
            problem = f"`{new}` does not come after `{old}`; expected a later version"
            return NoVersion(NoVersionReason.NOT_FORWARD, problem)
        numbers = zip(reversed(ReleaseType), old.numbers, new.numbers, strict=True)
        moved = [kind for kind, before, after in numbers if before != after]
        return moved[0] if moved else cls.of_version(new)

    @classmethod
    def of_version(cls, version: Version) -> "ReleaseType":
        """Return the type that a version has by its form: that of the last of its numbers that is not 0, or a patch.

        Raises:
            FieldError: where the argument is no Version.
        """
        of_kind("version", version, Version)
        shape = [kind for kind, number in zip(reversed(ReleaseType), version.numbers, strict=True) if number]
        return (shape or [cls.PATCH])[-1]


BY_LEVEL: Final[Mapping[BumpLevel, ReleaseType]] = MappingProxyType(
    {BumpLevel.PATCH: ReleaseType.PATCH, BumpLevel.MINOR: ReleaseType.MINOR, BumpLevel.MAJOR: ReleaseType.MAJOR}
)
