"""Versions: what is one, what is none and why, and the traps that other libraries fall into."""

import copy
import pickle
from decimal import Decimal
from typing import Any, Final

import pytest

from releasekit._digest import digest
from releasekit.errors import FieldError, ReleasekitError
from releasekit.versions import Version, VersionError, in_order

IDENTIFIER: Final = "expected a number from 0, or ASCII letters, digits and `-`, not all of them digits"
ALLOWED: Final = "expected ASCII letters, digits, `.`, `-` and `+`, not"
ARABIC: Final = "\u0661.\u0662.\u0663"

# text, position, problem
REFUSED: Final = [
    pytest.param("v1.2.3", 0, 'expected a digit, not `"v"`; a tag format takes prefixes off', id="v"),
    pytest.param("V1.2.3", 0, 'expected a digit, not `"V"`; a tag format takes prefixes off', id="capital v"),
    pytest.param("=1.2.3", 0, f'{ALLOWED} `"="`', id="equals sign"),
    pytest.param("1.2.3\n", 5, f'{ALLOWED} `"\\u000a"`', id="line break"),
    pytest.param(" 1.2.3", 0, f'{ALLOWED} `" "`', id="space in front"),
    pytest.param("1.2.3 ", 5, f'{ALLOWED} `" "`', id="space behind"),
    pytest.param("1.2.3\x00", 5, f'{ALLOWED} `"\\u0000"`', id="null"),
    pytest.param(ARABIC, 0, f'{ALLOWED} `"\u0661"`', id="Arabic digits"),
    pytest.param("1.2.\u00b3", 4, f'{ALLOWED} `"\u00b3"`', id="superscript digit"),
    pytest.param("1.2.3-rc.\uff11", 9, f'{ALLOWED} `"\uff11"`', id="full-width digit"),
    pytest.param("1.2.3_4", 5, f'{ALLOWED} `"_"`', id="underscore"),
    pytest.param("", 0, "expected a number", id="empty"),
    pytest.param("1..3", 2, "expected a number", id="no minor"),
    pytest.param("1.2.", 4, "expected a number", id="no patch"),
    pytest.param("-1.2.3", 0, "expected a number", id="negative"),
    pytest.param("1", 1, "expected three numbers, not 1", id="one number"),
    pytest.param("1.2", 3, "expected three numbers, not 2", id="two numbers"),
    pytest.param("1.2.3.4", 5, "expected three numbers, not 4", id="four numbers"),
    pytest.param("1.2.x", 4, 'expected a digit, not `"x"`', id="wildcard"),
    pytest.param("1v.2.3", 1, 'expected a digit, not `"v"`', id="v later"),
    pytest.param("1.2.3rc1", 5, 'expected a digit, not `"r"`', id="no hyphen"),
    pytest.param("01.2.3", 0, "expected a number without leading zeros", id="leading zero"),
    pytest.param("1.2.00", 4, "expected a number without leading zeros", id="two zeros"),
    pytest.param("01x.2.3", 0, "expected a number without leading zeros", id="zero before a digit and a letter"),
    pytest.param("1.0.0\n", 5, f'{ALLOWED} `"\\u000a"`', id="line break behind a zero"),
    pytest.param("1.0.0 ", 5, f'{ALLOWED} `" "`', id="space behind a zero"),
    pytest.param("1.0 .0", 3, f'{ALLOWED} `" "`', id="space behind a zero within"),
    pytest.param("1.0.0a", 5, 'expected a digit, not `"a"`', id="letter behind a zero"),
    pytest.param("1.2.3-", 6, "expected a pre-release identifier", id="empty pre-release"),
    pytest.param("1.2.3-a..b", 8, "expected a pre-release identifier", id="empty identifier"),
    pytest.param("1.2.3-rc.01", 9, "expected a numeric identifier without leading zeros", id="zero in pre-release"),
    pytest.param("1.2.3+", 6, "expected a build identifier", id="empty build"),
    pytest.param("1.2.3-rc.1+a.", 13, "expected a build identifier", id="empty build identifier"),
    pytest.param("1.2.3+a+b", 7, "expected one `+` only", id="two builds"),
    pytest.param("9" * 5_000 + ".0.0", None, "expected at most 256 characters, not 5004", id="5,000 digits"),
    pytest.param("1.2.3-" + "a" * 251, None, "expected at most 256 characters, not 257", id="257 characters"),
    pytest.param("1." * 50_000, None, "expected at most 256 characters, not 100000", id="100,000 characters"),
    pytest.param(7, None, "expected text", id="number"),
    pytest.param(b"1.2.3", None, "expected text", id="bytes"),
    pytest.param(None, None, "expected text", id="nothing"),
]


