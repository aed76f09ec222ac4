"""Documents byte for byte: a change of what is written shows here, and what was written once is still read.

Nothing rewrites the files; to change one, write it by hand or copy what the failure shows.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import jsonschema
import pytest

from releasekit.documents import (
    DOCUMENTS,
    DocumentKind,
    from_json,
    from_toml,
    from_yaml,
    json_schema,
    to_json,
    to_toml,
    to_yaml,
)
from releasekit.procedures import Run, RunEvent
from tests.documents.kinds import FULL, LEAST, OTHERS, RUN
from tests.documents.samples import KINDS
from tests.documents.values import GOLDEN as SAMPLES

GOLDEN: Final = SAMPLES | FULL | OTHERS
FOLDER: Final = Path(__file__).parent / "golden"
TABLE: Final = (*DOCUMENTS, *KINDS)
# Policies have a test of their own.
RECORDS: Final = [row for row in DOCUMENTS if row.kind not in ("draft", "table", "trigger_rules", "playbook")]
FORMATS: Final = {"json": (to_json, from_json), "toml": (to_toml, from_toml), "yaml": (to_yaml, from_yaml)}


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize(
    ("suffix", "write", "read"), [(suffix, *ways) for suffix, ways in FORMATS.items()], ids=FORMATS
)
def test_the_document_is_as_it_was(name: str, suffix: str, write: Callable[..., str], read: Callable[..., Any]) -> None:
    text = (FOLDER / f"{name}.{suffix}").read_bytes().decode()
    assert write(GOLDEN[name], documents=TABLE) == text
    assert read(type(GOLDEN[name]), text, documents=TABLE) == GOLDEN[name]


@pytest.mark.parametrize("kind", LEAST)
def test_the_least_document_is_as_it_was(kind: str) -> None:
    text = (FOLDER / f"least_{kind}.yaml").read_bytes().decode()
    assert to_yaml(LEAST[kind]) == text
    assert from_yaml(type(LEAST[kind]), text) == LEAST[kind]


@pytest.mark.parametrize("name", [*FULL, *OTHERS])
def test_the_schema_accepts_the_document(name: str) -> None:
    document = json.loads((FOLDER / f"{name}.json").read_bytes())
    validator = jsonschema.Draft202012Validator(json_schema(type(GOLDEN[name])))
    assert [error.message for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("row", RECORDS, ids=lambda row: row.kind)
def test_every_kind_has_its_documents(row: DocumentKind) -> None:
    assert (type(FULL[row.kind]), type(LEAST[row.kind])) == (row.of, row.of)


def test_a_run_goes_on_from_its_document() -> None:
    *before, last = RUN.events
    stopped = from_yaml(Run, to_yaml(Run(RUN.procedure, before)))
    assert stopped.take(last) == RUN
    assert stopped.status(last.at) == Run(RUN.procedure, before).status(last.at)


def test_the_events_of_a_run_may_be_kept_without_its_procedure() -> None:
    text = (FOLDER / "procedure_run.yaml").read_text(encoding="utf-8").partition("\n  events:\n")[2]
    events = from_yaml(tuple[RunEvent, ...], text)
    assert Run.replay(RUN.procedure, events) == RUN


def test_no_key_has_to_be_in_quotes() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.yaml")}
    assert {name for name, text in texts.items() if re.search(r'^[ -]*"[^"]*":', text, re.MULTILINE)} == set()


def test_every_file_is_tested() -> None:
    names = {f"{name}.{suffix}" for name in GOLDEN for suffix in FORMATS}
    least = {f"least_{kind}.yaml" for kind in LEAST}
    assert {path.name for path in FOLDER.iterdir() if path.is_file()} == names | least
