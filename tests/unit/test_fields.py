"""Field checks that are read from annotations."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from itertools import combinations
from typing import Annotated, Final, Literal

import attrs
import pytest
from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen

from releasekit._arguments import (
    as_frozenset,
    as_tuple,
    as_utc,
    backwards,
    in_order,
    instant,
    items,
    of_kind,
)
from releasekit._checks import expectation
from releasekit._fields import After, Distinct, Frozen, Name, NotBefore, OneLine, Place, Told, Visible, checked
from releasekit._words import Word
from releasekit.errors import FieldError
from releasekit.gates import GateResult, GateStatus, Standing, standing_of
from releasekit.procedures import Step
from tests.rows import cases


class Phase(Enum):
    CANARY = "canary"


@attrs.frozen(field_transformer=checked)
class Plan(Frozen):
    share: Annotated[int, Interval(ge=0, le=100)] = 0
    ratio: Annotated[Decimal, Interval(gt=0, lt=1)] = Decimal("0.5")
    phases: Annotated[tuple[Phase, ...], Len(1, 2)] = (Phase.CANARY,)
    names: frozenset[str] = frozenset()
    pair: tuple[int, str] = (1, "a")
    mode: Literal["fast", "slow"] = "fast"
    day: date | None = None
    at: datetime = datetime(2026, 2, 19, tzinfo=UTC)
    note: object = None


@attrs.frozen(field_transformer=checked)
class Deeper(Plan):
    _own: bool = True


@attrs.frozen(field_transformer=checked)
class Empty(Frozen):
    """Has nothing to check."""


CASES = {
    "below": ({"share": -1}, "share is `-1`; expected a whole number from 0 to 100"),
    "true": ({"share": True}, "share is `True`; expected a whole number from 0 to 100"),
    "end not included": ({"ratio": Decimal(1)}, "ratio is `1`; expected a finite decimal number above 0 and below 1"),
    "NaN": ({"ratio": Decimal("NaN")}, "ratio is `NaN`; expected a finite decimal number above 0 and below 1"),
    "too few": (
        {"phases": ()},
        "phases is `a tuple`; expected a tuple of 1 to 2 in which each is canary",
    ),
    "text for a word": ({"phases": ("canary",)}, 'phases holds `"canary"`; expected canary'),
    "number for a text": ({"names": frozenset({7})}, "names holds `7`; expected text"),
    "list": ({"names": ["a"]}, "names is `a list`; expected a frozenset in which each is text"),
    "short pair": ({"pair": (1,)}, "pair is `(1,)`; expected a tuple of 2: a whole number, text"),
    "other word": ({"mode": "slwo"}, 'mode is `"slwo"`; expected one of fast, slow'),
    "instant for a day": (
        {"day": datetime(2026, 2, 19, tzinfo=UTC)},
        "day is `2026-02-19T00:00:00+00:00`; expected a day or nothing",
    ),
    "beyond the last year of UTC": (
        {"at": datetime(9999, 12, 31, 23, tzinfo=timezone(timedelta(hours=-12)))},
        "at is `9999-12-31T23:00:00-12:00`; expected an instant in the years 1 to 9999 of UTC",
    ),
    "several of a set, in any order": ({"names": frozenset({8, 1})}, "names holds `1`; expected text"),
    "day for an instant": ({"at": date(2026, 2, 19)}, "at is `2026-02-19`; expected an instant with its zone"),
}


@pytest.mark.parametrize(("fields", "problem"), CASES.values(), ids=CASES)
def test_what_is_refused(fields: dict[str, object], problem: str) -> None:
    with pytest.raises(FieldError) as caught:
        Plan(**fields)
    assert caught.value.problems == (f"Plan.{problem}",)


def test_all_problems_at_once() -> None:
    with pytest.raises(FieldError) as caught:
        Plan(share=101, mode="no", day="today")
    assert [problem.partition(" ")[0] for problem in caught.value.problems] == ["Plan.share", "Plan.mode", "Plan.day"]


def test_a_class_checks_its_own_fields_and_those_of_its_base() -> None:
    assert Deeper(share=100).replace(share=0).share == 0
    with pytest.raises(FieldError, match=r"^Deeper\.own is `7`; expected true or false$"):
        Deeper(own=7)
    with pytest.raises(FieldError, match=r"^Plan\.share is `101`"):
        Deeper(share=101)


def test_a_class_without_fields() -> None:
    assert Empty() == Empty().replace()


class TestInstants:
    @pytest.mark.parametrize(
        "value",
        [
            pytest.param(datetime.max.replace(tzinfo=timezone(timedelta(hours=-12))), id="after the last"),
            pytest.param(datetime.min.replace(tzinfo=timezone(timedelta(hours=14))), id="before the first"),
        ],
    )
    def test_beyond_the_years_of_utc(self, value: datetime) -> None:
        assert as_utc(value) is value
        with pytest.raises(FieldError) as caught:
            instant("at", value)
        assert str(caught.value) == f"at is `{value.isoformat()}`; expected an instant in the years 1 to 9999 of UTC"

    @pytest.mark.parametrize("value", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)], ids=str)
    def test_the_ends_of_utc(self, value: datetime) -> None:
        assert (as_utc(value), instant("at", value)) == (value, value)


@pytest.mark.parametrize(
    ("kinds", "words"),
    [((int,), "an int"), ((str,), "a str"), ((Enum, type(None), Plan), "an Enum or nothing or a Plan")],
    ids=["vowel", "consonant", "several"],
)
def test_articles(kinds: tuple[type, ...], words: str) -> None:
    with pytest.raises(FieldError, match=f"^x is `an object`; expected {words}$"):
        of_kind("x", object(), *kinds)


class TestMembers:
    @pytest.mark.parametrize(
        "values", [(1, "a"), [1, "a"], {1: 0, "a": 0}, iter((1, "a"))], ids=["tuple", "list", "keys", "iterator"]
    )
    def test_anything_that_lists_the_kinds(self, values: object) -> None:
        assert items("x", values, int, str) == (1, "a")

    @pytest.mark.parametrize(
        ("values", "problem"),
        [
            ("ab", 'x is `"ab"`; expected an iterable of int or None'),
            (None, "x is `None`; expected an iterable of int or None"),
            ([1, "a"], 'x[1] is `"a"`; expected an int or nothing'),
        ],
        ids=["text", "nothing", "another kind"],
    )
    def test_refuse_the_rest(self, values: object, problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            items("x", values, int, type(None))
        assert caught.value.problems == (problem,)

    def test_name_everything_of_another_kind(self) -> None:
        with pytest.raises(FieldError) as caught:
            items("x", [1, "a", 2], str)
        assert caught.value.problems == ("x[0] is `1`; expected a str", "x[2] is `2`; expected a str")


@pytest.mark.parametrize("mark", ["\u2800", "\u3164", "\uffa0", "\u115f", "\u1160", "\u034f", "\u17b4"], ids=ascii)
def test_marks_that_print_as_nothing_prove_nothing(mark: str) -> None:
    for text in (mark, f"log{mark}"):
        with pytest.raises(FieldError, match=r"^GateResult\.evidence holds .*; expected 1 to .* printable characters"):
            GateResult(
                "r", "g", status=GateStatus.PASS, recorded_at=datetime(2026, 2, 19, tzinfo=UTC), evidence=[text]
            )


LIMITS: Final = {
    "ge": (Ge(11), "11"),
    "gt": (Gt(12), "12"),
    "le": (Le(93), "93"),
    "lt": (Lt(94), "94"),
    "min_length": (MinLen(3), "3"),
    "max_length": (MaxLen(7_000), "7 000"),
    "printable": (OneLine(is_trimmed=None), "printable"),
    "trimmed": (OneLine(is_printable=None), "no spaces at the ends"),
    "visible": (Visible(), "at least one visible"),
    "distinct": (Distinct("id"), "each id once"),
    "a second least": (Ge(15), "15"),
    "a second least length": (MinLen(5), "5"),
}
"""Each limit, and what must be said of it."""


class TestWords:
    @pytest.mark.parametrize(
        ("base", "names"),
        [
            (int, ("ge", "gt", "le", "lt", "a second least")),
            (str, ("min_length", "max_length", "printable", "trimmed", "visible", "a second least length")),
            (tuple[str, ...], ("min_length", "max_length", "distinct", "a second least length")),
        ],
        ids=["int", "str", "tuple"],
    )
    def test_name_every_limit(self, base: object, names: tuple[str, ...]) -> None:
        for size in range(1, len(names) + 1):
            for chosen in combinations(names, size):
                limits = [LIMITS[name] for name in chosen]
                words = expectation(Annotated[base, *(limit for limit, _ in limits)]).words
                assert [said for _, said in limits if said not in words] == [], words

    @pytest.mark.parametrize(
        ("annotation", "words"),
        [
            (Name, "1 to 200 printable characters, no spaces at the ends"),
            (Name | None, "1 to 200 printable characters, no spaces at the ends, or nothing"),
            (Place, "1 to 1 000 printable characters, no spaces at the ends"),
            (Told, "1 to 10 000 characters, at least one visible"),
            (Annotated[str, OneLine()], "printable text, no spaces at the ends"),
            (Annotated[str, MinLen(1)], "at least 1 character"),
            (
                Annotated[tuple[str, ...], Len(1, 2), Distinct()],
                "a tuple of 1 to 2 in which each is text, each member once",
            ),
            (Annotated[frozenset[str], MaxLen(9)], "a frozenset of at most 9 in which each is text"),
            (Annotated[int, Interval(ge=0, le=10_000)], "a whole number from 0 to 10000"),
            (Annotated[int, Interval(ge=0, lt=9)], "a whole number of at least 0 and below 9"),
            (Annotated[int, Gt(0)] | None, "a whole number above 0 or nothing"),
        ],
    )
    def test_read_well(self, annotation: object, words: str) -> None:
        assert expectation(annotation).words == words


class TestConverters:
    def test_a_set_has_no_order(self) -> None:
        """A tuple made of it would differ with the hash seed; where members are sorted, a set is welcome."""
        assert as_tuple({"a"}) == {"a"}
        assert as_tuple(frozenset("a")) == frozenset("a")
        assert in_order({"b", "a"}, str, str) == ("a", "b")
        assert as_frozenset({"a"}) == frozenset("a")
        with pytest.raises(FieldError, match=r"^GateResult\.evidence is `a set`; expected a tuple"):
            GateResult("r", "g", status=GateStatus.PASS, recorded_at=DAY, evidence={"a", "b"})

    @pytest.mark.parametrize("value", [7, None, "text"], ids=repr)
    def test_leave_what_cannot_be_listed(self, value: object) -> None:
        assert (as_tuple(value), as_frozenset(value)) == (value, value)

    def test_leave_parts_without_a_hash(self) -> None:
        assert as_frozenset([["a"]]) == (["a"],)
        with pytest.raises(FieldError, match=r"^Step\.roles holds `a list`; expected 1 to 200 printable characters"):
            Step("s", "Step", roles=[["a"]])

    def test_sort_only_what_is_of_one_kind(self) -> None:
        assert in_order(("b", "a"), str, str) == ("a", "b")
        assert in_order(("b", 1), str, str) == ("b", 1)


class TestItems:
    @pytest.mark.parametrize(
        ("values", "once", "problems"),
        [
            pytest.param(["a", "b"], "", (), id="each once"),
            pytest.param(["a", "a"], None, (), id="again, where that is allowed"),
            pytest.param(["a", "b", "a", "a"], "", (2, 3), id="again"),
        ],
    )
    def test_say_which_members_came_before(
        self, values: list[str], once: str | None, problems: tuple[int, ...]
    ) -> None:
        texts = tuple(f'x[{place}] is `"a"` again; expected each member once' for place in problems)
        if not problems:
            assert items("x", values, str, once=once) == tuple(values)
            return
        with pytest.raises(FieldError) as caught:
            items("x", values, str, once=once)
        assert caught.value.problems == texts

    def test_say_which_attribute_came_before(self) -> None:
        with pytest.raises(FieldError) as caught:
            items("plans", [Plan(share=1), Plan(share=2), Plan(share=1)], Plan, once="share")
        assert caught.value.problems == ("plans[2] has the share `1` again; expected each share once",)

    def test_a_set_has_no_numbers(self) -> None:
        with pytest.raises(FieldError) as caught:
            items("x", {"b", 2, "a"}, int)
        assert caught.value.problems == ('x holds `"a"`; expected an int', 'x holds `"b"`; expected an int')


@attrs.frozen(field_transformer=checked)
class Window(Frozen):
    opened: Annotated[datetime, NotBefore("planned")]
    planned: datetime | None = None
    closed: Annotated[datetime | None, After("opened")] = attrs.field(default=None, kw_only=True)
    tags: Annotated[tuple[str, ...], Distinct()] = attrs.field(default=(), kw_only=True)
    plans: Annotated[tuple[Plan, ...], Distinct("share")] | None = attrs.field(default=None, kw_only=True)
    size: int = attrs.field(default=0, kw_only=True)

    def _problems(self) -> Iterator[str]:
        if self.size != len(self.tags):
            yield f"size is `{self.size}`; expected {len(self.tags)}, one for each tag"


@attrs.frozen
class WideWindow(Window):
    """Has no fields of its own."""


DAY: Final = datetime(2026, 3, 2, tzinfo=UTC)


class TestChecksAcrossFields:
    @pytest.mark.parametrize("kind", [Window, WideWindow])
    def test_what_is_in_order(self, kind: type[Window]) -> None:
        window = kind(DAY, DAY, closed=DAY + timedelta(microseconds=1), tags=("a", "b"), plans=(Plan(),), size=2)
        assert window.replace(planned=None, closed=None) == kind(DAY, tags=("a", "b"), plans=(Plan(),), size=2)

    @pytest.mark.parametrize(("fields", "expected"), cases(__file__, "contradictions",
        pytest.param({"planned": DAY + timedelta(1), "closed": DAY}, id="instants"),
        pytest.param({"tags": ("a", "a", "a"), "plans": (Plan(), Plan()), "size": 3}, id="members"),
        pytest.param({"size": 1}, id="a contradiction"),
        pytest.param(
            {"tags": ("a", "a"), "planned": DAY + timedelta(1), "size": 1}, id="all that compares fields at once"
        ),
        pytest.param({"size": 1, "tags": [1]}, id="contradictions are for sound fields"),
    ))
    @pytest.mark.parametrize("kind", [Window, WideWindow])
    def test_what_is_not(self, kind: type[Window], fields: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            kind(DAY, **fields)
        last = kind.__name__ if fields == {"size": 1} else "Window"
        assert caught.value.problems == tuple(f"{last}.{problem}" for problem in expected.split("\n"))


@attrs.frozen
class Tagged(Frozen):
    name: str
    label: str = attrs.field(default="", eq=False, repr=False)


class TestEquality:
    """The same as attrs would generate."""

    def test_is_by_class_and_by_fields(self) -> None:
        assert Tagged("a", "x") == Tagged("a", "y")
        assert hash(Tagged("a", "x")) == hash(Tagged("a", "y"))
        assert Tagged("a") != Tagged("b")
        assert Plan() != Deeper()
        assert Tagged("a") != "a"

    def test_the_text_shows_the_fields(self) -> None:
        assert repr(Tagged("a", "x")) == "Tagged(name='a')"


def test_one_tuple_may_be_named_as_it_is() -> None:
    result = GateResult(
        "r", "g", status=GateStatus.PASS, recorded_at=datetime(2026, 2, 19, tzinfo=UTC), evidence=["r"], subject="a@1"
    )
    at = datetime(2026, 2, 20, tzinfo=UTC)
    assert standing_of("g", [result], at, subjects="a@1").standing is Standing.PASSED
    assert standing_of("g", [result], at, subjects="a@12").standing is Standing.UNPROVEN


@pytest.mark.parametrize(
    ("annotation", "text", "expected"),
    [
        pytest.param(Told, "a", True, id="what is told"),
        pytest.param(Told, "a\n\nb ", True, id="what is told of lines"),
        pytest.param(Told, "", False, id="no what is told"),
        pytest.param(Told, " \n\t\u200b\u00a0", False, id="blank what is told"),
        pytest.param(Told, "a" * 10_001, False, id="long what is told"),
        pytest.param(Place, "a" * 1_000, True, id="place"),
        pytest.param(Place, "a" * 1_001, False, id="long place"),
        pytest.param(Place, "a\nb", False, id="place of lines"),
    ],
)
def test_texts(annotation: object, text: str, expected: bool) -> None:  # noqa: FBT001 - a column
    assert expectation(annotation).test(text) is expected


@pytest.mark.parametrize("kind", [Word, Enum])
def test_a_vocabulary_that_is_left_open_takes_any_word(kind: type) -> None:
    check = expectation(kind)
    assert (check.words, check.test(GateStatus.PASS), check.test("pass")) == ("a word", True, False)


def test_what_goes_backwards() -> None:
    days = [(name, datetime(2026, 3, day, tzinfo=UTC)) for name, day in (("a", 2), ("b", 2), ("c", 1), ("d", 3))]
    assert backwards(*days) == [
        "c is `2026-03-01T00:00:00+00:00`; expected no earlier than b, `2026-03-02T00:00:00+00:00`"
    ]
    assert backwards() == backwards(days[0]) == []
