"""A playbook as one object: its tables, rules, checklists, procedures and milestones, and what can be asked of it."""

from releasekit.playbook._playbook import Playbook, PlaybookError, PlaybookFinding, PlaybookFindingKind

__all__ = ["Playbook", "PlaybookError", "PlaybookFinding", "PlaybookFindingKind"]


def __dir__() -> list[str]:
    return __all__
