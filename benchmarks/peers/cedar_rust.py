"""cedarpy: parsed policy sets (Rust).

It only allows or denies, so the outcome is read from the policies that permit.
"""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from types import ModuleType
from typing import Any, Final

from benchmarks.peers import Form, installed
from benchmarks.tables import Facts, Row, Test, Value, Workload

DISTRIBUTION: Final = "cedarpy"
SCALE: Final = 4  # the language has whole numbers, so decimals are counted in quarters
WHO: Final = {
    "principal": 'Caller::"release"',
    "action": 'Action::"decide"',
    "resource": 'Table::"table"',
}


def forms(workload: Workload) -> tuple[Form, ...] | None:
    """Return the table as a policy per rule and per outcome, and on entities if it is a matrix."""
    cedarpy = installed("cedarpy")
    if cedarpy is None:
        return None
    contexts = [{**WHO, "context": _context(point)} for point in workload.points]
    rows = [(row.outcome, _condition(workload, row)) for row in workload.rows]
    found = [
        _form(cedarpy, "a policy per rule", workload, rows, contexts),
        _form(cedarpy, "a policy per outcome", workload, _merged(rows), contexts),
    ]
    if len(workload.fields) == 2:
        entities = [(row.outcome, _on_entities(workload, row)) for row in workload.rows]
        requests = [_entities(point) for point in workload.points]
        found.append(_form(cedarpy, "a policy per outcome, on entities", workload, _merged(entities), requests))
    return tuple(found)


def _form(
    cedarpy: ModuleType,
    name: str,
    workload: Workload,
    policies: Sequence[tuple[str, str]],
    requests: Sequence[object],
) -> Form:
    text = "\n".join(f"permit(principal, action, resource) when {{ {condition} }};" for _, condition in policies)
    parsed, nobody = cedarpy.PolicySet.from_str(text), cedarpy.Entities.from_json_str("[]")
    outcomes = {f"policy{number}": outcome for number, (outcome, _) in enumerate(policies)}
    ask = partial(cedarpy.is_authorized, policies=parsed, entities=nobody)
    return Form(name, requests, ask, _reader(workload, outcomes))


def _reader(workload: Workload, outcomes: dict[str, str]) -> Callable[[Any], object]:
    def read(result: Any) -> object:
        """Return the most restrictive outcome of all policies that permit."""
        return max((outcomes[policy] for policy in result.diagnostics.reasons), key=workload.outcomes.index)

    return read


def _merged(policies: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    outcomes = dict.fromkeys(outcome for outcome, _ in policies)
    return [
        (wanted, " || ".join(f"({test})" for outcome, test in policies if outcome == wanted)) for wanted in outcomes
    ]


def _condition(workload: Workload, row: Row) -> str:
    optional = {column.name for column in workload.fields if column.optional}
    return (
        " && ".join(f"({_cell(name, test, optional=name in optional)})" for name, test in row.tests.items()) or "true"
    )


def _cell(name: str, test: Test, *, optional: bool) -> str:
    bounds = ((">=", test.low), ("<=", test.high))
    if test.is_span:
        filled = " && ".join(f"context.{name} {sign} {_literal(bound)}" for sign, bound in bounds if bound is not None)
    else:
        filled = " || ".join(f"context.{name} == {_literal(value)}" for value in test.values)
    if not optional:
        return filled
    present = f"context has {name} && ({filled})" if filled else "false"
    return f"!(context has {name}) || ({present})" if test.missing else present


def _literal(value: Value) -> str:
    return json.dumps(_scaled(value))


def _scaled(value: Value) -> str | bool | int:
    return value if isinstance(value, str | bool) else int(Decimal(value) * SCALE)


def _context(point: Facts) -> dict[str, str | bool | int]:
    return {name: _scaled(value) for name, value in point.items() if value is not None}


def _on_entities(workload: Workload, row: Row) -> str:
    names = (column.name for column in workload.fields)
    parts = zip(("principal", "resource"), names, strict=True)
    return " && ".join(f"{part} == Word::{json.dumps(row.tests[name].values[0])}" for part, name in parts)


def _entities(point: Facts) -> dict[str, object]:
    first, second = ({"type": "Word", "id": value} for value in point.values())
    return {"principal": first, "action": WHO["action"], "resource": second}
