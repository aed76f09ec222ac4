"""Release lines, and the latest release against the most recent one."""

from datetime import UTC, datetime

import pytest

from releasekit.errors import FieldError
from releasekit.policy import MISSING
from releasekit.versions import (
    BumpLevel,
    LineExhausted,
    Release,
    ReleaseLine,
    Version,
    latest,
    most_recent,
)

PATCH, MINOR, MAJOR = BumpLevel.PATCH, BumpLevel.MINOR, BumpLevel.MAJOR


def versions(texts: str) -> list[Version]:
    """Read versions that stand apart by spaces."""
    return list(map(Version.parse, texts.split()))


def release(text: str, day: int, *, yanked: bool = False) -> Release:
    """A release on a day of January."""
    return Release(Version.parse(text), datetime(2026, 1, day, tzinfo=UTC), yanked=yanked)


class TestNextFree:
    @pytest.mark.parametrize(
        ("line", "taken", "level", "expected"),
        [
            pytest.param(ReleaseLine(1, 2), "1.2.0 1.2.9 1.2.10 1.3.0 2.0.0", PATCH, "1.2.11", id="patch"),
            pytest.param(ReleaseLine(1, 2), "1.2.0 1.2.1+b", PATCH, "1.2.2", id="build is taken"),
            pytest.param(ReleaseLine(1, 2), "1.2.0 1.2.1-rc.1", PATCH, "1.2.1", id="candidate becomes final"),
            pytest.param(ReleaseLine(1, 2), "1.2.1-rc.1 1.2.1", PATCH, "1.2.2", id="candidate was finalised"),
            pytest.param(ReleaseLine(1, 2), "1.1.0 2.0.0", PATCH, "1.2.0", id="empty line"),
            pytest.param(ReleaseLine(1), "", MAJOR, "1.0.0", id="empty major line"),
            pytest.param(ReleaseLine(1), "1.2.0 1.4.2 2.0.0", PATCH, "1.4.3", id="patch of a major line"),
            pytest.param(ReleaseLine(1), "1.2.0 1.4.2 2.0.0", MINOR, "1.5.0", id="minor of a major line"),
            pytest.param(ReleaseLine(1), "1.4.2 1.5.0-rc.1", MINOR, "1.5.0", id="candidate goes far enough"),
            pytest.param(ReleaseLine(1), "1.4.2 1.4.3-rc.1", MINOR, "1.5.0", id="candidate does not"),
            pytest.param(ReleaseLine(2), "2.0.0-rc.1", MAJOR, "2.0.0", id="major candidate"),
        ],
    )
    def test_answers(self, line: ReleaseLine, taken: str, level: BumpLevel, expected: str) -> None:
        assert line.next_free(versions(taken), level=level) == Version.parse(expected)
        assert line.next_free(reversed(versions(taken)), level=level) == Version.parse(expected)

    @pytest.mark.parametrize(
        ("line", "level", "wanted"),
        [
            pytest.param(ReleaseLine(1, 2), MINOR, "1.3.0", id="minor"),
            pytest.param(ReleaseLine(1, 2), MAJOR, "2.0.0", id="major"),
            pytest.param(ReleaseLine(1), MAJOR, "2.0.0", id="major of a major line"),
        ],
    )
    def test_an_exhausted_line(self, line: ReleaseLine, level: BumpLevel, wanted: str) -> None:
        answer = line.next_free(versions("1.2.0 1.2.9"), level=level)
        assert answer == LineExhausted(line, level, wanted=Version.parse(wanted))
        assert str(answer) == f"line {line} has no free version for a {level} change; it would need {wanted}"

    def test_a_candidate_of_a_minor_version_is_not_far_enough_for_a_major_one(self) -> None:
        answer = ReleaseLine(1).next_free(versions("1.1.0 1.2.0-rc.1"), level=MAJOR)
        assert answer == LineExhausted(ReleaseLine(1), MAJOR, wanted=Version(2, 0, 0))

    @pytest.mark.parametrize("level", [BumpLevel.NONE, "patch", None], ids=repr)
    def test_nothing_to_release_is_no_level(self, level: object) -> None:
        with pytest.raises(FieldError, match="; expected one of patch, minor, major"):
            ReleaseLine(1, 2).next_free([], level=level)  # type: ignore[arg-type]


class TestLine:
    @pytest.mark.parametrize(
        ("line", "text", "window"),
        [(ReleaseLine(1, 2), "1.2.x", ">=1.2.0-0 <1.3.0-0"), (ReleaseLine(1), "1.x", ">=1.0.0-0 <2.0.0-0")],
    )
    def test_texts(self, line: ReleaseLine, text: str, window: str) -> None:
        assert str(line) == text
        assert str(line.window(prereleases=True)) == f"{window} with pre-releases"

    @pytest.mark.parametrize("text", ["1.2.0-0", "1.2.0", "1.2.99+b", "1.3.0-rc.1", "1.3.0", "0.9.0", "2.2.0"])
    def test_the_window_is_the_line(self, text: str) -> None:
        own = Version.parse(text)
        for line in (ReleaseLine(1, 2), ReleaseLine(1)):
            assert line.window(prereleases=True).contains(own) == line.contains(own)

    @pytest.mark.parametrize(("major", "minor"), [(True, 1), (-1, 1), (1, -1), (10**300, None), (1, "2")], ids=repr)
    def test_numbers_are_numbers(self, major: object, minor: object) -> None:
        with pytest.raises(FieldError):
            ReleaseLine(major, minor)  # type: ignore[arg-type]


class TestLatest:
    def test_a_backport_is_most_recent_and_not_latest(self) -> None:
        releases = [release("2.0.0", 5), release("1.2.9", 9), release("1.2.8", 1)]
        assert (latest(releases), most_recent(releases)) == (releases[0], releases[1])

    def test_yanked_ones_and_candidates_are_never_latest(self) -> None:
        releases = [release("2.1.0", 5, yanked=True), release("3.0.0-rc.1", 6), release("2.0.0", 1)]
        assert (latest(releases), most_recent(releases)) == (releases[2], releases[1])

    def test_ten_is_more_than_nine(self) -> None:
        releases = [release("1.10.0", 1), release("1.9.0", 1)]
        assert latest(releases) == most_recent(releases) == releases[0]

    @pytest.mark.parametrize("releases", [[], [release("1.0.0-rc.1", 1)], [release("1.0.0", 1, yanked=True)]])
    def test_missing(self, releases: list[Release]) -> None:
        assert latest(releases) is MISSING
        assert most_recent(()) is MISSING

    def test_an_instant_has_its_zone(self) -> None:
        with pytest.raises(FieldError, match="expected an instant with its zone"):
            Release(Version(1, 0, 0), datetime(2026, 1, 1))  # noqa: DTZ001 - that is the point
