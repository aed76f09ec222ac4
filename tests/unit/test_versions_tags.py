"""Tags and branches: what a format takes, and why not."""

import subprocess

import pytest

from releasekit.errors import FieldError
from releasekit.versions import CandidateBranch, NotATag, TagFault, TagFormat, Version
from tests.rows import cases


class TestTags:
    @pytest.mark.parametrize(
        ("tags", "tag", "version"),
        [
            pytest.param(TagFormat(), "v1.2.3", "1.2.3", id="v"),
            pytest.param(TagFormat(""), "1.2.3-rc.1", "1.2.3-rc.1", id="bare"),
            pytest.param(TagFormat("", "hypothesis-python"), "hypothesis-python-6.0.0", "6.0.0", id="component"),
            pytest.param(TagFormat("v", "client/pkg", separator="/"), "client/pkg/v3.5.0", "3.5.0", id="folder"),
            pytest.param(TagFormat("", "plugin-vue", separator="@"), "plugin-vue@1.0.0+b", "1.0.0+b", id="at"),
            pytest.param(TagFormat("v."), "v.1.2.3", "1.2.3", id="v and dot"),
        ],
    )
    def test_there_and_back(self, tags: TagFormat, tag: str, version: str) -> None:
        assert tags.parse(tag) == Version.parse(version)
        assert tags.format(Version.parse(version)) == tag

    @pytest.mark.parametrize(("tags", "tag", "fault", "expected"), cases(__file__, "refusals",
        pytest.param(TagFormat(), "1.2.3", TagFault.PREFIX, id="prefix"),
        pytest.param(TagFormat("v", "a", separator="/"), "b/v1.0.0", TagFault.COMPONENT, id="component"),
        pytest.param(TagFormat("v", "a", separator="/"), "a/1.0.0", TagFault.PREFIX, id="its prefix"),
        pytest.param(TagFormat("", "tokio"), "tokio-util-0.1.0", TagFault.VERSION, id="longer name"),
        pytest.param(TagFormat(), "v1.2", TagFault.VERSION, id="version"),
        pytest.param(TagFormat(), "vv1.2.3", TagFault.VERSION, id="twice"),
    ))
    def test_refusals(self, tags: TagFormat, tag: str, fault: TagFault, expected: str) -> None:
        assert tags.parse(tag) == NotATag(tag, fault, problem=expected)

    def test_a_tag_is_a_text(self) -> None:
        with pytest.raises(FieldError, match="tag is `7`; expected text"):
            TagFormat().parse(7)  # type: ignore[arg-type]


REFUSED = ["a v", "a..", "a~", "a^", "a:", "a?", "a*", "a[", "a\\", "a@{", "a//", "a/.", "a.lock/", "/a", ".a", "-a"]


class TestFormats:
    @pytest.mark.parametrize("prefix", REFUSED)
    def test_what_git_refuses(self, prefix: str) -> None:
        with pytest.raises(FieldError, match="lead is"):
            TagFormat(prefix)
        command = ["git", "check-ref-format", "--branch", f"{prefix}1.0.0"]
        assert subprocess.run(command, check=False, capture_output=True).returncode != 0

    @pytest.mark.parametrize("prefix", ["v", "v.", "a@", "a/b-", "a+", "", "a-/"])
    def test_what_git_takes(self, prefix: str) -> None:
        command = ["git", "check-ref-format", "--branch", TagFormat(prefix).format(Version(1, 0, 0))]
        assert subprocess.run(command, check=False, capture_output=True).returncode == 0

    @pytest.mark.parametrize("name", ["\u00e9", "a\n", "a" * 101, 7, None], ids=repr)
    def test_what_is_no_part(self, name: object) -> None:
        with pytest.raises(FieldError):
            TagFormat("v", name)  # type: ignore[arg-type]

    def test_a_digit_would_run_into_the_version(self) -> None:
        """`v1` and 2.0.0 would make `v12.0.0`, which another format reads as 12.0.0."""
        with pytest.raises(FieldError, match="expected no digit at the end, which would run into the version"):
            TagFormat("v1")
        assert TagFormat("", "py3").format(Version(1, 0, 0)) == "py3-1.0.0"


class TestCandidateBranches:
    def test_there_and_back(self) -> None:
        branch = CandidateBranch.parse("release/v1.4.0-rc.1")
        assert branch == CandidateBranch(Version(1, 4, 0, pre=("rc", 1)))
        assert str(branch) == "release/v1.4.0-rc.1"

    @pytest.mark.parametrize(
        ("text", "fault"),
        [
            ("release/v1.4.0", TagFault.STAGE),
            ("release/v1.4.0-beta.1", TagFault.STAGE),
            ("release/v1.4.0-rc", TagFault.STAGE),
            ("release/v1.4.0-rc.x", TagFault.STAGE),
            ("release/v1.4.0-rc.1.2", TagFault.STAGE),
            ("release/v1.4.0-rc.1+b", TagFault.STAGE),
            ("release/v1.4-rc.1", TagFault.VERSION),
            ("release/1.4.0-rc.1", TagFault.PREFIX),
            ("v1.4.0-rc.1", TagFault.COMPONENT),
        ],
    )
    def test_refusals(self, text: str, fault: TagFault) -> None:
        answer = CandidateBranch.parse(text)
        assert isinstance(answer, NotATag)
        assert (answer.tag, answer.fault) == (text, fault)

    def test_a_final_version_has_none(self) -> None:
        with pytest.raises(FieldError) as caught:
            CandidateBranch(Version(1, 4, 0))
        assert str(caught.value) == "CandidateBranch.version is `1.4.0`; expected a version of the form X.Y.Z-rc.N"
