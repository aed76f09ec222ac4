"""A rollback trigger is fired, unknown or clear; less knowledge never clears one, worse facts never silence one."""

from collections import Counter
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from releasekit.gates import GateStatus, GateVerdict, MetricVerdict, Standing
from releasekit.policy import MISSING
from releasekit.rollback import GateStage, TriggerFacts, TriggerKind, TriggerState, TupleScope, check_triggers
from tests.laws.tables import law
from tests.strategies.triggers import CONSUMERS, GATES, facts, percents

CLEAR, UNKNOWN, FIRED = TriggerState
FORGOTTEN: Final = {
    "required": MISSING,
    "stage": MISSING,
    "budgeted": MISSING,
    "memory_failures": MISSING,
    "resource_exhaustion": MISSING,
    "tuple_scope": MISSING,
    "gates": (),
    "measured": (),
}


class TestTriggersFollowTheSentences:
    """Each trigger is exactly in the state that its sentence gives."""

    @law(200)
    @given(facts())
    def test_by_the_oracle(self, known: TriggerFacts) -> None:
        """Worked out without the table."""
        assert states(known) == expected(known)

    def test_every_state_of_every_trigger_is_met(self) -> None:
        """The law says something."""
        met: Counter[tuple[TriggerKind, TriggerState]] = Counter()

        @law(200)
        @given(facts())
        def count(known: TriggerFacts) -> None:
            met.update(expected(known).items())

        count()
        assert {(kind, state) for kind in TriggerKind for state in TriggerState if met[kind, state] >= 10} == {
            (kind, state) for kind in TriggerKind for state in TriggerState
        }, met


class TestForgettingNeverClears:
    """A trigger that is not clear does not become clear because a fact is forgotten."""

    @law(100)
    @given(facts(), st.sampled_from(sorted(FORGOTTEN)))
    def test_of_any_fact(self, known: TriggerFacts, name: str) -> None:
        """Fired may become unknown; clear may, too."""
        before, after = states(known), states(known.replace(**{name: FORGOTTEN[name]}))
        assert [kind for kind in TriggerKind if before[kind] is not CLEAR and after[kind] is CLEAR] == []


class TestBadNewsNeverSilence:
    """One more failure, measurement or failed protection takes no fired trigger away."""

    @law(100)
    @given(facts(), st.sampled_from(GATES), percents)
    def test_more_news(self, known: TriggerFacts, gate: str, percent: Decimal | None) -> None:
        """Whatever was known before."""
        more = known.replace(
            gates=(*known.gates, GateVerdict(gate, Standing.FAILED, result=None, note="")),
            measured=(*known.measured, MetricVerdict("p99", GateStatus.PASS, regression=percent, note="")),
            memory_failures=MISSING if known.memory_failures is MISSING else known.memory_failures + 1,
        )
        before, after = states(known), states(more)
        assert [kind for kind in TriggerKind if before[kind] is FIRED and after[kind] is not FIRED] == []


class TestOrderOfFactsIsIrrelevant:
    """The order of standings and measurements changes nothing."""

    @law(60)
    @given(st.data(), facts())
    def test_report(self, data: st.DataObject, known: TriggerFacts) -> None:
        """Not even the reasons."""
        shuffled = {name: data.draw(st.permutations(getattr(known, name))) for name in ("gates", "measured")}
        assert check_triggers(known.replace(**shuffled), repeatedly=2) == check_triggers(known, repeatedly=2)


def states(known: TriggerFacts) -> dict[TriggerKind, TriggerState]:
    """What the library says of each trigger."""
    report = check_triggers(known, repeatedly=2)
    fired, unknown = ({own.kind for own in part} for part in (report.fired, report.unknown))
    assert not fired & unknown
    assert set(report.clear) == set(TriggerKind) - fired - unknown
    return {kind: FIRED if kind in fired else UNKNOWN if kind in unknown else CLEAR for kind in TriggerKind}


def worst(states_of: list[bool | None]) -> TriggerState:
    """Of things that are bad, not bad or not known: fired if any is bad, clear if all are known not to be."""
    return FIRED if True in states_of else UNKNOWN if None in states_of else CLEAR


def expected(known: TriggerFacts) -> dict[TriggerKind, TriggerState]:
    """The five sentences by hand, without a table."""
    standing = {own.gate: own.standing for own in known.gates}
    bad = {Standing.FAILED: True, Standing.PASSED: False}
    gates = {gate: bad.get(standing.get(gate)) for gate in GATES}  # type: ignore[call-overload]
    required = [None] if known.required is MISSING else [gates[gate] for gate in known.required]
    functional = worst(required)
    if known.stage is GateStage.BEFORE_MERGE:
        functional = CLEAR
    elif known.stage is MISSING and functional is FIRED:
        functional = UNKNOWN
    percent = {own.metric: own.regression for own in known.measured}
    budgeted = [None] if known.budgeted is MISSING else [percent.get(metric) for metric in known.budgeted]
    metrics = [None if own is None else own > 10 for own in (*percent.values(), *budgeted)]
    memory = None if known.memory_failures is MISSING else known.memory_failures >= 2
    exhausted = None if known.resource_exhaustion is MISSING else known.resource_exhaustion
    scope = None if known.tuple_scope is MISSING else known.tuple_scope is not TupleScope.SOUND
    return {
        TriggerKind.FUNCTIONAL: functional,
        TriggerKind.COMPATIBILITY: worst([gates[gate] for gate in CONSUMERS]),
        TriggerKind.PERFORMANCE: worst(metrics),
        TriggerKind.STABILITY: worst([memory, exhausted]),
        TriggerKind.CONTRACT: worst([scope]),
    }
