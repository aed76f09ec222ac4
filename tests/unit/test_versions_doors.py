"""Arguments of another kind, and corners where a wrong answer would slip through."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import semver
from packaging.version import Version as Pep440

from releasekit.errors import FieldError
from releasekit.versions import (
    BumpLevel,
    Change,
    ConversionReason,
    NotATag,
    Release,
    Stage,
    TagFormat,
    Unconvertible,
    Version,
    VersionError,
    advance_stage,
    decide_bump,
    finalize,
    from_pep440,
    from_semver,
    graduate,
    latest,
    most_recent,
    to_pep440,
    to_semver,
)

ONE = Version(1, 0, 0)
REFUSALS: dict[str, tuple[Callable[[], object], str]] = {
    "tag of a text": (lambda: TagFormat().format("v1"), 'version is `"v1"`; expected a Version'),
    "finalize nothing": (lambda: finalize(None), "current is `None`; expected a Version"),
    "advance a text": (lambda: advance_stage("1.0.0"), 'current is `"1.0.0"`; expected a Version'),
    "graduate a text": (lambda: graduate("0.1.0"), 'current is `"0.1.0"`; expected a Version'),
    "graduate to a text": (lambda: graduate(Version(0, 1, 0), "rc"), 'stage is `"rc"`; expected a Stage or nothing'),
    "text to semver": (lambda: to_semver("1.0.0"), 'version is `"1.0.0"`; expected a Version'),
    "text from semver": (lambda: from_semver("1.0.0"), 'version is `"1.0.0"`; expected a Version'),
    "text to PEP 440": (lambda: to_pep440("1.0.0"), 'version is `"1.0.0"`; expected a Version'),
    "text from PEP 440": (lambda: from_pep440("1.0.0"), 'version is `"1.0.0"`; expected a Version'),
    "zero as a text": (lambda: decide_bump([], zero="shifted"), 'zero is `"shifted"`; expected a ZeroMajor'),
    "current as a text": (lambda: decide_bump([], current="1"), 'current is `"1"`; expected a Version or nothing'),
    "latest of numbers": (lambda: latest([1]), "releases[0] is `1`; expected a Release"),
    "most recent of versions": (lambda: most_recent([ONE]), "releases[0] is `a Version`; expected a Release"),
    "urgent as a text": (
        lambda: decide_bump([], urgent=["security"]),
        'urgent[0] is `"security"`; expected a ChangeKind',
    ),
    "rules as a number": (lambda: decide_bump([], 3), "rules is `3`; expected a Table"),
}


@pytest.mark.parametrize(("ask", "problem"), REFUSALS.values(), ids=REFUSALS)
def test_arguments_of_another_kind(ask: Callable[[], object], problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        ask()
    assert str(caught.value) == problem


class TestTags:
    @pytest.mark.parametrize("text", ["1.0.0-a.lock", "1.0.0+x.lock"])
    def test_what_git_refuses_for_its_end(self, text: str) -> None:
        with pytest.raises(FieldError, match=r"expected an end other than `\.lock`, which git keeps for itself"):
            TagFormat().format(Version.parse(text))
        refused = TagFormat().parse(f"v{text}")
        assert isinstance(refused, NotATag)
        assert str(refused) == f'tag is `"v{text}"`; expected an end other than `.lock`, which git keeps for itself'


class TestConversions:
    @pytest.mark.parametrize("text", [".".join(["9" * 100] * 3), "1." + "9" * 4200], ids=["together", "one"])
    def test_of_numbers_too_long_for_a_version(self, text: str) -> None:
        assert from_pep440(Pep440(text)) == Unconvertible(text, (ConversionReason.TOO_LONG,))

    def test_of_numbers_that_python_does_not_write(self) -> None:
        refused = from_pep440(Pep440.from_parts(release=(1, 10**5000)))
        assert refused == Unconvertible("a version too long to write", (ConversionReason.TOO_LONG,))
        with pytest.raises(VersionError, match="expected at most 256 characters"):
            from_semver(semver.Version(10**5000, 0, 0))

    def test_a_refusal_is_a_sentence(self) -> None:
        assert str(to_pep440(Version.parse("1.0.0-1"))) == "`1.0.0-1` has no exact counterpart: unknown_stage"


def test_of_one_version_the_one_that_was_not_yanked_is_the_most_recent() -> None:
    kept = Release(ONE, datetime(2026, 1, 1, tzinfo=UTC))
    yanked = kept.replace(yanked=True)
    assert most_recent([kept, yanked]) == most_recent([yanked, kept]) == kept


class TestContestedReverts:
    """A revert that was taken back twice: nobody can tell whether the change is there, so it counts."""

    HISTORY = (
        Change.from_conventional("feat!: x", id="a"),
        Change.from_conventional('Revert "x"', id="r1", reverts="a"),
        Change.from_conventional('Reapply "x"', id="p1", reverts="r1"),
        Change.from_conventional('Revert "x"', id="r2", reverts="a"),
        Change.from_conventional('Reapply "x"', id="p2", reverts="r1"),
    )

    @pytest.mark.parametrize(("commits", "level"), [(1, "major"), (2, "none"), (3, "major"), (4, "none"), (5, "major")])
    def test_step_by_step(self, commits: int, level: str) -> None:
        assert decide_bump(self.HISTORY[:commits]).level is BumpLevel(level)


class TestBreakingFooters:
    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"], ids=["lf", "crlf", "cr"])
    def test_line_ends(self, end: str) -> None:
        change = Change.from_conventional("fix: a", f"text{end}BREAKING CHANGE: b")
        assert isinstance(change, Change)
        assert change.breaking

    def test_a_text_further_down_counts(self) -> None:
        change = Change.from_conventional("fix: a", "BREAKING CHANGE:\n\nthe flag is gone")
        assert isinstance(change, Change)
        assert change.breaking


def test_stages_are_taken() -> None:
    assert str(graduate(Version(0, 1, 0), Stage.BETA)) == "1.0.0-beta.1"
