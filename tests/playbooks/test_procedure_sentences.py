"""Each step of a procedure and each item of a checklist against its sentence: without it nothing goes on.

What the sentence of a step asks is done by people. The library keeps the order, asks for evidence, gates and
checklists, and calls nothing complete that lacks a step. The sentences are read from the texts of the playbooks, by
their place and not by what the library says.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

import pytest

from releasekit.playbooks.gated_release import GATED_RELEASE_CHECKLIST, TUPLE_ROLLBACK
from releasekit.playbooks.release_cadence import (
    DURING_ROLLBACK,
    MAJOR_RELEASE,
    PLANNED_ROLLBACK,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    RB_IMM,
    RB_PLN,
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    RELEASE_WORKFLOW,
    SYNC_CHECKLIST,
    SYNC_WORKFLOW,
)
from releasekit.procedures import (
    Actor,
    Checklist,
    ChecklistItem,
    ChecklistOutcome,
    ItemStatus,
    Procedure,
    Run,
    RunRefusal,
)
from tests.playbooks.seeds import after, below, numbered
from tests.strategies.checklists import AT, FAIL, NA, passed
from tests.strategies.procedure_streams import MINUTE, T0, good_record

LATE: Final = T0 + timedelta(days=1)
PROCEDURES: Final = {
    "tuple-rollback": (TUPLE_ROLLBACK, "000", "Rollback Procedure"),
    "release": (RELEASE_WORKFLOW, "002", "Release Workflow"),
    "sync": (SYNC_WORKFLOW, "002", "Sync Workflow"),
    "RB-IMM": (RB_IMM, "002", "Rollback Procedure: Immediate (RB-IMM)"),
    "RB-PLN": (RB_PLN, "002", "Rollback Procedure: Planned (RB-PLN)"),
}


class StepCase(NamedTuple):
    """The sentence of a step, the heading that it stands below, and the place of the step, from 0."""

    heading: str
    quote: str
    procedure: Procedure
    place: int


STEPS: Final = {
    f"{name}/{place + 1}": StepCase(heading, sentence, procedure, place)
    for name, (procedure, seed, heading) in PROCEDURES.items()
    for place, sentence in enumerate(numbered(seed, heading))
}


def before(case: StepCase) -> Run:
    """A run in which all steps before this one are done."""
    run = Run.replay(case.procedure, good_record(case.procedure)[: 1 + 2 * case.place])
    assert isinstance(run, Run)
    return run


@pytest.mark.parametrize("name", STEPS)
class TestSteps:
    def test_is_next_and_nothing_is_complete_without_it(self, name: str) -> None:
        case = STEPS[name]
        own, run = case.procedure.steps[case.place], before(case)
        assert own.name == case.quote.removesuffix(":")
        assert not run.is_complete
        for step in case.procedure.steps:
            answer = run.begin(step.id, LATE, by=Actor("kim", min(step.roles)))
            assert isinstance(answer, Run) is (step is own), step.id

    def test_is_not_finished_without_evidence(self, name: str) -> None:
        case = STEPS[name]
        own, by = case.procedure.steps[case.place], Actor("kim", min(case.procedure.steps[case.place].roles))
        begun = before(case).begin(own.id, LATE, by=by)
        assert isinstance(begun, Run)
        proofs = {"gates": own.gates, "checklists": own.checklists}
        assert isinstance(begun.finish(own.id, LATE, by=by, **proofs), RunRefusal)
        assert isinstance(begun.finish(own.id, LATE, by=by, evidence=("a.txt",), **proofs), Run)


def test_there_is_a_case_for_every_step_and_no_other() -> None:
    counts = {name: sum(case.startswith(f"{name}/") for case in STEPS) for name in PROCEDURES}
    assert counts == {name: len(procedure.steps) for name, (procedure, _, _) in PROCEDURES.items()}
    assert sum(counts.values()) == 29


# ----------------------------------------------------------------------------------- what a step asks for


def finishing(procedure: Procedure, step: str, **proofs: object) -> Run | RunRefusal:
    """What comes of finishing a step with some proofs, where all before it is done."""
    place = [own.id for own in procedure.steps].index(step)
    by = Actor("kim", min(procedure.step(step).roles))
    begun = before(StepCase("", "", procedure, place)).begin(step, LATE, by=by)
    assert isinstance(begun, Run)
    given = {"gates": procedure.step(step).gates, "checklists": procedure.step(step).checklists}
    return begun.finish(step, LATE, by=by, **{"evidence": ("a.txt",), **given, **proofs})


class TestProofsOfAStep:
    """What a step cannot be finished without."""

    def test_evidence(self) -> None:
        """“Publish rollback evidence under `docs/execution-plan/evidence/<date>/`.”."""
        assert isinstance(finishing(TUPLE_ROLLBACK, "publish", evidence=()), RunRefusal)
        assert isinstance(finishing(TUPLE_ROLLBACK, "publish", evidence=("rollback.md",)), Run)

    def test_the_release_gate(self) -> None:
        """“All gates must pass (G-REL)”."""
        assert isinstance(finishing(RELEASE_WORKFLOW, "release-validation", gates=()), RunRefusal)
        assert isinstance(finishing(RELEASE_WORKFLOW, "release-validation", gates=("G-MRG",)), RunRefusal)
        assert isinstance(finishing(RELEASE_WORKFLOW, "release-validation", gates=("G-REL",)), Run)

    def test_the_rollback_checklist(self) -> None:
        """“Follow rollback checklist”."""
        for step, checklist in (("prepare", PRE_ROLLBACK), ("execute", DURING_ROLLBACK), ("close", POST_ROLLBACK)):
            assert isinstance(finishing(RB_PLN, step, checklists=()), RunRefusal)
            assert isinstance(finishing(RB_PLN, step, checklists=(checklist.id,)), Run)

    def test_the_gates_of_a_rollback_tuple(self) -> None:
        """Each of them has to have passed.

        “Rerun minimal release-blocking gates for rollback tuple: `VG-CONTRACT-001`, `VG-RCC-001` (for
        consumer-visible changes), and additional original-class gates as applicable.”
        """
        both = {"VG-CONTRACT-001", "VG-RCC-001"}
        for gate in both:
            assert isinstance(finishing(TUPLE_ROLLBACK, "rerun-gates", gates=both - {gate}), RunRefusal), gate
        assert isinstance(finishing(TUPLE_ROLLBACK, "rerun-gates", gates=both), Run)


class TestTheDecisionToRollBack:
    @pytest.mark.parametrize(("minutes", "late"), [(4, ()), (5, ("decide",)), (6, ("decide",))], ids=str)
    def test_is_late_from_five_minutes_on(self, minutes: int, late: tuple[str, ...]) -> None:
        """“DECIDE: Rollback decision (< 5 minutes)”; exactly five are too many."""
        gaps = [MINUTE, MINUTE, timedelta(), minutes * MINUTE]
        run = Run.replay(RB_IMM, good_record(RB_IMM, gaps))
        assert isinstance(run, Run)
        assert run.late_steps == late

    def test_any_senior_agent_may_reverse_it(self) -> None:
        """“Can be reversed by any senior agent”."""
        decided = Run.replay(RB_IMM, good_record(RB_IMM)[:5])
        undecided = Run.replay(RB_IMM, good_record(RB_IMM)[:2])
        assert isinstance(decided, Run)
        assert isinstance(undecided, Run)
        for name in ("kim", "noor", "somebody new"):
            senior = Actor(name, "senior agent")
            assert isinstance(decided.abort(LATE, by=senior, reason="not the cause"), Run)
        junior = Actor("kim", "junior agent")
        assert isinstance(decided.abort(LATE, by=junior, reason="not the cause"), RunRefusal)
        assert isinstance(undecided.abort(LATE, by=senior, reason="not the cause"), RunRefusal)

    @pytest.mark.parametrize(
        ("role", "may"),
        [("Orchestrator", True), ("Director", True), ("executor", False), ("agent", False), ("QA Agent", False)],
    )
    def test_a_planned_one_is_approved_by_two_roles_only(self, role: str, may: bool) -> None:  # noqa: FBT001 - a row of the table
        """“Orchestrator or Director approval”."""
        answer = before(StepCase("", "", RB_PLN, 1)).begin("approve", LATE, by=Actor("kim", role))
        assert isinstance(answer, Run) is may


# -------------------------------------------------------------------------------------------- checklists


class ItemCase(NamedTuple):
    """The sentence of an item, the heading that it stands below, and the place of the item, from 0."""

    heading: str
    quote: str
    checklist: Checklist
    place: int


def sentences() -> Iterator[tuple[str, Checklist, str, list[str]]]:
    """Each list of items with its heading and its lines."""
    release = below("002", "Pre-Release Checklist")
    yield "release", RELEASE_CHECKLIST, "Pre-Release Checklist", [line for line in release if " | RL-" in line]
    summary = below("002", "Release Checklist Summary")
    yield "release-summary", RELEASE_CHECKLIST, "Release Checklist Summary", summary
    workflow = after(below("002", "Release Workflow"), "Release Validation", "↓")
    yield "release-validation", RELEASE_VALIDATION, "Release Workflow", workflow
    lines = below("002", "Rollback Checklist")
    starts = ("**Pre-Rollback**:", "**During Rollback**:", "**Post-Rollback**:")
    for own, start, stop in zip((PRE_ROLLBACK, DURING_ROLLBACK, POST_ROLLBACK), starts, (*starts[1:], ""), strict=True):
        yield own.id, own, "Rollback Checklist", after(lines, start, stop)
    yield "sync", SYNC_CHECKLIST, "Sync Checklist Summary", below("002", "Sync Checklist Summary")
    gated = numbered("000", "Pre-Release Checklist")
    yield "gated-release", GATED_RELEASE_CHECKLIST, "Pre-Release Checklist", gated


ITEMS: Final = {
    f"{name}/{place + 1}": ItemCase(heading, line, checklist, place)
    for name, checklist, heading, lines in sentences()
    for place, line in enumerate(line for line in lines if line not in ("---", "```"))
}
HOLDS: Final = {MAJOR_RELEASE: True, PLANNED_ROLLBACK: True}
MAY_BE_NA: Final = {"release/7", "release-summary/7", "pre-rollback/6"}
"""The items that the texts ask for under a condition: "Major only", "(major)", "(if planned)"."""


def item(case: ItemCase) -> ChecklistItem:
    """The item at the place of a sentence, which has to be its item.

    The summary of the release checklist says it in other words, and names it by its id.
    """
    own = case.checklist.items[case.place]
    row = f"{own.text} | {own.id} | {own.validation}"
    assert case.quote in (own.text, f"{row} | Yes", f"{row} | Major only") or case.quote.startswith(f"{own.id}: ")
    return own


def outcome(case: ItemCase, status: ItemStatus | None, *, holds: bool = True) -> ChecklistOutcome:
    """What comes of a checklist where all other items pass."""
    own = item(case)
    results = [passed(other.id) for other in case.checklist.items if other != own]
    results += [] if status is None else [passed(own.id, status)]
    return case.checklist.judge(results, AT, circumstances=dict.fromkeys(HOLDS, holds)).outcome


@pytest.mark.parametrize("name", ITEMS)
class TestItems:
    def test_nothing_is_complete_without_it(self, name: str) -> None:
        case = ITEMS[name]
        assert outcome(case, ItemStatus.PASS) is ChecklistOutcome.COMPLETE
        for status in (None, FAIL, NA):
            assert outcome(case, status) is ChecklistOutcome.INCOMPLETE, status

    def test_only_what_is_asked_for_under_a_condition_may_be_na(self, name: str) -> None:
        expected = ChecklistOutcome.COMPLETE if name in MAY_BE_NA else ChecklistOutcome.INCOMPLETE
        assert outcome(ITEMS[name], NA, holds=False) is expected


def test_the_rollback_test_is_for_major_releases_only() -> None:
    """“Rollback tested | RL-07 | Rollback procedure verified | Major only”."""
    case = ITEMS["release/7"]
    assert outcome(case, NA, holds=False) is ChecklistOutcome.COMPLETE
    assert outcome(case, NA, holds=True) is ChecklistOutcome.INCOMPLETE


def test_there_is_a_case_for_every_item_and_no_other() -> None:
    counts = {name: (len(checklist.items), len(lines)) for name, checklist, _, lines in sentences()}
    found = {name: sum(case.startswith(f"{name}/") for case in ITEMS) for name in counts}
    assert found == {name: items for name, (items, _) in counts.items()}
    assert sum(found.values()) == 49
