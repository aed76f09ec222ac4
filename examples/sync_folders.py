"""Keep one folder in step with another: look, show, ask, do, and write down what was done.

The library plans and judges; everything that touches a disk is here. Run it with

    python examples/sync_folders.py SOURCE TARGET STATE [--include PATTERN] [--exclude PATTERN] [--mirror]

It shows what would be done and asks for an approval on the terminal. Where nobody sits there, it leaves the plan in
STATE; run it again with ``--approval FILE``, an approval as JSON that quotes the digest of the plan. STATE lies on the
disk of TARGET, outside of both folders.

Whoever kills it loses nothing: each file is written beside its place and moved there at once, and only where what the
plan saw still stands. The approval counts as used from the first moment on. The next start writes the log of the run
that was cut short and plans what is left, for which it asks again. No disk can look at a file and replace it in one
step, so somebody who writes between the two loses that write; who works in TARGET meanwhile should not.
"""

import argparse
import hashlib
import json
import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn

from releasekit.documents import from_json, to_json
from releasekit.errors import FieldError, ReleasekitError
from releasekit.policy import MISSING, Missing
from releasekit.procedures import Actor
from releasekit.sync import (
    ConflictStrategy,
    DryRun,
    Endpoint,
    EndpointType,
    Entry,
    EntryKind,
    Guard,
    Snapshot,
    StepOutcome,
    StepStatus,
    SyncApproval,
    SyncConfig,
    SyncFilters,
    SyncLog,
    SyncOptions,
    SyncRefusal,
    SyncReport,
    SyncRules,
    SyncSchedule,
    SyncStatus,
    SyncStep,
    SyncTrigger,
    SyncType,
    Ticket,
    approve,
    authorise,
    dry_run,
    log_undone,
    reject,
    report,
)

RULES: Final = SyncRules(timedelta(hours=1))
EXECUTOR: Final = Actor("sync_folders", "agent")
CHUNK: Final = 1 << 20
TOLD_EVERY: Final = 5_000
"""How many files are read, or steps done, between two words on the terminal."""


