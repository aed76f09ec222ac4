"""The compatibility matrix: which exact tuples are supported, and which one to go back to.

A claim holds for the exact tuple only: what is not listed is unknown, never close enough. An entry that claims more
than it can show does not exist, so a matrix that exists can be believed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar, Final, NoReturn, Self

import attrs

from releasekit._digest import digest
from releasekit._fields import (
    Frozen,
    Name,
    as_frozenset,
    as_tuple,
    as_utc,
    checked,
    in_order,
    instant,
    of_kind,
    repeated,
)
from releasekit._views import View, Viewable
from releasekit._words import Word, did_you_mean, shown
from releasekit.compat._tiers import COMMITTED_TREES, Tier, TierDecision, foreign_gates
from releasekit.compat._tuples import ReleaseTuple
from releasekit.compat._windows import SupportWindow
from releasekit.errors import FieldError
from releasekit.gates import Gate, TreeState, short_ref

__all__ = ["CompatMatrix", "MatrixEntry", "NoTuple", "Role", "Support"]


class Role(Word):
    """What an entry is kept for."""

    CURRENT = "current"
    ROLLBACK = "rollback"
    LISTED = "listed"


class Support(Word):
    """What a matrix says of a tuple, from permissive to restrictive."""

    SUPPORTED = "supported"
    CONDITIONAL = "conditional"
    UNSUPPORTED = "unsupported"
    UNKNOWN = "unknown"


SUPPORT: Final = {tier: Support(tier.value) for tier in Tier}


def _gates_by_id(gates: Iterable[Gate]) -> tuple[Gate, ...]:
    return in_order(as_tuple(gates), Gate, lambda gate: gate.id)


@attrs.frozen(field_transformer=checked)
class MatrixEntry(Frozen):
    """What is claimed of one tuple, with what the claim rests on.

    Attributes:
        release_tuple: the tuple.
        tier: what is claimed of it.
        role: whether it is the consumer's current tuple, one to go back to, or only listed.
        validated_at: when its required gates were last shown to hold; an aware instant.
        required_gates: the gates that the claim rests on; kept sorted by id.
        evidence: where the proof lies.
        tree: the state of the consumer's tree that it was made on.
        release_blocking: whether trouble with this tuple stops a release; it does unless somebody says otherwise.
        window: from when until when the tuple is supported; ``None`` for as long as it is listed.

    Raises:
        FieldError: where a field is outside its limits, a gate is named twice or tests another consumer, or a tier
            other than unsupported is claimed without evidence, without a gate that tests the consumer, or from a tree
            that was dirty or not recorded.
    """

    release_tuple: ReleaseTuple
    tier: Tier
    role: Role = attrs.field(kw_only=True)
    validated_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    required_gates: tuple[Gate, ...] = attrs.field(converter=_gates_by_id, kw_only=True)
    evidence: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    tree: TreeState = attrs.field(default=TreeState.NOT_RECORDED, kw_only=True)
    release_blocking: bool = attrs.field(default=True, kw_only=True)
    window: SupportWindow | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = (*_strange_gates(self), *(_overstated(self) if self.tier is not Tier.UNSUPPORTED else ()))
        if problems:
            raise FieldError(tuple(f"entry {shown(short_ref(self.release_tuple.ref))}: {text}" for text in problems))

    @classmethod
    def of(
        cls,
        judged: TierDecision,
        role: Role,
        *,
        release_blocking: bool = True,
        window: SupportWindow | None = None,
    ) -> Self:
        """Return the entry that a tier decision proves: its tier, gates, evidence, tree and instant."""
        of_kind("judged", judged, TierDecision)
        return cls(
            judged.release_tuple,
            judged.outcome,
            role=role,
            validated_at=judged.validated_at,
            required_gates=judged.gates,
            evidence=judged.evidence,
            tree=judged.tree,
            release_blocking=release_blocking,
            window=window,
        )

    @property
    def consumer(self) -> str:
        """The consumer of the tuple."""
        return self.release_tuple.consumer

    def support(self, at: datetime) -> Support:
        """Return what the entry says at an instant: its tier, but unsupported outside its window.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        inside = self.window is None or self.window.supports(at)
        return SUPPORT[self.tier] if inside else Support.UNSUPPORTED


def _strange_gates(entry: MatrixEntry) -> Iterator[str]:
    twice = repeated(gate.id for gate in entry.required_gates)
    yield from (f"gate `{name}` is there twice; expected each id once" for name in twice)
    yield from foreign_gates(entry.required_gates, entry.consumer)


def _overstated(entry: MatrixEntry) -> Iterator[str]:
    """Say why an entry cannot claim its tier."""
    # The playbook: "Automatic no-go on missing tuple evidence for claimed support scope."
    if not entry.evidence:
        yield f"tier is `{entry.tier}` without evidence; expected some, or `unsupported`"
    if not any(gate.consumer == entry.consumer for gate in entry.required_gates):
        yield f"tier is `{entry.tier}` without a gate that tests the consumer; expected one, or `unsupported`"
    # The playbook: "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
    if entry.tree not in COMMITTED_TREES:
        yield f"tier is `{entry.tier}` from tree `{entry.tree}`; expected a committed one, or `unsupported`"


