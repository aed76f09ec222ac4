"""Procedures: steps in a fixed order, each with who may do it, how long it may take and what it must show."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from types import MappingProxyType
from typing import Annotated, Final

import attrs
from annotated_types import Gt

from releasekit._arguments import as_frozenset, as_tuple, of_kind
from releasekit._digest import digest
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._views import View, Viewable
from releasekit.errors import FieldError
from releasekit.policy import Source
from releasekit.procedures._checklist import Checklist
from releasekit.procedures._ids import checked_ids, expected_one_of
from releasekit.procedures._vocabulary import FindingAbout

LABEL: Final = MappingProxyType({"digest": False})
"""Marks a field that explains and does not decide, so that it may be reworded while a run is under way."""


@attrs.frozen(field_transformer=checked)
class Step(Frozen):
    """One step of a procedure.

    Attributes:
        id: unique in its procedure.
        name: what people call it.
        roles: who may do it: whoever has one of these roles. Nobody may while it is empty.
        actions: what is done.
        limit: the time in which it must be finished, excluded: of five minutes, exactly five are late. It counts from
            the end of the step before, or from the start of the run; waiting to begin takes time as well.
        needs_evidence: whether it is finished only with evidence.
        gates: the ids of the gates that must have passed for it to be finished.
        checklists: the ids of the checklists that must be complete for it to be finished.
        reversible_by: the roles that may reverse what the step decided, by aborting the run once it is finished.
        because: why it is as it is, where the playbook does not say so.
        source: the sentences of the playbook.

    Raises:
        FieldError: where a field is outside its limits.
    """

    id: Name
    name: Name
    roles: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    actions: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    limit: Annotated[timedelta, Gt(timedelta())] | None = attrs.field(default=None, kw_only=True)
    needs_evidence: bool = attrs.field(default=True, kw_only=True)
    gates: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    checklists: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    reversible_by: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    because: Note = attrs.field(default="", kw_only=True, metadata=LABEL)
    source: Source | None = attrs.field(default=None, kw_only=True, metadata=LABEL)


@attrs.frozen(field_transformer=checked)
class Procedure(Frozen, Viewable):
    """Steps that are done one after the other, none left out.

    Attributes:
        id: its short name.
        steps: in their order.
        title: what people call it.
        trigger: what starts it, for people.
        source: the sentence of the playbook that names it.

    Raises:
        FieldError: where a field is outside its limits, or two steps share an id.
    """

    id: Name
    steps: tuple[Step, ...] = attrs.field(converter=as_tuple)
    title: Name = attrs.field(kw_only=True, metadata=LABEL)
    trigger: Note = attrs.field(default="", kw_only=True, metadata=LABEL)
    source: Source | None = attrs.field(default=None, kw_only=True, metadata=LABEL)

    def __attrs_post_init__(self) -> None:
        checked_ids(f"procedure `{self.id}`: step", (step.id for step in self.steps))

    @property
    def digest(self) -> str:
        """The SHA-256 of all that decides, as 64 hexadecimal digits; titles, reasons and sources are not in it."""
        return digest("procedure", 1, self)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that has a step to do."""
        return frozenset[str]().union(*(step.roles for step in self.steps))

    def step(self, name: str) -> Step:
        """Return the step of that id.

        Raises:
            FieldError: where there is none.
        """
        for step in self.steps:
            if step.id == name:
                return step
        raise FieldError((no_such_step(self, name),))

    def with_gates(self, step: str, gates: Iterable[str]) -> "Procedure":
        """Return the procedure with other gates for one step, such as those of `rerun_gates`.

        Raises:
            FieldError: where there is no such step, or a gate is no name.
        """
        changed = self.step(step).replace(gates=gates)
        return self.replace(steps=tuple(changed if own.id == step else own for own in self.steps))

    def view(self) -> View:
        """Return the procedure as people read it: a row per step."""
        from releasekit.procedures._show import procedure_view

        return procedure_view(self)

    def mermaid(self) -> str:
        """Return the procedure as a Mermaid flowchart."""
        from releasekit.procedures._show import procedure_chart

        return procedure_chart(self)


def no_such_step(procedure: Procedure, name: object) -> str:
    """Say that a procedure has no such step, and which it has."""
    return expected_one_of(f"procedure `{procedure.id}` has no step", name, (step.id for step in procedure.steps))


@attrs.frozen
class ProcedureFinding(Frozen):
    """One thing that a procedure or checklist still lacks; no run starts before it is mended.

    Attributes:
        kind: what is lacking.
        place: where, such as ``steps[2]``.
        message: the same for people.
    """

    kind: FindingAbout
    place: str
    message: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


def lint(subject: Procedure | Checklist) -> tuple[ProcedureFinding, ...]:
    """Return what a procedure or a checklist still lacks; nothing for all that come with releasekit.

    Raises:
        FieldError: where it is neither.
    """
    of_kind("subject", subject, Procedure, Checklist)
    return tuple(_of_procedure(subject) if isinstance(subject, Procedure) else _of_checklist(subject))


def _of_procedure(procedure: Procedure) -> Iterator[ProcedureFinding]:
    if not procedure.steps:
        message = f"procedure `{procedure.id}` has no steps; expected at least one"
        yield ProcedureFinding(FindingAbout.NO_STEPS, "steps", message=message)
    for number, step in enumerate(procedure.steps):
        place = f"steps[{number}]"
        if not step.roles:
            message = f"step `{step.id}` has no role; expected who does it"
            yield ProcedureFinding(FindingAbout.NO_ROLE, place, message=message)
        if not step.actions:
            message = f"step `{step.id}` has no action; expected what is done"
            yield ProcedureFinding(FindingAbout.NO_ACTION, place, message=message)


def _of_checklist(checklist: Checklist) -> Iterator[ProcedureFinding]:
    if not checklist.items:
        message = f"checklist `{checklist.id}` has no items; expected at least one"
        yield ProcedureFinding(FindingAbout.NO_ITEMS, "items", message=message)
