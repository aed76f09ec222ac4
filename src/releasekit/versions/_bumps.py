"""Which step a set of changes asks for: the table of Semantic Versioning, and the policies for 0.y.z.

The laws, each of which has a test of its own:

* neither the order of changes nor saying one twice changes the decision;
* one more change never lowers the level, unless it cancels with a revert;
* the changes named in the reasons, alone, lead to the same level;
* the decision always lists what could not be read.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType, NoneType
from typing import ClassVar, Final, assert_never

import attrs

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import Frozen, checked
from releasekit._tables import asked, check_table
from releasekit._views import Badge, Lines, Section, Tone, View, Viewable
from releasekit._words import Ordered, Word
from releasekit.answers import Answer
from releasekit.policy import Cell, Column, Decision, Hit, Rule, Source, Table, one_of
from releasekit.versions._changes import Cancelled, Change, ChangeKind, Unparsed, cancel_reverts
from releasekit.versions._version import Version


class BumpLevel(Ordered):
    """Which number of a version moves, from none to the first; ordered, ``PATCH < MAJOR``."""

    NONE = "none"
    PATCH = "patch"
    MINOR = "minor"
    MAJOR = "major"


def stepped(numbers: tuple[int, int, int], level: BumpLevel) -> tuple[int, int, int]:
    """Return three numbers after a step: the one of the level is raised by one, and those after it are 0."""
    major, minor, patch = numbers
    match level:
        case BumpLevel.NONE:
            return numbers
        case BumpLevel.PATCH:
            return major, minor, patch + 1
        case BumpLevel.MINOR:
            return major, minor + 1, 0
        case BumpLevel.MAJOR:
            return major + 1, 0, 0
        case _:
            assert_never(level)


class ZeroMajor(Word):
    """What a level means while the first number is 0; each policy is that of tools in wide use.

    ``BREAKING_IS_MINOR``: a breaking change moves the second number, all else is as after 1.0.0 (commitizen's
    ``major_version_zero``, python-semantic-release without ``major_on_zero``, release-please's
    ``bump-minor-pre-major``). ``LIKE_STABLE``: nothing changes, so a breaking change asks for 1.0.0, which only
    `graduate` gives (what those tools do unless told otherwise). ``SHIFTED``: a breaking change moves the second number
    and anything else the third, as npm's and Cargo's caret ranges read 0.y.z (release-please with
    ``bump-patch-for-minor-pre-major`` besides, and auto's plugin for 0.y.z).
    """

    BREAKING_IS_MINOR = "breaking_is_minor"
    LIKE_STABLE = "like_stable"
    SHIFTED = "shifted"


ZERO: Final[Mapping[ZeroMajor, Mapping[BumpLevel, BumpLevel]]] = MappingProxyType(
    {
        ZeroMajor.BREAKING_IS_MINOR: MappingProxyType({BumpLevel.MAJOR: BumpLevel.MINOR}),
        ZeroMajor.LIKE_STABLE: MappingProxyType({}),
        ZeroMajor.SHIFTED: MappingProxyType({BumpLevel.MAJOR: BumpLevel.MINOR, BumpLevel.MINOR: BumpLevel.PATCH}),
    }
)
"""The levels that a policy lowers, and to which; it keeps all others."""

SEMVER_2: Final = "Semantic Versioning 2.0.0"
PATCHES: Final = Source(
    SEMVER_2,
    "6",
    quote="Patch version Z (x.y.Z | x > 0) MUST be incremented if only backwards compatible bug fixes are introduced.",
)
ADDS: Final = Source(
    SEMVER_2,
    "7",
    quote="Minor version Y (x.Y.z | x > 0) MUST be incremented if new, backwards compatible functionality is "
    "introduced to the public API.",
)
DEPRECATES: Final = Source(
    SEMVER_2, "7", quote="It MUST be incremented if any public API functionality is marked as deprecated."
)
BREAKS: Final = Source(
    SEMVER_2,
    "8",
    quote="Major version X (X.y.z | X > 0) MUST be incremented if any backwards incompatible changes are introduced to "
    "the public API.",
)
MARKED: Final = Source(
    "Conventional Commits 1.0.0",
    "Summary",
    quote="A BREAKING CHANGE can be part of commits of any type.",
)


def _row(
    rule: str, then: BumpLevel, because: str, source: Source | None = None, **when: Word | Cell | bool
) -> Rule[BumpLevel]:
    return Rule(rule, when, then=then, because=because, source=source)


SEMVER: Final = Table(
    "semantic versioning",
    (Column("kind", ChangeKind), Column("breaking", bool, worse="higher")),
    rules=(
        _row("breaking", BumpLevel.MAJOR, "users have to adapt", BREAKS, kind=ChangeKind.BREAKING),
        _row("removal", BumpLevel.MAJOR, "what is removed breaks those who use it", BREAKS, kind=ChangeKind.REMOVAL),
        _row("marked-breaking", BumpLevel.MAJOR, "the change is marked as breaking", MARKED, breaking=True),
        _row("feature", BumpLevel.MINOR, "users can do something new", ADDS, kind=ChangeKind.FEATURE),
        _row("deprecation", BumpLevel.MINOR, "users are told to adapt", DEPRECATES, kind=ChangeKind.DEPRECATION),
        _row("fix", BumpLevel.PATCH, "something works that did not", PATCHES, kind=ChangeKind.FIX),
        _row("security", BumpLevel.PATCH, "a vulnerability is closed", PATCHES, kind=ChangeKind.SECURITY),
        _row(
            "ours/noticed",
            BumpLevel.PATCH,
            "ours: users notice it and the API is as it was, for which the standards name no step",
            kind=one_of(ChangeKind.DOCUMENTATION, ChangeKind.PERFORMANCE, ChangeKind.REVERT),
        ),
        _row("ours/internal", BumpLevel.NONE, "ours: users notice nothing", kind=ChangeKind.INTERNAL),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=BumpLevel,
    version="2.0.0",
)
"""The level of one change by Semantic Versioning 2.0.0, and two rows of ours for the kinds of which it says nothing.

A revert takes back what was released earlier; where users lose something by it, mark it as breaking.
"""

COLUMNS: Final[Mapping[str, type]] = {"kind": ChangeKind, "breaking": bool}
URGENT: Final = frozenset({ChangeKind.SECURITY})


@attrs.frozen(field_transformer=checked)
class BumpReason(Frozen):
    """A change that asks for the level, and the row of the table that says so.

    Attributes:
        change: the change.
        decision: what the table answers for it.
    """

    change: Change | Unparsed
    decision: Decision[BumpLevel]

    def __str__(self) -> str:
        return f"{self.change} ({'; '.join(map(str, self.decision.reasons))})"


@attrs.frozen(field_transformer=checked)
class BumpDecision(Frozen, Answer, Viewable):
    """Which step some changes ask for.

    Attributes:
        level: the step.
        urgent: whether a change of an urgent kind is among those that stand; the level does not depend on it.
        reasons: the changes that ask for that step, in an order that depends on their content only.
        unparsed: the changes that could not be read, in the order of their ids and headers; somebody has to look.
        cancelled: the commits that were taken back, with their reverts.
        zero: the policy for 0.y.z, where it was asked; ``None`` where the version is past 1.0.0 or was not given.
    """

    compared: ClassVar[str] = "level"

    level: BumpLevel
    urgent: bool
    reasons: tuple[BumpReason, ...] = attrs.field(converter=as_tuple, kw_only=True)
    unparsed: tuple[Unparsed, ...] = attrs.field(converter=as_tuple, kw_only=True)
    cancelled: tuple[Cancelled, ...] = attrs.field(converter=as_tuple, kw_only=True)
    zero: ZeroMajor | None = attrs.field(kw_only=True)

    def view(self) -> View:
        """Return the decision as people read it."""
        lists = {"Why": self.reasons, "Not read": self.unparsed, "Taken back": self.cancelled}
        sections = tuple(Section(title, Lines(tuple(map(str, parts)))) for title, parts in lists.items() if parts)
        subtitle = "" if self.zero is None else f"0.y.z, {self.zero}"
        tone = Tone.WARN if self.urgent or self.unparsed else Tone.NEUTRAL
        badge = Badge(f"{self.level}, urgent" if self.urgent else str(self.level), tone)
        return View("Version bump", badge, sections, subtitle)


def decide_bump(
    changes: Iterable[Change | Unparsed],
    rules: Table[BumpLevel] = SEMVER,
    *,
    current: Version | None = None,
    zero: ZeroMajor = ZeroMajor.BREAKING_IS_MINOR,
    urgent: Iterable[ChangeKind] = URGENT,
) -> BumpDecision:
    """Decide which step some changes ask for: the highest that one of them asks for.

    Args:
        changes: everything since the last stable version, in any order; reverts take back what they name.
        rules: the level of one change, a table of columns ``kind`` and ``breaking`` or one of them.
        current: the version that the step starts from; without it the policy for 0.y.z is not asked.
        zero: what the level means where the first number of that version is 0.
        urgent: the kinds of change that should not wait for the next release; by default security fixes.

    Raises:
        FieldError: where something else is among the changes, another argument is of another kind, or the rules are
            another table.

    Example:
        >>> messages = ("fix: close the file", "feat: read gzip", "wip", "docs: say so")
        >>> bump = decide_bump(map(Change.from_conventional, messages))
        >>> str(bump.level), bump.reasons[0].change.subject, [change.header for change in bump.unparsed]
        ('minor', 'read gzip', ['wip'])
    """
    check_table("rules", rules, COLUMNS, BumpLevel)
    of_kind("current", current, Version, NoneType)
    of_kind("zero", zero, ZeroMajor)
    urgent_kinds = frozenset(items("urgent", urgent, ChangeKind))
    given = items("changes", changes, Change, Unparsed)
    unparsed = tuple(
        sorted(
            {change for change in given if isinstance(change, Unparsed)},
            key=lambda change: (change.id or "", change.header, change.problem, change.breaking),
        )
    )
    settled = cancel_reverts(change for change in given if not isinstance(change, Unparsed))
    # A message that nobody could read counts where it has a breaking footer: a step that is too large is safe, and one
    # that is too small breaks users.
    counted: tuple[Change | Unparsed, ...] = (*settled.changes, *(change for change in unparsed if change.breaking))
    reasons = tuple(BumpReason(change, _judged(change, rules)) for change in counted)
    level = max((reason.decision.outcome for reason in reasons), default=BumpLevel.NONE)
    is_zero = current is not None and current.major == 0
    return BumpDecision(
        ZERO[zero].get(level, level) if is_zero else level,
        any(change.kind in urgent_kinds for change in settled.changes),
        reasons=tuple(reason for reason in reasons if reason.decision.outcome is level),
        unparsed=unparsed,
        cancelled=settled.cancelled,
        zero=zero if is_zero else None,
    )


def _judged(change: Change | Unparsed, rules: Table[BumpLevel]) -> Decision[BumpLevel]:
    """Ask the table; a header that could not be read, with a breaking footer, is asked as a breaking change."""
    kind = change.kind if isinstance(change, Change) else ChangeKind.BREAKING
    return asked(rules, {"kind": kind, "breaking": change.breaking})
