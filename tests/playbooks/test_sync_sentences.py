"""Sentences of Release Cadence & Sync Automation on syncs, each shown by a sync that is planned, approved and run.

Nothing touches a disk: a target is a snapshot, and what is done to it is done to a plain dictionary.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

import pytest

from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import (
    DRY_RUN_REQUIREMENTS,
    PLAYBOOK,
    PRE_SYNC_FACTS,
    SYNC_TYPES,
    sync_rules,
)
from releasekit.policy import MISSING
from releasekit.sync import (
    Attestation,
    ConflictStrategy,
    DryRun,
    ExpectedChanges,
    PlanOutcome,
    Snapshot,
    StepOutcome,
    StepStatus,
    SyncFault,
    SyncFindingKind,
    SyncFrequency,
    SyncNotifications,
    SyncOptions,
    SyncRefusal,
    SyncReport,
    SyncSchedule,
    SyncStatus,
    SyncTrigger,
    SyncType,
    Ticket,
    approve,
    authorise,
    dry_run,
    dry_run_facts,
    log_undone,
    reject,
    report,
)
from tests.playbooks.seeds import below
from tests.strategies.syncs import APPROVER, AT, EXECUTOR, MINUTE, config, snapshot

RULES: Final = sync_rules(timedelta(hours=1))
SEEN: Final = tuple(
    Attestation(fact, True, sync_id="sync-1", by="Grace", at=AT, evidence=f"{fact}.txt")  # noqa: FBT003 - a field
    for fact in PRE_SYNC_FACTS
)
BEFORE: Final = {"kept": "1", "changed": "1", "gone": "1", "last": "1"}
AFTER: Final = {"kept": "1", "changed": "2", "new": "1", "last": "1"}
TOLD: Final = SyncNotifications(["team"], ["on-call"])
CONFIG: Final = config(notifications=TOLD)
NOBODY_ASKED: Final = SyncOptions(
    dry_run_required=True, approval_required=False, conflict_strategy=ConflictStrategy.FAIL
)


def plan(source: Mapping[str, str] = AFTER, **changes: Any) -> DryRun:  # noqa: ANN401 - arguments
    """Plan the sync that adds, modifies and deletes one file each."""
    base = None if changes.get("mirror") else snapshot(BEFORE)
    fields: dict[str, Any] = {"base": base, "at": AT} | changes
    answer = dry_run(fields.pop("config", CONFIG), snapshot(dict(source)), snapshot(BEFORE), **fields)
    assert isinstance(answer, DryRun)
    return answer


def ask(planned: DryRun, said: Any = None, **changes: Any) -> Ticket | SyncRefusal:  # noqa: ANN401 - arguments
    """Ask for the ticket of a plan; its approver has approved it unless something else is given."""
    arguments: dict[str, Any] = {
        "current_target": planned.target,
        "at": AT + 5 * MINUTE,
        "current_source": planned.source,
        "by": EXECUTOR,
        "rules": RULES,
        "attestations": SEEN,
    } | changes
    approval = approve(planned, AT + MINUTE, by=APPROVER, approval_id="a1") if said is None else said
    return authorise(planned, approval, **arguments)


def ticket(planned: DryRun, **changes: Any) -> Ticket:  # noqa: ANN401 - arguments
    answer = ask(planned, **changes)
    assert isinstance(answer, Ticket), answer
    return answer


def refused(planned: DryRun, said: Any = None, **changes: Any) -> set[SyncFault]:  # noqa: ANN401 - arguments
    answer = ask(planned, said, **changes)
    assert isinstance(answer, SyncRefusal)
    return {problem.kind for problem in answer.problems}


class Ran(NamedTuple):
    """What stands in the target afterwards, and the report."""

    after: Mapping[str, str]
    told: SyncReport


def run(planned: DryRun, *, fails: str = "", **changes: Any) -> Ran:  # noqa: ANN401 - arguments of the report
    """Carry a plan out on a dictionary; one path may fail."""
    leave = ticket(planned)
    tree, outcomes = dict(planned.target.index), []
    for step in leave.writes():
        outcomes.append(outcome(step.path, is_done=step.path != fails))
        if step.path != fails and step.change.after is not None:
            tree[step.path] = step.change.after.state
    for step in leave.deletes(outcomes):
        outcomes.append(outcome(step.path, is_done=step.path != fails))
        if step.path != fails:
            del tree[step.path]
    fields: dict[str, Any] = {
        "execution_id": "run-1",
        "started_at": AT + 5 * MINUTE,
        "completed_at": AT + 6 * MINUTE,
        "after": snapshot(tree),
        "smoke_tests_passed": True,
        "diff_ref": "runs/1.json",
    } | changes
    return Ran(tree, report(leave, outcomes, **fields))


def outcome(path: str, *, is_done: bool) -> StepOutcome:
    return StepOutcome(path, StepStatus.DONE) if is_done else StepOutcome(path, StepStatus.FAILED, error="disk full")


# ------------------------------------------------------------------------------------------------ types


class TypeCase(NamedTuple):
    """A row of the table of sync types, the triggers that fit, and whether a trigger that fits has a note."""

    heading: str
    quote: str
    type: SyncType
    fits: frozenset[SyncTrigger]
    has_note: bool = False


def _types(quote: str, kind: SyncType, *fits: SyncTrigger, has_note: bool = False) -> TypeCase:
    return TypeCase("Sync Types", quote, kind, frozenset(fits), has_note)


TYPES: Final = {
    "upstream": _types(
        "**Upstream sync** | Pull from upstream source | On release", SyncType.UPSTREAM, SyncTrigger.ON_RELEASE
    ),
    "downstream": _types(
        "**Downstream sync** | Push to distribution | On release", SyncType.DOWNSTREAM, SyncTrigger.ON_RELEASE
    ),
    "cross_repo": _types(
        "**Cross-repo sync** | Sync between related repos | As needed", SyncType.CROSS_REPO, SyncTrigger.MANUAL
    ),
    "config": _types(
        "**Config sync** | Sync configuration/policies | On change",
        SyncType.CONFIG,
        SyncTrigger.MANUAL,
        has_note=True,
    ),
}


@pytest.mark.parametrize("case", TYPES.values(), ids=TYPES)
def test_a_trigger_that_does_not_fit_the_type_is_found(case: TypeCase) -> None:
    assert case.quote in below("002", case.heading)
    row = SYNC_TYPES[case.type]
    assert isinstance(row, SyncFrequency)
    assert case.quote.endswith(f" | {row.frequency}")
    for trigger in SyncTrigger:
        schedule = SyncSchedule(trigger, "30 2 * * MON" if trigger is SyncTrigger.CRON else None)
        kinds = [found.kind for found in RULES.findings(config(type=case.type, schedule=schedule))]
        fitting = [SyncFindingKind.NO_TRIGGER] if case.has_note else []
        assert kinds == (fitting if trigger in case.fits else [SyncFindingKind.OTHER_TRIGGER])


def test_the_rules_are_those_of_the_four_types() -> None:
    assert [row.type for row in RULES.frequencies] == list(SyncType)
    assert RULES.self_approval is False
    with pytest.raises(FieldError, match="max_age"):
        sync_rules(timedelta(0))


# --------------------------------------------------------------------------------------------- workflow


class TestPreSync:
    """The library cannot look, so somebody attests what was looked at."""

    @pytest.mark.parametrize("fact", PRE_SYNC_FACTS)
    @pytest.mark.parametrize("lacking", ["nobody", "bad", "stale", "future"])
    def test_is_attested(self, fact: str, lacking: str) -> None:
        """“Check source availability”, “Validate credentials”, “Verify target state”."""
        others = [seen for seen in SEEN if seen.fact != fact]
        (own,) = (seen for seen in SEEN if seen.fact == fact)
        given = {
            "nobody": others,
            "bad": [*others, own.replace(holds=False)],
            "stale": [*others, own.replace(at=AT - timedelta(hours=2))],
            "future": [*others, own.replace(at=AT + timedelta(hours=2))],
        }[lacking]
        answer = ask(plan(), attestations=given)
        assert isinstance(answer, SyncRefusal)
        assert [(problem.kind, problem.place) for problem in answer.problems] == [(SyncFault.NOT_ATTESTED, fact)]

    def test_bad_news_outweighs_good(self) -> None:
        assert refused(plan(), attestations=[*SEEN, SEEN[0].replace(holds=False)]) == {SyncFault.NOT_ATTESTED}


class TestPreview:
    def test_changes_nothing(self) -> None:
        """“Execute sync in preview mode”."""
        source, target = snapshot(AFTER), snapshot(BEFORE)
        before = (source.digest, target.digest)
        planned = dry_run(CONFIG, source, target, base=snapshot(BEFORE), at=AT)
        assert isinstance(planned, DryRun)
        assert (source.digest, target.digest, dict(target.index)) == (*before, BEFORE)

    def test_shows_every_change(self) -> None:
        """“Generate diff report”."""
        text = plan().whole().to_text()
        assert [line.split()[1] for line in text.splitlines() if line.startswith(("  ✗", "  !", "  ✓"))] == [
            "gone",
            "changed",
            "new",
        ]

    @pytest.mark.parametrize(
        ("expected", "is_right"),
        [
            (ExpectedChanges(1, 1, deleted=1), True),
            (ExpectedChanges(added=1), True),
            (ExpectedChanges(paths=["gone", "new", "changed"]), True),
            (ExpectedChanges(), True),
            (ExpectedChanges(2), False),
            (ExpectedChanges(modified=0), False),
            (ExpectedChanges(deleted=0), False),
            (ExpectedChanges(paths=["new", "changed"]), False),
            (ExpectedChanges(paths=["new", "changed", "gone", "kept"]), False),
            (ExpectedChanges(paths=[]), False),
        ],
    )
    def test_is_compared_with_what_somebody_expects(self, expected: ExpectedChanges, is_right: bool) -> None:  # noqa: FBT001 - a case
        """“Validate expected changes”."""
        planned = plan(expected=expected)
        assert planned.outcome is (PlanOutcome.READY if is_right else PlanOutcome.BLOCKED)
        if not is_right:
            assert refused(planned) == {SyncFault.UNEXPECTED}
            assert "Not as expected" in planned.to_text()


class TestApproval:
    def test_is_a_yes_or_a_no(self) -> None:
        """“Approve or reject”."""
        planned = plan()
        assert isinstance(ask(planned), Ticket)
        assert refused(planned, MISSING) == {SyncFault.NOT_APPROVED}
        assert refused(planned, reject(planned, AT + MINUTE, by=APPROVER, approval_id="r1")) == {SyncFault.NOT_APPROVED}

    def test_is_written_down(self) -> None:
        """“Document decision”."""
        planned = plan()
        no = reject(planned, AT + MINUTE, by=APPROVER, approval_id="r1")
        fields: dict[str, Any] = {"execution_id": "run-1", "at": AT + 2 * MINUTE, "by": "agent", "diff_ref": "1.json"}
        log = log_undone(planned, no, **fields).log
        assert log.approval is not None
        assert (log.approval.approved, log.approval.approved_by, log.approval.approved_at) == (
            False,
            "Ada",
            AT + MINUTE,
        )
        assert (log.execution, log.verification) == (None, None)
        assert log_undone(planned, **fields).log.approval is None
        assert run(planned).told.log.approval.approved  # type: ignore[union-attr]

    @pytest.mark.parametrize(
        ("name", "role", "is_right"),
        [("Ada", "release owner", True), ("release owner", "guest", True), ("Ada", "guest", False)],
    )
    def test_is_of_the_configured_approver_by_name_or_role(self, name: str, role: str, is_right: bool) -> None:  # noqa: FBT001 - a case
        """`approver: <role-or-human>`."""
        planned = plan()
        said = approve(planned, AT + MINUTE, by=APPROVER.replace(name=name, role=role), approval_id="a1")
        assert isinstance(ask(planned, said), Ticket) is is_right
        assert is_right or refused(planned, said) == {SyncFault.WRONG_APPROVER}

    def test_nobody_approves_and_carries_out_unless_the_rules_allow_it(self) -> None:
        planned = plan()
        assert refused(planned, by=APPROVER) == {SyncFault.SAME_PERSON}
        assert refused(planned, by=APPROVER.replace(name="ADA", role="agent")) == {SyncFault.SAME_PERSON}
        assert isinstance(ask(planned, by=APPROVER, rules=RULES.replace(self_approval=True)), Ticket)

    def test_is_automatic_where_none_is_required(self) -> None:
        """`approval_required: false`: no person is invented, and the log has the digest."""
        planned = plan({**BEFORE, "new": "1"}, config=CONFIG.replace(options=NOBODY_ASKED))
        automatic = approve(planned, AT + MINUTE, by=None, approval_id="auto-1")
        leave = ask(planned, automatic)
        assert isinstance(leave, Ticket)
        told = report(
            leave,
            [StepOutcome("new", StepStatus.DONE)],
            execution_id="run-1",
            started_at=AT + 5 * MINUTE,
            completed_at=AT + 6 * MINUTE,
            after=snapshot({**BEFORE, "new": "1"}),
            smoke_tests_passed=True,
            diff_ref="1.json",
        )
        assert told.log.approval is not None
        assert told.log.approval.approved_by == "automatic"
        assert told.log.approval.dry_run_ref == f"1.json#sha256:{planned.digest}"
        assert told.log.execution is not None
        assert told.log.execution.status is SyncStatus.SUCCESS
        person = approve(planned, AT + MINUTE, by=APPROVER, approval_id="a1")
        assert refused(planned, person) == {SyncFault.WRONG_APPROVER}

    def test_of_a_delete_is_never_automatic(self) -> None:
        without = plan(config=CONFIG.replace(options=NOBODY_ASKED))
        automatic = approve(without, AT + MINUTE, by=None, approval_id="auto-1")
        assert refused(without, automatic) == {SyncFault.NO_APPROVER, SyncFault.PERSON_NEEDED}
        with_one = plan(config=CONFIG.replace(options=NOBODY_ASKED.replace(approver="release owner")))
        automatic = approve(with_one, AT + MINUTE, by=None, approval_id="auto-1")
        assert refused(with_one, automatic) == {SyncFault.PERSON_NEEDED}
        assert isinstance(ask(with_one), Ticket)


class TestExecution:
    def test_does_what_was_planned(self) -> None:
        """“Apply changes”."""
        assert run(plan()).after == AFTER

    def test_leaves_its_evidence(self) -> None:
        """What was done, when, by whom, of which plan: “Capture evidence”."""
        planned = plan()
        log = run(planned).told.log
        assert (log.execution_id, log.executed_by, log.executed_at) == ("run-1", EXECUTOR.name, AT + 5 * MINUTE)
        assert log.execution is not None
        assert (log.execution.started_at, log.execution.completed_at) == (AT + 5 * MINUTE, AT + 6 * MINUTE)
        done = log.execution.changes_applied
        assert (done.added, done.modified, done.deleted) == (1, 1, 1)
        assert log.dry_run.diff_ref == f"runs/1.json#sha256:{planned.digest}"

    def test_is_complete_only_if_every_step_is_known_to_be_done(self) -> None:
        """“Verify completion”."""
        assert run(plan()).told.log.execution.status is SyncStatus.SUCCESS  # type: ignore[union-attr]
        failed = run(plan(), fails="new")
        assert failed.after == {**BEFORE, "changed": "2"}
        assert failed.told.log.execution is not None
        assert failed.told.log.execution.status is SyncStatus.PARTIAL
        assert [error.partition(":")[0] for error in failed.told.log.execution.errors] == [
            '`"new"` (failed)',
            '`"gone"`',
        ]


class TestPostSync:
    def test_asks_for_the_smoke_tests(self) -> None:
        """“Run smoke tests”."""
        good, bad = run(plan()).told, run(plan(), smoke_tests_passed=False).told
        assert good.log.verification is not None
        assert good.log.verification.smoke_tests_passed
        assert bad.log.verification is not None
        assert not bad.log.verification.smoke_tests_passed
        assert (good.notify, bad.notify) == (("team",), ("on-call",))

    @pytest.mark.parametrize(
        ("after", "is_verified"),
        [
            pytest.param(snapshot(AFTER), True, id="as approved"),
            pytest.param(snapshot({**AFTER, "more": "1"}), False, id="more"),
            pytest.param(snapshot({**AFTER, "new": "2"}), False, id="another content"),
            pytest.param(snapshot({**AFTER, "new": "executable 1"}), False, id="another kind"),
            pytest.param(snapshot({"kept": "1"}), False, id="less"),
            pytest.param(snapshot(AFTER, complete=False), False, id="not all was read"),
            pytest.param(snapshot(AFTER, unreadable=("x",)), False, id="unreadable"),
            pytest.param(snapshot(AFTER, identified_by="md5"), False, id="identified otherwise"),
            pytest.param(MISSING, False, id="nobody looked"),
        ],
    )
    def test_compares_the_target_with_what_was_approved(self, after: Any, is_verified: bool) -> None:  # noqa: ANN401, FBT001 - a case
        """“Verify integrity”."""
        told = run(plan(), after=after).told
        assert told.log.verification is not None
        assert told.log.verification.integrity_verified is is_verified
        assert told.notify == (("team",) if is_verified else ("on-call",))

    def test_ends_in_a_log(self) -> None:
        """“Update sync log”."""
        log = run(plan()).told.log
        assert (log.sync_id, log.dry_run.result.total_changes) == (CONFIG.sync_id, 3)
        assert log.verification is not None
        assert PLAYBOOK.findings(log) == ()

    def test_nobody_is_told_of_what_was_not_done(self) -> None:
        told = log_undone(plan(), execution_id="run-1", at=AT, by="agent", diff_ref="1.json")
        assert told.notify == ()
        assert [found.kind for found in told.findings] == [SyncFindingKind.NOBODY_TOLD]


# ----------------------------------------------------------------------------------------- requirements


def unmet(planned: Any, log: Any, shown: Any = MISSING, after: Any = MISSING) -> list[str]:  # noqa: ANN401 - what is known
    facts = dry_run_facts(planned, log, shown_text=shown, target_after=after)
    return [decision.outcome for decision in DRY_RUN_REQUIREMENTS.collect(facts)]


class TestRequirements:
    """DR-01 to DR-06 for a whole sync; each alone is missed where only what it asks for is taken away."""

    planned = plan()
    log = run(planned).told.log
    whole = planned.whole().to_text()

    def test_all_hold_for_a_whole_sync(self) -> None:
        for card in (self.planned.whole(), self.planned):
            for text in (card.to_text(), card.to_markdown(), card.to_html()):
                assert unmet(self.planned, self.log, text, self.planned.target) == []

    def test_the_first(self) -> None:
        """“**DR-01** | All syncs MUST have dry-run before execution”."""
        assert unmet(MISSING, self.log, self.whole, self.planned.target)[0] == "DR-01"
        with pytest.raises(FieldError, match="dry_run"):
            authorise(
                MISSING,  # type: ignore[arg-type]
                approve(self.planned, AT, by=APPROVER, approval_id="a1"),
                self.planned.target,
                AT,
                current_source=self.planned.source,
                by=EXECUTOR,
                rules=RULES,
            )

    def test_the_second(self) -> None:
        """“**DR-02** | Dry-run output MUST be human-readable”."""
        for shown in (MISSING, "", "3 changes", repr(self.planned), self.whole[:-10]):
            assert unmet(self.planned, self.log, shown, self.planned.target) == ["DR-02", "DR-03"]

    def test_the_third(self) -> None:
        """“**DR-03** | Dry-run MUST show all changes (add/modify/delete)”."""
        long = plan({f"f{at}": "1" for at in range(500)})
        assert "DR-03" in unmet(long, MISSING, long.to_text())
        assert "DR-02" not in unmet(long, MISSING, long.to_text())
        assert unmet(long, MISSING, long.whole().to_text(), long.target) == ["DR-05", "DR-06"]

    def test_the_fourth(self) -> None:
        """“**DR-04** | Dry-run MUST NOT modify target state”."""
        touched = snapshot({**BEFORE, "kept": "2"})
        assert unmet(self.planned, self.log, self.whole, touched) == ["DR-04"]
        assert unmet(self.planned, self.log, self.whole) == ["DR-04"]

    def test_the_fifth(self) -> None:
        """“**DR-05** | Dry-run results MUST be logged”."""
        assert self.log.approval is not None
        assert "DR-05" in unmet(self.planned, MISSING, self.whole, self.planned.target)
        for ref in ("1.json", f"1.json#sha256:{'0' * 64}"):
            other = self.log.replace(
                dry_run=self.log.dry_run.replace(diff_ref=ref), approval=self.log.approval.replace(dry_run_ref=ref)
            )
            assert unmet(self.planned, other, self.whole, self.planned.target) == ["DR-05", "DR-06"]

    def test_the_fifth_needs_the_instant_and_the_sync_of_the_plan(self) -> None:
        """A stale dry run that its log dates later, and the log of another sync, are no logs of it."""
        late = self.log.replace(dry_run=self.log.dry_run.replace(executed_at=self.planned.at + timedelta(seconds=1)))
        for log in (late, self.log.replace(sync_id="another")):
            assert unmet(self.planned, log, self.whole, self.planned.target) == ["DR-05"]

    def test_a_plan_without_a_decision_is_logged_as_well(self) -> None:
        late = log_undone(self.planned, execution_id="run-1", at=AT + timedelta(days=2), by="agent", diff_ref="1.json")
        assert unmet(self.planned, late.log, self.whole, self.planned.target) == []

    def test_the_sixth(self) -> None:
        """“**DR-06** | Approval MUST reference dry-run evidence”.

        An approval of another plan gives no ticket, and the log of one plan cannot hold the digest of another.
        """
        other = plan({**AFTER, "more": "1"})
        said = approve(other, AT + MINUTE, by=APPROVER, approval_id="a1")
        assert refused(self.planned, said) == {SyncFault.OTHER_PLAN}
        assert self.log.approval is not None
        for ref in ("1.json", f"1.json#sha256:{other.digest}"):
            with pytest.raises(FieldError, match=r"approval\.dry_run_ref is"):
                self.log.replace(approval=self.log.approval.replace(dry_run_ref=ref))
        unsaid = self.log.replace(approval=self.log.approval.replace(dry_run_ref=self.log.execution_id))
        assert unmet(self.planned, unsaid, self.whole, self.planned.target) == ["DR-06"]

    def test_each_has_its_quote_and_stands_in_the_playbook(self) -> None:
        assert DRY_RUN_REQUIREMENTS in PLAYBOOK.tables
        for rule in DRY_RUN_REQUIREMENTS.rules:
            assert rule.source is not None
            assert rule.source.quote in below("002", rule.source.heading)
            assert rule.source.quote.startswith(f"**{rule.then}**")


class TestConfiguration:
    @pytest.mark.parametrize("trigger", SyncTrigger)
    @pytest.mark.parametrize("cron", [None, "30 2 * * MON", "61 * * * *"])
    def test_cron_is_there_exactly_with_its_trigger(self, trigger: SyncTrigger, cron: str | None) -> None:
        """`cron: <optional-cron-expression>`."""
        is_right = cron == "30 2 * * MON" if trigger is SyncTrigger.CRON else cron is None
        if is_right:
            assert SyncSchedule(trigger, cron).cron == cron
        else:
            with pytest.raises(FieldError, match="cron is"):
                SyncSchedule(trigger, cron)

    def test_a_configuration_of_settings_is_synced_as_files_are(self) -> None:
        """One difference serves files and settings: “Sync configuration/policies”."""
        source = Snapshot.from_mapping({"a": {"b": 1, "c": [1]}, "d": {}})
        target = Snapshot.from_mapping({"a": {"b": 2}, "e": None})
        planned = dry_run(CONFIG, source, target, base=target, at=AT)
        assert isinstance(planned, DryRun)
        assert [(change.path, str(change.kind)) for change in planned.changes.changes()] == [
            ("/a/b", "modified"),
            ("/a/c", "added"),
            ("/d", "added"),
            ("/e", "deleted"),
        ]
