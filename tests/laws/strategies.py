"""Hypothesis strategies of plain table descriptions (`tests.oracle.Sheet`).

Theory of operation. Random cells almost never make a table that is complete, free of clashes and
monotone, so there are three sources. *Proved* sheets grow from a hidden monotone function: a few
upward-closed blocks, each with a level; the rows are either those blocks with a default
(MOST_RESTRICTIVE, FIRST) or a recursive splitting of the space until the function is constant
(UNIQUE, ANY, FIRST). *Damaged* sheets are proved ones after one or two small changes. *Wild*
sheets have random cells of every kind. Nothing here calls the library's answers.
"""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import count
from math import prod
from typing import Any, Final, Literal

from hypothesis import strategies as st

from releasekit.policy import MISSING, Hit
from tests.oracle import (
    Absent,
    Axis,
    Between,
    Compare,
    Either,
    Everything,
    Not,
    Point,
    Row,
    Sheet,
    Term,
    Value,
    Values,
)

__all__ = [
    "Grade",
    "Verdict",
    "axes",
    "points",
    "proved_sheets",
    "sheet_pairs",
    "sheets",
    "terms",
]

MAX_POINTS: Final = 360
SINGLE: Final = (Hit.UNIQUE, Hit.ANY, Hit.MOST_RESTRICTIVE, Hit.FIRST)
Closed = Literal["both", "left", "right", "neither"]
CLOSURES: Final[tuple[Closed, ...]] = ("both", "left", "right", "neither")


class Grade(Enum):
    """An enumerated domain."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Verdict(Enum):
    """An enumerated set of outcomes, permissive first."""

    GO = "go"
    WAIT = "wait"
    NO = "no"


# --- Columns --------------------------------------------------------------------------------------

DECIMAL_CUTS: Final = (
    (0, Decimal("1.5")),
    (Decimal("-0.25"), 2, Decimal("2.5")),
    (Decimal("0.1"),),
)


@st.composite
def axes(draw: st.DrawFn, name: str = "a", *, directed: bool = True) -> Axis:
    """Columns of every domain; `directed=False` leaves out the `worse` directions."""
    kind = draw(st.sampled_from(("enum", "bool", "texts", "bounded", "integers", "decimals", "ratio")))
    worse = draw(st.sampled_from((None, None, "higher", "lower"))) if directed else None
    flags: dict[str, Any] = {"optional": draw(st.integers(0, 2)) > 0, "worse": worse}
    match kind:
        case "enum":
            return Axis(name, Grade, **flags)
        case "bool":
            return Axis(name, bool, **flags)
        case "texts":
            return Axis(
                name,
                draw(st.sampled_from((("solo",), ("x", "y"), ("low", "not", 'a b, "c"')))),
                **flags,
            )
        case "bounded":
            le = draw(st.integers(2, 4))
            return Axis(name, "integers", ge=1, le=le, cuts=tuple(range(1, le + 1)), **flags)
        case "integers":
            ge = draw(st.sampled_from((None, 0)))
            return Axis(name, "integers", ge=ge, cuts=draw(st.sampled_from(((0, 1, 3), (2, 3)))), **flags)
        case "decimals":
            return Axis(name, "decimals", cuts=draw(st.sampled_from(DECIMAL_CUTS)), **flags)
        case _:
            return Axis(name, "decimals", ge=0, le=1, cuts=(0, Decimal("0.5"), 1), **flags)


@st.composite
def axis_tuples(draw: st.DrawFn, *, directed: bool) -> tuple[Axis, ...]:
    """One to four columns whose samples make at most `MAX_POINTS` points."""
    chosen: list[Axis] = []
    for name in "abcd"[: draw(st.sampled_from((1, 2, 2, 3, 3, 4)))]:
        axis = draw(axes(name, directed=directed))
        if prod(len(own.values) for own in [*chosen, axis]) <= MAX_POINTS:
            chosen.append(axis)
    return tuple(chosen)


# --- Cells ----------------------------------------------------------------------------------------


@cache  # building and validating strategies took most of the time of the laws
def terms(axis: Axis) -> st.SearchStrategy[Term]:
    """Cells of every kind that may stand in a column, those that hold nothing of it included."""
    kinds: list[st.SearchStrategy[Term]] = [
        st.builds(lambda values: Values(tuple(values)), st.lists(_listed(axis), min_size=1, max_size=3))
    ]
    if axis.is_numeric:
        kinds += [_comparisons(axis), _betweens(axis)]
    if axis.optional:
        kinds.append(st.just(Absent()))
    simple = st.one_of(kinds)
    parts = st.lists(simple, min_size=1, max_size=3)
    negated = st.builds(lambda chosen: Not(tuple(chosen)), parts).filter(
        lambda term: any(term.holds(value) for value in _wide(axis))
    )
    unions = st.builds(_either, st.lists(simple | negated, min_size=2, max_size=3))
    return st.one_of(simple, st.just(Everything()), negated, unions)


def _wide(axis: Axis) -> tuple[object, ...]:
    """Values of a column's kind, whether or not they lie in its domain: no cell may be empty."""
    if axis.is_numeric:
        return Axis("wide", "decimals", cuts=axis.cuts).values
    return (*axis.values, "something else")


