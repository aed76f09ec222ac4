"""The partition: the one primitive under everything that the policy package computes.

Theory of operation. Each column is cut at every bound that a rule mentions; what lies between two cuts, each value
of a finite domain, and `MISSING` are its *atoms*: no rule can tell two values of one atom apart. A rule is then
one set of atoms per column, and an atom is one bit mask of rules, its *row*: bit ``i`` is set where rule ``i`` matches
there. The rules alive at a point are the AND of one row per column.

A *sweep* walks the columns level by level and keeps the distinct sets of rules still alive. The last level is
exactly the set of live sets of the table, however many points it has; each state remembers one parent, so
a witness point is read off by walking back. A question that needs less than the live sets passes a `Trim` that
merges states which can no longer differ in the answer, as soon as rules are *settled* (they accept every value of
all columns still to come).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import accumulate
from operator import and_, or_, xor
from typing import Final, TypeAlias

from releasekit._words import shown
from releasekit.errors import BudgetError, FieldError
from releasekit.policy._axes import Axis
from releasekit.policy._cells import ANY, Cell
from releasekit.policy._columns import Column

Mask: TypeAlias = int
Runs: TypeAlias = tuple[tuple[int, int], ...]
"""The atoms of a cell, as half-open runs of their numbers."""
Level: TypeAlias = dict[Mask, Mask]
"""The states after a column, each with the parent that first led to it."""
Merge: TypeAlias = Callable[[Mask], Mask]
Trim: TypeAlias = Callable[[Mask], Merge]
"""For the rules that are settled after a level: what merges the states of that level."""

VISITS_PER_STATE: Final = 64
MOST_MARKS: Final = 1_000_000_000
"""The most bits that the rows of a partition may have."""
DEFAULT_BUDGET: Final = 200_000


def at_least_one(name: str, number: int) -> int:
    """Return an argument that must be a whole number from 1 on.

    Raises:
        FieldError: where it is anything else.
    """
    if type(number) is not int or number < 1:
        raise FieldError((f"{name} is {shown(number)}; expected a whole number of at least 1",))
    return number


class Budget:
    """How many states the questions of one check may still look at.

    A state may look at 64 values of the next column on average; wide masks count for more.

    Raises:
        FieldError: where the limit is no whole number from 1 on.
    """

    __slots__ = ("limit", "question", "states", "visits")

    def __init__(self, limit: int, question: str, rules: int = 0) -> None:
        self.limit: int = at_least_one("budget", limit)
        self.question: str = question
        self.states: int = limit
        self.visits: int = limit * VISITS_PER_STATE // (1 + rules // 256)

    def visit(self, pairs: int) -> None:
        """Take the look-ups of a level from the budget.

        Raises:
            BudgetError: where too few are left.
        """
        self.visits -= pairs
        if self.visits < 0:
            raise BudgetError(self.question, self.limit)

    def keep(self, states: int) -> None:
        """Take the states of a level from the budget.

        Raises:
            BudgetError: where too few are left.
        """
        self.states -= states
        if self.states < 0:
            raise BudgetError(self.question, self.limit)


def bits(mask: Mask) -> Iterator[int]:
    """Yield the numbers of the bits that are set, ascending."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


