"""The facts that a go/no-go table may ask about, and how each is derived from a candidate."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from releasekit.gates import (
    Gate,
    GateKind,
    GateResult,
    GateStanding,
    GateStatus,
    Standing,
    TreeState,
    counting,
    short_ref,
    standing_of,
)
from releasekit.policy import MISSING, Column, Missing, Numbers
from releasekit.readiness._candidate import DecisionEntry, ReleaseCandidate
from releasekit.readiness._vocabulary import (
    Advisory,
    BreakingChange,
    ContractAmbiguity,
    DecisionStatus,
    Declaration,
    EvidenceMode,
    ReleaseClass,
    ScopeEvidence,
    Seam,
)

if TYPE_CHECKING:
    from releasekit.readiness._rules import ReadinessRules

__all__ = ["FACTS", "Fact", "Study"]


class Study:
    """One candidate under one set of rules at one instant, with everything that several facts need."""

    def __init__(self, candidate: ReleaseCandidate, rules: "ReadinessRules", at: datetime) -> None:
        self.candidate = candidate
        self.rules = rules
        self.at = at

    @cached_property
    def classes(self) -> frozenset[ReleaseClass]:
        """The classes whose gates count; R3 alone counts as R1 and R2 too."""
        own = self.candidate.classes
        return own | {ReleaseClass.R1, ReleaseClass.R2} if own == {ReleaseClass.R3} else own

    @cached_property
    def required(self) -> tuple[GateStanding, ...]:
        """The standing of each required gate, by id."""
        scope = self.candidate.scoped_gates
        names = {gate for name in self._collected("required") for gate in self._in_scope(name, scope)}
        return self.standings(names)

    @cached_property
    def advisory(self) -> tuple[GateStanding, ...]:
        """The standing of each advisory gate that must be reported, by id."""
        return self.standings(self._collected("reported"))

    @cached_property
    def entries(self) -> Mapping[str, DecisionEntry]:
        """The recorded decisions by id."""
        return {entry.id: entry for entry in self.candidate.decisions}

    def standing(self, name: str) -> GateStanding:
        """Return what the results prove of a gate, on the claimed tuples where it tests a consumer's."""
        return standing_of(name, self.candidate.results, self.at, subjects=self._subjects(name))

    def standings(self, names: Iterable[str]) -> tuple[GateStanding, ...]:
        """Return the standing of some gates, by id."""
        return tuple(self.standing(name) for name in sorted(names))

    def counting(self, names: frozenset[str]) -> list[GateResult]:
        """Return the results of some gates that count, on the claimed tuples where a gate tests a consumer's."""
        return [
            result
            for name in sorted(names)
            for result in counting(name, self.candidate.results, self.at, subjects=self._subjects(name))
        ]

    def _subjects(self, name: str) -> frozenset[str] | None:
        """Return the tuples on which the results of a gate count; ``None`` for any."""
        gate = self.rules.gate(name)
        return None if gate is None or gate.consumer is None else self.claimed(gate.consumer) or None

    def claimed(self, consumer: str) -> frozenset[str]:
        """Return the tuples that the candidate claims for a consumer."""
        claims = self.candidate.claims
        known = () if isinstance(claims, Missing) else claims
        return frozenset(claim.ref for claim in known if claim.consumer == consumer)

    def _collected(self, which: str) -> set[str]:
        table = self.rules.required if which == "required" else self.rules.reported
        names = {word.value.lower() for word in self.classes}
        return {decision.outcome for decision in table.collect({c.name: c.name in names for c in table.columns})}

    def _in_scope(self, name: str, scope: frozenset[str] | Missing) -> list[str]:
        """Spell out a name that ends in ``*``: the scoped gates of that prefix; all that are known if that is open.

        A scoped gate that is not known may be a misspelt one, so it is asked for as well.
        """
        if not name.endswith("*"):
            return [name]
        known = {gate.id for gate in self.rules.gates}
        named = known if isinstance(scope, Missing) else scope
        return [gate for gate in named if gate.startswith(name[:-1]) or gate not in known]


def _release_class(study: Study) -> object:
    classes = study.candidate.classes
    if not classes:
        return MISSING
    clash = {ReleaseClass.R0, ReleaseClass.R3} <= classes
    return Declaration.CONTRADICTORY if clash else Declaration.SOUND


def _required_gates(study: Study) -> Standing:
    return _worst(study.required)


def _worst(standings: tuple[GateStanding, ...]) -> Standing:
    """Return the most restrictive standing; of no gates nothing is proved."""
    order = list(Standing)
    return max((own.standing for own in standings), key=order.index, default=Standing.UNPROVEN)


