"""Facts that are derived from gate results: what is proved, on which tuples, and on which trees."""

from collections.abc import Iterable, Iterator
from typing import Final

from releasekit._words import short_ref
from releasekit.gates import GateKind, GateResult, GateStatus, GateVerdict, Standing, TreeState, standing_of
from releasekit.policy import MISSING, Missing
from releasekit.readiness._context import ReviewContext
from releasekit.readiness._vocabulary import Advisory, DecisionStatus, EvidenceMode, ScopeEvidence, WaiverStatus


def required_gates(context: ReviewContext) -> Standing:
    return _of_gates(context.required)


def _of_gates(verdicts: Iterable[GateVerdict]) -> Standing:
    """Return the most restrictive standing; of no gates nothing is proved."""
    return max((verdict.standing for verdict in verdicts), default=Standing.UNPROVEN)


def scope_evidence(context: ReviewContext) -> object:
    if isinstance(context.candidate.claims, Missing):
        return MISSING
    return ScopeEvidence.INCOMPLETE if any(unproved_claims(context)) else ScopeEvidence.COMPLETE


def performance_gates(context: ReviewContext) -> Standing:
    return _of_gates(context.standings(context.rules.performance_gates))


def efficacy(context: ReviewContext) -> Standing:
    return _of_gates(context.standings(context.rules.efficacy_gates))


def worst_regression(context: ReviewContext) -> object:
    """Return the worst regression; `MISSING` where a metric of the budget was not measured soundly."""
    percents = {regression.metric: regression.percent for regression in context.candidate.regressions}
    known = [percent for percent in percents.values() if not isinstance(percent, Missing)]
    if len(known) < len(percents) or not context.rules.budgeted_metrics <= percents.keys():
        return MISSING
    return max(known, default=MISSING)


def consumer_tree(context: ReviewContext) -> object:
    """Return on which tree the evidence for the promoted gates was made; `MISSING` where one has not passed."""
    promoted = context.candidate.promotes
    mode = _mode(context.counting(promoted))
    proved = all(context.standing(gate).standing is Standing.PASSED for gate in promoted)
    return mode if proved or mode is EvidenceMode.DIRTY else MISSING


def consumer_evidence(context: ReviewContext) -> object:
    """Return on which tree the claim evidence of the clean-clone consumer was made; the worst counts."""
    gates = clean_clone_gates(context)
    is_promoted = bool(gates & context.candidate.promotes)
    consumers = {claim.consumer for claim in context.claims}
    is_claimed = isinstance(context.candidate.claims, Missing) or context.rules.clean_clone_consumer in consumers
    if not is_promoted and not is_claimed:
        return EvidenceMode.NO_CLAIM
    return _mode(context.counting(gates))


def clean_clone_gates(context: ReviewContext) -> frozenset[str]:
    return frozenset(gate.id for gate in context.rules.gates if gate.consumer == context.rules.clean_clone_consumer)


MODES: Final = {
    TreeState.CLEAN_CLONE_COMMITTED: EvidenceMode.CLEAN_CLONE,
    TreeState.COMMITTED: EvidenceMode.COMMITTED,
    TreeState.DIRTY_WORKING_TREE: EvidenceMode.DIRTY,
}


def _mode(results: list[GateResult]) -> object:
    """Return the worst mode of some results; `MISSING` where there is none, or none is dirty and one not recorded."""
    known = [MODES[result.tree] for result in results if result.tree in MODES]
    decides = len(known) == len(results) or EvidenceMode.DIRTY in known
    return max(known, default=MISSING) if decides else MISSING


def clean_clone_decision(context: ReviewContext) -> object:
    """Return whether the decision that asks for clean clones is in force; `MISSING` where it is not recorded."""
    return context.status(context.rules.clean_clone_decision)


