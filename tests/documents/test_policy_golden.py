"""Policies byte for byte: every shipped playbook, and a table of every kind of column and outcome in three formats.

Nothing rewrites the files; to change one, write it by hand or copy what the failure shows.
"""

from collections.abc import Callable
from enum import Enum
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit._words import Word
from releasekit.documents import DocumentError, from_json, from_toml, from_yaml, to_json, to_toml, to_yaml
from releasekit.gates import Standing
from releasekit.playbook import Playbook
from releasekit.playbooks import ALL
from releasekit.policy import MISSING, Column, Hit, Numbers, Rule, Source, Table, above, below, between, not_, one_of
from releasekit.rollback import TriggerRules, TriggerState

FOLDER: Final = Path(__file__).parent / "golden" / "policies"
PLAYBOOKS: Final = Path(__file__).parent / "golden" / "playbooks"


class Change(Word):
    """What is shipped."""

    DOCS = "docs"
    CODE = "code"
    NO = "no"


class Step(Enum):
    """What follows; names are its words."""

    SHIP = 1
    ASK = 2
    HOLD = 3


VOCABULARIES: Final = (Change, Step)
OWN: Final = Table(
    "ship",
    (
        Column("change", Change),
        Column("tests", ("green", 'the "red" ones'), optional=True),
        Column("signed", bool, given=True),
        Column("reviewers", Numbers(ge=0), worse="lower"),
        Column("load", Numbers(0, 100, integer=False), optional=True, worse="higher"),
    ),
    rules=(
        Rule("default", {}, then=(Step.SHIP,), because="nothing stands against it"),
        Rule("red", {"tests": not_("green") | MISSING}, then=(Step.HOLD, Step.ASK), code="tests"),
        Rule(
            "unreviewed",
            {"change": one_of(Change.CODE, Change.NO), "reviewers": below(2), "signed": False},
            then=(Step.ASK, frozenset({Step.HOLD, Step.ASK})),
            source=Source("Team handbook", "Reviews", quote="Code is read by two people,\nor it's signed."),
        ),
        Rule("busy", {"load": above(80) | MISSING | between(10, 20, closed="left")}, then=(Step.HOLD, Step.ASK)),
        Rule("busier", {"load": above(20) | MISSING}, then=(Step.HOLD, Step.ASK)),
        Rule("idle", {"load": between(10, 20)}, then=(Step.HOLD, Step.ASK)),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=((Step.SHIP,), (Step.ASK, frozenset({Step.HOLD, Step.ASK})), (Step.HOLD, Step.ASK)),
    permissive=[(Step.SHIP,)],
    version="1.10",
)


LATE: Final = ("late", TriggerState.FIRED)
TRIGGERS: Final = TriggerRules(
    Table(
        "triggers of the shop",
        (Column("queue", ("short", "long"), optional=True), Column("checkout", Standing, optional=True)),
        rules=(
            Rule("queue", {"queue": "long"}, then=LATE, because="orders wait"),
            Rule("checkout", {"checkout": Standing.FAILED}, then=("broken", TriggerState.FIRED)),
        ),
        hit=Hit.COLLECT,
        outcomes=(LATE, ("broken", TriggerState.FIRED)),
    ),
    gates={"checkout": "checkout-tests"},
)


def test_triggers_are_as_they_were() -> None:
    text = (FOLDER / "triggers.yaml").read_bytes().decode()
    assert to_yaml(TRIGGERS) == text
    assert from_yaml(TriggerRules, text) == TRIGGERS


def test_a_misspelt_column_of_a_gate_is_told_where_it_is() -> None:
    text = (FOLDER / "triggers.yaml").read_bytes().decode()
    before, _, gate = text.rpartition("- checkout\n")
    text = f"{before}- chekout\n{gate}"
    with pytest.raises(DocumentError) as caught:
        from_yaml(TriggerRules, text)
    (problem,) = caught.value.problems
    assert problem.pointer == "/trigger_rules/gates"
    assert problem.message.endswith("expected columns among queue, checkout; did you mean `checkout`?")


@pytest.mark.parametrize("playbook", ALL, ids=lambda playbook: playbook.id)
def test_a_playbook_is_as_it_was(playbook: Playbook) -> None:
    text = (PLAYBOOKS / f"{playbook.id}.yaml").read_bytes().decode()
    assert to_yaml(playbook) == text
    read = from_yaml(Playbook, text)
    assert read == playbook
    assert read.digest == playbook.digest
    assert to_yaml(read) == text


@pytest.mark.parametrize(
    ("suffix", "write", "read"),
    [
        pytest.param("json", to_json, from_json, id="json"),
        pytest.param("toml", to_toml, from_toml, id="toml"),
        pytest.param("yaml", to_yaml, from_yaml, id="yaml"),
    ],
)
def test_the_table_is_as_it_was(suffix: str, write: Callable[..., str], read: Callable[..., Any]) -> None:
    text = (FOLDER / f"ship.{suffix}").read_bytes().decode()
    assert write(OWN) == text
    assert read(Table, text, vocabularies=VOCABULARIES).digest == OWN.digest


def test_every_file_is_tested() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {"ship.json", "ship.toml", "ship.yaml", "triggers.yaml"}
    assert {path.name for path in PLAYBOOKS.iterdir()} == {f"{playbook.id}.yaml" for playbook in ALL}
