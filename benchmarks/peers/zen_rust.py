"""zen-engine: decision tables in its own JSON, and compiled expressions (Rust)."""

import json
from functools import partial
from types import ModuleType
from typing import Any, Final

from benchmarks.peers import Form, installed
from benchmarks.peers.expressions import Dialect, floats, spellings
from benchmarks.tables import Row, Test, Workload

DISTRIBUTION: Final = "zen-engine"
DIALECT: Final = Dialect(both="and", either="or")


def forms(workload: Workload) -> tuple[Form, ...] | None:
    """Return the table as a created decision, as one that the engine keeps, and as expressions."""
    zen = installed("zen")
    if zen is None:
        return None
    points = floats(workload)
    expressions = {name: zen.compile_expression(text) for name, text in spellings(workload, DIALECT).items()}
    return (
        *_tables(zen, workload, points),
        *(Form(f"expression, {name}", points, made.evaluate, str) for name, made in expressions.items()),
    )


def _tables(zen: ModuleType, workload: Workload, points: list[Any]) -> tuple[Form, ...]:
    graph = decision_graph(workload)
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    keeping = zen.ZenEngine({"loader": {"type": "static", "content": {"table": graph}}})
    return (
        Form("decision table, created", points, decision.evaluate, _outcome),
        Form("decision table, static loader", points, partial(keeping.evaluate, "table"), _outcome),
    )


def decision_graph(workload: Workload) -> dict[str, Any]:
    """Return input, decision table and output as the engine's graph; the first match wins."""
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": column.name, "name": column.name, "field": column.name} for column in workload.fields],
        "outputs": [{"id": "outcome", "name": "outcome", "field": "outcome"}],
        "rules": [_rule(workload, row) for row in workload.restrictive_first],
    }
    nodes: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("in", "inputNode", {}),
        ("table", "decisionTableNode", content),
        ("out", "outputNode", {}),
    )
    return {
        "nodes": [
            {
                "id": name,
                "name": name,
                "type": kind,
                "position": {"x": place, "y": 0},
                "content": inside,
            }
            for place, (name, kind, inside) in enumerate(nodes)
        ],
        "edges": [
            {"id": f"{source}-{target}", "type": "edge", "sourceId": source, "targetId": target}
            for source, target in (("in", "table"), ("table", "out"))
        ],
    }


def _rule(workload: Workload, row: Row) -> dict[str, str]:
    cells = {column.name: _cell(row.tests.get(column.name)) for column in workload.fields}
    return {"_id": row.id, **cells, "outcome": json.dumps(row.outcome)}


def _cell(test: Test | None) -> str:
    """Return a unary test; an empty cell matches everything, a comparison no missing value."""
    if test is None:
        return ""
    if not test.is_span:
        values = (*test.values, *((None,) if test.missing else ()))
        return ", ".join(DIALECT.literal(value) for value in values)
    bounds = ((">=", test.low), ("<=", test.high))
    return " and ".join(f"{sign} {bound}" for sign, bound in bounds if bound is not None)


def _outcome(response: dict[str, Any]) -> object:
    return response["result"]["outcome"]
