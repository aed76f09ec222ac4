"""Versions, and what the next one is, and why."""

from releasekit.versions._bumps import SEMVER, BumpDecision, BumpLevel, BumpReason, ZeroMajor, decide_bump
from releasekit.versions._changes import (
    CONVENTIONAL_TYPES,
    Cancelled,
    Change,
    ChangeKind,
    Settled,
    Unparsed,
    cancel_reverts,
)
from releasekit.versions._interop import ConversionReason, Unconvertible, from_pep440, from_semver, to_pep440, to_semver
from releasekit.versions._lines import LineExhausted, Release, ReleaseLine, latest, most_recent
from releasekit.versions._ranges import RangeError, VersionInterval, VersionRange
from releasekit.versions._release_type import ReleaseType
from releasekit.versions._stages import (
    NoVersion,
    NoVersionReason,
    Stage,
    advance_stage,
    finalize,
    graduate,
    next_version,
)
from releasekit.versions._tags import CandidateBranch, NotATag, TagFault, TagFormat
from releasekit.versions._version import Version, VersionError, in_order

__all__ = [
    "CONVENTIONAL_TYPES",
    "SEMVER",
    "BumpDecision",
    "BumpLevel",
    "BumpReason",
    "Cancelled",
    "CandidateBranch",
    "Change",
    "ChangeKind",
    "ConversionReason",
    "LineExhausted",
    "NoVersion",
    "NoVersionReason",
    "NotATag",
    "RangeError",
    "Release",
    "ReleaseLine",
    "ReleaseType",
    "Settled",
    "Stage",
    "TagFault",
    "TagFormat",
    "Unconvertible",
    "Unparsed",
    "Version",
    "VersionError",
    "VersionInterval",
    "VersionRange",
    "ZeroMajor",
    "advance_stage",
    "cancel_reverts",
    "decide_bump",
    "finalize",
    "from_pep440",
    "from_semver",
    "graduate",
    "in_order",
    "latest",
    "most_recent",
    "next_version",
    "to_pep440",
    "to_semver",
]


def __dir__() -> list[str]:
    return __all__
