"""Published release calendars as they are: Node.js, Python, endoflife.date and two years of Jenkins.

Nothing in them crashes. What is odd in them is a finding, and each finding here was looked up in the file.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit.cadence import (
    AsNeeded,
    DutyLog,
    DutyRecord,
    EveryDays,
    Lifecycle,
    MinorRelease,
    MinorStatus,
    OnDates,
    PatchRelease,
    Punctuality,
    ReleaseCalendar,
    adherence,
    to_ical,
)
from releasekit.playbooks.release_cadence import RC_WEEKDAY
from releasekit.playbooks.steady_state import DUTIES
from releasekit.policy import MISSING
from releasekit.versions import Version
from tests.laws.test_ical_laws import events
from tests.strategies.calendars import boundary, endoflife_line, node_line, node_plans

SHARED: Final = Path(__file__).resolve().parents[3] / "shared" / "data"
CALENDARS: Final = SHARED / "releases" / "calendars"

pytestmark = pytest.mark.skipif(not CALENDARS.is_dir(), reason="the recorded calendars are not at hand")


def read(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Read a file; an empty object where it is not at hand."""
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


NODE: Final = read(CALENDARS / "nodejs_schedule.json").get("schedule", {})
MOVES: Final = {
    name: {field: steps for field, steps in history.items() if field != "codename"}
    for name, history in read(CALENDARS / "nodejs_schedule_moves.json").get("moves", {}).items()
}
PYTHON: Final = read(CALENDARS / "python_releases.json")
PRODUCTS: Final = read(CALENDARS / "endoflife.json").get("products", {})


class TestNode:
    def test_every_line_is_read(self) -> None:
        assert (len(NODE), len(MOVES)) == (27, 16)

    def test_the_schedule_of_today_is_in_order(self) -> None:
        assert [str(found) for name, plan in NODE.items() for found in node_line(name, plan).findings()] == []

    def test_two_plans_were_out_of_order(self) -> None:
        """From November 2016 to May 2017 the support of v8 was to begin half a year before v8."""
        text = "v8.lts is `2016-10-31`; expected at earliest 2017-04-30, as `start`"
        plans = [(name, *plan) for name, history in MOVES.items() for plan in node_plans(name, NODE[name], history)]
        found = [(today, str(own)) for _, today, plan in plans for own in plan.findings()]
        assert len(plans) == 40
        assert found == [("2016-11-15", text), ("2017-04-03", text)]

    def test_what_slipped_since_the_first_plan(self) -> None:
        first = {name: [*node_plans(name, NODE[name], history)] for name, history in MOVES.items()}
        found = {
            name: {one.name: one.days for one in node_line(name, NODE[name]).moved_since(plans[0][1])}
            for name, plans in first.items()
            if plans
        }
        assert found == {
            "v4": {"end": 29},
            "v6": {"maintenance": 29, "end": 29},
            "v8": {"start": 30, "lts": 365, "maintenance": -90, "end": -92},
            "v10": {"start": -6, "lts": 29, "maintenance": 48, "end": 29},
            "v11": {"maintenance": 21, "end": -29},
            "v12": {"lts": -1, "maintenance": -122, "end": 29},
            "v13": {"maintenance": -19},
            "v14": {"lts": 7, "maintenance": -164, "end": 29},
            "v15": {"start": -1},
            "v16": {"end": -232},
            "v22": {"start": 1},
            "v23": {"start": 1},
            "v24": {"start": 14},
            "v26": {"start": 13},
        }

    def test_starts_against_first_plans(self) -> None:
        """Of 19 lines from v8 to v26, 12 came on the day that was first published for them."""
        names = [f"v{number}" for number in range(8, 27)]
        planned = {name: MOVES.get(name, {}).get("start", [["", NODE[name]["start"]]])[0][1] for name in names}
        came = [date.fromisoformat(NODE[name]["start"]) for name in names]
        window = {"start": date(2017, 1, 1), "end": date(2027, 1, 1)}
        found = adherence(OnDates(map(date.fromisoformat, planned.values())), came, **window)
        off = {name: slot.days for name, slot in zip(names, found.slots, strict=True) if slot.days}
        assert off == {"v8": 30, "v10": -6, "v15": -1, "v22": 1, "v23": 1, "v24": 14, "v26": 13}
        assert [found.count(word) for word in Punctuality] == [12, 2, 5, 0]
        assert (found.share, found.extra) == (Fraction(12, 19), ())
        loose = adherence(OnDates(map(date.fromisoformat, planned.values())), came, tolerance=6, **window)
        assert loose.share == Fraction(16, 19)

    def test_each_phase_is_found_on_its_first_day(self) -> None:
        for name, plan in NODE.items():
            line = node_line(name, plan)
            found = [line.phase_at(day) for _, day in line.phases if type(day) is date]
            assert found == [own for own, _ in line.phases]

    def test_as_icalendar(self) -> None:
        ends = {date.fromisoformat(plan["end"]) for plan in NODE.values()}
        text = to_ical(ends, uid_domain="example.org", stamped_at=datetime(2026, 7, 2, tzinfo=UTC))
        assert [own["DTSTART"] for own in events(text)] == [f"{day:%Y%m%d}" for day in sorted(ends)]


