"""What exactly a change of policy changes: every pair of winning sets whose answers differ, with a witness."""

from itertools import islice

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen
from releasekit._views import View, Viewable
from releasekit._words import Word
from releasekit.policy._check import point_of
from releasekit.policy._findings import Finding, FindingKind, Point, Region, TableError, point_text
from releasekit.policy._form import is_ordered, listed_outcomes, outcome_text
from releasekit.policy._joined import Joined, Label, Side, Vocabulary
from releasekit.policy._partition import DEFAULT_BUDGET, Budget, Mask, Sweep, Trim, bits, plus
from releasekit.policy._rules import Draft, Hit, Reason


class DifferenceKind(Word):
    """How the new answer differs from the old one.

    ``NEWLY_COVERED``: only the new draft answers. ``NEWLY_GAP``: only the old one does. ``LATERAL``: the outcomes
    differ and no order says which is more permissive. ``REASON_ONLY``: the same outcome by other rules.
    ``DOMAIN_CHANGED``: the point exists in one of the drafts only.
    """

    LOOSENED = "loosened"
    TIGHTENED = "tightened"
    LATERAL = "lateral"
    NEWLY_COVERED = "newly_covered"
    NEWLY_GAP = "newly_gap"
    DOMAIN_CHANGED = "domain_changed"
    REASON_ONLY = "reason_only"


@attrs.frozen
class Difference(Frozen):
    """All points where one set of old rules and one set of new rules win, and answer differently.

    Attributes:
        kind: how the answers differ.
        count: how many points; ``None`` where they are infinitely many.
        witness: one of the points, in the new draft's words.
        old_outcome: what the old draft answers; ``None`` where it does not answer.
        new_outcome: what the new draft answers; ``None`` where it does not answer.
        old_reasons: the old winning rules, with their sources.
        new_reasons: the new winning rules, with their sources.
    """

    kind: DifferenceKind
    count: int | None
    witness: Point = attrs.field(kw_only=True)
    old_outcome: object = attrs.field(kw_only=True)
    new_outcome: object = attrs.field(kw_only=True)
    old_reasons: tuple[Reason, ...] = attrs.field(kw_only=True)
    new_reasons: tuple[Reason, ...] = attrs.field(kw_only=True)

    @property
    def old_rules(self) -> tuple[str, ...]:
        """The ids of the old winning rules."""
        return tuple(reason.rule for reason in self.old_reasons)

    @property
    def new_rules(self) -> tuple[str, ...]:
        """The ids of the new winning rules."""
        return tuple(reason.rule for reason in self.new_reasons)

    def __str__(self) -> str:
        old, new = (_outcome_text(outcome) for outcome in (self.old_outcome, self.new_outcome))
        points = "infinitely many points" if self.count is None else f"{self.count} point{'s' * (self.count != 1)}"
        return f"{self.kind}: {old} -> {new} at {point_text(self.witness)} ({points})"


@attrs.frozen
class Diff(Frozen, Viewable):
    """The exact difference between two drafts.

    Attributes:
        old: the old draft.
        new: the new draft.
        differences: the differences, in the order of `DifferenceKind`; empty where both answer the same everywhere, by
            the same rules.
    """

    old: Draft[object]
    new: Draft[object]
    differences: tuple[Difference, ...] = attrs.field(kw_only=True)
    _words: tuple[tuple[str, tuple[tuple[object, object], ...]], ...] = attrs.field(
        kw_only=True, repr=False, alias="words"
    )

    def view(self) -> View:
        """Return the difference as people read it: a row per difference, and the sources of both sides."""
        from releasekit.policy._show import diff_view

        return diff_view(self)

    def of(self, *kinds: DifferenceKind) -> tuple[Difference, ...]:
        """Return the differences of some kinds."""
        return tuple(difference for difference in self.differences if difference.kind in kinds)

    def boxes(self, difference: Difference, *, limit: int = 100) -> tuple[Region, ...]:
        """Return disjoint boxes that together hold the points of a difference, at most ``limit`` of them."""
        joined = Joined(self.old, self.new, {name: dict(pairs) for name, pairs in self._words})
        sweep = _swept(joined, DEFAULT_BUDGET, joined.trim)
        uncounted = difference.replace(count=0)
        found = sweep.boxes(lambda state: _difference(joined, state, 0, difference.witness) == uncounted)
        return tuple(_region(joined, box) for box in islice(found, limit))


def _region(joined: Joined, box: tuple[tuple[int, ...], ...]) -> Region:
    """Return a box in the words of the new draft."""
    pairs = zip(joined.partition.axes, box, strict=True)
    return tuple((axis.column.name, joined.cell(axis.column.name, axis.cell(atoms))) for axis, atoms in pairs)


def diff(
    old: Draft[object], new: Draft[object], *, words: Vocabulary | None = None, budget: int = DEFAULT_BUDGET
) -> Diff:
    """Return everywhere that two drafts answer differently.

    Values and outcomes are compared by their texts. A column that only one draft has is open in the other.

    Args:
        old: the draft or table as it was; it may have gaps.
        new: the draft or table as it is now; it may have gaps.
        words: what the old draft's values are called in the new one: ``{column: {old: new}}``, with ``"then"`` for the
            outcomes.
        budget: how many states the sweep may keep.

    Raises:
        BudgetError: where the sweep needs more states.
        FieldError: where one of the two is no draft.
        TableError: where a draft is malformed, a column is of another kind in the other draft, or ``words`` names what
            the old draft does not have.
    """
    of_kind("old", old, Draft)
    of_kind("new", new, Draft)
    given = words or {}
    joined = Joined(old, new, given)
    sweep = _swept(joined, budget, joined.trim)
    counts = sweep.counts()
    found: dict[object, Difference] = {}
    for state in sweep.states:
        witness = tuple(
            (name, joined.value(name, value)) for name, value in point_of(joined.partition, sweep.atoms(state))
        )
        difference = _difference(joined, state, counts[state], witness)
        if difference is not None:
            # Rules of a draft may be alive outside its domain, where they answer nothing: one difference all the same.
            key = (difference.kind, difference.old_reasons, difference.new_reasons)
            known = found.get(key)
            found[key] = difference if known is None else known.replace(count=plus(known.count, difference.count))
    kept = tuple((name, tuple(renames.items())) for name, renames in given.items())
    return Diff(old, new, differences=tuple(sorted(found.values(), key=_place)), words=kept)


