"""Facts of records: what the matrix, the checklist and the promotion rules say of a release, and what they refuse."""

from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.compat import Role, Tier
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateStatus, PromotionRule
from releasekit.playbooks.gated_release import GATED_RELEASE_CHECKLIST, READINESS
from releasekit.policy import MISSING, Hit, Rule, Table
from releasekit.procedures import ChecklistItem, ChecklistOutcome, ChecklistResults, ItemStatus
from releasekit.readiness import (
    ChecklistFact,
    Fact,
    GoNoGo,
    MatrixFact,
    MatrixSupport,
    PromotionFact,
    ReadinessRules,
    ReleaseCandidate,
    ReleaseClass,
    ReviewContext,
)
from tests.rows import cases
from tests.strategies.candidates import (
    AT,
    CHECKED,
    COMMIT,
    LATER,
    LOOP_AGENT,
    MATRIX,
    R1,
    R2,
    RCC,
    complete,
    passed,
    promoting,
    streak,
    ticked,
    with_facts,
)

FAIL: Final = ItemStatus.FAIL
NO, YES = {"large": False}, {"large": True}
SOUND: Final = complete(R1)
WITHOUT: Final = [own for own in CHECKED.results if own.check != "3"]
OTHERS: Final = [own for own in MATRIX.entries if own.consumer != "loop-agent"]
CURRENT, PRIOR = sorted(
    (own for own in MATRIX.entries if own.consumer == "loop-agent"), key=lambda own: own.role is Role.ROLLBACK
)


def fact(name: str) -> Fact:
    """A fact of the shipped playbook."""
    return next(each for each in READINESS.facts if each.name == name)


def value(candidate: ReleaseCandidate, name: str, rules: ReadinessRules = READINESS) -> object:
    """The value of a fact of the review."""
    return next(each for each in rules.facts if each.name == name).value(ReviewContext(candidate, rules, AT))


def details(candidate: ReleaseCandidate, own: Fact, rules: ReadinessRules = READINESS) -> list[str]:
    """What the value of a fact stands for."""
    return list(own.details(ReviewContext(candidate, rules, AT)))


def lines(expected: str) -> list[str]:
    """The lines of an expected text; none of an empty one."""
    return expected.split("\n") if expected else []


class TestMatrix:
    @pytest.mark.parametrize(
        ("candidate", "expected"),
        cases(
            __file__,
            "matrix",
            pytest.param(SOUND, id="all is there"),
            pytest.param(SOUND.replace(matrix=MISSING), id="none"),
            pytest.param(SOUND.replace(matrix=MATRIX.replace(published_at=LATER)), id="later"),
            pytest.param(SOUND.replace(matrix=MATRIX.replace(entries=OTHERS)), id="no entry of a consumer"),
            pytest.param(SOUND.replace(matrix=MATRIX.replace(entries=[*OTHERS, PRIOR])), id="no current one"),
            pytest.param(SOUND.replace(matrix=MATRIX.replace(entries=[*OTHERS, CURRENT])), id="no prior one"),
            pytest.param(
                SOUND.replace(matrix=MATRIX.replace(entries=[*OTHERS, CURRENT, PRIOR.replace(tier=Tier.CONDITIONAL)])),
                id="prior one not supported",
            ),
            pytest.param(
                SOUND.replace(
                    matrix=MATRIX.replace(
                        entries=[*OTHERS, CURRENT, PRIOR.replace(validated_at=CURRENT.validated_at)],
                    )
                ),
                id="not known to be prior",
            ),
            pytest.param(
                SOUND.replace(matrix=MATRIX.replace(entries=[*OTHERS, CURRENT.replace(tier=Tier.UNSUPPORTED), PRIOR])),
                id="current one not supported",
            ),
            pytest.param(
                complete(R2, claims=(RCC.replace(consumer_sha="4444444"), LOOP_AGENT)), id="claimed and not listed"
            ),
        ),
    )
    def test_details(self, candidate: ReleaseCandidate, expected: str) -> None:
        assert details(candidate, fact("matrix")) == lines(expected)

    def test_the_worst_counts(self) -> None:
        lacking = MATRIX.replace(entries=[*OTHERS[:1], CURRENT])
        assert value(SOUND.replace(matrix=lacking), "matrix") is MatrixSupport.UNSUPPORTED
        assert MatrixSupport.SUPPORTED < MatrixSupport.NO_ROLLBACK < MatrixSupport.UNSUPPORTED

    def test_published_at_the_instant_of_the_review_is_published(self) -> None:
        assert value(SOUND.replace(matrix=MATRIX.replace(published_at=AT)), "matrix") is MatrixSupport.SUPPORTED

    def test_where_nothing_is_tested_or_claimed_a_matrix_is_all_that_is_asked(self) -> None:
        rules = small(MatrixFact("matrix"))
        candidate = ReleaseCandidate("small", {"app"}, results=(), claims=())
        empty = candidate.replace(matrix=MATRIX.replace(entries=()))
        assert [value(each, "matrix", rules) for each in (candidate, empty)] == [MISSING, MatrixSupport.SUPPORTED]


