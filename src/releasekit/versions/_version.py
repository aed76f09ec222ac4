"""Versions by SemVer 2.0.0: one grammar, two relations.

The laws, each of which has a test of its own:

* ``==`` and hash look at every field, build metadata included; equal versions have equal hashes;
* ``<`` is a total order that refines SemVer's precedence: precedence first, then build metadata, so that sorting has
  one result only; `Version.precedence` is SemVer's own relation, where build metadata counts for nothing;
* ``Version.parse(str(version)) == version``, and ``str(Version.parse(text)) == text``;
* `Version.sort_key` orders texts as ``<`` orders versions.

Theory of operation. A version is compared far more often than it is read, so it is made together with its key,
`Version.order`, a flat tuple that Python compares without help. After the three numbers stands 2 for a final version;
for a pre-release each identifier, led by 0 (a number) or 1 (a text), so that numbers come first and a longer list of
identifiers after its own beginning; build metadata follows -1, which comes before another identifier.
"""

from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Annotated, Any, Final, Self, TypeAlias, final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, items
from releasekit._fields import Frozen, checked
from releasekit._words import shown
from releasekit.errors import FieldError, ReleasekitError
from releasekit.versions._grammar import BUILD_IDENTIFIER, LONGEST, TEXT_IDENTIFIER, VERSION, fault

NUMBER: Final = 0
TEXT: Final = 1
FINAL: Final = 2
BUILD: Final = -1
LEAST_LONG: Final[int] = 10**LONGEST
LEAST_LONG_RUN: Final = 9
DIGIT_PAIR_OF_HYPHEN: Final = 10

Key: TypeAlias = tuple[int | str, ...]


class VersionError(ReleasekitError):
    """The text is no version.

    Attributes:
        text: what was given.
        problem: what was expected instead.
        position: the index of the character where it goes wrong, ``None`` where it is wrong as a whole.
    """

    def __init__(self, text: object, problem: str, position: int | None = None) -> None:
        super().__init__(text, problem, position)
        self.text = text
        self.problem = problem
        self.position = position

    def __str__(self) -> str:
        where = "" if self.position is None else f"at position {self.position} "
        return f"version is {shown(self.text)}; {where}{self.problem}"


@final
@attrs.frozen(eq=False, repr=False, field_transformer=checked)
class Version(Frozen):
    """A version by SemVer 2.0.0.

    ``<`` and the other comparisons are a total order: precedence first, then build metadata, identifier by identifier
    as texts. A version never equals anything else, and comparing the two by ``<`` raises a ``TypeError``.

    Attributes:
        major: counts incompatible changes.
        minor: counts additions.
        patch: counts repairs.
        pre: the pre-release identifiers, numbers as numbers: ``("rc", 1)``.
        build: the identifiers of build metadata, all of them texts: ``("exp", "5114f85")``.
        order: a tuple that sorts as the version does, for ``sorted(..., key=attrgetter("order"))``.

    Raises:
        FieldError: where a field has another type (``True`` is no number), a number is negative, an identifier is
            outside the grammar, or the text would have more than 256 characters.

    Example:
        >>> from releasekit.versions import Version
        >>> candidate = Version(1, 4, 0, pre=("rc", 2))
        >>> str(candidate), candidate < Version(1, 4, 0), candidate.is_prerelease
        ('1.4.0-rc.2', True, True)
        >>> Version.parse("1.4.0-rc.10") > candidate
        True
    """

    major: Annotated[int, Ge(0)]
    minor: Annotated[int, Ge(0)]
    patch: Annotated[int, Ge(0)]
    pre: tuple[int | str, ...] = attrs.field(default=(), kw_only=True)
    build: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    order: Key = attrs.field(init=False, eq=False)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        object.__setattr__(self, "order", _order(self))
        if len(str(self)) > LONGEST:
            raise FieldError((f"Version has {len(str(self))} characters; expected at most {LONGEST}",))

    def _problems(self) -> Iterator[str]:
        for name in ("major", "minor", "patch"):
            if getattr(self, name) >= LEAST_LONG:
                yield f"{name} is {shown(getattr(self, name))}; expected fewer than {LONGEST} digits"
        for identifier in self.pre:
            if isinstance(identifier, str):
                is_sound = TEXT_IDENTIFIER.fullmatch(identifier[: LONGEST + 1]) is not None
            else:
                is_sound = 0 <= identifier < LEAST_LONG
            if not is_sound:
                expected = "a number from 0, or ASCII letters, digits and `-`, not all of them digits"
                yield f"pre holds {shown(identifier)}; expected {expected}"
        for identifier in self.build:
            if BUILD_IDENTIFIER.fullmatch(identifier[: LONGEST + 1]) is None:
                yield f"build holds {shown(identifier)}; expected ASCII letters, digits and `-`"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the version that a text spells, exactly as SemVer 2.0.0 has it.

        Nothing is trimmed, coerced or filled in: a prefix such as ``v`` is the business of a tag format.

        Raises:
            VersionError: where the text is no version, with the reason and the position.
        """
        match = _read(text) if type(text) is str and len(text) <= LONGEST else None
        if match is None:
            problem, position = fault(text)
            raise VersionError(text, problem, position)
        version: Self = _new(cls)
        first, second, third, pre, build = match.groups()
        _set_major(version, major := int(first))
        _set_minor(version, minor := int(second))
        _set_patch(version, patch := int(third))
        if pre is None and build is None:
            _set_pre(version, ())
            _set_build(version, ())
            _set_order(version, (major, minor, patch, FINAL))
        else:
            # The grammar has taken the text, so all digits of an identifier are those of ASCII.
            identifiers = [int(piece) if piece.isdigit() else piece for piece in pre.split(".")] if pre else ()
            _set_pre(version, tuple(identifiers))
            _set_build(version, tuple(build.split(".")) if build else ())
            _set_order(version, _order(version))
        return version

    @staticmethod
    def is_valid(text: object) -> bool:
        """Tell whether something is a text that `parse` takes."""
        return type(text) is str and len(text) <= LONGEST and _read(text) is not None

    @property
    def is_prerelease(self) -> bool:
        """Whether the version comes before the final one of its three numbers."""
        return bool(self.pre)

    @property
    def is_final(self) -> bool:
        """Whether the version is no pre-release; build metadata does not matter."""
        return not self.pre

    @property
    def core(self) -> "Version":
        """The final version of the same three numbers."""
        return Version(self.major, self.minor, self.patch)

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The three numbers: major, minor, patch."""
        return self.major, self.minor, self.patch

    @property
    def precedence(self) -> Key:
        """A tuple that compares as SemVer's precedence does: equal for versions that differ in build metadata only."""
        return self.order[: -1 - len(self.build)] if self.build else self.order

    @property
    def sort_key(self) -> str:
        """A text that sorts as the version does, in any database and under any collation.

        A ``v`` and digits only, so upper and lower case, punctuation and language have no part in it. At most
        800 characters; for a common version like ``1.2.3`` it has eight.
        """
        core = "".join(map(_sortable_number, self.numbers))
        pre = "".join(map(_sortable, self.pre)) + "0" if self.pre else "3"
        return "".join(("v", core, pre, *map(_sortable, self.build)))

    def without_build(self) -> "Version":
        """Return the version without build metadata."""
        return self.replace(build=())

    def __str__(self) -> str:
        pre = "-" + ".".join(map(str, self.pre)) if self.pre else ""
        build = "+" + ".".join(self.build) if self.build else ""
        return f"{self.major}.{self.minor}.{self.patch}{pre}{build}"

    def __repr__(self) -> str:
        return f"Version.parse({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return self.order == other.order if isinstance(other, Version) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.order)

    def __lt__(self, other: object) -> bool:
        return self.order < other.order if isinstance(other, Version) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.order <= other.order if isinstance(other, Version) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.order > other.order if isinstance(other, Version) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.order >= other.order if isinstance(other, Version) else NotImplemented


