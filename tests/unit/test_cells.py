"""Cells: how they are made and written, and how a refusal reads."""

import copy
import pickle
from decimal import Decimal
from enum import Enum
from typing import Final

import pytest

from releasekit.policy import (
    ANY,
    MISSING,
    Cell,
    CellError,
    Column,
    Numbers,
    Rule,
    above,
    at_least,
    at_most,
    below,
    between,
    cell,
    not_,
    one_of,
)


class Risk(Enum):
    LOW = "low"
    HIGH = "high"


class Other(Enum):
    LOW = "low"


class Same(Enum):  # noqa: PLW1641 - the point of it
    """Words that cannot be hashed."""

    A = "a"

    def __eq__(self, other: object) -> bool:
        return self is other


RISK: Final = Column("risk", Risk, optional=True)
READY: Final = Column("ready", bool)
SCORE: Final = Column("score", Numbers(integer=False), optional=True)
COLOUR: Final = Column("colour", ("red", 'a "b" \\c', "true"))

FORMS: Final = [
    pytest.param(ANY, "-", SCORE, id="any"),
    pytest.param(one_of(MISSING), "missing", SCORE, id="missing"),
    pytest.param(not_(MISSING), "not(missing)", SCORE, id="present"),
    pytest.param(one_of(Risk.HIGH), '"high"', RISK, id="word"),
    pytest.param(one_of(Risk.HIGH, Risk.LOW), '"high","low"', RISK, id="words"),
    pytest.param(not_(Risk.LOW), 'not("low")', RISK, id="not a word"),
    pytest.param(not_(Risk.LOW) | MISSING, 'not("low"),missing', RISK, id="not a word, or missing"),
    pytest.param(not_(Risk.LOW, Risk.HIGH), 'not("high","low")', RISK, id="no word"),
    pytest.param(one_of(Risk.LOW, MISSING), '"low",missing', RISK, id="word or missing"),
    pytest.param(one_of("red"), '"red"', COLOUR, id="text"),
    pytest.param(one_of("true"), '"true"', COLOUR, id="text that looks like true"),
    pytest.param(one_of('a "b" \\c'), '"a \\"b\\" \\\\c"', COLOUR, id="text with quotes and backslash"),
    pytest.param(one_of(True), "true", READY, id="true"),  # noqa: FBT003 - the value of a cell
    pytest.param(one_of(False, True), "false,true", READY, id="both"),  # noqa: FBT003 - the values of a cell
    pytest.param(one_of(0), "0", SCORE, id="zero"),
    pytest.param(one_of(-3), "-3", SCORE, id="negative"),
    pytest.param(one_of(Decimal("2.50")), "2.5", SCORE, id="decimal in its shortest form"),
    pytest.param(one_of(Decimal("3.0")), "3", SCORE, id="whole decimal"),
    pytest.param(one_of(Decimal("1E+2")), "100", SCORE, id="decimal with exponent"),
    pytest.param(one_of(Decimal("-0.0")), "0", SCORE, id="negative zero"),
    pytest.param(one_of(3, 1, 3), "1,3", SCORE, id="numbers, sorted and once"),
    pytest.param(one_of(1, MISSING), "1,missing", SCORE, id="number or missing"),
    pytest.param(at_least(3), ">= 3", SCORE, id="at least"),
    pytest.param(above(3), "> 3", SCORE, id="above"),
    pytest.param(at_most(Decimal("2.5")), "<= 2.5", SCORE, id="at most"),
    pytest.param(below(-1), "< -1", SCORE, id="below"),
    pytest.param(between(1, 5), "[1..5]", SCORE, id="between"),
    pytest.param(between(1, 5, closed="left"), "[1..5)", SCORE, id="closed left"),
    pytest.param(between(1, 5, closed="right"), "(1..5]", SCORE, id="closed right"),
    pytest.param(between(1, 5, closed="neither"), "(1..5)", SCORE, id="open"),
    pytest.param(between(2, 2), "2", SCORE, id="between one number"),
    pytest.param(not_(1), "< 1,> 1", SCORE, id="not a number"),
    pytest.param(not_(at_least(1)), "< 1", SCORE, id="not a comparison"),
    pytest.param(not_(between(1, 2)), "< 1,> 2", SCORE, id="not a range"),
    pytest.param(at_least(3) | between(0, 1, closed="left") | MISSING, "[0..1),>= 3,missing", SCORE, id="union"),
    pytest.param(between(0, 2) | between(2, 4), "[0..4]", SCORE, id="spans that touch are one"),
    pytest.param(between(0, 2) | between(1, 3), "[0..3]", SCORE, id="spans that overlap are one"),
    pytest.param(at_most(10**64 - 1), "<= " + "9" * 64, SCORE, id="longest bound"),
]


