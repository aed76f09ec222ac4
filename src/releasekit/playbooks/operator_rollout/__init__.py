"""Rollout and Rollback Instructions: the checklists of a rollout by operators, and how to go back.

The steps name nobody who does them. The text has a "rollback owner assigned" before any rollout, so we read all steps
as the rollback owner's; what is done by hand an operator may do as well.
"""

from typing import Final

from releasekit.playbook import Playbook
from releasekit.playbooks._texts import checklist, steps_of
from releasekit.policy import Source
from releasekit.procedures import Procedure

__all__ = ["OPERATIONAL_ROLLBACK", "PLAYBOOK", "PRE_ROLLOUT", "ROLLOUT_CLOSEOUT"]

TITLE: Final = "Rollout and Rollback Instructions"
ROLLBACK: Final = "Rollback Procedure (Operational)"
ASSIGNED: Final = "ours: the steps name nobody; the text has a “rollback owner assigned” before any rollout"
BY_ROLLBACK_OWNER: Final[dict[str, object]] = {"roles": ("rollback owner",), "because": ASSIGNED}
BY_HAND: Final[dict[str, object]] = {"roles": ("rollback owner", "operator"), "because": ASSIGNED}

PRE_ROLLOUT: Final = checklist(
    "pre-rollout",
    Source(TITLE, "Pre-Rollout Checklist", quote="Run and record these checks before any rollout step:"),
    {
        "quick": "moon run :quick",
        "test": "moon run :test",
        "ci": "moon run :ci",
        "version": "zjj --version",
        "no-regressions": "No local panic/unwrap regressions.",
        "ci-green": "CI green on the release commit.",
        "owners": "Release owner and rollback owner assigned.",
    },
)
"""Four commands to run and record, and three things to confirm, before any step of a rollout."""

ROLLOUT_CLOSEOUT: Final = checklist(
    "rollout-closeout",
    Source(TITLE, "Post-Rollout Closeout", quote=""),
    {
        "recorded": "Record metrics and incidents.",
        "taxonomy": "Update `docs/ERROR_TROUBLESHOOTING.md` and failure taxonomy if new failure classes were observed.",
        "stable": "Close rollout bead only after a stable monitoring window.",
    },
)
"""After a rollout."""

OPERATIONAL_ROLLBACK: Final = Procedure(
    "operational-rollback",
    steps_of(
        TITLE,
        ROLLBACK,
        """
1. Identify last known-good commit/tag.
2. Deploy that artifact to all affected runners.
3. Verify health with:
4. Confirm critical command paths used by automation.
5. Open remediation bead with incident notes and reproduction details.
""",
        {
            "identify": BY_ROLLBACK_OWNER,
            "deploy": BY_HAND,
            "verify": BY_HAND | {"actions": ("zjj --version", "swarm status")},
            "confirm": BY_HAND,
            "open": BY_ROLLBACK_OWNER,
        },
    ),
    title=ROLLBACK,
    trigger="contract break, lock spike, agent cascade or data corruption",
    source=Source(
        TITLE,
        "Failure Triggers That Require Immediate Rollback",
        quote="- Command contract breaks (`--json` structure drift, non-deterministic exits).\n"
        "- Lock contention spikes.\n"
        "- Swarm agent failure cascade.\n"
        "- Data corruption indicators in workspace/session state.",
    ),
)
"""Back to the last known-good artifact."""

PLAYBOOK: Final = Playbook(
    "operator-rollout",
    TITLE,
    version="1",
    checklists=(PRE_ROLLOUT, ROLLOUT_CLOSEOUT),
    procedures=(OPERATIONAL_ROLLBACK,),
)
"""The playbook: what to check before and after a rollout, and how to go back step by step."""


def __dir__() -> list[str]:
    return __all__
