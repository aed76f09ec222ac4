"""What a feature freeze lets through."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.cadence import FreezeCode, FreezeRule, FreezeWindow, permits
from releasekit.errors import FieldError
from releasekit.playbooks.release_cadence import FREEZE
from releasekit.policy import MISSING, Column, Hit, Missing, Rule, Table
from releasekit.versions import SEMVER, Change, ChangeKind, Unparsed
from tests.rows import cases

START: Final = datetime(2026, 3, 9, tzinfo=UTC)
END: Final = datetime(2026, 3, 13, tzinfo=UTC)
INSTANT: Final = timedelta(microseconds=1)
WINDOW: Final = FreezeWindow(START, END, name="1.4.0")
DOCS_ONLY: Final = FreezeWindow(START + timedelta(days=3), END, allows={ChangeKind.DOCUMENTATION}, name="last day")
K: Final = ChangeKind
WIP: Final = Change.from_conventional("wip")


def rules(*columns: Column, hit: Hit = Hit.UNIQUE, then: FreezeRule = FreezeRule.ALLOWED) -> Table[FreezeRule]:
    """A table that answers one thing to everything."""
    return Table("own", columns, rules=(Rule("all", {}, then=then),), hit=hit, outcomes=FreezeRule)


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
                lambda: permits(
                    [WINDOW, WINDOW.replace(allows={K.FEATURE}, name="b"), WINDOW.replace(allows=set(K), name="a")],
                    K.FIX,
                    END,
                    FREEZE,
                ),
                "window `a` allows `breaking`; expected kinds that the rules do not forbid; "
                "window `a` allows `feature`; expected kinds that the rules do not forbid; "
                "window `a` allows `removal`; expected kinds that the rules do not forbid; "
                "window `b` allows `feature`; expected kinds that the rules do not forbid",
                id="kinds that are never allowed, all at once, in windows that are over",
            ),
            pytest.param(lambda: permits(WINDOW, K.FIX, START, 3), "rules is `3`; expected a Table", id="no rules"),
            pytest.param(
                lambda: permits(WINDOW, K.FIX, START, SEMVER),
                "rules: outcome `none`; expected one of allowed, only where the window names it, never; rules: outcome",
                id="rules of versions",
            ),
            pytest.param(
                lambda: permits([], K.FIX, START, rules(Column("kinds", K), hit=Hit.COLLECT)),
                "rules: hit is `collect`; expected a table that decides; "
                "rules: column `kinds`; expected columns among kind, breaking; did you mean `kind`?",
                id="rules that collect from another column",
            ),
            pytest.param(
                lambda: permits([], K.FIX, START, rules(Column("kind", ("fix", "feature")))),
                "rules: column `kind` takes one of fix, feature; expected one of breaking, feature, fix, ",
                id="rules of texts",
            ),
            pytest.param(
                lambda: FreezeWindow(datetime(2026, 3, 9), END),  # noqa: DTZ001
                "FreezeWindow.start is `2026-03-09T00:00:00`; expected an instant with its zone",
                id="naive",
            ),
            pytest.param(lambda: FreezeWindow(date(2026, 3, 9), END), "FreezeWindow.start is `2026-03-09`", id="a day"),
            pytest.param(lambda: WINDOW.replace(allows={"fix"}), 'FreezeWindow.allows holds `"fix"`', id="a text"),
            pytest.param(lambda: WINDOW.is_on(datetime(2026, 3, 9)), "at is", id="naive is_on"),  # noqa: DTZ001
            pytest.param(lambda: permits(WINDOW, K.FIX, datetime(2026, 3, 9), FREEZE), "at is", id="naive permits"),  # noqa: DTZ001
            pytest.param(
                lambda: permits(WINDOW, "fix", START, FREEZE), 'change is `"fix"`; expected', id="a text for a kind"
            ),
            pytest.param(lambda: permits(7, K.FIX, START, FREEZE), "windows is `7`; expected", id="number for windows"),
            pytest.param(
                lambda: permits([7], K.FIX, START, FREEZE), "windows[0] is `7`; expected a FreezeWindow", id="in it"
            ),
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
        assert permits(WINDOW, K.FEATURE, at, FREEZE).outcome is outcome
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
        answer = permits(WINDOW, change, START, FREEZE)
        (reason,) = answer.reasons
        assert (str(reason.kind), str(reason), reason.place) == (code, expected, "1.4.0")
        permitted = code == "allowed"
        assert answer.outcome is (Permission.ALLOWED if permitted else Permission.REFUSED)

    def test_no_freeze(self) -> None:
        for change in (K.FEATURE, MISSING, WIP):
            answer = permits(WINDOW, change, END, FREEZE)
            assert (answer.outcome, list(map(str, answer.reasons))) == (
                Permission.ALLOWED, ["2026-03-13 00:00+00:00 is in no freeze"],
            )  # fmt: skip
        assert permits([], K.FEATURE, END, FREEZE).reasons[0].kind is FreezeCode.NO_FREEZE
        assert isinstance(WIP, Unparsed)

    def test_a_window_may_name_more(self) -> None:
        answer = permits(WINDOW.replace(allows={K.REVERT}), K.REVERT, START, FREEZE)
        assert (answer.outcome, str(answer.reasons[0])) == (
            Permission.ALLOWED, "1.4.0 revert: the window names it",
        )  # fmt: skip

    def test_the_strictest_of_overlapping_windows_wins_and_says_so(self) -> None:
        at = END - INSTANT
        answer = permits([WINDOW, DOCS_ONLY], K.FIX, at, FREEZE)
        assert (answer.outcome, list(map(str, answer.reasons))) == (
            Permission.REFUSED, ["last day fix is not allowed; expected one of documentation"],
        )  # fmt: skip
        both = permits([DOCS_ONLY, WINDOW, WINDOW], K.FEATURE, at, FREEZE)
        assert [reason.place for reason in both.reasons] == ["1.4.0", "last day"]
        fine = permits([DOCS_ONLY, WINDOW], K.DOCUMENTATION, at, FREEZE)
        assert (fine.outcome, len(fine.reasons)) == (Permission.ALLOWED, 2)

    def test_generators_are_read_once(self) -> None:
        assert permits((own for own in (WINDOW, DOCS_ONLY)), K.FEATURE, START, FREEZE).outcome is Permission.REFUSED


class TestOwnRules:
    @pytest.mark.parametrize("change", [K.FEATURE, Change(K.FIX, "x", breaking=True)], ids=str)
    def test_a_table_without_columns_answers_for_all(self, change: Change | ChangeKind) -> None:
        answer = permits(WINDOW, change, START, rules())
        assert (answer.outcome, answer.reasons[0].kind) == (Permission.ALLOWED, FreezeCode.ALLOWED)
        assert permits(WINDOW, MISSING, START, rules()).outcome is Permission.REFUSED
        assert permits(WINDOW, change, START, rules(then=FreezeRule.NEVER)).outcome is Permission.REFUSED

    def test_a_window_that_names_nothing_allows_what_the_rules_allow(self) -> None:
        """A kind that only a window can let through waits for one that names it, marked as breaking or not."""
        by_window = Table(
            "own",
            (Column("breaking", bool),),
            rules=(
                Rule("breaking", {"breaking": True}, then=FreezeRule.BY_WINDOW),
                Rule("other", {"breaking": False}, then=FreezeRule.ALLOWED),
            ),
            outcomes=FreezeRule,
        )
        drop, named = Change(K.REMOVAL, "x", breaking=True), WINDOW.replace(allows={K.REMOVAL})
        refused, allowed = (permits(window, drop, START, by_window).reasons[0] for window in (WINDOW, named))
        assert str(refused) == (
            "1.4.0 removal, marked as breaking, is not allowed; expected one of breaking, deprecation, documentation, "
            "feature, fix, internal, performance, removal, revert, security"
        )
        assert str(allowed) == "1.4.0 removal: the window names it"
        assert permits(WINDOW, K.REMOVAL, START, by_window).outcome is Permission.ALLOWED
        assert permits(WINDOW.replace(allows=()), K.FIX, START, by_window).outcome is Permission.REFUSED
