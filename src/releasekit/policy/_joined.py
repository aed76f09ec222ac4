"""Two drafts on one partition, so that every pair of their answers is met once.

The rules of the old draft are the low bits, those of the new one the next, and two more bits say in whose
domain a point lies. Values of finite columns are compared by their texts, so that a word and a text that is
spelt like it are the same value here; `Vocabulary` renames what two drafts call differently.
"""

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple, TypeAlias

from releasekit._words import shown, word_text
from releasekit.errors import FieldError
from releasekit.policy._cells import ANY, EVERY_NUMBER, HIGH, LOW, MISSING, Cell, one_of
from releasekit.policy._check import point_of
from releasekit.policy._columns import RESERVED, Column, Numbers
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import Finding, FindingKind, Point, TableError
from releasekit.policy._partition import Mask, Merge, Partition, bits
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Hit, Reason, is_outcome
from releasekit.policy._wellformed import form_findings

Label: TypeAlias = object
"""An outcome with its words replaced by their texts."""
Vocabulary: TypeAlias = Mapping[str, Mapping[Any, object]]
"""For a column (or ``then`` for the outcomes): what the old draft's value is called in the new one."""


def vocabulary(words: Vocabulary | None) -> Vocabulary:
    """Return what two drafts call differently; nothing where nothing is given.

    Raises:
        FieldError: where it is no mapping of mappings, or an outcome is called what can be none.
    """
    given: object = {} if words is None else words
    expected = "expected a mapping of columns to mappings, each of an old value to the new one"
    if not isinstance(given, Mapping):
        raise FieldError((f"words is {shown(given)}; {expected}",))
    if strange := [part for part in given.values() if not isinstance(part, Mapping)]:
        raise FieldError(tuple(f"words holds {shown(part)}; {expected}" for part in strange))
    outcomes = [(old, new) for old, new in given.get(RESERVED, {}).items() if not is_outcome(new)]
    if outcomes:
        problems = (f"words renames {shown(old)} to {shown(new)}; expected an outcome" for old, new in outcomes)
        raise FieldError(tuple(problems))
    return given


def label(outcome: object) -> Label:
    """Return an outcome as texts, so that the same word of two vocabularies compares equal."""
    if isinstance(outcome, tuple):
        return tuple(map(label, outcome))
    if isinstance(outcome, frozenset):
        return frozenset(map(label, outcome))
    return word_text(outcome) if isinstance(outcome, Enum) else outcome


class SideAnswer(NamedTuple):
    """What one side answers at a state.

    Attributes:
        winners: the rules that decide; none where there is no answer.
        labels: the outcomes as texts; ``None`` where there is no answer.
        outcome: the outcome, under COLLECT the tuple of outcomes; ``None`` where there is none.
    """

    winners: Mask
    labels: frozenset[Label] | None
    outcome: object


NO_ANSWER: Final = SideAnswer(0, None, None)


