"""A tour: a real project's candidates are judged, beside what it recorded, and two texts of one policy are compared.

The files are read here; the library sees only objects. Run it with ``python examples/tour.py``.
"""

import json
import os
import shutil
import sys
import textwrap
import tomllib
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs

from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import (
    AS_RECORDED,
    GATED_RELEASE_CHECKLIST,
    PLAIN_LATENCY,
    PLAIN_THROUGHPUT,
)
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import MISSING, Column, Diff, Draft, Rule, check, diff
from releasekit.procedures import ChecklistResults, ItemResult, ItemStatus
from releasekit.readiness import (
    Classification,
    Confirmation,
    DecisionEntry,
    GoNoGo,
    Narrowing,
    Readiness,
    ReadinessRules,
    ReleaseCandidate,
    assess,
)

DATA = Path(__file__).parent / "data"
WIDTH = 100
STATED = ("breaking_change", "contract_ambiguity")
"""What the playbook asks people to state."""
READ_AS = {"pass": GoNoGo.GO, "green": GoNoGo.GO, "partial-pass": GoNoGo.CONDITIONAL_GO}
"""What the project's own words come to, for comparing them."""
ROW = "  {:>14}  {:<21}  {}"
"""Ours, theirs, and what of."""
READINGS = {"VG-PERF-001": PLAIN_LATENCY, "VG-PERF-002": PLAIN_THROUGHPUT}
"""What the playbook allows the performance gates."""
PARTS = ("migration impact", "tuple applicability", "rollback tuple readiness")
"""What the owner of a consumer confirms."""


def main() -> None:
    """Print the tour: cards, then the table doctor, then the differences."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)

    def show(text: str) -> None:
        print(text, end="\n\n")

    judged = reviews().values()
    show(_heading("1. A real project's candidates, judged by its playbook"))
    show(comparison(width))
    for readiness in judged:
        show(f"{'-' * width}\n{readiness.to_text(width, colour=colour)}")
    show(_heading("2. The table doctor: what two texts of one rollback policy leave open"))
    for draft in (ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS):
        findings = list(map(str, check(draft))) or ["proved: nothing is wrong"]
        wrapped = [textwrap.fill(text, width, initial_indent="  ", subsequent_indent="    ") for text in findings]
        show("\n".join([draft.name, *wrapped]))
    show(ROLLBACK_ACTIONS.to_text(width, colour=colour))
    show(_heading("3. The exact differences, with witnesses"))
    for difference in differences():
        show(difference.to_text(width, colour=colour))


def _heading(text: str) -> str:
    return f"{text}\n{'=' * len(text)}"


def reviews(playbook: ReadinessRules = AS_RECORDED) -> dict[str, Readiness]:
    """Judge every dated state of the project, in the order of the file."""
    facts = _facts()
    known = {gate.id for gate in playbook.gates}
    more = tuple(Gate(name) for name in facts["gates"] if name not in known)
    rules = playbook.replace(gates=(*playbook.gates, *more))
    return {state["id"]: assess(candidate(state, facts), rules, state["at"]) for state in states()}


def comparison(width: int) -> str:
    """Set our outcome of each state beside what the project recorded, with the file that says so."""
    lines = [ROW.format("ours", "recorded", "candidate")]
    room = width - len(ROW.format("", "", ""))
    for state, readiness in zip(states(), reviews().values(), strict=True):
        file = state.get("recorded", {}).get("file", "").replace("/", "/ ")  # a long one goes on after a slash
        path = [line.replace("/ ", "/") for line in textwrap.wrap(file, room, break_on_hyphens=False)]
        texts = [*textwrap.wrap(state["title"], room), *path]
        firsts = [(str(readiness.outcome), recorded(state, readiness)), *[("", "")] * (len(texts) - 1)]
        lines += [ROW.format(*first, text) for first, text in zip(firsts, texts, strict=True)]
    read_as = ", ".join(f"{word} as {outcome}" for word, outcome in READ_AS.items())
    note = f"The project wrote neither go nor no-go. Its words are read so: {read_as}."
    return "\n".join([*lines, "", textwrap.fill(note, width)])


def recorded(state: dict[str, Any], readiness: Readiness) -> str:
    """Return what the project's own people recorded of a state, and whether our outcome differs."""
    if "recorded" not in state:
        return "not recorded"
    word: str = state["recorded"]["outcome"]
    return word if READ_AS[word] is readiness.outcome else f"{word}, differs"


