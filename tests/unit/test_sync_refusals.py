"""What speaks against carrying out a plan: each reason alone, and all of them at once."""

from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest

from releasekit.errors import FieldError
from releasekit.policy import MISSING
from releasekit.procedures import Actor
from releasekit.sync import (
    ConflictStrategy,
    DryRun,
    Entry,
    EntryKind,
    Guard,
    GuardLimits,
    Resolution,
    Rewrite,
    Snapshot,
    StepOutcome,
    StepStatus,
    SyncApproval,
    SyncFault,
    SyncFilters,
    SyncFindingKind,
    SyncRefusal,
    SyncStatus,
    SyncStep,
    Ticket,
    approve,
    authorise,
    dry_run,
    reject,
    report,
)
from tests.strategies.syncs import APPROVER, AT, EXECUTOR, MINUTE, RULES, SEEN, config, snapshot

HOUR: Final = timedelta(hours=1)
BEFORE: Final = {"keep": "1", "gone": "1", "both": "1", "out/x": "1"}
AFTER: Final = {"keep": "1", "new": "1", "both": "2", "out/x": "2"}
FILTERS: Final = SyncFilters(exclude=["out/**"])


def planned(source: dict[str, str] = AFTER, target: dict[str, str] = BEFORE, **fields: Any) -> DryRun:  # noqa: ANN401
    given: dict[str, Any] = {"mirror": True, "at": AT} | fields
    answer = dry_run(given.pop("config", config(filters=FILTERS)), snapshot(source), snapshot(target), **given)
    assert isinstance(answer, DryRun)
    return answer


PLAN: Final = planned()
YES: Final = approve(PLAN, AT + MINUTE, by=APPROVER, approval_id="a1")


def ask(plan: DryRun = PLAN, said: Any = YES, **changes: Any) -> Ticket | SyncRefusal:  # noqa: ANN401 - arguments
    given: dict[str, Any] = {
        "current_target": plan.target,
        "at": AT + 5 * MINUTE,
        "current_source": plan.source,
        "by": EXECUTOR,
        "rules": RULES,
        "attestations": SEEN,
    } | changes
    return authorise(plan, said, **given)


def told(answer: Ticket | SyncRefusal) -> list[tuple[SyncFault, str]]:
    assert isinstance(answer, SyncRefusal)
    return [(problem.kind, str(problem)) for problem in answer.problems]


class Case(NamedTuple):
    """What is otherwise, the reason, and what its text has in it."""

    changes: dict[str, Any]
    fault: SyncFault
    text: str


LATE: Final = [seen.replace(at=AT + HOUR) for seen in SEEN]
ALONE: Final = {
    "wrong digest": Case({"said": YES.replace(digest="0" * 64)}, SyncFault.OTHER_PLAN, PLAN.digest[:16]),
    "drifted target": Case(
        {"current_target": snapshot(BEFORE | {"both": "9", "keep": "9"})},
        SyncFault.TARGET_DRIFTED,
        '`"both"`, `"keep"`',
    ),
    "drifted source": Case({"current_source": snapshot(AFTER | {"new": "9"})}, SyncFault.SOURCE_DRIFTED, '`"new"`'),
    "drifted back": Case(
        {"current_target": snapshot({"keep": "1", "both": "1", "out/x": "1"})},
        SyncFault.TARGET_DRIFTED,
        '`"gone"`',
    ),
    "a link now": Case(
        {"current_target": snapshot(BEFORE | {"keep": "link both"})},
        SyncFault.TARGET_DRIFTED,
        '`"keep"`',
    ),
    "expired": Case(
        {"at": AT + HOUR + timedelta(microseconds=1), "attestations": LATE},
        SyncFault.EXPIRED,
        "expected at most 1:00:00 ago",
    ),
    "reused": Case({"used": ["a0", "a1"]}, SyncFault.USED, '`"a1"`, which was used'),
    "early approval": Case({"said": YES.replace(at=AT - MINUTE)}, SyncFault.EARLY, "no earlier than the dry run"),
    "future approval": Case({"said": YES.replace(at=AT + 6 * MINUTE)}, SyncFault.FUTURE, "approval.at"),
    "future plan": Case({"at": AT - MINUTE, "said": YES.replace(at=AT - MINUTE)}, SyncFault.FUTURE, "dry_run.at"),
    "nobody approved": Case({"said": MISSING}, SyncFault.NOT_APPROVED, "is not there"),
    "rejected": Case(
        {"said": reject(PLAN, AT + MINUTE, by=APPROVER, approval_id="r1")},
        SyncFault.NOT_APPROVED,
        "is a no, by Ada",
    ),
    "rejected later": Case(
        {"rejections": [reject(PLAN, AT + 2 * MINUTE, by=Actor("Eve", "guest"), approval_id="r1")]},
        SyncFault.NOT_APPROVED,
        "Eve said no",
    ),
    "self-approval": Case({"by": APPROVER}, SyncFault.SAME_PERSON, "who carries it out"),
    "another approver": Case(
        {"said": YES.replace(by=Actor("Eve", "guest"))},
        SyncFault.WRONG_APPROVER,
        "expected release owner",
    ),
    "automatic": Case({"said": YES.replace(by=None)}, SyncFault.PERSON_NEEDED, "for the configuration, 1 deletes"),
    "incomplete target": Case(
        {"current_target": snapshot(BEFORE, complete=False)},
        SyncFault.TARGET_INCOMPLETE,
        "everything that stands there",
    ),
    "unreadable target": Case(
        {"current_target": snapshot(BEFORE, unreadable=("x",))},
        SyncFault.TARGET_INCOMPLETE,
        "current_target",
    ),
    "incomplete source": Case(
        {"current_source": snapshot(AFTER, complete=False)},
        SyncFault.SOURCE_INCOMPLETE,
        "not complete any more",
    ),
    "not attested": Case({"attestations": SEEN[:1]}, SyncFault.NOT_ATTESTED, "credentials"),
}


