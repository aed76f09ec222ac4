"""Real trees of public projects: what differs, what moved and how three of them merge, compared with git's answers.

Deliberate differences, all outside of what is compared here: git merges contents, so it settles some paths that both
sides modified; git's own merge follows renames, and ours goes path by path, as `read-tree --aggressive` does; git looks
at a hundred equal files at most for the one that moved, and we at all of them.
"""

import csv
import gzip
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from releasekit.sync import ChangeSet, ConflictKind, DryRun, PathChangeKind, Snapshot, dry_run
from tests.strategies.syncs import AT, NO_LIMITS, config

TREES: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "releases" / "trees"
pytestmark = pytest.mark.skipif(not TREES.is_dir(), reason="the recorded trees are not at hand")
MODES: Final = {"100644": "", "100755": "executable ", "120000": "link ", "160000": "repository "}
"""How git writes what an entry is. The target of a link is not recorded; its blob stands for it."""
LETTERS: Final = {PathChangeKind.ADDED: "A", PathChangeKind.MODIFIED: "M", PathChangeKind.DELETED: "D"}
UNMERGED: Final = {
    ConflictKind.BOTH_MODIFIED: "both_modified",
    ConflictKind.BOTH_ADDED: "both_added",
    ConflictKind.DELETED_IN_TARGET: "deleted_by_us",
    ConflictKind.DELETED_IN_SOURCE: "deleted_by_them",
}
"""Ours is the target of a sync, theirs the source."""


def names(folder: str) -> list[str]:
    return sorted(path.name for path in (TREES / folder).iterdir()) if TREES.is_dir() else []


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def tree(path: Path) -> Snapshot:
    listed = rows(path)
    states = [MODES[row["mode"]] + row["sha"] for row in listed]
    return Snapshot([row["path"] for row in listed], states, folds_case=False, identified_by="git")


@pytest.mark.parametrize("name", names("pairs"))
class TestPairs:
    def test_what_differs(self, name: str) -> None:
        folder = TREES / "pairs" / name
        changes = ChangeSet.between(tree(folder / "a.csv.gz"), tree(folder / "b.csv.gz"))
        expected = {(row["status"], row["path"]) for row in rows(folder / "diff_norenames.csv.gz")}
        assert {(LETTERS[change.kind], change.path) for change in changes.changes()} == expected

    def test_what_moved(self, name: str) -> None:
        folder = TREES / "pairs" / name
        changes = ChangeSet.between(tree(folder / "a.csv.gz"), tree(folder / "b.csv.gz"))
        moved = [row for row in rows(folder / "diff_exact.csv.gz") if row["status"].startswith("R")]
        found = {(rename.before, rename.after) for rename in changes.renames()}
        assert found == {(row["path"], row["new_path"]) for row in moved}

    def test_there_and_back(self, name: str) -> None:
        a, b = (tree(TREES / "pairs" / name / f"{side}.csv.gz") for side in "ab")
        changes = ChangeSet.between(a, b)
        assert (changes.apply(a), changes.inverse().apply(b)) == (b, a)
        assert changes.compose(changes.inverse()) == ChangeSet()


@pytest.mark.parametrize("name", names("threeway"))
class TestThreeWay:
    def plan(self, name: str) -> DryRun:
        folder = TREES / "threeway" / name
        base, ours, theirs = (tree(folder / f"{side}.csv.gz") for side in ("base", "ours", "theirs"))
        plan = dry_run(config(), theirs, ours, base=base, at=AT, limits=NO_LIMITS)
        assert isinstance(plan, DryRun)
        return plan

    def test_outcomes(self, name: str) -> None:
        """Each path that either side changed has git's outcome; where both modified it, it is a conflict."""
        plan = self.plan(name)
        conflicts = {conflict.path: UNMERGED[conflict.kind] for conflict in plan.conflicts}
        changed = set(plan.changes.paths)
        source, target = plan.source.index, plan.target.index
        outcomes = {}
        expected = {}
        for row in rows(TREES / "threeway" / name / "paths_norenames.csv.gz"):
            path = row["path"]
            expected[path] = row["unmerged"] or row["outcome"]
            if path in conflicts:
                outcomes[path] = conflicts[path]
            elif path in changed:
                outcomes[path] = "take_theirs"
            else:
                outcomes[path] = "same_both" if source.get(path) == target.get(path) else "take_ours"
        assert Counter(outcomes.values()) == Counter(expected.values())
        assert outcomes == expected
        assert changed | conflicts.keys() <= expected.keys()

    def test_the_result_has_what_is_taken(self, name: str) -> None:
        plan = self.plan(name)
        after = plan.changes.apply(plan.target).index
        for row in rows(TREES / "threeway" / name / "paths_norenames.csv.gz"):
            if row["outcome"] in ("take_theirs", "same_both"):
                assert after.get(row["path"]) == plan.source.index.get(row["path"])
            else:
                assert after.get(row["path"]) == plan.target.index.get(row["path"])
