"""The support policy: how many tuples are kept for each consumer, and what a matrix lacks of that."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import attrs
from annotated_types import Ge, Gt

from releasekit._arguments import instant, items, of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import Word, did_you_mean, short_ref, shown
from releasekit.compat._matrix import CompatMatrix, MatrixEntry, NoTuple, Support


class MatrixFindingKind(Word):
    """What a matrix lacks."""

    NOT_PUBLISHED = "not published"
    MISSING_CONSUMER = "missing consumer"
    NO_CURRENT = "no current tuple"
    CURRENT_NOT_SUPPORTED = "current tuple not supported"
    NO_ROLLBACK = "no rollback tuple"
    TOO_FEW_TUPLES = "too few tuples"
    STALE_EVIDENCE = "stale evidence"
    SHORT_NOTICE = "short notice"


@attrs.frozen
class MatrixFinding(Frozen):
    """One thing that a matrix lacks.

    Attributes:
        kind: what it is.
        consumer: whom it concerns; ``None`` for the matrix as a whole.
        message: the same for people, with the tuple where it is about one.
    """

    kind: MatrixFindingKind
    consumer: str | None
    message: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@attrs.frozen(field_transformer=checked)
class SupportPolicy(Frozen):
    """What a project promises its consumers.

    Attributes:
        minimum_tuples: how many supported tuples are kept for each consumer.
        deprecation_lead: how long before a tuple is removed its removal has to be announced; exactly that long is long
            enough.
        maximum_age: how old the evidence of a tuple may get, that age included; ``None`` for any.

    Raises:
        FieldError: where a field is outside its limits.

    Source:
        Release and Rollback Playbook, Pre-Release Checklist: "Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has
        current supported + rollback tuple entries." The numbers are those of decision D-011.
    """

    minimum_tuples: Annotated[int, Ge(1)] = 2
    deprecation_lead: Annotated[timedelta, Ge(timedelta())] = timedelta(days=14)
    maximum_age: Annotated[timedelta, Gt(timedelta())] | None = attrs.field(default=None, kw_only=True)

    def findings(self, matrix: CompatMatrix, consumers: Iterable[str], at: datetime) -> tuple[MatrixFinding, ...]:
        """Return everything that a matrix lacks.

        Args:
            matrix: the matrix.
            consumers: whom it has to support, in any order; what it lists beyond them is judged as well.
            at: the instant of the question; aware.

        Returns:
            The findings, by consumer and then by kind; none where nothing is lacking. Of a consumer without any entry
            there is one finding, that it is missing.

        Raises:
            FieldError: where an argument is of another kind or the instant has no zone.
        """
        of_kind("matrix", matrix, CompatMatrix)
        at = instant("at", at)
        asked = {*items("consumers", consumers, str), *matrix.consumers}
        return (*_unpublished(matrix, at), *(own for name in sorted(asked) for own in self._of(matrix, name, at)))

    def _of(self, matrix: CompatMatrix, consumer: str, at: datetime) -> Iterator[MatrixFinding]:
        """Find what one consumer lacks."""
        entries = matrix.of(consumer)
        if not entries:
            message = f"{shown(consumer)} has no entry{did_you_mean(consumer, matrix.consumers)}"
            yield MatrixFinding(MatrixFindingKind.MISSING_CONSUMER, consumer, message=message)
            return
        yield from _current(matrix, consumer, at)
        yield from _rollback(matrix, consumer, at)
        yield from self._count(matrix, consumer, at)
        for entry in entries:
            yield from self._stale(entry, at)
        for entry in entries:
            yield from self._short_notice(entry)

    def _count(self, matrix: CompatMatrix, consumer: str, at: datetime) -> Iterator[MatrixFinding]:
        found = len(supported(matrix, consumer, at))
        if found < self.minimum_tuples:
            message = f"{consumer} has {found} supported; expected at least {self.minimum_tuples}"
            yield MatrixFinding(MatrixFindingKind.TOO_FEW_TUPLES, consumer, message=message)

    def _stale(self, entry: MatrixEntry, at: datetime) -> Iterator[MatrixFinding]:
        """Find out whether the evidence of an entry that promises something is too old."""
        promises = entry.support(at) in (Support.SUPPORTED, Support.CONDITIONAL)
        if promises and self.maximum_age is not None and at - entry.validated_at > self.maximum_age:
            ref, age = short_ref(entry.release_tuple.ref), at - entry.validated_at
            message = f"the evidence of {ref} is {age} old; expected at most {self.maximum_age}"
            yield MatrixFinding(MatrixFindingKind.STALE_EVIDENCE, entry.consumer, message=message)

    def _short_notice(self, entry: MatrixEntry) -> Iterator[MatrixFinding]:
        """Find out whether a support window ends with less notice than is promised."""
        window = entry.window
        if window is None or window.end is None:
            return
        notice = timedelta() if window.deprecated is None else window.end - window.deprecated
        if notice < self.deprecation_lead:
            ref = short_ref(entry.release_tuple.ref)
            message = f"{ref} is deprecated for {notice} before its end; expected at least {self.deprecation_lead}"
            yield MatrixFinding(MatrixFindingKind.SHORT_NOTICE, entry.consumer, message=message)


def supported(matrix: CompatMatrix, consumer: str, at: datetime) -> tuple[MatrixEntry, ...]:
    """Return the entries of a consumer that are supported at an instant."""
    if at < matrix.published_at:
        return ()
    return tuple(own for own in matrix.of(consumer) if own.support(at) is Support.SUPPORTED)


def _unpublished(matrix: CompatMatrix, at: datetime) -> Iterator[MatrixFinding]:
    if at < matrix.published_at:
        message = f"matrix `{matrix.version}` is published {shown(matrix.published_at)}, after {shown(at)}"
        yield MatrixFinding(MatrixFindingKind.NOT_PUBLISHED, None, message=message)


def _current(matrix: CompatMatrix, consumer: str, at: datetime) -> Iterator[MatrixFinding]:
    current = matrix.current_for(consumer)
    if isinstance(current, NoTuple):
        yield MatrixFinding(MatrixFindingKind.NO_CURRENT, consumer, message=str(current))
        return
    support = matrix.lookup(current.release_tuple, at)
    if support is not Support.SUPPORTED:
        message = f"{short_ref(current.release_tuple.ref)} is {support}"
        yield MatrixFinding(MatrixFindingKind.CURRENT_NOT_SUPPORTED, consumer, message=message)


def _rollback(matrix: CompatMatrix, consumer: str, at: datetime) -> Iterator[MatrixFinding]:
    rollback = matrix.rollback_for(consumer, at=at)
    if isinstance(rollback, NoTuple):
        yield MatrixFinding(MatrixFindingKind.NO_ROLLBACK, consumer, message=str(rollback))
