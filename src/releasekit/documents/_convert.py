"""The two ways: from objects to data and texts, and back; and the same for a converter of cattrs."""

from collections.abc import Callable
from enum import Enum
from functools import partial
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, Union, get_args, get_origin

import attrs

from releasekit._words import shown
from releasekit.documents._annotations import codecs_for
from releasekit.documents._classes import is_ours
from releasekit.documents._codec import Codec, Definitions, Refused
from releasekit.documents._faults import (
    BAD,
    LARGEST,
    LARGEST_YAML,
    MOST_NESTED,
    DocumentError,
    Faults,
    Parsed,
    Problem,
    pointer_of,
)
from releasekit.documents._house import SCHEMA, DocumentKind, kind_of, opened
from releasekit.documents._json import json_text, parse_json
from releasekit.documents._kinds import is_base
from releasekit.documents._scalars import SCALARS
from releasekit.documents._toml import parse_toml, toml_text
from releasekit.documents._yaml import parse_yaml, yaml_text
from releasekit.errors import FieldError

if TYPE_CHECKING:  # who has a converter to configure has loaded cattrs; nobody else needs it
    from cattrs import BaseConverter

T = TypeVar("T")
Vocabularies: TypeAlias = tuple[type[Enum], ...]
Kinds: TypeAlias = tuple[DocumentKind, ...] | None


def to_data(value: object, *, documents: Kinds = None) -> Any:
    """Return a value as plain data: dicts, lists, texts, whole numbers, true, false and ``None``.

    Fields stand in the order of the class. A field is left out where it is ``None`` or `MISSING` and a reader takes a
    missing key for just that, or where it is an empty list or text and so is its default, unless the template of a
    playbook shows the key; every other field is written, whether or not it has its default. Words are written as their
    texts, decimal numbers as texts such as ``"1.50"``, days and instants by ISO 8601, instants in UTC, durations
    as ``P14D`` or ``PT1H30M``, frozensets in order.

    Args:
        value: an object of an attrs class, or what else has a form.
        documents: the classes that are written with a schema number, under their kind; those of `DOCUMENTS` unless
            given.

    Raises:
        FormError: where its class has no form.
        DocumentError: where a number in it has more than 1 000 digits, an instant no zone, or a field another value
            than its class asks for; where a field would be lost; or where it is nested too deep.
    """
    row = kind_of(type(value), documents)
    codec = codecs_for().of(type(value))
    return _plain(codec, value) if row is None else {SCHEMA: row.schema, row.kind: _plain(codec, value, row.kind)}


def from_data(cls: type[T], data: object, *, vocabularies: Vocabularies = (), documents: Kinds = None) -> T:
    """Return the object that plain data stands for.

    Nothing is converted: ``7`` is not ``"7"``, ``True`` is not 1, a text is no list. A ``Decimal``, a ``date`` and an
    aware ``datetime`` may stand for themselves.

    Args:
        cls: the class of the object.
        data: what `to_data` gives.
        vocabularies: the ``Enum`` classes of the words in fields that take a word of any vocabulary, and those that
            tables may name besides the ones that the tables of releasekit use.
        documents: the classes that are read with a schema number, from under their kind; those of `DOCUMENTS` unless
            given.

    Raises:
        FormError: where the class has no form.
        DocumentError: with all problems of the data.
    """
    return _read(cls, Parsed(data), vocabularies, documents)


def to_json(value: object, *, documents: Kinds = None) -> str:
    """Return a value as JSON; see `to_data`."""
    return _written(json_text, value, documents)


def from_json(
    cls: type[T], text: str, *, vocabularies: Vocabularies = (), documents: Kinds = None, limit: int = LARGEST
) -> T:
    """Return the object that a text in JSON stands for.

    Args:
        cls: the class of the object.
        text: the text.
        vocabularies: as in `from_data`.
        documents: as in `from_data`.
        limit: how many characters the text may have, 1 000 000 unless given.

    Raises:
        FormError: where the class has no form.
        DocumentError: with all problems, each with its line and column; what is no JSON is told before all else.
    """
    return _read(cls, parse_json(text, limit), vocabularies, documents)


def to_toml(value: object, *, documents: Kinds = None) -> str:
    """Return a value as TOML; see `to_data`.

    Raises:
        DocumentError: besides, where the value is no mapping, or nothing stands where a key cannot be left out.
    """
    return _written(toml_text, value, documents)


def from_toml(
    cls: type[T], text: str, *, vocabularies: Vocabularies = (), documents: Kinds = None, limit: int = LARGEST
) -> T:
    """Return the object that a text in TOML stands for; days and instants may be TOML's own. See `from_json`."""
    return _read(cls, parse_toml(text, limit), vocabularies, documents)


def to_yaml(value: object, *, documents: Kinds = None) -> str:
    """Return a value as YAML that every reader of YAML 1.1 and 1.2 reads as the same data; see `to_data`.

    In a document, a blank line stands before and after each field that takes several lines.
    """
    is_document = kind_of(type(value), documents) is not None
    return _written(partial(yaml_text, is_document=is_document), value, documents)