class Side:
    """One of the two drafts: its rules as cells over the joined columns, and its domain."""

    __slots__ = ("_listed", "_reasons", "domain", "draft", "labels", "ranking", "rules", "shift")

    def __init__(self, draft: Draft[object], names: Mapping[str, Mapping[object, object]], shift: int) -> None:
        self.draft = draft
        self.shift = shift
        self._listed = draft.listed
        self._reasons = tuple(map(Reason.of, draft.rules))
        self.ranking = Ranking(draft.hit, draft.rules, self._listed)
        columns = {column.name: _Translation(column, names.get(column.name, {})) for column in draft.columns}
        conditions = [dict(rule.when) for rule in draft.rules]
        self.rules = [{name: column.of(when.get(name, ANY)) for name, column in columns.items()} for when in conditions]
        optional = {column.name: column.optional for column in draft.columns}
        self.domain = {name: column.of(Cell(negated=True, missing=optional[name])) for name, column in columns.items()}
        renamed = {label(old): label(new) for old, new in names.get(RESERVED, {}).items()}
        self.labels = tuple(renamed.get(text, text) for text in map(label, self._listed))

    @property
    def whole(self) -> Mask:
        """The mask of all rules of this side."""
        return (1 << len(self.rules)) - 1 << self.shift

    def trim(self, settled: Mask, *, answers: bool) -> Merge:
        """Drop the rules of this side that are beaten for sure; for answers alone also all but one of a tier."""
        whole, shift = self.whole, self.shift
        alike = answers and self.draft.hit is Hit.MOST_RESTRICTIVE
        keep = self.ranking.keep_answers if alike else self.ranking.keep_winners
        merge = keep((settled & whole) >> shift)
        return lambda state: merge((state & whole) >> shift) << shift

    def answer(self, state: Mask) -> SideAnswer:
        """Return what this side answers at a state in its domain."""
        winners = self.ranking.winners((state & self.whole) >> self.shift)
        numbers = self.ranking.outcomes_of(self.ranking.answer(winners))
        collects = self.draft.hit is Hit.COLLECT
        if not (numbers or collects):
            return NO_ANSWER
        outcomes = tuple(self._listed[number] for number in numbers)
        labels = frozenset(self.labels[number] for number in numbers)
        return SideAnswer(winners, labels, outcomes if collects else outcomes[0])

    def reasons(self, winners: Mask) -> tuple[Reason, ...]:
        """Return some rules of this side without their conditions."""
        return tuple(self._reasons[rule] for rule in bits(winners))


class _Translation:
    """How the cells of a column become cells of the joined column: texts instead of words, the domain kept.

    The texts are worked out once for the column, and each cell once for all rules that share it.
    """

    def __init__(self, column: Column, renames: Mapping[object, object]) -> None:
        self._domain = column.domain
        texts = (text for text, _ in _texts(column, renames))
        self._texts = {(type(value), value): text for value, text in zip(column.values, texts, strict=True)}
        self._known: dict[Cell, Cell] = {}

    def of(self, cell: Cell) -> Cell:
        """Return the same condition on the joined column."""
        if isinstance(self._domain, Numbers):
            span = (self._domain.low, self._domain.high)
            is_cut = cell.negated and span != EVERY_NUMBER[0]
            return Cell(spans=(span,), missing=cell.missing) if is_cut else cell
        if cell not in self._known:
            named = {(type(value), value) for value in cell.values}
            held = self._texts.keys() - named if cell.negated else self._texts.keys() & named
            self._known[cell] = Cell(frozenset(self._texts[key] for key in held), missing=cell.missing)
        return self._known[cell]


