"""The title of the Release and Rollback Playbook and its headings, as its rules cite them."""

from typing import Final

TITLE: Final = "Release and Rollback Playbook"
ROLES: Final = "Roles"
CLASSES: Final = "Release Classes and Required Gates"
GO_NO_GO: Final = "Go/No-Go Rules"
CHECKLIST: Final = "Pre-Release Checklist"
ROLLBACK: Final = "Rollback Procedure"
CAPTURE: Final = (
    "Capture release tuple(s): `loop_sha`, `consumer_sha`, optional `vendor_loop_sha`, optional `schema_version`."
)
CONFIRM_MATRIX: Final = (
    "Confirm `docs/execution-plan/COMPATIBILITY-MATRIX.md` has current supported + rollback tuple entries."
)
PACKET: Final = (
    "Build release packet summary with tuple refs, VG pass/fail table, known advisory failures, "
    "and rollback tuple/trigger table."
)
"""What the packet holds, the failures of advisory gates among it."""
