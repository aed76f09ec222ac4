"""A playbook as one object: its parts, what can be asked of it as a whole, and what is wrong with it, part by part."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Annotated, ClassVar, Final

import attrs

from releasekit import policy
from releasekit._arguments import again, as_tuple, of_kind
from releasekit._digest import digest
from releasekit._fields import Distinct, Frozen, Migrations, Name, checked
from releasekit._words import Word, did_you_mean, one_of_listed, shown
from releasekit.answers import Finding
from releasekit.cadence import CadenceType, Duty
from releasekit.compat import CompatMatrix, NoTuple, SupportPolicy
from releasekit.errors import ReleasekitError
from releasekit.gates import BudgetReading, Gate, PromotionRule
from releasekit.milestones import Milestone
from releasekit.playbook._editions import second_playbook
from releasekit.policy import DifferenceKind, Draft, FindingKind, Hit, check
from releasekit.procedures import Checklist, Procedure, Step
from releasekit.readiness import GateFact, Readiness, ReadinessRules, ReleaseCandidate, assess


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

    document_schema: ClassVar[int] = 2
    document_migrations: ClassVar[Migrations] = (second_playbook,)

    id: Name
    title: Name
    version: Name = attrs.field(kw_only=True)
    tables: tuple[Draft[object], ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    readiness: ReadinessRules | None = attrs.field(default=None, kw_only=True)
    gates: tuple[Gate, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    budgets: Annotated[tuple[BudgetReading, ...], Distinct("name")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    promotions: tuple[PromotionRule, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    support: SupportPolicy | None = attrs.field(default=None, kw_only=True)
    matrix: CompatMatrix | None = attrs.field(default=None, kw_only=True)
    cadences: tuple[CadenceType, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    duties: Annotated[tuple[Duty, ...], Distinct("id")] = attrs.field(default=(), converter=as_tuple, kw_only=True)
    checklists: Annotated[tuple[Checklist, ...], Distinct("id")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    procedures: Annotated[tuple[Procedure, ...], Distinct("id")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )
    milestones: Annotated[tuple[Milestone, ...], Distinct("id")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True
    )

    def _problems(self) -> Iterable[str]:
        yield from again("all_tables", self.all_tables, "name")
        yield from again("all_gates", self.all_gates, "id")

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
        """The SHA-256 of the whole content, as 64 hexadecimal digits; a table counts with its own digest."""
        return digest("playbook", 2, _content(self))

    def table(self, name: str) -> Draft[object]:
        """Return the table of that name.

        Raises:
            FieldError: where the name is no text.
            PlaybookError: where there is none.
        """
        of_kind("name", name, str)
        for table in self.all_tables:
            if table.name == name:
                return table
        names = [table.name for table in self.all_tables]
        expected = one_of_listed(names)
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

        It finds tables that are incomplete or contradict each other, gates and checklists that are named but not
        known, steps without a role, and consumers without a rollback tuple. A text that is kept as a draft keeps its
        findings, so compare the result with the findings that you know.

        Raises:
            BudgetError: where comparing two tables needs more states than the default budget.
        """
        gates = frozenset(gate.id for gate in self.all_gates)
        checklists = frozenset(checklist.id for checklist in self.checklists)
        steps = [
            (f"procedure `{procedure.id}`, steps[{at}]", step)
            for procedure in self.procedures
            for at, step in enumerate(procedure.steps)
        ]
        named_checklists = ((place, name) for place, step in steps for name in sorted(step.checklists))
        return (
            *_table_findings(self.all_tables),
            *_contradictions(self.all_tables),
            *_dangling(PlaybookFindingKind.DANGLING_GATE, "gate", _named_gates(self, steps), gates),
            *_dangling(PlaybookFindingKind.DANGLING_CHECKLIST, "checklist", named_checklists, checklists),
            *_unready((*self.procedures, *self.checklists)),
            *_without_rollback(self),
            *_gates_not_asked(self),
        )


def _content(value: object) -> object:
    """Return what a playbook digests: a table by its digest, readiness rules by their fields."""
    if isinstance(value, Draft):
        return value.digest
    if isinstance(value, Playbook | ReadinessRules):
        return tuple((field.name, _content(getattr(value, field.name))) for field in attrs.fields(type(value)))
    return tuple(map(_content, value)) if isinstance(value, tuple) else value


