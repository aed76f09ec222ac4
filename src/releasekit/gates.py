"""Gates, their results, and what a set of results proves.

Three laws. Only a pass with evidence satisfies a gate. A rerun replaces a result only by naming it; otherwise the
worst result counts. A pass that is dated after the instant of the question proves nothing, bad news from there counts.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from typing import Annotated, Final

import attrs
from annotated_types import Ge, Gt

from releasekit._fields import Frozen, Name, Note, as_tuple, as_utc, checked, instant
from releasekit._words import Word
from releasekit.errors import FieldError

__all__ = [
    "Better",
    "Budgeted",
    "Gate",
    "GateKind",
    "GateResult",
    "GateStanding",
    "GateStatus",
    "RegressionBudget",
    "Standing",
    "TreeState",
    "counting",
    "short_ref",
    "standing_of",
    "superseded",
]


class GateKind(Word):
    """Whether a failure of the gate stops a release by itself."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"


class GateStatus(Word):
    """How one run of a gate ended, from best to worst."""

    PASS = "pass"  # noqa: S105 - no password
    NA = "na"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"
    FAIL = "fail"
    ERROR = "error"


class TreeState(Word):
    """The state of the working tree that a gate ran on."""

    CLEAN_CLONE_COMMITTED = "clean_clone_committed"
    COMMITTED = "committed"
    DIRTY_WORKING_TREE = "dirty_working_tree"
    NOT_RECORDED = "not_recorded"


class Standing(Word):
    """What the results of a gate prove, from permissive to restrictive."""

    PASSED = "passed"
    UNPROVEN = "unproven"
    FAILED = "failed"


@attrs.frozen(field_transformer=checked)
class Gate(Frozen):
    """A check that a playbook knows by name.

    Attributes:
        id: its name, such as ``VG-CONTRACT-001``.
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
        id: what the result is called; its evidence path will do.
        gate: the id of the gate.
        status: how the run ended.
        recorded_at: when that was recorded; an aware instant.
        evidence: where the proof lies; a pass without any proves nothing.
        subject: the exact tuple that was tested, as `ReleaseTuple.ref <releasekit.compat.ReleaseTuple>`.
        tree: the state of the tested working tree.
        passed: how many tests passed, where they were counted.
        failed: how many tests failed, where they were counted.
        supersedes: the ids of the earlier results of the same gate that this run replaces.

    Raises:
        FieldError: where a field is outside its limits, or a pass counts failed tests.
    """

    id: Name
    gate: Name
    status: GateStatus = attrs.field(kw_only=True)
    recorded_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    subject: Name | None = attrs.field(default=None, kw_only=True)
    tree: TreeState = attrs.field(default=TreeState.NOT_RECORDED, kw_only=True)
    passed: Annotated[int, Ge(0)] | None = attrs.field(default=None, kw_only=True)
    failed: Annotated[int, Ge(0)] | None = attrs.field(default=None, kw_only=True)
    supersedes: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.status is GateStatus.PASS and self.failed:
            problem = f"result `{self.id}`: status is `pass` with {self.failed} failed tests; expected `fail`"
            raise FieldError((problem,))
        if self.id in self.supersedes:
            raise FieldError((f"result `{self.id}` supersedes itself; expected earlier results",))

    @property
    def standing(self) -> Standing:
        """What this result alone proves."""
        match self.status:
            case GateStatus.FAIL | GateStatus.ERROR:
                return Standing.FAILED
            case GateStatus.PASS if self.evidence:
                return Standing.PASSED
            case _:
                return Standing.UNPROVEN


@attrs.frozen
class GateStanding(Frozen):
    """What all results of one gate prove together.

    Attributes:
        gate: the id of the gate.
        standing: what is proved.
        result: the result that counts; ``None`` where there is none.
        note: why it is not more, for people; empty where the gate passed.
    """

    gate: str
    standing: Standing
    result: GateResult | None = attrs.field(kw_only=True)
    note: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.gate}: {self.standing}" + (f" ({self.note})" if self.note else "")


WORST_FIRST: Final = tuple(reversed(GateStatus))


def counting(
    gate: str, results: Iterable[GateResult], at: datetime, *, subjects: frozenset[str] | None = None
) -> tuple[GateResult, ...]:
    """Return the results of a gate that count, worst first.

    Args:
        gate: the id of the gate; results of other gates change nothing.
        results: the recorded results, in any order.
        at: the instant of the question; only a failure counts if it is recorded later.
        subjects: the exact tuples of which results count; ``None`` for any. A result without a subject may be of each
            of them: it counts, unless it is a pass. A rerun on another tuple replaces nothing there.

    Raises:
        FieldError: where the instant has no zone.
    """
    at = instant("at", at)
    if isinstance(subjects, str):
        subjects = frozenset((subjects,))
    own = [result for result in results if result.gate == gate and (subjects is None or _concerns(result, subjects))]
    known = [result for result in own if result.recorded_at <= at or result.standing is Standing.FAILED]
    by_id = {result.id: result for result in known}
    reruns = [result for result in known if result.recorded_at <= at and not _is_in_ring(result, by_id)]
    kept = (old for old in known if not any(_replaces(rerun, old, subjects) for rerun in reruns))
    return tuple(sorted(kept, key=_badness))


