"""The fields of every record are those of its template in the playbook, in its order, with the words it lists."""

import inspect
from collections.abc import Callable
from typing import Any, Final, get_args, get_type_hints

import attrs
import pytest

from releasekit import notes, rollback, rollout, sync
from releasekit._words import Word
from releasekit.errors import FieldError
from releasekit.notes import ReleaseEvidence, ReleaseNotes
from releasekit.rollback import RollbackEvidence
from releasekit.rollout import StatusUpdate
from releasekit.sync import SyncConfig, SyncLog

# Written from the templates: a record is a mapping, a list of records a mapping in a list, a closed choice its words.
ENDPOINT: Final = {"type": "git|api|file|registry", "location": "", "branch": "", "credentials": ""}
ENTRY: Final = {"title": "", "description": ""}
TEMPLATES: Final[dict[type, dict[str, Any]]] = {
    ReleaseEvidence: {
        "version": "",
        "release_date": "",
        "released_by": "",
        "validation": {
            "gate_results": {"g_rel_passed": "", "success_rate": "", "rework_rate": "", "all_tasks_passed": ""},
            "checklist": {"check": "", "status": "pass|fail|na"},
        },
        "artifacts": {"changelog_ref": "", "release_notes_ref": "", "verification_log_ref": ""},
        "provenance": {"commit": "", "branch": "", "build_id": "", "signed_by": ""},
        "distribution": {"channels": "", "published_at": ""},
    },
    SyncConfig: {
        "sync_id": "",
        "name": "",
        "type": "upstream|downstream|cross_repo|config",
        "source": ENDPOINT,
        "target": ENDPOINT,
        "options": {
            "dry_run_required": "",
            "approval_required": "",
            "approver": "",
            "conflict_strategy": "fail|theirs|ours|merge",
        },
        "filters": {"include": "", "exclude": ""},
        "schedule": {"trigger": "manual|on_release|cron", "cron": ""},
        "notifications": {"on_success": "", "on_failure": ""},
        "base": "",  # ours, and so the last
    },
    SyncLog: {
        "sync_id": "",
        "execution_id": "",
        "executed_at": "",
        "executed_by": "",
        "dry_run": {
            "executed_at": "",
            "result": {"files_to_add": "", "files_to_modify": "", "files_to_delete": "", "total_changes": ""},
            "diff_summary": "",
            "diff_ref": "",
        },
        "approval": {"approved": "", "approved_by": "", "approved_at": "", "dry_run_ref": ""},
        "execution": {
            "started_at": "",
            "completed_at": "",
            "status": "success|partial|failed",
            "changes_applied": {"added": "", "modified": "", "deleted": ""},
            "errors": "",
        },
        "verification": {"smoke_tests_passed": "", "integrity_verified": "", "notes": ""},
    },
    RollbackEvidence: {
        "rollback_id": "",
        "type": "immediate|planned|partial|config",
        "trigger": {
            "issue_id": "",
            "severity": "critical|high|medium|low",
            "description": "",
            "detected_at": "",
            "detected_by": "",
        },
        "versions": {"rolled_back_from": "", "rolled_back_to": ""},
        "execution": {"decided_at": "", "decided_by": "", "executed_at": "", "executed_by": "", "duration_minutes": ""},
        "verification": {"smoke_tests": "pass|fail", "issue_resolved": "", "new_issues": ""},
        "follow_up": {"root_cause": "", "prevention": "", "post_mortem_ref": ""},
    },
    ReleaseNotes: {
        "version": "",
        "release_date": "",
        "release_type": "major|minor|patch",
        "highlights": "",
        "changes": {
            "features": {**ENTRY, "pr_ref": ""},
            "improvements": ENTRY,
            "bug_fixes": {"issue_ref": "", "description": ""},
            "breaking_changes": {**ENTRY, "migration": ""},
            "deprecations": {"item": "", "timeline": "", "replacement": ""},
            "security": {"cve": "", "severity": "critical|high|medium|low", "description": ""},
        },
        "known_issues": {"issue": "", "workaround": ""},
        "upgrade_notes": "",
        "contributors": "",
        "provenance": {"commit": "", "build_id": "", "signed_by": ""},
    },
    StatusUpdate: {
        "change": "",
        "phase": "",
        "start": "",
        "health": "green|yellow|red",
        "decision": "continue|pause|rollback",
        "owner": "",
    },
}
MODULES: Final = (notes, rollback, rollout, sync)
LEAVES: Final = {"Version"}
"""Classes whose own fields are no part of a template."""


def described(record: type) -> dict[str, Any]:
    """A class as its template would be written."""
    hints = get_type_hints(record)
    return {field.name: kind_of(hints[field.name]) for field in attrs.fields(record)}


def kind_of(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """What the template has for a field: the record in it, its words, or nothing in particular."""
    kinds = [hint, *get_args(hint), *(inner for part in get_args(hint) for inner in get_args(part))]
    classes = [kind for kind in kinds if inspect.isclass(kind) and kind.__name__ not in LEAVES]
    for kind in classes:
        if attrs.has(kind):
            return described(kind)
        if issubclass(kind, Word):
            return "|".join(sorted(map(str, kind)))
    return ""


def in_any_order(template: Any) -> Any:  # noqa: ANN401 - a part of a template
    """The same with the words of a choice sorted; they have an order of their own."""
    if isinstance(template, dict):
        return {name: in_any_order(part) for name, part in template.items()}
    return "|".join(sorted(template.split("|")))


def listed(template: dict[str, Any]) -> list[Any]:
    """The names of a template in their order, for `==` ignores the order of a mapping."""
    return [(name, listed(part) if isinstance(part, dict) else part) for name, part in template.items()]


@pytest.mark.parametrize("record", TEMPLATES, ids=lambda record: record.__name__)
def test_fields_are_those_of_the_template(record: type) -> None:
    assert listed(described(record)) == listed(in_any_order(TEMPLATES[record]))


RECORD_CLASSES: Final[list[type]] = [
    thing
    for module in MODULES
    for thing in (getattr(module, name) for name in module.__all__)
    if inspect.isclass(thing) and attrs.has(thing) and thing.__module__.split(".")[-1] != "_triggers"
]


@pytest.mark.parametrize("record", RECORD_CLASSES, ids=lambda record: record.__name__)
def test_every_field_refuses_another_kind(record: Callable[..., object]) -> None:
    """Each class gets an object that is none of its kinds in every field, and reports all of its own fields at once."""
    fields = attrs.fields(record)
    with pytest.raises(FieldError) as caught:
        record(**{field.name: object() for field in fields})
    named = [f"{record.__name__}.{field.name}" for field in fields]
    assert [problem.split(" ")[0] for problem in caught.value.problems] == named
