"""Two drafts on one partition, so that every pair of their answers is met once.

The rules of the old draft are the low bits, those of the new one the next, and two more bits say in whose
domain a point lies. Values of finite columns are compared by their texts, so that a word and a text that is
spelt like it are the same value here; `Vocabulary` renames what two drafts call differently.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any, TypeAlias

from releasekit._words import shown, word_text
from releasekit.policy._cells import ANY, EVERY_NUMBER, HIGH, LOW, MISSING, NOTHING, Cell, not_, one_of
from releasekit.policy._columns import RESERVED, Column, Numbers
from releasekit.policy._findings import Finding, FindingKind, TableError
from releasekit.policy._form import form_findings, listed_outcomes
from releasekit.policy._partition import Mask, Merge, Partition
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Draft, Hit

Label: TypeAlias = object
"""An outcome with its words replaced by their texts."""
Vocabulary: TypeAlias = Mapping[str, Mapping[Any, object]]
"""For a column (or ``then`` for the outcomes): what the old draft's value is called in the new one."""


def label(outcome: object) -> Label:
    """Return an outcome as texts, so that the same word of two vocabularies compares equal."""
    if isinstance(outcome, tuple):
        return tuple(map(label, outcome))
    if isinstance(outcome, frozenset):
        return frozenset(map(label, outcome))
    return word_text(outcome) if isinstance(outcome, Enum) else outcome


class Side:
    """One of the two drafts: its rules as cells over the joined columns, and its domain."""

    __slots__ = ("domain", "draft", "labels", "ranking", "rules", "shift")

    def __init__(self, draft: Draft[object], names: Mapping[str, Mapping[object, object]], shift: int) -> None:
        self.draft = draft
        self.shift = shift
        self.ranking = Ranking(draft.hit, draft.rules, listed_outcomes(draft))
        renames = [(column, names.get(column.name, {})) for column in draft.columns]
        self.rules = [
            {column.name: _translated(cells.get(column.name, ANY), column, own) for column, own in renames}
            for cells in (dict(rule.when) for rule in draft.rules)
        ]
        self.domain = {column.name: _domain(column, names.get(column.name, {})) for column in draft.columns}
        renamed = {label(old): label(new) for old, new in names.get(RESERVED, {}).items()}
        self.labels = tuple(renamed.get(own, own) for own in map(label, listed_outcomes(draft)))

    @property
    def whole(self) -> Mask:
        """The mask of all rules of this side."""
        return (1 << len(self.rules)) - 1 << self.shift

    def winners(self, state: Mask) -> Mask:
        """Return the winning rules of this side, as bits of its own."""
        return self.ranking.winners((state & self.whole) >> self.shift)

    def trim(self, settled: Mask, *, answers: bool) -> Merge:
        """Drop the rules of this side that are beaten for sure; for answers alone also all but one of a tier."""
        whole, shift = self.whole, self.shift
        alike = answers and self.draft.hit is Hit.MOST_RESTRICTIVE
        keep = self.ranking.keep_answers if alike else self.ranking.keep_winners
        merge = keep((settled & whole) >> shift)
        return lambda state: merge((state & whole) >> shift) << shift

    def answer(self, winners: Mask) -> tuple[int, ...]:
        """Return the numbers of the outcomes that some winning rules answer."""
        return self.ranking.outcomes_of(self.ranking.answer(winners))


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
        self.columns, self._values = self._join(words)
        sides = (self.old, self.new)
        rules = [rule for side in sides for rule in side.rules] + [side.domain for side in sides]
        self.partition = Partition(self.columns, rules)

    def _join(self, words: Vocabulary) -> tuple[tuple[Column, ...], dict[str, dict[str, object]]]:
        """Return the columns of both drafts, and for each the values that its texts stand for."""
        new = {column.name: column for column in self.new.draft.columns}
        old = {column.name: column for column in self.old.draft.columns}
        values: dict[str, dict[str, object]] = {}
        columns = []
        for name in dict.fromkeys((*new, *old)):
            texts = _texts(new[name], {}) if name in new else []
            older = _texts(old[name], words.get(name, {})) if name in old else []
            texts += [pair for pair in older if pair not in texts]
            both = [side[name] for side in (new, old) if name in side]
            values[name] = dict(reversed(texts))
            listed = tuple(dict.fromkeys(text for text, _ in texts))
            domain = _united(self.new.draft.name, both, listed)
            columns.append(Column(name, domain, optional=any(column.optional for column in both)))
        return tuple(columns), values

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

    def inside(self, state: Mask) -> tuple[bool, bool]:
        """Tell whether a point lies in the domain of the old draft, and of the new one."""
        first = len(self.old.rules) + len(self.new.rules)
        return bool(state >> first & 1), bool(state >> first + 1 & 1)

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
    known[RESERVED] = tuple(map(label, listed_outcomes(old)))
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
    return [(plain(value), value) for value in named]


def plain(value: object) -> str:
    """Return the text of a value of a finite column."""
    return str(value).lower() if isinstance(value, bool) else str(label(value))


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


def _domain(column: Column, renames: Mapping[object, object]) -> Cell:
    """Return all values of a column as one cell of the joined column."""
    return _translated(ANY if column.optional else not_(MISSING), column, renames)


def _translated(cell: Cell, column: Column, renames: Mapping[object, object]) -> Cell:
    """Return a cell, with the texts of the joined column in place of words, and only where the column has values."""
    if isinstance(column.domain, Numbers):
        domain = (column.domain.low, column.domain.high)
        if cell.negated and domain != EVERY_NUMBER[0]:
            return Cell(spans=(domain,), missing=cell.missing)
        return cell
    named = zip(_texts(column, renames), column.values, strict=True)
    texts = [text for (text, _), value in named if cell.contains(value)]
    present = one_of(*texts) if texts else NOTHING
    return present | MISSING if cell.missing else present