class State:
    """The folder in which a sync keeps its plan, its base, its logs, and what a run has done so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.logs = folder / "logs"
        self.logs.mkdir(parents=True, exist_ok=True)
        self.fresh = folder / "fresh"
        self.fresh.mkdir(exist_ok=True)
        self.plan, self.base = folder / "plan.json", folder / "base.json"
        self.running, self.journal, self.used = folder / "running.json", folder / "journal", folder / "used"

    def write(self, path: Path, text: str) -> None:
        """Write a file whole or not at all."""
        beside = self.fresh / path.name
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)

    def kept_plan(self) -> DryRun | None:
        """Return the plan that waits for an approval."""
        return from_json(DryRun, self.plan.read_text("utf-8")) if self.plan.exists() else None

    def kept_base(self) -> Snapshot | None:
        """Return what both folders held after the last successful sync."""
        return from_json(Snapshot, self.base.read_text("utf-8")) if self.base.exists() else None

    def used_approvals(self) -> tuple[str, ...]:
        """Return the ids of the approvals that were used."""
        return tuple(self.used.read_text("utf-8").splitlines()) if self.used.exists() else ()

    def next_id(self) -> str:
        """Return the id of the next log."""
        return f"run-{len(list(self.logs.iterdir())) + 1:04}"

    def forget_run(self) -> None:
        """Drop what was kept for the case that the run is cut short; its log has everything now."""
        self.plan.unlink(missing_ok=True)
        self.running.unlink()
        self.journal.unlink(missing_ok=True)

    def keep(self, log: SyncLog) -> None:
        """Keep a log under its id."""
        self.write(self.logs / f"{log.execution_id}.json", to_json(log))


# ------------------------------------------------------------------------------------------------ reading


def look(folder: Path) -> Snapshot:
    """Read a folder: what is in it, and what could not be read."""
    entries: dict[str, Entry] = {}
    unreadable: list[str] = []
    for number, path in enumerate(_files(folder, folder, unreadable), 1):
        name = path.relative_to(folder).as_posix()
        try:
            entry = entry_at(path)
        except OSError:
            entry = None
        if entry is None:
            unreadable.append(name)
        else:
            entries[name] = entry
        if number % TOLD_EVERY == 0:
            tell(f"{folder}: {number:,} files read")
    return Snapshot.of(entries, unreadable=unreadable, folds_case=folds_case(folder))


def tell(progress: str) -> None:
    """Show how far a long work is, where somebody sits at the terminal."""
    if sys.stderr.isatty():
        print(f"\r{progress}", end="", file=sys.stderr, flush=True)


def _files(root: Path, folder: Path, unreadable: list[str]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as found:
            listed = sorted(found, key=lambda entry: entry.name)
    except OSError:
        unreadable.append(folder.relative_to(root).as_posix())
        return
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(root, Path(entry.path), unreadable)
        else:
            yield Path(entry.path)


def entry_at(path: Path) -> Entry | None:
    """Return what stands at a path; ``None`` where nothing does, or neither a file nor a link."""
    try:
        mode = path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISLNK(mode):
        return Entry(os.readlink(path), EntryKind.LINK)  # noqa: PTH115 - a text, and no path
    if not stat.S_ISREG(mode):
        return None
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            found.update(chunk)
    return Entry(found.hexdigest(), EntryKind.EXECUTABLE if mode & stat.S_IXUSR else EntryKind.FILE)


def folds_case(folder: Path) -> bool | Missing:
    """Tell whether the disk takes small and capital letters for one, by the name of the folder itself."""
    swapped = folder.with_name(folder.name.swapcase())
    return MISSING if swapped.name == folder.name else swapped.exists()


# ------------------------------------------------------------------------------------------------ writing


def do(step: SyncStep, source: Path, target: Path, state: State) -> None:
    """Do one step, where what the plan saw still stands.

    Raises:
        OSError: where the disk refuses.
        ValueError: where something else stands there, or in the source.
    """
    place = target / step.path
    _refuse_links(target, place)
    if entry_at(place) != step.change.before:
        raise ValueError("something else stands there than the plan saw")
    if step.change.after is None:
        place.unlink()
        _remove_empty(place.parent, target)
        return
    fresh = state.fresh / "content"
    fresh.unlink(missing_ok=True)
    if step.change.after.kind is EntryKind.LINK:
        fresh.symlink_to(step.change.after.content)
    else:
        shutil.copyfile(source / (step.source_path or step.path), fresh)
        fresh.chmod(0o755 if step.change.after.kind is EntryKind.EXECUTABLE else 0o644)
    if entry_at(fresh) != step.change.after:
        raise ValueError("the source holds something else than the plan saw")
    if place.is_dir() and not place.is_symlink():
        place.rmdir()  # an empty folder, of which no snapshot knows
    place.parent.mkdir(parents=True, exist_ok=True)
    fresh.replace(place)


def _refuse_links(target: Path, place: Path) -> None:
    """Refuse a path that leads through a link: it would lead out of the folder."""
    for folder in place.relative_to(target).parents:
        if folder.name and (target / folder).is_symlink():
            raise ValueError(f"{folder} is a link")


def _remove_empty(folder: Path, target: Path) -> None:
    while folder != target and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def carry_out(ticket: Ticket, source: Path, target: Path, state: State) -> list[StepOutcome]:
    """Do what a ticket allows, write down each step as soon as it is done, and return how all of them ended."""
    outcomes: list[StepOutcome] = []
    done: set[str] = set()

    def attempt(step: SyncStep) -> None:
        status, error = StepStatus.DONE, None
        if not step.may_follow(done):
            status, error = StepStatus.NOT_TRIED, "what stands in its way could not be deleted"
        else:
            try:
                do(step, source, target, state)
            except (OSError, ValueError) as problem:
                status, error = StepStatus.FAILED, str(problem) or type(problem).__name__
        outcome = StepOutcome(step.path, status, error=error)
        with state.journal.open("a", encoding="utf-8") as journal:
            journal.write(json.dumps([step.path, str(status), error]) + "\n")
        outcomes.append(outcome)
        done.update([step.path] if outcome.is_done else ())
        if len(outcomes) % TOLD_EVERY == 0:
            tell(f"{len(outcomes):,} steps done")

    for step in ticket.writes():
        attempt(step)
    deletes = ticket.deletes(outcomes)
    for step in deletes:
        attempt(step)
    known = {outcome.path for outcome in outcomes}
    left = (step.path for step in ticket.steps() if step.path not in known)
    held = (StepOutcome(path, StepStatus.NOT_TRIED, error="not every write succeeded") for path in left)
    return [*outcomes, *held]


# ------------------------------------------------------------------------------------------------ the run


def begin(state: State, ticket: Ticket) -> str:
    """Write down that a run begins, before anything is done; its approval is used from here on."""
    execution_id = state.next_id()
    told = {"execution_id": execution_id, "at": ticket.at.isoformat()}
    told |= {"plan": to_json(ticket.dry_run), "approval": to_json(ticket.approval)}
    state.journal.unlink(missing_ok=True)
    with state.used.open("a", encoding="utf-8") as used:
        used.write(ticket.approval.id + "\n")
    state.write(state.running, json.dumps(told))
    return execution_id


def conclude(state: State, ticket: Ticket, outcomes: list[StepOutcome], execution_id: str, target: Path) -> SyncReport:
    """Look at the target again, keep the log and, after a success, the base; then forget the run."""
    try:
        after: Snapshot | Missing = look(target)
    except FieldError:  # something stands there now that no snapshot takes
        after = MISSING
    told = report(
        ticket,
        outcomes,
        execution_id=execution_id,
        started_at=ticket.at,
        completed_at=datetime.now(UTC),
        after=after,
        smoke_tests_passed=target.is_dir(),
        diff_ref=str(state.plan),
    )
    verified = told.log.verification is not None and told.log.verification.integrity_verified
    is_success = told.log.execution is not None and told.log.execution.status is SyncStatus.SUCCESS
    if is_success and verified:
        state.write(state.base, to_json(ticket.dry_run.result))
    state.keep(told.log)
    state.forget_run()
    return told


def recover(state: State, target: Path) -> SyncReport | None:
    """Write the log of a run that was cut short, if there is one."""
    if not state.running.exists():
        return None
    told = json.loads(state.running.read_text("utf-8"))
    if (state.logs / f"{told['execution_id']}.json").exists():  # cut short after its log was written
        state.forget_run()
        return None
    plan, approval = from_json(DryRun, told["plan"]), from_json(SyncApproval, told["approval"])
    ticket = Ticket(plan, approval, by=EXECUTOR, at=datetime.fromisoformat(told["at"]), rules=RULES)
    outcomes = []
    for line in state.journal.read_text("utf-8").splitlines() if state.journal.exists() else ():
        try:
            path, status, error = json.loads(line)
        except ValueError:  # the line that was being written
            continue
        outcomes.append(StepOutcome(path, StepStatus(status), error=error))
    return conclude(state, ticket, outcomes, told["execution_id"], target)


def set_aside(state: State, plan: DryRun, said: SyncApproval | Missing = MISSING) -> None:
    """Log a plan that nobody decided on, or that was rejected or refused, and drop it."""
    at = datetime.now(UTC)
    told = log_undone(plan, said, execution_id=state.next_id(), at=at, by=EXECUTOR.name, diff_ref=str(state.plan))
    state.keep(told.log)
    state.plan.unlink(missing_ok=True)


def make_plan(options: argparse.Namespace, state: State) -> DryRun:
    """Read both folders, plan, keep the plan, and show it whole."""
    waiting = state.kept_plan()
    if waiting is not None:
        set_aside(state, waiting)
    base = None if options.mirror else state.kept_base()
    plan = dry_run(
        config_of(options),
        look(options.source),
        look(options.target),
        base=base,
        at=datetime.now(UTC),
        mirror=options.mirror,
    )
    if isinstance(plan, SyncRefusal):
        stop(plan)
    state.write(state.plan, to_json(plan))
    state.write(state.folder / "plan.txt", plan.whole().to_text())
    return plan


def config_of(options: argparse.Namespace) -> SyncConfig:
    """Return the configuration that the options ask for."""
    source, target = (
        Endpoint(EndpointType.FILE, str(folder), credentials="none") for folder in (options.source, options.target)
    )
    return SyncConfig(
        "folders",
        f"{options.source.name} to {options.target.name}",
        type=SyncType.CROSS_REPO,
        source=source,
        target=target,
        options=SyncOptions(
            dry_run_required=True,
            approval_required=True,
            approver=options.approver,
            conflict_strategy=ConflictStrategy(options.strategy),
        ),
        filters=SyncFilters(options.include or ["**"], options.exclude),
        schedule=SyncSchedule(SyncTrigger.MANUAL),
    )


def ask(plan: DryRun, options: argparse.Namespace) -> SyncApproval | Missing:
    """Return what somebody on the terminal says to a plan; `MISSING` where nobody sits there."""
    print(plan.to_text(shutil.get_terminal_size((100, 24)).columns))
    if not sys.stdin.isatty():
        return MISSING
    print(f"\nThe whole plan is in {options.state / 'plan.txt'}.")
    answer = input("Its digest to approve it, `no` to reject it, nothing to leave it: ").strip()
    at, by = datetime.now(UTC), Actor(options.approver, "approver")
    approval_id = f"terminal-{at:%Y%m%dT%H%M%S%f}"
    if answer == "no":
        return reject(plan, at, by=by, approval_id=approval_id)
    if answer != plan.digest:
        return MISSING
    named = input("Guards to pass over, with commas: ").split(",") if plan.guards else []
    words = {str(guard): guard for guard in Guard}
    overrides = {words[name.strip()] for name in named if name.strip() in words}
    return approve(plan, at, by=by, approval_id=approval_id, overrides=overrides)


def stop(refusal: SyncRefusal) -> NoReturn:
    """Say why nothing is done, and end."""
    raise SystemExit("\n".join(["nothing is done:", *(f"  {problem}" for problem in refusal.problems)]))


def main(arguments: list[str] | None = None) -> None:
    """Plan, ask and carry out."""
    parser = argparse.ArgumentParser(description="Keep one folder in step with another.")
    for name in ("source", "target", "state"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--include", action="append", default=[])
    parser.add_argument("--exclude", action="append", default=[])
    parser.add_argument("--strategy", default="fail", choices=["fail", "ours", "theirs"])
    parser.add_argument("--mirror", action="store_true")
    parser.add_argument("--approver", default="owner")
    parser.add_argument("--approval", type=Path)
    options = parser.parse_args(arguments)
    try:
        sync(options)
    except FieldError as problem:
        raise SystemExit("\n".join(["nothing is done:", *(f"  {each}" for each in problem.problems)])) from None
    except (ReleasekitError, OSError) as problem:
        raise SystemExit(f"this was not finished:\n  {problem}") from None


def sync(options: argparse.Namespace) -> None:
    """Log what was cut short; then plan and ask, or carry out what was approved."""
    state = State(options.state)
    cut_short = recover(state, options.target)
    if cut_short is not None:
        print(f"{cut_short.log.execution_id} was cut short; what is left needs a plan and an approval of its own")
    if options.approval is None:
        plan = make_plan(options, state)
        said = ask(plan, options)
    else:
        kept = state.kept_plan()
        if kept is None:
            raise SystemExit("nothing is done:\n  no plan waits for an approval")
        plan, said = kept, from_json(SyncApproval, options.approval.read_text("utf-8"))
    if isinstance(said, Missing):
        return
    answer = authorise(
        plan,
        said,
        look(options.target),
        datetime.now(UTC),
        current_source=look(options.source),
        by=EXECUTOR,
        rules=RULES,
        used=state.used_approvals(),
    )
    if isinstance(answer, SyncRefusal):
        set_aside(state, plan, said)
        stop(answer)
    execution_id = begin(state, answer)
    outcomes = carry_out(answer, options.source, options.target, state)
    told = conclude(state, answer, outcomes, execution_id, options.target)
    if told.log.execution is not None:
        print(f"{execution_id}: {told.log.execution.status}, {told.log.dry_run.diff_summary} planned")
        print("\n".join(f"  {error}" for error in told.log.execution.errors))


if __name__ == "__main__":
    main()
