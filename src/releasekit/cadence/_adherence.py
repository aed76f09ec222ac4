"""How well releases kept to their cadence, counted exactly.

The laws, each of which has a test of its own:

* on time, late, early and missed add up to the slots;
* on time, late, early and extra add up to the releases;
* windows add up: what is counted in two windows side by side is counted in both together.

Theory of operation. A release belongs to the slot that is nearest to it, of two that are equally near the earlier one,
wherever the window begins and ends. A slot in the window is taken by the nearest of its releases, of two that are
equally near the earlier one; its other releases are extra.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, of_kind
from releasekit._checks import expectation
from releasekit._fields import Frozen, checked
from releasekit._views import Grid, Row, Section, Tone, View, Viewable
from releasekit._words import Word, shown
from releasekit.cadence._cadences import CADENCES, Cadence
from releasekit.cadence._days import checked_day, checked_window
from releasekit.errors import FieldError

TOLERANCE: Final = expectation(Annotated[int, Ge(0)])


class Punctuality(Word):
    """How the release of a slot came."""

    ON_TIME = "on time"
    EARLY = "early"
    LATE = "late"
    MISSED = "missed"


TONES: Final = {
    Punctuality.ON_TIME: Tone.GOOD,
    Punctuality.EARLY: Tone.WARN,
    Punctuality.LATE: Tone.WARN,
    Punctuality.MISSED: Tone.BAD,
}


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
        extra: the releases that no slot was left for, in order.
    """

    slots: tuple[Slot, ...] = attrs.field(converter=as_tuple)
    extra: tuple[date, ...] = attrs.field(converter=as_tuple)

    def count(self, punctuality: Punctuality) -> int:
        """Return how many slots are of a kind.

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
        counts = tuple(Row((str(word), str(self.count(word))), TONES[word]) for word in Punctuality)
        extra = Row(("extra", str(len(self.extra))))
        sections = (
            Section("Counts", Grid(("slots", "how many"), (*counts, extra))),
            Section("Slots", Grid(("due", "released", "days"), tuple(map(_row, self.slots)))),
        )
        share = "no slots" if self.share is None else f"{self.share} on time"
        return View("Cadence adherence", None, sections, share)


def _row(slot: Slot) -> Row:
    days = "" if slot.days is None else f"{slot.days:+d}"
    return Row((str(slot.due), str(slot.released or slot.punctuality), days), TONES[slot.punctuality])


def adherence(cadence: Cadence, released: Iterable[date], *, start: date, end: date, tolerance: int = 0) -> Adherence:
    """Compare the days of releases with those on which they were due.

    Args:
        cadence: on which days a release was due.
        released: the days of releases, in any order; a day twice is two releases. Give those just outside the window
            too, for they may belong to a slot in it.
        start: the first day of the window; slots in it are counted.
        end: the first day after it.
        tolerance: how many days a release may come before or after its day and be on time, that many included.

    Returns:
        The slots and the releases without one; where the cadence has no days, each release in the window is extra.

    Raises:
        FieldError: where an argument is of another kind, or the window is none.

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
    by_slot, without = _assigned(cadence, released)
    slots = tuple(_slot(due, by_slot.get(due, []), tolerance) for due in cadence.dates(start, end))
    surplus = [day for slot in slots for day in by_slot.get(slot.due, [])[1:]]
    return Adherence(slots, tuple(sorted([*surplus, *(day for day in without if start <= day < end)])))


def _assigned(cadence: Cadence, released: Iterable[date]) -> tuple[Mapping[date, list[date]], list[date]]:
    """Return the releases of each slot, the nearest first, and those for which there is no slot anywhere."""
    by_slot: defaultdict[date, list[date]] = defaultdict(list)
    without: list[date] = []
    days = as_tuple(released)
    of_kind("released", days, tuple)
    for day in sorted(checked_day("released", one) for one in days):
        slot = _nearest(cadence, day)
        (without if slot is None else by_slot[slot]).append(day)
    return {slot: sorted(own, key=lambda day: _distance(slot, day)) for slot, own in by_slot.items()}, without


def _nearest(cadence: Cadence, day: date) -> date | None:
    if cadence.is_on(day):
        return day
    ends = [end for end in (cadence.last_before(day), cadence.next_after(day)) if end is not None]
    return min(ends, key=lambda slot: _distance(day, slot), default=None)


def _distance(one: date, two: date) -> tuple[int, date]:
    """Order days by how near they are to another, and of two that are equally near the earlier one first."""
    return abs((two - one).days), two


def _slot(due: date, released: list[date], tolerance: int) -> Slot:
    if not released:
        return Slot(due, None, punctuality=Punctuality.MISSED)
    late = (released[0] - due).days
    if abs(late) <= tolerance:
        return Slot(due, released[0], punctuality=Punctuality.ON_TIME)
    return Slot(due, released[0], punctuality=Punctuality.LATE if late > 0 else Punctuality.EARLY)
