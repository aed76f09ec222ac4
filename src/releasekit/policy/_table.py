"""Tables: drafts that are proved, and that decide.

Deciding is one atom look-up and one AND per column; the live set that is left has one verdict, which is made once.
A small finite table goes further and keeps one decision per point.
"""

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, NoReturn, TypeVar

import attrs

from releasekit._fields import Migrations
from releasekit._views import Badge, Tone
from releasekit._words import did_you_mean, listing, shown
from releasekit.policy._cells import MISSING
from releasekit.policy._check import Doctor, check
from releasekit.policy._columns import Column
from releasekit.policy._compiled import Compiled
from releasekit.policy._decision import Decision, Verdict
from releasekit.policy._drafts import Draft
from releasekit.policy._editions import second_table
from releasekit.policy._findings import FactError, Finding, FindingKind, TableError
from releasekit.policy._partition import DEFAULT_BUDGET, Mask, Partition, bits
from releasekit.policy._ranking import Ranking
from releasekit.policy._rules import Hit, Outcome_co, Reason, Rule
from releasekit.policy._wellformed import MOST_HINTS

Outcome = TypeVar("Outcome", bound=Hashable)


@attrs.frozen(eq=False, repr=False, init=False)
class Table(Draft[Outcome_co]):
    """A proved draft, which answers every combination of facts in its domain.

    Takes the fields of a `Draft`. Two tables are equal where their digests are.

    Attributes:
        budget: how many states the proof may look at.

    Raises:
        TableError: where the draft has an error; it carries all findings.
    """

    document_schema: ClassVar[int] = 2
    document_migrations: ClassVar[Migrations] = (second_table,)

    budget: int = attrs.field(default=DEFAULT_BUDGET, kw_only=True, eq=False)
    _compiled: Compiled[Outcome_co] = attrs.field(init=False, eq=False)

    def __init__(
        self,
        name: str,
        columns: Iterable[Column],
        *,
        rules: Iterable[Rule[Outcome_co]],
        hit: Hit = Hit.UNIQUE,
        outcomes: Iterable[Outcome_co],
        permissive: Iterable[Outcome_co] | None = None,
        version: str = "1",
        budget: int = DEFAULT_BUDGET,
    ) -> None:
        # Spelt out because mypy forgets the outcome of inherited fields that have a converter.
        self.__attrs_init__(  # pyright: ignore[reportAttributeAccessIssue]
            name,
            columns,
            rules=rules,  # type: ignore[arg-type]
            hit=hit,
            outcomes=outcomes,  # type: ignore[arg-type]
            permissive=permissive,  # type: ignore[arg-type]
            version=version,
            budget=budget,
        )

    def __attrs_post_init__(self) -> None:
        doctor = Doctor(self, self.budget)
        if doctor.errors:
            raise TableError(self.name, doctor.findings())
        object.__setattr__(self, "_compiled", Compiled(self, doctor.partition))

    @staticmethod
    def from_draft(draft: Draft[Outcome], *, budget: int = DEFAULT_BUDGET) -> "Table[Outcome]":
        """Prove a draft.

        Raises:
            TableError: where the draft has an error; it carries all findings.
        """
        return Table(**_contents(draft), budget=budget)

    @property
    def draft(self) -> Draft[Outcome_co]:
        """The same rows as a draft, to be changed and proved again."""
        return Draft(**_contents(self))

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits; worked out once."""
        compiled = self._compiled
        compiled.digest = compiled.digest or super().digest
        return compiled.digest

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The warnings of the proof, as `check` finds them; worked out when they are first asked for."""
        compiled = self._compiled
        if compiled.findings is None:
            compiled.findings = check(self, budget=self.budget)
        return compiled.findings

    @property
    def partition(self) -> Partition:
        """The columns in atoms, for the questions that the package itself asks."""
        return self._compiled.partition

    @property
    def ranking(self) -> Ranking:
        """Which rules win, for the questions that the package itself asks."""
        return self._compiled.ranking

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
        if facts is None:
            facts, named = named, {}
        compiled = self._compiled
        dense = compiled.dense
        if dense is not None and not named:
            kind = type(facts)
            try:
                values = compiled.picks[kind](facts)
                kinds, decision = dense[values]
                is_exact = kinds is None or kinds == [*map(type, values)]
                if is_exact and (kind is not dict or len(facts) == len(values)):  # type: ignore[arg-type]
                    return decision
            except Exception:  # noqa: BLE001, S110 - not met yet; or a fact that cannot even be hashed, refused below
                pass
        values, live = self._located(self._gathered(facts, named))
        verdict = compiled.decided.get(live)
        if verdict is None:
            if not self.answers_once:
                self._refuse("decide", "collect")
            verdict = self._stated(self.ranking.winners(live), self.ranking.answer(live))
            compiled.remember(live, verdict)
        decision = Decision(verdict, values)
        compiled.keep(values, decision)
        return decision

    def collect(self, facts: object = None, /, **named: object) -> tuple[Decision[Outcome_co], ...]:
        """Answer some facts under COLLECT: one decision per outcome that matches, in the order of the outcomes.

        Takes and raises what `decide` does; `TableError` where the hit policy is another.
        """
        if self.answers_once:
            self._refuse("collect", "decide")
        values, live = self._located(self._gathered(facts, named))
        numbers = self.ranking.outcomes_of(self.ranking.answer(live))
        return tuple(Decision(self._collected(live, number), values) for number in numbers)

    def _collected(self, live: Mask, number: int) -> Verdict[Outcome_co]:
        """Return the verdict of one outcome; it is kept by its rules, and no two outcomes share one."""
        winners = live & self.ranking.groups[number]
        verdict = self._compiled.decided.get(winners)
        if verdict is None:
            verdict = self._stated(winners, number)
            self._compiled.remember(winners, verdict)
        return verdict

    def read(self, plain: Mapping[str, object]) -> dict[str, object]:
        """Turn plain data, where texts stand for words, into facts.

        Raises:
            FactError: as `decide` does.
        """
        given = self._gathered(plain, {})
        columns = {column.name: column for column in self.columns}
        facts = {name: columns[name].read(value) if name in columns else value for name, value in given.items()}
        self._located(facts)
        return facts

    def atoms(self, values: Iterable[object]) -> tuple[int, ...]:
        """Return the atom of each value, in the order of the columns."""
        return tuple(axis.atom(value) for axis, value in zip(self.partition.axes, values, strict=True))

    def _located(self, facts: Mapping[str, object]) -> tuple[tuple[object, ...], Mask]:
        """Return the facts in the order of the columns, and the live set there."""
        try:
            values = self._compiled.values(facts)
            return values, self._compiled.live(values)
        except (KeyError, TypeError):
            problems = []
        columns = {column.name: column for column in self.columns}
        for number, name in enumerate(name for name in facts if name not in columns):
            meant = did_you_mean(name, columns) if number < MOST_HINTS else ""
            problems.append(f"no column {shown(name)}; expected columns among {listing(columns)}{meant}")
        for name, column in columns.items():
            value = facts.get(name, MISSING)
            if not column.contains(value):
                # Name the type of a value that looks like another: a text like a word, true like a number.
                looks_alike = isinstance(value, str | int | float | Decimal | Enum) and value is not MISSING
                kind = f" ({type(value).__name__})" if looks_alike else ""
                problems.append(f"{name} is {shown(value)}{kind}; expected {column.expected}{column.near(value)}")
        raise FactError(self.name, tuple(problems))

    def _stated(self, winners: Mask, number: int) -> Verdict[Outcome_co]:
        rules = tuple(self.rules[rule] for rule in bits(winners))
        return Verdict(self.listed[number], rules, reasons=tuple(map(Reason.of, rules)), table=self)

    def _proof(self) -> tuple[Badge, tuple[Finding, ...]]:
        return Badge("proved", Tone.WARN if self.findings else Tone.GOOD), self.findings

    def _gathered(self, facts: object, named: Mapping[str, object]) -> dict[str, object]:
        """Bring a mapping, an attrs object and keyword arguments into one dict."""
        if facts is None:
            return dict(named)
        if type(facts) is dict and not named:
            return facts
        kind = type(facts)
        if attrs.has(kind):
            names = [field.name for field in attrs.fields(kind)]
            self._compiled.meet(kind, names)
            facts = {name: getattr(facts, name) for name in names}
        if not isinstance(facts, Mapping):
            raise FactError(self.name, (f"facts are {shown(facts)}; expected a mapping or an attrs object",))
        twice = sorted(facts.keys() & named.keys())
        if twice:
            raise FactError(self.name, tuple(f"`{name}` is given twice; expected it once" for name in twice))
        return {**facts, **named}

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
