"""What people are told of a release, and what was recorded of it: release notes and release evidence.

Both templates of the playbook are types with the same names of fields, in the same order. What contradicts itself is
refused with all its problems: notes whose type does not fit the version, a breaking change without a migration,
evidence that was published before its release. Which check is the release gate differs from team to team, so
`ReleaseEvidence.findings` is told.
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
)
from releasekit.notes._evidence import (
    ChecklistEntry,
    Distribution,
    GateSummary,
    ReleaseArtifacts,
    ReleaseEvidence,
    ReleaseProvenance,
    ReleaseValidation,
)
from releasekit.notes._notes import NotesProvenance, ReleaseNotes

__all__ = [
    "Breakage",
    "BugFix",
    "Changes",
    "ChecklistEntry",
    "Deprecation",
    "Distribution",
    "Entry",
    "Feature",
    "GateSummary",
    "Improvement",
    "KnownIssue",
    "NotesProvenance",
    "ReleaseArtifacts",
    "ReleaseEvidence",
    "ReleaseNotes",
    "ReleaseProvenance",
    "ReleaseValidation",
    "SecurityFix",
]


def __dir__() -> list[str]:
    return __all__
