"""What Release Cadence & Sync Automation asks of the evidence of releases and rollbacks."""

from typing import Final

from releasekit.answers import Severity
from releasekit.playbook import RecordRules, RollbackRule
from releasekit.playbooks.release_cadence._checklists import MAJOR_RELEASE, RELEASE_CHECKLIST, RELEASE_GATE_CHECK
from releasekit.playbooks.release_cadence._procedures import DECIDED_WITHIN
from releasekit.playbooks.release_cadence._rollbacks import IMMEDIATE_ROLLBACK, PLANNED_ROLLBACK, ROLLBACK_ACTIONS
from releasekit.playbooks.release_cadence._tables import TITLE
from releasekit.policy import Source
from releasekit.rollback import RollbackType
from releasekit.versions import ReleaseType

RECORDS: Final = RecordRules(
    release_checklist=RELEASE_CHECKLIST.id,
    release_gate=RELEASE_GATE_CHECK,
    circumstances={MAJOR_RELEASE: ReleaseType.MAJOR},
    rollback_table=ROLLBACK_ACTIONS.name,
    rollbacks=(
        RollbackRule(
            RollbackType.IMMEDIATE,
            action=IMMEDIATE_ROLLBACK,
            decided_within=DECIDED_WITHIN,
            source=Source(
                TITLE, "Rollback Procedure: Immediate (RB-IMM)", quote="DECIDE: Rollback decision (< 5 minutes)"
            ),
        ),
        RollbackRule(
            RollbackType.PLANNED,
            action=PLANNED_ROLLBACK,
            source=Source(TITLE, "Rollback Types", quote="**Planned** | Full release | Non-critical issues | Hours"),
        ),
    ),
    approved_afterwards={Severity.CRITICAL},  # "Critical | Widespread | Immediate | Post-hoc"
)
"""Evidence is compared with the pre-release checklist and with the shipped rollback decisions.

A partial rollback and one of the configuration are of any severity: the decision matrix does not speak of them.
"""
