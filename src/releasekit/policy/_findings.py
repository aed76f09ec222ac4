"""What can be wrong with a table or with facts, and the errors that carry it."""

from collections.abc import Mapping
from typing import Final, TypeAlias

import attrs

from releasekit._arguments import as_tuple, repeated
from releasekit._fields import Frozen
from releasekit._words import Word, shown
from releasekit.errors import FieldError, ReleasekitError
from releasekit.policy._cells import Cell, plain_text

Point: TypeAlias = tuple[tuple[str, object], ...]
"""One value per column, in the order of the columns."""
Region: TypeAlias = tuple[tuple[str, Cell], ...]
"""One cell per column, in the order of the columns: a box of points."""
PAIR: Final = ("column", "value")


def as_point(facts: Mapping[str, object] | Point) -> Point:
    """Return facts as pairs of column and value, in the order given.

    Raises:
        FieldError: where they are no such pairs, or a column is given twice.
    """
    given: object = tuple(facts.items()) if isinstance(facts, Mapping) else as_tuple(facts)
    expected = "expected a mapping of columns to values, or pairs of both"
    if not isinstance(given, tuple):
        raise FieldError((f"facts are {shown(given)}; {expected}",))
    strange = [pair for pair in given if not isinstance(pair, tuple | list) or len(pair) != len(PAIR)]
    if strange:
        raise FieldError(tuple(f"facts hold {shown(pair)}; {expected}" for pair in strange))
    pairs = tuple((name, value) for name, value in given)
    strangers = [name for name, _ in pairs if not isinstance(name, str)]
    if strangers:
        raise FieldError(tuple(f"facts have the column {shown(name)}; expected text" for name in strangers))
    if twice := repeated(name for name, _ in pairs):
        raise FieldError(tuple(f"facts give `{name}` twice; expected it once" for name in twice))
    return pairs


class FindingKind(Word):
    """The kinds of findings; the last three are warnings, the others keep a draft from becoming a table.

    ``UNDECIDED`` is an error only where there may be an error that was not found.
    """

    MALFORMED = "malformed"
    NEVER_MATCHES = "never_matches"
    GAP = "gap"
    CLASH = "clash"
    FAILS_OPEN = "fails_open"
    NOT_MONOTONE = "not_monotone"
    UNDECIDED = "undecided"
    SHADOWED = "shadowed"
    REDUNDANT = "redundant"
    DEAD_COLUMN = "dead_column"


WARNINGS: Final = frozenset((FindingKind.SHADOWED, FindingKind.REDUNDANT, FindingKind.DEAD_COLUMN))


@attrs.frozen
class Finding(Frozen):
    """One thing that is wrong with a draft, with a point that shows it.

    Attributes:
        kind: what is wrong.
        message: the same for people, with the rules and the point.
        rules: the ids of the rules concerned.
        column: the column concerned, where it is about one.
        witness: a point that shows it; ``None`` where it is about the text and not about points.
        other: the second point, where the finding compares two: under ``FAILS_OPEN`` the witness with the missing
            fact filled in, under ``NOT_MONOTONE`` the witness with a worse value.
        region: for a gap, the whole box of points that the finding stands for.
        about: for what is undecided, the kinds of findings that there may be.
    """

    kind: FindingKind
    message: str
    rules: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    column: str | None = attrs.field(default=None, kw_only=True)
    witness: Point | None = attrs.field(default=None, kw_only=True)
    other: Point | None = attrs.field(default=None, kw_only=True)
    region: Region | None = attrs.field(default=None, kw_only=True)
    about: tuple[FindingKind, ...] = attrs.field(default=(), kw_only=True)

    @property
    def is_error(self) -> bool:
        """Whether the finding keeps a draft from becoming a table; what is undecided about warnings does not."""
        return not WARNINGS.issuperset(self.about or (self.kind,))

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


class TableError(ReleasekitError):
    """A draft is no table, or a table was asked something that its hit policy has no answer to.

    Attributes:
        table: the name of the draft or table.
        findings: everything that is wrong, warnings included.
    """

    def __init__(self, table: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(table, findings)
        self.table = table
        self.findings = findings

    def __str__(self) -> str:
        errors = [finding for finding in self.findings if finding.is_error]
        count = f"{len(errors)} error{'s' if len(errors) > 1 else ''}"
        return "\n".join([f"table `{self.table}` has {count}", *(f"  {finding}" for finding in errors)])


class FactError(ReleasekitError):
    """Facts were given that a table has no place for, or an outcome that it does not know.

    Attributes:
        table: the name of the table.
        problems: every problem: the column, the value, what was expected.
    """

    def __init__(self, table: str, problems: tuple[str, ...]) -> None:
        super().__init__(table, problems)
        self.table = table
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join([f"table `{self.table}` cannot take these facts", *(f"  {text}" for text in self.problems)])


def point_text(point: Point) -> str:
    """Return a point as ``column=value, ...``."""
    return ", ".join(f"{name}={plain_text(value)}" for name, value in point) or "every point"
