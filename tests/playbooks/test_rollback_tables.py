"""Which rollback an issue asks for: both texts cell by cell, their merge, and a public implementation against it.

Every expectation is a table written by hand from the two texts below, which are copied from "Release Cadence & Sync
Automation", and from the reading that is documented for what they leave open.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Final

import pytest

from examples import tour
from releasekit.answers import Severity
from releasekit.playbooks.release_cadence import QUICK_GUIDE, ROLLBACK_ACTIONS, ROLLBACK_MATRIX
from releasekit.policy import MISSING, Diff, Difference, Draft, FactError, FindingKind, Rule, check, diff

TEXTS: Final = {
    "Rollback Decision Matrix": """
| Issue Severity | User Impact | Rollback Type | Approval |
|----------------|-------------|---------------|----------|
| Critical | Widespread | Immediate | Post-hoc |
| High | Significant | Immediate/Planned | Director |
| Medium | Limited | Planned | Orchestrator |
| Low | Minimal | Defer/Fix forward | QA Agent |
""",
    "Rollback Decision Quick Guide": """
| Severity | Impact | Action |
|----------|--------|--------|
| Critical | Any | Immediate rollback |
| High | Widespread | Immediate rollback |
| High | Limited | Planned rollback |
| Medium | Any | Planned rollback or fix |
| Low | Any | Fix forward |
""",
}

DF: Final = ("defer", "fix forward")
F: Final = ("fix forward",)
PF: Final = ("planned rollback", "fix forward")
P: Final = ("planned rollback",)
IP: Final = ("immediate rollback", "planned rollback")
I: Final = ("immediate rollback",)  # noqa: E741 - one letter per action keeps the tables readable
__: Final = None
"""No answer."""

MILD_TO_DRASTIC: Final = [DF, F, PF, P, IP, I]

LOW, MEDIUM, HIGH, CRITICAL = Severity
IMPACT: Final = ("minimal", "limited", "significant", "widespread")
MINIMAL, LIMITED, SIGNIFICANT, WIDESPREAD = IMPACT
SEVERITIES: Final = (CRITICAL, HIGH, MEDIUM, LOW, MISSING)
IMPACTS: Final = (WIDESPREAD, SIGNIFICANT, LIMITED, MINIMAL, MISSING)

Cell = tuple[object, object]
Choice = tuple[str, ...]
Answers = dict[Cell, Choice | None]


def grid(*lines: tuple[object, ...]) -> dict[Cell, object]:
    """Cells from lines: severities downwards and impacts to the right, each from severe to mild, unknown last."""
    return {
        (severity, impact): value
        for severity, line in zip(SEVERITIES, lines, strict=False)
        for impact, value in zip(IMPACTS, line, strict=False)
    }


#    widespread, significant, limited, minimal
MATRIX_CELLS: Final = grid(
    (I, __, __, __),
    (__, IP, __, __),
    (__, __, P, __),
    (__, __, __, DF),
)
GUIDE_CELLS: Final = grid(
    (I, I, I, I),
    (I, __, P, __),
    (PF, PF, PF, PF),
    (F, F, F, F),
)
#    widespread, significant, limited, minimal, unknown
MERGED_CELLS: Final = grid(
    (I, I, I, I, I),
    (I, IP, P, P, I),
    (P, P, P, PF, P),
    (F, F, F, DF, F),
    (I, I, I, I, I),
)


def matching(draft: Draft[Choice], cell: Cell) -> list[Rule[Choice]]:
    """The rules that hold a cell, found one by one."""
    return [
        rule
        for rule in draft.rules
        if rule.cell("severity").contains(cell[0]) and rule.cell("impact").contains(cell[1])
    ]


def answer(draft: Draft[Choice], cell: Cell) -> Choice | None:
    """The one answer of a draft at a cell; ``None`` where it has none."""
    found = matching(draft, cell)
    assert len(found) <= 1
    return found[0].then if found else None


def rows_of(cell: Cell) -> list[tuple[str, Choice]]:
    """The rows of both texts that have a cell, with what they say; "Any" has an unknown impact as well."""
    lines = [line[2:-2] for text in TEXTS.values() for line in text.strip().splitlines()[2:]]
    severity, impact = ("" if value is MISSING else str(value).title() for value in cell)
    fitting = (line for line in lines if line.split(" | ")[:2] in ([severity, impact], [severity, "Any"]))
    return [(line, ACTIONS[line.split(" | ")[2]]) for line in fitting]


ACTIONS: Final = {
    "Immediate": I,
    "Immediate/Planned": IP,
    "Planned": P,
    "Defer/Fix forward": DF,
    "Immediate rollback": I,
    "Planned rollback": P,
    "Planned rollback or fix": PF,
    "Fix forward": F,
}
ROWS_OF: Final = {cell: rows_of(cell) for cell in MERGED_CELLS}


class TestTexts:
    @pytest.mark.parametrize("cell", MATRIX_CELLS, ids=str)
    def test_matrix(self, cell: Cell) -> None:
        assert answer(ROLLBACK_MATRIX, cell) == MATRIX_CELLS[cell]

    @pytest.mark.parametrize("cell", GUIDE_CELLS, ids=str)
    def test_quick_guide(self, cell: Cell) -> None:
        assert answer(QUICK_GUIDE, cell) == GUIDE_CELLS[cell]

    @pytest.mark.parametrize("draft", [ROLLBACK_MATRIX, QUICK_GUIDE], ids=lambda draft: draft.name)
    def test_one_rule_per_row_with_the_row_as_its_source(self, draft: Draft[Choice]) -> None:
        sources = [rule.source for rule in draft.rules]
        assert {source.document for source in sources if source} == {"Release Cadence & Sync Automation"}
        (heading,) = {source.heading for source in sources if source}
        rows = [line[2:-2] for line in TEXTS[heading].strip().splitlines()[2:]]
        assert sorted(source.quote for source in sources if source) == sorted(rows)

    def test_rules_of_the_merge_quote_a_row_or_say_that_they_are_ours(self) -> None:
        lines = {heading: text.splitlines() for heading, text in TEXTS.items()}
        for rule in ROLLBACK_ACTIONS.rules:
            if rule.source is None:
                assert rule.because.startswith("ours: ")
            else:
                assert f"| {rule.source.quote} |" in lines[rule.source.heading]
        assert {rule.id for rule in ROLLBACK_ACTIONS.rules if rule.source is None} == {
            "ours/high-minimal",
            "ours/high-impact-unknown",
            "ours/medium-wider",
            "ours/severity-unknown",
        }

    @pytest.mark.parametrize("cell", ROWS_OF, ids=str)
    def test_a_cell_of_the_merge_quotes_a_row_that_says_it_or_is_ours(self, cell: Cell) -> None:
        """A rule that quotes a row answers no cell that the row does not have, and nothing else than the row."""
        (rule,) = matching(ROLLBACK_ACTIONS, cell)
        assert rule.source is None or (rule.source.quote, rule.then) in ROWS_OF[cell]

    @pytest.mark.parametrize("cell", [(MEDIUM, LIMITED), (LOW, MINIMAL)], ids=str)
    def test_where_the_texts_contradict_each_other_the_reason_says_which_won(self, cell: Cell) -> None:
        (rule,) = matching(ROLLBACK_ACTIONS, cell)
        assert rule.source == matching(ROLLBACK_MATRIX, cell)[0].source
        assert rule.because.startswith("the decision matrix wins over the quick guide")


class TestGaps:
    """`check` finds the open cells of both texts and nothing else."""

    @pytest.mark.parametrize(
        ("draft", "cells"), [(ROLLBACK_MATRIX, MATRIX_CELLS), (QUICK_GUIDE, GUIDE_CELLS)], ids=["matrix", "quick guide"]
    )
    def test_are_the_open_cells(self, draft: Draft[Choice], cells: Answers) -> None:
        findings = check(draft)
        found = [cell for finding in findings for cell in inside(dict(finding.region or ()), cells)]
        assert {finding.kind for finding in findings} == {FindingKind.GAP}
        assert len(found) == len(set(found))
        assert set(found) == {cell for cell, value in cells.items() if value is None}

    @pytest.mark.parametrize(
        ("draft", "expected"),
        [
            pytest.param(
                ROLLBACK_MATRIX,
                {
                    'severity: "low", impact: "limited","significant","widespread"',
                    'severity: "medium", impact: "minimal","significant","widespread"',
                    'severity: "high", impact: "limited","minimal","widespread"',
                    'severity: "critical", impact: "limited","minimal","significant"',
                },
                id="matrix",
            ),
            pytest.param(QUICK_GUIDE, {'severity: "high", impact: "minimal","significant"'}, id="quick guide"),
        ],
    )
    def test_are_told_by_severity(self, draft: Draft[Choice], expected: set[str]) -> None:
        assert {str(finding) for finding in check(draft)} == {f"gap: no rule matches {cells}" for cells in expected}

    @pytest.mark.parametrize("draft", [ROLLBACK_MATRIX, QUICK_GUIDE], ids=lambda draft: draft.name)
    def test_witnesses_are_open(self, draft: Draft[Choice]) -> None:
        for finding in check(draft):
            witness = dict(finding.witness or ())
            assert answer(draft, (witness["severity"], witness["impact"])) is None

    def test_the_merge_has_none(self) -> None:
        assert check(ROLLBACK_ACTIONS) == ()


def inside(region: dict[str, object], cells: Answers) -> list[Cell]:
    """The cells of a grid that lie in a region."""
    return [cell for cell in cells if region["severity"].contains(cell[0]) and region["impact"].contains(cell[1])]


def decided(cell: Cell) -> Choice:
    """What the merge decides; what is unknown is left out."""
    facts = {name: value for name, value in zip(("severity", "impact"), cell, strict=True) if value is not MISSING}
    return ROLLBACK_ACTIONS.decide(facts).outcome


class TestMerge:
    @pytest.mark.parametrize("cell", MERGED_CELLS, ids=str)
    def test_cell(self, cell: Cell) -> None:
        assert decided(cell) == MERGED_CELLS[cell]

    def test_every_cell_has_a_row_here(self) -> None:
        assert set(MERGED_CELLS) == set(product((*Severity, MISSING), (*IMPACT, MISSING)))

    def test_missing_said_and_missing_left_out_are_the_same(self) -> None:
        assert ROLLBACK_ACTIONS.decide(severity=MISSING, impact=MISSING) == ROLLBACK_ACTIONS.decide()

    def test_choices_are_ordered_from_mild_to_drastic(self) -> None:
        assert list(ROLLBACK_ACTIONS.outcomes) == MILD_TO_DRASTIC

    @pytest.mark.parametrize("cell", MERGED_CELLS, ids=str)
    def test_is_nowhere_milder_for_a_worse_issue(self, cell: Cell) -> None:
        """Unknown counts as worst."""
        severity, impact = cell
        severities = [*Severity, MISSING]
        impacts = [*IMPACT, MISSING]
        own = MILD_TO_DRASTIC.index(MERGED_CELLS[cell])
        for worse in severities[severities.index(severity) :]:
            assert MILD_TO_DRASTIC.index(decided((worse, impact))) >= own
        for wider in impacts[impacts.index(impact) :]:
            assert MILD_TO_DRASTIC.index(decided((severity, wider))) >= own

    @pytest.mark.parametrize("impact", [*IMPACT, MISSING], ids=str)
    def test_unknown_severity_takes_the_strictest_action(self, impact: object) -> None:
        assert decided((MISSING, impact)) == I

    @pytest.mark.parametrize("severity", [*Severity, MISSING], ids=str)
    def test_unknown_impact_counts_as_widespread(self, severity: object) -> None:
        assert decided((severity, MISSING)) == decided((severity, WIDESPREAD))

    @pytest.mark.parametrize("cell", [cell for cell, value in MATRIX_CELLS.items() if value], ids=str)
    def test_keeps_every_cell_of_the_matrix(self, cell: Cell) -> None:
        """The quick guide only gives way where both speak and differ: Medium x Limited and Low x Minimal."""
        assert MERGED_CELLS[cell] == MATRIX_CELLS[cell]


class TestRefusals:
    """The exact texts are the policy package's affair; here they must name the fact and the words that it may take."""

    @pytest.mark.parametrize(
        ("facts", "column", "expected"),
        [
            pytest.param({"severity": "critical"}, "severity", "low, medium, high, critical", id="text and not word"),
            pytest.param({"severity": LIMITED}, "severity", "low, medium, high, critical", id="word of the other"),
            pytest.param({"severity": None}, "severity", "low, medium, high, critical", id="none"),
            pytest.param({"severty": HIGH}, "severity", "severity, impact", id="misspelt column"),
            pytest.param({"impact": "huge"}, "impact", "minimal, limited, significant, widespread", id="impact"),
        ],
    )
    def test_facts(self, facts: dict[str, object], column: str, expected: str) -> None:
        with pytest.raises(FactError) as caught:
            ROLLBACK_ACTIONS.decide(facts)
        (problem,) = caught.value.problems
        assert column in problem
        assert expected in problem

    def test_plain_text_is_read_by_its_word(self) -> None:
        facts = ROLLBACK_ACTIONS.read({"severity": "high", "impact": "significant"})
        assert ROLLBACK_ACTIONS.decide(facts).outcome == IP

    @pytest.mark.parametrize("text", ["blocker", "CRITICAL", "", "sev1"])
    def test_an_unheard_of_word_is_an_error_and_no_guess(self, text: str) -> None:
        with pytest.raises(FactError, match="severity is "):
            ROLLBACK_ACTIONS.read({"severity": text})


