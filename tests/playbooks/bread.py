"""Recipes of the bakery that may go out, written by hand."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

from releasekit.gates import GateResult, GateStatus, MetricVerdict
from releasekit.procedures import ChecklistResults, ItemResult, ItemStatus
from releasekit.readiness import (
    Classification,
    Confirmation,
    DecisionEntry,
    Narrowing,
    ReleaseApproval,
    ReleaseCandidate,
    RollbackRecord,
    Waiver,
)
from releasekit.versions import BumpLevel, ReleaseType
from tests.playbooks.bakery import CORNER, FEAST_DAY, KIOSK, MATRIX, NEW, OPENED, RECIPE, tasted

DAY: Final = timedelta(days=1)
SHOPKEEPERS: Final = {CORNER: "Ute", KIOSK: "Pim"}
PARTS: Final = {"shelf": True, "price tag": True}


def agreed(shop: str, **more: object) -> Confirmation:
    """What a shopkeeper says of the new bread."""
    said = Confirmation(
        shop,
        SHOPKEEPERS[shop],
        confirmed_at=OPENED - timedelta(hours=2),
        tuple_ref=NEW[shop].ref,
        commit=RECIPE,
        parts=PARTS,
    )
    return said.replace(**more)


def line(name: str, *, days: int = 3, crossed_out: bool = False) -> DecisionEntry:
    """A line of the ledger."""
    lifted_at = OPENED - DAY if crossed_out else None
    return DecisionEntry(name, OPENED - days * DAY, lifted_at=lifted_at)


def settled(name: str, **more: object) -> DecisionEntry:
    """A line of the head baker about this very recipe."""
    own = line(name).replace(accepted_at=OPENED - timedelta(hours=1), commit=RECIPE, by="Kim", role="head baker")
    return own.replace(**more)


BENT: Final = Classification(
    "why_ugly", "tin", results=("CORNER/pretty c0ffee1",), by="Bo", role="baker", made_at=OPENED
)
"""Why a loaf is ugly."""
FEW_CRUMBS: Final = Narrowing("Kim", "the flour is the same")
"""Why not every crumb is looked at."""


def allowed(subject: str, **more: object) -> ReleaseApproval:
    """What the head baker allows."""
    approval = ReleaseApproval(
        "Kim", "head baker", subject=subject, approved_at=OPENED - DAY, human=True, commit=RECIPE
    )
    return approval.replace(**more)


RESULTS: Final = (
    tasted("SALT/weighed"),
    tasted("CRUMB/soft"),
    tasted("CRUMB/even"),
    tasted("CORNER/tasted", NEW[CORNER]),
    tasted("KIOSK/tasted", NEW[KIOSK]),
    tasted("CORNER/pretty", NEW[CORNER]),
    tasted("KIOSK/pretty", NEW[KIOSK]),
)


def timed(percent: str, status: GateStatus = GateStatus.PASS) -> MetricVerdict:
    """How much slower the dough rises."""
    return MetricVerdict("proofing", status, regression=Decimal(percent))


def results(gate: str = "", **changes: object) -> tuple[GateResult, ...]:
    """All tastings, that of one gate changed."""
    return tuple(run.replace(**changes) if run.gate == gate else run for run in RESULTS)


def without(gate: str) -> tuple[GateResult, ...]:
    """All tastings but that of one gate."""
    return tuple(run for run in RESULTS if run.gate != gate)


def tick(item: str, **changes: object) -> ItemResult:
    """An item of the list that hangs beside the oven, ticked off."""
    done = ItemResult(
        item, ItemStatus.PASS, recorded_at=OPENED - timedelta(hours=1), by="Bo", evidence=(f"chalk/{item}",)
    )
    return done.replace(**changes)


TICKED: Final = ChecklistResults(
    "before-the-oven",
    [tick("SIEVE"), tick("EXTRA-HANDS", status=ItemStatus.NA, evidence=())],
    subject=RECIPE,
    circumstances={FEAST_DAY: False},
)
"""The list of an ordinary day; the oven is still cold."""
LOOKS: Final = tuple(
    tasted("CORNER/pretty", NEW[CORNER], id=f"look {number}", evidence=(f"picture {number}",)) for number in (1, 2)
)
"""Two looks in a row, each with its picture."""
RYE: Final = ReleaseCandidate(
    "rye, third try",
    {"dough"},
    results=RESULTS,
    commit=RECIPE,
    effects={"flour"},
    release_type=ReleaseType.MINOR,
    bump=BumpLevel.MINOR,
    claims=tuple(NEW.values()),
    stated={"allergens": "listed", "flour_days": 12},
    rates={"sold by noon": Decimal(85)},
    owner="Bo",
    approver="Kim",
    consumer_owners=SHOPKEEPERS,
    confirmations=(agreed(CORNER), agreed(KIOSK)),
    rollbacks=(),
    matrix=MATRIX,
    checklists=(TICKED,),
)
"""New dough that may go out."""
PLUM: Final = RYE.replace(
    id="plum cake",
    classes={"festive"},
    effects={"flour", "spices"},
    results=(*RESULTS, tasted("OVEN/pace", measured=(timed("7.5"),))),
    checklists=(TICKED.replace(results=[tick("SIEVE"), tick("EXTRA-HANDS")], circumstances={FEAST_DAY: True}),),
)
"""The same for a feast."""
UGLY: Final = RYE.replace(
    id="ugly rye",
    results=results("CORNER/pretty", status=GateStatus.FAIL),
    decision_entry="LEDGER-9",
    decisions=(line("LEDGER-7"), settled("LEDGER-9")),
    classifications=(BENT,),
)
"""New dough that may go out under conditions."""
CALLED_BACK: Final = RollbackRecord("call 1", OPENED - 9 * DAY, root_cause="a mouse", remediation="a cat")
WAIVER: Final = Waiver(
    "CORNER/pretty",
    "Kim",
    role="head baker",
    results=("CORNER/pretty c0ffee1",),
    decision="LEDGER-9",
    granted_at=OPENED - timedelta(hours=1),
    expires_at=OPENED + DAY,
    why="the tin is bent",
)
