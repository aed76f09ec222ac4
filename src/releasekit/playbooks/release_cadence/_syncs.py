"""Syncs by Release Cadence & Sync Automation: how often each type runs, and what is required of a dry run.

The playbook does not say how old a dry run may be when it is carried out, so whoever uses it has to. Readings where the
text leaves a choice:

* who approves a sync does not carry it out, as with the human who approves a major release;
* what its first step looks at (source, credentials, target state) is attested by somebody before a sync is carried out;
* its schema has no trigger for “On change”: such a sync is written with `manual`, and a finding says so.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from releasekit.playbooks.release_cadence._tables import PUBLISHED, TITLE
from releasekit.policy import MISSING, Hit, Rule, Source, Table, one_of
from releasekit.sync import DRY_RUN_COLUMNS, SyncFrequency, SyncRules, SyncTrigger, SyncType


def _type(kind: SyncType, row: str, *triggers: SyncTrigger, near: str | None = None) -> SyncFrequency:
    source = Source(TITLE, "Sync Types", quote=row)
    return SyncFrequency(kind, row.rpartition(" | ")[2], triggers=triggers, near=near, source=source)


BY_HAND: Final = "the schema has no trigger for a change, so somebody or something outside has to start it at each one"
FREQUENCIES: Final = (
    _type(
        SyncType.UPSTREAM,
        "**Upstream sync** | Pull from upstream source | On release",
        SyncTrigger.ON_RELEASE,
    ),
    _type(
        SyncType.DOWNSTREAM,
        "**Downstream sync** | Push to distribution | On release",
        SyncTrigger.ON_RELEASE,
    ),
    _type(
        SyncType.CROSS_REPO,
        "**Cross-repo sync** | Sync between related repos | As needed",
        SyncTrigger.MANUAL,
    ),
    _type(
        SyncType.CONFIG,
        "**Config sync** | Sync configuration/policies | On change",
        SyncTrigger.MANUAL,
        near=BY_HAND,
    ),
)
SYNC_TYPES: Final[Mapping[SyncType, SyncFrequency]] = MappingProxyType({row.type: row for row in FREQUENCIES})
"""The table of sync types, by the type of a configuration, with the triggers that fit."""

PRE_SYNC_FACTS: Final = ("source availability", "credentials", "target state")
"""What the step Pre-Sync Validation looks at, as facts that somebody attests."""


def sync_rules(max_age: timedelta) -> SyncRules:
    """Return what holds for all syncs.

    Args:
        max_age: how old a dry run, and what was attested, may be when it is carried out.

    Raises:
        FieldError: where the age is not positive.
    """
    return SyncRules(max_age, attested=PRE_SYNC_FACTS, frequencies=FREQUENCIES)


UNSHOWN: Final = one_of(False, MISSING)  # noqa: FBT003 - a value of a column
"""Nobody can show it, or it is not so."""


def _requirement(name: str, text: str, column: str, because: str) -> Rule[str]:
    source = Source(TITLE, "Dry-Run Requirements", quote=f"**{name}** | {text}")
    return Rule(name, {column: UNSHOWN}, then=name, because=because, source=source)


REQUIREMENTS: Final = (
    _requirement("DR-01", "All syncs MUST have dry-run before execution", "has_dry_run", "there is no dry run"),
    _requirement(
        "DR-02", "Dry-run output MUST be human-readable", "is_readable", "nobody was shown its text, or another one"
    ),
    _requirement(
        "DR-03",
        "Dry-run MUST show all changes (add/modify/delete)",
        "shows_all",
        "the text that was shown leaves changes out, or nobody knows it",
    ),
    _requirement(
        "DR-04",
        "Dry-run MUST NOT modify target state",
        "leaves_target",
        "the target was another one right after the dry run, or nobody looked",
    ),
    _requirement("DR-05", "Dry-run results MUST be logged", "is_logged", "no log has its counts and its digest"),
    _requirement(
        "DR-06",
        "Approval MUST reference dry-run evidence",
        "is_approved_by_digest",
        "the approval quotes no digest, or that of another dry run",
    ),
)

DRY_RUN_REQUIREMENTS: Final = Table(
    "dry-run requirements",
    DRY_RUN_COLUMNS,
    rules=REQUIREMENTS,
    hit=Hit.COLLECT,
    outcomes=tuple(rule.then for rule in REQUIREMENTS),
    version=PUBLISHED,
)
"""DR-01 to DR-06: which of them nobody can show to hold; what `releasekit.sync.dry_run_facts` returns is asked."""
