"""Facts that are derived from gate results: what is proved, on which tuples, and on which trees."""

from collections.abc import Iterable, Iterator
from typing import Final

from releasekit._words import worst
from releasekit.gates import (
    Gate,
    GateKind,
    GateResult,
    GateStanding,
    GateStatus,
    Standing,
    TreeState,
    short_ref,
    standing_of,
)
from releasekit.policy import MISSING, Missing
from releasekit.readiness._study import Study
from releasekit.readiness._vocabulary import (
    Advisory,
    DecisionStatus,
    EvidenceMode,
    ScopeEvidence,
    WaiverStatus,
)


def required_gates(study: Study) -> Standing:
    return _of_gates(study.required)


def _of_gates(found: Iterable[GateStanding]) -> Standing:
    """Return the most restrictive standing; of no gates nothing is proved."""
    return worst((own.standing for own in found), default=Standing.UNPROVEN)


def scope_evidence(study: Study) -> object:
    if isinstance(study.candidate.claims, Missing):
        return MISSING
    return ScopeEvidence.INCOMPLETE if any(unproved_claims(study)) else ScopeEvidence.COMPLETE


def _gates_of(study: Study, consumer: str) -> list[Gate]:
    return [gate for gate in study.rules.gates if gate.consumer == consumer and gate.kind is GateKind.BLOCKING]


def _proves(study: Study, gate: Gate, ref: str) -> bool:
    found = standing_of(gate.id, study.candidate.results, study.at, subjects=frozenset((ref,)))
    return found.standing is Standing.PASSED


def performance_gates(study: Study) -> Standing:
    return _of_gates(study.standings(study.rules.performance_gates))


def efficacy(study: Study) -> Standing:
    return _of_gates(study.standings(study.rules.efficacy_gates))


def worst_regression(study: Study) -> object:
    """Return the worst regression; `MISSING` where a metric of the budget was not measured soundly."""
    percents = {regression.metric: regression.percent for regression in study.candidate.regressions}
    known = [percent for percent in percents.values() if not isinstance(percent, Missing)]
    if len(known) < len(percents) or not study.rules.budgeted_metrics <= percents.keys():
        return MISSING
    return max(known, default=MISSING)


def consumer_tree(study: Study) -> object:
    """Return on which tree the evidence for the promoted gates was made; one that has not passed has none to show."""
    promoted = study.candidate.promotes
    mode = _mode(study.counting(promoted))
    proved = all(study.standing(gate).standing is Standing.PASSED for gate in promoted)
    return mode if proved or mode is EvidenceMode.DIRTY else MISSING


def consumer_evidence(study: Study) -> object:
    """Return on which tree the claim evidence of the clean-clone consumer was made; the worst counts."""
    gates = clean_clone_gates(study)
    is_promoted = bool(gates & study.candidate.promotes)
    consumers = {claim.consumer for claim in study.claims}
    is_claimed = isinstance(study.candidate.claims, Missing) or study.rules.clean_clone_consumer in consumers
    if not is_promoted and not is_claimed:
        return EvidenceMode.NO_CLAIM
    return _mode(study.counting(gates))


def clean_clone_gates(study: Study) -> frozenset[str]:
    return frozenset(gate.id for gate in study.rules.gates if gate.consumer == study.rules.clean_clone_consumer)


MODES: Final = {
    TreeState.CLEAN_CLONE_COMMITTED: EvidenceMode.CLEAN_CLONE,
    TreeState.COMMITTED: EvidenceMode.COMMITTED,
    TreeState.DIRTY_WORKING_TREE: EvidenceMode.DIRTY,
}


def _mode(results: list[GateResult]) -> object:
    """Return the worst mode of some results; `MISSING` where there is none, or none is dirty and one not recorded."""
    known = [MODES[result.tree] for result in results if result.tree in MODES]
    decides = len(known) == len(results) or EvidenceMode.DIRTY in known
    return worst(known, default=MISSING) if decides else MISSING


