"""The public modules and classes of the package, and values of those of which chance makes too few."""

import pkgutil
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import import_module
from inspect import isabstract
from types import ModuleType
from typing import Any, Final

import attrs

import releasekit
from releasekit.cadence import (
    FreezeWindow,
    MajorRelease,
    MajorStatus,
    MinorRelease,
    MinorStatus,
    PatchRelease,
    Quarter,
    Sprint,
    permits,
)
from releasekit.compat import MatrixChange, Notice, SkewPolicy, SkewRule, removal_allowed, tier_of
from releasekit.documents import DocumentKind
from releasekit.gates import BudgetReading, DeltaBudget, Gate, PromotionRule, standing_of
from releasekit.playbook import PlaybookFinding, PlaybookFindingKind
from releasekit.playbooks.gated_release import READINESS, TIERS, TRIGGERS
from releasekit.playbooks.release_cadence import FREEZE, SCHEDULE
from releasekit.policy import (
    MISSING,
    Case,
    Column,
    Draft,
    Finding,
    FindingKind,
    Hit,
    Numbers,
    Record,
    Rule,
    Table,
    above,
    coverage,
    diff,
    replay,
)
from releasekit.procedures import Checklist, ChecklistItem, Run
from releasekit.readiness import GoNoGo, ReleasePacket, assess, packet, verify_packet
from releasekit.rollback import TriggerFacts, check_triggers
from releasekit.sync import (
    ChangeSet,
    DryRun,
    Guard,
    StepOutcome,
    StepStatus,
    SyncRefusal,
    Ticket,
    WholeDryRun,
    approve,
    authorise,
    reject,
    report,
)
from releasekit.versions import (
    BumpLevel,
    Cancelled,
    CandidateBranch,
    Change,
    ChangeKind,
    ConversionReason,
    ReleaseLine,
    TagFormat,
    Unconvertible,
    Unparsed,
    Version,
    decide_bump,
    finalize,
)
from tests.strategies.candidates import complete
from tests.strategies.matrices import AT, CONTRACT, DAY, LA_GATE, NEW, OLDER, PROMISED, entry, matrix, passes
from tests.strategies.milestone_facts import PROVED, STAGE
from tests.strategies.procedure_streams import SHIPPED as PROCEDURES
from tests.strategies.procedure_streams import good_record
from tests.strategies.records import CRON, RECORDS
from tests.strategies.syncs import APPROVER, EXECUTOR, RULES, SEEN, blocked_plan, merged_plan, snapshot
from tests.strategies.syncs import AT as SYNCED_AT

FIX: Final = Change(ChangeKind.FIX, "close the file", id="a")
PLAN: Final = merged_plan()
BLOCKED: Final = blocked_plan()
SAID: Final = approve(PLAN, SYNCED_AT, by=APPROVER, approval_id="a1", overrides=Guard, note="seen by two")


def asked(plan: DryRun) -> Ticket | SyncRefusal:
    """Return the ticket of a plan by the approval of another, or every reason against it."""
    return authorise(
        plan,
        SAID,
        plan.target,
        SYNCED_AT,
        current_source=plan.source,
        by=EXECUTOR,
        rules=RULES,
        attestations=SEEN,
    )