def small(*facts: Fact) -> ReadinessRules:
    """Rules of a team that tests no consumer."""
    always = Rule("go", {}, then=GoNoGo.GO)
    table = Table(
        "small",
        tuple(each.column for each in facts),
        rules=(always,),
        hit=Hit.MOST_RESTRICTIVE,
        outcomes=GoNoGo,
        permissive=(GoNoGo.GO, GoNoGo.CONDITIONAL_GO),
    )
    return ReadinessRules([Gate("unit")], [ReleaseClass("app", gates={"unit"})], facts=facts, go_no_go=table)


class TestChecklist:
    @pytest.mark.parametrize(
        ("candidate", "expected"),
        cases(
            __file__,
            "checklist",
            pytest.param(SOUND, id="all is done"),
            pytest.param(SOUND.replace(checklists=()), id="nothing"),
            pytest.param(SOUND.replace(checklists=(CHECKED.replace(checklist="gated-relase"),)), id="misspelt"),
            pytest.param(
                SOUND.replace(checklists=(CHECKED, CHECKED.replace(subject="4444444"), CHECKED.replace(subject=None))),
                id="others beside it",
            ),
            pytest.param(
                SOUND.replace(checklists=(CHECKED.replace(results=WITHOUT), CHECKED.replace(subject="4444444"))),
                id="an item of another commit",
            ),
            pytest.param(
                SOUND.replace(checklists=(CHECKED, CHECKED.replace(subject=None, results=[ticked("3", status=FAIL)]))),
                id="a failure of nothing known",
            ),
            pytest.param(
                SOUND.replace(checklists=(CHECKED.replace(results=[*WITHOUT, ticked("3", evidence=("TBD",))]),)),
                id="a word for nothing",
            ),
            pytest.param(
                SOUND.replace(checklists=(CHECKED.replace(results=[*CHECKED.results, ticked("8", status=FAIL)]),)),
                id="a failure of what is left out",
            ),
        ),
    )
    def test_details(self, candidate: ReleaseCandidate, expected: str) -> None:
        assert details(candidate, fact("checklist")) == lines(expected)

    def test_others_beside_a_complete_one_change_nothing(self) -> None:
        others = (CHECKED.replace(subject="4444444", results=[ticked("3", status=FAIL)]), CHECKED.replace(subject=None))
        assert value(SOUND.replace(checklists=(CHECKED, *others)), "checklist") is ChecklistOutcome.COMPLETE

    def test_several_records_of_one_release_are_read_together(self) -> None:
        parts = [CHECKED.replace(results=own) for own in (CHECKED.results[:2], CHECKED.results[2:])]
        found = [value(SOUND.replace(checklists=own), "checklist") for own in (parts, parts[:1], parts[1:])]
        assert found == [ChecklistOutcome.COMPLETE, *[ChecklistOutcome.INCOMPLETE] * 2]

    def test_without_a_commit_it_is_about_the_candidate(self) -> None:
        unnamed = SOUND.replace(commit=MISSING)
        found = [
            value(unnamed.replace(checklists=(CHECKED.replace(subject=about),)), "checklist")
            for about in (unnamed.id, COMMIT, None)
        ]
        assert found == [ChecklistOutcome.COMPLETE, MISSING, MISSING]

    def test_a_circumstance_holds_where_any_record_says_so(self) -> None:
        often = GATED_RELEASE_CHECKLIST.replace(items=[ChecklistItem("1", "Tell them", only_if="large")])
        rules = small(ChecklistFact("checklist", often))
        na = ChecklistResults(often.id, [ticked("1", status=ItemStatus.NA)], subject="small", circumstances=NO)
        yes = ChecklistResults(often.id, [], subject="small", circumstances=YES)
        candidate = ReleaseCandidate("small", {"app"}, results=())
        said = {
            (na,): ChecklistOutcome.COMPLETE,
            (na.replace(circumstances=()),): ChecklistOutcome.INCOMPLETE,
            (na, yes): ChecklistOutcome.INCOMPLETE,
            (yes, na): ChecklistOutcome.INCOMPLETE,
            (na.replace(circumstances=()), yes.replace(subject=None, circumstances=NO)): ChecklistOutcome.INCOMPLETE,
        }
        assert {own: value(candidate.replace(checklists=own), "checklist", rules) for own in said} == said


