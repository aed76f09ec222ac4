"""Laws of changes, reverts and bump decisions, against a recursive definition and plain arithmetic."""

from collections.abc import Sequence
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from releasekit.versions import (
    BumpLevel,
    Cancelled,
    Change,
    ChangeKind,
    Unparsed,
    Version,
    ZeroMajor,
    cancel_reverts,
    decide_bump,
)

K: Final = ChangeKind
LEVELS: Final = list(BumpLevel)
# By hand, not read from the table under test.
LEVEL_OF: Final = {
    K.BREAKING: 3,
    K.FEATURE: 2,
    K.FIX: 1,
    K.DOCUMENTATION: 1,
    K.SECURITY: 1,
    K.DEPRECATION: 2,
    K.REMOVAL: 3,
    K.PERFORMANCE: 1,
    K.INTERNAL: 0,
    K.REVERT: 1,
}

ids = st.sampled_from("abcdef")
subjects = st.sampled_from(("x", "y"))


@st.composite
def single_changes(draw: st.DrawFn) -> Change:
    """Changes of few ids, so that reverts meet what they name, chains grow and circles close."""
    kind = draw(st.sampled_from(ChangeKind) | st.just(K.REVERT))
    own = draw(st.none() | ids)
    target = draw(st.none() | ids.filter(lambda name: name != own)) if kind is K.REVERT else None
    return Change(kind, draw(subjects), breaking=draw(st.booleans()), id=own, reverts=target)


unparsed: Final = st.builds(
    Unparsed,
    st.sampled_from(("wip", "Merge", "")),
    st.just("no type"),
    id=st.none() | ids,
    breaking=st.sampled_from((False, False, True)),
)
change_lists: Final = st.lists(single_changes(), max_size=9)
message_lists: Final = st.lists(single_changes() | unparsed, max_size=9)


def level(change: Change | Unparsed) -> int:
    """The level of one change by hand."""
    if isinstance(change, Unparsed):
        return 3 if change.breaking else 0
    return 3 if change.breaking else LEVEL_OF[change.kind]


def taken_back(commit: str, changes: Sequence[Change]) -> bool:
    """The definition, word for word: some standing revert names the commit. For histories without circles."""
    return any(
        change.reverts == commit and (change.id is None or not taken_back(change.id, changes)) for change in changes
    )


def circular(changes: Sequence[Change]) -> bool:
    edges = {(change.id, change.reverts) for change in changes if change.reverts is not None}
    for _ in range(6):
        edges |= {(start, end) for start, middle in edges for other, end in edges if middle == other}
    return any(start == end for start, end in edges)


class TestOrderOfChanges:
    """The order in which changes are given changes nothing."""

    @given(message_lists, st.randoms(use_true_random=False))
    def test_decision(self, messages: list[Change | Unparsed], random: object) -> None:
        shuffled = list(messages)
        random.shuffle(shuffled)
        assert decide_bump(shuffled) == decide_bump(messages)

    @given(change_lists)
    def test_settling(self, changes: list[Change]) -> None:
        assert cancel_reverts(reversed(changes)) == cancel_reverts(changes)


class TestDuplicates:
    """Saying a change twice changes nothing."""

    @given(message_lists, st.data())
    def test_decision(self, messages: list[Change | Unparsed], data: st.DataObject) -> None:
        again = data.draw(st.lists(st.sampled_from(messages))) if messages else []
        assert decide_bump([*messages, *again]) == decide_bump(messages)


class TestOneMoreChange:
    """One more change never lowers the level, unless it cancels with another."""

    @given(message_lists, single_changes() | unparsed, st.sampled_from(ZeroMajor), st.booleans())
    def test_level(self, messages: list[Change | Unparsed], more: Change, zero: ZeroMajor, young: bool) -> None:  # noqa: FBT001
        current = Version(0, 3, 0) if young else Version(3, 0, 0)
        before = decide_bump(messages, current=current, zero=zero)
        after = decide_bump([*messages, more], current=current, zero=zero)
        if before.cancelled == after.cancelled:
            assert after.level >= before.level

    @given(message_lists.map(lambda messages: [one for one in messages if getattr(one, "reverts", None) is None]))
    def test_without_reverts_every_part_stays_at_or_below_the_whole(self, messages: list[Change | Unparsed]) -> None:
        whole = decide_bump(messages).level
        assert all(decide_bump(messages[:end]).level <= whole for end in range(len(messages)))

    @given(message_lists, message_lists)
    def test_urgency_is_independent_of_the_level(self, some: list[Change], more: list[Change]) -> None:
        calm = [one for one in (*some, *more) if getattr(one, "kind", None) not in (K.SECURITY, K.REVERT)]
        assert not decide_bump(calm).urgent
        assert decide_bump([*calm, Change(K.SECURITY, "z")]).urgent


