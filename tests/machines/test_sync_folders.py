"""The example that keeps one folder in step with another is killed at any point, and what it leaves is looked at.

A run is a process of its own. It is killed, or somebody meddles, right before the n-th time that it touches the disk
below the folders; between two such points nothing can be seen of it. Ten seeds in each run of the tests, a hundred in
the deep ones.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest
from hypothesis import settings

from examples import sync_folders
from releasekit.documents import from_json, to_json
from releasekit.procedures import Actor
from releasekit.sync import DryRun, Guard, SyncLog, SyncStatus, approve
from releasekit.sync._steps import deletes_of, writes_of

ROOT: Final = Path(__file__).parents[2]
IS_DEEP: Final = settings().max_examples >= 2_000
SEEDS: Final = range(100 if IS_DEEP else 10)
KILLED: Final = 9
OUTSIDE: Final = "keep"
CHILD: Final = """
import os, sys
from pathlib import Path
from examples import sync_folders
folder, count, meddled = sys.argv[1], int(sys.argv[2]), sys.argv[3]
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.chmod", "os.scandir", "os.listdir"}
seen = 0
def listen(event, arguments):
    global seen
    if event not in EVENTS or not str(arguments[0]).startswith(folder):
        return
    seen += 1
    if seen == count:
        if not meddled:
            os._exit(9)
        path = Path(meddled)
        if path.is_file():
            path.write_text("meddled")
sys.addaudithook(listen)
sync_folders.main(sys.argv[4:])
"""


class Folders:
    """A source, a target and a state on a real disk."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.source, self.target, self.state = (folder / name for name in ("source", "target", "state"))
        tree = {f"d{at % 3}/f{at}": f"{at}" for at in range(9)} | {"file": "1", "gone/a": "2", "gone/b": "3", "was/x": "4"}
        for side in (self.source, self.target):
            fill(side, tree)
            fill(side, {f"{OUTSIDE}/{side.name}": side.name, f"{OUTSIDE}/both": side.name})
        self.run()
        self.change()

    def change(self) -> None:
        """Change the source: some files are new, others differ or go, a file becomes a folder and a folder a file."""
        fill(self.source, {f"new/n{at}": "n" for at in range(self.chance.randint(1, 4))})
        for at in self.chance.sample(range(9), 4):
            (self.source / f"d{at % 3}/f{at}").write_text("other")
        (self.source / "file").unlink()
        fill(self.source, {"file/in it": "5"})
        shutil.rmtree(self.source / "gone")
        shutil.rmtree(self.source / "was")
        (self.source / "was").write_text("a file")
        (self.source / "link").symlink_to("d0/f0")
        (self.source / "d1/f1").chmod(0o755)

    def arguments(self, *more: str) -> list[str]:
        return [str(self.source), str(self.target), str(self.state), "--exclude", f"{OUTSIDE}/**", *more]

    def plan(self) -> DryRun:
        sync_folders.main(self.arguments())
        plan = sync_folders.State(self.state).kept_plan()
        assert plan is not None
        return plan

    def approved(self, plan: DryRun) -> str:
        """Return the file of an approval."""
        used = len(sync_folders.State(self.state).used_approvals())
        at, by = datetime.now(UTC), Actor("Ada", "owner")
        approval = approve(plan, at, by=by, approval_id=f"approval-{used}", overrides=Guard)
        path = self.folder / "approval.json"
        path.write_text(to_json(approval), encoding="utf-8")
        return str(path)

    def run(self) -> None:
        """Plan, approve and carry out without any disturbance."""
        sync_folders.main(self.arguments("--approval", self.approved(self.plan())))

    def disturbed(self, plan: DryRun, count: int, meddled: str = "") -> int:
        """Carry out a plan in a process of its own that is killed, or meddled with, and return how it ended."""
        arguments = self.arguments("--approval", self.approved(plan))
        command = [sys.executable, "-c", CHILD, str(self.folder), str(count), meddled, *arguments]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300)
        assert done.returncode in (0, 1, KILLED), done.stderr
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode

    def logs(self) -> list[SyncLog]:
        return [from_json(SyncLog, path.read_text("utf-8")) for path in sorted((self.state / "logs").iterdir())]

    def contents(self, side: Path, *, outside: bool) -> dict[str, str]:
        """Return what a folder holds, inside or outside the filters, read without the example."""
        return {
            name: f"link {path.readlink()}" if path.is_symlink() else f"{path.read_text()} {path.stat().st_mode & 0o100}"
            for path in sorted(side.rglob("*"))
            if (path.is_symlink() or path.is_file())
            and (name := path.relative_to(side).as_posix()).startswith(f"{OUTSIDE}/") is outside
        }

    def holds(self, path: str, plan: DryRun, *, after: bool) -> bool:
        """Tell whether the target has at a path what a plan saw, or what it wants."""
        index = plan.changes.paths.index(path)
        state = (plan.changes.after if after else plan.changes.before)[index]
        entry = sync_folders.entry_at(self.target / path)
        return (entry.state if entry else None) == state


