
"""Tables and playbooks as documents: edited by hand, with vocabularies of one's own, and what is not written."""

import json
import subprocess
import sys
from collections.abc import Callable
from enum import Enum, IntEnum, IntFlag, StrEnum
from typing import Any, Final

import attrs
import pytest

from releasekit._words import Word
from releasekit.answers import Severity
from releasekit.documents import (
    DocumentError,
    FormError,
    from_data,
    from_json,
    from_yaml,
    json_schema,
    to_data,
    to_json,
    to_yaml,
)
from releasekit.documents._house import Vocabularies
from releasekit.errors import FieldError
from releasekit.playbook import Playbook
from releasekit.playbooks import GATED_RELEASE, RELEASE_CADENCE
from releasekit.playbooks.release_cadence import ROLLBACK_ACTIONS
from releasekit.policy import Cell, Column, DifferenceKind, Draft, Hit, Numbers, Rule, Table, diff, one_of
from releasekit.readiness import ReadinessRules
from releasekit.rollback import TriggerState
from tests.rows import cases
from tests.strategies.playbooks import SHIPPED as SHIPPED_PLAYBOOKS


def told(cls: type, text: str) -> tuple[str, ...]:
    """Return the problems of a text in YAML."""
    with pytest.raises(DocumentError) as caught:
        from_yaml(cls, text)
    return tuple(map(str, caught.value.problems))


class TestPlaybooksEditedByHand:
    """A changed playbook is refused with the place of the change, or has another digest and a difference to show."""

    TEXT: Final = to_yaml(GATED_RELEASE)

    def edited(self, old: str, new: str) -> str:
        assert old in self.TEXT
        return self.TEXT.replace(old, new, 1)

    def without(self, rule: str) -> str:
        """Return the document without a rule of its last tables."""
        before, mark, after = self.TEXT.partition(f"        - id: {rule}\n")
        rest = after[after.index("        - id: ") :]
        assert mark
        return before + rest

    def test_a_changed_cell_is_another_digest_and_a_difference(self) -> None:
        old = "vg_la_001: '\"failed\"'"
        playbook = from_yaml(Playbook, self.edited(old, 'vg_la_001: \'"failed","unproven"\''))
        assert playbook.digest != GATED_RELEASE.digest
        name = "rollback triggers"
        assert diff(GATED_RELEASE.table(name), playbook.table(name)).differences != ()
        assert playbook.replace(tables=GATED_RELEASE.tables) == GATED_RELEASE

    def test_a_rule_that_is_taken_away_loosens(self) -> None:
        before = SHIPPED_PLAYBOOKS["release-cadence with its rates"]
        data = to_data(before)
        table = data["playbook"]["readiness"]["go_no_go"]
        table["rules"] = [rule for rule in table["rules"] if rule["id"] != "major-without-human"]
        playbook = from_json(Playbook, json.dumps(data))
        assert playbook.digest != before.digest
        found = diff(before.table("go/no-go"), playbook.table("go/no-go"))
        assert found.of(DifferenceKind.LOOSENED) != ()
        assert found.of(DifferenceKind.TIGHTENED) == ()

    def test_a_gap_is_told_with_its_witness(self) -> None:
        problems = told(Playbook, self.without("review-complete"))
        assert problems != ()
        assert all(": /playbook/readiness/go_no_go: gap: no rule matches " in problem for problem in problems)

    @pytest.mark.parametrize(("old", "new", "expected"), cases(__file__, "misspelt names",
        pytest.param("breaking_change: '", "breaking_chnge: '", id="a misspelt column"),
        pytest.param("'\"unapproved\",missing'", "'\"unaproved\",missing'", id="a misspelt word"),
        pytest.param(
            "        gates:\n          - VG-PERF-001\n",
            "        gates:\n          - VG-PREF-001\n",
            id="a misspelt gate",
        ),
        pytest.param("    - kind: table\n", "    - kind: tabel\n", id="a misspelt kind of table"),
    ))
    def test_a_misspelt_name_is_told_where_it_is(self, old: str, new: str, expected: str) -> None:
        with pytest.raises(DocumentError) as caught:
            from_yaml(Playbook, self.edited(old, new))
        (problem,) = caught.value.problems
        assert f"{problem.pointer}: {problem.message}".startswith(expected)
        assert (problem.line, problem.column) != (None, None)

    def test_a_name_that_is_there_twice(self) -> None:
        data = to_data(RELEASE_CADENCE)
        data["playbook"]["tables"].append(data["playbook"]["tables"][0])
        with pytest.raises(DocumentError) as caught:
            from_data(Playbook, data)
        message = 'Playbook.all_tables[7] has the name `"version bumps"` again; expected each name once'
        assert [str(problem) for problem in caught.value.problems] == [f"/playbook: {message}"]


