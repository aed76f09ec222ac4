"""A recorded compatibility matrix, the weekly tuples beside it, and the gate runs that it rests on.

What the records do not say. No run names the tuple that it tested, and most do not say in which state the consumer's
tree was. The test attributes runs to tuples in two steps, each written down below, and shows what comes out without
them: with nothing attributed, no tuple is supported.

1. The tuple (needed for all three recorded tiers): a run of a consumer's gate belongs to the weekly tuple in whose
   evidence folder it lies; a contract record, which tests no consumer, counts for each tuple of its week.
2. The tree (needed for two of the three, ``NEED_THE_TREE``): where the run does not say, the weekly record names a
   branch and a commit, and the test takes that for a committed tree. For loop-agent the runs say it themselves.

The small copy in ``tests/data`` always runs; the full record does where it is at hand.
"""

import json
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from releasekit.compat import (
    CompatMatrix,
    MatrixChangeKind,
    MatrixEntry,
    MatrixFindingKind,
    Notice,
    ReleaseTuple,
    Role,
    SupportPolicy,
    Tier,
    removal_allowed,
    tier_of,
)
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import SUPPORT, TIERS

SMALL: Final = Path(__file__).resolve().parents[1] / "data" / "compatibility.json"
FULL: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "loop"

AT: Final = datetime(2026, 2, 21, tzinfo=UTC)
CONSUMERS: Final = ("io-rflx", "loop-agent", "rlm-claude-code")
GATE_CONSUMERS: Final = {"VG-RCC": "rlm-claude-code", "VG-LA": "loop-agent", "VG-RFLX": "io-rflx"}
FOLDERS: Final = (
    ("2026-02-19/milestone-M6/weekly-cadence-m4/", "2026-02-19/milestone-M6/"),
    ("2026-02-20/full-system-validation/", "2026-02-20/full-system-validation/"),
    ("2026-02-20/post-review-hardening/loop-5ut.6", "2026-02-20/post-review-hardening/loop-5ut.6"),
)
"""For each weekly tuple, where the runs of consumers' gates lie, and where the contract records do."""
NEED_THE_TREE: Final = ("io-rflx", "rlm-claude-code")
FULL_SUITE: Final = Gate("VG-LA-002", GateKind.ADVISORY, consumer="loop-agent")
DIRTY: Final = ("loop-8th-VG-LA-002-r2.txt", "loop-8th-VG-LA-002-r3.txt", "loop-8th-VG-LA-002.txt")
COMMITTED: Final = tuple(f"loop-8th-VG-LA-002-commit-r{number}.txt" for number in (1, 2, 3))

Row = dict[str, Any]


