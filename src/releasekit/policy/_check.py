"""The table doctor: proves that a draft has no gap, clash, fail-open row or dead part, or shows where it has.

Every answer is exact. A sweep that would need more states than the budget allows ends in an ``UNDECIDED``
finding that says which questions it leaves open; silence always means "proved".
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import islice, pairwise
from operator import or_
from types import MappingProxyType
from typing import Final, Generic

from releasekit._arguments import of_kind
from releasekit._words import listing, shown
from releasekit.errors import BudgetError, FieldError
from releasekit.policy._cells import NOTHING, plain_text
from releasekit.policy._findings import Finding, FindingKind, Point, Region, point_text, region_text
from releasekit.policy._form import form_findings, has_sound_columns, listed_outcomes, outcome_text
from releasekit.policy._partition import DEFAULT_BUDGET, Budget, Mask, Merge, Partition, Sweep, Trim, bits
from releasekit.policy._ranking import NO_ANSWER, Ranking
from releasekit.policy._rules import Draft, Hit, Outcome_co, Rule, outcome_key

DEFAULT_LIMIT: Final = 100
ONE_ANSWER: Final = (Hit.UNIQUE, Hit.ANY, Hit.FIRST)


def check(
    draft: Draft[Outcome_co], *, budget: int = DEFAULT_BUDGET, limit: int | None = DEFAULT_LIMIT
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a draft; nothing means that it is a table.

    Args:
        draft: the table as it is written down; a `Table` may be given too.
        budget: how many states the sweeps may keep in all; what cannot be decided within it is said.
        limit: at most so many findings of a kind (the last one says how many more there are); ``None`` for all.

    Returns:
        The findings, errors first, each with a point that shows it.

    Raises:
        FieldError: where it is no draft, or the budget or the limit is less than one.
    """
    of_kind("draft", draft, Draft)
    for name, number in (("budget", budget), ("limit", limit)):
        if number is not None and (type(number) is not int or number < 1):
            raise FieldError((f"{name} is {shown(number)}; expected a whole number of at least 1",))
    form = form_findings(draft)
    if not has_sound_columns(draft):
        return _limited(form, limit)
    try:
        doctor = Doctor(draft, budget, frozenset(rule for finding in form for rule in finding.rules), limit)
    except BudgetError as error:
        return _limited((*form, Finding(FindingKind.UNDECIDED, str(error))), limit)
    findings = [*form, *doctor.coverage()]
    if not form:
        findings += doctor.meaning()
    return _limited(tuple(findings), limit, doctor.hidden)


def _limited(
    findings: tuple[Finding, ...], limit: int | None, hidden: Mapping[FindingKind, int] = MappingProxyType({})
) -> tuple[Finding, ...]:
    """Sort by kind, and cut each kind to its limit without hiding that something was cut."""
    kept: list[Finding] = []
    for kind in FindingKind:
        own = [finding for finding in findings if finding.kind is kind]
        shown = own if limit is None else own[:limit]
        cut = len(own) - len(shown) + hidden.get(kind, 0)
        if shown and cut:
            more = f" (and {cut} more of this kind)"
            shown[-1] = shown[-1].replace(message=shown[-1].message + more)
        kept += shown
    return tuple(kept)