def _either(parts: list[Term]) -> Term:
    # `MISSING | MISSING` is no cell: one of them says as much.
    distinct = list(dict.fromkeys(parts))
    return Either(tuple(distinct)) if len(distinct) > 1 else distinct[0]


def _listed(axis: Axis) -> st.SearchStrategy[object]:
    return st.sampled_from(axis.cuts if axis.is_numeric else tuple(sample.value for sample in axis.present))


def _comparisons(axis: Axis) -> st.SearchStrategy[Term]:
    names = st.sampled_from(("at_least", "at_most", "above", "below"))
    return st.builds(Compare, names, st.sampled_from(axis.cuts))


@st.composite
def _betweens(draw: st.DrawFn, axis: Axis) -> Between:
    low, high = sorted((draw(st.sampled_from(axis.cuts)), draw(st.sampled_from(axis.cuts))))
    closures: tuple[Closed, ...] = ("both",) if low == high else CLOSURES
    return Between(low, high, draw(st.sampled_from(closures)))


def describe(axis: Axis, chosen: frozenset[int]) -> Term:
    """The cell that holds exactly the chosen samples (by place) and what they stand for."""
    if len(chosen) == len(axis.samples):
        return Everything()
    present = sorted(place for place in chosen if axis.values[place] is not MISSING)
    parts: list[Term] = _runs(axis, present) if axis.is_numeric else _listing(axis, present)
    if len(present) == len(axis.present):
        parts = [Not((Absent(),))]
    if len(present) < len(chosen):
        parts.append(Absent())
    return _either(parts)


def _listing(axis: Axis, present: list[int]) -> list[Term]:
    return [Values(tuple(axis.values[place] for place in present))] if present else []


def _runs(axis: Axis, present: list[int]) -> list[Term]:
    runs: list[list[int]] = []
    for place in present:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [_span(axis, run[0], run[-1]) for run in runs]


def _span(axis: Axis, first: int, last: int) -> Term:
    low, has_low = _end(axis, first, -1)
    high, has_high = _end(axis, last, +1)
    if low is None and high is None:
        return Not((Absent(),))
    if low is None:
        return Compare("at_most" if has_high else "below", high)
    if high is None:
        return Compare("at_least" if has_low else "above", low)
    closed: dict[tuple[bool, bool], Closed] = {
        (True, True): "both",
        (True, False): "left",
        (False, True): "right",
        (False, False): "neither",
    }
    return Between(low, high, closed[has_low, has_high])


def _end(axis: Axis, place: int, step: int) -> tuple[Value, bool]:
    """The bound of a run that ends at a sample, and whether the run holds it; no bound: `None`."""
    sample = axis.present[place]
    if sample.weight is not None:
        return sample.value, True
    outside = place + step
    if not 0 <= outside < len(axis.present):
        return None, False
    if axis.domain == "integers":
        return sample.value, True
    return axis.present[outside].value, False


# --- Hidden monotone functions --------------------------------------------------------------------

Block = tuple[frozenset[int], ...]


