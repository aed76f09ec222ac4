"""`check` against its limits in time, and against the same questions put to z3."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final, Literal

from benchmarks import subject
from benchmarks.limits import (
    CHECK_4X4,
    CHECK_AGAINST_Z3,
    CHECK_FIVE_COLUMNS,
    CHECK_GO_NO_GO,
    CHECK_TEN_FINITE,
    CHECK_TEN_MIXED,
    AtMost,
    Limit,
)
from benchmarks.peers import z3_prover
from benchmarks.peers.z3_prover import Answer
from benchmarks.report import Line
from benchmarks.tables import (
    FIVE_COLUMNS,
    SEVERITY_IMPACT,
    TEN_FINITE,
    TEN_FINITE_UNIQUE,
    TEN_MIXED_60,
    Workload,
)
from benchmarks.timing import Call, race
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import Draft, FindingKind, Table, TableError, check

# With the limit in time, and the one against z3.
TABLES: Final[tuple[tuple[Workload, AtMost, Limit | None], ...]] = (
    (SEVERITY_IMPACT, CHECK_4X4, CHECK_AGAINST_Z3),
    (FIVE_COLUMNS, CHECK_FIVE_COLUMNS, CHECK_AGAINST_Z3),
    (TEN_FINITE_UNIQUE, CHECK_TEN_FINITE, CHECK_AGAINST_Z3),
    (TEN_FINITE, CHECK_TEN_FINITE, CHECK_AGAINST_Z3),
    (TEN_MIXED_60, CHECK_TEN_MIXED, None),
)
GO_NO_GO: Final = "seed 000, go/no-go"
FORGOTTEN: Final = "advisory-not-named"
DIRECTIONS: Final[Mapping[str, Literal["lower"] | None]] = {"clean_clone_decision": "lower", "consumer_tree": None}
"""Which way a fact gets worse, where that is not the order of its words."""
EVERY_QUESTION: Final = "z3, every question of check"
SHARED_KINDS: Final = frozenset(
    FindingKind[name] for name in ("GAP", "CLASH", "SHADOWED", "REDUNDANT", "DEAD_COLUMN", "FAILS_OPEN")
)
RULE_KINDS: Final = frozenset((FindingKind.SHADOWED, FindingKind.REDUNDANT))
FRESH_DRAFTS: Final = 24
ROUNDS: Final = 12


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield one section per table: ours against the limit, then z3's time over ours."""
    for workload, limit, against in TABLES:
        yield _section(workload.name, subject.draft(workload), limit, against)
    yield _section(GO_NO_GO, READINESS.go_no_go.draft, CHECK_GO_NO_GO, CHECK_AGAINST_Z3)
    yield _directions()


def _section(name: str, draft: Draft[Any], limit: AtMost, against: Limit | None) -> tuple[str, list[Line]]:
    """Return the title and lines of one table, once both engines are shown to find the same."""
    title = f"check of {name}"
    ours, verdict = _findings(draft)
    theirs = z3_prover.questions(draft)
    entries: dict[str, Call] = {"releasekit": _checking(draft)}
    for way, ask in (theirs or {}).items():
        _agree(draft, ours, ask(), everything=way == EVERY_QUESTION)
        entries[way] = ask
    best = race(entries, rounds=ROUNDS)
    lines = [Line("releasekit", best["releasekit"], limit=limit, note=verdict)]
    if theirs is None:
        lines.append(Line(z3_prover.DISTRIBUTION, note="not installed"))
    for way in theirs or {}:
        limited = against if way == EVERY_QUESTION else None
        ratio = best[way] / best["releasekit"]
        lines.append(Line(way, best[way], ratio, "releasekit", limited))
    return title, lines


def _directions() -> tuple[str, list[Line]]:
    """Return the title and lines of building the go/no-go table with directions, and of refusing it without a rule."""
    draft = READINESS.go_no_go.draft
    columns = tuple(column.replace(worse=DIRECTIONS.get(column.name, "higher")) for column in draft.columns)
    sound = draft.replace(columns=columns)
    broken = sound.replace(rules=tuple(rule for rule in draft.rules if rule.id != FORGOTTEN))
    first = check(broken)[0]
    best = race({"build": _building(sound), "refuse": _building(broken)}, rounds=ROUNDS)
    directed = sum(column.worse is not None for column in columns)
    return f"building {GO_NO_GO}, {directed} columns with a direction", [
        Line("releasekit, all rules", best["build"], limit=CHECK_GO_NO_GO, note="built"),
        Line(f"releasekit, without `{FORGOTTEN}`", best["refuse"], note=f"refused: {first.kind} in `{first.column}`"),
    ]


def _building(draft: Draft[Any]) -> Call:
    """Return a callable that builds tables of equal drafts in turn, or is refused."""
    drafts = subject.copies(draft, FRESH_DRAFTS)
    turn = iter(range(10**9))

    def built() -> None:
        with suppress(TableError):
            Table.from_draft(drafts[next(turn) % FRESH_DRAFTS])

    return built


def _checking(draft: Draft[Any]) -> Call:
    """Return a callable that checks equal drafts in turn, none of which knows of the others."""
    drafts = subject.copies(draft, FRESH_DRAFTS)
    turn = iter(range(10**9))

    def checked() -> None:
        check(drafts[next(turn) % FRESH_DRAFTS])

    return checked


def _findings(draft: Draft[Any]) -> tuple[Answer, str]:
    """Return what `check` finds in z3's terms, and the verdict in words."""
    findings = check(draft, limit=None)
    found = frozenset(
        (finding.kind, finding.column or (finding.rules[0] if finding.kind in RULE_KINDS else ""))
        for finding in findings
        if finding.kind in SHARED_KINDS
    )
    if any(finding.kind is FindingKind.UNDECIDED for finding in findings):
        return found, "undecided"
    return found, "errors" if any(finding.is_error for finding in findings) else "proved"


def _agree(draft: Draft[Any], ours: Answer, theirs: Answer, *, everything: bool) -> None:
    asked = SHARED_KINDS if everything else frozenset((FindingKind.GAP, FindingKind.CLASH))
    expected = {pair for pair in ours if pair[0] in asked}
    if theirs != expected:
        raise AssertionError(f"z3 finds {theirs} in `{draft.name}`; expected {expected}")
