"""Four lines of Node.js as they were planned and as they came; the whole schedule is read in tests/real."""

import json
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit.cadence import OnDates, Punctuality, adherence, to_ical
from tests.laws.test_ical_laws import events
from tests.strategies.calendars import node_line, node_plans

FACTS: Final[Any] = json.loads((Path(__file__).parents[1] / "data" / "nodejs_schedule.json").read_text("utf-8"))
LINES: Final = {name: node_line(name, plan) for name, plan in FACTS["schedule"].items()}
FIRST: Final = {
    name: next(plan for _, plan in node_plans(name, FACTS["schedule"][name], history))
    for name, history in FACTS["moves"].items()
}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("v8", {"start": 30, "lts": 365, "maintenance": -90, "end": -92}, id="v8"),
        pytest.param("v10", {"start": -6, "lts": 29, "maintenance": 48, "end": 29}, id="v10"),
        pytest.param("v24", {"start": 14}, id="v24"),
        pytest.param("v26", {"start": 13}, id="v26"),
    ],
)
def test_what_slipped(name: str, expected: dict[str, int]) -> None:
    assert {one.name: one.days for one in LINES[name].moved_since(FIRST[name])} == expected


def test_the_first_plan_of_v8_is_out_of_order() -> None:
    """Its long-term support was to begin half a year before the line itself, until May 2017."""
    found = {name: list(map(str, plan.findings())) for name, plan in FIRST.items()}
    text = "v8.lts is `2016-10-31`; expected at earliest 2017-04-30, as `start`"
    assert found == {"v8": [text], "v10": [], "v24": [], "v26": []}
    assert [list(line.findings()) for line in LINES.values()] == [[], [], [], []]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        pytest.param("2018-04-23", None, id="before"),
        pytest.param("2018-04-24", "start", id="start"),
        pytest.param("2018-10-30", "lts", id="lts"),
        pytest.param("2020-05-19", "maintenance", id="maintenance"),
        pytest.param("2021-04-29", "maintenance", id="last day"),
        pytest.param("2021-04-30", "end", id="end"),
    ],
)
def test_phases_of_v10(day: str, expected: object) -> None:
    assert LINES["v10"].phase_at(date.fromisoformat(day)) == expected


def test_starts_against_first_plans() -> None:
    planned = OnDates(date.fromisoformat(history["start"][0][1]) for history in FACTS["moves"].values())
    came = [date.fromisoformat(plan["start"]) for plan in FACTS["schedule"].values()]
    found = adherence(planned, came, start=date(2017, 1, 1), end=date(2027, 1, 1), tolerance=7)
    assert [slot.days for slot in found.slots] == [30, -6, 14, 13]
    assert [found.count(word) for word in Punctuality] == [1, 0, 3, 0]
    assert found.share == Fraction(1, 4)


def test_as_icalendar() -> None:
    text = to_ical(
        sorted(day for line in LINES.values() for _, day in line.boundaries if type(day) is date)[:4],
        uid_domain="example.org",
        stamped_at=datetime(2026, 7, 2, tzinfo=UTC),
    )
    assert [own["DTSTART"] for own in events(text)] == ["20170530", "20171031", "20180424", "20181030"]
