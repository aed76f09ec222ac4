"""Field checks that are read from annotations, so that a limit is written once.

Theory of operation. A class that says ``@attrs.frozen(field_transformer=checked)`` refuses to exist with a field
outside its annotation; JSON Schema and test strategies read the same ``Annotated`` limits. The check of a class is put
together when its first object is made, because most classes of an imported module are never used. It asks two
questions. The quick one, "is everything sound?", looks at the type of each field and calls a test only for those that
have a limit. The slow one, "what is wrong?", is asked of unsound objects only; it goes field by field and finds the
words. Where the fields are sound, `Frozen` asks the class what contradicts across fields. All problems of an object are
raised together, as one `FieldError`.
"""

import operator
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Annotated, Any, Final, NamedTuple, Self, TypeAlias

import attrs

from releasekit._checks import Check, Test, expectation
from releasekit._words import shown
from releasekit.errors import FieldError

# --- annotations


class Length(NamedTuple):
    """How long a text or tuple may be, both ends included; read like ``annotated_types.Len``.

    The policy package uses it because importing annotated-types takes a third of the time that attrs takes.
    """

    min_length: int
    max_length: int


class OneLine(NamedTuple):
    """Text without line breaks and invisible characters, and without spaces at its ends."""

    is_printable: bool = True
    is_trimmed: bool = True


class Visible(NamedTuple):
    """Text with at least one visible character, so that blanks alone are refused."""

    is_visible: bool = True


class Distinct(NamedTuple):
    """A tuple holds each thing once: each value, or each value of one attribute of its members."""

    distinct_by: str = ""


class NotBefore(NamedTuple):
    """An instant or day is not before that of another field; where either is absent, nothing is compared."""

    not_before: str


class After(NamedTuple):
    """An instant or day is after that of another field; where either is absent, nothing is compared."""

    after: str


Name: TypeAlias = Annotated[str, Length(1, 200), OneLine()]
"""What people and programs call a thing: 1 to 200 printable characters."""
Place: TypeAlias = Annotated[str, Length(1, 1_000), OneLine()]
"""Where something stands or is found: names in a row, a path, an address; 1 to 1 000 printable characters."""
Note: TypeAlias = Annotated[str, Length(0, 10_000)]
"""What people read: 0 to 10 000 characters."""
Told: TypeAlias = Annotated[str, Length(1, 10_000), Visible()]
"""What people have to say: 1 to 10 000 characters, at least one visible."""


Migrations: TypeAlias = tuple[Callable[[dict[str, Any]], dict[str, Any]], ...]
"""What brings the plain data of older editions of a document to the next, the first from the oldest that is read."""
SHOWN_EMPTY: Final = MappingProxyType({"shown_empty": True})
"""The metadata of a field whose key is written even where nothing is in it, as the template of a playbook shows it."""


# --- the base of all immutable objects


class Frozen:
    """What every immutable object of releasekit can do.

    Equality, hash and ``repr`` are written here once, because making them for each of 150 classes is a third of what an
    import costs. They follow attrs' rules: objects of one class compare by their fields, but for those with
    ``eq=False``; a comparison key or a text function of a field is not supported. A class with rules of its own defines
    the methods itself.
    """

    __slots__ = ()

    def __init_subclass__(cls, **options: object) -> None:
        super().__init_subclass__(**options)
        # attrs makes these methods for each class that has none of its own.
        for method in ("__eq__", "__hash__", "__repr__"):
            if method not in cls.__dict__:
                setattr(cls, method, getattr(cls, method))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        fields = _compared(type(self))  # type: ignore[arg-type]  # mypy asks the class for its own hash
        return bool(fields(self) == fields(other))

    def __hash__(self) -> int:
        return hash(_compared(type(self))(self))  # type: ignore[arg-type]  # as above

    def __repr__(self) -> str:
        cls = type(self)
        names = [field.name for field in attrs.fields(cls) if field.repr]  # type: ignore[arg-type]
        return f"{cls.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise FieldError(tuple(f"{type(self).__name__}.{problem}" for problem in problems))

    def _problems(self) -> Iterable[str]:
        """Say what contradicts across fields, each problem beginning with a field's name.

        It is asked only where each field alone is sound. A subclass that adds to it starts with what its base says.
        """
        return ()

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - each class has its own fields
        """Return a copy with some fields changed, checked like a new object.

        Raises:
            FieldError: where a changed field is outside its limits.
            TypeError: where no field has that name.
        """
        return attrs.evolve(self, **changes)  # type: ignore[misc]


