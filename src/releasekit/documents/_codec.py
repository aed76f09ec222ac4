"""What a codec is: how the values of one type stand in a document, in all respects.

There is one codec for each type. `Codec.read` is the one walk over plain data: it gives the value, or adds all faults
and gives `BAD`. A codec also writes plain data, says what a plain scalar of YAML is, and gives the JSON Schema.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from releasekit._words import spelt
from releasekit.documents._faults import BAD, Faults, Path, PlainScalar, given
from releasekit.errors import ReleasekitError

Schema: TypeAlias = dict[str, Any]


class Refused(ValueError):  # noqa: N818 - it never leaves the package
    """A scalar is not of the type, or a value cannot be written.

    Its text is what was expected, where that can be said better than in the words of the codec.

    Attributes:
        message: what is wrong with a value that is written, once somebody knows the value.
        path: the steps to that value, as far as those who hold it have put theirs in front.
    """

    message = ""
    path: Path = ()

    def at(self, value: object, *steps: str | int) -> "Refused":
        """Say which value cannot be written, unless a part of it is to blame, and put steps in front of the path."""
        self.message = self.message or f"{spelt(value)}; expected {self}"
        self.path = (*steps, *self.path)
        return self


class FormError(ReleasekitError):
    """A class was to be read or written that documents have no form for.

    Attributes:
        kind: the class or the annotation.
        expected: what it would have to be.
    """

    def __init__(self, kind: object, expected: str) -> None:
        super().__init__(kind, expected)
        self.kind = kind
        self.expected = expected

    def __str__(self) -> str:
        name = self.kind.__name__ if isinstance(self.kind, type) else str(self.kind).replace("typing.", "")
        return f"`{name}` has no form in documents; expected {self.expected}"


class Definitions:
    """The schemas of classes, each of which is written once and referred to."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._names: dict[object, str] = {}

    def refer(self, key: object, name: str, make: Callable[[], Schema]) -> Schema:
        """Return a reference to a schema, which is made when it is first asked for."""
        if key not in self._names:
            numbered = (name if number == 1 else f"{name}{number}" for number in range(1, len(self.schemas) + 2))
            free = next(candidate for candidate in numbered if candidate not in self.schemas)
            self._names[key] = free
            self.schemas[free] = {}  # the name is taken while the schema is made, which may refer to itself
            self.schemas[free] = make()
        return {"$ref": f"#/$defs/{self._names[key]}"}


class Codec(ABC):
    """How values of one type stand in documents.

    Attributes:
        words: what is expected, for error texts.
        accepts: the exact Python types of the plain data that can be read.
        rank: in a choice, codecs of a lower rank are tried first.
        plain: data of exactly this type is the value itself, and is read and written without calling the codec.
    """

    words: str
    accepts: frozenset[type]
    rank: int = 5
    plain: type | None = None

    def is_left_out(self, value: object) -> bool:
        """Tell whether a value that is ``None`` or `MISSING` may be written by leaving its key out."""
        return False

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Return what a plain scalar of YAML is here; the scalar as it is where it can be nothing of the type."""
        return scalar

    # INVARIANT: `BAD` is returned where at least one fault was added, and only there; the laws test it.
    @abstractmethod
    def read(self, data: Any, faults: Faults) -> Any:
        """Return the value, or `BAD` after adding all faults, each at its steps within this data."""

    @abstractmethod
    def write(self, value: Any) -> Any:
        """Return plain data for a value; raise `Refused` where it has none."""

    @abstractmethod
    def schema(self, definitions: Definitions) -> Schema:
        """Return the JSON Schema of the plain data."""


class ScalarCodec(Codec):
    """A codec of values without parts."""

    @abstractmethod
    def parse(self, data: Any) -> Any:
        """Return the value; raise `Refused` or an error of the type itself."""

    def read(self, data: Any, faults: Faults) -> Any:
        """Parse, and say what was expected where that fails."""
        if type(data) is PlainScalar:
            data = self.resolve_scalar(data)
        try:
            return self.parse(data)
        except Refused as refused:
            return faults.add(self.message(data, str(refused) or self.words))
        except ReleasekitError as error:
            return faults.add_reasons(error)

    def write(self, value: Any) -> Any:
        """Return the value, which is plain data itself unless a codec says otherwise."""
        return value

    def message(self, data: object, expected: str) -> str:
        """Return the error text for data that is not of the type."""
        return f"{given(data)}; expected {expected}"


def read_members(codecs: Iterable[Codec], data: list[Any], faults: Faults) -> Any:
    """Return the members of a list, each read by the codec at its place, as a list; `BAD` where one has faults."""
    members: list[Any] = []
    start, is_sound = len(faults.kept), True
    for codec, part in zip(codecs, data, strict=False):  # the codecs may go on for ever
        member = part if type(part) is codec.plain else codec.read(part, faults)
        if member is BAD:
            start, is_sound = faults.within(len(members), start), False
        members.append(member)
    return members if is_sound else BAD
