"""The Release and Rollback Playbook, sentence by sentence.

For each sentence a candidate that goes against it and nothing else, and the same candidate mended. The sentences stand
in `tests/data/seed_000.txt` as in the playbook; what follows from them is worked out by hand.
"""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from releasekit.compat import CompatMatrix, ReleaseTuple, Role, SupportWindow, Tier
from releasekit.gates import Gate, GateKind, GateResult, GateStatus, Standing, TreeState
from releasekit.playbooks import ALL, GATED_RELEASE
from releasekit.playbooks.gated_release import PLAIN_LATENCY, READINESS
from releasekit.policy import MISSING, Missing, Rule
from releasekit.procedures import ChecklistResults, ItemStatus
from releasekit.readiness import (
    Advisory,
    AdvisoryFact,
    Declaration,
    GoNoGo,
    Readiness,
    ReadinessRules,
    ReleaseCandidate,
    ReviewContext,
    RollbackRecord,
    Waiver,
    assess,
)
from tests.rows import cases
from tests.strategies.candidates import (
    AT,
    BEFORE,
    CHECKED,
    CLAIMS,
    COMMIT,
    ITEMS,
    LATER,
    LOOP_AGENT,
    MATRIX,
    MEASURED,
    R0,
    R1,
    R2,
    R3,
    RCC,
    RFLX,
    SHORT,
    accepted,
    altered,
    approval,
    classified,
    complete,
    conditional,
    confirmed,
    entry,
    gates_of,
    listed,
    measuring,
    metric,
    passed,
    promoting,
    streak,
    ticked,
    unmeasured,
    waived,
    waiver,
    with_class,
    with_facts,
    with_result,
    without_result,
)

GO, CONDITIONAL_GO, NO_GO = GoNoGo
EFFECTS: Final = tuple(sorted(effect for each in READINESS.classes for effect in each.follows_from))
PASS, FAIL, ERROR, NOT_RUN = GateStatus.PASS, GateStatus.FAIL, GateStatus.ERROR, GateStatus.NOT_RUN
TEXT: Final = (Path(__file__).parents[1] / "data" / "seed_000.txt").read_text(encoding="utf-8")
CLASSES: Final = "Release Classes and Required Gates"
CHECKLIST: Final = "Pre-Release Checklist"
RULES: Final = "Go/No-Go Rules"
ROLES: Final = "Roles"
PROCEDURE: Final = "Rollback Procedure"


def sections() -> dict[str, str]:
    """The text below each heading."""
    parts = TEXT.split("## ")[1:]
    return {heading: body for heading, _, body in (part.partition("\n") for part in parts)}


def review(candidate: ReleaseCandidate, rules: ReadinessRules = READINESS) -> Readiness:
    """The review of a candidate at the instant of these tests."""
    return assess(candidate, rules, AT)


def codes(readiness: Readiness) -> list[str]:
    """The rules that decided."""
    return [reason.code for reason in readiness.reasons]


class TestTheText:
    def test_has_the_sections_that_the_rules_come_from(self) -> None:
        cited = {rule.source.heading for rule in READINESS.go_no_go.rules if rule.source}
        assert cited == {ROLES, CLASSES, CHECKLIST, RULES, PROCEDURE}
        assert cited <= sections().keys()

    @pytest.mark.parametrize(
        "rule", [rule for table in GATED_RELEASE.all_tables for rule in table.rules], ids=lambda rule: rule.id
    )
    def test_every_rule_of_the_playbook_quotes_it_letter_for_letter(self, rule: Rule[object]) -> None:
        assert rule.source is not None
        assert rule.source.document == "Release and Rollback Playbook"
        assert rule.source.quote
        assert rule.source.quote in sections()[rule.source.heading]

    def test_every_go_no_go_sentence_is_quoted_by_a_rule(self) -> None:
        sentences = {line.removeprefix("- ") for line in sections()[RULES].splitlines() if line.startswith("- ")}
        quoted = {rule.source.quote for rule in READINESS.go_no_go.rules if rule.source}
        assert len(sentences) == 8
        assert sentences <= quoted

    def test_every_go_no_go_sentence_has_a_row_here(self) -> None:
        sentences = {line.removeprefix("- ") for line in sections()[RULES].splitlines() if line.startswith("- ")}
        assert sentences <= {row.quote for row in ROWS}

    def test_every_cell_of_the_blocking_column_has_a_row_here(self) -> None:
        cells = [line.split(" | ")[-1].removesuffix(" |") for line in sections()[CLASSES].splitlines()[3:] if line]
        assert len(cells) == 4
        assert set(cells) <= {row.quote for row in ROWS}


class Row(NamedTuple):
    """A sentence, a candidate against it, all rules that then decide, and the candidate mended."""

    name: str
    quote: str
    against: ReleaseCandidate
    reasons: list[str]
    mended: ReleaseCandidate


def dirty(candidate: ReleaseCandidate, *gates: str, tree: TreeState = TreeState.DIRTY_WORKING_TREE) -> ReleaseCandidate:
    """The same candidate with the runs of some gates made on another tree."""
    for gate in gates:
        candidate = with_result(candidate, gate, tree=tree)
    return candidate


RCC_UNCLAIMED: Final = complete(
    R2,
    claims=CLAIMS[1:],
    confirmations=(confirmed(RCC, tuple_ref=None, commit=COMMIT), *map(confirmed, CLAIMS[1:])),
)
"""A consumer-visible release that claims no tuple of one consumer, whose owner speaks for the release as such."""
LIFTED: Final = (entry("D-017", lifted=True),)

SECOND: Final = timedelta(seconds=1)
ONLY_ADVISORY: Final = "only the failure of an advisory gate can be waived"
UNNAMED: Final = "it does not name VG-LA-002.txt"
OWN_WAIVER: Final = "its approver is not known to be another than the release owner"
REQUIRED_FAILURE: Final = "Automatic no-go on any required gate failure."
SCOPE: Final = "Automatic no-go on missing tuple evidence for claimed support scope."
BREAKING: Final = "Automatic no-go on unapproved breaking change to active consumer contract."
PERF: Final = "Automatic no-go for performance-sensitive releases when `VG-PERF-001` or `VG-PERF-002` fails budget."
EFFICACY: Final = "Automatic no-go for performance-sensitive releases when `VG-EFFICACY-001` fails."
CONDITIONAL: Final = (
    "Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures "
    "outside seam scope tracked under D-009/D-014."
)
PROMOTION: Final = "Promotion claims for consumer full-suite gates require committed consumer tuple state (D-015)."
CLEAN: Final = (
    "While D-017 is active, no-go on `loop-agent` claim evidence produced from canonical dirty working-tree mode "
    "instead of clean-clone committed tuple mode."
)
CAPTURE: Final = (
    "Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, optional `schema_version`."
)
EVIDENCE: Final = "Run required gates with safe-mode controls (`scripts/safe_run.sh` for heavy commands)."
SELECT: Final = "Select release class (R0/R1/R2/R3) and map required VG IDs."
APPROVER: Final = "Approver: performs go/no-go review against this checklist and `DECISIONS.md`."
OWNER: Final = "Release owner: builds release packet, validates required gates, records tuple and evidence paths."
CONFIRM: Final = (
    "Consumer owners: confirm migration impacts for their repo and confirm tuple applicability and rollback tuple "
    "readiness."
)
REMEDY: Final = "Create decision or issue entries for root-cause remediation before next release attempt."
R0_BLOCK: Final = "Block if unresolved contract ambiguity exists"
R1_BLOCK: Final = "Block on any failing required core gate"
R2_BLOCK: Final = "`rlm-claude-code` compatibility is release-blocking per D-001/D-008"
VISIBLE_ROW: Final = (
    "R2 Consumer-visible runtime or contract change | API/behavior change, schema/version change, adapter seam changes"
)
R3_AFFECTS: Final = "Any release class affecting latency/throughput or execution flow"
R3_BLOCK: Final = "Block if >10% regression budget exceeded or efficacy gate fails"


CONFIRM_MATRIX: Final = (
    "Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has current supported + rollback tuple entries."
)


def supporting(*more: ReleaseTuple) -> CompatMatrix:
    """The matrix with further tuples that are supported."""
    return MATRIX.replace(entries=(*MATRIX.entries, *(listed(each, Role.LISTED, validated_at=BEFORE) for each in more)))


def rows() -> Iterator[Row]:
    """Every sentence with each way to go against it."""
    yield from automatic_no_go()
    yield from performance()
    yield from commits()
    yield from shown()
    yield from trees()
    yield from streaks()
    yield from matrices()
    yield from checklists()
    yield from blocking_column()
    yield from conditions()
    yield from selected_class()
    yield from approvals()
    yield from roles()
    yield from confirmations()
    yield from earlier_rollbacks()
    yield from contradictions()