@dataclass(frozen=True)
class Hidden:
    """A monotone function from places to levels: the highest level of a point's blocks, else 0."""

    blocks: tuple[tuple[Block, int], ...]

    def level(self, block: Block) -> int:
        """The level of a block on which the function is constant."""
        return max((level for own, level in self.blocks if _is_inside(block, own)), default=0)

    def crossed(self, block: Block) -> Block | None:
        """A block that holds a part of this one only, if there is any."""
        return next(
            (own for own, _ in self.blocks if _overlaps(block, own) and not _is_inside(block, own)),
            None,
        )

    def is_constant(self, block: Block, level: int) -> bool:
        """Say whether the whole block has this level."""
        crossing = [own_level for own, own_level in self.blocks if _overlaps(block, own)]
        return self.level(block) == level and max(crossing, default=0) == level


def _is_inside(block: Block, other: Block) -> bool:
    return all(own <= theirs for own, theirs in zip(block, other, strict=True))


def _overlaps(block: Block, other: Block) -> bool:
    return all(own & theirs for own, theirs in zip(block, other, strict=True))


def _whole(columns: tuple[Axis, ...]) -> Block:
    return tuple(frozenset(range(len(axis.samples))) for axis in columns)


@st.composite
def upward(draw: st.DrawFn, axis: Axis) -> frozenset[int]:
    """Places of a column that are closed towards the worse, `MISSING` included."""
    if axis.worse:
        worst_first = [axis.values.index(value) for value in reversed(axis.from_best)]
        return frozenset(worst_first[: draw(st.integers(1, len(worst_first)))])
    places = range(len(axis.present))
    chosen = draw(st.sets(st.sampled_from(places), min_size=1))
    return frozenset(chosen | ({len(axis.present)} if axis.optional else set()))


@st.composite
def hidden_functions(draw: st.DrawFn, columns: tuple[Axis, ...], levels: int) -> Hidden:
    """Functions of one to three blocks, each held by at most two columns."""
    blocks = []
    for _ in range(draw(st.sampled_from((1, 2, 2, 3)))):
        block = list(_whole(columns))
        places = st.lists(st.integers(0, len(columns) - 1), min_size=min(2, len(columns)), max_size=2, unique=True)
        for place in draw(places):
            block[place] = draw(upward(columns[place]))
        blocks.append((tuple(block), draw(st.integers(1, levels - 1))))
    return Hidden(tuple(blocks))


@st.composite
def splittings(draw: st.DrawFn, hidden: Hidden, block: Block) -> list[Block]:
    """Disjoint blocks that cover a block, the hidden function constant on each."""
    other = hidden.crossed(block)
    if other is None:
        return [block]
    crossed = [place for place, own in enumerate(block) if not own <= other[place]]
    place = draw(st.sampled_from(crossed))
    halves = (block[place] & other[place], block[place] - other[place])
    parts = [(*block[:place], half, *block[place + 1 :]) for half in halves]
    return [leaf for part in parts for leaf in draw(splittings(hidden, part))]


# --- Rows -----------------------------------------------------------------------------------------

Written = tuple[Block, int]


def _rows(
    columns: tuple[Axis, ...],
    outcomes: tuple[object, ...],
    written: list[Written],
    ranks: list[int] | None,
) -> tuple[Row, ...]:
    return tuple(
        Row(
            f"r{number}",
            tuple(
                (axis.name, describe(axis, held))
                for axis, held in zip(columns, block, strict=True)
                if len(held) < len(axis.samples)
            ),
            outcomes[level],
            ranks[number] if ranks else None,
        )
        for number, (block, level) in enumerate(written)
    )


@st.composite
def _split_rows(draw: st.DrawFn, columns: tuple[Axis, ...], hidden: Hidden, hit: Hit) -> list[Written]:
    written = [(block, hidden.level(block)) for block in draw(splittings(hidden, _whole(columns)))]
    return draw(_widened(columns, hidden, written)) if hit is Hit.ANY else written


@st.composite
def _widened(draw: st.DrawFn, columns: tuple[Axis, ...], hidden: Hidden, written: list[Written]) -> list[Written]:
    """Let rows grow over their neighbours where these say the same."""
    wide = []
    for block, level in written:
        place = draw(st.integers(0, len(columns) - 1))
        grown = (*block[:place], _whole(columns)[place], *block[place + 1 :])
        wide.append((grown if hidden.is_constant(grown, level) else block, level))
    return wide


