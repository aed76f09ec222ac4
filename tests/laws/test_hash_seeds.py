"""The hash seed of the interpreter is not an input."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from tests.oracle import Sheet
from tests.strategies.policy import sheets


def drawn(count: int) -> list[Sheet]:
    """So many sheets, the same on every run."""
    found: list[Sheet] = []

    @seed(22)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(sheets())
    def collect(sheet: Sheet) -> None:
        found.append(sheet)

    collect()
    return found


def printed(path: Path, hash_seed: int) -> str:
    """What a fresh interpreter prints under a hash seed."""
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed), "PYTHONPATH": os.pathsep.join(sys.path)}
    root = Path(__file__).parents[2]
    command = [sys.executable, "-m", "tests.laws.hash_seeds", str(path)]
    done = subprocess.run(command, env=environment, cwd=root, capture_output=True, text=True, check=True)
    return done.stdout


class TestTheHashSeedIsNoInput:
    """The same digest, findings and answers under two hash seeds."""

    def test_two_seeds(self, tmp_path: Path) -> None:
        """Eighty sheets of all kinds, every text byte for byte."""
        path = tmp_path / "sheets.pickle"
        path.write_bytes(pickle.dumps(drawn(80)))
        first, second = printed(path, 1), printed(path, 4_711)

        assert first.splitlines() == second.splitlines()
        assert len(first.splitlines()) > 500
