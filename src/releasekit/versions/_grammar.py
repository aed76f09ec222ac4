"""The grammar of SemVer 2.0.0, and what is wrong with a text that is outside it.

Theory of operation. A text is measured before any expression sees it, the expression has only possessive
repetitions, and what it refuses is read once more, piece by piece, to name the first fault. So the time is linear in
256 characters at most, whatever is given. Digits and letters are those of ASCII: `str.isdigit` also takes superscripts
and the digits of other scripts, for which `int` has no number or an unexpected one.
"""

import re
from collections.abc import Iterator
from operator import itemgetter
from typing import Final

from releasekit._words import shown

LONGEST: Final = 256
"""Characters of the longest text that is a version."""

_NUMBER: Final = "(?:0|[1-9][0-9]*+)"
_TEXT: Final = "[0-9]*+[A-Za-z-][0-9A-Za-z-]*+"
_PRE: Final = f"(?:{_TEXT}|{_NUMBER})"
_BUILD: Final = "[0-9A-Za-z-]++"

VERSION: Final = re.compile(
    rf"({_NUMBER})\.({_NUMBER})\.({_NUMBER})(?:-({_PRE}(?:\.{_PRE})*+))?+(?:\+({_BUILD}(?:\.{_BUILD})*+))?+"
)
"""A whole version: three numbers, the pre-release identifiers, the build identifiers; for ``fullmatch``."""
TEXT_IDENTIFIER: Final = re.compile(_TEXT)
BUILD_IDENTIFIER: Final = re.compile(_BUILD)

_DIGITS: Final = frozenset("0123456789")
_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_MARKS: Final = _DIGITS | _LETTERS | frozenset(".-+")
_PREFIXES: Final = frozenset("vV=")
_NUMBERS: Final = 3


def fault(text: object) -> tuple[str, int | None]:
    """Say what was expected in place of something that is no version, and at which index its leftmost fault is.

    What stands before that index begins a version; ``None`` says that the whole is of another kind or too long.
    """
    if type(text) is not str:
        return "expected text", None
    if len(text) > LONGEST:
        return f"expected at most {LONGEST} characters, not {len(text)}", None
    position, problem = min(_faults(text), key=itemgetter(0))
    return problem, position


def _faults(text: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with a text that is no version, each fault with its index; of one index the first counts."""
    for position, mark in enumerate(text):
        if mark not in _MARKS:
            yield position, f"expected ASCII letters, digits, `.`, `-` and `+`, not {shown(mark)}"
    rest, plus, build = text.partition("+")
    core, hyphen, pre = rest.partition("-")
    yield from _core_faults(core)
    for position, piece in _pieces(pre, len(core) + 1) if hyphen else ():
        if not piece:
            yield position, "expected a pre-release identifier"
        if _DIGITS.issuperset(piece) and _leads_with_zero(piece):
            yield position, "expected a numeric identifier without leading zeros"
    for position, piece in _pieces(build, len(rest) + 1) if plus else ():
        if "+" in piece:
            yield position + piece.index("+"), "expected one `+` only"
        if not piece:
            yield position, "expected a build identifier"


def _core_faults(core: str) -> Iterator[tuple[int, str]]:
    """Yield what is wrong with the three numbers."""
    pieces = tuple(_pieces(core, 0))
    for start, piece in pieces[:_NUMBERS]:
        if not piece:
            yield start, "expected a number"
        for position, mark in enumerate(piece, start):
            if mark not in _DIGITS:
                hint = "; a tag format takes prefixes off" if position == 0 and mark in _PREFIXES else ""
                yield position, f"expected a digit, not {shown(mark)}{hint}"
        if _leads_with_zero(piece):
            yield start, "expected a number without leading zeros"
    if len(pieces) > _NUMBERS:
        yield pieces[_NUMBERS][0] - 1, f"expected three numbers, not {len(pieces)}"
    if len(pieces) < _NUMBERS:
        yield len(core), f"expected three numbers, not {len(pieces)}"


def _leads_with_zero(piece: str) -> bool:
    return piece[:1] == "0" and piece[1:2] in _DIGITS


def _pieces(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield what stands between the dots, each with the index where it begins."""
    for piece in text.split("."):
        yield start, piece
        start += len(piece) + 1
