"""YAML, written: such that readers of YAML 1.1 and of 1.2 read the same data, with or without our strictness.

Keys stand in their order, a list below its key is indented, and a text is in quotes unless nobody could take it for
anything else. Texts of several lines stand as they are. In a document, the fields that take several lines stand apart,
as in the templates of the playbooks. The same data gives the same text.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from releasekit.documents._scalars import taken_for

PLAIN: Final = re.compile(
    r"[^\W\d_](?:[\w ./+@()=;,'<>`*!?&%$~|-]|:(?=[\w/])|(?<! )#)*(?<! )|[0-9]++\.[0-9]++\.[0-9]++(?:[-+][\w.+-]*)?"
)
ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
STEP: Final = "  "


def yaml_text(data: object, *, is_document: bool = False) -> str:
    """Return plain data as YAML; that of a document has its fields under its kind."""
    return "\n".join(_spaced(data) if is_document and isinstance(data, dict) else _lines(data)) + "\n"


def _spaced(document: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a document, with a blank one before and after each field that takes several."""
    for key, fields in document.items():
        if not (isinstance(fields, dict) and fields):
            yield from _entry(f"{_word(key)}:", fields)
            continue
        yield f"{_word(key)}:"
        blocks = [list(_entry(f"{_word(name)}:", value)) for name, value in fields.items()]
        is_long = [len(block) > 1 for block in blocks]
        for place, block in enumerate(blocks):
            if place and (is_long[place] or is_long[place - 1]):
                yield ""
            yield from _indented(iter(block))


def _lines(data: object) -> Iterator[str]:
    """Yield the lines of a value that stands below its key, without indent."""
    if isinstance(data, dict) and data:
        for key, value in data.items():
            yield from _entry(f"{_word(key)}:", value)
    elif isinstance(data, list) and data:
        for value in data:
            yield from _item(value)
    else:
        yield _scalar(data)


def _entry(head: str, value: object) -> Iterator[str]:
    """Yield a key or the mark of a list with its value, on the same line or below."""
    if isinstance(value, dict | list) and value:
        yield head
        yield from _indented(_lines(value))
    elif isinstance(value, str) and _is_block(value):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from _indented(iter(value.removesuffix("\n").split("\n")))
    else:
        yield f"{head} {_scalar(value)}"


def _item(value: object) -> Iterator[str]:
    """Yield a member of a list; the first key of a mapping stands on the line of the mark."""
    if not (isinstance(value, dict) and value):
        yield from _entry("-", value)
        return
    first, *others = _lines(value)
    yield f"- {first}"
    yield from _indented(iter(others))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (STEP + line if line else line for line in lines)


def _is_block(text: str) -> bool:
    """Tell whether a text can stand as it is, line by line."""
    lines = text.removesuffix("\n").split("\n")
    is_plain = all(line.isprintable() and (not line or not line.isspace()) for line in lines)
    return len(lines) > 1 and is_plain and bool(lines[0]) and bool(lines[-1]) and not lines[0].startswith(" ")


def _scalar(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case dict():
            return "{}"
        case list():
            return "[]"
        case _:
            return _word(value)


def _word(text: str) -> str:
    if PLAIN.fullmatch(text) and text.isprintable() and taken_for(text) is None:
        return text
    if '"' in text and "'" not in text and text.isprintable():  # such as the text of a cell
        return f"'{text}'"
    return '"' + "".join(map(_mark, text)) + '"'


def _mark(mark: str) -> str:
    """Return a mark, or its escape; half of a surrogate pair has none, and is refused with the whole text."""
    if mark in ESCAPES:
        return ESCAPES[mark]
    if mark.isprintable() or "\ud800" <= mark <= "\udfff":
        return mark
    return f"\\u{ord(mark):04x}" if ord(mark) <= 0xFFFF else f"\\U{ord(mark):08x}"  # noqa: PLR2004 - the last of four digits
