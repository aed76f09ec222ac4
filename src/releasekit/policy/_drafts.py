"""Drafts: decision tables as somebody wrote them down.

A draft may be wrong; `releasekit.policy.check` says how, and only a draft without an error becomes a table.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import ClassVar, Generic, Self

import attrs

from releasekit._arguments import as_tuple, in_order
from releasekit._digest import canonical, digest
from releasekit._fields import Frozen, Migrations, Name, checked
from releasekit._views import Badge, Row, Tone, View, Viewable, to_markdown
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.policy._columns import Column
from releasekit.policy._editions import second_table
from releasekit.policy._findings import Finding
from releasekit.policy._rules import OUTCOME, Hit, Outcome_co, Rule, is_outcome, outcome_text
from releasekit.policy._sections import MOST_ROWS, listed, section, spaced


def _as_outcomes(outcomes: Iterable[Outcome_co]) -> tuple[Outcome_co, ...] | frozenset[Outcome_co]:
    listed: tuple[Outcome_co, ...] = _sound("outcomes", outcomes)
    return frozenset(listed) if isinstance(outcomes, AbstractSet) else listed


def _as_permissive(permissive: Iterable[Outcome_co] | None) -> frozenset[Outcome_co] | None:
    return None if permissive is None else frozenset(_sound("permissive", permissive))


def _sound(field: str, outcomes: Iterable[Outcome_co] | object) -> tuple[Outcome_co, ...]:
    """Return outcomes as a tuple, once it is known that each can be one."""
    if not isinstance(outcomes, Iterable) or isinstance(outcomes, str):
        expected = "expected a class of words, or a tuple or frozenset of outcomes"
        raise FieldError((f"Draft.{field} is {shown(outcomes)}; {expected}",))
    listed = tuple(outcomes)
    strange = [shown(outcome) for outcome in listed if not is_outcome(outcome)]
    if strange:
        raise FieldError(tuple(f"Draft.{field} holds {text}; expected {OUTCOME}" for text in strange))
    return listed


def _by_id(rules: Iterable[Rule[Outcome_co]]) -> tuple[Rule[Outcome_co], ...]:
    """Sort by id; rules that share one are sorted by content, so that the order of writing never matters."""
    return in_order(as_tuple(rules), Rule, lambda rule: rule.id, ties=canonical)


@attrs.frozen(field_transformer=checked, eq=False)
class Draft(Frozen, Viewable, Generic[Outcome_co]):
    """A decision table as somebody wrote it down: complete or not, right or wrong.

    Attributes:
        name: what the table decides.
        columns: its inputs, in the order in which people read them.
        rules: its rows; kept sorted by id, so that the order of writing never matters.
        hit: which of the matching rules answers.
        outcomes: the possible outcomes: a class of words or a tuple is ordered, permissive first; a set is unordered,
            and then every difference is lateral.
        permissive: the outcomes that let something happen; must be given where a column is optional.
        version: the version of the text that the table states.

    Two drafts are equal where their digests are.
    """

    document_schema: ClassVar[int] = 2
    document_migrations: ClassVar[Migrations] = (second_table,)

    name: Name
    columns: tuple[Column, ...] = attrs.field(converter=as_tuple)
    rules: tuple[Rule[Outcome_co], ...] = attrs.field(converter=_by_id, kw_only=True)
    hit: Hit = attrs.field(default=Hit.UNIQUE, kw_only=True)
    outcomes: tuple[Outcome_co, ...] | frozenset[Outcome_co] = attrs.field(converter=_as_outcomes, kw_only=True)
    permissive: frozenset[Outcome_co] | None = attrs.field(default=None, converter=_as_permissive, kw_only=True)
    version: Name = attrs.field(default="1", kw_only=True)

    @property
    def digest(self) -> str:
        """The SHA-256 of the whole content, as 64 hexadecimal digits; independent of the order of rules."""
        columns = tuple(column.content() for column in self.columns)
        outcomes = (isinstance(self.outcomes, tuple), self.outcomes)
        content = (self.name, columns, self.rules, self.hit, outcomes, self.permissive, self.version)
        return digest("table", 1, content)

    @property
    def listed(self) -> tuple[Outcome_co, ...]:
        """The outcomes in their order; unordered ones in the order of their texts."""
        return self.outcomes if isinstance(self.outcomes, tuple) else tuple(sorted(self.outcomes, key=outcome_text))

    @property
    def is_ordered(self) -> bool:
        """Whether the outcomes go from permissive to restrictive."""
        return isinstance(self.outcomes, tuple)

    def view(self) -> View:
        """Return the table as people read it: a row per rule, with what it stands on."""
        return self._shown(MOST_ROWS)

    def to_markdown(self) -> str:
        """Return Markdown with every rule, which `from_markdown` reads back.

        A run of spaces counts as one, and a condition that allows every value as none.
        """
        return to_markdown(self._shown(None))

    def _proof(self) -> tuple[Badge, tuple[Finding, ...]]:
        """Return what is known of the draft, with the findings to show below it."""
        return Badge("draft"), ()

    def _shown(self, most: int | None) -> View:
        """Show at most so many rules; ``None`` for all of them without marks, to be read back."""
        badge, findings = self._proof()
        cited = dict.fromkeys(rule.source for rule in self.rules if rule.source is not None)
        sources = {source: f"[{number}]" for number, source in enumerate(cited, 1)}
        # Behind the columns stands what a malformed rule takes for one.
        known = [*(column.name for column in self.columns), *(name for rule in self.rules for name, _ in rule.when)]
        names = tuple(dict.fromkeys(known))
        rows = []
        for rule in self.rules:
            rank = "" if rule.rank is None else str(rule.rank)
            code = "" if rule.code == rule.id else rule.code
            origin = rule.source
            source = "" if origin is None else f"{sources[origin]} {origin.heading or origin.document}"
            conditions = (spaced(rule.cell(name)) for name in names)
            cells = (rule.id, rank, *conditions, outcome_text(rule.then), rule.because, code, source)
            rows.append(Row(cells) if most is None else Row(cells, outcome_tone(self, rule.then)))
        headers = ("rule", "rank", *names, "outcome", "because", "code", "source")
        columns = [
            Row((column.name, column.expected, column.worse or "", "given" if column.given else ""))
            for column in self.columns
        ]
        quoted = [Row((name, source.document, source.heading, source.quote)) for source, name in sources.items()]
        described = ("column", "values", "worse", "given")
        sections = [section("Rules", headers, rows, most), section("Columns", described, columns)]
        sections += [section("Sources", ("source", "document", "heading", "quote"), quoted, most)] if quoted else []
        said = ((str(finding.kind), ", ".join(finding.rules), finding.message) for finding in findings)
        warnings = [Row(texts, Tone.WARN) for texts in said]
        sections += [section("Findings", ("finding", "rules", "what is wrong"), warnings)] if warnings else []
        return View(self.name, badge, tuple(sections), self._subtitle())

    def _subtitle(self) -> str:
        order = "outcomes, permissive first" if self.is_ordered else "outcomes in no order"
        outcomes = listed(map(outcome_text, self.listed))
        parts = [f"version {self.version}", f"hit policy {self.hit}", f"{order}: {outcomes}"]
        permissive = [outcome_text(outcome) for outcome in self.listed if outcome in (self.permissive or ())]
        return "; ".join([*parts, *([f"permissive: {listed(permissive)}"] if permissive else [])])

    @classmethod
    def from_markdown(
        cls,
        text: str,
        name: str,
        *,
        columns: Iterable[Column],
        outcomes: Iterable[Outcome_co],
        hit: Hit = Hit.UNIQUE,
        permissive: Iterable[Outcome_co] | None = None,
        version: str = "1",
        heading: str | None = None,
        headers: Mapping[str, str | None] | None = None,
        words: Mapping[str, Mapping[str, object]] | None = None,
        ids: Sequence[str] = (),
        document: str | None = None,
    ) -> Self:
        """Read the rules from a table in Markdown, so that what people read is the policy.

        A cell is looked up in ``words``, then read as a cell text (see `cell`), then as the text of a value, letter
        for letter. Rows that the table does not have stay gaps, for `check` to find.

        Args:
            text: the Markdown of a page, or what `to_markdown` wrote.
            name: what the table decides.
            columns: its inputs.
            outcomes: the possible outcomes, as for a draft.
            hit: which of the matching rules answers.
            permissive: the outcomes that let something happen.
            version: the version of the text.
            heading: the heading above the table, where the page has several tables.
            headers: what a header stands for: the name of a column, ``rule`` (the id), ``rank``, ``outcome``,
                ``because``, ``code`` or ``source``; ``None`` for one that is no part of the policy. A header that is
                not there stands for itself; one that the text does not have is a problem, but for ``None``.
            words: by column, and by ``outcome``: the value or the cell that a text stands for.
            ids: the ids of the rules in the order of the rows, where the table has no column for them.
            document: the title of the page; then each row is quoted as the source of its rule.

        Raises:
            FieldError: with every problem of the table, each with its line.
            TableError: where a table, not a draft, is asked for, and its proof finds an error.
        """
        from releasekit.policy._markdown import Wording, rules_from_markdown

        empty = Draft(name, columns, rules=(), hit=hit, outcomes=outcomes, permissive=permissive, version=version)
        wording = Wording(heading, headers or {}, words or {}, ids, document)
        rules = rules_from_markdown(text, empty.columns, empty.listed, wording)
        kept = {"outcomes": empty.outcomes, "permissive": empty.permissive}
        return cls(name, empty.columns, rules=rules, hit=hit, version=version, **kept)  # type: ignore[arg-type]

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def outcome_tone(draft: Draft[Outcome_co], outcome: object) -> Tone:
    """Return how an outcome of a draft should strike the reader: what lets something happen is good."""
    if not draft.permissive:
        return Tone.NEUTRAL
    return Tone.GOOD if outcome in draft.permissive else Tone.BAD
