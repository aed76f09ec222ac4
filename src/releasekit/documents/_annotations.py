"""From annotations to codecs; and the table of the classes that have a codec of their own."""

import types
from collections.abc import Callable, Mapping
from enum import Enum
from functools import lru_cache
from threading import Lock
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import attrs

from releasekit._checks import expectation
from releasekit._words import Word, shown, word_text
from releasekit.documents._classes import ClassCodec
from releasekit.documents._codec import Codec, FormError
from releasekit.documents._containers import ChoiceCodec, LimitedCodec, ListCodec, TupleCodec
from releasekit.documents._house import Vocabularies
from releasekit.documents._kinds import BaseCodec, TaggedCodec, is_base, tag_of
from releasekit.documents._scalars import SCALARS, STRING, AnyWordCodec, TextCodec, WordCodec, whole
from releasekit.documents._shapes import Conditions, ConditionsCodec, OutcomeCodec, RawOutcome
from releasekit.documents._tables import DOMAIN, TABLES, domain_codec, no_codec, table_codec
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Cell, Draft, Missing, Rule, Table
from releasekit.versions import Version, VersionRange

# The same identifiers as in `releasekit.versions`, without what only Python's expressions know.
NUMBER: Final = r"(?:0|[1-9][0-9]*)"
MARKS: Final = r"[0-9A-Za-z-]"
IDENTIFIER: Final = rf"(?:{NUMBER}|[0-9]*[A-Za-z-]{MARKS}*)"
VERSION: Final = rf"{NUMBER}\.{NUMBER}\.{NUMBER}(?:-{IDENTIFIER}(?:\.{IDENTIFIER})*)?(?:\+{MARKS}+(?:\.{MARKS}+)*)?"

MOST_CODECS: Final = 64
OPEN: Final = (Enum, Word)
"""The classes of words that leave the vocabulary open."""
KINDS: Final = "text, a number, a word, an attrs class, or a tuple, frozenset or choice of these"


