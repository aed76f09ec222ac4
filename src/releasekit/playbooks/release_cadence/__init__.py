"""Release Cadence & Sync Automation: the gates of patch, minor and major releases, and the tables that it has besides.

The playbook names two rates of the delivery and no threshold for them, so whoever uses it has to give both. Readings
where the text leaves a choice:

* a patch needs G-MRG, which the table of cadence types asks for, and G-REL, which the checklist and the workflow ask
  for of every release; the table's reading alone is ``readiness(..., patches_need_release_gate=False)``;
* a release whose type is not stated needs the gates of all of them, and is a no-go;
* a release type below the version step that its changes need is a no-go, and so is one of which nobody said that;
* the human who approves a major release is another person than the release owner;
* whoever executes a sync or a rollback is another person than whoever approved it, unless the issue is critical.

For syncs it does not say how old a dry run may be, so `sync_rules` asks for that.
"""

from typing import Final

from releasekit.playbook import Playbook
from releasekit.playbooks.release_cadence._checklists import (
    DURING_ROLLBACK,
    MAJOR_RELEASE,
    PLANNED_ROLLBACK,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    RELEASE_CHECKLIST,
    RELEASE_GATE_CHECK,
    RELEASE_VALIDATION,
    SYNC_CHECKLIST,
)
from releasekit.playbooks.release_cadence._go_no_go import GATES, readiness
from releasekit.playbooks.release_cadence._procedures import RB_IMM, RB_PLN, RELEASE_WORKFLOW, SYNC_WORKFLOW
from releasekit.playbooks.release_cadence._records import RECORDS
from releasekit.playbooks.release_cadence._rollbacks import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.playbooks.release_cadence._syncs import (
    DRY_RUN_REQUIREMENTS,
    PRE_SYNC_FACTS,
    SYNC_TYPES,
    sync_rules,
)
from releasekit.playbooks.release_cadence._tables import (
    BUMPS,
    CADENCE_TYPES,
    FREEZE,
    RC_WEEKDAY,
    SCHEDULE,
    STAGES,
    TITLE,
)

__all__ = [
    "BUMPS",
    "CADENCE_TYPES",
    "DRY_RUN_REQUIREMENTS",
    "DURING_ROLLBACK",
    "FREEZE",
    "MAJOR_RELEASE",
    "PLANNED_ROLLBACK",
    "PLAYBOOK",
    "POST_ROLLBACK",
    "PRE_ROLLBACK",
    "PRE_SYNC_FACTS",
    "QUICK_GUIDE",
    "RB_IMM",
    "RB_PLN",
    "RC_WEEKDAY",
    "RECORDS",
    "RELEASE_CHECKLIST",
    "RELEASE_GATE_CHECK",
    "RELEASE_VALIDATION",
    "RELEASE_WORKFLOW",
    "ROLLBACK_ACTIONS",
    "ROLLBACK_MATRIX",
    "SCHEDULE",
    "STAGES",
    "SYNC_CHECKLIST",
    "SYNC_TYPES",
    "SYNC_WORKFLOW",
    "readiness",
    "sync_rules",
]

PLAYBOOK: Final = Playbook(
    "release-cadence",
    TITLE,
    version="1",
    tables=(BUMPS, SCHEDULE, FREEZE, ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS, DRY_RUN_REQUIREMENTS),
    gates=GATES,
    cadences=tuple(CADENCE_TYPES.values()),
    checklists=(RELEASE_CHECKLIST, RELEASE_VALIDATION, SYNC_CHECKLIST, PRE_ROLLBACK, DURING_ROLLBACK, POST_ROLLBACK),
    procedures=(RELEASE_WORKFLOW, SYNC_WORKFLOW, RB_IMM, RB_PLN),
    records=RECORDS,
)
"""The playbook without go/no-go rules; ``PLAYBOOK.replace(readiness=readiness(thresholds))`` has them."""


def __dir__() -> list[str]:
    return __all__
