"""What is known about a release before it goes."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from operator import itemgetter
from typing import Annotated, Any, ClassVar, Final

import attrs

from releasekit._arguments import again, as_frozenset, as_pairs, as_tuple, in_order, in_rings, of_kind
from releasekit._fields import Distinct, Frozen, Migrations, Name, checked
from releasekit._words import shown, word_text
from releasekit.compat import CompatMatrix, ReleaseTuple
from releasekit.gates import GateResult
from releasekit.policy import MISSING, Missing
from releasekit.procedures import ChecklistResults
from releasekit.readiness._editions import second_candidate, third_candidate
from releasekit.readiness._records import (
    Classification,
    Confirmation,
    DecisionEntry,
    Narrowing,
    Percent,
    ReleaseApproval,
    RollbackRecord,
    Waiver,
)
from releasekit.versions import BumpLevel, ReleaseType, Version


def _as_set(values: Iterable[Any] | Missing) -> frozenset[Any] | Missing:
    return values if isinstance(values, Missing) else as_frozenset(values)


def _as_list(values: Iterable[Any] | Missing) -> tuple[Any, ...] | Missing:
    return values if isinstance(values, Missing) else as_tuple(values)


def _as_owners(
    owners: Mapping[str, str] | Iterable[tuple[str, str]] | Missing,
) -> tuple[tuple[str, str], ...] | Missing:
    return owners if isinstance(owners, Missing) else as_pairs(owners)


MOST_DIGITS: Final = 64
"""A number that is stated has no more; a column takes no longer ones."""


def _as_stated(stated: Mapping[str, object] | Iterable[tuple[str, object]]) -> tuple[tuple[str, Any], ...]:
    """Return what is stated as pairs of texts: a word, a truth value or a number as it is written."""
    pairs: object = as_pairs(stated)
    if isinstance(pairs, tuple) and all(isinstance(pair, tuple) for pair in pairs):
        return tuple((*pair[:1], *map(_as_text, pair[1:])) for pair in pairs)
    return pairs  # type: ignore[return-value]  # left for the field to refuse


def _as_text(value: object) -> object:
    if isinstance(value, Enum):
        return word_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, int | Decimal):
        return value
    _, digits, exponent = Decimal(value).as_tuple()
    is_short = isinstance(exponent, int) and len(digits) + abs(exponent) <= MOST_DIGITS
    return f"{Decimal(value):f}" if is_short else value  # a longer one is left for the field to refuse


def _as_decimal(value: object) -> Any:  # noqa: ANN401 - anything else is left for the field to refuse
    return Decimal(value) if type(value) is int else value


def _as_rates(
    rates: Mapping[str, Decimal | int] | Iterable[tuple[str, Decimal | int]],
) -> tuple[tuple[str, Decimal], ...]:
    """Return rates as pairs; a whole number of percent is kept as the decimal number that it equals."""
    pairs: object = as_pairs(rates)
    if isinstance(pairs, tuple) and all(isinstance(pair, tuple) for pair in pairs):
        return tuple((*pair[:1], *map(_as_decimal, pair[1:])) for pair in pairs)
    return pairs  # type: ignore[return-value]  # left for the field to refuse


def _by_id(results: Iterable[GateResult]) -> tuple[GateResult, ...]:
    return in_order(as_tuple(results), GateResult, lambda result: result.id)


@attrs.frozen(field_transformer=checked)
class ReleaseCandidate(Frozen):
    """What is known about a release before it goes. A fact that is not stated is `MISSING`, and never helps.

    Attributes:
        id: what the candidate is called.
        classes: its release classes, by the ids that the playbook gives them.
        results: the gate results, in any order.
        commit: the commit that is released.
        version: the version that it is released as.
        effects: what the change touches, in the words of the playbook; nothing at all counts as not stated.
        release_type: how large the release is called.
        bump: the version step that its changes need, as `decide_bump <releasekit.versions.decide_bump>` finds it.
        scoped_gates: which of the gates that are required "by scope" the change touches; `MISSING` means all of them.
        narrowed: who left the others out, and why; ``None`` where nobody said.
        claims: the tuples that the release claims to support; an empty tuple claims nothing.
        stated: whatever else the playbook asks to be stated, by the name of the fact; a mapping or pairs, kept as
            sorted pairs. A value is a text; a word, a truth value or an exact number is kept as its text.
        rates: the delivery rates in percent, by metric; a mapping or pairs, kept as sorted pairs of decimal numbers.
        promotes: the advisory gates that the release claims to promote.
        decision_entry: the id of the entry that records a conditional go.
        decisions: the decisions of the project.
        owner: who builds the release.
        approver: who decides on it.
        consumer_owners: who speaks for which consumer; a mapping or pairs, kept as sorted pairs.
        approvals: what was approved, and by whom.
        confirmations: what the owners of the consumers say.
        rollbacks: the earlier rollbacks; an empty tuple says that there was none.
        waivers: the accepted failures of advisory gates.
        classifications: what failures were found to be.
        matrix: the published compatibility matrix that the release relies on.
        checklists: what was recorded of checklists; it counts where its subject is the released commit, or the id of
            the candidate where that names no commit.

    Raises:
        FieldError: where a field is outside its limits, two results, decisions or rollbacks share an id, two
            regressions or rates a metric, two owners a consumer, a fact is stated or a tuple claimed twice, or a result
            supersedes one that is not there, is of another gate, or is younger, or itself by way of others.
    """

    document_schema: ClassVar[int] = 3
    document_migrations: ClassVar[Migrations] = (second_candidate, third_candidate)

    id: Name
    classes: frozenset[Name] = attrs.field(converter=as_frozenset)
    results: Annotated[tuple[GateResult, ...], Distinct("id")] = attrs.field(converter=_by_id, kw_only=True)
    commit: Name | Missing = attrs.field(default=MISSING, kw_only=True)
    version: Version | Missing = attrs.field(default=MISSING, kw_only=True)
    effects: frozenset[Name] | Missing = attrs.field(default=MISSING, converter=_as_set, kw_only=True)
    release_type: ReleaseType | Missing = attrs.field(default=MISSING, kw_only=True)
    bump: BumpLevel | Missing = attrs.field(default=MISSING, kw_only=True)
    scoped_gates: frozenset[str] | Missing = attrs.field(default=MISSING, converter=_as_set, kw_only=True)
    narrowed: Narrowing | None = attrs.field(default=None, kw_only=True)
    claims: Annotated[tuple[ReleaseTuple, ...], Distinct("ref")] | Missing = attrs.field(
        default=MISSING, converter=_as_list, kw_only=True
    )
    stated: tuple[tuple[Name, Name], ...] = attrs.field(default=(), converter=_as_stated, kw_only=True)
    rates: tuple[tuple[Name, Percent], ...] = attrs.field(default=(), converter=_as_rates, kw_only=True)
    promotes: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    decision_entry: Name | None = attrs.field(default=None, kw_only=True)
    decisions: Annotated[tuple[DecisionEntry, ...], Distinct("id")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    owner: Name | Missing = attrs.field(default=MISSING, kw_only=True)
    approver: Name | Missing = attrs.field(default=MISSING, kw_only=True)
    consumer_owners: tuple[tuple[Name, Name], ...] | Missing = attrs.field(
        default=MISSING, converter=_as_owners, kw_only=True
    )
    approvals: tuple[ReleaseApproval, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    confirmations: tuple[Confirmation, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    rollbacks: Annotated[tuple[RollbackRecord, ...], Distinct("id")] | Missing = attrs.field(
        default=MISSING, converter=_as_list, kw_only=True
    )
    waivers: tuple[Waiver, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    classifications: tuple[Classification, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    matrix: CompatMatrix | Missing = attrs.field(default=MISSING, kw_only=True)
    checklists: tuple[ChecklistResults, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def _problems(self) -> Iterable[str]:
        yield from again("rates", map(itemgetter(0), self.rates))
        yield from again("stated", map(itemgetter(0), self.stated))
        if not isinstance(self.consumer_owners, Missing):
            yield from again("consumer_owners", map(itemgetter(0), self.consumer_owners))
        by_id = {result.id: result for result in self.results}
        rings = in_rings({result.id: result.supersedes for result in self.results if result.supersedes})
        for place, rerun in enumerate(self.results):
            for name in rerun.supersedes:
                old = by_id.get(name)
                if old is None or old.gate != rerun.gate or old.recorded_at > rerun.recorded_at:
                    expected = "expected an earlier result of the same gate"
                    yield f"results[{place}], `{rerun.id}`, supersedes {shown(name)}; {expected}"
            if rerun.id in rings:
                yield f"results[{place}], `{rerun.id}`, supersedes itself by way of others; expected earlier results"

    def owner_of(self, consumer: str) -> str | Missing:
        """Return who speaks for a consumer, as far as that is stated."""
        of_kind("consumer", consumer, str)
        return dict(() if isinstance(self.consumer_owners, Missing) else self.consumer_owners).get(consumer, MISSING)
