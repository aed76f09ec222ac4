"""What the writers of notes and updates give stays text: an independent reader of CommonMark finds it as it is.

Notes are rendered twice, once with hostile texts and once with tame ones of as many lines; the reader must see the
same outline and, in it, the hostile texts letter by letter.
"""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from releasekit.notes import Breakage, BugFix, Changes, Feature, KnownIssue
from tests.laws.tables import law
from tests.strategies.records import NOTES, STATUS

HOSTILE: Final = [
    "# x",
    "</details>",
    "[a](javascript:alert(1))",
    "![a](b)",
    "`code`",
    "``",
    "```",
    "~~~",
    "---",
    "***",
    "===",
    "- item",
    "+ item",
    "1. one",
    "1) one",
    "> quote",
    "| a | b |",
    "<script>alert(1)</script>",
    "<!--",
    "-->",
    "&lt;b&gt;",
    "&#35;",
    "*a*",
    "**",
    "__a__",
    "a_b",
    "_",
    "\\",
    "\\*",
    "a\\",
    "<https://example.org>",
    "[a]: b",
    "[a][b]",
    "![",
    "$x$",
    "~~a~~",
    "a  b",
    "{role}`x`",
    "@ada",
    "#12",
    "\t",
    "a\tb",
    "\x00",
    "\u202eabc",
    "\u200b",
    "é統",
]
marks: Final = st.sampled_from(list("|`*_~#<>&\"'\\[](){}!-+=.:;$@/ ab1é\u0301\u202e\u200b"))
one_line: Final = (
    (st.sampled_from(HOSTILE) | st.text(marks | st.characters(), min_size=1, max_size=20))
    .map(lambda text: "".join(mark for mark in text if mark.isprintable()).strip())
    .filter(bool)
)
"""Texts that can be a name."""
prose: Final = (
    st.lists(st.sampled_from(HOSTILE) | st.text(marks | st.characters(), max_size=20), min_size=1, max_size=3)
    .map("\n".join)
    .filter(lambda text: any(mark.isprintable() and mark != " " for mark in text))
)
"""Texts that can be a description: any characters, several lines."""


def told(text: str) -> str:
    """A line as every reader sees it: what cannot be seen by its number, runs of spaces as one."""
    shown = "".join(mark if mark.isprintable() else "\\u" + format(ord(mark), "x").rjust(4, "0") for mark in text)
    return re.sub(" +", " ", shown).strip()


def lines_of(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [told(line) for line in text.splitlines() if line.strip()]


def outline(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield the blocks that an independent reader finds, each with its kind and its text."""
    reader = pytest.importorskip("markdown_it").MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for token in reader.parse(markdown):
        if token.type == "inline":
            yield "text", "".join(map(seen, token.children))
        else:
            yield token.type, token.tag


def seen(part: Any) -> str:  # noqa: ANN401 - a token of the reader
    """A part of a line as its reader sees it, with marks around what is not text."""
    match part.type:
        case "text":
            return str(part.content)
        case "softbreak":
            return "\n"
        case "html_inline" if part.content == "<br>":
            return "\n"
        case "strong_open" | "strong_close":
            return "⟦" if part.nesting > 0 else "⟧"
        case "code_inline":
            return f"⟨{part.content}⟩"
        case _:
            return f"<<{part.type}>>"


def bullet(label: str, lines: list[str]) -> list[str]:
    """The texts of one bullet and those below it."""
    first, *others = lines
    return [f"⟦{label}⟧: {first}", *others]


def texts_of(markdown: str) -> list[str]:
    """The texts of an outline."""
    return [text for kind, text in outline(markdown) if kind == "text"]


class TestNothingBecomesMarkup:
    """Whatever a writer gives is found as text, in its place, by a reader that knows nothing of this library."""

    @law(150)
    @given(one_line, prose, prose)
    def test_in_notes(self, title: str, description: str, other: str) -> None:
        assume("⟦" not in title + description + other)
        notes = NOTES.replace(
            highlights=(description,),
            changes=Changes(
                features=(Feature(title, description),),
                bug_fixes=(BugFix(f"x{title}", other),),
                breaking_changes=(Breakage(title, description, migration=other),),
            ),
            known_issues=(KnownIssue(description, other),),
            upgrade_notes=other,
            contributors=(title,),
        )
        first, *others = lines_of(description)
        migration = "\n".join(lines_of(other))
        assert texts_of(notes.to_page())[2:-4] == [
            "Highlights",
            first,
            *others,
            "New Features",
            *bullet(told(title), lines_of(description)),
            "Bug Fixes",
            *bullet(f"Issue x{told(title)}", lines_of(other)),
            "Breaking Changes",
            *bullet(told(title), lines_of(description)),
            f"Migration: {migration}",
            "Known Issues",
            *bullet("Issue", lines_of(description)),
            f"Workaround: {migration}",
            "Upgrade Notes",
            *lines_of(other),
            "Contributors",
            told(title),
        ]
        assert texts_of(notes.to_changelog()) == [
            "[2.0.0] - 2026-03-02",
            "Added",
            *bullet(told(title), lines_of(description)),
            "Changed",
            *bullet(f"Breaking: {told(title)}", lines_of(description)),
            f"Migration: {migration}",
            "Fixed",
            *bullet(f"Issue x{told(title)}", lines_of(other)),
        ]

    @law()
    @given(one_line, one_line)
    def test_in_a_status_update(self, change: str, owner: str) -> None:
        texts = texts_of(STATUS.replace(change=change, owner=owner).to_markdown())
        assert (texts[0], texts[-1]) == (f"⟨Change⟩: {told(change)}", f"⟨Owner⟩: {told(owner)}")
        assert len(texts) == 6

    @law()
    @given(prose)
    def test_the_outline_is_that_of_tame_texts(self, text: str) -> None:
        tame = "\n".join("x" for _ in lines_of(text))
        outlines = [
            [kind for kind, _ in outline(NOTES.replace(known_issues=(KnownIssue(given_text, "y"),)).to_page())]
            for given_text in (text, tame)
        ]
        assert outlines[0] == outlines[1]


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.strip("\t\x00\u200b\u202e")])
def test_each_hostile_text_is_found_as_it_is(text: str) -> None:
    rendered = NOTES.replace(highlights=(text, f"a {text} b")).to_page()
    assert texts_of(rendered)[3:5] == [told(text), told(f"a {text} b")]
