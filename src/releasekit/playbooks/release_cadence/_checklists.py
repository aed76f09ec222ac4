"""The checklists of Release Cadence & Sync Automation, and its check that is the release gate itself."""

from typing import Final

from releasekit.playbooks._texts import checklist
from releasekit.playbooks.release_cadence._tables import TITLE
from releasekit.policy import Source
from releasekit.procedures import Checklist, ChecklistItem

PRE_RELEASE: Final = "Pre-Release Checklist"
ROLLING_BACK: Final = "Rollback Checklist"

MAJOR_RELEASE: Final = "major release"
PLANNED_ROLLBACK: Final = "planned rollback"
REQUIRED: Final = {"Yes": None, "Major only": MAJOR_RELEASE}
"""What the words in the last column of the pre-release checklist stand for."""

RELEASE_GATE_CHECK: Final = "RL-02"
"""The check that is the release gate itself: what the gate results say of that gate, it must say as well."""
RELEASE_ROWS: Final = (
    "All PRs merged | RL-01 | No open PRs for release | Yes",
    "Gates pass | RL-02 | G-REL gate passes | Yes",
    "Changelog updated | RL-03 | CHANGELOG.md current | Yes",
    "Version bumped | RL-04 | Version in manifest | Yes",
    "Documentation updated | RL-05 | Docs match release | Yes",
    "Security review | RL-06 | No known vulnerabilities | Yes",
    "Rollback tested | RL-07 | Rollback procedure verified | Major only",
    "Release notes drafted | RL-08 | Notes ready for review | Yes",
)


def _item(row: str) -> ChecklistItem:
    text, name, validation, required = row.split(" | ")
    source = Source(TITLE, PRE_RELEASE, quote=row)
    return ChecklistItem(name, text, only_if=REQUIRED[required], validation=validation, source=source)


RELEASE_CHECKLIST: Final = Checklist(
    "release",
    map(_item, RELEASE_ROWS),
    title=PRE_RELEASE,
    source=Source(TITLE, PRE_RELEASE, quote="| Check | ID | Validation | Required |"),
)
"""RL-01 to RL-08; rolling back must have been tested for a major release."""

RELEASE_VALIDATION: Final = checklist(
    "release-validation",
    Source(TITLE, "Release Workflow", quote="3. Release Validation"),
    {
        "gates": "All gates must pass (G-REL)",
        "signoff": "Final review signoff",
        "notes": "Release notes approved",
    },
    title="Release Validation",
)
"""What the third step of the release workflow validates."""

PRE_ROLLBACK: Final = checklist(
    "pre-rollback",
    Source(TITLE, ROLLING_BACK, quote="**Pre-Rollback**:"),
    {
        "issue-documented": "Issue documented with severity",
        "decision-approved": "Rollback decision approved",
        "previous-version": "Previous version identified and available",
        "backup": "Backup of current state created",
        "stakeholders-notified": "Stakeholders notified",
        "window": "Rollback window scheduled (if planned)",
    },
    title="Pre-Rollback",
    only_if={"window": PLANNED_ROLLBACK},
)
"""Before going back."""

DURING_ROLLBACK: Final = checklist(
    "during-rollback",
    Source(TITLE, ROLLING_BACK, quote="**During Rollback**:"),
    {
        "command": "Rollback command executed",
        "monitored": "Progress monitored",
        "no-errors": "No unexpected errors",
        "reverted": "Artifacts reverted correctly",
    },
    title="During Rollback",
)
"""While going back."""

POST_ROLLBACK: Final = checklist(
    "post-rollback",
    Source(TITLE, ROLLING_BACK, quote="**Post-Rollback**:"),
    {
        "smoke-tests": "Smoke tests pass",
        "issue-resolved": "Original issue resolved",
        "no-new-issues": "No new issues introduced",
        "stakeholders-updated": "Stakeholders updated",
        "evidence": "Evidence captured",
        "root-cause": "Root cause documented",
    },
    title="Post-Rollback",
)
"""After going back."""

SYNC_CHECKLIST: Final = checklist(
    "sync",
    Source(TITLE, "Sync Checklist Summary", quote=""),
    {
        "dry-run": "Dry-run executed",
        "reviewed": "Dry-run results reviewed",
        "approved": "Changes approved",
        "executed": "Sync executed",
        "smoke-tests": "Smoke tests pass",
        "log": "Sync log updated",
    },
)
"""The six items of a sync."""
