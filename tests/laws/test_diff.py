"""The difference between two tables is exact."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releasekit.errors import ReleasekitError
from releasekit.policy import Cell, Column, Difference, Draft, Rule, diff, is_no_looser
from tests.laws.tables import built, law
from tests.oracle import (
    Axis,
    Change,
    Either,
    Not,
    Point,
    Sheet,
    Term,
    Values,
    clashes,
    differences,
    is_pointwise_no_looser,
    is_proved,
)
from tests.strategies.policy import (
    draw_collecting_sheet,
    draw_proved_sheet,
    draw_single_sheet,
    drawn,
    proved_sheets,
    sheet_pairs,
    sheets,
)

Pair = tuple[Sheet, Sheet]
Box = Iterable[tuple[str, Cell]]


def is_clash_free(pair: Pair) -> bool:
    """Say whether both sheets give at most one answer everywhere."""
    return not any(clashes(sheet) for sheet in pair)


PAIRS = (sheet_pairs(draw_proved_sheet) | sheet_pairs(draw_single_sheet)).filter(is_clash_free)


def told(difference: Difference) -> Point:
    """A difference in the oracle's words."""
    return (
        difference.kind.name,
        difference.old_outcome,
        frozenset(difference.old_rules),
        difference.new_outcome,
        frozenset(difference.new_rules),
        difference.count,
    )


def retold(change: Change) -> Point:
    """The oracle's change in the same words."""
    sides = [(None, frozenset()) if side is None else (side.outcome, side.winners) for side in (change.old, change.new)]
    return (change.kind, *sides[0], *sides[1], change.count)


class TestDiffIsEmptyIffEqualEverywhere:
    """No difference just where every point has the same answer by the same rules."""

    @law(120)
    @given(PAIRS)
    def test_empty_iff_equal(self, pair: Pair) -> None:
        """In both directions."""
        old, new = pair

        assert (diff(old.draft(), new.draft()).differences == ()) is (old.answers == new.answers)

    @law()
    @given(sheets())
    def test_with_itself(self, sheet: Sheet) -> None:
        """Nothing differs from itself."""
        assert diff(sheet.draft(), sheet.draft()).differences == ()


class TestEachDifferenceIsTrue:
    """One difference for each pair of winning sets, with the right kind and the right count."""

    @law(120)
    @given(PAIRS)
    def test_differences(self, pair: Pair) -> None:
        """Kinds, outcomes, rules and counts equal those of brute force; none is told twice."""
        old, new = pair
        actual = [told(difference) for difference in diff(old.draft(), new.draft()).differences]

        assert sorted(map(repr, actual)) == sorted(map(repr, set(actual)))
        assert set(actual) == {retold(change) for change in differences(old, new)}

    @law(120)
    @given(PAIRS)
    def test_witnesses(self, pair: Pair) -> None:
        """At the witness both sides answer as told."""
        old, new = pair
        for difference in diff(old.draft(), new.draft()).differences:
            point = old.point(difference.witness)
            assert old.holds(point)
            answers = [sheet.answer(point) for sheet in pair]
            assert [frozenset() if a is None else a.winners for a in answers] == [
                frozenset(difference.old_rules),
                frozenset(difference.new_rules),
            ]

    @law()
    @given(PAIRS)
    def test_backwards(self, pair: Pair) -> None:
        """The difference the other way round is the same one, seen from the other side."""
        turned = {
            "LOOSENED": "TIGHTENED",
            "TIGHTENED": "LOOSENED",
            "NEWLY_GAP": "NEWLY_COVERED",
            "NEWLY_COVERED": "NEWLY_GAP",
        }
        there, back = (diff(a.draft(), b.draft()).differences for a, b in (pair, pair[::-1]))

        assert {told(one) for one in there} == {
            (turned.get(kind, kind), new, new_rules, old, old_rules, count)
            for kind, old, old_rules, new, new_rules, count in map(told, back)
        }

    @law()
    @given(sheet_pairs(draw_proved_sheet).filter(lambda pair: all(map(is_proved, pair))))
    def test_tables_and_drafts(self, pair: Pair) -> None:
        """Two tables differ as their drafts do."""
        old, new = pair

        assert diff(built(old), built(new)).differences == diff(old.draft(), new.draft()).differences


