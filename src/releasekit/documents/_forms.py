"""From annotations to forms; and the table of the classes that have a form of their own."""

import types
from collections.abc import Callable, Hashable, Mapping
from enum import Enum
from functools import lru_cache, partial
from threading import Lock
from typing import Annotated, Any, Final, Literal, TypeAlias, Union, get_args, get_origin

import attrs

from releasekit._checks import expectation
from releasekit._words import Word, shown, word_text
from releasekit.documents._classes import Mapped, Tagged, tag_of
from releasekit.documents._containers import Choice, Fixed, Limited, Listed
from releasekit.documents._form import Form, FormError
from releasekit.documents._leaves import LEAVES, SomeWord, WordOf
from releasekit.documents._outcomes import Conditions, Sayings
from releasekit.documents._shapes import Said, When
from releasekit.documents._tables import DOMAIN, TABLES, domain_form, no_form, table_form
from releasekit.documents._texts import Spelt, Text, whole
from releasekit.documents._vocabularies import Vocabularies
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Cell, Draft, Missing, Rule, Table
from releasekit.versions import Version, VersionRange

# The same identifiers as in `releasekit.versions`, without what only Python's expressions know.
NUMBER: Final = r"(?:0|[1-9][0-9]*)"
MARKS: Final = r"[0-9A-Za-z-]"
IDENTIFIER: Final = rf"(?:{NUMBER}|[0-9]*[A-Za-z-]{MARKS}*)"
VERSION: Final = (
    rf"{NUMBER}\.{NUMBER}\.{NUMBER}(?:-{IDENTIFIER}(?:\.{IDENTIFIER})*)?(?:\+{MARKS}+(?:\.{MARKS}+)*)?"
)


MOST_FORMS: Final = 64


class Forms:
    """The forms of all annotations, each made once.

    Args:
        vocabularies: where the words come from that an annotation leaves open (``Enum`` or ``Word``), and those that
            tables may name besides the shipped ones.
        own: makes the form of each class or annotation that is not written field by field.

    Raises:
        FieldError: where several vocabularies have one name.
    """

    def __init__(
        self, vocabularies: tuple[type[Enum], ...] = (), own: "Mapping[object, MakeForm] | None" = None
    ) -> None:
        self.vocabularies = vocabularies
        self.known = Vocabularies(vocabularies)
        self._own = OWN_FORMS if own is None else own
        self._ready: dict[object, Form] = {}
        self._made: dict[object, Form] = dict(LEAVES)
        self._unprepared: list[Mapped] = []
        self._lock = Lock()

    def of(self, annotation: object) -> Form:
        """Return the form of an annotation.

        Raises:
            FormError: where it has none.
        """
        if not isinstance(annotation, Hashable):
            raise FormError(annotation, KINDS)
        form = self._ready.get(annotation)
        if form is None:
            with self._lock:  # nobody may see a form that is half made
                form = self._ready[annotation] = self._whole(annotation)
        return form

    def _whole(self, annotation: object) -> Form:
        """Make a form and all that are in it."""
        try:
            form = self.part(annotation)
            prepared: list[Mapped] = []
            while self._unprepared:
                prepared.append(self._unprepared.pop())
                prepared[-1].prepare()
            for mapped in reversed(prepared):  # what is inside first, so that it is called directly
                mapped.compile()
        except FormError:
            # What was half made would fail later and say less.
            self._made = dict(LEAVES)
            self._unprepared = []
            raise
        return form

    def part(self, annotation: object) -> Form:
        """Return the form of a part of what is being made; it may be used once all is made."""
        if annotation not in self._made:
            self._made[annotation] = self._new(annotation)
        return self._made[annotation]

    def _new(self, annotation: object) -> Form:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if annotation in self._own:
            return self._own[annotation](self)
        if origin is Draft:  # a field that takes drafts takes tables, too
            return Tagged((self._table(Draft, arguments[0]), self._table(Table, arguments[0])))
        if origin is Table:
            return self._table(Table, arguments[0])
        if origin is Annotated:
            return Limited(self.part(arguments[0]), arguments[1:])
        if origin in (Union, types.UnionType):
            return self._choice(annotation, arguments)
        if origin is Literal and all(type(word) is str for word in arguments):
            return WordOf({word: word for word in arguments})
        if origin is tuple and arguments[1:] == (...,):
            return Listed(self._member(annotation, arguments[0]), tuple)
        if origin is tuple:
            return Fixed(tuple(self._member(annotation, argument) for argument in arguments))
        if origin is frozenset:
            return Listed(self._member(annotation, arguments[0]), frozenset)
        if isinstance(annotation, type) and origin is None:
            return self._of_class(annotation)
        raise FormError(annotation, KINDS)

    def _member(self, annotation: object, argument: object) -> Form:
        form = self.part(argument)
        if form.is_left_out(MISSING):
            raise FormError(annotation, "members that are not written by leaving them out")
        return form

    def _table(self, kind: type[Draft[object]], outcome: object) -> Mapped:
        """Return the form of drafts or tables with outcomes of a type."""
        self._unprepared.append(form := table_form(kind, self.part, self.known, outcome))
        return form

    def _of_class(self, cls: type) -> Form:
        if cls in TABLES:
            return self._table(cls, object)
        if cls in OPEN:
            return SomeWord(self.vocabularies)
        if issubclass(cls, Enum):
            return WordOf({word_text(word): word for word in cls})
        if attrs.has(cls):
            self._unprepared.append(mapped := Mapped(cls, self.part))
            return mapped
        raise FormError(cls, KINDS)

    def _choice(self, annotation: object, arguments: tuple[object, ...]) -> Form:
        """Return a choice, in which classes are told apart by their kind and all else by what it looks like."""
        forms = {argument: self.part(argument) for argument in arguments}
        has_text = any(_is_text(form) for form in forms.values())
        options: list[tuple[Form, Callable[[Any], bool]]] = [
            (form, _test(argument))
            for argument, form in forms.items()
            if not isinstance(form, Mapped) and not (has_text and argument is Missing)
        ]
        classes = tuple(form for form in forms.values() if isinstance(form, Mapped))
        if classes:
            form = Tagged(classes) if len(classes) > 1 else classes[0]
            options.append((form, partial(_is_one_of, tuple(own.of for own in classes))))
        is_told = len(classes) <= 1 or tag_of(classes) is not None
        if not is_told or not _are_apart(options, has_text=has_text):
            raise FormError(annotation, "choices that can be told apart in a document")
        if len(options) == 1 and Missing not in forms:
            return options[0][0]
        return Choice(options, left_out=MISSING if has_text and Missing in forms else None)


