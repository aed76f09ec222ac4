"""What one may ask of a decision afterwards: how it came about, and what would change it."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Generic, TypeAlias

import attrs

from releasekit._arguments import items
from releasekit._fields import Frozen
from releasekit._views import Badge, Row, Tone, View, Viewable
from releasekit._words import did_you_mean, listing, shown
from releasekit.policy._cells import ANY, MISSING, Cell, plain_text
from releasekit.policy._findings import FactError, Point
from releasekit.policy._partition import Budget, Mask
from releasekit.policy._rules import Outcome_co, Rule, is_outcome, outcome_key, outcome_text
from releasekit.policy._sections import listed, section, spaced

if TYPE_CHECKING:
    from releasekit.policy._decision import Decision

Path: TypeAlias = tuple[int, tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""How many columns change, which, by how many atoms each column moves, and to which atoms; the least is the nearest."""


@attrs.frozen
class CellTrace(Frozen):
    """How one cell judged one value.

    Attributes:
        column: the name of the column.
        cell: the condition.
        value: the fact.
        matched: whether the value is in the cell.
    """

    column: str
    cell: Cell
    value: object = attrs.field(kw_only=True)
    matched: bool = attrs.field(kw_only=True)

    def __str__(self) -> str:
        relation = "is in" if self.matched else "is not in"
        return f"{self.column}={plain_text(self.value)} {relation} `{self.cell}`"


@attrs.frozen
class RuleTrace(Frozen, Generic[Outcome_co]):
    """How one rule judged the facts.

    Attributes:
        rule: the rule.
        cells: its cell in every column, in the order of the columns.
        matched: whether all cells matched.
        decides: whether the rule is among those that decided.
    """

    rule: Rule[Outcome_co]
    cells: tuple[CellTrace, ...]
    matched: bool = attrs.field(kw_only=True)
    decides: bool = attrs.field(kw_only=True)


@attrs.frozen
class Trace(Frozen, Viewable, Generic[Outcome_co]):
    """Every rule and every cell behind a decision; the outcome can be worked out again from it alone.

    Attributes:
        outcome: the outcome.
        rules: all rules of the table, in the order of their ids.
    """

    outcome: Outcome_co
    rules: tuple[RuleTrace[Outcome_co], ...]

    def view(self) -> View:
        """Return the trace as people read it: a row per rule, a column per fact."""
        facts = self.rules[0].cells if self.rules else ()
        rows = [Row(("the facts", *(plain_text(cell.value) for cell in facts), "", ""))]
        for judged in self.rules:
            failed = [cell.column for cell in judged.cells if not cell.matched]
            verdict = "decides" if judged.decides else "matches" if judged.matched else f"fails by {listed(failed)}"
            cells = (judged.rule.id, *(spaced(cell.cell) for cell in judged.cells), outcome_text(judged.rule.then))
            rows.append(Row((*cells, verdict), Tone.GOOD if judged.decides else Tone.NEUTRAL))
        headers = ("rule", *(cell.column for cell in facts), "outcome", "judged")
        return View("Trace", Badge(outcome_text(self.outcome)), (section("Rules", headers, rows),))


@attrs.frozen
class NearMiss(Frozen, Generic[Outcome_co]):
    """A rule that would have given another outcome, and what kept it from doing so.

    Attributes:
        rule: the rule.
        failed: the cells that did not match; empty where the rule matched and was beaten.
        beaten_by: the ids of the rules that decided instead, where the rule matched.
    """

    rule: Rule[Outcome_co]
    failed: tuple[CellTrace, ...]
    beaten_by: tuple[str, ...] = attrs.field(kw_only=True)


@attrs.frozen
class FactChange(Frozen):
    """One fact that would have to be another.

    Attributes:
        column: the name of the fact.
        value: what it is.
        becomes: one value that it would have to be.
        region: all values around that one which do the same.
    """

    column: str
    value: object
    becomes: object = attrs.field(kw_only=True)
    region: Cell = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.column}: {plain_text(self.value)} -> {self.region}"


