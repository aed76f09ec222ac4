"""The forms of texts, and of classes that are written as a text."""

from collections.abc import Callable
from typing import Any, Final

from releasekit.documents._form import Definitions, Leaf, Refused, Schema
from releasekit.documents._problems import Bare, given
from releasekit.documents._scalars import taken_for
from releasekit.errors import ReleasekitError

TEXTS: Final = frozenset({str, Bare})


def whole(pattern: str) -> str:
    """Return a pattern that a whole text must match, in any dialect of regular expressions."""
    return rf"^(?:{pattern})$(?!\n)"


class Text(Leaf):
    """Any text. Of YAML's plain scalars only those that no reader takes for anything else."""

    words = "text"
    accepts = TEXTS
    rank = 8
    is_plain = True

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the text."""
        if type(data) is str:
            return data
        raise Refused

    def message(self, data: object, expected: str) -> str:
        """Say of a plain scalar what other readers take it for."""
        taken = taken_for(data) if type(data) is Bare else None
        if taken is None:
            return super().message(data, expected)
        shown_as = given(data) if data else "an empty place"
        return f"{shown_as} is {taken} to other readers; expected {expected}: put it in quotes"

    def write(self, value: Any) -> Any:
        """Return the text."""
        return value

    def settle(self, data: object) -> object:
        """Take what every reader takes for a text."""
        return str(data) if type(data) is Bare and taken_for(data) is None else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of a text."""
        return {"type": "string"}


class Spelt(Text):
    """Values of a class that has a text for each.

    Args:
        words: what is expected, for error texts.
        parse: reads a text; raises a `ReleasekitError` that says what is wrong.
        text: writes a value.
        schema: what JSON Schema can say of the texts.
    """

    rank = 6
    is_plain = False

    def __init__(
        self, words: str, *, parse: Callable[[str], Any], text: Callable[[Any], str] = str, schema: Schema | None = None
    ) -> None:
        self.words = words
        self._parse = parse
        self._text = text
        self._schema = schema or {}

    def read(self, data: Any, _: Any = None) -> Any:
        """Return what the text spells."""
        if type(data) is str:
            return self._parse(data)
        raise Refused

    def message(self, data: object, expected: str) -> str:
        """Ask for quotes only where they would help."""
        try:
            self._parse(str(data))
        except ReleasekitError:
            return Leaf.message(self, data, expected)
        return super().message(data, expected)

    def write(self, value: Any) -> Any:
        """Return the text of the value."""
        return self._text(value)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the texts."""
        return {"type": "string", **self._schema}
