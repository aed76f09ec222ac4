"""The two weeks of a minor release: which day is for what."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

import attrs

from releasekit._fields import Frozen, checked
from releasekit._words import Word, shown
from releasekit.cadence._cadences import SPRINT_DAYS, TITLE
from releasekit.cadence._days import Weekday, checked_day
from releasekit.policy import Cell, Column, Hit, Rule, Source, Table, one_of


class SprintWeek(Word):
    """Which week of the two."""

    ONE = "Week 1"
    TWO = "Week 2"


class SprintPhase(Word):
    """What a day of the two weeks is for, in their order."""

    DEVELOPMENT = "development"
    STABILIZATION = "final PRs and regression testing"
    RELEASE_CANDIDATE = "release candidate cut"
    RELEASE = "release"
    AFTERWARDS = "after the release"


def _row(phase: SprintPhase, quote: str, because: str, **when: Word | Cell) -> Rule[SprintPhase]:
    source = Source(TITLE, "Release Schedule", quote=quote)
    return Rule(phase.name.lower().replace("_", "-"), when, then=phase, because=because, source=source)


SCHEDULE: Final = Table(
    "release schedule",
    (Column("week", SprintWeek), Column("weekday", Weekday)),
    rules=(
        _row(
            SprintPhase.DEVELOPMENT,
            "Week 1: Development sprint",
            "feature work and bug fixes are merged",
            week=SprintWeek.ONE,
        ),
        _row(
            SprintPhase.STABILIZATION,
            "Mon-Wed: Final PRs, regression testing",
            "the last changes are merged and tested",
            week=SprintWeek.TWO,
            weekday=one_of(Weekday.MON, Weekday.TUE, Weekday.WED),
        ),
        _row(
            SprintPhase.RELEASE_CANDIDATE,
            "Thu: Release candidate cut",
            "what is tested now is what is released",
            week=SprintWeek.TWO,
            weekday=Weekday.THU,
        ),
        _row(
            SprintPhase.RELEASE,
            "Fri: Release (if gates pass)",
            "the candidate is released if its gates pass",
            week=SprintWeek.TWO,
            weekday=Weekday.FRI,
        ),
        Rule(
            "ours/afterwards",
            {"week": SprintWeek.TWO, "weekday": one_of(Weekday.SAT, Weekday.SUN)},
            then=SprintPhase.AFTERWARDS,
            because="ours: the playbook plans nothing for the weekend after the release",
        ),
    ),
    hit=Hit.UNIQUE,
    outcomes=SprintPhase,
    version="2026-02-19",
)
"""The playbook's release schedule, and a row of ours for the last weekend."""


# INVARIANT: no property of a sprint goes beyond the calendar, as its end, the day after its last one, still exists.
LAST_START: Final = date.max - timedelta(days=SPRINT_DAYS)


@attrs.frozen(field_transformer=checked)
class Sprint(Frozen):
    """Two weeks that end in a minor release.

    Attributes:
        start: their first day, a Monday.

    Raises:
        FieldError: where the start is no Monday, or two weeks from it are beyond the year 9999.

    Example:
        >>> sprint = Sprint(date(2026, 3, 2))
        >>> str(sprint.rc_date), str(sprint.release_date), str(sprint.end)
        ('2026-03-12', '2026-03-13', '2026-03-16')
        >>> str(sprint.phase_of(date(2026, 3, 9)))
        'final PRs and regression testing'
    """

    start: date

    def _problems(self) -> Iterable[str]:
        if Weekday.of(self.start) is not Weekday.MON:
            yield f"start is {shown(self.start)}, a {Weekday.of(self.start)}; expected a Monday"
        if self.start > LAST_START:
            yield f"start is {shown(self.start)}; expected at latest {shown(LAST_START)}"

    @property
    def rc_date(self) -> date:
        """The day on which the release candidate is cut."""
        return self._day_of(SprintPhase.RELEASE_CANDIDATE)

    @property
    def release_date(self) -> date:
        """The day of the release, if its gates pass."""
        return self._day_of(SprintPhase.RELEASE)

    @property
    def end(self) -> date:
        """The first day after the two weeks."""
        return self.start + timedelta(days=SPRINT_DAYS)

    def phase_of(self, day: date) -> SprintPhase:
        """Return what a day is for, also outside these two weeks: others follow each other before and after them.

        Raises:
            FieldError: where it is no day.
        """
        offset = (checked_day("day", day) - self.start).days % SPRINT_DAYS
        week = tuple(SprintWeek)[offset // len(Weekday)]
        return SCHEDULE.decide(week=week, weekday=Weekday.of(day)).outcome

    def _day_of(self, phase: SprintPhase) -> date:
        # The days are read from the table, so that a table with another release day moves them here too.
        days = (self.start + timedelta(days=count) for count in range(SPRINT_DAYS))
        return next(day for day in days if self.phase_of(day) is phase)


RC_WEEKDAY: Final = Weekday.of(Sprint(date(2026, 2, 16)).rc_date)
"""The weekday on which the table has candidates cut; any sprint tells it, this is the one of decision D-013."""
