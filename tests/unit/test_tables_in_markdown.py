"""Tables in Markdown by hand: what is read, and every problem with its line."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import Column, Draft, Numbers, Rule, Source, Table, TableError, above, one_of

COLUMNS: Final = (Column("colour", ("red", "green", "-x")), Column("count", Numbers(ge=0), optional=True))
OUTCOMES: Final = ("go", "no")
NAME: Final = "a text, length at least 1, length at most 200, printable, without spaces around it"
TEST: Final = "a quoted text, a number, a comparison, a range, `true`, `false`, `missing` or `not(...)`"


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
    @pytest.mark.parametrize(
        ("text", "options", "problems"),
        [
            pytest.param("nothing", {}, ["text has 0 tables; expected one, and there is none"], id="no table"),
            pytest.param(
                f"# A\n{row('a | go', 'rule | outcome')}\n# B\n{row('a | go', 'rule | outcome')}",
                {},
                ['text has 2 tables; expected one, and tables stand below `"A"`, `"B"`'],
                id="two tables",
            ),
            pytest.param(
                f"# Rules of it\n{row('a | go', 'rule | outcome')}",
                {"heading": "Rules of It"},
                [
                    (
                        'heading `"Rules of It"` has 0 tables; did you mean `Rules of it`?; '
                        'expected one, and tables stand below `"Rules of it"`'
                    )
                ],
                id="heading",
            ),
            pytest.param(
                row("a | red | - | go", "rule | colours | count | outcome"),
                {},
                [
                    (
                        'line 1: header `"colours"`; did you mean `colour`?; '
                        "expected one of colour, count, rule, rank, outcome, because, code, source"
                    )
                ],
                id="header",
            ),
            pytest.param(
                row("a | red | red | go", "rule | colour | colour | outcome"),
                {},
                ["line 1: two headers stand for `colour`; expected one"],
                id="header twice",
            ),
            pytest.param(
                row("a | red", "rule | colour"),
                {},
                ["line 1: no header stands for `outcome`; expected one"],
                id="no outcome",
            ),
            pytest.param(
                row("red | go", "colour | outcome"),
                {},
                ["line 1: 1 rows with 0 ids; expected a header `rule` or an id each"],
                id="no ids",
            ),
            pytest.param(
                row("a | go", "rule | outcome"),
                {"ids": ["a"]},
                ["line 1: a header stands for `rule`; expected no ids beside it"],
                id="ids twice",
            ),
            pytest.param(
                row("a | go", "rule | outcome"),
                {"words": {"color": {}}},
                ['words for `"color"`; expected the name of a column or `outcome`'],
                id="words",
            ),
            pytest.param(
                row("a | grean | maybe | go") + "\n| b | red | - | god |\n| c | red | go |",
                {},
                [
                    'line 3: column `colour` has `"grean"`; did you mean `green`?',
                    (
                        'line 3: column `count` has `"maybe"`; cell text `maybe`, position 1: found `maybe`; '
                        f"expected {TEST}"
                    ),
                    'line 4: outcome is `"god"`; did you mean `go`?; expected one of go, no',
                    "line 5: 3 cells; expected 4, one for each header",
                ],
                id="all rows at once",
            ),
            pytest.param(row("a |  | - | go"), {}, None, id="empty cell"),
            pytest.param(
                row("a | 1.5 | go", "rule | rank | outcome"),
                {},
                ['line 3: rank is `"1.5"`; expected a whole number'],
                id="rank",
            ),
            pytest.param(
                row("a | go | [7] x", "rule | outcome | source"),
                {},
                ['line 3: source is `"[7] x"`; expected the number of one below `Sources`'],
                id="source",
            ),
            pytest.param(
                row(" | go", "rule | outcome"),
                {},
                [
                    f'line 3: Rule.{name} is `""`; expected a text, length at least 1, length at most 200, printable, '
                    "without spaces around it"
                    for name in ("id", "code")
                ],
                id="empty id",
            ),
            pytest.param(7, {}, ["text is `7`; expected a str"], id="no text"),
        ],
    )
    def test_every_problem_has_its_line(
        self, text: str, options: dict[str, object], problems: list[str] | None
    ) -> None:
        with pytest.raises(FieldError) as caught:
            read(text, **options)
        if problems is None:
            assert caught.value.problems[0].startswith("line 3: column `colour` has")
        else:
            assert list(caught.value.problems) == problems

    def test_of_two_outcomes_with_one_text_none_is_guessed(self) -> None:
        with pytest.raises(FieldError) as caught:
            Draft.from_markdown(row("a | x / y", "rule | outcome"), "own", columns=(), outcomes=("x / y", ("x", "y")))
        assert caught.value.problems == ('line 3: outcome is `"x / y"`; expected one of x / y, x / y',)