@attrs.frozen
class Records:
    """The three records."""

    matrix: Row
    weeks: list[Row]
    runs: list[Row]

    def tuples(self, week: int) -> dict[str, ReleaseTuple]:
        """The tuples of one week, by consumer."""
        row = self.weeks[week]
        loop = row["loop_sha"]
        rcc, pin = row["rlm_claude_code_sha"], row["rlm_claude_code_vendor_loop"]
        schema = row["io_rflx_interop_schema"]
        return {
            "rlm-claude-code": ReleaseTuple("rlm-claude-code", rcc, producer_sha=loop, vendored_sha=pin),
            "loop-agent": ReleaseTuple("loop-agent", row["loop_agent_sha"], producer_sha=loop),
            "io-rflx": ReleaseTuple("io-rflx", row["io_rflx_sha"], producer_sha=loop, schema_version=schema),
        }

    def rows(self) -> dict[str, Row]:
        """The rows of the matrix, by consumer."""
        return {row["consumer"]: row for row in self.matrix["tuples"]}

    def gates(self, consumer: str) -> tuple[Gate, ...]:
        """The gates that the matrix requires for a consumer."""
        return tuple(Gate(name, consumer=consumer_of(name)) for name in self.rows()[consumer]["required_gates"])

    def recorded(self) -> list[GateResult]:
        """The runs as they were recorded."""
        return [as_result(run) for run in self.runs]

    def attributed(self, *, trees: bool) -> list[GateResult]:
        """The runs with their tuples, and their trees if asked for; those of no weekly folder as they were."""
        return [result for run in self.runs for result in self._attributed(run, trees=trees)]

    def _attributed(self, run: Row, *, trees: bool) -> list[GateResult]:
        result, consumer = as_result(run), consumer_of(run["gate"])
        which = 0 if consumer else 1
        week = next((at for at, own in enumerate(FOLDERS) if run["evidence"].startswith(own[which])), None)
        if week is None or (consumer is None and run["gate"] != "VG-CONTRACT-001"):
            return [result]
        if trees and result.tree is TreeState.NOT_RECORDED and consumer in NEED_THE_TREE:
            result = result.replace(tree=TreeState.COMMITTED)
        tested = self.tuples(week)
        names = CONSUMERS if consumer is None else (consumer,)
        return [result.replace(id=f"{result.id} {name}", subject=tested[name].ref) for name in names]

    def tier(self, consumer: str, week: int, results: list[GateResult]) -> tuple[Tier, list[str]]:
        """The tier of a weekly tuple and the reasons; D-017 asks for a clean clone of loop-agent alone."""
        asked = consumer == "loop-agent"
        own = self.tuples(week)[consumer]
        found = tier_of(own, self.gates(consumer), results, AT, rules=TIERS, clean_clone_asked=asked)
        return found.outcome, [reason.code for reason in found.reasons]

    def entry(self, consumer: str, week: int, role: Role) -> MatrixEntry:
        """The entry that the attributed runs prove."""
        asked = consumer == "loop-agent"
        own, results = self.tuples(week)[consumer], self.attributed(trees=True)
        judged = tier_of(own, self.gates(consumer), results, AT, rules=TIERS, clean_clone_asked=asked)
        return MatrixEntry.of(judged, role, release_blocking=self.rows()[consumer]["release_blocking"])

    def published(self, *weeks: int) -> CompatMatrix:
        """A matrix with the tuples of the last given week as current ones, and of the others to go back to."""
        *kept, last = weeks
        roles = [(last, Role.CURRENT), *((week, Role.ROLLBACK) for week in kept)]
        entries = [self.entry(name, week, role) for week, role in roles for name in CONSUMERS]
        return CompatMatrix(entries, f"week {last}", published_at=AT)


def consumer_of(gate: str) -> str | None:
    """The consumer that a gate tests, by its name."""
    return next((consumer for start, consumer in GATE_CONSUMERS.items() if gate.startswith(start)), None)


def as_result(run: Row) -> GateResult:
    """One run; of the instant only the day is recorded."""
    return GateResult(
        run["evidence"],
        run["gate"],
        status=next(word for word in GateStatus if word.value == run["result"]),
        recorded_at=datetime.combine(datetime.fromisoformat(run["date"]), time(12), tzinfo=UTC),
        evidence=(run["evidence"],),
        tree=next(word for word in TreeState if word.value == run["tree"]),
        passed=run.get("passed"),
        failed=run.get("failed"),
    )


def read(path: Path) -> Any:  # noqa: ANN401 - JSON
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(params=["small", "full"])
def records(request: pytest.FixtureRequest) -> Records:
    """The small copy, and the full record where it is at hand."""
    if request.param == "small":
        small = read(SMALL)
        return Records(small["matrix"], small["weekly_tuples"], small["gate_runs"])
    if not (FULL / "gate_runs.json").is_file():
        pytest.skip("the recorded matrix is not at hand")
    names = ("compatibility_matrix", "weekly_tuples", "gate_runs")
    return Records(*(read(FULL / f"{name}.json") for name in names))


def test_everything_is_read(records: Records) -> None:
    assert (len(records.weeks), len(records.matrix["tuples"])) == (3, 3)
    assert len(records.recorded()) == (129 if len(records.runs) > 30 else 28)


