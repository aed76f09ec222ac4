"""Playbooks as objects: look-up by name, lint, and what they refuse."""

from collections.abc import Callable
from typing import Final

import pytest

from releasekit.answers import Severity
from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.errors import FieldError, ReleasekitError
from releasekit.gates import Gate, GateStatus, PromotionRule, TreeState
from releasekit.milestones import Milestone, TaskCard, TaskState, TaskStatus
from releasekit.playbook import Playbook, PlaybookError, PlaybookFindingKind
from releasekit.playbooks import ALL, GATED_RELEASE, RELEASE_CADENCE, STEADY_STATE
from releasekit.playbooks.gated_release import READINESS, REVIEW
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import Column, Draft, FindingKind, Hit, Rule, Table
from releasekit.procedures import Checklist, ChecklistItem, Procedure, Step
from releasekit.readiness import DecisionFact, GoNoGo, assess
from tests.rows import cases
from tests.strategies.candidates import AT, R1, complete, with_facts, with_result

OWN: Final = Playbook("own", "Our rollbacks", version="1", tables=(ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS))
BARE: Final = Playbook("bare", "Nothing yet", version="0")
"""How the texts word what a name is; that is not the affair of these tests."""


class TestTable:
    @pytest.mark.parametrize("table", [ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS], ids=lambda table: table.name)
    def test_by_name(self, table: object) -> None:
        assert OWN.table(table.name) is table

    @pytest.mark.parametrize(("playbook", "name", "expected"), cases(__file__, "unknown tables",
        pytest.param(GATED_RELEASE, "go-no-go", id="near match"),
        pytest.param(OWN, "Rollback Decisions", id="other case"),
        pytest.param(OWN, "sync", id="nothing near"),
        pytest.param(BARE, "sync", id="no tables"),
    ))
    def test_of_no_such_name(self, playbook: Playbook, name: str, expected: str) -> None:
        with pytest.raises(PlaybookError) as caught:
            playbook.table(name)
        assert str(caught.value) == expected
        assert caught.value.playbook == playbook.id

    def test_of_what_is_no_name(self) -> None:
        with pytest.raises(FieldError, match="name is `None`; expected a str"):
            BARE.table(None)  # type: ignore[arg-type]


