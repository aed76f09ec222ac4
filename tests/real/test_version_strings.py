"""9,764 tags of real repositories against three oracles: the official SemVer expression, npm and packaging.

Where the oracles and we differ, a test bears the name of the difference, and says why ours is the answer given.
"""

import csv
from collections.abc import Hashable, Iterable, Mapping
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

import pytest
from packaging.version import Version as Pep440

from releasekit.versions import (
    ConversionReason,
    NotATag,
    TagFormat,
    Unconvertible,
    Version,
    from_pep440,
    in_order,
    to_pep440,
)

TABLE: Final = Path(__file__).resolve().parents[3] / "shared" / "data" / "releases" / "version_strings.csv"
Row = Mapping[str, str]

pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="the recorded tags are not at hand")


def read() -> list[Row]:
    """Read the table; nothing where it is not at hand."""
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS: Final = read()
SEMVER: Final = [(row, Version.parse(row["stripped"])) for row in ROWS if row["s_is_semver"] == "1"]
PEP440: Final = [(row, Pep440(row["stripped"])) for row in ROWS if row["s_is_pep440"] == "1"]


def dense(keys: Iterable[Hashable]) -> dict[Hashable, int]:
    """Number distinct keys in ascending order."""
    return {key: rank for rank, (key, _) in enumerate(groupby(sorted(keys)))}  # type: ignore[type-var]


def lead(row: Row) -> str:
    """Give what stands before the version in a tag."""
    return row["raw"].removesuffix(row["stripped"])


def test_every_row_is_read() -> None:
    assert (len(ROWS), len(SEMVER), len(PEP440)) == (9_764, 7_618, 9_226)


class TestTheOfficialExpression:
    @pytest.mark.parametrize(("column", "verdict"), [("raw", "is_semver"), ("stripped", "s_is_semver")])
    def test_validity(self, column: str, verdict: str) -> None:
        assert [row[column] for row in ROWS if Version.is_valid(row[column]) != (row[verdict] == "1")] == []

    def test_each_is_written_as_it_was_read(self) -> None:
        assert [row["stripped"] for row, version in SEMVER if str(version) != row["stripped"]] == []


class TestTheStrippedForm:
    @pytest.mark.parametrize("first", [True, False], ids=["as the prefix", "as the component"])
    def test_a_tag_format_takes_off_what_the_table_takes_off(self, first: bool) -> None:  # noqa: FBT001
        """In front of every version stands a component or prefix that a format can have."""
        for row, version in SEMVER:
            before = lead(row)
            tags = TagFormat(prefix=before) if first or not before else TagFormat("", before, separator="")
            assert tags.parse(row["raw"]) == version
            assert tags.format(version) == row["raw"]

    def test_what_is_no_version_when_stripped_is_no_tag_either(self) -> None:
        others = [row for row in ROWS if row["s_is_semver"] == "0" and not lead(row)[-1:].isdigit()]
        assert [row["raw"] for row in others if not isinstance(TagFormat(lead(row)).parse(row["raw"]), NotATag)] == []


class TestNpm:
    def test_validity_of_the_stripped_form(self) -> None:
        assert [r["stripped"] for r in ROWS if Version.is_valid(r["stripped"]) != bool(r["s_npm_valid"])] == []

    def test_order(self) -> None:
        """Build metadata ties for npm, so precedence is compared."""
        ranks = dense(version.precedence for _, version in SEMVER)
        assert [str(v) for row, v in SEMVER if ranks[v.precedence] != int(row["s_semver_rank"])] == []

    def test_total_order_and_sort_key_refine_it(self) -> None:
        ranks = {version: int(row["s_semver_rank"]) for row, version in SEMVER}
        for ordered in (in_order(ranks), sorted(ranks), sorted(ranks, key=attrgetter("sort_key"))):
            assert [ranks[version] for version in ordered] == sorted(ranks.values())

    def test_differs_npm_takes_a_leading_v(self) -> None:
        """`semver.valid` takes a leading `v` off; here that is the work of a tag format, which is asked for."""
        differing = [row for row in ROWS if bool(row["npm_valid"]) != (row["is_semver"] == "1")]
        assert len(differing) == 3_669
        for row in differing:
            assert not Version.is_valid(row["raw"])
            version = TagFormat("v").parse(row["raw"])
            assert isinstance(version, Version)
            assert str(version.without_build()) == row["npm_valid"]

    def test_differs_npm_drops_build_metadata(self) -> None:
        """The normal form of npm has no build metadata; ours is the text, since another build is another artefact."""
        differing = [(str(v), row["s_npm_valid"]) for row, v in SEMVER if str(v) != row["s_npm_valid"]]
        assert differing == [("3.2.0+git", "3.2.0")]
        assert all(str(v.without_build()) == row["s_npm_valid"] for row, v in SEMVER)

    def test_differs_npm_loose_reads_more(self) -> None:
        """The loose form reads `1.0.0rc1` as 1.0.0-rc1, in which rc10 comes before rc9; here it is refused."""
        loose = [row for row in ROWS if row["s_npm_loose"] and not row["s_npm_valid"]]
        assert len(loose) == sum(not Version.is_valid(row["stripped"]) for row in loose) == 98

    def test_differs_npm_coerce_fills_in(self) -> None:
        """`coerce` makes 1.312.0 of `1.312` and drops the rest of `1.2.3.4`; here a version has its three numbers."""
        coerced = [row for row in ROWS if row["s_npm_coerce"] and not row["s_npm_valid"]]
        assert len(coerced) == sum(not Version.is_valid(row["stripped"]) for row in coerced) == 2_133


