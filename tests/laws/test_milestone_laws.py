"""A milestone is never better off because evidence is missing, spoilt, later or contradicted.

The generated milestones begin complete and lose a few things, so that all four outcomes are common; a test counts them.
The oracle works out completeness from the plain results, and knows nothing of standings.
"""

import pickle
from collections import Counter
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit.compat import CompatMatrix, Tier
from releasekit.gates import GateStatus
from releasekit.milestones import (
    Criterion,
    Demand,
    MilestoneEvidence,
    MilestoneOutcome,
    MilestoneShortfall,
    PublishedMatrix,
    RegressionReview,
    TaskCard,
    TaskState,
    TaskStatus,
)
from tests.laws.tables import law
from tests.strategies.milestone_facts import AT, DAY, PROVED, STAGE
from tests.strategies.milestones import DAMAGES, WORSE, Known, knowns, proved

ORDER: Final = list(MilestoneOutcome)
COMPLETE: Final = MilestoneOutcome.COMPLETE
MAY_HIDE_A_FAILURE: Final = frozenset({"forgetting a fact"})
"""Leaving out everything also leaves out the failures; then only completeness is out of reach."""


@pytest.mark.parametrize("name", DAMAGES)
class TestNeverImproves:
    """Whatever is worse, missing or later, the outcome is no more permissive than before."""

    def test_outcome(self, name: str) -> None:
        """On milestones that are mostly complete, so that there is something to lose."""
        met: Counter[str] = Counter()

        @law()
        @given(st.data(), knowns())
        def check(data: st.DataObject, known: Known) -> None:
            after = data.draw(DAMAGES[name](known))
            met["touched"] += after != known
            met["worse"] += place(after) > place(known)
            if name in MAY_HIDE_A_FAILURE:
                assert place(after) > 0 or place(known) == 0
            else:
                assert place(after) >= place(known)

        check()
        assert met["touched"] >= 30, met
        assert met["worse"] >= 5, met


# ---------------------------------------------------------------------------------------------- oracle


def has_proof(evidence: MilestoneEvidence, name: str, path: str | None = None) -> bool:
    """Whether nothing in force speaks against a name and a pass with evidence speaks for it, from the results alone."""
    gone = {old for own in evidence.results if own.recorded_at <= AT for old in own.supersedes}
    runs = [own for own in evidence.results if own.gate == name and own.id not in gone]
    bad = [own for own in runs if own.status in (GateStatus.FAIL, GateStatus.ERROR)]
    idle = [own for own in runs if own.recorded_at <= AT and (own.status in WORSE or not own.evidence)]
    good = [own for own in runs if own.recorded_at <= AT and own.status is GateStatus.PASS and own.evidence]
    return not bad and not idle and any(path is None or path in own.evidence for own in good)


def holds(evidence: MilestoneEvidence, criterion: Criterion) -> bool:
    """Whether a criterion has everything that it asks for."""
    review, matrix = evidence.regressions, evidence.matrix
    answers = {
        Demand.EVIDENCE: has_proof(evidence, criterion.id),
        Demand.PREDECESSOR: any(
            own.milestone == "A" and own.completed_on <= DAY and own.evidence != () for own in evidence.completions
        ),
        Demand.NO_REGRESSIONS: isinstance(review, RegressionReview)
        and review.reviewed_at <= AT
        and review.evidence != ()
        and not review.unresolved
        and not (Demand.PREDECESSOR in criterion.demands and is_stale(evidence, review)),
        Demand.MATRIX: isinstance(matrix, PublishedMatrix)
        and isinstance(matrix.matrix, CompatMatrix)
        and matrix.matrix.published_at <= AT
        and criterion.consumers
        <= {own.consumer for own in matrix.matrix.entries if own.tier in (Tier.SUPPORTED, Tier.CONDITIONAL)},
    }
    return all(answers[demand] for demand in criterion.demands)


def is_stale(evidence: MilestoneEvidence, review: RegressionReview) -> bool:
    """Whether the predecessor was completed after the day of a review, by the first record that counts."""
    own = [done for done in evidence.completions if done.milestone == "A" and done.evidence != ()]
    days = [done.completed_on for done in own if done.completed_on <= DAY]
    return days != [] and review.reviewed_at.date() < min(days)


def is_done(evidence: MilestoneEvidence, card: TaskCard) -> bool:
    """Whether a card is stored as done by now, and everything proves it."""
    stored = card.status.state is TaskState.DONE and card.status.since is not None and card.status.since <= DAY
    gates = all(has_proof(evidence, gate) for gate in card.required_gates)
    own = all(any(has_proof(evidence, gate, path) for gate in card.required_gates) for path in card.evidence)
    return stored and gates and own and all(holds(evidence, criterion) for criterion in card.acceptance_criteria)


