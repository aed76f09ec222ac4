"""Changes, how a commit message says what it changes, and which changes a revert takes back.

The laws, each of which has a test of its own:

* each message becomes a `Change` or an `Unparsed`;
* the header decides what a change is; of the body only a breaking footer counts;
* a commit and its revert cancel once: a second revert of the same commit stays, and a commit whose revert was itself
  reverted stays;
* neither the order of changes nor saying one twice matters.

Theory of operation. A revert takes back a commit, and with it all changes that carry the id of that commit, unless the
revert was taken back itself. So commits are settled from the last revert backwards: one that no revert names stands;
one is taken back by the first standing revert that names it, in an order that depends on content only. Reverts that
name each other in a circle, which no history has, take nothing back.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Annotated, Final, TypeAlias

import attrs

from releasekit._arguments import as_tuple, items, of_kind
from releasekit._fields import Frozen, Length, Name, Note, checked
from releasekit._words import Word, did_you_mean, one_of_listed, shown
from releasekit.answers import Refused
from releasekit.errors import FieldError


class ChangeKind(Word):
    """What a change is to those who use the software."""

    BREAKING = "breaking"
    FEATURE = "feature"
    FIX = "fix"
    DOCUMENTATION = "documentation"
    SECURITY = "security"
    DEPRECATION = "deprecation"
    REMOVAL = "removal"
    PERFORMANCE = "performance"
    INTERNAL = "internal"
    REVERT = "revert"


CONVENTIONAL_TYPES: Final[Mapping[str, ChangeKind]] = MappingProxyType(
    {
        "feat": ChangeKind.FEATURE,
        "feature": ChangeKind.FEATURE,
        "fix": ChangeKind.FIX,
        "bugfix": ChangeKind.FIX,
        "docs": ChangeKind.DOCUMENTATION,
        "doc": ChangeKind.DOCUMENTATION,
        "security": ChangeKind.SECURITY,
        "sec": ChangeKind.SECURITY,
        "deprecate": ChangeKind.DEPRECATION,
        "deprecation": ChangeKind.DEPRECATION,
        "remove": ChangeKind.REMOVAL,
        "removal": ChangeKind.REMOVAL,
        "perf": ChangeKind.PERFORMANCE,
        "revert": ChangeKind.REVERT,
        "build": ChangeKind.INTERNAL,
        "bump": ChangeKind.INTERNAL,
        "chore": ChangeKind.INTERNAL,
        "ci": ChangeKind.INTERNAL,
        "refactor": ChangeKind.INTERNAL,
        "style": ChangeKind.INTERNAL,
        "test": ChangeKind.INTERNAL,
        "tests": ChangeKind.INTERNAL,
    }
)
"""What the type at the beginning of a conventional header means, in lower case."""

LONGEST_HEADER: Final = 1_000
LONGEST_SCOPE: Final = 200
Subject: TypeAlias = Annotated[str, Length(1, LONGEST_HEADER)]

# Quantifiers are possessive, and the length is checked first: the time is linear in at most 1 000 characters.
HEADER: Final = re.compile(r"([A-Za-z][A-Za-z0-9_-]*+)(?:\(([^()]++)\))?+(!?+): ++(\S.*+)")
GIT_REVERT: Final = re.compile(r'(?:Revert|Reapply) "\s*+(\S.*)"(?: .*+)?+')
BREAKING_FOOTER: Final = re.compile(r"^BREAKING[ -]CHANGE:\s*+\S", re.MULTILINE)
FORM: Final = "expected `type(scope)!: subject`"


@attrs.frozen(field_transformer=checked)
class Change(Frozen):
    """One change of a release.

    Attributes:
        kind: what it is.
        subject: what it does, in one line of at most 1 000 characters.
        scope: the part of the software that it is about.
        breaking: whether users have to adapt; always so for the kind that says it.
        id: the commit or other record that it comes from; several changes may share one.
        reverts: the id of the commit that it takes back; for the kind `ChangeKind.REVERT` only. A commit that takes
            back several is several changes with one id.

    Raises:
        FieldError: where a field is not as said above, or a change takes back itself.

    Example:
        >>> change = Change.from_conventional("feat(cli)!: drop the old flags", id="1f0c")
        >>> str(change.kind), change.scope, change.breaking
        ('feature', 'cli', True)
    """

    kind: ChangeKind
    subject: Subject
    scope: Name | None = attrs.field(default=None, kw_only=True)
    breaking: bool = attrs.field(default=False, kw_only=True)
    id: Name | None = attrs.field(default=None, kw_only=True)
    reverts: Name | None = attrs.field(default=None, kw_only=True)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        if self.kind is ChangeKind.BREAKING:
            object.__setattr__(self, "breaking", True)

    def _problems(self) -> Iterator[str]:
        if self.subject.strip() != self.subject or self.subject.splitlines() != [self.subject]:
            yield f"subject is {shown(self.subject)}; expected one line, no spaces at the ends"
        if self.reverts is not None and self.kind is not ChangeKind.REVERT:
            yield f"reverts is {shown(self.reverts)} and its kind {shown(self.kind)}; expected the kind `revert`"
        if self.reverts is not None and self.reverts == self.id:
            yield f"reverts is {shown(self.reverts)}, the change itself; expected another commit"

    @staticmethod
    def from_conventional(
        header: str,
        body: str = "",
        *,
        id: str | None = None,  # noqa: A002 - the name of the field
        reverts: str | None = None,
        types: Mapping[str, ChangeKind] = CONVENTIONAL_TYPES,
    ) -> "Change | Unparsed":
        """Read a commit message; the header decides, and the body can only add a breaking footer.

        Args:
            header: the first line, ``type(scope)!: subject``; the type in any letter case, as Conventional Commits
                1.0.0 asks. ``Revert "..."`` and ``Reapply "..."``, which git writes itself, are reverts.
            body: all other lines. ``BREAKING CHANGE:`` or ``BREAKING-CHANGE:`` at the beginning of a line, in
                capitals and with any text after it, there or further down, marks the change as breaking; nothing
                else in a body counts.
            id: the commit.
            reverts: the commit that it takes back; a header that is no revert does not let it count.
            types: what a type means, by its text in lower case.

        Returns:
            The change, or what could not be read, with the reason.

        Raises:
            FieldError: where a text or the mapping is of another kind.
        """
        wrong = [(name, text) for name, text in (("header", header), ("body", body)) if type(text) is not str]
        if wrong:
            raise FieldError(tuple(f"{name} is {shown(text)}; expected text" for name, text in wrong))
        if types is not CONVENTIONAL_TYPES:
            of_kind("types", types, Mapping)
            items("types", types, str)
        has_footer = BREAKING_FOOTER.search("\n".join(body.splitlines())) is not None
        read = _read(header, types)
        if isinstance(read, str):
            return Unparsed(header, read, id=id, breaking=has_footer or BREAKING_FOOTER.search(header) is not None)
        kind, scope, mark, subject = read
        taken_back = reverts if kind is ChangeKind.REVERT else None
        return Change(kind, subject, scope=scope, breaking=bool(mark) or has_footer, id=id, reverts=taken_back)

    def __str__(self) -> str:
        scope = f"({self.scope})" if self.scope else ""
        return f"{self.kind}{scope}{'!' if self.breaking else ''}: {self.subject}{_named(self.id)}"


@attrs.frozen(field_transformer=checked)
class Unparsed(Frozen, Refused):
    """A commit message whose header is not conventional: it is listed, so that somebody looks at it.

    Attributes:
        header: the header as it was given, of any length.
        problem: what is wrong with it.
        id: the commit.
        breaking: whether the message has a breaking footer all the same; then it counts as a breaking change.
    """

    header: str
    problem: Note
    id: Name | None = attrs.field(default=None, kw_only=True)
    breaking: bool = attrs.field(default=False, kw_only=True)

    def __str__(self) -> str:
        return f"{shown(self.header)}: {self.problem}{_named(self.id)}"


@attrs.frozen(field_transformer=checked)
class Cancelled(Frozen):
    """A commit and the revert that took it back.

    Attributes:
        commit: the changes of the commit.
        revert: the revert.
    """

    commit: tuple[Change, ...] = attrs.field(converter=as_tuple)
    revert: Change

    def __str__(self) -> str:
        return f"{'; '.join(map(str, self.commit))} (taken back by {self.revert})"


@attrs.frozen(field_transformer=checked)
class Settled(Frozen):
    """What is left of some changes once reverts have taken back what they name.

    Attributes:
        changes: the changes that stand, each once, in an order that depends on their content only.
        cancelled: the commits that were taken back, with their reverts.
    """

    changes: tuple[Change, ...] = attrs.field(converter=as_tuple)
    cancelled: tuple[Cancelled, ...] = attrs.field(converter=as_tuple)


def cancel_reverts(changes: Iterable[Change]) -> Settled:
    """Let reverts take back what they name, once each.

    Raises:
        FieldError: where something else is among the changes.

    Example:
        >>> feature = Change(ChangeKind.FEATURE, "add a flag", id="a")
        >>> revert = Change(ChangeKind.REVERT, "add a flag", id="b", reverts="a")
        >>> cancel_reverts([revert, feature]).changes
        ()
        >>> again = revert.replace(id="c")
        >>> [change.id for change in cancel_reverts([again, feature, revert]).changes]
        ['c']
    """
    listed = sorted(set(items("changes", changes, Change)), key=_by_content)
    commits: defaultdict[str, list[Change]] = defaultdict(list)
    for change in listed:
        if change.id is not None:
            commits[change.id].append(change)
    taken = _uncontested(_taken_back(listed, commits), listed, commits)
    gone = {*taken.values(), *(change for commit in taken for change in commits[commit])}
    pairs = tuple(Cancelled(tuple(commits[commit]), revert) for commit, revert in sorted(taken.items()))
    return Settled(tuple(change for change in listed if change not in gone), pairs)


def _taken_back(listed: list[Change], commits: Mapping[str, list[Change]]) -> dict[str, Change]:
    """Return the commits that are taken back, each with the revert that does it."""
    # Whether a revert stands is known once it is known whether its own commit was taken back. So commits are settled in
    # the order of a topological sort: `waiting` counts, for each commit, the reverts of it that are not settled yet,
    # and a commit joins `settled` when none is left. Reverts without an id cannot be taken back and stand at once.
    # Commits in a circle wait for each other, are never settled, and so are never taken back.
    reverts = [change for change in listed if change.reverts in commits]
    waiting = Counter(change.reverts for change in reverts if change.id is not None)
    named_by: defaultdict[str | None, list[Change]] = defaultdict(list)
    standing: defaultdict[str | None, list[Change]] = defaultdict(list)
    for change in reverts:
        (standing[change.reverts] if change.id is None else named_by[change.id]).append(change)
    settled = [commit for commit in commits if commit not in waiting]
    taken: dict[str, Change] = {}
    for commit in settled:  # the loop appends to this list while it reads it
        if standing[commit]:
            taken[commit] = min(standing[commit], key=_mildest_first)
        for revert in named_by[commit]:
            if commit not in taken:
                standing[revert.reverts].append(revert)
            waiting[revert.reverts] -= 1
            if not waiting[revert.reverts] and revert.reverts is not None:
                settled.append(revert.reverts)
    return taken


def _uncontested(
    taken: dict[str, Change], listed: Iterable[Change], commits: Mapping[str, list[Change]]
) -> dict[str, Change]:
    """Let changes stand of which nobody can tell whether they were taken back.

    A revert cancels once. Two reverts of one commit mean that the commit came back in between, by a revert that is not
    among the changes or in an order that they do not tell. The surplus revert then has nothing left to take back, but
    what the commit itself had taken back may stand again, and what that had taken back, and so on up the line. Nobody
    can tell from the changes alone, so all of them count: a step that is too large is safe, one too small is not.
    """
    # From each surplus revert the line is followed upwards: from a commit to those that it took back.
    used = set(taken.values())
    surplus = [change for change in listed if change.reverts in taken and change not in used]
    standing: set[str] = set()
    waiting = [change.reverts for change in surplus]
    while waiting:
        names = {change.reverts for change in commits.get(waiting.pop() or "", ()) if change.reverts is not None}
        waiting += names - standing
        standing |= names
    return {commit: revert for commit, revert in taken.items() if commit not in standing}


def _named(commit: str | None) -> str:
    return "" if commit is None else f" [{commit}]"


def _by_content(change: Change) -> tuple[object, ...]:
    """Order changes by all their fields; a text that is not there comes before any other, since none is empty."""
    texts = (change.id, change.reverts, change.scope, change.subject)
    return (*(text or "" for text in texts), change.kind.value, change.breaking)


def _mildest_first(revert: Change) -> tuple[object, ...]:
    """Order the reverts of one commit so that, where one of them is left over, it is the stricter one."""
    return revert.breaking, *_by_content(revert)


def _read(header: str, types: Mapping[str, ChangeKind]) -> tuple[ChangeKind, str | None, str, str] | str:
    """Return kind, scope, mark and subject of a header, or what is wrong with it."""
    if len(header) > LONGEST_HEADER:
        return f"header has {len(header)} characters; expected at most {LONGEST_HEADER}"
    if (lines := len(header.splitlines())) > 1:
        return f"header has {lines} lines; expected one, and the others in the body"
    stripped = header.rstrip()
    reverted = GIT_REVERT.fullmatch(stripped)
    if reverted is not None:
        return ChangeKind.REVERT, None, "", reverted[1].strip()
    match = HEADER.fullmatch(stripped)
    if match is None:
        return FORM
    word, scope, mark, subject = match.groups()
    if scope is not None and (not scope.strip() or not scope.isprintable() or len(scope) > LONGEST_SCOPE):
        return f"scope is {shown(scope)}; expected 1 to {LONGEST_SCOPE} characters that can be seen"
    kind = types.get(word.lower())
    if kind is None:
        return f"type is {shown(word)}; {one_of_listed(types)}{did_you_mean(word, types)}"
    return kind, scope and scope.strip(), mark, subject
