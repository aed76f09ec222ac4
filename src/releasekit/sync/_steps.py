"""The steps of a plan: what is written, what is deleted, in which order, and which of them may still be tried.

Writes come first and deletes last, and those only where every write succeeded: whoever is cut short has too much and
not too little. A delete that makes room stands right before the write that needs it, because a folder cannot be
written where a file is; if it fails, that write is not tried.
"""

from collections.abc import Container, Iterator
from typing import Annotated

import attrs

from releasekit._arguments import as_tuple
from releasekit._fields import Frozen, Length, Told, checked
from releasekit._words import Word, shown
from releasekit.sync._changes import PathChange
from releasekit.sync._dry_run import DryRun
from releasekit.sync._entries import Entry
from releasekit.sync._merge import Pairs
from releasekit.sync._paths import LONGEST_PATH, folders_of


class StepStatus(Word):
    """How a step ended; what nobody knows is no success."""

    DONE = "done"
    FAILED = "failed"
    NOT_TRIED = "not tried"
    UNKNOWN = "unknown"


@attrs.frozen(field_transformer=checked)
class SyncStep(Frozen):
    """One write or delete.

    Attributes:
        change: what is done where. Whoever does it looks first whether `change.before` still stands there.
        source_path: where the content is taken from in the source, where it is taken from there.
        makes_room_for: the write that needs this delete; ``None`` for writes, and for deletes that come last.
        needs: the paths of the deletes without which this write is not tried.
    """

    change: PathChange
    source_path: str | None = attrs.field(default=None, kw_only=True)
    makes_room_for: str | None = attrs.field(default=None, kw_only=True)
    needs: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    @property
    def path(self) -> str:
        """Where it is done."""
        return self.change.path

    @property
    def is_delete(self) -> bool:
        """Whether something goes."""
        return self.change.after is None

    def may_follow(self, done: Container[str]) -> bool:
        """Tell whether the step may be tried after what was done, given as paths: whether it has its room."""
        return all(path in done for path in self.needs)


@attrs.frozen(field_transformer=checked)
class StepOutcome(Frozen):
    """How one step ended.

    Attributes:
        path: the path of the step.
        status: how it ended.
        error: what went wrong; ``None`` where nothing did.

    Raises:
        FieldError: where a field is outside its limits, a success has an error, or anything else has none.
    """

    path: Annotated[str, Length(1, LONGEST_PATH)]
    status: StepStatus
    error: Told | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        if (self.status is StepStatus.DONE) is not (self.error is None):
            expected = "nothing" if self.error else "what went wrong"
            yield f"error is {shown(self.error)} with the status {shown(self.status)}; expected {expected}"

    @property
    def is_done(self) -> bool:
        """Whether it is known to have succeeded."""
        return self.status is StepStatus.DONE


def writes_of(dry_run: DryRun) -> Iterator[SyncStep]:
    """Yield the writes of a plan in the order of their paths, each after the deletes that make room for it."""
    changes = {path: (before, after) for path, before, after in dry_run.changes.rows()}
    room = room_of(changes)
    made: set[str] = set()
    index = dry_run.scoped_source.index
    for path, (before, after) in changes.items():
        if after is None:
            continue
        for place in room.get(path, ()):
            if place not in made:
                made.add(place)
                yield SyncStep(_change(place, changes[place]), makes_room_for=path)
        taken_from = dry_run.source_paths.get(path, path) if index.get(path) == after else None
        yield SyncStep(_change(path, (before, after)), source_path=taken_from, needs=room.get(path, ()))


def deletes_of(dry_run: DryRun) -> Iterator[SyncStep]:
    """Yield the deletes of a plan that come last."""
    changes = {path: (before, after) for path, before, after in dry_run.changes.rows()}
    making_room = {place for places in room_of(changes).values() for place in places}
    for path in sorted(changes.keys() - making_room, reverse=True):
        if changes[path][1] is None:
            yield SyncStep(_change(path, changes[path]))


def room_of(changes: Pairs) -> dict[str, tuple[str, ...]]:
    """Return the deletes that each write needs: a file in place of its folder, or files below its own place."""
    gone = {path for path, (_, after) in changes.items() if after is None}
    added = {path for path, (before, _) in changes.items() if before is None}
    room: dict[str, list[str]] = {}
    files_for_folders = gone & folders_of(added)
    folders_for_files = added & folders_of(gone)
    for path in sorted(added) if files_for_folders else ():
        for folder in folders_of((path,)) & files_for_folders:
            room.setdefault(path, []).append(folder)
    for path in sorted(gone, reverse=True) if folders_for_files else ():
        for folder in folders_of((path,)) & folders_for_files:
            room.setdefault(folder, []).append(path)
    return {path: tuple(sorted(places)) for path, places in room.items()}


def _change(path: str, states: tuple[str | None, str | None]) -> PathChange:
    before, after = (None if state is None else Entry.of(state) for state in states)
    return PathChange(path, before, after=after)
