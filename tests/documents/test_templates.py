"""Our documents against the templates of the playbooks: the same keys in the same order, and the same words.

The templates are read here by PyYAML and by a line pattern, from the playbooks' own text in `tests/data`.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
import yaml

from releasekit.documents import json_schema, to_yaml
from releasekit.rollout import StatusUpdate
from tests.documents.kinds import FULL, LEAST

DATA: Final = Path(__file__).parents[1] / "data"
TEMPLATES: Final[dict[str, Any]] = {
    kind: fields
    for block in yaml.safe_load_all((DATA / "templates_cadence.yaml").read_text(encoding="utf-8"))
    for kind, fields in block.items()
}
BLOCKS: Final = dict(
    zip(TEMPLATES, (DATA / "templates_cadence.yaml").read_text(encoding="utf-8").split("---\n")[1:], strict=True)
)
"""The text of each template."""
WORDS: Final = re.compile(r"<(\w+(?:\|\w+)+)>")
Steps: TypeAlias = tuple[str, ...]

ADDED: Final[dict[str, dict[Steps, str]]] = {
    "sync_config": {("base",): "where the last successful sync is recorded; the playbook has no place for it"},
    "task_card": {
        ("id",): "the playbook has it in the heading: `M6-T01 Publish Compatibility Matrix`",
        ("title",): "the same",
        ("evidence",): "the playbook has it among the work items: `Capture contract gate evidence`",
    },
}
"""The keys that we have and the templates do not, with the reason."""


def keys(data: Any, place: Steps = ()) -> Iterator[Steps]:  # noqa: ANN401 - plain data
    """Yield the paths of all keys in their order; members of a list have the path of the list."""
    parts = data.items() if isinstance(data, dict) else [("", part) for part in data] if isinstance(data, list) else []
    for key, part in parts:
        own = (*place, key) if key else place
        if key:
            yield own
        yield from keys(part, own)


def merged(data: Any) -> list[Steps]:  # noqa: ANN401 - plain data
    """Return each path once, where it stands first."""
    return list(dict.fromkeys(keys(data)))


def _at(data: Any, steps: Steps) -> Any:  # noqa: ANN401 - plain data
    """Return what a template shows at a path."""
    for step in steps:
        data = data[0] if isinstance(data, list) else data
        data = data[step]
    return data


def written(kind: str, values: dict[str, object]) -> dict[str, Any]:
    """Return the fields of a document as another reader of YAML has them."""
    document = yaml.safe_load(to_yaml(values[kind]))
    assert list(document) == ["schema", kind]
    fields: dict[str, Any] = document[kind]
    return fields


def bulleted(name: str, heading: str, pattern: str) -> list[str]:
    """Return the keys of a template that is a list of bullets."""
    text = (DATA / name).read_text(encoding="utf-8")
    section = text.partition(f"{heading}\n")[2].partition("\n#")[0]
    return [key.lower().replace(" ", "_") for key in re.findall(pattern, section, re.MULTILINE)]


def test_there_are_six_templates() -> None:
    assert list(TEMPLATES) == [
        "release_calendar",
        "release_evidence",
        "sync_config",
        "sync_log",
        "rollback_evidence",
        "release_notes",
    ]


@pytest.mark.parametrize("kind", TEMPLATES)
def test_the_keys_are_those_of_the_template_in_its_order(kind: str) -> None:
    ours = merged(written(kind, FULL))
    added = ADDED.get(kind, {})
    assert added.keys() <= set(ours)
    assert [steps for steps in ours if steps not in added] == merged(TEMPLATES[kind])


@pytest.mark.parametrize("kind", TEMPLATES)
def test_lists_of_the_template_are_there_even_if_empty(kind: str) -> None:
    least = set(merged(written(kind, LEAST)))
    shown = [
        steps
        for steps in merged(TEMPLATES[kind])
        if isinstance(_at(TEMPLATES[kind], steps), list) and (len(steps) == 1 or steps[:-1] in least)
    ]
    assert [steps for steps in shown if steps not in least] == []


def test_the_release_packet() -> None:
    expected = bulleted("seed_000.txt", "## Release Packet Template", r"^- `(\w+)`:")
    assert len(expected) == 11
    assert list(written("release_packet", FULL)) == list(written("release_packet", LEAST)) == expected


def test_the_status_update() -> None:
    expected = bulleted("template_status_update.txt", "## Communications Template", r"^- `(\w+)`:")
    assert expected == ["change", "phase", "start", "health", "decision", "owner"]
    assert list(written("status_update", FULL)) == expected


def test_the_words_of_the_status_update() -> None:
    text = (DATA / "template_status_update.txt").read_text(encoding="utf-8")
    schema = json_schema(StatusUpdate)["$defs"]["StatusUpdate"]["properties"]
    phase = schema["phase"]
    ours = [[str(own) for own in range(phase["minimum"], phase["maximum"] + 1)], schema["health"]["enum"]]
    assert [*ours, schema["decision"]["enum"]] == [words.split("|") for words in WORDS.findall(text)]


def test_the_task_card() -> None:
    expected = bulleted("seed_001.txt", "### M6-T01 Publish Compatibility Matrix", r"^- (\w[\w ]*):")
    keyed = [key for key in expected if (key,) not in ADDED["task_card"]]
    ours = [key for key in written("task_card", FULL) if (key,) not in ADDED["task_card"]]
    assert ours == ["goal", "status", "work_items", "acceptance_criteria", "required_gates"]
    assert [key for key in keyed if key in ours] == ours


@pytest.mark.parametrize(
    ("kind", "steps", "words"),
    [
        pytest.param(kind, steps, match[1].split("|"), id=f"{kind}/{'/'.join(steps)}")
        for kind, fields in TEMPLATES.items()
        for steps in merged(fields)
        if (match := WORDS.fullmatch(str(_at(fields, steps))))
    ],
)
def test_the_words_are_those_of_the_template(kind: str, steps: Steps, words: list[str]) -> None:
    assert sorted(_words(json_schema(type(FULL[kind])), (kind, *steps))) == sorted(words)


def _words(schema: dict[str, Any], steps: Steps) -> list[str]:
    """Return what a schema allows at a path."""
    here: dict[str, Any] = schema
    for step in steps:
        here = _plain(_plain(here, schema)["properties"][step], schema)
    return ["true", "false"] if here.get("type") == "boolean" else here["enum"]


def _plain(here: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """Follow references, into the members of a list, and into what may also be nothing."""
    while True:
        match here:
            case {"$ref": ref}:
                here = schema["$defs"][ref.rpartition("/")[2]]
            case {"anyOf": [{"type": "null"}, own]} | {"anyOf": [own, {"type": "null"}]} | {"items": dict(own)}:
                here = own
            case _:
                return here
