"""Facts that a table cannot take: every problem is named, with what was expected."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final

import attrs
import pytest

from releasekit.policy import MISSING, Column, Decision, FactError, Hit, Missing, Numbers, Rule, Table, TableError


class Traffic(Enum):
    RED = "red"
    GREEN = "green"


class Text(StrEnum):
    RED = "red"


TABLE: Final = Table(
    "t",
    (
        Column("light", Traffic),
        Column("colour", ("red", "green")),
        Column("ready", bool),
        Column("score", Numbers(ge=0, le=10)),
        Column("rate", Numbers(ge=0, le=Decimal("1.5"), integer=False)),
        Column("note", ("a",), optional=True),
    ),
    rules=(Rule("r", {}, then="go"),),
    outcomes=("go", "no"),
    permissive=("go",),
)
FINITE: Final = Table(
    "f",
    (Column("light", Traffic), Column("ready", bool, optional=True)),
    rules=(Rule("r", {}, then="go"),),
    outcomes=("go", "no"),
    permissive=("go",),
)
GOOD: Final[Mapping[str, object]] = {
    "light": Traffic.RED,
    "colour": "red",
    "ready": True,
    "score": 5,
    "rate": Decimal("0.5"),
}
COLUMNS: Final = "expected columns among light, colour, ready, score, rate, note"
LIGHT: Final = "expected one of red, green"
SCORE: Final = "expected whole numbers from 0 to 10"
RATE: Final = "expected numbers from 0 to 1.5"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("lihgt", 1, f'no column `"lihgt"`; {COLUMNS}; did you mean `light`?', id="column nearly right"),
        pytest.param("zzz", 1, f'no column `"zzz"`; {COLUMNS}', id="unknown column"),
        pytest.param(5, 1, f"no column `5`; {COLUMNS}", id="number as column"),
        pytest.param("a\nb", 1, f'no column `"a\\u000ab"`; {COLUMNS}', id="control character in the name"),
        pytest.param(
            "light", "red", f'light is `"red"` (str); {LIGHT}; did you mean `Traffic.RED`?', id="text for a word"
        ),
        pytest.param("light", "zzz", f'light is `"zzz"` (str); {LIGHT}', id="unknown word"),
        pytest.param(
            "light",
            Text.RED,
            f"light is `red` (Text); {LIGHT}; did you mean `Traffic.RED`?",
            id="word of another class",
        ),
        pytest.param("light", Traffic, f"light is `class Traffic`; {LIGHT}", id="class of words"),
        pytest.param("light", Missing, f"light is `class Missing`; {LIGHT}", id="class of missing"),
        pytest.param(
            "colour", "rad", f'colour is `"rad"` (str); {LIGHT}; did you mean `"red"`?', id="text nearly right"
        ),
        pytest.param(
            "colour", Traffic.RED, f'colour is `red` (Traffic); {LIGHT}; did you mean `"red"`?', id="word for a text"
        ),
        pytest.param(
            "colour", Text.RED, f'colour is `red` (Text); {LIGHT}; did you mean `"red"`?', id="StrEnum for a text"
        ),
        pytest.param("ready", 1, "ready is `1` (int); expected one of false, true", id="1 for true"),
        pytest.param(
            "ready",
            "true",
            'ready is `"true"` (str); expected one of false, true; did you mean `True`?',
            id="text for true",
        ),
        pytest.param("ready", None, "ready is `None`; expected one of false, true", id="None"),
        pytest.param("ready", MISSING, "ready is `missing`; expected one of false, true", id="missing"),
        pytest.param("score", True, f"score is `True` (bool); {SCORE}", id="True for 1"),
        pytest.param("score", 5.0, f"score is `5.0` (float); {SCORE}", id="5.0 for 5"),
        pytest.param("score", Decimal(5), f"score is `5` (Decimal); {SCORE}", id="Decimal for int"),
        pytest.param("score", "5", f'score is `"5"` (str); {SCORE}', id="text for 5"),
        pytest.param("score", 11, f"score is `11` (int); {SCORE}", id="above"),
        pytest.param("score", -1, f"score is `-1` (int); {SCORE}", id="below"),
        pytest.param("score", 10**5000, f"score is `int of 16610 bits` (int); {SCORE}", id="huge"),
        pytest.param("score", [], f"score is `a list`; {SCORE}", id="list"),
        pytest.param("rate", 0.5, f"rate is `0.5` (float); {RATE}", id="float"),
        pytest.param("rate", float("nan"), f"rate is `nan` (float); {RATE}", id="float NaN"),
        pytest.param("rate", Decimal("NaN"), f"rate is `NaN` (Decimal); {RATE}", id="NaN"),
        pytest.param("rate", Decimal("sNaN"), f"rate is `sNaN` (Decimal); {RATE}", id="sNaN"),
        pytest.param("rate", Decimal("-Infinity"), f"rate is `-Infinity` (Decimal); {RATE}", id="infinity"),
        pytest.param("rate", Decimal("1E+999999"), f"rate is `1E+999999` (Decimal); {RATE}", id="huge Decimal"),
        pytest.param("note", None, "note is `None`; expected one of a or missing", id="None for missing"),
    ],
)
def test_one_problem(name: str, value: object, expected: str) -> None:
    with pytest.raises(FactError) as caught:
        TABLE.decide({**GOOD, name: value})
    assert caught.value.problems == (expected,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("rate", 1, id="int where numbers are dense"),
        pytest.param("rate", Decimal("1.50"), id="Decimal at the end"),
        pytest.param("note", MISSING, id="missing where optional"),
        pytest.param("score", 0, id="lower end"),
    ],
)
def test_no_problem(name: str, value: object) -> None:
    assert TABLE.decide({**GOOD, name: value}).fact(name) == value


def test_all_problems_at_once() -> None:
    with pytest.raises(FactError) as caught:
        TABLE.decide({"lihgt": 1, "colour": "rad", "score": 5.0, "note": "b"})
    assert str(caught.value) == (
        "table `t` cannot take these facts\n"
        f'  no column `"lihgt"`; {COLUMNS}; did you mean `light`?\n'
        f"  light is `missing`; {LIGHT}\n"
        f'  colour is `"rad"` (str); {LIGHT}; did you mean `"red"`?\n'
        "  ready is `missing`; expected one of false, true\n"
        f"  score is `5.0` (float); {SCORE}\n"
        f"  rate is `missing`; {RATE}\n"
        '  note is `"b"` (str); expected one of a or missing'
    )


@pytest.mark.parametrize(
    ("facts", "named", "expected"),
    [
        pytest.param([1], {}, ("facts are `a list`; expected a mapping or an attrs object",), id="list"),
        pytest.param(5, {}, ("facts are `5`; expected a mapping or an attrs object",), id="number"),
        pytest.param(Traffic.RED, {}, ("facts are `red`; expected a mapping or an attrs object",), id="word"),
        pytest.param(GOOD, {"light": Traffic.RED}, ("`light` is given twice; expected it once",), id="twice"),
    ],
)
def test_what_are_no_facts(facts: object, named: dict[str, Any], expected: tuple[str, ...]) -> None:
    with pytest.raises(FactError) as caught:
        TABLE.decide(facts, **named)
    assert caught.value.problems == expected


class TestRead:
    def test_texts_stand_for_words(self) -> None:
        plain = {"light": "red", "colour": "red", "ready": True, "score": 5, "rate": 1}
        assert TABLE.read(plain) == {**plain, "light": Traffic.RED}

    def test_problems_are_those_of_decide(self) -> None:
        with pytest.raises(FactError) as caught:
            FINITE.read({"light": "rde", "zzz": 1})
        assert caught.value.problems == (
            'no column `"zzz"`; expected columns among light, ready',
            f'light is `"rde"` (str); {LIGHT}; did you mean `Traffic.RED`?',
        )

    def test_no_mapping(self) -> None:
        with pytest.raises(FactError) as caught:
            FINITE.read([])  # type: ignore[arg-type]
        assert caught.value.problems == ("facts are `a list`; expected a mapping or an attrs object",)


class Lying(Mapping[str, object]):
    """A mapping that says that it is shorter than it is."""

    def __init__(self, facts: Mapping[str, object], length: int) -> None:
        self.facts = facts
        self.length = length

    def __getitem__(self, name: str) -> object:
        return self.facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.facts)

    def __len__(self) -> int:
        return self.length


class Odd:
    """An object that misbehaves wherever it can."""

    def __eq__(self, other: object) -> bool:
        raise RuntimeError

    def __hash__(self) -> int:
        raise RuntimeError

    def __repr__(self) -> str:
        raise RuntimeError

    def __bool__(self) -> bool:
        raise RuntimeError


class Chameleon:
    """An object that equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return hash(True)  # noqa: FBT003 - the value that it imitates


