"""A budget never becomes kinder because a measurement is worse, and a promotion not because a run is.

The numbers are drawn around the limits, so that all verdicts are common; tests count them.
"""

import statistics
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from releasekit.answers import Permission
from releasekit.gates import (
    Better,
    DeltaBudget,
    GateResult,
    GateStatus,
    MetricVerdict,
    PromotionRule,
    RateThreshold,
    RegressionBudget,
    TreeState,
    median,
)
from tests.laws.tables import law

LOWER, HIGHER = Better
PASS, FAIL, ERROR = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR
ALLOWED, REFUSED = Permission
LONG: Final = Context(prec=90)
ORDER: Final = {PASS: 0, FAIL: 1}

directions = st.sampled_from(Better)
percents = st.sampled_from([Decimal(text) for text in ("0.5", "7.25", "10", "33.3", "100", "250")])
floors = st.none() | st.sampled_from([Decimal(text) for text in ("0", "0.02", "2.0", "150")])
baselines = st.decimals("0.001", "9999", places=3)


class Case(NamedTuple):
    """A budget with a baseline and a candidate near its limit."""

    budget: RegressionBudget
    baseline: Decimal
    candidate: Decimal

    def judge(self, **changes: object) -> MetricVerdict:
        """The verdict, under another budget where fields of it are given."""
        return self.budget.replace(**changes).judge(self.baseline, self.candidate, approved=True)


def worse_by(better: Better, baseline: Decimal, amount: Decimal) -> Decimal:
    """What is worse than a baseline by an amount."""
    return baseline + amount if better is LOWER else baseline - amount


@st.composite
def cases(draw: st.DrawFn, floors: st.SearchStrategy[Decimal | None] = floors) -> Case:
    """Candidates at the percent, at the floor, a step beside one of them, or anywhere."""
    better, percent, floor, baseline = draw(directions), draw(percents), draw(floors), draw(baselines)
    limits = [baseline * percent / 100, floor if floor is not None else Decimal(0)]
    amount = draw(st.sampled_from(limits) | st.decimals(-50, 300, places=2))
    amount += draw(st.sampled_from([Decimal(text) for text in ("0", "0", "1E-30", "-1E-30", "0.001", "-0.001", "5")]))
    candidate = worse_by(better, baseline, amount)
    assume(candidate >= 0)
    return Case(RegressionBudget("m", percent, better=better, floor=floor), baseline, candidate)


def expected(case: Case) -> GateStatus:
    """The verdict in fractions: both limits have to be passed."""
    before, after = Fraction(case.baseline), Fraction(case.candidate)
    worse = after - before if case.budget.better is LOWER else before - after
    floor = case.budget.floor
    over = 100 * worse > Fraction(case.budget.percent) * before
    return FAIL if over and (floor is None or worse > Fraction(floor)) else PASS


