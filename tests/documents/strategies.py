"""Values of any class that documents know, made from its annotations and their limits alone.

Nothing here calls `releasekit.documents`. A class with checks across its fields gets by with rejection, unless most of
its objects would be refused: then it has an entry in `OWN`.
"""

import operator
import types
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import attrs
from hypothesis import assume
from hypothesis import strategies as st

from releasekit._fields import Name
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateStatus
from releasekit.policy import MISSING, Missing
from releasekit.readiness import DecisionEntry, Regression, ReleaseCandidate
from releasekit.versions import PrereleasePolicy, Version, VersionRange
from releasekit.versions._ranges import VersionInterval
from tests.documents.samples import Span

__all__ = ["ODD_TEXTS", "objects", "values"]

ODD_TEXTS: Final = (
    *("", " ", "~", "null", "no", "on", "y", "Yes", "TRUE", "0777", "0o17", "0x1F", "1_000", "1,000", "22:30", "1.10"),
    *("12e4567", ".5", "-.inf", ".NaN", "2026-01-31", "2026-1-1", "2026-01-31 12:00:00", "=", "<<", "missing", "-"),
    *("a: b", "a #b", "#", "- x", "? x", "{a}", "[a]", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "'", '"', "\\"),
    *(" lead", "trail ", "two\nlines", "ends\n", "ends\n\n", "\nstarts", " a\nb", "a\n \nb", "a\n\nb\n", "a\tb"),
    *('"""', "'''", 'a\n"', 'a\n"""b', "a\\\nb", "a: b\nc: d", "...", "---", "a\rb", "\x85", "\u2028", "\ufeff"),
    *("é", "日本語", "😀", "a\u00adb", "\x00", "\x7f", "key = 1", "1.2.3", "5114f85", "1e5", "0b1", "12:61", "a:"),
    *("https://example.org/a?b=c", "a\n\ud7ff", '\n"""', 'a\n""""b"', "\ue000", "\uffff", "a\n\x07"),
)
LENGTHS: Final = ("min_length", "max_length")
WIDE: Final = 10**30


def objects(cls: type) -> st.SearchStrategy[Any]:
    """Objects of an attrs class, or of one that has its own strategy."""
    return OWN[cls]() if cls in OWN else _built(cls)


@st.composite
def _built(draw: st.DrawFn, cls: type) -> object:
    """Draw an object field by field; now and then a field with a default is left to it."""
    attrs.resolve_types(cls)
    chosen: dict[str, object] = {}
    for field in attrs.fields(cls):
        if field.init and (field.default is attrs.NOTHING or draw(st.integers(0, 3))):
            chosen[field.alias or field.name] = draw(values(field.type))
    try:
        return cls(**chosen)
    except FieldError:
        assume(False)  # noqa: FBT003 - Hypothesis takes it so
        raise


