"""Reason codes are part of the interface: programs act on them, so they may be added to and never change."""

import pytest

from releasekit.playbooks import ALL, GATED_RELEASE, RELEASE_CADENCE
from releasekit.playbooks.release_cadence import readiness
from releasekit.policy import Draft
from tests.strategies.candidates import THRESHOLDS

CODES = {
    "gated-release/implied classes": {
        "R0/documents",
        "R1/internal logic",
        "R2/API or behavior",
        "R2/adapter seam",
        "R2/schema or version",
        "R3/execution flow",
        "R3/latency or throughput",
    },
    "gated-release/rollback triggers": {
        "compatibility/VG-LA-001",
        "compatibility/VG-LA-001-unknown",
        "compatibility/VG-RCC-001",
        "compatibility/VG-RCC-001-unknown",
        "compatibility/VG-RFLX-001",
        "compatibility/VG-RFLX-001-unknown",
        "contract/tuple-scope",
        "contract/tuple-scope-unknown",
        "functional/required-gate",
        "functional/required-gate-unknown",
        "functional/stage-unknown",
        "performance/over-budget",
        "performance/rate-over-budget",
        "performance/unmeasured-unknown",
        "stability/memory-protections",
        "stability/memory-protections-unknown",
        "stability/resource-exhaustion",
        "stability/resource-exhaustion-unknown",
    },
    "release-cadence/release schedule": {
        "development",
        "ours/afterwards",
        "release",
        "release-candidate",
        "stabilization",
    },
    "release-cadence/feature freeze": {
        "bug-fix",
        "documentation",
        "new-feature",
        "ours/breaking-or-removal",
        "ours/marked-breaking",
        "ours/neither-fix-nor-documentation",
        "ours/security-fix",
    },
    "gated-release/required gates": {
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
    "gated-release/advisory gates to report": {"R2/VG-LA-002"},
    "gated-release/go/no-go": {
        "advisory-conditional",
        "advisory-not-named",
        "advisory-not-outside-seam",
        "advisory-unreported",
        "advisory-untracked",
        "advisory-without-entry",
        "approver-not-distinct",
        "breaking-change-unapproved",
        "claim-not-from-clean-clone",
        "class-below-change",
        "class-contradictory",
        "class-undeclared",
        "contract-ambiguous",
        "efficacy-failed",
        "migration-unconfirmed",
        "performance-gate-failed",
        "promotion-from-uncommitted-tree",
        "regression-over-budget",
        "required-gate-failed",
        "required-gate-unproven",
        "review-complete",
        "rollback-open",
        "scope-without-evidence",
    },
    "release-cadence/required gates": {"patch/G-MRG", "patch/G-REL", "minor/G-REL", "major/G-REL"},
    "release-cadence/go/no-go": {
        "major-without-human",
        "rate-missed",
        "release-type-below-changes",
        "release-type-unstated",
        "required-gate-failed",
        "required-gate-unproven",
        "review-complete",
    },
    "release-cadence/version bumps": {
        "breaking-api-change",
        "bug-fix",
        "documentation",
        "new-feature",
        "ours/deprecation",
        "ours/internal",
        "ours/marked-breaking",
        "ours/performance",
        "ours/removal",
        "ours/revert",
        "security-fix",
    },
    "release-cadence/rollback decision matrix": {"matrix/critical", "matrix/high", "matrix/low", "matrix/medium"},
    "release-cadence/rollback decision quick guide": {
        "guide/critical",
        "guide/high-limited",
        "guide/high-widespread",
        "guide/low",
        "guide/medium",
    },
    "release-cadence/rollback decisions": {
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
TABLES: dict[str, Draft[object]] = {
    f"{playbook.id}/{table.name}": table
    for playbook in (GATED_RELEASE, RELEASE_CADENCE.replace(readiness=readiness(THRESHOLDS)))
    for table in playbook.all_tables
}


@pytest.mark.parametrize("name", TABLES)
def test_codes_are_those_that_programs_know(name: str) -> None:
    assert {rule.code for rule in TABLES[name].rules} == CODES[name]


def test_every_table_is_pinned() -> None:
    assert set(TABLES) == set(CODES)
    assert {f"{playbook.id}/{table.name}" for playbook in ALL for table in playbook.all_tables} <= set(CODES)


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_cites_its_sentence_or_says_that_it_is_ours(name: str) -> None:
    uncited = {rule.id for rule in TABLES[name].rules if rule.source is None}
    assert uncited == {rule.id for rule in TABLES[name].rules if rule.because.startswith("ours: ")}
