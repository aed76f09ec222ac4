"""Candidates with everything that the gated release playbook asks for, from which a test takes one thing away.

What each class requires is written here by hand, from the playbook's text, and not asked of the library.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Final

from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.gates import Better, Gate, GateResult, GateStatus, MetricVerdict, RateThreshold, TreeState
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import MISSING
from releasekit.procedures import ChecklistResults, ItemResult, ItemStatus
from releasekit.readiness import (
    Classification,
    Confirmation,
    DecisionEntry,
    Fact,
    Narrowing,
    ReadinessRules,
    ReleaseApproval,
    ReleaseCandidate,
    Waiver,
)

BEFORE: Final = datetime(2026, 2, 19, 12, tzinfo=UTC)
AT: Final = datetime(2026, 2, 20, 12, tzinfo=UTC)
LATER: Final = AT + timedelta(days=1)

R0, R1, R2, R3 = "R0", "R1", "R2", "R3"

COMMIT: Final = "75f806f"
"""The commit that is released in these tests."""
RCC: Final = ReleaseTuple("rlm-claude-code", "528f900", producer_sha="75f806f")
LOOP_AGENT: Final = ReleaseTuple("loop-agent", "30c1fa7", producer_sha="75f806f", vendored_sha="75f806f")
RFLX: Final = ReleaseTuple("io-rflx", "abf11ca", producer_sha="75f806f", schema_version="io_rflx_interop.v0")
CLAIMS: Final = (RCC, LOOP_AGENT, RFLX)
REFS: Final = {"VG-RCC-001": RCC.ref, "VG-LA-001": LOOP_AGENT.ref, "VG-LA-002": LOOP_AGENT.ref, "VG-RFLX-001": RFLX.ref}

BACK: Final = tuple(claim.replace(consumer_sha="0ld0ld0", producer_sha="0ld1ead") for claim in CLAIMS)
"""An older tuple of each consumer."""


def listed(on: ReleaseTuple, role: Role, **changes: object) -> MatrixEntry:
    """A supported entry: a current one validated before the review, any other a day before that."""
    gates = [Gate(gate, consumer=on.consumer) for gate, ref in REFS.items() if ref.startswith(f"{on.consumer}@")]
    own = MatrixEntry(
        on,
        Tier.SUPPORTED,
        role=role,
        validated_at=BEFORE if role is Role.CURRENT else BEFORE - timedelta(days=1),
        required_gates=gates[:1],
        evidence=("support.txt",),
        tree=TreeState.CLEAN_CLONE_COMMITTED,
    )
    return own.replace(**changes)


MATRIX: Final = CompatMatrix(
    [*(listed(claim, Role.CURRENT) for claim in CLAIMS), *(listed(back, Role.ROLLBACK) for back in BACK)],
    "2026-02-19",
    published_at=BEFORE,
)
"""What supports each claimed tuple, and has one to go back to from it."""
ITEMS: Final = ("1", "2", "3", "4", "5", "6", "7")
"""The items of the checklist that are done before the review, which is the eighth."""


def ticked(item: str, **changes: object) -> ItemResult:
    """An item of the checklist that is done, with evidence."""
    own = ItemResult(item, ItemStatus.PASS, recorded_at=BEFORE, by="Olga", evidence=(f"item {item}.md",))
    return own.replace(**changes)


CHECKED: Final = ChecklistResults("gated-release", [ticked(item) for item in ITEMS], subject=COMMIT)
"""The checklist, gone through for the released commit."""

LOOP: Final = frozenset({"VG-LOOP-BUILD-001", "VG-LOOP-BUILD-002", "VG-LOOP-BUILD-003", "VG-LOOP-CORE-001"})
CONSUMERS: Final = frozenset({"VG-RCC-001", "VG-LA-001", "VG-RFLX-001", "VG-CONTRACT-001"})
PERFORMANCE: Final = frozenset({"VG-PERF-001", "VG-PERF-002", "VG-EFFICACY-001"})
ROWS: Final = {R0: frozenset({"VG-CONTRACT-001"}), R1: LOOP, R2: LOOP | CONSUMERS, R3: PERFORMANCE}


EFFECTS: Final = {R0: "documents", R1: "internal logic", R2: "API or behavior", R3: "execution flow"}
"""Something that a change of each class touches."""
OWNERS: Final = {"rlm-claude-code": "Mara", "loop-agent": "Ines", "io-rflx": "Jonas"}
"""Who speaks for which consumer; Olga owns the releases of these tests and Piet approves them."""


PARTS: Final = ("migration impact", "tuple applicability", "rollback tuple readiness")
"""What the owner of a consumer has to confirm."""
SHORT: Final = dict(zip(("impact", "applicability", "rollback"), PARTS, strict=True))
THRESHOLDS: Final = (
    RateThreshold("success_rate", Decimal(95), better=Better.HIGHER),
    RateThreshold("rework_rate", Decimal(10), better=Better.LOWER),
)
"""What a team might ask of the two rates of the release cadence playbook."""


def gates_of(*classes: str) -> frozenset[str]:
    """The gates of the class table's rows together; R3 alone applies to R1 and R2, whose gates it takes."""
    rows = (R1, R2, R3) if set(classes) == {R3} else classes
    return frozenset[str]().union(*(ROWS[row] for row in rows))


