"""The package reads no file, clock, network, environment or random number, and keeps no state.

The import-linter contract in `pyproject.toml` says the same of imports; here it is also said of
the calls that need no import, and of fields that could be changed after the fact.
"""

import ast
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.shape.sources import modules

FORBIDDEN_IMPORTS: Final = frozenset(
    {
        "http",
        "io",
        "logging",
        "os",
        "pathlib",
        "random",
        "shutil",
        "socket",
        "subprocess",
        "tempfile",
        "time",
        "urllib",
        "uuid",
    }
)
FORBIDDEN_CALLS: Final = frozenset({"breakpoint", "compile", "eval", "exec", "input", "open", "print", "__import__"})
CLOCKS: Final = frozenset({"now", "utcnow", "today"})
MUTABLE: Final = frozenset({"bytearray", "dict", "list", "set", "defaultdict", "deque"})
MUTABLE_DISPLAYS: Final = (ast.Dict, ast.DictComp, ast.List, ast.ListComp, ast.Set, ast.SetComp)

Scan = Callable[[ast.Module], Iterator[str]]


def forbidden_imports(tree: ast.Module) -> Iterator[str]:
    """Find imports of modules that reach outside."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                wanted = [alias.name for alias in names]
            case ast.ImportFrom(module=str(module), level=0):
                wanted = [module]
            case _:
                continue
        for name in wanted:
            if name.partition(".")[0] in FORBIDDEN_IMPORTS:
                yield f"{node.lineno}: imports {name}"


def forbidden_calls(tree: ast.Module) -> Iterator[str]:
    """Find calls that reach outside without an import, and clocks."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in FORBIDDEN_CALLS:
                yield f"{node.lineno}: calls {name}"
            case ast.Call(func=ast.Attribute(attr=name)) if name in CLOCKS:
                yield f"{node.lineno}: asks the clock with {name}"
            case _:
                continue


def mutable_fields(tree: ast.Module) -> Iterator[str]:
    """Find class attributes that are, or are declared as, lists, dicts or sets."""
    for owner in (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        for node in owner.body:
            match node:
                case ast.AnnAssign(annotation=annotation, value=value):
                    if outermost(annotation) in MUTABLE or is_mutable(value):
                        yield f"{node.lineno}: {owner.name} keeps {ast.unparse(node)}"
                case ast.Assign(value=value):
                    if is_mutable(value):
                        yield f"{node.lineno}: {owner.name} keeps {ast.unparse(node)}"
                case _:
                    continue


def outermost(annotation: ast.expr) -> str:
    """Give the class that an annotation starts with, looking through `Final` and `Annotated`."""
    match annotation:
        case ast.Subscript(value=ast.Name(id="ClassVar" | "Final"), slice=inner):
            return outermost(inner)
        case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[inner, *_])):
            return outermost(inner)
        case ast.Subscript(value=inner):
            return outermost(inner)
        case ast.Name(id=name):
            return name
        case _:
            return ""


def is_mutable(value: ast.expr | None) -> bool:
    """Tell whether an expression makes a list, dict or set, or a field that does."""
    match value:
        case ast.Call(func=ast.Name(id=name)) if name in MUTABLE:
            return True
        case ast.Call(keywords=keywords):
            return any(
                isinstance(keyword.value, ast.Name) and keyword.arg == "factory" and keyword.value.id in MUTABLE
                for keyword in keywords
            )
        case _:
            return isinstance(value, MUTABLE_DISPLAYS)


@pytest.mark.parametrize(
    ("scan", "text"),
    [
        pytest.param(forbidden_imports, "import os", id="import"),
        pytest.param(forbidden_imports, "import os.path as p", id="submodule"),
        pytest.param(forbidden_imports, "def f():\n    from urllib.parse import quote", id="inner"),
        pytest.param(forbidden_calls, "open('x')", id="open"),
        pytest.param(forbidden_calls, "datetime.now()", id="now"),
        pytest.param(forbidden_calls, "date.today()", id="today"),
        pytest.param(mutable_fields, "class A:\n    x: list[int]", id="list"),
        pytest.param(mutable_fields, "class A:\n    x: Annotated[dict[str, int], 1]", id="dict"),
        pytest.param(mutable_fields, "class A:\n    x: ClassVar[set[int]]", id="class variable"),
        pytest.param(mutable_fields, "class A:\n    x = {}", id="display"),
        pytest.param(mutable_fields, "class A:\n    x: Any = field(factory=list)", id="factory"),
    ],
)
def test_a_scan_finds(scan: Scan, text: str) -> None:
    assert len(list(scan(ast.parse(text)))) == 1


@pytest.mark.parametrize(
    ("scan", "text"),
    [
        pytest.param(forbidden_imports, "import hashlib\nfrom osgeo import x", id="imports"),
        pytest.param(forbidden_calls, "self.open('x')\ndays(now)", id="calls"),
        pytest.param(mutable_fields, "class A:\n    x: tuple[int, ...]", id="tuple"),
        pytest.param(mutable_fields, "class A:\n    x: int = field(alias='y')", id="field"),
        pytest.param(mutable_fields, "def f():\n    x: list[int] = []", id="local variables"),
    ],
)
def test_a_scan_leaves_alone(scan: Scan, text: str) -> None:
    assert list(scan(ast.parse(text))) == []


@pytest.mark.parametrize("scan", [forbidden_imports, forbidden_calls, mutable_fields])
def test_the_package_is_pure(scan: Scan) -> None:
    found = [f"{path}:{finding}" for path, tree in modules().items() for finding in scan(tree)]
    assert found == []
