"""The tables that every engine is timed on, as plain data, and the answer each point must get.

Nothing here knows releasekit or any peer: `subject` and `peers` translate. Rows are written by
formula, not drawn at random, so that two runs time the same work.

| table | columns | rows | hit |
|---|---|---|---|
| `SEVERITY_IMPACT`, `..._TEXTS` | 2 with four words each (seed 002) | 16 | unique |
| `FLAGS` | 4 booleans | 16 | unique |
| `FIVE_COLUMNS` | 4 finite, 1 ordered | 40 | unique |
| `TEN_FINITE_UNIQUE` | 10 finite | 60 | unique |
| `TEN_FINITE` | 10 finite | 60 | most restrictive |
| `TEN_MIXED`, `TEN_MIXED_60` | 5 finite, 5 ordered; 3 optional | 40, 60 | most restrictive |
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from itertools import count, product
from math import gcd, prod
from typing import Final, Literal

Number = int | Decimal
Value = str | bool | Number
Facts = dict[str, Value | None]
Hit = Literal["unique", "most restrictive"]
Kind = Literal["word", "text", "bool", "integer", "decimal"]

ALL_POINTS_UP_TO: Final = 4_096
SCANNED_POINTS: Final = 2_000
SAMPLED_POINTS: Final = 64


@dataclass(frozen=True)
class Field:
    """A column: finite (`values`) or ordered (`low` to `high`, ends included, `None` is no end)."""

    name: str
    kind: Kind
    values: tuple[Value, ...] = ()
    low: int | None = None
    high: int | None = None
    optional: bool = False

    @property
    def is_ordered(self) -> bool:
        """Whether the values are numbers in a range rather than a list."""
        return self.kind in ("integer", "decimal")


@dataclass(frozen=True)
class Test:
    """One cell: some values, or a span with its ends; `missing` lets a missing fact in as well."""

    values: tuple[Value, ...] = ()
    low: Number | None = None
    high: Number | None = None
    missing: bool = False

    @property
    def is_span(self) -> bool:
        """Whether the cell is a span of numbers."""
        return self.low is not None or self.high is not None

    def holds(self, value: Value | None) -> bool:
        """Say whether `value` is in the cell; `None` stands for a missing fact."""
        if value is None:
            return self.missing
        if not self.is_span or isinstance(value, str):
            return value in self.values
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


@dataclass(frozen=True)
class Row:
    """A rule: it matches where all its tests hold; a column without a test may be anything."""

    id: str
    tests: Mapping[str, Test]
    outcome: str

    def matches(self, facts: Facts) -> bool:
        """Say whether the row matches at a point."""
        return all(test.holds(facts[name]) for name, test in self.tests.items())


@dataclass(frozen=True)
class Workload:
    """A table as plain data; `outcomes` runs from permissive to restrictive."""

    name: str
    fields: tuple[Field, ...]
    rows: tuple[Row, ...]
    outcomes: tuple[str, ...]
    hit: Hit = "unique"
    permissive: tuple[str, ...] = field(default=())

    @cached_property
    def restrictive_first(self) -> tuple[Row, ...]:
        """The rows with the most restrictive outcome first, so that the first match answers."""
        return tuple(sorted(self.rows, key=lambda row: -self.outcomes.index(row.outcome)))

    @cached_property
    def points(self) -> tuple[Facts, ...]:
        """Every point of a small table, else a fixed sample with every outcome in it."""
        total = prod(len(samples) for _, samples in self._samples)
        if total <= ALL_POINTS_UP_TO:
            return tuple(self._point(number) for number in range(total))
        stride = next(step for step in count(int(total * 0.618)) if gcd(step, total) == 1)
        scanned = [self._point(number * stride % total) for number in range(SCANNED_POINTS)]
        share = SAMPLED_POINTS // len(self.outcomes)
        by_outcome = {
            outcome: [facts for facts in scanned if self.answer(facts) == outcome] for outcome in self.outcomes
        }
        return tuple(facts for found in by_outcome.values() for facts in found[:share])

    def answer(self, facts: Facts) -> str:
        """Return the outcome at a point the slow way: the reference for every engine."""
        return next(row.outcome for row in self.restrictive_first if row.matches(facts))

    def _point(self, number: int) -> Facts:
        """Return the point that has this number when the samples are the digits."""
        facts: Facts = {}
        for name, samples in self._samples:
            number, digit = divmod(number, len(samples))
            facts[name] = samples[digit]
        return facts

    @cached_property
    def _samples(self) -> tuple[tuple[str, tuple[Value | None, ...]], ...]:
        return tuple((column.name, self._samples_of(column)) for column in self.fields)

    def _samples_of(self, column: Field) -> tuple[Value | None, ...]:
        """Return the column's words, or the numbers at and next to every bound of a row."""
        missing: tuple[None, ...] = (None,) if column.optional else ()
        if not column.is_ordered:
            return (*column.values, *missing)
        tests = [row.tests[column.name] for row in self.rows if column.name in row.tests]
        bounds = {bound for test in tests for bound in (test.low, test.high) if bound is not None}
        step = Decimal("0.25") if column.kind == "decimal" else 1
        near = {bound + shift for bound in bounds for shift in (-step, 0, step)}
        inside = (x for x in near if column.low is None or x >= column.low)
        return (*sorted(x for x in inside if column.high is None or x <= column.high), *missing)


