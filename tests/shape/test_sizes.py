"""Nothing grows too long to be read in one go."""

import ast
from statistics import median
from typing import Final

import pytest

from tests.shape.sources import PACKAGE, functions, modules

MODULE_LINES: Final = 400
FUNCTION_LINES: Final = 40
MEDIAN_LINES: Final = 12


def size(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function from its `def`, without its docstring."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    docstring = ast.get_docstring(function, clean=False)
    return lines if docstring is None else lines - docstring.count("\n") - 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def f(): pass", 1, id="one line"),
        pytest.param("def f():\n    return 1", 2, id="two lines"),
        pytest.param('def f():\n    """Do."""\n    return 1', 2, id="docstring"),
        pytest.param('def f():\n    """Do.\n\n    More."""\n    return 1', 2, id="long docstring"),
        pytest.param("@wraps\ndef f():\n    return 1", 2, id="decorator"),
        pytest.param("def f(\n    a,\n):\n    return 1", 4, id="long signature"),
    ],
)
def test_size_counts_what_has_to_be_read(text: str, expected: int) -> None:
    (function,) = functions(ast.parse(text))
    assert size(function) == expected


def test_modules_are_short() -> None:
    texts = {path: (PACKAGE.parent / path).read_text(encoding="utf-8") for path in modules()}
    lines = {path: len(text.splitlines()) for path, text in texts.items()}
    assert {path: n for path, n in lines.items() if n > MODULE_LINES} == {}


def test_functions_are_short() -> None:
    sizes = {
        f"{path}:{function.lineno} {function.name}": size(function)
        for path, tree in modules().items()
        for function in functions(tree)
    }
    assert {name: n for name, n in sizes.items() if n > FUNCTION_LINES} == {}


def test_most_functions_are_very_short() -> None:
    sizes = [size(function) for tree in modules().values() for function in functions(tree)]
    assert median(sizes or [0]) <= MEDIAN_LINES
