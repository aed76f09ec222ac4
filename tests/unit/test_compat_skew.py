"""Version skew, with the published rules of Kubernetes as the table of cases.

The rules: kubernetes.io/releases/version-skew-policy, "Supported version skew", as read in 2026.
"""

from typing import Final

import pytest

from releasekit.compat import SkewOutcome, SkewPolicy, SkewRule
from releasekit.errors import FieldError
from releasekit.versions import Version, VersionRange

NEWER_THAN_1_24: Final = VersionRange.parse(">=1.25.0-0 with pre-releases")
UP_TO_1_24: Final = VersionRange.parse("<1.25.0-0 with pre-releases")
API: Final = "kube-apiserver"

KUBERNETES: Final = SkewPolicy(
    (
        SkewRule(API, API, older=1, newer=1, why="the newest and the oldest are within one minor version"),
        SkewRule("kubelet", API, older=3, newer=0, applies_to=NEWER_THAN_1_24, why="not newer, up to three older"),
        SkewRule("kubelet", API, older=2, newer=0, applies_to=UP_TO_1_24, why="below 1.25 up to two older"),
        SkewRule("kube-proxy", API, older=3, newer=0, applies_to=NEWER_THAN_1_24),
        SkewRule("kube-proxy", API, older=2, newer=0, applies_to=UP_TO_1_24),
        SkewRule("kube-proxy", "kubelet", older=3, newer=3, applies_to=NEWER_THAN_1_24, why="the one it runs beside"),
        SkewRule("kube-proxy", "kubelet", older=2, newer=2, applies_to=UP_TO_1_24),
        SkewRule("kube-controller-manager", API, older=1, newer=0),
        SkewRule("kube-scheduler", API, older=1, newer=0),
        SkewRule("cloud-controller-manager", API, older=1, newer=0),
        SkewRule("kubectl", API, older=1, newer=1),
    )
)
ABSENT: Final = dict.fromkeys(KUBERNETES.components, ())


def minors(*numbers: int) -> tuple[Version, ...]:
    """Versions of Kubernetes, by their minor number."""
    return tuple(Version(1, number, 0) for number in numbers)


@pytest.mark.parametrize(
    ("component", "servers", "expected"),
    [
        pytest.param(API, (35,), {34, 35, 36}, id="server beside a server"),
        pytest.param(API, (35, 34), {34, 35}, id="server beside two"),
        pytest.param("kubelet", (35,), {32, 33, 34, 35}, id="kubelet"),
        pytest.param("kubelet", (35, 34), {32, 33, 34}, id="kubelet of two servers"),
        pytest.param("kubelet", (27,), {25, 26, 27}, id="kubelet: 1.24 is three behind and so old that it may be two"),
        pytest.param("kubelet", (24,), {22, 23, 24}, id="kubelet below 1.25"),
        pytest.param("kubelet", (26,), {24, 25, 26}, id="kubelet on both sides of 1.25"),
        pytest.param("kube-proxy", (35,), {32, 33, 34, 35}, id="proxy"),
        pytest.param("kube-proxy", (35, 34), {32, 33, 34}, id="proxy of two servers"),
        pytest.param("kube-controller-manager", (35,), {34, 35}, id="controller manager"),
        pytest.param("kube-controller-manager", (35, 34), {34}, id="controller manager of two servers"),
        pytest.param("kube-scheduler", (35,), {34, 35}, id="scheduler"),
        pytest.param("cloud-controller-manager", (35, 34), {34}, id="cloud controller manager of two servers"),
        pytest.param("kubectl", (35,), {34, 35, 36}, id="kubectl"),
        pytest.param("kubectl", (35, 34), {34, 35}, id="kubectl of two servers"),
        pytest.param("kubectl", (35, 32), set(), id="kubectl of servers that are themselves too far apart"),
    ],
)
def test_kubernetes(component: str, servers: tuple[int, ...], expected: set[int]) -> None:
    """The examples of the policy's own page, and the same around its exception for old versions."""
    versions = {**ABSENT, API: minors(*servers)}
    window = KUBERNETES.allowed(component, versions).versions
    assert {number for number in range(60) if window.contains(Version(1, number, 7))} == expected
    more = {number: (*versions[component], *minors(number)) for number in range(60)}
    assert {number for number in more if fit_together({**versions, component: more[number]})} == expected


def fit_together(versions: dict[str, tuple[Version, ...]]) -> bool:
    """Tell whether a check finds nothing."""
    return KUBERNETES.check(versions).outcome is SkewOutcome.WITHIN


