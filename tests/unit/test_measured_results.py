"""What a run measured, from the report of its budgets to the fact that a go/no-go table asks."""

from decimal import Decimal
from typing import Final

import pytest

from releasekit.documents import from_data, to_data
from releasekit.errors import FieldError
from releasekit.gates import (
    Better,
    BudgetReading,
    BudgetReport,
    DeltaBudget,
    GateResult,
    GateStatus,
    MetricVerdict,
    RegressionBudget,
    Standing,
    TreeState,
    standing_of,
)
from releasekit.playbooks.gated_release import AS_RECORDED, READINESS
from releasekit.policy import MISSING, Missing
from releasekit.readiness import BudgetFact, ReadinessRules, RegressionFact, ReleaseCandidate, ReviewContext, assess
from tests.strategies.candidates import (
    AT,
    BEFORE,
    COMMIT,
    R1,
    R3,
    complete,
    measuring,
    metric,
    passed,
    unmeasured,
    with_result,
)

PASS, FAIL, ERROR = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR
PASSED, UNPROVEN, FAILED = Standing
LATENCY: Final = RegressionBudget("p95", Decimal(10), better=Better.LOWER)
ERRORS: Final = DeltaBudget("errors", Decimal(1))
READING: Final = BudgetReading("speed", [LATENCY, ERRORS])
SHA: Final = "75f806f85985302c498e9d8e4915af6f144ed6ad"
ITSELF: Final = "commit `75f806f` is compared with itself; expected a baseline of another commit"


def report(p95: int = 110, baseline: str = "50cd8cf", *candidates: str) -> BudgetReport:
    """What the reading says of a latency, and of errors at their limit; by default of one commit against another."""
    commits = {"baseline_commits": [baseline], "candidate_commits": candidates or [COMMIT]}
    return READING.judge({"p95": [100], "errors": [0]}, {"p95": [p95], "errors": [1]}, approved=True, **commits)


def result(made: BudgetReport) -> GateResult:
    """The result of a gate that a report is."""
    return made.result("perf.json", "VG-PERF-001", recorded_at=BEFORE, evidence=["perf.json"])


class TestResultOfAReport:
    def test_it_carries_what_was_measured(self) -> None:
        made = report().result(
            "perf.json",
            "VG-PERF-001",
            recorded_at=BEFORE,
            evidence=["perf.json"],
            subject="x@1+2+-+-",
            tree=TreeState.COMMITTED,
            supersedes=["old.json"],
        )
        assert made == GateResult(
            "perf.json",
            "VG-PERF-001",
            status=PASS,
            recorded_at=BEFORE,
            evidence=("perf.json",),
            commit=COMMIT,
            subject="x@1+2+-+-",
            tree=TreeState.COMMITTED,
            supersedes=("old.json",),
            measured=(
                MetricVerdict("p95", PASS, regression=Decimal(10), note="10.00 % of 10 %", delta=Decimal(10)),
                MetricVerdict("errors", PASS, note="1 of 1", delta=Decimal(1)),
            ),
        )

    @pytest.mark.parametrize(
        ("made", "status", "commit", "note"),
        [
            pytest.param(report(), PASS, COMMIT, "", id="pass"),
            pytest.param(report(111), FAIL, COMMIT, "", id="fail"),
            pytest.param(report(110, "50cd8cf", "75F806F", SHA), PASS, SHA, "", id="the longest spelling"),
            pytest.param(report(50, COMMIT), ERROR, COMMIT, ITSELF, id="against itself"),
            pytest.param(
                report(50, "50cd8cf", "75f806f", "9c0d303"),
                ERROR,
                None,
                "the candidate has runs of 75f806f, 9c0d303; expected one commit",
                id="of two commits",
            ),
            pytest.param(
                READING.judge({}, {}, approved=True), ERROR, None, "", id="nothing measured, and no commit given"
            ),
        ],
    )
    def test_status_commit_and_note(
        self, made: BudgetReport, status: GateStatus, commit: str | None, note: str
    ) -> None:
        run = result(made)
        assert (run.status, run.commit, run.note) == (status, commit, note)
        assert made.status is status

    def test_an_unsound_comparison_is_an_error_in_each_metric(self) -> None:
        """The numbers stay, so that what is known to be worse is not forgotten."""
        run = result(report(130, COMMIT))
        assert [(own.status, own.regression) for own in run.measured] == [(ERROR, Decimal(30)), (ERROR, None)]
        assert run.measured == report(130, COMMIT).measured

    def test_the_commits_are_kept(self) -> None:
        made = report(110, "50cd8cf", "75f806f", SHA)
        assert (made.baseline_commits, made.candidate_commits) == (("50cd8cf",), ("75f806f", SHA))

    @pytest.mark.parametrize(
        ("made", "note"),
        [
            pytest.param(report(), "", id="pass"),
            pytest.param(report(111), "fail; p95: 11.00 % of 10 %", id="fail"),
            pytest.param(report(50, COMMIT), f"error; {ITSELF}", id="against itself"),
        ],
    )
    def test_a_verdict_says_why(self, made: BudgetReport, note: str) -> None:
        assert standing_of("VG-PERF-001", [result(made)], AT).note == note


