"""JSON Schema says of data what it can: it refuses what is refused, but for what is listed here with the reason."""

import json
from functools import cache
from typing import Any, Final

import jsonschema
import pytest

from releasekit.documents import DOCUMENTS, DocumentError, from_data, from_json, json_schema
from releasekit.documents._containers import ONE_LINE
from releasekit.documents._scalars import whole
from releasekit.gates import RegressionBudget
from releasekit.policy import Draft
from releasekit.versions import Version
from tests.documents.samples import KINDS, Branch, Card, Choices, Elapsed, FullRuns, Span
from tests.documents.test_bad_input import ROWS

TABLE: Final = (*DOCUMENTS, *KINDS)


def test_outcomes_are_texts_lists_sets_and_words() -> None:
    """An outcome holds outcomes, so its schema names itself."""
    outcome = json_schema(Draft)["$defs"]["Outcome"]
    validator = jsonschema.Draft202012Validator({**outcome, "$defs": {"Outcome": outcome}})
    word = {"vocabulary": "Action", "word": "hold"}
    assert [validator.is_valid(data) for data in ("go", ["go", ["tell"]], {"set": ["go"]}, word)] == [True] * 4
    assert [validator.is_valid(data) for data in ("", 1, [1], {"set": ["go", "go"]}, {"word": "hold"})] == [False] * 5


# What JSON Schema cannot say, by reason. It looks at data: how that was written, it does not see.
READER: Final = "the reader of JSON has let it pass before the schema is asked"
POINT: Final = "1.0 is an integer to JSON Schema"
CALENDAR: Final = "a pattern knows no calendar, and `format` is an annotation"
CLASS: Final = "only the class checks it, across fields or by a rule of its own"
CANNOT: Final = {
    "json: NaN": READER,
    "json: infinity": READER,
    "json: a key twice": READER,
    "json: an escaped half of a pair": READER,
    "json: half of a pair": READER,
    "json: a number too long": READER,
    "json: an exponent too long": READER,
    "json: a point in a whole number": POINT,
    "json: an exponent in a whole number": POINT,
    "json: a schema with a point": POINT,
    "json: a day that is none": CALENDAR,
    "json: an instant that is none": CALENDAR,
    "json: an instant beyond time": CALENDAR,
    "json: a duration beyond time": CALENDAR,
    "json: a check across fields": CLASS,
    "json: a field that a class names": CLASS,
    "a limit of a decimal number that is written as a text": "a pattern knows no numbers",
    "a limit of a duration": "a pattern knows no durations",
    "a mark that cannot be seen": "a pattern names marks by number, and there are more every year",
}


def _parsed(text: str) -> Any:  # noqa: ANN401 - plain data
    """Return what any reader of JSON makes of a text, ``None`` where it makes nothing of it."""
    try:
        return json.loads(text)
    except ValueError:
        return None


DATA: Final = {
    row.id: (row.values[1], data)
    for row in ROWS
    if row.values[0] is from_json and (data := _parsed(row.values[2])) is not None
} | {
    "a limit of a decimal number": (RegressionBudget, {"metric": "a", "percent": 0, "better": "lower"}),
    "a limit of a decimal number that is written as a text": (
        RegressionBudget,
        {"metric": "a", "percent": "0", "better": "lower"},
    ),
    "a limit of a duration": (Elapsed, {"length": "-P31D"}),
    "a mark that cannot be seen": (Branch, {"schema": 1, "tree_of_branches": {"name": "a\U000e0001b"}}),
    "a mark that can be named": (Branch, {"schema": 1, "tree_of_branches": {"name": "a\u200bb"}}),
    "a line break at the end": (Card, {"day": "2026-01-31\n"}),
    "an older edition": (Span, {"schema": 3, "span": {"low": 1, "high": 2}}),
}


@cache
def validator(cls: type) -> jsonschema.Draft202012Validator:
    """Return what checks data by the schema of a class."""
    return jsonschema.Draft202012Validator(json_schema(cls, documents=TABLE))


@pytest.mark.parametrize("name", DATA)
def test_the_schema_refuses_what_is_refused(name: str) -> None:
    cls, data = DATA[name]
    assert validator(cls).is_valid(data) == (name in CANNOT)


def test_every_reason_is_tested() -> None:
    assert CANNOT.keys() <= DATA.keys()


@pytest.mark.parametrize("name", [name for name in DATA if not name.startswith(("json: ", "an older"))])
def test_what_else_is_here_is_refused(name: str) -> None:
    cls, data = DATA[name]
    with pytest.raises(DocumentError):
        from_data(cls, data, documents=TABLE)


def test_the_schema_of_a_document() -> None:
    assert json_schema(Span, documents=TABLE) == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {"schema": {"const": 4}, "span": {"$ref": "#/$defs/Span"}},
        "required": ["schema", "span"],
        "additionalProperties": False,
        "$defs": {
            "Span": {
                "type": "object",
                "description": "A class with a check across its fields, and a private field.",
                "properties": {
                    "low": {"type": "integer"},
                    "high": {"type": "integer"},
                    "unit": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": whole(ONE_LINE)},
                },
                "required": ["low", "high"],
                "additionalProperties": False,
            }
        },
    }


def test_the_schemas_of_fields() -> None:
    fields = json_schema(Choices)["$defs"]["Choices"]["properties"]
    assert {name: fields[name] for name in ("otherwise", "known", "stated", "soak", "later", "scope")} == {
        "otherwise": {"anyOf": [{"type": "null"}, {"type": "integer", "exclusiveMaximum": 100}]},
        "known": {"anyOf": [{"enum": ["on", "no", "10", "green"]}, {"enum": ["missing"]}]},
        "stated": {"anyOf": [{"type": "string"}]},
        "soak": {"oneOf": [{"$ref": "#/$defs/FullRunsKind"}, {"$ref": "#/$defs/ElapsedKind"}]},
        "later": {
            "anyOf": [{"type": "null"}, {"oneOf": [{"$ref": "#/$defs/FullRunsKind"}, {"$ref": "#/$defs/ElapsedKind"}]}]
        },
        "scope": {
            "anyOf": [{"enum": ["missing"]}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]
        },
    }
    assert json_schema(FullRuns)["$defs"]["FullRuns"]["properties"] == {"count": {"type": "integer", "minimum": 1}}
    assert json_schema(RegressionBudget)["$defs"]["RegressionBudget"]["properties"]["percent"]["exclusiveMinimum"] == 0
    assert json_schema(Version)["maxLength"] == 256
