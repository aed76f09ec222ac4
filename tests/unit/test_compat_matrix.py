"""The matrix: entries that can be believed, exact look-ups, what to go back to, and what a matrix lacks."""

from datetime import datetime, timedelta

import pytest

from releasekit.compat import (
    CompatMatrix,
    MatrixChange,
    MatrixChangeKind,
    MatrixEntry,
    MatrixFindingKind,
    NoTuple,
    ReleaseTuple,
    Role,
    SupportStatus,
    SupportWindow,
    Tier,
    tier_of,
)
from releasekit.errors import FieldError
from releasekit.gates import Gate, TreeState
from releasekit.playbooks.gated_release import TIERS
from releasekit.policy import MISSING
from tests.rows import cases
from tests.strategies.matrices import AT, CONTRACT, DAY, LA_GATE, NEW, OLD, OLDER, PROMISED, entry, matrix, passes

RFLX = ReleaseTuple("io-rflx", "abf11ca", producer_sha="75f806f", schema_version="io_rflx_interop.v0")
PUBLISHED = AT - 30 * DAY
NAIVE = datetime(2026, 3, 20)  # noqa: DTZ001 - the naive instant is the point
WINDOW = SupportWindow(AT - 50 * DAY, AT - 14 * DAY, end=AT)


class TestWindows:
    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            pytest.param(AT - 50 * DAY - timedelta.resolution, SupportStatus.NOT_YET, id="just before"),
            pytest.param(AT - 50 * DAY, SupportStatus.SUPPORTED, id="released"),
            pytest.param(AT - 14 * DAY - timedelta.resolution, SupportStatus.SUPPORTED, id="just before deprecation"),
            pytest.param(AT - 14 * DAY, SupportStatus.DEPRECATED, id="deprecated"),
            pytest.param(AT - timedelta.resolution, SupportStatus.DEPRECATED, id="just before the end"),
            pytest.param(AT, SupportStatus.ENDED, id="end"),
        ],
    )
    def test_half_open(self, at: datetime, expected: SupportStatus) -> None:
        assert WINDOW.status(at) is expected
        assert WINDOW.supports(at) is (expected in (SupportStatus.SUPPORTED, SupportStatus.DEPRECATED))

    def test_without_an_end(self) -> None:
        assert SupportWindow(AT).status(AT + 9_999 * DAY) is SupportStatus.SUPPORTED
        assert SupportWindow(AT, AT).status(AT) is SupportStatus.DEPRECATED

    def test_end_without_deprecation(self) -> None:
        window = SupportWindow(AT, end=AT + DAY)
        assert [window.status(at) for at in (AT, AT + DAY)] == [SupportStatus.SUPPORTED, SupportStatus.ENDED]

    def test_ends_out_of_order(self) -> None:
        with pytest.raises(FieldError) as caught:
            SupportWindow(AT, AT - DAY, end=AT - 2 * DAY)
        assert caught.value.problems == (
            (
                "SupportWindow.deprecated is `2026-03-19T12:00:00+00:00`; "
                "expected no earlier than released, `2026-03-20T12:00:00+00:00`"
            ),
            (
                "SupportWindow.end is `2026-03-18T12:00:00+00:00`; "
                "expected no earlier than released, `2026-03-20T12:00:00+00:00`"
            ),
            (
                "SupportWindow.end is `2026-03-18T12:00:00+00:00`; "
                "expected no earlier than deprecated, `2026-03-19T12:00:00+00:00`"
            ),
        )

    def test_naive_instants(self) -> None:
        with pytest.raises(FieldError):
            SupportWindow(NAIVE)
        with pytest.raises(FieldError):
            WINDOW.status(NAIVE)


