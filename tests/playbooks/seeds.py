"""The texts of the playbooks, word for word, and the lines below a heading of one.

`tests/data/seed_000.txt`, `seed_001.txt` and `seed_002.txt` are copies of the documents "Release and Rollback
Playbook", "M6 - Rollout and Steady-State Governance" and "Release Cadence & Sync Automation". Only the path of a
machine is left out, for which `<repository>` stands.
"""

import re
from pathlib import Path
from typing import Final

DATA: Final = Path(__file__).parents[1] / "data"
TEXTS: Final = {seed: (DATA / f"seed_{seed}.txt").read_text(encoding="utf-8") for seed in ("000", "001", "002")}
MARK: Final = re.compile(r"^(?:- \[ \] |- |\d+\. |[├└]─ )")
"""What stands before an item of a list."""


def below(seed: str, heading: str) -> list[str]:
    """The lines below a heading, up to the next one, folded and without the marks of lists and tables."""
    _, _, rest = TEXTS[seed].partition(f"# {heading}\n")
    assert rest, heading
    lines = [" ".join(line.split()) for line in re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0].splitlines()]
    return [MARK.sub("", line).strip("| ") for line in lines if line]


def numbered(seed: str, heading: str) -> list[str]:
    """The numbered lines below a heading, without their numbers."""
    _, _, rest = TEXTS[seed].partition(f"# {heading}\n")
    return re.findall(r"^\d+\. (.+)$", re.split(r"^#", rest, maxsplit=1, flags=re.MULTILINE)[0], re.MULTILINE)


def after(lines: list[str], start: str, stop: str = "") -> list[str]:
    """The lines after one of them, up to another or to the end."""
    rest = lines[lines.index(start) + 1 :]
    return rest[: rest.index(stop)] if stop else rest
