"""Traces, near misses and small changes: what they say is so."""

from itertools import product
from random import Random

from hypothesis import given

from releasekit.policy import MISSING, Hit, Nearest, Trace
from tests.laws.tables import built, facts_of, law
from tests.oracle import Point, Sheet, Value, changeable, flips, is_proved, nearest_columns
from tests.strategies.policy import SINGLE, draw_collecting_sheet, draw_proved_sheet, draw_sheet, drawn

Asked = tuple[Sheet, Point, Value]


def asked(random: Random) -> Asked:
    """A sheet without errors, a point and an outcome."""
    sheet = draw_sheet(random, SINGLE)
    sheet = sheet if is_proved(sheet) else draw_proved_sheet(random)
    return sheet, random.choice(sheet.points), random.choice(sheet.outcomes)


def asked_with_fixed(random: Random) -> tuple[Asked, tuple[str, ...]]:
    """The same, with columns that may not change."""
    case = asked(random)
    names = [axis.name for axis in case[0].axes]
    return case, tuple(random.sample(names, random.randint(0, len(names))))


def rederived(sheet: Sheet, trace: Trace[Value]) -> Value:
    """The outcome of a trace, from nothing but its matches and the hit policy."""
    matched = [rule.rule for rule in trace.rules if rule.matched]
    if sheet.hit is Hit.MOST_RESTRICTIVE:
        return max((rule.then for rule in matched), key=sheet.outcomes.index)
    if sheet.hit is Hit.FIRST:
        return min(matched, key=lambda rule: rule.rank or 0).then
    (outcome,) = {rule.then for rule in matched}
    return outcome


class TestTheTraceRederivesTheOutcome:
    """Every rule and every cell is told, and the outcome follows from them."""

    @law()
    @given(drawn(asked))
    def test_outcome(self, case: Asked) -> None:
        """The matches alone give the outcome."""
        sheet, point, _ = case
        decision = built(sheet).decide(facts_of(sheet, point))
        trace = decision.trace()

        assert rederived(sheet, trace) == trace.outcome == decision.outcome

    @law()
    @given(drawn(asked))
    def test_rules(self, case: Asked) -> None:
        """Every rule once, whether it matched and whether it decides."""
        sheet, point, _ = case
        winners = sheet.winners(point)
        trace = built(sheet).decide(facts_of(sheet, point)).trace()

        assert [(rule.rule.id, rule.matched, rule.decides) for rule in trace.rules] == [
            (row.id, row.id in sheet.live(point), row.id in winners)
            for row in sorted(sheet.rows, key=lambda row: row.id)
        ]

    @law()
    @given(drawn(asked))
    def test_cells(self, case: Asked) -> None:
        """Every cell with the value that it saw and whether it held it."""
        sheet, point, _ = case
        facts = sheet.facts(point)
        for rule in built(sheet).decide(facts_of(sheet, point)).trace().rules:
            row = sheet.row(rule.rule.id)
            told = {cell.column: (cell.value, cell.matched) for cell in rule.cells}
            assert told == {name: (facts[name], row.term(name).holds(facts[name])) for name in told}
            assert {name for name, _ in row.when} <= set(told)
            assert rule.matched is all(matched for _, matched in told.values())


def losing(sheet: Sheet, point: Point, outcome: object) -> dict[str, frozenset[str]]:
    """The rules of an outcome, with the columns in which they fail at a point."""
    facts = sheet.facts(point)
    return {
        row.id: frozenset(name for name, term in row.when if not term.holds(facts[name]))
        for row in sheet.rows
        if row.then == outcome
    }