@pytest.mark.parametrize(("made", "text", "column"), FORMS)
def test_the_text_form_in_both_directions(made: Cell, text: str, column: Column) -> None:
    assert (str(made), repr(made), cell(text, column)) == (text, f"cell({text!r})", made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(" >=3 ,\t[0..1) ", "[0..1),>= 3", id="spaces and tabs"),
        pytest.param("1,1", "1", id="twice"),
        pytest.param("not(1),1", "<= 0,> 0", id="every number"),
        pytest.param("not(not(1))", "1", id="not not"),
        pytest.param('not("a"),"b"', 'not("a")', id="complement with a value of it"),
        pytest.param('not("a"),"a"', "not(missing)", id="complement with its value"),
        pytest.param('not("a","b"),not("b","c")', 'not("b")', id="two complements"),
        pytest.param('"b",not("a")', 'not("a")', id="a value with a complement"),
        pytest.param("- ", "-", id="any with a space"),
        pytest.param("-0", "0", id="minus zero"),
        pytest.param("1.50", "1.5", id="zeros at the end"),
    ],
)
def test_another_spelling(text: str, expected: str) -> None:
    assert str(cell(text)) == expected


TEST: Final = "a quoted text, a number, a comparison, a range, `true`, `false`, `missing` or `not(...)`"
def test_any_is_itself_in_copies_and_other_processes() -> None:
    assert pickle.loads(pickle.dumps(ANY)) is ANY  # noqa: S301 - it was written a line before
    assert copy.copy(ANY) is copy.deepcopy(ANY) is ANY
    rule = Rule("r", {"a": one_of("x") | MISSING}, then="go")
    assert pickle.loads(pickle.dumps(rule)) == rule == copy.deepcopy(rule)  # noqa: S301 - it was written a line before
    assert pickle.loads(pickle.dumps(rule)).cell("b") is ANY  # noqa: S301 - it was written a line before


NUMBER: Final = "a number such as `3`, `-3` or `2.5`"
QUOTE: Final = "the text to end in a quote, with a backslash only before a quote or a backslash"
EMPTY: Final = "expected the lower bound first, and both ends closed where they are one number"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", f"position 1: found the end; expected {TEST}", id="nothing"),
        pytest.param("  ", f"position 3: found the end; expected {TEST}", id="spaces"),
        pytest.param(",", f"position 1: found `,`; expected {TEST}", id="comma"),
        pytest.param("1,", f"position 3: found the end; expected {TEST}", id="comma at the end"),
        pytest.param("1 2", "position 3: found `2`; expected `,` or the end", id="no comma"),
        pytest.param('"a"b', "position 4: found `b`; expected `,` or the end", id="word after text"),
        pytest.param("high", f"position 1: found `high`; expected {TEST}", id="word without quotes"),
        pytest.param("TRUE", f"position 1: found `TRUE`; expected {TEST}", id="capitals"),
        pytest.param('"a', f'position 1: found `"`; expected {QUOTE}', id="no quote at the end"),
        pytest.param('"\\n"', f'position 1: found `"`; expected {QUOTE}', id="other escape"),
        pytest.param("-,1", f"position 1: found `-`; expected {TEST}", id="any in a union"),
        pytest.param("1,-", f"position 3: found `-`; expected {TEST}", id="any at the end of a union"),
        pytest.param("not(-)", f"position 5: found `-`; expected {TEST}", id="not any"),
        pytest.param("01", f"position 1: found `01`; expected {NUMBER}", id="leading zero"),
        pytest.param("1e5", f"position 1: found `1e5`; expected {NUMBER}", id="exponent"),
        pytest.param("[1e-5..2]", f"position 2: found `1e-5`; expected {NUMBER}", id="exponent in a range"),
        pytest.param(".5", f"position 1: found `.`; expected {TEST}", id="no digit before the point"),
        pytest.param("1.", f"position 2: found `.`; expected {TEST}", id="no digit after it"),
        pytest.param("1..2", "position 2: found `..`; expected `,` or the end", id="range without brackets"),
        pytest.param("²", f"position 1: found `²`; expected {TEST}", id="superscript"),
        pytest.param("1\n", f"position 2: found `\\u000a`; expected {TEST}", id="line break"),
        pytest.param(">=", "position 3: found the end; expected a number", id="comparison with nothing"),
        pytest.param('< "a"', 'position 3: found `"a"`; expected a number', id="comparison with a text"),
        pytest.param("[1,2]", "position 3: found `,`; expected `..`", id="comma in a range"),
        pytest.param("[1", "position 3: found the end; expected `..`", id="range without upper bound"),
        pytest.param("[1..", "position 5: found the end; expected a number", id="range that stops"),
        pytest.param("[1..2", "position 6: found the end; expected `]` or `)`", id="range without end"),
        pytest.param("[2..1]", f"position 1: no number lies between `2` and `1`; {EMPTY}", id="bounds the wrong way"),
        pytest.param("1,(1..1)", f"position 3: no number lies between `1` and `1`; {EMPTY}", id="empty range"),
        pytest.param("not", "position 4: found the end; expected `(`", id="not without bracket"),
        pytest.param("not(1", "position 6: found the end; expected `,` or `)`", id="not without end"),
        pytest.param("not()", f"position 5: found `)`; expected {TEST}", id="not nothing"),
        pytest.param(
            "not(<= 0,> 0)",
            "position 1: not_(<= 0,> 0) holds no value; expected something to be left",
            id="not everything",
        ),
        pytest.param(
            '1,"a"', "position 3: numbers and other values in one cell; expected one kind", id="number and text"
        ),
        pytest.param(
            'true,"a"', "position 6: values of kinds bool, str in one cell; expected one kind", id="true and text"
        ),
        pytest.param("not(" * 11, "position 41: too deep; expected at most 10 `not(` within each other", id="too deep"),
    ],
)
def test_a_text_that_is_no_cell(text: str, expected: str) -> None:
    with pytest.raises(CellError) as caught:
        cell(text)
    shown = text.replace("\n", "\\u000a")
    assert str(caught.value) == f"cell text `{shown}`, {expected}"


