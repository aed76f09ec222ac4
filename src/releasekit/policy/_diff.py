"""What exactly a change of policy changes: every pair of winning sets whose answers differ, with a witness."""

from collections.abc import Mapping
from itertools import islice
from typing import Final, NamedTuple

import attrs

from releasekit._arguments import of_kind
from releasekit._fields import Frozen
from releasekit._views import Badge, Row, Tone, View, Viewable
from releasekit._words import Word
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import Finding, FindingKind, Point, Region, TableError, point_text
from releasekit.policy._joined import NO_ANSWER, Joined, Label, Side, SideAnswer, Vocabulary, vocabulary
from releasekit.policy._partition import DEFAULT_BUDGET, Budget, Mask, Sweep, Trim, at_least_one, plus
from releasekit.policy._rules import Hit, Reason
from releasekit.policy._sections import answer_text, counted, listed, section, step


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


DIFFERENCES: Final[Mapping[DifferenceKind, Tone]] = {
    DifferenceKind.LOOSENED: Tone.BAD,
    DifferenceKind.TIGHTENED: Tone.GOOD,
    DifferenceKind.LATERAL: Tone.WARN,
    DifferenceKind.NEWLY_COVERED: Tone.GOOD,
    DifferenceKind.NEWLY_GAP: Tone.BAD,
    DifferenceKind.DOMAIN_CHANGED: Tone.WARN,
    DifferenceKind.REASON_ONLY: Tone.NEUTRAL,
}
"""What a reviewer should notice first: a policy that lets more through, or that no longer answers."""
DIFFERENCE: Final = ("difference", "outcome", "points", "for example", "rules")
"""The headers of a grid of differences."""


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
        old, new = map(answer_text, (self.old_outcome, self.new_outcome))
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
        differences, old, new = self.differences, self.old, self.new
        tones = {DIFFERENCES[difference.kind] for difference in differences}
        worst = next((tone for tone in (Tone.BAD, Tone.WARN, Tone.GOOD) if tone in tones), Tone.NEUTRAL)
        badge = Badge(counted(len(differences), "difference"), worst)
        sections = [section("Differences", DIFFERENCE, [difference_row(difference) for difference in differences])]
        olds = [reason for difference in differences for reason in difference.old_reasons]
        news = [reason for difference in differences for reason in difference.new_reasons]
        for title, reasons in {"Old rules": olds, "New rules": news}.items():
            by_rule = sorted({reason.rule: reason for reason in reasons}.items())
            rows = [Row((rule, reason.because, str(reason.source or "not recorded"))) for rule, reason in by_rule]
            sections += [section(title, ("rule", "because", "source"), rows)] if rows else []
        title = f"{old.name} -> {new.name}"
        if old.name == new.name and old.version != new.version:
            title = f"{old.name}, version {old.version} -> {new.version}"
        return View(title, badge if differences else Badge("no difference", Tone.GOOD), tuple(sections))

    def of(self, *kinds: DifferenceKind) -> tuple[Difference, ...]:
        """Return the differences of some kinds."""
        return tuple(difference for difference in self.differences if difference.kind in kinds)

    def boxes(self, difference: Difference, *, limit: int = 100) -> tuple[Region, ...]:
        """Return disjoint boxes that together hold the points of a difference, at most ``limit`` of them.

        Raises:
            FieldError: where the limit is less than one.
        """
        joined = Joined(self.old, self.new, {name: dict(pairs) for name, pairs in self._words})
        sweep = _swept(joined, DEFAULT_BUDGET, joined.trim)
        wanted = difference.kind, difference.old_reasons, difference.new_reasons

        def is_wanted(state: Mask) -> bool:
            change = _compared(joined, state)
            if change is None:
                return False
            old, new = joined.old.reasons(change.old.winners), joined.new.reasons(change.new.winners)
            return (change.kind, old, new) == wanted

        regions = []
        for box in islice(sweep.boxes(is_wanted), at_least_one("limit", limit)):
            axes = zip(joined.partition.axes, box, strict=True)
            regions.append(
                tuple((axis.column.name, joined.cell(axis.column.name, axis.cell(atoms))) for axis, atoms in axes)
            )
        return tuple(regions)


