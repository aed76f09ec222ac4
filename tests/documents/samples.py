"""Classes with a field of every kind that documents know; no playbook has them all."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Final, Literal, Optional

import attrs
from annotated_types import Ge, Gt, Interval, Len, Lt

from releasekit._arguments import as_frozenset, as_tuple, as_utc
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._words import Word, shown
from releasekit.compat import ReleaseTuple
from releasekit.documents import DocumentKind
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing
from releasekit.versions import Version, VersionRange


class Light(Word):
    """A vocabulary with words that readers of YAML take for something else."""

    ON = "on"
    NO = "no"
    TEN = "10"
    GREEN = "green"


class Depth(Enum):
    """An ``Enum`` whose members have no texts, so that its names are its words."""

    SHALLOW = 1
    DEEP = 2


@attrs.frozen(field_transformer=checked)
class FullRuns(Frozen):
    """One of two classes that a field may hold."""

    count: Annotated[int, Ge(1)] = 1


@attrs.frozen(field_transformer=checked)
class Elapsed(Frozen):
    """The other of the two."""

    length: Annotated[timedelta, Ge(timedelta(days=-30))]
    note: Note | None = None


@attrs.frozen(field_transformer=checked)
class Branch(Frozen):
    """A class that holds itself."""

    name: Name
    branches: "tuple[Branch, ...]" = attrs.field(default=(), converter=as_tuple)


@attrs.frozen(field_transformer=checked)
class Scalars(Frozen):
    """A field for each kind of scalar, with and without limits."""

    flag: bool
    count: int
    share: Annotated[int, Interval(ge=0, le=10_000)] = attrs.field(kw_only=True)
    rate: Annotated[Decimal, Interval(ge=0, le=100)] = attrs.field(kw_only=True)
    change: Annotated[Decimal, Gt(Decimal("-0.5"))] = attrs.field(kw_only=True)
    third: Fraction = attrs.field(kw_only=True)
    text: str = attrs.field(kw_only=True)
    name: Name = attrs.field(kw_only=True)
    note: Annotated[str, Len(0, 40)] = attrs.field(default="", kw_only=True)
    day: date = attrs.field(kw_only=True)
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    length: timedelta = attrs.field(kw_only=True)
    light: Light = attrs.field(default=Light.GREEN, kw_only=True)
    depth: Depth = attrs.field(default=Depth.DEEP, kw_only=True)
    side: Literal["left", "right", "2026-01-01"] = attrs.field(kw_only=True)
    version: Version = attrs.field(kw_only=True)
    window: VersionRange = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class Choices(Frozen):
    """A field for each way in which a value may be one of several, or none."""

    maybe: Name | None = None
    # A default that is not nothing, so that nothing has to be written.
    otherwise: Annotated[int, Lt(100)] | None = 7
    required: int | None = attrs.field(kw_only=True)
    old_style: Optional[bool] = attrs.field(default=None, kw_only=True)  # noqa: UP045 - people still write it
    percent: Decimal | Missing = attrs.field(kw_only=True)
    known: Light | Missing = attrs.field(default=MISSING, kw_only=True)
    stated: str | Missing = attrs.field(kw_only=True)
    scope: frozenset[str] | Missing = attrs.field(
        default=MISSING, converter=lambda given: given if given is MISSING else as_frozenset(given), kw_only=True
    )
    number: int | Decimal = attrs.field(kw_only=True)
    exact: int | Fraction | None = attrs.field(default=None, kw_only=True)
    when: date | datetime | timedelta | None = attrs.field(default=None, kw_only=True)
    truth: bool | int | str = attrs.field(kw_only=True)
    soak: FullRuns | Elapsed = attrs.field(kw_only=True)
    later: FullRuns | Elapsed | None = attrs.field(default=None, kw_only=True)
    claim: ReleaseTuple | None = attrs.field(default=None, kw_only=True)
    target: Version | VersionRange | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Lists(Frozen):
    """A field for each kind of list."""

    names: tuple[Name, ...] = attrs.field(converter=as_tuple)
    lights: frozenset[Light] = attrs.field(converter=as_frozenset)
    few: Annotated[tuple[int, ...], Len(0, 3)] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    pair: tuple[str, int] = attrs.field(kw_only=True)
    pairs: tuple[tuple[str, bool], ...] = attrs.field(converter=as_tuple, kw_only=True)
    claims: tuple[ReleaseTuple, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    soaks: tuple[FullRuns | Elapsed, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    some: frozenset[ReleaseTuple] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    nothing: tuple[()] = attrs.field(default=(), kw_only=True)
    tree: Branch | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Span(Frozen):
    """A class with a check across its fields, and a private field."""

    low: int
    high: int
    _unit: Name = attrs.field(default="days", kw_only=True)
    width: int = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "width", self.high - self.low)
        if self.low > self.high:
            problem = f"Span.low is {shown(self.low)}; expected at most high"
            raise FieldError((problem, "a span cannot end before it starts"))


@attrs.frozen(field_transformer=checked)
class Card(Frozen):
    """A field of each kind, none of which has to be given."""

    text: str = ""
    name: Name = "card"
    count: int = attrs.field(default=0, kw_only=True)
    share: Annotated[int, Interval(ge=0, le=100)] = attrs.field(default=0, kw_only=True)
    flag: bool = attrs.field(default=False, kw_only=True)
    rate: Decimal = attrs.field(default=Decimal(0), kw_only=True)
    third: Fraction = attrs.field(default=Fraction(0), kw_only=True)
    day: date = attrs.field(default=date(2026, 1, 1), kw_only=True)
    at: datetime = attrs.field(default=datetime(2026, 1, 1, tzinfo=UTC), converter=as_utc, kw_only=True)
    length: timedelta = attrs.field(default=timedelta(0), kw_only=True)
    light: Light = attrs.field(default=Light.GREEN, kw_only=True)
    version: Version = attrs.field(default=Version(0, 0, 0), kw_only=True)
    names: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    lights: frozenset[Light] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    pair: tuple[str, int] = attrs.field(default=("", 0), kw_only=True)
    soak: FullRuns | Elapsed = attrs.field(default=FullRuns(), kw_only=True)
    percent: Decimal | Missing = attrs.field(default=MISSING, kw_only=True)
    maybe: int | None = attrs.field(default=None, kw_only=True)
    claim: ReleaseTuple | None = attrs.field(default=None, kw_only=True)


def _renamed(old: dict[str, Any]) -> dict[str, Any]:
    """Bring edition 2 to edition 3: `from` is called `low`."""
    return {("low" if key == "from" else key): value for key, value in old.items()}


def _widened(old: dict[str, Any]) -> dict[str, Any]:
    """Bring edition 3 to edition 4: `high` is given instead of `width`."""
    return {"low": old["low"], "high": old["low"] + old["width"], "unit": old["unit"].strip()}


KINDS: Final = (DocumentKind(Span, 4, migrations=(_renamed, _widened)), DocumentKind(Branch, kind="tree_of_branches"))
