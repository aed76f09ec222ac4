"""Laws of version skew, against a brute force over pairs of plain numbers."""

from collections import Counter
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from releasekit.compat import SkewOutcome, SkewPolicy, SkewRule
from releasekit.versions import Version, VersionRange
from tests.strategies.skew import NAMES, fleets, pairs, rule_sets

HIGHEST: Final = 9
Pair = tuple[int, int]
Limits = tuple[str, str, int, int, int, bool]
Fleet = dict[str, tuple[Pair, ...]]
LINE: Final = [*((1, minor) for minor in range(5)), *((2, minor) for minor in range(40))]
"""The minor versions in their order, where 2.0 follows 1.4."""


class TestCheck:
    """Every instance is checked against every instance of its peers."""

    @given(rule_sets, fleets)
    def test_brute_force(self, rules: list[Limits], fleet: Fleet) -> None:
        report = policy_of(rules).check(named(rules, fleet))
        found = {
            (limits_of(own.rule), (own.version.major, own.version.minor), (own.peer.major, own.peer.minor))
            for own in report.findings
        }
        assert found == far(rules, fleet)
        assert report.outcome is (SkewOutcome.OUTSIDE if found else SkewOutcome.WITHIN)

    def test_both_outcomes_are_reached(self) -> None:
        """The generator makes fleets of either kind often enough for the laws to mean something."""
        reached = Counter[SkewOutcome]()

        @settings(max_examples=100, derandomize=True, database=None)
        @given(rule_sets, fleets)
        def count(rules: list[Limits], fleet: Fleet) -> None:
            reached[policy_of(rules).check(named(rules, fleet)).outcome] += 1

        count()
        assert min(reached[SkewOutcome.WITHIN], reached[SkewOutcome.OUTSIDE]) >= 10

    @given(rule_sets, fleets)
    def test_order_changes_nothing(self, rules: list[Limits], fleet: Fleet) -> None:
        turned = {name: tuple(reversed(fleet[name])) for name in reversed(NAMES)}
        versions, other = named(rules, fleet), named(rules, turned)
        assert policy_of(rules[::-1]).check(other) == policy_of(rules).check(versions)

    @given(rule_sets, fleets, st.sampled_from(NAMES))
    def test_what_is_not_stated_never_helps(self, rules: list[Limits], fleet: Fleet, name: str) -> None:
        versions = named(rules, fleet)
        removed = versions.pop(name, None)
        expected = SkewOutcome.WITHIN if removed is None else SkewOutcome.UNKNOWN
        found = policy_of(rules).check(versions).outcome
        rest = {other: own for other, own in fleet.items() if other != name}
        assert found is (SkewOutcome.OUTSIDE if far(rules, rest) else expected)


class TestAllowed:
    """A version is allowed exactly where one more instance of it is near enough to everything that is there."""

    @given(rule_sets, fleets, st.sampled_from(NAMES))
    def test_brute_force(self, rules: list[Limits], fleet: Fleet, name: str) -> None:
        versions = named(rules, fleet)
        if name not in versions:
            return
        window = policy_of(rules).allowed(name, versions).versions
        grid = [(major, minor) for major in range(4) for minor in range(HIGHEST + 4)]
        found = [pair for pair in grid if window.contains(Version(*pair, 3))]
        assert found == [pair for pair in grid if is_near(rules, fleet, name, pair)]

    @given(rule_sets, fleets, st.sampled_from(NAMES), st.sampled_from(NAMES), pairs)
    def test_one_more_instance_never_widens(
        self, rules: list[Limits], fleet: Fleet, name: str, other: str, pair: Pair
    ) -> None:
        versions = named(rules, fleet)
        if name not in versions or other not in versions:
            return
        own = policy_of(rules)
        more = {**versions, other: (*versions[other], Version(*pair, 0))}
        assert own.allowed(name, more).versions.is_subset(own.allowed(name, versions).versions)


def policy_of(rules: list[Limits]) -> SkewPolicy:
    """The rules as a policy: the last number is the first minor version of major 1 that a rule is about.

    Then comes whether 2.0 follows 1.4.
    """
    return SkewPolicy(
        tuple(
            SkewRule(
                component,
                peer,
                older=older,
                newer=newer,
                applies_to=since(first),
                last_minors=((1, 4),) if continued else (),
            )
            for component, peer, older, newer, first, continued in rules
        )
    )


def limits_of(rule: SkewRule) -> Limits:
    """The rule as it was drawn."""
    first = 4 if rule.applies_to else 0
    return rule.component, rule.peer, rule.older, rule.newer, first, bool(rule.last_minors)


def since(first: int) -> VersionRange | None:
    """Versions from 1.first on; all, where it is zero."""
    return VersionRange.parse(f">=1.{first}.0-0 with pre-releases") if first else None


def are_far(own: Pair, other: Pair, rule: Limits) -> bool:
    """Tell whether two versions are too far apart, by where they stand in a list."""
    _, _, older, newer, _, continued = rule
    lines = [LINE, [(0, minor) for minor in range(40)], [(3, minor) for minor in range(40)]]
    plain = [[(major, minor) for minor in range(40)] for major in range(4)]
    for line in lines if continued else plain:
        if own in line and other in line:
            return not -older <= line.index(own) - line.index(other) <= newer
    return True


def far(rules: list[Limits], fleet: Fleet) -> set[tuple[Limits, Pair, Pair]]:
    """Every pair that is too far apart, by arithmetic on plain numbers."""
    return {
        (rule, own, other)
        for rule in rules
        for own in fleet.get(rule[0], ())
        for other in fleet.get(rule[1], ())
        if not rule[4] or own >= (1, rule[4])
        if are_far(own, other, rule)
    }


def named(rules: list[Limits], fleet: Fleet) -> dict[str, tuple[Version, ...]]:
    """The fleet as versions, of the components that a rule names."""
    known = {name for rule in rules for name in rule[:2]}
    return {name: tuple(Version(*own, 0) for own in instances) for name, instances in fleet.items() if name in known}


def is_near(rules: list[Limits], fleet: Fleet, name: str, pair: Pair) -> bool:
    """Tell whether a new instance of a component fits everything that is there; not whether that fits itself."""
    pulled = [(rule, pair, other) for rule in rules if rule[0] == name for other in fleet[rule[1]]]
    pushed = [(rule, own, pair) for rule in rules if rule[1] == name for own in fleet[rule[0]]]
    return not any(
        (not rule[4] or own >= (1, rule[4])) and are_far(own, other, rule) for rule, own, other in (*pulled, *pushed)
    )
