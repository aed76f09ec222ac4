"""What is wrong with a document, where, and the error that carries all of it."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Final, TypeAlias

import attrs
from annotated_types import Ge

from releasekit._fields import Frozen, checked
from releasekit._words import shown
from releasekit.errors import ReleasekitError

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]
"""A line and a column, both from 1."""

MOST_KEPT: Final = 1_000
MOST_SHOWN: Final = 50
LONGEST_KEY: Final = 100


class Bare(str):
    """A plain scalar of YAML, without quotes: what it is, the type says that is asked for."""

    __slots__ = ()


@attrs.frozen(field_transformer=checked)
class Problem(Frozen):
    """One thing that is wrong with a document.

    Attributes:
        pointer: where it is, as a JSON pointer (RFC 6901); empty for the document as a whole.
        message: what was given and what was expected.
        line: the line, from 1; ``None`` for plain data, which has none.
        column: the column in that line, from 1, counted in characters.
    """

    pointer: str
    message: str
    line: Annotated[int, Ge(1)] | None = attrs.field(default=None, kw_only=True)
    column: Annotated[int, Ge(1)] | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        place = "" if self.line is None else f"line {self.line}, column {self.column}: "
        return f"{place}{self.pointer}{': ' if self.pointer else ''}{self.message}"


class DocumentError(ReleasekitError):
    """A document cannot be read or written as what it was said to be.

    Its text has one line for each problem, and of very many only the first 50.

    Attributes:
        problems: the problems in the order of the document, the first 1 000 at most.
        more: how many there are beyond those.
    """

    def __init__(self, problems: tuple[Problem, ...], more: int = 0) -> None:
        super().__init__(problems, more)
        self.problems = problems
        self.more = more

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        hidden = len(self.problems) - len(lines) + self.more
        return "\n".join([*lines, *([f"and {hidden} more"] if hidden else [])])


class ExtraError(ReleasekitError):
    """A format was asked for whose library is not installed.

    Attributes:
        library: what is missing.
        extra: the extra of releasekit that brings it.
    """

    def __init__(self, library: str, extra: str) -> None:
        super().__init__(library, extra)
        self.library = library
        self.extra = extra

    def __str__(self) -> str:
        command = f"pip install releasekit[{self.extra}]"
        return f"{self.library} is not installed; expected the extra `{self.extra}`: {command}"


class Findings:
    """The problems found so far; memory is bounded, since beyond a thousand they are only counted."""

    def __init__(self) -> None:
        self.kept: list[tuple[Path, str, Place | None]] = []
        self.at_key: set[Path] = set()
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self.kept)

    @property
    def is_full(self) -> bool:
        """Whether a further problem is only counted, so that its text need not be made."""
        return len(self.kept) >= MOST_KEPT

    def add(self, path: Path, message: str, place: Place | None = None, *, at_key: bool = False) -> None:
        """Keep a problem, or count it.

        Args:
            path: where it is.
            message: what is wrong.
            place: its line and column, where they are known already.
            at_key: the key is wrong, not the value, so the line and column wanted are those of the key.
        """
        if self.is_full:
            self.more += 1
            return
        self.kept.append((path, message, place))
        if at_key:
            self.at_key.add(path)

    def take(self, other: "Findings") -> None:
        """Keep the problems of a part, which were found on their own."""
        for path, message, place in other.kept:
            self.add(path, message, place, at_key=path in other.at_key)
        self.more += other.more

    def error(self, locate: Callable[["Findings"], Mapping[Path, Place]] | None = None) -> DocumentError:
        """Return the error with all problems, each with its place where a text was read."""
        places = {} if locate is None else locate(self)
        problems = []
        for path, message, place in self.kept:
            line, column = place or _nearest(path, places)
            problems.append(Problem(pointer_of(path), message, line=line, column=column))
        problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        return DocumentError(tuple(problems), self.more)


def _nearest(path: Path, places: Mapping[Path, Place]) -> Place | tuple[None, None]:
    """Return the place of a value, or that of the innermost one around it that has one."""
    while path and path not in places:
        path = path[:-1]
    return places.get(path, (None, None))


def pointer_of(path: Path) -> str:
    """Return the JSON pointer of a path; a key that is very long is cut."""
    return "".join(f"/{_escaped(step)}" for step in path)


def _escaped(step: str | int) -> str:
    text = str(step)
    text = text if len(text) <= LONGEST_KEY else text[:LONGEST_KEY] + "…"
    text = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
    return text.replace("~", "~0").replace("/", "~1")


def given(data: object) -> str:
    """Return plain data as a document shows it, fit for an error text of one line."""
    match data:
        case Bare():
            return "nothing" if not data else f"`{shown(str(data))[2:-2]}`"
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case None:
            return "nothing"
        case bool():
            return "`true`" if data else "`false`"
        case date() | Decimal() | float() | int() | str():
            return shown(data)
        case _:
            return f"a {type(data).__name__}"
