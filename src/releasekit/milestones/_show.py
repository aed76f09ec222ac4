"""What people see of task cards and of milestones."""

from collections.abc import Iterable, Iterator
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit.milestones._milestone import Criterion, TaskCard, TaskState
from releasekit.milestones._status import Lack, MilestoneOutcome, MilestoneReport

OUTCOMES: Final = {
    MilestoneOutcome.COMPLETE: Tone.GOOD,
    MilestoneOutcome.IN_PROGRESS: Tone.WARN,
    MilestoneOutcome.BLOCKED: Tone.BAD,
    MilestoneOutcome.NOT_ENTERED: Tone.NEUTRAL,
}


def card_view(card: TaskCard) -> View:
    """Show a card with the fields of its template; the badge is what is stored, and proves nothing."""
    tone = Tone.BAD if card.status.state is TaskState.BLOCKED else Tone.NEUTRAL
    sections = (
        Section("Goal", Lines((card.goal,), bullets=False)),
        Section("Work items", Lines(card.work_items)),
        Section("Acceptance criteria", Lines(tuple(criterion.text for criterion in card.acceptance_criteria))),
        Section("Required gates", Lines(card.required_gates)),
        Section("Evidence", Lines(card.evidence)),
    )
    return View(f"{card.id} {card.title}", Badge(str(card.status), tone), sections)


def report_view(report: MilestoneReport) -> View:
    """Show how far a milestone is: criteria and cards, each with what is lacking."""
    milestone = report.milestone
    sections = (
        Section("Why", Lines(tuple(map(str, report.decision.reasons)))),
        Section("Entry criteria", _criteria(report, milestone.entry_criteria)),
        Section("Task cards", Grid(("card", "stored as", "lacking"), tuple(_cards(report)))),
        Section("Exit criteria", _criteria(report, milestone.exit_criteria)),
        *_contradictions(report),
    )
    badge = Badge(str(report.outcome), OUTCOMES[report.outcome])
    subtitle = f"as of {report.at.isoformat(sep=' ', timespec='minutes')}"
    return View(f"{milestone.id} {milestone.title}", badge, sections, subtitle)


def _contradictions(report: MilestoneReport) -> Iterator[Section]:
    if report.contradictions:
        texts = tuple(map(str, report.contradictions))
        yield Section("Stored words that the evidence does not bear out", Lines(texts))


def _criteria(report: MilestoneReport, criteria: Iterable[Criterion]) -> Grid:
    found = [(own, report.lacks_of(own.id)) for own in criteria]
    return Grid(("criterion", "lacking"), tuple(Row((own.text, _lacking(lacks)), _tone(lacks)) for own, lacks in found))


def _cards(report: MilestoneReport) -> Iterator[Row]:
    for card in report.milestone.task_cards:
        lacks = report.lacks_of(card.id)
        yield Row((f"{card.id} {card.title}", str(card.status), _lacking(lacks)), _tone(lacks))


def _tone(lacks: tuple[Lack, ...]) -> Tone:
    return Tone.BAD if lacks else Tone.GOOD


def _lacking(lacks: tuple[Lack, ...]) -> str:
    return "\n".join(f"{lack.kind}: {lack.note}" for lack in lacks) or "nothing"