def advisory(context: ReviewContext) -> object:
    """Return how the advisory gates ended; `MISSING` where one did not run to its end or left no evidence."""
    if not context.advisory:
        return Advisory.NONE_DECLARED
    results = [verdict.result for verdict in context.advisory]
    if not all(run and run.evidence and run.status in (GateStatus.PASS, GateStatus.FAIL) for run in results):
        return MISSING
    if not context.failed_advisory:
        return Advisory.PASSED
    named = context.failed_advisory <= context.rules.named_advisory
    return Advisory.NAMED_FAILURE if named else Advisory.OTHER_FAILURE


def decision_entry(context: ReviewContext) -> object:
    """Return whether an entry for the failing advisory gates is in force: the named decision, or a waiver of each."""
    failing = context.failed_advisory
    waived = {standing.waiver.gate for standing in context.waivers if standing.status is WaiverStatus.IN_FORCE}
    return DecisionStatus.ACTIVE if failing and failing <= waived else context.status(context.candidate.decision_entry)


def tracking(context: ReviewContext) -> object:
    """Return whether one of the tracking decisions is in force."""
    statuses = {context.status(name) for name in context.rules.tracked_by}
    if DecisionStatus.ACTIVE in statuses:
        return DecisionStatus.ACTIVE
    return DecisionStatus.LIFTED if DecisionStatus.LIFTED in statuses else MISSING


def lacking(verdicts: Iterable[GateVerdict]) -> list[str]:
    """Name the gates that have not passed."""
    return [str(verdict) for verdict in verdicts if verdict.standing is not Standing.PASSED]


def unproved_claims(context: ReviewContext) -> Iterator[str]:
    """Name the claimed tuples without evidence of their own, and the gates that lack it."""
    for claim in context.claims:
        blocking = (gate for gate in context.rules.gates if gate.kind is GateKind.BLOCKING)
        gates = [gate.id for gate in blocking if gate.consumer == claim.consumer]
        if not gates:
            yield f"{short_ref(claim.ref)}: no gate tests {claim.consumer}"
        for name in gates:
            verdict = standing_of(name, context.results.get(name, ()), context.at, subjects=(claim.ref,))
            if verdict.standing is not Standing.PASSED:
                yield f"{short_ref(claim.ref)}: {name} has no pass on it"


def worst_metrics(context: ReviewContext) -> list[str]:
    """Name the metrics that were not measured soundly, or else those with the worst regression."""
    percents = {regression.metric: regression.percent for regression in context.candidate.regressions}
    unknown = context.rules.budgeted_metrics - percents.keys()
    unknown |= {metric for metric, percent in percents.items() if isinstance(percent, Missing)}
    worst = worst_regression(context)
    named = [f"{metric}: {percent} %" for metric, percent in sorted(percents.items()) if percent == worst]
    return [f"{metric}: not measured" for metric in sorted(unknown)] or named


def trees(results: list[GateResult]) -> list[str]:
    """Name the results that were not made on a clean clone, and what they were made on."""
    return [f"{run.id}: {run.tree}" for run in results if run.tree is not TreeState.CLEAN_CLONE_COMMITTED]


def delivery_rates(context: ReviewContext) -> Standing:
    """Return how the delivery rates stand against their thresholds; one that was not measured proves nothing."""
    return max((standing for _, standing in kept_rates(context)), default=Standing.UNPROVEN)


def kept_rates(context: ReviewContext) -> list[tuple[str, Standing]]:
    """Say of each threshold what it asks for, what was measured, and how that stands."""
    rates = dict(context.candidate.rates)
    thresholds = sorted(context.rules.rate_thresholds, key=lambda threshold: threshold.metric)
    verdicts = (threshold.judge(rates.get(threshold.metric, MISSING)) for threshold in thresholds)
    return [(f"{rate.metric}: {rate.note}", PROVED.get(rate.status, Standing.UNPROVEN)) for rate in verdicts]


PROVED: Final = {GateStatus.PASS: Standing.PASSED, GateStatus.FAIL: Standing.FAILED}
