"""Waivers: each can be the decision entry for a failing advisory gate, and nothing else."""

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING

import attrs

from releasekit._fields import Frozen
from releasekit.gates import GateKind
from releasekit.readiness._records import Waiver
from releasekit.readiness._vocabulary import DecisionStatus, WaiverStatus

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext


@attrs.frozen
class WaiverStanding(Frozen):
    """Whether one waiver is in force at the instant of a review.

    Attributes:
        waiver: the waiver.
        status: whether it is in force, and if not, why not.
        note: the same for people; empty where the status says it all.
    """

    waiver: Waiver
    status: WaiverStatus
    note: str = attrs.field(default="", kw_only=True)

    def __str__(self) -> str:
        return f"{self.waiver.gate}: {self.status}" + (f" ({self.note})" if self.note else "")


def judged(context: "ReviewContext") -> tuple[WaiverStanding, ...]:
    """Return the status of each waiver of a candidate, in the same order however the candidate lists them."""
    order = attrgetter("gate", "granted_at", "expires_at", "decision", "approver", "why")
    standings = ((waiver, *_judged(context, waiver)) for waiver in sorted(context.candidate.waivers, key=order))
    return tuple(WaiverStanding(waiver, status, note=note) for waiver, status, note in standings)


def _judged(context: "ReviewContext", waiver: Waiver) -> tuple[WaiverStatus, str]:
    """Return the status of a waiver and a note; one for a gate that cannot be waived is refused at any time."""
    if not _is_advisory(context, waiver.gate):
        return WaiverStatus.REFUSED, "only the failure of an advisory gate can be waived"
    if not context.is_independent(waiver.approver):
        return WaiverStatus.REFUSED, "its approver is not known to be another than the release owner"
    if context.at < waiver.granted_at:
        return WaiverStatus.NOT_YET, ""
    if context.at >= waiver.expires_at:
        return WaiverStatus.EXPIRED, ""
    if context.status(waiver.decision) is not DecisionStatus.ACTIVE:
        return WaiverStatus.REFUSED, f"{waiver.decision} is not known to be in force"
    if waiver.gate not in context.failed_advisory:
        return WaiverStatus.NOT_NEEDED, "the gate has no failure to accept"
    gaps = "; ".join(_gaps(context, waiver))
    return (WaiverStatus.REFUSED if gaps else WaiverStatus.IN_FORCE), gaps


def _gaps(context: "ReviewContext", waiver: Waiver) -> Iterator[str]:
    """Say which failures a waiver does not cover, and that whoever gave it may not."""
    roles = context.rules.accepting_roles
    if roles and waiver.role not in roles:
        yield f"{waiver.approver} is not in the role {' or '.join(sorted(roles))}"
    for run in context.failures(frozenset({waiver.gate})):
        if run.id not in waiver.results:
            yield f"it does not name {run.id}"
        elif waiver.granted_at < run.recorded_at:
            yield f"it is older than {run.id}"


def _is_advisory(context: "ReviewContext", name: str) -> bool:
    """Tell whether a gate is advisory and not required of this candidate."""
    gate = context.rules.gate(name)
    is_required = any(verdict.gate == name for verdict in context.required)
    return gate is not None and gate.kind is GateKind.ADVISORY and not is_required
