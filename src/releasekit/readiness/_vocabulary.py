"""The words in which a release candidate is described and judged."""

from releasekit._words import Word

__all__ = [
    "Advisory",
    "BreakingChange",
    "ContractAmbiguity",
    "DecisionStatus",
    "Declaration",
    "EvidenceMode",
    "GoNoGo",
    "ReleaseClass",
    "ScopeEvidence",
    "Seam",
]


class GoNoGo(Word):
    """The outcome of a go/no-go review, from permissive to restrictive."""

    GO = "go"
    CONDITIONAL_GO = "conditional go"
    NO_GO = "no-go"


class ReleaseClass(Word):
    """The facets of a change; a candidate has one or several, and their gates add up.

    ``R3`` is an overlay: performance-sensitive changes of the class beside it; alone it takes the gates of R1 and R2.
    """

    R0 = "R0"
    R1 = "R1"
    R2 = "R2"
    R3 = "R3"


class Declaration(Word):
    """Whether the declared classes fit together."""

    SOUND = "sound"
    CONTRADICTORY = "contradictory"


class ScopeEvidence(Word):
    """Whether each claimed tuple has evidence of its own."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class BreakingChange(Word):
    """Whether a contract that a consumer uses is broken, and whether that was approved."""

    NONE = "none"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"


class ContractAmbiguity(Word):
    """Whether a contract can be read in two ways."""

    NONE = "none"
    UNRESOLVED = "unresolved"


class DecisionStatus(Word):
    """Whether a recorded decision is in force."""

    ACTIVE = "active"
    LIFTED = "lifted"


class EvidenceMode(Word):
    """On which kind of working tree the evidence for a claim was made."""

    NO_CLAIM = "no claim"
    CLEAN_CLONE = "clean clone"
    COMMITTED = "committed"
    DIRTY = "dirty"


class Advisory(Word):
    """What the advisory gates that the class declares say."""

    NONE_DECLARED = "none declared"
    PASSED = "passed"
    NAMED_FAILURE = "named failure"
    OTHER_FAILURE = "other failure"


class Seam(Word):
    """On which side of the integration seam the failures of an advisory gate were classified."""

    OUTSIDE = "outside"
    INSIDE = "inside"
