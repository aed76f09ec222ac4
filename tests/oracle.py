"""A second, slow reading of decision tables: every point is written down and looked at.

Theory of operation. A `Sheet` is a plain description of a decision table. Its columns (`Axis`)
list sample values that stand for the whole domain: every value where the domain is small; for
dense numbers each bound that a cell may mention, one value strictly between two neighbours, one
below and one above; `MISSING`. Its cells are `Term`s, and each term knows two things: its own
predicate (`holds`) and how the library spells it (`cell`). All questions are then answered by
enumerating the samples' product with the predicates alone.

Nothing here calls the library's answers. Only constructors are imported: what is compared with
the library was computed without it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cached_property, reduce
from itertools import combinations, pairwise, product
from operator import or_
from typing import Any, Final, Literal

from releasekit.policy import (
    ANY,
    MISSING,
    Cell,
    Column,
    Draft,
    FindingKind,
    Hit,
    Numbers,
    Rule,
    above,
    at_least,
    at_most,
    below,
    between,
    not_,
    one_of,
)

__all__ = [
    "Absent",
    "Answer",
    "Axis",
    "Between",
    "Compare",
    "Either",
    "Everything",
    "Not",
    "Point",
    "Row",
    "Sample",
    "Sheet",
    "Term",
    "Values",
    "changeable",
    "clashes",
    "dead_columns",
    "differences",
    "expected_findings",
    "fails_open",
    "flips",
    "gaps",
    "is_pointwise_no_looser",
    "leaves",
    "nearest_columns",
    "never_matching",
    "not_monotone",
    "redundant",
    "shadowed",
]

NUMBER_TYPES: Final = (int, Decimal)
Number = int | Decimal
# Of any type at all: which one, only the domain of a column or the set of outcomes knows.
Value = Any
Point = tuple[Value, ...]


def is_number(value: object) -> bool:
    """Say whether a value is an exact number: `int` or `Decimal`, and never a `bool`."""
    return type(value) in NUMBER_TYPES


def is_same(left: object, right: object) -> bool:
    """Compare two values with care: numbers by amount, all else by type and value."""
    if is_number(left) and is_number(right):
        return left == right
    return type(left) is type(right) and left == right


# --- Cells, described twice -----------------------------------------------------------------------


class Term:
    """A cell as the oracle sees it: a predicate, and the library's spelling of it."""

    def holds(self, value: object) -> bool:
        """Say whether a value is in this cell."""
        raise NotImplementedError

    def cell(self) -> Cell:
        """Build the library's cell."""
        raise NotImplementedError

    def entry(self) -> object:
        """Build what one would write in `when`: a bare value where that is enough."""
        return self.cell()


@dataclass(frozen=True)
class Everything(Term):
    """Every value, `MISSING` included."""

    def holds(self, value: object) -> bool:  # noqa: ARG002 - everything is everything
        return True

    def cell(self) -> Cell:
        return ANY


@dataclass(frozen=True)
class Absent(Term):
    """`MISSING` alone."""

    def holds(self, value: object) -> bool:
        return value is MISSING

    def cell(self) -> Cell:
        return one_of(MISSING)

    def entry(self) -> object:
        return MISSING


@dataclass(frozen=True)
class Values(Term):
    """One of the values that are listed."""

    values: tuple[object, ...]

    def holds(self, value: object) -> bool:
        return any(is_same(value, own) for own in self.values)

    def cell(self) -> Cell:
        return one_of(*self.values)

    def entry(self) -> object:
        return self.values[0] if len(self.values) == 1 else self.cell()


@dataclass(frozen=True)
class Not(Term):
    """What is present and in none of the parts."""

    parts: tuple[Term, ...]

    def holds(self, value: object) -> bool:
        return value is not MISSING and not any(part.holds(value) for part in self.parts)

    def cell(self) -> Cell:
        return not_(*(part.entry() for part in self.parts))


COMPARISONS: Final = {"at_least": at_least, "at_most": at_most, "above": above, "below": below}