@st.composite
def _layered_rows(draw: st.DrawFn, columns: tuple[Axis, ...], hidden: Hidden) -> list[Written]:
    """The hidden blocks themselves over a default, worst first."""
    blocks = sorted(hidden.blocks, key=lambda pair: -pair[1])
    extra = [(block, draw(st.integers(0, level))) for block, level in blocks if draw(st.integers(0, 3)) == 0]
    return [*blocks, *sorted(extra, key=lambda pair: -pair[1]), (_whole(columns), 0)]


@dataclass(frozen=True)
class Frame:
    """What a sheet has besides its columns and rows."""

    hit: Hit
    outcomes: tuple[object, ...]
    is_ordered: bool
    words: type[Enum] | None


OUTCOMES: Final = (
    ("go", "no"),
    ("go", "wait", "no", "never"),
    (frozenset({"ship"}), frozenset({"ship", "tell"}), frozenset({"hold", "tell"})),
    (("go",), ("go", "later"), ()),
)


@st.composite
def frames(draw: st.DrawFn, hits: tuple[Hit, ...]) -> Frame:
    """A hit policy with a set of outcomes that it allows."""
    hit = draw(st.sampled_from(hits))
    is_ordered = hit is Hit.MOST_RESTRICTIVE or draw(st.sampled_from((True, True, False)))
    if draw(st.integers(0, 2)) == 0:
        return Frame(hit, tuple(Verdict), is_ordered, Verdict if is_ordered else None)
    return Frame(hit, draw(st.sampled_from(OUTCOMES)), is_ordered, None)


@st.composite
def _blanks(draw: st.DrawFn, hits: tuple[Hit, ...]) -> Sheet:
    """Sheets without rows."""
    frame = draw(frames(hits))
    has_order = frame.is_ordered and frame.hit is not Hit.COLLECT
    columns = draw(axis_tuples(directed=has_order))
    permissive = None
    if frame.hit is not Hit.COLLECT and (any(axis.optional for axis in columns) or draw(st.booleans())):
        permissive = frame.outcomes[: draw(st.sampled_from((1, 1, len(frame.outcomes) - 1, 0)))]
    return Sheet(columns, (), frame.hit, frame.outcomes, frame.is_ordered, frame.words, permissive)


@st.composite
def proved_sheets(draw: st.DrawFn, hits: tuple[Hit, ...] = SINGLE) -> Sheet:
    """Sheets without an error: complete, free of clashes, fail-safe and monotone."""
    blank = draw(_blanks(hits))
    hidden = draw(hidden_functions(blank.axes, len(blank.outcomes)))
    is_layered = blank.hit is Hit.MOST_RESTRICTIVE and draw(st.integers(0, 3)) > 0
    is_layered = is_layered or (blank.hit is Hit.FIRST and draw(st.booleans()))
    rows = _layered_rows(blank.axes, hidden) if is_layered else _split_rows(blank.axes, hidden, blank.hit)
    written = draw(rows)
    ranks = _ranks(draw, len(written), is_layered=is_layered) if blank.hit is Hit.FIRST else None
    return blank.with_rows(_rows(blank.axes, blank.outcomes, written, ranks))


def _ranks(draw: st.DrawFn, size: int, *, is_layered: bool) -> list[int]:
    """Ranks that rise where rows overlap, any ranks where they do not."""
    if is_layered:
        return [10 * number for number in range(size)]
    return draw(st.lists(st.integers(1, 3), min_size=size, max_size=size))


@st.composite
def rows(draw: st.DrawFn, sheet: Sheet, rule_id: str) -> Row:
    """A row of random cells for a sheet."""
    chosen = [axis for axis in sheet.axes if draw(st.integers(0, 2))]
    when = tuple((axis.name, draw(terms(axis))) for axis in chosen)
    rank = draw(st.integers(1, 4)) if sheet.hit is Hit.FIRST else None
    return Row(rule_id, when, draw(st.sampled_from(sheet.outcomes)), rank)


@st.composite
def wild_sheets(draw: st.DrawFn, hits: tuple[Hit, ...] = tuple(Hit)) -> Sheet:
    """Sheets of random rows."""
    blank = draw(_blanks(hits))
    size = draw(st.sampled_from((0, 1, 2, 3, 4, 5, 6, 8)))
    return blank.with_rows(draw(rows(blank, f"w{number}")) for number in range(size))


