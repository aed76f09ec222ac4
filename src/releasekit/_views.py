r"""Views: what a person sees of an answer, as plain text, as Markdown and as HTML.

A view is a small document: a title with a badge, and sections of lines or of a grid. What holds in all three forms:
* every word of the view is there, and nothing is cut (as text, an empty cell may go with its header);
* no text can leave its place: markup in it is escaped, and control and bidi characters are shown as ``\uXXXX``;
* a tone is said by a mark or a word, never by colour alone;
* a line break in a cell or an item stays a line break; other runs of spaces count as one.

INVARIANT: ``import releasekit.policy`` loads this module, so it has few classes and imports next to nothing.
"""

import re
from abc import abstractmethod
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import chain, zip_longest
from typing import Final, NamedTuple, TypeAlias

from releasekit._words import Ordered, Word, shown, width_of
from releasekit.errors import FieldError


class Tone(Word):
    """How a badge or a row should strike the reader."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    NEUTRAL = "neutral"


def tone_of(word: Ordered) -> Tone:
    """Return how a word of an ordered vocabulary strikes the reader: the first is good, the last bad, others warn."""
    words = list(type(word))
    return Tone.GOOD if word is words[0] else Tone.BAD if word is words[-1] else Tone.WARN


class Badge(NamedTuple):
    """The answer in a word or two, next to the title."""

    text: str
    tone: Tone = Tone.NEUTRAL


def badge_of(word: Ordered) -> Badge:
    """Return an answer of an ordered vocabulary as a badge, in its tone."""
    return Badge(str(word), tone_of(word))


class Row(NamedTuple):
    """One row of a grid: a cell per header, the first of which names the row."""

    cells: tuple[str, ...]
    tone: Tone = Tone.NEUTRAL


class Grid(NamedTuple):
    """A table for people; rendering refuses (``FieldError``) a row with more or fewer cells than headers."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]


class Lines(NamedTuple):
    """Items one below the other, with bullets or as paragraphs."""

    items: tuple[str, ...]
    bullets: bool = True


Body: TypeAlias = Grid | Lines


class Section(NamedTuple):
    """A heading and what stands below it; an empty body is shown as ``none``."""

    title: str
    body: Body


class View(NamedTuple):
    """A small document."""

    title: str
    badge: Badge | None
    sections: tuple[Section, ...]
    subtitle: str = ""


class Viewable:
    """What everything can do that people look at; a subclass says in `view` what there is to see."""

    __slots__ = ()

    @abstractmethod
    def view(self) -> View:
        """Return the document that the three forms render."""

    def to_text(self, width: int = 100, *, colour: bool = False) -> str:
        """Return plain text.

        Args:
            width: how many columns wide; only a word that is longer goes beyond.
            colour: add ANSI colours; without them there is no escape code in the text.

        Raises:
            FieldError: where the width is no whole number from 1 on.
        """
        return to_text(self.view(), width, colour=colour)

    def to_markdown(self) -> str:
        """Return Markdown with GitHub's tables."""
        return to_markdown(self.view())

    def to_html(self) -> str:
        """Return an HTML fragment with inline styles only, readable on a dark and on a light page."""
        return to_html(self.view())

    def _repr_mimebundle_(
        self, include: Container[str] | None = None, exclude: Container[str] | None = None
    ) -> dict[str, str]:
        """Return what notebooks show, by MIME type."""
        view = self.view()
        wanted = [kind for kind in FORMS if (include is None or kind in include) and kind not in (exclude or ())]
        return {kind: FORMS[kind](view) for kind in wanted}


class Look(NamedTuple):
    """How a tone is rendered: a mark, an ANSI colour and the red, green and blue of HTML."""

    mark: str
    ansi: str
    rgb: str


LOOKS: Final = {
    Tone.GOOD: Look("✓ ", "32", "46,160,67"),
    Tone.WARN: Look("! ", "33", "210,153,34"),
    Tone.BAD: Look("✗ ", "31", "229,83,75"),
    Tone.NEUTRAL: Look("", "", "128,128,128"),
}