Told = tuple[str, object, object]
"""The kind of a difference, the old outcome and the new one."""

COVERED: Final = "newly_covered"
DOMAIN: Final = "domain_changed"
REASON: Final = "reason_only"


def new(outcome: object) -> Told:
    """An answer where there was none."""
    return (COVERED, None, outcome)


def unknown(outcome: object) -> Told:
    """An answer at a value that the old table does not have."""
    return (DOMAIN, None, outcome)


UNKNOWN: Final = {
    (CRITICAL, MISSING): unknown(I),
    (HIGH, MISSING): unknown(I),
    (MEDIUM, MISSING): unknown(P),
    (LOW, MISSING): unknown(F),
    (MISSING, WIDESPREAD): unknown(I),
    (MISSING, SIGNIFICANT): unknown(I),
    (MISSING, LIMITED): unknown(I),
    (MISSING, MINIMAL): unknown(I),
    (MISSING, MISSING): unknown(I),
}
"""Only the merge answers where something is unknown."""

MATRIX_TO_GUIDE: Final[dict[Cell, Told]] = {
    (CRITICAL, WIDESPREAD): (REASON, I, I),
    (CRITICAL, SIGNIFICANT): new(I),
    (CRITICAL, LIMITED): new(I),
    (CRITICAL, MINIMAL): new(I),
    (HIGH, WIDESPREAD): new(I),
    (HIGH, SIGNIFICANT): ("newly_gap", IP, None),
    (HIGH, LIMITED): new(P),
    (MEDIUM, WIDESPREAD): new(PF),
    (MEDIUM, SIGNIFICANT): new(PF),
    (MEDIUM, LIMITED): ("loosened", P, PF),
    (MEDIUM, MINIMAL): new(PF),
    (LOW, WIDESPREAD): new(F),
    (LOW, SIGNIFICANT): new(F),
    (LOW, LIMITED): new(F),
    (LOW, MINIMAL): ("tightened", DF, F),
}
MATRIX_TO_MERGE: Final[dict[Cell, Told]] = {
    (CRITICAL, WIDESPREAD): (REASON, I, I),
    (MEDIUM, LIMITED): (REASON, P, P),
    (LOW, MINIMAL): (REASON, DF, DF),
    (CRITICAL, SIGNIFICANT): new(I),
    (CRITICAL, LIMITED): new(I),
    (CRITICAL, MINIMAL): new(I),
    (HIGH, WIDESPREAD): new(I),
    (HIGH, LIMITED): new(P),
    (HIGH, MINIMAL): new(P),
    (MEDIUM, WIDESPREAD): new(P),
    (MEDIUM, SIGNIFICANT): new(P),
    (MEDIUM, MINIMAL): new(PF),
    (LOW, WIDESPREAD): new(F),
    (LOW, SIGNIFICANT): new(F),
    (LOW, LIMITED): new(F),
    **UNKNOWN,
}
GUIDE_TO_MERGE: Final[dict[Cell, Told]] = {
    (HIGH, SIGNIFICANT): new(IP),
    (HIGH, MINIMAL): new(P),
    (MEDIUM, WIDESPREAD): ("tightened", PF, P),
    (MEDIUM, SIGNIFICANT): ("tightened", PF, P),
    (MEDIUM, LIMITED): ("tightened", PF, P),
    (LOW, MINIMAL): ("loosened", F, DF),
    **UNKNOWN,
}
SHIPPED_TO_MERGE: Final[dict[Cell, Told]] = {
    (CRITICAL, WIDESPREAD): (REASON, "immediate", I),
    (CRITICAL, SIGNIFICANT): (REASON, "immediate", I),
    (CRITICAL, LIMITED): ("tightened", "planned", I),
    (HIGH, WIDESPREAD): (REASON, "immediate", I),
    (HIGH, SIGNIFICANT): ("tightened", "planned", IP),
    (HIGH, LIMITED): (REASON, "planned", P),
    (MEDIUM, WIDESPREAD): (REASON, "planned", P),
    (MEDIUM, SIGNIFICANT): ("lateral", "partial", P),
    (MEDIUM, LIMITED): ("lateral", "config", P),
    (LOW, WIDESPREAD): ("lateral", "partial", F),
    (LOW, SIGNIFICANT): ("lateral", "config", F),
    (LOW, LIMITED): ("lateral", "config", F),
    (CRITICAL, MINIMAL): unknown(I),
    (HIGH, MINIMAL): unknown(P),
    (MEDIUM, MINIMAL): unknown(PF),
    (LOW, MINIMAL): unknown(DF),
    **UNKNOWN,
}
SHIPPED_IMPACTS: Final = {WIDESPREAD: "high", SIGNIFICANT: "medium", LIMITED: "low"}

