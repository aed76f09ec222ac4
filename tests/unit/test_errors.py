"""Errors: their parts, their texts, and that they survive a trip to another process."""

import pickle
from typing import Final

import pytest

from releasekit import errors
from releasekit.errors import BudgetError, FieldError, ReleasekitError
from releasekit.playbook import PlaybookError
from releasekit.policy import CellError, FactError, Finding, FindingKind, TableError

GAP: Final = Finding(FindingKind.GAP, "no rule matches a: false", witness=(("a", False),))
DEAD: Final = Finding(FindingKind.DEAD_COLUMN, "no outcome depends on column `a`", column="a")

CASES: Final = [
    pytest.param(FieldError(("a", "b")), {"problems": ("a", "b")}, "a; b", id="FieldError"),
    pytest.param(
        BudgetError("gaps", 5),
        {"question": "gaps", "budget": 5},
        "gaps: no answer within 5 states; expected a larger budget or a smaller table",
        id="BudgetError",
    ),
    pytest.param(
        PlaybookError("own", "no table"),
        {"playbook": "own", "problem": "no table"},
        "playbook `own`: no table",
        id="PlaybookError",
    ),
    pytest.param(CellError("bound `a`"), {"problem": "bound `a`"}, "bound `a`", id="CellError"),
    pytest.param(
        FactError("t", ("a", "b")),
        {"table": "t", "problems": ("a", "b")},
        "table `t` cannot take these facts\n  a\n  b",
        id="FactError",
    ),
    pytest.param(
        TableError("t", (GAP, DEAD)),
        {"table": "t", "findings": (GAP, DEAD)},
        "table `t` has 1 error\n  gap: no rule matches a: false",
        id="TableError",
    ),
    pytest.param(
        TableError("t", (GAP, GAP)),
        {"table": "t", "findings": (GAP, GAP)},
        "table `t` has 2 errors\n  gap: no rule matches a: false\n  gap: no rule matches a: false",
        id="TableError with two",
    ),
]


@pytest.mark.parametrize(("error", "parts", "text"), CASES)
class TestErrors:
    def test_parts_and_text(self, error: ReleasekitError, parts: dict[str, object], text: str) -> None:
        assert ({name: getattr(error, name) for name in parts}, str(error)) == (parts, text)

    def test_one_root(self, error: ReleasekitError, parts: dict[str, object], text: str) -> None:
        assert isinstance(error, ReleasekitError)
        assert isinstance(error, ValueError)
        assert vars(error) == parts
        assert text

    def test_pickle(self, error: ReleasekitError, parts: dict[str, object], text: str) -> None:
        copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - written one line above
        assert (type(copy), {name: getattr(copy, name) for name in parts}, str(copy)) == (type(error), parts, text)


def test_the_module_lists_its_errors() -> None:
    assert dir(errors) == ["BudgetError", "FieldError", "ReleasekitError"]