class TestEntries:
    @pytest.mark.parametrize("tier", [Tier.SUPPORTED, Tier.CONDITIONAL])
    def test_one_that_claims_more_than_it_can_show_is_refused(self, tier: Tier) -> None:
        with pytest.raises(FieldError) as caught:
            entry(tier=tier, evidence=("n/a",), tree=TreeState.NOT_RECORDED, required_gates=(CONTRACT,))
        assert caught.value.problems == (
            f"MatrixEntry.tier is `{tier}` without evidence; expected some, or `unsupported`",
            f"MatrixEntry.tier is `{tier}` without a gate that tests the consumer; expected one, or `unsupported`",
            f"MatrixEntry.tier is `{tier}` from tree `not_recorded`; expected a committed one, or `unsupported`",
        )

    @pytest.mark.parametrize("tree", [TreeState.DIRTY_WORKING_TREE, TreeState.NOT_RECORDED])
    def test_a_tree_that_proves_nothing(self, tree: TreeState) -> None:
        with pytest.raises(FieldError):
            entry(tree=tree)
        assert entry(tree=tree, tier=Tier.UNSUPPORTED).tree is tree

    def test_an_unsupported_one_needs_nothing(self) -> None:
        own = entry(tier=Tier.UNSUPPORTED, evidence=(), tree=TreeState.NOT_RECORDED, required_gates=())
        assert own.support(AT) is Tier.UNSUPPORTED

    def test_strange_gates(self) -> None:
        with pytest.raises(FieldError) as caught:
            entry(required_gates=(LA_GATE, LA_GATE, Gate("VG-RCC-001", consumer="rlm-claude-code")))
        assert caught.value.problems == (
            'MatrixEntry.required_gates[1] has the id `"VG-LA-001"` again; expected each id once',
            (
                'MatrixEntry.required_gates: gate `VG-RCC-001` tests `"rlm-claude-code"`; expected a gate of '
                "`loop-agent` or of none"
            ),
        )

    def test_from_a_tier_decision(self) -> None:
        judged = tier_of(NEW, (LA_GATE, CONTRACT), passes(), AT, rules=TIERS, clean_clone_asked=True)
        own = MatrixEntry.of(judged, Role.CURRENT, release_blocking=False, window=WINDOW)
        assert own == MatrixEntry(
            NEW,
            Tier.SUPPORTED,
            role=Role.CURRENT,
            validated_at=AT - DAY / 24,
            required_gates=(CONTRACT, LA_GATE),
            evidence=("VG-LA-001.txt", "VG-CONTRACT-001.txt"),
            tree=TreeState.CLEAN_CLONE_COMMITTED,
            release_blocking=False,
            window=WINDOW,
        )

    def test_from_an_unproved_tier_decision(self) -> None:
        own = MatrixEntry.of(tier_of(NEW, (LA_GATE,), (), AT, rules=TIERS), Role.LISTED)
        assert (own.tier, own.validated_at, own.release_blocking) == (Tier.UNSUPPORTED, AT, True)

    def test_only_from_a_tier_decision(self) -> None:
        with pytest.raises(FieldError, match=r"judged is .* expected a TierDecision"):
            MatrixEntry.of("supported", Role.CURRENT)  # type: ignore[arg-type]

    def test_the_order_of_gates_and_evidence_does_not_matter(self) -> None:
        one = entry(required_gates=(LA_GATE, CONTRACT), evidence=("a", "b"))
        assert one == entry(required_gates=[CONTRACT, LA_GATE], evidence=["b", "a", "b"])