class TestCompleteMeansProved:
    """Complete exactly where every criterion holds and every card is done, each with evidence."""

    @law(80)
    @given(knowns())
    def test_by_the_oracle(self, known: Known) -> None:
        """Worked out from the plain results."""
        milestone, evidence = known
        criteria = all(holds(evidence, criterion) for criterion in milestone.criteria)
        cards = all(is_done(evidence, card) for card in milestone.task_cards)
        assert (milestone.status(evidence, AT).outcome is COMPLETE) is (criteria and cards)

    @law()
    @given(knowns())
    def test_not_entered_where_an_entry_criterion_does_not_hold(self, known: Known) -> None:
        """And only there."""
        milestone, evidence = known
        entered = all(holds(evidence, criterion) for criterion in milestone.entry_criteria)
        assert (milestone.status(evidence, AT).outcome is MilestoneOutcome.NOT_ENTERED) is not entered

    @law()
    @given(knowns())
    def test_a_card_lacks_nothing_exactly_where_it_is_done(self, known: Known) -> None:
        """What is stored as done and is not is a contradiction."""
        milestone, evidence = known
        report = milestone.status(evidence, AT)
        for card in milestone.task_cards:
            done = is_done(evidence, card)
            stored = card.status == TaskStatus(TaskState.DONE, DAY)
            kinds = [lack.kind for lack in report.findings_of(card.id)]
            assert (kinds == []) is done
            assert (MilestoneShortfall.WORD_CONTRADICTED in kinds) is (stored and not done)

    @law()
    @given(knowns())
    def test_lacks_nothing_exactly_where_complete(self, known: Known) -> None:
        """Every other outcome comes with what is lacking."""
        milestone, evidence = known
        report = milestone.status(evidence, AT)
        assert (report.findings == ()) is (report.outcome is COMPLETE)

    @law(30)
    @given(proved())
    def test_an_empty_milestone_is_never_complete(self, known: Known) -> None:
        """Whatever the evidence: no cards, or no exit criteria."""
        milestone, evidence = known
        assert milestone.status(evidence, AT).outcome is COMPLETE
        for part in ("task_cards", "exit_criteria"):
            assert milestone.replace(**{part: ()}).status(evidence, AT).outcome is MilestoneOutcome.IN_PROGRESS


class TestOutcomesAreReached:
    """The laws say something: all four outcomes are common among the generated milestones."""

    def test_each_in_at_least_one_of_twenty(self) -> None:
        """Counted over one run."""
        met: Counter[int] = Counter()

        @law(100)
        @given(knowns())
        def count(known: Known) -> None:
            met[place(known)] += 1

        count()
        assert sorted(own for own in met if met[own] * 20 >= met.total()) == [0, 1, 2, 3], met


class TestOrderIsIrrelevant:
    """The order of results, cards and criteria changes neither the outcome nor what is lacking."""

    @law()
    @given(st.data(), knowns())
    def test_outcome(self, data: st.DataObject, known: Known) -> None:
        """What is lacking is the same, in the order of the milestone."""
        milestone, evidence = known
        parts = ("task_cards", "entry_criteria", "exit_criteria")
        other = milestone.replace(**{part: data.draw(st.permutations(getattr(milestone, part))) for part in parts})
        shuffled = evidence.replace(results=data.draw(st.permutations(evidence.results)))
        one, two = milestone.status(evidence, AT), other.status(shuffled, AT)
        assert (one.outcome, one.decision) == (two.outcome, two.decision)
        assert sorted(map(str, one.findings)) == sorted(map(str, two.findings))
        assert shuffled == evidence


class TestDeterministic:
    """The same question has the same answer, also after a detour through bytes."""

    @law(30)
    @given(knowns())
    def test_pickle_round_trip(self, known: Known) -> None:
        """Milestone, evidence and answer."""
        milestone, evidence = known
        report = milestone.status(evidence, AT)
        copies = pickle.loads(pickle.dumps((milestone, evidence, report)))  # noqa: S301 - our own
        assert copies == (milestone, evidence, report)
        assert copies[0].status(copies[1], AT) == report


def test_the_milestone_of_the_unit_tests_is_complete_by_the_oracle() -> None:
    """The oracle is alive: it agrees on a milestone that was written by hand, and on its failure."""
    assert all(is_done(PROVED, card) for card in STAGE.task_cards)
    assert not any(is_done(MilestoneEvidence(), card) for card in STAGE.task_cards)


def place(known: Known) -> int:
    """How restrictive the outcome is: 0 where it is complete."""
    milestone, evidence = known
    return ORDER.index(milestone.status(evidence, AT).outcome)