@attrs.frozen
class Nearest(Frozen, Generic[Outcome_co]):
    """The smallest change of facts that reaches an outcome.

    Attributes:
        outcome: the outcome that is reached.
        changes: the facts to change, in the order of the columns; empty where the outcome is already there.
        facts: all facts after the change.
    """

    outcome: Outcome_co
    changes: tuple[FactChange, ...]
    facts: Point = attrs.field(kw_only=True)

    def __str__(self) -> str:
        changes = ", ".join(map(str, self.changes)) or "nothing to change"
        return f"{outcome_text(self.outcome)}: {changes}"


@attrs.frozen
class Flip(Frozen, Generic[Outcome_co]):
    """One fact that, changed alone, would change the outcome.

    Attributes:
        change: the fact and the values that it would have to take.
        outcome: the outcome then; ``None`` under COLLECT, where the outcome is no longer collected.
    """

    change: FactChange
    outcome: Outcome_co | None


def trace(decision: "Decision[Outcome_co]") -> Trace[Outcome_co]:
    """Answer `Decision.trace`."""
    deciding = {rule.id for rule in decision.rules}
    judged = (_judged(decision, rule, decides=rule.id in deciding) for rule in decision.table.rules)
    return Trace(decision.outcome, tuple(judged))


def why_not(decision: "Decision[Outcome_co]", outcome: object) -> tuple[NearMiss[Outcome_co], ...]:
    """Answer `Decision.why_not`."""
    _number(decision, outcome)
    if outcome_key(outcome) == outcome_key(decision.outcome):
        return ()
    key, winners = outcome_key(outcome), tuple(winner.id for winner in decision.rules)
    misses: list[NearMiss[Outcome_co]] = []
    for rule in decision.table.rules:
        if outcome_key(rule.then) == key:
            failed = tuple(cell for cell in _judged(decision, rule, decides=False).cells if not cell.matched)
            misses.append(NearMiss(rule, failed, beaten_by=() if failed else winners))
    fewest = min((len(miss.failed) for miss in misses), default=0)
    return tuple(miss for miss in misses if len(miss.failed) == fewest)


def nearest(
    decision: "Decision[Outcome_co]", outcome: object, fixed: Iterable[str], budget: int
) -> Nearest[Outcome_co] | None:
    """Answer `Decision.nearest`."""
    wanted = _number(decision, outcome)
    names = [column.name for column in decision.table.columns]
    held = frozenset(items("fixed", (fixed,) if isinstance(fixed, str) else fixed, str))
    unknown = sorted(held - set(names))
    if unknown:
        expected = f"expected columns among {listing(names)}"
        raise FactError(decision.table.name, tuple(f"fixed holds {shown(name)}; {expected}" for name in unknown))
    fixed_columns = {at for at, name in enumerate(names) if name in held} | _unchangeable(decision)
    purse = Budget(budget, f"nearest `{outcome_text(outcome)}` of `{decision.table.name}`", len(decision.table.rules))
    atoms = _search(decision, wanted, fixed_columns, purse)
    if atoms is None:
        return None
    current = decision.table.atoms(decision.values)
    changes = []
    for column, (old, new) in enumerate(zip(current, atoms, strict=True)):
        if old != new:
            answers = _around(decision, atoms, column)
            region = [atom for atom, answer in enumerate(answers) if wanted in answer]
            changes.append(_change(decision, column, new, region))
    facts = {**dict(decision.facts), **{change.column: change.becomes for change in changes}}
    return Nearest(decision.table.listed[wanted], tuple(changes), facts=tuple(facts.items()))


def fragile(decision: "Decision[Outcome_co]") -> tuple[Flip[Outcome_co], ...]:
    """Answer `Decision.fragile`."""
    table = decision.table
    atoms = table.atoms(decision.values)
    outcome = table.listed.index(decision.outcome)
    flips = []
    unchangeable = _unchangeable(decision)
    for column, current in enumerate(atoms):
        if column in unchangeable:
            continue
        changing: dict[tuple[int, ...], list[int]] = {}
        for atom, answer in enumerate(_around(decision, atoms, column)):
            if outcome not in answer:
                changing.setdefault(answer, []).append(atom)
        for answer, alike in changing.items():
            closest = min(alike, key=lambda atom: abs(atom - current))
            other = table.listed[answer[0]] if table.answers_once else None
            flips.append(Flip(_change(decision, column, closest, alike), other))
    return tuple(flips)


