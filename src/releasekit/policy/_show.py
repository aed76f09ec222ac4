"""What people see of tables, decisions, findings, differences, traces, coverage and replays."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import compress
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit.errors import BudgetError
from releasekit.policy._cells import Cell, plain_text
from releasekit.policy._coverage import Case, Coverage
from releasekit.policy._decision import Decision
from releasekit.policy._diff import Diff, Difference, DifferenceKind
from releasekit.policy._explain import FactChange, RuleTrace, Trace
from releasekit.policy._findings import Finding, point_text
from releasekit.policy._form import is_ordered, listed_outcomes, outcome_text
from releasekit.policy._replay import Replay, Replayed
from releasekit.policy._rules import Draft, Reason, Rule, Source
from releasekit.policy._table import Table

MOST_ROWS: Final = 200
"""The most rows of a grid; what is left out is counted in the heading."""

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


# --- the nouns, one view each


def table_view(draft: Draft[object], *, whole: bool = False) -> View:
    """Show a draft or table: its columns, and a row per rule; whole is for reading back: every row, without marks."""
    findings = draft.findings if isinstance(draft, Table) else ()
    most = len(draft.rules) if whole else MOST_ROWS
    sources = {source: f"[{number}]" for number, source in enumerate(_cited(draft.rules), 1)}
    rows = [_rule_row(draft, rule, sources) for rule in draft.rules]
    rows = [Row(row.cells) for row in rows] if whole else rows
    badge = Badge("proved", Tone.WARN if findings else Tone.GOOD) if isinstance(draft, Table) else Badge("draft")
    columns = [Row((column.name, column.expected, column.worse or "")) for column in draft.columns]
    sections = [_section("Rules", _rule_headers(draft), rows, most)]
    sections.append(_section("Columns", ("column", "values", "worse"), columns))
    cited = [Row((name, source.document, source.heading, source.quote)) for source, name in sources.items()]
    sections += [_section("Sources", ("source", "document", "heading", "quote"), cited, most)] if cited else []
    sections += [_findings_section(findings)] if findings else []
    return View(draft.name, badge, tuple(sections), _subtitle(draft))


def decision_view(decision: Decision[object]) -> View:
    """Show a decision: the facts, the reasons with their sources, and what would change it."""
    table = decision.table
    sections = (
        _section("Facts", ("fact", "value"), [Row((name, plain_text(value))) for name, value in decision.facts]),
        Section("Why", Lines(tuple(map(_reason_text, decision.reasons)))),
        _what_would_change(decision),
    )
    rules = _count(len(decision.rules), "rule")
    subtitle = f"version {table.version}; decided by {rules}; hit policy {table.hit}"
    return View(table.name, Badge(outcome_text(decision.outcome), _tone(table, decision.outcome)), sections, subtitle)


def findings_view(name: str, findings: Sequence[Finding]) -> View:
    """Show what is wrong with a table of some name."""
    errors = sum(finding.is_error for finding in findings)
    counts = [_count(errors, "error")] * bool(errors)
    counts += [_count(len(findings) - errors, "warning")] * (len(findings) > errors)
    tone = Tone.BAD if errors else Tone.WARN if findings else Tone.GOOD
    return View(name, Badge(", ".join(counts) or "no findings", tone), (_findings_section(findings),))


def diff_view(diff: Diff) -> View:
    """Show a difference of two drafts: a row per pair of winning sets, and the sources of both sides."""
    found = diff.differences
    tones = {DIFFERENCES[difference.kind] for difference in found}
    worst = next((tone for tone in (Tone.BAD, Tone.WARN, Tone.GOOD) if tone in tones), Tone.NEUTRAL)
    badge = Badge(_count(len(found), "difference"), worst) if found else Badge("no difference", Tone.GOOD)
    sections = [_section("Differences", DIFFERENCE, [_difference_row(difference) for difference in found])]
    sections += _sides("Old rules", [reason for difference in found for reason in difference.old_reasons])
    sections += _sides("New rules", [reason for difference in found for reason in difference.new_reasons])
    return View(_versions(diff.old, diff.new), badge, tuple(sections))


def trace_view(trace: Trace[object]) -> View:
    """Show how each rule judged the facts, cell by cell."""
    facts = trace.rules[0].cells if trace.rules else ()
    headers = ("rule", *(cell.column for cell in facts), "outcome", "judged")
    given = Row(("the facts", *(plain_text(cell.value) for cell in facts), "", ""))
    rows = [given, *map(_trace_row, trace.rules)]
    return View("Trace", Badge(outcome_text(trace.outcome)), (_section("Rules", headers, rows),))


def coverage_view(coverage: Coverage) -> View:
    """Show what some cases do not reach."""
    sizes = ((len(coverage.rules), "rule"), (len(coverage.leaves), "leaf"), (len(coverage.pairs), "boundary pair"))
    left = [_count(size, noun) for size, noun in sizes if size]
    badge = Badge("not reached: " + ", ".join(left), Tone.WARN) if left else Badge("complete", Tone.GOOD)
    leaves = [Row((_listed(leaf.rules), _case(leaf.case))) for leaf in coverage.leaves]
    pairs = [Row((pair.rule, pair.column, _case(pair.inside), _case(pair.outside))) for pair in coverage.pairs]
    sections = (
        Section("Rules that decide no case", Lines(coverage.rules)),
        _section("Leaves without a case", ("rules that match", "for example"), leaves),
        _section("Boundary pairs without both cases", ("rule", "column", "inside", "outside"), pairs),
    )
    return View("Coverage", badge, sections)


def replay_view(replay: Replay) -> View:
    """Show which records would be decided otherwise, and which cannot be told."""
    counts = (len(replay.changed), len(replay.same), len(replay.unreplayable))
    tone = Tone.WARN if replay.changed or replay.unreplayable else Tone.GOOD
    changed = [Row((found.record.id, *_change(found))) for found in replay.changed]
    lost = [Row((lost.record.id, lost.problem)) for lost in replay.unreplayable]
    met = [_difference_row(found, str(hits)) for found, hits in replay.weights if hits]
    sections = [_section("Changed", ("record", "outcome", "decided by"), changed)]
    sections += [_section("Unreplayable", ("record", "problem"), lost)] if lost else []
    sections += [_section("Differences that records meet", (*DIFFERENCE, "records"), met)] if replay.diff else []
    return View("Replay", Badge("{} changed, {} same, {} unreplayable".format(*counts), tone), tuple(sections))


# --- tables


def _rule_headers(draft: Draft[object]) -> tuple[str, ...]:
    return ("rule", "rank", *_conditions(draft), "outcome", "because", "code", "source")


def _conditions(draft: Draft[object]) -> tuple[str, ...]:
    """Return the columns, and behind them what a malformed rule takes for one."""
    named = (name for rule in draft.rules for name, _ in rule.when)
    return tuple(dict.fromkeys([*(column.name for column in draft.columns), *named]))


def _rule_row(draft: Draft[object], rule: Rule[object], sources: Mapping[Source, str]) -> Row:
    """Write a rule; what is as it is by default is left empty."""
    rank = "" if rule.rank is None else str(rule.rank)
    code = "" if rule.code == rule.id else rule.code
    cells = (_cell(rule.cell(name)) for name in _conditions(draft))
    source = "" if rule.source is None else f"{sources[rule.source]} {rule.source.heading or rule.source.document}"
    whole = (rule.id, rank, *cells, outcome_text(rule.then), rule.because, code, source)
    return Row(whole, _tone(draft, rule.then))


def _cited(rules: Iterable[Rule[object]]) -> tuple[Source, ...]:
    """Return the sources of some rules, each once."""
    return tuple(dict.fromkeys(rule.source for rule in rules if rule.source is not None))


def _subtitle(draft: Draft[object]) -> str:
    order = "outcomes, permissive first" if is_ordered(draft) else "outcomes in no order"
    parts = [f"version {draft.version}", f"hit policy {draft.hit}"]
    parts.append(f"{order}: {_listed(map(outcome_text, listed_outcomes(draft)))}")
    permissive = [outcome_text(outcome) for outcome in listed_outcomes(draft) if outcome in (draft.permissive or ())]
    parts += [f"permissive: {_listed(permissive)}"] if permissive else []
    return "; ".join(parts)


def _tone(draft: Draft[object], outcome: object) -> Tone:
    if not draft.permissive:
        return Tone.NEUTRAL
    return Tone.GOOD if outcome in draft.permissive else Tone.BAD


# --- decisions


def _reason_text(reason: Reason) -> str:
    name = reason.code if reason.code == reason.rule else f"{reason.code} ({reason.rule})"
    because = f"{name}: {reason.because}" if reason.because else name
    return because if reason.source is None else f"{because}\n{reason.source}"


def _what_would_change(decision: Decision[object]) -> Section:
    """Say what reaches a permissive outcome; where the outcome is one already, or none is, what would change it."""
    headers = ("outcome", "reached by")
    if _tone(decision.table, decision.outcome) is Tone.BAD:
        return _section("Nearest permissive outcomes", headers, list(_ways(decision)))
    flips = [
        Row((_outcome(flip.outcome, "no longer collected"), _fact(flip.change)), _tone(decision.table, flip.outcome))
        for flip in decision.fragile()
    ]
    return _section("What would change it", headers, flips)


def _ways(decision: Decision[object]) -> Iterator[Row]:
    permissive = decision.table.permissive or frozenset()
    for outcome in listed_outcomes(decision.table):
        if outcome in permissive:
            yield _nearest_row(decision, outcome)


def _nearest_row(decision: Decision[object], outcome: object) -> Row:
    try:
        nearest = decision.nearest(outcome)
    except BudgetError as error:
        return Row((outcome_text(outcome), str(error)), Tone.WARN)
    if nearest is None:
        return Row((outcome_text(outcome), "no change of facts"))
    return Row((outcome_text(outcome), "\n".join(map(_fact, nearest.changes))), Tone.GOOD)


def _fact(change: FactChange) -> str:
    return f"{change.column}: {plain_text(change.value)} -> {_cell(change.region)}"


# --- findings


def _findings_section(findings: Sequence[Finding]) -> Section:
    rows = [
        Row((str(found.kind), ", ".join(found.rules), found.message), Tone.BAD if found.is_error else Tone.WARN)
        for found in findings
    ]
    return _section("Findings", ("finding", "rules", "what is wrong"), rows)


# --- differences

DIFFERENCE: Final = ("difference", "outcome", "points", "for example", "rules")


def _difference_row(difference: Difference, *more: str) -> Row:
    cells = (
        str(difference.kind),
        _step(_outcome(difference.old_outcome), _outcome(difference.new_outcome)),
        "infinitely many" if difference.count is None else str(difference.count),
        point_text(difference.witness),
        _step(_listed(difference.old_rules), _listed(difference.new_rules)),
    )
    return Row((*cells, *more), DIFFERENCES[difference.kind])


def _sides(title: str, reasons: Iterable[Reason]) -> Iterator[Section]:
    """Yield the section of the rules of one side, with their sources."""
    by_rule = sorted({reason.rule: reason for reason in reasons}.items())
    rows = [Row((rule, found.because, str(found.source or "not recorded"))) for rule, found in by_rule]
    if rows:
        yield _section(title, ("rule", "because", "source"), rows)


def _versions(old: Draft[object], new: Draft[object]) -> str:
    if old.name == new.name and old.version != new.version:
        return f"{old.name}, version {old.version} -> {new.version}"
    return f"{old.name} -> {new.name}"


# --- traces and cases


def _trace_row(judged: RuleTrace[object]) -> Row:
    failed = [cell.column for cell in judged.cells if not cell.matched]
    verdict = "decides" if judged.decides else "matches" if judged.matched else f"fails by {_listed(failed)}"
    cells = (_cell(cell.cell) for cell in judged.cells)
    tone = Tone.GOOD if judged.decides else Tone.NEUTRAL
    return Row((judged.rule.id, *cells, outcome_text(judged.rule.then), verdict), tone)


def _change(found: Replayed) -> tuple[str, str]:
    rules = _listed(found.rules)
    return _step(_outcome(found.before), _outcome(found.after)), _step(", ".join(found.old_rules) or rules, rules)


def _case(case: Case) -> str:
    return f"{point_text(case.facts)} -> {outcome_text(case.outcome)}"


# --- words


def _section(title: str, headers: tuple[str, ...], rows: Sequence[Row], most: int = MOST_ROWS) -> Section:
    """Make a section of a grid without its empty columns; an over-long one says how many rows it leaves out."""
    if len(rows) > most:
        title = f"{title} (the first {most} of {len(rows)})"
    kept = [any(column) for column in zip(*(row.cells for row in rows), strict=True)] or [True] * len(headers)
    shown = [Row(tuple(compress(row.cells, kept)), row.tone) for row in rows[:most]]
    return Section(title, Grid(tuple(compress(headers, kept)), tuple(shown)))


def _count(number: int, noun: str) -> str:
    plural = {"leaf": "leaves"}.get(noun, noun + "s")
    return f"{number} {noun if number == 1 else plural}"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(words) or "none"


def _cell(cell: Cell) -> str:
    """Return the text of a cell with room to break it: a space behind each comma outside quotes."""
    return re.sub(r'("(?:[^"\\]|\\.)*")|,', lambda found: found[1] or ", ", str(cell))


def _step(old: str, new: str) -> str:
    return new if old == new else f"{old} -> {new}"


def _outcome(outcome: object, none: str = "no answer") -> str:
    return none if outcome is None else outcome_text(outcome)
