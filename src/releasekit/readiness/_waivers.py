"""What a waiver is good for: it can be the decision entry for a failing advisory gate, and nothing else."""

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from releasekit._fields import Frozen
from releasekit.gates import GateKind
from releasekit.readiness._records import Waiver
from releasekit.readiness._vocabulary import DecisionStatus, WaiverStatus

if TYPE_CHECKING:
    from releasekit.readiness._study import Study


@attrs.frozen
class WaiverStanding(Frozen):
    """What one waiver is good for at the instant of a review.

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


def judged(study: "Study") -> tuple[WaiverStanding, ...]:
    """Return what each waiver of a candidate is good for, in an order that does not depend on theirs."""
    found = ((waiver, *_judged(study, waiver)) for waiver in sorted(study.candidate.waivers, key=_order))
    return tuple(WaiverStanding(waiver, status, note=note) for waiver, status, note in found)


def _order(waiver: Waiver) -> tuple[str, datetime, datetime, str, str, str]:
    return waiver.gate, waiver.granted_at, waiver.expires_at, waiver.decision, waiver.approver, waiver.why


def _judged(study: "Study", waiver: Waiver) -> tuple[WaiverStatus, str]:
    """Say what a waiver is good for; one for a gate that cannot be waived is refused, whatever its time."""
    if not _is_advisory(study, waiver.gate):
        return WaiverStatus.REFUSED, "only the failure of an advisory gate can be waived"
    if not study.is_independent(waiver.approver):
        return WaiverStatus.REFUSED, "its approver is not known to be another than the release owner"
    if study.at < waiver.granted_at:
        return WaiverStatus.NOT_YET, ""
    if study.at >= waiver.expires_at:
        return WaiverStatus.EXPIRED, ""
    if study.status(waiver.decision) is not DecisionStatus.ACTIVE:
        return WaiverStatus.REFUSED, f"{waiver.decision} is not known to be in force"
    if waiver.gate not in study.failed_advisory:
        return WaiverStatus.NOT_NEEDED, "the gate has no failure to accept"
    return WaiverStatus.IN_FORCE, ""


def _is_advisory(study: "Study", name: str) -> bool:
    """Tell whether a gate is advisory and not required of this candidate."""
    gate = study.rules.gate(name)
    return gate is not None and gate.kind is GateKind.ADVISORY and all(own.gate != name for own in study.required)
