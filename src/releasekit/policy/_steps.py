"""Steps from one value of a column to another, everything else held: which of them let too much through.

Asked of the rows of a column first (is it plain that no step does?), then of live sets: those of a sweep, or those of a
few points where a wrong step is likely.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import reduce
from itertools import pairwise
from operator import or_

from releasekit.policy._columns import Column
from releasekit.policy._findings import FindingKind
from releasekit.policy._partition import Budget, Mask, Partition, bits
from releasekit.policy._ranking import NO_ANSWER, Ranking
from releasekit.policy._rules import Hit


class Steps:
    """The steps of all columns of a table, and what a step must not do.

    Learning a missing fact must not end a permissive outcome, and a worse value must not get a milder one.
    """

    __slots__ = ("_columns", "_outcomes", "_partition", "_permissive", "_ranking")

    def __init__(self, partition: Partition, ranking: Ranking, permissive: frozenset[int]) -> None:
        self._partition = partition
        self._ranking = ranking
        self._permissive = permissive
        self._columns: Sequence[Column] = [axis.column for axis in partition.axes]
        self._outcomes = range(len(ranking.groups))

    def doubts(self, number: int) -> tuple[FindingKind, ...]:
        """Return how a column could let too much through, as far as its rows alone do not prove that it does not."""
        column, rows = self._columns[number], self._partition.rows[number]
        present = rows[: self._partition.axes[number].present]
        kinds = []
        if column.optional and self._permissive:
            restrictive = [n for n in self._outcomes if n not in self._permissive]
            if not self._keeps(restrictive, ((row, rows[-1]) for row in present)):
                kinds.append(FindingKind.FAILS_OPEN)
        if column.worse is not None:
            ascending = present if column.worse == "higher" else present[::-1]
            if not self._keeps(self._outcomes[1:], pairwise((*ascending, *rows[len(present) :]))):
                kinds.append(FindingKind.NOT_MONOTONE)
        return tuple(kinds)

    def _keeps(self, outcomes: Collection[int], steps: Iterable[tuple[Mask, Mask]]) -> bool:
        """Tell whether it is plain, without a sweep, that no step between two rows takes away any of some outcomes."""
        # A proof that needs no state. Suppose that every rule with one of the outcomes that matches in the first row
        # of a step matches in the second one too. If such a rule decides before the step, it is therefore still alive
        # behind it, whatever the other columns hold. Under UNIQUE and ANY a rule that is alive gives the answer, or
        # there is none. Under MOST_RESTRICTIVE the answer is its outcome or a later one, so the outcomes must be the
        # last ones. Under FIRST a rule of a lower rank may win behind the step, so there a sweep has to tell.
        is_last = list(outcomes) == [*self._outcomes[len(self._outcomes) - len(outcomes) :]]
        hit, groups = self._ranking.hit, self._ranking.groups
        if hit not in (Hit.UNIQUE, Hit.ANY) and not (hit is Hit.MOST_RESTRICTIVE and is_last):
            return False
        rules = reduce(or_, (groups[number] for number in outcomes), 0)
        return all(rules & before & ~after == 0 for before, after in steps)

    def wrong(self, number: int, state: Mask) -> Iterator[tuple[FindingKind, int, int]]:
        """Yield the pairs of atoms of a column whose answers are in the wrong order, with these rules alive beside."""
        axis = self._partition.axes[number]
        answers = [self._ranking.answer(state & row) for row in self._partition.rows[number]]
        if axis.column.optional and answers[-1] in self._permissive:
            shut = [atom for atom in range(axis.present) if answers[atom] not in (NO_ANSWER, *self._permissive)]
            yield from ((FindingKind.FAILS_OPEN, axis.present, atom) for atom in shut)
        if axis.column.worse is not None:
            present = range(axis.present) if axis.column.worse == "higher" else reversed(range(axis.present))
            known = [atom for atom in (*present, *range(axis.present, axis.size)) if answers[atom] != NO_ANSWER]
            drops = [(a, b) for a, b in pairwise(known) if answers[b] < answers[a]]
            yield from ((FindingKind.NOT_MONOTONE, a, b) for a, b in drops)

    def likely(self, number: int, budget: Budget) -> dict[Mask, tuple[int, ...]]:
        """Return live sets beside a column where a wrong step is likely, each with the atoms of the other columns.

        Raises:
            BudgetError: where too few look-ups are left.
        """
        # A wrong step is the loss of a rule that nothing makes up for. So of each rule that some values of the column
        # do not match, take a point with few of the rules alive that could make up for it at those values.
        rows, places = self._partition.rows[number], dict[Mask, tuple[int, ...]]()
        looks = sum(axis.size for axis in self._partition.axes)
        for rule in bits(self._partition.whole):
            without = [row for row in rows if not row >> rule & 1]
            if 0 < len(without) < len(rows):
                budget.visit(looks)
                others = self._ranking.rivals(rule) & reduce(or_, without)
                atoms = self._partition.loneliest(rule, others, without=number)
                places.setdefault(self._partition.at(atoms, without=number), (*atoms[:number], *atoms[number + 1 :]))
        return places
