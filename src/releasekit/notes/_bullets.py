"""The bullets of release notes, as text and as Markdown.

What the writers of notes give is text, whatever it looks like: nothing in it becomes a heading, a link, a tag or code.
Some readers of Markdown make a link of a bare address, to just what it says.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple, Self

from releasekit._views import as_markdown

ISSUE_NUMBER: Final = re.compile(r"#?([0-9]+)")
HARMLESS: Final = re.compile(r"Issue #[0-9]+")
"""Labels that need no escapes, so that a reader of Markdown who knows the issues can link them."""


class Bullet(NamedTuple):
    """One bullet: what is set in bold, what follows it, and the bullets below it."""

    label: str
    text: str
    details: tuple[str, ...] = ()

    @classmethod
    def of(cls, label: str, text: str, **words: str | None) -> Self:
        """Return a bullet: the first line of a text, its other lines below, then what has a word of its own."""
        first, *others = lines_of(text)
        named = {word: "\n".join(lines_of(given)) for word, given in words.items() if given is not None}
        return cls(label, first, (*others, *(f"{word}: {given}" for word, given in named.items())))

    def to_markdown(self) -> str:
        """Return the bullet with those below it, a line each."""
        label = self.label if HARMLESS.fullmatch(self.label) else as_markdown(self.label)
        first = f"- **{label}**: {as_markdown(self.text)}" if label else f"- {as_markdown(self.text)}"
        return "\n".join([first, *(f"  - {as_markdown(detail)}" for detail in self.details)]) + "\n"

    def to_text(self) -> str:
        """Return the bullet as text of several lines."""
        label = f"{self.label}: " if self.label else ""
        return "\n".join([label + self.text, *self.details])


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that are not blank, whatever ends them."""
    return [line for line in text.splitlines() if line.strip()]


def issue_label(reference: str) -> str:
    """Return what stands before an issue; one that is a number has ``#`` before it."""
    number = ISSUE_NUMBER.fullmatch(reference)
    return f"Issue #{number[1]}" if number else f"Issue {reference}"


def section(heading: str, bullets: Iterable[Bullet]) -> str:
    """Return a heading with the bullets under it."""
    return heading + "".join(bullet.to_markdown() for bullet in bullets)