def differences() -> tuple[Diff, ...]:
    """Compare the two texts with each other and with the merge, and a public implementation with all three."""
    words: dict[str, dict[str, object]] = {
        "impact": {"high": "widespread", "medium": "significant", "low": "limited"},
        "then": {"immediate": ("immediate rollback",), "planned": ("planned rollback",)},
    }
    return (
        diff(ROLLBACK_MATRIX, QUICK_GUIDE),
        diff(ROLLBACK_MATRIX, ROLLBACK_ACTIONS),
        diff(QUICK_GUIDE, ROLLBACK_ACTIONS),
        *(diff(implementation(), draft, words=words) for draft in (ROLLBACK_ACTIONS, ROLLBACK_MATRIX, QUICK_GUIDE)),
    )


def implementation() -> Draft[str]:
    """Read the table that a public implementation of the playbook ships."""
    rows = json.loads((DATA / "shipped_rollback_matrix.json").read_text())["rows"]
    return Draft(
        "a public implementation",
        (Column("severity", ("low", "medium", "high", "critical")), Column("impact", ("low", "medium", "high"))),
        rules=[
            Rule(f"shipped/{severity}-{impact}", {"severity": severity, "impact": impact}, then=action)
            for severity, impact, action, _approver in rows
        ],
        outcomes=frozenset({"immediate", "planned", "partial", "config"}),
    )


def states() -> list[dict[str, Any]]:
    """Read the states, each with what is assumed of all; one that is ``like`` another takes the rest from there."""
    read = tomllib.loads((DATA / "states.toml").read_text())
    by_id = {state["id"]: state for state in read["state"]}
    return [{"assumed": read["assumed"], **by_id.get(state.get("like"), {}), **state} for state in read["state"]]


def candidate(state: dict[str, Any], facts: dict[str, Any]) -> ReleaseCandidate:
    """Put together what was known in a state."""
    claims = _claims(state, facts)
    refs = {claim.consumer: claim.ref for claim in claims or ()}
    runs = [run for run in (*facts["runs"], *facts["performance"]) if _belongs(run, state)]
    return ReleaseCandidate(
        state["title"],
        state["classes"],
        results=[
            _measured(run, state) if run["gate"] in READINGS else _result(run, state, refs)
            for run in runs
        ],
        scoped_gates=frozenset(state["scope"]) if "scope" in state else MISSING,
        claims=MISSING if claims is None else claims,
        stated={name: state[name] for name in STATED if name in state},
        promotes=frozenset(state.get("promotes", ())),
        decision_entry=state.get("decision_entry"),
        decisions=tuple(DecisionEntry(entry["id"], _midnight(entry["date"])) for entry in facts["decisions"]),
        matrix=_published(state, facts) if "matrix" in state else _assumed_matrix(state, facts, claims),
        **_assumed(state, refs, runs),
    )


