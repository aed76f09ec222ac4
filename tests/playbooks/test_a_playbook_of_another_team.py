"""A playbook that is none of those that ship goes through every decider; the answers are worked out by hand."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Final

import attrs
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit import playbooks
from releasekit.answers import Permission
from releasekit.cadence import (
    ChangeMerged,
    DueDuty,
    DutyLog,
    DutyRecord,
    FreezeWindow,
    MinorRelease,
    MinorStatus,
    ReleaseCalendar,
    ReleasePlanned,
    Sprint,
    Weekday,
    adherence,
    permits,
)
from releasekit.compat import (
    REMOVAL_COLUMNS,
    TIER_COLUMNS,
    MatrixEntry,
    MatrixFindingKind,
    Notice,
    ReleaseTuple,
    Role,
    Tier,
    removal_allowed,
    tier_of,
)
from releasekit.documents import from_json, from_toml, from_yaml, json_schema, to_data, to_json, to_toml, to_yaml
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateStatus, Standing, TreeState, standing_of
from releasekit.milestones import Completion, MilestoneEvidence, MilestoneOutcome
from releasekit.playbook import Playbook
from releasekit.playbooks import gated_release
from releasekit.policy import MISSING, Column, Missing, Numbers, Rule, Table, below
from releasekit.procedures import (
    Actor,
    ChecklistOutcome,
    ItemResult,
    ItemStatus,
    Run,
    RunRefusal,
    RunState,
    rerun_gates,
)
from releasekit.readiness import (
    Backing,
    ClassFact,
    ConfirmationFact,
    Fact,
    GoNoGo,
    ReleaseCandidate,
    ReleaseClass,
    ReviewContext,
    StatedFact,
    WaiverStatus,
    assess,
    packet,
    verify_packet,
)
from releasekit.rollback import TRIGGER_COLUMNS, TriggerFacts, check_triggers
from releasekit.versions import BumpLevel, Change, ChangeKind, ReleaseType, Version, decide_bump
from tests.playbooks import bakery, bread
from tests.playbooks.bakery import (
    ACTIONS,
    AFTER_A_CALL,
    BAKERY,
    BEFORE_THE_OVEN,
    CADENCES,
    CALL_BACK,
    CLASSES,
    CORNER,
    DUTIES,
    FACTS,
    FEAST_DAY,
    KIOSK,
    LATE,
    MATRIX,
    NEW,
    NEW_OVEN,
    OLD,
    OPENED,
    PRETTY,
    QUIET_DAYS,
    READINESS,
    READING,
    REMOVALS,
    REST,
    SCHEDULE,
    SETTLE,
    SPOILT,
    STEPS_UP,
    STOPS,
    SUPPORT,
    TASTED,
    TIERS,
    TRIGGERS,
    TRY,
    UNSOLD,
    tasted,
)
from tests.playbooks.bread import (
    BENT,
    CALLED_BACK,
    DAY,
    FEW_CRUMBS,
    LOOKS,
    PLUM,
    RYE,
    TICKED,
    UGLY,
    WAIVER,
    agreed,
    allowed,
    line,
    results,
    settled,
    tick,
    timed,
    without,
)
from tests.playbooks.test_rooms import offences, parts, words

GO, CONDITIONAL, NO_GO = GoNoGo.GO, GoNoGo.CONDITIONAL_GO, GoNoGo.NO_GO
FAIL: Final = {"status": GateStatus.FAIL}
COMMITTED: Final = {"tree": TreeState.COMMITTED}
OTHER: Final = ReleaseTuple(CORNER, "decade1", producer_sha="beefed1")


def with_said(**stated: object) -> ReleaseCandidate:
    return RYE.replace(stated={**dict(RYE.stated), **stated})


def without_said(name: str) -> ReleaseCandidate:
    return RYE.replace(stated={key: value for key, value in RYE.stated if key != name})


# ------------------------------------------------------------------------------------------------ whether it goes out

PRETTY_RYE: Final = RYE.replace(promotes={"CORNER/pretty"}, results=(*without("CORNER/pretty"), *LOOKS))
OLD_CORNER, OLD_KIOSK = (each for each in MATRIX.entries if each.role is Role.ROLLBACK)
ON_SALE: Final = [each for each in MATRIX.entries if each.role is Role.CURRENT]


def on_the_shelf(*entries: MatrixEntry) -> ReleaseCandidate:
    return RYE.replace(matrix=MATRIX.replace(entries=entries))


def ticked(*results: ItemResult, **changes: object) -> ReleaseCandidate:
    return RYE.replace(checklists=(TICKED.replace(results=results, **changes),))


GOES: Final = {
    "all is well": (RYE, GO),
    "a feast, at exactly the limit": (PLUM, GO),
    "ugly, in the ledger": (UGLY, CONDITIONAL),
    "ugly, watched by the other line": (UGLY.replace(decisions=(line("LEDGER-8"), settled("LEDGER-9"))), CONDITIONAL),
    "ugly, waived": (UGLY.replace(decision_entry=None, waivers=(WAIVER,)), CONDITIONAL),
    "a crumb out of scope": (
        RYE.replace(results=without("CRUMB/even"), scoped_gates={"CRUMB/soft"}, narrowed=FEW_CRUMBS),
        GO,
    ),
    "a clean bench becomes law": (PRETTY_RYE, GO),
    "another bench, without the embargo": (
        RYE.replace(results=results("KIOSK/tasted", **COMMITTED), decisions=(line("LEDGER-4", crossed_out=True),)),
        GO,
    ),
    "a new bread that is allowed": (
        RYE.replace(release_type=ReleaseType.MAJOR, approvals=(allowed("new bread"),)),
        GO,
    ),
    "no list, which is allowed": (with_said(allergens="exempt").replace(approvals=(allowed("no list"),)), GO),
    "a recall that is closed": (RYE.replace(rollbacks=(CALLED_BACK,), decisions=(line("a cat"),)), GO),
    "flour for exactly three days": (with_said(flour_days=3), GO),
}
STAYS: Final = {
    "nobody says what changed": (RYE.replace(effects=MISSING), ["sort/none"]),
    "no class": (RYE.replace(classes=()), ["sort/none"]),
    "a class is not declared": (RYE.replace(effects={"flour", "printed words"}), ["sort/wrong"]),
    "classes exclude each other": (PLUM.replace(classes={"festive", "dough", "leaflet"}), ["sort/wrong"]),
    "a feast that is not declared": (
        RYE.replace(effects={"flour", "spices"}),
        ["oven/slow", "oven/slower", "sort/wrong", "tasting/none"],
    ),
    "too salty": (RYE.replace(results=results("SALT/weighed", **FAIL)), ["tasting/bad"]),
    "not weighed": (RYE.replace(results=without("SALT/weighed")), ["tasting/none"]),
    "a crumb in scope": (RYE.replace(results=without("CRUMB/even")), ["tasting/none"]),
    "weighed after the review": (
        RYE.replace(results=results("SALT/weighed", recorded_at=OPENED + DAY)),
        ["tasting/none"],
    ),
    "weighed, and not written down": (RYE.replace(results=results("SALT/weighed", evidence=())), ["tasting/none"]),
    "a slow oven": (
        PLUM.replace(results=[*RYE.results, tasted("OVEN/pace", measured=(timed("7.5"),), **FAIL)]),
        ["oven/slow", "tasting/bad"],
    ),
    "slower by a hair": (
        PLUM.replace(results=[*RYE.results, tasted("OVEN/pace", measured=(timed("7.500001"),))]),
        ["oven/slower"],
    ),
    "not timed": (PLUM.replace(results=[*RYE.results, tasted("OVEN/pace")]), ["oven/slower"]),
    "timed with another recipe": (
        PLUM.replace(
            results=[
                *RYE.results,
                tasted("OVEN/pace"),
                tasted("OVEN/pace", id="old", commit="r0", measured=(timed("1"),)),
            ]
        ),
        ["oven/slower"],
    ),
    "nobody looked": (RYE.replace(results=without("CORNER/pretty")), ["looks/unseen"]),
    "ugly at the station": (RYE.replace(results=results("KIOSK/pretty", **FAIL)), ["looks/elsewhere"]),
    "ugly, and nobody accepts it": (UGLY.replace(decision_entry=None), ["looks/unaccepted"]),
    "ugly, accepted after the review": (
        UGLY.replace(decisions=(line("LEDGER-7"), settled("LEDGER-9", accepted_at=OPENED + DAY))),
        ["looks/unaccepted"],
    ),
    "ugly, accepted for another recipe": (
        UGLY.replace(decisions=(line("LEDGER-7"), settled("LEDGER-9", commit="beefed0"))),
        ["looks/unaccepted"],
    ),
    "ugly, and nobody knows why": (UGLY.replace(classifications=()), ["looks/unexplained"]),
    "ugly, and the oven is broken": (
        UGLY.replace(classifications=(BENT.replace(value="oven"),)),
        ["looks/unexplained"],
    ),
    "a crumb out of scope, and nobody says why": (
        RYE.replace(results=without("CRUMB/even"), scoped_gates={"CRUMB/soft"}),
        ["crumbs/left out"],
    ),
    "a tasting that nobody knows": (RYE.replace(results=(*RYE.results, tasted("CRUMB/sotf"))), ["strays/any"]),
    "a slow oven on a plain day": (RYE.replace(results=[*RYE.results, tasted("OVEN/pace", **FAIL)]), ["strays/any"]),
    "a recall that nobody remedies": (RYE.replace(rollbacks=(CALLED_BACK,)), ["recall/open"]),
    "ugly, and nobody watches": (UGLY.replace(decisions=(settled("LEDGER-9"),)), ["looks/unwatched"]),
    "ugly, watched no longer": (
        UGLY.replace(decisions=(line("LEDGER-7", crossed_out=True), settled("LEDGER-9"))),
        ["looks/unwatched"],
    ),
    "a waiver of her own": (
        UGLY.replace(decision_entry=None, waivers=(WAIVER.replace(approver="bo"),)),
        ["looks/unaccepted"],
    ),
    "a waiver that ends now": (
        UGLY.replace(decision_entry=None, waivers=(WAIVER.replace(expires_at=OPENED),)),
        ["looks/unaccepted"],
    ),
    "a dirty bench becomes law": (
        PRETTY_RYE.replace(
            results=(*without("CORNER/pretty"), *(run.replace(tree=TreeState.DIRTY_WORKING_TREE) for run in LOOKS))
        ),
        ["looks/bench", "looks/hasty"],
    ),
    "one look becomes law": (RYE.replace(promotes={"CORNER/pretty"}), ["looks/hasty"]),
    "one picture of two looks": (
        PRETTY_RYE.replace(results=(*RYE.results, LOOKS[0].replace(evidence=RYE.results[0].evidence))),
        ["looks/hasty"],
    ),
    "looks at the station become law": (
        RYE.replace(promotes={"KIOSK/pretty"}),
        ["looks/hasty"],
    ),
    "no shelf": (RYE.replace(matrix=MISSING), ["shelf/unseen"]),
    "a shelf of tomorrow": (RYE.replace(matrix=MATRIX.replace(published_at=OPENED + DAY)), ["shelf/unseen"]),
    "a bare shelf": (on_the_shelf(), ["shelf/not on it"]),
    "no old loaf for the station": (on_the_shelf(*ON_SALE, OLD_CORNER), ["shelf/no old loaf"]),
    "an old loaf that was tasted as late": (
        on_the_shelf(*ON_SALE, OLD_CORNER, OLD_KIOSK.replace(validated_at=ON_SALE[0].validated_at)),
        ["shelf/no old loaf"],
    ),
    "nothing is ticked": (RYE.replace(checklists=()), ["ticked/nothing"]),
    "ticked for the last recipe": (
        RYE.replace(checklists=(TICKED.replace(subject="beefed0"),)),
        ["ticked/nothing"],
    ),
    "not sieved": (ticked(TICKED.results[1]), ["ticked/not all"]),
    "no extra hands, and nobody said for what day": (
        ticked(*TICKED.results, circumstances=()),
        ["ticked/not all"],
    ),
    "the oven will not heat": (
        ticked(*TICKED.results, tick("OVEN-HOT", status=ItemStatus.FAIL)),
        ["ticked/not all"],
    ),
    "one more loaf is promised": (
        RYE.replace(claims=(*NEW.values(), OTHER)),
        ["shelf/not on it", "shops/silent", "shops/untasted"],
    ),
    "the kiosk tasted another loaf": (
        RYE.replace(results=results("KIOSK/tasted", subject=OLD[KIOSK].ref)),
        ["shops/untasted", "tasting/none"],
    ),
    "nobody says for whom": (RYE.replace(claims=MISSING), ["shops/unnamed"]),
    "a shop says no": (
        RYE.replace(confirmations=(agreed(CORNER), agreed(KIOSK, parts={"shelf": False, "price tag": True}))),
        ["shops/disagree"],
    ),
    "a shop says nothing": (RYE.replace(confirmations=(agreed(CORNER),)), ["shops/silent"]),
    "a shop says half": (
        RYE.replace(confirmations=(agreed(CORNER), agreed(KIOSK, parts={"shelf": True}))),
        ["shops/silent"],
    ),
    "the kiosk's bench was not clean": (RYE.replace(results=results("KIOSK/tasted", **COMMITTED)), ["kiosk/bench"]),
    "half is sold": (RYE.replace(rates={"sold by noon": Decimal("79.99")}), ["sales/low"]),
    "nobody counts": (RYE.replace(rates=()), ["sales/low"]),
    "larger than it is called": (RYE.replace(release_type=ReleaseType.PATCH), ["size/small"]),
    "nobody knows the step": (RYE.replace(bump=MISSING), ["size/unsaid"]),
    "a new bread": (RYE.replace(release_type=ReleaseType.MAJOR), ["panel/none"]),
    "a new bread, allowed by somebody else": (
        RYE.replace(release_type=ReleaseType.MAJOR, approvals=(allowed("new bread", role="driver"),)),
        ["panel/none"],
    ),
    "nobody says how large": (RYE.replace(release_type=MISSING), ["panel/none", "size/unsaid"]),
    "two eyes": (RYE.replace(approver="BO"), ["eyes/two"]),
    "no eyes": (RYE.replace(approver=MISSING), ["eyes/two"]),
    "a recall is open": (RYE.replace(rollbacks=(CALLED_BACK.replace(remediation=None),)), ["recall/open"]),
    "nobody knows of recalls": (RYE.replace(rollbacks=MISSING), ["recall/open"]),
    "no list": (with_said(allergens="unlisted"), ["allergens/unlisted"]),
    "no list, and nobody allows it": (with_said(allergens="exempt"), ["allergens/unlisted"]),
    "no list, allowed by a machine": (
        with_said(allergens="exempt").replace(approvals=(allowed("no list", human=False),)),
        ["allergens/unlisted"],
    ),
    "nobody says": (without_said("allergens"), ["allergens/unlisted"]),
    "flour for two days": (with_said(flour_days=2), ["flour/short"]),
    "nobody counts sacks": (without_said("flour_days"), ["flour/short"]),
}


def test_every_rule_stops_something() -> None:
    assert {rule for _, rules in STAYS.values() for rule in rules} == set(STOPS)


@pytest.mark.parametrize(("candidate", "expected"), GOES.values(), ids=GOES)
def test_it_goes_out(candidate: ReleaseCandidate, expected: GoNoGo) -> None:
    assert BAKERY.assess(candidate, OPENED).outcome is expected


@pytest.mark.parametrize(("candidate", "expected"), STAYS.values(), ids=STAYS)
def test_it_stays(candidate: ReleaseCandidate, expected: list[str]) -> None:
    review = BAKERY.assess(candidate, OPENED)
    assert (review.outcome, [reason.code for reason in review.reasons]) == (NO_GO, expected)


MISSING_FOR_A_GO: Final = {
    "nothing": (RYE, {}),
    "salt": (
        RYE.replace(results=results("SALT/weighed", failed=2, **FAIL)),
        {'tastings: "failed" -> "passed"': ("SALT/weighed: failed (fail, 2 failed)",)},
    ),
    "flour": (with_said(flour_days=2), {"flour_days: 2 -> [3..60]": ()}),
    "what is given": (
        RYE.replace(release_type=ReleaseType.MAJOR),
        {'panel: missing -> "in force"': ("no approval of a new bread is recorded",)},
    ),
    "a class": (
        RYE.replace(effects={"flour", "printed words"}),
        {'sort: "below the change" -> "sound"': ("leaflet is not declared, and the change touches printed words",)},
    ),
    "several": (
        RYE.replace(rollbacks=MISSING, claims=MISSING),
        {
            'shops_tasted: missing -> "complete"': (),
            'recalls: missing -> "none open"': ("nobody said whether there was one",),
        },
    ),
}


@pytest.mark.parametrize(("candidate", "expected"), MISSING_FOR_A_GO.values(), ids=MISSING_FOR_A_GO)
def test_what_is_missing(candidate: ReleaseCandidate, expected: dict[str, tuple[str, ...]]) -> None:
    assert {str(need): need.details for need in BAKERY.assess(candidate, OPENED).missing} == expected


def test_waivers_are_listed_with_what_they_are_worth() -> None:
    required = WAIVER.replace(gate="SALT/weighed")
    review = BAKERY.assess(UGLY.replace(decision_entry=None, waivers=(WAIVER, required)), OPENED)
    assert [(each.waiver, each.status) for each in review.waivers] == [
        (WAIVER, WaiverStatus.IN_FORCE),
        (required, WaiverStatus.REFUSED),
    ]
    assert review.waived == (WAIVER,)


UNKNOWN: Final = {
    "a class": (
        {"classes": {"doug"}},
        'candidate.classes holds `"doug"`; did you mean `dough`?; expected one of leaflet, dough, festive, new bread',
    ),
    "an effect": (
        {"effects": {"flower"}},
        (
            'candidate.effects holds `"flower"`; did you mean `flour`?; '
            "expected one of flour, printed words, spices, yeast"
        ),
    ),
    "a fact": (
        {"stated": {"alergens": "listed"}},
        (
            'candidate.stated holds `"alergens"`; did you mean `allergens`?; '
            "expected facts that the playbook asks to be stated"
        ),
    ),
    "a value": (
        {"stated": {"flour_days": "-1"}},
        'candidate.stated gives `flour_days` as `"-1"`; expected whole numbers from 0 to 60 or missing',
    ),
    "what a shop confirms": (
        {"confirmations": (agreed(CORNER, parts={"shelv": True}),)},
        'candidate.confirmations holds `"shelv"`; did you mean `shelf`?; expected one of price tag, shelf',
    ),
}


@pytest.mark.parametrize(("changes", "expected"), UNKNOWN.values(), ids=UNKNOWN)
def test_a_name_that_the_book_does_not_know_is_an_error(changes: dict[str, object], expected: str) -> None:
    with pytest.raises(FieldError) as refused:
        BAKERY.assess(RYE.replace(**changes), OPENED)
    assert str(refused.value) == expected


TIN: Final = "Straighten the tin."


def test_the_packet_is_verified_by_the_same_rules() -> None:
    kept = packet(
        BAKERY.assess(UGLY, OPENED), release_date=OPENED.date(), tuple_rollback=OLD.values(), follow_up_actions=[TIN]
    )

    assert (kept.go_no_go, kept.required_gates) == (
        CONDITIONAL,
        ("CORNER/tasted", "CRUMB/even", "CRUMB/soft", "KIOSK/tasted", "SALT/weighed"),
    )
    assert verify_packet(kept, UGLY, READINESS, OPENED).outcome is Permission.ALLOWED
    forged = verify_packet(kept.replace(go_no_go=GO), UGLY, READINESS, OPENED)
    assert [str(each) for each in forged.differences] == ["go_no_go is `go`; expected `conditional go`"]


# ------------------------------------------------------------------------------------------------ what is promised

DIRTY: Final = {"tree": TreeState.DIRTY_WORKING_TREE}
WORTH: Final = {
    "tasted on a clean bench": ({}, Tier.SUPPORTED, ["worth/all"]),
    "on another bench": (COMMITTED, Tier.CONDITIONAL, ["worth/half"]),
    "on a dirty bench": (DIRTY, Tier.UNSUPPORTED, ["worth/dirty bench"]),
    "not good": (FAIL, Tier.UNSUPPORTED, ["worth/untasted"]),
    "not good, on a dirty bench": (FAIL | DIRTY, Tier.UNSUPPORTED, ["worth/dirty bench", "worth/untasted"]),
    "another loaf": ({"subject": OLD[CORNER].ref}, Tier.UNSUPPORTED, ["worth/dirty bench", "worth/untasted"]),
}


@pytest.mark.parametrize(("changes", "tier", "reasons"), WORTH.values(), ids=WORTH)
def test_what_a_tasting_is_worth(changes: dict[str, object], tier: Tier, reasons: list[str]) -> None:
    run = tasted("CORNER/tasted", NEW[CORNER]).replace(**changes)
    found = tier_of(NEW[CORNER], [TASTED[CORNER]], [run], OPENED, rules=TIERS)
    assert (found.outcome, [reason.code for reason in found.reasons]) == (tier, reasons)


def test_the_matrix_says_what_is_baked_for_whom() -> None:
    assert MATRIX.lookup(NEW[KIOSK]) is Tier.SUPPORTED
    assert MATRIX.lookup(OTHER) is MISSING
    assert {shop: MATRIX.rollback_for(shop, bad=NEW[shop]).release_tuple for shop in NEW} == OLD
    assert SUPPORT.findings(MATRIX, tuple(NEW), OPENED) == ()
    stale = SUPPORT.findings(MATRIX, tuple(NEW), OPENED + timedelta(days=40))
    assert {finding.kind for finding in stale} == {MatrixFindingKind.STALE_EVIDENCE}


TOLD: Final = Notice(OLD[CORNER], OPENED, reference="a slip on the door")
OFF_THE_SHELF: Final = {
    "five days later": (OLD[CORNER], TOLD.replace(of=CORNER), 5, ["shelf/last loaf"]),
    "a loaf that is not there": (OTHER, TOLD.replace(of=OTHER), 5, ["shelf/not there"]),
    "a day too early": (OTHER, TOLD.replace(of=OTHER), 4, ["shelf/not there", "shelf/too early"]),
    "without a slip": (OLD[CORNER], None, 5, ["shelf/last loaf", "shelf/too early"]),
    "with a slip for another loaf": (OLD[KIOSK], TOLD, 5, ["shelf/last loaf", "shelf/too early"]),
}


@pytest.mark.parametrize(("loaf", "notice", "days", "reasons"), OFF_THE_SHELF.values(), ids=OFF_THE_SHELF)
def test_what_stays_on_the_shelf(loaf: ReleaseTuple, notice: Notice | None, days: int, reasons: list[str]) -> None:
    asked = {"notice": notice, "results": [], "at": OPENED + days * DAY, "tiers": TIERS, "rules": REMOVALS}
    answer = removal_allowed(MATRIX, loaf, SUPPORT, **asked)
    assert (answer.outcome, [reason.code for reason in answer.reasons]) == (Permission.REFUSED, reasons)


def test_a_third_loaf_may_go() -> None:
    third = tier_of(OTHER, [TASTED[CORNER]], [tasted("CORNER/tasted", OTHER)], OPENED, rules=TIERS)
    shelf = MATRIX.replace(entries=[*MATRIX.entries, MatrixEntry.of(third, Role.LISTED)])
    asked = {"notice": TOLD.replace(of=OTHER), "results": [], "tiers": TIERS, "rules": REMOVALS}
    answers = [removal_allowed(shelf, OTHER, SUPPORT, at=OPENED + days * DAY, **asked) for days in (4, 5)]
    assert [answer.outcome for answer in answers] == [Permission.REFUSED, Permission.ALLOWED]


# ------------------------------------------------------------------------------------------------ measures


def pretty(hour: int, **more: object) -> GateResult:
    at = OPENED - timedelta(hours=hour)
    run = tasted("CORNER/pretty", NEW[CORNER], id=f"look {hour}", recorded_at=at, evidence=(f"picture {hour}",))
    return run.replace(**more)


PRETTY_ENOUGH: Final = {
    "twice": ([pretty(3), pretty(2)], 2, Permission.ALLOWED),
    "once": ([pretty(3)], 1, Permission.REFUSED),
    "once, on another bench": ([pretty(3), pretty(2, **COMMITTED)], 1, Permission.REFUSED),
    "ugly in between": ([pretty(4), pretty(3, **FAIL), pretty(2)], 1, Permission.REFUSED),
    "ugly before": ([pretty(5, **FAIL), pretty(4), pretty(2)], 2, Permission.ALLOWED),
}


@pytest.mark.parametrize(("runs", "streak", "outcome"), PRETTY_ENOUGH.values(), ids=PRETTY_ENOUGH)
def test_when_looks_become_law(runs: list[GateResult], streak: int, outcome: Permission) -> None:
    answer = PRETTY.judge(runs, OPENED, subject=NEW[CORNER].ref)
    assert (answer.streak, answer.outcome) == (streak, outcome)


PACE: Final = {
    "at the limits": (["43.0"], [5], GateStatus.PASS),
    "one loaf more": (["43.0"], [6], GateStatus.FAIL),
    "too slow": (["43.1"], [3], GateStatus.FAIL),
    "the middle of three": (["40", "43", "99"], [3], GateStatus.PASS),
    "not timed": ([], [3], GateStatus.ERROR),
}


@pytest.mark.parametrize(("minutes", "burnt", "status"), PACE.values(), ids=PACE)
def test_the_pace_of_the_oven(minutes: list[str], burnt: list[int], status: GateStatus) -> None:
    before = {"proofing": [Decimal(40)], "burnt loaves": [3]}
    after = {"proofing": list(map(Decimal, minutes)), "burnt loaves": burnt}
    assert READING.judge(before, after, approved=True).status is status


# ------------------------------------------------------------------------------------------------ what calls it back

KIOSK_FINE: Final = standing_of("KIOSK/tasted", [tasted("KIOSK/tasted", NEW[KIOSK])], OPENED)
TIMED: Final = READING.budgets[0].judge(Decimal(40), Decimal(43), approved=True)
FINE: Final = TriggerFacts(
    gates=[KIOSK_FINE],
    budgets=READING.budgets[:1],
    measured=[TIMED],
    stated={"mould": False, "returned": 11, "weather": "dry"},
)


def told(**stated: object) -> TriggerFacts:
    return FINE.replace(stated={**dict(FINE.stated), **stated})


def untold(name: str) -> TriggerFacts:
    return FINE.replace(stated=[pair for pair in FINE.stated if pair[0] != name])


CALLS: Final = {
    "all is well": (FINE, [], []),
    "mould": (told(mould=True), [SPOILT], []),
    "nobody looked for mould": (untold("mould"), [], [SPOILT]),
    "the kiosk complains": (FINE.replace(gates=[KIOSK_FINE.replace(standing=Standing.FAILED)]), [SPOILT], []),
    "the kiosk says nothing": (FINE.replace(gates=()), [], [SPOILT]),
    "mould, and the kiosk says nothing": (told(mould=True).replace(gates=()), [SPOILT], []),
    "twelve come back": (told(returned=12), [UNSOLD], []),
    "twelve come back in the rain": (told(returned=12, weather="wet"), [], []),
    "twelve come back, in what weather?": (
        FINE.replace(stated={"mould": False, "returned": 12}),
        [],
        [UNSOLD],
    ),
    "eleven, in what weather?": (untold("weather"), [], []),
    "how many, in the rain?": (FINE.replace(stated={"mould": False, "weather": "wet"}), [], []),
    "how many?": (untold("returned"), [], [UNSOLD]),
    "too slow": (FINE.replace(measured=[READING.budgets[0].judge(40, Decimal("43.1"), approved=True)]), [LATE], []),
    "not timed": (FINE.replace(measured=()), [], [LATE]),
    "nothing is known": (TriggerFacts(), [], [SPOILT, UNSOLD, LATE]),
}


@pytest.mark.parametrize(("facts", "fired", "unknown"), CALLS.values(), ids=CALLS)
def test_what_calls_it_back(facts: TriggerFacts, fired: list[str], unknown: list[str]) -> None:
    report = check_triggers(facts, TRIGGERS)
    assert [each.name for each in report.fired] == fired
    assert [each.name for each in report.unknown] == unknown
    assert list(report.clear) == [name for name in (SPOILT, UNSOLD, LATE) if name not in (*fired, *unknown)]


def test_a_call_that_is_open_names_the_fact() -> None:
    (open_call,) = check_triggers(untold("mould"), TRIGGERS).unknown
    assert (open_call.missing, list(map(str, open_call.reasons))) == (
        ("mould",),
        ["mould: unknown without `mould`: mould is seen"],
    )


DONE: Final = {
    ("crumbly", "every shelf"): ("half price", "feed the ducks"),
    ("burnt", "one tray"): ("swap the tray",),
    ("burnt", "every shelf"): ("call it back",),
    ("poisonous", "one loaf"): ("call it back",),
    (MISSING, "one loaf"): ("call it back",),
}


@pytest.mark.parametrize(("harm", "spread"), DONE)
def test_what_is_done_about_it(harm: str | Missing, spread: str) -> None:
    assert ACTIONS.decide(harm=harm, spread=spread).outcome == DONE[harm, spread]


TASTED_AGAIN: Final = {
    "old flour": ({"flour_is_new": False, "harm": "burnt"}, ("OVEN/pace", "SALT/weighed")),
    "new flour": ({"flour_is_new": True, "harm": "burnt"}, ("CRUMB/soft", "OVEN/pace", "SALT/weighed")),
    "which flour?": ({"harm": "burnt"}, ("CRUMB/soft", "OVEN/pace", "SALT/weighed")),
    "poison": (
        {"flour_is_new": False, "harm": "poisonous"},
        ("KIOSK/tasted", "OVEN/pace", "SALT/weighed"),
    ),
}


@pytest.mark.parametrize(("facts", "expected"), TASTED_AGAIN.values(), ids=TASTED_AGAIN)
def test_what_is_tasted_again(facts: dict[str, object], expected: tuple[str, ...]) -> None:
    gates = rerun_gates({"OVEN/pace"}, AFTER_A_CALL, facts)
    assert gates == expected
    assert CALL_BACK.with_gates("taste-again", gates).step("taste-again").gates == set(expected)


# ------------------------------------------------------------------------------------------------ what is done


def ticked(check: str, status: ItemStatus = ItemStatus.PASS, **more: object) -> ItemResult:
    result = ItemResult(check, status, recorded_at=OPENED, by="Jo", evidence=("a tick",))
    return result.replace(**more)


HOT, SIEVED, HELP = ticked("OVEN-HOT"), ticked("SIEVE"), ticked("EXTRA-HANDS")
NO_HELP: Final = ticked("EXTRA-HANDS", ItemStatus.NA, evidence=())
MORNINGS: Final = {
    "all hands": ([HOT, SIEVED, HELP], {}, []),
    "an ordinary day": ([HOT, SIEVED, NO_HELP], {FEAST_DAY: False}, []),
    "a feast without help": ([HOT, SIEVED, NO_HELP], {FEAST_DAY: True}, ["EXTRA-HANDS na not allowed"]),
    "nobody knows the day": ([HOT, SIEVED, NO_HELP], {}, ["EXTRA-HANDS na not allowed"]),
    "another word for it": (
        [HOT, SIEVED, NO_HELP],
        {"feastday": False},
        ["EXTRA-HANDS na not allowed"],
    ),
    "cold": ([ticked("OVEN-HOT", ItemStatus.FAIL), SIEVED, HELP], {}, ["OVEN-HOT failed"]),
    "hot, without a tick": ([HOT.replace(evidence=()), SIEVED, HELP], {}, ["OVEN-HOT no evidence"]),
    "sieved tomorrow": ([HOT, SIEVED.replace(recorded_at=OPENED + DAY), HELP], {}, ["SIEVE no result"]),
    "a misspelt tick": (
        [HOT, ticked("SEIVE"), HELP],
        {},
        ["SEIVE unknown item", "SIEVE no result"],
    ),
}


@pytest.mark.parametrize(("recorded", "circumstances", "expected"), MORNINGS.values(), ids=MORNINGS)
def test_before_the_oven(recorded: list[ItemResult], circumstances: dict[str, bool], expected: list[str]) -> None:
    report = BEFORE_THE_OVEN.judge(recorded, OPENED, circumstances=circumstances)
    assert [f"{problem.place} {problem.kind}" for problem in report.problems] == expected
    assert report.outcome is (ChecklistOutcome.INCOMPLETE if expected else ChecklistOutcome.COMPLETE)


HAND, HEAD = Actor("Jo", "shop hand"), Actor("Kim", "head baker")
DRIVER, MILLER = Actor("Al", "driver"), Actor("Max", "miller")
MINUTE: Final = timedelta(minutes=1)


def called(*, judged: int = 21) -> Run:
    """A call, up to the judgement, which ends so many minutes after the start."""
    run = Run.start(CALL_BACK, OPENED, by=HAND, run_id="call 2").begin("whistle", OPENED, by=HAND)
    run = run.finish("whistle", OPENED + MINUTE, by=HAND, evidence=["the street is quiet"])
    run = run.begin("judge-it", OPENED + 2 * MINUTE, by=HEAD)
    return run.finish("judge-it", OPENED + judged * MINUTE, by=HEAD, evidence=["a green spot"])


def test_a_call_from_start_to_end() -> None:
    run = called(judged=20).begin("fetch", OPENED + 30 * MINUTE, by=DRIVER)
    run = run.finish("fetch", OPENED + 60 * MINUTE, by=DRIVER, checklists=["shelf-check"])
    run = run.begin("taste-again", OPENED + 61 * MINUTE, by=HEAD)
    run = run.finish("taste-again", OPENED + 70 * MINUTE, by=HEAD, evidence=["good"], gates=["SALT/weighed"])

    assert (run.state, run.late_steps) == (RunState.COMPLETE, ())
    assert Run.replay(CALL_BACK, run.events).digest == run.digest


def test_exactly_twenty_minutes_are_late() -> None:
    assert [called(judged=minutes).late_steps for minutes in (20, 21)] == [(), ("judge-it",)]


def test_the_miller_may_call_it_off_once_it_is_judged() -> None:
    run = called()
    assert run.abort(OPENED + DAY, by=MILLER, reason="it was a raisin").state is RunState.ABORTED
    refusal = run.abort(OPENED + DAY, by=HAND, reason="it was a raisin")
    assert isinstance(refusal, RunRefusal)
    assert [str(problem.kind) for problem in refusal.problems] == ["wrong role"]


def test_nothing_is_fetched_while_a_loaf_is_left() -> None:
    refusal = called().begin("fetch", OPENED + 30 * MINUTE, by=DRIVER).finish("fetch", OPENED, by=HAND)
    assert isinstance(refusal, RunRefusal)
    assert [str(problem.kind) for problem in refusal.problems] == ["earlier", "wrong role", "checklist open"]


# ------------------------------------------------------------------------------------------------ days

SCRUBBED: Final = DutyRecord("scrub", OPENED + 12 * DAY, output="a clean bench")


def test_duties() -> None:
    removed = ChangeMerged("no more rye", ChangeKind.REMOVAL, at=OPENED)
    feast = ReleasePlanned("plum cake", ReleaseType.MAJOR, at=OPENED + 30 * DAY)
    log, at = DutyLog([SCRUBBED]), OPENED + 21 * DAY

    def listed(found: tuple[DueDuty, ...]) -> list[tuple[str, str | None, str]]:
        return [(each.duty.id, each.about, str(each.end.date())) for each in found]

    assert listed(log.due(DUTIES, at, events=[removed, feast])) == [
        ("tell-the-shops", "no more rye", "2026-09-09"),
        ("scrub", None, "2026-10-07"),
        ("count-flour", None, "2026-10-28"),
    ]
    assert listed(log.overdue(DUTIES, at, events=[removed, feast])) == [("tell-the-shops", "no more rye", "2026-09-09")]
    assert listed(log.missed(DUTIES[:1], at)) == [("scrub", None, "2026-09-17")]
    assert [each.duty.id for each in log.due(DUTIES, OPENED + 27 * DAY, events=[feast])][-1] == "sharpen"


QUIET: Final = FreezeWindow(OPENED, OPENED + 2 * DAY, name="the fair")
WRITING: Final = QUIET.replace(allows={ChangeKind.FIX, ChangeKind.DOCUMENTATION}, name="the printer")
PERMITTED: Final = {
    "a mended oven": (QUIET, ChangeKind.FIX, 0, Permission.ALLOWED),
    "a leaflet": (QUIET, ChangeKind.DOCUMENTATION, 0, Permission.REFUSED),
    "a leaflet that the printer waits for": (WRITING, ChangeKind.DOCUMENTATION, 0, Permission.ALLOWED),
    "a vermin trap that the printer does not name": (WRITING, ChangeKind.SECURITY, 0, Permission.REFUSED),
    "the stricter of two": ((QUIET, WRITING), ChangeKind.DOCUMENTATION, 0, Permission.REFUSED),
    "new bread": (QUIET, ChangeKind.FEATURE, 0, Permission.REFUSED),
    "new bread after the fair": (QUIET, ChangeKind.FEATURE, 2, Permission.ALLOWED),
    "nobody knows": (QUIET, MISSING, 0, Permission.REFUSED),
}


@pytest.mark.parametrize(("windows", "kind", "days", "expected"), PERMITTED.values(), ids=PERMITTED)
def test_what_is_done_on_quiet_days(windows: object, kind: object, days: int, expected: Permission) -> None:
    assert permits(windows, kind, OPENED + days * DAY, QUIET_DAYS).outcome is expected


def test_a_sprint_of_three_weeks() -> None:
    sprint = Sprint(OPENED.date(), SCHEDULE)
    assert [str(sprint.day_of(phase)) for phase in SCHEDULE.listed] == [
        "2026-09-07",
        "2026-09-14",
        "2026-09-21",
        "2026-09-26",
    ]
    assert str(sprint.end) == "2026-09-28"
    assert [sprint.phase_of(date(2026, 9, 28) + days * DAY) for days in (-1, 0, 7, 20)] == [REST, TRY, SETTLE, REST]


def test_ten_days_and_the_feasts() -> None:
    _, minor, major = CADENCES
    first = OPENED.date()
    assert str(minor.cadence(first).next_after(first)) == "2026-09-17"
    assert [str(day) for day in major.cadence(first).dates(first, date(2026, 12, 6))] == ["2026-11-11"]

    kept = adherence(
        minor.cadence(first),
        [date(2026, 9, 7), date(2026, 9, 19), date(2026, 9, 20)],
        start=first,
        end=date(2026, 10, 7),
        tolerance=1,
    )
    assert [str(slot.punctuality) for slot in kept.slots] == ["on time", "late", "missed"]
    assert (kept.share, kept.extra) == (Fraction(1, 3), (date(2026, 9, 20),))


def test_the_calendar_knows_ten_days_and_any_weekday() -> None:
    calendar = ReleaseCalendar(
        2026,
        [
            MinorRelease(
                Version(3, 1, 0), date(2026, 9, 14), release_date=date(2026, 9, 17), status=MinorStatus.PLANNED
            ),
            MinorRelease(
                Version(3, 2, 0), date(2026, 9, 25), release_date=date(2026, 9, 28), status=MinorStatus.PLANNED
            ),
        ],
    )
    ten_days = CADENCES[1].cadence(OPENED.date())
    assert [str(finding) for finding in calendar.findings(ten_days, OPENED, rc_weekday=None)] == [
        "minor_releases[3.2.0].release_date is `2026-09-28, a Mon`; expected 2026-09-27 or 2026-10-07"
    ]
    mondays = calendar.findings(ten_days, OPENED, rc_weekday=Weekday.MON)
    assert [str(finding.kind) for finding in mondays] == ["rc_off_schedule", "off_grid"]  # the 25th is a Friday


STEPS: Final = {
    "a crumb": ([Change(ChangeKind.INTERNAL, "another sieve")], BumpLevel.PATCH),
    "a loaf": ([Change(ChangeKind.FEATURE, "seeds"), Change(ChangeKind.FIX, "less salt")], BumpLevel.MINOR),
    "taken back": ([Change(ChangeKind.REVERT, "no seeds")], BumpLevel.MINOR),
    "a bread is gone": ([Change(ChangeKind.REMOVAL, "no more rye")], BumpLevel.MAJOR),
    "other tins": ([Change(ChangeKind.FIX, "longer tins", breaking=True)], BumpLevel.MAJOR),
    "nothing": ([], BumpLevel.NONE),
}


@pytest.mark.parametrize(("changes", "expected"), STEPS.values(), ids=STEPS)
def test_how_big_it_is(changes: list[Change], expected: BumpLevel) -> None:
    decision = decide_bump(changes, STEPS_UP, current=Version(3, 0, 0))
    assert decision.level is expected


# ------------------------------------------------------------------------------------------------ the new oven

CHIMNEY: Final = Completion("CHIMNEY", date(2026, 9, 1), evidence=["smoke"])
OVEN: Final = MilestoneEvidence(
    results=[
        tasted("OVEN/pace"),
        *(tasted(name, evidence=(f"picture of {name}",)) for name in ("NEW-OVEN/warm", "NEW-OVEN/full")),
    ],
    completions=[CHIMNEY],
)


def oven(name: str, **changes: object) -> MilestoneEvidence:
    return OVEN.replace(results=[run.replace(**changes) if run.gate == name else run for run in OVEN.results])


PROGRESS: Final = {
    "all is done": (OVEN, MilestoneOutcome.COMPLETE, []),
    "no chimney": (
        OVEN.replace(completions=()),
        MilestoneOutcome.NOT_ENTERED,
        ["NEW-OVEN/chimney predecessor not complete"],
    ),
    "never full": (
        oven("NEW-OVEN/full", evidence=()),
        MilestoneOutcome.IN_PROGRESS,
        ["NEW-OVEN/full criterion unproven"],
    ),
    "too slow": (
        oven("OVEN/pace", **FAIL),
        MilestoneOutcome.BLOCKED,
        [
            "NEW-OVEN/hearth stored word contradicted",
            "NEW-OVEN/hearth gate failed",
            "NEW-OVEN/hearth evidence unproven",
        ],
    ),
}


@pytest.mark.parametrize(("evidence", "outcome", "findings"), PROGRESS.values(), ids=PROGRESS)
def test_how_far_the_oven_is(evidence: MilestoneEvidence, outcome: MilestoneOutcome, findings: list[str]) -> None:
    report = NEW_OVEN.status(evidence, OPENED)
    assert (report.outcome, [f"{each.place} {each.kind}" for each in report.findings]) == (outcome, findings)


# ------------------------------------------------------------------------------------------------ the book itself


def test_it_forgot_to_ask_for_the_oven() -> None:
    """The baker counts burnt loaves, and nothing comes of it, however many there are."""
    assert [f"{each.kind}: {each.place}" for each in BAKERY.lint()] == ["budget not asked: budget `pace of the oven`"]


FORMATS: Final = {"yaml": (to_yaml, from_yaml), "json": (to_json, from_json), "toml": (to_toml, from_toml)}


@pytest.mark.parametrize(("write", "read"), FORMATS.values(), ids=FORMATS)
def test_it_is_a_document(write: Callable[[object], str], read: Callable[[type[Playbook], str], Playbook]) -> None:
    copy = read(Playbook, write(BAKERY))
    assert (copy, copy.digest) == (BAKERY, BAKERY.digest)
    assert [copy.assess(each, OPENED).outcome for each in (RYE, UGLY, *COLD)] == [GO, CONDITIONAL, NO_GO]


COLD: Final = (RYE.replace(results=()),)


def test_its_schema_takes_it() -> None:
    validator = jsonschema.Draft202012Validator(json_schema(Playbook))
    data = to_data(BAKERY)
    assert validator.is_valid(data)
    del data["playbook"]["readiness"]["facts"][0]["name"]
    assert not validator.is_valid(data)


def test_no_word_of_it_is_a_word_of_another_playbook() -> None:
    for module in (bakery, bread):
        assert offences(Path(module.__file__).read_text(encoding="utf-8"), words()) == []


def test_no_text_of_it_stands_in_another_playbook() -> None:
    """No name, column, value, outcome or sentence; but for the columns and tables that the mechanisms name."""
    columns = (*TIER_COLUMNS, *REMOVAL_COLUMNS, *TRIGGER_COLUMNS, *SCHEDULE.columns, *STEPS_UP.columns)
    named = {column.name for column in columns} | {table.name for table in READINESS.tables[:4]}
    shared = texts(BAKERY, TRIGGERS) & texts(*playbooks.ALL, gated_release.TRIGGERS, gated_release.TIERS)
    assert shared - named == DEFAULTS


DEFAULTS: Final = {"", "1", "higher", "lower"}


def texts(*held: object) -> frozenset[str]:
    return frozenset(part.casefold() for part in parts(held) if isinstance(part, str))


# ------------------------------------------------------------------------------------------------ what does not fit

LOOSE: Final = FreezeWindow(OPENED, OPENED + DAY)
MISFITS: Final = {
    "a class that reports a blocking gate": (
        lambda: READINESS.replace(classes=(*CLASSES, ReleaseClass("icing", reports={"SALT/weighed"}))),
        'ReadinessRules.classes[4].reports holds `"SALT/weighed"`, which is blocking; expected advisory gates',
    ),
    "a fact of no class": (
        lambda: ClassFact("feast", ()),
        (
            "ClassFact.classes is `a frozenset`; expected a frozenset of 1 to 1 000 in which each is 1 to 200 "
            "printable characters, no spaces at the ends"
        ),
    ),
    "nothing to confirm": (
        lambda: ConfirmationFact("shops_agree", ()),
        (
            "ConfirmationFact.parts is `a tuple`; expected a tuple of 1 to 1 000 in which each is 1 to 200 printable "
            "characters, no spaces at the ends, each member once"
        ),
    ),
    "a word that backs itself": (
        lambda: StatedFact(
            Column("allergens", ("listed", "exempt"), optional=True), Backing("exempt", "no list", otherwise="exempt")
        ),
        'StatedFact.backing falls back to `"exempt"`; expected another word than the one it backs',
    ),
    "tiers from bad to good": (
        lambda: tier_of(NEW[CORNER], [TASTED[CORNER]], [], OPENED, rules=backwards(TIERS)),
        (
            "rules: outcomes in the order unsupported, conditional, supported; "
            "expected supported, conditional, unsupported"
        ),
    ),
    "quiet days from bad to good": (
        lambda: permits(LOOSE, ChangeKind.FIX, OPENED, backwards(QUIET_DAYS)),
        (
            "rules: outcomes in the order never, only where the window names it, allowed; "
            "expected allowed, only where the window names it, never"
        ),
    ),
    "steps from large to small": (
        lambda: decide_bump([], backwards(STEPS_UP)),
        "rules: outcomes in the order major, minor, patch, none; expected none, patch, minor, major",
    ),
    "removals from bad to good": (
        lambda: removal_allowed(
            MATRIX, OTHER, SUPPORT, notice=None, results=[], at=OPENED, tiers=TIERS, rules=backwards(REMOVALS)
        ),
        "rules: outcomes in the order refused, allowed; expected allowed, refused",
    ),
}


def backwards(table: Table[object]) -> Table[object]:
    """A table whose order says that its worst answer is its best one."""
    return table.replace(
        columns=[column.replace(worse=None) for column in table.columns],
        rules=[Rule("all", {}, then=table.listed[0])],
        outcomes=table.listed[::-1],
    )


@pytest.mark.parametrize(("make", "expected"), MISFITS.values(), ids=MISFITS)
def test_what_does_not_fit_is_refused(make: Callable[[], object], expected: str) -> None:
    with pytest.raises(FieldError) as refused:
        make()
    assert str(refused.value) == expected


# ------------------------------------------------------------------------------------------------ laws

Damage = Callable[[ReleaseCandidate], st.SearchStrategy[ReleaseCandidate]]
SAID: Final = {"allergens": ("exempt", "unlisted"), "flour_days": ("2", "0")}
FORGOTTEN: Final = {
    "effects": MISSING,
    "release_type": MISSING,
    "bump": MISSING,
    "claims": MISSING,
    "scoped_gates": MISSING,
    "rates": (),
    "decision_entry": None,
    "decisions": (),
    "owner": MISSING,
    "approver": MISSING,
    "consumer_owners": MISSING,
    "approvals": (),
    "confirmations": (),
    "rollbacks": MISSING,
    "waivers": (),
    "matrix": MISSING,
    "checklists": (),
}


def spoil_a_tasting(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    """A pass is none, is from later, from nowhere, without evidence, or from a dirty bench."""
    worse = (*({"status": status} for status in list(GateStatus)[1:]), DIRTY, {"evidence": ()})
    worse = (*worse, {"recorded_at": OPENED + DAY})
    return st.tuples(st.sampled_from(candidate.results), st.sampled_from(worse)).map(
        lambda drawn: candidate.replace(
            results=[run.replace(**drawn[1]) if run is drawn[0] else run for run in candidate.results]
        )
    )


def lose_a_tasting(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    return st.sampled_from(candidate.results).map(
        lambda lost: candidate.replace(results=[run for run in candidate.results if run is not lost])
    )


def forget_a_fact(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    return st.sampled_from(sorted(FORGOTTEN)).map(lambda name: candidate.replace(**{name: FORGOTTEN[name]}))


def say_worse(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    """A stated fact is worse, or is not stated."""
    said = dict(candidate.stated)
    worse = [{**said, name: value} for name, values in SAID.items() for value in values if name in said]
    unsaid = [{name: value for name, value in said.items() if name != lost} for lost in said]
    return st.sampled_from([*worse, *unsaid, {}]).map(lambda stated: candidate.replace(stated=stated))


def refuse(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    no = agreed(CORNER, parts={"shelf": False})
    return st.just(candidate.replace(confirmations=(*candidate.confirmations, no)))


def open_a_recall(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    known = () if candidate.rollbacks is MISSING else candidate.rollbacks
    recall = CALLED_BACK.replace(id=f"open call {len(known)}", root_cause=None)
    return st.just(candidate.replace(rollbacks=(*known, recall)))


def clear_the_shelf(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    """A loaf is gone from the shelf, or an old one was tasted too late."""
    matrix = candidate.matrix
    if matrix is MISSING or not matrix.entries:
        return st.just(candidate)
    late = {"validated_at": matrix.published_at}
    return st.sampled_from(matrix.entries).map(
        lambda lost: candidate.replace(
            matrix=matrix.replace(
                entries=[
                    each.replace(**late) if each is lost else each
                    for each in matrix.entries
                    if each is not lost or lost.role is Role.ROLLBACK
                ]
            )
        )
    )


def untick(candidate: ReleaseCandidate) -> st.SearchStrategy[ReleaseCandidate]:
    """What was ticked was ticked for another recipe, for none that is known, or without a mark that can be found."""
    worse = ({"subject": "beefed0"}, {"subject": None}, {"results": [tick("SIEVE", evidence=("?",))]})
    return st.sampled_from(worse).map(
        lambda changes: candidate.replace(checklists=[each.replace(**changes) for each in candidate.checklists])
    )


DAMAGES: Final[tuple[Damage, ...]] = (
    clear_the_shelf,
    untick,
    spoil_a_tasting,
    lose_a_tasting,
    forget_a_fact,
    say_worse,
    refuse,
    open_a_recall,
)


class TestDamageNeverImproves:
    """What is worse, missing or unsaid never makes the answer more permissive, whoever wrote the rules."""

    @given(st.data())
    def test_answer(self, data: st.DataObject) -> None:
        candidate = data.draw(st.sampled_from([case for case, _ in (*GOES.values(), *STAYS.values())]))
        candidate = candidate if candidate.results else RYE
        damaged = data.draw(data.draw(st.sampled_from(DAMAGES))(candidate))
        assert BAKERY.assess(damaged, OPENED).outcome >= BAKERY.assess(candidate, OPENED).outcome

    @given(st.sampled_from([facts for facts, _, _ in CALLS.values()]), st.sampled_from(sorted(dict(FINE.stated))))
    def test_a_forgotten_fact_clears_no_trigger(self, facts: TriggerFacts, forgotten: str) -> None:
        less = facts.replace(stated=[pair for pair in facts.stated if pair[0] != forgotten])
        assert set(check_triggers(less, TRIGGERS).clear) <= set(check_triggers(facts, TRIGGERS).clear)


# ------------------------------------------------------------------------------------------------ a kind of their own


@attrs.frozen
class BakersFact(Fact):
    """How many bakers there are for each shop that the release bakes for; missing where nobody counted.

    Attributes:
        name: the name of the column.
        states: what the candidate calls the number of bakers on duty.
    """

    name: str
    states: str = "bakers"

    @property
    def column(self) -> Column:
        return Column(self.name, Numbers(ge=0), optional=True, worse="lower")

    @property
    def stated(self) -> tuple[Column, ...]:
        return (Column(self.states, Numbers(0, 99), optional=True),)

    def value(self, context: ReviewContext) -> object:
        (bakers,) = map(context.stated, self.stated)
        return MISSING if bakers is MISSING else bakers // max(len(context.claims), 1)

    def details(self, context: ReviewContext) -> tuple[str, ...]:
        return tuple(sorted(claim.consumer for claim in context.claims))


BAKERS: Final = BakersFact("bakers_per_shop")
WITH_BAKERS: Final = READINESS.replace(
    facts=(*FACTS, BAKERS),
    go_no_go=READINESS.go_no_go.replace(
        columns=(*READINESS.go_no_go.columns, BAKERS.column),
        rules=(
            *READINESS.go_no_go.rules,
            Rule("hands/few", {BAKERS.name: below(2) | MISSING}, then=NO_GO, because="two of them per shop"),
        ),
    ),
)
HANDS: Final = {
    "four for two shops": (with_said(bakers=4), []),
    "three for two shops": (with_said(bakers=3), ["hands/few"]),
    "two for one shop": (with_said(bakers=2).replace(claims=[NEW[CORNER]]), []),
    "nobody counted": (RYE, ["hands/few"]),
}


@pytest.mark.parametrize(("candidate", "stops"), HANDS.values(), ids=HANDS)
def test_a_kind_of_their_own(candidate: ReleaseCandidate, stops: list[str]) -> None:
    codes = [reason.code for reason in assess(candidate, WITH_BAKERS, OPENED).reasons]
    assert [code for code in codes if code.startswith("hands")] == stops


def test_a_kind_of_their_own_says_what_is_missing() -> None:
    (need,) = assess(with_said(bakers=3), WITH_BAKERS, OPENED).missing
    assert (str(need), need.details) == ("bakers_per_shop: 1 -> >= 2", (CORNER, KIOSK))


def test_a_kind_of_their_own_asks_what_it_states() -> None:
    with pytest.raises(FieldError, match="expected whole numbers from 0 to 99 or missing"):
        assess(with_said(bakers=100), WITH_BAKERS, OPENED)
    with pytest.raises(FieldError, match="expected facts that the playbook asks to be stated"):
        assess(with_said(bakers=4), READINESS, OPENED)


@pytest.mark.parametrize(("write", "read"), FORMATS.values(), ids=FORMATS)
def test_a_kind_of_their_own_is_in_the_document(
    write: Callable[[object], str], read: Callable[[type[Playbook], str], Playbook]
) -> None:
    ours = BAKERY.replace(readiness=WITH_BAKERS)
    copy = read(Playbook, write(ours))
    assert (copy, copy.digest) == (ours, ours.digest)
    assert to_data(copy)["playbook"]["readiness"]["facts"][-1] == {
        "kind": "bakers_fact",
        "name": "bakers_per_shop",
        "states": "bakers",
    }
    assert copy.digest != BAKERY.digest
