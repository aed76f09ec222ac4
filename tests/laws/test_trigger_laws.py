"""A rollback trigger is fired, unknown or clear; less knowledge never clears one, worse facts never silence one."""

from collections import Counter
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from releasekit.gates import GateStatus, GateVerdict, MetricVerdict, Standing
from releasekit.playbooks.gated_release import TRIGGERS
from releasekit.policy import MISSING
from releasekit.rollback import TriggerFacts, TriggerRules, TriggerState, check_triggers
from tests.laws.tables import law
from tests.strategies.triggers import CONSUMERS, GATES, METRICS, OWN, facts, own_facts, own_rules, percents

CLEAR, UNKNOWN, FIRED = TriggerState
FORGOTTEN: Final = {"required": MISSING, "budgeted": MISSING, "gates": (), "measured": ()}
STATED: Final = [column.name for column in TRIGGERS.stated]
WORSE: Final = {"none": "some", "some": "repeated", "repeated": "repeated", MISSING: MISSING}
States = dict[str, TriggerState]


class TestTriggersFollowTheSentences:
    """Each trigger is exactly in the state that its sentence gives."""

    @law(200)
    @given(facts())
    def test_by_the_oracle(self, known: TriggerFacts) -> None:
        """Worked out without the table."""
        assert states(known) == expected(known)

    def test_every_state_of_every_trigger_is_met(self) -> None:
        """The law says something."""
        met: Counter[tuple[str, TriggerState]] = Counter()

        @law(200)
        @given(facts())
        def count(known: TriggerFacts) -> None:
            met.update(expected(known).items())

        count()
        assert {(kind, state) for kind in TRIGGERS.triggers for state in TriggerState if met[kind, state] >= 10} == {
            (kind, state) for kind in TRIGGERS.triggers for state in TriggerState
        }, met


class TestForgettingNeverClears:
    """A trigger that is not clear does not become clear because a fact is forgotten."""

    @law(100)
    @given(facts(), st.sampled_from(sorted([*FORGOTTEN, *STATED])))
    def test_of_any_fact(self, known: TriggerFacts, name: str) -> None:
        """Fired may become unknown; clear may, too."""
        stated = {column: value for column, value in known.stated if column != name}
        changes = {name: FORGOTTEN[name]} if name in FORGOTTEN else {"stated": stated}
        before, after = states(known), states(known.replace(**changes))
        assert [name for name in TRIGGERS.triggers if before[name] is not CLEAR and after[name] is CLEAR] == []


class TestBadNewsNeverSilence:
    """One more failure, measurement or failed protection takes no fired trigger away."""

    @law(100)
    @given(facts(), st.sampled_from(GATES), percents)
    def test_more_news(self, known: TriggerFacts, gate: str, percent: Decimal | None) -> None:
        """Whatever was known before."""
        stated = dict(known.stated)
        more = known.replace(
            gates=(*known.gates, GateVerdict(gate, Standing.FAILED, result=None, note="")),
            measured=(*known.measured, MetricVerdict("p99", GateStatus.PASS, regression=percent, note="")),
            stated={**stated, "memory_failures": WORSE[stated["memory_failures"]]},
        )
        before, after = states(known), states(more)
        assert [name for name in TRIGGERS.triggers if before[name] is FIRED and after[name] is not FIRED] == []


class TestLearningNeverFiresWhatWasClear:
    """By the table of any team, learning a missing fact never takes a clear trigger to fired."""

    @law(200)
    @given(st.data(), own_rules(), own_facts())
    def test_of_any_table(self, data: st.DataObject, rules: TriggerRules, known: TriggerFacts) -> None:
        """Everything that is missing is learnt, in any way; the table has no rule for what is unknown but by chance."""
        before, after = states(known, rules), states(data.draw(learnt(known)), rules)
        assert [name for name in rules.triggers if before[name] is CLEAR and after[name] is FIRED] == []

    def test_every_state_is_met(self) -> None:
        """The law says something: triggers are clear while facts are missing, and doubts come true."""
        met: Counter[tuple[TriggerState, TriggerState]] = Counter()

        @law(200)
        @given(st.data(), own_rules(), own_facts())
        def count(data: st.DataObject, rules: TriggerRules, known: TriggerFacts) -> None:
            before, after = states(known, rules), states(data.draw(learnt(known)), rules)
            met.update((before[name], after[name]) for name in rules.triggers)

        count()
        assert min(met[pair] for pair in ((CLEAR, CLEAR), (UNKNOWN, CLEAR), (UNKNOWN, FIRED), (FIRED, FIRED))) >= 10

    @law(100)
    @given(own_rules(), own_facts())
    def test_a_doubt_names_what_is_missing(self, rules: TriggerRules, known: TriggerFacts) -> None:
        """Each unknown trigger has its reasons; where no rule says so, they are rules of it and name the open facts."""
        said = {rule.id for rule in rules.table.rules if rule.then[1] is UNKNOWN}
        for own in check_triggers(known, rules).unknown:
            assert own.reasons
            if {reason.rule for reason in own.reasons}.isdisjoint(said):
                assert own.missing
                assert all(f"`{column}`" in "".join(map(str, own.reasons)) for column in own.missing)


