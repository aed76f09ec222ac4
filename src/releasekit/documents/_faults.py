"""What is wrong with a document, where, and the error that carries all of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum, auto
from typing import Annotated, Any, Final, NamedTuple, NoReturn, TypeAlias, TypeVar

import attrs
from annotated_types import Ge

from releasekit._arguments import of_kind
from releasekit._checks import expectation
from releasekit._fields import Frozen, checked
from releasekit._words import a_or_an, shown
from releasekit.errors import FieldError, ReleasekitError

Path: TypeAlias = tuple[str | int, ...]
Place: TypeAlias = tuple[int, int]
"""A line and a column, both from 1."""

Offset = TypeVar("Offset")

MOST_KEPT: Final = 1_000
MOST_SHOWN: Final = 50
LONGEST_KEY: Final = 100
LARGEST: Final = 1_000_000
"""The most characters of a text in JSON or TOML, unless the caller says otherwise."""
LARGEST_YAML: Final = 250_000
"""The same of a text in YAML, which takes longest to read, above all where something is wrong."""
MOST_NESTED: Final = 64
"""How deep lists and mappings may be nested."""
BOM: Final = "\ufeff"


class PlainScalar(str):
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


class Bad(Enum):
    """The kind of `BAD`."""

    BAD = auto()


BAD: Final = Bad.BAD
"""What reading gives for data that has faults."""


class Fault:
    """One fault, while the document is still being read.

    Attributes:
        steps: the keys and indices that lead to it, the innermost first, so that its holders can add theirs.
        message: what was given and what was expected.
        place: its line and column, where they are known already.
        is_at_key: the key is wrong and not its value, so the line and column wanted are those of the key.
        holder: the path of what stands in the text instead, where the path of the fault leads to nothing there.
    """

    __slots__ = ("holder", "is_at_key", "message", "place", "steps")

    def __init__(self, steps: list[str | int], message: str, place: Place | None, *, is_at_key: bool) -> None:
        self.steps, self.message, self.place, self.is_at_key = steps, message, place, is_at_key
        self.holder: Path | None = None

    @property
    def path(self) -> Path:
        """The steps from the outside in."""
        return tuple(reversed(self.steps))

    @property
    def sought(self) -> Path:
        """The path whose line and column are those of the fault."""
        return self.path if self.holder is None else self.holder


class Faults:
    """The faults found so far; memory is bounded, since beyond a thousand they are only counted.

    A codec does not know where its data stands. It adds a fault at the steps within its own data, and whoever holds
    the part puts the key of the part in front (`within`). So no path is built while all is well.
    """

    def __init__(self) -> None:
        self.kept: list[Fault] = []
        self.more = 0

    def __bool__(self) -> bool:
        return bool(self.kept)

    @property
    def count(self) -> int:
        """How many there are, kept or only counted."""
        return len(self.kept) + self.more

    @property
    def is_full(self) -> bool:
        """Whether a further fault is only counted, so that its text need not be made."""
        return len(self.kept) >= MOST_KEPT

    def add(self, message: str, *steps: str | int, place: Place | None = None, is_at_key: bool = False) -> Bad:
        """Keep a fault, or count it; return `BAD`, for the codec to return.

        Args:
            message: what is wrong.
            steps: where it is in the data of the codec.
            place: its line and column, where they are known already.
            is_at_key: the key is wrong, not the value.
        """
        if self.is_full:
            self.more += 1
        else:
            self.kept.append(Fault([*reversed(steps)], message, place, is_at_key=is_at_key))
        return BAD

    def extend(self, faults: list[Fault]) -> None:
        """Keep faults that were found already, as far as there is room; count the others."""
        room = MOST_KEPT - len(self.kept)
        self.kept += faults[:room]
        self.more += len(faults[room:])

    def add_reasons(self, error: ReleasekitError) -> Bad:
        """Keep what an error says, problem by problem."""
        for reason in reasons(error):
            self.add(reason)
        return BAD

    def within(self, key: str | int, start: int) -> int:
        """Put the key of a part in front of the paths of its faults, which are those from `start` on.

        Returns:
            Where the faults of the next part will start.
        """
        for fault in self.kept[start:]:
            fault.steps.append(key)
        return len(self.kept)

    def after_migration(self, start: int, words: str, *holder: str) -> None:
        """Say of the faults from `start` on that a migration made what they are in, so that no text has their paths.

        Args:
            start: the first of the faults.
            words: which editions the migration was from and to.
            holder: the path of what it was made of, whose line and column the faults get.
        """
        for fault in self.kept[start:]:
            fault.message += f" ({words})"
            fault.holder, fault.is_at_key = holder, False

    def wanted(self) -> frozenset[Path]:
        """Return the paths whose lines and columns are needed: those of all faults, and of all that holds them."""
        paths = {fault.sought for fault in self.kept}
        return frozenset(path[:end] for path in paths for end in range(len(path) + 1))

    def at_keys(self, keys: Mapping[Path, Offset]) -> dict[Path, Offset]:
        """Return those of some places of keys that a fault is at."""
        return {fault.path: keys[fault.path] for fault in self.kept if fault.is_at_key and fault.path in keys}

    def error(self, locate: Callable[["Faults"], Mapping[Path, Place]] | None = None) -> DocumentError:
        """Return the error with all problems, each with its place where a text was read."""
        places = {} if locate is None else locate(self)
        problems = []
        for fault in self.kept:
            path, holder = fault.path, fault.sought
            while holder and holder not in places:  # the innermost value around it that has a place
                holder = holder[:-1]
            place: Place | tuple[None, None] | None = fault.place or places.get(holder)
            line, column = place or (None, None)
            problems.append(Problem(pointer_of(path), fault.message, line=line, column=column))
        problems.sort(key=lambda problem: (problem.line or 0, problem.column or 0))
        return DocumentError(tuple(problems), self.more)


def reasons(error: ReleasekitError) -> tuple[str, ...]:
    """Return what an error says, problem by problem."""
    return error.problems if isinstance(error, FieldError) else (str(error),)


def pointer_of(path: Path) -> str:
    """Return the JSON pointer of a path; a key that is very long is cut."""
    pointer = ""
    for step in map(str, path):
        short = step if len(step) <= LONGEST_KEY else step[:LONGEST_KEY] + "…"
        shown_as = "".join(mark if mark.isprintable() else f"\\u{ord(mark):04x}" for mark in short)
        pointer += "/" + shown_as.replace("~", "~0").replace("/", "~1")
    return pointer


def given(data: object) -> str:
    """Return plain data as a document shows it, fit for an error text of one line."""
    match data:
        case PlainScalar():
            return "no value" if not data else f"`{shown(str(data))[2:-2]}`"
        case dict() if type(data) is dict:
            return "a mapping"
        case list() if type(data) is list:
            return "a list"
        case Mapping():
            return f"{a_or_an(type(data).__name__)}, which is no dict"
        case None:
            return "no value"
        case bool():
            return "`true`" if data else "`false`"
        case date() | Decimal() | float() | int() | str():
            return shown(data)
        case _:
            return a_or_an(type(data).__name__)


# --- Texts ----------------------------------------------------------------------------------------


class Parsed(NamedTuple):
    """What a text says, before anybody asks what it is.

    Attributes:
        data: the plain data; each scalar without quotes of YAML is a `PlainScalar`.
        locate: finds the lines and columns of faults.
    """

    data: Any
    locate: Callable[[Faults], Mapping[Path, Place]] | None = None


def sound(text: str, limit: int) -> None:
    """Refuse a text that is too long or no Unicode.

    Raises:
        FieldError: where it is no text, or the limit no whole number from 0.
        DocumentError: where it is too long, starts with a byte order mark, or has half of a surrogate pair.
    """
    of_kind("text", text, str)
    check = expectation(Annotated[int, Ge(0)])
    if not check.test(limit):
        raise FieldError((check.problem("limit", limit),))
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
