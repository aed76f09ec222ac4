"""The release workflow and the sync workflow."""

from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step

__all__ = ["RELEASE_WORKFLOW", "SYNC_WORKFLOW"]

CADENCE: Final = "Release Cadence & Sync Automation"
RELEASER: Final = "ours: the text names nobody; who releases, as in its template, “released_by: <releaser>”"
SYNCER: Final = "ours: the text names nobody; whoever runs it, as in the sync log, “executed_by: <agent-or-human>”"


def _block(heading: str, number: int, name: str, actions: tuple[str, ...], *, is_tree: bool = False) -> Source:
    """Quote a step with the actions below it, as a list or as the branches of a tree."""
    marks = ["├─"] * (len(actions) - 1) + ["└─"] if is_tree else ["-"] * len(actions)
    lines = [f"   {mark} {action}" for mark, action in zip(marks, actions, strict=True)]
    return Source(CADENCE, heading, quote="\n".join([f"{number}. {name}", *lines]))


FREEZE: Final = ("No new features after freeze date", "Only bug fixes and documentation")
CANDIDATE: Final = ("Cut RC branch: release/vX.Y.Z-rc.1", "Run full regression suite", "Fix any blockers")
VALIDATION: Final = ("All gates must pass (G-REL)", "Final review signoff", "Release notes approved")
EXECUTION: Final = ("Tag release: vX.Y.Z", "Build release artifacts", "Publish to distribution channels")
AFTERWARDS: Final = ("Announce release", "Monitor for issues", "Update documentation")

RELEASE_WORKFLOW: Final = Procedure(
    "release",
    (
        Step(
            "feature-freeze",
            "Feature Freeze",
            roles={"releaser"},
            actions=FREEZE,
            because=RELEASER,
            source=_block("Release Workflow", 1, "Feature Freeze", FREEZE),
        ),
        Step(
            "release-candidate",
            "Release Candidate",
            roles={"releaser"},
            actions=CANDIDATE,
            because=RELEASER,
            source=_block("Release Workflow", 2, "Release Candidate", CANDIDATE),
        ),
        Step(
            "release-validation",
            "Release Validation",
            roles={"approver"},
            actions=VALIDATION,
            gates={"G-REL"},
            checklists={"release", "release-validation"},
            because="ours: the text names nobody; a signoff is an approver's, and the pre-release checklist and "
            "that of the three things to validate are complete by the end of it",
            source=_block("Release Workflow", 3, "Release Validation", VALIDATION),
        ),
        Step(
            "release-execution",
            "Release Execution",
            roles={"releaser"},
            actions=EXECUTION,
            because=RELEASER,
            source=_block("Release Workflow", 4, "Release Execution", EXECUTION),
        ),
        Step(
            "post-release",
            "Post-Release",
            roles={"releaser"},
            actions=AFTERWARDS,
            because=RELEASER,
            source=_block("Release Workflow", 5, "Post-Release", AFTERWARDS),
        ),
    ),
    title="Release Workflow",
    trigger="a release is due",
    source=Source(CADENCE, "Release Workflow", quote="Release Workflow"),
)
"""From the feature freeze to the announcement."""

PRE_SYNC: Final = ("Check source availability", "Validate credentials", "Verify target state")
DRY_RUN: Final = ("Execute sync in preview mode", "Generate diff report", "Validate expected changes")
APPROVAL: Final = ("Review dry-run results", "Approve or reject", "Document decision")
SYNC: Final = ("Apply changes", "Capture evidence", "Verify completion")
POST_SYNC: Final = ("Run smoke tests", "Verify integrity", "Update sync log")

SYNC_WORKFLOW: Final = Procedure(
    "sync",
    (
        Step(
            "pre-sync",
            "Pre-Sync Validation",
            roles={"agent", "human"},
            actions=PRE_SYNC,
            because=SYNCER,
            source=_block("Sync Workflow", 1, "Pre-Sync Validation", PRE_SYNC, is_tree=True),
        ),
        Step(
            "dry-run",
            "Dry-Run (REQUIRED)",
            roles={"agent", "human"},
            actions=DRY_RUN,
            because=SYNCER,
            source=_block("Sync Workflow", 2, "Dry-Run (REQUIRED)", DRY_RUN, is_tree=True),
        ),
        Step(
            "approval",
            "Approval Gate",
            roles={"approver"},
            actions=APPROVAL,
            because="ours: the step names nobody; the sync log has “approved_by: <approver>”; a no fails the step",
            source=_block("Sync Workflow", 3, "Approval Gate", APPROVAL, is_tree=True),
        ),
        Step(
            "execute",
            "Execute Sync",
            roles={"agent", "human"},
            actions=SYNC,
            because=SYNCER,
            source=_block("Sync Workflow", 4, "Execute Sync", SYNC, is_tree=True),
        ),
        Step(
            "post-sync",
            "Post-Sync Validation",
            roles={"agent", "human"},
            actions=POST_SYNC,
            checklists={"sync"},
            because=f"{SYNCER}; the sync checklist is complete by the end of it",
            source=_block("Sync Workflow", 5, "Post-Sync Validation", POST_SYNC, is_tree=True),
        ),
    ),
    title="Sync Workflow",
    trigger="a sync is due",
    source=Source(CADENCE, "Dry-Run Requirements", quote="All syncs MUST have dry-run before execution"),
)
"""A sync with its dry run, which cannot be left out, as no step can."""
