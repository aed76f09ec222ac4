"""Reason codes are part of the interface: programs act on them, so they may be added to and never change."""

import pytest

from releasekit.playbooks import ALL, GATED_RELEASE, RELEASE_CADENCE
from releasekit.playbooks.release_cadence import readiness
from releasekit.policy import Draft
from tests.rows import cases
from tests.strategies.candidates import THRESHOLDS

TABLES: dict[str, Draft[object]] = {
    f"{playbook.id}/{table.name}": table
    for playbook in (GATED_RELEASE, RELEASE_CADENCE.replace(readiness=readiness(THRESHOLDS)))
    for table in playbook.all_tables
}


@pytest.mark.parametrize(("table", "expected"), cases(__file__, "codes", TABLES))
def test_codes_are_those_that_programs_know(table: Draft[object], expected: str) -> None:
    assert ", ".join(sorted({rule.code for rule in table.rules})) == expected


def test_every_table_is_pinned() -> None:
    assert {f"{playbook.id}/{table.name}" for playbook in ALL for table in playbook.all_tables} <= set(TABLES)


@pytest.mark.parametrize("name", TABLES)
def test_every_rule_cites_its_sentence_or_says_that_it_is_ours(name: str) -> None:
    uncited = {rule.id for rule in TABLES[name].rules if rule.source is None}
    assert uncited == {rule.id for rule in TABLES[name].rules if rule.because.startswith("ours: ")}
