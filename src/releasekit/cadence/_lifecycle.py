"""The life of a release line: its phases, what is wrong with their dates, and which of them were moved."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Final, TypeAlias

import attrs

from releasekit._arguments import as_tuple, of_kind
from releasekit._fields import Frozen, Length, Name, checked
from releasekit.answers import Finding
from releasekit.cadence._days import Month, checked_day
from releasekit.cadence._findings import CalendarFindingKind
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing

Boundary: TypeAlias = date | Month | Missing
"""When a phase begins: a day, a month whose day nobody gave, or not known."""
END: Final = "end"


@attrs.frozen(field_transformer=checked)
class Lifecycle(Frozen):
    """A release line and its phases, in the order in which they are meant to come.

    A phase is half-open: it begins on its day and ends before the day on which the next one begins.

    Attributes:
        name: what the line is called.
        phases: each phase and when it begins.
        end: when the last phase ends, which is the first day without support; ``None`` where no end is planned.

    Raises:
        FieldError: where a field is outside its limits, or the name of a phase comes again or is ``end``.

    Example:
        >>> line = Lifecycle("v24", (("current", date(2025, 5, 6)), ("lts", date(2025, 10, 28))), end=Month(2028, 4))
        >>> [str(line.phase_at(day)) for day in (date(2025, 10, 28), date(2028, 4, 29), date(2028, 4, 30))]
        ['lts', 'missing', 'end']
    """

    name: Name
    phases: Annotated[tuple[tuple[Name, Boundary], ...], Length(1, 100)] = attrs.field(converter=as_tuple)
    end: Boundary | None = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        seen = {END}
        for number, (name, _) in enumerate(self.phases):
            if name in seen:
                taken = "the name of the end" if name == END else "a phase before it"
                yield f"phases[{number}] is `{name}`, as {taken}; expected each name once"
            seen.add(name)

    @property
    def boundaries(self) -> tuple[tuple[str, Boundary], ...]:
        """The phases and when they begin, then ``end``, where one is planned."""
        return self.phases if self.end is None else (*self.phases, (END, self.end))

    def phase_at(self, day: date) -> str | Missing | None:
        """Return the phase of a day: ``end`` where the line has ended, ``None`` where its first phase is to come.

        The answer is `Missing.MISSING` where the dates leave more than one possibility, as in a month whose day nobody
        gave, or contradict each other on that day.

        Raises:
            FieldError: where it is no day.
        """
        number = checked_day("day", day).toordinal()
        spans = [_span(boundary) for _, boundary in self.boundaries]
        # On any day, some number of boundaries has begun and all later ones have not. A boundary may have begun once
        # the first day that it can lie on is reached, and may lie ahead until the last one is. The phase is certain
        # where the dates leave a single such number: a vague date leaves several, and dates that contradict each
        # other on that day leave none.
        possible = [
            begun
            for begun in range(len(spans) + 1)
            if all(first <= number for first, _ in spans[:begun]) and all(number < last for _, last in spans[begun:])
        ]
        phases = (None, *(name for name, _ in self.phases), END)
        return phases[possible[0]] if len(possible) == 1 else MISSING

    def findings(self) -> tuple[Finding[CalendarFindingKind], ...]:
        """Return all that is wrong with the dates, at once, in the order of the phases."""
        findings = []
        latest, before = date.min, ""
        for name, boundary in self.boundaries:
            place, kinds = f"{self.name}.{name}", CalendarFindingKind
            if isinstance(boundary, Missing):
                findings.append(Finding(kinds.UNDATED, place, message="is not known; expected a day"))
                continue
            if isinstance(boundary, Month):
                message = f"is `{boundary}`; expected a day of that month"
                findings.append(Finding(kinds.MONTH_ONLY, place, message=message))
            # A month is out of order only if its last day is; a later phase is compared with its first day.
            first, last = _known_span(boundary)
            if last < latest:
                message = f"is `{boundary}`; expected at earliest {latest}, as `{before}`"
                findings.append(Finding(kinds.OUT_OF_ORDER, place, message=message))
            if first > latest:
                latest, before = first, name
        return tuple(findings)

    def moved_since(self, old: "Lifecycle") -> "tuple[MovedPhase, ...]":
        """Return the phases whose dates differ from those of an older plan of the same line.

        Args:
            old: the older plan.

        Returns:
            The phases of this plan in its order, then those that it has no more.

        Raises:
            FieldError: where the old plan is no lifecycle, or is of another line.
        """
        of_kind("old", old, Lifecycle)
        if old.name != self.name:
            raise FieldError((f"old is line `{old.name}`; expected `{self.name}`",))
        before, after = dict(old.boundaries), dict(self.boundaries)
        pairs = ((name, before.get(name), after.get(name)) for name in dict.fromkeys([*after, *before]))
        return tuple(MovedPhase(name, was, new=now) for name, was, now in pairs if was != now)


def _known_span(boundary: date | Month) -> tuple[date, date]:
    return (boundary.first_day, boundary.last_day) if isinstance(boundary, Month) else (boundary, boundary)


def _span(boundary: Boundary) -> tuple[int, int]:
    """Return the number of the first day on which a phase may begin, and that of the last; unknown, it may never."""
    if isinstance(boundary, Missing):
        return 0, date.max.toordinal() + 1
    first, last = _known_span(boundary)
    return first.toordinal(), last.toordinal()


@attrs.frozen(field_transformer=checked)
class MovedPhase(Frozen):
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
        """How many days later it begins, negative if earlier; ``None`` unless both dates are days."""
        if type(self.old) is date and type(self.new) is date:
            return (self.new - self.old).days
        return None
