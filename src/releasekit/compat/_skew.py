"""Version skew: how far apart the versions of components that work together may be.

Every instance of a component is checked against every instance of its peer, so one old instance limits all
others, even where a newer peer would allow more. Only major and minor numbers count, of pre-releases too. Across
majors there is no distance, so another major is outside, unless a rule says with which minor version a major ended.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import reduce
from operator import and_
from typing import Annotated, Final, TypeAlias

import attrs
from annotated_types import Interval

from releasekit._arguments import as_tuple, in_order, items, of_kind
from releasekit._fields import Frozen, Length, Name, Note, checked
from releasekit._views import Grid, Lines, Row, Section, Tone, View, Viewable, badge_of
from releasekit._words import Ordered, did_you_mean, listing, shown
from releasekit.answers import Answer
from releasekit.errors import FieldError
from releasekit.versions import Version, VersionInterval, VersionRange


class SkewOutcome(Ordered):
    """Whether versions are near enough to each other, from permissive to restrictive."""

    WITHIN = "within"
    UNKNOWN = "unknown"
    OUTSIDE = "outside"


Count: TypeAlias = Annotated[int, Interval(ge=0, le=1_000)]


def _by_major(minors: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    pairs = as_tuple(minors)
    with suppress(TypeError):  # where a pair is not of numbers, which the field's check refuses
        return in_order(pairs, tuple, lambda pair: pair)
    return pairs


@attrs.frozen(field_transformer=checked)
class SkewRule(Frozen):
    """How far a component may be from a peer, counted in minor versions.

    Attributes:
        component: whose versions are limited.
        peer: against whose versions; the component itself where its instances are compared with each other.
        older: how many minor versions it may be behind a peer, that many included; 0 for none.
        newer: how many it may be ahead, that many included; 0 for none.
        applies_to: the versions of the component that the rule is about; ``None`` for all.
        last_minors: majors that the next one continues, each with its last minor version: ``((1, 9),)`` says that 2.0
            comes right after 1.9. Any other two majors are outside, and so is 1.10 then, which is said not to be.
        why: the sentence that the rule comes from.

    Raises:
        FieldError: where a field is outside its limits, a major is there twice, or ``applies_to`` excludes
            pre-releases, which would then be without a rule.
    """

    component: Name
    peer: Name
    older: Count = attrs.field(kw_only=True)
    newer: Count = attrs.field(kw_only=True)
    applies_to: VersionRange | None = attrs.field(default=None, kw_only=True)
    last_minors: tuple[tuple[Count, Count], ...] = attrs.field(default=(), converter=_by_major, kw_only=True)
    why: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> Iterator[str]:
        if self.applies_to is not None and not self.applies_to.prereleases:
            yield f"applies_to is `{self.applies_to}`; expected a range with pre-releases"
        if len(dict(self.last_minors)) < len(self.last_minors):
            yield "last_minors has a major twice; expected each once"

    def holds(self, version: Version, peer: Version) -> bool:
        """Tell whether a version of the component is near enough to one of the peer."""
        of_kind("version", version, Version)
        of_kind("peer", peer, Version)
        if self.applies_to is not None and not self.applies_to.contains(version):
            return True
        place, other = self._place(version), self._place(peer)
        return (
            place is not None
            and other is not None
            and place[0] == other[0]
            and (-self.older <= place[1] - other[1] <= self.newer)
        )

    def near(self, version: Version, *, is_peer: bool) -> VersionRange:
        """Return the versions near enough to one, from the first pre-release of the oldest minor version on.

        Args:
            version: a version of the peer, or of the component.
            is_peer: whether it is one of the peer, so that the range is for the component; else it is for the peer.
        """
        of_kind("version", version, Version)
        place = self._place(version)
        if place is None:
            return NONE
        back, ahead = (self.older, self.newer) if is_peer else (self.newer, self.older)
        major, low, high = place[0], place[1] - back, place[1] + ahead
        ends = dict(self.last_minors)
        spans = []
        # The line is walked major by major; `low` and `high` are counted from the first minor version of `major`.
        while high >= 0:
            last = min(high, ends.get(major, high))
            if low <= last:  # `x.y.0-0` comes before everything else of a minor version
                first, after = Version(major, max(0, low), 0, pre=(0,)), Version(major, last + 1, 0, pre=(0,))
                spans.append(VersionInterval(first, after))
            if major not in ends:
                break
            low, high, major = low - ends[major] - 1, high - ends[major] - 1, major + 1
        return VersionRange(tuple(spans), prereleases=True)

    def _place(self, version: Version) -> tuple[int, int] | None:
        """Return the first major of the line of a version and how many minor versions it is after that one's first."""
        ends = dict(self.last_minors)
        if version.minor > ends.get(version.major, version.minor):
            return None
        # Minor versions are counted along the line of majors that continue each other: with `last_minors` ((1, 9),),
        # 1.0 to 1.9 are the places 0 to 9 and 2.0 is place 10. Distances are differences of places.
        first, steps = version.major, version.minor
        while first - 1 in ends:
            first -= 1
            steps += ends[first] + 1
        return first, steps

    def __str__(self) -> str:
        scope = "" if self.applies_to is None else f" ({self.applies_to})"
        return f"{self.component}{scope} up to {self.older} minor versions older, {self.newer} newer than {self.peer}"


