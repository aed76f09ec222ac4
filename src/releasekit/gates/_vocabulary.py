"""The words for gates, their results and their budgets."""

from releasekit._words import Ordered, Word


class GateKind(Word):
    """Whether a failure of the gate stops a release by itself."""

    BLOCKING = "blocking"
    ADVISORY = "advisory"


class GateStatus(Ordered):
    """How one run of a gate ended, from best to worst."""

    PASS = "pass"  # noqa: S105 - no password
    NA = "na"
    SKIPPED = "skipped"
    NOT_RUN = "not_run"
    FAIL = "fail"
    ERROR = "error"


class TreeState(Ordered):
    """The state of the working tree that a gate ran on, from best to worst."""

    CLEAN_CLONE_COMMITTED = "clean_clone_committed"
    COMMITTED = "committed"
    DIRTY_WORKING_TREE = "dirty_working_tree"
    NOT_RECORDED = "not_recorded"


class Standing(Ordered):
    """What the results of a gate prove, from permissive to restrictive."""

    PASSED = "passed"
    UNPROVEN = "unproven"
    FAILED = "failed"


class Better(Word):
    """Which way a metric improves."""

    LOWER = "lower"
    HIGHER = "higher"
