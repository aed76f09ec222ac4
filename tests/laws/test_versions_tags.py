"""Laws of tags: writing and reading are strict inverses."""

from hypothesis import given
from hypothesis import strategies as st

from releasekit.versions import CandidateBranch, NotATag, TagFormat, Version
from tests.strategies.version_parts import Parts, parts

names = st.text("abz09-_/.", max_size=6)
leads = st.tuples(st.sampled_from(("", "v", "v.", "release-", "V")), st.sampled_from(("", "py", "a/b", "a-b", "v")))
formats = st.builds(
    lambda lead, separator: TagFormat(lead[0], lead[1], separator=separator),
    leads,
    st.sampled_from(("-", "/", "@", "-v")),
)


class TestInverse:
    """What a format writes it reads, and what it reads it writes in the same way."""

    @given(formats, parts)
    def test_of_a_version(self, tags: TagFormat, own: Parts) -> None:
        version = Version.parse(own.text)
        assert tags.format(version) == tags.lead + own.text
        assert tags.parse(tags.format(version)) == version

    @given(formats, formats, parts, names)
    def test_of_a_tag(self, tags: TagFormat, others: TagFormat, own: Parts, name: str) -> None:
        for tag in (others.format(Version.parse(own.text)), name + own.text, own.text + name):
            answer = tags.parse(tag)
            if isinstance(answer, Version):
                assert tags.format(answer) == tag
            else:
                assert (answer.tag, answer.problem[:6]) == (tag, "tag is")

    @given(formats, parts)
    def test_a_tag_with_something_more_is_none(self, tags: TagFormat, own: Parts) -> None:
        tag = tags.format(Version.parse(own.text))
        for other in (tag + "\n", " " + tag, "refs/tags/" + tag, tag + "_"):
            assert isinstance(tags.parse(other), NotATag)


class TestCandidateBranches:
    """A branch is read exactly where it is written so."""

    @given(parts | parts.map(lambda own: own._replace(pre=("rc", own.patch), build=())))
    def test_there_and_back(self, own: Parts) -> None:
        branch = CandidateBranch.parse(f"release/v{own.text}")
        is_candidate = own.pre[:1] == ("rc",) and list(map(type, own.pre[1:])) == [int] and not own.build
        assert isinstance(branch, CandidateBranch) == is_candidate
        assert not is_candidate or str(branch) == f"release/v{own.text}"