class TestRefusals:
    @pytest.mark.parametrize(("text", "position", "problem"), REFUSED)
    def test_each_has_its_reason(self, text: str, position: int | None, problem: str) -> None:
        assert not Version.is_valid(text)
        with pytest.raises(VersionError) as caught:
            Version.parse(text)
        assert (caught.value.text, caught.value.position, caught.value.problem) == (text, position, problem)
        assert str(caught.value).endswith(f"at position {position} {problem}" if position is not None else problem)

    def test_the_text_of_an_error(self) -> None:
        with pytest.raises(ReleasekitError) as caught:
            Version.parse("1.2")
        assert str(caught.value) == 'version is `"1.2"`; at position 3 expected three numbers, not 2'


class TestText:
    @pytest.mark.parametrize(
        ("text", "fields"),
        [
            pytest.param("0.0.0", (0, 0, 0, (), ()), id="zero"),
            pytest.param("1.2.3", (1, 2, 3, (), ()), id="final"),
            pytest.param("1.2.3-0", (1, 2, 3, (0,), ()), id="zero as pre-release"),
            pytest.param("1.2.3-rc.10", (1, 2, 3, ("rc", 10), ()), id="candidate"),
            pytest.param("1.2.3-rc10", (1, 2, 3, ("rc10",), ()), id="text with digits"),
            pytest.param("1.2.3-0a.-.--1", (1, 2, 3, ("0a", "-", "--1"), ()), id="texts that look like numbers"),
            pytest.param("1.2.3+001.a-b", (1, 2, 3, (), ("001", "a-b")), id="build"),
            pytest.param("1.2.3-x.7+y.8", (1, 2, 3, ("x", 7), ("y", "8")), id="both"),
            pytest.param("1.2.3+a-b", (1, 2, 3, (), ("a-b",)), id="hyphen in build"),
            pytest.param("9" * 252 + ".0.0", (int("9" * 252), 0, 0, (), ()), id="256 characters"),
        ],
    )
    def test_there_and_back(self, text: str, fields: tuple[Any, ...]) -> None:
        version = Version.parse(text)
        major, minor, patch, pre, build = fields
        assert (version.major, version.minor, version.patch, version.pre, version.build) == fields
        assert str(version) == text
        assert version == Version(major, minor, patch, pre=pre, build=build)
        assert Version.is_valid(text)

    def test_repr_is_code(self) -> None:
        assert repr(Version(1, 0, 0, pre=("rc", 1))) == "Version.parse('1.0.0-rc.1')"


