"""How severe an issue must be for which rollback: the two texts of the playbook, and the reading that is shipped.

The playbook says it twice, in the decision matrix and in the quick guide. They use different words for impact, leave
cells open and contradict each other in two cells: Medium with Limited and Low with Minimal. Both are kept as drafts,
word for word; `ROLLBACK_ACTIONS` is their merge: total and monotone. Where both speak and differ, the matrix wins: it
names the impact, and the quick guide says "Any". Where one speaks, it decides, but for Medium with a wider impact,
which the quick guide would treat more mildly than the matrix treats Limited. Each rule cites the row that says it, or
says that it is ours.
"""

from typing import Final, TypeAlias

from releasekit.answers import Severity
from releasekit.playbooks.release_cadence._tables import TITLE
from releasekit.policy import MISSING, Column, Draft, Hit, Rule, Source, Table, one_of

IMPACTS: Final = ("minimal", "limited", "significant", "widespread")
"""How many users an issue reaches, from few to many."""
ACTIONS: Final = ("defer", "fix forward", "planned rollback", "immediate rollback")
"""What is done about a release with an issue, from mild to drastic."""
MINIMAL, LIMITED, SIGNIFICANT, WIDESPREAD = IMPACTS
DEFER, FIX_FORWARD, PLANNED_ROLLBACK, IMMEDIATE_ROLLBACK = ACTIONS

Choice: TypeAlias = tuple[str, ...]
"""The actions that the playbook leaves open, the preferred one first."""

DEFER_OR_FIX: Final[Choice] = (DEFER, FIX_FORWARD)
FIX: Final[Choice] = (FIX_FORWARD,)
PLANNED_OR_FIX: Final[Choice] = (PLANNED_ROLLBACK, FIX_FORWARD)
PLANNED: Final[Choice] = (PLANNED_ROLLBACK,)
IMMEDIATE_OR_PLANNED: Final[Choice] = (IMMEDIATE_ROLLBACK, PLANNED_ROLLBACK)
IMMEDIATE: Final[Choice] = (IMMEDIATE_ROLLBACK,)
CHOICES: Final = (DEFER_OR_FIX, FIX, PLANNED_OR_FIX, PLANNED, IMMEDIATE_OR_PLANNED, IMMEDIATE)
"""Every choice, from mild to drastic."""

LOW, MEDIUM, HIGH, CRITICAL = Severity


def _matrix(name: str, then: Choice, quote: str, **when: object) -> Rule[Choice]:
    return Rule(f"matrix/{name}", when, then=then, source=Source(TITLE, "Rollback Decision Matrix", quote=quote))


def _guide(name: str, then: Choice, quote: str, **when: object) -> Rule[Choice]:
    return Rule(f"guide/{name}", when, then=then, source=Source(TITLE, "Rollback Decision Quick Guide", quote=quote))


PLAIN_COLUMNS: Final = (Column("severity", Severity), Column("impact", IMPACTS))

ROLLBACK_MATRIX: Final = Draft(
    "rollback decision matrix",
    PLAIN_COLUMNS,
    rules=(
        _matrix(
            "critical", IMMEDIATE, "Critical | Widespread | Immediate | Post-hoc", severity=CRITICAL, impact=WIDESPREAD
        ),
        _matrix(
            "high",
            IMMEDIATE_OR_PLANNED,
            "High | Significant | Immediate/Planned | Director",
            severity=HIGH,
            impact=SIGNIFICANT,
        ),
        _matrix("medium", PLANNED, "Medium | Limited | Planned | Orchestrator", severity=MEDIUM, impact=LIMITED),
        _matrix("low", DEFER_OR_FIX, "Low | Minimal | Defer/Fix forward | QA Agent", severity=LOW, impact=MINIMAL),
    ),
    outcomes=CHOICES,
)
"""The decision matrix as it is written: four of sixteen cells."""

QUICK_GUIDE: Final = Draft(
    "rollback decision quick guide",
    PLAIN_COLUMNS,
    rules=(
        _guide("critical", IMMEDIATE, "Critical | Any | Immediate rollback", severity=CRITICAL),
        _guide(
            "high-widespread", IMMEDIATE, "High | Widespread | Immediate rollback", severity=HIGH, impact=WIDESPREAD
        ),
        _guide("high-limited", PLANNED, "High | Limited | Planned rollback", severity=HIGH, impact=LIMITED),
        _guide("medium", PLANNED_OR_FIX, "Medium | Any | Planned rollback or fix", severity=MEDIUM),
        _guide("low", FIX, "Low | Any | Fix forward", severity=LOW),
    ),
    outcomes=CHOICES,
)
"""The quick guide as it is written: fourteen of sixteen cells."""


def _ours(name: str, then: Choice, because: str, **when: object) -> Rule[Choice]:
    """Return a rule that neither text has; it has no source, and says why it is as it is."""
    return Rule(f"ours/{name}", when, then=then, because=f"ours: {because}")


PLAIN_RULES: Final = {rule.id: rule for rule in (*ROLLBACK_MATRIX.rules, *QUICK_GUIDE.rules)}

ROLLBACK_ACTIONS: Final = Table(
    "rollback decisions",
    (
        Column("severity", Severity, optional=True, worse="higher"),
        Column("impact", IMPACTS, optional=True, worse="higher"),
    ),
    rules=(
        PLAIN_RULES["guide/critical"],
        PLAIN_RULES["guide/high-widespread"],
        PLAIN_RULES["matrix/high"],
        PLAIN_RULES["guide/high-limited"],
        _ours(
            "high-minimal",
            PLANNED,
            "neither text has High with Minimal; taken from Limited, the next more severe cell",
            severity=HIGH,
            impact=MINIMAL,
        ),
        _ours(
            "high-impact-unknown",
            IMMEDIATE,
            "neither text has High with an unknown impact, which counts as Widespread",
            severity=HIGH,
            impact=one_of(MISSING),
        ),
        _ours(
            "medium-wider",
            PLANNED,
            "the decision matrix has no wider impact for Medium, and the quick guide would allow a fix with any; taken "
            "from Limited, as a wider impact is never treated more mildly; an unknown one counts as Widespread",
            severity=MEDIUM,
            impact=one_of(SIGNIFICANT, WIDESPREAD, MISSING),
        ),
        PLAIN_RULES["matrix/medium"].replace(
            because="the decision matrix wins over the quick guide, which would allow a fix for Medium with any impact"
        ),
        PLAIN_RULES["guide/medium"].replace(when={"severity": MEDIUM, "impact": MINIMAL}),
        PLAIN_RULES["matrix/low"].replace(
            because="the decision matrix wins over the quick guide, which allows no deferral for Low with any impact"
        ),
        PLAIN_RULES["guide/low"].replace(
            when={"severity": LOW, "impact": one_of(LIMITED, SIGNIFICANT, WIDESPREAD, MISSING)}
        ),
        _ours(
            "severity-unknown",
            IMMEDIATE,
            "neither text has an unknown severity; it takes the strictest action",
            severity=one_of(MISSING),
        ),
    ),
    hit=Hit.UNIQUE,
    outcomes=CHOICES,
    permissive=(),
    version="2026-02-19",
)
"""The merge that is shipped: a choice of actions for every severity and impact, known or not."""
