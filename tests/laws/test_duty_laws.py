"""Laws of maintenance duties, against a reading that walks from day to day and from record to record."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from hypothesis import given, settings

from releasekit.cadence import (
    BeforeRelease,
    ChangeMerged,
    DueDuty,
    Duty,
    DutyEvent,
    DutyLog,
    DutyRecord,
    Every,
    Monthly,
    PerChange,
    ReleasePlanned,
)
from releasekit.versions import ChangeKind, ReleaseType
from tests.strategies.duties import DAY, START, Story, offsets, records, stories

DUTIES: Final = (
    Duty("weekly", "A", recurrence=Every(7 * DAY, START + DAY / 4), output="report"),
    Duty("monthly", "B", recurrence=Monthly(31, date(2027, 12, 26)), output="audit"),
    Duty("log", "C", recurrence=PerChange(frozenset({ChangeKind.BREAKING}), 3 * DAY), output="entry"),
    Duty("matrix", "D", recurrence=BeforeRelease(frozenset({ReleaseType.MAJOR}), 5 * DAY), output="matrix"),
)
Told = tuple[str, datetime, datetime, str | None, datetime | None]


class TestOracle:
    """What is due, overdue and missed is what a reader of the log finds."""

    @settings(max_examples=150)
    @given(offsets, stories())
    def test_reading(self, at: datetime, story: Story) -> None:
        log, known = story
        found = expected(at, log, known)
        assert told(DutyLog(log).due(DUTIES, at, events=known)) == Counter(own for own in found if own[4] is None)
        late = [own for own in found if own[2] <= at]
        assert told(DutyLog(log).overdue(DUTIES, at, events=known)) == Counter(own for own in late if own[4] is None)
        assert told(DutyLog(log).missed(DUTIES, at, events=known)) == Counter(
            own for own in late if own[4] is None or own[4] >= own[2]
        )

    def test_the_generator_reaches_what_matters(self) -> None:
        """Done in time, done late, never done, done too early and settled about an event all occur."""
        seen: Counter[str] = Counter()

        @settings(max_examples=400, database=None)
        @given(offsets, stories())
        def walk(at: datetime, story: Story) -> None:
            log, known = story
            for duty, start, end, about, done in expected(at, log, known):
                how = "never" if done is None else "late" if done >= end else "in time"
                seen[f"{'event' if about else 'round'} {how}"] += 1
                seen[f"at start {duty}"] += done == start
                seen["on end"] += end == at

        walk()
        wanted = {"event never", "event late", "event in time", "round never", "round late", "round in time", "on end"}
        assert {word for word in wanted if not seen[word]} == set()
        assert sum(count for word, count in seen.items() if word.startswith("at start")) > 0


class TestMonotone:
    """Doing a duty never makes more overdue; waiting never makes fewer missed periods."""

    @given(offsets, stories(), records)
    def test_a_record_never_adds(self, at: datetime, story: Story, more: DutyRecord) -> None:
        log, known = story

        def keys(times: tuple[DueDuty, ...]) -> Counter[tuple[object, ...]]:
            return Counter((one.duty.id, one.start, one.end, one.about) for one in times)

        for ask in (DutyLog.due, DutyLog.overdue, DutyLog.missed):
            fewer = keys(ask(DutyLog([*log, more]), DUTIES, at, events=known))
            assert fewer <= keys(ask(DutyLog(log), DUTIES, at, events=known))

    @given(offsets, offsets, stories())
    def test_waiting_never_removes(self, one: datetime, two: datetime, story: Story) -> None:
        log, known = story
        first, last = min(one, two), max(one, two)
        old = [record for record in log if record.done_at <= first]
        kept = DutyLog(old)
        for ask in (kept.missed, kept.overdue):
            assert told(ask(DUTIES, first, events=known)) <= told(ask(DUTIES, last, events=known))


class TestIrrelevant:
    """A record that does not count changes nothing, nor does any order."""

    @given(offsets, stories(), offsets)
    def test_records_that_do_not_count(self, at: datetime, story: Story, other: datetime) -> None:
        log, known = story
        idle = [
            DutyRecord("other", other, output="out.md"),
            DutyRecord("weekly", other),
            DutyRecord("weekly", at + timedelta(microseconds=1), output="out.md"),
            DutyRecord("log", other, output="out.md", about="nothing"),
        ]
        assert DutyLog([*idle, *log]).due(DUTIES, at, events=known) == DutyLog(log).due(DUTIES, at, events=known)
        assert DutyLog([*log, *idle]).missed(DUTIES, at, events=known) == DutyLog(log).missed(DUTIES, at, events=known)

    @given(offsets, stories())
    def test_order(self, at: datetime, story: Story) -> None:
        log, known = story
        turned = DutyLog(log[::-1]).due(DUTIES[::-1], at, events=known[::-1])
        assert turned == DutyLog(log).due(DUTIES, at, events=known)
        assert list(turned) == sorted(turned, key=lambda one: (one.start, one.duty.id, one.about or "", one.end))


def told(times: tuple[DueDuty, ...]) -> Counter[Told]:
    return Counter((one.duty.id, one.start, one.end, one.about, one.done_at) for one in times)


def month_starts() -> list[datetime]:
    """The 31st, or the last day of a shorter month, found by walking."""
    walked = [START + count * DAY for count in range(1, 200)]
    return [day for day in walked if (day + DAY).month != day.month]


def spans(known: list[DutyEvent]) -> Iterator[tuple[str, datetime, datetime, str | None]]:
    """Every period of the four duties, started or not."""
    for week in range(20):
        start = START + timedelta(hours=6 + week * 168)
        yield "weekly", start, start + timedelta(hours=168), None
    starts = month_starts()
    for number, start in enumerate(starts[:-1]):
        yield "monthly", start, starts[number + 1], None
    for one in set(known):
        if isinstance(one, ChangeMerged) and one.kind is not ChangeKind.FIX:
            yield "log", one.at, one.at + timedelta(hours=72), one.id
        if isinstance(one, ReleasePlanned) and one.type is not ReleaseType.PATCH:
            yield "matrix", one.at - timedelta(hours=120), one.at, one.id


def expected(at: datetime, log: list[DutyRecord], known: list[DutyEvent]) -> list[Told]:
    """All periods that have started, and when each was done, by going through the records one by one."""
    found = []
    for duty, start, end, about in spans(known):
        if start > at:
            continue
        done = None
        for record in log:
            counts = record.duty == duty and record.output and start <= record.done_at <= at
            if counts and (about is None or record.about == about) and (done is None or record.done_at < done):
                done = record.done_at
        found.append((duty, start, end, about, done))
    return found
