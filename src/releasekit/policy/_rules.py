"""Rules: the rows of a table, where they come from, and the outcomes that they lead to."""

from collections.abc import Hashable, Iterable, Mapping
from enum import Enum
from typing import Final, Generic, TypeAlias, TypeVar

import attrs

from releasekit._fields import Frozen, Name, Note, checked
from releasekit._words import Word, shown, word_text
from releasekit.policy._cells import ANY, Cell, CellError, Missing, one_of

Outcome_co = TypeVar("Outcome_co", bound=Hashable, covariant=True)
Pairs: TypeAlias = tuple[tuple[str, Cell], ...]
MOST_NESTED: Final = 8
OUTCOME: Final = f"a word, text, or a tuple or frozenset of those, at most {MOST_NESTED} deep"


class Hit(Word):
    """How many rules may match, and which of them answers.

    ``UNIQUE``: exactly one matches. ``ANY``: those that match agree. ``MOST_RESTRICTIVE``: the last outcome in the
    order of outcomes wins, and every matching rule of that outcome is a reason. ``FIRST``: the lowest rank
    wins. ``COLLECT``: all outcomes that match are the answer.
    """

    UNIQUE = "unique"
    ANY = "any"
    MOST_RESTRICTIVE = "most_restrictive"
    FIRST = "first"
    COLLECT = "collect"


@attrs.frozen(field_transformer=checked)
class Source(Frozen):
    """Where a rule comes from.

    Attributes:
        document: the title of the playbook.
        heading: the heading above the sentence.
        quote: the sentence, as it is written there.
    """

    document: Name
    heading: Note
    quote: Note = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.document}, {self.heading}: “{self.quote}”"


def _as_pairs(when: Mapping[str, object] | Pairs) -> Pairs:
    """Turn conditions into cells, sorted by column; a plain value is the cell of that value."""
    if not isinstance(when, Mapping | tuple | list):
        raise CellError(f"when is {shown(when)}; expected a mapping of column names to cells")
    given: Iterable[object] = when.items() if isinstance(when, Mapping) else when
    pairs = []
    for pair in given:
        if not isinstance(pair, tuple) or len(pair) != len(("column", "cell")):
            raise CellError(f"when holds {shown(pair)}; expected pairs of a column name and a cell")
        name, test = pair
        if type(name) is not str:
            raise CellError(f"column name is {shown(name)}; expected text")
        try:
            pairs.append((name, test if isinstance(test, Cell) else one_of(test)))
        except CellError as error:
            raise CellError(f"column {shown(name)}: {error.problem}") from None
    return tuple(sorted(pairs, key=lambda pair: pair[0]))


@attrs.frozen(field_transformer=checked)
class Rule(Frozen, Generic[Outcome_co]):
    """One row of a table.

    Attributes:
        id: unique in its table.
        when: the conditions, all of which must hold: a mapping of column names to cells or plain values,
            kept as sorted pairs. A column that is left out may have any value.
        then: the outcome: a word, text, or a tuple or frozenset of those.
        because: one sentence for people, shown with the answer.
        code: the stable name of the reason for programs; the id unless given.
        source: the sentence of the playbook that the rule comes from.
        rank: the place in the order of `Hit.FIRST`; the lowest wins.

    Raises:
        CellError: where a condition is no cell.
        FieldError: where another field is not as said above.
    """

    id: Name
    when: tuple[tuple[str, Cell], ...] = attrs.field(converter=_as_pairs)
    then: Outcome_co = attrs.field(kw_only=True)
    because: Note = attrs.field(default="", kw_only=True)
    code: Name = attrs.field(default=attrs.Factory(lambda self: self.id, takes_self=True), kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)
    rank: int | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if not is_outcome(self.then):
            yield f"then is {shown(self.then)}; expected {OUTCOME}"

    def cell(self, column: str) -> Cell:
        """Return the condition on a column; `ANY` where there is none."""
        return dict(self.when).get(column, ANY)


def is_outcome(value: object, depth: int = MOST_NESTED) -> bool:
    """Tell whether a value may be an outcome."""
    if isinstance(value, tuple | frozenset):
        return depth > 0 and all(is_outcome(part, depth - 1) for part in value)
    if isinstance(value, Enum):
        return not isinstance(value, Missing) and type(value).__hash__ is not None
    return type(value) is str and value != ""


def outcome_key(outcome: object) -> object:
    """Return what two outcomes share exactly where they are the same, types included: a text is no word."""
    if isinstance(outcome, tuple):
        return tuple(map(outcome_key, outcome))
    if isinstance(outcome, frozenset):
        return frozenset(map(outcome_key, outcome))
    return type(outcome), outcome


def outcome_text(outcome: object) -> str:
    """Return how an outcome is written for people."""
    if isinstance(outcome, tuple):
        return " / ".join(map(outcome_text, outcome)) or "nothing"
    if isinstance(outcome, frozenset):
        return " + ".join(sorted(map(outcome_text, outcome))) or "nothing"
    return word_text(outcome) if isinstance(outcome, Enum) else str(outcome)


@attrs.frozen
class Reason(Frozen):
    """Why a decision came out as it did: one deciding rule, without its conditions.

    Attributes:
        rule: the id of the rule.
        code: the stable name of the reason.
        because: the sentence for people.
        source: where the rule comes from, if that is recorded.
    """

    rule: str
    code: str
    because: str = attrs.field(kw_only=True)
    source: Source | None = attrs.field(kw_only=True)

    @classmethod
    def of(cls, rule: Rule[Hashable]) -> "Reason":
        """Return a rule without its conditions."""
        return cls(rule.id, rule.code, because=rule.because, source=rule.source)

    def __str__(self) -> str:
        return f"{self.code}: {self.because}" if self.because else self.code
