"""Candidates that mostly go, and what can be worse about them."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from releasekit.compat import CompatMatrix, Role, SupportWindow, Tier
from releasekit.gates import GateResult, GateStatus, MetricVerdict, Standing, TreeState
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import MISSING
from releasekit.procedures import ChecklistResults, ItemStatus
from releasekit.readiness import (
    Confirmation,
    Readiness,
    ReleaseCandidate,
    RollbackRecord,
    assess,
)
from tests.strategies.candidates import (
    AT,
    BEFORE,
    CHECKED,
    ITEMS,
    LATER,
    PARTS,
    R0,
    R1,
    R2,
    R3,
    altered,
    approval,
    complete,
    conditional,
    entry,
    gates_of,
    listed,
    metric,
    passed,
    promoting,
    ticked,
    waived,
)

Candidates = st.SearchStrategy[ReleaseCandidate]
Damage = Callable[[ReleaseCandidate], Candidates]
DAMAGED: Final = (0, 0, 0, 0, 1, 1, 2)
"""How many damages a candidate has suffered; most of them none."""
SINGLE: Final = [(R0,), (R1,), (R2,), (R3,)]
SOUND: Final = [*SINGLE, (R0, R1), (R0, R2), (R1, R2), (R1, R3), (R2, R3), (R0, R1, R2), (R1, R2, R3)]
"""Every set of classes that fit together."""
VISIBLE: Final = [classes for classes in SOUND if R2 in classes or classes == (R3,)]
WORSE: Final = [status for status in GateStatus if status is not GateStatus.PASS]


def review(candidate: ReleaseCandidate) -> Readiness:
    """The review by the shipped rules."""
    return assess(candidate, READINESS, AT)


def asked_of(candidate: ReleaseCandidate) -> list[str]:
    """The gates that the review of a candidate asked for."""
    readiness = review(candidate)
    return sorted({own.gate for own in (*readiness.required, *readiness.advisory)})


@st.composite
def sound_candidates(draw: st.DrawFn) -> ReleaseCandidate:
    """Candidates that go, or go under conditions."""
    kind = draw(st.sampled_from([complete, complete, conditional, waived, promoting, promoting]))
    classes = draw(st.sampled_from(SOUND if kind is complete else VISIBLE))
    candidate = kind(*classes)
    if classes in VISIBLE and draw(st.integers(0, 2)):
        candidate = altered(candidate, breaking_change="approved", approvals=(approval(),))
    if draw(st.booleans()):
        remedied = (*candidate.decisions, entry("D-031"))
        candidate = candidate.replace(rollbacks=(CLOSED,), decisions=remedied)
    if draw(st.booleans()):
        candidate = altered(candidate, scoped_gates=frozenset({"VG-LOOP-CORE-001"}))
    if draw(st.integers(0, 3)) == 0:
        lifted = tuple(own for own in candidate.decisions if own.id != "D-017")
        candidate = candidate.replace(decisions=(*lifted, entry("D-017", lifted=True)))
    if draw(st.booleans()):  # two people went through parts of the checklist, and one of another release
        parts = [CHECKED.replace(results=own) for own in (CHECKED.results[:3], CHECKED.results[3:])]
        candidate = candidate.replace(checklists=(*parts, CHECKED.replace(subject="0ther00")))
    return draw(with_reruns(candidate))


@st.composite
def with_reruns(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """The same candidate, where some results replace an earlier one that was worse."""
    results = list(candidate.results)
    for number, result in enumerate(candidate.results):
        if draw(st.integers(0, 7)) == 0:
            status = draw(st.sampled_from(WORSE))
            tree = draw(st.sampled_from(TreeState))
            results.append(result.replace(id=f"old {result.id}", status=status, tree=tree, failed=None))
            results[number] = result.replace(supersedes=(f"old {result.id}",))
    return candidate.replace(results=results)


@st.composite
def candidates(draw: st.DrawFn) -> ReleaseCandidate:
    """Candidates that mostly go: sound ones, with a damage now and then."""
    candidate = draw(sound_candidates())
    for _ in range(draw(st.sampled_from(DAMAGED))):
        candidate = draw(DAMAGES[draw(st.sampled_from(sorted(DAMAGES)))](candidate))
    return candidate


def changed(candidate: ReleaseCandidate, result: GateResult, **changes: object) -> ReleaseCandidate:
    """The same candidate with one result changed."""
    others = (own for own in candidate.results if own.id != result.id)
    return candidate.replace(results=(*others, result.replace(**changes)))


def good(result: GateResult) -> bool:
    """Say whether a result is all good news."""
    return result.standing is Standing.PASSED and result.tree is TreeState.CLEAN_CLONE_COMMITTED


def results_of(
    candidate: ReleaseCandidate, wanted: Callable[[GateResult], bool]
) -> st.SearchStrategy[GateResult | None]:
    """Some result of a kind, or nothing where there is none."""
    found = [result for result in candidate.results if wanted(result)]
    return st.sampled_from(found) if found else st.none()


@st.composite
def spoil_a_pass(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A pass becomes anything else."""
    result = draw(results_of(candidate, lambda own: own.status is GateStatus.PASS))
    status = draw(st.sampled_from(WORSE))
    return candidate if result is None else changed(candidate, result, status=status)


