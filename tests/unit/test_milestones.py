"""Milestones, cards and their status: each thing that can be lacking, by hand, and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from releasekit.compat import SupportWindow, Tier
from releasekit.errors import FieldError
from releasekit.gates import GateStatus, Standing
from releasekit.milestones import (
    MILESTONE_STATUS,
    Completion,
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    MilestoneOutcome,
    MilestoneShortfall,
    RegressionReview,
    TaskCard,
    TaskState,
    TaskStatus,
)
from releasekit.playbook import Playbook
from releasekit.policy import MISSING, Column, Hit, Rule, Table, check, not_
from tests.rows import cases
from tests.strategies.milestone_facts import (
    AT,
    BEFORE,
    DAY,
    LATER,
    MATRIX,
    NAMES,
    PROVED,
    STAGE,
    TABLE,
    passed,
    with_result,
    without,
)

COMPLETE, IN_PROGRESS, BLOCKED, NOT_ENTERED = MilestoneOutcome
K: Final = MilestoneShortfall
WORDS: Final = (TaskState.PLANNED, TaskState.IN_PROGRESS, TaskState.BLOCKED)
COMPLETED: Final = datetime(2026, 3, 2, tzinfo=UTC)
"""The first instant of the day on which the predecessor was completed."""
CONTRADICTED: Final = "stored word contradicted: stored as `done (2026-03-02)`"
COMPLETION: Final = "B stored word contradicted: stored as completed on 2026-03-02"


def lacks(milestone: Milestone, evidence: MilestoneEvidence) -> str:
    """The outcome, and everything that is lacking line by line, without the stored completion."""
    report = milestone.status(evidence, AT)
    return "\n".join(text for text in map(str, (report.outcome, *report.findings)) if text != COMPLETION)


def with_card(status: TaskStatus) -> Milestone:
    """The milestone with another status of its second card."""
    first, second = STAGE.task_cards
    return STAGE.replace(task_cards=(first, second.replace(status=status)))


EVIDENCE_CASES: Final = {
    "everything": PROVED,
    "gate left out": without(PROVED, ["VG-2"]),
    "gate fails": with_result(PROVED, "VG-2", status=GateStatus.FAIL, failed=3),
    "gate without evidence": with_result(PROVED, "VG-2", evidence=()),
    "gate passes later": with_result(PROVED, "VG-2", recorded_at=LATER),
    "gate fails later": PROVED.replace(
        results=(*PROVED.results, passed("VG-2", id="bad", status=GateStatus.FAIL, recorded_at=LATER))
    ),
    "pass of another card": without(PROVED, ["B-2 VG-1"]),
    "reference of a failure": with_result(PROVED, "B-2 VG-1", status=GateStatus.ERROR),
    "acceptance unproven": without(PROVED, ["B-2/ok"]),
    "acceptance fails": with_result(PROVED, "B-2/ok", status=GateStatus.FAIL),
    "exit unproven": without(PROVED, ["B/written"]),
    "exit fails": with_result(PROVED, "B/written", status=GateStatus.FAIL),
    "matrix missing": PROVED.replace(matrix=MISSING),
    "matrix later": PROVED.replace(matrix=MATRIX.replace(published_on=LATER.date(), matrix=MISSING)),
    "matrix itself missing": PROVED.replace(matrix=MATRIX.replace(matrix=MISSING)),
    "matrix later that day": PROVED.replace(
        matrix=MATRIX.replace(matrix=TABLE.replace(published_at=AT + timedelta(hours=1)))
    ),
    "no tuple of a consumer": PROVED.replace(
        matrix=MATRIX.replace(matrix=TABLE.replace(entries=TABLE.entries[:1]))
    ),
    "no supported tuple of a consumer": PROVED.replace(
        matrix=MATRIX.replace(
            matrix=TABLE.replace(
                entries=[
                    TABLE.entries[0].replace(tier=Tier.UNSUPPORTED),
                    TABLE.entries[1].replace(window=SupportWindow(BEFORE, end=AT)),
                ]
            )
        )
    ),
    "predecessor unknown": PROVED.replace(completions=()),
    "another predecessor": PROVED.replace(completions=(Completion("C", DAY, evidence=("C.md",)),)),
    "predecessor later": PROVED.replace(completions=(Completion("A", LATER.date(), evidence=("A.md",)),)),
    "predecessor without evidence": PROVED.replace(completions=(Completion("A", DAY),)),
    "regressions unknown": PROVED.replace(regressions=MISSING),
    "regressions": PROVED.replace(regressions=RegressionReview(BEFORE, {"p99", "p95"}, evidence=("review.md",))),
    "regressions reviewed before the predecessor was complete": PROVED.replace(
        regressions=PROVED.regressions.replace(reviewed_at=COMPLETED - timedelta(microseconds=1))
    ),
    "regressions reviewed between two records of its completion: the first counts": PROVED.replace(
        completions=(*PROVED.completions, Completion("A", DAY - timedelta(days=1), evidence=("A.md",))),
        regressions=PROVED.regressions.replace(reviewed_at=COMPLETED - timedelta(microseconds=1)),
    ),
    "regressions reviewed on the day of its completion": PROVED.replace(
        regressions=PROVED.regressions.replace(reviewed_at=COMPLETED)
    ),
    "regressions found later": PROVED.replace(regressions=RegressionReview(LATER, {"p95"})),
    "reviewed later": PROVED.replace(regressions=RegressionReview(LATER, frozenset(), evidence=("review.md",))),
    "reviewed at this very instant": PROVED.replace(
        regressions=RegressionReview(AT, frozenset(), evidence=("review.md",))
    ),
    "review without evidence": PROVED.replace(regressions=RegressionReview(BEFORE, frozenset())),
}

MILESTONE_CASES: Final = {
    "no cards": STAGE.replace(task_cards=()),
    "no exit criteria": STAGE.replace(exit_criteria=()),
    "empty": Milestone("B", "Empty", objective=""),
    "empty card": STAGE.replace(
        task_cards=(TaskCard("B-3", "Empty", goal="", status=TaskStatus(TaskState.DONE, DAY)),)
    ),
    "card of criteria alone": STAGE.replace(task_cards=(STAGE.task_cards[1].replace(required_gates=(), evidence=()),)),
    "no entry criteria": STAGE.replace(entry_criteria=()),
    "planned": with_card(TaskStatus(TaskState.PLANNED)),
    "in progress": with_card(TaskStatus(TaskState.IN_PROGRESS, DAY)),
    "blocked": with_card(TaskStatus(TaskState.BLOCKED)),
    "done tomorrow": with_card(TaskStatus(TaskState.DONE, LATER.date())),
}


class TestStatus:
    @pytest.mark.parametrize(("evidence", "expected"), cases(__file__, "by evidence", EVIDENCE_CASES))
    def test_by_evidence(self, evidence: MilestoneEvidence, expected: str) -> None:
        assert lacks(STAGE, evidence) == expected

    @pytest.mark.parametrize(("milestone", "expected"), cases(__file__, "by milestone", MILESTONE_CASES))
    def test_by_milestone(self, milestone: Milestone, expected: str) -> None:
        assert lacks(milestone, PROVED) == expected

    def test_nothing_known_names_everything(self) -> None:
        report = STAGE.status(MilestoneEvidence(), AT)
        assert report.outcome is NOT_ENTERED
        assert [(lack.place, lack.kind) for lack in report.findings] == [
            ("B/entry", K.PREDECESSOR_NOT_COMPLETE),
            ("B/entry", K.REGRESSIONS_UNKNOWN),
            ("B-1", K.WORD_CONTRADICTED),
            ("B-1", K.GATE_UNPROVEN),
            ("B-1", K.GATE_UNPROVEN),
            ("B-1", K.EVIDENCE_UNPROVEN),
            ("B-1", K.MATRIX_UNPUBLISHED),
            ("B-1", K.CRITERION_UNPROVEN),
            ("B-2", K.WORD_CONTRADICTED),
            ("B-2", K.GATE_UNPROVEN),
            ("B-2", K.EVIDENCE_UNPROVEN),
            ("B-2", K.CRITERION_UNPROVEN),
            ("B/matrix", K.MATRIX_UNPUBLISHED),
            ("B/written", K.CRITERION_UNPROVEN),
            ("B", K.WORD_CONTRADICTED),
        ]

    def test_a_rerun_that_names_the_failure_mends_it(self) -> None:
        failing = with_result(PROVED, "VG-2", status=GateStatus.FAIL)
        again = passed("VG-2", id="again", recorded_at=AT)
        naming = again.replace(supersedes=("VG-2",))
        green, mended = (failing.replace(results=(*failing.results, own)) for own in (again, naming))
        assert [STAGE.status(own, AT).outcome for own in (failing, green, mended)] == [BLOCKED, BLOCKED, COMPLETE]

    def test_many_long_names_of_regressions(self) -> None:
        """A message has room for the first thirty, and counts the others."""
        names = {f"{number:03}{'x' * 197}" for number in range(100)}
        report = STAGE.status(PROVED.replace(regressions=RegressionReview(BEFORE, names)), AT)
        (lack,) = report.findings_of("B/entry")
        assert lack.message.startswith(f"regressions unresolved: 000{'x' * 197}, 001")
        assert lack.message.endswith(f"029{'x' * 197}, 70 more")

    def test_contradictions_are_the_stored_words(self) -> None:
        report = STAGE.status(without(PROVED, ["VG-2"]), AT)
        assert [str(lack) for lack in report.contradictions] == [f"B-1 {CONTRADICTED}", COMPLETION]
        assert STAGE.status(PROVED, AT).contradictions == ()

    def test_a_completion_that_is_stored_for_later_is_no_contradiction(self) -> None:
        planned = STAGE.replace(completed_on=LATER.date())
        assert planned.status(without(PROVED, ["VG-2"]), AT).findings_of("B") == ()
        assert planned.status(PROVED, AT).outcome is COMPLETE

    def test_findings_of_one_place(self) -> None:
        report = STAGE.status(without(PROVED, ["B/written"]), AT)
        (lack,) = report.findings_of("B/written")
        assert (lack.kind, report.findings_of("B-1"), report.findings_of("nowhere")) == (K.CRITERION_UNPROVEN, (), ())

    def test_a_day_counts_from_its_first_instant_in_utc(self) -> None:
        first = datetime(2026, 3, 2, tzinfo=UTC)
        entries = [each.replace(validated_at=first) for each in TABLE.entries]
        early = MilestoneEvidence(
            [own.replace(recorded_at=BEFORE - timedelta(days=1)) for own in PROVED.results],
            PROVED.completions,
            regressions=PROVED.regressions.replace(reviewed_at=first),
            matrix=MATRIX.replace(matrix=TABLE.replace(entries=entries, published_at=first)),
        )
        assert STAGE.status(early, first).outcome is COMPLETE
        assert STAGE.status(early, first - timedelta(microseconds=1)).outcome is NOT_ENTERED
        assert STAGE.status(early, first.replace(tzinfo=timezone(timedelta(hours=1)))).outcome is NOT_ENTERED

    def test_the_reasons_are_those_of_the_table(self) -> None:
        report = STAGE.status(without(PROVED, ["B/written", "VG-2"]), AT)
        assert [reason.code for reason in report.decision.reasons] == ["cards-open", "exit-open"]
        assert report.at == AT

    @pytest.mark.parametrize(
        ("call", "text"),
        [
            pytest.param(lambda: STAGE.status(PROVED, datetime(2026, 3, 2)), "at is", id="naive"),  # noqa: DTZ001
            pytest.param(lambda: STAGE.status(PROVED, DAY), "expected an instant with its zone", id="day"),
            pytest.param(lambda: STAGE.status(None, AT), "evidence is `None`; expected a MilestoneEvidence", id="none"),
        ],
    )
    def test_refuses_other_arguments(self, call: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError, match=text):
            call()


class TestATeamsOwnTable:
    CARDS_ALONE: Final = Table(
        "cards alone",
        (Column("cards", Standing),),
        rules=[
            Rule("done", {"cards": Standing.PASSED}, then=COMPLETE, because="every card is proved"),
            Rule("open", {"cards": not_(Standing.PASSED)}, then=IN_PROGRESS, because="a card is open"),
        ],
        outcomes=(COMPLETE, IN_PROGRESS),
    )

    def test_decides_by_what_it_asks(self) -> None:
        unproved = without(PROVED, ["B/written"])
        assert (STAGE.status(unproved, AT).outcome, STAGE.status(PROVED, AT).outcome) == (IN_PROGRESS, COMPLETE)
        report = STAGE.status(MilestoneEvidence(), AT, rules=self.CARDS_ALONE)
        assert (report.outcome, [reason.code for reason in report.reasons]) == (IN_PROGRESS, ["open"])
        assert STAGE.status(PROVED, AT, rules=self.CARDS_ALONE).outcome is COMPLETE

    def test_is_refused_with_all_that_is_wrong_with_it(self) -> None:
        strange = Table(
            "strange",
            (Column("card", Standing), Column("exit", bool)),
            rules=[Rule("all", {}, then="done", because="all")],
            hit=Hit.COLLECT,
            outcomes=("done",),
        )
        with pytest.raises(FieldError) as caught:
            STAGE.status(PROVED, AT, rules=strange)
        assert caught.value.problems == (
            "rules: hit is `collect`; expected a table that decides",
            "rules: column `card`; expected columns among entry, cards, exit; did you mean `cards`?",
            "rules: column `exit` takes one of false, true; expected one of passed, unproven, failed",
            'rules: outcome `"done"`; expected one of complete, in progress, blocked, not entered',
        )


class TestTable:
    def test_nothing_is_wrong(self) -> None:
        assert check(MILESTONE_STATUS) == ()

    def test_reason_codes(self) -> None:
        """They are part of the interface."""
        codes = {rule.code for rule in MILESTONE_STATUS.rules}
        assert codes == {"all-proved", "cards-open", "cards-failed", "exit-open", "exit-failed", "entry-not-met"}

    def test_only_complete_is_permissive(self) -> None:
        assert (MILESTONE_STATUS.outcomes, MILESTONE_STATUS.permissive) == (tuple(MilestoneOutcome), {COMPLETE})


CARD: Final = STAGE.task_cards[1]

REFUSED: Final = {
    "done on no day": lambda: TaskStatus(TaskState.DONE),
    "an instant for a day": lambda: TaskStatus(TaskState.DONE, AT),
    "a criterion that asks for nothing": lambda: Criterion("x", "x", demands=()),
    "a gate twice": lambda: CARD.replace(required_gates=("VG-1", "VG-1")),
    "evidence for no gate": lambda: CARD.replace(required_gates=()),
    "a card twice": lambda: STAGE.replace(task_cards=(CARD.replace(acceptance_criteria=()), CARD)),
    "a card with the id of its milestone": lambda: STAGE.replace(task_cards=(CARD.replace(id="B"),)),
    "a criterion twice": lambda: STAGE.replace(exit_criteria=(Criterion("B/entry", "again"),)),
    "a criterion named like a gate": lambda: STAGE.replace(exit_criteria=(Criterion("VG-1", "green"),)),
    "no predecessor": lambda: STAGE.replace(predecessor=None),
    "a result twice": lambda: MilestoneEvidence((passed("VG-1"), passed("VG-1"))),
    "no lead time": lambda: MATRIX.replace(lead_time_days=0),
    "no version": lambda: MATRIX.replace(version=""),
    "no support window": lambda: MATRIX.replace(support_window=None),
    "another version": lambda: MATRIX.replace(version="4"),
    "another day": lambda: MATRIX.replace(published_on=LATER.date()),
    "consumers and no matrix": lambda: Criterion("x", "x", consumers={"shop"}),
    "a naive review": lambda: RegressionReview(datetime(2026, 3, 2), frozenset()),  # noqa: DTZ001
    "one milestone twice": lambda: Playbook("own", "Own", version="1", milestones=(STAGE, STAGE)),
}


@pytest.mark.parametrize(("build", "expected"), cases(__file__, "refused", REFUSED))
def test_refused(build: Callable[[], object], expected: str) -> None:
    with pytest.raises(FieldError) as caught:
        build()
    assert expected in str(caught.value)


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(FieldError) as caught:
        STAGE.replace(predecessor=None, exit_criteria=(Criterion("VG-1", "green"),))
    assert len(caught.value.problems) == 2


class TestWords:
    def test_outcomes_run_from_permissive_to_restrictive(self) -> None:
        assert [str(word) for word in MilestoneOutcome] == ["complete", "in progress", "blocked", "not entered"]

    @pytest.mark.parametrize("state", WORDS, ids=str)
    def test_a_status_without_a_day(self, state: TaskState) -> None:
        assert str(TaskStatus(state)) == str(state)

    def test_a_status_with_a_day(self) -> None:
        assert str(TaskStatus(TaskState.DONE, date(2026, 2, 19))) == "done (2026-02-19)"

    def test_the_kinds_of_lacks_are_an_interface(self) -> None:
        assert [str(kind) for kind in MilestoneShortfall] == [
            "nothing asked",
            "card not done",
            "card blocked",
            "gate unproven",
            "gate failed",
            "evidence unproven",
            "criterion unproven",
            "criterion failed",
            "predecessor not complete",
            "regressions unknown",
            "regressions unresolved",
            "matrix unpublished",
            "matrix incomplete",
            "stored word contradicted",
        ]


def test_criteria_stand_in_the_order_of_the_milestone() -> None:
    assert [own.id for own in STAGE.criteria] == ["B/entry", "B-1/ok", "B-2/ok", "B/matrix", "B/written"]
    assert {own.id for own in STAGE.criteria if Demand.EVIDENCE in own.demands} <= set(NAMES)


CARD_TEXT: Final = """\
B-1 First card [done (2026-03-02)]

