"""The five rollback triggers sentence by sentence: facts that fire each, that clear it, and that leave it unknown."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.gates import Better, DeltaBudget, GateStatus, GateVerdict, MetricVerdict, RegressionBudget, Standing
from releasekit.policy import MISSING, Hit, check
from releasekit.rollback import (
    TRIGGERS,
    FailureStreak,
    GateStage,
    RollbackDeclaration,
    TriggerFacts,
    TriggerKind,
    TriggerState,
    TupleScope,
    check_triggers,
)

SEED: Final = (Path(__file__).parents[1] / "data" / "seed_000.txt").read_text(encoding="utf-8")
SECTION: Final = SEED.partition("## Rollback Triggers\n")[2].partition("\n## ")[0]
SENTENCES: Final = [line.removeprefix("- ") for line in SECTION.splitlines() if line]

FUNCTIONAL, COMPATIBILITY, PERFORMANCE, STABILITY, CONTRACT = TriggerKind
CLEAR, UNKNOWN, FIRED = TriggerState
CONSUMERS: Final = ("VG-RCC-001", "VG-LA-001", "VG-RFLX-001")
BUDGET: Final = RegressionBudget("p95", Decimal(10), better=Better.LOWER)


def stands(gate: str, standing: Standing = Standing.PASSED) -> GateVerdict:
    return GateVerdict(gate, standing, result=None, note="")


def judged(candidate: str, *, approved: bool = True, metric: str = "p95") -> MetricVerdict:
    """How a measurement stands against a baseline of 100."""
    budget = BUDGET.replace(metric=metric)
    return budget.judge(Decimal(100), Decimal(candidate), approved=approved)


QUIET: Final = TriggerFacts(
    tuple(map(stands, ("VG-LOOP-CORE-001", *CONSUMERS))),
    frozenset({"VG-LOOP-CORE-001"}),
    stage=GateStage.AFTER_MERGE,
    budgeted=frozenset({"p95"}),
    measured=(judged("110"),),
    memory_failures=1,
    resource_exhaustion=False,
    tuple_scope=TupleScope.SOUND,
)
"""Facts that clear every trigger, some of them by a hair."""


def with_rate(candidate: str, *, approved: bool = True) -> TriggerFacts:
    """The same facts with an error rate that was zero and may rise by one percent."""
    rate = DeltaBudget("error_rate", Decimal("0.01")).judge(Decimal(0), Decimal(candidate), approved=approved)
    return QUIET.replace(measured=(*QUIET.measured, rate), budgeted={"p95", "error_rate"})


def with_gate(gate: str, standing: Standing | None, facts: TriggerFacts = QUIET) -> TriggerFacts:
    """The same facts with another standing of a gate, or without any."""
    others = tuple(own for own in facts.gates if own.gate != gate)
    return facts.replace(gates=others if standing is None else (*others, stands(gate, standing)))


def states(facts: TriggerFacts, repeatedly: int = 2) -> dict[TriggerKind, TriggerState]:
    """The state of every trigger; a trigger in two places would be found twice."""
    report = check_triggers(facts, repeatedly=repeatedly)
    listed = [(own.kind, FIRED) for own in report.fired] + [(own.kind, UNKNOWN) for own in report.unknown]
    listed += [(kind, CLEAR) for kind in report.clear]
    assert sorted(str(kind) for kind, _ in listed) == sorted(map(str, TriggerKind))
    return dict(listed)


CORE: Final = "VG-LOOP-CORE-001"
FAILING: Final = with_gate(CORE, Standing.FAILED)
CASES: Final = {
    "required gate fails after merge": (FAILING, FUNCTIONAL, FIRED),
    "required gate fails in validation": (FAILING.replace(stage=GateStage.CANDIDATE_VALIDATION), FUNCTIONAL, FIRED),
    "required gate fails before merge": (FAILING.replace(stage=GateStage.BEFORE_MERGE), FUNCTIONAL, CLEAR),
    "required gate fails, nobody says when": (FAILING.replace(stage=MISSING), FUNCTIONAL, UNKNOWN),
    "required gate passed, nobody says when": (QUIET.replace(stage=MISSING), FUNCTIONAL, CLEAR),
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
    "budgeted and not measured": (QUIET.replace(budgeted={"p95", "p50"}), PERFORMANCE, UNKNOWN),
    "budgets not named": (QUIET.replace(budgeted=MISSING), PERFORMANCE, UNKNOWN),
    "nothing measured": (QUIET.replace(measured=()), PERFORMANCE, UNKNOWN),
    "no budgets at all": (QUIET.replace(measured=(), budgeted=frozenset()), PERFORMANCE, CLEAR),
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
    "memory protections fail twice": (QUIET.replace(memory_failures=2), STABILITY, FIRED),
    "memory protections fail once": (QUIET.replace(memory_failures=1), STABILITY, CLEAR),
    "memory protections hold": (QUIET.replace(memory_failures=0), STABILITY, CLEAR),
    "memory protections unknown": (QUIET.replace(memory_failures=MISSING), STABILITY, UNKNOWN),
    "resources exhausted": (QUIET.replace(resource_exhaustion=True), STABILITY, FIRED),
    "resources unknown": (QUIET.replace(resource_exhaustion=MISSING), STABILITY, UNKNOWN),
    "resources exhausted, memory unknown": (
        QUIET.replace(resource_exhaustion=True, memory_failures=MISSING),
        STABILITY,
        FIRED,
    ),
    "memory fails, resources unknown": (
        QUIET.replace(resource_exhaustion=MISSING, memory_failures=9),
        STABILITY,
        FIRED,
    ),
    "both unknown": (QUIET.replace(resource_exhaustion=MISSING, memory_failures=MISSING), STABILITY, UNKNOWN),
    "scope ambiguous": (QUIET.replace(tuple_scope=TupleScope.AMBIGUOUS), CONTRACT, FIRED),
    "scope inconsistent": (QUIET.replace(tuple_scope=TupleScope.INCONSISTENT), CONTRACT, FIRED),
    "scope unknown": (QUIET.replace(tuple_scope=MISSING), CONTRACT, UNKNOWN),
}


class TestTriggers:
    @pytest.mark.parametrize("name", CASES)
    def test_one_and_no_other(self, name: str) -> None:
        facts, kind, state = CASES[name]
        assert states(facts) == {**dict.fromkeys(TriggerKind, CLEAR), kind: state}

    def test_every_trigger_has_each_state_here(self) -> None:
        assert {(kind, state) for _, kind, state in CASES.values()} >= {
            (kind, state) for kind in TriggerKind for state in (FIRED, UNKNOWN)
        }

    def test_nothing_known_is_nothing_clear(self) -> None:
        report = check_triggers(TriggerFacts(), repeatedly=2)
        assert (report.fired, report.clear, report.state) == ((), (), UNKNOWN)
        assert [own.kind for own in report.unknown] == list(TriggerKind)

    @pytest.mark.parametrize(("failures", "state"), [(2, CLEAR), (3, FIRED), (4, FIRED)], ids=str)
    def test_repeatedly_is_what_the_caller_says(self, failures: int, state: TriggerState) -> None:
        assert states(QUIET.replace(memory_failures=failures), repeatedly=3)[STABILITY] is state

    @pytest.mark.parametrize("name", CASES)
    def test_reasons_quote_the_sentence_of_the_trigger(self, name: str) -> None:
        report = check_triggers(CASES[name][0], repeatedly=2)
        for own in (*report.fired, *report.unknown):
            sentence = SENTENCES[list(TriggerKind).index(own.kind)]
            assert {reason.source and reason.source.quote for reason in own.reasons} == {sentence}
            assert sentence.startswith(f"{str(own.kind).capitalize()} trigger: ")

    def test_all_reasons_are_told(self) -> None:
        facts = with_gate("VG-RCC-001", Standing.FAILED, with_gate("VG-LA-001", Standing.FAILED))
        (own,) = check_triggers(facts, repeatedly=2).fired
        assert [reason.code for reason in own.reasons] == ["compatibility/VG-LA-001", "compatibility/VG-RCC-001"]

    @pytest.mark.parametrize(
        ("facts", "state"),
        [
            pytest.param(QUIET, CLEAR, id="clear"),
            pytest.param(QUIET.replace(tuple_scope=MISSING), UNKNOWN, id="unknown"),
            pytest.param(QUIET.replace(tuple_scope=MISSING, memory_failures=5), FIRED, id="fired"),
        ],
    )
    def test_the_state_of_all_is_the_worst(self, facts: TriggerFacts, state: TriggerState) -> None:
        assert check_triggers(facts, repeatedly=2).state is state


class TestTable:
    def test_is_sound(self) -> None:
        assert (check(TRIGGERS), TRIGGERS.hit) == ((), Hit.COLLECT)

    def test_every_sentence_has_a_rule_that_fires(self) -> None:
        quoted = {rule.source.quote for rule in TRIGGERS.rules if rule.source and rule.then[1] is FIRED}
        assert (len(SENTENCES), quoted) == (5, set(SENTENCES))

    def test_rules_name_document_and_heading(self) -> None:
        places = {(rule.source.document, rule.source.heading) for rule in TRIGGERS.rules if rule.source}
        assert places == {("Release and Rollback Playbook", "Rollback Triggers")}
        assert all(rule.source for rule in TRIGGERS.rules)

    def test_reason_codes(self) -> None:
        """They are part of the interface."""
        assert {rule.code for rule in TRIGGERS.rules} == {
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


AT: Final = datetime(2026, 3, 2, 12, tzinfo=UTC)
DECLARED: Final = RollbackDeclaration(
    [CONTRACT, FUNCTIONAL, CONTRACT], "loop-agent@30c1fa7+75f806f+-+-", declared_at=AT, declared_by="release owner"
)

REFUSED: Final = {
    "once is not repeatedly": (
        lambda: check_triggers(QUIET, repeatedly=1),
        "repeatedly is `1`; expected a whole number of at least 2",
    ),
    "true is no number": (lambda: check_triggers(QUIET, repeatedly=True), "repeatedly is `True`"),
    "no facts": (lambda: check_triggers(None, repeatedly=2), "facts is `None`; expected a TriggerFacts"),
    "fewer failures than none": (lambda: QUIET.replace(memory_failures=-1), "TriggerFacts.memory_failures is"),
    "a text for a stage": (lambda: QUIET.replace(stage="after merge"), "TriggerFacts.stage is"),
    "a text for gates": (lambda: QUIET.replace(required="VG-1"), "TriggerFacts.required is"),
    "no trigger": (lambda: DECLARED.replace(triggers=()), "RollbackDeclaration.triggers is"),
    "a text for a trigger": (lambda: DECLARED.replace(triggers=["contract"]), "RollbackDeclaration.triggers holds"),
    "a text among triggers that come one by one": (
        lambda: DECLARED.replace(triggers=iter(["contract"])),
        'RollbackDeclaration.triggers holds `"contract"`',
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
        assert DECLARED.triggers == (FUNCTIONAL, CONTRACT)

    def test_two_declarations_of_the_same_are_one(self) -> None:
        assert DECLARED.replace(triggers={CONTRACT, FUNCTIONAL}) == DECLARED


class TestWords:
    @pytest.mark.parametrize(
        ("vocabulary", "words"),
        [
            pytest.param(
                TriggerKind, ["functional", "compatibility", "performance", "stability", "contract"], id="kind"
            ),
            pytest.param(TriggerState, ["clear", "unknown", "fired"], id="state"),
            pytest.param(GateStage, ["before merge", "release candidate validation", "after merge"], id="stage"),
            pytest.param(FailureStreak, ["none", "some", "repeated"], id="streak"),
            pytest.param(TupleScope, ["sound", "ambiguous", "inconsistent"], id="scope"),
        ],
    )
    def test_texts(self, vocabulary: type[TriggerKind], words: list[str]) -> None:
        assert [str(word) for word in vocabulary] == words
