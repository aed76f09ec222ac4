"""The entries of release notes, and how a settled history chooses among them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Final, Self, TypeAlias

import attrs

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import SHOWN_EMPTY, Distinct, Frozen, Name, Place, Told, checked
from releasekit._words import shown, spelt
from releasekit.answers import Severity
from releasekit.errors import FieldError
from releasekit.versions import Change, ChangeKind, Version, cancel_reverts

CVE: Final = re.compile(r"CVE-[0-9]{4}-[0-9]{4,19}")


@attrs.frozen(field_transformer=checked)
class Feature(Frozen):
    """Something that users can do now.

    Attributes:
        title: the name of the feature.
        description: what it does; further lines are its details.
        pr_ref: where it was reviewed.
    """

    title: Name
    description: Told
    pr_ref: Place | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class Improvement(Frozen):
    """Something that works better than before.

    Attributes:
        title: the area that is better.
        description: how; further lines are its details.
    """

    title: Name
    description: Told


@attrs.frozen(field_transformer=checked)
class BugFix(Frozen):
    """Something that works and did not.

    Attributes:
        issue_ref: the issue.
        description: what was repaired; further lines are its details.
    """

    issue_ref: Name
    description: Told


@attrs.frozen(field_transformer=checked)
class Breakage(Frozen):
    """A breaking change. There is none without a migration.

    Attributes:
        title: the name of the change.
        description: what is different; further lines are its details.
        migration: what users do about it.
    """

    title: Name
    description: Told
    migration: Told = attrs.field(kw_only=True)


@attrs.frozen(field_transformer=checked)
class Deprecation(Frozen):
    """Something that still works and will not for ever.

    Attributes:
        item: what is deprecated.
        timeline: the version that removes it.
        replacement: what to use instead.
    """

    item: Name
    timeline: Version
    replacement: Told | None = attrs.field(default=None, kw_only=True)


@attrs.frozen(field_transformer=checked)
class SecurityFix(Frozen):
    """A vulnerability that is closed.

    Attributes:
        cve: its identifier, such as ``CVE-2026-12345``.
        severity: how bad it was.
        description: what it was and what was done; further lines are its details.

    Raises:
        FieldError: where a field is outside its limits, or the identifier has another form.
    """

    cve: Name
    severity: Severity
    description: Told = attrs.field(kw_only=True)

    def _problems(self) -> Iterator[str]:
        if CVE.fullmatch(self.cve) is None:
            yield f"cve is {shown(self.cve)}; expected the form `CVE-2026-12345`"


@attrs.frozen(field_transformer=checked)
class KnownIssue(Frozen):
    """Something that does not work and is released all the same.

    Attributes:
        issue: what does not work; further lines are its details.
        workaround: what to do until it does.
    """

    issue: Told
    workaround: Told | None = None


Entry: TypeAlias = Feature | Improvement | BugFix | Breakage | Deprecation | SecurityFix
"""What one change is to the readers of notes."""


@attrs.frozen(field_transformer=checked)
class Changes(Frozen):
    """The changes of a release, by what they are to its users; each list keeps the order that it is given.

    Attributes:
        features: what users can do now.
        improvements: what works better.
        bug_fixes: what works and did not.
        breaking_changes: what users must adapt to.
        deprecations: what will go, each item once.
        security: the vulnerabilities that are closed, each once.

    Raises:
        FieldError: where a list holds something else, or the same entry twice.
    """

    features: Annotated[tuple[Feature, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, metadata=SHOWN_EMPTY
    )
    improvements: Annotated[tuple[Improvement, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, metadata=SHOWN_EMPTY
    )
    bug_fixes: Annotated[tuple[BugFix, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    breaking_changes: Annotated[tuple[Breakage, ...], Distinct()] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    deprecations: Annotated[tuple[Deprecation, ...], Distinct("item")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )
    security: Annotated[tuple[SecurityFix, ...], Distinct("cve")] = attrs.field(
        default=(), converter=as_tuple, kw_only=True, metadata=SHOWN_EMPTY
    )

    @classmethod
    def of(cls, changes: Iterable[Change], entries: Mapping[str, Sequence[Entry]]) -> Self:
        """Return the entries of the changes that stand, each list in the order of its titles.

        Reverts are settled first, as for the bump: a commit that was taken back and the revert that did it are in
        neither. Documentation and internal changes need no entry; a breaking change or a removal needs a `Breakage`, a
        deprecation a `Deprecation`, a security fix a `SecurityFix`, and any other change an entry of any kind.

        Args:
            changes: everything since the last stable version, in any order.
            entries: what is written about a commit, by its id.

        Raises:
            FieldError: where a change that stands lacks its entry, an entry belongs to no change, or an argument is
                of another kind; with all such problems.

        Example:
            >>> feature = Change(ChangeKind.FEATURE, "read gzip", id="a1")
            >>> entries = {"a1": [Feature("gzip", "Reads compressed files.")]}
            >>> [entry.title for entry in Changes.of([feature], entries).features]
            ['gzip']
            >>> revert = Change(ChangeKind.REVERT, "read gzip", id="b2", reverts="a1")
            >>> Changes.of([feature, revert], entries) == Changes()
            True
        """
        written = _written(entries)
        given = items("changes", changes, Change)
        standing = cancel_reverts(given).changes
        known = {change.id for change in given}
        problems = [
            *(problem for change in standing for problem in _lacking(change, written.get(change.id or "", ()))),
            *(f"entries have {shown(name)}; expected the id of a change" for name in sorted(written.keys() - known)),
        ]
        if problems:
            raise FieldError(tuple(problems))
        lists: dict[str, list[Entry]] = {name: [] for name in LISTS.values()}
        said = {entry for change in standing for entry in written.get(change.id or "", ())}
        # Each list is ordered by the texts of its entries, so that the order of the changes does not matter.
        for entry in sorted(said, key=lambda entry: tuple(map(str, attrs.astuple(entry, recurse=False)))):
            lists[LISTS[type(entry)]].append(entry)
        return cls(**lists)


LISTS: Final[Mapping[type, str]] = MappingProxyType(
    {
        Feature: "features",
        Improvement: "improvements",
        BugFix: "bug_fixes",
        Breakage: "breaking_changes",
        Deprecation: "deprecations",
        SecurityFix: "security",
    }
)
"""The list of each kind of entry."""

NEEDED: Final[Mapping[ChangeKind, type]] = MappingProxyType(
    {
        ChangeKind.BREAKING: Breakage,
        ChangeKind.REMOVAL: Breakage,
        ChangeKind.DEPRECATION: Deprecation,
        ChangeKind.SECURITY: SecurityFix,
    }
)
"""The kinds of changes that one kind of entry only can tell."""

UNTOLD: Final = frozenset({ChangeKind.DOCUMENTATION, ChangeKind.INTERNAL})
"""The kinds of changes that notes need not tell."""


def _written(entries: Mapping[str, Sequence[Entry]]) -> dict[str, tuple[Entry, ...]]:
    """Return the entries by the id of their change, or refuse what is no entry."""
    of_kind("entries", entries, Mapping)
    if problems := tuple(problem for name, listed in entries.items() for problem in _strange(name, listed)):
        raise FieldError(problems)
    return {name: tuple(listed) for name, listed in entries.items()}


def _strange(name: object, listed: object) -> Iterator[str]:
    """Say what is no id, no list or no entry."""
    if type(name) is not str:
        yield f"entries have the key {spelt(name)}; expected the id of a change"
    if isinstance(listed, str) or not isinstance(listed, Sequence):
        yield f"entries of {shown(name)} are {spelt(listed)}; expected a list"
        return
    strange = (entry for entry in listed if type(entry) not in LISTS)
    yield from (f"entries of {shown(name)} hold {spelt(entry)}; expected an entry of notes" for entry in strange)


def _lacking(change: Change, entries: Sequence[Entry]) -> Iterator[str]:
    """Say which entry a change needs and does not have."""
    needed = {NEEDED[change.kind]} if change.kind in NEEDED else set()
    needed |= {Breakage} if change.breaking else set()
    there = {type(entry) for entry in entries}
    missing = sorted(kind.__name__ for kind in needed - there)
    if not needed and not entries and change.kind not in UNTOLD:
        missing = ["entry"]
    yield from (f"{shown(str(change))} has no {name}; expected one among the entries of its id" for name in missing)