class TestTheVerdict:
    """FAIL is worse by more than the percent of the baseline and by more than the floor; all else is a PASS."""

    @law()
    @given(cases())
    def test_is_what_fractions_say(self, case: Case) -> None:
        assert case.judge().status is expected(case)

    @law()
    @given(cases(), st.sampled_from(["1E-30", "1E-3", "1", "500"]))
    def test_a_worse_candidate_never_passes_where_a_better_one_fails(self, case: Case, step: str) -> None:
        worse = worse_by(case.budget.better, case.candidate, Decimal(step))
        assume(worse >= 0)
        assert ORDER[case.judge().status] <= ORDER[case._replace(candidate=worse).judge().status]

    @law()
    @given(cases())
    def test_both_directions_are_mirror_images(self, case: Case) -> None:
        mirrored = 2 * case.baseline - case.candidate
        assume(mirrored >= 0)
        other = HIGHER if case.budget.better is LOWER else LOWER
        found = case._replace(candidate=mirrored).judge(better=other)
        assert found == case.judge()

    @law()
    @given(cases(floors=st.none()), st.integers(-40, 40))
    def test_the_unit_does_not_matter_without_a_floor(self, case: Case, power: int) -> None:
        scaled = Case(case.budget, case.baseline.scaleb(power, LONG), case.candidate.scaleb(power, LONG)).judge()
        assert (scaled.status, scaled.regression) == (case.judge().status, case.judge().regression)

    @law()
    @given(cases(), st.sampled_from(["1E-20", "0.001", "1", "1000"]), st.booleans())
    def test_a_larger_budget_never_fails_what_passed(self, case: Case, step: str, percent: bool) -> None:  # noqa: FBT001
        floor = case.budget.floor or Decimal(0)
        larger = {"percent": case.budget.percent + Decimal(step)} if percent else {"floor": floor + Decimal(step)}
        assert ORDER[case.judge(**larger).status] <= ORDER[case.judge().status]

    @law()
    @given(directions, percents, baselines, floors)
    def test_the_limit_passes_and_the_next_number_does_not(
        self, better: Better, percent: Decimal, baseline: Decimal, floor: Decimal | None
    ) -> None:
        allowed = max(baseline * percent / 100, floor or Decimal(0))
        limit = worse_by(better, baseline, allowed)
        assume(limit > 0)
        beyond = limit.next_plus(LONG) if better is LOWER else limit.next_minus(LONG)
        budget = RegressionBudget("m", percent, better=better, floor=floor)
        verdicts = [budget.judge(baseline, value, approved=True).status for value in (limit, beyond)]
        assert verdicts == [PASS, FAIL]

    def test_the_cases_reach_every_verdict(self) -> None:
        seen: Counter[object] = Counter()

        @settings(max_examples=300)
        @given(cases())
        def count(case: Case) -> None:
            over_percent = case.judge(floor=None).status
            floor = "none" if case.budget.floor is None else "floor"
            seen[floor, over_percent, case.judge().status] += 1

        count()
        assert seen.keys() == {
            ("none", PASS, PASS),
            ("none", FAIL, FAIL),
            ("floor", PASS, PASS),
            ("floor", FAIL, PASS),
            ("floor", FAIL, FAIL),
        }
        assert min(seen.values()) >= 10


class TestDeltas:
    """A delta budget fails exactly what is worse by more than its maximum, from any baseline."""

    @law()
    @given(directions, st.just(Decimal(0)) | baselines, st.decimals(0, 5, places=2), st.decimals(0, 20, places=2))
    def test_is_what_fractions_say(
        self, better: Better, baseline: Decimal, maximum: Decimal, candidate: Decimal
    ) -> None:
        sign = 1 if better is LOWER else -1
        worse = sign * (Fraction(candidate) - Fraction(baseline))
        found = DeltaBudget("m", maximum, better=better).judge(baseline, candidate, approved=True)
        assert found.delta is not None
        assert (found.status, Fraction(found.delta)) == (FAIL if worse > Fraction(maximum) else PASS, worse)

    @law()
    @given(directions, st.just(Decimal(0)) | baselines, st.decimals(0, 5, places=2))
    def test_the_limit_passes_and_the_next_number_does_not(
        self, better: Better, baseline: Decimal, maximum: Decimal
    ) -> None:
        limit = worse_by(better, baseline, maximum)
        assume(limit > 0)
        beyond = limit.next_plus(LONG) if better is LOWER else limit.next_minus(LONG)
        budget = DeltaBudget("m", maximum, better=better)
        assert [budget.judge(baseline, value, approved=True).status for value in (limit, beyond)] == [PASS, FAIL]

    @law()
    @given(directions, st.decimals(1, 99, places=3))
    def test_a_threshold_passes_and_the_next_number_does_not(self, better: Better, limit: Decimal) -> None:
        beyond = limit.next_plus(LONG) if better is LOWER else limit.next_minus(LONG)
        threshold = RateThreshold("m", limit, better=better)
        assert [threshold.judge(value).status for value in (limit, beyond)] == [PASS, FAIL]


numbers = st.integers(0, 10**6) | st.decimals(0, 10**6, places=6)
run_lists = st.lists(numbers, min_size=1, max_size=8)


