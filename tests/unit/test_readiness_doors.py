"""Ways by which a candidate might slip through to a go, each shut: names, instants and numbers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from releasekit.errors import FieldError
from releasekit.gates import Better, Gate, GateStatus, RegressionBudget, Standing, standing_of
from releasekit.playbooks.gated_release import READINESS
from releasekit.readiness import ClaimFact, DecisionStatus, GoNoGo, TreeFact, assess
from tests.strategies.candidates import AT, LATER, R1, R2, complete, entry, passed

UNMEASURED: Final = "no sound measurement; expected a number of at least zero"
BUDGET: Final = RegressionBudget("latency", Decimal(10), better=Better.LOWER)


class TestScope:
    def test_a_misspelt_gate_is_asked_for(self) -> None:
        review = assess(complete(R2, scoped_gates=frozenset({"VG-LOPP-CORE-001"})), READINESS, AT)
        assert review.outcome is GoNoGo.NO_GO
        assert [need.details for need in review.missing] == [("VG-LOPP-CORE-001: unproven (no result that counts)",)]

    def test_a_known_gate_of_another_prefix_changes_nothing(self) -> None:
        assert assess(complete(R2, scoped_gates=frozenset({"VG-RCC-001"})), READINESS, AT).outcome is GoNoGo.GO


class TestStatedNumbers:
    """A number that is stated is kept digit by digit, or refused."""

    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (4, "4"),
            (-4, "-4"),
            (2**53 + 1, "9007199254740993"),
            (Decimal("0.10"), "0.10"),
            (Decimal("1E+3"), "1000"),
            (True, "true"),
        ],
        ids=str,
    )
    def test_kept(self, value: object, expected: str) -> None:
        assert complete(R1, stated={"days": value}).stated == (("days", expected),)

    @pytest.mark.parametrize(
        "value",
        [10**400, Decimal("1E+999999999"), Decimal("1E-999999999"), Decimal("NaN")],
        ids=["long", "huge", "tiny", "no number"],
    )
    def test_refused(self, value: object) -> None:
        with pytest.raises(FieldError, match=r"^ReleaseCandidate\.stated holds "):
            complete(R1, stated={"days": value})


class TestRates:
    def test_a_whole_percent_is_kept_as_a_decimal_number(self) -> None:
        candidate = complete(R1, rates={"success_rate": 95})
        assert candidate == complete(R1, rates={"success_rate": Decimal(95)})
        assert [type(percent) for _, percent in candidate.rates] == [Decimal]

    @pytest.mark.parametrize(("value", "told"), [(True, "True"), (95.0, "95.0"), (101, "101"), ("95", '"95"')])
    def test_refused(self, value: object, told: str) -> None:
        expected = rf'^ReleaseCandidate\.rates holds `\("success_rate", {told}\)`; expected a tuple of 2: '
        with pytest.raises(FieldError, match=expected):
            complete(R1, rates={"success_rate": value})


@pytest.mark.parametrize("kind", [ClaimFact, TreeFact])
def test_an_error_names_the_class_that_people_know(kind: type[ClaimFact | TreeFact]) -> None:
    """Both have their fields from one private base."""
    with pytest.raises(FieldError, match=rf"^{kind.__name__}\.name is `7`; expected 1 to 200 printable characters"):
        kind(7)  # type: ignore[arg-type]


class TestExactVerdicts:
    @pytest.mark.parametrize(
        ("baseline", "measured", "status", "note"),
        [
            (Decimal(3), Decimal("3.3"), GateStatus.PASS, "10.00 % of 10 %"),
            (Decimal(10) ** 60 + 1, (Decimal(10) ** 60) * 2, GateStatus.FAIL, "100.00 % of 10 %"),
            (Decimal(100), Decimal("110." + "0" * 60 + "1"), GateStatus.FAIL, "10.01 % of 10 %"),
            (Decimal("1E+500000"), Decimal(1), GateStatus.ERROR, "no sound baseline; expected a positive number"),
            (Decimal(1), Decimal("1E-500000"), GateStatus.ERROR, UNMEASURED),
            (1, 1, GateStatus.PASS, "0.00 % of 10 %"),
            (1.0, 1.0, GateStatus.ERROR, "no sound baseline; expected a positive number"),
        ],
        ids=["exact", "long", "by a hair", "huge", "tiny", "whole", "float"],
    )
    def test_verdicts_are_exact(self, baseline: Decimal, measured: Decimal, status: GateStatus, note: str) -> None:
        judged = BUDGET.judge(baseline, measured, approved=True)
        assert (judged.status, judged.note) == (status, note)


class TestInstants:
    def test_the_hour_that_comes_twice(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 45, fold=0, tzinfo=berlin)
        second = datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=berlin)
        assert standing_of("g", [passed("g", recorded_at=second)], first).standing is Standing.UNPROVEN
        assert standing_of("g", [passed("g", recorded_at=first)], second).standing is Standing.PASSED

    @pytest.mark.parametrize(
        ("at", "given"),
        [
            (datetime(2026, 2, 20), "2026-02-20T00:00:00"),  # noqa: DTZ001 - the point of the test
            (date(2026, 2, 20), "2026-02-20"),
            (None, "None"),
        ],
        ids=["naive", "day", "nothing"],
    )
    def test_only_aware_instants(self, at: datetime, given: str) -> None:
        for ask in (
            lambda: assess(complete(R1), READINESS, at),
            lambda: standing_of("g", [], at),
            lambda: entry("D-001").is_active(at),
        ):
            with pytest.raises(FieldError) as caught:
                ask()
            assert str(caught.value) == f"at is `{given}`; expected an instant with its zone"

    def test_the_end_of_a_decision_that_is_dated_tomorrow_lifts_nothing_today(self) -> None:
        later = entry("D-017").replace(accepted_at=LATER, lifted_at=LATER + timedelta(days=1))
        review = assess(complete(R2, decisions=(later,)), READINESS, AT)
        assert review.decision.fact("clean_clone_decision") is DecisionStatus.ACTIVE


class TestRulesRefuse:
    def test_outcomes_in_another_order(self) -> None:
        columns = [column.replace(worse=None) for column in READINESS.go_no_go.columns]
        table = READINESS.go_no_go.draft.replace(columns=columns, outcomes=tuple(reversed(GoNoGo)))
        with pytest.raises(FieldError, match="expected go to no-go, in that order"):
            READINESS.replace(go_no_go=type(READINESS.go_no_go).from_draft(table))

    def test_a_gate_twice(self) -> None:
        with pytest.raises(FieldError, match=r"^ReadinessRules\.gates\[12\] has the id `\"VG-RCC-001\"` again"):
            READINESS.replace(gates=(*READINESS.gates, Gate("VG-RCC-001")))
