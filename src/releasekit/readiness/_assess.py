"""The go/no-go review itself, and its answer."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import datetime
from operator import attrgetter
from typing import Final, TypeVar

import attrs

from releasekit._arguments import instant, of_kind
from releasekit._fields import Frozen
from releasekit._views import Grid, Lines, Row, Section, Tone, View, Viewable, badge_of, tone_of
from releasekit._words import short_ref, to_the_minute
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateVerdict, Standing
from releasekit.policy import Decision, FactChange, Judged, Missing, Reason
from releasekit.readiness._binding import Worth
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._context import ReviewContext
from releasekit.readiness._records import Waiver
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._vocabulary import GoNoGo, WaiverStatus
from releasekit.readiness._waivers import WaiverStanding

Thing = TypeVar("Thing")


@attrs.frozen
class Need(Frozen):
    """One fact that stands between a candidate and a go.

    Attributes:
        change: the fact, what it is and what it would have to be.
        details: what exactly is lacking, such as the gates without a pass.
    """

    change: FactChange
    details: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.change)


@attrs.frozen
class ResultNote(Frozen):
    """A recorded result of a gate that was asked for, and what there is to say of it.

    Attributes:
        result: the result.
        note: why it does not count for this release; or what it lacks, where the playbook accepts that.
    """

    result: GateResult
    note: str

    def __str__(self) -> str:
        return f"{self.result.gate}: {self.result.id}: {self.note}"


@attrs.frozen
class Readiness(Frozen, Judged[GoNoGo], Viewable):
    """The answer of a go/no-go review. It has no truth value: compare its outcome.

    Attributes:
        candidate: the candidate that was judged.
        at: the instant of the review.
        decision: the decision of the go/no-go table, with its facts.
        classes: the classes whose gates count: declared ones, those of the release type, and those that follow.
        required: the standing of each required gate, by id.
        advisory: the standing of each advisory gate that had to be reported, by id.
        missing: the fewest facts that would have to change for a go; empty where it is one.
        missing_for_condition: the same for a conditional go, where a no-go takes no more of them for that.
        waivers: the status of each waiver of the candidate, also of those that changed nothing.
        ignored: the results of these gates that do not count, each with the reason.
        relaxed: the passes of these gates that count although they lack something, each with what that is.
        unbound: the words of people that count although they name no commit.
    """

    candidate: ReleaseCandidate
    at: datetime
    decision: Decision[GoNoGo] = attrs.field(kw_only=True)
    classes: frozenset[str] = attrs.field(kw_only=True)
    required: tuple[GateVerdict, ...] = attrs.field(kw_only=True)
    advisory: tuple[GateVerdict, ...] = attrs.field(kw_only=True)
    missing: tuple[Need, ...] = attrs.field(kw_only=True)
    waivers: tuple[WaiverStanding, ...] = attrs.field(kw_only=True)
    ignored: tuple[ResultNote, ...] = attrs.field(default=(), kw_only=True)
    relaxed: tuple[ResultNote, ...] = attrs.field(default=(), kw_only=True)
    unbound: tuple[str, ...] = attrs.field(default=(), kw_only=True)
    missing_for_condition: tuple[Need, ...] = attrs.field(default=(), kw_only=True)

    @property
    def waived(self) -> tuple[Waiver, ...]:
        """The waivers in force that accept the failure of an advisory gate."""
        return tuple(standing.waiver for standing in self.waivers if standing.status is WaiverStatus.IN_FORCE)

    @property
    def expired(self) -> tuple[Waiver, ...]:
        """The waivers whose time is over; they change nothing."""
        return tuple(standing.waiver for standing in self.waivers if standing.status is WaiverStatus.EXPIRED)

    def view(self) -> View:
        """Return the review as a card: the deciding sentences, the gates, and what would turn a no into a go."""
        candidate, verdicts = self.candidate, (*self.required, *self.advisory)
        classes = " + ".join(sorted(candidate.classes)) or "no class"
        asked = {verdict.gate for verdict in verdicts}
        # A misspelt gate is seen here, and so is a bad result that changes nothing.
        unasked = (run for run in candidate.results if run.gate not in asked and run.standing is not Standing.PASSED)
        unasked_rows = [Row((run.gate, str(run.status), run.id), tone_of(run.standing)) for run in unasked]
        sections = (
            Section("Why", Lines(tuple(map(_why, self.reasons)))),
            *_gate_sections(verdicts, {verdict.gate for verdict in self.advisory}),
            *_grid_section("Waivers", WAIVER_HEADERS, [_waiver_row(standing) for standing in self.waivers]),
            *_way_sections(self),
            *_grid_section("Results that do not count", NOTED_HEADERS, map(_noted_row, self.ignored)),
            *_grid_section(
                "Passes that count although they lack something", NOTED_HEADERS, map(_noted_row, self.relaxed)
            ),
            *([Section("Words that count although they name no commit", Lines(self.unbound))] if self.unbound else ()),
            Section("What the review rests on", Lines(tuple(_grounds(candidate, self.at)))),
            *_grid_section("Results without a pass that were not asked for", RESULT_HEADERS, unasked_rows),
        )
        subtitle = f"{classes}, reviewed {to_the_minute(self.at)}"
        return View(candidate.id, badge_of(self.outcome), sections, subtitle)


GATE_HEADERS: Final = ("gate", "kind", "standing", "note", "evidence")
NOTED_HEADERS: Final = ("gate", "result", "note")
RESULT_HEADERS: Final = ("gate", "status", "result")
WAIVER_HEADERS: Final = ("gate", "status", "approver", "decision", "in force from", "until", "why", "note")
WAIVER_TONES: Final = {
    WaiverStatus.IN_FORCE: Tone.WARN,
    WaiverStatus.NOT_NEEDED: Tone.NEUTRAL,
    WaiverStatus.NOT_YET: Tone.NEUTRAL,
    WaiverStatus.EXPIRED: Tone.BAD,
    WaiverStatus.REFUSED: Tone.BAD,
}


def _why(reason: Reason) -> str:
    source = f"\n“{reason.source.quote}”\n({reason.source.document}, {reason.source.heading})" if reason.source else ""
    return f"{reason}{source}"


def _gate_sections(verdicts: Iterable[GateVerdict], advisory: Container[str]) -> Iterator[Section]:
    """Show the gates that did not pass one by one, and count the others."""
    passed, rows = [], []
    for verdict in verdicts:
        if verdict.standing is Standing.PASSED:
            passed.append(verdict.gate)
            continue
        kind = "advisory" if verdict.gate in advisory else "required"
        evidence = ", ".join(verdict.result.evidence) if verdict.result else ""
        cells = (verdict.gate, kind, str(verdict.standing), verdict.note, evidence)
        rows.append(Row(cells, tone_of(verdict.standing)))
    yield from _grid_section("Gates without a pass", GATE_HEADERS, rows)
    if passed:
        yield Section(f"Gates passed ({len(passed)})", Lines((", ".join(passed),), bullets=False))


def _grid_section(title: str, headers: tuple[str, ...], rows: Iterable[Row]) -> Iterator[Section]:
    """Show rows below a title, and nothing where there are none."""
    if listed := tuple(rows):
        yield Section(title, Grid(headers, listed))


def _noted_row(noted: ResultNote) -> Row:
    return Row((noted.result.gate, noted.result.id, noted.note), Tone.WARN)


def _waiver_row(standing: WaiverStanding) -> Row:
    waiver = standing.waiver
    times = (to_the_minute(waiver.granted_at), to_the_minute(waiver.expires_at))
    cells = (waiver.gate, str(standing.status), waiver.approver, waiver.decision, *times, waiver.why, standing.note)
    return Row(cells, WAIVER_TONES[standing.status])


def _way_sections(readiness: Readiness) -> Iterator[Section]:
    """Show what would turn a no into a go, and into a conditional go where that takes no more changes."""
    for outcome, needs in (("go", readiness.missing), ("conditional go", readiness.missing_for_condition)):
        if needs:
            lines = tuple("\n".join((str(need), *need.details)) for need in needs)
            yield Section(f"What would turn it into a {outcome}", Lines(lines))


def _grounds(candidate: ReleaseCandidate, at: datetime) -> Iterator[str]:
    """Say what the candidate touches and claims, who stands for it, which gates are in scope, which decisions hold."""
    owner, approver = (
        "not named" if isinstance(name, Missing) else name for name in (candidate.owner, candidate.approver)
    )
    commit = "not recorded" if isinstance(candidate.commit, Missing) else candidate.commit
    version = "" if isinstance(candidate.version, Missing) else f", version {candidate.version}"
    yield f"commit: {commit}{version}"
    yield "touches: " + _listed(candidate.effects, str, none="nothing")
    yield f"roles: release owner {owner}, approver {approver}"
    yield "claims: " + _listed(candidate.claims, lambda claim: short_ref(claim.ref), none="no tuple")
    yield "scope: " + _listed(candidate.scoped_gates, str, none="no gate", missing="open, so every gate")
    if candidate.narrowed is not None:
        yield f"scope narrowed by {candidate.narrowed.by}: {candidate.narrowed.because}"
    active = [entry for entry in candidate.decisions if entry.is_active(at)]
    yield "decisions in force: " + _listed(active, lambda entry: entry.id, none="none recorded")


def _listed(
    things: Iterable[Thing] | Missing, text: Callable[[Thing], str], *, none: str, missing: str = "not stated"
) -> str:
    return missing if isinstance(things, Missing) else ", ".join(sorted(map(text, things))) or none


def assess(candidate: ReleaseCandidate, rules: ReadinessRules, at: datetime) -> Readiness:
    """Hold the go/no-go review of a candidate.

    Args:
        candidate: what is known about the release.
        rules: what the playbook says.
        at: the instant of the review; aware. Records that are dated later never help.

    Returns:
        The outcome with all reasons, and what is missing for a go.

    Raises:
        BudgetError: where working out what is missing needs more states than the default budget.
        FieldError: where an argument is of another kind, the instant has no zone, or the candidate names a class, a
            fact or another thing that the playbook does not know.
    """
    of_kind("candidate", candidate, ReleaseCandidate)
    of_kind("rules", rules, ReadinessRules)
    at = instant("at", at)
    if problems := tuple(rules.unknown(candidate)):
        raise FieldError(problems)
    context = ReviewContext(candidate, rules, at)
    decision = rules.go_no_go.decide({name: fact.value(context) for name, fact in rules.asked.items()})
    review = Readiness(
        candidate,
        at,
        decision=decision,
        classes=context.classes,
        required=context.required,
        advisory=context.advisory,
        missing=(),
        waivers=context.waivers,
        ignored=tuple(_noted(context, attrgetter("unfit"))),
        relaxed=tuple(_noted(context, _relaxed)),
        unbound=tuple(_unbound(context)),
    )
    missing = _needs(context, decision, GoNoGo.GO)
    halfway = _needs(context, decision, GoNoGo.CONDITIONAL_GO) if review.outcome is GoNoGo.NO_GO else ()
    return review.replace(missing=missing, missing_for_condition=halfway if len(halfway) <= len(missing) else ())


def _noted(context: ReviewContext, note_of: Callable[[Worth], str]) -> Iterator[ResultNote]:
    """Yield the results of the gates that were asked for of which there is something to say, by gate and id."""
    for verdict in (*context.required, *context.advisory):
        for run in sorted(context.results.get(verdict.gate, ()), key=attrgetter("id")):
            if note := note_of(context.worth[run.id]):
                yield ResultNote(run, note)


def _unbound(context: ReviewContext) -> Iterator[str]:
    """Name the words of people about no commit, where the playbook accepts that."""
    if context.unbound(None):
        return
    candidate = context.candidate
    approvals = {f"approval of a {each.subject} by {each.by}" for each in candidate.approvals if each.commit is None}
    said = (each for each in candidate.confirmations if each.commit is None and each.tuple_ref is None)
    entry = context.entries.get(candidate.decision_entry or "")
    yield from sorted(approvals)
    yield from sorted({f"confirmation of {each.consumer} by {each.by}" for each in said})
    if entry is not None and entry.commit is None:
        yield f"decision entry {entry.id}"


def _relaxed(worth: Worth) -> str:
    """Say what a pass lacks that counts all the same; nothing of any other result."""
    return "" if worth.unfit else ", ".join(map(str, worth.lacks))


def _needs(context: ReviewContext, decision: Decision[GoNoGo], outcome: GoNoGo) -> tuple[Need, ...]:
    """Return the fewest changes that would make an outcome of a decision, each with what exactly is lacking."""
    nearest = decision.nearest(outcome) if outcome in decision.table.listed else None
    changes = nearest.changes if nearest is not None else ()
    return tuple(
        Need(change, details=tuple(context.rules.asked[change.column].details(context))) for change in changes
    )
