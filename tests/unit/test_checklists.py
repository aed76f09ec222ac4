"""What recorded results prove of a checklist."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import pytest

from releasekit.answers import Finding
from releasekit.errors import FieldError
from releasekit.milestones import MILESTONE_STATUS
from releasekit.playbooks.channel_canary import signoff
from releasekit.playbooks.gated_release import RERUN_GATES
from releasekit.playbooks.release_cadence import MAJOR_RELEASE, PLANNED_ROLLBACK, PRE_ROLLBACK, RELEASE_CHECKLIST
from releasekit.policy import MISSING, Column, FactError, FindingKind, Hit, Rule, Table, check
from releasekit.procedures import (
    ITEM_SHORTFALLS,
    Checklist,
    ChecklistItem,
    ChecklistOutcome,
    ChecklistReport,
    ItemResult,
    ItemStanding,
    ItemStatus,
    Shortfall,
    rerun_gates,
)
from tests.strategies.checklists import AT, FAIL, LATER, NA, PASS, passed

COMPLETE, INCOMPLETE = ChecklistOutcome
DONE, EXCUSED, OPEN, FAILED = ItemStanding
MAJOR: Final = {MAJOR_RELEASE: True}
MINOR: Final = {MAJOR_RELEASE: False}
PAIR: Final = Checklist("pair", (ChecklistItem("a", "Built"), ChecklistItem("b", "Signed")), title="Pair")


def all_of(checklist: Checklist, **changes: ItemResult | None) -> list[ItemResult]:
    """A good result of each item, some replaced or left out; the names have `_` for `-`."""
    wanted = {name.replace("_", "-"): own for name, own in changes.items()}
    results = [wanted.get(item.id, passed(item.id)) for item in checklist.items]
    return [result for result in results if result is not None]


def told(report: ChecklistReport) -> list[tuple[Shortfall, str]]:
    """What is wrong, in short."""
    return [(problem.kind, problem.place) for problem in report.problems]


class TestTheReleaseChecklist:
    def test_is_complete_with_a_pass_each(self) -> None:
        report = RELEASE_CHECKLIST.judge(all_of(RELEASE_CHECKLIST), AT, circumstances=MAJOR)
        assert report.outcome is COMPLETE
        assert report.problems == ()
        assert [own.standing for own in report.items] == [DONE] * 8

    @pytest.mark.parametrize(
        ("stated", "outcome", "standing"),
        [
            pytest.param(MAJOR, INCOMPLETE, OPEN, id="major"),
            pytest.param({}, INCOMPLETE, OPEN, id="unsaid"),
            pytest.param({"Major release": False}, INCOMPLETE, OPEN, id="misspelt"),
            pytest.param(MINOR, COMPLETE, EXCUSED, id="another"),
            pytest.param([*MINOR.items()], COMPLETE, EXCUSED, id="pairs"),
        ],
    )
    def test_lets_the_rollback_test_be_na_unless_major(
        self, stated: Mapping[str, bool], outcome: ChecklistOutcome, standing: ItemStanding
    ) -> None:
        results = all_of(RELEASE_CHECKLIST, RL_07=passed("RL-07", NA, evidence=()))
        report = RELEASE_CHECKLIST.judge(results, AT, circumstances=stated)
        assert (report.outcome, report.standing("RL-07")) == (outcome, standing)

    def test_cites_the_row_against_an_na(self) -> None:
        results = all_of(RELEASE_CHECKLIST, RL_07=passed("RL-07", NA))
        report = RELEASE_CHECKLIST.judge(results, AT, circumstances=MAJOR)
        (problem,) = report.problems
        assert (problem.kind, problem.place) == (Shortfall.NA_NOT_ALLOWED, "RL-07")
        item = report.items[6].item
        assert item.source is not None
        assert item.source.quote == "Rollback tested | RL-07 | Rollback procedure verified | Major only"
        assert str(problem) == "RL-07 is not done: the item is required, which depends on `major release`"
        (unsaid,) = RELEASE_CHECKLIST.judge(results, AT).problems
        assert str(unsaid) == (
            "RL-07 is not done: nobody said whether the item is required, which depends on `major release`"
        )

    @pytest.mark.parametrize("stated", [MAJOR, MINOR, {}], ids=["major", "minor", "unsaid"])
    @pytest.mark.parametrize("item", ["RL-01", "RL-07"])
    def test_is_blocked_by_a_failure_of_any_item(self, item: str, stated: Mapping[str, bool]) -> None:
        results = [passed(own.id, FAIL if own.id == item else PASS) for own in RELEASE_CHECKLIST.items]
        report = RELEASE_CHECKLIST.judge(results, AT, circumstances=stated)
        assert told(report) == [(Shortfall.FAILED, item)]
        assert report.standing(item) is FAILED


class TestTheListBeforeARollback:
    @pytest.mark.parametrize(
        ("stated", "outcome"),
        [({PLANNED_ROLLBACK: True}, INCOMPLETE), ({}, INCOMPLETE), ({PLANNED_ROLLBACK: False}, COMPLETE)],
        ids=["planned", "unsaid", "not planned"],
    )
    def test_lets_the_window_be_na_where_nothing_is_planned(
        self, stated: Mapping[str, bool], outcome: ChecklistOutcome
    ) -> None:
        results = all_of(PRE_ROLLBACK, window=passed("window", NA))
        assert PRE_ROLLBACK.judge(results, AT, circumstances=stated).outcome is outcome


class TestOneList:
    @pytest.mark.parametrize(
        ("results", "expected"),
        [
            pytest.param([passed("a"), passed("b")], [], id="both pass"),
            pytest.param([], [(Shortfall.NO_RESULT, "a"), (Shortfall.NO_RESULT, "b")], id="nothing"),
            pytest.param([passed("a"), passed("b", evidence=())], [(Shortfall.NO_EVIDENCE, "b")], id="no evidence"),
            pytest.param([passed("a"), passed("b", NA)], [(Shortfall.NA_NOT_ALLOWED, "b")], id="na"),
            pytest.param([passed("a"), passed("b", FAIL)], [(Shortfall.FAILED, "b")], id="fail"),
            pytest.param([passed("a"), passed("b"), passed("b")], [(Shortfall.RECORDED_TWICE, "b")], id="twice"),
            pytest.param(
                [passed("a"), passed("b"), passed("b", FAIL)],
                [(Shortfall.FAILED, "b"), (Shortfall.RECORDED_TWICE, "b")],
                id="twice, once failed",
            ),
            pytest.param(
                [passed("a"), passed("b", NA), passed("b", evidence=())],
                [(Shortfall.NA_NOT_ALLOWED, "b"), (Shortfall.NO_EVIDENCE, "b"), (Shortfall.RECORDED_TWICE, "b")],
                id="twice, neither good",
            ),
            pytest.param([passed("a"), passed("b", recorded_at=AT)], [], id="recorded at the instant"),
            pytest.param(
                [passed("a"), passed("b", recorded_at=LATER)], [(Shortfall.NO_RESULT, "b")], id="recorded later"
            ),
            pytest.param(
                [passed("a"), passed("b", FAIL, recorded_at=LATER)], [(Shortfall.FAILED, "b")], id="failed later"
            ),
            pytest.param([passed("a"), passed("b"), passed("b", recorded_at=LATER)], [], id="again later"),
            pytest.param([passed("a"), passed("b"), passed("c")], [(Shortfall.UNKNOWN_ITEM, "c")], id="unknown item"),
            pytest.param(
                [passed("a"), passed("b"), passed("c", NA, recorded_at=LATER)],
                [(Shortfall.UNKNOWN_ITEM, "c")],
                id="unknown item later",
            ),
        ],
    )
    def test_tells_every_problem(self, results: list[ItemResult], expected: list[tuple[Shortfall, str]]) -> None:
        report = PAIR.judge(results, AT)
        assert told(report) == expected
        assert report.outcome is (INCOMPLETE if expected else COMPLETE)

    def test_names_what_was_meant(self) -> None:
        report = RELEASE_CHECKLIST.judge([*all_of(RELEASE_CHECKLIST), passed("rl-7")], AT)
        assert [str(problem) for problem in report.problems] == [
            (
                "rl-7 is no item of checklist `release`; did you mean `RL-07`?; "
                "expected one of RL-01, RL-02, RL-03, RL-04, RL-05, RL-06, RL-07, RL-08"
            )
        ]

    def test_without_items_is_never_complete(self) -> None:
        report = Checklist("none", (), title="None").judge((), AT)
        assert told(report) == [(Shortfall.NO_ITEMS, "checklist `none`")]
        assert str(report.problems[0]) == "checklist `none` has no items; expected at least one"

    def test_keeps_the_results_that_count(self) -> None:
        one, other = passed("a"), passed("a", FAIL)
        report = PAIR.judge([one, other, passed("b", recorded_at=LATER)], AT)
        assert [own.results for own in report.items] == [(other, one), ()]

    def test_is_judged_in_any_zone(self) -> None:
        shifted = AT.astimezone(datetime.fromisoformat("2026-01-01T00:00+05:30").tzinfo)
        assert PAIR.judge((), shifted) == PAIR.judge((), AT)

    def test_has_no_standing_of_a_stranger(self) -> None:
        with pytest.raises(FieldError, match=r'has no item `"c"`; expected one of a, b'):
            PAIR.judge((), AT).standing("c")


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("results", "at", "stated", "problem"),
        [
            ((), datetime(2026, 2, 20, 12), {}, "at is `"),  # noqa: DTZ001 - naive on purpose
            ((), "now", {}, 'at is `"now"`; expected an instant with its zone'),
            ((), AT, None, "circumstances is `None`; expected a tuple in which each is a tuple of 2: "),
            ((), AT, "x", 'circumstances is `"x"`; expected a tuple in which each is a tuple of 2: '),
            ((), AT, {"x": None}, 'circumstances holds `("x", None)`; expected a tuple of 2: '),
            ((), AT, {"": True}, 'circumstances holds `("", True)`; expected a tuple of 2: '),
            (
                (),
                AT,
                [("x", True), ("x", False)],
                'circumstances[1] is `"x"` again; expected each member once',
            ),
            (5, AT, {}, "results is `5`; expected an iterable of ItemResult"),
            ([5], AT, {}, "results[0] is `5`; expected an ItemResult"),
        ],
    )
    def test_arguments_of_another_kind(self, results: object, at: object, stated: object, problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            PAIR.judge(results, at, circumstances=stated)
        assert caught.value.problems[0].startswith(problem)

    def test_two_items_of_one_id(self) -> None:
        item = ChecklistItem("a", "Built")
        with pytest.raises(FieldError) as caught:
            Checklist("pair", (item, item), title="Pair")
        assert caught.value.problems == ('Checklist.items[1] has the id `"a"` again; expected each id once',)

    def test_a_status_that_is_a_text(self) -> None:
        with pytest.raises(FieldError, match=r'ItemResult.status is `"pass"`; expected one of pass, na, fail'):
            passed("a", status="pass")

    def test_a_signoff_item_that_may_be_na(self) -> None:
        item = ChecklistItem("a", "Signed", only_if="planned rollback")
        with pytest.raises(FieldError) as caught:
            signoff([item], [item])
        assert caught.value.problems == (
            'checklist `signoff-entry`: item `a` is required only if `"planned rollback"`; expected always',
            'checklist `signoff-closure`: item `a` is required only if `"planned rollback"`; expected always',
        )


class TestSignoff:
    def test_is_incomplete_without_items(self) -> None:
        entry, closure = signoff((), ())
        assert (entry.judge((), AT).outcome, closure.judge((), AT).outcome) == (INCOMPLETE, INCOMPLETE)

    def test_needs_evidence_for_each_item(self) -> None:
        entry, closure = signoff([ChecklistItem("a", "Signed")], [ChecklistItem("b", "Closed")])
        assert entry.judge([passed("a")], AT).outcome is COMPLETE
        assert entry.judge([passed("a", evidence=())], AT).outcome is INCOMPLETE
        assert closure.judge([passed("a")], AT).outcome is INCOMPLETE


class TestTheTables:
    def test_have_nothing_against_them(self) -> None:
        findings = [*check(ITEM_SHORTFALLS), *check(RERUN_GATES)]
        assert [finding for finding in findings if finding.kind is not FindingKind.REDUNDANT] == []

    def test_reasons_are_pinned(self) -> None:
        assert sorted({rule.code for rule in ITEM_SHORTFALLS.rules}) == [
            "failed",
            "na not allowed",
            "no evidence",
            "no result",
            "recorded twice",
        ]


class TestRerunGates:
    @pytest.mark.parametrize(
        ("own", "visible", "expected"),
        [
            pytest.param((), False, ("VG-CONTRACT-001",), id="nothing of its own"),
            pytest.param((), True, ("VG-CONTRACT-001", "VG-RCC-001"), id="visible"),
            pytest.param((), MISSING, ("VG-CONTRACT-001", "VG-RCC-001"), id="nobody knows"),
            pytest.param(
                ("VG-LOOP-CORE-001", "VG-CONTRACT-001"), False, ("VG-CONTRACT-001", "VG-LOOP-CORE-001"), id="own"
            ),
            pytest.param("VG-LA-001", False, ("VG-CONTRACT-001", "VG-LA-001"), id="one name"),
        ],
    )
    def test_are_the_union(self, own: tuple[str, ...], visible: bool, expected: tuple[str, ...]) -> None:  # noqa: FBT001 - a row of the table
        assert rerun_gates(own, RERUN_GATES, {"consumer_visible": visible}) == expected
        if visible is MISSING:
            assert rerun_gates(own, RERUN_GATES) == expected

    def test_refuse_what_is_no_name(self) -> None:
        with pytest.raises(FieldError) as caught:
            rerun_gates(("", 5, []), RERUN_GATES)
        assert [problem.partition(";")[0] for problem in caught.value.problems] == [
            'class_gates holds `""`',
            "class_gates holds `5`",
            "class_gates holds `a list`",
        ]

    def test_refuse_what_cannot_be_listed(self) -> None:
        with pytest.raises(FieldError, match="class_gates is `5`; expected an iterable of names"):
            rerun_gates(5, RERUN_GATES)

    def test_refuse_facts_that_the_table_does_not_ask(self) -> None:
        with pytest.raises(FactError, match='no column `"visible"`; expected columns among consumer_visible'):
            rerun_gates((), RERUN_GATES, {"visible": True})

    @pytest.mark.parametrize(
        ("rules", "problem"),
        [
            (None, "rules is `None`; expected a Table"),
            (RERUN_GATES.draft, "rules is `a Draft`; expected a Table"),
            (MILESTONE_STATUS, "rules: hit is `most_restrictive`; expected a table that collects"),
            (ITEM_SHORTFALLS, "rules: outcome `failed`; expected texts"),
        ],
        ids=["nothing", "a draft", "one that decides", "other outcomes"],
    )
    def test_refuse_a_table_that_names_no_gates(self, rules: object, problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            rerun_gates((), rules)
        assert caught.value.problems[0].startswith(problem)


class TestATeamsOwnTable:
    """A table of a team stands in the place of `ITEM_SHORTFALLS`."""

    LENIENT: Final = Table(
        "failures only",
        (Column("status", ItemStatus, optional=True),),
        rules=[Rule("failed", {"status": FAIL}, then=Shortfall.FAILED, because="it fails")],
        hit=Hit.COLLECT,
        outcomes=(Shortfall.FAILED,),
    )

    def test_says_what_may_stand(self) -> None:
        report = PAIR.judge([passed("a", evidence=())], AT, rules=self.LENIENT)
        assert (report.outcome, report.standing("a"), report.standing("b")) == (COMPLETE, DONE, EXCUSED)
        failed = PAIR.judge([passed("a", FAIL)], AT, rules=self.LENIENT)
        assert [str(problem) for problem in failed.problems] == ["a is not done: it fails"]
        assert failed.standing("a") is FAILED

    def test_is_refused_with_all_that_is_wrong_with_it(self) -> None:
        strange = Table(
            "strange",
            (
                Column("statsu", bool),
                Column("status", ItemStatus),
                Column("is_repeated", ItemStatus),
                Column("has_evidence", bool, optional=True),
            ),
            rules=[Rule("all", {}, then="no", because="all")],
            outcomes=("no",),
            permissive=(),
        )
        with pytest.raises(FieldError) as caught:
            PAIR.judge((), AT, rules=strange)
        assert caught.value.problems == (
            "rules: hit is `unique`; expected a table that collects",
            (
                "rules: column `statsu`; expected columns among status, has_evidence, is_repeated, is_required; "
                "did you mean `status`?"
            ),
            "rules: column `status` takes one of pass, na, fail; expected one of pass, na, fail or missing",
            "rules: column `is_repeated` takes one of pass, na, fail; expected one of false, true",
            (
                'rules: outcome `"no"`; expected one of failed, no result, no evidence, na not allowed, '
                "recorded twice, unknown item, no items"
            ),
        )


def test_lint_of_a_checklist() -> None:
    assert PAIR.lint() == ()
    finding = Finding(Shortfall.NO_ITEMS, "items", message="is empty; expected at least one item")
    assert Checklist("none", (), title="None").lint() == (finding,)
    assert str(finding) == "items is empty; expected at least one item"
