"""When releases are due, what may change before them, who owes what in between, and how well all that was kept.

Everything is asked for a day or an instant that the caller gives. Windows, periods and phases are half-open: the start
is in, the end is not. Days are days of UTC. Two-week rhythms are counted from an anchor, never from numbers of weeks.
"""

from releasekit.cadence._adherence import Adherence, Punctuality, Slot, adherence
from releasekit.cadence._cadences import (
    CADENCE_TYPES,
    AsNeeded,
    Cadence,
    CadenceType,
    EveryDays,
    Frequency,
    OnDates,
    Quarterly,
)
from releasekit.cadence._calendar import ReleaseCalendar
from releasekit.cadence._days import Month, Quarter, Weekday
from releasekit.cadence._duties import DUTIES, DueDuty, Duty, DutyLog, DutyRecord, due, duties_from, missed, overdue
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._findings import CalendarFinding, CalendarFindingKind
from releasekit.cadence._freeze import (
    FREEZE,
    FreezeAnswer,
    FreezeCode,
    FreezeOutcome,
    FreezeReason,
    FreezeRule,
    FreezeWindow,
    permits,
)
from releasekit.cadence._ical import CalendarDay, EventStatus, to_ical
from releasekit.cadence._lifecycle import (
    Beyond,
    Boundary,
    Lifecycle,
    LifecycleFinding,
    LifecycleFindingKind,
    Moved,
    moved,
)
from releasekit.cadence._schedule import SCHEDULE, Sprint, SprintPhase, SprintWeek, schedule, sprint_day
from releasekit.cadence._triggers import (
    BeforeRelease,
    ChangeMerged,
    DutyEvent,
    Every,
    Monthly,
    PerChange,
    Period,
    ReleasePlanned,
    Trigger,
)

__all__ = [
    "CADENCE_TYPES",
    "DUTIES",
    "FREEZE",
    "SCHEDULE",
    "Adherence",
    "AsNeeded",
    "BeforeRelease",
    "Beyond",
    "Boundary",
    "Cadence",
    "CadenceType",
    "CalendarDay",
    "CalendarEntry",
    "CalendarFinding",
    "CalendarFindingKind",
    "ChangeMerged",
    "DueDuty",
    "Duty",
    "DutyEvent",
    "DutyLog",
    "DutyRecord",
    "EventStatus",
    "Every",
    "EveryDays",
    "FreezeAnswer",
    "FreezeCode",
    "FreezeOutcome",
    "FreezeReason",
    "FreezeRule",
    "FreezeWindow",
    "Frequency",
    "Lifecycle",
    "LifecycleFinding",
    "LifecycleFindingKind",
    "MajorRelease",
    "MajorStatus",
    "MinorRelease",
    "MinorStatus",
    "Month",
    "Monthly",
    "Moved",
    "OnDates",
    "PatchRelease",
    "PerChange",
    "Period",
    "Punctuality",
    "Quarter",
    "Quarterly",
    "ReleaseCalendar",
    "ReleasePlanned",
    "Slot",
    "Sprint",
    "SprintPhase",
    "SprintWeek",
    "Trigger",
    "Weekday",
    "adherence",
    "due",
    "duties_from",
    "missed",
    "moved",
    "overdue",
    "permits",
    "schedule",
    "sprint_day",
    "to_ical",
]


def __dir__() -> list[str]:
    return __all__