class TestTwoPublishers:
    def test_where_endoflife_differs_from_node(self) -> None:
        """The same 23 lines, told by two publishers: eleven dates differ."""
        names = {"active": "start", "security": "maintenance"}
        found = []
        for row in PRODUCTS["nodejs"]["releases"]:
            name = f"v{row['releaseCycle']}"
            if name in NODE:
                own = endoflife_line("nodejs", row)
                phases = tuple((names.get(phase, phase), day) for phase, day in own.phases)
                theirs = own.replace(name=name, phases=phases)
                found += [(name, one.name, one.days) for one in theirs.moved_since(node_line(name, NODE[name]))]
        assert found == [
            ("v26", "maintenance", 7),
            ("v12", "maintenance", -41),
            ("v11", "maintenance", -21),
            ("v11", "end", 29),
            ("v9", "start", 30),
            ("v9", "maintenance", 90),
            ("v7", "maintenance", 61),
            ("v5", "start", 1),
            ("v5", "maintenance", 61),
            ("v4", "start", 1),
            ("v4", "lts", -11),
        ]

    def test_a_month_is_not_guessed(self) -> None:
        """Of "2028-10" one publisher made the first of the month and another the last."""
        row = next(row for row in PRODUCTS["python"]["releases"] if row["releaseCycle"] == "3.12")
        first, last = PYTHON["metadata"]["3.12"]["end_of_life"], row["eol"]
        ours = Lifecycle("3.12", (("bugfix", date(2023, 10, 2)),), end=boundary(PYTHON["cycle_2023"]["3.12"][3]))
        assert (first, last, str(ours.end)) == ("2028-10-01", "2028-10-31", "2028-10")
        days = [date(2028, 9, 30), date(2028, 10, 1), date(2028, 10, 30), date(2028, 10, 31)]
        assert [str(ours.phase_at(day)) for day in days] == ["bugfix", "missing", "missing", "end"]


PHASES: Final = (
    ("feature", "start_of_development"),
    ("prerelease", "feature_freeze"),
    ("bugfix", "first_release"),
    ("security", "end_of_bugfix"),
)


def python_line(name: str, row: dict[str, str]) -> Lifecycle:
    """Read a line of Python."""
    return Lifecycle(
        name, tuple((phase, boundary(row[field])) for phase, field in PHASES), end=boundary(row["end_of_life"])
    )


def python_calendar(year: int) -> ReleaseCalendar:
    """Read the releases of a year; the last candidate before a final release is its candidate."""
    minors, patches = [], []
    for version, rows in releases():
        candidates = [date.fromisoformat(row["date"]) for stage, row in rows if stage.startswith("candidate")]
        for stage, row in rows:
            day = date.fromisoformat(row["date"])
            if stage not in ("", "final") or day.year != year:
                continue
            if version.patch:
                patches.append(PatchRelease(version, day, hotfix=row.get("note", "").startswith("hotfix")))
            else:
                status = MinorStatus.RELEASED if row["state"] == "actual" else MinorStatus.PLANNED
                minors.append(MinorRelease(version, max(candidates), release_date=day, status=status))
    return ReleaseCalendar(year, minors, patch_releases=patches)


def releases() -> Iterator[tuple[Version, list[tuple[str, dict[str, str]]]]]:
    """Give each version of Python with its stages."""
    stages = [row for rows in PYTHON["releases"].values() for row in rows]
    for number in dict.fromkeys(row["stage"].split(" ")[0] for row in stages):
        own = [(row["stage"].partition(" ")[2], row) for row in stages if row["stage"].split(" ")[0] == number]
        yield Version.parse(number), own


