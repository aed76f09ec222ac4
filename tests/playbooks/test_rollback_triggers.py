"""The five rollback triggers sentence by sentence: facts that fire each, that clear it, and that leave it unknown."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.gates import (
    Better,
    BudgetReading,
    BudgetReport,
    DeltaBudget,
    GateStatus,
    GateVerdict,
    MetricVerdict,
    RegressionBudget,
    Standing,
    standing_of,
)
from releasekit.playbooks.gated_release import TRIGGERS, failure_streak
from releasekit.policy import MISSING, Hit, check
from releasekit.rollback import RollbackDeclaration, TriggerFacts, TriggerState, check_triggers

SEED: Final = (Path(__file__).parents[1] / "data" / "seed_000.txt").read_text(encoding="utf-8")
SECTION: Final = SEED.partition("## Rollback Triggers\n")[2].partition("\n## ")[0]
SENTENCES: Final = [line.removeprefix("- ") for line in SECTION.splitlines() if line]

TRIGGER: Final = ("functional", "compatibility", "performance", "stability", "contract")
FUNCTIONAL, COMPATIBILITY, PERFORMANCE, STABILITY, CONTRACT = TRIGGER
CLEAR, UNKNOWN, FIRED = TriggerState
CONSUMERS: Final = ("VG-RCC-001", "VG-LA-001", "VG-RFLX-001")
AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
BUDGET: Final = RegressionBudget("p95", Decimal(10), better=Better.LOWER)

RATE: Final = DeltaBudget("error_rate", Decimal("0.01"))


def stands(gate: str, standing: Standing = Standing.PASSED) -> GateVerdict:
    return GateVerdict(gate, standing, result=None, note="")


def judged(candidate: str, *, approved: bool = True, metric: str = "p95") -> MetricVerdict:
    """How a measurement stands against a baseline of 100."""
    budget = BUDGET.replace(metric=metric)
    return budget.judge(Decimal(100), Decimal(candidate), approved=approved)


QUIET: Final = TriggerFacts(
    tuple(map(stands, ("VG-LOOP-CORE-001", *CONSUMERS))),
    frozenset({"VG-LOOP-CORE-001"}),
    budgets=[BUDGET],
    measured=(judged("110"),),
    stated={
        "gate_stage": "after merge",
        "memory_failures": failure_streak(1, repeatedly=2),
        "resource_exhaustion": False,
        "tuple_scope": "sound",
    },
)
"""Facts that clear every trigger, some of them by a hair."""


def stating(facts: TriggerFacts = QUIET, **stated: object) -> TriggerFacts:
    """The same facts with others stated."""
    return facts.replace(stated={**dict(facts.stated), **stated})


def with_rate(candidate: str, *, approved: bool = True) -> TriggerFacts:
    """The same facts with an error rate that was zero and may rise by one percent."""
    rate = RATE.judge(Decimal(0), Decimal(candidate), approved=approved)
    return QUIET.replace(measured=(*QUIET.measured, rate), budgets=[BUDGET, RATE])


def reported(baseline: str, candidate: int = 110) -> BudgetReport:
    """What the budget says of commit 75f806f, measured against a baseline of 100 of some commit."""
    commits = {"baseline_commits": [baseline], "candidate_commits": ["75f806f"]}
    return BudgetReading("p95", [BUDGET]).judge({"p95": [100]}, {"p95": [candidate]}, approved=True, **commits)


def with_run(report: BudgetReport) -> TriggerFacts:
    """The same facts, where the gate of the performance ended as the report says."""
    run = report.result("perf.json", "VG-PERF-001", recorded_at=AT, evidence=["perf.json"])
    return QUIET.replace(gates=(*QUIET.gates, standing_of("VG-PERF-001", [run], AT)))


def with_gate(gate: str, standing: Standing | None, facts: TriggerFacts = QUIET) -> TriggerFacts:
    """The same facts with another standing of a gate, or without any."""
    others = tuple(own for own in facts.gates if own.gate != gate)
    return facts.replace(gates=others if standing is None else (*others, stands(gate, standing)))


def states(facts: TriggerFacts) -> dict[str, TriggerState]:
    """The state of every trigger; a trigger in two places would be found twice."""
    report = check_triggers(facts, TRIGGERS)
    listed = [(own.name, FIRED) for own in report.fired] + [(own.name, UNKNOWN) for own in report.unknown]
    listed += [(name, CLEAR) for name in report.clear]
    assert sorted(name for name, _ in listed) == sorted(TRIGGER)
    return dict(listed)


CORE: Final = "VG-LOOP-CORE-001"
FAILING: Final = with_gate(CORE, Standing.FAILED)
CASES: Final = {
    "required gate fails after merge": (FAILING, FUNCTIONAL, FIRED),
    "required gate fails in validation": (
        stating(FAILING, gate_stage="release candidate validation"),
        FUNCTIONAL,
        FIRED,
    ),
    "required gate fails before merge": (stating(FAILING, gate_stage="before merge"), FUNCTIONAL, CLEAR),
    "required gate fails, nobody says when": (stating(FAILING, gate_stage=MISSING), FUNCTIONAL, UNKNOWN),
    "required gate passed, nobody says when": (stating(QUIET, gate_stage=MISSING), FUNCTIONAL, CLEAR),
    "required gate unproven": (with_gate(CORE, Standing.UNPROVEN), FUNCTIONAL, UNKNOWN),
    "required gate left out": (with_gate(CORE, None), FUNCTIONAL, UNKNOWN),
    "required gates not named": (QUIET.replace(required=MISSING), FUNCTIONAL, UNKNOWN),
    "no required gates": (QUIET.replace(required=frozenset()), FUNCTIONAL, UNKNOWN),
    "one of two fails": (FAILING.replace(required={CORE, "VG-NEW-001"}), FUNCTIONAL, FIRED),
    "one of two left out": (QUIET.replace(required={CORE, "VG-NEW-001"}), FUNCTIONAL, UNKNOWN),
    "two standings, one failed": (
        QUIET.replace(gates=(stands(CORE, Standing.FAILED), *QUIET.gates)),
        FUNCTIONAL,
        FIRED,
    ),
    **{f"{gate} fails": (with_gate(gate, Standing.FAILED), COMPATIBILITY, FIRED) for gate in CONSUMERS},
    **{f"{gate} unproven": (with_gate(gate, Standing.UNPROVEN), COMPATIBILITY, UNKNOWN) for gate in CONSUMERS},
    **{f"{gate} left out": (with_gate(gate, None), COMPATIBILITY, UNKNOWN) for gate in CONSUMERS},
    "one fails, one left out": (
        with_gate("VG-RCC-001", None, with_gate("VG-LA-001", Standing.FAILED)),
        COMPATIBILITY,
        FIRED,
    ),
    "exactly 10 %": (QUIET, PERFORMANCE, CLEAR),
    "barely over": (QUIET.replace(measured=(judged("110." + "0" * 30 + "1"),)), PERFORMANCE, FIRED),
    "error rate within its budget": (with_rate("0.01"), PERFORMANCE, CLEAR),
    "error rate beyond its budget": (with_rate("0.010001"), PERFORMANCE, FIRED),
    "error rate without a baseline": (with_rate("0", approved=False), PERFORMANCE, UNKNOWN),
    "improvement": (QUIET.replace(measured=(judged("50"),)), PERFORMANCE, CLEAR),
    "unapproved baseline": (QUIET.replace(measured=(judged("190", approved=False),)), PERFORMANCE, UNKNOWN),
    "another metric over": (QUIET.replace(measured=(judged("100"), judged("111", metric="p50"))), PERFORMANCE, FIRED),
    "one over, one unapproved": (
        QUIET.replace(measured=(judged("100", approved=False, metric="p50"), judged("111"))),
        PERFORMANCE,
        FIRED,
    ),
    "one fine, one unapproved": (
        QUIET.replace(measured=(judged("100", approved=False, metric="p50"), judged("100"))),
        PERFORMANCE,
        UNKNOWN,
    ),
    "measured twice": (QUIET.replace(measured=(judged("100"), judged("111"))), PERFORMANCE, FIRED),
    "budgeted and not measured": (QUIET.replace(budgets=[BUDGET, BUDGET.replace(metric="p50")]), PERFORMANCE, UNKNOWN),
    "budgets not named": (QUIET.replace(budgets=MISSING), PERFORMANCE, UNKNOWN),
    "nothing measured": (QUIET.replace(measured=()), PERFORMANCE, UNKNOWN),
    "no budgets at all": (QUIET.replace(measured=(), budgets=()), PERFORMANCE, UNKNOWN),
    "measured, and nothing has a budget": (QUIET.replace(budgets=()), PERFORMANCE, UNKNOWN),
    "a stricter budget failed, within 10 %": (
        QUIET.replace(measured=(BUDGET.replace(percent=Decimal(5)).judge(100, 108, approved=True),)),
        PERFORMANCE,
        UNKNOWN,
    ),
    "a stricter budget, by which it was not judged": (
        QUIET.replace(budgets=[BUDGET.replace(percent=Decimal(5))]),
        PERFORMANCE,
        UNKNOWN,
    ),
    "a latency by an absolute budget": (
        QUIET.replace(measured=(RATE.replace(metric="p95", maximum=Decimal(90)).judge(100, 180, approved=True),)),
        PERFORMANCE,
        UNKNOWN,
    ),
    "error rate within a milder budget": (
        with_rate("0.02").replace(
            measured=(*QUIET.measured, RATE.replace(maximum=Decimal(1)).judge(0, Decimal("0.02"), approved=True))
        ),
        PERFORMANCE,
        FIRED,
    ),
    "a commit measured against itself": (QUIET.replace(measured=reported("75f806f").measured), PERFORMANCE, UNKNOWN),
    "two commits measured": (QUIET.replace(measured=reported("50cd8cf").measured), PERFORMANCE, CLEAR),
    "over, by the result of a gate": (with_run(reported("50cd8cf", 111)), PERFORMANCE, FIRED),
    "over, and the baseline names no commit": (with_run(reported("", 111)), PERFORMANCE, FIRED),
    "an error, by the result of a gate": (with_run(reported("75f806f")), PERFORMANCE, UNKNOWN),
    "measured by the result of a gate alone": (
        with_run(reported("50cd8cf")).replace(measured=()),
        PERFORMANCE,
        CLEAR,
    ),
    "an unsound comparison that is far over": (
        QUIET.replace(measured=(MetricVerdict("p95", GateStatus.ERROR, regression=Decimal(30), note=""),)),
        PERFORMANCE,
        FIRED,
    ),
    "an unsound comparison": (
        QUIET.replace(measured=(MetricVerdict("p95", GateStatus.ERROR, regression=Decimal(3), note=""),)),
        PERFORMANCE,
        UNKNOWN,
    ),
    "memory protections fail twice": (stating(memory_failures=failure_streak(2, repeatedly=2)), STABILITY, FIRED),
    "memory protections fail once": (stating(memory_failures=failure_streak(1, repeatedly=2)), STABILITY, CLEAR),
    "memory protections hold": (stating(memory_failures=failure_streak(0, repeatedly=2)), STABILITY, CLEAR),
    "memory protections unknown": (stating(memory_failures=MISSING), STABILITY, UNKNOWN),
    "resources exhausted": (stating(resource_exhaustion=True), STABILITY, FIRED),
    "resources unknown": (stating(resource_exhaustion=MISSING), STABILITY, UNKNOWN),
    "resources exhausted, memory unknown": (
        stating(resource_exhaustion=True, memory_failures=MISSING),
        STABILITY,
        FIRED,
    ),
    "memory fails, resources unknown": (
        stating(resource_exhaustion=MISSING, memory_failures=failure_streak(9, repeatedly=2)),
        STABILITY,
        FIRED,
    ),
    "both unknown": (stating(resource_exhaustion=MISSING, memory_failures=MISSING), STABILITY, UNKNOWN),
    "scope ambiguous": (stating(tuple_scope="ambiguous"), CONTRACT, FIRED),
    "scope inconsistent": (stating(tuple_scope="inconsistent"), CONTRACT, FIRED),
    "scope unknown": (stating(tuple_scope=MISSING), CONTRACT, UNKNOWN),
}

QUOTES: Final = {name: SENTENCES[TRIGGER.index(kind)] for name, (_, kind, _) in CASES.items()}
"""What each of these cases is about."""


class TestTriggers:
    @pytest.mark.parametrize("name", CASES)
    def test_one_and_no_other(self, name: str) -> None:
        facts, kind, state = CASES[name]
        assert states(facts) == {**dict.fromkeys(TRIGGER, CLEAR), kind: state}

    def test_every_trigger_has_each_state_here(self) -> None:
        assert {(kind, state) for _, kind, state in CASES.values()} >= {
            (kind, state) for kind in TRIGGER for state in (FIRED, UNKNOWN)
        }

    def test_nothing_known_is_nothing_clear(self) -> None:
        report = check_triggers(TriggerFacts(), TRIGGERS)
        assert (report.fired, report.clear, report.state) == ((), (), UNKNOWN)
        assert [own.name for own in report.unknown] == list(TRIGGER)

    @pytest.mark.parametrize(("failures", "state"), [(2, CLEAR), (3, FIRED), (4, FIRED)], ids=str)
    def test_repeatedly_is_what_the_caller_says(self, failures: int, state: TriggerState) -> None:
        assert states(stating(memory_failures=failure_streak(failures, repeatedly=3)))[STABILITY] is state

    @pytest.mark.parametrize("name", CASES)
    def test_reasons_quote_the_sentence_of_the_trigger(self, name: str) -> None:
        report = check_triggers(CASES[name][0], TRIGGERS)
        for own in (*report.fired, *report.unknown):
            sentence = SENTENCES[TRIGGER.index(own.name)]
            assert {reason.source and reason.source.quote for reason in own.reasons} == {sentence}
            assert sentence.startswith(f"{own.name.capitalize()} trigger: ")

    def test_all_reasons_are_told(self) -> None:
        facts = with_gate("VG-RCC-001", Standing.FAILED, with_gate("VG-LA-001", Standing.FAILED))
        (own,) = check_triggers(facts, TRIGGERS).fired
        assert [reason.code for reason in own.reasons] == ["compatibility/VG-LA-001", "compatibility/VG-RCC-001"]

    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            pytest.param(QUIET, CLEAR, id="clear"),
            pytest.param(stating(tuple_scope=MISSING), UNKNOWN, id="unknown"),
            pytest.param(stating(tuple_scope=MISSING, memory_failures="repeated"), FIRED, id="fired"),
        ],
    )
    def test_the_state_of_all_is_the_worst(self, facts: TriggerFacts, state: TriggerState) -> None:
        assert check_triggers(facts, TRIGGERS).state is state


class TestTable:
    def test_is_sound(self) -> None:
        assert (check(TRIGGERS.table), TRIGGERS.table.hit) == ((), Hit.COLLECT)

    def test_every_sentence_has_a_rule_that_fires(self) -> None:
        quoted = {rule.source.quote for rule in TRIGGERS.table.rules if rule.source and rule.then[1] is FIRED}
        assert (len(SENTENCES), quoted) == (5, set(SENTENCES))

    def test_rules_name_document_and_heading(self) -> None:
        places = {(rule.source.document, rule.source.heading) for rule in TRIGGERS.table.rules if rule.source}
        assert places == {("Release and Rollback Playbook", "Rollback Triggers")}
        assert all(rule.source for rule in TRIGGERS.table.rules)

    def test_reason_codes(self) -> None:
        """They are part of the interface."""
        assert {rule.code for rule in TRIGGERS.table.rules} == {
            "functional/required-gate",
            "functional/required-gate-unknown",
            "functional/stage-unknown",
            *(f"compatibility/{gate}" for gate in CONSUMERS),
            *(f"compatibility/{gate}-unknown" for gate in CONSUMERS),
            "performance/over-budget",
            "performance/rate-over-budget",
            "performance/unmeasured-unknown",
            "stability/memory-protections",
            "stability/memory-protections-unknown",
            "stability/resource-exhaustion",
            "stability/resource-exhaustion-unknown",
            "contract/tuple-scope",
            "contract/tuple-scope-unknown",
        }


DECLARED: Final = RollbackDeclaration(
    [CONTRACT, FUNCTIONAL, CONTRACT], "loop-agent@30c1fa7+75f806f+-+-", declared_at=AT, declared_by="release owner"
)

REFUSED: Final = {
    "once is not repeatedly": (
        lambda: failure_streak(1, repeatedly=1),
        "repeatedly is `1`; expected a whole number of at least 2",
    ),
    "true is no number": (lambda: failure_streak(1, repeatedly=True), "repeatedly is `True`"),
    "fewer failures than none": (
        lambda: failure_streak(-1, repeatedly=1),
        "failures is `-1`; expected a whole number of at least 0; repeatedly is `1`",
    ),
    "no facts": (lambda: check_triggers(None, TRIGGERS), "facts is `None`; expected a TriggerFacts"),
    "no triggers": (lambda: check_triggers(QUIET, TRIGGERS.table), "rules is `a Table`; expected a TriggerRules"),
    "a number for a streak": (
        lambda: check_triggers(stating(memory_failures=2), TRIGGERS),
        "stated: `memory_failures` is `2`; expected one of none, some, repeated or missing",
    ),
    "a misspelt stage": (
        lambda: check_triggers(stating(gate_stage="after merg"), TRIGGERS),
        'or missing; did you mean `"after merge"`?',
    ),
    "a misspelt fact": (
        lambda: check_triggers(stating(gate_stge="after merge"), TRIGGERS),
        "memory_failures, resource_exhaustion, tuple_scope; did you mean `gate_stage`?",
    ),
    "a fact that is derived": (
        lambda: check_triggers(stating(all_measured=True), TRIGGERS),
        "stated: `all_measured` is derived and not stated; expected columns among gate_stage",
    ),
    "a standing that is derived": (
        lambda: check_triggers(stating(vg_la_001=Standing.PASSED), TRIGGERS),
        "stated: `vg_la_001` is derived and not stated; expected columns among gate_stage",
    ),
    "a fact that is stated twice": (
        lambda: QUIET.replace(stated=(("gate_stage", "after merge"), ("gate_stage", "before merge"))),
        'TriggerFacts.stated[1] is `"gate_stage"` again; expected each member once',
    ),
    "a text for facts": (lambda: QUIET.replace(stated="gate_stage"), "TriggerFacts.stated is"),
    "a text for gates": (lambda: QUIET.replace(required="VG-1"), "TriggerFacts.required is"),
    "no trigger": (lambda: DECLARED.replace(triggers=()), "RollbackDeclaration.triggers is"),
    "a word for a trigger": (lambda: DECLARED.replace(triggers=[FIRED]), "RollbackDeclaration.triggers holds"),
    "a word among triggers that come one by one": (
        lambda: DECLARED.replace(triggers=iter([FIRED])),
        "RollbackDeclaration.triggers holds `TriggerState.FIRED`",
    ),
    "a text for triggers": (lambda: DECLARED.replace(triggers="contract"), "RollbackDeclaration.triggers is"),
    "no tuple": (lambda: DECLARED.replace(impacted=""), "RollbackDeclaration.impacted is"),
    "nobody": (lambda: DECLARED.replace(declared_by=None), "RollbackDeclaration.declared_by is"),
    "no zone": (lambda: DECLARED.replace(declared_at=AT.replace(tzinfo=None)), "an instant with its zone"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    call: Callable[[], object]
    call, text = REFUSED[name]
    with pytest.raises(FieldError) as caught:
        call()
    assert text in str(caught.value)


class TestDeclaration:
    def test_has_each_trigger_once_in_order(self) -> None:
        assert DECLARED.triggers == (CONTRACT, FUNCTIONAL)

    def test_two_declarations_of_the_same_are_one(self) -> None:
        assert DECLARED.replace(triggers={CONTRACT, FUNCTIONAL}) == DECLARED


class TestWords:
    @pytest.mark.parametrize(
        ("words", "expected"),
        [
            pytest.param(TRIGGERS.triggers, TRIGGER, id="triggers"),
            pytest.param(map(str, TriggerState), ("clear", "unknown", "fired"), id="state"),
            pytest.param(
                TRIGGERS.stated[0].domain,
                ("before merge", "release candidate validation", "after merge"),
                id="stage",
            ),
            pytest.param(TRIGGERS.stated[1].domain, ("none", "some", "repeated"), id="streak"),
            pytest.param(TRIGGERS.stated[3].domain, ("sound", "ambiguous", "inconsistent"), id="scope"),
        ],
    )
    def test_texts(self, words: Iterable[str], expected: tuple[str, ...]) -> None:
        assert tuple(words) == expected

    @pytest.mark.parametrize(
        ("failures", "streak"), [(0, "none"), (1, "some"), (2, "repeated"), (9, "repeated"), (MISSING, MISSING)]
    )
    def test_failures_are_a_streak_of_their_own_length(self, failures: int, streak: object) -> None:
        assert failure_streak(failures, repeatedly=2) == streak
