"""Facts that people answer for: who approved, who confirmed, and what was stated."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Final

import attrs

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Distinct, Frozen, Length, Name, checked
from releasekit._words import did_you_mean, is_same, short_ref, shown
from releasekit.policy import MISSING, Column, Missing
from releasekit.readiness._fact import Fact
from releasekit.readiness._records import Confirmation, ReleaseApproval
from releasekit.readiness._vocabulary import ApprovalStatus, ConfirmationStatus, Separation

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext

EXPIRED: Final = "it has expired"


@attrs.frozen(field_transformer=checked)
class ApprovalFact(Fact):
    """Whether an approval of this release by a human other than the release owner is in force.

    Attributes:
        name: the name of the column.
        subject: what has to be approved, as approvals name it.
        roles: the roles of which the approver must have one; any where there is none.
    """

    document_kind: ClassVar[str] = "approval"

    name: Name
    subject: Name
    roles: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    @property
    def column(self) -> Column:
        return Column(self.name, ApprovalStatus, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        shortfalls = {self._shortfall(context, approval) for approval in self._recorded(context)}
        if "" in shortfalls:
            return ApprovalStatus.IN_FORCE
        return ApprovalStatus.EXPIRED if EXPIRED in shortfalls else MISSING

    def details(self, context: "ReviewContext") -> list[str]:
        """Say why no approval of the subject counts."""
        recorded = self._recorded(context)
        gaps = sorted(f"{each.by} ({each.role}): {self._shortfall(context, each)}" for each in recorded)
        hint = did_you_mean(self.subject, sorted({approval.subject for approval in context.candidate.approvals}))
        return gaps or [f"no approval of a {self.subject} is recorded{hint}"]

    def _recorded(self, context: "ReviewContext") -> list[ReleaseApproval]:
        return [approval for approval in context.candidate.approvals if approval.subject == self.subject]

    def _shortfall(self, context: "ReviewContext", approval: ReleaseApproval) -> str:
        """Say why an approval does not count; nothing where it does."""
        if problem := context.unbound(approval.commit):
            return problem
        if not approval.human:
            return "not by a human"
        if not context.is_independent(approval.by):
            return "not known to be by another than the release owner"
        if self.roles and approval.role not in self.roles:
            return f"not in the role {' or '.join(sorted(self.roles))}"
        if approval.approved_at > context.at:
            return "not yet given"
        return "" if approval.is_in_force(context.at) else EXPIRED


@attrs.frozen(field_transformer=checked)
class ApproverFact(Fact):
    """Whether somebody else than the release owner approves the release; missing where one of them is not named.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "approver"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, Separation, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        owner, approver = context.candidate.owner, context.candidate.approver
        if isinstance(owner, Missing) or isinstance(approver, Missing):
            return MISSING
        return Separation.SAME if is_same(owner, approver) else Separation.DISTINCT

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the roles that nobody has, or that one person has at once."""
        named = {"release owner": context.candidate.owner, "approver": context.candidate.approver}
        yield from (f"no {role} is named" for role, name in named.items() if isinstance(name, Missing))
        if self.value(context) is Separation.SAME:
            yield f"{context.candidate.owner} is the release owner and the approver"


@attrs.frozen(field_transformer=checked)
class ConfirmationFact(Fact):
    """Whether the owner of each consumer confirms what is asked of its claimed tuples; a refusal counts first.

    Attributes:
        name: the name of the column.
        parts: what has to be confirmed, as confirmations name it; at least one.
    """

    document_kind: ClassVar[str] = "confirmation"

    name: Name
    parts: Annotated[tuple[Name, ...], Length(1, 1_000), Distinct()] = attrs.field(converter=as_tuple)

    @property
    def column(self) -> Column:
        return Column(self.name, ConfirmationStatus, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        asked = _asked(context)
        if any(_refusals(context, consumer, ref) for consumer, ref in asked):
            return ConfirmationStatus.REFUSED
        lacking = any(self._unconfirmed(context, consumer, ref) for consumer, ref in asked)
        return MISSING if lacking else ConfirmationStatus.CONFIRMED

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the consumers and the parts that are refused or not confirmed."""
        for consumer, ref in _asked(context):
            on = f" on {short_ref(ref)}" if ref else ""
            if isinstance(context.candidate.owner_of(consumer), Missing):
                yield f"{consumer}: no owner is named"
            yield from (f"{consumer}: {part} refused{on}" for part in _refusals(context, consumer, ref))
            yield from (f"{consumer}: {part} not confirmed{on}" for part in self._unconfirmed(context, consumer, ref))

    def _unconfirmed(self, context: "ReviewContext", consumer: str, ref: str | None) -> list[str]:
        """Name the parts that the owner's most complete confirmation lacks; all of them where none counts."""
        counting = [each for each in _heard(context, consumer, ref) if _counts(context, each, ref)]
        lacking = [[part for part in self.parts if dict(each.parts).get(part) is not True] for each in counting]
        return min(lacking, key=lambda parts: (len(parts), parts), default=list(self.parts))


