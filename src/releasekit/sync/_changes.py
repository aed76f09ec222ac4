"""What differs between two snapshots: path by path, as columns, with the laws of a difference.

`ChangeSet.between` of two snapshots, applied to the first, gives the second. Its inverse leads back, and two that
follow each other are one. A rename is a note beside the changes and no change of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import compress, starmap
from operator import ne
from typing import Annotated, Any, ClassVar, Self, TypeAlias

import attrs
from annotated_types import Ge

from releasekit._arguments import a_test, as_tuple, of_kind
from releasekit._fields import Frozen, Length, checked
from releasekit._words import Word, shown
from releasekit.errors import FieldError
from releasekit.sync._entries import Entry, EntryKind, are_plain, kind_of, state_problems
from releasekit.sync._paths import LONGEST_PATH, MOST_TOLD, Namespace, path_problems
from releasekit.sync._snapshots import Snapshot, columns_digest, comparable, of_another_namespace

Count: TypeAlias = Annotated[int, Ge(0)]


class PathChangeKind(Word):
    """What happens at a path."""

    ADDED = "added"
    MODIFIED = "modified"
    DELETED = "deleted"


@attrs.frozen(field_transformer=checked)
class PathChange(Frozen):
    """What happens at one path.

    Attributes:
        path: where.
        before: what stood there; ``None`` where nothing did.
        after: what stands there; ``None`` where nothing does.

    Raises:
        FieldError: where a field is outside its limits, or nothing happens.
    """

    path: Annotated[str, Length(1, LONGEST_PATH)]
    before: Entry | None
    after: Entry | None = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        if self.before == self.after:
            yield f"after is what before is at {shown(self.path)}; expected a change"

    @property
    def kind(self) -> PathChangeKind:
        """Whether something was added, modified or deleted."""
        return kind_of_change(self.before, self.after)


@attrs.frozen(field_transformer=checked)
class Rename(Frozen):
    """A path that is gone, and one at which the same content is new.

    Attributes:
        before: the path that is gone.
        after: the new one.
    """

    before: str
    after: str


@attrs.frozen(field_transformer=checked)
class ChangeCounts(Frozen):
    """How many paths are added, modified and deleted.

    Attributes:
        added: where something is new.
        modified: where something else stands.
        deleted: where something is gone.
    """

    added: Count
    modified: Count
    deleted: Count = attrs.field(kw_only=True)

    @property
    def total(self) -> int:
        """The sum of the three."""
        return self.added + self.modified + self.deleted


class _Cached:
    """Holds the digest once it was asked for. It is no field."""

    __slots__ = ("_digest",)
    _digest: str


@attrs.frozen(field_transformer=checked)
class ChangeSet(Frozen, _Cached):
    """What happens at which paths.

    Attributes:
        paths: where; kept sorted, each once.
        before: for each path what stood there, as `Entry.state`; an empty text where nothing did.
        after: for each path what stands there; an empty text where nothing does.
        namespace: what the paths name.

    Raises:
        FieldError: where the columns differ in length, a path comes again or is none, an entry is none, or nothing
            happens at a path.
    """

    document_schema: ClassVar[int] = 1

    paths: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    before: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    after: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    namespace: Namespace = attrs.field(default=Namespace.FILES, kw_only=True)

    def __attrs_post_init__(self) -> None:
        sizes = {len(column) for column in (self.paths, self.before, self.after)}
        if len(sizes) > 1:
            raise FieldError((f"ChangeSet: columns of {min(sizes)} to {max(sizes)}; expected as many of each",))
        if problems := tuple(f"ChangeSet.{problem}" for problem in self._wrong()):
            raise FieldError(problems)
        if list(self.paths) != sorted(self.paths):
            order = sorted(range(len(self.paths)), key=self.paths.__getitem__)
            for name in ("paths", "before", "after"):
                object.__setattr__(self, name, tuple(map(getattr(self, name).__getitem__, order)))

    def _wrong(self) -> Iterator[str]:
        if len(set(self.paths)) < len(self.paths):
            yield "paths: one comes again; expected each path once"
        yield from (f"paths: {problem}" for problem in path_problems(self.paths, self.namespace))
        for name, column in (("before", self.before), ("after", self.after)):
            states = tuple(filter(None, column))
            wrong = state_problems(tuple(compress(self.paths, column)), states)
            if not wrong and (self.namespace is Namespace.SETTINGS or not are_plain(states)):
                wrong = of_another_namespace(states, self.namespace)
            yield from (f"{name}: {problem}" for problem in wrong)
        still = [path for path, before, after in self.rows() if before == after]
        yield from (f"after: nothing happens at {shown(path)}; expected a change" for path in still[:MOST_TOLD])

    def __reduce__(self) -> tuple[Callable[..., "ChangeSet"], tuple[Any, ...]]:
        """Keep the fields; whoever reads a change set back has it checked."""
        return _change_set, (self.paths, self.before, self.after, self.namespace)

    @classmethod
    def between(cls, before: Snapshot, after: Snapshot) -> Self:
        """Return what leads from one snapshot to another.

        Raises:
            FieldError: where an argument is no snapshot, or they name or identify things in different ways.
        """
        of_kind("before", before, Snapshot)
        of_kind("after", after, Snapshot)
        comparable(("before", before), ("after", after))
        paths, old, new = _columns(changed(before.index, after.index))
        return cls(paths, old, after=new, namespace=before.namespace)

    def rows(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Yield each path with what stood there and what stands there, as texts; ``None`` where nothing does."""
        before, after = ([state or None for state in column] for column in (self.before, self.after))
        return zip(self.paths, before, after, strict=True)

    def changes(self) -> Iterator[PathChange]:
        """Yield the changes as objects; they are made one by one."""
        for path, before, after in self.rows():
            yield PathChange(path, before and Entry.of(before), after=after and Entry.of(after))  # type: ignore[arg-type]

    @property
    def counts(self) -> ChangeCounts:
        """How many paths are added, modified and deleted."""
        added, deleted = self.before.count(""), self.after.count("")
        return ChangeCounts(added, len(self.paths) - added - deleted, deleted=deleted)

    @property
    def digest(self) -> str:
        """The SHA-256 of the changes, as 64 hexadecimal digits."""
        try:
            return self._digest
        except AttributeError:
            told = columns_digest("changes", self.paths, self.before, self.after, told=self.namespace)
            object.__setattr__(self, "_digest", told)
            return told

    def paths_of(self, kind: PathChangeKind) -> tuple[str, ...]:
        """Return the paths at which something of a kind happens.

        Raises:
            FieldError: where the kind is none.
        """
        of_kind("kind", kind, PathChangeKind)
        return tuple(path for path, before, after in self.rows() if kind_of_change(before, after) is kind)

    def inverse(self) -> Self:
        """Return what leads back."""
        return self.replace(before=self.after, after=self.before)

    def compose(self, later: "ChangeSet") -> "ChangeSet":
        """Return this change and a later one as one.

        Raises:
            FieldError: where the later one does not begin where this one ends.
        """
        of_kind("later", later, ChangeSet)
        first = {path: (before, after) for path, before, after in self.rows()}
        both = dict(first)
        for path, before, after in later.rows():
            begun, ended = first.get(path, (before, before))
            if ended != before:
                problem = f"{shown(path)} is {shown(before)} before the later change; expected {shown(ended)}"
                raise FieldError((problem,))
            both[path] = (begun, after)
        kept = {path: pair for path, pair in both.items() if pair[0] != pair[1]}
        return change_set(kept, self.namespace)

    def apply(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot after the changes.

        Raises:
            FieldError: where something else stands at a path than the change says, or the result is no snapshot.
        """
        of_kind("snapshot", snapshot, Snapshot)
        index = dict(snapshot.index)
        if self.namespace is not snapshot.namespace:
            raise FieldError((f"snapshot.namespace is {shown(snapshot.namespace)}; expected {self.namespace}",))
        odd = [path for path, before, _ in self.rows() if index.get(path) != before]
        if odd:
            told = ((shown(path), shown(index.get(path))) for path in odd[:MOST_TOLD])
            raise FieldError(tuple(f"{path} is {state}; expected what the change says" for path, state in told))
        for path, _, after in self.rows():
            if after is None:
                del index[path]
            else:
                index[path] = after
        return snapshot.replace(paths=tuple(index), states=tuple(index.values()))

    def where(self, keeps: Callable[[str], object] | None) -> Self:
        """Return the changes at the paths that a test keeps; all of them without a test.

        Raises:
            FieldError: where the test is none.
        """
        if keeps is None:
            return self
        a_test("keeps", keeps)
        kept = list(map(bool, map(keeps, self.paths)))
        columns = {name: tuple(compress(getattr(self, name), kept)) for name in ("paths", "before", "after")}
        return self.replace(**columns)

    def renames(self) -> tuple[Rename, ...]:
        """Return the pairs of a path that is gone and one at which the same content is new, sorted by the new path.

        Each path is in one pair at most. Of several paths that are gone the one of the same name comes first, then the
        first; whether a file may be run does not matter. Deletes and additions that are paired remain both.
        """
        return tuple(starmap(Rename, renamed(self.rows())))


def change_set(
    changes: Mapping[str, tuple[str | None, str | None]], namespace: Namespace = Namespace.FILES
) -> ChangeSet:
    """Return the changes of a mapping from a path to what stood there and what stands there."""
    paths, before, after = _columns(changes)
    return ChangeSet(paths, before, after=after, namespace=namespace)


def _columns(changes: Mapping[str, tuple[str | None, str | None]]) -> tuple[tuple[str, ...], ...]:
    """Return the three columns of changes, in the order of their paths."""
    paths = sorted(changes)
    pairs = [changes[path] for path in paths]
    return tuple(paths), tuple(old or "" for old, _ in pairs), tuple(new or "" for _, new in pairs)


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, tuple[str | None, str | None]]:
    """Return what differs between two mappings, with both sides, in one pass over each."""
    # All of the work on equal paths is done without a line of Python for each of them.
    paths = list(compress(after, map(ne, after.values(), map(before.get, after))))
    found: dict[str, tuple[str | None, str | None]] = {path: (before.get(path), after[path]) for path in paths}
    added = sum(before_state is None for before_state, _ in found.values())
    if len(before) != len(after) - added:
        found |= {path: (before[path], None) for path in before.keys() - after.keys()}
    return found


def kind_of_change(before: object, after: object) -> PathChangeKind:
    """Return what happens at a path, by what stood and stands there."""
    if before is None:
        return PathChangeKind.ADDED
    return PathChangeKind.DELETED if after is None else PathChangeKind.MODIFIED


def _change_set(*fields: Any) -> ChangeSet:  # noqa: ANN401 - the fields in their order
    paths, before, after, namespace = fields
    return ChangeSet(paths, before, after=after, namespace=namespace)


def _alike(state: str) -> str:
    """Return what two entries share that are the same file, whether or not it may be run."""
    return state.partition(" ")[2] if kind_of(state) is EntryKind.EXECUTABLE else state


def renamed(rows: Iterable[tuple[str, str | None, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield the path that is gone and the new one of each rename."""
    # The paths that are gone wait in two queues, by content and by content and name; both are in the order of paths,
    # and what was taken from one is passed over in the other. So each path is looked at a few times at most.
    listed = list(rows)
    waiting: dict[tuple[str, str], list[str]] = {}
    for path, before, after in reversed(listed):
        if after is None and before is not None:
            for key in ((_alike(before), ""), (_alike(before), path.rpartition("/")[2])):
                waiting.setdefault(key, []).append(path)
    taken: set[str] = set()
    for path, before, after in listed:
        if before is not None or after is None:
            continue
        for key in ((_alike(after), path.rpartition("/")[2]), (_alike(after), "")):
            queue = waiting.get(key, [])
            while queue and queue[-1] in taken:
                queue.pop()
            if queue:
                taken.add(queue[-1])
                yield queue.pop(), path
                break
