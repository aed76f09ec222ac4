"""A day in operations: the next releases, the duties, a checklist with a gap, and a rollback as a timeline.

The facts are those of one invented project on one day. Run it with ``python examples/operations.py``.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Final

from releasekit.cadence import (
    ChangeMerged,
    DutyLog,
    DutyRecord,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
    Quarter,
    ReleaseCalendar,
)
from releasekit.playbooks.release_cadence import CADENCE_TYPES, MAJOR_RELEASE, RB_IMM, RC_WEEKDAY, RELEASE_CHECKLIST
from releasekit.playbooks.steady_state import DUTIES
from releasekit.procedures import Actor, ChecklistReport, ItemResult, ItemStatus, Run, RunRefusal
from releasekit.versions import ChangeKind, ReleaseType, Version

WIDTH: Final = 100
NOW: Final = datetime(2026, 3, 20, 12, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
DECLARED_AT: Final = NOW - 30 * MINUTE
FRIDAYS: Final = CADENCE_TYPES[ReleaseType.MINOR].cadence(date(2026, 3, 13))
CALENDAR: Final = ReleaseCalendar(
    2026,
    (
        MinorRelease(Version(1, 4, 0), date(2026, 3, 12), release_date=date(2026, 3, 13), status=MinorStatus.RELEASED),
        MinorRelease(Version(1, 5, 0), date(2026, 3, 26), release_date=date(2026, 3, 30), status=MinorStatus.PLANNED),
    ),
    major_releases=[
        MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=date(2026, 7, 1), status=MajorStatus.PLANNED)
    ],
    patch_releases=[PatchRelease(Version(1, 4, 1), date(2026, 3, 18), hotfix=True)],
)
RECORDS: Final = (
    DutyRecord("compatibility-runs", datetime(2026, 3, 20, 9, tzinfo=UTC), output="tuples.txt"),
    DutyRecord("spec-review", datetime(2026, 3, 1, tzinfo=UTC)),  # without its output it does not count
)
MERGED: Final = (ChangeMerged("1f0c", ChangeKind.BREAKING, at=datetime(2026, 3, 18, tzinfo=UTC)),)
DETECTOR: Final = Actor("noor", "agent")
APPROVER: Final = Actor("rika", "approver")
EXECUTOR: Final = Actor("sam", "executor")
STEPS: Final = (
    ("detect", DETECTOR, 0, 1, "incident-7.md"),
    ("decide", APPROVER, 2, 9, "decision-7.md"),  # its limit is five minutes from the end of the step before
    ("execute", EXECUTOR, 9, 14, "deploy.log"),
    ("verify", EXECUTOR, 14, 21, "smoke.log"),
)
"""What was done: the step, who did it, the minutes at which it was begun and finished, and the evidence."""


def main() -> None:
    """Print the releases, the duties, the checklist and the run."""
    colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    width = min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns)
    headings = ("1. Releases", "2. Duties", "3. The checklist of 1.5.0", "4. A rollback")
    cards = (own.to_text(width, colour=colour) for own in (checklist(), rollback()))
    bodies = ("\n".join(releases()), "\n".join(duties()), *cards)
    for heading, body in zip(headings, bodies, strict=True):
        print(f"{heading}\n{'=' * len(heading)}\n\n{body}", end="\n\n")


def releases() -> Iterator[str]:
    """Tell what the calendar has to come, when minor releases are due, and what is odd about the calendar."""
    today = NOW.date()
    yield f"today           {today:%a %Y-%m-%d}"
    yield from (f"to come         {own.day:%a %Y-%m-%d}  {own.version}" for own in CALENDAR.entries if own.day >= today)
    days = FRIDAYS.dates(today, today + timedelta(weeks=8))
    yield f"minors are due  {', '.join(f'{day:%a %Y-%m-%d}' for day in days)}"
    yield "findings"
    yield from (f"  {finding}" for finding in CALENDAR.findings(FRIDAYS, NOW, rc_weekday=RC_WEEKDAY))


def duties() -> Iterator[str]:
    """Tell what has to be done by now, and what should have been."""
    for one in DutyLog(RECORDS).due(DUTIES, NOW, events=MERGED):
        state = "OVERDUE since" if one.is_overdue(NOW) else "due until"
        about = f" for {one.about}" if one.about else ""
        yield f"{state:>13} {one.end:%Y-%m-%d}  {one.duty.owner}: {one.duty.id}{about}"


def checklist() -> ChecklistReport:
    """Judge the checklist of a minor release for which nobody recorded the release notes (RL-08)."""
    passed = [
        ItemResult(item.id, ItemStatus.PASS, recorded_at=NOW - MINUTE, by="rika", evidence=[f"{item.id}.txt"])
        for item in RELEASE_CHECKLIST.items
        if item.id not in ("RL-07", "RL-08")
    ]
    untested = ItemResult("RL-07", ItemStatus.NA, recorded_at=NOW - MINUTE, by="rika")
    return RELEASE_CHECKLIST.judge([*passed, untested], NOW, circumstances={MAJOR_RELEASE: False})


def rollback() -> Run:
    """Go through an immediate rollback as far as it was recorded."""
    run = _taken(Run.start(RB_IMM, DECLARED_AT, by=DETECTOR, run_id="rollback-7"))
    for step, by, begun, finished, evidence in STEPS:
        run = _taken(run.begin(step, DECLARED_AT + begun * MINUTE, by=by))
        run = _taken(run.finish(step, DECLARED_AT + finished * MINUTE, by=by, evidence=[evidence]))
    return run


def _taken(answer: Run | RunRefusal) -> Run:
    """Return the run; a refusal says why there is none."""
    if isinstance(answer, RunRefusal):
        raise SystemExit(str(answer))
    return answer


if __name__ == "__main__":
    main()