class TestLevel:
    """The level is the highest that a standing change has, lowered by the policy while the first number is 0."""

    @given(message_lists, st.sampled_from(ZeroMajor), st.sampled_from((0, 1)))
    def test_by_hand(self, messages: list[Change | Unparsed], zero: ZeroMajor, major: int) -> None:
        standing = cancel_reverts(one for one in messages if isinstance(one, Change)).changes
        listed = [one for one in messages if isinstance(one, Unparsed)]
        own = max(map(level, (*standing, *listed)), default=0)
        lowered = {
            ZeroMajor.BREAKING_IS_MINOR: min(own, 2),
            ZeroMajor.LIKE_STABLE: own,
            ZeroMajor.SHIFTED: max(own - 1, min(own, 1)),
        }[zero]
        bump = decide_bump(messages, current=Version(major, 2, 0), zero=zero)
        assert bump.level is LEVELS[own if major else lowered]

    @given(message_lists)
    def test_the_reasons_alone_lead_to_it(self, messages: list[Change | Unparsed]) -> None:
        """Reverts among them have nothing left to take back."""
        bump = decide_bump(messages)
        alone = decide_bump(reason.change for reason in bump.reasons)
        assert (alone.level, alone.reasons) == (bump.level, bump.reasons)

    @given(message_lists)
    def test_every_reason_has_the_level_and_its_rows(self, messages: list[Change | Unparsed]) -> None:
        bump = decide_bump(messages)
        assert all(LEVELS[level(reason.change)] is bump.level for reason in bump.reasons)
        assert all(reason.decision.reasons for reason in bump.reasons)
        assert bump.level is BumpLevel.NONE or bump.reasons


class TestUnparsed:
    """What could not be read is always listed, each once; a message is read or listed, never lost."""

    @given(message_lists)
    def test_listed(self, messages: list[Change | Unparsed]) -> None:
        listed = decide_bump(messages).unparsed
        assert set(listed) == {one for one in messages if isinstance(one, Unparsed)}
        assert len(listed) == len(set(listed))

    @given(st.text(max_size=40) | st.from_regex(r"(feat|fix|Revert)(\(.{0,4}\))?!?:? .{0,9}"), st.text(max_size=40))
    def test_read_or_listed(self, header: str, body: str) -> None:
        read = Change.from_conventional(header, body, id="a")
        assert read.id == "a"
        assert isinstance(read, Change) or read.header == header

    @given(
        st.sampled_from(("feat", "fix!", "docs(x)", "chore", "security", "perf(y)!")),
        st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60),
    )
    def test_a_body_without_the_footer_changes_nothing(self, start: str, body: str) -> None:
        quoted = "".join(f"> {line}" for line in body.splitlines(keepends=True))
        header = f"{start}: x"
        assert Change.from_conventional(header, quoted) == Change.from_conventional(header)

    @given(st.sampled_from(("feat", "fix!", "docs(x)", "chore", "security", "gnarl")), st.text(max_size=20))
    def test_a_body_with_the_footer_adds_breaking_and_nothing_else(self, start: str, text: str) -> None:
        header = f"{start}: x"
        read = Change.from_conventional(header, f"{text}\nBREAKING CHANGE: y\n{text}")
        assert read == Change.from_conventional(header).replace(breaking=True)


class TestReverts:
    """A commit and its revert cancel once and only once."""

    @given(change_lists.filter(lambda changes: not circular(changes)))
    def test_by_the_recursive_definition(self, changes: list[Change]) -> None:
        gone = {pair.commit[0].id for pair in cancel_reverts(changes).cancelled}
        assert gone == {change.id for change in changes if change.id is not None and taken_back(change.id, changes)}

    @given(change_lists)
    def test_nothing_is_lost_and_nothing_counts_twice(self, changes: list[Change]) -> None:
        """What was given is what stands, and what was cancelled, each change at one place."""
        settled = cancel_reverts(changes)
        places = [*settled.changes, *(one for pair in settled.cancelled for one in (*pair.commit, pair.revert))]
        assert sorted(map(repr, places)) == sorted(map(repr, set(changes)))

    @given(change_lists)
    def test_each_pair_is_a_commit_and_a_revert_that_names_it(self, changes: list[Change]) -> None:
        pairs: tuple[Cancelled, ...] = cancel_reverts(changes).cancelled
        assert [{change.id for change in pair.commit} for pair in pairs] == [{pair.revert.reverts} for pair in pairs]
        assert len({pair.revert for pair in pairs}) == len(pairs)
        assert len({pair.revert.reverts for pair in pairs}) == len(pairs)

    @given(change_lists.filter(lambda changes: not circular(changes)))
    def test_settling_twice_is_settling_once(self, changes: list[Change]) -> None:
        once = cancel_reverts(changes).changes
        assert cancel_reverts(once).changes == once

    @given(change_lists, single_changes())
    def test_a_new_pair_beside_others_changes_nothing(self, changes: list[Change], more: Change) -> None:
        fresh = more.replace(kind=K.FEATURE, id="new", reverts=None, breaking=True)
        revert = Change(K.REVERT, "x", id="newer", reverts="new")
        assert cancel_reverts([*changes, fresh, revert]).changes == cancel_reverts(changes).changes
        assert decide_bump([*changes, fresh, revert]).level is decide_bump(changes).level

    @given(change_lists)
    def test_a_second_revert_of_that_pair_counts(self, changes: list[Change]) -> None:
        fresh = Change(K.BREAKING, "x", id="new")
        first, second = (Change(K.REVERT, "x", id=name, reverts="new") for name in ("newer", "newest"))
        left = set(cancel_reverts([*changes, fresh, first, second]).changes) - set(cancel_reverts(changes).changes)
        assert len(left & {first, second}) == len(left) == 1
