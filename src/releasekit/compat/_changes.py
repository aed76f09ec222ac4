"""What changed from one version of a matrix to another."""

from datetime import datetime

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, checked
from releasekit._views import View, Viewable
from releasekit._words import Word, shown
from releasekit.compat._matrix import CompatMatrix, MatrixEntry
from releasekit.compat._tiers import Tier
from releasekit.compat._tuples import ReleaseTuple
from releasekit.errors import FieldError


class MatrixChangeKind(Word):
    """How the entry of a tuple changed."""

    ADDED = "added"
    REMOVED = "removed"
    PROMOTED = "promoted"
    DEMOTED = "demoted"
    RESTATED = "restated"


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

    def __attrs_post_init__(self) -> None:
        if self.before == self.after:
            raise FieldError(("a change has the same entry before and after; expected a difference",))
        one, two = self.before, self.after
        if one is not None and two is not None and one.release_tuple != two.release_tuple:
            expected = f"expected the entry of {shown(one.release_tuple.ref)}"
            raise FieldError((f"MatrixChange.after is the entry of {shown(two.release_tuple.ref)}; {expected}",))

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
        order = list(Tier)
        one, two = order.index(self.before.tier), order.index(self.after.tier)
        if one == two:
            return MatrixChangeKind.RESTATED
        return MatrixChangeKind.PROMOTED if two < one else MatrixChangeKind.DEMOTED

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

    @property
    def added(self) -> tuple[MatrixChange, ...]:
        """The tuples that are new."""
        return self._those(MatrixChangeKind.ADDED)

    @property
    def removed(self) -> tuple[MatrixChange, ...]:
        """The tuples that are not listed any more."""
        return self._those(MatrixChangeKind.REMOVED)

    @property
    def promoted(self) -> tuple[MatrixChange, ...]:
        """The tuples of which more is claimed."""
        return self._those(MatrixChangeKind.PROMOTED)

    @property
    def demoted(self) -> tuple[MatrixChange, ...]:
        """The tuples of which less is claimed."""
        return self._those(MatrixChangeKind.DEMOTED)

    @property
    def restated(self) -> tuple[MatrixChange, ...]:
        """The tuples of the same tier with other evidence, gates, role, tree, dates or window."""
        return self._those(MatrixChangeKind.RESTATED)

    def inverse(self) -> "MatrixDiff":
        """Return the difference in the other direction."""
        (old, new), (before, after) = self.versions, self.published
        changes = tuple(change.inverse() for change in self.changes)
        return MatrixDiff((new, old), (after, before), changes=changes)

    def _those(self, kind: MatrixChangeKind) -> tuple[MatrixChange, ...]:
        return tuple(change for change in self.changes if change.kind is kind)

    def view(self) -> View:
        """Return the changes as people read them: a row per tuple."""
        from releasekit.compat._show import diff_view

        return diff_view(self)


def diff(old: CompatMatrix, new: CompatMatrix) -> MatrixDiff:
    """Compare two matrices, tuple by tuple.

    Tuples are compared exactly: a consumer that moves to another commit shows as one tuple removed and one added.

    Raises:
        FieldError: where an argument is no matrix.
    """
    of_kind("old", old, CompatMatrix)
    of_kind("new", new, CompatMatrix)
    before = {entry.release_tuple.ref: entry for entry in old.entries}
    after = {entry.release_tuple.ref: entry for entry in new.entries}
    refs = [ref for ref in sorted(before.keys() | after.keys()) if before.get(ref) != after.get(ref)]
    changes = tuple(MatrixChange(before.get(ref), after.get(ref)) for ref in refs)
    return MatrixDiff((old.version, new.version), (old.published_at, new.published_at), changes=changes)
