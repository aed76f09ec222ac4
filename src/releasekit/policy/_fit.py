"""Whether a table fits what a decider can ask it: its columns, its outcomes, and whether it decides or collects."""

from collections.abc import Iterable

from releasekit._words import a_or_an, did_you_mean, listing, shown
from releasekit.policy._columns import Column
from releasekit.policy._table import Table


def misfits(
    name: str, table: object, columns: Iterable[Column], outcomes: type, *, collects: bool = False
) -> tuple[str, ...]:
    """Say why a decider cannot use a table that it was given.

    Args:
        name: what the argument is called.
        table: the argument.
        columns: what the decider knows; the table may ask less. An optional one may be missing, so the table must take
            it missing.
        outcomes: what each outcome must be.
        collects: whether all outcomes that match are wanted; otherwise one of them decides.

    Returns:
        Every problem, each with what was expected; none where the table fits.

    Example:
        >>> from releasekit.policy import Rule
        >>> table = Table("speed", [Column("fats", bool)], rules=[Rule("any", {}, then="go")], outcomes=["go"])
        >>> misfits("rules", table, [Column("fast", bool)], str)
        ('rules has the column `fats`; expected columns among fast; did you mean `fast`?',)
    """
    if not isinstance(table, Table):
        return (f"{name} is {shown(table)}; expected a Table",)
    known = {column.name: column for column in columns}
    problems = []
    if table.answers_once is collects:
        given, expected = ("decides", "collects") if collects else ("collects", "decides")
        problems.append(f"{name} {given}; expected a table that {expected}")
    for column in table.columns:
        other = known.get(column.name)
        if other is None:
            meant = did_you_mean(column.name, known)
            problems.append(f"{name} has the column `{column.name}`; expected columns among {listing(known)}{meant}")
        elif column.domain != other.domain or (other.optional and not column.optional):
            problems.append(f"{name}: column `{column.name}` takes {column.expected}; expected {other.expected}")
    strange = [outcome for outcome in table.listed if not isinstance(outcome, outcomes)]
    problems += [f"{name} answers {shown(outcome)}; expected {a_or_an(outcomes.__name__)}" for outcome in strange]
    return tuple(problems)
