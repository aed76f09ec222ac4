"""A milestone with two cards and everything that proves it, from which a test takes one thing away."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Final

from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.milestones import (
    Completion,
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    PublishedMatrix,
    RegressionReview,
    TaskCard,
    TaskState,
    TaskStatus,
)

DAY: Final = date(2026, 3, 2)
BEFORE: Final = datetime(2026, 3, 2, 9, tzinfo=UTC)
AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER: Final = AT + timedelta(days=1)

STAGE: Final = Milestone(
    "B",
    "Second stage",
    objective="have two stages",
    predecessor="A",
    entry_criteria=(
        Criterion("B/entry", "A is complete and sound", demands=(Demand.PREDECESSOR, Demand.NO_REGRESSIONS)),
    ),
    task_cards=(
        TaskCard(
            "B-1",
            "First card",
            goal="do it",
            status=TaskStatus(TaskState.DONE, DAY),
            work_items=("do this", "do that"),
            acceptance_criteria=(Criterion("B-1/ok", "this is done", demands=(Demand.MATRIX, Demand.EVIDENCE)),),
            required_gates=("VG-1", "VG-2"),
            evidence=("B-1 VG-1.txt",),
        ),
        TaskCard(
            "B-2",
            "Second card",
            goal="do it again",
            status=TaskStatus(TaskState.DONE, DAY),
            acceptance_criteria=(Criterion("B-2/ok", "that is done"),),
            required_gates=("VG-1",),
            evidence=("B-2 VG-1.txt",),
        ),
    ),
    exit_criteria=(
        Criterion("B/matrix", "the matrix is out", demands=(Demand.MATRIX,), consumers={"one", "two"}),
        Criterion("B/written", "it is written down"),
    ),
    risks=("none of it is done",),
    completed_on=DAY,
)
TABLE: Final = CompatMatrix(
    [
        MatrixEntry(
            ReleaseTuple(consumer, "528f900", producer_sha="75f806f"),
            tier,
            role=Role.CURRENT,
            validated_at=BEFORE - timedelta(hours=1),
            required_gates=(Gate("VG-1", consumer=consumer),),
            evidence=("VG-1.txt",),
            tree=TreeState.COMMITTED,
        )
        for consumer, tier in (("one", Tier.SUPPORTED), ("two", Tier.CONDITIONAL))
    ],
    "3",
    published_at=BEFORE,
)
MATRIX: Final = PublishedMatrix(
    "3", DAY, support_window="current and rollback tuple", lead_time_days=14, path="docs/MATRIX.md", matrix=TABLE
)
NAMES: Final = ("VG-1", "VG-2", "B-1/ok", "B-2/ok", "B/written")
"""Every gate and every criterion that must have a pass, by hand."""


def passed(gate: str, **changes: object) -> GateResult:
    """A pass with evidence, recorded before the question."""
    result = GateResult(gate, gate, status=GateStatus.PASS, recorded_at=BEFORE, evidence=(f"{gate}.txt",))
    return result.replace(**changes)


PROVED: Final = MilestoneEvidence(
    (
        passed("VG-1", id="B-1 VG-1", evidence=("B-1 VG-1.txt",)),
        passed("VG-1", id="B-2 VG-1", evidence=("B-2 VG-1.txt",)),
        *map(passed, NAMES[1:]),
    ),
    (Completion("A", DAY, evidence=("A.md",)),),
    regressions=RegressionReview(BEFORE, frozenset(), evidence=("review.md",)),
    matrix=MATRIX,
)


def without(evidence: MilestoneEvidence, ids: Iterable[str]) -> MilestoneEvidence:
    """The same evidence without some results."""
    gone = set(ids)
    return evidence.replace(results=[own for own in evidence.results if own.id not in gone])


def with_result(known: MilestoneEvidence, name: str, **changes: object) -> MilestoneEvidence:
    """The same evidence with one result changed, by its id."""
    (own,) = (own for own in known.results if own.id == name)
    return known.replace(results=(*without(known, [name]).results, own.replace(**changes)))
