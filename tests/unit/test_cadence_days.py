"""Days, months, cadences and the two-week schedule at their edges."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import pytest

from releasekit import cadence
from releasekit.cadence import (
    AsNeeded,
    CadenceType,
    DaysApart,
    EveryDays,
    Month,
    OnDates,
    Quarter,
    Quarterly,
    Sprint,
    Weekday,
)
from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import CADENCE_TYPES, SCHEDULE
from releasekit.policy import Column, Hit, Numbers, Rule, Source, Table, not_
from releasekit.versions import ReleaseType

NOON: Final = datetime(2026, 3, 6, 12, tzinfo=UTC)
FRIDAY: Final = date(2026, 3, 6)
MONDAY: Final = date(2026, 3, 2)
FORTNIGHT: Final = EveryDays(14, FRIDAY)
WEEK: Final = Column("week", ("build", "test", "ship"))
WEEKDAY: Final = Column("weekday", Weekday)


def flat(*columns: Column, hit: Hit = Hit.UNIQUE, then: object = "work") -> Table[Any]:
    """A table that answers one thing to everything."""
    return Table("own", columns, rules=(Rule("all", {}, then=then),), hit=hit, outcomes=(then,))


WEEKLY: Final = Table(
    "a week",
    (WEEKDAY,),
    rules=(
        Rule("build", {"weekday": not_(Weekday.THU, Weekday.FRI)}, then="build"),
        Rule("cut", {"weekday": Weekday.THU}, then="cut"),
        Rule("ship", {"weekday": Weekday.FRI}, then="ship"),
    ),
    outcomes=("build", "cut", "ship"),
)
THREE: Final = Table(
    "three weeks",
    (WEEK,),
    rules=tuple(Rule(str(week), {"week": week}, then=str(week)) for week in WEEK.values),
    outcomes=("ship", "test", "build"),
)


def iso(days: tuple[date, ...]) -> str:
    return " ".join(day.isoformat() for day in days)


class TestRefusals:
    """A wrong kind is a `FieldError` with its place, whatever is called."""

    CASES: Final = [
        pytest.param(lambda: EveryDays(0, FRIDAY), "EveryDays.days is `0`; expected", id="no days"),
        pytest.param(lambda: EveryDays(True, FRIDAY), "EveryDays.days is `True`; expected", id="true is no number"),  # noqa: FBT003
        pytest.param(lambda: EveryDays(14, NOON), "EveryDays.anchor is `2026-03-06T12", id="instant as anchor"),
        pytest.param(lambda: Quarterly(32), "Quarterly.day is `32`; expected", id="day 32"),
        pytest.param(lambda: OnDates((FRIDAY, NOON)), "OnDates.days holds `2026-03-06T12", id="instant among days"),
        pytest.param(lambda: OnDates("2026"), "OnDates.days is", id="text for days"),
        pytest.param(
            lambda: OnDates((FRIDAY, MONDAY, FRIDAY)),
            "OnDates.days[2] is `2026-03-06` again; expected each member once",
            id="a day twice",
        ),
        pytest.param(
            lambda: FORTNIGHT.is_on(NOON), "day is `2026-03-06T12:00:00+00:00`; expected a day", id="is_on an instant"
        ),
        pytest.param(lambda: FORTNIGHT.next_after("2026-03-06"), 'day is `"2026-03-06"`; expected a day', id="a text"),
        pytest.param(lambda: AsNeeded().last_before(NOON), "day is", id="last_before an instant"),
        pytest.param(lambda: AsNeeded().dates(FRIDAY, NOON), "end is `2026-03-06T12", id="end is an instant"),
        pytest.param(lambda: Quarterly().dates(NOON, FRIDAY), "start is `2026-03-06T12", id="start is an instant"),
        pytest.param(
            lambda: FORTNIGHT.dates(FRIDAY, MONDAY),
            "end is `2026-03-02`; expected `2026-03-06`, the start, or a later day",
            id="turned window",
        ),
        pytest.param(lambda: Quarter.of(NOON), "day is", id="quarter of an instant"),
        pytest.param(lambda: Weekday.of(None), "day is `None`; expected a day", id="weekday of nothing"),
        pytest.param(lambda: CADENCE_TYPES[ReleaseType.PATCH].cadence(NOON), "anchor is", id="anchor of a type"),
        pytest.param(
            lambda: Sprint(MONDAY, SCHEDULE).phase_of(NOON), "day is `2026-03-06T12", id="sprint day of an instant"
        ),
        pytest.param(lambda: Sprint(NOON, SCHEDULE), "Sprint.start is `2026-03-06T12", id="sprint from an instant"),
        pytest.param(
            lambda: Sprint(FRIDAY, SCHEDULE),
            "Sprint.start is `2026-03-06`, a Fri; expected a Monday",
            id="sprint from a Friday",
        ),
        pytest.param(
            lambda: Sprint(date(9999, 12, 27), SCHEDULE),
            "Sprint.start is `9999-12-27`; expected at latest `9999-12-17`",
            id="no room",
        ),
        pytest.param(lambda: Sprint(MONDAY, 3), "Sprint.schedule is `3`; expected a Table", id="no schedule"),
        pytest.param(
            lambda: Sprint(FRIDAY, flat(Column("weeks", ("1",)), Column("weekday", bool), then=Weekday.MON)),
            "Sprint.start is `2026-03-06`, a Fri; expected a Monday; "
            "Sprint.schedule: column `weeks`; expected columns among week, weekday; did you mean `week`?; "
            "Sprint.schedule: column `weekday` takes one of false, true; expected one of Mon, Tue, Wed, Thu, Fri, Sat, "
            "Sun; Sprint.schedule: outcome `Mon`; expected texts",
            id="another table",
        ),
        pytest.param(
            lambda: Sprint(MONDAY, flat(Column("week", Numbers(ge=1, le=2)), hit=Hit.COLLECT)),
            "Sprint.schedule: hit is `collect`; expected a table that decides; "
            "Sprint.schedule: column `week` takes whole numbers from 1 to 2; expected texts",
            id="weeks of numbers",
        ),
        pytest.param(
            lambda: Sprint(MONDAY, SCHEDULE).day_of("releases"),
            'phase is `"releases"`; expected one of development, final PRs and regression testing, '
            "release candidate cut, release, after the release; did you mean `release`?",
            id="another phase",
        ),
        pytest.param(lambda: Sprint(MONDAY, WEEKLY).day_of(None), "phase is `None`; expected a str", id="no phase"),
        pytest.param(lambda: DaysApart(0), "DaysApart.days is `0`; expected", id="no days apart"),
        pytest.param(lambda: Month(2026, 13), "Month.month is `13`", id="month 13"),
        pytest.param(lambda: Month(0, 1), "Month.year is `0`", id="year 0"),
        pytest.param(lambda: Month(10_000, 1), "Month.year is `10000`", id="year 10 000"),
        *(
            pytest.param(lambda text=text: Month.parse(text), "month is", id=text)
            for text in ("2026", "2026-1", "26-10", "2026-10-01", "2026/10", "\uff12\uff10\uff12\uff16-10", "2026-1²")
        ),
        pytest.param(lambda: Month.parse("2026-00"), "Month.month is `0`", id="month 0"),
        pytest.param(lambda: Month.parse(202610), "text is `202610`; expected a str", id="number for a month"),
    ]

    @pytest.mark.parametrize(("ask", "text"), CASES)
    def test_text(self, ask: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as error:
            ask()
        assert str(error.value).startswith(text)


class TestEdges:
    @pytest.mark.parametrize(
        ("own", "start", "end", "expected"),
        [
            pytest.param(FORTNIGHT, FRIDAY, FRIDAY, "", id="empty window on a day"),
            pytest.param(FORTNIGHT, FRIDAY, date(2026, 3, 7), "2026-03-06", id="the start is in"),
            pytest.param(FORTNIGHT, date(2026, 3, 5), FRIDAY, "", id="the end is out"),
            pytest.param(FORTNIGHT, date(2026, 2, 1), FRIDAY, "2026-02-06 2026-02-20", id="before the anchor"),
            pytest.param(
                EveryDays(14, date(2028, 2, 15)), date(2028, 2, 1), date(2028, 3, 20),
                "2028-02-01 2028-02-15 2028-02-29 2028-03-14", id="over a leap day",
            ),
            pytest.param(
                EveryDays(14, date(2020, 12, 28)), date(2020, 12, 1), date(2021, 2, 1),
                "2020-12-14 2020-12-28 2021-01-11 2021-01-25", id="over week 53",
            ),
            pytest.param(Quarterly(30), date(2028, 1, 1), date(2028, 4, 1), "2028-03-30", id="a day of its own"),
            pytest.param(Quarterly(1), date(2026, 3, 1), date(2026, 6, 1), "2026-03-01", id="first of the month"),
            pytest.param(OnDates((date(2026, 5, 1), FRIDAY)), FRIDAY, date(2026, 5, 1), "2026-03-06", id="listed"),
            pytest.param(OnDates(()), date.min, date.max, "", id="nothing listed"),
            pytest.param(AsNeeded(), date.min, date.max, "", id="as needed"),
        ],
    )  # fmt: skip
    def test_windows(self, own: cadence.Cadence, start: date, end: date, expected: str) -> None:
        assert iso(own.dates(start, end)) == expected

    @pytest.mark.parametrize("own", [FORTNIGHT, Quarterly(6), OnDates((FRIDAY,))], ids=lambda own: type(own).__name__)
    def test_neighbours_of_a_day_of_the_cadence(self, own: cadence.Cadence) -> None:
        """The day itself is left out, and is found from the days beside it."""
        day = timedelta(days=1)
        assert (own.last_before(FRIDAY + day), own.next_after(FRIDAY - day)) == (FRIDAY, FRIDAY)
        assert FRIDAY not in (own.last_before(FRIDAY), own.next_after(FRIDAY))
        assert [own.is_on(FRIDAY + count * day) for count in (-1, 0, 1)] == [False, True, False]

    def test_at_the_ends_of_the_calendar(self) -> None:
        """No overflow: where no day is left, the answer is `None`."""
        daily = EveryDays(1, FRIDAY)
        assert (daily.next_after(date.max), daily.last_before(date.min)) == (None, None)
        assert (daily.next_after(date.max - timedelta(days=1)), daily.is_on(date.max)) == (date.max, True)
        assert EveryDays(14, date.max - timedelta(days=1)).next_after(date.max - timedelta(days=1)) is None
        assert EveryDays(14, date.min + timedelta(days=1)).last_before(date.min + timedelta(days=1)) is None
        quarterly = Quarterly(15)
        assert quarterly.next_after(date(9999, 12, 15)) is None
        assert quarterly.last_before(date(1, 3, 15)) is None
        assert quarterly.dates(date(9999, 12, 1), date.max) == (date(9999, 12, 15),)
        assert Quarterly().dates(date(9999, 12, 1), date.max) == ()
        assert Quarterly().is_on(date.max)

    def test_a_leap_year_and_the_year_after(self) -> None:
        months = (Month(2028, 2), Month(2027, 2), Month.parse("2100-02"), Month(9999, 12))
        assert iso(tuple(month.last_day for month in months)) == "2028-02-29 2027-02-28 2100-02-28 9999-12-31"
        assert str(months[0].first_day) == "2028-02-01"
        assert str(Month(476, 9)) == "0476-09"
        assert iso((Month(1, 1).first_day, Month(1, 12).last_day)) == "0001-01-01 0001-12-31"


class TestSprints:
    @pytest.mark.parametrize(
        ("table", "phases", "last"),
        [
            pytest.param(
                SCHEDULE,
                {
                    "development": "2026-03-02",
                    "final PRs and regression testing": "2026-03-09",
                    "release candidate cut": "2026-03-12",
                    "release": "2026-03-13",
                    "after the release": "2026-03-14",
                },
                "2026-03-15",
                id="two weeks",
            ),
            pytest.param(
                WEEKLY, {"build": "2026-03-02", "cut": "2026-03-05", "ship": "2026-03-06"}, "2026-03-08", id="a week"
            ),
            pytest.param(
                THREE, {"build": "2026-03-02", "test": "2026-03-09", "ship": "2026-03-16"}, "2026-03-22",
                id="three weeks, whatever the weekday",
            ),
            pytest.param(flat(), {"work": "2026-03-02"}, "2026-03-08", id="a week, whatever the weekday"),
        ],
    )  # fmt: skip
    def test_first_days(self, table: Table[str], phases: dict[str, str], last: str) -> None:
        sprint = Sprint(MONDAY, table)
        assert {phase: str(sprint.day_of(phase)) for phase in dict.fromkeys(sprint.phases)} == phases
        assert str(sprint.end - timedelta(days=1)) == last
        assert [sprint.phase_of(MONDAY + timedelta(days=count)) for count in range(7)] == list(sprint.phases[:7])

    @pytest.mark.parametrize(
        ("table", "start", "end"),
        [
            pytest.param(SCHEDULE, date(9999, 12, 13), date(9999, 12, 27), id="two weeks"),
            pytest.param(WEEKLY, date(9999, 12, 20), date(9999, 12, 27), id="a week"),
            pytest.param(THREE, date(9999, 12, 6), date(9999, 12, 27), id="three weeks"),
        ],
    )
    def test_the_last_ones(self, table: Table[str], start: date, end: date) -> None:
        sprint = Sprint(start, table)
        assert sprint.end == end
        assert sprint.phase_of(end) == sprint.phases[0]
        with pytest.raises(FieldError, match=rf"start is `{end}`; expected at latest `{date.max - (end - start)}`"):
            Sprint(end, table)

    def test_they_go_back_too(self) -> None:
        sprint = Sprint(MONDAY, SCHEDULE)
        assert sprint.phase_of(date(2026, 2, 27)) == "release"
        assert sprint.phase_of(date(2026, 3, 1)) == "after the release"
        assert Sprint(MONDAY, THREE).phase_of(date(2026, 3, 1)) == "ship"


class TestCadenceTypes:
    @pytest.mark.parametrize(
        ("rhythm", "cadence_of"),
        [
            pytest.param(DaysApart(21), EveryDays(21, FRIDAY), id="every 21 days"),
            pytest.param(EveryDays(21, MONDAY), EveryDays(21, MONDAY), id="with an anchor of its own"),
            pytest.param(AsNeeded(), AsNeeded(), id="as needed"),
            pytest.param(Quarterly(15), Quarterly(15), id="quarterly"),
            pytest.param(OnDates([FRIDAY]), OnDates([FRIDAY]), id="on dates"),
        ],
    )
    def test_any_rhythm(self, rhythm: cadence.Cadence | DaysApart, cadence_of: cadence.Cadence) -> None:
        source = Source("Handbook", "Releases", quote="how often")
        row = CadenceType(ReleaseType.MINOR, "often", rhythm=rhythm, scope="all", gate_required="tests", source=source)
        assert row.cadence(FRIDAY) == cadence_of
