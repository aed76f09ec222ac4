"""Milestones and task cards, with the names of their template."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, ClassVar

import attrs

from releasekit._arguments import as_tuple, repeated
from releasekit._fields import Frozen, Length, Name, Note, checked
from releasekit._views import View, Viewable
from releasekit._words import Word, shown
from releasekit.errors import FieldError
from releasekit.policy import Source

if TYPE_CHECKING:
    from releasekit.milestones._evidence import MilestoneEvidence
    from releasekit.milestones._status import MilestoneReport


class Demand(Word):
    """What a criterion asks for.

    ``EVIDENCE``: a pass with evidence under the id of the criterion. ``PREDECESSOR``: the milestone before is complete.
    ``NO_REGRESSIONS``: a review found no unresolved release-blocking regression. ``MATRIX``: a compatibility matrix is
    published under a version.
    """

    EVIDENCE = "evidence"
    PREDECESSOR = "predecessor complete"
    NO_REGRESSIONS = "no unresolved release-blocking regressions"
    MATRIX = "published compatibility matrix"


@attrs.frozen(field_transformer=checked)
class Criterion(Frozen):
    """A sentence that must hold.

    Attributes:
        id: unique in its milestone.
        text: the sentence.
        demands: what it asks for; all of it.
        source: where the sentence stands.

    Raises:
        FieldError: where a field is outside its limits, or the criterion asks for nothing.
    """

    id: Name
    text: Name
    demands: Annotated[tuple[Demand, ...], Length(1, len(Demand))] = attrs.field(
        default=(Demand.EVIDENCE,), converter=as_tuple, kw_only=True
    )
    source: Source | None = attrs.field(default=None, kw_only=True)


class TaskState(Word):
    """How far a task card is, as somebody wrote it down."""

    PLANNED = "planned"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    DONE = "done"


@attrs.frozen(field_transformer=checked)
class TaskStatus(Frozen):
    """The status line of a task card.

    Attributes:
        state: the word.
        since: the day since when it holds, from its first instant, in UTC; a card that is done has one.

    Raises:
        FieldError: where a field is outside its limits, or the card is done on no day.

    Example:
        >>> str(TaskStatus(TaskState.DONE, date(2026, 2, 19)))
        'done (2026-02-19)'
    """

    state: TaskState
    since: date | None = None

    def __attrs_post_init__(self) -> None:
        if self.state is TaskState.DONE and self.since is None:
            raise FieldError((f"TaskStatus.since is {shown(self.since)} for `{self.state}`; expected a day",))

    def __str__(self) -> str:
        return f"{self.state} ({self.since.isoformat()})" if self.since else str(self.state)


@attrs.frozen(field_transformer=checked)
class TaskCard(Frozen, Viewable):
    """A piece of work, what it has to achieve, and what proves that it did.

    Attributes:
        id: such as ``M6-T01``.
        title: the title.
        goal: what it is for.
        status: the status line, as it is stored; it proves nothing.
        work_items: what is to be done.
        acceptance_criteria: what must hold afterwards.
        required_gates: the ids of the gates that must have a pass with evidence.
        evidence: the references of the card itself; each must be the evidence of such a pass, so that the passes of
            another card prove nothing here.

    Raises:
        FieldError: where a field is outside its limits, a gate is there twice, or there is a reference to evidence and
            no required gate.
    """

    document_schema: ClassVar[int] = 1

    id: Name
    title: Name
    goal: Note = attrs.field(kw_only=True)
    status: TaskStatus = attrs.field(kw_only=True)
    work_items: tuple[Name, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    acceptance_criteria: tuple[Criterion, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    required_gates: tuple[Name, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = _twice("required gate", self.required_gates)
        if self.evidence and not self.required_gates:
            problems.append(f"evidence is {shown(self.evidence[0])} for no gate; expected a required gate")
        if problems:
            raise FieldError(tuple(f"task card `{self.id}`: {problem}" for problem in problems))

    def view(self) -> View:
        """Return the card as people read it."""
        from releasekit.milestones._show import card_view

        return card_view(self)


@attrs.frozen(field_transformer=checked)
class Milestone(Frozen):
    """A stage of a programme: what must hold before it, its task cards, and what must hold at its end.

    Attributes:
        id: such as ``M6``.
        title: the title.
        objective: what it is for.
        entry_criteria: what must hold before it begins.
        exit_criteria: what must hold at its end; a milestone without any is never complete.
        task_cards: its work; a milestone without any is never complete.
        risks: what may go wrong without it.
        predecessor: the id of the milestone before, where there is one.
        completion_note: what its completion means.
        completed_on: the day on which it was recorded as complete; it proves nothing.

    Raises:
        FieldError: where a field is outside its limits, two of milestone, cards and criteria share an id, a criterion
            has the id of a gate, or one asks for a predecessor that is not named.
    """

    document_schema: ClassVar[int] = 1

    id: Name
    title: Name
    objective: Note = attrs.field(kw_only=True)
    entry_criteria: tuple[Criterion, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    exit_criteria: tuple[Criterion, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    task_cards: tuple[TaskCard, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    risks: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    predecessor: Name | None = attrs.field(default=None, kw_only=True)
    completion_note: Note = attrs.field(default="", kw_only=True)
    completed_on: date | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = tuple(_problems(self))
        if problems:
            raise FieldError(tuple(f"milestone `{self.id}`: {problem}" for problem in problems))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion: those of entry, those of the cards, those of exit."""
        accepted = (criterion for card in self.task_cards for criterion in card.acceptance_criteria)
        return (*self.entry_criteria, *accepted, *self.exit_criteria)

    def status(self, evidence: "MilestoneEvidence", at: datetime) -> "MilestoneReport":
        """Return how far the milestone is by the evidence, with everything that is lacking.

        Args:
            evidence: what is known of the work.
            at: the instant of the question; aware. Good news that are dated later do not count.

        Raises:
            FieldError: where the evidence is of another kind, or the instant has no zone.
        """
        from releasekit.milestones._status import status

        return status(self, evidence, at)


def _problems(milestone: Milestone) -> Iterator[str]:
    parts: tuple[TaskCard | Criterion, ...] = (*milestone.task_cards, *milestone.criteria)
    yield from _twice("id", (milestone.id, *(part.id for part in parts)))
    gates = {gate for card in milestone.task_cards for gate in card.required_gates}
    for criterion in milestone.criteria:
        if criterion.id in gates:
            yield f"criterion `{criterion.id}` has the id of a required gate; expected one of its own"
        if Demand.PREDECESSOR in criterion.demands and milestone.predecessor is None:
            yield f"criterion `{criterion.id}` asks for the predecessor; expected a milestone that names one"


def _twice(kind: str, names: tuple[str, ...]) -> list[str]:
    return [f"{kind} `{name}` is there twice; expected each once" for name in repeated(names)]
