r"""Patterns of filters: what they match, and how they become one expression that takes linear time.

A pattern is matched against a whole path, segment by segment, as git's wildmatch does it:

* ``*`` is any run of characters within a segment, ``?`` one character;
* ``[a-z]`` is one of some characters, ``[!a-z]`` one of all others;
* ``**`` is a segment of its own: any number of segments, at the end at least one;
* a backslash takes the mark behind it for itself.

Theory of operation. A pattern is cut at each `**` into groups of segments, and a segment at each `*` into runs of
characters of a fixed number. What lies between two stars may always be put to the first place where it fits, because
whatever follows can then only have more room. So each piece is searched once, from left to right, and `(?>...)` keeps
what was found: nothing is ever tried again, and the time grows with the path and not with the ways to share it out.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from releasekit.errors import FieldError

POSIX: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-.:-@\[-`{-~",
    "space": r" \t\n\v\f\r",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
"""The classes that have a name, in ASCII; none holds a slash."""
STAR: Final = "*"
DEEP: Final = "**"
SEGMENT: Final = "[^/]"


def compiled(include: Iterable[str], exclude: Iterable[str] = (), *, pointers: bool = False) -> re.Pattern[str]:
    """Return one expression that matches exactly the paths that filters let through.

    Args:
        include: the patterns of what is in; one of them must match.
        exclude: the patterns of what is out, whatever includes it.
        pointers: whether paths are JSON pointers, which begin with a slash; patterns do not.

    Raises:
        FieldError: where a pattern is malformed.
    """
    slash = "/" if pointers else ""
    inside, outside = ("|".join(map(_expression, dict.fromkeys(patterns))) for patterns in (include, exclude))
    refused = rf"(?!{slash}(?:{outside})\Z)" if outside else ""
    return re.compile(rf"{refused}{slash}(?:{inside})\Z", re.DOTALL)


def keeper(
    include: Iterable[str], exclude: Iterable[str] = (), *, pointers: bool = False
) -> Callable[[str], object] | None:
    """Return the test of a path by filters; nothing where they let every path through."""
    include, exclude = tuple(include), tuple(exclude)
    return None if DEEP in include and not exclude else compiled(include, exclude, pointers=pointers).match


def pattern_problem(pattern: str) -> str:
    """Say what is wrong with a pattern and what to write; nothing where it is sound."""
    try:
        re.compile(_expression(pattern))
    except FieldError as error:
        return str(error)
    return ""


def _expression(pattern: str) -> str:
    """Return the expression of a pattern, without its end."""
    for is_wrong, advice in WRONG:
        if is_wrong(pattern):
            raise FieldError((f"pattern `{pattern[:60]}`; {advice}",))
    groups = [
        (is_deep, list(segments)) for is_deep, segments in groupby(pattern.split("/"), key=lambda part: part == DEEP)
    ]
    text = ""
    for at, (is_deep, segments) in enumerate(groups):
        is_last = at == len(groups) - 1
        if is_deep:
            # A last `**` stands for what is below, of which there is something; between, it may stand for nothing.
            text += ".+" if is_last else ""
            continue
        parts = [_segment(pattern, segment) for segment in segments]
        body = "/".join(parts) + (r"\Z" if is_last else "/")
        follows_deep = at > 0
        if follows_deep and is_last and len(segments) == 1 and (ending := _fixed_ending(pattern, segments[0])):
            text += rf".*{ending}"
        else:
            text += f"(?>(?:{SEGMENT}+/)*?{body})" if follows_deep else body
    return text


def _fixed_ending(pattern: str, segment: str) -> str:
    """Return what a last segment ends with, where it says no more than that; the end is then found from behind."""
    pieces = list(_pieces(pattern, segment))
    if len(pieces) == 2 and pieces[0].is_star and not pieces[1].is_star:  # noqa: PLR2004 - a star and what ends it
        return pieces[1].text
    return ""


class Piece(NamedTuple):
    """A run of a segment: a star, or an expression of a fixed number of characters."""

    is_star: bool
    text: str


def _segment(pattern: str, segment: str) -> str:
    """Return the expression of one segment."""
    pieces = list(_pieces(pattern, segment))
    text = ""
    for at, piece in enumerate(pieces):
        is_last = at == len(pieces) - 1
        if piece.is_star:
            text += f"{SEGMENT}*+" if is_last else ""
        elif at == 0:
            text += piece.text
        elif is_last:
            text += rf"(?>{SEGMENT}*?{piece.text}(?=/|\Z))"
        else:
            text += f"(?>{SEGMENT}*?{piece.text})"
    return text


def _pieces(pattern: str, segment: str) -> Iterator[Piece]:
    marks = _marks(pattern, segment)
    for is_star, run in groupby(marks, key=lambda mark: mark == STAR):
        yield Piece(is_star, "" if is_star else "".join(run))


def _marks(pattern: str, segment: str) -> Iterator[str]:
    """Yield an expression for each mark of a segment; a star stands for itself."""
    at = 0
    while at < len(segment):
        mark = segment[at]
        at += 1
        if mark == STAR:
            yield STAR
        elif mark == "?":
            yield SEGMENT
        elif mark == "[":
            text, at = _class(pattern, segment, at)
            yield text
        else:
            at += mark == "\\"
            literal = segment[at - 1 : at]
            yield re.escape(literal) if literal != STAR else r"\*"


def _class(pattern: str, segment: str, at: int) -> tuple[str, int]:
    """Return the expression of a class that begins before a place, and the place behind it."""
    negated = segment[at : at + 1] in ("!", "^")
    at += negated
    text, start = "", at
    while at == start or segment[at : at + 1] != "]":
        if segment.startswith("[:", at):
            name, closed, _ = segment[at + 2 :].partition(":]")
            if not closed or name not in POSIX:
                raise FieldError((f"pattern `{pattern[:60]}`; expected one of {', '.join(POSIX)} in `[[:...:]]`",))
            text += POSIX[name]
            at += len(name) + 4
            continue
        low, at = _member(pattern, segment, at)
        high = low
        if segment[at : at + 1] == "-" and segment[at + 1 : at + 2] not in ("]", ""):
            high, at = _member(pattern, segment, at + 1)
        if high < low:
            raise FieldError((f"pattern `{pattern[:60]}`; expected `{high}-{low}`, the lower end first",))
        text += f"{re.escape(low)}-{re.escape(high)}" if high != low else re.escape(low)
    return (f"[^/{text}]" if negated else f"(?!/)[{text}]"), at + 1


def _member(pattern: str, segment: str, at: int) -> tuple[str, int]:
    at += segment[at : at + 1] == "\\"
    if at >= len(segment):
        expected = "expected `]` at the end of the class, or `\\[` for the mark itself"
        raise FieldError((f"pattern `{pattern[:60]}`; {expected}",))
    return segment[at], at + 1


WRONG: Final[tuple[tuple[Callable[[str], bool], str], ...]] = (
    (lambda text: not text, "expected a pattern; `**` stands for everything"),
    (lambda text: text[0] == "!", "expected it without `!` among `exclude`; a name that begins so is written `\\!`"),
    (lambda text: text[0] == "/", "expected it without `/` at the beginning; paths are relative"),
    (lambda text: text[-1] == "/" and text != "/", "expected `**` behind it, for what is in the folder"),
    (lambda text: "//" in text, "expected one `/` between two segments"),
    (
        lambda text: not {".", ".."}.isdisjoint(text.split("/")),
        "expected it without `.` and `..`; paths are relative to the root",
    ),
    (
        lambda text: any(DEEP in segment != DEEP for segment in text.split("/")),
        "expected `**` as a segment of its own, such as `a/**/b`, or one `*`",
    ),
    (lambda text: (len(text) - len(text.rstrip("\\"))) % 2 == 1, "expected a mark behind the last backslash"),
)
"""What no pattern is, and what to write in its place."""
