"""Tiers: what some gate results prove of one tuple."""

from datetime import datetime
from decimal import Decimal

import pytest

from releasekit.compat import REMOVALS, TIER_COLUMNS, Tier, TierDecision, tier_of
from releasekit.errors import FieldError
from releasekit.gates import Gate, GateResult, GateStatus, Standing, TreeState
from releasekit.playbooks.gated_release import TIERS
from releasekit.policy import MISSING, Column, Hit, Rule, Table, TableError, not_
from tests.rows import cases
from tests.strategies.matrices import ADVISORY, AT, CONTRACT, DAY, LA_GATE, NEW, OLD, passed, passes

GATES = (LA_GATE, CONTRACT)
SUPPORTED, CONDITIONAL, UNSUPPORTED = Tier
ADVISED = {"advisory": (ADVISORY,)}
FAILED = passed("VG-LA-002", status=GateStatus.FAIL, failed=2)


def judged(results: tuple[GateResult, ...] | None = None, **changes: object) -> TierDecision:
    """The tier of the newest tuple; both gates passed and a clean clone is asked for, unless changed."""
    arguments = {"release_tuple": NEW, "required_gates": GATES, "at": AT, "rules": TIERS, "clean_clone_asked": True}
    return tier_of(results=passes() if results is None else results, **{**arguments, **changes})  # type: ignore[arg-type]


def with_la(**changes: object) -> tuple[GateResult, ...]:
    """Both gates, with something changed in the run of the consumer's."""
    return passed(**changes), passed("VG-CONTRACT-001")


@pytest.mark.parametrize(("results", "options", "expected"), cases(__file__, "tiers",
    pytest.param(passes(), {}, id="everything passed"),
    pytest.param(with_la(tree=TreeState.COMMITTED), {}, id="committed"),
    pytest.param(with_la(tree=TreeState.COMMITTED), {"clean_clone_asked": False}, id="committed, not asked"),
    pytest.param(with_la(tree=TreeState.COMMITTED), {"clean_clone_asked": MISSING}, id="committed, nobody said"),
    pytest.param(with_la(tree=TreeState.DIRTY_WORKING_TREE), {}, id="dirty"),
    pytest.param(with_la(tree=TreeState.NOT_RECORDED), {"clean_clone_asked": False}, id="tree not recorded"),
    pytest.param(
        (passed(), passed(id="again", tree=TreeState.DIRTY_WORKING_TREE), passed("VG-CONTRACT-001")),
        {},
        id="one of two runs dirty",
    ),
    pytest.param(
        (passed(), passed("VG-CONTRACT-001", tree=TreeState.NOT_RECORDED)),
        {},
        id="the tree of a producer's gate does not matter",
    ),
    pytest.param(
        (passed(), passed("VG-CONTRACT-001", subject=NEW).replace(subject="75f806f")),
        {},
        id="a producer's gate on its commit",
    ),
    pytest.param(
        (passed().replace(subject="75f806f"), passed("VG-CONTRACT-001")),
        {},
        id="a consumer's gate on the producer's commit",
    ),
    pytest.param(with_la(evidence=()), {}, id="no evidence"),
    pytest.param(with_la(status=GateStatus.FAIL), {}, id="failed"),
    pytest.param(with_la(status=GateStatus.NA), {}, id="not applicable"),
    pytest.param(with_la(recorded_at=AT + DAY), {}, id="pass of tomorrow"),
    pytest.param(with_la(recorded_at=AT), {}, id="pass of this instant"),
    pytest.param(
        (*passes(), passed(id="later", status=GateStatus.FAIL, recorded_at=AT + DAY)), {}, id="failure of tomorrow"
    ),
    pytest.param(with_la(subject=OLD), {}, id="another tuple"),
    pytest.param((passed().replace(subject=None), passed("VG-CONTRACT-001")), {}, id="tuple not named"),
    pytest.param((), {}, id="no result"),
    pytest.param(passes(), {"required_gates": ()}, id="no required gate"),
    pytest.param(passes(), {"required_gates": (CONTRACT,)}, id="no gate that tests the consumer"),
    pytest.param((*passes(), passed("VG-LA-002")), ADVISED, id="advisory passed"),
    pytest.param(passes(), ADVISED, id="advisory not reported"),
    pytest.param((*passes(), FAILED), ADVISED, id="advisory failed"),
    pytest.param((*passes(), FAILED), {**ADVISED, "tracked": ("VG-LA-002 2f4e762",)}, id="advisory failed, tracked"),
    pytest.param(
        (*passes(), FAILED, FAILED.replace(id="another")),
        {**ADVISED, "tracked": ("VG-LA-002 2f4e762",)},
        id="one of two failures tracked",
    ),
    pytest.param(
        (*passes(), FAILED.replace(evidence=())),
        {**ADVISED, "tracked": ("VG-LA-002 2f4e762",)},
        id="tracked failure without evidence",
    ),
    pytest.param(
        (*passes(), FAILED.replace(status=GateStatus.ERROR, failed=None)),
        {**ADVISED, "tracked": ("VG-LA-002 2f4e762",)},
        id="advisory ended in an error",
    ),
    pytest.param(
        (*with_la(tree=TreeState.COMMITTED), FAILED),
        {**ADVISED, "tracked": ("VG-LA-002 2f4e762",)},
        id="two conditions",
    ),
    pytest.param((FAILED,), ADVISED, id="everything is wrong"),
))
def test_tiers(results: tuple[GateResult, ...], options: dict[str, object], expected: str) -> None:
    decision = judged(results, **options)
    assert f"{decision.outcome}: {', '.join(reason.code for reason in decision.reasons)}" == expected


