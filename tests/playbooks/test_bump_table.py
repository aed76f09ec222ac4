"""The bump table and the pre-release tags row by row, by hand, against the text that they come from."""

from itertools import product
from typing import Final

import pytest

from releasekit.playbooks.release_cadence import BUMPS, STAGES
from releasekit.policy import Decision, DifferenceKind, FindingKind, Hit, Table, check, diff
from releasekit.versions import SEMVER, BumpLevel, Change, ChangeKind, Stage, decide_bump

DOCUMENT: Final = "Release Cadence & Sync Automation"
# Both tables are copied letter for letter from that document, from under the headings that name them here.
VERSION_BUMP_RULES: Final = """
| Change Type | Version Bump | Examples |
|-------------|--------------|----------|
| Breaking API change | Major | Removed field, renamed method |
| New feature | Minor | New command, new capability |
| Bug fix | Patch | Error correction, typo fix |
| Documentation | Patch | README update, new examples |
| Security fix | Patch (urgent) | Vulnerability patch |
"""
PRE_RELEASE_TAGS: Final = """
| Tag | Stability | Audience |
|-----|-----------|----------|
| `alpha` | Unstable | Internal testing |
| `beta` | Feature complete | Early adopters |
| `rc` | Release candidate | Final validation |
"""

K: Final = ChangeKind
NONE, PATCH, MINOR, MAJOR = BumpLevel
SEED_ROWS: Final = {
    K.BREAKING: ("breaking-api-change", "Breaking API change", "Major", MAJOR, False),
    K.FEATURE: ("new-feature", "New feature", "Minor", MINOR, False),
    K.FIX: ("bug-fix", "Bug fix", "Patch", PATCH, False),
    K.DOCUMENTATION: ("documentation", "Documentation", "Patch", PATCH, False),
    K.SECURITY: ("security-fix", "Security fix", "Patch (urgent)", PATCH, True),
}
OUR_ROWS: Final = {
    K.DEPRECATION: ("ours/deprecation", MINOR),
    K.REMOVAL: ("ours/removal", MAJOR),
    K.PERFORMANCE: ("ours/performance", PATCH),
    K.INTERNAL: ("ours/internal", NONE),
    K.REVERT: ("ours/revert", PATCH),
}


def rows(text: str) -> list[list[str]]:
    """The rows of a table below its header, as cells."""
    return [line.strip("| ").split(" | ") for line in text.strip().splitlines()[2:]]


def decided(kind: ChangeKind, *, breaking: bool = False) -> Decision[BumpLevel]:
    return BUMPS.decide(kind=kind, breaking=breaking)


class TestBumpRows:
    @pytest.mark.parametrize("kind", SEED_ROWS, ids=str)
    def test_a_row_of_the_text(self, kind: ChangeKind) -> None:
        rule, change_type, bump, level, urgent = SEED_ROWS[kind]
        (row,) = [row for row in rows(VERSION_BUMP_RULES) if row[0] == change_type]
        decision = decided(kind)
        (reason,) = decision.reasons
        assert (decision.outcome, reason.rule, row[1]) == (level, rule, bump)
        assert reason.source is not None
        assert (reason.source.document, reason.source.heading) == (DOCUMENT, "Version Bump Rules")
        assert f"| {reason.source.quote} |" in VERSION_BUMP_RULES.splitlines()
        assert decide_bump([Change(kind, "x")], BUMPS).urgent is urgent is ("urgent" in row[1])

    @pytest.mark.parametrize("kind", OUR_ROWS, ids=str)
    def test_a_row_of_ours(self, kind: ChangeKind) -> None:
        (reason,) = decided(kind).reasons
        assert (reason.rule, decided(kind).outcome) == OUR_ROWS[kind]
        assert reason.source is None
        assert reason.because.startswith("ours: ")

    @pytest.mark.parametrize("kind", ChangeKind, ids=str)
    def test_what_is_marked_as_breaking_is_major(self, kind: ChangeKind) -> None:
        decision = decided(kind, breaking=True)
        assert decision.outcome is MAJOR
        assert "ours/marked-breaking" in [reason.rule for reason in decision.reasons]

    def test_every_kind_is_in_one_of_the_two_lists(self) -> None:
        assert [*SEED_ROWS, *OUR_ROWS] == list(ChangeKind)

    def test_every_row_of_the_text_has_one_rule(self) -> None:
        quotes = sorted(rule.source.quote for rule in BUMPS.rules if rule.source)
        assert quotes == sorted(" | ".join(row) for row in rows(VERSION_BUMP_RULES))

    def test_rules_without_a_source_are_ours_by_name_and_by_sentence(self) -> None:
        """Rows of the text and rows of ours are told apart."""
        for rule in BUMPS.rules:
            ours = (rule.id.startswith("ours/"), rule.because.startswith("ours: "), rule.source is None)
            assert ours in {(True, True, True), (False, False, False)}
        assert sum(rule.source is None for rule in BUMPS.rules) == len(OUR_ROWS) + 1

    def test_levels_are_ordered_and_breaking_is_never_milder(self) -> None:
        assert BUMPS.hit is Hit.MOST_RESTRICTIVE
        assert BUMPS.outcomes == (NONE, PATCH, MINOR, MAJOR)
        for kind in ChangeKind:
            assert decided(kind).outcome <= decided(kind, breaking=True).outcome

    def test_it_answers_as_semantic_versioning_does(self) -> None:
        """The two tables differ in texts and in which of them has which row, at no point in the level."""
        kinds = {difference.kind for difference in diff(SEMVER, BUMPS).differences}
        assert kinds == {DifferenceKind.REASON_ONLY}

    def test_a_rule_can_be_left_out_and_is_then_missed(self) -> None:
        """The proof is alive: without the row of a kind there is a gap, without the mark an idle column."""
        draft = BUMPS.draft
        for rule in draft.rules:
            findings = check(draft.replace(rules=[other for other in draft.rules if other is not rule]))
            kinds = {finding.kind for finding in findings}
            marked = rule.id == "ours/marked-breaking"
            assert kinds == {FindingKind.DEAD_COLUMN if marked else FindingKind.GAP}, rule.id


class TestPreReleaseTags:
    @pytest.mark.parametrize(("stage", "row"), list(zip(Stage, rows(PRE_RELEASE_TAGS), strict=True)), ids=str)
    def test_a_row_of_the_text(self, stage: Stage, row: list[str]) -> None:
        (rule,) = STAGES.decide(stage=stage).rules
        assert [f"`{stage}`", *rule.then] == row
        assert rule.source is not None
        assert (rule.source.document, rule.source.heading) == (DOCUMENT, "Pre-release Tags")
        assert f"| {rule.source.quote} |" in PRE_RELEASE_TAGS.splitlines()

    def test_by_hand(self) -> None:
        assert [(str(stage), *STAGES.decide(stage=stage).outcome) for stage in Stage] == [
            ("alpha", "Unstable", "Internal testing"),
            ("beta", "Feature complete", "Early adopters"),
            ("rc", "Release candidate", "Final validation"),
        ]

    def test_stages_stand_in_the_order_of_the_text(self) -> None:
        for (early, one), (late, other) in product(enumerate(Stage), repeat=2):
            assert (one < other) == (early < late)


@pytest.mark.parametrize("table", [BUMPS, STAGES], ids=lambda table: table.name)
def test_nothing_is_wrong(table: Table[object]) -> None:
    assert check(table) == ()
