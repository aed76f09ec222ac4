"""What a run prints: one line per figure, with the ratio, the limit and the verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from benchmarks.limits import AtMost, Limit

HEADINGS: Final = ("work", "figure", "ratio", "against", "limit", "verdict")
SCALES: Final = ((1, "s"), (1e3, "ms"), (1e6, "us"), (1e9, "ns"))
RIGHT: Final = (False, True, True, False, True, False)


@dataclass(frozen=True)
class Line:
    """One figure: a time in seconds, how it compares, and what it must keep to.

    A limit in `x` is put on `ratio`, a limit in seconds on `seconds`. `note` is printed after the
    verdict, or alone where nothing was measured.
    """

    work: str
    seconds: float | None = None
    ratio: float | None = None
    against: str = ""
    limit: Limit | None = None
    note: str = ""

    @property
    def is_over(self) -> bool:
        """Whether the figure is measured and breaks its limit."""
        if self.limit is None:
            return False
        in_time = isinstance(self.limit, AtMost) and self.limit.unit != "x"
        value = self.seconds if in_time else self.ratio
        return value is not None and not self.limit.allows(value)

    @property
    def is_unmeasured(self) -> bool:
        """Whether there is a limit and no figure to hold against it."""
        return self.limit is not None and self.seconds is None

    def cells(self) -> tuple[str, ...]:
        """Return the texts of the line, one per heading."""
        settled = self.limit is not None and not self.is_unmeasured
        verdict = ("OVER" if self.is_over else "ok") if settled else ""
        return (
            self.work,
            "" if self.seconds is None else duration(self.seconds),
            "" if self.ratio is None else f"{_digits(self.ratio)} x",
            self.against,
            "" if self.limit is None else str(self.limit),
            "; ".join(filter(None, (verdict, self.note))),
        )


def duration(seconds: float) -> str:
    """Return a time with three digits and a fitting unit."""
    fitting = ((scale, unit) for scale, unit in SCALES if seconds * scale >= 1)
    scale, unit = next(fitting, SCALES[-1])
    return f"{_digits(seconds * scale)} {unit}"


def table(sections: Iterable[tuple[str, Sequence[Line]]]) -> str:
    """Return all lines under their section titles as one aligned table."""
    filled = [(title, [line.cells() for line in lines]) for title, lines in sections]
    rows = [HEADINGS, *(cells for _, lines in filled for cells in lines)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    text = [_aligned(HEADINGS, widths), "  ".join("-" * width for width in widths)]
    for title, lines in filled:
        text += [f"[{title}]", *(_aligned(cells, widths) for cells in lines)]
    return "\n".join(text)


def _digits(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (
        cell.rjust(width) if right else cell.ljust(width)
        for cell, width, right in zip(cells, widths, RIGHT, strict=True)
    )
    return "  ".join(padded).rstrip()
