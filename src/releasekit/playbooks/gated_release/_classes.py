"""The gates and the release classes of the Release and Rollback Playbook, and what makes a change of each class."""

from typing import Final

from releasekit.gates import Gate, GateKind
from releasekit.playbooks.gated_release._texts import CHECKLIST, CLASSES, PACKET, TITLE
from releasekit.policy import Source
from releasekit.readiness import ReleaseClass

RCC: Final = "rlm-claude-code"
LOOP_AGENT: Final = "loop-agent"
RFLX: Final = "io-rflx"

GATES: Final = (
    Gate("VG-CONTRACT-001"),
    Gate("VG-LOOP-BUILD-001"),
    Gate("VG-LOOP-BUILD-002"),
    Gate("VG-LOOP-BUILD-003"),
    Gate("VG-LOOP-CORE-001"),
    Gate("VG-RCC-001", consumer=RCC),
    Gate("VG-LA-001", consumer=LOOP_AGENT),
    Gate("VG-LA-002", GateKind.ADVISORY, consumer=LOOP_AGENT),
    Gate("VG-RFLX-001", consumer=RFLX),
    Gate("VG-PERF-001"),
    Gate("VG-PERF-002"),
    Gate("VG-EFFICACY-001"),
)
LOOP: Final = frozenset({"VG-LOOP-BUILD-001", "VG-LOOP-BUILD-002", "VG-LOOP-BUILD-003", "VG-LOOP-CORE-001"})

R0: Final = ReleaseClass(
    "R0",
    "Docs/governance only",
    gates={"VG-CONTRACT-001"},
    follows_from={"documents"},
    source=Source(
        TITLE,
        CLASSES,
        quote="R0 Docs/governance only | Specs/contracts/plan docs, no runtime behavior change | `VG-CONTRACT-001`",
    ),
)
R1: Final = ReleaseClass(
    "R1",
    "Loop runtime internals (no consumer-visible API delta)",
    gates=LOOP,
    follows_from={"internal logic"},
    source=Source(
        TITLE,
        CLASSES,
        quote="R1 Loop runtime internals (no consumer-visible API delta) | Internal logic, bug fixes, non-contract "
        "code paths | `VG-LOOP-BUILD-001/002/003`, `VG-LOOP-CORE-001`",
    ),
)
R2: Final = ReleaseClass(
    "R2",
    "Consumer-visible runtime or contract change",
    gates={"VG-RCC-001", "VG-LA-001", "VG-RFLX-001", "VG-CONTRACT-001"},
    by_scope={"VG-LOOP-*"},
    reports={"VG-LA-002"},
    reports_source=Source(TITLE, CHECKLIST, quote=PACKET),
    follows_from={"API or behavior", "schema or version", "adapter seam"},
    source=Source(
        TITLE,
        CLASSES,
        quote="R2 Consumer-visible runtime or contract change | API/behavior change, schema/version change, adapter "
        "seam changes | `VG-LOOP-*` required by scope, `VG-RCC-001`, `VG-LA-001`, `VG-RFLX-001`, `VG-CONTRACT-001`",
    ),
)
R3: Final = ReleaseClass(
    "R3",
    "Performance-sensitive change",
    gates={"VG-PERF-001", "VG-PERF-002", "VG-EFFICACY-001"},
    follows_from={"latency or throughput", "execution flow"},
    excludes={"R0"},  # which changes no runtime behavior
    alone={"R1", "R2"},  # "All applicable R1/R2 gates"
    source=Source(
        TITLE,
        CLASSES,
        quote="R3 Performance-sensitive change | Any release class affecting latency/throughput or execution flow | "
        "All applicable R1/R2 gates + `VG-PERF-001`, `VG-PERF-002`, `VG-EFFICACY-001`",
    ),
)
RELEASE_CLASSES: Final = (R0, R1, R2, R3)
"""The facets of a change: their gates add up, and R3 is one on top of the others."""
