"""The workflows and the two rollback procedures of Release Cadence & Sync Automation.

Most steps name nobody who does them. Who does is our reading, from the templates of the same text.
"""

from datetime import timedelta
from typing import Final

from releasekit.playbooks._texts import steps_of
from releasekit.playbooks.release_cadence._checklists import (
    DURING_ROLLBACK,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    SYNC_CHECKLIST,
)
from releasekit.playbooks.release_cadence._tables import TITLE
from releasekit.policy import Source
from releasekit.procedures import Procedure

WORKFLOW: Final = "Release Workflow"
TYPES: Final = "Rollback Types"
RELEASED: Final = {
    "roles": ("releaser",),
    "because": "ours: the text names nobody; who releases, as in its template, “released_by: <releaser>”",
}
SYNCER: Final = "ours: the text names nobody; whoever runs it, as in the sync log, “executed_by: <agent-or-human>”"
SYNCED: Final = {"roles": ("agent", "human"), "because": SYNCER}
DETECTED: Final = {
    "roles": ("agent", "human"),
    "because": "ours: the text names nobody; who detects, as in its evidence template, “<agent-or-human>”",
}
EXECUTOR: Final = "ours: the text names nobody; who executes, as in its evidence template, “executed_by: <executor>”"
EXECUTED: Final = {"roles": ("executor",), "because": EXECUTOR}
CONCLUDED: Final = {
    "roles": ("approver", "senior agent", "executor"),
    "because": "ours: the text names nobody; whoever decided or executed",
}
DECIDED_WITHIN: Final = timedelta(minutes=5)
"""How soon an immediate rollback is decided, that time excluded."""

RELEASE_WORKFLOW: Final = Procedure(
    "release",
    steps_of(
        TITLE,
        WORKFLOW,
        """
1. Feature Freeze
   - No new features after freeze date
   - Only bug fixes and documentation
2. Release Candidate
   - Cut RC branch: release/vX.Y.Z-rc.1
   - Run full regression suite
   - Fix any blockers
3. Release Validation
   - All gates must pass (G-REL)
   - Final review signoff
   - Release notes approved
4. Release Execution
   - Tag release: vX.Y.Z
   - Build release artifacts
   - Publish to distribution channels
5. Post-Release
   - Announce release
   - Monitor for issues
   - Update documentation
""",
        {
            "feature-freeze": RELEASED,
            "release-candidate": RELEASED,
            "release-validation": {
                "roles": ("approver",),
                "gates": ("G-REL",),
                "checklists": (RELEASE_CHECKLIST.id, RELEASE_VALIDATION.id),
                "because": "ours: the text names nobody; a signoff is an approver's, and the pre-release checklist "
                "and that of the three things to validate are complete by the end of it",
            },
            "release-execution": RELEASED,
            "post-release": RELEASED,
        },
    ),
    title=WORKFLOW,
    trigger="a release is due",
    source=Source(TITLE, WORKFLOW, quote=WORKFLOW),
)
"""From the feature freeze to the announcement."""

SYNC_WORKFLOW: Final = Procedure(
    "sync",
    steps_of(
        TITLE,
        "Sync Workflow",
        """
1. Pre-Sync Validation
   ├─ Check source availability
   ├─ Validate credentials
   └─ Verify target state
2. Dry-Run (REQUIRED)
   ├─ Execute sync in preview mode
   ├─ Generate diff report
   └─ Validate expected changes
3. Approval Gate
   ├─ Review dry-run results
   ├─ Approve or reject
   └─ Document decision
4. Execute Sync
   ├─ Apply changes
   ├─ Capture evidence
   └─ Verify completion
5. Post-Sync Validation
   ├─ Run smoke tests
   ├─ Verify integrity
   └─ Update sync log
""",
        {
            "pre-sync": SYNCED,
            "dry-run": SYNCED,
            "approval": {
                "roles": ("approver",),
                "because": "ours: the step names nobody; the sync log has “approved_by: <approver>”; a no fails the "
                "step",
            },
            "execute": SYNCED,
            "post-sync": SYNCED
            | {
                "checklists": (SYNC_CHECKLIST.id,),
                "because": f"{SYNCER}; the sync checklist is complete by the end of it",
            },
        },
    ),
    title="Sync Workflow",
    trigger="a sync is due",
    source=Source(TITLE, "Dry-Run Requirements", quote="All syncs MUST have dry-run before execution"),
)
"""A sync with its dry run, which cannot be left out, as no step can."""

