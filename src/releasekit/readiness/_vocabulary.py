"""The words in which a release candidate is described and judged."""

from releasekit._words import Ordered, Word


class GoNoGo(Ordered):
    """The outcome of a go/no-go review, from permissive to restrictive."""

    GO = "go"
    CONDITIONAL_GO = "conditional go"
    NO_GO = "no-go"


class Declaration(Word):
    """Whether the declared classes fit together, and are no lower than what the change touches."""

    SOUND = "sound"
    BELOW = "below the change"
    CONTRADICTORY = "contradictory"


class VersionStep(Word):
    """Whether the release type covers the version step that the changes need."""

    COVERED = "covered"
    BELOW = "below the changes"


class Binding(Ordered):
    """Whether a release names its commit, and each claimed tuple is of that commit, from best to worst."""

    BOUND = "bound"
    ACCEPTED = "not recorded, and accepted"
    OTHER = "other commit"


class Pins(Ordered):
    """Whether the consumers of the claimed tuples carry the released commit along, or another one."""

    SAME = "same"
    DIFFER = "differ"


class Scope(Ordered):
    """Whether gates that are required "by scope" were left out, from best to worst."""

    OPEN = "open"
    NARROWED = "narrowed for a reason"
    UNREASONED = "narrowed without a reason"


class Unasked(Ordered):
    """What the results say of gates that nothing asks for, from best to worst."""

    NOTHING = "nothing"
    UNKNOWN = "a gate that is not known"
    FAILURE = "a failure"


class Claimed(Ordered):
    """Whether a release claims to support any tuple, from best to worst."""

    SOME = "some tuple"
    ACCEPTED = "nothing, and accepted"
    NOTHING = "nothing"


class MatrixSupport(Ordered):
    """What the compatibility matrix says of the tuples that a release needs in it, from best to worst."""

    SUPPORTED = "supported"
    NO_ROLLBACK = "no prior tuple"
    UNSUPPORTED = "unsupported"


class ScopeEvidence(Word):
    """Whether each claimed tuple has evidence of its own."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class ApprovalStatus(Word):
    """Whether a recorded approval by a human is in force."""

    IN_FORCE = "in force"
    EXPIRED = "expired"


class Separation(Word):
    """Whether a release is approved by somebody else than its owner."""

    DISTINCT = "distinct"
    SAME = "same"


class ConfirmationStatus(Word):
    """What the owners of the consumers say of a release."""

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


class DecisionStatus(Word):
    """Whether a recorded decision is in force."""

    ACTIVE = "active"
    LIFTED = "lifted"


class Advisory(Word):
    """What the advisory gates say of which the classes ask for a result; of none, that all passed."""

    PASSED = "passed"
    NAMED_FAILURE = "named failure"
    OTHER_FAILURE = "other failure"
