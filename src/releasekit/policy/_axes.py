"""Axes: a column cut into atoms, the finest pieces that the rules of a table can tell apart."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from decimal import Context, Decimal
from typing import Final

from releasekit.policy._cells import ANY, HIGH, LOW, MISSING, Cell, Cut, Number, Span, canonical_number, one_of
from releasekit.policy._columns import Column, Numbers

EXACT: Final = Context(prec=400)
"""More digits than two bounds can have together, so that no midpoint is ever rounded."""


class Axis:
    """One column, cut into atoms: present ones in order, then `MISSING` where the column is optional."""

    __slots__ = ("_atoms", "column", "edges", "size", "values")

    def __init__(self, column: Column, cells: Iterable[Cell]) -> None:
        self.column = column
        self.values: tuple[object, ...] = column.values
        self._atoms = {(type(value), value): atom for atom, value in enumerate(self.values)}
        self.edges: list[Cut] = self._cut(cells) if isinstance(column.domain, Numbers) else []
        present = len(self.edges) - 1 if self.edges else len(self.values)
        self.size = present + column.optional

    @property
    def present(self) -> int:
        """How many atoms are not `MISSING`."""
        return self.size - self.column.optional

    def runs(self, cell: Cell) -> list[tuple[int, int]]:
        """Return the atoms of a cell as half-open runs of their numbers."""
        if cell is ANY or cell.is_any:
            return [(0, self.size)]
        if not self.edges:
            kind = type(next(iter(cell.values), None))  # one for all values, and exact, as in `Cell.contains`
            named = {self._atoms[kind, value] for value in cell.values if (kind, value) in self._atoms}
            held = (atom for atom in range(self.present) if atom not in named) if cell.negated else sorted(named)
            runs = [(atom, atom + 1) for atom in held]
        elif cell.negated:
            runs = [(0, self.present)]
        else:
            ends = (map(self._place, span) for span in cell.spans)
            runs = [(start, stop) for start, stop in ends if start < stop]
        return [*runs, (self.present, self.size)] if cell.missing and self.column.optional else runs

    def cell(self, atoms: Iterable[int]) -> Cell:
        """Return the cell that holds the given atoms and no others."""
        chosen = sorted(atoms)
        if len(chosen) == self.size:
            return ANY
        present = [atom for atom in chosen if atom < self.present]
        missing = Cell(missing=len(present) < len(chosen))
        if not self.edges:
            return one_of(*(self.values[atom] for atom in present)) | missing if present else missing
        if self.edges == [LOW, HIGH] and present:
            return Cell(negated=True) | missing
        return Cell(spans=tuple(map(self._span, present))) | missing

    def witness(self, atom: int) -> object:
        """Return one value of an atom."""
        if atom >= self.present:
            return MISSING
        if not self.edges:
            return self.values[atom]
        low, high = self.edges[atom], self.edges[atom + 1]
        return _number_in(low, high, integer=self._integer)

    def atom(self, value: object) -> int:
        """Return the atom of a value of the domain."""
        if value is MISSING:
            return self.present
        if self.edges:
            return bisect_right(self.edges, (value, 0)) - 1
        return self.values.index(value)

    def count(self, atom: int) -> int | None:
        """Return how many values an atom holds; ``None`` where they are infinitely many."""
        if atom >= self.present or not self.edges:
            return 1
        low, high = self.edges[atom], self.edges[atom + 1]
        if self._integer:
            return None if low == LOW or high == HIGH else int(high[0] - low[0])
        return 1 if low[0] == high[0] else None

    @property
    def _integer(self) -> bool:
        return isinstance(self.column.domain, Numbers) and self.column.domain.integer

    def _cut(self, cells: Iterable[Cell]) -> list[Cut]:
        domain = self.column.domain
        assert isinstance(domain, Numbers)  # noqa: S101 - tells the type checker what __init__ made sure of
        low, high = self._normal(domain.low), self._normal(domain.high)
        mentioned = {self._normal(cut) for cell in set(cells) for span in cell.spans for cut in span}
        return [low, *sorted(cut for cut in mentioned if low < cut < high), high]

    def _normal(self, cut: Cut) -> Cut:
        """Move a cut between two whole numbers to just before the upper one."""
        bound, side = cut
        if self._integer and type(bound) is int:
            return (bound + side, 0)
        if not self._integer or cut in (LOW, HIGH):
            return cut
        floor = int(bound // 1) if bound >= 0 or bound == int(bound) else int(bound) - 1
        return (floor if side == 0 and floor == bound else floor + 1, 0)

    def _place(self, cut: Cut) -> int:
        return min(bisect_left(self.edges, self._normal(cut)), self.present)

    def _span(self, atom: int) -> Span:
        low, high = self.edges[atom], self.edges[atom + 1]
        return (low, (high[0] - 1, 1)) if self._integer and high != HIGH else (low, high)


def _number_in(low: Cut, high: Cut, *, integer: bool) -> Number:
    """Return an exact number between two cuts, the nearest to the lower end that is short to write."""
    if low == LOW and high == HIGH:
        return 0
    if low == LOW:
        return high[0] if high[1] and not integer else canonical_number(EXACT.subtract(Decimal(high[0]), Decimal(1)))
    if low[1] == 0:
        return low[0]
    if high == HIGH:
        return canonical_number(EXACT.add(Decimal(low[0]), Decimal(1)))
    return canonical_number(EXACT.divide(EXACT.add(Decimal(low[0]), Decimal(high[0])), Decimal(2)))
