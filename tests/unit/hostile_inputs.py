"""Inputs that somebody could send to do harm, each with what comes of it.

Run as a program with the names of cases: `test_hostile.py` does, with a limit on time; the limit on memory is set here.
"""

import random
import resource
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import product
from typing import Final

from releasekit.errors import ReleasekitError
from releasekit.gates import DeltaBudget, median
from releasekit.policy import (
    Cell,
    Column,
    Draft,
    Hit,
    Numbers,
    Rule,
    Table,
    at_least,
    below,
    between,
    cell,
    check,
    diff,
    generate_cases,
    not_,
    one_of,
)
from releasekit.versions import Version, VersionRange

GIGABYTE: Final = 1 << 30


def kinds(draft: Draft[str]) -> str:
    """Return how many findings of each kind a draft has."""
    return ", ".join(f"{kind} {times}" for kind, times in Counter(str(own.kind) for own in check(draft)).items())


def refusals(*asked: Callable[[], object]) -> str:
    """Return the kind of error that each call ends in, or `ok`."""

    def name(ask: Callable[[], object]) -> str:
        try:
            ask()
        except ReleasekitError as error:
            return type(error).__name__
        return "ok"

    return ", ".join(map(name, asked))


def drawn(columns: Iterable[Column], cells: Callable[[int], dict[str, Cell]], count: int, hit: Hit) -> Draft[str]:
    """Return a draft of as many rules as wanted, with two outcomes that alternate."""
    rules = [
        Rule(f"r{number}", cells(number), then="ab"[number % 2], rank=number if hit is Hit.FIRST else None)
        for number in range(count)
    ]
    return Draft("d", columns, rules=rules, hit=hit, outcomes=("a", "b"))


def booleans(hit: Hit, count: int, width: int, most: int) -> Draft[str]:
    """Return random rules over boolean columns."""
    generator = random.Random(1)  # noqa: S311 - the same draft each time
    cells = (one_of(True), one_of(False))  # noqa: FBT003 - the values of cells

    def condition(_: int) -> dict[str, Cell]:
        chosen = generator.sample(range(width), generator.randint(1, most))
        return {f"c{column}": generator.choice(cells) for column in chosen}

    return drawn([Column(f"c{column}", bool) for column in range(width)], condition, count, hit)


def nested(hit: Hit, count: int = 2_000) -> Draft[str]:
    """Return boxes, each within the next."""
    columns = [Column(f"c{at}", Numbers()) for at in range(5)]
    return drawn(columns, lambda n: {f"c{at}": between(at - n - 1, at + n + 1) for at in range(5)}, count, hit)


def intervals(hit: Hit, count: int) -> Draft[str]:
    """Return rules by 100 columns, each with intervals of its own."""
    cells = [between(7 * number, 7 * number + 5) for number in range(count)]
    columns = [Column(f"c{at}", Numbers()) for at in range(100)]
    return drawn(columns, lambda number: {f"c{at}": cells[number] for at in range(100)}, count, hit)


def grid() -> str:
    """Prove 10 000 rules, one for each point, decide by them, and find the one that is taken out."""
    letters = tuple("abcdefghij")
    columns = [Column(f"c{at}", letters) for at in range(4)]
    rules = [
        Rule("".join(point), {f"c{at}": letter for at, letter in enumerate(point)}, then="x")
        for point in product(letters, repeat=4)
    ]
    table = Table("d", columns, rules=rules, outcomes=("x",))
    decision = table.decide(c0="a", c1="b", c2="c", c3="d")
    lacking = table.draft.replace(rules=table.rules[1:])
    return f"{decision.rules[0].id}; {check(lacking)[0].message}"


def chain() -> str:
    """Ask for gaps of which there are more than anybody could list."""
    columns = [Column(f"c{at}", bool) for at in range(100)]
    rules = [Rule(f"r{at}", {f"c{at}": True, f"c{at + 1}": True}, then="a") for at in range(99)]
    return kinds(Draft("d", columns, rules=rules, hit=Hit.ANY, outcomes=("a",)))