def _badge(view: View) -> tuple[str, Look]:
    """Return the text of the badge with its mark, empty where there is none, and how it looks."""
    badge = view.badge or Badge("")
    look = LOOKS[badge.tone]
    return (look.mark + _words(badge.text)).strip(), look


def _sections(view: View) -> Iterator[tuple[str, Body]]:
    """Yield the headings and their bodies, with a line that says so where a body is empty."""
    for title, body in view.sections:
        empty = not (body.rows if isinstance(body, Grid) else body.items)
        yield _words(title), Lines(("none",), bullets=False) if empty else body


def _words(text: str) -> str:
    """Return one line of text with single spaces, and with escapes for what is not printable."""
    if not text.isprintable():
        text = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
    return " ".join(text.split())


def _lines(text: str) -> list[str]:
    return [_words(line) for line in text.split("\n")]


def _cells(grid: Grid) -> Iterator[tuple[str, ...]]:
    """Yield the cells of each row, with the mark of its tone before the first."""
    for row in grid.rows:
        if len(row.cells) != len(grid.headers):
            raise FieldError((f"Row.cells are {len(row.cells)}; expected {len(grid.headers)}, one for each header",))
        yield LOOKS[row.tone].mark + row.cells[0], *row.cells[1:]


# --- plain text

INDENT: Final = 2
TALLEST: Final = 8
"""The most lines of a cell in a grid; where one would be taller, the rows are written one cell below the other."""
BOLD: Final = "1"
WORD: Final = r"^[✓!✗] \S+|\S+"  # what a column must have room for: a word, and before it the mark of its row
Paint: TypeAlias = Callable[[str, str], str]


def to_text(view: View, width: int = 100, *, colour: bool = False) -> str:
    """Return a view as plain text; what no grid has room for is written one cell below the other."""
    if type(width) is not int or width < 1:
        raise FieldError((f"width is {shown(width)}; expected a whole number of at least 1",))
    paint: Paint = _painted if colour else lambda text, _code: text
    badge, look = _badge(view)
    title = _words(view.title) + (f" [{badge}]" if badge else "")
    lines = [paint(line, f"{BOLD};{look.ansi}".removesuffix(";")) for line in _filled(title, width)]
    lines += _filled(view.subtitle, width) if view.subtitle else []
    for heading, body in _sections(view):
        lines += ["", *(paint(line, BOLD) for line in _filled(heading, width))]
        if isinstance(body, Grid):
            lines += _grid_text(body, width, paint)
            continue
        bullet = "- " if body.bullets else ""
        lines += chain(*(_filled(bullet + item, width, INDENT, INDENT + len(bullet)) for item in body.items))
    return "\n".join(lines)


