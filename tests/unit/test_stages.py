"""The next version, stage by stage."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.versions import (
    BumpLevel,
    Change,
    ChangeKind,
    NoVersion,
    NoVersionReason,
    Stage,
    Version,
    VersionError,
    ZeroMajor,
    advance_stage,
    decide_bump,
    finalize,
    graduate,
    next_version,
)

V: Final = Version.parse
NONE, PATCH, MINOR, MAJOR = BumpLevel
ALPHA, BETA, RC = Stage
R: Final = NoVersionReason


def told(answer: Version | NoVersion) -> str:
    return str(answer.reason) if isinstance(answer, NoVersion) else str(answer)


class TestNextVersion:
    @pytest.mark.parametrize(
        ("last_stable", "current", "level", "stage", "expected"),
        [
            # from a final version
            ("1.3.4", "1.3.4", PATCH, None, "1.3.5"),
            ("1.3.4", "1.3.4", MINOR, None, "1.4.0"),
            ("1.3.4", "1.3.4", MAJOR, None, "2.0.0"),
            ("1.3.4", None, MINOR, None, "1.4.0"),
            ("1.3.4", "1.3.4", MINOR, ALPHA, "1.4.0-alpha.1"),
            ("1.3.4", "1.3.4", MAJOR, RC, "2.0.0-rc.1"),
            ("1.3.4", "1.3.4", NONE, None, "nothing_to_release"),
            ("1.3.4", "1.3.4", NONE, RC, "nothing_to_release"),
            ("1.3.4+linux", "1.3.4+linux", PATCH, None, "1.3.5"),
            # from a pre-release that covers the step
            ("1.3.4", "1.4.0-rc.1", NONE, None, "1.4.0"),
            ("1.3.4", "1.4.0-rc.1", PATCH, None, "1.4.0"),
            ("1.3.4", "1.4.0-rc.1", MINOR, None, "1.4.0"),
            ("1.3.4", "2.0.0-rc.1", MINOR, None, "2.0.0"),
            ("1.3.4", "1.4.0-rc.1", MINOR, RC, "1.4.0-rc.2"),
            ("1.3.4", "1.4.0-rc.9", PATCH, RC, "1.4.0-rc.10"),
            ("1.3.4", "1.4.0-rc.1", NONE, RC, "1.4.0-rc.2"),
            ("1.3.4", "1.4.0-alpha.7", MINOR, BETA, "1.4.0-beta.1"),
            ("1.3.4", "1.4.0-alpha.7", MINOR, RC, "1.4.0-rc.1"),
            ("1.3.4", "1.4.0-beta.2+exp", MINOR, BETA, "1.4.0-beta.3"),
            ("1.3.4", "1.4.0-rc", MINOR, RC, "1.4.0-rc.1"),
            ("1.3.4", "1.4.0-rc.0", MINOR, RC, "1.4.0-rc.1"),
            # stages only go forward
            ("1.3.4", "1.4.0-rc.1", MINOR, BETA, "backward_stage"),
            ("1.3.4", "1.4.0-beta.1", PATCH, ALPHA, "backward_stage"),
            # a pre-release that does not cover the step
            ("1.3.4", "1.3.5-rc.1", MINOR, None, "1.4.0"),
            ("1.3.4", "1.3.5-rc.1", MINOR, RC, "1.4.0-rc.1"),
            ("1.3.4", "1.4.0-rc.3", MAJOR, ALPHA, "2.0.0-alpha.1"),
            ("1.3.4", "1.4.0-dev.3", MAJOR, ALPHA, "2.0.0-alpha.1"),
            # a pre-release whose stage we cannot count
            ("1.3.4", "1.4.0-dev.3", MINOR, RC, "unknown_stage"),
            ("1.3.4", "1.4.0-rc.1.2", MINOR, RC, "unknown_stage"),
            ("1.3.4", "1.4.0-1", MINOR, RC, "unknown_stage"),
            ("1.3.4", "1.4.0-RC.1", MINOR, RC, "unknown_stage"),
            ("1.3.4", "1.4.0-dev.3", MINOR, None, "1.4.0"),
            # a candidate left behind by its own final version
            ("1.4.0", "1.4.0-rc.2", PATCH, None, "1.4.1"),
            ("1.4.0", "1.4.0-rc.2", NONE, None, "nothing_to_release"),
            ("1.4.0", "1.4.0-rc.2", NONE, RC, "nothing_to_release"),
            ("1.4.0", "1.3.0", PATCH, RC, "1.4.1-rc.1"),
            ("1.4.0", "0.5.0", MAJOR, None, "2.0.0"),
            # a final version after the last stable one: withdrawn, perhaps
            ("1.3.4", "1.4.0", MINOR, None, "not_forward"),
            ("1.3.4", "1.4.0", PATCH, None, "not_forward"),
            ("1.3.4", "1.4.0+linux", MINOR, None, "not_forward"),
            ("1.3.4", "1.4.0", MINOR, RC, "not_forward"),
            ("1.3.4", "1.4.0", MAJOR, None, "2.0.0"),
            # the first release of all
            (None, None, PATCH, None, "0.0.1"),
            (None, None, MINOR, None, "0.1.0"),
            (None, "0.1.0-alpha.1", MINOR, None, "0.1.0"),
            (None, "0.1.0-alpha.1", MINOR, ALPHA, "0.1.0-alpha.2"),
            (None, None, NONE, None, "nothing_to_release"),
            (None, None, MAJOR, None, "needs_graduation"),
            # 0.y.z
            ("0.4.2", "0.4.2", MINOR, None, "0.5.0"),
            ("0.4.2", "0.4.2", MAJOR, None, "needs_graduation"),
            ("0.4.2", "0.5.0-rc.1", MAJOR, RC, "needs_graduation"),
            ("0.4.2", "1.0.0-rc.1", MAJOR, RC, "1.0.0-rc.2"),
            ("0.4.2", "1.0.0-rc.1", MINOR, None, "1.0.0"),
        ],
        ids=str,
    )
    def test_is(
        self, last_stable: str | None, current: str | None, level: BumpLevel, stage: Stage | None, expected: str
    ) -> None:
        stable, now = (None if text is None else V(text) for text in (last_stable, current))
        assert told(next_version(stable, now, level, stage)) == expected

    def test_from_the_last_stable_version_and_not_from_the_candidate(self) -> None:
        """Other tools make 1.4.1 or 1.5.0 of this."""
        assert next_version(V("1.3.4"), V("1.4.0-rc.1"), MINOR) == V("1.4.0")

    def test_rc9_and_rc10_are_never_made(self) -> None:
        """As one text `rc10` sorts before `rc9`, so such a stage is refused; with a dot the number counts."""
        assert V("1.4.0-rc10") < V("1.4.0-rc9")
        refusal = next_version(V("1.3.4"), V("1.4.0-rc9"), MINOR, RC)
        assert isinstance(refusal, NoVersion)
        assert refusal.reason is R.UNKNOWN_STAGE
        assert "such as `rc.1`" in refusal.problem
        assert next_version(V("1.3.4"), V("1.4.0-rc9"), MINOR) == V("1.4.0")
        assert next_version(V("1.3.4"), V("1.4.0-rc.9"), MINOR, RC) == V("1.4.0-rc.10") > V("1.4.0-rc.9")

    def test_like_stable_asks_for_graduation(self) -> None:
        """The policy lets the level stand, and the step to 1.0.0 is still not taken by itself."""
        drop = Change(ChangeKind.BREAKING, "drop it")
        bump = decide_bump([drop], current=V("0.4.2"), zero=ZeroMajor.LIKE_STABLE)
        assert told(next_version(V("0.4.2"), V("0.4.2"), bump.level)) == "needs_graduation"

    @pytest.mark.parametrize("text", ["1.4.0-rc.{}", "1.4.{}", "{}.0.0"], ids=["stage", "patch", "major"])
    def test_a_number_too_long_is_refused_and_not_raised(self, text: str) -> None:
        longest = V(text.format("9" * (256 - len(text) + 2)))
        stable = V("1.3.4") if longest.is_prerelease else longest
        level = MAJOR if longest.major > 1 else PATCH
        refusal = next_version(stable, longest, level, RC if longest.is_prerelease else None)
        assert told(refusal) == "too_long"

    @pytest.mark.parametrize(
        ("arguments", "problem"),
        [
            pytest.param(("1.3.4", None, PATCH), 'last_stable is `"1.3.4"`; expected a final version', id="stable"),
            pytest.param((None, "1.3.4", PATCH), 'current is `"1.3.4"`; expected a version, or nothing', id="current"),
            pytest.param((None, None, "patch"), 'level is `"patch"`; expected a BumpLevel', id="level"),
            pytest.param((None, None, PATCH, "rc"), 'stage is `"rc"`; expected a Stage, or nothing', id="stage"),
            pytest.param((V("1.0.0-rc.1"), None, PATCH), "last_stable is `1.0.0-rc.1`; expected", id="candidate"),
        ],
    )
    def test_arguments_of_another_kind(self, arguments: tuple[object, ...], problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            next_version(*arguments)
        assert problem in str(caught.value)

    def test_every_wrong_argument_is_named(self) -> None:
        with pytest.raises(FieldError) as caught:
            next_version("a", "b", "c", "d")
        assert len(caught.value.problems) == 4

    def test_a_version_is_read_by_its_own_grammar_first(self) -> None:
        with pytest.raises(VersionError):
            next_version(V("v1.3.4"), None, PATCH)


class TestOtherVerbs:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("1.4.0-rc.2", "1.4.0"), ("1.4.0-1", "1.4.0"), ("1.4.0-dev+b", "1.4.0"), ("1.4.0", "already_final")],
    )
    def test_finalize(self, text: str, expected: str) -> None:
        assert told(finalize(V(text))) == expected

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1.4.0-alpha.3", "1.4.0-beta.1"),
            ("1.4.0-alpha", "1.4.0-beta.1"),
            ("1.4.0-beta.1+exp", "1.4.0-rc.1"),
            ("1.4.0-rc.11", "1.4.0"),
            ("0.4.0-rc.1", "0.4.0"),
            ("1.0.0-alpha.1", "1.0.0-beta.1"),
            ("1.4.0", "already_final"),
            ("1.4.0-rc1", "unknown_stage"),
            ("1.0.0-1", "unknown_stage"),
        ],
    )
    def test_advance_stage(self, text: str, expected: str) -> None:
        assert told(advance_stage(V(text))) == expected

    @pytest.mark.parametrize(
        ("text", "stage", "expected"),
        [
            ("0.9.4", None, "1.0.0"),
            ("0.9.4", ALPHA, "1.0.0-alpha.1"),
            ("0.9.4-rc.1", None, "1.0.0"),
            ("0.0.0", RC, "1.0.0-rc.1"),
            ("1.0.0-rc.1", None, "already_stable"),
            ("1.2.0", None, "already_stable"),
        ],
    )
    def test_graduate(self, text: str, stage: Stage | None, expected: str) -> None:
        assert told(graduate(V(text), stage)) == expected


class TestRefusals:
    def test_say_what_would_be_accepted(self) -> None:
        refusal = next_version(V("1.3.4"), V("1.4.0-rc.1"), MINOR, BETA)
        expected = "backward_stage: stage is `beta` after `1.4.0-rc.1`; expected `rc` or later, or a higher level"
        assert str(refusal) == expected

    def test_reasons_are_closed(self) -> None:
        """Programs compare them, so a reason may be added and never be renamed."""
        assert [str(reason) for reason in NoVersionReason] == [
            "nothing_to_release",
            "needs_graduation",
            "backward_stage",
            "unknown_stage",
            "not_forward",
            "already_final",
            "already_stable",
            "too_long",
        ]

    def test_stages_are_ordered(self) -> None:
        assert sorted([RC, ALPHA, BETA]) == [ALPHA, BETA, RC]