@st.composite
def leave_out_a_result(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A result that is good news is left out, and with it what it replaced is open again."""
    replaced = {name for result in candidate.results for name in result.supersedes}
    result = draw(results_of(candidate, lambda own: good(own) and own.id not in replaced))
    return candidate.replace(results=[own for own in candidate.results if own is not result])


@st.composite
def leave_out_a_gate(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """All results of a gate that the class asks for are left out, good and bad ones."""
    asked = asked_of(candidate)
    gate = draw(st.sampled_from(asked)) if asked else ""
    return candidate.replace(results=[own for own in candidate.results if own.gate != gate])


@st.composite
def drop_evidence(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A result has no evidence."""
    result = draw(results_of(candidate, lambda _: True))
    return candidate if result is None else changed(candidate, result, evidence=())


@st.composite
def dirty_a_tree(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A result was made on a dirty tree."""
    claimed = draw(st.booleans())  # where the tree counts most
    result = draw(results_of(candidate, lambda own: own.gate.startswith("VG-LA-") or not claimed))
    return candidate if result is None else changed(candidate, result, tree=TreeState.DIRTY_WORKING_TREE)


@st.composite
def date_a_result_later(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """Good news that no rerun builds on are dated after the review."""
    replaced = {name for result in candidate.results for name in result.supersedes}
    result = draw(results_of(candidate, lambda own: good(own) and own.id not in replaced))
    return candidate if result is None else changed(candidate, result, recorded_at=LATER)


FORGOTTEN_OF_A_CANDIDATE: Final = {
    "commit": MISSING,
    "classes": frozenset(),
    "scoped_gates": MISSING,
    "claims": MISSING,
    "breaking_change": MISSING,
    "contract_ambiguity": MISSING,
    "seam": MISSING,
    "decision_entry": None,
    "decisions": (),
    "effects": MISSING,
    "owner": MISSING,
    "approver": MISSING,
    "consumer_owners": MISSING,
    "approvals": (),
    "confirmations": (),
    "rollbacks": MISSING,
    "waivers": (),
    "classifications": (),
    "narrowed": None,
    "matrix": MISSING,
    "checklists": (),
}
FORGOTTEN_OF_A_RESULT: Final = {
    "commit": None,
    "subject": None,
    "evidence": (),
    "supersedes": (),
    "tree": TreeState.NOT_RECORDED,
}


def forget_a_fact(candidate: ReleaseCandidate) -> Candidates:
    """Nobody says what was said."""
    return st.sampled_from(sorted(FORGOTTEN_OF_A_CANDIDATE)).map(
        lambda name: altered(candidate, **{name: FORGOTTEN_OF_A_CANDIDATE[name]})
    )


@st.composite
def forget_a_field(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A result does not say what it said; of one on a clean tree not even which tree that was."""
    result = draw(results_of(candidate, lambda own: own.tree is TreeState.CLEAN_CLONE_COMMITTED))
    name = draw(st.sampled_from(sorted(FORGOTTEN_OF_A_RESULT)))
    return candidate if result is None else changed(candidate, result, **{name: FORGOTTEN_OF_A_RESULT[name]})


@st.composite
def forget_a_decision(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A decision is not recorded, be it a blocking or an enabling one."""
    decision = draw(st.sampled_from(candidate.decisions or (None,)))
    return candidate.replace(decisions=tuple(own for own in candidate.decisions if own is not decision))


@st.composite
def lift_a_decision(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A decision that enables something is no longer in force."""
    name = draw(st.sampled_from(["D-009", "D-014", "D-020"]))
    decisions = tuple(entry(name, lifted=True) if own.id == name else own for own in candidate.decisions)
    return candidate.replace(decisions=decisions)


@st.composite
def add_bad_news(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """One more result, of any gate, that is no pass; it may come from the future, and from no known tuple."""
    names = sorted(gates_of(*SOUND[-1]) | {"VG-LA-002"})
    gate = draw(st.sampled_from(names))
    bad = passed(gate, id=f"bad {gate}", status=draw(st.sampled_from(WORSE)))
    bad = bad.replace(recorded_at=draw(st.sampled_from([BEFORE, AT, LATER])))
    bad = bad.replace(subject=draw(st.sampled_from([bad.subject, None])), tree=draw(st.sampled_from(TreeState)))
    others = [own for own in candidate.results if own.id != bad.id]
    reruns = all(bad.id not in own.supersedes for own in others)
    return candidate.replace(results=(*others, bad)) if reruns else candidate


def worsen_a_fact(candidate: ReleaseCandidate) -> Candidates:
    """Something that was said is worse than was said."""
    worse = [{"breaking_change": "unapproved"}, {"contract_ambiguity": "unresolved"}]
    return st.sampled_from(worse).map(lambda changes: altered(candidate, **changes))


@st.composite
def spoil_a_measurement(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A metric that kept its budget is left out, has no sound comparison or no number, or is beyond its budget."""
    result = draw(results_of(candidate, lambda own: bool(own.measured) and all(map(kept, own.measured))))
    if result is None:  # a release that measured nothing got slower
        slow = metric("startup_p50", 11, status=GateStatus.FAIL)
        run = passed("VG-PERF-001", id="slow", status=GateStatus.FAIL, measured=[slow])
        return candidate.replace(results=(*(own for own in candidate.results if own.id != run.id), run))
    judged = draw(st.sampled_from(result.measured))
    others = tuple(own for own in result.measured if own is not judged)
    worse = [
        judged.replace(status=GateStatus.ERROR),
        judged.replace(regression=None, delta=None),
        judged.replace(status=GateStatus.FAIL),
        judged.replace(status=GateStatus.FAIL, delta=Decimal(9), regression=judged.regression and Decimal("10.00001")),
        judged.replace(metric=f"{judged.metric}_of_something_else"),
    ]
    spoilt = draw(st.sampled_from([*((*others, own) for own in worse), others, ()]))
    status = max([result.status, *(own.status for own in spoilt)])
    return changed(candidate, result, measured=spoilt, status=status)


def kept(judged: MetricVerdict) -> bool:
    """Say whether a metric is good news: only those may be left out."""
    return judged.status is GateStatus.PASS and (judged.regression or 0) <= 10


@st.composite
def unbind_a_pass(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A pass is of another commit, on another tuple, of another gate, has no proof but a word, or ran no test."""
    result = draw(results_of(candidate, lambda own: own.status is GateStatus.PASS))
    worse: list[dict[str, object]] = [
        {"commit": "0ther00"},
        {"subject": f"{result.subject or 'loop-agent@1+2+-+'}0" if result else None},
        {"evidence": (draw(st.sampled_from(["-", "n/a", "N/A", "none", "TBD", "?"])),)},
        {"passed": 0, "failed": None},
    ]
    return candidate if result is None else changed(candidate, result, **draw(st.sampled_from(worse)))


def unbind_the_release(candidate: ReleaseCandidate) -> Candidates:
    """The release is of another commit, or a claimed tuple is."""
    claims = () if candidate.claims is MISSING else candidate.claims
    moved = tuple(claim.replace(producer_sha="0ther00") for claim in claims[:1]) + claims[1:]
    return st.sampled_from([{"commit": "0ther00"}, {"claims": moved} if moved else {"commit": MISSING}]).map(
        lambda changes: candidate.replace(**changes)
    )


def misjudge_a_failure(candidate: ReleaseCandidate) -> Candidates:
    """A classification or the entry of a conditional go is of other results, of another release, too old or worse."""
    said = candidate.classifications
    entries = {own.id: own for own in candidate.decisions}
    name = candidate.decision_entry or ""
    worse: list[dict[str, object]] = [{"value": "inside"}, {"results": ("another.txt",)}, {"made_at": LATER}]
    worse.append({"made_at": BEFORE - timedelta(days=1)})
    changes: list[dict[str, object]] = [
        {"classifications": tuple(own.replace(**each) for own in said)} for each in worse
    ]
    if name in entries:
        other: list[dict[str, object]] = [
            {"commit": None},
            {"commit": "0ther00"},
            {"by": "Olga"},
            {"role": "visitor"},
            {"accepted_at": BEFORE - timedelta(days=1)},
        ]
        for each in other:
            entry_worse = entries[name].replace(**each)
            changes.append({"decisions": (*(own for own in candidate.decisions if own.id != name), entry_worse)})
    return st.sampled_from(changes).map(lambda change: candidate.replace(**change))


def misspell_a_gate(candidate: ReleaseCandidate) -> Candidates:
    """One more result, of a gate that nobody knows, passed or not."""
    status = st.sampled_from(GateStatus)
    return status.map(
        lambda each: candidate.replace(
            results=(*candidate.results, passed("VG-RCC-01", status=each, id=f"misspelt {len(candidate.results)}"))
        )
    )


def claim_nothing(candidate: ReleaseCandidate) -> Candidates:
    """The release claims no tuple at all."""
    return st.just(candidate.replace(claims=()))


def lose_a_remedy(candidate: ReleaseCandidate) -> Candidates:
    """The entries that remedy earlier rollbacks are older than those, or not there."""
    remedies = {own.remediation for own in candidate.rollbacks} if isinstance(candidate.rollbacks, tuple) else set()
    others = tuple(own for own in candidate.decisions if own.id not in remedies)
    older = tuple(
        own.replace(accepted_at=BEFORE - timedelta(days=1), lifted_at=None)
        for own in candidate.decisions
        if own.id in remedies
    )
    return st.sampled_from([others, (*others, *older)]).map(lambda kept: candidate.replace(decisions=kept))


def promote_a_gate(candidate: ReleaseCandidate) -> Candidates:
    """More is claimed than was: the full suite of loop-agent, or a suite that nobody has heard of."""
    return st.sampled_from(["VG-LA-002", "VG-NEW-002"]).map(
        lambda gate: candidate.replace(promotes=candidate.promotes | {gate})
    )


@st.composite
def claim_a_tuple(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """One more tuple of a claimed consumer is claimed, and all its gates pass in reruns of what was there."""
    claims = candidate.claims
    if not isinstance(claims, tuple) or not claims:
        return candidate
    claim = draw(st.sampled_from(claims))
    second = claim.replace(consumer_sha=f"another{len(claims)}")
    matrix = candidate.matrix
    if isinstance(matrix, CompatMatrix) and matrix.entry(second) is None:
        entries = (*matrix.entries, listed(second, Role.LISTED, validated_at=matrix.published_at))
        candidate = candidate.replace(matrix=matrix.replace(entries=entries))
    gates = sorted({own.gate for own in candidate.results if own.subject == claim.ref})
    proofs = [
        passed(
            gate,
            id=f"{gate} on another{len(claims)}",
            subject=second.ref,
            recorded_at=AT,
            supersedes=tuple(own.id for own in candidate.results if own.gate == gate and own.recorded_at <= AT),
        )
        for gate in gates
    ]
    return candidate.replace(claims=(*claims, second), results=(*candidate.results, *proofs))


def withdraw_a_record(candidate: ReleaseCandidate) -> Candidates:
    """An approval, a good confirmation, a waiver or a classification is not there."""
    names = ("approvals", "confirmations", "waivers", "classifications")
    lists = {name: getattr(candidate, name) for name in names}
    found = [(name, own) for name, records in lists.items() for own in records if not refuses(own)]
    if not found:
        return st.just(candidate)
    return st.sampled_from(found).map(
        lambda pair: candidate.replace(**{pair[0]: tuple(own for own in lists[pair[0]] if own is not pair[1])})
    )


def refuses(record: object) -> bool:
    """Say whether a confirmation is bad news."""
    return isinstance(record, Confirmation) and False in dict(record.parts).values()


def end_a_record(candidate: ReleaseCandidate) -> Candidates:
    """An approval or a waiver ends at the instant, begins only after it, or is from somebody who may not."""
    changes: dict[str, list[dict[str, object]]] = {
        "approvals": [
            {"approved_at": BEFORE, "expires_at": AT},
            {"approved_at": LATER, "expires_at": None},
            {"human": False},
            {"by": "OLGA"},
            {"role": "visitor"},
            {"commit": "0ther00"},
            {"commit": None},
        ],
        "waivers": [
            {"expires_at": AT},
            {"granted_at": AT + timedelta(seconds=1), "expires_at": LATER},
            {"approver": "Olga"},
            {"decision": "D-999"},
            {"gate": "VG-RCC-001"},
            {"role": None},
            {"results": ()},
            {"results": ("another.txt",)},
            {"granted_at": BEFORE - timedelta(days=1)},
        ],
    }
    field = "waivers" if candidate.waivers else "approvals"
    records = getattr(candidate, field)
    return st.sampled_from(changes[field]).map(
        lambda worse: candidate.replace(**{field: tuple(own.replace(**worse) for own in records)})
    )


@st.composite
def weaken_a_confirmation(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A confirmation is from later, by another, of another tuple, or a good one lacks a part or refuses it."""
    found = [own for own in candidate.confirmations if not refuses(own)]
    if not found:
        return candidate
    own = draw(st.sampled_from(found))
    part, parts = draw(st.sampled_from(PARTS)), dict(own.parts)
    lost: dict[str, object] = {"parts": {name: answer for name, answer in parts.items() if name != part}}
    refused: dict[str, object] = {"parts": {**parts, part: False}}
    worse = draw(st.sampled_from([lost, refused, {"by": "Olga"}, {"confirmed_at": LATER}]))
    replaced = draw(st.booleans()) or worse is not refused
    others = tuple(one for one in candidate.confirmations if one is not own or not replaced)
    return candidate.replace(confirmations=(*others, own.replace(**worse)))


def unname_a_role(candidate: ReleaseCandidate) -> Candidates:
    """Nobody has a role, or one person has two of them."""
    fewer = () if candidate.consumer_owners is MISSING else candidate.consumer_owners[1:]
    changes: list[dict[str, object]] = [
        {"owner": MISSING},
        {"approver": MISSING},
        {"approver": candidate.owner},
        {"consumer_owners": fewer},
    ]
    return st.sampled_from(changes).map(lambda worse: candidate.replace(**worse))


CLOSED: Final = RollbackRecord("RB-1", BEFORE, root_cause="a lock was taken twice", remediation="D-031")


def open_a_rollback(candidate: ReleaseCandidate) -> Candidates:
    """There was one rollback more, or those that there were lack their cause or their remedy."""
    known = () if candidate.rollbacks is MISSING else candidate.rollbacks
    number = len(known) + 2
    worse: list[tuple[RollbackRecord, ...]] = [
        (*known, RollbackRecord(f"RB-{number}", LATER)),
        (*(own.replace(root_cause=None) for own in known), CLOSED.replace(id=f"RB-{number}", remediation=None)),
        tuple(own.replace(root_cause=None) for own in known),
        tuple(own.replace(remediation=None) for own in known),
    ]
    if candidate.rollbacks is MISSING:
        return st.just(candidate)
    return st.sampled_from(worse).map(lambda rollbacks: candidate.replace(rollbacks=rollbacks))


TOUCHED: Final = sorted(effect for each in READINESS.classes for effect in each.follows_from)
"""Everything that a change can touch."""


def touch_more(candidate: ReleaseCandidate) -> Candidates:
    """The change touches one thing more than was said."""
    if candidate.effects is MISSING:
        return st.just(candidate)
    known = candidate.effects
    more = [effect for effect in TOUCHED if effect not in known]
    return st.sampled_from(more).map(lambda effect: candidate.replace(effects=known | {effect}))


@st.composite
def lose_support(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """The matrix is lost or from later, or an entry of it is lost, of another tuple, or promises less."""
    matrix = candidate.matrix
    if not isinstance(matrix, CompatMatrix):
        return candidate
    whole = draw(st.sampled_from([MISSING, matrix.replace(published_at=LATER), matrix.replace(entries=()), None]))
    if whole is not None or not matrix.entries:
        return candidate.replace(matrix=MISSING if whole is None else whole)
    own = draw(st.sampled_from(matrix.entries))
    others = [each for each in matrix.entries if each is not own]
    field = draw(st.sampled_from(["consumer_sha", "producer_sha", "vendored_sha", "schema_version"]))
    worse: list[dict[str, object]] = [
        {"release_tuple": own.release_tuple.replace(**{field: "0ther01"})} if own.role is Role.CURRENT else {},
        {"tier": Tier.CONDITIONAL},
        {"tier": Tier.UNSUPPORTED},
        {"role": Role.LISTED},
        {"window": SupportWindow(BEFORE, end=AT)},
        {"window": SupportWindow(LATER)},
        {"validated_at": matrix.published_at} if own.role is Role.ROLLBACK else {},
    ]
    changes = draw(st.sampled_from(worse))
    entries = [*others, own.replace(**changes)] if changes else others
    return candidate.replace(matrix=matrix.replace(entries=entries))


@st.composite
def leave_an_item_open(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """Results of the checklist are lost or about something else, or an item is open, has failed or proves nothing."""
    if not candidate.checklists:
        return candidate
    whole: list[tuple[ChecklistResults, ...]] = [
        (),
        tuple(own.replace(subject=None) for own in candidate.checklists),
        tuple(own.replace(subject="0ther00") for own in candidate.checklists),
        tuple(own.replace(checklist="release") for own in candidate.checklists),
        (*candidate.checklists, CHECKED.replace(results=[ticked("9")])),
        (*candidate.checklists, CHECKED.replace(results=[ticked("8", status=ItemStatus.FAIL)], subject=None)),
    ]
    if draw(st.integers(0, 2)) == 0:
        return candidate.replace(checklists=draw(st.sampled_from(whole)))
    item = draw(st.sampled_from(ITEMS))
    worse: list[dict[str, object] | None] = [
        None,
        {"status": ItemStatus.FAIL},
        {"status": ItemStatus.NA},
        {"evidence": ()},
        {"evidence": (draw(st.sampled_from(["-", "n/a", "TBD"])),)},
        {"recorded_at": LATER},
    ]
    changes = draw(st.sampled_from(worse))
    return candidate.replace(
        checklists=[
            record.replace(
                results=[
                    own.replace(**(changes or {})) if own.check == item else own
                    for own in record.results
                    if own.check != item or changes is not None
                ]
            )
            for record in candidate.checklists
        ]
    )


@st.composite
def break_a_streak(draw: st.DrawFn, candidate: ReleaseCandidate) -> ReleaseCandidate:
    """A green run of the full suite is lost, copied, a rerun of another one, or otherwise none that counts."""
    runs = [own for own in candidate.results if own.gate == "VG-LA-002" and good(own)]
    replaced = {name for result in candidate.results for name in result.supersedes}
    free = [own for own in runs if own.id not in replaced]
    if not free:
        return candidate
    own = draw(st.sampled_from(free))
    others = [each for each in candidate.results if each is not own]
    older = [each for each in free if each is not own and each.recorded_at <= own.recorded_at and not each.supersedes]
    worse: list[dict[str, object]] = [
        {},
        {"status": draw(st.sampled_from(WORSE))},
        {"tree": TreeState.DIRTY_WORKING_TREE},
        {"subject": None},
        {"subject": "loop-agent@1+2+-+-"},
        {"recorded_at": LATER},
        *({"evidence": each.evidence} for each in older[:1]),
        *({"supersedes": (each.id,)} for each in older[:1]),
    ]
    changes = draw(st.sampled_from(worse))
    return candidate.replace(results=[*others, own.replace(**changes)] if changes else others)


DAMAGES: Final[dict[str, Damage]] = {
    "replacing a pass by anything else": spoil_a_pass,
    "leaving out a good result": leave_out_a_result,
    "leaving out all results of a gate that is asked for": leave_out_a_gate,
    "dropping evidence": drop_evidence,
    "making a tree dirty": dirty_a_tree,
    "dating a good result later": date_a_result_later,
    "forgetting a stated fact": forget_a_fact,
    "forgetting a field of a result": forget_a_field,
    "forgetting a decision": forget_a_decision,
    "lifting an enabling decision": lift_a_decision,
    "adding bad news": add_bad_news,
    "worsening a stated fact": worsen_a_fact,
    "spoiling a measurement": spoil_a_measurement,
    "unbinding a pass from the release": unbind_a_pass,
    "unbinding the release from its evidence": unbind_the_release,
    "claiming to promote one gate more": promote_a_gate,
    "misjudging a failure": misjudge_a_failure,
    "adding a result of an unknown gate": misspell_a_gate,
    "claiming nothing": claim_nothing,
    "losing the remedy of a rollback": lose_a_remedy,
    "claiming one tuple more": claim_a_tuple,
    "withdrawing an approval, a confirmation or a waiver": withdraw_a_record,
    "letting an approval or a waiver expire": end_a_record,
    "weakening a confirmation": weaken_a_confirmation,
    "naming nobody for a role": unname_a_role,
    "leaving a rollback open": open_a_rollback,
    "touching more than was said": touch_more,
    "losing the support of a tuple": lose_support,
    "leaving an item of the checklist open": leave_an_item_open,
    "breaking a streak": break_a_streak,
}
