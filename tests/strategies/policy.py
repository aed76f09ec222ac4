"""Sheets (`tests.oracle.Sheet`) of every kind, and strategies of them.

Theory of operation. Random cells almost never make a table that is complete, free of clashes and
monotone, so there are three sources. *Proved* sheets grow from a hidden monotone function: a few
upward-closed blocks, each with a level; the rows are either those blocks with a default
(MOST_RESTRICTIVE, FIRST) or a recursive splitting of the space until the function is constant
(UNIQUE, ANY, FIRST). *Damaged* sheets are proved ones after one or two small changes. *Wild*
sheets have random cells of every kind. Nothing here calls the library's answers.

Each `draw_...` function makes one thing from a `random.Random`. That is what makes a table cheap: a
strategy of Hypothesis for each cell takes ten times as long. The strategies, in the plural, give
them to laws. In an ordinary run they are things of one corpus, where each thing has a number; under
the profile `deep` they are new ones, and Hypothesis can make those that break a law smaller.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from functools import cache
from itertools import count
from math import prod
from random import Random
from typing import Concatenate, Final, Literal, ParamSpec, TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from releasekit.policy import MISSING, Hit
from tests.oracle import Absent, Axis, Between, Compare, Either, Everything, Not, Row, Sheet, Term, Value, Values

__all__ = [
    "CORPUS",
    "SINGLE",
    "Grade",
    "Verdict",
    "axes",
    "collecting_sheets",
    "draw_axis",
    "draw_collecting_sheet",
    "draw_pair",
    "draw_proved_sheet",
    "draw_row",
    "draw_sheet",
    "draw_single_sheet",
    "draw_term",
    "drawn",
    "proved_sheets",
    "sheet_pairs",
    "sheets",
]

MAX_POINTS: Final = 360
SINGLE: Final = (Hit.UNIQUE, Hit.ANY, Hit.MOST_RESTRICTIVE, Hit.FIRST)
Closed = Literal["both", "left", "right", "neither"]
CLOSURES: Final[tuple[Closed, ...]] = ("both", "left", "right", "neither")


# Hypothesis prefers small numbers to large ones, but draws pairs of digits evenly.
CORPUS: Final = 100**3
NUMBERS: Final = st.tuples(*[st.integers(0, 99)] * 3).map(lambda pairs: sum(100**n * d for n, d in enumerate(pairs)))
P = ParamSpec("P")
T = TypeVar("T")


def drawn(draw: Callable[Concatenate[Random, P], T], *args: P.args, **kwargs: P.kwargs) -> st.SearchStrategy[T]:
    """Things of the corpus, the same ones in each run; under the profile `deep` new things."""
    if settings.get_current_profile_name() == "deep":
        return st.randoms(use_true_random=False).map(lambda random: draw(random, *args, **kwargs))
    return NUMBERS.map(lambda number: draw(Random(number), *args, **kwargs))  # noqa: S311 - no secret


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

DECIMAL_CUTS: Final = ((0, Decimal("1.5")), (Decimal("-0.25"), 2, Decimal("2.5")), (Decimal("0.1"),))


KINDS: Final = ("enum", "bool", "texts", "bounded", "integers", "decimals", "ratio")
column = cache(Axis)  # equal columns share their samples


def draw_axis(random: Random, name: str = "a", *, directed: bool = True) -> Axis:
    """A column of any domain; `directed=False` leaves out the `worse` directions."""
    kind = random.choice(KINDS)
    worse = random.choice((None, None, "higher", "lower")) if directed else None
    optional = random.choice((False, True, True))
    given = random.choice((False, False, True))
    match kind:
        case "enum":
            return column(name, Grade, optional, worse, given=given)
        case "bool":
            return column(name, bool, optional, worse, given=given)
        case "texts":
            texts = random.choice((("solo",), ("x", "y"), ("low", "not", 'a b, "c"')))
            return column(name, texts, optional, worse, given=given)
        case "bounded":
            le = random.randint(2, 4)
            return column(name, "integers", optional, worse, given=given, ge=1, le=le, cuts=tuple(range(1, le + 1)))
        case "integers":
            ge, cuts = random.choice((None, 0)), random.choice(((0, 1, 3), (2, 3)))
            return column(name, "integers", optional, worse, given=given, ge=ge, cuts=cuts)
        case "decimals":
            return column(name, "decimals", optional, worse, given=given, cuts=random.choice(DECIMAL_CUTS))
        case _:
            return column(name, "decimals", optional, worse, given=given, ge=0, le=1, cuts=(0, Decimal("0.5"), 1))


def draw_axes(random: Random, *, directed: bool) -> tuple[Axis, ...]:
    """One to four columns whose samples make at most `MAX_POINTS` points."""
    chosen: list[Axis] = []
    for name in "abcd"[: random.choice((1, 2, 2, 3, 3, 4))]:
        axis = draw_axis(random, name, directed=directed)
        if prod(len(other.values) for other in [*chosen, axis]) <= MAX_POINTS:
            chosen.append(axis)
    return tuple(chosen)


# --- Cells ----------------------------------------------------------------------------------------


def draw_term(random: Random, axis: Axis) -> Term:
    """A cell of any kind that may stand in a column, one that holds nothing of it included."""
    kinds = _simple_kinds(axis)
    match random.choice((*kinds, "everything", "negated", "union")):
        case "everything":
            return Everything()
        case "negated":
            return _draw_negated(random, axis)
        case "union":
            parts = [random.choice((*kinds, "negated")) for _ in range(random.randint(2, 3))]
            return _either([_draw_kind(random, axis, kind) for kind in parts])
        case kind:
            return _draw_kind(random, axis, kind)


def _simple_kinds(axis: Axis) -> tuple[str, ...]:
    numeric = ("compare", "between") if axis.is_numeric else ()
    return ("values", *numeric, "absent") if axis.optional else ("values", *numeric)


def _draw_kind(random: Random, axis: Axis, kind: str) -> Term:
    match kind:
        case "values":
            listed = axis.cuts if axis.is_numeric else tuple(sample.value for sample in axis.present)
            return Values(tuple(random.choice(listed) for _ in range(random.randint(1, 3))))
        case "compare":
            return Compare(random.choice(("at_least", "at_most", "above", "below")), random.choice(axis.cuts))
        case "between":
            low, high = sorted((random.choice(axis.cuts), random.choice(axis.cuts)))
            return Between(low, high, "both" if low == high else random.choice(CLOSURES))
        case "absent":
            return Absent()
        case _:
            return _draw_negated(random, axis)


def _draw_negated(random: Random, axis: Axis) -> Not:
    """The complement of up to three cells, and of fewer where it would hold nothing at all."""
    kinds = _simple_kinds(axis)
    parts = [_draw_kind(random, axis, random.choice(kinds)) for _ in range(random.randint(1, 3))]
    wide = _wide(axis)
    while not any(Not(tuple(parts)).holds(value) for value in wide):
        parts.pop()
    return Not(tuple(parts))


@cache
def _wide(axis: Axis) -> tuple[object, ...]:
    """Values of a column's kind, whether or not they lie in its domain: no cell may be empty."""
    if axis.is_numeric:
        return Axis("wide", "decimals", cuts=axis.cuts).values
    return (*axis.values, "something else")


