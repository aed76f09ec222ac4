"""Approvals, and what has to hold before a plan is carried out.

`authorise` gives a `Ticket` or every reason against it. An approval is for one plan, by its digest, and for one
execution, by its id. Nothing that is added to the inputs of a refusal makes a ticket of it except what it asks for:
drift, age, a rejection or another use only add reasons.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import as_frozenset, as_utc, instant, items, of_kind
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._words import is_evidence, is_same, listing, shown
from releasekit.answers import Finding
from releasekit.policy import Missing
from releasekit.procedures import Actor
from releasekit.sync._changes import changed
from releasekit.sync._dry_run import DryRun, SyncRefusal
from releasekit.sync._guards import Guard
from releasekit.sync._merge import in_the_way
from releasekit.sync._rules import Attestation, SyncRules
from releasekit.sync._snapshots import Snapshot, comparable
from releasekit.sync._steps import StepOutcome, SyncStep, deletes_of, writes_of
from releasekit.sync._vocabulary import SyncFault

AUTOMATIC: Final = "automatic"
"""What stands in the place of a person where nobody has to approve."""
DIGEST: Final = 64
HEXADECIMAL: Final = re.compile(f"[0-9a-f]{{{DIGEST}}}")
Faults: TypeAlias = Iterator[Finding[SyncFault]]


def _fault(fault: SyncFault, place: str, message: str) -> Finding[SyncFault]:
    return Finding(fault, place, message=message)


@attrs.frozen(field_transformer=checked)
class SyncApproval(Frozen):
    """What somebody says to a dry run: yes, with the guards that may be passed over, or no.

    Attributes:
        id: what it is called; an approval of one id is used once.
        digest: the digest of the dry run that was looked at.
        approved: whether it is a yes.
        by: who says so, in which role; ``None`` for an automatic approval.
        at: when.
        overrides: the guards that may be passed over.
        note: what else there is to say.

    Raises:
        FieldError: where a field is outside its limits, the digest is none, an automatic approval is a no or passes
            over a guard, a no passes over one, or somebody is called as automatic approvals are.
    """

    document_schema: ClassVar[int] = 1

    id: Name
    digest: str
    approved: bool = attrs.field(kw_only=True)
    by: Actor | None = attrs.field(kw_only=True)
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    overrides: frozenset[Guard] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)
    note: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> Iterator[str]:
        if not HEXADECIMAL.fullmatch(self.digest):
            yield f"digest is {shown(self.digest)}; expected the {DIGEST} hexadecimal digits of a dry run"
        if self.by is not None and any(is_same(AUTOMATIC, name) for name in (self.by.name, self.by.role)):
            yield f"by is {shown(self.by.name)}; expected a person, or nobody for an automatic approval"
        if self.overrides and (self.by is None or not self.approved):
            yield "overrides are there without a person who approves; expected none"
        if self.by is None and not self.approved:
            yield "approved is `False` and nobody says so; expected who rejects"

    @property
    def who(self) -> str:
        """Who says so, as the log has it."""
        return AUTOMATIC if self.by is None else self.by.name


def approve(
    dry_run: DryRun,
    at: datetime,
    *,
    by: Actor | None,
    approval_id: str,
    overrides: Iterable[Guard] = (),
    note: str = "",
) -> SyncApproval:
    """Return the approval of a dry run; `by` is ``None`` where nobody has to approve.

    Whether it counts is for `authorise` to say.

    Raises:
        FieldError: where an argument is outside its limits.
    """
    of_kind("dry_run", dry_run, DryRun)
    return SyncApproval(approval_id, dry_run.digest, approved=True, by=by, at=at, overrides=overrides, note=note)


def reject(dry_run: DryRun, at: datetime, *, by: Actor, approval_id: str, note: str = "") -> SyncApproval:
    """Return the rejection of a dry run.

    Raises:
        FieldError: where an argument is outside its limits.
    """
    of_kind("dry_run", dry_run, DryRun)
    return SyncApproval(approval_id, dry_run.digest, approved=False, by=by, at=at, note=note)


@attrs.frozen(field_transformer=checked)
class Ticket(Frozen):
    """The leave to carry out one plan once. It is made by `authorise`.

    Attributes:
        dry_run: the plan.
        approval: what was said to it.
        by: who carries it out.
        at: from when; the plan was still fresh then.
        rules: what holds for all syncs of the team.

    Raises:
        FieldError: where a field is of another kind, or something speaks against it that plan, approval and rules say.
    """

    dry_run: DryRun
    approval: SyncApproval
    by: Actor = attrs.field(kw_only=True)
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    rules: SyncRules = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        faults = _against_plan(self.dry_run, self.approval, self.by, self.at, self.rules)
        return (str(fault) for fault in faults)

    def writes(self) -> tuple[SyncStep, ...]:
        """Return what is done first: the writes, each after the deletes that make room for it."""
        return tuple(writes_of(self.dry_run))

    def deletes(self, outcomes: Iterable[StepOutcome]) -> tuple[SyncStep, ...]:
        """Return what is done last: the other deletes; none where not every one of the writes is done.

        Args:
            outcomes: how the writes ended. A delete that fails stops no other.

        Raises:
            FieldError: where an outcome is none, or a path comes again.
        """
        done = {outcome.path for outcome in items("outcomes", outcomes, StepOutcome, once="path") if outcome.is_done}
        return tuple(deletes_of(self.dry_run)) if all(step.path in done for step in self.writes()) else ()

    def steps(self) -> tuple[SyncStep, ...]:
        """Return all that is done where everything succeeds, in its order."""
        return (*writes_of(self.dry_run), *deletes_of(self.dry_run))


def authorise(
    dry_run: DryRun,
    approval: SyncApproval | Missing,
    current_target: Snapshot,
    at: datetime,
    *,
    current_source: Snapshot,
    by: Actor,
    rules: SyncRules,
    attestations: Iterable[Attestation] = (),
    used: Iterable[str] = (),
    rejections: Iterable[SyncApproval] = (),
) -> Ticket | SyncRefusal:
    """Return the leave to carry out a plan, or every reason against it.

    Args:
        dry_run: the plan.
        approval: what was said to it; `MISSING` where nobody said anything.
        current_target: what stands in the target now.
        at: now.
        current_source: what stands in the source now.
        by: who carries it out.
        rules: what holds for all syncs of the team.
        attestations: what somebody looked at before.
        used: the ids of the approvals that were used, by tickets of which something may have been done.
        rejections: what else was said to plans; a rejection of this one undoes the approval, unless it is earlier.

    Raises:
        FieldError: where an argument is of another kind, or snapshots cannot be compared.
    """
    of_kind("dry_run", dry_run, DryRun)
    of_kind("approval", approval, SyncApproval, Missing)
    of_kind("by", by, Actor)
    of_kind("rules", rules, SyncRules)
    at = instant("at", at)
    spent = frozenset(items("used", used, str))
    said = items("rejections", rejections, SyncApproval)
    seen = items("attestations", attestations, Attestation)
    problems = [
        *_against_plan(dry_run, approval, by, at, rules),
        *_against_use(approval, dry_run, spent, said),
        *_unattested(seen, rules, at, dry_run.config.sync_id),
        *_drift(dry_run, current_source, current_target),
    ]
    if problems or isinstance(approval, Missing):
        return SyncRefusal(tuple(problems))
    return Ticket(dry_run, approval, by=by, at=at, rules=rules)


def _against_plan(
    dry_run: DryRun, approval: SyncApproval | Missing, by: Actor, at: datetime, rules: SyncRules
) -> Faults:
    """Yield what speaks against a plan and its approval by themselves."""
    yield from dry_run.problems
    if at < dry_run.at:
        yield _fault(SyncFault.FUTURE, "dry_run.at", f"is {shown(dry_run.at)}; expected no later than {shown(at)}")
    elif at - dry_run.at > rules.max_age:
        yield _fault(SyncFault.EXPIRED, "dry_run.at", f"is {shown(dry_run.at)}; expected at most {rules.max_age} ago")
    if isinstance(approval, Missing) or not approval.approved:
        message = "is not there" if isinstance(approval, Missing) else f"is a no, by {approval.who}"
        yield _fault(SyncFault.NOT_APPROVED, "approval", f"{message}; expected a yes")
    if isinstance(approval, Missing):
        return
    if approval.digest != dry_run.digest:
        message = f"is {shown(approval.digest)}; expected that of the plan, {shown(dry_run.digest)}"
        yield _fault(SyncFault.OTHER_PLAN, "approval.digest", message)
    if approval.at < dry_run.at:
        yield _fault(SyncFault.EARLY, "approval.at", f"is {shown(approval.at)}; expected no earlier than the dry run")
    if approval.at > at:
        yield _fault(SyncFault.FUTURE, "approval.at", f"is {shown(approval.at)}; expected no later than {shown(at)}")
    yield from _against_person(dry_run, approval, by, rules)
    unnamed = [guard for guard in dry_run.guards if guard.kind not in approval.overrides]
    for guard in unnamed:
        message = f"{guard.message}; expected an approval that names it"
        yield _fault(SyncFault.GUARD, f"{guard.kind}: {guard.place}", message)


def _against_person(dry_run: DryRun, approval: SyncApproval, by: Actor, rules: SyncRules) -> Faults:
    """Yield what speaks against who approves.

    Deletes and guards ask for a person even where the configuration asks for no approval; and where nobody is
    configured, nobody can approve them.
    """
    options = dry_run.config.options
    grave = [f"{dry_run.changes.counts.deleted} deletes"] if dry_run.changes.counts.deleted else []
    grave += [f"the guard `{guard.kind}`" for guard in dry_run.guards]
    if grave and options.approver is None:
        message = f"is not configured; expected somebody who approves {listing(grave)}"
        yield _fault(SyncFault.NO_APPROVER, "config.options.approver", message)
    if approval.by is None:
        if options.approval_required or grave:
            asks = listing(["the configuration"] * options.approval_required + grave)
            yield _fault(SyncFault.PERSON_NEEDED, "approval.by", f"is nobody; expected a person, for {asks}")
        return
    if options.approver is None and not grave:
        message = f"is {shown(approval.by.name)}; expected an automatic approval, since no approver is configured"
        yield _fault(SyncFault.WRONG_APPROVER, "approval.by", message)
    if options.approver is not None and options.approver not in (approval.by.name, approval.by.role):
        message = f"is {shown(approval.by.name)} as {shown(approval.by.role)}; expected {options.approver}"
        yield _fault(SyncFault.WRONG_APPROVER, "approval.by", message)
    # A name in the place of the role, and the other way round, hides nobody.
    pairs = ((approval.by.name, by.name), (approval.by.role, by.name), (approval.by.name, by.role))
    if any(is_same(*pair) for pair in pairs) and not rules.self_approval:
        message = f"is {shown(by.name)}, who carries it out; expected somebody else"
        yield _fault(SyncFault.SAME_PERSON, "approval.by", message)


def _against_use(
    approval: SyncApproval | Missing, dry_run: DryRun, used: frozenset[str], said: Iterable[SyncApproval]
) -> Faults:
    """Yield what was done with an approval before, and what was said after it."""
    if isinstance(approval, Missing):
        return
    if approval.id in used:
        yield _fault(SyncFault.USED, "approval.id", f"is {shown(approval.id)}, which was used; expected a new one")
    for other in sorted(said, key=lambda each: (each.at, each.id)):
        if not other.approved and other.digest == dry_run.digest and other.at >= approval.at:
            message = f"{shown(other.id)}: {other.who} said no at {shown(other.at)}"
            yield _fault(SyncFault.NOT_APPROVED, "rejections", message)


def _unattested(seen: Iterable[Attestation], rules: SyncRules, at: datetime, sync_id: str) -> Faults:
    """Yield what nobody looked at in time and can prove, or what is not as it should be.

    Bad news counts without evidence, and also where it is dated later.
    """
    for fact in rules.attested:
        about = [each for each in seen if (each.fact, each.sync_id) == (fact, sync_id)]
        fresh = [each for each in about if each.at <= at and at - each.at <= rules.max_age]
        bad = [each for each in about if not each.holds and (each in fresh or each.at > at)]
        if bad:
            told = listing(f"{each.by} at {shown(each.at)}" for each in bad)
            yield _fault(SyncFault.NOT_ATTESTED, fact, f"does not hold, says {told}")
        elif not any(is_evidence(each.evidence) for each in fresh):
            message = f"was not looked at for {shown(sync_id)}"
            if about:
                message = "has no evidence" if fresh else f"was looked at more than {rules.max_age} ago, or not yet"
            yield _fault(SyncFault.NOT_ATTESTED, fact, f"{message}; expected somebody who attests it")


def _drift(dry_run: DryRun, source: Snapshot, target: Snapshot) -> Faults:
    """Yield where source and target are no longer what the plan is about."""
    of_kind("current_source", source, Snapshot)
    of_kind("current_target", target, Snapshot)
    for name, then, now in (("source", dry_run.source, source), ("target", dry_run.target, target)):
        comparable((f"dry_run.{name}", then), (f"current_{name}", now))
    if not target.is_complete:
        message = "is not complete; expected everything that stands there"
        yield _fault(SyncFault.TARGET_INCOMPLETE, "current_target", message)
    if dry_run.source.is_complete and not source.is_complete:
        yield _fault(SyncFault.SOURCE_INCOMPLETE, "current_source", "is not complete any more")
    keeps, changes = dry_run.keeps, {path: (old, new) for path, old, new in dry_run.changes.rows()}
    moved = {old: new for new, old in dry_run.source_paths.items()}
    drifted = changed(dry_run.source.index, source.index)
    paths = [path for path in drifted if keeps is None or keeps(moved.get(path, path))]
    if paths:
        yield _fault(SyncFault.SOURCE_DRIFTED, "current_source", f"differs at {listing(map(shown, sorted(paths)))}")
    drifted = changed(dry_run.target.index, target.index)
    paths = [path for path in drifted if keeps is None or keeps(path)]
    beyond = drifted.keys() - set(paths)
    if beyond:
        blocked = in_the_way(target, changes)
        paths += sorted(beyond.intersection(blocked.values()) or (beyond if blocked else ()))
    if paths:
        yield _fault(SyncFault.TARGET_DRIFTED, "current_target", f"differs at {listing(map(shown, sorted(paths)))}")
