"""A tour: a real project's candidates are judged, beside what it recorded, and two texts of one policy are compared.

The files are read here; the library sees only objects. Run it with ``python examples/tour.py``.
"""

import json
import os
import shutil
import sys
import textwrap
import tomllib
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from releasekit.compat import ReleaseTuple
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import AS_RECORDED
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import MISSING, Column, Diff, Draft, Rule, check, diff
from releasekit.readiness import (
    Classification,
    Confirmation,
    DecisionEntry,
    GoNoGo,
    Narrowing,
    Readiness,
    ReadinessRules,
    Regression,
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
        results=[_result(run, state, refs) for run in runs],
        scoped_gates=frozenset(state["scope"]) if "scope" in state else MISSING,
        claims=MISSING if claims is None else claims,
        stated={name: state[name] for name in STATED if name in state},
        regressions=tuple(
            Regression(metric, Decimal(percent))
            for run in runs
            for metric, percent in run.get("regression_percent", {}).items()
        ),
        promotes=frozenset(state.get("promotes", ())),
        decision_entry=state.get("decision_entry"),
        decisions=tuple(DecisionEntry(entry["id"], _midnight(entry["date"])) for entry in facts["decisions"]),
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
    }


def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((DATA / "loop.json").read_text(), parse_float=Decimal)
    return facts


def _claims(state: dict[str, Any], facts: dict[str, Any]) -> tuple[ReleaseTuple, ...] | None:
    """Return the claimed tuples: those that the named evidence records, or those written out; ``None`` if unsaid."""
    if "tuples" not in state:
        return tuple(state["claims"]) if "claims" in state else None
    recorded = next(entry for entry in facts["tuples"] if entry["evidence"] == state["tuples"])
    return tuple(
        ReleaseTuple(**{name: value for name, value in fields.items() if name != "mode"})
        for fields in recorded["tuples"]
    )


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


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
