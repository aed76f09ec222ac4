"""Cells: the closed algebra of conditions on one column.

A cell is a set of values. Numbers are kept as spans between *cuts*; a cut ``(bound, 0)`` lies just before its
bound and ``(bound, 1)`` just after it, so union and complement need no case for open and closed ends. Other
values (texts, words, true and false) are kept as a set, or as the set of those left out. `MISSING` is in a
cell or it is not.

There are no lambdas and no expression strings, so gaps, clashes and differences can be computed exactly.
"""

from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import attrs

from releasekit._fields import Frozen
from releasekit._words import shown, word_text
from releasekit.errors import ReleasekitError

Number: TypeAlias = int | Decimal
Cut: TypeAlias = tuple[Number, int]
Span: TypeAlias = tuple[Cut, Cut]
Plain: TypeAlias = str | bool | Enum

LOW: Final[Cut] = (Decimal("-Infinity"), 0)
HIGH: Final[Cut] = (Decimal("Infinity"), 1)
EVERY_NUMBER: Final[tuple[Span, ...]] = ((LOW, HIGH),)
MOST_DIGITS: Final = 64
LEAST_LONG: Final[int] = 10**MOST_DIGITS
LONGEST_BRIEF: Final = 200
SHORT: Final = f"a finite int or Decimal of at most {MOST_DIGITS} digits"


class CellError(ReleasekitError):
    """A cell was asked for that is no set of values.

    Attributes:
        problem: where, what was given and what was expected.
    """

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Missing(Enum):
    """The kind of `MISSING`, the value of a fact that is not known."""

    MISSING = "missing"

    if not TYPE_CHECKING:  # as in `Word`
        __hash__ = object.__hash__

    def __str__(self) -> str:
        return self.value

    def __or__(self, other: "Cell") -> "Cell":
        return one_of(self) | other


MISSING: Final = Missing.MISSING
"""The value of a fact that is not known; it is a value like any other, and never permits by itself."""


@attrs.frozen(repr=False, unsafe_hash=True, cache_hash=True)
class Cell(Frozen):
    """A set of values of one column; made by `one_of`, `not_`, the comparisons, `cell` and ``|``.

    Attributes:
        values: the texts, words, true or false that it holds (leaves out, where ``negated``).
        negated: holds every present value but ``values``.
        spans: disjoint spans of numbers in ascending order, each a pair of cuts.
        missing: holds `MISSING`.
    """

    values: frozenset[Plain] = frozenset()
    negated: bool = False
    spans: tuple[Span, ...] = attrs.field(default=(), kw_only=True)
    missing: bool = attrs.field(default=False, kw_only=True)

    def __or__(self, other: "Cell | Missing") -> "Cell":
        """Return the cell that holds what either holds.

        Raises:
            CellError: where one holds numbers and the other holds texts, words, true or false.
        """
        if isinstance(other, Missing):
            return attrs.evolve(self, missing=True)
        if not isinstance(other, Cell):
            return NotImplemented
        negated = self.negated or other.negated
        match self.negated, other.negated:
            case False, False:
                values = self.values | other.values
            case True, True:
                values = self.values & other.values
            case True, False:
                values = self.values - other.values
            case _:
                values = other.values - self.values
        kinds = {type(value) for value in values}
        if len(kinds) > 1:
            names = ", ".join(sorted(kind.__name__ for kind in kinds))
            raise CellError(f"values of kinds {names} in one cell; expected one kind")
        if values and (self.spans or other.spans):
            raise CellError("numbers and other values in one cell; expected one kind")
        spans = () if negated else merged((*self.spans, *other.spans))
        return Cell(values, negated, spans=spans, missing=self.missing or other.missing)

    def contains(self, value: object) -> bool:
        """Tell whether a value is in the cell; types are exact, so ``True`` is not 1."""
        if value is MISSING:
            return self.missing
        if type(value) is Decimal and not value.is_finite():
            return False
        if type(value) in (int, Decimal) and not self.values:
            return self.negated or any(low <= (value, 0) and (value, 1) <= high for low, high in self.spans)
        kind = type(next(iter(self.values), None))
        return self.negated != (type(value) is kind and value in self.values)

    @property
    def is_any(self) -> bool:
        """Whether every value is in the cell, `MISSING` too."""
        return self.negated and not self.values and self.missing

    def __str__(self) -> str:
        if self.is_any:
            return "-"
        values = sorted(map(plain_text, self.values))
        present = [*values, *map(_span_text, self.spans)]
        if self.negated:
            present = [f"not({','.join(values) or 'missing'})"]
        return ",".join([*present, *(["missing"] if self.missing else [])])

    def __repr__(self) -> str:
        return f"cell({str(self)!r})"


ANY: Final = Cell(negated=True, missing=True)
"""Every value, `MISSING` included."""

NOTHING: Final = Cell()
"""No value; only ever a step on the way to another cell."""


def one_of(*values: object) -> Cell:
    """Return the cell that holds exactly the values given: texts, words, true, false, numbers or `MISSING`.

    Raises:
        CellError: where nothing is given, or a value is of no kind that a cell can hold.
    """
    if not values:
        raise CellError("one_of() is empty; expected at least one value")
    singles = [_single(value) for value in values]
    held = frozenset[Plain]().union(*(single.values for single in singles))
    spans = merged(span for single in singles for span in single.spans)
    return Cell(held, missing=any(single.missing for single in singles)) | Cell(spans=spans)