def difference_row(difference: Difference, *more: str) -> Row:
    """Return a difference as a row of a grid with the headers `DIFFERENCE`, and more cells behind it."""
    cells = (
        str(difference.kind),
        step(answer_text(difference.old_outcome), answer_text(difference.new_outcome)),
        "infinitely many" if difference.count is None else str(difference.count),
        point_text(difference.witness),
        step(listed(difference.old_rules), listed(difference.new_rules)),
    )
    return Row((*cells, *more), DIFFERENCES[difference.kind])


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
        FieldError: where one of the two is no draft, ``words`` is no mapping of mappings, or the budget is less than
            one.
        TableError: where a draft is malformed, a column is of another kind in the other draft, or ``words`` names what
            the old draft does not have.
    """
    of_kind("old", old, Draft)
    of_kind("new", new, Draft)
    given = vocabulary(words)
    joined = Joined(old, new, given)
    sweep = _swept(joined, budget, joined.trim)
    counts = sweep.counts()
    differences: dict[object, Difference] = {}
    for state in sweep.states:
        change = _compared(joined, state)
        if change is None:
            continue
        # Rules of a draft may be alive outside its domain, where they answer nothing: one difference all the same.
        key = change.kind, change.old.winners, change.new.winners
        if (known := differences.get(key)) is not None:
            differences[key] = known.replace(count=plus(known.count, counts[state]))
            continue
        differences[key] = Difference(
            change.kind,
            counts[state],
            witness=joined.point(sweep.atoms(state)),
            old_outcome=change.old.outcome,
            new_outcome=change.new.outcome,
            old_reasons=joined.old.reasons(change.old.winners),
            new_reasons=joined.new.reasons(change.new.winners),
        )
    kinds = list(DifferenceKind)
    in_order = sorted(differences.values(), key=lambda item: (kinds.index(item.kind), item.old_rules, item.new_rules))
    kept = tuple((name, tuple(renames.items())) for name, renames in given.items())
    return Diff(old, new, differences=tuple(in_order), words=kept)


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
        if not draft.is_ordered or draft.hit is Hit.COLLECT:
            message = "outcomes have no order, so no draft is looser; expected a tuple and a hit policy with one answer"
            raise TableError(draft.name, (Finding(FindingKind.MALFORMED, message),))
    strictest = new.listed[-1]
    joined = Joined(old, new, vocabulary(words))
    # Which rules win counts for nothing here, so far fewer states are kept than for a difference.
    for state in _swept(joined, budget, joined.trim_answers).states:
        change = _compared(joined, state)
        if change is None:
            continue
        if change.kind in (DifferenceKind.LOOSENED, DifferenceKind.LATERAL):
            return False
        appears = change.kind in (DifferenceKind.NEWLY_COVERED, DifferenceKind.DOMAIN_CHANGED)
        if appears and change.new.outcome not in (None, strictest):
            return False
    return True


def _swept(joined: Joined, budget: int, trim: Trim) -> Sweep:
    rules = len(joined.old.rules) + len(joined.new.rules)
    question = f"difference of `{joined.old.draft.name}` and `{joined.new.draft.name}`"
    return Sweep(joined.partition, Budget(budget, question, rules), trim=trim)


class Change(NamedTuple):
    """Two answers that differ, and how."""

    kind: DifferenceKind
    old: SideAnswer
    new: SideAnswer


def _compared(joined: Joined, state: Mask) -> Change | None:
    """Compare the two answers at one state; ``None`` where they are the same."""
    inside_old, inside_new = joined.answers(state)
    old, new = inside_old or NO_ANSWER, inside_new or NO_ANSWER
    if old.labels is None and new.labels is None:
        return None
    if inside_old is None or inside_new is None:
        return Change(DifferenceKind.DOMAIN_CHANGED, old, new)
    if old.labels is None or new.labels is None:
        return Change(DifferenceKind.NEWLY_COVERED if old.labels is None else DifferenceKind.NEWLY_GAP, old, new)
    if old.labels == new.labels:
        same = joined.old.reasons(old.winners) == joined.new.reasons(new.winners)
        return None if same else Change(DifferenceKind.REASON_ONLY, old, new)
    orders = [_order(side, old.labels, new.labels) for side in (joined.old, joined.new)]
    steps = {order for order in orders if order != 0}
    if len(steps) != 1:
        return Change(DifferenceKind.LATERAL, old, new)
    return Change(DifferenceKind.TIGHTENED if steps.pop() > 0 else DifferenceKind.LOOSENED, old, new)


def _order(side: Side, old: frozenset[Label], new: frozenset[Label]) -> int:
    """Return 1 where the order of a side calls the new answer more restrictive, -1 less, 0 where it does not say."""
    if side.draft.hit is Hit.COLLECT or not side.draft.is_ordered:
        return 0
    if len(old) != 1 or len(new) != 1 or not old | new <= set(side.labels):
        return 0
    # The last of equal labels counts, should a vocabulary have made two outcomes one.
    places = {text: place for place, text in enumerate(side.labels)}
    return 1 if places[next(iter(new))] > places[next(iter(old))] else -1
