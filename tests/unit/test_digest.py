"""Canonical bytes: equal exactly where the content is equal, whatever way it was written."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from itertools import combinations
from typing import Final

import attrs
import pytest

from releasekit._digest import canonical, column_digest, digest
from releasekit.errors import FieldError

NOON: Final = datetime(2026, 2, 19, 12, tzinfo=UTC)


class Colour(Enum):
    RED = "red"


class Light(Enum):
    RED = "red"


@attrs.frozen
class Point:
    x: int
    label: str = attrs.field(default="", metadata={"digest": False})


SAME: Final = {
    "numbers of one value": (5, Decimal(5), Decimal("5.00"), Decimal("0.5E+1")),
    "zeros": (0, Decimal(0), Decimal("-0"), Decimal("0E+5000"), Decimal("0.000")),
    "fractions": (Decimal("1.5"), Decimal("1.500"), Decimal("15E-1")),
    "instants": (NOON, NOON.astimezone(timezone(timedelta(hours=2)))),
    "sets": (frozenset({"a", "b"}), frozenset({"b", "a"})),
    "objects but for labels": (Point(1), Point(1, "one")),
}
DIFFERENT: Final = (
    None,
    True,
    1,
    -1,
    Decimal("0.1"),
    Decimal("-0.1"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    "1",
    "",
    b"1",
    Colour.RED,
    Light.RED,
    "red",
    NOON,
    NOON.date(),
    timedelta(hours=12),
    (),
    frozenset(),
    ("a", "b"),
    ("ab",),
    (("a",), "b"),
    frozenset({"a", "b"}),
    Point(1),
    Point(2),
)


@pytest.mark.parametrize("values", SAME.values(), ids=SAME)
def test_equal_content_has_equal_bytes(values: tuple[object, ...]) -> None:
    assert len({canonical(value) for value in values}) == 1


def spelling(value: object) -> str:
    """The name of a case; the same under every hash seed."""
    return repr(sorted(value)) if isinstance(value, frozenset) else repr(value)


@pytest.mark.parametrize(("one", "other"), tuple(combinations(DIFFERENT, 2)), ids=spelling)
def test_other_content_has_other_bytes(one: object, other: object) -> None:
    assert canonical(one) != canonical(other)


def test_tag_and_schema_tell_digests_apart() -> None:
    assert len({digest("table", 1, "x"), digest("plan", 1, "x"), digest("table", 2, "x")}) == 3


def test_the_form_is_a_letter_a_length_and_the_content() -> None:
    assert canonical(("releasekit", 26, True)) == b"t23:s10:releasekiti2:1ab1:1"


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (1.5, "`1.5` has no canonical form"),
        ([1], "`a list` has no canonical form"),
        (Decimal("NaN"), "`NaN` has no canonical form; expected a number"),
        (Decimal("1E+2000"), "`1E+2000` has no canonical form; expected less than 10 to the 1000"),
        (datetime(2026, 2, 19, 12), "instant `2026-02-19T12:00:00` has no zone; expected an aware datetime"),  # noqa: DTZ001
    ],
    ids=["float", "list", "NaN", "huge", "naive instant"],
)
def test_what_has_no_canonical_form(value: object, problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        digest("table", 1, ("ok", (value,)))
    assert str(caught.value).startswith(problem)


def test_a_day_is_its_date() -> None:
    assert canonical(date(2026, 2, 19)) == b"a10:2026-02-19"


def test_no_two_columns_are_one_stream() -> None:
    """Also where a text holds the mark that stands between texts, or looks like the lengths of others."""
    columns = [
        *((), ("",), ("", ""), ("a",), ("a", ""), ("", "a"), ("a", "b"), ("ab",), ("ab", ""), ("b", "a")),
        *(("\0",), ("\0", ""), ("", "\0"), ("a\0b",), ("a\0", "b"), ("a", "\0b"), ("\0\0",), ("\0", "\0")),
        *(("1 1\0ab",), ("1 1", "ab"), ("measured 2",), ("separated 2", "\0"), ("1", "1", "ab")),
    ]
    assert len({column_digest(column) for column in columns}) == len(columns)
    assert column_digest(["a", "b"]) == column_digest(("a", "b"))
