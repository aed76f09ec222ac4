"""Every public function and method of versions refuses arguments of another kind by name, and never from below."""

import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import pytest

from releasekit import versions
from releasekit.errors import FieldError, ReleasekitError
from releasekit.versions import (
    SEMVER,
    BumpDecision,
    BumpLevel,
    BumpReason,
    Cancelled,
    CandidateBranch,
    Change,
    ChangeKind,
    ConversionReason,
    LineExhausted,
    NotATag,
    NoVersion,
    NoVersionReason,
    RangeError,
    Release,
    ReleaseLine,
    ReleaseType,
    Settled,
    TagFault,
    TagFormat,
    Unconvertible,
    Unparsed,
    Version,
    VersionError,
    VersionInterval,
    VersionRange,
    advance_stage,
    cancel_reverts,
    decide_bump,
    finalize,
    from_pep440,
    from_semver,
    graduate,
    in_order,
    latest,
    most_recent,
    next_version,
    to_pep440,
    to_semver,
)

ANY: Final[Any] = "anything"  # so that a checker lets the wrong kinds through
ONE: Final = Version(1, 0, 0)
LINE: Final = ReleaseLine(1)
RANGE: Final = VersionRange.parse("any with pre-releases")
REVERT: Final = Change(ChangeKind.REVERT, "x", id="b", reverts="a")
AT: Final = datetime(2026, 3, 1, tzinfo=UTC)
A_VERSION: Final = 'is `"anything"`; expected a Version'
ITERABLE: Final = 'is `"anything"`; expected an iterable of'
WITH: Final = True

PART: Final = "0 to 100 printable characters, no spaces at the ends"

ROWS: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "BumpDecision": (
        lambda: BumpDecision(BumpLevel.NONE, urgent=False, reasons=(1,), unparsed=(), cancelled=(), zero=None),
        "BumpDecision.reasons holds `1`; expected a BumpReason",
    ),
    "BumpReason": (lambda: BumpReason(REVERT, ANY), 'BumpReason.decision is `"anything"`; expected a Decision'),
    "Cancelled": (lambda: Cancelled([1], REVERT), "Cancelled.commit holds `1`; expected a Change"),
    "CandidateBranch": (lambda: CandidateBranch(ANY), f"CandidateBranch.version {A_VERSION}"),
    "CandidateBranch.parse": (lambda: CandidateBranch.parse(1), "tag is `1`; expected text"),
    "Change": (lambda: Change(ChangeKind.FIX, "x", breaking=1), "Change.breaking is `1`; expected true or false"),
    "Change.from_conventional": (
        lambda: Change.from_conventional("fix: x", types={1: ChangeKind.FIX}),
        "types[0] is `1`; expected a str",
    ),
    "LineExhausted": (lambda: LineExhausted(LINE, BumpLevel.MAJOR, wanted=ANY), f"LineExhausted.wanted {A_VERSION}"),
    "NotATag": (lambda: NotATag("v", TagFault.PREFIX, problem=1), "NotATag.problem is `1`; expected text"),
    "NoVersion": (
        lambda: NoVersion(NoVersionReason.TOO_LONG, 1),
        "NoVersion.problem is `1`; expected 0 to 10 000 characters",
    ),
    "Release": (lambda: Release(ANY, AT), f"Release.version {A_VERSION}"),
    "ReleaseLine": (lambda: ReleaseLine("1"), 'ReleaseLine.major is `"1"`; expected a whole number of at least 0'),
    "ReleaseLine.contains": (lambda: LINE.contains(ANY), f"version {A_VERSION}"),
    "ReleaseLine.next_free": (lambda: LINE.next_free([ONE, 3]), "taken[1] is `3`; expected a Version"),
    "ReleaseLine.window": (
        lambda: LINE.window(prereleases="with"),
        'VersionRange.prereleases is `"with"`; expected true or false',
    ),
    "ReleaseType.of": (lambda: ReleaseType.of(ANY), 'level is `"anything"`; expected a BumpLevel'),
    "ReleaseType.of_version": (lambda: ReleaseType.of_version(ANY), f"version {A_VERSION}"),
    "ReleaseType.of_step": (lambda: ReleaseType.of_step(ONE, ANY), f"new {A_VERSION}"),
    "Settled": (lambda: Settled([1], []), "Settled.changes holds `1`; expected a Change"),
    "TagFormat": (lambda: TagFormat(1), f"TagFormat.prefix is `1`; expected {PART}"),
    "TagFormat.format": (lambda: TagFormat().format(ANY), f"version {A_VERSION}"),
    "TagFormat.parse": (lambda: TagFormat().parse(1), "tag is `1`; expected text"),
    "Unconvertible": (lambda: Unconvertible(1, (ConversionReason.DEV,)), "Unconvertible.text is `1`; expected text"),
    "Unparsed": (lambda: Unparsed(1, "x"), "Unparsed.header is `1`; expected text"),
    "Version": (lambda: Version(1, 0, "0"), 'Version.patch is `"0"`; expected a whole number of at least 0'),
    "Version.parse": (lambda: Version.parse(1), "version is `1`; expected text"),
    "VersionInterval": (lambda: VersionInterval(ANY), f"VersionInterval.low {A_VERSION}"),
    "VersionInterval.contains": (lambda: VersionInterval().contains(ANY), f"version {A_VERSION}"),
    "VersionRange": (
        lambda: VersionRange(3, prereleases=WITH),
        "VersionRange.intervals is `3`; expected a tuple in which each is a VersionInterval",
    ),
    "VersionRange.between": (lambda: VersionRange.between(None, ANY, prereleases=WITH), f"high {A_VERSION} or nothing"),
    "VersionRange.contains": (lambda: RANGE.contains(ANY), f"version {A_VERSION}"),
    "VersionRange.is_subset": (lambda: RANGE.is_subset(ANY), 'other is `"anything"`; expected a VersionRange'),
    "VersionRange.parse": (lambda: VersionRange.parse(1), "range is `1`; expected text of at most 10000 characters"),
    "advance_stage": (lambda: advance_stage(ANY), f"current {A_VERSION}"),
    "decide_bump": (lambda: decide_bump(3), "changes is `3`; expected an iterable of Change or Unparsed"),
    "finalize": (lambda: finalize(ANY), f"current {A_VERSION}"),
    "from_pep440": (lambda: from_pep440(ANY), f"version {A_VERSION}"),
    "from_semver": (lambda: from_semver(ANY), f"version {A_VERSION}"),
    "graduate": (lambda: graduate(ANY), f"current {A_VERSION}"),
    "in_order": (lambda: in_order(ANY), f"versions {ITERABLE} Version"),
    "latest": (lambda: latest(3), "releases is `3`; expected an iterable of Release"),
    "most_recent": (lambda: most_recent([ONE]), "releases[0] is `a Version`; expected a Release"),
    "next_version": (
        lambda: next_version(ANY, None, BumpLevel.PATCH),
        'last_stable is `"anything"`; expected a final version, or nothing',
    ),
    "cancel_reverts": (lambda: cancel_reverts(ANY), f"changes {ITERABLE} Change"),
    "to_pep440": (lambda: to_pep440(ANY), f"version {A_VERSION}"),
    "to_semver": (lambda: to_semver(ANY), f"version {A_VERSION}"),
}
MORE: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "in order, some": (
        lambda: in_order([ONE, 1, None]),
        "versions[1] is `1`; expected a Version; versions[2] is `None`; expected a Version",
    ),
    "in order, keys that do not compare": (
        lambda: in_order([ONE, Keyed("x")]),
        "versions[1] is `a Keyed`; expected a Version",
    ),
    "next free of a text": (lambda: LINE.next_free(ANY), f"taken {ITERABLE} Version"),
    "next free by a text": (
        lambda: LINE.next_free([], level=ANY),
        'level is `"anything"`; expected one of patch, minor, major',
    ),
    "types as a number": (lambda: Change.from_conventional("fix: x", types=3), "types is `3`; expected a Mapping"),
    "between, the lower": (
        lambda: VersionRange.between(1, None, prereleases=WITH),
        "low is `1`; expected a Version or nothing",
    ),
    "bump, a member": (lambda: decide_bump([1], SEMVER), "changes[0] is `1`; expected a Change or an Unparsed"),
}
OTHER_ERRORS: Final = {"Version.parse": VersionError, "VersionRange.parse": RangeError}
ANSWERS: Final = {"Version.is_valid"}
"""What takes anything and answers."""


