"""Views say the same as text, as Markdown and as HTML, and no text in them can leave its place."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from itertools import pairwise
from unicodedata import category, east_asian_width

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable, to_html, to_markdown, to_text
from releasekit._words import shown
from releasekit.errors import FieldError

FORMS = {"text": to_text, "markdown": to_markdown, "html": to_html}
each_form = pytest.mark.parametrize("render", FORMS.values(), ids=FORMS)

Render = Callable[[View], str]

# --- what to render

HOSTILE = st.sampled_from(
    list("|`*_~#<>&\"'\\[](){}!-+=.:;$@/ \n\t\r\x00\x1b\x7f\x85\u200b\u202e\u2066\u2028\ud800é統\u0301✓✗")
)
texts = st.text(HOSTILE | st.characters(), max_size=30) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        "<!--",
        "-->",
        "&lt;b&gt;",
        "| --- |",
        "1. one",
        "# h",
        "a\n# h",
        "```",
        "a_b __c__",
        "---",
    ]
)
tones = st.sampled_from(Tone)


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    width = draw(st.integers(1, 4))
    cells = st.tuples(*[texts] * width)
    return Grid(draw(cells), tuple(draw(st.lists(st.builds(Row, cells, tones), max_size=4))))


bodies = grids() | st.builds(Lines, st.lists(texts, max_size=4).map(tuple), st.booleans())
sections = st.lists(st.builds(Section, texts, bodies), max_size=3).map(tuple)
views = st.builds(View, texts, st.none() | st.builds(Badge, texts, tones), sections, texts)

FACTS = Grid(("fact", "value"), (Row(("severity", "high")), Row(("gate", "failed"), Tone.BAD)))
SMALL = View(
    "Release 1.2.0", Badge("no_go", Tone.BAD), (Section("Facts", FACTS), Section("Why", Lines(("it failed",))))
)


def cell(text: str, headers: int = 1) -> View:
    """A view whose only cell holds a text."""
    return View("t", None, (Section("s", Grid(("h",) * headers, (Row((text,) * headers),))),))


# --- what to expect, worked out another way


def lines_of(text: str) -> list[str]:
    """The lines of a text as every form shows them."""
    shown = (c if c == "\n" or c.isprintable() else "\\u" + format(ord(c), "x").rjust(4, "0") for c in text)
    return [re.sub(" +", " ", line).strip(" ") for line in "".join(shown).split("\n")]


def words_of(view: View) -> set[str]:
    """The words in the subtitle, the items and the cells."""
    found = [view.subtitle]
    for _, body in view.sections:
        found += body.items if isinstance(body, Lines) else [text for row in body.rows for text in row.cells]
    return {word for text in found for line in lines_of(text) for word in line.split()}


def columns(line: str) -> int:
    wide = sum(east_asian_width(c) in ("W", "F") for c in line)
    return len(line) + wide - sum(category(c) in ("Mn", "Me") for c in line)


def tame(view: View) -> View:
    """The same view with an x for every character, so that nothing in it could be markup."""

    def plain(text: str) -> str:
        return re.sub(r"[^ \n]", "x", text)

    def body(given: Grid | Lines) -> Grid | Lines:
        if isinstance(given, Lines):
            return Lines(tuple(map(plain, given.items)), given.bullets)
        rows = tuple(Row(tuple(map(plain, row.cells)), row.tone) for row in given.rows)
        return Grid(tuple(map(plain, given.headers)), rows)

    badge = view.badge and Badge(plain(view.badge.text), view.badge.tone)
    return View(
        plain(view.title).replace("\n", "x"),
        badge and Badge(badge.text.replace("\n", "x"), badge.tone),
        tuple(Section(plain(title).replace("\n", "x"), body(given)) for title, given in view.sections),
        plain(view.subtitle),
    )


class Page(HTMLParser):
    """The tags, the attributes and the cells of a fragment."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.odd: list[str] = []
        self.cells: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "br":
            self.handle_data("\n")
            return
        self.open.append(tag)
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append("/" + tag)
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.cells[-1] += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


MARKS = {Tone.GOOD: "✓ ", Tone.WARN: "! ", Tone.BAD: "✗ ", Tone.NEUTRAL: ""}


def expected_cells(view: View) -> Iterator[str]:
    for _, body in view.sections:
        if isinstance(body, Grid) and body.rows:
            yield from ("\n".join(lines_of(text)) for text in body.headers)
            for row in body.rows:
                first, *others = row.cells
                yield from ("\n".join(lines_of(text)) for text in (MARKS[row.tone] + first, *others))


# --- all forms


