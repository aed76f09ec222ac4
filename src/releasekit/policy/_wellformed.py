"""Whether a draft is well formed: names, cells, outcomes and options, before anything is computed from it."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Final

from releasekit._arguments import repeated
from releasekit._words import MOST_LISTED, listing, near_match, one_of_listed, shown, spelt
from releasekit.policy._cells import Cell, brief_text, plain_text
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._drafts import Draft
from releasekit.policy._findings import Finding, FindingKind
from releasekit.policy._rules import Hit, Outcome_co, Rule, outcome_key, outcome_text

MOST_CONDITIONS: Final = 1_000_000
MOST_HINTS: Final = 100


def form_findings(draft: Draft[Outcome_co]) -> tuple[Finding, ...]:
    """Return every way in which a draft is malformed."""
    columns = {column.name: column for column in draft.columns}
    hints = Hints()
    keys = frozenset(map(outcome_key, draft.listed))
    ids = repeated(rule.id for rule in draft.rules)
    twice = (_malformed(f"rule id `{name}` is there twice; expected each id once", name) for name in ids)
    findings = [*column_findings(draft), *twice, *_option_findings(draft)]
    for rule in draft.rules:
        if outcome_key(rule.then) not in keys:
            expected = _unknown_outcome(rule.then, draft.listed, hints)
            findings.append(_malformed(f"rule `{rule.id}`: then is {expected}", rule.id))
        if (rule.rank is None) == (draft.hit is Hit.FIRST):
            wanted = "a rank, because hit is first" if rule.rank is None else f"no rank, because hit is {draft.hit}"
            problem = f"rule `{rule.id}`: rank is {shown(rule.rank)}; expected {wanted}"
            findings.append(_malformed(problem, rule.id))
        findings += _when_findings(rule, columns, hints)
    return tuple(findings)


def _malformed(message: str, *rules: str, column: str | None = None) -> Finding:
    return Finding(FindingKind.MALFORMED, message, rules=rules, column=column)


def column_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    """Find what keeps points of a draft from meaning anything: a table too large, a column that is there twice."""
    size = len(draft.rules) * len(draft.columns)
    if size > MOST_CONDITIONS:
        shape = f"{len(draft.rules)} rules by {len(draft.columns)} columns"
        yield _malformed(f"{shape}; expected at most {MOST_CONDITIONS} conditions")
    for name in repeated(column.name for column in draft.columns):
        yield _malformed(f"column `{name}` is there twice; expected each name once", column=name)


def _option_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    """Find hit policies, outcomes and columns that do not go together."""
    keys = frozenset(map(outcome_key, draft.listed))
    if not 0 < len(draft.listed) == len(keys):
        yield _malformed(f"outcomes are {_texts(draft.listed)}; expected at least one, and each once")
    if draft.hit is Hit.MOST_RESTRICTIVE and not draft.is_ordered:
        yield _malformed("hit is most_restrictive but outcomes are a frozenset; expected a tuple, permissive first")
    optional = next((column.name for column in draft.columns if column.optional), None)
    if draft.hit is Hit.COLLECT and draft.permissive is not None:
        yield _malformed("permissive is given; expected none, because hit is collect")
    elif draft.hit is not Hit.COLLECT and draft.permissive is None and optional is not None:
        given = f"permissive is not given but column `{optional}` is optional"
        yield _malformed(f"{given}; expected the permissive outcomes, or an empty tuple", column=optional)
    elif draft.hit is not Hit.COLLECT:
        strays = [outcome for outcome in draft.permissive or () if outcome_key(outcome) not in keys]
        for outcome in sorted(strays, key=outcome_text):
            yield _malformed(f"permissive holds {_unknown_outcome(outcome, draft.listed, Hints())}")
    for column in draft.columns:
        if column.worse is not None and (draft.hit is Hit.COLLECT or not draft.is_ordered):
            expected = "expected ordered outcomes and a hit policy with one answer"
            yield _malformed(f"column `{column.name}` has a worse direction; {expected}", column=column.name)


class Hints:
    """Hints at what was meant, for the first problems of a draft only: each costs a search."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = MOST_HINTS

    def of(self, search: Callable[[], str]) -> str:
        """Return a hint, or nothing where there were enough."""
        self._left -= 1
        return search() if self._left >= 0 else ""


def _when_findings(rule: Rule[Outcome_co], columns: dict[str, Column], hints: Hints) -> Iterator[Finding]:
    for name in repeated(name for name, _ in rule.when):
        yield _malformed(f"rule `{rule.id}`: column `{name}` is there twice; expected one cell", rule.id, column=name)
    for name, cell in rule.when:
        if name not in columns:
            meant = hints.of(lambda: _meant(name, columns))  # noqa: B023 - called at once
            message = f"rule `{rule.id}`: no column {shown(name)}; {one_of_listed(columns)}{meant}"
            yield _malformed(message, rule.id, column=name)
        else:
            for problem in _cell_problems(columns[name], cell, hints):
                yield _malformed(f"rule `{rule.id}`: column `{name}` {problem}", rule.id, column=name)


def _cell_problems(column: Column, cell: Cell, hints: Hints) -> Iterator[str]:
    if cell.missing and not cell.is_any and not column.optional:
        yield "holds missing; expected present values, because the column is not optional"
    strange = sorted([value for value in cell.values if not column.contains(value)], key=plain_text)
    for value in strange[:MOST_LISTED]:
        meant = hints.of(lambda: column.near(value))  # noqa: B023 - called at once
        yield f"holds {spelt(value)}; expected {column.expected}{meant}"
    if len(strange) > MOST_LISTED:
        yield f"holds {len(strange) - MOST_LISTED} more such values"
    if isinstance(column.domain, Numbers):
        domain = column.domain
        bounds = {bound for span in cell.spans for bound, _ in span if Decimal(bound).is_finite()}
        lower = {bound for bound in bounds if domain.ge is not None and bound < domain.ge}
        higher = {bound for bound in bounds if domain.le is not None and bound > domain.le}
        broken = {bound for bound in bounds if domain.integer and isinstance(bound, Decimal)}
        stray = sorted(lower | higher | broken)
        yield from (f"has bound {shown(bound)}; expected {column.domain}" for bound in stray[:MOST_LISTED])
        if len(stray) > MOST_LISTED:
            yield f"has {len(stray) - MOST_LISTED} more such bounds"
    elif cell.spans:
        yield f"holds numbers `{brief_text(cell)}`; expected {column.expected}"


def _unknown_outcome(outcome: object, outcomes: tuple[object, ...], hints: Hints) -> str:
    if isinstance(outcome, tuple | frozenset):
        return f"`{outcome_text(outcome)}`; expected one of {_texts(outcomes)}"
    meant = hints.of(lambda: _meant(outcome_text(outcome), map(outcome_text, outcomes)))
    return f"{spelt(outcome)}; expected one of {_texts(outcomes)}{meant}"


def _texts(outcomes: tuple[object, ...]) -> str:
    return listing(map(outcome_text, outcomes))


def _meant(name: str, known: Iterable[str]) -> str:
    near = near_match(name, known)
    return f"; did you mean `{near}`?" if near and near != name else ""
