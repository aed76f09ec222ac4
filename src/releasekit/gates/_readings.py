"""All budgets of one gate under one name, their common verdict, and the gate result that it makes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Annotated, ClassVar, Final, TypeAlias

import attrs
from annotated_types import MinLen

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import Distinct, Frozen, Name, checked
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import listing, short_ref
from releasekit.answers import Answer
from releasekit.gates._budgets import DeltaBudget, MetricVerdict, RegressionBudget
from releasekit.gates._measures import Measure, listed
from releasekit.gates._results import GateResult
from releasekit.gates._vocabulary import GateStatus, TreeState
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

        A comparison of a commit with itself measures the noise of the machine and proves nothing about a change, and
        runs of several commits are not those of one candidate. Both are errors where the commits are given; where they
        are left out, it is not noticed unless the reading requires them.

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
        old, new = (
            tuple(commit.strip() for commit in items(name, given, str))
            for name, given in (("baseline_commits", baseline_commits), ("candidate_commits", candidate_commits))
        )
        others = (before.keys() | after.keys()) - {budget.metric for budget in self.budgets}
        return BudgetReport(
            self,
            tuple(
                budget.judge_runs(before.get(budget.metric, ()), after.get(budget.metric, ()), approved=approved)
                for budget in self.budgets
            ),
            unbudgeted=tuple(sorted(others)),
            problems=tuple(_unsound_commits(old, new, required=self.requires_commits)),
            baseline_commits=old,
            candidate_commits=new,
        )


@attrs.frozen
class BudgetReport(Frozen, Answer, Viewable):
    """What a reading says about a candidate. It has no truth value: compare its status.

    Attributes:
        reading: the budgets.
        judged: how each metric stands, in the order of the budgets, as if the comparison as a whole were sound.
        unbudgeted: the metrics that were measured and have no budget, sorted; they do not change the verdict.
        problems: why the comparison as a whole is not sound; any is an error.
        baseline_commits: the commits that the baseline was measured on, as they were given.
        candidate_commits: the same of the candidate.
    """

    compared: ClassVar[str] = "status"
    reading: BudgetReading
    judged: tuple[MetricVerdict, ...]
    unbudgeted: tuple[str, ...] = attrs.field(kw_only=True)
    problems: tuple[str, ...] = attrs.field(kw_only=True)
    baseline_commits: tuple[str, ...] = attrs.field(kw_only=True)
    candidate_commits: tuple[str, ...] = attrs.field(kw_only=True)

    @property
    def commit(self) -> str | None:
        """The commit of the candidate, in its longest spelling; ``None`` where none or more than one was given."""
        return _one_commit(self.candidate_commits)

    @property
    def measured(self) -> tuple[MetricVerdict, ...]:
        """How each metric counts: as judged, and an error where the comparison as a whole is not sound.

        The numbers stay. So a change for the worse is known however it was measured, and one for the better is not.
        """
        if not self.problems:
            return self.judged
        return tuple(judged.replace(status=GateStatus.ERROR) for judged in self.judged)

    @property
    def status(self) -> GateStatus:
        """``PASS``, ``FAIL`` or ``ERROR``: the worst of the metrics, an error where the comparison is not sound."""
        return max((judged.status for judged in self.measured), default=GateStatus.ERROR)

    def result(
        self,
        name: str,
        gate: str,
        *,
        recorded_at: datetime,
        evidence: Iterable[str] = (),
        subject: str | None = None,
        tree: TreeState = TreeState.NOT_RECORDED,
        supersedes: Iterable[str] = (),
    ) -> GateResult:
        """Return the result of a gate that this report is: status, commit, what was measured, and what is unsound.

        Args:
            name: what the result is called.
            gate: the id of the gate.
            recorded_at: when the run was recorded; aware.
            evidence: where to find the proof.
            subject: the exact tuple that was tested.
            tree: the state of the tested working tree.
            supersedes: the ids of the earlier results of the same gate that this run replaces.

        Raises:
            FieldError: where an argument is outside the limits of `GateResult`.

        Example:
            >>> from datetime import UTC
            >>> from decimal import Decimal
            >>> from releasekit.gates import DeltaBudget
            >>> reading = BudgetReading("errors", [DeltaBudget("error rate", Decimal(0))])
            >>> runs = {"error rate": [0]}
            >>> commits = {"baseline_commits": ["50cd8cf"], "candidate_commits": ["75f806f"]}
            >>> report = reading.judge(runs, runs, approved=True, **commits)
            >>> result = report.result("perf-1", "performance", recorded_at=datetime(2026, 2, 20, tzinfo=UTC))
            >>> str(result.status), result.commit, len(result.measured)
            ('pass', '75f806f', 1)
        """
        return GateResult(
            name,
            gate,
            status=self.status,
            recorded_at=recorded_at,
            evidence=as_tuple(evidence),
            commit=self.commit,
            subject=subject,
            tree=tree,
            supersedes=as_tuple(supersedes),
            measured=self.measured,
            note="; ".join(self.problems),
        )

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
    return {metric: listed(f"{side}[{metric!r}]", values) for metric, values in known}


def _unsound_commits(baseline: tuple[str, ...], candidate: tuple[str, ...], *, required: bool) -> Iterator[str]:
    """Say what is wrong with the commits: some are not known, or one is measured against itself."""
    if required or baseline or candidate:
        for side, commits in (("baseline", baseline), ("candidate", candidate)):
            if not all(commits) or not commits:
                yield f"no commit of the {side}; expected those of both sides"
    if candidate and all(candidate) and _one_commit(candidate) is None:
        yield f"the candidate has runs of {listing(map(short_ref, sorted(set(candidate))))}; expected one commit"
    for commit in sorted(set(candidate)):
        if any(_may_be_same(commit, other) for other in baseline):
            yield f"commit `{short_ref(commit)}` is compared with itself; expected a baseline of another commit"


def _one_commit(commits: tuple[str, ...]) -> str | None:
    """Return the longest spelling of the one commit that all may be; ``None`` of none, and of several."""
    longest = max(commits, key=lambda commit: (len(commit), commit), default="")
    return longest if longest and all(_may_be_same(longest, commit) for commit in commits) else None


def _may_be_same(commit: str, other: str) -> bool:
    """Tell whether two commits may be the same: one of them may be shortened, and then the longer begins with it."""
    short, long = sorted((commit.casefold(), other.casefold()), key=len)
    return bool(short) and long.startswith(short)
