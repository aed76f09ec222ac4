"""A checklist is never completed by something worse, missing or said twice."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from releasekit.procedures import (
    Checklist,
    ChecklistOutcome,
    ChecklistReport,
    Context,
    ItemResult,
    ItemStanding,
    ItemStatus,
    Shortfall,
)
from tests.laws.tables import law
from tests.strategies.checklists import (
    AT,
    BEFORE,
    CONTEXTS,
    FAIL,
    LATER,
    LISTS,
    NA,
    PASS,
    Results,
    cases,
    may_be_na,
    passed,
)

COMPLETE, INCOMPLETE = ChecklistOutcome
Case = tuple[Checklist, Context, Results]


class TestCompleteIsWhatTheOracleSays:
    """A checklist is complete exactly where each item has one result that may stand for it."""

    @given(cases())
    @law(200)
    def test_it_is(self, case: Case) -> None:
        checklist, context, results = case
        report = judged(checklist, results, context)
        assert (report.outcome is COMPLETE) is holds(checklist, results, context)
        assert (report.outcome is COMPLETE) is (report.problems == ())
        assert [own.item for own in report.items] == list(checklist.items)


class TestWorseNeverCompletes:
    """A lost result, a proven pass turned into fail or na, or lost evidence never completes a checklist."""

    @given(cases(), st.data())
    @law(150)
    def test_one_thing_worse(self, case: Case, data: st.DataObject) -> None:
        checklist, context, results = case
        if not results or judged(checklist, results, context).outcome is COMPLETE:
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
        assert [judged(checklist, own, context).outcome for own in worse] == [INCOMPLETE] * len(worse)

    @given(st.sampled_from(LISTS[:3]), CONTEXTS, st.data())
    @law(60)
    def test_of_a_complete_list(self, checklist: Checklist, context: Context, data: st.DataObject) -> None:
        results = tuple(passed(item.id) for item in checklist.items)
        assert judged(checklist, results, context).outcome is COMPLETE
        place = data.draw(st.integers(0, len(results) - 1))
        others = results[:place] + results[place + 1 :]
        worse = [results[place].replace(**change) for change in ({"status": FAIL}, {"evidence": ()})]
        lost = [others, *((*others, one) for one in worse)]
        assert [judged(checklist, own, context).outcome for own in lost] == [INCOMPLETE] * 3
        excused = judged(checklist, (*others, results[place].replace(status=NA)), context)
        assert (excused.outcome is COMPLETE) is may_be_na(checklist.items[place], context)


class TestOneMoreResultNeverCompletes:
    """A second result of an item never completes a checklist, whatever it says; nor does one of no item."""

    @given(cases(), st.sampled_from(ItemStatus), st.data())
    @law(120)
    def test_a_duplicate(self, case: Case, status: ItemStatus, data: st.DataObject) -> None:
        checklist, context, results = case
        if not results:
            return
        again = data.draw(st.sampled_from(results)).replace(status=status, recorded_at=BEFORE, evidence=("again.txt",))
        first = next(own for own in results if own.check == again.check)
        before = judged(checklist, results, context)
        after = judged(checklist, (*results, again), context)
        if first.recorded_at <= AT:
            assert after.outcome is INCOMPLETE
        else:
            # The first one does not count yet, so this is the only one.
            assert (after.outcome is COMPLETE) is holds(checklist, (*results, again), context)
        assert after.outcome is INCOMPLETE or before.outcome is INCOMPLETE

    @given(cases())
    @law(60)
    def test_of_an_unknown_item(self, case: Case) -> None:
        checklist, context, results = case
        assert judged(checklist, (*results, passed("RL-77")), context).outcome is INCOMPLETE


class TestOrderIsIrrelevant:
    """The order in which results are given changes nothing in a report."""

    @given(cases(), st.randoms(use_true_random=False))
    @law(60)
    def test_any_order(self, case: Case, random: st.randoms) -> None:
        checklist, context, results = case
        shuffled = list(results)
        random.shuffle(shuffled)
        assert judged(checklist, shuffled, context) == judged(checklist, results, context)


class TestAFailureAlwaysBlocks:
    """A failed item blocks in every context, at any time, and shows as failed."""

    @given(cases(), CONTEXTS, st.sampled_from((BEFORE, AT, LATER)), st.data())
    @law(100)
    def test_it_blocks(self, case: Case, other: Context, at: datetime, data: st.DataObject) -> None:
        checklist, _, results = case
        if not checklist.items:
            return
        item = data.draw(st.sampled_from(checklist.items))
        failed = passed(item.id, status=FAIL, recorded_at=at)
        report = judged(checklist, (*results, failed), other)
        assert report.outcome is INCOMPLETE
        assert report.standing(item.id) is ItemStanding.FAILED


class TestNothingSaidAsksForMost:
    """What is complete where nothing is said of the context is complete in every context."""

    @given(cases())
    @law(100)
    def test_in_every_context(self, case: Case) -> None:
        checklist, context, results = case
        if judged(checklist, results, Context()).outcome is COMPLETE:
            assert judged(checklist, results, context).outcome is COMPLETE


class TestTheStatesAreReached:
    """The generated results reach every outcome, standing and shortfall."""

    def test_counts(self) -> None:
        reached: Counter[object] = Counter()

        @given(cases())
        @law(300)
        def count(case: Case) -> None:
            checklist, context, results = case
            report = judged(checklist, results, context)
            reached[report.outcome] += 1
            reached.update({own.standing for own in report.items} | {problem.kind for problem in report.problems})

        count()
        wanted = {COMPLETE: 30, INCOMPLETE: 60} | dict.fromkeys((*ItemStanding, *Shortfall), 2)
        assert {word: reached[word] for word, least in wanted.items() if reached[word] < least} == {}


def holds(checklist: Checklist, results: Iterable[ItemResult], context: Context) -> bool:
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
        if not good and not (own[0].status is NA and may_be_na(item, context)):
            return False
    return True


def judged(checklist: Checklist, results: Iterable[ItemResult], context: Context) -> ChecklistReport:
    """The report at the instant of these tests."""
    return checklist.judge(results, AT, context=context)
