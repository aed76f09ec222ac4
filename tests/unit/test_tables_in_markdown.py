"""Tables in Markdown by hand: what is read, and every problem with its line."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import Column, Draft, Numbers, Rule, Source, Table, TableError, above, one_of
from tests.rows import cases

COLUMNS: Final = (Column("colour", ("red", "green", "-x")), Column("count", Numbers(ge=0), optional=True))
OUTCOMES: Final = ("go", "no")


def read(text: str, **options: object) -> Draft[str]:
    """The draft of a text, over two columns."""
    given: dict[str, object] = {"columns": COLUMNS, "outcomes": OUTCOMES, **options}
    return Draft.from_markdown(text, "own", **given)


def row(cells: str, headers: str = "rule | colour | count | outcome") -> str:
    """A table of one row, which stands on the third line."""
    return f"| {headers} |\n|{'---|' * len(headers.split(' | '))}\n| {cells} |"


class TestReading:
    @pytest.mark.parametrize(
        ("text", "when"),
        [
            pytest.param(row('a | "red" | > 3 | go'), {"colour": "red", "count": above(3)}, id="cell texts"),
            pytest.param(row("a | red | - | go"), {"colour": "red"}, id="a value letter for letter"),
            pytest.param(row('a | "red","green" | - | go'), {"colour": one_of("red", "green")}, id="two values"),
            pytest.param("rule|colour|outcome\n:--|:-:|--:\na|red|go", {"colour": "red"}, id="without outer bars"),
            pytest.param("  " + row("a | red | - | go") + "\n\nnot | in | it", {"colour": "red"}, id="text below"),
            pytest.param(
                "```\n" + row("b | green | - | no") + "\n```\n" + row("a | red | - | go"),
                {"colour": "red"},
                id="not what is fenced",
            ),
            pytest.param(
                "~~~\n```\n| a |\n|-|\n~~~\n" + row("a | red | - | go"), {"colour": "red"}, id="a fence in a fence"
            ),
        ],
    )
    def test_rules(self, text: str, when: dict[str, object]) -> None:
        assert read(text).rules == (Rule("a", when, then="go"),)

    @pytest.mark.parametrize(
        ("text", "heading"),
        [
            pytest.param("\ufeff# Page\n\n{}", "Page", id="byte order mark"),
            pytest.param("# Old\n\nThe *new*\nrules\n===\n\n{}", "The *new* rules", id="underlined heading"),
            pytest.param("# Page #\r\n\r\n{}", "Page", id="closed heading"),
            pytest.param("# C#\n\n{}", "C#", id="mark at the end of a heading"),
            pytest.param("# Old\n#\n{}", "", id="empty heading"),
            pytest.param("# Page\n- item\n---\n{}", "Page", id="a line below a list is no heading"),
            pytest.param("# Page\n> quote\n---\n{}", "Page", id="a line below a quote is no heading"),
            pytest.param("# Page\n```x```\n\n{}", "Page", id="code in a line"),
            pytest.param("# Page\n<!-- x -->\n{}", "Page", id="comment of one line"),
        ],
    )
    def test_the_heading_is_the_one_that_readers_see(self, text: str, heading: str) -> None:
        assert len(read(text.format(row("a | red | - | go")), heading=heading).rules) == 1

    @pytest.mark.parametrize(
        "hidden",
        [
            pytest.param("<!--\n{}\n-->", id="comment"),
            pytest.param("<PRE>\n{}\n</pre>", id="raw text"),
            pytest.param("````\n```\n{}\n```\n````", id="code in longer fences"),
            pytest.param("```\n```python\n{}\n```", id="what has a language ends no code"),
            pytest.param("```\n{}\n    ```\n```", id="what is indented ends no code"),
            pytest.param("1. item\n\n    ```\n    {}\n    ```\n", id="code in a list"),
            pytest.param("    {}", id="indented code"),
            pytest.param("> {}", id="quote"),
        ],
    )
    def test_what_readers_do_not_see_as_a_table_is_none(self, hidden: str) -> None:
        lines = row("b | green | - | no").split("\n")
        before = hidden.partition("{}")[0].rpartition("\n")[2]
        text = hidden.format(f"\n{before}".join(lines))
        assert read(f"{text}\n\n{row('a | red | - | go')}").rules == (Rule("a", {"colour": "red"}, then="go"),)

    @pytest.mark.parametrize(
        "text",
        [
            pytest.param("| outcome |\n---\n| go |", id="heading"),
            pytest.param("outcome | rule\n- | -\ngo | a", id="list"),
            pytest.param("| outcome |\n    |---|\n| go |", id="indented"),
            pytest.param("```\n| outcome |\n|---|\n| go |", id="code to the end"),
        ],
    )
    def test_what_looks_like_a_table(self, text: str) -> None:
        with pytest.raises(FieldError) as caught:
            read(text, columns=())
        assert caught.value.problems == ("text has 0 tables; expected one",)

    def test_in_a_list(self) -> None:
        text = "1. item\n\n    " + row("a | red | - | go").replace("\n", "\n    ")
        assert read(text).rules == (Rule("a", {"colour": "red"}, then="go"),)

    @pytest.mark.parametrize("below", ["# Next", "```\nx\n```", ""])
    def test_what_ends_a_table(self, below: str) -> None:
        assert len(read(f"{row('a | red | - | go')}\n{below}\n\nnot | in | it").rules) == 1

    @pytest.mark.parametrize("below", ["b", "- | green | - | no", "> b | green | - | no", "    | b | green | - | no |"])
    def test_what_is_directly_below_a_row_and_none_is_refused(self, below: str) -> None:
        with pytest.raises(FieldError) as caught:
            read(f"{row('a | red | - | go')}\n{below}\n| c | red | - | no |")
        assert caught.value.problems == (
            "line 4: 1 cells; expected 4, one for each header; a table ends at an empty line",
        )

    def test_lines_end_as_in_markdown(self) -> None:
        text = row("a | go | x\u2028y", "rule | outcome | because").replace("\n", "\r")
        assert read(text).rules == (Rule("a", {}, then="go", because="x\u2028y"),)

    def test_two_backslashes_escape_a_bar_no_less(self) -> None:
        text = row(r"a | go | x\\|y", "rule | outcome | because")
        assert read(text).rules == (Rule("a", {}, then="go", because="x|y"),)

    @pytest.mark.parametrize("text", ["# a" + " " * 200_000 + "b", "| a |\n" + " " * 200_000 + "x"])
    def test_long_lines_are_read_in_one_pass(self, text: str) -> None:
        with pytest.raises(FieldError, match="text has 0 tables"):
            read(text)

    def test_what_is_escaped(self) -> None:
        rules = read(
            row(
                r"a\|b | red | - | go | x \| y<br>z \<b\> \\ | \[1\]",
                "rule | colour | count | outcome | because | code",
            )
        )
        assert rules.rules == (Rule("a|b", {"colour": "red"}, then="go", because="x | y\nz <b> \\", code="[1]"),)

    def test_a_rank(self) -> None:
        assert read(row("a | -2 | go", "rule | rank | outcome")).rules == (Rule("a", {}, then="go", rank=-2),)

    def test_each_row_is_the_source_of_its_rule(self) -> None:
        text = "# Page\n\n## Colours ##\n\n" + row("red | `go`", "Colour | What")
        draft = read(
            text,
            headers={"Colour": "colour", "What": "outcome"},
            words={"outcome": {"`go`": "go"}},
            ids=["a"],
            document="Handbook",
        )
        source = Source("Handbook", "Colours", quote="red | `go`")
        assert draft.rules == (Rule("a", {"colour": "red"}, then="go", source=source),)

    def test_a_table_is_proved(self) -> None:
        with pytest.raises(TableError):
            Table.from_markdown(row("a | red | - | go"), "own", columns=COLUMNS, outcomes=OUTCOMES, permissive=["go"])


class TestRefusals:
    @pytest.mark.parametrize(("text", "options", "expected"), cases(__file__, "refusals",
        pytest.param("nothing", {}, id="no table"),
        pytest.param(
            f"# A\n{row('a | go', 'rule | outcome')}\n# B\n{row('a | go', 'rule | outcome')}", {}, id="two tables"
        ),
        pytest.param(f"# Rules of it\n{row('a | go', 'rule | outcome')}", {"heading": "Rules of It"}, id="heading"),
        pytest.param(row("a | red | - | go", "rule | colours | count | outcome"), {}, id="header"),
        pytest.param(row("a | red | red | go", "rule | colour | colour | outcome"), {}, id="header twice"),
        pytest.param(row("a | red", "rule | colour"), {}, id="no outcome"),
        pytest.param(row("red | go", "colour | outcome"), {}, id="no ids"),
        pytest.param(row("a | go", "rule | outcome"), {"ids": ["a"]}, id="ids twice"),
        pytest.param(row("a | go", "rule | outcome"), {"words": {"color": {}}}, id="words"),
        pytest.param(
            row("a | grean | maybe | go") + "\n| b | red | - | god |\n| c | red | go |", {}, id="all rows at once"
        ),
        pytest.param(row("a |  | - | go"), {}, id="empty cell"),
        pytest.param(row("a | 1.5 | go", "rule | rank | outcome"), {}, id="rank"),
        pytest.param(row("a | go | [7] x", "rule | outcome | source"), {}, id="source"),
        pytest.param(row(" | go", "rule | outcome"), {}, id="empty id"),
        pytest.param(7, {}, id="no text"),
        pytest.param(
            f"# Rules\n{row('a | go', 'rule | outcome')}\n\n# Exceptions\n{row('a | no', 'rule | outcome')}",
            {},
            id="a table beside the rules",
        ),
        pytest.param(
            row("a | go", "rule | outcome"), {"headers": {"Colour": "colour", "Remark": None}}, id="no such header"
        ),
        pytest.param(
            row("a | red | go", "rule | colour | outcome"), {"words": {"colour": {"red": 1.5}}}, id="no value"
        ),
        pytest.param("", {"headers": "x", "words": 3, "ids": "ab", "heading": 3, "document": b"x"}, id="kinds"),
        pytest.param("", {"words": {"colour": ["red"]}, "ids": {"a"}}, id="kinds of parts"),
        pytest.param(
            "", {"columns": [Column("code", ("a b", "a  b"))], "outcomes": ("go on", "go  on")}, id="what looks alike"
        ),
    ))
    def test_every_problem_has_its_line(self, text: str, options: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            read(text, **options)
        assert "\n".join(caught.value.problems) == expected

    def test_of_two_outcomes_with_one_text_none_is_guessed(self) -> None:
        with pytest.raises(FieldError) as caught:
            Draft.from_markdown(row("a | x / y", "rule | outcome"), "own", columns=(), outcomes=("x / y", ("x", "y")))
        assert caught.value.problems == ('line 3: outcome is `"x / y"`; expected one of x / y, x / y',)


class TestSources:
    """The list of sources is read as strictly as the rules."""

    @pytest.mark.parametrize(("cited", "sources", "expected"), cases(__file__, "sources",
        pytest.param("[1] Head", "| [1] | Doc | Head | q |", id="as it was written"),
        pytest.param("[1]", "| [1] | Doc | Head | q |", id="number alone"),
        pytest.param("[1] Other", "| [1] | Doc | Head | q |", id="another heading"),
        pytest.param("<br>", "| [1] | Doc | Head | q |", id="a line break"),
        pytest.param("[1] Head", "| [1] | Doc | Head | q |\n| [1] | Doc | Head | r |", id="twice"),
        pytest.param("[1] Head", "| [1] | Doc | Head | q |\n| [2] | Doc |\n| [3] |  | Head | q |", id="no source"),
    ))
    def test_each_is_read_once_and_whole(self, cited: str, sources: str, expected: str) -> None:
        rules = f"# Rules\n{row(f'a | go | {cited}', 'rule | outcome | source')}"
        text = f"{rules}\n# Sources\n\n| source | document | heading | quote |\n|-|-|-|-|\n{sources}"
        if expected:
            with pytest.raises(FieldError) as caught:
                read(text)
            assert "\n".join(caught.value.problems) == expected
        else:
            assert [rule.source for rule in read(text).rules] == [Source("Doc", "Head", quote="q")]
