"""What gate results prove, and what a regression budget allows."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Final

import pytest

from releasekit._checks import expectation
from releasekit._fields import Name
from releasekit.errors import FieldError
from releasekit.gates import (
    Better,
    Gate,
    GateResult,
    GateStatus,
    GateVerdict,
    MetricVerdict,
    RegressionBudget,
    Standing,
    counting,
    standing_of,
)
from tests.rows import cases

AT: Final = datetime(2026, 2, 20, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)
GATE: Final = "VG-LOOP-CORE-001"
NAME: Final = expectation(Name)[1]
"""How the texts word what a name is; that is not the affair of these tests."""
SHA: Final = "75f806f85985302c498e9d8e4915af6f144ed6ad"

PASS, NA, SKIPPED, NOT_RUN, FAIL, ERROR = GateStatus
PASSED, UNPROVEN, FAILED = Standing


def run(name: str = "run", status: GateStatus = PASS, **changes: object) -> GateResult:
    """A run of the gate, a day before the question, with evidence."""
    result = GateResult(name, GATE, status=status, recorded_at=AT - DAY, evidence=(f"{name}.txt",))
    return result.replace(**changes)


class TestOneResult:
    @pytest.mark.parametrize(
        ("status", "evidence", "expected"),
        [
            pytest.param(PASS, ("a.txt",), PASSED, id="pass with evidence"),
            pytest.param(PASS, (), UNPROVEN, id="pass without evidence"),
            pytest.param(NA, ("a.txt",), UNPROVEN, id="na"),
            pytest.param(SKIPPED, ("a.txt",), UNPROVEN, id="skipped"),
            pytest.param(NOT_RUN, ("a.txt",), UNPROVEN, id="not run"),
            pytest.param(FAIL, ("a.txt",), FAILED, id="fail"),
            pytest.param(FAIL, (), FAILED, id="fail without evidence"),
            pytest.param(ERROR, ("a.txt",), FAILED, id="error"),
            pytest.param(ERROR, (), FAILED, id="error without evidence"),
        ],
    )
    def test_only_a_pass_with_evidence_passes(
        self, status: GateStatus, evidence: tuple[str, ...], expected: Standing
    ) -> None:
        result = run(status=status, evidence=evidence)
        assert result.standing is expected
        assert standing_of(GATE, [result], AT).standing is expected

    @pytest.mark.parametrize(
        ("result", "note"),
        [
            pytest.param(run(), "", id="pass"),
            pytest.param(run(evidence=()), "pass without evidence", id="no evidence"),
            pytest.param(run(status=FAIL, failed=17), "fail, 17 failed", id="fail with count"),
            pytest.param(run(status=FAIL), "fail", id="fail"),
            pytest.param(run(status=NOT_RUN), "not_run", id="not run"),
        ],
    )
    def test_says_why_it_is_not_more(self, result: GateResult, note: str) -> None:
        assert standing_of(GATE, [result], AT).note == note

    def test_reads_as_one_line(self) -> None:
        assert str(standing_of(GATE, [run(status=FAIL)], AT)) == "VG-LOOP-CORE-001: failed (fail)"
        assert str(standing_of(GATE, [run()], AT)) == "VG-LOOP-CORE-001: passed"


class TestSeveralResults:
    @pytest.mark.parametrize(
        ("results", "expected"),
        [
            pytest.param([], UNPROVEN, id="none"),
            pytest.param([run("a"), run("b", FAIL)], FAILED, id="worst wins"),
            pytest.param([run("a", FAIL), run("b", recorded_at=AT)], FAILED, id="a later pass replaces nothing"),
            pytest.param([run("a", FAIL), run("b", supersedes=("a",))], PASSED, id="a rerun that names it does"),
            pytest.param([run("a"), run("b", FAIL, supersedes=("a",))], FAILED, id="a rerun may be worse"),
            pytest.param([run("a", FAIL), run("b", NOT_RUN, supersedes=("a",))], UNPROVEN, id="rerun did not run"),
            pytest.param([run("a"), run("b", evidence=())], UNPROVEN, id="a pass without evidence beside one with"),
            pytest.param([run("a"), run("b", NA)], UNPROVEN, id="not applicable beside a pass"),
            pytest.param(
                [run("a", FAIL), run("b", ERROR, supersedes=("a",)), run("c", supersedes=("b",))], PASSED, id="chain"
            ),
            pytest.param(
                [run("a", FAIL), run("b", ERROR), run("c", supersedes=("b",))], FAILED, id="chain with a link missing"
            ),
            pytest.param(
                [run("a", FAIL), run("b", FAIL), run("c", supersedes=("a", "b"))], PASSED, id="one rerun for two"
            ),
            pytest.param([run("a"), run("b", FAIL, gate="VG-OTHER-001")], PASSED, id="failure of another gate"),
            pytest.param(
                [run("a", FAIL), run("b", gate="VG-OTHER-001", supersedes=("a",))], FAILED, id="rerun of another gate"
            ),
        ],
    )
    def test_standing_whatever_their_order(self, results: list[GateResult], expected: Standing) -> None:
        found = {standing_of(GATE, order, AT) for order in permutations(results)}
        assert {own.standing for own in found} == {expected}
        assert len(found) == 1

    @pytest.mark.parametrize(
        ("worse", "better"),
        list(zip([ERROR, FAIL, NOT_RUN, SKIPPED, NA], [FAIL, NOT_RUN, SKIPPED, NA, PASS], strict=True)),
        ids=str,
    )
    def test_the_worse_of_two_counts(self, worse: GateStatus, better: GateStatus) -> None:
        found = standing_of(GATE, [run("a", better), run("b", worse)], AT)
        assert found.result is not None
        assert found.result.status is worse

    def test_counting_is_worst_first(self) -> None:
        results = [run("a"), run("b", FAIL), run("c", evidence=()), run("d", ERROR), run("e", SKIPPED)]
        assert [result.id for result in counting(GATE, results, AT)] == ["d", "b", "e", "c", "a"]


class TestTheInstant:
    @pytest.mark.parametrize(
        ("status", "shift", "expected"),
        [
            pytest.param(PASS, timedelta(0), PASSED, id="pass at the instant"),
            pytest.param(PASS, timedelta(microseconds=1), UNPROVEN, id="pass just after it"),
            pytest.param(PASS, DAY, UNPROVEN, id="pass from the future"),
            pytest.param(FAIL, DAY, FAILED, id="failure from the future"),
            pytest.param(ERROR, DAY, FAILED, id="error from the future"),
            pytest.param(NOT_RUN, DAY, UNPROVEN, id="nothing from the future"),
        ],
    )
    def test_good_news_from_later_prove_nothing_and_bad_news_count(
        self, status: GateStatus, shift: timedelta, expected: Standing
    ) -> None:
        assert standing_of(GATE, [run(status=status, recorded_at=AT + shift)], AT).standing is expected

    def test_a_later_failure_spoils_an_earlier_pass(self) -> None:
        assert standing_of(GATE, [run("a"), run("b", FAIL, recorded_at=AT + DAY)], AT).standing is FAILED

    def test_a_later_pass_replaces_no_earlier_failure(self) -> None:
        rerun = run("b", recorded_at=AT + DAY, supersedes=("a",))
        assert standing_of(GATE, [run("a", FAIL), rerun], AT).standing is FAILED
        assert standing_of(GATE, [run("a", FAIL), rerun], AT + DAY).standing is PASSED

    def test_a_later_failure_does_not_replace_an_earlier_error(self) -> None:
        results = [run("a", ERROR), run("b", FAIL, recorded_at=AT + DAY, supersedes=("a",))]
        assert [result.id for result in counting(GATE, results, AT)] == ["a", "b"]

    def test_zones_do_not_matter(self) -> None:
        elsewhere = run(recorded_at=datetime.fromisoformat("2026-02-20T13:00:00+01:00"))
        assert standing_of(GATE, [elsewhere], AT).standing is PASSED


class TestTheTuple:
    ONE: Final = frozenset({"c@1+2+-+-"})
    OTHER: Final = "c@9+2+-+-"

    @pytest.mark.parametrize(
        ("subject", "status", "expected"),
        [
            pytest.param("c@1+2+-+-", PASS, PASSED, id="exact"),
            pytest.param("c@1+2", PASS, UNPROVEN, id="part of it"),
            pytest.param(OTHER, PASS, UNPROVEN, id="pass on another"),
            pytest.param(OTHER, FAIL, UNPROVEN, id="failure on another"),
            pytest.param(None, PASS, UNPROVEN, id="pass on none"),
            pytest.param(None, FAIL, FAILED, id="failure on none"),
        ],
    )
    def test_of_the_result_counts(self, subject: str | None, status: GateStatus, expected: Standing) -> None:
        result = run(status=status, subject=subject)
        assert standing_of(GATE, [result], AT, subjects=self.ONE).standing is expected

    @pytest.mark.parametrize("subject", ["c@1+2+-+-", OTHER, None])
    def test_does_not_matter_where_none_is_asked_for(self, subject: str | None) -> None:
        assert standing_of(GATE, [run(subject=subject)], AT).standing is PASSED

    def test_of_a_rerun_has_to_be_the_same(self) -> None:
        failed = run("a", FAIL, subject="c@1+2+-+-")
        rerun = run("b", subject=self.OTHER, supersedes=("a",))
        assert standing_of(GATE, [failed, rerun], AT, subjects=self.ONE).standing is FAILED
        assert standing_of(GATE, [failed, rerun], AT, subjects=self.ONE | {self.OTHER}).standing is FAILED
        assert standing_of(GATE, [failed, rerun], AT).standing is PASSED

    def test_of_a_rerun_replaces_a_failure_on_none(self) -> None:
        untied = run("a", FAIL, subject=None)
        rerun = run("b", subject="c@1+2+-+-", supersedes=("a",))
        assert standing_of(GATE, [untied], AT, subjects=self.ONE).standing is FAILED
        assert standing_of(GATE, [untied, rerun], AT, subjects=self.ONE).standing is PASSED

    def test_is_named_where_it_has_no_result(self) -> None:
        found = standing_of(GATE, [], AT, subjects=frozenset({f"b@{SHA}+2+-+-", "a@1+2+-+-"}))
        assert found.note == "no result on a@1+2+-+-, b@75f806f+2+-+-"
        assert found.result is None


class TestRefusals:
    @pytest.mark.parametrize(("changes", "expected"), cases(__file__, "results",
        pytest.param({"failed": 2}, id="pass that counts failures"),
        pytest.param({"supersedes": ("run",)}, id="supersedes itself"),
        pytest.param({"recorded_at": datetime(2026, 2, 19)}, id="naive instant"),  # noqa: DTZ001 - the case
        pytest.param({"recorded_at": (AT - DAY).date()}, id="day"),
        pytest.param({"status": "pass"}, id="text for status"),
        pytest.param({"tree": "dirty"}, id="text for tree"),
        pytest.param({"passed": True}, id="true for a count"),
        pytest.param({"failed": -1}, id="negative count"),
        pytest.param({"evidence": "run.txt"}, id="one text for evidence"),
        pytest.param({"supersedes": "abc"}, id="one text for supersedes"),
        pytest.param({"id": ""}, id="empty id"),
        pytest.param({"subject": ""}, id="empty subject"),
    ))
    def test_result(self, changes: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            run().replace(**changes)
        assert str(caught.value) == expected

    def test_all_problems_at_once(self) -> None:
        with pytest.raises(FieldError) as caught:
            run().replace(id="", status=None)
        assert len(caught.value.problems) == 2

    @pytest.mark.parametrize(
        ("make", "text"),
        [
            pytest.param(lambda: Gate(""), f'Gate.id is `""`; expected {NAME}', id="no id"),
            pytest.param(
                lambda: Gate("a", "blocking"),
                'Gate.kind is `"blocking"`; expected one of blocking, advisory',
                id="text for kind",
            ),
        ],
    )
    def test_gate(self, make: object, text: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == text

    @pytest.mark.parametrize(("ask", "expected"), cases(__file__, "calls",
        pytest.param(lambda: counting(GATE, None, AT), id="results"),
        pytest.param(lambda: standing_of(GATE, [7], AT), id="7"),
        pytest.param(lambda: standing_of(7, [], AT), id="gate"),
        pytest.param(lambda: standing_of(GATE, [], AT, subjects=7), id="subjects"),
        pytest.param(lambda: standing_of(GATE, [], AT, subjects=[7]), id="subject"),
        pytest.param(lambda: standing_of(GATE, [run(), run(status=FAIL)], AT), id="two of an id"),
        pytest.param(lambda: GateVerdict(GATE, "passed", result=None, note=""), id="text for a standing"),
        pytest.param(lambda: MetricVerdict("m", PASS, regression=Decimal("NaN"), note=""), id="no number"),
    ))
    def test_arguments(self, ask: object, expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            ask()
        assert str(caught.value) == expected

    def test_other_gates_may_share_an_id(self) -> None:
        assert standing_of(GATE, [run(), run(gate="VG-OTHER-001", status=FAIL)], AT).standing is PASSED

    @pytest.mark.parametrize("value", [0, 4])
    def test_a_pass_may_count_its_tests(self, value: int) -> None:
        assert run(passed=value, failed=0).standing is PASSED


class TestValues:
    def test_lists_become_tuples(self) -> None:
        assert run(evidence=["a", "b"], supersedes=iter(["c"])) == run(evidence=("a", "b"), supersedes=("c",))


def budget(better: Better = Better.LOWER, percent: str = "10") -> RegressionBudget:
    """The playbook's budget for a metric."""
    return RegressionBudget("latency p95", Decimal(percent), better=better)


