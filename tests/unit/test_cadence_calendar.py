"""Release calendars: what they refuse, what they find, and what comes next."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from releasekit.cadence import (
    AsNeeded,
    EveryDays,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    OnDates,
    PatchRelease,
    Quarter,
    ReleaseCalendar,
    Weekday,
    to_ical,
)
from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import RC_WEEKDAY
from releasekit.versions import Version
from tests.rows import cases

AT: Final = datetime(2026, 4, 1, 12, tzinfo=UTC)
GRID: Final = EveryDays(14, date(2026, 3, 6))  # Fridays
PLANNED, RC, RELEASED, SKIPPED = MinorStatus


def v(text: str) -> Version:
    return Version.parse(text)


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}" if len(text) == 5 else text)


def minor(version: str, release: str, status: MinorStatus = PLANNED, rc: str | None = None) -> MinorRelease:
    released = day(release)
    return MinorRelease(
        v(version), day(rc) if rc else released - timedelta(days=1), release_date=released, status=status
    )


def major(version: str, planned: str, status: MajorStatus = MajorStatus.PLANNED, quarter: str = "Q2") -> MajorRelease:
    return MajorRelease(v(version), Quarter(quarter), planned_date=day(planned), status=status)


def patch(version: str, release: str, *, hotfix: bool = False) -> PatchRelease:
    return PatchRelease(v(version), day(release), hotfix=hotfix)


def calendar(*entries: MinorRelease | MajorRelease | PatchRelease) -> ReleaseCalendar:
    def own(kind: type) -> tuple[Any, ...]:
        return tuple(entry for entry in entries if isinstance(entry, kind))

    return ReleaseCalendar(2026, own(MinorRelease), major_releases=own(MajorRelease), patch_releases=own(PatchRelease))


class TestRefusals:
    @pytest.mark.parametrize(
        ("make", "text"),
        [
            pytest.param(
                lambda: minor("1.4.1", "03-20"),
                "MinorRelease.version is `1.4.1`; expected X.Y.0 with Y above 0",
                id="minor with a patch number",
            ),
            pytest.param(lambda: minor("2.0.0", "03-20"), "MinorRelease.version is `2.0.0`", id="minor: major"),
            pytest.param(lambda: minor("1.4.0-rc.1", "03-20"), "MinorRelease.version is", id="minor candidate"),
            pytest.param(lambda: minor("1.4.0+b", "03-20"), "MinorRelease.version is", id="minor build"),
            pytest.param(
                lambda: major("2.1.0", "06-30"),
                "MajorRelease.version is `2.1.0`; expected X.0.0 with X above 0",
                id="major that is a minor",
            ),
            pytest.param(lambda: major("2.0.1", "06-30"), "MajorRelease.version is", id="major that is a patch"),
            pytest.param(lambda: major("0.0.0", "06-30"), "MajorRelease.version is", id="zero"),
            pytest.param(
                lambda: patch("1.4.0", "03-20"),
                "PatchRelease.version is `1.4.0`; expected X.Y.Z with Z above 0",
                id="patch that is a minor",
            ),
            pytest.param(
                lambda: minor("1.4.0", "03-20").replace(status=MajorStatus.DELAYED),
                "MinorRelease.status is `MajorStatus.DELAYED`; expected one of planned, rc, released, skipped",
                id="status of a major",
            ),
            pytest.param(
                lambda: major("2.0.0", "06-30").replace(status="planned"),
                'MajorRelease.status is `"planned"`; expected one of planned, rc, released, delayed',
                id="a text is no word",
            ),
            pytest.param(lambda: patch("1.4.1", "03-20").replace(hotfix=1), "PatchRelease.hotfix is `1`", id="hotfix"),
            pytest.param(
                lambda: patch("1.4.1", "03-20").replace(release_date=AT),
                "PatchRelease.release_date is `2026-04-01T12:00:00+00:00`; expected a day",
                id="an instant is no day",
            ),
            pytest.param(lambda: ReleaseCalendar(0), "ReleaseCalendar.year is `0`", id="year 0"),
            pytest.param(lambda: ReleaseCalendar(10_000), "ReleaseCalendar.year is `10000`", id="year 10 000"),
            pytest.param(
                lambda: ReleaseCalendar(2026, (patch("1.4.1", "03-20"),)),
                "ReleaseCalendar.minor_releases holds `a PatchRelease`; expected a MinorRelease",
                id="patch among minors",
            ),
            pytest.param(lambda: calendar().next(datetime(2026, 1, 1)), "at is `2026-01-01T00", id="naive next"),  # noqa: DTZ001
            pytest.param(lambda: calendar().next(date(2026, 1, 1)), "at is `2026-01-01`", id="day for an instant"),
            pytest.param(
                lambda: calendar().findings(GRID, datetime(2026, 1, 1), rc_weekday=RC_WEEKDAY),  # noqa: DTZ001
                "at is",
                id="naive findings",
            ),
            pytest.param(
                lambda: calendar().findings(GRID, AT, rc_weekday="Thu"),
                'rc_weekday is `"Thu"`; expected a Weekday or nothing',
                id="text for a weekday",
            ),
            pytest.param(
                lambda: calendar().findings(14, AT, rc_weekday=RC_WEEKDAY),
                "minor is `14`; expected an AsNeeded or an EveryDays or a Quarterly or an OnDates",
                id="number for a cadence",
            ),
        ],
    )
    def test_text(self, make: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as error:
            make()
        assert str(error.value).startswith(text)


def test_the_first_and_the_last_year() -> None:
    assert [ReleaseCalendar(year).year for year in (1, 9999)] == [1, 9999]


class TestFindings:
    """One table: the entries, and everything that is said of them on the first of April."""

    CASES: Final = cases(__file__, "findings",
        pytest.param([], id="empty"),
        pytest.param(
            [
                minor("1.3.0", "03-20", RELEASED),
                minor("1.4.0", "04-03", RC, rc="04-01"),
                minor("1.5.0", "04-17", rc="04-16"),
            ],
            id="rc on another weekday",
        ),
        pytest.param([minor("1.4.0", "04-17", rc="04-09")], id="rc a week too early"),
        pytest.param([minor("1.4.0", "04-17", rc="04-23")], id="rc after the release"),
        pytest.param([minor("1.4.0", "04-16", rc="04-09")], id="released a Thursday later"),
        pytest.param([minor("1.4.0", "04-16", rc="04-16")], id="released on the day of its candidate"),
        pytest.param([minor("1.4.0", "04-20", rc="04-16")], id="slipped over the weekend"),
        pytest.param([minor("1.4.0", "04-10")], id="in the other week"),
        pytest.param([minor("1.4.0", "04-13", SKIPPED, rc="05-01")], id="a skipped one may have any dates"),
        pytest.param([minor("1.4.0", "03-20", PLANNED)], id="overdue minor"),
        pytest.param([minor("1.4.0", "03-20", RC)], id="overdue from rc"),
        pytest.param([minor("1.4.0", "04-03", PLANNED, rc="03-31")], id="overdue candidate"),
        pytest.param([minor("1.4.0", "04-03", PLANNED, rc="04-02")], id="candidate tomorrow"),
        pytest.param([minor("1.4.0", "04-17", RELEASED)], id="released in the future"),
        pytest.param([minor("1.4.0", "04-17", RC)], id="candidate in the future"),
        pytest.param([minor("1.4.0", "2027-01-08", rc="2027-01-07")], id="out of year"),
        pytest.param([major("2.0.0", "06-30")], id="major at the end of the quarter"),
        pytest.param([major("2.0.0", "06-01")], id="major in the last month"),
        pytest.param([major("2.0.0", "05-31")], id="major a day too early"),
        pytest.param([major("2.0.0", "07-01")], id="major slipped into the next quarter"),
        pytest.param([major("2.0.0", "03-31", quarter="Q1")], id="overdue major"),
        pytest.param([major("2.0.0", "03-31", MajorStatus.DELAYED, quarter="Q1")], id="delayed is said"),
        pytest.param([major("2.0.0", "06-30", MajorStatus.RELEASED)], id="major released in the future"),
        pytest.param([patch("1.3.1", "2025-12-31")], id="patch out of year"),
        pytest.param([minor("1.4.0", "04-17"), minor("1.4.0", "05-01")], id="duplicate version"),
        pytest.param(
            [minor("1.4.0", "04-17"), minor("1.4.0", "04-17", RC, rc="03-26")],
            id="duplicate version on one day is no second release of that day",
        ),
        pytest.param([minor("1.4.0", "04-17"), minor("1.5.0", "04-17")], id="two on one day"),
        pytest.param([minor("1.4.0", "05-01"), minor("1.5.0", "04-17")], id="minors out of order"),
        pytest.param(
            [minor("1.4.0", "05-15"), minor("1.5.0", "04-17"), minor("1.6.0", "05-01")],
            id="two before one that they follow",
        ),
        pytest.param(
            [minor("1.4.0", "05-01", SKIPPED), minor("1.5.0", "04-17")], id="a skipped one is not before others"
        ),
        pytest.param(
            [minor("1.4.0", "04-17"), patch("1.4.1", "04-16"), patch("1.3.9", "06-01")],
            id="patch before its minor, and one of an older line",
        ),
        pytest.param(
            [major("2.0.0", "06-30"), minor("2.1.0", "06-26"), minor("1.9.0", "07-10")],
            id="minor before its major, and one of an older line",
        ),
        pytest.param([major("2.0.0", "09-30", quarter="Q3"), major("3.0.0", "06-30")], id="majors out of order"),
    )

    @pytest.mark.parametrize(("entries", "expected"), CASES)
    def test_table(self, entries: list[Any], expected: str) -> None:
        assert "\n".join(map(str, calendar(*entries).findings(GRID, AT, rc_weekday=RC_WEEKDAY))) == expected

    def test_of_the_longest_version(self) -> None:
        version = "9" * 252 + ".1.0"
        own = ReleaseCalendar(2026, (minor(version, "01-02"),))
        assert [finding.place for finding in own.findings(AsNeeded(), AT, rc_weekday=RC_WEEKDAY)] == [
            f"minor_releases[{version}].status"
        ]
        assert f"UID:minor_releases[{version[:56]}\r\n 9" in to_ical(own, uid_domain="example.org", stamped_at=AT)

    def test_kinds_and_places(self) -> None:
        """All that is wrong is said at once, each with its kind."""
        own = calendar(
            minor("1.4.0", "04-10", RELEASED, rc="04-11"),
            minor("1.3.0", "04-10", RC, rc="04-03"),
            major("2.0.0", "2025-05-01", quarter="Q4"),
            patch("1.4.1", "04-09"),
            patch("1.4.1", "04-12", hotfix=True),
        )
        assert [(finding.place, str(finding.kind)) for finding in own.findings(GRID, AT, rc_weekday=RC_WEEKDAY)] == [
            ("major_releases[2.0.0].planned_date", "not_end_of_quarter"),
            ("major_releases[2.0.0].planned_date", "out_of_year"),
            ("major_releases[2.0.0].quarter", "other_quarter"),
            ("major_releases[2.0.0].status", "overdue"),
            ("minor_releases[1.3.0].rc_date", "rc_off_schedule"),
            ("minor_releases[1.3.0].release_date", "off_grid"),
            ("minor_releases[1.3.0].status", "in_future"),
            ("minor_releases[1.4.0].rc_date", "rc_after_release"),
            ("minor_releases[1.4.0].release_date", "off_grid"),
            ("minor_releases[1.4.0].release_date", "same_day"),
            ("minor_releases[1.4.0].status", "in_future"),
            ("patch_releases[1.4.1].release_date", "out_of_order"),
            ("patch_releases[1.4.1].version", "duplicate"),
        ]

    def test_without_a_grid_nothing_is_off_it(self) -> None:
        assert calendar(minor("1.4.0", "04-10")).findings(AsNeeded(), AT, rc_weekday=RC_WEEKDAY) == ()

    @pytest.mark.parametrize(
        ("weekday", "found"),
        [
            pytest.param(Weekday.THU, [], id="the one before"),
            pytest.param(
                Weekday.WED,
                ["minor_releases[1.4.0].rc_date is `2026-04-09, a Thu`; expected the last Wed up to 2026-04-10"],
                id="another one",
            ),
            pytest.param(None, [], id="any"),
        ],
    )
    def test_the_weekday_of_candidates(self, weekday: Weekday | None, found: list[str]) -> None:
        own = calendar(minor("1.4.0", "04-10"))
        assert list(map(str, own.findings(AsNeeded(), AT, rc_weekday=weekday))) == found

    @pytest.mark.parametrize(
        ("days", "expected"),
        [
            pytest.param((), "no release", id="an empty plan"),
            pytest.param((day("04-03"),), "2026-04-03", id="the last of a plan"),
        ],
    )
    def test_a_plan_that_ends_before(self, days: tuple[date, ...], expected: str) -> None:
        found = calendar(minor("1.4.0", "04-10")).findings(OnDates(days), AT, rc_weekday=RC_WEEKDAY)
        assert [finding.message for finding in found] == [f"is `2026-04-10, a Fri`; expected {expected}"]


class TestToday:
    """Today is the day in UTC, and is neither past nor in the future."""

    OWN: Final = calendar(minor("1.4.0", "04-03", RC))

    @pytest.mark.parametrize(
        ("at", "overdue"),
        [
            pytest.param(datetime(2026, 4, 3, tzinfo=UTC), False, id="its first instant"),
            pytest.param(datetime(2026, 4, 3, 23, 59, 59, 999_999, tzinfo=UTC), False, id="its last instant"),
            pytest.param(datetime(2026, 4, 4, tzinfo=UTC), True, id="the next day"),
            pytest.param(
                datetime(2026, 4, 4, 13, 59, tzinfo=timezone(timedelta(hours=14))), False, id="next day at +14:00"
            ),
            pytest.param(
                datetime(2026, 4, 4, 14, tzinfo=timezone(timedelta(hours=14))), True, id="midnight UTC at +14:00"
            ),
            pytest.param(
                datetime(2026, 4, 3, 12, tzinfo=timezone(-timedelta(hours=12))), True, id="same day at -12:00"
            ),
            pytest.param(datetime(2026, 4, 3, 11, 59, tzinfo=timezone(-timedelta(hours=12))), False, id="before that"),
        ],
    )
    def test_overdue(self, at: datetime, overdue: bool) -> None:  # noqa: FBT001
        found = [str(finding.kind) for finding in self.OWN.findings(GRID, at, rc_weekday=RC_WEEKDAY)]
        assert ("overdue" in found) is overdue
        assert (self.OWN.next(at) is None) is overdue

    @pytest.mark.parametrize(
        ("make", "before", "after"),
        [
            pytest.param(lambda day: minor("1.4.0", day, rc=day), ["in time"], ["overdue"], id="planned minor"),
            pytest.param(lambda day: minor("1.4.0", day, RELEASED), ["in_future"], ["in time"], id="released minor"),
            pytest.param(lambda day: minor("1.4.0", "12-25", rc=day), ["in time"], ["overdue"], id="planned candidate"),
            pytest.param(lambda day: minor("1.4.0", "12-25", RC, day), ["in_future"], ["in time"], id="candidate"),
            pytest.param(lambda day: major("2.0.0", day), ["in time"], ["overdue"], id="planned major"),
            pytest.param(
                lambda day: major("2.0.0", day, MajorStatus.RC), ["in time"], ["overdue"], id="candidate of a major"
            ),
            pytest.param(
                lambda day: major("2.0.0", day, MajorStatus.RELEASED), ["in_future"], ["in time"], id="released major"
            ),
            pytest.param(
                lambda day: major("2.0.0", day, MajorStatus.DELAYED), ["in time"], ["in time"], id="delayed major"
            ),
        ],
    )
    def test_yesterday_today_and_tomorrow(
        self, make: Callable[[str], MinorRelease], before: list[str], after: list[str]
    ) -> None:
        """For the day itself every status is in time."""
        found = []
        for today in ("04-02", "04-01", "03-31"):
            kinds = [str(own.kind) for own in calendar(make(today)).findings(AsNeeded(), AT, rc_weekday=RC_WEEKDAY)]
            found.append([kind for kind in kinds if kind in ("overdue", "in_future")] or ["in time"])
        assert found == [before, ["in time"], after]

    def test_the_hour_that_comes_twice(self) -> None:
        """Berlin, 25 October 2026, 02:30: both are told apart, and both are on the 25th in UTC."""
        own = calendar(minor("1.4.0", "10-25", PLANNED, rc="10-22"))
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
        assert own.next(first) == own.next(first.replace(fold=1)) == own.minor_releases[0]
        late = datetime(2026, 10, 26, 0, 30, tzinfo=berlin)  # 23:30 of the 25th in UTC, after the change
        assert own.next(late) == own.minor_releases[0]
        assert own.next(late + timedelta(minutes=30)) is None


class TestNext:
    OWN: Final = calendar(
        minor("1.4.0", "03-20", RELEASED),
        minor("1.5.0", "04-03", SKIPPED),
        minor("1.6.0", "04-17"),
        minor("1.7.0", "05-01", RC),
        major("2.0.0", "06-30", MajorStatus.DELAYED),
        major("3.0.0", "12-31", MajorStatus.RELEASED, quarter="Q4"),
        patch("1.4.1", "04-17"),
        patch("1.4.2", "07-01"),
    )

    @pytest.mark.parametrize(
        ("today", "expected"),
        [
            pytest.param("01-01", "1.4.1", id="released and skipped do not count, of one day the lower version"),
            pytest.param("04-17", "1.4.1", id="today counts"),
            pytest.param("04-18", "1.7.0", id="a candidate counts"),
            pytest.param("05-02", "2.0.0", id="a delayed one counts"),
            pytest.param("07-01", "1.4.2", id="a patch by its date alone"),
            pytest.param("07-02", None, id="nothing"),
        ],
    )
    def test_next(self, today: str, expected: str | None) -> None:
        found = self.OWN.next(datetime.combine(day(today), datetime.min.time(), UTC))
        assert (None if found is None else str(found.version)) == expected


class TestView:
    def test_text(self) -> None:
        own = calendar(
            minor("1.4.0", "03-20", RELEASED),
            minor("1.5.0", "04-03", SKIPPED),
            major("2.0.0", "06-30", MajorStatus.DELAYED),
            major("3.0.0", "12-31", MajorStatus.RC, quarter="Q4"),
            patch("1.4.1", "03-25", hotfix=True),
            patch("1.4.2", "03-26"),
        )
        assert own.to_text().splitlines() == [
            "Release calendar 2026",
            "",
            "Releases",
            "  release  version  candidate   date            status",
            "  -------  -------  ----------  --------------  --------",
            "  ✓ minor  1.4.0    2026-03-19  2026-03-20      released",
            "  patch    1.4.1                2026-03-25      hotfix",
            "  patch    1.4.2                2026-03-26",
            "  minor    1.5.0    2026-04-02  2026-04-03      skipped",
            "  ✗ major  2.0.0                2026-06-30, Q2  delayed",
            "  ! major  3.0.0                2026-12-31, Q4  rc",
        ]