def automatic_no_go() -> Iterator[Row]:
    """What stops a release of any class."""
    for status, reason in {
        GateStatus.FAIL: "required-gate-failed",
        GateStatus.ERROR: "required-gate-failed",
        GateStatus.SKIPPED: "required-gate-unproven",
        GateStatus.NOT_RUN: "required-gate-unproven",
        GateStatus.NA: "required-gate-unproven",
    }.items():
        against = with_result(complete(R1), "VG-LOOP-CORE-001", status=status)
        yield Row(f"required-gate-{status}", REQUIRED_FAILURE, against, [reason], complete(R1))
    yield Row(
        "required-gate-without-evidence",
        REQUIRED_FAILURE,
        with_result(complete(R1), "VG-LOOP-CORE-001", evidence=()),
        ["required-gate-unproven"],
        complete(R1),
    )
    yield Row(
        "required-gate-left-out",
        REQUIRED_FAILURE,
        without_result(complete(R1), "VG-LOOP-CORE-001"),
        ["required-gate-unproven"],
        complete(R1),
    )
    claiming = complete(R1, claims=(RCC,))
    proved = claiming.replace(results=(*claiming.results, passed("VG-RCC-001")))
    yield Row("claim-without-evidence", SCOPE, claiming, ["scope-without-evidence"], proved)
    yield Row(
        "claim-with-evidence-of-another-tuple",
        SCOPE,
        with_result(proved, "VG-RCC-001", subject=RCC.replace(consumer_sha="0000000").ref),
        ["scope-without-evidence"],
        proved,
    )
    yield Row(
        "claim-with-evidence-of-no-tuple",
        SCOPE,
        with_result(proved, "VG-RCC-001", subject=None),
        ["scope-without-evidence"],
        proved,
    )
    yield Row(
        "claim-with-evidence-of-another-consumer",
        SCOPE,
        with_result(complete(R2), "VG-RCC-001", subject=LOOP_AGENT.ref),
        ["required-gate-unproven", "scope-without-evidence"],
        complete(R2),
    )
    stranger = RCC.replace(consumer="unheard-of")
    yield Row(
        "claim-that-no-gate-tests",
        SCOPE,
        complete(R1, claims=(stranger,)),
        ["scope-without-evidence", "tuple-not-in-matrix"],
        complete(R1, claims=()),
    )
    unapproved = complete(R2, breaking_change="unapproved")
    for word in ("approved", "none"):
        mended = altered(unapproved, breaking_change=word, approvals=(approval(),))
        yield Row(f"breaking-change-{word}", BREAKING, unapproved, ["breaking-change-unapproved"], mended)
    unsaid = complete(R2, breaking_change=MISSING)
    yield Row("breaking-change-unsaid", BREAKING, unsaid, ["breaking-change-unapproved"], complete(R2))


def performance() -> Iterator[Row]:
    """What stops a performance-sensitive release."""
    mended = complete(R1, R3)
    for gate in ("VG-PERF-001", "VG-PERF-002"):
        reasons = ["performance-gate-failed", "required-gate-failed"]
        yield Row(gate, PERF, with_result(mended, gate, status=GateStatus.FAIL), reasons, mended)
    unproven = ["budget-unmeasured", "performance-gate-failed", "required-gate-unproven"]
    yield Row("performance-gate-left-out", PERF, without_result(mended, "VG-PERF-002"), unproven, mended)
    failing = with_result(mended, "VG-EFFICACY-001", status=GateStatus.FAIL)
    reasons = ["efficacy-failed", "required-gate-failed"]
    yield Row("efficacy", EFFICACY, failing, reasons, mended)
    yield Row("efficacy-fails-for-class", R3_BLOCK, failing, reasons, mended)
    yield from measurements(mended)


def measurements(mended: ReleaseCandidate) -> Iterator[Row]:
    """What the metrics of a release stop, in a release of R3 and in others."""
    beyond, failed = ["regression-over-budget"], ["performance-gate-failed", "required-gate-failed"]
    unsaid = ["failure-outside-scope", "regression-undeclared"]
    for name, percent in {"barely": "10.0000000000000000000000000001", "plainly": "29.86"}.items():
        slower = metric("startup_p95", percent, status=GateStatus.FAIL)
        yield Row(f"regression-{name}-over", R3_BLOCK, measuring(mended, slower), sorted([*failed, *beyond]), mended)
        undeclared = measuring(complete(R1), slower)
        yield Row(f"undeclared-{name}-over", R3_AFFECTS, undeclared, unsaid, complete(R1))
    by_a_floor = metric("execute_no_submit_p95", "44.62")
    yield Row("regression-let-pass-by-a-floor", R3_BLOCK, measuring(mended, by_a_floor), beyond, mended)
    rise = metric("error_rate", None, delta=Decimal("0.005"))
    risen = measuring(mended, rise, gate="VG-PERF-002")
    yield Row("error-rate-let-pass-by-another-budget", R3_BLOCK, risen, beyond, mended)
    risen = measuring(mended, rise.replace(status=GateStatus.FAIL), gate="VG-PERF-002")
    yield Row("error-rate-over", R3_BLOCK, risen, sorted([*failed, *beyond]), mended)
    undeclared = measuring(complete(R0), rise.replace(status=GateStatus.FAIL), gate="VG-PERF-002")
    yield Row("undeclared-error-rate-over", R3_AFFECTS, undeclared, unsaid, complete(R0))
    for gate, metrics in MEASURED.items():
        for judged in metrics:
            without = unmeasured(mended, judged.metric, gate=gate)
            yield Row(f"{judged.metric}-not-measured", R3_BLOCK, without, ["budget-unmeasured"], mended)
        yield Row(f"{gate}-measured-nothing", R3_BLOCK, unmeasured(mended, gate=gate), ["budget-unmeasured"], mended)
    no_percent = measuring(mended, metric("startup_p50", None, delta=Decimal(1)))
    yield Row("latency-by-an-absolute-budget", R3_BLOCK, no_percent, ["budget-unmeasured"], mended)
    hidden = measuring(mended, metric("startup_p50", 12), metric("startup_p95", None))
    yield Row("regression-beside-what-was-not-measured", R3_BLOCK, hidden, beyond, mended)
    runs = {judged.metric: (100,) for judged in MEASURED["VG-PERF-001"]}
    commits = {"baseline_commits": [COMMIT], "candidate_commits": [COMMIT]}
    itself = PLAIN_LATENCY.judge(runs, runs, approved=True, **commits).result("x", "VG-PERF-001", recorded_at=BEFORE)
    unsound = with_result(mended, "VG-PERF-001", status=itself.status, measured=itself.measured)
    yield Row("commit-measured-against-itself", PERF, unsound, ["budget-unmeasured", *failed], mended)
    elsewhere = with_result(mended, "VG-PERF-002", commit="0dd0dd0")
    reasons = ["budget-unmeasured", "performance-gate-failed", "required-gate-unproven"]
    yield Row("measured-on-another-commit", R3_BLOCK, elsewhere, reasons, mended)


def commits() -> Iterator[Row]:
    """The release names its commit, and results and claimed tuples are of that commit."""
    unbound, unproven, unchecked = ["commit-unbound"], ["required-gate-unproven"], ["checklist-incomplete"]
    for sound in (complete(R0), complete(R1)):
        name = "-".join(sorted(sound.classes))
        unsaid = sound.replace(commit=MISSING)
        yield Row(f"commit-unsaid-{name}", CAPTURE, unsaid, unchecked + unbound + unproven, sound)
        yield Row(f"commit-of-another-{name}", EVIDENCE, sound.replace(commit="4444444"), unchecked + unproven, sound)
        unnamed = sound.replace(results=[run.replace(commit=None) for run in sound.results])
        yield Row(f"runs-of-no-commit-{name}", EVIDENCE, unnamed, unproven, sound)
    other = RFLX.replace(producer_sha="4444444")
    claiming = complete(R1, claims=(other,), matrix=supporting(other))
    proved = claiming.replace(results=(*claiming.results, passed("VG-RFLX-001", subject=other.ref, commit=None)))
    for name, against in {"unproved": claiming, "proved": proved}.items():
        yield Row(f"claim-of-another-{name}", CAPTURE, against, [*unbound, "scope-without-evidence"], complete(R1))


def shown() -> Iterator[Row]:
    """What a pass has to show: its tree, its tuple, a proof, and a test where tests were counted."""
    sound, gate = complete(R1), "VG-LOOP-CORE-001"
    lacking: dict[str, dict[str, object]] = {
        "tree": {"tree": TreeState.NOT_RECORDED},
        "proof": {"evidence": ("n/a",)},
        "test": {"passed": 0},
        "commit": {"commit": None},
    }
    for name, changes in lacking.items():
        against = with_result(sound, gate, **changes)
        yield Row(f"pass-without-{name}", EVIDENCE, against, ["required-gate-unproven"], sound)


