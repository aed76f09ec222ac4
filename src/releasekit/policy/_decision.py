"""Decisions: an outcome with its reasons, and how it explains itself."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, Generic

import attrs

from releasekit._fields import Frozen
from releasekit._views import Badge, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import did_you_mean, listing, shown
from releasekit.answers import Answer
from releasekit.errors import BudgetError
from releasekit.policy._cells import plain_text
from releasekit.policy._drafts import outcome_tone
from releasekit.policy._findings import FactError, Point, point_text
from releasekit.policy._partition import DEFAULT_BUDGET
from releasekit.policy._rules import Outcome_co, Reason, Rule, outcome_text
from releasekit.policy._sections import answer_text, counted, section, spaced

if TYPE_CHECKING:
    from releasekit.policy._explain import FactChange, Flip, Nearest, NearMiss, Trace
    from releasekit.policy._table import Table


CHANGE: Final = ("outcome", "reached by")


@attrs.frozen(eq=False)
class Verdict(Generic[Outcome_co]):
    """What a live set answers; a table keeps one of each.

    Attributes:
        outcome: the outcome.
        rules: the deciding rules, in the order of their ids.
        reasons: the same rules without their conditions.
        table: the table that decides.
    """

    outcome: Outcome_co
    rules: tuple[Rule[Outcome_co], ...]
    reasons: tuple[Reason, ...] = attrs.field(kw_only=True)
    table: "Table[Outcome_co]" = attrs.field(kw_only=True, repr=False)


@attrs.frozen(eq=False, repr=False)
class Decision(Frozen, Answer, Viewable, Generic[Outcome_co]):
    """The answer of a table to some facts, with its reasons.

    Two decisions are equal where the outcome, the facts and the digest of the table are. A decision has no truth
    value: compare its outcome.

    Attributes:
        verdict: the outcome, with its rules, its reasons and its table.
        values: the facts, one per column of the table.
    """

    verdict: Verdict[Outcome_co]
    values: tuple[object, ...]

    @property
    def outcome(self) -> Outcome_co:
        """The outcome."""
        return self.verdict.outcome

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The deciding rules without their conditions, in the order of their ids."""
        return self.verdict.reasons

    @property
    def rules(self) -> tuple[Rule[Outcome_co], ...]:
        """The deciding rules, in the order of their ids."""
        return self.verdict.rules

    @property
    def table(self) -> "Table[Outcome_co]":
        """The table that decided."""
        return self.verdict.table

    @property
    def facts(self) -> Point:
        """The facts as pairs of column and value, in the order of the columns; what was left out is `MISSING`."""
        return tuple(zip((column.name for column in self.table.columns), self.values, strict=True))

    def fact(self, column: str) -> object:
        """Return one fact.

        Raises:
            FactError: where the table has no such column.
        """
        facts = dict(self.facts)
        if column not in facts:
            meant = did_you_mean(column, facts)
            problem = f"no column {shown(column)}; expected columns among {listing(facts)}{meant}"
            raise FactError(self.table.name, (problem,))
        return facts[column]

    def trace(self) -> "Trace[Outcome_co]":
        """Return every rule and every cell, matched or not, with the value that it judged."""
        from releasekit.policy import _explain

        return _explain.trace(self)

    def why_not(self, outcome: object) -> "tuple[NearMiss[Outcome_co], ...]":
        """Return the rules that came nearest to another outcome, and the cells that failed.

        Args:
            outcome: an outcome of the table.

        Returns:
            Of the rules with that outcome those with the fewest failed cells; none where it is this decision's own.

        Raises:
            FactError: where the table has no such outcome.
        """
        from releasekit.policy import _explain

        return _explain.why_not(self, outcome)

    def nearest(
        self, outcome: object, *, fixed: Iterable[str] = (), budget: int = DEFAULT_BUDGET
    ) -> "Nearest[Outcome_co] | None":
        """Return the smallest change of facts that reaches an outcome.

        What nobody can change stays as it is: a fact of a given column, once it is known. While it is missing, the
        change may fill it in.

        Args:
            outcome: an outcome of the table; under COLLECT it is reached where it is collected.
            fixed: more columns that must stay as they are, missing or not; one name or several.
            budget: how many states the search may keep.

        Returns:
            The change of the fewest columns; among those, of the earliest columns; among those, to the nearest
            values. ``None`` where no change reaches the outcome.

        Raises:
            BudgetError: where the search needs more states.
            FactError: where the table has no such outcome, or no column that is named as fixed.
        """
        from releasekit.policy import _explain

        return _explain.nearest(self, outcome, fixed, budget)

    def fragile(self) -> "tuple[Flip[Outcome_co], ...]":
        """Return the single facts that, changed alone, would change the outcome; none where no single fact would.

        A fact of a given column is not fragile once it is known, because nobody can change it. While it is missing it
        is, because somebody may yet say what it is.
        """
        from releasekit.policy import _explain

        return _explain.fragile(self)

    def view(self) -> View:
        """Return the decision as people read it: facts, reasons with their sources, and what would change it."""
        why = []
        for reason in self.reasons:
            name = reason.code if reason.code == reason.rule else f"{reason.code} ({reason.rule})"
            because = f"{name}: {reason.because}" if reason.because else name
            why.append(because if reason.source is None else f"{because}\n{reason.source}")
        table, tone = self.table, outcome_tone(self.table, self.outcome)
        sections = (
            section("Facts", ("fact", "value"), [Row((name, plain_text(value))) for name, value in self.facts]),
            Section("Why", Lines(tuple(why))),
            self._ways_out() if tone is Tone.BAD else self._ways_to_fall(),
        )
        rules = counted(len(self.rules), "rule")
        subtitle = f"version {table.version}; decided by {rules}; hit policy {table.hit}"
        return View(table.name, Badge(outcome_text(self.outcome), tone), sections, subtitle)

    def _ways_out(self) -> Section:
        """Say what reaches each permissive outcome."""
        rows = []
        for outcome in self.table.listed:
            if outcome not in (self.table.permissive or ()):
                continue
            text = outcome_text(outcome)
            try:
                nearest = self.nearest(outcome)
            except BudgetError as error:
                rows.append(Row((text, str(error)), Tone.WARN))
            else:
                changes = "" if nearest is None else "\n".join(map(_in_a_line, nearest.changes))
                rows.append(Row((text, changes), Tone.GOOD) if changes else Row((text, "no change of facts")))
        return section("Nearest permissive outcomes", CHANGE, rows)

    def _ways_to_fall(self) -> Section:
        """Say which single facts would change the outcome, where it is permissive already or none is."""
        rows = []
        for flip in self.fragile():
            cells = (answer_text(flip.outcome, "no longer collected"), _in_a_line(flip.change))
            rows.append(Row(cells, outcome_tone(self.table, flip.outcome)))
        return section("What would change it", CHANGE, rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Decision):
            return NotImplemented
        if self.outcome != other.outcome or self.values != other.values:
            return False
        return self.table is other.table or self.table.digest == other.table.digest

    def __hash__(self) -> int:
        return hash((self.outcome, self.values))

    def __repr__(self) -> str:
        return f"<Decision {outcome_text(self.outcome)} by {self.table.name} at {point_text(self.facts)}>"


def _in_a_line(change: "FactChange") -> str:
    return f"{change.column}: {plain_text(change.value)} -> {spaced(change.region)}"


class Judged(Answer, Generic[Outcome_co]):
    """An answer that a decision gave: the base of classes that keep a decision together with what else is known.

    A subclass has the decision as a field. Like the decision it has no truth value: compare its outcome.

    Attributes:
        decision: the decision that gave the outcome.

    Example:
        >>> import attrs
        >>> from releasekit.policy import Judged, Rule, Table
        >>> @attrs.frozen
        ... class Landing(Judged[str]):
        ...     runway: str
        ...     decision: Decision[str]
        >>> clear = Table("landing", (), rules=(Rule("clear", {}, then="land"),), outcomes=("land", "wait"))
        >>> landing = Landing("04L", clear.decide())
        >>> landing.outcome, [reason.code for reason in landing.reasons]
        ('land', ['clear'])
    """

    __slots__ = ()
    decision: Decision[Outcome_co]

    @property
    def outcome(self) -> Outcome_co:
        """The outcome of the decision."""
        return self.decision.outcome

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The rules that decided, without their conditions, in the order of their ids."""
        return self.decision.reasons
