"""Facts of what was entered somewhere: decisions, waivers, what failures were found to be, and earlier rollbacks."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar

import attrs

from releasekit._arguments import as_frozenset
from releasekit._fields import Length, Name, checked
from releasekit._words import to_the_minute
from releasekit.gates import GateResult
from releasekit.policy import MISSING, Column, Missing
from releasekit.readiness._classes import unknown_names
from releasekit.readiness._fact import Fact
from releasekit.readiness._records import Classification, DecisionEntry, RollbackRecord
from releasekit.readiness._vocabulary import DecisionStatus, Rollbacks, WaiverStatus

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext
    from releasekit.readiness._rules import ReadinessRules


@attrs.frozen(field_transformer=checked)
class EntryFact(Fact):
    """Whether an entry accepts the failing advisory gates: the decision that the candidate names, or a waiver of each.

    The decision has to be about this release, by another than the release owner, and no older than what failed.

    Attributes:
        name: the name of the column.
        roles: the roles of which whoever decides must have one; any where there is none.
    """

    document_kind: ClassVar[str] = "entry"

    name: Name
    roles: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    @property
    def column(self) -> Column:
        return Column(self.name, DecisionStatus, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if context.failed_advisory and not self._unwaived(context):
            return DecisionStatus.ACTIVE
        entry = context.entries.get(context.candidate.decision_entry or "")
        return MISSING if entry is None or any(self._shortfalls(context, entry)) else context.status(entry.id)

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say why the named decision does not count, and which gates have no waiver that does."""
        name = context.candidate.decision_entry
        entry = context.entries.get(name or "")
        if name is None:
            yield "no decision entry is named"
        elif entry is None:
            yield f"{name}: not recorded"
        else:
            yield from (f"{entry.id}: {problem}" for problem in self._shortfalls(context, entry))
            yield from _ends(context, [entry.id])
        yield from (f"{gate}: no waiver in force" for gate in self._unwaived(context))

    def _unwaived(self, context: "ReviewContext") -> list[str]:
        """Return the failing advisory gates without a waiver in force."""
        waived = {each.waiver.gate for each in context.waivers if each.status is WaiverStatus.IN_FORCE}
        return sorted(context.failed_advisory - waived)

    def _shortfalls(self, context: "ReviewContext", entry: DecisionEntry) -> Iterator[str]:
        """Say why a decision is no entry for this release."""
        if problem := context.unbound(entry.commit):
            yield problem
        if entry.by is not None and not context.is_independent(entry.by):
            yield "not known to be by another than the release owner"
        if self.roles and (entry.by is None or entry.role not in self.roles):
            yield f"not by somebody in the role {' or '.join(sorted(self.roles))}"
        for run in context.failures(context.failed_advisory):
            if entry.accepted_at < run.recorded_at:
                yield f"older than {run.id}"


