"""Strategies of versions as plain parts, and what SemVer says about them, written once more.

Nothing here calls the library. `compared` is clause 11 of the standard, word for word; build metadata comes after it,
as texts.
"""

import re
from functools import cmp_to_key
from itertools import zip_longest
from typing import Final, NamedTuple

from hypothesis import strategies as st

OFFICIAL: Final = re.compile(
    r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)"
    r"(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
    r"(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?",
    re.ASCII,
)
"""The expression that semver.org recommends."""

STAGES: Final = ("alpha", "beta", "rc")


class Parts(NamedTuple):
    """A version as its parts."""

    major: int
    minor: int
    patch: int
    pre: tuple[int | str, ...] = ()
    build: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """How the version is written."""
        core = f"{self.major}.{self.minor}.{self.patch}"
        pre = "".join(f"{'.' if at else '-'}{part}" for at, part in enumerate(self.pre))
        return core + pre + "".join(f"{'.' if at else '+'}{part}" for at, part in enumerate(self.build))


numbers = st.integers(0, 3) | st.sampled_from((9, 10, 99, 100, 2**64, 10**12)) | st.integers(0, 10**6)
words = st.sampled_from(("rc", "RC", "alpha", "beta", "a", "b", "-", "--", "rc9", "rc10", "0a", "00a", "-1", "x-1"))
marks = st.text("0123456789abzABZ-", min_size=1, max_size=8)
pre_texts = words | marks.filter(lambda text: not set(text) <= set("0123456789"))
build_texts = st.sampled_from(("0", "00", "001", "1", "10", "9", "a", "-", "git")) | marks
parts = st.builds(
    Parts,
    numbers,
    numbers,
    numbers,
    st.lists(numbers | pre_texts, max_size=4).map(tuple) | st.just(()),
    st.lists(build_texts, max_size=3).map(tuple) | st.just(()),
)
full_parts = st.builds(
    Parts,
    numbers,
    numbers,
    numbers,
    st.lists(numbers | pre_texts, min_size=1, max_size=2).map(tuple),
    st.lists(build_texts, min_size=1, max_size=2).map(tuple),
)
"""Versions with pre-release identifiers and build metadata."""
common_parts = st.builds(
    Parts, numbers, numbers, numbers, st.tuples(st.sampled_from(STAGES), numbers) | st.just(()), st.just(())
)
"""The part of SemVer that PEP 440 shares."""


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Parts, Parts]:
    """Two versions, mostly relatives: one has identifiers of the other and something more, or another build."""
    one, other = draw(full_parts | parts), draw(full_parts)
    longer = one._replace(pre=one.pre + other.pre)
    rebuilt = one._replace(build=one.build + other.build)
    near = (longer, longer._replace(build=()), rebuilt, one._replace(pre=other.pre), one._replace(build=other.build))
    two = draw(st.sampled_from((*near, one, other)))
    return (one, two) if draw(st.booleans()) else (two, one)


_near = st.lists(
    st.sampled_from(("1", "0", "01", "10", ".", ".", ".", "-", "+", "rc", "v", "x", "\n", " ", "\u0661", "\u00b2")),
    max_size=14,
).map("".join)
texts = parts.map(lambda own: own.text) | _near | st.text(max_size=12) | st.from_regex(OFFICIAL, fullmatch=True)
"""Texts that are versions, nearly versions, and anything."""


def compared(one: Parts, two: Parts) -> int:
    """Compare two versions: below, equal or above 0."""
    for left, right in zip(one[:3], two[:3], strict=True):
        if left != right:
            return left - right  # type: ignore[operator]
    if bool(one.pre) != bool(two.pre):
        return -1 if one.pre else 1
    return _identifiers(one.pre, two.pre) or _identifiers(one.build, two.build)


def _identifiers(one: tuple[int | str, ...], two: tuple[int | str, ...]) -> int:
    for left, right in zip_longest(one, two):
        if left is None or right is None:
            return -1 if left is None else 1
        if isinstance(left, int) != isinstance(right, int):
            return -1 if isinstance(left, int) else 1
        if left != right:
            return -1 if left < right else 1  # type: ignore[operator]
    return 0


parts_in_order = cmp_to_key(compared)
