"""Milestones with what is known of them, and what can be worse about it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final, TypeAlias

from hypothesis import strategies as st

from releasekit.compat import Tier
from releasekit.gates import GateResult, GateStatus
from releasekit.milestones import (
    Completion,
    Criterion,
    Demand,
    Milestone,
    MilestoneEvidence,
    RegressionReview,
    TaskCard,
    TaskState,
    TaskStatus,
)
from releasekit.policy import MISSING
from tests.strategies.milestone_facts import AT, BEFORE, DAY, LATER, MATRIX, PROVED, TABLE, passed

Known: TypeAlias = tuple[Milestone, MilestoneEvidence]
Damage: TypeAlias = Callable[[Known], st.SearchStrategy[Known]]
WORSE: Final = [status for status in GateStatus if status is not GateStatus.PASS]
GATES: Final = ("VG-1", "VG-2", "VG-3")
demands: Final = st.lists(st.sampled_from(Demand), min_size=1, unique=True)


@st.composite
def milestones(draw: st.DrawFn) -> Milestone:
    """Milestones with one to three cards, all of them stored as done, and criteria of every kind."""
    cards = []
    for number in range(draw(st.integers(1, 3))):
        gates = tuple(draw(st.lists(st.sampled_from(GATES), unique=True, max_size=2)))
        ids = [f"C{number}/{own}" for own in range(1 if gates else 2)]
        accepted = tuple(Criterion(own, "holds", demands=draw(demands)) for own in ids)
        references = tuple(f"C{number} {gate}.txt" for gate in gates if draw(st.booleans()))
        status = TaskStatus(TaskState.DONE, DAY)
        more = {"acceptance_criteria": accepted, "required_gates": gates, "evidence": references}
        cards.append(TaskCard(f"C{number}", "Card", goal="", status=status, **more))
    entry, leave = (
        tuple(Criterion(f"{part}/{own}", "holds", demands=draw(demands)) for own in range(draw(st.integers(least, 2))))
        for part, least in (("entry", 0), ("exit", 1))
    )
    return Milestone(
        "B", "Stage", objective="", predecessor="A", task_cards=cards, entry_criteria=entry, exit_criteria=leave
    )


def proofs(milestone: Milestone) -> list[GateResult]:
    """A pass for every criterion, and for every gate of every card one with the card's own evidence."""
    own = [passed(criterion.id) for criterion in milestone.criteria]
    return own + [
        passed(gate, id=f"{card.id} {gate}", evidence=(f"{card.id} {gate}.txt",))
        for card in milestone.task_cards
        for gate in card.required_gates
    ]


@st.composite
def proved(draw: st.DrawFn) -> Known:
    """Milestones that are complete; some passes replace a failure."""
    milestone = draw(milestones())
    results = proofs(milestone)
    for number, own in enumerate(list(results)):
        if draw(st.integers(0, 9)) == 0:
            results.append(own.replace(id=f"old {own.id}", status=draw(st.sampled_from(WORSE))))
            results[number] = own.replace(supersedes=(f"old {own.id}",))
    return milestone, PROVED.replace(results=results)


@st.composite
def knowns(draw: st.DrawFn) -> Known:
    """Milestones that are mostly complete: proved ones, with a damage now and then."""
    known = draw(proved())
    for damage in DAMAGES.values():
        if draw(st.integers(0, 9)) == 0:
            known = draw(damage(known))
    return known


def replaced(evidence: MilestoneEvidence) -> set[str]:
    """The ids of the results that another one replaces."""
    return {name for own in evidence.results for name in own.supersedes}


@st.composite
def good_results(draw: st.DrawFn, evidence: MilestoneEvidence) -> GateResult | None:
    """Some pass that is in force, or nothing where there is none."""
    gone = replaced(evidence)
    found = [own for own in evidence.results if own.status is GateStatus.PASS and own.id not in gone]
    return draw(st.sampled_from(found)) if found else None


def changed(known: Known, own: GateResult | None, **changes: object) -> Known:
    """The same milestone with one result changed."""
    milestone, evidence = known
    if own is None:
        return known
    others = [other for other in evidence.results if other.id != own.id]
    return milestone, evidence.replace(results=(*others, own.replace(**changes)))


@st.composite
def leave_out_a_pass(draw: st.DrawFn, known: Known) -> Known:
    """A pass is left out, and with it what it replaced is open again."""
    milestone, evidence = known
    gone = draw(good_results(evidence))
    return milestone, evidence.replace(results=[own for own in evidence.results if own != gone])


