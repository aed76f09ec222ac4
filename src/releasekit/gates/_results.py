"""Gates, their results, and what a set of results proves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, as_utc, in_rings, instant, items, of_kind
from releasekit._fields import Distinct, Frozen, Name, Note, Place, checked
from releasekit._words import is_evidence, short_ref, shown
from releasekit.answers import Answer
from releasekit.gates._budgets import MetricVerdict
from releasekit.gates._vocabulary import GateKind, GateStatus, Standing, TreeState


@attrs.frozen(field_transformer=checked)
class Gate(Frozen):
    """A check that is known by name.

    Attributes:
        id: its name, such as ``unit-tests``.
        kind: blocking or advisory.
        consumer: whose tuple it tests, where it tests one; then only results on the claimed tuple count.
    """

    id: Name
    kind: GateKind = GateKind.BLOCKING
    consumer: Name | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class GateResult(Frozen):
    """One run of a gate, as it was recorded.

    Attributes:
        id: what the result is called, for example by the path of its evidence.
        gate: the id of the gate.
        status: how the run ended.
        recorded_at: when that was recorded; an aware instant.
        evidence: where to find the proof; a pass without any proves nothing.
        commit: the commit of the released project that was tested; ``None`` where that was not recorded.
        subject: the exact tuple that was tested, as `ReleaseTuple.ref <releasekit.compat.ReleaseTuple>`.
        tree: the state of the tested working tree.
        passed: how many tests passed, where they were counted.
        failed: how many tests failed, where they were counted.
        supersedes: the ids of the earlier results of the same gate that this run replaces.
        measured: how each metric stood against its budget, where the run measured any; `BudgetReport.result
            <releasekit.gates.BudgetReport.result>` writes them. The status is no better than the worst of them.

        note: why the run ended so, for people; empty where the rest says it.

    Raises:
        FieldError: where a field is outside its limits, a pass counts failed tests, or the status is better than that
            of a metric.
    """

    id: Name
    gate: Name
    status: GateStatus = attrs.field(kw_only=True)
    recorded_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    commit: Name | None = attrs.field(default=None, kw_only=True)
    subject: Place | None = attrs.field(default=None, kw_only=True)
    tree: TreeState = attrs.field(default=TreeState.NOT_RECORDED, kw_only=True)
    passed: Annotated[int, Ge(0)] | None = attrs.field(default=None, kw_only=True)
    failed: Annotated[int, Ge(0)] | None = attrs.field(default=None, kw_only=True)
    supersedes: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    measured: Annotated[tuple[MetricVerdict, ...], Distinct("metric")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    note: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> Iterable[str]:
        if self.status is GateStatus.PASS and self.failed:
            yield f"status is `pass` with {self.failed} failed tests; expected `fail`"
        if self.id in self.supersedes:
            yield f"supersedes holds {shown(self.id)}, the result itself; expected earlier results"
        worst = max(self.measured, key=lambda judged: judged.status, default=None)
        if worst is not None and worst.status > self.status:
            yield f"status is `{self.status}` with {shown(worst.metric)} `{worst.status}`; expected `{worst.status}`"

    @property
    def standing(self) -> Standing:
        """What this result alone proves."""
        match self.status:
            case GateStatus.FAIL | GateStatus.ERROR:
                return Standing.FAILED
            case GateStatus.PASS if any(map(is_evidence, self.evidence)):
                return Standing.PASSED
            case _:
                return Standing.UNPROVEN


@attrs.frozen(field_transformer=checked)
class GateVerdict(Frozen, Answer):
    """What all results of one gate prove together.

    Attributes:
        gate: the id of the gate.
        standing: what is proved.
        result: the result that counts; ``None`` where there is none.
        note: why the gate has not passed, for people; empty where it has.

    Raises:
        FieldError: where a field is of another kind.
    """

    compared: ClassVar[str] = "standing"

    gate: str
    standing: Standing
    result: GateResult | None = attrs.field(kw_only=True)
    note: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.gate}: {self.standing}" + (f" ({self.note})" if self.note else "")


PASSED: Final = Standing.PASSED
WORST_FIRST: Final = tuple(reversed(GateStatus))


def counting(
    gate: str, results: Iterable[GateResult], at: datetime, *, subjects: Iterable[str] | None = None
) -> tuple[GateResult, ...]:
    """Return the results of a gate that count, worst first.

    Args:
        gate: the id of the gate; results of other gates change nothing.
        results: the recorded results, in any order.
        at: the instant of the question; only a failure counts if it is recorded later.
        subjects: the exact tuples of which results count; ``None`` for any. A result without a subject may be of each
            of them: it counts, unless it is a pass. A rerun on another tuple replaces nothing there.

    Raises:
        FieldError: where an argument is of another kind, the instant has no zone, or two results of the gate share an
            id.
    """
    at = instant("at", at)
    asked = None if subjects is None else _listed(subjects)
    known = [run for run in results_of(gate, results) if run.recorded_at <= at or run.standing is Standing.FAILED]
    if asked is not None:  # a pass has to name its tuple, anything worse may have been on each
        known = [run for run in known if run.subject in asked or (run.subject is None and run.standing is not PASSED)]
    replaced = _replaced(known, at, by_subject=asked is not None)
    kept = (run for run in known if run.id not in replaced)
    return tuple(sorted(kept, key=lambda run: (WORST_FIRST.index(run.status), bool(run.evidence), run.id)))


def standing_of(
    gate: str, results: Iterable[GateResult], at: datetime, *, subjects: Iterable[str] | None = None
) -> GateVerdict:
    """Return what the results of a gate prove together, by the worst of those that count.

    The arguments and errors are those of `counting`.
    """
    asked = None if subjects is None else _listed(subjects)
    counted = counting(gate, results, at, subjects=asked)
    if counted:
        return GateVerdict(gate, counted[0].standing, result=counted[0], note=shortfall(counted[0]))
    note = f"no result on {short_ref(', '.join(sorted(asked)))}" if asked else "no result that counts"
    return GateVerdict(gate, Standing.UNPROVEN, result=None, note=note)


def results_of(gate: str, results: Iterable[GateResult]) -> list[GateResult]:
    """Return the results of a gate.

    Raises:
        FieldError: where an argument is of another kind, or two results of the gate share an id.
    """
    of_kind("gate", gate, str)
    listed = [result for result in items("results", results, GateResult) if result.gate == gate]
    return list(items(f"results of {gate}", listed, GateResult, once="id"))


def _listed(subjects: Iterable[str]) -> frozenset[str]:
    """Return the tuples of which results count; a single one may be given without a list."""
    return frozenset(items("subjects", (subjects,) if isinstance(subjects, str) else subjects, str))


def _replaced(results: Iterable[GateResult], at: datetime, *, by_subject: bool) -> set[str]:
    """Return the ids of the results that a rerun replaces.

    A rerun replaces what it names, if that is no younger and, where tuples are asked for, of the same tuple or of
    none. Results that replace each other in a ring replace nothing.
    """
    # What a rerun names is looked up by its id, so that the work grows with the results and not with their pairs.
    by_id = {result.id: result for result in results}
    rings = in_rings({run.id: run.supersedes for run in by_id.values() if run.supersedes})
    reruns = [run for run in by_id.values() if run.recorded_at <= at and run.id not in rings]
    pairs = ((run, by_id[name]) for run in reruns for name in run.supersedes if name in by_id)
    return {
        old.id
        for run, old in pairs
        if old.recorded_at <= run.recorded_at and (not by_subject or old.subject in (None, run.subject))
    }


def shortfall(result: GateResult) -> str:
    """Say for people why a result is not a pass with evidence; return nothing if it is one."""
    if result.standing is Standing.PASSED:
        return ""
    if result.status is GateStatus.PASS:
        return "pass without evidence"
    failed = f", {result.failed} failed" if result.failed else ""
    worst = (f"{judged.metric}: {judged.note}" for judged in result.measured if judged.status is result.status)
    return "; ".join((f"{result.status}{failed}", *([result.note] if result.note else worst)))