COMPARISONS: Final = dict(
    zip(
        ["matrix -> quick guide", "matrix -> merge", "quick guide -> merge", "implementation -> merge"],
        zip(tour.differences()[:4], (MATRIX_TO_GUIDE, MATRIX_TO_MERGE, GUIDE_TO_MERGE, SHIPPED_TO_MERGE), strict=True),
        strict=True,
    )
)


def cells_of(difference: Difference, among: Diff) -> Iterator[Cell]:
    """The cells that a difference stands for."""
    for box in among.boxes(difference):
        yield from inside(dict(box), MERGED_CELLS)


@pytest.mark.parametrize("name", COMPARISONS)
class TestDifferences:
    def test_are_exactly_those_found_by_hand(self, name: str) -> None:
        found, expected = COMPARISONS[name]
        told = [
            (cell, (str(difference.kind), difference.old_outcome, difference.new_outcome))
            for difference in found.differences
            for cell in cells_of(difference, found)
        ]
        assert len(told) == len(dict(told))
        assert dict(told) == expected

    def test_count_their_cells(self, name: str) -> None:
        found, expected = COMPARISONS[name]
        counts = {difference: len(list(cells_of(difference, found))) for difference in found.differences}
        assert all(difference.count == cells for difference, cells in counts.items())
        assert sum(counts.values()) == len(expected)

    def test_witnesses_really_differ(self, name: str) -> None:
        found, _ = COMPARISONS[name]
        for difference in found.differences:
            witness = dict(difference.witness)
            cell = (witness["severity"], witness["impact"])
            old, new_ = (rules_at(draft, cell) for draft in (found.old, found.new))
            assert [rule.then for rule in old] == ([] if difference.old_outcome is None else [difference.old_outcome])
            assert [rule.then for rule in new_] == ([] if difference.new_outcome is None else [difference.new_outcome])
            assert [(rule.id, rule.because) for rule in old] != [(rule.id, rule.because) for rule in new_]

    def test_cite_both_sides(self, name: str) -> None:
        found, _ = COMPARISONS[name]
        for difference in found.differences:
            witness = dict(difference.witness)
            cell = (witness["severity"], witness["impact"])
            assert difference.old_rules == tuple(rule.id for rule in rules_at(found.old, cell))
            assert difference.new_rules == tuple(rule.id for rule in rules_at(found.new, cell))


