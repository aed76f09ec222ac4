"""Compatibility: which exact tuples are supported, on what evidence, for how long, and how far versions may differ.

The laws, each of which has a test of its own:

* a claim holds for the exact tuple: one that differs in any field is unknown unless it is listed itself;
* by a table of `TIER_COLUMNS`, a tier never gets better when a pass is lost, a gate's results are left out, or a tree
  gets worse;
* an entry refuses a claim that comes without its proof;
* `CompatMatrix.diff` is empty exactly between equal matrices, and in the other direction it is its own inverse;
* less notice, fewer tuples or fewer passes never turn a refused removal into an allowed one;
* one more instance never widens what a component may be.
"""

from releasekit.compat._changes import MatrixChange, MatrixChangeKind, MatrixDiff
from releasekit.compat._entries import MatrixEntry, Role
from releasekit.compat._matrix import CompatMatrix, NoTuple
from releasekit.compat._removal import REMOVAL_COLUMNS, REMOVALS, Notice, NoticeState, Removal, removal_allowed
from releasekit.compat._skew import SkewBound, SkewOutcome, SkewPair, SkewPolicy, SkewReport, SkewRule, SkewWindow
from releasekit.compat._support import MatrixFindingKind, SupportPolicy
from releasekit.compat._tiers import TIER_COLUMNS, AdvisoryRecord, Tier, TierDecision, tier_of
from releasekit.compat._tuples import ReleaseTuple
from releasekit.compat._windows import SupportStatus, SupportWindow

__all__ = [
    "REMOVALS",
    "REMOVAL_COLUMNS",
    "TIER_COLUMNS",
    "AdvisoryRecord",
    "CompatMatrix",
    "MatrixChange",
    "MatrixChangeKind",
    "MatrixDiff",
    "MatrixEntry",
    "MatrixFindingKind",
    "NoTuple",
    "Notice",
    "NoticeState",
    "ReleaseTuple",
    "Removal",
    "Role",
    "SkewBound",
    "SkewOutcome",
    "SkewPair",
    "SkewPolicy",
    "SkewReport",
    "SkewRule",
    "SkewWindow",
    "SupportPolicy",
    "SupportStatus",
    "SupportWindow",
    "Tier",
    "TierDecision",
    "removal_allowed",
    "tier_of",
]


def __dir__() -> list[str]:
    return __all__
