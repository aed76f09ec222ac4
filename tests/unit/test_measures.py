"""What the figures of a checkout count, on small sources."""

from pathlib import Path

import pytest

from measures import circles, functions, lines
from measures.mutants.sites import mutants
from measures.sources import Source


def source(folder: Path, text: str, name: str = "own/_part.py") -> Source:
    path = folder / "releasekit" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return Source(path, folder)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("def _f(): return 1\n_f()", ["_f"], id="called once"),
        pytest.param("def _f(): return 1\n_f(), _f()", [], id="called twice"),
        pytest.param("def _f(): return 1\nmap(_f, ())", [], id="passed on"),
        pytest.param("def _f(): return 1\nROWS = {1: _f}\n_f()", [], id="in a table and called"),
        pytest.param("def _f(): return _f()\n_f()", [], id="calls itself"),
        pytest.param("@cache\ndef _f(): return 1\n_f()", [], id="decorated"),
        pytest.param("def f():\n    def inner(): return 1\n    return inner()\nf(), f()", ["inner"], id="nested"),
        pytest.param("class A:\n    def _m(self): return 1\n    def n(self): return self._m()", ["_m"], id="method"),
        pytest.param(
            "class A:\n    def n(self): return self._m()\nclass B(A):\n    def _m(self): return 1\n"
            "class C(A):\n    def _m(self): return 2",
            [],
            id="hook",
        ),
        pytest.param("class A:\n    @property\n    def _m(self): return 1\nA()._m", [], id="property"),
        pytest.param("class A:\n    def __len__(self): return 1\nA().__len__()", [], id="dunder"),
    ],
)
def test_functions_with_one_caller(tmp_path: Path, text: str, expected: list[str]) -> None:
    private, _ = functions.helpers([source(tmp_path, text)], frozenset({"f"}))
    assert [helper.name for helper in private] == expected


def test_lines(tmp_path: Path) -> None:
    text = '"""Told.\n\nMore."""\n\n# why\nX = 1  # how\n"""An X."""\nY = """a\nb"""\nZ = 2  # noqa: X1\n'
    counted = lines.lines(source(tmp_path, text))
    assert counted == {"total": 10, "code": 4, "docstrings": 4, "comments": 3, "directives": 1}


def test_imports_inside_functions_make_circles(tmp_path: Path) -> None:
    one = source(tmp_path, "def f():\n    from releasekit.own import _two", "own/_one.py")
    two = source(tmp_path, "from releasekit.own._one import f", "own/_two.py")
    assert circles.circles([one, two]) == {"own": [["_one.py", "_two.py"]]}
    seen = source(tmp_path, "if TYPE_CHECKING:\n    from releasekit.own._one import f", "own/_two.py")
    assert circles.circles([one, seen]) == {}


def test_mutants(tmp_path: Path) -> None:
    text = 'def f(a: "A", b=1) -> "B":\n    """Told."""\n    if not a:\n        raise X\n    return (\n        a < "é"\n    )\n'  # noqa: E501 - a source in one piece
    own = source(tmp_path, text)
    changed = [mutant.apply(text) for mutant in mutants(own)]
    fresh = {line.strip() for new in changed for line in new.split("\n")} - {line.strip() for line in text.split("\n")}
    assert fresh == {
        'def f(a: "A", b=2) -> "B":',
        "if (a):",
        "if True:",
        "if False:",
        "pass",
        "return None",
        "(a <= 'é')",
        'a < ""',
    }
    assert {new.count("\n") for new in changed} == {text.count("\n")}
