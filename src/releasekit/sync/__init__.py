"""What is kept in step with what, and what was recorded of it: the sync configuration and the sync log.

Both templates of the playbook are types with the same names of fields, in the same order. A configuration without a
dry run does not exist, and neither does a log whose numbers or instants contradict each other.
"""

from releasekit.sync._config import (
    ConflictStrategy,
    Endpoint,
    EndpointType,
    SyncConfig,
    SyncFilters,
    SyncNotifications,
    SyncOptions,
    SyncSchedule,
    SyncTrigger,
    SyncType,
)
from releasekit.sync._log import (
    AppliedChanges,
    ApprovalLog,
    DryRunCounts,
    DryRunLog,
    ExecutionLog,
    SyncLog,
    SyncStatus,
    VerificationLog,
)

__all__ = [
    "AppliedChanges",
    "ApprovalLog",
    "ConflictStrategy",
    "DryRunCounts",
    "DryRunLog",
    "Endpoint",
    "EndpointType",
    "ExecutionLog",
    "SyncConfig",
    "SyncFilters",
    "SyncLog",
    "SyncNotifications",
    "SyncOptions",
    "SyncSchedule",
    "SyncStatus",
    "SyncTrigger",
    "SyncType",
    "VerificationLog",
]


def __dir__() -> list[str]:
    return __all__
