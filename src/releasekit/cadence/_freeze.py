"""Feature freezes: what may still be changed before a release.

The laws, each of which has a test of its own:

* one more window never permits more;
* a change whose kind is not known is refused in every freeze;
* what the table never allows is refused in every freeze, whatever the window says.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Final, TypeAlias

import attrs

from releasekit._arguments import as_frozenset, as_utc, instant, items, of_kind
from releasekit._fields import After, Frozen, Name, checked
from releasekit._tables import asked, check_table
from releasekit._words import Ordered, Word, listing, to_the_minute
from releasekit.answers import Answer, Finding, Permission
from releasekit.errors import FieldError
from releasekit.policy import Missing, Table
from releasekit.versions import Change, ChangeKind, Unparsed


class FreezeRule(Ordered):
    """Whether a kind of change may be made in a freeze, from permissive to restrictive."""

    ALLOWED = "allowed"
    BY_WINDOW = "only where the window names it"
    NEVER = "never"


COLUMNS: Final[Mapping[str, type]] = {"kind": ChangeKind, "breaking": bool}


@attrs.frozen(field_transformer=checked)
class FreezeWindow(Frozen):
    """A time in which only some kinds of change are made.

    Attributes:
        start: its first instant.
        end: the first instant after it; at exactly that instant the freeze is over.
        allows: the kinds that it allows; ``None`` for those that the table of rules allows.
        name: what people call it.

    Raises:
        FieldError: where a field is outside its limits, or the end does not come after the start.
    """

    start: datetime = attrs.field(converter=as_utc)
    end: Annotated[datetime, After("start")] = attrs.field(converter=as_utc)
    allows: frozenset[ChangeKind] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_frozenset), kw_only=True
    )
    name: Name = attrs.field(default="freeze", kw_only=True)

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


def permits(
    windows: FreezeWindow | Iterable[FreezeWindow], change: Asked, at: datetime, rules: Table[FreezeRule]
) -> FreezeAnswer:
    """Return whether a change may be made at an instant.

    Args:
        windows: the freezes, in any order; where several are on, the strictest counts.
        change: the change, or its kind alone, which then counts as not marked as breaking. The kind of
            `Missing.MISSING`, and of a header that could not be read, is not known.
        at: the instant.
        rules: what a freeze allows, a table of columns ``kind`` and ``breaking`` or one of them.

    Raises:
        FieldError: where an argument is of another kind, the instant has no zone, the rules are another table, or a
            window, on or not, names a kind that the rules never allow.
    """
    at = instant("at", at)
    of_kind("change", change, Change, Unparsed, ChangeKind, Missing)
    given = items("windows", (windows,) if isinstance(windows, FreezeWindow) else windows, FreezeWindow)
    check_table("rules", rules, COLUMNS, FreezeRule)
    by_rules = {kind: asked(rules, {"kind": kind, "breaking": False}).outcome for kind in ChangeKind}
    named = {(window.name, kind) for window in given for kind in window.allows or ()}
    never = sorted((name, str(kind)) for name, kind in named if by_rules[kind] is FreezeRule.NEVER)
    if never:
        expected = "expected kinds that the rules do not forbid"
        raise FieldError(tuple(f"window `{name}` allows `{kind}`; {expected}" for name, kind in never))
    allowed = frozenset(kind for kind, rule in by_rules.items() if rule is FreezeRule.ALLOWED)
    reasons = {_judged(window, change, rules, allowed) for window in given if window.is_on(at)}
    refusals = {reason for reason in reasons if reason.kind is not FreezeCode.ALLOWED}
    outcome = Permission.REFUSED if refusals else Permission.ALLOWED
    in_order = sorted(refusals or reasons, key=attrgetter("place", "message"))
    # Outside all windows every change may be made, also one of which the kind is not known: no rule asks for it.
    none = Finding(FreezeCode.NO_FREEZE, to_the_minute(at), message="is in no freeze")
    return FreezeAnswer(outcome, tuple(in_order) or (none,))


def _judged(
    window: FreezeWindow, change: Asked, rules: Table[FreezeRule], allowed: frozenset[ChangeKind]
) -> Finding[FreezeCode]:
    """Return what one window says of a change; where it names no kinds, those that the rules allow stand for them."""
    if isinstance(change, Unparsed | Missing):
        message = "the kind of the change is not known; expected one that the freeze allows"
        return Finding(FreezeCode.UNKNOWN_KIND, window.name, message=message)
    kind, breaking = (change.kind, change.breaking) if isinstance(change, Change) else (change, False)
    decision = asked(rules, {"kind": kind, "breaking": breaking})
    is_by_rules = decision.outcome is FreezeRule.ALLOWED
    because = "; ".join(reason.because for reason in decision.reasons)
    if decision.outcome is FreezeRule.NEVER:
        return Finding(FreezeCode.NEVER_IN_FREEZE, window.name, message=f"{kind}: {because}")
    # A window may be stricter than the table: it may leave out a kind that the table allows.
    if is_by_rules if window.allows is None else kind in window.allows:
        message = f"{kind}: {because if is_by_rules else 'the window names it'}"
        return Finding(FreezeCode.ALLOWED, window.name, message=message)
    kinds = listing(sorted(map(str, allowed if window.allows is None else window.allows)))
    marked = ", marked as breaking," if breaking else ""
    return Finding(
        FreezeCode.NOT_ALLOWED, window.name, message=f"{kind}{marked} is not allowed; expected one of {kinds}"
    )
