"""All budgets of one gate under one name, and their common verdict."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, ClassVar, Final, TypeAlias

import attrs
from annotated_types import MinLen

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import short_ref
from releasekit.answers import Answer
from releasekit.gates._budgets import DeltaBudget, MetricVerdict, RegressionBudget
from releasekit.gates._measures import Measure
from releasekit.gates._vocabulary import GateStatus
from releasekit.policy import Missing, Source

Runs: TypeAlias = Mapping[str, Iterable[Measure] | Missing]
"""What each run measured, by metric."""
TONES: Final = {GateStatus.PASS: Tone.GOOD, GateStatus.FAIL: Tone.BAD, GateStatus.ERROR: Tone.BAD}


@attrs.frozen(field_transformer=checked)
class BudgetReading(Frozen):
    """One reading of what a performance gate allows: a budget for each of its metrics.

    Attributes:
        name: what the reading is called.
        budgets: one or more, with a metric each.
        source: where the reading comes from.
        requires_commits: the commits of both sides have to be known; without them the verdict is an error.

    Raises:
        FieldError: where a field is outside its limits, there is no budget, or two have the same metric.
    """

    name: Name
    budgets: Annotated[tuple[RegressionBudget | DeltaBudget, ...], MinLen(1), Distinct("metric")] = attrs.field(
        converter=as_tuple
    )
    source: Source | None = attrs.field(default=None, kw_only=True)
    requires_commits: bool = attrs.field(default=False, kw_only=True)

    def judge(
        self,
        baseline: Runs,
        candidate: Runs,
        *,
        approved: bool,
        baseline_commits: Iterable[str] = (),
        candidate_commits: Iterable[str] = (),
    ) -> "BudgetReport":
        """Compare the medians of the runs of two sides, metric by metric.

        A comparison of a commit with itself measures the noise of the machine and proves nothing about a change. It is
        an error where the commits are given; where they are left out, it is not noticed unless the reading requires
        them.

        Args:
            baseline: what each run of the baseline measured, by metric.
            candidate: the same of the candidate; the sides may have different numbers of runs.
            approved: whether the baseline is an approved one.
            baseline_commits: the commits that the baseline was measured on, full or shortened.
            candidate_commits: the commits that the candidate was measured on; both sides or neither.

        Returns:
            The verdict; the worst metric decides. One that was not measured on both sides is an error.

        Raises:
            FieldError: where an argument is of another kind.
        """
        before, after = _runs("baseline", baseline), _runs("candidate", candidate)
        commits = (
            tuple(commit.strip() for commit in items(name, given, str))
            for name, given in (("baseline_commits", baseline_commits), ("candidate_commits", candidate_commits))
        )
        problems = tuple(_unsound_commits(*commits, required=self.requires_commits))
        judged = tuple(
            budget.judge_runs(before.get(budget.metric, ()), after.get(budget.metric, ()), approved=approved)
            for budget in self.budgets
        )
        others = (before.keys() | after.keys()) - {budget.metric for budget in self.budgets}
        return BudgetReport(self, judged, unbudgeted=tuple(sorted(others)), problems=problems)


@attrs.frozen
class BudgetReport(Frozen, Answer, Viewable):
    """What a reading says about a candidate. It has no truth value: compare its status.

    Attributes:
        reading: the budgets.
        judged: how each metric stands, in the order of the budgets.
        unbudgeted: the metrics that were measured and have no budget, sorted; they do not change the verdict.
        problems: why the comparison as a whole is not sound; any is an error.
    """

    compared: ClassVar[str] = "status"
    reading: BudgetReading
    judged: tuple[MetricVerdict, ...]
    unbudgeted: tuple[str, ...] = attrs.field(kw_only=True)
    problems: tuple[str, ...] = attrs.field(kw_only=True)

    @property
    def status(self) -> GateStatus:
        """``PASS``, ``FAIL`` or ``ERROR``: the worst of the metrics, an error where the comparison is not sound."""
        if self.problems:
            return GateStatus.ERROR
        return max((verdict.status for verdict in self.judged), default=GateStatus.ERROR)

    def view(self) -> View:
        """Return the verdict as people read it."""
        cells = ((verdict.metric, str(verdict.status), verdict.note) for verdict in self.judged)
        rows = tuple(Row(row, TONES[verdict.status]) for row, verdict in zip(cells, self.judged, strict=True))
        lists = {"Not sound": self.problems, "Measured without a budget": self.unbudgeted}
        sections = (
            Section("Metrics", Grid(("metric", "status", "note"), rows)),
            *(Section(title, Lines(items)) for title, items in lists.items() if items),
        )
        return View(self.reading.name, Badge(str(self.status), TONES[self.status]), sections)


def _runs(side: str, given: Runs) -> dict[str, tuple[Measure, ...]]:
    of_kind(side, given, Mapping)
    items(f"metrics of {side}", given, str)
    known = ((metric, () if isinstance(values, Missing) else values) for metric, values in given.items())
    return {metric: items(f"{side}[{metric!r}]", values, object) for metric, values in known}


def _unsound_commits(baseline: tuple[str, ...], candidate: tuple[str, ...], *, required: bool) -> Iterator[str]:
    """Say what is wrong with the commits: some are not known, or one is measured against itself."""
    if required or baseline or candidate:
        for side, commits in (("baseline", baseline), ("candidate", candidate)):
            if not all(commits) or not commits:
                yield f"no commit of the {side}; expected those of both sides"
    for commit in sorted(set(candidate)):
        # Where one of two commits is shortened, they may be the same if the longer one begins with the shorter one.
        pairs = (sorted((commit.casefold(), other.casefold()), key=len) for other in baseline)
        if any(short and long.startswith(short) for short, long in pairs):
            yield f"commit `{short_ref(commit)}` is compared with itself; expected a baseline of another commit"
