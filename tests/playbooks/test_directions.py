"""Where the go/no-go table of the gated release says which way a fact gets worse, no forgotten failure goes unseen."""

from collections.abc import Mapping
from typing import Final, Literal

import pytest

from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import Draft, FindingKind, Table, TableError
from releasekit.readiness import Advisory, GoNoGo

# While the decision that asks for clean clones is in force, more is asked. A tree of which nothing is claimed is
# neither better nor worse than another. A change that consumers notice has to prove more, and may break a contract.
OTHERS: Final[Mapping[str, Literal["lower"] | None]] = {
    "clean_clone_decision": "lower",
    "consumer_tree": None,
    "consumer_visible": None,
}


def directed(*forgotten: str) -> Draft[GoNoGo]:
    """The table with a direction for each column but one, and without some of its rules."""
    draft = READINESS.go_no_go.draft
    columns = (column.replace(worse=OTHERS.get(column.name, "higher")) for column in draft.columns)
    return draft.replace(columns=tuple(columns), rules=tuple(rule for rule in draft.rules if rule.id not in forgotten))


def test_each_direction_is_proved() -> None:
    assert Table.from_draft(directed()).rules == READINESS.go_no_go.rules


def test_a_forgotten_failure_is_found_within_the_default_budget() -> None:
    with pytest.raises(TableError) as refused:
        Table.from_draft(directed("advisory-not-named"))
    steps = [finding for finding in refused.value.findings if finding.kind is FindingKind.NOT_MONOTONE]
    assert {finding.column for finding in steps} == {"advisory"}
    for finding in steps:
        before, after = dict(finding.witness or ()), dict(finding.other or ())
        assert after == {**before, "advisory": Advisory.OTHER_FAILURE}
        assert before["advisory"] is Advisory.NAMED_FAILURE
