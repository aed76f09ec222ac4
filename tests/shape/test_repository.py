"""What must be true of the repository as a whole, whoever clones it and wherever."""

import re
import subprocess
from pathlib import Path
from typing import Final

import pytest

from tests.shape.sources import ROOT

# Put together from pieces, so that this file does not find itself.
INDEX_HOSTS: Final = re.compile("|".join(("pypi" + r"\.org", "pythonhosted" + r"\.org", "--" + "(extra-)?index-url")))
MACHINE_PATHS: Final = re.compile(
    r"(?<![\w.~$})/-])/(ho" + r"me|ro" + r"ot|Us" + r"ers|wo" + r"rk)/\w"
    r"|\b[A-Z]:\\\\?Us" + "ers"
)
# Other fences are not run by conftest.py, so an example in them could rot.
FENCES: Final = frozenset({"python", "console", "text", "json", "mermaid", "toml", "yaml"})
FENCE: Final = re.compile(r"^ {0,3}```+([^\n`]*)\n.*?^ {0,3}```+[ \t]*$", re.MULTILINE | re.DOTALL)
FRAGMENT: Final = re.compile(r"\+[a-z0-9-]+\.(added|changed|deprecated|removed|fixed|security)\.md")


def files(pattern: str = "*") -> list[Path]:
    """List the files that git keeps or would keep."""
    result = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", pattern],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    if result.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in result.stdout.splitlines() if (ROOT / name).is_file()]


def text(path: Path) -> str:
    """Read a file; one that is not text reads as empty."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def findings(pattern: re.Pattern[str]) -> list[str]:
    """Find a pattern in the repository, as `path: match`."""
    return [f"{path.relative_to(ROOT)}: {match.group()}" for path in files() for match in pattern.finditer(text(path))]


def fences(page: str) -> list[str]:
    """List the languages of the fenced blocks of a page."""
    return [info.strip() for info in FENCE.findall(page)]


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        pytest.param(INDEX_HOSTS, "https://pypi" + ".org/simple", id="index"),
        pytest.param(INDEX_HOSTS, "files.pythonhosted" + ".org", id="files"),
        pytest.param(MACHINE_PATHS, "see /ho" + "me/ada/x", id="home"),
        pytest.param(MACHINE_PATHS, "'/Us" + "ers/ada'", id="mac"),
        pytest.param(MACHINE_PATHS, "C:\\Us" + "ers\\ada", id="windows"),
    ],
)
def test_a_pattern_finds(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line) is not None


def test_fences_are_read() -> None:
    page = "```python\nx\n```\n\n```\ny\n```\n```{note}\nz\n```\n"
    assert fences(page) == ["python", "", "{note}"]


def test_no_package_index_is_named() -> None:
    assert findings(INDEX_HOSTS) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert findings(MACHINE_PATHS) == []


def test_constraints_are_names_and_versions() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if re.fullmatch(r"[\w.-]+==[\w.!+]+", pin) is None] == []


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_names_the_command(command: str) -> None:
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_fence_says_what_it_holds() -> None:
    unknown = [
        f"{path.relative_to(ROOT)}: {fence or 'no language'}"
        for path in files("*.md")
        for fence in fences(text(path))
        if fence not in FENCES and not fence.startswith("{")
    ]
    assert unknown == []


def test_changelog_fragments_are_named_so_that_they_are_found() -> None:
    names = [path.name for path in files("changelog.d/*") if path.name != "README.md"]
    assert [name for name in names if FRAGMENT.fullmatch(name) is None] == []
