"""The support policy: how many tuples are kept for each consumer, and what a matrix lacks of that."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Annotated

import attrs
from annotated_types import Ge, Gt

from releasekit._arguments import instant, items, of_kind
from releasekit._fields import Frozen, checked
from releasekit._words import Word, did_you_mean, short_ref, shown
from releasekit.answers import Finding
from releasekit.compat._matrix import CompatMatrix, NoTuple
from releasekit.compat._tiers import Tier
from releasekit.policy import MISSING


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
        current supported + rollback tuple entries."
    """

    minimum_tuples: Annotated[int, Ge(1)]
    deprecation_lead: Annotated[timedelta, Ge(timedelta())]
    maximum_age: Annotated[timedelta, Gt(timedelta())] | None = attrs.field(default=None, kw_only=True)

    def findings(
        self, matrix: CompatMatrix, consumers: Iterable[str], at: datetime
    ) -> tuple[Finding[MatrixFindingKind], ...]:
        """Return everything that a matrix lacks.

        Args:
            matrix: the matrix.
            consumers: whom it has to support, in any order; what it lists beyond them is judged as well.
            at: the instant of the question; aware.

        Returns:
            The findings, by consumer and then by kind, each with its consumer as the place; none where nothing is
            lacking. Of a consumer without any entry there is one finding, that it is missing.

        Raises:
            FieldError: where an argument is of another kind or the instant has no zone.
        """
        of_kind("matrix", matrix, CompatMatrix)
        at = instant("at", at)
        names = sorted({*items("consumers", consumers, str), *matrix.consumers})
        lacks = [(kind, name, text) for name in names for kind, text in self._lacks(matrix, name, at)]
        if at < matrix.published_at:
            text = f"is published {shown(matrix.published_at)}, after {shown(at)}"
            lacks.insert(0, (MatrixFindingKind.NOT_PUBLISHED, f"matrix `{matrix.version}`", text))
        return tuple(Finding(kind, place, message=text) for kind, place, text in lacks)

    def _lacks(self, matrix: CompatMatrix, consumer: str, at: datetime) -> Iterator[tuple[MatrixFindingKind, str]]:
        """Yield what one consumer lacks, in the order of the kinds."""
        entries = matrix.of(consumer)
        if not entries:
            yield MatrixFindingKind.MISSING_CONSUMER, f"has no entry{did_you_mean(consumer, matrix.consumers)}"
            return
        current = matrix.current_for(consumer)
        if isinstance(current, NoTuple):
            yield MatrixFindingKind.NO_CURRENT, f"has no current tuple: {'; '.join(current.reasons)}"
        elif (support := matrix.lookup(current.release_tuple, at)) is not Tier.SUPPORTED:
            ref = short_ref(current.release_tuple.ref)
            word = "unknown" if support is MISSING else support
            yield MatrixFindingKind.CURRENT_NOT_SUPPORTED, f"has the current tuple {ref}, which is {word}"
        rollback = matrix.rollback_for(consumer, at=at)
        if isinstance(rollback, NoTuple):
            yield MatrixFindingKind.NO_ROLLBACK, f"has no tuple to go back to: {'; '.join(rollback.reasons)}"
        supported = len(matrix.supported(consumer, at))
        if supported < self.minimum_tuples:
            text = f"has {supported} supported; expected at least {self.minimum_tuples}"
            yield MatrixFindingKind.TOO_FEW_TUPLES, text
        # Two loops over the entries, because findings are sorted by kind; only what is promised needs fresh evidence.
        for entry in entries:
            age = at - entry.validated_at
            promises = entry.support(at) in (Tier.SUPPORTED, Tier.CONDITIONAL)
            if promises and self.maximum_age is not None and age > self.maximum_age:
                ref = short_ref(entry.release_tuple.ref)
                text = f"has evidence of {ref} that is {age} old; expected at most {self.maximum_age}"
                yield MatrixFindingKind.STALE_EVIDENCE, text
        for entry in entries:
            window = entry.window
            if window is None or window.end is None:
                continue
            notice = timedelta() if window.deprecated is None else window.end - window.deprecated
            if notice < self.deprecation_lead:
                ref = short_ref(entry.release_tuple.ref)
                text = f"has {ref} deprecated for {notice} before its end; expected at least {self.deprecation_lead}"
                yield MatrixFindingKind.SHORT_NOTICE, text
