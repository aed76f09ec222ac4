"""A playbook as one object: its tables, rules, checklists, procedures and milestones, and what can be asked of it."""

from releasekit.playbook._findings import PlaybookFinding, PlaybookFindingKind
from releasekit.playbook._playbook import Playbook, PlaybookError

__all__ = ["Playbook", "PlaybookError", "PlaybookFinding", "PlaybookFindingKind"]


def __dir__() -> list[str]:
    return __all__