@pytest.mark.parametrize("status", [PASS, FAIL, ERROR])
@pytest.mark.parametrize("worst", [PASS, FAIL, ERROR])
def test_a_status_is_no_better_than_its_metrics(status: GateStatus, worst: GateStatus) -> None:
    measured = (metric("a"), metric("b", status=worst), metric("c"))
    if status >= worst:
        assert passed("VG-PERF-001", status=status, measured=measured).measured == measured
        return
    with pytest.raises(FieldError) as refused:
        passed("VG-PERF-001", status=status, measured=measured)
    assert str(refused.value) == f'GateResult.status is `{status}` with `"b"` `{worst}`; expected `{worst}`'


def test_a_metric_is_measured_once() -> None:
    with pytest.raises(FieldError, match=r'^GateResult\.measured\[1\] has the metric `"a"` again'):
        passed("VG-PERF-001", measured=(metric("a"), metric("a", 3)))


class TestAllowsByAnotherBudget:
    """A budget says of a verdict whether it is kept, by whichever budget that was judged."""

    FLOOR: Final = LATENCY.replace(floor=Decimal(2))

    @pytest.mark.parametrize(
        ("budget", "judged", "expected"),
        [
            pytest.param(LATENCY, metric("p95", 10), True, id="at the limit"),
            pytest.param(LATENCY, metric("p95", "10.01"), False, id="let pass by another budget"),
            pytest.param(LATENCY, metric("p95", 8, status=FAIL), False, id="failed by a stricter budget"),
            pytest.param(LATENCY, metric("p95", 8, status=ERROR), MISSING, id="unsound"),
            pytest.param(LATENCY, metric("p95", 12, status=ERROR), False, id="unsound and beyond"),
            pytest.param(LATENCY, metric("p95", None, delta=Decimal(1)), MISSING, id="no percent"),
            pytest.param(LATENCY, metric("p95", 8, status=GateStatus.SKIPPED), MISSING, id="skipped"),
            pytest.param(FLOOR, metric("p95", 12, delta=Decimal(2)), True, id="beyond, at the floor"),
            pytest.param(FLOOR, metric("p95", 12, delta=Decimal("2.1")), False, id="beyond the floor"),
            pytest.param(FLOOR, metric("p95", 12, delta=None), MISSING, id="beyond, and nobody knows by how much"),
            pytest.param(ERRORS, metric("errors", None, delta=Decimal(1)), True, id="absolute, at the limit"),
            pytest.param(ERRORS, metric("errors", None, delta=Decimal("1.1")), False, id="absolute, beyond"),
            pytest.param(ERRORS, metric("errors", 3, delta=None), MISSING, id="absolute, a percent alone"),
            pytest.param(LATENCY, metric("p50", 8), MISSING, id="of another metric"),
            pytest.param(ERRORS, metric("p50", None, delta=Decimal(0)), MISSING, id="absolute, of another metric"),
        ],
    )
    def test_allows(
        self, budget: RegressionBudget | DeltaBudget, judged: MetricVerdict, expected: object
    ) -> None:
        assert budget.allows(judged) is expected


