"""rule-engine: rules as expressions over mappings (pure Python)."""

from typing import Final

from benchmarks.peers import Form, installed
from benchmarks.peers.expressions import Dialect, spellings
from benchmarks.tables import Workload

DISTRIBUTION: Final = "rule-engine"
DIALECT: Final = Dialect(both="and", either="or")


def forms(workload: Workload) -> tuple[Form, ...] | None:
    """Return the table as a chain of rules, and as one conditional expression."""
    rule_engine = installed("rule_engine")
    if rule_engine is None:
        return None
    rows = [(rule_engine.Rule(DIALECT.row(workload, row)), row.outcome) for row in workload.restrictive_first]
    expressions = {name: rule_engine.Rule(text) for name, text in spellings(workload, DIALECT).items()}
    return (
        Form("a chain of rules", workload.points, rule_engine.Chain(rows).evaluate, str),
        *(Form(name, workload.points, rule.evaluate, str) for name, rule in expressions.items()),
    )
