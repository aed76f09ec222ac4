"""Version ranges: texts, bounds, and how pre-releases stay out."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.versions import RangeError, Version, VersionInterval, VersionRange
from tests.rows import cases

EXCLUDE, INCLUDE = False, True
LONG: Final = Version(1, 0, 0, pre=("a" * 249,))


def v(text: str) -> Version:
    """Read a version."""
    return Version.parse(text)


class TestText:
    @pytest.mark.parametrize(
        ("text", "written"),
        [
            pytest.param("any with pre-releases", None, id="any"),
            pytest.param("none without pre-releases", None, id="none"),
            pytest.param(">=0.0.0 without pre-releases", "any without pre-releases", id="any final"),
            pytest.param(">=0.0.0-0 with pre-releases", "any with pre-releases", id="any at all"),
            pytest.param(">=0.0.0 with pre-releases", None, id="all but one"),
            pytest.param(">=1.2.0 <2.0.0 || ==3.1.4 without pre-releases", None, id="two terms"),
            pytest.param(
                "==3.1.4 || >=1.2.0 <2.0.0 with pre-releases",
                ">=1.2.0 <2.0.0 || ==3.1.4 with pre-releases",
                id="sorted",
            ),
            pytest.param("<1.0.0 || >=1.0.0 <2.0.0 with pre-releases", "<2.0.0 with pre-releases", id="merged"),
            pytest.param(">1.2.3 with pre-releases", None, id="after"),
            pytest.param("<=1.2.3 with pre-releases", None, id="up to"),
            pytest.param("<1.2.4-0 with pre-releases", "<=1.2.3 with pre-releases", id="before the next"),
            pytest.param(">1.2.3 <=1.2.5 without pre-releases", ">=1.2.4 <1.2.6 without pre-releases", id="finals"),
            pytest.param(">=1.2.3 <=1.2.3 without pre-releases", "==1.2.3 without pre-releases", id="one final"),
            pytest.param("<2.0.0-rc.1 without pre-releases", "<2.0.0 without pre-releases", id="bound moves up"),
            pytest.param("==1.0.0-rc.1 without pre-releases", "none without pre-releases", id="excluded itself"),
            pytest.param("<2.0.0-0 with pre-releases", None, id="least of a minor"),
            pytest.param(">=1.0.0-rc.0 with pre-releases", None, id="candidate 0"),
            pytest.param(">1.0.0-rc.1 with pre-releases", None, id="after a candidate"),
            pytest.param(">1.0.0-rc with pre-releases", ">=1.0.0-rc.0 with pre-releases", id="after a bare stage"),
            pytest.param(">1.0.0-0 with pre-releases", None, id="after a number"),
            pytest.param("==1.0.0-rc.1 with pre-releases", None, id="one candidate"),
        ],
    )
    def test_there_and_back(self, text: str, written: str | None) -> None:
        own = VersionRange.parse(text)
        assert str(own) == (written or text)
        assert VersionRange.parse(str(own)) == own
        assert repr(own) == f"VersionRange.parse({str(own)!r})"

    @pytest.mark.parametrize(("text", "expected"), cases(__file__, "refusals", {
        "no policy": ">=1.0.0",
        "no text": 7,
        "long": "==1.0.0 || " * 2_000,
        "bound": ">=1.0 with pre-releases",
        "build": "==1.0.0+b with pre-releases",
        "nothing": ">1.0.0 <1.0.0 with pre-releases",
        "neighbours": ">1.0.0 <1.0.1-0 with pre-releases",
    }))
    def test_refusals(self, text: str, expected: str) -> None:
        with pytest.raises(RangeError) as caught:
            VersionRange.parse(text)
        assert (caught.value.problem, str(caught.value)) == (expected, expected)

    @pytest.mark.parametrize("term", [
        "", "1.0.0", "^1.0.0", "~>1.0.0", "=1.0.0", ">=", ">= 1.0.0", "<2.0.0 >=1.0.0", "==1.0.0 <2.0.0",
        ">=1.0.0  <2.0.0", ">=1.0.0 >1.0.0", ">=1.0.0 <2.0.0 <3.0.0", "===1.0.0",
    ])
    def test_what_is_no_term(self, term: str) -> None:
        with pytest.raises(RangeError) as caught:
            VersionRange.parse(f"{term} with pre-releases")
        assert caught.value.problem == f'range has the term `"{term}"`; expected `==V`, or `>=V`, `<V` and the like'


class TestBetween:
    @pytest.mark.parametrize(
        ("closed", "text"),
        [
            ("left", ">=1.0.0 <2.0.0"),
            ("right", ">1.0.0 <=2.0.0"),
            ("both", ">=1.0.0 <=2.0.0"),
            ("neither", ">1.0.0 <2.0.0"),
        ],
    )
    def test_closed(self, closed: str, text: str) -> None:
        own = VersionRange.between(v("1.0.0"), v("2.0.0"), closed=closed, prereleases=INCLUDE)  # type: ignore[arg-type]
        assert str(own) == f"{text} with pre-releases"

    def test_without_bounds(self) -> None:
        assert str(VersionRange.between(None, None, prereleases=EXCLUDE)) == "any without pre-releases"

    def test_closed_is_a_closed_vocabulary(self) -> None:
        with pytest.raises(RangeError) as caught:
            VersionRange.between(None, None, closed="open", prereleases=EXCLUDE)  # type: ignore[arg-type]
        assert caught.value.problem == 'closed is `"open"`; expected one of left, right, both, neither'

    def test_a_bound_needs_room_for_the_version_after_it(self) -> None:
        assert VersionRange.between(LONG, None, prereleases=INCLUDE).contains(LONG)
        with pytest.raises(RangeError, match="expected room for the version right after it"):
            VersionRange.between(LONG, None, closed="neither", prereleases=INCLUDE)

    def test_the_longest_versions_have_ranges(self) -> None:
        own = VersionRange((VersionInterval(LONG),), prereleases=INCLUDE)
        assert VersionRange.parse(str(own)) == own
        assert not own.is_subset(~own)


class TestPrereleases:
    """A compatibility window does not start to admit release candidates by itself."""

    @pytest.mark.parametrize("bound", ["<2.0.0", "<=2.0.0", "<2.0.0-rc.9"])
    @pytest.mark.parametrize("candidate", ["2.0.0-rc.1", "1.5.0-rc.1", "1.2.0-rc.1"])
    def test_are_kept_out(self, bound: str, candidate: str) -> None:
        assert not VersionRange.parse(f">=1.2.0 {bound} without pre-releases").contains(v(candidate))

    def test_are_let_in_by_order_where_that_is_said(self) -> None:
        window = VersionRange.parse(">=1.2.0 <2.0.0 with pre-releases")
        assert window.contains(v("2.0.0-rc.1"))
        assert not VersionRange.parse(">=1.2.0 <2.0.0-0 with pre-releases").contains(v("2.0.0-rc.1"))
        assert not window.contains(v("1.2.0-rc.1"))

    def test_are_in_neither_a_range_nor_its_complement(self) -> None:
        window = VersionRange.parse(">=1.2.0 <2.0.0 without pre-releases")
        assert not window.contains(v("3.0.0-rc.1"))
        assert not (~window).contains(v("3.0.0-rc.1"))

    def test_a_union_of_two_policies_is_refused(self) -> None:
        one = VersionRange.parse(">=1.2.0 without pre-releases")
        with pytest.raises(RangeError, match="expected one policy for a union"):
            one | one.replace(prereleases=INCLUDE)

    def test_an_intersection_of_two_policies_excludes(self) -> None:
        one = VersionRange.parse(">=1.2.0 without pre-releases")
        assert (one & VersionRange.parse("<2.0.0 with pre-releases")) == VersionRange.parse(
            ">=1.2.0 <2.0.0 without pre-releases"
        )

    def test_a_range_of_single_finals_is_a_subset_whatever_the_policy(self) -> None:
        finals = VersionRange.parse("==1.2.0 || ==1.2.1 with pre-releases")
        window = VersionRange.parse(">=1.2.0 without pre-releases")
        assert finals.is_subset(window)
        assert not VersionRange.parse("==1.2.0 || ==1.2.1-0 with pre-releases").is_subset(window)
        assert not finals.is_subset(VersionRange.parse(">=1.2.1 without pre-releases"))


class TestBuild:
    def test_is_not_looked_at(self) -> None:
        window = VersionRange.parse("==1.2.0 || >=2.0.0 without pre-releases")
        assert window.contains(v("1.2.0+b5"))
        assert window.contains(v("2.0.0+b5"))
        assert not VersionRange.parse("<1.2.0 with pre-releases").contains(v("1.2.0+b5"))


class TestObjects:
    @pytest.mark.parametrize("other", [1, "any", None], ids=repr)
    def test_another_type_is_not_implemented(self, other: object) -> None:
        own = VersionRange.parse("any with pre-releases")
        assert own.__and__(other) is NotImplemented  # type: ignore[operator]
        assert own.__or__(other) is NotImplemented  # type: ignore[operator]

    def test_intervals_come_in_any_order(self) -> None:
        one, two = VersionInterval(v("1.0.0"), v("1.5.0")), VersionInterval(v("1.2.0"), v("2.0.0"))
        merged = (VersionInterval(v("1.0.0"), v("2.0.0")),)
        assert VersionRange([two, one], prereleases=INCLUDE).intervals == merged  # type: ignore[arg-type]
        inner = (VersionInterval(v("1.0.0")), one, two)
        assert VersionRange(inner, prereleases=INCLUDE).intervals == (VersionInterval(v("1.0.0")),)

    def test_the_policy_has_to_be_said(self) -> None:
        with pytest.raises(TypeError, match="prereleases"):
            VersionRange(())  # type: ignore[call-arg]

    def test_intervals_are_intervals(self) -> None:
        with pytest.raises(FieldError, match=r"VersionRange.intervals holds `\"a\"`; expected a VersionInterval"):
            VersionRange(["a", "b"], prereleases=INCLUDE)  # type: ignore[list-item]

    @pytest.mark.parametrize(
        ("low", "high", "problem"),
        [
            ("1.0.0+b", None, "VersionInterval.low is `1.0.0+b`; expected no build metadata"),
            ("1.0.0", "2.0.0+b", "VersionInterval.high is `2.0.0+b`; expected no build metadata"),
            ("1.0.0", "1.0.0", "VersionInterval.high is `1.0.0`; expected a version after low, `1.0.0`"),
        ],
    )
    def test_an_interval_has_plain_ends_in_order(self, low: str, high: str | None, problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            VersionInterval(v(low), None if high is None else v(high))
        assert str(caught.value) == problem
