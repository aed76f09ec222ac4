"""Test cases for whoever implements a table elsewhere: which points suffice, and which ones some cases leave out."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations

import attrs

from releasekit._arguments import items, of_kind
from releasekit._fields import Frozen
from releasekit._views import Badge, Lines, Row, Section, Tone, View, Viewable
from releasekit.policy._cells import MISSING
from releasekit.policy._check import point_of
from releasekit.policy._findings import Point, as_point, point_text
from releasekit.policy._partition import DEFAULT_BUDGET, Budget, Mask, Sweep, bits
from releasekit.policy._rules import outcome_text
from releasekit.policy._sections import counted, listed, section
from releasekit.policy._table import Table


@attrs.frozen
class Case(Frozen):
    """Facts, and the outcome that a table gives there.

    Attributes:
        facts: one value per column, in the order of the columns.
        outcome: the outcome; under COLLECT the tuple of outcomes.
    """

    facts: Point = attrs.field(converter=as_point)
    outcome: object

    def __str__(self) -> str:
        return point_text(self.facts)


@attrs.frozen
class Leaf(Frozen):
    """All points where the same rules match.

    Attributes:
        rules: the ids of those rules.
        case: one of the points.
    """

    rules: tuple[str, ...]
    case: Case


@attrs.frozen
class BoundaryPair(Frozen):
    """Two points that differ in one column and answer differently, because a rule matches at one of them only.

    A pair for each rule and each column that the rule looks at is what MC/DC coverage asks for.

    Attributes:
        rule: the id of the rule, which decides at the first point.
        column: the column in which the points differ.
        inside: the point where the rule decides.
        outside: the point where it does not match.
    """

    rule: str
    column: str
    inside: Case = attrs.field(kw_only=True)
    outside: Case = attrs.field(kw_only=True)


@attrs.frozen
class Coverage(Frozen, Viewable):
    """What some cases do not reach.

    Attributes:
        rules: the ids of the rules that decide none of the cases.
        leaves: the leaves that no case lies in.
        pairs: the boundary pairs of which no two cases show the difference.
    """

    rules: tuple[str, ...]
    leaves: tuple[Leaf, ...]
    pairs: tuple[BoundaryPair, ...] = attrs.field(kw_only=True)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left out."""
        return not (self.rules or self.leaves or self.pairs)

    def view(self) -> View:
        """Return what the cases leave out, as people read it."""
        sizes = ((len(self.rules), "rule"), (len(self.leaves), "leaf"), (len(self.pairs), "boundary pair"))
        left = [counted(size, noun) for size, noun in sizes if size]
        badge = Badge("not reached: " + ", ".join(left), Tone.WARN) if left else Badge("complete", Tone.GOOD)
        leaves = [Row((listed(leaf.rules), _in_a_line(leaf.case))) for leaf in self.leaves]
        pairs = [
            Row((pair.rule, pair.column, _in_a_line(pair.inside), _in_a_line(pair.outside))) for pair in self.pairs
        ]
        sections = (
            Section("Rules that decide no case", Lines(self.rules)),
            section("Leaves without a case", ("rules that match", "for example"), leaves),
            section("Boundary pairs without both cases", ("rule", "column", "inside", "outside"), pairs),
        )
        return View("Coverage", badge, sections)


def _in_a_line(case: Case) -> str:
    return f"{point_text(case.facts)} -> {outcome_text(case.outcome)}"


def coverage(
    table: Table[object], cases: Iterable[Case | Mapping[str, object]], *, budget: int = DEFAULT_BUDGET
) -> Coverage:
    """Return the rules, leaves and boundary pairs that no case reaches, each with points that would.

    Args:
        table: the table under test.
        cases: facts, or cases of which only the facts count.
        budget: how many states the sweeps may keep.

    Raises:
        BudgetError: where the sweeps need more states.
        FactError: where a case is outside the domain of the table.
        FieldError: where the table is none, or a case is neither.
    """
    of_kind("table", table, Table)
    points = []
    for case in items("cases", cases, Case, Mapping):
        facts = table.read(dict(case.facts) if isinstance(case, Case) else case)
        points.append(table.atoms(facts.get(column.name, MISSING) for column in table.columns))
    lives = [table.partition.at(atoms) for atoms in points]
    decided = {rule for live in lives for rule in bits(table.ranking.winners(live))}
    reached = set(lives)
    shown = _shown_pairs(table, points)
    return Coverage(
        tuple(rule.id for number, rule in enumerate(table.rules) if number not in decided),
        tuple(leaf for live, leaf in _leaves(table, budget) if live not in reached),
        pairs=tuple(pair for key, pair in _pairs(table, budget) if key not in shown),
    )


