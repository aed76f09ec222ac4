"""The tables of Release Cadence & Sync Automation on versions, release days and freezes, and rows of ours beside them.

A row of ours has no source, and says why it is as it is.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Final, TypeVar

from releasekit._words import Word
from releasekit.cadence import AsNeeded, Cadence, CadenceType, DaysApart, FreezeRule, Quarterly, Sprint, Weekday
from releasekit.policy import Cell, Column, Hit, Rule, Source, Table, one_of
from releasekit.versions import BumpLevel, ChangeKind, ReleaseType, Stage

TITLE: Final = "Release Cadence & Sync Automation"
PUBLISHED: Final = "2026-02-19"
Outcome = TypeVar("Outcome", BumpLevel, FreezeRule, str)


def _ours(rule: str, then: Outcome, because: str, **when: Word | Cell | str | bool) -> Rule[Outcome]:
    return Rule(f"ours/{rule}", when, then=then, because=f"ours: {because}")


# --- Versions


def _bump(rule: str, then: BumpLevel, quote: str, because: str, kind: ChangeKind) -> Rule[BumpLevel]:
    source = Source(TITLE, "Version Bump Rules", quote=quote)
    return Rule(rule, {"kind": kind}, then=then, because=because, source=source)


BUMPS: Final = Table(
    "version bumps",
    (Column("kind", ChangeKind), Column("breaking", bool, worse="higher")),
    rules=(
        _bump(
            "breaking-api-change",
            BumpLevel.MAJOR,
            "Breaking API change | Major | Removed field, renamed method",
            "users have to adapt",
            ChangeKind.BREAKING,
        ),
        _bump(
            "new-feature",
            BumpLevel.MINOR,
            "New feature | Minor | New command, new capability",
            "users can do something new",
            ChangeKind.FEATURE,
        ),
        _bump(
            "bug-fix",
            BumpLevel.PATCH,
            "Bug fix | Patch | Error correction, typo fix",
            "something works that did not",
            ChangeKind.FIX,
        ),
        _bump(
            "documentation",
            BumpLevel.PATCH,
            "Documentation | Patch | README update, new examples",
            "users read something new",
            ChangeKind.DOCUMENTATION,
        ),
        _bump(
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
    version=PUBLISHED,
)
"""The level of one change: the playbook's five rows, and six of ours for the kinds that it does not name."""


def _stage(stage: Stage, stability: str, audience: str) -> Rule[tuple[str, str]]:
    quote = f"`{stage}` | {stability} | {audience}"
    source = Source(TITLE, "Pre-release Tags", quote=quote)
    return Rule(str(stage), {"stage": stage}, then=(stability, audience), source=source)


STAGE_ROWS: Final = (
    _stage(Stage.ALPHA, "Unstable", "Internal testing"),
    _stage(Stage.BETA, "Feature complete", "Early adopters"),
    _stage(Stage.RC, "Release candidate", "Final validation"),
)

STAGES: Final = Table(
    "pre-release tags",
    (Column("stage", Stage),),
    rules=STAGE_ROWS,
    hit=Hit.UNIQUE,
    outcomes=frozenset(row.then for row in STAGE_ROWS),
    version=PUBLISHED,
)
"""Stability and audience of each stage."""


# --- Release days


def _type(kind: ReleaseType, frequency: str, rhythm: Cadence | DaysApart, *, scope: str, gate: str) -> CadenceType:
    quote = f"**{str(kind).capitalize()}** | {frequency.capitalize()} | {scope} | {gate}"
    source = Source(TITLE, "Cadence Types", quote=quote)
    return CadenceType(kind, frequency, rhythm=rhythm, scope=scope, gate_required=gate, source=source)


TYPES: Final = (
    _type(ReleaseType.PATCH, "as needed", AsNeeded(), scope="Bug fixes, doc updates", gate="G-MRG"),
    _type(ReleaseType.MINOR, "bi-weekly", DaysApart(14), scope="New features, enhancements", gate="G-REL"),
    _type(ReleaseType.MAJOR, "quarterly", Quarterly(), scope="Breaking changes, major features", gate="G-REL + Human"),
)
CADENCE_TYPES: Final[Mapping[ReleaseType, CadenceType]] = MappingProxyType({row.type: row for row in TYPES})
"""The table of cadence types, by the kind of release; bi-weekly is every 14 days, as the schedule has two weeks."""