@each_form
def test_an_empty_body_says_so(render: Render) -> None:
    view = View("t", None, (Section("grid", Grid(("h",), ())), Section("lines", Lines(()))))
    assert len(re.findall(r"\bnone\b", render(view))) == 2


@each_form
@pytest.mark.parametrize("cells", [(), ("one",), ("one", "two", "three")], ids=["none", "too few", "too many"])
def test_a_ragged_row_is_refused(render: Render, cells: tuple[str, ...]) -> None:
    with pytest.raises(FieldError, match=f"Row.cells are {len(cells)}; expected 2, one for each header"):
        render(View("t", None, (Section("s", Grid(("a", "b"), (Row(cells),))),)))


@each_form
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("a\x1b[31mb", "u001b", id="escape"),
        pytest.param("a\u202eb", "u202e", id="right-to-left override"),
        pytest.param("a\u2066b", "u2066", id="isolate"),
        pytest.param("a\tb", "u0009", id="tab"),
        pytest.param("a\rb", "u000d", id="carriage return"),
        pytest.param("a\u2028b", "u2028", id="line separator"),
        pytest.param("a\ud800b", "ud800", id="lone surrogate"),
        pytest.param("a\U000e0001b", "ue0001", id="language tag"),
    ],
)
def test_what_is_not_printable_is_shown_as_an_escape(render: Render, text: str, shown: str) -> None:
    page = render(cell(text))
    assert shown in page
    assert set(text[1:-1]).isdisjoint(page) or text[1:-1].startswith("\x1b[31m")
    assert "\x1b" not in page


@each_form
def test_a_line_break_in_a_title_is_shown_as_an_escape(render: Render) -> None:
    view = View("one\ntwo", Badge("three\nfour"), (Section("five\nsix", Lines(("x",))),))
    assert len(re.findall("u000a", render(view))) == 3


@each_form
@pytest.mark.parametrize(
    ("tone", "mark"), [(Tone.GOOD, "✓"), (Tone.WARN, "!"), (Tone.BAD, "✗")], ids=["good", "warn", "bad"]
)
def test_a_tone_is_said_by_a_mark(render: Render, tone: Tone, mark: str) -> None:
    view = View("t", Badge("b", tone), (Section("s", Grid(("h",), (Row(("c",), tone),))),))
    assert render(view).count(f"{mark} b") == 1
    assert render(view).count(f"{mark} c") == 1


@each_form
@given(view=views)
def test_rendering_is_deterministic(render: Render, view: View) -> None:
    assert render(view) == render(View(*view))


@given(views)
def test_every_word_is_in_all_three_forms(view: View) -> None:
    wanted = words_of(view)
    markdown = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", to_markdown(view).replace("<br>", "\n"))
    html = re.sub(r"<[^>]*>", " ", to_html(view))
    for entity, mark in {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&#x27;": "'", "&amp;": "&"}.items():
        html = html.replace(entity, mark)
    for page in (to_text(view), markdown, html):
        assert wanted <= set(page.split())


# --- plain text


def test_text_reads_well() -> None:
    assert to_text(SMALL).splitlines() == [
        "Release 1.2.0 [✗ no_go]",
        "",
        "Facts",
        "  fact      value",
        "  --------  ------",
        "  severity  high",
        "  ✗ gate    failed",
        "",
        "Why",
        "  - it failed",
    ]


def test_colour_marks_the_badge_the_headings_and_the_rows() -> None:
    assert to_text(SMALL, colour=True).splitlines() == [
        "\x1b[1;31mRelease 1.2.0 [✗ no_go]\x1b[0m",
        "",
        "\x1b[1mFacts\x1b[0m",
        "  \x1b[1mfact\x1b[0m      \x1b[1mvalue\x1b[0m",
        "  --------  ------",
        "  severity  high",
        "  \x1b[31m✗ gate\x1b[0m    failed",
        "",
        "\x1b[1mWhy\x1b[0m",
        "  - it failed",
    ]


def test_cells_are_wrapped_and_rows_then_stand_apart() -> None:
    grid = Grid(("id", "because"), (Row(("R-1", "one two three four")), Row(("R-2", "five"))))
    assert to_text(View("t", None, (Section("s", grid),)), 20).splitlines()[3:] == [
        "  id   because",
        "  ---  -------------",
        "  R-1  one two three",
        "       four",
        "",
        "  R-2  five",
    ]


def test_a_grid_without_room_is_written_one_cell_below_the_other() -> None:
    grid = Grid(("id", "because", "more"), (Row(("R-1", "a-long-word here", ""), Tone.GOOD),))
    assert to_text(View("t", None, (Section("s", grid),)), 16).splitlines()[3:] == [
        "  id: ✓ R-1",
        "    because:",
        "     a-long-word",
        "        here",
    ]


def test_a_mark_stays_with_its_row() -> None:
    grid = Grid(("a", "b"), (Row(("name", "x" * 15), Tone.BAD),))
    view = View("t", None, (Section("s", grid),))
    assert to_text(view, 25).splitlines()[5:] == ["  ✗ name  " + "x" * 15]
    assert to_text(view, 24).splitlines()[3:] == ["  a: ✗ name", "    b: " + "x" * 15]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        pytest.param(15, ["  - aa bb cc dd"], id="just wide enough"),
        pytest.param(14, ["  - aa bb cc", "    dd"], id="a column too narrow"),
        pytest.param(11, ["  - aa bb", "    cc dd"], id="two lines"),
        pytest.param(5, ["  -", "   aa", "   bb", "   cc", "   dd"], id="less indent than usual"),
        pytest.param(1, ["-", "aa", "bb", "cc", "dd"], id="no room at all"),
    ],
)
def test_items_are_wrapped_at_the_width(width: int, expected: list[str]) -> None:
    assert to_text(View("t", None, (Section("s", Lines(("aa bb cc dd",))),)), width).splitlines()[3:] == expected


