"""Facts that the project's own records prove: its compatibility matrix, its checklists, and the streaks of its gates.

A record counts only where it is about this release. A matrix holds for exact tuples and says nothing before it was
published. Results of a checklist are bound by their subject, and results of a gate as everywhere: a pass has to be
bound to the release, and anything worse counts unless it is known to be about something else.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, ClassVar

import attrs

from releasekit._arguments import as_frozenset, as_tuple
from releasekit._fields import Distinct, Name, checked
from releasekit._words import did_you_mean, short_ref, shown, to_the_minute
from releasekit.answers import Permission
from releasekit.compat import CompatMatrix, NoTuple, ReleaseTuple, Tier
from releasekit.gates import PromotionRule
from releasekit.policy import MISSING, Column, Missing
from releasekit.procedures import Checklist, ChecklistOutcome, ChecklistResults, ItemStatus, Shortfall
from releasekit.readiness._classes import unknown_names
from releasekit.readiness._fact import Fact
from releasekit.readiness._vocabulary import MatrixSupport

if TYPE_CHECKING:
    from releasekit.readiness._context import ReviewContext
    from releasekit.readiness._rules import ReadinessRules


@attrs.frozen(field_transformer=checked)
class MatrixFact(Fact):
    """Whether the matrix supports each claimed and each current tuple, and has a prior one to go back to from it.

    It asks for the current tuple of every consumer that a gate tests, whatever the release claims. Missing where no
    matrix is given, or it is published only after the review.

    Attributes:
        name: the name of the column.
    """

    document_kind: ClassVar[str] = "matrix"

    name: Name

    @property
    def column(self) -> Column:
        return Column(self.name, MatrixSupport, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        matrix = context.candidate.matrix
        if isinstance(matrix, Missing) or matrix.published_at > context.at:
            return MISSING
        return max((support for support, _ in _gaps(context, matrix)), default=MatrixSupport.SUPPORTED)

    def details(self, context: "ReviewContext") -> list[str]:
        """Name the tuples that are not supported, and those without a prior tuple to go back to."""
        matrix = context.candidate.matrix
        if isinstance(matrix, Missing):
            return ["no matrix is given"]
        if matrix.published_at > context.at:
            return [f"matrix {matrix.version} is published later, {to_the_minute(matrix.published_at)}"]
        return [gap for _, gap in _gaps(context, matrix)]


def _gaps(context: "ReviewContext", matrix: CompatMatrix) -> Iterator[tuple[MatrixSupport, str]]:
    """Yield what a matrix lacks for a release at the instant of its review, by consumer and tuple."""
    for consumer in context.consumers:
        needed: set[ReleaseTuple] = {claim for claim in context.claims if claim.consumer == consumer}
        current = matrix.current_for(consumer)
        if isinstance(current, NoTuple):
            yield MatrixSupport.UNSUPPORTED, f"{consumer} has no current tuple: {'; '.join(current.reasons)}"
        else:
            needed.add(current.release_tuple)
        for release_tuple in sorted(needed, key=attrgetter("ref")):
            ref, support = short_ref(release_tuple.ref), matrix.lookup(release_tuple, context.at)
            if support is not Tier.SUPPORTED:
                yield MatrixSupport.UNSUPPORTED, f"{ref} is {'not listed' if support is MISSING else support}"
            rollback = matrix.rollback_for(consumer, release_tuple, at=context.at)
            if isinstance(rollback, NoTuple):
                yield MatrixSupport.NO_ROLLBACK, f"{ref} has no prior tuple: {'; '.join(rollback.reasons)}"


@attrs.frozen(field_transformer=checked)
class ChecklistFact(Fact):
    """Whether a checklist is complete for this release; missing where no results of it are about this release.

    Attributes:
        name: the name of the column.
        checklist: the checklist.
        leaves_out: the items that need no result at the instant of the review, such as the review itself. A recorded
            failure of one counts all the same.
    """

    document_kind: ClassVar[str] = "checklist"

    name: Name
    checklist: Checklist
    leaves_out: frozenset[Name] = attrs.field(default=frozenset(), converter=as_frozenset, kw_only=True)

    @property
    def column(self) -> Column:
        return Column(self.name, ChecklistOutcome, optional=True, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        if all(record.subject != context.release for record in self._recorded(context)):
            return MISSING
        return ChecklistOutcome.INCOMPLETE if self._gaps(context) else ChecklistOutcome.COMPLETE

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Say what keeps the checklist from being complete, and which results are about something else."""
        records = self._recorded(context)
        if not records:
            known = sorted({record.checklist for record in context.candidate.checklists})
            yield f"no results of `{self.checklist.id}` are recorded{did_you_mean(self.checklist.id, known)}"
        for about in sorted({record.subject or "nothing known" for record in records} - {context.release}):
            yield f"results about {about} do not count for {context.release}"
        yield from self._gaps(context)

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        del rules
        items = [item.id for item in self.checklist.items]
        yield from unknown_names("leaves_out", self.leaves_out, items)
        if self.leaves_out.issuperset(items):
            yield "leaves_out leaves no item; expected at least one"

    def _recorded(self, context: "ReviewContext") -> list[ChecklistResults]:
        return [record for record in context.candidate.checklists if record.checklist == self.checklist.id]

    def _gaps(self, context: "ReviewContext") -> list[str]:
        """Say what keeps the checklist from being complete, but for what may be left out."""
        records = [record for record in self._recorded(context) if record.subject in (context.release, None)]
        # A record that does not say what it is about counts for its failures alone.
        results = [
            result
            for record in records
            for result in record.results
            if record.subject is not None or result.status is ItemStatus.FAIL
        ]
        # A circumstance holds where any record of this release says so, since an item is required then.
        stated = sorted(pair for record in records if record.subject is not None for pair in record.circumstances)
        report = self.checklist.judge(results, context.at, circumstances=dict(stated))
        return [
            str(problem)
            for problem in report.problems
            if problem.place not in self.leaves_out or problem.kind is Shortfall.FAILED
        ]


