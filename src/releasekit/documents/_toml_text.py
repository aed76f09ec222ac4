"""TOML, written: keys in their order, first what stands on one line, then tables and arrays of tables.

The same data gives the same text. Texts of several lines are written as such, and a list that is too long for a line
has a line for each member. A short table in a row of an array stands in braces, so that the row stays together.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from releasekit.documents._problems import DocumentError, Path, Problem, given, pointer_of

BARE_KEY: Final = re.compile(r"[A-Za-z0-9_-]+")
ESCAPES: Final = {
    "\\": "\\\\", '"': '\\"', "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r",
}  # fmt: skip
QUOTES: Final = re.compile(r'"{3,}|"+\Z')
"""The quotes that would end a text of several lines."""
WIDEST: Final = 120
"""The most characters of a list or a table that stands on one line."""
LINES: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*\n[^\x00-\x08\x0b-\x1f\x7f]*")


def toml_text(data: object) -> str:
    """Return plain data as TOML.

    Raises:
        DocumentError: where the data is no mapping, or a value is nothing, which TOML has no word for.
    """
    if not isinstance(data, dict):
        raise DocumentError((Problem("", f"{given(data)}; expected a mapping, since TOML has nothing else"),))
    return "\n".join(_table(data, (), ())).lstrip("\n") + "\n"


def _table(table: dict[str, Any], path: Path, header: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table below its header."""
    is_row = bool(path) and isinstance(path[-1], int)
    apart = {key for key, value in table.items() if _is_apart(value) and not (is_row and _is_short(value))}
    for key, value in table.items():
        if key not in apart:
            yield f"{_key(key)} = {_value(value, (*path, key))}"
    for key, value in table.items():
        if key not in apart:
            continue
        name = (*header, _key(key))
        if isinstance(value, dict):
            yield from ("", f"[{'.'.join(name)}]")
            yield from _table(value, (*path, key), name)
            continue
        for at, row in enumerate(value):
            yield from ("", f"[[{'.'.join(name)}]]")
            yield from _table(row, (*path, key, at), name)


def _is_apart(value: object) -> bool:
    """Tell whether a value has a header of its own: a table, or an array that holds tables only."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(row, dict) for row in value)
    return isinstance(value, dict)


def _is_short(value: object) -> bool:
    """Tell whether a value is a table of scalars that fits into a line."""
    if not isinstance(value, dict) or any(part is None or isinstance(part, dict | list) for part in value.values()):
        return False
    text = _value(value, ())
    return "\n" not in text and len(text) <= WIDEST


def _value(value: Any, path: Path) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case list():
            return _list([_value(part, (*path, at)) for at, part in enumerate(value)])
        case dict():
            pairs = (f"{_key(key)} = {_value(part, (*path, key))}" for key, part in value.items())
            return "{ " + ", ".join(pairs) + " }" if value else "{}"
        case _:
            message = "nothing; expected a value, since TOML has no word for it"
            raise DocumentError((Problem(pointer_of(path), message),))


def _list(parts: list[str]) -> str:
    """Return a list on one line, or with a line for each member; only texts may have lines of their own in it."""
    line = f"[{', '.join(parts)}]"
    is_long = len(line) > WIDEST or "\n" in line
    return "\n".join(["[", *(f"  {part}," for part in parts), "]"]) if is_long else line


def _text(text: str) -> str:
    if LINES.fullmatch(text):
        body = QUOTES.sub(lambda match: '\\"' * len(match[0]), text.replace("\\", "\\\\"))
        return f'"""\n{body}"""'
    if '"' in text and "'" not in text and text.isprintable():  # such as the text of a cell
        return f"'{text}'"
    return '"' + "".join(map(_mark, text)) + '"'


def _mark(mark: str) -> str:
    """Return a mark, or its escape; half of a surrogate pair has none, and is refused with the whole text."""
    if mark in ESCAPES:
        return ESCAPES[mark]
    return mark if mark.isprintable() or "\ud800" <= mark <= "\udfff" else f"\\U{ord(mark):08x}"


def _key(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else '"' + "".join(map(_mark, key)) + '"'
