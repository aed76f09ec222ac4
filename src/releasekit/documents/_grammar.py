"""How scalars are spelt: grammars, and what a plain scalar of YAML may be taken for.

Each grammar has one spelling for a value, as people write it down: no octal numbers, no underscores, no ``yes``. A
pattern is also the one in the JSON Schema, so it uses only what regular expressions everywhere have in common.
"""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

from releasekit.documents._codec import Refused

MOST_DIGITS: Final = 1_000
LEAST_LONG: Final[int] = 10**MOST_DIGITS

INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,999})")
DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,999})(?:\.[0-9]{1,1000})?")
FRACTION: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,999})/[1-9][0-9]{0,999}")
DATE: Final = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
INSTANT: Final = re.compile(
    DATE.pattern
    + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    + r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
LOCAL: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?")
DURATION: Final = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,6}))?S)?)?"
)

TRUTHS: Final = {"true": True, "false": False}
NULLS: Final = frozenset({"", "~", "null"})
SECOND: Final = 1_000_000

# What the readers of YAML 1.1 and 1.2 make of a plain scalar: the union, so whoever reads it, a text is a text.
TAKEN_WORDS: Final = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), "no value"),
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO"), "true or false"),
    **dict.fromkeys(("true", "True", "TRUE", "false", "False", "FALSE"), "true or false"),
    **dict.fromkeys(("on", "On", "ON", "off", "Off", "OFF"), "true or false"),
    "=": "a default value",
    "<<": "a merge key",
}
TAKEN_NUMBERS: Final = (
    (
        re.compile(
            r"[-+]?0(?:b[01_]++|o[0-7_]++|x[0-9a-fA-F_]++)"
            r"|[-+]?(?:[0-9][0-9_,]*+(?:\.[0-9_]*+)?|\.[0-9_]++)(?:[eE][-+]?[0-9]++)?"
            r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
        ),
        "a number",
    ),
    (re.compile(r"[-+]?[0-9][0-9_]*+(?::[0-5]?[0-9])++(?:\.[0-9_]*+)?"), "a number to base 60"),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}.*)?"), "a date"),
)
FIRST_MARKS: Final = frozenset("+-.0123456789")
"""What those numbers and dates can begin with; most texts do not, and are done with one look."""


def taken_for(text: str) -> str | None:
    """Say what another reader of YAML would take a plain scalar for, ``None`` where all take it for a text."""
    if text in TAKEN_WORDS or text[0] not in FIRST_MARKS:
        return TAKEN_WORDS.get(text)
    return next((words for pattern, words in TAKEN_NUMBERS if pattern.fullmatch(text)), None)


def is_exact(number: int) -> bool:
    """Tell whether a whole number has at most 1 000 digits."""
    return -LEAST_LONG < number < LEAST_LONG


def decimal_of(text: str) -> Decimal | None:
    """Return the decimal number that a text spells, ``None`` where it spells none."""
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def fraction_of(text: str) -> Fraction | None:
    """Return the fraction that a text spells, ``None`` where it spells none."""
    if not FRACTION.fullmatch(text):
        return None
    above, below = text.split("/")
    return Fraction(int(above), int(below))


def day_of(text: str) -> date:
    """Return the day that a text spells.

    Raises:
        Refused: where it spells none.
    """
    try:
        return date.fromisoformat(text if DATE.fullmatch(text) else "")
    except ValueError:
        raise Refused("a day such as 2026-01-31") from None


def instant_of(given: str | datetime) -> datetime:
    """Return the instant that a text spells or a datetime is, in UTC.

    Raises:
        Refused: where it is none, or has no zone, or is outside the years 1 to 9999 in UTC.
    """
    if isinstance(given, str) and not INSTANT.fullmatch(given):
        zone = "an instant with its zone" if LOCAL.fullmatch(given) else "an instant"
        raise Refused(f"{zone}, such as 2026-01-31T12:00:00Z")
    try:
        value = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise Refused("an instant that the calendar has") from None
    if value.tzinfo is UTC:
        return value
    if value.utcoffset() is None:
        raise Refused("an instant with its zone, such as 2026-01-31T12:00:00Z")
    try:
        return value.astimezone(UTC)
    except OverflowError:
        raise Refused("an instant in the years 1 to 9999 in UTC") from None


def instant_text(value: datetime) -> str:
    """Return an instant as a text, in UTC.

    Raises:
        Refused: where it has no zone, or is outside the years 1 to 9999 in UTC.
    """
    return instant_of(value).isoformat().replace("+00:00", "Z")


def duration_of(text: str) -> timedelta:
    """Return the duration that a text spells.

    Raises:
        Refused: where it spells none, or more than a timedelta holds.
    """
    match = DURATION.fullmatch(text)
    if match is None:
        raise Refused("a duration such as P14D or PT1H30M")
    sign, days, hours, minutes, seconds, fraction = match.groups()
    try:
        length = timedelta(
            days=int(days or 0),
            hours=int(hours or 0),
            minutes=int(minutes or 0),
            seconds=int(seconds or 0),
            microseconds=int((fraction or "").ljust(6, "0")),
        )
    except OverflowError:
        raise Refused("a duration of at most 999999999 days") from None
    return -length if sign else length


def duration_text(value: timedelta) -> str:
    """Return a duration as a text, such as ``P14D`` or ``-PT1H30M``."""
    # A negative timedelta has negative days and a positive rest; whole microseconds have one sign.
    count = (value.days * 86_400 + value.seconds) * SECOND + value.microseconds
    rest, micros = divmod(abs(count), SECOND)
    minutes, seconds = divmod(rest, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    fraction = f".{micros:06}".rstrip("0") if micros else ""
    parts = [(hours, f"{hours}H"), (minutes, f"{minutes}M"), (seconds or micros, f"{seconds}{fraction}S")]
    clock = "".join(text for number, text in parts if number)
    body = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if count < 0 else ''}P{body or 'T0S'}"