def _scope_evidence(study: Study) -> object:
    claims = study.candidate.claims
    if isinstance(claims, Missing):
        return MISSING
    proved = all(_proves(study, gate, claim.ref) for claim in claims for gate in _gates_of(study, claim.consumer))
    known = all(_gates_of(study, claim.consumer) for claim in claims)
    return ScopeEvidence.COMPLETE if proved and known else ScopeEvidence.INCOMPLETE


def _gates_of(study: Study, consumer: str) -> list[Gate]:
    return [gate for gate in study.rules.gates if gate.consumer == consumer and gate.kind is GateKind.BLOCKING]


def _proves(study: Study, gate: Gate, ref: str) -> bool:
    found = standing_of(gate.id, study.candidate.results, study.at, subjects=frozenset((ref,)))
    return found.standing is Standing.PASSED


def _performance_gates(study: Study) -> Standing:
    return _worst(study.standings(study.rules.performance_gates))


def _efficacy(study: Study) -> Standing:
    return _worst(study.standings(study.rules.efficacy_gates))


def _worst_regression(study: Study) -> object:
    """Return the worst regression; `MISSING` where a metric of the budget was not measured soundly."""
    percents = {regression.metric: regression.percent for regression in study.candidate.regressions}
    known = [percent for percent in percents.values() if not isinstance(percent, Missing)]
    if len(known) < len(percents) or not study.rules.budgeted_metrics <= percents.keys():
        return MISSING
    return max(known, default=MISSING)


def _consumer_tree(study: Study) -> object:
    """Return on which tree the evidence for the promoted gates was made; one that has not passed has none to show."""
    promoted = study.candidate.promotes
    mode = _mode(study.counting(promoted))
    proved = all(study.standing(gate).standing is Standing.PASSED for gate in promoted)
    return mode if proved or mode is EvidenceMode.DIRTY else MISSING


def _consumer_evidence(study: Study) -> object:
    """Return on which tree the claim evidence of the clean-clone consumer was made; the worst counts."""
    gates = _clean_clone_gates(study)
    promoted = bool(gates & study.candidate.promotes)
    claims = study.candidate.claims
    claimed = isinstance(claims, Missing) or any(c.consumer == study.rules.clean_clone_consumer for c in claims)
    if not promoted and not claimed:
        return EvidenceMode.NO_CLAIM
    return _mode(study.counting(gates))


def _clean_clone_gates(study: Study) -> frozenset[str]:
    return frozenset(gate.id for gate in study.rules.gates if gate.consumer == study.rules.clean_clone_consumer)


MODES: Final = {
    TreeState.CLEAN_CLONE_COMMITTED: EvidenceMode.CLEAN_CLONE,
    TreeState.COMMITTED: EvidenceMode.COMMITTED,
    TreeState.DIRTY_WORKING_TREE: EvidenceMode.DIRTY,
}


def _mode(results: list[GateResult]) -> object:
    """Return the worst mode of some results; `MISSING` where one was not recorded or there is none."""
    order = list(EvidenceMode)
    modes = [MODES.get(result.tree) for result in results]
    known = [mode for mode in modes if mode is not None]
    if EvidenceMode.DIRTY in known:
        return EvidenceMode.DIRTY
    return max(known, key=order.index) if known and len(known) == len(modes) else MISSING


def _clean_clone_decision(study: Study) -> object:
    """Return whether the decision is in force; one that is not recorded counts as in force."""
    return _status(study, study.rules.clean_clone_decision)


def _status(study: Study, name: str | None) -> object:
    """Return whether a decision is in force; one that is not recorded, or only later, is not known."""
    entry = study.entries.get(name or "")
    if entry is None or entry.accepted_at > study.at:
        return MISSING
    return DecisionStatus.ACTIVE if entry.is_active(study.at) else DecisionStatus.LIFTED


def _is_reported(own: GateStanding) -> bool:
    """Tell whether an advisory gate ran to its end, with evidence, whatever came out."""
    ended = own.result is not None and own.result.status in (GateStatus.PASS, GateStatus.FAIL)
    return ended and own.result is not None and bool(own.result.evidence)


def _advisory(study: Study) -> object:
    if not study.advisory:
        return Advisory.NONE_DECLARED
    if not all(map(_is_reported, study.advisory)):
        return MISSING
    failing = {own.gate for own in study.advisory if own.standing is Standing.FAILED}
    if not failing:
        return Advisory.PASSED
    return Advisory.NAMED_FAILURE if failing <= study.rules.named_advisory else Advisory.OTHER_FAILURE


def _decision_entry(study: Study) -> object:
    return _status(study, study.candidate.decision_entry)


