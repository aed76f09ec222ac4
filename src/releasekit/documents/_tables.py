"""The codecs of decision tables: what their texts stand for is looked up in the columns and outcomes of the table.

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
from releasekit.documents._classes import ClassCodec, ShapedCodec
from releasekit.documents._codec import Codec, FormError, Refused
from releasekit.documents._containers import ViaCodec, in_order
from releasekit.documents._faults import BAD, Bad, Faults, Path
from releasekit.documents._house import Vocabularies, written
from releasekit.documents._kinds import TaggedCodec
from releasekit.policy import Cell, CellError, Column, Draft, Finding, Numbers, Rule, Table, TableError, cell

TABLES: Final[Mapping[type, type[shapes.Draft]]] = {Draft: shapes.Draft, Table: shapes.Table}
"""The classes of tables, each with the shape of its documents."""
DOMAIN: Final[object] = attrs.fields(Column).domain.type
"""The annotation of what a column may be made of."""
DOMAINS: Final = (shapes.Vocabulary, shapes.Bool, shapes.Texts, Numbers)
CodecOf = Callable[[object], Codec]


def no_codec(kind: type) -> Codec:
    """Refuse a class that means nothing without the table around it.

    Raises:
        FormError: always.
    """
    raise FormError(kind, "the table that it is in, whose columns and outcomes say what its texts stand for")


# --- Domains --------------------------------------------------------------------------------------


def domain_codec(codec_of: CodecOf, known: Vocabularies) -> Codec:
    """Return the codec of what a column may be made of."""
    codecs = [codec_of(kind) for kind in DOMAINS]
    tagged = TaggedCodec(tuple(codec for codec in codecs if isinstance(codec, ClassCodec)))

    def domain_of(shape: object, faults: Faults) -> object:
        match shape:
            case shapes.Vocabulary():
                return known.known(shape, faults)
            case shapes.Texts():
                return shape.texts
            case shapes.Bool():
                return bool
            case _:
                return shape

    return ViaCodec(tagged, into=_domain_shape, back=domain_of)


def _domain_shape(domain: object) -> object:
    if isinstance(domain, tuple):
        return shapes.Texts(domain)
    if isinstance(domain, type) and issubclass(domain, Enum):
        return written(domain)
    return domain if isinstance(domain, Numbers) else shapes.Bool()


# --- Writing --------------------------------------------------------------------------------------


def table_codec(kind: type[Draft[object]], codec_of: CodecOf, known: Vocabularies, outcome: object) -> ShapedCodec:
    """Return the codec of drafts or tables.

    Args:
        kind: which of the two.
        codec_of: gives the codecs of the parts.
        known: the vocabularies that documents may name.
        outcome: what the outcomes must be: ``str``, a class of words, or anything.
    """
    back = partial(_read_table, kind=kind, known=known, outcome=outcome)
    return ShapedCodec(kind, TABLES[kind], codec_of, into=partial(_table_shape, TABLES[kind]), back=back)


def _table_shape(shape: type[shapes.Draft], draft: Draft[object]) -> shapes.Draft:
    """Return the shape of a table; everything in it can be read back.

    Raises:
        Refused: where it cannot be.
    """
    columns = {column.name: column for column in draft.columns}
    if len(columns) < len(draft.columns):
        raise Refused("each column once")
    leaves = [*_leaves([*draft.outcomes, *(draft.permissive or ()), *(rule.then for rule in draft.rules)])]
    vocabularies = [*dict.fromkeys(type(leaf) for leaf in leaves if isinstance(leaf, Enum))]
    named = dict.fromkeys([*vocabularies, *(column.domain for column in draft.columns if column.domain is not bool)])
    names = Counter(kind.__name__ for kind in named if isinstance(kind, type))
    if twice := [name for name, times in names.items() if times > 1]:  # a document could not tell them apart
        raise Refused(f"one vocabulary of the name `{twice[0]}`")
    # Where all are words of one vocabulary, it is named once, and each word is a text.
    is_alone = len(vocabularies) == 1 and all(isinstance(leaf, Enum) for leaf in leaves)
    main = vocabularies[0] if is_alone else None
    return shape(
        draft.name,
        draft.version,
        hit=draft.hit,
        columns=draft.columns,
        outcomes=_outcomes_shape(draft, main, vocabularies),
        permissive=None if draft.permissive is None else frozenset(_raw(main, each) for each in draft.permissive),
        rules=tuple(_rule_shape(rule, columns, main) for rule in draft.rules),
    )


def _leaves(outcomes: Iterable[object]) -> Iterator[object]:
    """Yield the words and texts in outcomes."""
    for outcome in outcomes:
        yield from _leaves(outcome) if isinstance(outcome, tuple | frozenset) else (outcome,)


def _outcomes_shape(draft: Draft[object], main: type[Enum] | None, vocabularies: list[type[Enum]]) -> shapes.Outcomes:
    is_ordered = isinstance(draft.outcomes, tuple)
    listed = [_raw(main, outcome) for outcome in draft.outcomes]
    if not is_ordered:
        codec = shapes.OutcomeCodec()
        listed.sort(key=lambda outcome: repr(in_order([codec.write(outcome)])))
    others = tuple(sorted(map(written, vocabularies), key=lambda vocabulary: vocabulary.name))
    return shapes.Outcomes(
        is_ordered,
        None if main is None else written(main),
        others=None if main is not None else others or None,
        listed=tuple(listed),
    )


def _raw(main: type[Enum] | None, outcome: object) -> shapes.RawOutcome:
    """Return an outcome with texts for its words."""
    match outcome:
        case tuple():
            return shapes.RawOutcome(tuple(_raw(main, member) for member in outcome))
        case frozenset():
            return shapes.RawOutcome(frozenset(_raw(main, member) for member in outcome))
        case Enum() if main is None:
            return shapes.RawOutcome(shapes.QualifiedWord(type(outcome).__name__, word_text(outcome)))
        case Enum():
            return shapes.RawOutcome(word_text(outcome))
        case _:
            return shapes.RawOutcome(outcome)


def _rule_shape(rule: Rule[object], columns: Mapping[str, Column], main: type[Enum] | None) -> shapes.Rule:
    if len(dict(rule.when)) < len(rule.when):
        raise Refused(f"each column once in rule `{rule.id}`")
    for name, asked in rule.when:
        try:
            read, strange = _with_words(cell(str(asked)), columns[name])
        except (CellError, KeyError):
            read, strange = None, []
        if read != asked or strange:
            raise Refused(f"a cell in rule `{rule.id}` that its column `{name}` can have")
    return shapes.Rule(
        rule.id,
        shapes.Conditions(rule.when),
        then=_raw(main, rule.then),
        because=rule.because,
        code=rule.code,
        source=rule.source,
        rank=rule.rank,
    )


# --- Reading --------------------------------------------------------------------------------------


def _read_table(
    shape: shapes.Draft, faults: Faults, *, kind: type[Draft[object]], known: Vocabularies, outcome: object
) -> object:
    """Make a draft or table of its shape, or say all that is wrong with it."""
    before = faults.count
    reader = _Reader(known, shape, faults)
    outcomes, permissive, rules = reader.outcomes(outcome), reader.permissive(), reader.rules()
    if faults.count > before:
        return BAD
    try:
        return kind(
            shape.name,
            shape.columns,
            rules=rules,
            hit=shape.hit,
            outcomes=outcomes,
            permissive=permissive,
            version=shape.version,
        )
    except TableError as error:
        steps_to = _steps_in(shape)
        for finding in error.findings:
            if finding.is_error:
                faults.add(str(finding), *steps_to(finding))
        return BAD


def _steps_in(shape: shapes.Draft) -> Callable[[Finding], Path]:
    """Return what tells where a finding is: a condition or a rule if it is about one, else a column or the table."""
    rules = {rule.id: at for at, rule in enumerate(shape.rules)}
    columns = {column.name: at for at, column in enumerate(shape.columns)}

    def steps_to(finding: Finding) -> Path:
        if len(finding.rules) != 1:
            is_at_column = finding.column in columns and not finding.rules
            return ("columns", columns[str(finding.column)]) if is_at_column else ()
        at = rules[finding.rules[0]]
        is_asked = finding.column in dict(_pairs(shape.rules[at].when))
        return ("rules", at, "when", str(finding.column)) if is_asked else ("rules", at)

    return steps_to


def _pairs(when: shapes.Conditions) -> shapes.Condition:
    pairs: Any = when
    return tuple(pairs)


# The texts of a table cannot be read one by one: `"high"` in a cell is a word where its column has a vocabulary, and an
# outcome is one where the outcomes have one. So the shape of the table is read first, text by text; then this reader
# looks the texts up in the columns and outcomes of the same shape, and tells every one that stands for nothing. Only
# a table without such faults is made and proved, because the proof would tell the same mistake in many other words.
class _Reader:
    """What the texts of one table stand for."""

    def __init__(self, known: Vocabularies, shape: shapes.Draft, faults: Faults) -> None:
        self._shape, self._faults = shape, faults
        self._columns = {column.name: column for column in shape.columns}
        for at, name in _repeated(column.name for column in shape.columns):
            faults.add(f"`{name}` is there twice; expected each column once", "columns", at, "name")
        main, others = shape.outcomes.vocabulary, shape.outcomes.others or ()
        self._main = None if main is None else self._known(known, main, "vocabulary")
        for at, name in _repeated(other.name for other in others):
            faults.add(f"`{name}` is there twice; expected each vocabulary once", "outcomes", "others", at, "name")
        self._others = {other.name: self._known(known, other, "others", at) for at, other in enumerate(others)}

    def _known(self, known: Vocabularies, claimed: shapes.Vocabulary, *steps: str | int) -> type[Enum] | Bad:
        start = len(self._faults.kept)
        vocabulary = known.known(claimed, self._faults)
        for step in reversed(("outcomes", *steps)):
            self._faults.within(step, start)
        return vocabulary

    def outcomes(self, expected: object) -> tuple[object, ...] | frozenset[object]:
        """Return the outcomes, each of the type that is asked for."""
        raw, steps = self._shape.outcomes, ("outcomes", "listed")
        outcomes = tuple(self._outcome(each, *steps, at) for at, each in enumerate(raw.listed))
        if isinstance(expected, type) and expected is not object:
            words = "texts" if expected is str else f"words of `{expected.__name__}`"
            for at, outcome in enumerate(outcomes):
                if outcome is not BAD and type(outcome) is not expected:
                    self._faults.add(f"an outcome of another kind; expected {words}", *steps, at)
        if not raw.ordered:
            for at, _ in _repeated(raw.listed):
                self._faults.add("the outcome is there twice; expected it once", *steps, at)
        return outcomes if raw.ordered else frozenset(outcomes)

    def permissive(self) -> frozenset[object] | None:
        """Return the permissive outcomes, where they are given."""
        raw = self._shape.permissive
        return None if raw is None else frozenset(self._outcome(each, "permissive") for each in raw)

    def rules(self) -> tuple[Rule[object], ...]:
        """Return the rules, with words where their texts stand for words."""
        return tuple(
            Rule(
                raw.id,
                {name: self._cell(name, asked, "rules", at, "when", name) for name, asked in _pairs(raw.when)},
                then=self._outcome(raw.then, "rules", at, "then"),
                because=raw.because,
                code=raw.code,
                source=raw.source,
                rank=raw.rank,
            )
            for at, raw in enumerate(self._shape.rules)
        )

    def _outcome(self, raw: object, *steps: str | int) -> Any:
        """Return an outcome; a text that stands for no word is named, and stays."""
        match raw:
            case tuple():
                return tuple(self._outcome(member, *steps) for member in raw)
            case frozenset():
                return frozenset(self._outcome(member, *steps) for member in raw)
            case shapes.QualifiedWord() if raw.vocabulary in self._others:
                return self._word(self._others[raw.vocabulary], raw.word, *steps)
            case shapes.QualifiedWord():
                hint = did_you_mean(raw.vocabulary, self._others)
                expected = f"expected one of `others`: {listing(self._others)}{hint}"
                self._faults.add(f"unknown vocabulary `{raw.vocabulary}`; {expected}", *steps)
                return raw.word
            case _:
                return raw if self._main is None else self._word(self._main, str(raw), *steps)

    def _word(self, vocabulary: type[Enum] | Bad, text: str, *steps: str | int) -> object:
        if isinstance(vocabulary, Bad):
            return text
        words = {word_text(word): word for word in vocabulary}
        if text not in words:
            expected = self._expected(text, words)
            self._faults.add(f"`{text}` is not a word of `{vocabulary.__name__}`; {expected}", *steps)
        return words.get(text, text)

    def _cell(self, name: str, asked: Cell, *steps: str | int) -> Cell:
        """Return a cell with words for its texts, where its column is one of words."""
        column = self._columns.get(name)
        if column is None:
            self._faults.add(f"unknown column `{name}`; {self._expected(name, self._columns)}", *steps, is_at_key=True)
            return asked
        read, strange = _with_words(asked, column)
        words = list(map(word_text, column.values)) if strange else []  # type: ignore[arg-type]
        for text in strange:
            kind = getattr(column.domain, "__name__", "")
            self._faults.add(f"`{text}` is not a word of `{kind}`; {self._expected(text, words)}", *steps)
        return read

    def _expected(self, text: str, known: Iterable[str]) -> str:
        """Return what was expected, and what was most likely meant, unless nobody will see it."""
        texts = list(known)
        hint = "" if self._faults.is_full else did_you_mean(text, texts)
        return f"expected one of {listing(texts)}{hint}"


def _with_words(asked: Cell, column: Column) -> tuple[Cell, list[str]]:
    """Return a cell with words for its texts, and the texts that stand for none."""
    if not (isinstance(column.domain, type) and issubclass(column.domain, Enum)):
        return asked, []
    texts = sorted(text for text in asked.values if isinstance(text, str))
    strange = [text for text in texts if column.read(text) is text]
    if strange or not texts:
        return asked, strange
    return asked.replace(values=frozenset(map(column.read, texts))), []


def _repeated(values: Iterable[object]) -> Iterator[tuple[int, object]]:
    """Yield the place of each value that is there already, and the value."""
    seen: set[object] = set()
    for at, value in enumerate(values):
        if value in seen:
            yield at, value
        seen.add(value)
