"""The limits of the design's budget table, each written once.

A ratio is our time over the other's where ours may be slower (`AtMost`), and the other's over
ours where ours must be faster (`Above`).
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class AtMost:
    """A ratio or a time in seconds that must not be exceeded."""

    bound: float
    unit: str = "x"

    def allows(self, value: float) -> bool:
        """Say whether `value` keeps the limit."""
        return value <= self.bound

    def __str__(self) -> str:
        return f"<= {self.bound * UNITS[self.unit]:g} {self.unit}"


@dataclass(frozen=True)
class Above:
    """A ratio that must be exceeded, or reached if `reaching`."""

    bound: float
    reaching: bool = True

    def allows(self, value: float) -> bool:
        """Say whether `value` keeps the limit."""
        return value >= self.bound if self.reaching else value > self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.reaching else '>'} {self.bound:g} x"


Limit = AtMost | Above

UNITS: Final = {"x": 1.0, "s": 1.0, "ms": 1e3}

DECIDE_FINITE: Final = AtMost(4)
DECIDE_TEN_COLUMNS: Final = AtMost(40)
# A limit under a peer's name is put on its fastest form, one under `peer: form` on that form; what
# has no limit is printed only.
DECIDE_PEERS: Final = {
    "common-expression-language": Above(10),
    # The documented way to evaluate a decision table; see docs/decisions on its faster forms.
    "zen-engine: decision table, created": Above(100),
    "cedarpy": Above(100),
}

CHECK_4X4: Final = AtMost(0.6e-3, "ms")
CHECK_FIVE_COLUMNS: Final = AtMost(10e-3, "ms")
CHECK_GO_NO_GO: Final = AtMost(30e-3, "ms")
CHECK_TEN_FINITE: Final = AtMost(100e-3, "ms")
CHECK_TEN_MIXED: Final = AtMost(3, "s")
CHECK_AGAINST_Z3: Final = Above(1, reaching=False)

IMPORT_PACKAGE: Final = AtMost(5e-3, "ms")
IMPORT_POLICY: Final = AtMost(1.6)
IMPORT_PLAYBOOK: Final = AtMost(6)

# Ten times the results; fifteen times the work leaves room for caches that hold fewer of them.
ASSESS_GROWTH: Final = AtMost(15)

MAKE_OBJECT: Final = AtMost(3)

PARSE_VERSION: Final = AtMost(1.7)
SORT_VERSIONS: Final = AtMost(1.3)
STRUCTURE_EVIDENCE: Final = AtMost(2)
READ_YAML: Final = AtMost(2.5)

# A run keeps its position, so that an event does not pay for those before it.
EVENT_AT_ANY_LENGTH: Final = AtMost(3)

SYNC_DIFF: Final = AtMost(1.3)
SYNC_PEERS: Final = {"dictdiffer": Above(3), "DeepDiff": Above(20)}
SYNC_DRY_RUN: Final = AtMost(5)
SYNC_FILTERS: Final = AtMost(1.5)
SYNC_MEMORY: Final = 1.5
"""In gigabytes, of a whole process with a million entries."""