class TestPromotion:
    @pytest.mark.parametrize(
        ("candidate", "expected"),
        cases(
            __file__,
            "promotion",
            pytest.param(SOUND, id="nothing is promoted"),
            pytest.param(promoting(R2), id="three in a row"),
            pytest.param(promoting(R2).replace(promotes={"VG-RCC-001", "VG-NEW-001"}), id="without a rule"),
            pytest.param(SOUND.replace(promotes={"VG-LA-002"}), id="nothing is claimed"),
            pytest.param(SOUND.replace(promotes={"VG-LA-002"}, claims=(LOOP_AGENT,)), id="nothing was run"),
            pytest.param(
                SOUND.replace(
                    promotes={"VG-LA-002"},
                    claims=(LOOP_AGENT,),
                    results=(*streak(), passed("VG-LA-002", id="bad", status=GateStatus.FAIL, recorded_at=LATER)),
                ),
                id="a failure of tomorrow",
            ),
            pytest.param(
                promoting(R2).replace(claims=(LOOP_AGENT, LOOP_AGENT.replace(consumer_sha="4444444"))),
                id="a claimed tuple without runs",
            ),
            pytest.param(promoting(R2).replace(commit="4444444", claims=(LOOP_AGENT,)), id="runs of another commit"),
        ),
    )
    def test_details(self, candidate: ReleaseCandidate, expected: str) -> None:
        assert details(candidate, fact("promotion")) == lines(expected)
        assert value(candidate, "promotion") is (Permission.REFUSED if expected else Permission.ALLOWED)


@pytest.mark.parametrize(
    ("own", "expected"),
    cases(
        __file__,
        "misfits",
        pytest.param(ChecklistFact("checklist", GATED_RELEASE_CHECKLIST, leaves_out={"9"}), id="unknown item"),
        pytest.param(
            ChecklistFact("checklist", GATED_RELEASE_CHECKLIST, leaves_out=set("12345678")), id="every item"
        ),
        pytest.param(
            PromotionFact("promotion", [PromotionRule("VG-LA-02", 3), PromotionRule("VG-CONTRACT-001", 3)]),
            id="no gate of a consumer",
        ),
    ),
)
def test_what_does_not_fit_is_refused(own: Fact, expected: str) -> None:
    with pytest.raises(FieldError) as refused:
        with_facts(own)
    assert list(refused.value.problems) == lines(expected)