@st.composite
def learnt(draw: st.DrawFn, known: TriggerFacts) -> TriggerFacts:
    """The same facts with everything known that was not."""
    told = {own.gate for own in known.gates if own.standing is not Standing.UNPROVEN}
    sound = {own.metric for own in known.measured if own.regression is not None}
    final = st.sampled_from((Standing.PASSED, Standing.FAILED))
    return known.replace(
        gates=[
            *(own for own in known.gates if own.gate in told),
            *(GateVerdict(gate, draw(final), result=None, note="") for gate in GATES if gate not in told),
        ],
        required=frozenset(GATES[:2]) if known.required is MISSING else known.required,
        budgeted=frozenset(METRICS) if known.budgeted is MISSING else known.budgeted,
        measured=[
            *(own for own in known.measured if own.metric in sound),
            *(
                MetricVerdict(metric, GateStatus.PASS, regression=draw(percents) or Decimal(0), note="")
                for metric in METRICS
                if metric not in sound and (known.budgeted is MISSING or metric in known.budgeted)
            ),
        ],
        stated={
            name: draw(st.sampled_from(OWN[name])) if value is MISSING else value for name, value in known.stated
        },
    )


class TestOrderOfFactsIsIrrelevant:
    """The order of standings and measurements changes nothing."""

    @law(60)
    @given(st.data(), facts())
    def test_report(self, data: st.DataObject, known: TriggerFacts) -> None:
        """Not even the reasons."""
        shuffled = {name: data.draw(st.permutations(getattr(known, name))) for name in ("gates", "measured")}
        assert check_triggers(known.replace(**shuffled), TRIGGERS) == check_triggers(known, TRIGGERS)


def states(known: TriggerFacts, rules: TriggerRules = TRIGGERS) -> States:
    """What the library says of each trigger."""
    report = check_triggers(known, rules)
    fired, unknown = ({own.name for own in part} for part in (report.fired, report.unknown))
    assert not fired & unknown
    assert set(report.clear) == set(rules.triggers) - fired - unknown
    return {name: FIRED if name in fired else UNKNOWN if name in unknown else CLEAR for name in rules.triggers}


def worst(states_of: list[bool | None]) -> TriggerState:
    """Of things that are bad, not bad or not known: fired if any is bad, clear if all are known not to be."""
    return FIRED if True in states_of else UNKNOWN if None in states_of else CLEAR


def expected(known: TriggerFacts) -> States:
    """The five sentences by hand, without a table."""
    standing = {own.gate: own.standing for own in known.gates}
    bad = {Standing.FAILED: True, Standing.PASSED: False}
    gates = {gate: bad.get(standing.get(gate)) for gate in GATES}  # type: ignore[call-overload]
    required = [None] if known.required is MISSING else [gates[gate] for gate in known.required]
    functional = worst(required)
    stated = dict(known.stated)
    if stated["gate_stage"] == "before merge":
        functional = CLEAR
    elif stated["gate_stage"] is MISSING and functional is FIRED:
        functional = UNKNOWN
    percent = {own.metric: own.regression for own in known.measured}
    budgeted = [None] if known.budgeted is MISSING else [percent.get(metric) for metric in known.budgeted]
    metrics = [None if own is None else own > 10 for own in (*percent.values(), *budgeted)]
    memory = None if stated["memory_failures"] is MISSING else stated["memory_failures"] == "repeated"
    exhausted = None if stated["resource_exhaustion"] is MISSING else bool(stated["resource_exhaustion"])
    scope = None if stated["tuple_scope"] is MISSING else stated["tuple_scope"] != "sound"
    return {
        "functional": functional,
        "compatibility": worst([gates[gate] for gate in CONSUMERS]),
        "performance": worst(metrics),
        "stability": worst([memory, exhausted]),
        "contract": worst([scope]),
    }
