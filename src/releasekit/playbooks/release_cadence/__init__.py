"""Release Cadence & Sync Automation: the gates of patch, minor and major releases, and the tables that it has besides.

The playbook names two rates of the delivery and no threshold for them, so whoever uses it has to give both. Readings
where the text leaves a choice:

* a patch needs G-MRG, which the table of cadence types asks for, and G-REL, which the checklist and the workflow ask
  for of every release; the table's reading alone is ``readiness(..., patches_need_release_gate=False)``;
* a release whose type is not stated needs the gates of all of them, and is a no-go;
* a release type below the version step that its changes need is a no-go, and so is one of which nobody said that;
* the human who approves a major release is another person than the release owner.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from releasekit._arguments import items, of_kind
from releasekit._words import listing
from releasekit.errors import FieldError
from releasekit.gates import Better, Gate, RateThreshold, Standing
from releasekit.playbook import Playbook
from releasekit.playbooks.release_cadence._rollbacks import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.playbooks.release_cadence._tables import (
    BUMPS,
    CADENCE_TYPES,
    FREEZE,
    RC_WEEKDAY,
    SCHEDULE,
    STAGES,
    TITLE,
)
from releasekit.policy import MISSING, Cell, Column, Hit, Rule, Source, Table, not_, one_of
from releasekit.procedures import (
    DURING_ROLLBACK,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    RB_IMM,
    RB_PLN,
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    RELEASE_WORKFLOW,
    SYNC_CHECKLIST,
    SYNC_WORKFLOW,
)
from releasekit.readiness import FACTS, ApprovalStatus, GoNoGo, ReadinessRules, VersionStep
from releasekit.versions import ReleaseType

__all__ = [
    "BUMPS",
    "CADENCE_TYPES",
    "FREEZE",
    "PLAYBOOK",
    "QUICK_GUIDE",
    "RC_WEEKDAY",
    "ROLLBACK_ACTIONS",
    "ROLLBACK_MATRIX",
    "SCHEDULE",
    "STAGES",
    "readiness",
]

TYPES: Final = "Cadence Types"
CHECKLIST: Final = "Pre-Release Checklist"
WORKFLOW: Final = "Release Workflow"
EVIDENCE: Final = "Release Evidence Template"
BUMP_RULES: Final = "Version Bump Rules"
SCHEDULE_TEXT: Final = "Release Schedule"

HEADER: Final = "Type | Frequency | Scope | Gate Required"
PATCH_ROW: Final = "**Patch** | As needed | Bug fixes, doc updates | G-MRG"
MINOR_ROW: Final = "**Minor** | Bi-weekly | New features, enhancements | G-REL"
MAJOR_ROW: Final = "**Major** | Quarterly | Breaking changes, major features | G-REL + Human"
RL_02: Final = "Gates pass | RL-02 | G-REL gate passes | Yes"
EVERY_GATE: Final = "All gates must pass (G-REL)"

MERGE: Final = "G-MRG"
RELEASE: Final = "G-REL"


def _gate(rule: str, gate: str, quote: str, *types: ReleaseType, heading: str = TYPES) -> Rule[str]:
    source = Source(TITLE, heading, quote=quote)
    cell = one_of(*types, MISSING)
    return Rule(rule, {"release_type": cell}, then=gate, because=f"{rule.replace('/', ' requires ')}", source=source)


BY_TABLE: Final = (
    _gate("patch/G-MRG", MERGE, PATCH_ROW, ReleaseType.PATCH),
    _gate("minor/G-REL", RELEASE, MINOR_ROW, ReleaseType.MINOR),
    _gate("major/G-REL", RELEASE, MAJOR_ROW, ReleaseType.MAJOR),
)
BY_CHECKLIST: Final = _gate("patch/G-REL", RELEASE, RL_02, ReleaseType.PATCH, heading=CHECKLIST)

GATES: Final = (Gate(MERGE), Gate(RELEASE))

REQUIRED_GATES: Final = Table(
    "required gates",
    (Column("release_type", ReleaseType, optional=True),),
    rules=(*BY_TABLE, BY_CHECKLIST),
    hit=Hit.COLLECT,
    outcomes=(MERGE, RELEASE),
    version="G-MRG and G-REL",
)
TABLE_ALONE: Final = REQUIRED_GATES.replace(rules=BY_TABLE, version="G-MRG alone")
"""The gates by the table of cadence types alone, which asks a patch for G-MRG only."""


def _no_go(rule: str, because: str, quote: str, *, heading: str, **when: Cell | object) -> Rule[GoNoGo]:
    source = Source(TITLE, heading, quote=quote)
    return Rule(rule, when, then=GoNoGo.NO_GO, because=because, source=source)


RULES: Final = (
    Rule(
        "review-complete",
        {},
        then=GoNoGo.GO,
        because="no rule blocks it",
        source=Source(TITLE, SCHEDULE_TEXT, quote="Fri: Release (if gates pass)"),
    ),
    _no_go(
        "release-type-unstated",
        "nobody said whether the release is a patch, a minor or a major one",
        HEADER,
        heading=TYPES,
        release_type=MISSING,
    ),
    _no_go(
        "required-gate-failed", "a required gate failed", EVERY_GATE, heading=WORKFLOW, required_gates=Standing.FAILED
    ),
    _no_go(
        "required-gate-unproven",
        "a required gate has no pass with evidence, and missing evidence means no-go",
        EVERY_GATE,
        heading=WORKFLOW,
        required_gates=Standing.UNPROVEN,
    ),
    _no_go(
        "major-without-human",
        "a major release has no human's approval in force",
        MAJOR_ROW,
        heading=TYPES,
        release_type=ReleaseType.MAJOR,
        human_approval=one_of(ApprovalStatus.EXPIRED, MISSING),
    ),
    _no_go(
        "release-type-below-changes",
        "the changes need a larger step than the release type, or nobody said which step they need",
        "Change Type | Version Bump | Examples",
        heading=BUMP_RULES,
        version_step=one_of(VersionStep.BELOW, MISSING),
    ),
    _no_go(
        "rate-missed",
        "a rate of the delivery misses its threshold, or was not measured",
        "success_rate: <percentage>\n      rework_rate: <percentage>",
        heading=EVIDENCE,
        delivery_rates=not_(Standing.PASSED),
    ),
)
ASKED: Final = frozenset(column for rule in RULES for column, _ in rule.when)

REVIEW: Final = Table(
    "go/no-go",
    tuple(fact.column for fact in FACTS if fact.column.name in ASKED),
    rules=RULES,
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=(GoNoGo.GO, GoNoGo.NO_GO),
    permissive=(GoNoGo.GO,),
)

RATES: Final[Mapping[str, Better]] = {"success_rate": Better.HIGHER, "rework_rate": Better.LOWER}
"""The rates of the evidence template, and which way each improves."""


def readiness(thresholds: Iterable[RateThreshold], *, patches_need_release_gate: bool = True) -> ReadinessRules:
    """Return what the playbook says about going or not, once its rates have thresholds.

    Args:
        thresholds: one for ``success_rate``, of which more is better, and one for ``rework_rate``, of which less is.
        patches_need_release_gate: whether a patch needs G-REL besides G-MRG: the two texts of the playbook differ.

    Raises:
        FieldError: where a threshold is missing, there twice, of another rate, or the wrong way round.

    Example:
        >>> from decimal import Decimal
        >>> rules = readiness(
        ...     [
        ...         RateThreshold("success_rate", Decimal(95), better=Better.HIGHER),
        ...         RateThreshold("rework_rate", Decimal(10), better=Better.LOWER),
        ...     ]
        ... )
        >>> [str(threshold) for threshold in rules.rate_thresholds]
        ['success_rate at least 95 %', 'rework_rate at most 10 %']
    """
    listed = items("thresholds", thresholds, RateThreshold, once="metric")
    of_kind("patches_need_release_gate", patches_need_release_gate, bool)
    given = {threshold.metric: threshold.better for threshold in listed}
    known = listing(f"{rate} ({better})" for rate, better in RATES.items())
    lacking = [f"thresholds have none for `{rate}`; expected one" for rate in RATES if rate not in given]
    strange = [
        f"threshold of `{metric}` where {better} is better; expected one of {known}"
        for metric, better in given.items()
        if RATES.get(metric) is not better
    ]
    if problems := (*lacking, *strange):
        raise FieldError(problems)
    required = REQUIRED_GATES if patches_need_release_gate else TABLE_ALONE
    return ReadinessRules(GATES, required, go_no_go=REVIEW, rate_thresholds=listed)


PLAYBOOK: Final = Playbook(
    "release-cadence",
    TITLE,
    version="1",
    tables=(BUMPS, SCHEDULE, FREEZE, ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS),
    gates=GATES,
    cadences=tuple(CADENCE_TYPES.values()),
    checklists=(RELEASE_CHECKLIST, RELEASE_VALIDATION, SYNC_CHECKLIST, PRE_ROLLBACK, DURING_ROLLBACK, POST_ROLLBACK),
    procedures=(RELEASE_WORKFLOW, SYNC_WORKFLOW, RB_IMM, RB_PLN),
)
"""The playbook without go/no-go rules; ``PLAYBOOK.replace(readiness=readiness(thresholds))`` has them."""


def __dir__() -> list[str]:
    return __all__