def standing_of(
    gate: str, results: Iterable[GateResult], at: datetime, *, subjects: frozenset[str] | None = None
) -> GateStanding:
    """Return what results prove of a gate: as much as the worst of those that are `counting`; it takes the same."""
    found = counting(gate, results, at, subjects=subjects)
    if not found:
        note = "no result that counts" if subjects is None else f"no result on {short_ref(', '.join(sorted(subjects)))}"
        return GateStanding(gate, Standing.UNPROVEN, result=None, note=note)
    return GateStanding(gate, found[0].standing, result=found[0], note=_shortfall(found[0]))


def _concerns(result: GateResult, subjects: frozenset[str]) -> bool:
    return result.subject in subjects or (result.subject is None and result.standing is not Standing.PASSED)


def _replaces(rerun: GateResult, old: GateResult, subjects: frozenset[str] | None) -> bool:
    named = old.id in rerun.supersedes and old.recorded_at <= rerun.recorded_at
    return named and (subjects is None or old.subject in (None, rerun.subject))


def _is_in_ring(result: GateResult, by_id: Mapping[str, GateResult]) -> bool:
    """Tell whether a result replaces itself by way of others; results that replace each other replace nothing."""
    return result.id in superseded(result, by_id)


def superseded(rerun: GateResult, by_id: Mapping[str, GateResult]) -> frozenset[str]:
    """Return the ids of the results that a result replaces, directly or by way of others."""
    found: set[str] = set()
    names = list(rerun.supersedes)
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names += by_id[name].supersedes if name in by_id else ()
    return frozenset(found)


def short_ref(refs: str) -> str:
    """Shorten full commit hashes to the seven digits that people know them by."""
    return re.sub(r"\b([0-9a-f]{7})[0-9a-f]{33}\b", r"\1", refs)


def _badness(result: GateResult) -> tuple[int, bool, str]:
    """Sort the worst result first: by status, then those without evidence, then by id."""
    return WORST_FIRST.index(result.status), bool(result.evidence), result.id


def _shortfall(result: GateResult) -> str:
    if result.standing is Standing.PASSED:
        return ""
    failed = f", {result.failed} failed" if result.failed else ""
    return f"{result.status}{failed}" if result.status is not GateStatus.PASS else "pass without evidence"


class Better(Word):
    """Which way a metric improves."""

    LOWER = "lower"
    HIGHER = "higher"


@attrs.frozen
class Budgeted(Frozen):
    """How a measurement stands against its budget.

    Attributes:
        metric: the name of the metric.
        status: ``PASS`` within the budget, ``FAIL`` beyond it, ``ERROR`` where there is no sound comparison.
        regression: the change for the worse in percent of the baseline, negative for an improvement; ``None`` on error.
        note: the same for people.
    """

    metric: str
    status: GateStatus
    regression: Decimal | None = attrs.field(kw_only=True)
    note: str = attrs.field(kw_only=True)


UPWARDS: Final = Context(prec=400, rounding=ROUND_CEILING)
"""Division that never rounds a regression down onto its limit."""
LONGEST: Final = 100
"""The most digits of a measurement, and the largest power of ten in it."""


@attrs.frozen(field_transformer=checked)
class RegressionBudget(Frozen):
    """How much worse than its approved baseline a metric may get.

    Attributes:
        metric: the name of the metric.
        percent: the greatest regression allowed, in percent of the baseline, included: exactly 10 of 10 % passes.
        better: which way the metric improves.
        why: the sentence that sets the budget.

    Source:
        Release and Rollback Playbook, Rollback Triggers: ">10% regression relative to approved baseline".
    """

    metric: Name
    percent: Annotated[Decimal, Gt(0)]
    better: Better = attrs.field(kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)

    def judge(self, baseline: Decimal | None, candidate: Decimal | None, *, approved: bool) -> Budgeted:
        """Compare a measurement with its baseline.

        Args:
            baseline: the value to compare with; ``None`` where it is missing.
            candidate: the value that was measured; ``None`` where it is missing.
            approved: whether the baseline is an approved one.

        Returns:
            The verdict, exact. A missing, zero, negative, infinite or unapproved baseline is an error, as is a missing
            value, and a number of more than 100 digits.
        """
        problem = _unsound(baseline, candidate, approved=approved)
        if problem or baseline is None or candidate is None:
            return Budgeted(self.metric, GateStatus.ERROR, regression=None, note=problem)
        ends = (candidate, baseline) if self.better is Better.LOWER else (baseline, candidate)
        exact = (Fraction(ends[0]) - Fraction(ends[1])) / Fraction(baseline) * 100
        status = GateStatus.FAIL if exact > Fraction(self.percent) else GateStatus.PASS
        regression = UPWARDS.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        shown_as = regression.quantize(Decimal("0.01"), context=UPWARDS)
        return Budgeted(self.metric, status, regression=regression, note=f"{shown_as} % of {self.percent} %")


def _unsound(baseline: Decimal | None, candidate: Decimal | None, *, approved: bool) -> str:
    if not _is_measure(baseline) or not baseline:
        return "no sound baseline; expected a positive number"
    if approved is not True:
        return "the baseline is not approved"
    return "" if _is_measure(candidate) else "no sound measurement; expected a number of at least zero"


def _is_measure(value: Decimal | None) -> bool:
    """Tell whether a value is an exact number of at least zero and of reasonable length."""
    if isinstance(value, int):
        value = Decimal(value)
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        return False
    return len(value.as_tuple().digits) <= LONGEST and abs(value.adjusted()) <= LONGEST


def __dir__() -> list[str]:
    return __all__
