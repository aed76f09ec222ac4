"""What is known of rollback triggers."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from releasekit.gates import Better, GateStatus, GateVerdict, MetricVerdict, RegressionBudget, Standing
from releasekit.playbooks.gated_release import failure_streak
from releasekit.policy import MISSING, Cell, Column, Hit, Rule, Table, above, at_most, not_, one_of
from releasekit.rollback import TRIGGER_COLUMNS, TriggerFacts, TriggerRules, TriggerState

CONSUMERS: Final = ("VG-RCC-001", "VG-LA-001", "VG-RFLX-001")
GATES: Final = ("VG-LOOP-CORE-001", "VG-CONTRACT-001", *CONSUMERS)
METRICS: Final = ("p50", "p95")
STAGES: Final = ("before merge", "release candidate validation", "after merge")
percents: Final = st.sampled_from([Decimal(-5), Decimal(10), Decimal(10), Decimal("10.001"), None])


def mostly(good: object, *others: object) -> st.SearchStrategy[object]:
    """The good value at least every second time."""
    return st.sampled_from([good] * len(others) + list(others))

BUDGETS: Final = tuple(RegressionBudget(metric, Decimal(10), better=Better.LOWER) for metric in METRICS)
STRICT: Final = (BUDGETS[0].replace(percent=Decimal(5)),)
"""A budget that is stricter than the triggers are: more than it allows is not yet a reason to roll back."""
ENDINGS: Final = mostly(GateStatus.PASS, GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR)
"""How a metric stands, by a budget that may be stricter than the triggers are."""


@st.composite
def facts(draw: st.DrawFn) -> TriggerFacts:
    """Facts of which most clear their trigger."""
    standings = mostly(Standing.PASSED, *Standing, None)
    found = [(gate, draw(standings)) for gate in GATES]
    measured = [(metric, draw(percents)) for metric in METRICS if draw(mostly(True, False))]  # noqa: FBT003
    return TriggerFacts(
        [GateVerdict(gate, own, result=None, note="") for gate, own in found if isinstance(own, Standing)],
        draw(mostly(frozenset(GATES[:2]), frozenset(GATES[:1]), MISSING)),
        budgets=draw(mostly(BUDGETS[:1], BUDGETS, BUDGETS, STRICT, (), MISSING)),
        measured=[MetricVerdict(metric, draw(ENDINGS), regression=own) for metric, own in measured],
        stated={
            "gate_stage": draw(mostly("after merge", *STAGES, MISSING)),
            "memory_failures": failure_streak(draw(mostly(0, 1, 2, 3, MISSING)), repeatedly=2),
            "resource_exhaustion": draw(mostly(False, True, MISSING)),  # noqa: FBT003
            "tuple_scope": draw(mostly("sound", "sound", "ambiguous", "inconsistent", MISSING)),
        },
    )


OWN: Final = {"paged": (False, True), "queue": ("short", "long", "stuck")}
"""What a team of the tests states, beside what is derived and the standing of one gate."""
COLUMNS: Final = (
    *TRIGGER_COLUMNS,
    Column("core", Standing, optional=True),
    Column("paged", bool, optional=True),
    Column("queue", OWN["queue"], optional=True),
)
STANDINGS: Final = (
    one_of(Standing.FAILED),
    one_of(Standing.FAILED),
    one_of(Standing.UNPROVEN, MISSING),
    not_(Standing.PASSED),
    one_of(*Standing),
)
YES: Final = one_of(True)  # noqa: FBT003 - a value of a column
CELLS: Final[dict[str, tuple[Cell, ...]]] = {
    "required_gates": STANDINGS,
    "core": STANDINGS,
    "worst_regression": (above(5), above(10) | MISSING, at_most(5)),
    "rate_over_budget": (YES,),
    "all_measured": (YES, not_(YES)),
    "paged": (YES, YES | MISSING),
    "queue": (one_of("stuck"), not_("short"), one_of("long", MISSING), one_of(MISSING)),
}


ASKED: Final = (*sorted(CELLS), "core", "core", "required_gates", "required_gates")


@st.composite
def own_rules(draw: st.DrawFn) -> TriggerRules:
    """The triggers of a team, with rules that mostly fire and ask one or two facts."""
    rules = []
    for number in range(draw(st.integers(1, 4))):
        asked = draw(st.lists(st.sampled_from(ASKED), min_size=1, max_size=2, unique=True))
        state = draw(mostly(TriggerState.FIRED, TriggerState.FIRED, TriggerState.UNKNOWN))
        when = {name: draw(st.sampled_from(CELLS[name])) for name in asked}
        because = draw(st.sampled_from(("", "somebody is harmed")))
        rules.append(Rule(f"r{number}", when, then=(draw(st.sampled_from("ab")), state), because=because))
    outcomes = sorted({rule.then for rule in rules}, key=str)
    return TriggerRules(
        Table("own triggers", COLUMNS, rules=rules, hit=Hit.COLLECT, outcomes=outcomes), gates={"core": GATES[0]}
    )


@st.composite
def own_facts(draw: st.DrawFn) -> TriggerFacts:
    """Facts of such a team, of which many are missing, and gates of which many are unproven."""
    stated = {name: draw(mostly(MISSING, *values)) for name, values in OWN.items()}
    found = [(gate, draw(mostly(Standing.UNPROVEN, *Standing, None))) for gate in GATES]
    gates = [GateVerdict(gate, own, result=None, note="") for gate, own in found if isinstance(own, Standing)]
    return draw(facts()).replace(gates=gates, stated=stated)