def not_(*tests: object) -> Cell:
    """Return the cell that holds every present value but those given; it never holds `MISSING`.

    ``not_(MISSING)`` is "present". A test is a value or a cell.

    Raises:
        CellError: where nothing is given, nothing would be left, or a value is of no kind that a cell can hold.
    """
    if not tests:
        raise CellError("not_() is empty; expected at least one value")
    plain = [test for test in tests if not isinstance(test, Cell)]
    cells = [test for test in tests if isinstance(test, Cell)]
    given = reduce(or_, cells, one_of(*plain) if plain else NOTHING)
    if given.spans:
        cuts = [LOW, *(cut for span in given.spans for cut in span), HIGH]
        result = Cell(spans=tuple((low, high) for low, high in zip(cuts[::2], cuts[1::2], strict=True) if low < high))
    else:
        result = Cell(given.values, not given.negated)
    if result == NOTHING:
        raise CellError(f"not_({brief_text(given)}) holds no value; expected something to be left")
    return result


def at_least(bound: Number) -> Cell:
    """Return the cell of the numbers from ``bound`` on, the bound included.

    Raises:
        CellError: where the bound is no finite ``int`` or ``Decimal``; so for all comparisons.
    """
    return _spanning((_bound(bound), 0), HIGH)


def at_most(bound: Number) -> Cell:
    """Return the cell of the numbers up to ``bound``, the bound included."""
    return _spanning(LOW, (_bound(bound), 1))


def above(bound: Number) -> Cell:
    """Return the cell of the numbers greater than ``bound``."""
    return _spanning((_bound(bound), 1), HIGH)


def below(bound: Number) -> Cell:
    """Return the cell of the numbers less than ``bound``."""
    return _spanning(LOW, (_bound(bound), 0))


CLOSED: Final = {"both": (0, 1), "left": (0, 0), "right": (1, 1), "neither": (1, 0)}


def between(low: Number, high: Number, *, closed: Literal["both", "left", "right", "neither"] = "both") -> Cell:
    """Return the cell of the numbers between two bounds.

    Args:
        low: the lower bound.
        high: the upper bound.
        closed: which bounds are included: ``"both"``, ``"left"``, ``"right"`` or ``"neither"``.

    Raises:
        CellError: where no number lies between, or ``closed`` is another word.
    """
    if closed not in tuple(CLOSED):
        raise CellError(f"closed is {shown(closed)}; expected both, left, right or neither")
    sides = CLOSED[closed]
    return _spanning((_bound(low), sides[0]), (_bound(high), sides[1]))


def canonical_number(value: Number) -> Number:
    """Return a number in its shortest form: whole numbers as ``int``, others without trailing zeros."""
    if isinstance(value, int):
        return value
    sign, digits, exponent = value.as_tuple()
    kept = "".join(map(str, digits)).rstrip("0")
    if not kept or value == value.to_integral_value():
        return int(value)
    return Decimal((sign, tuple(map(int, kept)), int(exponent) + len(digits) - len(kept)))


def is_short(value: Number) -> bool:
    """Tell whether a number is finite, and of a length that people would write down."""
    if isinstance(value, int):
        return -LEAST_LONG < value < LEAST_LONG
    _, digits, exponent = value.as_tuple()
    return isinstance(exponent, int) and len(digits) + abs(exponent) <= MOST_DIGITS


def plain_text(value: object) -> str:
    """Return how a value is written in a cell's text: words and texts in quotes, true and false in letters."""
    if value is MISSING:
        return "missing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        if not is_short(value):
            return shown(value).strip("`")
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = word_text(value) if isinstance(value, Enum) else str(value)
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def brief_text(cell: Cell) -> str:
    """Return the text of a cell, cut short for an error text."""
    text = str(cell)
    return text if len(text) <= LONGEST_BRIEF else text[: LONGEST_BRIEF - 1] + "…"


def _single(value: object) -> Cell:
    """Return the cell of one value."""
    if value is MISSING:
        return Cell(missing=True)
    if type(value) in (int, Decimal):
        bound = _bound(value)
        return _spanning((bound, 0), (bound, 1))
    if (isinstance(value, Enum) and type(value).__hash__ is not None) or type(value) in (str, bool):
        return Cell(frozenset((value,)))  # type: ignore[arg-type]
    raise CellError(f"value {shown(value)}; expected text, a word, true, false, an int, a Decimal or MISSING")


def _bound(value: object) -> Number:
    """Return a bound in its shortest form, once it is known to be an exact number of reasonable length."""
    if (type(value) is int or type(value) is Decimal) and is_short(value):
        return canonical_number(value)
    raise CellError(f"bound {shown(value)}; expected {SHORT}")


def _spanning(low: Cut, high: Cut) -> Cell:
    if low >= high:
        expected = "expected the lower bound first, and both ends closed where they are one number"
        raise CellError(f"no number lies between {shown(low[0])} and {shown(high[0])}; {expected}")
    return Cell(spans=((low, high),))


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same numbers as disjoint, ascending spans that do not touch."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def _span_text(span: Span) -> str:
    (low, low_side), (high, high_side) = span
    if span == (LOW, HIGH):
        return "<= 0,> 0"
    if span[0] == LOW:
        return ("<= " if high_side else "< ") + plain_text(high)
    if span[1] == HIGH:
        return ("> " if low_side else ">= ") + plain_text(low)
    if low == high:
        return plain_text(low)
    return f"{'(' if low_side else '['}{plain_text(low)}..{plain_text(high)}{']' if high_side else ')'}"
