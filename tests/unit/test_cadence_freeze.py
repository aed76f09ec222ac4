"""What a feature freeze lets through."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.cadence import FreezeCode, FreezeWindow, permits
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing
from releasekit.versions import Change, ChangeKind, Unparsed
from tests.rows import cases

START: Final = datetime(2026, 3, 9, tzinfo=UTC)
END: Final = datetime(2026, 3, 13, tzinfo=UTC)
INSTANT: Final = timedelta(microseconds=1)
WINDOW: Final = FreezeWindow(START, END, name="1.4.0")
DOCS_ONLY: Final = FreezeWindow(START + timedelta(days=3), END, allows={ChangeKind.DOCUMENTATION}, name="last day")
K: Final = ChangeKind
WIP: Final = Change.from_conventional("wip")


class TestRefusals:
    @pytest.mark.parametrize(
        ("ask", "text"),
        [
            pytest.param(
                lambda: FreezeWindow(START, START),
                "FreezeWindow.end is `2026-03-09T00:00:00+00:00`; "
                "expected later than start, `2026-03-09T00:00:00+00:00`",
                id="empty",
            ),
            pytest.param(
                lambda: FreezeWindow(START, END, allows=set(K)),
                "FreezeWindow.allows holds breaking, feature, removal; expected kinds that a freeze can let through",
                id="kinds that are never allowed, all at once",
            ),
            pytest.param(
                lambda: FreezeWindow(datetime(2026, 3, 9), END),  # noqa: DTZ001
                "FreezeWindow.start is `2026-03-09T00:00:00`; expected an instant with its zone",
                id="naive",
            ),
            pytest.param(lambda: FreezeWindow(date(2026, 3, 9), END), "FreezeWindow.start is `2026-03-09`", id="a day"),
            pytest.param(lambda: WINDOW.replace(allows={"fix"}), 'FreezeWindow.allows holds `"fix"`', id="a text"),
            pytest.param(lambda: WINDOW.is_on(datetime(2026, 3, 9)), "at is", id="naive is_on"),  # noqa: DTZ001
            pytest.param(lambda: permits(WINDOW, K.FIX, datetime(2026, 3, 9)), "at is", id="naive permits"),  # noqa: DTZ001
            pytest.param(lambda: permits(WINDOW, "fix", START), 'change is `"fix"`; expected', id="a text for a kind"),
            pytest.param(lambda: permits(7, K.FIX, START), "windows is `7`; expected", id="number for windows"),
            pytest.param(lambda: permits([7], K.FIX, START), "windows[0] is `7`; expected a FreezeWindow", id="in it"),
        ],
    )
    def test_text(self, ask: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as error:
            ask()
        assert str(error.value).startswith(text)


class TestEnds:
    @pytest.mark.parametrize(
        ("at", "outcome"),
        [
            pytest.param(START - INSTANT, Permission.ALLOWED, id="just before"),
            pytest.param(START, Permission.REFUSED, id="exactly at the start"),
            pytest.param(END - INSTANT, Permission.REFUSED, id="the last instant"),
            pytest.param(END, Permission.ALLOWED, id="exactly at the end"),
            pytest.param(
                datetime(2026, 3, 9, 13, 59, tzinfo=timezone(timedelta(hours=14))),
                Permission.ALLOWED,
                id="still the 8th in UTC at +14:00",
            ),
            pytest.param(
                datetime(2026, 3, 8, 12, tzinfo=timezone(-timedelta(hours=12))),
                Permission.REFUSED,
                id="already the 9th in UTC at -12:00",
            ),
        ],
    )
    def test_half_open(self, at: datetime, outcome: Permission) -> None:
        assert permits(WINDOW, K.FEATURE, at).outcome is outcome
        assert WINDOW.is_on(at) is (outcome is Permission.REFUSED)


class TestReasons:
    @pytest.mark.parametrize(("change", "code", "expected"), cases(__file__, "reasons",
        pytest.param(K.FIX, "allowed", id="fix"),
        pytest.param(K.DOCUMENTATION, "allowed", id="docs"),
        pytest.param(K.SECURITY, "allowed", id="security"),
        pytest.param(K.FEATURE, "never_in_freeze", id="feature"),
        pytest.param(K.REVERT, "not_allowed", id="revert"),
        pytest.param(Change(K.FIX, "x", breaking=True), "never_in_freeze", id="breaking fix"),
        pytest.param(Change(K.FIX, "x"), "allowed", id="a change"),
        pytest.param(MISSING, "unknown_kind", id="missing"),
        pytest.param(WIP, "unknown_kind", id="unread"),
    ))
    def test_one_window(self, change: Change | Unparsed | ChangeKind | Missing, code: str, expected: str) -> None:
        answer = permits(WINDOW, change, START)
        (reason,) = answer.reasons
        assert (str(reason.kind), str(reason), reason.place) == (code, expected, "1.4.0")
        permitted = code == "allowed"
        assert answer.outcome is (Permission.ALLOWED if permitted else Permission.REFUSED)

    def test_no_freeze(self) -> None:
        for change in (K.FEATURE, MISSING, WIP):
            answer = permits(WINDOW, change, END)
            assert (answer.outcome, list(map(str, answer.reasons))) == (
                Permission.ALLOWED, ["2026-03-13 00:00+00:00 is in no freeze"],
            )  # fmt: skip
        assert permits([], K.FEATURE, END).reasons[0].kind is FreezeCode.NO_FREEZE
        assert isinstance(WIP, Unparsed)

    def test_a_window_may_name_more(self) -> None:
        answer = permits(WINDOW.replace(allows={K.REVERT}), K.REVERT, START)
        assert (answer.outcome, str(answer.reasons[0])) == (
            Permission.ALLOWED, "1.4.0 revert: the window names it",
        )  # fmt: skip

    def test_the_strictest_of_overlapping_windows_wins_and_says_so(self) -> None:
        at = END - INSTANT
        answer = permits([WINDOW, DOCS_ONLY], K.FIX, at)
        assert (answer.outcome, list(map(str, answer.reasons))) == (
            Permission.REFUSED, ["last day fix is not allowed; expected one of documentation"],
        )  # fmt: skip
        both = permits([DOCS_ONLY, WINDOW, WINDOW], K.FEATURE, at)
        assert [reason.place for reason in both.reasons] == ["1.4.0", "last day"]
        fine = permits([DOCS_ONLY, WINDOW], K.DOCUMENTATION, at)
        assert (fine.outcome, len(fine.reasons)) == (Permission.ALLOWED, 2)

    def test_generators_are_read_once(self) -> None:
        assert permits((own for own in (WINDOW, DOCS_ONLY)), K.FEATURE, START).outcome is Permission.REFUSED
