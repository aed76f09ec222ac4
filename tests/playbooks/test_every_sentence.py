"""Every sentence of the playbooks: each has its object and what proves it, or a reason why it asks for nothing.

The texts stand in `tests/data`, word for word but for one path of a machine, for which `<repository>` stands. A row
names the objects that a sentence became, as `module:attribute[id].attribute`, and its proof: the name of a test, with
its case where it is a table of cases, or `SAYS` where the first object is the sentence itself, as a field, as its
source or as its docstring.
"""

import ast
import enum
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

import attrs
import pytest

from releasekit.playbooks.gated_release import READINESS
from tests.playbooks import test_gated_release, test_rollback_triggers, test_steady_state

ROOT: Final = Path(__file__).parents[2]
SEEDS: Final = ROOT.parent / "shared" / "seeds"
TEXTS: Final = {
    seed: (ROOT / "tests" / "data" / f"seed_{seed}.txt").read_text(encoding="utf-8") for seed in ("000", "001")
}
SAYS: Final = "the object says it"

PENDING: Final[tuple[str, ...]] = ()
"""The objects and tests that rows name and that are not there yet; empty in the end."""


class Row(NamedTuple):
    """A sentence, the objects that it became, and what proves it."""

    quote: str
    objects: tuple[str, ...]
    proof: str


def row(quote: str, *objects: str, proof: str = SAYS) -> Row:
    """Return a row; by default the first object says the sentence."""
    return Row(quote, objects, proof)


# ------------------------------------------------------------------------------------------------ places

GATED: Final = "releasekit.playbooks.gated_release"
CLASS: Final = "releasekit.readiness:ReleaseClass"
GO_NO_GO: Final = f"{GATED}:READINESS.go_no_go"
REQUIRED: Final = f"{GATED}:READINESS.required"
IMPLIED: Final = f"{GATED}:IMPLIED_CLASSES"
CHECKLIST: Final = "releasekit.procedures:GATED_RELEASE_CHECKLIST"
ROLLBACK: Final = "releasekit.procedures:TUPLE_ROLLBACK"
PACKET: Final = "releasekit.readiness:ReleasePacket"
TRIGGERS: Final = "releasekit.rollback:TRIGGERS"
DUTIES: Final = "releasekit.cadence:DUTIES"
MATRIX: Final = "releasekit.compat:CompatMatrix"
M6: Final = "releasekit.playbooks.steady_state:M6"
T01, T02, T03 = (f"{M6}.task_cards[M6-T0{number}]" for number in (1, 2, 3))

# ------------------------------------------------------------------------------------------------ proofs

GATED_TESTS: Final = "tests/playbooks/test_gated_release.py"
REVIEWED: Final = f"{GATED_TESTS}::TestSentence::test_against_it_is_a_no_go_for_exactly_these_reasons"
CONDITIONAL: Final = f"{GATED_TESTS}::TestConditionalGo::test_with_all_conditions"
GATES_OF: Final = f"{GATED_TESTS}::TestRequiredGates::test_are_those_of_the_rows_together"
SCOPE: Final = f"{GATED_TESTS}::TestScope::test_of_r2"
TRIGGERED: Final = "tests/playbooks/test_rollback_triggers.py::TestTriggers::test_one_and_no_other"
DECLARED: Final = "tests/playbooks/test_rollback_triggers.py::TestDeclaration::test_has_each_trigger_once_in_order"
DETERMINISTIC: Final = "tests/laws/test_readiness_laws.py::TestDeterministic::test_equal_for_equal_input"
MATRIX_TESTS: Final = "tests/unit/test_compat_matrix.py"
LOOKUP: Final = f"{MATRIX_TESTS}::TestMatrix::test_lookup_by_tier"
NOTICE: Final = f"{MATRIX_TESTS}::TestPolicy::test_short_notice"
POLICY: Final = f"{MATRIX_TESTS}::TestPolicy::test_what_is_lacking"
ROLLBACK_TUPLE: Final = f"{MATRIX_TESTS}::TestCurrentAndRollback::test_rollback"
STEP_TESTS: Final = "tests/playbooks/test_procedures_text.py::TestTheSteps"
STEPS: Final = f"{STEP_TESTS}::test_are_those_of_the_text_in_its_order"
STEP_GATES: Final = f"{STEP_TESTS}::test_name_the_gates_and_checklists_of_the_text"
STATUS: Final = "tests/playbooks/test_steady_state.py::TestM6::test_without_one_thing_is_not"
EVERY_SENTENCE: Final = "tests/playbooks/test_every_sentence.py"
CONSUMERS: Final = f"{EVERY_SENTENCE}::test_the_consumers_in_scope_are_those_of_the_gates"
EXECUTABLE: Final = f"{EVERY_SENTENCE}::test_every_sentence_is_in_one_list"

