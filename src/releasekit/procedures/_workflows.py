"""The release workflow and the sync workflow."""

from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._quotes import as_bullets, as_tree, cited, done_by
from releasekit.procedures._vocabulary import CADENCE

RELEASER: Final = "ours: the text names nobody; who releases, as in its template, “released_by: <releaser>”"
SYNCER: Final = "ours: the text names nobody; whoever runs it, as in the sync log, “executed_by: <agent-or-human>”"

_released = done_by("releaser", because=RELEASER)
_synced = done_by("agent", "human", because=SYNCER)

RELEASE_WORKFLOW: Final = Procedure(
    "release",
    cited(
        CADENCE,
        "Release Workflow",
        as_bullets,
        _released(
            "feature-freeze", "Feature Freeze", "No new features after freeze date", "Only bug fixes and documentation"
        ),
        _released(
            "release-candidate",
            "Release Candidate",
            "Cut RC branch: release/vX.Y.Z-rc.1",
            "Run full regression suite",
            "Fix any blockers",
        ),
        Step(
            "release-validation",
            "Release Validation",
            roles={"approver"},
            actions=["All gates must pass (G-REL)", "Final review signoff", "Release notes approved"],
            gates={"G-REL"},
            checklists={"release", "release-validation"},
            because="ours: the text names nobody; a signoff is an approver's, and the pre-release checklist and "
            "that of the three things to validate are complete by the end of it",
        ),
        _released(
            "release-execution",
            "Release Execution",
            "Tag release: vX.Y.Z",
            "Build release artifacts",
            "Publish to distribution channels",
        ),
        _released("post-release", "Post-Release", "Announce release", "Monitor for issues", "Update documentation"),
    ),
    title="Release Workflow",
    trigger="a release is due",
    source=Source(CADENCE, "Release Workflow", quote="Release Workflow"),
)
"""From the feature freeze to the announcement."""

SYNC_WORKFLOW: Final = Procedure(
    "sync",
    cited(
        CADENCE,
        "Sync Workflow",
        as_tree,
        _synced(
            "pre-sync",
            "Pre-Sync Validation",
            "Check source availability",
            "Validate credentials",
            "Verify target state",
        ),
        _synced(
            "dry-run",
            "Dry-Run (REQUIRED)",
            "Execute sync in preview mode",
            "Generate diff report",
            "Validate expected changes",
        ),
        Step(
            "approval",
            "Approval Gate",
            roles={"approver"},
            actions=["Review dry-run results", "Approve or reject", "Document decision"],
            because="ours: the step names nobody; the sync log has “approved_by: <approver>”; a no fails the step",
        ),
        _synced("execute", "Execute Sync", "Apply changes", "Capture evidence", "Verify completion"),
        _synced(
            "post-sync",
            "Post-Sync Validation",
            "Run smoke tests",
            "Verify integrity",
            "Update sync log",
            checklists={"sync"},
            because=f"{SYNCER}; the sync checklist is complete by the end of it",
        ),
    ),
    title="Sync Workflow",
    trigger="a sync is due",
    source=Source(CADENCE, "Dry-Run Requirements", quote="All syncs MUST have dry-run before execution"),
)
"""A sync with its dry run, which cannot be left out, as no step can."""
