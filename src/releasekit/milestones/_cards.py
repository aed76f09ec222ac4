"""Task cards and criteria, with the names of their template."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

import attrs

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import SHOWN_EMPTY, Distinct, Frozen, Length, Name, Note, checked
from releasekit._views import Badge, Lines, Section, Tone, View, Viewable
from releasekit._words import Word, shown
from releasekit.policy import Source


class Demand(Word):
    """What a criterion asks for.

    ``EVIDENCE``: a pass with evidence under the id of the criterion. ``PREDECESSOR``: the milestone before is complete.
    ``NO_REGRESSIONS``: a review found no unresolved release-blocking regression. ``MATRIX``: a compatibility matrix is
    published under a version, can be asked itself, and has a validated tuple of each consumer that the criterion names.
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
        consumers: of whom the matrix has to have a tuple that is supported, with conditions or without.

    Raises:
        FieldError: where a field is outside its limits, the criterion asks for nothing, or it names consumers and asks
            for no matrix.
    """

    id: Name
    text: Name
    demands: Annotated[tuple[Demand, ...], Length(1, len(Demand))] = attrs.field(
        default=(Demand.EVIDENCE,), converter=as_tuple, kw_only=True
    )
    source: Source | None = attrs.field(default=None, kw_only=True)
    consumers: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if self.consumers and Demand.MATRIX not in self.demands:
            consumer = shown(min(self.consumers))
            yield f"consumers holds {consumer} without a matrix; expected `{Demand.MATRIX}` in demands"


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
        since: the day on which it began, from its first instant, in UTC; a card that is done must have one.

    Raises:
        FieldError: where a field is outside its limits, or the card is done and has no day.

    Example:
        >>> str(TaskStatus(TaskState.DONE, date(2026, 2, 19)))
        'done (2026-02-19)'
    """

    state: TaskState
    since: date | None = None

    def _problems(self) -> Iterable[str]:
        if self.state is TaskState.DONE and self.since is None:
            yield f"since is `None` for `{self.state}`; expected a day"

    def __str__(self) -> str:
        return f"{self.state} ({self.since.isoformat()})" if self.since else str(self.state)


@attrs.frozen(field_transformer=checked)
class TaskCard(Frozen, Viewable):
    """A piece of work, what it has to achieve, and what proves that it did.

    Attributes:
        id: unique in its milestone.
        title: the title.
        goal: what it is for.
        status: the status line, as somebody stored it; it proves nothing.
        work_items: what is to be done.
        acceptance_criteria: what must hold afterwards.
        required_gates: the ids of the gates that must have a pass with evidence.
        evidence: the references of the card; each must be the evidence of such a pass, so that the passes of another
            card do not prove this one.

    Raises:
        FieldError: where a field is outside its limits, a gate comes again, or there is a reference to evidence and no
            required gate.
    """

    document_schema: ClassVar[int] = 1

    id: Name
    title: Name
    goal: Note = attrs.field(kw_only=True)
    status: TaskStatus = attrs.field(kw_only=True)
    work_items: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY)
    acceptance_criteria: tuple[Criterion, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    required_gates: Annotated[tuple[Name, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if self.evidence and not self.required_gates:
            yield f"evidence holds {shown(self.evidence[0])} for no gate; expected a required gate"

    def view(self) -> View:
        """Return the card as people read it; the badge is the stored status, which proves nothing."""
        tone = Tone.BAD if self.status.state is TaskState.BLOCKED else Tone.NEUTRAL
        sections = (
            Section("Goal", Lines((self.goal,), bullets=False)),
            Section("Work items", Lines(self.work_items)),
            Section("Acceptance criteria", Lines(tuple(criterion.text for criterion in self.acceptance_criteria))),
            Section("Required gates", Lines(self.required_gates)),
            Section("Evidence", Lines(self.evidence)),
        )
        return View(f"{self.id} {self.title}", Badge(str(self.status), tone), sections)
