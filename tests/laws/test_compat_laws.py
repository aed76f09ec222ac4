"""Laws of tiers, matrices, their changes and removals, with oracles written from the words of the decisions."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from itertools import product
from typing import Final

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from releasekit.answers import Permission
from releasekit.compat import (
    CompatMatrix,
    MatrixChangeKind,
    MatrixEntry,
    Notice,
    NoTuple,
    ReleaseTuple,
    Role,
    SupportWindow,
    Tier,
    removal_allowed,
)
from releasekit.gates import Gate, GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import TIERS as TIER_RULES
from releasekit.policy import MISSING
from tests.strategies.compat import GATES, TREES, Question, Results, questions
from tests.strategies.matrices import AT, DAY, LISTED, NEW, OLD, OLDER, PROMISED, entry, matrix, passed, passes

TIERS: Final = list(Tier)


class TestTiers:
    """A tier says what the decisions say, and losing evidence never makes it better."""

    @given(questions)
    def test_oracle(self, question: Question) -> None:
        assert question.tier() is judged(question)

    def test_every_tier_is_reached(self) -> None:
        """The generator makes supported and conditional tuples often enough for the laws to mean something."""
        reached = Counter[Tier]()

        @settings(max_examples=250, derandomize=True, database=None)
        @given(questions)
        def count(question: Question) -> None:
            reached[question.tier()] += 1

        count()
        assert min(reached[tier] for tier in Tier) >= 5

    @given(questions, st.data())
    def test_a_pass_that_becomes_anything_else(self, question: Question, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, max(0, len(question.results) - 1)))
        status = data.draw(st.sampled_from([word for word in GateStatus if word is not GateStatus.PASS]))
        after = [
            result.replace(status=status) if at == number and result.status is GateStatus.PASS else result
            for at, result in enumerate(question.results)
        ]
        assert no_better(question.tier(after), question.tier())

    @given(questions, st.sampled_from(GATES))
    def test_leaving_out_what_a_gate_reported(self, question: Question, gate: str) -> None:
        after = [result for result in question.results if result.gate != gate]
        assert question.tier(after) is Tier.UNSUPPORTED

    @given(questions, st.sampled_from(TREES), st.integers(0, 5))
    def test_a_tree_that_gets_worse(self, question: Question, tree: TreeState, number: int) -> None:
        after = [
            result.replace(tree=max(tree, result.tree, key=TREES.index)) if at == number else result
            for at, result in enumerate(question.results)
        ]
        assert no_better(question.tier(after), question.tier())

    @given(questions, st.integers(0, 5))
    def test_evidence_that_is_lost(self, question: Question, number: int) -> None:
        after = [result.replace(evidence=()) if at == number else result for at, result in enumerate(question.results)]
        assert no_better(question.tier(after), question.tier())

    @given(questions, st.sampled_from(GateStatus), st.sampled_from(("VG-LA-001", "VG-LA-002", "VG-RCC-001")))
    def test_what_is_about_something_else_changes_nothing(
        self, question: Question, status: GateStatus, gate: str
    ) -> None:
        other = passed(gate, OLD, status=status) if gate != "VG-RCC-001" else passed(gate, NEW, status=status)
        assert question.tier((*question.results, other)) is question.tier()

    @given(questions, st.randoms(use_true_random=False))
    def test_order_changes_nothing(self, question: Question, random: object) -> None:
        shuffled = list(question.results)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        assert question.tier(shuffled) is question.tier()


POOL: Final = tuple(
    ReleaseTuple(consumer, own, producer_sha=producer, vendored_sha=vendored, schema_version=schema)
    for consumer, own, producer, vendored, schema in product("ab", "12", "12", (None, "1"), (None, "v0"))
)
WINDOWS: Final = (None, SupportWindow(AT - 9 * DAY, end=AT), SupportWindow(AT + DAY))


@st.composite
def entries_of(draw: st.DrawFn, own: ReleaseTuple) -> MatrixEntry:
    """One entry of a tuple; never current, since that has to be agreed on among them."""
    return MatrixEntry(
        own,
        draw(st.sampled_from(Tier)),
        role=draw(st.sampled_from((Role.ROLLBACK, Role.LISTED))),
        validated_at=AT - draw(st.integers(1, 3)) * DAY,
        required_gates=(Gate("VG-1", consumer=own.consumer),),
        evidence=draw(st.sampled_from((("a",), ("b",), ("a", "b")))),
        tree=draw(st.sampled_from(TREES[:2])),
        window=draw(st.sampled_from(WINDOWS)),
    )


@st.composite
def matrices(draw: st.DrawFn) -> CompatMatrix:
    """A matrix of up to five tuples, in which the first of each consumer may be current."""
    tuples = draw(st.lists(st.sampled_from(POOL), unique=True, max_size=5))
    own = [draw(entries_of(one)) for one in tuples]
    for consumer in draw(st.sampled_from(("", "a", "ab"))):
        first = next((at for at, one in enumerate(tuples) if one.consumer == consumer), None)
        if first is not None:
            own[first] = own[first].replace(role=Role.CURRENT)
    return CompatMatrix(own, draw(st.sampled_from(("1", "2"))), published_at=AT - draw(st.sampled_from((0, 1))) * DAY)


class TestLookup:
    """A claim holds for the exact tuple: one that differs in any field is unknown unless it is listed itself."""

    @given(matrices())
    def test_every_tuple_of_the_pool(self, own: CompatMatrix) -> None:
        listed = {one.release_tuple: one.tier for one in own.entries if one.window is None}
        ended = {one.release_tuple for one in own.entries if one.window is not None}
        for asked_for in POOL:
            expected = Tier.UNSUPPORTED if asked_for in ended else listed.get(asked_for, MISSING)
            assert own.lookup(asked_for, AT) is expected

    @given(matrices(), st.sampled_from(("consumer", "consumer_sha", "producer_sha", "vendored_sha", "schema_version")))
    def test_one_field_is_another_tuple(self, own: CompatMatrix, field: str) -> None:
        for one in own.entries:
            assert own.lookup(one.release_tuple.replace(**{field: "another"})) is MISSING

    def test_tuples_to_go_back_to_are_reached(self) -> None:
        """The generator makes matrices with one to go back to often enough for the law below to mean something."""
        reached = Counter[type]()

        @settings(max_examples=100, derandomize=True, database=None)
        @given(matrices(), st.sampled_from("ab"))
        def count(own: CompatMatrix, consumer: str) -> None:
            reached[type(own.rollback_for(consumer, at=AT))] += 1

        count()
        assert min(reached[MatrixEntry], reached[NoTuple]) >= 5

    @given(matrices(), st.sampled_from("abc"), st.none() | st.sampled_from(POOL))
    def test_rollback(self, own: CompatMatrix, consumer: str, bad: ReleaseTuple | None) -> None:
        """The answer is kept for it, supported, another than the one to leave, and was validated before that.

        It is the last validated of those. Where the matrix does not list the one to leave, the current one is left.
        """
        bad = None if bad is not None and bad.consumer != consumer else bad
        current = [one for one in own.entries if one.consumer == consumer and one.role is Role.CURRENT]
        left = [one for one in own.entries if one.release_tuple == bad] or current
        usable = [
            one
            for one in own.entries
            if one.consumer == consumer and one.role is Role.ROLLBACK and one.tier is Tier.SUPPORTED
            if one.window is None and one.release_tuple != bad
            if all(one.validated_at < other.validated_at for other in left)
        ]
        found = own.rollback_for(consumer, bad, at=AT)
        if usable:
            assert found in usable
            assert isinstance(found, MatrixEntry)
            assert found.validated_at == max(one.validated_at for one in usable)
        else:
            assert isinstance(found, NoTuple)
            assert found.reasons


class TestDifferences:
    """A difference is empty exactly between equal matrices, and in the other direction it is its own inverse."""

    @given(matrices(), matrices())
    def test_empty_exactly_where_equal(self, one: CompatMatrix, two: CompatMatrix) -> None:
        assert one.diff(two).is_empty is (one == two)
        assert (one.digest == two.digest) is (one == two)
        assert one.diff(one).is_empty

    @given(matrices(), matrices())
    def test_inverse(self, one: CompatMatrix, two: CompatMatrix) -> None:
        assert two.diff(one) == one.diff(two).inverse()
        assert one.diff(two).inverse().inverse() == one.diff(two)

    @given(matrices(), matrices())
    def test_the_changes_lead_from_one_to_the_other(self, one: CompatMatrix, two: CompatMatrix) -> None:
        changes = one.diff(two).changes
        kept = set(one.entries) - {change.before for change in changes}
        assert kept | {change.after for change in changes if change.after is not None} == set(two.entries)

    @given(matrices(), matrices())
    def test_each_change_has_one_kind(self, one: CompatMatrix, two: CompatMatrix) -> None:
        before, after = ({own.release_tuple: own.tier for own in side.entries} for side in (one, two))
        found = one.diff(two)
        assert {change.release_tuple for change in found.of(MatrixChangeKind.ADDED)} == after.keys() - before.keys()
        assert {change.release_tuple for change in found.of(MatrixChangeKind.REMOVED)} == before.keys() - after.keys()
        both = before.keys() & after.keys()
        better = {own for own in both if TIERS.index(after[own]) < TIERS.index(before[own])}
        worse = {own for own in both if TIERS.index(after[own]) > TIERS.index(before[own])}
        assert {change.release_tuple for change in found.of(MatrixChangeKind.PROMOTED)} == better
        assert {change.release_tuple for change in found.of(MatrixChangeKind.DEMOTED)} == worse
        kinds = map(found.of, MatrixChangeKind)
        assert sum(map(len, kinds)) == len(found.changes)

    @given(matrices(), st.randoms(use_true_random=False))
    def test_order_of_insertion_changes_nothing(self, own: CompatMatrix, random: object) -> None:
        shuffled = list(own.entries)
        random.shuffle(shuffled)  # type: ignore[attr-defined]
        other = own.replace(entries=shuffled)
        assert (other, other.digest, hash(other)) == (own, own.digest, hash(own))


ANNOUNCED: Final = Notice(OLDER, AT - 20 * DAY, reference="ANNOUNCEMENTS.md")
PASSES: Final = passes()


@attrs.frozen
class Case:
    """A removal that nothing stands against, until something is taken from it."""

    entries: tuple[MatrixEntry, ...] = matrix().entries
    notice: Notice | None = ANNOUNCED
    results: Results = PASSES
    at: datetime = AT

    def outcome(self) -> tuple[Permission, set[str]]:
        """The answer and its reasons."""
        own = matrix(self.entries)
        found = removal_allowed(
            own, OLDER, PROMISED, notice=self.notice, results=self.results, at=self.at, tiers=TIER_RULES
        )
        return found.outcome, {reason.code.removeprefix("removal/") for reason in found.reasons}

    def without(self, own: ReleaseTuple) -> "Case":
        """The same with one tuple less."""
        return attrs.evolve(self, entries=tuple(one for one in self.entries if one.release_tuple != own))

    def with_window(self) -> "Case":
        """The same with support promised for longer."""
        window = SupportWindow(AT - 50 * DAY, end=AT + DAY)
        changed = (one.replace(window=window) if one.release_tuple == OLDER else one for one in self.entries)
        return attrs.evolve(self, entries=tuple(changed))

    def without_results(self, gate: str) -> "Case":
        """The same without the runs of a gate."""
        return attrs.evolve(self, results=tuple(own for own in self.results if own.gate != gate))

    def with_results(self, **changes: object) -> "Case":
        """The same with every run changed."""
        return attrs.evolve(self, results=tuple(own.replace(**changes) for own in self.results))

    def noticed(self, days: int) -> "Case":
        """The same, announced some days before the question."""
        notice = None if self.notice is None else self.notice.replace(given_at=AT - days * DAY)
        return attrs.evolve(self, notice=notice)


LOSSES: Final[dict[str, tuple[Callable[[Case], Case], set[str]]]] = {
    "tuple to go": (lambda case: case.without(OLDER), {"not-listed", "not-rerun"}),
    "current tuple": (lambda case: case.without(NEW), {"no-current", "not-rerun", "too-few"}),
    "rollback tuple": (lambda case: case.without(OLD), {"no-rollback", "too-few"}),
    "window": (lambda case: case.with_window(), {"window"}),
    "seam gate": (lambda case: case.without_results("VG-LA-001"), {"not-rerun"}),
    "contract gate": (lambda case: case.without_results("VG-CONTRACT-001"), {"not-rerun"}),
    "pass": (lambda case: case.with_results(status=GateStatus.SKIPPED), {"not-rerun"}),
    "evidence": (lambda case: case.with_results(evidence=()), {"not-rerun"}),
    "tree": (lambda case: case.with_results(tree=TreeState.DIRTY_WORKING_TREE), {"not-rerun"}),
    "recent runs": (lambda case: case.with_results(recorded_at=AT - 30 * DAY), {"not-rerun"}),
}
NOTICES: Final[dict[str, tuple[Callable[[Case], Case], set[str]]]] = {
    "20 days": (lambda case: case, set()),
    "14 days": (lambda case: case.noticed(14), set()),
    "13 days": (lambda case: case.noticed(13), {"lead-time"}),
    "future": (lambda case: case.noticed(-1), {"future-notice", "not-rerun"}),
    "none": (lambda case: attrs.evolve(case, notice=None), {"no-notice", "not-rerun"}),
}


class TestRemovals:
    """Less notice, fewer tuples or fewer passes never turn a refused removal into an allowed one."""

    def test_nothing_stands_against_the_first_case(self) -> None:
        assert Case().outcome() == (Permission.ALLOWED, {"allowed"})

    @given(st.sets(st.sampled_from(sorted(LOSSES))), st.sampled_from(sorted(NOTICES)))
    def test_every_loss_is_a_reason(self, losses: set[str], notice: str) -> None:
        """All reasons are there at once; with a tuple that is not listed, its window counts no more."""
        case, expected = Case(), set[str]()
        for change, codes in (*(LOSSES[name] for name in sorted(losses)), NOTICES[notice]):
            case, expected = change(case), expected | codes
        if "tuple to go" in losses:
            expected.discard("window")
        outcome, found = case.outcome()
        assert found == (expected or {"allowed"})
        assert outcome is (Permission.REFUSED if expected else Permission.ALLOWED)

    @given(
        st.sampled_from(LISTED), st.integers(-3, 30), st.integers(0, 30), st.sets(st.sampled_from(LISTED), max_size=2)
    )
    def test_less_never_allows_more(
        self, asked_for: ReleaseTuple, days: int, less: int, dropped: set[ReleaseTuple]
    ) -> None:
        """For every tuple of the matrix, as what is removed."""
        roomy = (*matrix().entries, entry(NEW.replace(schema_version="v0"), Role.ROLLBACK))
        fewer = [one for one in roomy if one.release_tuple not in dropped - {asked_for}]

        def outcome(entries: Iterable[MatrixEntry], given_at: datetime) -> Permission:
            notice = Notice(asked_for, given_at, reference="x")
            own = matrix(entries)
            return removal_allowed(
                own, asked_for, PROMISED, notice=notice, results=passes(), at=AT, tiers=TIER_RULES
            ).outcome

        before = outcome(roomy, AT - days * DAY)
        after = outcome(fewer, AT - days * DAY + less * timedelta(hours=12))
        assert (before, after) != (Permission.REFUSED, Permission.ALLOWED)


def judged(question: Question) -> Tier:
    """The tier as the decisions word it, worked out without gates' standings and without a table."""
    bad = (GateStatus.FAIL, GateStatus.ERROR)

    def of(gate: str, subjects: tuple[str, ...]) -> list[GateResult]:
        own = [result for result in question.results if result.gate == gate]
        here = [
            result
            for result in own
            if result.subject in subjects
            or (result.subject is None and not (result.status is GateStatus.PASS and result.evidence))
        ]
        return [result for result in here if result.recorded_at <= AT or result.status in bad]

    seam, contract, full = (
        of("VG-LA-001", (NEW.ref,)),
        of("VG-CONTRACT-001", (NEW.ref, NEW.producer_sha)),
        of("VG-LA-002", (NEW.ref,)),
    )
    for found in (seam, contract):
        if not found or not all(result.status is GateStatus.PASS and result.evidence for result in found):
            return Tier.UNSUPPORTED
    trees = {result.tree for result in seam}
    if not trees <= {TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED}:
        return Tier.UNSUPPORTED
    worst = max((list(GateStatus).index(result.status) for result in full), default=-1)
    worst_ones = [result for result in full if list(GateStatus).index(result.status) == worst]
    if not full or not all(result.evidence for result in worst_ones):
        return Tier.UNSUPPORTED
    if worst_ones[0].status is GateStatus.FAIL:
        known = all(result.id in question.tracked for result in full if result.status is GateStatus.FAIL)
        return Tier.CONDITIONAL if known else Tier.UNSUPPORTED
    if worst_ones[0].status is not GateStatus.PASS:
        return Tier.UNSUPPORTED
    is_short = TreeState.COMMITTED in trees and question.clean_clone_asked is not False
    return Tier.CONDITIONAL if is_short else Tier.SUPPORTED


def no_better(after: Tier, before: Tier) -> bool:
    """Tell whether a tier is as restrictive as another, or more."""
    return TIERS.index(after) >= TIERS.index(before)
