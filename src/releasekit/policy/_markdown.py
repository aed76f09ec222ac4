"""Decision tables in Markdown, so that the table in a team's playbook is the policy.

A cell is read in three steps, the first that knows its text wins: the caller's words for the column, the cell texts
that `cell` reads, the text of a value of the column letter for letter. Nothing else is understood, so a misspelt word
is a problem with its line and never another value. All problems of a table are reported together.
"""

import re
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Final, Generic, NamedTuple, TypeVar

from releasekit._arguments import of_kind, repeated
from releasekit._words import did_you_mean, listing, near_match, shown, spelt
from releasekit.errors import FieldError
from releasekit.policy._cell_text import cell
from releasekit.policy._cells import ANY, Cell, CellError, one_of
from releasekit.policy._columns import Column, finite_values
from releasekit.policy._rules import Rule, Source, outcome_text

Outcome = TypeVar("Outcome", bound=Hashable)

PARTS: Final = ("rule", "rank", "outcome", "because", "code", "source")
"""The headers of what is no condition."""
OURS: Final = frozenset({"Rules", "Columns", "Sources", "Findings"})
"""The headings of the tables that `to_markdown` writes."""
ENDS: Final = re.compile(r"\r\n|\r|\n")
"""What ends a line of Markdown, which is less than what ends one for `str.splitlines`."""
HEADING: Final = re.compile(r" {0,3}#{1,6}(?:[ \t]+(.*))?$")
UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
FENCE: Final = re.compile(r" {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$")
ENDING: Final = re.compile(f"{HEADING.pattern}|{FENCE.pattern}")
"""What ends a table, besides an empty line."""
HIDDEN: Final = re.compile(r" {0,3}<(?:(!--)|(?:pre|script|style|textarea)(?:[\s>]|$))", re.IGNORECASE)
"""Comments, and elements in which nothing is Markdown."""
COMMENT_END: Final = re.compile(r".*-->")
RAW_END: Final = re.compile(r".*</(?:pre|script|style|textarea)>", re.IGNORECASE)
INDENTED: Final = re.compile(r" {4}| {0,3}\t")
LISTED: Final = re.compile(r" {0,3}(?:[-+*]|[0-9]{1,9}[.)])(?:[ \t]|$)")
QUOTED: Final = re.compile(r" {0,3}>")
RULE: Final = re.compile(r":?-+:?")
BAR: Final = re.compile(r"(?<!\\)\|")
"""The marks between cells; GitHub's tables know no other escape, so two backslashes before one are none."""
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


KINDS: Final[Mapping[str, tuple[tuple[type, ...], str]]] = {
    **dict.fromkeys(("heading", "document"), ((str, type(None)), "text")),
    **dict.fromkeys(("headers", "words"), ((Mapping,), "a mapping")),
    "ids": ((Sequence,), "a list of texts"),
}


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
    if problems := [*_unreadable(columns, outcomes, wording)]:
        raise FieldError(tuple(problems))
    grids = list(_grids(text))
    grid = _chosen(grids, wording.heading)
    reader = _Reader(grid, columns, outcomes, wording, _sources(grids, problems))
    reader.problems += problems
    rules = [rule for number in range(len(grid.rows)) if (rule := reader.rule(number)) is not None]
    if reader.problems:
        raise FieldError(tuple(reader.problems))
    return tuple(rules)


def _unreadable(columns: Sequence[Column], outcomes: Sequence[object], wording: Wording) -> Iterator[str]:
    """Say which arguments are of another kind, and what Markdown cannot tell apart.

    That is a column and a part of a rule, or texts that differ in spaces only.
    """
    for name, given in wording._asdict().items():
        kinds, expected = KINDS[name]
        if not isinstance(given, kinds) or (name == "ids" and isinstance(given, str)):
            yield f"{name} is {spelt(given)}; expected {expected}"
        elif isinstance(given, Mapping) and name == "words":
            for column, words in given.items():
                if not isinstance(words, Mapping):
                    yield f"words for {shown(column)} are {spelt(words)}; expected a mapping"
    for name in sorted({column.name for column in columns}.intersection(PARTS)):
        yield f"column `{name}` has the name of a part of a rule; expected another name, to be read from Markdown"
    texts = {f"column `{column.name}`": finite_values(column.domain) for column in columns}
    for place, values in {**texts, "outcomes": outcomes}.items():
        written = {text: " ".join(text.split()) for text in map(outcome_text, values)}
        for text in repeated(written.values()):
            yield f"{place} has several texts {shown(text)} but for spaces, which Markdown cannot tell apart"


