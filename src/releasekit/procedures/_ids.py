"""Names that have to be there once, and names that are not there."""

from collections.abc import Iterable

from releasekit._arguments import repeated
from releasekit._words import did_you_mean, listing, shown
from releasekit.errors import FieldError


def checked_ids(kind: str, ids: Iterable[str]) -> None:
    """Refuse ids that are there more than once.

    Raises:
        FieldError: where one is; it names all of them.
    """
    twice = repeated(ids)
    if twice:
        raise FieldError(tuple(f"{kind} `{name}` is there twice; expected each id once" for name in twice))


def expected_one_of(problem: str, given: object, names: Iterable[str]) -> str:
    """Say that a given name is none of those that are there, which one it is near to, and which there are."""
    known = list(names)
    return f"{problem} {shown(given)}{did_you_mean(given, known)}; expected one of {listing(known)}"
