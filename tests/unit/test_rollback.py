"""The words and values of the rollback tables; what they say cell by cell is in `tests/playbooks`."""

from collections.abc import Iterable

import pytest

from releasekit.answers import Severity
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import MISSING, FindingKind, Hit, Table, TableError, check


@pytest.mark.parametrize(
    ("vocabulary", "words"),
    [
        pytest.param(Severity, ["low", "medium", "high", "critical"], id="severity"),
        pytest.param(
            ROLLBACK_ACTIONS.columns[1].domain, ["minimal", "limited", "significant", "widespread"], id="impact"
        ),
    ],
)
class TestWords:
    def test_run_from_mild_to_severe(self, vocabulary: Iterable[object], words: list[str]) -> None:
        assert [str(word) for word in vocabulary] == words


@pytest.mark.parametrize("draft", [ROLLBACK_MATRIX, QUICK_GUIDE], ids=lambda draft: draft.name)
def test_neither_text_is_a_table(draft: object) -> None:
    with pytest.raises(TableError) as caught:
        Table.from_draft(draft.replace(permissive=()))
    assert {finding.kind for finding in caught.value.findings} == {FindingKind.GAP}


class TestDecisions:
    def test_nothing_is_wrong(self) -> None:
        assert check(ROLLBACK_ACTIONS) == ()
        assert ROLLBACK_ACTIONS.hit is Hit.UNIQUE

    def test_nothing_is_permissive(self) -> None:
        """Every choice may be the wrong one for a missing fact, so none is a go."""
        assert ROLLBACK_ACTIONS.permissive == frozenset()

    def test_cites_what_decides(self) -> None:
        (reason,) = ROLLBACK_ACTIONS.decide(severity=Severity.HIGH, impact="significant").reasons
        assert reason.source is not None
        assert reason.source.quote == "High | Significant | Immediate/Planned | Director"

    def test_says_what_is_ours(self) -> None:
        (reason,) = ROLLBACK_ACTIONS.decide(impact="minimal").reasons
        assert (reason.source, reason.because[:5]) == (None, "ours:")

    @pytest.mark.parametrize("impact", [*ROLLBACK_ACTIONS.columns[1].values, MISSING], ids=str)
    def test_learning_the_severity_never_makes_it_worse(self, impact: object) -> None:
        """An unknown severity already takes the strictest action."""
        order = list(ROLLBACK_ACTIONS.outcomes)
        blind = order.index(ROLLBACK_ACTIONS.decide(impact=impact).outcome)
        decisions = [ROLLBACK_ACTIONS.decide(severity=severity, impact=impact) for severity in Severity]
        known = [order.index(decision.outcome) for decision in decisions]
        assert max(known) <= blind
