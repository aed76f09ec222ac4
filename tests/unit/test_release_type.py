"""Which kind of release a step makes."""

from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.versions import BumpLevel, NoVersion, NoVersionReason, ReleaseType, Version

PATCH, MINOR, MAJOR = ReleaseType


class TestOfLevel:
    def test_each_level(self) -> None:
        nothing = NoVersion(
            NoVersionReason.NOTHING_TO_RELEASE, "level is `none`; expected a change that users see"
        )
        assert [ReleaseType.of(level) for level in BumpLevel] == [nothing, PATCH, MINOR, MAJOR]

    def test_another_kind_is_refused(self) -> None:
        with pytest.raises(FieldError, match=r'^level is `"patch"`; expected a BumpLevel$'):
            ReleaseType.of("patch")  # type: ignore[arg-type]


class TestOfStep:
    STEPS: Final = [
        pytest.param("1.3.2", "1.3.3", PATCH, id="patch"),
        pytest.param("1.3.2", "1.4.0", MINOR, id="minor"),
        pytest.param("1.3.2", "2.0.0", MAJOR, id="major"),
        pytest.param("1.3.2", "1.5.7", MINOR, id="the first number that moves"),
        pytest.param("1.3.2", "2.0.0-alpha.1", MAJOR, id="to a pre-release"),
        pytest.param("1.4.0-rc.1", "1.4.0", MINOR, id="finalised minor"),
        pytest.param("2.0.0-rc.1", "2.0.0", MAJOR, id="finalised major"),
        pytest.param("2.0.1-rc.1", "2.0.1-rc.2", PATCH, id="next candidate of a patch"),
        pytest.param("0.0.0-rc.1", "0.0.0", PATCH, id="nothing but zeros"),
        pytest.param("0.9.0", "1.0.0", MAJOR, id="graduation"),
    ]

    @pytest.mark.parametrize(("old", "new", "expected"), STEPS)
    def test_forward(self, old: str, new: str, expected: ReleaseType) -> None:
        assert ReleaseType.of_step(Version.parse(old), Version.parse(new)) is expected

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            pytest.param("1.3.2", "1.3.2", id="the same"),
            pytest.param("1.3.2", "1.3.1", id="earlier"),
            pytest.param("1.3.2", "1.3.2+b1", id="another build"),
            pytest.param("1.4.0", "1.4.0-rc.1", id="back to a candidate"),
        ],
    )
    def test_not_forward(self, old: str, new: str) -> None:
        problem = f"`{new}` does not come after `{old}`; expected a later version"
        found = ReleaseType.of_step(Version.parse(old), Version.parse(new))
        assert found == NoVersion(NoVersionReason.NOT_FORWARD, problem)

    def test_another_kind_is_refused(self) -> None:
        with pytest.raises(FieldError, match=r'^new is `"1\.0\.0"`; expected a Version$'):
            ReleaseType.of_step(Version(1, 0, 0), "1.0.0")  # type: ignore[arg-type]