def fill(folder: Path, tree: dict[str, str]) -> None:
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def stage(folders: Folders) -> str:
    """Say how far a killed run had come, by what it left."""
    if not (folders.state / "running.json").exists():
        return "before it began" if (folders.state / "plan.json").exists() else "after its end"
    journal = folders.state / "journal"
    lines = len(journal.read_text().splitlines()) if journal.exists() else 0
    plan = from_json(DryRun, json.loads((folders.state / "running.json").read_text())["plan"])
    steps = len(plan.changes.paths)
    return "at its beginning" if not lines else "within" if lines < steps else "before its log"


def assert_no_delete_without_all_writes(folders: Folders, plan: DryRun) -> None:
    """Unless every write is done, each delete that makes no room is not."""
    written = all(folders.holds(step.path, plan, after=True) for step in writes_of(plan))
    gone = [step.path for step in deletes_of(plan) if not folders.holds(step.path, plan, after=False)]
    assert written or not gone


def test_killed_at_any_point(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kills before the first write, between writes, and between the last of them and the log are among them."""
    stages: Counter[str] = Counter()
    for seed in SEEDS:
        stages[killed_once(tmp_path / str(seed), random.Random(seed))] += 1  # noqa: S311 - a seed, and no secret
        capsys.readouterr()
    assert stages["within"] >= len(SEEDS) // 4
    assert stages.keys() >= ({"at its beginning", "within", "before its log"} if IS_DEEP else {"within"}), stages


def killed_once(folder: Path, chance: random.Random) -> str:
    """Kill a run, look at what it left, finish the work with another one, and say how far the first had come."""
    folders = Folders(folder, chance)
    outside = folders.contents(folders.target, outside=True)
    plan = folders.plan()
    assert 0 not in plan.changes.counts
    used = len(sync_folders.State(folders.state).used_approvals())
    ended = folders.disturbed(plan, chance.randint(20, 180))
    reached = stage(folders) if ended == KILLED else "not killed"
    assert_no_delete_without_all_writes(folders, plan)
    assert folders.contents(folders.target, outside=True) == outside

    folders.run()

    assert folders.contents(folders.target, outside=False) == folders.contents(folders.source, outside=False)
    assert folders.contents(folders.target, outside=True) == outside
    logs = folders.logs()
    executed = [log for log in logs if log.execution is not None]
    spent = sync_folders.State(folders.state).used_approvals()
    assert len(set(spent)) == len(spent)
    # Where it was killed between using the approval and beginning, nothing was done and no execution is in the logs.
    assert len(executed) <= len(spent) <= len(executed) + 1
    assert len(spent) - used in (1, 2)
    assert executed[-1].execution is not None
    assert executed[-1].execution.status is SyncStatus.SUCCESS
    assert executed[-1].verification is not None
    assert executed[-1].verification.integrity_verified
    assert all(log.findings == () for log in logs)
    assert not (folders.state / "running.json").exists()
    return reached


@pytest.mark.parametrize("count", [1, 60, 75, 90, 105])
def test_meddled_with(count: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody changes a file meanwhile, it is neither written over nor is anything deleted."""
    folders = Folders(tmp_path, random.Random(count))  # noqa: S311 - a seed, and no secret
    plan = folders.plan()
    modified = [path for path, before, after in plan.changes.rows() if before is not None and after is not None]
    meddled = folders.target / modified[-1]
    folders.disturbed(plan, count, str(meddled))
    assert_no_delete_without_all_writes(folders, plan)
    assert meddled.read_text() == "meddled"
    last = folders.logs()[-1]
    if last.execution is None:  # it was seen before anything was done
        assert folders.holds("new/n0", plan, after=False)
    elif last.execution.status is SyncStatus.PARTIAL:  # it was seen when its turn came
        assert (folders.target / "gone/a").exists()
    else:  # it was written before, and the target is not what was approved
        assert last.verification is not None
        assert not last.verification.integrity_verified
    held = folders.plan()
    assert [conflict.path for conflict in held.unsettled] == [modified[-1]]
    capsys.readouterr()


def test_an_approval_is_used_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = Folders(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
    approval = folders.approved(folders.plan())
    sync_folders.main(folders.arguments("--approval", approval))
    folders.plan()
    with pytest.raises(SystemExit, match="which was used"):
        sync_folders.main(folders.arguments("--approval", approval))
    assert folders.logs()[-1].execution is None
    capsys.readouterr()
