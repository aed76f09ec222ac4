"""What a playbook says about going or not."""

from collections.abc import Iterator
from typing import Final

import attrs

from releasekit._fields import Frozen, Name, checked
from releasekit._words import near_match
from releasekit.errors import FieldError
from releasekit.gates import Gate
from releasekit.policy import Column, Table
from releasekit.readiness._facts import FACTS
from releasekit.readiness._vocabulary import GoNoGo, ReleaseClass

__all__ = ["CLASS_COLUMNS", "ReadinessRules"]


@attrs.frozen(field_transformer=checked)
class ReadinessRules(Frozen):
    """What a playbook says about going or not.

    Attributes:
        gates: the gates that the playbook knows.
        required: collects the required gates from yes-or-no columns for release classes (``r0`` to ``r3``); an outcome
            that ends in ``*`` stands for the gates of that prefix that are in scope.
        reported: collects the advisory gates that must be reported, from such columns.
        go_no_go: decides from columns of `FACTS`.
        performance_gates: the gates whose failure is a failed budget.
        efficacy_gates: the gates that show that the change works.
        budgeted_metrics: the metrics that have to be measured; others may be.
        named_advisory: the advisory gates whose failure may be accepted under conditions.
        tracked_by: the decisions under which such a failure is tracked; one in force suffices.
        clean_clone_decision: the decision that asks for evidence from a clean clone.
        clean_clone_consumer: whose evidence it is about.

    Raises:
        FieldError: where a gate is named that is not among the gates, a consumer that has none, or a table has a column
            that is not known.
    """

    gates: tuple[Gate, ...]
    required: Table[str]
    reported: Table[str] = attrs.field(kw_only=True)
    go_no_go: Table[GoNoGo] = attrs.field(kw_only=True)
    performance_gates: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    efficacy_gates: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    budgeted_metrics: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    named_advisory: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    tracked_by: frozenset[str] = attrs.field(default=frozenset(), kw_only=True)
    clean_clone_decision: Name | None = attrs.field(default=None, kw_only=True)
    clean_clone_consumer: Name | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = (*_strange_columns(self), *_strange_gates(self))
        if problems:
            raise FieldError(problems)

    def gate(self, name: str) -> Gate | None:
        """Return the gate of that id, if the playbook knows it."""
        return next((gate for gate in self.gates if gate.id == name), None)


CLASS_COLUMNS: Final = tuple(Column(word.value.lower(), bool) for word in ReleaseClass)
"""The columns of the tables that collect gates: yes or no for each release class, ``r0`` to ``r3``."""


def _strange_columns(rules: ReadinessRules) -> Iterator[str]:
    for table in (rules.required, rules.reported):
        if table.answers_once or not set(table.columns) <= set(CLASS_COLUMNS):
            yield f"table `{table.name}` has other columns or decides; expected to collect from r0, r1, r2, r3"
    outcomes = rules.go_no_go.listed
    ordered = tuple(word for word in GoNoGo if word in outcomes)
    if not rules.go_no_go.answers_once or outcomes != ordered or GoNoGo.GO not in outcomes:
        yield f"table `{rules.go_no_go.name}` collects or has other outcomes; expected go to no-go, in that order"
    known = {fact.column.name: fact.column for fact in FACTS}
    for column in rules.go_no_go.columns:
        if column.name not in known:
            near = near_match(column.name, known)
            meant = f"; did you mean `{near}`?" if near else ""
            yield f"go_no_go has column `{column.name}`{meant}; expected columns among {', '.join(known)}"
        elif column.replace(worse=None) != known[column.name]:
            yield f"go_no_go: column `{column.name}` takes {column.expected}; expected {known[column.name].expected}"


def _strange_gates(rules: ReadinessRules) -> Iterator[str]:
    ids = [gate.id for gate in rules.gates]
    twice = sorted({name for name in ids if ids.count(name) > 1})
    yield from (f"gate `{name}` is there twice; expected each id once" for name in twice)
    collecting = [table for table in (rules.required, rules.reported) if not table.answers_once]
    collected = [outcome for table in collecting for outcome in table.listed]
    named = {*collected, *rules.performance_gates, *rules.efficacy_gates, *rules.named_advisory}
    for name in sorted(named - set(ids)):
        by_prefix = name.endswith("*") and name in rules.required.listed
        if not (by_prefix and any(own.startswith(name[:-1]) for own in ids)):
            near = near_match(name, ids)
            meant = f"; did you mean `{near}`?" if near else ""
            yield f"gate `{name}` is named but not known{meant}; expected one of gates"
    consumer, consumers = rules.clean_clone_consumer, sorted({gate.consumer for gate in rules.gates if gate.consumer})
    if consumer is not None and consumer not in consumers:
        near = near_match(consumer, consumers)
        meant = f"; did you mean `{near}`?" if near else ""
        yield f"clean_clone_consumer `{consumer}` has no gate{meant}; expected one of {', '.join(consumers) or 'none'}"
