"""Older editions: a class states what brings them up to date, and faults say so; what was kept once is still read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

import attrs
import pytest

from releasekit._fields import Frozen, Name, checked
from releasekit.documents import DocumentError, from_data, from_json, from_toml, from_yaml, json_schema, to_data
from releasekit.documents._house import declared
from releasekit.errors import FieldError
from releasekit.playbooks import ALL
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS
from tests.documents.kinds import FULL, LEAST


def _with_lines(old: dict[str, Any]) -> dict[str, Any]:
    """Bring edition 1, which had one text, to edition 2, which has its lines."""
    return {"title": old["title"], "lines": [{"text": line} for line in old["text"].splitlines()]}


def _with_head(old: dict[str, Any]) -> dict[str, Any]:
    """Bring edition 2 to edition 3: the title is the first of the lines."""
    return {"lines": [{"text": old["title"]}, *old["lines"]], **({"note": old["note"]} if "note" in old else {})}


@attrs.frozen(field_transformer=checked)
class Line(Frozen):
    """A line of a page."""

    text: Name


@attrs.frozen(field_transformer=checked)
class Page(Frozen):
    """A page in its third edition."""

    document_schema: ClassVar[int] = 3
    document_migrations: ClassVar[tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]] = (_with_lines, _with_head)

    lines: tuple[Line, ...]
    number: int = 1


PAGE: Final = Page((Line("head"), Line("a"), Line("b")))
EDITIONS: Final = {
    1: {"title": "head", "text": "a\nb"},
    2: {"title": "head", "lines": [{"text": "a"}, {"text": "b"}]},
    3: {"lines": [{"text": "head"}, {"text": "a"}, {"text": "b"}], "number": 1},
}


def problems(read: Callable[..., object], *given: object, **named: object) -> list[str]:
    """Return the problems that a document is refused with."""
    with pytest.raises(DocumentError) as caught:
        read(*given, **named)
    return list(map(str, caught.value.problems))


class TestStated:
    """A class says by itself which editions are read; the current one is written."""

    @pytest.mark.parametrize("number", EDITIONS)
    def test_every_edition_is_read(self, number: int) -> None:
        assert from_data(Page, {"schema": number, "page": EDITIONS[number]}) == PAGE

    def test_the_current_one_is_written(self) -> None:
        assert to_data(PAGE) == {"schema": 3, "page": EDITIONS[3]}
        assert json_schema(Page)["properties"]["schema"] == {"const": 3}

    def test_others_are_refused(self) -> None:
        for number in (0, 4):
            (problem,) = problems(from_data, Page, {"schema": number, "page": EDITIONS[3]})
            assert problem.endswith("expected 1 to 3")

    def test_there_is_one_migration_less_than_editions_at_most(self) -> None:
        class Bold(Page):
            """A class of one edition that says how to read an older one."""

            document_schema = 1
            document_migrations = (_with_lines,)

        with pytest.raises(FieldError, match="expected at most 0, since the schema is 1"):
            declared(Bold)

    def test_what_a_base_states_does_not_count(self) -> None:
        class Later(Page):
            """A class whose documents are not those of its base."""

            document_schema = 3

        row = declared(Later)
        assert row is not None
        assert (row.schema, row.oldest) == (3, 3)


NAMED: Final = "expected 1 to 200 printable characters, no spaces at the ends"
SECOND: Final = """\
schema: 2
page:
  title: head
  note: x
  lines:
    - text: a
    - text:
    - txet: b