def from_yaml(
    cls: type[T], text: str, *, vocabularies: Vocabularies = (), documents: Kinds = None, limit: int = LARGEST_YAML
) -> T:
    """Return the object that a text in YAML stands for. See `from_json`; the limit is 250 000 characters unless given.

    A scalar without quotes is what the class asks for there, or nothing: as a text, only what no reader of YAML takes
    for a number, a date, a truth value or nothing. Anchors, tags, merge keys and several documents are refused.

    Raises:
        ExtraError: besides, where PyYAML is not installed (``pip install releasekit[yaml]``).
    """
    return _read(cls, parse_yaml(text, limit), vocabularies, documents)


def json_schema(cls: type, *, vocabularies: Vocabularies = (), documents: Kinds = None) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the data that stands for objects of a class.

    It accepts all that `to_data` writes. It knows the limits of single fields as far as JSON Schema can say them; what
    a class checks across its fields, it does not know.

    Raises:
        FormError: where the class has no form.
    """
    definitions = Definitions()
    schema = codecs_for(vocabularies).of(cls).schema(definitions)
    row = kind_of(cls, documents)
    if row is not None:
        schema = {
            "type": "object",
            "properties": {SCHEMA: {"const": row.schema}, row.kind: schema},
            "required": [SCHEMA, row.kind],
            "additionalProperties": False,
        }
    defined = {"$defs": definitions.schemas} if definitions.schemas else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, **defined}


def configure(converter: "BaseConverter", *, vocabularies: Vocabularies = ()) -> None:
    """Teach a converter of cattrs all classes and words of releasekit, so that other attrs classes can have them.

    They are read and written as everywhere in documents: strictly, and where something is wrong, with a `DocumentError`
    that has all problems of the value, each with its pointer within it. No schema number stands around them.

    Args:
        converter: what gets the hooks, one for structuring and one for unstructuring.
        vocabularies: as in `from_data`.

    Raises:
        FieldError: where the converter is none of cattrs.
    """
    codecs = codecs_for(vocabularies)
    given: object = converter
    if isinstance(given, type) or not hasattr(given, "register_structure_hook_factory"):
        raise FieldError((f"converter is {shown(given)}; expected a converter of cattrs",))

    def structure_hook(annotation: object) -> Callable[[object, object], object]:
        codec = codecs.of(annotation)
        return lambda data, _: _value(codec, Parsed(data), None)

    converter.register_structure_hook_factory(_is_ours, structure_hook)
    converter.register_unstructure_hook_factory(_is_ours, lambda annotation: partial(_plain, codecs.of(annotation)))


def _is_ours(annotation: object) -> bool:
    """Tell whether an annotation is a class of releasekit or a base class of documents, or a choice of such classes.

    Scalars may be in the choice, too.
    """
    is_choice = get_origin(annotation) in (Union, UnionType)
    kinds = [get_origin(part) or part for part in (get_args(annotation) if is_choice else (annotation,))]
    ours = [
        isinstance(kind, type) and (is_base(kind) or (is_ours(kind) and (attrs.has(kind) or issubclass(kind, Enum))))
        for kind in kinds
    ]
    return any(ours) and all(
        is_ours or (isinstance(kind, type) and kind in SCALARS) for kind, is_ours in zip(kinds, ours, strict=True)
    )


def _read(cls: type[T], parsed: Parsed, vocabularies: Vocabularies, documents: Kinds) -> T:
    codec = codecs_for(vocabularies).of(cls)
    value: T = _value(codec, parsed, kind_of(cls, documents))
    return value


def _value(codec: Codec, parsed: Parsed, row: DocumentKind | None) -> Any:
    """Return the value that data stands for, or raise all that is wrong with it."""
    faults = Faults()
    value: Any = BAD
    try:
        if row is None:
            value = codec.read(parsed.data, faults)
        else:
            fields, edition = opened(row, parsed.data, faults)
            start = len(faults.kept)
            value = BAD if fields is BAD else codec.read(fields, faults)
            faults.within(row.kind, start)
            if edition != row.schema and fields is not BAD:
                faults.after_migration(start, f"in edition {row.schema}, brought up from {edition}", row.kind)
    except RecursionError:  # only classes that hold themselves get here, with data that was no text
        raise DocumentError((Problem("", "data that is nested too deep to be read"),)) from None
    if faults:
        raise faults.error(parsed.locate)
    return value


def _plain(codec: Codec, value: object, *steps: str) -> Any:
    """Return plain data for a value that will stand at some steps."""
    try:
        return codec.write(value)
    except Refused as refused:
        refused.at(value, *steps)
        raise DocumentError((Problem(pointer_of(refused.path), refused.message),)) from None
    except RecursionError:
        raise DocumentError((Problem("", "a value that is nested too deep to be written"),)) from None


def _written(text_of: Callable[[Any], str], value: object, documents: Kinds) -> str:
    data = to_data(value, documents=documents)
    if (levels := _nesting(data)) > MOST_NESTED:
        raise DocumentError((Problem("", f"a value of {levels} levels; expected at most {MOST_NESTED}"),))
    text = text_of(data)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        mark = f"half of a surrogate pair, U+{ord(text[error.start]):04X}"
        raise DocumentError((Problem("", f"{mark}, in a text; expected whole characters"),)) from None
    return text


def _nesting(data: object) -> int:
    """Return how many lists and mappings stand one in the other."""
    if isinstance(data, dict):
        return 1 + max(map(_nesting, data.values()), default=0)
    return 1 + max(map(_nesting, data), default=0) if isinstance(data, list) else 0