def rules_at(draft: Draft[object], cell: Cell) -> list[Rule[object]]:
    """The rules of a draft at a cell that is told in our words; the implementation has words of its own."""
    if MISSING in cell and not all(column.optional for column in draft.columns):
        return []
    if draft.columns[0].domain is Severity:
        return matching(draft, cell)
    severity, impact = cell
    return matching(draft, (str(severity), SHIPPED_IMPACTS[impact])) if impact in SHIPPED_IMPACTS else []


class TestTheImplementation:
    ROWS: Final = json.loads((tour.DATA / "shipped_rollback_matrix.json").read_text(encoding="utf-8"))["rows"]
    #    high, medium, low
    CELLS: Final = {
        "critical": ("immediate", "immediate", "planned"),
        "high": ("immediate", "planned", "planned"),
        "medium": ("planned", "partial", "config"),
        "low": ("partial", "config", "config"),
    }

    def test_is_the_table_that_it_ships(self) -> None:
        given = {(severity, impact): action for severity, impact, action, _ in self.ROWS}
        assert given == {
            (severity, impact): action
            for severity, actions in self.CELLS.items()
            for impact, action in zip(("high", "medium", "low"), actions, strict=True)
        }

    def test_is_told_as_a_draft_without_gaps(self) -> None:
        assert check(tour.implementation()) == ()

    def test_nothing_differs_from_itself(self) -> None:
        assert diff(tour.implementation(), tour.implementation()).differences == ()
