"""Release evidence in pydantic: unknown keys are refused, texts and numbers have their limits."""

from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from annotated_types import Interval, Len
from pydantic import AwareDatetime, BaseModel, ConfigDict, PlainSerializer, PlainValidator, StringConstraints

from releasekit.versions import Version

Name = Annotated[str, StringConstraints(min_length=1, max_length=200, strict=True)]
Percentage = Annotated[Decimal, Interval(ge=0, le=100), PlainSerializer(str)]
Versioned = Annotated[Version, PlainValidator(Version.parse), PlainSerializer(str)]
Instant = Annotated[AwareDatetime, PlainSerializer(lambda at: at.isoformat().replace("+00:00", "Z"))]


class Strict(BaseModel):
    """What all models have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class GateResults(Strict):
    """What the gates measured."""

    g_rel_passed: bool
    success_rate: Percentage
    rework_rate: Percentage
    all_tasks_passed: bool


class ChecklistEntry(Strict):
    """One check and what it came to."""

    check: Name
    status: Literal["pass", "fail", "na"]


class ReleaseValidation(Strict):
    """The gates and the checks of a release."""

    gate_results: GateResults
    checklist: Annotated[tuple[ChecklistEntry, ...], Len(1, 1_000)]


class ReleaseArtifacts(Strict):
    """Where the papers of a release are."""

    changelog_ref: Name
    release_notes_ref: Name
    verification_log_ref: Name


class ReleaseProvenance(Strict):
    """Where a release comes from."""

    commit: Name
    branch: Name
    build_id: Name
    signed_by: Name


class Distribution(Strict):
    """Where a release was published."""

    channels: Annotated[tuple[Name, ...], Len(1, 1_000)]
    published_at: Instant


class ReleaseEvidence(Strict):
    """What was recorded of a release."""

    version: Versioned
    release_date: Instant
    released_by: Name
    validation: ReleaseValidation
    artifacts: ReleaseArtifacts
    provenance: ReleaseProvenance
    distribution: Distribution


structure: Final = ReleaseEvidence.model_validate


def unstructure(value: ReleaseEvidence) -> dict[str, Any]:
    """Return plain data."""
    return value.model_dump(mode="json")