@dataclass(frozen=True)
class Compare(Term):
    """A comparison with one bound."""

    name: Literal["at_least", "at_most", "above", "below"]
    bound: Number

    def holds(self, value: object) -> bool:
        if not isinstance(value, NUMBER_TYPES) or isinstance(value, bool):
            return False
        match self.name:
            case "at_least":
                return value >= self.bound
            case "at_most":
                return value <= self.bound
            case "above":
                return value > self.bound
            case "below":
                return value < self.bound

    def cell(self) -> Cell:
        return COMPARISONS[self.name](self.bound)


@dataclass(frozen=True)
class Between(Term):
    """The numbers from `low` to `high`; `closed` says which of the two ends belong to it."""

    low: Number
    high: Number
    closed: Literal["both", "left", "right", "neither"] = "both"

    def holds(self, value: object) -> bool:
        if not isinstance(value, NUMBER_TYPES) or isinstance(value, bool):
            return False
        if value == self.low:
            return self.closed in ("both", "left") and (value != self.high or self.closed == "both")
        if value == self.high:
            return self.closed in ("both", "right")
        return self.low < value < self.high

    def cell(self) -> Cell:
        return between(self.low, self.high, closed=self.closed)


@dataclass(frozen=True)
class Either(Term):
    """The union of at least two parts."""

    parts: tuple[Term, ...]

    def holds(self, value: object) -> bool:
        return any(part.holds(value) for part in self.parts)

    def cell(self) -> Cell:
        # A bare MISSING takes part in the union, so that `|` is used from both of its sides.
        first, *rest = (MISSING if isinstance(part, Absent) else part.cell() for part in self.parts)
        union = reduce(or_, rest, first)
        assert isinstance(union, Cell)
        return union


# --- Columns --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """A value that stands for `weight` values; `None` for infinitely many."""

    value: Value
    weight: int | None = 1


@dataclass(frozen=True)
class Axis:
    """A column: its domain in plain words, and the bounds (`cuts`) that a cell may mention.

    `domain` is an Enum class, `bool`, a tuple of texts, or the word "integers" or "decimals".
    """

    name: str
    domain: type[Enum] | type[bool] | tuple[str, ...] | Literal["integers", "decimals"]
    optional: bool = False
    worse: Literal["higher", "lower"] | None = None
    ge: Number | None = None
    le: Number | None = None
    cuts: tuple[Number, ...] = ()
    given: bool = False

    @property
    def is_numeric(self) -> bool:
        """Say whether this column holds numbers."""
        return self.domain in ("integers", "decimals")

    def column(self) -> Column:
        """Build the library's column."""
        if self.domain == "integers" or self.domain == "decimals":  # noqa: PLR1714 - mypy narrows
            numbers = Numbers(ge=self.ge, le=self.le, integer=self.domain == "integers")
            return Column(self.name, numbers, optional=self.optional, worse=self.worse, given=self.given)
        return Column(self.name, self.domain, optional=self.optional, worse=self.worse, given=self.given)

    @cached_property
    def present(self) -> tuple[Sample, ...]:
        """The samples of the domain, in its order."""
        if self.domain == "integers":
            return tuple(self._integers())
        if self.domain == "decimals":
            return tuple(self._decimals())
        values = (False, True) if self.domain is bool else tuple(self.domain)
        return tuple(Sample(value) for value in values)

    @cached_property
    def samples(self) -> tuple[Sample, ...]:
        """The samples, `MISSING` last where it belongs to the column."""
        return (*self.present, Sample(MISSING)) if self.optional else self.present

    @cached_property
    def values(self) -> Point:
        """The samples' values."""
        return tuple(sample.value for sample in self.samples)

    @cached_property
    def from_best(self) -> tuple[object, ...]:
        """The values from the best to the worst; `MISSING` is the worst of all."""
        values = tuple(sample.value for sample in self.present)
        ordered = values[::-1] if self.worse == "lower" else values
        return (*ordered, MISSING) if self.optional else ordered

    def weight(self, value: object) -> int | None:
        """How many values a sample stands for."""
        return next(sample.weight for sample in self.samples if is_same(sample.value, value))

    def _integers(self) -> Iterator[Sample]:
        low = int(min(self.cuts)) - 2 if self.ge is None else int(self.ge)
        high = int(max(self.cuts)) + 2 if self.le is None else int(self.le)
        for value in range(low, max(low, high) + 1):
            is_ray = (self.ge is None and value == low) or (self.le is None and value == high)
            yield Sample(value, None if is_ray else 1)

    def _decimals(self) -> Iterator[Sample]:
        inside = {cut for cut in self.cuts if self._contains(cut)}
        marks = sorted(inside | {end for end in (self.ge, self.le) if end is not None})
        if self.ge is None:
            yield Sample(Decimal(marks[0]) - Decimal("0.5"), None)
        for low, high in pairwise(marks):
            yield Sample(low)
            yield Sample((Decimal(low) + Decimal(high)) / 2, None)
        yield Sample(marks[-1])
        if self.le is None:
            yield Sample(Decimal(marks[-1]) + Decimal("0.5"), None)

    def _contains(self, cut: Number) -> bool:
        return (self.ge is None or cut >= self.ge) and (self.le is None or cut <= self.le)


