"""How well releases kept to their cadence, counted exactly.

The laws, each of which has a test of its own:

* on time, late, early and missed add up to the slots;
* on time, late, early and extra add up to the releases;
* windows add up: what is counted in two windows side by side is counted in both together.

Theory of operation. A release belongs to the slot that is nearest to it, and to the earlier one if two are equally
near. The window plays no part in that, which is why windows add up. Of the releases that belong to a slot, the nearest
one takes it, and the earlier one if two are equally near; the others are extra.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from functools import partial
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._checks import expectation
from releasekit._fields import Frozen, checked
from releasekit._views import Grid, Row, Section, View, Viewable, tone_of
from releasekit._words import Ordered, shown
from releasekit.cadence._cadences import CADENCES, Cadence
from releasekit.cadence._days import checked_day, checked_window
from releasekit.errors import FieldError

TOLERANCE: Final = expectation(Annotated[int, Ge(0)])


class Punctuality(Ordered):
    """How the release of a slot came, from best to worst."""

    ON_TIME = "on time"
    EARLY = "early"
    LATE = "late"
    MISSED = "missed"


@attrs.frozen(field_transformer=checked)
class Slot(Frozen):
    """A day on which a release was due, and the release that took it.

    Attributes:
        due: the day.
        released: the day of the release; ``None`` where there was none.
        punctuality: how it came, by the tolerance of the question.
    """

    due: date
    released: date | None
    punctuality: Punctuality = attrs.field(kw_only=True)

    @property
    def days(self) -> int | None:
        """How many days late it came, negative where early; ``None`` where there was no release."""
        return None if self.released is None else (self.released - self.due).days


@attrs.frozen(field_transformer=checked)
class Adherence(Frozen, Viewable):
    """How releases kept to their cadence.

    Attributes:
        slots: each day on which one was due, in order.
        extra: the releases for which there was no slot, in order.
    """

    slots: tuple[Slot, ...] = attrs.field(converter=as_tuple)
    extra: tuple[date, ...] = attrs.field(converter=as_tuple)

    def count(self, punctuality: Punctuality) -> int:
        """Return how many slots have that punctuality.

        Raises:
            FieldError: where it is no Punctuality.
        """
        of_kind("punctuality", punctuality, Punctuality)
        return sum(slot.punctuality is punctuality for slot in self.slots)

    @property
    def share(self) -> Fraction | None:
        """The exact share of slots on time; ``None`` where there are none."""
        return Fraction(self.count(Punctuality.ON_TIME), len(self.slots)) if self.slots else None

    def view(self) -> View:
        """Return the counts and the slots as people read them."""
        counts = tuple(Row((str(word), str(self.count(word))), tone_of(word)) for word in Punctuality)
        extra = Row(("extra", str(len(self.extra))))
        rows = []
        for slot in self.slots:
            days = "" if slot.days is None else f"{slot.days:+d}"
            rows.append(Row((str(slot.due), str(slot.released or slot.punctuality), days), tone_of(slot.punctuality)))
        sections = (
            Section("Counts", Grid(("slots", "how many"), (*counts, extra))),
            Section("Slots", Grid(("due", "released", "days"), tuple(rows))),
        )
        share = "no slots" if self.share is None else f"{self.share} on time"
        return View("Cadence adherence", None, sections, share)


def adherence(cadence: Cadence, released: Iterable[date], *, start: date, end: date, tolerance: int = 0) -> Adherence:
    """Compare the days of releases with those on which they were due.

    Args:
        cadence: on which days a release was due.
        released: the days of releases, in any order; a day that is given twice stands for two releases. Give those
            just outside the window too, because they may belong to a slot in it.
        start: the first day of the window; only slots in the window are counted.
        end: the first day after it.
        tolerance: how many days a release may come before or after its day and be on time, that many included.

    Returns:
        The slots and the releases without one; where the cadence has no days, each release in the window is extra.

    Raises:
        FieldError: where an argument is of another kind, or the end comes before the start.

    Example:
        >>> from releasekit.cadence import EveryDays
        >>> days = (date(2026, 3, 6), date(2026, 3, 23))
        >>> kept = adherence(EveryDays(14, date(2026, 3, 6)), days, start=date(2026, 3, 1), end=date(2026, 4, 1))
        >>> kept.share, [str(slot.punctuality) for slot in kept.slots]
        (Fraction(1, 2), ['on time', 'late'])
    """
    of_kind("cadence", cadence, *CADENCES)
    checked_window(start, end)
    if not TOLERANCE.test(tolerance):
        raise FieldError((f"tolerance is {shown(tolerance)}; expected {TOLERANCE.words}",))
    # Every release looks for its slot among all days of the cadence, not only those of the window, so that a release
    # near an end of the window belongs to the same slot whichever window is asked for.
    by_slot = defaultdict[date | None, list[date]](list)
    for number, day in enumerate(items("released", released, date)):
        by_slot[_nearest(cadence, checked_day(f"released[{number}]", day))].append(day)
    slots, extra = [], [day for day in by_slot[None] if start <= day < end]  # a cadence without days has no slots
    for due in cadence.dates(start, end):
        nearest_first = sorted(by_slot[due], key=partial(_distance, due))
        taken = nearest_first[0] if nearest_first else None
        slots.append(Slot(due, taken, punctuality=_punctuality(due, taken, tolerance)))
        extra += nearest_first[1:]
    return Adherence(slots, sorted(extra))


def _nearest(cadence: Cadence, day: date) -> date | None:
    """Return the slot that a release belongs to; ``None`` where the cadence has no day at all."""
    if cadence.is_on(day):
        return day
    ends = [end for end in (cadence.last_before(day), cadence.next_after(day)) if end is not None]
    return min(ends, key=partial(_distance, day), default=None)


def _distance(middle: date, day: date) -> tuple[int, date]:
    """Order days by how near they are to another, and of two that are equally near the earlier one first."""
    return abs((day - middle).days), day


def _punctuality(due: date, released: date | None, tolerance: int) -> Punctuality:
    """Return how a release came; exactly as many days off as the tolerance says is on time."""
    if released is None:
        return Punctuality.MISSED
    late = (released - due).days
    if abs(late) <= tolerance:
        return Punctuality.ON_TIME
    return Punctuality.LATE if late > 0 else Punctuality.EARLY
