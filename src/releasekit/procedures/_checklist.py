"""Checklists, and what recorded results prove of them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, ClassVar, Final

import attrs

from releasekit._arguments import as_tuple, as_utc, instant, items, of_kind
from releasekit._fields import Distinct, Frozen, Name, Note, checked
from releasekit._views import Grid, Lines, Row, Section, Tone, View, Viewable, badge_of
from releasekit._words import did_you_mean, listing
from releasekit.answers import Answer, Finding
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing, Reason, Source
from releasekit.procedures._standings import ITEM_SHORTFALLS
from releasekit.procedures._texts import clock, expected_one_of
from releasekit.procedures._vocabulary import ChecklistOutcome, ItemStanding, ItemStatus, Required, Shortfall
from releasekit.versions import BumpLevel


@attrs.frozen(field_transformer=checked)
class Context(Frozen):
    """What a checklist is gone through for. Where nothing is stated, the item is taken for a required one.

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


STANDINGS: Final = {
    ItemStanding.DONE: Tone.GOOD,
    ItemStanding.EXCUSED: Tone.NEUTRAL,
    ItemStanding.OPEN: Tone.WARN,
    ItemStanding.FAILED: Tone.BAD,
}


@attrs.frozen
class ItemReport(Frozen):
    """What the results prove of one item.

    Attributes:
        item: the item.
        standing: done, excused, open or failed.
        results: the results of it that count, in a fixed order; sound where there is exactly one.
        reasons: the rules of `ITEM_SHORTFALLS` by which it is neither done nor excused.
    """

    item: ChecklistItem
    standing: ItemStanding
    results: tuple[ItemResult, ...] = attrs.field(kw_only=True)
    reasons: tuple[Reason, ...] = attrs.field(kw_only=True)

    @property
    def problems(self) -> tuple[Finding[Shortfall], ...]:
        """Why it is neither done nor excused; the place is the id of the item."""
        return tuple(
            Finding(Shortfall(reason.code), self.item.id, message=f"is not done: {reason.because}")
            for reason in self.reasons
        )


@attrs.frozen
class ChecklistReport(Frozen, Answer, Viewable):
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
    problems: tuple[Finding[Shortfall], ...] = attrs.field(kw_only=True)

    @property
    def outcome(self) -> ChecklistOutcome:
        """Complete where there is no problem."""
        return ChecklistOutcome.INCOMPLETE if self.problems else ChecklistOutcome.COMPLETE

    def standing(self, item: str) -> ItemStanding:
        """Return the standing of an item.

        Raises:
            FieldError: where the checklist has no such item.
        """
        for report in self.items:
            if report.item.id == item:
                return report.standing
        known = (report.item.id for report in self.items)
        raise FieldError((expected_one_of(f"checklist `{self.checklist.id}` has no item", item, known),))

    def view(self) -> View:
        """Return the checklist with its results as people read it, and everything that keeps it from being complete."""
        rows: list[Row] = []
        quotes: dict[Finding[Shortfall], Source | None] = {}
        for report in self.items:
            quotes |= zip(report.problems, (reason.source for reason in report.reasons), strict=True)
            what = f"{report.item.text}\n{report.item.validation}".rstrip()
            evidence = "\n".join(reference for result in report.results for reference in result.evidence)
            by = "\n".join(f"{result.by}, {clock(result.recorded_at)}" for result in report.results)
            rows.append(Row((report.item.id, str(report.standing), what, evidence, by), STANDINGS[report.standing]))
        sections = [Section("Items", Grid(("item", "standing", "what", "evidence", "by"), tuple(rows)))]
        if self.problems:
            lines = []
            for problem in self.problems:
                source = quotes.get(problem)
                quote = f"\n“{source.quote}”\n({source.document}, {source.heading})" if source else ""
                lines.append(f"{problem}{quote}")
            sections.append(Section("Why it is not complete", Lines(tuple(lines))))
        subtitle = f"{self.checklist.id}, as of {clock(self.at)}"
        return View(self.checklist.title, badge_of(self.outcome), tuple(sections), subtitle)


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
    items: Annotated[tuple[ChecklistItem, ...], Distinct("id")] = attrs.field(converter=as_tuple)
    title: Name = attrs.field(kw_only=True)
    source: Source | None = attrs.field(default=None, kw_only=True)

    def lint(self) -> tuple[Finding[Shortfall], ...]:
        """Return what the checklist still lacks; nothing for all that come with releasekit."""
        if self.items:
            return ()
        return (Finding(Shortfall.NO_ITEMS, "items", message="is empty; expected at least one item"),)

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
        given = sorted(items("results", results, ItemResult), key=_by_content)
        counting: dict[str, list[ItemResult]] = {}
        for result in given:
            if result.recorded_at <= at or result.status is ItemStatus.FAIL:
                counting.setdefault(result.check, []).append(result)
        reports = tuple(_reported(item, tuple(counting.get(item.id, ())), context) for item in self.items)
        problems = (*self._strange(given), *(problem for report in reports for problem in report.problems))
        return ChecklistReport(self, at, context=context, items=reports, problems=problems)

    def _strange(self, results: Iterable[ItemResult]) -> Iterator[Finding[Shortfall]]:
        """Yield what is wrong with the list as a whole; a misspelt id is wrong whenever it is recorded."""
        if not self.items:
            yield Finding(Shortfall.NO_ITEMS, f"checklist `{self.id}`", message="has no items; expected at least one")
        known = {item.id: None for item in self.items}
        for name in dict.fromkeys(result.check for result in results if result.check not in known):
            near = f"is no item of checklist `{self.id}`{did_you_mean(name, known)}"
            yield Finding(Shortfall.UNKNOWN_ITEM, name, message=f"{near}; expected one of {listing(known)}")


def _by_content(result: ItemResult) -> tuple[object, ...]:
    """Order results by all that they say, so that it does not matter in which order they were given."""
    return result.check, result.recorded_at, str(result.status), result.by, result.evidence


def _reported(item: ChecklistItem, results: tuple[ItemResult, ...], context: Context) -> ItemReport:
    found: dict[Reason, Shortfall] = {}
    for result in results or (None,):
        decisions = ITEM_SHORTFALLS.collect(
            status=MISSING if result is None else result.status,
            has_evidence=result is not None and bool(result.evidence),
            is_repeated=len(results) > 1,
            required=item.required,
            level=context.level,
            planned=context.planned,
        )
        for decision in decisions:
            found |= dict.fromkeys(decision.reasons, decision.outcome)
    if Shortfall.FAILED in found.values():
        standing = ItemStanding.FAILED
    elif found:
        standing = ItemStanding.OPEN
    else:
        standing = ItemStanding.DONE if results[0].status is ItemStatus.PASS else ItemStanding.EXCUSED
    reasons = tuple(sorted(found, key=lambda reason: reason.rule))
    return ItemReport(item, standing, results=results, reasons=reasons)
