"""Columns: a name and the values that a fact of that name can have."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Final, Literal, TypeAlias

import attrs

from releasekit._arguments import repeated
from releasekit._fields import Frozen, Name, checked
from releasekit._words import listing, near_match, shown, spelt, word_text
from releasekit.policy._cells import HIGH, LOW, MISSING, MOST_DIGITS, SHORT, Cut, Number, canonical_number, is_short

RESERVED: Final = "then"
NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def _exact(value: Number | None) -> Number | None:
    return canonical_number(value) if isinstance(value, Decimal) and is_short(value) else value


@attrs.frozen(field_transformer=checked)
class Numbers(Frozen):
    """An ordered domain of exact numbers, both ends included.

    Attributes:
        ge: the least number, or ``None`` for no lower end.
        le: the greatest number, or ``None`` for no upper end.
        integer: whole numbers only, so that ``<= 5`` and ``>= 6`` leave no gap; otherwise dense, and a fact is
            an ``int`` or a finite ``Decimal``.

    Raises:
        FieldError: where an end is no exact number, or the ends hold no number.
    """

    ge: int | Decimal | None = attrs.field(default=None, converter=_exact)
    le: int | Decimal | None = attrs.field(default=None, converter=_exact)
    integer: bool = attrs.field(default=True, kw_only=True)

    def _problems(self) -> Iterable[str]:
        ends = [(name, end) for name, end in (("ge", self.ge), ("le", self.le)) if end is not None]
        problems = [f"{name} is {shown(end)}; expected {SHORT}" for name, end in ends if not is_short(end)]
        if self.integer:
            broken = [(name, shown(end)) for name, end in ends if isinstance(end, Decimal) and is_short(end)]
            problems += [f"{name} is {end}; expected a whole number, or integer=False" for name, end in broken]
        if not problems and self.low >= self.high:
            problems = [f"ge is {shown(self.ge)} and Numbers.le is {shown(self.le)}; expected ge at most le"]
        return problems

    @property
    def low(self) -> Cut:
        """The cut before the least number."""
        return LOW if self.ge is None else (self.ge, 0)

    @property
    def high(self) -> Cut:
        """The cut after the greatest number."""
        return HIGH if self.le is None else (self.le, 1)

    def contains(self, value: object) -> bool:
        """Tell whether a value is a number of this domain; types are exact, and NaN never is."""
        if type(value) is not int and (self.integer or type(value) is not Decimal or not value.is_finite()):
            return False
        return self.low <= (value, 0) and (value, 1) <= self.high

    def __str__(self) -> str:
        kind = "whole numbers" if self.integer else "numbers"
        ends = [f"from {self.ge}"] * (self.ge is not None) + [f"to {self.le}"] * (self.le is not None)
        return " ".join([kind, *ends])


Domain: TypeAlias = type[Enum] | type[bool] | tuple[str, ...] | Numbers
"""What a column may be made of."""


def _listed(domain: Domain | list[str]) -> Domain:
    return tuple(domain) if isinstance(domain, list) else domain


@attrs.frozen(field_transformer=checked)
class Column(Frozen):
    """One input of a table.

    Attributes:
        name: the name of the fact; an identifier, and not ``then``.
        domain: a class of words (in the order of its members), ``bool``, a tuple of texts, or `Numbers`.
        optional: the fact may be `MISSING`.
        worse: ``"higher"`` or ``"lower"`` asks for a proof that a worse value never gets a more permissive
            outcome; "higher" is later in the domain, and `MISSING` is worst of all.
        given: a fact of the situation that nobody can change; while it is missing, somebody can still say what it is.

    Raises:
        FieldError: where the name is no identifier or the domain is none of those.
    """

    name: Name
    domain: Domain = attrs.field(converter=_listed, metadata={"checked": False})
    optional: bool = attrs.field(default=False, kw_only=True)
    worse: Literal["higher", "lower"] | None = attrs.field(default=None, kw_only=True)
    given: bool = attrs.field(default=False, kw_only=True)

    def _problems(self) -> Iterable[str]:
        is_name = self.name.isidentifier()
        if is_name and not self.name.isascii():
            from unicodedata import is_normalized  # costs import time and only such names need it

            # Python reads a keyword in its composed form, so a fact of another form could not be given as one.
            is_name = is_normalized("NFKC", self.name)
        if not is_name or self.name == RESERVED:
            yield f"name is {shown(self.name)}; expected an identifier other than `{RESERVED}`"
        domain: object = self.domain
        if isinstance(domain, type) and issubclass(domain, Enum) and domain.__hash__ is None:
            yield f"domain is the class `{domain.__name__}`; expected words that can be hashed"
        elif isinstance(domain, tuple) or (isinstance(domain, type) and issubclass(domain, Enum)):
            yield from (f"domain {problem}" for problem in _texts_problems(domain))
        elif not isinstance(domain, Numbers) and domain is not bool:
            expected = "expected an Enum class, bool, a tuple of texts or Numbers"
            yield f"domain is {shown(domain)}; {expected}"

    @property
    def values(self) -> tuple[object, ...]:
        """The present values in order; empty for `Numbers`."""
        return finite_values(self.domain)

    @property
    def expected(self) -> str:
        """What a fact of this column must be, in words."""
        texts = self._named
        present = f"one of {listing(texts)}" if texts else str(self.domain)
        return f"{present} or missing" if self.optional else present

    def contains(self, value: object) -> bool:
        """Tell whether a fact may have this value; types are exact."""
        if value is MISSING:
            return self.optional
        if isinstance(self.domain, Numbers):
            return self.domain.contains(value)
        kind = str if isinstance(self.domain, tuple) else self.domain
        return type(value) is kind and value in self._members

    def read(self, plain: object) -> object:
        """Return the word that a text stands for; any other value is returned as it is."""
        return self._named.get(plain, plain) if type(plain) is str and self.domain is not bool else plain

    def of_text(self, text: str) -> object:
        """Return what a text is written for: a word, true or false, a number; any other text is returned as it is."""
        if isinstance(self.domain, Numbers):
            is_number = NUMBER.fullmatch(text) is not None and len(text) <= MOST_DIGITS
            return canonical_number(Decimal(text)) if is_number else text
        return self._named.get(text, text)

    def near(self, value: object) -> str:
        """Return ``, did you mean ...?`` for a misspelt value, else nothing."""
        text = value if isinstance(value, str) else word_text(value) if isinstance(value, Enum) else None
        close = near_match(text, self._named)
        return f"; did you mean {spelt(self._named[close])}?" if close else ""

    @cached_property
    def _members(self) -> frozenset[object]:
        return frozenset(self.values)

    @cached_property
    def _named(self) -> Mapping[str, object]:
        """The texts that stand for the values of a finite domain, in order."""
        if self.domain is bool:
            return {"false": False, "true": True}
        return {word_text(value) if isinstance(value, Enum) else str(value): value for value in self.values}

    def content(self) -> tuple[object, ...]:
        """Return what a digest of the column covers."""
        kind = self.domain.__name__ if isinstance(self.domain, type) else "texts"
        values = self.domain if isinstance(self.domain, Numbers) else (kind, self.values)
        given = ("given",) if self.given else ()  # only where it says something, so that older digests stay
        return self.name, values, self.optional, self.worse, *given


def finite_values(domain: Domain) -> tuple[object, ...]:
    """Return the values of a finite domain in order; nothing for `Numbers`."""
    if isinstance(domain, tuple):
        return domain
    if isinstance(domain, Numbers):
        return ()
    return (False, True) if domain is bool else tuple(domain)


def _texts_problems(domain: tuple[object, ...] | type[Enum]) -> list[str]:
    """Say what keeps the values of a finite domain from being told apart by their texts."""
    texts = list(map(word_text, domain)) if isinstance(domain, type) else list(domain)
    if not texts:
        return ["is empty; expected at least one value"]
    strange = [text for text in texts if type(text) is not str or not text or not text.isprintable()]
    if strange:
        return [f"holds {shown(text)}; expected a printable text of at least one character" for text in strange]
    return [f"holds {shown(text)} twice; expected each text once" for text in repeated(map(str, texts))]
