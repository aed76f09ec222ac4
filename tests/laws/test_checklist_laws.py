"""A checklist is never completed by something worse, missing or said twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from releasekit.playbooks.release_cadence import MAJOR_RELEASE
from releasekit.procedures import (
    Checklist,
    ChecklistOutcome,
    ChecklistReport,
    ItemResult,
    ItemStanding,
    ItemStatus,
    Shortfall,
)
from tests.laws.tables import law
from tests.strategies.checklists import (
    AT,
    BEFORE,
    FAIL,
    LATER,
    LISTS,
    NA,
    PASS,
    STATED,
    Results,
    Stated,
    cases,
    may_be_na,
    passed,
)

COMPLETE, INCOMPLETE = ChecklistOutcome
Case = tuple[Checklist, Stated, Results]


class TestCompleteIsWhatTheOracleSays:
    """A checklist is complete exactly where each item has one result that may stand for it."""

    @given(cases())
    @law(200)
    def test_it_is(self, case: Case) -> None:
        checklist, stated, results = case
        report = judged(checklist, results, stated)
        assert (report.outcome is COMPLETE) is holds(checklist, results, stated)
        assert (report.outcome is COMPLETE) is (report.problems == ())
        assert [own.item for own in report.items] == list(checklist.items)


class TestWorseNeverCompletes:
    """A lost result, a proven pass turned into fail or na, or lost evidence never completes a checklist."""

    @given(cases(), st.data())
    @law(150)
    def test_one_thing_worse(self, case: Case, data: st.DataObject) -> None:
        checklist, stated, results = case
        if not results or judged(checklist, results, stated).outcome is COMPLETE:
            return
        place = data.draw(st.integers(0, len(results) - 1))
        worse: list[Results] = []
        one = results[place]
        known = {item.id for item in checklist.items}
        twice = sum(own.check == one.check for own in results) > 1
        if one.check in known and not twice:
            worse.append(results[:place] + results[place + 1 :])
        changes: list[dict[str, object]] = [{"status": FAIL}, {"evidence": ()}]
        changes += [{"status": NA}] if one.status is PASS and one.evidence else []
        worse += [(*results[:place], one.replace(**change), *results[place + 1 :]) for change in changes]
        assert [judged(checklist, own, stated).outcome for own in worse] == [INCOMPLETE] * len(worse)

    @given(st.sampled_from(LISTS[:3]), STATED, st.data())
    @law()
    def test_of_a_complete_list(self, checklist: Checklist, stated: Stated, data: st.DataObject) -> None:
        results = tuple(passed(item.id) for item in checklist.items)
        assert judged(checklist, results, stated).outcome is COMPLETE
        place = data.draw(st.integers(0, len(results) - 1))
        others = results[:place] + results[place + 1 :]
        worse = [results[place].replace(**change) for change in ({"status": FAIL}, {"evidence": ()})]
        lost = [others, *((*others, one) for one in worse)]
        assert [judged(checklist, own, stated).outcome for own in lost] == [INCOMPLETE] * 3
        excused = judged(checklist, (*others, results[place].replace(status=NA)), stated)
        assert (excused.outcome is COMPLETE) is may_be_na(checklist.items[place], stated)


class TestOneMoreResultNeverCompletes:
    """A second result of an item never completes a checklist, whatever it says; nor does one of no item."""

    @given(cases(), st.sampled_from(ItemStatus), st.data())
    @law(120)
    def test_a_duplicate(self, case: Case, status: ItemStatus, data: st.DataObject) -> None:
        checklist, stated, results = case
        if not results:
            return
        again = data.draw(st.sampled_from(results)).replace(status=status, recorded_at=BEFORE, evidence=("again.txt",))
        first = next(own for own in results if own.check == again.check)
        before = judged(checklist, results, stated)
        after = judged(checklist, (*results, again), stated)
        if first.recorded_at <= AT:
            assert after.outcome is INCOMPLETE
        else:
            # The first one does not count yet, so this is the only one.
            assert (after.outcome is COMPLETE) is holds(checklist, (*results, again), stated)
        assert after.outcome is INCOMPLETE or before.outcome is INCOMPLETE

    @given(cases())
    @law()
    def test_of_an_unknown_item(self, case: Case) -> None:
        checklist, stated, results = case
        assert judged(checklist, (*results, passed("RL-77")), stated).outcome is INCOMPLETE


class TestOrderIsIrrelevant:
    """The order in which results are given changes nothing in a report."""

    @given(cases(), st.randoms(use_true_random=False))
    @law()
    def test_any_order(self, case: Case, random: st.randoms) -> None:
        checklist, stated, results = case
        shuffled = list(results)
        random.shuffle(shuffled)
        assert judged(checklist, shuffled, stated) == judged(checklist, results, stated)


class TestAFailureAlwaysBlocks:
    """A failed item blocks in all circumstances, at any time, and shows as failed."""

    @given(cases(), STATED, st.sampled_from((BEFORE, AT, LATER)), st.data())
    @law(100)
    def test_it_blocks(self, case: Case, other: Stated, at: datetime, data: st.DataObject) -> None:
        checklist, _, results = case
        if not checklist.items:
            return
        item = data.draw(st.sampled_from(checklist.items))
        failed = passed(item.id, status=FAIL, recorded_at=at)
        report = judged(checklist, (*results, failed), other)
        assert report.outcome is INCOMPLETE
        assert report.standing(item.id) is ItemStanding.FAILED


class TestNothingSaidAsksForMost:
    """What is complete where no circumstance is stated is complete in all circumstances."""

    @given(cases())
    @law(100)
    def test_in_all_circumstances(self, case: Case) -> None:
        checklist, stated, results = case
        if judged(checklist, results, {}).outcome is COMPLETE:
            assert judged(checklist, results, stated).outcome is COMPLETE


class TestAStrangeCircumstanceExcusesNothing:
    """A circumstance that no item names, such as a misspelt one, changes nothing but what the report repeats."""

    @given(cases(), st.sampled_from((MAJOR_RELEASE[:-1], MAJOR_RELEASE.upper(), "unheard of")), st.booleans())
    @law()
    def test_of_any_name(self, case: Case, name: str, holds: bool) -> None:  # noqa: FBT001 - drawn
        checklist, stated, results = case
        report = judged(checklist, results, stated)
        assert judged(checklist, results, {**stated, name: holds}).items == report.items


class TestTheStatesAreReached:
    """The generated results reach every outcome, standing and shortfall."""

    def test_counts(self) -> None:
        reached: Counter[object] = Counter()

        @given(cases())
        @law(300)
        def count(case: Case) -> None:
            checklist, stated, results = case
            report = judged(checklist, results, stated)
            reached[report.outcome] += 1
            reached.update({own.standing for own in report.items} | {problem.kind for problem in report.problems})

        count()
        wanted = {COMPLETE: 30, INCOMPLETE: 60} | dict.fromkeys((*ItemStanding, *Shortfall), 2)
        assert {word: reached[word] for word, least in wanted.items() if reached[word] < least} == {}


def holds(checklist: Checklist, results: Iterable[ItemResult], stated: Stated) -> bool:
    """Say whether a checklist is complete: an oracle that looks at each item by itself."""
    given_results = list(results)
    counting = [own for own in given_results if own.recorded_at <= AT or own.status is FAIL]
    if {own.check for own in given_results} - {item.id for item in checklist.items} or not checklist.items:
        return False
    for item in checklist.items:
        own = [result for result in counting if result.check == item.id]
        if len(own) != 1:
            return False
        good = own[0].status is PASS and own[0].evidence
        if not good and not (own[0].status is NA and may_be_na(item, stated)):
            return False
    return True


def judged(checklist: Checklist, results: Iterable[ItemResult], stated: Stated) -> ChecklistReport:
    """The report at the instant of these tests."""
    return checklist.judge(results, AT, circumstances=stated)
