"""A playbook as one object: its tables, its readiness rules, and what can be asked of it as a whole."""

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

import attrs

from releasekit._arguments import as_tuple, repeated
from releasekit._digest import digest
from releasekit._fields import Frozen, Name, checked
from releasekit._words import did_you_mean, listing, shown
from releasekit.cadence import CadenceType, Duty
from releasekit.compat import CompatMatrix, SupportPolicy
from releasekit.errors import FieldError, ReleasekitError
from releasekit.gates import BudgetReading, Gate, PromotionRule
from releasekit.milestones import Milestone
from releasekit.playbook._findings import PlaybookFinding
from releasekit.policy import Draft
from releasekit.procedures import Checklist, Procedure
from releasekit.readiness import Readiness, ReadinessRules, ReleaseCandidate, assess


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


@attrs.frozen(field_transformer=checked)
class Playbook(Frozen):
    """What a team wrote down about its releases, ready to be executed.

    Attributes:
        id: its short name.
        title: the title of its document.
        version: the version or date of its document.
        tables: its decision tables beside those of its readiness rules; drafts among them are texts that are kept
            although they are not complete.
        readiness: its go/no-go rules, where it has any.
        gates: the gates that it knows beside those of its readiness rules.
        budgets: how it reads measurements of performance; the first reading of a gate is the playbook's own.
        promotions: when an advisory gate may be promoted.
        support: what it promises to consumers, where it says so.
        matrix: the compatibility matrix that it relies on, where one is published.
        cadences: how often it releases what.
        duties: its maintenance duties.
        checklists: its checklists, in their order.
        procedures: its procedures, in their order.
        milestones: its milestones, in their order.

    Raises:
        FieldError: where a field is outside its limits, two tables or budgets share a name, or two gates, duties,
            checklists, procedures or milestones an id.
    """

    document_schema: ClassVar[int] = 1

    id: Name
    title: Name
    version: Name = attrs.field(kw_only=True)
    tables: tuple[Draft[object], ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    readiness: ReadinessRules | None = attrs.field(default=None, kw_only=True)
    gates: tuple[Gate, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    budgets: tuple[BudgetReading, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    promotions: tuple[PromotionRule, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    support: SupportPolicy | None = attrs.field(default=None, kw_only=True)
    matrix: CompatMatrix | None = attrs.field(default=None, kw_only=True)
    cadences: tuple[CadenceType, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    duties: tuple[Duty, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    checklists: tuple[Checklist, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    procedures: tuple[Procedure, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    milestones: tuple[Milestone, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)

    def __attrs_post_init__(self) -> None:
        twice = repeated(f"{kind} `{name}`" for kind, name in _names(self))
        if twice:
            raise FieldError(tuple(f"{named} is there twice; expected each name once" for named in twice))

    @property
    def all_tables(self) -> tuple[Draft[object], ...]:
        """The tables of the readiness rules, then the others."""
        return (*(self.readiness.tables if self.readiness else ()), *self.tables)

    @property
    def all_gates(self) -> tuple[Gate, ...]:
        """The gates of the readiness rules, then the others; a gate that is in both once."""
        return tuple(dict.fromkeys((*(self.readiness.gates if self.readiness else ()), *self.gates)))

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits; of a table its own digest counts."""
        return digest("playbook", 1, _content(self))

    def table(self, name: str) -> Draft[object]:
        """Return the table of that name.

        Raises:
            PlaybookError: where there is none.
        """
        for table in self.all_tables:
            if table.name == name:
                return table
        names = [table.name for table in self.all_tables]
        expected = f"expected one of {listing(names)}"
        raise PlaybookError(self.id, f"no table {shown(name)}{did_you_mean(name, names)}; {expected}")

    def assess(self, candidate: ReleaseCandidate, at: datetime) -> Readiness:
        """Hold the go/no-go review of a candidate at an instant.

        Raises:
            FieldError: where the instant has no zone.
            PlaybookError: where the playbook has no go/no-go rules.
        """
        if self.readiness is None:
            raise PlaybookError(self.id, "no go/no-go rules; expected a playbook with readiness rules")
        return assess(candidate, self.readiness, at)

    def lint(self) -> tuple[PlaybookFinding, ...]:
        """Return what is wrong with the playbook as a whole.

        Tables that are incomplete or contradict each other, gates and checklists that are named but not known, steps
        without a role, and consumers without a rollback tuple. Texts that are kept as drafts have findings that
        stay, so compare with those that are known.

        Raises:
            BudgetError: where comparing two tables needs more states than the default budget.
        """
        from releasekit.playbook._lint import findings_of

        return findings_of(self)


def _names(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Yield the kind and the name of everything that has a name of its own."""
    yield from (("table", table.name) for table in playbook.all_tables)
    yield from (("budget", reading.name) for reading in playbook.budgets)
    yield from (("gate", gate.id) for gate in playbook.all_gates)
    yield from (("duty", duty.id) for duty in playbook.duties)
    yield from (("checklist", checklist.id) for checklist in playbook.checklists)
    yield from (("procedure", procedure.id) for procedure in playbook.procedures)
    yield from (("milestone", milestone.id) for milestone in playbook.milestones)


def _content(value: object) -> object:
    """Return what a playbook digests: of a table its digest, of readiness rules their fields."""
    if isinstance(value, Draft):
        return value.digest
    if isinstance(value, Playbook | ReadinessRules):
        return tuple((field.name, _content(getattr(value, field.name))) for field in attrs.fields(type(value)))
    return tuple(map(_content, value)) if isinstance(value, tuple) else value
