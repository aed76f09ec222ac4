"""The grammar of SemVer 2.0.0, and what is wrong with a text that is outside it.

Theory of operation. A text is measured before any expression sees it, the expression has only possessive
repetitions, and what it refuses is read once more, piece by piece, to name the first fault. So the time is linear in
256 characters at most, whatever is given. Digits and letters are those of ASCII: `str.isdigit` also takes superscripts
and the digits of other scripts, for which `int` has no number or an unexpected one.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

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


class Fault(NamedTuple):
    """What was expected instead, and the index of the character where the text goes wrong (``None``: as a whole)."""

    problem: str
    position: int | None = None


class _Found(NamedTuple):
    problem: str
    position: int


def fault(text: object) -> Fault:
    """Return the leftmost fault of something that is no version: what stands before it begins one."""
    if type(text) is not str:
        return Fault("expected a text")
    if len(text) > LONGEST:
        return Fault(f"expected at most {LONGEST} characters, not {len(text)}")
    return Fault(*min(_faults(text), key=lambda found: found.position))


def _faults(text: str) -> Iterator[_Found]:
    """Find what is wrong with a text that is no version."""
    for position, mark in enumerate(text):
        if mark not in _MARKS:
            yield _Found(f"expected ASCII letters, digits, `.`, `-` and `+`, not {shown(mark)}", position)
    rest, plus, build = text.partition("+")
    core, hyphen, pre = rest.partition("-")
    yield from _core_faults(core)
    if hyphen:
        yield from _pre_faults(pre, len(core) + 1)
    if plus:
        yield from _build_faults(build, len(rest) + 1)


def _core_faults(core: str) -> Iterator[_Found]:
    pieces = tuple(_pieces(core, 0))
    for start, piece in pieces[:_NUMBERS]:
        if not piece:
            yield _Found("expected a number", start)
        for position, mark in enumerate(piece, start):
            if mark not in _DIGITS:
                hint = "; a tag format takes prefixes off" if position == 0 and mark in _PREFIXES else ""
                yield _Found(f"expected a digit, not {shown(mark)}{hint}", position)
        if _leads_with_zero(piece):
            yield _Found("expected a number without leading zeros", start)
    if len(pieces) > _NUMBERS:
        yield _Found(f"expected three numbers, not {len(pieces)}", pieces[_NUMBERS][0] - 1)
    if len(pieces) < _NUMBERS:
        yield _Found(f"expected three numbers, not {len(pieces)}", len(core))


def _pre_faults(pre: str, start: int) -> Iterator[_Found]:
    for position, piece in _pieces(pre, start):
        if not piece:
            yield _Found("expected a pre-release identifier", position)
        if _DIGITS.issuperset(piece) and _leads_with_zero(piece):
            yield _Found("expected a numeric identifier without leading zeros", position)


def _build_faults(build: str, start: int) -> Iterator[_Found]:
    for position, piece in _pieces(build, start):
        if "+" in piece:
            yield _Found("expected one `+` only", position + piece.index("+"))
        if not piece:
            yield _Found("expected a build identifier", position)


def _leads_with_zero(digits: str) -> bool:
    return len(digits) > 1 and digits[0] == "0"


def _pieces(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield what stands between the dots, each with the index where it begins."""
    for piece in text.split("."):
        yield start, piece
        start += len(piece) + 1
