"""What people get wrong in documents, each with what they are told: every problem, its place, and what was expected."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.mark import ParameterSet

from releasekit.documents import DocumentError, from_json, from_toml, from_yaml
from tests.documents.samples import KINDS, Branch, Card, Lists, Span
from tests.rows import rows

CLASSES: Final = {cls.__name__: cls for cls in (Branch, Card, Lists, Span)}

# What a text file cannot show, or only at great length.
HARD_TO_WRITE: Final = (
    pytest.param(from_json, Card, "", "line 1, column 1: the end of the document; expected a value", id="json: nothing"),
    pytest.param(from_json, Card, "\ufeff{}", "line 1, column 1: a byte order mark; expected UTF-8 without it", id="json: a byte order mark"),
    pytest.param(from_json, Card, '{"text": "\ud83d"}', "line 1, column 11: half of a surrogate pair, U+D83D; expected whole characters", id="json: half of a pair"),
    pytest.param(from_json, Card, '{"count": ' + "1" * 1001 + "}", "line 1, column 11: `1111111111111111111111111111111111111111…`; expected a number of at most 1 000 digits", id="json: a number too long"),
    pytest.param(from_json, Card, '{"text": "a"\x00}', "line 1, column 13: the character U+0000; expected `,` or `}`", id="json: a null character"),
    pytest.param(from_json, Branch, '{"schema": 1, "tree_of_branches": ' + "[" * 64 + "]" * 64 + "}", "line 1, column 98: lists and mappings nested deeper than 64", id="json: one level too deep"),
    pytest.param(from_json, Card, '"' + "x" * 1_000_000 + '"', "a text of 1000002 characters; expected at most 1000000", id="json: a text too long"),
    pytest.param(from_toml, Card, "text = ", "line 1, column 8: the end of the document; expected a value", id="toml: an open value"),
    pytest.param(from_toml, Card, 'text = "a\x07"', "line 1, column 10: illegal character '\\x07'", id="toml: a control character"),
    pytest.param(from_toml, Card, '\ufefftext = "a"', "line 1, column 1: a byte order mark; expected UTF-8 without it", id="toml: a byte order mark"),
    pytest.param(from_toml, Card, "count = " + "1" * 1001, "line 1, column 9: a number of more than 1000 digits", id="toml: a number too long"),
    pytest.param(from_toml, Card, "count = 0x" + "f" * 900, "line 1, column 1: /count: `int of 3600 bits`; expected a whole number of at most 1 000 digits", id="toml: a hexadecimal number too long"),
    pytest.param(from_toml, Branch, "a = " + "[" * 64 + "[", "line 1, column 69: arrays and tables nested deeper than 64", id="toml: one level too deep"),
    pytest.param(from_toml, Branch, "a" + ".a" * 64 + " = 1", "line 1, column 1: tables nested deeper than 64", id="toml: a key with too many steps"),
    pytest.param(from_yaml, Card, "", "no value; expected a mapping (card)", id="yaml: nothing"),
    pytest.param(from_yaml, Card, "text: a\x07\n", "line 1, column 8: the character U+0007; expected an escape in double quotes", id="yaml: a control character"),
    pytest.param(from_yaml, Card, "\ufefftext: a\n", "line 1, column 1: a byte order mark; expected UTF-8 without it", id="yaml: a byte order mark"),
    pytest.param(from_yaml, Card, 'text: "a\u2028b"\n', "line 1, column 9: a line break, U+2028, that not all readers know; expected an escape", id="yaml: a line break of Unicode"),
    pytest.param(from_yaml, Card, "count: " + "1" * 1001 + "\n", "line 1, column 8: /count: `11111111111111111111111111111111111111111111111111111111111…`; expected a whole number", id="yaml: a number too long"),
    pytest.param(from_yaml, Branch, "[" * 64 + "[", "line 1, column 65: lists and mappings nested deeper than 64", id="yaml: one level too deep"),
    pytest.param(from_yaml, Card, "text: " + "x" * 250_000, "a text of 250006 characters; expected at most 250000", id="yaml: a text too long"),
)


def written(kind: str, read: Callable[..., Any], *, end: str = "") -> Iterator[ParameterSet]:
    """Yield the rows of a file, each text with the end of its last line; one that names no class is read as a card."""
    for row in rows(Path(__file__).parent / "bad" / f"{kind}.txt"):
        (cls,) = row.about or ("Card",)
        yield pytest.param(read, CLASSES[cls], row.given + end, row.expected, id=f"{kind}: {row.name}")


ROWS: Final = (
    *written("json", from_json),
    *written("toml", from_toml),
    *written("yaml", from_yaml, end="\n"),
    *HARD_TO_WRITE,
)


@pytest.mark.parametrize(("read", "cls", "text", "expected"), ROWS)
def test_a_bad_document_is_refused(read: Callable[..., Any], cls: type, text: str, expected: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read(cls, text, documents=KINDS)
    assert str(caught.value) == expected
    assert len(caught.value.problems) == len(expected.split("\n"))