class TestTheOtherDirection:
    """A server may not run ahead of its oldest kubelet."""

    def test_kubelets_hold_a_server_back(self) -> None:
        window = KUBERNETES.allowed(API, {**ABSENT, API: minors(30), "kubelet": minors(28, 30)})
        assert {number for number in range(60) if window.versions.contains(Version(1, number, 0))} == {30, 31}

    def test_an_old_kubelet_holds_it_back_by_the_rule_for_old_ones(self) -> None:
        window = KUBERNETES.allowed(API, {**ABSENT, "kubelet": minors(24)})
        assert {number for number in range(60) if window.versions.contains(Version(1, number, 0))} == {24, 25, 26}
        assert [str(bound) for bound in window.bounds] == ["kubelet 1.24.0: >=1.24.0-0 <1.27.0-0 with pre-releases"]

    def test_a_proxy_is_held_by_both(self) -> None:
        window = KUBERNETES.allowed("kube-proxy", {**ABSENT, API: minors(35), "kubelet": minors(31)})
        assert {number for number in range(60) if window.versions.contains(Version(1, number, 0))} == {32, 33, 34}


RULE = SkewRule("agent", "server", older=2, newer=0)
POLICY = SkewPolicy((RULE,))


class TestCheck:
    def test_every_pair_that_is_too_far_apart(self) -> None:
        report = POLICY.check({"agent": minors(3, 7), "server": minors(6, 5, 6)})
        assert report.outcome is SkewOutcome.OUTSIDE
        assert [str(finding) for finding in report.findings] == [
            "agent 1.3.0 with server 1.6.0; expected agent up to 2 minor versions older, 0 newer than server",
            "agent 1.7.0 with server 1.5.0; expected agent up to 2 minor versions older, 0 newer than server",
            "agent 1.7.0 with server 1.6.0; expected agent up to 2 minor versions older, 0 newer than server",
        ]

    def test_another_major_is_outside(self) -> None:
        report = POLICY.check({"agent": (Version(1, 9, 0),), "server": (Version(2, 0, 0),)})
        assert [(own.version.major, own.peer.major) for own in report.findings] == [(1, 2)]

    def test_a_major_that_continues_another(self) -> None:
        """After 1.9 came 2.0, and after 2.4 came 3.0; 1.10 is said not to be, so it is near nothing."""
        policy = SkewPolicy((RULE.replace(older=7, last_minors=((1, 9), (2, 4))),))
        servers = {"server": (Version(3, 0, 0),)}
        window = policy.allowed("agent", servers).versions
        assert str(window) == (">=1.8.0-0 <1.10.0-0 || >=2.0.0-0 <2.5.0-0 || >=3.0.0-0 <3.1.0-0 with pre-releases")
        later = policy.allowed("agent", {"server": (Version(3, 6, 0),)}).versions
        assert str(later) == ">=2.4.0-0 <2.5.0-0 || >=3.0.0-0 <3.7.0-0 with pre-releases"
        agents = (Version(1, 8, 0), Version(1, 10, 0), Version(2, 5, 0), Version(4, 0, 0))
        found = policy.check({**servers, "agent": agents}).findings
        assert [own.version for own in found] == list(agents[1:])
        assert str(policy.allowed("server", {"agent": agents[1:2]}).versions) == "none with pre-releases"

    def test_patches_and_pre_releases_do_not_matter(self) -> None:
        agents = (Version(1, 5, 99), Version(1, 7, 0, pre=("rc", 1)), Version(1, 7, 3, build=("b7",)))
        assert POLICY.check({"agent": agents, "server": (Version(1, 7, 0),)}).outcome is SkewOutcome.WITHIN
        window = POLICY.allowed("agent", {"server": (Version(1, 7, 0),)}).versions
        assert [window.contains(version) for version in agents] == [True, True, True]
        assert window.contains(Version(1, 8, 0, pre=("alpha", 1))) is False

    def test_not_stated_is_unknown_and_none_is_not(self) -> None:
        assert POLICY.check({"agent": minors(7)}).outcome is SkewOutcome.UNKNOWN
        assert POLICY.check({"agent": minors(7)}).unknown == ("server",)
        assert POLICY.check({}).unknown == ("agent", "server")
        assert POLICY.check({"agent": minors(7), "server": ()}).outcome is SkewOutcome.WITHIN

    def test_what_is_outside_stays_so_beside_an_unknown(self) -> None:
        report = KUBERNETES.check({API: minors(30, 28)})
        assert (report.outcome, len(report.findings), len(report.unknown)) == (SkewOutcome.OUTSIDE, 2, 6)

    def test_a_component_without_a_rule(self) -> None:
        with pytest.raises(FieldError) as caught:
            POLICY.check({"agnet": minors(7), "zoo": ()})
        assert caught.value.problems == (
            'versions names `"agnet"`; did you mean `agent`?; expected one of agent, server',
            'versions names `"zoo"`; expected one of agent, server',
        )