def _painted(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if text and code else text


def _grid_text(grid: Grid, width: int, paint: Paint) -> Iterator[str]:
    """Put cells side by side; where the grid is too wide or a cell too tall, write one below the other."""
    sizes = _fitted(grid, width - INDENT)
    rows = [list(map(_filled, cells, sizes)) for cells in _cells(grid) if sizes]
    tallest = max((len(cell) for row in rows for cell in row), default=TALLEST + 1)
    if tallest > TALLEST:
        yield from _records_text(grid, width, paint)
        return
    yield from _row_text(list(map(_filled, grid.headers, sizes)), sizes, paint, (BOLD,) * len(sizes))
    yield from _row_text([["-" * size] for size in sizes], sizes, paint)
    for number, (row, cells) in enumerate(zip(grid.rows, rows, strict=True)):
        if number and tallest > 1:
            yield ""
        yield from _row_text(cells, sizes, paint, (LOOKS[row.tone].ansi,))


def _row_text(
    cells: Sequence[list[str]], sizes: Sequence[int], paint: Paint, codes: Sequence[str] = ()
) -> Iterator[str]:
    """Put the lines of cells side by side, each cell as wide as its column and in its colour."""
    for parts in zip_longest(*cells, fillvalue=""):
        padded = [
            paint(part, code or "") + " " * (size - width_of(part))
            for part, size, code in zip_longest(parts, sizes, codes[: len(parts)])
        ]
        yield (" " * INDENT + (" " * INDENT).join(padded)).rstrip()


def _records_text(grid: Grid, width: int, paint: Paint) -> Iterator[str]:
    for number, (row, cells) in enumerate(zip(grid.rows, _cells(grid), strict=True)):
        if number:
            yield ""
        for at, (header, cell) in enumerate(zip(grid.headers, cells, strict=True)):
            lines = _filled(f"{header}: {cell}", width, INDENT * (1 + (at > 0)), INDENT * 4) if cell else []
            yield from (paint(line, "" if at else LOOKS[row.tone].ansi) for line in lines)


def _fitted(grid: Grid, width: int) -> list[int]:
    """Return a width per column such that the grid fits, or nothing where not even its longest words do."""
    # Each column starts as wide as its longest line and gives way by one until all fit, the widest first, because it
    # loses least by another line break. `least` is the longest word of a column: below that, a word would be cut, so
    # a column that has reached it gives way last, which the first part of the key says. Where the sum of the longest
    # words is too wide already, no widths exist and the rows are written as records.
    columns = list(zip(grid.headers, *_cells(grid), strict=True))
    lines = [[line for cell in column for line in _lines(cell)] for column in columns]
    least = [max((width_of(word) for line in column for word in re.findall(WORD, line)), default=0) for column in lines]
    sizes = [min(width, max(map(width_of, column))) for column in lines]
    room = width - INDENT * (len(columns) - 1)
    if sum(least) > room:
        return []
    while sum(sizes) > room:
        widest = max(range(len(sizes)), key=lambda at: (sizes[at] > least[at], sizes[at]))
        sizes[widest] -= 1
    return sizes


def _filled(text: str, width: int, first: int = 0, later: int = 0) -> list[str]:
    """Break a text at its line breaks and at spaces, and indent its first and its later lines.

    A word without room for the indent gets less of it, so that only a word longer than the width goes beyond.
    """
    filled: list[str] = []
    for part in _lines(text):
        line = ""
        for word in part.split():
            if line and width_of(line) + 1 + width_of(word) <= width:
                line += " " + word
                continue
            if line:
                filled.append(line)
            indent = later if filled else first
            line = " " * max(0, min(indent, width - width_of(word))) + word
        filled.append(line)
    return filled


# --- Markdown

MARKDOWN: Final = (
    (r"([\\`*\[\]<>|~&$#])", r"\\\1"),
    (r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", r"\\_"),
    (r"^([-+=])", r"\\\1"),
    (r"^(\d+)([.)])", r"\1\\\2"),
)
"""What would be markup, and what stands for it: marks, underlines at the edge of a word, and what starts a block."""


def to_markdown(view: View) -> str:
    """Return a view as Markdown, with the tables that GitHub knows."""
    title, (badge, _) = _words(view.title), _badge(view)
    blocks = [f"### {_markdown(title)}", *([f"**{_markdown(badge)}**"] if badge else [])]
    blocks += [as_markdown(view.subtitle)] if view.subtitle else []
    for heading, body in _sections(view):
        blocks.append(f"#### {_markdown(heading)}")
        if isinstance(body, Grid):
            headers, *rows = ([as_markdown(cell) for cell in cells] for cells in (body.headers, *_cells(body)))
            lines = (headers, ["---"] * len(headers), *rows)
            blocks.append("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
        elif body.bullets:
            blocks.append("\n".join(f"- {as_markdown(item)}" for item in body.items))
        else:
            blocks += map(as_markdown, body.items)
    return "\n\n".join(blocks) + "\n"


def as_markdown(text: str) -> str:
    """Return a text as Markdown in which nothing is markup, in one line; its line breaks become ``<br>``."""
    return "<br>".join(_markdown(line) for line in _lines(text))


def _markdown(line: str) -> str:
    # The order of the table matters: backslashes are doubled by the first row, before later rows write their own. An
    # underline inside a word is no markup, and names such as `gates_held` stay readable without escapes. A dash, a
    # plus, a number with a dot and so on are markup only where a block could start, at the beginning of the line.
    for markup, plain in MARKDOWN:
        line = re.sub(markup, plain, line)
    return line


# --- HTML

SHORT: Final = 24
LONG: Final = 40
"""The most characters of a row's name that is not broken at a hyphen, and of a word that is not broken anywhere."""
BROKEN: Final = "overflow-wrap:anywhere;min-width:12em;"
CELL: Final = "border:1px solid rgba(128,128,128,.45);padding:.25em .6em;text-align:left;vertical-align:top"
HTML: Final = {
    "box": "line-height:1.4;text-align:left;overflow-wrap:break-word",
    "title": "margin:.3em 0;font-size:1.15em",
    "badge": "display:inline-block;margin-left:.4em;padding:0 .5em;border-radius:.4em;"
    "border:1px solid rgba({0},.9);background:rgba({0},.25)",
    "section": "margin:.9em 0 .3em;font-size:1em",
    "scroll": "overflow-x:auto",
    "table": "border-collapse:collapse;margin:0;font-size:.95em",
    "header": f"{CELL};background:rgba(128,128,128,.18);font-weight:600",
    "row": "background:rgba({0},.15)",
    "plain row": "background:transparent",
    "name": f"{CELL};font-weight:600",
    "short name": f"{CELL};font-weight:600;white-space:nowrap",
    "cell": CELL,
    "items": "margin:.2em 0;padding-left:1.4em",
    "item": "margin:.2em 0",
}
"""The inline styles: no text colour, so that the page's own stays; its background shines through ours."""


def to_html(view: View) -> str:
    """Return a view as one HTML fragment without scripts, classes or links."""
    badge, look = _badge(view)
    title = _html(_words(view.title)) + (" " + _tag("span", "badge", _html(badge), look=look) if badge else "")
    parts = [_tag("h3", "title", title)]
    parts += [_tag("p", "item", _html(view.subtitle))] if view.subtitle else []
    for heading, body in _sections(view):
        parts.append(_tag("h4", "section", _html(heading)))
        if isinstance(body, Grid):
            headers = "".join(_tag("th", "header", _html(header), ' scope="col"') for header in body.headers)
            rows = "\n".join(map(_row_html, _cells(body), (row.tone for row in body.rows)))
            table = f"<thead><tr>{headers}</tr></thead>\n<tbody>\n{rows}\n</tbody>"
            parts.append(_tag("div", "scroll", _tag("table", "table", table)))
            continue
        items = "".join(_tag("li" if body.bullets else "p", "item", _html(item)) for item in body.items)
        parts.append(_tag("ul", "items", items) if body.bullets else items)
    return _tag("div", "box", "\n".join(parts)) + "\n"


def _tag(
    name: str, style: str, content: str, extra: str = "", *, look: Look = LOOKS[Tone.NEUTRAL], wrap: str = ""
) -> str:
    return f'<{name}{extra} style="{wrap}{HTML[style].format(look.rgb)}">{content}</{name}>'


def _row_html(cells: tuple[str, ...], tone: Tone) -> str:
    first, *others = cells
    kind = "short name" if len(first) <= SHORT else "name"
    name = _tag("th", kind, _html(first), ' scope="row"', wrap=_wrap(first))
    content = name + "".join(_tag("td", "cell", _html(cell), wrap=_wrap(cell)) for cell in others)
    return _tag("tr", "plain row" if tone is Tone.NEUTRAL else "row", content, look=LOOKS[tone])


def _wrap(text: str) -> str:
    return BROKEN if any(len(word) > LONG for word in text.split()) else ""


def _html(text: str) -> str:
    # Line by line, because `<br>` is the only tag that a text brings along; quotes are escaped too, so that the result
    # may stand in an attribute.
    from html import escape

    return "<br>".join(map(escape, _lines(text)))


FORMS: Final = {"text/plain": to_text, "text/markdown": to_markdown, "text/html": to_html}