class TestRegressionBudget:
    @pytest.mark.parametrize(
        ("better", "baseline", "value", "status", "regression"),
        [
            pytest.param(Better.LOWER, "200", "220", PASS, "10", id="exactly 10 %"),
            pytest.param(Better.LOWER, "3", "3.3", PASS, "10", id="exactly 10 % of a third"),
            pytest.param(
                Better.LOWER,
                "1",
                "1.100000000000000000000000000001",
                FAIL,
                "10.0000000000000000000000000001",
                id="a hair more",
            ),
            pytest.param(Better.LOWER, "100", "80", PASS, "-20", id="faster"),
            pytest.param(Better.HIGHER, "100", "89.99", FAIL, "10.01", id="less throughput"),
            pytest.param(Better.HIGHER, "100", "0", FAIL, "100", id="no throughput at all"),
        ],
    )
    def test_judges(self, better: Better, baseline: str, value: str, status: GateStatus, regression: str) -> None:
        found = budget(better).judge(Decimal(baseline), Decimal(value), approved=True)
        assert (found.status, found.regression) == (status, Decimal(regression))

    def test_never_rounds_down_onto_the_limit(self) -> None:
        value = Decimal("3.3000000000000000000000000000000000000000000000000000001")
        found = budget().judge(Decimal(3), value, approved=True)
        assert found.status is FAIL
        assert found.regression is not None
        assert found.regression > 10

    @pytest.mark.parametrize(
        ("baseline", "value", "approved", "note"),
        [
            pytest.param(None, "1", True, "no sound baseline; expected a positive number", id="no baseline"),
            pytest.param("0", "1", True, "no sound baseline; expected a positive number", id="zero baseline"),
            pytest.param("-0", "1", True, "no sound baseline; expected a positive number", id="negative zero"),
            pytest.param("-1", "1", True, "no sound baseline; expected a positive number", id="negative baseline"),
            pytest.param("NaN", "1", True, "no sound baseline; expected a positive number", id="NaN baseline"),
            pytest.param("sNaN", "1", True, "no sound baseline; expected a positive number", id="sNaN baseline"),
            pytest.param("Infinity", "1", True, "no sound baseline; expected a positive number", id="infinite"),
            pytest.param("1", "1", False, "the baseline is not approved", id="unapproved"),
            pytest.param("1", None, True, "no sound measurement; expected a number of at least zero", id="no value"),
            pytest.param("1", "NaN", True, "no sound measurement; expected a number of at least zero", id="NaN"),
            pytest.param("1", "sNaN", True, "no sound measurement; expected a number of at least zero", id="sNaN"),
            pytest.param("1", "-1", True, "no sound measurement; expected a number of at least zero", id="negative"),
            pytest.param(
                "1", "-Infinity", True, "no sound measurement; expected a number of at least zero", id="minus infinity"
            ),
        ],
    )
    @pytest.mark.parametrize("better", Better, ids=str)
    def test_no_sound_comparison_is_an_error(
        self, better: Better, baseline: str | None, value: str | None, approved: bool, note: str  # noqa: FBT001
    ) -> None:
        ends = [None if number is None else Decimal(number) for number in (baseline, value)]
        found = budget(better).judge(*ends, approved=approved)
        assert (found.status, found.regression, found.note) == (ERROR, None, note)

    def test_says_how_much_of_how_much(self) -> None:
        assert budget().judge(Decimal(200), Decimal(220), approved=True).note == "10.00 % of 10 %"

    @pytest.mark.parametrize(
        ("percent", "text"),
        [
            ("0", "RegressionBudget.percent is `0`; expected a finite decimal number above 0"),
            ("-1", "RegressionBudget.percent is `-1`; expected a finite decimal number above 0"),
            ("NaN", "RegressionBudget.percent is `NaN`; expected a finite decimal number above 0"),
        ],
    )
    def test_refuses_a_budget_that_is_none(self, percent: str, text: str) -> None:
        with pytest.raises(FieldError) as caught:
            budget(percent=percent)
        assert str(caught.value) == text

    @pytest.mark.parametrize("percent", [10, 10.0, True, "10"])
    def test_refuses_numbers_that_are_not_decimal(self, percent: object) -> None:
        with pytest.raises(FieldError, match="expected a finite decimal number above 0"):
            RegressionBudget("m", percent, better=Better.LOWER)
