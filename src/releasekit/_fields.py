"""Field checks that are read from annotations, so that a limit is written once.

A class that says ``@attrs.frozen(field_transformer=checked)`` refuses to exist with a field outside its annotation.
The same ``Annotated`` limits are what JSON Schema and test strategies read. All problems of an object are
raised together, as one `FieldError`.
"""

import types
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from itertools import pairwise
from typing import (
    Annotated,
    Any,
    Final,
    Literal,
    NamedTuple,
    Self,
    TypeAlias,
    TypeGuard,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

import attrs

from releasekit._words import a_or_an, is_seen, shown, spelt, word_text
from releasekit.errors import FieldError

__all__ = [
    "Frozen",
    "Length",
    "Name",
    "Note",
    "OneLine",
    "Place",
    "Told",
    "Visible",
    "as_frozenset",
    "as_tuple",
    "as_utc",
    "backwards",
    "checked",
    "expectation",
    "held_twice",
    "in_order",
    "instant",
    "is_visible",
    "members",
    "of_kind",
    "repeated",
]

Part = TypeVar("Part")
Test: TypeAlias = Callable[[Any], bool]
INSTANT: Final = "an instant with its zone"
IN_UTC: Final = "an instant in the years 1 to 9999 of UTC"


class Check(NamedTuple):
    """Whether a value is accepted, what was expected in words, and what each of its parts must pass."""

    test: Test
    words: str
    part: "Check | None" = None


class Length(NamedTuple):
    """How long a text or tuple may be, both ends included; read like ``annotated_types.Len``.

    The policy package uses it because importing annotated-types takes a third of the time that attrs takes.
    """

    min_length: int
    max_length: int


class OneLine(NamedTuple):
    """A text without line breaks and other marks that cannot be seen."""

    is_printable: bool = True
    is_trimmed: bool = True


class Visible(NamedTuple):
    """What a text says can be seen: blanks and invisible characters alone say nothing."""

    is_visible: bool = True


Name: TypeAlias = Annotated[str, Length(1, 200), OneLine()]
"""What people and programs call a thing: 1 to 200 characters that can be seen."""
Place: TypeAlias = Annotated[str, Length(1, 1_000), OneLine()]
"""Where something stands or is found: names in a row, a path, an address; 1 to 1 000 characters that can be seen."""
Note: TypeAlias = Annotated[str, Length(0, 10_000)]
"""What people read: up to 10 000 characters."""
Told: TypeAlias = Annotated[str, Length(1, 10_000), Visible()]
"""What people have to say: up to 10 000 characters, of which one at least can be seen."""


class Frozen:
    """What every immutable object of releasekit can do."""

    __slots__ = ()

    def replace(self, **changes: Any) -> Self:  # noqa: ANN401 - each class has its own fields
        """Return a copy with some fields changed, checked like a new object.

        Raises:
            FieldError: where a changed field is outside its limits.
            TypeError: where no field has that name.
        """
        return attrs.evolve(self, **changes)  # type: ignore[misc]


def as_utc(value: datetime) -> datetime:
    """Return an aware instant in UTC, so that instants of one zone compare right in the hour that comes twice.

    Anything else is returned as it is, for the field's check to refuse.
    """
    return _in_utc(value) or value


def _in_utc(value: object) -> datetime | None:
    """Return an instant in UTC; ``None`` where it is none, has no zone, or UTC has no year for it."""
    if not _is_aware(value):
        return None
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return None


def _is_aware(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and value.utcoffset() is not None


def instant(name: str, value: datetime) -> datetime:
    """Return an argument that must be an instant, in UTC.

    Raises:
        FieldError: where it is no datetime, has no zone, or lies outside the years 1 to 9999 of UTC.
    """
    found = _in_utc(value)
    if found is not None:
        return found
    raise FieldError((f"{name} is {shown(value)}; expected {IN_UTC if _is_aware(value) else INSTANT}",))


def of_kind(name: str, value: object, *kinds: type) -> None:
    """Refuse an argument of another kind.

    Raises:
        FieldError: where it is of none of the kinds.
    """
    if not isinstance(value, kinds):
        raise FieldError((f"{name} is {spelt(value)}; expected {_any_of(kinds)}",))


def _any_of(kinds: tuple[type, ...]) -> str:
    return " or ".join("nothing" if kind is types.NoneType else a_or_an(kind.__name__) for kind in kinds)


def members(name: str, values: object, *kinds: type) -> tuple[Any, ...]:
    """Return an argument that must list objects of some kinds, as a tuple.

    Raises:
        FieldError: where it cannot be listed, is a text, or holds anything else; it names all that it holds of that.
    """
    listed: object = as_tuple(values)  # type: ignore[arg-type]  # what cannot be listed is refused below
    if not isinstance(listed, tuple):
        raise FieldError((f"{name} is {spelt(listed)}; expected a tuple of which each is {_any_of(kinds)}",))
    strange = [part for part in listed if not isinstance(part, kinds)]
    if strange:
        raise FieldError(tuple(f"{name} holds {spelt(part)}; expected {_any_of(kinds)}" for part in strange))
    return listed


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that are there more than once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def held_twice(place: str, values: Iterable[Part], text: Callable[[Part], str] = str) -> list[str]:
    """Say which values are there more than once, each named by its text."""
    counts = ((text(value), count) for value, count in Counter(values).items() if count > 1)
    return [f"{place} holds {shown(value)} {count} times; expected it once" for value, count in counts]


def backwards(*stations: tuple[str, datetime]) -> list[str]:
    """Say which of some named instants comes before the one that should not come after it; equal ones are in order."""
    return [
        f"{later} is {shown(then)}; expected no earlier than {earlier}, {shown(first)}"
        for (earlier, first), (later, then) in pairwise(stations)
        if then < first
    ]


def is_visible(text: str) -> bool:
    """Tell whether something in a text can be seen."""
    return any(is_seen(mark) and not mark.isspace() for mark in text)


def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the members of anything that can be listed as a tuple; a text, or what cannot be, stays as it is."""
    given: Any = values
    return tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else given


def as_frozenset(values: Iterable[Any]) -> frozenset[Any]:
    """Return the same as a frozenset; a text, or what cannot be, stays as it is for the field's check."""
    given: Any = as_tuple(values)
    if isinstance(given, tuple):
        with suppress(TypeError):  # where a part has no hash
            given = frozenset(given)
    found: frozenset[Any] = given
    return found


def in_order(
    values: tuple[Part, ...], kind: type, key: Callable[[Part], str], ties: Callable[[Part], bytes] | None = None
) -> tuple[Part, ...]:
    """Sort the members of a tuple; where one is of another kind, leave them for the field's check to refuse.

    Args:
        values: the members.
        kind: what each must be.
        key: sorts them.
        ties: sorts those that share a key; worked out only where there are such.
    """
    given: object = values
    if not isinstance(given, tuple) or not all(isinstance(value, kind) for value in given):
        return values
    if ties is not None and len(set(map(key, values))) < len(values):
        return tuple(sorted(values, key=lambda value: (key(value), ties(value))))
    return tuple(sorted(values, key=key))


def checked(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Give the last own field of an attrs class a validator that checks all own fields by their annotations.

    Fields of a base class keep the check of the base class; ``metadata={"checked": False}`` leaves a field to its
    class.
    """
    own = [
        field
        for field in fields
        if field.init and field.metadata.get("checked", True)
        and not field.inherited  # type: ignore[attr-defined]  # the stubs leave it out
    ]
    checks = [(field.name, expectation(field.type)) for field in own]

    def check_all(instance: object, _last: object, _value: object) -> None:
        problems = tuple(
            _problem(f"{cls.__name__}.{name.lstrip('_')}", getattr(instance, name), check)
            for name, check in checks
            if not check.test(getattr(instance, name))
        )
        if problems:
            raise FieldError(problems)

    if not own:
        return fields
    last = own[-1]
    validators = [check_all] if last.validator is None else [check_all, last.validator]
    return [field.evolve(validator=attrs.validators.and_(*validators)) if field is last else field for field in fields]


def _problem(place: str, value: object, check: Check) -> str:
    """Say what is wrong with a field; of a tuple or frozenset with a wrong part, which part it is.

    Of several wrong parts it is the first of a tuple, and of a frozenset, which has no order, the first as they are
    shown.
    """
    if check.part is not None and isinstance(value, tuple | frozenset):
        wrong = [part for part in value if not check.part.test(part)]
        if wrong:
            part = wrong[0] if isinstance(value, tuple) else min(wrong, key=spelt)
            return f"{place} holds {spelt(part)}; expected {_wanted(part, check.part)}"
    return f"{place} is {spelt(value)}; expected {_wanted(value, check)}"


def _wanted(value: object, check: Check) -> str:
    """Return what was expected; an instant that has a zone lacks a year of UTC."""
    return check.words.replace(INSTANT, IN_UTC) if _is_aware(value) else check.words


def expectation(annotation: object) -> Check:
    """Compile an annotation to a test and to the words for what it accepts.

    Types are exact for ``int``, ``str``, ``bool`` and ``date``: ``True`` is no number, a ``datetime`` is no day.
    A ``datetime`` must know its zone and have a year in UTC, a ``Decimal`` must be finite.
    """
    origin, arguments = get_origin(annotation), get_args(annotation)
    match origin:
        case None:
            return _plain(annotation)
        case _ if origin is Annotated:
            return _limited(arguments[0], arguments[1:])
        case _ if origin in (Union, types.UnionType):
            return _either(tuple(expectation(part) for part in arguments))
        case _ if origin is Literal:
            return Check(lambda value: any(value is word or value == word for word in arguments), _either_of(arguments))
        case _ if origin is tuple and arguments[1:] == (...,):
            return _all_of(tuple, expectation(arguments[0]))
        case _ if origin is tuple:
            return _each_of(tuple(expectation(part) for part in arguments))
        case _ if origin is frozenset:
            return _all_of(frozenset, expectation(arguments[0]))
        case _:
            return _plain(origin)


EXACT: Final[Mapping[object, Check]] = {
    int: Check(lambda value: type(value) is int, "a whole number"),
    str: Check(lambda value: type(value) is str, "a text"),
    bool: Check(lambda value: type(value) is bool, "true or false"),
    date: Check(lambda value: type(value) is date, "a day"),
    datetime: Check(lambda value: type(value) is datetime and _in_utc(value) is not None, INSTANT),
    Decimal: Check(lambda value: type(value) is Decimal and value.is_finite(), "a finite decimal number"),
    types.NoneType: Check(lambda value: value is None, "nothing"),
    None: Check(lambda value: value is None, "nothing"),
}


def _plain(kind: object) -> Check:
    if kind in EXACT:
        return EXACT[kind]
    if not isinstance(kind, type):
        return Check(lambda _: True, "anything")
    if issubclass(kind, Enum):
        words = _either_of(tuple(kind)) if len(kind) else "a word"  # `Word` itself leaves the vocabulary open
        return Check(lambda value: isinstance(value, kind), words)
    return Check(lambda value: isinstance(value, kind), a_or_an(kind.__name__))


def _either_of(words: tuple[object, ...]) -> str:
    texts = [word_text(word) if isinstance(word, Enum) else str(word) for word in words]
    return "one of " + ", ".join(texts) if len(texts) > 1 else texts[0]


def _either(parts: tuple[Check, ...]) -> Check:
    tests = tuple(part.test for part in parts)
    return Check(lambda value: any(test(value) for test in tests), " or ".join(part.words for part in parts))


def _all_of(container: type[tuple[object, ...] | frozenset[object]], item: Check) -> Check:
    expected = f"a {container.__name__} of which each is {item.words}"
    return Check(lambda value: type(value) is container and all(map(item.test, value)), expected, item)


def _each_of(items: tuple[Check, ...]) -> Check:
    def test(value: object) -> bool:
        return type(value) is tuple and len(value) == len(items) and all(
            item.test(part) for item, part in zip(items, value, strict=True)
        )

    return Check(test, f"a tuple of {len(items)}: " + ", ".join(item.words for item in items))


LIMITS: Final[Mapping[str, tuple[Callable[[Any, Any], bool], str]]] = {
    "ge": (lambda value, limit: bool(value >= limit), "at least {}"),
    "gt": (lambda value, limit: bool(value > limit), "above {}"),
    "le": (lambda value, limit: bool(value <= limit), "at most {}"),
    "lt": (lambda value, limit: bool(value < limit), "below {}"),
    "min_length": (lambda value, limit: len(value) >= limit, "length at least {}"),
    "max_length": (lambda value, limit: len(value) <= limit, "length at most {}"),
    "is_printable": (lambda value, limit: is_seen(value) is limit, "printable"),
    "is_visible": (lambda value, limit: is_visible(value) is limit, "with something to read"),
    "is_trimmed": (lambda value, limit: (value == value.strip()) is limit, "without spaces around it"),
}
"""The limits of annotated-types (``Interval``, ``Len`` and their parts) by the name of their attribute."""


def _limited(kind: object, metadata: tuple[object, ...]) -> Check:
    base = expectation(kind)
    found = [(name, getattr(entry, name, None)) for entry in metadata for name in LIMITS]
    limits = [(LIMITS[name], limit) for name, limit in found if limit is not None]
    words = [text.format(limit) for (_, text), limit in limits]
    return Check(
        lambda value: base.test(value) and all(test(value, limit) for (test, _), limit in limits),
        ", ".join([base.words, *words]),
        base.part,
    )
