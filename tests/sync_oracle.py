"""A second, slow reading of sync: trees are plain dictionaries, patterns are matched by trying everything.

Nothing here calls the library. A tree maps a path to a text that says what is there.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

Tree = Mapping[str, str]
Changes = dict[str, tuple[str | None, str | None]]


def changes_between(before: Tree, after: Tree) -> Changes:
    """Say for each path that differs what was there and what is there."""
    paths = sorted({*before, *after})
    return {path: (before.get(path), after.get(path)) for path in paths if before.get(path) != after.get(path)}


def applied(changes: Changes, tree: Tree) -> dict[str, str]:
    """Change a tree; what was there has to be what the changes say."""
    result = dict(tree)
    for path, (before, after) in changes.items():
        assert result.get(path) == before
        result.pop(path, None)
        if after is not None:
            result[path] = after
    return result


def merged(base: Tree, source: Tree, target: Tree) -> tuple[dict[str, str], set[str]]:
    """Merge path by path; conflicts keep what the target has and are named."""
    result, conflicts = {}, set()
    for path in {*base, *source, *target}:
        in_base, in_source, in_target = base.get(path), source.get(path), target.get(path)
        if in_source in (in_target, in_base):
            taken = in_target
        elif in_target == in_base:
            taken = in_source
        else:
            conflicts.add(path)
            taken = in_target
        if taken is not None:
            result[path] = taken
    return result, conflicts


def folders_of(path: str) -> list[str]:
    """All folders above a path."""
    parts = path.split("/")
    return ["/".join(parts[:size]) for size in range(1, len(parts))]


def is_tree(paths: Iterable[str]) -> bool:
    """Say whether files and folders can stand together, also where small and capital letters are one."""
    listed = list(paths)
    folders = {folder for path in listed for folder in folders_of(path)}
    spelt = [*listed, *folders]
    folded = [unicodedata.normalize("NFC", text.casefold()) for text in spelt]
    return len(set(folded)) == len(spelt)


# --- patterns

CLASSES: Final = {
    "alpha": lambda mark: "a" <= mark <= "z" or "A" <= mark <= "Z",
    "digit": lambda mark: "0" <= mark <= "9",
    "upper": lambda mark: "A" <= mark <= "Z",
}


def matches(pattern: str, path: str) -> bool:
    """Match a whole path by trying every way in which segments and marks can be shared out."""

    @cache
    def segments(at: int, to: int) -> bool:
        if at == len(wanted):
            return to == len(given)
        if wanted[at] == "**":
            # A last `**` stands for what is below a folder, and not for the folder itself.
            least = to + 1 if at == len(wanted) - 1 else to
            return any(segments(at + 1, later) for later in range(least, len(given) + 1))
        return to < len(given) and matches_segment(wanted[at], given[to]) and segments(at + 1, to + 1)

    wanted, given = pattern.split("/"), path.split("/")
    return segments(0, 0)


def matches_segment(pattern: str, text: str) -> bool:
    """Match one segment, mark by mark."""
    if not pattern:
        return not text
    first, rest = pattern[0], pattern[1:]
    if first == "*":
        return any(matches_segment(rest, text[size:]) for size in range(len(text) + 1))
    if not text:
        return False
    if first == "?":
        return matches_segment(rest, text[1:])
    if first == "\\":
        return text[0] == rest[0] and matches_segment(rest[1:], text[1:])
    if first == "[":
        inside, rest = _class(rest)
        return inside(text[0]) and matches_segment(rest, text[1:])
    return text[0] == first and matches_segment(rest, text[1:])


def _class(pattern: str):  # noqa: ANN202 - a test of one mark, and what follows the class
    negated = pattern[:1] in ("!", "^")
    at = int(negated)
    members = []
    start = at
    while pattern[at] != "]" or at == start:
        if pattern.startswith("[:", at):
            end = pattern.index(":]", at)
            members.append(CLASSES[pattern[at + 2 : end]])
            at = end + 2
            continue
        at += pattern[at] == "\\"
        low = high = pattern[at]
        at += 1
        if pattern[at] == "-" and pattern[at + 1] != "]":
            at += 1
            at += pattern[at] == "\\"
            high = pattern[at]
            at += 1
        members.append(lambda mark, low=low, high=high: low <= mark <= high)
    return (lambda mark: any(test(mark) for test in members) is not negated), pattern[at + 1 :]


def chosen(include: Iterable[str], exclude: Iterable[str], path: str) -> bool:
    """Say whether filters let a path through."""
    return any(matches(each, path) for each in include) and not any(matches(each, path) for each in exclude)
