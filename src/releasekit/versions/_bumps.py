"""Which step a set of changes asks for: the playbook's bump table, and the policies for 0.y.z.

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
from releasekit._views import Badge, Lines, Section, Tone, View, Viewable
from releasekit._words import Ordered, Word, shown
from releasekit.answers import Answer
from releasekit.errors import FieldError
from releasekit.policy import Cell, Column, Decision, Hit, Rule, Source, Table
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

TITLE: Final = "Release Cadence & Sync Automation"


def _row(rule: str, then: BumpLevel, quote: str, because: str, kind: ChangeKind) -> Rule[BumpLevel]:
    source = Source(TITLE, "Version Bump Rules", quote=quote)
    return Rule(rule, {"kind": kind}, then=then, because=because, source=source)


def _ours(rule: str, then: BumpLevel, because: str, **when: Word | Cell | bool) -> Rule[BumpLevel]:
    """Return a row that the playbook does not have; it has no source, and says why it is as it is."""
    return Rule(f"ours/{rule}", when, then=then, because=f"ours: {because}")


BUMPS: Final = Table(
    "version bumps",
    (Column("kind", ChangeKind), Column("breaking", bool, worse="higher")),
    rules=(
        _row(
            "breaking-api-change",
            BumpLevel.MAJOR,
            "Breaking API change | Major | Removed field, renamed method",
            "users have to adapt",
            ChangeKind.BREAKING,
        ),
        _row(
            "new-feature",
            BumpLevel.MINOR,
            "New feature | Minor | New command, new capability",
            "users can do something new",
            ChangeKind.FEATURE,
        ),
        _row(
            "bug-fix",
            BumpLevel.PATCH,
            "Bug fix | Patch | Error correction, typo fix",
            "something works that did not",
            ChangeKind.FIX,
        ),
        _row(
            "documentation",
            BumpLevel.PATCH,
            "Documentation | Patch | README update, new examples",
            "users read something new",
            ChangeKind.DOCUMENTATION,
        ),
        _row(
            "security-fix",
            BumpLevel.PATCH,
            "Security fix | Patch (urgent) | Vulnerability patch",
            "a vulnerability is closed, which is urgent",
            ChangeKind.SECURITY,
        ),
        _ours(
            "marked-breaking",
            BumpLevel.MAJOR,
            "a change of any kind that is marked as breaking is a breaking API change",
            breaking=True,
        ),
        _ours(
            "deprecation",
            BumpLevel.MINOR,
            "SemVer 2.0.0, section 7, asks for a minor version where public API is deprecated",
            kind=ChangeKind.DEPRECATION,
        ),
        _ours(
            "removal",
            BumpLevel.MAJOR,
            "what is removed breaks those who use it, marked as breaking or not",
            kind=ChangeKind.REMOVAL,
        ),
        _ours(
            "performance",
            BumpLevel.PATCH,
            "a change that users notice and that adds nothing",
            kind=ChangeKind.PERFORMANCE,
        ),
        _ours("internal", BumpLevel.NONE, "users notice nothing", kind=ChangeKind.INTERNAL),
        _ours(
            "revert",
            BumpLevel.PATCH,
            "it takes back what was released earlier; where users lose something by it, mark it as breaking",
            kind=ChangeKind.REVERT,
        ),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=BumpLevel,
    version="2026-02-19",
)
"""The level of one change: the playbook's five rows, and six of ours for the kinds that it does not name."""

# The playbook writes "Patch (urgent)" in the row of security fixes and in no other.
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
        urgent: whether a security fix is among the changes that stand; the level does not depend on it.
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
    rules: Table[BumpLevel] = BUMPS,
    *,
    current: Version | None = None,
    zero: ZeroMajor = ZeroMajor.BREAKING_IS_MINOR,
) -> BumpDecision:
    """Decide which step some changes ask for: the highest that one of them asks for.

    Args:
        changes: everything since the last stable version, in any order; reverts take back what they name.
        rules: the level of one change, a table of columns ``kind`` and ``breaking`` or one of them.
        current: the version that the step starts from; without it the policy for 0.y.z is not asked.
        zero: what the level means where the first number of that version is 0.

    Raises:
        FactError: where the table asks for other facts, or does not know a kind.
        FieldError: where something else is among the changes, another argument is of another kind, or the table
            answers something else.
        TableError: where the table collects outcomes and does not decide.

    Example:
        >>> messages = ("fix: close the file", "feat: read gzip", "wip", "docs: say so")
        >>> bump = decide_bump(map(Change.from_conventional, messages))
        >>> str(bump.level), bump.reasons[0].change.subject, [change.header for change in bump.unparsed]
        ('minor', 'read gzip', ['wip'])
    """
    of_kind("rules", rules, Table)
    of_kind("current", current, Version, NoneType)
    of_kind("zero", zero, ZeroMajor)
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
        any(change.kind in URGENT for change in settled.changes),
        reasons=tuple(reason for reason in reasons if reason.decision.outcome is level),
        unparsed=unparsed,
        cancelled=settled.cancelled,
        zero=zero if is_zero else None,
    )


def _judged(change: Change | Unparsed, rules: Table[BumpLevel]) -> Decision[BumpLevel]:
    """Ask the table; a header that could not be read, with a breaking footer, is asked as a breaking change."""
    kind = change.kind if isinstance(change, Change) else ChangeKind.BREAKING
    facts = {"kind": kind, "breaking": change.breaking}
    asked = {column.name for column in rules.columns}
    decision = rules.decide({name: fact for name, fact in facts.items() if name in asked})
    if not isinstance(decision.outcome, BumpLevel):
        raise FieldError((f"table {shown(rules.name)} answers {shown(decision.outcome)}; expected a BumpLevel",))
    return decision
