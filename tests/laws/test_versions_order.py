"""Laws of versions: the grammar, the two relations, and the texts that sort.

The oracles are SemVer's own expression and rules, once more in `tests.strategies.version_parts`, and python-semver.
"""

from operator import attrgetter

import pytest
import semver
from hypothesis import given, settings
from hypothesis import strategies as st

from releasekit.versions import Version, VersionError, in_order
from tests.strategies.version_parts import OFFICIAL, Parts, compared, pairs, parts, parts_in_order, texts


def version(own: Parts) -> Version:
    """Make the version of parts."""
    return Version(own.major, own.minor, own.patch, pre=own.pre, build=own.build)


def sign(number: int) -> int:
    """Give -1, 0 or 1."""
    return (number > 0) - (number < 0)


class TestGrammar:
    """A text is a version exactly where SemVer's expression takes it and it has at most 256 characters."""

    @given(texts)
    def test_valid_is_what_the_standard_takes(self, text: str) -> None:
        assert Version.is_valid(text) == (len(text) <= 256 and OFFICIAL.fullmatch(text) is not None)

    @given(texts)
    def test_what_is_not_parsed_has_a_reason_that_points_into_the_text(self, text: str) -> None:
        if Version.is_valid(text):
            assert str(Version.parse(text)) == text
            return
        with pytest.raises(VersionError, match="expected ") as caught:
            Version.parse(text)
        assert 0 <= (caught.value.position or 0) <= len(text)

    @given(texts)
    def test_what_stands_before_the_position_begins_a_version(self, text: str) -> None:
        try:
            Version.parse(text)
        except VersionError as error:
            endings = ("", "0", "a", ".0", ".0.0", "0.0", "0.0.0")
            begun = text[: error.position or 0]
            assert any(OFFICIAL.fullmatch(begun + ending) for ending in endings)


class TestText:
    """Reading and writing are inverses of each other, and the constructor makes what reading makes."""

    @given(parts)
    def test_there_and_back(self, own: Parts) -> None:
        read = Version.parse(own.text)
        assert str(read) == own.text
        assert (read.major, read.minor, read.patch, read.pre, read.build) == own
        assert read == version(own)
        assert read.order == version(own).order

    @given(parts)
    def test_as_python_semver_reads_it(self, own: Parts) -> None:
        theirs = semver.Version.parse(own.text)
        assert (theirs.major, theirs.minor, theirs.patch) == own[:3]
        assert (theirs.prerelease or "", theirs.build or "") == (".".join(map(str, own.pre)), ".".join(own.build))


class TestEquality:
    """Versions are equal exactly where all their parts are, and equal versions have equal hashes."""

    @given(pairs())
    def test_is_structural(self, pair: tuple[Parts, Parts]) -> None:
        one, two = pair
        assert (version(one) == version(two)) == (one == two)
        assert (version(one) != version(two)) == (one != two)

    @given(parts)
    def test_hash_follows(self, own: Parts) -> None:
        assert hash(version(own)) == hash(Version.parse(own.text))
        assert len({version(own), Version.parse(own.text), version(own).replace()}) == 1


class TestOrder:
    """``<`` is total, antisymmetric and transitive: the precedence of the standard, then build metadata."""

    @given(pairs())
    @settings(max_examples=max(400, settings().max_examples))
    def test_is_that_of_the_standard(self, pair: tuple[Parts, Parts]) -> None:
        one, two = pair
        left, right, expected = version(one), version(two), sign(compared(one, two))
        assert (left > right) - (left < right) == expected
        assert (left >= right, left <= right) == (expected >= 0, expected <= 0)
        assert (expected == 0) == (one == two)

    @given(st.lists(parts, max_size=12))
    def test_there_is_one_way_to_sort(self, many: list[Parts]) -> None:
        expected = [own.text for own in sorted(many, key=parts_in_order)]
        assert list(map(str, in_order(map(version, many)))) == expected
        assert list(map(str, in_order(map(version, reversed(many))))) == expected
        assert list(map(str, sorted(map(version, many)))) == expected

    @given(st.lists(parts, max_size=8))
    def test_is_transitive(self, many: list[Parts]) -> None:
        ordered = sorted(map(version, many))
        assert all(one <= two for at, one in enumerate(ordered) for two in ordered[at:])


class TestPrecedence:
    """Precedence is that of python-semver, and build metadata has no part in it."""

    @given(pairs())
    def test_is_that_of_python_semver(self, pair: tuple[Parts, Parts]) -> None:
        one, two = pair
        left, right = version(one).precedence, version(two).precedence
        assert (left > right) - (left < right) == semver.Version.parse(one.text).compare(two.text)

    @given(parts)
    def test_ignores_build(self, own: Parts) -> None:
        bare = version(own._replace(build=()))
        assert version(own).precedence == bare.precedence == bare.order
        assert version(own).without_build() == bare
        assert bare <= version(own)

    @given(parts)
    def test_a_prerelease_comes_before_its_core(self, own: Parts) -> None:
        given_, core = version(own), version(own).core
        assert core == Version(*own[:3])
        assert given_.is_final != given_.is_prerelease
        assert given_.is_prerelease == (given_.precedence < core.precedence) == bool(own.pre)


class TestSortKey:
    """The sort key is a text of a letter and digits that sorts as the version, and differs where the version does."""

    @given(pairs())
    def test_sorts_as_the_version(self, pair: tuple[Parts, Parts]) -> None:
        one, two = pair
        left, right = version(one).sort_key, version(two).sort_key
        assert (left > right) - (left < right) == sign(compared(one, two))

    @given(parts)
    def test_has_digits_only(self, own: Parts) -> None:
        key = version(own).sort_key
        assert key[0] == "v"
        assert set(key[1:]) <= set("0123456789")

    @given(st.lists(parts, max_size=8))
    def test_sorts_lists(self, many: list[Parts]) -> None:
        made = [version(own) for own in many]
        assert sorted(made, key=attrgetter("sort_key")) == sorted(made)
