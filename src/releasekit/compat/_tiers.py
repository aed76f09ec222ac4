"""Tiers: what the gate results prove of one exact tuple, by the table of a team.

Only results on the tuple itself count. A gate that tests a consumer must have run on the tuple; one that tests the
producer alone may also have run on the producer's commit that the claim covers.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Final

import attrs

from releasekit._arguments import instant, items, of_kind, repeated
from releasekit._fields import Frozen
from releasekit._tables import asked, check_table
from releasekit._views import Grid, Lines, Row, Section, View, Viewable, badge_of, tone_of
from releasekit._words import Ordered, short_ref, shown, to_the_minute
from releasekit.compat._tuples import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateResult, GateStatus, GateVerdict, Standing, TreeState, counting, standing_of
from releasekit.policy import MISSING, Column, Decision, Judged, Missing, Table


class Tier(Ordered):
    """What is claimed of a tuple, from permissive to restrictive."""

    SUPPORTED = "supported"
    CONDITIONAL = "conditional"
    UNSUPPORTED = "unsupported"


class AdvisoryRecord(Ordered):
    """What the advisory gates of a tuple reported; a gate that reported nothing is `MISSING`."""

    NONE_ASKED = "none asked"
    PASSED = "passed"
    TRACKED_FAILURE = "tracked failure"
    UNTRACKED_FAILURE = "untracked failure"


COMMITTED_TREES: Final = (TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED)
"""The trees that other people can check out."""

TIER_COLUMNS: Final = (
    Column("required_gates", Standing, worse="higher"),
    Column("tree", TreeState, worse="higher"),
    Column("clean_clone_asked", bool, optional=True, worse="higher"),
    Column("advisory", AdvisoryRecord, optional=True, worse="higher"),
)
"""What a table of tiers can ask; ``tree`` is the worst one of the gates that test the consumer.

