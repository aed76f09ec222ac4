"""M6, sentence by sentence: evidence that lacks one thing, what is then lacking, and the same evidence mended."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import pytest

from releasekit.compat import CompatMatrix, Role
from releasekit.gates import GateResult, GateStatus
from releasekit.milestones import (
    Completion,
    MilestoneEvidence,
    MilestoneOutcome,
    MilestoneShortfall,
    PublishedMatrix,
    RegressionReview,
    TaskCard,
)
from releasekit.playbooks import ALL, STEADY_STATE
from releasekit.playbooks.steady_state import M6
from releasekit.policy import MISSING, Missing
from tests.strategies.candidates import CLAIMS, listed

TEXT: Final = (Path(__file__).parents[1] / "data" / "seed_001.txt").read_text(encoding="utf-8")
DAY: Final = date(2026, 2, 19)
AT: Final = datetime(2026, 2, 20, tzinfo=UTC)
RECORDED: Final = datetime(2026, 2, 19, 12, tzinfo=UTC)
CARDS: Final = ("M6-T01", "M6-T02", "M6-T03")
CRITERIA: Final = {
    "M6-T01/matrix-referenced": "Matrix is published and referenced from main docs.",
    "M6-T02/playbook-executable": "Playbook can be executed without ad hoc interpretation.",
    "M6-T03/cadence-documented": "Cadence and ownership are documented.",
    "M6/playbook-documented": "Rollout and rollback playbook is documented.",
    "M6/maintenance-defined": "Ongoing maintenance process is defined.",
}
"""The criteria that ask for evidence of their own."""


def sections() -> dict[str, list[str]]:
    """The lines below each heading, without the marks of a list."""
    found: dict[str, list[str]] = {}
    for line in TEXT.splitlines():
        if line.startswith("#"):
            found[line.lstrip("# ")] = own = []
        elif line:
            own.append(line.removeprefix("- "))
    return found


def passed(name: str, gate: str, path: str) -> GateResult:
    return GateResult(name, gate, status=GateStatus.PASS, recorded_at=RECORDED, evidence=(path,))


def path_of(card: str) -> str:
    return f"docs/execution-plan/evidence/2026-02-19/milestone-M6/{card}-VG-CONTRACT-001.md"


TABLE: Final = CompatMatrix(
    [listed(claim, Role.CURRENT, validated_at=RECORDED) for claim in CLAIMS], "1", published_at=RECORDED
)
"""The version support table: a tuple of each consumer."""
FULL: Final = MilestoneEvidence(
    (
        *(passed(card, "VG-CONTRACT-001", path_of(card)) for card in CARDS),
        *(passed(name, name, f"{name}.md") for name in CRITERIA),
    ),
    (Completion("M5", DAY, evidence=("M5.md",)),),
    regressions=RegressionReview(RECORDED, frozenset(), evidence=("review.md",)),
    matrix=PublishedMatrix(
        "1",
        DAY,
        support_window="current and rollback",
        lead_time_days=14,
        path="COMPATIBILITY-MATRIX.md",
        matrix=TABLE,
    ),
)


def left(*names: str) -> MilestoneEvidence:
    """The evidence without some results."""
    return FULL.replace(results=[own for own in FULL.results if own.id not in names])


def with_table(table: CompatMatrix | Missing) -> MilestoneEvidence:
    """The evidence with another matrix behind the statement that it was published."""
    assert not isinstance(FULL.matrix, Missing)
    return FULL.replace(matrix=FULL.matrix.replace(matrix=table))


NOT_ENTERED, IN_PROGRESS = MilestoneOutcome.NOT_ENTERED, MilestoneOutcome.IN_PROGRESS
K: Final = MilestoneShortfall
MATRIX_LACKS: Final = [("M6-T01", K.MATRIX_UNPUBLISHED), ("M6/matrix-published", K.MATRIX_UNPUBLISHED)]
AGAINST: Final = {
    "M5 not complete": (FULL.replace(completions=()), NOT_ENTERED, [("M6/entry", K.PREDECESSOR_NOT_COMPLETE)]),
    "regressions unresolved": (
        FULL.replace(regressions=RegressionReview(RECORDED, {"VG-RCC-001"})),
        NOT_ENTERED,
        [("M6/entry", K.REGRESSIONS_UNRESOLVED)],
    ),
    "regressions unknown": (FULL.replace(regressions=MISSING), NOT_ENTERED, [("M6/entry", K.REGRESSIONS_UNKNOWN)]),
    "matrix not published": (FULL.replace(matrix=MISSING), IN_PROGRESS, MATRIX_LACKS),
    "matrix only stated": (with_table(MISSING), IN_PROGRESS, MATRIX_LACKS),
    **{
        f"matrix without {claim.consumer}": (
            with_table(TABLE.replace(entries=[own for own in TABLE.entries if own.consumer != claim.consumer])),
            IN_PROGRESS,
            [(place, K.MATRIX_INCOMPLETE) for place, _ in MATRIX_LACKS],
        )
        for claim in CLAIMS
    },
    **{
        name: (left(name), IN_PROGRESS, [(name.partition("/")[0] if "-T" in name else name, K.CRITERION_UNPROVEN)])
        for name in CRITERIA
    },
    **{card: (left(card), IN_PROGRESS, [(card, K.EVIDENCE_UNPROVEN)]) for card in CARDS},
    "contract gate": (
        left(*CARDS),
        IN_PROGRESS,
        [(card, kind) for card in CARDS for kind in (K.GATE_UNPROVEN, K.EVIDENCE_UNPROVEN)],
    ),
}

ENTRY: Final = "M5 complete with no unresolved release-blocking regressions."
REQUIRED: Final = "Required gates: VG-CONTRACT-001"
QUOTES: Final[dict[str, tuple[tuple[str, str], ...]]] = {
    "M5 not complete": (("Entry Criteria", ENTRY),),
    "regressions unresolved": (("Entry Criteria", ENTRY),),
    "regressions unknown": (("Entry Criteria", ENTRY),),
    "matrix not published": (("Exit Criteria", "Compatibility matrix is published and versioned."),),
    "matrix only stated": (("Exit Criteria", "Compatibility matrix is published and versioned."),),
    **{
        f"matrix without {claim.consumer}": (
            ("Exit Criteria", "Compatibility matrix is published and versioned."),
            (
                "M6-T01 Publish Compatibility Matrix",
                "Create version support table for `loop`, `rlm-claude-code`, `loop-agent`, `io-rflx`.",
            ),
        )
        for claim in CLAIMS
    },
    "M6/playbook-documented": (("Exit Criteria", CRITERIA["M6/playbook-documented"]),),
    "M6/maintenance-defined": (("Exit Criteria", CRITERIA["M6/maintenance-defined"]),),
    "M6-T01/matrix-referenced": (("M6-T01 Publish Compatibility Matrix", CRITERIA["M6-T01/matrix-referenced"]),),
    "M6-T02/playbook-executable": (
        ("M6-T02 Define Rollout and Rollback Playbook", CRITERIA["M6-T02/playbook-executable"]),
    ),
    "M6-T03/cadence-documented": (("M6-T03 Establish Maintenance Cadence", CRITERIA["M6-T03/cadence-documented"]),),
    "M6-T01": (("M6-T01 Publish Compatibility Matrix", f"Capture contract gate evidence: `{path_of('M6-T01')}`."),),
    "M6-T02": (
        ("M6-T02 Define Rollout and Rollback Playbook", f"Capture contract gate evidence: `{path_of('M6-T02')}`."),
    ),
    "M6-T03": (("M6-T03 Establish Maintenance Cadence", f"Capture contract gate evidence: `{path_of('M6-T03')}`."),),
    "contract gate": (
        ("M6-T01 Publish Compatibility Matrix", REQUIRED),
        ("M6-T02 Define Rollout and Rollback Playbook", REQUIRED),
        ("M6-T03 Establish Maintenance Cadence", REQUIRED),
    ),
}
"""What each of these cases goes against, with the heading that it stands below."""


class TestM6:
    def test_every_case_quotes_what_it_goes_against(self) -> None:
        assert set(QUOTES) == set(AGAINST)
        for quotes in QUOTES.values():
            assert all(quote in sections()[heading] for heading, quote in quotes)

    def test_with_everything_is_complete(self) -> None:
        report = M6.status(FULL, AT)
        assert (report.outcome, report.findings) == (MilestoneOutcome.COMPLETE, ())

    @pytest.mark.parametrize("name", AGAINST)
    def test_without_one_thing_is_not(self, name: str) -> None:
        evidence, outcome, expected = AGAINST[name]
        report = M6.status(evidence, AT)
        found = [(lack.place, lack.kind) for lack in report.findings if lack.kind is not K.WORD_CONTRADICTED]
        assert (report.outcome, found) == (outcome, expected)

    @pytest.mark.parametrize("name", AGAINST)
    def test_the_stored_completion_is_then_contradicted(self, name: str) -> None:
        report = M6.status(AGAINST[name][0], AT)
        places = {lack.place for lack in report.findings} & {*CARDS}
        assert {lack.place for lack in report.contradictions} == places | {"M6"}


class TestText:
    def test_criteria_are_the_sentences(self) -> None:
        found = sections()
        assert [own.text for own in M6.entry_criteria] == found["Entry Criteria"]
        assert [own.text for own in M6.exit_criteria] == found["Exit Criteria"]
        assert {own.id: own.text for own in M6.criteria if own.id in CRITERIA} == CRITERIA

    def test_every_criterion_quotes_its_line(self) -> None:
        for criterion in M6.criteria:
            source = criterion.source
            assert source is not None
            assert (source.document, source.quote) == ("M6 - Rollout and Steady-State Governance", criterion.text)
            assert criterion.text in sections()[source.heading]

    def test_the_rest_is_word_for_word(self) -> None:
        found = sections()
        assert [M6.objective] == found["Objective"]
        assert list(M6.risks) == found["Risks"]
        assert [M6.completion_note, f"M6 completed on {M6.completed_on}."] == found["Completion Note"]
        assert found.keys() >= {f"{M6.id} - {M6.title}"}

    @pytest.mark.parametrize("card", M6.task_cards, ids=lambda card: card.id)
    def test_a_card_has_the_lines_of_its_template(self, card: TaskCard) -> None:
        assert sections()[f"{card.id} {card.title}"] == [
            f"Goal: {card.goal}",
            f"Status: {card.status}",
            "Work items:",
            *card.work_items,
            "Acceptance criteria:",
            *(criterion.text for criterion in card.acceptance_criteria),
            f"Required gates: {', '.join(card.required_gates)}",
        ]
        assert card.work_items[-1] == f"Capture contract gate evidence: `{card.evidence[0]}`."

    def test_there_is_a_card_for_each_heading(self) -> None:
        titles = [heading for heading in sections() if heading.startswith("M6-T")]
        assert titles == [f"{card.id} {card.title}" for card in M6.task_cards]


def test_the_playbook_is_listed() -> None:
    assert STEADY_STATE in ALL
    assert (STEADY_STATE.id, STEADY_STATE.title) == ("steady-state", "M6 - Rollout and Steady-State Governance")
    assert STEADY_STATE.milestones == (M6,)
    assert STEADY_STATE.lint() == ()