class Light(Word):
    """A vocabulary that only the caller knows."""

    ON = "on"
    OFF = "off"


class Loose(Enum):
    """Words that are compared and cannot be hashed."""

    HELD = "held"

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]


class TestVocabularies:
    TABLE: Final = Table(
        "light",
        [Column("light", Light)],
        rules=[Rule("on", {"light": Light.ON}, then="go"), Rule("off", {"light": Light.OFF}, then="no")],
        outcomes=("go", "no"),
    )

    def test_one_of_the_callers_own_is_known_once_it_is_given(self) -> None:
        text = to_json(self.TABLE)
        assert from_json(Table, text, vocabularies=(Light,)) == self.TABLE
        with pytest.raises(DocumentError) as caught:
            from_json(Table, text)
        (problem,) = caught.value.problems
        assert problem.pointer == "/table/columns/0/domain/name"
        expected = "a vocabulary of releasekit, or one that the reader was given"
        assert problem.message == f"unknown vocabulary `Light`; expected {expected}"

    @pytest.mark.parametrize("kind", [Enum, StrEnum, IntEnum, IntFlag])
    def test_a_word_that_is_also_a_number_is_written_by_its_name(self, kind: type[Enum]) -> None:
        level: Any = kind("Level", {"LOW": 1, "HIGH": 2} if issubclass(kind, int) else {"LOW": "LOW", "HIGH": "HIGH"})
        rules = [Rule("low", {"level": level.LOW}, then="go"), Rule("high", {"level": level.HIGH}, then="no")]
        table = Table("levels", [Column("level", level)], rules=rules, outcomes=("go", "no"))
        assert from_yaml(Table, to_yaml(table), vocabularies=(level,)) == table
        again = Table.from_markdown(table.to_markdown(), "levels", columns=table.columns, outcomes=table.outcomes)
        assert again.rules == table.rules
        assert str(one_of(level.HIGH)) == '"HIGH"'

    def test_one_of_another_name_is_none(self) -> None:
        other = Word("Light", {"ON": "on", "DIM": "dim"})
        with pytest.raises(DocumentError) as caught:
            from_json(Table, to_json(self.TABLE), vocabularies=(other,))
        assert [str(problem) for problem in caught.value.problems] == [
            "line 13, column 20: /table/columns/0/domain/words: `Light` has the words dim besides; expected on, dim",
            "line 15, column 13: /table/columns/0/domain/words/1: `off` is not a word of `Light`; expected on, dim",
        ]

    def test_two_of_one_name_are_refused(self) -> None:
        other = Word("Light", {"ON": "on"})
        with pytest.raises(FieldError) as caught:
            from_data(Column, {}, vocabularies=(Light, other))
        assert str(caught.value) == "vocabularies hold several classes of the name `Light`; expected one"
        assert Vocabularies((Light, Light)).of("Light") is Light

    def test_words_that_cannot_be_hashed_are_refused(self) -> None:
        with pytest.raises(FieldError) as caught:
            from_data(Column, {}, vocabularies=(Loose,))
        assert str(caught.value) == "vocabularies hold `Loose`; expected words that can be hashed"

    def test_a_given_one_stands_in_the_place_of_a_shipped_one(self) -> None:
        own = Word("Severity", {"LOW": "low", "HIGH": "high"})
        data = to_data(Column("severity", own))
        assert from_data(Column, data, vocabularies=(own,)) == Column("severity", own)
        with pytest.raises(DocumentError):
            from_data(Column, data)

    def test_what_is_public_and_no_class_of_words_is_none(self) -> None:
        assert [Vocabularies().of(name) for name in ("Table", "assess", "MATRIX", "Word", "")] == [None] * 5


def outcomes(*listed: Any, then: Any = None, **given: Any) -> Draft[Any]:  # noqa: ANN401 - any outcome
    """Return a draft of one rule with some outcomes."""
    rules = [Rule("r", {}, then=listed[0] if then is None else then)]
    return Draft("d", [Column("a", bool)], rules=rules, outcomes=given.pop("of", listed), **given)