@pytest.mark.parametrize("width", [None, "9", True, 0, -1])
def test_a_width_is_a_whole_number_of_at_least_one(width: int) -> None:
    with pytest.raises(FieldError) as caught:
        to_text(View("t", None, ()), width)
    assert str(caught.value) == f"width is {shown(width)}; expected a whole number of at least 1"


def test_a_column_of_one_long_word_keeps_its_width() -> None:
    view = View("t", None, (Section("s", Grid(("a", "b"), (Row(("x" * 20, "aa bb cc dd ee ff gg hh")),))),))
    assert to_text(view, 32).splitlines()[5:] == [
        "  " + "x" * 20 + "  aa bb cc",
        " " * 24 + "dd ee ff",
        " " * 24 + "gg hh",
    ]


@each_form
def test_runs_of_spaces_count_as_one(render: Render) -> None:
    assert render(cell("  one   two ")) == render(cell("one two"))


def test_wide_and_combining_characters_are_counted_as_terminals_do() -> None:
    grid = Grid(("name", "x"), (Row(("統統", "1")), Row(("e\u0301e\u0301", "2"))))
    lines = to_text(View("t", None, (Section("s", grid),))).splitlines()[5:]
    assert lines == ["  統統  1", "  e\u0301e\u0301    2"]


@given(views, st.integers(1, 120))
def test_text_is_never_wider_than_asked_unless_one_word_is(view: View, width: int) -> None:
    for line in to_text(view, width).split("\n"):
        assert columns(line) <= width or (len(line.split()) == 1 and columns(line.strip()) > width)


@given(views, st.integers(1, 120))
def test_text_holds_no_control_characters(view: View, width: int) -> None:
    assert to_text(view, width).replace("\n", "").isprintable()


@given(views, st.integers(1, 120))
def test_colour_only_adds_codes(view: View, width: int) -> None:
    assert re.sub(r"\x1b\[[0-9;]*m", "", to_text(view, width, colour=True)) == to_text(view, width)


# --- Markdown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a|b", r"a\|b", id="pipe"),
        pytest.param("`a`", r"\`a\`", id="backtick"),
        pytest.param("<b>", r"\<b\>", id="tag"),
        pytest.param("*a*", r"\*a\*", id="star"),
        pytest.param("[a](b)", r"\[a\](b)", id="link"),
        pytest.param("_a_", r"\_a\_", id="emphasis"),
        pytest.param("a_b", "a_b", id="name"),
        pytest.param("$a$", r"\$a\$", id="formula"),
        pytest.param("&amp;", r"\&amp;", id="entity"),
        pytest.param("a\\", "a\\\\", id="backslash"),
        pytest.param("a\nb", "a<br>b", id="line break"),
        pytest.param("- a", r"\- a", id="bullet"),
        pytest.param("+ a", r"\+ a", id="plus"),
        pytest.param("===", r"\===", id="underline"),
        pytest.param("1. a", r"1\. a", id="number"),
        pytest.param("12) a", r"12\) a", id="number in brackets"),
        pytest.param("# a", r"\# a", id="heading"),
        pytest.param("> a", r"\> a", id="quote"),
        pytest.param("-1.5", r"\-1.5", id="negative number"),
    ],
)
def test_markdown_is_escaped(text: str, expected: str) -> None:
    page = to_markdown(View("t", None, (Section("s", Grid(("h",), (Row((text,)),))), Section("s", Lines((text,))))))
    assert f"| {expected} |" in page
    assert f"\n- {expected}\n" in page


