"""A check of arguments that hold several things of one kind."""

from collections.abc import Iterable
from typing import TypeVar

from releasekit._fields import of_kind
from releasekit._words import shown
from releasekit.errors import FieldError

__all__ = ["members"]

Thing = TypeVar("Thing")


def members(name: str, values: Iterable[Thing], kind: type[Thing]) -> tuple[Thing, ...]:
    """Return the members of an argument.

    Raises:
        FieldError: where it cannot be listed, or one of them is of another kind.
    """
    given: object = values
    if isinstance(given, str) or not isinstance(given, Iterable):
        raise FieldError((f"{name} is {shown(given)}; expected several, each a {kind.__name__}",))
    listed = tuple(values)
    for value in listed:
        of_kind(f"{name} holds a value that", value, kind)
    return listed
