"""Laws of iCalendar text, with a strict reader of lines that knows nothing of the writer."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import event, example, given

from releasekit.cadence import CalendarDay, to_ical
from tests.strategies.ical import entries

STAMP: Final = datetime(2026, 2, 19, 12, 30, 5, tzinfo=UTC)
LINE: Final = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)", re.DOTALL)
EVENT: Final = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP")
Event = dict[str, str]


class TestReading:
    """A strict reader gets back what was written, whatever the texts hold."""

    @given(entries)
    @example([CalendarDay("x", date.max, summary="last"), CalendarDay("y", date.min, summary="first")])
    @example([CalendarDay("x" * 200, date(2028, 2, 29), summary="漢" * 200, description="🚀" * 500)])
    def test_there_and_back(self, own: list[CalendarDay]) -> None:
        text = to_ical(own, uid_domain="example.org", stamped_at=STAMP)
        read = events(text)
        event("folded" if "\r\n " in text else "not folded")
        assert len(read) == len(own)
        for entry, found in zip(sorted(own, key=lambda one: (one.day, one.id)), read, strict=True):
            assert unescaped(found["UID"]) == f"{entry.id}@example.org"
            assert found["DTSTAMP"] == "20260219T123005Z"
            assert day(found["DTSTART"]) == entry.day
            if entry.day == date.max:
                assert "DTEND" not in found
            else:
                assert day(found["DTEND"]) == entry.day + timedelta(days=1)
            assert unescaped(found["SUMMARY"]) == entry.summary
            assert unescaped(found.get("DESCRIPTION", "")) == visible(entry.description)
            assert (found["STATUS"], found["TRANSP"]) == (str(entry.status), "TRANSPARENT")

    @given(entries)
    def test_the_order_of_the_input_does_not_matter(self, own: list[CalendarDay]) -> None:
        text = to_ical(own, uid_domain="a.b", stamped_at=STAMP)
        assert to_ical(own[::-1], uid_domain="a.b", stamped_at=STAMP) == text


class TestFolding:
    """Each line but the last of a folded one has as many octets as fit."""

    @pytest.mark.parametrize("mark", ["a", "ä", "漢", "🚀"])
    @pytest.mark.parametrize("count", [*range(10, 40), *range(60, 72), 141, 142, 199, 200])
    def test_octets(self, mark: str, count: int) -> None:
        text = to_ical([CalendarDay("x", date(2026, 1, 1), summary=mark * count)], uid_domain="a.b", stamped_at=STAMP)
        parts = text.split("\r\n")
        start = next(number for number, line in enumerate(parts) if line.startswith("SUMMARY:"))
        last = start
        while parts[last + 1].startswith(" "):
            last += 1
        widest = len(mark.encode())
        assert all(75 - widest < len(line.encode()) <= 75 for line in parts[start:last])
        assert parts[start] + "".join(line[1:] for line in parts[start + 1 : last + 1]) == f"SUMMARY:{mark * count}"


class TestTheReader:
    """The reader refuses what is no iCalendar text, so that it can judge."""

    GOOD: Final = to_ical([date(2026, 1, 1)], uid_domain="a.b", stamped_at=STAMP)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param("\r\n", "\n", id="bare line feeds"),
            pytest.param("SUMMARY:Release", "SUMMARY:Release; more", id="bare semicolon"),
            pytest.param("SUMMARY:Release", "SUMMARY:" + "x" * 80, id="too long"),
            pytest.param("DTSTART;VALUE=DATE:", "DTSTART:", id="no value type"),
            pytest.param("END:VEVENT", "END:VTODO", id="other end"),
            pytest.param("STATUS:CONFIRMED\r\n", "STATUS:CONFIRMED\r\nSTATUS:CONFIRMED\r\n", id="twice"),
        ],
    )
    def test_refusals(self, old: str, new: str) -> None:
        def read(text: str) -> list[str]:
            return [unescaped(found["SUMMARY"]) for found in events(text)]

        assert read(self.GOOD) == ["Release"]
        with pytest.raises(AssertionError):
            read(self.GOOD.replace(old, new))


def content_lines(text: str) -> list[str]:
    """Unfold: octets are counted, line ends are CRLF and nothing else, and no fold splits a character."""
    raw = text.encode("utf-8")
    assert raw.endswith(b"\r\n")
    physical = raw.removesuffix(b"\r\n").split(b"\r\n")
    unfolded: list[bytes] = []
    for line in physical:
        assert b"\r" not in line
        assert b"\n" not in line
        assert 0 < len(line) <= 75
        line.decode("utf-8")
        if line.startswith(b" "):
            unfolded[-1] += line[1:]
        else:
            unfolded.append(line)
    return [line.decode("utf-8") for line in unfolded]


def unescaped(value: str) -> str:
    """Read a TEXT value; every mark that has a meaning must be escaped."""
    read, marks = "", iter(value)
    for mark in marks:
        assert mark not in ";,"
        assert mark == "\t" or ord(mark) >= 32
        read += {"\\": "\\", ";": ";", ",": ",", "n": "\n"}[next(marks)] if mark == "\\" else mark
    return read


def events(text: str) -> list[Event]:
    """Read a calendar of all-day events, refusing whatever RFC 5545 does not have there."""
    lines = content_lines(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[2].startswith("PRODID:-//")
    assert (lines[3], lines[-1]) == ("CALSCALE:GREGORIAN", "END:VCALENDAR")
    found: list[Event] = []
    current: Event | None = None
    for line in lines[4:-1]:
        match = LINE.fullmatch(line)
        assert match is not None, line
        name, parameters, value = match.groups()
        if (name, value) == ("BEGIN", "VEVENT"):
            assert current is None
            current = {}
        elif (name, value) == ("END", "VEVENT"):
            assert current is not None
            found.append(current)
            current = None
        else:
            assert current is not None
            assert name in EVENT
            assert name not in current
            assert parameters == (";VALUE=DATE" if name in ("DTSTART", "DTEND") else "")
            current[name] = value
    assert current is None
    return found


def day(text: str) -> date:
    assert re.fullmatch(r"[0-9]{8}", text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def visible(text: str) -> str:
    """What a note becomes: one kind of line break, and escapes for what cannot be seen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark if mark in "\n\t" or mark.isprintable() else f"\\u{ord(mark):04x}" for mark in text)
