"""TOML: read with the standard library, after a look at its nesting; places are found by the statements.

Dates and times of TOML are kept as they are; whoever asks for an instant refuses one without a zone.

It is written with the keys in their order, first what stands on one line, then tables and arrays of tables. The same
data gives the same text. Texts of several lines are written as such, and a list that is too long for a line has a line
for each member. A short table in a row of an array stands in braces, so that the row stays together.
"""

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any, Final

from releasekit.documents._faults import (
    MOST_NESTED,
    DocumentError,
    Faults,
    Parsed,
    Path,
    Place,
    Problem,
    fail,
    given,
    places,
    pointer_of,
    sound,
)
from releasekit.documents._grammar import MOST_DIGITS

LITERAL: Final = r"'[^'\n]*+'"
BASIC: Final = r'"(?:[^"\\\n]|\\.)*+"'
KEY: Final = rf"(?:[A-Za-z0-9_-]++|{BASIC}|{LITERAL})"
# One alternative always matches, even where a text has no end, so that the scan is linear.
PIECE: Final = re.compile(
    r'(?P<long>"""(?:[^"\\]|\\.|"(?!""))*+(?:"{3,5})?|' + r"'''(?:[^']|'(?!''))*+(?:'{3,5})?)"
    rf"|(?P<chain>{KEY}(?:[ \t]*+\.[ \t]*+{KEY})*+)"
    r"|(?P<broken>[\"'][^\n]*+)|(?P<comment>#[^\n]*+)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<equals>=)|(?P<line>\n)|(?P<other>.)",
    re.DOTALL,
)
STEP: Final = re.compile(KEY)
LONG_NUMBER: Final = re.compile(rf"-?[0-9_.+eExXobA-Fa-f]{{{MOST_DIGITS + 1},}}")
LONG_SECOND: Final = re.compile(r"(?<=[0-9]:[0-9]{2}:)[0-9]{2}\.([0-9]{7,})")
LONG_EXPONENT: Final = re.compile(r"[eE][-+]?[0-9_]{5}")
REASON: Final = re.compile(r"(.*) \(at (?:line ([0-9]+), column ([0-9]+)|end of document)\)", re.DOTALL)


# What the standard library says, and what people are told instead.
REASONS: Final = (
    (r"Cannot overwrite a value|Cannot mutate immutable namespace .*", "the key is there already; expected it once"),
    (r"Cannot declare .* twice", "the table is there already; expected it once"),
    (r"""Unterminated string|Expected (?:"'+"|'"+')""", "a text that is not closed; expected the closing quote"),
    (r"Invalid value", "not a TOML value; quote it if it is text"),
)


class Flagged(ValueError):  # noqa: N818 - it never leaves this module
    """A number has more digits than anybody needs."""


def parse_toml(text: str, limit: int) -> Parsed:
    """Return what a text in TOML says; numbers with a point are decimal numbers.

    Raises:
        DocumentError: where it is no TOML, has a very long number or a second of more than six digits, or is too deep.
    """
    sound(text, limit)
    _check_pieces(text)
    try:
        data = tomllib.loads(text, parse_float=_decimal)
    except tomllib.TOMLDecodeError as error:
        _fail(text, str(error))
    except ValueError:
        fail(text, 0, f"a number of more than {MOST_DIGITS} digits, or with an exponent of more than four")
    return Parsed(data, partial(_located, text))


def _decimal(digits: str) -> Decimal:
    if len(digits) > MOST_DIGITS or LONG_EXPONENT.search(digits):
        raise Flagged
    return Decimal(digits)


def _fail(text: str, reason: str) -> None:
    """Raise the problem that the standard library found."""
    match = REASON.fullmatch(reason)
    said = match[1] if match else reason
    known = (words for pattern, words in REASONS if re.fullmatch(pattern, said))
    message = next(known, said[:1].lower() + said[1:])
    if match is None or match[2] is None:
        fail(text, len(text), "the end of the document; expected a value" if said == "Invalid value" else message)
    lines = text.replace("\r\n", "\n").split("\n")
    offset = sum(len(line) + 1 for line in lines[: int(match[2]) - 1]) + int(match[3]) - 1
    fail("\n".join(lines), offset, message)


def _check_pieces(text: str) -> None:
    depth = 0
    for match in PIECE.finditer(text):
        kind = match.lastgroup
        if kind == "chain":
            # Dots in quotes are no steps, so the steps are counted only where the dots are many.
            is_deep = depth + match[0].count(".") >= MOST_NESTED
            if is_deep and depth + len(STEP.findall(match[0])) > MOST_NESTED:
                fail(text, match.start(), f"tables nested deeper than {MOST_NESTED}")
            if len(match[0]) > MOST_DIGITS and LONG_NUMBER.match(match[0]):
                fail(text, match.start(), f"a number of more than {MOST_DIGITS} digits")
            if second := LONG_SECOND.match(text, match.start()):  # the standard library would cut them off
                fail(text, match.start(), f"{len(second[1])} digits after the point of a second; expected at most 6")
        elif kind == "open":
            depth += 1
            if depth > MOST_NESTED:
                fail(text, match.start(), f"arrays and tables nested deeper than {MOST_NESTED}")
        elif kind == "close":
            depth -= 1


