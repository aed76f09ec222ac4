"""Version ranges: unions of intervals, with a policy on pre-releases that is always written down.

The laws, each of which has a test of its own:

* ``&``, ``|`` and ``~`` are those of sets, within the versions that the policy speaks of;
* a range that excludes pre-releases holds none, and neither does anything made from it with ``&`` or ``~``;
* two ranges of one policy are equal exactly where they hold the same versions, and
  ``VersionRange.parse(str(range)) == range``;
* a range that is not empty holds the lower end of its first interval.

Theory of operation. In SemVer's order each version has an immediate successor: that of 1.2.3 is 1.2.4-0, that of
1.2.4-rc.1 is 1.2.4-rc.1.0. So "after 1.2.3" and "from 1.2.4-0 on" are one cut, every interval can be written with its
lower end in it and its upper end out of it, and unions of intervals have one normal form. Where pre-releases are
excluded, only final versions are spoken of: both ends move up to the next final version, which makes ``<2.0.0-rc.1``
and ``<2.0.0`` one range. Build metadata is not looked at.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType, NoneType
from typing import Final, Literal, Self, TypeAlias

import attrs

from releasekit._arguments import as_tuple, of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import shown
from releasekit.errors import FieldError, ReleasekitError
from releasekit.versions._version import FINAL, NUMBER, Version, VersionError

LEAST: Final = Version(0, 0, 0, pre=(0,))
LONGEST_RANGE: Final = 10_000
Closed: TypeAlias = Literal["both", "left", "right", "neither"]


SUFFIXES: Final = {False: " without pre-releases", True: " with pre-releases"}
BOUND: Final = re.compile(r"(==|>=|>|<=|<)([^\s=]\S*)")
SIDES: Final = ("=", ">", "<", "><")
"""The ways in which the bounds of one term may go together."""


class RangeError(ReleasekitError):
    """The text is no range, or no range can express what was asked for.

    Attributes:
        problem: what was given and what was expected.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@attrs.frozen(field_transformer=checked)
class VersionInterval(Frozen):
    """The versions from one on, up to another that is not inside.

    Attributes:
        low: the first version that is inside.
        high: the first that is not inside any more; ``None`` where the interval has no end.

    Raises:
        FieldError: where an end has build metadata, or nothing lies between the ends.
    """

    low: Version = LEAST
    high: Version | None = None

    def _problems(self) -> Iterator[str]:
        for name, end in (("low", self.low), ("high", self.high)):
            if end is not None and end.build:
                yield f"{name} is `{end}`; expected no build metadata"
        if self.high is not None and self.high <= self.low:
            yield f"high is `{self.high}`; expected a version after low, `{self.low}`"

    def contains(self, version: Version) -> bool:
        """Tell whether a version lies in the interval; its build metadata is not looked at.

        Raises:
            FieldError: where ``version`` is no `Version`.
        """
        of_kind("version", version, Version)
        return self.low.order <= version.precedence and (self.high is None or version.precedence < self.high.order)

    @property
    def is_single(self) -> bool:
        """Whether `low` is the only version inside."""
        low = self.low
        following = (*low.order, NUMBER, 0) if low.pre else (low.major, low.minor, low.patch + 1, NUMBER, 0)
        return self.high is not None and self.high.order == following


Spans: TypeAlias = tuple[VersionInterval, ...]
EVERYTHING: Final = VersionInterval()
ALONE: Final[Mapping[str, Spans]] = MappingProxyType({"any": (EVERYTHING,), "none": ()})


