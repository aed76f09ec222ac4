"""Gates, their results, and what a set of results proves."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, as_utc, instant, of_kind, repeated
from releasekit._fields import Frozen, Name, Place, checked
from releasekit.errors import FieldError
from releasekit.gates._vocabulary import GateKind, GateStatus, Standing, TreeState


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
    subject: Place | None = attrs.field(default=None, kw_only=True)
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


@attrs.frozen(field_transformer=checked)
class GateStanding(Frozen):
    """What all results of one gate prove together.

    Attributes:
        gate: the id of the gate.
        standing: what is proved.
        result: the result that counts; ``None`` where there is none.
        note: why it is not more, for people; empty where the gate passed.

    Raises:
        FieldError: where a field is of another kind.
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
        FieldError: where an argument is of another kind, the instant has no zone, or two results of the gate share an
            id.
    """
    at = instant("at", at)
    asked = None if subjects is None else _asked(subjects)
    own = [result for result in results_of(gate, results) if asked is None or _concerns(result, asked)]
    known = [result for result in own if result.recorded_at <= at or result.standing is Standing.FAILED]
    by_id = {result.id: result for result in known}
    reruns = [result for result in known if result.recorded_at <= at and not _is_in_ring(result, by_id)]
    kept = (old for old in known if not any(_replaces(rerun, old, asked) for rerun in reruns))
    return tuple(sorted(kept, key=_badness))


def standing_of(
    gate: str, results: Iterable[GateResult], at: datetime, *, subjects: frozenset[str] | None = None
) -> GateStanding:
    """Return what results prove of a gate: as much as the worst of those that are `counting`; it takes the same."""
    found = counting(gate, results, at, subjects=subjects)
    if not found:
        asked = () if subjects is None else sorted(_asked(subjects))
        note = f"no result on {short_ref(', '.join(asked))}" if asked else "no result that counts"
        return GateStanding(gate, Standing.UNPROVEN, result=None, note=note)
    return GateStanding(gate, found[0].standing, result=found[0], note=shortfall(found[0]))


def results_of(gate: str, results: Iterable[GateResult]) -> list[GateResult]:
    """Return the results of a gate, each id once.

    Raises:
        FieldError: where an argument is of another kind, or two results of the gate share an id.
    """
    of_kind("gate", gate, str)
    given = as_tuple(results)
    of_kind("results", given, tuple)
    for result in given:
        of_kind("results holds a result that", result, GateResult)
    own = [result for result in given if result.gate == gate]
    twice = repeated(result.id for result in own)
    if twice:
        raise FieldError(tuple(f"result `{name}` is there twice; expected each id once" for name in twice))
    return own


def _asked(subjects: Iterable[str]) -> frozenset[str]:
    """Return the tuples of which results count; one may be named as it is."""
    listed = (subjects,) if isinstance(subjects, str) else as_tuple(subjects)
    of_kind("subjects", listed, tuple)
    for subject in listed:
        of_kind("subjects holds a tuple that", subject, str)
    return frozenset(listed)


def _concerns(result: GateResult, subjects: frozenset[str]) -> bool:
    return result.subject in subjects or (result.subject is None and result.standing is not Standing.PASSED)


def _replaces(rerun: GateResult, old: GateResult, subjects: frozenset[str] | None) -> bool:
    named = old.id in rerun.supersedes and old.recorded_at <= rerun.recorded_at
    return named and (subjects is None or old.subject in (None, rerun.subject))


def _is_in_ring(result: GateResult, by_id: Mapping[str, GateResult]) -> bool:
    """Tell whether a result replaces itself by way of others; results that replace each other replace nothing."""
    return result.id in superseded(result, by_id)


def superseded(rerun: GateResult, by_id: Mapping[str, GateResult]) -> frozenset[str]:
    """Return the ids of the results that a result replaces, directly or by way of others.

    Raises:
        FieldError: where an argument is of another kind.
    """
    of_kind("rerun", rerun, GateResult)
    of_kind("by_id", by_id, Mapping)
    found: set[str] = set()
    names = list(rerun.supersedes)
    while names:
        name = names.pop()
        if name not in found:
            found.add(name)
            names += by_id[name].supersedes if name in by_id else ()
    return frozenset(found)


def short_ref(refs: str) -> str:
    """Shorten full commit hashes to the seven digits that people know them by.

    Raises:
        FieldError: where the argument is no text.
    """
    of_kind("refs", refs, str)
    return re.sub(r"\b([0-9a-f]{7})[0-9a-f]{33}\b", r"\1", refs)


def _badness(result: GateResult) -> tuple[int, bool, str]:
    """Sort the worst result first: by status, then those without evidence, then by id."""
    return WORST_FIRST.index(result.status), bool(result.evidence), result.id


def shortfall(result: GateResult) -> str:
    """Say why a result is no pass with evidence, for people; nothing where it is one."""
    if result.standing is Standing.PASSED:
        return ""
    failed = f", {result.failed} failed" if result.failed else ""
    return f"{result.status}{failed}" if result.status is not GateStatus.PASS else "pass without evidence"
