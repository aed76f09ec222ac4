"""The title of the Release and Rollback Playbook and its headings, as its rules cite them."""

from typing import Final

TITLE: Final = "Release and Rollback Playbook"
ROLES: Final = "Roles"
CLASSES: Final = "Release Classes and Required Gates"
GO_NO_GO: Final = "Go/No-Go Rules"
CHECKLIST: Final = "Pre-Release Checklist"
ROLLBACK: Final = "Rollback Procedure"
