"""The forms of values without parts: numbers, words, days and instants; and the table of all such forms."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from releasekit._words import did_you_mean, listing, near_match, word_text
from releasekit.documents._form import Definitions, Form, Leaf, Refused, Schema
from releasekit.documents._problems import Bare
from releasekit.documents._scalars import (
    DATE,
    DECIMAL,
    DURATION,
    FRACTION,
    INSTANT,
    INTEGER,
    MOST_DIGITS,
    NULLS,
    TRUTHS,
    day_of,
    decimal_of,
    duration_of,
    duration_text,
    fraction_of,
    instant_of,
    instant_text,
    is_exact,
)
from releasekit.documents._texts import TEXTS, Text, whole

NUMBER: Final = "a decimal number of at most 1 000 digits"


class Truth(Leaf):
    """True or false, in these words only."""

    words = "true or false"
    accepts = frozenset({bool, Bare})
    rank = 1
    is_plain = True

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value."""
        if data is True or data is False:
            return data
        raise Refused

    def write(self, value: Any) -> Any:
        """Return the value."""
        return value

    def settle(self, data: object) -> object:
        """Take ``true`` and ``false``."""
        return TRUTHS.get(data, data) if type(data) is Bare else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the two."""
        return {"type": "boolean"}


class Exact(Leaf):
    """Values that are written in one way and may be given as a few types, by way of a function.

    Args:
        words: what is expected, for error texts.
        given: the types that data may have, besides plain scalars of YAML.
        read: makes the value of data of these types; raises `Refused`, or returns ``None``, for what is none.
        write: makes plain data.
        looks: what a plain scalar must look like to be one.
        settled: what it then is.
        schema: the JSON Schema.
        rank: the place in a choice.
    """

    def __init__(
        self,
        words: str,
        given_as: tuple[type, ...],
        *,
        read: Callable[[Any], Any],
        write: Callable[[Any], Any],
        looks: Callable[[str], object],
        settled: Callable[[str], Any],
        schema: Schema,
        rank: int,
    ) -> None:
        self.words = words
        self.accepts = frozenset({*given_as, Bare})
        self.rank = rank
        self._given = frozenset(given_as)
        self._read, self._write = read, write
        self._looks, self._settled, self._schema = looks, settled, schema

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value."""
        value = self._read(data) if type(data) in self._given else None
        if value is None:
            raise Refused
        return value

    def write(self, value: Any) -> Any:
        """Return plain data for the value."""
        return self._write(value)

    def settle(self, data: object) -> object:
        """Take what looks like one."""
        return self._settled(str(data)) if type(data) is Bare and self._looks(data) else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema."""
        return dict(self._schema)


class Constant(Leaf):
    """Nothing: ``null``, and in YAML also ``~`` and an empty place."""

    words = "nothing"
    accepts = frozenset({type(None), Bare})
    rank = 0

    def read(self, data: Any, _: Any = None) -> Any:
        """Return ``None``."""
        if data is not None:
            raise Refused

    def write(self, value: Any) -> Any:
        """Return ``None``."""
        return value

    def settle(self, data: object) -> object:
        """Take the three spellings."""
        return None if type(data) is Bare and data in NULLS else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of null."""
        return {"type": "null"}


class WordOf(Leaf):
    """One of a few words; each stands for a value.

    Args:
        values: the values by their words.
    """

    accepts = TEXTS
    rank = 2

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)
        self._texts = {value: text for text, value in self._values.items()}
        self.words = f"one of {listing(self._values)}" if len(self._values) > 1 else f"`{listing(self._values)}`"

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the value of a word."""
        if type(data) is str and data in self._values:
            return self._values[data]
        raise Refused

    def message(self, data: object, expected: str) -> str:
        """Add the word that is meant, most likely."""
        hint = did_you_mean(str(data), self._values) if isinstance(data, str) else ""
        return super().message(data, expected) + hint

    def write(self, value: Any) -> Any:
        """Return the word of a value."""
        return self._texts[value]

    def settle(self, data: object) -> object:
        """Take the words themselves; a closed vocabulary leaves no doubt about ``no``."""
        return str(data) if type(data) is Bare and data in self._values else data

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema: the words."""
        return {"enum": list(self._values)}


