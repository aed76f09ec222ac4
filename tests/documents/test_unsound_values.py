"""Values that cannot be written: each is refused with its place, itself and what is expected, on every machine."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import attrs
import pytest

from releasekit.compat import ReleaseTuple
from releasekit.documents import DocumentError, from_data, to_data
from releasekit.gates import Gate, GateStatus
from releasekit.policy import MISSING, Missing
from releasekit.readiness import ReleaseCandidate
from releasekit.versions import Version
from tests.documents.samples import Elapsed, FullRuns

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None)
LONG = "`int of 3322 bits`; expected a whole number of at most 1 000 digits"
ZONED = "an instant with its zone"


@attrs.frozen
class Loose:
    """A class that checks nothing itself."""

    count: int = 0
    rate: Decimal = Decimal(0)
    day: date = date(2026, 1, 1)
    at: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    version: Version | None = None
    status: GateStatus = GateStatus.PASS
    words: tuple[str, ...] = ()
    numbers: frozenset[int] = frozenset()
    pair: tuple[int, str] = (1, "a")
    load: int | Missing = MISSING


@attrs.frozen
class Shelf:
    """A class that holds such objects."""

    all: tuple[Loose, ...] = ()
    both: tuple[int, Loose] | None = None


@attrs.frozen
class Holder:
    """A class with one of two classes."""

    soak: FullRuns | Elapsed
    other: FullRuns | Elapsed | None = None


def refusal(value: object) -> str:
    """Return why a value cannot be written."""
    with pytest.raises(DocumentError) as caught:
        to_data(value)
    return str(caught.value)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_an_instant_without_zone_is_refused_wherever_the_machine_is(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        assert refusal(NOON) == "`2026-01-01T12:00:00`; expected an instant with its zone, such as 2026-01-31T12:00:00Z"
        assert refusal(Loose(at=NOON)) == f"/at: `2026-01-01T12:00:00`; expected {ZONED}"
    finally:
        monkeypatch.undo()
        time.tzset()


def test_an_instant_outside_the_years_of_utc_is_refused() -> None:
    early = datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=1)))
    assert refusal(early) == "`0001-01-01T00:00:00+01:00`; expected an instant in the years 1 to 9999 in UTC"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"day": NOON}, "/day: `2026-01-01T12:00:00`; expected a day"),
        ({"count": True}, "/count: `True`; expected a whole number"),
        ({"rate": 1.5}, "/rate: `1.5`; expected a finite decimal number"),
        ({"version": "1.0.0"}, '/version: `"1.0.0"`; expected a Version or nothing'),
        ({"status": "passed"}, '/status: `"passed"`; expected one of pass, na, skipped, not_run, fail, error'),
        ({"words": "abc"}, '/words: `"abc"`; expected a tuple in which each is text'),
        ({"words": ("a", 5)}, "/words: holds `5`; expected text"),
        ({"pair": (1, 2)}, "/pair: `(1, 2)`; expected a tuple of 2: a whole number, text"),
        ({"load": "x"}, '/load: `"x"`; expected a whole number or missing'),
        ({"count": 10**1000}, f"/count: {LONG}"),
        ({"pair": (10**1000, "a")}, f"/pair/0: {LONG}"),
        ({"numbers": frozenset({10**1000})}, f"/numbers: {LONG}"),
    ],
)
def test_an_unsound_field_is_refused(fields: dict[str, Any], expected: str) -> None:
    assert refusal(Loose(**fields)) == expected
    assert refusal(Shelf((Loose(), Loose(**fields)))) == f"/all/1{expected}"
    assert refusal(Shelf(both=(1, Loose(**fields)))) == f"/both/1{expected}"


def test_what_is_sound_is_written_and_read_back() -> None:
    loose = Loose(count=5, version=Version(1, 0, 0), words=("a",), numbers=frozenset({2, 1}), load=3)
    sound = Shelf((loose,), (1, Loose()))
    assert from_data(Shelf, to_data(sound)) == sound


def test_the_pointer_of_a_document_starts_at_its_kind() -> None:
    candidate = ReleaseCandidate("x", ["R1"], results=[], claims=[_claim()])
    assert refusal(candidate) == (
        "/release_candidate/claims/0: `an ExtraTuple`; expected a ReleaseTuple, which has no `extra`"
    )


def _claim() -> ReleaseTuple:
    class PlainTuple(ReleaseTuple):
        """A class without fields of its own."""

    @attrs.frozen
    class ExtraTuple(ReleaseTuple):
        """A class with one field more."""

        extra: int = attrs.field(default=3, kw_only=True)

    plain = PlainTuple("a", "b" * 7, producer_sha="c" * 7)
    assert to_data(plain)["consumer"] == "a"
    own = ExtraTuple("a", "b" * 7, producer_sha="c" * 7, extra=4)
    assert to_data(own)["extra"] == 4
    return own


def test_a_subclass_in_a_choice_is_refused_where_its_kind_is_not_known() -> None:
    class Longer(Elapsed):
        """A class that no choice names."""

    longer, days = Longer(timedelta(days=1)), Elapsed(timedelta(days=1))
    expected = "a mapping whose `kind` is one of full_runs, elapsed"
    assert refusal(Holder(longer)) == f"/soak: `a Longer`; expected {expected}"
    assert refusal(Holder(days, longer)) == f"/other: `a Longer`; expected nothing or {expected}"


def test_another_object_in_the_place_of_a_class_is_refused() -> None:
    @attrs.frozen
    class Own:
        """A class with one of releasekit's."""

        gate: Gate

    assert refusal(Own(5)) == "/gate: `5`; expected a Gate"  # type: ignore[arg-type]
