"""Release notes: what their parts must agree on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Annotated, ClassVar, Self, TypeAlias

import attrs

from releasekit._arguments import as_tuple, of_kind
from releasekit._fields import SHOWN_EMPTY, Commit, Distinct, Frozen, Name, Note, Person, Told, checked
from releasekit._views import Badge, Lines, Section, View, Viewable
from releasekit._words import shown
from releasekit.notes._bullets import Bullet, issue_label, lines_of, section
from releasekit.notes._changes import Changes, Entry, KnownIssue
from releasekit.versions import Change, ReleaseType, Version

Part: TypeAlias = tuple[str, tuple[Bullet, ...]]
"""A heading and the bullets under it."""


@attrs.frozen(field_transformer=checked)
class NotesProvenance(Frozen):
    """Where the release comes from, as its readers are told.

    Attributes:
        commit: the commit, as 7 to 64 hexadecimal digits in lower case.
        build_id: the build.
        signed_by: who signed it.
    """

    commit: Commit
    build_id: Name
    signed_by: Person = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class ReleaseNotes(Frozen, Viewable):
    """What people are told of a release; the fields are those of the playbook, in its order.

    Attributes:
        version: the version; notes of a pre-release have the type of the version that it leads to.
        release_date: the day.
        release_type: the last number of the version that is not 0 says which: X.0.0 is major, X.Y.0 minor, X.Y.Z patch,
            0.0.0 patch.
        highlights: the changes to know of, each in a sentence.
        changes: all changes.
        known_issues: what does not work.
        upgrade_notes: how to come from the version before, a step in each line; empty where there is nothing to do.
        contributors: who took part, written as they should be read: ``@ada``.
        provenance: the commit, the build and who signed it.

    Raises:
        FieldError: where a field is outside its limits; the type does not fit the version; there is a breaking change
            in a release that is not major, nor minor with 0 as its first number; a deprecated item is removed no later
            than in this version, by precedence; or a list says something twice. With all such problems.

    Source:
        Release Cadence & Sync Automation, Release Notes Schema; Version Bump Rules: "Breaking API change | Major".
    """

    document_schema: ClassVar[int] = 1

    version: Version
    release_date: date
    release_type: ReleaseType = attrs.field(kw_only=True)
    highlights: Annotated[tuple[Told, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    changes: Changes = attrs.field(default=Changes(), kw_only=True)
    known_issues: Annotated[tuple[KnownIssue, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    upgrade_notes: Note = attrs.field(default="", kw_only=True, metadata=SHOWN_EMPTY)
    contributors: Annotated[tuple[Name, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    provenance: NotesProvenance = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        kind, breakages = self.release_type, self.changes.breaking_changes
        fitting = ReleaseType.of_version(self.version)
        if kind is not fitting:
            yield f"release_type is {shown(kind)} for version `{self.version}`; expected {shown(fitting)}"
        may_break = kind is ReleaseType.MAJOR or (kind is ReleaseType.MINOR and self.version.major == 0)
        if breakages and not may_break:
            titles = ", ".join(shown(entry.title) for entry in breakages)
            expected = "expected them in a major release only, or in a minor one of 0.y.z"
            yield f"changes.breaking_changes are {titles} in {shown(kind)} `{self.version}`; {expected}"
        for entry in self.changes.deprecations:
            if entry.timeline.precedence <= self.version.precedence:
                removed = f"remove {shown(entry.item)} in `{entry.timeline}`"
                yield f"changes.deprecations {removed}; expected a version after `{self.version}`"

    @classmethod
    def of_changes(
        cls,
        version: Version,
        release_date: date,
        *,
        changes: Iterable[Change],
        entries: Mapping[str, Sequence[Entry]],
        provenance: NotesProvenance,
        highlights: Iterable[str] = (),
        known_issues: Iterable[KnownIssue] = (),
        upgrade_notes: str = "",
        contributors: Iterable[str] = (),
    ) -> Self:
        """Return the notes of the changes that stand once reverts are settled; the type follows from the version.

        Args:
            version: the version.
            release_date: the day.
            changes: everything since the last stable version, in any order.
            entries: what is written about a commit, by its id; see `Changes.of`.
            provenance: the commit, the build and who signed it.
            highlights: the changes to know of.
            known_issues: what does not work.
            upgrade_notes: how to come from the version before.
            contributors: who took part.

        Raises:
            FieldError: where a change lacks its entry, or the notes would contradict themselves.
        """
        of_kind("version", version, Version)
        return cls(
            version,
            release_date,
            release_type=ReleaseType.of_version(version),
            highlights=highlights,
            changes=Changes.of(changes, entries),
            known_issues=known_issues,
            upgrade_notes=upgrade_notes,
            contributors=contributors,
            provenance=provenance,
        )

    def view(self) -> View:
        """Return the notes as people read them: the sections of the page."""
        sections = tuple(
            Section(title, Lines(tuple(bullet.to_text() for bullet in bullets)))
            for title, bullets in self._parts()
            if bullets
        )
        title, badge = f"Release Notes: v{self.version}", Badge(str(self.release_type))
        return View(title, badge, sections, self.release_date.isoformat())

    def to_page(self) -> str:
        """Return the notes as the playbook writes them, in Markdown; a section that would be empty is left out.

        The first line of a description follows its title, and each further line is a bullet below. A migration, a
        replacement, a workaround, a severity and a review are bullets below too, each with its word before it. An issue
        that is a number has ``#`` before it.

        Source:
            Release Cadence & Sync Automation, Release Notes Template.
        """
        head = (
            f"# Release Notes: v{self.version}\n\n"
            f"**Release Date**: {self.release_date.isoformat()}\n"
            f"**Release Type**: {str(self.release_type).capitalize()}\n"
        )
        return "\n".join([head, *(section(f"## {title}\n", bullets) for title, bullets in self._parts() if bullets)])

    def to_changelog(self) -> str:
        """Return the notes as the section of a changelog in the form of Keep a Changelog 1.1.0.

        Features are under Added, breaking changes (marked so) and improvements under Changed, deprecations under
        Deprecated, repairs under Fixed, vulnerabilities under Security. The playbook has no list of removals, so
        nothing is under Removed: what is removed is a breaking change. Notes without changes have their heading only.
        """
        parts = dict(self._parts("Breaking: ", ""))
        listed = {
            "Added": parts["New Features"],
            "Changed": (*parts["Breaking Changes"], *parts["Improvements"]),
            "Deprecated": parts["Deprecations"],
            "Fixed": parts["Bug Fixes"],
            "Security": parts["Security"],
        }
        head = f"## [{self.version}] - {self.release_date.isoformat()}\n"
        return "\n".join([head, *(section(f"### {name}\n\n", bullets) for name, bullets in listed.items() if bullets)])

    def _parts(self, breaking: str = "", deprecated: str = "Deprecated") -> tuple[Part, ...]:
        """Return the sections of the template in its order; the labels of two of them are other ones in a changelog."""
        changes, origin, item = self.changes, self.provenance, Bullet.of
        provenance = f"Commit: {origin.commit}", f"Build: {origin.build_id}", f"Signed: {origin.signed_by}"
        return (
            ("Highlights", tuple(item("", highlight) for highlight in self.highlights)),
            ("New Features", tuple(item(new.title, new.description, PR=new.pr_ref) for new in changes.features)),
            ("Improvements", tuple(item(better.title, better.description) for better in changes.improvements)),
            ("Bug Fixes", tuple(item(issue_label(fix.issue_ref), fix.description) for fix in changes.bug_fixes)),
            (
                "Breaking Changes",
                tuple(
                    item(breaking + change.title, change.description, Migration=change.migration)
                    for change in changes.breaking_changes
                ),
            ),
            (
                "Deprecations",
                tuple(
                    item(deprecated, f"{going.item}, removed in v{going.timeline}", Replacement=going.replacement)
                    for going in changes.deprecations
                ),
            ),
            (
                "Security",
                tuple(item(hole.cve, hole.description, Severity=str(hole.severity)) for hole in changes.security),
            ),
            (
                "Known Issues",
                tuple(item("Issue", known.issue, Workaround=known.workaround) for known in self.known_issues),
            ),
            ("Upgrade Notes", tuple(Bullet("", line) for line in lines_of(self.upgrade_notes))),
            ("Contributors", (Bullet("", ", ".join(self.contributors)),) if self.contributors else ()),
            ("Provenance", tuple(Bullet("", line) for line in provenance)),
        )
