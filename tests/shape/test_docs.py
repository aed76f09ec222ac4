"""The manual covers what is public: each name is in the reference, and each law that is named has its test."""

import ast
import inspect
import re
from importlib import import_module
from types import ModuleType
from typing import Final

import pytest

import releasekit
from tests.shape.sources import PACKAGE, ROOT, modules

DOCS: Final = ROOT / "docs"
REFERENCE: Final = (DOCS / "api.md").read_text(encoding="utf-8")
# A directive with its name, up to the next line that is not indented: its options and what stands below it.
AUTOMODULE: Final = re.compile(r"^\.\. automodule:: (\S+)\n((?:[ \t]+.*\n|\n)*)", re.MULTILINE)
OPTION: Final = re.compile(r"^ {3}:([\w-]+):[ \t]*(.*)$", re.MULTILINE)
ENTRY: Final = re.compile(r"^ {3}\.\. py:data:: (\w+)\n(?: {6}:.*\n)*\n {6}(?=\w)", re.MULTILINE)
CLASS: Final = re.compile(r"^ {3}\.\. autoclass:: (\w+)$", re.MULTILINE)
LAW: Final = re.compile(r"`(test_\w+\.py)`: ((?:`Test\w+`(?:, )?)+)")


def public_modules() -> list[str]:
    """List the modules that users may import: those without an underscore in their dotted name."""
    dotted = (path.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in modules())
    return [name for name in dotted if not any(part.startswith("_") for part in name.split("."))]


def documented() -> dict[str, set[str]]:
    """Give for each module of the reference the names that it shows."""
    return {name: shown(import_module(name), block) for name, block in AUTOMODULE.findall(REFERENCE)}


def shown(module: ModuleType, block: str) -> set[str]:
    """Give the names that one directive shows: members with a docstring of their own, and entries written by hand."""
    options = dict(OPTION.findall(block))
    listed = {name.strip() for name in options.get("members", "").split(",")} - {""}
    members = listed or (set(module.__all__) if "members" in options else set())
    excluded = {name.strip() for name in options.get("exclude-members", "").split(",")}
    candidates = (members - excluded) | set(CLASS.findall(block))
    return {name for name in candidates if has_docstring(getattr(module, name))} | set(ENTRY.findall(block))


def has_docstring(thing: object) -> bool:
    """Say whether a class or function says itself what it is; other values have only the docstring of their class."""
    return (inspect.isclass(thing) or inspect.isfunction(thing)) and bool(thing.__doc__)


def test_entries_are_read() -> None:
    told = "   .. py:data:: ANY\n      :type: Cell\n\n      Every value.\n\n"
    untold = "   .. py:data:: NONE\n      :type: Cell\n\n   .. py:data:: OTHER\n      :type: Cell\n"
    assert ENTRY.findall(told + untold) == ["ANY"]


def test_every_public_module_is_in_the_reference() -> None:
    assert set(public_modules()) - {"releasekit"} == documented().keys()


@pytest.mark.parametrize("name", [name for name in public_modules() if name != "releasekit"])
def test_every_public_name_is_in_the_reference(name: str) -> None:
    assert documented()[name] == set(import_module(name).__all__)


def test_the_names_of_the_package_are_in_the_reference_with_their_homes() -> None:
    rows = re.findall(r"^\| `(releasekit\.\w+)` \| (.*) \|$", REFERENCE, re.MULTILINE)
    assert {name: home for home, names in rows for name in re.findall(r"`(\w+)`", names)} == releasekit._HOMES


@pytest.mark.parametrize("name", public_modules())
def test_every_public_name_has_a_docstring(name: str) -> None:
    module = import_module(name)
    things = [getattr(module, public) for public in module.__all__]
    described = [thing for thing in things if inspect.isclass(thing) or inspect.isfunction(thing)]
    assert [thing.__name__ for thing in described if not thing.__doc__] == []


@pytest.mark.parametrize("name", public_modules())
def test_every_public_member_has_a_docstring(name: str) -> None:
    module = import_module(name)
    classes = [thing for thing in (getattr(module, public) for public in module.__all__) if inspect.isclass(thing)]
    bare = [
        f"{owner.__name__}.{member}"
        for owner in classes
        for member, value in vars(owner).items()
        if not member.startswith("_") and isinstance(value, property | staticmethod | classmethod | type(lambda: 0))
        if not inspect.getdoc(value)
    ]
    assert bare == []


def test_every_law_in_the_manual_has_its_test() -> None:
    page = (DOCS / "how-it-works.md").read_text(encoding="utf-8")
    named = {(file, law) for file, laws in LAW.findall(page) for law in re.findall(r"Test\w+", laws)}
    there = {
        (path.name, node.name)
        for path in (ROOT / "tests" / "laws").glob("test_*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }
    assert named
    assert sorted(named - there) == []


def test_every_error_is_on_the_page_of_errors() -> None:
    page = (DOCS / "errors.md").read_text(encoding="utf-8")
    errors = {
        node.name
        for path in PACKAGE.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error")
    }
    assert sorted(name for name in errors - {"ReleasekitError"} if f"## {name}\n" not in page) == []


def test_every_page_is_reached_from_the_first() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {path.stem for path in DOCS.glob("*.md")} - {"index"}
    assert sorted(page for page in pages if f"\n{page}\n" not in index) == []
