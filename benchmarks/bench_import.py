"""Import time, as CPU time of whole processes.

The package is held against a bare interpreter, the engine against attrs.
"""

from collections.abc import Iterator
from typing import Final

from benchmarks.limits import IMPORT_PACKAGE, IMPORT_POLICY
from benchmarks.report import Line
from benchmarks.timing import race_processes

CODES: Final = {
    "bare interpreter": "pass",
    "import attrs": "import attrs",
    "import releasekit": "import releasekit",
    "import releasekit.policy": "import releasekit.policy",
}


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the section on imports."""
    best = race_processes(CODES)
    bare, attrs = best["bare interpreter"], best["import attrs"]
    package, policy = best["import releasekit"], best["import releasekit.policy"]
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
        ],
    )
