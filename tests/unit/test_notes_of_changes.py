"""Notes from a history: which entries are told, and what is missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import pytest

from releasekit.answers import Severity
from releasekit.errors import FieldError
from releasekit.notes import (
    Breakage,
    BugFix,
    Changes,
    Deprecation,
    Feature,
    Improvement,
    KnownIssue,
    ReleaseNotes,
    SecurityFix,
)
from releasekit.versions import Change, ChangeKind, ReleaseType, Unparsed, Version
from tests.strategies.records import MINIMAL

FEATURE: Final = Feature("Archives", "Reads them.")
FASTER: Final = Improvement("Start", "Faster.")
FIX: Final = BugFix("7", "Closed.")
BREAKAGE: Final = Breakage("Flags", "Gone.", migration="Use the others.")
GOING: Final = Deprecation("read_all()", Version(3, 0, 0))
HOLE: Final = SecurityFix("CVE-2026-1234", Severity.HIGH, description="x")
ANY: Final = (FEATURE, FASTER, FIX)
EVERY: Final = (*ANY, BREAKAGE, GOING, HOLE)

NEEDED: Final[dict[ChangeKind, tuple[object, ...]]] = {
    ChangeKind.BREAKING: (BREAKAGE,),
    ChangeKind.FEATURE: EVERY,
    ChangeKind.FIX: EVERY,
    ChangeKind.DOCUMENTATION: (None, *EVERY),
    ChangeKind.SECURITY: (HOLE,),
    ChangeKind.DEPRECATION: (GOING,),
    ChangeKind.REMOVAL: (BREAKAGE,),
    ChangeKind.PERFORMANCE: EVERY,
    ChangeKind.INTERNAL: (None, *EVERY),
    ChangeKind.REVERT: EVERY,
}
"""What tells a change of each kind; nothing where it need not be told."""


def is_told(change: Change, entries: Mapping[str, Any]) -> bool:
    """Whether the notes of one change can be made."""
    try:
        Changes.of([change], entries)
    except FieldError:
        return False
    return True


@pytest.mark.parametrize("kind", ChangeKind)
def test_what_tells_a_change(kind: ChangeKind) -> None:
    told = tuple(e for e in (None, *EVERY) if is_told(Change(kind, "x", id="a"), {"a": [e] if e else []}))
    assert told == NEEDED[kind]


@pytest.mark.parametrize("kind", ChangeKind)
def test_what_tells_a_breaking_change(kind: ChangeKind) -> None:
    breaking = Change(kind, "x", id="a", breaking=True)
    also = [entry for entry in NEEDED[kind] if entry in (GOING, HOLE)] if len(NEEDED[kind]) == 1 else []
    assert is_told(breaking, {"a": [BREAKAGE, *also]})
    assert not is_told(breaking, {"a": [*ANY, GOING, HOLE]})


def test_every_entry_is_in_its_list() -> None:
    changes = Changes.of([Change(ChangeKind.FEATURE, "x", id="a")], {"a": EVERY})
    assert changes == Changes(
        (FEATURE,), (FASTER,), bug_fixes=(FIX,), breaking_changes=(BREAKAGE,), deprecations=(GOING,), security=(HOLE,)
    )


def test_an_entry_of_two_commits_is_told_once() -> None:
    changes = [Change(ChangeKind.FEATURE, "x", id=name) for name in "ab"]
    assert Changes.of(changes, {"a": [FEATURE], "b": [FEATURE]}) == Changes((FEATURE,))


def test_a_cancelled_commit_may_have_an_entry() -> None:
    changes = [Change(ChangeKind.BREAKING, "x", id="a"), Change(ChangeKind.REVERT, "x", id="b", reverts="a")]
    assert Changes.of(changes, {"a": [BREAKAGE]}) == Changes()


HISTORY: Final = (
    Change(ChangeKind.FEATURE, "read gzip", id="a"),
    Change(ChangeKind.SECURITY, "stay inside", id="b", breaking=True),
    Change(ChangeKind.FIX, "close the file"),
    Change(ChangeKind.INTERNAL, "tidy"),
)
REFUSED: Final[dict[str, tuple[Any, Any, tuple[str, ...]]]] = {
    "what is not told": (
        HISTORY,
        {},
        (
            '`"fix: close the file"` has no entry; expected one among the entries of its id',
            '`"feature: read gzip [a]"` has no entry; expected one among the entries of its id',
            '`"security!: stay inside [b]"` has no Breakage; expected one among the entries of its id',
            '`"security!: stay inside [b]"` has no SecurityFix; expected one among the entries of its id',
        ),
    ),
    "an entry of no change": (
        HISTORY[:1],
        {"a": [FEATURE], "c": [FIX], "d": []},
        ('entries have `"c"`; expected the id of a change', 'entries have `"d"`; expected the id of a change'),
    ),
    "entries of other kinds": (
        (),
        {"a": FEATURE, "b": "text", "c": [KnownIssue("x"), 1], 4: []},
        (
            'entries of `"a"` are `a Feature`; expected a list',
            'entries of `"b"` are `"text"`; expected a list',
            'entries of `"c"` hold `a KnownIssue`; expected an entry of notes',
            'entries of `"c"` hold `1`; expected an entry of notes',
            "entries have the key `4`; expected the id of a change",
        ),
    ),
    "entries as a list": ((), [FEATURE], ("entries is `a list`; expected a Mapping",)),
    "changes as a text": ("fix: x", {}, ('changes is `"fix: x"`; expected an iterable of Change',)),
    "a change that was not read": ([Unparsed("wip", "x")], {}, ("changes[0] is `an Unparsed`; expected a Change",)),
}


@pytest.mark.parametrize(("changes", "entries", "problems"), REFUSED.values(), ids=REFUSED)
def test_refused_with_every_problem(changes: Any, entries: Any, problems: tuple[str, ...]) -> None:  # noqa: ANN401
    with pytest.raises(FieldError) as caught:
        Changes.of(changes, entries)
    assert caught.value.problems == problems


def test_notes_of_changes() -> None:
    notes = ReleaseNotes.of_changes(
        Version(1, 5, 0),
        date(2026, 4, 1),
        changes=HISTORY[:1],
        entries={"a": [FEATURE]},
        provenance=MINIMAL.provenance,
        highlights=["Archives."],
        known_issues=[KnownIssue("Slow.")],
        upgrade_notes="Install it.",
        contributors=["@ada"],
    )
    assert notes == ReleaseNotes(
        Version(1, 5, 0),
        date(2026, 4, 1),
        release_type=ReleaseType.MINOR,
        highlights=("Archives.",),
        changes=Changes((FEATURE,)),
        known_issues=(KnownIssue("Slow."),),
        upgrade_notes="Install it.",
        contributors=("@ada",),
        provenance=MINIMAL.provenance,
    )


def test_notes_of_changes_must_fit_the_version() -> None:
    breaking = Change(ChangeKind.BREAKING, "x", id="a")
    with pytest.raises(FieldError, match="expected them in a major release only"):
        ReleaseNotes.of_changes(
            Version(1, 5, 0),
            date(2026, 4, 1),
            changes=[breaking],
            entries={"a": [BREAKAGE]},
            provenance=MINIMAL.provenance,
        )


def test_notes_of_a_text() -> None:
    with pytest.raises(FieldError, match="; expected a Version"):
        ReleaseNotes.of_changes(
            "1.5.0",  # type: ignore[arg-type]
            date(2026, 4, 1),
            changes=[],
            entries={},
            provenance=MINIMAL.provenance,
        )
