"""The codecs of values without parts: texts, numbers, words, days and instants; and the table of all such codecs."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final

from releasekit._words import did_you_mean, listing, near_match, word_text
from releasekit.documents._codec import Codec, Definitions, Refused, ScalarCodec, Schema
from releasekit.documents._faults import BAD, Faults, PlainScalar, given
from releasekit.documents._grammar import (
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
    taken_for,
)
from releasekit.errors import ReleasekitError

TEXTS: Final = frozenset({str, PlainScalar})
NUMBER: Final = "a decimal number of at most 1 000 digits"


def whole(pattern: str) -> str:
    """Return a pattern that a whole text must match, in any dialect of regular expressions."""
    return rf"^(?:{pattern})$(?!\n)"


class StringCodec(ScalarCodec):
    """Any text. Of YAML's plain scalars only those that no reader takes for anything else."""

    words = "text"
    accepts = TEXTS
    rank = 8
    plain: type | None = str

    def parse(self, data: Any) -> Any:
        """Return the text."""
        if type(data) is str:
            return data
        raise Refused

    def message(self, data: object, expected: str) -> str:
        """Say of a plain scalar what readers of YAML take it for."""
        taken = taken_for(data) if type(data) is PlainScalar else None
        # Beside other choices it is a part of the list; `the text of a cell` asks for something else.
        is_wanted = self.words in (expected, *expected.split(" or "), *expected.split(", "))
        if taken is None or not (data or is_wanted):
            return super().message(data, expected)
        if not data:
            return 'no value; expected text, for example `""`'
        text = f"YAML reads {given(data)} as {taken}; quote it to make it text"
        return text if is_wanted else f"{text}; expected {expected}"

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Take what every reader takes for a text."""
        return str(scalar) if taken_for(scalar) is None else scalar

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of a text."""
        return {"type": "string"}


class TextCodec(StringCodec):
    """Values of a class that has a text for each.

    Args:
        words: what is expected, for error texts.
        parse: reads a text; raises a `ReleasekitError` that says what is wrong.
        text: writes a value.
        schema: what JSON Schema can say of the texts.
    """

    rank = 6
    plain = None

    def __init__(
        self, words: str, *, parse: Callable[[str], Any], text: Callable[[Any], str] = str, schema: Schema | None = None
    ) -> None:
        self.words = words
        self._parse = parse
        self._text = text
        self._schema = schema or {}

    def parse(self, data: Any) -> Any:
        """Return what the text spells."""
        if type(data) is str:
            return self._parse(data)
        raise Refused

    def message(self, data: object, expected: str) -> str:
        """Ask for quotes only where they would help."""
        try:
            self._parse(str(data))
        except ReleasekitError:
            return ScalarCodec.message(self, data, expected)
        return super().message(data, expected)

    def write(self, value: Any) -> Any:
        """Return the text of the value."""
        return self._text(value)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the texts."""
        return {"type": "string", **self._schema}


class TruthCodec(ScalarCodec):
    """True or false, in these words only."""

    words = "true or false"
    accepts = frozenset({bool, PlainScalar})
    rank = 1
    plain = bool

    def parse(self, data: Any) -> Any:
        """Return the value."""
        if data is True or data is False:
            return data
        raise Refused

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Take ``true`` and ``false``."""
        return TRUTHS.get(scalar, scalar)

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the two."""
        return {"type": "boolean"}


class ExactCodec(ScalarCodec):
    """Values that are written in one way and may be given as a few types, by way of a function.

    Args:
        words: what is expected, for error texts.
        given_as: the types that data may have, besides plain scalars of YAML.
        parse: makes the value of data of these types; raises `Refused`, or returns ``None``, for what is none.
        write: makes plain data.
        looks: what a plain scalar must look like to be one.
        resolved: what it then is.
        schema: the JSON Schema.
        rank: the place in a choice.
    """

    def __init__(
        self,
        words: str,
        given_as: tuple[type, ...],
        *,
        parse: Callable[[Any], Any],
        write: Callable[[Any], Any],
        looks: Callable[[str], object],
        resolved: Callable[[str], Any],
        schema: Schema,
        rank: int,
    ) -> None:
        self.words = words
        self.accepts = frozenset({*given_as, PlainScalar})
        self.rank = rank
        self._given = frozenset(given_as)
        self._parse, self._write = parse, write
        self._looks, self._resolved, self._schema = looks, resolved, schema

    def parse(self, data: Any) -> Any:
        """Return the value."""
        value = self._parse(data) if type(data) in self._given else None
        if value is None:
            raise Refused
        return value

    def write(self, value: Any) -> Any:
        """Return plain data for the value."""
        return self._write(value)

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Take what looks like one."""
        return self._resolved(str(scalar)) if self._looks(scalar) else scalar

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema."""
        return dict(self._schema)


class NothingCodec(ScalarCodec):
    """Nothing: ``null``, and in YAML also ``~`` and an empty place."""

    words = "nothing"
    accepts = frozenset({type(None), PlainScalar})
    rank = 0

    def parse(self, data: Any) -> Any:
        """Return ``None``."""
        if data is not None:
            raise Refused

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Take the three spellings."""
        return None if scalar in NULLS else scalar

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of null."""
        return {"type": "null"}


class WordCodec(ScalarCodec):
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

    def read(self, data: Any, faults: Faults) -> Any:
        """Look the word up."""
        value = self._values.get(data, BAD) if type(data) is str else BAD
        return super().read(data, faults) if value is BAD else value

    def parse(self, data: Any) -> Any:
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

    def resolve_scalar(self, scalar: PlainScalar) -> object:
        """Take the words themselves; a closed vocabulary leaves no doubt about ``no``."""
        return str(scalar) if scalar in self._values else scalar

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema: the words."""
        return {"enum": list(self._values)}


