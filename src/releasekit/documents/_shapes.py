"""The shapes of drafts and tables in documents: the fields that people read and write.

A table names its words with their vocabularies, and says the rest in texts: a condition is the text of a cell, an
outcome is a word, text, or a list or set of those. What the texts stand for, the columns and outcomes of the same
table say, so that a document can be read without anything beside it.
"""

from itertools import repeat
from typing import Any, ClassVar, Final, NewType, TypeAlias

import attrs

from releasekit._arguments import as_tuple
from releasekit._fields import Frozen, Name, Note, checked
from releasekit.documents._codec import Codec, Definitions, Schema, read_members
from releasekit.documents._containers import are_distinct, in_order
from releasekit.documents._faults import BAD, Bad, Faults, PlainScalar, given
from releasekit.documents._scalars import STRING
from releasekit.errors import ReleasekitError
from releasekit.policy import Cell, Column, Hit, Source, cell

MOST_NESTED: Final = 8
"""How deep an outcome may be."""
SET: Final = "set"
CELL: Final = 'the text of a cell such as `"high"`, `true` or `>= 3`'

RawOutcome = NewType("RawOutcome", object)
"""An outcome as a document has it: a text, a `QualifiedWord`, or a tuple or frozenset of those."""
Conditions = NewType("Conditions", object)
"""Pairs of a column and a cell in which a text stands for a word."""
Condition: TypeAlias = tuple[tuple[str, Cell], ...]


@attrs.frozen(field_transformer=checked)
class Vocabulary(Frozen):
    """A class of words: its name, and all its words in their order."""

    name: Name
    words: tuple[str, ...] = attrs.field(converter=as_tuple)


@attrs.frozen(field_transformer=checked)
class Bool(Frozen):
    """True or false."""


@attrs.frozen(field_transformer=checked)
class Texts(Frozen):
    """Some texts in their order."""

    texts: tuple[str, ...] = attrs.field(converter=as_tuple)


@attrs.frozen(field_transformer=checked)
class QualifiedWord(Frozen):
    """A word that is named with its vocabulary, where a text alone would not say which it is."""

    vocabulary: str
    word: str


