"""Release Cadence & Sync Automation: release types, each rule against its sentence, and both readings of a patch."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from itertools import product
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.gates import Better, GateStatus, RateThreshold
from releasekit.playbooks import ALL, RELEASE_CADENCE
from releasekit.playbooks.release_cadence import (
    BUMPS,
    DRY_RUN_REQUIREMENTS,
    FREEZE,
    QUICK_GUIDE,
    ROLLBACK_ACTIONS,
    ROLLBACK_MATRIX,
    SCHEDULE,
    readiness,
)
from releasekit.policy import MISSING, check, is_no_looser
from releasekit.readiness import GoNoGo, Readiness, ReadinessRules, ReleaseCandidate, assess
from releasekit.versions import BumpLevel, ReleaseType
from tests.strategies.candidates import AT, COMMIT, LATER, THRESHOLDS, approval, passed

GO, NO_GO = GoNoGo.GO, GoNoGo.NO_GO
PATCH, MINOR, MAJOR = ReleaseType
RULES: Final = readiness(THRESHOLDS)
BY_TABLE: Final = readiness(THRESHOLDS, patches_need_release_gate=False)
SUCCESS, REWORK = THRESHOLDS
EXPECTED: Final = "expected one of success_rate (higher), rework_rate (lower)"
HUMAN: Final = approval("major release")
# Copied letter for letter from the playbook, from under the headings that name the parts here.
TEXTS: Final = {
    "Cadence Types": """
| Type | Frequency | Scope | Gate Required |
|------|-----------|-------|---------------|
| **Patch** | As needed | Bug fixes, doc updates | G-MRG |
| **Minor** | Bi-weekly | New features, enhancements | G-REL |
| **Major** | Quarterly | Breaking changes, major features | G-REL + Human |
""",
    "Release Schedule": """
Week 2: Stabilization
  - Mon-Wed: Final PRs, regression testing
  - Thu: Release candidate cut
  - Fri: Release (if gates pass)
""",
    "Version Bump Rules": """
| Change Type | Version Bump | Examples |
|-------------|--------------|----------|
""",
    "Pre-Release Checklist": """
| Gates pass | RL-02 | G-REL gate passes | Yes |
""",
    "Release Workflow": """
3. Release Validation
   - All gates must pass (G-REL)
""",
    "Release Evidence Template": """
  validation:
    gate_results:
      g_rel_passed: <true|false>
      success_rate: <percentage>
      rework_rate: <percentage>
