"""The words in which plans, refusals and records of syncs are judged."""

from releasekit._words import Ordered, Word


class PlanOutcome(Ordered):
    """What may come of a dry run, from permissive to restrictive."""

    NOTHING = "nothing to do"
    READY = "ready"
    GUARDED = "guarded"
    BLOCKED = "blocked"


class SyncFault(Word):
    """Why a sync is not planned or not carried out."""

    TARGET_INCOMPLETE = "target incomplete"
    SOURCE_INCOMPLETE = "source incomplete"
    TARGET_DRIFTED = "target drifted"
    SOURCE_DRIFTED = "source drifted"
    CONFLICTS = "conflicts"
    UNEXPECTED = "unexpected"
    NOT_APPROVED = "not approved"
    OTHER_PLAN = "other plan"
    NO_APPROVER = "no approver"
    WRONG_APPROVER = "wrong approver"
    PERSON_NEEDED = "person needed"
    SAME_PERSON = "same person"
    EARLY = "early"
    FUTURE = "future"
    EXPIRED = "expired"
    USED = "used"
    GUARD = "guard"
    NOT_ATTESTED = "not attested"


class SyncFindingKind(Word):
    """What people should look at, and nothing forbids."""

    NO_BASE = "no base"
    BASE_INCOMPLETE = "base incomplete"
    SOURCE_INCOMPLETE = "source incomplete"
    EMPTY_SOURCE = "empty source"
    NO_MATCH = "no match"
    OTHER_TRIGGER = "other trigger"
    NO_TRIGGER = "no trigger"
    NOBODY_TOLD = "nobody told"