class TestOutcomes:
    """A text is a word where all outcomes are words of one vocabulary; else a word stands with its vocabulary."""

    @pytest.mark.parametrize(
        ("draft", "told_as", "then"),
        [
            pytest.param(outcomes("a", "b"), {"ordered": True, "listed": ["a", "b"]}, "a", id="texts"),
            pytest.param(
                outcomes(Light.ON, Light.OFF),
                {"ordered": True, "vocabulary": {"name": "Light", "words": ["on", "off"]}, "listed": ["on", "off"]},
                "on",
                id="words",
            ),
            pytest.param(
                outcomes(Light.ON, "on"),
                {
                    "ordered": True,
                    "others": [{"name": "Light", "words": ["on", "off"]}],
                    "listed": [{"vocabulary": "Light", "word": "on"}, "on"],
                },
                {"vocabulary": "Light", "word": "on"},
                id="a word and a text that is spelt like it",
            ),
            pytest.param(
                outcomes((Light.ON, Severity.LOW)),
                {
                    "ordered": True,
                    "others": [
                        {"name": "Light", "words": ["on", "off"]},
                        {"name": "Severity", "words": ["low", "medium", "high", "critical"]},
                    ],
                    "listed": [[{"vocabulary": "Light", "word": "on"}, {"vocabulary": "Severity", "word": "low"}]],
                },
                [{"vocabulary": "Light", "word": "on"}, {"vocabulary": "Severity", "word": "low"}],
                id="words of two vocabularies",
            ),
            pytest.param(
                outcomes(frozenset({"b", "a"}), (), of=frozenset({frozenset({"a", "b"}), ()})),
                {"ordered": False, "listed": [[], {"set": ["a", "b"]}]},
                {"set": ["a", "b"]},
                id="a set of sets",
            ),
            pytest.param(
                outcomes(Light.ON, then="stray"),
                {
                    "ordered": True,
                    "others": [{"name": "Light", "words": ["on", "off"]}],
                    "listed": [{"vocabulary": "Light", "word": "on"}],
                },
                "stray",
                id="a rule with an outcome that is none",
            ),
        ],
    )
    def test_how_they_stand(self, draft: Draft[Any], told_as: object, then: object) -> None:
        data = to_data(draft)["draft"]
        assert (data["outcomes"], data["rules"][0]["then"]) == (told_as, then)
        again = from_data(Draft, to_data(draft), vocabularies=(Light,))
        assert (again, again.digest) == (draft, draft.digest)

    def test_an_unknown_word_of_another_vocabulary(self) -> None:
        data = to_data(outcomes(Light.ON, "on"))
        data["draft"]["rules"][0]["then"] = {"vocabulary": "Light", "word": "onn"}
        with pytest.raises(DocumentError) as caught:
            from_data(Draft, data, vocabularies=(Light,))
        assert str(caught.value) == (
            "/draft/rules/0/then: `onn` is not a word of `Light`; expected one of on, off; did you mean `on`?"
        )

    def test_a_set_with_what_is_no_outcome(self) -> None:
        data = to_data(outcomes("a"))
        data["draft"]["rules"][0] |= {"then": {"set": ["a", 7]}, "when": {7: "true"}}
        with pytest.raises(DocumentError) as caught:
            from_data(Draft, data)
        problems = [str(problem) for problem in caught.value.problems]
        assert problems[0] == "/draft/rules/0/when/`7`: a key that is not text; expected the name of a column"
        assert problems[1].startswith("/draft/rules/0/then/set/1: `7`; expected an outcome: ")

    def test_a_draft_may_have_no_outcomes(self) -> None:
        data = to_data(outcomes("a"))
        data["draft"]["outcomes"]["listed"] = []
        assert from_data(Draft, data).outcomes == ()


class TestTheTypeOfOutcomes:
    """Where a class asks for tables with outcomes of one type, others are refused by their place."""

    @pytest.mark.parametrize(
        ("field", "other", "expected"),
        [
            pytest.param("go_no_go", ROLLBACK_ACTIONS, "words of `GoNoGo`", id="other words"),
        ],
    )
    def test_other_outcomes(self, field: str, other: Table[Any], expected: str) -> None:
        data = to_data(GATED_RELEASE.readiness)
        data[field] = to_data(other)["table"]
        with pytest.raises(DocumentError) as caught:
            from_data(ReadinessRules, data, vocabularies=(Light,))
        count = len(other.outcomes)
        assert [str(problem) for problem in caught.value.problems] == [
            f"/{field}/outcomes/listed/{at}: an outcome of another kind; expected {expected}" for at in range(count)
        ]


@attrs.frozen
class Holder:
    """A class that holds what has a form in tables only."""

    cell: Cell