class Partition:
    """The columns of a table in atoms, and the rules as masks over them.

    Attributes:
        axes: the columns in their order.
        rows: for each column, the mask of matching rules of each atom.
        masks: for each column, its distinct rows.
        whole: the mask of all rules.
    """

    __slots__ = ("_indifferent", "_runs", "axes", "masks", "rows", "whole")

    def __init__(self, columns: Sequence[Column], rules: Sequence[Mapping[str, Cell]]) -> None:
        self.whole: Mask = (1 << len(rules)) - 1
        cells = [[rule.get(column.name, ANY) for rule in rules] for column in columns]
        self.axes: tuple[Axis, ...] = tuple(map(Axis, columns, cells))
        values = sum(axis.size for axis in self.axes)
        if len(rules) * values > MOST_MARKS:
            raise BudgetError(f"{len(rules)} rules by {values} distinct values", MOST_MARKS)
        self._runs: list[list[Runs]] = []
        for axis, chosen in zip(self.axes, cells, strict=True):
            runs = {cell: tuple(axis.runs(cell)) for cell in set(chosen)}
            self._runs.append([runs[cell] for cell in chosen])
        self.rows: tuple[tuple[Mask, ...], ...] = tuple(map(_rows, self.axes, self._runs))
        self.masks: tuple[tuple[Mask, ...], ...] = tuple(tuple(dict.fromkeys(rows)) for rows in self.rows)
        self._indifferent = tuple(reduce(and_, masks) for masks in self.masks)

    def at(self, atoms: Sequence[int], *, without: int | None = None) -> Mask:
        """Return the live set of a point, given by one atom per column; one column may be left open."""
        live = self.whole
        for column, atom in enumerate(atoms):
            if column != without:
                live &= self.rows[column][atom]
        return live

    def loneliest(self, rule: int, others: Mask, *, without: int | None = None) -> tuple[int, ...]:
        """Return a point of a rule's box that was chosen to have few of some other rules alive.

        Greedy: good enough to show most of what a single point can show, and never a proof of the contrary.

        Args:
            rule: the number of the rule; where its box is empty, so is the choice, and any point is returned.
            others: the rules of which there should be few.
            without: the number of a column that is left open: it holds its first atom, and makes no choice.
        """
        atoms = []
        for column, (runs, rows) in enumerate(zip(self._runs, self.rows, strict=True)):
            held = () if column == without else (atom for start, stop in runs[rule] for atom in range(start, stop))
            chosen = min(held, key=lambda atom: (others & rows[atom]).bit_count(), default=0)
            others &= rows[chosen] if column != without else others
            atoms.append(chosen)
        return tuple(atoms)

    def overlapping(self, budget: Budget) -> list[Mask]:
        """Return for each rule the mask of the rules (itself included) that share a point with it.

        Raises:
            BudgetError: where the rules share so many atoms that this would take too long.
        """
        # Exact without a sweep: a rule is a box, one set of atoms per column, and two boxes share a point exactly
        # where they share an atom in every column. The rules that share an atom with a cell in one column are the OR
        # of the rows of that cell's atoms, since a row names every rule that matches there. The AND of these over the
        # columns therefore names the rules that share an atom in each. Rules with equal cells share the OR, and only
        # the cell's own runs are looked at, so rules that split a column among them cost one look at each atom.
        meets = [self.whole] * self.whole.bit_length()
        for runs, rows in zip(self._runs, self.rows, strict=True):
            unions: dict[Runs, Mask] = {}
            for rule, held in enumerate(runs):
                if held not in unions:
                    budget.visit(sum(stop - start for start, stop in held))
                    unions[held] = reduce(or_, (row for start, stop in held for row in rows[start:stop]), 0)
                meets[rule] &= unions[held]
        return meets

    def volume(self) -> int:
        """Return how many points (of atoms) the boxes of the rules have, counted once per rule."""
        return sum(self._suffixes()[0])

    def uncovered(self, budget: Budget) -> tuple[int, ...]:
        """Return a point that no rule covers, given that no two rules overlap and their volume falls short.

        Raises:
            BudgetError: where there are too many rules by atoms to add up.
        """
        # Boxes that do not overlap cover as many points as their volumes add up to, so volumes that fall short of all
        # points prove a gap, and no state need be kept to find it. Cut the space by the atoms of the first column: the
        # slices are of one size, and the boxes' volumes split among them. They fall short in the sum, so in at least
        # one slice the parts of the boxes that reach into it fall short of its size; go into that slice, where the
        # same holds for the columns that are left. Behind the last column a slice is a single point, and volumes that
        # fall short of one are none: no rule is left there. The walk never turns back, so it adds up at most rules by
        # atoms of volumes, however many points the table has.
        suffixes, room, alive, atoms = self._suffixes(), self.points, self.whole, list[int]()
        for sizes, rows in zip(suffixes[1:], self.rows, strict=True):
            room //= len(rows)
            atom = 0
            while True:
                inside = alive & rows[atom]
                budget.visit(inside.bit_count())
                if sum(sizes[rule] for rule in bits(inside)) < room:
                    break
                atom += 1
            atoms.append(atom)
            alive = inside
        return tuple(atoms)

    def _suffixes(self) -> list[list[int]]:
        """Return for each level the volume of each rule's box over the columns from there on."""
        suffixes = [[1] * self.whole.bit_length()]
        for runs in reversed(self._runs):
            sizes = {held: sum(stop - start for start, stop in held) for held in set(runs)}
            suffixes.append([sizes[held] * rest for held, rest in zip(runs, suffixes[-1], strict=True)])
        return suffixes[::-1]

    @property
    def points(self) -> int:
        """How many points (of atoms) the table has."""
        return reduce(lambda total, axis: total * axis.size, self.axes, 1)

    @property
    def is_finite(self) -> bool:
        """Whether no column is made of numbers."""
        return not any(axis.edges for axis in self.axes)

    def settled(self, order: Sequence[int]) -> list[Mask]:
        """Return for each level of an order of columns the rules that accept every value of all later columns."""
        later = accumulate((self._indifferent[column] for column in reversed(order)), and_, initial=self.whole)
        return list(later)[-2::-1]


