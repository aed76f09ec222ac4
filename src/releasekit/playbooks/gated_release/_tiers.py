"""The tier of a tuple: what the go/no-go rules ask of a claim, read as a table.

Readings where the text leaves a choice:

* a pass from a committed tree supports a claim on conditions where a clean clone is asked for, or nobody said that none
  is; ``tree`` is that of the gates that test a consumer;
* an advisory gate that has to be reported and was not makes the tuple unsupported.
"""

from typing import Final

from releasekit.compat import TIER_COLUMNS, AdvisoryRecord, Tier
from releasekit.gates import Standing, TreeState
from releasekit.playbooks.gated_release._texts import GO_NO_GO, TITLE
from releasekit.policy import MISSING, Hit, Rule, Source, Table, not_, one_of

EVIDENCE_QUOTE: Final = "Automatic no-go on missing tuple evidence for claimed support scope."
ADVISORY_QUOTE: Final = (
    "Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures outside seam "
    "scope tracked under D-009/D-014."
)
COMMITTED_QUOTE: Final = (
    "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
)
CLEAN_CLONE_QUOTE: Final = (
    "While D-017 is active, no-go on `loop-agent` claim evidence produced from canonical dirty working-tree mode "
    "instead of clean-clone committed tuple mode."
)


def _rule(name: str, then: Tier, because: str, quote: str, **when: object) -> Rule[Tier]:
    source = Source(TITLE, GO_NO_GO, quote=quote)
    return Rule(name, when, then=then, because=because, source=source)


TIERS: Final = Table(
    "tiers",
    TIER_COLUMNS,
    rules=(
        _rule(
            "tier/proved",
            Tier.SUPPORTED,
            "every required gate passed with evidence, on this tuple and a committed tree",
            EVIDENCE_QUOTE,
            required_gates=Standing.PASSED,
            tree=one_of(TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED),
            advisory=one_of(AdvisoryRecord.NONE_ASKED, AdvisoryRecord.PASSED),
        ),
        _rule(
            "tier/no-clean-clone",
            Tier.CONDITIONAL,
            "the tree was committed, and a clean clone is asked for or nobody said that it is not",
            CLEAN_CLONE_QUOTE,
            tree=TreeState.COMMITTED,
            clean_clone_asked=one_of(True, MISSING),  # noqa: FBT003 - a fact, not a switch
        ),
        _rule(
            "tier/advisory-tracked",
            Tier.CONDITIONAL,
            "every failure of an advisory gate is tracked",
            ADVISORY_QUOTE,
            advisory=AdvisoryRecord.TRACKED_FAILURE,
        ),
        _rule(
            "tier/required-gate",
            Tier.UNSUPPORTED,
            "a required gate has no pass with evidence on this tuple",
            "Automatic no-go on any required gate failure.",
            required_gates=not_(Standing.PASSED),
        ),
        _rule(
            "tier/tree",
            Tier.UNSUPPORTED,
            "the consumer's tree was dirty, or nobody recorded it",
            COMMITTED_QUOTE,
            tree=one_of(TreeState.DIRTY_WORKING_TREE, TreeState.NOT_RECORDED),
        ),
        _rule(
            "tier/advisory",
            Tier.UNSUPPORTED,
            "an advisory gate failed without being tracked, or did not report",
            ADVISORY_QUOTE,
            advisory=one_of(AdvisoryRecord.UNTRACKED_FAILURE, MISSING),
        ),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=Tier,
    permissive=(Tier.SUPPORTED, Tier.CONDITIONAL),
    version="2026-02-20",
)
"""The tier of a tuple for everything that its gates can show."""