def generate_cases(table: Table[object], *, pairs: bool = False, budget: int = DEFAULT_BUDGET) -> tuple[Case, ...]:
    """Return cases that reach everything: one for each leaf, or both points of each boundary pair.

    Raises:
        BudgetError: where the sweeps need more states.
        FieldError: where the table is none.
    """
    of_kind("table", table, Table)
    if not pairs:
        return tuple(leaf.case for _, leaf in _leaves(table, budget))
    ends = (case for _, pair in _pairs(table, budget) for case in (pair.inside, pair.outside))
    return tuple(dict.fromkeys(ends))


def _case(table: Table[object], atoms: tuple[int, ...]) -> Case:
    ranking = table.ranking
    numbers = ranking.outcomes_of(ranking.answer(table.partition.at(atoms)))
    outcomes = tuple(table.listed[number] for number in numbers)
    return Case(point_of(table.partition, atoms), outcomes[0] if table.answers_once else outcomes)


def _leaves(table: Table[object], budget: int) -> Iterator[tuple[Mask, Leaf]]:
    sweep = Sweep(table.partition, Budget(budget, f"leaves of `{table.name}`", len(table.rules)))
    for live in sweep.states:
        yield live, Leaf(tuple(table.rules[rule].id for rule in bits(live)), _case(table, sweep.atoms(live)))


def _pairs(table: Table[object], budget: int) -> Iterator[tuple[tuple[int, int], BoundaryPair]]:
    """Yield the first boundary pair of each rule and column, in the order of the columns.

    Its rule decides at one atom of the column and does not match at another that answers differently.
    """
    purse, ranking = Budget(budget, f"boundary pairs of `{table.name}`", len(table.rules)), table.ranking
    for column, axis in enumerate(table.partition.axes):
        seen: set[int] = set()
        sweep = Sweep(table.partition, purse, trim=table.ranking.keep_winners, without=column)
        rows = table.partition.rows[column]
        first = {row: atom for atom, row in reversed(list(enumerate(rows)))}
        steps = ((state, inside, outside) for state in sweep.states for inside, outside in permutations(first, 2))
        for state, inside, outside in steps:
            if ranking.answer(state & inside) != ranking.answer(state & outside):
                for rule in bits(ranking.winners(state & inside) & ~outside):
                    if rule not in seen:
                        seen.add(rule)
                        others, name = sweep.atoms(state), table.rules[rule].id
                        atoms = ((*others[:column], first[row], *others[column:]) for row in (inside, outside))
                        ends = [_case(table, point) for point in atoms]
                        yield (rule, column), BoundaryPair(name, axis.column.name, inside=ends[0], outside=ends[1])


def _shown_pairs(table: Table[object], points: Iterable[tuple[int, ...]]) -> set[tuple[int, int]]:
    """Return the pairs of rule and column of which two of the points show the difference."""
    shown: set[tuple[int, int]] = set()
    distinct = dict.fromkeys(points)
    for column, rows in enumerate(table.partition.rows):
        lines: dict[tuple[int, ...], list[tuple[int, ...]]] = {}
        for point in distinct:
            lines.setdefault((*point[:column], *point[column + 1 :]), []).append(point)
        for line in lines.values():
            for inside, outside in permutations(line, 2):
                lives = [table.partition.at(point) for point in (inside, outside)]
                if table.ranking.answer(lives[0]) != table.ranking.answer(lives[1]):
                    deciding = table.ranking.winners(lives[0]) & ~rows[outside[column]]
                    shown.update((rule, column) for rule in bits(deciding))
    return shown
