"""Checks of arguments: these functions bring what callers pass into form, or refuse it with every problem at once."""

import types
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final, TypeGuard, TypeVar

from releasekit._words import a_or_an, is_seen, shown, spelt
from releasekit.errors import FieldError

Part = TypeVar("Part")
INSTANT: Final = "an instant with its zone"
IN_UTC: Final = "an instant in the years 1 to 9999 of UTC"


def as_utc(value: datetime) -> datetime:
    """Return an aware instant in UTC, so that instants of one zone compare right in the hour that comes twice.

    Anything else is returned as it is, for the field's check to refuse.
    """
    return in_utc(value) or value


def in_utc(value: object) -> datetime | None:
    """Return an instant in UTC; ``None`` where the value is no instant, has no zone, or UTC has no year for it."""
    if not is_aware(value):
        return None
    if value.tzinfo is UTC:
        return value
    try:
        return value.astimezone(UTC)
    except OverflowError:
        return None


def is_aware(value: object) -> TypeGuard[datetime]:
    return isinstance(value, datetime) and (value.tzinfo is UTC or value.utcoffset() is not None)


def instant(name: str, value: datetime) -> datetime:
    """Return an argument that must be an instant, in UTC.

    Raises:
        FieldError: where it is no datetime, has no zone, or lies outside the years 1 to 9999 of UTC.
    """
    at = in_utc(value)
    if at is not None:
        return at
    raise FieldError((f"{name} is {shown(value)}; expected {IN_UTC if is_aware(value) else INSTANT}",))


def of_kind(name: str, value: object, *kinds: type) -> None:
    """Refuse an argument of another kind.

    Raises:
        FieldError: where it is of none of the kinds.
    """
    if not _is_of(value, kinds):
        raise FieldError((f"{name} is {spelt(value)}; expected {_any_of(kinds)}",))


def a_test(name: str, value: object) -> None:
    """Refuse an argument that cannot be called.

    Raises:
        FieldError: where it cannot.
    """
    if not callable(value) or isinstance(value, type):
        raise FieldError((f"{name} is {spelt(value)}; expected a function of one argument",))


def _is_of(value: object, kinds: tuple[type, ...]) -> bool:
    """Tell whether a value is of one of some kinds; a class below ``str`` may compare as it likes, so it is no text."""
    return type(value) in kinds or (isinstance(value, kinds) and not isinstance(value, str))


def items(name: str, values: object, *kinds: type, once: str | None = None) -> tuple[Any, ...]:
    """Return an argument that lists objects of some kinds, as a tuple.

    Args:
        name: what the argument is called.
        values: the argument: any iterable except text.
        kinds: what each member must be.
        once: the attribute that no two members may share; ``""`` for the member itself; ``None`` where members may
            come again.

    Raises:
        FieldError: where it is no iterable, holds anything else, or holds a member again; the error names all of that.
    """
    # What cannot be listed is refused below; the order of a set is by chance, and no caller depends on it.
    listed: object = tuple(values) if isinstance(values, set | frozenset) else as_tuple(values)  # type: ignore[arg-type]
    if not isinstance(listed, tuple):
        nouns = " or ".join("None" if kind is types.NoneType else kind.__name__ for kind in kinds)
        raise FieldError((f"{name} is {spelt(listed)}; expected an iterable of {nouns}",))
    if isinstance(values, AbstractSet):  # its order is by chance, so no member has a number
        strange = sorted(spelt(part) for part in listed if not _is_of(part, kinds))
        problems = [f"{name} holds {text}; expected {_any_of(kinds)}" for text in strange]
    else:
        strangers = ((place, part) for place, part in enumerate(listed) if not _is_of(part, kinds))
        problems = [f"{name}[{place}] is {spelt(part)}; expected {_any_of(kinds)}" for place, part in strangers]
    if not problems and once is not None:
        problems = again(name, listed, once)
    if problems:
        raise FieldError(tuple(problems))
    return listed


def _any_of(kinds: tuple[type, ...]) -> str:
    return " or ".join("nothing" if kind is types.NoneType else a_or_an(kind.__name__) for kind in kinds)


def again(place: str, values: Iterable[object], by: str = "") -> list[str]:
    """Say which members of a list came before: the members themselves, or those with the same attribute.

    Args:
        place: what the list is called.
        values: the members, in their order.
        by: the attribute that no two may share, such as ``id`` or ``source.quote``; empty for the members themselves.
    """
    keys = list(map(attrgetter(by), values)) if by else list(values)
    if len(set(keys)) == len(keys):
        return []
    seen: set[object] = set()
    problems = []
    for number, key in enumerate(keys):
        if key in seen:
            what = f"has the {by} {shown(key)}" if by else f"is {shown(key)}"
            problems.append(f"{place}[{number}] {what} again; expected each {by or 'member'} once")
        seen.add(key)
    return problems


