"""Facts that gate results prove: that gates passed, on which tuples, and on which trees."""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

import attrs

from releasekit._arguments import as_frozenset
from releasekit._fields import Name, checked
from releasekit._words import did_you_mean, one_of_listed, short_ref, shown
from releasekit.gates import GateKind, GateResult, GateStatus, GateVerdict, Lack, Standing, TreeState, standing_of
from releasekit.policy import MISSING, Column, Missing
from releasekit.readiness._classes import unknown_names
from releasekit.readiness._fact import Fact
from releasekit.readiness._vocabulary import Advisory, Claimed, Scope, ScopeEvidence, Unasked

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext
    from releasekit.readiness._rules import ReadinessRules


def as_gates(gates: Iterable[str] | None) -> frozenset[str] | None:
    return None if gates is None else as_frozenset(gates)


@attrs.frozen(field_transformer=checked)
class GateFact(Fact):
    """What the results prove of some gates together: the worst of their standings; of no gates nothing is proved.

    Attributes:
        name: the name of the column.
        gates: the gates; ``None`` for those that the classes of the change require.
    """

    document_kind: ClassVar[str] = "gates"

    name: Name
    gates: frozenset[Name] | None = attrs.field(default=None, converter=as_gates)

    @property
    def column(self) -> Column:
        return Column(self.name, Standing, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        return max((verdict.standing for verdict in self._verdicts(context)), default=Standing.UNPROVEN)

    def details(self, context: "ReviewContext") -> list[str]:
        return without_pass(self._verdicts(context))

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        return unknown_names("gates", self.gates or (), (gate.id for gate in rules.gates))

    def _verdicts(self, context: "ReviewContext") -> tuple[GateVerdict, ...]:
        return context.required if self.gates is None else context.standings(self.gates)


def without_pass(verdicts: Iterable[GateVerdict]) -> list[str]:
    """Name the gates that have not passed."""
    return [str(verdict) for verdict in verdicts if verdict.standing is not Standing.PASSED]


@attrs.frozen(field_transformer=checked)
class ScopeFact(Fact):
    """Whether gates that are required "by scope" were left out, and for a reason that somebody gave.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "scope"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Scope, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if not context.left_out:
            return Scope.OPEN
        return Scope.UNREASONED if context.candidate.narrowed is None else Scope.NARROWED

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the gates that were left out, and who did so for which reason."""
        if context.left_out:
            narrowed = context.candidate.narrowed
            why = f"{narrowed.by}: {narrowed.because}" if narrowed else "nobody said why"
            yield f"{', '.join(sorted(context.left_out))}: left out; {why}"


@attrs.frozen(field_transformer=checked)
class UnaskedFact(Fact):
    """What the results say of gates that nothing asks for: that a blocking one fails, or that one is not known at all.

    A misspelt gate is not known, and may be the failure of one that is asked for.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "unasked"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Unasked, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if next(self._failing(context), None) is not None:
            return Unasked.FAILURE
        return Unasked.UNKNOWN if self._unknown(context) else Unasked.NOTHING

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the failing gates, and those that are not known, each with the one that may be meant."""
        yield from (str(verdict) for verdict in self._failing(context))
        known = [gate.id for gate in context.rules.gates]
        for name in self._unknown(context):
            yield f"{shown(name)} is not a gate of the playbook{did_you_mean(name, known)}"

    def _failing(self, context: "ReviewContext") -> Iterator[GateVerdict]:
        """Yield the blocking gates that fail and are not asked for, by id."""
        asked = {verdict.gate for verdict in (*context.required, *context.advisory)}
        for name in sorted(context.results.keys() - asked):
            gate = context.rules.gate(name)
            if gate is not None and gate.kind is GateKind.BLOCKING:
                verdict = context.standing(name)
                if verdict.standing is Standing.FAILED:
                    yield verdict

    def _unknown(self, context: "ReviewContext") -> list[str]:
        """Return the gates that are not known, of results that may be of this release."""
        unknown = (name for name in context.results if context.rules.gate(name) is None)
        return sorted(
            name for name in unknown if not all(context.worth[run.id].is_of_another for run in context.results[name])
        )


@attrs.frozen(field_transformer=checked)
class AdvisoryFact(Fact):
    """How the advisory gates ended of which the classes ask for a result; missing where one left none to go by.

    Attributes:
        name: the name of the column.
        named: the gates whose failure the playbook may accept under conditions.
    """

    document_kind: ClassVar[str] = "advisory"

    name: Name
    named: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset)

    @property
    def column(self) -> Column:
        return Column(self.name, Advisory, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        results = [verdict.result for verdict in context.advisory]
        if not all(run and run.evidence and run.status in (GateStatus.PASS, GateStatus.FAIL) for run in results):
            return MISSING
        if not context.failed_advisory:
            return Advisory.PASSED
        return Advisory.NAMED_FAILURE if context.failed_advisory <= self.named else Advisory.OTHER_FAILURE

    def details(self, context: "ReviewContext") -> list[str]:
        return without_pass(context.advisory)

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        return unknown_names("named", self.named, (gate.id for gate in rules.gates))


@attrs.frozen(field_transformer=checked)
class ClaimedFact(Fact):
    """Whether the release claims to support any tuple; missing where it says nothing of tuples.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "claimed"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Claimed, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if isinstance(context.candidate.claims, Missing):
            return MISSING
        if context.claims:
            return Claimed.SOME
        return Claimed.ACCEPTED if Lack.SUBJECT in context.rules.evidence.accepted else Claimed.NOTHING


@attrs.frozen(field_transformer=checked)
class SupportFact(Fact):
    """Whether each tuple that the release claims to support has evidence of its own, from each gate of its consumer.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "support"
    notices: ClassVar[frozenset[Lack]] = frozenset({Lack.SUBJECT})

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, ScopeEvidence, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if isinstance(context.candidate.claims, Missing):
            return MISSING
        return ScopeEvidence.INCOMPLETE if any(self.details(context)) else ScopeEvidence.COMPLETE

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the claimed tuples without evidence of their own, and the gates that lack it."""
        blocking = [gate for gate in context.rules.gates if gate.kind is GateKind.BLOCKING]
        for claim in sorted(context.claims, key=attrgetter("ref")):
            gates = [gate.id for gate in blocking if gate.consumer == claim.consumer]
            if not gates:
                yield f"{short_ref(claim.ref)}: no gate tests {claim.consumer}"
            for name in gates:
                verdict = standing_of(name, context.fit(name), context.at, subjects=(claim.ref,))
                if verdict.standing is not Standing.PASSED:
                    yield f"{short_ref(claim.ref)}: {name} has no pass on it"


@attrs.frozen(field_transformer=checked)
class _OfAClaim(Fact):
    """What is said or proved of one kind of claim: that a consumer is supported, or that gates may be promoted.

    Attributes:
        name: the name of the column.
        consumer: the consumer; ``None`` for the gates that the candidate claims to promote.
    """

    name: Name
    consumer: Name | None = None

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        consumers = sorted({gate.consumer for gate in rules.gates if gate.consumer})
        if self.consumer is not None and self.consumer not in consumers:
            hint = did_you_mean(self.consumer, consumers)
            yield f"consumer is {shown(self.consumer)}, which no gate tests{hint}; {one_of_listed(consumers)}"


@attrs.frozen
class ClaimFact(_OfAClaim):
    """Whether the release claims to support a consumer, or to promote gates; missing where it says nothing of tuples.

    Attributes:
        name: the name of the column.
        consumer: the consumer; a promotion of one of its gates claims it too. ``None`` for any promotion.
    """

    document_kind: ClassVar[str] = "claim"

    @property
    def column(self) -> Column:
        return Column(self.name, bool, optional=self.consumer is not None, given=True)

    def value(self, context: "ReviewContext") -> object:
        promoted = context.candidate.promotes
        if self.consumer is None or promoted & context.rules.gates_of(self.consumer):
            return bool(promoted)
        if isinstance(context.candidate.claims, Missing):
            return MISSING
        return bool(context.claimed(self.consumer))


@attrs.frozen
class TreeFact(_OfAClaim):
    """The worst tree on which the evidence for a claim was made; missing where there is no evidence.

    Attributes:
        name: the name of the column.
        consumer: the consumer, whose gates count. ``None`` for the promoted gates, each of which must have passed.
    """

    document_kind: ClassVar[str] = "tree"
    notices: ClassVar[frozenset[Lack]] = frozenset({Lack.TREE})

    @property
    def column(self) -> Column:
        return Column(self.name, TreeState, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        worst = max((run.tree for run in self._counting(context)), default=MISSING)
        if self.consumer is not None or worst is TreeState.DIRTY_WORKING_TREE:
            return worst
        promoted = context.standings(context.candidate.promotes)
        return worst if all(verdict.standing is Standing.PASSED for verdict in promoted) else MISSING

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the results that were not made on a clean clone, and what they were made on."""
        runs = self._counting(context)
        return [f"{run.id}: {run.tree}" for run in runs if run.tree is not TreeState.CLEAN_CLONE_COMMITTED]

    def _counting(self, context: "ReviewContext") -> list[GateResult]:
        gates = context.candidate.promotes if self.consumer is None else context.rules.gates_of(self.consumer)
        return context.counting(gates)
