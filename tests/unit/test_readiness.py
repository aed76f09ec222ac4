"""The go/no-go review: what it refuses, how facts are derived, and what its answer shows."""

import html
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.gates import Gate, GateStatus, Standing, TreeState
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import MISSING, Column, Hit, Rule, Table
from releasekit.readiness import (
    Advisory,
    AdvisoryFact,
    ClassFact,
    DecisionEntry,
    DecisionStatus,
    Declaration,
    EntryFact,
    Fact,
    GateFact,
    GoNoGo,
    Readiness,
    ReleaseCandidate,
    ReleaseClass,
    RollbackRecord,
    ScopeEvidence,
    TreeFact,
    assess,
)
from tests.rows import cases
from tests.strategies.candidates import (
    AT,
    BEFORE,
    LATER,
    LOOP_AGENT,
    R0,
    R1,
    R2,
    R3,
    RCC,
    approval,
    complete,
    conditional,
    confirmed,
    entry,
    passed,
    waiver,
    with_facts,
    with_result,
    without_result,
)

SECOND: Final = timedelta(seconds=1)
GO, CONDITIONAL_GO, NO_GO = GoNoGo


def review(candidate: ReleaseCandidate, at: datetime = AT) -> Readiness:
    """The review by the shipped rules."""
    return assess(candidate, READINESS, at)


def fact(candidate: ReleaseCandidate, name: str) -> object:
    """One fact that the review derived."""
    return review(candidate).decision.fact(name)


