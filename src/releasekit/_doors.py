"""The check of a table that a caller brings: whether it asks what is known and answers what can be used."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from releasekit._arguments import of_kind
from releasekit._checks import expectation
from releasekit._words import did_you_mean, listing, spelt
from releasekit.errors import FieldError
from releasekit.policy import Column, Table

EXPECTED: Final = cache(expectation)
"""What an annotation accepts, worked out once for each, since a table is checked whenever it is asked."""


def of_table(
    name: str, table: Table[object], columns: Iterable[Column] | None, *, answers: object, collects: bool = False
) -> None:
    """Refuse an argument that is no table for its purpose.

    Args:
        name: what the argument is called.
        table: the argument.
        columns: the facts that it may ask, each with the values that it must take; ``None`` where the caller brings
            the facts as well.
        answers: the annotation of its outcomes.
        collects: whether it must collect outcomes; otherwise it must decide.

    Raises:
        FieldError: where it is no table, or another one; the error names all that is wrong.
    """
    of_kind(name, table, Table)
    problems = []
    if table.answers_once is collects:
        given, expected = ("decides", "collects") if collects else ("collects", "decides")
        problems.append(f"{name} {given}; expected a table that {expected}")
    if columns is not None:
        known = {column.name: column for column in columns}
        for column in table.columns:
            if column.name not in known:
                hint = did_you_mean(column.name, known)
                problems.append(f"{name} has column `{column.name}`{hint}; expected columns among {listing(known)}")
            elif not _takes_all_of(column, known[column.name]):
                expected = known[column.name].expected
                problems.append(f"{name}: column `{column.name}` takes {column.expected}; expected {expected}")
    outcome = EXPECTED(answers)
    strange = (answer for answer in table.listed if not outcome.test(answer))
    problems += [f"{name} answers {spelt(answer)}; expected {outcome.words}" for answer in strange]
    if problems:
        raise FieldError(tuple(problems))


def _takes_all_of(column: Column, known: Column) -> bool:
    return column.domain == known.domain and column.optional >= known.optional