# --- Tables ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A rule: columns that are left out hold everything."""

    id: str
    when: tuple[tuple[str, Term], ...]
    then: Value
    rank: int | None = None

    def term(self, column: str) -> Term:
        """The cell in a column."""
        return dict(self.when).get(column, Everything())

    def rule(self) -> Rule[Value]:
        """Build the library's rule."""
        when = {name: term.entry() for name, term in self.when}
        return Rule(self.id, when, then=self.then, because=f"row {self.id}", rank=self.rank)


@dataclass(frozen=True)
class Answer:
    """What a table says at a point, by which rules; under COLLECT the outcomes in their order."""

    outcome: Value
    winners: frozenset[str]


@dataclass(frozen=True)
class Sheet:
    """A decision table as plain data.

    Args:
        axes: The columns.
        rows: The rules.
        hit: The hit policy.
        outcomes: In order, permissive first; the order means something if `is_ordered`.
        is_ordered: Whether the library is told of the order.
        words: The Enum class of the outcomes, if they are one.
        permissive: The outcomes that let something through; `None` is not given.
        name: The name of the draft.
    """

    axes: tuple[Axis, ...]
    rows: tuple[Row, ...]
    hit: Hit
    outcomes: tuple[Value, ...]
    is_ordered: bool = True
    words: type[Enum] | None = None
    permissive: tuple[Value, ...] | None = None
    name: str = "sheet"

    def draft(self) -> Draft[Value]:
        """Build the library's draft."""
        listed = self.words or self.outcomes
        return Draft(
            self.name,
            tuple(axis.column() for axis in self.axes),
            rules=tuple(row.rule() for row in self.rows),
            hit=self.hit,
            outcomes=listed if self.is_ordered else frozenset(self.outcomes),
            permissive=self.permissive,
        )

    def with_rows(self, rows: Iterable[Row]) -> "Sheet":
        """The same sheet with other rows."""
        return replace(self, rows=tuple(rows))

    def axis(self, name: str) -> Axis:
        """The column of a name."""
        return next(axis for axis in self.axes if axis.name == name)

    def row(self, rule_id: str) -> Row:
        """The row of an id."""
        return next(row for row in self.rows if row.id == rule_id)

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Every point of the samples' product."""
        return tuple(product(*(axis.values for axis in self.axes)))

    def facts(self, point: Point) -> dict[str, Value]:
        """A point as facts, all columns named."""
        return {axis.name: value for axis, value in zip(self.axes, point, strict=True)}

    def point(self, facts: Mapping[str, object] | Iterable[tuple[str, object]] | None) -> Point:
        """Facts as a point; a column that is left out is `MISSING`."""
        assert facts is not None
        known = dict(facts)
        return tuple(known.get(axis.name, MISSING) for axis in self.axes)

    def weight(self, point: Point) -> int | None:
        """How many points of the domain a sample point stands for; `None` for infinitely many."""
        weights = [axis.weight(value) for axis, value in zip(self.axes, point, strict=True)]
        return None if None in weights else reduce(lambda left, right: left * (right or 0), weights, 1)

    def holds(self, point: Point) -> bool:
        """Say whether a point lies in the domain."""
        return all(_in_domain(axis, value) for axis, value in zip(self.axes, point, strict=True))

    def live(self, point: Point) -> frozenset[str]:
        """The rules that match at a point, by their predicates."""
        return frozenset(row.id for row in self.rows if self.matches(row, point))

    def matches(self, row: Row, point: Point) -> bool:
        """Say whether a row matches at a point."""
        facts = self.facts(point)
        return all(term.holds(facts[name]) for name, term in row.when)

    def verdict(self, live: frozenset[str]) -> Answer | None:
        """The answer of a live set; `None` where nothing matches or the hit policy is violated.

        Under FIRST only a tie of the lowest rank spoils the answer: below it nobody is asked.
        """
        rows = [row for row in self.rows if row.id in live]
        if self.hit is Hit.COLLECT:
            found = [row.then for row in rows]
            return Answer(tuple(one for one in self.outcomes if one in found), live)
        winners = self._winners(rows) if rows else []
        if not rows or any(self.is_clash(one, other) for one, other in combinations(winners, 2)):
            return None
        return Answer(winners[0].then, frozenset(row.id for row in winners))

    def is_clash(self, one: Row, other: Row) -> bool:
        """Say whether two rows may not match at the same point."""
        if self.hit is Hit.UNIQUE:
            return True
        if self.hit is Hit.ANY:
            return bool(one.then != other.then)
        return self.hit is Hit.FIRST and one.rank == other.rank

    def _winners(self, rows: list[Row]) -> list[Row]:
        if self.hit is Hit.MOST_RESTRICTIVE:
            worst = max(self.outcomes.index(row.then) for row in rows)
            return [row for row in rows if self.outcomes.index(row.then) == worst]
        if self.hit is Hit.FIRST:
            lowest = min(row.rank for row in rows if row.rank is not None)
            return [row for row in rows if row.rank == lowest]
        return rows

    def answer(self, point: Point) -> Answer | None:
        """The answer at any point, sampled or not."""
        return self.verdict(self.live(point))

    def winners(self, point: Point) -> frozenset[str]:
        """The rules that win at any point; none where there is no answer."""
        answer = self.answer(point)
        return frozenset() if answer is None else answer.winners

    def outcome(self, point: Point) -> Value:
        """The outcome at any point; `None` for no answer."""
        answer = self.answer(point)
        return None if answer is None else answer.outcome

    def reaches(self, point: Point, outcome: object) -> bool:
        """Say whether an outcome holds at a point; under COLLECT, whether it is collected."""
        found = self.outcome(point)
        return bool(outcome in found if self.hit is Hit.COLLECT else found == outcome)

    @cached_property
    def lives(self) -> dict[Point, frozenset[str]]:
        """The live set of every sample point."""
        accepted = [
            (row.id, [{v for v in axis.values if row.term(axis.name).holds(v)} for axis in self.axes])
            for row in self.rows
        ]
        return {
            point: frozenset(
                rule for rule, sets in accepted if all(value in held for value, held in zip(point, sets, strict=True))
            )
            for point in self.points
        }

    @cached_property
    def answers(self) -> dict[Point, Answer | None]:
        """The answer of every sample point."""
        verdicts = {live: self.verdict(live) for live in set(self.lives.values())}
        return {point: verdicts[live] for point, live in self.lives.items()}

    def lines(self, axis: Axis) -> Iterator[tuple[Point, ...]]:
        """All lines along a column, each from its best value to its worst."""
        place = self.axes.index(axis)
        others = [one.values for one in self.axes]
        others[place] = (None,)
        for base in product(*others):
            yield tuple((*base[:place], value, *base[place + 1 :]) for value in axis.from_best)


