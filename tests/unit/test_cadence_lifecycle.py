"""Phases of a release line, the adherence to a cadence, and iCalendar text of a calendar."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from typing import Any, Final

import pytest

from releasekit.cadence import (
    Adherence,
    AsNeeded,
    Boundary,
    CalendarDay,
    EveryDays,
    Lifecycle,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    Month,
    OnDates,
    PatchRelease,
    Punctuality,
    Quarter,
    ReleaseCalendar,
    adherence,
    to_ical,
)
from releasekit.errors import FieldError
from releasekit.policy import MISSING
from releasekit.versions import Version

STAMP: Final = datetime(2026, 2, 19, 12, tzinfo=UTC)
DAY: Final = timedelta(days=1)


def d(text: str) -> date:
    return date.fromisoformat(text)


def line(*phases: Boundary, end: Boundary | None = None) -> Lifecycle:
    return Lifecycle("v1", tuple(zip(("start", "lts", "maintenance"), phases, strict=False)), end=end)


ORDERED: Final = line(d("2026-01-10"), d("2026-03-01"), d("2026-05-01"), end=d("2026-08-01"))


class TestPhaseAt:
    CASES: Final = [
        pytest.param(ORDERED, "2026-01-09", None, id="the day before"),
        pytest.param(ORDERED, "2026-01-10", "start", id="exactly at the start"),
        pytest.param(ORDERED, "2026-02-28", "start", id="the last day of a phase"),
        pytest.param(ORDERED, "2026-03-01", "lts", id="the first day of the next"),
        pytest.param(ORDERED, "2026-07-31", "maintenance", id="the last day"),
        pytest.param(ORDERED, "2026-08-01", "end", id="exactly at the end"),
        pytest.param(line(d("2026-01-10")), "9999-12-31", "start", id="no end is planned"),
        pytest.param(line(d("2026-01-10"), end=MISSING), "2026-01-09", None, id="unknown end, before"),
        pytest.param(line(d("2026-01-10"), end=MISSING), "2026-01-10", MISSING, id="unknown end, may be over"),
        pytest.param(line(d("2026-01-10"), end=MISSING), "9999-12-31", MISSING, id="unknown end, last day"),
        pytest.param(line(MISSING, d("2026-03-01")), "2026-03-01", "lts", id="unknown start, but later begun"),
        pytest.param(line(MISSING, d("2026-03-01")), "2026-02-28", MISSING, id="unknown start, may have begun"),
        pytest.param(line(d("2026-01-10"), end=Month(2026, 8)), "2026-07-31", "start", id="before the month"),
        pytest.param(line(d("2026-01-10"), end=Month(2026, 8)), "2026-08-01", MISSING, id="first day of the month"),
        pytest.param(line(d("2026-01-10"), end=Month(2026, 8)), "2026-08-30", MISSING, id="in the month"),
        pytest.param(line(d("2026-01-10"), end=Month(2026, 8)), "2026-08-31", "end", id="last of the month"),
        pytest.param(line(d("2026-01-10"), end=Month(2028, 2)), "2028-02-28", MISSING, id="leap month"),
        pytest.param(line(d("2026-01-10"), d("2026-01-10")), "2026-01-10", "lts", id="an empty phase is passed over"),
        pytest.param(line(d("2026-03-01"), d("2026-01-10")), "2026-02-01", MISSING, id="out of order, between"),
        pytest.param(line(d("2026-03-01"), d("2026-01-10")), "2026-01-09", None, id="out of order, before"),
        pytest.param(line(d("2026-03-01"), d("2026-01-10")), "2026-03-01", "lts", id="out of order, after"),
        pytest.param(line(d("2026-03-01"), end=d("2026-01-10")), "2026-02-01", MISSING, id="ended before it began"),
    ]

    @pytest.mark.parametrize(("own", "day", "expected"), CASES)
    def test_table(self, own: Lifecycle, day: str, expected: object) -> None:
        assert own.phase_at(d(day)) == expected


class TestLifecycleFindings:
    @pytest.mark.parametrize(
        ("own", "expected"),
        [
            pytest.param(ORDERED, [], id="in order"),
            pytest.param(line(d("2026-01-10"), d("2026-01-10"), end=d("2026-01-10")), [], id="all on one day"),
            pytest.param(
                line(d("2026-03-01"), d("2026-01-10"), d("2026-02-01"), end=Month(2026, 2)),
                [
                    "v1.lts is `2026-01-10`; expected at earliest 2026-03-01, as `start`",
                    "v1.maintenance is `2026-02-01`; expected at earliest 2026-03-01, as `start`",
                    "v1.end is `2026-02`; expected a day of that month",
                    "v1.end is `2026-02`; expected at earliest 2026-03-01, as `start`",
                ],
                id="all before the start",
            ),
            pytest.param(
                line(d("2026-03-01"), d("2026-03-01"), end=d("2026-02-28")),
                ["v1.end is `2026-02-28`; expected at earliest 2026-03-01, as `start`"],
                id="the first of those on a day is named",
            ),
            pytest.param(
                line(d("2026-03-15"), end=Month(2026, 3)),
                ["v1.end is `2026-03`; expected a day of that month"],
                id="a month that may be later",
            ),
            pytest.param(
                line(d("2026-01-10"), MISSING, end=MISSING),
                ["v1.lts is not known; expected a day", "v1.end is not known; expected a day"],
                id="not known",
            ),
        ],
    )
    def test_table(self, own: Lifecycle, expected: list[str]) -> None:
        assert list(map(str, own.findings())) == expected

    def test_a_hundred_phases_at_most(self) -> None:
        phases = tuple((f"p{number}", d("2026-01-01") + number * DAY) for number in range(101))
        assert Lifecycle("v1", phases[:100], end=None).phase_at(date.max) == "p99"
        with pytest.raises(FieldError, match=r"^Lifecycle\.phases is .*; expected a tuple of 1 to 100 in which "):
            Lifecycle("v1", phases, end=None)

    def test_of_the_longest_names(self) -> None:
        (one,) = Lifecycle("v" * 200, (("p" * 200, MISSING),), end=None).findings()
        assert one.place == "v" * 200 + "." + "p" * 200

    def test_kinds(self) -> None:
        own = line(d("2026-03-01"), MISSING, end=Month(2026, 2))
        assert [str(finding.kind) for finding in own.findings()] == ["undated", "month_only", "out_of_order"]


class TestMoved:
    def test_what_slipped(self) -> None:
        new = Lifecycle(
            "v1",
            (("start", d("2026-01-12")), ("lts", d("2026-02-27")), ("security", d("2026-05-01"))),
            end=Month(2026, 8),
        )
        assert [(one.name, one.old, one.new, one.days) for one in new.moved_since(ORDERED)] == [
            ("start", d("2026-01-10"), d("2026-01-12"), 2),
            ("lts", d("2026-03-01"), d("2026-02-27"), -2),
            ("security", None, d("2026-05-01"), None),
            ("end", d("2026-08-01"), Month(2026, 8), None),
            ("maintenance", d("2026-05-01"), None, None),
        ]

    def test_nothing_and_an_end_that_was_planned(self) -> None:
        assert ORDERED.moved_since(ORDERED) == ()
        (one,) = line(d("2026-01-10"), end=d("2028-02-29")).moved_since(line(d("2026-01-10")))
        assert (one.name, one.old, one.new, one.days) == ("end", None, d("2028-02-29"), None)


class TestRefusals:
    @pytest.mark.parametrize(
        ("ask", "text"),
        [
            pytest.param(line, "Lifecycle.phases is", id="no phase"),
            pytest.param(lambda: line(STAMP), "Lifecycle.phases holds", id="an instant"),
            pytest.param(lambda: line(d("2026-01-10"), end=True), "Lifecycle.end is `True`; expected", id="true"),
            pytest.param(
                lambda: Lifecycle("v1", (("a", d("2026-01-10")), ("a", d("2026-01-11"))), end=None),
                "Lifecycle.phases[1] is `a`, as a phase before it; expected each name once",
                id="a phase twice",
            ),
            pytest.param(
                lambda: Lifecycle("v1", (("end", d("2026-01-10")),), end=None),
                "Lifecycle.phases[0] is `end`, as the name of the end; expected each name once",
                id="end",
            ),
            pytest.param(lambda: ORDERED.phase_at(STAMP), "day is `2026-02-19T12", id="phase of an instant"),
            pytest.param(lambda: ORDERED.moved_since("v1"), 'old is `"v1"`; expected a Lifecycle', id="since a text"),
            pytest.param(
                lambda: ORDERED.replace(name="v2").moved_since(ORDERED),
                "old is line `v1`; expected `v2`",
                id="another line",
            ),
            pytest.param(lambda: kept([], tolerance=-1), "tolerance is `-1`; expected a whole number", id="negative"),
            pytest.param(lambda: kept([], tolerance=True), "tolerance is `True`", id="true for a number"),
            pytest.param(lambda: kept([STAMP]), "released[0] is `2026-02-19T12", id="an instant released"),
            pytest.param(lambda: kept([]).count("late"), 'punctuality is `"late"`; expected', id="text to count"),
            pytest.param(lambda: kept(d("2026-01-10")), "released is `2026-01-10`; expected an iterable", id="one day"),
            pytest.param(lambda: kept([], start="2026-04-01"), 'start is `"2026-04-01"`; expected a day', id="start"),
            pytest.param(lambda: adherence(14, [], start=MARCH, end=MARCH), "cadence is `14`; expected", id="cadence"),
            pytest.param(lambda: ical([], uid_domain="a b"), 'uid_domain is `"a b"`; expected a domain', id="domain"),
            pytest.param(lambda: ical([], uid_domain="a\r\nX:y"), "uid_domain is", id="domain with a line break"),
            pytest.param(lambda: ical([], uid_domain="a.b\n"), "uid_domain is", id="domain and a line break"),
            pytest.param(lambda: ical([], uid_domain=""), "uid_domain is", id="no domain"),
            pytest.param(lambda: ical([], uid_domain=None), "uid_domain is `None`; expected a str", id="domain none"),
            pytest.param(lambda: ical([], stamped_at=datetime(2026, 1, 1)), "stamped_at is", id="naive stamp"),  # noqa: DTZ001
            pytest.param(lambda: ical([STAMP]), "source[0] is `2026-02-19T12", id="an instant to show"),
            pytest.param(lambda: ical(["x"]), 'source[0] is `"x"`; expected a date or a CalendarDay', id="text in it"),
            pytest.param(lambda: ical("2026"), 'source is `"2026"`; expected an iterable', id="text"),
            pytest.param(
                lambda: ical([MARCH, MARCH]),
                'source[1] has the id `"2026-03-01"` again; expected each id once',
                id="a day twice",
            ),
        ],
    )  # fmt: skip
    def test_text(self, ask: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as error:
            ask()
        assert str(error.value).startswith(text)


MARCH: Final = d("2026-03-01")
GRID: Final = EveryDays(14, d("2026-03-06"))  # then 03-20, 04-03


def kept(released: Iterable[date], **changes: Any) -> Adherence:  # noqa: ANN401 - wrong ones too
    return adherence(GRID, released, **{"start": MARCH, "end": d("2026-04-01"), **changes})


class TestAdherence:
    @pytest.mark.parametrize(
        ("released", "tolerance", "expected", "extra"),
        [
            pytest.param([], 0, ["missed", "missed"], [], id="nothing"),
            pytest.param(["03-06", "03-20"], 0, ["on time", "on time"], [], id="exact"),
            pytest.param(["03-07", "03-19"], 0, ["late", "early"], [], id="a day off"),
            pytest.param(["03-07", "03-19"], 1, ["on time", "on time"], [], id="a day off and allowed"),
            pytest.param(["03-08", "03-18"], 1, ["late", "early"], [], id="a day beyond"),
            pytest.param(["03-13"], 0, ["late", "missed"], [], id="halfway belongs to the earlier slot"),
            pytest.param(["03-14"], 0, ["missed", "early"], [], id="past halfway"),
            pytest.param(["03-05", "03-07"], 0, ["early", "missed"], ["03-07"], id="equally near: the earlier counts"),
            pytest.param(["03-06", "03-06"], 0, ["on time", "missed"], ["03-06"], id="twice on a day"),
            pytest.param(["02-28"], 0, ["early", "missed"], [], id="before the window, for a slot in it"),
            pytest.param(["02-27"], 0, ["missed", "missed"], [], id="before the window, for a slot before it"),
            pytest.param(["03-28"], 0, ["missed", "missed"], [], id="in the window, for a slot after it"),
        ],
    )
    def test_table(self, released: list[str], tolerance: int, expected: list[str], extra: list[str]) -> None:
        found = kept([d(f"2026-{day}") for day in released], tolerance=tolerance)
        assert [str(slot.punctuality) for slot in found.slots] == expected
        assert [f"{day:%m-%d}" for day in found.extra] == extra

    def test_the_end_of_the_window_is_out(self) -> None:
        for end, slots in ((d("2026-03-20"), 1), (d("2026-03-21"), 2)):
            assert len(kept([], end=end).slots) == slots

    def test_shares_are_exact(self) -> None:
        three = EveryDays(7, d("2026-03-06"))
        found = adherence(three, [d("2026-03-06")], start=MARCH, end=d("2026-03-22"))
        assert found.share == Fraction(1, 3)
        assert adherence(three, [], start=MARCH, end=MARCH).share is None

    def test_without_slots_every_release_in_the_window_is_extra(self) -> None:
        days = [d("2026-02-28"), MARCH, d("2026-03-31"), d("2026-04-01")]
        for cadence in (AsNeeded(), OnDates(())):
            found = adherence(cadence, days, start=MARCH, end=d("2026-04-01"))
            assert (found.slots, found.extra, found.share) == ((), (MARCH, d("2026-03-31")), None)

    def test_days(self) -> None:
        found = kept([d("2026-03-05")])
        assert [slot.days for slot in found.slots] == [-1, None]
        assert [found.count(word) for word in Punctuality] == [0, 1, 0, 1]

    def test_view(self) -> None:
        found = kept([d("2026-03-06"), d("2026-03-09"), d("2026-03-22")])
        assert found.to_text().splitlines() == [
            "Cadence adherence",
            "1/2 on time",
            "",
            "Counts",
            "  slots      how many",
            "  ---------  --------",
            "  ✓ on time  1",
            "  ! early    0",
            "  ! late     1",
            "  ✗ missed   0",
            "  extra      1",
            "",
            "Slots",
            "  due           released    days",
            "  ------------  ----------  ----",
            "  ✓ 2026-03-06  2026-03-06  +0",
            "  ! 2026-03-20  2026-03-22  +2",
        ]
        assert "no slots" in adherence(AsNeeded(), [], start=MARCH, end=MARCH).to_text()
        assert "2026-03-06  missed" in kept([]).to_text()


def ical(source: ReleaseCalendar | Iterable[date | CalendarDay], **changes: Any) -> str:  # noqa: ANN401 - the same
    return to_ical(source, **{"uid_domain": "example.org", "stamped_at": STAMP, **changes})


def test_the_last_day_of_all_ends_without_a_day_after() -> None:
    assert "DTEND" in ical([date.max - timedelta(days=1)])
    assert "DTEND" not in ical([date.max])


class TestIcal:
    OWN: Final = ReleaseCalendar(
        2026,
        (
            MinorRelease(Version(1, 4, 0), d("2026-03-12"), release_date=d("2026-03-13"), status=MinorStatus.PLANNED),
            MinorRelease(Version(1, 5, 0), d("2026-03-26"), release_date=d("2026-03-27"), status=MinorStatus.SKIPPED),
        ),
        major_releases=(
            MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=d("2026-06-30"), status=MajorStatus.RELEASED),
        ),
        patch_releases=(PatchRelease(Version(1, 4, 1), d("2026-02-28"), hotfix=True),),
    )

    def test_a_whole_text(self) -> None:
        lines = """
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//releasekit//release calendar//EN
CALSCALE:GREGORIAN
BEGIN:VEVENT
UID:major_releases[2.0.0]@example.org
DTSTAMP:20260219T120000Z
DTSTART;VALUE=DATE:20260630
DTEND;VALUE=DATE:20260701
SUMMARY:Release 2.0.0
DESCRIPTION:Status: released
STATUS:CONFIRMED
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""
        found = ical(self.OWN.replace(minor_releases=(), patch_releases=()))
        assert found == lines.removeprefix("\n").replace("\n", "\r\n")

    def test_events_of_a_calendar(self) -> None:
        lines = ical(self.OWN).split("\r\n")
        told = [line.partition(":")[2] for line in lines if line.startswith(("UID", "DTSTART", "SUMMARY", "STATUS"))]
        assert [" ".join(told[at : at + 4]) for at in range(0, len(told), 4)] == [
            "patch_releases[1.4.1]@example.org 20260228 Release 1.4.1 CONFIRMED",
            "minor_releases[1.4.0].rc@example.org 20260312 Release candidate 1.4.0 TENTATIVE",
            "minor_releases[1.4.0]@example.org 20260313 Release 1.4.0 TENTATIVE",
            "minor_releases[1.5.0].rc@example.org 20260326 Release candidate 1.5.0 CANCELLED",
            "minor_releases[1.5.0]@example.org 20260327 Release 1.5.0 CANCELLED",
            "major_releases[2.0.0]@example.org 20260630 Release 2.0.0 CONFIRMED",
        ]

    def test_a_moved_release_keeps_its_id(self) -> None:
        later = self.OWN.major_releases[0].replace(planned_date=d("2026-09-30"))
        texts = (ical(self.OWN), ical(self.OWN.replace(major_releases=(later,))))
        first, second = ([row for row in text.split("\r\n") if row.startswith("UID:")] for text in texts)
        assert first == second

    def test_the_stamp_is_in_utc_and_to_the_second(self) -> None:
        at = datetime(476, 9, 4, 1, 2, 3, 999_999, tzinfo=timezone(timedelta(hours=14)))
        assert "\r\nDTSTAMP:04760903T110203Z\r\n" in ical([d("0476-09-04")], stamped_at=at)
        assert "\r\nDTSTART;VALUE=DATE:04760904\r\n" in ical([d("0476-09-04")], stamped_at=at)

    def test_days_of_a_cadence(self) -> None:
        text = ical(GRID.dates(MARCH, d("2026-04-01")))
        assert text.count("BEGIN:VEVENT") == 2
        assert "UID:2026-03-06@example.org\r\n" in text

    def test_days_that_fall_together_stand_in_the_order_of_their_ids(self) -> None:
        days = [CalendarDay(name, MARCH, summary=name) for name in "ba"]
        assert ical(days) == ical(days[::-1])

    def test_leap_days_and_ends_of_years_end_the_next_day(self) -> None:
        text = ical([d("2028-02-28"), d("2028-02-29"), d("2027-02-28"), d("2026-12-31")])
        ends = [row.partition(":")[2] for row in text.split("\r\n") if row.startswith("DTEND")]
        assert ends == ["20270101", "20270301", "20280229", "20280301"]

    def test_hostile_texts_stay_in_their_place(self) -> None:
        own = CalendarDay("x", MARCH, summary="a;b,c\\n", description="END:VEVENT\r\nBEGIN:VALARM\n\x07")
        text = ical([own])
        assert "\r\nSUMMARY:a\\;b\\,c\\\\n\r\n" in text
        assert "\r\nDESCRIPTION:END:VEVENT\\nBEGIN:VALARM\\n\\\\u0007\r\n" in text
        assert text.count("\r\nEND:VEVENT\r\n") == 1
