"""Malformed drafts: every text, in full."""

from decimal import Decimal
from enum import Enum
from typing import Any, Final

import pytest

from releasekit.policy import (
    MISSING,
    Cell,
    Column,
    Draft,
    FindingKind,
    Hit,
    Numbers,
    Rule,
    at_least,
    at_most,
    below,
    check,
    one_of,
)
from tests.rows import cases


class Traffic(Enum):
    RED = "red"
    GREEN = "green"


COLUMNS: Final = (
    Column("light", Traffic),
    Column("score", Numbers(ge=0, le=10)),
    Column("rate", Numbers(integer=False)),
)


def draft(*rules: Rule[Any], **changes: Any) -> Draft[Any]:  # noqa: ANN401 - each case breaks another field
    return Draft(**{"name": "d", "columns": COLUMNS, "rules": rules, "outcomes": ("go", "no"), **changes})


def rule(then: object = "go", **when: object) -> Rule[Any]:
    return Rule("r", when, then=then)


def texts(given: Draft[Any]) -> list[str]:
    return [finding.message for finding in check(given) if finding.kind is FindingKind.MALFORMED]




@pytest.mark.parametrize(("given", "expected"), cases(__file__, "malformed drafts",
    pytest.param(draft(columns=(Column("a", bool), Column("a", bool))), id="column twice"),
    pytest.param(draft(rule(), rule()), id="rule twice"),
    pytest.param(draft(rule(lihgt=Traffic.RED)), id="unknown column, nearly right"),
    pytest.param(draft(rule(zzz=1)), id="unknown column"),
    pytest.param(draft(Rule("r", {"a\nb": 1}, then="go"), columns=()), id="unknown column where there is none"),
    pytest.param(
        draft(Rule("r", (("score", at_least(1)), ("score", at_most(5))), then="go")), id="two cells for a column"
    ),
    pytest.param(draft(rule("goo")), id="unknown outcome, nearly right"),
    pytest.param(draft(rule(Traffic.RED)), id="word as outcome"),
    pytest.param(draft(rule("red"), outcomes=Traffic), id="text for a word as outcome"),
    pytest.param(draft(rule(("go", "no"))), id="tuple as outcome"),
    pytest.param(draft(Rule("r", {}, then="go", rank=1)), id="rank"),
    pytest.param(draft(rule(), hit=Hit.FIRST), id="no rank"),
    pytest.param(draft(outcomes=frozenset({"go", "no"}), hit=Hit.MOST_RESTRICTIVE), id="no order"),
    pytest.param(draft(outcomes=()), id="no outcome"),
    pytest.param(draft(outcomes=("go", "go")), id="outcome twice"),
    pytest.param(draft(permissive=("og", "goo")), id="unknown permissive outcomes"),
    pytest.param(draft(columns=(Column("a", bool, optional=True),)), id="permissive left out"),
    pytest.param(draft(permissive=(), hit=Hit.COLLECT), id="permissive under COLLECT"),
    pytest.param(draft(columns=(Column("a", bool, worse="higher"),), hit=Hit.COLLECT), id="direction under COLLECT"),
    pytest.param(
        draft(columns=(Column("a", bool, worse="lower"),), outcomes=frozenset({"go"})), id="direction without order"
    ),
    pytest.param(draft(rule(light="red")), id="text for a word"),
    pytest.param(draft(rule(light=at_least(3))), id="number for a word"),
    pytest.param(draft(rule(light=one_of(*range(0, 400, 2)))), id="many numbers for a word"),
    pytest.param(draft(rule(score="a")), id="text for a number"),
    pytest.param(draft(rule(score=below(-1) | at_least(11))), id="bounds outside"),
    pytest.param(draft(rule(score=at_least(Decimal("1.5")))), id="broken bound of whole numbers"),
    pytest.param(draft(rule(score=one_of(MISSING))), id="missing where not optional"),
    pytest.param(
        draft(
            *(Rule(f"r{number}", {}, then="go") for number in range(1_000)),
            columns=[Column(f"c{number}", bool) for number in range(1_001)],
        ),
        id="too many conditions",
    ),
))
def test_a_malformed_draft(given: Draft[Any], expected: str) -> None:
    assert "\n".join(texts(given)) == expected


@pytest.mark.parametrize(
    ("cell", "column", "last"),
    [
        pytest.param(one_of(*map(str, range(40))), "light", "holds 10 more such values", id="values"),
        pytest.param(one_of(*range(11, 91, 2)), "score", "has 10 more such bounds", id="bounds"),
    ],
)
def test_many_problems_of_one_cell_are_counted(cell: Cell, column: str, last: str) -> None:
    found = texts(draft(Rule("r", {column: cell}, then="go")))
    assert (len(found), found[-1]) == (31, f"rule `r`: column `{column}` {last}")


def test_only_the_first_problems_come_with_a_hint() -> None:
    given = draft(*(Rule(f"r{number:03}", {"lihgt": 1}, then="go") for number in range(101)))
    found = [finding.message for finding in check(given, limit=None) if finding.kind is FindingKind.MALFORMED]
    assert (len(found), sum("did you mean" in text for text in found)) == (101, 100)


def test_a_malformed_rule_is_told_from_one_that_never_matches() -> None:
    kinds = [finding.kind for finding in check(draft(rule(light="red")))]
    assert kinds == [FindingKind.MALFORMED, FindingKind.GAP]