class TestThePin:
    """D-008: where the vendored pin differs from the candidate, the claim covers the pin."""

    TUPLE = NEW.replace(vendored_sha="6779cdb")

    @pytest.mark.parametrize(("commit", "expected"), [("6779cdb", SUPPORTED), ("75f806f", UNSUPPORTED)])
    def test_a_producers_gate_must_have_run_on_the_pin(self, commit: str, expected: Tier) -> None:
        results = (passed(subject=self.TUPLE), passed("VG-CONTRACT-001").replace(subject=commit))
        assert judged(results, release_tuple=self.TUPLE).outcome is expected


class TestWhatADecisionCarries:
    def test_parts(self) -> None:
        found = judged((passed(recorded_at=AT - 3 * DAY), passed("VG-CONTRACT-001")))
        assert found.evidence == {"VG-LA-001.txt", "VG-CONTRACT-001.txt"}
        assert found.tree is TreeState.CLEAN_CLONE_COMMITTED
        assert found.validated_at == AT - 3 * DAY
        assert found.gates == (CONTRACT, LA_GATE)
        assert [own.standing for own in found.required] == [Standing.PASSED, Standing.PASSED]
        assert found.advisory == ()

    def test_parts_of_nothing(self) -> None:
        found = judged(())
        assert (found.evidence, found.tree, found.validated_at) == (frozenset(), TreeState.NOT_RECORDED, AT)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"release_tuple": NEW.ref}, "expected a ReleaseTuple", id="text for a tuple"),
        pytest.param({"at": datetime(2026, 3, 20)}, "expected an instant with its zone", id="naive"),  # noqa: DTZ001
        pytest.param({"required_gates": "VG-LA-001"}, "expected an iterable of Gate", id="text for gates"),
        pytest.param({"required_gates": ("VG-LA-001",)}, "expected a Gate", id="texts for gates"),
        pytest.param({"required_gates": LA_GATE}, "expected an iterable of Gate", id="one gate"),
        pytest.param({"advisory": None}, "expected an iterable of Gate", id="nothing for gates"),
        pytest.param({"results": ("pass",)}, "expected a GateResult", id="texts for results"),
        pytest.param({"results": passes()[:1] * 2}, "again; expected each id once", id="one result twice"),
        pytest.param(
            {"results": (passed(), passed("VG-CONTRACT-001", id=passed().id))},
            "again; expected each id once",
            id="two results of one id",
        ),
        pytest.param({"tracked": "VG"}, "expected an iterable of str", id="text for texts"),
        pytest.param({"clean_clone_asked": Decimal(1)}, "expected a bool or a Missing", id="number"),
        pytest.param({"rules": None}, "rules is `None`; expected a Table", id="no table"),
        pytest.param({"rules": REMOVALS}, "rules: column `listed`; expected columns among required_gates", id="other"),
    ],
)
def test_arguments_of_another_kind(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(FieldError, match=problem):
        judged(**changes)


def test_all_problems_of_the_gates() -> None:
    gates = (LA_GATE, LA_GATE, Gate("VG-RCC-001", consumer="rlm-claude-code"))
    with pytest.raises(FieldError) as caught:
        judged(required_gates=gates, advisory=(CONTRACT, CONTRACT))
    assert caught.value.problems == (
        "gate `VG-CONTRACT-001` is named twice; expected each id once, required or advisory",
        "gate `VG-LA-001` is named twice; expected each id once, required or advisory",
        'gate `VG-RCC-001` tests `"rlm-claude-code"`; expected a gate of `loop-agent` or of none',
    )


def test_the_table_is_proved_without_a_warning() -> None:
    assert TIERS.findings == ()


class TestATableOfItsOwn:
    """A team's table asks what the team wants to know, and decides alone."""

    RULES = Table(
        "our tiers",
        [TIER_COLUMNS[0]],
        rules=(
            Rule("proved", {"required_gates": Standing.PASSED}, then=SUPPORTED),
            Rule("not proved", {"required_gates": not_(Standing.PASSED)}, then=UNSUPPORTED),
        ),
        outcomes=(SUPPORTED, UNSUPPORTED),
    )

    @pytest.mark.parametrize(
        ("results", "expected"), [(with_la(tree=TreeState.DIRTY_WORKING_TREE), SUPPORTED), ((), UNSUPPORTED)]
    )
    def test_without_asking_for_the_tree(self, results: tuple[GateResult, ...], expected: Tier) -> None:
        found = judged(results, rules=self.RULES, clean_clone_asked=MISSING)
        assert found.outcome is expected
        assert found.decision.table is self.RULES
        assert found.tree is (TreeState.DIRTY_WORKING_TREE if results else TreeState.NOT_RECORDED)

    def test_all_problems_at_once(self) -> None:
        columns = (Column("tre", TreeState), Column("clean_clone_asked", bool), Column("advisory", Standing))
        rules = (Rule("any", {}, then=UNSUPPORTED), Rule("odd", {"tre": TreeState.COMMITTED}, then="supported"))
        table = Table("odd", columns, rules=rules, hit=Hit.COLLECT, outcomes=(UNSUPPORTED, "supported"))
        with pytest.raises(FieldError) as caught:
            judged(rules=table)
        assert caught.value.problems == (
            "rules: hit is `collect`; expected a table that decides",
            (
                "rules: column `tre`; expected columns among required_gates, tree, clean_clone_asked, advisory; did "
                "you mean `tree`?"
            ),
            "rules: column `clean_clone_asked` takes one of false, true; expected one of false, true or missing",
            (
                "rules: column `advisory` takes one of passed, unproven, failed; expected one of none asked, passed, "
                "tracked failure, untracked failure or missing"
            ),
            (
                'rules: outcome `"supported"`; expected one of supported, conditional, unsupported; did you mean '
                "`Tier.SUPPORTED`?"
            ),
        )

    def test_no_milder_table_can_be_made_of_the_columns(self) -> None:
        rules = (
            Rule("any", {}, then=UNSUPPORTED, rank=2),
            Rule("dirty", {"tree": TreeState.DIRTY_WORKING_TREE}, then=SUPPORTED, rank=1),
        )
        with pytest.raises(TableError, match="not_monotone"):
            Table("odd", TIER_COLUMNS, rules=rules, hit=Hit.FIRST, outcomes=Tier, permissive=())
