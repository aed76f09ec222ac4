"""The texts of a playbook stand in its room: no module below `playbooks` has a word of one.

Nobody lists the words. They are read from the shipped playbooks: the ids of what these hold, the roles that they name,
the decisions that their texts name, the titles of their documents, and what they quote. A docstring may say under
``Source:`` where a rule comes from.
"""

import ast
import io
import re
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from inspect import cleandoc
from pkgutil import iter_modules
from typing import Final, NamedTuple

import attrs
import pytest

from releasekit import playbooks
from releasekit._words import word_text
from releasekit.gates import Gate
from releasekit.policy import Column, Rule, Source
from releasekit.procedures import Checklist, ChecklistItem, Procedure, Step
from tests.public import public
from tests.shape.sources import PACKAGE

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "gate": ("Gate.id", "Step.gates", "TaskCard.required_gates", "PromotionRule.gate"),
    "consumer": ("Gate.consumer",),
    "role": ("Step.roles", "Step.reversible_by", "Duty.owner"),
    "class": ("ReleaseClass.id",),
    "checklist": ("Checklist.id", "ChecklistItem.id"),
    "procedure": ("Procedure.id",),
    "duty": ("Duty.id",),
    "milestone": ("Milestone.id", "Milestone.predecessor", "TaskCard.id", "Criterion.id"),
    "title": ("Source.document", "Playbook.title"),
    "quote": ("Source.quote",),
}
"""Where the words of each kind stand in a playbook, as the class and the field."""
DECISION: Final = re.compile(r"(?<![\w-])D-[0-9]{3}(?![\w-])")
"""How the playbooks call their decisions, wherever they name one."""
SENTENCES: Final = re.compile(r"(?<=[.;:!?]) ")
LINES: Final = re.compile(r"\n| \| ")
LONG: Final = 6
"""A sentence of that many words is nobody else's; a shorter one may be said by chance."""
TITLE: Final = 3
"""The same of a title."""
PLAIN: Final = frozenset({"role", "class"})
"""The kinds whose words are words of every day, such as ``agent``, whatever marks they have."""
MARKED: Final = re.compile(r"[0-9].*[A-Za-z]|[A-Za-z].*[0-9-]")
QUOTED: Final = re.compile(r"(`+)([^`\n]+)\1")

EXEMPT: Final[Mapping[str, str]] = {
    "patch": "Semantic Versioning",
    "minor": "Semantic Versioning",
    "major": "Semantic Versioning",
    "human": "what an actor may be, beside a program",
    "release": "what all of this is about",
    "ci": "Conventional Commits, a type",
    "test": "Conventional Commits, a type",
    "recorded": "plain English, for an item that the text gives no id",
    "no-regressions": "plain English, for an item that the text gives no id",
}
"""Words that a playbook uses and a public standard or plain English has, each with whose it is."""


class Word(NamedTuple):
    """A word of a playbook: its kind, how it is written, and whether it has a meaning without the playbook, too."""

    kind: str
    text: str
    is_plain: bool


class Piece(NamedTuple):
    """A piece of a module: its line, its text, and whether it is a string, a part of one, prose, or a name."""

    line: int
    text: str
    kind: str


# ------------------------------------------------------------------------------------------------ what is looked for


def parts(value: object) -> Iterator[object]:
    """Yield a value and all that is in it; of a vocabulary, its words."""
    yield value
    inside: Iterable[object] = ()
    if isinstance(value, tuple | frozenset | list):
        inside = value
    elif isinstance(value, Mapping):
        inside = (*value.keys(), *value.values())
    elif isinstance(value, type) and issubclass(value, Enum):
        inside = value
    elif attrs.has(type(value)):
        inside = (getattr(value, field.name) for field in attrs.fields(type(value)))
    for part in inside:
        yield from parts(part)


def stated(part: object, field: str) -> Iterator[str]:
    """Yield the texts that a field of an object has; a word of a vocabulary is its own id."""
    value = word_text(part) if isinstance(part, Enum) else getattr(part, field)
    yield from (each for each in parts(value) if isinstance(each, str))