# --- the tables of a text


def _grids(text: str) -> Iterator[Grid]:
    """Yield the tables that a reader of GitHub's Markdown sees, but for those in quotes."""
    lines = ENDS.split(text.removeprefix("\ufeff"))
    heading, number, is_nested = "", 0, False
    paragraph: list[str] = []
    while number < len(lines):
        line, number = lines[number], number + 1
        is_nested = LISTED.match(line) is not None or (is_nested and line[:1] in ("", " ", "\t"))
        if closing := _closing(line.lstrip() if is_nested else line):
            after, end = closing
            later = range(number - 1 + after, len(lines))
            texts = (lines[at].lstrip() if is_nested else lines[at] for at in later)
            number = next((at + 1 for at, text in zip(later, texts, strict=True) if end.match(text)), len(lines))
        elif (title := _title(line, paragraph)) is not None:
            heading = title
        elif INDENTED.match(line) and not paragraph and not is_nested:
            continue
        elif number < len(lines) and _is_ruled(line, lines[number], is_nested=is_nested):
            grid = _grid(heading, lines, number, is_nested=is_nested)
            yield grid
            number += 1 + len(grid.rows)
        elif line.strip() and not is_nested and not QUOTED.match(line):
            paragraph.append(line.strip())
            continue
        paragraph = []


def _closing(line: str) -> tuple[int, re.Pattern[str]] | None:
    """Return what ends the code, comment or raw text that a line begins, and how many lines later it can stand."""
    if fenced := FENCE.match(line):
        mark = fenced[1] or fenced[2]
        return 1, re.compile(rf" {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*$")
    if hidden := HIDDEN.match(line):
        return 0, COMMENT_END if hidden[1] else RAW_END
    return None


def _title(line: str, paragraph: Sequence[str]) -> str | None:
    """Return the heading that a line is, or that it makes of the lines above it."""
    if paragraph and UNDERLINE.match(line):
        return _plain(" ".join(paragraph))
    titled = HEADING.match(line)
    if titled is None:
        return None
    title = (titled[1] or "").rstrip()
    open_title = title.rstrip("#")
    return _plain((title if open_title[-1:].strip() else open_title).strip())


def _grid(heading: str, lines: Sequence[str], number: int, *, is_nested: bool) -> Grid:
    """Return the table whose headers are on a line, by its number; it ends at an empty line, a heading or code."""
    first = number + 1
    ends = (at for at in range(first, len(lines)) if not lines[at].strip() or ENDING.match(lines[at]))
    below = range(first, next(ends, len(lines)))
    rows = []
    for at in below:
        line = lines[at]
        # What is directly below a row and no row of a table is one piece, whatever is in it.
        is_other = QUOTED.match(line) or LISTED.match(line) or (INDENTED.match(line) and not is_nested)
        rows.append((at + 1, (line.strip(),) if is_other else _pieces(line)))
    return Grid(heading, number, tuple(map(_said, _pieces(lines[number - 1]))), tuple(rows))


def _is_ruled(line: str, below: str, *, is_nested: bool) -> bool:
    """Tell whether a line has the headers of a table, which the line below it says."""
    if "|" not in line or not {"|", ":"} & set(below) or LISTED.match(below):
        return False
    if INDENTED.match(below) and not is_nested:
        return False
    rules = _pieces(below)
    return all(map(RULE.fullmatch, rules)) and len(_pieces(line)) == len(rules)


