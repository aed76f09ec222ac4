"""The maintenance duties of M6 - Rollout and Steady-State Governance."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from releasekit._words import shown
from releasekit.cadence import BeforeRelease, Duty, Every, Monthly, PerChange
from releasekit.errors import FieldError
from releasekit.policy import Source
from releasekit.versions import ChangeKind, ReleaseType

ROLLOUT: Final = "M6 - Rollout and Steady-State Governance"
CARD: Final = "M6-T03 Establish Maintenance Cadence"
WEEK: Final = timedelta(weeks=1)
ASSIGN: Final = Source(ROLLOUT, CARD, quote="Assign ownership for decision log and validation matrix updates.")
REFRESH: Final = Source("Decision log", "D-013", quote="weekly refresh, monthly audits")
CONTRACT: Final = frozenset({ChangeKind.BREAKING, ChangeKind.DEPRECATION, ChangeKind.REMOVAL})


def duties_from(anchor: date) -> tuple[Duty, ...]:
    """Return the maintenance duties, whose weeks and months are counted from a day, at midnight UTC.

    The playbooks ask for a weekly refresh, a monthly audit and owners, without naming them. These choices are ours: the
    roles, which come from the Release and Rollback Playbook; that the compatibility run is the refresh and the review
    of the specs is the audit; one week to record a decision after a change of a contract, and one week to update the
    validation matrix before a release, both as long as the refresh.

    Raises:
        FieldError: where the anchor is no day.
    """
    if type(anchor) is not date:
        raise FieldError((f"anchor is {shown(anchor)}; expected a day",))
    start = datetime.combine(anchor, time(), UTC)
    return (
        Duty(
            "compatibility-runs",
            "Consumer owners",
            recurrence=Every(WEEK, start),
            output="gate results and exact tuples of each consumer",
            text="Run the compatibility gates of all consumers and record the tuples.",
            sources=(Source(ROLLOUT, CARD, quote="Set cadence for cross-repo compatibility runs."), REFRESH),
        ),
        Duty(
            "spec-review",
            "Orchestrator",
            recurrence=Monthly(anchor.day, anchor),
            output="audit of specs against runtime behavior",
            text="Review the specs against what the software does.",
            sources=(Source(ROLLOUT, CARD, quote="Set review cadence for specs vs runtime behavior."), REFRESH),
        ),
        Duty(
            "decision-log",
            "Approver",
            recurrence=PerChange(CONTRACT, WEEK),
            output="entry in the decision log",
            text="Record the decision behind each change of a contract.",
            sources=(ASSIGN,),
        ),
        Duty(
            "validation-matrix",
            "Release owner",
            recurrence=BeforeRelease(frozenset(ReleaseType), WEEK),
            output="validation matrix that names the release",
            text="Bring the validation matrix up to date before the release.",
            sources=(ASSIGN,),
        ),
    )


DUTIES: Final = duties_from(date(2026, 2, 19))
"""The maintenance duties, counted from the day of decision D-013."""
