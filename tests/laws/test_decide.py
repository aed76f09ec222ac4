"""Deciding: total on the domain, equal to brute force, with the reasons that made it so."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import TypeVar

import pytest
from hypothesis import assume, given

from releasekit.policy import MISSING, FactError, Hit, Table, TableError, check, diff, is_no_looser
from tests.laws.tables import ALL, built, facts_of, law
from tests.oracle import Axis, Point, Row, Sheet, Value, is_proved
from tests.strategies.policy import (
    collecting_sheets,
    draw_collecting_sheet,
    draw_proved_sheet,
    draw_row,
    draw_sheet,
    drawn,
    proved_sheets,
    sheets,
)

Pair = tuple[Sheet, Sheet]
Item = TypeVar("Item")


def asked(random: Random, draw: Callable[[Random], Sheet] = draw_proved_sheet) -> tuple[Sheet, Point]:
    """A sheet and one of its points."""
    sheet = draw(random)
    return sheet, random.choice(sheet.points)


def deciding(table: Table[Value], sheet: Sheet, point: Point) -> tuple[object, frozenset[str]]:
    """The library's outcome and winning rules."""
    decision = table.decide(facts_of(sheet, point))
    return decision.outcome, frozenset(rule.id for rule in decision.rules)


def expected(sheet: Sheet, point: Point) -> tuple[object, frozenset[str]]:
    """The oracle's outcome and winning rules."""
    answer = sheet.answer(point)
    assert answer is not None
    return answer.outcome, answer.winners


class TestTotalOnTheDomain:
    """Inside the domain `decide` never fails; outcome and rules are those of brute force."""

    @law()
    @given(proved_sheets())
    def test_decide(self, sheet: Sheet) -> None:
        """At every point."""
        table = built(sheet)

        assert {point: deciding(table, sheet, point) for point in sheet.points} == {
            point: expected(sheet, point) for point in sheet.points
        }

    @law()
    @given(sheets((Hit.UNIQUE, Hit.ANY, Hit.MOST_RESTRICTIVE, Hit.FIRST)).filter(is_proved))
    def test_decide_on_whatever_builds(self, sheet: Sheet) -> None:
        """Also for tables that did not grow from a hidden function."""
        table = built(sheet)

        assert {point: deciding(table, sheet, point) for point in sheet.points} == {
            point: expected(sheet, point) for point in sheet.points
        }

    @law()
    @given(collecting_sheets())
    def test_collect(self, sheet: Sheet) -> None:
        """One decision for each outcome that matches, by all rules of that outcome."""
        table = built(sheet)
        for point, live in sheet.lives.items():
            actual = table.collect(facts_of(sheet, point))
            assert len(actual) == len(sheet.outcome(point))
            assert {one.outcome: [rule.id for rule in one.rules] for one in actual} == {
                outcome: sorted(row.id for row in sheet.rows if row.id in live and row.then == outcome)
                for outcome in sheet.outcome(point)
            }

    @law()
    @given(collecting_sheets().filter(lambda sheet: sheet.is_ordered))
    def test_collected_in_order(self, sheet: Sheet) -> None:
        """Ordered outcomes are collected in their order."""
        table = built(sheet)

        for point in sheet.points:
            found = tuple(one.outcome for one in table.collect(facts_of(sheet, point)))
            assert found == sheet.outcome(point)

    @law()
    @given(drawn(asked))
    def test_facts_in_column_order(self, case: tuple[Sheet, Point]) -> None:
        """The decision tells every fact, missing ones too; keywords and mappings say the same."""
        sheet, point = case
        table = built(sheet)
        decision = table.decide(facts_of(sheet, point))

        assert decision.facts == tuple(sheet.facts(point).items())
        assert decision == table.decide(**facts_of(sheet, point)) == table.decide(sheet.facts(point))
        assert hash(decision) == hash(table.decide(sheet.facts(point)))

    @law()
    @given(drawn(asked))
    def test_truth_testing_is_refused(self, case: tuple[Sheet, Point]) -> None:
        """A decision is neither true nor false."""
        sheet, point = case
        decision = built(sheet).decide(facts_of(sheet, point))

        with pytest.raises(TypeError):
            bool(decision)

    @law(30)
    @given(drawn(asked, draw_collecting_sheet), drawn(asked))
    def test_each_policy_has_its_verb(self, many: tuple[Sheet, Point], single: tuple[Sheet, Point]) -> None:
        """COLLECT is collected, all else is decided."""
        with pytest.raises(TableError):
            built(many[0]).decide(facts_of(*many))
        with pytest.raises(TableError):
            built(single[0]).collect(facts_of(*single))


