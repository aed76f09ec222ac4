"""The example that keeps one folder in step with another is killed at any point, and what it leaves is looked at.

A run is a process of its own. It is killed, or the disk fails, or somebody meddles, right before the n-th time that it
touches the disk below the folders; between two such points nothing can be seen of it. Ten points in each run of the
tests; a hundred random ones, and each point there is, in the deep ones.
"""

import io
import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal, NamedTuple, cast

import pytest
from hypothesis import settings

from examples import sync_folders
from releasekit.documents import from_json, to_json
from releasekit.procedures import Actor
from releasekit.sync import DryRun, Guard, SyncLog, SyncStatus, approve
from releasekit.sync._log import digest_in
from releasekit.sync._steps import deletes_of, writes_of

ROOT: Final = Path(__file__).parents[2]
IS_DEEP: Final = settings().max_examples >= 2_000
SEEDS: Final = range(100 if IS_DEEP else 10)
KILLED: Final = -9
OUTSIDE: Final = "keep"
Fault = Literal["nothing", "kill", "fail", "meddle"]
SERVER: Final = """
import json, os, signal, sys
from examples import sync_folders

EVENTS = {"open", *("os." + name for name in "rename remove mkdir rmdir symlink chmod scandir listdir".split())}

def run(folder, count, fault, meddled, arguments, told):
    seen = []
    def listen(event, given):
        if event not in EVENTS or not str(given[0]).startswith(folder + os.sep):
            return
        seen.append(event + " " + str(given[0]))
        if len(seen) != count:
            return
        if fault == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if fault == "fail":
            raise OSError("the disk is full")
        if fault == "meddle" and os.path.isfile(meddled):
            with open(meddled, "w") as file:
                file.write("meddled")
    sys.addaudithook(listen)
    try:
        sync_folders.main(arguments)
    except SystemExit as end:
        print(end)
    finally:
        told.write(json.dumps(seen))
        told.flush()

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        with open(asked["folder"] + ".out", "w") as out, open(asked["folder"] + ".events", "w") as told:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
            run(**asked, told=told)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
"""Starts each run as a copy of a process that has everything loaded."""


class Server:
    """Runs the example in processes of their own."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, folder: Path, count: int, fault: Fault, meddled: str, arguments: list[str]) -> int:
        """Run it with a fault right before the disk is touched for the n-th time, and return how it ended."""
        asked = {"folder": str(folder), "count": count, "fault": fault, "meddled": meddled, "arguments": arguments}
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> None:
        """Let the process end."""
        self.process.communicate()


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    started = Server()
    yield started
    started.end()


