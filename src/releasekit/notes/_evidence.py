"""Release evidence: what was recorded of a release."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar, TypeAlias

import attrs
from annotated_types import Interval

from releasekit._arguments import as_tuple, as_utc, backwards
from releasekit._fields import Distinct, Frozen, Length, Name, Place, checked
from releasekit.notes._notes import no_commit, type_of
from releasekit.procedures import ItemStatus
from releasekit.versions import ReleaseType, Version

Percentage: TypeAlias = Annotated[Decimal, Interval(ge=0, le=100)]


@attrs.frozen(field_transformer=checked)
class GateSummary(Frozen):
    """What the gates measured.

    Attributes:
        g_rel_passed: whether the release gate passed.
        success_rate: in percent, 0 to 100, both included; no threshold is set here.
        rework_rate: in percent, 0 to 100, both included.
        all_tasks_passed: whether every task passed.
    """

    g_rel_passed: bool
    success_rate: Percentage
    rework_rate: Percentage = attrs.field(kw_only=True)
    all_tasks_passed: bool = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ChecklistEntry(Frozen):
    """One check and what it came to.

    Attributes:
        check: its id.
        status: what it came to.
    """

    check: Name
    status: ItemStatus


@attrs.frozen(field_transformer=checked)
class ReleaseValidation(Frozen):
    """The gates and the checks of a release.

    Attributes:
        gate_results: what the gates measured.
        checklist: the checks, at least one, each once.

    Raises:
        FieldError: where a field is outside its limits, or a check is there twice. A failed check is recorded and not
            refused.
    """

    gate_results: GateSummary
    checklist: Annotated[tuple[ChecklistEntry, ...], Length(1, 1_000), Distinct("check")] = attrs.field(
        converter=as_tuple
    )


@attrs.frozen(field_transformer=checked)
class ReleaseArtifacts(Frozen):
    """Where the papers of a release are.

    Attributes:
        changelog_ref: the changelog.
        release_notes_ref: the release notes.
        verification_log_ref: the log of the verification.
    """

    changelog_ref: Place
    release_notes_ref: Place
    verification_log_ref: Place = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ReleaseProvenance(Frozen):
    """Where a release comes from.

    Attributes:
        commit: the commit, as 7 to 64 hexadecimal digits in lower case.
        branch: the branch it was released from.
        build_id: the build.
        signed_by: who signed it.
    """

    commit: Name
    branch: Name
    build_id: Name = attrs.field(kw_only=True)
    signed_by: Name = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        yield from no_commit(self.commit)


@attrs.frozen(field_transformer=checked)
class Distribution(Frozen):
    """Where a release was published.

    Attributes:
        channels: the channels, at least one, each once.
        published_at: the instant.
    """

    channels: Annotated[tuple[Name, ...], Length(1, 1_000), Distinct()] = attrs.field(converter=as_tuple)
    published_at: datetime = attrs.field(converter=as_utc)


@attrs.frozen(field_transformer=checked)
class ReleaseEvidence(Frozen):
    """What was recorded of a release; the fields are those of the playbook, in its order.

    Attributes:
        version: the version.
        release_date: the instant of the release.
        released_by: who released it.
        validation: the gates and the checks.
        artifacts: where the papers are.
        provenance: where the release comes from.
        distribution: where it was published.

    Raises:
        FieldError: where a field is outside its limits, or it was published before it was released.

    Source:
        Release Cadence & Sync Automation, Release Evidence Template.
    """

    document_schema: ClassVar[int] = 1

    version: Version
    release_date: datetime = attrs.field(converter=as_utc)
    released_by: Name = attrs.field(kw_only=True)
    validation: ReleaseValidation = attrs.field(kw_only=True)
    artifacts: ReleaseArtifacts = attrs.field(kw_only=True)
    provenance: ReleaseProvenance = attrs.field(kw_only=True)
    distribution: Distribution = attrs.field(kw_only=True)

    def _problems(self) -> Iterable[str]:
        published = "distribution.published_at", self.distribution.published_at
        return backwards(("release_date", self.release_date), published)

    @property
    def release_type(self) -> ReleaseType:
        """Whether it is a major, a minor or a patch release, by the form of its version."""
        return type_of(self.version)
