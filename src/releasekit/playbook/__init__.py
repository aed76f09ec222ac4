"""A playbook as one object: its tables, rules, checklists, procedures and milestones, and what can be asked of it."""

from releasekit.playbook._playbook import Playbook
from releasekit.playbook._records import RecordRules, RollbackRule
from releasekit.playbook._vocabulary import PlaybookError, PlaybookFinding, PlaybookFindingKind, RecordFindingKind

__all__ = [
    "Playbook",
    "PlaybookError",
    "PlaybookFinding",
    "PlaybookFindingKind",
    "RecordFindingKind",
    "RecordRules",
    "RollbackRule",
]


def __dir__() -> list[str]:
    return __all__
