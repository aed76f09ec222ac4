"""Playbooks as objects: look-up by name, lint, and what they refuse."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import ClassVar, Final

import attrs
import pytest

from releasekit.answers import Severity
from releasekit.compat import CompatMatrix, MatrixEntry, ReleaseTuple, Role, Tier
from releasekit.errors import FieldError, ReleasekitError
from releasekit.gates import (
    Better,
    BudgetReading,
    EvidenceRules,
    Gate,
    GateStatus,
    Lack,
    PromotionRule,
    RegressionBudget,
    TreeState,
)
from releasekit.milestones import Milestone, TaskCard, TaskState, TaskStatus
from releasekit.playbook import Playbook, PlaybookError, PlaybookFindingKind, RecordRules, RollbackRule
from releasekit.playbook._card import TITLES
from releasekit.playbooks import ALL, GATED_RELEASE, RELEASE_CADENCE, STEADY_STATE
from releasekit.playbooks.gated_release import READINESS, REVIEW
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.playbooks.release_cadence import RECORDS as CADENCE_RECORDS
from releasekit.policy import MISSING, Column, Draft, FindingKind, Hit, Rule, Table, above, at_most
from releasekit.procedures import Checklist, ChecklistItem, Procedure, Step
from releasekit.readiness import DecisionFact, Fact, GateFact, GoNoGo, ReadinessRules, RegressionFact, assess
from releasekit.rollback import RollbackType
from releasekit.versions import ReleaseType
from tests.rows import cases
from tests.strategies.candidates import AT, R1, complete, with_facts, with_result

OWN: Final = Playbook("own", "Our rollbacks", version="1", tables=(ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS))
BARE: Final = Playbook("bare", "Nothing yet", version="0")
"""How the texts word what a name is; that is not the affair of these tests."""


ALONE: Final = GATED_RELEASE.replace(budgets=(), promotions=(), checklists=())
"""The rules of a playbook that is sound, without anything that they might forget."""
PACE: Final = BudgetReading("pace", [RegressionBudget("ms", Decimal(10), better=Better.LOWER, why="ours")])
PROMOTED: Final = PromotionRule("VG-LA-002", 4)
LISTED: Final = Checklist("list", [ChecklistItem("a", "A", only_if="major")], title="List")


@attrs.frozen
class Holding(Fact):
    """A fact of a team's own that holds parts of its playbook."""

    document_kind: ClassVar[str] = "holding"

    name: str
    parts: tuple[object, ...]

    @property
    def column(self) -> Column:
        return next(fact for fact in READINESS.facts if fact.name == self.name).column

    def value(self, context: object) -> object:
        raise NotImplementedError


def ruled(**changes: object) -> Playbook:
    """The sound playbook with other rules."""
    return ALONE.replace(readiness=READINESS.replace(**changes))


def asking(fact: Fact, **parts: object) -> Playbook:
    """The sound playbook with another fact, and with parts that it may ask."""
    return ALONE.replace(readiness=with_facts(fact), **parts)


def without_rules(*names: str, entry_in: str = "") -> Playbook:
    """The sound playbook without some go/no-go rules, and with one that does not ask for an entry."""
    rules = [
        rule.replace(when=[each for each in rule.when if each[0] != "decision_entry"]) if rule.id == entry_in else rule
        for rule in REVIEW.rules
        if rule.id not in names
    ]
    return ruled(go_no_go=Table.from_draft(REVIEW.draft.replace(rules=rules)))


def relaxed(*lacks: Lack, without: tuple[str, ...] = ()) -> Playbook:
    """The sound playbook that accepts what a pass may lack."""
    playbook = without_rules(*without)
    assert playbook.readiness is not None
    evidence = EvidenceRules(accepted=lacks, because="ours")
    return playbook.replace(readiness=playbook.readiness.replace(evidence=evidence))


def back(table: str, action: str = "planned rollback") -> RecordRules:
    """Rules of records by a table of what is done."""
    return RecordRules(rollback_table=table, rollbacks=[RollbackRule(RollbackType.PLANNED, action=action)])


def blind() -> Playbook:
    """The sound playbook, whose rules require gates and never look at them."""
    columns = tuple(column for column in REVIEW.columns if column.name != "required_gates")
    rules = [rule for rule in REVIEW.rules if not rule.id.startswith("required-gate")]
    return ruled(go_no_go=Table.from_draft(REVIEW.draft.replace(columns=columns, rules=rules)))


DANGLING: Final = (PlaybookFindingKind.DANGLING_GATE, PlaybookFindingKind.DANGLING_CHECKLIST)
LATER_READING: Final = "a later reading, kept beside that of the text"
LEFT_OPEN: Final = {
    "gated-release": {
        "budget not asked: budget `VG-PERF-001, harness with floors`": LATER_READING,
        "budget not asked: budget `VG-PERF-002, harness with floors`": LATER_READING,
    },
    "operator-rollout": {
        "checklist not asked: checklist `pre-rollout`": "the text has no steps of a rollout that could ask for it",
        "checklist not asked: checklist `rollout-closeout`": "the text has no steps of a rollout that could ask for it",
    },
}
"""What lint finds in the playbooks that ship, and why it stays; one more has two texts that contradict each other."""