def read(held: Iterable[object]) -> frozenset[Word]:
    """Return every word of what some playbooks hold."""
    fields = defaultdict(list)
    for kind, places in FIELDS.items():
        for place in places:
            cls, _, field = place.partition(".")
            fields[cls].append((kind, field))
    found = set()
    for part in parts(tuple(held)):
        for kind, field in fields[type(part).__name__]:
            texts = stated(part, field)
            found |= {word for text in texts for word in (quoted(text) if kind == "quote" else named(kind, text))}
        if isinstance(part, str):
            found |= {Word("decision", name, is_plain=False) for name in DECISION.findall(part)}
    return frozenset(found)


def named(kind: str, text: str) -> Iterator[Word]:
    """Yield what a name is looked for as; a bare number names nothing, and what is exempt is not looked for."""
    if kind == "title":
        yield Word(kind, text, is_plain=len(text.split()) < TITLE)
    elif not text.isdecimal() and text not in EXEMPT:
        yield Word(kind, text, is_plain=kind in PLAIN or MARKED.search(text) is None)


def quoted(text: str) -> Iterator[Word]:
    """Yield a quote and its long sentences; a short quote is looked for as a whole string only."""
    whole = " ".join(text.split())
    for sentence in {whole, *SENTENCES.split(whole), *(" ".join(line.split()) for line in LINES.split(text))}:
        if len(sentence.split()) >= LONG:
            yield Word("quote", sentence, is_plain=False)
        elif sentence == whole and " " in whole:
            yield Word("quote", whole, is_plain=True)


@cache
def fields_of_records() -> frozenset[str]:
    """Return the names of the fields of all public classes, which records have as the templates of playbooks do."""
    return frozenset(field.name for cls in public() if attrs.has(cls) for field in attrs.fields(cls))


def without_fields(word: Word) -> Iterator[Word]:
    """Yield a word unless it is the name of a field; one that only looks like it, as a string or in backquotes only."""
    if word.text not in fields_of_records():
        yield word._replace(is_plain=word.is_plain or word.text.replace("-", "_") in fields_of_records())


@cache
def words() -> frozenset[Word]:
    """Return every word of the shipped playbooks and of what their modules offer besides."""
    names = (room.name for room in iter_modules(playbooks.__path__) if not room.name.startswith("_"))
    rooms = (import_module(f"{playbooks.__name__}.{name}") for name in names)
    held = (getattr(room, name) for room in rooms for name in room.__all__)
    return frozenset(each for word in read(held) for each in without_fields(word))


# ----------------------------------------------------------------------------------------- where it is looked for


def pieces(text: str) -> Iterator[Piece]:
    """Yield the strings, docstrings, comments and names of a module."""
    tree = ast.parse(text)
    kinds: dict[int, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            kinds[id(node.value)] = "prose"
        elif isinstance(node, ast.JoinedStr):
            kinds |= dict.fromkeys(map(id, node.values), "part")
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(said)):
                kind = kinds.get(id(node), "string")
                yield Piece(node.lineno, without_sources(said) if kind == "prose" else said, kind)
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield Piece(node.lineno, name, "name")
            case ast.arg(arg=name) | ast.keyword(arg=str(name)):
                yield Piece(node.lineno, name, "name")
            case ast.alias(name=name, asname=other):
                yield Piece(node.lineno, other or name, "name")
    yield from comments(text)


def comments(text: str) -> Iterator[Piece]:
    """Yield the comments of a module; those on lines that follow each other are one."""
    first, last, said = 0, -1, ""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type != tokenize.COMMENT:
            continue
        if token.start[0] != last + 1:
            yield Piece(first, said, "prose")
            first, said = token.start[0], ""
        said, last = f"{said}\n{token.string.lstrip('# ')}", token.start[0]
    yield Piece(first, said, "prose")