def _asked(context: "ReviewContext") -> list[tuple[str, str | None]]:
    """Return the consumers that have to confirm, each with its claimed tuples, or without one where it has none."""
    consumers = {gate.consumer for gate in context.rules.gates if gate.consumer}
    consumers |= {claim.consumer for claim in context.claims}
    return [(name, ref) for name in sorted(consumers) for ref in sorted(context.claimed(name)) or (None,)]


def _heard(context: "ReviewContext", consumer: str, ref: str | None) -> list[Confirmation]:
    """Return what is said of a tuple; a confirmation without one applies to all, and none to another commit."""
    said = (each for each in context.candidate.confirmations if each.consumer == consumer)
    heard = (each for each in said if ref is None or each.tuple_ref in (ref, None))
    return [each for each in heard if each.commit is None or not context.unbound(each.commit)]


def _refusals(context: "ReviewContext", consumer: str, ref: str | None) -> list[str]:
    """Name the parts that somebody refused, whenever that was."""
    parts = (part for confirmation in _heard(context, consumer, ref) for part in confirmation.parts)
    return sorted({name for name, answer in parts if answer is False})


def _counts(context: "ReviewContext", confirmation: Confirmation, ref: str | None) -> bool:
    """Tell whether a confirmation was made in time, by the consumer's owner, and of exactly that tuple or release."""
    owner = context.candidate.owner_of(confirmation.consumer)
    is_owner = not isinstance(owner, Missing) and is_same(confirmation.by, owner)
    is_bound = not context.unbound(confirmation.commit) if ref is None else confirmation.tuple_ref == ref
    return is_owner and confirmation.confirmed_at <= context.at and is_bound


@attrs.frozen(field_transformer=checked)
class Backing(Frozen):
    """That a stated word counts only with a recorded approval.

    Attributes:
        word: the word that needs it.
        approval: what has to be approved, as approvals name it.
        otherwise: the word that counts where no such approval is in force.
        roles: the roles of which the approver must have one; any where there is none.
    """

    word: Name
    approval: Name
    otherwise: Name = attrs.field(kw_only=True)
    roles: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)


@attrs.frozen(field_transformer=checked)
class StatedFact(Fact):
    """Whatever else a playbook asks, as the candidate states it; missing where it does not.

    Attributes:
        column: the name and the values of the fact.
        backing: the word that counts only with an approval, where there is one.

    Raises:
        FieldError: where the column cannot be missing, or the backing names words that the column has not.
    """

    document_kind: ClassVar[str] = "stated"

    column: Column
    backing: Backing | None = None

    def _problems(self) -> Iterator[str]:
        if not self.column.optional:
            yield "column cannot be missing; expected optional=True, since a candidate may leave the fact out"
        for word in (self.backing.word, self.backing.otherwise) if self.backing else ():
            if not self.column.contains(self.column.of_text(word)):
                yield f"backing names {shown(word)}{self.column.near(word)}; expected {self.column.expected}"
        if self.backing and self.backing.otherwise == self.backing.word:
            yield f"backing falls back to {shown(self.backing.otherwise)}; expected another word than the one it backs"

    @property
    def stated(self) -> Iterable[Column]:
        return (self.column,)

    def value(self, context: "ReviewContext") -> object:
        is_backed = not self._is_claimed(context) or self._approval.value(context) is ApprovalStatus.IN_FORCE
        if is_backed or self.backing is None:
            return context.stated(self.column)
        return self.column.of_text(self.backing.otherwise)

    def details(self, context: "ReviewContext") -> Iterable[str]:
        return self._approval.details(context) if self._is_claimed(context) else ()

    def _is_claimed(self, context: "ReviewContext") -> bool:
        """Tell whether the word is stated that needs an approval."""
        return self.backing is not None and context.stated(self.column) == self.column.of_text(self.backing.word)

    @property
    def _approval(self) -> ApprovalFact:
        assert self.backing is not None  # noqa: S101 - both callers ask first
        return ApprovalFact(self.name, self.backing.approval, roles=self.backing.roles)


def stated_problems(columns: Iterable[Column], stated: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Say which stated facts the playbook does not ask, and which values one of its facts cannot have."""
    asked = dict.fromkeys(columns)
    for name, value in stated:
        named = [column for column in asked if column.name == name]
        if not named:
            hint = did_you_mean(name, [column.name for column in asked])
            yield f"candidate.stated holds {shown(name)}{hint}; expected facts that the playbook asks to be stated"
        for column in named:
            if not column.contains(column.of_text(value)):
                near = column.near(value)
                yield f"candidate.stated gives `{name}` as {shown(value)}{near}; expected {column.expected}"
