"""How much work a call is, counted in executed lines and not in seconds, so that the count is the same each time."""

import sys
from collections.abc import Callable
from types import FrameType

__all__ = ["lines_run"]


def lines_run(call: Callable[[], object]) -> int:
    """Return how many lines Python executes for a call; each round of a loop or comprehension counts."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Callable[..., object]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count
