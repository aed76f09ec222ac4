"""The log of a sync: a dry run, an approval that quotes it, what was done, and how it was verified.

A reference to a dry run may carry its digest, as ``runs/17.diff#sha256:`` and 64 digits.

The instants go one way: dry run, approval, start, completion. The approval quotes the dry run of its own log. What was
done is within what the dry run showed, kind by kind, and the status is what the counts and the errors say.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, ClassVar, Final, TypeAlias

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, as_utc, backwards
from releasekit._fields import SHOWN_EMPTY, Frozen, Name, NotBefore, Person, Place, Told, checked
from releasekit._words import Word, shown

Count: TypeAlias = Annotated[int, Ge(0)]
KINDS: Final = (("added", "files_to_add"), ("modified", "files_to_modify"), ("deleted", "files_to_delete"))
"""What was done, and what the dry run had shown of that kind."""


REFERENCE: Final = re.compile(r"sha256:([0-9a-f]{64})(?![0-9a-f])")


def digest_in(reference: str) -> str | None:
    """Return the digest that a reference carries, as 64 hexadecimal digits; ``None`` where it carries none."""
    found = REFERENCE.search(reference)
    return None if found is None else found[1]


class SyncStatus(Word):
    """How a sync ended: all changes and no error; errors, and changes or steps of which nobody knows; errors only."""

    SUCCESS = "success"
    PARTIAL = "partial"
    FAILED = "failed"


@attrs.frozen(field_transformer=checked)
class DryRunCounts(Frozen):
    """How many changes a dry run showed.

    Attributes:
        files_to_add: what is in the source only.
        files_to_modify: what differs.
        files_to_delete: what is in the target only.
        total_changes: the sum of the three.

    Raises:
        FieldError: where a count is negative, or the total is another number.
    """

    files_to_add: Count
    files_to_modify: Count
    files_to_delete: Count = attrs.field(kw_only=True)
    total_changes: Count = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        total = self.files_to_add + self.files_to_modify + self.files_to_delete
        if self.total_changes != total:
            yield f"total_changes is {shown(self.total_changes)}; expected {shown(total)}, the sum"


@attrs.frozen(field_transformer=checked)
class DryRunLog(Frozen):
    """What a dry run showed.

    Attributes:
        executed_at: the instant.
        result: how many changes it showed.
        diff_summary: the changes in short, for people.
        diff_ref: where all of them are.

    Source:
        Release Cadence & Sync Automation, Dry-Run Requirements: "**DR-05** | Dry-run results MUST be logged".
    """

    executed_at: datetime = attrs.field(converter=as_utc)
    result: DryRunCounts
    diff_summary: Told = attrs.field(kw_only=True)
    diff_ref: Place = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ApprovalLog(Frozen):
    """What was said to a dry run, and by whom; a rejection is recorded in the same way.

    Attributes:
        approved: whether it was approved.
        approved_by: who decided.
        approved_at: the instant.
        dry_run_ref: the dry run that was looked at; in a log its own, by its ``diff_ref`` or the ``execution_id``.

    Source:
        Release Cadence & Sync Automation, Dry-Run Requirements: "**DR-06** | Approval MUST reference dry-run evidence".
    """

    approved: bool
    approved_by: Person
    approved_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    dry_run_ref: Place = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class AppliedChanges(Frozen):
    """How many changes were made.

    Attributes:
        added: what was added.
        modified: what was modified.
        deleted: what was deleted.
    """

    added: Count
    modified: Count
    deleted: Count = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ExecutionLog(Frozen):
    """What was done.

    Attributes:
        started_at: the first instant.
        completed_at: the last instant, which may be the first.
        status: how it ended.
        changes_applied: how many changes were made.
        errors: what went wrong, in the order in which it did; the same may go wrong again.

    Raises:
        FieldError: where a field is outside its limits, it ended before it started, a success has errors, a partial
            success or a failure has none, or a failure made a change.
    """

    started_at: datetime = attrs.field(converter=as_utc)
    completed_at: Annotated[datetime, NotBefore("started_at")] = attrs.field(converter=as_utc)
    status: SyncStatus = attrs.field(kw_only=True)
    changes_applied: AppliedChanges = attrs.field(kw_only=True)
    errors: tuple[Told, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY)

    def _problems(self) -> Iterator[str]:
        if (self.status is SyncStatus.SUCCESS) == bool(self.errors):
            expected = "none with" if self.errors else "at least one with"
            yield f"errors are {len(self.errors)}; expected {expected} the status {shown(self.status)}"
        applied = sum(getattr(self.changes_applied, kind) for kind, _ in KINDS)
        if self.status is SyncStatus.FAILED and applied:
            yield f"changes_applied are {applied}; expected none with the status `failed`"


@attrs.frozen(field_transformer=checked)
class VerificationLog(Frozen):
    """What was found afterwards.

    Attributes:
        smoke_tests_passed: whether the smoke tests passed.
        integrity_verified: whether the target is what it should be.
        notes: what else there is to say.
    """

    smoke_tests_passed: bool
    integrity_verified: bool
    notes: Told | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class SyncLog(Frozen):
    """What was recorded of one run of a sync; the fields are those of the playbook, in its order.

    Attributes:
        sync_id: the id of the configuration.
        execution_id: the id of this run.
        executed_at: the instant that stands for the run: no earlier than the dry run and, where something was done,
            from the approval to the completion, both included.
        executed_by: who ran it.
        dry_run: what the dry run showed.
        approval: what was said to it; ``None`` where nobody decided, or the dry run expired before.
        execution: what was done; ``None`` where nothing was tried, as after a rejection or a drift of the target.
        verification: what was found afterwards; there exactly where there is an execution, a failed one included.

    Raises:
        FieldError: where a field is outside its limits; the instants do not go from the dry run to the approval, the
            start and the completion (equal ones do); the approval quotes another dry run; something was done without
            approval; more was done of a kind than the dry run had shown, or in a success less; or of execution and
            verification one is there without the other. With all such problems.

    Source:
        Release Cadence & Sync Automation, Sync Log Schema; Dry-Run Requirements: "**DR-01** | All syncs MUST have
        dry-run before execution".
    """

    document_schema: ClassVar[int] = 1

    sync_id: Name
    execution_id: Name
    executed_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    executed_by: Person = attrs.field(kw_only=True)
    dry_run: DryRunLog = attrs.field(kw_only=True)
    approval: ApprovalLog | None = attrs.field(default=None, kw_only=True)
    execution: ExecutionLog | None = attrs.field(default=None, kw_only=True)
    verification: VerificationLog | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterator[str]:
        run = ("dry_run.executed_at", self.dry_run.executed_at)
        approval = () if self.approval is None else (("approval.approved_at", self.approval.approved_at),)
        executed = ("executed_at", self.executed_at)
        yield from backwards(run, *approval)
        yield from self._other_dry_run()
        if (self.execution is None) != (self.verification is None):
            has, lacks = ("verification", "execution") if self.execution is None else ("execution", "verification")
            yield f"{has} is there without {lacks}; expected both or none"
        if self.execution is None:
            yield from backwards(run, executed)
            return
        # A dry run comes before every execution, and the approval of its result lies between them.
        first = approval or (run,)
        yield from backwards(*first, ("execution.started_at", self.execution.started_at))
        yield from backwards(*first, executed, ("execution.completed_at", self.execution.completed_at))
        if self.approval is None or not self.approval.approved:
            given = "`None`" if self.approval is None else "`False`"
            yield f"execution is there although approval.approved is {given}; expected none"
        yield from _drift(self.dry_run.result, self.execution)

    def _other_dry_run(self) -> Iterator[str]:
        if self.approval is not None and self.approval.dry_run_ref not in (self.dry_run.diff_ref, self.execution_id):
            expected = f"expected {shown(self.dry_run.diff_ref)}, the dry run of this log, or its execution_id"
            yield f"approval.dry_run_ref is {shown(self.approval.dry_run_ref)}; {expected}"


def _drift(planned: DryRunCounts, execution: ExecutionLog) -> Iterator[str]:
    """Say where other changes were made than the dry run had shown."""
    is_success = execution.status is SyncStatus.SUCCESS
    for kind, name in KINDS:
        done, shown_before = getattr(execution.changes_applied, kind), getattr(planned, name)
        if done > shown_before or (is_success and done != shown_before):
            expected = f"{'' if is_success else 'at most '}`{shown_before}`, the dry run's {name}"
            yield f"execution.changes_applied.{kind} is `{done}`; expected {expected}"
