"""What deciders do with a table that they are given: look whether it is one for them, and ask it what it asks."""

from collections.abc import Hashable, Mapping
from typing import TypeAlias, TypeVar

from releasekit._arguments import of_kind
from releasekit._words import Ordered, did_you_mean, listing, shown
from releasekit.errors import FieldError
from releasekit.policy import Column, Decision, Table

Outcome = TypeVar("Outcome", bound=Hashable)


Columns: TypeAlias = Mapping[str, type | Column]
"""What a decider has facts for, by the names of columns: the domain, or a column where the fact may be missing."""


def check_table(
    name: str, table: Table[Outcome], columns: Columns | None, outcomes: type[Outcome], *, collects: bool = False
) -> None:
    """Refuse an argument that is no table for a decider.

    Args:
        name: what the argument is called.
        table: the argument.
        columns: what the decider has facts for, with ``str`` for texts of any kind; the table may ask for fewer. A fact
            that may be missing must be allowed to be. ``None`` where the caller brings the facts as well.
        outcomes: the class of each outcome; where it is `Ordered`, a table that decides has its order.
        collects: whether the table must collect; otherwise it must decide.

    Raises:
        FieldError: where it is no table, collects and should decide or the other way round, asks other facts or answers
            something else, or in another order; it names all of that.
    """
    of_kind(name, table, Table)
    problems = table_problems(name, table, columns, outcomes, collects=collects)
    if problems:
        raise FieldError(problems)


def table_problems(
    name: str, table: Table[Outcome], columns: Columns | None, outcomes: type[Outcome], *, collects: bool = False
) -> tuple[str, ...]:
    """Say why a table is none for a decider; the arguments are those of `check_table`."""
    problems: list[str] = []
    if table.answers_once is collects:
        problems.append(f"{name}: hit is `{table.hit}`; expected a table that {'collects' if collects else 'decides'}")
    if columns is not None:
        problems += column_problems(name, table, columns)
    for outcome in table.listed:
        if type(outcome) is not outcomes:
            near = "" if outcomes is str else Column("outcome", outcomes).near(outcome)  # type: ignore[arg-type]
            problems.append(f"{name}: outcome {shown(outcome)}; expected {_words(outcomes)}{near}")
    if not problems and table.is_ordered and not collects and issubclass(outcomes, Ordered):
        expected = tuple(word for word in outcomes if word in table.listed)
        if table.listed != expected:
            given, words = listing(map(str, table.listed)), listing(map(str, expected))
            problems.append(f"{name}: outcomes in the order {given}; expected {words}")
    return tuple(problems)


def column_problems(name: str, table: Table[Outcome], columns: Columns) -> tuple[str, ...]:
    """Say which columns of a table a decider has no facts for, or other ones; the arguments are as above."""
    problems = []
    for column in table.columns:
        known = columns.get(column.name)
        if known is None:
            near = did_you_mean(column.name, columns)
            problems.append(f"{name}: column `{column.name}`; expected columns among {listing(columns)}{near}")
        elif not _takes(column, known):
            problems.append(f"{name}: column `{column.name}` takes {column.expected}; expected {_words(known)}")
    return tuple(problems)


def _takes(column: Column, known: type | Column) -> bool:
    if isinstance(known, Column):
        return column.domain == known.domain and (column.optional or not known.optional)
    return known is (str if isinstance(column.domain, tuple) else column.domain)


def _words(known: type | Column) -> str:
    if isinstance(known, Column):
        return known.expected
    return "texts" if known is str else Column("any", known).expected


def asked(table: Table[Outcome], facts: Mapping[str, object]) -> Decision[Outcome]:
    """Ask a table that `check_table` let pass, with those of some facts for which it has a column."""
    names = {column.name for column in table.columns}
    return table.decide({name: fact for name, fact in facts.items() if name in names})
