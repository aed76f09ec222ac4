"""What changed from one version of a matrix to another."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, checked
from releasekit._views import Badge, Grid, Row, Section, Tone, View, Viewable
from releasekit._words import Word, short_ref, shown
from releasekit.compat._entries import MatrixEntry
from releasekit.compat._tuples import ReleaseTuple


class MatrixChangeKind(Word):
    """How the entry of a tuple changed."""

    ADDED = "added"
    REMOVED = "removed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    RESTATED = "restated"


TONES: Final = {
    MatrixChangeKind.ADDED: Tone.NEUTRAL,
    MatrixChangeKind.REMOVED: Tone.WARN,
    MatrixChangeKind.PROMOTED: Tone.GOOD,
    MatrixChangeKind.DEMOTED: Tone.BAD,
    MatrixChangeKind.RESTATED: Tone.NEUTRAL,
}
"""How a change strikes the reader; the words are not in an order from good to bad."""


@attrs.frozen(field_transformer=checked)
class MatrixChange(Frozen):
    """What changed for one tuple.

    Attributes:
        before: its entry in the old matrix; ``None`` where it was not listed.
        after: its entry in the new one; ``None`` where it is not listed any more.

    Raises:
        FieldError: where the entries are of different tuples, or nothing changed.
    """

    before: MatrixEntry | None
    after: MatrixEntry | None

    def _problems(self) -> Iterator[str]:
        before, after = self.before, self.after
        if before == after:
            yield "after is the same entry as before; expected a difference"
        elif before is not None and after is not None and before.release_tuple != after.release_tuple:
            expected = f"expected the entry of {shown(before.release_tuple.ref)}"
            yield f"after is the entry of {shown(after.release_tuple.ref)}; {expected}"

    @property
    def release_tuple(self) -> ReleaseTuple:
        """The tuple."""
        entry = self.before or self.after
        assert entry is not None  # noqa: S101 - a change has one of them, or it would not exist
        return entry.release_tuple

    @property
    def kind(self) -> MatrixChangeKind:
        """Added, removed, promoted, demoted; or restated, where the tier is the same and something else is not."""
        if self.before is None:
            return MatrixChangeKind.ADDED
        if self.after is None:
            return MatrixChangeKind.REMOVED
        before, after = self.before.tier, self.after.tier
        if before is after:
            return MatrixChangeKind.RESTATED
        return MatrixChangeKind.DEMOTED if after > before else MatrixChangeKind.PROMOTED

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that differ, such as ``evidence``; none where there is one entry only."""
        if self.before is None or self.after is None:
            return ()
        names = [field.name for field in attrs.fields(MatrixEntry)]
        return tuple(name for name in names if getattr(self.before, name) != getattr(self.after, name))

    def inverse(self) -> "MatrixChange":
        """Return the change that undoes this one."""
        return MatrixChange(self.after, self.before)

    def row(self) -> Row:
        """Return the change as a row for people: tuple, change, before, after, fields."""
        sides = tuple("" if side is None else f"{side.tier}, {side.role}" for side in (self.before, self.after))
        cells = (short_ref(self.release_tuple.ref), str(self.kind), *sides, ", ".join(self.fields))
        return Row(cells, TONES[self.kind])


@attrs.frozen
class MatrixDiff(Frozen, Viewable):
    """What changed from one matrix to another.

    Attributes:
        versions: the old version and the new one.
        published: when each was published.
        changes: the tuples of which the entry differs, sorted by their texts.
    """

    versions: tuple[str, str]
    published: tuple[datetime, datetime]
    changes: tuple[MatrixChange, ...] = attrs.field(kw_only=True)

    @property
    def is_empty(self) -> bool:
        """Whether the matrices are equal: the same entries under the same version, published at the same instant."""
        return not self.changes and len(set(self.versions)) == len(set(self.published)) == 1

    def of(self, kind: MatrixChangeKind) -> tuple[MatrixChange, ...]:
        """Return the changes of one kind."""
        of_kind("kind", kind, MatrixChangeKind)
        return tuple(change for change in self.changes if change.kind is kind)

    def inverse(self) -> "MatrixDiff":
        """Return the difference in the other direction."""
        (old, new), (before, after) = self.versions, self.published
        changes = tuple(change.inverse() for change in self.changes)
        return MatrixDiff((new, old), (after, before), changes=changes)

    def view(self) -> View:
        """Return the changes as people read them: a row per tuple."""
        headers = ("tuple", "change", "before", "after", "fields")
        grid = Grid(headers, tuple(change.row() for change in self.changes))
        old, new = self.versions
        badge = Badge("equal" if self.is_empty else f"{len(self.changes)} changed")
        return View(f"Compatibility matrix {old} to {new}", badge, (Section("Changes", grid),))
