"""What can be wrong with a playbook although each of its parts may exist."""

import attrs

from releasekit._fields import Frozen
from releasekit._words import Word
from releasekit.policy import Finding


class PlaybookFindingKind(Word):
    """What a finding is about.

    ``TABLE``: what `releasekit.policy.check` finds in one table. ``CONTRADICTION``: two tables answer the same facts
    differently. ``DANGLING_GATE`` and ``DANGLING_CHECKLIST``: named, but not known to the playbook. ``INCOMPLETE``: a
    procedure or checklist cannot be run as it is, such as one with a step without a role. ``NO_ROLLBACK_TUPLE``: a
    consumer has nothing to go back to. ``GATES_NOT_ASKED``: gates are required, and the go/no-go rules do not look.
    """

    TABLE = "table"
    CONTRADICTION = "contradiction"
    DANGLING_GATE = "dangling gate"
    DANGLING_CHECKLIST = "dangling checklist"
    INCOMPLETE = "incomplete"
    NO_ROLLBACK_TUPLE = "no rollback tuple"
    GATES_NOT_ASKED = "gates not asked"


@attrs.frozen
class PlaybookFinding(Frozen):
    """One thing that is wrong with a playbook.

    Attributes:
        kind: what it is about.
        place: which part of the playbook, such as ``procedure `rb-imm`, steps[2]``.
        message: what is wrong, for people.
        finding: what the proof of the table found, where it is about one table.
        witness: facts that two tables answer differently, where they do.
    """

    kind: PlaybookFindingKind
    place: str
    message: str = attrs.field(kw_only=True)
    finding: Finding | None = attrs.field(default=None, kw_only=True)
    witness: tuple[tuple[str, object], ...] | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.message}"