LONG: Final = "1" * 59 + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(5, "cell text is `5`; expected text", id="number"),
        pytest.param("1," * 10_001, "cell text of 20002 characters; expected at most 20000", id="too long"),
        pytest.param(
            "1" * 65,
            f"cell text `{LONG}`, position 1: bound `{LONG}`; expected a finite int or Decimal of at most 64 digits",
            id="too many digits",
        ),
    ],
)
def test_a_text_out_of_bounds(text: str, expected: str) -> None:
    with pytest.raises(CellError) as caught:
        cell(text)
    assert str(caught.value) == expected


VALUE: Final = "expected text, a word, true, false, an int, a Decimal or MISSING"
BOUND: Final = "expected a finite int or Decimal of at most 64 digits"


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        pytest.param(one_of, "one_of() is empty; expected at least one value", id="one_of nothing"),
        pytest.param(not_, "not_() is empty; expected at least one value", id="not_ nothing"),
        pytest.param(lambda: one_of(None), f"value `None`; {VALUE}", id="None"),
        pytest.param(lambda: one_of(1.5), f"value `1.5`; {VALUE}", id="float"),
        pytest.param(lambda: one_of(["a"]), f"value `a list`; {VALUE}", id="list"),
        pytest.param(lambda: one_of(int), f"value `class int`; {VALUE}", id="class"),
        pytest.param(lambda: one_of(at_least(3)), f"value `a Cell`; {VALUE}", id="cell in one_of"),
        pytest.param(lambda: one_of(Same.A), f"value `a`; {VALUE}", id="word that cannot be hashed"),
        pytest.param(
            lambda: one_of(1, "a"), "numbers and other values in one cell; expected one kind", id="number and text"
        ),
        pytest.param(
            lambda: one_of("a", True),  # noqa: FBT003 - the value of a cell
            "values of kinds bool, str in one cell; expected one kind",
            id="text and true",
        ),
        pytest.param(
            lambda: one_of(Risk.LOW) | one_of(Other.LOW),
            "values of kinds Other, Risk in one cell; expected one kind",
            id="words of two classes",
        ),
        pytest.param(lambda: not_(ANY), "not_(-) holds no value; expected something to be left", id="not any"),
        pytest.param(
            lambda: not_(not_(MISSING)),
            "not_(not(missing)) holds no value; expected something to be left",
            id="not present",
        ),
        pytest.param(lambda: at_least(True), f"bound `True`; {BOUND}", id="true as bound"),  # noqa: FBT003 - the case
        pytest.param(lambda: at_most(None), f"bound `None`; {BOUND}", id="None as bound"),  # type: ignore[arg-type]
        pytest.param(lambda: above("3"), f'bound `"3"`; {BOUND}', id="text as bound"),  # type: ignore[arg-type]
        pytest.param(lambda: below(1.5), f"bound `1.5`; {BOUND}", id="float as bound"),  # type: ignore[arg-type]
        pytest.param(lambda: at_least(Decimal("NaN")), f"bound `NaN`; {BOUND}", id="NaN"),
        pytest.param(lambda: at_least(Decimal("sNaN")), f"bound `sNaN`; {BOUND}", id="sNaN"),
        pytest.param(lambda: one_of(Decimal("-Infinity")), f"bound `-Infinity`; {BOUND}", id="infinity"),
        pytest.param(lambda: at_least(10**64), f"bound `1{'0' * 58}…`; {BOUND}", id="long int"),
        pytest.param(lambda: at_least(10**5000), f"bound `int of 16610 bits`; {BOUND}", id="huge int"),
        pytest.param(lambda: at_least(Decimal("1E+999999")), f"bound `1E+999999`; {BOUND}", id="huge Decimal"),
        pytest.param(lambda: between(3, 1), f"no number lies between `3` and `1`; {EMPTY}", id="wrong way round"),
        pytest.param(
            lambda: between(1, 1, closed="left"), f"no number lies between `1` and `1`; {EMPTY}", id="half open"
        ),
        pytest.param(
            lambda: between(1, 2, closed="all"),  # type: ignore[arg-type]
            'closed is `"all"`; expected both, left, right or neither',
            id="closed",
        ),
        pytest.param(
            lambda: between(1, 2, closed=[]),  # type: ignore[arg-type]
            "closed is `a list`; expected both, left, right or neither",
            id="closed list",
        ),
    ],
)
def test_what_is_no_cell(make: object, expected: str) -> None:
    assert callable(make)
    with pytest.raises(CellError) as caught:
        make()
    assert (str(caught.value), caught.value.problem) == (expected, expected)


