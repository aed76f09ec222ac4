"""The words in which a release candidate is described and judged."""

from releasekit._words import Ordered, Word


class GoNoGo(Ordered):
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


class Effect(Word):
    """What a change touches.

    Source:
        Release and Rollback Playbook, Release Classes and Required Gates: the column "Typical change".
    """

    DOCUMENTS = "documents"
    INTERNAL_LOGIC = "internal logic"
    API_BEHAVIOR = "API or behavior"
    SCHEMA_VERSION = "schema or version"
    ADAPTER_SEAM = "adapter seam"
    LATENCY_THROUGHPUT = "latency or throughput"
    EXECUTION_FLOW = "execution flow"


class Declaration(Word):
    """Whether the declared classes fit together, and are no lower than what the change touches."""

    SOUND = "sound"
    BELOW = "below the change"
    CONTRADICTORY = "contradictory"


class VersionStep(Word):
    """Whether the release type covers the version step that the changes need."""

    COVERED = "covered"
    BELOW = "below the changes"


class ScopeEvidence(Word):
    """Whether each claimed tuple has evidence of its own."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class BreakingChange(Word):
    """Whether a contract that a consumer uses is broken, and whether that was approved."""

    NONE = "none"
    APPROVED = "approved"
    UNAPPROVED = "unapproved"


class ApprovalSubject(Word):
    """What a person can approve."""

    BREAKING_CHANGE = "breaking change"
    MAJOR_RELEASE = "major release"


class ApprovalStatus(Word):
    """Whether a recorded approval by a human is in force."""

    IN_FORCE = "in force"
    EXPIRED = "expired"


class Separation(Word):
    """Whether a release is approved by somebody else than its owner."""

    DISTINCT = "distinct"
    SAME = "same"


class Migration(Word):
    """What the owners of the consumers say of the impact, their tuple and the way back."""

    NOT_ASKED = "not asked"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class Rollbacks(Word):
    """Whether the root causes of earlier rollbacks are being remedied."""

    NONE_OPEN = "none open"
    OPEN = "open"


class WaiverStatus(Word):
    """Whether a waiver is in force at an instant, and if not, why not."""

    IN_FORCE = "in force"
    NOT_NEEDED = "not needed"
    NOT_YET = "not yet"
    EXPIRED = "expired"
    REFUSED = "refused"


class ContractAmbiguity(Word):
    """Whether a contract can be read in two ways."""

    NONE = "none"
    UNRESOLVED = "unresolved"


class DecisionStatus(Word):
    """Whether a recorded decision is in force."""

    ACTIVE = "active"
    LIFTED = "lifted"


class EvidenceMode(Ordered):
    """On which kind of working tree the evidence for a claim was made, from best to worst."""

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