@pytest.mark.parametrize("case", ALONE.values(), ids=ALONE)
def test_each_reason_alone(case: Case) -> None:
    reasons = told(ask(**case.changes))
    assert case.fault in {fault for fault, _ in reasons}
    assert any(case.text in text for fault, text in reasons if fault is case.fault)
    if case.fault not in (SyncFault.FUTURE, SyncFault.EARLY):
        assert len(reasons) == 1
    assert isinstance(ask(), Ticket)


def test_all_of_them_at_once() -> None:
    plan = planned(
        {"both": "2"},
        {f"f{at}": "1" for at in range(40)} | {"both": "1"},
        limits=GuardLimits(protected=["both"]),
    )
    said = SyncApproval("a1", "0" * 64, approved=True, by=Actor("Eve", "guest"), at=AT + 9 * HOUR)
    answer = ask(
        plan,
        said,
        current_target=snapshot({"both": "9"}),
        current_source=snapshot({"both": "9"}, complete=False),
        at=AT + 3 * HOUR,
        by=Actor("eve", "agent"),
        attestations=(),
        used=["a1"],
    )
    assert {fault for fault, _ in told(answer)} == {
        SyncFault.EXPIRED,
        SyncFault.OTHER_PLAN,
        SyncFault.FUTURE,
        SyncFault.WRONG_APPROVER,
        SyncFault.SAME_PERSON,
        SyncFault.GUARD,
        SyncFault.USED,
        SyncFault.NOT_ATTESTED,
        SyncFault.SOURCE_INCOMPLETE,
        SyncFault.SOURCE_DRIFTED,
        SyncFault.TARGET_DRIFTED,
    }
    guards = [text for fault, text in told(answer) if fault is SyncFault.GUARD]
    assert len(guards) == 2
    assert [fault for fault, _ in told(answer)].count(SyncFault.NOT_ATTESTED) == 2


