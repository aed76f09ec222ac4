"""Uses that a type checker must accept, with the types that it must find.

Never imported: `test_typing.py` gives this file to mypy.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import assert_type

from releasekit._words import Word
from releasekit.policy import (
    ANY,
    MISSING,
    Case,
    Cell,
    Column,
    Decision,
    Diff,
    Draft,
    Finding,
    Flip,
    Hit,
    Nearest,
    NearMiss,
    Numbers,
    Reason,
    Record,
    Replay,
    Rule,
    Table,
    Trace,
    at_least,
    check,
    coverage,
    diff,
    generate_cases,
    is_no_looser,
    not_,
    one_of,
    replay,
)


class GoNoGo(Word):
    GO = "go"
    NO_GO = "no-go"


READY = Column("ready", bool)
SCORE = Column("score", Numbers(ge=0, le=Decimal("1.5"), integer=False), optional=True, worse="lower")
COLOUR = Column("colour", ("red", "green"))
STATE = Column("state", GoNoGo)

go = Rule("go", {"ready": True, "score": at_least(3)}, then=GoNoGo.GO)
assert_type(go, Rule[GoNoGo])
assert_type(go.then, GoNoGo)

# The outcome of a table is that of its rules and outcomes, whether those are a class, a tuple or a frozenset.
table = Table("x", (READY,), rules=(go,), outcomes=GoNoGo)
assert_type(table, Table[GoNoGo])
assert_type(Table("x", (READY,), rules=(Rule("a", {}, then=GoNoGo.GO),), outcomes=GoNoGo), Table[GoNoGo])
assert_type(Table("x", [READY], rules=[go], outcomes=(GoNoGo.GO, GoNoGo.NO_GO)), Table[GoNoGo])
assert_type(Table("x", (), rules=(Rule("a", {}, then="go"),), outcomes=frozenset({"go"})), Table[str])
pair: Rule[tuple[str, str]] = Rule("a", {}, then=("go", "wait"))
assert_type(Table("x", (), rules=(pair,), outcomes=(("go", "wait"),), permissive=()), Table[tuple[str, str]])

draft = Draft("x", (READY,), rules=(go,), outcomes=GoNoGo, hit=Hit.FIRST, permissive={GoNoGo.GO})
assert_type(draft, Draft[GoNoGo])
assert_type(Table.from_draft(draft), Table[GoNoGo])
assert_type(table.draft, Draft[GoNoGo])
assert_type(table.replace(version="2"), Table[GoNoGo])
assert_type(table.outcomes, tuple[GoNoGo, ...] | frozenset[GoNoGo])
assert_type(table.findings, tuple[Finding, ...])
assert_type(check(draft), tuple[Finding, ...])

# A decision keeps the outcome, and so does what it explains.
facts: Mapping[str, object] = {"ready": True}
decision = table.decide(facts)
assert_type(decision, Decision[GoNoGo])
assert_type(table.decide(ready=True).outcome, GoNoGo)
assert_type(table.collect(ready=True), tuple[Decision[GoNoGo], ...])
assert_type(table.read({"ready": True}), dict[str, object])
assert_type(decision.reasons, tuple[Reason, ...])
assert_type(decision.rules, tuple[Rule[GoNoGo], ...])
assert_type(decision.trace(), Trace[GoNoGo])
assert_type(decision.why_not(GoNoGo.NO_GO), tuple[NearMiss[GoNoGo], ...])
assert_type(decision.nearest(GoNoGo.NO_GO, fixed=("ready",)), Nearest[GoNoGo] | None)
assert_type(decision.fragile(), tuple[Flip[GoNoGo], ...])

# Tables and decisions are covariant, so what takes any table takes this one.
wide: Table[Word] = table
wider: Decision[object] = decision
other = Table("y", (READY,), rules=(Rule("a", {}, then="go"),), outcomes=("go",))
assert_type(diff(table, other, words={"then": {GoNoGo.GO: "go"}}), Diff)
assert_type(is_no_looser(draft, table), bool)
assert_type(replay(table, [Record("r", facts)], old=other), Replay)
assert_type(generate_cases(table), tuple[Case, ...])
coverage(table, [{"ready": True}, Case({"ready": True}, GoNoGo.GO)])

# Cells.
assert_type(one_of("a", 1, True, MISSING, GoNoGo.GO), Cell)  # noqa: FBT003 - a value of a cell
assert_type(MISSING | at_least(3), Cell)
assert_type(at_least(Decimal("0.5")) | MISSING | not_("a") | ANY, Cell)

# Words are keys.
keys: dict[Word, int] = {GoNoGo.GO: 1, Hit.ANY: 2}
