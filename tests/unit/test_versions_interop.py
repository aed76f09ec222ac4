"""Conversions: every reason, and the traps of each library."""

import pytest
import semver
from packaging.version import Version as Pep440

from releasekit.versions import (
    ConversionReason,
    Unconvertible,
    Version,
    VersionError,
    from_pep440,
    from_semver,
    to_pep440,
    to_semver,
)


def reasons(answer: object) -> str:
    """Give the reasons of a refusal as one text."""
    assert isinstance(answer, Unconvertible)
    return " ".join(map(str, answer.reasons))


class TestToPep440:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [("1.2.3", "1.2.3"), ("1.2.3-alpha.0", "1.2.3a0"), ("1.2.3-beta.2", "1.2.3b2"), ("1.2.3-rc.10", "1.2.3rc10")],
    )
    def test_common_part(self, text: str, expected: str) -> None:
        assert to_pep440(Version.parse(text)) == Pep440(expected)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("1.0.0-1", "unknown_stage", id="a number never becomes a post-release"),
            pytest.param("1.0.0-post.1", "unknown_stage", id="post"),
            pytest.param("1.0.0-dev.1", "unknown_stage", id="dev"),
            pytest.param("1.0.0-next.0", "unknown_stage", id="next"),
            pytest.param("1.0.0-RC.1", "unknown_stage", id="capitals"),
            pytest.param("1.0.0-a.1", "unknown_stage", id="letter"),
            pytest.param("1.0.0-rc", "bare_stage", id="bare"),
            pytest.param("1.0.0-rc9", "mixed_pre", id="rc9"),
            pytest.param("1.0.0-rc-9", "mixed_pre", id="hyphen"),
            pytest.param("1.0.0-rc9x", "unknown_stage", id="neither stage nor number"),
            pytest.param("1.0.0-rc.x", "mixed_pre", id="text for a number"),
            pytest.param("1.0.0-beta.20-1", "mixed_pre", id="number and hyphen"),
            pytest.param("1.0.0-rc.1.2", "mixed_pre", id="two numbers"),
            pytest.param("1.0.0-rc.x.2", "mixed_pre", id="more of both"),
            pytest.param("1.0.0+b", "build", id="build"),
            pytest.param("1.0.0-x.1.2+b", "mixed_pre build unknown_stage", id="all at once"),
            pytest.param("1.0.0-rc+b", "build bare_stage", id="build and bare"),
        ],
    )
    def test_refusals(self, text: str, expected: str) -> None:
        answer = to_pep440(Version.parse(text))
        assert (reasons(answer), answer.text) == (expected, text)  # type: ignore[union-attr]


class TestFromPep440:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("1", "1.0.0"),
            ("1.2", "1.2.0"),
            ("1.2.3a0", "1.2.3-alpha.0"),
            ("1.2c3", "1.2.0-rc.3"),
            ("v1.2.3-beta2", "1.2.3-beta.2"),
        ],
    )
    def test_common_part(self, text: str, expected: str) -> None:
        assert from_pep440(Pep440(text)) == Version.parse(expected)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            pytest.param("1!1.0.0", "epoch", id="epoch"),
            pytest.param("1.0.0-1", "post", id="packaging reads a post-release"),
            pytest.param("1.0.0.dev1", "dev", id="dev"),
            pytest.param("1.0.0+local", "local", id="local"),
            pytest.param("1.2.3.0", "too_many_components", id="fourth number, even zero"),
            pytest.param("9" * 300, "too_long", id="long"),
            pytest.param("2!1.2.3.4rc1.post2.dev3+x", "epoch post dev local too_many_components", id="all at once"),
        ],
    )
    def test_refusals(self, text: str, expected: str) -> None:
        answer = from_pep440(Pep440(text))
        assert (reasons(answer), answer.text) == (expected, str(Pep440(text)))  # type: ignore[union-attr]


class TestSemver:
    def test_builds_are_kept_apart(self) -> None:
        """python-semver calls 1.0.0+a and 1.0.0+b equal; here they are not, before and after."""
        one, two = Version.parse("1.0.0+a"), Version.parse("1.0.0+b")
        assert to_semver(one) == to_semver(two)
        assert from_semver(to_semver(one)) != from_semver(to_semver(two))

    @pytest.mark.parametrize(
        "theirs",
        [semver.Version(1, 0, 0, "01"), semver.Version(1, 0, 0, "rc_1"), semver.Version(10**300)],
        ids=["leading zero", "underscore", "long"],
    )
    def test_an_object_that_is_no_version_is_refused(self, theirs: semver.Version) -> None:
        """python-semver checks the text that it parses, and not the parts that it is given."""
        with pytest.raises(VersionError):
            from_semver(theirs)


def test_the_reasons_are_pinned() -> None:
    assert " ".join(map(str, ConversionReason)) == (
        "epoch post dev local too_many_components too_long mixed_pre build unknown_stage bare_stage"
    )
