"""Checklists with their results."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from releasekit.policy import MISSING, Missing
from releasekit.procedures import (
    PRE_ROLLBACK,
    RELEASE_CHECKLIST,
    SYNC_CHECKLIST,
    Checklist,
    ChecklistItem,
    Context,
    ItemResult,
    ItemStatus,
    Required,
)
from releasekit.versions import BumpLevel

AT: Final = datetime(2026, 2, 20, 12, tzinfo=UTC)
BEFORE: Final = AT - timedelta(hours=1)
LATER: Final = AT + timedelta(microseconds=1)
PASS, NA, FAIL = ItemStatus
EMPTY: Final = Checklist("empty", (), title="Empty")
LISTS: Final = (RELEASE_CHECKLIST, PRE_ROLLBACK, SYNC_CHECKLIST, EMPTY)
Results = tuple[ItemResult, ...]


def passed(item: str, status: ItemStatus = PASS, **changes: object) -> ItemResult:
    """A result as good as can be."""
    return ItemResult(item, status, recorded_at=BEFORE, by="rika", evidence=(f"{item}.txt",)).replace(**changes)


def may_be_na(item: ChecklistItem, context: Context) -> bool:
    """Say whether an item need not pass, worked out by hand."""
    if item.required is Required.MAJOR_ONLY:
        return context.level in (BumpLevel.NONE, BumpLevel.PATCH, BumpLevel.MINOR)
    return item.required is Required.IF_PLANNED and context.planned is False


LEVELS: Final[tuple[BumpLevel | Missing, ...]] = (BumpLevel.MAJOR, BumpLevel.MINOR, BumpLevel.PATCH, MISSING)
CONTEXTS: Final = st.builds(Context, st.sampled_from(LEVELS), st.sampled_from((True, False, False, MISSING)))


@st.composite
def results_of(draw: st.DrawFn, checklist: Checklist, context: Context) -> Results:
    """Results that mostly complete a checklist."""
    results = []
    for item in checklist.items:
        is_excused = may_be_na(item, context) and draw(st.booleans())
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
def cases(draw: st.DrawFn) -> tuple[Checklist, Context, Results]:
    """A checklist with results and what they are for."""
    checklist = draw(st.sampled_from((*LISTS, *LISTS[:3], *LISTS[:3])))
    context = draw(CONTEXTS)
    return checklist, context, draw(results_of(checklist, context))