""",
}


def release(release_type: object, *gates: str, **changes: object) -> ReleaseCandidate:
    """A release of some type that nothing stands against but for its gates."""
    candidate = ReleaseCandidate(
        "release",
        (),
        results=[passed(gate) for gate in gates or ("G-MRG", "G-REL")],
        commit=COMMIT,
        release_type=release_type,
        bump=BumpLevel.PATCH,
        rates={"success_rate": Decimal(95), "rework_rate": Decimal(10)},
        owner="Olga",
        approvals=(HUMAN,),
    )
    return candidate.replace(**changes)


def review(candidate: ReleaseCandidate, rules: ReadinessRules = RULES) -> Readiness:
    """The review at the instant of these tests."""
    return assess(candidate, rules, AT)


def codes(found: Readiness) -> list[str]:
    """The rules that decided."""
    return [reason.code for reason in found.reasons]


class TestTheText:
    def test_every_rule_quotes_it_letter_for_letter(self) -> None:
        for table in (*RULES.tables, *BY_TABLE.tables):
            for rule in table.rules:
                assert rule.source is not None
                assert rule.source.document == "Release Cadence & Sync Automation"
                assert rule.source.quote in TEXTS[rule.source.heading]

    def test_tables_have_nothing_wrong(self) -> None:
        assert [finding for table in (*RULES.tables, *BY_TABLE.tables) for finding in check(table)] == []


class TestGates:
    """Which gates each release type needs, in both readings; one whose type nobody stated needs all."""

    @pytest.mark.parametrize(
        ("release_type", "rules", "expected"),
        [
            (PATCH, RULES, ["G-MRG", "G-REL"]),
            (PATCH, BY_TABLE, ["G-MRG"]),
            (MINOR, RULES, ["G-REL"]),
            (MINOR, BY_TABLE, ["G-REL"]),
            (MAJOR, RULES, ["G-REL"]),
            (MAJOR, BY_TABLE, ["G-REL"]),
            (MISSING, RULES, ["G-MRG", "G-REL"]),
            (MISSING, BY_TABLE, ["G-MRG", "G-REL"]),
        ],
    )
    def test_required(self, release_type: object, rules: ReadinessRules, expected: list[str]) -> None:
        assert [own.gate for own in review(release(release_type), rules).required] == expected

    @pytest.mark.parametrize(
        ("release_type", "gates", "outcome", "by_table"),
        [
            (PATCH, ("G-MRG", "G-REL"), GO, GO),
            (PATCH, ("G-MRG",), NO_GO, GO),
            (PATCH, ("G-REL",), NO_GO, NO_GO),
            (MINOR, ("G-REL",), GO, GO),
            (MINOR, ("G-MRG",), NO_GO, NO_GO),
            (MAJOR, ("G-REL",), GO, GO),
            (MAJOR, ("G-MRG",), NO_GO, NO_GO),
        ],
    )
    def test_outcome(
        self, release_type: ReleaseType, gates: tuple[str, ...], outcome: GoNoGo, by_table: GoNoGo
    ) -> None:
        candidate = release(release_type, *gates)
        assert (review(candidate).outcome, review(candidate, BY_TABLE).outcome) == (outcome, by_table)

    @pytest.mark.parametrize("status", [status for status in GateStatus if status is not GateStatus.PASS], ids=str)
    @pytest.mark.parametrize("release_type", ReleaseType, ids=str)
    def test_of_which_one_did_not_pass(self, release_type: ReleaseType, status: GateStatus) -> None:
        candidate = release(release_type, results=(passed("G-MRG"), passed("G-REL", status=status)))
        failed = status in (GateStatus.FAIL, GateStatus.ERROR)
        assert codes(review(candidate)) == ["required-gate-failed" if failed else "required-gate-unproven"]

    def test_both_readings_go_by_one_table(self) -> None:
        assert is_no_looser(BY_TABLE.go_no_go, RULES.go_no_go)
        assert RULES.go_no_go == BY_TABLE.go_no_go


class TestMajor:
    """A major release needs a human's approval of it, in force at the instant, by another than the release owner."""

    @pytest.mark.parametrize(
        ("approvals", "outcome"),
        [
            pytest.param((HUMAN,), GO, id="in force"),
            pytest.param((HUMAN.replace(approved_at=AT),), GO, id="from this instant on"),
            pytest.param((HUMAN.replace(expires_at=AT + timedelta(seconds=1)),), GO, id="up to the next instant"),
            pytest.param((HUMAN.replace(expires_at=AT), HUMAN), GO, id="one of two"),
            pytest.param((), NO_GO, id="none"),
            pytest.param((HUMAN.replace(expires_at=AT),), NO_GO, id="expired"),
            pytest.param((HUMAN.replace(approved_at=LATER),), NO_GO, id="from the future"),
            pytest.param((HUMAN.replace(human=False),), NO_GO, id="by a program"),
            pytest.param((HUMAN.replace(by="olga"),), NO_GO, id="by the owner"),
            pytest.param((approval(),), NO_GO, id="of a breaking change"),
        ],
    )
    def test_approval(self, approvals: tuple[object, ...], outcome: GoNoGo) -> None:
        assert review(release(MAJOR, approvals=approvals)).outcome is outcome

    def test_of_no_known_owner(self) -> None:
        assert codes(review(release(MAJOR, owner=MISSING))) == ["major-without-human"]

    @pytest.mark.parametrize("release_type", [PATCH, MINOR], ids=str)
    def test_the_others_need_none(self, release_type: ReleaseType) -> None:
        assert review(release(release_type, approvals=(), owner=MISSING)).outcome is GO

    def test_says_what_is_missing(self) -> None:
        (need,) = review(release(MAJOR, approvals=())).missing
        assert str(need) == 'human_approval: missing -> "in force"'
        assert need.details == ("no approval of a major release is recorded",)