def _tracking(study: Study) -> object:
    """Return whether one of the tracking decisions is in force."""
    found = {_status(study, name) for name in study.rules.tracked_by}
    if DecisionStatus.ACTIVE in found:
        return DecisionStatus.ACTIVE
    return DecisionStatus.LIFTED if DecisionStatus.LIFTED in found else MISSING


def _lacking(standings: Iterable[GateStanding]) -> list[str]:
    """Name the gates that have not passed."""
    return [str(own) for own in standings if own.standing is not Standing.PASSED]


def _unproved_claims(study: Study) -> Iterator[str]:
    """Name the claimed tuples without evidence of their own, and the gates that lack it."""
    claims = study.candidate.claims
    for claim in () if isinstance(claims, Missing) else claims:
        gates = _gates_of(study, claim.consumer)
        if not gates:
            yield f"{short_ref(claim.ref)}: no gate tests {claim.consumer}"
        lacking = [gate.id for gate in gates if not _proves(study, gate, claim.ref)]
        yield from (f"{short_ref(claim.ref)}: {name} has no pass on it" for name in lacking)


def _worst_metrics(study: Study) -> list[str]:
    """Name the metrics that were not measured soundly, or else those with the worst regression."""
    percents = {regression.metric: regression.percent for regression in study.candidate.regressions}
    unknown = study.rules.budgeted_metrics - percents.keys()
    unknown |= {metric for metric, percent in percents.items() if isinstance(percent, Missing)}
    worst = _worst_regression(study)
    named = [f"{metric}: {percent} %" for metric, percent in sorted(percents.items()) if percent == worst]
    return [f"{metric}: not measured" for metric in sorted(unknown)] or named


def _trees(results: list[GateResult]) -> list[str]:
    """Name the results that were not made on a clean clone, and what they were made on."""
    return [f"{own.id}: {own.tree}" for own in results if own.tree is not TreeState.CLEAN_CLONE_COMMITTED]


class Fact(NamedTuple):
    """A column that a go/no-go table may have.

    Attributes:
        column: its name and domain.
        derive: works out its value.
        is_given: it describes the change or the rules in force, so that nothing in it can be mended.
        beyond: its values that follow from the class of the change, so that nothing can be mended into them.
        details: spells out what its value stands for, where that is more than one thing.
    """

    column: Column
    derive: Callable[[Study], object]
    is_given: bool = False
    beyond: tuple[object, ...] = ()
    details: Callable[[Study], Iterable[str]] = lambda _: ()


FACTS: Final = (
    Fact(Column("release_class", Declaration, optional=True), _release_class),
    Fact(Column("required_gates", Standing), _required_gates, details=lambda study: _lacking(study.required)),
    Fact(Column("scope_evidence", ScopeEvidence, optional=True), _scope_evidence, details=_unproved_claims),
    Fact(Column("breaking_change", BreakingChange, optional=True), lambda study: study.candidate.breaking_change),
    Fact(
        Column("contract_ambiguity", ContractAmbiguity, optional=True), lambda study: study.candidate.contract_ambiguity
    ),
    Fact(
        Column("performance_sensitive", bool), lambda study: ReleaseClass.R3 in study.candidate.classes, is_given=True
    ),
    Fact(
        Column("performance_gates", Standing),
        _performance_gates,
        details=lambda study: _lacking(study.standings(study.rules.performance_gates)),
    ),
    Fact(Column("worst_regression", Numbers(integer=False), optional=True), _worst_regression, details=_worst_metrics),
    Fact(
        Column("efficacy", Standing),
        _efficacy,
        details=lambda study: _lacking(study.standings(study.rules.efficacy_gates)),
    ),
    Fact(Column("promotion_claim", bool), lambda study: bool(study.candidate.promotes), is_given=True),
    Fact(
        Column("consumer_tree", EvidenceMode, optional=True),
        _consumer_tree,
        details=lambda study: _trees(study.counting(study.candidate.promotes)),
    ),
    Fact(Column("clean_clone_decision", DecisionStatus, optional=True), _clean_clone_decision, is_given=True),
    Fact(
        Column("consumer_evidence", EvidenceMode, optional=True),
        _consumer_evidence,
        details=lambda study: _trees(study.counting(_clean_clone_gates(study))),
    ),
    Fact(
        Column("advisory", Advisory, optional=True),
        _advisory,
        beyond=(Advisory.NONE_DECLARED,),
        details=lambda study: _lacking(study.advisory),
    ),
    Fact(Column("seam", Seam, optional=True), lambda study: study.candidate.seam),
    Fact(Column("decision_entry", DecisionStatus, optional=True), _decision_entry),
    Fact(Column("tracking", DecisionStatus, optional=True), _tracking),
)
"""Every column that a go/no-go table may have, with what derives its value."""
