"""What people are told of a release, and what was recorded of it: release notes and release evidence.

Both templates of the playbook are types with the same names of fields, in the same order. What contradicts itself is
refused with all its problems: notes whose type does not fit the version, a breaking change without a migration,
evidence that passes and fails one gate at once.
"""

from releasekit.notes._changes import (
    Breakage,
    BugFix,
    Changes,
    Deprecation,
    Entry,
    Feature,
    Improvement,
    KnownIssue,
    SecurityFix,
    SecuritySeverity,
)
from releasekit.notes._evidence import (
    ChecklistEntry,
    CheckStatus,
    Distribution,
    GateResults,
    ReleaseArtifacts,
    ReleaseEvidence,
    ReleaseProvenance,
    ReleaseValidation,
)
from releasekit.notes._notes import NotesProvenance, ReleaseNotes
from releasekit.notes._rendering import changelog_section, render_markdown

__all__ = [
    "Breakage",
    "BugFix",
    "Changes",
    "CheckStatus",
    "ChecklistEntry",
    "Deprecation",
    "Distribution",
    "Entry",
    "Feature",
    "GateResults",
    "Improvement",
    "KnownIssue",
    "NotesProvenance",
    "ReleaseArtifacts",
    "ReleaseEvidence",
    "ReleaseNotes",
    "ReleaseProvenance",
    "ReleaseValidation",
    "SecurityFix",
    "SecuritySeverity",
    "changelog_section",
    "render_markdown",
]


def __dir__() -> list[str]:
    return __all__
