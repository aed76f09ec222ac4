"""Tables: drafts that are proved, and that decide.

Deciding is one atom look-up and one AND per column; the live set that is left has one verdict, which is made once.
A small finite table goes further and keeps one decision per point.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, Final, NamedTuple, NoReturn, Self, TypeAlias

import attrs

from releasekit._words import near_match, shown
from releasekit.policy._cells import LOW, MISSING, Cut, Missing
from releasekit.policy._check import check, partition_of
from releasekit.policy._columns import Column, Numbers
from releasekit.policy._decision import Decision, FactError, Verdict
from releasekit.policy._findings import Finding, FindingKind, TableError
from releasekit.policy._form import listed_outcomes
from releasekit.policy._partition import DEFAULT_BUDGET, Axis, Mask, Partition, bits
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Draft, Hit, Outcome_co, Reason

__all__ = ["Table"]

DENSE: Final = 4_096
"""The most points of a finite table for which each point keeps its decision."""

Kept: TypeAlias = tuple[list[type] | None, Decision[Outcome_co]]
"""A decision, and the exact types of its facts, where a value of another type could equal one of them."""


def _hidden() -> Any:  # noqa: ANN401 - as attrs.field itself
    return attrs.field(init=False, eq=False, repr=False)


class Lookup(NamedTuple):
    """How the value of one column becomes a row.

    Attributes:
        kinds: the exact types that a value of a finite domain may have.
        rows: the row of each value that is no number.
        bounds: for numbers, the bounds between atoms, ascending; otherwise ``None``.
        at: the row at each bound; ``None`` outside the domain.
        before: the row before each bound, and behind the last.
    """

    kinds: tuple[type, ...]
    rows: Mapping[object, Mask]
    bounds: list[Any] | None
    at: list[Any]
    before: list[Any]


@attrs.frozen(eq=False, repr=False)
class Table(Draft[Outcome_co]):
    """A proved draft, which answers every combination of facts in its domain.

    Takes the fields of a `Draft`. Two tables are equal where their digests are.

    Attributes:
        budget: how many states the proof may look at.
        findings: the warnings of the proof.

    Raises:
        TableError: where the draft has an error; it carries all findings.
    """

    budget: int = attrs.field(default=DEFAULT_BUDGET, kw_only=True, eq=False)
    findings: tuple[Finding, ...] = _hidden()
    partition: Partition = _hidden()
    ranking: Ranking = _hidden()
    _pick: Callable[[Any], tuple[object, ...]] = _hidden()
    _lookups: tuple[Lookup, ...] = _hidden()
    _dense: dict[tuple[object, ...], Kept[Outcome_co]] | None = _hidden()
    _by_identity: bool = _hidden()
    _verdicts: dict[tuple[Mask, int], Verdict[Outcome_co]] = _hidden()
    _digests: list[str] = _hidden()

    def __attrs_post_init__(self) -> None:
        findings = check(self, budget=self.budget)
        if any(finding.is_error for finding in findings):
            raise TableError(self.name, findings)
        partition = partition_of(self)
        small = self.answers_once and partition.is_finite and partition.points <= DENSE
        compiled: dict[str, object] = {
            "findings": findings,
            "partition": partition,
            "ranking": Ranking(self.hit, self.rules, self.listed),
            "_pick": _picker([column.name for column in self.columns]),
            "_lookups": tuple(map(_lookup, partition.axes, partition.rows)),
            "_dense": {} if small else None,
            "_by_identity": all(map(_is_plain_enum, self.columns)),
            "_verdicts": {},
            "_digests": [],
        }
        for name, value in compiled.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_draft(cls, draft: Draft[Outcome_co], *, budget: int = DEFAULT_BUDGET) -> Self:
        """Prove a draft.

        Raises:
            TableError: where the draft has an error; it carries all findings.
        """
        return cls(**_contents(draft), budget=budget)

    @property
    def draft(self) -> Draft[Outcome_co]:
        """The same rows as a draft, to be changed and proved again."""
        return Draft(**_contents(self))

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits; worked out once."""
        if not self._digests:
            self._digests.append(super().digest)
        return self._digests[0]

    @property
    def listed(self) -> tuple[Outcome_co, ...]:
        """The outcomes in their order; unordered ones in the order of their texts."""
        return listed_outcomes(self)

    @property
    def answers_once(self) -> bool:
        """Whether there is one answer at each point, so that the table decides; otherwise it collects."""
        return self.hit is not Hit.COLLECT

    def decide(self, facts: object = None, /, **named: object) -> Decision[Outcome_co]:
        """Answer some facts.

        Args:
            facts: a mapping of column names to values, or an attrs object with such fields.
            named: the same as keyword arguments. An optional column that is left out is `MISSING`.

        Raises:
            FactError: where a column is unknown, a value is outside its domain or of another type, or a fact is
                missing in a column that is not optional; it names all of these. Nothing else can fail.
            TableError: where the hit policy is COLLECT.
        """
        dense = self._dense
        if dense is not None and not named:
            try:
                values = self._pick(facts)
                kinds, decision = dense[values]
                if len(facts) == len(values) and (kinds is None or kinds == [*map(type, values)]):  # type: ignore[arg-type]
                    return decision
            except (KeyError, TypeError):
                pass
        return self._decide(facts if type(facts) is dict and not named else self._gathered(facts, named))

    def collect(self, facts: object = None, /, **named: object) -> tuple[Decision[Outcome_co], ...]:
        """Answer some facts under COLLECT: one decision per outcome that matches, in the order of the outcomes.

        Takes and raises what `decide` does; `TableError` where the hit policy is another.
        """
        if self.answers_once:
            self._refuse("collect", "decide")
        values, live = self._located(self._gathered(facts, named))
        numbers = self.ranking.outcomes_of(self.ranking.answer(live))
        return tuple(Decision(self._verdict(live & self.ranking.groups[number], number), values) for number in numbers)

    def read(self, plain: Mapping[str, object]) -> dict[str, object]:
        """Turn plain data, where texts stand for words, into facts.

        Raises:
            FactError: as `decide` does.
        """
        columns = {column.name: column for column in self.columns}
        facts = {name: columns[name].read(value) if name in columns else value for name, value in plain.items()}
        self._located(facts)
        return facts

    def atoms(self, values: Iterable[object]) -> tuple[int, ...]:
        """Return the atom of each value, in the order of the columns."""
        return tuple(axis.atom(value) for axis, value in zip(self.partition.axes, values, strict=True))

    def _decide(self, facts: Mapping[str, object]) -> Decision[Outcome_co]:
        if not self.answers_once:
            self._refuse("decide", "collect")
        values, live = self._located(facts)
        ranking = self.ranking
        decision = Decision(self._verdict(ranking.winners(live), ranking.answer(live)), values)
        if self._dense is not None:
            self._dense[values] = (None if self._by_identity else [*map(type, values)], decision)
        return decision

    def _located(self, facts: Mapping[str, object]) -> tuple[tuple[object, ...], Mask]:
        """Return the facts in the order of the columns, and the live set there."""
        try:
            values = self._pick(facts) if len(facts) == len(self.columns) else self._filled(facts)
            return values, self._live(values)
        except (KeyError, TypeError):
            raise FactError(self.name, tuple(self._problems(facts))) from None

    def _filled(self, facts: Mapping[str, object]) -> tuple[object, ...]:
        """Fill in `MISSING` for what is left out; a column that may not be missing refuses it later."""
        names = [column.name for column in self.columns]
        if not facts.keys() <= set(names):
            raise KeyError
        return tuple(facts.get(name, MISSING) for name in names)

    def _live(self, values: tuple[object, ...]) -> Mask:
        """Return the live set of a point; a value outside its domain ends in a ``KeyError`` or ``TypeError``."""
        live = self.partition.whole
        for value, (kinds, rows, bounds, at, before) in zip(values, self._lookups, strict=True):
            kind = type(value)
            if kind not in kinds:
                live &= rows[value if value is MISSING else None]
            elif bounds is None:
                live &= rows[value]
            elif kind is Decimal and not value.is_finite():  # type: ignore[attr-defined]
                raise TypeError
            else:
                place = bisect_left(bounds, value)
                live &= at[place] if place < len(bounds) and bounds[place] == value else before[place]
        return live

    def _verdict(self, winners: Mask, number: int) -> Verdict[Outcome_co]:
        verdict = self._verdicts.get((winners, number))
        if verdict is None:
            rules = tuple(self.rules[rule] for rule in bits(winners))
            reasons = tuple(Reason(rule.id, rule.code, because=rule.because, source=rule.source) for rule in rules)
            verdict = Verdict(self.listed[number], rules, reasons=reasons, table=self)
            self._verdicts[winners, number] = verdict
        return verdict

    def _gathered(self, facts: object, named: Mapping[str, object]) -> dict[str, object]:
        """Bring a mapping, an attrs object and keyword arguments into one dict."""
        if facts is None:
            return dict(named)
        if attrs.has(type(facts)):
            facts = {field.name: getattr(facts, field.name) for field in attrs.fields(type(facts))}
        if not isinstance(facts, Mapping):
            raise FactError(self.name, (f"facts are {shown(facts)}; expected a mapping or an attrs object",))
        twice = sorted(facts.keys() & named.keys())
        if twice:
            raise FactError(self.name, tuple(f"`{name}` is given twice; expected it once" for name in twice))
        return {**facts, **named}

    def _problems(self, facts: Mapping[str, object]) -> Iterator[str]:
        columns = {column.name: column for column in self.columns}
        for name in facts:
            if name not in columns:
                near = near_match(name, columns)
                meant = f"; did you mean `{near}`?" if near else ""
                yield f"no column {shown(name)}{meant}; expected columns among {', '.join(columns) or 'none'}"
        for name, column in columns.items():
            value = facts.get(name, MISSING)
            if not column.contains(value):
                yield f"{name} is {shown(value)}{_kind(value)}{column.near(value)}; expected {column.expected}"

    def _refuse(self, asked: str, expected: str) -> NoReturn:
        message = f"hit is {self.hit}, so the table cannot {asked}; expected {expected}"
        raise TableError(self.name, (Finding(FindingKind.MALFORMED, message),))

    def __reduce__(self) -> tuple[object, ...]:
        return _proved, (type(self), _contents(self), self.budget)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}: {len(self.columns)} columns, {len(self.rules)} rules, {self.hit}>"