SLOWER: Final = BARE.replace(
    readiness=ReadinessRules(
        (),
        (),
        facts=[RegressionFact("slower", metrics={"ms"})],
        go_no_go=Table(
            "pace",
            [RegressionFact("slower").column],
            rules=[
                Rule("fast", {"slower": at_most(10)}, then=GoNoGo.GO),
                Rule("slow", {"slower": above(10) | MISSING}, then=GoNoGo.NO_GO),
            ],
            hit=Hit.UNIQUE,
            outcomes=(GoNoGo.GO, GoNoGo.NO_GO),
            permissive=(GoNoGo.GO,),
        ),
    ),
    budgets=(PACE,),
)
"""A playbook that asks for the metric of its only budget."""
FORGETFUL: Final = (
    RELEASE_CADENCE,
    ALONE.replace(budgets=(PACE,), promotions=(PROMOTED,), checklists=(LISTED,)),
    blind(),
    relaxed(*Lack),
    ruled(gates=(*READINESS.gates, Gate("VG-NEW"))),
    without_rules("advisory-without-entry", entry_in="advisory-conditional"),
    BARE.replace(
        gates=[Gate("G", consumer="app")],
        checklists=[LISTED],
        matrix=CompatMatrix((), "1", published_at=AT),
        procedures=[Procedure("p", [Step("s", "S", actions=["a"], gates=["G-X"], checklists=["c"])], title="P")],
        records=RecordRules(release_checklist="list", release_gate="aa"),
    ),
)
"""Playbooks with findings of every kind."""