class TestPython:
    def test_every_release_is_read(self) -> None:
        found = [python_calendar(year) for year in range(2001, 2027)]
        assert sum(len(own.minor_releases) for own in found) == 6
        assert sum(len(own.patch_releases) for own in found) == 3 + 7 + 22 + 11 + 13

    def test_lines_are_in_order(self) -> None:
        assert [f for name, row in PYTHON["metadata"].items() for f in python_line(name, row).findings()] == []

    def test_a_month_too_early(self) -> None:
        """The metadata say that 2.3 came in June 2003; the list of releases says July."""
        found = []
        for name, row in PYTHON["metadata"].items():
            (final,) = (one["date"] for one in PYTHON["releases"][name] if one["stage"] == f"{name}.0 final")
            old, new = python_line(name, row), python_line(name, {**row, "first_release": final})
            found += [(name, one.name, one.days) for one in new.moved_since(old)]
        assert found == [("2.3", "bugfix", 30)]

    EXPECTED: Final = {
        2001: ["minor_releases[2.1.0].rc_date is `2001-04-15, a Sun`; expected the last Thu up to 2001-04-17"],
        # 2.1.1 stands under 2002 and came out in 2001, 2.3.5 under 2004 and came out in 2005.
        2002: [
            (
                "patch_releases[2.1.2].release_date is `2002-01-15, a Tue`; "
                "expected at earliest 2002-07-20, the day of 2.1.1"
            ),
            (
                "patch_releases[2.1.3].release_date is `2002-04-09, a Tue`; "
                "expected at earliest 2002-07-20, the day of 2.1.1"
            ),
        ],
        2004: [
            (
                "patch_releases[2.3.5].release_date is `2004-02-08, a Sun`; "
                "expected at earliest 2004-05-27, the day of 2.3.4"
            ),
        ],
        2023: ["minor_releases[3.12.0].rc_date is `2023-09-19, a Tue`; expected the last Thu up to 2023-10-02"],
        2024: ["minor_releases[3.13.0].rc_date is `2024-10-01, a Tue`; expected the last Thu up to 2024-10-07"],
        2025: ["minor_releases[3.14.0].rc_date is `2025-08-26, a Tue`; expected the last Thu up to 2025-10-07"],
        2026: ["minor_releases[3.15.0].rc_date is `2026-09-01, a Tue`; expected the last Thu up to 2026-10-01"],
    }

    @pytest.mark.parametrize("year", range(2001, 2027))
    def test_findings(self, year: int) -> None:
        """On the day after 3.13.6, the newest release in the file."""
        at = datetime(2025, 8, 7, tzinfo=UTC)
        found = python_calendar(year).findings(AsNeeded(), at, rc_weekday=RC_WEEKDAY)
        assert list(map(str, found)) == self.EXPECTED.get(year, [])

    def test_what_was_expected_and_never_marked_as_done_is_overdue(self) -> None:
        at = datetime(2025, 10, 8, tzinfo=UTC)
        found = [
            str(own)
            for own in python_calendar(2025).findings(AsNeeded(), at, rc_weekday=RC_WEEKDAY)
            if str(own.kind) == "overdue"
        ]
        assert found == ["minor_releases[3.14.0].status is `planned`; expected released or skipped after 2025-10-07"]

    def test_what_comes_next(self) -> None:
        own = python_calendar(2025)
        told = [own.next(datetime(2025, month, 7, 12, tzinfo=UTC)) for month in (8, 10, 11)]
        assert [str(entry.version) if entry else None for entry in told] == ["3.13.7", "3.13.7", "3.13.8"]

    def test_only_the_month_of_six_ends_is_known(self) -> None:
        rows = {name: row for name, row in PYTHON["cycle_2023"].items() if name != "_source"}
        lines = [Lifecycle(name, (("bugfix", boundary(row[2])),), end=boundary(row[3])) for name, row in rows.items()]
        assert [str(found) for line in lines for found in line.findings()] == [
            f"{name}.end is `{month}`; expected a day of that month"
            for name, month in (
                ("3.13", "2029-10"),
                ("3.12", "2028-10"),
                ("3.11", "2027-10"),
                ("3.10", "2026-10"),
                ("3.9", "2025-10"),
                ("3.8", "2024-10"),
            )
        ]