def without_sources(docstring: str) -> str:
    """Return a docstring without its paragraphs under ``Source:``."""
    kept, depth = [], -1
    for line in cleandoc(docstring).splitlines():
        indent = len(line) - len(line.lstrip())
        if line.strip() and indent <= depth:
            depth = -1
        if line.strip() == "Source:":
            depth = indent
        kept.append("" if depth >= 0 else line)
    return "\n".join(kept)


def offences(text: str, looked_for: Iterable[Word]) -> list[str]:
    """Return what words a module has, each with its line."""
    by_kind = sorted(looked_for)
    plain = {word.text: word for word in by_kind if word.is_plain}
    marked = {word.text.casefold(): word for word in by_kind if not word.is_plain}
    names = {re.sub(r"\W+", "_", folded): word for folded, word in marked.items()}
    longest_first = sorted(map(re.escape, marked), key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(longest_first) or '(?!)'})(?![\w-])")
    found = set()
    for line, said, kind in pieces(text):
        if kind == "name":
            whole, inside = [], [names[folded]] if (folded := said.strip("_").casefold()) in names else []
        else:
            whole = {"string": [said], "prose": [inner.strip("\"'") for _, inner in QUOTED.findall(said)]}.get(kind, [])
            inside = [marked[match] for match in pattern.findall(" ".join(said.split()).casefold())]
        found |= {(line, word) for word in (*inside, *(plain[each] for each in whole if each in plain))}
    return [f"line {line}: {word.kind} `{word.text}`" for line, word in sorted(found)]


# ------------------------------------------------------------------------------------------------ tests

MODULES: Final = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "playbooks")


def test_no_mechanism_has_a_word_of_a_playbook() -> None:
    found = {path: offences(path.read_text(encoding="utf-8"), words()) for path in MODULES}
    assert [f"{path.relative_to(PACKAGE)}, {each}" for path in MODULES for each in found[path]] == []


@pytest.mark.parametrize("kind", [*FIELDS, "decision"])
def test_there_are_words_of_every_kind(kind: str) -> None:
    assert len([word for word in words() if word.kind == kind]) > 2


# ------------------------------------------------------------------------------------------------ the test itself


class ReleaseClass(NamedTuple):
    """A class of a made-up playbook."""

    id: str


MADE_UP: Final = (
    Gate("QA-1", consumer="shop-app"),
    Procedure(
        "hand-over",
        [Step("pack", "Pack it", roles={"packer", "night-shift"}, gates={"QA-2"}, reversible_by={"human"})],
        title="Hand over",
    ),
    Checklist("packing", [ChecklistItem("PK-01", "Sealed"), ChecklistItem("1", "Weighed")], title="Packing"),
    (ReleaseClass("K1"),),
    Rule("k", {"ready": True}, then="no", because="K-1 and D-901 forbid it, D-9010 does not"),
    Source("Handbook of the shop", "Reviews", quote="Code is read by\ntwo people before merging.\nIt is tested."),
    Source("Shop rules", "Doors", quote="Lock the doors"),
    Column("ready", bool),
)
QUOTE: Final = "Code is read by two people before merging. It is tested."
READ: Final = {
    *(Word("gate", gate, is_plain=False) for gate in ("QA-1", "QA-2")),
    Word("consumer", "shop-app", is_plain=False),
    *(Word("role", role, is_plain=True) for role in ("packer", "night-shift")),
    Word("procedure", "hand-over", is_plain=False),
    Word("checklist", "packing", is_plain=True),
    Word("checklist", "PK-01", is_plain=False),
    Word("class", "K1", is_plain=True),
    Word("decision", "D-901", is_plain=False),
    Word("title", "Handbook of the shop", is_plain=False),
    Word("title", "Shop rules", is_plain=True),
    Word("quote", QUOTE, is_plain=False),
    Word("quote", "Code is read by two people before merging.", is_plain=False),
    Word("quote", "Lock the doors", is_plain=True),
}


def test_the_words_of_a_playbook_are_read() -> None:
    assert read(MADE_UP) == READ


def test_the_names_of_fields_are_not_looked_for() -> None:
    given = [Word("role", name, is_plain=True) for name in ("approver", "packer")]
    given += [Word("checklist", name, is_plain=False) for name in ("root-cause", "PK-01")]
    assert [each for word in given for each in without_fields(word)] == [
        given[1],
        given[2]._replace(is_plain=True),
        given[3],
    ]


