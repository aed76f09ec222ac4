"""Which rollback an issue asks for: both texts of the playbook as drafts, and their documented merge as a table."""

from releasekit.rollback._severity import DECISIONS, MATRIX, QUICK_GUIDE, Action, Choice, Impact, Severity

__all__ = ["DECISIONS", "MATRIX", "QUICK_GUIDE", "Action", "Choice", "Impact", "Severity"]


def __dir__() -> list[str]:
    return __all__