class TestEndOfLife:
    def test_findings(self) -> None:
        """Eleven ends of active support and three of all support are said to be past, and not since when."""
        lines = [endoflife_line(product, row) for product, own in PRODUCTS.items() for row in own["releases"]]
        assert len(lines) == 351
        found = [found for line in lines for found in line.findings()]
        assert Counter(str(own.kind) for own in found) == {"undated": 14}
        assert sorted(own.place for own in found) == sorted(
            [
                *(f"nodejs {cycle}.{phase}" for cycle in "123" for phase in ("security", "end")),
                *(f"python {cycle}.security" for cycle in ("2.6", "2.7", "3.0", "3.1", "3.2", "3.3", "3.4", "3.5")),
            ]
        )

    def test_a_line_that_is_over_since_an_unknown_day(self) -> None:
        """It may have ended on the day of its release: from then on the answer is not known, and never `ended`."""
        row = next(row for row in PRODUCTS["nodejs"]["releases"] if row["releaseCycle"] == "3")
        line = endoflife_line("nodejs", row)
        assert (line.phase_at(date(2026, 8, 22)), row["eol"]) == (MISSING, True)

    def test_lines_without_a_planned_end_stay_in_their_last_phase(self) -> None:
        rows = [(product, row) for product, own in PRODUCTS.items() for row in own["releases"] if row["eol"] is False]
        assert len(rows) == 11
        lines = [endoflife_line(product, row) for product, row in rows]
        assert [line.phase_at(date.max) for line in lines] == [line.phases[-1][0] for line in lines]


HISTORY: Final = SHARED / "releases" / "history" / "jenkinsci__jenkins.csv"


def weekly_releases() -> list[date]:
    """Give the days of the weekly releases of Jenkins from 2.492 on."""
    with HISTORY.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if re.fullmatch(r"jenkins-2\.\d+", row["tag"])]
    days = [datetime.fromisoformat(row["tag_date"] or row["commit_date"]).astimezone(UTC).date() for row in rows]
    return [day for day in days if day >= date(2025, 1, 1)]


@pytest.mark.skipif(not HISTORY.is_file(), reason="the recorded history is not at hand")
class TestJenkins:
    """Jenkins releases each Tuesday; 2.504, 2.528 and 2.541 came on a Monday, 2.538 the day after 2.537."""

    TUESDAYS: Final = EveryDays(7, date(2025, 1, 7))
    YEAR: Final = {"start": date(2025, 1, 1), "end": date(2026, 1, 1)}

    def test_2025(self) -> None:
        found = adherence(self.TUESDAYS, weekly_releases(), **self.YEAR)
        assert [found.count(word) for word in Punctuality] == [49, 3, 0, 0]
        assert (found.share, found.extra) == (Fraction(49, 52), (date(2025, 11, 19),))
        early = [slot.released for slot in found.slots if slot.punctuality is Punctuality.EARLY]
        assert early == [date(2025, 3, 31), date(2025, 9, 15), date(2025, 12, 8)]

    def test_a_day_of_tolerance(self) -> None:
        found = adherence(self.TUESDAYS, weekly_releases(), tolerance=1, **self.YEAR)
        assert (found.share, len(found.extra)) == (Fraction(1), 1)

    def test_2026_until_the_snapshot(self) -> None:
        """33 Tuesdays to 18 August; 2.551, 2.568 and 2.576 on a Monday, two releases on 21 April."""
        found = adherence(self.TUESDAYS, weekly_releases(), start=date(2026, 1, 1), end=date(2026, 8, 19))
        assert [found.count(word) for word in Punctuality] == [30, 3, 0, 0]
        assert (found.share, found.extra) == (Fraction(10, 11), (date(2026, 4, 21),))

    def test_every_second_week_half_of_them_is_extra(self) -> None:
        found = adherence(EveryDays(14, date(2025, 1, 7)), weekly_releases(), **self.YEAR)
        assert (len(found.slots), len(found.extra)) == (26, 27)


TUPLES: Final = SHARED / "loop" / "weekly_tuples.json"


@pytest.mark.skipif(not TUPLES.is_file(), reason="the recorded tuples are not at hand")
class TestWeeklyTuples:
    """The weekly runs that were recorded in February 2026, as a log of the shipped duties."""

    def test_the_log(self) -> None:
        rows = read(TUPLES)
        log = [
            DutyRecord(
                "compatibility-runs",
                datetime.fromisoformat(row["evidence"].split("/")[0]).replace(tzinfo=UTC),
                output=row["evidence"],
            )
            for row in rows
        ]
        assert [str(record.done_at.date()) for record in log] == ["2026-02-19", "2026-02-20", "2026-02-20"]
        runs = DUTIES[:1]
        assert DutyLog(log).overdue(runs, datetime(2026, 3, 4, 23, 59, tzinfo=UTC)) == ()
        late = DutyLog(log).missed(runs, datetime(2026, 3, 12, tzinfo=UTC))
        assert [str(one.start.date()) for one in late] == ["2026-02-26", "2026-03-05"]