FOUND: Final = {
    "a gate in a string": ('GATE = "QA-1"', ["line 1: gate `QA-1`"]),
    "a gate in a longer string": (
        '\nTEXT = f"{x} needs QA-1 and QA-2"',
        ["line 2: gate `QA-1`", "line 2: gate `QA-2`"],
    ),
    "a gate in a docstring": ('"""Ask for QA-1."""', ["line 1: gate `QA-1`"]),
    "a gate in a comment": ("x = 1  # of qa-1, too", ["line 1: gate `QA-1`"]),
    "a gate as a name": ("QA_1 = 1\nx.qa_2", ["line 1: gate `QA-1`", "line 2: gate `QA-2`"]),
    "a consumer as a field": ("class X:\n    shop_app: str", ["line 2: consumer `shop-app`"]),
    "a consumer as an argument": ("f(shop_app=1)", ["line 1: consumer `shop-app`"]),
    "a procedure that is imported": ("from x import HAND_OVER", ["line 1: procedure `hand-over`"]),
    "a role as a string": ('role == "packer"', ["line 1: role `packer`"]),
    "a role in backquotes": ('"""Only `packer` or ``"packer"`` may."""', ["line 1: role `packer`"]),
    "a class as a string": ('K = ("K0", "K1")', ["line 1: class `K1`"]),
    "a checklist in backquotes": ("# as in `packing`", ["line 1: checklist `packing`"]),
    "a decision": ('"""While D-901 is in force."""', ["line 1: decision `D-901`"]),
    "a title": ('T = "handbook of the Shop"', ["line 1: title `Handbook of the shop`"]),
    "a short title": ('T = "Shop rules"', ["line 1: title `Shop rules`"]),
    "a quote in pieces": (
        'Q = (\n    "Code is read by two people "\n    "before merging."\n)',
        ["line 2: quote `Code is read by two people before merging.`"],
    ),
    "a quote over two comments": (
        "# First: code is read by two\n# people before merging.",
        ["line 1: quote `Code is read by two people before merging.`"],
    ),
    "the whole quote": (f"Q = {QUOTE!r}", [f"line 1: quote `{QUOTE}`"]),
    "a short quote": ('Q = "Lock the doors"', ["line 1: quote `Lock the doors`"]),
    "under another heading": (
        'def f():\n    """Do it.\n\n    Source:\n        Shop rules\n\n    Raises:\n        QA-1: never.\n    """',
        ["line 2: gate `QA-1`"],
    ),
}
NOT_FOUND: Final = {
    "a part of a word": 'X = "QA-12, XQA-1, QA-1-2, K11 and D-9010"',
    "an ordinary word": '"""A packer packs in K1, packing by the Shop rules: Lock the doors."""  # packer',
    "an ordinary name": "packer = packing",
    "a part of a text": 'X = f"{x}packer"',
    "a part of a sentence": 'X = "code is read by two people"',
    "under Source": 'def f():\n    """Do it.\n\n    Source:\n        Handbook of the shop, Gates: "QA-1, by D-901".\n\n'
    '        Code is read by two people before merging.\n    """',
    "a number": 'X = "1"',
    "what is exempt": 'X = "human"',
}


@pytest.mark.parametrize(("text", "expected"), FOUND.values(), ids=FOUND)
def test_a_planted_word_is_found(text: str, expected: list[str]) -> None:
    assert offences(text, READ) == expected


@pytest.mark.parametrize("text", NOT_FOUND.values(), ids=NOT_FOUND)
def test_what_is_no_word_of_a_playbook_is_not_found(text: str) -> None:
    assert offences(text, READ) == []


def test_every_shipped_word_is_found() -> None:
    module = "\n".join(f"x = {word.text!r}" for word in sorted(words()))
    assert {each.split("`", 1)[1] for each in offences(module, words())} == {f"{word.text}`" for word in words()}
