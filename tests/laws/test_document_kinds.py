"""Every kind of document is read as it was written, whatever it holds; and what is drawn here holds everything."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from releasekit.documents import (
    DOCUMENTS,
    DocumentKind,
    from_data,
    from_json,
    from_toml,
    from_yaml,
    json_schema,
    to_data,
    to_json,
    to_toml,
    to_yaml,
)
from tests.strategies.documents import objects

SLOW: Final = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
HALF: Final = settings(max_examples=settings().max_examples // 2 + 10, suppress_health_check=SLOW)
FEW: Final = settings(max_examples=settings().max_examples // 6, suppress_health_check=SLOW)
FORMATS: Final = (
    (to_json, from_json, json.loads),
    (to_yaml, from_yaml, yaml.safe_load),
    (to_toml, from_toml, tomllib.loads),
)
# The keys that are always written although they may be left out: those that a template shows, and those with a default
# that says something.
ALWAYS: Final = frozenset(
    {
        *("minor_releases", "major_releases", "patch_releases", "work_items", "acceptance_criteria", "required_gates"),
        *("features", "improvements", "bug_fixes", "breaking_changes", "deprecations", "security", "highlights"),
        *("known_issues", "upgrade_notes", "contributors", "prevention", "new_issues", "errors", "include", "exclude"),
        *("on_success", "on_failure", "changes", "filters", "notifications", "demands", "tree", "release_blocking"),
        *("kind", "needs_evidence", "namespace", "complete", "identified_by", "self_approval"),
    }
)
# What a schema allows and no value is.
NEVER: Final = frozenset(
    {
        "sync_config/options/dry_run_required/is False",
        "procedure_run/events/is empty",
        "procedure_run/procedure/steps/is empty",
        "procedure_run/procedure/steps/0/lacks roles",
        "procedure_run/procedure/steps/0/lacks actions",
    }
)
Step: TypeAlias = tuple[str, ...]


# Tables and what has them have laws of their own: their schemas hold themselves.
RECORDS: Final = [row for row in DOCUMENTS if row.kind not in ("draft", "table", "trigger_rules", "playbook")]
each_kind: Final = pytest.mark.parametrize("row", RECORDS, ids=lambda row: row.kind)


class TestRoundTrip:
    """A document is read as the value that it was written for, in every form, and by other readers as the same data."""

    @each_kind
    @given(drawn=st.data())
    @FEW
    def test_as_a_text(self, row: DocumentKind, drawn: st.DataObject) -> None:
        value = drawn.draw(objects(row.of))
        for write, read, others in FORMATS:
            text = write(value)
            assert read(row.of, text) == value
            assert others(text) == to_data(value)

    # What a dry run is made of are kinds of their own, in which everything is reached.
    @pytest.mark.parametrize("row", [row for row in RECORDS if row.kind != "dry_run"], ids=lambda row: row.kind)
    def test_as_plain_data(self, row: DocumentKind) -> None:
        seen: set[Step] = set()
        schema = json_schema(row.of)
        validator = jsonschema.Draft202012Validator(schema)
        own = schema["properties"][row.kind]
        wanted = {step for step in _all(own, schema["$defs"]) if "/".join((row.kind, *step)) not in NEVER}

        def look(value: object) -> None:
            plain = to_data(value)
            assert from_data(row.of, plain) == value
            assert validator.is_valid(plain)
            seen.update(_reached(plain[row.kind], own, schema["$defs"]))

        for turn in range(6):  # until all was met that a value can be
            if not wanted <= seen:
                seed(turn)(HALF(given(objects(row.of))(look)))()
        missed = {"/".join((row.kind, *step)) for step in {*_all(own, schema["$defs"])} - seen}
        assert missed == {text for text in NEVER if text.startswith(f"{row.kind}/")}
        assert {step[-1] for step in seen}.isdisjoint(f"lacks {key}" for key in ALWAYS)


def _parts(schema: dict[str, Any], defs: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the schemas that a value may be of, references followed."""
    if "$ref" in schema:
        return _parts(defs[schema["$ref"].rpartition("/")[2]], defs)
    options = schema.get("anyOf") or schema.get("oneOf")
    return [part for option in options for part in _parts(option, defs)] if options else [schema]


def _all(schema: dict[str, Any], defs: dict[str, Any], place: Step = (), *, is_shown: bool = True) -> Iterator[Step]:
    """Yield what a value can be: each word, true and false, each key there and, where it may be, not there."""
    for part in _parts(schema, defs):
        words = part.get("enum", ())
        yield from ((*place, f"is {word}") for word in words if is_shown or words != ["missing"])
        if part.get("type") == "boolean":
            yield from ((*place, "is True"), (*place, "is False"))
        for key, own in part.get("properties", {}).items():
            if "const" in own:
                yield (*place, f"is a {own['const']}")
                continue
            yield (*place, f"has {key}")
            is_there = key in part.get("required", ()) or key in ALWAYS
            if not is_there:
                yield (*place, f"lacks {key}")
            yield from _all(own, defs, (*place, key), is_shown=is_there)
        if part.get("type") == "array":
            yield (*place, "is long")
            if is_shown and not part.get("minItems"):
                yield (*place, "is empty")
            if part["items"]:
                yield from _all(part["items"], defs, (*place, "0"))


def _reached(plain: object, schema: dict[str, Any], defs: dict[str, Any], place: Step = ()) -> Iterator[Step]:
    """Yield what a value is."""
    for part in _parts(schema, defs):
        if plain in part.get("enum", ()) or (part.get("type") == "boolean" and isinstance(plain, bool)):
            yield (*place, f"is {plain}")
        if isinstance(plain, dict) and _is_of_kind(plain, part):
            for key, own in part.get("properties", {}).items():
                if "const" in own:
                    yield (*place, f"is a {own['const']}")
                elif key in plain:
                    yield (*place, f"has {key}")
                    yield from _reached(plain[key], own, defs, (*place, key))
                else:
                    yield (*place, f"lacks {key}")
        if isinstance(plain, list) and part.get("type") == "array":
            yield (*place, "is long" if plain else "is empty")
            if part["items"]:
                for member in plain:
                    yield from _reached(member, part["items"], defs, (*place, "0"))


def _is_of_kind(plain: dict[str, object], part: dict[str, Any]) -> bool:
    """Tell whether the kind of a mapping is that of a schema, where that has one."""
    kind = part.get("properties", {}).get("kind", {})
    return "const" not in kind or kind["const"] == plain["kind"]
