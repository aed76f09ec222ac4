"""Facts that people state: what the change touches, who approved it, and what the consumers say of it."""

from collections.abc import Iterator
from typing import Final

from releasekit.gates import short_ref
from releasekit.policy import MISSING, Missing
from releasekit.readiness._records import CONFIRMED, Approval, Confirmation
from releasekit.readiness._study import Study, is_same
from releasekit.readiness._vocabulary import (
    ApprovalStatus,
    ApprovalSubject,
    BreakingChange,
    Declaration,
    Migration,
    ReleaseClass,
    Rollbacks,
    Separation,
    VersionStep,
)
from releasekit.versions import NoVersion, ReleaseType


def release_class(study: Study) -> object:
    """Return whether the declared classes fit together and cover those that the change implies."""
    candidate = study.candidate
    if ReleaseClass.R0 in candidate.classes and ReleaseClass.R3 in study.classes:
        return Declaration.CONTRADICTORY
    if not candidate.classes or (study.rules.implied is not None and _is_untold(study)):
        return MISSING
    return Declaration.BELOW if _undeclared(study) else Declaration.SOUND


def _is_untold(study: Study) -> bool:
    """Tell whether nobody said what the change touches; a change that touches nothing at all is not described."""
    return isinstance(study.candidate.effects, Missing) or not study.candidate.effects


def _undeclared(study: Study) -> frozenset[ReleaseClass]:
    """Return the implied classes that are not declared; R0 cannot be declared beside R3, so it need not be."""
    beside = {ReleaseClass.R0} if ReleaseClass.R3 in study.declared else set[ReleaseClass]()
    return study.classes - study.declared - beside


def class_gaps(study: Study) -> Iterator[str]:
    """Say what keeps the declared classes from being sound."""
    if not study.candidate.classes:
        yield "no class is declared"
    if study.rules.implied is not None and _is_untold(study):
        yield "nobody said what the change touches"
    undeclared = _undeclared(study)
    for decision in study.implications:
        if decision.outcome in undeclared:
            yield f"{decision.outcome} is not declared: {'; '.join(reason.because for reason in decision.reasons)}"


def approver(study: Study) -> object:
    """Return whether somebody else than the release owner approves."""
    owner, approving = study.candidate.owner, study.candidate.approver
    if isinstance(owner, Missing) or isinstance(approving, Missing):
        return MISSING
    return Separation.SAME if is_same(owner, approving) else Separation.DISTINCT


def unnamed_roles(study: Study) -> Iterator[str]:
    """Name the roles that nobody has, or that one person has at once."""
    owner, approving = study.candidate.owner, study.candidate.approver
    named = {"release owner": owner, "approver": approving}
    yield from (f"no {role} is named" for role, name in named.items() if isinstance(name, Missing))
    if approver(study) is Separation.SAME:
        yield f"{owner} is the release owner and the approver"


def breaking_change(study: Study) -> object:
    """Return what is stated of a breaking change; that it is approved counts with a recorded approval in force."""
    stated = study.candidate.breaking_change
    if stated is not BreakingChange.APPROVED:
        return stated
    backed = _approval(study, ApprovalSubject.BREAKING_CHANGE) is ApprovalStatus.IN_FORCE
    return BreakingChange.APPROVED if backed else BreakingChange.UNAPPROVED


def human_approval(study: Study) -> object:
    """Return whether a human's approval of a major release is in force."""
    return _approval(study, ApprovalSubject.MAJOR_RELEASE)


def _approval(study: Study, subject: ApprovalSubject) -> object:
    shortfalls = {_shortfall(study, own) for own in study.candidate.approvals if own.subject is subject}
    if "" in shortfalls:
        return ApprovalStatus.IN_FORCE
    return ApprovalStatus.EXPIRED if EXPIRED in shortfalls else MISSING


EXPIRED: Final = "it has expired"


def _shortfall(study: Study, approval: Approval) -> str:
    """Say why an approval does not count; nothing where it does."""
    if not approval.human:
        return "not by a human"
    if not study.is_independent(approval.by):
        return "not known to be by another than the release owner"
    if approval.approved_at > study.at:
        return "not yet given"
    return "" if approval.is_in_force(study.at) else EXPIRED


