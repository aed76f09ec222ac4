"""The life of a release line: its phases, what is wrong with their dates, and which of them were moved."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Final, TypeAlias

import attrs

from releasekit._arguments import as_tuple, of_kind, repeated
from releasekit._fields import Frozen, Length, Name, Note, Place, checked
from releasekit._words import Word
from releasekit.cadence._days import Month, checked_day
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing

Boundary: TypeAlias = date | Month | Missing
"""When a phase begins: a day, a month whose day is not said, or not known."""
END: Final = "end"


class Beyond(Word):
    """Where a day lies that is in no phase."""

    BEFORE = "before the first phase"
    ENDED = "ended"


class LifecycleFindingKind(Word):
    """What can be wrong with the dates of a line.

    ``OUT_OF_ORDER``: a phase begins before one that stands before it, for certain. ``MONTH_ONLY``: only the month is
    known. ``UNDATED``: nothing is known.
    """

    OUT_OF_ORDER = "out_of_order"
    MONTH_ONLY = "month_only"
    UNDATED = "undated"


@attrs.frozen(field_transformer=checked)
class LifecycleFinding(Frozen):
    """One thing that is wrong with the dates of a line.

    Attributes:
        kind: what it is, for programs.
        place: the line and the phase.
        message: what is there and what was expected, for people.
    """

    kind: LifecycleFindingKind
    place: Place
    message: Note = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.place} {self.message}"


@attrs.frozen(field_transformer=checked)
class Lifecycle(Frozen):
    """A release line and its phases, in the order in which they are meant to come.

    A phase is half-open: it begins on its day and ends before the day on which the next one begins.

    Attributes:
        name: what the line is called.
        phases: each phase and when it begins.
        end: when the last phase ends, which is the first day without support; ``None`` where no end is planned.

    Raises:
        FieldError: where a field is outside its limits, or a phase is there twice or called ``end``.

    Example:
        >>> line = Lifecycle("v24", (("current", date(2025, 5, 6)), ("lts", date(2025, 10, 28))), end=Month(2028, 4))
        >>> [str(line.phase_at(day)) for day in (date(2025, 10, 28), date(2028, 4, 29), date(2028, 4, 30))]
        ['lts', 'missing', 'ended']
    """

    name: Name
    phases: Annotated[tuple[tuple[Name, Boundary], ...], Length(1, 100)] = attrs.field(converter=as_tuple)
    end: Boundary | None = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        twice = repeated([END, *(name for name, _ in self.phases)])
        if twice:
            raise FieldError(tuple(f"Lifecycle.phases has `{name}` twice; expected each phase once" for name in twice))

    @property
    def boundaries(self) -> tuple[tuple[str, Boundary], ...]:
        """The phases and when they begin, then ``end``, where one is planned."""
        return self.phases if self.end is None else (*self.phases, (END, self.end))

    def phase_at(self, day: date) -> str | Beyond | Missing:
        """Return the phase of a day, or that it lies beyond them.

        Where the dates leave more than one answer, as in a month whose day is not said, or contradict each other on
        that day, the answer is `Missing.MISSING`.

        Raises:
            FieldError: where it is no day.
        """
        number = checked_day("day", day).toordinal()
        spans = [_span(own) for _, own in self.boundaries]
        possible = [
            begun
            for begun in range(len(spans) + 1)
            if all(first <= number for first, _ in spans[:begun]) and all(number < last for _, last in spans[begun:])
        ]
        return self._phase(possible[0]) if len(possible) == 1 else MISSING

    def _phase(self, begun: int) -> str | Beyond:
        if begun == 0:
            return Beyond.BEFORE
        return Beyond.ENDED if begun > len(self.phases) else self.phases[begun - 1][0]

    def findings(self) -> tuple[LifecycleFinding, ...]:
        """Return all that is wrong with the dates, at once, in the order of the phases."""
        return tuple(self._findings())

    def _findings(self) -> Iterator[LifecycleFinding]:
        latest, before = date.min, ""
        for name, own in self.boundaries:
            place, kinds = f"{self.name}.{name}", LifecycleFindingKind
            if isinstance(own, Missing):
                yield LifecycleFinding(kinds.UNDATED, place, message="is not known; expected a day")
                continue
            if isinstance(own, Month):
                yield LifecycleFinding(kinds.MONTH_ONLY, place, message=f"is `{own}`; expected a day of that month")
            first, last = _known_span(own)
            if last < latest:
                message = f"is `{own}`; expected at earliest {latest}, as `{before}`"
                yield LifecycleFinding(kinds.OUT_OF_ORDER, place, message=message)
            if first > latest:
                latest, before = first, name


def _known_span(boundary: date | Month) -> tuple[date, date]:
    return (boundary.first_day, boundary.last_day) if isinstance(boundary, Month) else (boundary, boundary)


def _span(boundary: Boundary) -> tuple[int, int]:
    """Return the number of the first day on which a phase may begin, and that of the last; unknown, it may never."""
    if isinstance(boundary, Missing):
        return 0, date.max.toordinal() + 1
    first, last = _known_span(boundary)
    return first.toordinal(), last.toordinal()


@attrs.frozen(field_transformer=checked)
class Moved(Frozen):
    """A phase whose date was changed.

    Attributes:
        name: the phase, or ``end``.
        old: what its date was; ``None`` where the phase, or the end, was not planned.
        new: what it is; ``None`` where it is not planned any more.
    """

    name: Name
    old: Boundary | None
    new: Boundary | None = attrs.field(kw_only=True)

    @property
    def days(self) -> int | None:
        """By how many days it slipped, negative where it was brought forward; ``None`` where one of both is no day."""
        if type(self.old) is date and type(self.new) is date:
            return (self.new - self.old).days
        return None


def moved(old: Lifecycle, new: Lifecycle) -> tuple[Moved, ...]:
    """Return the phases whose dates differ: those of the new plan in its order, then those that it has no more.

    Raises:
        FieldError: where an argument is no lifecycle, or they are of different lines.
    """
    of_kind("old", old, Lifecycle)
    of_kind("new", new, Lifecycle)
    if old.name != new.name:
        raise FieldError((f"new is line `{new.name}`; expected `{old.name}`, as the old one",))
    before: Mapping[str, Boundary] = dict(old.boundaries)
    after: Mapping[str, Boundary] = dict(new.boundaries)
    names = dict.fromkeys([*after, *before])
    pairs = ((name, before.get(name), after.get(name)) for name in names)
    return tuple(Moved(name, was, new=now) for name, was, now in pairs if was != now)
