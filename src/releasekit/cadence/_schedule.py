"""The two weeks of a minor release: which day is for what."""

from datetime import date, timedelta
from typing import Final

import attrs

from releasekit._fields import Frozen, checked
from releasekit._words import Word, shown
from releasekit.cadence._cadences import SPRINT_DAYS, TITLE
from releasekit.cadence._days import Weekday, checked_day
from releasekit.errors import FieldError
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


def _checked_anchor(name: str, anchor: date) -> date:
    if Weekday.of(checked_day(name, anchor)) is not Weekday.MON:
        raise FieldError((f"{name} is {shown(anchor)}, a {Weekday.of(anchor)}; expected a Monday",))
    return anchor


def sprint_day(anchor: date, day: date) -> SprintPhase:
    """Return what a day is for.

    Args:
        anchor: a Monday on which two weeks begin; the others begin every 14 days before and after it.
        day: the day that is asked for.

    Raises:
        FieldError: where an argument is no day, or the anchor no Monday.

    Example:
        >>> str(sprint_day(date(2026, 3, 2), date(2026, 3, 12)))
        'release candidate cut'
    """
    offset = (checked_day("day", day) - _checked_anchor("anchor", anchor)).days % SPRINT_DAYS
    week = tuple(SprintWeek)[offset // len(Weekday)]
    return SCHEDULE.decide(week=week, weekday=Weekday.of(day)).outcome


LAST_START: Final = date.max - timedelta(days=SPRINT_DAYS)


@attrs.frozen(field_transformer=checked)
class Sprint(Frozen):
    """Two weeks that end in a minor release.

    Attributes:
        start: their first day, a Monday.

    Raises:
        FieldError: where the start is no Monday, or two weeks from it are beyond the year 9999.
    """

    start: date

    def __attrs_post_init__(self) -> None:
        _checked_anchor("Sprint.start", self.start)
        if self.start > LAST_START:
            raise FieldError((f"Sprint.start is {shown(self.start)}; expected at latest {shown(LAST_START)}",))

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

    def _day_of(self, phase: SprintPhase) -> date:
        days = (self.start + timedelta(days=count) for count in range(SPRINT_DAYS))
        return next(day for day in days if sprint_day(self.start, day) is phase)


def schedule(anchor: date) -> Sprint:
    """Return the two weeks that begin on a Monday, with the days of candidate and release.

    Raises:
        FieldError: where it is no day, no Monday, or the two weeks end beyond the year 9999.

    Example:
        >>> sprint = schedule(date(2026, 3, 2))
        >>> str(sprint.rc_date), str(sprint.release_date), str(sprint.end)
        ('2026-03-12', '2026-03-13', '2026-03-16')
    """
    return Sprint(_checked_anchor("anchor", anchor))


RC_WEEKDAY: Final = Weekday.of(Sprint(date(2026, 2, 16)).rc_date)
"""The weekday on which candidates are cut, by the table."""
