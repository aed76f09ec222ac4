"""Facts that people state: what the change touches, who approved it, and what the consumers say of it."""

from collections.abc import Iterator
from typing import Final

from releasekit._words import short_ref
from releasekit.policy import MISSING, Missing
from releasekit.readiness._context import ReviewContext, is_same
from releasekit.readiness._records import CONFIRMED, Approval, Confirmation
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


def release_class(context: ReviewContext) -> object:
    """Return whether the declared classes fit together and cover those that the change implies."""
    candidate = context.candidate
    if ReleaseClass.R0 in candidate.classes and ReleaseClass.R3 in context.classes:
        return Declaration.CONTRADICTORY
    if not candidate.classes or (context.rules.implied is not None and _is_undescribed(context)):
        return MISSING
    return Declaration.BELOW if _undeclared(context) else Declaration.SOUND


def _is_undescribed(context: ReviewContext) -> bool:
    """Tell whether nobody said what the change touches; a change that touches nothing at all is not described."""
    return isinstance(context.candidate.effects, Missing) or not context.candidate.effects


def _undeclared(context: ReviewContext) -> frozenset[ReleaseClass]:
    """Return the implied classes that are not declared; R0 cannot be declared beside R3, so it need not be."""
    beside = {ReleaseClass.R0} if ReleaseClass.R3 in context.declared else set[ReleaseClass]()
    return context.classes - context.declared - beside


def class_gaps(context: ReviewContext) -> Iterator[str]:
    """Say what keeps the declared classes from being sound."""
    if not context.candidate.classes:
        yield "no class is declared"
    if context.rules.implied is not None and _is_undescribed(context):
        yield "nobody said what the change touches"
    undeclared = _undeclared(context)
    for decision in context.implications:
        if decision.outcome in undeclared:
            yield f"{decision.outcome} is not declared: {'; '.join(reason.because for reason in decision.reasons)}"


def approver(context: ReviewContext) -> object:
    """Return whether somebody else than the release owner approves."""
    owner, approving = context.candidate.owner, context.candidate.approver
    if isinstance(owner, Missing) or isinstance(approving, Missing):
        return MISSING
    return Separation.SAME if is_same(owner, approving) else Separation.DISTINCT


def unnamed_roles(context: ReviewContext) -> Iterator[str]:
    """Name the roles that nobody has, or that one person has at once."""
    owner, approving = context.candidate.owner, context.candidate.approver
    named = {"release owner": owner, "approver": approving}
    yield from (f"no {role} is named" for role, name in named.items() if isinstance(name, Missing))
    if approver(context) is Separation.SAME:
        yield f"{owner} is the release owner and the approver"


def breaking_change(context: ReviewContext) -> object:
    """Return what is stated of a breaking change; that it is approved counts with a recorded approval in force."""
    stated = context.candidate.breaking_change
    if stated is not BreakingChange.APPROVED:
        return stated
    backed = _approval(context, ApprovalSubject.BREAKING_CHANGE) is ApprovalStatus.IN_FORCE
    return BreakingChange.APPROVED if backed else BreakingChange.UNAPPROVED


def human_approval(context: ReviewContext) -> object:
    """Return whether a human's approval of a major release is in force."""
    return _approval(context, ApprovalSubject.MAJOR_RELEASE)


def _approval(context: ReviewContext, subject: ApprovalSubject) -> object:
    approvals = (approval for approval in context.candidate.approvals if approval.subject is subject)
    shortfalls = {_shortfall(context, approval) for approval in approvals}
    if "" in shortfalls:
        return ApprovalStatus.IN_FORCE
    return ApprovalStatus.EXPIRED if EXPIRED in shortfalls else MISSING


EXPIRED: Final = "it has expired"


def _shortfall(context: ReviewContext, approval: Approval) -> str:
    """Say why an approval does not count; nothing where it does."""
    if not approval.human:
        return "not by a human"
    if not context.is_independent(approval.by):
        return "not known to be by another than the release owner"
    if approval.approved_at > context.at:
        return "not yet given"
    return "" if approval.is_in_force(context.at) else EXPIRED


def approval_gaps(context: ReviewContext, subject: ApprovalSubject) -> list[str]:
    """Say why no approval of a subject counts."""
    approvals = (approval for approval in context.candidate.approvals if approval.subject is subject)
    gaps = sorted(f"{approval.by} ({approval.role}): {_shortfall(context, approval)}" for approval in approvals)
    return gaps or [f"no approval of a {subject} is recorded"]


