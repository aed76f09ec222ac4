"""The release packet: what is kept of a review, and whether a stored one still says what a new review says."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import ClassVar, NoReturn

import attrs

from releasekit._arguments import as_tuple, in_order, of_kind, repeated
from releasekit._fields import Frozen, Name, Note, Told, checked
from releasekit._views import View, Viewable, to_markdown
from releasekit._words import listing
from releasekit.compat import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import GateStanding, GateStatus, Standing, short_ref
from releasekit.policy import MISSING, Draft, Missing
from releasekit.readiness._assess import Readiness, assess
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._study import is_same
from releasekit.readiness._vocabulary import GoNoGo, PacketVerdict, ReleaseClass


@attrs.frozen(field_transformer=checked)
class PacketResult(Frozen):
    """What a packet says of one gate.

    Attributes:
        gate: the id of the gate.
        status: how the run that counts ended; ``NOT_RUN`` where there is none.
        evidence: where the proof lies.
        note: why it is no pass, for people; empty where it is one.
    """

    gate: Name
    status: GateStatus
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    note: Note = attrs.field(default="", kw_only=True)

    @property
    def is_proved(self) -> bool:
        """Whether it is a pass with evidence."""
        return self.status is GateStatus.PASS and bool(self.evidence)

    def __str__(self) -> str:
        return f"{self.gate} {self.status} ({', '.join(self.evidence) or 'no evidence'})"


def _as_classes(classes: Iterable[ReleaseClass]) -> tuple[ReleaseClass, ...]:
    return in_order(as_tuple(classes), ReleaseClass, str)


def _as_refs(tuples: Iterable[ReleaseTuple]) -> tuple[ReleaseTuple, ...]:
    return in_order(as_tuple(tuples), ReleaseTuple, lambda own: own.ref)


def _as_gates(gates: Iterable[str]) -> tuple[str, ...]:
    return in_order(as_tuple(gates), str, str)


def _by_gate(results: Iterable[PacketResult]) -> tuple[PacketResult, ...]:
    return in_order(as_tuple(results), PacketResult, lambda own: own.gate)


@attrs.frozen(field_transformer=checked)
class ReleasePacket(Frozen, Viewable):
    """The record of a review, with the eleven fields of the playbook's template.

    Attributes:
        release_date: the day of the release.
        release_owner: who built the release.
        release_class: its classes.
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
            rollback tuple is of a consumer without a current one or is a current one, a go lacks a pass with evidence
            or a rollback tuple, or a conditional go lacks findings or follow-up actions.

    Source:
        Release and Rollback Playbook, Release Packet Template.
    """

    document_schema: ClassVar[int] = 1

    release_date: date
    release_owner: Name
    release_class: tuple[ReleaseClass, ...] = attrs.field(converter=_as_classes, kw_only=True)
    tuple_current: tuple[ReleaseTuple, ...] = attrs.field(converter=_as_refs, kw_only=True)
    tuple_rollback: tuple[ReleaseTuple, ...] = attrs.field(converter=_as_refs, kw_only=True)
    required_gates: tuple[Name, ...] = attrs.field(converter=_as_gates, kw_only=True)
    gate_results: tuple[PacketResult, ...] = attrs.field(converter=_by_gate, kw_only=True)
    advisory_findings: tuple[PacketResult, ...] = attrs.field(converter=_by_gate, kw_only=True)
    go_no_go: GoNoGo = attrs.field(kw_only=True)
    approver: Name = attrs.field(kw_only=True)
    follow_up_actions: tuple[Told, ...] = attrs.field(converter=as_tuple, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = (*_twice(self), *_unsound_tuples(self), *_unsound_roles(self), *_unproved_go(self))
        if problems:
            raise FieldError(tuple(f"packet of {self.release_date.isoformat()}: {problem}" for problem in problems))

    def summary(self, triggers: Draft[object]) -> str:
        """Return the packet's summary as Markdown: tuples, gates, advisory failures, rollback tuples and triggers.

        Args:
            triggers: the table of what calls for a rollback, such as `releasekit.rollback.TRIGGERS`.

        Raises:
            FieldError: where the triggers are no table or draft.

        Source:
            Release and Rollback Playbook, Pre-Release Checklist: "Build release packet summary with tuple refs, VG
            pass/fail table, known advisory failures, and rollback tuple/trigger table."
        """
        from releasekit.readiness._show import packet_summary

        of_kind("triggers", triggers, Draft)
        return to_markdown(packet_summary(self, triggers))

    def view(self) -> View:
        """Return the packet as a card for people."""
        from releasekit.readiness._show import packet_view

        return packet_view(self)


def _twice(own: ReleasePacket) -> Iterator[str]:
    listed: dict[str, Iterable[str]] = {
        "release_class": map(str, own.release_class),
        "tuple_current": (one.ref for one in own.tuple_current),
        "tuple_rollback": (one.consumer for one in own.tuple_rollback),
        "required_gates": own.required_gates,
        "gate_results": (result.gate for result in own.gate_results),
        "advisory_findings": (result.gate for result in own.advisory_findings),
        "follow_up_actions": own.follow_up_actions,
    }
    for field, names in listed.items():
        yield from (f"{field} has `{name}` twice; expected it once" for name in repeated(names))


def _unsound_tuples(own: ReleasePacket) -> Iterator[str]:
    consumers = {one.consumer for one in own.tuple_current}
    current = {one.ref for one in own.tuple_current}
    for back in own.tuple_rollback:
        if back.consumer not in consumers:
            yield f"tuple_rollback `{back.ref}` is of no current consumer; expected {listing(sorted(consumers))}"
        elif back.ref in current:
            yield f"tuple_rollback `{back.ref}` is a current one; expected another tuple of {back.consumer}"


def _unsound_roles(own: ReleasePacket) -> Iterator[str]:
    if is_same(own.release_owner, own.approver):
        yield f"approver is `{own.approver}`, the release owner; expected somebody else"


def _unproved_go(own: ReleasePacket) -> Iterator[str]:
    """Say what a go, conditional or not, lacks."""
    if own.go_no_go is GoNoGo.NO_GO:
        return
    proved = {result.gate for result in own.gate_results if result.is_proved}
    for gate in own.required_gates or ("no gate at all",):
        if gate not in proved:
            yield f"go_no_go is `{own.go_no_go}` but `{gate}` is no pass with evidence; expected one"
    back = {one.consumer for one in own.tuple_rollback}
    for consumer in sorted({one.consumer for one in own.tuple_current} - back):
        yield f"go_no_go is `{own.go_no_go}` but `{consumer}` has no rollback tuple; expected one"
    if own.go_no_go is GoNoGo.CONDITIONAL_GO:
        lacking = [field for field in ("advisory_findings", "follow_up_actions") if not getattr(own, field)]
        yield from (f"go_no_go is `{own.go_no_go}` but {field} is empty; expected some" for field in lacking)


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
        "release_class": _as_classes(candidate.classes),
        "tuple_current": _as_refs(() if isinstance(claims, Missing) else claims),
        "required_gates": tuple(own.gate for own in readiness.required),
        "gate_results": tuple(map(_written, readiness.required)),
        "advisory_findings": tuple(_written(own) for own in readiness.advisory if own.standing is not Standing.PASSED),
        "go_no_go": readiness.outcome,
        "approver": candidate.approver,
    }


def _written(own: GateStanding) -> PacketResult:
    if own.result is None:
        return PacketResult(own.gate, GateStatus.NOT_RUN, note=own.note)
    return PacketResult(own.gate, own.result.status, evidence=own.result.evidence, note=own.note)


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
class PacketReview(Frozen):
    """What came of verifying a stored packet. It has no truth value: compare its verdict.

    Attributes:
        packet: the stored packet.
        readiness: the new review.
        differences: all fields in which the two differ, in the order of the template.
    """

    packet: ReleasePacket
    readiness: Readiness
    differences: tuple[PacketDifference, ...] = attrs.field(kw_only=True)

    @property
    def verdict(self) -> PacketVerdict:
        """Accepted where nothing differs."""
        return PacketVerdict.REFUSED if self.differences else PacketVerdict.ACCEPTED

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a packet review has no truth value; compare review.verdict, here `{self.verdict}`")


def verify_packet(
    packet: ReleasePacket, candidate: ReleaseCandidate, rules: ReadinessRules, at: datetime
) -> PacketReview:
    """Hold the review again and compare it with a stored packet.

    The day of the release, the rollback tuples and the follow-up actions are not part of a review, so they are not
    compared; that they are sound is checked wherever a packet is made.

    Args:
        packet: the stored packet.
        candidate: what was known of the release.
        rules: what the playbook says.
        at: the instant of the review; aware.

    Returns:
        Accepted, or refused with all differences; an outcome that differs is one, in either direction.

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
    return PacketReview(packet, readiness, differences=differences)


def _text(value: object) -> str:
    match value:
        case tuple():
            return ", ".join(map(_text, value)) or "none"
        case ReleaseTuple():
            return short_ref(value.ref)
        case _:
            return str(value)
