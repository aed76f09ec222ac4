"""Pre-release stages, and the next version.

The laws, each of which has a test of its own:

* the next version comes after the current one and after the last stable one, or there is a `NoVersion`;
* steps are taken from the last stable version; a pre-release whose numbers already cover the step is finalised;
* stages only go forward, and end in a final version after at most three advances;
* from 0.y.z, only `graduate` leads to 1.0.0.
"""

from types import NoneType
from typing import Final

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, Note, checked
from releasekit._words import Ordered, Word, shown
from releasekit.answers import Refused
from releasekit.errors import FieldError
from releasekit.versions._bumps import BumpLevel, stepped
from releasekit.versions._version import Version


class Stage(Ordered):
    """How far a pre-release is; ordered, ``ALPHA < RC``."""

    ALPHA = "alpha"
    BETA = "beta"
    RC = "rc"


class NoVersionReason(Word):
    """Why there is no such version."""

    NOTHING_TO_RELEASE = "nothing_to_release"
    NEEDS_GRADUATION = "needs_graduation"
    BACKWARD_STAGE = "backward_stage"
    UNKNOWN_STAGE = "unknown_stage"
    NOT_FORWARD = "not_forward"
    ALREADY_FINAL = "already_final"
    ALREADY_STABLE = "already_stable"
    TOO_LONG = "too_long"


@attrs.frozen(field_transformer=checked)
class NoVersion(Frozen, Refused):
    """There is no such version, and why.

    Attributes:
        reason: the reason, for programs.
        problem: what was asked, and what would be accepted, for people.
    """

    reason: NoVersionReason
    problem: Note

    def __str__(self) -> str:
        return f"{self.reason}: {self.problem}"


NEVER_RELEASED: Final = Version(0, 0, 0)


def next_version(
    last_stable: Version | None, current: Version | None, level: BumpLevel, stage: Stage | None = None
) -> Version | NoVersion:
    """Return the version that comes next.

    Args:
        last_stable: the last final version, from which the step is taken; ``None`` where there is none, and then the
            step is taken from 0.0.0.
        current: the version that was released last, which may be a pre-release; ``None`` where there is none.
        level: the step that the changes since the last stable version ask for.
        stage: the stage of the next pre-release; without one the next version is final.

    Returns:
        The version, without build metadata, or why there is none.

    Raises:
        FieldError: where an argument is of another type, or the last stable version is a pre-release.

    Example:
        >>> stable, candidate = Version(1, 3, 0), Version(1, 4, 0, pre=("rc", 1))
        >>> str(next_version(stable, stable, BumpLevel.MINOR, Stage.RC))
        '1.4.0-rc.1'
        >>> str(next_version(stable, candidate, BumpLevel.PATCH))
        '1.4.0'
        >>> str(next_version(stable, candidate, BumpLevel.MAJOR, Stage.BETA))
        '2.0.0-beta.1'
        >>> next_version(stable, candidate, BumpLevel.MINOR, Stage.BETA).reason
        <NoVersionReason.BACKWARD_STAGE: 'backward_stage'>
    """
    _check(last_stable, current, level, stage)
    base = NEVER_RELEASED if last_stable is None else last_stable
    # The version that was released last may be a backport, which lies below the last stable one.
    head = base if current is None else max(base, current)
    numbers = stepped(base.numbers, level)
    # A pre-release that is already as far as the step leads needs no other numbers.
    if head.is_prerelease and head.numbers >= numbers:
        return finalize(head) if stage is None else _at_stage(head, stage)
    if level is BumpLevel.NONE:
        return NoVersion(NoVersionReason.NOTHING_TO_RELEASE, f"level is {shown(level)}; expected a visible change")
    if numbers[0] > head.major == 0:
        return NoVersion(NoVersionReason.NEEDS_GRADUATION, f"`{head}` would become 1.0.0; only `graduate` leads there")
    version = _made(numbers, () if stage is None else (str(stage), 1))
    if isinstance(version, Version) and version <= head:
        problem = f"`{version}` does not come after `{head}`; expected a last stable version that is not `{base}`"
        return NoVersion(NoVersionReason.NOT_FORWARD, problem)
    return version


