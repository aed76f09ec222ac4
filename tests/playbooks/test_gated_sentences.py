"""Sentences of the Release and Rollback Playbook and of M6 that have no table of cases, each against what it asks.

A docstring quotes the sentence that its test proves, in curly quotes and as it stands in `tests/data`.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations
from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.cadence import Every, Monthly
from releasekit.compat import MatrixFindingKind, NoTuple, ReleaseTuple, Role, SupportWindow, Tier
from releasekit.errors import FieldError
from releasekit.gates import Better, BudgetReading, BudgetReport, DeltaBudget, GateStatus, TreeState
from releasekit.milestones import PublishedMatrix
from releasekit.playbooks.gated_release import (
    PLAIN_LATENCY,
    PLAIN_THROUGHPUT,
    READINESS,
    RERUN_GATES,
    TRIGGERS,
    TUPLE_ROLLBACK,
)
from releasekit.playbooks.steady_state import DUTIES
from releasekit.policy import MISSING
from releasekit.procedures import Run, rerun_gates
from releasekit.readiness import GoNoGo, Readiness, ReleaseCandidate, assess, packet, verify_packet
from releasekit.rollback import RollbackDeclaration, check_triggers
from tests.playbooks.test_gated_release import CORE, VISIBLE
from tests.playbooks.test_rollback_triggers import FAILING, SENTENCES
from tests.strategies.candidates import (
    AT,
    BACK,
    BEFORE,
    CLAIMS,
    COMMIT,
    LOOP_AGENT,
    MATRIX,
    R1,
    R2,
    R3,
    RCC,
    RFLX,
    complete,
    conditional,
    listed,
    passed,
    with_result,
    without_result,
)
from tests.strategies.matrices import AT as ASKED
from tests.strategies.matrices import DAY, NEW, OLD, OLDER, PROMISED, entry, matrix
from tests.strategies.procedure_streams import good_record

GO, CONDITIONAL_GO, NO_GO = GoNoGo
RELEASED: Final = date(2026, 2, 21)
FIRST: Final = datetime(2026, 2, 19, tzinfo=UTC)


def review(candidate: ReleaseCandidate) -> Readiness:
    """The review of a candidate at the instant of these tests."""
    return assess(candidate, READINESS, AT)


def packed(candidate: ReleaseCandidate) -> object:
    """The packet of a candidate's review."""
    return packet(review(candidate), release_date=RELEASED, tuple_rollback=BACK, follow_up_actions=("Mend it.",))


class TestTheDocument:
    def test_handling_is_deterministic(self) -> None:
        """Review, triggers and rollback are functions of what they are given, in any order.

        “This playbook defines deterministic release and rollback handling for loop integration changes.”
        """
        candidate = conditional()
        turned = candidate.replace(results=candidate.results[::-1], decisions=candidate.decisions[::-1])
        answers = [(own.outcome, own.reasons, own.required, own.missing) for own in map(review, (candidate, turned))]
        assert answers[0] == answers[1]
        assert review(turned).to_text() == review(candidate).to_text()
        gates = FAILING.gates
        first, *others = (check_triggers(FAILING.replace(gates=order), TRIGGERS) for order in permutations(gates))
        assert all((own.fired, own.unknown, own.clear) == (first.fired, first.unknown, first.clear) for own in others)
        record = good_record(TUPLE_ROLLBACK)
        assert Run.replay(TUPLE_ROLLBACK, record) == Run.replay(TUPLE_ROLLBACK, iter(record))

    def test_the_consumers_in_scope_have_gates_of_their_own(self) -> None:
        """“Consumers in scope: `rlm-claude-code`, `loop-agent`, `io-rflx`”."""
        gates = {gate.id: gate.consumer for gate in READINESS.gates if gate.consumer}
        assert set(gates.values()) == {"rlm-claude-code", "loop-agent", "io-rflx"}
        # The evidence of a claimed tuple is a pass of a gate of its consumer, on it.
        stranger = RCC.replace(consumer="unheard-of")
        assert review(complete(R2)).outcome is GO
        assert review(complete(R2, claims=(*CLAIMS, stranger))).outcome is NO_GO


