"""Patterns by hand, one row each, as `git check-ignore` would be asked: what a pattern matches, and what it does not.

The differences to git are deliberate: a pattern is matched against the whole path, so one without a slash is about the
top only; a folder that matches does not take what is in it along; `?` is one code point and not one byte; and nothing
is negated.
"""

import shutil
import subprocess
import time
from pathlib import Path
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.sync import Snapshot, SyncFilters, SyncFindingKind
from tests.strategies.syncs import AT, config, snapshot

ROWS: Final = """
**                  a  a/b  a/b/c  .a
*                   a  .a  a.b                          | a/b
?                   a  ä  日                            | ab  /  a/b
a/**                a/b  a/b/c                          | a  b/a  ab/c
**/a                a  b/a  b/c/a                       | a/b  ba  b/ba
a/**/b              a/b  a/x/b  a/x/y/b                 | a  ab  a/xb  x/a/b
**/a/**             a/b  x/a/b  x/a/y/z                 | a  x/a
**/*.md             a.md  x/a.md  x/y/.md               | a.mdx  a.md/x
*.md                a.md  .md                           | x/a.md
a*                  a  ab  a.b                          | ba  a/b
*a                  a  ba                               | ab  b/a
*a*                 a  bab  bac                         | b  b/a
a*b*c               abc  aXbYc  abbc  abcbc             | ab  acb  a/bc
a?c                 abc  a.c  aäc                       | ac  abbc  a/c
[ab]                a  b                                | c  ab
[a-c]x              ax  bx  cx                          | dx  x
[!a]                b  ä                                | a  ab
[^a]                b                                   | a
[]a]                ]  a                                | b
[!]a]               b                                   | ]  a
[a-]                a  -                                | b
[]-a]               ]  a  ^  _  `                       | b
[[:alpha:]]         a  Z                                | 1  ä
[[:digit:]a]        1  a                                | b
[![:digit:]]        a                                   | 1
[[:upper:][:digit:]]  A  1                              | a
[[:xdigit:]]        f  F  9                             | g
[[:space:]]x                                            | x
[[:punct:]]         !  .                                | a  1
\\*                 *                                   | a  \\*
\\?                 ?                                   | a
\\[a]               [a]                                 | a
a\\b                ab                                  | a\\b
[\\]]               ]                                   | \\
[[]a]               [a]                                 | a
a{b,c}              a{b,c}                              | ab  ac
a b                 a b                                 | ab
.*                  .a  ..a                             | a
**/.*               .a  b/.a                            | a  .b/a
a.b                 a.b                                 | axb
a+(b)               a+(b)                               | aab
^a$                 ^a$                                 | a
(?i)a               (?i)a                               | A
-a                  -a                                  | a
ä                   ä                                   | a
A                   A                                   | a
a/*/c               a/b/c                               | a/c  a/b/b/c
*/*                 a/b                                 | a  a/b/c
**/x/**/y           x/y  a/x/y  x/b/y  a/x/b/c/y        | x  y  xy  a/y
a/**/b/**/c         a/b/c  a/x/b/y/z/c                  | a/c  a/b  a/c/b
"""


def rows() -> list[tuple[str, list[str], list[str]]]:
    """Read the rows: a pattern, two blanks or more, what it matches, and behind a bar what it does not."""
    found = []
    for line in ROWS.strip().splitlines():
        inside, _, outside = line.replace("\\\\", "\\").partition("|")
        pattern, *matched = [cell.strip() for cell in inside.split("  ") if cell.strip()]
        found.append((pattern, matched, [cell.strip() for cell in outside.split("  ") if cell.strip()]))
    return found


@pytest.mark.parametrize(("pattern", "matched", "left"), rows(), ids=[row[0] for row in rows()])
def test_what_it_matches(pattern: str, matched: list[str], left: list[str]) -> None:
    test = SyncFilters([pattern]).test()
    if test is None:
        assert (pattern, left) == ("**", [])
        return
    assert [path for path in matched if not test(path)] == []
    assert [path for path in left if test(path)] == []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not at hand")