ROWS: Final[Mapping[str, Mapping[str, tuple[Row, ...]]]] = {
    "000": {
        "Release and Rollback Playbook": (
            row(
                "This playbook defines deterministic release and rollback handling for loop integration changes.",
                "releasekit.readiness:assess",
                TRIGGERS,
                ROLLBACK,
                proof=DETERMINISTIC,
            ),
        ),
        "Scope": (
            row(
                "Consumers in scope: `rlm-claude-code`, `loop-agent`, `io-rflx`",
                f"{GATED}:READINESS.gates",
                proof=CONSUMERS,
            ),
        ),
        "Roles": (
            row(
                "Release owner: builds release packet, validates required gates, records tuple and evidence paths.",
                PACKET,
                f"{PACKET}[release_owner]",
                f"{GO_NO_GO}[required-gate-unproven]",
                proof=f"{REVIEWED}[required-gate-left-out]",
            ),
            row(
                "Consumer owners: confirm migration impacts for their repo and confirm tuple applicability and "
                "rollback tuple readiness.",
                f"{GO_NO_GO}[migration-unconfirmed]",
                "releasekit.readiness:Confirmation",
                proof=f"{REVIEWED}[R2-rlm-claude-code-left-out]",
            ),
            row(
                "Approver: performs go/no-go review against this checklist and `DECISIONS.md`.",
                f"{GO_NO_GO}[approver-not-distinct]",
                f"{PACKET}[approver]",
                proof=f"{REVIEWED}[approver-Olga-R0]",
            ),
        ),
        "Release Classes and Required Gates": (
            row("R0 Docs/governance only", f"{REQUIRED}[R0/VG-CONTRACT-001]", f"{CLASS}[R0]"),
            row(
                "Specs/contracts/plan docs, no runtime behavior change",
                f"{IMPLIED}[R0/documents]",
                f"{GO_NO_GO}[class-contradictory]",
            ),
            row("`VG-CONTRACT-001`", f"{REQUIRED}[R0/VG-CONTRACT-001]", proof=GATES_OF),
            row(
                "Block if unresolved contract ambiguity exists",
                f"{GO_NO_GO}[contract-ambiguous]",
                proof=f"{REVIEWED}[ambiguous-R0]",
            ),
            row(
                "R1 Loop runtime internals (no consumer-visible API delta)",
                f"{REQUIRED}[R1/VG-LOOP-CORE-001]",
                f"{CLASS}[R1]",
            ),
            row("Internal logic, bug fixes, non-contract code paths", f"{IMPLIED}[R1/internal logic]"),
            row(
                "`VG-LOOP-BUILD-001/002/003`, `VG-LOOP-CORE-001`",
                f"{REQUIRED}[R1/VG-LOOP-BUILD-001]",
                f"{REQUIRED}[R1/VG-LOOP-BUILD-002]",
                f"{REQUIRED}[R1/VG-LOOP-BUILD-003]",
                f"{REQUIRED}[R1/VG-LOOP-CORE-001]",
                proof=GATES_OF,
            ),
            row(
                "Block on any failing required core gate",
                f"{GO_NO_GO}[required-gate-failed]",
                proof=f"{REVIEWED}[R1-VG-LOOP-CORE-001]",
            ),
            row("R2 Consumer-visible runtime or contract change", f"{REQUIRED}[R2/VG-RCC-001]", f"{CLASS}[R2]"),
            row(
                "API/behavior change, schema/version change, adapter seam changes",
                f"{IMPLIED}[R2/API or behavior]",
                f"{IMPLIED}[R2/schema or version]",
                f"{IMPLIED}[R2/adapter seam]",
            ),
            row(
                "`VG-LOOP-*` required by scope, `VG-RCC-001`, `VG-LA-001`, `VG-RFLX-001`, `VG-CONTRACT-001`",
                f"{REQUIRED}[R2/VG-LOOP-*]",
                f"{REQUIRED}[R2/VG-RCC-001]",
                f"{REQUIRED}[R2/VG-LA-001]",
                f"{REQUIRED}[R2/VG-RFLX-001]",
                f"{REQUIRED}[R2/VG-CONTRACT-001]",
                proof=SCOPE,
            ),
            row(
                "`rlm-claude-code` compatibility is release-blocking per D-001/D-008",
                f"{GO_NO_GO}[required-gate-failed]",
                f"{REQUIRED}[R2/VG-RCC-001]",
                proof=f"{REVIEWED}[rcc-fails]",
            ),
            row("R3 Performance-sensitive change", f"{REQUIRED}[R3/VG-PERF-001]", f"{CLASS}[R3]"),
            row(
                "Any release class affecting latency/throughput or execution flow",
                f"{IMPLIED}[R3/latency or throughput]",
                f"{IMPLIED}[R3/execution flow]",
            ),
            row(
                "All applicable R1/R2 gates + `VG-PERF-001`, `VG-PERF-002`, `VG-EFFICACY-001`",
                f"{REQUIRED}[R3/VG-PERF-001]",
                f"{REQUIRED}[R3/VG-PERF-002]",
                f"{REQUIRED}[R3/VG-EFFICACY-001]",
                proof=GATES_OF,
            ),
            row(
                "Block if >10% regression budget exceeded or efficacy gate fails",
                f"{GO_NO_GO}[regression-over-budget]",
                f"{GO_NO_GO}[efficacy-failed]",
                proof=f"{REVIEWED}[regression-barely-over]",
            ),
        ),
        "Pre-Release Checklist": (
            row(
                "Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, optional "
                "`schema_version`.",
                f"{CHECKLIST}[1]",
                "releasekit.compat:ReleaseTuple",
                proof="tests/unit/test_compat.py::TestRef::test_text",
            ),
            row(
                "Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has current supported + rollback tuple entries.",
                f"{CHECKLIST}[2]",
                "releasekit.compat:SupportPolicy",
                proof=POLICY,
            ),
            row(
                "Select release class (R0/R1/R2/R3) and map required VG IDs.",
                f"{CHECKLIST}[3]",
                f"{GO_NO_GO}[class-undeclared]",
                REQUIRED,
                proof=GATES_OF,
            ),
            row(
                "Run required gates with safe-mode controls (`scripts/safe_run.sh` for heavy commands).",
                f"{CHECKLIST}[4]",
                f"{GO_NO_GO}[required-gate-unproven]",
                proof=f"{REVIEWED}[required-gate-left-out]",
            ),
            row(
                "Verify evidence artifacts exist under `docs/execution-plan/evidence/<date>/`.",
                f"{CHECKLIST}[5]",
                "releasekit.gates:GateResult[evidence]",
                proof=f"{REVIEWED}[required-gate-without-evidence]",
            ),
            row(
                "Confirm decision deltas (if any) are recorded in `docs/execution-plan/DECISIONS.md`.",
                f"{CHECKLIST}[6]",
                "releasekit.readiness:DecisionEntry",
                proof=f"{REVIEWED}[condition-entry-unknown]",
            ),
            row(
                "Build release packet summary with tuple refs, VG pass/fail table, known advisory failures, and "
                "rollback tuple/trigger table.",
                f"{CHECKLIST}[7]",
                PACKET,
                TRIGGERS,
            ),
            row(
                "Perform go/no-go review and record decision outcome.",
                f"{CHECKLIST}[8]",
                "releasekit.readiness:assess",
                f"{PACKET}[go_no_go]",
                proof=f"{REVIEWED}[required-gate-fail]",
            ),
        ),
        "Go/No-Go Rules": (
            row(
                "Automatic no-go on any required gate failure.",
                f"{GO_NO_GO}[required-gate-failed]",
                proof=f"{REVIEWED}[required-gate-fail]",
            ),
            row(
                "Automatic no-go on missing tuple evidence for claimed support scope.",
                f"{GO_NO_GO}[scope-without-evidence]",
                proof=f"{REVIEWED}[claim-without-evidence]",
            ),
            row(
                "Automatic no-go on unapproved breaking change to active consumer contract.",
                f"{GO_NO_GO}[breaking-change-unapproved]",
                proof=f"{REVIEWED}[breaking-change-none]",
            ),
            row(
                "Automatic no-go for performance-sensitive releases when `VG-PERF-001` or `VG-PERF-002` fails budget.",
                f"{GO_NO_GO}[performance-gate-failed]",
                proof=f"{REVIEWED}[VG-PERF-001]",
            ),
            row(
                "Automatic no-go for performance-sensitive releases when `VG-EFFICACY-001` fails.",
                f"{GO_NO_GO}[efficacy-failed]",
                proof=f"{REVIEWED}[efficacy]",
            ),
            row(
                "Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures "
                "outside seam scope tracked under D-009/D-014.",
                f"{GO_NO_GO}[advisory-conditional]",
                f"{GO_NO_GO}[advisory-not-named]",
                f"{GO_NO_GO}[advisory-not-outside-seam]",
                f"{GO_NO_GO}[advisory-without-entry]",
                f"{GO_NO_GO}[advisory-untracked]",
                proof=CONDITIONAL,
            ),
            row(
                "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015).",
                f"{GO_NO_GO}[promotion-from-uncommitted-tree]",
                proof=f"{REVIEWED}[promotion-from-dirty_working_tree]",
            ),
            row(
                "While D-017 is active, no-go on `loop-agent` claim evidence produced from canonical dirty "
                "working-tree mode instead of clean-clone committed tuple mode.",
                f"{GO_NO_GO}[claim-not-from-clean-clone]",
                proof=f"{REVIEWED}[dirty-until-lifted]",
            ),
        ),
        "Rollback Triggers": (
            row(
                "Functional trigger: required gate fails after merge or during release candidate validation.",
                f"{TRIGGERS}[functional/required-gate]",
                proof=f"{TRIGGERED}[required gate fails after merge]",
            ),
            row(
                "Compatibility trigger: consumer regression in `VG-RCC-001`, `VG-LA-001`, or `VG-RFLX-001`.",
                f"{TRIGGERS}[compatibility/VG-RCC-001]",
                f"{TRIGGERS}[compatibility/VG-LA-001]",
                f"{TRIGGERS}[compatibility/VG-RFLX-001]",
                proof=f"{TRIGGERED}[VG-RCC-001 fails]",
            ),
            row(
                "Performance trigger: >10% regression relative to approved baseline in any budgeted metric.",
                f"{TRIGGERS}[performance/over-budget]",
                f"{TRIGGERS}[performance/unmeasured-unknown]",
                proof=f"{TRIGGERED}[barely over]",
            ),
            row(
                "Stability trigger: safe-mode memory protections fail repeatedly or release validation cannot complete "
                "without resource exhaustion.",
                f"{TRIGGERS}[stability/memory-protections]",
                f"{TRIGGERS}[stability/resource-exhaustion]",
                proof=f"{TRIGGERED}[memory protections fail twice]",
            ),
            row(
                "Contract trigger: newly discovered ambiguity or inconsistency in support tuple scope.",
                f"{TRIGGERS}[contract/tuple-scope]",
                proof=f"{TRIGGERED}[scope ambiguous]",
            ),
        ),
        "Rollback Procedure": (
            row(
                "Declare rollback event with trigger type and impacted tuple.",
                f"{ROLLBACK}[declare]",
                "releasekit.rollback:RollbackDeclaration",
                proof=DECLARED,
            ),
            row(
                "Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`.",
                f"{ROLLBACK}[select]",
                f"{MATRIX}.rollback_for",
                proof=ROLLBACK_TUPLE,
            ),
            row("Revert loop and/or consumer pin to rollback tuple refs.", f"{ROLLBACK}[revert]", proof=STEPS),
            row(
                "Rerun minimal release-blocking gates for rollback tuple: `VG-CONTRACT-001`, `VG-RCC-001` (for "
                "consumer-visible changes), and additional original-class gates as applicable.",
                f"{ROLLBACK}[rerun-gates]",
                "releasekit.procedures:rerun_gates",
                proof=STEP_GATES,
            ),
            row(
                "Publish rollback evidence under `docs/execution-plan/evidence/<date>/`.",
                f"{ROLLBACK}[publish]",
                proof=STEPS,
            ),
            row(
                "Update trackers: `STATUS.md` (blocker/resolution note), `TASK-REGISTRY.md` (new remediation task if "
                "needed), and `WORKBOARD.md` (lane reassignment if required).",
                f"{ROLLBACK}[track]",
                proof=STEPS,
            ),
            row(
                "Create decision or issue entries for root-cause remediation before next release attempt.",
                f"{ROLLBACK}[remedy]",
                f"{GO_NO_GO}[rollback-open]",
                proof=f"{REVIEWED}[rollback-without-cause-R0]",
            ),
        ),
        "Release Packet Template": tuple(
            row(f"`{field}`:", f"{PACKET}[{field}]")
            for field in (
                "release_date",
                "release_owner",
                "release_class",
                "tuple_current",
                "tuple_rollback",
                "required_gates",
                "gate_results",
                "advisory_findings",
                "go_no_go",
                "approver",
                "follow_up_actions",
            )
        ),
    },
    "001": {
        "Objective": (
            row(
                "Operationalize the stabilized implementation: release management, rollback safety, compatibility "
                "governance, and ongoing maintenance cadence.",
                f"{M6}.objective",
            ),
        ),
        "Entry Criteria": (
            row(
                "M5 complete with no unresolved release-blocking regressions.",
                f"{M6}.entry_criteria[M6/entry]",
                proof=f"{STATUS}[M5 not complete]",
            ),
        ),
        "Exit Criteria": (
            row(
                "Compatibility matrix is published and versioned.",
                f"{M6}.exit_criteria[M6/matrix-published]",
                "releasekit.milestones:PublishedMatrix[version]",
                proof=f"{STATUS}[matrix not published]",
            ),
            row(
                "Rollout and rollback playbook is documented.",
                f"{M6}.exit_criteria[M6/playbook-documented]",
                proof=f"{STATUS}[M6/playbook-documented]",
            ),
            row(
                "Ongoing maintenance process is defined.",
                f"{M6}.exit_criteria[M6/maintenance-defined]",
                proof=f"{STATUS}[M6/maintenance-defined]",
            ),
        ),
        "M6-T01 Publish Compatibility Matrix": (
            row(
                "Goal: define which loop versions are validated against which consumer versions.",
                f"{T01}.goal",
                f"{MATRIX}.lookup",
            ),
            row("Status: done (2026-02-19)", f"{T01}.status"),
            row(
                "Create version support table for `loop`, `rlm-claude-code`, `loop-agent`, `io-rflx`.",
                f"{T01}.work_items",
                f"{MATRIX}.lookup",
                proof=LOOKUP,
            ),
            row(
                "Define support window and deprecation lead time.",
                f"{T01}.work_items",
                "releasekit.milestones:PublishedMatrix[support_window]",
                "releasekit.milestones:PublishedMatrix[lead_time_days]",
                "releasekit.compat:SupportWindow",
                "releasekit.compat:SupportPolicy",
                proof=NOTICE,
            ),
            row(
                "Publish matrix and policy doc: `docs/execution-plan/COMPATIBILITY-MATRIX.md`.",
                f"{T01}.work_items",
                "releasekit.milestones:PublishedMatrix[path]",
            ),
            row(
                "Capture contract gate evidence: "
                "`docs/execution-plan/evidence/2026-02-19/milestone-M6/M6-T01-VG-CONTRACT-001.md`.",
                f"{T01}.work_items",
                f"{T01}.evidence",
                proof=f"{STATUS}[M6-T01]",
            ),
            row(
                "Matrix is published and referenced from main docs.",
                f"{T01}.acceptance_criteria[M6-T01/matrix-referenced]",
                proof=f"{STATUS}[M6-T01/matrix-referenced]",
            ),
            row("Required gates: VG-CONTRACT-001", f"{T01}.required_gates", proof=f"{STATUS}[contract gate]"),
        ),
        "M6-T02 Define Rollout and Rollback Playbook": (
            row("Goal: make releases predictable and recoverable.", f"{T02}.goal"),
            row("Status: done (2026-02-19)", f"{T02}.status"),
            row("Define pre-release checklist and mandatory gate set.", f"{T02}.work_items", CHECKLIST, REQUIRED),
            row(
                "Define rollback triggers (functional, compatibility, performance).",
                f"{T02}.work_items",
                TRIGGERS,
                "releasekit.rollback:TriggerKind",
            ),
            row("Define rollback procedure and owner responsibilities.", f"{T02}.work_items", ROLLBACK),
            row("Publish playbook: `docs/execution-plan/RELEASE-ROLLBACK-PLAYBOOK.md`.", f"{T02}.work_items"),
            row(
                "Capture contract gate evidence: "
                "`docs/execution-plan/evidence/2026-02-19/milestone-M6/M6-T02-VG-CONTRACT-001.md`.",
                f"{T02}.work_items",
                f"{T02}.evidence",
                proof=f"{STATUS}[M6-T02]",
            ),
            row(
                "Playbook can be executed without ad hoc interpretation.",
                f"{T02}.acceptance_criteria[M6-T02/playbook-executable]",
                f"{GATED}:PLAYBOOK",
                proof=EXECUTABLE,
            ),
            row("Required gates: VG-CONTRACT-001", f"{T02}.required_gates", proof=f"{STATUS}[contract gate]"),
        ),
        "M6-T03 Establish Maintenance Cadence": (
            row("Goal: prevent future drift and regressions.", f"{T03}.goal"),
            row("Status: done (2026-02-19)", f"{T03}.status"),
            row("Set review cadence for specs vs runtime behavior.", f"{T03}.work_items", f"{DUTIES}[spec-review]"),
            row(
                "Set cadence for cross-repo compatibility runs.",
                f"{T03}.work_items",
                f"{DUTIES}[compatibility-runs]",
            ),
            row(
                "Assign ownership for decision log and validation matrix updates.",
                f"{T03}.work_items",
                f"{DUTIES}[decision-log]",
                f"{DUTIES}[validation-matrix]",
            ),
            row("Publish cadence runbook: `docs/execution-plan/MAINTENANCE-CADENCE.md`.", f"{T03}.work_items"),
            row(
                "Capture contract gate evidence: "
                "`docs/execution-plan/evidence/2026-02-19/milestone-M6/M6-T03-VG-CONTRACT-001.md`.",
                f"{T03}.work_items",
                f"{T03}.evidence",
                proof=f"{STATUS}[M6-T03]",
            ),
            row(
                "Cadence and ownership are documented.",
                f"{T03}.acceptance_criteria[M6-T03/cadence-documented]",
                proof=f"{STATUS}[M6-T03/cadence-documented]",
            ),
            row("Required gates: VG-CONTRACT-001", f"{T03}.required_gates", proof=f"{STATUS}[contract gate]"),
        ),
        "Risks": (
            row("Without explicit cadence, spec/runtime drift will recur.", f"{M6}.risks"),
            row("Without rollback criteria, integration changes can destabilize consumers.", f"{M6}.risks"),
        ),
        "Completion Note": (
            row(
                "M6 completion marks transition from remediation program to steady-state development.",
                f"{M6}.completion_note",
            ),
            row("M6 completed on 2026-02-19.", f"{M6}.completed_on"),
        ),
    },
}