class TestWhyNotNamesTheNearestLosers:
    """For another outcome: its rules, the cells that failed, and who beat the others."""

    @law()
    @given(drawn(asked))
    def test_near_misses(self, case: Asked) -> None:
        """Exactly the rules of that outcome that fail in the fewest cells, and exactly those."""
        sheet, point, outcome = case
        decision = built(sheet).decide(facts_of(sheet, point))
        actual = {
            (miss.rule.id, frozenset(cell.column for cell in miss.failed), bool(miss.beaten_by))
            for miss in decision.why_not(outcome)
        }
        losers = losing(sheet, point, outcome) if outcome != decision.outcome else {}
        fewest = min(map(len, losers.values()), default=0)

        assert actual == {(rule, failed, not failed) for rule, failed in losers.items() if len(failed) == fewest}

    @law()
    @given(drawn(asked))
    def test_winners(self, case: Asked) -> None:
        """Who beats a matching rule is deciding; nothing is told of the outcome that holds."""
        sheet, point, outcome = case
        decision = built(sheet).decide(facts_of(sheet, point))
        misses = decision.why_not(outcome)
        winners = {rule.id for rule in decision.rules}

        assert decision.why_not(decision.outcome) == ()
        assert [miss.rule.id for miss in misses if not set(miss.beaten_by) <= winners] == []


def regions(sheet: Sheet, point: Point, near: Nearest[Value]) -> list[Point]:
    """The sample points of the region that a near answer describes."""
    cells = {change.column: change.region for change in near.changes}
    held = [
        [value for value in axis.values if cells[axis.name].contains(value)] if axis.name in cells else [own]
        for axis, own in zip(sheet.axes, point, strict=True)
    ]
    return list(product(*held))


class TestNearestIsNearest:
    """`nearest` reaches its outcome, changes only what it says, and no smaller change does."""

    @law(120)
    @given(drawn(asked_with_fixed))
    def test_fewest_columns(self, case: tuple[Asked, tuple[str, ...]]) -> None:
        """The columns are those of brute force; `None` just where the outcome is out of reach."""
        (sheet, point, outcome), fixed = case
        near = built(sheet).decide(facts_of(sheet, point)).nearest(outcome, fixed=fixed)
        actual = None if near is None else tuple(change.column for change in near.changes)

        assert actual == nearest_columns(sheet, point, outcome, fixed)

    @law()
    @given(drawn(asked))
    def test_reaches_its_outcome(self, case: Asked) -> None:
        """The facts are the old ones with the changes, and there the outcome holds."""
        sheet, point, outcome = case
        near = built(sheet).decide(facts_of(sheet, point)).nearest(outcome)
        if near is None:
            return
        facts = sheet.facts(point)
        changed = facts | {change.column: change.becomes for change in near.changes}

        assert near.outcome == outcome == sheet.outcome(sheet.point(near.facts))
        assert dict(near.facts) == changed
        assert sheet.holds(sheet.point(near.facts))
        assert [(c.column, c.value) for c in near.changes] == [(c.column, facts[c.column]) for c in near.changes]
        assert [change.column for change in near.changes if change.becomes == change.value] == []

    @law()
    @given(drawn(asked))
    def test_the_whole_region_reaches_it(self, case: Asked) -> None:
        """A region holds the new value, and every value of it does."""
        sheet, point, outcome = case
        near = built(sheet).decide(facts_of(sheet, point)).nearest(outcome)
        if near is None:
            return

        assert [change for change in near.changes if not change.region.contains(change.becomes)] == []
        assert [moved for moved in regions(sheet, point, near) if sheet.outcome(moved) != outcome] == []


class TestFragileIsEverySingleFlip:
    """`fragile` tells exactly the single facts that would change the outcome."""

    @law(120)
    @given(drawn(asked))
    def test_flips(self, case: Asked) -> None:
        """Column by column, value by value, with the outcome that it leads to."""
        sheet, point, _ = case
        told = built(sheet).decide(facts_of(sheet, point)).fragile()
        actual = {
            (flip.change.column, value, flip.outcome)
            for flip in told
            for value in sheet.axis(flip.change.column).values
            if flip.change.region.contains(value)
        }

        assert actual == flips(sheet, point)

    @law()
    @given(drawn(asked))
    def test_each_flip_is_one(self, case: Asked) -> None:
        """The value that a flip proposes lies in its region and really flips."""
        sheet, point, _ = case
        facts = sheet.facts(point)
        for flip in built(sheet).decide(facts_of(sheet, point)).fragile():
            change = flip.change
            moved = sheet.point(facts | {change.column: change.becomes})
            assert change.value == facts[change.column]
            assert sheet.holds(moved)
            assert change.region.contains(change.becomes)
            assert sheet.outcome(moved) == flip.outcome != sheet.outcome(point)