def test_markdown_reads_well() -> None:
    assert to_markdown(SMALL) == (
        "### Release 1.2.0\n\n**✗ no_go**\n\n#### Facts\n\n"
        "| fact | value |\n| --- | --- |\n| severity | high |\n| ✗ gate | failed |\n\n"
        "#### Why\n\n- it failed\n"
    )


@given(views)
def test_markdown_has_a_line_per_row_and_a_pipe_per_column(view: View) -> None:
    grids = [body for _, body in view.sections if isinstance(body, Grid) and body.rows]
    found = [line for line in to_markdown(view).split("\n") if line.startswith("| ")]
    pipes = [len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in found]
    assert pipes == [len(grid.headers) + 1 for grid in grids for _ in range(len(grid.rows) + 2)]


@given(views)
def test_a_markdown_reader_finds_the_same_cells(view: View) -> None:
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable("table")
    tokens = reader.parse(to_markdown(view))
    cells = [
        "".join("\n" if part.type == "html_inline" else part.content for part in after.children)
        for token, after in pairwise(tokens)
        if token.type in ("th_open", "td_open")
    ]
    assert cells == list(expected_cells(view))
    assert {part.content for token in tokens for part in token.children or () if part.type == "html_inline"} <= {"<br>"}


# --- HTML


@given(views)
def test_html_has_our_tags_only(view: View) -> None:
    page, expected = Page(to_html(view)), Page(to_html(tame(view)))
    assert page.tags == expected.tags
    assert page.attributes <= {"style", "scope"}
    assert page.open == page.odd == []


@given(views)
def test_an_html_reader_finds_the_same_cells(view: View) -> None:
    assert Page(to_html(view)).cells == list(expected_cells(view))


@given(views)
def test_html_holds_no_control_characters(view: View) -> None:
    assert to_html(view).replace("\n", "").isprintable()


def test_html_leaves_the_colour_of_text_to_the_page() -> None:
    assert re.findall(r"(?:^|[;\"])(color|background-color)\s*:", to_html(SMALL)) == []


def test_html_breaks_long_words_and_no_others() -> None:
    """Else a path of 255 characters would make the page scroll sideways; headless Chromium showed both."""
    for size, breaks in ((40, 0), (41, 2)):
        cells = ("x" * size, "short " * 20 + "x" * size)
        page = to_html(View("Paths", None, (Section("All", Grid(("path", "what"), (Row(cells),))),)))
        assert page.count("overflow-wrap:anywhere") == breaks


def test_html_says_what_a_header_heads() -> None:
    page = to_html(SMALL)
    assert page.count('<th scope="col"') == 2
    assert page.count('<th scope="row"') == 2


# --- whatever has a view


class Answer(Viewable):
    __slots__ = ()

    def view(self) -> View:
        return SMALL


def test_a_viewable_renders_its_view() -> None:
    answer = Answer()
    assert answer.to_text(60, colour=True) == to_text(SMALL, 60, colour=True)
    assert answer.to_markdown() == to_markdown(SMALL)
    assert answer.to_html() == to_html(SMALL)


@pytest.mark.parametrize(
    ("include", "exclude", "expected"),
    [
        pytest.param(None, None, {"text/plain", "text/markdown", "text/html"}, id="all"),
        pytest.param({"text/html"}, None, {"text/html"}, id="include"),
        pytest.param(None, {"text/html"}, {"text/plain", "text/markdown"}, id="exclude"),
        pytest.param({"text/html", "text/plain"}, {"text/html"}, {"text/plain"}, id="both"),
        pytest.param(set(), None, set(), id="nothing"),
        pytest.param({"image/png"}, None, set(), id="unknown"),
    ],
)
def test_notebooks_get_what_they_ask_for(
    include: set[str] | None, exclude: set[str] | None, expected: set[str]
) -> None:
    forms = {"text/plain": to_text(SMALL), "text/markdown": to_markdown(SMALL), "text/html": to_html(SMALL)}
    bundle = Answer()._repr_mimebundle_(include=include, exclude=exclude)
    assert bundle == {kind: form for kind, form in forms.items() if kind in expected}


def test_importing_views_loads_little() -> None:
    program = (
        "import sys, releasekit._views; print(*{'html', 'unicodedata', 'attr', 'json', 'textwrap'} & set(sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert result.stdout == "\n"
