"""What a team is told while a change is rolled out."""

from releasekit.rollout._status import Health, StatusDecision, StatusUpdate

__all__ = ["Health", "StatusDecision", "StatusUpdate"]


def __dir__() -> list[str]:
    return __all__
