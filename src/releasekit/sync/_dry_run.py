"""The dry run: what a sync would do, worked out of its inputs, with one digest over all of it.

A `DryRun` holds the inputs alone. What it plans is worked out when it is made and cannot be given to it, so a plan that
was kept and read back is the plan that the same inputs lead to, or another digest.

INVARIANT: the changes, applied to the target, always give a snapshot, and touch nothing outside the filters. Paths in
conflict are left out of them until they are settled, and a plan with open conflicts is never carried out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Final

import attrs

from releasekit._arguments import as_tuple, as_utc, instant, of_kind
from releasekit._digest import digest
from releasekit._fields import Distinct, Frozen, checked
from releasekit._views import View, Viewable
from releasekit._words import listing, shown
from releasekit.answers import Answer, Finding, Refused
from releasekit.errors import FieldError
from releasekit.sync._changes import ChangeSet, change_set
from releasekit.sync._config import ConflictStrategy, SyncConfig
from releasekit.sync._entries import Entry
from releasekit.sync._guards import Guard, GuardLimits, tripped
from releasekit.sync._merge import Conflict, ConflictKind, Merged, Pairs, in_the_way, merge
from releasekit.sync._paths import Namespace
from releasekit.sync._patterns import compiled
from releasekit.sync._plan_parts import ExpectedChanges, Resolution, Rewrite, resolutions_of, rewritten
from releasekit.sync._snapshots import Snapshot, comparable
from releasekit.sync._vocabulary import PlanOutcome, SyncFault, SyncFindingKind


class _Planned:
    """Holds what was worked out of the inputs. None of it is a field: it is in no document and no comparison."""

    __slots__ = ("_digest", "_scopes", "changes", "conflicts", "findings", "guards", "source_paths", "unsettled")
    changes: ChangeSet
    conflicts: tuple[Conflict, ...]
    unsettled: tuple[Conflict, ...]
    guards: tuple[Finding[Guard], ...]
    findings: tuple[Finding[SyncFindingKind], ...]
    source_paths: Mapping[str, str]
    _scopes: tuple[Snapshot, Snapshot]
    _digest: str


@attrs.frozen(field_transformer=checked)
class DryRun(Frozen, Answer, Viewable, _Planned):
    """What a sync would do. It is made by `dry_run` and has no truth value: compare its outcome.

    Attributes:
        config: what is kept in step with what.
        source: what stands in the source.
        target: what stands in the target.
        base: what stood in both after the last sync; ``None`` where there was none.
        at: when the snapshots were taken, or were last known to hold.
        mirror: whether the target shall be as the source, whatever it has.
        resolutions: how conflicts are settled, path by path.
        rewrites: which folders of the source are others in the target.
        limits: how much is too much.
        expected: what somebody expects of the plan.
        changes: what would be done; worked out, as everything below.
        conflicts: the paths that no rule decides, settled ones included.
        unsettled: those of them that nothing settles.
        guards: what stops the plan until an approval names it.
        findings: what else people should look at.
        source_paths: where rewritten paths stand in the source.

    Raises:
        FieldError: where an input is of another kind, snapshots cannot be compared, the target is not complete, a
            mirror has a base or resolutions, resolutions are there for another strategy, or one settles no conflict.
    """

    document_schema: ClassVar[int] = 1
    compared: ClassVar[str] = "outcome"

    config: SyncConfig
    source: Snapshot
    target: Snapshot = attrs.field(kw_only=True)
    base: Snapshot | None = attrs.field(default=None, kw_only=True)
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    mirror: bool = attrs.field(default=False, kw_only=True)
    resolutions: Annotated[tuple[Resolution, ...], Distinct("path")] = attrs.field(
        default=(), converter=resolutions_of, kw_only=True
    )
    rewrites: Annotated[tuple[Rewrite, ...], Distinct("old")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    limits: GuardLimits = attrs.field(factory=GuardLimits, kw_only=True)
    expected: ExpectedChanges | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._contradictions())
        if problems:
            raise FieldError(tuple(f"DryRun.{problem}" for problem in problems))
        base = () if self.base is None else (("base", self.base),)
        comparable(("source", self.source), ("target", self.target), *base)
        self._work_out()

    def _contradictions(self) -> Iterator[str]:
        if not self.target.is_complete:
            yield f"target is not complete; {TARGET_UNKNOWN}"
        if self.mirror and self.base is not None:
            yield "base is there with a mirror; expected none, since a mirror takes all of the source"
        is_merge = self.config.options.conflict_strategy is ConflictStrategy.MERGE and not self.mirror
        if self.resolutions and not is_merge:
            strategy = "a mirror" if self.mirror else f"the strategy {shown(self.config.options.conflict_strategy)}"
            yield f"resolutions are there with {strategy}; expected the strategy `merge`"

    def _work_out(self) -> None:
        source, source_paths = rewritten(self.source, self.rewrites)
        keeps = self.keeps
        source, target = source.where(keeps), self.target.where(keeps)
        base: Mapping[str, str] | None = None
        if not self.mirror:
            base = {} if self.base is None else self.base.where(keeps).index
        merged = merge(base, source.index, target.index, source_is_complete=source.is_complete)
        changes, settled = self._settled(merged)
        blocked = self._in_the_way(changes, settled)
        kinds = {**merged.conflicts, **dict.fromkeys(blocked, ConflictKind.STRUCTURE)}
        sides = (base or {}, source.index, target.index)
        conflicts = tuple(_conflict(path, kinds[path], sides, blocked) for path in sorted(kinds))
        kept = {path: pair for path, pair in changes.items() if path not in blocked}
        unsettled = tuple(each for each in conflicts if each.path in blocked or each.path not in settled)
        self._keep("changes", change_set(kept, self.target.namespace))
        self._keep("conflicts", conflicts)
        self._keep("unsettled", unsettled)
        self._keep("source_paths", MappingProxyType(source_paths))
        self._keep("_scopes", (source, target))
        self._keep("guards", tuple(tripped(self.changes, source, target, self.limits)))
        self._keep("findings", tuple(self._found(merged, source, target)))

    def _keep(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _settled(self, merged: Merged) -> tuple[Pairs, frozenset[str]]:
        """Return the changes with the conflicts that are settled, and the paths of these."""
        changes, strategy = dict(merged.taken), self.config.options.conflict_strategy
        if strategy is ConflictStrategy.MERGE:
            settled = {each.path: each.entry.state if each.entry else None for each in self.resolutions}
        elif strategy is ConflictStrategy.THEIRS:
            index = rewritten(self.source, self.rewrites)[0].index
            settled = {path: index.get(path) for path in merged.conflicts}
        elif strategy is ConflictStrategy.OURS:
            settled = {path: self.target.index.get(path) for path in merged.conflicts}
        else:
            settled = {}
        for path, wanted in settled.items():
            has = self.target.index.get(path)
            changes.pop(path, None)
            if wanted != has:
                changes[path] = (has, wanted)
        return changes, frozenset(settled)

    def _in_the_way(self, changes: Pairs, settled: frozenset[str]) -> dict[str, str]:
        """Return the changes that cannot be made; of resolutions that settle nothing, say so."""
        blocked = in_the_way(self.target, changes)
        if self.resolutions:
            before = self.replace(resolutions=())
            open_paths = {conflict.path for conflict in before.unsettled}
            open_paths |= {conflict.beside for conflict in before.unsettled if conflict.beside}
            strange = [path for path in sorted(settled) if path not in open_paths or not self._is_in_scope(path)]
            if strange:
                named = listing(map(shown, strange))
                expected = listing(map(shown, sorted(conflict.path for conflict in before.unsettled)))
                raise FieldError((f"DryRun.resolutions: {named} is in no conflict; expected {expected}",))
        return blocked

    def _is_in_scope(self, path: str) -> bool:
        return self.keeps is None or self.keeps(path) is not None

    def _found(self, merged: Merged, source: Snapshot, target: Snapshot) -> Iterator[Finding[SyncFindingKind]]:
        has_part = self.base is not None and not self.base.is_complete
        for word, place, is_so, message in (
            (SyncFindingKind.NO_BASE, "base", self.base is None and not self.mirror, NO_BASE),
            (SyncFindingKind.BASE_INCOMPLETE, "base", has_part, PART_OF_BASE),
            (SyncFindingKind.SOURCE_INCOMPLETE, "source", not source.is_complete, NOT_DELETED),
            (SyncFindingKind.EMPTY_SOURCE, "source", not source.paths and not self.changes.counts.deleted, EMPTY),
        ):
            if is_so:
                yield Finding(word, place, message=message.format(withheld=len(merged.withheld)))
        pointers = target.namespace is Namespace.SETTINGS
        whole = rewritten(self.source, self.rewrites)[0]
        for name in ("include", "exclude"):
            for pattern in getattr(self.config.filters, name):
                matches = compiled((pattern,), pointers=pointers).match
                if not any(map(matches, whole.paths)) and not any(map(matches, self.target.paths)):
                    yield Finding(SyncFindingKind.NO_MATCH, f"filters.{name}", message=f"`{pattern}` matches nothing")

    @property
    def keeps(self) -> Callable[[str], object] | None:
        """The test that the filters put to a path; nothing where they let every path through."""
        return self.config.filters.test(pointers=self.target.namespace is Namespace.SETTINGS)

    @property
    def scoped_source(self) -> Snapshot:
        """What the sync is about of the source, at the places that it has in the target."""
        return self._scopes[0]

    @property
    def scoped_target(self) -> Snapshot:
        """What the sync is about of the target."""
        return self._scopes[1]

    @property
    def result(self) -> Snapshot:
        """What stands in the target afterwards, of what the sync is about: the base of the next sync."""
        return self.changes.apply(self.scoped_target)

    @property
    def problems(self) -> tuple[Finding[SyncFault], ...]:
        """Why the plan cannot be carried out by any approval: open conflicts, and changes that nobody expects."""
        found = []
        if self.unsettled:
            paths = listing(shown(conflict.path) for conflict in self.unsettled)
            message = f"has {len(self.unsettled)} open conflicts: {paths}"
            found.append(Finding(SyncFault.CONFLICTS, "dry_run", message=message))
        differences = self.expected.differences(self.changes) if self.expected is not None else ()
        unexpected = (Finding(SyncFault.UNEXPECTED, "dry_run", message=f"plans {each}") for each in differences)
        return (*found, *unexpected)

    @property
    def outcome(self) -> PlanOutcome:
        """Nothing to do, ready for an approval, stopped by guards until one names them, or blocked."""
        if self.problems:
            return PlanOutcome.BLOCKED
        if self.guards:
            return PlanOutcome.GUARDED
        return PlanOutcome.READY if self.changes.paths else PlanOutcome.NOTHING

    @property
    def digest(self) -> str:
        """The SHA-256 of all inputs and of the changes, as 64 hexadecimal digits; approvals quote it."""
        try:
            return self._digest
        except AttributeError:
            snapshots = tuple(None if each is None else each.digest for each in (self.source, self.target, self.base))
            told = (self.config, self.at, self.mirror, self.resolutions, self.rewrites, self.limits, self.expected)
            self._keep("_digest", digest("dry run", 1, (snapshots, told, self.changes.digest)))
            return self._digest

    def __reduce__(self) -> tuple[Callable[..., "DryRun"], tuple[Any, ...]]:
        """Keep the inputs; whoever reads a dry run back has it worked out again."""
        return _dry_run, tuple(getattr(self, field.name) for field in attrs.fields(type(self)))

    def view(self) -> View:
        """Return the plan as people read it; a long one is folded, with true totals and without its digest."""
        from releasekit.sync._cards import card

        return card(self, whole=False)

    def whole(self) -> "WholeDryRun":
        """Return the plan with every change in it, however many there are, and its digest."""
        return WholeDryRun(self)


@attrs.frozen(field_transformer=checked)
class WholeDryRun(Frozen, Viewable):
    """A dry run as people read it when nothing is left out.

    Attributes:
        dry_run: the plan.
    """

    dry_run: DryRun

    def view(self) -> View:
        """Return every change, and the digest that an approval quotes."""
        from releasekit.sync._cards import card

        return card(self.dry_run, whole=True)


LIMITS: Final = GuardLimits()
TARGET_UNKNOWN: Final = "expected a target of which everything was read, since what is not known cannot be compared"
NO_BASE: Final = "is not known: nothing is deleted, and what differs is a conflict"
PART_OF_BASE: Final = "is not complete: what it does not hold counts as new on both sides"
NOT_DELETED: Final = "is not complete: nothing is deleted, {withheld} paths are kept that it does not hold"
EMPTY: Final = "is empty"


@attrs.frozen(field_transformer=checked)
class SyncRefusal(Frozen, Refused):
    """Why a sync is not planned or not carried out: every reason, not only the first.

    Attributes:
        problems: the reasons.
    """

    problems: tuple[Finding[SyncFault], ...] = attrs.field(converter=as_tuple)


def dry_run(
    config: SyncConfig,
    source: Snapshot,
    target: Snapshot,
    *,
    at: datetime,
    base: Snapshot | None = None,
    mirror: bool = False,
    resolutions: Mapping[str, Entry | None] | Iterable[Resolution] = (),
    rewrites: Iterable[Rewrite] = (),
    limits: GuardLimits = LIMITS,
    expected: ExpectedChanges | None = None,
) -> DryRun | SyncRefusal:
    """Work out what a sync would do. Nothing is done.

    Args:
        config: what is kept in step with what, with its filters and its strategy.
        source: what stands in the source.
        target: what stands in the target.
        at: when both were read.
        base: what stood in both after the last successful sync, as `DryRun.result` was then.
        mirror: make the target as the source, in place of a strategy.
        resolutions: how conflicts are settled, for the strategy `merge`: what shall stand at each path.
        rewrites: which folders of the source are others in the target.
        limits: how much is too much.
        expected: what somebody expects of the plan; a difference blocks it.

    Returns:
        The plan; or a refusal where the target is not complete.

    Raises:
        FieldError: where an argument is of another kind, or arguments contradict each other.
    """
    at = instant("at", at)
    of_kind("target", target, Snapshot)
    if not target.is_complete:
        message = f"is not complete; {TARGET_UNKNOWN}"
        return SyncRefusal((Finding(SyncFault.TARGET_INCOMPLETE, "target", message=message),))
    return DryRun(
        config,
        source,
        target=target,
        base=base,
        at=at,
        mirror=mirror,
        resolutions=resolutions,
        rewrites=rewrites,
        limits=limits,
        expected=expected,
    )


def _conflict(
    path: str, kind: ConflictKind, sides: tuple[Mapping[str, str], ...], blocked: Mapping[str, str]
) -> Conflict:
    base, source, target = (Entry.of(side[path]) if path in side else None for side in sides)
    return Conflict(path, kind, base=base, source=source, target=target, beside=blocked.get(path))


def _dry_run(*fields: Any) -> DryRun:  # noqa: ANN401 - the fields in their order
    names = [field.name for field in attrs.fields(DryRun)]
    return DryRun(**dict(zip(names, fields, strict=True)))