def trees() -> Iterator[Row]:
    """What stops claims whose evidence comes from the wrong kind of tree."""
    free = promoting(R2, decisions=LIFTED)
    short = ["promotion-without-streak"]
    only = ["promotion-from-uncommitted-tree", *short]
    yield Row("promotion-from-dirty_working_tree", PROMOTION, dirty(free, "VG-LA-002"), only, free)
    unrecorded = dirty(free, "VG-LA-002", tree=TreeState.NOT_RECORDED)
    yield Row("promotion-from-not_recorded", PROMOTION, unrecorded, ["advisory-unreported", *only], free)
    yield Row(
        "promotion-from-committed-tree",
        PROMOTION,
        dirty(free, "VG-LA-002"),
        only,
        free.replace(results=[*_others(free, "VG-LA-002"), *streak(tree=TreeState.COMMITTED)]),
    )
    for status in (GateStatus.FAIL, GateStatus.NOT_RUN):
        inner = complete(R1, claims=(LOOP_AGENT,), promotes=frozenset({"VG-LA-002"}), decisions=LIFTED)
        mended = inner.replace(results=(*inner.results, passed("VG-LA-001"), *streak()))
        failing = with_result(mended, "VG-LA-002", status=status)
        yield Row(f"promotion-of-{status}", PROMOTION, failing, only, mended)
    yield Row(
        "promotion-of-two-with-evidence-of-one",
        PROMOTION,
        free.replace(promotes=frozenset({"VG-LA-002", "VG-RFLX-002"})),
        only,
        free,
    )
    claimed = complete(R2)
    reasons = ["claim-not-from-clean-clone"]
    for gates in (("VG-LA-001",), ("VG-LA-002",), ("VG-LA-001", "VG-LA-002")):
        yield Row(f"dirty-{'-'.join(gates)}", CLEAN, dirty(claimed, *gates), reasons, claimed)
    soiled = dirty(claimed, "VG-LA-001")
    yield Row("dirty-until-lifted", CLEAN, soiled, reasons, soiled.replace(decisions=LIFTED))
    yield Row("dirty-and-decision-unknown", CLEAN, soiled.replace(decisions=()), reasons, claimed)
    committed = dirty(claimed, "VG-LA-001", tree=TreeState.COMMITTED)
    yield Row("committed-but-no-clean-clone", CLEAN, committed, reasons, claimed)
    yield Row("dirty-run-of-another-consumer", CLEAN, soiled, reasons, dirty(claimed, "VG-RCC-001", "VG-RFLX-001"))


def _others(candidate: ReleaseCandidate, gate: str) -> list[GateResult]:
    return [run for run in candidate.results if run.gate != gate]


def streaks() -> Iterator[Row]:
    """A promotion needs three green runs in a row on each claimed tuple, and a rule."""
    mended, short = promoting(R2), ["promotion-without-streak"]
    others, runs = _others(mended, "VG-LA-002"), streak()
    other = LOOP_AGENT.replace(consumer_sha="4444444")
    old = runs[2].replace(recorded_at=BEFORE - 3 * SECOND, status=GateStatus.NOT_RUN)
    for name, left in {
        "a-run-left-out": runs[1:],
        "one-run": runs[:1],
        "a-copied-run": (*runs[:2], runs[2].replace(evidence=runs[1].evidence)),
        "a-run-of-another-tuple": (*runs[:2], runs[2].replace(subject=other.ref)),
        "a-run-of-another-commit": (*runs[:2], runs[2].replace(commit="4444444")),
        "a-run-of-later": (*runs[:2], runs[2].replace(recorded_at=LATER)),
        "a-rerun": (*runs[:2], runs[2].replace(supersedes=(old.id,), id="third"), old),
    }.items():
        against = mended.replace(results=[*others, *left])
        yield Row(f"promotion-with-{name}", PROMOTION, against, short, mended)
    inner = complete(R1, promotes=frozenset({"VG-LA-002"}))
    unclaimed = inner.replace(results=(*inner.results, passed("VG-LA-001"), *runs))
    yield Row("promotion-on-no-claimed-tuple", PROMOTION, unclaimed, short, unclaimed.replace(claims=(LOOP_AGENT,)))
    unruled = mended.replace(promotes=frozenset({"VG-LA-002", "VG-RCC-001"}))
    yield Row("promotion-without-a-rule", PROMOTION, unruled, short, mended)


def matrices() -> Iterator[Row]:
    """The matrix supports each claimed and each current tuple, and has a prior one to go back to from it."""
    unsupported, stuck = ["tuple-not-in-matrix"], ["no-prior-tuple"]
    for sound in (complete(R0), complete(R1, R3), complete(R2), RCC_UNCLAIMED):
        name = "-".join(sorted(sound.classes)) + ("-unclaimed" if sound is RCC_UNCLAIMED else "")
        for what, matrix, reasons in changed_matrices():
            yield Row(f"matrix-{what}-{name}", CONFIRM_MATRIX, sound.replace(matrix=matrix), reasons, sound)
    second = RCC.replace(schema_version="v2")
    claiming = complete(R1, claims=(second,))
    proved = claiming.replace(results=(*claiming.results, passed("VG-RCC-001", subject=second.ref)))
    mended = proved.replace(matrix=supporting(second))
    yield Row("matrix-of-almost-this-tuple", CONFIRM_MATRIX, proved, unsupported, mended)
    early = listed(second, Role.LISTED, validated_at=BEFORE - timedelta(days=1))
    first = proved.replace(matrix=MATRIX.replace(entries=(*MATRIX.entries, early)))
    yield Row("matrix-without-a-prior-tuple-of-a-listed-one", CONFIRM_MATRIX, first, stuck, mended)


def changed_matrices() -> Iterator[tuple[str, CompatMatrix | Missing, list[str]]]:
    """Matrices that lack one thing of one consumer, each with the rule that decides."""
    unsupported, stuck = ["tuple-not-in-matrix"], ["no-prior-tuple"]
    yield "unsaid", MISSING, unsupported
    yield "empty", MATRIX.replace(entries=()), unsupported
    yield "of-later", MATRIX.replace(published_at=LATER), unsupported
    ended = SupportWindow(BEFORE, end=AT)
    for role, kind, reasons in ((Role.CURRENT, "current", unsupported), (Role.ROLLBACK, "prior", stuck)):
        for own in [each for each in MATRIX.entries if each.role is role]:
            others = [each for each in MATRIX.entries if each is not own]
            without = f"without-the-{kind}-of-{own.consumer}"
            yield without, MATRIX.replace(entries=others), reasons
            for what, changes in {
                "unsupported": {"tier": Tier.UNSUPPORTED},
                "conditional": {"tier": Tier.CONDITIONAL},
                "ended": {"window": ended},
                "only-listed": {"role": Role.LISTED},
            }.items():
                yield f"{without}-{what}", MATRIX.replace(entries=[*others, own.replace(**changes)]), reasons
            if role is Role.ROLLBACK:
                for what, later in {"as-late": BEFORE, "as-late-as-published": MATRIX.published_at}.items():
                    late = MATRIX.replace(entries=[*others, own.replace(validated_at=later)])
                    yield f"{without}-{what}", late, reasons


def checklists() -> Iterator[Row]:
    """Each item but the review itself is done, with evidence, for the released commit."""
    only = ["checklist-incomplete"]
    for sound in (complete(R0), complete(R2)):
        name = "-".join(sorted(sound.classes))
        left: dict[str, tuple[ChecklistResults, ...]] = {
            "unsaid": (),
            "of-another-commit": (CHECKED.replace(subject="4444444"),),
            "of-another-release-by-id": (CHECKED.replace(subject="complete"),),
            "of-nothing": (CHECKED.replace(subject=None),),
            "of-another-list": (CHECKED.replace(checklist="release"),),
            "with-an-unknown-item": (CHECKED.replace(results=(*CHECKED.results, ticked("9"))),),
            "with-a-no-in-the-review": (CHECKED, CHECKED.replace(results=[ticked("8", status=ItemStatus.FAIL)])),
            "with-a-failure-of-nothing": (
                CHECKED,
                CHECKED.replace(subject=None, results=[ticked("3", status=ItemStatus.FAIL)]),
            ),
        }
        for item in ITEMS:
            others = [own for own in CHECKED.results if own.check != item]
            for what, results in {
                "open": (),
                "failed": (ticked(item, status=ItemStatus.FAIL),),
                "not-applicable": (ticked(item, status=ItemStatus.NA),),
                "without-evidence": (ticked(item, evidence=()),),
                "with-a-word-for-nothing": (ticked(item, evidence=("n/a",)),),
                "later": (ticked(item, recorded_at=LATER),),
                "twice": (ticked(item), ticked(item, by="Piet")),
            }.items():
                left[f"{item}-{what}"] = (CHECKED.replace(results=(*others, *results)),)
        for what, records in left.items():
            yield Row(f"checklist-{what}-{name}", APPROVER, sound.replace(checklists=records), only, sound)
    reviewed = complete(R0, checklists=(CHECKED.replace(results=(*CHECKED.results, ticked("8"))),))
    yield Row("checklist-open-beside-the-review", APPROVER, complete(R0, checklists=()), only, reviewed)