class TestStep:
    """The release type is at least the step that the changes need."""

    @pytest.mark.parametrize(("release_type", "bump"), list(product(ReleaseType, BumpLevel)))
    def test_every_pair(self, release_type: ReleaseType, bump: BumpLevel) -> None:
        covered = list(BumpLevel).index(bump) <= list(ReleaseType).index(release_type) + 1
        expected = ["review-complete"] if covered else ["release-type-below-changes"]
        assert codes(review(release(release_type, bump=bump))) == expected

    def test_unknown(self) -> None:
        found = review(release(MINOR, bump=MISSING))
        assert codes(found) == ["release-type-below-changes"]
        assert found.missing[0].details == ("nobody said which step the changes need",)

    def test_details(self) -> None:
        (need,) = review(release(PATCH, bump=BumpLevel.MAJOR)).missing
        assert need.details == ("the changes need major",)

    def test_a_type_that_nobody_stated_can_be_told_and_one_that_is_stated_not_mended(self) -> None:
        untold = review(release(MISSING))
        assert codes(untold) == ["release-type-below-changes", "release-type-unstated"]
        assert {need.change.column for need in untold.missing} == {"release_type", "version_step"}
        assert "release_type" not in {need.change.column for need in review(release(MAJOR)).missing}


UNMEASURED: Final = "no sound rate; expected 0 to 100 percent"


class TestRates:
    """Both rates are measured and within their limits, which are included."""

    @pytest.mark.parametrize(
        ("rates", "details"),
        [
            ({"success_rate": Decimal(95), "rework_rate": Decimal(10)}, None),
            ({"success_rate": Decimal(100), "rework_rate": Decimal(0)}, None),
            (
                {"success_rate": Decimal("94.999"), "rework_rate": Decimal(10)},
                ("success_rate: 94.999 %; expected at least 95 %",),
            ),
            (
                {"success_rate": Decimal(95), "rework_rate": Decimal("10.001")},
                ("rework_rate: 10.001 %; expected at most 10 %",),
            ),
            ({"rework_rate": Decimal(1)}, (f"success_rate: {UNMEASURED}",)),
            ({}, (f"rework_rate: {UNMEASURED}", f"success_rate: {UNMEASURED}")),
        ],
    )
    def test_review(self, rates: dict[str, Decimal], details: tuple[str, ...] | None) -> None:
        found = review(release(MINOR, rates=rates))
        assert codes(found) == (["review-complete"] if details is None else ["rate-missed"])
        assert [need.details for need in found.missing] == ([] if details is None else [details])

    def test_other_rates_change_nothing(self) -> None:
        candidate = release(MINOR)
        assert review(candidate.replace(rates=(*candidate.rates, ("other", Decimal(0))))).outcome is GO

    @pytest.mark.parametrize(
        ("thresholds", "problems"),
        [
            ((SUCCESS,), ["thresholds have none for `rework_rate`; expected one"]),
            (
                (),
                [
                    "thresholds have none for `success_rate`; expected one",
                    "thresholds have none for `rework_rate`; expected one",
                ],
            ),
            (
                (SUCCESS, REWORK.replace(better=Better.HIGHER)),
                [f"threshold of `rework_rate` where higher is better; {EXPECTED}"],
            ),
            (
                (SUCCESS, REWORK, RateThreshold("sucess_rate", Decimal(1), better=Better.HIGHER)),
                [f"threshold of `sucess_rate` where higher is better; {EXPECTED}"],
            ),
            (
                (SUCCESS, REWORK, REWORK.replace(limit=Decimal(5))),
                ['thresholds[2] has the metric `"rework_rate"` again; expected each metric once'],
            ),
            (None, ["thresholds is `None`; expected an iterable of RateThreshold"]),
            (("95",), ['thresholds[0] is `"95"`; expected a RateThreshold']),
        ],
    )
    def test_thresholds(self, thresholds: Iterable[RateThreshold], problems: list[str]) -> None:
        with pytest.raises(FieldError) as caught:
            readiness(thresholds)
        assert caught.value.problems == tuple(problems)

    def test_a_text_is_no_reading(self) -> None:
        with pytest.raises(FieldError):
            readiness(THRESHOLDS, patches_need_release_gate="no")


def test_the_playbook_is_listed_and_holds_the_tables_that_it_has() -> None:
    assert RELEASE_CADENCE in ALL
    rollbacks = (ROLLBACK_MATRIX, QUICK_GUIDE, ROLLBACK_ACTIONS)
    assert RELEASE_CADENCE.tables == (BUMPS, SCHEDULE, FREEZE, *rollbacks, DRY_RUN_REQUIREMENTS)
    assert RELEASE_CADENCE.readiness is None
    full = RELEASE_CADENCE.replace(readiness=RULES)
    assert full.assess(release(PATCH), AT).outcome is GO
    assert full.table("required gates") is RULES.required
