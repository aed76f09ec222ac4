"""The twelve recorded performance gates of the project behind the gated release playbook, judged again.

Which reading each record used, and what follows from its numbers, is written here by hand. A record of the earlier
harness has a percentage for each check; the later one has the values, the floors and the commits. Where the raw
measurements of a record are at hand, it is judged by those, and the percentages must come out as recorded.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit.gates import BudgetReading, BudgetReport, GateStatus
from releasekit.playbooks.gated_release import HARNESS_LATENCY, HARNESS_THROUGHPUT, PLAIN_LATENCY, PLAIN_THROUGHPUT

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "loop"
GATES: Final = FOLDER / "perf_gates.json"
MEASUREMENTS: Final = FOLDER / "perf_measurements.json"

pytestmark = pytest.mark.skipif(not GATES.is_file(), reason="the recorded gates are not at hand")

PASS, FAIL, ERROR = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR
Record = Mapping[str, Any]
Runs = dict[str, tuple[Decimal, ...]]

FIRST: Final = "2026-02-19/milestone-M5/M5-T01"
SYSTEM: Final = "2026-02-20/full-system-validation"
SEVENTH: Final = "2026-02-20/milestone-M7"
REVIEW: Final = "2026-02-20/post-review-hardening/loop-5ut.2-distinct-baseline/M5-T01"

READINGS: Final = {
    f"{FIRST}-VG-PERF-001.json": PLAIN_LATENCY,
    f"{FIRST}-VG-PERF-002.json": PLAIN_THROUGHPUT,
    f"{SYSTEM}/M5-T01-VG-PERF-001.json": PLAIN_LATENCY,
    f"{SYSTEM}/M5-T01-VG-PERF-002.json": PLAIN_THROUGHPUT,
    f"{SYSTEM}/VG-PERF-003.json": PLAIN_THROUGHPUT,
    f"{SEVENTH}/M5-T01-VG-PERF-001.json": PLAIN_LATENCY,
    f"{SEVENTH}/M5-T01-VG-PERF-002.json": PLAIN_THROUGHPUT,
    f"{SEVENTH}/M7-T04-VG-PERF-002.json": PLAIN_THROUGHPUT,
    f"{SEVENTH}/M7-T07-VG-PERF-003.json": PLAIN_THROUGHPUT,
    f"{SEVENTH}/M7-T09-VG-PERF-003.json": PLAIN_THROUGHPUT,
    f"{REVIEW}-VG-PERF-001.json": HARNESS_LATENCY,
    f"{REVIEW}-VG-PERF-002.json": HARNESS_THROUGHPUT,
}
"""The named reading that each record used."""

FAILED: Final = {
    # +22.45 % and +29.86 % are more than 10 %; +8.63 % of execute_no_submit_p95 is not
    f"{SEVENTH}/M5-T01-VG-PERF-001.json": {"execute_no_submit_p50", "execute_with_submit_p95"},
}
"""The checks that failed; those of all other records passed."""

FIRST_RUNS: Final = ((f"{FIRST}-baseline.json",), (f"{FIRST}-candidate.json",))
SEVENTH_RUNS: Final = ((f"{SEVENTH}/M5-T01-baseline.json",), (f"{SEVENTH}/M5-T01-candidate.json",))
REVIEW_RUNS: Final = ((f"{FIRST}-baseline.json",), (f"{REVIEW}-candidate.json", f"{REVIEW}-candidate.run2.json"))
RAW: Final = {
    f"{FIRST}-VG-PERF-001.json": FIRST_RUNS,
    f"{FIRST}-VG-PERF-002.json": FIRST_RUNS,
    f"{SEVENTH}/M5-T01-VG-PERF-001.json": SEVENTH_RUNS,
    f"{SEVENTH}/M5-T01-VG-PERF-002.json": SEVENTH_RUNS,
    f"{SEVENTH}/M7-T09-VG-PERF-003.json": SEVENTH_RUNS,
    f"{REVIEW}-VG-PERF-001.json": REVIEW_RUNS,
    f"{REVIEW}-VG-PERF-002.json": REVIEW_RUNS,
}
"""The raw measurements behind a record, of the baseline and of the candidate."""

PATHS: Final = {
    "startup_p50": ("startup_latency_ms", "p50_ms"),
    "startup_p95": ("startup_latency_ms", "p95_ms"),
    "execute_no_submit_p50": ("execute_latency_no_submit_ms", "p50_ms"),
    "execute_no_submit_p95": ("execute_latency_no_submit_ms", "p95_ms"),
    "execute_with_submit_p50": ("execute_latency_with_submit_ms", "p50_ms"),
    "execute_with_submit_p95": ("execute_latency_with_submit_ms", "p95_ms"),
    "throughput": ("batch", "throughput_ops_per_sec"),
    "error_rate": ("batch", "error_rate"),
}
"""Where a raw measurement has each metric."""


def read(path: Path) -> dict[str, Record]:
    """Read a list of records by their evidence, numbers as they are written; nothing where it is not at hand."""
    if not path.is_file():
        return {}
    records = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    return {record["evidence"]: record for record in records}


RECORDS: Final = read(GATES)
MEASURED: Final = read(MEASUREMENTS)
each_record = pytest.mark.parametrize("evidence", READINGS)


def metrics_of(evidence: str) -> list[str]:
    """The metrics of a gate, by its kind: latencies, or throughput and error rate."""
    return list(PATHS)[:6] if evidence.endswith("001.json") else list(PATHS)[6:]


def raw_runs(evidence: str, side: int) -> Runs:
    """What the runs behind a record measured, on one side of it."""
    runs = [MEASURED[name]["metrics"] for name in RAW[evidence][side]]
    return {
        metric: tuple(run[PATHS[metric][0]][PATHS[metric][1]] for run in runs) for metric in metrics_of(evidence)
    }


def recorded_runs(evidence: str) -> tuple[Runs, Runs]:
    """What a record itself says: the values, or a percentage, which is a change from 100."""
    record = RECORDS[evidence]
    if evidence.endswith("001.json"):
        changes = {metric: (100 + percent,) for metric, percent in record["checks"].items()}
        return dict.fromkeys(changes, (Decimal(100),)), changes
    names = {"throughput": "throughput_ops_per_sec", "error_rate": "error_rate"}
    before, after = (
        {metric: (record[f"{side}_{name}"],) for metric, name in names.items()} for side in ("baseline", "candidate")
    )
    return before, after


def runs_of(evidence: str) -> tuple[Runs, Runs]:
    """Both sides of a record, raw where that is at hand."""
    return (raw_runs(evidence, 0), raw_runs(evidence, 1)) if evidence in RAW else recorded_runs(evidence)


def commits_of(evidence: str) -> dict[str, list[str]]:
    """The commits of both sides, by the raw measurements."""
    before, after = ([MEASURED[name]["loop_commit"] for name in names] for names in RAW[evidence])
    return {"baseline_commits": before, "candidate_commits": after}


def judge(evidence: str, reading: BudgetReading, **commits: list[str]) -> BudgetReport:
    """The verdict on a record under a reading; the baselines were the approved ones."""
    return reading.judge(*runs_of(evidence), approved=True, **commits)


def as_recorded(evidence: str) -> BudgetReport:
    """The verdict under the reading that the record used, with the commits that it names."""
    record = RECORDS[evidence]
    commits = {side: record[side] for side in ("baseline_commits", "candidate_commits") if side in record}
    return judge(evidence, READINGS[evidence], **commits)


def percents(evidence: str) -> dict[str, Decimal]:
    """The percentages of a record."""
    names = {"throughput_regression_pct": "throughput"}
    return {
        names.get(name, name): check["regression_pct"] if isinstance(check, dict) else check
        for name, check in RECORDS[evidence]["checks"].items()
        if name != "error_rate_delta"
    }


def test_every_record_and_every_measurement_is_used() -> None:
    assert READINGS.keys() == RECORDS.keys()
    assert {name for sides in RAW.values() for side in sides for name in side} == MEASURED.keys()


class TestTheRecords:
    @each_record
    def test_each_check_stands_as_recorded(self, evidence: str) -> None:
        verdict = as_recorded(evidence)
        beyond = {own.metric for own in verdict.judged if own.status is not PASS}
        assert beyond == FAILED.get(evidence, set())
        assert [own.metric for own in verdict.judged] == metrics_of(evidence)
        assert (verdict.problems, verdict.unbudgeted) == ((), ())

    @each_record
    def test_the_verdict_is_the_recorded_one(self, evidence: str) -> None:
        recorded = RECORDS[evidence]["pass"]
        assert as_recorded(evidence).status is (PASS if recorded else FAIL)
        assert recorded is (evidence not in FAILED)

    @each_record
    def test_the_percentages_are_the_recorded_ones(self, evidence: str) -> None:
        """They were recorded from binary fractions, so the last digits may differ."""
        found = {own.metric: own.regression for own in as_recorded(evidence).judged if own.metric != "error_rate"}
        recorded = percents(evidence)
        assert found.keys() == recorded.keys()
        far = {name for name, own in found.items() if own is None or abs(own - recorded[name]) > Decimal("1E-9")}
        assert far == set()

    @each_record
    def test_the_error_rate_never_rose(self, evidence: str) -> None:
        deltas = [own.delta for own in as_recorded(evidence).judged if own.metric == "error_rate"]
        assert deltas == [0] * (not evidence.endswith("001.json"))

    @pytest.mark.parametrize("evidence", [evidence for evidence in READINGS if evidence.startswith(REVIEW)])
    def test_the_values_of_the_later_harness_are_medians_of_the_raw_ones(self, evidence: str) -> None:
        for own in as_recorded(evidence).judged:
            check = RECORDS[evidence]["checks"][own.metric.replace("error_rate", "error_rate_delta")]
            names = ("abs_delta_ms", "abs_drop_ops_per_sec", "delta")
            (recorded,) = (check[name] for name in names if name in check)
            assert own.delta is not None
            assert abs(own.delta - recorded) < Decimal("1E-9")
            assert check["pass"] is (own.status is PASS)


class TestOtherReadings:
    def test_where_the_plain_ten_percent_decides_otherwise(self) -> None:
        """One check: +44.62 % of 0.14 ms, 0.06 ms more, which the floor of 2 ms lets pass."""
        plain = {HARNESS_LATENCY: PLAIN_LATENCY, HARNESS_THROUGHPUT: PLAIN_THROUGHPUT}
        differences = [
            (evidence, now.metric, str(was.status), str(now.status))
            for evidence, reading in READINGS.items()
            for was, now in zip(
                as_recorded(evidence).judged, judge(evidence, plain.get(reading, reading)).judged, strict=True
            )
            if was.status is not now.status
        ]
        assert differences == [(f"{REVIEW}-VG-PERF-001.json", "execute_no_submit_p95", "pass", "fail")]
        assert judge(f"{REVIEW}-VG-PERF-001.json", PLAIN_LATENCY).status is FAIL

    def test_where_the_floors_decide_otherwise(self) -> None:
        """The two failures of the earlier harness are of 0.01 ms and 0.04 ms, so with floors all checks had passed."""
        floors = {PLAIN_LATENCY: HARNESS_LATENCY, PLAIN_THROUGHPUT: HARNESS_THROUGHPUT}
        differences = [
            (evidence, now.metric, str(was.status), str(now.status))
            for evidence in RAW
            for was, now in zip(
                as_recorded(evidence).judged,
                judge(evidence, floors.get(READINGS[evidence], READINGS[evidence])).judged,
                strict=True,
            )
            if was.status is not now.status
        ]
        failed = f"{SEVENTH}/M5-T01-VG-PERF-001.json"
        assert differences == [
            (failed, "execute_no_submit_p50", "fail", "pass"),
            (failed, "execute_with_submit_p95", "fail", "pass"),
        ]


class TestTheCommits:
    def test_the_earlier_harness_compared_a_commit_with_itself(self) -> None:
        """So what failed was noise, and what passed proves nothing: given the commits, it is an error."""
        for folder, commit in ((FIRST, "50cd8cf"), (f"{SEVENTH}/M5-T01", "9c0d303")):
            evidence = f"{folder}-VG-PERF-001.json"
            verdict = judge(evidence, PLAIN_LATENCY, **commits_of(evidence))
            expected = f"commit `{commit}` is compared with itself; expected a baseline of another commit"
            assert (verdict.status, verdict.problems) == (ERROR, (expected,))

    def test_the_later_harness_did_not(self) -> None:
        for evidence in READINGS:
            if evidence.startswith(REVIEW):
                record = RECORDS[evidence]
                assert record["allow_same_commit"] is False
                assert set(commits_of(evidence)["candidate_commits"]) == set(record["candidate_commits"])
                assert judge(evidence, READINGS[evidence], **commits_of(evidence)).status is PASS

    @pytest.mark.parametrize("reading", [HARNESS_LATENCY, HARNESS_THROUGHPUT], ids=lambda reading: reading.name)
    def test_the_later_reading_requires_them(self, reading: BudgetReading) -> None:
        evidence = next(name for name, used in READINGS.items() if used is reading)
        assert judge(evidence, reading).status is ERROR
