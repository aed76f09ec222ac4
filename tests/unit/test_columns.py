"""Columns and their domains: what they hold, and how a refusal reads."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, Flag, StrEnum
from typing import Any, Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import MISSING, Column, Numbers


class Risk(Enum):
    LOW = "low"
    HIGH = "high"


class Level(Enum):
    ONE = 1
    TWO = 2


class Text(StrEnum):
    RED = "red"


class Right(Flag):
    READ = 1
    WRITE = 2


class Same(Enum):  # noqa: PLW1641 - the point of it
    """Words that cannot be hashed."""

    A = "a"

    def __eq__(self, other: object) -> bool:
        return self is other


class Twice(Enum):
    A = "a"
    B = "a"  # noqa: PIE796 - an alias


def refusal(make: Callable[[], object]) -> str:
    """Return the text of the refusal."""
    with pytest.raises(FieldError) as caught:
        make()
    return str(caught.value)


DOMAIN: Final = "expected an Enum class, bool, a tuple of texts or Numbers"
WHOLE: Final[Any] = int
NAME: Final = "expected 1 to 200 printable characters, no spaces at the ends"
PRINTABLE: Final = "expected a printable text of at least one character"
END: Final = "expected a whole number or a finite decimal number or nothing"
SHORT: Final = "expected a finite int or Decimal of at most 64 digits"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(lambda: Column(5, bool), f"Column.name is `5`; {NAME}", id="name is a number"),  # type: ignore[arg-type]
        pytest.param(lambda: Column("", bool), f'Column.name is `""`; {NAME}', id="name is empty"),
        pytest.param(
            lambda: Column("a b", bool),
            'Column.name is `"a b"`; expected an identifier other than `then`',
            id="name with a space",
        ),
        pytest.param(
            lambda: Column("then", bool),
            'Column.name is `"then"`; expected an identifier other than `then`',
            id="reserved name",
        ),
        pytest.param(lambda: Column("a\nb", bool), f'Column.name is `"a\\u000ab"`; {NAME}', id="line break"),
        pytest.param(lambda: Column("c" * 201, bool), f'Column.name is `"{"c" * 59}…"`; {NAME}', id="long name"),
        pytest.param(lambda: Column("c", WHOLE), f"Column.domain is `class int`; {DOMAIN}", id="int"),
        pytest.param(lambda: Column("c", {"a"}), f"Column.domain is `a set`; {DOMAIN}", id="set"),  # type: ignore[arg-type]
        pytest.param(lambda: Column("c", "ab"), f'Column.domain is `"ab"`; {DOMAIN}', id="one text"),  # type: ignore[arg-type]
        pytest.param(
            lambda: Column("c", ()), "Column.domain is empty; expected at least one value", id="no value"
        ),
        pytest.param(
            lambda: Column("c", Enum), "Column.domain is empty; expected at least one value", id="no word"
        ),
        pytest.param(
            lambda: Column("c", ("a", 1)),  # type: ignore[arg-type]
            f"Column.domain holds `1`; {PRINTABLE}",
            id="number among texts",
        ),
        pytest.param(lambda: Column("c", ("",)), f'Column.domain holds `""`; {PRINTABLE}', id="empty text"),
        pytest.param(
            lambda: Column("c", ("a\n",)),
            f'Column.domain holds `"a\\u000a"`; {PRINTABLE}',
            id="line break in a text",
        ),
        pytest.param(
            lambda: Column("c", ("a", "b", "a")),
            'Column.domain holds `"a"` twice; expected each text once',
            id="text twice",
        ),
        pytest.param(
            lambda: Column("c", Same),
            "Column.domain is the class `Same`; expected words that can be hashed",
            id="words that cannot be hashed",
        ),
        pytest.param(
            lambda: Column("c", bool, optional=1, worse="up"),  # type: ignore[arg-type]
            "Column.optional is `1`; expected true or false; "
            'Column.worse is `"up"`; expected one of higher, lower or nothing',
            id="all problems at once",
        ),
        pytest.param(lambda: Numbers(ge=1.5), f"Numbers.ge is `1.5`; {END}", id="float end"),  # type: ignore[arg-type]
        pytest.param(lambda: Numbers(le=True), f"Numbers.le is `True`; {END}", id="true as end"),
        pytest.param(lambda: Numbers(ge=Decimal("NaN")), f"Numbers.ge is `NaN`; {END}", id="NaN end"),
        pytest.param(lambda: Numbers(ge=Decimal("sNaN")), f"Numbers.ge is `sNaN`; {END}", id="sNaN end"),
        pytest.param(
            lambda: Numbers(le=Decimal("Infinity"), integer=False),
            f"Numbers.le is `Infinity`; {END}",
            id="infinite end",
        ),
        pytest.param(
            lambda: Numbers(ge="0", le="9"),  # type: ignore[arg-type]
            f'Numbers.ge is `"0"`; {END}; Numbers.le is `"9"`; {END}',
            id="texts as ends",
        ),
        pytest.param(lambda: Numbers(ge=10**5000), f"Numbers.ge is `int of 16610 bits`; {SHORT}", id="huge int"),
        pytest.param(
            lambda: Numbers(le=Decimal("1E+999999")), f"Numbers.le is `1E+999999`; {SHORT}", id="huge Decimal"
        ),
        pytest.param(
            lambda: Numbers(ge=Decimal("1.5")),
            "Numbers.ge is `1.5`; expected a whole number, or integer=False",
            id="broken end of whole numbers",
        ),
        pytest.param(
            lambda: Numbers(ge=5, le=3),
            "Numbers.ge is `5` and Numbers.le is `3`; expected ge at most le",
            id="ends the wrong way round",
        ),
        pytest.param(
            lambda: Numbers(integer=1),  # type: ignore[arg-type]
            "Numbers.integer is `1`; expected true or false",
            id="integer is no bool",
        ),
    ],
)
def test_what_is_no_column(make: Callable[[], object], expected: str) -> None:
    assert refusal(make) == expected


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        pytest.param(Column("c", Risk), (Risk.LOW, Risk.HIGH), "one of low, high", id="words"),
        pytest.param(Column("c", Level), (Level.ONE, Level.TWO), "one of ONE, TWO", id="words without texts"),
        pytest.param(Column("c", Twice), (Twice.A,), "one of a", id="alias"),
        pytest.param(Column("c", bool), (False, True), "one of false, true", id="bool"),
        pytest.param(Column("c", ("b", "a")), ("b", "a"), "one of b, a", id="texts"),
        pytest.param(Column("c", ["a"]), ("a",), "one of a", id="list of texts"),
        pytest.param(Column("c", bool, optional=True), (False, True), "one of false, true or missing", id="optional"),
        pytest.param(Column("c", Numbers()), (), "whole numbers", id="whole numbers"),
        pytest.param(Column("c", Numbers(ge=0)), (), "whole numbers from 0", id="lower end"),
        pytest.param(Column("c", Numbers(le=Decimal("5.0"))), (), "whole numbers to 5", id="upper end"),
        pytest.param(
            Column("c", Numbers(ge=0, le=Decimal("1.50"), integer=False)), (), "numbers from 0 to 1.5", id="numbers"
        ),
        pytest.param(
            Column("c", tuple(map(str, range(32)))),
            tuple(map(str, range(32))),
            f"one of {', '.join(map(str, range(30)))}, 2 more",
            id="many texts",
        ),
    ],
)
def test_what_a_column_expects(column: Column, values: tuple[object, ...], expected: str) -> None:
    assert (column.values, column.expected) == (values, expected)


@pytest.mark.parametrize(
    ("column", "inside", "outside"),
    [
        pytest.param(Column("c", Risk), [Risk.LOW], ["low", Level.ONE, MISSING, None, []], id="words"),
        pytest.param(Column("c", Right), [Right.READ], [Right.READ | Right.WRITE, 1], id="flags"),
        pytest.param(Column("c", ("red",)), ["red"], [Text.RED, "Red", b"red"], id="texts"),
        pytest.param(Column("c", Text), [Text.RED], ["red"], id="words that equal texts"),
        pytest.param(Column("c", bool), [True, False], [1, 0, "true", None], id="bool"),
        pytest.param(Column("c", bool, optional=True), [MISSING, True], [None], id="optional"),
        pytest.param(Column("c", Numbers(ge=0, le=5)), [0, 5], [-1, 6, 5.0, True, Decimal(3), "3"], id="whole numbers"),
        pytest.param(
            Column("c", Numbers(ge=0, integer=False)),
            [0, Decimal("0.5"), 10**5000, Decimal("1E+999999")],
            [Decimal("-0.1"), 0.5, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), False],
            id="numbers",
        ),
    ],
)
def test_contains_by_exact_type(column: Column, inside: list[object], outside: list[object]) -> None:
    assert list(map(column.contains, inside + outside)) == [True] * len(inside) + [False] * len(outside)


@pytest.mark.parametrize(
    ("column", "plain", "expected"),
    [
        pytest.param(Column("c", Risk), "low", Risk.LOW, id="text for word"),
        pytest.param(Column("c", Level), "TWO", Level.TWO, id="name for word without text"),
        pytest.param(Column("c", bool), "true", "true", id="true is not read from a text"),
        pytest.param(Column("c", Risk), "medium", "medium", id="unknown text"),
        pytest.param(Column("c", Numbers()), "5", "5", id="numbers are not read from texts"),
        pytest.param(Column("c", Risk), Risk.HIGH, Risk.HIGH, id="word"),
    ],
)
def test_read(column: Column, plain: object, expected: object) -> None:
    assert column.read(plain) is expected
