"""What a playbook says about going or not."""

from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from releasekit._arguments import as_frozenset, as_tuple, repeated
from releasekit._fields import Frozen, Name, checked
from releasekit._words import did_you_mean, listing
from releasekit.errors import FieldError
from releasekit.gates import Gate, RateThreshold
from releasekit.policy import Column, Table
from releasekit.readiness._facts import FACTS
from releasekit.readiness._study import CLASS_COLUMNS, EFFECT_COLUMNS, RELEASE_TYPE
from releasekit.readiness._vocabulary import GoNoGo, ReleaseClass


@attrs.frozen(field_transformer=checked)
class ReadinessRules(Frozen):
    """What a playbook says about going or not.

    Attributes:
        gates: the gates that the playbook knows.
        required: collects the required gates from yes-or-no columns for release classes (``r0`` to ``r3``) and from
            ``release_type``; an outcome that ends in ``*`` stands for the gates of that prefix that are in scope.
        reported: collects the advisory gates that must be reported, from such columns; ``None`` where none must.
        go_no_go: decides from columns of `FACTS`.
        implied: collects the classes that follow from what a change touches, from yes-or-no columns for effects
            (`EFFECT_COLUMNS`); ``None`` where what a change touches is not asked.
        confirming_classes: the classes of change that the owner of each consumer has to confirm.
        rate_thresholds: how good the rates of the delivery must be.
        performance_gates: the gates whose failure is a failed budget.
        efficacy_gates: the gates that show that the change works.
        budgeted_metrics: the metrics that have to be measured; others may be.
        named_advisory: the advisory gates whose failure may be accepted under conditions.
        tracked_by: the decisions under which such a failure is tracked; one in force suffices.
        clean_clone_decision: the decision that asks for evidence from a clean clone.
        clean_clone_consumer: whose evidence it is about.

    Raises:
        FieldError: where a gate is named that is not among the gates, a consumer that has none, a rate has two
            thresholds, or a table has a column that is not known.
    """

    gates: tuple[Gate, ...] = attrs.field(converter=as_tuple)
    required: Table[str]
    reported: Table[str] | None = attrs.field(default=None, kw_only=True)
    go_no_go: Table[GoNoGo] = attrs.field(kw_only=True)
    implied: Table[ReleaseClass] | None = attrs.field(default=None, kw_only=True)
    confirming_classes: frozenset[ReleaseClass] = attrs.field(
        default=frozenset(), converter=as_frozenset, kw_only=True
    )
    rate_thresholds: tuple[RateThreshold, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    performance_gates: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    efficacy_gates: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    budgeted_metrics: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    named_advisory: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    tracked_by: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    clean_clone_decision: Name | None = attrs.field(default=None, kw_only=True)
    clean_clone_consumer: Name | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = (*_strange_columns(self), *_strange_gates(self), *_doubled_rates(self.rate_thresholds))
        if problems:
            raise FieldError(problems)

    @property
    def tables(self) -> tuple[Table[object], ...]:
        """The tables, in the order in which they are asked."""
        tables = (self.implied, self.required, self.reported, self.go_no_go)
        return tuple(table for table in tables if table is not None)

    def gate(self, name: str) -> Gate | None:
        """Return the gate of that id, if the playbook knows it."""
        return next((gate for gate in self.gates if gate.id == name), None)


COLLECTING: Final[tuple[tuple[str, tuple[Column, ...]], ...]] = (
    ("implied", EFFECT_COLUMNS),
    ("required", (*CLASS_COLUMNS, RELEASE_TYPE)),
    ("reported", (*CLASS_COLUMNS, RELEASE_TYPE)),
)
"""The tables that collect, and which columns each may have."""


def _strange_columns(rules: ReadinessRules) -> Iterator[str]:
    for field, columns in COLLECTING:
        table: Table[object] | None = getattr(rules, field)
        if table is not None and (table.answers_once or not set(table.columns) <= set(columns)):
            names = ", ".join(column.name for column in columns)
            yield f"table `{table.name}` has other columns or decides; expected to collect from {names}"
    if rules.implied is not None and not all(isinstance(outcome, ReleaseClass) for outcome in rules.implied.listed):
        yield f"table `{rules.implied.name}` has other outcomes; expected release classes"
    yield from _strange_facts(rules)


def _strange_facts(rules: ReadinessRules) -> Iterator[str]:
    outcomes = rules.go_no_go.listed
    ordered = tuple(word for word in GoNoGo if word in outcomes)
    if not rules.go_no_go.answers_once or outcomes != ordered or GoNoGo.GO not in outcomes:
        yield f"table `{rules.go_no_go.name}` collects or has other outcomes; expected go to no-go, in that order"
    known = {fact.column.name: fact.column for fact in FACTS}
    for column in rules.go_no_go.columns:
        if column.name not in known:
            hint = did_you_mean(column.name, known)
            yield f"go_no_go has column `{column.name}`{hint}; expected columns among {listing(known)}"
        elif column.replace(worse=None) != known[column.name]:
            yield f"go_no_go: column `{column.name}` takes {column.expected}; expected {known[column.name].expected}"


def _strange_gates(rules: ReadinessRules) -> Iterator[str]:
    ids = [gate.id for gate in rules.gates]
    yield from (f"gate `{name}` is there twice; expected each id once" for name in repeated(ids))
    collecting = [table for table in (rules.required, rules.reported) if table is not None and not table.answers_once]
    collected = [outcome for table in collecting for outcome in table.listed]
    named = {*collected, *rules.performance_gates, *rules.efficacy_gates, *rules.named_advisory}
    for name in sorted(named - set(ids)):
        by_prefix = name.endswith("*") and name in rules.required.listed
        if not (by_prefix and any(own.startswith(name[:-1]) for own in ids)):
            yield f"gate `{name}` is named but not known{did_you_mean(name, ids)}; expected one of gates"
    consumer, consumers = rules.clean_clone_consumer, sorted({gate.consumer for gate in rules.gates if gate.consumer})
    if consumer is not None and consumer not in consumers:
        hint = did_you_mean(consumer, consumers)
        yield f"clean_clone_consumer `{consumer}` has no gate{hint}; expected one of {listing(consumers)}"


def _doubled_rates(thresholds: Iterable[RateThreshold]) -> list[str]:
    twice = repeated(threshold.metric for threshold in thresholds)
    return [f"rate `{name}` has two thresholds; expected one" for name in twice]