@pytest.mark.parametrize(
    ("held", "value", "expected"),
    [
        pytest.param(at_least(1), 1, True, id="int"),
        pytest.param(at_least(1), Decimal("1.0"), True, id="Decimal"),
        pytest.param(at_least(1), True, False, id="True is not 1"),
        pytest.param(at_least(1), 1.0, False, id="1.0 is not 1"),
        pytest.param(at_least(1), Decimal("NaN"), False, id="NaN"),
        pytest.param(not_(MISSING), Decimal("sNaN"), False, id="sNaN is not even present"),
        pytest.param(not_(MISSING), 5, True, id="present number"),
        pytest.param(not_("a"), "b", True, id="not a text"),
        pytest.param(one_of("low"), Risk.LOW, False, id="a word is not its text"),
        pytest.param(one_of(Risk.LOW), "low", False, id="a text is not its word"),
        pytest.param(one_of(Risk.LOW), Other.LOW, False, id="word of another class"),
        pytest.param(one_of(Risk.LOW), ["low"], False, id="list"),
        pytest.param(one_of(True), 1, False, id="1 is not True"),  # noqa: FBT003 - the value of a cell
        pytest.param(ANY, MISSING, True, id="any holds missing"),
        pytest.param(not_("a"), MISSING, False, id="not never holds missing"),
        pytest.param(one_of(MISSING), None, False, id="None is not missing"),
    ],
)
def test_contains_by_exact_type(held: Cell, value: object, expected: bool) -> None:  # noqa: FBT001 - a table
    assert held.contains(value) is expected


def test_other_things_do_not_unite_with_cells() -> None:
    with pytest.raises(TypeError):
        one_of("a") | "b"  # type: ignore[operator]
    with pytest.raises(TypeError):
        MISSING | "b"  # type: ignore[operator]


def test_missing_unites_from_both_sides() -> None:
    assert (MISSING | at_least(3), at_least(3) | MISSING) == (one_of(MISSING) | at_least(3),) * 2


def test_a_cell_is_a_value() -> None:
    assert {one_of(1, 2), one_of(Decimal("2.0"), Decimal(1))} == {one_of(1, 2)}
    assert at_least(3).replace(missing=True) == at_least(3) | MISSING