ABOUT: Final = "says who wrote the document and when, and asks for nothing"
HEADER: Final = "the header of a column"
LABEL: Final = "a label; what it announces follows line by line"
POINTER: Final = "points to a file of that project"
LEFT_OUT: Final[Mapping[str, Mapping[str, Mapping[str, str]]]] = {
    "000": {
        "Release and Rollback Playbook": {
            "Date: 2026-02-19": ABOUT,
            "Owner: Orchestrator": ABOUT,
            "Status: Active (M6-T02)": ABOUT,
        },
        "Scope": {
            "Repo in scope: `<repository>`": POINTER,
            "Support-policy source: `docs/execution-plan/COMPATIBILITY-MATRIX.md`": POINTER,
        },
        "Release Classes and Required Gates": dict.fromkeys(
            ("Release Class", "Typical change", "Required gates", "Blocking policy"), HEADER
        ),
        "Tooling References": dict.fromkeys(
            (
                "Compatibility gate pipeline: `scripts/run_m4_compat_pipeline.sh`",
                "Performance gate harness: `scripts/run_m5_perf_harness.sh`",
                "Safety wrapper: `scripts/safe_run.sh`",
                "Steady-state cadence: `docs/execution-plan/MAINTENANCE-CADENCE.md`",
            ),
            POINTER,
        ),
    },
    "001": {
        heading: dict.fromkeys(("Work items:", "Acceptance criteria:"), LABEL)
        for heading in (
            "M6-T01 Publish Compatibility Matrix",
            "M6-T02 Define Rollout and Rollback Playbook",
            "M6-T03 Establish Maintenance Cadence",
        )
    },
}

