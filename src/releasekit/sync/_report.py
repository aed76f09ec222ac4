"""What became of a plan: the log of a sync, and who is told of it.

The status is what the outcomes of the steps say. A step of which nobody knows how it ended counts as an error, so the
log of a run that was cut short is never that of a success.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

import attrs

from releasekit._arguments import as_tuple, instant, items, of_kind
from releasekit._fields import Frozen, Place, checked
from releasekit._words import did_you_mean, shown
from releasekit.answers import Finding
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing
from releasekit.sync._approval import SyncApproval, Ticket
from releasekit.sync._changes import PathChangeKind
from releasekit.sync._dry_run import DryRun
from releasekit.sync._log import (
    AppliedChanges,
    ApprovalLog,
    DryRunCounts,
    DryRunLog,
    ExecutionLog,
    SyncLog,
    SyncStatus,
    VerificationLog,
    digest_in,
)
from releasekit.sync._snapshots import Snapshot
from releasekit.sync._steps import StepOutcome, StepStatus, SyncStep
from releasekit.sync._vocabulary import SyncFindingKind

MOST_ERRORS: Final = 1_000
"""How many errors a log spells out; the rest is counted."""


@attrs.frozen(field_transformer=checked)
class SyncReport(Frozen):
    """What is recorded of a sync, and who is told.

    Attributes:
        log: the record.
        notify: who is told.
        findings: what else people should look at.
    """

    log: SyncLog
    notify: tuple[Place, ...] = attrs.field(converter=as_tuple)
    findings: tuple[Finding[SyncFindingKind], ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


def report(
    ticket: Ticket,
    outcomes: Iterable[StepOutcome],
    *,
    execution_id: str,
    started_at: datetime,
    completed_at: datetime,
    after: Snapshot | Missing,
    smoke_tests_passed: bool,
    diff_ref: str,
    notes: str | None = None,
) -> SyncReport:
    """Return the log of what was done, and who is told.

    Args:
        ticket: the leave to do it.
        outcomes: how the steps ended; nobody knows how the others did, nor those that `after` contradicts.
        execution_id: what the run is called.
        started_at: when it began.
        completed_at: when it ended, or was found to have ended.
        after: what stands in the target now; `MISSING` where nobody looked.
        smoke_tests_passed: whether the smoke tests passed.
        diff_ref: where the plan is kept; its digest is added.
        notes: what else there is to say.

    Raises:
        FieldError: where an argument is of another kind, an outcome is of no step or comes again, the run began before
            the ticket, or the place has a digest already.
    """
    of_kind("ticket", ticket, Ticket)
    of_kind("after", after, Snapshot, Missing)
    of_kind("diff_ref", diff_ref, str)
    if instant("started_at", started_at) < ticket.at:
        expected = f"expected no earlier than the ticket, {shown(ticket.at)}"
        raise FieldError((f"started_at is {shown(started_at)}; {expected}",))
    plan, steps = ticket.dry_run, {step.path: step for step in ticket.steps()}
    ended = _by_path(outcomes, steps)
    if isinstance(after, Snapshot) and _is_alike(plan, after):
        ended |= {outcome.path: outcome for outcome in _contradicted(steps, ended, after)}
    execution = _executed(steps, ended, started_at, completed_at)
    verified = isinstance(after, Snapshot) and is_verified(plan, after)
    log = SyncLog(
        plan.config.sync_id,
        execution_id,
        executed_at=started_at,
        executed_by=ticket.by.name,
        dry_run=_logged(plan, diff_ref),
        approval=_said(plan, ticket.approval, diff_ref),
        execution=execution,
        verification=VerificationLog(smoke_tests_passed, verified, notes=notes),
    )
    told = plan.config.notifications
    is_well = execution.status is SyncStatus.SUCCESS and verified and smoke_tests_passed
    return SyncReport(log, told.on_success if is_well else told.on_failure)


def log_undone(
    plan: DryRun,
    decision: SyncApproval | Missing = MISSING,
    *,
    execution_id: str,
    at: datetime,
    by: str,
    diff_ref: str,
) -> SyncReport:
    """Return the log of a plan that was not carried out: rejected, refused, expired, or never decided on.

    Args:
        plan: the dry run.
        decision: what was said to it; `MISSING` where nobody said anything. One that is about another plan, or not
            dated from the plan until now, is no decision on it.
        execution_id: what the run is called.
        at: now.
        by: who ran it.
        diff_ref: where the plan is kept; its digest is added.

    Raises:
        FieldError: where an argument is of another kind or outside its limits, or the place has a digest already.
    """
    of_kind("plan", plan, DryRun)
    of_kind("decision", decision, SyncApproval, Missing)
    of_kind("diff_ref", diff_ref, str)
    at = instant("at", at)
    counts = isinstance(decision, SyncApproval) and decision.digest == plan.digest and plan.at <= decision.at <= at
    log = SyncLog(
        plan.config.sync_id,
        execution_id,
        executed_at=at,
        executed_by=by,
        dry_run=_logged(plan, diff_ref),
        approval=_said(plan, decision, diff_ref) if counts and isinstance(decision, SyncApproval) else None,
    )
    message = "the configuration names nobody for a sync that was not carried out; expected somebody who looks at it"
    silent = Finding(SyncFindingKind.NOBODY_TOLD, "notifications", message=message)
    return SyncReport(log, (), findings=(silent,))


def is_verified(plan: DryRun, after: Snapshot) -> bool:
    """Tell whether the target is now what was approved, in all that the sync is about."""
    of_kind("plan", plan, DryRun)
    of_kind("after", after, Snapshot)
    return _is_alike(plan, after) and after.is_complete and after.where(plan.keeps).index == plan.result.index


def _is_alike(plan: DryRun, after: Snapshot) -> bool:
    return (after.namespace, after.identified_by) == (plan.target.namespace, plan.target.identified_by)


def _contradicted(
    steps: Mapping[str, SyncStep], ended: Mapping[str, StepOutcome], after: Snapshot
) -> Iterator[StepOutcome]:
    """Yield what is said to be done where something else stands: nobody knows how it ended."""
    for path, outcome in ended.items():
        wanted, stands = steps[path].change.after, after.entry(path)
        if outcome.is_done and stands != wanted and (stands is not None or after.is_complete):
            there = "nothing" if stands is None else shown(stands.state)
            yield StepOutcome(path, StepStatus.UNKNOWN, error=f"said to be done, and {there} stands there")


KINDS: Final = (PathChangeKind.ADDED, PathChangeKind.MODIFIED, PathChangeKind.DELETED)


def summary(plan: DryRun) -> str:
    """Return the changes of a plan in short."""
    counts = plan.changes.counts
    return f"{counts.added} added, {counts.modified} modified, {counts.deleted} deleted"


def _logged(plan: DryRun, diff_ref: str) -> DryRunLog:
    counts = plan.changes.counts
    result = DryRunCounts(
        counts.added, counts.modified, files_to_delete=counts.deleted, total_changes=counts.total
    )
    return DryRunLog(plan.at, result, diff_summary=summary(plan), diff_ref=_reference(plan, diff_ref))


def _said(plan: DryRun, decision: SyncApproval, diff_ref: str) -> ApprovalLog:
    reference = _reference(plan, diff_ref)
    return ApprovalLog(decision.approved, decision.who, approved_at=decision.at, dry_run_ref=reference)


def _reference(plan: DryRun, diff_ref: str) -> str:
    """Return where the plan is kept, with its digest.

    Source:
        Release Cadence & Sync Automation, Dry-Run Requirements.
    """
    if not diff_ref or digest_in(diff_ref) is not None:
        raise FieldError((f"diff_ref is {shown(diff_ref)}; expected a place without a digest, which is added",))
    return f"{diff_ref}#sha256:{plan.digest}"


def _executed(
    steps: Mapping[str, SyncStep], ended: Mapping[str, StepOutcome], started_at: datetime, completed_at: datetime
) -> ExecutionLog:
    """Return what was done: the counts and the status are those of the outcomes."""
    done = [step.change.kind for path, step in steps.items() if path in ended and ended[path].is_done]
    applied = AppliedChanges(*(done.count(kind) for kind in KINDS[:2]), deleted=done.count(KINDS[2]))
    errors = tuple(_errors(steps, ended))
    is_open = any(path not in ended or ended[path].status is StepStatus.UNKNOWN for path in steps)
    status = SyncStatus.SUCCESS
    if errors:
        status = SyncStatus.PARTIAL if done or is_open else SyncStatus.FAILED
    if len(errors) > MOST_ERRORS:
        errors = (*errors[:MOST_ERRORS], f"{len(errors) - MOST_ERRORS} more")
    return ExecutionLog(started_at, completed_at, status=status, changes_applied=applied, errors=errors)


def _by_path(outcomes: Iterable[StepOutcome], steps: Mapping[str, SyncStep]) -> dict[str, StepOutcome]:
    listed = items("outcomes", outcomes, StepOutcome, once="path")
    strange = [each.path for each in listed if each.path not in steps]
    if strange:
        near = did_you_mean(strange[0], steps)
        raise FieldError(tuple(f"outcomes: {shown(path)} is no step of the plan{near}" for path in strange[:1]))
    return {each.path: each for each in listed}


def _errors(steps: Mapping[str, SyncStep], ended: Mapping[str, StepOutcome]) -> Iterator[str]:
    """Yield what went wrong, in the order of the steps."""
    for path, step in steps.items():
        verb = "deleted" if step.is_delete else "written"
        if path not in ended:
            yield f"{shown(path)}: nobody knows whether it was {verb}"
        elif ended[path].error is not None:
            yield f"{shown(path)} ({ended[path].status}): {ended[path].error}"[:10_000]