@attrs.frozen
class Facts:
    light: object
    ready: object = MISSING


@pytest.mark.parametrize("table", [pytest.param(FINITE, id="finite"), pytest.param(TABLE, id="numbers")])
@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(Odd(), "`an Odd`", id="raises everywhere"),
        pytest.param(Chameleon(), "`a Chameleon`", id="equals everything"),
        pytest.param(type("x\n" + "y" * 100, (), {})(), f"`a x\\u000a{'y' * 52}…`", id="odd class name"),
    ],
)
def test_hostile_values(table: Table[str], value: object, shown: str) -> None:
    good = {name: own for name, own in GOOD.items() if name in {column.name for column in table.columns}}
    assert table.decide(good).outcome == "go"  # so that the answer is already known
    with pytest.raises(FactError) as caught:
        table.decide({**good, "ready": value})
    wanted = "expected one of false, true" + (" or missing" if table is FINITE else "")
    assert caught.value.problems == (f"ready is {shown}; {wanted}",)


class TestMappings:
    @pytest.mark.parametrize("length", [0, 2, 99])
    def test_one_that_lies_about_its_length(self, length: int) -> None:
        facts = {"light": Traffic.RED, "ready": True, "zzz": 1}
        assert FINITE.decide({"light": Traffic.RED, "ready": True}).outcome == "go"
        with pytest.raises(FactError):
            FINITE.decide(Lying(facts, length))

    def test_one_that_lies_about_nothing_else(self) -> None:
        decided = FINITE.decide(Lying({"light": Traffic.RED}, 2))
        assert decided.facts == (("light", Traffic.RED), ("ready", MISSING))

    def test_a_defaultdict_is_left_alone(self) -> None:
        facts: defaultdict[str, object] = defaultdict(bool, light=Traffic.RED)
        assert FINITE.decide(facts).fact("ready") is MISSING
        assert facts == {"light": Traffic.RED}

    def test_a_defaultdict_with_an_unknown_name_is_left_alone(self) -> None:
        facts: defaultdict[str, object] = defaultdict(bool, light=Traffic.RED, zzz=1)
        with pytest.raises(FactError):
            FINITE.decide(facts)
        assert facts == {"light": Traffic.RED, "zzz": 1}