@attrs.frozen(field_transformer=checked)
class PromotionFact(Fact):
    """Whether each gate that the release claims to promote has the streak that its rule asks for.

    A streak counts on each claimed tuple of the gate's consumer, by the results that can count for this release. A gate
    without a rule is not promoted.

    Attributes:
        name: the name of the column.
        rules: when which gate may be promoted.
    """

    document_kind: ClassVar[str] = "promotion"

    name: Name
    rules: Annotated[tuple[PromotionRule, ...], Distinct("gate")] = attrs.field(converter=as_tuple)

    @property
    def column(self) -> Column:
        return Column(self.name, Permission, worse="higher")

    def value(self, context: "ReviewContext") -> object:
        return Permission.REFUSED if any(self.details(context)) else Permission.ALLOWED

    def details(self, context: "ReviewContext") -> Iterator[str]:
        """Name the promoted gates that lack a rule, a claimed tuple or green runs."""
        rules = {rule.gate: rule for rule in self.rules}
        for name in sorted(context.candidate.promotes):
            gate = context.rules.gate(name)
            if name not in rules or gate is None or gate.consumer is None:
                yield f"{name}: no rule says when it may be promoted"
                continue
            subjects = sorted(context.claimed(gate.consumer))
            if not subjects:
                yield f"{name}: no tuple of {gate.consumer} is claimed"
            for subject in subjects:
                promotion = rules[name].judge(context.fit(name), context.at, subject=subject)
                yield from (f"{name}: {reason}" for reason in promotion.reasons)

    def problems(self, rules: "ReadinessRules") -> Iterator[str]:
        yield from unknown_names("rules", (rule.gate for rule in self.rules), (gate.id for gate in rules.gates))
        for place, rule in enumerate(self.rules):
            gate = rules.gate(rule.gate)
            if gate is not None and gate.consumer is None:
                yield f"rules[{place}].gate is {shown(rule.gate)}, which tests no consumer; expected one that does"