class Folders:
    """A source, a target and a state on a real disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source, self.target, self.state = (folder / name for name in ("source", "target", "state"))

    @classmethod
    def of(cls, folder: Path, chance: random.Random) -> "Folders":
        """Return folders that were in step once, and of which the source has changed since."""
        folders = cls(folder)
        tree = {f"d{at % 3}/f{at}": f"{at}" for at in range(9)}
        tree |= {"file": "1", "gone/a": "2", "gone/b": "3", "was/x": "4"}
        for side in (folders.source, folders.target):
            fill(side, tree)
            fill(side, {f"{OUTSIDE}/{side.name}": side.name, f"{OUTSIDE}/both": side.name})
        folders.run()
        folders.change(chance)
        return folders

    def change(self, chance: random.Random) -> None:
        """Change the source: some files are new, others differ or go, a file becomes a folder and a folder a file."""
        fill(self.source, {f"new/n{at}": "n" for at in range(chance.randint(1, 4))})
        for at in chance.sample(range(9), 4):
            (self.source / f"d{at % 3}/f{at}").write_text("other")
        (self.source / "file").unlink()
        fill(self.source, {"file/in it": "5"})
        shutil.rmtree(self.source / "gone")
        shutil.rmtree(self.source / "was")
        (self.source / "was").write_text("a file")
        (self.source / "link").symlink_to("d0/f0")
        (self.source / "d1/f1").chmod(0o755)

    def copy(self, folder: Path) -> "Folders":
        """Return the same somewhere else."""
        shutil.copytree(self.folder, folder, symlinks=True)
        return Folders(folder)

    def arguments(self, *more: str) -> list[str]:
        return [str(self.source), str(self.target), str(self.state), "--exclude", f"{OUTSIDE}/**", *more]

    def plan(self) -> DryRun:
        sync_folders.main(self.arguments())
        plan = sync_folders.State(self.state).kept_plan()
        assert plan is not None
        return plan

    def approved(self, plan: DryRun) -> str:
        """Return the file of an approval."""
        at, by = datetime.now(UTC), Actor("Ada", "owner")
        approval = approve(plan, at, by=by, approval_id=f"approval-{len(self.used())}", overrides=Guard)
        path = self.folder / "approval.json"
        path.write_text(to_json(approval), encoding="utf-8")
        return str(path)

    def run(self) -> None:
        """Plan, approve and carry out without any disturbance."""
        sync_folders.main(self.arguments("--approval", self.approved(self.plan())))

    def disturbed(self, server: Server, plan: DryRun, count: int, fault: Fault, meddled: str = "") -> int:
        """Carry out a plan in a process of its own, with a fault, and return how it ended."""
        ended = server.run(self.folder, count, fault, meddled, self.arguments("--approval", self.approved(plan)))
        assert ended in (0, KILLED), self.output()
        assert "Traceback" not in self.output()
        return ended

    def output(self) -> str:
        return Path(f"{self.folder}.out").read_text()

    def points(self, server: Server, spare: Path) -> list[str]:
        """Return each point at which a run touches the disk, from a rehearsal in a spare folder."""
        rehearsal = self.copy(spare)
        assert rehearsal.disturbed(server, rehearsal.plan(), 0, "nothing") == 0
        return cast("list[str]", json.loads(Path(f"{spare}.events").read_text()))

    def used(self) -> tuple[str, ...]:
        return sync_folders.State(self.state).used_approvals()

    def logs(self) -> list[SyncLog]:
        return [from_json(SyncLog, path.read_text("utf-8")) for path in sorted((self.state / "logs").iterdir())]

    def contents(self, side: Path, *, outside: bool) -> dict[str, str]:
        """Return what a folder holds, inside or outside the filters, read without the example."""
        return {
            name: f"link {path.readlink()}"
            if path.is_symlink()
            else f"{path.read_text()} {path.stat().st_mode & 0o100}"
            for path in sorted(side.rglob("*"))
            if (path.is_symlink() or path.is_file())
            and (name := path.relative_to(side).as_posix()).startswith(f"{OUTSIDE}/") is outside
        }

    def holds(self, path: str, plan: DryRun, *, after: bool) -> bool:
        """Tell whether the target has at a path what a plan saw, or what it wants."""
        index = plan.changes.paths.index(path)
        state = (plan.changes.after if after else plan.changes.before)[index]
        entry = sync_folders.entry_at(self.target / path)
        return (entry.state if entry else "") == state


def fill(folder: Path, tree: dict[str, str]) -> None:
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def stage(folders: Folders, plan: DryRun) -> str:
    """Say how far a killed run had come, by what it left."""
    if not (folders.state / "running.json").exists():
        return "before it began" if (folders.state / "plan.json").exists() else "after its end"
    if any(log.execution is not None and log.dry_run.executed_at == plan.at for log in folders.logs()):
        return "after its log"
    journal = folders.state / "journal"
    written = len(journal.read_text().splitlines()) if journal.exists() else 0
    done = sum(folders.holds(path, plan, after=True) for path in plan.changes.paths)
    if done > written:
        return "between a write and its line"
    if written == len(plan.changes.paths):
        return "before its log"
    return "within" if written else "at its beginning"


def assert_no_delete_without_all_writes(folders: Folders, plan: DryRun) -> None:
    """Unless every write is done, each delete that makes no room is not."""
    written = all(folders.holds(step.path, plan, after=True) for step in writes_of(plan))
    gone = [step.path for step in deletes_of(plan) if not folders.holds(step.path, plan, after=False)]
    assert written or not gone


def assert_finished(folders: Folders, used: int) -> None:
    """A further plan and approval leave what was approved last; approvals and logs add up."""
    folders.run()
    assert folders.contents(folders.target, outside=False) == folders.contents(folders.source, outside=False)
    logs, spent = folders.logs(), folders.used()
    executed = [log for log in logs if log.execution is not None]
    assert len(set(spent)) == len(spent)
    # Where it was killed between using the approval and beginning, nothing was done and no execution is in the logs.
    assert len(executed) <= len(spent) <= len(executed) + 1
    assert len(spent) - used in (1, 2)
    last = executed[-1]
    assert last.execution is not None
    assert last.execution.status is SyncStatus.SUCCESS
    assert last.verification is not None
    assert last.verification.integrity_verified
    assert all(digest_in(log.dry_run.diff_ref) is not None for log in logs)
    assert not (folders.state / "running.json").exists()


class Killed(NamedTuple):
    """How a disturbed run ended, and how far it had come."""

    ended: int
    stage: str


def disturb(folders: Folders, server: Server, count: int, fault: Fault = "kill") -> Killed:
    """Disturb a run, look at what it left, and finish the work with another one."""
    outside = folders.contents(folders.target, outside=True)
    plan = folders.plan()
    counts = plan.changes.counts
    assert min(counts.added, counts.modified, counts.deleted) > 0
    used = len(folders.used())
    ended = folders.disturbed(server, plan, count, fault)
    reached = stage(folders, plan)
    assert_no_delete_without_all_writes(folders, plan)
    assert folders.contents(folders.target, outside=True) == outside
    assert_finished(folders, used)
    assert folders.contents(folders.target, outside=True) == outside
    if reached in ("at its beginning", "within", "between a write and its line", "before its log"):
        logs = (log for log in folders.logs() if log.dry_run.executed_at == plan.at)
        statuses = [log.execution.status for log in logs if log.execution]
        assert statuses == [SyncStatus.SUCCESS if reached == "before its log" else SyncStatus.PARTIAL]
    return Killed(ended, reached)


STAGES: Final = {
    *("before it began", "at its beginning", "within", "between a write and its line"),
    *("before its log", "after its log", "after its end"),
}


def kind_of_point(point: str, folders: Folders) -> str:
    """Say at which work a run touches the disk."""
    place = point.partition(" ")[2]
    if f"{folders.folder.parent}" in place and "/state/" in place:
        return "journal" if place.endswith("/journal") else "state"
    return "target" if "/target" in place and not point.startswith(("open", "os.scandir")) else "reading"


def test_killed_at_any_point(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Kills before the first write, between a write and its line in the journal, and before the log are among them."""
    stages: Counter[str] = Counter()
    for seed in SEEDS:
        chance = random.Random(seed)  # noqa: S311 - a seed, and no secret
        folders = Folders.of(tmp_path / f"{seed}", chance)
        points = folders.points(server, tmp_path / f"{seed}-rehearsal")
        kinds = {kind_of_point(point, folders) for point in points}
        assert kinds == {"journal", "state", "target", "reading"}
        chosen = ("journal", "target", "state", "reading", "journal")[seed % 5]
        numbers = [at for at, point in enumerate(points, 1) if kind_of_point(point, folders) == chosen]
        killed = disturb(folders, server, chance.choice(numbers))
        assert killed.ended == KILLED
        stages[killed.stage] += 1
        capsys.readouterr()
    assert stages["between a write and its line"] >= len(SEEDS) // 5, stages
    assert stages["within"] + stages["between a write and its line"] >= len(SEEDS) // 3, stages
    assert stages.keys() <= STAGES


