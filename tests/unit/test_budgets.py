"""Floors, deltas, thresholds, medians over runs, and all budgets of a gate together."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import permutations
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.gates import (
    Better,
    BudgetReading,
    BudgetReport,
    DeltaBudget,
    GateStatus,
    MetricVerdict,
    RateThreshold,
    RegressionBudget,
    median,
)
from releasekit.policy import MISSING
from tests.rows import cases

LOWER, HIGHER = Better
PASS, FAIL, ERROR = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR
NO_MEASURE: Final = "no sound measurement; expected a number of at least zero"
NO_RATE: Final = "no sound rate; expected 0 to 100 percent"
SHA: Final = "75f806f85985302c498e9d8e4915af6f144ed6ad"


def number(text: str | None) -> Decimal | None:
    """Read a number of a table."""
    return None if text is None else Decimal(text)


class TestFloor:
    """10 % with a floor of 2: beyond it is what is worse by more than 10 % and by more than 2."""

    @pytest.mark.parametrize(
        ("better", "baseline", "value", "status", "note"),
        [
            pytest.param(LOWER, "10", "12", PASS, "20.00 % of 10 %; 2 of a floor of 2", id="exactly the floor"),
            pytest.param(
                LOWER, "10", "12.000001", FAIL, "20.01 % of 10 %; 2.000001 of a floor of 2", id="a hair over both"
            ),
            pytest.param(LOWER, "100", "110", PASS, "10.00 % of 10 %; 10 of a floor of 2", id="exactly the percent"),
            pytest.param(HIGHER, "10", "7.9", FAIL, "21.00 % of 10 %; 2.1 of a floor of 2", id="higher, over both"),
        ],
    )
    def test_fails_only_beyond_both(
        self, better: Better, baseline: str, value: str, status: GateStatus, note: str
    ) -> None:
        budget = RegressionBudget("m", Decimal(10), better=better, floor=Decimal(2))
        found = budget.judge(Decimal(baseline), Decimal(value), approved=True)
        assert (found.status, found.note) == (status, note)

    def test_there_is_none_unless_it_is_given(self) -> None:
        budget = RegressionBudget("m", Decimal(10), better=LOWER)
        assert budget.floor is None
        assert budget.judge(Decimal("0.1"), Decimal("0.2"), approved=True).status is FAIL

    def test_a_floor_of_zero_changes_no_verdict(self) -> None:
        budget = RegressionBudget("m", Decimal(10), better=LOWER, floor=Decimal(0))
        assert budget.judge(Decimal(100), Decimal(111), approved=True).status is FAIL

    def test_carries_percent_and_delta(self) -> None:
        found = RegressionBudget("m", Decimal(10), better=HIGHER).judge(8, 6, approved=True)
        assert found == MetricVerdict("m", FAIL, regression=Decimal(25), note="25.00 % of 10 %", delta=Decimal(2))


class TestDelta:
    @pytest.mark.parametrize(
        ("better", "baseline", "value", "status", "delta"),
        [
            pytest.param(LOWER, "0", "0.0100000000000000000001", FAIL, "0.0100000000000000000001", id="a hair more"),
            pytest.param(HIGHER, "0.5", "0.48", FAIL, "0.02", id="higher, more"),
        ],
    )
    def test_judges(self, better: Better, baseline: str, value: str, status: GateStatus, delta: str) -> None:
        found = DeltaBudget("m", Decimal("0.01"), better=better).judge(
            Decimal(baseline), Decimal(value), approved=True
        )
        assert (found.status, found.regression, found.delta) == (status, None, Decimal(delta))

    @pytest.mark.parametrize(
        ("baseline", "value", "approved", "note"),
        [
            pytest.param(None, "1", True, "no sound baseline; expected a number of at least zero", id="no baseline"),
            pytest.param("-1", "1", True, "no sound baseline; expected a number of at least zero", id="negative"),
            pytest.param("NaN", "1", True, "no sound baseline; expected a number of at least zero", id="NaN"),
            pytest.param("Infinity", "1", True, "no sound baseline; expected a number of at least zero", id="infinite"),
            pytest.param("0", "0", False, "the baseline is not approved", id="unapproved"),
            pytest.param("0", None, True, NO_MEASURE, id="no value"),
            pytest.param("0", "-1", True, NO_MEASURE, id="negative value"),
            pytest.param("0", "Infinity", True, NO_MEASURE, id="infinite value"),
        ],
    )
    def test_no_sound_comparison_is_an_error(
        self, baseline: str | None, value: str | None, approved: bool, note: str  # noqa: FBT001
    ) -> None:
        found = DeltaBudget("m", Decimal(1)).judge(number(baseline), number(value), approved=approved)
        assert found == MetricVerdict("m", ERROR, regression=None, note=note)

    @pytest.mark.parametrize("approved", [1, "yes", None, MISSING], ids=str)
    def test_only_true_is_an_approval(self, approved: object) -> None:
        assert DeltaBudget("m", Decimal(1)).judge(0, 0, approved=approved).note == "the baseline is not approved"

    def test_never_shows_a_failure_as_its_limit(self) -> None:
        found = DeltaBudget("m", Decimal("0.01")).judge(0, Decimal("0.01" + "0" * 30 + "1"), approved=True)
        assert (found.status, found.note) == (FAIL, "0.0100000000001 of 0.01")

    def test_counts_errors_unless_told_otherwise(self) -> None:
        assert DeltaBudget("m", Decimal(0)).better is LOWER


class TestThreshold:
    @pytest.mark.parametrize(
        ("better", "rate", "status", "delta", "note"),
        [
            pytest.param(HIGHER, 95, PASS, "0", "95 %; expected at least 95 %", id="exactly"),
            pytest.param(HIGHER, Decimal("95.5"), PASS, "-0.5", "95.5 %; expected at least 95 %", id="higher"),
            pytest.param(
                HIGHER,
                Decimal("94." + "9" * 30),
                FAIL,
                "0." + "0" * 29 + "1",
                "94.9999999999 %; expected at least 95 %",
                id="a hair lower",
            ),
            pytest.param(HIGHER, 0, FAIL, "95", "0 %; expected at least 95 %", id="none"),
            pytest.param(LOWER, 95, PASS, "0", "95 %; expected at most 95 %", id="low, exactly"),
            pytest.param(LOWER, 0, PASS, "-95", "0 %; expected at most 95 %", id="low, none"),
            pytest.param(LOWER, 100, FAIL, "5", "100 %; expected at most 95 %", id="low, all"),
        ],
    )
    def test_the_limit_is_included(
        self, better: Better, rate: Decimal | int, status: GateStatus, delta: str, note: str
    ) -> None:
        found = RateThreshold("success_rate", 95, better=better).judge(rate)
        assert found == MetricVerdict("success_rate", status, regression=None, note=note, delta=Decimal(delta))

    @pytest.mark.parametrize(
        "rate",
        [MISSING, None, -1, 101, Decimal("100.01"), Decimal("NaN"), Decimal("Infinity"), 99.5, True, "99"],
        ids=str,
    )
    @pytest.mark.parametrize("better", Better, ids=str)
    def test_no_sound_rate_is_an_error(self, better: Better, rate: object) -> None:
        found = RateThreshold("rework_rate", Decimal(5), better=better).judge(rate)
        assert found == MetricVerdict("rework_rate", ERROR, regression=None, note=NO_RATE)

    def test_has_no_default_limit_and_no_default_direction(self) -> None:
        with pytest.raises(TypeError):
            RateThreshold("success_rate", better=HIGHER)
        with pytest.raises(TypeError):
            RateThreshold("success_rate", 95)


class TestMedian:
    @pytest.mark.parametrize(
        ("values", "expected"),
        [
            pytest.param((4, 1, 2, 100), "3", id="even"),
            pytest.param((Decimal("1E+100"), Decimal("1E-100")), f"5{'0' * 99}.{'0' * 100}5", id="far apart"),
            pytest.param(iter((1, 2, 3)), "2", id="iterator"),
        ],
    )
    def test_is_exact(self, values: object, expected: str) -> None:
        assert median(values) == Decimal(expected)

    @pytest.mark.parametrize(
        "values",
        [
            (),
            (1, MISSING),
            (float("nan"),),
            (Decimal("sNaN"), 1),
            (Decimal("Infinity"), 1),
            (Decimal("1E+101"),),
            (Decimal("1E-101"),),
            (10**100 + 1,),
            (1 << 20_000,),
        ],
    )
    def test_is_missing_where_a_run_is_unsound(self, values: object) -> None:
        assert median(values) is MISSING

    def test_is_written_the_same_whatever_the_order(self) -> None:
        runs = [Decimal("1.0"), Decimal("1.00"), Decimal(9)]
        assert {str(median(order)) for order in permutations(runs)} == {"1.00"}

    @pytest.mark.parametrize("values", [7, None, "123"], ids=str)
    def test_refuses_what_cannot_be_listed(self, values: object) -> None:
        with pytest.raises(FieldError, match=r"^values is .*; expected a list of numbers$"):
            median(values)


class TestRuns:
    @pytest.mark.parametrize(
        "budget",
        [RegressionBudget("m", Decimal(10), better=LOWER), DeltaBudget("m", Decimal(1))],
        ids=lambda budget: type(budget).__name__,
    )
    def test_medians_are_compared(self, budget: RegressionBudget | DeltaBudget) -> None:
        found = budget.judge_runs([10, 9, 50], [11, 10, 12, 90], approved=True)
        assert (found.status, found.delta) == (FAIL, Decimal("1.5"))
        assert found == budget.judge(10, Decimal("11.5"), approved=True)

    def test_medians_may_be_longer_than_measurements(self) -> None:
        budget = RegressionBudget("m", Decimal(10), better=LOWER)
        runs = (Decimal("1E+100"), Decimal("1E-100"))
        assert budget.judge_runs(runs, runs, approved=True).delta == 0
        more = (Decimal("1E+100"), Decimal("3E-100"))
        assert budget.judge_runs(runs, more, approved=True).delta == Decimal("1E-100")

    @pytest.mark.parametrize(("baseline", "candidate"), [([], [1]), ([1], []), ([1, MISSING], [1]), ([1], [1, None])])
    def test_an_unknown_run_is_an_error(self, baseline: list[object], candidate: list[object]) -> None:
        assert DeltaBudget("m", Decimal(1)).judge_runs(baseline, candidate, approved=True).status is ERROR


class TestRefusals:
    @pytest.mark.parametrize(("make", "expected"), cases(__file__, "budgets",
        pytest.param(lambda: RegressionBudget("m", Decimal(10), better=LOWER, floor=Decimal(-1)), id="negative floor"),
        pytest.param(
            lambda: RegressionBudget("m", Decimal("1E+101"), better=LOWER, floor=Decimal("1E-101")), id="long limits"
        ),
        pytest.param(lambda: DeltaBudget("m", Decimal("-0.1")), id="negative maximum"),
        pytest.param(lambda: DeltaBudget("m", 0.1), id="float maximum"),
        pytest.param(lambda: DeltaBudget("m", Decimal("1E-999999")), id="long maximum"),
        pytest.param(lambda: RateThreshold("m", 101, better=LOWER), id="over 100 percent"),
        pytest.param(lambda: RateThreshold("m", Decimal("1E-999"), better=LOWER), id="long threshold"),
        pytest.param(lambda: BudgetReading("r", ()), id="no budgets"),
        pytest.param(
            lambda: BudgetReading("r", [DeltaBudget("b", Decimal(1)), DeltaBudget("a", Decimal(1))] * 2),
            id="a metric twice",
        ),
        pytest.param(
            lambda: BudgetReading("r", [RateThreshold("a", 1, better=LOWER)]), id="a threshold has no baseline"
        ),
    ))
    def test_what_is_no_budget(self, make: Callable[[], object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == expected

    @pytest.mark.parametrize(("arguments", "expected"), cases(__file__, "readings",
        pytest.param({"baseline": [1]}, id="no mapping"),
        pytest.param({"candidate": None}, id="nothing"),
        pytest.param({"baseline": {7: (1,)}}, id="number for a metric"),
        pytest.param({"candidate": {"ms": 7}}, id="one number without its tuple"),
        pytest.param({"baseline_commits": "75f806f"}, id="one text"),
        pytest.param({"candidate_commits": [7]}, id="number for a commit"),
    ))
    def test_what_is_no_measurement(self, arguments: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            judge(**arguments)
        assert str(caught.value) == expected


READING: Final = BudgetReading(
    "speed", (RegressionBudget("ms", Decimal(10), better=LOWER), DeltaBudget("errors", Decimal(0)))
)


def judge(reading: BudgetReading = READING, **changes: object) -> BudgetReport:
    """The verdict on a candidate as good as its baseline, but for some arguments."""
    sound = {"baseline": {"ms": (10,), "errors": (0,)}, "candidate": {"ms": (10,), "errors": (0,)}, "approved": True}
    return reading.judge(**{**sound, **changes})


class TestReading:
    @pytest.mark.parametrize(
        ("candidate", "each", "status"),
        [
            pytest.param({"ms": (11,), "errors": (0,)}, (PASS, PASS), PASS, id="both within"),
            pytest.param({"ms": (12,), "errors": (0,)}, (FAIL, PASS), FAIL, id="first beyond"),
            pytest.param({"ms": (10,), "errors": (1,)}, (PASS, FAIL), FAIL, id="second beyond"),
            pytest.param({"ms": (12,)}, (FAIL, ERROR), ERROR, id="an error is worse than a failure"),
            pytest.param({"ms": (10,)}, (PASS, ERROR), ERROR, id="one not measured"),
            pytest.param({"ms": (10,), "errors": MISSING}, (PASS, ERROR), ERROR, id="one missing"),
            pytest.param({}, (ERROR, ERROR), ERROR, id="nothing measured"),
            pytest.param({"ms": (1, 30, 11), "errors": (9, 0, 0)}, (PASS, PASS), PASS, id="medians"),
        ],
    )
    def test_the_worst_metric_decides(
        self, candidate: dict[str, tuple[int, ...]], each: tuple[GateStatus, ...], status: GateStatus
    ) -> None:
        verdict = judge(candidate=candidate)
        assert (tuple(own.status for own in verdict.judged), verdict.status) == (each, status)
        assert [own.metric for own in verdict.judged] == ["ms", "errors"]

    def test_a_metric_without_a_baseline_is_an_error(self) -> None:
        assert judge(baseline={"ms": (10,)}).status is ERROR

    def test_an_unapproved_baseline_is_an_error_for_each(self) -> None:
        assert {own.note for own in judge(approved=False).judged} == {"the baseline is not approved"}

    def test_a_metric_without_a_budget_is_reported(self) -> None:
        verdict = judge(baseline={"ms": (10,), "errors": (0,), "mb": (1,)}, candidate={"ms": (10,), "eror": (0,)})
        assert verdict.unbudgeted == ("eror", "mb")
        assert verdict.status is ERROR

    def test_a_metric_without_a_budget_changes_no_verdict(self) -> None:
        more = {"ms": (10,), "errors": (0,), "mb": (900,)}
        assert (judge(candidate=more).status, judge(candidate=more).unbudgeted) == (PASS, ("mb",))


class TestCommits:
    ITSELF: Final = "commit `75f806f` is compared with itself; expected a baseline of another commit"
    SEVERAL: Final = "the candidate has runs of 75f806e, 75f806f; expected one commit"

    @pytest.mark.parametrize(
        ("baseline", "candidate", "problems"),
        [
            pytest.param((), (), [], id="none is given"),
            pytest.param(("50cd8cf",), ("75f806f",), [], id="another"),
            pytest.param(("75f806f",), ("75f806f",), [ITSELF], id="the same"),
            pytest.param((SHA.upper(),), ("75f806f",), [ITSELF], id="the same, shortened"),
            pytest.param(("75f806f",), (SHA,), [ITSELF], id="the same, the other way round"),
            pytest.param(("75f806f",), ("75F806F",), [ITSELF.replace("f806f", "F806F")], id="the same, in capitals"),
            pytest.param(("50cd8cf", SHA), (SHA, "75f806e"), [SEVERAL, ITSELF], id="one of several"),
            pytest.param(("50cd8cf",), ("75f806f", "75f806e"), [SEVERAL], id="several candidates"),
            pytest.param(("50cd8cf", "9c0d303"), ("75f806f", SHA), [], id="several baselines, one candidate"),
            pytest.param(
                (), ("75f806f",), ["no commit of the baseline; expected those of both sides"], id="the other side alone"
            ),
            pytest.param(
                ("50cd8cf",), (), ["no commit of the candidate; expected those of both sides"], id="one side alone"
            ),
            pytest.param(("",), ("75f806f",), ["no commit of the baseline; expected those of both sides"], id="empty"),
            pytest.param((" ",), ("75f806f",), ["no commit of the baseline; expected those of both sides"], id="blank"),
            pytest.param((" 75f806f",), ("75f806f\n",), [ITSELF], id="the same with spaces around it"),
        ],
    )
    def test_a_commit_is_not_compared_with_itself(
        self, baseline: tuple[str, ...], candidate: tuple[str, ...], problems: list[str]
    ) -> None:
        verdict = judge(baseline_commits=baseline, candidate_commits=candidate)
        assert list(verdict.problems) == problems
        assert verdict.status is (ERROR if problems else PASS)
        assert {own.status for own in verdict.judged} == {PASS}

    def test_a_reading_may_require_them(self) -> None:
        strict = READING.replace(requires_commits=True)
        assert list(judge(strict).problems) == [
            "no commit of the baseline; expected those of both sides",
            "no commit of the candidate; expected those of both sides",
        ]
        assert judge(strict, baseline_commits=["50cd8cf"], candidate_commits=["75f806f"]).status is PASS


class TestVerdict:
    def test_reads_as_a_card(self) -> None:
        verdict = judge(candidate={"ms": (12,), "errors": (0,), "mb": (1,)}, baseline_commits=("a",))
        assert list(lines(verdict)) == [
            "speed [✗ error]",
            "",
            "Metrics",
            "  metric    status  note",
            "  --------  ------  ---------------",
            "  ✗ ms      fail    20.00 % of 10 %",
            "  ✓ errors  pass    0 of 0",
            "",
            "Not sound",
            "  - no commit of the candidate; expected those of both sides",
            "",
            "Measured without a budget",
            "  - mb",
        ]

    def test_says_no_more_than_there_is(self) -> None:
        assert "Not sound" not in judge().to_text()
        assert "without a budget" not in judge().to_text()


def lines(verdict: BudgetReport) -> Iterator[str]:
    """The card of a verdict, line by line."""
    yield from verdict.to_text().splitlines()
