"""What a form is: how one type stands in a document, in all respects.

For each type there is one form. It reads plain data in two ways that must agree: `Form.read` is fast and refuses at
the first fault, `Form.walk` is asked only then, and finds all faults with their places. It writes plain data, says what
a plain scalar of YAML is, and gives the JSON Schema. `releasekit.documents` puts the forms together.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable
from enum import Enum, auto
from typing import Any, Final, TypeAlias

from releasekit.documents._problems import Findings, Path, given
from releasekit.errors import FieldError, ReleasekitError

Schema: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[Any, Any], Any]


class Refused(ValueError):  # noqa: N818 - it never leaves the package
    """Data is not of the form; what was expected instead, if it can be said better than in the form's own words."""


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
        return f"`{_spelt(self.kind)}` has no form in documents; expected {self.expected}"


def _spelt(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("typing.", "")


class Bad(Enum):
    """The kind of `BAD`."""

    BAD = auto()


BAD: Final = Bad.BAD
"""What walking gives for data that has problems."""


class Definitions:
    """The schemas of classes, each of which is written once and referred to."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._names: dict[object, str] = {}

    def refer(self, key: object, name: str, make: Callable[[], Schema]) -> Schema:
        """Return a reference to a schema, which is made when it is first asked for."""
        if key not in self._names:
            taken = set(self.schemas)
            numbered = (name if number == 1 else f"{name}{number}" for number in range(1, len(taken) + 2))
            own = next(candidate for candidate in numbered if candidate not in taken)
            self._names[key] = own
            self.schemas[own] = {}
            self.schemas[own] = make()
        return {"$ref": f"#/$defs/{self._names[key]}"}


class Form(ABC):
    """How values of one type stand in documents.

    Attributes:
        words: what is expected, for error texts.
        accepts: the exact Python types of the plain data that can be of this form.
        rank: in a choice, forms of a lower rank are tried first.
        is_plain: the values are plain data already.
    """

    words: str
    accepts: frozenset[type]
    rank: int = 5
    is_plain: bool = False

    def is_left_out(self, value: object) -> bool:
        """Tell whether a value that is ``None`` or `MISSING` may be written by leaving its key out."""
        return False

    @property
    def reader(self) -> Read:
        """What `read` does, as directly as it can be called."""
        return self.read

    @property
    def writer(self) -> Callable[[Any], Any]:
        """What `write` does, likewise."""
        return self.write

    @abstractmethod
    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value; raise `Refused` or an error of the type itself at the first fault."""

    @abstractmethod
    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Return the value, or `BAD` after adding all problems."""

    @abstractmethod
    def write(self, value: Any) -> Any:
        """Return plain data for a value."""

    @abstractmethod
    def settle(self, data: object) -> object:
        """Turn plain scalars of YAML into what is asked for; leave those that are nothing of it."""

    @abstractmethod
    def schema(self, definitions: Definitions) -> Schema:
        """Return the JSON Schema of the plain data."""


class Leaf(Form):
    """A form without parts."""

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Read, and say what was expected where that fails."""
        try:
            return self.read(data)
        except Refused as error:
            found.add(path, self.message(data, str(error) or self.words))
        except ReleasekitError as error:
            for reason in reasons(error):
                found.add(path, reason)
        return BAD

    def message(self, data: object, expected: str) -> str:
        """Return the error text for data that is not of the form."""
        return f"{given(data)}; expected {expected}"


def reasons(error: ReleasekitError) -> tuple[str, ...]:
    """Return what an error says, problem by problem."""
    return error.problems if isinstance(error, FieldError) else (str(error),)