def clean_clone_decision(study: Study) -> object:
    """Return whether the decision that asks for clean clones is in force; `MISSING` where it is not recorded."""
    return study.status(study.rules.clean_clone_decision)


def _is_reported(own: GateStanding) -> bool:
    """Tell whether an advisory gate ran to its end, with evidence, whatever came out."""
    ended = own.result is not None and own.result.status in (GateStatus.PASS, GateStatus.FAIL)
    return ended and own.result is not None and bool(own.result.evidence)


def advisory(study: Study) -> object:
    if not study.advisory:
        return Advisory.NONE_DECLARED
    if not all(map(_is_reported, study.advisory)):
        return MISSING
    if not study.failed_advisory:
        return Advisory.PASSED
    named = study.failed_advisory <= study.rules.named_advisory
    return Advisory.NAMED_FAILURE if named else Advisory.OTHER_FAILURE


def decision_entry(study: Study) -> object:
    """Return whether an entry for the failing advisory gates is in force: the named decision, or a waiver of each."""
    failing = study.failed_advisory
    waived = {own.waiver.gate for own in study.waivers if own.status is WaiverStatus.IN_FORCE}
    return DecisionStatus.ACTIVE if failing and failing <= waived else study.status(study.candidate.decision_entry)


def tracking(study: Study) -> object:
    """Return whether one of the tracking decisions is in force."""
    found = {study.status(name) for name in study.rules.tracked_by}
    if DecisionStatus.ACTIVE in found:
        return DecisionStatus.ACTIVE
    return DecisionStatus.LIFTED if DecisionStatus.LIFTED in found else MISSING


def lacking(standings: Iterable[GateStanding]) -> list[str]:
    """Name the gates that have not passed."""
    return [str(own) for own in standings if own.standing is not Standing.PASSED]


def unproved_claims(study: Study) -> Iterator[str]:
    """Name the claimed tuples without evidence of their own, and the gates that lack it."""
    for claim in study.claims:
        gates = _gates_of(study, claim.consumer)
        if not gates:
            yield f"{short_ref(claim.ref)}: no gate tests {claim.consumer}"
        lacking = [gate.id for gate in gates if not _proves(study, gate, claim.ref)]
        yield from (f"{short_ref(claim.ref)}: {name} has no pass on it" for name in lacking)


def worst_metrics(study: Study) -> list[str]:
    """Name the metrics that were not measured soundly, or else those with the worst regression."""
    percents = {regression.metric: regression.percent for regression in study.candidate.regressions}
    unknown = study.rules.budgeted_metrics - percents.keys()
    unknown |= {metric for metric, percent in percents.items() if isinstance(percent, Missing)}
    worst = worst_regression(study)
    named = [f"{metric}: {percent} %" for metric, percent in sorted(percents.items()) if percent == worst]
    return [f"{metric}: not measured" for metric in sorted(unknown)] or named


def trees(results: list[GateResult]) -> list[str]:
    """Name the results that were not made on a clean clone, and what they were made on."""
    return [f"{own.id}: {own.tree}" for own in results if own.tree is not TreeState.CLEAN_CLONE_COMMITTED]


def delivery_rates(study: Study) -> Standing:
    """Return how the delivery rates stand against their thresholds; one that was not measured proves nothing."""
    return worst((standing for _, standing in kept_rates(study)), default=Standing.UNPROVEN)


def kept_rates(study: Study) -> list[tuple[str, Standing]]:
    """Say of each threshold what it asks for, what was measured, and how that stands."""
    rates = dict(study.candidate.rates)
    thresholds = sorted(study.rules.rate_thresholds, key=lambda own: own.metric)
    judged = [threshold.judge(rates.get(threshold.metric, MISSING)) for threshold in thresholds]
    return [(f"{own.metric}: {own.note}", BUDGETED.get(own.status, Standing.UNPROVEN)) for own in judged]


BUDGETED: Final = {GateStatus.PASS: Standing.PASSED, GateStatus.FAIL: Standing.FAILED}