def blocking_column() -> Iterator[Row]:
    """What the last column of the class table blocks."""
    for classes in ((R0,), (R1,), (R2,), (R1, R3)):
        sound = complete(*classes)
        unclear = altered(sound, contract_ambiguity="unresolved")
        name = "-".join(map(str, classes))
        yield Row(f"ambiguous-{name}", R0_BLOCK, unclear, ["contract-ambiguous"], sound)
    unsaid = complete(R0, contract_ambiguity=MISSING)
    yield Row("ambiguity-unsaid", R0_BLOCK, unsaid, ["contract-ambiguous"], complete(R0))
    for gate in ("VG-LOOP-BUILD-001", "VG-LOOP-BUILD-002", "VG-LOOP-BUILD-003", "VG-LOOP-CORE-001"):
        failing = with_result(complete(R1), gate, status=GateStatus.FAIL)
        yield Row(f"R1-{gate}", R1_BLOCK, failing, ["required-gate-failed"], complete(R1))
    failing = with_result(RCC_UNCLAIMED, "VG-RCC-001", status=GateStatus.FAIL)
    yield Row("rcc-fails", R2_BLOCK, failing, ["required-gate-failed"], RCC_UNCLAIMED)
    elsewhere = with_result(RCC_UNCLAIMED, "VG-RCC-001", subject=LOOP_AGENT.ref)
    yield Row("rcc-passes-on-another-consumer", R2_BLOCK, elsewhere, ["required-gate-unproven"], RCC_UNCLAIMED)
    claimed = with_result(complete(R2), "VG-RCC-001", status=GateStatus.FAIL)
    both = ["required-gate-failed", "scope-without-evidence"]
    yield Row("rcc-fails-on-the-claimed-tuple", R2_BLOCK, claimed, both, complete(R2))


def conditions() -> Iterator[Row]:
    """Each condition of a conditional go, dropped alone."""
    sound, mended = conditional(), complete(R2)
    no_entry, untracked = ["advisory-without-entry"], ["advisory-untracked"]
    unclassified = ["advisory-not-outside-seam"]
    dropped: list[tuple[str, ReleaseCandidate, list[str]]] = [
        ("entry-unnamed", sound.replace(decision_entry=None), no_entry),
        ("entry-unknown", sound.replace(decision_entry="D-999"), no_entry),
        ("entry-lifted", _decided(sound, accepted(lifted_at=AT), entry("D-009")), no_entry),
        ("entry-not-yet", _decided(sound, accepted(accepted_at=LATER), entry("D-009")), no_entry),
        ("entry-of-no-release", _decided(sound, accepted(commit=None), entry("D-009")), no_entry),
        ("entry-of-another-release", _decided(sound, accepted(commit="4444444"), entry("D-009")), no_entry),
        ("entry-of-nobody", _decided(sound, accepted(by=None), entry("D-009")), no_entry),
        ("entry-of-the-owner", _decided(sound, accepted(by="Olga"), entry("D-009")), no_entry),
        ("entry-in-another-role", _decided(sound, accepted(role="release owner"), entry("D-009")), no_entry),
        ("entry-in-no-role", _decided(sound, accepted(role=None), entry("D-009")), no_entry),
        ("entry-older-than-the-run", _decided(sound, accepted(accepted_at=BEFORE - SECOND), entry("D-009")), no_entry),
        ("entry-is-the-tracking-decision", sound.replace(decision_entry="D-009"), no_entry),
        ("seam-of-another-run", sound.replace(classifications=(classified(results=("old.txt",)),)), unclassified),
        ("seam-not-yet-said", _classified(sound, made_at=LATER), unclassified),
        ("seam-said-before-the-run", _classified(sound, made_at=BEFORE - SECOND), unclassified),
        ("seam-in-two-minds", sound.replace(classifications=(classified(), classified("inside"))), unclassified),
        ("a-later-failure", _failing_again(sound), unclassified),
        ("seam-inside", altered(sound, seam="inside"), unclassified),
        ("seam-unsaid", altered(sound, seam=MISSING), unclassified),
        ("tracked-nowhere", _decided(sound, accepted()), untracked),
        ("tracking-lifted", _decided(sound, accepted(), entry("D-009", lifted=True)), untracked),
        ("tracked-elsewhere", _decided(sound, accepted(), entry("D-013")), untracked),
        ("error-and-no-failure", with_result(sound, "VG-LA-002", status=GateStatus.ERROR), ["advisory-unreported"]),
        ("not-run", with_result(sound, "VG-LA-002", status=GateStatus.NOT_RUN), ["advisory-unreported"]),
        ("left-out", without_result(sound, "VG-LA-002"), ["advisory-unreported"]),
        ("more-than-advisory", with_result(sound, "VG-CONTRACT-001", status=GateStatus.FAIL), ["required-gate-failed"]),
    ]
    for name, candidate, reasons in dropped:
        yield Row(f"condition-{name}", CONDITIONAL, candidate, reasons, mended)


def selected_class() -> Iterator[Row]:
    """A class that is selected has to cover what the change touches."""
    undeclared = ["class-undeclared"]
    for name, effects in {"unsaid": MISSING, "nothing": frozenset[str]()}.items():
        yield Row(f"effects-{name}", SELECT, complete(R1, effects=effects), undeclared, complete(R1))
    for effect, missing in {
        "documents": R0,
        "API or behavior": R2,
        "schema or version": R2,
        "adapter seam": R2,
        "latency or throughput": R3,
        "execution flow": R3,
    }.items():
        mended = complete(R1, missing, effects={"internal logic", effect})
        yield Row(f"below-{effect}", SELECT, mended.replace(classes={R1}), ["class-below-change"], mended)
    inner = complete(R0, R1, effects={"internal logic", "documents"})
    yield Row("below-internal-logic", SELECT, inner.replace(classes={R0}), ["class-below-change"], inner)


def approvals() -> Iterator[Row]:
    """A breaking change has to be approved by a human other than the release owner, at the instant."""
    mended = complete(R2, breaking_change="approved", approvals=(approval(),))
    for name, given in {
        "said-only": (),
        "by-a-program": (approval(human=False),),
        "of-another-matter": (approval("major release"),),
        "by-the-owner": (approval(by="olga"),),
        "not-yet": (approval(approved_at=LATER),),
        "no-longer": (approval(expires_at=AT),),
        "in-another-role": (approval(role="release owner"),),
        "of-no-release": (approval(commit=None),),
        "of-another-release": (approval(commit="4444444"),),
    }.items():
        against = mended.replace(approvals=given)
        yield Row(f"approval-{name}", BREAKING, against, ["breaking-change-unapproved"], mended)
    ownerless = mended.replace(owner=MISSING)
    yield Row("approval-of-no-owner", BREAKING, ownerless, [NO_APPROVER, "breaking-change-unapproved"], mended)


NO_APPROVER: Final = "approver-not-distinct"


def roles() -> Iterator[Row]:
    """Owner and approver are named, and two persons."""
    for sound in (complete(R0), complete(R1, R3), complete(R2)):
        name = "-".join(sorted(map(str, sound.classes)))
        for approver in ("Olga", "OLGA", "\uff2flga", "O\ufe0flga", MISSING):
            against = sound.replace(approver=approver)
            yield Row(f"approver-{approver}-{name}", APPROVER, against, [NO_APPROVER], sound)
        yield Row(f"ownerless-{name}", OWNER, sound.replace(owner=MISSING), [NO_APPROVER], sound)


