"""What people recorded before a review: decisions, approvals, confirmations, rollbacks and waivers."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from operator import itemgetter
from typing import Annotated, TypeAlias

import attrs
from annotated_types import Interval

from releasekit._arguments import again, as_pairs, as_tuple, as_utc, instant, is_visible
from releasekit._fields import After, Distinct, Frozen, Length, Name, NotBefore, Note, Place, Told, checked
from releasekit._words import shown

Percent: TypeAlias = Annotated[Decimal, Interval(ge=0, le=100)]


@attrs.frozen(field_transformer=checked)
class DecisionEntry(Frozen):
    """A decision of the project, in force for a half-open time.

    Attributes:
        id: what the project calls it.
        accepted_at: the first instant at which it is in force.
        lifted_at: the first instant at which it no longer is; ``None`` while it stands.
        commit: the commit of the release that it is about; ``None`` where it is about none.
        by: who decided; ``None`` where that was not recorded.
        role: in which role; ``None`` where that was not recorded.

    Raises:
        FieldError: where a field is outside its limits, or the decision is lifted before it is accepted.
    """

    id: Name
    accepted_at: datetime = attrs.field(converter=as_utc)
    lifted_at: Annotated[datetime | None, NotBefore("accepted_at")] = attrs.field(
        default=None, converter=attrs.converters.optional(as_utc), kw_only=True
    )
    commit: Name | None = attrs.field(default=None, kw_only=True)
    by: Name | None = attrs.field(default=None, kw_only=True)
    role: Name | None = attrs.field(default=None, kw_only=True)

    def is_active(self, at: datetime) -> bool:
        """Tell whether the decision is in force at an instant.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        return self.accepted_at <= at and (self.lifted_at is None or at < self.lifted_at)


@attrs.frozen(field_transformer=checked)
class ReleaseApproval(Frozen):
    """A recorded approval, in force for a half-open time.

    Attributes:
        by: who approved.
        role: in which role.
        subject: what was approved, in the words of the playbook.
        approved_at: the first instant at which it is in force.
        human: whether a person approved, and no program.
        commit: the commit of the release that was approved; ``None`` where that was not recorded.
        expires_at: the first instant at which it no longer is in force; ``None`` where it does not expire.

    Raises:
        FieldError: where a field is outside its limits, or the approval expires no later than it begins.
    """

    by: Name
    role: Name
    subject: Name = attrs.field(kw_only=True)
    approved_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    human: bool = attrs.field(kw_only=True)
    commit: Name | None = attrs.field(default=None, kw_only=True)
    expires_at: Annotated[datetime | None, After("approved_at")] = attrs.field(
        default=None, converter=attrs.converters.optional(as_utc), kw_only=True
    )

    def is_in_force(self, at: datetime) -> bool:
        """Tell whether the approval is in force at an instant.

        Raises:
            FieldError: where the instant has no zone.
        """
        at = instant("at", at)
        return self.approved_at <= at and (self.expires_at is None or at < self.expires_at)


@attrs.frozen(field_transformer=checked)
class Confirmation(Frozen):
    """What the owner of a consumer says about a release.

    Attributes:
        consumer: whose repository it is about.
        by: who says it.
        confirmed_at: when that was recorded.
        tuple_ref: the exact tuple, as `ReleaseTuple.ref <releasekit.compat.ReleaseTuple>`; ``None`` where it is not
            named.
        commit: the commit of the release, which has to be named where the tuple is not; ``None`` where it is not.
        parts: what is confirmed (true) or refused (false), in the words of the playbook; a mapping or pairs, kept as
            sorted pairs. What is not among them is left open.

    Raises:
        FieldError: where a field is outside its limits, or a part is there twice.

    Source:
        Release and Rollback Playbook, Roles: "Consumer owners: confirm migration impacts for their repo and confirm
        tuple applicability and rollback tuple readiness."
    """

    consumer: Name
    by: Name
    confirmed_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    tuple_ref: Place | None = attrs.field(default=None, kw_only=True)
    commit: Name | None = attrs.field(default=None, kw_only=True)
    parts: tuple[tuple[Name, bool], ...] = attrs.field(default=(), converter=as_pairs, kw_only=True)

    def _problems(self) -> Iterable[str]:
        return again("parts", map(itemgetter(0), self.parts))


@attrs.frozen(field_transformer=checked)
class RollbackRecord(Frozen):
    """An earlier rollback; it stays open until its root cause is known and an entry remedies it.

    Attributes:
        id: what the rollback is called.
        declared_at: when it was declared.
        root_cause: why it was needed; ``None`` or blank where that is not known.
        remediation: the id of the decision or issue that remedies the cause; ``None`` where there is none.

    Raises:
        FieldError: where a field is outside its limits, or the rollback is called its own remedy.

    Source:
        Release and Rollback Playbook, Rollback Procedure: "Create decision or issue entries for root-cause remediation
        before next release attempt."
    """

    id: Name
    declared_at: datetime = attrs.field(converter=as_utc)
    root_cause: Note | None = attrs.field(default=None, kw_only=True)
    remediation: Name | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if self.remediation == self.id:
            yield f"remediation is {shown(self.id)}, the rollback itself; expected the entry that remedies its cause"

    @property
    def lacking(self) -> tuple[str, ...]:
        """What keeps the rollback open; empty if it is closed."""
        cause = () if is_visible(self.root_cause or "") else ("no root cause",)
        return cause if self.remediation is not None else (*cause, "no decision or issue entry")


@attrs.frozen(field_transformer=checked)
class Waiver(Frozen):
    """The decision entry by which the failure of an advisory gate is accepted for a half-open time.

    Attributes:
        gate: the id of the advisory gate.
        approver: who accepted the failure; somebody other than the release owner.
        role: in which role; ``None`` where that was not recorded.
        results: the ids of the failing results that are accepted; of none, nothing is.
        decision: the id of the decision that records it.
        granted_at: the first instant at which it is in force.
        expires_at: the first instant at which it no longer is.
        why: the reason, in words.

    Raises:
        FieldError: where a field is outside its limits, or the waiver expires no later than it is granted.
    """

    gate: Name
    approver: Name
    role: Name | None = attrs.field(default=None, kw_only=True)
    results: Annotated[tuple[Name, ...], Distinct()] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    decision: Name = attrs.field(kw_only=True)
    granted_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    expires_at: Annotated[datetime, After("granted_at")] = attrs.field(converter=as_utc, kw_only=True)
    why: Told = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class Classification(Frozen):
    """What somebody found some failures to be, such as outside of a seam.

    Attributes:
        fact: the name of the fact that it answers.
        value: the answer, as one of the texts of the fact.
        results: the ids of the results that were looked at; a later failure is not among them. At least one.
        by: who says it.
        role: in which role.
        made_at: when that was recorded.
    """

    fact: Name
    value: Name
    results: Annotated[tuple[Name, ...], Length(1, 1_000), Distinct()] = attrs.field(converter=as_tuple, kw_only=True)
    by: Name = attrs.field(kw_only=True)
    role: Name = attrs.field(kw_only=True)
    made_at: datetime = attrs.field(converter=as_utc, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Narrowing(Frozen):
    """Why some of the gates that are required "by scope" are not asked for.

    Attributes:
        by: who decided that.
        because: the reason.
    """

    by: Name
    because: Told
