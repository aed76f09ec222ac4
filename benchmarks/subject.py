"""releasekit's own side: workloads as drafts and tables, their facts, and the bare look-up."""

from collections.abc import Callable
from copy import deepcopy
from enum import Enum
from functools import cache
from types import new_class
from typing import Any, TypeVar, cast

from benchmarks.tables import Field, Number, Test, Value, Workload
from releasekit._words import Word
from releasekit.policy import (
    MISSING,
    Cell,
    Column,
    Draft,
    Hit,
    Numbers,
    Rule,
    Table,
    at_least,
    at_most,
    between,
    one_of,
)

OurFacts = dict[str, object]
LookUp = Callable[[OurFacts], str]
T = TypeVar("T")


def draft(workload: Workload) -> Draft[str]:
    """Return the workload as a draft."""
    return Draft(
        workload.name,
        tuple(_column(column) for column in workload.fields),
        rules=_rules(workload),
        hit=Hit.UNIQUE if workload.hit == "unique" else Hit.MOST_RESTRICTIVE,
        outcomes=workload.outcomes,
        permissive=workload.permissive,
    )


def table(workload: Workload) -> Table[str]:
    """Return the workload as a proved table."""
    return Table.from_draft(draft(workload))


def copies(value: T, count: int) -> list[T]:
    """Return equal objects that share nothing, so that nothing remembered of one serves another."""
    return [deepcopy(value) for _ in range(count)]


def facts(workload: Workload) -> list[OurFacts]:
    """Return the workload's points in releasekit's types; a missing fact is left out."""
    fields = {column.name: column for column in workload.fields}
    return [
        {name: _value(fields[name], value) for name, value in point.items() if value is not None}
        for point in workload.points
    ]


def bare_matrix(workload: Workload) -> LookUp:
    """Return a function around one dict look-up: the least that any engine must do."""
    answers = _answers(workload)

    def look_up(facts: OurFacts) -> str:
        return answers[facts["severity"], facts["impact"]]

    return look_up


def bare_flags(workload: Workload) -> LookUp:
    """Return the same for the table of four booleans."""
    answers = _answers(workload)

    def look_up(facts: OurFacts) -> str:
        return answers[facts["built"], facts["tested"], facts["signed"], facts["approved"]]

    return look_up


def _answers(workload: Workload) -> dict[tuple[object, ...], str]:
    points = zip(facts(workload), workload.points, strict=True)
    return {tuple(ours.values()): workload.answer(point) for ours, point in points}


def _rules(workload: Workload) -> tuple[Rule[str], ...]:
    fields = {column.name: column for column in workload.fields}
    return tuple(
        Rule(
            row.id,
            {name: _cell(fields[name], test) for name, test in row.tests.items()},
            then=row.outcome,
        )
        for row in workload.rows
    )


def _column(column: Field) -> Column:
    domain: Any
    match column.kind:
        case "word":
            domain = _words(column)
        case "text":
            domain = column.values
        case "bool":
            domain = bool
        case "integer" | "decimal":
            domain = Numbers(column.low, column.high, integer=column.kind == "integer")
    return Column(column.name, domain, optional=column.optional)


def _cell(column: Field, test: Test) -> Cell:
    if test.is_span:
        cell = _span(test.low, test.high)
        return MISSING | cell if test.missing else cell
    values = (_value(column, value) for value in test.values)
    return one_of(*values, *([MISSING] if test.missing else []))


def _span(low: Number | None, high: Number | None) -> Cell:
    if low is not None and high is not None:
        return between(low, high)
    if low is not None:
        return at_least(low)
    assert high is not None
    return at_most(high)


def _value(column: Field, value: Value) -> object:
    return _words(column)(value) if column.kind == "word" else value


def _words(column: Field) -> type[Enum]:
    return _vocabulary(column.name, column.values)


@cache
def _vocabulary(name: str, values: tuple[Value, ...]) -> type[Enum]:
    """Return a class of words; the same one for the same words."""
    members = {str(value).upper(): value for value in values}

    def body(namespace: dict[str, object]) -> None:
        namespace.update(members)

    return cast("type[Enum]", new_class(name.title().replace("_", ""), (Word,), exec_body=body))
