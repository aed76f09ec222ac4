"""The recorded runs of loop-agent's full suite, VG-LA-002, and what the project decided about its promotion.

D-014 keeps the gate advisory until three consecutive green runs on the supported tuple, D-015 counts committed trees
alone, D-016 found the criteria met on f2aeb18, and D-018 put 30c1fa in its place. The records have days, not instants,
so their order within a day is written here by hand. Two facts hold it up: the suite only ever grew (867, 930, 936,
1052 tests), and the runs on a dirty tree came before those on the commit that was made of it.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from releasekit.answers import Permission
from releasekit.gates import GateResult, GateStatus, Promotion, TreeState
from releasekit.playbooks.gated_release import FULL_SUITE_PROMOTION

FOLDER: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "loop"
GATE_RUNS: Final = FOLDER / "gate_runs.json"
ALLOWED, REFUSED = Permission

pytestmark = pytest.mark.skipif(not GATE_RUNS.is_file(), reason="the recorded runs are not at hand")

M4: Final = "2026-02-19/milestone-M4/M4-T02-VG-LA-002.txt"
M6: Final = "2026-02-19/milestone-M6"
WEEKLY: Final = "weekly-cadence-m4/M4-T04-VG-LA-002.txt"
SYSTEM: Final = f"2026-02-20/full-system-validation/{WEEKLY}"
REVIEW: Final = f"2026-02-20/post-review-hardening/loop-5ut.6-weekly-cadence/{WEEKLY}"
DIRTY: Final = tuple(f"{M6}/loop-8th-VG-LA-002{rest}.txt" for rest in ("", "-r2", "-r3"))
COMMIT: Final = tuple(f"{M6}/loop-8th-VG-LA-002-commit-r{number}.txt" for number in (1, 2, 3))
TWO_FAILED: Final = f"{M6}/loop-the-VG-LA-002.txt"
DA1318: Final = f"{M6}/loop-8th-VG-LA-002-da1318-r2.txt"
CANONICAL: Final = f"{M6}/loop-5va-VG-LA-002-canonical30c1fa.txt"

IN_TIME: Final = (M4, TWO_FAILED, *DIRTY, *COMMIT, DA1318, CANONICAL, f"{M6}/{WEEKLY}", SYSTEM, REVIEW)

F2AEB18: Final = "f2aeb1859592ef82f63f6ae416973854c381666b"
CANON: Final = "30c1fa786d79e0984cf464ffb8e67cc7a1bfcaeb"
LATEST: Final = "2f4e762fbdb6fe40a00fe40b5df67b00b85dbb29"
NAMED: Final = {DA1318: "da1318", CANONICAL: CANON, f"{M6}/{WEEKLY}": CANON, SYSTEM: LATEST, REVIEW: LATEST}
"""The commits that stand in the names of the evidence, and in the tuples of the weekly runs."""


def read(name: str) -> list[dict[str, Any]]:
    """Read a list of records; nothing where it is not at hand."""
    path = FOLDER / name
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


RECORDS: Final = {run["evidence"]: run for run in read("gate_runs.json") if run["gate"] == "VG-LA-002"}
DECISIONS: Final = {decision["id"]: decision for decision in read("decisions.json")}
IN_FILES: Final = tuple(RECORDS)


def instant(evidence: str, order: Iterable[str] = IN_TIME) -> datetime:
    """When a run was recorded: noon of its day, and minutes that keep the order."""
    day = datetime.fromisoformat(RECORDS[evidence]["date"]).replace(hour=12, tzinfo=UTC)
    return day + timedelta(minutes=list(order).index(evidence))


def result(evidence: str, subject: str | None, at: datetime) -> GateResult:
    """One recorded run as a gate result."""
    record = RECORDS[evidence]
    return GateResult(
        evidence,
        record["gate"],
        status=GateStatus(record["result"]),
        recorded_at=at,
        evidence=(evidence,),
        subject=subject,
        tree=TreeState(record["tree"]),
        passed=record["passed"],
        failed=record["failed"],
    )


def as_recorded(order: Iterable[str] = IN_TIME) -> list[GateResult]:
    """All runs, with a commit only where the record has one."""
    return [result(name, RECORDS[name].get("consumer_sha"), instant(name, order)) for name in order]


def as_named() -> list[GateResult]:
    """All runs, with the commits of their names and tuples as well."""
    subjects = {name: RECORDS[name].get("consumer_sha") or NAMED.get(name) for name in IN_TIME}
    return [result(name, subject, instant(name)) for name, subject in subjects.items()]


def judge(results: Iterable[GateResult], until: datetime, subject: str = F2AEB18) -> Promotion:
    """What the rule says at an instant of what was known by then."""
    known = [own for own in results if own.recorded_at <= until]
    return FULL_SUITE_PROMOTION.judge(known, until, subject=subject)


class TestTheRecords:
    def test_every_run_is_in_the_order(self) -> None:
        assert sorted(IN_TIME) == sorted(RECORDS)

    def test_the_order_fits_what_is_recorded(self) -> None:
        days = [RECORDS[name]["date"] for name in IN_TIME]
        sizes = [RECORDS[name]["passed"] + RECORDS[name]["failed"] for name in IN_TIME]
        assert days == sorted(days)
        assert sizes == sorted(sizes)
        assert sorted(set(sizes)) == [867, 930, 936, 1052]

    def test_the_commits_of_the_weekly_runs_are_those_of_their_tuples(self) -> None:
        tuples = [(own["loop_agent_tuple_mode"], own["loop_agent_sha"]) for own in read("weekly_tuples.json")]
        assert tuples == [("clean_clone_committed", commit) for commit in (CANON, LATEST, LATEST)]

    def test_the_rule_is_the_decisions(self) -> None:
        assert "three consecutive green runs on the supported tuple" in DECISIONS["D-014"]["gist"]
        assert "a dirty tree is diagnostic only" in DECISIONS["D-015"]["gist"]
        assert FULL_SUITE_PROMOTION.runs == 3
        assert TreeState.DIRTY_WORKING_TREE not in FULL_SUITE_PROMOTION.trees


class TestD016:
    """"Promotion criteria met on the candidate tuple f2aeb18", until D-018 put another tuple in its place."""

    def test_the_criteria_are_met_with_the_third_run_on_the_commit(self) -> None:
        found = judge(as_recorded(), instant(COMMIT[2]))
        assert (found.outcome, found.streak) == (ALLOWED, 3)
        assert tuple(own.id for own in found.counted) == COMMIT
        assert {own.tree for own in found.counted} == {TreeState.COMMITTED}
        assert "met on the candidate tuple f2aeb18" in DECISIONS["D-016"]["gist"]

    def test_run_by_run(self) -> None:
        streaks = [judge(as_recorded(), instant(name)).streak for name in IN_TIME]
        failed, dirty, committed, later = (0, 0), (0, 0, 0), (1, 2, 3), (0, 0, 0, 0, 0)
        assert streaks == [*failed, *dirty, *committed, *later]

    def test_the_failure_on_a_tuple_that_was_not_recorded_ends_it(self) -> None:
        """Eleven tests failed on a commit that only the name of the evidence has; the record has none."""
        found = judge(as_recorded(), instant(DA1318))
        assert (found.outcome, found.notes) == (REFUSED, (f"`{DA1318}` resets the streak: fail, 11 failed",))

    def test_where_the_name_of_the_evidence_is_believed_it_does_not(self) -> None:
        assert judge(as_named(), instant(DA1318)).outcome is ALLOWED
        assert judge(as_named(), instant(REVIEW)).outcome is ALLOWED

    def test_the_order_of_the_evidence_files_comes_to_the_same(self) -> None:
        found = judge(as_recorded(IN_FILES), instant(COMMIT[2], IN_FILES))
        assert (found.outcome, tuple(own.id for own in found.counted)) == (ALLOWED, COMMIT)

    def test_days_alone_do_not_prove_it(self) -> None:
        """Three failures of that day are of no recorded tuple, and could have come last."""
        noon = datetime(2026, 2, 19, 12, tzinfo=UTC)
        found = judge([own.replace(recorded_at=noon) for own in as_recorded()[:10]], noon)
        assert (found.outcome, found.streak) == (REFUSED, 0)
        assert [note.split("`")[1] for note in found.notes] == [M4, DA1318, TWO_FAILED]

    @pytest.mark.parametrize("failed", [M4, TWO_FAILED])
    def test_a_failure_between_the_runs_would_have_ended_it(self, failed: str) -> None:
        between = instant(COMMIT[1]) + timedelta(seconds=30)
        moved = [own.replace(recorded_at=between) if own.id == failed else own for own in as_recorded()]
        assert judge(moved, instant(COMMIT[2])).streak == 1


class TestD015:
    def test_three_green_runs_on_a_dirty_tree_are_diagnostic_only(self) -> None:
        """The suite was as green as on the commit afterwards, 867 of 867, and it counts for nothing."""
        dirty = [result(name, F2AEB18, instant(name)) for name in DIRTY]
        assert [(own.passed, own.failed) for own in dirty] == [(867, 0)] * 3
        found = judge(dirty, instant(DIRTY[2]))
        assert (found.outcome, found.streak) == (REFUSED, 0)
        why = "does not count: its tree is dirty_working_tree"
        assert found.notes == tuple(f"`{name}` {why}" for name in sorted(DIRTY))


class TestLaterTuples:
    @pytest.mark.parametrize(("subject", "streak"), [(CANON, 2), (LATEST, 2), ("da1318", 0)])
    def test_none_had_three_green_runs(self, subject: str, streak: int) -> None:
        """So the gate is still advisory: the matrix of 2026-02-20 does not require it."""
        found = judge(as_named(), instant(REVIEW), subject)
        assert (found.outcome, found.streak) == (REFUSED, streak)
        matrix = json.loads((FOLDER / "compatibility_matrix.json").read_text(encoding="utf-8"))
        required = {entry["consumer"]: entry["required_gates"] for entry in matrix["tuples"]}
        assert required["loop-agent"] == ["VG-LA-001", "VG-CONTRACT-001"]

    def test_the_two_runs_of_the_second_day_were_on_two_exact_tuples(self) -> None:
        """The consumer's commit is the same, loop's is not."""
        exact = {SYSTEM: "1a389a5", REVIEW: "75f806f"}
        assert [own["loop_sha"][:7] for own in read("weekly_tuples.json")[1:]] == list(exact.values())
        results = [result(name, f"loop-agent@{LATEST}+{loop}+-+-", instant(name)) for name, loop in exact.items()]
        streaks = [judge(results, instant(REVIEW), own.subject or "").streak for own in results]
        assert streaks == [1, 1]
