"""What every law needs: its settings, and the library's table of a sheet."""

from collections.abc import Callable
from typing import Final

from hypothesis import HealthCheck, settings

from releasekit.policy import MISSING, Table
from tests.oracle import Point, Sheet, Value

__all__ = ["ALL", "built", "facts_of", "law"]

# Findings without a cap: the laws are about all of them.
ALL: Final = None


def law(examples: int = 50) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a law on so many examples, and on more with `make deep`; that drawing a whole table is slow is no fault."""
    quiet = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)
    asked = settings().max_examples
    examples = max(examples, asked) if asked > settings.get_profile("default").max_examples else examples
    return settings(max_examples=examples, deadline=None, suppress_health_check=quiet)


def built(sheet: Sheet) -> Table[Value]:
    """Build the library's table of a sheet without errors."""
    return Table.from_draft(sheet.draft())


def facts_of(sheet: Sheet, point: Point) -> dict[str, object]:
    """A point as facts, with what is missing left out."""
    return {name: value for name, value in sheet.facts(point).items() if value is not MISSING}
