"""The table doctor: proves that a draft has no gap, clash, fail-open row or dead part, or shows where it has.

Every answer is exact. A sweep that would need more states than the budget allows ends in an ``UNDECIDED``
finding that says which questions it leaves open; where nothing is found, the draft is proved.

What keeps a draft from becoming a table is asked first and has the whole budget; a table is built on these questions
alone. The warnings have what is left, and a table works them out when somebody asks for them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, reduce
from itertools import islice
from operator import or_
from typing import Final, Generic

from releasekit._arguments import of_kind
from releasekit._words import listing
from releasekit.errors import BudgetError
from releasekit.policy._cells import NOTHING, plain_text
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import Finding, FindingKind, Point, Region, point_text
from releasekit.policy._partition import DEFAULT_BUDGET, Budget, Mask, Merge, Partition, Sweep, Trim, at_least_one, bits
from releasekit.policy._ranking import NO_ANSWER, Ranking
from releasekit.policy._rules import Hit, Outcome_co, outcome_key, outcome_text
from releasekit.policy._steps import Steps
from releasekit.policy._wellformed import column_findings, form_findings

DEFAULT_LIMIT: Final = 100


def check(
    draft: Draft[Outcome_co], *, budget: int = DEFAULT_BUDGET, limit: int | None = DEFAULT_LIMIT
) -> tuple[Finding, ...]:
    """Return everything that is wrong with a draft; nothing means that it is a table.

    Args:
        draft: the table as it is written down; a `Table` may be given too.
        budget: how many states the sweeps may keep in all, errors first; what cannot be decided within it is said.
        limit: at most so many findings of a kind (the last one says how many more there are); ``None`` for all.

    Returns:
        The findings, errors first, each with a point that shows it.

    Raises:
        FieldError: where it is no draft, or the budget or the limit is less than one.
    """
    of_kind("draft", draft, Draft)
    if limit is not None:
        at_least_one("limit", limit)
    return Doctor(draft, budget, limit).findings()


class Doctor(Generic[Outcome_co]):
    """The questions that `check` asks of one draft, all put to its partition.

    Attributes:
        errors: what keeps the draft from becoming a table, found at once.
        partition: the columns in atoms; only where they are sound.
    """

    partition: Partition

    def __init__(self, draft: Draft[Outcome_co], budget: int, limit: int | None = DEFAULT_LIMIT) -> None:
        self.draft = draft
        self.limit = limit
        self.budget = Budget(budget, f"table `{draft.name}`", len(draft.rules))
        self.ids = tuple(rule.id for rule in draft.rules)
        self.outcomes = draft.listed
        permissive = draft.permissive or frozenset()
        self.permissive = frozenset(n for n, outcome in enumerate(self.outcomes) if outcome in permissive)
        self.hidden: dict[FindingKind, int] = {}
        self.clashing = self.means_something = False
        self.main: Sweep | None = None
        self.doubtful: Mapping[int, tuple[FindingKind, ...]] = {}
        self.by_the_way: list[Finding] = []
        self.errors = tuple(self._errors())

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings sorted by kind, each kind cut to the limit; its last finding says how many were cut."""
        warnings = list(self._warnings()) if self.means_something else []
        findings = (*self.errors, *warnings)
        kept: list[Finding] = []
        for kind in FindingKind:
            alike = [finding for finding in findings if finding.kind is kind]
            listed = alike[: self.limit]
            cut = len(alike) - len(listed) + self.hidden.get(kind, 0)
            if listed and cut:
                more = f" (and {cut} more of this kind)"
                listed[-1] = listed[-1].replace(message=listed[-1].message + more)
            kept += listed
        return tuple(kept)

    def _errors(self) -> Iterator[Finding]:
        form = form_findings(self.draft)
        yield from form
        if any(column_findings(self.draft)):
            return
        try:
            names = {column.name for column in self.draft.columns}
            rules = [dict(rule.when) for rule in self.draft.rules]
            nowhere = dict.fromkeys(names, NOTHING)  # a rule that names an unknown column matches nothing
            known = [rule if rule.keys() <= names else nowhere for rule in rules]
            self.partition = Partition(self.draft.columns, known)
        except BudgetError as error:
            yield Finding(FindingKind.UNDECIDED, str(error))
            return
        malformed = {rule for finding in form for rule in finding.rules}
        yield from self._never(sum(1 << number for number, rule in enumerate(self.ids) if rule in malformed))
        yield from self._decided("clashes", self._clashes, FindingKind.CLASH)
        if self.draft.hit is not Hit.COLLECT:
            yield from self._decided("gaps", self._gaps, FindingKind.GAP)
        if not form:
            self.means_something = True
            self.ranking = Ranking(self.draft.hit, self.draft.rules, self.outcomes)
            self.steps = Steps(self.partition, self.ranking, self.permissive)
            doubts = {number: self.steps.doubts(number) for number in range(len(self.draft.columns))}
            self.doubtful = {number: (FindingKind.DEAD_COLUMN, *kinds) for number, kinds in doubts.items() if kinds}
            findings = list(self._columns(self.doubtful))
            self.by_the_way = [finding for finding in findings if not finding.is_error]
            yield from (finding for finding in findings if finding.is_error)

    def _warnings(self) -> Iterator[Finding]:
        unused = FindingKind.SHADOWED, FindingKind.REDUNDANT
        yield from self._decided("shadowed and redundant rules", self._idle, *unused)
        yield from self.by_the_way
        others = (number for number in range(len(self.draft.columns)) if number not in self.doubtful)
        yield from self._columns(dict.fromkeys(others, (FindingKind.DEAD_COLUMN,)))

    def _decided(self, question: str, ask: Callable[[], Iterator[Finding]], *about: FindingKind) -> Iterator[Finding]:
        """Ask, and say so where the budget does not suffice."""
        try:
            yield from list(ask())
        except BudgetError:
            yield self._undecided(question, about)

    def _undecided(self, question: str, about: tuple[FindingKind, ...]) -> Finding:
        error = BudgetError(f"{question} of {self.budget.question}", self.budget.limit)
        return Finding(FindingKind.UNDECIDED, str(error), about=about)

    # --- rules: those that never match, those that contradict, and points that none covers

    def _never(self, malformed: Mask) -> Iterator[Finding]:
        for axis, masks in zip(self.partition.axes, self.partition.masks, strict=True):
            name = axis.column.name
            for number in bits(self.partition.whole & ~reduce(or_, masks, malformed)):
                malformed |= 1 << number
                rule = self.draft.rules[number]
                message = f"rule `{rule.id}` never matches: no value of `{name}` is in `{rule.cell(name)}`"
                yield Finding(FindingKind.NEVER_MATCHES, message, rules=(rule.id,), column=name)

    def _clashes(self) -> Iterator[Finding]:
        against = self._against()
        if against is None:
            return
        met = self.partition.overlapping(self.budget)
        later = [met[rule] & against[rule] >> rule + 1 << rule + 1 for rule in range(len(met))]
        pairs = [(rule, others) for rule, others in enumerate(later) if others and met[rule] >> rule & 1]
        self.clashing = bool(pairs)
        listed = list(islice(((rule, other) for rule, others in pairs for other in bits(others)), self.limit))
        self.hidden[FindingKind.CLASH] = sum(others.bit_count() for _, others in pairs) - len(listed)
        yield from (self._clash(*pair) for pair in listed)

    def _against(self) -> list[Mask] | None:
        """Return for each rule the mask of the rules that contradict it where both match; ``None`` where none can."""
        rules, whole = self.draft.rules, self.partition.whole
        if self.draft.hit is Hit.UNIQUE:
            return [whole] * len(rules)
        if self.draft.hit not in (Hit.ANY, Hit.FIRST):
            return None
        keys: list[object] = [outcome_key(rule.then) if self.draft.hit is Hit.ANY else rule.rank for rule in rules]
        alike = dict.fromkeys(keys, 0)
        for number, key in enumerate(keys):
            alike[key] |= 1 << number
        return [whole & ~alike[key] if self.draft.hit is Hit.ANY else alike[key] for key in keys]

    def _clash(self, rule: int, other: int) -> Finding:
        both = 1 << rule | 1 << other
        witness = self._point([next(a for a, row in enumerate(rows) if row & both == both) for rows in self._rows])
        thens = [outcome_text(self.draft.rules[number].then) for number in (rule, other)]
        contradiction = {
            Hit.UNIQUE: "expected one rule at each point",
            Hit.ANY: f"`{thens[0]}` against `{thens[1]}`; expected the same outcome",
            Hit.FIRST: f"both have rank {self.draft.rules[rule].rank}; expected different ranks",
        }[self.draft.hit]
        ids = (self.ids[rule], self.ids[other])
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
            listed = [self._gap(box) for box in islice(sweep.boxes(_is_empty), self.limit)]
            self.hidden[FindingKind.GAP] = sweep.count_boxes(_is_empty) - len(listed)
            yield from listed

    def _gap(self, box: tuple[tuple[int, ...], ...]) -> Finding:
        axes = zip(self.partition.axes, box, strict=True)
        region: Region = tuple((axis.column.name, axis.cell(atoms)) for axis, atoms in axes)
        witness = self._point([atoms[0] for atoms in box])
        where = ", ".join(f"{name}: {cell}" for name, cell in region if not cell.is_any) or "any point"
        message = f"no rule matches {where}"
        return Finding(FindingKind.GAP, message, witness=witness, region=region)

    # --- rules that match but never win, and those that win but are not needed

    def _idle(self) -> Iterator[Finding]:
        if self.draft.hit is Hit.UNIQUE and not self.clashing:
            return
        answer, winners = self.ranking.answer, self.ranking.winners
        for number in range(len(self.ids)):
            bit = 1 << number
            start = self.ranking.rivals(number) & ~bit
            lonely = start & self.partition.at(self.partition.loneliest(number, start))
            if winners(lonely | bit) & bit and NO_ANSWER != answer(lonely | bit) != answer(lonely):
                continue
            sweep = Sweep(self.partition, self.budget, start=start, trim=self._answer_trim, within=bit)
            answered = [state for state in sweep.states if answer(state | bit) != NO_ANSWER]
            winning = [state for state in answered if winners(state | bit) & bit]
            if answered and not winning:
                says = "matches but never wins; at {} it is beaten by {}"
                yield self._beaten(FindingKind.SHADOWED, number, sweep.atoms(answered[0]), says)
            elif winning and all(answer(state) == answer(state | bit) for state in winning):
                says = "can be removed without changing an outcome; at {} the outcome is also that of {}"
                yield self._beaten(FindingKind.REDUNDANT, number, sweep.atoms(winning[0]), says)

    def _beaten(self, kind: FindingKind, number: int, atoms: tuple[int, ...], says: str) -> Finding:
        witness = self._point(atoms)
        winners = self.ranking.winners(self.partition.at(atoms) & ~(1 << number))
        same = self.ranking.groups[self.ranking.outcome_of[number]]
        others = self._named(winners & same if self.draft.hit is Hit.COLLECT else winners)
        listed = ", ".join(f"`{rule}`" for rule in others)
        message = f"rule `{self.ids[number]}` " + says.format(point_text(witness), listed)
        return Finding(kind, message, rules=(self.ids[number], *others), witness=witness)

    # --- columns: facts that count the wrong way, or not at all

    def _columns(self, asked: Mapping[int, tuple[FindingKind, ...]]) -> Iterator[Finding]:
        """Ask what some columns do; those of which that cannot be decided are named together."""
        # Whether a column has a wrong step is far cheaper to tell than which rules meet in all of them. So that is
        # asked of every column before all pairs of winning sets are listed for any; where these do not fit into the
        # budget, the steps that are known already are said.
        known: dict[int, list[Finding]] = {}
        unswept: set[int] = set()
        for number, about in asked.items():
            try:
                known[number] = list(self._column(number, about))
            except BudgetError:
                known[number] = self._likely(number) if len(about) > 1 else []
                unswept.add(number)
        left: dict[tuple[str, tuple[FindingKind, ...]], list[str]] = {}
        for number, findings in known.items():
            kinds = tuple(kind for kind in asked[number][1:] if any(finding.kind is kind for finding in findings))
            open_kinds: tuple[FindingKind, ...] = ()
            if number in unswept:
                open_kinds = asked[number][1:] if kinds else asked[number]  # no column with a wrong step is dead
            elif kinds:
                try:
                    findings = list(self._every_wrong_step(number))  # noqa: PLW2901 - the finer answer
                except BudgetError:
                    open_kinds = kinds
            yield from findings
            if open_kinds:
                names = left.setdefault(("what else" if kinds else "what", open_kinds), [])
                names.append(f"`{self.draft.columns[number].name}`")
        for (what, about), names in left.items():
            question = f"{what} {'column' if len(names) == 1 else 'columns'} {listing(names)} can change"
            yield self._undecided(question, about)

    def _column(self, column: int, about: tuple[FindingKind, ...]) -> Iterator[Finding]:
        """Find that no outcome depends on a column; or else one wrong step for each change of the answer."""
        answer, masks = self.ranking.answer, self.partition.masks[column]
        sweep: Sweep | None = None
        if len(masks) > 1:
            if self.main is None:
                self.main = Sweep(self.partition, self.budget, trim=self._answer_trim)
            prefix = self.main.levels[: column + 1]
            sweep = Sweep(self.partition, self.budget, trim=self._answer_trim, without=column, prefix=prefix)
            self.budget.visit(len(sweep.states) * len(masks))
        if sweep is None or all(len({answer(state & mask) for mask in masks}) == 1 for state in sweep.states):
            name = self.draft.columns[column].name
            message = f"no outcome depends on column `{name}`"
            yield Finding(FindingKind.DEAD_COLUMN, message, column=name, witness=self._first_point)
        elif len(about) > 1:
            yield from self._wrong_steps(column, sweep.states, sweep.atoms, answer)

    def _likely(self, column: int) -> list[Finding]:
        """Find wrong steps of a column without a sweep, where they are likely; finding none proves nothing."""
        try:
            places = self.steps.likely(column, self.budget)
        except BudgetError:
            return []
        return list(self._wrong_steps(column, places, places.__getitem__, self.ranking.answer))

    def _every_wrong_step(self, column: int) -> Iterator[Finding]:
        """Find one wrong step of a column for each pair of winning sets."""
        sweep = Sweep(self.partition, self.budget, trim=self.ranking.keep_winners, without=column)
        return self._wrong_steps(column, sweep.states, sweep.atoms, self.ranking.winners)

    def _wrong_steps(
        self,
        column: int,
        states: Iterable[Mask],
        atoms: Callable[[Mask], tuple[int, ...]],
        side: Callable[[Mask], int],
    ) -> Iterator[Finding]:
        """Find one wrong step beside some live sets for each pair of what its two sides are."""
        rows, seen = self._rows[column], set()
        for state in states:
            for kind, better, worse in self.steps.wrong(column, state):
                pair = (kind, side(state & rows[better]), side(state & rows[worse]))
                if pair not in seen:
                    seen.add(pair)
                    yield self._wrong(kind, column, atoms(state), (better, worse))

    def _wrong(self, kind: FindingKind, column: int, others: tuple[int, ...], step: tuple[int, int]) -> Finding:
        atoms = [(*others[:column], atom, *others[column:]) for atom in step]
        lives = list(map(self.partition.at, atoms))
        before, after = (outcome_text(self.outcomes[self.ranking.answer(live)]) for live in lives)
        witness, other = map(self._point, atoms)
        name = self.draft.columns[column].name
        when = f"once `{name}` is known" if kind is FindingKind.FAILS_OPEN else f"when `{name}` gets worse"
        change = f"from {plain_text(dict(witness)[name])} to {plain_text(dict(other)[name])}"
        message = f"`{before}` changes to `{after}` {when}, {change}, at {point_text(witness)}"
        rules = tuple(dict.fromkeys(rule for live in lives for rule in self._named(self.ranking.winners(live))))
        return Finding(kind, message, rules=rules, column=name, witness=witness, other=other)

    # --- what all questions use

    @property
    def _rows(self) -> tuple[tuple[Mask, ...], ...]:
        return self.partition.rows

    @property
    def _answer_trim(self) -> Trim | None:
        return None if self.clashing else self.ranking.keep_answers

    @cached_property
    def _first_point(self) -> Point:
        """The point that shows every dead column: one object for all, since there may be thousands of them."""
        return self._point([0] * len(self._rows))

    def _named(self, rules: Mask) -> tuple[str, ...]:
        return tuple(self.ids[rule] for rule in bits(rules))

    def _point(self, atoms: Sequence[int]) -> Point:
        return point_of(self.partition, atoms)


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