A table of these columns is proved never to give a better tier for a worse fact.
"""
TIER_FACTS: Final = {column.name: column for column in TIER_COLUMNS}


@attrs.frozen
class TierDecision(Frozen, Judged[Tier], Viewable):
    """The tier of one exact tuple, with its reasons.

    Attributes:
        release_tuple: the tuple that was judged.
        at: the instant of the question.
        decision: the decision of the table, with its facts.
        tree: the worst tree of the results of consumer gates that count.
        gates: the required gates, by id.
        required: what the results prove of each of them.
        advisory: what they prove of the advisory gates that had to be reported, by id.
    """

    release_tuple: ReleaseTuple
    at: datetime
    decision: Decision[Tier] = attrs.field(kw_only=True)
    tree: TreeState = attrs.field(kw_only=True)
    gates: tuple[Gate, ...] = attrs.field(kw_only=True)
    required: tuple[GateVerdict, ...] = attrs.field(kw_only=True)
    advisory: tuple[GateVerdict, ...] = attrs.field(kw_only=True)

    @property
    def evidence(self) -> frozenset[str]:
        """Where the proof of the required gates lies."""
        return frozenset(path for gate in self.required if gate.result for path in gate.result.evidence)

    @property
    def validated_at(self) -> datetime:
        """When the oldest of the results that count was recorded; the instant of the question where there is none."""
        return min([self.at, *(gate.result.recorded_at for gate in self.required if gate.result)])

    def view(self) -> View:
        """Return the tier as a card for people."""
        rows = []
        for kind, gates in (("required", self.required), ("advisory", self.advisory)):
            for gate in gates:
                evidence = ", ".join(gate.result.evidence) if gate.result else ""
                rows.append(Row((gate.gate, kind, str(gate.standing), gate.note, evidence), tone_of(gate.standing)))
        grid = Grid(("gate", "kind", "standing", "note", "evidence"), tuple(rows))
        sections = (Section("Why", Lines(tuple(map(str, self.reasons)))), Section("Gates", grid))
        subtitle = f"tree {self.tree}, judged {to_the_minute(self.at)}"
        return View(short_ref(self.release_tuple.ref), badge_of(self.outcome), sections, subtitle)


def tier_of(
    release_tuple: ReleaseTuple,
    required_gates: Iterable[Gate],
    results: Iterable[GateResult],
    at: datetime,
    *,
    rules: Table[Tier],
    advisory: Iterable[Gate] = (),
    tracked: Iterable[str] = (),
    clean_clone_asked: bool | Missing = MISSING,
) -> TierDecision:
    """Derive the tier of a tuple from gate results.

    Args:
        release_tuple: the tuple; it and no other one is judged.
        required_gates: the gates that must have passed on it; one of them at least must test its consumer.
        results: the recorded results of any gates on any tuples, in any order.
        at: the instant of the question; aware. A pass that is recorded later proves nothing, a failure counts.
        rules: the table that decides, from columns of `TIER_COLUMNS`; it may ask fewer.
        advisory: the gates that must have been reported, whatever came out.
        tracked: the ids of the failed results of advisory gates that are classified and tracked.
        clean_clone_asked: whether evidence from a clean clone is asked for; `MISSING` where nobody said.

    Raises:
        FieldError: where an argument is of another kind, the instant has no zone, two results share an id, a gate is
            named twice or tests another consumer, or the table asks or answers anything else.
    """
    check_table("rules", rules, TIER_FACTS, Tier)
    of_kind("release_tuple", release_tuple, ReleaseTuple)
    of_kind("clean_clone_asked", clean_clone_asked, bool, Missing)
    at = instant("at", at)
    results = items("results", results, GateResult, once="id")  # by its id a failure is tracked
    names = frozenset(items("tracked", tracked, str))
    required, noted = _sound_gates(release_tuple, required_gates, advisory)
    standings = _standings(release_tuple, required, results, at)
    trees = [
        result.tree
        for gate in (gate for gate in required if gate.consumer is not None)
        for result in counting(gate.id, results, at, subjects=_subjects_of(gate, release_tuple))
    ]
    facts = {
        "required_gates": max((gate.standing for gate in standings), default=Standing.UNPROVEN),
        "tree": (tree := max(trees, default=TreeState.NOT_RECORDED)),
        "clean_clone_asked": clean_clone_asked,
        "advisory": _worst_record([_record(release_tuple, gate, results, at, tracked=names) for gate in noted]),
    }
    reported = _standings(release_tuple, noted, results, at)
    return TierDecision(
        release_tuple,
        at,
        decision=asked(rules, facts),
        tree=tree,
        gates=required,
        required=standings,
        advisory=reported,
    )


def _subjects_of(gate: Gate, release_tuple: ReleaseTuple) -> frozenset[str]:
    """Return the subjects whose results of a gate speak of a tuple."""
    exact = frozenset((release_tuple.ref,))
    return exact if gate.consumer is not None else exact | {release_tuple.claimed_sha}


def _sound_gates(
    release_tuple: ReleaseTuple, required_gates: Iterable[Gate], advisory: Iterable[Gate]
) -> tuple[tuple[Gate, ...], tuple[Gate, ...]]:
    """Return both kinds of gates by id, once each is known to be there once and not to test another consumer."""
    required, noted = (
        sorted(items(name, gates, Gate), key=attrgetter("id"))
        for name, gates in (("required_gates", required_gates), ("advisory", advisory))
    )
    gates = sorted((*required, *noted), key=attrgetter("id"))
    twice = repeated(gate.id for gate in gates)
    problems = (
        *(f"gate `{name}` is named twice; expected each id once, required or advisory" for name in twice),
        *foreign_gates(gates, release_tuple.consumer),
    )
    if problems:
        raise FieldError(problems)
    return tuple(required), tuple(noted)


def foreign_gates(gates: Iterable[Gate], consumer: str) -> Iterator[str]:
    """Say which gates test another consumer."""
    for gate in gates:
        if gate.consumer not in (None, consumer):
            yield f"gate `{gate.id}` tests {shown(gate.consumer)}; expected a gate of `{consumer}` or of none"


def _standings(
    release_tuple: ReleaseTuple, gates: tuple[Gate, ...], results: tuple[GateResult, ...], at: datetime
) -> tuple[GateVerdict, ...]:
    return tuple(standing_of(gate.id, results, at, subjects=_subjects_of(gate, release_tuple)) for gate in gates)


def _worst_record(records: list[AdvisoryRecord | Missing]) -> AdvisoryRecord | Missing:
    """Return the worst of what advisory gates reported; one that reported nothing is worse than one that failed."""
    known = [record for record in records if not isinstance(record, Missing)]
    return MISSING if len(known) < len(records) else max(known, default=AdvisoryRecord.NONE_ASKED)


def _record(
    release_tuple: ReleaseTuple, gate: Gate, results: tuple[GateResult, ...], at: datetime, *, tracked: frozenset[str]
) -> AdvisoryRecord | Missing:
    """Return what one advisory gate reported; a run that did not end, or left no evidence, is no report."""
    counted = counting(gate.id, results, at, subjects=_subjects_of(gate, release_tuple))
    if not counted or counted[0].status not in (GateStatus.PASS, GateStatus.FAIL) or not counted[0].evidence:
        return MISSING
    # Several results may count, the worst of them first; one failure that is not tracked decides.
    failed = {result.id for result in counted if result.status is GateStatus.FAIL}
    if not failed:
        return AdvisoryRecord.PASSED
    return AdvisoryRecord.TRACKED_FAILURE if failed <= tracked else AdvisoryRecord.UNTRACKED_FAILURE
