"""What a plan is told besides its snapshots: where paths go, how conflicts are settled, what is expected."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, of_kind, repeated
from releasekit._fields import Frozen, Length, checked
from releasekit._words import listing, shown
from releasekit.errors import FieldError
from releasekit.sync._changes import ChangeSet
from releasekit.sync._entries import Entry
from releasekit.sync._paths import LONGEST_PATH, Namespace, path_problem
from releasekit.sync._snapshots import Snapshot

COUNTED: Final = ("added", "modified", "deleted")


@attrs.frozen(field_transformer=checked)
class Rewrite(Frozen):
    """A folder of the source that is another folder in the target.

    Attributes:
        old: the folder in the source; empty for all of it.
        new: the folder in the target; empty for its root.

    Raises:
        FieldError: where a folder is no path.

    Example:
        >>> str(Rewrite("site/build", "public").target_path("site/build/index.html"))
        'public/index.html'
    """

    old: Annotated[str, Length(0, LONGEST_PATH)]
    new: Annotated[str, Length(0, LONGEST_PATH)]

    def _problems(self) -> Iterator[str]:
        for name in ("old", "new"):
            folder = getattr(self, name)
            namespace = Namespace.SETTINGS if folder.startswith("/") else Namespace.FILES
            if folder and (expected := path_problem(folder, namespace)):
                yield f"{name} is {shown(folder)}; expected {expected}"

    def target_path(self, path: str) -> str | None:
        """Return where a path of the source is in the target; ``None`` where it is not in the folder.

        Raises:
            FieldError: where the path is no text.
        """
        of_kind("path", path, str)
        if self.old and not path.startswith(f"{self.old}/"):
            return None
        below = path[len(self.old) :].removeprefix("/")
        return f"{self.new}/{below}" if self.new else below


def rewritten(snapshot: Snapshot, rewrites: Iterable[Rewrite]) -> tuple[Snapshot, Mapping[str, str]]:
    """Return a snapshot with the paths that it has in the target, and for each of these the path in the source.

    Of several folders that hold a path the deepest counts; a path in none keeps its place.

    Raises:
        FieldError: where two paths come to one place, or the result is no snapshot.
    """
    deepest_first = sorted(rewrites, key=lambda rewrite: len(rewrite.old), reverse=True)
    if not deepest_first:
        return snapshot, {}

    def moved(path: str) -> str:
        return next(filter(None, (rewrite.target_path(path) for rewrite in deepest_first)), path)

    paths = tuple(map(moved, snapshot.paths))
    if twice := repeated(paths):
        places = listing(map(shown, twice))
        raise FieldError((f"rewrites bring several paths to {places}; expected one for each place",))
    unreadable = tuple(map(moved, snapshot.unreadable))
    sources = dict(zip(paths, snapshot.paths, strict=True))
    return snapshot.replace(paths=paths, unreadable=unreadable), sources


@attrs.frozen(field_transformer=checked)
class Resolution(Frozen):
    """How a person settles a conflict at one path.

    Attributes:
        path: where.
        entry: what shall stand there; ``None`` for nothing.
    """

    path: Annotated[str, Length(1, LONGEST_PATH)]
    entry: Entry | None


@attrs.frozen(field_transformer=checked)
class ExpectedChanges(Frozen):
    """What somebody expects of a plan, stated before it is made.

    Attributes:
        added: how many paths are added; ``None`` where nobody says.
        modified: how many are modified.
        deleted: how many are deleted.
        paths: at which paths something happens, all of them.

    Raises:
        FieldError: where a field is outside its limits.
    """

    added: Annotated[int, Ge(0)] | None = None
    modified: Annotated[int, Ge(0)] | None = None
    deleted: Annotated[int, Ge(0)] | None = attrs.field(default=None, kw_only=True)
    paths: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), kw_only=True
    )

    def differences(self, changes: ChangeSet) -> Iterator[str]:
        """Say where some changes are not the expected ones.

        Raises:
            FieldError: where the argument is no `ChangeSet`.
        """
        of_kind("changes", changes, ChangeSet)
        counts = changes.counts
        for name in COUNTED:
            expected, planned = getattr(self, name), getattr(counts, name)
            if expected is not None and expected != planned:
                yield f"{planned} {name}; expected {expected}"
        if self.paths is not None and set(self.paths) != set(changes.paths):
            more = listing(map(shown, sorted({*changes.paths} - {*self.paths})))
            fewer = listing(map(shown, sorted({*self.paths} - {*changes.paths})))
            yield f"not expected: {more}; expected and not planned: {fewer}"


def resolutions_of(settled: Mapping[str, Entry | None] | Iterable[Resolution]) -> tuple[Resolution, ...]:
    """Return resolutions sorted by path; a mapping or an iterable of them."""
    pairs = settled.items() if isinstance(settled, Mapping) else None
    listed = tuple(Resolution(path, entry) for path, entry in pairs) if pairs is not None else as_tuple(settled)
    given: object = listed
    is_sound = isinstance(given, tuple) and all(isinstance(each, Resolution) for each in given)
    return tuple(sorted(listed, key=lambda each: each.path)) if is_sound else listed
