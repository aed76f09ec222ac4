"""Hostile documents end in a clear error, within seconds and one gigabyte, and never in one from below."""

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
SECONDS: Final = 60

ANSWERS: Final = (
    "50 MB of brackets in JSON: line 1, column 65: lists and mappings nested deeper than 64 +0+0",
    "50 MB of mappings in JSON: line 1, column 321: lists and mappings nested deeper than 64 +0+0",
    "50 MB of brackets in TOML: line 1, column 69: arrays and tables nested deeper than 64 +0+0",
    "15 MB of tables in TOML: line 1, column 321: tables nested deeper than 64 +0+0",
    "2 MB of dots in TOML: line 1, column 1: tables nested deeper than 64 +0+0",
    "50 MB of brackets in YAML: line 1, column 65: lists and mappings nested deeper than 64 +0+0",
    "50 MB of dashes in YAML: line 1, column 129: lists and mappings nested deeper than 64 +0+0",
    "1 MB of indents in YAML: line 65, column 65: lists and mappings nested deeper than 64 +0+0",
    "50 MB that are too long: a text of 50000000 characters; expected at most 250000 +0+0",
    "an anchor bomb: line 1, column 5: /b1: an anchor, `&b1`; expected the value alone +999+4997",
    "10 MB of one text in JSON: line 1, column 1: the key `lights` is missing; expected a list in which each is one of on, no, 10, green +3+0",
    '10 MB without an end in JSON: line 1, column 1: a text that is not closed; expected `"` +0+0',
    "2 MB without an end in TOML: line 1, column 2000006: a text that is not closed; expected the closing quote +0+0",
    "one text in YAML: line 1, column 1: the key `lights` is missing; expected a list in which each is one of on, no, 10, green +3+0",
    "a number of a million digits in JSON: line 1, column 10: `1111111111111111111111111111111111111111…`; expected a number of at most 1 000 digits +0+0",
    "a number of a million digits in TOML: line 1, column 8: a number of more than 1000 digits +0+0",
    "a number of many digits in YAML: line 1, column 1: the key `names` is missing; expected a list in which each is text +4+0",
    "what is nearly a number in YAML: line 1, column 1: the key `lights` is missing; expected a list in which each is one of on, no, 10, green +4+0",
    "many keys of one name in JSON: line 1, column 8: /a: the key is there twice; expected it once +999+98999",
    "many keys of one name in YAML: line 2, column 1: /a: the key is there twice; expected it once +999+8999",
    "many unknown keys: /key0: unknown key; expected one of names, lights, few, pair, pairs, claims, soaks, some, nothing, tree +999+199004",
    "many problems: the key `lights` is missing; expected a list in which each is one of on, no, 10, green +999+199003",
    "many unknown tables in TOML: line 1, column 1: /t0: unknown key; expected one of names, lights, few, pair, pairs, claims, soaks, some, nothing, tree +999+9004",
    "a table of many words: /table: undecided: gaps of table `many`: no answer within 200000 states; expected a larger budget or a smaller table +0+0",
    "data nested too deep for Python: data that is nested too deep to be read +0+0",
)


def test_hostile_input() -> None:
    command = [sys.executable, "-m", "tests.documents.hostile_inputs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.stderr == ""
    assert tuple(done.stdout.splitlines()) == ANSWERS
