"""Versions of other libraries: exact where both can say the same, and a refusal with every reason elsewhere.

The laws, each of which has a test of its own:

* converting and converting back gives the same version, in both directions;
* of two versions that convert, the lower one converts to the lower one;
* what has no exact counterpart is refused and never rounded: 1.0.0-1 is no post-release, and 1.0.0-rc10, which SemVer
  puts before 1.0.0-rc9, is no release candidate of PEP 440.

The common part of SemVer and PEP 440 is ``X.Y.Z`` and ``X.Y.Z-(alpha|beta|rc).N`` against ``X.Y.Z(a|b|rc)N``. The two
libraries are imported by these functions only, when they are called.
"""

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import Word
from releasekit.answers import Refused
from releasekit.versions._grammar import LONGEST
from releasekit.versions._version import Version, VersionError

if TYPE_CHECKING:
    import packaging.version
    import semver


LEAST_LONG: Final[int] = 10**LONGEST
LETTERS: Final = MappingProxyType({"alpha": "a", "beta": "b", "rc": "rc"})
STAGES: Final = MappingProxyType({letters: stage for stage, letters in LETTERS.items()})
RUN_TOGETHER: Final = re.compile("(alpha|beta|rc)[0-9-]+")
MOST_COMPONENTS: Final = 3
STAGE_AND_NUMBER: Final = 2


class ConversionReason(Word):
    """Why a version has no exact counterpart.

    ``EPOCH``, ``POST``, ``DEV``, ``LOCAL``: PEP 440 parts that SemVer has no place for. ``TOO_MANY_COMPONENTS``: more
    than three numbers. ``TOO_LONG``: more than 256 characters. ``BUILD``: build metadata, which PEP 440 would compare.
    ``UNKNOWN_STAGE``: a pre-release that starts with none of alpha, beta and rc. ``BARE_STAGE``: a stage without a
    number. ``MIXED_PRE``: a pre-release that is not one stage and one number, each an identifier of its own.
    """

    EPOCH = "epoch"
    POST = "post"
    DEV = "dev"
    LOCAL = "local"
    TOO_MANY_COMPONENTS = "too_many_components"
    TOO_LONG = "too_long"
    MIXED_PRE = "mixed_pre"
    BUILD = "build"
    UNKNOWN_STAGE = "unknown_stage"
    BARE_STAGE = "bare_stage"


@attrs.frozen(field_transformer=checked)
class Unconvertible(Frozen, Refused):
    """A version that the other grammar has no equal for.

    Attributes:
        text: the version, as its own library writes it.
        reasons: every reason, in the order in which `ConversionReason` declares them.
    """

    text: str
    reasons: tuple[ConversionReason, ...]

    def __str__(self) -> str:
        return f"`{self.text}` has no exact counterpart: {', '.join(map(str, self.reasons))}"


def to_semver(version: Version) -> "semver.Version":
    """Return the same version as python-semver has it; every version has one.

    Example:
        >>> from releasekit.versions import Version, to_semver
        >>> to_semver(Version.parse("1.0.0-rc.1+b5"))
        Version(major=1, minor=0, patch=0, prerelease='rc.1', build='b5')
    """
    import semver

    of_kind("version", version, Version)
    return semver.Version.parse(str(version))


def from_semver(version: "semver.Version") -> Version:
    """Return the same version as a `Version`.

    Raises:
        VersionError: where the object is no version by SemVer; python-semver builds such objects without an error, for
            example with the pre-release ``01``.
    """
    import semver

    of_kind("version", version, semver.Version)
    if not _is_short((version.major, version.minor, version.patch)):
        raise VersionError(version, f"expected at most {LONGEST} characters")
    return Version.parse(str(version))


def to_pep440(version: Version) -> "packaging.version.Version | Unconvertible":
    """Return the same version by PEP 440, or why there is none.

    Example:
        >>> from releasekit.versions import Version, to_pep440
        >>> to_pep440(Version.parse("1.0.0-rc.1"))
        <Version('1.0.0rc1')>
        >>> [str(reason) for reason in to_pep440(Version.parse("1.0.0-1+b5")).reasons]
        ['build', 'unknown_stage']
    """
    import packaging.version

    of_kind("version", version, Version)
    found = set(_semver_reasons(version))
    if found:
        return Unconvertible(str(version), tuple(reason for reason in ConversionReason if reason in found))
    pre = f"{LETTERS[str(version.pre[0])]}{version.pre[1]}" if version.pre else ""
    return packaging.version.Version(f"{version.core}{pre}")


def from_pep440(version: "packaging.version.Version") -> Version | Unconvertible:
    """Return the same version by SemVer, or why there is none; ``1.2`` is 1.2.0, to which PEP 440 makes it equal.

    Example:
        >>> from packaging.version import Version as Pep440
        >>> from releasekit.versions import from_pep440
        >>> from_pep440(Pep440("1.2b3"))
        Version.parse('1.2.0-beta.3')
        >>> [str(reason) for reason in from_pep440(Pep440("1!2.0.post1")).reasons]
        ['epoch', 'post']
    """
    import packaging.version

    of_kind("version", version, packaging.version.Version)
    parts = (
        (version.epoch != 0, ConversionReason.EPOCH),
        (version.post is not None, ConversionReason.POST),
        (version.dev is not None, ConversionReason.DEV),
        (version.local is not None, ConversionReason.LOCAL),
        (len(version.release) > MOST_COMPONENTS, ConversionReason.TOO_MANY_COMPONENTS),
    )
    reasons = tuple(reason for is_there, reason in parts if is_there)
    numbers = (*version.release, 0, 0)[:MOST_COMPONENTS]
    # Asked first, because Python refuses to write integers of thousands of digits and packaging takes them.
    if not _is_short((*numbers, *(version.pre or ())[1:])):
        try:
            text = str(version)
        except ValueError:  # Python does not write numbers of thousands of digits
            text = "a version too long to write"
        return Unconvertible(text, (*reasons, ConversionReason.TOO_LONG))
    pre = f"-{STAGES[version.pre[0]]}.{version.pre[1]}" if version.pre else ""
    text = ".".join(map(str, numbers)) + pre
    if len(text) > LONGEST:
        reasons = (*reasons, ConversionReason.TOO_LONG)
    return Unconvertible(str(version), reasons) if reasons else Version.parse(text)


def _is_short(numbers: Iterable[int]) -> bool:
    """Tell whether numbers can be written in a version at all; Python refuses to write very long ones."""
    return all(number < LEAST_LONG for number in numbers)


def _semver_reasons(version: Version) -> Iterator[ConversionReason]:
    if version.build:
        yield ConversionReason.BUILD
    if not version.pre:
        return
    stage, *rest = version.pre
    if stage in LETTERS:
        if not rest:
            yield ConversionReason.BARE_STAGE
        elif type(rest[0]) is not int:
            yield ConversionReason.MIXED_PRE
    elif isinstance(stage, str) and RUN_TOGETHER.fullmatch(stage):
        yield ConversionReason.MIXED_PRE
    else:
        yield ConversionReason.UNKNOWN_STAGE
    if len(version.pre) > STAGE_AND_NUMBER:
        yield ConversionReason.MIXED_PRE