DEVELOPMENT: Final = "development"
STABILIZATION: Final = "final PRs and regression testing"
RELEASE_CANDIDATE: Final = "release candidate cut"
RELEASE: Final = "release"
AFTERWARDS: Final = "after the release"
PHASES: Final = (DEVELOPMENT, STABILIZATION, RELEASE_CANDIDATE, RELEASE, AFTERWARDS)


def _day(rule: str, then: str, quote: str, because: str, **when: str | Word | Cell) -> Rule[str]:
    return Rule(rule, when, then=then, because=because, source=Source(TITLE, "Release Schedule", quote=quote))


SCHEDULE: Final = Table(
    "release schedule",
    (Column("week", ("Week 1", "Week 2")), Column("weekday", Weekday)),
    rules=(
        _day(
            "development",
            DEVELOPMENT,
            "Week 1: Development sprint",
            "feature work and bug fixes are merged",
            week="Week 1",
        ),
        _day(
            "stabilization",
            STABILIZATION,
            "Mon-Wed: Final PRs, regression testing",
            "the last changes are merged and tested",
            week="Week 2",
            weekday=one_of(Weekday.MON, Weekday.TUE, Weekday.WED),
        ),
        _day(
            "release-candidate",
            RELEASE_CANDIDATE,
            "Thu: Release candidate cut",
            "what is tested now is what is released",
            week="Week 2",
            weekday=Weekday.THU,
        ),
        _day(
            "release",
            RELEASE,
            "Fri: Release (if gates pass)",
            "the candidate is released if its gates pass",
            week="Week 2",
            weekday=Weekday.FRI,
        ),
        _ours(
            "afterwards",
            AFTERWARDS,
            "the playbook plans nothing for the weekend after the release",
            week="Week 2",
            weekday=one_of(Weekday.SAT, Weekday.SUN),
        ),
    ),
    hit=Hit.UNIQUE,
    outcomes=PHASES,
    version=PUBLISHED,
)
"""The playbook's release schedule, and a row of ours for the last weekend."""

RC_WEEKDAY: Final = Weekday.of(Sprint(date(2026, 2, 16), SCHEDULE).day_of(RELEASE_CANDIDATE))
"""The weekday on which candidates are cut; any sprint tells it."""


# --- Freezes


def _freeze(
    rule: str, then: FreezeRule, quote: str, because: str, **when: Word | Cell | str | bool
) -> Rule[FreezeRule]:
    return Rule(rule, when, then=then, because=because, source=Source(TITLE, "Release Workflow", quote=quote))


ONLY: Final = "Only bug fixes and documentation"

FREEZE: Final = Table(
    "feature freeze",
    (Column("kind", ChangeKind), Column("breaking", bool, worse="higher")),
    rules=(
        _freeze(
            "new-feature",
            FreezeRule.NEVER,
            "No new features after freeze date",
            "no new features after the freeze date",
            kind=ChangeKind.FEATURE,
        ),
        _freeze("bug-fix", FreezeRule.ALLOWED, ONLY, "bug fixes are allowed", kind=ChangeKind.FIX),
        _freeze("documentation", FreezeRule.ALLOWED, ONLY, "documentation is allowed", kind=ChangeKind.DOCUMENTATION),
        _ours(
            "security-fix",
            FreezeRule.ALLOWED,
            "a security fix repairs an error, and a release with a known vulnerability fails its checklist (RL-06)",
            kind=ChangeKind.SECURITY,
        ),
        _ours(
            "neither-fix-nor-documentation",
            FreezeRule.BY_WINDOW,
            "the text does not name such a change, so the window has to",
            kind=one_of(ChangeKind.DEPRECATION, ChangeKind.PERFORMANCE, ChangeKind.INTERNAL, ChangeKind.REVERT),
        ),
        _ours(
            "breaking-or-removal",
            FreezeRule.NEVER,
            "users would have to adapt to what was not tested with them",
            kind=one_of(ChangeKind.BREAKING, ChangeKind.REMOVAL),
        ),
        _ours(
            "marked-breaking",
            FreezeRule.NEVER,
            "a change of any kind that is marked as breaking is a breaking one",
            breaking=True,
        ),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=FreezeRule,
    version=PUBLISHED,
)
"""Which kind of change a freeze allows: the playbook's two sentences, and rows of ours for what they do not name."""