class TestLimits:
    def test_the_limit_of_age_itself_is_good(self) -> None:
        assert isinstance(ask(at=AT + HOUR), Ticket)
        assert isinstance(ask(at=AT + HOUR, said=YES.replace(at=AT + HOUR)), Ticket)
        assert isinstance(ask(at=AT + MINUTE, said=YES.replace(at=AT)), Ticket)

    def test_drift_outside_the_filters_counts_only_where_it_is_in_the_way(self) -> None:
        assert isinstance(ask(current_target=snapshot(BEFORE | {"out/x": "9", "out/y": "1"})), Ticket)
        assert isinstance(ask(current_source=snapshot(AFTER | {"out/x": "9"})), Ticket)
        plan = planned({"a/b": "1"}, {}, config=config(filters=SyncFilters(["a/b"])))
        said = approve(plan, AT, by=APPROVER, approval_id="a1")
        (reason,) = told(ask(plan, said, current_target=snapshot({"a": "1"})))
        assert reason == (SyncFault.TARGET_DRIFTED, 'current_target differs at `"a"`')
        assert isinstance(ask(plan, said, current_target=snapshot({"b": "1"})), Ticket)

    def test_an_earlier_no_is_outdone_by_a_later_yes(self) -> None:
        no = reject(PLAN, AT, by=APPROVER, approval_id="r1")
        assert isinstance(ask(rejections=[no]), Ticket)
        assert isinstance(ask(rejections=[no.replace(at=AT + 2 * MINUTE, digest="0" * 64)]), Ticket)

    def test_snapshots_of_another_kind_are_a_broken_contract(self) -> None:
        with pytest.raises(FieldError, match="identified_by"):
            ask(current_target=snapshot(BEFORE, identified_by="git"))


class TestGuards:
    def test_an_approval_has_to_name_each(self) -> None:
        target = {f"f{at}": "1" for at in range(40)} | {"both": "1"}
        plan = planned({"both": "2"}, target, limits=GuardLimits(protected=["both"]))
        assert {guard.kind for guard in plan.guards} == {Guard.MANY_DELETED, Guard.PROTECTED}
        some = approve(plan, AT, by=APPROVER, approval_id="a1", overrides=[Guard.PROTECTED])
        assert [fault for fault, _ in told(ask(plan, some))] == [SyncFault.GUARD]
        assert isinstance(ask(plan, some.replace(overrides=[Guard.PROTECTED, Guard.MANY_DELETED])), Ticket)

    def test_an_incomplete_source_deletes_nothing_and_no_approval_can_change_it(self) -> None:
        plan = dry_run(config(filters=FILTERS), snapshot(AFTER, complete=False), snapshot(BEFORE), at=AT, mirror=True)
        assert isinstance(plan, DryRun)
        assert (plan.changes.counts.deleted, plan.changes.counts.added, plan.changes.counts.modified) == (0, 1, 1)
        (found,) = (each for each in plan.findings if each.kind is SyncFindingKind.SOURCE_INCOMPLETE)
        assert "1 paths are kept" in found.message
        said = approve(plan, AT, by=APPROVER, approval_id="a1", overrides=Guard)
        ticket = ask(plan, said)
        assert isinstance(ticket, Ticket)
        assert ticket.deletes([StepOutcome(step.path, StepStatus.DONE) for step in ticket.writes()]) == ()

    def test_an_incomplete_target_gives_no_plan(self) -> None:
        answer = dry_run(config(), snapshot(AFTER), snapshot(BEFORE, complete=False), at=AT)
        assert [fault for fault, _ in told(answer)] == [SyncFault.TARGET_INCOMPLETE]  # type: ignore[arg-type]

    def test_an_empty_source_is_a_guard_where_it_deletes_and_a_finding_where_not(self) -> None:
        assert {guard.kind for guard in planned({}).guards} == {Guard.EMPTY_SOURCE, Guard.ALL_DELETED}
        nothing = planned({}, {})
        assert nothing.guards == ()
        assert SyncFindingKind.EMPTY_SOURCE in {each.kind for each in nothing.findings}

    def test_a_path_that_moves_is_no_delete(self) -> None:
        before = {f"old/{at}": str(at) for at in range(50)}
        assert planned({f"new/{at}": str(at) for at in range(50)}, before).guards == ()


