"""Release evidence in mashumaro: unknown keys are refused; there are no limits."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Final

from mashumaro.codecs.basic import BasicDecoder, BasicEncoder
from mashumaro.config import BaseConfig
from mashumaro.types import SerializationStrategy

from releasekit.versions import Version


class Status(Enum):
    """What a check of the list came to."""

    PASS = "pass"  # noqa: S105 - a word of the playbook
    FAIL = "fail"
    NA = "na"


class VersionText(SerializationStrategy):
    """Versions as their texts."""

    def serialize(self, value: Version) -> str:
        """Return the text."""
        return str(value)

    def deserialize(self, value: str) -> Version:
        """Return the version."""
        return Version.parse(value)


class InstantText(SerializationStrategy):
    """Instants as texts that end in Z."""

    def serialize(self, value: datetime) -> str:
        """Return the text."""
        return value.isoformat().replace("+00:00", "Z")

    def deserialize(self, value: str) -> datetime:
        """Return the instant."""
        return datetime.fromisoformat(value)


class Strict:
    """What all classes have in common."""

    class Config(BaseConfig):
        """Refuse unknown keys."""

        forbid_extra_keys = True
        serialization_strategy = {Version: VersionText(), datetime: InstantText()}  # noqa: RUF012 - as the library asks


@dataclass(frozen=True)
class GateResults(Strict):
    """What the gates measured."""

    g_rel_passed: bool
    success_rate: Decimal
    rework_rate: Decimal
    all_tasks_passed: bool


@dataclass(frozen=True)
class ChecklistEntry(Strict):
    """One check and what it came to."""

    check: str
    status: Status


@dataclass(frozen=True)
class ReleaseValidation(Strict):
    """The gates and the checks of a release."""

    gate_results: GateResults
    checklist: tuple[ChecklistEntry, ...]


@dataclass(frozen=True)
class ReleaseArtifacts(Strict):
    """Where the papers of a release are."""

    changelog_ref: str
    release_notes_ref: str
    verification_log_ref: str


@dataclass(frozen=True)
class ReleaseProvenance(Strict):
    """Where a release comes from."""

    commit: str
    branch: str
    build_id: str
    signed_by: str


@dataclass(frozen=True)
class Distribution(Strict):
    """Where a release was published."""

    channels: tuple[str, ...]
    published_at: datetime


@dataclass(frozen=True)
class ReleaseEvidence(Strict):
    """What was recorded of a release."""

    version: Version
    release_date: datetime
    released_by: str
    validation: ReleaseValidation
    artifacts: ReleaseArtifacts
    provenance: ReleaseProvenance
    distribution: Distribution


structure: Final = BasicDecoder(ReleaseEvidence).decode
unstructure: Final = BasicEncoder(ReleaseEvidence).encode
