"""Release evidence in msgspec: unknown keys are refused, texts have their limits; decimal numbers have none.

It takes attrs classes for mappings of their fields, so a version stays a text here.
"""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=200)]
Version = Annotated[str, Meta(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.-]+)?$")]
Instant = Annotated[datetime, Meta(tz=True)]


class Strict(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What all structs have in common."""


class GateResults(Strict, forbid_unknown_fields=True, frozen=True):
    """What the gates measured."""

    g_rel_passed: bool
    success_rate: Decimal
    rework_rate: Decimal
    all_tasks_passed: bool


class ChecklistEntry(Strict, forbid_unknown_fields=True, frozen=True):
    """One check and what it came to."""

    check: Name
    status: Literal["pass", "fail", "na"]


class ReleaseValidation(Strict, forbid_unknown_fields=True, frozen=True):
    """The gates and the checks of a release."""

    gate_results: GateResults
    checklist: Annotated[tuple[ChecklistEntry, ...], Meta(min_length=1, max_length=1_000)]


class ReleaseArtifacts(Strict, forbid_unknown_fields=True, frozen=True):
    """Where the papers of a release are."""

    changelog_ref: Name
    release_notes_ref: Name
    verification_log_ref: Name


class ReleaseProvenance(Strict, forbid_unknown_fields=True, frozen=True):
    """Where a release comes from."""

    commit: Name
    branch: Name
    build_id: Name
    signed_by: Name


class Distribution(Strict, forbid_unknown_fields=True, frozen=True):
    """Where a release was published."""

    channels: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=1_000)]
    published_at: Instant


class ReleaseEvidence(Strict, forbid_unknown_fields=True, frozen=True):
    """What was recorded of a release."""

    version: Version
    release_date: Instant
    released_by: Name
    validation: ReleaseValidation
    artifacts: ReleaseArtifacts
    provenance: ReleaseProvenance
    distribution: Distribution


def structure(data: dict[str, Any]) -> ReleaseEvidence:
    """Return the object."""
    return msgspec.convert(data, ReleaseEvidence)


def unstructure(value: ReleaseEvidence) -> dict[str, Any]:
    """Return plain data, with lists for tuples."""
    plain = msgspec.to_builtins(value)
    plain["validation"]["checklist"] = list(plain["validation"]["checklist"])
    plain["distribution"]["channels"] = list(plain["distribution"]["channels"])
    return plain