class TestAllowed:
    def test_nothing_while_a_peer_is_unknown(self) -> None:
        window = POLICY.allowed("agent", {})
        assert (window.unknown, str(window.versions)) == (("server",), "none with pre-releases")

    def test_anything_where_nothing_bounds(self) -> None:
        assert str(POLICY.allowed("agent", {"server": ()}).versions) == "any with pre-releases"

    def test_from_the_first_minor_version_on(self) -> None:
        window = POLICY.allowed("agent", {"server": minors(1)})
        assert str(window.versions) == ">=1.0.0-0 <1.2.0-0 with pre-releases"

    def test_a_version_that_the_rule_is_not_about_is_free(self) -> None:
        policy = SkewPolicy((RULE.replace(applies_to=NEWER_THAN_1_24),))
        window = policy.allowed("agent", {"server": minors(30)})
        assert str(window.versions) == "<1.25.0-0 || >=1.28.0-0 <1.31.0-0 with pre-releases"
        assert policy.allowed("server", {"agent": minors(3)}).bounds == ()

    def test_an_unknown_component(self) -> None:
        with pytest.raises(FieldError, match='component is `"agnet"`; did you mean `agent`'):
            POLICY.allowed("agnet", {})


class TestRules:
    @pytest.mark.parametrize(
        "limits",
        [{"older": -1}, {"newer": -1}, {"older": True}, {"newer": 1_001}, {"applies_to": "1.x"}, {"last_minors": (1,)}],
    )
    def test_limits(self, limits: dict[str, object]) -> None:
        with pytest.raises(FieldError):
            RULE.replace(**limits)

    def test_a_range_that_leaves_pre_releases_without_a_rule(self) -> None:
        with pytest.raises(FieldError, match=r"applies_to is `>=1\.25\.0 without pre-releases`; expected a range"):
            RULE.replace(applies_to=VersionRange.parse(">=1.25.0 without pre-releases"))

    def test_a_major_that_ends_twice(self) -> None:
        with pytest.raises(FieldError, match="last_minors has a major twice; expected each once"):
            RULE.replace(last_minors=((1, 9), (1, 10)))

    def test_the_order_of_majors_does_not_matter(self) -> None:
        one, two = RULE.replace(last_minors=[(1, 9), (2, 4)]), RULE.replace(last_minors=((2, 4), (1, 9)))
        assert (one, one.last_minors) == (two, ((1, 9), (2, 4)))

    def test_a_policy_without_rules(self) -> None:
        with pytest.raises(FieldError):
            SkewPolicy(())

    def test_text(self) -> None:
        rule = RULE.replace(applies_to=NEWER_THAN_1_24)
        expected = "agent (>=1.25.0-0 with pre-releases) up to 2 minor versions older, 0 newer than server"
        assert str(rule) == expected

    def test_the_order_of_rules_does_not_matter(self) -> None:
        assert SkewPolicy(tuple(reversed(KUBERNETES.rules))) == KUBERNETES

    @pytest.mark.parametrize(
        "call",
        [
            pytest.param(lambda: RULE.holds("1.0.0", Version(1, 0, 0)), id="text for a version"),
            pytest.param(lambda: RULE.holds(Version(1, 0, 0), None), id="nothing for a peer"),
            pytest.param(lambda: POLICY.check((Version(1, 0, 0),)), id="versions without components"),
            pytest.param(lambda: POLICY.check({"agent": "1.0.0"}), id="text for versions"),
            pytest.param(lambda: POLICY.check({"agent": ("1.0.0",)}), id="texts for versions"),
            pytest.param(lambda: POLICY.check({7: ()}), id="number for a component"),
            pytest.param(lambda: POLICY.allowed(7, {}), id="number for the component"),
        ],
    )
    def test_arguments_of_another_kind(self, call: object) -> None:
        with pytest.raises(FieldError):
            call()  # type: ignore[operator]
