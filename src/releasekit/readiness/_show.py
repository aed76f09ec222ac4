"""What people see of a go/no-go review."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeVar

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit._words import to_the_minute
from releasekit.gates import GateStanding, GateStatus, Standing, short_ref
from releasekit.policy import Draft, Missing, Reason
from releasekit.readiness._assess import Need, Readiness
from releasekit.readiness._packet import PacketResult, ReleasePacket
from releasekit.readiness._vocabulary import GoNoGo, WaiverStatus
from releasekit.readiness._waivers import WaiverStanding

Thing = TypeVar("Thing")
OUTCOMES: Final = {GoNoGo.GO: Tone.GOOD, GoNoGo.CONDITIONAL_GO: Tone.WARN, GoNoGo.NO_GO: Tone.BAD}
WAIVERS: Final = {
    WaiverStatus.IN_FORCE: Tone.WARN,
    WaiverStatus.NOT_NEEDED: Tone.NEUTRAL,
    WaiverStatus.NOT_YET: Tone.NEUTRAL,
    WaiverStatus.EXPIRED: Tone.BAD,
    WaiverStatus.REFUSED: Tone.BAD,
}
STANDINGS: Final = {Standing.PASSED: Tone.GOOD, Standing.UNPROVEN: Tone.WARN, Standing.FAILED: Tone.BAD}


def readiness_view(readiness: Readiness) -> View:
    """Show a review: the deciding sentences, the gates, and what would turn a no into a go."""
    candidate = readiness.candidate
    classes = " + ".join(sorted(str(word) for word in candidate.classes)) or "no class"
    sections = (
        Section("Why", Lines(tuple(map(_why, readiness.reasons)))),
        *_gate_sections(readiness),
        *_waiver_sections(readiness),
        *_way_sections(readiness),
        Section("What the review rests on", Lines(tuple(_grounds(readiness)))),
        *_unasked_sections(readiness),
    )
    subtitle = f"{classes}, reviewed {to_the_minute(readiness.at)}"
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


def _waiver_sections(readiness: Readiness) -> Iterator[Section]:
    """Show every waiver, also one that is not in force or was refused."""
    headers = ("gate", "status", "approver", "decision", "in force from", "until", "why", "note")
    rows = tuple(map(_waiver_row, readiness.waivers))
    if rows:
        yield Section("Waivers", Grid(headers, rows))


def _waiver_row(own: WaiverStanding) -> Row:
    waiver = own.waiver
    times = (to_the_minute(waiver.granted_at), to_the_minute(waiver.expires_at))
    cells = (waiver.gate, str(own.status), waiver.approver, waiver.decision, *times, waiver.why, own.note)
    return Row(cells, WAIVERS[own.status])


def _gate_row(own: GateStanding, *, kind: str) -> Row:
    evidence = ", ".join(own.result.evidence) if own.result else ""
    return Row((own.gate, kind, str(own.standing), own.note, evidence), STANDINGS[own.standing])


def _grounds(readiness: Readiness) -> Iterator[str]:
    """Say what the candidate touches and claims, who stands for it, which gates are in scope, which decisions hold."""
    candidate = readiness.candidate
    yield "touches: " + _listed(candidate.effects, str, none="nothing")
    yield f"roles: release owner {_name(candidate.owner)}, approver {_name(candidate.approver)}"
    yield "claims: " + _listed(candidate.claims, lambda claim: short_ref(claim.ref), none="no tuple")
    yield "scope: " + _listed(candidate.scoped_gates, str, none="no gate", missing="open, so every gate")
    active = [entry for entry in candidate.decisions if entry.is_active(readiness.at)]
    yield "decisions in force: " + _listed(active, lambda entry: entry.id, none="none recorded")


def _name(role: str | Missing) -> str:
    return "not named" if isinstance(role, Missing) else role


def _listed(
    things: Iterable[Thing] | Missing, text: Callable[[Thing], str], *, none: str, missing: str = "not stated"
) -> str:
    return missing if isinstance(things, Missing) else ", ".join(sorted(map(text, things))) or none


def _unasked_sections(readiness: Readiness) -> Iterator[Section]:
    """Show the results of gates that were not asked for, so that a misspelt or a bad one is seen."""
    asked = {own.gate for own in (*readiness.required, *readiness.advisory)}
    rows = tuple(
        Row((result.gate, str(result.status), result.id), STANDINGS[result.standing])
        for result in readiness.candidate.results
        if result.gate not in asked and result.standing is not Standing.PASSED
    )
    if rows:
        yield Section("Results without a pass that were not asked for", Grid(("gate", "status", "result"), rows))


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


def packet_view(packet: ReleasePacket) -> View:
    """Show a packet: its tuples, what was found of the gates, and what has to be done."""
    classes = " + ".join(map(str, packet.release_class)) or "no class"
    roles = f"release owner {packet.release_owner}, approver {packet.approver}"
    sections = (
        Section("Tuples", Grid(("consumer", "tuple", "rollback tuple"), tuple(_tuple_rows(packet)))),
        Section("Required gates", _results(_asked(packet))),
        Section("Advisory findings", _results(packet.advisory_findings)),
        Section("Follow-up actions", Lines(packet.follow_up_actions)),
    )
    badge = Badge(str(packet.go_no_go), OUTCOMES[packet.go_no_go])
    return View(f"Release packet of {packet.release_date.isoformat()}", badge, sections, f"{classes}; {roles}")


def packet_summary(packet: ReleasePacket, triggers: Draft[object]) -> View:
    """Show a packet together with what calls for a rollback: each sentence that the table of triggers cites, once."""
    cited = dict.fromkeys(rule.source.quote if rule.source else rule.because for rule in triggers.rules)
    view = packet_view(packet)
    return view._replace(sections=(*view.sections, Section("Rollback triggers", Lines(tuple(cited)))))


def _tuple_rows(packet: ReleasePacket) -> Iterator[Row]:
    """Set what each consumer would go back to beside what it has now."""
    sides = (packet.tuple_current, packet.tuple_rollback)
    for consumer in sorted({own.consumer for side in sides for own in side}):
        refs = ("\n".join(short_ref(own.ref) for own in side if own.consumer == consumer) for side in sides)
        yield Row((consumer, *refs))


def _asked(packet: ReleasePacket) -> tuple[PacketResult, ...]:
    """Return what the packet says of its gates; of a required one without a result that there is none."""
    known = {result.gate for result in packet.gate_results}
    unknown = (PacketResult(gate, GateStatus.NOT_RUN) for gate in packet.required_gates if gate not in known)
    return (*packet.gate_results, *unknown)


def _results(results: tuple[PacketResult, ...]) -> Grid:
    rows = (
        Row((own.gate, str(own.status), ", ".join(own.evidence), own.note), Tone.GOOD if own.is_proved else Tone.BAD)
        for own in results
    )
    return Grid(("gate", "status", "evidence", "note"), tuple(rows))
