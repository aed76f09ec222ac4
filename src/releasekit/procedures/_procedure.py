"""Procedures: steps in a fixed order, each with who may do it, how long it may take and what it must show."""

from collections.abc import Iterable
from datetime import timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Final

import attrs
from annotated_types import Gt

from releasekit._arguments import as_frozenset, as_tuple, of_kind
from releasekit._digest import digest
from releasekit._fields import Distinct, Frozen, Name, Note, checked
from releasekit._views import Grid, Lines, Row, Section, View, Viewable
from releasekit.answers import Finding
from releasekit.errors import FieldError
from releasekit.policy import Source
from releasekit.procedures._texts import either, expected_one_of, time_span
from releasekit.procedures._vocabulary import ProcedureFindingKind

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

    @property
    def needs(self) -> tuple[str, ...]:
        """What it takes to finish it, for people."""
        return (
            *([f"less than {time_span(self.limit)}"] if self.limit is not None else []),
            *(["evidence"] if self.needs_evidence else []),
            *(f"gate {gate}" for gate in sorted(self.gates)),
            *(f"checklist {name}" for name in sorted(self.checklists)),
            *([f"reversible by {either(self.reversible_by)}"] if self.reversible_by else []),
        )


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
    steps: Annotated[tuple[Step, ...], Distinct("id")] = attrs.field(converter=as_tuple)
    title: Name = attrs.field(kw_only=True, metadata=LABEL)
    trigger: Note = attrs.field(default="", kw_only=True, metadata=LABEL)
    source: Source | None = attrs.field(default=None, kw_only=True, metadata=LABEL)

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
        of_kind("name", name, str)
        for step in self.steps:
            if step.id == name:
                return step
        known = (step.id for step in self.steps)
        raise FieldError((expected_one_of(f"procedure `{self.id}` has no step", name, known),))

    def with_gates(self, step: str, gates: Iterable[str]) -> "Procedure":
        """Return the procedure with other gates for one step, such as those of `rerun_gates`.

        Raises:
            FieldError: where there is no such step, or a gate is no name.
        """
        changed = self.step(step).replace(gates=gates)
        return self.replace(steps=tuple(changed if kept.id == step else kept for kept in self.steps))

    def lint(self) -> tuple[Finding[ProcedureFindingKind], ...]:
        """Return what the procedure still lacks; nothing for all that come with releasekit.

        No run of it starts before that is mended.
        """
        findings = []
        if not self.steps:
            message = "is empty; expected at least one step"
            findings.append(Finding(ProcedureFindingKind.NO_STEPS, "steps", message=message))
        for number, step in enumerate(self.steps):
            place = f"steps[{number}]"
            if not step.roles:
                message = f"has no role; expected who does step `{step.id}`"
                findings.append(Finding(ProcedureFindingKind.NO_ROLE, place, message=message))
            if not step.actions:
                message = f"has no action; expected what is done in step `{step.id}`"
                findings.append(Finding(ProcedureFindingKind.NO_ACTION, place, message=message))
        return tuple(findings)

    def view(self) -> View:
        """Return the procedure as people read it: a row per step."""
        rows: list[Row] = []
        because: dict[str, list[str]] = {}
        for number, step in enumerate(self.steps, 1):
            actions = (f"· {action}" for action in step.actions if action != step.name.removesuffix("."))
            what = "\n".join((step.name, *actions))
            rows.append(Row((f"{number}. {step.id}", either(step.roles), what, "\n".join(step.needs))))
            if step.because:
                because.setdefault(step.because, []).append(step.id)
        sections = [Section("Steps", Grid(("step", "who", "what", "needs"), tuple(rows)))]
        if because:
            lines = tuple(f"{', '.join(names)}: {reason}" for reason, names in because.items())
            sections.append(Section("Why it is as it is", Lines(lines)))
        subtitle = f"{self.id}, on: {self.trigger}" if self.trigger else self.id
        return View(self.title, None, tuple(sections), subtitle)

    def mermaid(self) -> str:
        """Return the procedure as a Mermaid flowchart; every mark that could be markup is written as its number."""
        boxes, calls_off = [], []
        for number, step in enumerate(self.steps, 1):
            # "1. " at the start would be taken for a list, which Mermaid cannot draw.
            boxes.append(f"s{number}[{_label(f'{number} {step.name}', f'by {either(step.roles)}', *step.needs)}]")
            if step.reversible_by:
                calls_off.append(f"s{number} -. {_label(f'reversed by {either(step.reversible_by)}')} .-> aborted")
        names = ["start", *(f"s{number}" for number in range(1, len(boxes) + 1)), "done"]
        lines = [
            f"start([{_label(self.trigger or self.title)}])",
            *boxes,
            f"done([{_label('complete')}])",
            *(f"{before} --> {after}" for before, after in pairwise(names)),
            *([f"aborted([{_label('aborted')}])"] if calls_off else []),
            *calls_off,
        ]
        return "\n    ".join(["flowchart TD", *lines]) + "\n"


def _label(*lines: str) -> str:
    """Return lines as the text of a box."""
    marks = (
        "".join(mark if mark.isalnum() or mark in " .,:-" else f"#{ord(mark)};" for mark in " ".join(line.split()))
        for line in lines
    )
    return f'"{"<br>".join(marks)}"'
