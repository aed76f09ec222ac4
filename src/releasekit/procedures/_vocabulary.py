"""The words in which checklists and runs are described and judged."""

from releasekit._words import Ordered, Word


class ItemStatus(Word):
    """What was recorded of a checklist item, in the words of the release evidence template."""

    PASS = "pass"  # noqa: S105 - no password
    NA = "na"
    FAIL = "fail"


class Shortfall(Word):
    """Why a checklist item is not done, or a checklist not complete."""

    FAILED = "failed"
    NO_RESULT = "no result"
    NO_EVIDENCE = "no evidence"
    NA_NOT_ALLOWED = "na not allowed"
    RECORDED_TWICE = "recorded twice"
    UNKNOWN_ITEM = "unknown item"
    NO_ITEMS = "no items"


class ItemStanding(Ordered):
    """What the results prove of an item, from permissive to restrictive."""

    DONE = "done"
    EXCUSED = "excused"
    OPEN = "open"
    FAILED = "failed"


class ChecklistOutcome(Ordered):
    """Whether a checklist holds, from permissive to restrictive."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class StepState(Word):
    """How far a step of a run is."""

    PENDING = "pending"
    OPEN = "open"
    DONE = "done"
    FAILED = "failed"


class RunState(Word):
    """How far a run is; it ends in each state but the first."""

    RUNNING = "running"
    COMPLETE = "complete"
    FAILED = "failed"
    ABORTED = "aborted"


class RunFault(Word):
    """Why a run does not take an event."""

    DRAFT = "draft"
    NOT_STARTED = "not started"
    STARTED_TWICE = "started twice"
    OTHER_PROCEDURE = "other procedure"
    ENDED = "ended"
    EARLIER = "earlier"
    UNKNOWN_STEP = "unknown step"
    STEP_SKIPPED = "step skipped"
    STEP_REPEATED = "step repeated"
    STEP_NOT_BEGUN = "step not begun"
    WRONG_ROLE = "wrong role"
    NO_EVIDENCE = "no evidence"
    GATE_UNPROVEN = "gate unproven"
    CHECKLIST_OPEN = "checklist open"


class ProcedureFindingKind(Word):
    """What a procedure still lacks."""

    NO_STEPS = "no steps"
    NO_ROLE = "no role"
    NO_ACTION = "no action"