class TestLint:
    def test_finds_nothing_in_proved_tables(self) -> None:
        assert GATED_RELEASE.lint() == ()
        assert BARE.lint() == ()

    def test_tells_what_the_two_texts_of_a_rollback_policy_leave_open(self) -> None:
        gaps = [found for found in OWN.lint() if found.kind is PlaybookFindingKind.TABLE]
        assert sorted(str(found) for found in gaps) == [
            f"table: table `rollback decision {table}`: gap: no rule matches {cells}"
            for table, cells in (
                ("matrix", 'severity: "critical", impact: "limited","minimal","significant"'),
                ("matrix", 'severity: "high", impact: "limited","minimal","widespread"'),
                ("matrix", 'severity: "low", impact: "limited","significant","widespread"'),
                ("matrix", 'severity: "medium", impact: "minimal","significant","widespread"'),
                ("quick guide", 'severity: "high", impact: "minimal","significant"'),
            )
        ]

    def test_keeps_the_witnesses(self) -> None:
        gaps = [found.finding for found in OWN.lint() if found.finding is not None]
        assert len(gaps) == 5
        assert all(finding.kind is FindingKind.GAP and finding.witness for finding in gaps)

    def test_tells_where_the_texts_contradict_each_other(self) -> None:
        """By hand: of the cells that both texts have, Medium with Limited and Low with Minimal differ."""
        both = "tables `rollback decision matrix` and `rollback decision quick guide`"
        found = [found for found in OWN.lint() if found.place == both]
        assert {found.kind for found in found} == {PlaybookFindingKind.CONTRADICTION}
        assert {found.witness for found in found} == {
            (("severity", Severity.MEDIUM), ("impact", "limited")),
            (("severity", Severity.LOW), ("impact", "minimal")),
        }

    def test_asks_the_same_only_of_the_same_facts_and_answers(self) -> None:
        columns = (Column("tests", ("green", "red")),)
        tables = [
            Draft("a", columns, rules=[Rule("a", {}, then="go")], outcomes=("go", "no")),
            Draft("other answers", columns, rules=[Rule("b", {}, then="up")], outcomes=("up", "down")),
            Draft("other facts", (), rules=[Rule("c", {}, then="no")], outcomes=("go", "no")),
            Draft("collects", columns, rules=[Rule("d", {}, then="no")], hit=Hit.COLLECT, outcomes=("go", "no")),
        ]
        assert contradictions(BARE.replace(tables=tables)) == []
        stricter = tables[0].replace(name="b", rules=[Rule("e", {"tests": "red"}, then="no")])
        assert contradictions(BARE.replace(tables=[*tables, stricter])) == [
            'contradiction: tables `a` and `b`: tightened: go -> no at tests="red" (1 point)'
        ]

    def test_compares_no_draft_that_is_not_understood(self) -> None:
        rules = (Rule("r", {"severity": Severity.LOW, "impct": "minimal"}, then=ROLLBACK_MATRIX.outcomes[0]),)
        broken = ROLLBACK_MATRIX.replace(name="broken", rules=rules)
        found = BARE.replace(tables=(QUICK_GUIDE, broken)).lint()
        assert {own.kind for own in found} == {PlaybookFindingKind.TABLE}
        assert FindingKind.MALFORMED in {own.finding.kind for own in found if own.place == "table `broken`"}

    def test_finds_gates_and_checklists_that_are_not_known(self) -> None:
        step = Step("go", "Go", roles=["owner"], actions=["go"], gates=["G-RELL"], checklists=["prerelease"])
        card = TaskCard("T1", "Card", goal="x", status=TaskStatus(TaskState.PLANNED), required_gates=["G-X"])
        milestone = Milestone("M1", "One", objective="x", task_cards=[card])
        playbook = BARE.replace(
            gates=[Gate("G-REL")],
            checklists=[Checklist("pre-release", [ChecklistItem("a", "A")], title="Before")],
            procedures=[Procedure("release", [step], title="Release")],
            promotions=[PromotionRule("G-FULL", 3), PromotionRule("G-REL", 3)],
            milestones=[milestone],
        )
        assert [str(found) for found in playbook.lint()] == [
            ("dangling gate: procedure `release`, steps[0]: gate `G-RELL` is named but not known; "
            "did you mean `G-REL`?; expected one of G-REL"),
            "dangling gate: promotions: gate `G-FULL` is named but not known; expected one of G-REL",
            "dangling gate: milestone `M1`, task card `T1`: gate `G-X` is named but not known; expected one of G-REL",
            ("dangling checklist: procedure `release`, steps[0]: checklist `prerelease` is named but not known; "
            "did you mean `pre-release`?; expected one of pre-release"),
        ]
        assert BARE.replace(milestones=[milestone]).lint()[0].message == (
            "gate `G-X` is named but not known; there is none"
        )

    def test_finds_what_cannot_be_run(self) -> None:
        playbook = BARE.replace(
            checklists=[Checklist("empty", [], title="Empty")],
            procedures=[Procedure("release", [Step("go", "Go", actions=["go"])], title="Release")],
        )
        assert [str(found) for found in playbook.lint()] == [
            "incomplete: procedure `release`, steps[0]: has no role; expected who does step `go`",
            "incomplete: checklist `empty`, items: is empty; expected at least one item",
        ]

    def test_finds_consumers_without_a_rollback_tuple(self) -> None:
        own, other = ReleaseTuple("app", "a1", producer_sha="p1"), ReleaseTuple("app", "a0", producer_sha="p0")
        gate = Gate("G", consumer="app")
        entries = [
            MatrixEntry(
                release_tuple,
                Tier.SUPPORTED,
                role=role,
                validated_at=AT,
                required_gates=[gate],
                evidence=["g.txt"],
                tree=TreeState.CLEAN_CLONE_COMMITTED,
            )
            for release_tuple, role in ((own, Role.CURRENT), (other, Role.ROLLBACK))
        ]
        known = (gate, Gate("W", consumer="web"))
        whole = CompatMatrix(entries, "1", published_at=AT)
        alone = CompatMatrix(entries[:1], "1", published_at=AT)
        places = [
            [(found.kind, found.place) for found in BARE.replace(gates=known, matrix=matrix).lint()]
            for matrix in (whole, alone)
        ]
        lacking = PlaybookFindingKind.NO_ROLLBACK_TUPLE
        web = (lacking, "matrix, consumer `web`")
        assert places == [[web], [(lacking, "matrix, consumer `app`"), web]]
        dangling = [found.place for found in BARE.replace(matrix=whole).lint()]
        assert dangling == [f"matrix, `{ref}`" for ref in sorted((own.ref, other.ref))]

    def test_finds_rules_that_never_look_at_the_gates(self) -> None:
        columns = tuple(column for column in REVIEW.columns if column.name != "required_gates")
        rules = [rule for rule in REVIEW.rules if not rule.id.startswith("required-gate")]
        blind = GATED_RELEASE.replace(
            readiness=READINESS.replace(go_no_go=Table.from_draft(REVIEW.draft.replace(columns=columns, rules=rules)))
        )
        assert [str(found) for found in blind.lint()] == [
            "gates not asked: table `go/no-go`: no rule asks for the required gates; expected one that does"
        ]

    def test_a_finding_is_a_value(self) -> None:
        assert set(OWN.lint()) == set(OWN.lint())


