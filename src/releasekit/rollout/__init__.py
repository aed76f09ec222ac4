"""What a team is told while a change is rolled out."""

from releasekit.rollout._status import Health, StatusDecision, StatusFinding, StatusUpdate, render_markdown

__all__ = ["Health", "StatusDecision", "StatusFinding", "StatusUpdate", "render_markdown"]


def __dir__() -> list[str]:
    return __all__
