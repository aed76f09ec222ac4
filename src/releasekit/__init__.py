"""Release playbooks as objects that can be run, proved and replayed.

The names below are the nouns of the tutorial. Each is loaded from its home module when it is
first asked for, so `import releasekit` costs next to nothing.

>>> import releasekit
>>> releasekit.Table.__module__.partition(".")[0]
'releasekit'
"""

__all__ = [
    "ANY",
    "MISSING",
    "Column",
    "Decision",
    "Draft",
    "Finding",
    "Gate",
    "GateResult",
    "GateStatus",
    "GoNoGo",
    "Hit",
    "Numbers",
    "Playbook",
    "Readiness",
    "ReleaseCandidate",
    "ReleaseClass",
    "ReleaseTuple",
    "ReleasekitError",
    "Rule",
    "Source",
    "Table",
    "assess",
    "check",
    "diff",
]

_HOMES = {
    "ANY": "releasekit.policy",
    "MISSING": "releasekit.policy",
    "Column": "releasekit.policy",
    "Decision": "releasekit.policy",
    "Draft": "releasekit.policy",
    "Finding": "releasekit.policy",
    "Gate": "releasekit.gates",
    "GateResult": "releasekit.gates",
    "GateStatus": "releasekit.gates",
    "GoNoGo": "releasekit.readiness",
    "Hit": "releasekit.policy",
    "Numbers": "releasekit.policy",
    "Playbook": "releasekit.playbook",
    "Readiness": "releasekit.readiness",
    "ReleaseCandidate": "releasekit.readiness",
    "ReleaseClass": "releasekit.readiness",
    "ReleaseTuple": "releasekit.compat",
    "ReleasekitError": "releasekit.errors",
    "Rule": "releasekit.policy",
    "Source": "releasekit.policy",
    "Table": "releasekit.policy",
    "assess": "releasekit.readiness",
    "check": "releasekit.policy",
    "diff": "releasekit.policy",
}

# INVARIANT: type checkers read this name as true; importing `typing` for it would cost more than
# the rest of this module. They do not see `__getattr__`, so that they report a misspelt name.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from releasekit.compat import ReleaseTuple
    from releasekit.errors import ReleasekitError
    from releasekit.gates import Gate, GateResult, GateStatus
    from releasekit.playbook import Playbook
    from releasekit.policy import (
        ANY,
        MISSING,
        Column,
        Decision,
        Draft,
        Finding,
        Hit,
        Numbers,
        Rule,
        Source,
        Table,
        check,
        diff,
    )
    from releasekit.readiness import GoNoGo, Readiness, ReleaseCandidate, ReleaseClass, assess
else:

    def __getattr__(name: str) -> object:
        """Load a noun from its home module and keep it."""
        if name not in _HOMES:
            raise AttributeError(f"module `releasekit` has no attribute `{name}`")
        from importlib import import_module

        value = getattr(import_module(_HOMES[name]), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    """List the public names, loaded or not."""
    return __all__
