"""Rollback evidence: what was recorded of a rollback, with nothing in it that contradicts itself."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, ClassVar

import attrs
from annotated_types import Ge

from releasekit._arguments import as_tuple, as_utc, backwards
from releasekit._fields import SHOWN_EMPTY, Distinct, Frozen, Name, NotBefore, Person, Place, Told, checked
from releasekit._words import Word, shown
from releasekit.answers import Severity
from releasekit.versions import Version


class RollbackType(Word):
    """How much is rolled back, and how fast.

    Source:
        Release Cadence & Sync Automation, Rollback Types.
    """

    IMMEDIATE = "immediate"
    PLANNED = "planned"
    PARTIAL = "partial"
    CONFIG = "config"


class SmokeTests(Word):
    """What the smoke tests came to."""

    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"


@attrs.frozen(field_transformer=checked)
class RollbackCause(Frozen):
    """The issue that a rollback answers.

    Attributes:
        issue_id: the issue.
        severity: how bad it is.
        description: what it is.
        detected_at: the instant at which it was seen.
        detected_by: who saw it.
    """

    issue_id: Name
    severity: Severity
    description: Told = attrs.field(kw_only=True)
    detected_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    detected_by: Person = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class RolledBackVersions(Frozen):
    """From which version to which; another build is another version.

    Attributes:
        rolled_back_from: the version with the issue.
        rolled_back_to: the version that serves instead, which need not be a lower one.

    Raises:
        FieldError: where they are one version.
    """

    rolled_back_from: Version
    rolled_back_to: Version

    def _problems(self) -> Iterator[str]:
        if self.rolled_back_from == self.rolled_back_to:
            yield f"rolled_back_to is `{self.rolled_back_to}`, the version that is rolled back; expected another one"


@attrs.frozen(field_transformer=checked)
class RollbackExecution(Frozen):
    """Who decided and who did it.

    Attributes:
        decided_at: the instant of the decision.
        decided_by: who took it.
        executed_at: the instant of the rollback, no earlier.
        executed_by: who did it.
        duration_minutes: how long it took, in whole minutes; nothing else in the record says it.
    """

    decided_at: datetime = attrs.field(converter=as_utc)
    decided_by: Person
    executed_at: Annotated[datetime, NotBefore("decided_at")] = attrs.field(converter=as_utc, kw_only=True)
    executed_by: Person = attrs.field(kw_only=True)
    duration_minutes: Annotated[int, Ge(0)] = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class RollbackVerification(Frozen):
    """What was found afterwards.

    Attributes:
        smoke_tests: what they came to.
        issue_resolved: whether the issue is gone.
        new_issues: the issues that came with the rollback, each once.
    """

    smoke_tests: SmokeTests
    issue_resolved: bool
    new_issues: Annotated[tuple[Name, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )


@attrs.frozen(field_transformer=checked)
class RollbackFollowUp(Frozen):
    """What was learnt.

    Attributes:
        root_cause: why it happened.
        prevention: what keeps it from happening again, each action once.
        post_mortem_ref: where the whole story is.
    """

    root_cause: Told
    prevention: Annotated[tuple[Told, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, metadata=SHOWN_EMPTY
    )
    post_mortem_ref: Place | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class RollbackEvidence(Frozen):
    """What was recorded of a rollback; the fields are those of the template, in its order.

    Attributes:
        rollback_id: its id.
        type: how much was rolled back, and how fast.
        trigger: the issue that it answers.
        versions: from which version to which.
        execution: who decided and who did it.
        verification: what was found afterwards.
        follow_up: what was learnt.

    Raises:
        FieldError: where a field is outside its limits, the decision was taken before the issue was seen, or the issue
            is among the new ones.

    Source:
        Release Cadence & Sync Automation, Rollback Evidence Template.
    """

    document_schema: ClassVar[int] = 1

    rollback_id: Name
    type: RollbackType
    trigger: RollbackCause = attrs.field(kw_only=True)
    versions: RolledBackVersions = attrs.field(kw_only=True)
    execution: RollbackExecution = attrs.field(kw_only=True)
    verification: RollbackVerification = attrs.field(kw_only=True)
    follow_up: RollbackFollowUp = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        seen, decided = self.trigger.detected_at, self.execution.decided_at
        yield from backwards(("trigger.detected_at", seen), ("execution.decided_at", decided))
        if self.trigger.issue_id in self.verification.new_issues:
            issue = shown(self.trigger.issue_id)
            yield f"verification.new_issues holds {issue}, the trigger's issue; expected new ones only"
