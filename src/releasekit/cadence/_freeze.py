"""Feature freezes: what may still be changed before a release.

The laws, each of which has a test of its own:

* one more window never permits more;
* a change whose kind is not known is refused in every freeze;
* a breaking change, a removal and a feature are refused in every freeze, whatever the window says.
"""

from collections.abc import Iterable
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Final, TypeAlias

import attrs

from releasekit._arguments import as_frozenset, as_utc, instant, items, of_kind
from releasekit._fields import After, Frozen, Name, checked
from releasekit._words import Ordered, Word, listing, to_the_minute
from releasekit.answers import Answer, Finding, Permission
from releasekit.cadence._cadences import TITLE
from releasekit.policy import Cell, Column, Hit, Missing, Rule, Source, Table, one_of
from releasekit.versions import Change, ChangeKind, Unparsed


class FreezeRule(Ordered):
    """Whether a kind of change may be made in a freeze, from permissive to restrictive."""

    ALLOWED = "allowed"
    BY_WINDOW = "only where the window names it"
    NEVER = "never"


def _row(rule: str, then: FreezeRule, quote: str, because: str, **when: Word | Cell | bool) -> Rule[FreezeRule]:
    return Rule(rule, when, then=then, because=because, source=Source(TITLE, "Release Workflow", quote=quote))


def _ours(rule: str, then: FreezeRule, because: str, **when: Word | Cell | bool) -> Rule[FreezeRule]:
    return Rule(f"ours/{rule}", when, then=then, because=f"ours: {because}")


ONLY: Final = "Only bug fixes and documentation"

FREEZE: Final = Table(
    "feature freeze",
    (Column("kind", ChangeKind), Column("breaking", bool, worse="higher")),
    rules=(
        _row(
            "new-feature",
            FreezeRule.NEVER,
            "No new features after freeze date",
            "no new features after the freeze date",
            kind=ChangeKind.FEATURE,
        ),
        _row("bug-fix", FreezeRule.ALLOWED, ONLY, "bug fixes are allowed", kind=ChangeKind.FIX),
        _row("documentation", FreezeRule.ALLOWED, ONLY, "documentation is allowed", kind=ChangeKind.DOCUMENTATION),
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
    version="2026-02-19",
)
"""Which kind of change a freeze allows: the playbook's two sentences, and rows of ours for what they do not name."""

# What the table says of each kind that is not marked as breaking: a window may name only what the table leaves to it.
RULES: Final = {kind: FREEZE.decide(kind=kind, breaking=False).outcome for kind in ChangeKind}
ALLOWED: Final = frozenset(kind for kind, rule in RULES.items() if rule is FreezeRule.ALLOWED)


@attrs.frozen(field_transformer=checked)
class FreezeWindow(Frozen):
    """A time in which only some kinds of change are made.

    Attributes:
        start: its first instant.
        end: the first instant after it; at exactly that instant the freeze is over.
        allows: the kinds that it allows; by default bug fixes, documentation and security fixes.
        name: what people call it.

    Raises:
        FieldError: where a field is outside its limits, the end does not come after the start, or the window allows a
            kind that the table never allows.
    """

    start: datetime = attrs.field(converter=as_utc)
    end: Annotated[datetime, After("start")] = attrs.field(converter=as_utc)
    allows: frozenset[ChangeKind] = attrs.field(default=ALLOWED, converter=as_frozenset, kw_only=True)
    name: Name = attrs.field(default="freeze", kw_only=True)

    def _problems(self) -> Iterable[str]:
        never = sorted(str(kind) for kind in self.allows if RULES[kind] is FreezeRule.NEVER)
        if never:
            yield f"allows holds {listing(never)}; expected kinds that a freeze can let through"

    def is_on(self, at: datetime) -> bool:
        """Tell whether an instant is in the window: the start is, the end is not.

        Raises:
            FieldError: where it has no zone.
        """
        return self.start <= instant("at", at) < self.end


class FreezeCode(Word):
    """Why, for programs."""

    NO_FREEZE = "no_freeze"
    ALLOWED = "allowed"
    NOT_ALLOWED = "not_allowed"
    NEVER_IN_FREEZE = "never_in_freeze"
    UNKNOWN_KIND = "unknown_kind"


@attrs.frozen
class FreezeAnswer(Frozen, Answer):
    """Whether a change may be made. It has no truth value: compare its outcome.

    Attributes:
        outcome: the answer of the strictest window.
        reasons: one finding for each window that gives this answer, with its name as the place, in the order of names;
            where no window is on, one finding that says so, with the instant as the place.
    """

    outcome: Permission
    reasons: tuple[Finding[FreezeCode], ...]


Asked: TypeAlias = Change | Unparsed | ChangeKind | Missing


def permits(windows: FreezeWindow | Iterable[FreezeWindow], change: Asked, at: datetime) -> FreezeAnswer:
    """Return whether a change may be made at an instant.

    Args:
        windows: the freezes, in any order; where several are on, the strictest counts.
        change: the change, or its kind alone, which then counts as not marked as breaking. The kind of
            `Missing.MISSING`, and of a header that could not be read, is not known.
        at: the instant.

    Raises:
        FieldError: where an argument is of another kind, or the instant has no zone.
    """
    at = instant("at", at)
    of_kind("change", change, Change, Unparsed, ChangeKind, Missing)
    given = items("windows", (windows,) if isinstance(windows, FreezeWindow) else windows, FreezeWindow)
    reasons = {_judged(window, change) for window in given if window.is_on(at)}
    refusals = {reason for reason in reasons if reason.kind is not FreezeCode.ALLOWED}
    outcome = Permission.REFUSED if refusals else Permission.ALLOWED
    in_order = sorted(refusals or reasons, key=attrgetter("place", "message"))
    # Outside all windows every change may be made, also one of which the kind is not known: no rule asks for it.
    none = Finding(FreezeCode.NO_FREEZE, to_the_minute(at), message="is in no freeze")
    return FreezeAnswer(outcome, tuple(in_order) or (none,))


def _judged(window: FreezeWindow, change: Asked) -> Finding[FreezeCode]:
    """Return what one window says of a change."""
    if isinstance(change, Unparsed | Missing):
        message = "the kind of the change is not known; expected one that the freeze allows"
        return Finding(FreezeCode.UNKNOWN_KIND, window.name, message=message)
    kind, breaking = (change.kind, change.breaking) if isinstance(change, Change) else (change, False)
    decision = FREEZE.decide(kind=kind, breaking=breaking)
    because = "; ".join(reason.because for reason in decision.reasons)
    if decision.outcome is FreezeRule.NEVER:
        return Finding(FreezeCode.NEVER_IN_FREEZE, window.name, message=f"{kind}: {because}")
    # A window may be stricter than the table: it may leave out a kind that the table allows.
    if kind in window.allows:
        message = f"{kind}: {because if decision.outcome is FreezeRule.ALLOWED else 'the window names it'}"
        return Finding(FreezeCode.ALLOWED, window.name, message=message)
    allowed = listing(sorted(map(str, window.allows)))
    message = f"{kind} is not allowed; expected one of {allowed}"
    return Finding(FreezeCode.NOT_ALLOWED, window.name, message=message)