@pytest.mark.parametrize("percent", ["1", "12", "missing"])
def test_bare_regressions_of_the_second_edition_prove_nothing(percent: str) -> None:
    """They named no run and no commit, so whatever they said, the metric was not measured."""
    kept = to_data(unmeasured(complete(R3), "startup_p50"))
    kept["schema"] = 2
    kept["release_candidate"]["regressions"] = [{"metric": "startup_p50", "percent": percent}]
    review = assess(from_data(ReleaseCandidate, kept), READINESS, AT)
    assert [reason.code for reason in review.reasons] == ["budget-unmeasured"]


BUDGETS: Final = READINESS.asked["budgets"]
PERF_1: Final = passed("VG-PERF-001")
SLOWER: Final = metric("startup_p50", 11, status=FAIL)
SLOW: Final = passed("VG-PERF-001", id="slow", status=FAIL, measured=(SLOWER,))


def with_runs(*runs: GateResult) -> ReleaseCandidate:
    """A candidate of R3 with more runs."""
    return complete(R3, results=(*complete(R3).results, *runs))


def value(candidate: ReleaseCandidate, rules: ReadinessRules = READINESS) -> tuple[object, list[str]]:
    """What the fact of the playbook's budgets is, and what it stands for."""
    context = ReviewContext(candidate, rules, AT)
    return BUDGETS.value(context), list(BUDGETS.details(context))