class TestMatrix:
    def test_everything_that_is_wrong(self) -> None:
        entries = (entry(), entry(tier=Tier.CONDITIONAL), entry(OLD, validated_at=AT))
        with pytest.raises(FieldError) as caught:
            matrix(entries)
        assert caught.value.problems == (
            (
                'CompatMatrix.entries[1] lists `"loop-agent@2f4e762+75f806f+-+-"` again, '
                "as supported and as conditional; expected each tuple once"
            ),
            (
                'CompatMatrix.entries[1].role is `current`, of `"loop-agent@2f4e762+75f806f+-+-"` too; '
                "expected one current tuple of a consumer"
            ),
            (
                'CompatMatrix.entries[2].role is `current`, of `"loop-agent@30c1fa7+1138a85+-+-"` too; '
                "expected one current tuple of a consumer"
            ),
            (
                "CompatMatrix.entries[2].validated_at is `2026-03-20T12:00:00+00:00`; expected no later than "
                "published_at, `2026-02-18T12:00:00+00:00`"
            ),
        )

    def test_validated_at_the_instant_of_publication(self) -> None:
        assert matrix((entry(validated_at=PUBLISHED),)).lookup(NEW) is Tier.SUPPORTED

    def test_the_same_entry_twice(self) -> None:
        with pytest.raises(FieldError, match="again, as supported and as supported; expected each tuple once"):
            matrix((entry(OLD, Role.LISTED), entry(OLD, Role.LISTED)))

    def test_order_does_not_matter(self) -> None:
        one = matrix()
        other = matrix(reversed(one.entries))
        assert (one, one.digest) == (other, other.digest)

    def test_consumers(self) -> None:
        assert matrix((entry(), entry(RFLX), entry(OLD, Role.LISTED))).consumers == ("io-rflx", "loop-agent")
        assert matrix(()).consumers == ()

    def test_lookup_by_window(self) -> None:
        own = matrix((entry(window=WINDOW),))
        asked = (None, PUBLISHED - timedelta.resolution, PUBLISHED, AT - timedelta.resolution, AT)
        assert [own.lookup(NEW, at) for at in asked] == [
            Tier.SUPPORTED,
            MISSING,
            Tier.SUPPORTED,
            Tier.SUPPORTED,
            Tier.UNSUPPORTED,
        ]

    @pytest.mark.parametrize("tier", Tier)
    def test_lookup_by_tier(self, tier: Tier) -> None:
        assert matrix((entry(tier=tier),)).lookup(NEW) is tier

    def test_entry(self) -> None:
        assert matrix().entry(OLD) == entry(OLD, Role.ROLLBACK)
        assert matrix(()).entry(OLD) is None

    def test_arguments_of_another_kind(self) -> None:
        for call in (
            lambda: matrix().lookup(NEW.ref),
            lambda: matrix().lookup(NEW, NAIVE),
            lambda: matrix().current_for(NEW),
            lambda: matrix().rollback_for("loop-agent", NEW.ref),
            lambda: matrix().rollback_for("loop-agent", at=NAIVE),
            lambda: matrix().rollback_for("io-rflx", NEW),
        ):
            with pytest.raises(FieldError):
                call()


class TestCurrentAndRollback:
    def test_current(self) -> None:
        assert matrix().current_for("loop-agent") == entry()
        assert matrix((entry(tier=Tier.UNSUPPORTED),)).current_for("loop-agent") == entry(tier=Tier.UNSUPPORTED)

    def test_no_current(self) -> None:
        own = matrix((entry(OLD, Role.LISTED),))
        assert own.current_for("loop-agent") == NoTuple("loop-agent", ("none is current",))
        found = matrix().current_for("loop-agnet")
        assert str(found) == (
            'no tuple of loop-agnet: the matrix does not list `"loop-agnet"`; did you mean `loop-agent`?'
        )

    def test_rollback(self) -> None:
        assert matrix().rollback_for("loop-agent") == entry(OLD, Role.ROLLBACK)
        assert matrix().rollback_for("loop-agent", NEW) == entry(OLD, Role.ROLLBACK)

    def test_the_last_validated_of_several(self) -> None:
        older = entry(OLDER, Role.ROLLBACK, validated_at=AT - 60 * DAY)
        own = matrix((entry(), older, entry(OLD, Role.ROLLBACK)))
        assert own.rollback_for("loop-agent") == entry(OLD, Role.ROLLBACK)
        assert own.rollback_for("loop-agent", OLD) == older

    @pytest.mark.parametrize("later", [timedelta(), timedelta.resolution, DAY], ids=["at once", "just after", "later"])
    def test_what_was_not_validated_before_is_not_prior(self, later: timedelta) -> None:
        kept = entry(OLD, Role.ROLLBACK, validated_at=entry().validated_at + later)
        why = "loop-agent@30c1fa7+1138a85+-+- was not validated before loop-agent@2f4e762+75f806f+-+-"
        for bad in (None, NEW, NEW.replace(consumer_sha="unlisted")):
            assert matrix((entry(), kept)).rollback_for("loop-agent", bad) == NoTuple("loop-agent", (why,))

    def test_prior_to_the_one_to_leave_and_not_to_the_current_one(self) -> None:
        newer = entry(OLDER, Role.ROLLBACK, validated_at=AT - 35 * DAY)
        own = matrix((entry(), entry(OLD, Role.ROLLBACK), newer))
        assert own.rollback_for("loop-agent") == entry(OLD, Role.ROLLBACK)
        assert own.rollback_for("loop-agent", OLDER) == entry(OLD, Role.ROLLBACK)
        assert isinstance(own.rollback_for("loop-agent", OLD), NoTuple)

    def test_without_any_to_leave_each_is_prior(self) -> None:
        assert matrix((entry(OLD, Role.ROLLBACK),)).rollback_for("loop-agent") == entry(OLD, Role.ROLLBACK)

    def test_a_supported_one_that_is_only_listed_is_none(self) -> None:
        own = matrix((entry(), entry(OLD, Role.LISTED)))
        assert own.rollback_for("loop-agent") == NoTuple("loop-agent", ("none is kept for rollback",))

    def test_all_reasons(self) -> None:
        third = NEW.replace(consumer_sha="da1318a")
        kept = (
            entry(OLD, Role.ROLLBACK),
            entry(OLDER, Role.ROLLBACK, tier=Tier.CONDITIONAL),
            entry(third, Role.ROLLBACK, window=WINDOW),
        )
        assert matrix(kept).rollback_for("loop-agent", OLD, at=AT) == NoTuple(
            "loop-agent",
            (
                "loop-agent@30c1fa7+1138a85+-+- is the one to leave",
                "loop-agent@da1318a+75f806f+-+- is unsupported",
                "loop-agent@f2aeb18+1138a85+-+- is conditional",
            ),
        )

    def test_before_the_publication(self) -> None:
        found = matrix().rollback_for("loop-agent", at=PUBLISHED - DAY)
        assert found == NoTuple("loop-agent", ("loop-agent@30c1fa7+1138a85+-+- is unknown",))

    def test_unknown_consumer(self) -> None:
        assert matrix().rollback_for("x") == NoTuple("x", ('the matrix does not list `"x"`',))


