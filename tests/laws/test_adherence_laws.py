"""Laws of adherence, against a reading that tries every slot."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from hypothesis import event, given, settings
from hypothesis import strategies as st

from releasekit.cadence import AsNeeded, Cadence, EveryDays, OnDates, Punctuality, Quarterly, adherence

DAY: Final = timedelta(days=1)
days: Final = st.dates(date(2026, 1, 1), date(2026, 6, 30))
released: Final = st.lists(days, max_size=12)
windows: Final = st.lists(days, min_size=3, max_size=3).map(sorted)
cadences: Final = st.one_of(
    st.just(AsNeeded()),
    st.just(Quarterly()),
    st.builds(EveryDays, st.sampled_from((7, 14)), days),
    st.builds(OnDates, st.lists(days, unique=True, max_size=5)),
)
WIDE: Final = (date(2025, 1, 1), date(2028, 1, 1))
Row = tuple[date, date | None]


def oracle(cadence: Cadence, own: list[date], start: date, end: date) -> tuple[list[Row], list[date]]:
    """Match by trying: each release asks every slot of three years, each slot then asks all its releases."""
    slots = [day for day in (WIDE[0] + count * DAY for count in range(1_095)) if cadence.is_on(day)]
    owners = [min(slots, key=lambda slot: (abs(slot - day), slot), default=None) for day in own]
    rows, extra = [], [day for day in own if not slots and start <= day < end]
    for slot in slots:
        if start <= slot < end:
            mine = [day for day, owner in zip(own, owners, strict=True) if owner == slot]
            mine.sort(key=lambda day: (abs(day - slot), day))
            rows.append((slot, mine[0] if mine else None))
            extra += mine[1:]
    return rows, sorted(extra)


class TestOracle:
    """Each release belongs to the nearest slot, and each slot to the nearest release."""

    @settings(max_examples=80)
    @given(cadences, released, windows, st.integers(0, 5))
    def test_matching(self, cadence: Cadence, own: list[date], ends: list[date], tolerance: int) -> None:
        start, _, end = ends
        found = adherence(cadence, own, start=start, end=end, tolerance=tolerance)
        rows, extra = oracle(cadence, own, start, end)
        assert [(slot.due, slot.released) for slot in found.slots] == rows
        assert list(found.extra) == extra
        for slot in found.slots:
            event(str(slot.punctuality))
            assert str(slot.punctuality) == word(slot.due, slot.released, tolerance)


def word(due: date, came: date | None, tolerance: int) -> str:
    if came is None:
        return "missed"
    if due - tolerance * DAY <= came < due + (tolerance + 1) * DAY:
        return "on time"
    return "early" if came < due else "late"


class TestSums:
    """The counts add up to the slots and to the releases, and windows add up."""

    @given(cadences, released, windows, st.integers(0, 5))
    def test_slots(self, cadence: Cadence, own: list[date], ends: list[date], tolerance: int) -> None:
        found = adherence(cadence, own, start=ends[0], end=ends[2], tolerance=tolerance)
        assert sum(found.count(word) for word in Punctuality) == len(found.slots)
        expected = Fraction(found.count(Punctuality.ON_TIME), len(found.slots)) if found.slots else None
        assert found.share == expected
        assert type(found.share) is (Fraction if found.slots else type(None))

    @given(cadences, released)
    def test_releases(self, cadence: Cadence, own: list[date]) -> None:
        """In a window as wide as the cadence, each release is in a slot or extra."""
        found = adherence(cadence, own, start=WIDE[0], end=WIDE[1])
        assert Counter(slot.released for slot in found.slots if slot.released) + Counter(found.extra) == Counter(own)

    @given(cadences, released, windows, st.integers(0, 3))
    def test_windows(self, cadence: Cadence, own: list[date], ends: list[date], tolerance: int) -> None:
        one, two, three = ends
        left = adherence(cadence, own, start=one, end=two, tolerance=tolerance)
        right = adherence(cadence, own, start=two, end=three, tolerance=tolerance)
        both = adherence(cadence, own, start=one, end=three, tolerance=tolerance)
        assert left.slots + right.slots == both.slots
        assert sorted(left.extra + right.extra) == list(both.extra)


class TestOrder:
    """The order of the releases does not matter, and a greater tolerance never takes a slot off time."""

    @given(cadences, released, windows, st.integers(0, 5))
    def test_order_and_tolerance(self, cadence: Cadence, own: list[date], ends: list[date], tolerance: int) -> None:
        def asked(given_days: list[date], days: int) -> object:
            return adherence(cadence, given_days, start=ends[0], end=ends[2], tolerance=days)

        assert asked(own, tolerance) == asked(own[::-1], tolerance)
        strict = adherence(cadence, own, start=ends[0], end=ends[2], tolerance=tolerance)
        loose = adherence(cadence, own, start=ends[0], end=ends[2], tolerance=tolerance + 1)
        assert strict.count(Punctuality.ON_TIME) <= loose.count(Punctuality.ON_TIME)
        assert strict.count(Punctuality.MISSED) == loose.count(Punctuality.MISSED)
