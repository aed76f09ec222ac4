"""Attempts to get a go that should not be had, each with the reasons for which it is refused.

Every attempt starts from a candidate that goes, or goes under conditions, and replaces what stands against it in the
mildest way that somebody would think of at night: by something old, of something else, by nobody, or by saying nothing.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final, NamedTuple

import pytest

from releasekit.compat import Role, SupportWindow
from releasekit.gates import GateStatus, TreeState
from releasekit.playbooks.gated_release import PLAIN_LATENCY, READINESS
from releasekit.policy import MISSING
from releasekit.procedures import ItemStatus
from releasekit.readiness import GoNoGo, ReleaseCandidate, RollbackRecord, assess
from tests.strategies.candidates import (
    AT,
    BEFORE,
    CHECKED,
    CLAIMS,
    COMMIT,
    LATER,
    LOOP_AGENT,
    MATRIX,
    MEASURED,
    R0,
    R1,
    R2,
    R3,
    RCC,
    accepted,
    altered,
    approval,
    classified,
    complete,
    conditional,
    confirmed,
    entry,
    measuring,
    metric,
    passed,
    promoting,
    streak,
    ticked,
    unmeasured,
    waived,
    waiver,
    with_result,
    without_result,
)

OTHER: Final = "4444444"
"""A commit that is not the released one."""
LONG_AGO: Final = BEFORE - timedelta(days=90)
BREAKING: Final = altered(complete(R2), breaking_change="approved", approvals=(approval(),))
FAILED_AGAIN: Final = passed("VG-LA-002", id="again.txt", status=GateStatus.FAIL, failed=1)


class Attempt(NamedTuple):
    """What somebody tries.

    Attributes:
        name: what is tried.
        sound: the candidate without it.
        tried: the candidate with it.
        reasons: for which rules it is refused.
    """

    name: str
    sound: ReleaseCandidate
    tried: ReleaseCandidate
    reasons: str


def of_the_commit() -> Iterator[Attempt]:
    """What is released has a commit, and evidence is of it."""
    sound = complete(R1)
    yield Attempt(
        "name no commit",
        sound,
        sound.replace(commit=MISSING),
        "commit-unbound required-gate-unproven checklist-incomplete",
    )
    yield Attempt(
        "name last week's commit", sound, sound.replace(commit=OTHER), "required-gate-unproven checklist-incomplete"
    )
    for name, changes in {
        "a pass of last week's commit": {"commit": OTHER},
        "a pass of no commit": {"commit": None},
    }.items():
        yield Attempt(name, sound, with_result(sound, "VG-LOOP-CORE-001", **changes), "required-gate-unproven")
    old = passed("VG-LOOP-CORE-001", id="old", commit=OTHER, recorded_at=AT, supersedes=("bad",))
    bad = passed("VG-LOOP-CORE-001", id="bad", status=GateStatus.FAIL)
    rerun = sound.replace(results=(*without_result(sound, "VG-LOOP-CORE-001").results, bad, old))
    yield Attempt("replace a failure by a pass of another commit", sound, rerun, "required-gate-failed")
    fast = complete(R3)
    yield Attempt(
        "measure another commit",
        fast,
        with_result(fast, "VG-PERF-001", commit=OTHER),
        "budget-unmeasured performance-gate-failed required-gate-unproven",
    )
    yield Attempt(
        "prove the efficacy of another commit",
        fast,
        with_result(fast, "VG-EFFICACY-001", commit=OTHER),
        "efficacy-failed required-gate-unproven",
    )
    visible = complete(R2)
    moved = LOOP_AGENT.replace(producer_sha=OTHER)
    unlisted = "commit-unbound migration-unconfirmed scope-without-evidence tuple-not-in-matrix"
    unproven = f"advisory-unreported claim-not-from-clean-clone required-gate-unproven {unlisted}"
    claiming = visible.replace(claims=[moved if claim == LOOP_AGENT else claim for claim in CLAIMS])
    yield Attempt("claim a tuple of another commit", visible, claiming, unproven)
    runs = [run.replace(subject=moved.ref) if run.subject == LOOP_AGENT.ref else run for run in visible.results]
    yield Attempt("claim it, with runs on it", visible, claiming.replace(results=runs), unproven)
    more = visible.replace(claims=(*CLAIMS, moved))
    yield Attempt("claim it as well", visible, more, unlisted)
    elsewhere = with_result(visible, "VG-LA-001", subject=moved.ref)
    yield Attempt(
        "run a consumer's gate on another tuple", visible, elsewhere, "required-gate-unproven scope-without-evidence"
    )


def of_a_pass() -> Iterator[Attempt]:
    """A pass shows of what it is a pass."""
    for name, changes in {
        "a pass of an unknown tree": {"tree": TreeState.NOT_RECORDED},
        "a pass with no test": {"passed": 0},
        "a pass with nothing for evidence": {"evidence": ()},
        "a pass with a dash for evidence": {"evidence": ("-",)},
        "a pass with n/a for evidence": {"evidence": ("n/a",)},
        "a pass with TBD for evidence": {"evidence": ("TBD",)},
        "a pass of tomorrow": {"recorded_at": LATER},
        "a skipped run": {"status": GateStatus.SKIPPED},
        "a run that was not run": {"status": GateStatus.NOT_RUN},
    }.items():
        tried = with_result(complete(R1), "VG-LOOP-BUILD-001", **changes)
        yield Attempt(name, complete(R1), tried, "required-gate-unproven")
    visible = complete(R2)
    for name, changes in {
        "a consumer's pass without a tuple": {"subject": None},
        "a consumer's pass on the tuple of another consumer": {"subject": RCC.ref},
    }.items():
        tried = with_result(visible, "VG-LA-001", **changes)
        yield Attempt(name, visible, tried, "required-gate-unproven scope-without-evidence")
    dirty = with_result(visible, "VG-LA-001", tree=TreeState.DIRTY_WORKING_TREE)
    yield Attempt("claim support from a dirty tree", visible, dirty, "claim-not-from-clean-clone")
    committed = with_result(visible, "VG-LA-001", tree=TreeState.COMMITTED)
    yield Attempt("claim it from a tree that is only committed", visible, committed, "claim-not-from-clean-clone")


def of_contradictions() -> Iterator[Attempt]:
    """Facts that contradict each other are asked."""
    small, inner, visible = complete(R0), complete(R1), complete(R2)
    broken = {"breaking_change": "approved", "approvals": (approval(),)}
    yield Attempt("break a contract as documents", small, altered(small, **broken), "breaking-change-not-visible")
    yield Attempt("break a contract as inner logic", inner, altered(inner, **broken), "breaking-change-not-visible")
    slow = passed("VG-PERF-001", measured=[metric("startup_p50", 30, status=GateStatus.FAIL)], status=GateStatus.FAIL)
    yield Attempt(
        "a regression without R3",
        inner,
        inner.replace(results=(*inner.results, slow)),
        "failure-outside-scope regression-undeclared",
    )
    milder = slow.replace(status=GateStatus.PASS, measured=[metric("startup_p50", 30)])
    yield Attempt(
        "one that another budget allows",
        inner,
        inner.replace(results=(*inner.results, milder)),
        "regression-undeclared",
    )
    narrow = altered(visible, scoped_gates=frozenset({"VG-LOOP-CORE-001"}))
    yield Attempt(
        "leave out gates without a reason", narrow, narrow.replace(narrowed=None), "scope-narrowed-without-reason"
    )
    failing = with_result(narrow, "VG-LOOP-BUILD-002", status=GateStatus.FAIL)
    yield Attempt("leave out a gate that fails", narrow, failing, "failure-outside-scope")
    few = narrow.replace(scoped_gates=frozenset(), narrowed=None)
    yield Attempt("leave out all gates by scope", narrow, few, "scope-narrowed-without-reason")
    scoped = narrow.replace(scoped_gates=frozenset({"VG-LOOP-CORE-01"}))
    yield Attempt("misspell a gate in the scope", narrow, scoped, "required-gate-unproven")
    misspelt = passed("VG-LOOP-CORE-01", status=GateStatus.FAIL)
    yield Attempt(
        "misspell the gate of a failure", inner, inner.replace(results=(*inner.results, misspelt)), "gate-unknown"
    )
    unclaimed = visible.replace(
        claims=(), confirmations=[confirmed(each, tuple_ref=None, commit=COMMIT) for each in CLAIMS]
    )
    yield Attempt("claim nothing", visible, unclaimed, "visible-without-claim")
    soiled = with_result(unclaimed, "VG-LA-001", tree=TreeState.DIRTY_WORKING_TREE)
    yield Attempt(
        "claim nothing, from a dirty tree", visible, soiled, "visible-not-from-clean-clone visible-without-claim"
    )
    unpaired = unclaimed.replace(
        matrix=MATRIX.replace(entries=[each for each in MATRIX.entries if each.role is Role.CURRENT])
    )
    yield Attempt(
        "claim nothing, with nothing to go back to", visible, unpaired, "no-prior-tuple visible-without-claim"
    )
    yield Attempt("declare less than what is touched", visible, visible.replace(classes={R1}), "class-below-change")
    yield Attempt("say nothing of what is touched", inner, inner.replace(effects=MISSING), "class-undeclared")


def of_words() -> Iterator[Attempt]:
    """Words have an owner, an age and an object."""
    for name, changes in {
        "an approval of last week's release": {"commit": OTHER},
        "an approval of no release": {"commit": None},
        "an approval by the owner": {"by": "Olga"},
        "an approval by the owner, in capitals": {"by": "OLGA"},
        "an approval by a visitor": {"role": "visitor"},
        "an approval by a machine": {"human": False},
        "an approval of tomorrow": {"approved_at": LATER},
        "an approval that is over": {"expires_at": AT},
        "an approval of something else": {"subject": "major release"},
    }.items():
        yield Attempt(name, BREAKING, BREAKING.replace(approvals=(approval(**changes),)), "breaking-change-unapproved")
    visible = complete(R2)
    for name, changes in {
        "a confirmation by somebody else": {"by": "Olga"},
        "a confirmation of another tuple": {"tuple_ref": LOOP_AGENT.replace(consumer_sha=OTHER).ref},
        "a confirmation of last week's release": {"tuple_ref": None, "commit": OTHER},
        "a confirmation of nothing": {"tuple_ref": None},
        "a confirmation of tomorrow": {"confirmed_at": LATER},
        "a confirmation of two parts": {"rollback": MISSING},
    }.items():
        words = [confirmed(each, **(changes if each == LOOP_AGENT else {})) for each in CLAIMS]
        yield Attempt(name, visible, visible.replace(confirmations=words), "migration-unconfirmed")
    for name, changes in {
        "an entry about last week's release": {"commit": OTHER},
        "an entry about no release": {"commit": None},
        "an entry by nobody": {"by": None},
        "an entry by the owner": {"by": "Olga"},
        "an entry by a visitor": {"role": "visitor"},
        "an entry of before the failure": {"accepted_at": LONG_AGO},
        "an entry of tomorrow": {"accepted_at": LATER},
        "an entry that is over": {"lifted_at": AT},
    }.items():
        decisions = (entry("D-009"), entry("D-017"), accepted(**changes))
        yield Attempt(name, conditional(), conditional(decisions=decisions), "advisory-without-entry")
    yield Attempt(
        "any decision for an entry", conditional(), conditional(decision_entry="D-009"), "advisory-without-entry"
    )
    for name, changes in {
        "a waiver of another gate": {"gate": "VG-LA-001"},
        "a waiver of no result": {"results": ()},
        "a waiver of another result": {"results": ("another.txt",)},
        "a waiver by the owner": {"approver": "Olga"},
        "a waiver by no role": {"role": None},
        "a waiver by a visitor": {"role": "visitor"},
        "a waiver that nothing records": {"decision": "D-099"},
        "a waiver of before the failure": {"granted_at": LONG_AGO},
        "a waiver that is over": {"expires_at": AT},
        "a waiver of tomorrow": {"granted_at": AT + timedelta(seconds=1)},
    }.items():
        yield Attempt(name, waived(), waived(waivers=(waiver(**changes),)), "advisory-without-entry")
    for name, said in {
        "failures that nobody looked at": (),
        "failures that were looked at before": (classified().replace(made_at=LONG_AGO),),
        "failures that are looked at tomorrow": (classified().replace(made_at=LATER),),
        "another failure that was looked at": (classified(results=("another.txt",)),),
        "a failure inside, and a milder word for it": (classified("inside"), classified()),
    }.items():
        yield Attempt(name, conditional(), conditional(classifications=said), "advisory-not-outside-seam")
    later = conditional().replace(results=(*conditional().results, FAILED_AGAIN))
    yield Attempt("one failure more than was looked at", conditional(), later, "advisory-not-outside-seam")
    excused = waived().replace(
        results=(*waived().results, FAILED_AGAIN), classifications=[classified(results=("VG-LA-002.txt", "again.txt"))]
    )
    yield Attempt("one failure more than was waived", waived(), excused, "advisory-without-entry")
    untracked = conditional(decisions=(entry("D-017"), accepted()))
    yield Attempt("a failure that nothing tracks", conditional(), untracked, "advisory-untracked")
    inner = complete(R1)
    for name, changes in {
        "a rollback without a cause": {"root_cause": None},
        "a rollback without a remedy": {"remediation": None},
        "a remedy that nobody recorded": {"remediation": "D-099"},
        "a remedy of before the rollback": {"remediation": "D-000"},
    }.items():
        own = RollbackRecord("RB-1", BEFORE, root_cause="a lock was taken twice", remediation="D-031").replace(
            **changes
        )
        old = entry("D-000").replace(accepted_at=LONG_AGO)
        decisions = (*inner.decisions, entry("D-031"), old)
        yield Attempt(name, inner, inner.replace(rollbacks=(own,), decisions=decisions), "rollback-open")
    yield Attempt("say nothing of rollbacks", inner, inner.replace(rollbacks=MISSING), "rollback-open")
    yield Attempt("approve one's own release", visible, visible.replace(approver="Olga"), "approver-not-distinct")
    yield Attempt("have it approved by nobody", visible, visible.replace(approver=MISSING), "approver-not-distinct")


def of_records() -> Iterator[Attempt]:
    """The review sees the matrix, the checklist, the promotion rule and the budgets."""
    visible, inner, fast, own = complete(R2), complete(R1), complete(R3), promoting(R2)
    current = [each for each in MATRIX.entries if each.role is Role.CURRENT]
    back = [each for each in MATRIX.entries if each.role is Role.ROLLBACK]
    for name, matrix, reasons in (
        ("no matrix", MISSING, "tuple-not-in-matrix"),
        ("a matrix of tomorrow", MATRIX.replace(published_at=LATER), "tuple-not-in-matrix"),
        ("a tuple that the matrix does not list", MATRIX.replace(entries=[*current[1:], *back]), "tuple-not-in-matrix"),
        (
            "a tuple whose support is over",
            MATRIX.replace(entries=[current[0].replace(window=SupportWindow(BEFORE, end=AT)), *current[1:], *back]),
            "tuple-not-in-matrix",
        ),
        ("no tuple to go back to", MATRIX.replace(entries=current), "no-prior-tuple"),
        (
            "a tuple to go back to that is not older",
            MATRIX.replace(entries=[*current, *(each.replace(validated_at=BEFORE) for each in back)]),
            "no-prior-tuple",
        ),
    ):
        for sound in (visible, inner):
            classes = "-".join(sorted(sound.classes))
            yield Attempt(f"{name}, {classes}", sound, sound.replace(matrix=matrix), reasons)
    for name, lists in {
        "no checklist": (),
        "the checklist of last week's release": (CHECKED.replace(subject=OTHER),),
        "the checklist of no release": (CHECKED.replace(subject=None),),
        "an item that nobody did": (CHECKED.replace(results=CHECKED.results[1:]),),
        "an item that failed": (CHECKED.replace(results=[ticked("1", status=ItemStatus.FAIL), *CHECKED.results[1:]]),),
        "an item with n/a for evidence": (
            CHECKED.replace(results=[ticked("1", evidence=("n/a",)), *CHECKED.results[1:]]),
        ),
        "an item of tomorrow": (CHECKED.replace(results=[ticked("1", recorded_at=LATER), *CHECKED.results[1:]]),),
        "an item that failed for one of two": (CHECKED, CHECKED.replace(results=[ticked("1", status=ItemStatus.FAIL)])),
    }.items():
        yield Attempt(name, inner, inner.replace(checklists=lists), "checklist-incomplete")
    others = [run for run in own.results if run.gate != "VG-LA-002"]
    runs = streak()
    for name, left in {
        "promote after one green run": runs[:1],
        "promote after two green runs": runs[:2],
        "promote by one run, copied": [runs[0].replace(id=f"copy {number}") for number in range(3)],
        "promote by runs of last week's commit": [run.replace(commit=OTHER) for run in runs[:2]] + [runs[2]],
    }.items():
        yield Attempt(name, own, own.replace(results=[*others, *left]), "promotion-without-streak")
    yield Attempt(
        "promote what no rule promotes", own, own.replace(promotes={"VG-RFLX-001"}), "promotion-without-streak"
    )
    yield Attempt("measure nothing", fast, unmeasured(fast), "budget-unmeasured")
    yield Attempt("measure what is good", fast, unmeasured(fast, "startup_p95"), "budget-unmeasured")
    yield Attempt(
        "be over by a hair", fast, measuring(fast, metric("startup_p95", "10.0001")), "regression-over-budget"
    )
    rate = metric("error_rate", None, delta=Decimal("0.001"))
    yield Attempt("let an error rate rise", fast, measuring(fast, rate, gate="VG-PERF-002"), "regression-over-budget")
    same = dict.fromkeys((judged.metric for judged in MEASURED["VG-PERF-001"]), (100,))
    noise = PLAIN_LATENCY.judge(same, same, approved=True, baseline_commits=[COMMIT], candidate_commits=[COMMIT])
    run = noise.result(
        "noise.json", "VG-PERF-001", recorded_at=BEFORE, evidence=["noise.json"], tree=TreeState.CLEAN_CLONE_COMMITTED
    )
    itself = fast.replace(results=[each for each in fast.results if each.gate != "VG-PERF-001"] + [run])
    yield Attempt(
        "compare a commit with itself", fast, itself, "budget-unmeasured performance-gate-failed required-gate-failed"
    )


PARTS: Final = {
    "commit": of_the_commit,
    "pass": of_a_pass,
    "contradiction": of_contradictions,
    "word": of_words,
    "record": of_records,
}
ATTEMPTS: Final = [pytest.param(own, id=f"{part}: {own.name}") for part, table in PARTS.items() for own in table()]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_is_refused_for_its_reasons(attempt: Attempt) -> None:
    assert assess(attempt.sound, READINESS, AT).outcome is not GoNoGo.NO_GO
    found = assess(attempt.tried, READINESS, AT)
    assert found.outcome is GoNoGo.NO_GO
    assert [reason.code for reason in found.reasons] == sorted(attempt.reasons.split())