@st.composite
def spoil_a_pass(draw: st.DrawFn, known: Known) -> Known:
    """A pass becomes anything else."""
    return changed(known, draw(good_results(known[1])), status=draw(st.sampled_from(WORSE)))


@st.composite
def drop_evidence(draw: st.DrawFn, known: Known) -> Known:
    """A pass has no evidence, or that of something else."""
    evidence = draw(st.sampled_from([(), ("elsewhere.txt",)]))
    own = draw(good_results(known[1]))
    return changed(known, own, evidence=evidence)


@st.composite
def date_a_pass_later(draw: st.DrawFn, known: Known) -> Known:
    """A pass is dated after the question."""
    return changed(known, draw(good_results(known[1])), recorded_at=LATER)


@st.composite
def unmeet_a_criterion(draw: st.DrawFn, known: Known) -> Known:
    """A criterion is found not to be met, now or later."""
    milestone, evidence = known
    name = draw(st.sampled_from([criterion.id for criterion in milestone.criteria]))
    bad = passed(name, id=f"bad {len(evidence.results)}", status=draw(st.sampled_from(WORSE)))
    bad = bad.replace(recorded_at=draw(st.sampled_from([BEFORE, AT, LATER])))
    return milestone, evidence.replace(results=(*evidence.results, bad))


UNSUPPORTED: Final = TABLE.replace(entries=[each.replace(tier=Tier.UNSUPPORTED) for each in TABLE.entries])


def forget_a_fact(known: Known) -> st.SearchStrategy[Known]:
    """Nobody says what was said, or says it for later."""
    milestone, evidence = known
    return st.sampled_from(
        [
            {"completions": ()},
            {"completions": (Completion("A", LATER.date(), evidence=("A.md",)),)},
            {"regressions": MISSING},
            {"regressions": RegressionReview(LATER, frozenset(), evidence=("review.md",))}
            if evidence.regressions is not MISSING and not evidence.regressions.unresolved
            else {},
            {"regressions": RegressionReview(LATER, {"p95"}, evidence=("review.md",))},
            {"regressions": RegressionReview(BEFORE - timedelta(days=1), frozenset(), evidence=("review.md",))}
            if evidence.regressions is not MISSING and not evidence.regressions.unresolved
            else {},
            {"matrix": MISSING},
            {"matrix": MATRIX.replace(published_on=LATER.date(), matrix=MISSING)},
            {"matrix": MATRIX.replace(matrix=MISSING)},
            {"matrix": MATRIX.replace(matrix=TABLE.replace(published_at=AT + timedelta(hours=1)))},
            {"matrix": MATRIX.replace(matrix=TABLE.replace(entries=TABLE.entries[:1]))},
            {"matrix": MATRIX.replace(matrix=UNSUPPORTED)},
            {"results": ()},
        ]
    ).map(lambda changes: (milestone, evidence.replace(**changes)))


@st.composite
def reopen_a_card(draw: st.DrawFn, known: Known) -> Known:
    """A card is stored as something else than done, or as done later."""
    milestone, evidence = known
    number = draw(st.integers(0, len(milestone.task_cards) - 1))
    state = draw(st.sampled_from([TaskState.PLANNED, TaskState.IN_PROGRESS, TaskState.DONE]))
    cards = list(milestone.task_cards)
    if cards[number].status.state is not TaskState.DONE:
        return known
    cards[number] = cards[number].replace(status=TaskStatus(state, LATER.date()))
    return milestone.replace(task_cards=cards), evidence


@st.composite
def ask_for_more(draw: st.DrawFn, known: Known) -> Known:
    """There is one criterion more, of entry or of exit."""
    milestone, evidence = known
    part = draw(st.sampled_from(["entry_criteria", "exit_criteria"]))
    if any(criterion.id == part for criterion in milestone.criteria):
        return known
    more = Criterion(part, "holds too", demands=draw(demands))
    return milestone.replace(**{part: (*getattr(milestone, part), more)}), evidence


DAMAGES: Final[dict[str, Damage]] = {
    "leaving out a pass": leave_out_a_pass,
    "replacing a pass by anything else": spoil_a_pass,
    "dropping evidence": drop_evidence,
    "dating a pass later": date_a_pass_later,
    "finding a criterion unmet": unmeet_a_criterion,
    "forgetting a fact": forget_a_fact,
    "reopening a card": reopen_a_card,
    "asking for one criterion more": ask_for_more,
}
