"""What stands at a path: its kind and its content, as an object and as one short text.

Snapshots and change sets keep the text, because a million objects would cost more than everything that is asked of
them. The text of a plain file is what identifies its content; any other kind puts its word before that: ``link ../a``.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Annotated, Final, Self

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen, Length, checked
from releasekit._words import Word, shown
from releasekit.sync._paths import DEVICE, GIT, MOST_TOLD, folded, shows_nothing

LONGEST_CONTENT: Final = 200
LONGEST_STATE: Final = 1_000_000


class EntryKind(Word):
    """What an entry is: a file, one that may be run, a symbolic link, another repository at a commit, a setting."""

    FILE = "file"
    EXECUTABLE = "executable"
    LINK = "link"
    REPOSITORY = "repository"
    SETTING = "setting"


MARKS: Final[Mapping[EntryKind, str]] = {
    kind: "" if kind is EntryKind.FILE else f"{kind} " for kind in EntryKind
}
KINDS: Final = {mark: kind for kind, mark in MARKS.items() if mark}
VISIBLE: Final = bytes(range(0x21, 0x7F))
ENDINGS: Final = re.compile(r"[. ]+/")
"""Dots and blanks that another system leaves out at the end of a name."""
IDENTIFIER: Final = re.compile(r"[!-~]{1,200}")


@attrs.frozen(field_transformer=checked)
class Entry(Frozen):
    """What stands at a path.

    Attributes:
        content: what identifies the content, such as its SHA-256: 1 to 200 visible ASCII characters. Two entries with
            the same are taken for equal, so a size or a date will not do. Of a link it is the target, of a setting its
            JSON.
        kind: what the entry is.

    Raises:
        FieldError: where a field is outside its limits, or the target of a link is absolute or cannot be seen.

    Example:
        >>> Entry("../shared/a.txt", EntryKind.LINK).state
        'link ../shared/a.txt'
    """

    content: Annotated[str, Length(1, LONGEST_STATE)]
    kind: EntryKind = EntryKind.FILE

    def _problems(self) -> Iterator[str]:
        if expected := state_problem(self.state):
            yield f"content is {shown(self.content)}; expected {expected}"

    @property
    def state(self) -> str:
        """The entry as one text."""
        return MARKS[self.kind] + self.content

    @classmethod
    def of(cls, state: str) -> Self:
        """Return the entry of a text.

        Raises:
            FieldError: where the text is none of an entry.
        """
        of_kind("state", state, str)
        word, blank, content = state.partition(" ")
        kind = KINDS.get(word + blank)
        return cls(content, kind) if kind else cls(state)


def kind_of(state: str) -> EntryKind:
    """Return the kind of an entry by its text."""
    word, blank, _ = state.partition(" ")
    return KINDS.get(word + blank, EntryKind.FILE)


def state_problem(state: object) -> str:
    """Say what the content of an entry should have been; nothing where it is sound."""
    if not isinstance(state, str) or len(state) > LONGEST_STATE:
        return f"text of at most {LONGEST_STATE} characters"
    word, blank, content = state.partition(" ")
    match KINDS.get(word + blank):
        case EntryKind.LINK:
            return _link_problem(content)
        case EntryKind.SETTING:
            return "" if content.isascii() and content.isprintable() and content else "JSON in ASCII"
        case None:
            content = state
        case _:
            pass
    return "" if IDENTIFIER.fullmatch(content) else f"1 to {LONGEST_CONTENT} visible ASCII characters"


def _link_problem(target: str) -> str:
    is_plain = target and not shows_nothing(target) and "\\" not in target and ":" not in target
    if not is_plain or target.startswith("/"):
        return "a relative target with slashes, of characters that can be seen"
    small = ENDINGS.sub("/", folded(f"/{target}/"))
    is_kept = DEVICE.search(small) is not None or any(name in small for name in GIT)
    return "a target that is no folder of git and no device" if is_kept else ""


def are_plain(states: Collection[str]) -> bool:
    """Tell whether all entries are files whose contents are identified by visible ASCII characters."""
    if not all(states) or max(map(len, states), default=0) > LONGEST_CONTENT:
        return False
    return not "".join(states).encode(errors="replace").translate(None, VISIBLE)


def state_problems(paths: Collection[str], states: Collection[str]) -> list[str]:
    """Say which entries are none, or link out of the tree."""
    if are_plain(states):
        return []
    odd = [(path, state) for path, state in zip(paths, states, strict=True) if not IDENTIFIER.fullmatch(state)]
    told = [
        f"the entry at {shown(path)} is {shown(state)}; expected {expected}"
        for path, state in odd
        if (expected := state_problem(state) or _escape(path, state))
    ]
    return told if len(told) <= MOST_TOLD else [*told[:MOST_TOLD], f"{len(told) - MOST_TOLD} more entries are refused"]


def _escape(path: str, state: str) -> str:
    """Say so where a link leads out of the tree.

    A `..` after a name would lead out unseen where that name is a link as well, so it stands at the beginning only.
    """
    if kind_of(state) is not EntryKind.LINK:
        return ""
    segments = state.partition(" ")[2].split("/")
    up = next((at for at, segment in enumerate(segments) if segment != ".."), len(segments))
    leads_out = up > path.count("/") or ".." in segments[up:]
    return "a target within the tree, with `..` at its beginning only" if leads_out else ""