class TestNobodyIsToldToChangeWhatIsGiven:
    """No advice names a given fact that is known; one that is missing is only ever filled in."""

    @law()
    @given(drawn(asked))
    def test_advice(self, case: Asked) -> None:
        """Neither the smallest change nor a flip; whatever is proposed instead is a present value."""
        sheet, point, outcome = case
        decision = built(sheet).decide(facts_of(sheet, point))
        near = decision.nearest(outcome)
        changes = [*(near.changes if near else ()), *(flip.change for flip in decision.fragile())]
        advised = [change for change in changes if sheet.axis(change.column).given]

        assert [change for change in advised if change.value is not MISSING or change.becomes is MISSING] == []

    @law()
    @given(drawn(asked))
    def test_given_is_fixed_once_known(self, case: Asked) -> None:
        """The advice is that of the same table without given columns, with the known ones fixed."""
        sheet, point, outcome = case
        facts = facts_of(sheet, point)
        table = built(sheet)
        free = table.replace(columns=tuple(column.replace(given=False) for column in table.columns))
        known = {column.name for column in table.columns if column.given and column.name in facts}
        decision, plain = table.decide(facts), free.decide(facts)

        assert decision.nearest(outcome) == plain.nearest(outcome, fixed=known)
        assert decision.fragile() == tuple(flip for flip in plain.fragile() if flip.change.column not in known)
        assert (free.digest == table.digest) is not any(column.given for column in table.columns)


Collected = tuple[Sheet, Point, Value, Value]


def collected(random: Random) -> Collected | None:
    """A sheet under COLLECT, a point with an answer, one of the outcomes there, and any outcome."""
    sheet = draw_collecting_sheet(random)
    answered = [point for point in sheet.points if sheet.outcome(point)]
    if not answered:
        return None
    point = random.choice(answered)
    return sheet, point, random.choice(sheet.outcome(point)), random.choice(sheet.outcomes)


class TestCollectedDecisionsExplainThemselves:
    """Under COLLECT an outcome is reached where it is collected, and lost where it is not."""

    @law()
    @given(drawn(collected).filter(bool))
    def test_nearest(self, case: Collected) -> None:
        """From any collected decision to any outcome."""
        sheet, point, own, outcome = case
        (decision,) = (one for one in built(sheet).collect(facts_of(sheet, point)) if one.outcome == own)
        near = decision.nearest(outcome)
        actual = None if near is None else tuple(change.column for change in near.changes)

        assert actual == nearest_columns(sheet, point, outcome)
        assert near is None or sheet.reaches(sheet.point(near.facts), outcome)

    @law()
    @given(drawn(collected).filter(bool))
    def test_fragile(self, case: Collected) -> None:
        """Every single fact whose change loses the outcome."""
        sheet, point, own, _ = case
        (decision,) = (one for one in built(sheet).collect(facts_of(sheet, point)) if one.outcome == own)
        actual = {
            (flip.change.column, value, flip.outcome)
            for flip in decision.fragile()
            for value in sheet.axis(flip.change.column).values
            if flip.change.region.contains(value)
        }

        assert actual == {
            (sheet.axes[place].name, moved[place], None)
            for place in changeable(sheet, point)
            for moved in ((*point[:place], value, *point[place + 1 :]) for value in sheet.axes[place].values)
            if not sheet.reaches(moved, own)
        }