def passed(gate: str, **changes: object) -> GateResult:
    """One run of a gate as good as can be: passed with evidence, on the claimed tuple, from a clean clone."""
    result = GateResult(
        f"{gate}.txt",
        gate,
        status=GateStatus.PASS,
        recorded_at=BEFORE,
        evidence=(f"{gate}.txt",),
        commit=COMMIT,
        subject=REFS.get(gate),
        tree=TreeState.CLEAN_CLONE_COMMITTED,
        measured=MEASURED.get(gate, ()),
    )
    return result.replace(**changes)


def metric(name: str, regression: Decimal | str | int | None = 10, **changes: object) -> MetricVerdict:
    """How one metric stands: within a budget of 10 % unless something else is said; a rate has no percent."""
    percent = None if regression is None else Decimal(regression)
    return MetricVerdict(name, GateStatus.PASS, regression=percent, delta=percent).replace(**changes)


MEASURED: Final = {
    "VG-PERF-001": tuple(
        metric(f"{step}_{part}")
        for step in ("startup", "execute_no_submit", "execute_with_submit")
        for part in ("p50", "p95")
    ),
    "VG-PERF-002": (metric("throughput"), metric("error_rate", None, delta=Decimal(0))),
}
"""What the playbook's two performance gates measure, all of it at its limit: 10 %, and no rise of the error rate."""


def measuring(candidate: ReleaseCandidate, *metrics: MetricVerdict, gate: str = "VG-PERF-001") -> ReleaseCandidate:
    """The same candidate where a gate measured some metrics otherwise, and ended as the worst of them."""
    known = {judged.metric: judged for judged in (*MEASURED[gate], *metrics)}.values()
    return with_result(candidate, gate, measured=known, status=max(judged.status for judged in known))


def unmeasured(candidate: ReleaseCandidate, *names: str, gate: str = "VG-PERF-001") -> ReleaseCandidate:
    """The same candidate where a gate passed and did not measure some metrics, or none where none are named."""
    kept = tuple(judged for judged in MEASURED[gate] if names and judged.metric not in names)
    return with_result(candidate, gate, measured=kept)


def entry(name: str, *, lifted: bool = False) -> DecisionEntry:
    """A decision in force since before the review, or lifted before it."""
    return DecisionEntry(name, BEFORE, lifted_at=AT if lifted else None)


def accepted(name: str = "D-020", **changes: object) -> DecisionEntry:
    """A decision of the approver about this release, in force since before the review."""
    return entry(name).replace(**{"commit": COMMIT, "by": "Piet", "role": "approver", **changes})


def classified(value: str = "outside", *, results: tuple[str, ...] = ("VG-LA-002.txt",)) -> Classification:
    """What somebody found failures of VG-LA-002 to be."""
    return Classification("seam", value, results=results, by="Olga", role="release owner", made_at=BEFORE)


NARROWED: Final = Narrowing("Piet", "the change touches the core only")
"""Why gates that are required by scope are left out."""


def approval(subject: str = "breaking change", **changes: object) -> ReleaseApproval:
    """A human's approval in force since before the review."""
    own = ReleaseApproval(
        "Piet", "approver", subject=subject, approved_at=BEFORE, human=True, commit=COMMIT
    )
    return own.replace(**changes)


def confirmed(claim: ReleaseTuple, **changes: object) -> Confirmation:
    """All that the owner of a consumer has to confirm of its tuple."""
    own = Confirmation(
        claim.consumer,
        OWNERS[claim.consumer],
        confirmed_at=BEFORE,
        tuple_ref=claim.ref,
        parts=dict.fromkeys(PARTS, True),
    )
    parts = dict(own.parts) | {SHORT[name]: changes.pop(name) for name in SHORT if name in changes}
    known = {name: answer for name, answer in parts.items() if answer is not MISSING}
    return own.replace(**{"parts": known, **changes})


def waiver(**changes: object) -> Waiver:
    """A waiver of VG-LA-002 in force, recorded in D-020."""
    own = Waiver(
        "VG-LA-002",
        "Piet",
        role="approver",
        results=("VG-LA-002.txt",),
        decision="D-020",
        granted_at=BEFORE,
        expires_at=LATER,
        why="two failures outside the seam",
    )
    return own.replace(**changes)


