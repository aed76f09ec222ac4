"""What is known of a release before it goes."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Self

import attrs

from releasekit._fields import Frozen, Name, as_frozenset, as_tuple, as_utc, checked, in_order, instant
from releasekit._words import shown
from releasekit.compat import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import Budgeted, GateResult, superseded
from releasekit.policy import MISSING, Missing
from releasekit.readiness._vocabulary import BreakingChange, ContractAmbiguity, ReleaseClass, Seam

__all__ = ["DecisionEntry", "Regression", "ReleaseCandidate"]


@attrs.frozen(field_transformer=checked)
class DecisionEntry(Frozen):
    """A decision of the project, in force for a half-open time.

    Attributes:
        id: such as ``D-017``.
        accepted_at: the first instant at which it is in force.
        lifted_at: the first instant at which it no longer is; ``None`` while it stands.

    Raises:
        FieldError: where a field is outside its limits, or the decision is lifted before it is accepted.
    """

    id: Name
    accepted_at: datetime = attrs.field(converter=as_utc)
    lifted_at: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_utc), kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if self.lifted_at is not None and self.lifted_at < self.accepted_at:
            expected = f"expected no earlier than {self.accepted_at.isoformat()}"
            problem = f"decision `{self.id}`: lifted_at is {shown(self.lifted_at.isoformat())}; {expected}"
            raise FieldError((problem,))

    def is_active(self, at: datetime) -> bool:
        """Tell whether the decision is in force at an instant.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        return self.accepted_at <= at and (self.lifted_at is None or at < self.lifted_at)


@attrs.frozen(field_transformer=checked)
class Regression(Frozen):
    """A measured change for the worse.

    Attributes:
        metric: the name of the metric.
        percent: how much worse than the approved baseline, in percent of it; negative for an improvement, `MISSING`
            where there was no sound comparison.
    """

    metric: Name
    percent: Decimal | Missing

    @classmethod
    def of(cls, judged: Budgeted) -> Self:
        """Return the regression that a `RegressionBudget` found."""
        return cls(judged.metric, MISSING if judged.regression is None else judged.regression)


def _as_scope(gates: Iterable[str] | Missing) -> frozenset[str] | Missing:
    return gates if isinstance(gates, Missing) else as_frozenset(gates)


def _as_claims(claims: Iterable[ReleaseTuple] | Missing) -> tuple[ReleaseTuple, ...] | Missing:
    return claims if isinstance(claims, Missing) else as_tuple(claims)


def _by_id(results: Iterable[GateResult]) -> tuple[GateResult, ...]:
    return in_order(as_tuple(results), GateResult, lambda result: result.id)


@attrs.frozen(field_transformer=checked)
class ReleaseCandidate(Frozen):
    """What is known of a release before it goes. A fact that nobody stated is `MISSING`, which never helps.

    Attributes:
        id: what the candidate is called.
        classes: its release classes.
        results: the gate results, in any order.
        scoped_gates: which of the gates that are required "by scope" the change touches; `MISSING` means all of them.
        claims: the tuples that the release claims to support; an empty tuple claims nothing.
        breaking_change: whether a contract is broken.
        contract_ambiguity: whether a contract is ambiguous.
        regressions: the measured regressions of the budgeted metrics.
        promotes: the advisory gates that the release claims to promote.
        seam: where the failures of the named advisory gate were classified.
        decision_entry: the id of the entry that records a conditional go.
        decisions: the decisions of the project.

    Raises:
        FieldError: where a field is outside its limits, two results or decisions share an id, two regressions a
            metric, or a result supersedes one that is not there, is of another gate, or is younger, or itself by way
            of others.
    """

    id: Name
    classes: frozenset[ReleaseClass] = attrs.field(converter=as_frozenset)
    results: tuple[GateResult, ...] = attrs.field(converter=_by_id, kw_only=True)
    scoped_gates: frozenset[str] | Missing = attrs.field(default=MISSING, converter=_as_scope, kw_only=True)
    claims: tuple[ReleaseTuple, ...] | Missing = attrs.field(default=MISSING, converter=_as_claims, kw_only=True)
    breaking_change: BreakingChange | Missing = attrs.field(default=MISSING, kw_only=True)
    contract_ambiguity: ContractAmbiguity | Missing = attrs.field(default=MISSING, kw_only=True)
    regressions: tuple[Regression, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    promotes: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    seam: Seam | Missing = attrs.field(default=MISSING, kw_only=True)
    decision_entry: Name | None = attrs.field(default=None, kw_only=True)
    decisions: tuple[DecisionEntry, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def __attrs_post_init__(self) -> None:
        twice = [*_twice("result", self.results), *_twice("decision", self.decisions)]
        metrics = Counter(regression.metric for regression in self.regressions)
        twice += [f"metric `{name}` is there twice; expected it once" for name in sorted(metrics) if metrics[name] > 1]
        problems = [*twice, *_unsound_reruns(self.results)]
        if problems:
            raise FieldError(tuple(f"candidate `{self.id}`: {problem}" for problem in problems))


def _twice(kind: str, things: Iterable[GateResult | DecisionEntry]) -> list[str]:
    times = Counter(thing.id for thing in things)
    return [f"{kind} `{name}` is there twice; expected each id once" for name in sorted(times) if times[name] > 1]


def _unsound_reruns(results: tuple[GateResult, ...]) -> list[str]:
    by_id = {result.id: result for result in results}
    problems = []
    for rerun in results:
        for name in rerun.supersedes:
            old = by_id.get(name)
            if old is None or old.gate != rerun.gate or old.recorded_at > rerun.recorded_at:
                expected = "expected an earlier result of the same gate"
                problems.append(f"result `{rerun.id}` supersedes {shown(name)}; {expected}")
        if rerun.id in superseded(rerun, by_id):
            problems.append(f"result `{rerun.id}` supersedes itself by way of others; expected earlier results")
    return problems
