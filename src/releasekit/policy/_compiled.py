"""A table, compiled for deciding: what turns facts into the set of rules that match.

One look-up and one AND per column. A value that is outside its domain ends in a ``KeyError`` or ``TypeError`` without a
text; the table then works out what to say.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter, itemgetter
from typing import Any, Final, Generic, NamedTuple, TypeAlias

from releasekit.policy._axes import Axis
from releasekit.policy._cells import LOW, MISSING, Cut
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._decision import Decision, Verdict
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import Finding
from releasekit.policy._partition import Mask, Partition
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Hit, Outcome_co

MOST_KEPT: Final = 10_000
MOST_CLASSES: Final = 100
DENSE: Final = 4_096
"""The most points of a finite table for which each point keeps its decision."""

Pick: TypeAlias = Callable[[Any], tuple[object, ...]]
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
        picks: what takes the values of all columns out of a dict, and out of objects of each attrs class that was met.
        whole: the mask of all rules.
        decided: the verdict of each live set that was met; under COLLECT, of the live rules of one outcome.
        dense: for a small finite table, the decision of each point that was met.
        digest: the digest of the table, once it was asked for.
        findings: the warnings of the proof, once they were asked for.
    """

    __slots__ = (
        "_by_identity",
        "_known",
        "_lookups",
        "decided",
        "dense",
        "digest",
        "findings",
        "names",
        "partition",
        "picks",
        "ranking",
        "whole",
    )

    def __init__(self, draft: Draft[Outcome_co], partition: Partition) -> None:
        self.partition = partition
        self.ranking = Ranking(draft.hit, draft.rules, draft.listed)
        self.names = tuple(column.name for column in draft.columns)
        of_dict: Pick = (
            itemgetter(*self.names) if len(self.names) > 1 else lambda facts: tuple(facts[name] for name in self.names)
        )
        self.picks: dict[type, Pick] = {dict: of_dict}
        self.whole: Mask = self.partition.whole
        self._known = frozenset(self.names)
        self._lookups = tuple(map(_lookup, self.partition.axes, self.partition.rows))
        self._by_identity = all(map(_is_plain_enum, draft.columns))
        small = draft.hit is not Hit.COLLECT and self.partition.is_finite and self.partition.points <= DENSE
        self.dense: dict[tuple[object, ...], Kept[Outcome_co]] | None = {} if small else None
        self.decided: dict[Mask, Verdict[Outcome_co]] = {}
        self.digest = ""
        self.findings: tuple[Finding, ...] | None = None

    def remember(self, live: Mask, verdict: Verdict[Outcome_co]) -> None:
        """Remember a verdict; of very many live sets, only the latest."""
        if len(self.decided) >= MOST_KEPT:
            self.decided.clear()
        self.decided[live] = verdict

    def keep(self, values: tuple[object, ...], decision: Decision[Outcome_co]) -> None:
        """Remember a decision, where the table is small enough."""
        if self.dense is not None:
            self.dense[values] = (None if self._by_identity else [*map(type, values)], decision)

    def meet(self, kind: type, names: Sequence[str]) -> None:
        """Remember how to read the facts of an attrs class, where its fields are the columns."""
        if self._known == set(names) and len(names) > 1 and len(self.picks) < MOST_CLASSES:
            self.picks[kind] = attrgetter(*self.names)

    def values(self, facts: Mapping[str, object]) -> tuple[object, ...]:
        """Return the facts in the order of the columns, with `MISSING` for what is left out.

        A column that may not be missing refuses it later.
        """
        if len(facts) == len(self.names):
            return self.picks[dict](facts)
        if not facts.keys() <= self._known:
            raise KeyError
        get = facts.get
        return tuple([get(name, MISSING) for name in self.names])

    def live(self, values: tuple[object, ...]) -> Mask:
        """Return the live set of a point; a value outside its domain ends in a ``KeyError`` or ``TypeError``."""
        live = self.whole
        for value, (exact, rows, bounds, at, before) in zip(values, self._lookups):  # noqa: B905 - of one length
            kind = type(value)
            if kind is not exact and (exact is not Decimal or kind is not int):
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
