"""Release notes as Markdown: the template of the playbook, and a section of a changelog.

What the writers of notes give is text, whatever it looks like: nothing in it becomes a heading, a link, a tag or code.
Some readers of Markdown make a link of a bare address, to just what it says.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from releasekit._arguments import of_kind
from releasekit._views import Badge, Lines, Section, View, as_markdown
from releasekit.notes._changes import Breakage, Deprecation, SecurityFix
from releasekit.notes._notes import ReleaseNotes

ISSUE_NUMBER: Final = re.compile(r"#?([0-9]+)")
HARMLESS: Final = re.compile(r"Issue #[0-9]+")
"""Labels that need no escapes, so that a reader of Markdown who knows the issues can link them."""


class Item(NamedTuple):
    """One bullet: what is set in bold, what follows it, and the bullets below it."""

    label: str
    text: str
    details: tuple[str, ...] = ()


Part = tuple[str, tuple[Item, ...]]
"""A heading and the bullets under it."""


def render_markdown(notes: ReleaseNotes) -> str:
    """Return the notes as the playbook writes them; a section that would be empty is left out.

    The first line of a description follows its title, and each further line is a bullet below. A migration, a
    replacement, a workaround, a severity and a review are bullets below too, each with its word before it. An issue
    that is a number has ``#`` before it.

    Raises:
        FieldError: where the argument is no release notes.

    Source:
        Release Cadence & Sync Automation, Release Notes Template.
    """
    of_kind("notes", notes, ReleaseNotes)
    head = (
        f"# Release Notes: v{notes.version}\n\n"
        f"**Release Date**: {notes.release_date.isoformat()}\n"
        f"**Release Type**: {str(notes.release_type).capitalize()}\n"
    )
    return "\n".join([head, *(f"## {title}\n{_bullets(items)}" for title, items in _filled(_parts(notes)))])


def changelog_section(notes: ReleaseNotes) -> str:
    """Return the notes as the section of a changelog in the form of Keep a Changelog 1.1.0.

    Features are under Added, breaking changes (marked so) and improvements under Changed, deprecations under
    Deprecated, repairs under Fixed, vulnerabilities under Security. The playbook has no list of removals, so nothing is
    under Removed: what is removed is a breaking change. Notes without changes have their heading only.

    Raises:
        FieldError: where the argument is no release notes.
    """
    of_kind("notes", notes, ReleaseNotes)
    blocks = [f"## [{notes.version}] - {notes.release_date.isoformat()}\n"]
    blocks += [f"### {title}\n\n{_bullets(items)}" for title, items in _filled(_changelog_parts(notes))]
    return "\n".join(blocks)


def notes_view(notes: ReleaseNotes) -> View:
    """Show the same sections as the Markdown."""
    sections = tuple(Section(title, Lines(tuple(map(_plain, items)))) for title, items in _filled(_parts(notes)))
    badge = Badge(str(notes.release_type))
    return View(f"Release Notes: v{notes.version}", badge, sections, notes.release_date.isoformat())


def _filled(parts: Iterable[Part]) -> Iterator[Part]:
    return (part for part in parts if part[1])


def _parts(notes: ReleaseNotes) -> tuple[Part, ...]:
    """Return the sections of the template, in its order."""
    changes, origin = notes.changes, notes.provenance
    return (
        ("Highlights", tuple(_item("", highlight) for highlight in notes.highlights)),
        ("New Features", tuple(_item(own.title, own.description, PR=own.pr_ref) for own in changes.features)),
        ("Improvements", tuple(_item(own.title, own.description) for own in changes.improvements)),
        ("Bug Fixes", tuple(_item(_issue(own.issue_ref), own.description) for own in changes.bug_fixes)),
        ("Breaking Changes", tuple(_breakage(own, own.title) for own in changes.breaking_changes)),
        ("Deprecations", tuple(_deprecation(own, "Deprecated") for own in changes.deprecations)),
        ("Security", tuple(_security(own) for own in changes.security)),
        ("Known Issues", tuple(_item("Issue", own.issue, Workaround=own.workaround) for own in notes.known_issues)),
        ("Upgrade Notes", tuple(Item("", line) for line in _lines(notes.upgrade_notes))),
        ("Contributors", (Item("", ", ".join(notes.contributors)),) if notes.contributors else ()),
        (
            "Provenance",
            (
                Item("", f"Commit: {origin.commit}"),
                Item("", f"Build: {origin.build_id}"),
                Item("", f"Signed: {origin.signed_by}"),
            ),
        ),
    )


def _changelog_parts(notes: ReleaseNotes) -> tuple[Part, ...]:
    """Return the sections of a changelog, in the order in which Keep a Changelog names them."""
    sections = dict(_parts(notes))
    broken = tuple(_breakage(own, f"Breaking: {own.title}") for own in notes.changes.breaking_changes)
    return (
        ("Added", sections["New Features"]),
        ("Changed", (*broken, *sections["Improvements"])),
        ("Deprecated", tuple(_deprecation(own, "") for own in notes.changes.deprecations)),
        ("Fixed", sections["Bug Fixes"]),
        ("Security", sections["Security"]),
    )


def _breakage(own: Breakage, label: str) -> Item:
    return _item(label, own.description, Migration=own.migration)


def _deprecation(own: Deprecation, label: str) -> Item:
    return _item(label, f"{own.item}, removed in v{own.timeline}", Replacement=own.replacement)


def _security(own: SecurityFix) -> Item:
    return _item(own.cve, own.description, Severity=str(own.severity))


def _issue(reference: str) -> str:
    number = ISSUE_NUMBER.fullmatch(reference)
    return f"Issue #{number[1]}" if number else f"Issue {reference}"


def _item(label: str, text: str, **words: str | None) -> Item:
    """Return a bullet: the first line of a text, its other lines below, then what has a word of its own."""
    first, *others = _lines(text)
    named = {word: "\n".join(_lines(given)) for word, given in words.items() if given is not None}
    return Item(label, first, (*others, *(f"{word}: {given}" for word, given in named.items())))


def _lines(text: str) -> list[str]:
    """Return the lines of a text that are not blank, whatever ends them."""
    return [line for line in text.splitlines() if line.strip()]


def _bullets(items: Sequence[Item]) -> str:
    lines = (line for item in items for line in (_marked(item), *(f"  - {as_markdown(own)}" for own in item.details)))
    return "".join(f"{line}\n" for line in lines)


def _marked(item: Item) -> str:
    label = item.label if HARMLESS.fullmatch(item.label) else as_markdown(item.label)
    return f"- **{label}**: {as_markdown(item.text)}" if label else f"- {as_markdown(item.text)}"


def _plain(item: Item) -> str:
    """Return a bullet as text of several lines."""
    label = f"{item.label}: " if item.label else ""
    return "\n".join([label + item.text, *item.details])
