"""The laws of documents, for every class that is in `CLASSES`; a new class is one more name there."""

import copy
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import attrs
import jsonschema
import pytest
import yaml
from cattrs import Converter
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from releasekit.compat import ReleaseTuple
from releasekit.documents import (
    DOCUMENTS,
    DocumentError,
    configure,
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
from releasekit.documents._annotations import codecs_for
from releasekit.documents._faults import BAD, Faults
from releasekit.gates import Gate, GateResult, RegressionBudget
from releasekit.policy import Numbers
from releasekit.readiness import DecisionEntry, ReleaseCandidate
from releasekit.versions import Version, VersionRange
from releasekit.versions._ranges import VersionInterval
from tests.documents.samples import KINDS, Branch, Choices, FullRuns, Lists, Scalars, Span
from tests.strategies.documents import ODD_TEXTS, objects

CLASSES: Final = (
    Version,
    VersionInterval,
    VersionRange,
    ReleaseTuple,
    Gate,
    GateResult,
    RegressionBudget,
    DecisionEntry,
    ReleaseCandidate,
    Numbers,
    Branch,
    FullRuns,
    Scalars,
    Choices,
    Lists,
    Span,
)
TABLE: Final = (*DOCUMENTS, *KINDS)
CONVERTER: Final = Converter()
configure(CONVERTER)
# One example in six of what a law has otherwise: there are many classes, and each has its own.
FEW: Final = settings(
    max_examples=settings().max_examples // 6,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
each_class: Final = pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)


@cache
def validator(cls: type) -> jsonschema.Draft202012Validator:
    """Return what checks data by the schema of a class."""
    return jsonschema.Draft202012Validator(json_schema(cls, documents=TABLE))


class TestRoundTrip:
    """What is written is read as the same value, in every form, and by other readers as the same data."""

    @each_class
    @given(data=st.data())
    @FEW
    def test_every_form(self, cls: type, data: st.DataObject) -> None:
        value = data.draw(objects(cls))
        plain = to_data(value, documents=TABLE)
        assert from_data(cls, plain, documents=TABLE) == value
        assert _kinds_of(plain) <= {dict, list, str, int, bool, type(None)}
        validator(cls).validate(plain)
        for write, read, others in FORMATS:
            if write is to_toml and (type(plain) is not dict or None in _leaves(plain)):
                with pytest.raises(DocumentError, match=r"TOML (has nothing else|cannot write that)"):
                    write(value, documents=TABLE)
                continue
            text = write(value, documents=TABLE)
            note(text)
            assert read(cls, text, documents=TABLE) == value
            assert others(text) == plain

    @each_class
    def test_the_schema_is_one(self, cls: type) -> None:
        schema = json_schema(cls, documents=TABLE)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


FORMATS: Final = (
    (to_json, from_json, json.loads),
    (to_yaml, from_yaml, yaml.safe_load),
    (to_toml, from_toml, tomllib.loads),
)


def _kinds_of(plain: object) -> set[type]:
    parts = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ()
    return {type(plain)}.union(*map(_kinds_of, parts))


def _leaves(plain: object) -> list[object]:
    parts = plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else None
    return [plain] if parts is None else [leaf for part in parts for leaf in _leaves(part)]


class TestReach:
    """The strategies get everywhere: to each option of a choice, to odd texts, to the ends, to the deep states."""

    def test_each_option_is_drawn(self) -> None:
        seen: dict[str, set[str]] = {}

        @given(objects(Choices))
        @settings(max_examples=300)
        def look(value: Choices) -> None:
            for field in attrs.fields(Choices):
                seen.setdefault(field.name, set()).add(type(getattr(value, field.name)).__name__)

        look()
        assert seen == {
            "maybe": {"NoneType", "str"},
            "otherwise": {"NoneType", "int"},
            "required": {"NoneType", "int"},
            "old_style": {"NoneType", "bool"},
            "percent": {"Decimal", "Missing"},
            "known": {"Light", "Missing"},
            "stated": {"str", "Missing"},
            "scope": {"frozenset", "Missing"},
            "number": {"int", "Decimal"},
            "exact": {"NoneType", "int", "Fraction"},
            "when": {"NoneType", "date", "datetime", "timedelta"},
            "truth": {"bool", "int", "str"},
            "soak": {"FullRuns", "Elapsed"},
            "later": {"NoneType", "FullRuns", "Elapsed"},
            "claim": {"NoneType", "ReleaseTuple"},
            "target": {"NoneType", "Version", "VersionRange"},
        }

    def test_deep_states_are_drawn(self) -> None:
        seen: Counter[str] = Counter()

        @given(objects(ReleaseCandidate), objects(Scalars), objects(Branch))
        @settings(max_examples=250)
        def look(candidate: ReleaseCandidate, scalars: Scalars, tree: Branch) -> None:
            seen["reruns"] += any(result.supersedes for result in candidate.results)
            seen["claims"] += isinstance(candidate.claims, tuple) and bool(candidate.claims)
            seen["lifted"] += any(entry.lifted_at for entry in candidate.decisions)
            seen["measured"] += any(result.measured for result in candidate.results)
            seen["odd"] += scalars.text in ODD_TEXTS
            seen["lines"] += "\n" in scalars.text
            seen["longest"] += len(scalars.note) == 40
            seen["ends"] += scalars.share in (0, 10_000)
            seen["long"] += abs(scalars.count) == 10**999
            seen["grandchildren"] += any(branch.branches for branch in tree.branches)

        look()
        assert {name: count for name, count in seen.items() if count < 5} == {}

    def test_mutations_are_refused_and_read(self) -> None:
        seen: Counter[str] = Counter()

        @given(st.data())
        @settings(max_examples=400)
        def look(data: st.DataObject) -> None:
            changed, _ = data.draw(_mutations(to_data(data.draw(objects(Gate)))))
            try:
                from_data(Gate, changed)
            except DocumentError as error:
                seen.update(re.split(r"[;:`]", problem.message)[0].strip() or "value" for problem in error.problems)
            else:
                seen["read"] += 1

        look()
        assert seen.keys() >= {"read", "value", "unknown key", "the key", "a list", "a mapping"}


class TestMutation:
    """A change of valid data gives a valid value, or an error that points to the changed place or to what holds it."""

    @each_class
    @given(data=st.data())
    @settings(FEW, max_examples=2 * FEW.max_examples)
    def test_a_change_is_found_where_it_is(self, cls: type, data: st.DataObject) -> None:
        changed, pointer = data.draw(_mutations(to_data(data.draw(objects(cls)), documents=TABLE)))
        note(f"{pointer}: {changed}")
        try:
            value = from_data(cls, changed, documents=TABLE)
        except DocumentError as error:
            pointers = [problem.pointer for problem in error.problems]
        else:
            assert from_data(cls, to_data(value, documents=TABLE), documents=TABLE) == value
            if not _has_old_schema(changed):
                validator(cls).validate(changed)
            return
        # A check across the fields of an object may name another field of it than the one that was changed.
        holder = pointer.rpartition("/")[0]
        assert pointers
        assert [own for own in pointers if not _is_near(own, pointer, holder)] == []


class TestTwoWays:
    """A value is refused with faults, never without; a configured converter of cattrs answers as `from_data` does."""

    @each_class
    @given(data=st.data())
    @settings(FEW, max_examples=2 * FEW.max_examples)
    def test_they_agree(self, cls: type, data: st.DataObject) -> None:
        codec = codecs_for().of(cls)
        value = data.draw(objects(cls))
        plain = codec.write(value)
        if data.draw(st.integers(0, 3)):
            plain, _ = data.draw(_mutations(plain))
        before = repr(plain)
        read = codec.read(plain, faults := Faults())
        assert (read is BAD) == bool(faults)
        assert repr(plain) == before
        if not cls.__module__.startswith("releasekit."):
            return
        assert CONVERTER.unstructure(value) == codec.write(value)
        if not faults:
            assert CONVERTER.structure(plain, cls) == read
            return
        with pytest.raises(DocumentError) as caught:
            CONVERTER.structure(plain, cls)
        assert caught.value.problems == faults.error().problems


def _has_old_schema(plain: object) -> bool:
    return isinstance(plain, dict) and "schema" in plain and "span" in plain and plain["schema"] != 4


def _is_near(pointer: str, place: str, holder: str) -> bool:
    """Tell whether a pointer is at or above a place, or in what holds it."""
    return place == pointer or place.startswith(f"{pointer}/") or pointer.startswith(holder)


def _places(plain: object, pointer: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Yield each place in plain data: what holds it, its key or index, and its pointer."""
    pairs = plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ()
    for key, value in pairs:
        own = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
        yield plain, key, own
        yield from _places(value, own)


WRONG: Final = (
    *(7, 7.5, True, None, "", "seven", [], {}, ["x"], {"x": 1}, -1, 10**1001, "pass", "2026-02-30", "1.10", b"x"),
)
Change = Callable[[Any, Any, Any], object]


def _misspell(holder: Any, key: Any, _: object) -> None:  # noqa: ANN401 - plain data
    if isinstance(holder, dict):
        renamed = {f"{own}x" if own == key else own: value for own, value in holder.items()}
        holder.clear()
        holder.update(renamed)
    elif isinstance(holder[key], str):
        holder[key] += "x"


def _drop(holder: Any, key: Any, _: object) -> None:  # noqa: ANN401 - plain data
    del holder[key]


def _double(holder: Any, key: Any, _: object) -> None:  # noqa: ANN401 - plain data
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))


def _replace(holder: Any, key: Any, wrong: object) -> None:  # noqa: ANN401 - plain data
    holder[key] = copy.deepcopy(wrong)


def _alter(holder: Any, key: Any, _: object) -> None:  # noqa: ANN401 - plain data
    if isinstance(holder[key], str):
        holder[key] = holder[key][:1] + holder[key][2:] + "1"


CHANGES: Final[tuple[Change, ...]] = (_misspell, _drop, _double, _replace, _alter)


@st.composite
def _mutations(draw: st.DrawFn, plain: object) -> tuple[object, str]:
    """Change one place of plain data; a document that is a text alone is replaced."""
    copied = copy.deepcopy(plain)
    places = list(_places(copied))
    if not places:
        return copy.deepcopy(draw(st.sampled_from(WRONG))), ""
    holder, key, pointer = draw(st.sampled_from(places))
    draw(st.sampled_from(CHANGES))(holder, key, draw(st.sampled_from(WRONG)))
    # A key or member that is gone, or has another name, is missed by what held it.
    return copied, pointer