"""


class TestFaults:
    """After a migration, pointers are those of the current edition, and the line is that of the fields as a whole."""

    BROUGHT: Final = "(in edition 3, brought up from 2)"
    EXPECTED: Final = (
        f"/page/note: unknown key; expected one of lines, number {BROUGHT}",
        f"/page/lines/2/text: no value; expected text {BROUGHT}",
        f"/page/lines/3/txet: unknown key; did you mean `text`? {BROUGHT}",
    )

    def test_of_yaml(self) -> None:
        assert problems(from_yaml, Page, SECOND) == [f"line 3, column 3: {each}" for each in self.EXPECTED]

    def test_of_json(self) -> None:
        text = (
            '{\n "schema": 2,\n "page": {"title": "head", "note": "x",\n'
            '  "lines": [{"text": "a"}, {"text": null}, {"txet": "b"}]}\n}'
        )
        assert problems(from_json, Page, text) == [f"line 3, column 10: {each}" for each in self.EXPECTED]

    def test_of_toml(self) -> None:
        text = 'schema = 2\n[page]\ntitle = "head"\nlines = [{ text = "a" }, { txet = "b" }]\n'
        assert problems(from_toml, Page, text) == [
            f"line 2, column 1: /page/lines/2/txet: unknown key; did you mean `text`? {self.BROUGHT}"
        ]

    def test_of_data(self) -> None:
        data = {
            "schema": 2,
            "page": {"title": "head", "note": "x", "lines": [{"text": "a"}, {"text": None}, {"txet": "b"}]},
        }
        assert problems(from_data, Page, data) == list(self.EXPECTED)

    def test_of_the_oldest_edition_the_oldest_is_named(self) -> None:
        assert problems(from_yaml, Page, "schema: 1\npage:\n  title: head\n  text: |\n    a\n\n    b\n") == [
            f'line 3, column 3: /page/lines/2/text: `""`; {NAMED} (in edition 3, brought up from 1)'
        ]

    def test_faults_beside_the_fields_keep_their_lines(self) -> None:
        text = "schema: 2\npages: 1\npage:\n  title: head\n  lines: [{text: ''}]\n"
        assert problems(from_yaml, Page, text) == [
            "line 2, column 1: /pages: unknown key; expected only `schema` and `page`",
            f'line 4, column 3: /page/lines/1/text: `""`; {NAMED} {self.BROUGHT}',
        ]

    def test_of_the_current_edition_nothing_is_said_of_another(self) -> None:
        text = "schema: 3\npage:\n  lines:\n    - text: ''\n"
        assert problems(from_yaml, Page, text) == [f'line 4, column 13: /page/lines/0/text: `""`; {NAMED}']

    @pytest.mark.parametrize("fields", ["page: [a]\n", "page: a\n", "page:\n"])
    def test_what_is_no_mapping_is_not_migrated(self, fields: str) -> None:
        (problem,) = problems(from_yaml, Page, f"schema: 1\n{fields}")
        assert problem.endswith("expected a mapping (page)")

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"title": "head"},
            {"title": "head", "text": 7},
            {"title": "head", "text": ["a"]},
            {"title": "head", "text": None},
        ],
    )
    def test_what_no_migration_takes_is_told_once(self, fields: dict[str, object]) -> None:
        assert problems(from_data, Page, {"schema": 1, "page": fields}) == [
            "/page: these are not the fields of edition 1; expected those that edition 2 is made from"
        ]

    def test_a_migration_says_itself_what_is_wrong(self) -> None:
        def refusing(_: dict[str, Any]) -> dict[str, Any]:
            raise FieldError(("text is empty; expected lines", "title is `7`; expected text"))

        @attrs.frozen(field_transformer=checked)
        class Told(Frozen):
            """A class whose migration refuses everything."""

            document_schema = 2
            document_migrations = (refusing,)

            lines: tuple[Line, ...]

        assert problems(from_yaml, Told, "schema: 1\ntold:\n  text:\n") == [
            "line 3, column 3: /told: text is empty; expected lines (in edition 1)",
            "line 3, column 3: /told: title is `7`; expected text (in edition 1)",
        ]

    @pytest.mark.parametrize("made", [None, [], 7, {"lines": ({"text": "a"},)}, {"lines": [{1: 2}]}, {7: 8}])
    def test_whatever_a_migration_makes_is_checked(self, made: Any) -> None:  # noqa: ANN401 - what it must not make
        @attrs.frozen(field_transformer=checked)
        class Odd(Frozen):
            """A class whose migration is wrong."""

            document_schema = 2
            document_migrations = (lambda _: made,)

            lines: tuple[Line, ...]

        data = {"schema": 1, "odd": {"text": "a"}}
        assert all(each.endswith("(in edition 2, brought up from 1)") for each in problems(from_data, Odd, data))
        text = "schema: 1\nodd:\n  text: a\n"
        assert all(each.startswith("line 3, column 3: /odd") for each in problems(from_yaml, Odd, text))


GOLDEN: Final = Path(__file__).parent / "golden"
KEPT: Final = {
    f"{folder.name}/{path.stem}": path for folder in GOLDEN.glob("edition_*") for path in sorted(folder.iterdir())
}
NOW: Final = {
    **{playbook.id: playbook for playbook in ALL},
    **FULL,
    **{f"least_{kind}": value for kind, value in LEAST.items()},
    "quick-guide": QUICK_GUIDE,
    "rollback-actions": ROLLBACK_ACTIONS,
}
"""What the kept files say, by their names."""
OTHERWISE: Final = frozenset(
    f"edition_1/{name}"
    for name in ("gated-release", "release-cadence", "release-cadence-with-rates", "rollback-actions", "steady-state")
)
"""The files that do not say all that is stated now; `test_playbook_editions` tells what differs."""


@pytest.mark.parametrize("name", sorted(KEPT.keys() - OTHERWISE))
def test_a_document_of_an_older_edition_is_read_as_what_it_says_now(name: str) -> None:
    folder, stem = name.split("/")
    text = KEPT[name].read_bytes().decode()
    assert text.startswith(f"schema: {folder.removeprefix('edition_')}\n")
    assert from_yaml(type(NOW[stem]), text) == NOW[stem]
