"""What a pass has to show so that it counts."""

from datetime import timedelta
from typing import Any

import pytest

from releasekit.errors import FieldError
from releasekit.gates import EvidenceRules, Gate, GateStatus, Lack, Standing, TreeState
from releasekit.playbooks.gated_release import AS_RECORDED, READINESS
from releasekit.policy import MISSING
from releasekit.readiness import Binding, GoNoGo, PinFact, Pins, assess
from releasekit.readiness._context import ReviewContext
from tests.strategies.candidates import AT, BEFORE, LOOP_AGENT, R1, R2, RCC, complete, passed, with_result

CORE = "VG-LOOP-CORE-001"
GATE, CONSUMERS = Gate("unit"), Gate("adapter", consumer="shop")
AGE = AT - BEFORE
OTHER = RCC.replace(producer_sha="4444444")


class TestLacks:
    @pytest.mark.parametrize(
        ("changes", "lacks"),
        [
            pytest.param({}, (), id="nothing"),
            pytest.param({"tree": TreeState.NOT_RECORDED}, (Lack.TREE,), id="no tree"),
            pytest.param({"tree": TreeState.DIRTY_WORKING_TREE}, (), id="dirty tree, which is known"),
            pytest.param({"passed": 0}, (Lack.TESTS,), id="no test ran"),
            pytest.param({"passed": 1}, (), id="one test ran"),
            pytest.param({"status": GateStatus.FAIL, "tree": TreeState.NOT_RECORDED}, (), id="a failure lacks nothing"),
        ],
    )
    def test_of_a_run(self, changes: dict[str, Any], lacks: tuple[Lack, ...]) -> None:
        assert EvidenceRules().lacks(passed("unit", **changes), GATE, AT, is_bound=True) == lacks

    def test_a_gate_of_a_consumer_needs_a_tuple(self) -> None:
        run = passed("adapter")
        assert EvidenceRules().lacks(run, CONSUMERS, AT, is_bound=False) == (Lack.COMMIT, Lack.SUBJECT)
        assert EvidenceRules().lacks(run.replace(subject="shop@1"), CONSUMERS, AT, is_bound=True) == ()

    @pytest.mark.parametrize(
        ("max_age", "lacks"),
        [
            pytest.param(None, (), id="any age"),
            pytest.param(AGE, (), id="exactly the greatest age"),
            pytest.param(AGE - timedelta(microseconds=1), (Lack.AGE,), id="older by a microsecond"),
        ],
    )
    def test_the_greatest_age_is_included(self, max_age: timedelta | None, lacks: tuple[Lack, ...]) -> None:
        assert EvidenceRules(max_age).lacks(passed("unit"), GATE, AT, is_bound=True) == lacks

    def test_what_is_accepted_needs_a_reason(self) -> None:
        with pytest.raises(FieldError) as caught:
            EvidenceRules(accepted={Lack.TREE})
        expected = 'EvidenceRules.because is `""` while something is accepted; expected the reason'
        assert caught.value.problems == (expected,)


@pytest.mark.parametrize("text", ["-", "--", "n/a", "N/A", "na", "none", "None.", "TBD", "todo", "?", "…", "unknown"])
def test_a_word_for_nothing_is_no_evidence(text: str) -> None:
    assert passed("unit", evidence=(text,)).standing is Standing.UNPROVEN
    assert passed("unit", evidence=(text, "unit.txt")).standing is Standing.PASSED


