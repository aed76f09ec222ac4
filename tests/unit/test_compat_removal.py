"""Removals: announced, waited for, rerun, and without leaving the consumer stranded."""

from collections import Counter
from datetime import datetime, timedelta

import pytest

from releasekit.answers import Permission
from releasekit.compat import (
    REMOVAL_COLUMNS,
    REMOVALS,
    CompatMatrix,
    Notice,
    ReleaseTuple,
    Removal,
    Role,
    SupportPolicy,
    SupportWindow,
    Tier,
    removal_allowed,
)
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import TIERS
from releasekit.policy import MISSING, Rule, Table
from tests.strategies.matrices import AT, DAY, LA_GATE, NEW, OLD, OLDER, PROMISED, entry, matrix, passed, passes

NOTICE = Notice(OLDER, AT - 14 * DAY, reference="ANNOUNCEMENTS.md")
NAIVE = datetime(2026, 3, 20)  # noqa: DTZ001 - the naive instant is the point


def asked(
    own: CompatMatrix | None = None,
    release_tuple: ReleaseTuple = OLDER,
    *,
    notice: Notice | None = NOTICE,
    results: tuple[GateResult, ...] | None = None,
    at: datetime = AT,
    policy: SupportPolicy | None = None,
    tiers: Table[Tier] = TIERS,
    rules: Table[Permission] = REMOVALS,
) -> Removal:
    """Ask for the oldest of three tuples; nothing stands against it, unless changed."""
    return removal_allowed(
        matrix() if own is None else own,
        release_tuple,
        PROMISED if policy is None else policy,
        notice=notice,
        results=passes() if results is None else results,
        at=at,
        tiers=tiers,
        rules=rules,
    )


def codes(removal: Removal) -> list[str]:
    """The reasons, without what they all start with."""
    return [reason.code.removeprefix("removal/") for reason in removal.reasons]


class TestTheLeadTime:
    """Exactly fourteen days after the announcement is late enough."""

    @pytest.mark.parametrize(
        ("given_at", "expected"),
        [
            pytest.param(AT - 14 * DAY, ["allowed"], id="exactly 14 days"),
            pytest.param(AT - 14 * DAY + timedelta.resolution, ["lead-time"], id="a microsecond less"),
            pytest.param(AT - 15 * DAY, ["allowed"], id="15 days"),
            pytest.param(AT - DAY, ["lead-time"], id="1 day"),
            pytest.param(AT, ["lead-time", "not-rerun"], id="just now"),
            pytest.param(AT + timedelta.resolution, ["future-notice", "not-rerun"], id="future-dated"),
        ],
    )
    def test_boundary(self, given_at: datetime, expected: list[str]) -> None:
        found = asked(notice=NOTICE.replace(given_at=given_at))
        assert codes(found) == expected
        assert found.earliest == (MISSING if given_at > AT else given_at + 14 * DAY)

    def test_of_another_policy(self) -> None:
        assert codes(asked(policy=PROMISED.replace(deprecation_lead=15 * DAY))) == ["lead-time"]

    def test_beyond_the_calendar(self) -> None:
        found = asked(policy=PROMISED.replace(deprecation_lead=timedelta.max))
        assert (codes(found), found.earliest) == (["lead-time"], MISSING)


class TestTheNotice:
    @pytest.mark.parametrize(
        "notice",
        [
            pytest.param(None, id="none"),
            pytest.param(NOTICE.replace(of=OLD), id="of another tuple"),
            pytest.param(NOTICE.replace(of="io-rflx"), id="of another consumer"),
        ],
    )
    def test_missing(self, notice: Notice | None) -> None:
        found = asked(notice=notice)
        assert (codes(found), found.earliest) == (["no-notice", "not-rerun"], MISSING)

    def test_of_the_whole_consumer(self) -> None:
        assert codes(asked(notice=NOTICE.replace(of="loop-agent"))) == ["allowed"]

    def test_it_is_about_a_tuple_or_a_consumer(self) -> None:
        with pytest.raises(FieldError):
            Notice(7, AT, reference="x")  # type: ignore[arg-type]
        with pytest.raises(FieldError):
            NOTICE.covers("loop-agent")  # type: ignore[arg-type]