def test_the_matrix_lists_the_tuples_of_the_last_week(records: Records) -> None:
    listed = {
        row["consumer"]: ReleaseTuple(
            row["consumer"],
            row["consumer_sha"],
            producer_sha=row["loop_sha"],
            vendored_sha=row.get("vendor_loop_sha"),
            schema_version=row.get("schema_version"),
        )
        for row in records.matrix["tuples"]
    }
    assert listed == records.tuples(2)
    assert {row["tier"] for row in records.matrix["tuples"]} == {"supported"}


class TestTiers:
    """What the runs prove of the tuples that the matrix calls supported, without and with the attributions."""

    @pytest.mark.parametrize("consumer", CONSUMERS)
    def test_no_run_names_its_tuple_so_nothing_is_supported(self, records: Records, consumer: str) -> None:
        expected = (Tier.UNSUPPORTED, ["tier/required-gate", "tier/tree"])
        assert records.tier(consumer, 2, records.recorded()) == expected

    @pytest.mark.parametrize(
        ("consumer", "expected"),
        [
            ("loop-agent", (Tier.SUPPORTED, ["tier/proved"])),
            ("rlm-claude-code", (Tier.UNSUPPORTED, ["tier/tree"])),
            ("io-rflx", (Tier.UNSUPPORTED, ["tier/tree"])),
        ],
    )
    def test_with_tuples_attributed_one_is(
        self, records: Records, consumer: str, expected: tuple[Tier, list[str]]
    ) -> None:
        assert records.tier(consumer, 2, records.attributed(trees=False)) == expected

    @pytest.mark.parametrize("consumer", CONSUMERS)
    def test_with_trees_attributed_too_the_recorded_tier_comes_out(self, records: Records, consumer: str) -> None:
        outcome, codes = records.tier(consumer, 2, records.attributed(trees=True))
        assert (outcome.value, codes) == (records.rows()[consumer]["tier"], ["tier/proved"])

    @pytest.mark.parametrize("consumer", NEED_THE_TREE)
    def test_if_a_clean_clone_were_asked_for_a_committed_tree_would_be_conditional(
        self, records: Records, consumer: str
    ) -> None:
        own = records.tuples(2)[consumer]
        found = tier_of(own, records.gates(consumer), records.attributed(trees=True), AT, rules=TIERS)
        assert (found.outcome, [reason.code for reason in found.reasons]) == (Tier.CONDITIONAL, ["tier/no-clean-clone"])

    @pytest.mark.parametrize("consumer", CONSUMERS)
    def test_the_runs_of_one_week_say_nothing_of_another(self, records: Records, consumer: str) -> None:
        """The consumers' commits are the same in the last two weeks; loop's is not, so the tuple is another."""
        results = [own for own in records.attributed(trees=True) if own.id.startswith(FOLDERS[1][0])]
        assert records.tuples(1)[consumer].consumer_sha == records.tuples(2)[consumer].consumer_sha
        assert records.tier(consumer, 1, results)[0] is Tier.SUPPORTED
        assert records.tier(consumer, 2, results)[0] is Tier.UNSUPPORTED

    @pytest.mark.parametrize(
        ("consumer", "expected"),
        [
            ("loop-agent", Tier.SUPPORTED),
            ("rlm-claude-code", Tier.SUPPORTED),
            pytest.param("io-rflx", Tier.UNSUPPORTED, id="io-rflx: VG-RFLX-002 did not run on it"),
        ],
    )
    def test_the_first_week(self, records: Records, consumer: str, expected: Tier) -> None:
        assert records.tier(consumer, 0, records.attributed(trees=True))[0] is expected