def test_killed_at_every_point(tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Each point there is in the deep tests, and one in thirty otherwise; every stage is reached in the deep ones."""
    folders = Folders.of(tmp_path / "first", random.Random(7))  # noqa: S311 - a seed, and no secret
    points = folders.points(server, tmp_path / "rehearsal")
    assert len(points) > 100
    stages: Counter[str] = Counter()
    for count in range(1, len(points) + 1, 1 if IS_DEEP else 30):
        killed = disturb(folders.copy(tmp_path / f"{count}"), server, count)
        assert killed.ended == KILLED
        stages[killed.stage] += 1
        capsys.readouterr()
        shutil.rmtree(tmp_path / f"{count}")
    assert stages.keys() == STAGES if IS_DEEP else stages.keys() <= STAGES


@pytest.mark.parametrize("kind", ["journal", "target", "state", "reading"])
def test_the_disk_fails(kind: str, tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a write fails, nothing is deleted and the log says so; the next run ends well."""
    folders = Folders.of(tmp_path / "first", random.Random(3))  # noqa: S311 - a seed, and no secret
    points = folders.points(server, tmp_path / "rehearsal")
    numbers = [at for at, point in enumerate(points, 1) if kind_of_point(point, folders) == kind]
    for count in numbers if IS_DEEP else numbers[:: max(1, len(numbers) // 3)]:
        killed = disturb(folders.copy(tmp_path / f"{count}"), server, count, "fail")
        assert killed.ended == 0
        capsys.readouterr()


def test_a_failed_write_holds_every_delete(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = Folders.of(tmp_path / "first", random.Random(3))  # noqa: S311 - a seed, and no secret
    points = folders.points(server, tmp_path / "rehearsal")
    last_write = max(at for at, point in enumerate(points, 1) if point.startswith("os.rename") and "/content" in point)
    plan = folders.plan()
    folders.disturbed(server, plan, last_write, "fail")
    log = folders.logs()[-1]
    assert log.execution is not None
    assert log.execution.status is SyncStatus.PARTIAL
    failed = [step.path for step in writes_of(plan) if not folders.holds(step.path, plan, after=True)]
    assert len(failed) == 1
    assert log.execution.errors == (
        f'`"{failed[0]}"` (failed): the disk is full',
        *(f'`"{step.path}"` (not tried): not every write succeeded' for step in deletes_of(plan)),
    )
    assert all(folders.holds(step.path, plan, after=False) for step in deletes_of(plan))
    capsys.readouterr()


@pytest.mark.parametrize("at", [0, 0.3, 0.45, 0.6, 0.75, 0.9])
def test_meddled_with(at: float, tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    """Where somebody changes a file meanwhile, it is neither written over nor is anything deleted."""
    folders = Folders.of(tmp_path / "first", random.Random(5))  # noqa: S311 - a seed, and no secret
    points = folders.points(server, tmp_path / "rehearsal")
    plan = folders.plan()
    modified = [path for path, before, after in plan.changes.rows() if before is not None and after is not None]
    meddled = folders.target / modified[-1]
    folders.disturbed(server, plan, 1 + int(at * len(points)), "meddle", str(meddled))
    assert meddled.read_text() == "meddled"
    last = folders.logs()[-1]
    if last.execution is None:  # it was seen before anything was done
        assert folders.holds("new/n0", plan, after=False)
    elif not any("said to be done" in error for error in last.execution.errors):  # it was seen when its turn came
        assert last.execution.status is SyncStatus.PARTIAL
        assert_no_delete_without_all_writes(folders, plan)
        assert (folders.target / "gone/a").exists()
    else:  # it was written before, and nobody knows what became of it
        assert last.execution.status is SyncStatus.PARTIAL
        assert last.verification is not None
        assert not last.verification.integrity_verified
    held = folders.plan()
    assert [conflict.path for conflict in held.unsettled] == [modified[-1]]
    capsys.readouterr()


def test_an_approval_is_used_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
    approval = folders.approved(folders.plan())
    sync_folders.main(folders.arguments("--approval", approval))
    folders.plan()
    with pytest.raises(SystemExit, match="which was used"):
        sync_folders.main(folders.arguments("--approval", approval))
    assert folders.logs()[-1].execution is None
    capsys.readouterr()


def test_drift_after_the_approval_is_refused_and_logged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = Folders.of(tmp_path, random.Random(2))  # noqa: S311 - a seed, and no secret
    approval = folders.approved(folders.plan())
    (folders.target / "d0/f0").write_text("drifted")
    with pytest.raises(SystemExit, match='current_target differs at `"d0/f0"`'):
        sync_folders.main(folders.arguments("--approval", approval))
    assert (folders.target / "gone/a").exists()
    assert folders.logs()[-1].execution is None
    capsys.readouterr()


class Terminal(io.StringIO):
    """Somebody who sits there."""

    def isatty(self) -> bool:
        return True


class TestOnATerminal:
    """What somebody says to a plan is an approval, a rejection or nothing; the log has each of them."""

    def said(self, folders: Folders, answers: list[str], monkeypatch: pytest.MonkeyPatch) -> SyncLog | None:
        told = iter(answers)

        def answer(_: str) -> str:
            text = next(told)
            if text != "digest":
                return text
            plan = sync_folders.State(folders.state).kept_plan()
            assert plan is not None
            return plan.digest

        before = len(folders.logs())
        monkeypatch.setattr(sys, "stdin", Terminal())
        monkeypatch.setattr("builtins.input", answer)
        sync_folders.main(folders.arguments())
        logs = folders.logs()
        return logs[-1] if len(logs) > before else None

    def test_the_digest_approves(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
        log = self.said(folders, ["digest", "many deleted, nonsense"], monkeypatch)
        assert log is not None
        assert log.approval is not None
        assert (log.approval.approved, log.approval.approved_by) == (True, "owner")
        assert log.execution is not None
        assert log.execution.status is SyncStatus.SUCCESS
        assert "success, " in capsys.readouterr().out

    def test_no_rejects(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
        with pytest.raises(SystemExit, match="is a no, by owner"):
            self.said(folders, ["no"], monkeypatch)
        log = folders.logs()[-1]
        assert log.approval is not None
        assert (log.approval.approved, log.execution) == (False, None)
        capsys.readouterr()

    @pytest.mark.parametrize("answer", ["", "yes", "0" * 64])
    def test_anything_else_leaves_it(
        self, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
        assert self.said(folders, [answer], monkeypatch) is None
        assert (folders.target / "gone/a").exists()
        assert (folders.state / "plan.json").exists()
        capsys.readouterr()

    def test_a_plan_that_nobody_decided_on_is_logged_when_the_next_is_made(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
        first = folders.plan()
        folders.plan()
        log = folders.logs()[-1]
        assert (log.approval, log.execution) == (None, None)
        assert log.dry_run.diff_ref.endswith(f"#sha256:{first.digest}")
        capsys.readouterr()

    def test_long_walks_show_how_far_they_are(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
        monkeypatch.setattr(sync_folders, "TOLD_EVERY", 5)
        folders.plan()
        assert "files read" not in capsys.readouterr().err
        screen = Terminal()
        monkeypatch.setattr(sys, "stderr", screen)
        folders.plan()
        assert f"\r{folders.source}: 5 files read\r{folders.source}: 10 files read" in screen.getvalue()


def test_names_that_no_snapshot_takes_stop_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = Folders.of(tmp_path, random.Random(1))  # noqa: S311 - a seed, and no secret
    (folders.source / "evil\u202etxt.exe").write_text("x")
    with pytest.raises(SystemExit) as caught:
        sync_folders.main(folders.arguments())
    assert "expected characters that can be seen" in str(caught.value)
    assert "\u202e" not in str(caught.value)
    capsys.readouterr()
