"""Tables and playbooks are read as they were written: equal, and with an equal digest."""

import copy
import json
import tomllib
from collections import Counter
from typing import Any, Final

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from releasekit.documents import (
    DocumentError,
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
from releasekit.playbook import Playbook
from releasekit.policy import Column, Draft, Hit, Table, TableError, check
from releasekit.readiness import ReadinessRules
from tests.strategies.playbooks import SHIPPED, VOCABULARIES, columns, drafts, playbooks, readiness_rules, tables

FORMATS: Final = (
    (to_json, from_json, json.loads),
    (to_yaml, from_yaml, yaml.safe_load),
    (to_toml, from_toml, tomllib.loads),
)
SLOW: Final = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
LAW: Final = settings(suppress_health_check=SLOW)
FEW: Final = settings(max_examples=settings().max_examples // 4, suppress_health_check=SLOW)
VALIDATORS: Final = {
    cls: jsonschema.Draft202012Validator(json_schema(cls)) for cls in (Draft, Table, Column, Playbook, ReadinessRules)
}
WRONG: Final = (7, True, None, "", "seven", "on", [], {}, ["x"], {"x": 1}, -1, ">= 3", '"low"', "missing", "go", "text")


def assert_goes_round(value: Any) -> None:  # noqa: ANN401 - of any of the classes
    """Write and read a value in every form, and let others read it."""
    cls = type(value)
    plain = to_data(value)
    assert from_data(cls, plain, vocabularies=VOCABULARIES) == value
    VALIDATORS[cls].validate(plain)
    for write, read, others in FORMATS:
        text = write(value)
        back = read(cls, text, vocabularies=VOCABULARIES)
        assert type(back) is cls
        assert back == value
        assert write(back) == text
        assert others(text) == plain
        if not isinstance(value, Column | ReadinessRules):
            assert back.digest == value.digest


class TestRoundTrip:
    """What is written is read as an equal value with an equal digest, in every form."""

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_playbooks(self, name: str) -> None:
        assert_goes_round(SHIPPED[name])

    @pytest.mark.parametrize("name", SHIPPED)
    def test_shipped_tables(self, name: str) -> None:
        for table in SHIPPED[name].all_tables:
            assert_goes_round(table)

    @given(drafts())
    @LAW
    def test_drafts(self, draft: Draft[Any]) -> None:
        assert_goes_round(draft)

    @given(tables())
    @LAW
    def test_tables(self, table: Table[Any]) -> None:
        assert_goes_round(table)

    @given(columns())
    @FEW
    def test_columns(self, column: Column) -> None:
        assert_goes_round(column)

    @given(readiness_rules())
    @FEW
    def test_readiness_rules(self, rules: ReadinessRules) -> None:
        assert_goes_round(rules)

    @given(playbooks())
    @FEW
    def test_playbooks(self, playbook: Playbook) -> None:
        assert_goes_round(playbook)

    @pytest.mark.parametrize("cls", VALIDATORS, ids=lambda cls: cls.__name__)
    def test_the_schema_is_one(self, cls: type) -> None:
        schema = json_schema(cls)
        jsonschema.Draft202012Validator.check_schema(schema)
        assert json.loads(json.dumps(schema)) == schema


class TestProof:
    """A draft can be read as a table exactly where it is proved, and each error of its proof is a problem."""

    @given(drafts())
    @LAW
    def test_a_draft_is_read_as_a_table_or_refused_with_its_findings(self, draft: Draft[Any]) -> None:
        data = {"schema": 2, "table": to_data(draft)["draft"]}
        errors = Counter(str(finding) for finding in check(draft) if finding.is_error)
        if not errors:
            assert from_data(Table, data, vocabularies=VOCABULARIES).draft == draft
            return
        with pytest.raises(DocumentError) as caught:
            from_data(Table, data, vocabularies=VOCABULARIES)
        assert Counter(problem.message for problem in caught.value.problems) == errors
        assert {problem.pointer.split("/")[1] for problem in caught.value.problems} == {"table"}


@st.composite
def changed(draw: st.DrawFn, plain: Any) -> Any:  # noqa: ANN401 - plain data
    """Change one place of plain data: another value, none, a key that is misspelt, a member twice."""
    whole = copy.deepcopy(plain)
    places = list(_places(whole))
    holder, key = draw(st.sampled_from(places))
    match draw(st.sampled_from(("replace", "drop", "misspell", "double"))):
        case "drop":
            del holder[key]
        case "misspell" if isinstance(holder, dict):
            holder[f"{key}x"] = holder.pop(key)
        case "double" if isinstance(holder, list):
            holder.insert(key, copy.deepcopy(holder[key]))
        case _:
            holder[key] = copy.deepcopy(draw(st.sampled_from(WRONG)))
    return whole


def _places(plain: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - plain data
    pairs = list(plain.items() if isinstance(plain, dict) else enumerate(plain) if isinstance(plain, list) else ())
    return [(plain, key) for key, _ in pairs] + [place for _, value in pairs for place in _places(value)]


class TestTwoWays:
    """A table is refused with faults, never without; what is read is written as data that is read as the same."""

    @given(st.data(), st.sampled_from((drafts, tables, columns, readiness_rules, playbooks)))
    @settings(max_examples=2 * settings().max_examples, suppress_health_check=SLOW)
    def test_they_agree(self, data: st.DataObject, strategy: Any) -> None:  # noqa: ANN401 - what makes a strategy
        value = data.draw(strategy())
        codec = codecs_for(VOCABULARIES).of(type(value))
        plain = data.draw(changed(codec.write(value)))
        note(str(plain))
        read = codec.read(plain, faults := Faults())
        assert (read is BAD) == bool(faults)
        if read is not BAD:
            assert codec.read(codec.write(read), Faults()) == read


class TestReach:
    """The strategies get everywhere: to each hit policy, each kind of outcome and domain, and to changes that pass."""

    def test_each_kind_is_drawn(self) -> None:
        seen: Counter[str] = Counter()

        @given(drafts(), tables(), playbooks(), st.data())
        @settings(LAW, max_examples=100)
        def look(draft: Draft[Any], table: Table[Any], playbook: Playbook, data: st.DataObject) -> None:
            seen.update(f"draft {draft.hit}" for _ in draft.rules[:1])
            seen[f"table {table.hit}"] += 1
            seen.update(type(column.domain).__name__ for column in (*draft.columns, *table.columns))
            seen.update(type(outcome).__name__ for outcome in draft.outcomes)
            seen[type(draft.outcomes).__name__] += 1
            seen.update(type(own).__name__ for own in playbook.tables)
            seen["rules of readiness"] += playbook.readiness is not None
            seen["missing"] += any("missing" in str(own) for rule in draft.rules for _, own in rule.when)
            try:
                from_data(Draft, data.draw(changed(to_data(draft))), vocabularies=VOCABULARIES)
            except DocumentError:
                seen["refused"] += 1
            else:
                seen["read"] += 1

        look()
        wanted = {f"draft {hit}" for hit in Hit} | {f"table {hit}" for hit in Hit}
        wanted |= {"EnumType", "tuple", "Numbers", "type", "str", "frozenset", "Verdict", "Draft", "Table"}
        wanted |= {"rules of readiness", "missing", "refused", "read"}
        assert {name for name in wanted if not seen[name]} == set()


def test_a_draft_that_is_no_table_is_read_as_a_draft_only() -> None:
    draft = Draft("d", [Column("n", bool)], rules=[], outcomes=("go",))
    with pytest.raises(TableError):
        Table.from_draft(draft)
    assert from_data(Draft, to_data(draft)) == draft
