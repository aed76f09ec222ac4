"""The difference between two tables is exact."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.errors import ReleasekitError
from releasekit.policy import Difference, diff, is_no_looser
from tests.laws.strategies import collecting_sheets, damaged, proved_sheets, sheet_pairs, sheets
from tests.laws.tables import built, law
from tests.oracle import (
    Change,
    Sheet,
    clashes,
    differences,
    gaps,
    is_pointwise_no_looser,
    is_proved,
)

Pair = tuple[Sheet, Sheet]


def is_clash_free(pair: Pair) -> bool:
    """Say whether both sheets give at most one answer everywhere."""
    return not any(clashes(sheet) for sheet in pair)


PAIRS = (sheet_pairs(proved_sheets()) | sheet_pairs()).filter(is_clash_free)


def told(difference: Difference) -> tuple[object, ...]:
    """A difference in the oracle's words."""
    return (
        difference.kind.name,
        difference.old_outcome,
        frozenset(difference.old_rules),
        difference.new_outcome,
        frozenset(difference.new_rules),
        difference.count,
    )


def retold(change: Change) -> tuple[object, ...]:
    """The oracle's change in the same words."""
    sides = [(None, frozenset()) if side is None else (side.outcome, side.winners) for side in (change.old, change.new)]
    return (change.kind, *sides[0], *sides[1], change.count)


class TestDiffIsEmptyIffEqualEverywhere:
    """No difference just where every point has the same answer by the same rules."""

    @law(200)
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

    @law(200)
    @given(PAIRS)
    def test_differences(self, pair: Pair) -> None:
        """Kinds, outcomes, rules and counts equal those of brute force; none is told twice."""
        old, new = pair
        actual = [told(difference) for difference in diff(old.draft(), new.draft()).differences]

        assert sorted(map(repr, actual)) == sorted(map(repr, set(actual)))
        assert set(actual) == {retold(change) for change in differences(old, new)}

    @law(200)
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
    @given(sheet_pairs(proved_sheets()).filter(lambda pair: all(map(is_proved, pair))))
    def test_tables_and_drafts(self, pair: Pair) -> None:
        """Two tables differ as their drafts do."""
        old, new = pair

        assert diff(built(old), built(new)).differences == diff(old.draft(), new.draft()).differences


class TestNoLooserIsPointwise:
    """`is_no_looser` says whether the new table is nowhere more permissive."""

    @law(200)
    @given(sheet_pairs(proved_sheets()).filter(lambda pair: pair[0].is_ordered))
    def test_complete_sheets(self, pair: Pair) -> None:
        """Where both answer everywhere."""
        old, new = pair
        assume(is_clash_free(pair) and not gaps(new))

        assert is_no_looser(old.draft(), new.draft()) is is_pointwise_no_looser(old, new)

    @law(30)
    @given(sheet_pairs(proved_sheets()).filter(lambda pair: not pair[0].is_ordered))
    def test_unordered_outcomes_are_refused(self, pair: Pair) -> None:
        """Without an order nothing is looser."""
        with pytest.raises(ReleasekitError):
            is_no_looser(pair[0].draft(), pair[1].draft())


@st.composite
def collecting_pairs(draw: st.DrawFn) -> Pair:
    """Two sheets under COLLECT over the same columns."""
    old = draw(collecting_sheets())
    return old, draw(st.just(old) | damaged(old, 2))


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
