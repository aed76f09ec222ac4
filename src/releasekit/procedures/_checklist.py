"""Checklists, and what recorded results prove of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import ClassVar, Final, NoReturn

import attrs

from releasekit._arguments import as_tuple, as_utc, instant, items, of_kind
from releasekit._fields import Frozen, Name, Note, checked
from releasekit._views import View, Viewable
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Decision, Missing, Reason, Source
from releasekit.procedures._ids import checked_ids, expected_one_of
from releasekit.procedures._standings import ITEM_SHORTFALLS
from releasekit.procedures._vocabulary import ChecklistOutcome, ItemStanding, ItemStatus, Required, Shortfall
from releasekit.versions import BumpLevel


@attrs.frozen(field_transformer=checked)
class Context(Frozen):
    """What a checklist is gone through for. What is not said counts as what asks for more.

    Attributes:
        level: how big the release is; a release that may be major is taken for one.
        planned: whether the rollback is planned; one that may be is taken for planned.
    """

    level: BumpLevel | Missing = MISSING
    planned: bool | Missing = MISSING


NOTHING_SAID: Final = Context()


@attrs.frozen(field_transformer=checked)
class ChecklistItem(Frozen):
    """One thing to check.

    Attributes:
        id: unique in its checklist, such as ``RL-07``.
        text: what is checked.
        required: when it must pass.
        validation: how it is seen that it does, where the playbook says so.
        source: the line of the playbook that it comes from.
    """

    id: Name
    text: Name
    required: Required = attrs.field(default=Required.ALWAYS, kw_only=True)
    validation: Note = attrs.field(default="", kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class ItemResult(Frozen):
    """What somebody recorded of one item.

    Attributes:
        check: the id of the item.
        status: pass, fail or not applicable.
        recorded_at: when; an aware instant.
        by: who recorded it.
        evidence: where the proof lies; a pass without any proves nothing.

    Source:
        Release Cadence & Sync Automation, Release Evidence Template: "check: RL-01", "status: <pass|fail|na>".
    """

    check: Name
    status: ItemStatus
    recorded_at: datetime = attrs.field(converter=as_utc, kw_only=True)
    by: Name = attrs.field(kw_only=True)
    evidence: tuple[Name, ...] = attrs.field(default=(), converter=as_tuple, kw_only=True)


@attrs.frozen(field_transformer=checked)
class ChecklistResults(Frozen):
    """What was recorded of a checklist, as it is kept; `Checklist.judge` takes its results and its context.

    Attributes:
        checklist: the id of the checklist.
        results: what was recorded, in any order; what contradicts itself is for the checklist to say.
        level: how big the release is, as in `Context`.
        planned: whether the rollback is planned, likewise.
    """

    document_schema: ClassVar[int] = 1

    checklist: Name
    results: tuple[ItemResult, ...] = attrs.field(converter=as_tuple)
    level: BumpLevel | Missing = attrs.field(default=MISSING, kw_only=True)
    planned: bool | Missing = attrs.field(default=MISSING, kw_only=True)

    @property
    def context(self) -> Context:
        """What the checklist was gone through for."""
        return Context(self.level, self.planned)


@attrs.frozen
class ChecklistProblem(Frozen):
    """One reason why a checklist is not complete.

    Attributes:
        shortfall: what is wrong.
        item: the id of the item, as it was given; empty where the whole checklist is meant.
        message: the same for people.
        source: the sentence of the playbook that asks for it, where one does.
    """

    shortfall: Shortfall
    item: str
    message: str = attrs.field(kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)

    def __str__(self) -> str:
        return f"{self.item}: {self.message}" if self.item else self.message


@attrs.frozen
class ItemReport(Frozen):
    """What the results prove of one item.

    Attributes:
        item: the item.
        standing: done, excused, open or failed.
        results: the results of it that count, in a fixed order; sound where there is exactly one.
        problems: why it is neither done nor excused.
    """

    item: ChecklistItem
    standing: ItemStanding
    results: tuple[ItemResult, ...] = attrs.field(kw_only=True)
    problems: tuple[ChecklistProblem, ...] = attrs.field(kw_only=True)


@attrs.frozen
class ChecklistReport(Frozen, Viewable):
    """How a checklist stands at an instant. It has no truth value: compare its outcome.

    Attributes:
        checklist: the checklist.
        at: the instant.
        context: what it was judged for.
        items: each item with its standing, in the order of the checklist.
        problems: every reason why it is not complete; none where it is.
    """

    checklist: "Checklist"
    at: datetime
    context: Context = attrs.field(kw_only=True)
    items: tuple[ItemReport, ...] = attrs.field(kw_only=True)
    problems: tuple[ChecklistProblem, ...] = attrs.field(kw_only=True)

    @property
    def outcome(self) -> ChecklistOutcome:
        """Complete where nothing stands against it."""
        return ChecklistOutcome.INCOMPLETE if self.problems else ChecklistOutcome.COMPLETE

    def standing(self, item: str) -> ItemStanding:
        """Return the standing of an item.

        Raises:
            FieldError: where the checklist has no such item.
        """
        for own in self.items:
            if own.item.id == item:
                return own.standing
        raise FieldError((_unknown(item, self.checklist),))

    def view(self) -> View:
        """Return the checklist with its results as people read it."""
        from releasekit.procedures._show import report_view

        return report_view(self)

    def __bool__(self) -> NoReturn:
        raise TypeError(f"a checklist report has no truth value; compare report.outcome, here `{self.outcome}`")


@attrs.frozen(field_transformer=checked)
class Checklist(Frozen):
    """Things to check, each of which needs exactly one result.

    Attributes:
        id: its short name; steps of procedures ask for it by that.
        items: in the order in which people go through them. A list without any is never complete.
        title: what people call it.
        source: the sentence of the playbook that asks for the list.

    Raises:
        FieldError: where a field is outside its limits, or two items share an id.
    """

    id: Name
    items: tuple[ChecklistItem, ...] = attrs.field(converter=as_tuple)
    title: Name = attrs.field(kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        checked_ids(f"checklist `{self.id}`: item", (item.id for item in self.items))

    def judge(self, results: Iterable[ItemResult], at: datetime, *, context: Context = NOTHING_SAID) -> ChecklistReport:
        """Say how the checklist stands.

        Complete means: there are items; each has exactly one result; each result is a pass with evidence, or ``na``
        where the item allows that in the context; nothing fails; and no result names an item that is not there.

        Args:
            results: what was recorded, in any order.
            at: the instant of the question. What is recorded later does not count; a failure does.
            context: what the checklist is gone through for.

        Raises:
            FieldError: where the instant has no zone or an argument is of another kind.
        """
        at = instant("at", at)
        of_kind("context", context, Context)
        given = sorted(items("results", results, ItemResult), key=_key)
        counting = [own for own in given if own.recorded_at <= at or own.status is ItemStatus.FAIL]
        by_item: dict[str, list[ItemResult]] = {}
        for own in counting:
            by_item.setdefault(own.check, []).append(own)
        reports = tuple(_reported(item, tuple(by_item.get(item.id, ())), context) for item in self.items)
        problems = (*_strange(self, given), *(problem for report in reports for problem in report.problems))
        return ChecklistReport(self, at, context=context, items=reports, problems=problems)


def _key(result: ItemResult) -> tuple[object, ...]:
    """Order results by all that they say, so that it does not matter in which order they were given."""
    return result.check, result.recorded_at, str(result.status), result.by, result.evidence


def _strange(checklist: Checklist, results: Iterable[ItemResult]) -> Iterator[ChecklistProblem]:
    """Yield what is wrong with the list as a whole; a misspelt id is wrong whenever it is recorded."""
    if not checklist.items:
        message = f"checklist `{checklist.id}` has no items; expected at least one"
        yield ChecklistProblem(Shortfall.NO_ITEMS, "", message=message)
    known = {item.id for item in checklist.items}
    for name in dict.fromkeys(result.check for result in results if result.check not in known):
        message = _unknown(name, checklist)
        yield ChecklistProblem(Shortfall.UNKNOWN_ITEM, name, message=message)


def _unknown(name: object, checklist: Checklist) -> str:
    return expected_one_of(f"checklist `{checklist.id}` has no item", name, (item.id for item in checklist.items))


def _reported(item: ChecklistItem, own: tuple[ItemResult, ...], context: Context) -> ItemReport:
    reasons: dict[Reason, Shortfall] = {}
    for result in own or (None,):
        for decision in _shortfalls(item, result, context, is_repeated=len(own) > 1):
            reasons |= dict.fromkeys(decision.reasons, decision.outcome)
    problems = tuple(
        ChecklistProblem(shortfall, item.id, message=reason.because, source=reason.source)
        for reason, shortfall in sorted(reasons.items(), key=lambda pair: pair[0].rule)
    )
    return ItemReport(item, _standing(own, frozenset(reasons.values())), results=own, problems=problems)


def _shortfalls(
    item: ChecklistItem, result: ItemResult | None, context: Context, *, is_repeated: bool
) -> tuple[Decision[Shortfall], ...]:
    return ITEM_SHORTFALLS.collect(
        status=MISSING if result is None else result.status,
        has_evidence=result is not None and bool(result.evidence),
        is_repeated=is_repeated,
        required=item.required,
        level=context.level,
        planned=context.planned,
    )


def _standing(results: tuple[ItemResult, ...], shortfalls: frozenset[Shortfall]) -> ItemStanding:
    if Shortfall.FAILED in shortfalls:
        return ItemStanding.FAILED
    if shortfalls:
        return ItemStanding.OPEN
    return ItemStanding.DONE if results[0].status is ItemStatus.PASS else ItemStanding.EXCUSED