class TestThePacket:
    def test_of_the_release_owner_names_gates_tuples_and_evidence(self) -> None:
        """What the owner validates and records is in the packet, and nobody builds one without an owner.

        “Release owner: builds release packet, validates required gates, records tuple and evidence paths.”
        """
        own = packed(complete(R2))
        assert own.release_owner == "Olga"
        assert own.tuple_current == (RFLX, LOOP_AGENT, RCC)
        assert set(own.required_gates) == VISIBLE
        assert {result.gate: result.evidence for result in own.gate_results} == {
            gate: (f"{gate}.txt",) for gate in VISIBLE
        }
        with pytest.raises(FieldError, match=r"candidate\.owner is missing"):
            packed(complete(R2, owner=MISSING))
        for gate in VISIBLE:
            with pytest.raises(FieldError, match=f"`{gate}` is no pass with evidence"):
                own.replace(gate_results=[result for result in own.gate_results if result.gate != gate])

    def test_has_everything_in_its_summary(self) -> None:
        """Each of the five parts is there.

        “Build release packet summary with tuple refs, VG pass/fail table, known advisory failures, and rollback
        tuple/trigger table.”
        """
        summary = packed(conditional()).summary(TRIGGERS.table)
        parts = dict(part.split("\n", 1) for part in summary.split("\n#### ")[1:])
        for claim, back in zip(CLAIMS, BACK, strict=True):
            assert re.search(rf"\|.*{claim.consumer}.*{claim.consumer_sha}.*{back.consumer_sha}", parts["Tuples"])
        for gate in VISIBLE:
            assert re.search(rf"\| ✓ {gate} \| pass \|", parts["Required gates"]), gate
        assert re.search(r"\| ✗ VG-LA-002 \| fail \|", parts["Advisory findings"])
        assert [sentence for sentence in SENTENCES if sentence.split(":")[0] not in parts["Rollback triggers"]] == []
        failing = with_result(complete(R2), "VG-RCC-001", status=GateStatus.FAIL)
        assert re.search(r"\| ✗ VG-RCC-001 \| fail \|", packed(failing).summary(TRIGGERS.table))

    @pytest.mark.parametrize(
        ("candidate", "outcome"),
        [
            pytest.param(complete(R2), GO, id="go"),
            pytest.param(conditional(), CONDITIONAL_GO, id="conditional go"),
            pytest.param(without_result(complete(R2), "VG-RCC-001"), NO_GO, id="no-go"),
        ],
    )
    def test_records_the_outcome_of_the_review_and_no_other(self, candidate: ReleaseCandidate, outcome: GoNoGo) -> None:
        """“Perform go/no-go review and record decision outcome.”."""
        own = packed(candidate)
        assert (own.go_no_go, review(candidate).outcome) == (outcome, outcome)
        assert verify_packet(own, candidate, READINESS, AT).outcome is Permission.ALLOWED
        other = own.replace(go_no_go=GO if outcome is CONDITIONAL_GO else NO_GO) if outcome is not NO_GO else own
        found = verify_packet(other, complete(R2) if outcome is NO_GO else candidate, READINESS, AT)
        assert found.outcome is Permission.REFUSED
        assert "go_no_go" in {difference.field for difference in found.differences}


class TestTuples:
    @pytest.mark.parametrize(
        "part", ["producer_sha", "consumer_sha", "vendored_sha", "schema_version"], ids=lambda part: part
    )
    def test_each_of_their_four_parts_counts(self, part: str) -> None:
        """A tuple with another value in one part is another tuple, for which this evidence is none.

        “Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, optional `schema_version`.”
        """
        claim = RCC.replace(vendored_sha="75f806f", schema_version="v0")
        listing = MATRIX.replace(entries=(*MATRIX.entries, listed(claim, Role.LISTED, validated_at=BEFORE)))
        sound = complete(R1, claims=(claim,), matrix=listing)
        sound = sound.replace(results=(*sound.results, passed("VG-RCC-001", subject=claim.ref)))
        assert review(sound).outcome is GO
        other = with_result(sound, "VG-RCC-001", subject=claim.replace(**{part: "0ther"}).ref)
        assert [reason.code for reason in review(other).reasons] == ["scope-without-evidence"]
        unlisted = sound.replace(claims=[claim.replace(**{part: "0ther"})])
        assert "tuple-not-in-matrix" in [reason.code for reason in review(unlisted).reasons]

    def test_need_both_commits_and_may_have_two_more_parts(self) -> None:
        """Two of the parts are optional, and a candidate that says nothing of tuples is a no-go.

        “Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, optional `schema_version`.”
        """
        assert ReleaseTuple("shop-app", "528f900", producer_sha="75f806f").ref == "shop-app@528f900+75f806f+-+-"
        for fields in ({"producer_sha": "75f806f"}, {"consumer_sha": "528f900"}):
            with pytest.raises(TypeError):
                ReleaseTuple("shop-app", **fields)
        assert review(complete(R1, claims=MISSING)).outcome is NO_GO


