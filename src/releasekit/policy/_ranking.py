"""The hit policies, as one table: in which order rules beat each other, and when several may win.

A policy sorts its rules into *tiers*, strongest first; the live rules of the strongest live tier win.

================  ==========================  ======================================
hit               tiers                       several winners are a clash
================  ==========================  ======================================
UNIQUE            all rules                   always
ANY               all rules                   where their outcomes differ
MOST_RESTRICTIVE  one per outcome, last       never (they share the outcome)
                  outcome first
FIRST             one per rank, lowest first  always
COLLECT           all rules                   never (the answer is a set of outcomes)
================  ==========================  ======================================
"""

from collections.abc import Sequence
from itertools import accumulate
from operator import or_
from typing import Final

from releasekit.policy._partition import Mask, Merge, bits
from releasekit.policy._rules import Hit, Outcome_co, Rule, outcome_key

MOST_KEPT: Final = 250_000
NO_ANSWER: Final = -1
"""The answer where nothing matches or the winners clash."""


class Ranking:
    """Which of the live rules win, and what they answer.

    An answer is the number of an outcome, or `NO_ANSWER`; under COLLECT it is a bit mask of outcomes.

    Attributes:
        hit: the policy.
        tiers: masks of rules, strongest first.
        groups: for each outcome the mask of the rules that have it.
    """

    __slots__ = ("_answers", "_stronger", "_upto", "groups", "hit", "outcome_of", "tiers")

    def __init__(self, hit: Hit, rules: Sequence[Rule[Outcome_co]], outcomes: Sequence[object]) -> None:
        numbers = {outcome_key(outcome): number for number, outcome in enumerate(outcomes)}
        self.hit: Hit = hit
        self.outcome_of: tuple[int, ...] = tuple(numbers[outcome_key(rule.then)] for rule in rules)
        self.groups: tuple[Mask, ...] = _masks(self.outcome_of, range(len(outcomes)))
        self.tiers: tuple[Mask, ...] = ((1 << len(rules)) - 1,)
        if hit is Hit.MOST_RESTRICTIVE:
            self.tiers = tuple(reversed(self.groups))
        if hit is Hit.FIRST:
            ranks = tuple(rule.rank or 0 for rule in rules)
            self.tiers = _masks(ranks, sorted(set(ranks)))
        self._upto: tuple[Mask, ...] = tuple(accumulate(self.tiers, or_))
        self._stronger = (0, *self._upto)
        self._answers: dict[Mask, int] = {}

    def winners(self, live: Mask) -> Mask:
        """Return the winning rules of a live set, clash or not."""
        return next((live & tier for tier in self.tiers if live & tier), 0)

    def clashes(self, winners: Mask) -> bool:
        """Tell whether winning rules contradict each other under this policy."""
        if self.hit is Hit.ANY:
            return len({self.outcome_of[rule] for rule in bits(winners)}) > 1
        return self.hit in (Hit.UNIQUE, Hit.FIRST) and winners & (winners - 1) != 0

    def answer(self, live: Mask) -> int:
        """Return what a live set answers."""
        answer = self._answers.get(live)
        if answer is not None:
            return answer
        winners = self.winners(live)
        if self.hit is Hit.COLLECT:
            answer = sum(1 << number for number, group in enumerate(self.groups) if live & group)
        elif not winners or self.clashes(winners):
            answer = NO_ANSWER
        else:
            answer = self.outcome_of[(winners & -winners).bit_length() - 1]
        if len(self._answers) >= MOST_KEPT:
            self._answers.clear()
        self._answers[live] = answer
        return answer

    def outcomes_of(self, answer: int) -> tuple[int, ...]:
        """Return the numbers of the outcomes of an answer."""
        if self.hit is Hit.COLLECT:
            return tuple(bits(answer))
        return () if answer == NO_ANSWER else (answer,)

    def rivals(self, rule: int) -> Mask:
        """Return the rules on which it depends whether a rule wins and whether it is needed."""
        if self.hit is not Hit.MOST_RESTRICTIVE:
            return self._upto[-1]
        return next(upto for tier, upto in zip(self.tiers, self._upto, strict=True) if tier >> rule & 1)

    def keep_winners(self, settled: Mask) -> Merge:
        """Trim: drop the rules that a settled rule of a stronger tier beats; every winning set stays exact."""
        if self.hit is Hit.COLLECT:
            return lambda live: live
        sure = [(tier & settled, upto) for tier, upto in zip(self.tiers, self._upto, strict=True) if tier & settled]

        def merge(live: Mask) -> Mask:
            for tier, upto in sure:
                if live & tier:
                    return live & upto
            return live

        return merge

    def keep_answers(self, settled: Mask) -> Merge:
        """Trim: beyond `keep_winners`, let one settled rule stand for its tier; every answer stays exact.

        Only where no rules clash.
        """
        # A settled rule that is alive stays alive behind the last column, since it accepts whatever is still to come.
        # So its tier wins unless a stronger one does, and the rules of its own and of weaker tiers no longer matter:
        # within a tier all rules give the same answer where none clash, and the lowest settled rule can give it. What
        # has to be kept are the stronger tiers, of which rules may still die, and that one rule. Two states that differ
        # only in what is dropped here answer alike wherever they go on to, and become one state. Under COLLECT each
        # outcome is a tier of its own that no other beats, so one settled rule stands for each outcome.
        collects = self.hit is Hit.COLLECT
        groups, kept = (self.groups, [~group for group in self.groups]) if collects else (self.tiers, self._stronger)
        sure = [(group & settled, beyond) for group, beyond in zip(groups, kept, strict=False) if group & settled]

        def merge(live: Mask) -> Mask:
            for group, beyond in sure:
                alive = live & group
                if alive:
                    live = live & beyond | alive & -alive
                    if not collects:
                        break
            return live

        return merge


def _masks(keys: Sequence[int], order: Sequence[int]) -> tuple[Mask, ...]:
    masks = dict.fromkeys(order, 0)
    for rule, key in enumerate(keys):
        masks[key] |= 1 << rule
    return tuple(masks.values())
