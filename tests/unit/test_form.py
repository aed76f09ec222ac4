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


PERMISSIVE: Final = "expected the permissive outcomes, or an empty tuple"
LIGHT: Final = "expected one of red, green"
SCORE: Final = "expected whole numbers from 0 to 10"
WORSE: Final = "expected ordered outcomes and a hit policy with one answer"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            draft(columns=(Column("a", bool), Column("a", bool))),
            ["column `a` is there twice; expected each name once"],
            id="column twice",
        ),
        pytest.param(draft(rule(), rule()), ["rule id `r` is there twice; expected each id once"], id="rule twice"),
        pytest.param(
            draft(rule(lihgt=Traffic.RED)),
            ['rule `r`: no column `"lihgt"`; expected one of light, score, rate; did you mean `light`?'],
            id="unknown column, nearly right",
        ),
        pytest.param(
            draft(rule(zzz=1)), ['rule `r`: no column `"zzz"`; expected one of light, score, rate'], id="unknown column"
        ),
        pytest.param(
            draft(Rule("r", {"a\nb": 1}, then="go"), columns=()),
            ['rule `r`: no column `"a\\u000ab"`; expected one of none'],
            id="unknown column where there is none",
        ),
        pytest.param(
            draft(Rule("r", (("score", at_least(1)), ("score", at_most(5))), then="go")),
            ["rule `r`: column `score` is there twice; expected one cell"],
            id="two cells for a column",
        ),
        pytest.param(
            draft(rule("goo")),
            ['rule `r`: then is `"goo"`; expected one of go, no; did you mean `go`?'],
            id="unknown outcome, nearly right",
        ),
        pytest.param(
            draft(rule(Traffic.RED)), ["rule `r`: then is `Traffic.RED`; expected one of go, no"], id="word as outcome"
        ),
        pytest.param(
            draft(rule("red"), outcomes=Traffic),
            ['rule `r`: then is `"red"`; expected one of red, green'],
            id="text for a word as outcome",
        ),
        pytest.param(
            draft(rule(("go", "no"))), ["rule `r`: then is `go / no`; expected one of go, no"], id="tuple as outcome"
        ),
        pytest.param(
            draft(Rule("r", {}, then="go", rank=1)),
            ["rule `r`: rank is `1`; expected no rank, because hit is unique"],
            id="rank",
        ),
        pytest.param(
            draft(rule(), hit=Hit.FIRST),
            ["rule `r`: rank is `None`; expected a rank, because hit is first"],
            id="no rank",
        ),
        pytest.param(
            draft(outcomes=frozenset({"go", "no"}), hit=Hit.MOST_RESTRICTIVE),
            ["hit is most_restrictive but outcomes are a frozenset; expected a tuple, permissive first"],
            id="no order",
        ),
        pytest.param(draft(outcomes=()), ["outcomes are none; expected at least one, and each once"], id="no outcome"),
        pytest.param(
            draft(outcomes=("go", "go")),
            ["outcomes are go, go; expected at least one, and each once"],
            id="outcome twice",
        ),
        pytest.param(
            draft(permissive=("og", "goo")),
            [
                'permissive holds `"goo"`; expected one of go, no; did you mean `go`?',
                'permissive holds `"og"`; expected one of go, no',
            ],
            id="unknown permissive outcomes",
        ),
        pytest.param(
            draft(columns=(Column("a", bool, optional=True),)),
            [f"permissive is not given but column `a` is optional; {PERMISSIVE}"],
            id="permissive left out",
        ),
        pytest.param(
            draft(permissive=(), hit=Hit.COLLECT),
            ["permissive is given; expected none, because hit is collect"],
            id="permissive under COLLECT",
        ),
        pytest.param(
            draft(columns=(Column("a", bool, worse="higher"),), hit=Hit.COLLECT),
            [f"column `a` has a worse direction; {WORSE}"],
            id="direction under COLLECT",
        ),
        pytest.param(
            draft(columns=(Column("a", bool, worse="lower"),), outcomes=frozenset({"go"})),
            [f"column `a` has a worse direction; {WORSE}"],
            id="direction without order",
        ),
        pytest.param(
            draft(rule(light="red")),
            [f'rule `r`: column `light` holds `"red"`; {LIGHT}; did you mean `Traffic.RED`?'],
            id="text for a word",
        ),
        pytest.param(
            draft(rule(light=at_least(3))),
            [f"rule `r`: column `light` holds numbers `>= 3`; {LIGHT}"],
            id="number for a word",
        ),
        pytest.param(
            draft(rule(light=one_of(*range(0, 400, 2)))),
            [
                f"rule `r`: column `light` holds numbers `{','.join(map(str, range(0, 400, 2)))[:199]}…`; {LIGHT}",
            ],
            id="many numbers for a word",
        ),
        pytest.param(
            draft(rule(score="a")), [f'rule `r`: column `score` holds `"a"`; {SCORE}'], id="text for a number"
        ),
        pytest.param(
            draft(rule(score=below(-1) | at_least(11))),
            [f"rule `r`: column `score` has bound `-1`; {SCORE}", f"rule `r`: column `score` has bound `11`; {SCORE}"],
            id="bounds outside",
        ),
        pytest.param(
            draft(rule(score=at_least(Decimal("1.5")))),
            [f"rule `r`: column `score` has bound `1.5`; {SCORE}"],
            id="broken bound of whole numbers",
        ),
        pytest.param(
            draft(rule(score=one_of(MISSING))),
            ["rule `r`: column `score` holds missing; expected present values, because the column is not optional"],
            id="missing where not optional",
        ),
        pytest.param(
            draft(
                *(Rule(f"r{number}", {}, then="go") for number in range(1_000)),
                columns=[Column(f"c{number}", bool) for number in range(1_001)],
            ),
            ["1000 rules by 1001 columns; expected at most 1000000 conditions"],
            id="too many conditions",
        ),
    ],
)
def test_a_malformed_draft(given: Draft[Any], expected: list[str]) -> None:
    assert texts(given) == expected


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
