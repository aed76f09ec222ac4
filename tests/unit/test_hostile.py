"""Hostile input ends in a clear error or an honest `UNDECIDED`, within seconds and one gigabyte."""

import subprocess
import sys
from pathlib import Path
from typing import Final

from hypothesis import settings

from tests.unit.hostile_inputs import CASES

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 180

ANSWERS: Final = {
    "10 000 rules x 200 columns": "malformed 1",
    "2 000 rules x 100 columns": "undecided 2",
    "500 rules x 100 columns of intervals": "undecided 1",
    "10 000 rules on a grid": 'abcd; no rule matches c0: "a", c1: "a", c2: "a", c3: "a"',
    "nested intervals, unique": "undecided 3",
    "nested intervals, any": "undecided 4",
    "nested intervals, most_restrictive": "undecided 3",
    "800 nested intervals, first": "undecided 2",
    "nested intervals, collect": "undecided 2",
    "200 boolean columns, unique": "clash 100, undecided 3",
    "200 boolean columns, any": "clash 100, undecided 3",
    "200 boolean columns, most_restrictive": "undecided 3",
    "200 rules x 200 boolean columns, first": "undecided 3",
    "200 boolean columns, collect": "undecided 2",
    "more gaps than can be listed": "gap 100, undecided 1",
    "20 000 values": "10000 20000 20000; gap 1; malformed 1; malformed 31, gap 1; gap 1",
    "100 000 facts": "FactError",
    "5 000 columns": "gap 1, dead_column 100",
    "long cell texts": "ok, ok" + ", CellError" * 10,
    "deep tuples": "FieldError, CellError, CellError, FieldError, FieldError" + ", FactError" * 4,
    "huge numbers": f"aaabb bbbaa True; {', '.join(['CellError'] * 5)}; {', '.join(['FieldError'] * 5)}; 5",
    "odd versions": "0 valid, VersionError; ok, RangeError; FieldError",
    "long measurements": f"{', '.join(['error'] * 5)}; missing; {', '.join(['FieldError'] * 5)}",
    "difference of large drafts": "BudgetError",
    "cases of a wide table": "BudgetError",
}
# Of these cases a smaller one is above. They take seconds each, so that only `make deep` has them.
HEAVIEST: Final = {
    "10 000 rules x 100 columns": "undecided 2",
    "10 000 rules x 100 columns of intervals": "undecided 1",
    "nested intervals, first": "undecided 3",
    "200 boolean columns, first": "undecided 3",
    "100 000 values": "50000 100000 100000; gap 1; malformed 1; malformed 31, gap 1; gap 1",
}
TRIED: Final = {**ANSWERS, **HEAVIEST} if settings.get_current_profile_name() == "deep" else ANSWERS


def test_every_case_has_an_answer() -> None:
    assert ANSWERS.keys() | HEAVIEST.keys() == CASES.keys()


def test_hostile_input() -> None:
    command = [sys.executable, "-m", "tests.unit.hostile_inputs", *TRIED]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{name}: {answer}" for name, answer in TRIED.items()]
