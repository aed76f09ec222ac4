"""Rules, and the drafts that they are written down in.

A draft may be wrong; `releasekit.policy.check` says how, and only a draft without an error becomes a table.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import Enum
from typing import ClassVar, Final, Generic, Self, TypeAlias, TypeVar

import attrs

from releasekit._arguments import as_tuple, in_order
from releasekit._digest import canonical, digest
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._views import View, Viewable, to_markdown
from releasekit._words import Word, shown
from releasekit.errors import FieldError
from releasekit.policy._cells import ANY, Cell, CellError, Missing, one_of
from releasekit.policy._columns import Column

Outcome_co = TypeVar("Outcome_co", bound=Hashable, covariant=True)
Pairs: TypeAlias = tuple[tuple[str, Cell], ...]
MOST_NESTED: Final = 8
OUTCOME: Final = f"a word, a text, or a tuple or frozenset of those, at most {MOST_NESTED} deep"


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
    pairs = when.items() if isinstance(when, Mapping) else when
    return tuple(sorted(map(_as_pair, pairs), key=lambda pair: pair[0]))


def _as_pair(pair: object) -> tuple[str, Cell]:
    if not isinstance(pair, tuple) or len(pair) != len(("column", "cell")):
        raise CellError(f"when holds {shown(pair)}; expected pairs of a column name and a cell")
    name, test = pair
    if type(name) is not str:
        raise CellError(f"column name is {shown(name)}; expected a text")
    try:
        return name, test if isinstance(test, Cell) else one_of(test)
    except CellError as error:
        raise CellError(f"column {shown(name)}: {error.problem}") from None


@attrs.frozen(field_transformer=checked)
class Rule(Frozen, Generic[Outcome_co]):
    """One row of a table.

    Attributes:
        id: unique in its table.
        when: the conditions, all of which must hold: a mapping of column names to cells or plain values,
            kept as sorted pairs. A column that is left out may have any value.
        then: the outcome: a word, a text, or a tuple or frozenset of those.
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

    def __attrs_post_init__(self) -> None:
        if not is_outcome(self.then):
            raise FieldError((f"rule `{self.id}`: then is {shown(self.then)}; expected {OUTCOME}",))

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

    def __str__(self) -> str:
        return f"{self.code}: {self.because}" if self.because else self.code


def _as_outcomes(outcomes: Iterable[Outcome_co]) -> tuple[Outcome_co, ...] | frozenset[Outcome_co]:
    listed: tuple[Outcome_co, ...] = _sound("outcomes", outcomes)
    return frozenset(listed) if isinstance(outcomes, AbstractSet) else listed


def _as_permissive(permissive: Iterable[Outcome_co] | None) -> frozenset[Outcome_co] | None:
    return None if permissive is None else frozenset(_sound("permissive", permissive))


def _sound(field: str, outcomes: Iterable[Outcome_co] | object) -> tuple[Outcome_co, ...]:
    """Return outcomes as a tuple, once it is known that each can be one."""
    if not isinstance(outcomes, Iterable) or isinstance(outcomes, str):
        expected = "expected a class of words, or a tuple or frozenset of outcomes"
        raise FieldError((f"Draft.{field} is {shown(outcomes)}; {expected}",))
    listed = tuple(outcomes)
    strange = [shown(outcome) for outcome in listed if not is_outcome(outcome)]
    if strange:
        raise FieldError(tuple(f"Draft.{field} holds {text}; expected {OUTCOME}" for text in strange))
    return listed


def _by_id(rules: Iterable[Rule[Outcome_co]]) -> tuple[Rule[Outcome_co], ...]:
    """Sort by id; rules that share one are sorted by content, so that the order of writing never matters."""
    return in_order(as_tuple(rules), Rule, lambda rule: rule.id, ties=canonical)


