"""The facts that a go/no-go table may ask about, and what derives each from a candidate."""

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from releasekit.gates import Standing
from releasekit.policy import Column, Numbers
from releasekit.readiness import _change, _evidence
from releasekit.readiness._context import ReviewContext
from releasekit.readiness._vocabulary import (
    Advisory,
    ApprovalStatus,
    ApprovalSubject,
    BreakingChange,
    ContractAmbiguity,
    DecisionStatus,
    Declaration,
    EvidenceMode,
    Migration,
    ReleaseClass,
    Rollbacks,
    ScopeEvidence,
    Seam,
    Separation,
    VersionStep,
)
from releasekit.versions import ReleaseType


class Fact(NamedTuple):
    """A column that a go/no-go table may have.

    Attributes:
        column: its name and domain.
        derive: works out its value.
        is_given: it describes the change or the rules in force, which the team cannot change.
        beyond: its values that follow from the class of the change, which the team cannot bring about.
        details: spells out what its value stands for, where that is more than one thing.
        can_be_told: it is given only once it is stated; until then, to state it may lead to a go.
    """

    column: Column
    derive: Callable[[ReviewContext], object]
    is_given: bool = False
    beyond: tuple[object, ...] = ()
    details: Callable[[ReviewContext], Iterable[str]] = lambda _: ()
    can_be_told: bool = False


def _breaking_details(context: ReviewContext) -> list[str]:
    stated = context.candidate.breaking_change is BreakingChange.APPROVED
    return _change.approval_gaps(context, ApprovalSubject.BREAKING_CHANGE) if stated else []


def _missed_rates(context: ReviewContext) -> list[str]:
    return [line for line, standing in _evidence.kept_rates(context) if standing is not Standing.PASSED]


RELEASE_TYPE: Final = Column("release_type", ReleaseType, optional=True)
"""The tables that collect gates may ask for it too."""

FACTS: Final = (
    Fact(Column("release_class", Declaration, optional=True), _change.release_class, details=_change.class_gaps),
    Fact(
        Column("required_gates", Standing),
        _evidence.required_gates,
        details=lambda context: _evidence.lacking(context.required),
    ),
    Fact(
        Column("scope_evidence", ScopeEvidence, optional=True),
        _evidence.scope_evidence,
        details=_evidence.unproved_claims,
    ),
    Fact(Column("breaking_change", BreakingChange, optional=True), _change.breaking_change, details=_breaking_details),
    Fact(
        Column("contract_ambiguity", ContractAmbiguity, optional=True),
        lambda context: context.candidate.contract_ambiguity,
    ),
    Fact(Column("performance_sensitive", bool), lambda context: ReleaseClass.R3 in context.classes, is_given=True),
    Fact(
        Column("performance_gates", Standing),
        _evidence.performance_gates,
        details=lambda context: _evidence.lacking(context.standings(context.rules.performance_gates)),
    ),
    Fact(
        Column("worst_regression", Numbers(integer=False), optional=True),
        _evidence.worst_regression,
        details=_evidence.worst_metrics,
    ),
    Fact(
        Column("efficacy", Standing),
        _evidence.efficacy,
        details=lambda context: _evidence.lacking(context.standings(context.rules.efficacy_gates)),
    ),
    Fact(Column("promotion_claim", bool), lambda context: bool(context.candidate.promotes), is_given=True),
    Fact(
        Column("consumer_tree", EvidenceMode, optional=True),
        _evidence.consumer_tree,
        details=lambda context: _evidence.trees(context.counting(context.candidate.promotes)),
    ),
    Fact(Column("clean_clone_decision", DecisionStatus, optional=True), _evidence.clean_clone_decision, is_given=True),
    Fact(
        Column("consumer_evidence", EvidenceMode, optional=True),
        _evidence.consumer_evidence,
        details=lambda context: _evidence.trees(context.counting(_evidence.clean_clone_gates(context))),
    ),
    Fact(
        Column("advisory", Advisory, optional=True),
        _evidence.advisory,
        beyond=(Advisory.NONE_DECLARED,),
        details=lambda context: _evidence.lacking(context.advisory),
    ),
    Fact(Column("seam", Seam, optional=True), lambda context: context.candidate.seam),
    Fact(Column("decision_entry", DecisionStatus, optional=True), _evidence.decision_entry),
    Fact(Column("tracking", DecisionStatus, optional=True), _evidence.tracking),
    Fact(Column("approver", Separation, optional=True), _change.approver, details=_change.unnamed_roles),
    Fact(
        Column("migration", Migration, optional=True),
        _change.migration,
        beyond=(Migration.NOT_ASKED,),
        details=_change.migration_gaps,
    ),
    Fact(Column("rollbacks", Rollbacks, optional=True), _change.rollbacks, details=_change.open_rollbacks),
    Fact(RELEASE_TYPE, lambda context: context.candidate.release_type, is_given=True, can_be_told=True),
    Fact(
        Column("human_approval", ApprovalStatus, optional=True),
        _change.human_approval,
        details=lambda context: _change.approval_gaps(context, ApprovalSubject.MAJOR_RELEASE),
    ),
    Fact(Column("version_step", VersionStep, optional=True), _change.version_step, details=_change.needed_step),
    Fact(Column("delivery_rates", Standing), _evidence.delivery_rates, details=_missed_rates),
)
"""Every column that a go/no-go table may have, with what derives its value."""
