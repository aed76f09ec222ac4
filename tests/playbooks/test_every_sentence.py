"""Every sentence of the playbooks: each has its object and what proves it, or a reason why it is not proved.

The texts stand in `tests/data`, word for word but for one path of a machine, for which `<repository>` stands. The
rows stand in `sentences.txt`, where the rules for them are written. A row names the objects that a sentence became, as
`module:attribute[id].attribute`, and its proofs: names of tests, each with its case where it is a table of cases. A
proof has to state the sentence itself: its case quotes it, or its docstring does.
"""

import ast
import enum
import inspect
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple

import attrs
import pytest

from releasekit.playbooks.gated_release import TRIGGERS
from releasekit.rollback import check_triggers
from tests.documents import test_templates
from tests.playbooks import (
    test_cadence_sentences,
    test_gated_release,
    test_procedure_sentences,
    test_rollback_triggers,
    test_steady_state,
    test_sync_sentences,
)
from tests.playbooks.seeds import TEXTS

ROOT: Final = Path(__file__).parents[2]
SEEDS: Final = ROOT.parent / "shared" / "seeds"
BY_ROWS: Final = {"002"}
"""The texts whose tables have one piece for each row; the rows of the others ask for something in each cell."""


class Row(NamedTuple):
    """A sentence with the heading above it, the objects that it became and what proves it, or why nothing does."""

    heading: str
    quote: str
    objects: tuple[str, ...] = ()
    proofs: tuple[str, ...] = ()
    left_out: str = ""


def read_row(heading: str, quote: str, cells: list[str]) -> Row:
    """Read what stands behind a sentence: objects, proofs and a reason in parentheses, all but one of them optional."""
    left_out = cells.pop()[1:-1] if cells[-1].startswith("(") else ""
    lists = [tuple(cell.split("; ")) for cell in cells]
    objects, proofs = (*lists, (), ())[:2]
    full: list[str] = []
    for proof in proofs:
        full.append(f"{full[-1].partition('[')[0]}{proof}" if proof.startswith("[") else proof)
    return Row(heading, quote, objects, tuple(full), left_out)


def read_rows(text: str) -> tuple[dict[str, str], dict[str, list[Row]]]:
    """The names of a text and the rows of each seed; how they are written stands at its top."""
    names: dict[str, str] = {}
    rows: dict[str, list[Row]] = {}
    seed = heading = ""
    for line in text.splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "#" and not seed:
            continue
        if mark == "=":
            seed, rows[rest] = rest, []
        elif mark == "==":
            heading = rest
        elif " => " in line:
            quote, *cells = line.split(" => ")
            rows[seed].append(
                read_row(heading, quote, [cell if cell[0] == "(" else cell.format_map(names) for cell in cells])
            )
        else:
            names[mark.removesuffix(":")] = rest.format_map(names)
    return names, rows