class TestTheWindow:
    def test_support_was_promised_for_longer(self) -> None:
        window = SupportWindow(AT - 50 * DAY, AT - 14 * DAY, end=AT + timedelta.resolution)
        own = matrix((*matrix().entries[:2], entry(OLDER, Role.LISTED, window=window)))
        found = asked(own)
        assert (codes(found), found.earliest) == (["window"], AT + timedelta.resolution)
        assert found.details == ("support is promised until `2026-03-20T12:00:00.000001+00:00`",)

    @pytest.mark.parametrize("end", [None, AT])
    def test_support_that_has_ended_or_has_no_end(self, end: datetime | None) -> None:
        window = SupportWindow(AT - 50 * DAY, end=end)
        found = asked(matrix((*matrix().entries[:2], entry(OLDER, Role.LISTED, window=window))))
        assert (codes(found), found.earliest) == (["allowed"], AT)


class TestTheRerun:
    """The affected gates passed after the announcement, on the tuple that stays."""

    @pytest.mark.parametrize(
        ("results", "details"),
        [
            pytest.param((), ["VG-CONTRACT-001: unproven", "VG-LA-001: unproven"], id="no result"),
            pytest.param(
                passes(recorded_at=AT - 14 * DAY),
                ["VG-CONTRACT-001: unproven", "VG-LA-001: unproven"],
                id="at the instant of the announcement",
            ),
            pytest.param(
                passes(recorded_at=AT + DAY), ["VG-CONTRACT-001: unproven", "VG-LA-001: unproven"], id="of tomorrow"
            ),
            pytest.param(passes(OLDER), ["VG-CONTRACT-001: unproven", "VG-LA-001: unproven"], id="on the tuple to go"),
            pytest.param(passes()[:1], ["VG-CONTRACT-001: unproven"], id="one gate of two"),
            pytest.param(
                (*passes(), passed(id="bad", status=GateStatus.FAIL)), ["VG-LA-001: failed (fail)"], id="failed too"
            ),
            pytest.param(
                (*passes(), passed(id="old", status=GateStatus.FAIL, recorded_at=AT - 20 * DAY)),
                ["VG-LA-001: failed (fail)"],
                id="a failure before the announcement that nothing replaced",
            ),
            pytest.param(passes(tree=TreeState.DIRTY_WORKING_TREE), ["tree is dirty_working_tree"], id="dirty"),
        ],
    )
    def test_lacking(self, results: tuple[GateResult, ...], details: list[str]) -> None:
        found = asked(results=results)
        assert codes(found) == ["not-rerun"]
        assert [text for text in details if not any(text in detail for detail in found.details)] == []
        assert all(detail.startswith("loop-agent@2f4e762+75f806f+-+-: ") for detail in found.details)

    def test_just_after_the_announcement(self) -> None:
        assert codes(asked(results=passes(recorded_at=AT - 14 * DAY + timedelta.resolution))) == ["allowed"]

    def test_a_rerun_that_names_the_failure_that_it_replaces(self) -> None:
        bad = passed(id="old", status=GateStatus.FAIL, recorded_at=AT - 20 * DAY)
        results = (bad, passed(supersedes=("old",)), passed("VG-CONTRACT-001"))
        assert codes(asked(results=results)) == ["allowed"]

    def test_gates_of_the_tuple_to_go_are_affected_too(self) -> None:
        own = matrix((*matrix().entries[:2], entry(OLDER, Role.LISTED, required_gates=(LA_GATE, Gate("VG-X-001")))))
        assert codes(asked(own)) == ["not-rerun"]
        assert codes(asked(own, results=(*passes(), passed("VG-X-001")))) == ["allowed"]

    def test_of_two_gates_with_one_name_the_stricter_counts(self) -> None:
        tested = Gate("VG-CONTRACT-001", consumer="loop-agent")
        own = matrix((*matrix().entries[:2], entry(OLDER, Role.LISTED, required_gates=(tested,))))
        results = (passed(), passed("VG-CONTRACT-001").replace(subject=NEW.producer_sha))
        assert codes(asked(results=results)) == ["allowed"]
        assert codes(asked(own, results=results)) == ["not-rerun"]

    def test_a_committed_tree_will_do(self) -> None:
        assert codes(asked(results=passes(tree=TreeState.COMMITTED))) == ["allowed"]


