"""An audit: the step that the bump table derives from a project's commits, against the step that was really taken.

``python examples/bump_audit.py FOLDER`` reads the files ``owner__project.csv`` of a folder: a row per tag, with its
nearest earlier tag and the number of commits of each type between the two. Without a folder it reads the table
``data/bump_history.csv``, made from such files of five public projects: tag pairs with the same kinds of commits and
the same kind of step are one row there, with their number, the sums of their commits and the tags of the first pair.
"""

import csv
import sys
from bisect import bisect, insort
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from releasekit.versions import (
    Change,
    ChangeKind,
    NoVersion,
    Unparsed,
    Version,
    VersionError,
    ZeroMajor,
    decide_bump,
    next_version,
)

DATA = Path(__file__).parent / "data" / "bump_history.csv"
PROJECTS = (
    "commitizen-tools__commitizen",
    "googleapis__release-please",
    "HypothesisWorks__hypothesis",
    "astral-sh__uv",
    "argoproj__argo-rollouts",
)
COUNTED = {
    "breaking": ChangeKind.BREAKING,
    "feat": ChangeKind.FEATURE,
    "fix": ChangeKind.FIX,
    "docs": ChangeKind.DOCUMENTATION,
    "security": ChangeKind.SECURITY,
    "perf": ChangeKind.PERFORMANCE,
    "revert": ChangeKind.REVERT,
}

AGREE, DIFFER, NOT_COMPARED = "agree", "differ", "not compared"

Row = Mapping[str, str]


class Step(NamedTuple):
    """A tag and the one before it, the last stable version at that one, the counts, and how many pairs are like it."""

    last_stable: Version | None
    earlier: Version | None
    later: Version | None
    row: Row
    pairs: int = 1


class Verdict(NamedTuple):
    """Whether the derived step is the one that was taken, and in which words cases are told apart."""

    outcome: str
    kind: str


def main(arguments: list[str]) -> None:
    """Print the agreements and the disagreements of each project, by kind."""
    for project, found in histories(Path(arguments[0]) if arguments else None).items():
        print("\n".join(report(project, found)), end="\n\n")


def histories(folder: Path | None = None) -> dict[str, list[Step]]:
    """Read the steps of each project, from the table beside this file or from a folder."""
    if folder is not None:
        return {project: list(steps(_rows(folder / f"{project}.csv"))) for project in PROJECTS}
    by_project: defaultdict[str, list[Step]] = defaultdict(list)
    for row in _rows(DATA):
        tags = (row["last_stable"], row["prev_tag"], row["tag"])
        last_stable, earlier, later = (version(tag, row["series"]) for tag in tags)
        by_project[row["project"]].append(Step(last_stable, earlier, later, row, int(row["pairs"])))
    return dict(by_project)


def steps(rows: list[Row]) -> Iterator[Step]:
    """Pair each tag of a history with the one before it."""
    versions = {row["tag"]: version(row["tag"], row["series"]) for row in rows}
    finals: defaultdict[str, list[Version]] = defaultdict(list)
    for row in rows:
        own = versions[row["tag"]]
        if own is not None and own.is_final:
            insort(finals[row["series"]], own)
    for row in rows:
        if row["prev_tag"]:
            earlier, stable = versions[row["prev_tag"]], finals[row["series"]]
            place = 0 if earlier is None else bisect(stable, earlier)
            yield Step(stable[place - 1] if place else None, earlier, versions[row["tag"]], row)


def report(project: str, found: list[Step]) -> Iterator[str]:
    """Say how often the derived step is the one that was taken, and how they differ where it is not."""
    verdicts = Counter[Verdict]()
    for step in found:
        verdicts[verdict(step)] += step.pairs
    yield f"{project.replace('__', '/')}: {sum(verdicts.values())} tag pairs"
    for outcome in (AGREE, DIFFER, NOT_COMPARED):
        kinds = sorted((-times, one.kind) for one, times in verdicts.items() if one.outcome == outcome)
        yield f"  {-sum(times for times, _ in kinds):5}  {outcome}"
        yield from (f"         {-times:5}  {kind}" for times, kind in kinds)
    zero = [step for step in found if step.later is not None and step.later.major == 0]
    if zero:
        figures = [f"{_agreeing(zero, policy)} {policy}" for policy in ZeroMajor]
        yield f"  of {sum(step.pairs for step in zero)} steps within 0.y.z agree, by policy: {', '.join(figures)}"


def _agreeing(found: list[Step], zero: ZeroMajor) -> int:
    return sum(step.pairs for step in found if verdict(step, zero).outcome == AGREE)


def version(tag: str, series: str) -> Version | None:
    """Read the version of a tag; ``None`` where it has none."""
    try:
        return Version.parse(tag.removeprefix(series).removeprefix("v"))
    except VersionError:
        return None


def changes(row: Row) -> Iterator[Change | Unparsed]:
    """Turn counts into changes, one of each kind that was met: saying one twice changes no decision."""
    counts = {name: int(row[name] or 0) for name in (*COUNTED, "commits", "conventional")}
    for name, kind in COUNTED.items():
        if counts[name]:
            yield Change(kind, f"{counts[name]} commits")
    if counts["conventional"] > sum(counts[name] for name in ("feat", "fix", "docs", "perf")):
        yield Change(ChangeKind.INTERNAL, "commits of other types")
    if counts["commits"] > counts["conventional"]:
        yield Unparsed(f"{counts['commits'] - counts['conventional']} commits", "not conventional")


def verdict(step: Step, zero: ZeroMajor = ZeroMajor.BREAKING_IS_MINOR) -> Verdict:
    """Compare the step that was taken with the next version that the changes ask for; stages do not matter."""
    last_stable, earlier, later = step.last_stable, step.earlier, step.later
    if earlier is None or later is None:
        return Verdict(NOT_COMPARED, "one of the tags has no SemVer version")
    if later <= earlier:
        return Verdict(NOT_COMPARED, "the later tag has the lower version")
    bump = decide_bump(changes(step.row), current=last_stable, zero=zero)
    derived = next_version(last_stable, earlier, bump.level)
    taken = taken_step(last_stable or earlier, later)
    if not isinstance(derived, NoVersion) and derived.core == later.core:
        return Verdict(AGREE, "numbers of the pre-release" if derived.core == earlier.core else taken)
    unread = ", nothing could be read" if bump.unparsed and not bump.reasons else ""
    return Verdict(DIFFER, f"derived {bump.level}{unread}; taken {taken}")


def taken_step(old: Version, new: Version) -> str:
    """Name the step between two versions."""
    before, after = ((own.major, own.minor, own.patch) for own in (old, new))
    place = next((place for place in range(3) if before[place] != after[place]), None)
    if place is None:
        return "none"
    if before[0] == 0 < after[0]:
        return "graduation"
    regular = after == (*before[:place], before[place] + 1, *(0, 0)[place:])
    return f"{('major', 'minor', 'patch')[place]}{'' if regular else ' with numbers left out'}"


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    main(sys.argv[1:])