class TestSteps:
    def steps(self, plan: DryRun) -> list[SyncStep]:
        ticket = ask(plan, approve(plan, AT, by=APPROVER, approval_id="a1", overrides=Guard))
        assert isinstance(ticket, Ticket)
        return list(ticket.steps())

    def test_deletes_come_last_but_for_those_that_make_room(self) -> None:
        before = {"file": "1", "folder/a": "1", "folder/b": "1", "z": "1"}
        plan = planned({"file/x": "1", "folder": "1", "b": "1"}, before)
        steps = self.steps(plan)
        assert [(step.path, step.is_delete, step.makes_room_for) for step in steps] == [
            ("b", False, None),
            ("file", True, "file/x"),
            ("file/x", False, None),
            ("folder/a", True, "folder"),
            ("folder/b", True, "folder"),
            ("folder", False, None),
            ("z", True, None),
        ]
        assert [step.needs for step in steps if step.needs] == [("file",), ("folder/a", "folder/b")]
        assert not steps[2].may_follow({"b"})
        assert steps[2].may_follow({"b", "file"})

    def test_a_moved_folder_is_read_where_it_is_in_the_source(self) -> None:
        plan = planned({"site/a": "1", "b": "1"}, {}, rewrites=[Rewrite("site", "public")])
        assert [(step.path, step.source_path) for step in self.steps(plan)] == [("b", "b"), ("public/a", "site/a")]

    def test_two_paths_at_one_place_are_refused(self) -> None:
        with pytest.raises(FieldError, match='bring several paths to `"a"`'):
            planned({"a": "1", "x/a": "1"}, {}, rewrites=[Rewrite("x", "")])

    def test_what_nobody_knows_is_an_error_of_a_partial_log(self) -> None:
        ticket = ask()
        assert isinstance(ticket, Ticket)
        fields: dict[str, Any] = {"execution_id": "1", "started_at": AT + 5 * MINUTE, "completed_at": AT + 6 * MINUTE}
        fields |= {"after": MISSING, "smoke_tests_passed": True, "diff_ref": "1.json"}
        unknown = report(ticket, [], **fields).log.execution
        assert unknown is not None
        assert unknown.status is SyncStatus.PARTIAL
        assert len(unknown.errors) == 3
        assert all("nobody knows whether" in error for error in unknown.errors)
        failed = [StepOutcome(step.path, StepStatus.FAILED, error="no") for step in ticket.steps()]
        assert report(ticket, failed, **fields).log.execution.status is SyncStatus.FAILED  # type: ignore[union-attr]
        with pytest.raises(FieldError, match="is no step of the plan"):
            report(ticket, [StepOutcome("elsewhere", StepStatus.DONE)], **fields)


class TestResolutions:
    CONFIG: Final = config(ConflictStrategy.MERGE)

    def plan(self, **fields: Any) -> DryRun:  # noqa: ANN401 - arguments
        given: dict[str, Any] = {"base": snapshot({"a": "1", "b": "1"}), "mirror": False, "config": self.CONFIG}
        return planned({"a": "s", "b": "s"}, {"a": "t", "b": "t"}, **given | fields)

    def test_all_conflicts_are_settled_or_the_plan_is_blocked(self) -> None:
        assert len(self.plan().unsettled) == 2
        one = self.plan(resolutions={"a": Entry("m")})
        assert [each.path for each in one.unsettled] == ["b"]
        both = self.plan(resolutions=[Resolution("a", Entry("m")), Resolution("b", None)])
        assert both.unsettled == ()
        assert dict(both.result.index) == {"a": "m"}

    def test_no_other_path_is_settled(self) -> None:
        with pytest.raises(FieldError, match="is in no conflict"):
            self.plan(resolutions={"c": Entry("m")})

    def test_paths_that_stand_in_each_others_way_are_settled_together(self) -> None:
        fields: dict[str, Any] = {"base": snapshot({}), "mirror": False, "config": self.CONFIG}
        plan = planned({"a/b": "1"}, {"a": "1"}, **fields)
        assert [(each.path, each.beside) for each in plan.unsettled] == [("a/b", "a")]
        assert plan.changes.paths == ()
        settled = planned({"a/b": "1"}, {"a": "1"}, resolutions={"a/b": Entry("1"), "a": None}, **fields)
        assert dict(settled.result.index) == {"a/b": "1"}

    def test_a_mirror_takes_neither_base_nor_resolutions(self) -> None:
        with pytest.raises(FieldError, match="a mirror takes all of the source"):
            planned(base=Snapshot())
        with pytest.raises(FieldError, match="with a mirror"):
            planned(config=self.CONFIG, resolutions={"a": Entry("1")})


def test_names_that_differ_in_capitals_only_are_a_conflict_where_the_target_folds_case() -> None:
    for folds, is_blocked in ((True, True), (False, False), (MISSING, True)):
        target = snapshot({"readme": "1"}, folds_case=folds)
        plan = dry_run(config(), snapshot({"README": "1"}), target, at=AT, mirror=True)
        assert isinstance(plan, DryRun)
        assert bool(plan.unsettled) is is_blocked
    assert Entry("b", EntryKind.LINK).state == "link b"
