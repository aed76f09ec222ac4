"""Checklists, and what recorded results prove of them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from operator import itemgetter
from typing import Annotated, ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import again, as_pairs, as_tuple, as_utc, instant, items, of_kind
from releasekit._checks import expectation
from releasekit._fields import Distinct, Frozen, Migrations, Name, Note, checked
from releasekit._tables import check_table
from releasekit._views import Grid, Lines, Row, Section, Tone, View, Viewable, badge_of
from releasekit._words import did_you_mean, is_evidence, one_of_listed
from releasekit.answers import Answer, Finding
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Missing, Reason, Source, Table
from releasekit.procedures._editions import second_results
from releasekit.procedures._standings import COLUMNS, ITEM_SHORTFALLS
from releasekit.procedures._texts import clock, expected_one_of
from releasekit.procedures._vocabulary import ChecklistOutcome, ItemStanding, ItemStatus, Shortfall

Circumstances: TypeAlias = tuple[tuple[Name, bool], ...]
"""What a checklist is gone through for: circumstances by their names, and whether each holds; sorted."""
STATED: Final = expectation(Circumstances)


@attrs.frozen(field_transformer=checked)
class ChecklistItem(Frozen):
    """One thing to check.

    Attributes:
        id: unique in its checklist.
        text: what is checked.
        only_if: the circumstance in which it must pass, such as ``major release``; ``None`` where it always must.
            Where it need not, ``na`` may stand for it.
        validation: how it is seen that it does, where the playbook says so.
        source: the line of the playbook that it comes from.
    """

    id: Name
    text: Name
    only_if: Name | None = attrs.field(default=None, kw_only=True)
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
        evidence: where the proof lies; a pass without any, or with a word for nothing, proves nothing.

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
    """What was recorded of a checklist, as it is kept; `Checklist.judge` takes its results and its circumstances.

    Attributes:
        checklist: the id of the checklist.
        results: what was recorded, in any order; what contradicts itself is for the checklist to say.
        circumstances: which circumstances are known to hold or not, by their names; a mapping or pairs, kept as sorted
            pairs. One that is not stated counts as one that holds.
        subject: what the checklist was gone through for, such as the commit of a release; ``None`` where that was not
            recorded.

    Raises:
        FieldError: where a field is outside its limits, or a circumstance is stated twice.
    """

    document_schema: ClassVar[int] = 2
    document_migrations: ClassVar[Migrations] = (second_results,)

    checklist: Name
    results: tuple[ItemResult, ...] = attrs.field(converter=as_tuple)
    circumstances: Circumstances = attrs.field(default=(), converter=as_pairs, kw_only=True)
    subject: Name | None = attrs.field(default=None, kw_only=True)

    def _problems(self) -> Iterable[str]:
        return again("circumstances", map(itemgetter(0), self.circumstances))


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
        reasons: the rules of the table, `ITEM_SHORTFALLS` or a team's own, by which it is neither done nor excused.
        problems: what each of them says of the item; the place is its id.
    """

    item: ChecklistItem
    standing: ItemStanding
    results: tuple[ItemResult, ...] = attrs.field(kw_only=True)
    reasons: tuple[Reason, ...] = attrs.field(kw_only=True)
    problems: tuple[Finding[Shortfall], ...] = attrs.field(kw_only=True)