ANSWERS_DIFFER: Final = (DifferenceKind.LOOSENED, DifferenceKind.TIGHTENED, DifferenceKind.LATERAL)


def _table_findings(tables: Iterable[Draft[object]]) -> Iterator[PlaybookFinding]:
    for table in tables:
        for finding in check(table):
            place = f"table `{table.name}`"
            yield PlaybookFinding(PlaybookFindingKind.TABLE, place, message=str(finding), finding=finding)


def _contradictions(tables: Iterable[Draft[object]]) -> Iterator[PlaybookFinding]:
    """Compare the tables that answer the same question: the same facts, with an outcome in common.

    A draft that is not understood has no answers to compare; what is wrong with it is among the findings of the table.
    """
    from releasekit.policy import diff  # loads what only a comparison needs

    understood = [
        table for table in tables if all(finding.kind is not FindingKind.MALFORMED for finding in check(table))
    ]
    for table, other in combinations(understood, 2):
        columns = [{column.name for column in each.columns} for each in (table, other)]
        has_common_outcome = not set(table.outcomes).isdisjoint(other.outcomes)
        if Hit.COLLECT in (table.hit, other.hit) or columns[0] != columns[1] or not has_common_outcome:
            continue
        for difference in diff(table, other).of(*ANSWERS_DIFFER):
            place, kind = f"tables `{table.name}` and `{other.name}`", PlaybookFindingKind.CONTRADICTION
            yield PlaybookFinding(kind, place, message=str(difference), witness=difference.witness)


def _dangling(
    kind: PlaybookFindingKind, noun: str, named: Iterable[tuple[str, str]], known: frozenset[str]
) -> Iterator[PlaybookFinding]:
    """Report each name that is not known, with the place that names it."""
    for place, name in named:
        if name not in known:
            hint, expected = did_you_mean(name, sorted(known)), one_of_listed(sorted(known))
            yield PlaybookFinding(kind, place, message=f"{noun} `{name}` is named but not known{hint}; {expected}")


def _named_gates(playbook: Playbook, steps: Iterable[tuple[str, Step]]) -> Iterator[tuple[str, str]]:
    """Yield each place that names a gate, and the gate; readiness rules check their own gates."""
    yield from ((place, gate) for place, step in steps for gate in sorted(step.gates))
    yield from (("promotions", promotion.gate) for promotion in playbook.promotions)
    for milestone in playbook.milestones:
        for card in milestone.task_cards:
            yield from ((f"milestone `{milestone.id}`, task card `{card.id}`", gate) for gate in card.required_gates)
    for entry in playbook.matrix.entries if playbook.matrix else ():
        yield from ((f"matrix, `{entry.release_tuple.ref}`", gate.id) for gate in entry.required_gates)


def _unready(parts: Iterable[Procedure | Checklist]) -> Iterator[PlaybookFinding]:
    for part in parts:
        noun = "procedure" if isinstance(part, Procedure) else "checklist"
        for finding in part.lint():
            place = f"{noun} `{part.id}`, {finding.place}"
            yield PlaybookFinding(PlaybookFindingKind.INCOMPLETE, place, message=finding.message)


def _without_rollback(playbook: Playbook) -> Iterator[PlaybookFinding]:
    """Ask the matrix for the rollback tuple of every consumer that it or a gate names."""
    if playbook.matrix is None:
        return
    tested = {gate.consumer for gate in playbook.all_gates if gate.consumer is not None}
    for consumer in sorted({*playbook.matrix.consumers, *tested}):
        rollback = playbook.matrix.rollback_for(consumer)
        if isinstance(rollback, NoTuple):
            place, message = f"matrix, consumer `{consumer}`", "; ".join(rollback.reasons)
            yield PlaybookFinding(PlaybookFindingKind.NO_ROLLBACK_TUPLE, place, message=message)


def _gates_not_asked(playbook: Playbook) -> Iterator[PlaybookFinding]:
    """Find go/no-go rules that never look at the gates which the playbook requires."""
    rules = playbook.readiness
    if rules is None or rules.required is None:
        return
    looking = {name for name, fact in rules.asked.items() if isinstance(fact, GateFact) and fact.gates is None}
    if not any(name in looking for rule in rules.go_no_go.rules for name, _ in rule.when):
        place, message = f"table `{rules.go_no_go.name}`", "no rule asks for the required gates; expected one that does"
        yield PlaybookFinding(PlaybookFindingKind.GATES_NOT_ASKED, place, message=message)
