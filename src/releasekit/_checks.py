"""Checks that are compiled from annotations: a test of a value, and the words for what is accepted."""

import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter, call
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

from releasekit._arguments import IN_UTC, INSTANT, again, in_utc, is_aware, is_visible
from releasekit._words import DIGITS, a_or_an, is_evidence, is_seen, spelt, word_text

Test: TypeAlias = Callable[[Any], bool]
ONE_OF: Final = "one of "
WHOLE: Final = "a whole number"
LEAST_LONG: Final = 10**1_000
"""Python does not write numbers of some thousand digits, so an object that held one could not be shown."""


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
        if type(value) is int and value >= LEAST_LONG:
            words = words.replace(f"{WHOLE} of at least", f"{WHOLE} of at most 1 000 digits and at least")
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
    str: _exact(str, "text"),
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
    bound = getattr(kind, "__bound__", None)
    if isinstance(bound, type) and issubclass(bound, Enum):  # a type variable for words
        return _plain(bound)
    if not isinstance(kind, type):
        return Check(lambda _: True, "anything")
    words = a_or_an(kind.__name__)
    if issubclass(kind, Enum):
        words = _either_of(tuple(kind)) if len(kind) else "a word"  # `Word` itself leaves the vocabulary open
    return Check(lambda value: isinstance(value, kind), words, kinds=frozenset((kind,)))


def _either_of(words: tuple[object, ...]) -> str:
    texts = [word_text(word) if isinstance(word, Enum) else str(word) for word in words]
    return ONE_OF + ", ".join(texts) if len(texts) > 1 else texts[0]


def _either(parts: tuple[Check, ...]) -> Check:
    has_comma = any(", " in part.words and not part.words.startswith(ONE_OF) for part in parts)
    words = (", or " if has_comma else " or ").join(part.words for part in parts)
    kinds = frozenset[type]().union(*(part.kinds for part in parts))
    listed = next((part for part in parts if part.part is not None), parts[0])
    first, *others = (part.test for part in parts)

    def test(value: object) -> bool:
        return first(value) or any(passes(value) for passes in others)

    return Check(test, words, listed.part, kinds, listed.once)


def _all_of(container: type[tuple[object, ...] | frozenset[object]], item: Check) -> Check:
    expected = f"a {container.__name__} in which each is {item.words}"
    kinds = item.kinds  # where these decide alone, a long column is looked through without a call for each member
    return Check(
        lambda value: type(value) is container and (kinds.issuperset(map(type, value)) or all(map(item.test, value))),
        expected,
        item,
    )


def _all_distinct(by: str) -> Test:
    """Return the test that no two members share an attribute, or are equal where it is empty; `again` names which."""
    key = attrgetter(by) if by else None
    return lambda values: len(set(map(key, values) if key else values)) == len(values)


def _is_trimmed(text: str) -> bool:
    return text == text.strip()


LIMITS: Final[Mapping[str, Callable[[Any], Test]]] = {
    "ge": lambda limit: lambda value: bool(value >= limit),
    "gt": lambda limit: lambda value: bool(value > limit),
    "le": lambda limit: lambda value: bool(value <= limit),
    "lt": lambda limit: lambda value: bool(value < limit),
    "min_length": lambda limit: lambda value: len(value) >= limit,
    "max_length": lambda limit: lambda value: len(value) <= limit,
    "is_printable": lambda _: is_seen,
    "is_trimmed": lambda _: _is_trimmed,
    "is_visible": lambda _: is_visible,
    "is_hexadecimal": lambda _: DIGITS.issuperset,
    "is_meant": lambda _: is_evidence,
    "distinct_by": _all_distinct,
}
"""The limits of annotated-types (``Interval``, ``Len`` and their parts) and ours, by the name of their attribute."""

SIZES: Final[Mapping[tuple[str, ...], str]] = {
    ("min_length", "max_length"): "{:_} to {:_}",
    ("min_length",): "at least {:_}",
    ("max_length",): "at most {:_}",
}
PHRASES: Final[Mapping[tuple[str, ...], str]] = {
    ("ge", "le"): " from {} to {}",
    ("ge", "lt"): " of at least {} and below {}",
    ("gt", "le"): " above {} and at most {}",
    ("gt", "lt"): " above {} and below {}",
    ("ge",): " of at least {}",
    ("gt",): " above {}",
    ("le",): " of at most {}",
    ("lt",): " below {}",
    ("is_trimmed",): ", no spaces at the ends",
    ("is_visible",): ", at least one visible",
    ("is_hexadecimal",): ", hexadecimal digits in lower case",
    ("is_meant",): ", no word for nothing",
    ("distinct_by",): ", each {} once",
}
"""The words for limits that stand together; pairs come first, so that each limit is named once."""


def _limited(base: Check, metadata: tuple[object, ...]) -> Check:
    given = [(name, getattr(entry, name, None)) for entry in metadata for name in LIMITS]
    limits = [(name, limit) for name, limit in given if limit is not None]
    if not limits:
        return base
    words, named = _words(base, limits), dict(limits)
    if base is EXACT[str] and named.keys() == LINE and len(limits) == len(LINE):
        return Check(_line(named["min_length"], named["max_length"]), words)
    if base is EXACT[str] and named.keys() == {*LINE, "is_meant"}:
        line = _line(named["min_length"], named["max_length"])
        return Check(lambda value: line(value) and is_evidence(value), words)
    tests = [base.test, *(LIMITS[name](limit) for name, limit in limits)]
    if base is EXACT[int] and named.keys() == {"ge"}:
        tests.append(LEAST_LONG.__gt__)

    def test(value: object) -> bool:
        for passes in tests:  # noqa: SIM110 - `all` with a generator costs three times as much
            if not passes(value):
                return False
        return True

    return Check(test, words, base.part, once=named.get("distinct_by", base.once))


def _words(base: Check, limits: Iterable[tuple[str, Any]]) -> str:
    """Say what a base accepts within limits, such as ``1 to 200 printable characters, no spaces at the ends``."""
    unsaid: defaultdict[str, list[object]] = defaultdict(list)
    for name, limit in limits:
        unsaid[name].append("member" if limit == "" else limit)

    def said(phrases: Mapping[tuple[str, ...], str]) -> Iterator[str]:
        for names, phrase in phrases.items():
            while all(unsaid[name] for name in names):
                yield phrase.format(*(unsaid[name].pop(0) for name in names))

    size = " and ".join(said(SIZES)).replace("_", " ")
    if base is EXACT[str]:
        printable = "printable " if unsaid["is_printable"] else ""
        noun = "character" if size.endswith(" 1") else "characters"
        words = f"{size} {printable}{noun}" if size else f"{printable}text"
    else:
        container, each, member = base.words.partition(" in which each ")
        words = f"{container} of {size}{each}{member}" if size else base.words
    return words + "".join(said(PHRASES))


LINE: Final = frozenset(("min_length", "max_length", "is_printable", "is_trimmed"))


def _line(shortest: int, longest: int) -> Test:
    """Return the test of `Name` and `Place`, the limits of most fields, in one go.

    Of what is printable and ASCII only the space is a blank, so two marks tell whether there is one at an end.
    """

    def test(value: object) -> bool:
        if type(value) is not str or not shortest <= len(value) <= longest:
            return False
        if value.isascii():
            return value.isprintable() and value[:1] != " " != value[-1:]
        return is_seen(value) and value == value.strip()

    return test
