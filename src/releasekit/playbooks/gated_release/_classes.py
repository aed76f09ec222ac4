"""The release classes of the Release and Rollback Playbook: what they follow from, and which gates they require."""

from collections.abc import Mapping
from typing import Final

from releasekit.gates import Gate, GateKind
from releasekit.policy import Column, Hit, Rule, Source, Table
from releasekit.readiness import Effect, ReleaseClass

TITLE: Final = "Release and Rollback Playbook"
ROLES: Final = "Roles"
CLASSES: Final = "Release Classes and Required Gates"
GO_NO_GO: Final = "Go/No-Go Rules"
CHECKLIST: Final = "Pre-Release Checklist"
ROLLBACK: Final = "Rollback Procedure"

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

PACKET: Final = (
    "Build release packet summary with tuple refs, VG pass/fail table, known advisory failures, "
    "and rollback tuple/trigger table."
)
R0_ROW: Final = "R0 Docs/governance only | Specs/contracts/plan docs, no runtime behavior change | `VG-CONTRACT-001`"
R1_ROW: Final = (
    "R1 Loop runtime internals (no consumer-visible API delta) | Internal logic, bug fixes, non-contract code paths | "
    "`VG-LOOP-BUILD-001/002/003`, `VG-LOOP-CORE-001`"
)
R2_ROW: Final = (
    "R2 Consumer-visible runtime or contract change | "
    "API/behavior change, schema/version change, adapter seam changes | "
    "`VG-LOOP-*` required by scope, `VG-RCC-001`, `VG-LA-001`, `VG-RFLX-001`, `VG-CONTRACT-001`"
)
R3_ROW: Final = (
    "R3 Performance-sensitive change | Any release class affecting latency/throughput or execution flow | "
    "All applicable R1/R2 gates + `VG-PERF-001`, `VG-PERF-002`, `VG-EFFICACY-001`"
)
REQUIRED: Final[Mapping[ReleaseClass, tuple[str, tuple[str, ...]]]] = {
    ReleaseClass.R0: (R0_ROW, ("VG-CONTRACT-001",)),
    ReleaseClass.R1: (R1_ROW, ("VG-LOOP-BUILD-001", "VG-LOOP-BUILD-002", "VG-LOOP-BUILD-003", "VG-LOOP-CORE-001")),
    ReleaseClass.R2: (R2_ROW, ("VG-LOOP-*", "VG-RCC-001", "VG-LA-001", "VG-RFLX-001", "VG-CONTRACT-001")),
    ReleaseClass.R3: (R3_ROW, ("VG-PERF-001", "VG-PERF-002", "VG-EFFICACY-001")),
}


def _gates_of(release_class: ReleaseClass) -> tuple[Rule[str], ...]:
    row, gates = REQUIRED[release_class]
    source = Source(TITLE, CLASSES, quote=row)
    name = release_class.value
    return tuple(
        Rule(f"{name}/{gate}", {name.lower(): True}, then=gate, because=f"{name} requires {gate}", source=source)
        for gate in gates
    )


REQUIRED_GATES: Final = Table(
    "required gates",
    tuple(Column(release_class.value.lower(), bool) for release_class in ReleaseClass),
    rules=tuple(rule for release_class in ReleaseClass for rule in _gates_of(release_class)),
    hit=Hit.COLLECT,
    outcomes=tuple(dict.fromkeys(gate for _, gates in REQUIRED.values() for gate in gates)),
)

TOUCHED: Final[Mapping[Effect, tuple[ReleaseClass, str]]] = {
    Effect.DOCUMENTS: (ReleaseClass.R0, "specs, contracts or plan documents change"),
    Effect.INTERNAL_LOGIC: (ReleaseClass.R1, "internal logic changes"),
    Effect.API_BEHAVIOR: (ReleaseClass.R2, "consumers see another API or behavior"),
    Effect.SCHEMA_VERSION: (ReleaseClass.R2, "a schema or its version changes"),
    Effect.ADAPTER_SEAM: (ReleaseClass.R2, "an adapter seam changes"),
    Effect.LATENCY_THROUGHPUT: (ReleaseClass.R3, "latency or throughput changes"),
    Effect.EXECUTION_FLOW: (ReleaseClass.R3, "the execution flow changes"),
}
"""The column "Typical change" of the class table: which class follows from what a change touches, and why."""

IMPLIED_CLASSES: Final = Table(
    "implied classes",
    tuple(Column(effect.name.lower(), bool) for effect in Effect),
    rules=tuple(
        Rule(
            f"{release_class}/{effect}",
            {effect.name.lower(): True},
            then=release_class,
            because=because,
            source=Source(TITLE, CLASSES, quote=REQUIRED[release_class][0]),
        )
        for effect, (release_class, because) in TOUCHED.items()
    ),
    hit=Hit.COLLECT,
    outcomes=ReleaseClass,
)

REPORTED_GATES: Final = Table(
    "advisory gates to report",
    (Column("r2", bool),),
    rules=(
        Rule(
            "R2/VG-LA-002",
            {"r2": True},
            then="VG-LA-002",
            because="a consumer-visible release reports the full suite of loop-agent",
            source=Source(TITLE, CHECKLIST, quote=PACKET),
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=("VG-LA-002",),
)
