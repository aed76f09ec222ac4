"""The checklist of the Release and Rollback Playbook."""

from typing import Final

from releasekit.playbooks._texts import checklist
from releasekit.playbooks.gated_release._texts import CHECKLIST, CONFIRM_MATRIX, PACKET, TITLE
from releasekit.policy import Source

GATED_RELEASE_CHECKLIST: Final = checklist(
    "gated-release",
    Source(TITLE, CHECKLIST, quote=""),
    {
        "1": "Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, "
        "optional `schema_version`.",
        "2": CONFIRM_MATRIX,
        "3": "Select release class (R0/R1/R2/R3) and map required VG IDs.",
        "4": "Run required gates with safe-mode controls (`scripts/safe_run.sh` for heavy commands).",
        "5": "Verify evidence artifacts exist under `docs/execution-plan/evidence/<date>/`.",
        "6": "Confirm decision deltas (if any) are recorded in `docs/execution-plan/DECISIONS.md`.",
        "7": PACKET,
        "8": "Perform go/no-go review and record decision outcome.",
    },
)
"""The eight items before a gated release; that there are no decision deltas is confirmed as well (6)."""
