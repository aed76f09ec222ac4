"""Laws of ranges, against a brute force: predicates over bounds, asked of every version of a small universe.

The universe has what lies next to every bound, so two sets of versions that differ anywhere differ in it.
"""

from collections.abc import Callable
from functools import reduce
from itertools import product
from operator import and_, eq, ge, gt, le, lt, or_
from typing import Final, NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from releasekit.versions import Version, VersionRange
from tests.strategies.version_parts import Parts, parts_in_order

PRES: Final[tuple[tuple[int | str, ...], ...]] = (
    (), (0,), (0, 0), (0, 0, 0), (1,), (1, 0), (1, 0, 0),
    ("rc",), ("rc", 0), ("rc", 0, 0), ("rc", 1), ("rc", 1, 0), ("rc", 1, 0, 0),
)  # fmt: skip
UNIVERSE: Final = [Parts(a, b, c, pre) for a, b, c, pre in product((0, 1, 2), (0, 1), (0, 1, 2, 3), PRES)]
BOUNDS: Final = [own for own in UNIVERSE if own.patch < 2 and own.major < 2 and len(own.pre) < 3]
SIGNS: Final[dict[str, Callable[[int, int], bool]]] = {"==": eq, ">=": ge, ">": gt, "<=": le, "<": lt}
# Comparing by clause 11 is slow, so each version has its place.
PLACES: Final = {own: at for at, own in enumerate(sorted(UNIVERSE, key=parts_in_order))}
VERSIONS: Final = {own: Version(*own[:3], pre=own.pre) for own in UNIVERSE}

Inside = frozenset[Parts]


class Term(NamedTuple):
    """Bounds that all have to hold, each a sign and a version."""

    bounds: tuple[tuple[str, Parts], ...]

    @property
    def text(self) -> str:
        """How the term is written."""
        return " ".join(f"{sign}{own.text}" for sign, own in self.bounds)

    def holds(self, own: Parts) -> bool:
        """Say whether a version meets all bounds."""
        return all(SIGNS[sign](PLACES[own], PLACES[bound]) for sign, bound in self.bounds)


bounds = st.sampled_from(BOUNDS)
terms = st.one_of(
    st.tuples(st.sampled_from(tuple(SIGNS)), bounds).map(lambda bound: Term((bound,))),
    st.tuples(st.sampled_from((">=", ">")), bounds, st.sampled_from(("<=", "<")), bounds).map(
        lambda four: Term(((four[0], four[1]), (four[2], four[3])))
    ),
).filter(lambda term: any(map(term.holds, UNIVERSE)))
unions = st.lists(terms, min_size=1, max_size=4)
WITHOUT, WITH = "without", "with"
policies = st.sampled_from((WITHOUT, WITH))


def made(union: list[Term], policy: str) -> VersionRange:
    """Make the range of terms."""
    return VersionRange.parse(f"{' || '.join(term.text for term in union)} {policy} pre-releases")


def spoken_of(policy: str) -> Inside:
    """Give the versions that a policy speaks of."""
    return frozenset(own for own in UNIVERSE if not own.pre or policy == WITH)


def expected(union: list[Term], policy: str) -> Inside:
    """Give the versions that are inside, by the predicates."""
    return frozenset(own for own in spoken_of(policy) if any(term.holds(own) for term in union))


def inside(made_: VersionRange) -> Inside:
    """Give the versions of the universe that a range holds."""
    return frozenset(own for own in UNIVERSE if made_.contains(VERSIONS[own]))


class TestSets:
    """``&``, ``|`` and ``~`` are those of sets, within the versions that the policy speaks of."""

    @given(unions, policies)
    def test_contains(self, union: list[Term], policy: str) -> None:
        assert inside(made(union, policy)) == expected(union, policy)

    @given(unions, policies)
    def test_complement(self, union: list[Term], policy: str) -> None:
        own = made(union, policy)
        assert inside(~own) == spoken_of(policy) - expected(union, policy)
        assert ~~own == own
        assert (own & ~own).is_empty
        assert str(own | ~own).startswith("any with")

    @given(unions, unions, policies)
    def test_union_and_intersection(self, one: list[Term], two: list[Term], policy: str) -> None:
        left, right = made(one, policy), made(two, policy)
        assert inside(left | right) == expected(one, policy) | expected(two, policy)
        assert inside(left & right) == expected(one, policy) & expected(two, policy)
        assert ~(left | right) == ~left & ~right

    @given(st.lists(unions, min_size=1, max_size=4), policies)
    def test_no_order_and_no_grouping_matters(self, many: list[list[Term]], policy: str) -> None:
        ranges = [made(union, policy) for union in many]
        assert reduce(or_, ranges) == reduce(or_, reversed(ranges))
        assert reduce(and_, ranges) == reduce(and_, reversed(ranges))


class TestPolicy:
    """A range that excludes pre-releases holds none, and neither does what is made from it."""

    @given(unions, unions, policies)
    def test_holds_no_prerelease(self, one: list[Term], two: list[Term], policy: str) -> None:
        left, right = made(one, WITHOUT), made(two, policy)
        for own in (left, ~left, left & right, right & left, left | left):
            assert [version.text for version in inside(own) if version.pre] == []

    @given(unions, unions)
    def test_the_intersection_of_both_kinds_is_that_of_sets(self, one: list[Term], two: list[Term]) -> None:
        left, right = made(one, WITHOUT), made(two, WITH)
        both = expected(one, WITHOUT) & expected(two, WITH)
        assert inside(left & right) == both == inside(right & left)


class TestEquality:
    """Two ranges of one policy are equal, or one is a subset, exactly where that holds for the versions inside."""

    @given(unions, unions, policies)
    def test_equal(self, one: list[Term], two: list[Term], policy: str) -> None:
        left, right = made(one, policy), made(two, policy)
        assert (left == right) == (expected(one, policy) == expected(two, policy))
        assert left != right or hash(left) == hash(right)

    @given(unions, unions, policies, policies)
    def test_subset(self, one: list[Term], two: list[Term], policy: str, other: str) -> None:
        answer = made(one, policy).is_subset(made(two, other))
        assert answer == (expected(one, policy) <= expected(two, other))

    @given(unions, policies)
    def test_empty(self, union: list[Term], policy: str) -> None:
        own = made(union, policy)
        assert own.is_empty == (expected(union, policy) == frozenset())
        assert all(own.contains(interval.low) for interval in own.intervals)
        assert not any(own.contains(interval.high) for interval in own.intervals if interval.high)


class TestText:
    """The text of a range, read again, is the range."""

    @given(unions, policies)
    def test_there_and_back(self, union: list[Term], policy: str) -> None:
        for own in (made(union, policy), ~made(union, policy)):
            assert VersionRange.parse(str(own)) == own
            assert str(VersionRange.parse(str(own))) == str(own)
