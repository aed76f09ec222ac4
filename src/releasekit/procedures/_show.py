"""What people see of checklists, procedures and runs."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit.policy import Source
from releasekit.procedures._checklist import ChecklistReport, ItemReport
from releasekit.procedures._events import Aborted, StepFailed, StepFinished
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._run import Run, StepRecord
from releasekit.procedures._vocabulary import ChecklistOutcome, ItemStanding, RunState, StepState

OUTCOMES: Final = {ChecklistOutcome.COMPLETE: Tone.GOOD, ChecklistOutcome.INCOMPLETE: Tone.BAD}
STANDINGS: Final = {
    ItemStanding.DONE: Tone.GOOD,
    ItemStanding.EXCUSED: Tone.NEUTRAL,
    ItemStanding.OPEN: Tone.WARN,
    ItemStanding.FAILED: Tone.BAD,
}
RUNS: Final = {
    RunState.RUNNING: Tone.NEUTRAL,
    RunState.COMPLETE: Tone.GOOD,
    RunState.FAILED: Tone.BAD,
    RunState.ABORTED: Tone.WARN,
}
STEPS: Final = {
    StepState.PENDING: Tone.NEUTRAL,
    StepState.OPEN: Tone.NEUTRAL,
    StepState.DONE: Tone.GOOD,
    StepState.FAILED: Tone.BAD,
}


# --- checklists


def report_view(report: ChecklistReport) -> View:
    """Show a checklist with its results, and everything that keeps it from being complete."""
    rows = tuple(_item_row(own) for own in report.items)
    sections = [Section("Items", Grid(("item", "standing", "what", "evidence", "by"), rows))]
    if report.problems:
        lines = tuple(f"{problem}{_quoted(problem.source)}" for problem in report.problems)
        sections.append(Section("Why it is not complete", Lines(lines)))
    badge = Badge(str(report.outcome), OUTCOMES[report.outcome])
    return View(report.checklist.title, badge, tuple(sections), f"{report.checklist.id}, as of {_time(report.at)}")


def _item_row(own: ItemReport) -> Row:
    evidence = "\n".join(reference for result in own.results for reference in result.evidence)
    by = "\n".join(f"{result.by}, {_time(result.recorded_at)}" for result in own.results)
    what = f"{own.item.text}\n{own.item.validation}".rstrip()
    return Row((own.item.id, str(own.standing), what, evidence, by), STANDINGS[own.standing])


def _quoted(source: Source | None) -> str:
    return f"\n“{source.quote}”\n({source.document}, {source.heading})" if source else ""


# --- procedures


def procedure_view(procedure: Procedure) -> View:
    """Show a procedure: a row per step."""
    rows = tuple(_step_row(number, step) for number, step in enumerate(procedure.steps, 1))
    sections = [Section("Steps", Grid(("step", "who", "what", "needs"), rows))]
    readings = dict.fromkeys(step.because for step in procedure.steps if step.because)
    if readings:
        told = (f"{_of(procedure, because)}: {because}" for because in readings)
        sections.append(Section("Why it is as it is", Lines(tuple(told))))
    trigger = f"{procedure.id}, on: {procedure.trigger}" if procedure.trigger else procedure.id
    return View(procedure.title, None, tuple(sections), trigger)


def _of(procedure: Procedure, because: str) -> str:
    """Name the steps that share a reason."""
    return ", ".join(step.id for step in procedure.steps if step.because == because)


def _step_row(number: int, step: Step) -> Row:
    told = [f"· {action}" for action in step.actions if action != step.name.removesuffix(".")]
    what = "\n".join((step.name, *told))
    return Row((f"{number}. {step.id}", _either(step.roles), what, "\n".join(_needs(step))))


def _either(roles: frozenset[str]) -> str:
    return " or ".join(sorted(roles)) or "nobody"


def _needs(step: Step) -> Iterator[str]:
    if step.limit is not None:
        yield f"less than {_span(step.limit)}"
    if step.needs_evidence:
        yield "evidence"
    yield from (f"gate {gate}" for gate in sorted(step.gates))
    yield from (f"checklist {name}" for name in sorted(step.checklists))
    if step.reversible_by:
        yield f"reversible by {_either(step.reversible_by)}"


# --- runs


def run_view(run: Run) -> View:
    """Show the timeline of a run; a late step says so in words."""
    day = run.started_at.date()
    rows = tuple(_record_row(number, record, day) for number, record in enumerate(run.steps, 1))
    headers = ("step", "state", "begun", "ended", "took", "evidence")
    sections = [Section("Timeline", Grid(headers, rows)), *_end_sections(run)]
    state = f"{run.state}, {len(run.late_steps)} late" if run.late_steps else str(run.state)
    tone = Tone.WARN if run.late_steps and run.state is RunState.COMPLETE else RUNS[run.state]
    subtitle = f"{run.procedure.title} ({run.procedure.id}), started {_time(run.started_at)} by {run.events[0].by}"
    return View(run.run_id, Badge(state, tone), tuple(sections), subtitle)


def _record_row(number: int, record: StepRecord, day: date) -> Row:
    begun = f"{_time(record.begun.at, day)}\n{record.begun.by}" if record.begun else ""
    ended = f"{_time(record.ended.at, day)}\n{record.ended.by}" if record.ended else ""
    took = "" if record.took is None else _span(record.took)
    limit = f"\nlate: not less than {_span(record.step.limit)}" if record.is_late and record.step.limit else ""
    state = f"{record.state}, late" if record.is_late else str(record.state)
    tone = Tone.WARN if record.is_late and record.state is StepState.DONE else STEPS[record.state]
    return Row((f"{number}. {record.step.id}", state, begun, ended, took + limit, _evidence(record)), tone)


def _evidence(record: StepRecord) -> str:
    if record.ended is None:
        return ""
    proved = sorted((*record.ended.gates, *record.ended.checklists)) if isinstance(record.ended, StepFinished) else []
    return "\n".join((*record.ended.evidence, *proved))


def _end_sections(run: Run) -> Iterator[Section]:
    """Say why a run ended early."""
    last = run.events[-1]
    if isinstance(last, Aborted):
        yield Section("Aborted", Lines((f"{_time(last.at)}, {last.by}: {last.reason}",)))
    if isinstance(last, StepFailed):
        yield Section(f"Failed at {last.step}", Lines((f"{_time(last.at)}, {last.by}: {last.reason}",)))


def _time(at: datetime, day: date | None = None) -> str:
    """Return an instant in UTC to the second, without its day where that is given."""
    day_text = "" if at.date() == day else f"{at.date().isoformat()} "
    return f"{day_text}{at.time().isoformat(timespec='seconds')} UTC"


def _span(span: timedelta) -> str:
    """Return a time as people say it: whole minutes as such, all else to the microsecond."""
    minutes, rest = divmod(span, timedelta(minutes=1))
    return str(span) if rest or minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 - an hour


# --- charts


def procedure_chart(procedure: Procedure) -> str:
    """Return a procedure as a Mermaid flowchart; every mark that could be markup is written as its number."""
    steps = procedure.steps
    lines = ["flowchart TD", f"    start([{_label((procedure.trigger or procedure.title,))}])"]
    lines += [f"    s{number}[{_label(_box(number, step))}]" for number, step in enumerate(steps, 1)]
    lines.append(f"    done([{_label(('complete',))}])")
    names = ["start", *(f"s{number}" for number in range(1, len(steps) + 1)), "done"]
    lines += [f"    {one} --> {other}" for one, other in pairwise(names)]
    reversible = [(number, step) for number, step in enumerate(steps, 1) if step.reversible_by]
    if reversible:
        lines.append(f"    aborted([{_label(('aborted',))}])")
    lines += [
        f"    s{number} -. {_label((f'reversed by {_either(step.reversible_by)}',))} .-> aborted"
        for number, step in reversible
    ]
    return "\n".join(lines) + "\n"


def _box(number: int, step: Step) -> tuple[str, ...]:
    # "1. " at the start would be taken for a list, which Mermaid cannot draw.
    return (f"{number} {step.name}", f"by {_either(step.roles)}", *_needs(step))


def _label(lines: tuple[str, ...]) -> str:
    return '"' + "<br>".join("".join(map(_mark, " ".join(line.split()))) for line in lines) + '"'


def _mark(mark: str) -> str:
    return mark if mark.isalnum() or mark in " .,:-" else f"#{ord(mark)};"