RB_IMM: Final = Procedure(
    "RB-IMM",
    steps_of(
        TITLE,
        "Rollback Procedure: Immediate (RB-IMM)",
        """
1. DETECT: Critical issue identified
   - Severity confirmed
   - Impact assessed
2. DECIDE: Rollback decision (< 5 minutes)
   - Can be reversed by any senior agent
   - Document decision immediately
3. EXECUTE: Revert to previous version
   - git revert or tag checkout
   - Redeploy previous artifacts
4. VERIFY: Confirm rollback success
   - Smoke tests pass
   - Issue no longer present
5. COMMUNICATE: Notify stakeholders
   - Incident channel
   - Status update
6. DOCUMENT: Post-rollback
   - Rollback evidence
   - Root cause analysis
   - Prevention actions
""",
        {
            "detect": DETECTED,
            "decide": {
                "roles": ("approver", "senior agent"),
                "limit": DECIDED_WITHIN,
                "reversible_by": ("senior agent",),
                "because": "ours: whoever decides is the approver of the evidence template, “decided_by: <approver>”, "
                "or a senior agent; once decided, any senior agent may reverse it by aborting, whoever decided",
            },
            "execute": EXECUTED,
            "verify": EXECUTED,
            "communicate": CONCLUDED,
            "document": CONCLUDED,
        },
    ),
    title="Rollback Procedure: Immediate",
    trigger="Critical bug, security",
    source=Source(TITLE, TYPES, quote="| **Immediate** | Full release | Critical bug, security | Minutes |"),
)
"""Back to the previous version within minutes; no gate and no checklist stands in its way."""

RB_PLN: Final = Procedure(
    "RB-PLN",
    steps_of(
        TITLE,
        "Rollback Procedure: Planned (RB-PLN)",
        """
1. ASSESS: Issue analysis
   - Severity and impact documented
   - Alternatives evaluated
   - Rollback plan drafted
2. APPROVE: Get rollback approval
   - Orchestrator or Director approval
   - Scheduled time agreed
3. PREPARE: Pre-rollback steps
   - Notify affected users
   - Backup current state
   - Prepare rollback artifacts
4. EXECUTE: Perform rollback
   - Follow rollback checklist
   - Monitor during rollback
5. VERIFY: Confirm success
   - Full regression suite
   - User acceptance
6. CLOSE: Documentation
   - Evidence captured
   - Lessons learned
""",
        {
            "assess": DETECTED,
            "approve": {"roles": ("Orchestrator", "Director")},
            "prepare": EXECUTED
            | {
                "checklists": (PRE_ROLLBACK.id,),
                "because": f"{EXECUTOR}; the list before a rollback is complete when it is prepared",
            },
            "execute": EXECUTED | {"checklists": (DURING_ROLLBACK.id,)},
            "verify": EXECUTED,
            "close": EXECUTED
            | {
                "checklists": (POST_ROLLBACK.id,),
                "because": f"{EXECUTOR}; the list after a rollback is complete when it is closed",
            },
        },
    ),
    title="Rollback Procedure: Planned",
    trigger="Non-critical issues",
    source=Source(TITLE, TYPES, quote="| **Planned** | Full release | Non-critical issues | Hours |"),
)
"""Back to the previous version after approval, by the three rollback checklists."""
