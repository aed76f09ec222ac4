"""The rollback procedure of the Release and Rollback Playbook, and which gates are rerun after it.

The steps name nobody who does them. Who does is our reading, from what the text says of its roles elsewhere.
"""

from typing import Final

from releasekit.playbooks._texts import steps_of
from releasekit.playbooks.gated_release._texts import ROLLBACK, TITLE
from releasekit.policy import MISSING, Column, Hit, Rule, Table, one_of
from releasekit.procedures import Procedure

CONTRACT: Final = "VG-CONTRACT-001"
CONSUMER: Final = "VG-RCC-001"
BY_OWNERS: Final = {
    "roles": ("Release owner", "Consumer owner"),
    "because": "ours: the step names nobody; consumer owners “confirm tuple applicability and rollback tuple "
    "readiness” for their repo",
}
BY_RELEASE_OWNER: Final = {
    "roles": ("Release owner",),
    "because": "ours: the step names nobody; the release owner “builds release packet, validates required gates, "
    "records tuple and evidence paths”",
}
TRACKED: Final = {
    "roles": ("Release owner", "Orchestrator"),
    "because": "ours: the step names nobody; the release owner, or the Orchestrator, who owns the playbook",
}

STEPS: Final = steps_of(
    TITLE,
    ROLLBACK,
    """
1. Declare rollback event with trigger type and impacted tuple.
2. Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`.
3. Revert loop and/or consumer pin to rollback tuple refs.
4. Rerun minimal release-blocking gates for rollback tuple: `VG-CONTRACT-001`, `VG-RCC-001` (for consumer-visible \
changes), and additional original-class gates as applicable.
5. Publish rollback evidence under `docs/execution-plan/evidence/<date>/`.
6. Update trackers: `STATUS.md` (blocker/resolution note), `TASK-REGISTRY.md` (new remediation task if needed), and \
`WORKBOARD.md` (lane reassignment if required).
7. Create decision or issue entries for root-cause remediation before next release attempt.
""",
    {
        "declare": BY_OWNERS,
        "select": BY_OWNERS,
        "revert": BY_OWNERS,
        "rerun-gates": BY_RELEASE_OWNER
        | {
            "actions": (
                CONTRACT,
                f"{CONSUMER} (for consumer-visible changes)",
                "additional original-class gates as applicable",
            ),
            "gates": (CONTRACT, CONSUMER),
        },
        "publish": BY_RELEASE_OWNER,
        "track": TRACKED
        | {
            "actions": (
                "`STATUS.md` (blocker/resolution note)",
                "`TASK-REGISTRY.md` (new remediation task if needed)",
                "`WORKBOARD.md` (lane reassignment if required)",
            )
        },
        "remedy": TRACKED,
    },
)

TUPLE_ROLLBACK: Final = Procedure(
    "tuple-rollback",
    STEPS,
    title=ROLLBACK,
    trigger="functional, compatibility, performance, stability or contract trigger",
    source=STEPS[0].source,
)
"""Back to the prior supported tuple.

Its gates are the two that the text names; those of one change are set by
`with_gates("rerun-gates", rerun_gates(class_gates, RERUN_GATES, facts))`.
"""

RERUN: Final = TUPLE_ROLLBACK.step("rerun-gates").source
RERUN_GATES: Final = Table(
    "gates to rerun after a rollback",
    (Column("consumer_visible", bool, optional=True),),
    rules=(
        Rule("contract", {}, then=CONTRACT, because="every rollback tuple", source=RERUN),
        Rule(
            "consumer",
            {"consumer_visible": one_of(True) | MISSING},  # noqa: FBT003 - a value of the column
            then=CONSUMER,
            because="the change is consumer-visible, or nobody said that it is not",
            source=RERUN,
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=(CONTRACT, CONSUMER),
)
"""The gates that are rerun for a rollback tuple, besides those of the class of the change."""