Goal
  do it

Work items
  - do this
  - do that

Acceptance criteria
  - this is done

Required gates
  - VG-1
  - VG-2

Evidence
  - B-1 VG-1.txt
"""

REPORT_TEXT: Final = """\
B Second stage [! in progress]
as of 2026-03-02 12:00+00:00

Why
  - exit-open: nothing proves an exit criterion

Entry criteria
  criterion                  lacking
  -------------------------  -------
  ✓ A is complete and sound  nothing

Task cards
  card               stored as          lacking
  -----------------  -----------------  -------
  ✓ B-1 First card   done (2026-03-02)  nothing
  ✓ B-2 Second card  done (2026-03-02)  nothing

Exit criteria
  criterion             lacking
  --------------------  -----------------------------------------
  ✓ the matrix is out   nothing
  ✗ it is written down  criterion unproven: no result that counts

Recorded statuses that the evidence contradicts
  - B stored word contradicted: stored as completed on 2026-03-02
"""


class TestViews:
    def test_card(self) -> None:
        assert STAGE.task_cards[0].to_text() + "\n" == CARD_TEXT

    def test_blocked_card(self) -> None:
        assert CARD.replace(status=TaskStatus(TaskState.BLOCKED)).to_text().startswith("B-2 Second card [✗ blocked]")

    def test_report(self) -> None:
        assert STAGE.status(without(PROVED, ["B/written"]), AT).to_text() + "\n" == REPORT_TEXT

    def test_complete_report(self) -> None:
        text = STAGE.status(PROVED, AT).to_text()
        assert text.startswith("B Second stage [✓ complete]\n")
        assert "✗" not in text
        assert "Recorded statuses" not in text
