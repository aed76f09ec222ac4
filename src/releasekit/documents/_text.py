"""What all texts have in common: their size, their marks, and lines and columns."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple, NoReturn

from releasekit._arguments import of_kind
from releasekit.documents._problems import DocumentError, Findings, Path, Place, Problem

LARGEST: Final = 1_000_000
"""The most characters of a text in JSON or TOML, unless the caller says otherwise."""
LARGEST_YAML: Final = 250_000
"""The same of a text in YAML, which takes some twenty times as long to read."""
MOST_NESTED: Final = 64
"""How deep lists and mappings may be nested."""
BOM: Final = "\ufeff"


class Parsed(NamedTuple):
    """What a text says, before anybody asks what it is.

    Attributes:
        data: the plain data; with `Bare` scalars where it was YAML.
        found: problems so far.
        locate: finds the lines and columns of problems.
    """

    data: Any
    found: Findings
    locate: Callable[[Findings], Mapping[Path, Place]] | None = None


def sound(text: str, limit: int) -> None:
    """Refuse a text that is too long or no Unicode.

    Raises:
        FieldError: where it is no text, or the limit no number.
        DocumentError: where it is too long, starts with a byte order mark, or has half of a surrogate pair.
    """
    of_kind("text", text, str)
    of_kind("limit", limit, int)
    if len(text) > limit:
        raise DocumentError((Problem("", f"a text of {len(text)} characters; expected at most {limit}"),))
    if text.startswith(BOM):
        fail(text, 0, "a byte order mark; expected UTF-8 without it")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        fail(text, error.start, f"half of a surrogate pair, U+{ord(text[error.start]):04X}; expected whole characters")


def fail(text: str, offset: int, message: str) -> NoReturn:
    """Raise the error with one problem at a place in a text."""
    line, column = place_of(text, offset)
    raise DocumentError((Problem("", message, line=line, column=column),))


def place_of(text: str, offset: int) -> Place:
    """Return the line and column of a character, both from 1."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def places(text: str, offsets: Iterable[tuple[Path, int]]) -> dict[Path, Place]:
    """Return the lines and columns of many characters, in one pass."""
    found: dict[Path, Place] = {}
    line, start = 1, 0
    for path, offset in sorted(offsets, key=lambda pair: pair[1]):
        line += text.count("\n", start, offset)
        start = offset
        found[path] = (line, offset - text.rfind("\n", 0, offset))
    return found