class TestTheMatrix:
    @pytest.mark.parametrize(
        ("entries", "kinds"),
        [
            pytest.param((entry(), entry(OLD, Role.ROLLBACK)), set(), id="both"),
            pytest.param((entry(OLD, Role.ROLLBACK),), {MatrixFindingKind.NO_CURRENT}, id="no current"),
            pytest.param((entry(),), {MatrixFindingKind.NO_ROLLBACK}, id="no rollback"),
            pytest.param(
                (entry(tier=Tier.CONDITIONAL), entry(OLD, Role.ROLLBACK)),
                {MatrixFindingKind.CURRENT_NOT_SUPPORTED},
                id="current not supported",
            ),
            pytest.param(
                (entry(), entry(OLD, Role.ROLLBACK, tier=Tier.CONDITIONAL)),
                {MatrixFindingKind.NO_ROLLBACK},
                id="rollback not supported",
            ),
            pytest.param((), {MatrixFindingKind.MISSING_CONSUMER}, id="nothing"),
        ],
    )
    def test_lacks_neither_a_current_nor_a_rollback_tuple(
        self, entries: tuple[object, ...], kinds: set[MatrixFindingKind]
    ) -> None:
        """Whoever confirms it by the support policy is told what it lacks.

        “Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has current supported + rollback tuple entries.”
        """
        found = PROMISED.findings(matrix(entries), ("loop-agent",), ASKED)
        assert {own.kind for own in found} - {MatrixFindingKind.TOO_FEW_TUPLES} == kinds

    def test_names_the_tuple_to_go_back_to(self) -> None:
        """It is kept for rollback and supported, was validated before the one to leave, and is not the current one.

        “Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`.”
        """
        older = entry(OLDER, Role.ROLLBACK, validated_at=ASKED - 60 * DAY)
        own = matrix((entry(), older, entry(OLD, Role.ROLLBACK)))
        assert own.rollback_for("loop-agent", NEW) == entry(OLD, Role.ROLLBACK)
        assert own.rollback_for("loop-agent", OLD) == older
        later = older.replace(validated_at=entry().validated_at)
        assert isinstance(matrix((entry(), later)).rollback_for("loop-agent", NEW), NoTuple)
        unsupported = matrix((entry(), older.replace(tier=Tier.CONDITIONAL), entry(OLD, Role.LISTED)))
        assert isinstance(unsupported.rollback_for("loop-agent", NEW), NoTuple)

    def test_says_of_each_consumer_which_tuples_are_supported(self) -> None:
        """The table is asked by tuple, and knows nothing of a tuple that differs in one commit.

        “Create version support table for `loop`, `rlm-claude-code`, `loop-agent`, `io-rflx`.”
        """
        tiers = dict(zip(CLAIMS, (Tier.SUPPORTED, Tier.CONDITIONAL, Tier.UNSUPPORTED), strict=True))
        own = matrix([entry(claim, tier=tier) for claim, tier in tiers.items()])
        assert own.consumers == ("io-rflx", "loop-agent", "rlm-claude-code")
        for claim, tier in tiers.items():
            assert own.lookup(claim, ASKED) is tier
            assert own.lookup(claim.replace(producer_sha="0ther"), ASKED) is MISSING
            assert own.lookup(claim.replace(consumer_sha="0ther"), ASKED) is MISSING

    def test_has_windows_and_a_lead_time_that_are_kept(self) -> None:
        """Support ends with its window, and an end that is announced too late is found.

        “Define support window and deprecation lead time.”
        """
        kept = SupportWindow(ASKED - 60 * DAY, ASKED - 14 * DAY, end=ASKED)
        late = kept.replace(deprecated=ASKED - 13 * DAY)
        own = matrix((entry(window=kept), entry(OLD, Role.ROLLBACK)))
        assert own.lookup(NEW, ASKED - DAY) is Tier.SUPPORTED
        assert own.lookup(NEW, ASKED) is Tier.UNSUPPORTED
        for window, expected in ((kept, False), (late, True)):
            given = matrix((entry(window=window), entry(OLD, Role.ROLLBACK)))
            found = {finding.kind for finding in PROMISED.findings(given, (), ASKED - DAY)}
            assert (MatrixFindingKind.SHORT_NOTICE in found) is expected
        for fields in ({"lead_time_days": 14}, {"support_window": "current and rollback"}):
            with pytest.raises(TypeError):
                PublishedMatrix("1", RELEASED, path="COMPATIBILITY-MATRIX.md", **fields)

    def test_is_published_under_a_version(self) -> None:
        """“Compatibility matrix is published and versioned.”."""
        with pytest.raises(FieldError, match=r"PublishedMatrix\.version"):
            PublishedMatrix("", RELEASED, support_window="all", lead_time_days=14, path="COMPATIBILITY-MATRIX.md")


