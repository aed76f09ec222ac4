"""The compatibility matrix: which exact tuples are supported, and which one to go back to.

A claim holds for the exact tuple only: a tuple that is not listed is unknown, however similar a listed one is.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar

import attrs

from releasekit._arguments import as_tuple, as_utc, in_order, instant, of_kind
from releasekit._digest import digest
from releasekit._fields import Frozen, Name, checked
from releasekit._views import Grid, Section, View, Viewable
from releasekit._words import did_you_mean, short_ref, shown, to_the_minute
from releasekit.answers import Refused
from releasekit.compat._changes import MatrixChange, MatrixDiff
from releasekit.compat._entries import MatrixEntry, Role
from releasekit.compat._tiers import Tier
from releasekit.compat._tuples import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing


@attrs.frozen
class NoTuple(Frozen, Refused):
    """A matrix has no such tuple for a consumer, and why.

    Attributes:
        consumer: the consumer.
        reasons: why; all of them.
    """

    consumer: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"no tuple of {self.consumer}: " + "; ".join(self.reasons)


def _entries_by_ref(entries: Iterable[MatrixEntry]) -> tuple[MatrixEntry, ...]:
    return in_order(as_tuple(entries), MatrixEntry, lambda entry: entry.release_tuple.ref)


@attrs.frozen(field_transformer=checked)
class CompatMatrix(Frozen, Viewable):
    """A published version of the support table: what is supported with what.

    Attributes:
        entries: one per tuple, in any order; kept sorted by their tuples' texts.
        version: the name of this version of the matrix.
        published_at: when it was published; an aware instant. It says nothing of any earlier instant.

    Raises:
        FieldError: where a field is outside its limits, a tuple is listed twice, a consumer has two current tuples, or
            an entry was validated after the publication.

    Source:
        M6 - Rollout and Steady-State Governance, Exit Criteria: "Compatibility matrix is published and versioned."
    """

    document_schema: ClassVar[int] = 1
    document_kind: ClassVar[str] = "compatibility_matrix"

    entries: tuple[MatrixEntry, ...] = attrs.field(converter=_entries_by_ref)
    version: Name
    published_at: datetime = attrs.field(converter=as_utc, kw_only=True)

    def _problems(self) -> Iterator[str]:
        # `setdefault` gives the number of the first entry of a tuple, and of the first current one of a consumer; the
        # later ones are named, because the first alone breaks no rule.
        listed: dict[ReleaseTuple, int] = {}
        current: dict[str, int] = {}
        for number, entry in enumerate(self.entries):
            ref = shown(short_ref(entry.release_tuple.ref))
            if (first := listed.setdefault(entry.release_tuple, number)) < number:
                tiers = f"{self.entries[first].tier} and as {entry.tier}"
                yield f"entries[{number}] lists {ref} again, as {tiers}; expected each tuple once"
            if entry.role is Role.CURRENT and current.setdefault(entry.consumer, number) < number:
                yield f"entries[{number}].role is `current`, of {ref} too; expected one current tuple of a consumer"
            if entry.validated_at > self.published_at:
                expected = f"expected no later than published_at, {shown(self.published_at)}"
                yield f"entries[{number}].validated_at is {shown(entry.validated_at)}; {expected}"

    @property
    def consumers(self) -> tuple[str, ...]:
        """The consumers that have an entry, sorted."""
        return tuple(sorted({entry.consumer for entry in self.entries}))

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits: the same exactly for equal matrices."""
        return digest("matrix", 1, (self.entries, self.version, self.published_at))

    def entry(self, release_tuple: ReleaseTuple) -> MatrixEntry | None:
        """Return the entry of exactly this tuple; ``None`` where it is not listed."""
        of_kind("release_tuple", release_tuple, ReleaseTuple)
        return next((entry for entry in self.entries if entry.release_tuple == release_tuple), None)

    def lookup(self, release_tuple: ReleaseTuple, at: datetime | None = None) -> Tier | Missing:
        """Return what the matrix says of exactly this tuple.

        Args:
            release_tuple: the tuple; one that differs in any field is another one.
            at: the instant for which it is asked, for entries with a support window; that of the publication unless
                given.

        Returns:
            The tier of the entry, unsupported outside its window; `MISSING` where the tuple is not listed, or the
            matrix was published later.

        Raises:
            FieldError: where the tuple is of another kind or the instant has no zone.
        """
        entry = self.entry(release_tuple)
        at = self._asked(at)
        return MISSING if entry is None else self._said(entry, at)

    def _said(self, entry: MatrixEntry, at: datetime) -> Tier | Missing:
        """Return what the matrix says at an instant by one of its own entries: nothing before it was published."""
        return MISSING if at < self.published_at else entry.support(at)

    def of(self, consumer: str) -> tuple[MatrixEntry, ...]:
        """Return the entries of a consumer."""
        of_kind("consumer", consumer, str)
        return tuple(entry for entry in self.entries if entry.consumer == consumer)

    def supported(self, consumer: str, at: datetime) -> tuple[MatrixEntry, ...]:
        """Return the entries of a consumer that are supported at an instant; none before the publication."""
        at = instant("at", at)
        return tuple(entry for entry in self.of(consumer) if self._said(entry, at) is Tier.SUPPORTED)

    def current_for(self, consumer: str) -> MatrixEntry | NoTuple:
        """Return the current tuple of a consumer, whatever its tier."""
        entries = self.of(consumer)
        current = next((entry for entry in entries if entry.role is Role.CURRENT), None)
        return current or NoTuple(consumer, ("none is current" if entries else self._not_listed(consumer),))

    def rollback_for(
        self, consumer: str, bad: ReleaseTuple | None = None, *, at: datetime | None = None
    ) -> MatrixEntry | NoTuple:
        """Return the tuple to go back to: of those kept for it, supported and prior, the one that was validated last.

        Prior is what was validated earlier than the tuple to leave. What was validated at the same instant or later is
        not known to come before it, so it is never the answer.

        Args:
            consumer: the consumer.
            bad: the tuple that has to be left, which is never the answer; the current one is not, either way. Where the
                matrix does not list it, or none is given, the answer is prior to the current one.
            at: the instant for which it is asked, as in `lookup`.

        Returns:
            The entry, or why there is none. Equally recent ones are told apart by their texts, so that there is one
            answer.

        Raises:
            FieldError: where an argument is of another kind, the bad tuple is of another consumer, or the instant has
                no zone.

        Source:
            Release and Rollback Playbook, Rollback Procedure: "Select prior supported rollback tuple from
            `COMPATIBILITY-MATRIX.md`."
        """
        of_kind("bad", bad, ReleaseTuple, type(None))
        if bad is not None and bad.consumer != consumer:
            raise FieldError((f"bad is a tuple of {shown(bad.consumer)}; expected one of {shown(consumer)}",))
        at = self._asked(at)
        kept = [entry for entry in self.of(consumer) if entry.role is Role.ROLLBACK]
        usable = [entry for entry in kept if not self._against(entry, bad, at)]
        if usable:
            return max(usable, key=lambda entry: (entry.validated_at, entry.release_tuple.ref))
        if not kept:
            reason = "none is kept for rollback" if self.of(consumer) else self._not_listed(consumer)
            return NoTuple(consumer, (reason,))
        return NoTuple(consumer, tuple(self._against(entry, bad, at) for entry in kept))

    def diff(self, newer: "CompatMatrix") -> MatrixDiff:
        """Compare with another matrix, tuple by tuple.

        Tuples are compared exactly: a consumer that moves to another commit shows as one tuple removed and one added.

        Raises:
            FieldError: where the argument is no matrix.
        """
        of_kind("newer", newer, CompatMatrix)
        before = {entry.release_tuple.ref: entry for entry in self.entries}
        after = {entry.release_tuple.ref: entry for entry in newer.entries}
        refs = [ref for ref in sorted(before.keys() | after.keys()) if before.get(ref) != after.get(ref)]
        changes = tuple(MatrixChange(before.get(ref), after.get(ref)) for ref in refs)
        return MatrixDiff((self.version, newer.version), (self.published_at, newer.published_at), changes=changes)

    def view(self) -> View:
        """Return the matrix as people read it: a row per tuple."""
        headers = ("tuple", "tier", "role", "gates", "tree", "evidence", "validated")
        section = Section("Tuples", Grid(headers, tuple(entry.row() for entry in self.entries)))
        subtitle = f"published {to_the_minute(self.published_at)}"
        return View(f"Compatibility matrix {self.version}", None, (section,), subtitle)

    def _asked(self, at: datetime | None) -> datetime:
        return self.published_at if at is None else instant("at", at)

    def _against(self, entry: MatrixEntry, bad: ReleaseTuple | None, at: datetime) -> str:
        """Say why an entry is no tuple to go back to; nothing where it is one."""
        support = self._said(entry, at)
        ref = short_ref(entry.release_tuple.ref)
        if entry.release_tuple == bad:
            return f"{ref} is the one to leave"
        if support is not Tier.SUPPORTED:
            return f"{ref} is {'unknown' if support is MISSING else support}"
        left = self._left(entry.consumer, bad)
        if left is not None and entry.validated_at >= left.validated_at:
            return f"{ref} was not validated before {short_ref(left.release_tuple.ref)}"
        return ""

    def _left(self, consumer: str, bad: ReleaseTuple | None) -> MatrixEntry | None:
        """Return the entry that a rollback leaves: that of the bad tuple, or else the current one, if there is one."""
        listed = None if bad is None else self.entry(bad)
        current = self.current_for(consumer)
        return listed or (None if isinstance(current, NoTuple) else current)

    def _not_listed(self, consumer: str) -> str:
        return f"the matrix does not list {shown(consumer)}{did_you_mean(consumer, self.consumers)}"
