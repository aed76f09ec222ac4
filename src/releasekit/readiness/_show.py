"""What people see of a go/no-go review."""

from collections.abc import Iterator
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit.gates import GateStanding, Standing
from releasekit.policy import Reason
from releasekit.readiness._assess import Need, Readiness
from releasekit.readiness._vocabulary import GoNoGo

__all__ = ["readiness_view"]

OUTCOMES: Final = {GoNoGo.GO: Tone.GOOD, GoNoGo.CONDITIONAL_GO: Tone.WARN, GoNoGo.NO_GO: Tone.BAD}
STANDINGS: Final = {Standing.PASSED: Tone.GOOD, Standing.UNPROVEN: Tone.WARN, Standing.FAILED: Tone.BAD}


def readiness_view(readiness: Readiness) -> View:
    """Show a review: the deciding sentences, the gates, and what would turn a no into a go."""
    candidate = readiness.candidate
    classes = " + ".join(sorted(str(word) for word in candidate.classes)) or "no class"
    sections = (
        Section("Why", Lines(tuple(map(_why, readiness.reasons)))),
        *_gate_sections(readiness),
        *_way_sections(readiness),
    )
    subtitle = f"{classes}, reviewed {readiness.at.isoformat(sep=' ', timespec='minutes')}"
    return View(candidate.id, Badge(str(readiness.outcome), OUTCOMES[readiness.outcome]), sections, subtitle)


def _why(reason: Reason) -> str:
    source = f"\n“{reason.source.quote}”\n({reason.source.document}, {reason.source.heading})" if reason.source else ""
    return f"{reason}{source}"


def _gate_sections(readiness: Readiness) -> Iterator[Section]:
    """Show the gates that did not pass one by one, and count the others."""
    shown = (*readiness.required, *readiness.advisory)
    lacking = [own for own in shown if own.standing is not Standing.PASSED]
    passed = [own.gate for own in shown if own.standing is Standing.PASSED]
    if lacking:
        advisory = {own.gate for own in readiness.advisory}
        rows = tuple(_gate_row(own, kind="advisory" if own.gate in advisory else "required") for own in lacking)
        yield Section("Gates without a pass", Grid(("gate", "kind", "standing", "note", "evidence"), rows))
    if passed:
        yield Section(f"Gates passed ({len(passed)})", Lines((", ".join(passed),), bullets=False))


def _gate_row(own: GateStanding, *, kind: str) -> Row:
    evidence = ", ".join(own.result.evidence) if own.result else ""
    return Row((own.gate, kind, str(own.standing), own.note, evidence), STANDINGS[own.standing])


def _way_sections(readiness: Readiness) -> Iterator[Section]:
    if readiness.missing:
        yield Section("What would turn it into a go", Lines(tuple(map(_need, readiness.missing))))
    if readiness.outcome is GoNoGo.NO_GO and GoNoGo.CONDITIONAL_GO in readiness.decision.table.listed:
        halfway = readiness.decision.nearest(GoNoGo.CONDITIONAL_GO, fixed=readiness.given)
        if halfway is not None and len(halfway.changes) <= len(readiness.missing):
            title = "What would turn it into a conditional go"
            yield Section(title, Lines(tuple(map(str, halfway.changes))))


def _need(need: Need) -> str:
    details = "".join(f"\n{detail}" for detail in need.details)
    return f"{need}{details}"
