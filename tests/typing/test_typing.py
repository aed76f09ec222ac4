"""The package under mypy --strict, as a user's program meets it."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parent.parent
WANTED: Final = re.compile(r"# want: ([a-z-]+)$")
FOUND: Final = re.compile(r"^[^:]+:(\d+): error: .*\[([a-z-]+)\]$")


def mypy(name: str, cache: Path) -> str:
    """Return what mypy says about a file of this folder."""
    options = ["--strict", "--config-file", "pyproject.toml", "--cache-dir", str(cache), "--no-error-summary"]
    command = [sys.executable, "-m", "mypy", *options, str(HERE.joinpath(name).relative_to(ROOT))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr


def test_right_uses_are_accepted(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    assert mypy("right_uses.py", tmp_path) == ""


def test_wrong_uses_are_refused(tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    lines = HERE.joinpath("wrong_uses.py").read_text(encoding="utf-8").splitlines()
    wanted = {number: found[1] for number, line in enumerate(lines, 1) if (found := WANTED.search(line))}
    errors = [FOUND.match(line) for line in mypy("wrong_uses.py", tmp_path).splitlines() if ": error: " in line]
    assert {int(found[1]): found[2] for found in errors if found} == wanted