def _judged(decision: "Decision[Outcome_co]", rule: Rule[Outcome_co], *, decides: bool) -> RuleTrace[Outcome_co]:
    conditions = dict(rule.when)
    judged = ((name, conditions.get(name, ANY), value) for name, value in decision.facts)
    cells = tuple(CellTrace(name, cell, value=value, matched=cell.contains(value)) for name, cell, value in judged)
    return RuleTrace(rule, cells, matched=all(cell.matched for cell in cells), decides=decides)


def _number(decision: "Decision[Outcome_co]", outcome: object) -> int:
    """Return the number of an outcome of the table."""
    outcomes = decision.table.listed
    keys = list(map(outcome_key, outcomes))
    if is_outcome(outcome) and outcome_key(outcome) in keys:
        return keys.index(outcome_key(outcome))
    texts = list(map(outcome_text, outcomes))
    meant = did_you_mean(outcome, texts)
    problem = f"outcome is {shown(outcome)}; expected one of {listing(texts)}{meant}"
    raise FactError(decision.table.name, (problem,))


def _unchangeable(decision: "Decision[Outcome_co]") -> frozenset[int]:
    """Return the given columns whose fact is known; one that is missing can still be filled in."""
    facts = enumerate(zip(decision.table.columns, decision.values, strict=True))
    return frozenset(number for number, (column, value) in facts if column.given and value is not MISSING)


def _answers(decision: "Decision[Outcome_co]", live: Mask) -> tuple[int, ...]:
    ranking = decision.table.ranking
    return ranking.outcomes_of(ranking.answer(live))


def _search(
    decision: "Decision[Outcome_co]", wanted: int, fixed: AbstractSet[int], purse: Budget
) -> tuple[int, ...] | None:
    """Return the atoms of the nearest point with an outcome: a shortest path through the levels of live sets."""
    # A shortest path through the levels of a sweep. All ways that lead to one set of live rules go on alike, so of each
    # set only the nearest way is kept; its atoms are part of the path, so the point is read off the end of it. A path
    # is a tuple that begins with the number of columns changed, then says which, then by how many atoms: compared as
    # tuples, the least is the one that the docstring of `Decision.nearest` promises. Of the atoms of a column with the
    # same row only the nearest to the current one can be part of the best path, so the others are left out. Live rules
    # only ever die, so a set without a rule of the outcome leads nowhere.
    table = decision.table
    current = table.atoms(decision.values)
    if wanted in _answers(decision, table.partition.at(current)):
        return current
    settled = table.partition.settled(range(len(current)))
    hopeful = table.ranking.groups[wanted]
    best: dict[Mask, Path] = {table.partition.whole: (0, (), (), ())}
    for column, (rows, old) in enumerate(zip(table.partition.rows, current, strict=True)):
        closest: dict[Mask, int] = {}
        for atom in [old] if column in fixed else sorted(range(len(rows)), key=lambda atom: (abs(atom - old), atom)):
            closest.setdefault(rows[atom], atom)
        purse.visit(len(best) * len(closest))
        merge = table.ranking.keep_answers(settled[column])
        met: dict[Mask, Path] = {}
        for state, (count, changed, moves, atoms) in best.items():
            for row, atom in closest.items():
                after = merge(state & row)
                if not after & hopeful:
                    continue
                columns = changed if atom == old else (*changed, column)
                path = (count + (atom != old), columns, (*moves, abs(atom - old)), (*atoms, atom))
                if after not in met or path < met[after]:
                    met[after] = path
        purse.keep(len(met))
        best = met
    reached = [path for state, path in best.items() if wanted in _answers(decision, state)]
    return min(reached)[-1] if reached else None


def _around(decision: "Decision[Outcome_co]", atoms: tuple[int, ...], column: int) -> list[tuple[int, ...]]:
    """Return the answers at each atom of a column, with the other columns as given."""
    partition = decision.table.partition
    others = partition.at((*atoms[:column], 0, *atoms[column + 1 :]), without=column)
    return [_answers(decision, others & row) for row in partition.rows[column]]


def _change(decision: "Decision[Outcome_co]", column: int, atom: int, region: Iterable[int]) -> FactChange:
    axis = decision.table.partition.axes[column]
    name, value = axis.column.name, decision.values[column]
    return FactChange(name, value, becomes=axis.witness(atom), region=axis.cell(region))
