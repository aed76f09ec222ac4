"""What the playbook says of performance budgets and promotions, and one recorded comparison under both readings.

The record is a copy of a few facts (see `source` in the file). What follows from them is worked out here by hand:

* startup got faster by 18 % and 35 %; execute_no_submit rose by 6.26 % in the median and by 44.62 % at p95, which is
  0.0037 ms and 0.0632 ms; execute_with_submit got faster by 0.03 % and 6.15 %;
* throughput rose by 36.41 %; no operation failed.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from releasekit.gates import Better, BudgetReading, BudgetReport, DeltaBudget, GateStatus, RegressionBudget, TreeState
from releasekit.playbooks.gated_release import (
    FULL_SUITE_PROMOTION,
    HARNESS_LATENCY,
    HARNESS_THROUGHPUT,
    PLAIN_LATENCY,
    PLAIN_THROUGHPUT,
    READINESS,
)
from releasekit.readiness import AdvisoryFact

DATA: Final = Path(__file__).parents[1] / "data"
SENTENCES: Final = (DATA / "seed_000.txt").read_text(encoding="utf-8")
RECORD: Final = json.loads((DATA / "performance_record.json").read_text(encoding="utf-8"), parse_float=Decimal)
BASELINE, *CANDIDATES = RECORD["runs"]
PASS, FAIL, ERROR = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR
READINGS: Final = (PLAIN_LATENCY, HARNESS_LATENCY, PLAIN_THROUGHPUT, HARNESS_THROUGHPUT)

PERCENTS: Final = {
    "startup_p50": "-18.36",
    "startup_p95": "-34.94",
    "execute_no_submit_p50": "6.26",
    "execute_no_submit_p95": "44.62",
    "execute_with_submit_p50": "-0.03",
    "execute_with_submit_p95": "-6.15",
    "throughput": "-36.41",
}


def judge(reading: BudgetReading, **changes: object) -> BudgetReport:
    """The verdict on the record, of the metrics that the reading has a budget for."""
    metrics = [budget.metric for budget in reading.budgets]
    arguments = {
        "baseline": {metric: (BASELINE["metrics"][metric],) for metric in metrics},
        "candidate": {metric: [run["metrics"][metric] for run in CANDIDATES] for metric in metrics},
        "approved": True,
        "baseline_commits": [BASELINE["commit"]],
        "candidate_commits": [run["commit"] for run in CANDIDATES],
    }
    return reading.judge(**{**arguments, **changes})


class TestTheRecord:
    @pytest.mark.parametrize(
        ("reading", "beyond"),
        [
            pytest.param(PLAIN_LATENCY, ["execute_no_submit_p95"], id="latency, plain"),
            pytest.param(HARNESS_LATENCY, [], id="latency, harness"),
            pytest.param(PLAIN_THROUGHPUT, [], id="throughput, plain"),
            pytest.param(HARNESS_THROUGHPUT, [], id="throughput, harness"),
        ],
    )
    def test_under_each_reading(self, reading: BudgetReading, beyond: list[str]) -> None:
        verdict = judge(reading)
        assert [own.metric for own in verdict.judged if own.status is FAIL] == beyond
        assert verdict.status is (FAIL if beyond else PASS)

    def test_the_harness_recorded_two_passes(self) -> None:
        assert RECORD["recorded"] == {"VG-PERF-001": True, "VG-PERF-002": True}

    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
    def test_the_percentages(self, reading: BudgetReading) -> None:
        percents = {own.metric: own.regression for own in judge(reading).judged if own.regression is not None}
        assert {name: str(round(own, 2)) for name, own in percents.items()} == {
            name: PERCENTS[name] for name in percents
        }
        assert len(percents) == (6 if reading in READINGS[:2] else 1)

    def test_the_floor_is_what_lets_it_pass(self) -> None:
        (found,) = (own for own in judge(HARNESS_LATENCY).judged if own.metric == "execute_no_submit_p95")
        assert found.note == "44.62 % of 10 %; 0.0632097751805 of a floor of 2.0"

    def test_medians_decide(self) -> None:
        """The median of two runs is their mean: (0.21151105975150136 + 0.198234790150309) / 2."""
        (found,) = (own for own in judge(PLAIN_LATENCY).judged if own.metric == "execute_no_submit_p95")
        assert found.delta == Decimal("0.20487292495090518") - Decimal("0.14166314977046565")

    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
    def test_nothing_passes_against_itself(self, reading: BudgetReading) -> None:
        assert judge(reading, baseline_commits=["75f806f"]).status is ERROR

    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading.name)
    def test_only_the_harness_asks_for_commits(self, reading: BudgetReading) -> None:
        silent = judge(reading, baseline_commits=(), candidate_commits=())
        is_harness = reading in (HARNESS_LATENCY, HARNESS_THROUGHPUT)
        assert (silent.status is ERROR, reading.requires_commits) == (is_harness, is_harness)


class TestTheReadings:
    def test_the_plain_one_is_the_playbooks_sentence(self) -> None:
        assert PLAIN_LATENCY.source == PLAIN_THROUGHPUT.source
        assert PLAIN_LATENCY.source is not None
        sentence = ">10% regression relative to approved baseline in any budgeted metric."
        assert PLAIN_LATENCY.source.quote == f"Performance trigger: {sentence}"

    def test_the_budgets_quote_the_class_table(self) -> None:
        whys = {own.why for reading in (PLAIN_LATENCY, PLAIN_THROUGHPUT) for own in reading.budgets}
        quotes = {why for why in whys if not why.startswith("ours")}
        assert all(quote in SENTENCES for quote in quotes)
        assert (len(quotes), len(whys)) == (1, 2)

    def test_the_harness_names_its_record(self) -> None:
        for reading in (HARNESS_LATENCY, HARNESS_THROUGHPUT):
            assert reading.source is not None
            assert "median_across_runs, allow_same_commit: false" in reading.source.quote
            assert all(own.why in reading.source.quote or own.metric == "error_rate" for own in reading.budgets)

    def test_directions_percents_and_floors(self) -> None:
        regressions = [own for reading in READINGS for own in reading.budgets if isinstance(own, RegressionBudget)]
        found = [(own.metric, own.better, own.percent, own.floor) for own in regressions]
        latencies = list(PERCENTS)[:6]
        assert found == [
            *((metric, Better.LOWER, 10, None) for metric in latencies),
            *((metric, Better.LOWER, 10, 2) for metric in latencies),
            ("throughput", Better.HIGHER, 10, None),
            ("throughput", Better.HIGHER, 10, 150),
        ]

    @pytest.mark.parametrize(
        ("reading", "rate", "status"),
        [
            pytest.param(PLAIN_THROUGHPUT, "0", PASS, id="plain, none"),
            pytest.param(PLAIN_THROUGHPUT, "0.0001", FAIL, id="plain, any"),
            pytest.param(HARNESS_THROUGHPUT, "0.01", PASS, id="harness, exactly"),
            pytest.param(HARNESS_THROUGHPUT, "0.0101", FAIL, id="harness, more"),
        ],
    )
    def test_error_rates(self, reading: BudgetReading, rate: str, status: GateStatus) -> None:
        """From a baseline of zero."""
        assert isinstance(reading.budgets[1], DeltaBudget)
        assert reading.budgets[1].judge(0, Decimal(rate), approved=True).status is status


class TestPromotion:
    def test_three_runs_on_committed_trees_of_the_advisory_gate(self) -> None:
        """Three: D-014; committed: D-015, which the playbook cites."""
        sentence = "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
        assert sentence in SENTENCES
        assert READINESS.asked["advisory"] == AdvisoryFact("advisory", {FULL_SUITE_PROMOTION.gate})
        assert FULL_SUITE_PROMOTION.runs == 3
        assert FULL_SUITE_PROMOTION.trees == {TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED}