def lone(column: Column, own: Cell) -> Draft[str]:
    """Return a draft of one rule with one cell."""
    return Draft("d", (column,), rules=(Rule("r", {"c": own}, then="a"),), outcomes=("a",))


def many_values(count: int) -> str:
    """Put many values into cells and columns."""
    texts = tuple(f"v{number}" for number in range(count))
    known = Column("c", texts)
    odd = one_of(*texts[1::2])
    numbers = one_of(*range(0, 2 * count, 2))
    return "; ".join(
        [
            f"{len(odd.values)} {len(not_(*texts).values)} {len(numbers.spans)}",
            kinds(lone(known, odd)),
            kinds(lone(known, one_of(*texts, "z"))),
            kinds(lone(Column("c", ("a",)), odd)),
            kinds(lone(Column("c", Numbers()), numbers)),
        ]
    )


def many_facts() -> str:
    """Give 100 000 facts that no column has."""
    table = Table("d", (Column("c", bool),), rules=(Rule("r", {}, then="a"),), outcomes=("a",))
    return refusals(lambda: table.decide({f"c{number}": True for number in range(100_000)}))


def many_columns() -> str:
    """Ask about a draft that is wide and has next to no rules."""
    columns = [Column(f"c{at}", bool) for at in range(5_000)]
    return kinds(Draft("d", columns, rules=(Rule("r", {"c0": True}, then="a"),), hit=Hit.ANY, outcomes=("a",)))


def long_texts() -> str:
    """Read cell texts of the greatest length, and beyond."""
    texts = [
        ",".join(f'"{number}"' for number in range(3_000)),
        ",".join(str(2 * number) for number in range(3_400)),
        "not(" * 5_000,
        "not(" * 2_000 + "1" + ")" * 2_000,
        '"' + "\\\\" * 9_999,
        '"' * 20_000,
        "[" * 20_000,
        "-" * 20_000,
        "1" * 20_000,
        " " * 20_000,
        "1." * 10_000,
        "1," * 500_000,
    ]
    return refusals(*(lambda text=text: cell(text) for text in texts))


def deep() -> str:
    """Give tuples within tuples, a hundred thousand deep, wherever something can be given."""
    value: object = "a"
    for _ in range(100_000):
        value = (value,)
    column = Column("c", bool)
    table = Table("d", (column,), rules=(Rule("r", {}, then="a"),), outcomes=("a",))
    decision = table.decide(c=True)
    return refusals(
        lambda: Rule("r", {}, then=value),
        lambda: Rule("r", {"c": value}, then="a"),
        lambda: Rule("r", value, then="a"),  # type: ignore[arg-type]
        lambda: Draft("d", (column,), rules=(), outcomes=(value,)),
        lambda: Draft("d", (column,), rules=(), outcomes=("a",), permissive=(value,)),
        lambda: table.decide({"c": value}),
        lambda: table.decide(value),
        lambda: decision.nearest(value),
        lambda: decision.why_not(value),
    )


def huge() -> str:
    """Decide on numbers of any size, and say so in texts of ordinary length."""
    table = Table(
        "d",
        (Column("c", Numbers(integer=False)),),
        rules=(Rule("r", {"c": at_least(3)}, then="a"), Rule("s", {"c": below(3)}, then="b")),
        outcomes=("a", "b"),
    )
    numbers = (10**5_000, Decimal("1E+999999"), Decimal("1E+999999999999999999"), -(10**5_000), Decimal("1E-999999"))
    decisions = [table.decide(c=number) for number in numbers]
    outcomes = "".join(decision.outcome for decision in decisions)
    flips = "".join(flip.outcome or "-" for decision in decisions for flip in decision.fragile())
    traces = [str(own.trace().rules[0].cells[0]) for own in decisions]
    shown = [*map(repr, decisions), *traces, *(str(own.nearest("a")) for own in decisions)]
    bounds = refusals(*(lambda number=number: at_least(number) for number in numbers))
    ends = refusals(*(lambda number=number: Numbers(ge=number) for number in numbers))
    return f"{outcomes} {flips} {max(map(len, shown)) < 200}; {bounds}; {ends}; {len(set(map(hash, decisions)))}"


