"""The rollback tables of a playbook as a whole, and the triggers of a team; the cells are in `tests/playbooks`."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

import pytest

from releasekit.answers import Severity
from releasekit.errors import FieldError
from releasekit.gates import Better, GateStatus, GateVerdict, MetricVerdict, RegressionBudget, Standing
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import (
    MISSING,
    Column,
    FindingKind,
    Hit,
    Numbers,
    Rule,
    Table,
    TableError,
    above,
    at_most,
    check,
    not_,
)
from releasekit.rollback import TRIGGER_COLUMNS, TriggerFacts, TriggerRules, TriggerState, check_triggers


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


FIRED: Final = TriggerState.FIRED
QUEUE: Final = Column("queue", ("short", "long"), optional=True)
LATE: Final = Rule("late", {"queue": "long"}, then=("late", FIRED), because="the queue is long")
FAILS: Final = Rule("fails", {"shop": Standing.FAILED}, then=("broken", FIRED))
OURS: Final = TriggerRules(
    Table(
        "our triggers",
        (QUEUE, Column("shop", Standing, optional=True)),
        rules=(LATE, FAILS),
        hit=Hit.COLLECT,
        outcomes=(LATE.then, FAILS.then),
    ),
    gates={"shop": "unit-tests"},
)


def made(columns: tuple[Column, ...], then: object, *, hit: Hit = Hit.COLLECT, **gates: str) -> TriggerRules:
    """Triggers of one rule, which always answers."""
    permissive = None if hit is Hit.COLLECT else ()
    table = Table("t", columns, rules=(Rule("r", {}, then=then),), hit=hit, outcomes=(then,), permissive=permissive)
    return TriggerRules(table, gates=gates)


class TestTriggersOfATeam:
    """A table without a rule for what is unknown, and without what can be derived."""

    @pytest.mark.parametrize(
        ("facts", "fired", "unknown", "clear"),
        [
            pytest.param(TriggerFacts(), [], ["late", "broken"], (), id="nothing known"),
            pytest.param(TriggerFacts(stated={"queue": "long"}), ["late"], ["broken"], (), id="one known"),
            pytest.param(TriggerFacts(stated={"queue": MISSING}), [], ["late", "broken"], (), id="missing said"),
            pytest.param(
                TriggerFacts(
                    (GateVerdict("unit-tests", Standing.UNPROVEN, result=None, note=""),), stated=[("queue", "short")]
                ),
                [],
                ["broken"],
                ("late",),
                id="a gate that is unproven may yet fail",
            ),
            pytest.param(
                TriggerFacts(
                    (GateVerdict("unit-tests", Standing.PASSED, result=None, note=""),), stated={"queue": "short"}
                ),
                [],
                [],
                ("late", "broken"),
                id="all known",
            ),
        ],
    )
    def test_states(self, facts: TriggerFacts, fired: list[str], unknown: list[str], clear: tuple[str, ...]) -> None:
        report = check_triggers(facts, OURS)
        assert [trigger.name for trigger in report.fired] == fired
        assert [trigger.name for trigger in report.unknown] == unknown
        assert report.clear == clear

    def test_a_doubt_is_told_by_the_rule_and_what_is_missing(self) -> None:
        late, broken = check_triggers(TriggerFacts(), OURS).unknown
        assert (late.missing, broken.missing) == (("queue",), ("shop",))
        assert list(map(str, late.reasons)) == ["late: unknown without `queue`: the queue is long"]
        assert list(map(str, broken.reasons)) == ["fails: unknown without `shop`"]

    def test_what_fires_and_is_unknown_has_fired(self) -> None:
        doubt = Rule("doubt", {"queue": not_("short")}, then=("late", TriggerState.UNKNOWN))
        table = OURS.table.replace(rules=(LATE, FAILS, doubt), outcomes=(doubt.then, LATE.then, FAILS.then))
        report = check_triggers(TriggerFacts(stated={"queue": "long"}), OURS.replace(table=table))
        assert [trigger.name for trigger in report.fired] == ["late"]
        assert [trigger.name for trigger in report.unknown] == ["broken"]

    @pytest.mark.parametrize("cell", [above(3), not_(at_most(3)), not_(MISSING)], ids=str)
    def test_a_missing_number_may_be_any(self, cell: object) -> None:
        rule = Rule("r", {"load": cell}, then=("busy", FIRED))
        columns = (Column("load", Numbers(), optional=True),)
        table = Table("t", columns, rules=(rule,), hit=Hit.COLLECT, outcomes=(rule.then,))
        assert check_triggers(TriggerFacts(), TriggerRules(table)).clear == ()

    def test_a_rule_for_missing_alone_waits_for_nothing(self) -> None:
        rule = Rule("r", {"queue": MISSING, "shop": Standing.FAILED}, then=("blind", FIRED))
        table = OURS.table.replace(rules=(rule,), outcomes=(rule.then,))
        facts = TriggerFacts(stated={"queue": "short"})
        assert check_triggers(facts, OURS.replace(table=table)).clear == ("blind",)

    def test_regressions_may_come_while_not_all_is_measured(self) -> None:
        rule = Rule("slow", {"worst_regression": above(5)}, then=("slow", FIRED))
        table = Table("t", (TRIGGER_COLUMNS[1],), rules=(rule,), hit=Hit.COLLECT, outcomes=(rule.then,))
        small = MetricVerdict("p50", GateStatus.PASS, regression=Decimal(1), note="")
        budget = RegressionBudget("p50", Decimal(10), better=Better.LOWER)
        facts = TriggerFacts(budgets=[budget, budget.replace(metric="p95")], measured=[small])
        assert check_triggers(facts, TriggerRules(table)).unknown[0].missing == ("worst_regression",)
        assert check_triggers(facts.replace(budgets=[budget]), TriggerRules(table)).clear == ("slow",)


@pytest.mark.parametrize(
    ("make", "problems"),
    [
        pytest.param(
            lambda: made((QUEUE,), ("late", FIRED), quue="unit-tests", all_measured="lint"),
            (
                'gates: `"all_measured"` is derived; expected columns among queue',
                'gates: `"quue"` is no column of the table; expected columns among queue; did you mean `queue`?',
            ),
            id="gates of other columns",
        ),
        pytest.param(
            lambda: OURS.replace(gates=(("shop", "unit-tests"), ("shop", "lint"))),
            ('gates[1] is `"shop"` again; expected each member once',),
            id="two gates of one column",
        ),
        pytest.param(
            lambda: made((QUEUE.replace(optional=False),), ("late", FIRED), hit=Hit.ANY),
            (
                "table: hit is `any`; expected a table that collects",
                "table: column `queue` takes one of short, long; expected one of short, long or missing",
            ),
            id="a table that decides, and a fact that may not be missing",
        ),
        pytest.param(
            lambda: made((Column("worst_regression", Numbers(), optional=True), QUEUE), "late", queue="lint"),
            (
                "table: column `worst_regression` takes whole numbers or missing; expected numbers or missing",
                (
                    "table: column `queue` takes one of short, long or missing; expected one of passed, unproven, "
                    "failed or missing"
                ),
                'table answers `"late"`; expected a pair of a trigger\'s name and fired or unknown',
            ),
            id="other facts, and an outcome that is no pair",
        ),
        pytest.param(
            lambda: made((), ("late", TriggerState.CLEAR)),
            ('table answers `"late, clear"`; expected a pair of a trigger\'s name and fired or unknown',),
            id="a rule that clears",
        ),
    ],
)
def test_triggers_that_cannot_be_asked(make: Callable[[], object], problems: tuple[str, ...]) -> None:
    with pytest.raises(FieldError) as caught:
        make()
    assert caught.value.problems == tuple(f"TriggerRules.{problem}" for problem in problems)


def test_columns_and_names_in_order() -> None:
    assert (OURS.triggers, OURS.stated) == (("late", "broken"), (QUEUE,))
