"""The checklists of the playbooks; each item quotes its line.

Items have the ids of the text where it gives any, the numbers of a numbered list, and else a name of ours.
"""

from collections.abc import Iterable
from typing import Final

from releasekit._arguments import as_tuple
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.policy import Source
from releasekit.procedures._checklist import Checklist, ChecklistItem
from releasekit.procedures._vocabulary import CADENCE, CHANNELS, GATED, OPERATORS, Required


def _checklist(
    name: str,
    title: str,
    document: str,
    heading: str,
    items: Iterable[tuple[str, str]],
    *,
    quote: str = "",
    if_planned: str = "",
) -> Checklist:
    """Return a checklist whose items are quoted as they are written."""
    listed = tuple(
        ChecklistItem(
            item,
            text,
            required=Required.IF_PLANNED if item == if_planned else Required.ALWAYS,
            source=Source(document, heading, quote=text),
        )
        for item, text in items
    )
    return Checklist(name, listed, title=title, source=Source(document, heading, quote=quote) if quote else None)


RELEASE_ROWS: Final = (
    ("All PRs merged", "RL-01", "No open PRs for release", Required.ALWAYS),
    ("Gates pass", "RL-02", "G-REL gate passes", Required.ALWAYS),
    ("Changelog updated", "RL-03", "CHANGELOG.md current", Required.ALWAYS),
    ("Version bumped", "RL-04", "Version in manifest", Required.ALWAYS),
    ("Documentation updated", "RL-05", "Docs match release", Required.ALWAYS),
    ("Security review", "RL-06", "No known vulnerabilities", Required.ALWAYS),
    ("Rollback tested", "RL-07", "Rollback procedure verified", Required.MAJOR_ONLY),
    ("Release notes drafted", "RL-08", "Notes ready for review", Required.ALWAYS),
)
RELEASE_CHECKLIST: Final = Checklist(
    "release",
    tuple(
        ChecklistItem(
            name,
            text,
            required=required,
            validation=validation,
            source=Source(
                CADENCE,
                "Pre-Release Checklist",
                quote=f"{text} | {name} | {validation} | {required.value.capitalize()}",
            ),
        )
        for text, name, validation, required in RELEASE_ROWS
    ),
    title="Pre-Release Checklist",
    source=Source(CADENCE, "Pre-Release Checklist", quote="| Check | ID | Validation | Required |"),
)
"""RL-01 to RL-08; rolling back must have been tested for a major release."""

RELEASE_VALIDATION: Final = _checklist(
    "release-validation",
    "Release Validation",
    CADENCE,
    "Release Workflow",
    (
        ("gates", "All gates must pass (G-REL)"),
        ("signoff", "Final review signoff"),
        ("notes", "Release notes approved"),
    ),
    quote="3. Release Validation",
)
"""What the third step of the release workflow validates."""

GATED_RELEASE_CHECKLIST: Final = _checklist(
    "gated-release",
    "Pre-Release Checklist",
    GATED,
    "Pre-Release Checklist",
    (
        (
            "1",
            (
                "Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, "
                "optional `schema_version`."
            ),
        ),
        ("2", "Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has current supported + rollback tuple entries."),
        ("3", "Select release class (R0/R1/R2/R3) and map required VG IDs."),
        ("4", "Run required gates with safe-mode controls (`scripts/safe_run.sh` for heavy commands)."),
        ("5", "Verify evidence artifacts exist under `docs/execution-plan/evidence/<date>/`."),
        ("6", "Confirm decision deltas (if any) are recorded in `docs/execution-plan/DECISIONS.md`."),
        (
            "7",
            (
                "Build release packet summary with tuple refs, VG pass/fail table, known advisory failures, "
                "and rollback tuple/trigger table."
            ),
        ),
        ("8", "Perform go/no-go review and record decision outcome."),
    ),
)
"""The eight items before a gated release; that there are no decision deltas is confirmed as well (6)."""

PRE_ROLLBACK: Final = _checklist(
    "pre-rollback",
    "Pre-Rollback",
    CADENCE,
    "Rollback Checklist",
    (
        ("issue-documented", "Issue documented with severity"),
        ("decision-approved", "Rollback decision approved"),
        ("previous-version", "Previous version identified and available"),
        ("backup", "Backup of current state created"),
        ("stakeholders-notified", "Stakeholders notified"),
        ("window", "Rollback window scheduled (if planned)"),
    ),
    if_planned="window",
    quote="**Pre-Rollback**:",
)
"""Before going back."""

