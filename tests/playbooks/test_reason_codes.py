"""Reason codes are part of the interface: programs act on them, so they may be added to and never change."""

import pytest

from releasekit.playbooks import ALL
from releasekit.policy import Draft
from releasekit.rollback import DECISIONS, MATRIX, QUICK_GUIDE

CODES = {
    "required gates": {
        "R0/VG-CONTRACT-001",
        "R1/VG-LOOP-BUILD-001",
        "R1/VG-LOOP-BUILD-002",
        "R1/VG-LOOP-BUILD-003",
        "R1/VG-LOOP-CORE-001",
        "R2/VG-CONTRACT-001",
        "R2/VG-LA-001",
        "R2/VG-LOOP-*",
        "R2/VG-RCC-001",
        "R2/VG-RFLX-001",
        "R3/VG-EFFICACY-001",
        "R3/VG-PERF-001",
        "R3/VG-PERF-002",
    },
    "advisory gates to report": {"R2/VG-LA-002"},
    "go/no-go": {
        "advisory-conditional",
        "advisory-not-named",
        "advisory-not-outside-seam",
        "advisory-unreported",
        "advisory-untracked",
        "advisory-without-entry",
        "breaking-change-unapproved",
        "claim-not-from-clean-clone",
        "class-contradictory",
        "class-undeclared",
        "contract-ambiguous",
        "efficacy-failed",
        "performance-gate-failed",
        "promotion-from-uncommitted-tree",
        "regression-over-budget",
        "required-gate-failed",
        "required-gate-unproven",
        "review-complete",
        "scope-without-evidence",
    },
    "rollback decision matrix": {"matrix/critical", "matrix/high", "matrix/low", "matrix/medium"},
    "rollback decision quick guide": {
        "guide/critical",
        "guide/high-limited",
        "guide/high-widespread",
        "guide/low",
        "guide/medium",
    },
    "rollback decisions": {
        "guide/critical",
        "guide/high-limited",
        "guide/high-widespread",
        "guide/low",
        "guide/medium",
        "matrix/high",
        "matrix/low",
        "matrix/medium",
        "ours/high-minimal",
        "ours/severity-unknown",
    },
}
TABLES: tuple[Draft[object], ...] = (
    *(table for playbook in ALL for table in playbook.all_tables),
    MATRIX,
    QUICK_GUIDE,
    DECISIONS,
)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_codes_are_those_that_programs_know(table: Draft[object]) -> None:
    assert {rule.code for rule in table.rules} == CODES[table.name]


def test_every_table_is_pinned() -> None:
    assert {table.name for table in TABLES} == set(CODES)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_rule_cites_its_sentence_or_says_that_it_is_ours(table: Draft[object]) -> None:
    uncited = {rule.id for rule in table.rules if rule.source is None}
    assert uncited == {rule.id for rule in table.rules if rule.because.startswith("ours: ")}