STATED: Final = ("breaking_change", "contract_ambiguity")
"""The facts that the playbook asks people to state."""


def altered(candidate: ReleaseCandidate, **changes: object) -> ReleaseCandidate:
    """The same candidate with other fields, other stated facts or another classification; `MISSING` for none."""
    if "seam" in changes:
        value = changes.pop("seam")
        changes["classifications"] = () if value is MISSING else (classified(str(value)),)
    if changes.get("scoped_gates", MISSING) is not MISSING:
        changes.setdefault("narrowed", NARROWED)
    stated = dict(candidate.stated) | {name: changes.pop(name) for name in STATED if name in changes}
    known = {name: value for name, value in stated.items() if value is not MISSING}
    return candidate.replace(**{"stated": known, **changes})


def with_facts(*facts: Fact, rules: ReadinessRules = READINESS) -> ReadinessRules:
    """The shipped rules with other facts in place of those of the same names."""
    own = {fact.column.name: fact for fact in facts}
    return rules.replace(facts=tuple(own.get(fact.column.name, fact) for fact in rules.facts))


def with_class(name: str, rules: ReadinessRules = READINESS, **changes: object) -> ReadinessRules:
    """The shipped rules with one class changed."""
    return rules.replace(
        classes=tuple(each.replace(**changes) if each.id == name else each for each in rules.classes)
    )


def complete(*classes: str, **changes: object) -> ReleaseCandidate:
    """A candidate of some classes that nothing stands against."""
    return altered(_complete(*classes), **changes)


@cache
def _complete(*classes: str) -> ReleaseCandidate:
    consumer_visible = R2 in classes or set(classes) == {R3}
    gates = gates_of(*classes) | ({"VG-LA-002"} if consumer_visible else set())
    return ReleaseCandidate(
        "complete",
        frozenset(classes),
        results=[passed(gate) for gate in gates],
        commit=COMMIT,
        effects=frozenset(EFFECTS[word] for word in classes),
        claims=CLAIMS if consumer_visible else (),
        stated={"breaking_change": "none", "contract_ambiguity": "none"},
        decisions=tuple(map(entry, ("D-009", "D-014", "D-017", "D-020"))),
        owner="Olga",
        approver="Piet",
        consumer_owners=OWNERS if consumer_visible else {},
        confirmations=tuple(map(confirmed, CLAIMS)) if consumer_visible else (),
        rollbacks=(),
        matrix=MATRIX,
        checklists=(CHECKED,),
    )


def promoting(*classes: str, **changes: object) -> ReleaseCandidate:
    """A complete candidate that claims to promote the full suite of loop-agent, after three green runs in a row."""
    candidate = complete(*classes, promotes=frozenset({"VG-LA-002"}))
    runs = [own for own in candidate.results if own.gate != "VG-LA-002"]
    return altered(candidate.replace(results=(*runs, *streak())), **changes)


def streak(**changes: object) -> tuple[GateResult, ...]:
    """Three green runs of the full suite of loop-agent on its claimed tuple, each with evidence of its own."""
    names = ("VG-LA-002.txt", "VG-LA-002 second.txt", "VG-LA-002 third.txt")
    return tuple(passed("VG-LA-002", id=name, evidence=(name,)).replace(**changes) for name in names)


def conditional(*classes: str, **changes: object) -> ReleaseCandidate:
    """A candidate of which nothing but VG-LA-002 fails: outside the seam, recorded in D-020, tracked under D-009."""
    candidate = with_result(complete(*(classes or (R2,))), "VG-LA-002", status=GateStatus.FAIL, failed=2)
    decisions = (*map(entry, ("D-009", "D-017")), accepted())
    sound = altered(candidate, seam="outside", decision_entry="D-020", decisions=decisions)
    return altered(sound, **changes)


def waived(*classes: str, **changes: object) -> ReleaseCandidate:
    """The same, where a waiver of VG-LA-002 is the only decision entry."""
    return altered(conditional(*classes, decision_entry=None, waivers=(waiver(),)), **changes)


def with_result(candidate: ReleaseCandidate, gate: str, **changes: object) -> ReleaseCandidate:
    """The same candidate with other results of one gate: one that is passed but for some changes."""
    return _with(candidate, gate, (passed(gate, **changes),))


def without_result(candidate: ReleaseCandidate, gate: str) -> ReleaseCandidate:
    """The same candidate without any result of one gate."""
    return _with(candidate, gate, ())


def _with(candidate: ReleaseCandidate, gate: str, results: Iterable[GateResult]) -> ReleaseCandidate:
    return candidate.replace(results=(*(own for own in candidate.results if own.gate != gate), *results))