def _contents(draft: Draft[Outcome_co]) -> dict[str, Any]:
    return {field.name: getattr(draft, field.name) for field in attrs.fields(Draft)}


def _proved(kind: type[Table[Outcome_co]], contents: dict[str, Any], budget: int) -> Table[Outcome_co]:
    return kind(**contents, budget=budget)


def _picker(names: Sequence[str]) -> Callable[[Any], tuple[object, ...]]:
    """Return what takes the values of some names out of a mapping, as a tuple however many there are."""
    if len(names) > 1:
        return itemgetter(*names)
    return lambda facts: tuple(facts[name] for name in names)


def _lookup(axis: Axis, rows: Sequence[Mask]) -> Lookup:
    """Arrange the rows of a column so that a value finds its own in one look-up."""
    named = {axis.witness(atom): rows[atom] for atom in range(axis.size) if not axis.edges or atom >= axis.present}
    if not isinstance(axis.column.domain, Numbers):
        return Lookup(tuple({type(value) for value in named if value is not MISSING}), named, None, [], [])
    bounds = sorted({bound for bound, _ in axis.edges if Decimal(bound).is_finite()})
    before = [None if axis.edges[0] != LOW else rows[0]]
    before += [_row(axis, rows, (bound, 1)) for bound in bounds]
    at = [_row(axis, rows, (bound, 0)) for bound in bounds]
    kinds = (int,) if axis.column.domain.integer else (int, Decimal)
    return Lookup(kinds, named, list(bounds), at, before)


def _is_plain_enum(column: Column) -> bool:
    """Tell whether a value equals one of the column only where it is that very value."""
    return isinstance(column.domain, type) and column.domain.__eq__ is object.__eq__


def _row(axis: Axis, rows: Sequence[Mask], cut: Cut) -> Mask | None:
    """Return the row just after a cut; ``None`` outside the domain."""
    atom = bisect_right(axis.edges, cut) - 1
    return rows[atom] if 0 <= atom < axis.present else None


def _kind(value: object) -> str:
    """Name the type of a value that looks like another: a text like a word, true like a number."""
    return f" ({type(value).__name__})" if not isinstance(value, Missing) else ""


def __dir__() -> list[str]:
    return __all__
