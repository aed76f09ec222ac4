"""Checklists with their results."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from releasekit.playbooks.release_cadence import (
    MAJOR_RELEASE,
    PLANNED_ROLLBACK,
    PRE_ROLLBACK,
    RELEASE_CHECKLIST,
    SYNC_CHECKLIST,
)
from releasekit.procedures import Checklist, ChecklistItem, ItemResult, ItemStatus

AT: Final = datetime(2026, 2, 20, 12, tzinfo=UTC)
BEFORE: Final = AT - timedelta(hours=1)
LATER: Final = AT + timedelta(microseconds=1)
PASS, NA, FAIL = ItemStatus
EMPTY: Final = Checklist("empty", (), title="Empty")
LISTS: Final = (RELEASE_CHECKLIST, PRE_ROLLBACK, SYNC_CHECKLIST, EMPTY)
Results = tuple[ItemResult, ...]
Stated = Mapping[str, bool]


def passed(item: str, status: ItemStatus = PASS, **changes: object) -> ItemResult:
    """A result as good as can be."""
    return ItemResult(item, status, recorded_at=BEFORE, by="rika", evidence=(f"{item}.txt",)).replace(**changes)


def may_be_na(item: ChecklistItem, stated: Stated) -> bool:
    """Say whether an item need not pass, worked out by hand."""
    needed = {"RL-07": MAJOR_RELEASE, "window": PLANNED_ROLLBACK}.get(item.id)
    return needed is not None and needed in stated and not stated[needed]


HOLDS: Final = st.sampled_from((True, False, False))
STATED: Final = st.fixed_dictionaries({}, optional={MAJOR_RELEASE: HOLDS, PLANNED_ROLLBACK: HOLDS, "other": HOLDS})


@st.composite
def results_of(draw: st.DrawFn, checklist: Checklist, stated: Stated) -> Results:
    """Results that mostly complete a checklist."""
    results = []
    for item in checklist.items:
        is_excused = may_be_na(item, stated) and draw(st.booleans())
        good = passed(item.id, status=NA, evidence=()) if is_excused else passed(item.id)
        kind = draw(st.sampled_from(("good",) * 24 + ("na", "fail", "bare", "lost", "later", "twice", "later fail")))
        spoilt = {
            "good": [good],
            "na": [good.replace(status=NA)],
            "fail": [good.replace(status=FAIL)],
            "bare": [passed(item.id, evidence=())],
            "lost": [],
            "later": [good.replace(recorded_at=LATER)],
            "twice": [good, good.replace(by="noor")],
            "later fail": [good, good.replace(status=FAIL, recorded_at=LATER)],
        }
        results += spoilt[kind]
    if draw(st.integers(0, 15)) == 0:
        results.append(passed("RL-99"))
    return tuple(draw(st.permutations(results)))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Checklist, Stated, Results]:
    """A checklist with results and what they are for."""
    checklist = draw(st.sampled_from((*LISTS, *LISTS[:3], *LISTS[:3])))
    stated = draw(STATED)
    return checklist, stated, draw(results_of(checklist, stated))