@cache
def values(annotation: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    """Values of an annotation within its limits."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _limited(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType):
        return st.one_of([values(argument) for argument in arguments])
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin is tuple and arguments[1:] == (...,):
        return st.lists(values(arguments[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is frozenset:
        return st.frozensets(values(arguments[0]), max_size=3)
    if annotation in SCALARS:
        return SCALARS[annotation]
    if issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    return st.deferred(lambda: objects(annotation))


def _limited(base: Any, limits: tuple[object, ...]) -> st.SearchStrategy[Any]:  # noqa: ANN401 - any annotation
    """Values within limits, their ends more often than by chance."""
    found = {name: limit for entry in limits for name in NAMES if (limit := getattr(entry, name, None)) is not None}
    if base is str:
        low, high = (found.get(name) for name in LENGTHS)
        return _texts(low or 0, high, is_line="is_printable" in found)
    if base in (int, Decimal):
        return _numbers(base, found)
    if base in SCALARS:
        return SCALARS[base].filter(lambda value: all(LIMITS[name](value, limit) for name, limit in found.items()))
    low, high = (found.get(name) for name in LENGTHS)
    item = values(get_args(base)[0])
    return st.lists(item, min_size=low or 0, max_size=min(high or 3, (low or 0) + 3)).map(get_origin(base))


LIMITS: Final = {"ge": operator.ge, "gt": operator.gt, "le": operator.le, "lt": operator.lt}
NAMES: Final = ("ge", "gt", "le", "lt", *LENGTHS, "is_printable", "is_trimmed")


def _numbers(kind: type, limits: Mapping[str, Any]) -> st.SearchStrategy[Any]:
    low = max((limits[name] for name in ("ge", "gt") if name in limits), default=-WIDE)
    high = min((limits[name] for name in ("le", "lt") if name in limits), default=WIDE)
    inside = st.integers(int(low), int(high)) if kind is int else st.decimals(low, high, places=2)
    ends = st.sampled_from([kind(end) for end in (low, high)])
    outside = {limits[name] for name in ("gt", "lt") if name in limits}
    return (inside | ends).filter(lambda number: number not in outside)


ANY: Final = st.characters(exclude_categories=("Cs",))
VISIBLE: Final = st.characters(categories=("L", "N", "P", "S"))


def _texts(low: int, high: int | None, *, is_line: bool) -> st.SearchStrategy[str]:
    """Texts between two lengths; a line is trimmed and has no mark that cannot be seen."""
    most = 12 if high is None else min(high, 12)
    odd = [text.strip() if is_line else text for text in ODD_TEXTS]
    fitting = [text for text in odd if low <= len(text) <= (high or len(text))]
    kinds = [
        st.sampled_from([text for text in fitting if text.isprintable() or not is_line]),
        st.text("abc-_.:0123#", min_size=low, max_size=most),
        st.text(VISIBLE if is_line else ANY, min_size=low, max_size=most),
    ]
    if not is_line:
        kinds.append(st.lists(st.text("ab :#-\"'\\", max_size=3), min_size=2, max_size=3).map("\n".join))
    if high is not None and high < 1_000:
        kinds.append(st.just("x" * high))
    return st.one_of(kinds)


def _instants() -> st.SearchStrategy[datetime]:
    zones = st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=12))))
    ends = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC))
    years = (datetime(2, 1, 1), datetime(9998, 1, 1))  # noqa: DTZ001 - the zones are drawn
    return st.datetimes(*years, timezones=zones) | st.sampled_from(ends)


IDENTIFIERS: Final = st.integers(0, 99) | st.sampled_from(("alpha", "rc", "0a", "-", "x-y", "1e5"))
VERSIONS: Final = st.builds(
    Version,
    st.integers(0, 10**20) | st.integers(0, 3),
    st.integers(0, 12),
    st.integers(0, 12),
    pre=st.lists(IDENTIFIERS, max_size=3).map(tuple),
    build=st.lists(st.sampled_from(("exp", "5114f85", "001")), max_size=2).map(tuple),
)
SCALARS: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    str: _texts(0, None, is_line=False),
    bool: st.booleans(),
    int: st.integers() | st.sampled_from((0, -1, 10**999, -(10**999))),
    Decimal: st.decimals(-WIDE, WIDE) | st.sampled_from(list(map(Decimal, ("0", "-0.0", "1.50", "1E+5", "1E-9")))),
    Fraction: st.fractions(max_denominator=99) | st.just(Fraction(1, 10**500)),
    date: st.dates(),
    datetime: _instants(),
    timedelta: st.timedeltas()
    | st.sampled_from((timedelta(0), timedelta.min, timedelta.max, timedelta(microseconds=-1))),
    types.NoneType: st.none(),
    Missing: st.just(MISSING),
}


@st.composite
def _ranges(draw: st.DrawFn) -> VersionRange:
    ends = sorted({version.without_build() for version in draw(st.lists(VERSIONS, max_size=5))})
    spans = [VersionInterval(low, high) for low, high in zip(ends[::2], ends[1::2], strict=False)]
    if len(ends) % 2:
        spans.append(VersionInterval(ends[-1]))
    return VersionRange(tuple(spans), prereleases=draw(st.sampled_from(PrereleasePolicy)))


@st.composite
def _results(draw: st.DrawFn) -> GateResult:
    fields = {field.name: values(field.type) for field in attrs.fields(GateResult)}
    chosen = {name: draw(strategy) for name, strategy in fields.items()}
    if chosen["status"] is GateStatus.PASS:
        chosen["failed"] = None
    chosen["supersedes"] = tuple(name for name in chosen["supersedes"] if name != chosen["id"])
    return GateResult(**chosen)


@st.composite
def _entries(draw: st.DrawFn) -> DecisionEntry:
    one, two = sorted((draw(_instants()), draw(_instants())))
    return DecisionEntry(draw(values(Name)), one, lifted_at=draw(st.sampled_from((None, two))))


@st.composite
def _candidates(draw: st.DrawFn) -> ReleaseCandidate:
    """Draw a candidate whose reruns name an earlier result of the same gate."""
    chosen = {
        field.name: draw(values(field.type))
        for field in attrs.fields(ReleaseCandidate)
        if field.name not in ("results", "decisions", "regressions")
    }
    results = draw(st.lists(_results(), max_size=3, unique_by=lambda result: result.id))
    results = [result.replace(supersedes=()) for result in results]
    if len(results) > 1:
        first, *_, last = sorted(results, key=lambda result: result.recorded_at)
        rerun = last.replace(gate=first.gate, supersedes=(first.id,))
        results = [rerun if result is last else result for result in results]
    decisions = draw(st.lists(_entries(), max_size=2, unique_by=lambda entry: entry.id))
    regressions = draw(st.lists(objects(Regression), max_size=2, unique_by=lambda own: own.metric))
    return ReleaseCandidate(**chosen, results=results, decisions=decisions, regressions=regressions)


@st.composite
def _spans(draw: st.DrawFn) -> Span:
    low, high = sorted((draw(st.integers()), draw(st.integers())))
    return Span(low, high, unit=draw(values(Name)))


OWN: Final[Mapping[type, Callable[[], st.SearchStrategy[Any]]]] = {
    Version: lambda: VERSIONS,
    VersionRange: _ranges,
    GateResult: _results,
    DecisionEntry: _entries,
    ReleaseCandidate: _candidates,
    Span: _spans,
}
