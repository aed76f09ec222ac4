"""Maintenance duties at the edges of their periods."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from typing import Final

import pytest

from releasekit.cadence import (
    BeforeRelease,
    ChangeMerged,
    DueDuty,
    Duty,
    DutyLog,
    DutyRecord,
    Every,
    Monthly,
    PerChange,
    ReleasePlanned,
)
from releasekit.errors import FieldError
from releasekit.playbooks.steady_state import DUTIES
from releasekit.policy import MISSING, Missing
from releasekit.versions import ChangeKind, ReleaseType

DAY: Final = timedelta(days=1)
WEEK: Final = 7 * DAY
INSTANT: Final = timedelta(microseconds=1)
MONDAY: Final = datetime(2026, 3, 2, tzinfo=UTC)
NAIVE: Final = datetime(2026, 3, 2)  # noqa: DTZ001
NOTHING: Final = DutyLog(())
WEEKLY: Final = Duty("weekly", "Release owner", recurrence=Every(WEEK, MONDAY), output="report")


def monthly(day: int, since: str) -> Duty:
    return Duty("monthly", "Orchestrator", recurrence=Monthly(day, date.fromisoformat(since)), output="audit")


def done(at: datetime, duty: str = "weekly", about: str | None = None) -> DutyRecord:
    return DutyRecord(duty, at, output="report.md", about=about)


def starts(times: tuple[DueDuty, ...]) -> str:
    return " ".join(one.start.date().isoformat() for one in times)


class TestRefusals:
    @pytest.mark.parametrize(
        ("ask", "text"),
        [
            pytest.param(lambda: WEEKLY.replace(owner=""), 'Duty.owner is `""`; expected', id="no owner"),
            pytest.param(
                lambda: WEEKLY.replace(owner=None),
                "Duty.owner is `None`; expected 1 to 200 printable characters",
                id="owner none",
            ),
            pytest.param(lambda: WEEKLY.replace(output=""), 'Duty.output is `""`', id="no output"),
            pytest.param(lambda: WEEKLY.replace(recurrence="weekly"), 'Duty.recurrence is `"weekly"`', id="text"),
            pytest.param(lambda: Every(DAY - INSTANT, MONDAY), "Every.period is `a timedelta`; expected", id="short"),
            pytest.param(lambda: Every(7, MONDAY), "Every.period is `7`", id="number of days"),
            pytest.param(lambda: Every(WEEK, NAIVE), "Every.anchor is", id="naive anchor"),
            pytest.param(lambda: Monthly(0, date(2026, 1, 1)), "Monthly.day is `0`", id="day 0"),
            pytest.param(lambda: Monthly(32, date(2026, 1, 1)), "Monthly.day is `32`", id="day 32"),
            pytest.param(lambda: Monthly(31, MONDAY), "Monthly.since is `2026-03-02T00", id="since an instant"),
            pytest.param(lambda: PerChange(frozenset(), WEEK), "PerChange.kinds is", id="no kinds"),
            pytest.param(lambda: PerChange({ChangeKind.FIX}, 0 * DAY), "PerChange.within is", id="no time"),
            pytest.param(lambda: BeforeRelease({ReleaseType.MAJOR}, -DAY), "BeforeRelease.lead is", id="negative lead"),
            pytest.param(lambda: BeforeRelease({ChangeKind.FIX}, DAY), "BeforeRelease.types holds", id="kinds"),
            pytest.param(lambda: DutyRecord("weekly", NAIVE), "DutyRecord.done_at is", id="naive record"),
            pytest.param(lambda: done(MONDAY).replace(output=""), 'DutyRecord.output is `""`', id="empty output"),
            pytest.param(lambda: ChangeMerged("x", "fix", at=MONDAY), 'ChangeMerged.kind is `"fix"`', id="a text"),
            pytest.param(lambda: ReleasePlanned("x", MISSING, at=NAIVE), "ReleasePlanned.at is", id="naive event"),
            pytest.param(lambda: NOTHING.due([WEEKLY], NAIVE), "at is", id="naive due"),
            pytest.param(lambda: NOTHING.overdue([WEEKLY], NAIVE), "at is", id="naive overdue"),
            pytest.param(lambda: NOTHING.missed([WEEKLY], date(2026, 3, 2)), "at is", id="missed on a day"),
            pytest.param(lambda: NOTHING.due(WEEKLY, MONDAY), "duties is `a Duty`; expected an iterable", id="one"),
            pytest.param(lambda: NOTHING.due([7], MONDAY), "duties[0] is `7`; expected a Duty", id="number in duties"),
            pytest.param(lambda: DutyLog(["x"]), 'DutyLog.records holds `"x"`; expected a DutyRecord', id="log"),
            pytest.param(lambda: DutyLog(None), "DutyLog.records is `None`; expected a tuple", id="no log"),
            pytest.param(lambda: NOTHING.due([WEEKLY], MONDAY, events=[MONDAY]), "events[0] is", id="an instant"),
            pytest.param(
                lambda: NOTHING.due([WEEKLY, WEEKLY.replace(owner="B")], MONDAY),
                'duties[1] has the id `"weekly"` again; expected each id once',
                id="shared id",
            ),
            pytest.param(lambda: NOTHING.due([WEEKLY], MONDAY)[0].is_overdue(NAIVE), "at is", id="naive is_overdue"),
            pytest.param(lambda: list(Every(WEEK, MONDAY).periods(NAIVE, ())), "at is", id="naive weeks"),
            pytest.param(lambda: list(Monthly(1, date(2026, 1, 1)).periods(None, ())), "at is", id="months at nothing"),
            pytest.param(lambda: list(LOG.recurrence.periods(NAIVE, ())), "at is", id="naive changes"),
            pytest.param(lambda: list(MATRIX.recurrence.periods(7, ())), "at is `7`", id="releases at a number"),
            pytest.param(
                lambda: list(LOG.recurrence.periods(MONDAY, None)),
                "events is `None`; expected an iterable of ChangeMerged or ReleasePlanned",
                id="no changes at all",
            ),
            pytest.param(
                lambda: list(MATRIX.recurrence.periods(MONDAY, 7)),
                "events is `7`; expected an iterable of ChangeMerged or ReleasePlanned",
                id="number of releases",
            ),
        ],
    )
    def test_text(self, ask: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as error:
            ask()
        assert str(error.value).startswith(text)


class TestEvery:
    @pytest.mark.parametrize(
        ("at", "open_now", "late"),
        [
            pytest.param(MONDAY + WEEK, "2026-03-02 2026-03-09", "2026-03-02", id="exactly at the end"),
            pytest.param(
                datetime(2026, 3, 2, 13, 59, tzinfo=timezone(timedelta(hours=14))), "", "", id="the 1st at +14:00"
            ),
            pytest.param(
                datetime(2026, 3, 1, 12, tzinfo=timezone(-timedelta(hours=12))), "2026-03-02", "",
                id="the 2nd in UTC at -12:00",
            ),
        ],
    )  # fmt: skip
    def test_never_done(self, at: datetime, open_now: str, late: str) -> None:
        assert (starts(NOTHING.due([WEEKLY], at)), starts(NOTHING.overdue([WEEKLY], at))) == (open_now, late)
        assert NOTHING.missed([WEEKLY], at) == NOTHING.overdue([WEEKLY], at)

    @pytest.mark.parametrize(
        ("record", "open_now", "late"),
        [
            pytest.param(done(MONDAY + WEEK), "", "2026-03-02", id="exactly at the end is late"),
            pytest.param(DutyRecord("weekly", MONDAY), "2026-03-02 2026-03-09", "2026-03-02", id="without output"),
        ],
    )
    def test_one_record(self, record: DutyRecord, open_now: str, late: str) -> None:
        at = MONDAY + WEEK + DAY
        assert starts(DutyLog([record]).due([WEEKLY], at)) == open_now
        assert starts(DutyLog([record]).missed([WEEKLY], at)) == late

    def test_made_up_for_later(self) -> None:
        """One refresh settles the weeks before it; they stay missed."""
        log = [done(MONDAY), done(MONDAY + 3 * WEEK)]
        at = MONDAY + 3 * WEEK + DAY
        assert (DutyLog(log).due([WEEKLY], at), DutyLog(log).overdue([WEEKLY], at)) == ((), ())
        found = DutyLog(log).missed([WEEKLY], at)
        assert [str(one) for one in found] == [
            "weekly, Release owner, 2026-03-09 00:00+00:00 to 2026-03-16 00:00+00:00: done 2026-03-23 00:00+00:00",
            "weekly, Release owner, 2026-03-16 00:00+00:00 to 2026-03-23 00:00+00:00: done 2026-03-23 00:00+00:00",
        ]
        assert [one.is_overdue(at) for one in found] == [False, False]

    def test_a_year_of_53_weeks_and_a_leap_year(self) -> None:
        for first, weeks in ((datetime(2026, 1, 1, tzinfo=UTC), 53), (datetime(2028, 1, 1, tzinfo=UTC), 53)):
            own = WEEKLY.replace(recurrence=Every(WEEK, first))
            last = datetime(first.year, 12, 31, 23, 59, tzinfo=UTC)
            assert len(NOTHING.due([own], last)) == weeks
            assert NOTHING.due([own], last)[-1].start == first + 52 * WEEK

    def test_every_day(self) -> None:
        own = WEEKLY.replace(recurrence=Every(DAY, MONDAY))
        assert starts(DutyLog([done(MONDAY + DAY)]).due([own], MONDAY + 2 * DAY)) == "2026-03-04"

    def test_the_end_of_the_calendar(self) -> None:
        own = WEEKLY.replace(recurrence=Every(WEEK, datetime(9999, 12, 27, tzinfo=UTC)))
        at = datetime(9999, 12, 31, tzinfo=UTC)
        (one,) = NOTHING.due([own], at)
        assert (one.end, one.is_overdue(at)) == (datetime.max.replace(tzinfo=UTC), False)

    def test_no_empty_period_at_the_end_of_the_calendar(self) -> None:
        last = datetime.max.replace(tzinfo=UTC)
        own = WEEKLY.replace(recurrence=Every(WEEK, last - WEEK))
        assert [(one.start, one.end) for one in NOTHING.due([own], last)] == [(last - WEEK, last)]


class TestMonthly:
    @pytest.mark.parametrize(
        ("day", "since", "at", "expected"),
        [
            pytest.param(31, "2027-01-31", "2027-05-01", "2027-01-31 2027-02-28 2027-03-31 2027-04-30", id="the 31st"),
            pytest.param(31, "2028-02-01", "2028-03-01", "2028-02-29", id="leap day"),
            pytest.param(30, "2028-02-29", "2028-03-30", "2028-02-29 2028-03-30", id="leap day as the first"),
            pytest.param(29, "2027-02-28", "2027-03-29", "2027-02-28 2027-03-29", id="no leap day"),
            pytest.param(15, "2026-01-16", "2026-02-15", "2026-02-15", id="since just after"),
            pytest.param(15, "2026-01-15", "2026-02-14", "2026-01-15", id="since on the day"),
            pytest.param(1, "2026-11-15", "2027-01-01", "2026-12-01 2027-01-01", id="over the year"),
            pytest.param(1, "2026-03-02", "2026-03-31", "", id="not yet"),
        ],
    )
    def test_starts(self, day: int, since: str, at: str, expected: str) -> None:
        own = monthly(day, since)
        assert starts(NOTHING.due([own], datetime.fromisoformat(at).replace(tzinfo=UTC))) == expected

    def test_ends_meet_starts(self) -> None:
        found = NOTHING.due([monthly(31, "2028-01-01")], datetime(2030, 1, 1, tzinfo=UTC))
        assert all(one.end == two.start for one, two in pairwise(found))
        assert len(found) == 24

    def test_midnight_in_utc(self) -> None:
        own = monthly(29, "2028-02-01")
        leap = datetime(2028, 2, 29, tzinfo=UTC)
        assert [len(NOTHING.due([own], at)) for at in (leap - INSTANT, leap)] == [0, 1]
        tonga = datetime(2028, 2, 29, 13, tzinfo=timezone(timedelta(hours=14)))
        assert NOTHING.due([own], tonga) == ()

    def test_the_end_of_the_calendar(self) -> None:
        (one,) = NOTHING.due([monthly(15, "9999-12-01")], datetime(9999, 12, 31, tzinfo=UTC))
        assert one.end == datetime.max.replace(tzinfo=UTC)
        assert NOTHING.due([monthly(15, "9999-12-16")], datetime.max.replace(tzinfo=UTC)) == ()


LOG: Final = Duty(
    "log", "Approver", recurrence=PerChange({ChangeKind.BREAKING, ChangeKind.REMOVAL}, WEEK), output="entry"
)
MATRIX: Final = Duty(
    "matrix", "Release owner", recurrence=BeforeRelease({ReleaseType.MINOR, ReleaseType.MAJOR}, WEEK), output="matrix"
)


class TestPerChange:
    OWN: Final = (
        ChangeMerged("1f0c", ChangeKind.BREAKING, at=MONDAY),
        ChangeMerged("2a2a", ChangeKind.FIX, at=MONDAY),
        ChangeMerged("3b3b", MISSING, at=MONDAY),
        ChangeMerged("4c4c", ChangeKind.REMOVAL, at=MONDAY + DAY),
        ReleasePlanned("1.4.0", ReleaseType.MINOR, at=MONDAY),
    )

    def test_each_change_of_the_kinds_and_each_unknown_one(self) -> None:
        assert [one.about for one in NOTHING.due([LOG], MONDAY, events=self.OWN)] == ["1f0c", "3b3b"]
        assert [one.about for one in NOTHING.due([LOG], MONDAY + DAY, events=self.OWN)] == ["1f0c", "3b3b", "4c4c"]
        assert [one.about for one in NOTHING.overdue([LOG], MONDAY + WEEK, events=self.OWN)] == ["1f0c", "3b3b"]

    @pytest.mark.parametrize(("record", "left"), [pytest.param(done(MONDAY, "log", "1f0c"), ["3b3b"], id="about one")])
    def test_a_record_settles_what_it_names(self, record: DutyRecord, left: list[str]) -> None:
        found = DutyLog([record]).due([LOG], MONDAY, events=self.OWN)
        assert [one.about for one in found] == left

    def test_the_same_event_twice_is_one(self) -> None:
        assert len(NOTHING.due([LOG], MONDAY, events=[self.OWN[0], self.OWN[0]])) == 1

    def test_text(self) -> None:
        (one, _) = NOTHING.due([LOG], MONDAY, events=self.OWN)
        assert str(one) == "log for 1f0c, Approver, 2026-03-02 00:00+00:00 to 2026-03-09 00:00+00:00: not done"

    def test_beyond_the_calendar(self) -> None:
        late = ChangeMerged("x", MISSING, at=datetime(9999, 12, 31, tzinfo=UTC))
        (one,) = NOTHING.due([LOG], late.at, events=[late])
        assert one.end == datetime.max.replace(tzinfo=UTC)


class TestBeforeRelease:
    RELEASE: Final = ReleasePlanned("1.4.0", ReleaseType.MINOR, at=MONDAY)

    @pytest.mark.parametrize(
        ("at", "open_now", "late"),
        [
            pytest.param(MONDAY - WEEK, 1, 0, id="exactly at its start"),
            pytest.param(MONDAY, 1, 1, id="exactly at the release"),
        ],
    )
    def test_the_lead(self, at: datetime, open_now: int, late: int) -> None:
        found = [ask([MATRIX], at, events=[self.RELEASE]) for ask in (NOTHING.due, NOTHING.overdue)]
        assert tuple(map(len, found)) == (open_now, late)

    @pytest.mark.parametrize(
        ("kind", "count"),
        [(ReleaseType.PATCH, 0), (ReleaseType.MINOR, 1), (ReleaseType.MAJOR, 1), (MISSING, 1)],
        ids=str,
    )
    def test_types(self, kind: ReleaseType | Missing, count: int) -> None:
        assert len(NOTHING.due([MATRIX], MONDAY, events=[ReleasePlanned("x", kind, at=MONDAY)])) == count

    @pytest.mark.parametrize(("at", "left"), [pytest.param(MONDAY - WEEK, 0, id="at the start of the lead")])
    def test_a_record(self, at: datetime, left: int) -> None:
        log = [done(at, "matrix", "1.4.0")]
        assert len(DutyLog(log).due([MATRIX], MONDAY, events=[self.RELEASE])) == left

    def test_before_the_calendar(self) -> None:
        early = ReleasePlanned("x", MISSING, at=datetime(1, 1, 2, tzinfo=UTC))
        (one,) = NOTHING.due([MATRIX], early.at, events=[early])
        assert one.start == datetime.min.replace(tzinfo=UTC)


class TestShipped:
    def test_a_week_after_the_decision(self) -> None:
        """What is due on 26 February 2026 where only the first weekly run was recorded."""
        at = datetime(2026, 2, 26, 12, tzinfo=UTC)
        log = [DutyRecord("compatibility-runs", datetime(2026, 2, 20, tzinfo=UTC), output="weekly-cadence-tuples.txt")]
        known = [ReleasePlanned("1.4.0", ReleaseType.MINOR, at=datetime(2026, 3, 1, tzinfo=UTC))]
        assert [(one.duty.id, starts((one,))) for one in DutyLog(log).due(DUTIES, at, events=known)] == [
            ("spec-review", "2026-02-19"),
            ("validation-matrix", "2026-02-22"),
            ("compatibility-runs", "2026-02-26"),
        ]
        assert DutyLog(log).overdue(DUTIES, at, events=known) == ()
        later = datetime(2026, 3, 19, tzinfo=UTC)
        assert [one.duty.id for one in DutyLog(log).overdue(DUTIES, later, events=known)] == [
            "spec-review",
            "validation-matrix",
            "compatibility-runs",
            "compatibility-runs",
            "compatibility-runs",
        ]
