"""What people get wrong in tables, each with what they are told: every problem, its place, and what was meant."""

from pathlib import Path
from typing import Final

import pytest

from releasekit.answers import Severity
from releasekit.documents import DocumentError, from_yaml, to_yaml
from releasekit.policy import Table
from tests.rows import Row, edited, rows

TEXT: Final = """\
schema: 2
table:
  name: ship
  hit: most_restrictive
  columns:
    - name: severity
      domain:
        kind: vocabulary
        name: Severity
        words: [low, medium, high, critical]
      optional: true
    - name: tests
      domain:
        kind: texts
        texts: [green, red]
    - name: reviewers
      domain:
        kind: numbers
        ge: 0
  outcomes:
    ordered: true
    listed: [ship, hold]
  permissive: [ship]
  rules:
    - id: default
      when: {}
      then: ship
    - id: severe
      when:
        severity: '"high","critical",missing'
      then: hold
    - id: red
      when: {tests: '"red"', reviewers: "< 2"}
      then: hold
"""
"""A table as somebody writes it; each test changes one piece of it."""

EDITS: Final = rows(Path(__file__).parent / "bad" / "tables.txt")


@pytest.mark.parametrize("row", EDITS, ids=lambda row: row.name)
def test_what_people_get_wrong(row: Row) -> None:
    with pytest.raises(DocumentError) as caught:
        from_yaml(Table, edited(TEXT, row.given))
    assert str(caught.value) == row.expected


def test_what_nobody_changed_is_read() -> None:
    table = from_yaml(Table, TEXT)
    assert [str(cell) for _, cell in table.rules[1].when] == ["< 2", '"red"']
    assert table.decide(severity=Severity.LOW, tests="red", reviewers=2).outcome == "ship"
    assert from_yaml(Table, to_yaml(table)) == table
