"""What documents know of releasekit's own classes: which of them are documents, and which words tables may name.

Nothing is listed here. A class that is a document of its own says so where it is defined: `document_schema` is the
number of its edition, `document_kind` its kind where that is not the name of the class, and `document_migrations` what
brings older editions up to date. The vocabularies are the public ones. A package is loaded when its documents are read
or written, or when a name is looked for in it.

A document is a mapping of two keys. ``schema`` says by which edition of its kind it is written; the kind has the fields
under it, as in the templates of the playbooks. Documents of an older edition are brought up to date by migrations, one
edition at a time, before anything is checked.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Annotated, Any, Final

import attrs
from annotated_types import Ge

import releasekit
from releasekit._arguments import as_tuple, of_kind
from releasekit._fields import Frozen, Name, checked
from releasekit._words import did_you_mean, listing, near_match, word_text
from releasekit.documents._containers import type_name
from releasekit.documents._faults import BAD, Bad, Faults, PlainScalar, given
from releasekit.documents._scalars import SCALARS
from releasekit.documents._shapes import Vocabulary
from releasekit.errors import FieldError

SCHEMA: Final = "schema"
NATURAL: Final = (None, bool, int)
"""What a plain scalar of YAML can be one of only, whatever is asked for."""
APART: Final = frozenset({"documents", "frames", "plots", "strategies", "testing"})
"""The modules beside and above this one: they have no records, and some need libraries of their own."""


def homes() -> Iterator[ModuleType]:
    """Yield the public modules that have records, those that are loaded first; each is loaded when it is its turn."""
    names = [f"releasekit.{found.name}" for found in iter_modules(releasekit.__path__) if found.name not in APART]
    for name in sorted(names, key=lambda name: name not in sys.modules):
        if "._" not in name:
            yield import_module(name)


# --- Kinds ----------------------------------------------------------------------------------------


@attrs.frozen(field_transformer=checked)
class DocumentKind(Frozen):
    """A class that is written as a document of its own.

    Attributes:
        of: the class.
        schema: the number of the current edition, from 1.
        kind: the key of the fields; the name of the class in small letters with underlines unless given.
        migrations: brings plain data of an older edition to the next, the first from the oldest edition that is still
            read; each takes and returns the mapping of the fields, and changes nothing that it is given.

    Raises:
        FieldError: where a field is outside its limits, or there are more migrations than older editions.
    """

    of: type
    schema: Annotated[int, Ge(1)] = 1
    kind: Name = attrs.field(
        default=attrs.Factory(lambda row: type_name(getattr(row.of, "__name__", str(row.of))), takes_self=True),
        kw_only=True,
    )
    migrations: tuple[Callable[[dict[str, Any]], dict[str, Any]], ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )

    def __attrs_post_init__(self) -> None:
        if len(self.migrations) >= self.schema:
            expected = f"expected at most {self.schema - 1}, since the schema is {self.schema}"
            raise FieldError((f"DocumentKind.migrations are {len(self.migrations)}; {expected}",))

    @property
    def oldest(self) -> int:
        """The oldest edition that is still read."""
        return self.schema - len(self.migrations)


@cache
def declared(cls: object) -> DocumentKind | None:
    """Return the kind of document that a class says it is, ``None`` where it says nothing; its bases do not count."""
    if not (isinstance(cls, type) and "document_schema" in (stated := vars(cls))):
        return None
    kind, migrations = stated.get("document_kind", type_name(cls.__name__)), stated.get("document_migrations", ())
    return DocumentKind(cls, stated["document_schema"], kind=kind, migrations=migrations)


@cache
def documents() -> tuple[DocumentKind, ...]:
    """Return every class of releasekit that is a document of its own, sorted by their kinds; this loads them all."""
    named = (getattr(home, name) for home in homes() for name in home.__all__)
    rows = {row.kind: row for cls in named if isinstance(cls, type) and (row := declared(cls)) is not None}
    return tuple(rows[kind] for kind in sorted(rows))


def kind_of(cls: object, rows: tuple[DocumentKind, ...] | None) -> DocumentKind | None:
    """Return the kind of document that a class is by some rows, or by what it says itself; ``None`` where it is none.

    Raises:
        FieldError: where the rows are no tuple of kinds.
    """
    if rows is None:
        return declared(cls)
    of_kind("documents", rows, tuple)
    for row in rows:
        of_kind("documents", row, DocumentKind)
    return next((row for row in rows if row.of is cls), None)


def opened(row: DocumentKind, data: object, faults: Faults) -> tuple[Any, int]:
    """Return the fields of a document, brought up to date, and the edition that they were written in.

    The fields are `BAD` where they cannot be checked.
    """
    if type(data) is not dict:
        return faults.add(f"{given(data)}; expected a mapping with `{SCHEMA}` and `{row.kind}`"), row.schema
    _check_keys(row, data, faults)
    number = _read_number(row, data, faults)
    fields = data.get(row.kind, BAD)
    if not number or type(fields) is not dict:
        return fields if number else BAD, row.schema
    return _migrated(row, fields, number, faults), number


def _check_keys(row: DocumentKind, data: Mapping[object, object], faults: Faults) -> None:
    """Name what stands beside the two keys, and the kind where it is missing."""
    lacking = [row.kind] if row.kind not in data else []
    is_explained = False
    for key in data:
        if key in (SCHEMA, row.kind):
            continue
        if faults.is_full:
            faults.more += 1
            continue
        near = near_match(key, [*lacking, SCHEMA])
        is_explained |= near in lacking
        expected = f"did you mean `{near}`?" if near else f"expected only `{SCHEMA}` and `{row.kind}`"
        faults.add(f"unknown key; {expected}", key if isinstance(key, str) else given(key), is_at_key=True)
    if lacking and not is_explained:
        faults.add(f"the key `{row.kind}` is missing; expected the fields of the document under it")


def _read_number(row: DocumentKind, data: Mapping[object, object], faults: Faults) -> int:
    """Return the schema number: the current one where there is none to go by, 0 where nobody can read it."""
    words = f"{row.oldest} to {row.schema}" if row.migrations else str(row.schema)
    if SCHEMA not in data:
        faults.add(f"the key `{SCHEMA}` is missing; expected {words}")
        return row.schema
    number = data[SCHEMA]
    if type(number) is PlainScalar:
        number = SCALARS[int].resolve_scalar(number)
    if type(number) is not int:
        faults.add(f"{given(number)}; expected {words}", SCHEMA)
        return row.schema
    if row.oldest <= number <= row.schema:
        return number
    later = " from a later edition" if number > row.schema else ""
    faults.add(f"{given(number)}{later}; expected {words}", SCHEMA)
    return 0


def _migrated(row: DocumentKind, fields: dict[str, Any], number: int, faults: Faults) -> Any:
    """Bring fields up to date, one edition after the other."""
    current: Any = fields if number == row.schema else _natural(fields)
    for older in range(number, row.schema):
        try:
            current = row.migrations[older - row.oldest](current)
        except FieldError as error:
            for problem in error.problems:
                faults.add(f"{problem} (in edition {older})", row.kind)
            return BAD
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
            words = f"these are not the fields of edition {older}; expected those that edition {older + 1} is made from"
            return faults.add(words, row.kind)
    return current


def _natural(data: object) -> object:
    """Resolve plain scalars of YAML that can be one thing only, for functions that know plain data."""
    if isinstance(data, dict):
        return {key: _natural(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_natural(value) for value in data]
    resolved = (SCALARS[kind].resolve_scalar(data) for kind in NATURAL if type(data) is PlainScalar)
    return next((value for value in resolved if type(value) is not PlainScalar), data)


# --- Vocabularies ---------------------------------------------------------------------------------


class Vocabularies:
    """The vocabularies that a reader knows by their names.

    Args:
        given: what the reader was told of; one that is called like a shipped one stands in its place.

    Raises:
        FieldError: where several of them have one name, or the words of one cannot be hashed.
    """

    def __init__(self, given: tuple[type[Enum], ...] = ()) -> None:
        self._given = {vocabulary.__name__: vocabulary for vocabulary in given}
        times = Counter(vocabulary.__name__ for vocabulary in dict.fromkeys(given))
        twice = sorted(name for name in times if times[name] > 1)
        problems = [f"vocabularies hold several classes of the name `{name}`; expected one" for name in twice]
        problems += [
            f"vocabularies hold `{vocabulary.__name__}`; expected words that can be hashed"
            for vocabulary in given
            if any(type(word).__hash__ is None for word in vocabulary)
        ]
        if problems:
            raise FieldError(tuple(problems))

    def of(self, name: str) -> type[Enum] | None:
        """Return the vocabulary of a name: one that was given, else a public one of releasekit."""
        if name in self._given:
            return self._given[name]
        public = (getattr(home, name) for home in homes() if name in home.__all__)
        return next((found for found in public if _is_vocabulary(found)), None)

    def known(self, claimed: Vocabulary, faults: Faults) -> type[Enum] | Bad:
        """Return the class that a document names, if its words are those of the document, in the same order."""
        vocabulary = self.of(claimed.name)
        if vocabulary is None:
            public = (name for home in homes() for name in home.__all__ if _is_vocabulary(getattr(home, name)))
            hint = did_you_mean(claimed.name, [*self._given, *sorted(public)])
            expected = "a vocabulary of releasekit, or one that the reader was given"
            return faults.add(f"unknown vocabulary `{claimed.name}`; expected {expected}{hint}", "name")
        words = written(vocabulary).words
        if claimed.words == words:
            return vocabulary
        # Which words are too many, which are not there, or that the order is another.
        expected = f"expected {listing(words)}"
        seen: set[str] = set()
        for at, word in enumerate(claimed.words):
            if word not in words:
                faults.add(f"`{word}` is not a word of `{claimed.name}`; {expected}", "words", at)
            elif word in seen:
                faults.add(f"`{word}` is there twice; {expected}", "words", at)
            seen.add(word)
        if lacking := [word for word in words if word not in seen]:
            faults.add(f"`{claimed.name}` has the words {listing(lacking)} besides; {expected}", "words")
        elif len(claimed.words) == len(words) and seen == set(words):
            faults.add(f"the words of `{claimed.name}` are in another order; {expected}", "words")
        return BAD


def _is_vocabulary(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Enum) and bool(len(value))


def written(vocabulary: type[Enum]) -> Vocabulary:
    """Return a vocabulary as a document names it."""
    return Vocabulary(vocabulary.__name__, tuple(map(word_text, vocabulary)))
