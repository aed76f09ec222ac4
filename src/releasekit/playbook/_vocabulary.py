"""The words of what is wrong with a playbook or with a record under it, and the error of what it does not have."""

import attrs

from releasekit import policy
from releasekit._words import Word
from releasekit.answers import Finding
from releasekit.errors import ReleasekitError


class PlaybookFindingKind(Word):
    """What a finding is about.

    ``TABLE``: what `releasekit.policy.check` finds in one table. ``CONTRADICTION``: two tables answer the same facts
    differently. ``DANGLING_GATE`` and ``DANGLING_CHECKLIST``: named, but not known to the playbook. ``INCOMPLETE``: a
    procedure or checklist cannot be run as it is, such as one with a step without a role. ``NO_ROLLBACK_TUPLE``: a
    consumer has nothing to go back to. ``GATES_NOT_ASKED``: gates are required, and the go/no-go rules do not look.
    ``DANGLING_NAME``: the rules of records name a table, an item or another thing that is not known.

    The others are what a playbook forgot. ``GATE_IN_NO_CLASS``: no class asks for a gate. ``FACT_NOT_ASKED``: no rule
    looks at a fact. ``BUDGET_NOT_ASKED``, ``PROMOTION_NOT_ASKED`` and ``CHECKLIST_NOT_ASKED``: nothing comes of it
    whether it holds. ``NO_ENTRY``: a conditional go needs no entry that records it. ``RELAXATION_NOT_ASKED``: what a
    pass may lack is accepted, and no rule takes notice of it.
    """

    TABLE = "table"
    CONTRADICTION = "contradiction"
    DANGLING_GATE = "dangling gate"
    DANGLING_CHECKLIST = "dangling checklist"
    INCOMPLETE = "incomplete"
    NO_ROLLBACK_TUPLE = "no rollback tuple"
    GATES_NOT_ASKED = "gates not asked"
    DANGLING_NAME = "dangling name"
    GATE_IN_NO_CLASS = "gate in no class"
    FACT_NOT_ASKED = "fact not asked"
    BUDGET_NOT_ASKED = "budget not asked"
    PROMOTION_NOT_ASKED = "promotion not asked"
    CHECKLIST_NOT_ASKED = "checklist not asked"
    NO_ENTRY = "no entry"
    RELAXATION_NOT_ASKED = "relaxation not asked"


@attrs.frozen
class PlaybookFinding(Finding[PlaybookFindingKind]):
    """One thing that is wrong with a playbook.

    Attributes:
        kind: what it is about.
        place: which part of the playbook, such as ``procedure `roll-back`, steps[2]``.
        message: what is wrong, for people; a table with many columns makes it long.
        finding: what the proof of the table found, where it is about one table.
        witness: facts that two tables answer differently, where they do.
    """

    message: str = attrs.field(kw_only=True)
    finding: policy.Finding | None = attrs.field(default=None, kw_only=True)
    witness: tuple[tuple[str, object], ...] | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.kind}: {self.place}: {self.message}"


class RecordFindingKind(Word):
    """What is wrong with a record under a playbook.

    ``UNKNOWN``: it names what the playbook does not have. ``MISSING``: the playbook asks for more. ``CONTRADICTED``:
    the playbook says that two parts of it cannot both be true. ``SAME_PERSON``: whoever did it also approved it.
    ``UNFIT``: something else was done than the playbook's table says. ``LATE``: it took longer than allowed.
    """

    UNKNOWN = "unknown"
    MISSING = "missing"
    CONTRADICTED = "contradicted"
    SAME_PERSON = "same person"
    UNFIT = "unfit"
    LATE = "late"


class PlaybookError(ReleasekitError):
    """A playbook was asked for what it does not have.

    Attributes:
        playbook: the id of the playbook.
        problem: what was asked, and what there is.
    """

    def __init__(self, playbook: str, problem: str) -> None:
        super().__init__(playbook, problem)
        self.playbook = playbook
        self.problem = problem

    def __str__(self) -> str:
        return f"playbook `{self.playbook}`: {self.problem}"
