"""Draw mutants, try them, and tell which nobody noticed."""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from measures.mutants import mapping, running
from measures.mutants.sites import Mutant, draw
from measures.sources import package_files


def main() -> int:
    """Read the arguments, draw, try, print."""
    parser = argparse.ArgumentParser(prog="python -m measures.mutants", description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the checkout; this folder where not given")
    parser.add_argument("--count", type=int, default=400, help="how many mutants")
    parser.add_argument("--seed", type=int, default=9, help="of the draw")
    parser.add_argument("--jobs", type=int, default=1, help="how many are tried at a time")
    parser.add_argument("--cap", type=int, default=150, help="how many of the quickest tests are run first")
    parser.add_argument("--seconds", type=int, default=60, help="processor time of these; the rest has five times that")
    parser.add_argument("--out", type=Path, help="a name without ending: .txt and .json are written as it goes on")
    parser.add_argument("--list", action="store_true", help="only print what is drawn")
    parser.add_argument("--control", action="store_true", help="change nothing: every mutant must survive")
    given = parser.parse_args()
    root = given.root.resolve()
    sources = package_files(root)
    packages = {source.path: source.package for source in sources}
    drawn = draw(sources, given.count, given.seed)
    if given.list:
        print("\n".join(mutant.key for mutant in drawn))
        return 0
    results = Results(given.out, packages, f"seed {given.seed}, control" if given.control else f"seed {given.seed}")
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        places = [Path(folder) / f"copy-{number}" for number in range(given.jobs)]
        mapping.copy(root, places[0])
        known = mapping.load(root, places[0])
        for place in places[1:]:
            mapping.copy(root, place)
        for place in places:
            mapping.warm(place)
        if known.failed:
            print("these tests fail without a change and are left out:", *known.failed, sep="\n  ")
        running.preload()
        limits = running.Limits(given.cap, given.seconds)
        try_all([mutant for mutant in drawn if mutant.key not in results.found], places, known, limits, results)
    print(results.text())
    return 0


class Results:
    """What came of each mutant; kept in a file, so that a run that was cut off can go on."""

    def __init__(self, out: Path | None, packages: dict[str, str], title: str) -> None:
        """Take up what an earlier run of the same draw has found."""
        self.out = out
        self.packages = packages
        self.title = title
        self.found: dict[str, dict[str, Any]] = {}
        if out is not None and out.with_suffix(".json").is_file():
            kept = json.loads(out.with_suffix(".json").read_text(encoding="utf-8"))
            self.found = kept["mutants"] if kept["title"] == title else {}

    def add(self, mutant: Mutant, source: str, outcome: running.Outcome) -> None:
        """Keep one result, print it, and write both files."""
        entry = {"package": self.packages[mutant.path], "source": source, **outcome._asdict()}
        self.found[mutant.key] = entry
        print(f"{len(self.found):4} {outcome.result:9} {mutant.key}", flush=True)
        if self.out is not None:
            whole = {"title": self.title, "summary": self.summary(), "mutants": self.found}
            fresh = self.out.with_suffix(".fresh")
            fresh.write_text(json.dumps(whole, indent=1), encoding="utf-8")
            fresh.replace(self.out.with_suffix(".json"))
            self.out.with_suffix(".txt").write_text(self.text() + "\n", encoding="utf-8")

    def summary(self) -> dict[str, dict[str, int]]:
        """Count the results of each package."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for entry in self.found.values():
            counts[entry["package"]][entry["result"]] += 1
        return {name: dict(count) for name, count in sorted(counts.items())}

    def text(self) -> str:
        """Write the table of packages, and each mutant that nobody noticed."""
        kinds = ("killed", "timed out", "survived", "no tests")
        head = f"{'':14}{'mutants':>9}" + "".join(f"{kind:>11}" for kind in kinds) + f"{'score in %':>12}"
        rows = [self.row(name, count, kinds) for name, count in self.summary().items()]
        whole = self.row("all", Counter(entry["result"] for entry in self.found.values()), kinds)
        left = [
            f"\n{key}\n    {entry['source'].strip()}\n    {entry['result']} {entry['ran']} tests {entry['by']}".rstrip()
            for key, entry in sorted(self.found.items())
            if entry["result"] in {"survived", "no tests"}
        ]
        return "\n".join((self.title, head, *rows, whole, *left))

    def row(self, name: str, count: dict[str, int], kinds: Iterable[str]) -> str:
        """Write one row: a limit of time counts as noticed."""
        total = sum(count.values())
        seen = count.get("killed", 0) + count.get("timed out", 0)
        cells = "".join(f"{count.get(kind, 0):>11}" for kind in kinds)
        return f"{name:14}{total:>9}{cells}{100 * seen / total:>12.1f}"


def try_all(
    todo: list[Mutant], places: list[Path], known: mapping.Map, limits: running.Limits, results: Results
) -> None:
    """Try all mutants; each copy of the checkout is worked on by a process of its own."""
    if not todo:
        return
    read, write = os.pipe()
    workers = []
    for number, place in enumerate(places):
        worker = os.fork()
        if worker == 0:
            try:
                os.close(read)
                work(todo[number :: len(places)], place, known, limits, write, control="control" in results.title)
            finally:
                os._exit(0)
        workers.append(worker)
    os.close(write)
    by_key = {mutant.key: mutant for mutant in todo}
    with os.fdopen(read, encoding="utf-8") as answers:
        for answer in answers:
            key, source, *outcome = json.loads(answer)
            results.add(by_key[key], source, running.Outcome(*outcome))
    for worker in workers:
        os.waitpid(worker, 0)


def work(
    todo: Iterable[Mutant], place: Path, known: mapping.Map, limits: running.Limits, write: int, *, control: bool
) -> None:
    """Try some mutants in one copy, and send what came of each; a line is short enough to arrive in one piece."""
    for mutant in todo:
        source = (place / "src" / mutant.path).read_text(encoding="utf-8").splitlines()[mutant.line - 1]
        tests = running.chosen(mutant, known, place, limits)
        outcome = running.attempt(None if control else mutant, tests, known, place, limits)
        os.write(write, (json.dumps([mutant.key, source, *outcome]) + "\n").encode())


if __name__ == "__main__":
    sys.exit(main())