class Doctor(Generic[Outcome_co]):
    """The questions that `check` asks of one draft, all put to its partition."""

    def __init__(
        self, draft: Draft[Outcome_co], budget: int, malformed: frozenset[str], limit: int | None = None
    ) -> None:
        self.draft = draft
        self.limit = limit
        self.hidden: dict[FindingKind, int] = {}
        self.malformed = sum(1 << number for number, rule in enumerate(draft.rules) if rule.id in malformed)
        self.partition = partition_of(draft)
        self.budget = Budget(budget, f"table `{draft.name}`", len(draft.rules))
        self.ids = tuple(rule.id for rule in draft.rules)
        self.clashing = False
        self.main: Sweep | None = None
        self.outcomes = listed_outcomes(draft)
        self.ranking = Ranking(draft.hit, (), self.outcomes)
        permissive = draft.permissive or frozenset()
        self.permissive = frozenset(n for n, outcome in enumerate(self.outcomes) if outcome in permissive)

    def coverage(self) -> Iterator[Finding]:
        """Find rules that never match, points that several rules claim, and points that none does."""
        yield from self._never()
        yield from self._decided("clashes", self._clashes, FindingKind.CLASH)
        if self.draft.hit is not Hit.COLLECT:
            yield from self._decided("gaps", self._gaps, FindingKind.GAP)

    def meaning(self) -> Iterator[Finding]:
        """Find what needs outcomes: rules that do nothing, and facts that count the wrong way or not at all."""
        self.ranking = Ranking(self.draft.hit, self.draft.rules, self.outcomes)
        yield from self._decided(
            "shadowed and redundant rules", self._idle, FindingKind.SHADOWED, FindingKind.REDUNDANT
        )
        yield from self._columns()

    def _columns(self) -> Iterator[Finding]:
        """Ask what each column does; columns of which that cannot be decided are named together."""
        undecided: dict[tuple[FindingKind, ...], list[str]] = {}
        for number, column in enumerate(self.draft.columns):
            try:
                yield from list(self._part(number))
            except BudgetError:
                undecided.setdefault(self._directions(number), []).append(f"`{column.name}`")
        for about, names in undecided.items():
            question = f"what {'column' if len(names) == 1 else 'columns'} {listing(names)} can change"
            yield self._undecided(question, about)

    def _decided(self, question: str, ask: Callable[[], Iterator[Finding]], *about: FindingKind) -> Iterator[Finding]:
        """Ask, and say so where the budget does not suffice."""
        try:
            yield from list(ask())
        except BudgetError:
            yield self._undecided(question, about)

    def _undecided(self, question: str, about: tuple[FindingKind, ...]) -> Finding:
        error = BudgetError(f"{question} of {self.budget.question}", self.budget.limit)
        return Finding(FindingKind.UNDECIDED, str(error), about=about)

    def _directions(self, column: int) -> tuple[FindingKind, ...]:
        """Return the kinds of findings that there may be about one column."""
        own = self.draft.columns[column]
        kinds = {
            FindingKind.DEAD_COLUMN: True,
            FindingKind.FAILS_OPEN: own.optional and bool(self.permissive),
            FindingKind.NOT_MONOTONE: own.worse is not None,
        }
        return tuple(kind for kind, asked in kinds.items() if asked)

    def _never(self) -> Iterator[Finding]:
        for axis, masks in zip(self.partition.axes, self.partition.masks, strict=True):
            name = axis.column.name
            for number in bits(self.partition.whole & ~reduce(or_, masks, self.malformed)):
                self.malformed |= 1 << number
                rule = self.draft.rules[number]
                message = f"rule `{rule.id}` never matches: no value of `{name}` is in `{rule.cell(name)}`"
                yield Finding(FindingKind.NEVER_MATCHES, message, rules=(rule.id,), column=name)

    def _clashes(self) -> Iterator[Finding]:
        if self.draft.hit not in ONE_ANSWER:
            return
        met = self.partition.overlapping(self.budget)
        later = [met[one] & against >> one + 1 << one + 1 for one, against in enumerate(self._against())]
        pairs = [(one, twos) for one, twos in enumerate(later) if twos and met[one] >> one & 1]
        self.clashing = bool(pairs)
        listed = ((one, two) for one, twos in pairs for two in bits(twos))
        shown = [self._clash(one, two) for one, two in islice(listed, self.limit)]
        self.hidden[FindingKind.CLASH] = sum(twos.bit_count() for _, twos in pairs) - len(shown)
        yield from shown

    def _against(self) -> list[Mask]:
        """Return for each rule the mask of the rules that contradict it wherever both match."""
        rules, whole = self.draft.rules, self.partition.whole
        if self.draft.hit is Hit.UNIQUE:
            return [whole] * len(rules)
        keys: list[object] = [outcome_key(rule.then) if self.draft.hit is Hit.ANY else rule.rank for rule in rules]
        alike = dict.fromkeys(keys, 0)
        for number, key in enumerate(keys):
            alike[key] |= 1 << number
        return [whole & ~alike[key] if self.draft.hit is Hit.ANY else alike[key] for key in keys]

    def _clash(self, one: int, two: int) -> Finding:
        contradiction = _contradiction(self.draft.hit, self.draft.rules[one], self.draft.rules[two])
        both = 1 << one | 1 << two
        atoms = [next(a for a, row in enumerate(rows) if row & both == both) for rows in self.partition.rows]
        witness = self._point(atoms)
        ids = (self.ids[one], self.ids[two])
        message = f"rules `{ids[0]}` and `{ids[1]}` both match {point_text(witness)}; {contradiction}"
        return Finding(FindingKind.CLASH, message, rules=ids, witness=witness)

    def _gaps(self) -> Iterator[Finding]:
        unique = self.draft.hit is Hit.UNIQUE and not self.clashing
        if unique and self.partition.volume() == self.partition.points:
            return
        try:
            sweep = Sweep(self.partition, self.budget, trim=_keep_one)
        except BudgetError:
            if not unique:
                raise
            yield self._gap(tuple((atom,) for atom in self.partition.uncovered(self.budget)))
        else:
            shown = [self._gap(box) for box in islice(sweep.boxes(_is_empty), self.limit)]
            self.hidden[FindingKind.GAP] = sweep.count_boxes(_is_empty) - len(shown)
            yield from shown

    def _gap(self, box: tuple[tuple[int, ...], ...]) -> Finding:
        region: Region = tuple(
            (axis.column.name, axis.cell(atoms)) for axis, atoms in zip(self.partition.axes, box, strict=True)
        )
        witness = self._point([atoms[0] for atoms in box])
        return Finding(
            FindingKind.GAP, f"no rule matches {region_text(region, 'any point')}", witness=witness, region=region
        )

    def _idle(self) -> Iterator[Finding]:
        """Find the rules that match but never win, and those that win but are not needed."""
        if self.draft.hit is Hit.UNIQUE and not self.clashing:
            return
        for number in range(len(self.ids)):
            yield from self._idle_rule(number)

    def _idle_rule(self, number: int) -> Iterator[Finding]:
        bit, answer, winners = 1 << number, self.ranking.answer, self.ranking.winners
        start = self.ranking.rivals(number) & ~bit
        lonely = self.partition.loneliest(number, start)
        if self._wins(lonely | bit, bit) and answer(lonely) != answer(lonely | bit):
            return
        sweep = Sweep(self.partition, self.budget, start=start, trim=self._answer_trim, within=bit)
        answered = [state for state in sweep.states if answer(state | bit) != NO_ANSWER]
        winning = [state for state in answered if winners(state | bit) & bit]
        if answered and not winning:
            yield self._beaten(FindingKind.SHADOWED, number, sweep, answered[0])
        elif winning and all(answer(state) == answer(state | bit) for state in winning):
            yield self._beaten(FindingKind.REDUNDANT, number, sweep, winning[0])

    def _wins(self, live: Mask, bit: Mask) -> bool:
        return self.ranking.answer(live) != NO_ANSWER and self.ranking.winners(live) & bit != 0

    def _beaten(self, kind: FindingKind, number: int, sweep: Sweep, state: Mask) -> Finding:
        atoms = sweep.atoms(state)
        witness = self._point(atoms)
        winners = self.ranking.winners(self.partition.at(atoms) & ~(1 << number))
        same = self.ranking.groups[self.ranking.outcome_of[number]]
        others = self._named(winners & same if self.draft.hit is Hit.COLLECT else winners)
        says = {
            FindingKind.SHADOWED: "matches but never wins; at {} it is beaten by {}",
            FindingKind.REDUNDANT: "can be removed without changing an outcome; at {} the outcome is also that of {}",
        }[kind]
        listed = ", ".join(f"`{rule}`" for rule in others)
        message = f"rule `{self.ids[number]}` " + says.format(point_text(witness), listed)
        return Finding(kind, message, rules=(self.ids[number], *others), witness=witness)

    @property
    def _answer_trim(self) -> Trim | None:
        return None if self.clashing else self.ranking.keep_answers

    def _part(self, column: int) -> Iterator[Finding]:
        """Find how the answer depends on one column: fails open, goes the wrong way, or not at all."""
        answer, masks = self.ranking.answer, self.partition.masks[column]
        if len(masks) == 1:
            yield self._dead(column)
            return
        if self.main is None:
            self.main = Sweep(self.partition, self.budget, trim=self._answer_trim)
        prefix = self.main.levels[: column + 1]
        others = Sweep(self.partition, self.budget, trim=self._answer_trim, without=column, prefix=prefix)
        self.budget.visit(len(others.states) * len(masks))
        if all(len({answer(state & mask) for mask in masks}) == 1 for state in others.states):
            yield self._dead(column)
        elif len(self._directions(column)) > 1 and any(self._has_wrong_step(column, state) for state in others.states):
            yield from self._wrong_findings(column)

    def _has_wrong_step(self, column: int, state: Mask) -> bool:
        return any(True for _ in self._wrong_steps(column, state))

    def _wrong_steps(self, column: int, state: Mask) -> Iterator[tuple[FindingKind, int, int]]:
        """Yield the pairs of atoms of a column, everything else held, whose answers are in the wrong order."""
        axis, rows = self.partition.axes[column], self.partition.rows[column]
        answers = [self.ranking.answer(state & row) for row in rows]
        if axis.column.optional and answers[-1] in self.permissive:
            shut = [atom for atom in range(axis.present) if answers[atom] not in (NO_ANSWER, *self.permissive)]
            yield from ((FindingKind.FAILS_OPEN, axis.present, atom) for atom in shut)
        if axis.column.worse is not None:
            present = range(axis.present) if axis.column.worse == "higher" else reversed(range(axis.present))
            known = [atom for atom in (*present, *range(axis.present, axis.size)) if answers[atom] != NO_ANSWER]
            drops = [(a, b) for a, b in pairwise(known) if answers[b] < answers[a]]
            yield from ((FindingKind.NOT_MONOTONE, a, b) for a, b in drops)

    def _wrong_findings(self, column: int) -> Iterator[Finding]:
        """Find each pair of winning sets once; this needs the exact winners, so the sweep is a finer one."""
        sweep = Sweep(self.partition, self.budget, trim=self.ranking.keep_winners, without=column)
        rows, seen = self.partition.rows[column], set()
        for state in sweep.states:
            for kind, one, two in self._wrong_steps(column, state):
                pair = (kind, self.ranking.winners(state & rows[one]), self.ranking.winners(state & rows[two]))
                if pair not in seen:
                    seen.add(pair)
                    yield self._wrong(kind, column, sweep.atoms(state), (one, two))

    def _wrong(self, kind: FindingKind, column: int, others: tuple[int, ...], step: tuple[int, int]) -> Finding:
        points = [(*others[:column], atom, *others[column:]) for atom in step]
        winners = [self._named(self.ranking.winners(self.partition.at(point))) for point in points]
        one, two = (self._answer_text(point) for point in points)
        witness, other = (self._point(point) for point in points)
        name = self.draft.columns[column].name
        verb = "is learnt" if kind is FindingKind.FAILS_OPEN else "gets worse"
        change = f"from {plain_text(dict(witness)[name])} to {plain_text(dict(other)[name])}"
        message = f"{one} becomes {two} when `{name}` {verb}, {change}, at {point_text(witness)}"
        rules = tuple(dict.fromkeys((*winners[0], *winners[1])))
        return Finding(kind, message, rules=rules, column=name, witness=witness, other=other)

    def _answer_text(self, atoms: tuple[int, ...]) -> str:
        return f"`{outcome_text(self.outcomes[self.ranking.answer(self.partition.at(atoms))])}`"

    def _dead(self, column: int) -> Finding:
        name = self.draft.columns[column].name
        message = f"no outcome depends on column `{name}`"
        return Finding(FindingKind.DEAD_COLUMN, message, column=name, witness=self._origin)

    @cached_property
    def _origin(self) -> Point:
        return self._point([0] * len(self.partition.axes))

    def _named(self, rules: Mask) -> tuple[str, ...]:
        return tuple(self.ids[rule] for rule in bits(rules))

    def _point(self, atoms: Sequence[int]) -> Point:
        return point_of(self.partition, atoms)


