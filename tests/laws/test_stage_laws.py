"""Laws of the next version and of the stages, with python-semver as the judge of order."""

from itertools import pairwise
from typing import Final

import pytest
import semver
from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.versions import (
    BumpLevel,
    NoVersion,
    NoVersionReason,
    Stage,
    Version,
    advance_stage,
    finalize,
    graduate,
    next_version,
)

STEPS: Final = (BumpLevel.PATCH, BumpLevel.MINOR, BumpLevel.MAJOR)
SEMVER_STEPS: Final = {
    BumpLevel.PATCH: semver.Version.bump_patch,
    BumpLevel.MINOR: semver.Version.bump_minor,
    BumpLevel.MAJOR: semver.Version.bump_major,
}

small: Final = st.integers(0, 4)
words: Final = st.sampled_from(("alpha", "beta", "rc", "rc1", "dev", "a", "z"))
pre_releases: Final = st.one_of(
    st.just(()),
    st.tuples(st.sampled_from(("alpha", "beta", "rc")), small),
    st.tuples(words),
    st.lists(words | small, min_size=1, max_size=3).map(tuple),
)
builds: Final = st.sampled_from(((), ("1",), ("linux", "x")))
versions: Final = st.builds(Version, small, small, small, pre=pre_releases, build=builds)
finals: Final = st.builds(Version, small, small, small, build=builds)
stages: Final = st.none() | st.sampled_from(Stage)


def judged(version: Version) -> semver.Version:
    """The same version as python-semver reads its text."""
    return semver.Version.parse(str(version))


class TestSteps:
    """Every bump is greater than what it bumps, and the one that SemVer names."""

    @given(finals, st.sampled_from(STEPS))
    def test_final_versions(self, version: Version, level: BumpLevel) -> None:
        assume(version.major or level is not BumpLevel.MAJOR)
        bumped = next_version(version, version, level)
        assert judged(bumped) > judged(version)
        assert judged(bumped) == SEMVER_STEPS[level](judged(version))

    @given(finals, st.sampled_from(STEPS), st.sampled_from(Stage))
    def test_pre_releases_come_before_the_final_one(self, version: Version, level: BumpLevel, stage: Stage) -> None:
        assume(version.major or level is not BumpLevel.MAJOR)
        bumped = next_version(version, version, level, stage)
        final = next_version(version, version, level)
        assert judged(version) < judged(bumped) < judged(final)
        assert finalize(bumped) == final

    @given(finals, st.sampled_from(STEPS), st.sampled_from(STEPS))
    def test_a_greater_level_gives_no_lower_version(self, version: Version, one: BumpLevel, two: BumpLevel) -> None:
        assume(version.major)
        low, high = sorted((one, two))
        assert judged(next_version(version, version, low)) <= judged(next_version(version, version, high))


