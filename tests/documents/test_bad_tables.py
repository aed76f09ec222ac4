# ruff: noqa: E501 - an error text stands in one piece, as people see it
"""What people get wrong in tables and playbooks, each with what they are told: every problem, its place, what was meant."""

from typing import Final

import pytest

from releasekit.documents import (
    DocumentError,
    from_yaml,
    to_yaml,
)
from releasekit.policy import (
    Table,
)
from releasekit.rollback import Severity

TEXT: Final = """\
schema: 1
table:
  name: ship
  hit: most_restrictive
  columns:
    - name: severity
      domain:
        kind: vocabulary
        name: Severity
        words: [low, medium, high, critical]
      optional: true
    - name: tests
      domain:
        kind: texts
        texts: [green, red]
    - name: reviewers
      domain:
        kind: numbers
        ge: 0
  outcomes:
    ordered: true
    listed: [ship, hold]
  permissive: [ship]
  rules:
    - id: default
      when: {}
      then: ship
    - id: severe
      when:
        severity: '"high","critical",missing'
      then: hold
    - id: red
      when: {tests: '"red"', reviewers: "< 2"}
      then: hold
"""
"""A table as somebody writes it; each test changes one piece of it."""

EDITS: Final = (
    pytest.param(
        'reviewers: "< 2"',
        'reviewer: "< 2"',
        (
            "line 33, column 30: /table/rules/2/when/reviewer: unknown column `reviewer`; expected one of severity, tests, reviewers; did you mean `reviewers`?",
        ),
        id="a column that is not there",
    ),
    pytest.param(
        '"< 2"',
        '"< < 2"',
        (
            "line 33, column 41: /table/rules/2/when/reviewers: cell text `< < 2`, position 3: found `<`; expected a number",
        ),
        id="a condition that is no cell",
    ),
    pytest.param(
        '"< 2"',
        "2",
        (
            'line 33, column 41: /table/rules/2/when/reviewers: YAML reads `2` as a number; quote it to make it text; expected the text of a cell such as `"high"`, `true` or `>= 3`',
        ),
        id="a number for a cell",
    ),
    pytest.param(
        '"< 2"',
        "[2]",
        (
            'line 33, column 41: /table/rules/2/when/reviewers: a list; expected the text of a cell such as `"high"`, `true` or `>= 3`',
        ),
        id="a list for a cell",
    ),
    pytest.param(
        "'\"red\"'",
        "red",
        (
            "line 33, column 21: /table/rules/2/when/tests: cell text `red`, position 1: found `red`; expected a quoted text, a number, a comparison, a range, `true`, `false`, `missing` or `not(...)`",
        ),
        id="a cell of words without quotes",
    ),
    pytest.param(
        '"critical"',
        '"critcal"',
        (
            "line 30, column 19: /table/rules/1/when/severity: `critcal` is not a word of `Severity`; expected one of low, medium, high, critical; did you mean `critical`?",
        ),
        id="a misspelt word in a cell",
    ),
    pytest.param(
        "'\"red\"'",
        "'\"rd\"'",
        (
            'line 33, column 21: /table/rules/2/when/tests: malformed: rule `red`: column `tests` holds `"rd"`; expected one of green, red; did you mean `"red"`?',
        ),
        id="a misspelt text in a cell",
    ),
    pytest.param(
        "'\"red\"'",
        '">= 3"',
        (
            "line 33, column 21: /table/rules/2/when/tests: malformed: rule `red`: column `tests` holds numbers `>= 3`; expected one of green, red",
        ),
        id="numbers in a column of texts",
    ),
    pytest.param(
        '"< 2"',
        "'\"two\"'",
        (
            'line 33, column 41: /table/rules/2/when/reviewers: malformed: rule `red`: column `reviewers` holds `"two"`; expected whole numbers from 0',
        ),
        id="texts in a column of numbers",
    ),
    pytest.param(
        '"< 2"',
        "'\"two\",2'",
        (
            'line 33, column 41: /table/rules/2/when/reviewers: cell text `"two",2`, position 7: numbers and other values in one cell; expected one kind',
        ),
        id="two kinds in a cell",
    ),
    pytest.param(
        '"< 2"',
        '">= -1"',
        (
            "line 33, column 41: /table/rules/2/when/reviewers: malformed: rule `red`: column `reviewers` has bound `-1`; expected whole numbers from 0",
        ),
        id="a bound outside the domain",
    ),
    pytest.param(
        '"< 2"',
        '"< 2.5"',
        (
            "line 33, column 41: /table/rules/2/when/reviewers: malformed: rule `red`: column `reviewers` has bound `2.5`; expected whole numbers from 0",
        ),
        id="half a number",
    ),
    pytest.param(
        '{tests: \'"red"\', reviewers: "< 2"}',
        "[tests]",
        (
            'line 33, column 13: /table/rules/2/when: a list; expected a mapping of columns, each to the text of a cell such as `"high"`, `true` or `>= 3`',
        ),
        id="a list of conditions",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: hodl\n    - id: red",
        (
            'line 28, column 7: /table/rules/1: malformed: rule `severe`: then is `"hodl"`; expected one of ship, hold; did you mean `hold`?',
        ),
        id="an outcome outside the set",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: yes\n    - id: red",
        (
            "line 31, column 13: /table/rules/1/then: YAML reads `yes` as true or false; quote it to make it text",
        ),
        id="an outcome that YAML takes for true",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: 7\n    - id: red",
        (
            "line 31, column 13: /table/rules/1/then: YAML reads `7` as a number; quote it to make it text",
        ),
        id="an outcome that is a number",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: ''\n    - id: red",
        ('line 31, column 13: /table/rules/1/then: `""`; expected a text of at least one character',),
        id="an outcome that is empty",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: [[[[[[[[[hold]]]]]]]]]\n    - id: red",
        (
            "line 31, column 21: /table/rules/1/then/0/0/0/0/0/0/0/0: an outcome nested deeper than 8 lists; expected at most 8",
        ),
        id="an outcome that is too deep",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: {set: [hold, hold]}\n    - id: red",
        ("line 31, column 26: /table/rules/1/then/set/1: `hold` is there twice; expected it once",),
        id="a set with a member twice",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: {set: [hold], word: hold}\n    - id: red",
        (
            "line 31, column 13: /table/rules/1/then: a mapping; expected an outcome: a text, a list of outcomes, `set` with such a list, or `vocabulary` and `word`",
        ),
        id="a set with more keys",
    ),
    pytest.param(
        "      then: hold\n    - id: red",
        "      then: {vocabulary: Action, word: defer}\n    - id: red",
        (
            "line 31, column 13: /table/rules/1/then: unknown vocabulary `Action`; expected one of `others`: none",
        ),
        id="a word of a vocabulary that is not among those of the outcomes",
    ),
    pytest.param(
        "  permissive: [ship]\n",
        "",
        (
            "line 6, column 7: /table/columns/0: malformed: permissive is not given but column `severity` is optional; expected the permissive outcomes, or an empty tuple",
        ),
        id="permissive is missing",
    ),
    pytest.param(
        "  permissive: [ship]\n",
        "  permissive: [shop]\n",
        (
            'line 3, column 3: /table: malformed: permissive holds `"shop"`; expected one of ship, hold; did you mean `ship`?',
        ),
        id="permissive holds a stray",
    ),
    pytest.param(
        "  permissive: [ship]\n",
        "  permissive: [ship, ship]\n",
        ("line 23, column 22: /table/permissive/1: `ship` is there twice; expected it once",),
        id="permissive holds one twice",
    ),
    pytest.param(
        "    - id: default\n      when: {}\n      then: ship\n",
        "",
        (
            'line 3, column 3: /table: gap: no rule matches severity: "low","medium", tests: "green"',
            'line 3, column 3: /table: gap: no rule matches severity: "low","medium", tests: "red", reviewers: >= 2',
        ),
        id="a gap",
    ),
    pytest.param(
        "rules:",
        "rule:",
        ("line 24, column 3: /table/rule: unknown key; did you mean `rules`?",),
        id="no rules",
    ),
    pytest.param(
        "    - id: red",
        "    - id: severe",
        ("line 32, column 7: /table/rules/2: malformed: rule id `severe` is there twice; expected each id once",),
        id="a rule id twice",
    ),
    pytest.param(
        "      then: ship\n",
        "",
        (
            "line 25, column 7: /table/rules/0: the key `then` is missing; expected an outcome: a text, a list of outcomes, `set` with such a list, or `vocabulary` and `word`",
        ),
        id="a rule without an outcome",
    ),
    pytest.param(
        "      when: {}\n",
        "      when: {}\n      rank: 1\n",
        (
            "line 25, column 7: /table/rules/0: malformed: rule `default`: rank is `1`; expected no rank, because hit is most_restrictive",
        ),
        id="a rank that nobody asked for",
    ),
    pytest.param(
        "      when: {}\n",
        "      whn: {}\n",
        ("line 26, column 7: /table/rules/0/whn: unknown key; did you mean `when`?",),
        id="a misspelt key in a rule",
    ),
    pytest.param(
        "'\"red\"'",
        "missing",
        (
            "line 33, column 21: /table/rules/2/when/tests: malformed: rule `red`: column `tests` holds missing; expected present values, because the column is not optional",
        ),
        id="missing where it is not optional",
    ),
    pytest.param(
        "most_restrictive",
        "most-restrictive",
        (
            "line 4, column 8: /table/hit: `most-restrictive`; expected one of unique, any, most_restrictive, first, collect; did you mean `most_restrictive`?",
        ),
        id="a misspelt hit policy",
    ),
    pytest.param(
        "  columns:\n    - name: severity",
        "  columns: {a: 1}\n  others:\n    - name: severity",
        (
            "line 5, column 12: /table/columns: a mapping; expected a list",
            "line 6, column 3: /table/others: unknown key; expected one of name, version, hit, columns, outcomes, permissive, rules",
        ),
        id="columns as a mapping",
    ),
    pytest.param(
        "- name: tests",
        "- name: severity",
        (
            "line 12, column 13: /table/columns/1/name: `severity` is there twice; expected each column once",
            "line 33, column 14: /table/rules/2/when/tests: unknown column `tests`; expected one of severity, reviewers",
        ),
        id="a column twice",
    ),
    pytest.param(
        "- name: tests",
        "- name: no tests",
        ('line 12, column 13: /table/columns/1/name: `"no tests"`; expected an identifier other than `then`',),
        id="a column that is no identifier",
    ),
    pytest.param(
        "kind: texts",
        "kind: text",
        (
            "line 14, column 15: /table/columns/1/domain/kind: `text`; expected one of vocabulary, bool, texts, numbers; did you mean `texts`?",
        ),
        id="a kind of domain that does not exist",
    ),
    pytest.param(
        "        kind: texts\n",
        "",
        (
            "line 14, column 9: /table/columns/1/domain: a mapping; expected a mapping whose `kind` is one of vocabulary, bool, texts, numbers",
        ),
        id="a domain without its kind",
    ),
    pytest.param(
        "[green, red]",
        "[green, green]",
        (
            'line 14, column 9: /table/columns/1/domain: value `"green"` is there twice; expected each text once',
        ),
        id="texts twice",
    ),
    pytest.param(
        "[green, red]",
        "[]",
        ("line 14, column 9: /table/columns/1/domain: empty; expected at least one value",),
        id="an empty domain",
    ),
    pytest.param(
        "        ge: 0\n",
        "        ge: 0\n        le: -1\n",
        ("line 19, column 13: /table/columns/2/domain/ge: `0` and Numbers.le is `-1`; expected ge at most le",),
        id="ends the wrong way round",
    ),
    pytest.param(
        "name: Severity",
        "name: Severty",
        (
            "line 9, column 15: /table/columns/0/domain/name: unknown vocabulary `Severty`; expected a vocabulary of releasekit, or one that the reader was given; did you mean `Severity`?",
        ),
        id="a misspelt vocabulary",
    ),
    pytest.param(
        "name: Severity",
        "name: Colour",
        (
            "line 9, column 15: /table/columns/0/domain/name: unknown vocabulary `Colour`; expected a vocabulary of releasekit, or one that the reader was given",
        ),
        id="a vocabulary that nobody knows",
    ),
    pytest.param(
        "[low, medium, high, critical]",
        "[low, medium, high, critical, fatal]",
        (
            "line 10, column 46: /table/columns/0/domain/words/4: `fatal` is not a word of `Severity`; expected low, medium, high, critical",
        ),
        id="a word that the vocabulary does not have",
    ),
    pytest.param(
        "[low, medium, high, critical]",
        "[low, medium, critical]",
        (
            "line 10, column 16: /table/columns/0/domain/words: `Severity` has the words high besides; expected low, medium, high, critical",
        ),
        id="a word of the vocabulary that is not there",
    ),
    pytest.param(
        "[low, medium, high, critical]",
        "[low, medium, medium, high, critical]",
        (
            "line 10, column 30: /table/columns/0/domain/words/2: `medium` is there twice; expected low, medium, high, critical",
        ),
        id="a word twice",
    ),
    pytest.param(
        "[low, medium, high, critical]",
        "[critical, high, medium, low]",
        (
            "line 10, column 16: /table/columns/0/domain/words: the words of `Severity` are in another order; expected low, medium, high, critical",
        ),
        id="words in another order",
    ),
    pytest.param(
        "[low, medium, high, critical]",
        "[low, medium, high, fatal]",
        (
            "line 10, column 16: /table/columns/0/domain/words: `Severity` has the words critical besides; expected low, medium, high, critical",
            "line 10, column 36: /table/columns/0/domain/words/3: `fatal` is not a word of `Severity`; expected low, medium, high, critical",
        ),
        id="another word",
    ),
    pytest.param(
        "  outcomes:\n    ordered: true\n    listed: [ship, hold]\n",
        "  outcomes: [ship, hold]\n",
        ("line 20, column 13: /table/outcomes: a list; expected a mapping (outcomes)",),
        id="outcomes as a list",
    ),
    pytest.param(
        "[ship, hold]",
        "[ship, hold, hold]",
        ("line 3, column 3: /table: malformed: outcomes are ship, hold, hold; expected at least one, and each once",),
        id="an outcome twice, in order",
    ),
    pytest.param(
        "ordered: true",
        "ordered: false",
        (
            "line 3, column 3: /table: malformed: hit is most_restrictive but outcomes are a frozenset; expected a tuple, permissive first",
        ),
        id="outcomes without an order",
    ),
    pytest.param(
        "ordered: true\n    listed: [ship, hold]",
        "ordered: false\n    listed: [ship, ship, hold]",
        ("line 22, column 20: /table/outcomes/listed/1: the outcome is there twice; expected it once",),
        id="an outcome twice, in a set",
    ),
    pytest.param(
        "    ordered: true\n",
        "    ordered: true\n    vocabulary: {name: Action, words: [defer, fix forward, planned rollback, immediate rollback]}\n",
        (
            "line 23, column 14: /table/outcomes/listed/0: `ship` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
            "line 23, column 20: /table/outcomes/listed/1: `hold` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
            "line 24, column 15: /table/permissive: `ship` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
            "line 28, column 13: /table/rules/0/then: `ship` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
            "line 32, column 13: /table/rules/1/then: `hold` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
            "line 35, column 13: /table/rules/2/then: `hold` is not a word of `Action`; expected one of defer, fix forward, planned rollback, immediate rollback",
        ),
        id="a vocabulary for outcomes that are none of its words",
    ),
    pytest.param(
        "    ordered: true\n",
        "    ordered: true\n    vocabulary: {name: Acton, words: [ship, hold]}\n",
        (
            "line 22, column 24: /table/outcomes/vocabulary/name: unknown vocabulary `Acton`; expected a vocabulary of releasekit, or one that the reader was given; did you mean `Action`?",
        ),
        id="a vocabulary of outcomes that nobody knows",
    ),
    pytest.param(
        "    ordered: true\n",
        "    ordered: true\n    others: [{name: Impact, words: [minimal, limited, significant, widespread]}, {name: Impact, words: [minimal, limited, significant, widespread]}]\n",
        ("line 22, column 89: /table/outcomes/others/1/name: `Impact` is there twice; expected each vocabulary once",),
        id="another vocabulary twice",
    ),
    pytest.param(
        "      optional: true\n",
        "      optional: true\n      worse: up\n",
        ("line 12, column 14: /table/columns/0/worse: `up`; expected one of higher, lower or nothing",),
        id="an unknown direction",
    ),
    pytest.param(
        "schema: 1",
        "schema: 2",
        ("line 1, column 9: /schema: `2` from a later edition; expected 1",),
        id="an edition from the future",
    ),
    pytest.param(
        "schema: 1\n",
        "",
        ("line 1, column 1: the key `schema` is missing; expected 1",),
        id="no edition",
    ),
    pytest.param(
        "table:\n  name",
        "draft:\n  name",
        (
            "line 1, column 1: the key `table` is missing; expected the fields of the document under it",
            "line 2, column 1: /draft: unknown key; expected only `schema` and `table`",
        ),
        id="a draft for a table",
    ),
    pytest.param(
        'reviewers: "< 2"}\n      then: hold',
        'reviewer: "< 2"}\n      then: 7',
        (
            "line 34, column 13: /table/rules/2/then: YAML reads `7` as a number; quote it to make it text",
        ),
        id="several at once",
    ),
)


def told(cls: type, text: str) -> tuple[str, ...]:
    """Return the problems of a text in YAML."""
    with pytest.raises(DocumentError) as caught:
        from_yaml(cls, text)
    return tuple(map(str, caught.value.problems))


@pytest.mark.parametrize(("old", "new", "problems"), EDITS)
def test_what_people_get_wrong(old: str, new: str, problems: tuple[str, ...]) -> None:
    assert old in TEXT
    assert told(Table, TEXT.replace(old, new, 1)) == problems


def test_what_nobody_changed_is_read() -> None:
    table = from_yaml(Table, TEXT)
    assert [str(cell) for _, cell in table.rules[1].when] == ["< 2", '"red"']
    assert table.decide(severity=Severity.LOW, tests="red", reviewers=2).outcome == "ship"
    assert from_yaml(Table, to_yaml(table)) == table
