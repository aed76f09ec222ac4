"""Playbooks that come with releasekit, each built from its source text sentence by sentence."""

from typing import Final

from releasekit.playbook import Playbook
from releasekit.playbooks.gated_release import PLAYBOOK as GATED_RELEASE
from releasekit.playbooks.release_cadence import PLAYBOOK as RELEASE_CADENCE
from releasekit.playbooks.steady_state import PLAYBOOK as STEADY_STATE

__all__ = ["ALL", "GATED_RELEASE", "RELEASE_CADENCE", "STEADY_STATE"]

ALL: Final[tuple[Playbook, ...]] = (GATED_RELEASE, RELEASE_CADENCE, STEADY_STATE)
"""Every playbook, in the order of their names."""


def __dir__() -> list[str]:
    return __all__