def partition_of(draft: Draft[Outcome_co]) -> Partition:
    """Cut the columns of a draft into atoms; a rule that names an unknown column matches nothing."""
    names = {column.name for column in draft.columns}
    rules = [dict(rule.when) for rule in draft.rules]
    nowhere = {column.name: NOTHING for column in draft.columns}
    return Partition(draft.columns, [rule if rule.keys() <= names else nowhere for rule in rules])


def point_of(partition: Partition, atoms: Sequence[int]) -> Point:
    """Return a point with one value of each atom."""
    return tuple((axis.column.name, axis.witness(atom)) for axis, atom in zip(partition.axes, atoms, strict=True))


def _is_empty(state: Mask) -> bool:
    return state == 0


def _keep_one(settled: Mask) -> Merge:
    """Trim: a point that a settled rule covers is no gap, whatever else matches there."""

    def merge(live: Mask) -> Mask:
        sure = live & settled
        return sure & -sure or live

    return merge


def _contradiction(hit: Hit, one: Rule[Outcome_co], two: Rule[Outcome_co]) -> str:
    """Return what two rules that clash contradict each other in."""
    if hit is Hit.UNIQUE:
        return "expected one rule at each point"
    if hit is Hit.FIRST:
        return f"both have rank {one.rank}; expected different ranks"
    return f"`{outcome_text(one.then)}` against `{outcome_text(two.then)}`; expected the same outcome"
