"""Columns and their domains: what they hold, and how a refusal reads."""

from collections.abc import Callable
from decimal import Decimal
from enum import Enum, Flag, StrEnum
from typing import Any, Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import MISSING, Column, Numbers
from tests.rows import cases


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


WHOLE: Final[Any] = int


@pytest.mark.parametrize(("make", "expected"), cases(__file__, "refusals",
    pytest.param(lambda: Column(5, bool), id="name is a number"),  # type: ignore[arg-type]
    pytest.param(lambda: Column("", bool), id="name is empty"),
    pytest.param(lambda: Column("a b", bool), id="name with a space"),
    pytest.param(lambda: Column("then", bool), id="reserved name"),
    pytest.param(lambda: Column("a\nb", bool), id="line break"),
    pytest.param(lambda: Column("c" * 201, bool), id="long name"),
    pytest.param(lambda: Column("c", WHOLE), id="int"),
    pytest.param(lambda: Column("c", {"a"}), id="set"),  # type: ignore[arg-type]
    pytest.param(lambda: Column("c", "ab"), id="one text"),  # type: ignore[arg-type]
    pytest.param(lambda: Column("c", ()), id="no value"),
    pytest.param(lambda: Column("c", Enum), id="no word"),
    pytest.param(lambda: Column("c", ("a", 1)), id="number among texts"),  # type: ignore[arg-type]
    pytest.param(lambda: Column("c", ("",)), id="empty text"),
    pytest.param(lambda: Column("c", ("a\n",)), id="line break in a text"),
    pytest.param(lambda: Column("c", ("a", "b", "a")), id="text twice"),
    pytest.param(lambda: Column("c", Same), id="words that cannot be hashed"),
    pytest.param(lambda: Column("c", bool, optional=1, worse="up"), id="all problems at once"),  # type: ignore[arg-type]
    pytest.param(lambda: Numbers(ge=1.5), id="float end"),  # type: ignore[arg-type]
    pytest.param(lambda: Numbers(le=True), id="true as end"),
    pytest.param(lambda: Numbers(ge=Decimal("NaN")), id="NaN end"),
    pytest.param(lambda: Numbers(ge=Decimal("sNaN")), id="sNaN end"),
    pytest.param(lambda: Numbers(le=Decimal("Infinity"), integer=False), id="infinite end"),
    pytest.param(lambda: Numbers(ge="0", le="9"), id="texts as ends"),  # type: ignore[arg-type]
    pytest.param(lambda: Numbers(ge=10**5000), id="huge int"),
    pytest.param(lambda: Numbers(le=Decimal("1E+999999")), id="huge Decimal"),
    pytest.param(lambda: Numbers(ge=Decimal("1.5")), id="broken end of whole numbers"),
    pytest.param(lambda: Numbers(ge=5, le=3), id="ends the wrong way round"),
    pytest.param(lambda: Numbers(integer=1), id="integer is no bool"),  # type: ignore[arg-type]
))
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
