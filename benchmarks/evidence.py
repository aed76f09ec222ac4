"""10,000 pieces of release evidence as plain data, and how documents take them: bare, as the other libraries do."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from releasekit.documents import DocumentKind
from releasekit.notes import ReleaseEvidence

__all__ = ["NO_KINDS", "ReleaseEvidence", "evidences"]

COUNT: Final = 10_000
CHECKS: Final = tuple(f"RL-{number:02}" for number in range(1, 9))
BRANCHES: Final = ("main", "release/1.x", "release/2.x")
NO_KINDS: Final[tuple[DocumentKind, ...]] = ()
"""No class is a document of its own, so that nothing stands around the fields."""


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
