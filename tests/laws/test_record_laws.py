"""Records exist exactly where their parts agree, worked out another way from plain numbers.

Each law draws the parts of a record without regard to whether they agree, says by a rule of its own whether they do,
and asks the library. Parts that agree are drawn often enough, and a test counts them.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise, permutations
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.errors import FieldError
from releasekit.notes import (
    Breakage,
    Changes,
    ChecklistEntry,
    Deprecation,
    Feature,
    Improvement,
    ReleaseNotes,
    ReleaseValidation,
)
from releasekit.playbook import RecordFindingKind
from releasekit.playbooks import RELEASE_CADENCE
from releasekit.playbooks.release_cadence import RECORDS
from releasekit.procedures import ItemStatus
from releasekit.sync import AppliedChanges, DryRunCounts, ExecutionLog, SyncLog, SyncStatus
from releasekit.versions import BumpLevel, Change, ChangeKind, ReleaseType, Version, decide_bump
from tests.laws.tables import law
from tests.strategies.records import AT, CONFIG, EVIDENCE, LOG, MINIMAL, MINUTE, NOTES, ROLLBACK, STATUS
from tests.strategies.version_parts import Parts, compared

small: Final = st.integers(0, 2)
pre: Final = st.sampled_from(((), (), ("rc", 1), ("rc", 2), ("alpha",)))
versions: Final = st.builds(Parts, small, small, small, pre, st.just(()))
EXECUTION: Final = LOG.execution
assert EXECUTION is not None


def made(parts: Parts) -> Version:
    return Version(parts.major, parts.minor, parts.patch, pre=parts.pre)


SEEN: Final[Counter[tuple[str, bool]]] = Counter()
"""How often the records of each law existed."""


def exists(make: Callable[[], object]) -> bool:
    """Whether a record can be made; counted by the law that asks."""
    try:
        make()
    except FieldError:
        there = False
    else:
        there = True
    SEEN[make.__qualname__.split(".")[0], there] += 1
    return there


@pytest.fixture(autouse=True, scope="class")
def both_kinds(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of each kind of record that a law asks for, enough exist and enough do not."""
    SEEN.clear()
    yield
    for name in {name for name, _ in SEEN}:
        assert request.cls.__name__ == name
        assert min(SEEN[name, True], SEEN[name, False]) >= 10


class TestNotes:
    """Notes exist exactly where type, breaking changes and removals fit the version."""

    @law(200)
    @given(versions, st.sampled_from(ReleaseType), st.booleans(), st.lists(versions, max_size=1))
    def test_by_plain_numbers(self, own: Parts, kind: ReleaseType, breaks: bool, gone: list[Parts]) -> None:  # noqa: FBT001 - drawn
        by_form = {(True, True): "patch", (True, False): "patch", (False, True): "minor", (False, False): "major"}
        fitting = by_form[bool(own.patch), bool(own.minor)] if own[:3] != (0, 0, 0) else "patch"
        may_break = fitting == "major" or (fitting == "minor" and own.major == 0)
        agree = str(kind) == fitting and (may_break or not breaks) and all(compared(one, own) > 0 for one in gone)
        changes = Changes(
            breaking_changes=[Breakage("a", "b", migration="c")] * breaks,
            deprecations=[Deprecation("x", made(one)) for one in gone],
        )
        make = lambda: MINIMAL.replace(version=made(own), release_type=kind, changes=changes)  # noqa: E731 - asked once
        assert exists(make) is agree


class TestTotals:
    """The total of a dry run is the sum of its counts, and no other number."""

    @given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(-2, 2))
    def test_by_addition(self, added: int, modified: int, deleted: int, off: int) -> None:
        total = max(0, added + modified + deleted + off)
        agree = total == added + modified + deleted
        assert exists(lambda: DryRunCounts(added, modified, files_to_delete=deleted, total_changes=total)) is agree


def executed(status: SyncStatus, counts: tuple[int, ...], errors: tuple[str, ...]) -> ExecutionLog:
    applied = AppliedChanges(counts[0], counts[1], deleted=counts[2])
    return EXECUTION.replace(status=status, changes_applied=applied, errors=errors)


counts: Final = st.tuples(small, small, small)


