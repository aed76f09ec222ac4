"""business-rules: rules as nested dicts over a class of variables (pure Python)."""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, Final

from benchmarks.peers import Form, installed
from benchmarks.tables import Facts, Field, Row, Test, Value, Workload

DISTRIBUTION: Final = "business-rules"
BOUNDS: Final = ("greater_than_or_equal_to", "less_than_or_equal_to")

Condition = dict[str, Any]


def forms(workload: Workload) -> tuple[Form, ...] | None:
    """Return the table as a rule per row and as a rule per outcome; the first match stops."""
    library = installed("business_rules")
    if library is None:
        return None
    rows = [(row.outcome, _row(workload, row)) for row in workload.restrictive_first]
    merged = {outcome: [test for found, test in rows if found == outcome] for outcome in reversed(workload.outcomes)}
    by_outcome = [(outcome, {"any": tests}) for outcome, tests in merged.items() if tests]
    ask = _asking(library, workload)
    return (
        Form("a rule per row", workload.points, ask(rows), str),
        Form("a rule per outcome", workload.points, ask(by_outcome), str),
    )


def _asking(
    library: ModuleType, workload: Workload
) -> Callable[[Sequence[tuple[str, Condition]]], Callable[[Facts], str]]:
    variables, actions = _variables(workload), _actions()

    def with_rules(tests: Sequence[tuple[str, Condition]]) -> Callable[[Facts], str]:
        rules = [
            {"conditions": test, "actions": [{"name": "answer", "params": {"outcome": outcome}}]}
            for outcome, test in tests
        ]

        def ask(point: Facts) -> str:
            answer = actions()
            library.run_all(rules, variables(point), answer, stop_on_first_trigger=True)
            return str(answer.outcome)

        return ask

    return with_rules


def _actions() -> Callable[[], Any]:
    module: Any = installed("business_rules.actions")

    class Actions(module.BaseActions):  # type: ignore[misc]
        outcome = ""

        @module.rule_action()  # type: ignore[untyped-decorator]
        def answer(self, outcome: str) -> None:
            self.outcome = outcome

    return Actions


def _variables(workload: Workload) -> Callable[[Facts], Any]:
    module: Any = installed("business_rules.variables")
    wrap = {
        "bool": module.boolean_rule_variable,
        "integer": module.numeric_rule_variable,
        "decimal": module.numeric_rule_variable,
    }

    def start(self: Any, point: Facts) -> None:
        self.point = point

    methods: dict[str, object] = {"__init__": start}
    for column in workload.fields:
        methods[column.name] = wrap.get(column.kind, module.string_rule_variable)()(_getter(column))
        methods[f"{column.name}_missing"] = module.boolean_rule_variable()(_is_missing(column))
    return type("Variables", (module.BaseVariables,), methods)


def _getter(column: Field) -> Callable[[Any], Value]:
    # A variable cannot be empty: a missing fact has a stand-in, and rules ask `..._missing` first.
    name, stand_in = column.name, column.values[0] if column.values else 0

    def read(self: Any) -> Value:
        value: Value | None = self.point[name]
        return stand_in if value is None else value

    read.__name__ = name
    return read


def _is_missing(column: Field) -> Callable[[Any], bool]:
    name = column.name

    def read(self: Any) -> bool:
        return self.point[name] is None

    read.__name__ = f"{name}_missing"
    return read


def _row(workload: Workload, row: Row) -> Condition:
    columns = {column.name: column for column in workload.fields}
    cells = [_cell(columns[name], test) for name, test in row.tests.items()]
    return {"all": cells or [{"any": [_is(workload.fields[0], value) for value in workload.fields[0].values]}]}


def _cell(column: Field, test: Test) -> Condition:
    filled: Condition = {"any": [_is(column, value) for value in test.values]}
    if test.is_span:
        bounds = zip(BOUNDS, (test.low, test.high), strict=True)
        filled = {"all": [_condition(column.name, operator, bound) for operator, bound in bounds if bound is not None]}
    if not column.optional:
        return filled
    missing = _condition(f"{column.name}_missing", "is_true", value=True)
    if not (test.is_span or test.values):
        return missing
    present = {"all": [_condition(f"{column.name}_missing", "is_false", value=True), filled]}
    return {"any": [missing, present]} if test.missing else present


def _is(column: Field, value: Value) -> Condition:
    if isinstance(value, bool):
        return _condition(column.name, "is_true" if value else "is_false", value=True)
    return _condition(column.name, "equal_to", value)


def _condition(name: str, operator: str, value: Value) -> Condition:
    return {"name": name, "operator": operator, "value": value}
