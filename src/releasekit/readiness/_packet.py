"""The release packet: the record of a review, and whether a stored record still agrees with a new review."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from typing import Annotated, ClassVar

import attrs

from releasekit._arguments import as_tuple, in_order, of_kind
from releasekit._fields import Distinct, Frozen, Name, Note, Told, checked
from releasekit._views import Grid, Lines, Row, Section, Tone, View, Viewable, badge_of, to_markdown
from releasekit._words import Word, is_evidence, is_same, listing, short_ref
from releasekit.answers import Answer, Finding, Permission
from releasekit.compat import MatrixEntry, ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import GateStatus, GateVerdict, Standing
from releasekit.policy import MISSING, Draft, Missing
from releasekit.readiness._assess import Readiness, assess
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._vocabulary import GoNoGo


@attrs.frozen(field_transformer=checked)
class PacketResult(Frozen):
    """What a packet says about one gate.

    Attributes:
        gate: the id of the gate.
        status: how the run that counts ended; ``NOT_RUN`` where there is none.
        evidence: where the proof lies.
        note: why it is not a pass, for people; empty if it is one.
    """

    gate: Name
    status: GateStatus
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    note: Note = attrs.field(default="", kw_only=True)

    @property
    def is_proved(self) -> bool:
        """Whether it is a pass with evidence."""
        return self.status is GateStatus.PASS and any(map(is_evidence, self.evidence))

    def __str__(self) -> str:
        return f"{self.gate} {self.status} ({', '.join(self.evidence) or 'no evidence'})"


def _as_refs(tuples: Iterable[ReleaseTuple]) -> tuple[ReleaseTuple, ...]:
    return in_order(as_tuple(tuples), ReleaseTuple, lambda release_tuple: release_tuple.ref)


def _as_names(names: Iterable[str]) -> tuple[str, ...]:
    return in_order(as_tuple(names), str, str)


def _by_gate(results: Iterable[PacketResult]) -> tuple[PacketResult, ...]:
    return in_order(as_tuple(results), PacketResult, lambda result: result.gate)


@attrs.frozen(field_transformer=checked)
class ReleasePacket(Frozen, Viewable):
    """The record of a review, with the eleven fields of the playbook's template.

    Attributes:
        release_date: the day of the release.
        release_owner: who built the release.
        release_class: its classes, also those of its release type and those that follow from what it touches.
        tuple_current: the tuples that it claims to support.
        tuple_rollback: the tuple to go back to, one for each consumer.
        required_gates: the ids of the gates that it needed.
        gate_results: what was found of each of them.
        advisory_findings: the advisory gates without a pass.
        go_no_go: the outcome of the review.
        approver: who decided.
        follow_up_actions: what has to be done afterwards.

    Raises:
        FieldError: where a field is outside its limits, something stands there twice, the approver is the owner, a
            rollback tuple is of a consumer without a current one or is a current one, a go lacks a class, a pass with
            evidence or a rollback tuple, or has a gate that is required among its findings, or a conditional go lacks
            findings or follow-up actions.

    Source:
        Release and Rollback Playbook, Release Packet Template.
    """

    document_schema: ClassVar[int] = 1

    release_date: date
    release_owner: Name
    release_class: Annotated[tuple[Name, ...], Distinct()] = attrs.field(converter=_as_names, kw_only=True)
    tuple_current: Annotated[tuple[ReleaseTuple, ...], Distinct("ref")] = attrs.field(converter=_as_refs, kw_only=True)
    tuple_rollback: Annotated[tuple[ReleaseTuple, ...], Distinct("consumer")] = attrs.field(
        converter=_as_refs, kw_only=True
    )
    required_gates: Annotated[tuple[Name, ...], Distinct()] = attrs.field(converter=_as_names, kw_only=True)
    gate_results: Annotated[tuple[PacketResult, ...], Distinct("gate")] = attrs.field(converter=_by_gate, kw_only=True)
    advisory_findings: Annotated[tuple[PacketResult, ...], Distinct("gate")] = attrs.field(
        converter=_by_gate, kw_only=True
    )
    go_no_go: GoNoGo = attrs.field(kw_only=True)
    approver: Name = attrs.field(kw_only=True)
    follow_up_actions: Annotated[tuple[Told, ...], Distinct()] = attrs.field(converter=as_tuple, kw_only=True)

    def _problems(self) -> Iterable[str]:
        current, rollback = ({each.consumer for each in side} for side in (self.tuple_current, self.tuple_rollback))
        for back in self.tuple_rollback:
            if back.consumer not in current:
                yield f"tuple_rollback `{back.ref}` is of no current consumer; expected {listing(sorted(current))}"
            elif any(back.ref == other.ref for other in self.tuple_current):
                yield f"tuple_rollback `{back.ref}` is a current one; expected another tuple of {back.consumer}"
        if is_same(self.release_owner, self.approver):
            yield f"approver is `{self.approver}`, the release owner; expected somebody else"
        if self.go_no_go is GoNoGo.NO_GO:
            return
        if not self.release_class:
            yield f"go_no_go is `{self.go_no_go}` but release_class is empty; expected some"
        proved = {result.gate for result in self.gate_results if result.is_proved}
        # A gate that failed is among the results of a go neither as a required one nor beside these.
        named = dict.fromkeys((*self.required_gates, *(result.gate for result in self.gate_results)))
        for gate in named or ("no gate at all",):
            if gate not in proved:
                yield f"go_no_go is `{self.go_no_go}` but `{gate}` is no pass with evidence; expected one"
        for finding in self.advisory_findings:
            if finding.gate in named:
                yield f"advisory_findings hold `{finding.gate}`, a required gate; expected gates that are only reported"
        for consumer in sorted(current - rollback):
            yield f"go_no_go is `{self.go_no_go}` but `{consumer}` has no rollback tuple; expected one"
        if self.go_no_go is GoNoGo.CONDITIONAL_GO:
            lacking = [field for field in ("advisory_findings", "follow_up_actions") if not getattr(self, field)]
            yield from (f"go_no_go is `{self.go_no_go}` but {field} is empty; expected some" for field in lacking)

    def summary(self, triggers: Draft[object]) -> str:
        """Return the packet's summary as Markdown: tuples, gates, advisory failures, rollback tuples and triggers.

        Args:
            triggers: the table of what calls for a rollback, such as that of the team's `TriggerRules`.

        Raises:
            FieldError: where the triggers are no table or draft.

        Source:
            Release and Rollback Playbook, Pre-Release Checklist: "Build release packet summary with tuple refs, VG
            pass/fail table, known advisory failures, and rollback tuple/trigger table."
        """
        of_kind("triggers", triggers, Draft)
        cited = dict.fromkeys(rule.source.quote if rule.source else rule.because for rule in triggers.rules)
        view = self.view()
        return to_markdown(view._replace(sections=(*view.sections, Section("Rollback triggers", Lines(tuple(cited))))))

    def view(self) -> View:
        """Return the packet as a card for people."""
        classes = " + ".join(self.release_class) or "no class"
        known = {result.gate for result in self.gate_results}
        unknown = (PacketResult(gate, GateStatus.NOT_RUN) for gate in self.required_gates if gate not in known)
        sides = (self.tuple_current, self.tuple_rollback)
        consumers = sorted({release_tuple.consumer for side in sides for release_tuple in side})
        refs = [
            ["\n".join(short_ref(each.ref) for each in side if each.consumer == consumer) for side in sides]
            for consumer in consumers
        ]
        tuples = tuple(Row((consumer, *row)) for consumer, row in zip(consumers, refs, strict=True))
        sections = (
            Section("Tuples", Grid(("consumer", "tuple", "rollback tuple"), tuples)),
            Section("Required gates", _grid((*self.gate_results, *unknown))),
            Section("Advisory findings", _grid(self.advisory_findings)),
            Section("Follow-up actions", Lines(self.follow_up_actions)),
        )
        title = f"Release packet of {self.release_date.isoformat()}"
        subtitle = f"{classes}; release owner {self.release_owner}, approver {self.approver}"
        return View(title, badge_of(self.go_no_go), sections, subtitle)


def _grid(results: Iterable[PacketResult]) -> Grid:
    rows = (
        Row(
            (result.gate, str(result.status), ", ".join(result.evidence), result.note),
            Tone.GOOD if result.is_proved else Tone.BAD,
        )
        for result in results
    )
    return Grid(("gate", "status", "evidence", "note"), tuple(rows))


def packet(
    readiness: Readiness,
    *,
    release_date: date,
    tuple_rollback: Iterable[ReleaseTuple],
    follow_up_actions: Iterable[str] = (),
) -> ReleasePacket:
    """Write down a review.

    Args:
        readiness: the review.
        release_date: the day of the release.
        tuple_rollback: the tuple to go back to, one for each claimed consumer.
        follow_up_actions: what has to be done afterwards.

    Raises:
        FieldError: where an argument is of another kind, the candidate names no owner or approver, or the packet
            would not be sound.
    """
    of_kind("readiness", readiness, Readiness)
    roles = {"owner": readiness.candidate.owner, "approver": readiness.candidate.approver}
    unnamed = tuple(f"candidate.{role} is missing; expected a name" for role in roles if roles[role] is MISSING)
    if unnamed:
        raise FieldError(unnamed)
    return ReleasePacket(
        release_date,
        tuple_rollback=tuple_rollback,
        follow_up_actions=follow_up_actions,
        **_recomputed(readiness),  # type: ignore[arg-type]
    )


def _recomputed(readiness: Readiness) -> dict[str, object]:
    """Return the fields of a packet that follow from a review, in the order of the template."""
    candidate = readiness.candidate
    claims = candidate.claims
    return {
        "release_owner": candidate.owner,
        "release_class": tuple(sorted(readiness.classes)),
        "tuple_current": _as_refs(() if isinstance(claims, Missing) else claims),
        "required_gates": tuple(verdict.gate for verdict in readiness.required),
        "gate_results": tuple(map(_written, readiness.required)),
        "advisory_findings": tuple(
            _written(verdict) for verdict in readiness.advisory if verdict.standing is not Standing.PASSED
        ),
        "go_no_go": readiness.outcome,
        "approver": candidate.approver,
    }


def _written(verdict: GateVerdict) -> PacketResult:
    if verdict.result is None:
        return PacketResult(verdict.gate, GateStatus.NOT_RUN, note=verdict.note)
    return PacketResult(verdict.gate, verdict.result.status, evidence=verdict.result.evidence, note=verdict.note)


@attrs.frozen
class PacketDifference(Frozen):
    """One field in which a stored packet says something else than a new review.

    Attributes:
        field: the name of the field.
        stored: what the packet says.
        recomputed: what the review says.
    """

    field: str
    stored: str
    recomputed: str = attrs.field(kw_only=True)

    def __str__(self) -> str:
        return f"{self.field} is `{self.stored}`; expected `{self.recomputed}`"


@attrs.frozen
class PacketReview(Frozen, Answer):
    """Whether a stored packet may stand: what came of verifying it. It has no truth value: compare its outcome.

    Attributes:
        packet: the stored packet.
        readiness: the new review.
        differences: all fields in which the two differ, in the order of the template.
        findings: what the playbook finds in the packet, where it was asked as a whole.
    """

    packet: ReleasePacket
    readiness: Readiness
    differences: tuple[PacketDifference, ...] = attrs.field(kw_only=True)
    findings: tuple[Finding[Word], ...] = attrs.field(default=(), kw_only=True)

    @property
    def outcome(self) -> Permission:
        """Allowed where nothing differs and nothing is found."""
        return Permission.REFUSED if self.differences or self.findings else Permission.ALLOWED


def verify_packet(
    packet: ReleasePacket, candidate: ReleaseCandidate, rules: ReadinessRules, at: datetime
) -> PacketReview:
    """Hold the review again and compare it with a stored packet.

    The rollback tuples of a go are those of the candidate's matrix, where there is one. The follow-up actions are not
    part of a review, so they are not compared; every packet checks for itself that they are sound. On the day of the
    release the review must not come to a worse outcome than at its instant: on a day before, evidence is not there yet,
    and on a day after, it may be too old.

    Args:
        packet: the stored packet.
        candidate: what was known about the release.
        rules: what the playbook says.
        at: the instant of the review; aware.

    Returns:
        Allowed, or refused with all differences; an outcome that differs is one, in either direction.

    Raises:
        FieldError: where an argument is of another kind, or the instant has no zone.
    """
    of_kind("packet", packet, ReleasePacket)
    readiness = assess(candidate, rules, at)
    differences = tuple(
        PacketDifference(name, _text(getattr(packet, name)), recomputed=_text(expected))
        for name, expected in _recomputed(readiness).items()
        if getattr(packet, name) != expected
    )
    names = list(attrs.fields_dict(ReleasePacket))
    found = (*_other_day(packet, readiness, rules), *_other_rollback(packet, readiness), *differences)
    return PacketReview(packet, readiness, differences=tuple(sorted(found, key=lambda each: names.index(each.field))))


def _other_day(packet: ReleasePacket, readiness: Readiness, rules: ReadinessRules) -> Iterator[PacketDifference]:
    """Yield the day of the release where the review comes to a worse outcome on it than at its own instant.

    Of that day, which is one in UTC, the instant counts that is nearest to the review.
    """
    first, last = (datetime.combine(packet.release_date, clock, UTC) for clock in (time.min, time.max))
    nearest = min(max(readiness.at, first), last)
    there = readiness if nearest == readiness.at else assess(readiness.candidate, rules, nearest)
    if there.outcome > readiness.outcome:
        expected = f"a day on which the review is {readiness.outcome}, not {there.outcome}"
        yield PacketDifference("release_date", str(packet.release_date), recomputed=expected)


def _other_rollback(packet: ReleasePacket, readiness: Readiness) -> Iterator[PacketDifference]:
    """Yield the rollback tuples of a go where they are not those that the matrix has for the tuples of the packet."""
    matrix = readiness.candidate.matrix
    if packet.go_no_go is GoNoGo.NO_GO or isinstance(matrix, Missing):
        return
    entries = [matrix.rollback_for(claim.consumer, claim, at=readiness.at) for claim in packet.tuple_current]
    known = _as_refs({entry.release_tuple for entry in entries if isinstance(entry, MatrixEntry)})
    if not set(packet.tuple_rollback) <= set(known):
        yield PacketDifference("tuple_rollback", _text(packet.tuple_rollback), recomputed=_text(known))


def _text(value: object) -> str:
    match value:
        case tuple():
            return ", ".join(map(_text, value)) or "none"
        case ReleaseTuple():
            return short_ref(value.ref)
        case _:
            return str(value)
