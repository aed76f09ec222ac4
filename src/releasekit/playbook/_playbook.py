"""A playbook as one object: its parts, what can be asked of it, and what it finds in itself and in records."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar

import attrs

from releasekit._arguments import again, as_tuple, of_kind
from releasekit._digest import digest
from releasekit._fields import Distinct, Frozen, Migrations, Name, checked
from releasekit._views import View, Viewable
from releasekit._words import Word, did_you_mean, one_of_listed, shown
from releasekit.answers import Finding
from releasekit.cadence import CadenceType, Duty
from releasekit.compat import CompatMatrix, SupportPolicy
from releasekit.gates import BudgetReading, Gate, PromotionRule
from releasekit.milestones import Milestone
from releasekit.playbook._card import card
from releasekit.playbook._editions import second_playbook
from releasekit.playbook._findings import findings, rules_of
from releasekit.playbook._lint import lint
from releasekit.playbook._records import RecordRules
from releasekit.playbook._vocabulary import PlaybookError, PlaybookFinding
from releasekit.policy import Draft
from releasekit.procedures import Checklist, Procedure
from releasekit.readiness import (
    PacketReview,
    Readiness,
    ReadinessRules,
    ReleaseCandidate,
    ReleasePacket,
    assess,
    verify_packet,
)


@attrs.frozen(field_transformer=checked)
class Playbook(Frozen, Viewable):
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
        records: what it asks of the records of releases and rollbacks, where it asks more than each record does.

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
    records: RecordRules | None = attrs.field(default=None, kw_only=True)

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
        raise self._none("table", name, [table.name for table in self.all_tables])

    def checklist(self, name: str) -> Checklist:
        """Return the checklist of that id.

        Raises:
            FieldError: where the name is no text.
            PlaybookError: where there is none.
        """
        of_kind("name", name, str)
        for checklist in self.checklists:
            if checklist.id == name:
                return checklist
        raise self._none("checklist", name, [checklist.id for checklist in self.checklists])

    def _none(self, noun: str, name: str, names: list[str]) -> PlaybookError:
        return PlaybookError(self.id, f"no {noun} {shown(name)}{did_you_mean(name, names)}; {one_of_listed(names)}")

    def assess(self, candidate: ReleaseCandidate, at: datetime) -> Readiness:
        """Hold the go/no-go review of a candidate at an instant.

        Raises:
            FieldError: where the instant has no zone.
            PlaybookError: where the playbook has no go/no-go rules.
        """
        return assess(candidate, rules_of(self), at)

    def verify_packet(self, packet: ReleasePacket, candidate: ReleaseCandidate, at: datetime) -> PacketReview:
        """Hold the review of a stored packet again, and look for what the playbook finds in the packet.

        Returns:
            Allowed, or refused with all differences and all findings.

        Raises:
            FieldError: where an argument is of another kind, or the instant has no zone.
            PlaybookError: where the playbook has no go/no-go rules.
        """
        review = verify_packet(packet, candidate, rules_of(self), at)
        return review.replace(findings=self.findings(packet))

    def findings(self, record: object) -> tuple[Finding[Word], ...]:
        """Return what contradicts the playbook in a record that contradicts itself nowhere.

        It finds in a release packet what the playbook does not know, the gates that a class requires and the packet
        lacks, and a go without a tuple; in release evidence a checklist that is not complete, or contradicts the
        release gate; in rollback evidence a type that its severity does not call for, a late decision, and an executor
        who approved; in a sync log that executor as well. Where the playbook says nothing, nothing is found.

        Args:
            record: a release packet, release evidence, rollback evidence or a sync log.

        Raises:
            FieldError: where the record is of another kind.
            PlaybookError: where the playbook has no go/no-go rules for a packet, or names a table or a checklist that
                it does not have.

        Source:
            Release Cadence & Sync Automation, Release Evidence Template: "# ... all checks"; Rollback Decision Matrix;
            Rollback Procedure: Immediate: "DECIDE: Rollback decision (< 5 minutes)".
        """
        return findings(self, record)

    def lint(self) -> tuple[PlaybookFinding, ...]:
        """Return what is wrong with the playbook as a whole.

        It finds tables that are incomplete or contradict each other, names of gates, checklists and other things that
        are not known, steps without a role, and consumers without a rollback tuple. It also finds what the playbook
        forgot: gates in no class, and facts, budgets, promotions, checklists and relaxations from which nothing
        follows. A text that is kept as a draft keeps its findings, so compare the result with the findings that you
        know. `view` shows them by kind.

        Raises:
            BudgetError: where comparing two tables needs more states than the default budget.
        """
        return lint(self)

    def view(self) -> View:
        """Return the playbook as a card for people: how much it has, and its findings by kind."""
        return card(self)


def _content(value: object) -> object:
    """Return what a playbook digests: a table by its digest, readiness rules by their fields."""
    if isinstance(value, Draft):
        return value.digest
    if isinstance(value, Playbook | ReadinessRules):
        return tuple((field.name, _content(getattr(value, field.name))) for field in attrs.fields(type(value)))
    return tuple(map(_content, value)) if isinstance(value, tuple) else value