@attrs.frozen
class SkewPair(Frozen):
    """Two instances that are too far apart.

    Attributes:
        rule: the rule that is broken.
        version: the version of its component.
        peer: the version of its peer.
    """

    rule: SkewRule
    version: Version
    peer: Version = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.rule.component} {self.version} with {self.rule.peer} {self.peer}; expected {self.rule}"


@attrs.frozen
class SkewReport(Frozen, Answer, Viewable):
    """What a check of all instances found.

    Attributes:
        findings: every pair that is too far apart, in the order of rules and versions.
        unknown: the components whose versions nobody stated, sorted.
    """

    findings: tuple[SkewPair, ...]
    unknown: tuple[str, ...]

    @property
    def outcome(self) -> SkewOutcome:
        """Outside where there is a finding, else unknown where a version is not stated, else within."""
        if self.findings:
            return SkewOutcome.OUTSIDE
        return SkewOutcome.UNKNOWN if self.unknown else SkewOutcome.WITHIN

    def view(self) -> View:
        """Return the report as people read it: a row per pair."""
        rows = tuple(
            Row((f"{pair.rule.component} {pair.version}", f"{pair.rule.peer} {pair.peer}", str(pair.rule)), Tone.BAD)
            for pair in self.findings
        )
        sections = [Section("Too far apart", Grid(("instance", "with", "expected"), rows))]
        if self.unknown:
            sections.append(Section("Versions not stated", Lines(self.unknown)))
        return View("Version skew", badge_of(self.outcome), tuple(sections))


@attrs.frozen
class SkewBound(Frozen):
    """What one instance leaves open for a component.

    Attributes:
        rule: the rule that says so.
        other: the component that the instance is of.
        version: the version of the instance.
        versions: the versions that are near enough to it.
    """

    rule: SkewRule
    other: str
    version: Version = attrs.field(kw_only=True)
    versions: VersionRange = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.other} {self.version}: {self.versions}"


@attrs.frozen
class SkewWindow(Frozen):
    """Which versions a component may have next to all given instances.

    Attributes:
        component: the component.
        bounds: what each instance leaves open, in the order of rules and versions.
        unknown: the components it depends on whose versions nobody stated, sorted.
    """

    component: str
    bounds: tuple[SkewBound, ...]
    unknown: tuple[str, ...] = attrs.field(kw_only=True)

    @property
    def versions(self) -> VersionRange:
        """The versions that every bound leaves open; none while a component is unknown, any where nothing bounds."""
        return NONE if self.unknown else reduce(and_, (bound.versions for bound in self.bounds), ANY_VERSION)


def _rules_in_order(rules: Iterable[SkewRule]) -> tuple[SkewRule, ...]:
    from releasekit._digest import canonical

    return in_order(as_tuple(rules), SkewRule, lambda rule: f"{rule.component} {rule.peer}", ties=canonical)


