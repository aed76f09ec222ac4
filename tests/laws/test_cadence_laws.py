"""Laws of cadences, calendars and freezes, with walks from day to day as the judge."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Final

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from releasekit.answers import Permission
from releasekit.cadence import (
    AsNeeded,
    Cadence,
    EveryDays,
    FreezeRule,
    FreezeWindow,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    OnDates,
    PatchRelease,
    Quarter,
    Quarterly,
    ReleaseCalendar,
    Sprint,
    Weekday,
    permits,
)
from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import FREEZE, RC_WEEKDAY, SCHEDULE
from releasekit.policy import MISSING, Column, Hit, Rule, Table
from releasekit.versions import Change, ChangeKind, Version

DAY: Final = timedelta(days=1)
LEAST, MOST = date(2019, 12, 1), date(2029, 2, 1)

days: Final = st.dates(LEAST, MOST)
cadences: Final = st.one_of(
    st.just(AsNeeded()),
    st.builds(EveryDays, st.sampled_from((1, 7, 14, 365)), st.dates(date(1999, 1, 1), date(2060, 1, 1))),
    st.builds(Quarterly, st.sampled_from((1, 15, 30, 31))),
    st.builds(OnDates, st.lists(days, unique=True, max_size=6)),
)


def walked(start: date, end: date) -> Iterator[date]:
    """Every day of a half-open window."""
    while start < end:
        yield start
        start += DAY


def is_due(cadence: Cadence, day: date) -> bool:
    """Say by the calendar on the wall whether a day is one of a cadence."""
    match cadence:
        case AsNeeded():
            return False
        case EveryDays():
            return (day.toordinal() - cadence.anchor.toordinal()) % cadence.days == 0
        case Quarterly():
            is_last = (day + DAY).month != day.month
            return day.month in (3, 6, 9, 12) and (day.day == cadence.day or (is_last and day.day < cadence.day))
        case OnDates():
            return day in set(cadence.days)


class TestWindows:
    """The days of two windows side by side are those of both together: dates(a, b) + dates(b, c) == dates(a, c)."""

    @given(cadences, st.lists(days, min_size=3, max_size=3).map(sorted))
    def test_they_add_up(self, cadence: Cadence, ends: list[date]) -> None:
        one, two, three = ends
        assert cadence.dates(one, two) + cadence.dates(two, three) == cadence.dates(one, three)
        assert cadence.dates(two, two) == ()


class TestEnumeration:
    """``dates``, ``is_on``, ``next_after`` and ``last_before`` agree with a walk from day to day."""

    @given(cadences, days, st.integers(0, 800))
    def test_walk(self, cadence: Cadence, start: date, count: int) -> None:
        window = list(walked(start, start + count * DAY))
        expected = [day for day in window if is_due(cadence, day)]
        event(f"{type(cadence).__name__}, {'some' if expected else 'no'} days")
        assert list(cadence.dates(start, start + count * DAY)) == expected
        assert [day for day in window[:120] if cadence.is_on(day)] == [day for day in expected if day in window[:120]]

    @given(cadences, days)
    def test_neighbours(self, cadence: Cadence, day: date) -> None:
        later = next((own for own in walked(day + DAY, day + 400 * DAY) if is_due(cadence, own)), None)
        earlier = next((day - count * DAY for count in range(1, 400) if is_due(cadence, day - count * DAY)), None)
        if not isinstance(cadence, OnDates):
            assert (cadence.next_after(day), cadence.last_before(day)) == (later, earlier)
        else:
            assert cadence.next_after(day) == min((own for own in cadence.days if own > day), default=None)
            assert cadence.last_before(day) == max((own for own in cadence.days if own < day), default=None)


class TestFourteenDays:
    """Two days of a bi-weekly cadence are exactly 14 days apart in any year, which parity of weeks does not give."""

    @given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1990, 2090))
    def test_distance(self, anchor: date, year: int) -> None:
        found = EveryDays(14, anchor).dates(date(year, 1, 1), date(year + 1, 2, 1))
        assert {later - earlier for earlier, later in pairwise(found)} == {14 * DAY}
        assert len(found) in (28, 29)

    @pytest.mark.parametrize(
        ("first", "weeks"),
        [
            pytest.param(date(2020, 12, 21), [52, 53, 1, 2], id="2020 to 2021"),
            pytest.param(date(2026, 12, 21), [52, 53, 1, 2], id="2026 to 2027"),
        ],
    )
    def test_the_trap_of_week_parity(self, first: date, weeks: list[int]) -> None:
        """In a year of 53 weeks the odd weeks come twice in a row and the even ones pause: the rhythm breaks."""
        mondays = [first + count * 7 * DAY for count in range(4)]
        assert [monday.isocalendar().week for monday in mondays] == weeks
        odd = [monday for monday in mondays if monday.isocalendar().week % 2]
        even = [monday for monday in mondays if not monday.isocalendar().week % 2]
        assert [later - earlier for earlier, later in pairwise(odd)] == [7 * DAY]
        assert [later - earlier for earlier, later in pairwise(even)] == [21 * DAY]
        for anchor in mondays:
            found = EveryDays(14, anchor).dates(first - 70 * DAY, first + 70 * DAY)
            assert {later - earlier for earlier, later in pairwise(found)} == {14 * DAY}
            parities = {monday.isocalendar().week % 2 for monday in found}
            assert parities == {0, 1}, "the right days are on both sides of parity"


PHASES: Final = ("build", "test", "ship", "rest")
WEEKS: Final = ("first", "second", "third")


@st.composite
def schedules(draw: st.DrawFn) -> tuple[Table[str], list[str]]:
    """Tables of one to three weeks that ask for the week, the weekday, both or neither; and the phase of each day."""
    weeks = WEEKS[: draw(st.integers(1, 3))]
    asks_week, asks_weekday = draw(st.booleans()), draw(st.booleans())
    columns = [Column("week", weeks)] * asks_week + [Column("weekday", Weekday)] * asks_weekday
    phases: dict[object, str] = {}
    rules, expected = [], []
    for week in weeks if asks_week else [None]:
        for weekday in Weekday:
            facts = {"week": week} if asks_week else {}
            facts |= {"weekday": weekday} if asks_weekday else {}
            key = tuple(facts.values())
            if key not in phases:
                phases[key] = draw(st.sampled_from(PHASES))
                rules.append(Rule(str(len(rules)), facts, then=phases[key]))
            expected.append(phases[key])
    return Table("own", columns, rules=rules, hit=Hit.UNIQUE, outcomes=PHASES), expected


class TestSprints:
    """Each day of the weeks has its phase, by its distance from the anchor alone."""

    EXPECTED: Final = (
        *["development"] * 7,
        *["final PRs and regression testing"] * 3,
        "release candidate cut",
        "release",
        *["after the release"] * 2,
    )

    @given(st.just((SCHEDULE, list(EXPECTED))) | schedules(), days, st.integers(-2_000, 2_000))
    def test_phases(self, own: tuple[Table[str], list[str]], near: date, distance: int) -> None:
        table, expected = own
        anchor = near - near.weekday() * DAY
        sprint = Sprint(anchor, table)
        event(f"{len(expected)} days")
        assert list(sprint.phases) == expected
        assert sprint.phase_of(anchor + distance * DAY) == expected[distance % len(expected)]
        assert sprint.end == anchor + len(expected) * DAY
        for phase in expected:
            assert sprint.day_of(phase) == anchor + expected.index(phase) * DAY

    @given(days)
    def test_releases_are_a_bi_weekly_cadence(self, near: date) -> None:
        sprint = Sprint(near - near.weekday() * DAY, SCHEDULE)
        grid = EveryDays(14, sprint.day_of("release"))
        window = list(walked(sprint.start, sprint.start + 70 * DAY))
        assert [day for day in window if sprint.phase_of(day) == "release"] == [
            day for day in window if grid.is_on(day)
        ]


small: Final = st.integers(0, 2)
above: Final = st.integers(1, 2)
close: Final = st.dates(date(2025, 12, 20), date(2027, 1, 10))
minors: Final = st.builds(
    MinorRelease,
    st.builds(Version, small, above, st.just(0)),
    close,
    release_date=close,
    status=st.sampled_from(MinorStatus),
)
majors: Final = st.builds(
    MajorRelease,
    st.builds(Version, above, st.just(0), st.just(0)),
    st.sampled_from(Quarter),
    planned_date=close,
    status=st.sampled_from(MajorStatus),
)
patches: Final = st.builds(PatchRelease, st.builds(Version, small, small, above), close, hotfix=st.booleans())
calendars: Final = st.builds(
    lambda minors, majors, patches: (tuple(minors), tuple(majors), tuple(patches)),
    st.lists(minors, max_size=5),
    st.lists(majors, max_size=3),
    st.lists(patches, max_size=3),
)
instants: Final = st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001
Lists = tuple[tuple[MinorRelease, ...], tuple[MajorRelease, ...], tuple[PatchRelease, ...]]
GRID: Final = EveryDays(14, date(2026, 3, 6))


def calendar_of(lists: Lists, turn: Callable[[tuple[object, ...]], object] = tuple) -> ReleaseCalendar:
    own, major, patch = map(turn, lists)
    return ReleaseCalendar(2026, own, major_releases=major, patch_releases=patch)  # type: ignore[arg-type]


class TestCalendars:
    """What a calendar says does not depend on the order in which it was written."""

    @given(calendars, instants)
    def test_order(self, lists: Lists, at: datetime) -> None:
        one, two = calendar_of(lists), calendar_of(lists, lambda own: own[::-1])
        assert one == two
        assert one.findings(GRID, at, rc_weekday=RC_WEEKDAY) == two.findings(GRID, at, rc_weekday=RC_WEEKDAY)
        assert (one.next(at), one.entries, one.to_text()) == (two.next(at), two.entries, two.to_text())

    @given(calendars, instants)
    def test_the_next_is_the_first_of_those_to_come(self, lists: Lists, at: datetime) -> None:
        own, major, patch = lists
        pending = [entry.release_date for entry in own if str(entry.status) in ("planned", "rc")]
        pending += [entry.planned_date for entry in major if str(entry.status) != "released"]
        pending += [entry.release_date for entry in patch]
        found = calendar_of(lists).next(at)
        expected = min((day for day in pending if day >= at.date()), default=None)
        assert (found.day if found else None) == expected

    @given(calendars, minors, instants)
    def test_one_more_release_hides_no_finding_of_another(self, lists: Lists, more: MinorRelease, at: datetime) -> None:
        """Only the comparison with a neighbour can change; what is said of an entry alone stays."""
        alone = {"out_of_year", "rc_after_release", "rc_off_schedule", "off_grid", "not_end_of_quarter"}
        alone |= {"other_quarter", "overdue", "in_future"}
        own, major, patch = lists
        before = {one for one in calendar_of(lists).findings(GRID, at, rc_weekday=RC_WEEKDAY) if str(one.kind) in alone}
        after = {
            one
            for one in calendar_of(((*own, more), major, patch)).findings(GRID, at, rc_weekday=RC_WEEKDAY)
            if str(one.kind) in alone
        }
        assert before <= after


START: Final = datetime(2026, 3, 2, tzinfo=UTC)
BY_FREEZE: Final = {
    ChangeKind.BREAKING: FreezeRule.NEVER,
    ChangeKind.FEATURE: FreezeRule.NEVER,
    ChangeKind.FIX: FreezeRule.ALLOWED,
    ChangeKind.DOCUMENTATION: FreezeRule.ALLOWED,
    ChangeKind.SECURITY: FreezeRule.ALLOWED,
    ChangeKind.DEPRECATION: FreezeRule.BY_WINDOW,
    ChangeKind.REMOVAL: FreezeRule.NEVER,
    ChangeKind.PERFORMANCE: FreezeRule.BY_WINDOW,
    ChangeKind.INTERNAL: FreezeRule.BY_WINDOW,
    ChangeKind.REVERT: FreezeRule.BY_WINDOW,
}
Answers = dict[tuple[ChangeKind, bool], FreezeRule]
SHIPPED: Final[Answers] = {
    (kind, breaking): FreezeRule.NEVER if breaking else rule
    for kind, rule in BY_FREEZE.items()
    for breaking in (False, True)
}


@st.composite
def freeze_rules(draw: st.DrawFn) -> tuple[Table[FreezeRule], Answers]:
    """A table that asks for the kind, the mark, both or neither, and what it answers to each; or the shipped one."""
    if draw(st.booleans()):
        return FREEZE, SHIPPED
    asks_kind, asks_mark = draw(st.booleans()), draw(st.booleans())
    columns = [Column("kind", ChangeKind)] * asks_kind + [Column("breaking", bool)] * asks_mark
    rules, answers = [], {}
    drawn: dict[object, FreezeRule] = {}
    for kind, breaking in SHIPPED:
        facts = ({"kind": kind} if asks_kind else {}) | ({"breaking": breaking} if asks_mark else {})
        key = tuple(facts.values())
        if key not in drawn:
            drawn[key] = draw(st.sampled_from(FreezeRule))
            rules.append(Rule(str(len(rules)), facts, then=drawn[key]))
        answers[kind, breaking] = drawn[key]
    return Table("own", columns, rules=rules, hit=Hit.UNIQUE, outcomes=FreezeRule), answers


def windows_under(answers: Answers) -> st.SearchStrategy[FreezeWindow]:
    """Windows that name kinds which the rules do not forbid, or none."""
    allowable = [kind for kind in ChangeKind if answers[kind, False] is not FreezeRule.NEVER]
    named = st.frozensets(st.sampled_from(allowable)) if allowable else st.just(frozenset[ChangeKind]())
    return st.builds(
        lambda start, length, allows, name: FreezeWindow(
            START + timedelta(hours=start), START + timedelta(hours=start + length), allows=allows, name=name
        ),
        st.integers(0, 20),
        st.integers(1, 20),
        st.none() | named,
        st.sampled_from("ab"),
    )


hours: Final = st.integers(-1, 42).map(lambda count: START + timedelta(hours=count))
changes: Final = st.one_of(
    st.sampled_from(ChangeKind),
    st.just(MISSING),
    st.builds(Change, st.sampled_from(ChangeKind), st.just("x"), breaking=st.booleans()),
)


class TestFreezes:
    """The strictest window wins, and what is not known or never allowed is refused in every freeze, by any rules."""

    @given(freeze_rules(), st.data(), changes, hours)
    def test_oracle(
        self, rules: tuple[Table[FreezeRule], Answers], data: st.DataObject, change: object, at: datetime
    ) -> None:
        table, answers = rules
        windows = data.draw(st.lists(windows_under(answers), max_size=4))
        active = [own for own in windows if own.start <= at and not own.end <= at]
        allowed = True
        for window in active:
            if change is MISSING:
                allowed = False
                continue
            kind, marked = (change.kind, change.breaking) if isinstance(change, Change) else (change, False)
            rule = answers[kind, marked]
            named = rule is FreezeRule.ALLOWED if window.allows is None else kind in window.allows
            allowed = allowed and named and rule is not FreezeRule.NEVER
        event(f"{min(len(active), 2)} windows, {'allowed' if allowed else 'not allowed'}")
        answer = permits(windows, change, at, table)  # type: ignore[arg-type]
        assert answer.outcome is (Permission.ALLOWED if allowed else Permission.REFUSED)
        assert answer == permits(windows[::-1], change, at, table)  # type: ignore[arg-type]
        assert answer.reasons

    @given(freeze_rules(), st.data(), changes, hours)
    def test_one_more_window_never_permits_more(
        self, rules: tuple[Table[FreezeRule], Answers], data: st.DataObject, change: ChangeKind, at: datetime
    ) -> None:
        table, answers = rules
        some, more = data.draw(st.lists(windows_under(answers), max_size=3)), data.draw(windows_under(answers))
        if permits(some, change, at, table).outcome is Permission.REFUSED:
            assert permits([*some, more], change, at, table).outcome is Permission.REFUSED

    @given(freeze_rules(), st.data(), st.sampled_from(ChangeKind), hours)
    def test_no_window_names_what_is_never_allowed(
        self, rules: tuple[Table[FreezeRule], Answers], data: st.DataObject, kind: ChangeKind, at: datetime
    ) -> None:
        table, answers = rules
        window = data.draw(windows_under(answers)).replace(allows={kind})
        if answers[kind, False] is FreezeRule.NEVER:
            with pytest.raises(FieldError, match=f"window `{window.name}` allows `{kind}`"):
                permits(window, kind, at, table)
        else:
            assert permits(window, kind, at, table).outcome is Permission.ALLOWED
