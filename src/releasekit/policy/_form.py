"""Whether a draft is well formed: names, cells, outcomes and options, before anything is computed from it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from enum import Enum
from typing import Final

from releasekit._words import MOST_LISTED, listing, near_match, shown, spelt, word_text
from releasekit.policy._cells import Cell, Number, brief_text, plain_text
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._findings import Finding, FindingKind
from releasekit.policy._rules import Draft, Hit, Outcome_co, Rule, outcome_key

MOST_CONDITIONS: Final = 1_000_000
MOST_HINTS: Final = 100


def form_findings(draft: Draft[Outcome_co]) -> tuple[Finding, ...]:
    """Return every way in which a draft is malformed."""
    return (
        *_size_findings(draft),
        *_name_findings(draft),
        *_option_findings(draft),
        *_rules_findings(draft),
    )


def has_sound_columns(draft: Draft[Outcome_co]) -> bool:
    """Tell whether points of a draft mean something: not too large, each column once."""
    return not [*_size_findings(draft), *_twice(column.name for column in draft.columns)]


def is_ordered(draft: Draft[Outcome_co]) -> bool:
    """Tell whether the outcomes go from permissive to restrictive."""
    return isinstance(draft.outcomes, tuple)


def listed_outcomes(draft: Draft[Outcome_co]) -> tuple[Outcome_co, ...]:
    """Return the outcomes in their order; unordered ones in the order of their texts."""
    if isinstance(draft.outcomes, tuple):
        return draft.outcomes
    return tuple(sorted(draft.outcomes, key=outcome_text))


def outcome_text(outcome: object) -> str:
    """Return how an outcome is written for people."""
    if isinstance(outcome, tuple):
        return " / ".join(map(outcome_text, outcome)) or "nothing"
    if isinstance(outcome, frozenset):
        return " + ".join(sorted(map(outcome_text, outcome))) or "nothing"
    return word_text(outcome) if isinstance(outcome, Enum) else str(outcome)


def _malformed(message: str, *rules: str, column: str | None = None) -> Finding:
    return Finding(FindingKind.MALFORMED, message, rules=rules, column=column)


def _size_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    size = len(draft.rules) * len(draft.columns)
    if size > MOST_CONDITIONS:
        yield _malformed(
            f"{len(draft.rules)} rules by {len(draft.columns)} columns; expected at most {MOST_CONDITIONS} conditions"
        )


def _twice(names: Iterator[str]) -> list[str]:
    return sorted(name for name, times in Counter(names).items() if times > 1)


def _name_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    for name in _twice(column.name for column in draft.columns):
        yield _malformed(f"column `{name}` is there twice; expected each name once", column=name)
    for name in _twice(rule.id for rule in draft.rules):
        yield _malformed(f"rule id `{name}` is there twice; expected each id once", name)


def _option_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    outcomes = listed_outcomes(draft)
    if not outcomes or len(set(map(outcome_key, outcomes))) < len(outcomes):
        yield _malformed(f"outcomes are {_texts(outcomes)}; expected at least one, and each once")
    if draft.hit is Hit.MOST_RESTRICTIVE and not is_ordered(draft):
        yield _malformed("hit is most_restrictive but outcomes are a frozenset; expected a tuple, permissive first")
    yield from _permissive_findings(draft, outcomes)
    for column in draft.columns:
        if column.worse is not None and (draft.hit is Hit.COLLECT or not is_ordered(draft)):
            expected = "expected ordered outcomes and a hit policy with one answer"
            yield _malformed(f"column `{column.name}` has a worse direction; {expected}", column=column.name)


def _permissive_findings(draft: Draft[Outcome_co], outcomes: tuple[Outcome_co, ...]) -> Iterator[Finding]:
    if draft.hit is Hit.COLLECT:
        if draft.permissive is not None:
            yield _malformed("permissive is given; expected none, because hit is collect")
    elif draft.permissive is None:
        optional = [column.name for column in draft.columns if column.optional]
        if optional:
            given = f"permissive is not given but column `{optional[0]}` is optional"
            yield _malformed(f"{given}; expected the permissive outcomes, or an empty tuple", column=optional[0])
    else:
        known = set(map(outcome_key, outcomes))
        strays = [outcome for outcome in draft.permissive if outcome_key(outcome) not in known]
        for outcome in sorted(strays, key=outcome_text):
            yield _malformed(f"permissive holds {_unknown_outcome(outcome, outcomes, Hints())}")


class Hints:
    """Hints at what was meant, for the first problems of a draft only: each costs a search."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = MOST_HINTS

    def of(self, search: Callable[[], str]) -> str:
        """Return a hint, or nothing where there were enough."""
        self._left -= 1
        return search() if self._left >= 0 else ""


def _rules_findings(draft: Draft[Outcome_co]) -> Iterator[Finding]:
    columns = {column.name: column for column in draft.columns}
    listed, hints = listed_outcomes(draft), Hints()
    outcomes = frozenset(map(outcome_key, listed))
    for rule in draft.rules:
        if outcome_key(rule.then) not in outcomes:
            yield _malformed(f"rule `{rule.id}`: then is {_unknown_outcome(rule.then, listed, hints)}", rule.id)
        yield from _rank_findings(draft.hit, rule)
        yield from _when_findings(rule, columns, hints)


def _rank_findings(hit: Hit, rule: Rule[Outcome_co]) -> Iterator[Finding]:
    if (rule.rank is None) == (hit is Hit.FIRST):
        expected = "a rank, because hit is first" if rule.rank is None else f"no rank, because hit is {hit}"
        yield _malformed(f"rule `{rule.id}`: rank is {shown(rule.rank)}; expected {expected}", rule.id)


def _when_findings(rule: Rule[Outcome_co], columns: dict[str, Column], hints: Hints) -> Iterator[Finding]:
    for name in _twice(name for name, _ in rule.when):
        yield _malformed(f"rule `{rule.id}`: column `{name}` is there twice; expected one cell", rule.id, column=name)
    for name, cell in rule.when:
        if name not in columns:
            meant = hints.of(lambda: _meant(name, columns))  # noqa: B023 - called at once
            message = f"rule `{rule.id}`: no column {shown(name)}; expected one of {listing(columns)}{meant}"
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
    if cell.spans and not isinstance(column.domain, Numbers):
        yield f"holds numbers `{brief_text(cell)}`; expected {column.expected}"
    elif isinstance(column.domain, Numbers):
        stray = _stray(column.domain, cell)
        yield from (f"has bound {shown(bound)}; expected {column.domain}" for bound in stray[:MOST_LISTED])
        if len(stray) > MOST_LISTED:
            yield f"has {len(stray) - MOST_LISTED} more such bounds"


def _stray(domain: Numbers, cell: Cell) -> list[Number]:
    """Return the bounds of a cell that lie outside an ordered domain (between two of its numbers is inside)."""
    bounds = [bound for span in cell.spans for bound, _ in span if not isinstance(bound, Decimal) or bound.is_finite()]
    low, high, integer = domain.ge, domain.le, domain.integer
    outside = {own for own in bounds if (low is not None and own < low) or (high is not None and own > high)}
    broken = {own for own in bounds if integer and isinstance(own, Decimal)}
    return sorted(outside | broken)


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
