"""When an advisory gate may be promoted: after enough consecutive green runs on one committed tuple.

What a run does to the streak depends on that run alone, so one green run less or one bad run more never helps:

* it *counts*: a pass with evidence on the subject, from a committed tree, not later than the question, that supersedes
  no earlier result;
* it *resets the streak*: any other end than a pass with evidence, on the subject or on none that was recorded, on
  whatever tree; of what is dated later than the question only failures and errors;
* it is *diagnostic*: every other pass; it neither counts nor resets the streak.

A superseded result still happened: a failure resets the streak whatever its rerun says, and the rerun is not one of the
consecutive runs. Of runs at the same instant, the bad one counts as the last.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

import attrs
from annotated_types import Ge

from releasekit._arguments import as_frozenset, as_tuple, as_utc, instant, of_kind
from releasekit._fields import Frozen, Name, checked
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import listing, short_ref, to_the_minute
from releasekit.answers import Answer, Permission
from releasekit.gates._results import GateResult, results_of, shortfall
from releasekit.gates._vocabulary import Standing, TreeState

COMMITTED: Final = frozenset({TreeState.CLEAN_CLONE_COMMITTED, TreeState.COMMITTED})


@attrs.frozen(field_transformer=checked)
class PromotionRule(Frozen):
    """How many consecutive green runs an advisory gate needs before it may be promoted.

    Attributes:
        gate: the id of the gate.
        runs: how many.
        trees: the states of the tree on which a run counts: committed ones, or only clean clones.

    Raises:
        FieldError: where a field is outside its limits, or the trees are none or hold one that is not committed.

    Source:
        D-014: advisory until three consecutive green runs on the supported tuple. D-015: a promotion claim needs a
        committed consumer tuple. Release and Rollback Playbook, Go/No-Go Rules: "Promotion claims for consumer
        full-suite gates require committed consumer tuple state (D-015)."
    """

    gate: Name
    runs: Annotated[int, Ge(1)]
    trees: frozenset[TreeState] = attrs.field(default=COMMITTED, converter=as_frozenset, kw_only=True)

    def _problems(self) -> Iterable[str]:
        if not self.trees or not self.trees <= COMMITTED:
            given, expected = (listing(sorted(map(str, trees))) for trees in (self.trees, COMMITTED))
            yield f"trees is `{given}`; expected one or both of {expected}"

    def judge(self, results: Iterable[GateResult], at: datetime, *, subject: str) -> "Promotion":
        """Count the consecutive green runs on a tuple, up to an instant.

        Args:
            results: the recorded results, in any order; those of other gates change nothing.
            at: the instant of the question; aware. Only a failure or an error counts if it is recorded later.
            subject: the exact tuple, as in `GateResult.subject`. Whether it is a supported one is another question.

        Returns:
            Whether there are enough, with the runs that count, and all reasons where there are not.

        Raises:
            FieldError: where an argument is of another kind, the instant has no zone, or two results of the gate share
                an id.
        """
        at = instant("at", at)
        of_kind("subject", subject, str)
        runs = [run for run in results_of(self.gate, results) if run.subject in (subject, None)]
        runs.sort(key=lambda run: (run.recorded_at, run.id))
        # Of what is dated later than the question only a failure resets the streak.
        known = (run for run in runs if run.recorded_at <= at or run.standing is Standing.FAILED)
        bad = [run for run in known if run.standing is not Standing.PASSED]
        last = max((run.recorded_at for run in bad), default=None)
        passes = [run for run in runs if run.standing is Standing.PASSED and (last is None or run.recorded_at > last)]
        uncounted = {run.id: why for run in passes if (why := self._why_diagnostic(run, at))}
        # A copied record is no further run, so of several runs with the same evidence only the oldest counts.
        by_evidence: dict[frozenset[str], GateResult] = {}
        for run in passes:
            if run.id not in uncounted and by_evidence.setdefault(frozenset(run.evidence), run) is not run:
                uncounted[run.id] = "another run cites the same evidence"
        notes = []
        if len(by_evidence) < self.runs:
            notes = [f"`{run.id}` resets the streak: {shortfall(run)}" for run in bad if run.recorded_at == last]
            notes += [f"`{name}` does not count: {uncounted[name]}" for name in sorted(uncounted)]
        return Promotion(self, subject, at=at, counted=by_evidence.values(), notes=notes)

    def _why_diagnostic(self, run: GateResult, at: datetime) -> str:
        """Say why a pass does not count; return nothing if it does."""
        if run.recorded_at > at:
            return "it is recorded later than the question"
        if run.subject is None:
            return "its tuple is not recorded"
        if run.tree not in self.trees:
            return f"its tree is {run.tree}"
        return f"it is a rerun in place of {listing(sorted(run.supersedes))}" if run.supersedes else ""


@attrs.frozen
class Promotion(Frozen, Answer, Viewable):
    """Whether a gate may be promoted on a tuple. It has no truth value: compare its outcome.

    Attributes:
        rule: the rule.
        subject: the exact tuple.
        at: the instant of the question.
        counted: the consecutive green runs, the oldest first; there may be more than the rule asks for.
        notes: where there are too few: which bad runs reset the streak, and which later passes do not count.
    """

    rule: PromotionRule
    subject: str
    at: datetime = attrs.field(converter=as_utc, kw_only=True)
    counted: tuple[GateResult, ...] = attrs.field(converter=as_tuple, kw_only=True)
    notes: tuple[str, ...] = attrs.field(converter=as_tuple, kw_only=True)

    @property
    def outcome(self) -> Permission:
        """Allowed where at least as many runs count as the rule asks for."""
        return Permission.ALLOWED if self.streak >= self.rule.runs else Permission.REFUSED

    @property
    def streak(self) -> int:
        """How many consecutive green runs there are."""
        return len(self.counted)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is refused; none where it is allowed."""
        if self.outcome is Permission.ALLOWED:
            return ()
        return (f"{self.streak} of {self.rule.runs} consecutive green runs on {short_ref(self.subject)}", *self.notes)

    def view(self) -> View:
        """Return the answer as people read it."""
        rows = tuple(Row((run.id, to_the_minute(run.recorded_at), str(run.tree)), Tone.GOOD) for run in self.counted)
        grid = Section(f"Runs that count ({self.streak})", Grid(("run", "recorded", "tree"), rows))
        sections = (*([Section("Why not", Lines(self.reasons))] if self.reasons else []), grid)
        tone = Tone.WARN if self.reasons else Tone.GOOD
        return View(f"Promotion of {self.rule.gate}", Badge(str(self.outcome), tone), sections, short_ref(self.subject))