def _pieces(line: str) -> tuple[str, ...]:
    """Split a row at the marks between its cells; those at its ends are none."""
    inner = line.strip().removeprefix("|")
    bars = [bar.start() for bar in BAR.finditer(inner)]
    bars += [] if bars and bars[-1] == len(inner) - 1 else [len(inner)]
    return tuple(inner[start:end].strip() for start, end in zip([0, *(bar + 1 for bar in bars)], bars, strict=False))


def _said(piece: str) -> str:
    """Return what a cell says."""
    return _plain(piece.replace(r"\|", "|"))


def _plain(piece: str) -> str:
    """Return a text without the marks that keep it from being markup."""
    return ESCAPED.sub(lambda match: match[1] or "\n", piece)


def _chosen(grids: list[Grid], heading: str | None) -> Grid:
    """Return the table below a heading; without one the only table, or the rules of a text that we wrote."""
    wanted = [grid for grid in grids if heading is None or grid.heading == heading]
    ours = [grid for grid in wanted if heading is None and grid.heading == "Rules"]
    if len(ours) == 1 and all(grid.heading in OURS for grid in grids):
        return ours[0]
    if len(wanted) == 1:
        return wanted[0]
    place = "text" if heading is None else f"heading {shown(heading)}"
    headings = [grid.heading for grid in grids]
    meant = did_you_mean(heading, headings) if heading is not None and not wanted else ""
    there = f", and tables stand below {listing(shown(name) for name in headings)}" if grids else ""
    raise FieldError((f"{place} has {len(wanted)} tables{meant}; expected one{there}",))


def _sources(grids: list[Grid], problems: list[str]) -> Mapping[str, Source]:
    """Return the sources that a text written by `to_markdown` lists, by their number, and note what is wrong."""
    listed = [grid for grid in grids if grid.heading == "Sources" and grid.headers[:2] == ("source", "document")]
    sources: dict[str, Source] = {}
    for line, pieces in listed[0].rows if len(listed) == 1 else ():
        row = dict(zip(listed[0].headers, map(_said, pieces), strict=False))
        if len(pieces) != len(listed[0].headers):
            problems.append(_uneven(line, len(pieces), len(listed[0].headers)))
            continue
        if row["source"] in sources:
            problems.append(f"line {line}: source {shown(row['source'])} is there twice; expected each once")
        try:
            source = Source(row["document"], row.get("heading", ""), quote=row.get("quote", ""))
        except FieldError as error:
            problems += [f"line {line}: {problem}" for problem in error.problems]
        else:
            sources[row["source"]] = source
    return sources


