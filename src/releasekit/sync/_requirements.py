"""What can be seen of a dry run afterwards: the facts that a team's requirements ask for.

`dry_run_facts` gives them for a table of requirements, which collects those that do not hold. What nobody can show is
`MISSING`, and no requirement holds by that.
"""

from typing import Final, TypeAlias

from releasekit._arguments import of_kind
from releasekit.policy import MISSING, Column, Missing
from releasekit.sync._dry_run import DryRun
from releasekit.sync._log import DryRunCounts, SyncLog, digest_in
from releasekit.sync._snapshots import Snapshot

Fact: TypeAlias = bool | Missing

DRY_RUN_COLUMNS: Final = tuple(
    Column(name, bool, optional=True)
    for name in ("has_dry_run", "is_readable", "shows_all", "leaves_target", "is_logged", "is_approved_by_digest")
)
"""What is asked of a dry run: that there is one, that people can read it, that every change is in it, that it changed
nothing, that the log has it, and that the approval refers to it."""


def dry_run_facts(
    dry_run: DryRun | Missing,
    log: SyncLog | Missing,
    *,
    shown_text: str | Missing = MISSING,
    target_after: Snapshot | Missing = MISSING,
) -> dict[str, Fact]:
    """Return what is known of a dry run, by the columns of `DRY_RUN_COLUMNS`.

    Args:
        dry_run: the plan; `MISSING` where it was not kept.
        log: the record of the sync; `MISSING` where there is none.
        shown_text: the text that people were shown, as text of the default width, Markdown or HTML.
        target_after: what stood in the target right after the dry run.

    Raises:
        FieldError: where an argument is of another kind.
    """
    of_kind("dry_run", dry_run, DryRun, Missing)
    of_kind("log", log, SyncLog, Missing)
    of_kind("shown_text", shown_text, str, Missing)
    of_kind("target_after", target_after, Snapshot, Missing)
    if isinstance(dry_run, Missing):
        return {column.name: MISSING for column in DRY_RUN_COLUMNS} | {"has_dry_run": False}
    is_read: Fact = MISSING
    is_whole: Fact = MISSING
    if not isinstance(shown_text, Missing):
        is_whole, is_folded = (
            shown_text in (card.to_text(), card.to_markdown(), card.to_html()) for card in (dry_run.whole(), dry_run)
        )
        is_read = is_whole or is_folded
    leaves: Fact = MISSING
    if not isinstance(target_after, Missing):
        # All of the target counts, also what the filters leave out: no dry run has any business there.
        leaves = target_after.is_complete and _content(target_after) == _content(dry_run.target)
    return {
        "has_dry_run": True,
        "is_readable": is_read,
        "shows_all": is_whole,
        "leaves_target": leaves,
        "is_logged": _is_logged(dry_run, log),
        "is_approved_by_digest": _is_approved(dry_run, log),
    }


def _content(snapshot: Snapshot) -> tuple[object, ...]:
    return snapshot.namespace, snapshot.identified_by, snapshot.paths, snapshot.states


def _is_logged(dry_run: DryRun, log: SyncLog | Missing) -> bool:
    if isinstance(log, Missing):
        return False
    counts = dry_run.changes.counts
    expected = DryRunCounts(counts.added, counts.modified, files_to_delete=counts.deleted, total_changes=counts.total)
    is_about = (log.sync_id, log.dry_run.executed_at) == (dry_run.config.sync_id, dry_run.at)
    return is_about and log.dry_run.result == expected and digest_in(log.dry_run.diff_ref) == dry_run.digest


def _is_approved(dry_run: DryRun, log: SyncLog | Missing) -> Fact:
    """Tell whether the approval refers to the plan; a log in which nobody decided and nothing was done has none."""
    if isinstance(log, Missing):
        return MISSING
    return log.approval is None or digest_in(log.approval.dry_run_ref) == dry_run.digest