def confirmations() -> Iterator[Row]:
    """Each part of what the owner of each consumer has to confirm, dropped alone."""
    only = ["migration-unconfirmed"]
    for classes in ((R2,), (R3,), (R1, R2)):
        sound = complete(*classes)
        for claim in CLAIMS:
            others = tuple(confirmed(own) for own in CLAIMS if own != claim)
            left = {
                "left-out": (),
                "by-another": (confirmed(claim, by="Olga"),),
                "not-yet": (confirmed(claim, confirmed_at=LATER),),
                "of-another-tuple": (confirmed(claim, tuple_ref=claim.replace(consumer_sha="0").ref),),
                "of-no-tuple": (confirmed(claim, tuple_ref=None),),
                "refused-as-well": (confirmed(claim), confirmed(claim, by="Somebody", impact=False)),
                "refused-later": (confirmed(claim), confirmed(claim, confirmed_at=LATER, rollback=False)),
                "refused-for-no-tuple": (confirmed(claim), confirmed(claim, tuple_ref=None, applicability=False)),
                "in-two-halves": (confirmed(claim, impact=MISSING), confirmed(claim, rollback=MISSING)),
                **{f"{part}-open": (confirmed(claim, **{part: MISSING}),) for part in SHORT},
                **{f"{part}-refused": (confirmed(claim, **{part: False}),) for part in SHORT},
            }
            for name, words in left.items():
                against = sound.replace(confirmations=(*others, *words))
                yield Row(f"{'-'.join(map(str, classes))}-{claim.consumer}-{name}", CONFIRM, against, only, sound)
    for name, owners in {"unsaid": MISSING, "one-unnamed": {"loop-agent": "Ines", "io-rflx": "Jonas"}}.items():
        yield Row(f"consumer-owners-{name}", CONFIRM, complete(R2, consumer_owners=owners), only, complete(R2))
    for name, words in {
        "and-unconfirmed": (),
        "of-no-release": (confirmed(RCC, tuple_ref=None),),
        "of-another-release": (confirmed(RCC, tuple_ref=None, commit="4444444"),),
    }.items():
        against = RCC_UNCLAIMED.replace(confirmations=(*RCC_UNCLAIMED.confirmations[1:], *words))
        yield Row(f"unclaimed-{name}", CONFIRM, against, only, RCC_UNCLAIMED)


def earlier_rollbacks() -> Iterator[Row]:
    """An earlier rollback is no longer open once cause and remedy are recorded."""
    closed = RollbackRecord("RB-1", BEFORE, root_cause="a lock was taken twice", remediation="D-031")
    for sound in (complete(R0), complete(R2)):
        mended = sound.replace(rollbacks=(closed,), decisions=(*sound.decisions, entry("D-031")))
        kind = "-".join(sorted(map(str, sound.classes)))
        for name, remedies in {
            "of-an-unrecorded-remedy": (),
            "of-an-older-remedy": (entry("D-031").replace(accepted_at=BEFORE - SECOND),),
            "of-a-later-remedy": (entry("D-031").replace(accepted_at=LATER),),
        }.items():
            against = mended.replace(decisions=(*sound.decisions, *remedies))
            yield Row(f"rollback-{name}-{kind}", REMEDY, against, ["rollback-open"], mended)
        for name, rollbacks in {
            "unsaid": MISSING,
            "without-cause": (closed.replace(root_cause=None),),
            "with-blank-cause": (closed.replace(root_cause=" "),),
            "with-invisible-cause": (closed.replace(root_cause="\u200b"),),
            "without-entry": (closed.replace(remediation=None),),
            "with-nothing": (closed, RollbackRecord("RB-2", LATER)),
        }.items():
            against = mended.replace(rollbacks=rollbacks)
            yield Row(f"rollback-{name}-{kind}", REMEDY, against, ["rollback-open"], mended)


def _decided(candidate: ReleaseCandidate, *decisions: object) -> ReleaseCandidate:
    return candidate.replace(decisions=(entry("D-017"), *decisions))


def _classified(candidate: ReleaseCandidate, **changes: object) -> ReleaseCandidate:
    return candidate.replace(classifications=(classified().replace(**changes),))


def _failing_again(candidate: ReleaseCandidate) -> ReleaseCandidate:
    """The same candidate with one more failure of the suite, which nobody has looked at; it is not the newest word."""
    more = passed("VG-LA-002", id="again.txt", status=GateStatus.FAIL, failed=9)
    return candidate.replace(results=(*candidate.results, more))


def contradictions() -> Iterator[Row]:
    """What does not fit together: facts, classes, scope and results."""
    for sound in (complete(R0), complete(R1), complete(R1, R3)):
        name = "-".join(sorted(sound.classes))
        broken = altered(sound, breaking_change="approved", approvals=(approval(),))
        yield Row(f"breaking-{name}", VISIBLE_ROW, broken, ["breaking-change-not-visible"], sound)
        unapproved = altered(sound, breaking_change="unapproved")
        both = ["breaking-change-not-visible", "breaking-change-unapproved"]
        yield Row(f"breaking-unapproved-{name}", VISIBLE_ROW, unapproved, both, sound)
        failing = with_result(sound, "VG-RCC-001", status=GateStatus.FAIL)
        mended = with_result(sound, "VG-RCC-001")
        yield Row(f"failure-outside-{name}", REQUIRED_FAILURE, failing, ["failure-outside-scope"], mended)
        misspelt = sound.replace(results=(*sound.results, passed("VG-RCC-01", status=GateStatus.FAIL)))
        yield Row(f"misspelt-{name}", SELECT, misspelt, ["gate-unknown"], sound)
    core = frozenset({"VG-LOOP-CORE-001"})
    narrowed = complete(R2, scoped_gates=core)
    unreasoned = ["scope-narrowed-without-reason"]
    yield Row("narrowed-by-nobody", SELECT, narrowed.replace(narrowed=None), unreasoned, narrowed)
    outside = with_result(narrowed, "VG-LOOP-BUILD-001", status=GateStatus.FAIL)
    yield Row("failure-left-out-of-scope", REQUIRED_FAILURE, outside, ["failure-outside-scope"], narrowed)
    unclaimed = complete(R2, claims=(), confirmations=tuple(confirmed(each, commit=COMMIT) for each in CLAIMS))
    yield Row("visible-without-claim", CAPTURE, unclaimed, ["visible-without-claim"], complete(R2))
    soiled = dirty(complete(R2, claims=(RCC, RFLX)), "VG-LA-001", tree=TreeState.COMMITTED)
    words = (confirmed(RCC), confirmed(RFLX), confirmed(LOOP_AGENT, commit=COMMIT))
    soiled = soiled.replace(confirmations=words)
    yield Row("visible-not-from-clean-clone", CLEAN, soiled, ["visible-not-from-clean-clone"], complete(R2))


ROWS: Final = tuple(rows())


class TestSentence:
    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
    def test_against_it_is_a_no_go_for_exactly_these_reasons(self, row: Row) -> None:
        """The sentence stands in the playbook, and the review says what is missing for a go."""
        assert row.quote in TEXT
        readiness = review(row.against)
        assert (readiness.outcome, codes(readiness)) == (NO_GO, row.reasons)
        assert readiness.missing != ()

    @pytest.mark.parametrize("row", {id(row.mended): row for row in ROWS}.values(), ids=lambda row: row.name)
    def test_mended_is_a_go(self, row: Row) -> None:
        """Many rows are mended to one candidate, which is asked once."""
        readiness = review(row.mended)
        assert (readiness.outcome, codes(readiness), readiness.missing) == (GO, ["review-complete"], ())


class TestReasonsQuoteTheirSentence:
    @pytest.mark.parametrize(
        ("name", "rule"),
        [
            ("required-gate-fail", "required-gate-failed"),
            ("claim-without-evidence", "scope-without-evidence"),
            ("breaking-change-none", "breaking-change-unapproved"),
            ("VG-PERF-001", "performance-gate-failed"),
            ("efficacy", "efficacy-failed"),
            ("promotion-from-dirty_working_tree", "promotion-from-uncommitted-tree"),
            ("dirty-VG-LA-001", "claim-not-from-clean-clone"),
            ("ambiguous-R0", "contract-ambiguous"),
            ("regression-barely-over", "regression-over-budget"),
            ("error_rate-not-measured", "budget-unmeasured"),
            ("undeclared-barely-over", "regression-undeclared"),
            ("condition-entry-unnamed", "advisory-without-entry"),
            ("condition-seam-unsaid", "advisory-not-outside-seam"),
            ("condition-tracked-nowhere", "advisory-untracked"),
            ("effects-unsaid", "class-undeclared"),
            ("below-adapter seam", "class-below-change"),
            ("approver-Olga-R0", "approver-not-distinct"),
            ("R2-io-rflx-left-out", "migration-unconfirmed"),
            ("rollback-unsaid-R0", "rollback-open"),
            ("matrix-unsaid-R0", "tuple-not-in-matrix"),
            ("matrix-without-the-prior-of-io-rflx-R2", "no-prior-tuple"),
            ("checklist-unsaid-R0", "checklist-incomplete"),
            ("promotion-with-one-run", "promotion-without-streak"),
        ],
    )
    def test_quote(self, name: str, rule: str) -> None:
        row = next(row for row in ROWS if row.name == name)
        quotes = {reason.code: reason.source and reason.source.quote for reason in review(row.against).reasons}
        assert quotes[rule] == row.quote