class TestBudgetFact:
    @pytest.mark.parametrize(
        ("candidate", "standing", "details"),
        [
            pytest.param(complete(R3), PASSED, [], id="all kept"),
            pytest.param(measuring(complete(R3), SLOWER), FAILED, ["startup_p50: fail"], id="beyond"),
            pytest.param(
                unmeasured(complete(R3), "startup_p50", "startup_p95"),
                UNPROVEN,
                ["startup_p50, startup_p95: not measured"],
                id="two not measured",
            ),
            pytest.param(
                unmeasured(measuring(complete(R3), SLOWER), gate="VG-PERF-002"),
                FAILED,
                ["startup_p50: fail", "error_rate, throughput: not measured"],
                id="what was not measured hides nothing",
            ),
            pytest.param(with_runs(SLOW), FAILED, ["startup_p50: fail"], id="a slow run beside a good one"),
            pytest.param(
                complete(
                    R3,
                    results=(
                        *(run for run in complete(R3).results if run.gate != "VG-PERF-001"),
                        SLOW,
                        PERF_1.replace(supersedes=("slow",)),
                    ),
                ),
                PASSED,
                [],
                id="replaced by a rerun",
            ),
            pytest.param(with_runs(SLOW.replace(commit="0ther00")), PASSED, [], id="slow on another commit"),
            pytest.param(with_runs(SLOW.replace(commit=None)), FAILED, ["startup_p50: fail"], id="slow on no commit"),
            pytest.param(
                with_runs(SLOW.replace(gate="VG-EFFICACY-001")), PASSED, [], id="by a gate that is not asked"
            ),
            pytest.param(
                measuring(complete(R3), metric("memory", 50, status=FAIL)), FAILED, ["memory: fail"], id="unbudgeted"
            ),
            pytest.param(measuring(complete(R3), metric("memory", 50)), PASSED, [], id="unbudgeted, within another"),
            pytest.param(
                measuring(complete(R3), metric("memory", status=ERROR)), UNPROVEN, None, id="unbudgeted, unsound"
            ),
            pytest.param(
                with_result(complete(R3), "VG-PERF-002", evidence=("n/a",)), UNPROVEN, None, id="without evidence"
            ),
            pytest.param(
                with_result(complete(R3), "VG-PERF-002", status=ERROR, note="killed"),
                UNPROVEN,
                ["error_rate, throughput: killed"],
                id="the run was killed",
            ),
            pytest.param(
                with_result(complete(R3), "VG-PERF-002", status=FAIL), PASSED, [], id="the run failed by something else"
            ),
            pytest.param(
                with_result(complete(R3), "VG-PERF-002", status=GateStatus.NOT_RUN), UNPROVEN, None, id="not run"
            ),
        ],
    )
    def test_value_and_details(
        self, candidate: ReleaseCandidate, standing: Standing, details: list[str] | None
    ) -> None:
        found, lines = value(candidate)
        assert found is standing
        assert details is None or lines == details

    def test_without_a_commit_nothing_is_measured_unless_the_playbook_accepts_that(self) -> None:
        unbound = with_result(complete(R3), "VG-PERF-001", commit=None)
        assert value(unbound)[0] is UNPROVEN
        assert value(unbound, AS_RECORDED)[0] is PASSED
        elsewhere = with_result(complete(R3), "VG-PERF-001", commit="0ther00")
        assert value(elsewhere, AS_RECORDED)[0] is UNPROVEN

    def test_of_every_gate_where_none_are_named(self) -> None:
        fact = BudgetFact("any", budgets=[LATENCY])
        run = passed("VG-RCC-001", measured=(metric("p95", 12, status=FAIL),), status=FAIL)
        assert fact.value(ReviewContext(with_runs(run.replace(id="x")), READINESS, AT)) is FAILED

    def test_a_gate_that_nobody_knows_is_refused(self) -> None:
        for fact in (
            BudgetFact("budgets", {"VG-PREF-001"}, budgets=[LATENCY]),
            RegressionFact("worst_regression", {"VG-PREF-001"}),
        ):
            with pytest.raises(FieldError, match=r"facts\[\d+\]\.gates holds `\"VG-PREF-001\"`"):
                READINESS.replace(facts=(*(own for own in READINESS.facts if own.name != fact.name), fact))

    def test_a_metric_has_one_budget(self) -> None:
        with pytest.raises(FieldError, match=r'^BudgetFact\.budgets\[1\] has the metric `"p95"` again'):
            BudgetFact("budgets", budgets=[LATENCY, LATENCY.replace(percent=Decimal(20))])
        with pytest.raises(FieldError, match=r"^BudgetFact\.budgets is .*at least 1"):
            BudgetFact("budgets", budgets=[])


class TestRegressionFact:
    FACT: Final = RegressionFact("worst", {"VG-PERF-001", "VG-PERF-002"}, metrics={"startup_p50", "throughput"})

    @pytest.mark.parametrize(
        ("candidate", "worst", "details"),
        [
            pytest.param(complete(R1), MISSING, ["startup_p50: not measured", "throughput: not measured"], id="none"),
            pytest.param(measuring(complete(R3), metric("startup_p95", 7)), Decimal(10), None, id="worst of several"),
            pytest.param(
                measuring(complete(R3), metric("startup_p95", "10.1")),
                Decimal("10.1"),
                ["startup_p95: 10.1 %"],
                id="of a metric that need not be measured",
            ),
            pytest.param(
                measuring(complete(R3), SLOWER, metric("startup_p95", None, status=ERROR)),
                MISSING,
                ["startup_p95: not measured", "startup_p50: 11 %"],
                id="one without a sound comparison",
            ),
            pytest.param(
                unmeasured(complete(R3), gate="VG-PERF-002"), MISSING, None, id="one that has to be measured was not"
            ),
            pytest.param(
                with_result(complete(R3), "VG-PERF-002", commit="0ther00"), MISSING, None, id="on another commit"
            ),
        ],
    )
    def test_value_and_details(
        self, candidate: ReleaseCandidate, worst: Decimal | Missing, details: list[str] | None
    ) -> None:
        context = ReviewContext(candidate, READINESS, AT)
        assert self.FACT.value(context) == worst
        assert details is None or self.FACT.details(context) == details