def odd_versions() -> str:
    """Refuse texts that are long, or nearly versions, a thousand times each."""
    core = "1.0.0-"
    texts = ("9" * 5_000, "0." * 50_000, "x" * 10**7, core + "0" * 250, core + "a-" * 124 + "_", core + "0." * 125)
    texts = (*texts, core + "1" * 249 + "_", "1.2.3+" + "a." * 125, "1.2.3\n", "\u0661.2.3", "1.2.\u00b2", "v1.2.3")
    valid = sum(Version.is_valid(text) for text in texts for _ in range(1_000))
    refused = {refusals(lambda text=text: Version.parse(text)) for text in texts for _ in range(1_000)}  # type: ignore[misc]
    window = " || ".join(f">={at}.0.0 <{at}.5.0" for at in range(400))
    ranges = refusals(
        lambda: VersionRange.parse(f"{window} with pre-releases"), lambda: VersionRange.parse(f"{window} || " * 10**4)
    )
    return f"{valid} valid, {', '.join(refused)}; {ranges}; {refusals(lambda: Version(1, 2, 3, pre=(1 << 10**8,)))}"


def long_measurements() -> str:
    """Judge numbers that nobody measured, and set limits by them."""
    numbers = (1 << 10**8, 10**100, Decimal("1E+999999999999999999"), Decimal("1E-999999"), Decimal(f"0.{'1' * 10**6}"))
    judged = [DeltaBudget("m", Decimal(1)).judge(number, 1, approved=True) for number in numbers]
    limits = refusals(*(lambda number=number: DeltaBudget("m", number) for number in numbers))  # type: ignore[misc]
    return f"{', '.join(str(own.status) for own in judged)}; {median(numbers)}; {limits}"


CASES: Final[dict[str, Callable[[], str]]] = {
    "10 000 rules x 200 columns": lambda: kinds(booleans(Hit.ANY, 10_000, 200, 1)),
    "2 000 rules x 100 columns": lambda: kinds(booleans(Hit.MOST_RESTRICTIVE, 2_000, 100, 5)),
    "10 000 rules x 100 columns": lambda: kinds(booleans(Hit.MOST_RESTRICTIVE, 10_000, 100, 5)),
    "500 rules x 100 columns of intervals": lambda: kinds(intervals(Hit.COLLECT, 500)),
    "10 000 rules x 100 columns of intervals": lambda: kinds(intervals(Hit.COLLECT, 10_000)),
    "10 000 rules on a grid": grid,
    **{f"nested intervals, {hit}": lambda hit=hit: kinds(nested(hit)) for hit in Hit},  # type: ignore[misc]
    **{f"200 boolean columns, {hit}": lambda hit=hit: kinds(booleans(hit, 400, 200, 20)) for hit in Hit},  # type: ignore[misc]
    "800 nested intervals, first": lambda: kinds(nested(Hit.FIRST, 800)),
    "200 rules x 200 boolean columns, first": lambda: kinds(booleans(Hit.FIRST, 200, 200, 20)),
    "more gaps than can be listed": chain,
    "20 000 values": lambda: many_values(20_000),
    "100 000 values": lambda: many_values(100_000),
    "100 000 facts": many_facts,
    "5 000 columns": many_columns,
    "long cell texts": long_texts,
    "deep tuples": deep,
    "huge numbers": huge,
    "odd versions": odd_versions,
    "long measurements": long_measurements,
    "difference of large drafts": lambda: refusals(lambda: diff(nested(Hit.ANY), nested(Hit.UNIQUE))),
    "cases of a wide table": lambda: refusals(
        lambda: generate_cases(
            Table(
                "d",
                [Column(f"c{at}", bool) for at in range(30)],
                rules=[Rule("r", {}, then="a"), *(Rule(f"r{at}", {f"c{at}": True}, then="b") for at in range(30))],
                outcomes=("a", "b"),
                hit=Hit.MOST_RESTRICTIVE,
            )
        )
    ),
}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (GIGABYTE, GIGABYTE))
    for name in sys.argv[1:]:
        print(f"{name}: {CASES[name]()}", flush=True)  # noqa: T201 - the answer that the test reads