def repeated(names: Iterable[str]) -> list[str]:
    """Return the names that are there more than once, sorted."""
    return sorted(name for name, times in Counter(names).items() if times > 1)


def backwards(*stations: tuple[str, datetime]) -> list[str]:
    """Say which of some named instants comes before the one that should not come after it; equal ones are in order."""
    return [
        f"{later} is {shown(then)}; expected no earlier than {earlier}, {shown(first)}"
        for (earlier, first), (later, then) in pairwise(stations)
        if then < first
    ]


def in_rings(leads_to: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return the names that lead back to themselves, directly or by way of others.

    Args:
        leads_to: the names to which a name leads; a name without an entry leads nowhere.
    """
    # Kosaraju's algorithm, because asking each name where it leads takes quadratic time on a long chain. Names are
    # first listed as a walk leaves them. Then, from the last one left, a walk against the arrows reaches exactly the
    # names from which there is a way to and fro. Each name and each arrow is looked at twice. An arrow to a name that
    # leads nowhere is in no ring and is left out first, which leaves nothing to walk in most cases.
    arrows = {name: [other for other in others if other in leads_to] for name, others in leads_to.items()}
    arrows = {name: others for name, others in arrows.items() if others}
    seen: set[str] = set()
    left = [reached for name in arrows if name not in seen for reached in _walked(name, arrows, seen)]
    comes_from: dict[str, list[str]] = {}
    for name, others in arrows.items():
        for other in others:
            comes_from.setdefault(other, []).append(name)
    seen = set()
    groups = [_walked(name, comes_from, seen) for name in reversed(left) if name not in seen]
    return frozenset(name for group in groups for name in group if len(group) > 1 or name in arrows.get(name, ()))


def _walked(start: str, leads_to: Mapping[str, Iterable[str]], seen: set[str]) -> list[str]:
    """Walk depth first through names that were not seen yet; return them as the walk leaves them."""
    left = []
    path = [(start, iter(leads_to.get(start, ())))]
    seen.add(start)
    while path:
        name, ways = path[-1]
        following = next((way for way in ways if way not in seen), None)
        if following is None:
            left.append(name)
            path.pop()
        else:
            seen.add(following)
            path.append((following, iter(leads_to.get(following, ()))))
    return left


def is_visible(text: str) -> bool:
    """Tell whether something in a text can be seen."""
    return any(is_seen(mark) and not mark.isspace() for mark in text)


def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Return the members of anything that has an order as a tuple; anything else stays as it is, to be refused.

    A set has no order, so a tuple made of it would differ with the hash seed.
    """
    given: Any = values
    if type(given) is tuple:
        return given
    is_list = isinstance(given, Iterable) and not isinstance(given, str | set | frozenset)
    return tuple(given) if is_list else given


def as_frozenset(values: Iterable[Any]) -> frozenset[Any]:
    """Return the same as a frozenset, and of a set too; anything else stays as it is for the field's check."""
    given: Any = as_tuple(values)
    if isinstance(given, tuple | set):
        with suppress(TypeError):  # where a part has no hash
            given = frozenset(given)
    result: frozenset[Any] = given
    return result


def as_pairs(values: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> tuple[tuple[Any, Any], ...]:
    """Return a mapping, or what lists pairs, as pairs sorted by their names; anything else is left for the field."""
    pairs = as_tuple(values.items() if isinstance(values, Mapping) else values)
    return in_order(pairs, tuple, lambda pair: str(pair[:1]) if type(next(iter(pair), 0)) is str else "")


def in_order(
    values: tuple[Part, ...],
    kind: type | tuple[type, ...],
    key: Callable[[Part], Any],
    ties: Callable[[Part], bytes] | None = None,
) -> tuple[Part, ...]:
    """Sort the members of a tuple or set; where one is of another kind, leave them for the field's check to refuse.

    Args:
        values: the members.
        kind: what each must be; of several kinds, one of them.
        key: sorts them.
        ties: sorts those that share a key; worked out only where there are such.
    """
    given: object = values
    if not isinstance(given, tuple | set | frozenset) or not all(isinstance(value, kind) for value in given):
        return values
    if ties is not None and len(set(map(key, values))) < len(values):
        return tuple(sorted(values, key=lambda value: (key(value), ties(value))))
    return tuple(sorted(values, key=key))