@attrs.frozen(field_transformer=checked)
class SkewPolicy(Frozen):
    """The skew rules of components that work together; all of them have to hold.

    Attributes:
        rules: the rules, in any order.

    Raises:
        FieldError: where there is no rule.

    Example:
        >>> from releasekit.versions import Version
        >>> policy = SkewPolicy((SkewRule("agent", "server", older=2, newer=0),))
        >>> servers = (Version(1, 7, 0), Version(1, 6, 3))
        >>> report = policy.check({"server": servers, "agent": (Version(1, 7, 0),)})
        >>> print(report.findings[0])
        agent 1.7.0 with server 1.6.3; expected agent up to 2 minor versions older, 0 newer than server
        >>> print(policy.allowed("agent", {"server": servers}).versions)
        >=1.5.0-0 <1.7.0-0 with pre-releases
    """

    rules: Annotated[tuple[SkewRule, ...], Length(1, 1_000)] = attrs.field(converter=_rules_in_order)

    @property
    def components(self) -> tuple[str, ...]:
        """Every component that a rule names, sorted."""
        return tuple(sorted({name for rule in self.rules for name in (rule.component, rule.peer)}))

    def check(self, versions: Mapping[str, Iterable[Version]]) -> SkewReport:
        """Check every instance against every instance of its peers.

        Args:
            versions: the versions of all instances, by component. An empty one says that there are none; a component
                that is left out is unknown.

        Raises:
            FieldError: where the argument is of another kind or names a component without a rule.
        """
        known = self._sound(versions)
        findings = (
            SkewPair(rule, version, peer=peer)
            for rule in self.rules
            for version in known.get(rule.component, ())
            for peer in known.get(rule.peer, ())
            if not rule.holds(version, peer)
        )
        return SkewReport(tuple(findings), tuple(name for name in self.components if name not in known))

    def allowed(self, component: str, versions: Mapping[str, Iterable[Version]]) -> SkewWindow:
        """Return the versions that one more instance of a component may have.

        Rules in which the component is the peer count as well: a server may not run ahead of its oldest agent.

        Args:
            component: the component.
            versions: the versions of all instances that stay, by component; of the component itself, where it is
                compared with its own kind, those that stay beside the new one, none unless they are given.

        Raises:
            FieldError: where an argument is of another kind or names a component without a rule.
        """
        # Each instance leaves a range; the window is what all ranges share. A version that a rule does not apply to is
        # free of it, so the rest of the order is added to the range of such a rule.
        of_kind("component", component, str)
        known = self._sound(versions)
        if component not in self.components:
            raise FieldError((f"component is {self._stranger(component)}",))
        rules = [rule for rule in self.rules if component in (rule.component, rule.peer)]
        others = {name for rule in rules for name in (rule.component, rule.peer)} - {component}
        bounds = []
        for rule in rules:  # the component may be on both sides of one
            for peer in known.get(rule.peer, ()) if component == rule.component else ():
                near = rule.near(peer, is_peer=True)
                versions_left = near if rule.applies_to is None else near | ~rule.applies_to
                bounds.append(SkewBound(rule, rule.peer, version=peer, versions=versions_left))
            for version in known.get(rule.component, ()) if component == rule.peer else ():
                if rule.applies_to is None or rule.applies_to.contains(version):
                    near = rule.near(version, is_peer=False)
                    bounds.append(SkewBound(rule, rule.component, version=version, versions=near))
        return SkewWindow(component, tuple(bounds), unknown=tuple(sorted(others - known.keys())))

    def _sound(self, versions: Mapping[str, Iterable[Version]]) -> dict[str, tuple[Version, ...]]:
        """Return the versions of each component in their order, once all names are known."""
        of_kind("versions", versions, Mapping)
        strange = sorted(str(name) for name in versions if name not in self.components)
        if strange:
            raise FieldError(tuple(f"versions names {self._stranger(name)}" for name in strange))
        listed = {name: items(f"versions[{shown(name)}]", given, Version) for name, given in versions.items()}
        return {name: tuple(sorted(set(given))) for name, given in listed.items()}

    def _stranger(self, name: str) -> str:
        return f"{shown(name)}{did_you_mean(name, self.components)}; expected one of {listing(self.components)}"


NONE: Final = VersionRange((), prereleases=True)
ANY_VERSION: Final = ~NONE