class TestAttrsObjects:
    def test_fields_are_facts(self) -> None:
        assert FINITE.decide(Facts(Traffic.RED)) == FINITE.decide(light=Traffic.RED)

    def test_with_named_facts(self) -> None:
        with pytest.raises(FactError) as caught:
            FINITE.decide(Facts(Traffic.RED), ready=True)
        assert caught.value.problems == ("`ready` is given twice; expected it once",)


class TestAskingForSomethingElse:
    def test_collect_of_a_table_that_decides(self) -> None:
        with pytest.raises(TableError) as caught:
            FINITE.collect(light=Traffic.RED)
        expected = "table `f` has 1 error\n  malformed: hit is unique, so the table cannot collect; expected decide"
        assert str(caught.value) == expected

    def test_decide_of_a_table_that_collects(self) -> None:
        table = Table("c", (), rules=(Rule("r", {}, then="go"),), hit=Hit.COLLECT, outcomes=("go",))
        with pytest.raises(TableError) as caught:
            table.decide()
        expected = "table `c` has 1 error\n  malformed: hit is collect, so the table cannot decide; expected collect"
        assert str(caught.value) == expected
        assert table.collect() == (Decision(table.collect()[0].verdict, ()),)

    @pytest.mark.parametrize(
        ("outcome", "expected"),
        [
            pytest.param("goo", 'outcome is `"goo"`; expected one of go, no; did you mean `go`?', id="nearly right"),
            pytest.param(Traffic.RED, "outcome is `red`; expected one of go, no", id="word"),
            pytest.param([], "outcome is `a list`; expected one of go, no", id="list"),
        ],
    )
    def test_unknown_outcome(self, outcome: object, expected: str) -> None:
        decision = FINITE.decide(light=Traffic.RED)
        for ask in (decision.why_not, decision.nearest):
            with pytest.raises(FactError) as caught:
                ask(outcome)
            assert caught.value.problems == (expected,)

    def test_unknown_fixed_columns(self) -> None:
        with pytest.raises(FactError) as caught:
            FINITE.decide(light=Traffic.RED).nearest("no", fixed=("b", "a"))
        wanted = "expected columns among light, ready"
        assert caught.value.problems == (f'fixed holds `"a"`; {wanted}', f'fixed holds `"b"`; {wanted}')
