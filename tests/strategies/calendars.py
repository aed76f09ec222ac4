"""Read published release schedules into lifecycles, as they are: nothing is mended, nothing guessed."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from releasekit.cadence import Boundary, Lifecycle, Month
from releasekit.policy import MISSING

NODE_PHASES: Final = ("alpha", "start", "lts", "maintenance")
Plan = Mapping[str, str]
History = Mapping[str, list[list[str]]]


def boundary(value: str | bool) -> Boundary:  # noqa: FBT001
    """Read a day, a month, or a mark that says no more than that it is past."""
    if isinstance(value, bool):
        return MISSING
    return Month.parse(value) if re.fullmatch(r"\d{4}-\d{2}", value) else date.fromisoformat(value)


def node_line(name: str, plan: Plan) -> Lifecycle:
    """Read a line of Node.js."""
    phases = tuple((phase, boundary(plan[phase])) for phase in NODE_PHASES if phase in plan)
    return Lifecycle(name, phases, end=boundary(plan["end"]))


def node_plans(name: str, final: Plan, history: History) -> Iterator[tuple[str, Lifecycle]]:
    """Give each plan that was ever published for a line, and the day on which it was changed to that."""
    changes = sorted({day for field in history.values() for day, _ in field})
    for today in changes:
        known = {field: [value for day, value in steps if day <= today] for field, steps in history.items()}
        plan = {**final, **{field: values[-1] if values else "" for field, values in known.items()}}
        yield today, node_line(name, {field: value for field, value in plan.items() if value})


def endoflife_line(product: str, row: Mapping[str, Any]) -> Lifecycle:
    """Read a release cycle of endoflife.date.

    ``eol: false`` says that no end is planned. ``true`` says that something is over and not since when. ``lts: true``
    says what kind of release it is, and is no date of a phase; ``eoas: false`` and ``eoes: false`` say that there is
    none.
    """
    phases: list[tuple[str, Boundary]] = [("active", boundary(row["releaseDate"]))]
    if isinstance(row.get("lts"), str):
        phases.append(("lts", boundary(row["lts"])))
    if row.get("eoas", False) is not False:
        phases.append(("security", boundary(row["eoas"])))
    end = None if row["eol"] is False else boundary(row["eol"])
    if row.get("eoes", False) is not False and end is not None:
        phases.append(("extended", end))
        end = boundary(row["eoes"])
    return Lifecycle(f"{product} {row['releaseCycle']}", tuple(phases), end=end)
