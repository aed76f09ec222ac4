"""The two ways: from objects to data and texts, and back."""

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

from cattrs import ForbiddenExtraKeysError

from releasekit.documents._form import BAD, Definitions, Form, Refused
from releasekit.documents._forms import forms_for
from releasekit.documents._json import json_text, parse_json
from releasekit.documents._kinds import DOCUMENTS, SCHEMA, DocumentKind, kind_of, opened
from releasekit.documents._problems import DocumentError, Findings, Problem
from releasekit.documents._text import LARGEST, LARGEST_YAML, MOST_NESTED, Parsed
from releasekit.documents._toml import parse_toml
from releasekit.documents._toml_text import toml_text
from releasekit.documents._yaml import parse_yaml
from releasekit.documents._yaml_text import yaml_text

T = TypeVar("T")
Vocabularies: TypeAlias = tuple[type[Enum], ...]
Kinds: TypeAlias = tuple[DocumentKind, ...]
REFUSALS: Final = (ValueError, KeyError, ForbiddenExtraKeysError)
"""What the fast way raises for data that is not of the form; anything else is a fault of the library."""


def to_data(value: object, *, documents: Kinds = DOCUMENTS) -> Any:
    """Return a value as plain data: dicts, lists, texts, whole numbers, true, false and ``None``.

    Fields stand in the order of the class. A field is left out where it is ``None`` or `MISSING` and a reader takes a
    missing key for just that, or where it is an empty list or text and so is its default, unless the template of a
    playbook shows the key; every other field is written, whether or not it has its default. Words are written as their
    texts, decimal numbers as texts such as ``"1.50"``, days and instants by ISO 8601, instants in UTC, durations
    as ``P14D`` or ``PT1H30M``, frozensets in order.

    Args:
        value: an object of an attrs class, or what else has a form.
        documents: the classes that are written with a schema number, under their kind.

    Raises:
        FormError: where its class has no form.
        DocumentError: where a number in it has more than 1 000 digits, or it is nested too deep.
    """
    row = kind_of(type(value), documents)
    try:
        fields = forms_for().of(type(value)).write(value)
    except Refused as refused:
        raise DocumentError((Problem("", f"a value that cannot be written; expected {refused}"),)) from None
    except RecursionError:
        raise DocumentError((Problem("", "a value that is nested too deep to be written"),)) from None
    return fields if row is None else {SCHEMA: row.schema, row.kind: fields}


def from_data(cls: type[T], data: object, *, vocabularies: Vocabularies = (), documents: Kinds = DOCUMENTS) -> T:
    """Return the object that plain data stands for.

    Nothing is converted: ``7`` is not ``"7"``, ``True`` is not 1, a text is no list. A ``Decimal``, a ``date`` and an
    aware ``datetime`` may stand for themselves.

    Args:
        cls: the class of the object.
        data: what `to_data` gives.
        vocabularies: the ``Enum`` classes of the words in fields that take a word of any vocabulary, and those that
            tables may name besides the ones that the tables of releasekit use.
        documents: the classes that are read with a schema number, from under their kind.

    Raises:
        FormError: where the class has no form.
        DocumentError: with all problems of the data.
    """
    return _structured(cls, Parsed(data, Findings()), vocabularies, documents)


def to_json(value: object, *, documents: Kinds = DOCUMENTS) -> str:
    """Return a value as JSON; see `to_data`."""
    return _written(json_text, value, documents)


def from_json(
    cls: type[T],
    text: str,
    *,
    vocabularies: Vocabularies = (),
    documents: Kinds = DOCUMENTS,
    limit: int = LARGEST,
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
    return _structured(cls, parse_json(text, limit), vocabularies, documents)


def to_toml(value: object, *, documents: Kinds = DOCUMENTS) -> str:
    """Return a value as TOML; see `to_data`.

    Raises:
        DocumentError: besides, where the value is no mapping, or nothing stands where a key cannot be left out.
    """
    return _written(toml_text, value, documents)


def from_toml(
    cls: type[T],
    text: str,
    *,
    vocabularies: Vocabularies = (),
    documents: Kinds = DOCUMENTS,
    limit: int = LARGEST,
) -> T:
    """Return the object that a text in TOML stands for; days and instants may be TOML's own. See `from_json`."""
    return _structured(cls, parse_toml(text, limit), vocabularies, documents)


def to_yaml(value: object, *, documents: Kinds = DOCUMENTS) -> str:
    """Return a value as YAML that every reader of YAML 1.1 and 1.2 reads as the same data; see `to_data`.

    In a document, a blank line stands before and after each field that takes several lines.
    """
    is_document = kind_of(type(value), documents) is not None
    return _written(partial(yaml_text, is_document=is_document), value, documents)


def from_yaml(
    cls: type[T],
    text: str,
    *,
    vocabularies: Vocabularies = (),
    documents: Kinds = DOCUMENTS,
    limit: int = LARGEST_YAML,
) -> T:
    """Return the object that a text in YAML stands for. See `from_json`; the limit is 250 000 characters unless given.

    A scalar without quotes is what the class asks for there, or nothing: as a text, only what no reader of YAML takes
    for a number, a date, a truth value or nothing. Anchors, tags, merge keys and several documents are refused.

    Raises:
        ExtraError: besides, where PyYAML is not installed (``pip install releasekit[yaml]``).
    """
    parsed = parse_yaml(text, limit)
    return _structured(cls, parsed, vocabularies, documents, is_bare=True)


def json_schema(cls: type, *, vocabularies: Vocabularies = (), documents: Kinds = DOCUMENTS) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the data that stands for objects of a class.

    It accepts all that `to_data` writes. It knows the limits of single fields as far as JSON Schema can say them; what
    a class checks across its fields, it does not know.

    Raises:
        FormError: where the class has no form.
    """
    row = kind_of(cls, documents)
    definitions = Definitions()
    schema = forms_for(vocabularies).of(cls).schema(definitions)
    if row is not None:
        schema = {
            "type": "object",
            "properties": {SCHEMA: {"const": row.schema}, row.kind: schema},
            "required": [SCHEMA, row.kind],
            "additionalProperties": False,
        }
    defined = {"$defs": definitions.schemas} if definitions.schemas else {}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, **defined}


def _structured(
    cls: type[T], parsed: Parsed, vocabularies: Vocabularies, documents: Kinds, *, is_bare: bool = False
) -> T:
    form = forms_for(vocabularies).of(cls)
    try:
        value: T = _read(form, parsed, kind_of(cls, documents), is_bare=is_bare)
    except RecursionError:  # only classes that hold themselves get here, with data that was no text
        raise DocumentError((Problem("", "data that is nested too deep to be read"),)) from None
    return value


def _read(form: Form, parsed: Parsed, row: DocumentKind | None, *, is_bare: bool) -> Any:
    found = parsed.found
    data = parsed.data if row is None else opened(row, parsed.data, found)
    if data is BAD:
        raise found.error(parsed.locate)
    data = form.settle(data) if is_bare else data
    if not found:
        try:
            return form.read(data)
        except REFUSALS:
            pass  # the walk says why
    form.walk(data, () if row is None else (row.kind,), found)
    # INVARIANT: the walk found something, since the fast way did not get through; the laws test it.
    raise found.error(parsed.locate)


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