NAMES, ROWS = read_rows(Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8"))
REASONS: Final = {
    "says who wrote the document and when, and asks for nothing",
    "says what the document is about, and asks for nothing",
    "the header of a column",
    "the header of a table",
    "a label; what it announces follows line by line",
    "points to a file of that project",
}
"""Why a sentence asks for nothing."""
NOT_YET: Final = ("nothing asks it yet: ", "another row wins: ")
"""How a reason begins for which a sentence that asks for something is not proved, or not in full."""
COUNTS: Final = {"000": (36, 17, 8, 12), "001": (18, 17, 0, 6), "002": (128, 36, 10, 24)}
"""How many rows are proved, only said by an object, asked for by nothing yet, and how many pieces ask for nothing."""

# ------------------------------------------------------------------------------------------------ pieces


def pieces(text: str, *, by_rows: bool = False) -> Iterator[tuple[str, str]]:
    """Every sentence, list item, table cell or row, and line of a block with the heading above it.

    Written without the library. A template, which is a block of YAML or Markdown, is one piece: its first line; a line
    of it with a comment is a piece of its own, named by its keys.
    """
    heading, block, keys = "", None, [""]
    for line in text.splitlines():
        bare = " ".join(line.split())
        if line.startswith("```"):
            block, keys = (None if block is not None else line[3:]), []
        elif block:
            indent = (len(line) - len(line.lstrip())) // 2
            if bare and not keys:
                yield heading, bare
            keys = [*keys[:indent], bare.partition(":")[0].removeprefix("- ")] if bare else keys
            if "  # " in line or bare.startswith("# ..."):
                yield heading, ".".join([*keys[:-1], bare])
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
        elif line.startswith("|"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            kept = [cell for cell in cells if cell.strip("-:")]
            yield from ((heading, cell) for cell in ([" | ".join(kept)] if by_rows and kept else kept))
        elif bare.strip("-↓"):
            item = re.sub(r"^(?:[-*] (?:\[ \] )?|\d+\. |[├└]─ )", "", bare)
            ends = r"(?<=[.!?]) +(?=[A-Z])" if block is None else "$^"
            yield from ((heading, sentence) for sentence in re.split(ends, item))


PIECES: Final = {seed: list(pieces(text, by_rows=seed in BY_ROWS)) for seed, text in TEXTS.items()}
OFTEN: Final = Counter(quote for found in PIECES.values() for _, quote in found)


def name_of(heading: str, quote: str) -> str:
    """The sentence, with its heading where the same words stand below another heading as well."""
    return f"{heading} > {quote}" if OFTEN[quote] > 1 else quote


def asking(seed: str) -> list[Row]:
    """The rows of a seed whose sentences ask for something."""
    return [row for row in ROWS[seed] if row.left_out not in REASONS]


class TestPieces:
    def test_of_a_text_by_hand(self) -> None:
        table = "| a | b |\n|---|--:|\n| c - d | `e` |\n"
        block = "```\n1. Do it. Now\n   - first  (a)\n   ↓\n   ├─ then\n```\n"
        block += "```yaml\nx:\n  y:\n    z: 1  # so\n  w: 2\n```\n"
        text = f"# One\n\nFirst. Second one.\n\n---\n\n## Two\n- item `a.b`: x\n- [ ] y\n2. step.\n{table}{block}"
        before = [("One", "First."), ("One", "Second one."), ("Two", "item `a.b`: x"), ("Two", "y"), ("Two", "step.")]
        lines = [("Two", "Do it. Now"), ("Two", "first (a)"), ("Two", "then"), ("Two", "x:"), ("Two", "x.y.z: 1 # so")]
        cells = [("Two", "a"), ("Two", "b"), ("Two", "c - d"), ("Two", "`e`")]
        assert list(pieces(text)) == [*before, *cells, *lines]
        assert list(pieces(text, by_rows=True)) == [*before, ("Two", "a | b"), ("Two", "c - d | `e`"), *lines]

    @pytest.mark.parametrize("seed", TEXTS)
    def test_nothing_but_marks_is_lost(self, seed: str) -> None:
        """All pieces of a line, put together, are the line but for its marks; templates are compared elsewhere."""
        text = re.sub(r"^```(?:yaml|markdown)\n(.*\n)(?:.*\n)*?```$", r"\1", TEXTS[seed], flags=re.MULTILINE)
        kept = [
            line
            for line in text.splitlines()
            if line.strip("`-↓ ") and not re.match(r"(?!# Release Notes: v)(?:#|\|--)", line)
        ]
        marks = re.compile(r"^ *(?:- \[ \] |- |\d+\. |[├└]─ )|[| ]", re.MULTILINE)
        commented = {quote for _, quote in PIECES[seed] if " # " in quote or ".# ..." in quote}
        together = "".join(quote for _, quote in PIECES[seed] if quote not in commented)
        assert re.sub("[| ]", "", together) == marks.sub("", "\n".join(kept)).replace("\n", "")

    @pytest.mark.parametrize("seed", TEXTS)
    def test_each_is_there_once(self, seed: str) -> None:
        assert len(PIECES[seed]) == len(set(PIECES[seed])) == sum(COUNTS[seed])

    def test_every_template_is_compared_whole(self) -> None:
        """A template is the text that the tests of documents compare, line by line."""
        blocks = re.findall(r"^```yaml\n((?:.*\n)*?)```$", TEXTS["002"], re.MULTILINE)
        assert sorted(map(str.strip, blocks)) == sorted(map(str.strip, test_templates.BLOCKS.values()))


@pytest.mark.parametrize("seed", TEXTS)
class TestEverySentence:
    """Each sentence has one row, in the order of the text, and the rows are as many as they say."""

    def test_counts(self, seed: str) -> None:
        kinds = Counter(kind_of(row) for row in ROWS[seed])
        assert tuple(kinds[kind] for kind in ("proved", "said", "not yet", "asks for nothing")) == COUNTS[seed]

    def test_reasons(self, seed: str) -> None:
        for row in ROWS[seed]:
            assert row.left_out in REASONS or row.left_out.startswith(NOT_YET) or not row.left_out, row
            assert row.left_out not in REASONS or row == Row(row.heading, row.quote, left_out=row.left_out), row


def kind_of(row: Row) -> str:
    """Say which of four kinds a row is of."""
    if row.left_out:
        return "asks for nothing" if row.left_out in REASONS else "not yet"
    return "proved" if row.proofs else "said"


@pytest.mark.parametrize("seed", TEXTS)
def test_every_sentence_is_in_one_list(seed: str) -> None:
    assert [(row.heading, row.quote) for row in ROWS[seed]] == PIECES[seed]


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
    """Return a word of a vocabulary, a field of a class, the value of a key, or the part of a whole that has an id."""
    if isinstance(thing, Mapping):
        return next(value for own, value in thing.items() if str(own) == key)
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
                yield from (thing.quote.strip("| "), *thing.quote.split(" | "))


def says(thing: object, quote: str) -> bool:
    """Say whether an object is a sentence, or what stands in it behind a label; a date says what ends with it."""
    if isinstance(thing, date):
        return quote.endswith(f" {thing.isoformat()}.")
    ends = {quote, quote.partition(": ")[2]} - {""}
    return any(text in ends or (isinstance(thing, type) and quote in text) for text in texts(thing))


# ------------------------------------------------------------------------------------------------ proofs


@cache
def docstrings_in(path: str) -> dict[str, str]:
    """The tests of a file with their docstrings, read and not run."""
    file = ROOT / path
    body = ast.parse(file.read_text(encoding="utf-8")).body if file.is_file() else []
    found = [("", node) for node in body]
    found += [(f"{owner.name}::", node) for owner in body if isinstance(owner, ast.ClassDef) for node in owner.body]
    return {
        f"{owner}{node.name}": ast.get_docstring(node) or ""
        for owner, node in found
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def stated(proof: str) -> frozenset[str]:
    """The sentences that a proof states: what its case quotes, or what stands in curly quotes in its docstring.

    Raises:
        LookupError: where there is no such test, no such case, or a table of cases is named without one.
    """
    test, _, case = proof.partition("[")
    path, _, name = test.partition("::")
    if name not in docstrings_in(path) or (test not in CASES and case):
        raise LookupError(proof)
    if test in CASES:
        return frozenset(CASES[test][case.removesuffix("]")])
    return frozenset(re.findall("“([^”]+)”", " ".join(docstrings_in(path)[name].split())))


def proves(proof: str, row: Row) -> bool:
    """Say whether a proof states the sentence of a row, whole and in its words."""
    return name_of(row.heading, row.quote) in stated(proof)


def is_there(name: str) -> bool:
    """Say whether an object or a test exists."""
    try:
        if name.startswith("tests/"):
            stated(name)
        else:
            resolve(name)
    except LookupError:
        return False
    return True


def quoted(cases: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """The sentence of each case that names it with its heading."""
    return {name: (name_of(case.heading, case.quote),) for name, case in cases.items()}  # type: ignore[attr-defined]


CASES: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    NAMES["REVIEWED"]: {row.name: (row.quote,) for row in test_gated_release.ROWS},
    NAMES["CELLS"]: {name: (cell,) for name, (cell, _) in test_gated_release.CELLS.items()},
    NAMES["TRIGGERED"]: {name: (quote,) for name, quote in test_rollback_triggers.QUOTES.items()},
    NAMES["STATUS"]: {
        name: tuple(name_of(*place) for place in places) for name, places in test_steady_state.QUOTES.items()
    },
    NAMES["STEPS"]: quoted(test_procedure_sentences.STEPS),
    NAMES["ITEMS"]: quoted(test_procedure_sentences.ITEMS),
    NAMES["CADENCE_REVIEWED"]: quoted(test_cadence_sentences.REVIEWS),
    NAMES["ANSWERED"]: quoted(test_cadence_sentences.ANSWERS),
    NAMES["VERSIONS"]: quoted(test_cadence_sentences.VERSIONS),
    NAMES["SYNC_TYPES"]: quoted(test_sync_sentences.TYPES),
    NAMES["TEMPLATES"]: {kind: (block.partition("\n")[0],) for kind, block in test_templates.BLOCKS.items()},
}
"""The tests that are tables of cases, and what each of their cases quotes."""

ASKING: Final = [row for seed in TEXTS for row in asking(seed)]
PROVED: Final = [(row, proof) for row in ASKING for proof in row.proofs]
NAMED: Final = sorted({name for row in ASKING for name in (*row.objects, *row.proofs)})
REVIEWS: Final = {row.name: row for row in test_gated_release.ROWS}


def rules_of(row: Row, table: str) -> list[str]:
    """The rules of a table that a row names."""
    return re.findall(re.escape(NAMES[table]) + r"\[([^\]]+)\]", " ".join(row.objects))


def reviewed(test: str) -> list[object]:
    """Each row with rules of a table and a case of its test."""
    return [
        pytest.param(row, proof.removesuffix("]").partition("[")[2], id=proof.rpartition("::")[2])
        for row, proof in PROVED
        if proof.startswith(NAMES[test])
    ]


class TestProofs:
    @pytest.mark.parametrize(("row", "proof"), PROVED, ids=lambda value: value[-70:] if isinstance(value, str) else "")
    def test_states_the_sentence_of_its_row(self, row: Row, proof: str) -> None:
        assert proves(proof, row)

    @pytest.mark.parametrize(("row", "case"), reviewed("REVIEWED"))
    def test_a_case_is_decided_by_a_rule_of_its_row(self, row: Row, case: str) -> None:
        """These cases expect exactly the rules that decide, so each of them fails without its rule."""
        assert set(rules_of(row, "GO_NO_GO")) & set(REVIEWS[case].reasons)

    @pytest.mark.parametrize("row", ASKING, ids=lambda row: row.quote[:60])
    def test_a_rule_of_a_row_decides_one_of_its_cases(self, row: Row) -> None:
        """Where all proofs are cases, no rule stands beside them for nothing."""
        cases = [proof.rpartition("[")[2][:-1] for proof in row.proofs if proof.startswith(NAMES["REVIEWED"])]
        if len(cases) == len(row.proofs) > 0:
            assert set(rules_of(row, "GO_NO_GO")) <= {reason for case in cases for reason in REVIEWS[case].reasons}

    @pytest.mark.parametrize(("row", "case"), reviewed("TRIGGERED"))
    def test_a_trigger_is_fired_by_a_rule_of_its_row(self, row: Row, case: str) -> None:
        report = check_triggers(test_rollback_triggers.CASES[case][0], TRIGGERS)
        fired = {reason.code for own in (*report.fired, *report.unknown) for reason in own.reasons}
        assert fired & set(rules_of(row, "TRIGGERS"))

    @pytest.mark.parametrize(
        ("proof", "quote"),
        [
            pytest.param("{REVIEWED}[condition-entry-unknown]", "decision deltas", id="unrelated case"),
            pytest.param("{REVIEWED}[required-gate-fail]", "review and record", id="unrelated case of a row that asks"),
            pytest.param("{STEPS}[tuple-rollback/2]", "Revert loop", id="the step before"),
            pytest.param("{ITEMS}[gated-release/4]", "Verify evidence artifacts", id="another item"),
            pytest.param("{STATUS}[M6-T01]", "M6-T02-VG-CONTRACT-001.md", id="another card"),
            pytest.param("{PACKET_TESTS}::test_has_everything_in_its_summary", "Select prior", id="docstring"),
            pytest.param("tests/unit/test_compat.py::TestRef::test_text", "Capture release", id="no docstring"),
        ],
    )
    def test_an_unrelated_one_is_refused(self, proof: str, quote: str) -> None:
        (row,) = (row for row in ASKING if quote in row.quote)
        assert not proves(proof.format_map(NAMES), row)
        assert is_there(proof.format_map(NAMES))

    @pytest.mark.parametrize(
        "quote",
        [
            pytest.param("a", id="a letter"),
            pytest.param("Automatic no-go", id="the beginning"),
            pytest.param("Automatic no-go on any required gate failure", id="all but a full stop"),
            pytest.param("Automatic no-go on any required gate failure. And more.", id="more"),
            pytest.param(TEXTS["000"], id="the whole text"),
        ],
    )
    def test_a_part_of_the_sentence_or_more_than_it_is_refused(self, quote: str) -> None:
        (row,) = (row for row in ASKING if row.quote == "Automatic no-go on any required gate failure.")
        proof = "{REVIEWED}[required-gate-fail]".format_map(NAMES)
        assert proves(proof, row)
        assert not proves(proof, row._replace(quote=quote))

    def test_words_that_stand_twice_are_told_apart_by_their_heading(self) -> None:
        rows = [row for row in ASKING if row.quote == "Smoke tests pass"]
        assert len({row.heading for row in rows}) == len(rows) > 1
        proof = "{ITEMS}[sync/5]".format_map(NAMES)
        assert [row.heading for row in rows if proves(proof, row)] == ["Sync Checklist Summary"]


# --------------------------------------------------------------------------------------------- both lists


class TestObjects:
    @pytest.mark.parametrize("name", NAMED)
    def test_is_there(self, name: str) -> None:
        assert is_there(name)

    def test_every_row_that_counts_has_an_object(self) -> None:
        assert [row.quote for row in ASKING if not (row.left_out or (all(row.objects) and row.objects))] == []

    @pytest.mark.parametrize("row", [row for row in ASKING if kind_of(row) == "said"], ids=lambda row: row.quote[:60])
    def test_says_the_sentence(self, row: Row) -> None:
        assert says(resolve(row.objects[0]), row.quote)

    @pytest.mark.parametrize(
        ("path", "quote"),
        [
            pytest.param("{M6}.risks", "Without a plan, nothing happens.", id="texts"),
            pytest.param("{GO_NO_GO}[efficacy-failed]", "Automatic no-go on any required gate failure.", id="rule"),
            pytest.param("{T01}.status", "Status: done (2026-02-18)", id="status"),
            pytest.param("releasekit.compat:ReleaseTuple", "Revert to the rollback tuple.", id="class"),
            pytest.param("{CHECKLIST}", "Revert to the rollback tuple.", id="an object with an empty quote"),
            pytest.param("{M6}.completed_on", "M6 completed on 2026-02-18.", id="date"),
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
            "{RC}:CADENCE_TYPES[weekly]",
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