class TestClasses:
    """What a change touches, and which class follows from it."""

    @pytest.mark.parametrize("effect", ["latency or throughput", "execution flow"], ids=str)
    @pytest.mark.parametrize("classes", [(R0,), (R0, R1), (R0, R1, R2), (R0, R3)], ids=str)
    def test_r0_with_an_effect_on_performance_contradicts(self, classes: tuple[str, ...], effect: str) -> None:
        """“Specs/contracts/plan docs, no runtime behavior change”."""
        candidate = complete(*classes)
        assert not isinstance(candidate.effects, type(MISSING))
        touching = candidate.replace(effects=candidate.effects | {effect})
        assert review(touching).decision.fact("release_class") is Declaration.CONTRADICTORY
        assert "class-contradictory" in codes(review(touching))

    @pytest.mark.parametrize(
        "effects", [*((effect,) for effect in EFFECTS), EFFECTS], ids=lambda own: "+".join(map(str, own))
    )
    def test_r3_alone_covers_everything(self, effects: tuple[str, ...]) -> None:
        assert review(complete(R3, effects=effects)).outcome is GO

    @pytest.mark.parametrize("effect", ["API or behavior", "schema or version", "adapter seam"], ids=str)
    def test_gates_of_an_undeclared_class_are_asked_for_as_well(self, effect: str) -> None:
        readiness = review(complete(R1, effects={effect}))
        assert {own.gate for own in readiness.required} == VISIBLE
        assert codes(readiness) == [
            "advisory-unreported",
            "class-below-change",
            "migration-unconfirmed",
            "required-gate-unproven",
            "visible-not-from-clean-clone",
            "visible-without-claim",
        ]

    def test_a_higher_class_than_the_change_needs_is_none_too_low(self) -> None:
        assert review(complete(R1, R2, effects={"internal logic"})).outcome is GO

    def test_says_what_is_not_declared_and_why(self) -> None:
        candidate = complete(R0, R1, R2).replace(classes={R1})
        needs = {need.change.column: need.details for need in review(candidate).missing}
        assert needs["release_class"] == (
            "R0 is not declared, and the change touches documents",
            "R2 is not declared, and the change touches API or behavior",
        )

    def test_says_that_nothing_is_known(self) -> None:
        (need,) = review(complete(R1, effects=MISSING)).missing
        assert need.details == ("nobody said what the change touches",)

    def test_where_no_class_follows_from_effects_nobody_asks(self) -> None:
        rules = READINESS.replace(classes=tuple(each.replace(follows_from=()) for each in READINESS.classes))
        assert review(complete(R1, effects=MISSING), rules).outcome is GO


class TestWaivers:
    """A waiver in force is the decision entry of a failing advisory gate, and nothing else."""

    @pytest.mark.parametrize("classes", [(R2,), (R3,), (R1, R2), (R0, R2), (R2, R3)], ids=str)
    def test_stands_for_the_entry(self, classes: tuple[str, ...]) -> None:
        readiness = review(waived(*classes))
        assert (readiness.outcome, readiness.waived, readiness.expired) == (CONDITIONAL_GO, (waiver(),), ())

    @pytest.mark.parametrize(
        ("own", "status", "note"),
        [
            pytest.param(waiver(expires_at=AT), "expired", "", id="expired at this instant"),
            pytest.param(waiver(granted_at=AT + SECOND), "not yet", "", id="not yet"),
            pytest.param(waiver(approver="olga"), "refused", OWN_WAIVER, id="by the owner"),
            pytest.param(waiver(decision="D-999"), "refused", "D-999 is not known to be in force", id="no decision"),
            pytest.param(waiver(gate="VG-RCC-001"), "refused", ONLY_ADVISORY, id="of a required gate"),
            pytest.param(waiver(gate="VG-PERF-001"), "refused", ONLY_ADVISORY, id="of a gate of another class"),
            pytest.param(waiver(gate="VG-LA-003"), "refused", ONLY_ADVISORY, id="of an unknown gate"),
            pytest.param(waiver(results=()), "refused", UNNAMED, id="of no result"),
            pytest.param(waiver(results=("old.txt",)), "refused", UNNAMED, id="of another result"),
            pytest.param(waiver(granted_at=BEFORE - SECOND), "refused", "it is older than VG-LA-002.txt", id="too old"),
            pytest.param(waiver(role="visitor"), "refused", "Piet is not in the role approver", id="in another role"),
            pytest.param(waiver(role=None), "refused", "Piet is not in the role approver", id="in no role"),
        ],
    )
    def test_that_does_not_hold_is_shown_and_changes_nothing(self, own: Waiver, status: str, note: str) -> None:
        readiness = review(waived(waivers=(own,)))
        assert (readiness.outcome, codes(readiness)) == (NO_GO, ["advisory-without-entry"])
        assert [(str(found.status), found.note) for found in readiness.waivers] == [(status, note)]
        assert readiness.expired == ((own,) if status == "expired" else ())
        assert readiness.waived == ()

    def test_is_in_force_from_its_first_instant_to_the_last_before_its_end(self) -> None:
        for own in (waiver(granted_at=AT), waiver(expires_at=AT + SECOND)):
            assert review(waived(waivers=(own,))).outcome is CONDITIONAL_GO

    def test_of_a_required_gate_that_fails_changes_nothing(self) -> None:
        failing = with_result(complete(R2, claims=()), "VG-RCC-001", status=FAIL)
        waivers = (waiver(gate="VG-RCC-001"),)
        before, after = review(failing), review(failing.replace(waivers=waivers))
        assert (after.outcome, after.reasons, after.required) == (before.outcome, before.reasons, before.required)
        assert str(after.waivers[0]) == f"VG-RCC-001: refused ({ONLY_ADVISORY})"

    def test_of_an_advisory_gate_that_somebody_requires_is_refused(self) -> None:
        gates = next(each.gates for each in READINESS.classes if each.id == R2)
        readiness = review(waived(), with_class(R2, gates=gates | {"VG-LA-002"}))
        assert readiness.outcome is NO_GO
        assert [found.note for found in readiness.waivers] == [ONLY_ADVISORY]

    def test_does_not_stand_for_the_other_conditions(self) -> None:
        assert codes(review(waived(seam="inside"))) == ["advisory-not-outside-seam"]
        assert codes(review(waived(decisions=(entry("D-017"), accepted())))) == ["advisory-untracked"]

    def test_that_nothing_needs_is_shown(self) -> None:
        readiness = review(complete(R2, waivers=(waiver(),)))
        assert readiness.decision.fact("decision_entry") is MISSING
        assert readiness.outcome is GO
        (found,) = readiness.waivers
        assert str(found) == "VG-LA-002: not needed (the gate has no failure to accept)"
        assert readiness.waived == ()

    def test_has_to_cover_every_failing_gate(self) -> None:
        both = with_result(with_result(waived(), "VG-LA-002", status=FAIL), "VG-XX-001", status=FAIL)
        named = AdvisoryFact("advisory", {"VG-LA-002", "VG-XX-001"})
        readiness = review(both, with_facts(named, rules=two_advisories()))
        assert codes(readiness) == ["advisory-without-entry"]

    def test_a_lapsed_one_takes_nothing_from_a_decision_entry(self) -> None:
        readiness = review(conditional(waivers=(waiver(expires_at=AT),)))
        assert readiness.outcome is CONDITIONAL_GO

    def test_all_are_on_the_card(self) -> None:
        waivers = (waiver(), waiver(expires_at=AT, why="the old ones"), waiver(gate="VG-RCC-001", why="no way"))
        card = " ".join(review(waived(waivers=waivers)).to_text(400).split())
        for text in ("! VG-LA-002 in force", "✗ VG-LA-002 expired", "✗ VG-RCC-001 refused", "the old ones", "no way"):
            assert text in card


