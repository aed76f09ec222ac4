"""When releases are due, what may change before them, who has to do what in between, and how well days were kept.

The caller gives the day or the instant of each question. Windows, periods and phases are half-open: the start belongs
to them, the end does not. Days are days of UTC. Two-week rhythms are counted from an anchor, never from numbers of
weeks.
"""

from releasekit.cadence._adherence import Adherence, Punctuality, adherence
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
from releasekit.cadence._duties import DUTIES, DueDuty, Duty, DutyLog, DutyRecord, duties_from
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._findings import CalendarFindingKind
from releasekit.cadence._freeze import FREEZE, FreezeAnswer, FreezeCode, FreezeRule, FreezeWindow, permits
from releasekit.cadence._ical import CalendarDay, EventStatus, to_ical
from releasekit.cadence._lifecycle import Boundary, Lifecycle
from releasekit.cadence._recurrences import (
    BeforeRelease,
    ChangeMerged,
    DutyEvent,
    Every,
    Monthly,
    PerChange,
    Recurrence,
    ReleasePlanned,
)
from releasekit.cadence._schedule import SCHEDULE, Sprint, SprintPhase, SprintWeek

__all__ = [
    "CADENCE_TYPES",
    "DUTIES",
    "FREEZE",
    "SCHEDULE",
    "Adherence",
    "AsNeeded",
    "BeforeRelease",
    "Boundary",
    "Cadence",
    "CadenceType",
    "CalendarDay",
    "CalendarEntry",
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
    "FreezeRule",
    "FreezeWindow",
    "Frequency",
    "Lifecycle",
    "MajorRelease",
    "MajorStatus",
    "MinorRelease",
    "MinorStatus",
    "Month",
    "Monthly",
    "OnDates",
    "PatchRelease",
    "PerChange",
    "Punctuality",
    "Quarter",
    "Quarterly",
    "Recurrence",
    "ReleaseCalendar",
    "ReleasePlanned",
    "Sprint",
    "SprintPhase",
    "SprintWeek",
    "Weekday",
    "adherence",
    "duties_from",
    "permits",
    "to_ical",
]


def __dir__() -> list[str]:
    return __all__
