"""The door for paths: which ones a snapshot takes, and which ones can stand beside each other.

A path of files is relative, with slashes, and means one file on every system: nothing in it leaves the tree, is read
otherwise by another file system, or looks like another path. Each rule for one segment is a row of `RULES`. A path of
settings is a JSON pointer, of which any key is taken.

Theory of operation. A million paths are asked together: they are joined, and each rule is a search in one long text.
Only where a search finds something are the paths asked one by one, for words.
INVARIANT: the quick question finds something exactly where one of the slow ones does; `TestDoor` compares them.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import compress, repeat
from operator import itemgetter, ne
from typing import Final, TypeAlias

from releasekit._words import BLANKS, Word, shown

LONGEST_SEGMENT: Final = 255
LONGEST_PATH: Final = 4_096
MOST_TOLD: Final = 30
"""How many faults are spelt out; the rest is counted."""


class Namespace(Word):
    """What the paths of a snapshot name: files of a folder, or the leaves of a configuration."""

    FILES = "files"
    SETTINGS = "settings"


HIDDEN: Final = frozenset(
    (*BLANKS, *map(chr, (0x180B, 0x180C, 0x180D, 0x180F, 0x1D159)), *map(chr, range(0xFE00, 0xFE10)))
).union(map(chr, range(0xE0100, 0xE01F0)))
"""Marks that are printable for Python and show nothing: blanks, and the selectors of variants."""
DEVICE: Final = re.compile(r"/(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]) *[./]")
"""Names that another system takes for a device, with any extension."""
GIT: Final = ("/.git/", "/git~1/")
"""The folder of git, and its short name on another system; what is written there is run."""
POINTER: Final = re.compile(r"(?:/(?:[^~/]|~[01])*)+", re.DOTALL)
Quick: TypeAlias = Callable[[str, str], bool]


def shows_nothing(text: str) -> bool:
    """Tell whether a part of a text cannot be seen."""
    return not text.isprintable() or not (text.isascii() or HIDDEN.isdisjoint(text))


RULES: Final[tuple[tuple[Quick, str], ...]] = (
    (lambda text, _: "//" in text, "segments with something between the slashes, and no slash at an end"),
    (lambda text, _: "./" in text or " /" in text, "no dot and no blank at the end of a segment"),
    (lambda text, _: "\\" in text or ":" in text, "no backslash and no colon"),
    (lambda text, _: shows_nothing(text), "characters that can be seen"),
    (lambda text, _: not _is_composed(text), "composed characters (NFC)"),
    (lambda _, folded: any(name in folded for name in GIT), "no folder of git"),
    (lambda _, folded: DEVICE.search(folded) is not None, "no name that a system keeps for a device"),
)
"""What is wrong with segments, asked of ``/one/two/`` as it is and in small letters, and what was expected."""


def folded(text: str) -> str:
    """Return a text as a file system that does not tell capital from small letters keeps it."""
    small = text.casefold()
    if small.isascii():
        return small
    from unicodedata import normalize

    return normalize("NFC", small)


def _is_composed(text: str) -> bool:
    if text.isascii():
        return True
    from unicodedata import is_normalized

    return is_normalized("NFC", text)


def folders_of(paths: Iterable[str]) -> set[str]:
    """Return every folder above some paths."""
    level = set(map(itemgetter(0), map(str.rpartition, paths, repeat("/"))))
    found: set[str] = set()
    while level:
        found |= level
        level = {folder.rpartition("/")[0] for folder in level} - found
    found.discard("")
    return found


def path_problems(paths: Collection[str], namespace: Namespace) -> list[str]:
    """Say which paths the door refuses, each on its own; what stands beside it is asked by `tree_problems`."""
    if _are_sound(paths, namespace):
        return []
    told = [(path, expected) for path in paths if (expected := path_problem(path, namespace))]
    problems = [f"{shown(path)}; expected {expected}" for path, expected in told[:MOST_TOLD]]
    if len(told) > MOST_TOLD:
        problems.append(f"{len(told) - MOST_TOLD} more paths are refused")
    return problems


def path_problem(path: str, namespace: Namespace) -> str:
    """Say what a path should have been; nothing where the door takes it."""
    try:
        size = len(path.encode())
    except UnicodeEncodeError:
        return "text that UTF-8 can write"
    if namespace is Namespace.SETTINGS:
        if size > LONGEST_PATH:
            return f"at most {LONGEST_PATH} bytes in all"
        return "" if POINTER.fullmatch(path) else "a JSON pointer, such as `/server/port`"
    text = f"/{path}/"
    small = folded(text)
    for is_wrong, expected in RULES:
        if is_wrong(text, small):
            return expected
    if size > LONGEST_PATH or max(len(segment.encode()) for segment in path.split("/")) > LONGEST_SEGMENT:
        return f"at most {LONGEST_SEGMENT} bytes in a segment and {LONGEST_PATH} in all"
    return ""


def _are_sound(paths: Collection[str], namespace: Namespace) -> bool:
    """Tell whether the door takes all of some paths, in a few searches over all of them."""
    if not paths:
        return True
    if namespace is Namespace.SETTINGS:
        return not any(path_problem(path, namespace) for path in paths)
    longest = max(map(len, paths))
    if longest > LONGEST_PATH:
        return False
    # Paths have the same segments one by one and in a row, so each rule is one search in one text.
    text = f"/{'/'.join(paths)}/"
    is_ascii = text.isascii()
    if not is_ascii or longest > LONGEST_SEGMENT:
        sizes = map(len, paths) if is_ascii else (len(path.encode(errors="replace")) for path in paths)
        segments = text.split("/") if is_ascii else (part.encode(errors="replace") for part in text.split("/"))
        if max(sizes) > LONGEST_PATH or max(map(len, segments)) > LONGEST_SEGMENT:
            return False
    small = folded(text)
    return not any(is_wrong(text, small) for is_wrong, _ in RULES)


def clashes(paths: Collection[str], namespace: Namespace) -> list[tuple[str, str]]:
    """Return the pairs of a path and what it cannot stand beside, sorted.

    No file is also a folder. Of files, no two names differ in nothing but capital letters or the way in which
    characters are composed, folders included.

    Args:
        paths: sound paths, each once.
        namespace: what they name; settings tell capital from small letters.
    """
    files = paths if isinstance(paths, Mapping | set | frozenset) else set(paths)
    folders = folders_of(paths)
    if namespace is Namespace.SETTINGS:
        return sorted((path, path) for path in folders.intersection(files))
    small = [*_changed(files), *_changed(folders)]
    both = folders.intersection(files)
    if not both and not small:
        return []
    counted = len(set(small)) == len(small) and not any(text in files or text in folders for text in small)
    return [] if counted and not both else sorted(_pairs(files, folders))


def may_clash(paths: Sequence[str], index: Container[str], added: Collection[str], namespace: Namespace) -> bool:
    """Tell quickly whether new paths may stand in the way of a tree, or of each other; a no is certain.

    Args:
        paths: the paths of the tree, sorted; they can stand beside each other.
        index: the same, to look one up.
        added: sound paths that are not among them.
        namespace: what they name.
    """
    folders = folders_of(added)
    names = [*added, *folders.difference(added)]
    if not folders.isdisjoint(added) or any(map(index.__contains__, folders)):
        return True
    if any(_is_folder(path, paths) for path in added):
        return True
    if namespace is Namespace.SETTINGS:
        return False
    small = list(map(folded, names))
    # Where no name of the tree has a capital letter, only a new one that has can differ in nothing else.
    if len(set(small)) < len(small) or _changed(paths):
        return True
    differing = (text for text, name in zip(small, names, strict=True) if text != name)
    return any(text in index or _is_folder(text, paths) for text in differing)


def _is_folder(path: str, paths: Sequence[str]) -> bool:
    """Tell whether one of some sorted paths lies below a path."""
    at = bisect_left(paths, f"{path}/")
    return at < len(paths) and paths[at].startswith(f"{path}/")


def _changed(paths: Collection[str]) -> list[str]:
    """Return the texts that are not in small letters, in small letters; only they can be equal to another."""
    if not paths:
        return []
    joined = "\n".join(paths)
    small = folded(joined)
    if small == joined:
        return []
    texts = small.split("\n")
    return list(compress(texts, map(ne, texts, paths)))


def _pairs(files: Collection[str], folders: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield what stands in the way of what: the words for `clashes`, found one by one."""
    spelt: dict[str, str] = {}
    for folder in sorted(folders):
        first = spelt.setdefault(folded(folder), folder)
        if first != folder:
            yield folder, first
    taken = dict(spelt)
    for path in sorted(files):
        first = taken.setdefault(folded(path), path)
        if first != path or path in folders:
            yield path, first


def clash_problems(paths: Collection[str], namespace: Namespace) -> list[str]:
    """Say which paths cannot stand beside each other."""
    found = clashes(paths, namespace)
    problems = [
        f"{shown(path)} is also a folder; expected one or the other"
        if path == other
        else f"{shown(path)} stands beside {shown(other)}; expected names that differ in more than capital letters"
        for path, other in found[:MOST_TOLD]
    ]
    if len(found) > MOST_TOLD:
        problems.append(f"{len(found) - MOST_TOLD} more paths stand in the way of others")
    return problems
