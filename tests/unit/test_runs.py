"""Procedures, and what a run takes and refuses."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import attrs
import pytest

from releasekit._views import Grid, Lines
from releasekit._words import Word
from releasekit.errors import FieldError
from releasekit.playbooks.gated_release import RERUN_GATES, TUPLE_ROLLBACK
from releasekit.playbooks.release_cadence import RB_IMM, RB_PLN, RELEASE_CHECKLIST
from releasekit.procedures import (
    Aborted,
    Actor,
    ChecklistOutcome,
    ItemResult,
    ItemStanding,
    ItemStatus,
    Procedure,
    ProcedureFindingKind,
    Run,
    RunEvent,
    RunFault,
    RunRefusal,
    RunState,
    Shortfall,
    Started,
    Step,
    StepBegun,
    StepFailed,
    StepFinished,
    StepState,
    rerun_gates,
)
from tests.rows import cases
from tests.strategies.procedure_streams import MICROSECOND, MINUTE, SHIPPED, T0, good_record

RIKA: Final = Actor("rika", "builder")
NOOR: Final = Actor("noor", "approver")
SENIOR: Final = Actor("kim", "chief")
BUILD: Final = Procedure(
    "build",
    (
        Step("make", "Make it", roles={"builder"}, actions=("make",), limit=10 * MINUTE, needs_evidence=False),
        Step(
            "approve",
            "Approve it",
            roles={"approver", "second approver"},
            actions=("look", "sign"),
            gates={"G-1", "G-2"},
            checklists={"list"},
            reversible_by={"chief"},
        ),
        Step("ship", "Ship it", roles={"builder"}, actions=("ship",)),
    ),
    title="Build",
)
Ask = Callable[[Run], Run | RunRefusal]


def going(answer: Run | RunRefusal) -> Run:
    """The run, which must not be refused."""
    assert isinstance(answer, Run), str(answer)
    return answer


def begun() -> Run:
    """A run that is started and whose first step is begun a minute later."""
    run = going(Run.start(BUILD, T0, by=RIKA, run_id="b-1"))
    return going(run.begin("make", T0 + MINUTE, by=RIKA))


def made() -> Run:
    """A run whose first step is done, two minutes after its start."""
    return going(begun().finish("make", T0 + 2 * MINUTE, by=RIKA))


def approving() -> Run:
    """A run whose second step is begun, three minutes after its start."""
    return going(made().begin("approve", T0 + 3 * MINUTE, by=NOOR))


def approved() -> Run:
    """A run whose second step is done, four minutes after its start."""
    done = {"evidence": ("a.txt",), "gates": ("G-1", "G-2", "G-3"), "checklists": ("list",)}
    return going(approving().finish("approve", T0 + 4 * MINUTE, by=NOOR, **done))


def shipped() -> Run:
    """A run that is complete after six minutes."""
    run = going(approved().begin("ship", T0 + 5 * MINUTE, by=RIKA))
    return going(run.finish("ship", T0 + 6 * MINUTE, by=RIKA, evidence=("s.txt",)))


def failed() -> Run:
    """A run whose second step fails."""
    return going(approving().fail("approve", T0 + 4 * MINUTE, by=NOOR, reason="not good", evidence=("n.txt",)))


def aborted() -> Run:
    """A run whose approval is reversed."""
    return going(approved().abort(T0 + 4 * MINUTE, by=SENIOR, reason="wrong build"))


LATE: Final = T0 + 30 * MINUTE


class TestRefusals:
    @pytest.mark.parametrize(("before", "ask", "expected"), cases(__file__, "refusals",
        pytest.param(made, lambda run: run.begin("ship", LATE, by=RIKA), id="a step is skipped"),
        pytest.param(approving, lambda run: run.begin("ship", LATE, by=RIKA), id="a step is still open"),
        pytest.param(made, lambda run: run.begin("make", LATE, by=RIKA), id="a step is repeated"),
        pytest.param(begun, lambda run: run.begin("make", LATE, by=RIKA), id="a step is begun twice"),
        pytest.param(
            made, lambda run: run.fail("approve", LATE, by=NOOR, reason="no"), id="a step fails that was not begun"
        ),
        pytest.param(begun, lambda run: run.finish("mak", LATE, by=RIKA), id="an unknown step"),
        pytest.param(
            begun, lambda run: run.finish("make", LATE, by=Actor("rika", "Builder")), id="a role in other letters"
        ),
        pytest.param(
            begun, lambda run: run.finish("make", T0 + MINUTE - MICROSECOND, by=RIKA), id="a microsecond before"
        ),
        pytest.param(
            approving, lambda run: run.finish("approve", LATE, by=NOOR, gates=("G-2",)), id="nothing is proved"
        ),
        pytest.param(
            approved, lambda run: run.abort(LATE, by=NOOR, reason="no"), id="aborted by whom it does not concern"
        ),
        pytest.param(
            approving, lambda run: run.abort(LATE, by=SENIOR, reason="no"), id="a decision reversed before it is made"
        ),
        pytest.param(begun, lambda run: run.take(run.events[0]), id="started twice"),
        pytest.param(begun, lambda run: run.begin("ship", T0, by=SENIOR), id="everything at once"),
        pytest.param(shipped, lambda run: run.begin("ship", LATE, by=RIKA), id="after completion"),
        pytest.param(failed, lambda run: run.take(approved().events[-1].replace(at=LATE)), id="after failure"),
        pytest.param(aborted, lambda run: run.abort(LATE, by=SENIOR, reason="again"), id="after abort"),
        pytest.param(
            shipped, lambda run: run.abort(LATE, by=SENIOR, reason="too late"), id="reversed after completion"
        ),
    ))
    def test_have_every_reason(self, before: Callable[[], Run], ask: Ask, expected: str) -> None:
        run = before()
        refusal = ask(run)
        assert isinstance(refusal, RunRefusal)
        assert "\n".join(f"{problem.kind}: {problem}" for problem in refusal.problems) == expected
        assert str(refusal) == "; ".join(str(problem) for problem in refusal.problems)
        assert refusal.place == len(run.events)
        assert run == before()

    def test_of_a_start_by_a_stranger(self) -> None:
        refusal = Run.start(BUILD, T0, by=Actor("sam", "passer-by"), run_id="b-1")
        assert isinstance(refusal, RunRefusal)
        assert [str(problem) for problem in refusal.problems] == [
            (
                'by.role is `"passer-by"`; '
                "expected one of approver, builder, second approver"
            )
        ]

    def test_of_drafts(self) -> None:
        draft = BUILD.replace(steps=(BUILD.steps[0], Step("b", "Bare")))
        refusal = Run.start(draft, T0, by=RIKA, run_id="b-1")
        assert isinstance(refusal, RunRefusal)
        assert [(problem.kind, str(problem)) for problem in refusal.problems] == [
            (RunFault.DRAFT, "steps[1] has no role; expected who does step `b`"),
            (RunFault.DRAFT, "steps[1] has no action; expected what is done in step `b`"),
        ]

    def test_of_a_procedure_without_steps(self) -> None:
        empty = Procedure("empty", (), title="Empty")
        refusal = Run.start(empty, T0, by=RIKA, run_id="b-1")
        assert isinstance(refusal, RunRefusal)
        assert [problem.kind for problem in refusal.problems] == [RunFault.DRAFT, RunFault.WRONG_ROLE]
        assert str(refusal.problems[0]) == "steps is empty; expected at least one step"

    def test_of_an_empty_record(self) -> None:
        refusal = Run.replay(BUILD, ())
        assert isinstance(refusal, RunRefusal)
        assert refusal.event is None
        assert [problem.kind for problem in refusal.problems] == [RunFault.NOT_STARTED]
        assert str(refusal) == "the record does not begin with a start; expected one"

    def test_of_a_changed_procedure(self) -> None:
        changed = BUILD.with_gates("approve", ())
        refusal = Run.replay(changed, begun().events)
        assert isinstance(refusal, RunRefusal)
        assert [str(problem) for problem in refusal.problems] == [
            (
                f'the run was started with procedure `"{BUILD.digest[:12]}"`; '
                "expected procedure `build` as it was when the run was started"
            )
        ]


class TestEveryStepAtEveryPlace:
    """Of all steps only the next one can be begun, and only the one that is begun can be finished or fail."""

    @pytest.mark.parametrize("taken", range(1, 7))
    @pytest.mark.parametrize("number", range(3))
    @pytest.mark.parametrize("verb", ["begin", "finish", "fail"])
    def test_is_taken_or_refused(self, verb: str, number: int, taken: int) -> None:
        step = BUILD.steps[number]
        by = RIKA if number != 1 else NOOR
        done = StepFinished(step.id, LATE, by=by, evidence=("e",), gates=step.gates, checklists=step.checklists)
        event = {
            "begin": StepBegun(step.id, LATE, by=by),
            "finish": done,
            "fail": StepFailed(step.id, LATE, by=by, reason="broken"),
        }[verb]
        answer = going(Run.replay(BUILD, shipped().events[:taken])).take(event)
        current, is_open = divmod(taken - 1, 2)
        if number < current or (number == current and is_open and verb == "begin"):
            expected = {RunFault.STEP_REPEATED}
        elif number > current:
            expected = {RunFault.STEP_SKIPPED}
        else:
            expected = {RunFault.STEP_NOT_BEGUN} if verb != "begin" and not is_open else set()
        problems = answer.problems if isinstance(answer, RunRefusal) else ()
        assert {problem.kind for problem in problems} == expected


    def test_by_what_it_is_and_not_by_its_class_alone(self) -> None:
        @attrs.frozen
        class Finished(StepFinished):
            """A kind of finish that the table does not list by name."""

        refusal = made().take(Finished("ship", LATE, by=RIKA, evidence=("e",)))
        assert isinstance(refusal, RunRefusal)
        assert [problem.kind for problem in refusal.problems] == [RunFault.STEP_SKIPPED]


class TestBrokenContracts:
    @pytest.mark.parametrize(
        ("call", "problem"),
        [
            (lambda: Run.start(5, T0, by=RIKA, run_id="r"), "procedure is `5`; expected a Procedure"),
            (lambda: Run.start(BUILD, T0, by="rika", run_id="r"), 'Started.by is `"rika"`; expected an Actor'),
            (lambda: Run.start(BUILD, T0.replace(tzinfo=None), by=RIKA, run_id="r"), "Started.at is "),
            (lambda: Run.start(BUILD, T0, by=RIKA, run_id=""), 'Started.run_id is `""`; expected 1 to '),
            (lambda: Run.replay(BUILD, 5), "events is `5`; expected an iterable of Started or StepBegun"),
            (lambda: Run.replay(BUILD, [5]), "events[0] is `5`; expected a Started or a StepBegun"),
            (lambda: Run.replay(None, ()), "procedure is `None`; expected a Procedure"),
            (lambda: begun().take(None), "event is `None`; expected a Started or a StepBegun"),
            (lambda: begun().begin(5, T0, by=RIKA), "StepBegun.step is `5`; expected 1 to 200 printable characters"),
            (lambda: begun().finish("make", T0, by=RIKA, evidence="e"), "StepFinished.evidence is "),
            (lambda: begun().fail("make", T0, by=RIKA, reason=""), "StepFailed.reason is "),
            (lambda: begun().abort("now", by=RIKA, reason="no"), "Aborted.at is "),
            (lambda: begun().as_of(T0 - MICROSECOND), "at is `2026-02-20T11:59:59.999999+00:00`; expected no earlier"),
            (lambda: begun().status(datetime(2026, 2, 20, 12)), "at is "),  # noqa: DTZ001 - naive on purpose
            (lambda: Run(BUILD, ()), "events[0]: the record does not begin with a start; expected one"),
            (lambda: Run(BUILD, begun().events[1:]), "events[0]: the record does not begin with a start"),
            (lambda: Run(BUILD, (5,)), "Run.events holds `5`; expected a Started or a StepBegun"),
            (lambda: BUILD.step("shop"), 'procedure `build` has no step `"shop"`; did you mean `ship`?'),
            (lambda: BUILD.with_gates("shop", ()), 'procedure `build` has no step `"shop"`'),
            (lambda: Step("a", "A", limit=timedelta()), "Step.limit is "),
            (lambda: Step("a", "A", limit=5), "Step.limit is `5`"),
            (lambda: Step("a", "A", roles=("",)), 'Step.roles holds `""`'),
            (
                lambda: Procedure("p", (BUILD.steps[0],) * 2, title="P"),
                'Procedure.steps[1] has the id `"make"` again; expected each id once',
            ),
        ],
    )
    def test_raise_a_field_error(self, call: Callable[[], object], problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            call()
        assert caught.value.problems[0].startswith(problem)


class TestOneRun:
    def test_is_the_record_of_what_happened(self) -> None:
        run = shipped()
        assert [type(event) for event in run.events] == [Started, *(StepBegun, StepFinished) * 3]
        assert (run.run_id, run.started_at, run.state, run.is_complete) == ("b-1", T0, RunState.COMPLETE, True)
        assert [record.took for record in run.steps] == [2 * MINUTE] * 3
        assert run.late_steps == ()

    @pytest.mark.parametrize(
        ("made_by", "state", "steps"),
        [
            (begun, RunState.RUNNING, (StepState.OPEN, StepState.PENDING, StepState.PENDING)),
            (made, RunState.RUNNING, (StepState.DONE, StepState.PENDING, StepState.PENDING)),
            (approving, RunState.RUNNING, (StepState.DONE, StepState.OPEN, StepState.PENDING)),
            (shipped, RunState.COMPLETE, (StepState.DONE,) * 3),
            (failed, RunState.FAILED, (StepState.DONE, StepState.FAILED, StepState.PENDING)),
            (aborted, RunState.ABORTED, (StepState.DONE, StepState.DONE, StepState.PENDING)),
        ],
    )
    def test_knows_its_state(self, made_by: Callable[[], Run], state: RunState, steps: tuple[StepState, ...]) -> None:
        run = made_by()
        assert run.state is state
        assert tuple(record.state for record in run.steps) == steps
        assert run.is_complete is (state is RunState.COMPLETE)

    def test_counts_the_time_from_the_step_before(self) -> None:
        assert [record.since for record in approving().steps] == [T0, T0 + 2 * MINUTE, None]
        assert [record.since for record in failed().steps] == [T0, T0 + 2 * MINUTE, None]

    def test_that_fails_late_is_late(self) -> None:
        run = going(begun().fail("make", T0 + 10 * MINUTE, by=RIKA, reason="broken"))
        assert run.late_steps == ("make",)

    @pytest.mark.parametrize(
        "change",
        [{"evidence": ("other.txt",)}, {"at": LATE}, {"by": RIKA.replace(name="sam")}, {"gates": ("G-9",)}],
        ids=lambda change: next(iter(change)),
    )
    def test_has_a_digest_of_all_its_events(self, change: dict[str, object]) -> None:
        *others, last = shipped().events
        other = going(Run.replay(BUILD, (*others, last.replace(**change))))
        assert other.digest != shipped().digest
        assert other != shipped()

    def test_may_be_in_any_zone(self) -> None:
        zone = datetime.fromisoformat("2026-01-01T00:00-07:00").tzinfo
        run = going(Run.start(BUILD, T0.astimezone(zone), by=RIKA, run_id="b-1"))
        assert going(run.begin("make", (T0 + MINUTE).astimezone(zone), by=RIKA)).digest == begun().digest


class TestStatus:
    @pytest.mark.parametrize(
        ("after", "step", "is_begun", "is_overdue"),
        [
            pytest.param(timedelta(), "make", False, False, id="at the start"),
            pytest.param(MINUTE, "make", True, False, id="begun"),
            pytest.param(2 * MINUTE, "approve", False, False, id="done"),
            pytest.param(4 * MINUTE, "ship", False, False, id="the last"),
            pytest.param(timedelta(days=9), None, False, False, id="at the end"),
        ],
    )
    def test_tells_what_is_next(self, after: timedelta, step: str | None, is_begun: bool, is_overdue: bool) -> None:  # noqa: FBT001 - a row of the table
        status = shipped().status(T0 + after)
        assert (status.step.id if status.step else None) == step
        assert (status.is_begun, status.is_overdue) == (is_begun, is_overdue)
        assert status.roles == (BUILD.step(step).roles if step else frozenset())
        assert status.state is (RunState.RUNNING if step else RunState.COMPLETE)

    @pytest.mark.parametrize(
        ("after", "is_overdue"),
        [
            pytest.param(10 * MINUTE - MICROSECOND, False, id="a microsecond less"),
            pytest.param(10 * MINUTE, True, id="exactly"),
            pytest.param(timedelta(days=1), True, id="much later"),
        ],
    )
    @pytest.mark.parametrize("events", [1, 2], ids=["waiting", "begun"])
    def test_tells_what_is_overdue(self, events: int, after: timedelta, is_overdue: bool) -> None:  # noqa: FBT001 - a row of the table
        status = going(Run.replay(BUILD, begun().events[:events])).status(T0 + after)
        assert (status.is_overdue, status.since, status.is_begun) == (is_overdue, T0, events == 2)

    def test_of_a_step_without_a_limit_is_never_overdue(self) -> None:
        assert approving().status(T0 + timedelta(days=400)).is_overdue is False


class TestReversingADecision:
    """Once the decision to roll back is made, any senior agent may reverse it, whoever made it, until the end."""

    @pytest.mark.parametrize("role", ["senior agent", "approver", "executor"])
    @pytest.mark.parametrize("taken", range(1, 13))
    def test_who_may_call_it_off_when(self, taken: int, role: str) -> None:
        run = going(Run.replay(RB_IMM, good_record(RB_IMM)[:taken]))
        answer = run.abort(LATE, by=Actor("kim", role), reason="not the cause")
        step = (taken - 1) // 2
        mine = {"approver": {1, 4, 5}, "executor": {2, 3, 4, 5}, "senior agent": {1, 2, 3, 4, 5}}[role]
        assert isinstance(answer, Run) is (step in mine)

    def test_leaves_it_in_the_record(self) -> None:
        run = going(Run.replay(RB_IMM, good_record(RB_IMM)[:6]))
        off = going(run.abort(LATE, by=Actor("kim", "senior agent"), reason="not the cause"))
        assert off.events[-1] == Aborted(LATE, Actor("kim", "senior agent"), reason="not the cause")
        assert [str(record.state) for record in off.steps][:3] == ["done", "done", "open"]


class TestGatesOfATuple:
    def test_are_set_for_one_change(self) -> None:
        gates = rerun_gates(("VG-LOOP-CORE-001",), RERUN_GATES, {"consumer_visible": False})
        own = TUPLE_ROLLBACK.with_gates("rerun-gates", gates)
        assert own.step("rerun-gates").gates == {"VG-CONTRACT-001", "VG-LOOP-CORE-001"}
        assert own.digest != TUPLE_ROLLBACK.digest
        assert own.step("declare") == TUPLE_ROLLBACK.step("declare")

    def test_are_asked_for(self) -> None:
        events = good_record(TUPLE_ROLLBACK)
        short = events[8].replace(gates={"VG-CONTRACT-001"})
        refusal = Run.replay(TUPLE_ROLLBACK, (*events[:8], short))
        assert isinstance(refusal, RunRefusal)
        assert [str(problem) for problem in refusal.problems] == [
            "step `rerun-gates` has no proof of gate `VG-RCC-001`; expected its pass"
        ]


class TestLint:
    def test_finds_what_a_draft_lacks(self) -> None:
        draft = Procedure("draft", (Step("a", "A", roles={"x"}), Step("b", "B", actions=("do",))), title="Draft")
        assert [(finding.kind, finding.place) for finding in draft.lint()] == [
            (ProcedureFindingKind.NO_ACTION, "steps[0]"),
            (ProcedureFindingKind.NO_ROLE, "steps[1]"),
        ]

    def test_finds_that_there_is_nothing(self) -> None:
        (finding,) = Procedure("empty", (), title="Empty").lint()
        assert (finding.kind, finding.place) == (ProcedureFindingKind.NO_STEPS, "steps")


class TestViews:
    def test_of_a_run_mark_what_is_late(self) -> None:
        run = going(Run.replay(RB_IMM, good_record(RB_IMM, (MINUTE, MINUTE, MINUTE, 4 * MINUTE))))
        view = run.view()
        grid = view.sections[0].body
        assert isinstance(grid, Grid)
        assert view.badge is not None
        assert (view.badge.text, str(view.badge.tone)) == ("complete, 1 late", "warn")
        assert [row.cells[1] for row in grid.rows] == ["done", "done, late", "done", "done", "done", "done"]
        assert grid.rows[1].cells[4] == "5 min\nlate: not less than 5 min"
        assert [str(row.tone) for row in grid.rows][:2] == ["good", "warn"]
        assert view.title == "run-1"

    @pytest.mark.parametrize(
        ("made_by", "badge", "title", "line"),
        [
            (failed, "failed", "Failed at approve", "2026-02-20 12:04:00 UTC, noor (approver): not good"),
            (aborted, "aborted", "Aborted", "2026-02-20 12:04:00 UTC, kim (chief): wrong build"),
        ],
    )
    def test_of_a_run_say_why_it_ended(self, made_by: Callable[[], Run], badge: str, title: str, line: str) -> None:
        view = made_by().view()
        assert view.badge is not None
        assert view.badge.text == badge
        assert (view.sections[1].title, view.sections[1].body) == (title, Lines((line,)))

    def test_of_a_run_show_what_is_proved(self) -> None:
        grid = approved().view().sections[0].body
        assert isinstance(grid, Grid)
        assert grid.rows[1].cells == (
            "2. approve",
            "done",
            "12:03:00 UTC\nnoor (approver)",
            "12:04:00 UTC\nnoor (approver)",
            "2 min",
            "a.txt\nG-1\nG-2\nG-3\nlist",
        )
        assert grid.rows[2].cells == ("3. ship", "pending", "", "", "", "")

    def test_of_a_run_tell_any_time(self) -> None:
        run = going(begun().finish("make", T0 + timedelta(hours=14, seconds=1), by=RIKA))
        grid = run.view().sections[0].body
        assert isinstance(grid, Grid)
        assert grid.rows[0].cells[2:5] == (
            "12:01:00 UTC\nrika (builder)",
            "2026-02-21 02:00:01 UTC\nrika (builder)",
            "14:00:01\nlate: not less than 10 min",
        )
        assert run.view().badge is not None
        assert run.view().badge.text == "running, 1 late"

    def test_of_a_step_do_not_say_its_name_twice(self) -> None:
        grid = TUPLE_ROLLBACK.view().sections[0].body
        assert isinstance(grid, Grid)
        assert grid.rows[0].cells[2] == "Declare rollback event with trigger type and impacted tuple."

    def test_of_a_procedure_have_a_row_per_step(self) -> None:
        grid = BUILD.view().sections[0].body
        assert isinstance(grid, Grid)
        assert [row.cells for row in grid.rows] == [
            ("1. make", "builder", "Make it\n· make", "less than 10 min"),
            (
                "2. approve",
                "approver or second approver",
                "Approve it\n· look\n· sign",
                "evidence\ngate G-1\ngate G-2\nchecklist list\nreversible by chief",
            ),
            ("3. ship", "builder", "Ship it\n· ship", "evidence"),
        ]
        assert len(BUILD.view().sections) == 1
        assert RB_PLN.view().sections[1].body == Lines(
            (
                f"assess: {RB_PLN.step('assess').because}",
                f"prepare: {RB_PLN.step('prepare').because}",
                f"execute, verify: {RB_PLN.step('verify').because}",
                f"close: {RB_PLN.step('close').because}",
            )
        )
        assert RB_PLN.view().subtitle == "RB-PLN, on: Non-critical issues"

    def test_of_a_checklist_say_why_it_is_not_complete(self) -> None:
        results = [
            ItemResult(item.id, ItemStatus.PASS, recorded_at=T0, by="rika", evidence=(f"{item.id}.txt",))
            for item in RELEASE_CHECKLIST.items[:6]
        ]
        results.append(ItemResult("RL-07", ItemStatus.NA, recorded_at=T0, by="rika"))
        view = RELEASE_CHECKLIST.judge(results, T0).view()
        grid, lines = (section.body for section in view.sections)
        assert isinstance(grid, Grid)
        assert isinstance(lines, Lines)
        assert view.badge is not None
        assert view.badge.text == "incomplete"
        assert grid.rows[0].cells == (
            "RL-01",
            "done",
            "All PRs merged\nNo open PRs for release",
            "RL-01.txt",
            "rika, 2026-02-20 12:00:00 UTC",
        )
        assert [row.cells[1] for row in grid.rows] == ["done"] * 6 + ["open", "open"]
        assert lines.items == (
            (
                "RL-07 is not done: nobody said whether the item is required, which depends on `major release`\n"
                "“Rollback tested | RL-07 | Rollback procedure verified | Major only”\n"
                "(Release Cadence & Sync Automation, Pre-Release Checklist)"
            ),
            "RL-08 is not done: nothing that counts is recorded of the item",
        )

    def test_of_a_complete_checklist_have_no_reasons(self) -> None:
        results = [
            ItemResult(item.id, ItemStatus.PASS, recorded_at=T0, by="rika", evidence=("e",))
            for item in RELEASE_CHECKLIST.items
        ]
        assert [section.title for section in RELEASE_CHECKLIST.judge(results, T0).view().sections] == ["Items"]

    @pytest.mark.parametrize("procedure", SHIPPED, ids=lambda own: own.id)
    def test_render_in_every_form(self, procedure: Procedure) -> None:
        run = going(Run.replay(procedure, good_record(procedure)))
        for own in (procedure, run):
            forms = own._repr_mimebundle_()
            assert list(forms) == ["text/plain", "text/markdown", "text/html"]
            assert all(step.id in form for step in procedure.steps for form in forms.values())


class TestMermaid:
    def test_is_a_flowchart(self) -> None:
        assert BUILD.mermaid() == (
            "flowchart TD\n"
            '    start(["Build"])\n'
            '    s1["1 Make it<br>by builder<br>less than 10 min"]\n'
            '    s2["2 Approve it<br>by approver or second approver<br>evidence<br>gate G-1<br>gate G-2'
            '<br>checklist list<br>reversible by chief"]\n'
            '    s3["3 Ship it<br>by builder<br>evidence"]\n'
            '    done(["complete"])\n'
            "    start --> s1\n"
            "    s1 --> s2\n"
            "    s2 --> s3\n"
            "    s3 --> done\n"
            '    aborted(["aborted"])\n'
            '    s2 -. "reversed by chief" .-> aborted\n'
        )

    def test_lets_no_text_leave_its_place(self) -> None:
        nasty = Step("x", 'say "]; click s1 <b>`#amp;`', actions=("do",))
        chart = Procedure("p", (nasty,), title="T", trigger='a"]\nb --> c').mermaid()
        assert chart == (
            "flowchart TD\n"
            '    start(["a#34;#93; b --#62; c"])\n'
            '    s1["1 say #34;#93;#59; click s1 #60;b#62;#96;#35;amp#59;#96;<br>by nobody<br>evidence"]\n'
            '    done(["complete"])\n'
            "    start --> s1\n"
            "    s1 --> done\n"
        )

    def test_of_nothing_is_an_arrow(self) -> None:
        assert Procedure("p", (), title="T").mermaid().splitlines()[-1] == "    start --> done"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            RunFault,
            (
                "draft, not started, started twice, other procedure, ended, earlier, unknown step, step skipped, "
                "step repeated, step not begun, wrong role, no evidence, gate unproven, checklist open"
            ),
        ),
        (
            Shortfall,
            "failed, no result, no evidence, na not allowed, recorded twice, unknown item, no items",
        ),
        (ItemStatus, "pass, na, fail"),
        (ItemStanding, "done, excused, open, failed"),
        (ChecklistOutcome, "complete, incomplete"),
        (StepState, "pending, open, done, failed"),
        (RunState, "running, complete, failed, aborted"),
        (ProcedureFindingKind, "no steps, no role, no action"),
    ],
)
def test_words_are_pinned(words: type[Word], expected: str) -> None:
    assert ", ".join(map(str, words)) == expected


def test_events_are_what_is_listed() -> None:
    events: tuple[RunEvent, ...] = failed().events
    assert events[-1] == StepFailed(
        "approve", T0 + 4 * MINUTE, by=NOOR, reason="not good", evidence=("n.txt",)
    )
