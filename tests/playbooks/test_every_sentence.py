"""Every sentence of the playbooks: each has its object and what proves it, or a reason why it asks for nothing.

The texts stand in `tests/data`, word for word but for one path of a machine, for which `<repository>` stands. The
rows stand in `sentences.txt`. A row names the objects that a sentence became, as `module:attribute[id].attribute`, and
its proof: the name of a test, with its case where it is a table of cases, or nothing where the first object is the
sentence itself, as a field, as its source or as its docstring.
"""

import ast
import enum
import inspect
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

import attrs
import pytest

from releasekit.playbooks.gated_release import READINESS
from tests.playbooks import test_gated_release, test_rollback_triggers, test_steady_state

ROOT: Final = Path(__file__).parents[2]
SEEDS: Final = ROOT.parent / "shared" / "seeds"
TEXTS: Final = {
    seed: (ROOT / "tests" / "data" / f"seed_{seed}.txt").read_text(encoding="utf-8") for seed in ("000", "001")
}
SAYS: Final = "the object says it"


class Row(NamedTuple):
    """A sentence with the heading above it, the objects that it became and what proves it, or why it has none."""

    heading: str
    quote: str
    objects: tuple[str, ...]
    proof: str = SAYS
    left_out: str = ""


def read_rows(text: str) -> tuple[dict[str, str], dict[str, list[Row]]]:
    """The names of a text and the rows of each seed; how they are written stands at its top."""
    names: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    seed = heading = ""
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#":
            continue
        if mark == "=":
            seed, rows[rest] = rest, []
        elif mark == "==":
            heading = rest
        elif " => (" in line:
            quote, reason = line.split(" => ")
            rows[seed].append(Row(heading, quote, (), left_out=reason[1:-1]))
        elif " => " in line:
            quote, *cells = line.split(" => ")
            objects, *proof = (cell.format_map(names) for cell in cells)
            rows[seed].append(Row(heading, quote, tuple(objects.split("; ")), *proof))
        else:
            names[mark.removesuffix(":")] = rest.format_map(names)
    return names, rows