def _in_domain(axis: Axis, value: object) -> bool:
    if value is MISSING:
        return axis.optional
    if not axis.is_numeric:
        return any(is_same(value, own) for own in axis.values)
    if type(value) is not int and (axis.domain == "integers" or type(value) is not Decimal):
        return False
    assert isinstance(value, NUMBER_TYPES)
    return axis._contains(value)


# --- Findings -------------------------------------------------------------------------------------


def leaves(sheet: Sheet) -> frozenset[frozenset[str]]:
    """The distinct live sets."""
    return frozenset(sheet.lives.values())


def gaps(sheet: Sheet) -> frozenset[Point]:
    """The points where no rule matches; none for COLLECT, which may answer with nothing."""
    if sheet.hit is Hit.COLLECT:
        return frozenset()
    return frozenset(point for point, live in sheet.lives.items() if not live)


def clashes(sheet: Sheet) -> frozenset[tuple[str, ...]]:
    """The pairs of rules that match at one point although the hit policy forbids it."""
    return frozenset(
        tuple(sorted((one.id, other.id)))
        for live in leaves(sheet)
        for one, other in combinations([row for row in sheet.rows if row.id in live], 2)
        if sheet.is_clash(one, other)
    )


def never_matching(sheet: Sheet) -> frozenset[str]:
    """The rules with a cell that holds no value of its column."""
    return frozenset(
        row.id
        for row in sheet.rows
        if any(not any(row.term(axis.name).holds(value) for value in axis.values) for axis in sheet.axes)
    )