class TestStatus:
    """A status is what the counts and the errors say, and nothing is done that the dry run had not shown."""

    @law(300)
    @given(st.sampled_from(SyncStatus), counts, counts, st.sampled_from(((), ("e",))), st.booleans())
    def test_by_cases(
        self,
        status: SyncStatus,
        planned: tuple[int, ...],
        done: tuple[int, ...],
        errors: tuple[str, ...],
        equal: bool,  # noqa: FBT001 - drawn
    ) -> None:
        done = planned if equal else done
        within = all(one <= other for one, other in zip(done, planned, strict=True))
        # With errors and nothing known to be done it is a failure, or a run of which nobody knows how far it came.
        says = {"success"} if not errors else {"partial"} if any(done) else {"partial", "failed"}
        agree = str(status) in says and within and (bool(errors) or done == planned)
        run = DryRunCounts(planned[0], planned[1], files_to_delete=planned[2], total_changes=sum(planned))
        dry_run = LOG.dry_run.replace(result=run)
        assert exists(lambda: LOG.replace(dry_run=dry_run, execution=executed(status, done, errors))) is agree


minutes: Final = st.integers(0, 3)


class TestInstants:
    """A log exists exactly where its instants go one way, and an execution only where it was approved."""

    @staticmethod
    def log(run: int, approval: int, start: int, end: int, own: int) -> SyncLog:
        at = [AT + timedelta(minutes=minute) for minute in (run, approval, start, end, own)]
        return LOG.replace(
            dry_run=LOG.dry_run.replace(executed_at=at[0]),
            approval=LOG.approval.replace(approved_at=at[1]),
            execution=EXECUTION.replace(started_at=at[2], completed_at=at[3]),
            executed_at=at[4],
        )

    @law(300)
    @given(st.tuples(minutes, minutes, minutes, minutes, minutes), st.booleans())
    def test_by_sorting(self, given_minutes: tuple[int, ...], in_order: bool) -> None:  # noqa: FBT001 - drawn
        run, approval, start, end, own = sorted(given_minutes) if in_order else given_minutes
        agree = sorted((run, approval, start, end)) == [run, approval, start, end] and approval <= own <= end
        assert exists(lambda: self.log(run, approval, start, end, own)) is agree

    @given(minutes, minutes, minutes)
    def test_of_what_was_not_done(self, run: int, approval: int, own: int) -> None:
        at = [AT + timedelta(minutes=minute) for minute in (run, approval, own)]
        make = lambda: LOG.replace(  # noqa: E731 - asked once
            dry_run=LOG.dry_run.replace(executed_at=at[0]),
            approval=LOG.approval.replace(approved_at=at[1], approved=False),
            execution=None,
            verification=None,
            executed_at=at[2],
        )
        assert exists(make) is (run <= approval and run <= own)

    @given(minutes, minutes, minutes)
    def test_of_a_rollback(self, seen: int, decided: int, done: int) -> None:
        at = [AT + timedelta(minutes=minute) for minute in (seen, decided, done)]
        make = lambda: ROLLBACK.replace(  # noqa: E731 - asked once
            trigger=ROLLBACK.trigger.replace(detected_at=at[0]),
            execution=ROLLBACK.execution.replace(decided_at=at[1], executed_at=at[2]),
        )
        assert exists(make) is (seen <= decided <= done)


class TestChecklist:
    """Evidence exists exactly where each check is there once; a playbook finds where the two disagree on its gate."""

    @law(200)
    @given(
        st.booleans(),
        st.lists(st.tuples(st.sampled_from(("RL-01", "RL-02", "RL-03")), st.sampled_from(ItemStatus)), min_size=1),
    )
    def test_by_counting(self, passed: bool, checks: list[tuple[str, ItemStatus]]) -> None:  # noqa: FBT001 - drawn
        names = [name for name, _ in checks]
        gates = EVIDENCE.validation.gate_results.replace(g_rel_passed=passed)
        make = lambda: ReleaseValidation(gates, [ChecklistEntry(*check) for check in checks])  # noqa: E731 - asked twice
        assert exists(make) is (len(set(names)) == len(names))
        if exists(make):
            evidence = EVIDENCE.replace(validation=make())
            for gate in {*names, "RL-09"}:
                status = {str(status) for name, status in checks if name == gate}
                disagrees = ("fail" if passed else "pass") in status
                asked = RELEASE_CADENCE.replace(records=RECORDS.replace(release_gate=gate))
                found = [own.kind for own in asked.findings(evidence)]
                assert found.count(RecordFindingKind.CONTRADICTED) == disagrees