class TestChanges:
    NEXT = (
        entry(tier=Tier.CONDITIONAL),
        entry(OLD, Role.ROLLBACK, evidence=("rerun.txt",), validated_at=AT - 35 * DAY),
        entry(RFLX, tier=Tier.CONDITIONAL),
    )

    def test_kinds(self) -> None:
        rflx = entry(RFLX)
        before = matrix((*matrix().entries, rflx.replace(tier=Tier.UNSUPPORTED)))
        found = before.diff(matrix(self.NEXT, version="2026-02-27"))
        assert [(change.release_tuple, change.kind, change.fields) for change in found.changes] == [
            (RFLX, MatrixChangeKind.PROMOTED, ("tier",)),
            (NEW, MatrixChangeKind.DEMOTED, ("tier",)),
            (OLD, MatrixChangeKind.RESTATED, ("validated_at", "evidence")),
            (OLDER, MatrixChangeKind.REMOVED, ()),
        ]
        assert [found.of(change.kind) for change in found.changes] == [(change,) for change in found.changes]
        assert found.of(MatrixChangeKind.ADDED) == ()
        assert found.versions == ("2026-02-20", "2026-02-27")

    def test_nothing_is_empty_and_something_is_not(self) -> None:
        own = matrix()
        found = own.diff(matrix(own.entries[:2]))
        assert (own.diff(own).is_empty, found.is_empty, len(found.changes)) == (True, False, 1)

    def test_added(self) -> None:
        (change,) = matrix(()).diff(matrix((entry(),))).of(MatrixChangeKind.ADDED)
        assert (change.kind, change.before, change.after) == (MatrixChangeKind.ADDED, None, entry())

    @pytest.mark.parametrize("changes", [{"version": "2"}, {"published_at": AT}])
    def test_another_publication_of_the_same_entries(self, changes: dict[str, object]) -> None:
        found = matrix().diff(matrix(**changes))
        assert (found.changes, found.is_empty) == ((), False)

    def test_what_is_no_change(self) -> None:
        for before, after in ((None, None), (entry(), entry()), (entry(), entry(OLD))):
            with pytest.raises(FieldError):
                MatrixChange(before, after)

    @pytest.mark.parametrize("wrong", [None, {}])
    def test_arguments_of_another_kind(self, wrong: CompatMatrix) -> None:
        with pytest.raises(FieldError):
            matrix().diff(wrong)