def fails_open(sheet: Sheet) -> frozenset[tuple[str, frozenset[str], frozenset[str]]]:
    """Each (column, winners at MISSING, winners filled in) where learning a fact closes a go."""
    if sheet.permissive is None:
        return frozenset()
    return frozenset(
        (axis.name, blind.winners, seen.winners)
        for axis in sheet.axes
        if axis.optional
        for line in sheet.lines(axis)
        for blind in [sheet.answers[line[-1]]]
        for seen in map(sheet.answers.get, line[:-1])
        if blind and seen and blind.outcome in sheet.permissive and seen.outcome not in sheet.permissive
    )


def not_monotone(sheet: Sheet) -> frozenset[tuple[str, frozenset[str], frozenset[str]]]:
    """Each (column, winners at the better value, winners at the worse) that gets milder."""
    found = set()
    for axis in (axis for axis in sheet.axes if axis.worse):
        for line in sheet.lines(axis):
            known = [answer for answer in map(sheet.answers.get, line) if answer is not None]
            for better, worse in pairwise(known):
                if sheet.outcomes.index(better.outcome) > sheet.outcomes.index(worse.outcome):
                    found.add((axis.name, better.winners, worse.winners))
    return frozenset(found)


def shadowed(sheet: Sheet) -> frozenset[str]:
    """The rules that match at some point with an answer, and win at none."""
    answered = [(live, answer) for live in leaves(sheet) if (answer := sheet.verdict(live)) is not None]
    matching = frozenset[str]().union(*(live for live, _ in answered))
    winning = frozenset[str]().union(*(answer.winners for _, answer in answered))
    return matching - winning


def redundant(sheet: Sheet) -> frozenset[str]:
    """The rules that win somewhere and whose removal changes no outcome where there is one."""
    return frozenset(row.id for row in sheet.rows if _is_redundant(sheet, row))


def _is_redundant(sheet: Sheet, row: Row) -> bool:
    smaller = sheet.with_rows(own for own in sheet.rows if own is not row)
    wins = False
    for live in leaves(sheet):
        answer = sheet.verdict(live)
        if answer is None or row.id not in live:
            continue
        after = smaller.verdict(live - {row.id})
        if after is None or after.outcome != answer.outcome:
            return False
        wins = wins or row.id in answer.winners
    return wins


def dead_columns(sheet: Sheet) -> frozenset[str]:
    """The columns on which no outcome depends; "no answer" counts as an outcome of its own."""
    return frozenset(
        axis.name
        for axis in sheet.axes
        if all(len({_outcome(sheet.answers[point]) for point in line}) == 1 for line in sheet.lines(axis))
    )


def _outcome(answer: Answer | None) -> object:
    return None if answer is None else answer.outcome


def expected_findings(sheet: Sheet) -> dict[FindingKind, frozenset[object]]:
    """Every finding of a well-formed sheet, by kind; the kinds without any are left out."""
    found: dict[FindingKind, frozenset[object]] = {
        FindingKind.GAP: frozenset(gaps(sheet)),
        FindingKind.CLASH: frozenset(clashes(sheet)),
        FindingKind.FAILS_OPEN: frozenset(fails_open(sheet)),
        FindingKind.NOT_MONOTONE: frozenset(not_monotone(sheet)),
        FindingKind.NEVER_MATCHES: frozenset(never_matching(sheet)),
        FindingKind.SHADOWED: frozenset(shadowed(sheet)),
        FindingKind.REDUNDANT: frozenset(redundant(sheet)),
        FindingKind.DEAD_COLUMN: frozenset(dead_columns(sheet)),
    }
    return {kind: keys for kind, keys in found.items() if keys}