class TestTheFullSuite:
    """VG-LA-002, which was run on a dirty tree, on a commit of its own, and on a clean clone."""

    def judged(self, records: Records, own: ReleaseTuple, names: tuple[str, ...], *, asked: bool) -> Tier:
        """The tier if that gate were required, by some of its runs, attributed to a tuple."""
        runs = [run for run in records.runs if run["evidence"].endswith(names)]
        assert len(runs) == len(names)
        results = [as_result(run).replace(subject=own.ref) for run in runs]
        return tier_of(own, (FULL_SUITE,), results, AT, rules=TIERS, clean_clone_asked=asked).outcome

    @pytest.mark.parametrize("asked", [True, False])
    def test_the_dirty_canonical_tree_is_diagnostic_only(self, records: Records, asked: bool) -> None:  # noqa: FBT001
        """D-015: three green runs on it prove nothing."""
        assert records.weeks[0]["loop_agent_canonical_dirty"] == "1"
        own = records.tuples(0)["loop-agent"]
        assert self.judged(records, own, DIRTY, asked=asked) is Tier.UNSUPPORTED

    @pytest.mark.parametrize(("asked", "expected"), [(True, Tier.CONDITIONAL), (False, Tier.SUPPORTED)])
    def test_three_runs_on_a_commit(self, records: Records, asked: bool, expected: Tier) -> None:  # noqa: FBT001
        """D-017: a commit will do only where nobody asks for a clean clone. Here the runs name the commit."""
        shas = {run["consumer_sha"] for run in records.runs if "consumer_sha" in run}
        (sha,) = shas
        own = records.tuples(0)["loop-agent"].replace(consumer_sha=sha)
        assert self.judged(records, own, COMMITTED, asked=asked) is expected

    def test_a_clean_clone(self, records: Records) -> None:
        own = records.tuples(0)["loop-agent"]
        names = ("loop-5va-VG-LA-002-canonical30c1fa.txt",)
        assert self.judged(records, own, names, asked=True) is Tier.SUPPORTED

    def test_failures_that_name_no_tuple_count_against_each(self, records: Records) -> None:
        """As an advisory gate of the current tuple: until the failures are tracked, it is unsupported."""
        failed = (
            "2026-02-19/milestone-M4/M4-T02-VG-LA-002.txt",
            "2026-02-19/milestone-M6/loop-8th-VG-LA-002-da1318-r2.txt",
            "2026-02-19/milestone-M6/loop-the-VG-LA-002.txt",
        )
        results = records.attributed(trees=True)
        own, gates = records.tuples(2)["loop-agent"], records.gates("loop-agent")
        found = [
            tier_of(
                own, gates, results, AT, rules=TIERS, advisory=(FULL_SUITE,), tracked=tracked, clean_clone_asked=True
            ).outcome
            for tracked in ((), failed[:2], failed)
        ]
        assert found == [Tier.UNSUPPORTED, Tier.UNSUPPORTED, Tier.CONDITIONAL]


