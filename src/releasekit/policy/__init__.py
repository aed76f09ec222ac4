"""Typed decision tables: proved when they are built, explained when they decide.

The laws, each of which has a test of its own:

* a table answers every combination of facts in its domain, and nothing else can fail;
* the order in which rules are written changes no answer;
* a missing fact that becomes known never turns a permissive outcome into another;
* under `Hit.MOST_RESTRICTIVE`, one more rule never loosens;
* the trace of a decision, and its deciding rules alone, lead to the same outcome;
* `diff` of two tables is empty exactly where they answer the same everywhere, with the same rules.
"""

from typing import TYPE_CHECKING, Final

from releasekit.policy._cells import (
    ANY,
    MISSING,
    Cell,
    CellError,
    Missing,
    above,
    at_least,
    at_most,
    below,
    between,
    not_,
    one_of,
)
from releasekit.policy._check import check
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._decision import Decision, Judged
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import FactError, Finding, FindingKind, TableError
from releasekit.policy._rules import Hit, Reason, Rule, Source
from releasekit.policy._table import Table

if TYPE_CHECKING:
    from releasekit.policy._cell_text import cell
    from releasekit.policy._coverage import BoundaryPair, Case, Coverage, Leaf, coverage, generate_cases
    from releasekit.policy._diff import Diff, Difference, DifferenceKind, diff, is_no_looser
    from releasekit.policy._explain import CellTrace, FactChange, Flip, Nearest, NearMiss, RuleTrace, Trace
    from releasekit.policy._replay import Record, Replay, Replayed, Unreplayable, replay

__all__ = [
    "ANY",
    "MISSING",
    "BoundaryPair",
    "Case",
    "Cell",
    "CellError",
    "CellTrace",
    "Column",
    "Coverage",
    "Decision",
    "Diff",
    "Difference",
    "DifferenceKind",
    "Draft",
    "FactChange",
    "FactError",
    "Finding",
    "FindingKind",
    "Flip",
    "Hit",
    "Judged",
    "Leaf",
    "Missing",
    "NearMiss",
    "Nearest",
    "Numbers",
    "Reason",
    "Record",
    "Replay",
    "Replayed",
    "Rule",
    "RuleTrace",
    "Source",
    "Table",
    "TableError",
    "Trace",
    "Unreplayable",
    "above",
    "at_least",
    "at_most",
    "below",
    "between",
    "cell",
    "check",
    "coverage",
    "diff",
    "generate_cases",
    "is_no_looser",
    "not_",
    "one_of",
    "replay",
]


_LATER: Final = {
    "_cell_text": ("cell",),
    "_coverage": ("BoundaryPair", "Case", "Coverage", "Leaf", "coverage", "generate_cases"),
    "_diff": ("Diff", "Difference", "DifferenceKind", "diff", "is_no_looser"),
    "_explain": ("CellTrace", "FactChange", "Flip", "NearMiss", "Nearest", "RuleTrace", "Trace"),
    "_replay": ("Record", "Replay", "Replayed", "Unreplayable", "replay"),
}
"""What is loaded when it is first asked for: whoever only decides does not pay for the rest."""


def __dir__() -> list[str]:
    return __all__


if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        from importlib import import_module

        for home, names in _LATER.items():
            if name in names:
                value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
                return value
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