class TestPackaging:
    def test_what_converts_is_what_packaging_reads(self) -> None:
        """Of 7,618 versions 7,110 convert: to the version that packaging reads in the same text, and back."""
        converted = [(row, v, to_pep440(v)) for row, v in SEMVER if not isinstance(to_pep440(v), Unconvertible)]
        assert len(converted) == 7_110
        for row, version, theirs in converted:
            assert (str(theirs), theirs) == (row["s_pep440_norm"], Pep440(row["stripped"]))
            assert from_pep440(theirs) == version  # type: ignore[arg-type]

    def test_order(self) -> None:
        """Versions of PEP 440 that convert have the same order and the same equalities afterwards."""
        ranked = [(int(row["s_pep440_rank"]), from_pep440(theirs)) for row, theirs in PEP440]
        ours = {(rank, v) for rank, v in ranked if isinstance(v, Version)}
        ranks = dense(rank for rank, _ in ours)
        places = dense(v.precedence for _, v in ours)
        assert len(ranks) == len(places) == len(ours)
        assert [str(v) for rank, v in ours if ranks[rank] != places[v.precedence]] == []

    def test_each_refusal_has_the_reasons_that_packaging_sees(self) -> None:
        refused = [(theirs, answer) for _, theirs in PEP440 if isinstance(answer := from_pep440(theirs), Unconvertible)]
        assert len(refused) == 27
        for theirs, answer in refused:
            assert (ConversionReason.POST in answer.reasons) == theirs.is_postrelease
            assert (ConversionReason.DEV in answer.reasons) == theirs.is_devrelease
            assert (ConversionReason.LOCAL in answer.reasons) == (theirs.local is not None)
            assert (ConversionReason.TOO_MANY_COMPONENTS in answer.reasons) == (len(theirs.release) > 3)

    @pytest.mark.parametrize(
        ("reason", "rows", "example"),
        [
            pytest.param(ConversionReason.MIXED_PRE, 78, "1.480.3-rc2", id="rc10 comes before rc9 in SemVer"),
            pytest.param(ConversionReason.BARE_STAGE, 63, "2.361.1-rc", id="packaging makes rc0 of rc"),
            pytest.param(ConversionReason.UNKNOWN_STAGE, 96, "2.4.0-BETA1", id="packaging ignores case"),
            pytest.param(ConversionReason.BUILD, 1, "3.2.0+git", id="packaging compares the local part"),
        ],
    )
    def test_differs_packaging_reads_what_semver_means_otherwise(
        self, reason: ConversionReason, rows: int, example: str
    ) -> None:
        """Both grammars take these texts, and do not mean the same by them; so they are refused, with the reason."""
        refused = [(v, to_pep440(v)) for row, v in SEMVER if row["s_is_pep440"] == "1"]
        of_reason = [str(v) for v, answer in refused if isinstance(answer, Unconvertible) and reason in answer.reasons]
        assert (len(of_reason), example in of_reason) == (rows, True)

    def test_differs_a_hyphen_makes_a_post_release(self) -> None:
        """There, `1.0.0-beta.20-1` is 1.0.0b20.post1, later than 1.0.0-beta.20; SemVer has it as text."""
        posts = [(row["stripped"], v) for row, v in PEP440 if v.is_postrelease and row["s_is_semver"] == "1"]
        assert [text for text, _ in posts] == ["1.0.0-beta.20-1", "1.0.0-beta.22-1"]
        for text, theirs in posts:
            for answer in (to_pep440(Version.parse(text)), from_pep440(theirs)):
                assert isinstance(answer, Unconvertible)

    def test_differs_packaging_reads_two_numbers(self) -> None:
        """`1.312` is no SemVer; as a version of PEP 440 it equals 1.312.0 and converts to that."""
        short = [(row, v) for row, v in PEP440 if row["s_is_semver"] == "0" and len(v.release) < 3]
        assert len(short) == 1_757
        for row, theirs in short:
            assert not Version.is_valid(row["stripped"])
            answer = from_pep440(theirs)
            assert isinstance(answer, Unconvertible) or to_pep440(answer) == theirs
