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
import types
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from itertools import chain
from operator import attrgetter
from typing import Annotated, Any, Final, Literal, NamedTuple, Self, TypeAlias, Union, get_args, get_origin

import attrs

from releasekit._arguments import IN_UTC, INSTANT, again, in_utc, is_aware, is_visible
from releasekit._words import a_or_an, is_seen, shown, spelt, word_text
from releasekit.errors import FieldError

Test: TypeAlias = Callable[[Any], bool]


# --- annotations


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
"""What people and programs call a thing: 1 to 200 characters that can be seen."""
Place: TypeAlias = Annotated[str, Length(1, 1_000), OneLine()]
"""Where something stands or is found: names in a row, a path, an address; 1 to 1 000 characters that can be seen."""
Note: TypeAlias = Annotated[str, Length(0, 10_000)]
"""What people read: up to 10 000 characters."""
Told: TypeAlias = Annotated[str, Length(1, 10_000), Visible()]
"""What people have to say: up to 10 000 characters, of which one at least can be seen."""


# --- the base of all immutable objects


class Frozen:
    """What every immutable object of releasekit can do.

    Equality, hash and ``repr`` are written here once, because making them for each of 150 classes is a third of what an
    import costs. They follow attrs' rules: objects of one class compare by their fields, but for those with
    ``eq=False``. A class with rules of its own defines the methods itself.
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


class Check(NamedTuple):
    """What an annotation accepts.

    Attributes:
        test: tells whether a value is accepted.
        words: what is accepted, in words.
        part: the same for each member of a tuple or frozenset.
        kinds: the exact types of which every value is accepted, so that a look at the type can spare the test.
        once: the attribute that no two members may share, empty for the members themselves; ``None`` for no such limit.
    """

    test: Test
    words: str
    part: "Check | None" = None
    kinds: frozenset[type] = frozenset()
    once: str | None = None


def checked(cls: type, fields: list["attrs.Attribute[Any]"]) -> list["attrs.Attribute[Any]"]:
    """Give the last own field of an attrs class a validator that checks all own fields by their annotations.

    Fields of a base class keep the check of the base class; ``metadata={"checked": False}`` leaves a field to its
    class.
    """
    candidates = [field for field in fields if field.init and field.metadata.get("checked", True)]
    own = [field for field in candidates if not field.inherited]  # type: ignore[attr-defined]  # missing in the stubs
    if not own:
        return fields
    compiled = cache(lambda: _compiled(own))

    def check_all(instance: object, _last: object, _value: object) -> None:
        # The quick question: a type that decides alone spares the test, so that only limits are paid for one by one.
        fields, orders = compiled()
        for name, kinds, test, _ in fields:
            value = getattr(instance, name)
            if type(value) not in kinds and not test(value):
                break
        else:
            if not orders or not any(_disordered(instance, orders)):
                return
        # The slow question, of unsound objects only.
        values = ((name, getattr(instance, name), check) for name, _, _, check in fields)
        unsound = [_field_problems(name.lstrip("_"), value, check) for name, value, check in values]
        problems = list(chain.from_iterable(unsound)) or _disordered(instance, orders)
        raise FieldError(tuple(f"{cls.__name__}.{problem}" for problem in problems))

    last = own[-1]
    validator = check_all if last.validator is None else attrs.validators.and_(check_all, last.validator)
    return [field.evolve(validator=validator) if field is last else field for field in fields]


FieldCheck: TypeAlias = tuple[str, frozenset[type], Test, Check]
"""The name of a field, the types that decide alone, its test, and the whole of its check."""
Order: TypeAlias = tuple[str, str, Callable[[Any, Any], bool], str]
"""A field, the field that it comes after, the test of the two values, and the words for it."""


def _compiled(fields: Iterable["attrs.Attribute[Any]"]) -> tuple[tuple[FieldCheck, ...], tuple[Order, ...]]:
    """Return the checks of the fields, and what is asked of pairs of fields once each is sound."""
    checks = ((field.name, expectation(field.type)) for field in fields)
    singles = tuple((name, check.kinds, check.test, check) for name, check in checks)
    return singles, tuple((field.name, *order) for field in fields for order in _orders(field.type))


def _orders(annotation: object) -> Iterator[tuple[str, Callable[[Any, Any], bool], str]]:
    """Yield what the annotation of a field says of its order after another one: that field, the test, the words."""
    for entry in getattr(annotation, "__metadata__", ()):
        if isinstance(entry, NotBefore):
            yield entry.not_before, operator.ge, "no earlier than"
        if isinstance(entry, After):
            yield entry.after, operator.gt, "later than"


def _disordered(instance: object, orders: Iterable[Order]) -> Iterator[str]:
    """Say which instants or days of an object are out of order."""
    for name, other, holds, words in orders:
        later, earlier = getattr(instance, name), getattr(instance, other)
        if isinstance(later, date) and isinstance(earlier, date) and not holds(later, earlier):
            yield f"{name} is {shown(later)}; expected {words} {other}, {shown(earlier)}"


def _field_problems(place: str, value: object, check: Check) -> list[str]:
    """Say what is wrong with a field, if anything; of a tuple or frozenset with a wrong part, which part it is.

    Of several wrong parts it is the first of a tuple, and of a frozenset, which has no order, the first as they are
    shown.
    """
    if check.test(value):
        return []
    if check.part is not None and isinstance(value, tuple | frozenset):
        wrong = [part for part in value if not check.part.test(part)]
        if wrong:
            part = wrong[0] if isinstance(value, tuple) else min(wrong, key=spelt)
            return [f"{place} holds {spelt(part)}; expected {_wanted(part, check.part)}"]
        if check.once is not None and (problems := again(place, value, check.once)):
            return problems
    return [f"{place} is {spelt(value)}; expected {_wanted(value, check)}"]


def _wanted(value: object, check: Check) -> str:
    """Return what was expected; an instant that has a zone lacks a year of UTC."""
    return check.words.replace(INSTANT, IN_UTC) if is_aware(value) else check.words


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
            return _limited(expectation(arguments[0]), arguments[1:])
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


def _exact(kind: type, words: str, test: Test | None = None) -> Check:
    """Return the check for exactly one type, all of whose values are accepted unless a test says more."""
    if test is None:
        return Check(lambda value: type(value) is kind, words, kinds=frozenset((kind,)))
    return Check(lambda value: type(value) is kind and test(value), words)


NONE: Final = _exact(types.NoneType, "nothing")
EXACT: Final[Mapping[object, Check]] = {
    int: _exact(int, "a whole number"),
    str: _exact(str, "a text"),
    bool: _exact(bool, "true or false"),
    date: _exact(date, "a day"),
    datetime: _exact(datetime, INSTANT, lambda value: value.tzinfo is UTC or in_utc(value) is not None),
    Decimal: _exact(Decimal, "a finite decimal number", Decimal.is_finite),
    types.NoneType: NONE,
    None: NONE,
}


def _plain(kind: object) -> Check:
    if kind in EXACT:
        return EXACT[kind]
    if not isinstance(kind, type):
        return Check(lambda _: True, "anything")
    words = a_or_an(kind.__name__)
    if issubclass(kind, Enum):
        words = _either_of(tuple(kind)) if len(kind) else "a word"  # `Word` itself leaves the vocabulary open
    return Check(lambda value: isinstance(value, kind), words, kinds=frozenset((kind,)))


def _either_of(words: tuple[object, ...]) -> str:
    texts = [word_text(word) if isinstance(word, Enum) else str(word) for word in words]
    return "one of " + ", ".join(texts) if len(texts) > 1 else texts[0]


def _either(parts: tuple[Check, ...]) -> Check:
    words = " or ".join(part.words for part in parts)
    kinds = frozenset[type]().union(*(part.kinds for part in parts))
    listed = next((part for part in parts if part.part is not None), parts[0])
    first, *others = (part.test for part in parts)

    def test(value: object) -> bool:
        return first(value) or any(passes(value) for passes in others)

    return Check(test, words, listed.part, kinds, listed.once)


def _all_of(container: type[tuple[object, ...] | frozenset[object]], item: Check) -> Check:
    expected = f"a {container.__name__} of which each is {item.words}"
    return Check(lambda value: type(value) is container and (not value or all(map(item.test, value))), expected, item)


def _each_of(parts: tuple[Check, ...]) -> Check:
    tests = tuple(part.test for part in parts)

    def test(value: object) -> bool:
        return type(value) is tuple and len(value) == len(tests) and all(map(operator.call, tests, value))

    return Check(test, f"a tuple of {len(parts)}: " + ", ".join(part.words for part in parts))


def _is_trimmed(text: str) -> bool:
    return text == text.strip()


LIMITS: Final[Mapping[str, tuple[Callable[[Any], Test], str]]] = {
    "ge": (lambda limit: lambda value: bool(value >= limit), "at least {}"),
    "gt": (lambda limit: lambda value: bool(value > limit), "above {}"),
    "le": (lambda limit: lambda value: bool(value <= limit), "at most {}"),
    "lt": (lambda limit: lambda value: bool(value < limit), "below {}"),
    "min_length": (lambda limit: lambda value: len(value) >= limit, "length at least {}"),
    "max_length": (lambda limit: lambda value: len(value) <= limit, "length at most {}"),
    "is_printable": (lambda _: is_seen, "printable"),
    "is_visible": (lambda _: is_visible, "with something to read"),
    "is_trimmed": (lambda _: _is_trimmed, "without spaces around it"),
    "distinct_by": (lambda by: lambda value: not again("", value, by), "each once"),
}
"""The limits of annotated-types (``Interval``, ``Len`` and their parts) and ours, by the name of their attribute."""


def _limited(base: Check, metadata: tuple[object, ...]) -> Check:
    found = [(name, getattr(entry, name, None)) for entry in metadata for name in LIMITS]
    limits = [(*LIMITS[name], name, limit) for name, limit in found if limit is not None]
    if not limits:
        return base
    words = ", ".join([base.words, *(text.format(limit) for _, text, _, limit in limits)])
    once = next((limit for _, _, name, limit in limits if name == "distinct_by"), base.once)
    tests = [base.test, *(make(limit) for make, _, _, limit in limits)]
    named = {name: limit for _, _, name, limit in limits}
    if base is EXACT[str] and named.keys() == LINE:
        return Check(partial(_is_line, named["min_length"], named["max_length"]), words)

    def test(value: object) -> bool:
        for passes in tests:  # noqa: SIM110 - `all` with a generator costs three times as much
            if not passes(value):
                return False
        return True

    return Check(test, words, base.part, once=once)


LINE: Final = frozenset(("min_length", "max_length", "is_printable", "is_trimmed"))


def _is_line(shortest: int, longest: int, value: object) -> bool:
    """Ask what `Name` and `Place` ask in one go: they are the limits of most fields."""
    return type(value) is str and shortest <= len(value) <= longest and is_seen(value) and value == value.strip()