# One wrong value for a field, reached by its path; everything else is right.
WRONG: Final[dict[str, tuple[Any, list[object]]]] = {
    "version": (NOTES, ["2.0.0", None, Version(2, 0, 1), Version(2, 1, 0)]),
    "release_type": (NOTES, ["major", ReleaseType.MINOR, BumpLevel.MAJOR]),
    "highlights": (NOTES, ["text", [""], ["a", "a"], [1]]),
    "upgrade_notes": (NOTES, [None, 1]),
    "contributors": (NOTES, [[" ada"], ["a\nb"], ["a", "a"], "ada"]),
    "release_date": (EVIDENCE, [AT.date(), AT.replace(tzinfo=None), EVIDENCE.distribution.published_at + MINUTE]),
    "released_by": (EVIDENCE, ["", None, "a\tb"]),
    "target": (CONFIG, [CONFIG.source, None]),
    "options": (CONFIG, [CONFIG.schedule, {}]),
    "execution": (LOG, [None, LOG.dry_run]),
    "approval": (LOG, [None, LOG.approval.replace(approved=False)]),
    "versions": (ROLLBACK, [None, (Version(1, 0, 0), Version(2, 0, 0))]),
    "type": (ROLLBACK, ["immediate", CONFIG.type]),
    "phase": (STATUS, [-1, 3, "1", True, 1.0]),
    "health": (STATUS, ["green", None]),
}


class TestOneWrongField:
    """A record with one wrong field does not exist, and its problems name the record."""

    @pytest.mark.parametrize(
        ("name", "value"),
        [(name, value) for name, (_, wrong) in WRONG.items() for value in wrong],
        ids=[f"{name}-{at}" for name, (_, wrong) in WRONG.items() for at in range(len(wrong))],
    )
    def test_by_table(self, name: str, value: object) -> None:
        record = WRONG[name][0]
        with pytest.raises(FieldError) as caught:
            record.replace(**{name: value})
        assert {problem.split(".")[0] for problem in caught.value.problems} == {type(record).__name__}


class TestTakenBack:
    """A commit and its revert cancel once, for the bump and for the notes alike, in any order of the changes."""

    ENTRY: Final = {"a": [Feature("gzip", "Reads gzip.")], "b": [Improvement("Revert", "No gzip.")]}

    @staticmethod
    def history(reverts: int) -> list[Change]:
        """A feature, taken back, put back, taken back again, and so on."""
        names = "abcdefgh"[: reverts + 1]
        made_changes = [Change(ChangeKind.FEATURE, "read gzip", id="a")]
        for old, new in pairwise(names):
            made_changes.append(Change(ChangeKind.REVERT, "read gzip", id=new, reverts=old))
        return made_changes

    def notes(self, changes: list[Change]) -> ReleaseNotes:
        names = {change.id or "" for change in changes}
        entries = {name: self.ENTRY.get(name, [Improvement(f"Again {name}", "x")]) for name in names}
        return ReleaseNotes.of_changes(
            Version(1, 5, 0), NOTES.release_date, changes=changes, entries=entries, provenance=NOTES.provenance
        )

    @pytest.mark.parametrize("reverts", range(8))
    def test_a_chain(self, reverts: int) -> None:
        changes = self.history(reverts)
        told = self.notes(changes).changes
        there = reverts % 2 == 0
        assert bool(told.features) is there
        assert (decide_bump(changes).level is BumpLevel.MINOR) is there
        assert (told == Changes()) is (decide_bump(changes).level is BumpLevel.NONE)

    def test_a_second_revert_stays(self) -> None:
        changes = [*self.history(1), Change(ChangeKind.REVERT, "read gzip", id="z", reverts="a")]
        told = self.notes(changes).changes
        assert (told.features, [entry.title for entry in told.improvements]) == ((), ["Again z"])

    def test_in_any_order(self) -> None:
        changes = [*self.history(2), Change(ChangeKind.FIX, "close", id="f"), Change(ChangeKind.FEATURE, "x", id="g")]
        assert len({self.notes(list(order)) for order in permutations(changes)}) == 1

    @given(st.lists(st.sampled_from("uvwxyz"), unique=True), st.randoms(use_true_random=False))
    def test_lists_are_in_the_order_of_their_titles(self, names: list[str], shuffled: Any) -> None:  # noqa: ANN401
        assume(names)
        changes = [Change(ChangeKind.FEATURE, "x", id=str(number)) for number in range(len(names))]
        entries = {str(number): [Feature(name, "x")] for number, name in enumerate(names)}
        shuffled.shuffle(changes)
        assert [entry.title for entry in Changes.of(changes, entries).features] == sorted(names)
