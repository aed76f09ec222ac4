"""Sprints: the weeks that end in a release, and which day of them is for what."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, checked
from releasekit._tables import asked, table_problems
from releasekit._words import did_you_mean, one_of_listed, shown
from releasekit.cadence._days import Weekday, checked_day
from releasekit.errors import FieldError
from releasekit.policy import Table

COLUMNS: Final[Mapping[str, type]] = {"week": str, "weekday": Weekday}


@attrs.frozen(field_transformer=checked)
class Sprint(Frozen):
    """Some weeks that a team plans day by day.

    Attributes:
        start: their first day, a Monday.
        schedule: what each day is for, its *phase*: a table of texts that asks for the ``week``, a text for each week
            in their order, and for the ``weekday``, or for one of them. Without the week, a sprint has one.

    Raises:
        FieldError: where the start is no Monday, the weeks end beyond the year 9999, or the schedule is another table.

    Example:
        >>> from releasekit.policy import Column, Rule, not_
        >>> schedule = Table(
        ...     "weekly release",
        ...     [Column("weekday", Weekday)],
        ...     rules=[
        ...         Rule("build", {"weekday": not_(Weekday.THU)}, then="build"),
        ...         Rule("ship", {"weekday": Weekday.THU}, then="ship"),
        ...     ],
        ...     outcomes=("build", "ship"),
        ... )
        >>> sprint = Sprint(date(2026, 3, 2), schedule)
        >>> sprint.phase_of(date(2026, 3, 3)), str(sprint.day_of("ship")), str(sprint.end)
        ('build', '2026-03-05', '2026-03-09')
    """

    start: date
    schedule: Table[str]

    def _problems(self) -> Iterable[str]:
        if Weekday.of(self.start) is not Weekday.MON:
            yield f"start is {shown(self.start)}, a {Weekday.of(self.start)}; expected a Monday"
        problems = table_problems("schedule", self.schedule, COLUMNS, str)
        # INVARIANT: no answer goes beyond the calendar, as even the end, the day after the last one, still exists.
        if not problems and self.start > (latest := date.max - timedelta(days=len(self.phases))):
            yield f"start is {shown(self.start)}; expected at latest {shown(latest)}"
        yield from problems

    @property
    def phases(self) -> tuple[str, ...]:
        """What each day is for, from the first day to the last."""
        weeks = next((column.values for column in self.schedule.columns if column.name == "week"), (None,))
        facts = ({"week": week, "weekday": weekday} for week in weeks for weekday in Weekday)
        return tuple(asked(self.schedule, each).outcome for each in facts)

    @property
    def end(self) -> date:
        """The first day after the last week."""
        return self.start + timedelta(days=len(self.phases))

    def phase_of(self, day: date) -> str:
        """Return what a day is for, also outside these weeks: sprints follow each other before and after them.

        Raises:
            FieldError: where it is no day.
        """
        phases = self.phases
        return phases[(checked_day("day", day) - self.start).days % len(phases)]

    def day_of(self, phase: str) -> date:
        """Return the first day of a phase.

        Raises:
            FieldError: where no day of the sprint is for it.
        """
        of_kind("phase", phase, str)
        phases = self.phases
        if phase not in phases:
            known = dict.fromkeys(phases)
            raise FieldError((f"phase is {shown(phase)}; {one_of_listed(known)}{did_you_mean(phase, known)}",))
        return self.start + timedelta(days=phases.index(phase))
