"""What deciders do with a table that they are given: look whether it is one for them, and ask it what it asks."""

from collections.abc import Container, Hashable, Iterator, Mapping
from typing import TypeVar

from releasekit._arguments import of_kind
from releasekit._words import did_you_mean, listing, shown
from releasekit.errors import FieldError
from releasekit.policy import Column, Decision, Table

Outcome = TypeVar("Outcome", bound=Hashable)


def check_table(
    name: str,
    table: Table[Outcome],
    columns: Mapping[str, type] | None,
    outcomes: type[Outcome],
    *,
    collects: bool = False,
    unknown: Container[str] = (),
) -> None:
    """Refuse an argument that is no table for a decider.

    Args:
        name: what the argument is called.
        table: the argument.
        columns: what the decider has facts for: the domain of each column by its name, ``str`` for texts of any kind;
            the table may ask for fewer. ``None`` where the caller brings the facts as well.
        outcomes: the class of each outcome.
        collects: whether the table must collect; otherwise it must decide.
        unknown: the columns of which the fact may be `MISSING`, so that they must be optional.

    Raises:
        FieldError: where it is no table, collects and should decide or the other way round, asks other facts or answers
            something else; it names all of that.
    """
    of_kind(name, table, Table)
    problems = table_problems(name, table, columns, outcomes, collects=collects, unknown=unknown)
    if problems:
        raise FieldError(problems)


def table_problems(
    name: str,
    table: Table[Outcome],
    columns: Mapping[str, type] | None,
    outcomes: type[Outcome],
    *,
    collects: bool = False,
    unknown: Container[str] = (),
) -> tuple[str, ...]:
    """Say why a table is none for a decider; the arguments are those of `check_table`."""
    problems = []
    if table.answers_once is collects:
        problems.append(f"{name}: hit is `{table.hit}`; expected a table that {'collects' if collects else 'decides'}")
    if columns is not None:
        problems += _strange_columns(name, table, columns, unknown)
    for outcome in table.listed:
        if type(outcome) is not outcomes:
            near = "" if outcomes is str else Column("outcome", outcomes).near(outcome)  # type: ignore[arg-type]
            problems.append(f"{name}: outcome {shown(outcome)}; expected {_words(outcomes)}{near}")
    return tuple(problems)


def _strange_columns(
    name: str, table: Table[Outcome], columns: Mapping[str, type], unknown: Container[str]
) -> Iterator[str]:
    for column in table.columns:
        domain = columns.get(column.name)
        if domain is None:
            near = did_you_mean(column.name, columns)
            yield f"{name}: column `{column.name}`; expected columns among {listing(columns)}{near}"
        elif domain is not (str if isinstance(column.domain, tuple) else column.domain):
            yield f"{name}: column `{column.name}` takes {column.expected}; expected {_words(domain)}"
        elif column.name in unknown and not column.optional:
            yield f"{name}: column `{column.name}` takes {column.expected}; expected an optional column"


def _words(domain: type) -> str:
    return "texts" if domain is str else Column("any", domain).expected


def asked(table: Table[Outcome], facts: Mapping[str, object]) -> Decision[Outcome]:
    """Ask a table that `check_table` let pass, with those of some facts for which it has a column."""
    names = {column.name for column in table.columns}
    return table.decide({name: fact for name, fact in facts.items() if name in names})
