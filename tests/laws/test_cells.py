"""Cells are sets: what they hold, how they are written, and when they are equal."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.policy import ANY, MISSING, Cell, cell, not_, one_of
from tests.laws.tables import law
from tests.oracle import Axis, Everything, Not, Term
from tests.strategies.policy import draw_axis, draw_term, drawn


@dataclass(frozen=True)
class Written:
    """A column and some of its cells."""

    axis: Axis
    terms: tuple[Term, ...]

    @property
    def cells(self) -> list[Cell]:
        """The library's cells."""
        return [term.cell() for term in self.terms]

    @property
    def strange(self) -> list[object]:
        """The values to try, and some of other kinds."""
        return [*self.tried, "text", "1", True]

    @property
    def tried(self) -> list[object]:
        """The values to try: the samples, and `MISSING` whether it belongs to the column or not."""
        return [*(sample.value for sample in self.axis.present), MISSING]


DENSE = Axis("dense", "decimals", cuts=(0, Decimal("1.5")))


def draw_written(random: Random, size: int, column: Axis | None) -> Written:
    """A column, any or the given one, with so many cells."""
    axis = column or draw_axis(random)
    return Written(axis, tuple(draw_term(random, axis) for _ in range(size)))


def written(size: int = 1, column: Axis | None = None) -> st.SearchStrategy[Written]:
    """Columns with so many cells."""
    return drawn(draw_written, size, column)


def leaves_something(case: Written) -> bool:
    """Say whether the complement of the cells is a cell: no cell is empty."""
    dense = Axis("dense", "decimals", cuts=case.axis.cuts or (0,))
    tried = dense.values if case.axis.is_numeric else (*case.tried, "something else")
    return any(Not(case.terms).holds(value) for value in tried)


class TestACellHoldsWhatItSays:
    """`contains` agrees with the predicate, value by value."""

    @law(200)
    @given(written())
    def test_contains(self, case: Written) -> None:
        """Every kind of cell, in every kind of column."""
        (term,), (own,) = case.terms, case.cells

        assert [own.contains(value) for value in case.tried] == [term.holds(value) for value in case.tried]

    @law()
    @given(written(2))
    def test_union(self, case: Written) -> None:
        """A union holds what either side holds."""
        (left, right), (one, other) = case.terms, case.cells

        assert [(one | other).contains(value) for value in case.tried] == [
            left.holds(value) or right.holds(value) for value in case.tried
        ]

    @law()
    @given(written(2))
    def test_complement(self, case: Written) -> None:
        """`not_` holds what is present and in none of its cells."""
        assume(leaves_something(case))
        expected = Not(case.terms)

        assert [not_(*case.cells).contains(value) for value in case.tried] == [
            expected.holds(value) for value in case.tried
        ]

    @law()
    @given(written())
    def test_missing_joins_from_both_sides(self, case: Written) -> None:
        """`MISSING | cell` and `cell | MISSING` are the same cell."""
        (own,) = case.cells

        assert MISSING | own == own | MISSING == one_of(MISSING) | own
        assert (own | MISSING).contains(MISSING) is True

    @law()
    @given(written())
    def test_exact_types(self, case: Written) -> None:
        """A truth is no number, a float neither, and a text is not the value that it spells."""
        (own,) = case.cells
        if not case.axis.is_numeric or isinstance(case.terms[0], Everything):
            return
        if own.contains("1"):  # only a complement holds texts
            return

        assert [value for value in (True, False, 1.0, 2.0, "1") if own.contains(value)] == []


class TestUnionIsASet:
    """Union is commutative, associative and idempotent, and ANY absorbs."""

    @law(120)
    @given(written(3))
    def test_union(self, case: Written) -> None:
        """As sets are, so are cells: equal, with equal hashes."""
        one, two, three = case.cells

        assert one | two == two | one
        assert (one | two) | three == one | (two | three)
        assert one | one == one
        assert one | ANY == ANY | one == ANY
        assert hash(one | two) == hash(two | one)


def is_plain(term: Term) -> bool:
    """Say whether a cell is written without a complement: it holds values of one kind only."""
    return "Not(" not in repr(term)


class TestEqualSetsAreEqualCells:
    """The normal form: cells of numbers that hold the same numbers are equal."""

    @law(200)
    @given(written(2, DENSE))
    def test_equal_iff_same_values(self, case: Written) -> None:
        """Tried at every bound, between and beyond all of them, and with what is no number."""
        assume(all(map(is_plain, case.terms)))
        held = [[term.holds(value) for value in case.strange] for term in case.terms]
        one, other = case.cells

        assert (one == other) is (held[0] == held[1])
        assert one != other or hash(one) == hash(other)

    @law(120)
    @given(written(2, DENSE))
    def test_numbers_hold_numbers_only(self, case: Written) -> None:
        """Also when every number is held: a text is none."""
        assume(all(map(is_plain, case.terms)))
        left, right = case.terms
        one, other = case.cells

        assert [(one | other).contains(value) for value in case.strange] == [
            left.holds(value) or right.holds(value) for value in case.strange
        ]

    @law()
    @given(written())
    def test_int_and_decimal_bounds(self, case: Written) -> None:
        """A number is one number, however it was written."""
        if not case.axis.is_numeric:
            return
        for cut in case.axis.cuts:
            assert one_of(cut) == one_of(Decimal(cut))
            assert hash(one_of(cut)) == hash(one_of(Decimal(cut)))


class TestCellsRoundTripThroughTheirColumn:
    """`cell(str(c), column) == c`."""

    @law(200)
    @given(written())
    def test_round_trip(self, case: Written) -> None:
        """Every kind of cell, in every kind of column."""
        (own,) = case.cells

        assert cell(str(own), case.axis.column()) == own

    @law(120)
    @given(written(2))
    def test_unions_and_complements(self, case: Written) -> None:
        """What is built from cells reads back too."""
        one, other = case.cells
        column = case.axis.column()

        assert cell(str(one | other), column) == one | other
        if leaves_something(case):
            assert cell(str(not_(one, other)), column) == not_(one, other)

    @law(120)
    @given(written())
    def test_the_text_means_the_same(self, case: Written) -> None:
        """What was read back holds the same values."""
        (term,), (own,) = case.terms, case.cells
        read = cell(str(own), case.axis.column())

        assert [read.contains(value) for value in case.tried] == [term.holds(value) for value in case.tried]