def _assumed(state: dict[str, Any], refs: dict[str, str], runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the project did not record and the example supplies; the file says so as well."""
    assumed = state["assumed"]
    owners = assumed["consumer_owners"]
    everything = dict.fromkeys(PARTS, True)
    return {
        "effects": {assumed["effects"][name] for name in state["classes"]},
        "owner": assumed["owner"],
        "approver": assumed["approver"],
        "consumer_owners": owners,
        "confirmations": [
            Confirmation(name, owner, confirmed_at=state["at"], tuple_ref=refs.get(name), parts=everything)
            for name, owner in owners.items()
        ],
        "rollbacks": assumed["rollbacks"],
        "narrowed": Narrowing(**assumed["narrowed"]) if "scope" in state else None,
        "classifications": [
            Classification("seam", state["seam"], results=failed, made_at=state["at"], **assumed["classified"])
            for failed in ([run["evidence"] for run in runs if run["gate"] == "VG-LA-002"],)
            if "seam" in state
        ],
        "checklists": [_assumed_checklist(state)],
    }


def _assumed_checklist(state: dict[str, Any]) -> ChecklistResults:
    """Return the items before the review as done; no commit is recorded, so they are about the candidate by its id."""
    assumed = state["assumed"]
    items = [
        ItemResult(
            item,
            ItemStatus.PASS,
            recorded_at=state["at"],
            by=assumed["owner"],
            evidence=(assumed["checklist"]["evidence"],),
        )
        for item in assumed["checklist"]["items"]
    ]
    return ChecklistResults(GATED_RELEASE_CHECKLIST.id, items, subject=state["title"])


def _assumed_matrix(
    state: dict[str, Any], facts: dict[str, Any], claims: tuple[ReleaseTuple, ...] | None
) -> CompatMatrix:
    """Return a matrix of the day with the claimed tuples, or those of the first packet, and a prior one for each."""
    assumed = state["assumed"]["matrix"]
    day = _midnight(state["at"].date().isoformat())
    current = claims or _tuples(facts["tuples"][0]["tuples"])
    prior = [each.replace(consumer_sha=assumed["prior_sha"]) for each in current]
    entries = [
        *(_entry(each, Role.CURRENT, day, tree=assumed["tree"]) for each in current),
        *(_entry(each, Role.ROLLBACK, day - timedelta(days=1), tree=assumed["tree"]) for each in prior),
    ]
    return CompatMatrix(entries, "assumed", published_at=day)


def _published(state: dict[str, Any], facts: dict[str, Any]) -> CompatMatrix:
    """Return the matrix that the project published; a tree that it does not name is assumed."""
    matrix = facts["matrix"]
    day = _midnight(matrix["date"])
    entries = [
        _entry(release_tuple, Role.CURRENT, day, tree=row.get("mode", state["assumed"]["matrix"]["tree"])).replace(
            tier=Tier(row["tier"])
        )
        for row, release_tuple in zip(matrix["tuples"], _tuples(matrix["tuples"]), strict=True)
    ]
    return CompatMatrix(entries, matrix["date"], published_at=day)


def _entry(release_tuple: ReleaseTuple, role: Role, validated_at: datetime, *, tree: str) -> MatrixEntry:
    """Return a supported entry that rests on the blocking gates of its consumer."""
    gates = [gate for gate in AS_RECORDED.gates if gate.consumer == release_tuple.consumer]
    return MatrixEntry(
        release_tuple,
        Tier.SUPPORTED,
        role=role,
        validated_at=validated_at,
        required_gates=[gate for gate in gates if gate.kind is GateKind.BLOCKING],
        evidence=("COMPATIBILITY-MATRIX.md",),
        tree=TreeState(tree),
    )


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((DATA / "loop.json").read_text(), parse_float=Decimal)
    return facts


def _claims(state: dict[str, Any], facts: dict[str, Any]) -> tuple[ReleaseTuple, ...] | None:
    """Return the claimed tuples: those that the named evidence records, or those written out; ``None`` if unsaid."""
    if "tuples" not in state:
        return tuple(state["claims"]) if "claims" in state else None
    recorded = next(entry for entry in facts["tuples"] if entry["evidence"] == state["tuples"])
    return _tuples(recorded["tuples"])


def _tuples(rows: list[dict[str, Any]]) -> tuple[ReleaseTuple, ...]:
    """Return the tuples of some records, which may say more of them."""
    names = {field.name for field in attrs.fields(ReleaseTuple)}
    return tuple(ReleaseTuple(**{name: value for name, value in row.items() if name in names}) for row in rows)


def _belongs(run: dict[str, Any], state: dict[str, Any]) -> bool:
    name = run["evidence"]
    return name in state["runs"] or ("folder" in state and name.startswith(state["folder"]))


def _result(run: dict[str, Any], state: dict[str, Any], refs: dict[str, str]) -> GateResult:
    gate = AS_RECORDED.gate(run["gate"])
    return GateResult(
        run["evidence"],
        run["gate"],
        status=GateStatus(run["result"]),
        recorded_at=_midnight(run["date"]),
        evidence=(run["evidence"],),
        subject=refs.get(gate.consumer) if gate and gate.consumer else None,
        tree=TreeState(run.get("tree", "not_recorded")),
        passed=run.get("passed"),
        failed=run.get("failed"),
        supersedes=tuple(state.get("reruns", {}).get(run["evidence"], ())),
    )


def _measured(run: dict[str, Any], state: dict[str, Any]) -> GateResult:
    """Judge a performance run by the playbook's own reading; a percentage alone is a change from 100."""
    worse = run.get("regression_percent", {})
    before = run.get("baseline", dict.fromkeys(worse, 100))
    after = run.get("candidate", {metric: 100 + percent for metric, percent in worse.items()})
    report = READINGS[run["gate"]].judge(
        {metric: [value] for metric, value in before.items()},
        {metric: [value] for metric, value in after.items()},
        approved=True,
        baseline_commits=run.get("baseline_commits", ()),
        candidate_commits=run.get("candidate_commits", ()),
    )
    return report.result(
        run["evidence"],
        run["gate"],
        recorded_at=_midnight(run["date"]),
        evidence=[run["evidence"]],
        tree=TreeState(run.get("tree", "not_recorded")),
        supersedes=state.get("reruns", {}).get(run["evidence"], ()),
    )


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