def among(*values: Value) -> Test:
    """Return the cell that holds exactly `values`."""
    return Test(values=values)


SEVERITIES: Final = ("critical", "high", "medium", "low")
IMPACTS: Final = ("widespread", "significant", "limited", "minimal")
ROLLBACKS: Final = ("defer", "fix forward", "planned", "immediate")
# One letter per cell, one line per severity, in the order of IMPACTS.
MATRIX: Final = ("iiii", "iipp", "pppp", "fffd")


def _severity_impact(name: str, kind: Kind) -> Workload:
    by_letter = {outcome[0]: outcome for outcome in ROLLBACKS}
    rows = tuple(
        Row(
            f"{severity}-{impact}",
            {"severity": among(severity), "impact": among(impact)},
            by_letter[letter],
        )
        for severity, line in zip(SEVERITIES, MATRIX, strict=True)
        for impact, letter in zip(IMPACTS, line, strict=True)
    )
    return Workload(name, (Field("severity", kind, SEVERITIES), Field("impact", kind, IMPACTS)), rows, ROLLBACKS)


def _flags() -> Workload:
    names = ("built", "tested", "signed", "approved")
    outcomes = ("go", "ask", "hold", "stop", "abort")
    rows = tuple(
        Row(
            "-".join("ny"[flag] for flag in flags),
            dict(zip(names, map(among, flags), strict=True)),
            outcomes[flags.count(False)],
        )
        for flags in product((False, True), repeat=4)
    )
    return Workload("4 booleans", tuple(Field(name, "bool", (False, True)) for name in names), rows, outcomes)