ERRORS: Final = frozenset(
    {FindingKind.GAP, FindingKind.CLASH, FindingKind.FAILS_OPEN, FindingKind.NOT_MONOTONE, FindingKind.NEVER_MATCHES}
)


def is_proved(sheet: Sheet) -> bool:
    """Say whether a sheet has no finding that is an error."""
    return not ERRORS & set(expected_findings(sheet))


# --- Differences and small changes ----------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """A difference between two sheets: all points with one pair of winning sets."""

    kind: str
    old: Answer | None
    new: Answer | None
    count: int | None


def differences(old: Sheet, new: Sheet) -> frozenset[Change]:
    """One change for each pair of winning sets whose answers differ, over the same columns."""
    counts: dict[tuple[Answer | None, Answer | None], int | None] = {}
    for point in old.points:
        pair = (old.answers[point], new.answers[point])
        if pair[0] != pair[1]:
            weight, total = old.weight(point), counts.get(pair, 0)
            counts[pair] = None if weight is None or total is None else total + weight
    return frozenset(Change(change_kind(old, *pair), *pair, count) for pair, count in counts.items())


def change_kind(sheet: Sheet, old: Answer | None, new: Answer | None) -> str:
    """The kind of a difference, by its name."""
    if old is None:
        return "NEWLY_COVERED"
    if new is None:
        return "NEWLY_GAP"
    if old.outcome == new.outcome:
        return "REASON_ONLY"
    if not sheet.is_ordered or sheet.hit is Hit.COLLECT:
        return "LATERAL"
    is_looser = sheet.outcomes.index(new.outcome) < sheet.outcomes.index(old.outcome)
    return "LOOSENED" if is_looser else "TIGHTENED"


def is_pointwise_no_looser(old: Sheet, new: Sheet) -> bool:
    """Say whether the new sheet is nowhere more permissive; no answer permits nothing."""
    return all(severity(new, point) >= severity(old, point) for point in old.points)


def severity(sheet: Sheet, point: Point) -> int:
    """The place of the outcome in the order; no answer is as strict as the strictest."""
    answer = sheet.answers[point]
    return len(sheet.outcomes) - 1 if answer is None else sheet.outcomes.index(answer.outcome)


def nearest_columns(sheet: Sheet, point: Point, outcome: object, fixed: Iterable[str] = ()) -> tuple[str, ...] | None:
    """The fewest columns whose change reaches an outcome, the first in column order, if any."""
    free = [place for place in changeable(sheet, point) if sheet.axes[place].name not in set(fixed)]
    for size in range(len(free) + 1):
        for places in combinations(free, size):
            if any(sheet.reaches(moved, outcome) for moved in _moves(sheet, point, places)):
                return tuple(sheet.axes[place].name for place in places)
    return None


def changeable(sheet: Sheet, point: Point) -> tuple[int, ...]:
    """The places of the facts that somebody can change: a given one only from missing to what it is."""
    return tuple(place for place, axis in enumerate(sheet.axes) if not axis.given or point[place] is MISSING)


def _moves(sheet: Sheet, point: Point, places: tuple[int, ...]) -> Iterator[Point]:
    for values in product(*(sheet.axes[place].values for place in places)):
        moved = list(point)
        for place, value in zip(places, values, strict=True):
            moved[place] = value
        yield tuple(moved)


def flips(sheet: Sheet, point: Point) -> frozenset[tuple[str, object, object]]:
    """Each (column, sample value, outcome) where changing that fact alone changes the outcome."""
    own = sheet.outcome(point)
    return frozenset(
        (sheet.axes[place].name, moved[place], sheet.outcome(moved))
        for place in changeable(sheet, point)
        for moved in _moves(sheet, point, (place,))
        if sheet.outcome(moved) != own
    )
