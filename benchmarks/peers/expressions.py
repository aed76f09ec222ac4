"""Tables as one conditional expression, for engines with `condition ? outcome : rest`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from benchmarks.tables import Facts, Row, Test, Value, Workload


@dataclass(frozen=True)
class Dialect:
    """How a language spells the few words that the tables need."""

    both: str
    either: str
    null: str = "null"
    true: str = "true"
    false: str = "false"
    number: Callable[[Value], str] = str

    def literal(self, value: Value | None) -> str:
        """Spell a value."""
        if value is None:
            return self.null
        if isinstance(value, bool):
            return self.true if value else self.false
        return json.dumps(value) if isinstance(value, str) else self.number(value)

    def cell(self, name: str, test: Test, *, optional: bool) -> str:
        """Spell one cell as a condition on the variable `name`."""
        if not test.is_span:
            values: tuple[Value | None, ...] = (*test.values, *((None,) if test.missing else ()))
            return f" {self.either} ".join(f"{name} == {self.literal(value)}" for value in values)
        bounds = ((">=", test.low), ("<=", test.high))
        parts = [f"{name} != {self.null}"] if optional else []
        parts += [f"{name} {sign} {self.literal(bound)}" for sign, bound in bounds if bound is not None]
        return f" {self.both} ".join(parts)

    def row(self, workload: Workload, row: Row) -> str:
        """Spell the condition under which a row matches."""
        optional = {column.name for column in workload.fields if column.optional}
        cells = (self.cell(name, test, optional=name in optional) for name, test in row.tests.items())
        return f" {self.both} ".join(f"({cell})" for cell in cells) or self.true


def by_rows(workload: Workload, dialect: Dialect) -> str:
    """Return one branch per rule, the most restrictive first: the table as it is written."""
    rows = workload.restrictive_first
    branches = (f"({dialect.row(workload, row)}) ? {dialect.literal(row.outcome)} : " for row in rows)
    return "".join(branches) + dialect.null


def by_outcomes(workload: Workload, dialect: Dialect) -> str:
    """Return one branch per outcome, the most restrictive first, over all its rules."""
    branches = []
    for outcome in reversed(workload.outcomes):
        rows = [f"({dialect.row(workload, row)})" for row in workload.rows if row.outcome == outcome]
        branches += [f"({f' {dialect.either} '.join(rows)}) ? {dialect.literal(outcome)} : "] if rows else []
    return "".join(branches) + dialect.null


def nested(workload: Workload, dialect: Dialect) -> str:
    """Return a small table as conditions inside conditions, column by column."""

    def fold(known: Facts) -> str:
        if len(known) == len(workload.fields):
            return dialect.literal(workload.answer(known))
        column = workload.fields[len(known)]
        branches = (
            (f"{column.name} == {dialect.literal(value)} ? ", fold({**known, column.name: value}))
            for value in column.values
        )
        *most, (_, last) = branches
        return "".join(f"{test}({rest}) : " for test, rest in most) + f"({last})"

    return fold({})


def spellings(workload: Workload, dialect: Dialect) -> dict[str, str]:
    """Return all spellings of a table by name."""
    forms = {
        "a branch per rule": by_rows(workload, dialect),
        "a branch per outcome": by_outcomes(workload, dialect),
    }
    if len(workload.points) <= 16:
        forms["folded by hand"] = nested(workload, dialect)
    return forms


def floats(workload: Workload) -> list[dict[str, object]]:
    """Return the points with binary floats for decimals, which all bounds of the tables survive."""
    return [
        {name: float(value) if isinstance(value, Decimal) else value for name, value in point.items()}
        for point in workload.points
    ]