def foreign(axis: Axis) -> list[object]:
    """Values that look like a column's own and are not."""
    wrong: list[object] = [None, "", 1.0, float("nan"), (), object, "nearly"]
    if axis.is_numeric:
        wrong += [True, "1", float("inf")]
        wrong += [] if axis.ge is None else [axis.ge - 1]
        wrong += [] if axis.le is None else [axis.le + 1]
    if axis.domain is bool:
        wrong += [0, 1, "true"]
    if not axis.optional:
        wrong.append(MISSING)
    return wrong


def mistaken(random: Random) -> tuple[Sheet, dict[str, object], int]:
    """A sheet, facts that it refuses, and how many problems these have."""
    sheet, point = asked(random)
    wrong = random.sample(sheet.axes, random.randint(1, len(sheet.axes)))
    facts = sheet.facts(point) | {axis.name: random.choice(foreign(axis)) for axis in wrong}
    extra = random.choice(({}, {"unknown": 1}))
    return sheet, facts | extra, len(wrong) + len(extra)


class TestReadingNeverGuesses:
    """A value outside the domain is refused, and all problems are told at once."""

    @law()
    @given(drawn(mistaken))
    def test_all_problems_at_once(self, case: tuple[Sheet, dict[str, object], int]) -> None:
        """One problem for each wrong column, and one for an unknown fact."""
        sheet, facts, problems = case
        with pytest.raises(FactError) as refused:
            built(sheet).decide(facts)

        assert len(refused.value.problems) == problems

    @law()
    @given(drawn(asked))
    def test_only_optional_columns_may_be_left_out(self, case: tuple[Sheet, Point]) -> None:
        """One problem for each required column, unless there is none."""
        sheet, _ = case
        required = [axis.name for axis in sheet.axes if not axis.optional]
        table = built(sheet)
        if not required:
            assert table.decide({}).facts == tuple((axis.name, MISSING) for axis in sheet.axes)
            return
        with pytest.raises(FactError) as refused:
            table.decide({})

        assert len(refused.value.problems) == len(required)


def shuffled(random: Random, draw: Callable[[Random], Sheet]) -> Pair:
    """A sheet, and the same written in another order."""
    sheet = draw(random)
    mixed = [replace(row, when=permuted(random, row.when)) for row in sheet.rows]
    return sheet, sheet.with_rows(permuted(random, mixed))


def permuted(random: Random, items: Iterable[Item]) -> tuple[Item, ...]:
    """Some items in another order."""
    mixed = list(items)
    random.shuffle(mixed)
    return tuple(mixed)


class TestOrderIsIrrelevant:
    """Shuffling the rules, or the cells inside `when`, changes nothing."""

    @law()
    @given(drawn(shuffled, draw_sheet))
    def test_drafts(self, pair: Pair) -> None:
        """The draft, its findings and their order are equal."""
        draft, mixed = (sheet.draft() for sheet in pair)

        assert (mixed, hash(mixed)) == (draft, hash(draft))
        assert check(mixed, limit=ALL) == check(draft, limit=ALL)

    @law()
    @given(drawn(shuffled, draw_proved_sheet))
    def test_tables(self, pair: Pair) -> None:
        """The table, its digest and its answers are equal."""
        sheet = pair[0]
        table, mixed = map(built, pair)

        assert (mixed, hash(mixed), mixed.digest) == (table, hash(table), table.digest)
        assert {point: deciding(mixed, sheet, point) for point in sheet.points} == {
            point: deciding(table, sheet, point) for point in sheet.points
        }

    @law()
    @given(drawn(asked))
    def test_reasons_are_sorted_by_rule(self, case: tuple[Sheet, Point]) -> None:
        """Reasons come by rule id, whatever the order of writing."""
        sheet, point = case
        decision = built(sheet).decide(facts_of(sheet, point))

        assert [rule.id for rule in decision.rules] == sorted(expected(sheet, point)[1])


def with_one_row(random: Random) -> tuple[Sheet, Row]:
    """A sheet of a policy under which rules may say the same, and one of its rows."""
    sheet = draw_proved_sheet(random, (Hit.ANY, Hit.MOST_RESTRICTIVE))
    return sheet, random.choice(sheet.rows)


def renamed(random: Random) -> Pair:
    """A sheet, and the same with other ids."""
    sheet = draw_proved_sheet(random)
    names = permuted(random, (f"x{number}" for number in range(len(sheet.rows))))
    return sheet, sheet.with_rows(replace(row, id=name) for row, name in zip(sheet.rows, names, strict=True))


