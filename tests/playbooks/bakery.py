"""The playbook of a bakery, which is none of those that ship and shares no word with them.

What goes out is a recipe. Two shops sell what is baked by it, and the bakery promises to bake for them what it tried.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from releasekit.answers import Permission
from releasekit.cadence import (
    AsNeeded,
    BeforeRelease,
    CadenceType,
    DaysApart,
    Duty,
    Every,
    FreezeRule,
    Monthly,
    OnDates,
    PerChange,
    Weekday,
)
from releasekit.compat import (
    REMOVAL_COLUMNS,
    TIER_COLUMNS,
    CompatMatrix,
    MatrixEntry,
    NoticeState,
    ReleaseTuple,
    Role,
    SupportPolicy,
    Tier,
    tier_of,
)
from releasekit.gates import (
    Better,
    BudgetReading,
    DeltaBudget,
    Gate,
    GateKind,
    GateResult,
    GateStatus,
    PromotionRule,
    RateThreshold,
    RegressionBudget,
    Standing,
    TreeState,
)
from releasekit.milestones import Criterion, Demand, Milestone, TaskCard, TaskState, TaskStatus
from releasekit.playbook import Playbook
from releasekit.policy import MISSING, Column, Hit, Numbers, Rule, Source, Table, above, at_least, below, not_, one_of
from releasekit.procedures import Checklist, ChecklistItem, ChecklistOutcome, Procedure, Step
from releasekit.readiness import (
    Advisory,
    AdvisoryFact,
    ApprovalFact,
    ApprovalStatus,
    ApproverFact,
    Backing,
    ChecklistFact,
    ClaimFact,
    ClassFact,
    ClassificationFact,
    ConfirmationFact,
    ConfirmationStatus,
    DecisionFact,
    DecisionStatus,
    Declaration,
    DeclarationFact,
    EntryFact,
    GateFact,
    GoNoGo,
    MatrixFact,
    MatrixSupport,
    PromotionFact,
    RateFact,
    ReadinessRules,
    RegressionFact,
    ReleaseClass,
    ReleaseTypeFact,
    RollbackFact,
    Rollbacks,
    Scope,
    ScopeEvidence,
    ScopeFact,
    Separation,
    StatedFact,
    SupportFact,
    TreeFact,
    Unasked,
    UnaskedFact,
    VersionStep,
    VersionStepFact,
)
from releasekit.rollback import TRIGGER_COLUMNS, TriggerRules, TriggerState
from releasekit.versions import BumpLevel, ChangeKind, ReleaseType

TITLE: Final = "How we bake and sell, third printing"
VERSION: Final = "third printing"
OPENED: Final = datetime(2026, 9, 7, 4, tzinfo=UTC)
"""A Monday, at four in the morning."""


def page(heading: str, quote: str) -> Source:
    """A sentence of the book."""
    return Source(TITLE, heading, quote=quote)


# --- Gates and classes

CORNER, KIOSK = "corner-shop", "station-kiosk"
GATES: Final = (
    Gate("CRUMB/soft"),
    Gate("CRUMB/even"),
    Gate("SALT/weighed"),
    Gate("OVEN/pace"),
    Gate("CORNER/tasted", consumer=CORNER),
    Gate("KIOSK/tasted", consumer=KIOSK),
    Gate("CORNER/pretty", GateKind.ADVISORY, consumer=CORNER),
    Gate("KIOSK/pretty", GateKind.ADVISORY, consumer=KIOSK),
)
CLASSES: Final = (
    ReleaseClass("leaflet", "Words on the bag", gates={"SALT/weighed"}, follows_from={"printed words"}),
    ReleaseClass(
        "dough",
        "Flour, water, salt",
        gates={"SALT/weighed", "CORNER/tasted", "KIOSK/tasted"},
        by_scope={"CRUMB/*"},
        reports={"CORNER/pretty", "KIOSK/pretty"},
        follows_from={"flour", "yeast"},
        source=page("What changed", "New dough is tasted in both shops."),
        reports_source=page("What changed", "Somebody also looks at it."),
    ),
    ReleaseClass(
        "festive",
        "For a feast",
        gates={"OVEN/pace"},
        follows_from={"spices"},
        excludes={"leaflet"},
        alone={"dough"},
        source=page("What changed", "A feast is new dough, and a full oven."),
    ),
    ReleaseClass("new bread", gates={"SALT/weighed"}, release_types={ReleaseType.MAJOR}),
)

# --- What is ticked off before the oven, and when looks become law

FEAST_DAY: Final = "feast day"
BEFORE_THE_OVEN: Final = Checklist(
    "before-the-oven",
    (
        ChecklistItem("OVEN-HOT", "The oven is hot", validation="thermometer"),
        ChecklistItem("SIEVE", "The flour is sieved"),
        ChecklistItem("EXTRA-HANDS", "Somebody comes to help", only_if=FEAST_DAY),
    ),
    title="Before the oven",
    source=page("Morning", "Hot, sieved, and on a feast day with extra hands."),
)
PRETTY: Final = PromotionRule("CORNER/pretty", 2, trees={TreeState.CLEAN_CLONE_COMMITTED})

# --- Whether it goes out


def stated(name: str, *values: str, backing: Backing | None = None) -> StatedFact:
    """A fact that the bakers state, of values from good to bad."""
    return StatedFact(Column(name, values, optional=True, worse="higher"), backing)


FACTS: Final = (
    DeclarationFact("sort"),
    GateFact("tastings"),
    GateFact("pace", {"OVEN/pace"}),
    AdvisoryFact("looks", {"CORNER/pretty"}),
    EntryFact("looks_accepted", roles={"head baker"}),
    ClassificationFact(Column("why_ugly", ("tin", "oven"), optional=True, worse="higher"), {"CORNER/pretty"}),
    ScopeFact("crumbs"),
    UnaskedFact("strays"),
    SupportFact("shops_tasted"),
    MatrixFact("shelf"),
    ClaimFact("bakes_for_kiosk", KIOSK),
    TreeFact("kiosk_bench", KIOSK),
    ClaimFact("looks_become_law"),
    TreeFact("looks_bench"),
    PromotionFact("looks_streak", (PRETTY,)),
    RegressionFact("slower", {"OVEN/pace"}, metrics={"proofing"}),
    RateFact("sales", (RateThreshold("sold by noon", 80, better=Better.HIGHER),)),
    ClassFact("feast", {"festive"}),
    ReleaseTypeFact("size"),
    VersionStepFact("step"),
    ApprovalFact("panel", "new bread", roles={"head baker"}),
    ApproverFact("four_eyes"),
    ConfirmationFact("shops_agree", ("shelf", "price tag")),
    DecisionFact("rye_embargo", {"LEDGER-4"}, forbids=True),
    DecisionFact("looks_watched", {"LEDGER-7", "LEDGER-8"}),
    RollbackFact("recalls"),
    ChecklistFact("ticked", BEFORE_THE_OVEN, leaves_out={"OVEN-HOT"}),
    stated("allergens", "listed", "exempt", "unlisted", backing=Backing("exempt", "no list", otherwise="unlisted")),
    StatedFact(Column("flour_days", Numbers(0, 60), optional=True, worse="lower")),
)
STOPS: Final[dict[str, dict[str, object]]] = {
    "sort/none": {"sort": MISSING},
    "sort/wrong": {"sort": not_(Declaration.SOUND)},
    "tasting/bad": {"tastings": Standing.FAILED},
    "tasting/none": {"tastings": Standing.UNPROVEN},
    "oven/slow": {"feast": True, "pace": not_(Standing.PASSED)},
    "oven/slower": {"feast": True, "slower": above(Decimal("7.5")) | MISSING},
    "looks/unseen": {"looks": MISSING},
    "looks/elsewhere": {"looks": Advisory.OTHER_FAILURE},
    "looks/unaccepted": {"looks": Advisory.NAMED_FAILURE, "looks_accepted": not_(DecisionStatus.ACTIVE) | MISSING},
    "looks/unwatched": {"looks": Advisory.NAMED_FAILURE, "looks_watched": not_(DecisionStatus.ACTIVE) | MISSING},
    "looks/unexplained": {"looks": Advisory.NAMED_FAILURE, "why_ugly": one_of("oven") | MISSING},
    "crumbs/left out": {"crumbs": Scope.UNREASONED},
    "strays/any": {"strays": not_(Unasked.NOTHING)},
    "looks/bench": {"looks_become_law": True, "looks_bench": not_(TreeState.CLEAN_CLONE_COMMITTED) | MISSING},
    "looks/hasty": {"looks_become_law": True, "looks_streak": Permission.REFUSED},
    "shelf/not on it": {"shelf": MatrixSupport.UNSUPPORTED},
    "shelf/no old loaf": {"shelf": MatrixSupport.NO_ROLLBACK},
    "shelf/unseen": {"shelf": MISSING},
    "ticked/not all": {"ticked": ChecklistOutcome.INCOMPLETE},
    "ticked/nothing": {"ticked": MISSING},
    "shops/untasted": {"shops_tasted": ScopeEvidence.INCOMPLETE},
    "shops/unnamed": {"shops_tasted": MISSING},
    "shops/disagree": {"shops_agree": ConfirmationStatus.REFUSED},
    "shops/silent": {"shops_agree": MISSING},
    "kiosk/bench": {
        "rye_embargo": DecisionStatus.ACTIVE,
        "bakes_for_kiosk": one_of(True) | MISSING,  # noqa: FBT003 - a value of the column
        "kiosk_bench": not_(TreeState.CLEAN_CLONE_COMMITTED) | MISSING,
    },
    "sales/low": {"sales": not_(Standing.PASSED)},
    "size/small": {"step": VersionStep.BELOW},
    "size/unsaid": {"step": MISSING},
    "panel/none": {"size": one_of(ReleaseType.MAJOR) | MISSING, "panel": not_(ApprovalStatus.IN_FORCE) | MISSING},
    "eyes/two": {"four_eyes": one_of(Separation.SAME) | MISSING},
    "recall/open": {"recalls": one_of(Rollbacks.OPEN) | MISSING},
    "allergens/unlisted": {"allergens": one_of("unlisted") | MISSING},
    "flour/short": {"flour_days": below(3) | MISSING},
}
OUT_OF_THE_DOOR: Final = Table(
    "out of the door",
    tuple(fact.column for fact in FACTS),
    rules=(
        Rule("bake", {}, then=GoNoGo.GO, because="nothing keeps it in"),
        Rule(
            "looks/sold anyway",
            {
                "looks": Advisory.NAMED_FAILURE,
                "looks_accepted": DecisionStatus.ACTIVE,
                "looks_watched": DecisionStatus.ACTIVE,
                "why_ugly": "tin",
            },
            then=GoNoGo.CONDITIONAL_GO,
            because="ugly bread is sold if the ledger says so",
            source=page("Ugly bread", "Ugly bread tastes as good, if the ledger says so."),
        ),
        *(Rule(name, when, then=GoNoGo.NO_GO, because=f"the book stops it: {name}") for name, when in STOPS.items()),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=GoNoGo,
    permissive=(GoNoGo.GO, GoNoGo.CONDITIONAL_GO),
    version=VERSION,
)
READINESS: Final = ReadinessRules(GATES, CLASSES, facts=FACTS, go_no_go=OUT_OF_THE_DOOR)

# --- What the shops are promised

TIERS: Final = Table(
    "what a tasting is worth",
    TIER_COLUMNS[:2],
    rules=(
        Rule("worth/all", {}, then=Tier.SUPPORTED),
        Rule("worth/half", {"tree": TreeState.COMMITTED}, then=Tier.CONDITIONAL),
        Rule("worth/untasted", {"required_gates": not_(Standing.PASSED)}, then=Tier.UNSUPPORTED),
        Rule("worth/dirty bench", {"tree": not_(*tuple(TreeState)[:2])}, then=Tier.UNSUPPORTED),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=Tier,
    permissive=(Tier.SUPPORTED, Tier.CONDITIONAL),
)
LISTED, NOTICE, _, _, _, KEEPS_ONE, _ = REMOVAL_COLUMNS
REMOVALS: Final = Table(
    "off the shelf",
    (LISTED, NOTICE, KEEPS_ONE),
    rules=(
        Rule("shelf/cleared", {}, then=Permission.ALLOWED),
        Rule("shelf/not there", {"listed": False}, then=Permission.REFUSED),
        Rule("shelf/too early", {"notice": not_(NoticeState.ELAPSED) | MISSING}, then=Permission.REFUSED),
        Rule("shelf/last loaf", {"rollback_left": False}, then=Permission.REFUSED),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=Permission,
    permissive=(Permission.ALLOWED,),
)
SUPPORT: Final = SupportPolicy(2, timedelta(days=5), maximum_age=timedelta(days=40))
RECIPE: Final = "beefed1"
"""The recipe that goes out, written down."""
NEW: Final = {shop: ReleaseTuple(shop, "c0ffee1", producer_sha=RECIPE) for shop in (CORNER, KIOSK)}
OLD: Final = {shop: ReleaseTuple(shop, "c0ffee0", producer_sha="beefed0") for shop in (CORNER, KIOSK)}
TASTED: Final = {CORNER: GATES[4], KIOSK: GATES[5]}


def tasted(
    gate: str, on: ReleaseTuple | None = None, status: GateStatus = GateStatus.PASS, **more: object
) -> GateResult:
    """A tasting, the evening before the bakery opens; on a clean bench."""
    result = GateResult(
        f"{gate} {on.consumer_sha if on else ''}".strip(),
        gate,
        status=status,
        recorded_at=OPENED - timedelta(hours=9),
        evidence=(f"ledger/{gate}",),
        commit=on.producer_sha if on else RECIPE,
        subject=on.ref if on else None,
        tree=TreeState.CLEAN_CLONE_COMMITTED,
    )
    return result.replace(**more)


def entry(on: ReleaseTuple, role: Role, *, days: int = 0) -> MatrixEntry:
    """What the tasting of a shop proves, some days ago."""
    gate = TASTED[on.consumer]
    run = tasted(gate.id, on)
    run = run.replace(recorded_at=run.recorded_at - timedelta(days=days))
    return MatrixEntry.of(tier_of(on, [gate], [run], OPENED, rules=TIERS), role)


MATRIX: Final = CompatMatrix(
    [
        *(entry(each, Role.CURRENT) for each in NEW.values()),
        *(entry(each, Role.ROLLBACK, days=1) for each in OLD.values()),
    ],
    VERSION,
    published_at=OPENED - timedelta(hours=8),
)
READING: Final = BudgetReading(
    "pace of the oven",
    (
        RegressionBudget("proofing", Decimal("7.5"), better=Better.LOWER),
        DeltaBudget("burnt loaves", Decimal(2)),
    ),
)

# --- When bread is called back

_, REGRESSION, _, ALL_MEASURED = TRIGGER_COLUMNS
SPOILT, UNSOLD, LATE = "spoilt", "unsold", "late"
TRIGGERS: Final = TriggerRules(
    Table(
        "calls it back",
        (
            Column("mould", bool, optional=True),
            Column("returned", Numbers(ge=0), optional=True),
            Column("weather", ("dry", "damp", "wet"), optional=True),
            Column("kiosk_says", Standing, optional=True),
            REGRESSION,
            ALL_MEASURED,
        ),
        rules=(
            Rule("mould", {"mould": True}, then=(SPOILT, TriggerState.FIRED), because="mould is seen"),
            Rule("kiosk", {"kiosk_says": Standing.FAILED}, then=(SPOILT, TriggerState.FIRED)),
            Rule("wet", {"returned": at_least(12), "weather": not_("wet")}, then=(UNSOLD, TriggerState.FIRED)),
            Rule("slow", {"worst_regression": above(Decimal("7.5"))}, then=(LATE, TriggerState.FIRED)),
            Rule("unmeasured", {"all_measured": False}, then=(LATE, TriggerState.UNKNOWN), because="no clock ran"),
        ),
        hit=Hit.COLLECT,
        outcomes=[(name, state) for name in (SPOILT, UNSOLD, LATE) for state in tuple(TriggerState)[1:]],
    ),
    gates={"kiosk_says": "KIOSK/tasted"},
)
HARM: Final = ("crumbly", "burnt", "poisonous")
SPREAD: Final = ("one loaf", "one tray", "every shelf")
ACTIONS: Final = Table(
    "what to do about it",
    (Column("harm", HARM, optional=True, worse="higher"), Column("spread", SPREAD, worse="higher")),
    rules=(
        Rule("sell", {"harm": "crumbly"}, then=("half price", "feed the ducks")),
        Rule("swap", {"harm": "burnt", "spread": not_("every shelf")}, then=("swap the tray",)),
        Rule("call back", {"harm": "burnt", "spread": "every shelf"}, then=("call it back",)),
        Rule("poison", {"harm": one_of("poisonous") | MISSING}, then=("call it back",)),
    ),
    hit=Hit.UNIQUE,
    outcomes=(("half price", "feed the ducks"), ("swap the tray",), ("call it back",)),
    permissive=(("half price", "feed the ducks"),),
)
AFTER_A_CALL: Final = Table(
    "tasted again",
    (Column("flour_is_new", bool, optional=True), Column("harm", HARM)),
    rules=(
        Rule("always", {}, then="SALT/weighed"),
        Rule("flour", {"flour_is_new": one_of(True) | MISSING}, then="CRUMB/soft"),  # noqa: FBT003 - a value
        Rule("poison", {"harm": "poisonous"}, then="KIOSK/tasted"),
    ),
    hit=Hit.COLLECT,
    outcomes=("SALT/weighed", "CRUMB/soft", "KIOSK/tasted"),
)

# --- What is ticked off, and what is done

SHELF_CHECK: Final = Checklist("shelf-check", (ChecklistItem("SHELF-BARE", "No loaf is left"),), title="Shelves")
CALL_BACK: Final = Procedure(
    "call-it-back",
    (
        Step("whistle", "Whistle", roles={"shop hand", "head baker"}, actions=["stop the sale"]),
        Step(
            "judge-it",
            "Judge the loaf",
            roles={"head baker"},
            actions=["cut it open"],
            limit=timedelta(minutes=20),
            reversible_by={"miller"},
        ),
        Step(
            "fetch",
            "Fetch every loaf",
            roles={"driver"},
            actions=["drive"],
            limit=timedelta(hours=3),
            needs_evidence=False,
            checklists={"shelf-check"},
        ),
        Step("taste-again", "Taste again", roles={"head baker"}, actions=["taste"], gates={"SALT/weighed"}),
    ),
    title="Call it back",
    trigger="spoilt, unsold or late",
    source=page("Bad bread", "Whistle, judge, fetch, taste."),
)

# --- Days

WEEKS: Final = ("first flour", "second flour", "third flour")
TRY, SETTLE, SELL, REST = "try it out", "let it settle", "sell it", "rest"
SCHEDULE: Final = Table(
    "three weeks of flour",
    (Column("week", WEEKS), Column("weekday", Weekday)),
    rules=(
        Rule("try", {"week": WEEKS[0]}, then=TRY),
        Rule("settle", {"week": WEEKS[1]}, then=SETTLE),
        Rule("sell", {"week": WEEKS[2], "weekday": not_(Weekday.SAT, Weekday.SUN)}, then=SELL),
        Rule("rest", {"week": WEEKS[2], "weekday": one_of(Weekday.SAT, Weekday.SUN)}, then=REST),
    ),
    outcomes=(TRY, SETTLE, SELL, REST),
)
CADENCES: Final = (
    CadenceType(
        ReleaseType.PATCH,
        "when it burns",
        rhythm=AsNeeded(),
        scope="the oven",
        gate_required="SALT/weighed",
        source=page("Days", "When it burns."),
    ),
    CadenceType(
        ReleaseType.MINOR,
        "every ten days",
        rhythm=DaysApart(10),
        scope="a better loaf",
        gate_required="CORNER/tasted",
        source=page("Days", "Every ten days."),
    ),
    CadenceType(
        ReleaseType.MAJOR,
        "on the feasts",
        rhythm=OnDates((date(2026, 11, 11), date(2026, 12, 6))),
        scope="a new bread",
        gate_required="KIOSK/tasted",
        source=page("Days", "On the feasts."),
    ),
)
QUIET_DAYS: Final = Table(
    "quiet days",
    (Column("kind", ChangeKind),),
    rules=(
        Rule("mend", {"kind": one_of(ChangeKind.FIX, ChangeKind.SECURITY)}, then=FreezeRule.ALLOWED),
        Rule("write", {"kind": ChangeKind.DOCUMENTATION}, then=FreezeRule.BY_WINDOW, because="ink smudges"),
        Rule(
            "bake",
            {"kind": not_(ChangeKind.FIX, ChangeKind.SECURITY, ChangeKind.DOCUMENTATION)},
            then=FreezeRule.NEVER,
            because="nobody bakes anew on a quiet day",
        ),
    ),
    outcomes=FreezeRule,
)
STEPS_UP: Final = Table(
    "how big is it",
    (Column("kind", ChangeKind), Column("breaking", bool)),
    rules=(
        Rule("crumb", {}, then=BumpLevel.PATCH),
        Rule("loaf", {"kind": one_of(ChangeKind.FEATURE, ChangeKind.REVERT)}, then=BumpLevel.MINOR),
        Rule("bread", {"breaking": True}, then=BumpLevel.MAJOR),
        Rule("gone", {"kind": one_of(ChangeKind.REMOVAL, ChangeKind.BREAKING)}, then=BumpLevel.MAJOR),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=BumpLevel,
)
TEN_DAYS: Final = timedelta(days=10)
DUTIES: Final = (
    Duty("scrub", "shop hand", recurrence=Every(TEN_DAYS, OPENED), output="a clean bench"),
    Duty("count-flour", "miller", recurrence=Monthly(28, date(2026, 9, 1)), output="sacks in the ledger"),
    Duty(
        "tell-the-shops",
        "driver",
        recurrence=PerChange({ChangeKind.REMOVAL}, timedelta(days=2)),
        output="a signed slip",
    ),
    Duty("sharpen", "head baker", recurrence=BeforeRelease({ReleaseType.MAJOR}, timedelta(days=4)), output="a cut"),
)

# --- How far the new oven is

HEARTH: Final = TaskCard(
    "NEW-OVEN/hearth",
    "Lay the hearth",
    goal="a floor that keeps the heat",
    status=TaskStatus(TaskState.DONE, date(2026, 9, 6)),
    work_items=("lay the stones",),
    acceptance_criteria=(Criterion("NEW-OVEN/warm", "It is warm", demands=(Demand.EVIDENCE,)),),
    required_gates=("OVEN/pace",),
    evidence=("ledger/OVEN/pace",),
)
NEW_OVEN: Final = Milestone(
    "NEW-OVEN",
    "The new oven",
    objective="Bake twice as much.",
    entry_criteria=(Criterion("NEW-OVEN/chimney", "The chimney draws", demands=(Demand.PREDECESSOR,)),),
    exit_criteria=(Criterion("NEW-OVEN/full", "A full load is baked", demands=(Demand.EVIDENCE,)),),
    task_cards=(HEARTH,),
    predecessor="CHIMNEY",
)

BAKERY: Final = Playbook(
    "bakery",
    TITLE,
    version=VERSION,
    tables=(
        TIERS,
        REMOVALS,
        TRIGGERS.table,
        ACTIONS,
        AFTER_A_CALL,
        SCHEDULE,
        QUIET_DAYS,
        STEPS_UP,
    ),
    readiness=READINESS,
    budgets=(READING,),
    promotions=(PRETTY,),
    support=SUPPORT,
    matrix=MATRIX,
    cadences=CADENCES,
    duties=DUTIES,
    checklists=(BEFORE_THE_OVEN, SHELF_CHECK),
    procedures=(CALL_BACK,),
    milestones=(NEW_OVEN,),
)
