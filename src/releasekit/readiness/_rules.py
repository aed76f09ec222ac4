"""What a playbook says about going or not."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated

import attrs

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import Distinct, Frozen, checked
from releasekit._words import did_you_mean, listing, shown
from releasekit.gates import EvidenceRules, Gate, GateKind
from releasekit.policy import Column, Table
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._classes import (
    ReleaseClass,
    class_problems,
    collected,
    gates_asked,
    implied_classes,
    is_of,
    touched,
    unknown_names,
    with_alone,
)
from releasekit.readiness._fact import Fact
from releasekit.readiness._facts_of_entries import ClassificationFact, EntryFact
from releasekit.readiness._facts_of_people import ConfirmationFact, stated_problems
from releasekit.readiness._vocabulary import GoNoGo


@attrs.frozen(field_transformer=checked)
class ReadinessRules(Frozen):
    """What a playbook says about going or not.

    Attributes:
        gates: the gates that the playbook knows.
        classes: the classes of release; the tables that collect gates and classes are made of them.
        facts: the facts that its go/no-go table may ask.
        go_no_go: decides from columns of the facts.
        evidence: what a pass has to show so that it counts.

    Raises:
        FieldError: where a class or a fact names something that is not there, a class reports a gate that is not
            advisory, two facts have one name, or the table has a column that no fact has.
    """

    gates: Annotated[tuple[Gate, ...], Distinct("id")] = attrs.field(converter=as_tuple)
    classes: Annotated[tuple[ReleaseClass, ...], Distinct("id")] = attrs.field(converter=as_tuple)
    facts: Annotated[tuple[Fact, ...], Distinct("name")] = attrs.field(converter=as_tuple, kw_only=True)
    go_no_go: Table[GoNoGo] = attrs.field(kw_only=True)
    evidence: EvidenceRules = attrs.field(default=EvidenceRules(), kw_only=True)

    def _problems(self) -> Iterable[str]:
        yield from class_problems(self.classes)
        known = [gate.id for gate in self.gates]
        blocking = {gate.id for gate in self.gates if gate.kind is GateKind.BLOCKING}
        for place, each in enumerate(self.classes):
            for field in ("gates", "by_scope", "reports"):
                names = getattr(each, field)
                if field == "by_scope":
                    names = {name for name in names if not any(is_of(gate, name) for gate in known)}
                yield from unknown_names(f"classes[{place}].{field}", names, known)
            for name in sorted(each.reports & blocking):
                yield f"classes[{place}].reports holds {shown(name)}, which is blocking; expected advisory gates"
        for place, fact in enumerate(self.facts):
            yield from (f"facts[{place}].{problem}" for problem in fact.problems(self))
        yield from self._strange_columns()

    def _strange_columns(self) -> Iterator[str]:
        """Say how the go/no-go table differs from one that decides go to no-go by the facts."""
        table = self.go_no_go
        ordered = tuple(word for word in GoNoGo if word in table.listed)
        if not table.answers_once or table.listed != ordered or GoNoGo.GO not in table.listed:
            yield "go_no_go collects or has other outcomes; expected go to no-go, in that order"
        known = {fact.name: fact for fact in self.facts}
        for column in table.columns:
            fact = known.get(column.name)
            if fact is None:
                hint = did_you_mean(column.name, known)
                yield f"go_no_go has column `{column.name}`{hint}; expected columns among {listing(known)}"
            elif column.replace(worse=None) != fact.column.replace(worse=None):
                yield f"go_no_go has {_told(column)}; expected {_told(fact.column)}, as its fact is"

    @cached_property
    def implied(self) -> Table[str] | None:
        """Collects the classes that follow from what a change touches; ``None`` where none does."""
        return implied_classes(self.classes)

    @cached_property
    def required(self) -> Table[str] | None:
        """Collects the required gates of the classes; ``None`` where they have none."""
        return gates_asked(self.classes, "gates", "required gates", "{} requires {}")

    @cached_property
    def by_scope(self) -> Table[str] | None:
        """Collects the gates that the classes require where they are in scope; ``None`` where they have none."""
        return gates_asked(self.classes, "by_scope", "gates by scope", "{} requires {} where it is in scope")

    @cached_property
    def reported(self) -> Table[str] | None:
        """Collects the advisory gates of which the classes ask for a result; ``None`` where they have none."""
        return gates_asked(self.classes, "reports", "advisory gates to report", "{} asks for a result of {}")

    def gates_of_classes(self, classes: Iterable[str]) -> frozenset[str]:
        """Return the ids of the gates that some declared classes require, whatever the scope of the change.

        Raises:
            FieldError: where the classes are no iterable of texts.
        """
        declared = frozenset(items("classes", classes, str))
        return collected(self.required, with_alone(self.classes, declared))

    @property
    def tables(self) -> tuple[Table[object], ...]:
        """The tables, in the order in which they are asked."""
        tables = (self.implied, self.required, self.by_scope, self.reported, self.go_no_go)
        return tuple(table for table in tables if table is not None)

    @cached_property
    def asked(self) -> Mapping[str, Fact]:
        """The facts that the go/no-go table asks, by the names of its columns, in their order."""
        known = {fact.name: fact for fact in self.facts}
        return {column.name: known[column.name] for column in self.go_no_go.columns}

    @cached_property
    def accepting_roles(self) -> frozenset[str]:
        """The roles of which whoever accepts the failure of an advisory gate must have one; empty for any."""
        return frozenset[str]().union(*(fact.roles for fact in self.asked.values() if isinstance(fact, EntryFact)))

    @cached_property
    def _gates(self) -> Mapping[str, Gate]:
        return {gate.id: gate for gate in self.gates}

    def gate(self, name: str) -> Gate | None:
        """Return the gate of that id, if the playbook knows it."""
        of_kind("name", name, str)
        return self._gates.get(name)

    def gates_of(self, consumer: str) -> frozenset[str]:
        """Return the ids of the gates that test a consumer."""
        of_kind("consumer", consumer, str)
        return frozenset(gate.id for gate in self.gates if gate.consumer == consumer)

    def unknown(self, candidate: ReleaseCandidate) -> Iterator[str]:
        """Say what a candidate names that the playbook does not know, each with the name that may be meant."""
        of_kind("candidate", candidate, ReleaseCandidate)
        yield from unknown_names("candidate.classes", candidate.classes, (each.id for each in self.classes))
        effects = candidate.effects if isinstance(candidate.effects, frozenset) else ()
        yield from unknown_names("candidate.effects", effects, sorted(touched(self.classes)))
        yield from stated_problems((column for fact in self.facts for column in fact.stated), candidate.stated)
        yield from self._unclassified(candidate)
        parts = {part for fact in self.facts if isinstance(fact, ConfirmationFact) for part in fact.parts}
        named = {part for confirmation in candidate.confirmations for part, _ in confirmation.parts}
        yield from unknown_names("candidate.confirmations", named, sorted(parts))

    def _unclassified(self, candidate: ReleaseCandidate) -> Iterator[str]:
        """Say which failures are classified by a fact that is not asked, or as what it cannot be."""
        columns = {fact.name: fact.column for fact in self.facts if isinstance(fact, ClassificationFact)}
        named = (each.fact for each in candidate.classifications)
        yield from unknown_names("candidate.classifications", named, columns)
        for place, each in enumerate(candidate.classifications):
            column = columns.get(each.fact)
            if column is not None and not column.contains(each.value):
                given = f"{shown(each.value)}{column.near(each.value)}; expected {column.expected}"
                yield f"candidate.classifications[{place}].value is {given}"


def _told(column: Column) -> str:
    return f"column `{column.name}` of {column.expected}" + (", given" if column.given else "")
