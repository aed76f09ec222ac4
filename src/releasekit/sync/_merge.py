"""Three ways to one tree: what a sync takes from the source, what it leaves, and what nobody can decide by a rule.

For each path at which source and target differ, the base says who changed it:

* the source is as the base: the target stays as it is;
* the target is as the base: the source's is taken;
* both differ from the base: a conflict.

Contents are never merged. Where each path is clear, the tree may still be none, since a file cannot be a folder as
well: the paths that stand in each other's way are a conflict of structure.
"""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

import attrs

from releasekit._fields import Frozen, checked
from releasekit._words import Word
from releasekit.sync._changes import changed
from releasekit.sync._entries import Entry
from releasekit.sync._paths import clashes, may_clash
from releasekit.sync._snapshots import Snapshot

Index: TypeAlias = Mapping[str, str]
Pairs: TypeAlias = dict[str, tuple[str | None, str | None]]
"""What stands in the target and what shall stand there, by path."""


class ConflictKind(Word):
    """What source and target did to a path of which neither is as the base; or that paths stand in each other's way."""

    BOTH_MODIFIED = "both modified"
    BOTH_ADDED = "both added"
    DELETED_IN_SOURCE = "deleted in source"
    DELETED_IN_TARGET = "deleted in target"
    STRUCTURE = "structure"


@attrs.frozen(field_transformer=checked)
class Conflict(Frozen):
    """A path that no rule decides.

    Attributes:
        path: where.
        kind: what happened.
        base: what stood there after the last sync; ``None`` where nothing did, or nobody knows.
        source: what stands there in the source.
        target: what stands there in the target.
        beside: of a conflict of structure, what the path cannot stand beside.
    """

    path: str
    kind: ConflictKind
    base: Entry | None = attrs.field(kw_only=True)
    source: Entry | None = attrs.field(kw_only=True)
    target: Entry | None = attrs.field(kw_only=True)
    beside: str | None = attrs.field(default=None, kw_only=True)


class Merged(NamedTuple):
    """What a merge comes to.

    Attributes:
        taken: what is taken from the source.
        conflicts: what happened at each path in conflict.
        withheld: the paths that would be deleted, were the source known to be complete.
    """

    taken: Mapping[str, tuple[str | None, str | None]]
    conflicts: Mapping[str, ConflictKind]
    withheld: tuple[str, ...]


KINDS: Final[Mapping[tuple[bool, bool, bool], ConflictKind]] = {
    (False, True, True): ConflictKind.BOTH_ADDED,
    (True, False, True): ConflictKind.DELETED_IN_SOURCE,
    (True, True, False): ConflictKind.DELETED_IN_TARGET,
    (True, True, True): ConflictKind.BOTH_MODIFIED,
}
"""A conflict by where something stands: in the base, the source, the target."""


def merge(base: Index | None, source: Index, target: Index, *, source_is_complete: bool) -> Merged:
    """Merge path by path.

    Args:
        base: what both had in common; ``None`` to take all of the source, whatever the target has.
        source: what is followed.
        target: what follows.
        source_is_complete: whether what the source does not hold is known not to be there.
    """
    taken: Pairs = {}
    conflicts: dict[str, ConflictKind] = {}
    withheld = []
    for path, (has, wanted) in changed(target, source).items():
        had = has if base is None else base.get(path)
        if wanted is None and not source_is_complete:
            if had == has:
                withheld.append(path)
        elif wanted == had and base is not None:
            continue
        elif has == had:
            taken[path] = (has, wanted)
        else:
            conflicts[path] = KINDS[had is not None, wanted is not None, has is not None]
    return Merged(taken, conflicts, tuple(sorted(withheld)))


def in_the_way(target: Snapshot, changes: Pairs) -> dict[str, str]:
    """Return the changed paths that cannot be made, each with what it would stand beside.

    Args:
        target: all that the target holds, whether or not the sync is about it. Where small and capital letters may be
            one for it, what is to be deleted stands in the way of what differs from it in nothing else, since it is
            deleted after that.
        changes: what is to be changed.
    """
    added = {path for path, (has, _) in changes.items() if has is None}
    if not added or not may_clash(target.paths, target.index, added, target.namespace):
        return {}
    gone = {path for path, (_, wanted) in changes.items() if wanted is None}
    all_paths = target.index.keys() | added
    found = clashes(all_paths, target.namespace)
    if found and gone:  # fewer paths have fewer clashes, so without any there is nothing to look for again
        differing = [pair for pair in found if pair[0] != pair[1]] if target.folds_case is not False else []
        found = [*clashes(all_paths - gone, target.namespace), *differing]
    return _members(found, changes)


def _members(found: Iterable[tuple[str, str]], changes: Pairs) -> dict[str, str]:
    """Return the changed paths that a clash is about: its own two, and what lies below them."""
    beside: dict[str, str] = {}
    for path, other in found:
        beside.setdefault(path, other)
        beside.setdefault(other, path)
    if not beside:
        return {}
    members = {}
    for path in sorted(changes):
        segments = path.split("/")
        above = ("/".join(segments[:size]) for size in range(len(segments), 0, -1))
        blocking = next((place for place in above if place in beside), None)
        if blocking is not None:
            members[path] = beside[blocking]
    return members