COUNTS: Final = {"000": (60, 13), "001": (35, 6)}
"""How many rows there are, and how many pieces are left out."""

# ------------------------------------------------------------------------------------------------ pieces


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Every sentence, list item and table cell with the heading above it; written without the library."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            yield from ((heading, cell) for cell in cells if cell.strip("-"))
        elif line.strip():
            item = re.sub(r"^(?:[-*]|\d+\.) ", "", line.strip())
            yield from ((heading, sentence) for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", item))


def rows(seed: str) -> list[tuple[str, Row]]:
    """The rows of a seed with their headings."""
    return [(heading, own) for heading, listed in ROWS[seed].items() for own in listed]


def left_out(seed: str) -> list[tuple[str, str]]:
    """What is left out of a seed, with the headings."""
    return [(heading, quote) for heading, listed in LEFT_OUT[seed].items() for quote in listed]


class TestPieces:
    def test_of_a_text_by_hand(self) -> None:
        table = "| a | b |\n|---|---|\n| c - d | `e` |\n"
        text = f"# One\n\nFirst. Second one.\n\n## Two\n- item `a.b`: x\n2. step.\n{table}"
        assert list(pieces(text)) == [
            ("One", "First."),
            ("One", "Second one."),
            ("Two", "item `a.b`: x"),
            ("Two", "step."),
            ("Two", "a"),
            ("Two", "b"),
            ("Two", "c - d"),
            ("Two", "`e`"),
        ]

    @pytest.mark.parametrize("seed", TEXTS)
    def test_nothing_but_marks_is_lost(self, seed: str) -> None:
        """All pieces of a line, put together, are the line but for its marks."""
        kept = [line for line in TEXTS[seed].splitlines() if line and not line.startswith(("#", "|--"))]
        marks = re.compile(r"^(?:- |\d+\. )|[| ]", re.MULTILINE)
        together = "".join(quote for _, quote in pieces(TEXTS[seed])).replace(" ", "")
        assert together == marks.sub("", "\n".join(kept)).replace("\n", "")

    @pytest.mark.parametrize("seed", TEXTS)
    def test_each_is_there_once(self, seed: str) -> None:
        found = list(pieces(TEXTS[seed]))
        assert len(found) == len(set(found)) == sum(COUNTS[seed])


class TestEverySentence:
    """Nothing is in neither list, nothing in both, and the lists are as long as they say."""

    @pytest.mark.parametrize("seed", TEXTS)
    def test_counts(self, seed: str) -> None:
        assert (len(rows(seed)), len(left_out(seed))) == COUNTS[seed]

    @pytest.mark.parametrize("seed", TEXTS)
    def test_reasons(self, seed: str) -> None:
        reasons = {reason for listed in LEFT_OUT[seed].values() for reason in listed.values()}
        assert reasons <= {ABOUT, HEADER, LABEL, POINTER}


@pytest.mark.parametrize("seed", TEXTS)
def test_every_sentence_is_in_one_list(seed: str) -> None:
    quoted = [(heading, own.quote) for heading, own in rows(seed)]
    assert sorted([*quoted, *left_out(seed)]) == sorted(pieces(TEXTS[seed]))


@pytest.mark.parametrize("seed", TEXTS)
def test_the_text_is_the_original_but_for_the_path_of_a_machine(seed: str) -> None:
    found = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip("the original texts are not at hand")
    original = found[0].read_text(encoding="utf-8")
    assert TEXTS[seed] == re.sub(r"(?<=`)/[^`]+(?=`)", "<repository>", original)


# ----------------------------------------------------------------------------------------------- objects


def resolve(path: str) -> object:
    """Return the object at a path; `LookupError` where there is none."""
    module, _, rest = path.partition(":")
    steps = re.findall(r"\.?([^.\[\]]+)|\[([^\]]+)\]", rest)
    try:
        thing: object = import_module(module)
        for name, key in steps:
            thing = getattr(thing, name) if name else member(thing, key)
    except (ImportError, AttributeError, StopIteration, KeyError) as error:
        raise LookupError(path) from error
    return thing


def member(thing: object, key: str) -> object:
    """Return a word of a vocabulary, a field of a class, or the part of a whole that has an id."""
    if isinstance(thing, type):
        return thing[key] if issubclass(thing, enum.Enum) else attrs.fields_dict(thing)[key]
    whole: Iterable[object] = next(
        (getattr(thing, name) for name in ("rules", "items", "steps") if hasattr(thing, name)), thing
    )
    return next(part for part in whole if part.id == key)  # type: ignore[attr-defined]


def texts(thing: object) -> Iterator[str]:
    """Everything that an object says: its text, its fields, its sources, its docstring."""
    match thing:
        case str():
            yield thing
        case date():
            yield thing.isoformat()
        case tuple():
            for part in thing:
                yield from texts(part)
        case attrs.Attribute():
            yield f"`{thing.name}`:"
        case type():
            yield " ".join((inspect.getdoc(thing) or "").split())
        case _:
            yield str(thing)
            for name in ("text", "source", "sources"):
                yield from texts(getattr(thing, name, ()))
            if hasattr(thing, "quote"):
                yield from (thing.quote, *thing.quote.split(" | "))


def says(thing: object, quote: str) -> bool:
    """Say whether an object is a sentence, or what stands in it behind a label."""
    ends = (quote, quote.partition(": ")[2], quote.removesuffix(".").rpartition(" ")[2])
    return any(text in ends or (isinstance(thing, type) and quote in text) for text in texts(thing))


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, read and not run."""
    file = ROOT / path
    body = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    for owner in (node for node in body if isinstance(node, ast.ClassDef)):
        names += [f"{owner.name}::{node.name}" for node in owner.body if isinstance(node, ast.FunctionDef)]
    return frozenset(name for name in names if name.rpartition("::")[2].startswith("test_"))


def has_case(name: str) -> bool:
    """Say whether the case of a test exists; a test that is a table of cases has to be named with one."""
    test, _, case = name.partition("[")
    return case.removesuffix("]") in CASES[test] if test in CASES else not case


def is_there(name: str) -> bool:
    """Say whether an object or a test exists."""
    if name.startswith("tests/"):
        path, _, test = name.partition("::")
        return test.partition("[")[0] in names_in(path) and has_case(name)
    try:
        resolve(name)
    except LookupError:
        return False
    return True


CASES: Final[Mapping[str, frozenset[str]]] = {
    REVIEWED: frozenset(own.name for own in test_gated_release.ROWS),
    TRIGGERED: frozenset(test_rollback_triggers.CASES),
    STATUS: frozenset(test_steady_state.AGAINST),
}
"""The cases of the tests that are tables of them."""

ALL_ROWS: Final = [own for seed in TEXTS for _, own in rows(seed)]
NAMED: Final = sorted({name for own in ALL_ROWS for name in (*own.objects, own.proof)} - {SAYS})


class TestObjects:
    @pytest.mark.parametrize("name", NAMED)
    def test_is_there_unless_it_is_pending(self, name: str) -> None:
        """What is pending and there would be forgotten in the list, so it fails as well."""
        assert is_there(name) is (name not in PENDING)

    def test_pending_are_only_things_that_rows_name(self) -> None:
        assert sorted(set(PENDING) - set(NAMED)) == []
        assert list(PENDING) == sorted(set(PENDING))

    @pytest.mark.xfail(PENDING != (), strict=True, reason="rows name objects that are not there yet")
    def test_nothing_is_pending(self) -> None:
        assert PENDING == ()

    def test_every_row_has_an_object(self) -> None:
        assert [own.quote for own in ALL_ROWS if not own.objects] == []

    @pytest.mark.parametrize(
        "own",
        [own for own in ALL_ROWS if own.proof == SAYS and own.objects[0] not in PENDING],
        ids=lambda own: own.quote[:60],
    )
    def test_says_the_sentence(self, own: Row) -> None:
        assert says(resolve(own.objects[0]), own.quote)

    @pytest.mark.parametrize(
        ("path", "quote"),
        [
            pytest.param(f"{M6}.risks", "Without a plan, nothing happens.", id="texts"),
            pytest.param(f"{GO_NO_GO}[efficacy-failed]", "Automatic no-go on any required gate failure.", id="rule"),
            pytest.param(f"{T01}.status", "Status: done (2026-02-18)", id="status"),
            pytest.param("releasekit.compat:ReleaseTuple", "Revert to the rollback tuple.", id="class"),
        ],
    )
    def test_another_sentence_is_not_said(self, path: str, quote: str) -> None:
        assert not says(resolve(path), quote)

    @pytest.mark.parametrize(
        "name",
        [
            "releasekit.nowhere:X",
            f"{GATED}:NOTHING",
            f"{GO_NO_GO}[no-such-rule]",
            f"{CLASS}[R9]",
            "releasekit.compat:ReleaseTuple[sha]",
            f"{GATED_TESTS}::TestSentence::test_of_nothing",
            f"{REVIEWED}[no-such-case]",
            REVIEWED,
            f"{CONDITIONAL}[no-table-of-cases]",
            "tests/nowhere.py::test_x",
        ],
    )
    def test_what_is_not_there_is_missed(self, name: str) -> None:
        assert not is_there(name)


def test_the_consumers_in_scope_are_those_of_the_gates() -> None:
    (quote,) = (quote for heading, quote in pieces(TEXTS["000"]) if quote.startswith("Consumers in scope"))
    named = re.findall(r"`([^`]+)`", quote)
    assert sorted(named) == sorted({gate.consumer for gate in READINESS.gates if gate.consumer})
