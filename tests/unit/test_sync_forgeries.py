"""What somebody could leave out, reuse or forge to get a better answer of a sync, and what it gets instead."""

from collections.abc import Callable
from typing import Any, Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import MISSING
from releasekit.procedures import Actor
from releasekit.sync import (
    AUTOMATIC,
    ConflictStrategy,
    Entry,
    EntryKind,
    GuardLimits,
    Snapshot,
    StepOutcome,
    StepStatus,
    SyncApproval,
    SyncFault,
    SyncFilters,
    SyncStatus,
    Ticket,
    approve,
    dry_run_facts,
    report,
)
from tests.strategies.syncs import APPROVER, AT, MINUTE, NO_LIMITS, SEEN, config, snapshot
from tests.unit.test_sync_refusals import AFTER, BEFORE, PLAN, ask, planned, told


def ticket() -> Ticket:
    answer = ask()
    assert isinstance(answer, Ticket)
    return answer


DONE: Final = [StepOutcome(step.path, StepStatus.DONE) for step in ticket().steps()]
UNDONE: Final = StepOutcome(DONE[0].path, StepStatus.FAILED, error="the disk is full")


def reported(outcomes: list[StepOutcome] = DONE, **changes: Any) -> Any:  # noqa: ANN401 - the log, or an argument
    given: dict[str, Any] = {
        "execution_id": "e1",
        "started_at": AT + 5 * MINUTE,
        "completed_at": AT + 6 * MINUTE,
        "after": PLAN.result,
        "smoke_tests_passed": True,
        "diff_ref": "runs/1.json",
    } | changes
    return report(ticket(), outcomes, **given).log


class TestSelfApproval:
    @pytest.mark.parametrize("name", ["ada", "ADA", "\uff21da", "\uff21\uff44\uff41"])
    def test_by_another_spelling_of_the_name(self, name: str) -> None:
        assert [fault for fault, _ in told(ask(by=Actor(name, "agent")))] == [SyncFault.SAME_PERSON]

    @pytest.mark.parametrize(
        ("approver", "executor"),
        [
            (Actor("release owner", "Ada"), Actor("Ada", "agent")),
            (APPROVER, Actor("agent", "Ada")),
        ],
        ids=["the name as the role of who approves", "the name as the role of who executes"],
    )
    def test_by_a_name_in_the_place_of_the_role(self, approver: Actor, executor: Actor) -> None:
        said = approve(PLAN, AT + MINUTE, by=approver, approval_id="a1")
        assert [fault for fault, _ in told(ask(said=said, by=executor))] == [SyncFault.SAME_PERSON]

    @pytest.mark.parametrize("name", [AUTOMATIC, "Automatic", "\uff41utomatic"])
    def test_by_somebody_called_as_nobody_is(self, name: str) -> None:
        for by in (Actor(name, "release owner"), Actor("Ada", name)):
            with pytest.raises(FieldError, match="expected a person"):
                SyncApproval("a1", PLAN.digest, approved=True, by=by, at=AT)


class TestAttestations:
    @pytest.mark.parametrize("evidence", ["n/a", "none", "-", "?", "TBD"])
    def test_without_evidence_count_for_nothing(self, evidence: str) -> None:
        seen = [each.replace(evidence=evidence) for each in SEEN]
        assert told(ask(attestations=seen))[0] == (
            SyncFault.NOT_ATTESTED,
            "source has no evidence; expected somebody who attests it",
        )

    def test_of_another_sync_count_for_nothing(self) -> None:
        seen = [each.replace(sync_id="another") for each in SEEN]
        assert told(ask(attestations=seen))[0] == (
            SyncFault.NOT_ATTESTED,
            'source was not looked at for `"sync-1"`; expected somebody who attests it',
        )

    def test_that_something_is_wrong_count_without_evidence(self) -> None:
        bad = [each.replace(holds=False, evidence="none") for each in SEEN]
        assert "does not hold" in told(ask(attestations=[*SEEN, *bad]))[0][1]