def _uneven(line: int, given: int, expected: int) -> str:
    """Say that a row has more or fewer cells than headers."""
    hint = "; a table ends at an empty line" if given == 1 else ""
    return f"line {line}: {given} cells; expected {expected}, one for each header{hint}"


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
        self._roles: list[str | None] = []
        self._assign_roles()

    def _refuse(self, line: int, problem: str) -> None:
        self.problems.append(f"line {line}: {problem}")

    def _assign_roles(self) -> None:
        """Find what each header stands for, and say where headers and rules do not fit."""
        roles, line, rows = self._roles, self._grid.line, len(self._grid.rows)
        known = (*self._columns, *PARTS)
        for header in self._grid.headers:
            role = self._wording.headers.get(header, header)
            if role is not None and role not in known:
                meant = did_you_mean(role, known)
                self._refuse(line, f"header {shown(header)}{meant}; expected one of {', '.join(known)}")
            roles.append(role if role in known else None)
        for role in sorted({role for role in roles if role is not None and roles.count(role) > 1}):
            self._refuse(line, f"two headers stand for `{role}`; expected one")
        if "outcome" not in roles:
            self._refuse(line, "no header stands for `outcome`; expected one")
        if "rule" in roles and self._wording.ids:
            self._refuse(line, "a header stands for `rule`; expected no ids beside it")
        if "rule" not in roles and len(self._wording.ids) != rows:
            self._refuse(line, f"{rows} rows with {len(self._wording.ids)} ids; expected a header `rule` or an id each")
        for header in sorted(self._wording.headers.keys() - {*self._grid.headers}, key=shown):
            if (role := self._wording.headers[header]) is not None:
                self._refuse(line, f"no header {shown(header)}; expected one, which stands for {shown(role)}")
        strange = sorted(self._wording.words.keys() - {*self._columns, "outcome"}, key=shown)
        self.problems += [f"words for {shown(name)}; expected the name of a column or `outcome`" for name in strange]

    def rule(self, number: int) -> Rule[Outcome] | None:
        """Return the rule of a row; ``None`` where something is wrong with it or with the headers."""
        self._line, pieces = self._grid.rows[number]
        if len(pieces) != len(self._roles):
            self.problems.append(_uneven(self._line, len(pieces), len(self._roles)))
            return None
        row = {role: _said(piece) for role, piece in zip(self._roles, pieces, strict=True) if role is not None}
        cells = {name: self._cell(name, row[name]) for name in self._columns if name in row}
        when = {name: test for name, test in cells.items() if test != ANY}
        then = self._outcome(row.get("outcome", ""))
        rank, source = row.get("rank", ""), self._source(row.get("source", ""), pieces)
        if rank and not RANK.fullmatch(rank):
            self._refuse(self._line, f"rank is {shown(rank)}; expected a whole number")
        if then is None or len(self.problems) > 0:
            return None
        name = row["rule"] if "rule" in row else self._wording.ids[number]
        more = {"code": row["code"]} if row.get("code") else {}
        place = int(rank) if rank else None
        try:
            return Rule(name, when, then=then, because=row.get("because", ""), source=source, rank=place, **more)
        except FieldError as error:
            self.problems += [f"line {self._line}: {problem}" for problem in error.problems]
            return None

    def _cell(self, column: str, text: str) -> Cell:
        """Read a condition; `ANY` where it cannot be read, which is then a problem."""
        words = self._wording.words.get(column, {})
        if text in words:
            meant = words[text]
            try:
                return meant if isinstance(meant, Cell) else one_of(meant)
            except CellError as error:
                self.problems.append(f"words for {shown(column)}: {error.problem}")
                return ANY
        try:
            return cell(text, self._columns[column])
        except CellError as error:
            problem = str(error)
        values = {outcome_text(value): value for value in finite_values(self._columns[column].domain)}
        if text in values:
            return one_of(values[text])
        near = near_match(text, [*values, *words])
        meant = f"; did you mean `{near}`?" if near else f"; {problem}"
        self._refuse(self._line, f"column `{column}` has {shown(text)}{meant}")
        return ANY

    def _outcome(self, text: str) -> Outcome | None:
        """Return the outcome that a text stands for."""
        words = self._wording.words.get("outcome", {})
        alike = [outcome for outcome in self._outcomes if outcome_text(outcome) == text]
        meant = [words[text]] if text in words else alike
        read = [outcome for outcome in self._outcomes if meant == [outcome]]
        if "outcome" in self._roles and len(read) != 1:
            texts = [*map(outcome_text, self._outcomes), *words]
            near = near_match(text, texts)
            hint = f"; did you mean `{near}`?" if near and len(meant) < 1 else ""
            self._refuse(self._line, f"outcome is {shown(text)}{hint}; expected one of {listing(texts)}")
        return read[0] if len(read) == 1 else None

    def _source(self, text: str, pieces: Sequence[str]) -> Source | None:
        """Return where a rule comes from: the entry of the list of sources, or the row itself."""
        if text:
            number, *title = text.split() or [""]
            source = self._sources.get(number)
            if source is None:
                self._refuse(self._line, f"source is {shown(text)}; expected the number of one below `Sources`")
            elif title and title != (source.heading or source.document).split():
                given = f"source is {shown(text)}, and {number} below `Sources` is another"
                self._refuse(self._line, f"{given}; expected {shown(source.heading or source.document)}")
            return source
        document = self._wording.document
        return None if document is None else Source(document, self._grid.heading, quote=" | ".join(pieces))
