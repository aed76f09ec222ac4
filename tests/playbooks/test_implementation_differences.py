"""Where a public implementation of the playbook departs from its two texts, cell by cell, worked out by hand.

The implementation knows three impacts; they stand for widespread, significant and limited.
"""

from typing import Final

import pytest

from examples import tour
from releasekit.policy import Diff, DifferenceKind

REASON, GAP, UP, DOWN, SIDE, DOMAIN = (
    DifferenceKind.REASON_ONLY,
    DifferenceKind.NEWLY_GAP,
    DifferenceKind.TIGHTENED,
    DifferenceKind.LOOSENED,
    DifferenceKind.LATERAL,
    DifferenceKind.DOMAIN_CHANGED,
)
Cells = dict[tuple[str, str], DifferenceKind]

# Critical-Widespread is immediate in both; High-Significant is planned against immediate or planned; Medium-Limited
# is a configuration rollback against a planned one. The matrix has no other cell but Low-Minimal, which only it has.
MATRIX: Final[Cells] = {
    ("critical", "widespread"): REASON,
    ("critical", "significant"): GAP,
    ("critical", "limited"): GAP,
    ("high", "widespread"): GAP,
    ("high", "significant"): UP,
    ("high", "limited"): GAP,
    ("medium", "widespread"): GAP,
    ("medium", "significant"): GAP,
    ("medium", "limited"): SIDE,
    ("low", "widespread"): GAP,
    ("low", "significant"): GAP,
    ("low", "limited"): GAP,
    ("low", "minimal"): DOMAIN,
}
# Critical is always immediate, but the implementation plans it where few are reached. Medium may be fixed forward in
# the guide. Low is fixed forward, where the implementation rolls back in part or the configuration.
GUIDE: Final[Cells] = {
    ("critical", "widespread"): REASON,
    ("critical", "significant"): REASON,
    ("critical", "limited"): UP,
    ("high", "widespread"): REASON,
    ("high", "significant"): GAP,
    ("high", "limited"): REASON,
    ("medium", "widespread"): DOWN,
    ("medium", "significant"): SIDE,
    ("medium", "limited"): SIDE,
    ("low", "widespread"): SIDE,
    ("low", "significant"): SIDE,
    ("low", "limited"): SIDE,
    ("critical", "minimal"): DOMAIN,
    ("medium", "minimal"): DOMAIN,
    ("low", "minimal"): DOMAIN,
}


@pytest.mark.parametrize(
    ("found", "expected"), list(zip(tour.differences()[4:], (MATRIX, GUIDE), strict=True)), ids=["matrix", "guide"]
)
def test_every_cell(found: Diff, expected: Cells) -> None:
    assert found.old.name == "a public implementation"
    assert all(difference.count == 1 for difference in found.differences)
    witnesses = [tuple(str(value) for _, value in difference.witness) for difference in found.differences]
    assert dict(zip(witnesses, (difference.kind for difference in found.differences), strict=True)) == expected