def _either(parts: list[Term]) -> Term:
    # `MISSING | MISSING` is no cell: one of them says as much.
    distinct = list(dict.fromkeys(parts))
    return Either(tuple(distinct)) if len(distinct) > 1 else distinct[0]


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
        return max((level for other, level in self.blocks if _is_inside(block, other)), default=0)

    def crossed(self, block: Block) -> Block | None:
        """A block that holds a part of this one only, if there is any."""
        return next((own for own, _ in self.blocks if _overlaps(block, own) and not _is_inside(block, own)), None)

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


def draw_upward(random: Random, axis: Axis) -> frozenset[int]:
    """Places of a column that are closed towards the worse, `MISSING` included."""
    if axis.worse:
        worst_first = [axis.values.index(value) for value in reversed(axis.from_best)]
        return frozenset(worst_first[: random.randint(1, len(worst_first))])
    present = len(axis.present)
    chosen = random.sample(range(present), random.randint(1, present))
    return frozenset([*chosen, present] if axis.optional else chosen)


def draw_hidden(random: Random, columns: tuple[Axis, ...], levels: int) -> Hidden:
    """A function of one to three blocks, each held by at most two columns."""
    blocks = []
    for _ in range(random.choice((1, 2, 2, 3))):
        block = list(_whole(columns))
        for place in random.sample(range(len(columns)), min(2, len(columns))):
            block[place] = draw_upward(random, columns[place])
        blocks.append((tuple(block), random.randint(1, levels - 1)))
    return Hidden(tuple(blocks))


def draw_splitting(random: Random, hidden: Hidden, block: Block) -> list[Block]:
    """Disjoint blocks that cover a block, the hidden function constant on each."""
    other = hidden.crossed(block)
    if other is None:
        return [block]
    crossed = [place for place, held in enumerate(block) if not held <= other[place]]
    place = random.choice(crossed)
    halves = (block[place] & other[place], block[place] - other[place])
    parts = [(*block[:place], half, *block[place + 1 :]) for half in halves]
    return [leaf for part in parts for leaf in draw_splitting(random, hidden, part)]