class TestForwardOnly:
    """The next version comes after the current one and after the last stable one, or there is a typed refusal."""

    @given(st.none() | finals, st.none() | versions, st.sampled_from(BumpLevel), stages)
    def test_next(
        self, last_stable: Version | None, current: Version | None, level: BumpLevel, stage: Stage | None
    ) -> None:
        answer = next_version(last_stable, current, level, stage)
        if isinstance(answer, Version):
            assert all(judged(answer) > judged(before) for before in (last_stable, current) if before is not None)
            assert answer.build == ()
            assert answer.pre[:1] == (() if stage is None else (str(stage),))
        else:
            assert isinstance(answer.reason, NoVersionReason)

    @given(finals, versions, st.sampled_from(BumpLevel))
    def test_a_final_version_covers_the_step_from_the_last_stable_one(
        self, last_stable: Version, current: Version, level: BumpLevel
    ) -> None:
        answer = next_version(last_stable, current, level)
        if isinstance(answer, Version) and level is not BumpLevel.NONE:
            least = SEMVER_STEPS[level](judged(last_stable))
            assert judged(answer) >= least
            assert judged(answer) in {least, judged(current.core)}

    @given(finals, st.sampled_from(STEPS), st.lists(st.tuples(st.sampled_from(STEPS), stages), max_size=6))
    def test_a_train_of_releases_only_moves_forward(
        self, start: Version, level: BumpLevel, train: list[tuple[BumpLevel, Stage | None]]
    ) -> None:
        """Whatever is asked between two final versions, each release comes after all before it."""
        last_stable = current = start
        seen = [judged(start)]
        for more, stage in [(level, None), *train]:
            answer = next_version(last_stable, current, more, stage)
            if isinstance(answer, Version):
                assert judged(answer) > max(seen)
                seen.append(judged(answer))
                current = answer
                last_stable = answer if answer.is_final else last_stable

    @given(finals, st.sampled_from(STEPS), st.sampled_from(Stage), st.sampled_from(Stage))
    def test_a_backward_stage_is_refused(self, start: Version, level: BumpLevel, one: Stage, two: Stage) -> None:
        assume(start.major)
        current = next_version(start, start, level, one)
        answer = next_version(start, current, level, two)
        assert isinstance(answer, NoVersion) == (list(Stage).index(two) < list(Stage).index(one))
        if isinstance(answer, NoVersion):
            assert answer.reason is NoVersionReason.BACKWARD_STAGE


class TestStagesEnd:
    """The stage machine goes forward and ends in a final version after at most three advances."""

    @given(finals, st.sampled_from(Stage), st.integers(0, 10**6))
    def test_three_advances(self, final: Version, stage: Stage, number: int) -> None:
        version = final.without_build().replace(pre=(str(stage), number))
        path = [version]
        while path[-1].is_prerelease:
            path.append(advance_stage(path[-1]))
        assert len(path) - 1 == 3 - list(Stage).index(stage)
        assert path[-1] == final.without_build()
        assert all(judged(early) < judged(late) for early, late in pairwise(path))

    @given(versions)
    def test_what_cannot_advance_is_refused_and_can_be_finalised(self, version: Version) -> None:
        answer = advance_stage(version)
        if isinstance(answer, NoVersion):
            final = version.is_final
            assert answer.reason is (NoVersionReason.ALREADY_FINAL if final else NoVersionReason.UNKNOWN_STAGE)
            assert isinstance(finalize(version), NoVersion if final else Version)
        else:
            assert judged(answer) > judged(version)


class TestGraduation:
    """From 0.y.z, only `graduate` leads to 1.0.0 or beyond."""

    @given(st.none() | finals, st.none() | versions, st.sampled_from(BumpLevel), stages)
    def test_no_step_leaves_zero(
        self, last_stable: Version | None, current: Version | None, level: BumpLevel, stage: Stage | None
    ) -> None:
        given_ones = [one for one in (last_stable, current) if one is not None]
        assume(all(one.major == 0 for one in given_ones))
        answer = next_version(last_stable, current, level, stage)
        assert isinstance(answer, NoVersion) or answer.major == 0

    @given(versions)
    def test_no_other_verb_leaves_zero(self, version: Version) -> None:
        for answer in (finalize(version), advance_stage(version)):
            assert isinstance(answer, NoVersion) or answer.major == version.major

    @given(versions, stages)
    def test_graduate(self, version: Version, stage: Stage | None) -> None:
        answer = graduate(version, stage)
        if version.major:
            assert answer.reason is NoVersionReason.ALREADY_STABLE
        else:
            assert judged(answer).finalize_version() == semver.Version(1)
            assert judged(answer) > judged(version)
            assert answer.is_final == (stage is None)


@pytest.mark.parametrize("stage", Stage, ids=str)
def test_the_way_from_zero_to_a_final_one(stage: Stage) -> None:
    """Once graduated, the candidates of 1.0.0 go on like any others."""
    version = graduate(Version(0, 9, 0), stage)
    assert next_version(Version(0, 9, 0), version, BumpLevel.MAJOR) == Version(1, 0, 0) == finalize(version)