class TestDecisionEntry:
    """In force from the first instant on, and no longer at the last."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [
            pytest.param(BEFORE - SECOND, False, id="before"),
            pytest.param(BEFORE, True, id="accepted at this instant"),
            pytest.param(AT - SECOND, True, id="between"),
            pytest.param(AT, False, id="lifted at this instant"),
            pytest.param(LATER, False, id="after"),
        ],
    )
    def test_is_half_open(self, at: datetime, expected: bool) -> None:  # noqa: FBT001
        assert DecisionEntry("D-017", BEFORE, lifted_at=AT).is_active(at) is expected

    @pytest.mark.parametrize(("at", "expected"), [(BEFORE - SECOND, False), (BEFORE, True), (LATER, True)])
    def test_stands_until_it_is_lifted(self, at: datetime, expected: bool) -> None:  # noqa: FBT001
        assert DecisionEntry("D-017", BEFORE).is_active(at) is expected

    def test_may_be_lifted_at_once(self) -> None:
        assert not DecisionEntry("D-017", AT, lifted_at=AT).is_active(AT)

    def test_is_not_lifted_before_it_is_accepted(self) -> None:
        with pytest.raises(FieldError) as caught:
            DecisionEntry("D-017", AT, lifted_at=BEFORE)
        assert str(caught.value) == (
            "DecisionEntry.lifted_at is `2026-02-19T12:00:00+00:00`; "
            "expected no earlier than accepted_at, `2026-02-20T12:00:00+00:00`"
        )

    @pytest.mark.parametrize("value", [AT.replace(tzinfo=None), AT.date(), "2026-02-20", None], ids=repr)
    def test_needs_an_instant_with_its_zone(self, value: object) -> None:
        with pytest.raises(FieldError, match=r"DecisionEntry\.accepted_at is .*; expected an instant with its zone"):
            DecisionEntry("D-017", value)


class TestApproval:
    """In force from the first instant on, and no longer at the last."""

    @pytest.mark.parametrize(
        ("at", "expected"),
        [(BEFORE - SECOND, False), (BEFORE, True), (AT - SECOND, True), (AT, False), (LATER, False)],
    )
    def test_is_half_open(self, at: datetime, expected: bool) -> None:  # noqa: FBT001
        assert approval(expires_at=AT).is_in_force(at) is expected

    def test_stands_where_it_does_not_expire(self) -> None:
        assert approval().is_in_force(LATER)

    def test_asks_for_an_instant_with_its_zone(self) -> None:
        with pytest.raises(FieldError, match="expected an instant with its zone"):
            approval().is_in_force(AT.replace(tzinfo=None))


class TestDecisionsInForce:
    @pytest.mark.parametrize(
        ("decisions", "expected"),
        [
            pytest.param((), DecisionStatus.ACTIVE, id="not recorded"),
            pytest.param((entry("D-017"),), DecisionStatus.ACTIVE, id="in force"),
            pytest.param((entry("D-017", lifted=True),), DecisionStatus.LIFTED, id="lifted at this instant"),
            pytest.param((entry("D-017").replace(lifted_at=AT + SECOND),), DecisionStatus.ACTIVE, id="lifted next"),
            pytest.param((entry("D-017").replace(accepted_at=AT + SECOND),), DecisionStatus.ACTIVE, id="not yet"),
        ],
    )
    def test_clean_clone(self, decisions: tuple[DecisionEntry, ...], expected: object) -> None:
        assert fact(complete(R2, decisions=decisions), "clean_clone_decision") is expected

    @pytest.mark.parametrize(
        ("decisions", "expected"),
        [
            pytest.param((), NO_GO, id="an unknown blocker counts as in force"),
            pytest.param((entry("D-017"),), NO_GO, id="in force"),
            pytest.param((entry("D-017").replace(accepted_at=LATER),), NO_GO, id="nobody could know of it yet"),
            pytest.param((entry("D-017", lifted=True),), GO, id="lifted"),
        ],
    )
    def test_of_a_blocker(self, decisions: tuple[DecisionEntry, ...], expected: GoNoGo) -> None:
        soiled = with_result(complete(R2), "VG-LA-001", tree=TreeState.DIRTY_WORKING_TREE)
        assert review(soiled.replace(decisions=decisions)).outcome is expected

    @pytest.mark.parametrize(
        ("decisions", "expected"),
        [
            pytest.param((), MISSING, id="none"),
            pytest.param((entry("D-013"),), MISSING, id="others"),
            pytest.param((entry("D-009"),), DecisionStatus.ACTIVE, id="one"),
            pytest.param((entry("D-009", lifted=True),), DecisionStatus.LIFTED, id="lifted"),
            pytest.param((entry("D-009", lifted=True), entry("D-014")), DecisionStatus.ACTIVE, id="one of two"),
        ],
    )
    def test_of_tracking(self, decisions: tuple[DecisionEntry, ...], expected: object) -> None:
        assert fact(complete(R2, decisions=decisions), "tracking") is expected

    @pytest.mark.parametrize("decision_entry", [None, "D-999"])
    def test_an_unknown_enabling_decision_counts_as_absent(self, decision_entry: str | None) -> None:
        candidate = conditional(decision_entry=decision_entry)
        assert fact(candidate, "decision_entry") is MISSING
        assert review(candidate).outcome is NO_GO


def promoting(gate: str, **changes: object) -> ReleaseCandidate:
    """A loop-agent promotion of an R1 change, with one run of a gate."""
    candidate = complete(R1, promotes=frozenset({"VG-LA-002"}))
    return candidate.replace(results=(*candidate.results, passed(gate, **changes)))


class TestFacts:
    @pytest.mark.parametrize(
        ("candidate", "name", "expected"),
        [
            pytest.param(complete(R1), "release_class", Declaration.SOUND, id="class"),
            pytest.param(complete(R0, R3), "release_class", Declaration.CONTRADICTORY, id="classes at odds"),
            pytest.param(complete(), "release_class", MISSING, id="no class"),
            pytest.param(complete(R1), "required_gates", Standing.PASSED, id="gates passed"),
            pytest.param(complete(), "required_gates", Standing.UNPROVEN, id="no gates prove nothing"),
            pytest.param(complete(R2), "scope_evidence", ScopeEvidence.COMPLETE, id="evidence for each claim"),
            pytest.param(complete(R1), "scope_evidence", ScopeEvidence.COMPLETE, id="nothing claimed"),
            pytest.param(complete(R1, claims=(RCC,)), "scope_evidence", ScopeEvidence.INCOMPLETE, id="no evidence"),
            pytest.param(complete(R1, claims=MISSING), "scope_evidence", MISSING, id="claims unsaid"),
            pytest.param(complete(R1), "performance_sensitive", False, id="not performance-sensitive"),
            pytest.param(complete(R1, R3), "performance_sensitive", True, id="performance-sensitive"),
            pytest.param(complete(R1, R3), "budgets", Standing.PASSED, id="budgets kept"),
            pytest.param(complete(R1), "budgets", Standing.UNPROVEN, id="nothing measured"),
            pytest.param(complete(R1), "promotion_claim", False, id="no promotion"),
            pytest.param(promoting("VG-LA-002"), "promotion_claim", True, id="promotion"),
            pytest.param(
                promoting("VG-LA-002"), "consumer_tree", TreeState.CLEAN_CLONE_COMMITTED, id="promoted, clean"
            ),
            pytest.param(
                promoting("VG-LA-002", tree=TreeState.DIRTY_WORKING_TREE),
                "consumer_tree",
                TreeState.DIRTY_WORKING_TREE,
                id="promoted, dirty",
            ),
            pytest.param(
                promoting("VG-LA-002", tree=TreeState.DIRTY_WORKING_TREE, status=GateStatus.FAIL),
                "consumer_tree",
                TreeState.DIRTY_WORKING_TREE,
                id="promoted, failed and dirty",
            ),
            pytest.param(promoting("VG-LA-001"), "consumer_tree", MISSING, id="promoted, no run"),
            pytest.param(promoting("VG-LA-002", evidence=()), "consumer_tree", MISSING, id="promoted, no evidence"),
            pytest.param(complete(R1), "consumer_claim", False, id="no claim"),
            pytest.param(complete(R1, claims=(RCC,)), "consumer_claim", False, id="other claim"),
            pytest.param(complete(R2), "consumer_evidence", TreeState.CLEAN_CLONE_COMMITTED, id="clean clone"),
            pytest.param(complete(R1, claims=(LOOP_AGENT,)), "consumer_evidence", MISSING, id="claim, no run"),
            pytest.param(
                promoting("VG-LA-002", tree=TreeState.DIRTY_WORKING_TREE),
                "consumer_evidence",
                TreeState.DIRTY_WORKING_TREE,
                id="promoted, no tuple claimed",
            ),
            pytest.param(complete(R1), "advisory", Advisory.PASSED, id="no advisory gate declared"),
            pytest.param(complete(R2), "advisory", Advisory.PASSED, id="advisory passed"),
            pytest.param(without_result(complete(R2), "VG-LA-002"), "advisory", MISSING, id="advisory left out"),
            pytest.param(conditional(), "advisory", Advisory.NAMED_FAILURE, id="advisory failed"),
            pytest.param(
                with_result(complete(R2), "VG-LA-002", status=GateStatus.ERROR), "advisory", MISSING, id="it broke"
            ),
            pytest.param(conditional(), "seam", "outside", id="seam"),
        ],
    )
    def test_value(self, candidate: ReleaseCandidate, name: str, expected: object) -> None:
        assert fact(candidate, name) == expected

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            ("clean_clone_committed", "clean_clone_committed", TreeState.CLEAN_CLONE_COMMITTED),
            ("clean_clone_committed", "committed", TreeState.COMMITTED),
            ("committed", "dirty_working_tree", TreeState.DIRTY_WORKING_TREE),
            ("dirty_working_tree", "not_recorded", TreeState.DIRTY_WORKING_TREE),
            ("clean_clone_committed", "not_recorded", TreeState.CLEAN_CLONE_COMMITTED),
            ("not_recorded", "not_recorded", MISSING),
        ],
    )
    def test_the_worst_tree_counts(self, first: str, second: str, expected: object) -> None:
        """A pass whose tree nobody recorded does not count."""
        for one, other in ((first, second), (second, first)):
            candidate = with_result(complete(R2), "VG-LA-001", tree=TreeState(one))
            assert fact(with_result(candidate, "VG-LA-002", tree=TreeState(other)), "consumer_evidence") is expected

    def test_the_shipped_table_asks_every_fact_in_their_order(self) -> None:
        assert [*READINESS.asked] == [own.column.name for own in READINESS.facts]


def many(*results: object, **changes: object) -> ReleaseCandidate:
    """A candidate with some results and nothing else."""
    return ReleaseCandidate("odd", {R1}, results=results, **changes)


class TestCandidateRefusals:
    @pytest.mark.parametrize(
        ("make", "expected"),
        cases(__file__, "candidates",
            pytest.param(lambda: many(passed("a"), passed("a")), id="result twice"),
            pytest.param(lambda: many(decisions=(entry("D-1"), entry("D-1", lifted=True))), id="decision twice"),
            pytest.param(lambda: many(passed("a", supersedes=("b",))), id="rerun of nothing"),
            pytest.param(lambda: many(passed("a"), passed("b", supersedes=("a.txt",))), id="rerun of another gate"),
            pytest.param(
                lambda: many(passed("a"), passed("a", id="r", recorded_at=BEFORE - SECOND, supersedes=("a.txt",))),
                id="rerun that is older",
            ),
            pytest.param(
                lambda: many(passed("a", supersedes=("r",)), passed("a", id="r", supersedes=("a.txt",))),
                id="reruns of each other",
            ),
            pytest.param(lambda: many(stated="none"), id="text for stated facts"),
            pytest.param(lambda: many(stated={"contract_ambiguity": None}), id="none for missing"),
            pytest.param(lambda: many(stated=[("seam", "inside"), ("seam", "outside")]), id="stated twice"),
            pytest.param(lambda: many(claims=RCC.ref), id="text for claims"),
            pytest.param(lambda: many(stated={"seam": 1.5}), id="float for a stated fact"),
            pytest.param(lambda: ReleaseCandidate("odd", {1}, results=()), id="number for a class"),
            pytest.param(lambda: many(passed("a"), "b.txt"), id="text for a result"),
            pytest.param(
                lambda: many(rollbacks=(RollbackRecord("RB-1", BEFORE), RollbackRecord("RB-1", AT))),
                id="rollback twice",
            ),
            pytest.param(
                lambda: many(rates=(("success_rate", Decimal(1)), ("success_rate", Decimal(2)))), id="rate twice"
            ),
            pytest.param(lambda: many(consumer_owners=(("a", "Mara"), ("a", "Ines"))), id="owner twice"),
            pytest.param(lambda: many(rates={"success_rate": Decimal("100.1")}), id="rate over the top"),
            pytest.param(lambda: many(effects={""}), id="nothing for an effect"),
            pytest.param(lambda: waiver(expires_at=BEFORE), id="waiver of no time"),
            pytest.param(lambda: waiver(why=""), id="waiver without a reason"),
            pytest.param(lambda: waiver(why=" \u200b"), id="waiver with a blank reason"),
            pytest.param(lambda: approval(expires_at=BEFORE - SECOND), id="approval that ends before it begins"),
            pytest.param(lambda: approval(human="yes"), id="text for human"),
            pytest.param(lambda: confirmed(RCC, impact=None), id="nothing for missing"),
        ),
    )
    def test_text(self, make: Callable[[], object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == expected

    def test_rules_take_any_listing(self) -> None:
        fields = ("gates", "classes", "facts")
        assert READINESS.replace(**{name: list(getattr(READINESS, name)) for name in fields}) == READINESS

    @pytest.mark.parametrize(
        ("owner", "approver"),
        [("José", "Jose\u0301"), ("Olga K", "Olga  K"), ("Straße", "STRASSE")],
        ids=["another encoding", "two spaces", "capitals"],
    )
    def test_one_person_in_two_spellings(self, owner: str, approver: str) -> None:
        found = review(complete(R1, owner=owner, approver=approver))
        assert [reason.code for reason in found.reasons] == ["approver-not-distinct"]

    def test_reruns_in_a_ring_of_three(self) -> None:
        ring = [passed("a", id=one, supersedes=(other,)) for one, other in ("xy", "yz", "zx")]
        with pytest.raises(FieldError, match="supersedes itself by way of others"):
            many(*ring)

    def test_a_rerun_may_be_of_the_same_instant(self) -> None:
        rerun = passed("a", id="r", supersedes=("a.txt",))
        assert [result.id for result in many(passed("a"), rerun).results] == ["a.txt", "r"]

    def test_two_ways_to_the_same_result_are_no_ring(self) -> None:
        results = [
            passed("a", id="old"),
            passed("a", id="left", supersedes=("old",)),
            passed("a", id="right", supersedes=("old",)),
            passed("a", id="new", supersedes=("left", "right")),
        ]
        assert len(many(*results).results) == 4


def deciding(*columns: Column) -> Table[GoNoGo]:
    """A go/no-go table that always goes."""
    return Table(
        "own", columns, rules=(Rule("go", {}, then=GO),), hit=Hit.MOST_RESTRICTIVE, outcomes=GoNoGo, permissive=()
    )


def changed_fact(fact: Fact) -> dict[str, object]:
    """The shipped facts with one in place of that of its name."""
    own = fact.column.name
    return {"facts": tuple(fact if known.column.name == own else known for known in READINESS.facts)}


def changed_class(**changes: object) -> dict[str, object]:
    """The shipped classes with the first changed."""
    first, *others = READINESS.classes
    return {"classes": (first.replace(**changes), *others)}


def more_classes(*names: str) -> dict[str, object]:
    """The shipped classes with some more."""
    return {"classes": (*READINESS.classes, *map(ReleaseClass, names))}


CHANGE: Final = ("performance_sensitive", "consumer_visible")


class TestRulesRefusals:
    @pytest.mark.parametrize(
        ("changes", "expected"),
        cases(__file__, "rules",
            pytest.param({"gates": (*READINESS.gates, Gate("VG-RCC-001"))}, id="gate twice"),
            pytest.param(changed_fact(GateFact("efficacy", {"VG-EFFICACY-01"})), id="misspelt gate"),
            pytest.param(changed_fact(AdvisoryFact("advisory", {"nothing like it at all"})), id="unknown gate"),
            pytest.param(changed_class(by_scope={"nothing-*"}), id="prefix of no gate"),
            pytest.param(changed_class(gates={"VG-LOOP-*"}), id="prefix where gates are named"),
            pytest.param(changed_class(reports={"VG-LA-02"}), id="misspelt gate to report"),
            pytest.param(changed_class(excludes={"R2", "R9"}), id="misspelt class"),
            pytest.param(changed_class(alone={"R0"}), id="class that stands for itself"),
            pytest.param(more_classes("r-0", "r 0"), id="classes alike"),
            pytest.param(more_classes("R0"), id="class twice"),
            pytest.param(changed_fact(TreeFact("consumer_evidence", "loop-agnet")), id="misspelt consumer"),
            pytest.param(changed_fact(ClassFact("consumer_visible", {"R22"})), id="misspelt class of a fact"),
            pytest.param({"facts": (*READINESS.facts, EntryFact("seam"))}, id="fact twice"),
        ),
    )
    def test_text(self, changes: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            READINESS.replace(**changes)
        assert expected in caught.value.problems

    @pytest.mark.parametrize(
        ("column", "start"),
        [
            pytest.param(
                Column("seem", ("outside", "inside"), optional=True),
                "ReadinessRules.go_no_go has column `seem`; did you mean `seam`?; "
                "expected columns among release_class, ",
                id="misspelt column",
            ),
            pytest.param(
                Column("seam", ("outside", "inside")),
                "ReadinessRules.go_no_go has column `seam` of one of outside, inside; "
                "expected column `seam` of one of outside, inside or missing, as its fact is",
                id="column that may not be missing",
            ),
            pytest.param(
                Column("seam", bool, optional=True),
                "ReadinessRules.go_no_go has column `seam` of ",
                id="column of another kind",
            ),
        ],
    )
    def test_columns_of_the_go_no_go_table(self, column: Column, start: str) -> None:
        with pytest.raises(FieldError) as caught:
            READINESS.replace(go_no_go=deciding(column))
        assert any(problem.startswith(start) for problem in caught.value.problems)

    @pytest.mark.parametrize(
        ("hit", "outcomes", "then"),
        [
            pytest.param(Hit.COLLECT, GoNoGo, GO, id="collects"),
            pytest.param(Hit.UNIQUE, ("go", "no-go"), "go", id="texts for words"),
            pytest.param(Hit.UNIQUE, (CONDITIONAL_GO, NO_GO), NO_GO, id="no go to reach"),
        ],
    )
    def test_outcomes_of_the_go_no_go_table(self, hit: Hit, outcomes: object, then: object) -> None:
        permissive = None if hit is Hit.COLLECT else ()
        rules = (Rule("only", {}, then=then),)
        columns = [column.replace(worse=None) for column in READINESS.go_no_go.columns]
        table = Table("own", columns, rules=rules, hit=hit, outcomes=outcomes, permissive=permissive)
        with pytest.raises(FieldError) as caught:
            READINESS.replace(go_no_go=table)
        problem = "ReadinessRules.go_no_go collects or has other outcomes; expected go to no-go, in that order"
        assert caught.value.problems == (problem,)

    def test_all_problems_at_once(self) -> None:
        with pytest.raises(FieldError) as caught:
            with_facts(GateFact("efficacy", {"x"}), TreeFact("consumer_evidence", "y"))
        assert len(caught.value.problems) == 2

    def test_gate_by_name(self) -> None:
        assert READINESS.gate("VG-RCC-001") == Gate("VG-RCC-001", consumer="rlm-claude-code")
        assert READINESS.gate("VG-RCC-002") is None


class TestWhatThePlaybookDoesNotKnow:
    """A candidate names classes, effects and facts by texts; one that the playbook does not know is refused."""

    @pytest.mark.parametrize(
        ("candidate", "expected"),
        cases(__file__, "unknown",
            pytest.param(complete(R1, classes={"R1", "R-2"}), id="class"),
            pytest.param(complete(R1, effects={"internal logics"}), id="effect"),
            pytest.param(
                complete(
                    R1, stated={"contract_ambiguiti": "none", "contract_ambiguity": "nonne", "breaking_change": True}
                ),
                id="stated facts",
            ),
            pytest.param(complete(R2, confirmations=[confirmed(RCC, parts={"impct": True})]), id="part confirmed"),
        ),
    )
    def test_is_named_with_what_may_be_meant(self, candidate: ReleaseCandidate, expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            review(candidate)
        assert "\n".join(caught.value.problems) == expected

    def test_all_of_it_at_once(self) -> None:
        with pytest.raises(FieldError) as caught:
            review(complete(R1, classes={"R9"}, effects={"x"}, stated={"y": "z"}))
        assert len(caught.value.problems) == 3


class TestTheInstant:
    def test_without_a_zone_is_refused(self) -> None:
        at = AT.replace(tzinfo=None)
        with pytest.raises(FieldError) as caught:
            assess(complete(R1), READINESS, at)
        assert str(caught.value) == f"at is `{at.isoformat()}`; expected an instant with its zone"

    def test_is_the_same_in_every_zone(self) -> None:
        elsewhere = AT.astimezone(timezone(timedelta(hours=-9)))
        assert review(complete(R1), elsewhere) == review(complete(R1))

    def test_before_the_runs_is_a_no(self) -> None:
        assert review(complete(R1), BEFORE).outcome is GO
        assert review(complete(R1), BEFORE - SECOND).outcome is NO_GO

    def test_a_failure_from_the_future_is_a_no(self) -> None:
        candidate = complete(R1)
        bad = passed("VG-LOOP-CORE-001", id="later", status=GateStatus.FAIL, recorded_at=LATER)
        assert review(candidate.replace(results=(*candidate.results, bad))).outcome is NO_GO


class TestAnswer:
    def test_missing_names_the_gates(self) -> None:
        candidate = with_result(complete(R1, R3), "VG-PERF-001", status=GateStatus.FAIL)
        candidate = with_result(candidate, "VG-EFFICACY-001", evidence=())
        assert {need.change.column: need.details for need in review(candidate).missing} == {
            "required_gates": (
                "VG-EFFICACY-001: unproven (pass without evidence)",
                "VG-PERF-001: failed (fail)",
            ),
            "performance_gates": ("VG-PERF-001: failed (fail)",),
            "efficacy": ("VG-EFFICACY-001: unproven (pass without evidence)",),
        }

    def test_missing_asks_for_a_pass_of_an_advisory_gate_and_not_for_a_class_without_one(self) -> None:
        (need,) = review(conditional()).missing
        assert str(need) == 'advisory: "named failure" -> "passed"'

    def test_missing_never_asks_to_change_the_change(self) -> None:
        """That a release is performance-sensitive, promotes a gate, or that D-017 stands is no fault to be mended."""
        promoting = complete(R1, R3, promotes=frozenset({"VG-LA-002"}), claims=(LOOP_AGENT,))
        readiness = review(with_result(promoting, "VG-PERF-001", status=GateStatus.FAIL))
        given = {column.name for column in READINESS.go_no_go.columns if column.given}
        assert given == {*CHANGE, "promotion_claim", "clean_clone_decision", "consumer_claim"}
        assert readiness.missing != ()
        assert given.isdisjoint(need.change.column for need in readiness.missing)

    def test_a_need_reads_as_its_change(self) -> None:
        (need,) = review(complete(R1, breaking_change=MISSING)).missing
        assert str(need) == 'breaking_change: missing -> "none"'

    def test_the_same_question_has_the_same_answer(self) -> None:
        assert review(conditional()) == review(conditional())

    def test_many_reasons_are_all_told(self) -> None:
        candidate = ReleaseCandidate("nothing said", {R2, R3}, results=())
        assert [reason.code for reason in review(candidate).reasons] == [
            "advisory-unreported",
            "approver-not-distinct",
            "breaking-change-unapproved",
            "budget-unmeasured",
            "checklist-incomplete",
            "claim-not-from-clean-clone",
            "class-undeclared",
            "commit-unbound",
            "contract-ambiguous",
            "efficacy-failed",
            "migration-unconfirmed",
            "performance-gate-failed",
            "required-gate-unproven",
            "rollback-open",
            "scope-without-evidence",
            "tuple-not-in-matrix",
            "visible-without-claim",
        ]


def plain(text: str) -> str:
    """A card without what its form adds: tags, escapes and line breaks."""
    without_tags = html.unescape(re.sub(r"<[^>]*>", " ", text))
    return " ".join(re.sub(r"\\(?=\W)", "", without_tags).split())


CARDS: Final = [complete(R1), conditional(), complete(R1, breaking_change="unapproved", claims=MISSING)]
FORMS: Final = [Readiness.to_text, Readiness.to_markdown, Readiness.to_html]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
class TestCard:
    @pytest.mark.parametrize("candidate", CARDS, ids=["go", "conditional", "no"])
    def test_shows_the_outcome_and_quotes_the_playbook(
        self, candidate: ReleaseCandidate, form: Callable[[Readiness], str]
    ) -> None:
        readiness = review(candidate)
        card = plain(form(readiness))
        assert str(readiness.outcome) in card
        quotes = [reason.source.quote for reason in readiness.reasons if reason.source]
        assert quotes
        assert [quote for quote in quotes if " ".join(quote.split()) not in card] == []

    def test_shows_classes_and_instant(self, form: Callable[[Readiness], str]) -> None:
        assert "R1 + R3, reviewed 2026-02-20 12:00+00:00" in plain(form(review(complete(R1, R3))))

    def test_says_where_there_is_no_class(self, form: Callable[[Readiness], str]) -> None:
        assert "no class, reviewed" in plain(form(review(complete())))

    def test_shows_what_has_not_passed_and_why(self, form: Callable[[Readiness], str]) -> None:
        card = plain(form(review(conditional())))
        assert "Gates without a pass" in card
        assert "fail, 2 failed" in card
        assert "Gates passed (8)" in card

    def test_shows_the_way_to_a_go(self, form: Callable[[Readiness], str]) -> None:
        assert "What would turn it into a go" in plain(form(review(conditional())))
        assert "What would turn it into a go" not in plain(form(review(complete(R1))))

    def test_shows_the_way_to_a_conditional_go_where_it_is_no_longer(self, form: Callable[[Readiness], str]) -> None:
        card = plain(form(review(conditional(seam=MISSING))))
        assert "What would turn it into a conditional go" in card
        assert 'seam: missing -> "outside"' in card

    def test_of_rules_without_a_conditional_go(self, form: Callable[[Readiness], str]) -> None:
        rules = [rule for rule in READINESS.go_no_go.rules if rule.then is not CONDITIONAL_GO]
        strict = Table(
            "strict",
            READINESS.go_no_go.columns,
            rules=rules,
            hit=Hit.MOST_RESTRICTIVE,
            outcomes=(GO, NO_GO),
            permissive=(GO,),
        )
        readiness = assess(complete(R1, claims=MISSING), READINESS.replace(go_no_go=strict), AT)
        assert "no-go" in plain(form(readiness))

    def test_shows_bad_news_that_nobody_asked_for(self, form: Callable[[Readiness], str]) -> None:
        candidate = with_result(complete(R1), "VG-RCC-01", status=GateStatus.FAIL)
        card = plain(form(review(candidate)))
        assert "Results without a pass that were not asked for" in card
        assert "VG-RCC-01" in card

    def test_says_what_is_touched_and_who_stands_for_it(self, form: Callable[[Readiness], str]) -> None:
        assert "touches: internal logic" in plain(form(review(complete(R1))))
        assert "roles: release owner Olga, approver not named" in plain(form(review(complete(R1, approver=MISSING))))

    def test_markup_in_a_title_stays_text(self, form: Callable[[Readiness], str]) -> None:
        card = form(review(complete(R1).replace(id="<b>bold</b>")))
        assert form is Readiness.to_text or "<b>bold" not in card
        assert "bold" in card


@pytest.mark.parametrize("ambiguity", ["unresolved", MISSING], ids=str)
@pytest.mark.parametrize("change", ["approved", "none"], ids=str)
def test_an_approved_breaking_change_excuses_nothing_else(change: str, ambiguity: object) -> None:
    candidate = complete(R2, breaking_change=change, contract_ambiguity=ambiguity, approvals=(approval(),))
    assert [reason.code for reason in review(candidate).reasons] == ["contract-ambiguous"]


def test_instants_may_lie_in_other_zones() -> None:
    moved = with_result(complete(R1), "VG-LOOP-CORE-001", recorded_at=BEFORE.astimezone(timezone(timedelta(hours=5))))
    assert review(moved, BEFORE.astimezone(UTC)).outcome is GO


def test_pairs_are_kept_in_order_whatever_they_came_in() -> None:
    one = many(rates={"b": Decimal(1), "a": Decimal(2)}, consumer_owners={"y": "Ines", "x": "Mara"})
    other = many(rates=[("a", Decimal(2)), ("b", Decimal(1))], consumer_owners=[("x", "Mara"), ("y", "Ines")])
    assert one == other
    assert (one.rates, one.owner_of("y")) == ((("a", Decimal(2)), ("b", Decimal(1))), "Ines")
    assert one.owner_of("z") is MISSING
    assert many().owner_of("x") is MISSING