def reported(own: BudgetReading, over: str | None) -> BudgetReport:
    """What a reading says where one metric is barely over its budget, or each is exactly at it."""
    runs: dict[str, dict[str, tuple[Decimal]]] = {"baseline": {}, "candidate": {}}
    for budget in own.budgets:
        step = Decimal("0.001") if budget.metric == over else Decimal(0)
        base, worse = (Decimal(0), step) if isinstance(budget, DeltaBudget) else (Decimal(100), 10 + step)
        runs["baseline"][budget.metric] = (base,)
        runs["candidate"][budget.metric] = (base + worse if budget.better is Better.LOWER else base - worse,)
    return own.judge(**runs, approved=True, baseline_commits=["50cd8cf"], candidate_commits=[COMMIT])


class TestBudgets:
    @pytest.mark.parametrize(
        ("gate", "own"),
        [("VG-PERF-001", PLAIN_LATENCY), ("VG-PERF-002", PLAIN_THROUGHPUT)],
        ids=lambda own: str(own)[:11],
    )
    def test_that_fail_make_a_no_go(self, gate: str, own: BudgetReading) -> None:
        """The result of the gate is what the report makes of it, one metric after the other beyond its budget.

        “Automatic no-go for performance-sensitive releases when `VG-PERF-001` or `VG-PERF-002` fails budget.”
        """
        for over in (None, *(budget.metric for budget in own.budgets)):
            run = reported(own, over).result(
                gate, gate, recorded_at=BEFORE, evidence=(f"{gate}.json",), tree=TreeState.CLEAN_CLONE_COMMITTED
            )
            assert (run.status is GateStatus.PASS, run.commit) == (over is None, COMMIT)
            others = tuple(result for result in complete(R1, R3).results if result.gate != gate)
            assert review(complete(R1, R3, results=(*others, run))).outcome is (GO if over is None else NO_GO), over
            undeclared = review(complete(R1, results=(*complete(R1).results, run)))
            stands = [] if over is None else ["failure-outside-scope", "regression-undeclared"]
            assert sorted(reason.code for reason in undeclared.reasons if reason.code != "review-complete") == stands


class TestRollback:
    def test_is_declared_with_its_triggers_and_the_tuple(self) -> None:
        """A declaration without either is refused, and so is one by nobody.

        “Declare rollback event with trigger type and impacted tuple.”
        """
        own = RollbackDeclaration(("contract",), LOOP_AGENT.ref, declared_at=AT, declared_by="Olga")
        assert (own.triggers, own.impacted) == (("contract",), LOOP_AGENT.ref)
        for changes in ({"triggers": ()}, {"impacted": ""}, {"declared_by": ""}):
            with pytest.raises(FieldError, match=f"RollbackDeclaration.{next(iter(changes))}"):
                own.replace(**changes)

    @pytest.mark.parametrize(
        ("visible", "gates", "expected"),
        [
            (False, (), {"VG-CONTRACT-001"}),
            (True, (), {"VG-CONTRACT-001", "VG-RCC-001"}),
            (False, CORE, {"VG-CONTRACT-001", *CORE}),
            (True, VISIBLE, {"VG-CONTRACT-001", *VISIBLE}),
            (MISSING, (), {"VG-CONTRACT-001", "VG-RCC-001"}),
        ],
    )
    def test_reruns_the_gates_of_the_text(self, visible: object, gates: set[str], expected: set[str]) -> None:
        """The two that are named, the second where consumers notice the change, and those of its class.

        “Rerun minimal release-blocking gates for rollback tuple: `VG-CONTRACT-001`, `VG-RCC-001` (for
        consumer-visible changes), and additional original-class gates as applicable.”
        """
        assert set(rerun_gates(gates, RERUN_GATES, {"consumer_visible": visible})) == expected


class TestDuties:
    @pytest.mark.parametrize(
        ("duty", "owner", "recurrence"),
        [
            pytest.param("spec-review", "Orchestrator", Monthly(19, date(2026, 2, 19)), id="specs"),
            pytest.param("compatibility-runs", "Consumer owners", Every(7 * DAY, FIRST), id="runs"),
        ],
    )
    def test_reviews_and_runs_are_due_again_and_again(self, duty: str, owner: str, recurrence: object) -> None:
        """How often is the project's own decision; each has an owner.

        “Set review cadence for specs vs runtime behavior.” and “Set cadence for cross-repo compatibility runs.”
        """
        (own,) = (each for each in DUTIES if each.id == duty)
        assert (own.owner, own.recurrence) == (owner, recurrence)

    def test_decision_log_and_validation_matrix_have_owners(self) -> None:
        """“Assign ownership for decision log and validation matrix updates.”."""
        owners = {each.id: each.owner for each in DUTIES}
        assert (owners["decision-log"], owners["validation-matrix"]) == ("Approver", "Release owner")