@cache
def _compared(cls: type) -> Callable[[object], object]:
    """Return what reads the fields that make an object of a class equal to another."""
    names = [field.name for field in attrs.fields(cls) if field.eq]
    return attrgetter(*names) if names else lambda _: ()


# --- checks of fields


def checked(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Give the last own field of an attrs class a validator that checks all own fields by their annotations.

    Fields of a base class keep the check of the base class; ``metadata={"checked": False}`` leaves a field to its
    class.
    """
    candidates = [field for field in fields if field.init and field.metadata.get("checked", True)]
    listed = [field for field in candidates if not field.inherited]  # type: ignore[attr-defined]  # missing in the stubs
    if not listed:
        return fields
    compiled: list[tuple[tuple[FieldCheck, ...], tuple[Order, ...]]] = []

    def check_all(instance: Frozen, _last: object, _value: object) -> None:
        # The quick question: a type that decides alone spares the test, so only limits are paid for one by one.
        if not compiled:
            compiled.append(_compiled(listed))
        fields, orders = compiled[0]
        for name, kinds, test, _ in fields:
            value = getattr(instance, name)
            if type(value) not in kinds and not test(value):
                break
        else:
            if not orders or not any(_disordered(instance, orders)):
                return
        # The slow question, of unsound objects only. A comparison assumes sound fields, so beside an unsound one only
        # the problems of single fields are reported, repeated members included; else all comparisons together.
        unsound, repeated = [], []
        for name, _, test, check in fields:
            value, place = getattr(instance, name), name.lstrip("_")
            repeated += (again := check.repetitions(place, value))
            if not test(value) and not again:
                unsound.append(check.problem(place, value))
        problems = (*unsound, *repeated)
        if not unsound:
            # Fields that a subclass adds are not known to be sound yet.
            whole: Any = type(instance)
            is_whole = attrs.fields(whole)[-1].name == listed[-1].name
            across = instance._problems() if is_whole else ()  # noqa: SLF001 - every checked class is `Frozen`
            problems = (*repeated, *_disordered(instance, orders), *across)
        owner = type(instance) if cls.__name__.startswith("_") else cls  # nobody knows a private base
        raise FieldError(tuple(f"{owner.__name__}.{problem}" for problem in problems))

    last = listed[-1]
    validator = check_all if last.validator is None else attrs.validators.and_(check_all, last.validator)
    return [field.evolve(validator=validator) if field is last else field for field in fields]


FieldCheck: TypeAlias = tuple[str, frozenset[type], Test, Check]
"""The name of a field, the types that decide alone, its test, and the whole of its check."""
Order: TypeAlias = tuple[str, str, Callable[[Any, Any], bool], str]
"""A field, the field that it comes after, the test of the two values, and the words for it."""
ORDERS: Final = {NotBefore: (operator.ge, "no earlier than"), After: (operator.gt, "later than")}


def _compiled(fields: Iterable["attrs.Attribute[Any]"]) -> tuple[tuple[FieldCheck, ...], tuple[Order, ...]]:
    """Return the checks of the fields, and what is asked of pairs of fields once each is sound."""
    checks = ((field.name, expectation(field.type)) for field in fields)
    singles = tuple((name, check.kinds, check.test, check) for name, check in checks)
    limits = ((field.name, limit) for field in fields for limit in getattr(field.type, "__metadata__", ()))
    return singles, tuple((name, limit[0], *ORDERS[type(limit)]) for name, limit in limits if type(limit) in ORDERS)


def _disordered(instance: object, orders: Iterable[Order]) -> Iterator[str]:
    """Say which instants or days of an object are out of order."""
    for name, other, holds, words in orders:
        later, earlier = getattr(instance, name), getattr(instance, other)
        if isinstance(later, date) and isinstance(earlier, date) and not holds(later, earlier):
            yield f"{name} is {shown(later)}; expected {words} {other}, {shown(earlier)}"