class TestWhatIsLeft:
    def test_the_rollback_tuple_stays(self) -> None:
        found = asked(release_tuple=OLD, notice=NOTICE.replace(of=OLD))
        assert codes(found) == ["no-rollback"]
        assert found.details == ("no tuple of loop-agent: none is kept for rollback",)

    def test_the_current_tuple_stays(self) -> None:
        assert codes(asked(release_tuple=NEW, notice=NOTICE.replace(of=NEW))) == ["no-current", "not-rerun"]

    def test_two_are_left(self) -> None:
        two = matrix(matrix().entries[:2])
        found = asked(two, OLD, notice=NOTICE.replace(of=OLD))
        assert codes(found) == ["no-rollback", "too-few"]
        assert found.details[-1] == "1 supported tuples would be left; expected at least 2"

    def test_a_current_tuple_that_is_not_supported(self) -> None:
        own = matrix((entry(tier=Tier.CONDITIONAL), *matrix().entries[1:]))
        assert codes(asked(own)) == ["no-current", "too-few"]

    def test_an_unsupported_tuple_needs_notice_too(self) -> None:
        own = matrix((*matrix().entries[:2], entry(OLDER, Role.LISTED, tier=Tier.UNSUPPORTED)))
        assert codes(asked(own, notice=None)) == ["no-notice", "not-rerun"]
        assert codes(asked(own)) == ["allowed"]

    def test_a_tuple_that_is_not_listed(self) -> None:
        other = OLDER.replace(schema_version="v0")
        assert codes(asked(release_tuple=other, notice=NOTICE.replace(of=other))) == ["not-listed", "not-rerun"]

    def test_a_matrix_of_tomorrow(self) -> None:
        own = matrix(published_at=AT + DAY)
        assert codes(asked(own)) == ["no-current", "no-rollback", "too-few"]


def test_everything_at_once() -> None:
    window = SupportWindow(AT, end=AT + DAY)
    found = asked(matrix((entry(OLDER, window=window),)), notice=None, results=())
    assert found.outcome is Permission.REFUSED
    assert codes(found) == ["no-current", "no-notice", "no-rollback", "not-rerun", "too-few", "window"]


@pytest.mark.parametrize(
    "call",
    [
        pytest.param(lambda: asked(release_tuple=OLDER.ref), id="text for a tuple"),
        pytest.param(lambda: asked(own=()), id="no matrix"),
        pytest.param(lambda: asked(policy=14), id="number for a policy"),
        pytest.param(lambda: asked(notice=AT), id="instant for a notice"),
        pytest.param(lambda: asked(results=("pass",)), id="texts for results"),
        pytest.param(lambda: asked(at=NAIVE), id="naive"),
        pytest.param(lambda: asked(tiers=REMOVALS), id="a table of something else for tiers"),
        pytest.param(lambda: asked(rules=TIERS), id="a table of something else"),
    ],
)
def test_arguments_of_another_kind(call: object) -> None:
    with pytest.raises(FieldError):
        call()  # type: ignore[operator]


def test_the_table_is_proved_without_a_warning() -> None:
    assert REMOVALS.findings == ()


def test_a_table_of_its_own_asks_what_it_wants() -> None:
    lax = Table(
        "our removals",
        [REMOVAL_COLUMNS[0]],
        rules=(
            Rule("listed", {"listed": True}, then=Permission.ALLOWED),
            Rule("not listed", {"listed": False}, then=Permission.REFUSED),
        ),
        outcomes=Permission,
    )
    found = asked(notice=None, results=(), rules=lax)
    assert (found.outcome, codes(found)) == (Permission.ALLOWED, ["listed"])


def test_both_tables_are_checked_at_once() -> None:
    with pytest.raises(FieldError) as caught:
        asked(tiers=REMOVALS, rules=TIERS)
    sides = Counter(problem.partition(":")[0] for problem in caught.value.problems)
    assert sides == {"tiers": len(REMOVALS.columns) + len(Permission), "rules": len(TIERS.columns) + len(Tier)}