def approval_gaps(study: Study, subject: ApprovalSubject) -> list[str]:
    """Say why no approval of a subject counts."""
    own = [approval for approval in study.candidate.approvals if approval.subject is subject]
    gaps = sorted(f"{approval.by} ({approval.role}): {_shortfall(study, approval)}" for approval in own)
    return gaps or [f"no approval of a {subject} is recorded"]


def version_step(study: Study) -> object:
    """Return whether the release type is at least the version step that the changes need."""
    release_type, bump = study.candidate.release_type, study.candidate.bump
    if isinstance(release_type, Missing) or isinstance(bump, Missing):
        return MISSING
    needed, order = ReleaseType.of(bump), list(ReleaseType)
    is_covered = isinstance(needed, NoVersion) or order.index(needed) <= order.index(release_type)
    return VersionStep.COVERED if is_covered else VersionStep.BELOW


def needed_step(study: Study) -> list[str]:
    """Say which step the changes need, or that nobody said."""
    bump = study.candidate.bump
    return ["nobody said which step the changes need" if isinstance(bump, Missing) else f"the changes need {bump}"]


def migration(study: Study) -> object:
    """Return what the owners of the consumers say: a refusal counts before what is not confirmed."""
    if not study.rules.confirming_classes & study.classes:
        return Migration.NOT_ASKED
    asked = _asked(study)
    if any(_refusals(study, consumer, ref) for consumer, ref in asked):
        return Migration.REFUSED
    return MISSING if any(_unconfirmed(study, consumer, ref) for consumer, ref in asked) else Migration.CONFIRMED


def migration_gaps(study: Study) -> Iterator[str]:
    """Name the consumers and the parts that are refused or not confirmed."""
    for consumer, ref in _asked(study):
        on = f" on {short_ref(ref)}" if ref else ""
        if isinstance(study.candidate.owner_of(consumer), Missing):
            yield f"{consumer}: no owner is named"
        yield from (f"{consumer}: {part} refused{on}" for part in _refusals(study, consumer, ref))
        yield from (f"{consumer}: {part} not confirmed{on}" for part in _unconfirmed(study, consumer, ref))


def _asked(study: Study) -> list[tuple[str, str | None]]:
    """Return the consumers that have to confirm, each with its claimed tuples, or without one where it has none."""
    consumers = {gate.consumer for gate in study.rules.gates if gate.consumer}
    consumers |= {claim.consumer for claim in study.claims}
    return [(name, ref) for name in sorted(consumers) for ref in sorted(study.claimed(name)) or (None,)]


def _heard(study: Study, consumer: str, ref: str | None) -> list[Confirmation]:
    """Return what is said of a tuple; what names no tuple may be about each."""
    said = (own for own in study.candidate.confirmations if own.consumer == consumer)
    return [own for own in said if ref is None or own.tuple_ref in (ref, None)]


def _refusals(study: Study, consumer: str, ref: str | None) -> list[str]:
    """Name the parts that somebody refused, whenever that was."""
    heard = [part for own in _heard(study, consumer, ref) for part, answer in own.parts if answer is False]
    return sorted(set(heard))


def _unconfirmed(study: Study, consumer: str, ref: str | None) -> list[str]:
    """Name the parts that the owner's most complete confirmation lacks; all of them where there is none that counts."""
    counting = [own for own in _heard(study, consumer, ref) if _counts(study, own, ref)]
    lacking = [[part for part, answer in own.parts if answer is not True] for own in counting]
    return min(lacking, key=lambda parts: (len(parts), parts), default=list(CONFIRMED))


def _counts(study: Study, own: Confirmation, ref: str | None) -> bool:
    """Tell whether a confirmation was made in time, by the consumer's owner, and of exactly that tuple."""
    owner = study.candidate.owner_of(own.consumer)
    is_owner = not isinstance(owner, Missing) and is_same(own.by, owner)
    return is_owner and own.confirmed_at <= study.at and (ref is None or own.tuple_ref == ref)


def rollbacks(study: Study) -> object:
    """Return whether an earlier rollback is open."""
    known = study.candidate.rollbacks
    if isinstance(known, Missing):
        return MISSING
    return Rollbacks.OPEN if any(own.lacking for own in known) else Rollbacks.NONE_OPEN


def open_rollbacks(study: Study) -> list[str]:
    """Name the open rollbacks and what keeps them open."""
    known = study.candidate.rollbacks
    listed = () if isinstance(known, Missing) else known
    return sorted(f"{own.id} of {own.declared_at.date()}: {', '.join(own.lacking)}" for own in listed if own.lacking)
