"""Release evidence as other libraries would have it, and 10,000 pieces of plain data."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Final

import attrs
from annotated_types import Interval

from releasekit._fields import Frozen, Length, Name, as_tuple, as_utc, checked
from releasekit._words import Word
from releasekit.versions import Version

COUNT: Final = 10_000
CHECKS: Final = tuple(f"RL-{number:02}" for number in range(1, 9))
BRANCHES: Final = ("main", "release/1.x", "release/2.x")


class CheckStatus(Word):
    """What a check of the list came to."""

    PASS = "pass"  # noqa: S105 - a word of the playbook
    FAIL = "fail"
    NA = "na"


Percentage = Annotated[Decimal, Interval(ge=0, le=100)]
Channels = Annotated[tuple[Name, ...], Length(1, 1_000)]


@attrs.frozen(field_transformer=checked)
class GateResults(Frozen):
    """What the gates measured."""

    g_rel_passed: bool
    success_rate: Percentage
    rework_rate: Percentage = attrs.field(kw_only=True)
    all_tasks_passed: bool = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ChecklistEntry(Frozen):
    """One check and what it came to."""

    check: Name
    status: CheckStatus


@attrs.frozen(field_transformer=checked)
class ReleaseValidation(Frozen):
    """The gates and the checks of a release."""

    gate_results: GateResults
    checklist: Annotated[tuple[ChecklistEntry, ...], Length(1, 1_000)] = attrs.field(converter=as_tuple)


@attrs.frozen(field_transformer=checked)
class ReleaseArtifacts(Frozen):
    """Where the papers of a release are."""

    changelog_ref: Name
    release_notes_ref: Name
    verification_log_ref: Name = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ReleaseProvenance(Frozen):
    """Where a release comes from."""

    commit: Name
    branch: Name
    build_id: Name = attrs.field(kw_only=True)
    signed_by: Name = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class Distribution(Frozen):
    """Where a release was published."""

    channels: Channels = attrs.field(converter=as_tuple)
    published_at: datetime = attrs.field(converter=as_utc)


@attrs.frozen(field_transformer=checked)
class ReleaseEvidence(Frozen):
    """What was recorded of a release; the fields are those of the playbook, in its order."""

    version: Version
    release_date: datetime = attrs.field(converter=as_utc)
    released_by: Name = attrs.field(kw_only=True)
    validation: ReleaseValidation = attrs.field(kw_only=True)
    artifacts: ReleaseArtifacts = attrs.field(kw_only=True)
    provenance: ReleaseProvenance = attrs.field(kw_only=True)
    distribution: Distribution = attrs.field(kw_only=True)


def evidences() -> list[dict[str, Any]]:
    """Return plain data of releases, each different from the others, the same in each run."""
    generator = random.Random(7)  # noqa: S311 - the same in each run
    start = datetime(2024, 1, 1, tzinfo=UTC)
    return [_evidence(generator, start + timedelta(hours=number), number) for number in range(COUNT)]


def _evidence(generator: random.Random, at: datetime, number: int) -> dict[str, Any]:
    version = f"{number // 400}.{number // 20 % 20}.{number % 20}"
    return {
        "version": version + ("-rc.1" if generator.random() < 0.2 else ""),
        "release_date": _text(at),
        "released_by": generator.choice(("ada", "grace", "release-bot")),
        "validation": {
            "gate_results": {
                "g_rel_passed": True,
                "success_rate": f"{generator.randint(900, 1000) / 10:.1f}",
                "rework_rate": f"{generator.randint(0, 200) / 10:.1f}",
                "all_tasks_passed": generator.random() < 0.9,
            },
            "checklist": [{"check": check, "status": generator.choice(("pass", "pass", "na"))} for check in CHECKS],
        },
        "artifacts": {
            "changelog_ref": "CHANGELOG.md",
            "release_notes_ref": f"docs/releases/{version}.md",
            "verification_log_ref": f"evidence/{version}/verification.log",
        },
        "provenance": {
            "commit": f"{generator.getrandbits(160):040x}",
            "branch": generator.choice(BRANCHES),
            "build_id": f"build-{number}",
            "signed_by": "release-signer",
        },
        "distribution": {
            "channels": ["stable"] if generator.random() < 0.7 else ["stable", "preview"],
            "published_at": _text(at + timedelta(minutes=generator.randint(1, 59))),
        },
    }


def _text(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