class TestAnotherIdChangesNothing:
    """The same content under another id changes no outcome under ANY and MOST_RESTRICTIVE."""

    @law()
    @given(drawn(with_one_row))
    def test_twice(self, case: tuple[Sheet, Row]) -> None:
        """A rule written twice, under two ids, says nothing new."""
        sheet, row = case
        table = built(sheet.with_rows((*sheet.rows, replace(row, id="again"))))

        assert outcomes(table, sheet) == outcomes(built(sheet), sheet)

    @law()
    @given(drawn(renamed))
    def test_renamed(self, pair: Pair) -> None:
        """Renaming all rules changes no outcome under any policy, but it is another table."""
        sheet = pair[0]
        table, other = map(built, pair)

        assert outcomes(other, sheet) == outcomes(table, sheet)
        assert other != table


def outcomes(table: Table[Value], sheet: Sheet) -> dict[Point, object]:
    """The library's outcome at every point."""
    return {point: table.decide(facts_of(sheet, point)).outcome for point in sheet.points}


def with_a_rule_more(random: Random, draw: Callable[[Random, tuple[Hit, ...]], Sheet]) -> Pair:
    """A sheet under MOST_RESTRICTIVE, and the same with another row."""
    sheet = draw(random, (Hit.MOST_RESTRICTIVE,))
    return sheet, sheet.with_rows((*sheet.rows, draw_row(random, sheet, "added")))


class TestAddingARuleNeverLoosens:
    """Under MOST_RESTRICTIVE one more rule makes no answer milder."""

    @law()
    @given(drawn(with_a_rule_more, draw_sheet))
    def test_drafts(self, pair: Pair) -> None:
        """The difference has nothing looser, and no new gap."""
        sheet, larger = pair
        kinds = {difference.kind.name for difference in diff(sheet.draft(), larger.draft()).differences}

        assert kinds <= {"TIGHTENED", "REASON_ONLY", "NEWLY_COVERED"}

    @law()
    @given(drawn(with_a_rule_more, draw_proved_sheet))
    def test_tables(self, pair: Pair) -> None:
        """Pointwise, for tables that build."""
        sheet, larger = pair
        assume(is_proved(larger))
        old, new = built(sheet), built(larger)
        severities = [
            (sheet.outcomes.index(old_outcome), sheet.outcomes.index(new_outcome))
            for old_outcome, new_outcome in zip(
                outcomes(old, sheet).values(), outcomes(new, sheet).values(), strict=True
            )
        ]

        assert [pair for pair in severities if pair[1] < pair[0]] == []
        assert is_no_looser(old, new) is True


class TestLearningNeverClosesAGo:
    """Filling in a missing fact never turns a permissive outcome of a built table restrictive."""

    @law(120)
    @given(sheets((Hit.UNIQUE, Hit.ANY, Hit.MOST_RESTRICTIVE, Hit.FIRST)).filter(is_proved))
    def test_filling_in(self, sheet: Sheet) -> None:
        """Any number of missing facts, at every permissive point."""
        table = built(sheet)
        found = outcomes(table, sheet)
        allowed = sheet.permissive or ()
        closed = [
            (blind, seen)
            for blind, outcome in found.items()
            if outcome in allowed and MISSING in blind
            for seen in found
            if found[seen] not in allowed and is_filled_in(blind, seen)
        ]

        assert closed == []


def is_filled_in(blind: Point, seen: Point) -> bool:
    """Say whether a point differs from another only where that one is missing something."""
    return all(own is MISSING or own == other for own, other in zip(blind, seen, strict=True))


class TestANoHasReasons:
    """Reasons are never empty, least of all for an outcome that is not permissive."""

    @law()
    @given(proved_sheets())
    def test_decide(self, sheet: Sheet) -> None:
        """The reasons are the deciding rules' own, with code and text."""
        table = built(sheet)
        for point in sheet.points:
            decision = table.decide(facts_of(sheet, point))
            ids = sorted(expected(sheet, point)[1])
            actual = [(reason.rule, reason.code, reason.because) for reason in decision.reasons]
            assert actual == [(rule_id, rule_id, f"row {rule_id}") for rule_id in ids]
            assert actual != []

    @law()
    @given(collecting_sheets())
    def test_collect(self, sheet: Sheet) -> None:
        """Whatever is collected has a reason."""
        table = built(sheet)

        for point in sheet.points:
            assert [one.outcome for one in table.collect(facts_of(sheet, point)) if not one.reasons] == []


class TestOnlyTheDecidingRulesMatter:
    """Evaluating only the deciding rules on the same facts gives the same outcome."""

    @law()
    @given(proved_sheets())
    def test_deciding_rules(self, sheet: Sheet) -> None:
        """Evaluated by the oracle."""
        table = built(sheet)
        for point in sheet.points:
            decision = table.decide(facts_of(sheet, point))
            kept: list[Row] = [sheet.row(rule.id) for rule in decision.rules]
            assert sheet.with_rows(kept).outcome(point) == decision.outcome