OPEN: Final = (Enum, Word)
"""The classes of words that leave the vocabulary open."""
KINDS: Final = "text, a number, a word, an attrs class, or a tuple, frozenset or choice of these"


def _is_one_of(kinds: tuple[type, ...], value: object) -> bool:
    return type(value) in kinds


def _test(annotation: object) -> Callable[[Any], bool]:
    """Return what tells whether a value is of an annotation."""
    if annotation in OPEN:
        return partial(_is_word, annotation)
    return expectation(annotation).test


def _is_word(kind: type, value: object) -> bool:
    return isinstance(value, kind)


def _is_text(form: Form) -> bool:
    return form.rank == Text.rank


def _are_apart(options: list[tuple[Form, Callable[[Any], bool]]], *, has_text: bool) -> bool:
    """Tell whether at most one option is a mapping, one a list, and a text the only one that is written as a text."""
    forms = [form for form, _ in options]
    counts = [sum(kind in form.accepts for form in forms) for kind in (dict, list)]
    texts = sum(str in form.accepts for form in forms)
    return max(counts) <= 1 and not (has_text and texts > 1)


MakeForm: TypeAlias = Callable[[Forms], Form]
OWN_FORMS: Final[Mapping[object, MakeForm]] = {
    Version: lambda _: Spelt(
        "a version such as 1.4.0-rc.2",
        parse=Version.parse,
        schema={"pattern": whole(VERSION), "maxLength": 256},
    ),
    VersionRange: lambda _: Spelt(
        "a range such as >=1.2.0 <2.0.0 without pre-releases",
        parse=VersionRange.parse,
        schema={"pattern": r"(?:^| )(?:any|none|[=<>].*) with(?:out)? pre-releases$(?!\n)", "maxLength": 10_000},
    ),
    DOMAIN: lambda forms: domain_form(forms.part, forms.known),
    Said: lambda _: Sayings(),
    When: lambda _: Conditions(),
    Rule: lambda _: no_form(Rule),
    Cell: lambda _: no_form(Cell),
}
"""Classes and annotations that are not written field by field, each with what makes its form: a `Spelt` text, what is
written `Through` others, or a form of its own."""


@lru_cache(maxsize=MOST_FORMS)
def _forms_for(vocabularies: tuple[type[Enum], ...]) -> Forms:
    return Forms(vocabularies)


def forms_for(vocabularies: tuple[type[Enum], ...] = ()) -> Forms:
    """Return the forms for some vocabularies.

    Raises:
        FieldError: where the vocabularies are no tuple of ``Enum`` classes, or several have one name.
    """
    given: object = vocabularies
    if isinstance(given, tuple) and all(isinstance(kind, type) and issubclass(kind, Enum) for kind in given):
        return _forms_for(given)
    raise FieldError((f"vocabularies are {shown(given)}; expected a tuple of classes of words",))
