"""Whether a tuple may be removed from the matrix: announced, waited for, and without leaving its consumer stranded."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from types import NoneType
from typing import Final

import attrs

from releasekit._arguments import as_utc, instant, items, of_kind
from releasekit._fields import Frozen, Name, checked
from releasekit._tables import asked, table_problems
from releasekit._views import Lines, Section, View, Viewable, badge_of
from releasekit._words import Word, short_ref, shown, to_the_minute
from releasekit.answers import Permission
from releasekit.compat._entries import MatrixEntry
from releasekit.compat._matrix import CompatMatrix, NoTuple
from releasekit.compat._support import SupportPolicy
from releasekit.compat._tiers import COMMITTED_TREES, TIER_FACTS, Tier, TierDecision, tier_of
from releasekit.compat._tuples import ReleaseTuple
from releasekit.errors import FieldError
from releasekit.gates import GateResult, Standing
from releasekit.policy import MISSING, Column, Decision, Hit, Judged, Missing, Rule, Table, not_, one_of


@attrs.frozen(field_transformer=checked)
class Notice(Frozen):
    """The announcement that a tuple, or all tuples of a consumer, will be removed.

    Attributes:
        of: the tuple, or the name of the consumer.
        given_at: when it was announced; an aware instant.
        reference: where the announcement is recorded.
    """

    of: ReleaseTuple | Name
    given_at: datetime = attrs.field(converter=as_utc)
    reference: Name = attrs.field(kw_only=True)

    def covers(self, release_tuple: ReleaseTuple) -> bool:
        """Tell whether the notice is about a tuple: exactly this one, or all of its consumer."""
        of_kind("release_tuple", release_tuple, ReleaseTuple)
        return self.of in (release_tuple, release_tuple.consumer)


class NoticeState(Word):
    """How far a notice has come; one that was not given is `MISSING`."""

    ELAPSED = "elapsed"
    RUNNING = "running"
    FUTURE = "future"


def _refused(name: str, because: str, **when: object) -> Rule[Permission]:
    return Rule(f"removal/{name}", when, then=Permission.REFUSED, because=because)


REMOVAL_COLUMNS: Final = (
    Column("listed", bool),
    Column("notice", NoticeState, optional=True),
    Column("window_open", bool),
    Column("rerun", Tier, optional=True),
    Column("current_left", bool),
    Column("rollback_left", bool),
    Column("enough_left", bool),
)
"""What a table of removals can ask; ``rerun`` is the worst tier of the tuple that stays, over the affected gates."""

REMOVALS: Final = Table(
    "removals",
    REMOVAL_COLUMNS,
    rules=(
        Rule(
            "removal/allowed",
            {
                "listed": True,
                "notice": NoticeState.ELAPSED,
                "window_open": False,
                "rerun": Tier.SUPPORTED,
                "current_left": True,
                "rollback_left": True,
                "enough_left": True,
            },
            then=Permission.ALLOWED,
            because="announced, waited for, rerun since, and the consumer keeps what it is promised",
        ),
        _refused("not-listed", "the matrix does not list this tuple", listed=False),
        _refused("no-notice", "its removal was not announced", notice=one_of(MISSING)),
        _refused("future-notice", "the announcement is dated later than the question", notice=NoticeState.FUTURE),
        _refused("lead-time", "the lead time since the announcement is not over", notice=NoticeState.RUNNING),
        _refused("window", "support was promised for longer", window_open=True),
        _refused(
            "not-rerun",
            "since the announcement the affected gates have not all passed on the tuple that stays",
            rerun=not_(Tier.SUPPORTED) | MISSING,
        ),
        _refused("no-current", "the consumer would be without a supported current tuple", current_left=False),
        _refused("no-rollback", "the consumer would be without a tuple to go back to", rollback_left=False),
        _refused("too-few", "the consumer would have fewer supported tuples than promised", enough_left=False),
    ),
    hit=Hit.MOST_RESTRICTIVE,
    outcomes=Permission,
    permissive=(Permission.ALLOWED,),
    version="2026-02-19",
)
"""What has to be true before a tuple is removed; a rule for each thing that can be missing."""


@attrs.frozen
class Removal(Frozen, Judged[Permission], Viewable):
    """Whether a tuple may be removed, with all reasons.

    Attributes:
        release_tuple: the tuple.
        at: the instant of the question.
        decision: the decision of the table, with its facts.
        details: what exactly is lacking, such as the gates without a pass.
        earliest: the first instant at which neither the lead time nor the support window blocks it; `MISSING`
            where there is no notice to count from.
    """

    release_tuple: ReleaseTuple
    at: datetime
    decision: Decision[Permission] = attrs.field(kw_only=True)
    details: tuple[str, ...] = attrs.field(kw_only=True)
    earliest: datetime | Missing = attrs.field(kw_only=True)

    def view(self) -> View:
        """Return the answer as a card for people: the deciding rules, what is lacking, and the earliest instant."""
        earliest = "not known" if isinstance(self.earliest, Missing) else to_the_minute(self.earliest)
        reasons = Lines(tuple(map(str, self.reasons)))
        sections = (Section("Why", reasons), Section("What is lacking", Lines(self.details)))
        title = f"Removal of {short_ref(self.release_tuple.ref)}"
        return View(title, badge_of(self.outcome), sections, f"earliest {earliest}")


def removal_allowed(
    matrix: CompatMatrix,
    release_tuple: ReleaseTuple,
    policy: SupportPolicy,
    *,
    notice: Notice | None,
    results: Iterable[GateResult],
    at: datetime,
    tiers: Table[Tier],
    rules: Table[Permission] = REMOVALS,
) -> Removal:
    """Decide whether a tuple may be removed from the matrix.

    An unsupported tuple needs all of this too, so that nobody shortens the notice by demoting it first.

    Args:
        matrix: the matrix with the tuple still in it.
        release_tuple: the tuple.
        policy: what the project promises.
        notice: the announcement; one of another tuple or consumer counts as none.
        results: recorded gate results, in any order. The affected gates are those of the tuple and those of the
            consumer's current tuple, which stays: on that one, each must have passed after the announcement, and no
            result that still counts may be worse.
        at: the instant of the question; aware. Exactly the lead time after the announcement is late enough.
        tiers: the table of the tier that the affected gates give the tuple that stays, as for `tier_of`.
        rules: the table that decides, from columns of `REMOVAL_COLUMNS`; it may ask fewer.

    Raises:
        FieldError: where an argument is of another kind, the instant has no zone, or a table asks or answers anything
            else.
    """
    of_kind("matrix", matrix, CompatMatrix)
    of_kind("policy", policy, SupportPolicy)
    of_kind("notice", notice, Notice, NoneType)
    of_kind("release_tuple", release_tuple, ReleaseTuple)
    at = instant("at", at)
    of_kind("tiers", tiers, Table)
    of_kind("rules", rules, Table)
    problems = (
        *table_problems("tiers", tiers, TIER_FACTS, Tier),
        *table_problems("rules", rules, {column.name: column for column in REMOVAL_COLUMNS}, Permission),
    )
    if problems:
        raise FieldError(problems)
    results = items("results", results, GateResult)
    question = Asked(matrix, release_tuple, policy, at=at, notice=notice, results=results, tiers=tiers)
    decision = asked(rules, question.facts)
    return Removal(release_tuple, at, decision=decision, details=tuple(question.details()), earliest=question.earliest)


class Asked:
    """One tuple that somebody wants to remove, with everything that several facts need."""

    def __init__(
        self,
        matrix: CompatMatrix,
        release_tuple: ReleaseTuple,
        policy: SupportPolicy,
        *,
        at: datetime,
        notice: Notice | None,
        results: tuple[GateResult, ...],
        tiers: Table[Tier],
    ) -> None:
        consumer = release_tuple.consumer
        self.policy, self.at = policy, at
        self.entry = matrix.entry(release_tuple)
        self.notice = notice if notice is not None and notice.covers(release_tuple) else None
        remaining = matrix.replace(entries=[entry for entry in matrix.entries if entry != self.entry])
        self.current = remaining.current_for(consumer)
        self.rollback = remaining.rollback_for(consumer, at=at)
        self.left = remaining.supported(consumer, at)
        self.reruns: list[TierDecision] = []
        if self.entry is None or self.notice is None or isinstance(self.current, NoTuple):
            return
        # Of two gates with one id, the one that tests a consumer asks for more; the later one stays in the mapping.
        gates = sorted((*self.entry.required_gates, *self.current.required_gates), key=lambda gate: bool(gate.consumer))
        affected = {gate.id: gate for gate in gates}.values()
        # The tuple that stays is judged by all results, and by those since the announcement alone: a pass from before
        # it proves no rerun, and a failure from before it that still counts must not be lost.
        since = tuple(result for result in results if result.recorded_at > self.notice.given_at)
        for counted in (results, since):
            rerun = tier_of(self.current.release_tuple, affected, counted, at, rules=tiers, clean_clone_asked=False)
            self.reruns.append(rerun)

    @property
    def facts(self) -> dict[str, object]:
        """What the table is asked with."""
        return {
            "listed": self.entry is not None,
            "notice": self.notice_state,
            "window_open": self.promised is not None and self.at < self.promised,
            "rerun": max((rerun.outcome for rerun in self.reruns), default=MISSING),
            "current_left": self.current in self.left,
            "rollback_left": isinstance(self.rollback, MatrixEntry),
            "enough_left": len(self.left) >= self.policy.minimum_tuples,
        }

    @property
    def notice_state(self) -> NoticeState | Missing:
        """How far the notice has come at the instant of the question."""
        if self.notice is None:
            return MISSING
        if self.notice.given_at > self.at:
            return NoticeState.FUTURE
        waited = self.at - self.notice.given_at >= self.policy.deprecation_lead
        return NoticeState.ELAPSED if waited else NoticeState.RUNNING

    @property
    def promised(self) -> datetime | None:
        """The end of the support that was promised; nothing where none was announced."""
        window = None if self.entry is None else self.entry.window
        return None if window is None else window.end

    @property
    def earliest(self) -> datetime | Missing:
        """The first instant at which neither the lead time nor the window blocks the removal."""
        if self.notice is None or self.notice.given_at > self.at:
            return MISSING
        try:
            waited = self.notice.given_at + self.policy.deprecation_lead
        except OverflowError:  # later than any instant
            return MISSING
        return waited if self.promised is None else max(waited, self.promised)

    def details(self) -> Iterator[str]:
        """Spell out what is lacking."""
        lacking = set()
        for rerun in self.reruns:
            ref = short_ref(rerun.release_tuple.ref)
            lacking |= {f"{ref}: {gate}" for gate in rerun.required if gate.standing is not Standing.PASSED}
            if rerun.tree not in COMMITTED_TREES:
                lacking.add(f"{ref}: tree is {rerun.tree}")
        yield from sorted(lacking)
        if self.promised is not None and self.at < self.promised:
            yield f"support is promised until {shown(self.promised)}"
        if isinstance(self.rollback, NoTuple):
            yield str(self.rollback)
        if len(self.left) < self.policy.minimum_tuples:
            yield f"{len(self.left)} supported tuples would be left; expected at least {self.policy.minimum_tuples}"
