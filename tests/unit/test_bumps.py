"""Which step some changes ask for, by Semantic Versioning and by tables of a team."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.policy import Column, Hit, Rule, Table, check
from releasekit.versions import (
    SEMVER,
    BumpDecision,
    BumpLevel,
    Change,
    ChangeKind,
    Unparsed,
    Version,
    ZeroMajor,
    decide_bump,
)

K: Final = ChangeKind
NONE, PATCH, MINOR, MAJOR = BumpLevel

FIX: Final = Change(K.FIX, "close the file", id="a")
FEATURE: Final = Change(K.FEATURE, "read gzip", id="b")
DROP: Final = Change(K.FIX, "drop the flag", breaking=True, id="c")
CVE: Final = Change(K.SECURITY, "check the length", id="d")
CHORE: Final = Change(K.INTERNAL, "move files", id="e")
WIP: Final = Unparsed("wip", "expected `type(scope)!: subject`", id="f")


class TestLevels:
    @pytest.mark.parametrize(
        ("changes", "level"),
        [
            pytest.param([], NONE, id="nothing"),
            pytest.param([CHORE], NONE, id="internal"),
            pytest.param([CHORE, FIX], PATCH, id="fix"),
            pytest.param([FIX, FEATURE, CHORE], MINOR, id="feature"),
            pytest.param([FEATURE, DROP], MAJOR, id="breaking fix"),
            pytest.param([FEATURE, Change(K.REVERT, "x", reverts="b")], NONE, id="taken back"),
            pytest.param([WIP], NONE, id="unread"),
            pytest.param([WIP.replace(breaking=True)], MAJOR, id="unread with a breaking footer"),
        ],
    )
    def test_the_highest_counts(self, changes: list[Change | Unparsed], level: BumpLevel) -> None:
        assert decide_bump(changes).level is level

    def test_reasons_are_the_changes_of_that_level(self) -> None:
        more = Change(K.DEPRECATION, "the old flag", id="g")
        bump = decide_bump([FIX, more, FEATURE, CHORE])
        assert [reason.change for reason in bump.reasons] == [FEATURE, more]
        assert [reason.decision.rules[0].id for reason in bump.reasons] == ["feature", "deprecation"]
        assert str(bump.reasons[0]) == "feature: read gzip [b] (feature: users can do something new)"

    def test_any_iterable_will_do(self) -> None:
        assert decide_bump(change for change in (FIX, WIP)).level is PATCH


class TestSemver:
    """By the text of Semantic Versioning 2.0.0 and Conventional Commits 1.0.0."""

    CLAUSES: Final = {
        K.FIX: ("6", "only backwards compatible bug fixes", PATCH),
        K.SECURITY: ("6", "only backwards compatible bug fixes", PATCH),
        K.FEATURE: ("7", "new, backwards compatible functionality", MINOR),
        K.DEPRECATION: ("7", "marked as deprecated", MINOR),
        K.BREAKING: ("8", "any backwards incompatible changes", MAJOR),
        K.REMOVAL: ("8", "any backwards incompatible changes", MAJOR),
    }

    @pytest.mark.parametrize("kind", CLAUSES, ids=str)
    def test_a_clause(self, kind: ChangeKind) -> None:
        clause, words, level = self.CLAUSES[kind]
        decision = SEMVER.decide(kind=kind, breaking=False)
        ((source,),) = ([reason.source] for reason in decision.reasons)
        assert (decision.outcome, source.heading) == (level, clause)
        assert words in source.quote
        assert source.document == "Semantic Versioning 2.0.0"

    @pytest.mark.parametrize("kind", ChangeKind, ids=str)
    def test_what_is_marked_as_breaking_is_major(self, kind: ChangeKind) -> None:
        decision = SEMVER.decide(kind=kind, breaking=True)
        sources = {reason.source.document for reason in decision.reasons if reason.source}
        assert decision.outcome is MAJOR
        assert "Conventional Commits 1.0.0" in sources

    def test_the_other_kinds_are_ours(self) -> None:
        others = [kind for kind in ChangeKind if kind not in self.CLAUSES]
        decisions = [SEMVER.decide(kind=kind, breaking=False) for kind in others]
        assert [(str(kind), decision.outcome) for kind, decision in zip(others, decisions, strict=True)] == [
            ("documentation", PATCH), ("performance", PATCH), ("internal", NONE), ("revert", PATCH),
        ]  # fmt: skip
        assert all(reason.rule.startswith("ours/") for decision in decisions for reason in decision.reasons)
        for rule in SEMVER.rules:
            assert (rule.source is None) == rule.id.startswith("ours/") == rule.because.startswith("ours: ")

    def test_nothing_is_wrong(self) -> None:
        assert check(SEMVER) == ()


class TestUnparsed:
    def test_is_listed_and_never_dropped(self) -> None:
        other = Unparsed("Merge branch", "expected `type(scope)!: subject`")
        assert decide_bump([WIP, FIX, other]).unparsed == (other, WIP)

    def test_is_listed_when_it_counts_as_breaking(self) -> None:
        loud = WIP.replace(breaking=True)
        bump = decide_bump([loud])
        assert bump.unparsed == (loud,)
        assert [reason.change for reason in bump.reasons] == [loud]


class TestUrgency:
    def test_security_is_urgent_and_a_patch(self) -> None:
        bump = decide_bump([CVE])
        assert (bump.level, bump.urgent) == (PATCH, True)

    def test_does_not_depend_on_the_level(self) -> None:
        assert [decide_bump([CVE, change]).urgent for change in (FIX, FEATURE, DROP)] == [True, True, True]
        assert [decide_bump([change]).urgent for change in (FIX, FEATURE, DROP, WIP)] == [False] * 4

    @pytest.mark.parametrize(
        ("kinds", "urgent"),
        [
            pytest.param((), False, id="none"),
            pytest.param([K.FIX], True, id="fixes"),
            pytest.param({K.FIX, K.SECURITY}, True, id="a set"),
            pytest.param([K.SECURITY], False, id="another kind"),
        ],
    )
    def test_a_team_says_what_is_urgent(self, kinds: list[ChangeKind], urgent: bool) -> None:  # noqa: FBT001
        bump = decide_bump([FIX], urgent=kinds)
        assert (bump.level, bump.urgent) == (PATCH, urgent)

    def test_a_security_fix_that_was_taken_back_is_not_urgent(self) -> None:
        assert not decide_bump([CVE, Change(K.REVERT, "x", reverts="d")]).urgent


class TestZero:
    @pytest.mark.parametrize(
        ("zero", "levels"),
        [
            pytest.param(ZeroMajor.BREAKING_IS_MINOR, [NONE, PATCH, MINOR, MINOR], id="breaking is minor"),
            pytest.param(ZeroMajor.LIKE_STABLE, [NONE, PATCH, MINOR, MAJOR], id="like stable"),
            pytest.param(ZeroMajor.SHIFTED, [NONE, PATCH, PATCH, MINOR], id="shifted"),
        ],
    )
    def test_policies(self, zero: ZeroMajor, levels: list[BumpLevel]) -> None:
        changes = (CHORE, FIX, FEATURE, DROP)
        bumps = [decide_bump([change], current=Version(0, 4, 2), zero=zero) for change in changes]
        assert [bump.level for bump in bumps] == levels
        assert [bump.zero for bump in bumps] == [zero] * 4
        for current in (None, Version(1, 0, 0)):
            bumps = [decide_bump([change], current=current, zero=zero) for change in changes]
            assert [bump.level for bump in bumps] == list(BumpLevel)

    def test_breaking_is_minor_unless_said_otherwise(self) -> None:
        bump = decide_bump([DROP], current=Version(0, 4, 2))
        assert (bump.level, bump.zero) == (MINOR, ZeroMajor.BREAKING_IS_MINOR)

    def test_after_zero_no_policy_is_asked(self) -> None:
        assert decide_bump([DROP], current=Version(1, 0, 0)).zero is None
        assert decide_bump([DROP]).zero is None


class TestOwnTables:
    def test_columns_may_be_left_out(self) -> None:
        only_breaking = Table(
            "own",
            (Column("breaking", bool),),
            rules=(Rule("yes", {"breaking": True}, then=MAJOR), Rule("no", {"breaking": False}, then=PATCH)),
            outcomes=BumpLevel,
        )
        assert decide_bump([CHORE], only_breaking).level is PATCH

    @pytest.mark.parametrize(
        ("column", "then", "problem"),
        [
            pytest.param(
                Column("breaking", bool), "majr",
                'rules: outcome `"majr"`; expected one of none, patch, minor, major; did you mean `BumpLevel.MAJOR`?',
                id="a misspelt level",
            ),
            pytest.param(
                Column("breaks", bool), MAJOR,
                "rules: column `breaks`; expected columns among kind, breaking; did you mean `breaking`?",
                id="a misspelt column",
            ),
            pytest.param(
                Column("breaking", ("no", "yes")), MAJOR,
                "rules: column `breaking` takes one of no, yes; expected one of false, true",
                id="a column of texts",
            ),
        ],
    )  # fmt: skip
    def test_another_table_is_refused(self, column: Column, then: object, problem: str) -> None:
        wrong = Table("own", (column,), rules=(Rule("x", {}, then=then),), outcomes=(then,))
        for changes in ([], [FIX]):
            with pytest.raises(FieldError) as error:
                decide_bump(changes, wrong)
            assert str(error.value) == problem

    def test_everything_that_is_wrong_with_it_is_told(self) -> None:
        columns = (Column("size", bool), Column("kind", bool))
        wrong = Table("own", columns, rules=(Rule("x", {}, then="big"),), hit=Hit.COLLECT, outcomes=("big",))
        with pytest.raises(FieldError) as error:
            decide_bump([FIX], wrong)
        assert [problem.split(";")[0] for problem in error.value.problems] == [
            "rules: hit is `collect`",
            "rules: column `size`",
            "rules: column `kind` takes one of false, true",
            'rules: outcome `"big"`',
        ]


class TestValues:
    def test_what_is_no_change_is_refused(self) -> None:
        with pytest.raises(FieldError, match=r'changes\[0\] is `"feat: x"`; expected a Change'):
            decide_bump(["feat: x"])

    def test_levels_are_ordered(self) -> None:
        assert sorted([MAJOR, NONE, MINOR, PATCH]) == [NONE, PATCH, MINOR, MAJOR]
        assert (PATCH < MINOR, PATCH <= MINOR, MAJOR > MINOR, MINOR >= MAJOR) == (True, True, True, False)

    @pytest.mark.parametrize("other", ["patch", 1, K.FIX], ids=str)
    def test_levels_have_no_order_with_anything_else(self, other: object) -> None:
        answers = [getattr(PATCH, name)(other) for name in ("__lt__", "__le__", "__gt__", "__ge__")]
        assert answers == [NotImplemented] * 4

    def test_words_of_other_vocabularies_have_no_order(self) -> None:
        with pytest.raises(TypeError):
            max(PATCH, K.FIX)


class TestText:
    def bump(self) -> BumpDecision:
        return decide_bump(
            [CVE, DROP, WIP, FEATURE, Change(K.REVERT, "read gzip", reverts="b")], current=Version(0, 4, 2)
        )

    def test_says_everything(self) -> None:
        assert self.bump().to_text().split("\n") == [
            "Version bump [! minor, urgent]",
            "0.y.z, breaking_is_minor",
            "",
            "Why",
            "  - fix!: drop the flag [c] (marked-breaking: the change is marked as breaking)",
            "",
            "Not read",
            '  - `"wip"`: expected `type(scope)!: subject` [f]',
            "",
            "Taken back",
            "  - feature: read gzip [b] (taken back by revert: read gzip)",
        ]

    def test_says_nothing_of_what_is_not_there(self) -> None:
        text = decide_bump([FIX]).to_text()
        assert text.split("\n")[0].endswith("patch]")
        assert "Taken back" not in text
        assert "Not read" not in text
