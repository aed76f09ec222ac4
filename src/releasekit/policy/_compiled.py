"""A table, compiled for deciding: what turns facts into the set of rules that match.

One look-up and one AND per column. A value that is outside its domain ends in a ``KeyError`` or ``TypeError`` without a
text; the table then works out what to say.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final, Generic, NamedTuple, TypeAlias

from releasekit.policy._axes import Axis
from releasekit.policy._cells import LOW, MISSING, Cut
from releasekit.policy._check import partition_of
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._decision import Decision, Verdict
from releasekit.policy._form import listed_outcomes
from releasekit.policy._partition import Mask
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Draft, Hit, Outcome_co

MOST_KEPT: Final = 10_000
DENSE: Final = 4_096
"""The most points of a finite table for which each point keeps its decision."""

Kept: TypeAlias = tuple[list[type] | None, Decision[Outcome_co]]
"""A decision, and the exact types of its facts, where a value of another type could equal one of them."""


class Lookup(NamedTuple):
    """How the value of one column becomes a row.

    Attributes:
        kind: the exact type of a value; where it is ``Decimal``, an ``int`` will do.
        rows: the row of each value that is no number.
        bounds: for numbers, the bounds between atoms, ascending; otherwise ``None``.
        at: the row at each bound, ``None`` outside the domain; no tuple for whole numbers, where the row at a bound
            is the row behind it.
        before: the row before each bound, and behind the last.
    """

    kind: type
    rows: Mapping[object, Mask]
    bounds: tuple[Any, ...] | None
    at: tuple[Any, ...] | None
    before: tuple[Any, ...]


class Compiled(Generic[Outcome_co]):
    """The look-ups of a table, and what it remembers of earlier answers.

    Attributes:
        partition: the columns in atoms.
        ranking: which rules win.
        names: the columns in their order.
        pick: takes the values of all columns out of a mapping.
        whole: the mask of all rules.
        decided: the verdict of each live set that was met.
        dense: for a small finite table, the decision of each point that was met.
        digest: the digest of the table, once it was asked for.
    """

    __slots__ = (
        "_by_identity",
        "_known",
        "_lookups",
        "decided",
        "dense",
        "digest",
        "names",
        "partition",
        "pick",
        "ranking",
        "whole",
    )

    def __init__(self, draft: Draft[Outcome_co]) -> None:
        self.partition = partition_of(draft)
        self.ranking = Ranking(draft.hit, draft.rules, listed_outcomes(draft))
        self.names = tuple(column.name for column in draft.columns)
        self.pick = _picker(self.names)
        self.whole: Mask = self.partition.whole
        self._known = frozenset(self.names)
        self._lookups = tuple(map(_lookup, self.partition.axes, self.partition.rows))
        self._by_identity = all(map(_is_plain_enum, draft.columns))
        small = draft.hit is not Hit.COLLECT and self.partition.is_finite and self.partition.points <= DENSE
        self.dense: dict[tuple[object, ...], Kept[Outcome_co]] | None = {} if small else None
        self.decided: dict[Mask, Verdict[Outcome_co]] = {}
        self.digest = ""

    def remember(self, live: Mask, verdict: Verdict[Outcome_co]) -> None:
        """Remember a verdict; of very many live sets, only the latest."""
        if len(self.decided) >= MOST_KEPT:
            self.decided.clear()
        self.decided[live] = verdict

    def keep(self, values: tuple[object, ...], decision: Decision[Outcome_co]) -> None:
        """Remember a decision, where the table is small enough."""
        if self.dense is not None:
            self.dense[values] = (None if self._by_identity else [*map(type, values)], decision)

    def values(self, facts: Mapping[str, object]) -> tuple[object, ...]:
        """Return the facts in the order of the columns."""
        return self.pick(facts) if len(facts) == len(self.names) else self._filled(facts)

    def _filled(self, facts: Mapping[str, object]) -> tuple[object, ...]:
        """Fill in `MISSING` for what is left out; a column that may not be missing refuses it later."""
        if not facts.keys() <= self._known:
            raise KeyError
        get = facts.get
        return tuple([get(name, MISSING) for name in self.names])

    def live(self, values: tuple[object, ...]) -> Mask:
        """Return the live set of a point; a value outside its domain ends in a ``KeyError`` or ``TypeError``."""
        live = self.whole
        for value, (own, rows, bounds, at, before) in zip(values, self._lookups):  # noqa: B905 - of one length
            kind = type(value)
            if kind is not own and (own is not Decimal or kind is not int):
                live &= rows[value if value is MISSING else None]
            elif bounds is None:
                live &= rows[value]
            elif at is None:
                live &= before[bisect_right(bounds, value)]
            elif kind is Decimal and not value.is_finite():  # type: ignore[attr-defined]
                raise TypeError
            elif (place := bisect_left(bounds, value)) < len(bounds) and bounds[place] == value:
                live &= at[place]
            else:
                live &= before[place]
        return live


def _picker(names: Sequence[str]) -> Callable[[Any], tuple[object, ...]]:
    """Return what takes the values of some names out of a mapping, as a tuple however many there are."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda facts: tuple(facts[name] for name in names)


def _lookup(axis: Axis, rows: Sequence[Mask]) -> Lookup:
    """Arrange the rows of a column so that a value finds its own in one look-up."""
    named = {axis.witness(atom): rows[atom] for atom in range(axis.size) if not axis.edges or atom >= axis.present}
    if not isinstance(axis.column.domain, Numbers):
        return Lookup(type(axis.values[0]), named, None, None, ())
    bounds = tuple(sorted({bound for bound, _ in axis.edges if Decimal(bound).is_finite()}))
    before = (None if axis.edges[0] != LOW else rows[0], *(_row(axis, rows, (bound, 1)) for bound in bounds))
    if axis.column.domain.integer:
        return Lookup(int, named, bounds, None, before)
    return Lookup(Decimal, named, bounds, tuple(_row(axis, rows, (bound, 0)) for bound in bounds), before)


def _is_plain_enum(column: Column) -> bool:
    """Tell whether a value equals one of the column only where it is that very value."""
    return isinstance(column.domain, type) and column.domain.__eq__ is object.__eq__


def _row(axis: Axis, rows: Sequence[Mask], cut: Cut) -> Mask | None:
    """Return the row just after a cut; ``None`` outside the domain."""
    atom = bisect_right(axis.edges, cut) - 1
    return rows[atom] if 0 <= atom < axis.present else None
