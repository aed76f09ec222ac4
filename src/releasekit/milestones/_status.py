"""How far a milestone is: everything that is lacking is gathered, then a table gives the outcome."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple, NoReturn, TypeAlias

import attrs

from releasekit._arguments import instant, of_kind
from releasekit._fields import Frozen
from releasekit._views import View, Viewable
from releasekit._words import Word
from releasekit.gates import GateVerdict, Standing, counting, standing_of
from releasekit.milestones._evidence import MilestoneEvidence
from releasekit.milestones._milestone import Criterion, Demand, Milestone, TaskCard, TaskState
from releasekit.policy import Column, Decision, Hit, Missing, Rule, Table, not_


class MilestoneOutcome(Word):
    """How far a milestone is, from permissive to restrictive."""

    COMPLETE = "complete"
    IN_PROGRESS = "in progress"
    BLOCKED = "blocked"
    NOT_ENTERED = "not entered"


OUTCOMES: Final = Table(
    "milestone outcomes",
    (
        Column("entry", Standing, worse="higher"),
        Column("cards", Standing, worse="higher"),
        Column("exit", Standing, worse="higher"),
    ),
    rules=(
        Rule("all-proved", {}, then=MilestoneOutcome.COMPLETE, because="every criterion and every card is proved"),
        Rule(
            "cards-open",
            {"cards": Standing.UNPROVEN},
            then=MilestoneOutcome.IN_PROGRESS,
            because="a task card is not done, or nothing proves that it is",
        ),
        Rule(
            "exit-open",
            {"exit": Standing.UNPROVEN},
            then=MilestoneOutcome.IN_PROGRESS,
            because="nothing proves an exit criterion",
        ),
        Rule(
            "cards-failed",
            {"cards": Standing.FAILED},
            then=MilestoneOutcome.BLOCKED,
            because="a gate or criterion of a task card failed, or the card is blocked",
        ),
        Rule(
            "exit-failed",
            {"exit": Standing.FAILED},
            then=MilestoneOutcome.BLOCKED,
            because="an exit criterion is known not to be met",
        ),
        Rule(
            "entry-not-met",
            {"entry": not_(Standing.PASSED)},
            then=MilestoneOutcome.NOT_ENTERED,
            because="an entry criterion is not met, or not known to be",
        ),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=MilestoneOutcome,
    permissive=(MilestoneOutcome.COMPLETE,),
)
"""The outcome from what is proved of the entry criteria, of the task cards and of the exit criteria; entry first."""


class Part(Word):
    """The part of a milestone in which something is lacking; a column of `OUTCOMES` each."""

    ENTRY = "entry"
    CARDS = "cards"
    EXIT = "exit"


class LackKind(Word):
    """What can be lacking."""

    NOTHING_ASKED = "nothing asked"
    CARD_NOT_DONE = "card not done"
    CARD_BLOCKED = "card blocked"
    GATE_UNPROVEN = "gate unproven"
    GATE_FAILED = "gate failed"
    EVIDENCE_UNPROVEN = "evidence unproven"
    CRITERION_UNPROVEN = "criterion unproven"
    CRITERION_FAILED = "criterion failed"
    PREDECESSOR_NOT_COMPLETE = "predecessor not complete"
    REGRESSIONS_UNKNOWN = "regressions unknown"
    REGRESSIONS_UNRESOLVED = "regressions unresolved"
    MATRIX_UNPUBLISHED = "matrix unpublished"
    WORD_CONTRADICTED = "stored word contradicted"


FAILURES: Final = frozenset(
    {
        LackKind.CARD_BLOCKED,
        LackKind.GATE_FAILED,
        LackKind.CRITERION_FAILED,
        LackKind.REGRESSIONS_UNRESOLVED,
    }
)
"""What is known to be wrong; of the rest it is not known that it is right."""


@attrs.frozen
class Lack(Frozen):
    """One thing that stands between a milestone and its completion.

    Attributes:
        part: in which part of the milestone.
        place: the id of the card or the criterion, or of the milestone itself.
        kind: what is lacking.
        note: what exactly, for people.
    """

    part: Part
    place: str
    kind: LackKind = attrs.field(kw_only=True)
    note: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.place}: {self.kind} ({self.note})"


@attrs.frozen
class MilestoneReport(Frozen, Viewable):
    """How far a milestone is by the evidence. It has no truth value: compare its outcome.

    Attributes:
        milestone: the milestone.
        at: the instant of the question.
        decision: the decision of `OUTCOMES`, with what is proved of each part.
        lacks: everything that is lacking: of entry, of the cards, of exit, each in the order of the milestone.
    """

    milestone: Milestone
    at: datetime
    decision: Decision[MilestoneOutcome] = attrs.field(kw_only=True)
    lacks: tuple[Lack, ...] = attrs.field(kw_only=True)

    @property
    def outcome(self) -> MilestoneOutcome:
        """Complete, in progress, blocked or not entered."""
        return self.decision.outcome

    @property
    def contradictions(self) -> tuple[Lack, ...]:
        """The stored words that the evidence does not bear out."""
        return tuple(lack for lack in self.lacks if lack.kind is LackKind.WORD_CONTRADICTED)

    def lacks_of(self, place: str) -> tuple[Lack, ...]:
        """Return what is lacking of one card or criterion, by its id; nothing for an id that is not there."""
        return tuple(lack for lack in self.lacks if lack.place == place)

    def view(self) -> View:
        """Return the report as a card for people."""
        from releasekit.milestones._show import report_view

        return report_view(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a milestone report has no truth value; compare report.outcome, here `{self.outcome}`")


def status(milestone: Milestone, evidence: MilestoneEvidence, at: datetime) -> MilestoneReport:
    """Return how far a milestone is; see `Milestone.status`."""
    of_kind("evidence", evidence, MilestoneEvidence)
    study = Study(milestone, evidence, instant("at", at))
    lacks = tuple(_lacks(study))
    standings = {str(part): _worst(lack for lack in lacks if lack.part is part) for part in Part}
    decision = OUTCOMES.decide(standings)
    return MilestoneReport(milestone, study.at, decision=decision, lacks=(*lacks, *_contradicted(study, decision)))


def _contradicted(study: "Study", decision: Decision[MilestoneOutcome]) -> Iterator[Lack]:
    """Yield the stored completion of a milestone that is not complete; it decides nothing."""
    stored = study.milestone.completed_on
    if stored is not None and study.is_past(stored) and decision.outcome is not MilestoneOutcome.COMPLETE:
        note = f"stored as completed on {stored.isoformat()}"
        yield Lack(Part.EXIT, study.milestone.id, kind=LackKind.WORD_CONTRADICTED, note=note)


def _worst(lacks: Iterable[Lack]) -> Standing:
    kinds = {lack.kind for lack in lacks}
    return Standing.FAILED if kinds & FAILURES else Standing.UNPROVEN if kinds else Standing.PASSED


class Study(NamedTuple):
    """A milestone, what is known of it, and the instant in UTC."""

    milestone: Milestone
    evidence: MilestoneEvidence
    at: datetime

    def standing(self, name: str) -> GateVerdict:
        """Return what the results prove of a gate or a criterion."""
        return standing_of(name, self.evidence.results, self.at)

    def is_past(self, day: date) -> bool:
        """Tell whether a day has begun, in UTC."""
        return day <= self.at.date()


Found: TypeAlias = tuple[LackKind, str]


def _lacks(study: Study) -> Iterator[Lack]:
    for part, place, found in _places(study):
        yield from (Lack(part, place, kind=kind, note=note) for kind, note in found)


def _places(study: Study) -> Iterator[tuple[Part, str, Iterable[Found]]]:
    """Yield each card and criterion with what it lacks; a milestone without cards or exit criteria lacks those."""
    milestone = study.milestone
    for criterion in milestone.entry_criteria:
        yield Part.ENTRY, criterion.id, _unmet(study, criterion)
    if not milestone.task_cards:
        yield Part.CARDS, milestone.id, [(LackKind.NOTHING_ASKED, "no task cards")]
    for card in milestone.task_cards:
        yield Part.CARDS, card.id, _undone(study, card)
    if not milestone.exit_criteria:
        yield Part.EXIT, milestone.id, [(LackKind.NOTHING_ASKED, "no exit criteria")]
    for criterion in milestone.exit_criteria:
        yield Part.EXIT, criterion.id, _unmet(study, criterion)


def _undone(study: Study, card: TaskCard) -> Iterator[Found]:
    """Yield what is lacking of a card; a stored `done` that lacks anything else contradicts the evidence."""
    stored = card.status
    unproved = list(_unproved(study, card))
    if stored.state is not TaskState.DONE:
        kind = LackKind.CARD_BLOCKED if stored.state is TaskState.BLOCKED else LackKind.CARD_NOT_DONE
        yield kind, f"stored as `{stored}`"
    elif stored.since is not None and not study.is_past(stored.since):
        yield LackKind.CARD_NOT_DONE, f"stored as `{stored}`, which is later"
    elif unproved:
        yield LackKind.WORD_CONTRADICTED, f"stored as `{stored}`"
    yield from unproved


def _unproved(study: Study, card: TaskCard) -> Iterator[Found]:
    if not card.required_gates and not card.acceptance_criteria:
        yield LackKind.NOTHING_ASKED, "no required gates and no acceptance criteria"
    for gate in card.required_gates:
        own = study.standing(gate)
        if own.standing is not Standing.PASSED:
            kind = LackKind.GATE_FAILED if own.standing is Standing.FAILED else LackKind.GATE_UNPROVEN
            yield kind, str(own)
    proved = _proved_references(study, card)
    for reference in card.evidence:
        if reference not in proved:
            yield LackKind.EVIDENCE_UNPROVEN, f"no pass has {reference}"
    for criterion in card.acceptance_criteria:
        yield from ((kind, f"{criterion.id}, {note}") for kind, note in _unmet(study, criterion))


def _proved_references(study: Study, card: TaskCard) -> frozenset[str]:
    """Return the evidence of the passes that count for the gates of a card."""
    results = [own for gate in card.required_gates for own in counting(gate, study.evidence.results, study.at)]
    return frozenset(path for own in results if own.standing is Standing.PASSED for path in own.evidence)


def _unmet(study: Study, criterion: Criterion) -> Iterator[Found]:
    for demand in criterion.demands:
        yield from DEMANDS[demand](study, criterion)


def _no_evidence(study: Study, criterion: Criterion) -> Iterator[Found]:
    own = study.standing(criterion.id)
    if own.standing is not Standing.PASSED:
        kind = LackKind.CRITERION_FAILED if own.standing is Standing.FAILED else LackKind.CRITERION_UNPROVEN
        yield kind, own.note


def _completed(study: Study) -> list[date]:
    """Return the days on which the predecessor is known to have been completed, the first day first."""
    own = [done for done in study.evidence.completions if done.milestone == study.milestone.predecessor]
    return sorted(done.completed_on for done in own if done.evidence and study.is_past(done.completed_on))


def _no_predecessor(study: Study, _criterion: Criterion) -> Iterator[Found]:
    if not _completed(study):
        yield LackKind.PREDECESSOR_NOT_COMPLETE, f"{study.milestone.predecessor} is not known to be complete"


def _regressions(study: Study, criterion: Criterion) -> Iterator[Found]:
    """Yield the regressions that a review found, whenever it was, or that nothing is known of them.

    Where the predecessor has to be complete without any, a review from before its completion says nothing. Of several
    records of the completion the first counts, so that one more never helps.
    """
    review = study.evidence.regressions
    completed = _completed(study)[:1] if Demand.PREDECESSOR in criterion.demands else []
    if isinstance(review, Missing):
        yield LackKind.REGRESSIONS_UNKNOWN, "no review"
    elif review.unresolved:
        yield LackKind.REGRESSIONS_UNRESOLVED, ", ".join(sorted(review.unresolved))
    elif review.reviewed_at > study.at:
        yield LackKind.REGRESSIONS_UNKNOWN, f"reviewed later, {review.reviewed_at.isoformat()}"
    elif not review.evidence:
        yield LackKind.REGRESSIONS_UNKNOWN, "a review without evidence"
    elif completed and review.reviewed_at.date() < completed[0]:
        note = f"reviewed before {study.milestone.predecessor} was complete, {review.reviewed_at.isoformat()}"
        yield LackKind.REGRESSIONS_UNKNOWN, note


def _no_matrix(study: Study, _criterion: Criterion) -> Iterator[Found]:
    matrix = study.evidence.matrix
    if isinstance(matrix, Missing):
        yield LackKind.MATRIX_UNPUBLISHED, "no published matrix"
    elif not study.is_past(matrix.published_on):
        yield LackKind.MATRIX_UNPUBLISHED, f"published later, {matrix.published_on.isoformat()}"


DEMANDS: Final[Mapping[Demand, Callable[[Study, Criterion], Iterator[Found]]]] = {
    Demand.EVIDENCE: _no_evidence,
    Demand.PREDECESSOR: _no_predecessor,
    Demand.NO_REGRESSIONS: _regressions,
    Demand.MATRIX: _no_matrix,
}
"""What is lacking where a demand is not met."""