def contradictions(playbook: Playbook) -> list[str]:
    """The texts of the contradictions of a playbook."""
    return [str(found) for found in playbook.lint() if found.kind is PlaybookFindingKind.CONTRADICTION]


class TestAssess:
    @pytest.mark.parametrize(
        ("status", "outcome"), [(GateStatus.PASS, GoNoGo.GO), (GateStatus.FAIL, GoNoGo.NO_GO)], ids=str
    )
    def test_is_the_review_by_its_rules(self, status: GateStatus, outcome: GoNoGo) -> None:
        candidate = with_result(complete(R1), "VG-LOOP-CORE-001", status=status)
        readiness = GATED_RELEASE.assess(candidate, AT)
        assert readiness.outcome is outcome
        assert readiness == assess(candidate, READINESS, AT)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(FieldError):
            GATED_RELEASE.assess(complete(R1), AT.replace(tzinfo=None))

    def test_is_refused_without_rules(self) -> None:
        with pytest.raises(PlaybookError) as caught:
            OWN.assess(complete(R1), AT)
        text = "playbook `own`: no go/no-go rules; expected a playbook with readiness rules"
        assert str(caught.value) == text


class TestRefusals:
    @pytest.mark.parametrize(("make", "expected"), cases(__file__, "refusals",
        pytest.param(lambda: OWN.replace(tables=(ROLLBACK_MATRIX, ROLLBACK_MATRIX)), id="table twice"),
        pytest.param(lambda: OWN.replace(id=""), id="no id"),
        pytest.param(lambda: OWN.replace(version=1), id="number for a version"),
        pytest.param(lambda: OWN.replace(readiness=REVIEW), id="table for rules"),
        pytest.param(lambda: OWN.replace(tables=5), id="number for tables"),
    ))
    def test_text(self, make: Callable[[], object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == expected

    def test_errors_have_the_common_root(self) -> None:
        with pytest.raises(ReleasekitError):
            BARE.table("x")


class TestShipped:
    def test_all_in_the_order_of_their_names(self) -> None:
        assert [playbook.id for playbook in ALL] == sorted(playbook.id for playbook in ALL)
        assert GATED_RELEASE in ALL

    def test_holds_its_tables(self) -> None:
        assert GATED_RELEASE.table("go/no-go") is REVIEW
        assert GATED_RELEASE.table("required gates") is READINESS.required
        assert GATED_RELEASE.readiness is READINESS

    @pytest.mark.parametrize(
        ("playbook", "contradictions_known", "gaps_known"),
        [(own, 5, 5) if own is RELEASE_CADENCE else (own, 0, 0) for own in ALL],
        ids=lambda value: getattr(value, "id", None),
    )
    def test_lint_finds_only_what_the_two_rollback_texts_leave(
        self, playbook: Playbook, contradictions_known: int, gaps_known: int
    ) -> None:
        found = playbook.lint()
        assert len(found) == contradictions_known + gaps_known
        assert len(contradictions(playbook)) == contradictions_known
        assert all("rollback decision" in own.place for own in found)

    @pytest.mark.parametrize(
        "change",
        [
            {"id": "x"},
            {"version": "x"},
            {"tables": ()},
            {"readiness": None},
            {"gates": (Gate("G"),)},
            {"budgets": ()},
            {"promotions": ()},
            {"support": None},
            {"checklists": ()},
            {"procedures": ()},
            {"duties": STEADY_STATE.duties},
            {"cadences": RELEASE_CADENCE.cadences},
            {"milestones": STEADY_STATE.milestones},
            {"matrix": CompatMatrix((), "1", published_at=AT)},
        ],
        ids=lambda change: next(iter(change)),
    )
    def test_the_digest_is_over_every_part(self, change: dict[str, object]) -> None:
        changed = GATED_RELEASE.replace(**change)
        assert changed != GATED_RELEASE
        assert changed.digest != GATED_RELEASE.digest

    def test_a_changed_rule_changes_the_digest(self) -> None:
        rules = with_facts(DecisionFact("tracking", {"D-009"}))
        assert GATED_RELEASE.replace(readiness=rules).digest != GATED_RELEASE.digest
        assert len({playbook.digest for playbook in ALL}) == len(ALL)

    def test_a_gate_of_the_rules_may_be_listed_again_but_not_otherwise(self) -> None:
        gate = READINESS.gates[0]
        assert GATED_RELEASE.replace(gates=(gate,)).all_gates == READINESS.gates
        with pytest.raises(FieldError, match=f'all_gates.12. has the id `"{gate.id}"` again'):
            GATED_RELEASE.replace(gates=(gate.replace(consumer="x"),))