def finalize(current: Version) -> Version | NoVersion:
    """Return the final version of a pre-release, whatever its stage is called.

    Example:
        >>> str(finalize(Version(1, 4, 0, pre=("rc", 2))))
        '1.4.0'
    """
    of_kind("current", current, Version)
    return current.core if current.is_prerelease else _already_final(current)


def advance_stage(current: Version) -> Version | NoVersion:
    """Return the first pre-release of the next stage; after the last stage, the final version.

    Example:
        >>> str(advance_stage(Version(1, 4, 0, pre=("alpha", 3))))
        '1.4.0-beta.1'
    """
    of_kind("current", current, Version)
    if current.is_final:
        return _already_final(current)
    mark = _mark(current)
    if mark is None:
        return _unknown_stage(current)
    later = [stage for stage in Stage if stage > mark[0]]
    return current.core.replace(pre=(str(later[0]), 1) if later else ())


def graduate(current: Version, stage: Stage | None = None) -> Version | NoVersion:
    """Return 1.0.0, or its first pre-release of a stage: the public promise that 0.y.z does not give.

    Example:
        >>> str(graduate(Version(0, 9, 4))), str(graduate(Version(0, 9, 4), Stage.RC))
        ('1.0.0', '1.0.0-rc.1')
    """
    of_kind("current", current, Version)
    of_kind("stage", stage, Stage, NoneType)
    if current.major:
        return NoVersion(NoVersionReason.ALREADY_STABLE, f"version is `{current}`; expected 0.y.z")
    return Version(1, 0, 0, pre=() if stage is None else (str(stage), 1))


def _check(last_stable: object, current: object, level: object, stage: object) -> None:
    arguments = (
        ("last_stable", last_stable, Version | None, "a final version, or nothing"),
        ("current", current, Version | None, "a version, or nothing"),
        ("level", level, BumpLevel, "a BumpLevel"),
        ("stage", stage, Stage | None, "a Stage, or nothing"),
    )
    strange = [(name, value, words) for name, value, kind, words in arguments if not isinstance(value, kind)]
    wrong = [f"{name} is {shown(value)}; expected {words}" for name, value, words in strange]
    if isinstance(last_stable, Version) and last_stable.is_prerelease:
        wrong.append(f"last_stable is `{last_stable}`; expected a final version, or nothing")
    if wrong:
        raise FieldError(tuple(wrong))


def _at_stage(head: Version, stage: Stage) -> Version | NoVersion:
    """Return the next pre-release of the same three numbers."""
    mark = _mark(head)
    if mark is None:
        return _unknown_stage(head)
    reached, number = mark
    if stage < reached:
        problem = f"stage is {shown(stage)} after `{head}`; expected {shown(reached)} or later, or a higher level"
        return NoVersion(NoVersionReason.BACKWARD_STAGE, problem)
    return _made(head.numbers, (str(stage), number + 1 if stage is reached else 1))


def _mark(version: Version) -> tuple[Stage, int] | None:
    """Read `rc.2`, or `rc`, which comes before `rc.1`; anything else is no stage, and `rc10` sorts before `rc9`."""
    match version.pre:
        case (str(name),):
            number = 0
        case (str(name), int(number)):
            pass
        case _:
            return None
    return next(((stage, number) for stage in Stage if stage.value == name), None)


def _made(numbers: tuple[int, int, int], pre: tuple[int | str, ...]) -> Version | NoVersion:
    try:
        return Version(*numbers, pre=pre)
    except FieldError as error:
        return NoVersion(NoVersionReason.TOO_LONG, str(error))


def _already_final(current: Version) -> NoVersion:
    return NoVersion(NoVersionReason.ALREADY_FINAL, f"version is `{current}`; expected a pre-release")


def _unknown_stage(current: Version) -> NoVersion:
    problem = f"version is `{current}`; expected a stage and a number after a dot, such as `rc.1`, or to be finalised"
    return NoVersion(NoVersionReason.UNKNOWN_STAGE, problem)