@attrs.frozen
class Keyed:
    """Something that has a key of its own."""

    order: str


def callables() -> Iterator[str]:
    """Name the public functions, the classes and the methods that take arguments."""
    for name in versions.__all__:
        thing = getattr(versions, name)
        if inspect.isfunction(thing) or (inspect.isclass(thing) and attrs.has(thing)):
            yield name
        if inspect.isclass(thing) and not issubclass(thing, Exception):
            yield from (f"{name}.{method}" for method, own in vars(thing).items() if takes_arguments(method, own))


def takes_arguments(name: str, member: object) -> bool:
    """Say whether a member of a class is a public method with arguments of its own."""
    bound = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    if name.startswith("_") or not inspect.isfunction(bound):
        return False
    return len(inspect.signature(bound).parameters) > (not isinstance(member, staticmethod))


def test_every_public_callable_has_a_row() -> None:
    assert sorted(callables()) == sorted([*ROWS, *ANSWERS])


@pytest.mark.parametrize("name", ROWS)
def test_an_argument_of_another_kind_is_refused(name: str) -> None:
    ask, problem = ROWS[name]
    with pytest.raises(ReleasekitError) as caught:
        ask()
    assert (type(caught.value), str(caught.value)) == (OTHER_ERRORS.get(name, FieldError), problem)


@pytest.mark.parametrize(("ask", "problem"), MORE.values(), ids=MORE)
def test_other_arguments_are_refused_too(ask: Callable[[], object], problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        ask()
    assert str(caught.value) == problem


def test_what_takes_anything_answers() -> None:
    assert (Version.is_valid(1), Version.is_valid("1.0.0")) == (False, True)