def _located(text: str, faults: Faults) -> dict[Path, Place]:
    wanted = faults.wanted()
    offsets = {(): 0} | {path: offset for path, offset in reversed(list(_statements(text))) if path in wanted}
    return places(text, offsets.items())


# The standard library keeps no places, and a table may be written in pieces all over a text. So a place is that of the
# statement: for each one, the header that it stands under and the keys of its own give the path, and a header that is
# an array of tables opens the next of its rows. Whichever statement speaks of a path first is the place of it.
def _statements(text: str) -> Iterator[tuple[Path, int]]:
    """Yield the paths that statements of a text speak of, each with the offset of the statement."""
    header: Path = ()
    counts: dict[Path, int] = {}
    for offset, brackets, steps in _heads(text):
        if brackets == 0:
            path = (*header, *steps)
            yield from ((path[:end], offset) for end in range(len(header) + 1, len(path) + 1))
            continue
        header = _resolved(steps[:-1], counts)
        yield from ((header[:end], offset) for end in range(1, len(header) + 1))
        header = (*header, steps[-1])
        if brackets == 2:  # noqa: PLR2004 - two brackets are an array of tables
            counts[header] = counts.get(header, -1) + 1
            yield header, offset
            header = (*header, counts[header])
        else:
            header = _resolved(steps, counts)
        yield header, offset


def _resolved(steps: tuple[str, ...], counts: dict[Path, int]) -> Path:
    """Return the path of a header; a step that is an array of tables means the last of them."""
    path: Path = ()
    for step in steps:
        path = (*path, step)
        if path in counts:
            path = (*path, counts[path])
    return path


def _heads(text: str) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield for each statement its offset, how many brackets it opens with, and the steps of its key."""
    depth = 0
    brackets, is_key = 0, True
    for match in PIECE.finditer(text):
        match match.lastgroup:
            case "line" if depth == 0:
                brackets, is_key = 0, True
            case "open" if is_key:
                brackets += 1
            case "chain" if is_key:
                yield match.start() - brackets, brackets, tuple(map(_key, STEP.findall(match[0])))
                is_key = False
            case "open":
                depth += 1
            case "close" if depth:
                depth -= 1
            case _:
                continue


def _key(step: str) -> str:
    """Return the key that a step spells."""
    if step[0] in "\"'":
        (key,) = tomllib.loads(f"{step} = 0")
        return str(key)
    return step


# --- Writing --------------------------------------------------------------------------------------

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
    return "\n".join(_table_lines(data, (), ())).lstrip("\n") + "\n"


def _table_lines(table: dict[str, Any], path: Path, header: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table below its header."""
    is_row = bool(path) and isinstance(path[-1], int)
    apart = {key for key, value in table.items() if _has_header(value, is_row=is_row)}
    for key, value in table.items():
        if key not in apart:
            yield f"{_key_text(key)} = {_value_text(value, (*path, key))}"
    for key, value in table.items():
        if key not in apart:
            continue
        name = (*header, _key_text(key))
        if isinstance(value, dict):
            yield from ("", f"[{'.'.join(name)}]")
            yield from _table_lines(value, (*path, key), name)
            continue
        for at, row in enumerate(value):
            yield from ("", f"[[{'.'.join(name)}]]")
            yield from _table_lines(row, (*path, key, at), name)


def _has_header(value: object, *, is_row: bool) -> bool:
    """Tell whether a value has a header of its own: a table, or an array that holds tables only.

    In a row of an array, a table of scalars that fits into a line has none.
    """
    if isinstance(value, list):
        return bool(value) and all(isinstance(row, dict) for row in value)
    if not isinstance(value, dict):
        return False
    if not is_row or any(part is None or isinstance(part, dict | list) for part in value.values()):
        return True
    text = _value_text(value, ())
    return "\n" in text or len(text) > WIDEST


def _value_text(value: Any, path: Path) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case list():
            parts = [_value_text(part, (*path, at)) for at, part in enumerate(value)]
            line = f"[{', '.join(parts)}]"
            # A list stands on one line, or has a line for each member; only texts may have lines of their own in it.
            is_long = len(line) > WIDEST or "\n" in line
            return "\n".join(["[", *(f"  {part}," for part in parts), "]"]) if is_long else line
        case dict():
            pairs = (f"{_key_text(key)} = {_value_text(part, (*path, key))}" for key, part in value.items())
            return "{ " + ", ".join(pairs) + " }" if value else "{}"
        case _:
            message = "no value; TOML cannot write that"
            raise DocumentError((Problem(pointer_of(path), message),))


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


def _key_text(key: str) -> str:
    return key if BARE_KEY.fullmatch(key) else '"' + "".join(map(_mark, key)) + '"'