@attrs.frozen(field_transformer=checked)
class ClassificationFact(Fact):
    """What the failures of some gates were found to be, failure by failure: the worst of all that was said.

    It is missing where one of them was not looked at, or nothing failed.

    Attributes:
        column: the name and the values of the fact; ``worse`` says which way they get worse.
        gates: the gates whose failures are looked at.
        roles: the roles of which whoever looks must have one; any where there is none.

    Raises:
        FieldError: where the column cannot be missing or does not say which way it gets worse.
    """

    document_kind: ClassVar[str] = "classification"

    column: Column
    gates: Annotated[frozenset[Name], Length(1, 1_000)] = attrs.field(converter=as_frozenset)
    roles: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    def _problems(self) -> Iterator[str]:
        if not self.column.optional:
            yield "column cannot be missing; expected optional=True, since failures may not have been looked at"
        if self.column.worse is None or not isinstance(self.column.domain, tuple):
            yield "column has no texts from better to worse; expected texts and worse"

    def value(self, context: "ReviewContext") -> object:
        failures = self._failures(context)
        if not failures or any(self._open(context, run) for run in failures):
            return MISSING
        ids = {run.id for run in failures}
        said = (each for each in context.candidate.classifications if each.fact == self.name)
        heard = [self.column.values.index(each.value) for each in said if ids.intersection(each.results)]
        return self.column.values[max(heard) if self.column.worse == "higher" else min(heard)]

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the failures that were not looked at."""
        return [f"{run.id}: {why}" for run in self._failures(context) if (why := self._open(context, run))]

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        return unknown_names("gates", self.gates, (gate.id for gate in rules.gates))

    def _failures(self, context: "ReviewContext") -> list[GateResult]:
        return context.failures(self.gates)

    def _open(self, context: "ReviewContext", run: GateResult) -> str:
        """Say why nobody who may has looked at a failure; nothing where somebody has."""
        said = (each for each in context.candidate.classifications if each.fact == self.name and run.id in each.results)
        gaps = sorted({self._shortfall(context, each, run) for each in said})
        return "" if "" in gaps else "; ".join(gaps) or "not classified"

    def _shortfall(self, context: "ReviewContext", said: Classification, run: GateResult) -> str:
        """Say why what somebody says of a failure does not count; nothing where it does."""
        if self.roles and said.role not in self.roles:
            return f"{said.by} is not in the role {' or '.join(sorted(self.roles))}"
        if said.made_at < run.recorded_at:
            return f"classified by {said.by} before it was recorded"
        return f"not yet classified by {said.by}" if said.made_at > context.at else ""


@attrs.frozen(field_transformer=checked)
class DecisionFact(Fact):
    """Whether a decision of the project is in force: of several that permit something one is enough.

    Attributes:
        name: the name of the column.
        decisions: their ids.
        forbids: whether they forbid something. Then each counts as in force until its end is recorded, and nobody is
            advised to lift it.
    """

    document_kind: ClassVar[str] = "decision"

    name: Name
    decisions: frozenset[Name] = attrs.field(converter=as_frozenset)
    forbids: bool = attrs.field(default=False, kw_only=True)

    @property
    def column(self) -> Column:
        if self.forbids:
            return Column(self.name, DecisionStatus, worse="lower", given=True)
        return Column(self.name, DecisionStatus, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        statuses = {context.status(name) for name in self.decisions}
        if self.forbids:
            return DecisionStatus.LIFTED if statuses == {DecisionStatus.LIFTED} else DecisionStatus.ACTIVE
        if DecisionStatus.ACTIVE in statuses:
            return DecisionStatus.ACTIVE
        return DecisionStatus.LIFTED if DecisionStatus.LIFTED in statuses else MISSING

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say of each decision that is not in force why."""
        return _ends(context, self.decisions)


def _ends(context: "ReviewContext", names: Iterable[str]) -> Iterator[str]:
    """Say of each decision that is not in force why."""
    for name in sorted(names):
        entry = context.entries.get(name)
        if entry is None:
            yield f"{name}: not recorded"
        elif entry.accepted_at > context.at:
            yield f"{name}: accepted only {to_the_minute(entry.accepted_at)}"
        elif not entry.is_active(context.at):
            yield f"{name}: lifted"


@attrs.frozen(field_transformer=checked)
class RollbackFact(Fact):
    """Whether an earlier rollback is open; missing where nobody said that there was none.

    The entry that remedies one has to be among the decisions, no older than the rollback.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "rollbacks"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Rollbacks, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        known = context.candidate.rollbacks
        if isinstance(known, Missing):
            return MISSING
        return Rollbacks.OPEN if any(self._lacking(context, each) for each in known) else Rollbacks.NONE_OPEN

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the open rollbacks and what keeps them open."""
        known = context.candidate.rollbacks
        if isinstance(known, Missing):
            return ["nobody said whether there was one"]
        gaps = {each: self._lacking(context, each) for each in known}
        return sorted(f"{each.id} of {each.declared_at.date()}: {', '.join(gaps[each])}" for each in gaps if gaps[each])

    def _lacking(self, context: "ReviewContext", rollback: RollbackRecord) -> tuple[str, ...]:
        """Say what keeps a rollback open."""
        name = rollback.remediation
        remedy = context.entries.get(name or "")
        is_there = name is None or (remedy is not None and rollback.declared_at <= remedy.accepted_at <= context.at)
        return rollback.lacking if is_there else (*rollback.lacking, f"{name} is not recorded since then")
