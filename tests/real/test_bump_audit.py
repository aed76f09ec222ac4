"""The audit of the bump table over recorded histories: each tag pair against plain arithmetic, and pinned figures."""

import csv
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from examples import bump_audit
from releasekit.versions import ZeroMajor

FOLDER: Final = Path(__file__).parents[2].parent / "shared" / "data" / "releases" / "history"
needs_histories: Final = pytest.mark.skipif(not FOLDER.is_dir(), reason="the recorded histories are not at hand")

COUNTS: Final = ("commits", "conventional", "feat", "fix", "docs", "perf", "breaking", "security", "revert")
COLUMNS: Final = ("project", "pairs", "series", "last_stable", "prev_tag", "tag", *COUNTS)
FIGURES: Final = {
    # project: agree, differ, not compared
    "commitizen-tools__commitizen": (261, 33, 3),
    "googleapis__release-please": (362, 3, 0),
    "HypothesisWorks__hypothesis": (98, 3210, 3),
    "astral-sh__uv": (100, 202, 0),
    "argoproj__argo-rollouts": (52, 32, 0),
}
ZERO: Final = {
    # project: agreeing steps within 0.y.z under each policy
    "commitizen-tools__commitizen": (13, 13, 13),
    "HypothesisWorks__hypothesis": (7, 7, 5),
    "astral-sh__uv": (100, 100, 140),
    "argoproj__argo-rollouts": (9, 9, 12),
}


@cache
def recorded() -> dict[str, list[bump_audit.Step]]:
    return bump_audit.histories(FOLDER)


def rows(project: str) -> list[dict[str, str]]:
    with (FOLDER / f"{project}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(tag: str, series: str) -> tuple[int, ...]:
    """The three numbers of a tag with a version, by splitting."""
    return tuple(int(piece) for piece in tag.removeprefix(series).removeprefix("v").partition("-")[0].split("."))


def expected_level(row: dict[str, str], *, zero: bool) -> int:
    """The level by plain arithmetic: 0 none, 1 patch, 2 minor, 3 major; while the first number is 0 at most 2."""
    has = {name: int(row[name]) > 0 for name in COUNTS}
    patch = has["fix"] or has["docs"] or has["perf"] or has["security"] or has["revert"]
    level = 3 if has["breaking"] else 2 if has["feat"] else 1 if patch else 0
    return min(level, 2) if zero else level


def stepped(old: tuple[int, ...], level: int) -> tuple[int, ...]:
    return [old, (*old[:2], old[2] + 1), (old[0], old[1] + 1, 0), (old[0] + 1, 0, 0)][level]


def outcomes(steps: Iterable[bump_audit.Step]) -> tuple[int, ...]:
    found: Counter[str] = Counter()
    for step in steps:
        found[bump_audit.verdict(step).outcome] += step.pairs
    return tuple(found[outcome] for outcome in ("agree", "differ", "not compared"))


@pytest.mark.parametrize("project", bump_audit.PROJECTS)
def test_figures_of_the_table_in_the_repository(project: str) -> None:
    assert outcomes(bump_audit.histories()[project]) == FIGURES[project]


def test_the_audit_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    bump_audit.main([])
    printed = capsys.readouterr().out.splitlines()
    totals = [sum(FIGURES[project]) for project in bump_audit.PROJECTS]
    headings = [f"{name.replace('__', '/')}: {total} tag pairs" for name, total in zip(FIGURES, totals, strict=True)]
    assert [line for line in printed if line[:1].isalpha()] == headings
    assert "           145  patch" in printed


@needs_histories
@pytest.mark.parametrize("project", bump_audit.PROJECTS)
class TestHistories:
    def test_every_tag_pair_is_judged_as_by_plain_arithmetic(self, project: str) -> None:
        """Final to final only: there the numbers alone decide whether the two agree."""
        judged = 0
        for step in recorded()[project]:
            verdict, row = bump_audit.verdict(step), step.row
            if verdict.outcome != "not compared" and step.earlier.is_final:
                old, new = (numbers(row[name], row["series"]) for name in ("prev_tag", "tag"))
                level = expected_level(row, zero=old[0] == 0)
                assert (verdict.outcome == "agree") == (level > 0 and stepped(old, level) == new), row["tag"]
                judged += 1
        assert judged >= 60

    def test_every_row_with_an_earlier_tag_is_a_pair(self, project: str) -> None:
        assert len(recorded()[project]) == sum(row["prev_tag"] != "" for row in rows(project))

    def test_figures(self, project: str) -> None:
        assert outcomes(recorded()[project]) == FIGURES[project]

    def test_the_table_in_the_repository_tells_the_same(self, project: str) -> None:
        full, compact = recorded(), bump_audit.histories()
        assert list(bump_audit.report(project, compact[project])) == list(bump_audit.report(project, full[project]))


@needs_histories
@pytest.mark.parametrize("project", ZERO)
def test_policies_for_zero(project: str) -> None:
    steps = [step for step in recorded()[project] if step.later and step.later.major == 0]
    found = [[bump_audit.verdict(step, policy).outcome for step in steps].count("agree") for policy in ZeroMajor]
    assert tuple(found) == ZERO[project]


def compact_rows() -> list[dict[str, str]]:
    """Make the table of the repository: one row for all pairs with the same kinds of commits and of step."""
    groups: dict[tuple[object, ...], dict[str, str]] = {}
    for project, steps in recorded().items():
        for step in steps:
            row, later = step.row, step.later
            met = tuple(int(row[name]) > 0 for name in COUNTS[2:])
            others = int(row["conventional"]) > sum(int(row[name]) for name in ("feat", "fix", "docs", "perf"))
            unread = int(row["commits"]) > int(row["conventional"])
            kinds = [bump_audit.verdict(step, policy) for policy in ZeroMajor]
            key = (project, met, others, unread, *kinds, later is not None and later.major == 0)
            stable = "" if step.last_stable is None else str(step.last_stable)
            new = {**row, "project": project, "pairs": "0", "last_stable": stable, **dict.fromkeys(COUNTS, "0")}
            group = groups.setdefault(key, new)
            for name in ("pairs", *COUNTS):
                group[name] = str(int(group[name]) + (1 if name == "pairs" else int(row[name])))
    return [{name: group[name] for name in COLUMNS} for group in groups.values()]


@needs_histories
def test_the_table_in_the_repository_is_made_from_the_histories() -> None:
    with bump_audit.DATA.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == compact_rows()