@attrs.frozen(repr=False, field_transformer=checked)
class VersionRange(Frozen):
    """A set of versions: a union of intervals, with or without the pre-releases in them.

    Attributes:
        intervals: disjoint, ascending, as few as there can be; brought into that form if they are given otherwise.
        prereleases: whether pre-releases can be inside. Where they cannot, a pre-release is never inside, whatever the
            bounds are. Where they can, it is inside where its place in the order is, so ``<2.0.0`` holds 2.0.0-rc.1;
            the bound that keeps it out is ``<2.0.0-0``.

    Example:
        >>> from releasekit.versions import Version, VersionRange
        >>> window = VersionRange.parse(">=1.2.0 <2.0.0 || ==3.1.4 without pre-releases")
        >>> window.contains(Version.parse("1.10.0")), window.contains(Version.parse("2.0.0-rc.1"))
        (True, False)
        >>> print(~window)
        <1.2.0 || >=2.0.0 <3.1.4 || >=3.1.5 without pre-releases
    """

    intervals: tuple[VersionInterval, ...] = attrs.field(converter=as_tuple)
    prereleases: bool = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        spans = self.intervals
        if not self.prereleases:
            # The policy speaks of final versions only, so each cut moves up to the next of them: 1.2.3-rc.1 becomes
            # 1.2.3, and only pre-releases lie between. So equal sets have equal cuts, and an interval that holds no
            # final version has two equal ends and is dropped.
            ends = ((span.low.core, None if span.high is None else span.high.core) for span in spans)
            spans = tuple(VersionInterval(low, high) for low, high in ends if high is None or low < high)
        object.__setattr__(self, "intervals", _merged(spans))

    @classmethod
    def between(cls, low: Version | None, high: Version | None, *, closed: Closed = "left", prereleases: bool) -> Self:
        """Return the range between two versions, each of which may be ``None``: no bound on that side.

        Args:
            low: the lower bound.
            high: the upper bound.
            closed: which bounds are included: ``"left"``, ``"right"``, ``"both"`` or ``"neither"``.
            prereleases: whether pre-releases can be inside.

        Raises:
            FieldError: where a bound is no version, or ``prereleases`` no truth value.
            RangeError: where a bound has build metadata, the lower one is not first, no version lies between, or the
                version right after a bound would have more than 256 characters.
        """
        of_kind("low", low, Version, NoneType)
        of_kind("high", high, Version, NoneType)
        if closed not in tuple(CLOSED):
            raise RangeError(f"closed is {shown(closed)}; expected one of {', '.join(CLOSED)}")
        low_open, high_closed = CLOSED[closed]
        return cls((_interval(low, high, low_open=low_open, high_closed=high_closed),), prereleases=prereleases)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the range that a text spells: what `str` of a range gives, or another order of the same terms.

        Terms are ``==V``, or ``>=V`` or ``>V``, ``<=V`` or ``<V``, or one of either with a space between; several stand
        apart by ``||``. ``any`` and ``none`` stand alone. The policy follows: ``with pre-releases`` or
        ``without pre-releases``; it is never guessed.

        Raises:
            RangeError: where the text is no range.
        """
        if type(text) is not str or len(text) > LONGEST_RANGE:
            raise RangeError(f"range is {shown(text)}; expected text of at most {LONGEST_RANGE} characters")
        for prereleases, suffix in SUFFIXES.items():
            if text.endswith(suffix):
                terms = text.removesuffix(suffix)
                spans = tuple(map(_span, terms.split(" || "))) if terms not in ALONE else ALONE[terms]
                return cls(spans, prereleases=prereleases)
        raise RangeError(f"range is {shown(text)}; expected `with pre-releases` or `without pre-releases` at its end")

    @property
    def is_empty(self) -> bool:
        """Whether no version is inside."""
        return not self.intervals

    def contains(self, version: Version) -> bool:
        """Tell whether a version is inside; its build metadata is not looked at.

        Raises:
            FieldError: where ``version`` is no `Version`.
        """
        of_kind("version", version, Version)
        if version.is_prerelease and not self.prereleases:
            return False
        return any(interval.contains(version) for interval in self.intervals)

    def is_subset(self, other: "VersionRange") -> bool:
        """Tell whether every version in this range is in the other, whichever policies they have.

        Raises:
            FieldError: where ``other`` is no `VersionRange`.
        """
        of_kind("other", other, VersionRange)
        if other.prereleases or not self.prereleases:
            return (self & other) == self  # the policy of `&` is that of this range, so nothing is lost by it
        are_finals = all(interval.is_single and interval.low.is_final for interval in self.intervals)
        return are_finals and self.replace(prereleases=False).is_subset(other)

    def __and__(self, other: "VersionRange") -> "VersionRange":
        """Return the versions that are in both; pre-releases only where both include them."""
        if not isinstance(other, VersionRange):
            return NotImplemented
        # What is in both is what is outside of neither. Both unions are in their normal form, so this costs one sort.
        gaps = (*_outside(self.intervals), *_outside(other.intervals))
        return VersionRange(_outside(_merged(gaps)), prereleases=self.prereleases and other.prereleases)

    def __or__(self, other: "VersionRange") -> "VersionRange":
        """Return the versions that are in either.

        Raises:
            RangeError: where the policies differ; no one policy holds for the result.
        """
        if not isinstance(other, VersionRange):
            return NotImplemented
        if self.prereleases is not other.prereleases:
            raise RangeError("one range includes pre-releases and one excludes them; expected one policy for a union")
        return VersionRange(self.intervals + other.intervals, prereleases=self.prereleases)

    def __invert__(self) -> "VersionRange":
        """Return the versions that the policy speaks of and that are not in this range."""
        return VersionRange(_outside(self.intervals), prereleases=self.prereleases)

    def __str__(self) -> str:
        suffix = SUFFIXES[self.prereleases]
        if self == VersionRange((EVERYTHING,), prereleases=self.prereleases):
            return f"any{suffix}"
        terms = " || ".join(_term(interval, finals=not self.prereleases) for interval in self.intervals)
        return (terms or "none") + suffix

    def __repr__(self) -> str:
        return f"VersionRange.parse({str(self)!r})"


CLOSED: Final = MappingProxyType(
    {"left": (False, False), "right": (True, True), "both": (False, True), "neither": (True, False)}
)
"""For each way to close an interval, whether its cuts lie behind the bounds."""


def _interval(low: Version | None, high: Version | None, *, low_open: bool, high_closed: bool) -> VersionInterval:
    """Return the interval between two bounds, each cut lying before or right behind its bound."""
    start = LEAST if low is None else _cut(low, behind=low_open)
    end = None if high is None else _cut(high, behind=high_closed)
    if end is not None and end <= start:
        raise RangeError(f"no version lies between `{low}` and `{high}`; expected the lower bound first")
    return VersionInterval(start, end)


def _cut(bound: Version, *, behind: bool) -> Version:
    """Return the first version from a cut on."""
    if bound.build:
        raise RangeError(f"bound is {shown(str(bound))}; expected no build metadata")
    if not behind:
        return bound
    # The least text after a pre-release continues it with the least identifier, 0. After a final version comes the next
    # patch, and its pre-release 0 before anything else of it. The longest versions have no room for that.
    try:
        return bound.replace(pre=(*bound.pre, 0)) if bound.pre else bound.replace(patch=bound.patch + 1, pre=(0,))
    except FieldError:
        raise RangeError(f"bound is {shown(str(bound))}; expected room for the version right after it") from None


def _merged(spans: Spans) -> Spans:
    """Return the same versions in ascending intervals that do not touch."""
    merged: list[VersionInterval] = []
    # Sorted by their lower ends, so that an interval can overlap or touch only the last one that was kept. Where that
    # one has no end, it holds all that follow.
    for span in sorted(spans, key=lambda span: span.low.order):
        last = merged[-1] if merged else None
        if last is None or (last.high is not None and last.high < span.low):
            merged.append(span)
        elif last.high is not None and (span.high is None or last.high < span.high):
            merged[-1] = VersionInterval(last.low, span.high)
    return tuple(merged)


def _outside(spans: Spans) -> Spans:
    """Return what lies before, between and behind ascending intervals."""
    gaps: list[VersionInterval] = []
    low: Version | None = LEAST
    for span in spans:
        if low is not None and low < span.low:
            gaps.append(VersionInterval(low, span.low))
        low = span.high
    return (*gaps, *([] if low is None else [VersionInterval(low)]))


def _term(interval: VersionInterval, *, finals: bool) -> str:
    """Write an interval with the bounds that somebody would have written."""
    low, high = interval.low, interval.high
    next_final = (low.major, low.minor, low.patch + 1, FINAL)
    if interval.is_single or (finals and high is not None and high.order == next_final):
        return f"=={low}"
    ends = [] if low <= LEAST or (finals and low == LEAST.core) else [_cut_text(low, ">", ">=")]
    return " ".join([*ends, *([] if high is None else [_cut_text(high, "<=", "<")])])


def _cut_text(cut: Version, after: str, before: str) -> str:
    """Write the cut before a version, or as the one after its predecessor where that is the plainer version."""
    # A cut before a version that ends in 0 may also be one behind its predecessor, and reads better so: `>1.2.3` for
    # `>=1.2.4-0`. Text and object must be inverses, so this undoes `_cut` exactly, and only where a person would write
    # the result: 1.2.0-0 has no predecessor, and a person writes `>=1.0.0-rc.0` rather than `>1.0.0-rc`.
    *earlier, last = cut.pre or (None,)
    if last != 0:
        return f"{before}{cut}"
    if not earlier and cut.patch:
        return f"{after}{Version(cut.major, cut.minor, cut.patch - 1)}"
    if len(earlier) > 1 or (earlier and type(earlier[0]) is int):
        return f"{after}{cut.replace(pre=tuple(earlier))}"
    return f"{before}{cut}"


def _span(term: str) -> VersionInterval:
    """Read one term; one that holds nothing in the order of versions is refused, since nobody means it."""
    bounds = [match.groups() for match in map(BOUND.fullmatch, term.split(" ")) if match]
    if "".join(sign[0] for sign, _ in bounds) not in SIDES or len(bounds) != term.count(" ") + 1:
        raise RangeError(f"range has the term {shown(term)}; expected `==V`, or `>=V`, `<V` and the like")
    (first, low), (last, high) = bounds[0], bounds[-1]
    return _interval(
        None if first[0] == "<" else _read(low),
        None if last[0] == ">" else _read(high),
        low_open=first == ">",
        high_closed=last in ("<=", "=="),
    )


def _read(text: str) -> Version:
    try:
        return Version.parse(text)
    except VersionError as error:
        raise RangeError(f"range has a bound that is no version: {error}") from None