TICKET: Final = asked(PLAN)
assert isinstance(TICKET, Ticket)
WHOLES: Final = (
    PLAN,
    BLOCKED,
    WholeDryRun(PLAN),
    SAID,
    reject(PLAN, SYNCED_AT, by=APPROVER, approval_id="r1"),
    approve(PLAN, SYNCED_AT, by=None, approval_id="auto-1"),
    TICKET,
    TICKET.steps(),
    RULES,
    SEEN,
    *(ChangeSet.between(snapshot(before), snapshot(after)) for before, after in (({}, {"a": "1"}), ({"a": "1"}, {}))),
    *RECORDS.values(),
    CRON,
    matrix(),
    MatrixChange(None, entry()),
    MajorRelease(Version(2, 0, 0), Quarter.Q2, planned_date=date(2026, 6, 1), status=MajorStatus.PLANNED),
    MinorRelease(Version(1, 5, 0), date(2026, 3, 2), release_date=date(2026, 3, 6), status=MinorStatus.PLANNED),
    PatchRelease(Version(1, 4, 1), date(2026, 3, 3), hotfix=True),
    Sprint(date(2026, 3, 2), SCHEDULE),
    Cancelled((FIX,), Change(ChangeKind.REVERT, "close the file", reverts="a")),
    CandidateBranch(Version(1, 4, 0, pre=("rc", 1))),
    *(Run(own, good_record(own)) for own in PROCEDURES),
    ReleasePacket(
        date(2026, 3, 2),
        "Ada",
        release_class=("R1",),
        tuple_current=(),
        tuple_rollback=(),
        required_gates=(),
        gate_results=(),
        advisory_findings=(),
        go_no_go=GoNoGo.NO_GO,
        approver="Grace",
        follow_up_actions=("Do it.",),
    ),
)
"""Documents and parts of which chance makes too few."""
TABLE: Final = Table(
    "speed",
    (Column("ms", Numbers(ge=0)),),
    rules=(Rule("base", {}, then="go"), Rule("slow", {"ms": above(10)}, then="no")),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=("go", "no"),
)
LOOSER: Final = TABLE.draft.replace(rules=(TABLE.rules[0],))
REVIEW: Final = assess(complete("R1"), READINESS, AT)
PACKET: Final = packet(REVIEW, release_date=AT.date(), tuple_rollback=(), follow_up_actions=())
ANSWERS: Final = (
    permits(FreezeWindow(AT, AT + DAY), ChangeKind.FEATURE, AT, FREEZE),
    PLAN,
    asked(BLOCKED),
    matrix().rollback_for("x"),
    removal_allowed(
        matrix(),
        OLDER,
        PROMISED,
        notice=Notice(OLDER, AT - 14 * DAY, reference="a.md"),
        results=passes(),
        at=AT,
        tiers=TIERS,
    ),
    tier_of(NEW, (LA_GATE, CONTRACT), results=passes(), at=AT, rules=TIERS, clean_clone_asked=True),
    SkewPolicy((SkewRule("a", "b", older=1, newer=0),)).check({"a": (Version(1, 2, 0),), "b": (Version(1, 4, 0),)}),
    BudgetReading("speed", (DeltaBudget("ms", Decimal(1)),)).judge({"ms": (1,)}, {"ms": (2,)}, approved=True),
    PromotionRule("VG-1", 3).judge((), AT, subject=NEW.ref),
    DeltaBudget("ms", Decimal(1)).judge(1, 2, approved=True),
    standing_of("VG-LA-001", passes(), AT),
    STAGE.status(PROVED, AT),
    TABLE.decide(ms=11),
    Checklist("pair", (ChecklistItem("a", "Built"),), title="Pair").judge((), AT),
    Run.replay(PROCEDURES[0], good_record(PROCEDURES[0])),
    Run.replay(PROCEDURES[0], ()),
    REVIEW,
    verify_packet(PACKET, complete("R1"), READINESS, AT),
    check_triggers(TriggerFacts(), TRIGGERS),
    decide_bump([FIX]),
    ReleaseLine(1, 2).next_free((Version(1, 2, 0),), level=BumpLevel.MINOR),
    TagFormat().parse("1.2.3"),
    finalize(Version(1, 0, 0)),
    Unconvertible("1.0.0-1", (ConversionReason.UNKNOWN_STAGE,)),
    Unparsed("wip", "no type"),
)
"""An answer of each kind; none can be used as a condition."""
PROOFS: Final = (
    Finding(FindingKind.CLASH, "rules `A` and `B` both match", rules=("A", "B")),
    PlaybookFinding(PlaybookFindingKind.INCOMPLETE, "procedure `a`", message="no step"),
    TABLE.decide(ms=11).trace(),
    TABLE.decide(ms=11).nearest("go"),
    TABLE.decide(ms=11).why_not("go"),
    assess(complete("R1", results=()), READINESS, AT).missing,
    TABLE.decide(ms=11).fragile(),
    verify_packet(PACKET.replace(release_owner="Somebody"), complete("R1"), READINESS, AT),
    report(
        TICKET,
        [StepOutcome("new", StepStatus.FAILED, error="the disk is full")],
        execution_id="run-1",
        started_at=SYNCED_AT,
        completed_at=SYNCED_AT,
        after=MISSING,
        smoke_tests_passed=False,
        diff_ref="1.json",
    ),
    DocumentKind(Gate),
    diff(TABLE, LOOSER),
    coverage(TABLE, [Case({"ms": 1}, "go")]),
    replay(TABLE, [Record(str(ms), {"ms": ms}, outcome="go") for ms in (1, 11, -1)], old=Table.from_draft(LOOSER)),
)


def modules() -> Iterator[ModuleType]:
    """Yield all modules of the package."""
    for found in pkgutil.walk_packages(releasekit.__path__, "releasekit."):
        yield import_module(found.name)


def public_modules() -> list[ModuleType]:
    return [module for module in modules() if not any(part.startswith("_") for part in module.__name__.split("."))]


@cache
def public() -> tuple[type, ...]:
    """Return every public attrs class of which there are objects."""
    named = [getattr(module, name) for module in public_modules() for name in module.__all__]
    classes = (thing for thing in named if isinstance(thing, type) and attrs.has(thing))
    return tuple(dict.fromkeys(cls for cls in classes if not isabstract(cls)))


def parts_of(value: object) -> Iterator[object]:
    """Yield a value and all that is in it."""
    yield value
    if isinstance(value, tuple | frozenset):
        for part in value:
            yield from parts_of(part)
    elif attrs.has(type(value)) and not isinstance(value, Draft):
        for field in attrs.fields(type(value)):
            yield from parts_of(getattr(value, field.name))


def by_class(values: object) -> Mapping[type, tuple[Any, ...]]:
    """Return some values and all that is in them by their class, each once."""
    result: dict[type, dict[Any, None]] = {}
    for value in parts_of(values):
        result.setdefault(type(value), {})[value] = None
    return {cls: tuple(values) for cls, values in result.items()}
