"""Which runs count towards a promotion, which reset the streak, and what is said of the others."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateStatus, Promotion, PromotionRule, TreeState
from tests.rows import cases

GATE: Final = "VG-LA-002"
AT: Final = datetime(2026, 2, 20, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
HERE: Final = "loop-agent@f2aeb18+75f806f+-+-"
ELSEWHERE: Final = "loop-agent@da1318f+75f806f+-+-"
SHA: Final = "f2aeb1859592ef82f63f6ae416973854c381666b"
RULE: Final = PromotionRule(GATE, 3)

ALLOWED, REFUSED = Permission
PASS, NA, SKIPPED, NOT_RUN, FAIL, ERROR = GateStatus
CLEAN, COMMITTED, DIRTY, UNRECORDED = TreeState


def run(name: str, hours: float, status: GateStatus = PASS, **changes: object) -> GateResult:
    """A run on the tuple from a committed tree, so many hours before the question, with evidence of its own."""
    result = GateResult(
        name,
        GATE,
        status=status,
        recorded_at=AT - hours * HOUR,
        evidence=(f"{name}.txt",),
        subject=HERE,
        tree=COMMITTED,
    )
    return result.replace(**changes)


GREEN: Final = (run("a", 9), run("b", 6), run("c", 3))


def judge(*results: GateResult, rule: PromotionRule = RULE) -> Promotion:
    """What the rule says of the tuple."""
    return rule.judge(results, AT, subject=HERE)


class TestEnough:
    def test_three_in_a_row(self) -> None:
        found = judge(*GREEN)
        assert (found.outcome, found.streak, found.reasons) == (ALLOWED, 3, ())
        assert [own.id for own in found.counted] == ["a", "b", "c"]

    def test_two_are_not(self) -> None:
        found = judge(*GREEN[:2])
        assert (found.outcome, found.streak) == (REFUSED, 2)
        assert found.reasons == (f"2 of 3 consecutive green runs on {HERE}",)

    def test_none_are_not(self) -> None:
        assert judge().reasons == (f"0 of 3 consecutive green runs on {HERE}",)

    def test_as_many_as_the_rule_says(self) -> None:
        assert judge(GREEN[0], rule=PromotionRule(GATE, 1)).outcome is ALLOWED
        assert judge(*GREEN, rule=PromotionRule(GATE, 4)).outcome is REFUSED

    def test_both_committed_trees_count_unless_told_otherwise(self) -> None:
        clean = [own.replace(tree=CLEAN) for own in GREEN]
        assert judge(*clean).outcome is ALLOWED
        strict = PromotionRule(GATE, 3, trees={CLEAN})
        assert judge(*clean, rule=strict).outcome is ALLOWED
        assert judge(*GREEN, rule=strict).streak == 0


BAD: Final = [
    pytest.param({"status": FAIL}, "fail", id="fail"),
    pytest.param({"status": FAIL, "failed": 2}, "fail, 2 failed", id="fail with count"),
    pytest.param({"status": ERROR}, "error", id="error"),
    pytest.param({"status": SKIPPED}, "skipped", id="skipped"),
    pytest.param({"status": NOT_RUN}, "not_run", id="not run"),
    pytest.param({"status": NA}, "na", id="not applicable"),
    pytest.param({"evidence": ()}, "pass without evidence", id="pass without evidence"),
    pytest.param({"status": FAIL, "subject": None}, "fail", id="fail on no tuple"),
    pytest.param({"status": FAIL, "tree": DIRTY}, "fail", id="fail on a dirty tree"),
    pytest.param({"status": FAIL, "tree": UNRECORDED, "subject": None}, "fail", id="fail on nobody knows what"),
    pytest.param({"status": SKIPPED, "tree": DIRTY}, "skipped", id="skipped on a dirty tree"),
]


class TestStartsAgain:
    @pytest.mark.parametrize(("changes", "note"), BAD)
    @pytest.mark.parametrize(("hours", "streak"), [(10, 3), (9, 2), (7, 2), (6, 1), (5, 1), (3, 0), (1, 0), (0, 0)])
    def test_only_runs_after_the_bad_one_count(
        self, changes: dict[str, object], note: str, hours: float, streak: int
    ) -> None:
        """At the same instant, the bad run is taken for the later one."""
        found = judge(*GREEN, run("x", hours).replace(**changes))
        assert found.streak == streak
        again = () if streak == 3 else (f"{streak} of 3 consecutive green runs on {HERE}",)
        assert found.reasons == again + (f"`x` resets the streak: {note}",) * (streak < 3)

    def test_failures_from_later_count(self) -> None:
        assert judge(*GREEN, run("x", -1, FAIL)).streak == 0

    def test_a_superseded_failure_still_happened(self) -> None:
        found = judge(*GREEN[:2], run("x", 5, FAIL), run("y", 4, supersedes=("x",)), GREEN[2])
        assert (found.streak, [own.id for own in found.counted]) == (1, ["c"])

    def test_the_last_bad_runs_are_named(self) -> None:
        found = judge(*GREEN, run("y", 2, ERROR), run("x", 2, FAIL), run("z", 8, FAIL))
        assert found.reasons[1:] == ("`x` resets the streak: fail", "`y` resets the streak: error")


class TestDiagnostic:
    @pytest.mark.parametrize(
        ("changes", "why"),
        [
            pytest.param({"tree": DIRTY}, "its tree is dirty_working_tree", id="dirty tree"),
            pytest.param({"tree": UNRECORDED}, "its tree is not_recorded", id="tree not recorded"),
            pytest.param({"subject": None}, "its tuple is not recorded", id="no tuple"),
            pytest.param({"recorded_at": AT + HOUR}, "it is recorded later than the question", id="from later"),
            pytest.param({"supersedes": ("old",)}, "it is a rerun in place of old", id="rerun"),
            pytest.param({"evidence": ("a.txt",)}, "another run cites the same evidence", id="copied evidence"),
        ],
    )
    def test_such_a_pass_neither_counts_nor_starts_again(self, changes: dict[str, object], why: str) -> None:
        odd = run("x", 5).replace(**changes)
        found = judge(*GREEN[:2], odd)
        assert found.reasons == (f"2 of 3 consecutive green runs on {HERE}", f"`x` does not count: {why}")
        assert (judge(*GREEN, odd).streak, judge(*GREEN, odd).notes) == (3, ())

    def test_what_was_before_the_bad_run_is_not_listed(self) -> None:
        found = judge(run("x", 5, tree=DIRTY), run("y", 4, FAIL))
        assert found.notes == ("`y` resets the streak: fail",)

    def test_a_pass_on_another_tuple_is_not_of_this_one(self) -> None:
        assert judge(run("x", 5, subject=ELSEWHERE)).notes == ()

    def test_evidence_is_the_same_in_any_order(self) -> None:
        one, two = run("x", 5, evidence=("p", "q")), run("y", 4, evidence=("q", "p"))
        assert [own.id for own in judge(one, two).counted] == ["x"]


class TestAnswer:
    def test_is_the_same_whatever_the_order(self) -> None:
        results = (*GREEN[:2], run("x", 6, FAIL), run("y", 2, tree=DIRTY), run("z", 1, evidence=("c.txt",)))
        assert len({judge(*order) for order in permutations(results)}) == 1

    def test_shortens_commits(self) -> None:
        subject = f"loop-agent@{SHA}+75f806f+-+-"
        assert RULE.judge((), AT, subject=subject).reasons == (f"0 of 3 consecutive green runs on {HERE}",)

    def test_reads_as_a_card(self) -> None:
        assert judge(run("x", 5, FAIL), GREEN[2]).to_text().splitlines() == [
            "Promotion of VG-LA-002 [! refused]",
            HERE,
            "",
            "Why not",
            f"  - 1 of 3 consecutive green runs on {HERE}",
            "  - `x` resets the streak: fail",
            "",
            "Runs that count (1)",
            "  run  recorded                tree",
            "  ---  ----------------------  ---------",
            "  ✓ c  2026-02-19 21:00+00:00  committed",
        ]
        assert "Why not" not in judge(*GREEN).to_text()


class TestRefusals:
    @pytest.mark.parametrize(("make", "expected"), cases(__file__, "refusals",
        pytest.param(lambda: PromotionRule(GATE, 0), id="0"),
        pytest.param(lambda: PromotionRule(GATE, 3, trees={CLEAN, DIRTY}), id="dirty tree"),
        pytest.param(lambda: PromotionRule(GATE, 3, trees=()), id="no tree"),
        pytest.param(lambda: judge(GREEN[0], GREEN[1].replace(id="a")), id="an id twice"),
        pytest.param(lambda: RULE.judge([7], AT, subject=HERE), id="no result"),
        pytest.param(lambda: RULE.judge(7, AT, subject=HERE), id="no results"),
        pytest.param(lambda: RULE.judge((), AT, subject=None), id="no tuple"),
        pytest.param(lambda: RULE.judge((), datetime(2026, 2, 20), subject=HERE), id="naive instant"),  # noqa: DTZ001 - the case
    ))
    def test_what_breaks_the_contract(self, make: Callable[[], object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == expected

    def test_an_id_twice_in_another_gate_changes_nothing(self) -> None:
        assert judge(*GREEN, *[run("x", 1, gate="VG-LA-001")] * 2).outcome is ALLOWED