@attrs.frozen(field_transformer=checked)
class Outcomes(Frozen):
    """What a table may answer: in order, permissive first, or as a set.

    Where there is a vocabulary, every text among the outcomes, the permissive ones and those of rules is a word of it;
    words of others are named with theirs.
    """

    ordered: bool
    vocabulary: Vocabulary | None = attrs.field(default=None)
    others: tuple[Vocabulary, ...] | None = attrs.field(default=None, kw_only=True)
    listed: tuple[RawOutcome, ...] = attrs.field(converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Rule(Frozen):
    """One row of a table: the text of a cell for each column that it asks, and its outcome."""

    id: Name
    when: Conditions
    then: RawOutcome = attrs.field(kw_only=True)
    because: Note = attrs.field(default="", kw_only=True)
    code: Name = attrs.field(default=attrs.Factory(lambda own: own.id, takes_self=True), kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)
    rank: int | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Draft(Frozen):
    """A decision table that need be neither complete nor right."""

    document_schema: ClassVar[int] = 1

    name: Name
    version: Name = attrs.field(default="1")
    hit: Hit = attrs.field(default=Hit.UNIQUE, kw_only=True)
    columns: tuple[Column, ...] = attrs.field(converter=as_tuple, kw_only=True)
    outcomes: Outcomes = attrs.field(kw_only=True)
    permissive: frozenset[RawOutcome] | None = attrs.field(default=None, kw_only=True)
    rules: tuple[Rule, ...] = attrs.field(converter=as_tuple, kw_only=True)


@attrs.frozen
class Table(Draft):
    """A decision table that is proved when it is read."""


# --- Codecs ---------------------------------------------------------------------------------------


class OutcomeCodec(Codec):
    """Outcomes: a text; a list for a tuple; ``set`` with a list for a frozenset; or a word with its vocabulary."""

    words = "an outcome: text, a list of outcomes, `set` with such a list, or `vocabulary` and `word`"
    accepts = frozenset({str, PlainScalar, list, dict})

    def __init__(self, depth: int = MOST_NESTED) -> None:
        self._is_deepest = not depth
        self._member: Codec = OutcomeCodec(depth - 1) if depth else self

    def read(self, data: Any, faults: Faults) -> Any:
        """Return texts, words by their names, and tuples and frozensets of those."""
        match data:
            case str():
                return _read_text(data, faults)
            case list() | {"set": list()} if self._is_deepest:
                return faults.add(f"an outcome nested deeper than {MOST_NESTED} lists; expected at most {MOST_NESTED}")
            case list():
                members = read_members(repeat(self._member), data, faults)
                return members if members is BAD else tuple(members)
            case {"set": list() as listed, **others} if not others:
                start = len(faults.kept)
                members = read_members(repeat(self._member), listed, faults)
                is_sound = members is not BAD and are_distinct(members, listed, faults)
                faults.within(SET, start)
                return frozenset(members) if is_sound else BAD
            case {"vocabulary": _, "word": _, **others} if not others:
                start = len(faults.kept)
                words = []
                for key in ("vocabulary", "word"):
                    words.append(_read_text(data[key], faults))
                    start = faults.within(key, start)
                return BAD if BAD in words else QualifiedWord(*words)
            case _:
                return faults.add(f"{given(data)}; expected {self.words}")

    def write(self, value: Any) -> Any:
        """Return the text, list or mapping."""
        match value:
            case tuple():
                return [self.write(member) for member in value]
            case frozenset():
                return {SET: in_order([self.write(member) for member in value])}
            case QualifiedWord():
                return {"vocabulary": value.vocabulary, "word": value.word}
            case _:
                return value

    def schema(self, definitions: Definitions) -> Schema:
        """Return a reference to the schema, which holds itself."""

        def make() -> Schema:
            text: Schema = {"type": "string", "minLength": 1}
            members: Schema = {"type": "array", "items": self.schema(definitions)}
            mappings = (
                {"type": "object", "properties": keys, "required": list(keys), "additionalProperties": False}
                for keys in ({SET: members | {"uniqueItems": True}}, {"vocabulary": text, "word": text})
            )
            return {"anyOf": [text, members, *mappings]}

        return definitions.refer(OutcomeCodec, "Outcome", make)


def _read_text(data: object, faults: Faults) -> Any:
    if data == "":
        return faults.add(f"{given(data)}; expected text of at least one character")
    return STRING.read(data, faults)


class ConditionsCodec(Codec):
    """What a rule asks: a mapping of columns to the texts of cells."""

    words = f"a mapping of columns, each to {CELL}"
    accepts = frozenset({dict})

    def read(self, data: Any, faults: Faults) -> Any:
        """Return pairs of a column and a cell in which a text stands for a word."""
        if type(data) is not dict:
            return faults.add(f"{given(data)}; expected {self.words}")
        pairs: list[Any] = []
        start, is_sound = len(faults.kept), True
        for key, part in data.items():
            if type(key) is not str:
                words = "a key that is not text; expected the name of a column"
                value: object = faults.add(words, given(key), is_at_key=True)
                start = len(faults.kept)
            else:
                value = _read_cell(part, faults)
                start = faults.within(key, start)
            is_sound = is_sound and value is not BAD
            pairs.append((key, value))
        return tuple(pairs) if is_sound else BAD

    def write(self, value: Condition) -> Any:
        """Return the mapping."""
        return {column: str(cell) for column, cell in value}

    def schema(self, definitions: Definitions) -> Schema:
        """Return the schema of the mapping."""
        return {"type": "object", "additionalProperties": {"type": "string", "minLength": 1, "maxLength": 20_000}}


def _read_cell(data: object, faults: Faults) -> Cell | Bad:
    """Return the cell of a text; what is written without a word for it is refused with what it may be."""
    text = STRING.resolve_scalar(data) if type(data) is PlainScalar else data
    if type(text) is not str:
        return faults.add(STRING.message(data, CELL))
    try:
        return cell(text)
    except ReleasekitError as error:
        return faults.add(str(error))