@attrs.frozen(field_transformer=checked, eq=False)
class Draft(Frozen, Viewable, Generic[Outcome_co]):
    """A decision table as somebody wrote it down: complete or not, right or wrong.

    Attributes:
        name: what the table decides.
        columns: its inputs, in the order in which people read them.
        rules: its rows; kept sorted by id, so that the order of writing never matters.
        hit: which of the matching rules answers.
        outcomes: the possible outcomes: a class of words or a tuple is ordered, permissive first; a set is unordered,
            and then every difference is lateral.
        permissive: the outcomes that let something happen; must be given where a column is optional.
        version: the version of the text that the table states.

    Two drafts are equal where their digests are.
    """

    document_schema: ClassVar[int] = 1

    name: Name
    columns: tuple[Column, ...] = attrs.field(converter=as_tuple)
    rules: tuple[Rule[Outcome_co], ...] = attrs.field(converter=_by_id, kw_only=True)
    hit: Hit = attrs.field(default=Hit.UNIQUE, kw_only=True)
    outcomes: tuple[Outcome_co, ...] | frozenset[Outcome_co] = attrs.field(converter=_as_outcomes, kw_only=True)
    permissive: frozenset[Outcome_co] | None = attrs.field(default=None, converter=_as_permissive, kw_only=True)
    version: Name = attrs.field(default="1", kw_only=True)

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits; independent of the order of rules."""
        columns = tuple(column.content() for column in self.columns)
        outcomes = (isinstance(self.outcomes, tuple), self.outcomes)
        content = (self.name, columns, self.rules, self.hit, outcomes, self.permissive, self.version)
        return digest("table", 1, content)

    def view(self) -> View:
        """Return the table as people read it: a row per rule, with what it stands on."""
        from releasekit.policy._show import table_view

        return table_view(self)

    def to_markdown(self) -> str:
        """Return Markdown with every rule, which `from_markdown` reads back.

        A run of spaces counts as one, and a condition that allows every value as none.
        """
        from releasekit.policy._show import table_view

        return to_markdown(table_view(self, whole=True))

    @classmethod
    def from_markdown(
        cls,
        text: str,
        name: str,
        *,
        columns: Iterable[Column],
        outcomes: Iterable[Outcome_co],
        hit: Hit = Hit.UNIQUE,
        permissive: Iterable[Outcome_co] | None = None,
        version: str = "1",
        heading: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        words: Mapping[str, Mapping[str, object]] | None = None,
        ids: Sequence[str] = (),
        document: str | None = None,
    ) -> Self:
        """Read the rules from a table in Markdown, so that what people read is the policy.

        A cell is looked up in ``words``, then read as a cell text (see `cell`), then as the text of a value, letter
        for letter. Rows that the table does not have stay gaps, for `check` to find.

        Args:
            text: the Markdown of a page, or what `to_markdown` wrote.
            name: what the table decides.
            columns: its inputs.
            outcomes: the possible outcomes, as for a draft.
            hit: which of the matching rules answers.
            permissive: the outcomes that let something happen.
            version: the version of the text.
            heading: the heading above the table, where the page has several tables.
            headers: what a header stands for: the name of a column, ``rule`` (the id), ``rank``, ``outcome``,
                ``because``, ``code`` or ``source``; ``None`` for one that is no part of the policy. A header that is
                not there stands for itself; one that the text does not have is a problem, but for ``None``.
            words: by column, and by ``outcome``: the value or the cell that a text stands for.
            ids: the ids of the rules in the order of the rows, where the table has no column for them.
            document: the title of the page; then each row is quoted as the source of its rule.

        Raises:
            FieldError: with every problem of the table, each with its line.
            TableError: where a table, not a draft, is asked for, and its proof finds an error.
        """
        from releasekit.policy._form import listed_outcomes
        from releasekit.policy._markdown import Wording, rules_from_markdown

        empty = Draft(name, columns, rules=(), hit=hit, outcomes=outcomes, permissive=permissive, version=version)
        wording = Wording(heading, headers or {}, words or {}, ids, document)
        rules = rules_from_markdown(text, empty.columns, listed_outcomes(empty), wording)
        listed, allowed = empty.outcomes, empty.permissive
        return cls(name, empty.columns, rules=rules, hit=hit, outcomes=listed, permissive=allowed, version=version)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
