"""How far a milestone is: everything that is lacking is gathered, then a table gives the outcome."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import ClassVar, Final

import attrs

from releasekit._arguments import as_tuple, instant, of_kind
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._tables import asked, check_table
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import Ordered, shown, to_the_minute
from releasekit.answers import Finding
from releasekit.gates import Standing
from releasekit.milestones._cards import Criterion, Demand, TaskCard
from releasekit.milestones._evidence import MilestoneEvidence
from releasekit.milestones._shortfalls import FAILURES, MilestoneContext, MilestoneShortfall, shortfalls
from releasekit.policy import Cell, Column, Decision, Hit, Judged, Rule, Table, not_


class MilestoneOutcome(Ordered):
    """How far a milestone is, from permissive to restrictive."""

    COMPLETE = "complete"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    NOT_ENTERED = "not entered"


def _row(name: str, then: MilestoneOutcome, because: str, **when: Standing | Cell) -> Rule[MilestoneOutcome]:
    return Rule(name, when, then=then, because=because)


COMPLETE, IN_PROGRESS, BLOCKED, NOT_ENTERED = MilestoneOutcome

COLUMNS: Final[Mapping[str, type]] = MappingProxyType(dict.fromkeys(("entry", "cards", "exit"), Standing))
"""What is asked of a milestone: what is proved of each part."""

MILESTONE_STATUS: Final = Table(
    "milestone outcomes",
    tuple(Column(part, Standing, worse="higher") for part in COLUMNS),
    rules=(
        _row("all-proved", COMPLETE, "every criterion and every card is proved"),
        _row(
            "cards-open", IN_PROGRESS, "a task card is not done, or nothing proves that it is", cards=Standing.UNPROVEN
        ),
        _row("exit-open", IN_PROGRESS, "nothing proves an exit criterion", exit=Standing.UNPROVEN),
        _row(
            "cards-failed",
            BLOCKED,
            "a gate or criterion of a task card failed, or the card is blocked",
            cards=Standing.FAILED,
        ),
        _row("exit-failed", BLOCKED, "an exit criterion is known not to be met", exit=Standing.FAILED),
        _row(
            "entry-not-met",
            NOT_ENTERED,
            "an entry criterion is not met, or not known to be",
            entry=not_(Standing.PASSED),
        ),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=MilestoneOutcome,
    permissive=(COMPLETE,),
)
"""The outcome from what is proved of the entry criteria, of the task cards and of the exit criteria; entry first."""


@attrs.frozen(field_transformer=checked)
class Milestone(Frozen):
    """A stage of a programme: what must hold before it, its task cards, and what must hold at its end.

    Attributes:
        id: what it is called; unique in its playbook.
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

    def _problems(self) -> Iterable[str]:
        gates = {gate for card in self.task_cards for gate in card.required_gates}
        # Results and findings name a card or a criterion by nothing but its id, so no two of them may share one. Nor
        # may a criterion share one with a gate: a pass of the gate would prove a criterion that nobody looked at.
        seen = {self.id}
        for place, part in self._parts():
            if part.id in seen:
                yield f"{place}.id is {shown(part.id)} again; expected each id once"
            seen.add(part.id)
            if isinstance(part, Criterion) and part.id in gates:
                yield f"{place}.id is {shown(part.id)}, as a required gate is called; expected another id"
            if isinstance(part, Criterion) and Demand.PREDECESSOR in part.demands and self.predecessor is None:
                yield f"predecessor is `None`; expected the milestone before, which {place} asks for"

    def _parts(self) -> Iterator[tuple[str, TaskCard | Criterion]]:
        """Yield each card and each criterion with its place in the milestone."""
        yield from ((f"entry_criteria[{number}]", part) for number, part in enumerate(self.entry_criteria))
        for number, card in enumerate(self.task_cards):
            yield f"task_cards[{number}]", card
            accepted = enumerate(card.acceptance_criteria)
            yield from ((f"task_cards[{number}].acceptance_criteria[{at}]", part) for at, part in accepted)
        yield from ((f"exit_criteria[{number}]", part) for number, part in enumerate(self.exit_criteria))

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion: those of entry, those of the cards, those of exit."""
        return tuple(part for _, part in self._parts() if isinstance(part, Criterion))

    def status(
        self, evidence: MilestoneEvidence, at: datetime, *, rules: Table[MilestoneOutcome] = MILESTONE_STATUS
    ) -> "MilestoneReport":
        """Return how far the milestone is by the evidence, with everything that is lacking.

        Args:
            evidence: what is known of the work.
            at: the instant of the question; aware. A pass, a completion, a clean review or a matrix that is dated
                later does not count.
            rules: decides by the columns of `MILESTONE_STATUS` or some of them.

        Raises:
            FieldError: where the evidence is of another kind, the instant has no zone, or the table asks or answers
                something else.
        """
        of_kind("evidence", evidence, MilestoneEvidence)
        check_table("rules", rules, COLUMNS, MilestoneOutcome)
        context = MilestoneContext(evidence, instant("at", at), self.predecessor)
        parts: Mapping[str, tuple[TaskCard | Criterion, ...]] = {
            "entry": self.entry_criteria,
            "cards": self.task_cards,
            "exit": self.exit_criteria,
        }
        findings = {name: [lack for part in parts[name] for lack in shortfalls(context, part)] for name in parts}
        # A milestone without work, or without anything that must hold at its end, would lack nothing and be complete.
        for name, noun in ("cards", "task cards"), ("exit", "exit criteria"):
            if not parts[name]:
                message = f"{MilestoneShortfall.NOTHING_ASKED}: no {noun}"
                findings[name].append(Finding(MilestoneShortfall.NOTHING_ASKED, self.id, message=message))
        decision = asked(rules, {name: _standing(lacks) for name, lacks in findings.items()})
        listed = [lack for lacks in findings.values() for lack in lacks]
        # A stored completion decides nothing: where the evidence contradicts it, that is one finding more.
        stored = self.completed_on
        if stored is not None and context.has_begun(stored) and decision.outcome is not COMPLETE:
            message = f"{MilestoneShortfall.WORD_CONTRADICTED}: stored as completed on {stored.isoformat()}"
            listed.append(Finding(MilestoneShortfall.WORD_CONTRADICTED, self.id, message=message))
        return MilestoneReport(self, context.at, decision=decision, findings=tuple(listed))


def _standing(lacks: Iterable[Finding[MilestoneShortfall]]) -> Standing:
    """Return what is proved of a part of a milestone: a known failure outweighs what is only not proved."""
    kinds = {lack.kind for lack in lacks}
    return Standing.FAILED if kinds & FAILURES else Standing.UNPROVEN if kinds else Standing.PASSED


TONES: Final = {COMPLETE: Tone.GOOD, IN_PROGRESS: Tone.WARN, BLOCKED: Tone.BAD, NOT_ENTERED: Tone.NEUTRAL}


@attrs.frozen
class MilestoneReport(Frozen, Judged[MilestoneOutcome], Viewable):
    """How far a milestone is by the evidence. It has no truth value: compare its outcome.

    Attributes:
        milestone: the milestone.
        at: the instant of the question.
        decision: the decision of the table, with what is proved of each part.
        findings: everything that is lacking: of entry, of the cards, of exit, each in the order of the milestone. The
            place of a finding is the id of the card or the criterion, or of the milestone itself.
    """

    milestone: Milestone
    at: datetime
    decision: Decision[MilestoneOutcome] = attrs.field(kw_only=True)
    findings: tuple[Finding[MilestoneShortfall], ...] = attrs.field(kw_only=True)

    @property
    def contradictions(self) -> tuple[Finding[MilestoneShortfall], ...]:
        """The recorded statuses that the evidence contradicts."""
        return tuple(lack for lack in self.findings if lack.kind is MilestoneShortfall.WORD_CONTRADICTED)

    def findings_of(self, place: str) -> tuple[Finding[MilestoneShortfall], ...]:
        """Return what is lacking of a card or a criterion, by its id; nothing for an id that the milestone has not."""
        of_kind("place", place, str)
        return tuple(lack for lack in self.findings if lack.place == place)

    def view(self) -> View:
        """Return the report as a card for people: criteria and cards, each with what is lacking."""
        milestone, headers = self.milestone, ("criterion", "lacking")
        entry = (self._row(criterion.id, criterion.text) for criterion in milestone.entry_criteria)
        cards = (self._row(card.id, f"{card.id} {card.title}", str(card.status)) for card in milestone.task_cards)
        closing = (self._row(criterion.id, criterion.text) for criterion in milestone.exit_criteria)
        sections = [
            Section("Why", Lines(tuple(map(str, self.reasons)))),
            Section("Entry criteria", Grid(headers, tuple(entry))),
            Section("Task cards", Grid(("card", "stored as", "lacking"), tuple(cards))),
            Section("Exit criteria", Grid(headers, tuple(closing))),
        ]
        if self.contradictions:
            texts = tuple(map(str, self.contradictions))
            sections.append(Section("Recorded statuses that the evidence contradicts", Lines(texts)))
        badge = Badge(str(self.outcome), TONES[self.outcome])
        return View(f"{milestone.id} {milestone.title}", badge, tuple(sections), f"as of {to_the_minute(self.at)}")

    def _row(self, place: str, *cells: str) -> Row:
        """Return the row of a card or a criterion, whose last cell is what it lacks."""
        lacks = self.findings_of(place)
        text = "\n".join(lack.message for lack in lacks) or "nothing"
        return Row((*cells, text), Tone.BAD if lacks else Tone.GOOD)
