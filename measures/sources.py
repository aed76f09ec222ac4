"""The files of a checkout, each read and parsed once."""

import ast
import io
import tokenize
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Final

PACKAGE: Final = "releasekit"
FUNCTION: Final = (ast.FunctionDef, ast.AsyncFunctionDef)
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """One file of Python, as text, tree and tokens."""

    def __init__(self, path: Path, base: Path) -> None:
        """Read a file; its name is told from the base."""
        self.path = path.relative_to(base).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """All tokens, comments included."""
        return list(tokenize.generate_tokens(io.StringIO(self.text).readline))

    @property
    def is_init(self) -> bool:
        """Whether the file stands for its folder."""
        return self.path.endswith("__init__.py")

    @property
    def module(self) -> str:
        """The dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def is_public(self) -> bool:
        """Whether users may import it."""
        return not any(part.startswith("_") for part in self.module.split("."))

    @property
    def package(self) -> str:
        """The package below the root that it belongs to; files that stand alone belong to the root."""
        parts = self.path.split("/")
        return parts[1] if len(parts) > 2 else PACKAGE  # noqa: PLR2004 - the root, the package, the file

    @property
    def functions(self) -> list[Function]:
        """All functions and methods, nested ones included."""
        return [node for node in ast.walk(self.tree) if isinstance(node, FUNCTION)]


def package_files(root: Path) -> list[Source]:
    """Read the package of a checkout, in the order of the paths."""
    base = root / "src"
    return [Source(path, base) for path in sorted((base / PACKAGE).rglob("*.py"))]


def test_files(root: Path) -> list[Source]:
    """Read the tests of a checkout, in the order of the paths."""
    return [Source(path, root) for path in sorted((root / "tests").rglob("*.py"))]


def own_body(function: Function) -> list[ast.stmt]:
    """Give the statements of a function without its docstring."""
    return function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body


def with_parents(tree: ast.AST) -> Iterator[tuple[ast.AST, tuple[ast.AST, ...]]]:
    """Give every node with those around it, the outermost first."""
    stack: list[tuple[ast.AST, tuple[ast.AST, ...]]] = [(tree, ())]
    while stack:
        node, around = stack.pop()
        yield node, around
        stack += [(child, (*around, node)) for child in reversed(list(ast.iter_child_nodes(node)))]
