"""The engines that `decide` is raced against, one module each, and z3 as the rival of `check`.

The module of a decider names its `DISTRIBUTION` and has `forms(workload)`, the ways in which that
engine can be asked, `None` where it is not installed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any, Final

from benchmarks.tables import Workload
from benchmarks.timing import Call, over

DECIDERS: Final = (
    "cel_rust",
    "zen_rust",
    "cedar_rust",
    "rule_engine_python",
    "business_rules_python",
)


@dataclass(frozen=True)
class Form:
    """One way of asking an engine.

    Timed is `ask` alone; `read` turns what it returns into the outcome. `points` are the points of
    the workload, in its order and in the engine's own types.
    """

    name: str
    points: Sequence[Any]
    ask: Callable[[Any], Any]
    read: Callable[[Any], object]

    def checked(self, workload: Workload) -> Call:
        """Return the callable to time, once every answer is shown to equal the reference's."""
        for point, translated in zip(workload.points, self.points, strict=True):
            answer, expected = self.read(self.ask(translated)), workload.answer(point)
            if answer != expected:
                raise AssertionError(f"{self.name} answers `{answer}` at {point}; expected `{expected}`")
        return over(self.ask, self.points)


def installed(name: str) -> ModuleType | None:
    """Return the module, or `None` where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def deciders() -> Iterator[tuple[str, Callable[[Workload], tuple[Form, ...] | None]]]:
    """Yield the distribution name of each engine and its ways of asking about a workload."""
    for name in DECIDERS:
        module = import_module(f"benchmarks.peers.{name}")
        yield module.DISTRIBUTION, partial(module.forms)