def in_order(versions: Iterable[Version]) -> tuple[Version, ...]:
    """Return versions from lowest to highest, about twice as fast as ``sorted`` without a key.

    Raises:
        FieldError: where something else is among the versions.

    Example:
        >>> from releasekit.versions import Version, in_order
        >>> [str(version) for version in in_order(map(Version.parse, ("1.0.0", "1.0.0-rc10", "1.0.0-rc9")))]
        ['1.0.0-rc10', '1.0.0-rc9', '1.0.0']
    """
    given = as_tuple(versions)
    try:
        return tuple(sorted(given, key=_by_order))
    except (AttributeError, TypeError):  # versions pay for no check of their own
        return items("versions", given, Version)


_by_order: Final = attrgetter("order")
_read: Final = VERSION.fullmatch
_new: Final[Any] = object.__new__
# What `parse` has read needs no second check, and storing through the slots takes a third of the time of `__init__`.
_set_major: Final[Any] = Version.__dict__["major"].__set__
_set_minor: Final[Any] = Version.__dict__["minor"].__set__
_set_patch: Final[Any] = Version.__dict__["patch"].__set__
_set_pre: Final[Any] = Version.__dict__["pre"].__set__
_set_build: Final[Any] = Version.__dict__["build"].__set__
_set_order: Final[Any] = Version.__dict__["order"].__set__


def _order(version: Version) -> Key:
    # One flat tuple, because Python compares it without calling back. Each identifier brings its kind along, so that a
    # number is never compared with a text, and numbers come first, as SemVer has it. The marks for the end of the list
    # decide between a list and its own beginning: BUILD (-1) is below NUMBER (0) and TEXT (1), because fewer
    # identifiers come first; FINAL (2) is above them, because a final version comes after all its pre-releases.
    key: list[int | str] = [*version.numbers]
    for identifier in version.pre:
        key += (TEXT, identifier) if type(identifier) is str else (NUMBER, identifier)
    if not version.pre:
        key.append(FINAL)
    if version.build:
        key.append(BUILD)
        key += version.build
    return tuple(key)


def _sortable(identifier: int | str) -> str:
    """Write an identifier in digits: numbers before texts, and what ends first before what goes on."""
    if isinstance(identifier, int):
        return f"{1}{_sortable_number(identifier)}"
    # Each character becomes two digits, from 10 for `-` to 87 for `z`. The 00 at the end is below all of them, so that
    # an identifier comes before those that continue it.
    pairs = "".join(str(ord(mark) - ord("-") + DIGIT_PAIR_OF_HYPHEN) for mark in identifier)
    return f"{2}{pairs}00"


def _sortable_number(number: int) -> str:
    """Write a number after the count of its digits, so that longer means later."""
    digits = str(number)
    return f"{len(digits)}{digits}" if len(digits) < LEAST_LONG_RUN else f"9{len(digits):03}{digits}"