def _place(difference: Difference) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """Sort by kind, then by rules."""
    return list(DifferenceKind).index(difference.kind), difference.old_rules, difference.new_rules


def is_no_looser(
    old: Draft[object], new: Draft[object], *, words: Vocabulary | None = None, budget: int = DEFAULT_BUDGET
) -> bool:
    """Tell whether the new draft is nowhere more permissive than the old one.

    Where the old draft does not answer, the new one may only give its most restrictive outcome; where the new one
    does not answer, it permits nothing. An outcome that the orders of both drafts do not rank is taken for looser.

    Raises:
        TableError: where outcomes are unordered or collected, and what `diff` raises.
    """
    for name, draft in {"old": old, "new": new}.items():
        of_kind(name, draft, Draft)
        if not is_ordered(draft) or draft.hit is Hit.COLLECT:
            message = "outcomes have no order, so no draft is looser; expected a tuple and a hit policy with one answer"
            raise TableError(draft.name, (Finding(FindingKind.MALFORMED, message),))
    strictest = listed_outcomes(new)[-1]
    joined = Joined(old, new, words or {})
    # Which rules win counts for nothing here, so far fewer states are kept than for a difference.
    states = _swept(joined, budget, joined.trim_answers).states
    return not any(_loosens(_difference(joined, state, None, witness=()), strictest) for state in states)


def _loosens(difference: Difference | None, strictest: object) -> bool:
    if difference is None:
        return False
    match difference.kind:
        case DifferenceKind.LOOSENED | DifferenceKind.LATERAL:
            return True
        case DifferenceKind.NEWLY_COVERED | DifferenceKind.DOMAIN_CHANGED:
            return difference.new_outcome not in (None, strictest)
        case _:
            return False


def _swept(joined: Joined, budget: int, trim: Trim) -> Sweep:
    rules = len(joined.old.rules) + len(joined.new.rules)
    question = f"difference of `{joined.old.draft.name}` and `{joined.new.draft.name}`"
    return Sweep(joined.partition, Budget(budget, question, rules), trim=trim)


def _difference(joined: Joined, state: Mask, count: int | None, witness: Point) -> Difference | None:
    """Compare the two answers at one state; ``None`` where they are the same."""
    in_old, in_new = joined.inside(state)
    if not (in_old or in_new):
        return None
    old, new = _Answer(joined.old, state, inside=in_old), _Answer(joined.new, state, inside=in_new)
    kind = DifferenceKind.DOMAIN_CHANGED if in_old != in_new else _kind(old, new)
    if kind is None or (old.labels is None and new.labels is None):
        return None
    return Difference(
        kind,
        count,
        witness=witness,
        old_outcome=old.outcome,
        new_outcome=new.outcome,
        old_reasons=old.reasons,
        new_reasons=new.reasons,
    )


class _Answer:
    """What one side answers at a state."""

    __slots__ = ("labels", "outcome", "reasons", "side")

    def __init__(self, side: Side, state: Mask, *, inside: bool) -> None:
        winners = side.winners(state) if inside else 0
        numbers = side.answer(winners) if inside else ()
        collects = side.draft.hit is Hit.COLLECT
        outcomes = tuple(listed_outcomes(side.draft)[number] for number in numbers)
        self.side = side
        self.labels: frozenset[Label] | None = frozenset(side.labels[number] for number in numbers)
        self.outcome: object = outcomes if collects and inside else outcomes[0] if outcomes else None
        self.labels = self.labels if inside and (numbers or collects) else None
        rules = [side.draft.rules[rule] for rule in bits(winners)] if self.labels is not None else []
        self.reasons = tuple(Reason(rule.id, rule.code, because=rule.because, source=rule.source) for rule in rules)


def _kind(old: _Answer, new: _Answer) -> DifferenceKind | None:
    if old.labels is None or new.labels is None:
        if old.labels is new.labels:
            return None
        return DifferenceKind.NEWLY_COVERED if old.labels is None else DifferenceKind.NEWLY_GAP
    if old.labels == new.labels:
        return None if old.reasons == new.reasons else DifferenceKind.REASON_ONLY
    steps = {_step(side, old.labels, new.labels) for side in (old.side, new.side)} - {0}
    if len(steps) != 1:
        return DifferenceKind.LATERAL
    return DifferenceKind.TIGHTENED if steps.pop() > 0 else DifferenceKind.LOOSENED


def _step(side: Side, old: frozenset[Label], new: frozenset[Label]) -> int:
    """Return 1 where the order of a side calls the new answer more restrictive, -1 less, 0 where it does not say."""
    if side.draft.hit is Hit.COLLECT or not is_ordered(side.draft):
        return 0
    if len(old) != 1 or len(new) != 1 or not old | new <= set(side.labels):
        return 0
    places = {own: place for place, own in enumerate(side.labels)}
    return 1 if places[next(iter(new))] > places[next(iter(old))] else -1


def _outcome_text(outcome: object) -> str:
    return "no answer" if outcome is None else outcome_text(outcome)
