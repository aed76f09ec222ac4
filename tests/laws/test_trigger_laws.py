"""A rollback trigger is fired, unknown or clear; less knowledge never clears one, worse facts never silence one."""

from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from releasekit.gates import GateResult, GateStatus, GateVerdict, MetricVerdict, Standing
from releasekit.playbooks.gated_release import TRIGGERS
from releasekit.policy import MISSING
from releasekit.rollback import TriggerFacts, TriggerRules, TriggerState, check_triggers
from tests.laws.tables import law
from tests.strategies.triggers import BUDGETS, CONSUMERS, GATES, METRICS, OWN, facts, own_facts, own_rules, percents

CLEAR, UNKNOWN, FIRED = TriggerState
FORGOTTEN: Final = {"required": MISSING, "budgets": MISSING, "gates": (), "measured": ()}
STATED: Final = [column.name for column in TRIGGERS.stated]
MEASUREMENTS: Final = frozenset({"worst_regression", "rate_over_budget", "all_measured"})
NO_BUDGETS: Final = (MISSING, ())
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
    sound = {own.metric for own in known.measured if own.regression is not None and own.status is not GateStatus.ERROR}
    final = st.sampled_from((Standing.PASSED, Standing.FAILED))
    return known.replace(
        gates=[
            *(own for own in known.gates if own.gate in told),
            *(GateVerdict(gate, draw(final), result=None, note="") for gate in GATES if gate not in told),
        ],
        required=frozenset(GATES[:2]) if known.required is MISSING else known.required,
        budgets=BUDGETS if known.budgets in NO_BUDGETS else known.budgets,
        measured=[
            *(own for own in known.measured if own.metric in sound),
            *(
                MetricVerdict(metric, GateStatus.PASS, regression=draw(percents) or Decimal(0), note="")
                for metric in METRICS
                if metric not in sound
                and (known.budgets in NO_BUDGETS or metric in {budget.metric for budget in known.budgets})
            ),
        ],
        stated={
            name: draw(st.sampled_from(OWN[name])) if value is MISSING else value for name, value in known.stated
        },
    )


class TestAFailedBudgetNeverClears:
    """A trigger that asks for regressions is not clear while a metric fails its budget, or nothing has a budget."""

    @law(150)
    @given(facts(), st.sampled_from(METRICS), st.sampled_from((GateStatus.FAIL, GateStatus.ERROR)), percents)
    def test_of_the_playbook(
        self, known: TriggerFacts, metric: str, status: GateStatus, percent: Decimal | None
    ) -> None:
        """Whatever else was measured, and by whichever budget."""
        failed = MetricVerdict(metric, status, regression=percent, delta=percent)
        assert states(known.replace(measured=(*known.measured, failed)))["performance"] is not CLEAR
        assert states(known.replace(budgets=()))["performance"] is not CLEAR
        assert states(known.replace(budgets=MISSING))["performance"] is not CLEAR

    def test_of_any_table(self) -> None:
        """Of each rule that fires by measurements alone; such tables are drawn often enough."""
        met: Counter[str] = Counter()

        @law(200)
        @given(own_rules(), own_facts(), st.booleans())
        def check(rules: TriggerRules, known: TriggerFacts, nothing: bool) -> None:  # noqa: FBT001 - drawn
            failed = MetricVerdict(METRICS[0], GateStatus.FAIL, regression=Decimal(1), delta=Decimal(1))
            worse = known.replace(budgets=()) if nothing else known.replace(measured=(failed,))
            found = states(worse, rules)
            for rule in rules.table.rules:
                if rule.then[1] is FIRED and {column for column, _ in rule.when} <= MEASUREMENTS:
                    met[str(found[rule.then[0]])] += 1
                    assert found[rule.then[0]] is not CLEAR

        check()
        assert min(met["unknown"], met["fired"]) >= 10, met


class TestResultsOfGatesCount:
    """What a result measured counts as if it were stated."""

    @law(100)
    @given(facts())
    def test_as_if_stated(self, known: TriggerFacts) -> None:
        """All of it by the result of a gate that no trigger asks."""
        distinct = {own.metric: own for own in known.measured}.values()
        at = datetime(2026, 2, 20, tzinfo=UTC)
        run = GateResult("perf", "VG-PERF-001", status=GateStatus.ERROR, recorded_at=at, measured=distinct)
        verdict = GateVerdict("VG-PERF-001", Standing.FAILED, result=run, note="")
        moved = known.replace(gates=(*known.gates, verdict), measured=())
        assert check_triggers(moved, TRIGGERS) == check_triggers(known.replace(measured=distinct), TRIGGERS)


class TestOrderOfFactsIsIrrelevant:
    """The order of standings and measurements changes nothing."""

    @law()
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


def over(judged: MetricVerdict, limit: Decimal | None) -> bool | None:
    """Say whether a metric is more than 10 % worse, or a rate beyond its budget; nothing where nobody can tell."""
    failed = judged.status is GateStatus.FAIL
    if judged.regression is None:
        return True if failed else None
    if judged.regression > 10:
        return True
    is_kept = judged.status is GateStatus.PASS and (limit is None or judged.regression <= limit)
    return False if is_kept else None


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
    budgets = {} if known.budgets in NO_BUDGETS else {budget.metric: budget.percent for budget in known.budgets}
    measured = {own.metric: over(own, budgets.get(own.metric)) for own in known.measured}
    budgeted = [measured.get(metric) for metric in budgets] or [None]
    metrics = [*measured.values(), *budgeted]
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