def _five_columns() -> Workload:
    """Cut each of 4 x 5 cells in two, by the score, the signature or the channel in turn."""
    classes, impacts = ("r0", "r1", "r2", "r3"), ("none", *reversed(IMPACTS))
    fields = (
        Field("release_class", "word", classes),
        Field("impact", "text", impacts),
        Field("score", "integer", low=0, high=100),
        Field("signed", "bool", (False, True)),
        Field("channel", "text", ("stable", "candidate", "nightly")),
    )
    outcomes = ("go", "review", "hold", "stop")
    rows = []
    for (a, word), (b, impact) in product(enumerate(classes), enumerate(impacts)):
        column, lower, upper = (
            ("score", Test(high=20 * a + 4 * b), Test(low=20 * a + 4 * b + 1)),
            ("signed", Test((False,)), Test((True,))),
            ("channel", among("stable"), among("candidate", "nightly")),
        )[(a + b) % 3]
        for half, test in enumerate((lower, upper)):
            tests = {"release_class": among(word), "impact": among(impact), column: test}
            rows.append(Row(f"{word}-{impact}-{half}", tests, outcomes[min(3, (a + b + 1 - half) // 2)]))
    return Workload("5 columns x 40 rules", fields, tuple(rows), outcomes)


def _ten_finite_unique() -> Workload:
    """Cut each of 4 x 5 cells in three, by two of the other eight columns in turn."""
    wide = (
        Field("c0", "word", ("a", "b", "c", "d")),
        Field("c1", "text", ("a", "b", "c", "d", "e")),
    )
    narrow = tuple(Field(f"c{n}", "text", ("pass", "fail", "unknown")[: 2 + n % 2]) for n in range(2, 10))
    outcomes = ("go", "review", "hold", "stop")
    rows = []
    for n, (first, second) in enumerate(product(wide[0].values, wide[1].values)):
        outer, inner = narrow[n % 8], narrow[(n + 3) % 8]
        rest_outer, rest_inner = among(*outer.values[1:]), among(*inner.values[1:])
        for third, cut in enumerate(
            (
                {outer.name: among("pass")},
                {outer.name: rest_outer, inner.name: among("pass")},
                {outer.name: rest_outer, inner.name: rest_inner},
            )
        ):
            tests = {"c0": among(first), "c1": among(second), **cut}
            rows.append(Row(f"r{n:02}-{third}", tests, outcomes[(n + third) % 4]))
    return Workload("10 finite columns x 60 rules, unique", (*wide, *narrow), tuple(rows), outcomes)


def _ten_finite() -> Workload:
    """Look at two to four of ten gates per row; the last row lets everything else go."""
    results: tuple[Value, ...] = ("pass", "fail", "unknown")
    fields = tuple(Field(f"gate_{n}", "word", results) for n in range(10))
    outcomes = ("go", "review", "hold", "stop")
    rows = []
    for n in range(59):
        tests = {}
        for k in range(2 + n % 3):
            gate = f"gate_{(3 * n + k * (1 + n // 10)) % 10}"
            tests[gate] = among("fail", "unknown") if (n + k) % 3 == 0 else among(results[1 + (n + k) % 2])
        rows.append(Row(f"r{n:02}", tests, outcomes[1 + n % 3]))
    rows.append(Row("otherwise", {}, "go"))
    return Workload(
        "10 finite columns x 60 rules, most restrictive",
        fields,
        tuple(rows),
        outcomes,
        "most restrictive",
        ("go",),
    )


MIXED_FINITE: Final = (
    Field("release_class", "word", ("r0", "r1", "r2", "r3")),
    Field("channel", "text", ("stable", "candidate", "beta", "nightly")),
    Field("visible", "bool", (False, True)),
    Field("signed", "bool", (False, True), optional=True),
    Field("drill", "text", ("passed", "waived", "failed"), optional=True),
)
MIXED_ORDERED: Final = (
    Field("error_rate", "decimal", low=0, high=100),
    Field("coverage", "decimal", low=0, high=100),
    Field("latency", "integer", low=0),
    Field("soak_hours", "integer", low=0),
    Field("findings", "integer", low=0, high=1_000, optional=True),
)
# Three bounds per ordered column, and whether more is worse.
BOUNDS: Final[Mapping[str, tuple[bool, tuple[Number, ...]]]] = {
    "error_rate": (True, (Decimal("0.5"), Decimal("2.25"), Decimal(10))),
    "coverage": (False, (Decimal("90.5"), Decimal(75), Decimal("50.25"))),
    "latency": (True, (200, 500, 2_000)),
    "soak_hours": (False, (72, 24, 4)),
    "findings": (True, (1, 5, 40)),
}


def _beyond(column: Field, level: int) -> Test:
    """Return the cell for numbers at least as bad as the bound of a level, 0 the mildest."""
    more_is_worse, bounds = BOUNDS[column.name]
    return Test(low=bounds[level]) if more_is_worse else Test(high=bounds[level])


def _ten_mixed(name: str, size: int) -> Workload:
    """Join two bounds and one or two words per row; a missing fact holds, nothing wrong goes."""
    outcomes = ("go", "review", "hold", "stop")
    rows = [
        Row(f"{column.name}-missing", {column.name: Test(missing=True)}, "hold")
        for column in (*MIXED_FINITE, *MIXED_ORDERED)
        if column.optional
    ]
    for n in range(size - len(rows) - 1):
        level = n // 5 % 3
        first, second = MIXED_ORDERED[n % 5], MIXED_ORDERED[(n + 1 + n // 15) % 5]
        finite = MIXED_FINITE[(n + n // 5) % 5]
        words = (finite.values[(n + k) % len(finite.values)] for k in range(1 + n % 2))
        tests = {
            first.name: _beyond(first, level),
            second.name: _beyond(second, level // 2),
            finite.name: among(*words),
        }
        rows.append(Row(f"r{n:02}", tests, outcomes[1 + level]))
    rows.append(Row("otherwise", {}, "go"))
    return Workload(name, (*MIXED_FINITE, *MIXED_ORDERED), tuple(rows), outcomes, "most restrictive", ("go",))


SEVERITY_IMPACT: Final = _severity_impact("4x4, words", "word")
SEVERITY_IMPACT_TEXTS: Final = _severity_impact("4x4, texts", "text")
FLAGS: Final = _flags()
FIVE_COLUMNS: Final = _five_columns()
TEN_FINITE_UNIQUE: Final = _ten_finite_unique()
TEN_FINITE: Final = _ten_finite()
TEN_MIXED: Final = _ten_mixed("10 columns (5 ordered) x 40 rules", 40)
TEN_MIXED_60: Final = _ten_mixed("10 columns (5 ordered) x 60 rules", 60)


def every_workload() -> Iterator[Workload]:
    """Yield all tables."""
    yield from (SEVERITY_IMPACT, SEVERITY_IMPACT_TEXTS, FLAGS, FIVE_COLUMNS)
    yield from (TEN_FINITE_UNIQUE, TEN_FINITE, TEN_MIXED, TEN_MIXED_60)
