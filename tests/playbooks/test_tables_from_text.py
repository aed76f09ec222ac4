"""The tables of "Release Cadence & Sync Automation", read straight from its Markdown, are the ones that ship.

`tests/data/cadence_tables.md` holds the three sections letter for letter; where the whole document is at hand, it is
read instead as well.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from releasekit.answers import Severity
from releasekit.playbooks.release_cadence import BUMPS, QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import ANY, Cell, Draft, Hit, Rule, Table, diff, one_of
from releasekit.versions import BumpLevel, ChangeKind

DOCUMENT: Final = "Release Cadence & Sync Automation"
ROOT: Final = Path(__file__).parents[2]
COPY: Final = ROOT / "tests" / "data" / "cadence_tables.md"
SEEDS: Final = ROOT.parent / "shared" / "seeds"

SEVERITIES: Final[dict[str, object]] = {word.value.capitalize(): word for word in Severity}
IMPACTS: Final[dict[str, object]] = {
    "Any": ANY,
    **{word.capitalize(): word for word in ROLLBACK_MATRIX.columns[1].domain},
}
ACTIONS: Final[dict[str, object]] = {
    "Immediate": ("immediate rollback",),
    "Immediate/Planned": ("immediate rollback", "planned rollback"),
    "Planned": ("planned rollback",),
    "Defer/Fix forward": ("defer", "fix forward"),
    "Immediate rollback": ("immediate rollback",),
    "Planned rollback": ("planned rollback",),
    "Planned rollback or fix": ("planned rollback", "fix forward"),
    "Fix forward": ("fix forward",),
}
WORDS: Final = {"severity": SEVERITIES, "impact": IMPACTS, "outcome": ACTIONS}
KINDS: Final[dict[str, object]] = {
    "Breaking API change": ChangeKind.BREAKING,
    "New feature": ChangeKind.FEATURE,
    "Bug fix": ChangeKind.FIX,
    "Documentation": ChangeKind.DOCUMENTATION,
    "Security fix": ChangeKind.SECURITY,
}
LEVELS: Final[dict[str, object]] = {
    "Major": BumpLevel.MAJOR,
    "Minor": BumpLevel.MINOR,
    "Patch": BumpLevel.PATCH,
    "Patch (urgent)": BumpLevel.PATCH,
}


def texts() -> Iterator[object]:
    """The copy, and the document itself where it is at hand."""
    yield pytest.param(COPY, id="copy")
    absent = pytest.mark.skipif(not SEEDS.is_dir(), reason="the document is not here")
    path = next(SEEDS.glob("002_*.txt"), SEEDS) if SEEDS.is_dir() else SEEDS
    yield pytest.param(path, id="document", marks=absent)


def bumps_of(text: str) -> Draft[BumpLevel]:
    """The bump rules of a text."""
    return Draft.from_markdown(
        text,
        "version bumps",
        columns=BUMPS.columns,
        outcomes=BumpLevel,
        hit=Hit.MOST_RESTRICTIVE,
        heading="Version Bump Rules",
        headers={"Change Type": "kind", "Version Bump": "outcome", "Examples": None},
        words={"kind": KINDS, "outcome": LEVELS},
        ids=("breaking-api-change", "new-feature", "bug-fix", "documentation", "security-fix"),
        document=DOCUMENT,
    )


@pytest.mark.parametrize("path", tuple(texts()))
class TestTheTextIsThePolicy:
    def test_rollback_decision_matrix(self, path: Path) -> None:
        draft = Draft.from_markdown(
            path.read_text(encoding="utf-8"),
            "rollback decision matrix",
            columns=ROLLBACK_MATRIX.columns,
            outcomes=ROLLBACK_MATRIX.outcomes,
            heading="Rollback Decision Matrix",
            headers={
                "Issue Severity": "severity",
                "User Impact": "impact",
                "Rollback Type": "outcome",
                "Approval": None,
            },
            words=WORDS,
            ids=("matrix/critical", "matrix/high", "matrix/medium", "matrix/low"),
            document=DOCUMENT,
        )
        assert draft == ROLLBACK_MATRIX
        assert draft.digest == ROLLBACK_MATRIX.digest

    def test_rollback_quick_guide(self, path: Path) -> None:
        draft = Draft.from_markdown(
            path.read_text(encoding="utf-8"),
            "rollback decision quick guide",
            columns=QUICK_GUIDE.columns,
            outcomes=QUICK_GUIDE.outcomes,
            heading="Rollback Decision Quick Guide",
            headers={"Severity": "severity", "Impact": "impact", "Action": "outcome"},
            words=WORDS,
            ids=("guide/critical", "guide/high-widespread", "guide/high-limited", "guide/medium", "guide/low"),
            document=DOCUMENT,
        )
        assert draft == QUICK_GUIDE

    def test_version_bumps(self, path: Path) -> None:
        read = bumps_of(path.read_text(encoding="utf-8")).rules
        shipped = [rule for rule in BUMPS.rules if rule.source is not None]
        assert [rule.replace(because="") for rule in shipped] == list(read)
        assert len(read) == 5


class TestOnePolicyInTwoForms:
    @pytest.mark.parametrize("table", [ROLLBACK_ACTIONS, BUMPS], ids=lambda table: table.name)
    def test_a_shipped_table_reads_back_from_its_own_markdown(self, table: Table[object]) -> None:
        read = Table.from_markdown(
            table.to_markdown(),
            table.name,
            columns=table.columns,
            outcomes=table.outcomes,
            hit=table.hit,
            permissive=table.permissive,
            version=table.version,
        )
        assert type(read) is Table
        assert read.digest == table.digest
        assert diff(read, table).differences == ()

    def test_an_edited_page_is_another_policy(self) -> None:
        text = COPY.read_text(encoding="utf-8").replace("| Bug fix | Patch |", "| Bug fix | Minor |")
        found = diff(bumps_of(COPY.read_text(encoding="utf-8")), bumps_of(text)).differences
        assert [(change.old_outcome, change.new_outcome) for change in found] == [(BumpLevel.PATCH, BumpLevel.MINOR)]

    def test_words_may_stand_for_cells(self) -> None:
        cell: Cell = one_of(ChangeKind.FIX, ChangeKind.SECURITY)
        rules: tuple[Rule[str], ...] = Draft.from_markdown(
            "| rule | kind | outcome |\n|-|-|-|\n| a | any fix | patch |",
            "own",
            columns=BUMPS.columns,
            outcomes=("patch",),
            words={"kind": {"any fix": cell}},
        ).rules
        assert rules == (Rule("a", {"kind": cell}, then="patch"),)
