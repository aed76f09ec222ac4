"""What imports and the tests cost, as processor time (user and system) of whole processes."""

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROUNDS: Final = 20
FIRST_ASSESS: Final = """\
from datetime import UTC, datetime
from releasekit.playbooks.gated_release import READINESS
from releasekit.readiness import ReleaseCandidate, ReleaseClass, assess
assess(ReleaseCandidate("engine 1.4.0", {"R1"}, results=[]), READINESS, datetime(2026, 1, 1, tzinfo=UTC))
"""
CODES: Final = {
    "bare interpreter": "pass",
    "import attrs": "import attrs",
    "import releasekit": "import releasekit",
    "import releasekit.policy": "import releasekit.policy",
    "import releasekit.playbooks.gated_release": "import releasekit.playbooks.gated_release",
    "one playbook and its first assess": FIRST_ASSESS,
}
AGAINST: Final = "import attrs"
PYTEST: Final = (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider")


def imports(root: Path) -> dict[str, dict[str, float]]:
    """Give the least milliseconds of each import, and how many times that of attrs it is.

    All take a turn in every round; the first round, which writes bytecode, is not counted.
    """
    best = dict.fromkeys(CODES, float("inf"))
    for number in range(ROUNDS + 1):
        for name, code in CODES.items():
            spent, _ = run((sys.executable, "-c", code), root)
            best[name] = min(best[name], spent if number else float("inf"))
    return {
        name: {"ms": round(1_000 * spent, 1), f"x {AGAINST}": round(spent / best[AGAINST], 2)}
        for name, spent in best.items()
    }


def suite(root: Path) -> dict[str, float]:
    """Give the seconds of the tests in one process, without coverage and with it."""
    with tempfile.TemporaryDirectory() as folder:
        covered = (sys.executable, "-m", "coverage", "run", f"--data-file={folder}/data", *PYTEST[1:])
        results = {"without coverage": run(PYTEST, root), "with coverage": run(covered, root)}
    return {
        name if not status else f"{name}, exit status {status}": round(spent, 1)
        for name, (spent, status) in results.items()
    }


def run(command: Sequence[str], root: Path) -> tuple[float, int]:
    """Run a command over the sources of a checkout; give its processor time, children included, and its status."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join((str(root / "src"), str(root)))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, cwd=root, env=environment, check=False, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, result.returncode
