"""What is lacking of a card or a criterion, by what is known at an instant."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final, NamedTuple, TypeAlias, assert_never

from releasekit._words import Word, listing
from releasekit.answers import Finding
from releasekit.compat import Tier
from releasekit.gates import Standing, counting, standing_of
from releasekit.milestones._cards import Criterion, Demand, TaskCard, TaskState
from releasekit.milestones._evidence import MilestoneEvidence
from releasekit.policy import Missing


class MilestoneShortfall(Word):
    """What can be lacking of a milestone."""

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
    MATRIX_INCOMPLETE = "matrix incomplete"
    WORD_CONTRADICTED = "stored word contradicted"


FAILURES: Final = frozenset(
    {
        MilestoneShortfall.CARD_BLOCKED,
        MilestoneShortfall.GATE_FAILED,
        MilestoneShortfall.CRITERION_FAILED,
        MilestoneShortfall.REGRESSIONS_UNRESOLVED,
    }
)
"""What is known to be wrong; of the rest it is not known that it is right."""

Lacking: TypeAlias = tuple[MilestoneShortfall, str]
"""What is lacking, and what exactly."""


class MilestoneContext(NamedTuple):
    """What is known of a milestone when somebody asks how far it is.

    Attributes:
        evidence: what is known of the work.
        at: the instant of the question, in UTC.
        predecessor: the id of the milestone before, where there is one.
    """

    evidence: MilestoneEvidence
    at: datetime
    predecessor: str | None

    def has_begun(self, day: date) -> bool:
        """Tell whether a day has begun, in UTC."""
        return day <= self.at.date()

    def predecessor_completed_on(self) -> date | None:
        """Return the first day on which the predecessor is known to have been complete; ``None`` where none is.

        The first of several records counts. If the last one did, a review of regressions could be too old beside two
        records and recent enough beside one, and less evidence must never lead to a better outcome.
        """
        completions = [record for record in self.evidence.completions if record.milestone == self.predecessor]
        proved = (record.completed_on for record in completions if record.evidence)
        return min(filter(self.has_begun, proved), default=None)


def shortfalls(context: MilestoneContext, part: TaskCard | Criterion) -> Iterator[Finding[MilestoneShortfall]]:
    """Yield what is lacking of a card or a criterion; its id is the place."""
    lacking = _of_card(context, part) if isinstance(part, TaskCard) else _of_criterion(context, part)
    yield from (Finding(kind, part.id, message=f"{kind}: {note}") for kind, note in lacking)


def _of_card(context: MilestoneContext, card: TaskCard) -> Iterator[Lacking]:
    """Yield what is lacking of a card: first what its stored status says, then what is not proved."""
    stored = card.status
    unproved = list(_unproved(context, card))
    if stored.state is not TaskState.DONE:
        is_blocked = stored.state is TaskState.BLOCKED
        kind = MilestoneShortfall.CARD_BLOCKED if is_blocked else MilestoneShortfall.CARD_NOT_DONE
        yield kind, f"stored as `{stored}`"
    elif stored.since is not None and not context.has_begun(stored.since):
        yield MilestoneShortfall.CARD_NOT_DONE, f"stored as `{stored}`, which is later"
    elif unproved:
        yield MilestoneShortfall.WORD_CONTRADICTED, f"stored as `{stored}`"
    yield from unproved


def _unproved(context: MilestoneContext, card: TaskCard) -> Iterator[Lacking]:
    """Yield what is not proved of a card, whatever its stored status says."""
    results = context.evidence.results
    if not card.required_gates and not card.acceptance_criteria:
        yield MilestoneShortfall.NOTHING_ASKED, "no required gates and no acceptance criteria"
    # The references of a card are looked for in the passes of its own gates that count, so that a pass which was
    # superseded, or which proves another card alone, is no proof of this one.
    proved: set[str] = set()
    for gate in card.required_gates:
        verdict = standing_of(gate, results, context.at)
        if verdict.standing is not Standing.PASSED:
            is_failed = verdict.standing is Standing.FAILED
            yield MilestoneShortfall.GATE_FAILED if is_failed else MilestoneShortfall.GATE_UNPROVEN, str(verdict)
        passes = (result for result in counting(gate, results, context.at) if result.standing is Standing.PASSED)
        proved.update(path for result in passes for path in result.evidence)
    for reference in card.evidence:
        if reference not in proved:
            yield MilestoneShortfall.EVIDENCE_UNPROVEN, f"no pass has {reference}"
    for criterion in card.acceptance_criteria:
        yield from ((kind, f"{criterion.id}, {note}") for kind, note in _of_criterion(context, criterion))


def _of_criterion(context: MilestoneContext, criterion: Criterion) -> Iterator[Lacking]:
    """Yield what is lacking of a criterion: all that it asks for and does not have."""
    for demand in criterion.demands:
        match demand:
            case Demand.EVIDENCE:
                verdict = standing_of(criterion.id, context.evidence.results, context.at)
                if verdict.standing is not Standing.PASSED:
                    is_failed = verdict.standing is Standing.FAILED
                    kind = MilestoneShortfall.CRITERION_FAILED if is_failed else MilestoneShortfall.CRITERION_UNPROVEN
                    yield kind, verdict.note
            case Demand.PREDECESSOR:
                if context.predecessor_completed_on() is None:
                    note = f"{context.predecessor} is not known to be complete"
                    yield MilestoneShortfall.PREDECESSOR_NOT_COMPLETE, note
            case Demand.NO_REGRESSIONS:
                yield from _regressions(context, since_predecessor=Demand.PREDECESSOR in criterion.demands)
            case Demand.MATRIX:
                yield from _matrix(context, criterion.consumers)
            case _:
                assert_never(demand)


def _matrix(context: MilestoneContext, consumers: Iterable[str]) -> Iterator[Lacking]:
    """Yield what is lacking of the published matrix, by what the matrix itself says at the instant."""
    published = context.evidence.matrix
    if isinstance(published, Missing):
        yield MilestoneShortfall.MATRIX_UNPUBLISHED, "no published matrix"
    elif not context.has_begun(published.published_on):
        yield MilestoneShortfall.MATRIX_UNPUBLISHED, f"published later, {published.published_on.isoformat()}"
    elif isinstance(published.matrix, Missing):
        yield MilestoneShortfall.MATRIX_UNPUBLISHED, f"matrix {published.version} itself is not there"
    elif published.matrix.published_at > context.at:
        yield MilestoneShortfall.MATRIX_UNPUBLISHED, f"published later, {published.matrix.published_at.isoformat()}"
    else:
        for consumer in sorted(consumers):
            if all(entry.support(context.at) is Tier.UNSUPPORTED for entry in published.matrix.of(consumer)):
                yield MilestoneShortfall.MATRIX_INCOMPLETE, f"no validated tuple of {consumer}"


def _regressions(context: MilestoneContext, *, since_predecessor: bool) -> Iterator[Lacking]:
    """Yield the regressions that a review found, whenever it was, or that nothing is known of them.

    Where the predecessor has to be complete without any, a review from before its completion says nothing.
    """
    review = context.evidence.regressions
    completed = context.predecessor_completed_on() if since_predecessor else None
    # A review that found regressions counts before all else, even if it is later, stale or has no evidence: bad news
    # needs no proof, and only good news has to be recorded, fresh and in time.
    if isinstance(review, Missing):
        yield MilestoneShortfall.REGRESSIONS_UNKNOWN, "no review"
    elif review.unresolved:
        yield MilestoneShortfall.REGRESSIONS_UNRESOLVED, listing(sorted(review.unresolved))
    elif review.reviewed_at > context.at:
        yield MilestoneShortfall.REGRESSIONS_UNKNOWN, f"reviewed later, {review.reviewed_at.isoformat()}"
    elif not review.evidence:
        yield MilestoneShortfall.REGRESSIONS_UNKNOWN, "a review without evidence"
    elif completed is not None and review.reviewed_at.date() < completed:
        note = f"reviewed before {context.predecessor} was complete, {review.reviewed_at.isoformat()}"
        yield MilestoneShortfall.REGRESSIONS_UNKNOWN, note
