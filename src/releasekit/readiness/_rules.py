"""What a playbook says about going or not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Final

import attrs

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._words import did_you_mean, listing
from releasekit.gates import Gate, RateThreshold
from releasekit.policy import Column, Table
from releasekit.readiness._facts import FACTS, RELEASE_TYPE
from releasekit.readiness._vocabulary import Effect, GoNoGo, ReleaseClass


@attrs.frozen(field_transformer=checked)
class ReadinessRules(Frozen):
    """What a playbook says about going or not.

    Attributes:
        gates: the gates that the playbook knows.
        required: collects the required gates from yes-or-no columns for release classes (``r0`` to ``r3``) and from
            ``release_type``; an outcome that ends in ``*`` stands for the gates of that prefix that are in scope.
        reported: collects the advisory gates that must be reported, from such columns; ``None`` where none must.
        go_no_go: decides from columns of `FACTS`.
        implied: collects the classes that follow from what a change touches, from yes-or-no columns for effects, such
            as ``execution_flow``; ``None`` where what a change touches is not asked.
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

    gates: Annotated[tuple[Gate, ...], Distinct("id")] = attrs.field(converter=as_tuple)
    required: Table[str]
    reported: Table[str] | None = attrs.field(default=None, kw_only=True)
    go_no_go: Table[GoNoGo] = attrs.field(kw_only=True)
    implied: Table[ReleaseClass] | None = attrs.field(default=None, kw_only=True)
    confirming_classes: frozenset[ReleaseClass] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    rate_thresholds: Annotated[tuple[RateThreshold, ...], Distinct("metric")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    performance_gates: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    efficacy_gates: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    budgeted_metrics: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    named_advisory: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    tracked_by: frozenset[str] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    clean_clone_decision: Name | None = attrs.field(default=None, kw_only=True)
    clean_clone_consumer: Name | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterable[str]:
        for field, columns in COLLECTING.items():
            table: Table[object] | None = getattr(self, field)
            if table is not None and (table.answers_once or not set(table.columns) <= set(columns)):
                names = ", ".join(column.name for column in columns)
                yield f"{field} has other columns or decides; expected to collect from {names}"
        if self.implied is not None and not all(isinstance(outcome, ReleaseClass) for outcome in self.implied.listed):
            yield "implied has other outcomes; expected release classes"
        yield from _strange_facts(self.go_no_go)
        yield from _strange_gates(self)
        consumer, consumers = self.clean_clone_consumer, sorted({gate.consumer for gate in self.gates if gate.consumer})
        if consumer is not None and consumer not in consumers:
            hint, expected = did_you_mean(consumer, consumers), f"expected one of {listing(consumers)}"
            yield f"clean_clone_consumer is `{consumer}`, which no gate tests{hint}; {expected}"

    @property
    def tables(self) -> tuple[Table[object], ...]:
        """The tables, in the order in which they are asked."""
        tables = (self.implied, self.required, self.reported, self.go_no_go)
        return tuple(table for table in tables if table is not None)

    def gate(self, name: str) -> Gate | None:
        """Return the gate of that id, if the playbook knows it."""
        return next((gate for gate in self.gates if gate.id == name), None)


CLASS_COLUMNS: Final = tuple(Column(word.value.lower(), bool) for word in ReleaseClass)
COLLECTING: Final[Mapping[str, tuple[Column, ...]]] = {
    "implied": tuple(Column(word.name.lower(), bool) for word in Effect),
    "required": (*CLASS_COLUMNS, RELEASE_TYPE),
    "reported": (*CLASS_COLUMNS, RELEASE_TYPE),
}
"""The tables that collect, and which columns each may have."""


def _strange_facts(table: Table[GoNoGo]) -> Iterator[str]:
    """Say how a go/no-go table differs from one that decides go to no-go by known facts."""
    ordered = tuple(word for word in GoNoGo if word in table.listed)
    if not table.answers_once or table.listed != ordered or GoNoGo.GO not in table.listed:
        yield "go_no_go collects or has other outcomes; expected go to no-go, in that order"
    known = {fact.column.name: fact.column for fact in FACTS}
    for column in table.columns:
        if column.name not in known:
            hint = did_you_mean(column.name, known)
            yield f"go_no_go has column `{column.name}`{hint}; expected columns among {listing(known)}"
        elif column.replace(worse=None) != known[column.name].replace(worse=None):
            yield f"go_no_go: column `{column.name}` takes {column.expected}; expected {known[column.name].expected}"


def _strange_gates(rules: ReadinessRules) -> Iterator[str]:
    """Name the gates that a field names and the playbook does not know, and the first field that names each."""
    ids = [gate.id for gate in rules.gates]
    collecting = {"required": rules.required, "reported": rules.reported}
    fields: dict[str, Iterable[str]] = {
        **{field: table.listed for field, table in collecting.items() if table is not None and not table.answers_once},
        **{field: sorted(getattr(rules, field)) for field in ("performance_gates", "efficacy_gates", "named_advisory")},
    }
    first = {name: field for field, names in reversed(fields.items()) for name in names}
    for name in sorted(first.keys() - set(ids)):
        # A name that ends in `*` stands for the gates of that prefix.
        is_prefix = name.endswith("*") and name in rules.required.listed
        if not (is_prefix and any(gate.startswith(name[:-1]) for gate in ids)):
            hint = did_you_mean(name, ids)
            yield f"{first[name]} names gate `{name}`, which is not known{hint}; expected one of gates"