class TestDetails:
    """`missing` names the consumer and the part, the approval and the rollback."""

    @pytest.mark.parametrize(
        ("candidate", "expected"),
        cases(__file__, "details",
            pytest.param(
                complete(R2, confirmations=(*map(confirmed, CLAIMS[:2]), confirmed(CLAIMS[2], rollback=MISSING))),
                id="part open",
            ),
            pytest.param(
                complete(R2, confirmations=(*map(confirmed, CLAIMS), confirmed(CLAIMS[2], impact=False))),
                id="part refused",
            ),
            pytest.param(
                complete(R2, claims=CLAIMS[1:], confirmations=tuple(map(confirmed, CLAIMS[1:]))),
                id="nothing claimed, nobody spoke",
            ),
            pytest.param(complete(R1, owner=MISSING), id="no owner"),
            pytest.param(complete(R1, approver=MISSING), id="no approver"),
            pytest.param(complete(R1, approver="Olga"), id="one"),
            pytest.param(
                complete(R1, rollbacks=(RollbackRecord("RB-1", BEFORE, remediation="D-1"), RollbackRecord("RB-0", AT))),
                id="open rollbacks",
            ),
            pytest.param(complete(R1, rollbacks=MISSING), id="nobody said"),
            pytest.param(complete(R2, breaking_change="approved"), id="no approval"),
            pytest.param(complete(R2, breaking_change="unapproved"), id="said to be unapproved"),
            pytest.param(
                complete(
                    R2,
                    breaking_change="approved",
                    approvals=(
                        approval(human=False),
                        approval(by="Olga", role="owner"),
                        approval(by="Ada", approved_at=LATER),
                        approval(by="Ben", expires_at=AT),
                        approval(by="Cleo", role="visitor"),
                        approval(by="Dan", commit="4444444"),
                        approval(by="Eve", commit=None),
                    ),
                ),
                id="none that counts",
            ),
        ),
    )
    def test_of_a_need(self, candidate: ReleaseCandidate, expected: str) -> None:
        assert ["\n".join(need.details) for need in review(candidate).missing] == [expected]

    def test_of_consumers_without_an_owner(self) -> None:
        (need,) = review(complete(R2, consumer_owners={"loop-agent": "Ines", "io-rflx": "Jonas"})).missing
        assert need.details[0] == "rlm-claude-code: no owner is named"

    def test_a_claimed_consumer_that_no_gate_tests_confirms_as_well(self) -> None:
        stranger = RCC.replace(consumer="unheard-of")
        readiness = review(complete(R2, claims=(*CLAIMS, stranger)))
        assert codes(readiness) == ["migration-unconfirmed", "scope-without-evidence", "tuple-not-in-matrix"]


class TestConditionalGo:
    @pytest.mark.parametrize("classes", [(R2,), (R3,), (R1, R2), (R0, R2), (R2, R3)], ids=str)
    def test_with_all_conditions(self, classes: tuple[str, ...]) -> None:
        """It is reached, with everything that it requires.

        “Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures outside seam
        scope tracked under D-009/D-014.”
        """
        readiness = review(conditional(*classes))
        assert (readiness.outcome, codes(readiness)) == (CONDITIONAL_GO, ["advisory-conditional"])

    @pytest.mark.parametrize("tracked_by", [("D-009",), ("D-014",), ("D-009", "D-014")], ids=str)
    def test_either_tracking_decision_suffices(self, tracked_by: tuple[str, ...]) -> None:
        decisions = (accepted(), *map(entry, ("D-017", *tracked_by)))
        assert review(conditional(decisions=decisions)).outcome is CONDITIONAL_GO

    def test_one_tracking_decision_may_be_lifted_while_the_other_stands(self) -> None:
        decisions = (entry("D-017"), accepted(), entry("D-009", lifted=True), entry("D-014"))
        assert review(conditional(decisions=decisions)).outcome is CONDITIONAL_GO

    def test_the_entry_may_be_the_tracking_decision_where_that_is_about_the_release(self) -> None:
        decisions = (entry("D-017"), accepted("D-009"))
        assert review(conditional(decision_entry="D-009", decisions=decisions)).outcome is CONDITIONAL_GO

    def test_says_why_the_entry_does_not_count(self) -> None:
        old = accepted(commit="4444444", by="Olga", role="visitor", accepted_at=BEFORE - SECOND)
        readiness = review(conditional(decisions=(entry("D-017"), entry("D-009"), old)))
        fact = READINESS.asked["decision_entry"]
        assert list(fact.details(ReviewContext(readiness.candidate, READINESS, AT))) == [
            "D-020: of another commit, 4444444",
            "D-020: not known to be by another than the release owner",
            "D-020: not by somebody in the role approver",
            "D-020: older than VG-LA-002.txt",
            "VG-LA-002: no waiver in force",
        ]

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"decision_entry": None}, ["no decision entry is named", "VG-LA-002: no waiver in force"]),
            ({"decisions": [entry("D-017"), entry("D-009")]}, ["D-020: not recorded", "VG-LA-002: no waiver in force"]),
            (
                {"decisions": [entry("D-017"), entry("D-009"), accepted(accepted_at=LATER)]},
                ["D-020: accepted only 2026-02-21 12:00+00:00", "VG-LA-002: no waiver in force"],
            ),
            (
                {"decisions": [entry("D-017"), entry("D-009"), accepted(lifted_at=AT)]},
                ["D-020: lifted", "VG-LA-002: no waiver in force"],
            ),
        ],
        ids=["unnamed", "unrecorded", "not yet", "lifted"],
    )
    def test_the_card_says_what_the_entry_lacks(self, changes: dict[str, object], expected: list[str]) -> None:
        (need,) = review(conditional(**changes)).missing_for_condition
        assert (need.change.column, list(need.details)) == ("decision_entry", expected)

    def test_the_card_says_which_decisions_are_not_in_force(self) -> None:
        decisions = (entry("D-017"), accepted(), entry("D-014", lifted=True))
        (need,) = review(conditional(decisions=decisions)).missing_for_condition
        assert (need.change.column, need.details) == ("tracking", ("D-009: not recorded", "D-014: lifted"))

    def test_names_the_failures_that_nobody_looked_at(self) -> None:
        candidate = _failing_again(conditional())
        fact = READINESS.asked["seam"]
        assert list(fact.details(ReviewContext(candidate, READINESS, AT))) == ["again.txt: not classified"]

    def test_is_no_go_without_a_failure_to_accept(self) -> None:
        accepting = complete(R2, seam="outside", decision_entry="D-020")
        assert review(accepting).outcome is GO

    def test_says_what_a_full_go_would_take(self) -> None:
        (need,) = review(conditional()).missing
        assert need.change.column == "advisory"
        assert need.details == ("VG-LA-002: failed (fail, 2 failed)",)

    @pytest.mark.parametrize(
        ("named", "other", "reason", "advisory"),
        [
            pytest.param(PASS, FAIL, "advisory-not-named", Advisory.OTHER_FAILURE, id="other"),
            pytest.param(FAIL, FAIL, "advisory-not-named", Advisory.OTHER_FAILURE, id="both"),
            pytest.param(FAIL, NOT_RUN, "advisory-unreported", MISSING, id="other not run"),
            pytest.param(FAIL, ERROR, "advisory-unreported", MISSING, id="other broke"),
        ],
    )
    def test_is_limited_to_the_named_gate(
        self, named: GateStatus, other: GateStatus, reason: str, advisory: object
    ) -> None:
        """A playbook with one more advisory gate: its failure is none that the sentence names.

        “Conditional go requires explicit decision entry and is limited to advisory `VG-LA-002` failures outside seam
        scope tracked under D-009/D-014.”
        """
        candidate = with_result(conditional(), "VG-LA-002", status=named)
        readiness = review(with_result(candidate, "VG-XX-001", status=other), two_advisories())
        assert (readiness.outcome, codes(readiness)) == (NO_GO, [reason])
        assert readiness.decision.fact("advisory") is advisory

    def test_stays_where_the_other_gate_passes(self) -> None:
        candidate = with_result(conditional(), "VG-XX-001")
        assert review(candidate, two_advisories()).outcome is CONDITIONAL_GO


def two_advisories() -> ReadinessRules:
    """The playbook's rules with one more advisory gate, which no sentence names."""
    rules = READINESS.replace(gates=(*READINESS.gates, Gate("VG-XX-001", GateKind.ADVISORY)))
    return with_class(R2, rules, reports={"VG-LA-002", "VG-XX-001"})


def named(*words: str) -> frozenset[str]:
    """Release classes by name."""
    return frozenset(words)


BUILD: Final = {"VG-LOOP-BUILD-001", "VG-LOOP-BUILD-002", "VG-LOOP-BUILD-003"}
CORE: Final = {*BUILD, "VG-LOOP-CORE-001"}
CONTRACT: Final = {"VG-CONTRACT-001"}
VISIBLE: Final = {*CORE, "VG-RCC-001", "VG-LA-001", "VG-RFLX-001", "VG-CONTRACT-001"}
PERFORMANCE: Final = {"VG-PERF-001", "VG-PERF-002", "VG-EFFICACY-001"}
REQUIRED: Final = {
    named(): set[str](),
    named("R0"): CONTRACT,
    named("R1"): CORE,
    named("R2"): VISIBLE,
    named("R3"): VISIBLE | PERFORMANCE,
    named("R0", "R1"): CORE | CONTRACT,
    named("R0", "R2"): VISIBLE,
    named("R0", "R3"): CONTRACT | PERFORMANCE,
    named("R1", "R2"): VISIBLE,
    named("R1", "R3"): CORE | PERFORMANCE,
    named("R2", "R3"): VISIBLE | PERFORMANCE,
    named("R0", "R1", "R2"): VISIBLE,
    named("R0", "R1", "R3"): CORE | CONTRACT | PERFORMANCE,
    named("R0", "R2", "R3"): VISIBLE | PERFORMANCE,
    named("R1", "R2", "R3"): VISIBLE | PERFORMANCE,
    named("R0", "R1", "R2", "R3"): VISIBLE | PERFORMANCE,
}
"""Each set of classes with the gates of its rows, by hand; the scope of `VG-LOOP-*` is open, so all of them count."""


