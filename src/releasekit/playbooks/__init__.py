"""Playbooks that come with releasekit, each built from its source text sentence by sentence.

Each playbook is loaded from its module when it is first asked for, so that nobody pays for the others.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from releasekit.playbook import Playbook
    from releasekit.playbooks.channel_canary import PLAYBOOK as CHANNEL_CANARY
    from releasekit.playbooks.gated_release import PLAYBOOK as GATED_RELEASE
    from releasekit.playbooks.operator_rollout import PLAYBOOK as OPERATOR_ROLLOUT
    from releasekit.playbooks.release_cadence import PLAYBOOK as RELEASE_CADENCE
    from releasekit.playbooks.steady_state import PLAYBOOK as STEADY_STATE

__all__ = ["ALL", "CHANNEL_CANARY", "GATED_RELEASE", "OPERATOR_ROLLOUT", "RELEASE_CADENCE", "STEADY_STATE"]

if TYPE_CHECKING:
    ALL: Final[tuple[Playbook, ...]] = (
        CHANNEL_CANARY,
        GATED_RELEASE,
        OPERATOR_ROLLOUT,
        RELEASE_CADENCE,
        STEADY_STATE,
    )
    """Every playbook, in the order of their names."""
else:

    def __getattr__(name: str) -> object:
        """Load a playbook from its module, or all of them, and keep what was asked for."""
        if name == "ALL":
            value = tuple(__getattr__(each) for each in __all__ if each != name)
        elif name in __all__:
            from importlib import import_module

            value = import_module(f"{__name__}.{name.lower()}").PLAYBOOK
        else:
            raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return __all__