class Joined:
    """Two drafts over the columns of both.

    Attributes:
        old, new: the two sides.
        partition: the rules of both sides and the two domains, as masks over the joined columns.

    Raises:
        TableError: where a draft is malformed, or ``words`` names what the old draft does not have.
    """

    __slots__ = ("_values", "columns", "new", "old", "partition")

    def __init__(self, old: Draft[object], new: Draft[object], words: Vocabulary) -> None:
        for draft in (old, new):
            _refuse(draft, form_findings(draft))
        _refuse(old, _vocabulary_findings(old, words))
        self.old = Side(old, words, 0)
        self.new = Side(new, {}, len(old.rules))
        new_columns = {column.name: column for column in new.columns}
        old_columns = {column.name: column for column in old.columns}
        columns = []
        self._values: dict[str, dict[str, object]] = {}
        for name in dict.fromkeys((*new_columns, *old_columns)):
            texts = _texts(new_columns[name], {}) if name in new_columns else []
            texts += _texts(old_columns[name], words.get(name, {})) if name in old_columns else []
            self._values[name] = dict(reversed(texts))  # where both have a text, it stands for the new draft's value
            both = [side[name] for side in (new_columns, old_columns) if name in side]
            domain = _united(new.name, both, tuple(dict.fromkeys(text for text, _ in texts)))
            columns.append(Column(name, domain, optional=any(column.optional for column in both)))
        self.columns = tuple(columns)
        sides = (self.old, self.new)
        rules = [rule for side in sides for rule in side.rules] + [side.domain for side in sides]
        self.partition = Partition(self.columns, rules)

    def trim(self, settled: Mask) -> Merge:
        """Trim both sides; every pair of winning sets stays exact."""
        return self._trim(settled, answers=False)

    def trim_answers(self, settled: Mask) -> Merge:
        """Trim both sides further; every pair of answers stays exact."""
        return self._trim(settled, answers=True)

    def _trim(self, settled: Mask, *, answers: bool) -> Merge:
        domains = ~(self.old.whole | self.new.whole)
        old, new = (side.trim(settled, answers=answers) for side in (self.old, self.new))
        return lambda state: state & domains | old(state) | new(state)

    def answers(self, state: Mask) -> tuple[SideAnswer | None, SideAnswer | None]:
        """Return what both sides answer at a state; ``None`` for one whose domain does not have it."""
        first = len(self.old.rules) + len(self.new.rules)
        old = self.old.answer(state) if state >> first & 1 else None
        new = self.new.answer(state) if state >> first + 1 & 1 else None
        return old, new

    def point(self, atoms: Sequence[int]) -> Point:
        """Return a point in the new draft's words, by the atoms of the joined columns."""
        return tuple((name, self.value(name, value)) for name, value in point_of(self.partition, atoms))

    def value(self, name: str, text: object) -> object:
        """Return the value that a text of the joined column stands for."""
        return self._values[name].get(text, text) if isinstance(text, str) else text

    def cell(self, name: str, cell: Cell) -> Cell:
        """Return a cell of the joined column in the values that its texts stand for, where those are of one kind."""
        values = {self.value(name, text) for text in cell.values}
        if len({type(value) for value in values}) != 1:
            return cell
        present = one_of(*values)
        return present | MISSING if cell.missing else present


def _refuse(draft: Draft[object], findings: tuple[Finding, ...]) -> None:
    if findings:
        raise TableError(draft.name, findings)


def _vocabulary_findings(old: Draft[object], words: Vocabulary) -> tuple[Finding, ...]:
    """Find names that the old draft does not have, and two of its values that would become one."""
    known = {column.name: tuple(map(label, column.values)) for column in old.columns}
    known[RESERVED] = tuple(map(label, old.listed))
    strays = [name for name in words if name not in known]
    problems = [f"words has no use for {shown(name)}; expected columns or `then`" for name in strays]
    for name, renames in words.items():
        unknown = [shown(value) for value in renames if name in known and label(value) not in known[name]]
        problems += [f"words renames {text} of `{name}`; expected a value of the old draft" for text in unknown]
    for column in old.columns:
        texts = [text for text, _ in _texts(column, words.get(column.name, {}))]
        if len(set(texts)) < len(texts):
            problems.append(f"words gives two values of `{column.name}` one name; expected a name for each")
    return tuple(Finding(FindingKind.MALFORMED, problem) for problem in problems)


def _texts(column: Column, renames: Mapping[object, object]) -> list[tuple[str, object]]:
    """Return the values of a finite column, each with its text, in the new draft's words."""
    renamed = {label(old): new for old, new in renames.items()}
    named = (renamed.get(label(value), value) for value in column.values)
    return [(str(value).lower() if isinstance(value, bool) else str(label(value)), value) for value in named]


def _united(draft: str, columns: list[Column], texts: tuple[str, ...]) -> Numbers | tuple[str, ...]:
    """Return the domain that holds the values of all given columns."""
    numbers = [column.domain for column in columns if isinstance(column.domain, Numbers)]
    if not numbers:
        return texts
    if len({domain.integer for domain in numbers}) > 1 or len(numbers) < len(columns):
        kinds = " and ".join(column.expected for column in columns)
        message = f"column `{columns[0].name}` is made of {kinds}; expected one kind in both drafts"
        raise TableError(draft, (Finding(FindingKind.MALFORMED, message, column=columns[0].name),))
    low, high = min(domain.low for domain in numbers), max(domain.high for domain in numbers)
    return Numbers(None if low == LOW else low[0], None if high == HIGH else high[0], integer=numbers[0].integer)
