"""Import time, as CPU time of whole processes.

The package is held against a bare interpreter; the engine, and a playbook with its first review, against attrs.
"""

from collections.abc import Iterator
from typing import Final

from benchmarks.limits import IMPORT_PACKAGE, IMPORT_PLAYBOOK, IMPORT_POLICY
from benchmarks.report import Line
from benchmarks.timing import race_processes

REVIEW: Final = """
from datetime import UTC, datetime
from releasekit.playbooks.gated_release import PLAYBOOK
from releasekit.readiness import ReleaseCandidate, ReleaseClass
PLAYBOOK.assess(ReleaseCandidate("c", {"R1"}, results=()), datetime(2026, 3, 2, tzinfo=UTC))
"""
CODES: Final = {
    "bare interpreter": "pass",
    "import attrs": "import attrs",
    "import releasekit": "import releasekit",
    "import releasekit.policy": "import releasekit.policy",
    "import one playbook": "import releasekit.playbooks.gated_release",
    "import one playbook, first review": REVIEW,
}


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the section on imports."""
    best = race_processes(CODES)
    bare, attrs = best["bare interpreter"], best["import attrs"]
    package, policy = best["import releasekit"], best["import releasekit.policy"]
    playbook, review = best["import one playbook"], best["import one playbook, first review"]
    yield (
        "import, CPU time of whole processes",
        [
            Line("bare interpreter", bare),
            Line("import attrs", attrs, attrs / bare, "bare interpreter"),
            Line(
                "import releasekit, over a bare interpreter",
                max(0.0, package - bare),
                limit=IMPORT_PACKAGE,
            ),
            Line("import releasekit.policy", policy, policy / attrs, "import attrs", IMPORT_POLICY),
            Line("import one playbook", playbook, playbook / attrs, "import attrs"),
            Line("import one playbook, first review", review, review / attrs, "import attrs", IMPORT_PLAYBOOK),
        ],
    )
