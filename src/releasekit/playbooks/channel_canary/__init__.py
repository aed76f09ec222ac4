"""Release Channel Ops: how to roll a release channel back, and the sign-off of a rollout.

The steps name nobody who does them. The text leaves replacing binaries to operators, "an operator-managed step", so we
read all steps as an operator's. The text asks for a sign-off checklist and does not say what is on it.
"""

from collections.abc import Iterable
from typing import Final

from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.playbook import Playbook
from releasekit.playbooks._texts import steps_of
from releasekit.policy import Source
from releasekit.procedures import Checklist, ChecklistItem, Procedure

__all__ = ["CHANNEL_ROLLBACK", "PLAYBOOK", "signoff"]

TITLE: Final = "Release Channel Ops"
STEPS: Final = "Rollback Execution Steps"
OPERATED: Final[dict[str, object]] = {
    "roles": ("operator",),
    "because": "ours: the steps name nobody; the text elsewhere leaves replacing binaries to operators, “an "
    "operator-managed step”",
}

CHANNEL_ROLLBACK: Final = Procedure(
    "channel-rollback",
    steps_of(
        TITLE,
        STEPS,
        """
1. Freeze promotion and record incident timestamp.
2. Capture evidence before cleanup:
   - `.tau/live-run-unified/report.json`
   - `.tau/live-run-unified/manifest.json`
   - per-surface logs under `.tau/live-run-unified/surfaces/`
3. Inspect rollback target metadata
4. Apply rollback plan to target version metadata
5. Revert/redeploy to the last known-good revision:
   `git revert <release_commit_sha>`
6. Re-run unified validation before reopening rollout:
   `./scripts/demo/live-run-unified.sh --skip-build --timeout-seconds 180`
""",
        {
            "freeze": OPERATED | {"actions": ("Freeze promotion", "record incident timestamp")},
            "capture": OPERATED,
            "inspect": OPERATED | {"actions": ("/release-channel show",)},
            "apply": OPERATED | {"actions": ("/release-channel apply --target <rollback_version>",)},
            "redeploy": OPERATED | {"actions": ("git revert <release_commit_sha>",)},
            "validate": OPERATED
            | {"actions": ("./scripts/demo/live-run-unified.sh --skip-build --timeout-seconds 180",)},
        },
    ),
    title=STEPS,
    trigger="a row of the rollback trigger matrix",
    source=Source(
        TITLE, "Rollback Trigger Matrix", quote="Freeze promotion at current phase and start rollback workflow."
    ),
)
"""Back to the recorded rollback target; evidence is captured before anything is cleaned up."""

SIGNOFF: Final = Source(
    TITLE, "Release Sign-Off Checklist Template", quote="Use the checklist guide before any 100% rollout:"
)
CLOSURE: Final = Source(
    TITLE,
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
        FieldError: where an item is required only in some circumstance, is no item, or two of a list share an id.

    Source:
        Release Channel Ops, Release Sign-Off Checklist Template: "Use the checklist guide before any 100% rollout:".
    """
    entry = Checklist("signoff-entry", entry_items, title="Sign-off before 100 %", source=SIGNOFF)
    closure = Checklist("signoff-closure", closure_items, title="Sign-off to complete", source=CLOSURE)
    problems = tuple(
        f"checklist `{checklist.id}`: item `{item.id}` is required only if {shown(item.only_if)}; expected always"
        for checklist in (entry, closure)
        for item in checklist.items
        if item.only_if is not None
    )
    if problems:
        raise FieldError(problems)
    return entry, closure


PLAYBOOK: Final = Playbook("channel-canary", TITLE, version="1", procedures=(CHANNEL_ROLLBACK,))
"""The playbook: how to go back step by step; `signoff` makes the checklists of a rollout."""


def __dir__() -> list[str]:
    return __all__
