"""The forms of decision tables: what their texts stand for is looked up in the columns and outcomes of the table.

A table is proved when it is read. What the proof finds is told where it is: at a condition, at a rule, or, where it is
about several rules or about points, at the table.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import partial
from typing import Any, Final

import attrs

from releasekit._words import did_you_mean, listing, word_text
from releasekit.documents import _shapes as shapes
from releasekit.documents._classes import Mapped, Tagged
from releasekit.documents._containers import in_order
from releasekit.documents._form import BAD, Bad, Form, FormError, Refused
from releasekit.documents._outcomes import Sayings
from releasekit.documents._problems import Findings, Path
from releasekit.documents._shaped import Placed, Shaped
from releasekit.documents._vocabularies import Vocabularies, written
from releasekit.policy import Cell, CellError, Column, Draft, Finding, Numbers, Rule, Table, TableError, cell

TABLES: Final[Mapping[type, type[shapes.Draft]]] = {Draft: shapes.Draft, Table: shapes.Table}
"""The classes of tables, each with the shape of its documents."""
DOMAIN: Final[object] = attrs.fields(Column).domain.type
"""The annotation of what a column may be made of."""
DOMAINS: Final = (shapes.Vocabulary, shapes.Bool, shapes.Texts, Numbers)
PartOf = Callable[[object], Form]


def no_form(kind: type) -> Form:
    """Refuse a class that means nothing without the table around it.

    Raises:
        FormError: always.
    """
    raise FormError(kind, "the table that it is in, whose columns and outcomes say what its texts stand for")


# --- Domains --------------------------------------------------------------------------------------


def domain_form(part: PartOf, known: Vocabularies) -> Form:
    """Return the form of what a column may be made of."""
    options = [part(kind) for kind in DOMAINS]
    tagged = Tagged(tuple(form for form in options if isinstance(form, Mapped)))
    return Placed(tagged, into=_domain_shape, back=partial(_domain, known))


def _domain_shape(domain: object) -> object:
    if isinstance(domain, tuple):
        return shapes.Texts(domain)
    if isinstance(domain, type) and issubclass(domain, Enum):
        return written(domain)
    return domain if isinstance(domain, Numbers) else shapes.Bool()


def _domain(known: Vocabularies, told: object, path: Path, found: Findings) -> object:
    match told:
        case shapes.Vocabulary():
            return known.known(told, path, found)
        case shapes.Texts():
            return told.texts
        case shapes.Bool():
            return bool
        case _:
            return told


# --- Writing --------------------------------------------------------------------------------------


def table_form(kind: type[Draft[object]], part: PartOf, known: Vocabularies, outcome: object) -> Shaped:
    """Return the form of drafts or tables.

    Args:
        kind: which of the two.
        part: gives the forms of the parts.
        known: the vocabularies that documents may name.
        outcome: what the outcomes must be: ``str``, a class of words, or anything.
    """
    back = partial(_table, kind=kind, known=known, outcome=outcome)
    return Shaped(kind, TABLES[kind], part, into=partial(_table_shape, TABLES[kind]), back=back)


def _table_shape(shape: type[shapes.Draft], draft: Draft[object]) -> shapes.Draft:
    """Return the shape of a table; everything in it can be read back.

    Raises:
        Refused: where it cannot be.
    """
    columns = {column.name: column for column in draft.columns}
    if len(columns) < len(draft.columns):
        raise Refused("each column once")
    leaves = [*_leaves([*draft.outcomes, *(draft.permissive or ()), *(rule.then for rule in draft.rules)])]
    vocabularies = dict.fromkeys(type(leaf) for leaf in leaves if isinstance(leaf, Enum))
    domains = [column.domain for column in draft.columns]
    _check_names([*vocabularies, *(own for own in domains if isinstance(own, type) and own is not bool)])
    main = next(iter(vocabularies)) if len(vocabularies) == 1 and all(isinstance(own, Enum) for own in leaves) else None
    say = partial(_said, main)
    return shape(
        draft.name,
        draft.version,
        hit=draft.hit,
        columns=draft.columns,
        outcomes=_outcomes_shape(draft, main, [*vocabularies]),
        permissive=None if draft.permissive is None else frozenset(map(say, draft.permissive)),
        rules=tuple(_rule_shape(rule, columns, say) for rule in draft.rules),
    )


def _leaves(outcomes: Iterable[object]) -> Iterator[object]:
    """Yield the words and texts in outcomes."""
    for outcome in outcomes:
        yield from _leaves(outcome) if isinstance(outcome, tuple | frozenset) else (outcome,)


def _check_names(vocabularies: Iterable[object]) -> None:
    """Refuse two vocabularies of one name, since a document could not tell them apart."""
    names = Counter(own.__name__ for own in dict.fromkeys(vocabularies) if isinstance(own, type))
    twice = [name for name, times in names.items() if times > 1]
    if twice:
        raise Refused(f"one vocabulary of the name `{twice[0]}`")


def _outcomes_shape(draft: Draft[object], main: type[Enum] | None, vocabularies: list[type[Enum]]) -> shapes.Outcomes:
    is_ordered = isinstance(draft.outcomes, tuple)
    listed = [_said(main, outcome) for outcome in draft.outcomes]
    if not is_ordered:
        listed.sort(key=lambda own: repr(in_order([Sayings().write(own)])))
    others = tuple(sorted(map(written, vocabularies), key=lambda own: own.name))
    return shapes.Outcomes(
        is_ordered,
        None if main is None else written(main),
        others=None if main is not None else others or None,
        listed=tuple(map(shapes.Said, listed)),
    )


def _said(main: type[Enum] | None, outcome: object) -> shapes.Said:
    """Return an outcome with texts for its words."""
    match outcome:
        case tuple():
            return shapes.Said(tuple(_said(main, own) for own in outcome))
        case frozenset():
            return shapes.Said(frozenset(_said(main, own) for own in outcome))
        case Enum() if main is None:
            return shapes.Said(shapes.Spoken(type(outcome).__name__, word_text(outcome)))
        case Enum():
            return shapes.Said(word_text(outcome))
        case _:
            return shapes.Said(outcome)


def _rule_shape(
    rule: Rule[object], columns: Mapping[str, Column], say: Callable[[object], shapes.Said]
) -> shapes.Rule:
    if len(dict(rule.when)) < len(rule.when):
        raise Refused(f"each column once in rule `{rule.id}`")
    for name, own in rule.when:
        if name not in columns or _read_back(own, columns[name]) != own:
            raise Refused(f"a cell in rule `{rule.id}` that its column `{name}` can have")
    return shapes.Rule(
        rule.id,
        shapes.When(rule.when),
        then=say(rule.then),
        because=rule.because,
        code=rule.code,
        source=rule.source,
        rank=rule.rank,
    )


def _read_back(own: Cell, column: Column) -> Cell | None:
    """Return what a reader makes of a cell."""
    try:
        read, strange = _with_words(cell(str(own)), column)
    except CellError:
        return None
    return None if strange else read


# --- Reading --------------------------------------------------------------------------------------


def _table(
    told: shapes.Draft,
    path: Path,
    found: Findings,
    *,
    kind: type[Draft[object]],
    known: Vocabularies,
    outcome: object,
) -> object:
    """Make a draft or table of its shape, or say all that is wrong with it."""
    own = Findings()
    read = _Reader(known, told, path, own)
    outcomes, permissive, rules = read.outcomes(outcome), read.permissive(), read.rules()
    made: object = BAD
    if not own:
        try:
            made = kind(
                told.name,
                told.columns,
                rules=rules,
                hit=told.hit,
                outcomes=outcomes,
                permissive=permissive,
                version=told.version,
            )
        except TableError as error:
            place = _places(told, path)
            for finding in error.findings:
                if finding.is_error:
                    own.add(place(finding), str(finding))
    found.take(own)
    return made


def _places(told: shapes.Draft, path: Path) -> Callable[[Finding], Path]:
    """Return what tells where a finding is: a condition or a rule if it is about one, else a column or the table."""
    rules = {rule.id: (rule, (*path, "rules", at)) for at, rule in enumerate(told.rules)}
    columns = {column.name: (*path, "columns", at) for at, column in enumerate(told.columns)}

    def place(finding: Finding) -> Path:
        if len(finding.rules) != 1:
            return path if finding.rules or finding.column is None else columns.get(finding.column, path)
        rule, own = rules[finding.rules[0]]
        asks = finding.column in dict(_pairs(rule.when))
        return (*own, "when", str(finding.column)) if asks else own

    return place


def _pairs(when: shapes.When) -> shapes.Condition:
    pairs: Any = when
    return tuple(pairs)


class _Reader:
    """What the texts of one table stand for."""

    def __init__(self, known: Vocabularies, told: shapes.Draft, path: Path, found: Findings) -> None:
        self._told, self._path, self._found = told, path, found
        self._columns = {column.name: column for column in told.columns}
        for at, name in _twice(column.name for column in told.columns):
            found.add((*path, "columns", at, "name"), f"`{name}` is there twice; expected each column once")
        own, place = told.outcomes, (*path, "outcomes")
        self._main = None if own.vocabulary is None else known.known(own.vocabulary, (*place, "vocabulary"), found)
        others = own.others or ()
        for at, name in _twice(other.name for other in others):
            found.add((*place, "others", at, "name"), f"`{name}` is there twice; expected each vocabulary once")
        self._others = {
            other.name: known.known(other, (*place, "others", at), found) for at, other in enumerate(others)
        }

    def outcomes(self, outcome: object) -> tuple[object, ...] | frozenset[object]:
        """Return the outcomes, each of the type that is asked for."""
        told, place = self._told.outcomes, (*self._path, "outcomes", "listed")
        outcomes = tuple(self._outcome(own, (*place, at)) for at, own in enumerate(told.listed))
        if isinstance(outcome, type) and outcome is not object:
            expected = "texts" if outcome is str else f"words of `{outcome.__name__}`"
            for at, own in enumerate(outcomes):
                if own is not BAD and type(own) is not outcome:
                    self._found.add((*place, at), f"an outcome of another kind; expected {expected}")
        if not told.ordered:
            for at, _ in _twice(told.listed):
                self._found.add((*place, at), "the outcome is there twice; expected it once")
        return outcomes if told.ordered else frozenset(outcomes)

    def permissive(self) -> frozenset[object] | None:
        """Return the permissive outcomes, where they are given."""
        given = self._told.permissive
        place = (*self._path, "permissive")
        return None if given is None else frozenset(self._outcome(own, place) for own in given)

    def rules(self) -> tuple[Rule[object], ...]:
        """Return the rules, with words where their texts stand for words."""
        place = (*self._path, "rules")
        return tuple(
            Rule(
                told.id,
                self._when(told.when, (*place, at, "when")),
                then=self._outcome(told.then, (*place, at, "then")),
                because=told.because,
                code=told.code,
                source=told.source,
                rank=told.rank,
            )
            for at, told in enumerate(self._told.rules)
        )

    def _outcome(self, told: object, place: Path) -> Any:
        """Return an outcome; a text that stands for no word is named, and stays."""
        match told:
            case tuple():
                return tuple(self._outcome(own, place) for own in told)
            case frozenset():
                return frozenset(self._outcome(own, place) for own in told)
            case shapes.Spoken() if told.vocabulary in self._others:
                return self._word(self._others[told.vocabulary], told.word, place)
            case shapes.Spoken():
                hint = did_you_mean(told.vocabulary, self._others)
                expected = f"expected one of `others`: {listing(self._others)}{hint}"
                self._found.add(place, f"no vocabulary `{told.vocabulary}` among those of the outcomes; {expected}")
                return told.word
            case _:
                return told if self._main is None else self._word(self._main, str(told), place)

    def _word(self, vocabulary: type[Enum] | Bad, text: str, place: Path) -> object:
        if isinstance(vocabulary, Bad):
            return text
        words = {word_text(word): word for word in vocabulary}
        if text not in words:
            self._found.add(place, f"`{text}` is no word of `{vocabulary.__name__}`; {self._expected(text, words)}")
        return words.get(text, text)

    def _when(self, told: shapes.When, place: Path) -> dict[str, Cell]:
        return {name: self._cell(name, own, (*place, name)) for name, own in _pairs(told)}

    def _cell(self, name: str, own: Cell, place: Path) -> Cell:
        """Return a cell with words for its texts, where its column is one of words."""
        column = self._columns.get(name)
        if column is None:
            self._found.add(place, f"no column `{name}`; {self._expected(name, self._columns)}", at_key=True)
            return own
        read, strange = _with_words(own, column)
        words = list(map(word_text, column.values)) if strange else []  # type: ignore[arg-type]
        for text in strange:
            kind = getattr(column.domain, "__name__", "")
            self._found.add(place, f"`{text}` is no word of `{kind}`; {self._expected(text, words)}")
        return read

    def _expected(self, text: str, known: Iterable[str]) -> str:
        """Return what was expected, and what was most likely meant, unless nobody will see it."""
        texts = list(known)
        hint = "" if self._found.is_full else did_you_mean(text, texts)
        return f"expected one of {listing(texts)}{hint}"


def _with_words(own: Cell, column: Column) -> tuple[Cell, list[str]]:
    """Return a cell with words for its texts, and the texts that stand for none."""
    if not (isinstance(column.domain, type) and issubclass(column.domain, Enum)):
        return own, []
    texts = sorted(text for text in own.values if isinstance(text, str))
    strange = [text for text in texts if column.read(text) is text]
    if strange or not texts:
        return own, strange
    return own.replace(values=frozenset(map(column.read, texts))), []


def _twice(values: Iterable[object]) -> Iterator[tuple[int, object]]:
    """Yield the place of each value that is there already, and the value."""
    seen: set[object] = set()
    for at, value in enumerate(values):
        if value in seen:
            yield at, value
        seen.add(value)