class TestOfAReview:
    def test_what_does_not_count_is_named_with_its_reason(self) -> None:
        candidate = with_result(complete(R1), CORE, commit="4444444")
        review = assess(candidate, READINESS, AT)
        assert [str(noted) for noted in review.ignored] == [
            "VG-LOOP-CORE-001: VG-LOOP-CORE-001.txt: of another commit, 4444444"
        ]
        assert review.missing[0].details == (
            "VG-LOOP-CORE-001: unproven (`VG-LOOP-CORE-001.txt` does not count: of another commit, 4444444)",
        )
        assert "Results that do not count" in review.to_text()

    def test_a_failure_of_another_commit_is_not_of_this_release(self) -> None:
        candidate = complete(R1)
        failure = passed(CORE, id="old failure", status=GateStatus.FAIL, commit="4444444")
        review = assess(candidate.replace(results=(*candidate.results, failure)), READINESS, AT)
        assert review.outcome is GoNoGo.GO
        assert [noted.result for noted in review.ignored] == [failure]

    def test_a_failure_of_no_commit_counts(self) -> None:
        candidate = complete(R1)
        failure = passed(CORE, id="a failure", status=GateStatus.FAIL, commit=None, tree=TreeState.NOT_RECORDED)
        assert assess(candidate.replace(results=(*candidate.results, failure)), READINESS, AT).outcome is GoNoGo.NO_GO

    def test_a_pass_of_another_commit_replaces_no_failure(self) -> None:
        candidate = with_result(complete(R1), CORE, status=GateStatus.FAIL)
        rerun = passed(CORE, id="rerun", commit="4444444", supersedes=(f"{CORE}.txt",))
        assert assess(candidate.replace(results=(*candidate.results, rerun)), READINESS, AT).outcome is GoNoGo.NO_GO

    def test_what_is_accepted_counts_and_is_named(self) -> None:
        candidate = with_result(complete(R1), CORE, commit=None, tree=TreeState.NOT_RECORDED)
        assert assess(candidate, READINESS, AT).outcome is GoNoGo.NO_GO
        review = assess(candidate, AS_RECORDED, AT)
        assert review.outcome is GoNoGo.GO
        assert [str(noted) for noted in review.relaxed] == [
            "VG-LOOP-CORE-001: VG-LOOP-CORE-001.txt: no commit, no tree"
        ]
        assert "Passes that count although they lack something" in review.to_text()

    def test_another_commit_is_never_accepted(self) -> None:
        candidate = with_result(complete(R1), CORE, commit="4444444")
        assert assess(candidate, AS_RECORDED, AT).outcome is GoNoGo.NO_GO

    def test_without_a_commit_of_the_release_no_run_with_one_counts(self) -> None:
        review = assess(complete(R1, commit=MISSING), AS_RECORDED, AT)
        assert review.outcome is GoNoGo.NO_GO
        assert {noted.note for noted in review.ignored} == {"of commit 75f806f, and the release names none"}

    def test_a_claimed_tuple_binds_the_runs_on_it(self) -> None:
        candidate = with_result(complete(R2), "VG-RCC-001", commit=None)
        assert assess(candidate, READINESS, AT).outcome is GoNoGo.GO

    def test_a_run_whose_tuple_and_commit_contradict_does_not_count(self) -> None:
        candidate = with_result(complete(R2), "VG-RCC-001", commit="4444444")
        assert assess(candidate, READINESS, AT).outcome is GoNoGo.NO_GO


class TestFacts:
    @pytest.mark.parametrize(
        ("changes", "rules", "expected"),
        [
            pytest.param({}, READINESS, Binding.BOUND, id="named"),
            pytest.param({"commit": MISSING}, READINESS, MISSING, id="not named"),
            pytest.param({"commit": MISSING}, AS_RECORDED, Binding.ACCEPTED, id="not named, and accepted"),
            pytest.param(
                {"commit": MISSING, "claims": (RCC, LOOP_AGENT.replace(producer_sha="4444444"))},
                AS_RECORDED,
                MISSING,
                id="not named, and claims of two commits",
            ),
            pytest.param({"claims": (OTHER,)}, READINESS, Binding.OTHER, id="other claim"),
            pytest.param({"claims": MISSING}, READINESS, Binding.BOUND, id="nothing said of claims"),
        ],
    )
    def test_commit(self, changes: dict[str, Any], rules: Any, expected: object) -> None:  # noqa: ANN401
        assert assess(complete(R2, **changes), rules, AT).decision.fact("commit") is expected

    def test_commit_names_the_claims_of_others(self) -> None:
        needs = {need.change.column: need for need in assess(complete(R2, claims=(OTHER,)), READINESS, AT).missing}
        assert needs["commit"].details == ("rlm-claude-code@528f900+4444444+-+- is of 4444444, not of 75f806f",)

    @pytest.mark.parametrize(
        ("vendored", "expected"),
        [
            pytest.param(None, Pins.SAME, id="nothing carried along"),
            pytest.param("75f806f", Pins.SAME, id="the released commit"),
            pytest.param("6779cdb", Pins.DIFFER, id="another commit"),
        ],
    )
    def test_pin(self, vendored: str | None, expected: Pins) -> None:
        claims = (LOOP_AGENT.replace(vendored_sha=vendored),)
        context = ReviewContext(complete(R2, claims=claims), READINESS, AT)
        assert PinFact("pin").value(context) is expected
