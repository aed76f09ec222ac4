"""The forms of what stands in documents as something else, of which it is known where something is wrong in it."""

from collections.abc import Callable
from typing import Any, TypeAlias

from releasekit.documents._classes import Mapped
from releasekit.documents._form import BAD, Definitions, Form, Refused, Schema, reasons
from releasekit.documents._problems import Findings, Path
from releasekit.errors import ReleasekitError


class Through(Form):
    """Values that stand in documents as values of another type.

    Args:
        inner: the form of the other type.
        into: makes a value of the other type; its errors are those of a value that has no form.
        back: makes the value again; raises a `ReleasekitError` where it cannot be.
    """

    def __init__(self, inner: Form, *, into: Callable[[Any], Any], back: Callable[[Any], Any]) -> None:
        self.words = inner.words
        self.accepts = inner.accepts
        self._inner, self._into, self._back = inner, into, back

    def read(self, data: Any, _: Any = None) -> Any:
        """Read the other value, and make this one of it."""
        return self._back(self._inner.read(data, None))

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk as the other type, then make the value."""
        inner = self._inner.walk(data, path, found)
        if inner is BAD:
            return BAD
        try:
            return self._back(inner)
        except ReleasekitError as error:
            for reason in reasons(error):
                found.add(path, reason)
            return BAD

    def write(self, value: Any) -> Any:
        """Write the other value."""
        return self._inner.write(self._into(value))

    def settle(self, data: object) -> object:
        """Settle as the other type."""
        return self._inner.settle(data)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the other type."""
        return self._inner.schema(definitions)


Back: TypeAlias = Callable[[Any, Path, Findings], Any]
"""Makes a value of what was read, or adds what is wrong with it, each with its place, and gives `BAD`."""


class Placed(Through):
    """Values that stand as values of another type, of which it is known where in these something is wrong.

    Args:
        inner: the form of the other type.
        into: makes a value of the other type.
        back: makes the value again.
    """

    def __init__(self, inner: Form, *, into: Callable[[Any], Any], back: Back) -> None:
        super().__init__(inner, into=into, back=lambda told: _made_back(told, back))
        self._place = back

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk as the other type, then make the value."""
        told = self._inner.walk(data, path, found)
        return BAD if told is BAD else self._place(told, path, found)


class Shaped(Mapped):
    """The form of a class whose documents have the fields of another one, its shape.

    Args:
        of: the class.
        shape: the attrs class that has the fields.
        form_of: gives the form of an annotation.
        into: makes a shape of a value; raises `Refused` where it cannot be written.
        back: makes the value again.
    """

    def __init__(
        self, of: type, shape: type, form_of: Callable[[object], Form], *, into: Callable[[Any], Any], back: Back
    ) -> None:
        super().__init__(shape, form_of)
        self._of = of
        self._into, self._back = into, back

    @property
    def of(self) -> type:
        """The class of the values."""
        return self._of

    @property
    def writer(self) -> Callable[[Any], Any]:
        """What `write` does."""
        return self.write

    def read(self, data: Any, _: Any = None) -> Any:
        """Read the shape, and make the value of it."""
        return _made_back(super().read(data), self._back)

    def walk(self, data: object, path: Path, found: Findings) -> object:
        """Walk the shape, then make the value of it."""
        told = super().walk(data, path, found)
        return BAD if told is BAD else self._back(told, path, found)

    def write(self, value: Any) -> Any:
        """Write the shape of the value."""
        return super().write(self._into(value))


def _made_back(told: object, back: Back) -> Any:
    """Make a value of what was read, where nothing is wrong with it."""
    value = back(told, (), Findings())
    if value is BAD:
        raise Refused
    return value