class Codecs:
    """The codecs of all annotations, each made once.

    Args:
        vocabularies: where the words come from that an annotation leaves open (``Enum`` or ``Word``), and those that
            tables may name besides the public ones.
        special: makes the codec of each class or annotation that is not written field by field.

    Raises:
        FieldError: where several vocabularies have one name.
    """

    def __init__(
        self, vocabularies: tuple[type[Enum], ...] = (), special: "Mapping[object, MakeCodec] | None" = None
    ) -> None:
        self.vocabularies = vocabularies
        self.known = Vocabularies(vocabularies)
        self._special = SPECIAL if special is None else special
        self._ready: dict[object, Codec] = {}
        self._made: dict[object, Codec] = dict(SCALARS)
        self._unprepared: list[ClassCodec] = []
        self._lock = Lock()

    def of(self, annotation: object) -> Codec:
        """Return the codec of an annotation.

        Raises:
            FormError: where it has none.
        """
        try:
            codec = self._ready.get(annotation)
        except TypeError:  # it has no hash
            raise FormError(annotation, KINDS) from None
        if codec is None:
            with self._lock:  # nobody may see a codec that is half made
                try:
                    codec = self.part(annotation)
                    while self._unprepared:
                        self._unprepared.pop().prepare()
                except Exception:
                    # What was half made would fail later and say less.
                    self._made = dict(SCALARS)
                    self._unprepared = []
                    raise
                self._ready[annotation] = codec
        return codec

    def part(self, annotation: object) -> Codec:
        """Return the codec of a part of what is being made; it may be used once all is made."""
        if annotation not in self._made:
            self._made[annotation] = self._new(annotation)
        return self._made[annotation]

    def _new(self, annotation: object) -> Codec:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if annotation in self._special:
            return self._special[annotation](self)
        if origin is Draft:  # a field that takes drafts takes tables, too
            return TaggedCodec((self._table(Draft, arguments[0]), self._table(Table, arguments[0])))
        if origin is Table:
            return self._table(Table, arguments[0])
        if origin is Annotated:
            return LimitedCodec(self.part(arguments[0]), arguments[1:])
        if origin in (Union, types.UnionType):
            return self._choice(annotation, arguments)
        if origin is Literal and all(type(word) is str for word in arguments):
            return WordCodec({word: word for word in arguments})
        if origin is tuple and arguments[1:] == (...,):
            return ListCodec(self._member(annotation, arguments[0]), tuple)
        if origin is tuple:
            return TupleCodec(tuple(self._member(annotation, argument) for argument in arguments))
        if origin is frozenset:
            return ListCodec(self._member(annotation, arguments[0]), frozenset)
        if isinstance(annotation, type) and origin is None:
            return self._of_class(annotation)
        raise FormError(annotation, KINDS)

    def _member(self, annotation: object, argument: object) -> Codec:
        codec = self.part(argument)
        if codec.is_left_out(MISSING):
            raise FormError(annotation, "members that are not written by leaving them out")
        return codec

    def _table(self, kind: type[Draft[object]], outcome: object) -> ClassCodec:
        """Return the codec of drafts or tables with outcomes of a type."""
        self._unprepared.append(codec := table_codec(kind, self.part, self.known, outcome))
        return codec

    def _of_class(self, cls: type) -> Codec:
        if cls in TABLES:
            return self._table(cls, object)
        if cls in OPEN:
            return AnyWordCodec(self.vocabularies)
        if issubclass(cls, Enum):
            return WordCodec({word_text(word): word for word in cls})
        if is_base(cls):
            return BaseCodec(cls, self.of)
        if attrs.has(cls):
            self._unprepared.append(codec := ClassCodec(cls, self.part))
            return codec
        raise FormError(cls, KINDS)

    def _choice(self, annotation: object, arguments: tuple[object, ...]) -> Codec:
        """Return a choice, in which classes are told apart by their kind and all else by what it looks like."""
        # Data has no tag but for classes. So a choice is allowed only where its plain data tells which option is meant;
        # and beside a text, `MISSING` has no word of its own, because that would be a text like any other: its key is
        # left out instead.
        codecs = {argument: self.part(argument) for argument in arguments}
        has_text = any(codec.rank == STRING.rank for codec in codecs.values())
        options: list[tuple[Codec, Callable[[Any], bool]]] = [
            (codec, _is_word if argument in OPEN else expectation(argument).test)
            for argument, codec in codecs.items()
            if not isinstance(codec, ClassCodec) and not (has_text and argument is Missing)
        ]
        classes = tuple(codec for codec in codecs.values() if isinstance(codec, ClassCodec))
        if classes:
            kinds = frozenset(codec.of for codec in classes)
            tagged = TaggedCodec(classes) if len(classes) > 1 else classes[0]
            options.append((tagged, lambda value: type(value) in kinds))
        # At most one option may be a mapping, one a list, and a text the only one that is written as a text.
        mappings, lists, texts = (sum(kind in codec.accepts for codec, _ in options) for kind in (dict, list, str))
        is_tagged = len(classes) <= 1 or tag_of(classes) is not None
        if not is_tagged or max(mappings, lists) > 1 or (has_text and texts > 1):
            raise FormError(annotation, "choices that can be told apart in a document")
        if len(options) == 1 and Missing not in codecs:
            return options[0][0]
        return ChoiceCodec(options, left_out=MISSING if has_text and Missing in codecs else None)


def _is_word(value: object) -> bool:
    return isinstance(value, Enum)


MakeCodec: TypeAlias = Callable[[Codecs], Codec]
SPECIAL: Final[Mapping[object, MakeCodec]] = {
    Version: lambda _: TextCodec(
        "a version such as 1.4.0-rc.2", parse=Version.parse, schema={"pattern": whole(VERSION), "maxLength": 256}
    ),
    VersionRange: lambda _: TextCodec(
        "a range such as >=1.2.0 <2.0.0 without pre-releases",
        parse=VersionRange.parse,
        schema={"pattern": r"(?:^| )(?:any|none|[=<>].*) with(?:out)? pre-releases$(?!\n)", "maxLength": 10_000},
    ),
    DOMAIN: lambda codecs: domain_codec(codecs.part, codecs.known),
    RawOutcome: lambda _: OutcomeCodec(),
    Conditions: lambda _: ConditionsCodec(),
    Rule: lambda _: no_codec(Rule),
    Cell: lambda _: no_codec(Cell),
}
"""Classes and annotations that are not written field by field, each with what makes its codec: a `TextCodec`, what is
written via another type (`ViaCodec`), or a codec of its own."""


_kept: Final = lru_cache(maxsize=MOST_CODECS)(Codecs)


def codecs_for(vocabularies: tuple[type[Enum], ...] = ()) -> Codecs:
    """Return the codecs for some vocabularies.

    Raises:
        FieldError: where the vocabularies are no tuple of ``Enum`` classes, or several have one name.
    """
    given: object = vocabularies
    if isinstance(given, tuple) and all(isinstance(kind, type) and issubclass(kind, Enum) for kind in given):
        return _kept(given)
    raise FieldError((f"vocabularies are {shown(given)}; expected a tuple of classes of words",))
