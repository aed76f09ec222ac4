"""History under another policy: which recorded answers stay, which change, and which cannot be told."""

from collections import Counter
from collections.abc import Iterable, Mapping
from types import NoneType
from typing import TypeAlias

import attrs

from releasekit._arguments import items, of_kind
from releasekit._fields import Frozen, Name, checked
from releasekit._views import Badge, Row, Tone, View, Viewable
from releasekit.policy._decision import Decision
from releasekit.policy._diff import DIFFERENCE, Diff, Difference, diff, difference_row
from releasekit.policy._findings import FactError, Point, as_point
from releasekit.policy._joined import Vocabulary, label, vocabulary
from releasekit.policy._sections import answer_text, listed, section, step
from releasekit.policy._table import Table

Answer: TypeAlias = tuple[Decision[object], ...]


def _as_facts(facts: Mapping[str, object] | Point) -> Point:
    return tuple(sorted(as_point(facts), key=lambda pair: pair[0]))


@attrs.frozen(field_transformer=checked)
class Record(Frozen):
    """One decision of the past.

    Attributes:
        id: what the record is called.
        facts: what was known then; kept as sorted pairs of column and value.
        outcome: what was decided then (under COLLECT the outcomes, as a tuple or frozenset); ``None`` where that was
            not recorded.
    """

    id: Name
    facts: tuple[tuple[str, object], ...] = attrs.field(converter=_as_facts)
    outcome: object = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Replayed(Frozen):
    """A record, decided again.

    Attributes:
        record: the record.
        before: the outcome that was recorded, or that the old table gives.
        after: the outcome that the table gives.
        rules: the ids of the rules that decide now.
        old_rules: the ids of the rules that the old table decides by; empty without an old table.
    """

    record: Record
    before: object
    after: object = attrs.field(kw_only=True)
    rules: tuple[str, ...] = attrs.field(kw_only=True)
    old_rules: tuple[str, ...] = attrs.field(default=(), kw_only=True)


@attrs.frozen
class Unreplayable(Frozen):
    """A record that cannot be decided again.

    Attributes:
        record: the record.
        problem: which facts were never recorded, or what else is wrong with them.
    """

    record: Record
    problem: str


@attrs.frozen
class Replay(Frozen, Viewable):
    """All records, each in exactly one of three places, in the order given.

    Attributes:
        same: the outcome stays.
        changed: the outcome is another.
        unreplayable: there is no telling.
        diff: the exact difference of the two tables, where an old one was given.
    """

    same: tuple[Replayed, ...]
    changed: tuple[Replayed, ...]
    unreplayable: tuple[Unreplayable, ...] = attrs.field(kw_only=True)
    diff: Diff | None = attrs.field(kw_only=True)

    @property
    def weights(self) -> tuple[tuple[Difference, int], ...]:
        """Each difference of the two tables with the number of records that it concerns, most first."""
        if self.diff is None:
            return ()
        hits = Counter((replayed.old_rules, replayed.rules) for replayed in (*self.same, *self.changed))
        weighted = [(item, hits[item.old_rules, item.new_rules]) for item in self.diff.differences]
        return tuple(sorted(weighted, key=lambda pair: -pair[1]))

    def view(self) -> View:
        """Return the replay as people read it: what changes, and what cannot be told."""
        counts = (len(self.changed), len(self.same), len(self.unreplayable))
        tone = Tone.WARN if self.changed or self.unreplayable else Tone.GOOD
        changed = []
        for replayed in self.changed:
            rules = listed(replayed.rules)
            outcomes = step(answer_text(replayed.before), answer_text(replayed.after))
            changed.append(Row((replayed.record.id, outcomes, step(", ".join(replayed.old_rules) or rules, rules))))
        lost = [Row((lost.record.id, lost.problem)) for lost in self.unreplayable]
        met = [difference_row(difference, str(hits)) for difference, hits in self.weights if hits]
        sections = [section("Changed", ("record", "outcome", "decided by"), changed)]
        sections += [section("Unreplayable", ("record", "problem"), lost)] if lost else []
        sections += [section("Differences that records meet", (*DIFFERENCE, "records"), met)] if self.diff else []
        return View("Replay", Badge("{} changed, {} same, {} unreplayable".format(*counts), tone), tuple(sections))


def replay(
    table: Table[object],
    records: Iterable[Record],
    *,
    old: Table[object] | None = None,
    words: Vocabulary | None = None,
) -> Replay:
    """Decide every record again.

    Args:
        table: the policy to try.
        records: the history.
        old: compare with what this table decides, instead of with the recorded outcomes.
        words: what the old table's outcomes are called in the new one, as in `diff`; records hold facts that both
            tables understand.

    Returns:
        The records that stay, that change and that cannot be told, always all three. Outcomes are compared by
        their texts.

    Raises:
        BudgetError: where the difference of the two tables needs more states than the default budget.
        FieldError: where something else is among the records, a table is none, or ``words`` is no mapping of mappings.
    """
    of_kind("table", table, Table)
    of_kind("old", old, Table, NoneType)
    same: list[Replayed] = []
    changed: list[Replayed] = []
    unreplayable: list[Unreplayable] = []
    renamed = {label(before): label(after) for before, after in vocabulary(words).get("then", {}).items()}
    for record in items("records", records, Record):
        try:
            now = _answer(table, record)
            before = None if old is None else _answer(old, record)
        except FactError as error:
            unreplayable.append(Unreplayable(record, "; ".join(error.problems)))
            continue
        recorded = record.outcome
        if isinstance(recorded, tuple) and not table.answers_once:  # the order of what is collected counts for nothing
            recorded = frozenset(recorded)
        replayed = Replayed(
            record,
            recorded if old is None or before is None else _outcome(old, before),
            after=_outcome(table, now),
            rules=_rules(now),
            old_rules=() if before is None else _rules(before),
        )
        if replayed.before is None:
            unreplayable.append(Unreplayable(record, "no outcome was recorded; expected one, or an old table"))
        elif _label(replayed.before, renamed) == _label(replayed.after, {}):
            same.append(replayed)
        else:
            changed.append(replayed)
    difference = None if old is None else diff(old, table, words=words)
    return Replay(tuple(same), tuple(changed), unreplayable=tuple(unreplayable), diff=difference)


def _answer(table: Table[object], record: Record) -> Answer:
    facts = dict(record.facts)
    return (table.decide(facts),) if table.answers_once else table.collect(facts)


def _outcome(table: Table[object], answer: Answer) -> object:
    return answer[0].outcome if table.answers_once else frozenset(decision.outcome for decision in answer)


def _rules(answer: Answer) -> tuple[str, ...]:
    return tuple(sorted(rule.id for decision in answer for rule in decision.rules))


def _label(outcome: object, renamed: Mapping[object, object]) -> object:
    """Return an outcome as text in the new table's words; collected outcomes are compared as a set."""
    if isinstance(outcome, frozenset):
        return frozenset(_label(part, renamed) for part in outcome)
    return renamed.get(label(outcome), label(outcome))
