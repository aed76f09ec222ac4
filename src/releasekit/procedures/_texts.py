"""What checklists, procedures and runs say in the same way."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from releasekit._words import did_you_mean, one_of_listed, shown


def expected_one_of(problem: str, given: object, names: Iterable[str]) -> str:
    """Say that a given name is none of those that are there, which one it is near to, and which there are."""
    known = list(names)
    return f"{problem} {shown(given)}{did_you_mean(given, known)}; {one_of_listed(known)}"


def either(roles: Iterable[str]) -> str:
    """Return the roles of which one is enough."""
    return " or ".join(sorted(roles)) or "nobody"


def clock(at: datetime, day: date | None = None) -> str:
    """Return an instant in UTC to the second, without its day where that is given."""
    day_text = "" if at.date() == day else f"{at.date().isoformat()} "
    return f"{day_text}{at.time().isoformat(timespec='seconds')} UTC"


def time_span(span: timedelta) -> str:
    """Return a time as people say it: whole minutes as such, all else to the microsecond."""
    minutes, rest = divmod(span, timedelta(minutes=1))
    return str(span) if rest or minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - an hour
