"""When releases are due, what may change before them, who has to do what in between, and how well days were kept.

The caller gives the day or the instant of each question, and the tables that say what a freeze allows and what the days
of a sprint are for. Windows, periods and phases are half-open: the start belongs to them, the end does not. Days are
days of UTC. Rhythms of weeks are counted from an anchor, never from numbers of weeks.
"""

from releasekit.cadence._adherence import Adherence, Punctuality, adherence
from releasekit.cadence._cadences import (
    AsNeeded,
    Cadence,
    CadenceType,
    DaysApart,
    EveryDays,
    OnDates,
    Quarterly,
)
from releasekit.cadence._calendar import ReleaseCalendar
from releasekit.cadence._days import Month, Quarter, Weekday
from releasekit.cadence._duties import DueDuty, Duty, DutyLog, DutyRecord
from releasekit.cadence._entries import (
    CalendarEntry,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
)
from releasekit.cadence._findings import CalendarFindingKind
from releasekit.cadence._freeze import FreezeAnswer, FreezeCode, FreezeRule, FreezeWindow, permits
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
from releasekit.cadence._schedule import Sprint

__all__ = [
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
    "DaysApart",
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
    "Weekday",
    "adherence",
    "permits",
    "to_ical",
]


def __dir__() -> list[str]:
    return __all__
