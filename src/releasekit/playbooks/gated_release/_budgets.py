"""What the performance gates of the Release and Rollback Playbook allow, in two readings, and when to promote.

The playbook's sentence is the plain reading: more than 10 % worse than the approved baseline in any budgeted metric.
The harness that its project ran later added absolute floors, and compares medians across runs of two different
commits. It is an option with its own source, not what the playbook says: a latency of microseconds may double in it.

Error rates are the exception to percent. Of the usual baseline, zero, no percent can be taken; any rise from there is
more than 10 % of nothing. So the plain reading allows no rise at all, which is stricter than 10 % of a rate that is
not zero, and never milder.
"""

from decimal import Decimal
from typing import Final

from releasekit.gates import Better, BudgetReading, DeltaBudget, PromotionRule, RegressionBudget
from releasekit.playbooks.gated_release._texts import TITLE
from releasekit.policy import Source

TEN_PERCENT: Final = Decimal(10)
LATENCIES: Final = (
    "startup_p50",
    "startup_p95",
    "execute_no_submit_p50",
    "execute_no_submit_p95",
    "execute_with_submit_p50",
    "execute_with_submit_p95",
)
"""The metrics of VG-PERF-001, in milliseconds."""
THROUGHPUT: Final = "throughput"
"""In operations per second."""
ERROR_RATE: Final = "error_rate"
"""Failed operations as a share of all, 0 to 1."""

PLAYBOOK_SENTENCE: Final = Source(
    TITLE,
    "Rollback Triggers",
    quote="Performance trigger: >10% regression relative to approved baseline in any budgeted metric.",
)
BLOCKS: Final = "Block if >10% regression budget exceeded or efficacy gate fails"
NO_RISE: Final = "ours: 10 % of an error rate of zero is zero, so any rise is beyond it"


def _latencies(why: str, floor: Decimal | None = None) -> tuple[RegressionBudget, ...]:
    return tuple(
        RegressionBudget(metric, TEN_PERCENT, better=Better.LOWER, why=why, floor=floor) for metric in LATENCIES
    )


def _harness(gate: str, quote: str) -> Source:
    """Return the record of the harness run of 2026-02-20 that names what it allows."""
    return Source(f"performance harness, record of {gate} after the review of 2026-02-20", "M5-T01", quote=quote)


PLAIN_LATENCY: Final = BudgetReading("VG-PERF-001, plain 10 %", _latencies(BLOCKS), source=PLAYBOOK_SENTENCE)
"""The playbook's reading of VG-PERF-001: no floor."""

PLAIN_THROUGHPUT: Final = BudgetReading(
    "VG-PERF-002, plain 10 %",
    (
        RegressionBudget(THROUGHPUT, TEN_PERCENT, better=Better.HIGHER, why=BLOCKS),
        DeltaBudget(ERROR_RATE, Decimal(0), why=NO_RISE),
    ),
    source=PLAYBOOK_SENTENCE,
)
"""The playbook's reading of VG-PERF-002: no floor, and no rise of the error rate."""

HARNESS_LATENCY: Final = BudgetReading(
    "VG-PERF-001, harness with floors",
    _latencies("min_abs_latency_ms: 2.0", Decimal("2.0")),
    source=_harness(
        "VG-PERF-001",
        "budget_pct: 10.0, min_abs_latency_ms: 2.0, aggregation: median_across_runs, allow_same_commit: false",
    ),
    requires_commits=True,
)
"""The later harness's reading of VG-PERF-001: up to 2 ms more pass whatever the percent."""

HARNESS_THROUGHPUT: Final = BudgetReading(
    "VG-PERF-002, harness with floors",
    (
        RegressionBudget(
            THROUGHPUT,
            TEN_PERCENT,
            better=Better.HIGHER,
            why="min_abs_throughput_drop_ops: 150.0",
            floor=Decimal("150.0"),
        ),
        DeltaBudget(ERROR_RATE, Decimal("0.01"), why="max_error_rate_delta: 0.01"),
    ),
    source=_harness(
        "VG-PERF-002",
        "budget_pct: 10.0, min_abs_throughput_drop_ops: 150.0, max_error_rate_delta: 0.01, "
        "aggregation: median_across_runs, allow_same_commit: false",
    ),
    requires_commits=True,
)
"""The later harness's reading of VG-PERF-002: up to 150 operations per second less pass whatever the percent."""

FULL_SUITE_PROMOTION: Final = PromotionRule("VG-LA-002", 3)
"""When the full suite of loop-agent may stop being advisory: three green runs in a row (D-014), committed (D-015)."""
