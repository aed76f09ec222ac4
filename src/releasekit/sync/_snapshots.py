"""A snapshot: what stood where at one moment, kept as columns and checked in one pass over them."""

import json
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, islice, pairwise
from math import isfinite
from types import MappingProxyType
from typing import Any, ClassVar, Final, Self

import attrs

from releasekit._arguments import a_test, as_tuple, items, of_kind
from releasekit._digest import column_digest, digest
from releasekit._fields import Frozen, Name, checked
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing
from releasekit.sync._entries import Entry, EntryKind, are_plain, kind_of, state_problems
from releasekit.sync._paths import Namespace, clash_problems, path_problems

DEEPEST: Final = 100
"""How many mappings may lie in each other in a configuration."""


class _Indexed:
    """Holds what is worked out once of the columns. It is no field: it is in no document and no comparison."""

    __slots__ = ("_digest", "_index")
    _index: Mapping[str, str]
    _digest: str


@attrs.frozen(field_transformer=checked)
class Snapshot(Frozen, _Indexed):
    """What stood where at one moment: a path and what was there, for each entry.

    The columns may come in any order; they are kept sorted by path.

    Attributes:
        paths: where something stands: relative paths with slashes, or JSON pointers.
        states: what stands there, for each path: `Entry.state`.
        namespace: what the paths name.
        complete: whether everything was looked at. What an incomplete snapshot does not hold may be there all the same.
        unreadable: the paths of what was seen and could not be read; with any, a snapshot is not complete.
        folds_case: whether the place takes names in small and capital letters for one; `MISSING` counts as true.
        identified_by: how contents are identified, such as ``sha256``; only snapshots of one way can be compared.

    Raises:
        FieldError: where the columns differ in length, a path comes again or is none that means one file on every
            system, two paths cannot stand beside each other, an entry is none, or a link leads out of the tree.

    Example:
        >>> Snapshot(["b.txt", "a.txt"], ["5a1e", "77f0"]).paths
        ('a.txt', 'b.txt')
    """

    document_schema: ClassVar[int] = 1

    paths: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    states: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)
    namespace: Namespace = attrs.field(default=Namespace.FILES, kw_only=True)
    complete: bool = attrs.field(default=True, kw_only=True)
    unreadable: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    folds_case: bool | Missing = attrs.field(default=MISSING, kw_only=True)
    identified_by: Name = attrs.field(default="sha256", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if len(self.paths) != len(self.states):
            raise FieldError((f"Snapshot.states are {len(self.states)}; expected {len(self.paths)}, as paths are",))
        # Most snapshots are read in the order in which they were written, and need no sorting.
        paths, states = self.paths, self.states
        if all(map(operator.lt, paths, islice(paths, 1, None))):
            index = dict(zip(paths, states, strict=True))
        else:
            index = dict(sorted(zip(paths, states, strict=True), key=operator.itemgetter(0)))
            _refuse_repetitions(paths, index)
            paths, states = tuple(index), tuple(index.values())
        unread = [path for path in self.unreadable if path not in index]
        found = [f"paths: {problem}" for problem in path_problems(paths, self.namespace)]
        found += [f"unreadable: {problem}" for problem in path_problems(unread, self.namespace)]
        if self.namespace is Namespace.SETTINGS or not are_plain(states):
            wrong = state_problems(paths, states) or of_another_namespace(states, self.namespace)
            found += [f"states: {problem}" for problem in wrong]
        found = found or [f"paths: {problem}" for problem in clash_problems(index, self.namespace)]
        if found:
            raise FieldError(tuple(f"Snapshot.{problem}" for problem in found))
        object.__setattr__(self, "paths", paths)
        object.__setattr__(self, "states", states)
        object.__setattr__(self, "unreadable", tuple(sorted(set(self.unreadable))))
        object.__setattr__(self, "_index", index)

    def __reduce__(self) -> tuple[Callable[..., "Snapshot"], tuple[Any, ...]]:
        """Keep the fields; whoever reads a snapshot back has it checked."""
        return _snapshot, tuple(getattr(self, field.name) for field in attrs.fields(type(self)))

    @classmethod
    def of(
        cls,
        entries: Mapping[str, Entry],
        *,
        complete: bool = True,
        unreadable: Iterable[str] = (),
        folds_case: bool | Missing = MISSING,
        identified_by: str = "sha256",
    ) -> Self:
        """Return a snapshot of files by their paths; the other arguments are fields of the class.

        Raises:
            FieldError: as the class does, and where the entries are no mapping to objects.
        """
        of_kind("entries", entries, Mapping)
        listed = items("entries.values()", entries.values(), Entry)
        return cls(
            tuple(entries),
            tuple(entry.state for entry in listed),
            complete=complete,
            unreadable=unreadable,
            folds_case=folds_case,
            identified_by=identified_by,
        )

    @classmethod
    def from_mapping(cls, settings: Mapping[str, object]) -> Self:
        """Return the snapshot of a configuration: its leaves by their JSON pointers.

        Mappings are entered; a list is one leaf, and so is an empty mapping. So a list is never taken for a mapping
        with numbers for keys, and a change within it is a change of the whole list.

        Raises:
            FieldError: where a key is no text, or a value is none of JSON.

        Example:
            >>> Snapshot.from_mapping({"server": {"port": 80, "a/b": []}}).paths
            ('/server/a~1b', '/server/port')
        """
        of_kind("settings", settings, Mapping)
        leaves = dict(_leaves("", settings, DEEPEST))
        states = tuple(f"{EntryKind.SETTING} {text}" for text in leaves.values())
        return cls(tuple(leaves), states, namespace=Namespace.SETTINGS, folds_case=False, identified_by="json")

    @property
    def index(self) -> Mapping[str, str]:
        """What stands at each path, as text; in the order of the paths."""
        return MappingProxyType(self._index)

    @property
    def is_complete(self) -> bool:
        """Whether what the snapshot does not hold is known not to be there."""
        return self.complete and not self.unreadable

    @property
    def digest(self) -> str:
        """The SHA-256 of the content, as 64 hexadecimal digits; worked out once."""
        try:
            return self._digest
        except AttributeError:
            told = (self.namespace, self.complete, self.unreadable, self.identified_by, self.folds_case)
            object.__setattr__(self, "_digest", columns_digest("snapshot", self.paths, self.states, told=told))
            return self._digest

    def entry(self, path: str) -> Entry | None:
        """Return what stands at a path; ``None`` where nothing does.

        Raises:
            FieldError: where the path is no text.
        """
        of_kind("path", path, str)
        state = self._index.get(path)
        return None if state is None else Entry.of(state)

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield the paths and what stands there, as objects; they are made one by one."""
        return ((path, Entry.of(state)) for path, state in self._index.items())

    def where(self, keeps: Callable[[str], object] | None) -> Self:
        """Return the snapshot of the paths that a test keeps; all of them without a test.

        What is unreadable stays, because it may be a folder that holds what the test keeps.

        Raises:
            FieldError: where the test is none.
        """
        if keeps is None:
            return self
        a_test("keeps", keeps)
        index = dict(compress(self._index.items(), map(keeps, self.paths)))
        # A part of what was checked is sound, so that nothing is asked again.
        part = object.__new__(type(self))
        for field in attrs.fields(type(self)):
            object.__setattr__(part, field.name, getattr(self, field.name))
        object.__setattr__(part, "paths", tuple(index))
        object.__setattr__(part, "states", tuple(index.values()))
        object.__setattr__(part, "_index", index)
        return part


def _snapshot(*fields: Any) -> Snapshot:  # noqa: ANN401 - the fields in their order
    names = [field.name for field in attrs.fields(Snapshot)]
    return Snapshot(**dict(zip(names, fields, strict=True)))


def comparable(*snapshots: tuple[str, Snapshot]) -> None:
    """Refuse named snapshots that name other things, or identify contents in another way.

    Raises:
        FieldError: where they do.
    """
    (first, one), *others = snapshots
    problems = [
        f"{name}.{field} is {shown(getattr(other, field))}; expected that of {first}, {shown(getattr(one, field))}"
        for name, other in others
        for field in ("namespace", "identified_by")
        if getattr(other, field) != getattr(one, field)
    ]
    if problems:
        raise FieldError(tuple(problems))


def columns_digest(tag: str, *columns: Sequence[str], told: object) -> str:
    """Return the SHA-256 of columns of texts, and of what else is told of them."""
    return digest(tag, 1, (tuple(map(column_digest, columns)), told))


def _refuse_repetitions(paths: tuple[str, ...], index: Mapping[str, str]) -> None:
    if len(index) < len(paths):
        again = next(path for path, other in pairwise(sorted(paths)) if path == other)
        raise FieldError((f"Snapshot.paths holds {shown(again)} again; expected each path once",))


def of_another_namespace(states: tuple[str, ...], namespace: Namespace) -> list[str]:
    """Say so where a setting stands among files, or a file among settings."""
    is_setting = namespace is Namespace.SETTINGS
    odd = [kind_of(state) for state in states if " " in state or is_setting]
    wrong = [kind for kind in odd if (kind is EntryKind.SETTING) is not is_setting]
    return [f"an entry is a {wrong[0]}; expected {namespace} only"] if wrong else []


def _leaves(pointer: str, value: object, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and (value or not pointer):
        if not depth:
            raise FieldError((f"setting {shown(pointer)} lies deeper than {DEEPEST} mappings",))
        for key, part in value.items():
            if not isinstance(key, str):
                raise FieldError((f"a key below {shown(pointer)} is {shown(key)}; expected text",))
            yield from _leaves(f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}", part, depth - 1)
        return
    if problem := _json_problem(value, DEEPEST):
        raise FieldError((f"setting {shown(pointer)} {problem}",))
    yield pointer, json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _json_problem(value: object, depth: int) -> str:
    """Say what of a leaf JSON cannot hold exactly."""
    if not depth:
        return f"lies deeper than {DEEPEST} lists"
    if value is None or type(value) in (bool, int, str) or (type(value) is float and isfinite(value)):
        return ""
    if type(value) in (list, tuple):
        return next(filter(None, (_json_problem(part, depth - 1) for part in value)), "")  # type: ignore[attr-defined]
    if isinstance(value, Mapping) and all(type(key) is str for key in value):
        return next(filter(None, (_json_problem(part, depth - 1) for part in value.values())), "")
    return f"is {shown(value)}; expected nothing, true or false, finite numbers, text, lists or mappings"
