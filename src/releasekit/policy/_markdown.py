"""Decision tables in Markdown, so that the table in a team's playbook is the policy.

A cell is read in three steps, the first that knows its text wins: the caller's words for the column, the cell texts
that `cell` reads, the text of a value of the column letter for letter. Nothing else is understood, so a misspelt word
is a problem with its line and never another value. All problems of a table are reported together.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from releasekit._fields import of_kind
from releasekit._words import listing, near_match, shown
from releasekit.errors import FieldError
from releasekit.policy._cell_text import cell
from releasekit.policy._cells import ANY, Cell, CellError, one_of
from releasekit.policy._columns import Column, finite_values
from releasekit.policy._form import outcome_text
from releasekit.policy._rules import Rule, Source

__all__ = ["Wording", "rules_from_markdown"]

Outcome = TypeVar("Outcome", bound=Hashable)

PARTS: Final = ("rule", "rank", "outcome", "because", "code", "source")
"""The headers of what is no condition."""
HEADING: Final = re.compile(r"^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$")
FENCE: Final = re.compile(r"^ {0,3}(```|~~~)")
RULER: Final = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
BAR: Final = re.compile(r"\\.|(\|)")
"""What is escaped, and the marks between cells, which are not."""
RANK: Final = re.compile(r"-?[0-9]{1,18}")
ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])|<br ?/?>")


class Wording(NamedTuple):
    """How a text says what a table says.

    Attributes:
        heading: the heading above the table; ``None`` where there is only one table, or one written by `to_markdown`.
        headers: what a header of the text stands for: the name of a column, ``rule``, ``rank``, ``outcome``,
            ``because``, ``code`` or ``source``; ``None`` for a column of the text that is no part of the policy.
        words: by column, and by ``outcome``: what a text in it stands for, a value or a cell.
        ids: the ids of the rules from the first row to the last, where the text has no column for them.
        document: the title of the document, where each row is the source of its rule.
    """

    heading: str | None
    headers: Mapping[str, str | None]
    words: Mapping[str, Mapping[str, object]]
    ids: Sequence[str]
    document: str | None


class Grid(NamedTuple):
    """A table of the text: the heading above it, its headers, and its rows with their lines."""

    heading: str
    line: int
    headers: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def rules_from_markdown(
    text: str, columns: tuple[Column, ...], outcomes: tuple[Outcome, ...], wording: Wording
) -> tuple[Rule[Outcome], ...]:
    """Return the rules of the table in a text.

    Raises:
        FieldError: with every problem of the table and its line.
    """
    of_kind("text", text, str)
    grids = list(_grids(text))
    grid = _chosen(grids, wording.heading)
    reader = _Reader(grid, columns, outcomes, wording, _sources(grids))
    rules = [rule for number in range(len(grid.rows)) if (rule := reader.rule(number)) is not None]
    if reader.problems:
        raise FieldError(tuple(reader.problems))
    return tuple(rules)


# --- the tables of a text


def _grids(text: str) -> Iterator[Grid]:
    """Yield the tables of a text, but for those in fenced code."""
    lines = text.splitlines()
    heading, fence, number = "", "", 0
    while number < len(lines):
        line, number = lines[number], number + 1
        fenced, titled = FENCE.match(line), HEADING.match(line)
        if fenced:
            fence = "" if fence == fenced[1] else fence or fenced[1]
        elif titled and not fence:
            heading = _plain(titled[1])
        elif not fence and "|" in line and number < len(lines) and _is_ruled(line, lines[number]):
            end = next((at for at in range(number + 1, len(lines)) if "|" not in lines[at]), len(lines))
            rows = tuple((at + 1, _pieces(lines[at])) for at in range(number + 1, end))
            yield Grid(heading, number, tuple(map(_plain, _pieces(line))), rows)
            number = end


def _is_ruled(line: str, below: str) -> bool:
    return RULER.match(below) is not None and len(_pieces(line)) == len(_pieces(below))


def _pieces(line: str) -> tuple[str, ...]:
    """Split a row at the marks between its cells; those at its ends are none."""
    inner = line.strip().removeprefix("|")
    bars = [found.start() for found in BAR.finditer(inner) if found[1]]
    bars += [] if bars and bars[-1] == len(inner) - 1 else [len(inner)]
    return tuple(inner[start:end].strip() for start, end in zip([0, *(bar + 1 for bar in bars)], bars, strict=False))


def _plain(piece: str) -> str:
    """Return what a cell says, without the marks that keep it from being markup."""
    return ESCAPED.sub(lambda found: found[1] or "\n", piece)


def _chosen(grids: list[Grid], heading: str | None) -> Grid:
    """Return the table below a heading; without one the only table, or the rules of a text that we wrote."""
    wanted = [grid for grid in grids if heading is None or grid.heading == heading]
    ours = [grid for grid in wanted if heading is None and grid.heading == "Rules"]
    if len(ours) == 1:
        return ours[0]
    if len(wanted) == 1:
        return wanted[0]
    place = "text" if heading is None else f"heading {shown(heading)}"
    headings = [grid.heading for grid in grids]
    near = near_match(heading, headings) if heading is not None and not wanted else None
    meant = f"; did you mean `{near}`?" if near else ""
    there = f"tables stand below {listing(shown(name) for name in headings)}" if grids else "there is none"
    raise FieldError((f"{place} has {len(wanted)} tables{meant}; expected one, and {there}",))


def _sources(grids: list[Grid]) -> Mapping[str, Source]:
    """Return the sources that a text written by `to_markdown` lists, by their number."""
    listed = [grid for grid in grids if grid.heading == "Sources" and grid.headers[:2] == ("source", "document")]
    found = {}
    for _line, pieces in listed[0].rows if len(listed) == 1 else ():
        row = dict(zip(listed[0].headers, map(_plain, pieces), strict=False))
        found[row["source"]] = Source(row.get("document", ""), row.get("heading", ""), quote=row.get("quote", ""))
    return found


# --- its rules


class _Reader(Generic[Outcome]):
    """One pass over the rows of a table, which gathers what is wrong."""

    def __init__(
        self,
        grid: Grid,
        columns: tuple[Column, ...],
        outcomes: tuple[Outcome, ...],
        wording: Wording,
        sources: Mapping[str, Source],
    ) -> None:
        self.problems: list[str] = []
        self._grid = grid
        self._columns = {column.name: column for column in columns}
        self._outcomes = outcomes
        self._wording = wording
        self._sources = sources
        self._line = grid.line
        self._roles = [self._role(header) for header in grid.headers]
        self._check_roles()

    def _refuse(self, line: int, problem: str) -> None:
        self.problems.append(f"line {line}: {problem}")

    def _role(self, header: str) -> str | None:
        """Return what a header stands for."""
        role = self._wording.headers.get(header, header)
        known = (*self._columns, *PARTS)
        if role is not None and role not in known:
            near = near_match(role, known)
            meant = f"; did you mean `{near}`?" if near else ""
            self._refuse(self._grid.line, f"header {shown(header)}{meant}; expected one of {', '.join(known)}")
            return None
        return role

    def _check_roles(self) -> None:
        roles, line, rows = self._roles, self._grid.line, len(self._grid.rows)
        for role in sorted({role for role in roles if role is not None and roles.count(role) > 1}):
            self._refuse(line, f"two headers stand for `{role}`; expected one")
        if "outcome" not in roles:
            self._refuse(line, "no header stands for `outcome`; expected one")
        if "rule" in roles and self._wording.ids:
            self._refuse(line, "a header stands for `rule`; expected no ids beside it")
        if "rule" not in roles and len(self._wording.ids) != rows:
            self._refuse(line, f"{rows} rows with {len(self._wording.ids)} ids; expected a header `rule` or an id each")
        strange = sorted(self._wording.words.keys() - {*self._columns, "outcome"})
        self.problems += [f"words for {shown(name)}; expected the name of a column or `outcome`" for name in strange]

    def rule(self, number: int) -> Rule[Outcome] | None:
        """Return the rule of a row; ``None`` where something is wrong with it or with the headers."""
        self._line, pieces = self._grid.rows[number]
        if len(pieces) != len(self._roles):
            self._refuse(self._line, f"{len(pieces)} cells; expected {len(self._roles)}, one for each header")
            return None
        row = {role: _plain(piece) for role, piece in zip(self._roles, pieces, strict=True) if role is not None}
        cells = {name: self._cell(name, row[name]) for name in self._columns if name in row}
        when = {name: test for name, test in cells.items() if test != ANY}
        then = self._outcome(row.get("outcome", ""))
        rank, source = self._rank(row.get("rank", "")), self._source(row.get("source", ""), pieces)
        if then is None or len(self.problems) > 0:
            return None
        name = row["rule"] if "rule" in row else self._wording.ids[number]
        code = {"code": row["code"]} if row.get("code") else {}
        try:
            return Rule(name, when, then=then, because=row.get("because", ""), source=source, rank=rank, **code)
        except FieldError as error:
            self.problems += [f"line {self._line}: {problem}" for problem in error.problems]
            return None

    def _cell(self, column: str, text: str) -> Cell:
        """Read a condition; `ANY` where it cannot be read, which is then a problem."""
        words = self._wording.words.get(column, {})
        if text in words:
            meant = words[text]
            return meant if isinstance(meant, Cell) else one_of(meant)
        try:
            return cell(text, self._columns[column])
        except CellError as error:
            return self._word(column, text, str(error))

    def _word(self, column: str, text: str, problem: str) -> Cell:
        """Read the text of a value of the column, letter for letter."""
        values = {outcome_text(value): value for value in finite_values(self._columns[column].domain)}
        if text in values:
            return one_of(values[text])
        near = near_match(text, [*values, *self._wording.words.get(column, {})])
        meant = f"; did you mean `{near}`?" if near else f"; {problem}"
        self._refuse(self._line, f"column `{column}` has {shown(text)}{meant}")
        return ANY

    def _outcome(self, text: str) -> Outcome | None:
        """Return the outcome that a text stands for."""
        words = self._wording.words.get("outcome", {})
        meant = [words[text]] if text in words else [own for own in self._outcomes if outcome_text(own) == text]
        found = [outcome for outcome in self._outcomes if meant == [outcome]]
        if "outcome" in self._roles and len(found) != 1:
            texts = [*map(outcome_text, self._outcomes), *words]
            near = near_match(text, texts)
            hint = f"; did you mean `{near}`?" if near and len(meant) < 1 else ""
            self._refuse(self._line, f"outcome is {shown(text)}{hint}; expected one of {listing(texts)}")
        return found[0] if len(found) == 1 else None

    def _rank(self, text: str) -> int | None:
        if text and not RANK.fullmatch(text):
            self._refuse(self._line, f"rank is {shown(text)}; expected a whole number")
            return None
        return int(text) if text else None

    def _source(self, text: str, pieces: Sequence[str]) -> Source | None:
        """Return where a rule comes from: the entry of the list of sources, or the row itself."""
        if text:
            source = self._sources.get(text.partition(" ")[0])
            if source is None:
                self._refuse(self._line, f"source is {shown(text)}; expected the number of one below `Sources`")
            return source
        document = self._wording.document
        return None if document is None else Source(document, self._grid.heading, quote=" | ".join(pieces))
