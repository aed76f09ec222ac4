"""M6 against the recorded evidence of its project: complete on the day it says, and not the day before.

The gate runs are recorded. That M5 was complete, that no regression was left, and where the documents were published is
taken from the text of M6 itself, dated by its completion. Which tuples the matrix of that day listed is not recorded:
assumed are those of the weekly packet of that day, from committed trees.
"""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.milestones import (
    Completion,
    MilestoneEvidence,
    MilestoneOutcome,
    MilestoneShortfall,
    PublishedMatrix,
    RegressionReview,
)
from releasekit.playbooks.steady_state import M6
from releasekit.policy import MISSING

RUNS: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "loop" / "gate_runs.json"
DOCS: Final = "docs/execution-plan"
DAY: Final = date(2026, 2, 19)
NOON: Final = datetime(2026, 2, 19, 12, tzinfo=UTC)
DAY_BEFORE: Final = datetime(2026, 2, 18, 12, tzinfo=UTC)
CARDS: Final = ("M6-T01", "M6-T02", "M6-T03")
DOCUMENTED: Final = {
    "M6-T01/matrix-referenced": "COMPATIBILITY-MATRIX.md",
    "M6-T02/playbook-executable": "RELEASE-ROLLBACK-PLAYBOOK.md",
    "M6-T03/cadence-documented": "MAINTENANCE-CADENCE.md",
    "M6/playbook-documented": "RELEASE-ROLLBACK-PLAYBOOK.md",
    "M6/maintenance-defined": "MAINTENANCE-CADENCE.md",
}

pytestmark = pytest.mark.skipif(not RUNS.is_file(), reason="the recorded gate runs are not at hand")


def recorded() -> list[GateResult]:
    """Every recorded run as a result; its day counts from the first instant. Nothing where they are not at hand."""
    if not RUNS.is_file():
        return []
    return [
        GateResult(
            run["evidence"],
            run["gate"],
            status=GateStatus(run["result"]),
            recorded_at=datetime.combine(date.fromisoformat(run["date"]), datetime.min.time(), UTC),
            evidence=(f"{DOCS}/evidence/{run['evidence']}",),
            tree=TreeState(run["tree"]),
            passed=run.get("passed"),
            failed=run.get("failed"),
        )
        for run in json.loads(RUNS.read_text(encoding="utf-8"))
    ]


def published() -> list[GateResult]:
    """A pass for each criterion that asks for evidence, by the document that was published."""
    return [
        GateResult(
            name,
            name,
            status=GateStatus.PASS,
            recorded_at=datetime(2026, 2, 19, tzinfo=UTC),
            evidence=(f"{DOCS}/{document}",),
        )
        for name, document in DOCUMENTED.items()
    ]


SEAMS: Final = {"rlm-claude-code": "VG-RCC-001", "loop-agent": "VG-LA-001", "io-rflx": "VG-RFLX-001"}


def tabled() -> CompatMatrix:
    """The matrix with the tuples of the first weekly packet, which was made that day; empty where it is not at hand."""
    weeks = RUNS.with_name("weekly_tuples.json")
    rows = json.loads(weeks.read_text(encoding="utf-8"))[:1] if weeks.is_file() else []
    entries = [
        MatrixEntry(
            ReleaseTuple(consumer, row[f"{consumer.replace('-', '_')}_sha"], producer_sha=row["loop_sha"]),
            Tier.SUPPORTED,
            role=Role.CURRENT,
            validated_at=NOON.replace(hour=0),
            required_gates=(Gate(gate, consumer=consumer),),
            evidence=(f"{DOCS}/COMPATIBILITY-MATRIX.md",),
            tree=TreeState.COMMITTED,
        )
        for row in rows
        for consumer, gate in SEAMS.items()
    ]
    return CompatMatrix(entries, "2026-02-19", published_at=NOON.replace(hour=0))


EVIDENCE: Final = MilestoneEvidence(
    (*recorded(), *published()),
    (Completion("M5", DAY, evidence=(f"{DOCS}/evidence/2026-02-19/milestone-M5/",)),),
    regressions=RegressionReview(datetime(2026, 2, 19, tzinfo=UTC), frozenset(), evidence=("the text of M6",)),
    matrix=PublishedMatrix(
        "2026-02-19",
        DAY,
        support_window="current and rollback tuple per consumer",
        lead_time_days=14,
        path=f"{DOCS}/COMPATIBILITY-MATRIX.md",
        matrix=tabled(),
    ),
)


def test_the_runs_are_read() -> None:
    assert len(recorded()) == 129
    assert sum(own.gate == "VG-CONTRACT-001" for own in recorded()) == 16


def test_complete_on_its_day() -> None:
    report = M6.status(EVIDENCE, NOON)
    assert (report.outcome, report.findings) == (MilestoneOutcome.COMPLETE, ())


def test_not_complete_the_day_before() -> None:
    report = M6.status(EVIDENCE, DAY_BEFORE)
    assert report.outcome is MilestoneOutcome.NOT_ENTERED
    assert report.contradictions == ()
    assert {lack.place for lack in report.findings} == {"M6/entry", *CARDS, *(name.id for name in M6.exit_criteria)}


def test_a_matrix_that_is_only_stated_proves_nothing() -> None:
    report = M6.status(EVIDENCE.replace(matrix=EVIDENCE.matrix.replace(matrix=MISSING)), NOON)
    found = {(lack.place, lack.kind) for lack in report.findings if lack not in report.contradictions}
    assert found == {(place, MilestoneShortfall.MATRIX_UNPUBLISHED) for place in ("M6-T01", "M6/matrix-published")}


@pytest.mark.parametrize("card", CARDS)
def test_each_card_needs_the_pass_of_its_own(card: str) -> None:
    """The other fifteen passes of the same gate prove nothing for the card."""
    path = f"2026-02-19/milestone-M6/{card}-VG-CONTRACT-001.md"
    left = EVIDENCE.replace(results=[own for own in EVIDENCE.results if own.id != path])
    report = M6.status(left, NOON)
    assert len(left.results) == len(EVIDENCE.results) - 1
    assert report.outcome is MilestoneOutcome.IN_PROGRESS
    assert [(lack.place, lack.kind) for lack in report.findings] == [
        (card, MilestoneShortfall.WORD_CONTRADICTED),
        (card, MilestoneShortfall.EVIDENCE_UNPROVEN),
        ("M6", MilestoneShortfall.WORD_CONTRADICTED),
    ]


def test_the_cards_are_shown_as_done() -> None:
    texts = [card.to_text() for card in M6.task_cards]
    assert [text.partition("\n")[0] for text in texts] == [
        "M6-T01 Publish Compatibility Matrix [done (2026-02-19)]",
        "M6-T02 Define Rollout and Rollback Playbook [done (2026-02-19)]",
        "M6-T03 Establish Maintenance Cadence [done (2026-02-19)]",
    ]
    assert all("VG-CONTRACT-001" in text for text in texts)
    assert M6.status(EVIDENCE, NOON).to_text().startswith("M6 Rollout and Steady-State Governance [✓ complete]")
