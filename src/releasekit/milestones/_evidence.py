"""What is known about the work of a milestone."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, ClassVar

import attrs
from annotated_types import Ge

from releasekit._arguments import as_frozenset, as_tuple, as_utc, in_order
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._words import shown
from releasekit.compat import CompatMatrix
from releasekit.gates import GateResult
from releasekit.policy import MISSING, Missing


@attrs.frozen(field_transformer=checked)
class Completion(Frozen):
    """A record that a milestone was completed.

    Attributes:
        milestone: the id of the milestone.
        completed_on: the day; it counts from its first instant, in UTC.
        evidence: where the proof lies; a completion without evidence proves nothing.
    """

    milestone: Name
    completed_on: date
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class RegressionReview(Frozen):
    """What a review found of regressions that block a release.

    Attributes:
        reviewed_at: the instant of the review; aware.
        unresolved: the release-blocking regressions that are not resolved, by name.
        evidence: where the review is recorded; a review that found no regression proves nothing without it.
    """

    reviewed_at: datetime = attrs.field(converter=as_utc)
    unresolved: frozenset[Name] = attrs.field(converter=as_frozenset)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class PublishedMatrix(Frozen):
    """A compatibility matrix that was published under a version, together with its support policy.

    Attributes:
        version: the version or date of the matrix.
        published_on: the day; it counts from its first instant, in UTC.
        support_window: how long or how far back tuples are supported, in the words of the policy.
        lead_time_days: how many days before its removal a deprecation is announced; at least one.
        path: where it was published.
        matrix: the matrix itself; without it nobody can ask what was published, and it proves nothing.

    Raises:
        FieldError: where a field is outside its limits, or the matrix has another version or day of publication.

    Source:
        M6 - Rollout and Steady-State Governance, M6-T01 Publish Compatibility Matrix: "Define support window and
        deprecation lead time."
    """

    version: Name
    published_on: date
    support_window: Name = attrs.field(kw_only=True)
    lead_time_days: Annotated[int, Ge(1)] = attrs.field(kw_only=True)
    path: Name = attrs.field(kw_only=True)
    matrix: CompatMatrix | Missing = attrs.field(default=MISSING, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if isinstance(self.matrix, Missing):
            return
        if self.version != self.matrix.version:
            yield f"version is {shown(self.version)}; expected {shown(self.matrix.version)}, as the matrix has it"
        day = self.matrix.published_at.date()
        if self.published_on != day:
            yield f"published_on is `{self.published_on}`; expected `{day}`, as the matrix has it"


def _by_id(results: Iterable[GateResult]) -> tuple[GateResult, ...]:
    return in_order(as_tuple(results), GateResult, lambda result: result.id)


@attrs.frozen(field_transformer=checked)
class MilestoneEvidence(Frozen):
    """What is known about the work of a milestone. What nobody recorded is `MISSING` or absent, and proves nothing.

    Attributes:
        results: the results of gates and of criteria, in any order. A criterion is proved as a gate is: by a pass with
            evidence under its id; the worst result counts, and a rerun replaces only what it names.
        completions: the milestones that were completed.
        regressions: the review of release-blocking regressions.
        matrix: the compatibility matrix that was published.

    Raises:
        FieldError: where a field is outside its limits, or two results share an id.
    """

    document_schema: ClassVar[int] = 1

    results: Annotated[tuple[GateResult, ...], Distinct("id")] = attrs.field(default=(), converter=_by_id)
    completions: tuple[Completion, ...] = attrs.field(default=(), converter=as_tuple)
    regressions: RegressionReview | Missing = attrs.field(default=MISSING, kw_only=True)
    matrix: PublishedMatrix | Missing = attrs.field(default=MISSING, kw_only=True)