def version_step(context: ReviewContext) -> object:
    """Return whether the release type is at least the version step that the changes need."""
    release_type, bump = context.candidate.release_type, context.candidate.bump
    if isinstance(release_type, Missing) or isinstance(bump, Missing):
        return MISSING
    needed = ReleaseType.of(bump)
    is_covered = isinstance(needed, NoVersion) or needed <= release_type
    return VersionStep.COVERED if is_covered else VersionStep.BELOW


def needed_step(context: ReviewContext) -> list[str]:
    """Say which step the changes need, or that nobody said."""
    bump = context.candidate.bump
    return ["nobody said which step the changes need" if isinstance(bump, Missing) else f"the changes need {bump}"]


def migration(context: ReviewContext) -> object:
    """Return what the owners of the consumers say: a refusal counts before what is not confirmed."""
    if not context.rules.confirming_classes & context.classes:
        return Migration.NOT_ASKED
    asked = _asked(context)
    if any(_refusals(context, consumer, ref) for consumer, ref in asked):
        return Migration.REFUSED
    return MISSING if any(_unconfirmed(context, consumer, ref) for consumer, ref in asked) else Migration.CONFIRMED


def migration_gaps(context: ReviewContext) -> Iterator[str]:
    """Name the consumers and the parts that are refused or not confirmed."""
    for consumer, ref in _asked(context):
        on = f" on {short_ref(ref)}" if ref else ""
        if isinstance(context.candidate.owner_of(consumer), Missing):
            yield f"{consumer}: no owner is named"
        yield from (f"{consumer}: {part} refused{on}" for part in _refusals(context, consumer, ref))
        yield from (f"{consumer}: {part} not confirmed{on}" for part in _unconfirmed(context, consumer, ref))


def _asked(context: ReviewContext) -> list[tuple[str, str | None]]:
    """Return the consumers that have to confirm, each with its claimed tuples, or without one where it has none."""
    consumers = {gate.consumer for gate in context.rules.gates if gate.consumer}
    consumers |= {claim.consumer for claim in context.claims}
    return [(name, ref) for name in sorted(consumers) for ref in sorted(context.claimed(name)) or (None,)]


def _heard(context: ReviewContext, consumer: str, ref: str | None) -> list[Confirmation]:
    """Return what is said of a tuple; a confirmation without a tuple applies to all."""
    said = (confirmation for confirmation in context.candidate.confirmations if confirmation.consumer == consumer)
    return [confirmation for confirmation in said if ref is None or confirmation.tuple_ref in (ref, None)]


def _refusals(context: ReviewContext, consumer: str, ref: str | None) -> list[str]:
    """Name the parts that somebody refused, whenever that was."""
    parts = (part for confirmation in _heard(context, consumer, ref) for part in confirmation.parts)
    return sorted({name for name, answer in parts if answer is False})


def _unconfirmed(context: ReviewContext, consumer: str, ref: str | None) -> list[str]:
    """Name the parts that the owner's most complete confirmation lacks; all of them where there is none that counts."""
    counting = [confirmation for confirmation in _heard(context, consumer, ref) if _counts(context, confirmation, ref)]
    lacking = [[part for part, answer in confirmation.parts if answer is not True] for confirmation in counting]
    return min(lacking, key=lambda parts: (len(parts), parts), default=list(CONFIRMED))


def _counts(context: ReviewContext, confirmation: Confirmation, ref: str | None) -> bool:
    """Tell whether a confirmation was made in time, by the consumer's owner, and of exactly that tuple."""
    owner = context.candidate.owner_of(confirmation.consumer)
    is_owner = not isinstance(owner, Missing) and is_same(confirmation.by, owner)
    return is_owner and confirmation.confirmed_at <= context.at and (ref is None or confirmation.tuple_ref == ref)


def rollbacks(context: ReviewContext) -> object:
    """Return whether an earlier rollback is open."""
    known = context.candidate.rollbacks
    if isinstance(known, Missing):
        return MISSING
    return Rollbacks.OPEN if any(rollback.lacking for rollback in known) else Rollbacks.NONE_OPEN


def open_rollbacks(context: ReviewContext) -> list[str]:
    """Name the open rollbacks and what keeps them open."""
    known = context.candidate.rollbacks
    open_ones = () if isinstance(known, Missing) else [rollback for rollback in known if rollback.lacking]
    return sorted(f"{each.id} of {each.declared_at.date()}: {', '.join(each.lacking)}" for each in open_ones)