class SomeWord(Text):
    """A word of any vocabulary that the reader was told of, written as ``Severity.critical``.

    Args:
        vocabularies: the vocabularies.
    """

    words = "a word such as Severity.critical"
    rank = 2
    is_plain = False

    def __init__(self, vocabularies: tuple[type[Enum], ...]) -> None:
        self._values = {self.write(word): word for vocabulary in vocabularies for word in vocabulary}

    def read(self, data: Any, _: Any = None) -> Any:
        """Return the word."""
        if type(data) is str and data in self._values:
            return self._values[data]
        near = near_match(data, self._values)
        raise Refused(f"a word of the vocabularies given{f'; did you mean `{near}`?' if near else ''}")

    def write(self, value: Any) -> Any:
        """Return the word with its vocabulary."""
        return f"{type(value).__name__}.{word_text(value)}"


def _integer(data: int) -> int:
    if not is_exact(data):
        raise Refused("a whole number of at most 1 000 digits")
    return data


def _decimal(data: str | int | Decimal) -> Decimal | None:
    value = decimal_of(data) if isinstance(data, str) else data
    return Decimal(value) if value is not None and is_finite(value) else None


def is_finite(data: int | Decimal) -> bool:
    """Tell whether a number is finite and has at most 1 000 digits before and after the point."""
    if isinstance(data, int):
        return is_exact(data)
    _, digits, exponent = data.as_tuple()
    return isinstance(exponent, int) and len(digits) + abs(exponent) <= MOST_DIGITS


def _decimal_text(value: Decimal) -> str:
    if not is_finite(value):
        raise Refused(NUMBER)
    return f"{value:f}"


def _fraction(data: str | int) -> Fraction | None:
    if isinstance(data, str):
        return fraction_of(data)
    return Fraction(data) if is_exact(data) else None


def _fraction_data(value: Fraction) -> str | int:
    if not (is_exact(value.numerator) and is_exact(value.denominator)):
        raise Refused("a fraction of numbers of at most 1 000 digits")
    return str(value) if value.denominator > 1 else value.numerator


def _day(data: str | date) -> date:
    return day_of(data) if isinstance(data, str) else data


NOTHING: Final = Constant()
LEAVES: Final[Mapping[object, Form]] = {
    str: Text(),
    bool: Truth(),
    None: NOTHING,
    type(None): NOTHING,
    int: Exact(
        "a whole number",
        (int,),
        read=_integer,
        write=_integer,
        looks=INTEGER.fullmatch,
        settled=int,
        schema={"type": "integer"},
        rank=1,
    ),
    Decimal: Exact(
        NUMBER,
        (str, int, Decimal),
        read=_decimal,
        write=_decimal_text,
        looks=DECIMAL.fullmatch,
        settled=Decimal,
        schema={"anyOf": [{"type": "number"}, {"type": "string", "pattern": whole(DECIMAL.pattern)}]},
        rank=4,
    ),
    Fraction: Exact(
        "a fraction such as 1/3, or a whole number",
        (str, int),
        read=_fraction,
        write=_fraction_data,
        looks=lambda text: FRACTION.fullmatch(text) or INTEGER.fullmatch(text),
        settled=lambda text: text if "/" in text else int(text),
        schema={"anyOf": [{"type": "integer"}, {"type": "string", "pattern": whole(FRACTION.pattern)}]},
        rank=4,
    ),
    date: Exact(
        "a day such as 2026-01-31",
        (str, date),
        read=_day,
        write=date.isoformat,
        looks=DATE.fullmatch,
        settled=str,
        schema={"type": "string", "format": "date", "pattern": whole(DATE.pattern)},
        rank=3,
    ),
    datetime: Exact(
        "an instant with its zone, such as 2026-01-31T12:00:00Z",
        (str, datetime),
        read=instant_of,
        write=instant_text,
        looks=lambda text: text[:1].isdecimal(),
        settled=str,
        schema={"type": "string", "format": "date-time", "pattern": whole(INSTANT.pattern)},
        rank=3,
    ),
    timedelta: Exact(
        "a duration such as P14D or PT1H30M",
        (str,),
        read=duration_of,
        write=duration_text,
        looks=DURATION.fullmatch,
        settled=str,
        schema={"type": "string", "pattern": whole(DURATION.pattern)},
        rank=3,
    ),
}
"""The forms of types that have no parts."""
