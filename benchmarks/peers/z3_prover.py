"""z3: the questions of `check` put to an SMT solver, over the same domains.

A finite column becomes one Boolean per value, of which exactly one is true; an ordered column an
integer or a real number; an optional column has one more Boolean for the missing fact. Of the
encodings (integers, bit vectors, enumeration sorts) and solvers (the default one, QF_BV) that were
tried, this one was the fastest, with QF_FD where all columns are finite and the simple solver
elsewhere.

Not asked: monotonicity, and which points a finding stands for; whether there is one is enough.
"""

from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any, Final

from benchmarks.peers import installed
from releasekit.policy import Cell, Column, Draft, FindingKind, Hit, Numbers

DISTRIBUTION: Final = "z3-solver"

Answer = frozenset[tuple[FindingKind, str]]
"""What is wrong, and with which rule or column; the text is empty where it is the table."""


class Variable:
    """The z3 variables of one column, and the formula of each of its cells."""

    def __init__(self, z3: ModuleType, column: Column, mark: str = "") -> None:
        self._z3 = z3
        self._is_ordered = isinstance(column.domain, Numbers)
        name = f"{column.name}{mark}"
        self.missing = z3.Bool(f"{name} missing") if column.optional else z3.BoolVal(val=False)
        if isinstance(column.domain, Numbers):
            self.number = (z3.Int if column.domain.integer else z3.Real)(name)
            self.inside = self._within(column.domain)
        else:
            self.flags = {value: z3.Bool(f"{name} {value}") for value in column.values}
            self.inside = self._exactly_one()

    @property
    def parts(self) -> list[Any]:
        """The z3 variables, in an order that equal columns share."""
        own = [self.number] if self._is_ordered else list(self.flags.values())
        return [*own, self.missing]

    def formula(self, cell: Cell) -> Any:
        """Return the condition that the column's fact is in the cell."""
        z3 = self._z3
        if cell.is_any:
            return z3.BoolVal(val=True)
        if self._is_ordered:
            present = z3.Or([self._span(span) for span in cell.spans]) if cell.spans else z3.BoolVal(cell.negated)
            present = z3.And(z3.Not(self.missing), present)
        else:
            present = z3.Or([flag for value, flag in self.flags.items() if cell.contains(value)])
        return z3.Or(self.missing, present) if cell.missing else present

    def _span(self, span: Any) -> Any:
        (low, low_side), (high, high_side) = span
        parts = []
        if abs(low) != float("inf"):
            parts.append(self.number > str(low) if low_side else self.number >= str(low))
        if abs(high) != float("inf"):
            parts.append(self.number <= str(high) if high_side else self.number < str(high))
        return self._z3.And(parts)

    def _within(self, domain: Numbers) -> Any:
        ends = [self.number >= str(domain.ge)] if domain.ge is not None else []
        ends += [self.number <= str(domain.le)] if domain.le is not None else []
        return self._z3.And(ends)

    def _exactly_one(self) -> Any:
        z3 = self._z3
        flags = [*self.flags.values(), self.missing]
        pairs = [z3.Or(z3.Not(one), z3.Not(two)) for place, one in enumerate(flags) for two in flags[:place]]
        return z3.And(z3.Or(flags), *pairs)


class Formulas:
    """A draft as formulas: one per rule, over one variable per column."""

    def __init__(self, z3: ModuleType, draft: Draft[Any]) -> None:
        assert draft.hit in (Hit.UNIQUE, Hit.MOST_RESTRICTIVE), "other policies have no formulas here"
        self.z3 = z3
        self.draft = draft
        self.variables = {column.name: Variable(z3, column) for column in draft.columns}
        self.inside = z3.And([variable.inside for variable in self.variables.values()])
        self.rules = [z3.And([self.variables[name].formula(cell) for name, cell in rule.when]) for rule in draft.rules]
        self._is_finite = not any(isinstance(column.domain, Numbers) for column in draft.columns)

    def solver(self) -> Any:
        """Return an empty solver of the kind that suits the columns."""
        return self.z3.SolverFor("QF_FD") if self._is_finite else self.z3.SimpleSolver()

    def holds_somewhere(self, *conditions: Any) -> bool:
        """Say whether some point of the domain meets all conditions."""
        solver = self.solver()
        solver.add(self.inside, *conditions)
        return decided(self.z3, solver)

    def outcomes(self) -> list[Any]:
        """Return for each outcome, permissive first, the condition that the table answers it."""
        matched = [
            self.z3.Or(
                [formula for rule, formula in zip(self.draft.rules, self.rules, strict=True) if rule.then == outcome]
            )
            for outcome in self.draft.outcomes
        ]
        if self.draft.hit is not Hit.MOST_RESTRICTIVE:
            return matched
        return [self.z3.And(own, *map(self.z3.Not, matched[place + 1 :])) for place, own in enumerate(matched)]

    def with_other(self, column: Column, answers: Sequence[Any]) -> tuple[Variable, list[Any]]:
        """Return a second variable for a column, and the answers with it instead of the first."""
        other = Variable(self.z3, column, "'")
        swaps = list(zip(self.variables[column.name].parts, other.parts, strict=True))
        return other, [self.z3.substitute(answer, *swaps) for answer in answers]


