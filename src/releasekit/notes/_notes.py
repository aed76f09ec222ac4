"""Release notes: what their parts must agree on."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final, Self

import attrs

from releasekit._arguments import as_tuple, held_twice, of_kind
from releasekit._fields import Frozen, Name, Note, Told, checked
from releasekit._views import View, Viewable
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.notes._changes import Changes, Entry, KnownIssue
from releasekit.versions import Change, ReleaseType, Version

COMMIT: Final = re.compile(r"[0-9a-f]{7,64}")
COMMIT_FORM: Final = "expected 7 to 64 hexadecimal digits in lower case"


@attrs.frozen(field_transformer=checked)
class NotesProvenance(Frozen):
    """Where the release comes from, as its readers are told.

    Attributes:
        commit: the commit, as 7 to 64 hexadecimal digits in lower case.
        build_id: the build.
        signed_by: who signed it.
    """

    commit: Name
    build_id: Name
    signed_by: Name = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        if COMMIT.fullmatch(self.commit) is None:
            raise FieldError((f"NotesProvenance.commit is {shown(self.commit)}; {COMMIT_FORM}",))


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
    highlights: tuple[Told, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    changes: Changes = attrs.field(default=Changes(), kw_only=True)
    known_issues: tuple[KnownIssue, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    upgrade_notes: Note = attrs.field(default="", kw_only=True, metadata={"shown_empty": True})
    contributors: tuple[Name, ...] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata={"shown_empty": True}
    )
    provenance: NotesProvenance = attrs.field(kw_only=True)

    def __attrs_post_init__(self) -> None:
        if problems := tuple(_problems(self)):
            raise FieldError(problems)

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
            release_type=type_of(version),
            highlights=highlights,
            changes=Changes.of(changes, entries),
            known_issues=known_issues,
            upgrade_notes=upgrade_notes,
            contributors=contributors,
            provenance=provenance,
        )

    def view(self) -> View:
        """Return the notes as people read them."""
        from releasekit.notes._rendering import notes_view  # it renders these notes, so it imports this module

        return notes_view(self)


def type_of(version: Version) -> ReleaseType:
    """Return the type that a version has by its form: that of the last of its numbers that is not 0."""
    numbers = zip(ReleaseType, (version.patch, version.minor, version.major), strict=True)
    return next((kind for kind, number in numbers if number), ReleaseType.PATCH)


def _problems(notes: ReleaseNotes) -> Iterator[str]:
    if notes.release_type is not type_of(notes.version):
        yield (
            f"ReleaseNotes.release_type is {shown(notes.release_type)} for version `{notes.version}`; "
            f"expected {shown(type_of(notes.version))}"
        )
    if notes.changes.breaking_changes and not _may_break(notes):
        titles = ", ".join(shown(entry.title) for entry in notes.changes.breaking_changes)
        yield (
            f"ReleaseNotes.changes.breaking_changes are {titles} in {shown(notes.release_type)} `{notes.version}`; "
            "expected them in a major release only, or in a minor one of 0.y.z"
        )
    for entry in notes.changes.deprecations:
        if entry.timeline.precedence <= notes.version.precedence:
            yield (
                f"ReleaseNotes.changes.deprecations remove {shown(entry.item)} in `{entry.timeline}`; "
                f"expected a version after `{notes.version}`"
            )
    yield from held_twice("ReleaseNotes.highlights", notes.highlights)
    yield from held_twice("ReleaseNotes.known_issues", notes.known_issues, lambda known: known.issue)
    yield from held_twice("ReleaseNotes.contributors", notes.contributors)


def _may_break(notes: ReleaseNotes) -> bool:
    is_zero_minor = notes.version.major == 0 and notes.release_type is ReleaseType.MINOR
    return notes.release_type is ReleaseType.MAJOR or is_zero_minor