class TestMedian:
    """The median of runs is the statistical one, exact, whatever the order of the runs."""

    @law()
    @given(run_lists)
    def test_is_what_statistics_says_of_fractions(self, runs: list[Decimal | int]) -> None:
        found = median(runs)
        assert isinstance(found, Decimal)
        assert Fraction(found) == statistics.median(map(Fraction, runs))
        assert min(runs) <= found <= max(runs)

    @law()
    @given(run_lists, st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order(self, runs: list[Decimal | int], shuffler: object) -> None:
        shuffled = list(runs)
        shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
        assert str(median(shuffled)) == str(median(runs))

    @law()
    @given(run_lists, run_lists, directions)
    def test_is_what_runs_are_judged_by(
        self, before: list[Decimal | int], after: list[Decimal | int], better: Better
    ) -> None:
        budget = RegressionBudget("m", Decimal(10), better=better)
        assert budget.judge_runs(before, after, approved=True) == budget.judge(
            median(before), median(after), approved=True
        )

    @law()
    @given(run_lists, st.integers(0, 7), st.sampled_from([0.5, True, None, -1, Decimal("NaN"), "1"]))
    def test_is_unknown_with_one_unsound_run(self, runs: list[Decimal | int], place: int, odd: object) -> None:
        assert str(median([*runs[:place], odd, *runs[place:]])) == "missing"


# ------------------------------------------------------------------------------------------- promotion

AT: Final = datetime(2026, 2, 20, tzinfo=UTC)
HERE: Final = "c@1+2+-+-"
GOOD: Final = {"status": PASS, "subject": HERE, "tree": TreeState.COMMITTED}
DIAGNOSTIC: Final = [
    {"tree": TreeState.DIRTY_WORKING_TREE},
    {"tree": TreeState.NOT_RECORDED},
    {"subject": None},
    {"supersedes": ("elsewhere",)},
    {"subject": "c@9+2+-+-"},
]
BAD: Final = [
    *({"status": status} for status in GateStatus if status is not PASS),
    *({"status": status, "subject": None} for status in (FAIL, ERROR, GateStatus.SKIPPED)),
    {"status": FAIL, "tree": TreeState.DIRTY_WORKING_TREE},
    {"evidence": ()},
]
UNRELATED: Final = [{"status": FAIL, "subject": "c@9+2+-+-"}, {"status": FAIL, "gate": "other"}]
hours = st.integers(-2, 12)
rules = st.builds(PromotionRule, st.just("g"), st.integers(1, 4))


def run(name: str, hours: int, **changes: object) -> GateResult:
    """A run so many hours before the question; negative is after it."""
    result = GateResult(name, "g", recorded_at=AT - timedelta(hours=hours), evidence=(name,), **GOOD)
    return result.replace(**changes)


@st.composite
def runs(draw: st.DrawFn, least: int = 0) -> list[GateResult]:
    """Mostly green runs, some of them tied, some with the evidence of another."""
    kinds = st.sampled_from([{}] * 14 + DIAGNOSTIC + BAD + UNRELATED + [{"evidence": ("run 0",)}])
    drawn = draw(st.lists(st.tuples(hours, kinds), min_size=least, max_size=8))
    return [run(f"run {number}", hour, **changes) for number, (hour, changes) in enumerate(drawn)]


def streak(results: Iterable[GateResult]) -> int:
    """Walk through the runs from the oldest to the newest, at each instant the bad ones last."""
    proofs: set[tuple[str, ...]] = set()
    green = [result for result in results if result.status is PASS and result.evidence]
    order = sorted(results, key=lambda own: (own.recorded_at, own not in green))
    for own in order:
        if own.gate != "g" or own.subject not in (HERE, None):
            continue
        late = own.recorded_at > AT
        if own in green:
            fits = own.subject == HERE and own.tree is TreeState.COMMITTED and not own.supersedes and not late
            proofs |= {own.evidence} if fits else set()
        elif not late or own.status in (FAIL, ERROR):
            proofs = set()
    return len(proofs)


def outcome(rule: PromotionRule, results: Iterable[GateResult]) -> Permission:
    """What the rule says of the tuple."""
    return rule.judge(results, AT, subject=HERE).outcome


class TestPromotion:
    """A promotion needs enough consecutive green runs; one green run less or one bad run more never helps."""

    @law(200)
    @given(rules, runs())
    def test_the_streak_is_what_a_walk_through_the_runs_counts(
        self, rule: PromotionRule, results: list[GateResult]
    ) -> None:
        found = rule.judge(results, AT, subject=HERE)
        assert found.streak == streak(results)
        assert found.outcome is (ALLOWED if found.streak >= rule.runs else REFUSED)
        assert (found.reasons == ()) is (found.outcome is ALLOWED)

    @law(150)
    @given(rules, runs(least=1), st.data())
    def test_one_pass_less_never_helps(
        self, rule: PromotionRule, results: list[GateResult], data: st.DataObject
    ) -> None:
        passes = [own for own in results if own.status is PASS and own.evidence]
        assume(passes)
        gone = data.draw(st.sampled_from(passes))
        fewer = [own for own in results if own is not gone]
        assert not (outcome(rule, results) is REFUSED and outcome(rule, fewer) is ALLOWED)

    @law(150)
    @given(rules, runs(), hours, st.sampled_from(BAD))
    def test_one_bad_run_more_never_helps(
        self, rule: PromotionRule, results: list[GateResult], hour: int, changes: dict[str, object]
    ) -> None:
        more = [*results, run("more", hour, **changes)]
        assert not (outcome(rule, results) is REFUSED and outcome(rule, more) is ALLOWED)

    @law()
    @given(rules, runs(), hours, st.sampled_from(BAD))
    def test_a_rerun_never_undoes_a_bad_run(
        self, rule: PromotionRule, results: list[GateResult], hour: int, changes: dict[str, object]
    ) -> None:
        bad = run("bad", hour, **changes)
        both = [*results, bad, run("rerun", hour - 1, supersedes=("bad",))]
        assert rule.judge(both, AT, subject=HERE).streak == streak([*results, bad])

    @law()
    @given(rules, runs(), st.randoms(use_true_random=False))
    def test_the_order_of_the_records_does_not_matter(
        self, rule: PromotionRule, results: list[GateResult], shuffler: object
    ) -> None:
        shuffled = list(results)
        shuffler.shuffle(shuffled)  # type: ignore[attr-defined]
        assert rule.judge(shuffled, AT, subject=HERE) == rule.judge(results, AT, subject=HERE)

    @law()
    @given(st.integers(1, 4), runs())
    def test_a_stricter_rule_never_helps(self, count: int, results: list[GateResult]) -> None:
        rule = PromotionRule("g", count)
        for stricter in (rule.replace(runs=count + 1), rule.replace(trees={TreeState.CLEAN_CLONE_COMMITTED})):
            assert not (outcome(rule, results) is REFUSED and outcome(stricter, results) is ALLOWED)

    def test_the_runs_reach_every_answer(self) -> None:
        seen: Counter[object] = Counter()

        @settings(max_examples=300)
        @given(runs())
        def count(results: list[GateResult]) -> None:
            found = PromotionRule("g", 3).judge(results, AT, subject=HERE)
            seen[found.outcome] += 1
            notes = " ".join(found.notes)
            seen.update(text for text in ("resets the streak", "does not count") if text in notes)
            seen["again, and met"] += found.outcome is ALLOWED and len(found.counted) < len(results) - 2

        count()
        assert min(seen[key] for key in (ALLOWED, REFUSED, "resets the streak", "does not count")) >= 20
        assert seen["again, and met"] >= 5


@pytest.mark.parametrize("changes", BAD, ids=lambda changes: ", ".join(map(str, changes.values())))
def test_each_bad_run_is_bad(changes: dict[str, object]) -> None:
    assert streak([run("a", 3), run("b", 2, **changes)]) == 0