def decided(z3: ModuleType, solver: Any, *assumed: Any) -> bool:
    """Return whether the solver finds a point; an unknown is no answer."""
    answer = solver.check(*assumed)
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def gap_and_clash(formulas: Formulas) -> Answer:
    """Ask whether some point has no rule and, where one is the most, whether some has two."""
    z3, found = formulas.z3, set[tuple[FindingKind, str]]()
    if formulas.holds_somewhere(z3.Not(z3.Or(formulas.rules))):
        found.add((FindingKind.GAP, ""))
    if formulas.draft.hit is Hit.UNIQUE and formulas.holds_somewhere(z3.AtLeast(*formulas.rules, 2)):
        found.add((FindingKind.CLASH, ""))
    return frozenset(found)


def every_question(formulas: Formulas) -> Answer:
    """Ask all that `check` answers for a table without directions."""
    more = _needless_rules(formulas) if formulas.draft.hit is Hit.MOST_RESTRICTIVE else ()
    return gap_and_clash(formulas) | {*more, *_columns(formulas)}


def _needless_rules(formulas: Formulas) -> Iterator[tuple[FindingKind, str]]:
    """Yield the rules that never win, and those that win but change nothing."""
    z3, rules, outcomes = formulas.z3, formulas.draft.rules, list(formulas.draft.outcomes)
    solver, live = formulas.solver(), [z3.Bool(f"live {rule.id}") for rule in rules]
    solver.add(
        formulas.inside,
        *(flag == formula for flag, formula in zip(live, formulas.rules, strict=True)),
    )
    levels = [outcomes.index(rule.then) for rule in rules]
    dead = [(level, z3.Not(flag)) for level, flag in zip(levels, live, strict=True)]
    for place, (rule, level) in enumerate(zip(rules, levels, strict=True)):
        stronger = [off for other, off in dead if other > level]
        same = [off for n, (other, off) in enumerate(dead) if other == level and n != place]
        if not decided(z3, solver, live[place], *stronger):
            yield FindingKind.SHADOWED, rule.id
        elif same and not decided(z3, solver, live[place], *stronger, *same):
            yield FindingKind.REDUNDANT, rule.id


def _columns(formulas: Formulas) -> Iterator[tuple[FindingKind, str]]:
    """Yield the columns that change no answer, and those that let through what is missing."""
    z3, draft = formulas.z3, formulas.draft
    first = formulas.outcomes()
    for column in draft.columns:
        other, second = formulas.with_other(column, first)
        differ = z3.Or([z3.Xor(one, two) for one, two in zip(first, second, strict=True)])
        if not formulas.holds_somewhere(other.inside, differ):
            yield FindingKind.DEAD_COLUMN, column.name
        if column.optional and formulas.holds_somewhere(
            other.inside,
            formulas.variables[column.name].missing,
            z3.Not(other.missing),
            z3.Or(_chosen(draft, first, permissive=True)),
            z3.Or(_chosen(draft, second, permissive=False)),
        ):
            yield FindingKind.FAILS_OPEN, column.name


def _chosen(draft: Draft[Any], answers: Sequence[Any], *, permissive: bool) -> list[Any]:
    lets = draft.permissive or frozenset()
    return [answer for outcome, answer in zip(draft.outcomes, answers, strict=True) if (outcome in lets) is permissive]


def questions(draft: Draft[Any]) -> dict[str, Callable[[], Answer]] | None:
    """Return the ways in which the draft is put to z3, `None` where z3 is not installed."""
    z3 = installed("z3")
    if z3 is None:
        return None
    prepared = Formulas(z3, draft)
    return {
        "z3, every question of check": lambda: every_question(Formulas(z3, draft)),
        "z3, gap and clash only": lambda: gap_and_clash(Formulas(z3, draft)),
        "z3, gap and clash only, formulas prepared": lambda: gap_and_clash(prepared),
    }
