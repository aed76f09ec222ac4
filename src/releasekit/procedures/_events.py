"""What happens in a run, as it is recorded."""

from datetime import datetime
from typing import Annotated, TypeAlias

import attrs

from releasekit._arguments import as_frozenset, as_tuple, as_utc
from releasekit._fields import Frozen, Length, Name, checked


@attrs.frozen(field_transformer=checked)
class Actor(Frozen):
    """Who does something, and in which role.

    Attributes:
        name: the person or agent.
        role: the role in which they act, spelled as in the procedure.
    """

    name: Name
    role: Name

    def __str__(self) -> str:
        return f"{self.name} ({self.role})"


@attrs.frozen(field_transformer=checked)
class Started(Frozen):
    """A run was started.

    Attributes:
        run_id: what the run is called.
        procedure: the digest of the procedure, so that a changed one is refused later.
        at: when; an aware instant.
        by: who started it.
    """

    run_id: Name
    procedure: Name
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    by: Actor = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class StepBegun(Frozen):
    """A step was begun.

    Attributes:
        step: the id of the step.
        at: when; an aware instant.
        by: who began it.
    """

    step: Name
    at: datetime = attrs.field(converter=as_utc)
    by: Actor = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class StepFinished(Frozen):
    """A step was finished.

    Attributes:
        step: the id of the step.
        at: when; an aware instant.
        by: who finished it.
        evidence: where the proof lies.
        gates: the ids of the gates that had passed, as their results prove.
        checklists: the ids of the checklists that were complete, as their reports say.
    """

    step: Name
    at: datetime = attrs.field(converter=as_utc)
    by: Actor = attrs.field(kw_only=True)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    gates: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    checklists: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)


@attrs.frozen(field_transformer=checked)
class StepFailed(Frozen):
    """A step could not be finished, and the run ends with it.

    Attributes:
        step: the id of the step.
        at: when; an aware instant.
        by: who says so.
        reason: why.
        evidence: where the proof lies, where there is any.
    """

    step: Name
    at: datetime = attrs.field(converter=as_utc)
    by: Actor = attrs.field(kw_only=True)
    reason: Annotated[str, Length(1, 10_000)] = attrs.field(kw_only=True)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Aborted(Frozen):
    """A run was called off.

    Attributes:
        at: when; an aware instant.
        by: who called it off.
        reason: why.
    """

    at: datetime = attrs.field(converter=as_utc)
    by: Actor
    reason: Annotated[str, Length(1, 10_000)] = attrs.field(kw_only=True)


RunEvent: TypeAlias = Started | StepBegun | StepFinished | StepFailed | Aborted
"""Anything that is recorded of a run."""