DURING_ROLLBACK: Final = _checklist(
    "during-rollback",
    "During Rollback",
    CADENCE,
    "Rollback Checklist",
    (
        ("command", "Rollback command executed"),
        ("monitored", "Progress monitored"),
        ("no-errors", "No unexpected errors"),
        ("reverted", "Artifacts reverted correctly"),
    ),
    quote="**During Rollback**:",
)
"""While going back."""

POST_ROLLBACK: Final = _checklist(
    "post-rollback",
    "Post-Rollback",
    CADENCE,
    "Rollback Checklist",
    (
        ("smoke-tests", "Smoke tests pass"),
        ("issue-resolved", "Original issue resolved"),
        ("no-new-issues", "No new issues introduced"),
        ("stakeholders-updated", "Stakeholders updated"),
        ("evidence", "Evidence captured"),
        ("root-cause", "Root cause documented"),
    ),
    quote="**Post-Rollback**:",
)
"""After going back."""

SYNC_CHECKLIST: Final = _checklist(
    "sync",
    "Sync Checklist Summary",
    CADENCE,
    "Sync Checklist Summary",
    (
        ("dry-run", "Dry-run executed"),
        ("reviewed", "Dry-run results reviewed"),
        ("approved", "Changes approved"),
        ("executed", "Sync executed"),
        ("smoke-tests", "Smoke tests pass"),
        ("log", "Sync log updated"),
    ),
)
"""The six items of a sync."""

PRE_ROLLOUT: Final = _checklist(
    "pre-rollout",
    "Pre-Rollout Checklist",
    OPERATORS,
    "Pre-Rollout Checklist",
    (
        ("quick", "moon run :quick"),
        ("test", "moon run :test"),
        ("ci", "moon run :ci"),
        ("version", "zjj --version"),
        ("no-regressions", "No local panic/unwrap regressions."),
        ("ci-green", "CI green on the release commit."),
        ("owners", "Release owner and rollback owner assigned."),
    ),
    quote="Run and record these checks before any rollout step:",
)
"""Four commands to run and record, and three things to confirm, before any step of a rollout."""

ROLLOUT_CLOSEOUT: Final = _checklist(
    "rollout-closeout",
    "Post-Rollout Closeout",
    OPERATORS,
    "Post-Rollout Closeout",
    (
        ("recorded", "Record metrics and incidents."),
        (
            "taxonomy",
            "Update `docs/ERROR_TROUBLESHOOTING.md` and failure taxonomy if new failure classes were observed.",
        ),
        ("stable", "Close rollout bead only after a stable monitoring window."),
    ),
)
"""After a rollout."""

SIGNOFF: Final = Source(
    CHANNELS, "Release Sign-Off Checklist Template", quote="Use the checklist guide before any 100% rollout:"
)
CLOSURE: Final = Source(
    CHANNELS,
    "Cross-Surface Rollout Contract",
    quote="canary-3 gates hold for full window; release sign-off checklist is complete with evidence links.",
)


def signoff(
    entry_items: Iterable[ChecklistItem], closure_items: Iterable[ChecklistItem]
) -> tuple[Checklist, Checklist]:
    """Return the two sign-off checklists of a rollout, made of the caller's items.

    The text asks for the list before any 100 % and again as a gate of the 100 % phase; so there is one to be complete
    before anybody gets to 100 %, and one to complete the rollout by. A list without items is never complete.

    Args:
        entry_items: what must be signed before 100 %.
        closure_items: what must be signed for the rollout to be complete.

    Raises:
        FieldError: where an item may be not applicable in some context, is no item, or two of a list share an id.

    Source:
        Release Channel Ops, Release Sign-Off Checklist Template: "Use the checklist guide before any 100% rollout:".
    """
    entry = Checklist("signoff-entry", as_tuple(entry_items), title="Sign-off before 100 %", source=SIGNOFF)
    closure = Checklist("signoff-closure", as_tuple(closure_items), title="Sign-off to complete", source=CLOSURE)
    problems = tuple(
        f"checklist `{own.id}`: item `{item.id}` is required {shown(item.required)}; expected always"
        for own in (entry, closure)
        for item in own.items
        if item.required is not Required.ALWAYS
    )
    if problems:
        raise FieldError(problems)
    return entry, closure
