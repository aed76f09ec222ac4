"""The go/no-go rules of Release Cadence & Sync Automation, each with its sentence, and the gates by release type."""

from collections.abc import Iterable, Mapping
from typing import Final

from releasekit._arguments import items, of_kind
from releasekit._words import listing
from releasekit.errors import FieldError
from releasekit.gates import Better, Gate, RateThreshold, Standing
from releasekit.playbooks.release_cadence._tables import CADENCE_TYPES, TITLE
from releasekit.policy import MISSING, Cell, Hit, Rule, Source, Table, not_, one_of
from releasekit.readiness import (
    ApprovalFact,
    ApprovalStatus,
    Fact,
    GateFact,
    GoNoGo,
    RateFact,
    ReadinessRules,
    ReleaseClass,
    ReleaseTypeFact,
    VersionStep,
    VersionStepFact,
)
from releasekit.versions import ReleaseType

TYPES: Final = "Cadence Types"
CHECKLIST: Final = "Pre-Release Checklist"
WORKFLOW: Final = "Release Workflow"
EVIDENCE: Final = "Release Evidence Template"
BUMP_RULES: Final = "Version Bump Rules"
SCHEDULE_TEXT: Final = "Release Schedule"

HEADER: Final = "Type | Frequency | Scope | Gate Required"
RL_02: Final = "Gates pass | RL-02 | G-REL gate passes | Yes"
EVERY_GATE: Final = "All gates must pass (G-REL)"

MERGE: Final = "G-MRG"
RELEASE: Final = "G-REL"

GATES: Final = (Gate(MERGE), Gate(RELEASE))


GATES_BY_TABLE: Final = {ReleaseType.PATCH: MERGE, ReleaseType.MINOR: RELEASE, ReleaseType.MAJOR: RELEASE}
BY_TABLE: Final = tuple(
    ReleaseClass(str(kind), row.scope, gates={GATES_BY_TABLE[kind]}, release_types={kind}, source=row.source)
    for kind, row in CADENCE_TYPES.items()
)
"""The classes by the table of cadence types alone, which asks a patch for G-MRG only."""
BY_CHECKLIST: Final = ReleaseClass(
    "any release", gates={RELEASE}, release_types=frozenset(ReleaseType), source=Source(TITLE, CHECKLIST, quote=RL_02)
)
"""What the checklist asks of every release."""


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
        CADENCE_TYPES[ReleaseType.MAJOR].source.quote,
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


def _facts(thresholds: tuple[RateThreshold, ...]) -> tuple[Fact, ...]:
    """Return the facts that the table asks, once the rates have thresholds."""
    return (
        GateFact("required_gates"),
        ReleaseTypeFact("release_type"),
        ApprovalFact("human_approval", "major release"),
        VersionStepFact("version_step"),
        RateFact("delivery_rates", thresholds),
    )


REVIEW: Final = Table(
    "go/no-go",
    tuple(fact.column for fact in _facts(())),
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
        >>> [fact.column.name for fact in rules.facts]
        ['required_gates', 'release_type', 'human_approval', 'version_step', 'delivery_rates']
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
    classes = (*BY_TABLE, BY_CHECKLIST) if patches_need_release_gate else BY_TABLE
    return ReadinessRules(GATES, classes, facts=_facts(listed), go_no_go=REVIEW)