class TestBoxesOfADifference:
    """The boxes of a difference are disjoint and hold exactly its points."""

    @law()
    @given(PAIRS)
    def test_boxes(self, pair: Pair) -> None:
        """At every point as many boxes as there are differences: one or none."""
        old, new = pair
        change = diff(old.draft(), new.draft())
        for difference in change.differences:
            boxes = change.boxes(difference, limit=10_000)
            sides = (frozenset(difference.old_rules), frozenset(difference.new_rules))
            assert {point: held_by(boxes, old, point) for point in old.points} == {
                point: int((old.winners(point), new.winners(point)) == sides) for point in old.points
            }


def held_by(boxes: Iterable[Box], sheet: Sheet, point: Point) -> int:
    """How many boxes hold a point."""
    facts = sheet.facts(point)
    return sum(all(cell.contains(facts[name]) for name, cell in box) for box in boxes)


class TestNoLooserIsPointwise:
    """`is_no_looser` says whether the new table is nowhere more permissive."""

    @law(120)
    @given(PAIRS.filter(lambda pair: pair[0].is_ordered))
    def test_ordered_outcomes(self, pair: Pair) -> None:
        """No answer permits nothing: from there only the strictest outcome is no looser."""
        assert is_no_looser(pair[0].draft(), pair[1].draft()) is is_pointwise_no_looser(*pair)

    def test_where_rules_clash_there_is_no_answer(self) -> None:
        """Both rules of a clash count, although either answers by itself."""
        stop, go = Rule("stop", {}, then="stop"), Rule("go", {}, then="go")
        strict = Draft("strict", (Column("red", bool),), rules=(stop,), outcomes=("go", "stop"))
        assert is_no_looser(strict, strict.replace(rules=(stop, go)))
        assert not is_no_looser(strict, strict.replace(rules=(go,)))

    @law(30)
    @given(sheet_pairs(draw_proved_sheet).filter(lambda pair: not pair[0].is_ordered))
    def test_unordered_outcomes_are_refused(self, pair: Pair) -> None:
        """Without an order nothing is looser."""
        with pytest.raises(ReleasekitError):
            is_no_looser(pair[0].draft(), pair[1].draft())


def collecting_pairs() -> st.SearchStrategy[Pair]:
    """Two sheets under COLLECT over the same columns."""
    return sheet_pairs(draw_collecting_sheet)


TEXTS = {"x": "left", "y": "right", "solo": "alone"}
VERDICTS = {"go": "fly", "wait": "stay", "no": "halt", "never": "end"}


def is_spelt_in_texts(pair: Pair) -> bool:
    """Say whether the outcomes of a pair are texts that can be renamed."""
    return set(pair[0].outcomes) <= set(VERDICTS)


class TestWordsTranslate:
    """A table in other words differs, once translated, just as in its own."""

    @law()
    @given(PAIRS.filter(is_spelt_in_texts))
    def test_translated(self, pair: Pair) -> None:
        """The old table's values and outcomes are called something else."""
        old, new = pair
        words: dict[str, dict[object, object]] = {
            axis.name: {TEXTS[value]: value for value in axis.domain}
            for axis in old.axes
            if isinstance(axis.domain, tuple) and set(axis.domain) <= set(TEXTS)
        }
        words["then"] = {VERDICTS[outcome]: outcome for outcome in old.outcomes}
        actual = diff(translated(old).draft(), new.draft(), words=words).differences

        assert {told(one)[0:1] + told(one)[2:] for one in actual} == {
            retold(change)[0:1] + retold(change)[2:] for change in differences(old, new)
        }