class TestWriting:
    """What could not be read back is not written."""

    @pytest.mark.parametrize(("draft", "expected"), cases(__file__, "not written",
        pytest.param(
            Draft("d", [Column("a", bool), Column("a", bool)], rules=[], outcomes=("go",)), id="a column twice"
        ),
        pytest.param(
            Draft("d", [Column("a", bool)], rules=[Rule("r", {"b": True}, then="go")], outcomes=("go",)),
            id="a column that is not there",
        ),
        pytest.param(
            Draft("d", [Column("a", Light)], rules=[Rule("r", {"a": "on"}, then="go")], outcomes=("go",)),
            id="a text that is spelt like a word",
        ),
        pytest.param(
            Draft("d", [Column("a", Light)], rules=[Rule("r", {"a": "lit"}, then="go")], outcomes=("go",)),
            id="a text that is no word",
        ),
        pytest.param(
            Draft("d", [Column("a", bool)], rules=[Rule("r", {"a": Cell()}, then="go")], outcomes=("go",)),
            id="a cell of nothing",
        ),
        pytest.param(
            Draft(
                "d",
                [Column("a", Numbers())],
                rules=[Rule("r", {"a": one_of(*range(0, 20_000, 2))}, then="go")],
                outcomes=("go",),
            ),
            id="a cell that is too long",
        ),
        pytest.param(
            Draft(
                "d",
                [Column("a", bool)],
                rules=[Rule("r", (("a", one_of(True)), ("a", one_of(False))), then="go")],  # noqa: FBT003 - a value
                outcomes=("go",),
            ),
            id="two cells for a column",
        ),
        pytest.param(
            Draft("d", [Column("a", Light)], rules=[], outcomes=Word("Light", {"GO": "go"})),
            id="two vocabularies of one name",
        ),
    ))
    def test_what_cannot_be_read_back(self, draft: Draft[Any], expected: str) -> None:
        with pytest.raises(DocumentError) as caught:
            to_data(draft)
        assert str(caught.value) == f"/draft: `a Draft`; expected {expected}"

    @pytest.mark.parametrize("cls", [Cell, Rule, Holder], ids=lambda cls: cls.__name__)
    def test_what_means_nothing_without_its_table(self, cls: type) -> None:
        with pytest.raises(FormError) as caught:
            json_schema(cls)
        expected = "the table that it is in, whose columns and outcomes say what its texts stand for"
        kind = "Rule" if cls is Rule else "Cell"
        assert str(caught.value) == f"`{kind}` has no form in documents; expected {expected}"


class TestSizes:
    """What is read of a table grows with its text; the proof has its own budget."""

    def big(self, count: int, when: Callable[[int], str]) -> dict[str, Any]:
        rules = [{"id": f"r{at}", "when": {"n": when(at)}, "then": "go"} for at in range(count)]
        table = Draft("big", [Column("n", Numbers())], rules=[], hit=Hit.COLLECT, outcomes=("go",))
        data = to_data(table)
        data["draft"]["rules"] = rules
        return data

    def test_thousands_of_rules(self) -> None:
        data = self.big(2_000, str)
        assert len(from_data(Draft, data).rules) == 2_000

    def test_thousands_of_rules_that_are_wrong(self) -> None:
        data = self.big(2_000, str)
        for rule in data["draft"]["rules"]:
            rule["when"] = {"m": "1"}
        with pytest.raises(DocumentError) as caught:
            from_data(Draft, data)
        assert (len(caught.value.problems), caught.value.more) == (1_000, 1_000)

    def test_thousands_of_rules_that_are_no_table(self) -> None:
        data = self.big(4_000, str)
        data["table"] = data.pop("draft") | {"hit": "unique"}
        with pytest.raises(DocumentError) as caught:
            from_data(Table, data)
        assert "/table: gap: no rule matches n: <= -1,>= 4000" in str(caught.value)

    def test_cells_as_long_as_they_may_be(self) -> None:
        cell = ",".join(map(str, range(0, 10_000, 3)))[:19_000].rpartition(",")[0]
        draft = from_data(Draft, self.big(3, lambda _: cell))
        assert len(draft.rules[0].cell("n").spans) == cell.count(",") + 1


def test_words_of_outcomes_are_words() -> None:
    triggers = GATED_RELEASE.table("rollback triggers")
    again = from_data(Table, to_data(triggers))
    assert {state for _, state in again.outcomes} == {TriggerState.FIRED, TriggerState.UNKNOWN}


def test_a_vocabulary_is_loaded_when_a_document_names_it() -> None:
    code = (
        "import sys, releasekit.documents as documents\n"
        "from releasekit.policy import Column\n"
        "before = 'releasekit.rollback' in sys.modules\n"
        "words = ['clear', 'unknown', 'fired']\n"
        "told = {'kind': 'vocabulary', 'name': 'TriggerState', 'words': words}\n"
        "column = documents.from_data(Column, {'name': 'state', 'domain': told})\n"
        "print(before, column.domain is sys.modules['releasekit.rollback'].TriggerState)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
