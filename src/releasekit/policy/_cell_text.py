"""The text form of cells: the unary tests that users of DMN know.

===================  =====================================================
text                 holds
===================  =====================================================
``-``                every value, `MISSING` included
``"high","medium"``  these values (words and texts in quotes)
``true``             true
``>= 3``, ``< 2.5``  numbers by comparison (``<``, ``<=``, ``>``, ``>=``)
``[1..5)``           numbers from 1 (included) to 5 (not included)
``not("low")``       every present value but this
``missing``          `MISSING`; so ``not(missing)`` is "present"
===================  =====================================================

Tests are joined by commas, which unite. No other syntax exists.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from releasekit._words import shown
from releasekit.policy import _cells as cells
from releasekit.policy._cells import ANY, MISSING, Cell, CellError, Number
from releasekit.policy._columns import Column

LONGEST: Final = 20_000
DEEPEST: Final = 10
TOKEN: Final = re.compile(
    r"""(?P<space>[ \t]+)
    |(?P<text>"(?:[^"\\]|\\["\\])*")
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?![0-9A-Za-z_]))
    |(?P<compare><=|>=|<|>)
    |(?P<mark>\.\.|[-,()\[\]])
    |(?P<word>[A-Za-z]+)""",
    re.VERBOSE,
)
NUMBER_LIKE: Final = re.compile(r"[0-9][0-9A-Za-z_]*+(?:[.+-][0-9A-Za-z_]++)*+")
"""What people write for a number that is none here, such as `1e3`."""
COMPARISONS: Final[dict[str, Callable[[Number], Cell]]] = {
    "<": cells.below,
    "<=": cells.at_most,
    ">": cells.above,
    ">=": cells.at_least,
}
WORDS: Final[dict[str, object]] = {"missing": MISSING, "true": True, "false": False}
CLOSINGS: Final = {"[]": "both", "[)": "left", "(]": "right", "()": "neither"}
TEST: Final = "a quoted text, a number, a comparison, a range, `true`, `false`, `missing` or `not(...)`"

STARTS: Final = {
    '"': "the text to end in a quote, with a backslash only before a quote or a backslash",
    **dict.fromkeys("-0123456789", "a number such as `3`, `-3` or `2.5`"),
}
"""What was expected where a character starts no token."""


class Token(NamedTuple):
    """A piece of a cell text, and where it starts, counted from 1."""

    kind: str
    text: str
    position: int


def cell(text: str, column: Column | None = None) -> Cell:
    """Read a cell from its text form; ``str(cell)`` writes it.

    Args:
        text: the unary tests, at most 20 000 characters.
        column: the column whose words the quoted texts stand for; without one a text is a text.

    Raises:
        CellError: where the text is no cell; it names the position and what was expected there.

    Example:
        >>> str(cell('>= 3, [0..1), missing'))
        '[0..1),>= 3,missing'
    """
    if type(text) is not str:
        raise CellError(f"cell text is {shown(text)}; expected text")
    if len(text) > LONGEST:
        raise CellError(f"cell text of {len(text)} characters; expected at most {LONGEST}")
    return _Reader(text, column).whole()


class _Reader:
    """One pass over the tokens of a cell text."""

    __slots__ = ("_at", "_column", "_depth", "_text", "_tokens")

    def __init__(self, text: str, column: Column | None) -> None:
        self._text = text
        self._column = column
        self._tokens = self._split()
        self._at = 0
        self._depth = 0

    def whole(self) -> Cell:
        if [token.text for token in self._tokens[:-1]] == ["-"]:
            return ANY
        read = self._tests()
        self._take("end", "`,` or the end")
        return read

    def _split(self) -> list[Token]:
        tokens, position = [], 0
        while position < len(self._text):
            match = TOKEN.match(self._text, position)
            if match is None:
                mark = self._text[position]
                number = NUMBER_LIKE.match(self._text, position)
                given = number[0] if number else mark
                raise self._refusal(Token("", given, position + 1), STARTS.get(mark, TEST))
            if match.lastgroup != "space":
                tokens.append(Token(str(match.lastgroup), match.group(), position + 1))
            position = match.end()
        return [*tokens, Token("end", "", len(self._text) + 1)]

    def _tests(self) -> Cell:
        run = [self._test()]
        read: Cell | None = None
        while self._next().text == ",":
            self._at += 1
            token = self._next()
            test = self._test()
            if not (run[0].negated or test.negated) and _kind(test) in (_kind(run[0]), None):
                run.append(test)  # united at once below: none is negated, and all are of one kind
                continue
            before = _united(read, run)
            read, run = before, [self._placed(token, lambda: before | test)]  # noqa: B023 - called at once
        return _united(read, run)

    def _test(self) -> Cell:
        token = self._next()
        self._at += 1
        match token.kind, token.text:
            case "word", "not":
                return self._negation(token)
            case "word", word if word in WORDS:
                return cells.one_of(WORDS[word])
            case "text", quoted:
                plain = re.sub(r"\\(.)", r"\1", quoted[1:-1])
                return cells.one_of(self._column.read(plain) if self._column is not None else plain)
            case "number", _:
                return self._placed(token, lambda: cells.one_of(_number(token.text)))
            case "compare", sign:
                return self._placed(token, lambda: COMPARISONS[sign](self._number()))
            case "mark", ("[" | "(") as opening:
                return self._placed(token, lambda: self._range(opening))
            case _:
                raise self._refusal(token, TEST)

    def _negation(self, token: Token) -> Cell:
        self._take("(", "`(`")
        self._depth += 1
        if self._depth > DEEPEST:
            raise CellError(f"{self._place(token)}: too deep; expected at most {DEEPEST} `not(` within each other")
        inner = self._tests()
        self._depth -= 1
        self._take(")", "`,` or `)`")
        return self._placed(token, lambda: cells.not_(inner))

    def _range(self, opening: str) -> Cell:
        low = self._number()
        self._take("..", "`..`")
        high = self._number()
        closing = self._next().text
        if closing not in ("]", ")"):
            raise self._refusal(self._next(), "`]` or `)`")
        self._at += 1
        return cells.between(low, high, closed=CLOSINGS[opening + closing])  # type: ignore[arg-type]

    def _number(self) -> Number:
        token = self._next()
        if token.kind != "number":
            raise self._refusal(token, "a number")
        self._at += 1
        return _number(token.text)

    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self, wanted: str, expected: str) -> None:
        token = self._next()
        if wanted not in (token.text, token.kind):
            raise self._refusal(token, expected)
        self._at += 1

    def _placed(self, token: Token, make: Callable[[], Cell]) -> Cell:
        """Make a cell, and name the place in the text where none can be made."""
        try:
            return make()
        except CellError as error:
            if error.problem.startswith("cell text "):
                raise
            raise CellError(f"{self._place(token)}: {error.problem}") from None

    def _place(self, token: Token) -> str:
        return f"cell text {_raw(self._text)}, position {token.position}"

    def _refusal(self, token: Token, expected: str) -> CellError:
        given = _raw(token.text) if token.text else "the end"
        return CellError(f"{self._place(token)}: found {given}; expected {expected}")


def _kind(cell: Cell) -> object:
    """Return the kind of the values in a cell, ``None`` where only `MISSING` is."""
    return type(next(iter(cell.values))) if cell.values else Number if cell.spans else None


def _united(before: Cell | None, run: list[Cell]) -> Cell:
    """Unite cells that are alike in one go, since a cell may have thousands of tests."""
    spans = cells.merged(span for test in run for span in test.spans)
    values = frozenset[cells.Plain]().union(*(test.values for test in run))
    missing = any(test.missing for test in run)
    whole = run[0] if len(run) == 1 else Cell(values, spans=spans, missing=missing)
    return whole if before is None else before | whole


def _raw(text: str) -> str:
    """Return a piece of cell text in backticks, without quotes of its own."""
    return f"`{shown(text)[2:-2]}`"


def _number(text: str) -> Number:
    if len(text) > cells.MOST_DIGITS:
        raise CellError(f"bound {_raw(text)}; expected {cells.SHORT}")
    return Decimal(text) if "." in text else int(text)