def translated(sheet: Sheet) -> Sheet:
    """A sheet in other words."""
    axes = tuple(
        replace(axis, domain=tuple(TEXTS.get(value, value) for value in axis.domain))
        if isinstance(axis.domain, tuple)
        else axis
        for axis in sheet.axes
    )
    rows = tuple(
        replace(row, then=VERDICTS[row.then], when=tuple((name, reworded(term)) for name, term in row.when))
        for row in sheet.rows
    )
    permissive = sheet.permissive and tuple(VERDICTS[outcome] for outcome in sheet.permissive)
    outcomes = tuple(VERDICTS[outcome] for outcome in sheet.outcomes)
    return replace(sheet, axes=axes, rows=rows, outcomes=outcomes, permissive=permissive)


def reworded(term: Term) -> Term:
    """A cell in other words."""
    if isinstance(term, Values):
        return Values(tuple(TEXTS.get(one, one) if isinstance(one, str) else one for one in term.values))
    if isinstance(term, Not | Either):
        return replace(term, parts=tuple(map(reworded, term.parts)))
    return term


def grown(random: Random) -> Pair | None:
    """A proved sheet, and the same with one more value in the domain of one column, if one can grow."""
    old = draw_proved_sheet(random)
    places = [place for place, axis in enumerate(old.axes) if can_grow(axis)]
    if not places:
        return None
    place = random.choice(places)
    axis = old.axes[place]
    if isinstance(axis.domain, tuple):
        larger = replace(axis, domain=(*axis.domain, "added"))
    else:
        larger = replace(axis, le=(axis.le or 0) + 1)
    return old, replace(old, axes=(*old.axes[:place], larger, *old.axes[place + 1 :]))


def can_grow(axis: Axis) -> bool:
    """Say whether a column is a list of texts or a range of integers."""
    return isinstance(axis.domain, tuple) or (axis.domain == "integers" and axis.le is not None)


class TestDomainsMayDiffer:
    """A point that only one table knows is a change of domain, and is told as one."""

    @law()
    @given(drawn(grown).filter(bool))
    def test_one_more_value(self, pair: Pair) -> None:
        """Exactly the answers at the new value are told, in both directions."""
        old, new = pair
        added = [point for point in new.points if not old.holds(point) and new.answer(point)]
        for sides in (pair, pair[::-1]):
            actual = diff(*(sheet.draft() for sheet in sides)).differences
            rules = {frozenset(one.old_rules) | frozenset(one.new_rules) for one in actual}
            assert {one.kind.name for one in actual} <= {"DOMAIN_CHANGED"}
            assert rules - {frozenset()} == {new.winners(point) for point in added}
            assert [one for one in actual if old.holds(old.point(one.witness))] == []

    @law()
    @given(proved_sheets())
    def test_a_column_of_one_side_is_open_in_the_other(self, sheet: Sheet) -> None:
        """A column that no rule mentions makes no difference."""
        wider = replace(sheet, axes=(*sheet.axes, Axis("unused", bool)))

        assert diff(sheet.draft(), wider.draft()).differences == ()
        assert diff(wider.draft(), sheet.draft()).differences == ()


class TestCollectedAnswersDiffer:
    """Under COLLECT the answer is the whole collection."""

    @law()
    @given(collecting_pairs())
    def test_empty_iff_equal(self, pair: Pair) -> None:
        """No difference just where every point collects the same by the same rules."""
        old, new = pair

        assert (diff(old.draft(), new.draft()).differences == ()) is (old.answers == new.answers)

    @law()
    @given(collecting_pairs())
    def test_witnesses_and_counts(self, pair: Pair) -> None:
        """Rules and counts equal those of brute force."""
        old, new = pair
        actual = {
            told(difference)[2::2] + told(difference)[5:] for difference in diff(old.draft(), new.draft()).differences
        }

        assert actual == {retold(change)[2::2] + retold(change)[5:] for change in differences(old, new)}
