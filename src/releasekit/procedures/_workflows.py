"""The release workflow and the sync workflow."""

from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._quotes import as_bullets, as_tree, cited
from releasekit.procedures._vocabulary import CADENCE

RELEASER: Final = "ours: the text names nobody; who releases, as in its template, “released_by: <releaser>”"
SYNCER: Final = "ours: the text names nobody; whoever runs it, as in the sync log, “executed_by: <agent-or-human>”"

RELEASE_WORKFLOW: Final = Procedure(
    "release",
    cited(
        CADENCE,
        "Release Workflow",
        as_bullets,
        Step(
            "feature-freeze",
            "Feature Freeze",
            roles={"releaser"},
            actions=["No new features after freeze date", "Only bug fixes and documentation"],
            because=RELEASER,
        ),
        Step(
            "release-candidate",
            "Release Candidate",
            roles={"releaser"},
            actions=["Cut RC branch: release/vX.Y.Z-rc.1", "Run full regression suite", "Fix any blockers"],
            because=RELEASER,
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
        Step(
            "release-execution",
            "Release Execution",
            roles={"releaser"},
            actions=["Tag release: vX.Y.Z", "Build release artifacts", "Publish to distribution channels"],
            because=RELEASER,
        ),
        Step(
            "post-release",
            "Post-Release",
            roles={"releaser"},
            actions=["Announce release", "Monitor for issues", "Update documentation"],
            because=RELEASER,
        ),
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
        Step(
            "pre-sync",
            "Pre-Sync Validation",
            roles={"agent", "human"},
            actions=["Check source availability", "Validate credentials", "Verify target state"],
            because=SYNCER,
        ),
        Step(
            "dry-run",
            "Dry-Run (REQUIRED)",
            roles={"agent", "human"},
            actions=["Execute sync in preview mode", "Generate diff report", "Validate expected changes"],
            because=SYNCER,
        ),
        Step(
            "approval",
            "Approval Gate",
            roles={"approver"},
            actions=["Review dry-run results", "Approve or reject", "Document decision"],
            because="ours: the step names nobody; the sync log has “approved_by: <approver>”; a no fails the step",
        ),
        Step(
            "execute",
            "Execute Sync",
            roles={"agent", "human"},
            actions=["Apply changes", "Capture evidence", "Verify completion"],
            because=SYNCER,
        ),
        Step(
            "post-sync",
            "Post-Sync Validation",
            roles={"agent", "human"},
            actions=["Run smoke tests", "Verify integrity", "Update sync log"],
            checklists={"sync"},
            because=f"{SYNCER}; the sync checklist is complete by the end of it",
        ),
    ),
    title="Sync Workflow",
    trigger="a sync is due",
    source=Source(CADENCE, "Dry-Run Requirements", quote="All syncs MUST have dry-run before execution"),
)
"""A sync with its dry run, which cannot be left out, as no step can."""
