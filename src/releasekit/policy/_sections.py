"""What the views of this package share: grids without empty columns, and how counts, cells and steps are written."""

import re
from collections.abc import Iterable, Sequence
from itertools import compress
from typing import Final

from releasekit._views import Grid, Row, Section
from releasekit.policy._cells import Cell
from releasekit.policy._rules import outcome_text

MOST_ROWS: Final = 200
"""The most rows of a grid; what is left out is counted in the heading."""


def section(title: str, headers: tuple[str, ...], rows: Sequence[Row], most: int | None = MOST_ROWS) -> Section:
    """Make a section of a grid without its empty columns; an over-long one says how many rows it leaves out."""
    if most is not None and len(rows) > most:
        title = f"{title} (the first {most} of {len(rows)})"
    kept = [any(column) for column in zip(*(row.cells for row in rows), strict=True)] or [True] * len(headers)
    shown = [Row(tuple(compress(row.cells, kept)), row.tone) for row in rows[:most]]
    return Section(title, Grid(tuple(compress(headers, kept)), tuple(shown)))


def counted(number: int, noun: str) -> str:
    """Return a number of things."""
    plural = {"leaf": "leaves"}.get(noun, noun + "s")
    return f"{number} {noun if number == 1 else plural}"


def listed(words: Iterable[str]) -> str:
    """Return words with commas between them, or ``none``."""
    return ", ".join(words) or "none"


def spaced(cell: Cell) -> str:
    """Return the text of a cell with room to break it: a space behind each comma outside quotes."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|,', lambda match: match[1] or ", ", str(cell))


def step(old: str, new: str) -> str:
    """Return what something was and what it is; only that where it stays."""
    return new if old == new else f"{old} -> {new}"


def answer_text(outcome: object, none: str = "no answer") -> str:
    """Return how an outcome is written, or what stands in place of one that there is not."""
    return none if outcome is None else outcome_text(outcome)
