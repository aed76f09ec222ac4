"""All budgets of one gate under one name, and their common verdict."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NoReturn, TypeAlias

import attrs

from releasekit._arguments import as_tuple, of_kind, repeated
from releasekit._fields import Frozen, Name, checked
from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, Viewable
from releasekit._words import worst
from releasekit.errors import FieldError
from releasekit.gates._budgets import Budgeted, DeltaBudget, RegressionBudget
from releasekit.gates._measures import Measure
from releasekit.gates._results import short_ref
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
    budgets: tuple[RegressionBudget | DeltaBudget, ...] = attrs.field(converter=as_tuple)
    source: Source | None = attrs.field(default=None, kw_only=True)
    requires_commits: bool = attrs.field(default=False, kw_only=True)

    def __attrs_post_init__(self) -> None:
        metrics = [budget.metric for budget in self.budgets]
        problems = [f"metric `{metric}` is there twice; expected it once" for metric in repeated(metrics)]
        if not metrics:
            problems = ["no budget; expected one for each metric of the gate"]
        if problems:
            raise FieldError(tuple(f"reading `{self.name}`: {problem}" for problem in problems))

    def judge(
        self,
        baseline: Runs,
        candidate: Runs,
        *,
        approved: bool,
        baseline_commits: Iterable[str] = (),
        candidate_commits: Iterable[str] = (),
    ) -> "BudgetVerdict":
        """Compare the medians of the runs of two sides, metric by metric.

        A comparison of a commit with itself measures the noise of the machine and proves nothing of a change. It is
        refused where the commits are given; whoever leaves them out is not protected, unless the reading requires them.

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
        commits = _commits("baseline", baseline_commits), _commits("candidate", candidate_commits)
        problems = tuple(_problems(*commits, required=self.requires_commits))
        judged = tuple(
            budget.judge_runs(before.get(budget.metric, ()), after.get(budget.metric, ()), approved=approved)
            for budget in self.budgets
        )
        others = (before.keys() | after.keys()) - {budget.metric for budget in self.budgets}
        return BudgetVerdict(self, judged, unbudgeted=tuple(sorted(others)), problems=problems)


@attrs.frozen
class BudgetVerdict(Frozen, Viewable):
    """What a reading says of a candidate; it has no truth value.

    Attributes:
        reading: the budgets.
        judged: how each metric stands, in the order of the budgets.
        unbudgeted: the metrics that were measured and have no budget, sorted; they do not change the verdict.
        problems: why the comparison as a whole is not sound; any is an error.
    """

    reading: BudgetReading
    judged: tuple[Budgeted, ...]
    unbudgeted: tuple[str, ...] = attrs.field(kw_only=True)
    problems: tuple[str, ...] = attrs.field(kw_only=True)

    @property
    def status(self) -> GateStatus:
        """``PASS``, ``FAIL`` or ``ERROR``: the worst of the metrics, an error where the comparison is not sound."""
        if self.problems:
            return GateStatus.ERROR
        return worst((own.status for own in self.judged), default=GateStatus.ERROR)

    def view(self) -> View:
        """Return the verdict as people read it."""
        rows = tuple(Row((own.metric, str(own.status), own.note), TONES[own.status]) for own in self.judged)
        lists = {"Not sound": self.problems, "Measured without a budget": self.unbudgeted}
        sections = (
            Section("Metrics", Grid(("metric", "status", "note"), rows)),
            *(Section(title, Lines(items)) for title, items in lists.items() if items),
        )
        return View(self.reading.name, Badge(str(self.status), TONES[self.status]), sections)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a budget verdict has no truth value; compare verdict.status, here `{self.status}`")


def _runs(side: str, given: Runs) -> dict[str, tuple[Measure, ...]]:
    of_kind(side, given, Mapping)
    found = {}
    for metric, values in given.items():
        of_kind(f"{side} holds a metric that", metric, str)
        runs = () if isinstance(values, Missing) else as_tuple(values)
        of_kind(f"{side}[{metric!r}]", runs, tuple)
        found[metric] = runs
    return found


def _commits(side: str, given: Iterable[str]) -> tuple[str, ...]:
    commits = as_tuple(given)
    of_kind(f"{side}_commits", commits, tuple)
    for commit in commits:
        of_kind(f"{side}_commits holds a commit that", commit, str)
    return tuple(commit.strip() for commit in commits)


def _problems(baseline: tuple[str, ...], candidate: tuple[str, ...], *, required: bool) -> Iterator[str]:
    """Say what is wrong with the commits: some are not known, or one is measured against itself."""
    if required or baseline or candidate:
        for side, commits in (("baseline", baseline), ("candidate", candidate)):
            if not all(commits) or not commits:
                yield f"no commit of the {side}; expected those of both sides"
    for commit in sorted(set(candidate)):
        if any(_is_same(commit, other) for other in baseline):
            yield f"commit `{short_ref(commit)}` is compared with itself; expected a baseline of another commit"


def _is_same(one: str, other: str) -> bool:
    """Tell whether two commits may be the same, where one of them may be shortened."""
    short, long = sorted((one.casefold(), other.casefold()), key=len)
    return bool(short) and long.startswith(short)