@attrs.frozen
class NoTuple(Frozen):
    """That a matrix has no such tuple for a consumer, and why. It has no truth value.

    Attributes:
        consumer: the consumer.
        reasons: why; all of them.
    """

    consumer: str
    reasons: tuple[str, ...]

    def __str__(self) -> str:
        return f"no tuple of {self.consumer}: " + "; ".join(self.reasons)

    def __bool__(self) -> NoReturn:
        raise TypeError("a `NoTuple` has no truth value; ask `isinstance(answer, MatrixEntry)`")


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

    def __attrs_post_init__(self) -> None:
        problems = (*_listed_twice(self.entries), *_two_current(self.entries), *_from_future(self))
        if problems:
            raise FieldError(tuple(f"matrix `{self.version}`: {problem}" for problem in problems))

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

    def lookup(self, release_tuple: ReleaseTuple, at: datetime | None = None) -> Support:
        """Return what the matrix says of exactly this tuple.

        Args:
            release_tuple: the tuple; one that differs in any field is another one.
            at: the instant for which it is asked, for entries with a support window; that of the publication unless
                given.

        Returns:
            The tier of the entry, unsupported outside its window; unknown where the tuple is not listed, or the matrix
            was published later.

        Raises:
            FieldError: where the tuple is of another kind or the instant has no zone.
        """
        found = self.entry(release_tuple)
        at = self._asked(at)
        return Support.UNKNOWN if found is None else self._said(found, at)

    def _said(self, entry: MatrixEntry, at: datetime) -> Support:
        """Return what the matrix says at an instant by one of its own entries: nothing before it was published."""
        return Support.UNKNOWN if at < self.published_at else entry.support(at)

    def of(self, consumer: str) -> tuple[MatrixEntry, ...]:
        """Return the entries of a consumer."""
        of_kind("consumer", consumer, str)
        return tuple(entry for entry in self.entries if entry.consumer == consumer)

    def current_for(self, consumer: str) -> MatrixEntry | NoTuple:
        """Return the current tuple of a consumer, whatever its tier."""
        own = self.of(consumer)
        found = next((entry for entry in own if entry.role is Role.CURRENT), None)
        return found or NoTuple(consumer, ("none is current" if own else self._not_listed(consumer),))

    def rollback_for(
        self, consumer: str, bad: ReleaseTuple | None = None, *, at: datetime | None = None
    ) -> MatrixEntry | NoTuple:
        """Return the tuple to go back to: of those kept for it and supported, the one that was validated last.

        Args:
            consumer: the consumer.
            bad: the tuple that has to be left, which is never the answer; the current one is not, either way.
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

    def view(self) -> View:
        """Return the matrix as people read it: a row per tuple."""
        from releasekit.compat._show import matrix_view

        return matrix_view(self)

    def _asked(self, at: datetime | None) -> datetime:
        return self.published_at if at is None else instant("at", at)

    def _against(self, entry: MatrixEntry, bad: ReleaseTuple | None, at: datetime) -> str:
        """Say why an entry is no tuple to go back to; nothing where it is one."""
        support = self._said(entry, at)
        ref = short_ref(entry.release_tuple.ref)
        if entry.release_tuple == bad:
            return f"{ref} is the one to leave"
        return "" if support is Support.SUPPORTED else f"{ref} is {support}"

    def _not_listed(self, consumer: str) -> str:
        return f"the matrix does not list {shown(consumer)}{did_you_mean(consumer, self.consumers)}"


def _listed_twice(entries: tuple[MatrixEntry, ...]) -> Iterator[str]:
    times = Counter(entry.release_tuple.ref for entry in entries)
    for ref in sorted(ref for ref in times if times[ref] > 1):
        tiers = {entry.tier for entry in entries if entry.release_tuple.ref == ref}
        listed = " and as ".join(str(tier) for tier in Tier if tier in tiers)
        yield f"tuple {shown(short_ref(ref))} is listed {times[ref]} times, as {listed}; expected it once"


def _two_current(entries: tuple[MatrixEntry, ...]) -> Iterator[str]:
    times = Counter(entry.consumer for entry in entries if entry.role is Role.CURRENT)
    for consumer in sorted(name for name in times if times[name] > 1):
        yield f"consumer {shown(consumer)} has {times[consumer]} current tuples; expected at most one"


def _from_future(matrix: CompatMatrix) -> Iterator[str]:
    for entry in matrix.entries:
        if entry.validated_at > matrix.published_at:
            ref, expected = short_ref(entry.release_tuple.ref), f"expected no later than {shown(matrix.published_at)}"
            yield f"entry {shown(ref)} is validated {shown(entry.validated_at)}, after the publication; {expected}"
