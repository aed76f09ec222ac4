"""Mutants tried one by one, each in a process that is forked from one which has loaded the libraries."""

import json
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

from measures.mutants.mapping import Map
from measures.mutants.plugin import FLAGS, Choice
from measures.mutants.sites import Mutant

LIBRARIES: Final = (
    "_pytest.assertion.rewrite",
    "attrs",
    "cattrs.preconf.json",
    "cronsim",
    "hypothesis.stateful",
    "jsonschema",
    "packaging.version",
    "pytest",
    "semver",
    "sybil.parsers.myst",
    "sybil.parsers.rest",
    "yaml",
)
"""What most tests load; whatever of it is not installed is left to them."""
MEMORY: Final = 3 * 2**30
FEW: Final = 20
"""Below that many tests of a line, quick ones of its file are tried too: what is kept from test to test ran in one."""
SLOW: Final = 5
"""How many times the limit of the quick tests the slow ones may take together."""
WALL: Final = 30
"""How many times its processor time a child may take by the clock: a busy machine is no fault of a mutant."""
PASSED: Final = 0
NO_TESTS: Final = 5


class Limits(NamedTuple):
    """How much is tried."""

    cap: int
    seconds: int


class Outcome(NamedTuple):
    """What came of a mutant."""

    result: str
    by: str
    ran: int
    seconds: float


def preload() -> None:
    """Load the libraries, and nothing of the checkout."""
    for name in LIBRARIES:
        with suppress(ImportError):
            import_module(name)
    # The plug-ins of pytest load lazily; asking for them once keeps that from each child.
    import_module("_hypothesis_pytestplugin")
    if any(name.partition(".")[0] == "releasekit" for name in sys.modules):
        raise RuntimeError("a library has loaded releasekit; a mutant could not be seen")


def attempt(mutant: Mutant | None, tests: Sequence[list[str]], known: Map, place: Path, limits: Limits) -> Outcome:
    """Try one mutant in a copy of the checkout; the groups of tests are run in turn until one fails."""
    begun = time.monotonic()
    result, by, ran = "no tests", "", 0
    with changed(mutant, place):
        for group in tests:
            # The map's seconds were measured under coverage, which doubles them: this is four times what is needed.
            seconds = max(limits.seconds, round(2 * sum(known.seconds.get(name, 0.0) for name in group)))
            result, by, count = child(group, known, place, seconds)
            ran += count
            if result not in {"survived", "no tests"}:
                break
    return Outcome(result, by, ran, round(time.monotonic() - begun, 1))


@contextmanager
def changed(mutant: Mutant | None, place: Path) -> Iterator[None]:
    """Change a file for some time; its bytecode steps aside, that of all other files is used."""
    if mutant is None:
        yield
        return
    path = place / "src" / mutant.path
    kept = path.read_bytes()
    times = path.stat()
    cached = list((path.parent / "__pycache__").glob(f"{path.stem}.*"))
    bytecode = [(own, own.read_bytes()) for own in cached]
    for own in cached:
        own.unlink()
    path.write_text(mutant.apply(kept.decode()), encoding="utf-8")
    try:
        yield
    finally:
        path.write_bytes(kept)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        for own, content in bytecode:
            own.write_bytes(content)


def child(tests: list[str], known: Map, place: Path, seconds: int) -> tuple[str, str, int]:
    """Run some tests in a forked process; give the result, the test that failed, and how many ran."""
    answer = place.parent / f"{place.name}.answer"
    answer.unlink(missing_ok=True)
    process = os.fork()
    if process == 0:
        try:
            inside(tests, known, place, answer, seconds)
        finally:
            os._exit(99)
    status = waited(process, WALL * seconds)
    if status is None or os.WIFSIGNALED(status):
        return "timed out", "", 0
    if not answer.is_file():
        return "killed", "the process ended by itself", 0
    code, by, count = json.loads(answer.read_text(encoding="utf-8"))
    if code == NO_TESTS or (code == PASSED and not count):
        return "no tests", "", 0
    return ("survived", "", count) if code == PASSED else ("killed", by or f"exit status {code}", count)


def waited(process: int, seconds: int) -> int | None:
    """Wait for a child and give its status; end it with all that it started where it takes too long."""
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return status
        time.sleep(0.02)
    with suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None


def inside(tests: list[str], known: Map, place: Path, answer: Path, seconds: int) -> None:
    """Run some tests in this process, and write down what came of it."""
    import pytest

    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    output = os.open(place.parent / f"{place.name}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.chdir(place)
    own = [str(place / "src"), str(place)]
    # The measuring tool runs from the checkout; its folder must not bring the unchanged tests.
    sys.path[:] = own + sys.path[1:]
    os.environ |= {"PYTHONPATH": os.pathsep.join(own), "PYTHONDONTWRITEBYTECODE": "1"}
    sys.dont_write_bytecode = True
    choice = Choice({name: number for number, name in enumerate(tests)}, known.seconds)
    files = sorted({name.partition("::")[0] for name in tests})
    code = pytest.main(["-x", *FLAGS, "--rootdir", str(place), *files], plugins=[choice])
    answer.write_text(json.dumps([int(code), choice.failed, choice.ran]), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)


def chosen(mutant: Mutant, known: Map, place: Path, limits: Limits) -> list[list[str]]:
    """Choose the tests of a mutant: the quickest that ran the line, then the rest of them."""
    there, others = known.tests(mutant.path, mutant.first, mutant.last)
    if there:
        tests = there if len(there) >= FEW else [*there, *others[: limits.cap - len(there)]]
    else:
        tests = list(dict.fromkeys((*others, *known.near(mutant.path, place))))
    slow, spent = [], 0.0
    for name in tests[limits.cap :]:
        spent += known.seconds.get(name, 0.0)
        if spent <= SLOW * limits.seconds:
            slow.append(name)
    return [group for group in (tests[: limits.cap], slow) if group]
