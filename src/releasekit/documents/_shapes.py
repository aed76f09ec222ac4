"""The shapes of drafts and tables in documents: the fields that people read and write.

A table names its words with their vocabularies, and says the rest in texts: a condition is the text of a cell, an
outcome is a word, text, or a list or set of those. What the texts stand for, the columns and outcomes of the same
table say, so that a document can be read without anything beside it.
"""

from typing import NewType, TypeAlias

import attrs

from releasekit._arguments import as_tuple
from releasekit._fields import Frozen, Name, Note, checked
from releasekit.policy import Cell, Column, Hit, Source

Said = NewType("Said", object)
"""An outcome as a document has it: a text, a `Spoken`, or a tuple or frozenset of those."""
When = NewType("When", object)
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
class Spoken(Frozen):
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
    listed: tuple[Said, ...] = attrs.field(converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Rule(Frozen):
    """One row of a table: the text of a cell for each column that it asks, and its outcome."""

    id: Name
    when: When
    then: Said = attrs.field(kw_only=True)
    because: Note = attrs.field(default="", kw_only=True)
    code: Name = attrs.field(default=attrs.Factory(lambda own: own.id, takes_self=True), kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)
    rank: int | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Draft(Frozen):
    """A decision table that need be neither complete nor right."""

    name: Name
    version: Name = attrs.field(default="1")
    hit: Hit = attrs.field(default=Hit.UNIQUE, kw_only=True)
    columns: tuple[Column, ...] = attrs.field(converter=as_tuple, kw_only=True)
    outcomes: Outcomes = attrs.field(kw_only=True)
    permissive: frozenset[Said] | None = attrs.field(default=None, kw_only=True)
    rules: tuple[Rule, ...] = attrs.field(converter=as_tuple, kw_only=True)


@attrs.frozen
class Table(Draft):
    """A decision table that is proved when it is read."""