def _rows(axis: Axis, runs: Sequence[Runs]) -> tuple[Mask, ...]:
    """Return the mask of matching rules of each atom, by flipping each rule where one of its runs starts and ends."""
    flips = [0] * (axis.size + 1)
    for rule, held in enumerate(runs):
        for start, stop in held:
            flips[start] ^= 1 << rule
            flips[stop] ^= 1 << rule
    return tuple(accumulate(flips[:-1], xor))


class Sweep:
    """The levels of distinct live sets of a partition.

    Attributes:
        order: the numbers of the columns swept, in the order of the levels.
        levels: the states before the first column, then after each.
    """

    # Exact, and often small. Two points with the same rules alive after some columns cannot be told apart by what the
    # other columns do, so the set of live rules is all that has to be kept of both. A merge only relies on rules that
    # are settled, which no later AND can take away, so the states that it makes equal would also have answered alike
    # behind the last column. Each state keeps the parent that the earliest atoms led to, so reading the parents back
    # gives one witness per state, and the same one each time. The number of states depends on how many ways the rules
    # can combine and not on the number of points; where it explodes, the budget ends the sweep with an error.
    __slots__ = ("_choices", "_merges", "_partition", "_within", "levels", "order")

    def __init__(
        self,
        partition: Partition,
        budget: Budget,
        *,
        start: Mask | None = None,
        trim: Trim | None = None,
        within: Mask = 0,
        without: int | None = None,
        prefix: Sequence[Level] = (),
    ) -> None:
        """Sweep all columns.

        Args:
            partition: what to sweep.
            budget: pays for the states.
            start: the rules to follow; all of them unless given.
            trim: merges states; without it the last level holds the exact live sets.
            within: only atoms that all of these rules match.
            without: the number of a column to leave out; its value stays open in every state.
            prefix: the first levels, where they are known from another sweep with the same beginning.
        """
        self._partition = partition
        self._within = within
        columns = range(len(partition.axes))
        self.order = tuple(column for column in columns if column != without)
        settled = partition.settled(self.order if without is None else (*self.order, without))
        self._merges: list[Merge | None] = [None if trim is None else trim(sure) for sure in settled]
        self._choices = [tuple(m for m in partition.masks[column] if m & within == within) for column in self.order]
        first = partition.whole if start is None else start
        self.levels: list[Level] = list(prefix) or [{first: first}]
        for level in range(len(self.levels) - 1, len(self.order)):
            states, masks, merge = self.levels[level], self._choices[level], self._merges[level]
            budget.visit(len(states) * len(masks))
            met: Level = {}
            for state in reversed(states):  # so that the parent of the earliest values is the one that stays
                for mask in masks:
                    met[state & mask] = state
                if len(met) > budget.states:
                    budget.keep(len(met))
            if merge is not None:
                met = {merge(state): parent for state, parent in met.items()}
            budget.keep(len(met))
            self.levels.append(met)

    @property
    def states(self) -> Level:
        """The last level."""
        return self.levels[-1]

    def atoms(self, state: Mask) -> tuple[int, ...]:
        """Return one atom per column of the order that lead to a state of the last level."""
        atoms: list[int] = []
        for level in reversed(range(len(self.order))):
            parent = self.levels[level + 1][state]
            atoms.append(next(atom for atom, row in self._edges(level) if self._next(level, parent, row) == state))
            state = parent
        return tuple(reversed(atoms))

    def counts(self) -> dict[Mask, int | None]:
        """Return how many points lead to each last state, of all atoms; ``None`` where they are infinitely many."""
        counts: dict[Mask, int | None] = dict.fromkeys(self.levels[0], 1)
        for level, column in enumerate(self.order):
            axis, rows = self._partition.axes[column], self._partition.rows[column]
            sizes: dict[Mask, int | None] = {}
            for atom, row in enumerate(rows):
                sizes[row] = plus(sizes.get(row, 0), axis.count(atom))
            met: dict[Mask, int | None] = {}
            for state, count in counts.items():
                for row, size in sizes.items():
                    after = self._next(level, state, row)
                    met[after] = plus(met.get(after, 0), None if count is None or size is None else count * size)
            counts = met
        return counts

    def boxes(self, wanted: Callable[[Mask], bool]) -> Iterator[tuple[tuple[int, ...], ...]]:
        """Yield disjoint boxes (the atoms per column of the order) that together lead to the wanted last states."""
        ways = self._ways(wanted)
        stack: list[Iterator[tuple[tuple[int, ...], Mask]]] = [iter([((), state) for state in ways[0]])]
        box: list[tuple[int, ...]] = []
        while stack:
            edge, state = next(stack[-1], (None, 0))
            if edge is None:
                stack.pop()
                del box[-1:]
            elif len(stack) > len(self.order):
                yield (*box[1:], edge) if box else ()
            else:
                box.append(edge)
                level = len(stack) - 1
                heads: dict[Mask, list[int]] = {}
                for atom, row in self._edges(level):
                    heads.setdefault(self._next(level, state, row), []).append(atom)
                stack.append(iter([(tuple(atoms), head) for head, atoms in heads.items() if head in ways[level + 1]]))

    def count_boxes(self, wanted: Callable[[Mask], bool]) -> int:
        """Return how many boxes there are, without making them: they can be more than anybody could wait for."""
        return sum(self._ways(wanted)[0].values())

    def _ways(self, wanted: Callable[[Mask], bool]) -> list[dict[Mask, int]]:
        """Return for each level the states that lead to wanted last states, each with the number of its boxes."""
        ways = [{state: 1 for state in self.states if wanted(state)}]
        for level in reversed(range(len(self.order))):
            heads = {state: {self._next(level, state, m) for m in self._choices[level]} for state in self.levels[level]}
            counts = {state: sum(ways[0].get(head, 0) for head in after) for state, after in heads.items()}
            ways.insert(0, {state: count for state, count in counts.items() if count})
        return ways

    def _edges(self, level: int) -> Iterator[tuple[int, Mask]]:
        """Yield the atoms of a level's column that may be taken, each with its row."""
        rows = enumerate(self._partition.rows[self.order[level]])
        return ((atom, row) for atom, row in rows if row & self._within == self._within)

    def _next(self, level: int, state: Mask, mask: Mask) -> Mask:
        merge = self._merges[level]
        return state & mask if merge is None else merge(state & mask)


def plus(one: int | None, two: int | None) -> int | None:
    """Add two counts of points, of which ``None`` is infinite."""
    return None if one is None or two is None else one + two