def plain(page: str) -> str:
    """A page without its marks: tags, entities, backslashes and where lines end."""
    return unescape(re.sub(r"\\(?=\W)", "", re.sub(r"<[^>]*>", " ", page)))


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
        assert GATED_RELEASE.replace(budgets=(), promotions=(), checklists=()).lint() == ()
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
            records=RecordRules(release_checklist="pre-releas"),
            procedures=[Procedure("release", [step], title="Release")],
            promotions=[PromotionRule("G-FULL", 3), PromotionRule("G-REL", 3)],
            milestones=[milestone],
        )
        assert [str(found) for found in playbook.lint() if found.kind in DANGLING] == [
            ("dangling gate: procedure `release`, steps[0]: gate `G-RELL` is named but not known; "
            "did you mean `G-REL`?; expected one of G-REL"),
            "dangling gate: promotions: gate `G-FULL` is named but not known; expected one of G-REL",
            "dangling gate: milestone `M1`, task card `T1`: gate `G-X` is named but not known; expected one of G-REL",
            ("dangling checklist: procedure `release`, steps[0]: checklist `prerelease` is named but not known; "
            "did you mean `pre-release`?; expected one of pre-release"),
            ("dangling checklist: records: checklist `pre-releas` is named but not known; "
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
        assert [str(found) for found in playbook.lint()[:2]] == [
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
                validated_at=validated_at,
                required_gates=[gate],
                evidence=["g.txt"],
                tree=TreeState.CLEAN_CLONE_COMMITTED,
            )
            for release_tuple, role, validated_at in (
                (own, Role.CURRENT, AT),
                (other, Role.ROLLBACK, AT - timedelta(days=1)),
            )
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
        assert list(map(str, blind().lint())) == [
            "gates not asked: table `go/no-go`: no rule asks for the required gates; expected one that does",
            "fact not asked: fact `required_gates`: no rule asks for it; expected one that does",
        ]

    @pytest.mark.parametrize(("playbook", "expected"), cases(__file__, "forgotten",
        pytest.param(ruled(gates=(*READINESS.gates, Gate("VG-NEW"))), id="a gate in no class"),
        pytest.param(ruled(facts=(*READINESS.facts, GateFact("new", {"VG-LA-001"}))), id="a fact without a column"),
        pytest.param(without_rules("advisory-without-entry", "advisory-conditional"), id="a fact that no rule asks"),
        pytest.param(
            without_rules("advisory-without-entry", entry_in="advisory-conditional"), id="a conditional go for nothing"
        ),
        pytest.param(relaxed(*Lack), id="relaxations that no fact tells of"),
        pytest.param(
            relaxed(
                Lack.TREE,
                without=(
                    "promotion-from-uncommitted-tree",
                    "claim-not-from-clean-clone",
                    "visible-not-from-clean-clone",
                ),
            ),
            id="a relaxation that no rule mentions",
        ),
        pytest.param(ALONE.replace(budgets=(PACE,)), id="a budget"),
        pytest.param(ALONE.replace(promotions=(PROMOTED,)), id="a promotion"),
        pytest.param(ALONE.replace(checklists=(LISTED,)), id="a checklist"),
        pytest.param(ALONE.replace(checklists=(LISTED,), records=RecordRules()), id="a checklist beside other records"),
        pytest.param(
            BARE.replace(
                checklists=(LISTED,),
                records=RecordRules(
                    release_checklist="list", release_gate="aa", circumstances={"majr": ReleaseType.MAJOR}
                ),
            ),
            id="an item and a circumstance that are not there",
        ),
        pytest.param(OWN.replace(tables=(), records=CADENCE_RECORDS), id="no table"),
        pytest.param(OWN.replace(records=back("rollback decision matrix")), id="a draft for a table"),
        pytest.param(OWN.replace(records=back("rollback decisions", "roll back")), id="another answer"),
    ))
    def test_finds_what_was_forgotten(self, playbook: Playbook, expected: str) -> None:
        table_findings = (PlaybookFindingKind.TABLE, PlaybookFindingKind.CONTRADICTION)
        assert "\n".join(str(found) for found in playbook.lint() if found.kind not in table_findings) == expected

    @pytest.mark.parametrize(
        "playbook",
        [
            ALONE,
            relaxed(Lack.COMMIT, Lack.SUBJECT, Lack.TREE),
            SLOWER,
            asking(Holding("budgets", (PACE,)), budgets=(PACE,)),
            asking(Holding("budgets", PACE.budgets), budgets=(PACE,)),
            asking(Holding("budgets", (PROMOTED, LISTED)), promotions=(PROMOTED,), checklists=(LISTED,)),
            BARE.replace(checklists=(LISTED,), records=RecordRules(release_checklist="list", release_gate="a")),
            BARE.replace(
                checklists=(LISTED,),
                procedures=(
                    Procedure(
                        "p", [Step("s", "S", roles=["r"], actions=["a"], checklists=["list"])], title="P"
                    ),
                ),
            ),
            OWN.replace(records=CADENCE_RECORDS.replace(release_checklist=None, release_gate=None)),
        ],
        ids=[
            "nothing",
            "relaxations that rules mention",
            "a budget by its metrics",
            "a budget that a fact holds",
            "the budgets of a reading",
            "a promotion and a checklist",
            "a checklist of records",
            "a checklist of a step",
            "the records of the cadence",
        ],
    )
    def test_finds_nothing_where_something_asks(self, playbook: Playbook) -> None:
        table_findings = (PlaybookFindingKind.TABLE, PlaybookFindingKind.CONTRADICTION)
        assert [str(found) for found in playbook.lint() if found.kind not in table_findings] == []

    def test_a_part_that_is_not_the_one_of_the_playbook_is_not_asked(self) -> None:
        """A fact that holds another text than the playbook does not ask for the playbook's."""
        other = PACE.budgets[0].replace(percent=Decimal(11))
        (found,) = asking(Holding("budgets", (other,)), budgets=(PACE,)).lint()
        assert found.kind is PlaybookFindingKind.BUDGET_NOT_ASKED

    def test_is_shown_by_kind(self) -> None:
        text = RELEASE_CADENCE.to_text()
        assert text.startswith("Release Cadence & Sync Automation [✗ 10 findings]\nrelease-cadence, version 1\n")
        assert "What it has\n  2 gates, 7 tables, 3 cadences, 6 checklists, 4 procedures\n" in text
        assert text.index("What is wrong within one table (5)") < text.index("Tables that contradict each other (5)")
        assert BARE.to_text() == "Nothing yet [✓ no findings]\nbare, version 0\n\nWhat it has\n  nothing yet"
        assert ALONE.replace(promotions=(PROMOTED,)).to_text().startswith(f"{ALONE.title} [! 1 finding]")

    def test_every_kind_has_a_heading(self) -> None:
        assert set(TITLES) == set(PlaybookFindingKind)

    @pytest.mark.parametrize("form", [Playbook.to_text, Playbook.to_markdown, Playbook.to_html])
    def test_every_kind_can_be_read_in_every_form(self, form: Callable[[Playbook], str]) -> None:
        met = set()
        for playbook in FORGETFUL:
            words = set(plain(form(playbook)).split())
            for finding in playbook.lint():
                wanted = f"{TITLES[finding.kind]} {finding.place} {finding.message}"
                assert set(wanted.split()) - words == set()
                met.add(finding.kind)
        assert met == set(PlaybookFindingKind)

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

    def test_lint_finds_what_the_two_rollback_texts_leave(self) -> None:
        found = RELEASE_CADENCE.lint()
        assert (len(found), len(contradictions(RELEASE_CADENCE))) == (10, 5)
        assert all("rollback decision" in own.place for own in found)

    @pytest.mark.parametrize("playbook", [own for own in ALL if own is not RELEASE_CADENCE], ids=lambda own: own.id)
    def test_lint_finds_only_what_is_left_open_here(self, playbook: Playbook) -> None:
        assert [f"{own.kind}: {own.place}" for own in playbook.lint()] == list(LEFT_OPEN.get(playbook.id, {}))

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
            {"records": CADENCE_RECORDS},
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
