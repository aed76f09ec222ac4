"""The go/no-go review itself, and its answer."""

from collections.abc import Iterator
from datetime import datetime
from typing import NoReturn

import attrs

from releasekit._arguments import instant, of_kind
from releasekit._fields import Frozen
from releasekit._views import View, Viewable
from releasekit.gates import GateStanding
from releasekit.policy import MISSING, Cell, Decision, FactChange, Reason, one_of
from releasekit.readiness._candidate import ReleaseCandidate
from releasekit.readiness._facts import FACTS, Fact
from releasekit.readiness._records import Waiver
from releasekit.readiness._rules import ReadinessRules
from releasekit.readiness._study import Study
from releasekit.readiness._vocabulary import GoNoGo, WaiverStatus
from releasekit.readiness._waivers import WaiverStanding


@attrs.frozen
class Need(Frozen):
    """One fact that stands between a candidate and a go.

    Attributes:
        change: the fact, what it is and what it would have to be.
        details: what exactly is lacking, such as the gates without a pass.
    """

    change: FactChange
    details: tuple[str, ...]

    def __str__(self) -> str:
        return str(self.change)


@attrs.frozen
class Readiness(Frozen, Viewable):
    """The answer of a go/no-go review. It has no truth value: compare its outcome.

    Attributes:
        candidate: the candidate that was judged.
        at: the instant of the review.
        decision: the decision of the go/no-go table, with its facts.
        required: the standing of each required gate, by id.
        advisory: the standing of each advisory gate that had to be reported, by id.
        missing: the fewest facts that would have to change for a go; empty where it is one.
        waivers: what each waiver of the candidate is good for, those that changed nothing included.
    """

    candidate: ReleaseCandidate
    at: datetime
    decision: Decision[GoNoGo] = attrs.field(kw_only=True)
    required: tuple[GateStanding, ...] = attrs.field(kw_only=True)
    advisory: tuple[GateStanding, ...] = attrs.field(kw_only=True)
    missing: tuple[Need, ...] = attrs.field(kw_only=True)
    waivers: tuple[WaiverStanding, ...] = attrs.field(kw_only=True)

    @property
    def outcome(self) -> GoNoGo:
        """Go, conditional go or no-go."""
        return self.decision.outcome

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The sentences of the playbook that decided."""
        return self.decision.reasons

    @property
    def given(self) -> tuple[str, ...]:
        """The facts that describe the change or the rules in force, so that nothing in them can be mended."""
        asked = dict(self.decision.facts)
        given = {fact.column.name: fact for fact in FACTS if fact.is_given and fact.column.name in asked}
        return tuple(name for name, fact in given.items() if not (fact.can_be_told and asked[name] is MISSING))

    @property
    def waived(self) -> tuple[Waiver, ...]:
        """The waivers in force that accept the failure of an advisory gate."""
        return tuple(own.waiver for own in self.waivers if own.status is WaiverStatus.IN_FORCE)

    @property
    def expired(self) -> tuple[Waiver, ...]:
        """The waivers whose time is over; they change nothing."""
        return tuple(own.waiver for own in self.waivers if own.status is WaiverStatus.EXPIRED)

    def view(self) -> View:
        """Return the review as a card for people."""
        from releasekit.readiness._show import readiness_view

        return readiness_view(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a readiness has no truth value; compare readiness.outcome, here `{self.outcome}`")


def assess(candidate: ReleaseCandidate, rules: ReadinessRules, at: datetime) -> Readiness:
    """Hold the go/no-go review of a candidate.

    Args:
        candidate: what is known of the release.
        rules: what the playbook says.
        at: the instant of the review; aware. What is dated later never helps.

    Returns:
        The outcome with all reasons, and what is missing for a go.

    Raises:
        BudgetError: where working out what is missing needs more states than the default budget.
        FieldError: where an argument is of another kind, or the instant has no zone.
    """
    of_kind("candidate", candidate, ReleaseCandidate)
    of_kind("rules", rules, ReadinessRules)
    at = instant("at", at)
    study = Study(candidate, rules, at)
    asked = {column.name for column in rules.go_no_go.columns}
    decision = rules.go_no_go.decide({f.column.name: f.derive(study) for f in FACTS if f.column.name in asked})
    review = Readiness(
        candidate,
        at,
        decision=decision,
        required=study.required,
        advisory=study.advisory,
        missing=(),
        waivers=study.waivers,
    )
    return review.replace(missing=tuple(_needs(study, review)))


def _needs(study: Study, readiness: Readiness) -> Iterator[Need]:
    nearest = readiness.decision.nearest(GoNoGo.GO, fixed=readiness.given)
    for change in nearest.changes if nearest is not None else ():
        fact = next(own for own in FACTS if own.column.name == change.column)
        yield Need(change.replace(region=_reachable(change, fact)), details=tuple(fact.details(study)))


def _reachable(change: FactChange, fact: Fact) -> Cell:
    """Return the values that a fact can be mended into."""
    within = [value for value in change.region.values if value not in fact.beyond]
    return one_of(*within) if within else change.region
