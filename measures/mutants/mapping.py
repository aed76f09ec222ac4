"""Which tests run which line, and how long each takes."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

FOLDERS: Final = ("src", "tests", "docs", "examples", "benchmarks", "fuzz", "measures", "changelog.d")
FILES: Final = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "Makefile",
    "conftest.py",
    "constraints.txt",
    "noxfile.py",
    "pyproject.toml",
)
READ_BY_TESTS: Final = ("src", "tests", "docs", "examples", *FILES)
EVERY_CLASS: Final = "from tests.public import"
LEFT_OUT: Final = shutil.ignore_patterns("__pycache__", "_build", "*.egg-info", ".*")


class Map(NamedTuple):
    """The tests with their seconds, and for each file and line the numbers of the tests that ran it.

    The lines that ran on import have no entry.
    """

    seconds: dict[str, float]
    failed: list[str]
    names: list[str]
    lines: dict[str, dict[str, list[int]]]

    def tests(self, path: str, first: int, last: int) -> tuple[list[str], list[str]]:
        """Give the tests that ran some lines, and the others that ran the file; each list the quickest first."""
        file = self.lines.get(path, {})
        there = {number for line in range(first, last + 1) for number in file.get(str(line), ())}
        others = {number for numbers in file.values() for number in numbers} - there
        return self._sorted(map(self.names.__getitem__, there)), self._sorted(map(self.names.__getitem__, others))

    def near(self, path: str, place: Path) -> list[str]:
        """Give the tests of all files that name the package of a file or go through all classes, the quickest first."""
        package = ".".join(path.removesuffix(".py").split("/")[:2])
        files = {name: name.partition("::")[0] for name in self.names}
        texts = {file: (place / file).read_text(encoding="utf-8") for file in set(files.values())}
        naming = {file for file, text in texts.items() if package in text or EVERY_CLASS in text}
        return self._sorted(name for name, file in files.items() if file in naming)

    def _sorted(self, names: Iterable[str]) -> list[str]:
        sound = set(names) - set(self.failed)
        return sorted(sound, key=lambda name: (self.seconds.get(name, 0.0), name))


def copy(root: Path, target: Path) -> None:
    """Copy what tests read of a checkout."""
    for name in FOLDERS:
        if (root / name).is_dir():
            shutil.copytree(root / name, target / name, ignore=LEFT_OUT)
    for name in FILES:
        if (root / name).is_file():
            shutil.copy2(root / name, target / name)


def warm(place: Path) -> None:
    """Write the bytecode of a copy, tests included, so that no child has to."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join((f"{place}/src", str(place)))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    subprocess.run(command, cwd=place, env=environment, check=True, stdout=subprocess.DEVNULL)


def digest(root: Path) -> str:
    """Give a digest of everything on which the map depends."""
    whole = hashlib.sha256()
    for path in sorted(read(root)):
        whole.update(path.relative_to(root).as_posix().encode())
        whole.update(path.read_bytes())
    return whole.hexdigest()


def read(root: Path) -> Iterator[Path]:
    """Give the files that the tests read."""
    for name in READ_BY_TESTS:
        path = root / name
        yield from [path] if path.is_file() else (
            own for own in path.rglob("*") if own.is_file() and not {"__pycache__", "_build"} & set(own.parts)
        )


def load(root: Path, place: Path) -> Map:
    """Give the map of a checkout; make it where nothing is kept, or a file has changed since."""
    kept = root / ".mutants" / "map.json"
    mark = digest(root)
    if kept.is_file():
        found = json.loads(kept.read_text(encoding="utf-8"))
        if found.pop("digest") == mark:
            return Map(**found)
    data = place.parent / "map.json"
    # The tool comes last: its own checkout may be another one.
    tool = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join((f"{place}/src", str(place), str(tool)))}
    # Coverage measures a process of its own: this one must not load the checkout.
    subprocess.run([sys.executable, "-m", "measures.mutants.mapping", data], cwd=place, env=environment, check=True)
    found = json.loads(data.read_text(encoding="utf-8"))
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps({"digest": mark, **found}), encoding="utf-8")
    return Map(**found)


def make(data: Path) -> None:
    """Run all tests of this folder under coverage, and write down what ran."""
    import coverage
    import pytest

    from measures.mutants.plugin import FLAGS, Watch

    measured = coverage.Coverage(data_file=str(data.with_suffix(".coverage")), config_file=False, source=["src"])
    measured.start()
    watch = Watch(measured.switch_context)
    pytest.main([*FLAGS], plugins=[watch])
    measured.stop()
    measured.save()
    names = sorted(watch.seconds)
    numbers = {name: number for number, name in enumerate(names)}
    found = measured.get_data()
    lines = {
        Path(file).relative_to(Path.cwd() / "src").as_posix(): {
            str(line): sorted(numbers[context] for context in contexts if context in numbers)
            for line, contexts in found.contexts_by_lineno(file).items()
            if any(context in numbers for context in contexts)
        }
        for file in found.measured_files()
    }
    result = Map(watch.seconds, sorted(watch.failed), names, lines)
    data.write_text(json.dumps(result._asdict()), encoding="utf-8")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
