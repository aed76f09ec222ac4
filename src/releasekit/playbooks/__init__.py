"""Playbooks that come with releasekit, each built from its source text sentence by sentence."""

from typing import Final

from releasekit.playbook import Playbook
from releasekit.playbooks.gated_release import PLAYBOOK as GATED_RELEASE

__all__ = ["ALL", "GATED_RELEASE"]

ALL: Final[tuple[Playbook, ...]] = (GATED_RELEASE,)
"""Every playbook, in the order of their names."""


def __dir__() -> list[str]:
    return __all__
