"""Everything public is a value: frozen, hashable, comparable, picklable."""

import copy
import pickle
from collections.abc import Iterator
from decimal import Decimal

import attrs
import pytest
from hypothesis import given

from releasekit.policy import (
    ANY,
    MISSING,
    Case,
    Column,
    Draft,
    Hit,
    Numbers,
    Record,
    Rule,
    Source,
    Table,
    above,
    at_least,
    at_most,
    below,
    between,
    check,
    coverage,
    diff,
    generate_cases,
    not_,
    one_of,
    replay,
)
from tests.laws.tables import law
from tests.oracle import Sheet, Value, is_proved
from tests.strategies.policy import Grade, sheets

SOURCE = Source("playbook", "Gates", quote="two errors are too many")


def draft(limit: int) -> Draft[Value]:
    """A small table that uses everything."""
    return Draft(
        "gates",
        (
            Column("grade", Grade, worse="higher"),
            Column("errors", Numbers(ge=0), optional=True, worse="higher"),
            Column("share", Numbers(ge=0, le=1, integer=False)),
        ),
        rules=(
            Rule("ok", {}, then="go", because="nothing speaks against it"),
            Rule("errors", {"errors": MISSING | at_least(limit)}, then="no", because="errors", source=SOURCE),
            Rule("high", {"grade": Grade.HIGH, "share": above(Decimal("0.5"))}, then="wait", code="HIGH"),
        ),
        hit=Hit.MOST_RESTRICTIVE,
        outcomes=("go", "wait", "no"),
        permissive=("go",),
    )


def specimens() -> Iterator[object]:
    """One or more of every public value."""
    table = Table.from_draft(draft(2))
    facts = {"grade": Grade.HIGH, "share": Decimal("0.75")}
    decision = table.decide(facts)
    trace = decision.trace()
    yield from (ANY, one_of("a", "b"), one_of(1, MISSING), not_("a"), at_least(1), at_most(1), above(1), below(1))
    yield from (between(1, 3, closed="left"), at_most(1) | above(Decimal("2.5")), not_(MISSING))
    yield from (*table.columns, Numbers(ge=0), SOURCE, *table.rules, table.draft, table)
    yield from (
        decision,
        *decision.reasons,
        trace,
        *trace.rules,
        *(cell for rule in trace.rules for cell in rule.cells),
    )
    nearest = decision.nearest("go")
    assert nearest is not None
    yield from (nearest, *nearest.changes, *decision.why_not("go"), *decision.fragile())
    yield from check(draft(2).replace(rules=(draft(2).rules[0].replace(when={"grade": Grade.LOW}),)))
    yield from check(draft(2).replace(hit=Hit.UNIQUE))
    difference = diff(draft(2), draft(3))
    yield from (difference, *difference.differences)
    cases = generate_cases(table)
    yield from (*cases, coverage(table, cases[1:]), Case(facts, "no"))
    records = (Record("1", facts, outcome="no"), Record("2", facts, outcome="go"), Record("3", {}, outcome="go"))
    yield from (*records, replay(table, records))


SPECIMENS = [pytest.param(one, id=f"{number}-{type(one).__name__}") for number, one in enumerate(specimens())]


def repickled(value: Value, protocol: int = pickle.DEFAULT_PROTOCOL) -> Value:
    """A value after a trip through pickle."""
    return pickle.loads(pickle.dumps(value, protocol))  # noqa: S301 - written here


def public_fields(value: Value) -> list[str]:
    """The names of a value's public fields."""
    return [field.name for field in attrs.fields(type(value)) if not field.name.startswith("_")]


class TestEverythingIsFrozen:
    """No public value can be changed."""

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_attributes(self, value: Value) -> None:
        """Neither setting, nor deleting, nor adding an attribute."""
        for name in [*public_fields(value), "invented"]:
            with pytest.raises((AttributeError, TypeError)):
                setattr(value, name, 1)
            with pytest.raises((AttributeError, TypeError)):
                delattr(value, name)

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_items(self, value: Value) -> None:
        """Neither setting nor deleting an item."""
        with pytest.raises(TypeError):
            value["invented"] = 1
        with pytest.raises(TypeError):
            del value["invented"]

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_fields_are_frozen_too(self, value: Value) -> None:
        """No field holds a list, a dict or a set."""
        held = {name: type(getattr(value, name)) for name in public_fields(value)}

        assert {name: kind for name, kind in held.items() if kind in (list, dict, set, bytearray)} == {}

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_no_instance_dictionary(self, value: Value) -> None:
        """Slots leave no room for anything else."""
        assert hasattr(value, "__dict__") is False


class TestEverythingIsAValue:
    """Copies and pickles are equal, with equal hashes."""

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_copies(self, value: Value) -> None:
        """Pickled, copied and deeply copied."""
        copies = [repickled(value), copy.copy(value), copy.deepcopy(value), value.replace()]

        assert copies == [value] * 4
        assert [hash(one) for one in copies] == [hash(value)] * 4

    @pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
    def test_every_protocol(self, protocol: int) -> None:
        """A table survives every pickle protocol, answers included."""
        table = Table.from_draft(draft(2))
        read = repickled(table, protocol)
        facts = {"grade": Grade.LOW, "errors": 1, "share": 1}

        assert (read, read.decide(facts)) == (table, table.decide(facts))

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_it_equals_nothing_else(self, value: Value) -> None:
        """A comparison with a stranger is false, and no error."""
        assert [value == other for other in (None, 0, "", (), object())] == [False] * 5

    @pytest.mark.parametrize("value", SPECIMENS)
    def test_it_shows_itself(self, value: Value) -> None:
        """`repr` and `str` are not empty."""
        assert "" not in (repr(value), str(value))

    def test_missing_is_one(self) -> None:
        """There is one MISSING, also after a trip through pickle."""
        assert [repickled(MISSING), copy.copy(MISSING), copy.deepcopy(MISSING)] == [MISSING] * 3
        assert repickled(MISSING) is MISSING


class TestDrawnValuesAreValues:
    """The same for drafts and tables of every kind."""

    @law()
    @given(sheets())
    def test_drafts_and_findings(self, sheet: Sheet) -> None:
        """Drafts, findings and tables come back from pickle equal."""
        values: list[object] = [sheet.draft(), *check(sheet.draft())]
        values += [Table.from_draft(sheet.draft())] if is_proved(sheet) else []
        back = repickled(values)

        assert back == values
        assert [hash(one) for one in back] == [hash(one) for one in values]