def test_git_says_the_same(tmp_path: Path) -> None:
    """Of rows that git reads in the same way; `/` before a pattern ties it to the top, as all of ours are."""
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    asked = 0
    for pattern, matched, left in rows():
        (tmp_path / ".gitignore").write_text(f"/{pattern}\n", encoding="utf-8")
        for path in (*matched, *left):
            if path.endswith("/") or path.startswith("/") or "\\" in path or not path.isascii() or path == ".":
                continue
            command = ["git", "-C", str(tmp_path), "-c", "core.ignoreCase=false"]
            command += ["check-ignore", "--no-index", "-q", "--"]
            is_ignored = subprocess.run([*command, path], check=False).returncode == 0
            above = path.rpartition("/")[0]
            takes_folder = bool(above) and any(
                (SyncFilters([pattern]).test() or bool)("/".join(path.split("/")[:size]))
                for size in range(1, path.count("/") + 1)
            )
            if not takes_folder:  # git takes what is in a folder that matches along
                assert is_ignored is (path in matched), (pattern, path)
                asked += 1
    assert asked > 120


@pytest.mark.parametrize(
    ("pattern", "advice"),
    [
        ("!a", "expected it without `!` among `exclude`"),
        ("/a", "expected it without `/` at the beginning"),
        ("a/", "expected `**` behind it"),
        ("a//b", "expected one `/` between two segments"),
        ("./a", "expected it without `.` and `..`"),
        ("a/../b", "expected it without `.` and `..`"),
        ("a**", "expected `**` as a segment of its own"),
        ("**a/b", "expected `**` as a segment of its own"),
        ("a\\", "expected a mark behind the last backslash"),
        ("[a", "expected `]` at the end of the class"),
        ("[", "expected `]` at the end of the class"),
        ("[b-a]", "expected `a-b`, the lower end first"),
        ("[[:nonsense:]]", "expected one of alnum, alpha"),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(pattern: str, advice: str) -> None:
    with pytest.raises(FieldError) as caught:
        SyncFilters([pattern])
    assert advice in str(caught.value)
    assert "SyncFilters.include" in str(caught.value)
    with pytest.raises(FieldError, match=r"SyncFilters\.exclude"):
        SyncFilters(exclude=[pattern])


def test_something_is_included_always() -> None:
    with pytest.raises(FieldError, match=r"SyncFilters\.include"):
        SyncFilters([])


def test_what_is_excluded_is_out_whatever_includes_it() -> None:
    test = SyncFilters(["a/**", "**/*.md"], ["**/secret*", "a/b/**"]).test()
    assert test is not None
    paths = ["a/x", "a/secret", "a/b/x.md", "x.md", "secret.md", "c"]
    assert [path for path in paths if test(path)] == ["a/x", "x.md"]


def test_settings_are_matched_without_their_first_slash() -> None:
    test = SyncFilters(["server/*"]).test(pointers=True)
    settings = Snapshot.from_mapping({"server": {"port": 1, "tls": {"on": True}}, "other": 1})
    assert settings.where(test).paths == ("/server/port",)


def test_a_pattern_that_matches_nothing_is_found() -> None:
    from releasekit.sync import DryRun, dry_run

    chosen = SyncFilters(["a", "nowhere/**"], ["b", "neither"])
    plan = dry_run(config(filters=chosen), snapshot({"a": "1"}), snapshot({"b": "1"}), at=AT, mirror=True)
    assert isinstance(plan, DryRun)
    found = [(each.place, each.message) for each in plan.findings if each.kind is SyncFindingKind.NO_MATCH]
    assert found == [
        ("filters.include", "`nowhere/**` matches nothing"),
        ("filters.exclude", "`neither` matches nothing"),
    ]


@pytest.mark.parametrize(
    ("pattern", "piece", "end"),
    [
        pytest.param("*a" * 20 + "b", "a", "", id="many stars"),
        pytest.param("**/a/" * 12 + "b", "a/", "c", id="many folders"),
        pytest.param("**/*a*a*a*a/**/x", "aaaaaaab/", "y", id="both"),
        pytest.param("**/" + "[ab]*" * 10 + "c", "ab", "", id="many classes"),
        pytest.param("**/*b/**/*b/**/*b/c", "b/", "d", id="folders that end alike"),
    ],
)
def test_time_grows_with_the_path_and_no_faster(pattern: str, piece: str, end: str) -> None:
    """Sixteen times the path takes at most about sixteen times as long; a square would take 256 times."""
    test = SyncFilters([pattern]).test()
    assert test is not None

    def spent(count: int) -> float:
        path = piece * count + end
        best = 1e9
        for _ in range(3):
            start = time.process_time()
            test(path)
            best = min(best, time.process_time() - start)
        return best

    assert spent(160_000) < 80 * max(spent(10_000), 0.001)