class TestConstruction:
    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            pytest.param({"major": True}, "Version.major is `True`; expected a whole number of at least 0", id="True"),
            pytest.param({"minor": -1}, "Version.minor is `-1`; expected a whole number of at least 0", id="negative"),
            pytest.param({"patch": "3"}, 'Version.patch is `"3"`; expected a whole number of at least 0', id="text"),
            pytest.param({"patch": 1.0}, "Version.patch is `1.0`; expected a whole number of at least 0", id="float"),
            pytest.param(
                {"pre": ("rc", True)}, "Version.pre holds `True`; expected a whole number or text", id="True in pre"
            ),
            pytest.param({"pre": (-1,)}, f"Version.pre holds `-1`; {IDENTIFIER}", id="negative in pre"),
            pytest.param({"pre": ("1",)}, f'Version.pre holds `"1"`; {IDENTIFIER}', id="numeric text"),
            pytest.param({"pre": ("rc.1",)}, f'Version.pre holds `"rc.1"`; {IDENTIFIER}', id="dot"),
            pytest.param({"pre": ("\u0661",)}, f'Version.pre holds `"\u0661"`; {IDENTIFIER}', id="Arabic digit"),
            pytest.param(
                {"build": ("a_b",)}, 'Version.build holds `"a_b"`; expected ASCII letters, digits and `-`', id="build"
            ),
            pytest.param(
                {"build": ("",)}, 'Version.build holds `""`; expected ASCII letters, digits and `-`', id="empty"
            ),
            pytest.param(
                {"build": ("a\n",)},
                'Version.build holds `"a\\u000a"`; expected ASCII letters, digits and `-`',
                id="line break",
            ),
            pytest.param({"build": (1,)}, "Version.build holds `1`; expected text", id="number in build"),
            pytest.param(
                {"major": 10**300}, "Version.major is `1" + "0" * 58 + "…`; expected fewer than 256 digits", id="long"
            ),
            pytest.param(
                {"pre": ("a" * 251,)}, "Version has 257 characters; expected at most 256", id="257 characters"
            ),
        ],
    )
    def test_refusals(self, changes: dict[str, object], problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            Version(1, 2, 3).replace(**changes)
        assert caught.value.problems == (problem,)

    @pytest.mark.parametrize("pre", ["rc", ["rc", 1], None], ids=repr)
    def test_identifiers_come_as_a_tuple(self, pre: object) -> None:
        with pytest.raises(FieldError, match=r"Version\.pre is .*; expected a tuple"):
            Version(1, 2, 3, pre=pre)  # type: ignore[arg-type]

    def test_a_million_digits_are_refused_at_once(self) -> None:
        with pytest.raises(FieldError, match="expected a number from 0"):
            Version(1, 2, 3, pre=(1 << 10**7,))
        with pytest.raises(FieldError, match="expected a whole number of at most 1 000 digits"):
            Version(1 << 10**7, 2, 3)

    def test_order_is_no_argument(self) -> None:
        with pytest.raises(TypeError):
            Version(1, 2, 3, order=(9,))  # type: ignore[call-arg]


class TestTraps:
    def test_rc10_comes_before_rc9(self) -> None:
        """Letters and digits run together are one text; only an identifier of its own is a number."""
        assert Version.parse("1.0.0-rc10") < Version.parse("1.0.0-rc9")
        assert Version.parse("1.0.0-rc.10") > Version.parse("1.0.0-rc.9")

    def test_a_number_after_the_hyphen_is_no_post_release(self) -> None:
        assert Version.parse("1.0.0-1") < Version.parse("1.0.0")
        assert Version.parse("1.0.0-1").is_prerelease

    @pytest.mark.parametrize(
        "other",
        ["1.2.3", (1, 2, 3, 2), 1, 1.2, Decimal(1), None, object(), b"1.2.3", True, float("nan")],
        ids=lambda other: type(other).__name__,
    )
    def test_another_type_is_not_implemented_and_never_raises(self, other: object) -> None:
        version = Version(1, 2, 3)
        comparisons = ("__eq__", "__lt__", "__le__", "__gt__", "__ge__")
        assert [getattr(version, name)(other) for name in comparisons] == [NotImplemented] * 5
        assert (version == other, version != other) == (False, True)

    def test_the_order_is_that_of_the_standard(self) -> None:
        texts = (
            "1.0.0-alpha",
            "1.0.0-alpha.1",
            "1.0.0-alpha.beta",
            "1.0.0-beta",
            "1.0.0-beta.2",
            "1.0.0-beta.11",
            "1.0.0-rc.1",
            "1.0.0",
            "2.0.0",
            "2.1.0",
            "2.1.1",
        )
        assert [str(version) for version in in_order(map(Version.parse, reversed(texts)))] == list(texts)

    @pytest.mark.parametrize("longer", ["1.0.0-rc.0", "1.0.0-rc.b", "1.0.0-rc.-", "1.0.0"])
    def test_build_metadata_comes_before_another_identifier(self, longer: str) -> None:
        assert Version.parse("1.0.0-rc") < Version.parse("1.0.0-rc+b") < Version.parse(longer)

    def test_builds_differ_but_have_one_precedence(self) -> None:
        one, two = Version.parse("1.0.0+a"), Version.parse("1.0.0+b")
        assert (one == two, one < two, one.precedence == two.precedence) == (False, True, True)
        assert one.precedence == Version.parse("1.0.0").precedence


class TestParts:
    def test_of_a_candidate(self) -> None:
        version = Version.parse("1.2.3-rc.1+b5")
        assert (version.is_prerelease, version.is_final) == (True, False)
        assert version.core == Version(1, 2, 3)
        assert version.without_build() == Version(1, 2, 3, pre=("rc", 1))
        assert version.precedence == (1, 2, 3, 1, "rc", 0, 1)

    def test_of_a_final_version(self) -> None:
        version = Version.parse("1.2.3+b5")
        assert (version.is_prerelease, version.is_final) == (False, True)
        assert version.core == Version(1, 2, 3) == version.without_build()

    @pytest.mark.parametrize(
        ("text", "key"),
        [
            pytest.param("1.2.3", "v1112133", id="final"),
            pytest.param("1.20.300", "v112203300" + "3", id="longer numbers"),
            pytest.param("0.0.0-rc.1", "v101010" + "2796400" + "111" + "0", id="candidate"),
            pytest.param("1.2.123456789", "v1112" + "9009123456789" + "3", id="nine digits"),
            pytest.param("1.2.3+-z", "v111213" + "3" + "2108700", id="build"),
        ],
    )
    def test_sort_key(self, text: str, key: str) -> None:
        assert Version.parse(text).sort_key == key

    @pytest.mark.parametrize(
        "text", ["1.0.0-" + "a." * 124 + "ab", "1.0.0-" + "1." * 124 + "11", "1.0.0+" + "a." * 124 + "ab"]
    )
    def test_sort_key_is_at_most_800_characters(self, text: str) -> None:
        assert len(text) == 256
        assert len(Version.parse(text).sort_key) <= 800


class TestObject:
    @pytest.mark.parametrize("text", ["1.2.3", "1.2.3-rc.1+b5"])
    def test_is_the_same_however_it_was_made(self, text: str) -> None:
        version = Version.parse(text)
        made = Version(version.major, version.minor, version.patch, pre=version.pre, build=version.build)
        for other in (made, pickle.loads(pickle.dumps(version)), copy.deepcopy(version), version.replace()):  # noqa: S301
            assert (other, hash(other), other.order, str(other)) == (version, hash(version), version.order, text)
            assert digest("version", 1, other) == digest("version", 1, version)

    def test_is_matched_by_position(self) -> None:
        match Version(1, 2, 3):
            case Version(major, minor, patch):
                assert (major, minor, patch) == (1, 2, 3)
