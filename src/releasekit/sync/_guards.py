"""Guards: what stops a plan that is larger than anybody meant. They stop it whole and never make it smaller."""

from collections.abc import Iterator
from typing import Annotated, Final

import attrs
from annotated_types import Ge, Interval

from releasekit._arguments import as_tuple
from releasekit._fields import Distinct, Frozen, Place, checked
from releasekit._words import Word, listing, shown
from releasekit.answers import Finding
from releasekit.sync._changes import ChangeSet, renamed
from releasekit.sync._paths import Namespace
from releasekit.sync._patterns import compiled, pattern_problem
from releasekit.sync._snapshots import Snapshot


class Guard(Word):
    """What stops a plan until an approval names it."""

    EMPTY_SOURCE = "empty source"
    ALL_DELETED = "all deleted"
    MANY_DELETED = "many deleted"
    MANY_MODIFIED = "many modified"
    PROTECTED = "protected"


@attrs.frozen(field_transformer=checked)
class GuardLimits(Frozen):
    """How much a plan may do before a guard stops it. Both limits of a kind must be exceeded.

    Attributes:
        deleted: so many deletes are few, whatever their share is.
        deleted_percent: so many in a hundred of the target's entries may go.
        modified: so many modifications are few, whatever their share is.
        modified_percent: so many in a hundred of the target's entries may differ.
        protected: the patterns of paths at which nothing may change.

    Raises:
        FieldError: where a field is outside its limits, or a pattern is malformed.
    """

    deleted: Annotated[int, Ge(0)] = 10
    deleted_percent: Annotated[int, Interval(ge=0, le=100)] = 10
    modified: Annotated[int, Ge(0)] = attrs.field(default=20, kw_only=True)
    modified_percent: Annotated[int, Interval(ge=0, le=100)] = attrs.field(default=50, kw_only=True)
    protected: Annotated[tuple[Place, ...], Distinct()] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def _problems(self) -> Iterator[str]:
        yield from (f"protected: {problem}" for problem in map(pattern_problem, self.protected) if problem)


HUNDRED: Final = 100
MOST_NAMED: Final = 5
"""How many protected paths are named; the card has all of them among its changes."""


def tripped(
    changes: ChangeSet, source: Snapshot, target: Snapshot, limits: GuardLimits
) -> Iterator[Finding[Guard]]:
    """Yield the guards that stop some changes.

    A path that only moves counts as no delete.

    Args:
        changes: what is to be done.
        source: what the sync is about of the source.
        target: the same of the target, before.
        limits: how much is too much.
    """
    counts, there = changes.counts, len(target.paths)
    moved = sum(1 for _ in renamed(changes.rows())) if counts.deleted and counts.added else 0
    gone = counts.deleted - moved
    if not source.paths and counts.deleted:
        yield Finding(Guard.EMPTY_SOURCE, "source", message=f"is empty, and {counts.deleted} would be deleted")
    if gone and gone == there:
        yield Finding(Guard.ALL_DELETED, "target", message=f"would lose all of its {there}")
    if gone > limits.deleted and gone * HUNDRED > limits.deleted_percent * there:
        allowed = f"expected at most {limits.deleted}, or {limits.deleted_percent} %"
        yield Finding(Guard.MANY_DELETED, "target", message=f"would lose {gone} of {there}; {allowed}")
    if counts.modified > limits.modified and counts.modified * HUNDRED > limits.modified_percent * there:
        allowed = f"expected at most {limits.modified}, or {limits.modified_percent} %"
        message = f"would differ at {counts.modified} of {there}; {allowed}"
        yield Finding(Guard.MANY_MODIFIED, "target", message=message)
    if limits.protected and changes.paths:
        keeps = compiled(limits.protected, pointers=changes.namespace is Namespace.SETTINGS).match
        touched = list(filter(keeps, changes.paths))
        if touched:
            more = [f"{len(touched) - MOST_NAMED} more"] if len(touched) > MOST_NAMED else []
            named = listing([*map(shown, touched[:MOST_NAMED]), *more])
            message = f"would change {len(touched)} protected: {named}"
            yield Finding(Guard.PROTECTED, "target", message=message)