class AnyWordCodec(StringCodec):
    """A word of any vocabulary that the reader was told of, written as ``Severity.critical``.

    Args:
        vocabularies: the vocabularies.
    """

    words = "a word such as Severity.critical"
    rank = 2
    plain = None

    def __init__(self, vocabularies: tuple[type[Enum], ...]) -> None:
        self._values = {self.write(word): word for vocabulary in vocabularies for word in vocabulary}

    def parse(self, data: Any) -> Any:
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
    if isinstance(data, str):
        value = decimal_of(data)
        # A short text cannot have too many digits, on whichever side of the point they stand.
        return value if value is None or 2 * len(data) < MOST_DIGITS or is_finite(value) else None
    return Decimal(data) if is_finite(data) else None


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


STRING: Final = StringCodec()
NOTHING: Final = NothingCodec()
SCALARS: Final[Mapping[object, Codec]] = {
    str: STRING,
    bool: TruthCodec(),
    None: NOTHING,
    type(None): NOTHING,
    int: ExactCodec(
        "a whole number",
        (int,),
        parse=_integer,
        write=_integer,
        looks=INTEGER.fullmatch,
        resolved=int,
        schema={"type": "integer"},
        rank=1,
    ),
    Decimal: ExactCodec(
        NUMBER,
        (str, int, Decimal),
        parse=_decimal,
        write=_decimal_text,
        looks=DECIMAL.fullmatch,
        resolved=Decimal,
        schema={"anyOf": [{"type": "number"}, {"type": "string", "pattern": whole(DECIMAL.pattern)}]},
        rank=4,
    ),
    Fraction: ExactCodec(
        "a fraction such as 1/3, or a whole number",
        (str, int),
        parse=_fraction,
        write=_fraction_data,
        looks=lambda text: FRACTION.fullmatch(text) or INTEGER.fullmatch(text),
        resolved=lambda text: text if "/" in text else int(text),
        schema={"anyOf": [{"type": "integer"}, {"type": "string", "pattern": whole(FRACTION.pattern)}]},
        rank=4,
    ),
    date: ExactCodec(
        "a day such as 2026-01-31",
        (str, date),
        parse=lambda day: day_of(day) if isinstance(day, str) else day,
        write=date.isoformat,
        looks=DATE.fullmatch,
        resolved=str,
        schema={"type": "string", "format": "date", "pattern": whole(DATE.pattern)},
        rank=3,
    ),
    datetime: ExactCodec(
        "an instant with its zone, such as 2026-01-31T12:00:00Z",
        (str, datetime),
        parse=instant_of,
        write=instant_text,
        looks=lambda text: text[:1].isdecimal(),
        resolved=str,
        schema={"type": "string", "format": "date-time", "pattern": whole(INSTANT.pattern)},
        rank=3,
    ),
    timedelta: ExactCodec(
        "a duration such as P14D or PT1H30M",
        (str,),
        parse=duration_of,
        write=duration_text,
        looks=DURATION.fullmatch,
        resolved=str,
        schema={"type": "string", "pattern": whole(DURATION.pattern)},
        rank=3,
    ),
}
"""The codecs of types that have no parts."""