class TestTheMatrix:
    """The matrix as it is recorded, and with what it lacks."""

    @pytest.mark.parametrize("consumer", CONSUMERS)
    def test_a_recorded_row_alone_claims_more_than_it_shows(self, records: Records, consumer: str) -> None:
        """The rows have no evidence, and only loop-agent's says which tree it was."""
        row = records.rows()[consumer]
        tree = next((word for word in TreeState if word.value == row.get("tuple_mode")), TreeState.NOT_RECORDED)
        with pytest.raises(FieldError) as caught:
            MatrixEntry(
                records.tuples(2)[consumer],
                Tier.SUPPORTED,
                role=Role.CURRENT,
                validated_at=AT,
                required_gates=records.gates(consumer),
                tree=tree,
            )
        assert len(caught.value.problems) == (2 if consumer in NEED_THE_TREE else 1)

    def test_it_has_fewer_tuples_than_it_promises(self, records: Records) -> None:
        policy = SupportPolicy(
            records.matrix["minimum_tuples_per_consumer"], timedelta(days=records.matrix["deprecation_lead_days"])
        )
        assert policy == SUPPORT
        found = policy.findings(records.published(2), CONSUMERS, AT)
        assert [f"{own.place}: {own.kind}" for own in found] == [
            "io-rflx: no rollback tuple",
            "io-rflx: too few tuples",
            "loop-agent: no rollback tuple",
            "loop-agent: too few tuples",
            "rlm-claude-code: no rollback tuple",
            "rlm-claude-code: too few tuples",
        ]

    def test_with_the_week_before_it_is_not_known_which_came_first(self, records: Records) -> None:
        """Both were validated on one day, and no more than the day is recorded; so neither is known to be prior."""
        own = records.published(1, 2)
        assert {entry.validated_at for entry in own.entries} == {AT - timedelta(hours=12)}
        found = SUPPORT.findings(own, CONSUMERS, AT)
        assert [(each.place, each.kind) for each in found] == [
            (name, MatrixFindingKind.NO_ROLLBACK) for name in CONSUMERS
        ]

    def test_with_the_week_before_and_the_hours_it_would_keep_its_promise(self, records: Records) -> None:
        """If the hours were recorded: the second packet of that day was made after the first."""
        hour = timedelta(hours=1)
        known = records.published(1, 2)
        entries = [
            entry.replace(validated_at=entry.validated_at + hour) if entry.role is Role.CURRENT else entry
            for entry in known.entries
        ]
        own = known.replace(entries=entries)
        assert SUPPORT.findings(own, CONSUMERS, AT) == ()
        for consumer, current in records.tuples(2).items():
            assert own.rollback_for(consumer, current) == records.entry(consumer, 1, Role.ROLLBACK)

    def test_going_back_changes_nothing_for_a_consumer_with_a_pin(self, records: Records) -> None:
        """D-008: the claim covers the pin, and both weeks have the same; so the tuples differ in the candidate only."""
        one, two = (records.tuples(week)["rlm-claude-code"] for week in (1, 2))
        assert (one.consumer_sha, one.claimed_sha) == (two.consumer_sha, two.claimed_sha)
        assert one.producer_sha != two.producer_sha

    def test_the_first_week_would_not_do_for_all(self, records: Records) -> None:
        found = SUPPORT.findings(records.published(0, 2), CONSUMERS, AT)
        assert [f"{own.place}: {own.kind}" for own in found] == [
            "io-rflx: no rollback tuple",
            "io-rflx: too few tuples",
        ]

    @pytest.mark.parametrize("week", [0, 1])
    def test_every_week_has_other_tuples(self, records: Records, week: int) -> None:
        """Loop's commit is part of each tuple, so all three are removed and three others added."""
        found = records.published(week).diff(records.published(week + 1))
        assert [change.release_tuple for change in found.of(MatrixChangeKind.REMOVED)] == [
            records.tuples(week)[name] for name in CONSUMERS
        ]
        assert [change.release_tuple for change in found.of(MatrixChangeKind.ADDED)] == [
            records.tuples(week + 1)[name] for name in CONSUMERS
        ]
        assert len(found.changes) == 6

    def test_keeping_the_week_before_restates_nothing(self, records: Records) -> None:
        found = records.published(2).diff(records.published(1, 2))
        assert [change.release_tuple for change in found.changes] == [records.tuples(1)[name] for name in CONSUMERS]
        assert found.changes == found.of(MatrixChangeKind.ADDED)

    def test_a_kept_tuple_cannot_go_although_it_was_announced_in_time(self, records: Records) -> None:
        own = records.tuples(1)["loop-agent"]
        notice = Notice(own, AT, reference="D-011")
        found = removal_allowed(
            records.published(1, 2),
            own,
            SUPPORT,
            notice=notice,
            results=records.attributed(trees=True),
            at=AT + timedelta(days=14),
            tiers=TIERS,
        )
        assert [reason.code for reason in found.reasons] == [
            "removal/no-rollback",
            "removal/not-rerun",
            "removal/too-few",
        ]
        assert found.earliest == AT + timedelta(days=14)