class TestPolicy:
    def found(self, own: CompatMatrix, at: datetime = AT, **limits: object) -> list[str]:
        """Every finding as one text."""
        policy = PROMISED.replace(**limits)
        return [str(finding) for finding in policy.findings(own, ("loop-agent",), at)]

    def test_nothing_is_lacking(self) -> None:
        assert self.found(matrix(matrix().entries[:2])) == []

    @pytest.mark.parametrize(("entries", "expected"), cases(__file__, "what is lacking",
        pytest.param((), id="no entry: one finding says it all"),
        pytest.param((entry(),), id="current only"),
        pytest.param((entry(OLD, Role.ROLLBACK),), id="rollback only"),
        pytest.param((entry(tier=Tier.CONDITIONAL), entry(OLD, Role.ROLLBACK)), id="current one conditional"),
        pytest.param((entry(), entry(OLD, Role.ROLLBACK, window=WINDOW)), id="support of the rollback tuple has ended"),
    ))
    def test_what_is_lacking(self, entries: tuple[MatrixEntry, ...], expected: str) -> None:
        assert "\n".join(self.found(matrix(entries))) == expected

    def test_consumers_are_judged_whether_asked_for_or_listed(self) -> None:
        found = PROMISED.findings(matrix((entry(RFLX),)), ("io-rflxx",), AT)
        assert [(own.place, own.kind) for own in found] == [
            ("io-rflx", MatrixFindingKind.NO_ROLLBACK),
            ("io-rflx", MatrixFindingKind.TOO_FEW_TUPLES),
            ("io-rflxx", MatrixFindingKind.MISSING_CONSUMER),
        ]
        assert found[2].message == "has no entry; did you mean `io-rflx`?"

    def test_a_matrix_of_tomorrow(self) -> None:
        found = PROMISED.findings(matrix(), (), PUBLISHED - DAY)
        assert [(finding.kind, finding.place) for finding in found] == [
            (MatrixFindingKind.NOT_PUBLISHED, "matrix `2026-02-20`"),
            (MatrixFindingKind.CURRENT_NOT_SUPPORTED, "loop-agent"),
            (MatrixFindingKind.NO_ROLLBACK, "loop-agent"),
            (MatrixFindingKind.TOO_FEW_TUPLES, "loop-agent"),
        ]

    def test_age_of_evidence(self) -> None:
        """Evidence of exactly the maximum age is not stale; what promises nothing is never stale."""
        assert self.found(matrix(), maximum_age=41 * DAY) == []
        own = matrix((entry(), entry(OLD, Role.ROLLBACK), entry(OLDER, Role.LISTED, tier=Tier.UNSUPPORTED)))
        assert self.found(own, maximum_age=41 * DAY - timedelta(seconds=1)) == [
            (
                "loop-agent has evidence of loop-agent@30c1fa7+1138a85+-+- that is 41 days, 0:00:00 old; "
                "expected at most 40 days, 23:59:59"
            ),
        ]

    @pytest.mark.parametrize(
        ("window", "notice"),
        [
            pytest.param(SupportWindow(AT, end=AT + DAY), "0:00:00", id="none"),
            pytest.param(SupportWindow(AT, AT, end=AT + 13 * DAY), "13 days, 0:00:00", id="too short"),
        ],
    )
    def test_short_notice(self, window: SupportWindow, notice: str) -> None:
        own = matrix((*matrix().entries, entry(RFLX, window=window)))
        (found,) = [own for own in PROMISED.findings(own, (), AT) if own.kind is MatrixFindingKind.SHORT_NOTICE]
        assert found.message == (
            f"has io-rflx@abf11ca+75f806f+-+io_rflx_interop.v0 deprecated for {notice} before its end; "
            "expected at least 14 days, 0:00:00"
        )

    def test_enough_notice(self) -> None:
        windows = (SupportWindow(PUBLISHED, AT + DAY, end=AT + 15 * DAY), SupportWindow(PUBLISHED))
        entries = (entry(window=windows[0]), entry(OLD, Role.ROLLBACK, window=windows[1]))
        assert self.found(matrix(entries)) == []

    def test_more_than_two(self) -> None:
        assert self.found(matrix(), minimum_tuples=3) == []
        assert self.found(matrix(), minimum_tuples=4) == [
            "loop-agent has 3 supported; expected at least 4"
        ]

    @pytest.mark.parametrize(
        "limits",
        [
            {"minimum_tuples": 0},
            {"minimum_tuples": True},
            {"deprecation_lead": -DAY},
            {"deprecation_lead": 14},
            {"maximum_age": timedelta()},
        ],
    )
    def test_limits(self, limits: dict[str, object]) -> None:
        with pytest.raises(FieldError):
            PROMISED.replace(**limits)

    @pytest.mark.parametrize("wrong", [(None, (), AT), (matrix(), "loop-agent", AT), (matrix(), (), NAIVE)])
    def test_arguments_of_another_kind(self, wrong: tuple[CompatMatrix, tuple[str, ...], datetime]) -> None:
        with pytest.raises(FieldError):
            PROMISED.findings(*wrong)