# --- Rows -----------------------------------------------------------------------------------------

Written = tuple[Block, int]
Pair = tuple[Sheet, Sheet]


def _rows(
    columns: tuple[Axis, ...], outcomes: tuple[object, ...], written: list[Written], ranks: list[int] | None
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


def _draw_split(random: Random, columns: tuple[Axis, ...], hidden: Hidden, hit: Hit) -> list[Written]:
    written = [(block, hidden.level(block)) for block in draw_splitting(random, hidden, _whole(columns))]
    return _draw_widened(random, columns, hidden, written) if hit is Hit.ANY else written


def _draw_widened(random: Random, columns: tuple[Axis, ...], hidden: Hidden, written: list[Written]) -> list[Written]:
    """Let rows grow over their neighbours where these say the same."""
    wide = []
    for block, level in written:
        place = random.randrange(len(columns))
        grown = (*block[:place], _whole(columns)[place], *block[place + 1 :])
        wide.append((grown if hidden.is_constant(grown, level) else block, level))
    return wide


def _draw_layers(random: Random, columns: tuple[Axis, ...], hidden: Hidden) -> list[Written]:
    """The hidden blocks themselves over a default, worst first."""
    blocks = sorted(hidden.blocks, key=lambda pair: -pair[1])
    extra = [(block, random.randint(0, level)) for block, level in blocks if random.randrange(4) == 0]
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


def draw_frame(random: Random, hits: tuple[Hit, ...]) -> Frame:
    """A hit policy with a set of outcomes that it allows."""
    hit = random.choice(hits)
    is_ordered = hit is Hit.MOST_RESTRICTIVE or random.choice((True, True, False))
    if random.randrange(3) == 0:
        return Frame(hit, tuple(Verdict), is_ordered, Verdict if is_ordered else None)
    return Frame(hit, random.choice(OUTCOMES), is_ordered, None)


def draw_blank(random: Random, hits: tuple[Hit, ...]) -> Sheet:
    """A sheet without rows."""
    frame = draw_frame(random, hits)
    has_order = frame.is_ordered and frame.hit is not Hit.COLLECT
    columns = draw_axes(random, directed=has_order)
    permissive = None
    if frame.hit is not Hit.COLLECT and (any(axis.optional for axis in columns) or random.choice((False, True))):
        permissive = frame.outcomes[: random.choice((1, 1, len(frame.outcomes) - 1, 0))]
    return Sheet(columns, (), frame.hit, frame.outcomes, frame.is_ordered, frame.words, permissive)


def draw_proved_sheet(random: Random, hits: tuple[Hit, ...] = SINGLE) -> Sheet:
    """A sheet without an error: complete, free of clashes, fail-safe and monotone."""
    blank = draw_blank(random, hits)
    hidden = draw_hidden(random, blank.axes, len(blank.outcomes))
    layered = {Hit.MOST_RESTRICTIVE: 6, Hit.FIRST: 4}.get(blank.hit, 0)
    is_layered = random.randrange(8) < layered
    if is_layered:
        written = _draw_layers(random, blank.axes, hidden)
    else:
        written = _draw_split(random, blank.axes, hidden, blank.hit)
    ranks = _draw_ranks(random, len(written), is_layered=is_layered) if blank.hit is Hit.FIRST else None
    return blank.with_rows(_rows(blank.axes, blank.outcomes, written, ranks))


def _draw_ranks(random: Random, size: int, *, is_layered: bool) -> list[int]:
    """Ranks that rise where rows overlap, any ranks where they do not."""
    return [10 * number if is_layered else random.randint(1, 3) for number in range(size)]


def draw_row(random: Random, sheet: Sheet, rule_id: str) -> Row:
    """A row of random cells for a sheet."""
    chosen = [axis for axis in sheet.axes if random.randrange(3)]
    when = tuple((axis.name, draw_term(random, axis)) for axis in chosen)
    rank = random.randint(1, 4) if sheet.hit is Hit.FIRST else None
    return Row(rule_id, when, random.choice(sheet.outcomes), rank)


def draw_wild_sheet(random: Random, hits: tuple[Hit, ...] = tuple(Hit)) -> Sheet:
    """A sheet of random rows."""
    blank = draw_blank(random, hits)
    size = random.choice((0, 1, 2, 3, 4, 5, 6, 8))
    return blank.with_rows(draw_row(random, blank, f"w{number}") for number in range(size))


def draw_damaged(random: Random, sheet: Sheet, changes: int = 1) -> Sheet:
    """A sheet after one or two small changes to its rows."""
    for _ in range(random.randint(1, changes)):
        taken = {row.id for row in sheet.rows}
        fresh = next(name for name in map("n{}".format, count()) if name not in taken)
        sheet = _damage_once(random, sheet, fresh)
    return sheet


def _damage_once(random: Random, sheet: Sheet, rule_id: str) -> Sheet:
    fresh = draw_row(random, sheet, rule_id)
    if not sheet.rows:
        return sheet.with_rows((fresh,))
    place = random.randrange(len(sheet.rows))
    row = sheet.rows[place]
    change = random.choice(("drop", "add", "outcome", "outcome", "cell", "forget", "rename"))
    kept = {
        "drop": [],
        "add": [row, fresh],
        "outcome": [replace(row, then=fresh.then)],
        "cell": [replace(row, when=fresh.when)],
        "forget": [_blind(sheet, row)],
        "rename": [replace(row, id=rule_id)],
    }[change]
    return sheet.with_rows((*sheet.rows[:place], *kept, *sheet.rows[place + 1 :]))


def _blind(sheet: Sheet, row: Row) -> Row:
    """A row without `MISSING` in its cells, unless nothing else is in one."""
    terms = {name: _without_missing(sheet.axis(name), term) for name, term in row.when}
    return replace(row, when=tuple(terms.items()))


def _without_missing(axis: Axis, term: Term) -> Term:
    held = [place for place, sample in enumerate(axis.present) if term.holds(sample.value)]
    return describe(axis, frozenset(held)) if held else term


def draw_covered_sheet(random: Random, hit: Hit) -> Sheet:
    """A few wild rows over a default, so that most points have an answer; often `MISSING`-blind."""
    blank = draw_blank(random, (hit,))
    default = Row("default", (), blank.outcomes[0], 9 if hit is Hit.FIRST else None)
    wild = [draw_row(random, blank, f"w{number}") for number in range(random.randint(1, 4))]
    if random.choice((False, True)):
        wild = [_blind(blank, row) for row in wild]
    return blank.with_rows((*wild, default))


def draw_sheet(random: Random, hits: tuple[Hit, ...] = tuple(Hit)) -> Sheet:
    """A sheet of any source: proved, damaged, wild, or wild over a default."""
    hit = random.choice(hits)
    source = random.choice(("proved", "damaged", "wild", "covered"))
    if source == "wild" or hit is Hit.COLLECT:
        return draw_wild_sheet(random, (hit,))
    if source == "covered" and hit in (Hit.MOST_RESTRICTIVE, Hit.FIRST):
        return draw_covered_sheet(random, hit)
    proved = draw_proved_sheet(random, (hit,))
    return proved if source == "proved" else draw_damaged(random, proved, 2)


def draw_single_sheet(random: Random) -> Sheet:
    """A sheet of any source that gives one answer at a point."""
    return draw_sheet(random, SINGLE)


def draw_collecting_sheet(random: Random) -> Sheet:
    """A sheet under COLLECT whose every rule can match."""
    sheet = draw_wild_sheet(random, (Hit.COLLECT,))
    return sheet.with_rows(row for row in sheet.rows if all(_holds_any(sheet, *pair) for pair in row.when))


def _holds_any(sheet: Sheet, name: str, term: Term) -> bool:
    return any(term.holds(value) for value in sheet.axis(name).values)


def draw_pair(random: Random, draw: Callable[[Random], Sheet]) -> tuple[Sheet, Sheet]:
    """Two sheets over the same columns: equal, or the second one after small changes."""
    old = draw(random)
    new = random.choice((old, None, None)) or draw_damaged(random, old, 2)
    rows = list(new.rows)
    random.shuffle(rows)
    return old, new.with_rows(rows)


# --- Strategies -----------------------------------------------------------------------------------


def axes() -> st.SearchStrategy[Axis]:
    """Columns of every domain and direction."""
    return drawn(draw_axis)


def sheets(hits: tuple[Hit, ...] = tuple(Hit)) -> st.SearchStrategy[Sheet]:
    """Sheets of all sources."""
    return drawn(draw_sheet, hits)


def proved_sheets(hits: tuple[Hit, ...] = SINGLE) -> st.SearchStrategy[Sheet]:
    """Sheets without an error."""
    return drawn(draw_proved_sheet, hits)


def collecting_sheets() -> st.SearchStrategy[Sheet]:
    """Sheets under COLLECT without an error."""
    return drawn(draw_collecting_sheet)


def sheet_pairs(draw: Callable[[Random], Sheet]) -> st.SearchStrategy[Pair]:
    """Two sheets over the same columns."""
    return drawn(draw_pair, draw)