def class_sets() -> list[frozenset[str]]:
    """Every subset of the classes."""
    return [frozenset(chosen) for size in range(5) for chosen in combinations((R0, R1, R2, R3), size)]


def test_every_set_of_classes_has_a_row() -> None:
    assert set(class_sets()) == set(REQUIRED)


CELLS: Final = {
    "R0": ("`VG-CONTRACT-001`", CONTRACT),
    "R1": ("`VG-LOOP-BUILD-001/002/003`, `VG-LOOP-CORE-001`", CORE),
    "R2": (
        "`VG-LOOP-*` required by scope, `VG-RCC-001`, `VG-LA-001`, `VG-RFLX-001`, `VG-CONTRACT-001`",
        VISIBLE,
    ),
    "R3": ("All applicable R1/R2 gates + `VG-PERF-001`, `VG-PERF-002`, `VG-EFFICACY-001`", VISIBLE | PERFORMANCE),
}
"""The cells of the column of required gates, with the gates by hand."""


@pytest.mark.parametrize("name", CELLS)
class TestCellsOfRequiredGates:
    def test_are_in_the_playbook(self, name: str) -> None:
        assert f" | {CELLS[name][0]} | " in sections()[CLASSES]

    def test_a_class_requires_exactly_these_and_goes_without_none_of_them(self, name: str) -> None:
        candidate = complete(name)
        assert {own.gate for own in review(candidate).required} == CELLS[name][1]
        for gate in CELLS[name][1]:
            assert review(without_result(candidate, gate)).outcome is NO_GO, gate


@pytest.mark.parametrize("classes", class_sets(), ids=lambda classes: "+".join(sorted(map(str, classes))) or "none")
class TestRequiredGates:
    def test_are_those_of_the_rows_together(self, classes: frozenset[str]) -> None:
        readiness = review(complete(*classes))
        assert [own.gate for own in readiness.required] == sorted(REQUIRED[classes])

    def test_of_the_candidates_of_these_tests_are_the_same(self, classes: frozenset[str]) -> None:
        assert gates_of(*classes) == REQUIRED[classes]

    def test_all_passed_is_a_go_unless_the_classes_do_not_fit(self, classes: frozenset[str]) -> None:
        """R0 changes no runtime behaviour, so it cannot be performance-sensitive; no class at all is no answer."""
        readiness = review(complete(*classes))
        if not classes:
            assert codes(readiness) == ["class-undeclared", "required-gate-unproven"]
        elif {R0, R3} <= classes:
            assert codes(readiness) == ["class-contradictory"]
        else:
            assert readiness.outcome is GO

    def test_each_of_them_is_needed(self, classes: frozenset[str]) -> None:
        for gate in REQUIRED[classes]:
            readiness = review(without_result(complete(*classes), gate))
            assert "required-gate-unproven" in codes(readiness), gate

    def test_the_full_suite_of_loop_agent_is_reported_where_consumers_notice(self, classes: frozenset[str]) -> None:
        expected = ["VG-LA-002"] if R2 in classes or classes == {R3} else []
        assert [own.gate for own in review(complete(*classes)).advisory] == expected


class TestScope:
    """`VG-LOOP-*` required by scope."""

    MORE: Final = READINESS.replace(gates=(*READINESS.gates, Gate("VG-LOOP-REPL-001"), Gate("VG-LOOPY-001")))

    @pytest.mark.parametrize(
        ("scope", "expected"),
        [
            pytest.param(MISSING, {*CORE, "VG-LOOP-REPL-001"}, id="open"),
            pytest.param(frozenset(), set(), id="none"),
            pytest.param(frozenset({"VG-LOOP-CORE-001"}), {"VG-LOOP-CORE-001"}, id="one"),
            pytest.param(frozenset({"VG-LOOP-NEW-001"}), {"VG-LOOP-NEW-001"}, id="unknown to the playbook"),
        ],
    )
    def test_of_r2(self, scope: object, expected: set[str]) -> None:
        """An open scope is all of them; one that is stated is exactly what it states.

        “`VG-LOOP-*` required by scope, `VG-RCC-001`, `VG-LA-001`, `VG-RFLX-001`, `VG-CONTRACT-001`”
        """
        readiness = review(complete(R2, scoped_gates=scope), self.MORE)
        others = {"VG-RCC-001", "VG-LA-001", "VG-RFLX-001", "VG-CONTRACT-001"}
        assert {own.gate for own in readiness.required} == expected | others

    def test_open_means_that_a_known_gate_without_a_run_stops_the_release(self) -> None:
        readiness = review(complete(R2), self.MORE)
        assert codes(readiness) == ["required-gate-unproven"]
        assert readiness.missing[0].details == ("VG-LOOP-REPL-001: unproven (no result that counts)",)

    @pytest.mark.parametrize(("classes", "expected"), [((R1,), CORE), ((R3,), VISIBLE | PERFORMANCE)], ids=("R1", "R3"))
    def test_does_not_shrink_what_r1_names_one_by_one(self, classes: tuple[str, ...], expected: set[str]) -> None:
        readiness = review(complete(*classes, scoped_gates=frozenset()))
        assert {own.gate for own in readiness.required} == expected


class TestTuples:
    def test_each_claimed_tuple_needs_evidence_of_its_own(self) -> None:
        second = LOOP_AGENT.replace(consumer_sha="4444444")
        candidate = complete(R2, matrix=supporting(second))
        assert not isinstance(candidate.claims, type(MISSING))
        both = candidate.replace(claims=(*candidate.claims, second))
        assert codes(review(both)) == ["migration-unconfirmed", "scope-without-evidence"]
        proof = passed("VG-LA-001", id="second", subject=second.ref)
        word = confirmed(second)
        more = both.replace(results=(*both.results, proof), confirmations=(*both.confirmations, word))
        assert review(more).outcome is GO

    def test_each_claimed_tuple_needs_a_confirmation_of_its_own(self) -> None:
        second = LOOP_AGENT.replace(consumer_sha="4444444")
        candidate = complete(R2, matrix=supporting(second))
        assert not isinstance(candidate.claims, type(MISSING))
        proof = passed("VG-LA-001", id="second", subject=second.ref)
        both = candidate.replace(claims=(*candidate.claims, second), results=(*candidate.results, proof))
        assert codes(review(both)) == ["migration-unconfirmed"]

    def test_a_failure_on_a_tuple_that_is_not_claimed_stops_nothing(self) -> None:
        elsewhere = passed("VG-LA-001", id="elsewhere", subject="loop-agent@0+0+-+-", status=GateStatus.FAIL)
        candidate = complete(R2)
        assert review(candidate.replace(results=(*candidate.results, elsewhere))).outcome is GO

    @pytest.mark.parametrize("status", [GateStatus.FAIL, GateStatus.ERROR, GateStatus.NOT_RUN], ids=str)
    def test_bad_news_without_a_tuple_counts_for_every_tuple(self, status: GateStatus) -> None:
        untied = passed("VG-RCC-001", id="untied", subject=None, status=status)
        candidate = complete(R2)
        readiness = review(candidate.replace(results=(*candidate.results, untied)))
        assert readiness.outcome is NO_GO
        assert {own.gate for own in readiness.required if own.standing is not Standing.PASSED} == {"VG-RCC-001"}


def test_the_playbook_is_listed() -> None:
    """What is wrong with it stands beside the other playbooks, in ``tests/unit/test_playbook.py``."""
    assert GATED_RELEASE in ALL


def test_every_gate_that_the_text_names_is_known() -> None:
    expected = {*VISIBLE, *PERFORMANCE, "VG-LA-002"}
    assert {gate.id for gate in READINESS.gates} == expected
    assert {gate.id for gate in READINESS.gates if gate.kind is GateKind.ADVISORY} == {"VG-LA-002"}


def test_learning_a_missing_fact_may_not_close_a_go_of_either_kind() -> None:
    """The table is proved of the outcomes that it calls permissive, so both have to be among them."""
    assert READINESS.go_no_go.permissive == {GO, CONDITIONAL_GO}


def test_every_code_has_a_row_here() -> None:
    reached = {code for row in ROWS for code in row.reasons}
    elsewhere = {"review-complete", "advisory-conditional", "advisory-not-named", "class-contradictory"}
    assert reached | elsewhere == {rule.code or rule.id for rule in READINESS.go_no_go.rules}
