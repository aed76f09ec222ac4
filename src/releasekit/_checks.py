"""Checks that are compiled from annotations: a test of a value, and the words for what is accepted."""

import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from operator import call
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from releasekit._arguments import IN_UTC, INSTANT, again, in_utc, is_aware, is_visible
from releasekit._words import a_or_an, is_seen, spelt, word_text

Test: TypeAlias = Callable[[Any], bool]


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

    def problem(self, place: str, value: object) -> str:
        """Say what is wrong with a value; of a tuple or frozenset with a wrong part, which part it is.

        Of several wrong parts it is the first of a tuple, and of a frozenset, which has no order, the first as they
        are shown.
        """
        verb, check = "is", self
        if self.part is not None and isinstance(value, tuple | frozenset):
            wrong = [part for part in value if not self.part.test(part)]
            if wrong:
                verb, check = "holds", self.part
                value = wrong[0] if isinstance(value, tuple) else min(wrong, key=spelt)
        # An instant that fails although it has a zone is in a year that UTC does not have.
        words = check.words.replace(INSTANT, IN_UTC) if is_aware(value) else check.words
        return f"{place} {verb} {spelt(value)}; expected {words}"

    def repetitions(self, place: str, value: object) -> list[str]:
        """Say which members of a tuple come again, where each is sound alone and that is not allowed."""
        if self.once is None or self.part is None or not isinstance(value, tuple):
            return []
        return again(place, value, self.once) if all(map(self.part.test, value)) else []


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
            parts = [expectation(part) for part in arguments]
            tests, size = tuple(part.test for part in parts), len(parts)
            return Check(
                lambda value: type(value) is tuple and len(value) == size and all(map(call, tests, value)),
                f"a tuple of {size}: " + ", ".join(part.words for part in parts),
            )
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