class TestOutcomes:
    def test_no_delete_follows_a_write_that_failed_and_is_said_to_be_done_as_well(self) -> None:
        with pytest.raises(FieldError, match="expected each path once"):
            ticket().deletes([UNDONE, *DONE])

    def test_a_step_that_the_target_contradicts_is_not_known_to_be_done(self) -> None:
        """Nothing was done and all is said to be: the log says so of no step."""
        log = reported(after=PLAN.target)
        assert log.execution.status is SyncStatus.PARTIAL
        assert log.execution.errors == (
            '`"both"` (unknown): said to be done, and `"1"` stands there',
            '`"new"` (unknown): said to be done, and nothing stands there',
            '`"gone"` (unknown): said to be done, and `"1"` stands there',
        )
        assert log.execution.changes_applied.added == 0

    @pytest.mark.parametrize(
        "after",
        [MISSING, PLAN.target.replace(identified_by="size"), Snapshot(complete=False), PLAN.result],
        ids=["nobody looked", "another kind", "looked at nothing", "as planned"],
    )
    def test_what_cannot_contradict_takes_nothing_back(self, after: Any) -> None:  # noqa: ANN401 - a snapshot or none
        log = reported(after=after)
        assert log.execution.status is SyncStatus.SUCCESS
        assert log.verification.integrity_verified is (after == PLAN.result)

    def test_a_run_begins_with_its_ticket(self) -> None:
        with pytest.raises(FieldError, match=r"started_at is .*; expected no earlier than the ticket"):
            reported(started_at=AT + 4 * MINUTE)

    @pytest.mark.parametrize("ref", ["", f"1.json#sha256:{'0' * 64}"])
    def test_a_place_brings_no_digest_of_its_own(self, ref: str) -> None:
        with pytest.raises(FieldError, match="expected a place without a digest"):
            reported(diff_ref=ref)


class TestPlans:
    def test_no_setting_stands_among_files(self) -> None:
        merging = config(ConflictStrategy.MERGE)
        with pytest.raises(FieldError, match="an entry is a setting; expected files only"):
            planned(
                {"a": "s"},
                {"a": "t"},
                config=merging,
                mirror=False,
                resolutions={"a": Entry("1", EntryKind.SETTING)},
            )

    @pytest.mark.parametrize("touch", [
        lambda: PLAN.source.index.__setitem__("a", "1"),  # type: ignore[attr-defined]
        lambda: PLAN.source_paths.__setitem__("a", "1"),  # type: ignore[attr-defined]
    ], ids=["a snapshot", "where content is taken from"])
    def test_nothing_that_was_worked_out_can_be_changed(self, touch: Callable[[], None]) -> None:
        with pytest.raises(AttributeError):
            touch()

    @pytest.mark.parametrize("target", [".git", "../.GIT/hooks", "a/.git./config", "git~1/x", "con", "a/AUX.txt"])
    def test_no_link_leads_into_a_folder_of_git_or_to_a_device(self, target: str) -> None:
        for make in (lambda: snapshot({"a/b": f"link {target}"}), lambda: Entry(target, EntryKind.LINK)):
            with pytest.raises(FieldError, match="a target that is no folder of git and no device"):
                make()
        for sound in ("..", "../a", ".github", "git", "con1", "."):
            assert snapshot({"a/b": f"link {sound}"})

    def test_a_character_that_shows_nothing_is_in_no_name(self) -> None:
        with pytest.raises(FieldError, match="expected characters that can be seen"):
            snapshot({"a\U0001d159b": "1"})


class TestCards:
    def test_name_the_limits_that_are_not_the_usual_ones(self) -> None:
        assert "at most 10" not in PLAN.to_text()
        text = planned(limits=NO_LIMITS.replace(protected=["conf/**"])).to_text()
        for told_limit in ("at most 1,000,000,000 or 100 % deleted", "100 % modified", "protected conf/**"):
            assert told_limit in " ".join(text.split())
        assert planned(limits=GuardLimits()).to_text() == PLAN.to_text()

    def test_say_where_contents_differ_that_are_cut_alike(self) -> None:
        for before, after, expected in (("1", "2", "1 → 2"), ("", "2", "nothing → 2"), ("1", "", "1 → nothing")):
            start = "a" * 12
            text = planned({"keep": start + after}, {"keep": start + before}).to_text()
            assert f"{start} → {start}; from character 13 on {expected}" in " ".join(text.split())


class TestFacts:
    FILTERED: Final = planned(config=config(filters=SyncFilters(exclude=["out/**"])))

    @pytest.mark.parametrize(
        "after",
        [
            snapshot(BEFORE | {"out/x": "9"}),
            PLAN.target.replace(complete=False),
            PLAN.target.replace(identified_by="size"),
            snapshot(AFTER),
        ],
        ids=["touched what the filters leave out", "not all was read", "read in another way", "carried out"],
    )
    def test_no_dry_run_left_the_target_of_which_that_is_not_known(self, after: Snapshot) -> None:
        assert dry_run_facts(self.FILTERED, MISSING, target_after=after)["leaves_target"] is False
        assert dry_run_facts(self.FILTERED, MISSING, target_after=PLAN.target)["leaves_target"] is True
