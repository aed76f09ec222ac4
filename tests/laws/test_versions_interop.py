"""Laws of conversion: exact there and back, the same order on both sides, refused elsewhere with every reason."""

from typing import Final

import semver
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version as Pep440

from releasekit.versions import ConversionReason, Unconvertible, Version, from_pep440, from_semver, to_pep440, to_semver
from tests.strategies.version_parts import Parts, common_parts, parts

LETTERS: Final = {"alpha": "a", "beta": "b", "rc": "rc"}
pep440_texts = st.builds(
    lambda epoch, release, rest, local: epoch + ".".join(map(str, release)) + "".join(rest) + local,
    st.sampled_from(("", "", "", "1!")),
    st.lists(st.integers(0, 20), min_size=1, max_size=4),
    st.tuples(
        st.sampled_from(("", "a0", "b1", "rc1", "rc10")),
        st.sampled_from(("", "", ".post1")),
        st.sampled_from(("", "", ".dev2")),
    ),
    st.sampled_from(("", "", "+local.1")),
)


class TestSemver:
    """Every version has one counterpart in python-semver, with the same text, parts and precedence."""

    @given(parts)
    def test_there_and_back(self, own: Parts) -> None:
        theirs = to_semver(Version.parse(own.text))
        assert theirs == semver.Version.parse(own.text)
        assert (str(theirs), from_semver(theirs)) == (own.text, Version.parse(own.text))


class TestCommonPart:
    """On ``X.Y.Z`` and ``X.Y.Z-stage.N`` the conversion to PEP 440 is an isomorphism of orders."""

    @given(common_parts)
    def test_there_and_back(self, own: Parts) -> None:
        theirs = to_pep440(Version.parse(own.text))
        pre = f"{LETTERS[str(own.pre[0])]}{own.pre[1]}" if own.pre else ""
        assert str(theirs) == f"{own.major}.{own.minor}.{own.patch}{pre}"
        assert from_pep440(theirs) == Version.parse(own.text)  # type: ignore[arg-type]

    @given(common_parts, common_parts)
    def test_keeps_the_order(self, one: Parts, two: Parts) -> None:
        left, right = Version.parse(one.text), Version.parse(two.text)
        theirs, others = to_pep440(left), to_pep440(right)
        assert isinstance(theirs, Pep440)
        assert isinstance(others, Pep440)
        assert (left < right, left == right) == (theirs < others, theirs == others)


class TestOutsideOfIt:
    """What has no exact counterpart is refused, and every reason is named."""

    @given(parts)
    def test_to_pep440(self, own: Parts) -> None:
        """A refusal exactly where the parts are not in the common part."""
        answer = to_pep440(Version.parse(own.text))
        first, *rest = own.pre or ("rc", 1)
        is_common = first in LETTERS and [type(part) for part in rest] == [int] and not own.build
        assert isinstance(answer, Pep440) == is_common
        if isinstance(answer, Unconvertible):
            assert (ConversionReason.BUILD in answer.reasons) == bool(own.build)
            assert answer.text == own.text

    @given(pep440_texts)
    def test_from_pep440(self, text: str) -> None:
        theirs = Pep440(text)
        answer = from_pep440(theirs)
        expected = [
            reason
            for reason, is_there in (
                (ConversionReason.EPOCH, theirs.epoch),
                (ConversionReason.POST, theirs.is_postrelease),
                (ConversionReason.DEV, theirs.is_devrelease),
                (ConversionReason.LOCAL, theirs.local),
                (ConversionReason.TOO_MANY_COMPONENTS, len(theirs.release) > 3),
            )
            if is_there
        ]
        if isinstance(answer, Unconvertible):
            assert (answer.text, list(answer.reasons)) == (str(theirs), expected)
        else:
            assert expected == []
            assert to_pep440(answer) == theirs

    @given(pep440_texts, pep440_texts)
    def test_what_converts_keeps_its_order(self, one: str, two: str) -> None:
        left, right = from_pep440(Pep440(one)), from_pep440(Pep440(two))
        if isinstance(left, Version) and isinstance(right, Version):
            assert (left < right, left == right) == (Pep440(one) < Pep440(two), Pep440(one) == Pep440(two))