@st.composite
def damaged(draw: st.DrawFn, sheet: Sheet, changes: int = 1) -> Sheet:
    """A sheet after one or two small changes to its rows."""
    for _ in range(draw(st.integers(1, changes))):
        taken = {row.id for row in sheet.rows}
        fresh = next(name for name in map("n{}".format, count()) if name not in taken)
        sheet = draw(_damaged_once(sheet, fresh))
    return sheet


@st.composite
def _damaged_once(draw: st.DrawFn, sheet: Sheet, rule_id: str) -> Sheet:
    fresh = draw(rows(sheet, rule_id))
    if not sheet.rows:
        return sheet.with_rows((fresh,))
    place = draw(st.integers(0, len(sheet.rows) - 1))
    own = sheet.rows[place]
    change = draw(st.sampled_from(("drop", "add", "outcome", "outcome", "cell", "forget", "rename")))
    kept = {
        "drop": [],
        "add": [own, fresh],
        "outcome": [replace(own, then=fresh.then)],
        "cell": [replace(own, when=fresh.when)],
        "forget": [_blind(sheet, own)],
        "rename": [replace(own, id=rule_id)],
    }[change]
    return sheet.with_rows((*sheet.rows[:place], *kept, *sheet.rows[place + 1 :]))


def _blind(sheet: Sheet, row: Row) -> Row:
    """A row without `MISSING` in its cells, unless nothing else is in one."""
    terms = {name: _without_missing(sheet.axis(name), term) for name, term in row.when}
    return replace(row, when=tuple(terms.items()))


def _without_missing(axis: Axis, term: Term) -> Term:
    held = [place for place, one in enumerate(axis.present) if term.holds(one.value)]
    return describe(axis, frozenset(held)) if held else term


@st.composite
def covered_sheets(draw: st.DrawFn, hit: Hit) -> Sheet:
    """A few wild rows over a default, so that most points have an answer; often `MISSING`-blind."""
    blank = draw(_blanks((hit,)))
    default = Row("default", (), blank.outcomes[0], 9 if hit is Hit.FIRST else None)
    wild = [draw(rows(blank, f"w{number}")) for number in range(draw(st.integers(1, 4)))]
    if draw(st.booleans()):
        wild = [_blind(blank, row) for row in wild]
    return blank.with_rows((*wild, default))


@st.composite
def sheets(draw: st.DrawFn, hits: tuple[Hit, ...] = tuple(Hit)) -> Sheet:
    """Sheets of all sources: proved, damaged, wild, and wild over a default."""
    hit = draw(st.sampled_from(hits))
    if hit is Hit.COLLECT:
        return draw(wild_sheets((hit,)))
    source = draw(st.sampled_from(("proved", "damaged", "wild", "covered")))
    if source == "wild":
        return draw(wild_sheets((hit,)))
    if source == "covered" and hit in (Hit.MOST_RESTRICTIVE, Hit.FIRST):
        return draw(covered_sheets(hit))
    proved = draw(proved_sheets((hit,)))
    return proved if source == "proved" else draw(damaged(proved, 2))


@st.composite
def collecting_sheets(draw: st.DrawFn) -> Sheet:
    """Sheets under COLLECT whose every rule can match."""
    sheet = draw(wild_sheets((Hit.COLLECT,)))
    return sheet.with_rows(row for row in sheet.rows if all(_holds_any(sheet, *pair) for pair in row.when))


def _holds_any(sheet: Sheet, name: str, term: Term) -> bool:
    return any(term.holds(value) for value in sheet.axis(name).values)


@st.composite
def sheet_pairs(draw: st.DrawFn, source: st.SearchStrategy[Sheet] | None = None) -> tuple[Sheet, Sheet]:
    """Two sheets over the same columns: equal, or the second one after small changes."""
    old = draw(source if source is not None else sheets(SINGLE))
    new = draw(st.just(old) | damaged(old, 2) | damaged(old, 2))
    return old, new.with_rows(draw(st.permutations(new.rows)))


def points(sheet: Sheet) -> st.SearchStrategy[Point]:
    """The sample points of a sheet."""
    return st.tuples(*(st.sampled_from(axis.values) for axis in sheet.axes))