@attrs.frozen
class ChecklistReport(Frozen, Answer, Viewable):
    """How a checklist stands at an instant. It has no truth value: compare its outcome.

    Attributes:
        checklist: the checklist.
        at: the instant.
        circumstances: which circumstances were known to hold or not, as sorted pairs.
        items: each item with its standing, in the order of the checklist.
        problems: every reason why it is not complete; none where it is.
    """

    checklist: "Checklist"
    at: datetime
    circumstances: Circumstances = attrs.field(kw_only=True)
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
        of_kind("item", item, str)
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
            for problem, reason in zip(report.problems, report.reasons, strict=True):
                # An item that is required says so in its own line.
                line = report.item.source if problem.kind is Shortfall.NA_NOT_ALLOWED else None
                quotes[problem] = reason.source or line
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

    def judge(
        self,
        results: Iterable[ItemResult],
        at: datetime,
        *,
        circumstances: Mapping[str, bool] | Iterable[tuple[str, bool]] = (),
        rules: Table[Shortfall] = ITEM_SHORTFALLS,
    ) -> ChecklistReport:
        """Say how the checklist stands.

        Complete means: there are items; each has exactly one result; each result is a pass with evidence, or ``na``
        where the item need not pass; nothing fails; and no result names an item that is not there.

        Args:
            results: what was recorded, in any order.
            at: the instant of the question. What is recorded later does not count; a failure does.
            circumstances: which circumstances are known to hold or not, by their names; a mapping or pairs. One that is
                not stated counts as one that holds. One that no item names, misspelt or meant for another list, changes
                nothing, so that it never excuses an item.
            rules: collects everything that keeps a result from standing for its item, by the columns of
                `ITEM_SHORTFALLS` or some of them.

        Raises:
            FieldError: where the instant has no zone, an argument is of another kind, a circumstance is stated twice,
                or the table asks or answers something else.
        """
        at = instant("at", at)
        check_table("rules", rules, {column.name: column for column in COLUMNS}, Shortfall, collects=True)
        stated = _stated(circumstances)
        given = sorted(items("results", results, ItemResult), key=_by_content)
        counting: dict[str, list[ItemResult]] = {}
        for result in given:
            if result.recorded_at <= at or result.status is ItemStatus.FAIL:
                counting.setdefault(result.check, []).append(result)
        reports = tuple(_reported(item, tuple(counting.get(item.id, ())), dict(stated), rules) for item in self.items)
        problems = (*self._strange(given), *(problem for report in reports for problem in report.problems))
        return ChecklistReport(self, at, circumstances=stated, items=reports, problems=problems)

    def _strange(self, results: Iterable[ItemResult]) -> Iterator[Finding[Shortfall]]:
        """Yield what is wrong with the list as a whole; a misspelt id is wrong whenever it is recorded."""
        if not self.items:
            yield Finding(Shortfall.NO_ITEMS, f"checklist `{self.id}`", message="has no items; expected at least one")
        known = {item.id: None for item in self.items}
        for name in dict.fromkeys(result.check for result in results if result.check not in known):
            near = f"is no item of checklist `{self.id}`{did_you_mean(name, known)}"
            yield Finding(Shortfall.UNKNOWN_ITEM, name, message=f"{near}; {one_of_listed(known)}")


def _stated(circumstances: Mapping[str, bool] | Iterable[tuple[str, bool]]) -> Circumstances:
    """Return an argument that states circumstances, as sorted pairs."""
    pairs = as_pairs(circumstances)
    if not STATED.test(pairs):
        raise FieldError((STATED.problem("circumstances", pairs),))
    if problems := again("circumstances", map(itemgetter(0), pairs)):
        raise FieldError(tuple(problems))
    return pairs


def _by_content(result: ItemResult) -> tuple[object, ...]:
    """Order results by all that they say, so that it does not matter in which order they were given."""
    return result.check, result.recorded_at, str(result.status), result.by, result.evidence


def _reported(
    item: ChecklistItem, results: tuple[ItemResult, ...], stated: Mapping[str, bool], rules: Table[Shortfall]
) -> ItemReport:
    asked = {column.name for column in rules.columns}
    is_required: bool | Missing = True if item.only_if is None else stated.get(item.only_if, MISSING)
    found: dict[Reason, Shortfall] = {}
    for result in results or (None,):
        facts = {
            "status": MISSING if result is None else result.status,
            "has_evidence": result is not None and any(map(is_evidence, result.evidence)),
            "is_repeated": len(results) > 1,
            "is_required": is_required,
        }
        for decision in rules.collect({name: fact for name, fact in facts.items() if name in asked}):
            found |= dict.fromkeys(decision.reasons, decision.outcome)
    if Shortfall.FAILED in found.values():
        standing = ItemStanding.FAILED
    elif found:
        standing = ItemStanding.OPEN
    else:
        is_passed = any(result.status is ItemStatus.PASS for result in results)
        standing = ItemStanding.DONE if is_passed else ItemStanding.EXCUSED
    reasons = tuple(sorted(found, key=lambda reason: reason.rule))
    problems = tuple(_problem(item, found[reason], reason) for reason in reasons)
    return ItemReport(item, standing, results=results, reasons=reasons, problems=problems)


def _problem(item: ChecklistItem, shortfall: Shortfall, reason: Reason) -> Finding[Shortfall]:
    is_dependent = shortfall is Shortfall.NA_NOT_ALLOWED and item.only_if is not None
    circumstance = f", which depends on `{item.only_if}`" if is_dependent else ""
    return Finding(shortfall, item.id, message=f"is not done: {reason.because}{circumstance}")