NAMES, ROWS = read_rows(Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8"))
REASONS: Final = {
    "says who wrote the document and when, and asks for nothing",
    "the header of a column",
    "a label; what it announces follows line by line",
    "points to a file of that project",
}
COUNTS: Final = {"000": (60, 13), "001": (35, 6)}
"""How many rows there are, and how many pieces are left out."""

# ------------------------------------------------------------------------------------------------ pieces


def pieces(text: str) -> Iterator[tuple[str, str]]:
    """Every sentence, list item and table cell with the heading above it; written without the library."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("#"):
            heading = line.lstrip("#").strip()
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            yield from ((heading, cell) for cell in cells if cell.strip("-"))
        elif line.strip():
            item = re.sub(r"^(?:[-*]|\d+\.) ", "", line.strip())
            yield from ((heading, sentence) for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", item))


def asking(seed: str) -> list[Row]:
    """The rows of a seed whose sentences ask for something."""
    return [row for row in ROWS[seed] if not row.left_out]


class TestPieces:
    def test_of_a_text_by_hand(self) -> None:
        table = "| a | b |\n|---|---|\n| c - d | `e` |\n"
        text = f"# One\n\nFirst. Second one.\n\n## Two\n- item `a.b`: x\n2. step.\n{table}"
        assert list(pieces(text)) == [
            ("One", "First."),
            ("One", "Second one."),
            ("Two", "item `a.b`: x"),
            ("Two", "step."),
            ("Two", "a"),
            ("Two", "b"),
            ("Two", "c - d"),
            ("Two", "`e`"),
        ]

    @pytest.mark.parametrize("seed", TEXTS)
    def test_nothing_but_marks_is_lost(self, seed: str) -> None:
        """All pieces of a line, put together, are the line but for its marks."""
        kept = [line for line in TEXTS[seed].splitlines() if line and not line.startswith(("#", "|--"))]
        marks = re.compile(r"^(?:- |\d+\. )|[| ]", re.MULTILINE)
        together = "".join(quote for _, quote in pieces(TEXTS[seed])).replace(" ", "")
        assert together == marks.sub("", "\n".join(kept)).replace("\n", "")

    @pytest.mark.parametrize("seed", TEXTS)
    def test_each_is_there_once(self, seed: str) -> None:
        found = list(pieces(TEXTS[seed]))
        assert len(found) == len(set(found)) == sum(COUNTS[seed])


@pytest.mark.parametrize("seed", TEXTS)
class TestEverySentence:
    """Each sentence has one row, in the order of the text, and the rows are as many as they say."""

    def test_counts(self, seed: str) -> None:
        assert (len(asking(seed)), len(ROWS[seed]) - len(asking(seed))) == COUNTS[seed]

    def test_reasons(self, seed: str) -> None:
        assert {row.left_out for row in ROWS[seed] if row.left_out} <= REASONS


@pytest.mark.parametrize("seed", TEXTS)
def test_every_sentence_is_in_one_list(seed: str) -> None:
    assert [(row.heading, row.quote) for row in ROWS[seed]] == list(pieces(TEXTS[seed]))


@pytest.mark.parametrize("seed", TEXTS)
def test_the_text_is_the_original_but_for_the_path_of_a_machine(seed: str) -> None:
    found = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip("the original texts are not at hand")
    original = found[0].read_text(encoding="utf-8")
    assert TEXTS[seed] == re.sub(r"(?<=`)/[^`]+(?=`)", "<repository>", original)


# ----------------------------------------------------------------------------------------------- objects


def resolve(path: str) -> object:
    """Return the object at a path; `LookupError` where there is none."""
    module, _, rest = path.partition(":")
    steps = re.findall(r"\.?([^.\[\]]+)|\[([^\]]+)\]", rest)
    try:
        thing: object = import_module(module)
        for name, key in steps:
            thing = getattr(thing, name) if name else member(thing, key)
    except (ImportError, AttributeError, StopIteration, KeyError) as error:
        raise LookupError(path) from error
    return thing


def member(thing: object, key: str) -> object:
    """Return a word of a vocabulary, a field of a class, or the part of a whole that has an id."""
    if isinstance(thing, type):
        return thing[key] if issubclass(thing, enum.Enum) else attrs.fields_dict(thing)[key]
    whole: Iterable[object] = next(
        (getattr(thing, name) for name in ("rules", "items", "steps") if hasattr(thing, name)), thing
    )
    return next(part for part in whole if part.id == key)  # type: ignore[attr-defined]


def texts(thing: object) -> Iterator[str]:
    """Everything that an object says: its text, its fields, its sources, its docstring."""
    match thing:
        case str():
            yield thing
        case date():
            yield thing.isoformat()
        case tuple():
            for part in thing:
                yield from texts(part)
        case attrs.Attribute():
            yield f"`{thing.name}`:"
        case type():
            yield " ".join((inspect.getdoc(thing) or "").split())
        case _:
            yield str(thing)
            for name in ("text", "source", "sources"):
                yield from texts(getattr(thing, name, ()))
            if hasattr(thing, "quote"):
                yield from (thing.quote, *thing.quote.split(" | "))


def says(thing: object, quote: str) -> bool:
    """Say whether an object is a sentence, or what stands in it behind a label."""
    ends = (quote, quote.partition(": ")[2], quote.removesuffix(".").rpartition(" ")[2])
    return any(text in ends or (isinstance(thing, type) and quote in text) for text in texts(thing))


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of the tests of a file, read and not run."""
    file = ROOT / path
    body = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
    for owner in (node for node in body if isinstance(node, ast.ClassDef)):
        names += [f"{owner.name}::{node.name}" for node in owner.body if isinstance(node, ast.FunctionDef)]
    return frozenset(name for name in names if name.rpartition("::")[2].startswith("test_"))


def has_case(name: str) -> bool:
    """Say whether the case of a test exists; a test that is a table of cases has to be named with one."""
    test, _, case = name.partition("[")
    return case.removesuffix("]") in CASES[test] if test in CASES else not case


def is_there(name: str) -> bool:
    """Say whether an object or a test exists."""
    if name.startswith("tests/"):
        path, _, test = name.partition("::")
        return test.partition("[")[0] in names_in(path) and has_case(name)
    try:
        resolve(name)
    except LookupError:
        return False
    return True


CASES: Final[Mapping[str, frozenset[str]]] = {
    NAMES["REVIEWED"]: frozenset(row.name for row in test_gated_release.ROWS),
    NAMES["TRIGGERED"]: frozenset(test_rollback_triggers.CASES),
    NAMES["STATUS"]: frozenset(test_steady_state.AGAINST),
}
"""The cases of the tests that are tables of them."""

ASKING: Final = [row for seed in TEXTS for row in asking(seed)]
NAMED: Final = sorted({name for row in ASKING for name in (*row.objects, row.proof)} - {SAYS})


class TestObjects:
    @pytest.mark.parametrize("name", NAMED)
    def test_is_there(self, name: str) -> None:
        assert is_there(name)

    def test_every_row_has_an_object(self) -> None:
        assert [row.quote for row in ASKING if not all(row.objects)] == []

    @pytest.mark.parametrize("row", [row for row in ASKING if row.proof == SAYS], ids=lambda row: row.quote[:60])
    def test_says_the_sentence(self, row: Row) -> None:
        assert says(resolve(row.objects[0]), row.quote)

    @pytest.mark.parametrize(
        ("path", "quote"),
        [
            pytest.param("{M6}.risks", "Without a plan, nothing happens.", id="texts"),
            pytest.param("{GO_NO_GO}[efficacy-failed]", "Automatic no-go on any required gate failure.", id="rule"),
            pytest.param("{T01}.status", "Status: done (2026-02-18)", id="status"),
            pytest.param("releasekit.compat:ReleaseTuple", "Revert to the rollback tuple.", id="class"),
        ],
    )
    def test_another_sentence_is_not_said(self, path: str, quote: str) -> None:
        assert not says(resolve(path.format_map(NAMES)), quote)

    @pytest.mark.parametrize(
        "name",
        [
            "releasekit.nowhere:X",
            "{GATED}:NOTHING",
            "{GO_NO_GO}[no-such-rule]",
            "{CLASS}[R9]",
            "releasekit.compat:ReleaseTuple[sha]",
            "{GATED_TESTS}::TestSentence::test_of_nothing",
            "{REVIEWED}[no-such-case]",
            "{REVIEWED}",
            "{GATED_TESTS}::TestConditionalGo::test_with_all_conditions[no-table-of-cases]",
            "tests/nowhere.py::test_x",
        ],
    )
    def test_what_is_not_there_is_missed(self, name: str) -> None:
        assert not is_there(name.format_map(NAMES))


def test_the_consumers_in_scope_are_those_of_the_gates() -> None:
    (quote,) = (quote for heading, quote in pieces(TEXTS["000"]) if quote.startswith("Consumers in scope"))
    named = re.findall(r"`([^`]+)`", quote)
    assert sorted(named) == sorted({gate.consumer for gate in READINESS.gates if gate.consumer})
