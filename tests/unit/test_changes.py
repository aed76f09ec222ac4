"""Commit messages as changes, and what reverts take back."""

import time
from itertools import pairwise
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.versions import CONVENTIONAL_TYPES, Change, ChangeKind, Settled, Unparsed, cancel_reverts

K: Final = ChangeKind


def read(header: str, body: str = "") -> Change:
    change = Change.from_conventional(header, body)
    assert isinstance(change, Change), change
    return change


def unread(header: str, body: str = "") -> Unparsed:
    change = Change.from_conventional(header, body)
    assert isinstance(change, Unparsed), change
    return change


class TestHeaders:
    @pytest.mark.parametrize(
        ("header", "expected"),
        [
            pytest.param("feat: add a flag", Change(K.FEATURE, "add a flag"), id="type and subject"),
            pytest.param("fix(cli): close it", Change(K.FIX, "close it", scope="cli"), id="scope"),
            pytest.param("feat!: drop it", Change(K.FEATURE, "drop it", breaking=True), id="mark"),
            pytest.param("feat(a b/c)!: x", Change(K.FEATURE, "x", scope="a b/c", breaking=True), id="scope and mark"),
            pytest.param("FIX: x", Change(K.FIX, "x"), id="capitals"),
            pytest.param("fix:   x  ", Change(K.FIX, "x"), id="spaces"),
            pytest.param("fix: x\n", Change(K.FIX, "x"), id="line end"),
            pytest.param("fix( cli ): x", Change(K.FIX, "x", scope="cli"), id="spaces in the scope"),
            pytest.param(f"fix: {995 * 'x'}", Change(K.FIX, 995 * "x"), id="longest header"),
            pytest.param(f"fix({200 * 'x'}): y", Change(K.FIX, "y", scope=200 * "x"), id="longest scope"),
            pytest.param("fix: a: b (#12)", Change(K.FIX, "a: b (#12)"), id="colon in the subject"),
            pytest.param("fix: über 👩\u200d💻", Change(K.FIX, "über 👩\u200d💻"), id="any script"),
            pytest.param("revert: feat: x", Change(K.REVERT, "feat: x"), id="conventional revert"),
            pytest.param('Revert "feat: x"', Change(K.REVERT, "feat: x"), id="git revert"),
            pytest.param('Revert "feat: x" (#31)', Change(K.REVERT, "feat: x"), id="git revert with a number"),
            pytest.param('Revert "say "no" twice"', Change(K.REVERT, 'say "no" twice'), id="quotes within"),
            pytest.param('Reapply "feat: x"', Change(K.REVERT, "feat: x"), id="git revert of a revert"),
            pytest.param('Revert "Revert "x""', Change(K.REVERT, 'Revert "x"'), id="older revert of a revert"),
        ],
    )
    def test_are_read(self, header: str, expected: Change) -> None:
        assert Change.from_conventional(header) == expected

    @pytest.mark.parametrize(
        ("header", "problem"),
        [
            pytest.param("", "expected `type(scope)!: subject`", id="empty"),
            pytest.param("wip", "expected `type(scope)!: subject`", id="no type"),
            pytest.param("feat:x", "expected `type(scope)!: subject`", id="no space after the colon"),
            pytest.param("feat: ", "expected `type(scope)!: subject`", id="no subject"),
            pytest.param(" feat: x", "expected `type(scope)!: subject`", id="space before the type"),
            pytest.param("feat : x", "expected `type(scope)!: subject`", id="space after the type"),
            pytest.param("feat!!: x", "expected `type(scope)!: subject`", id="two marks"),
            pytest.param("feat!(cli): x", "expected `type(scope)!: subject`", id="mark before the scope"),
            pytest.param("feat(): x", "expected `type(scope)!: subject`", id="empty scope"),
            pytest.param("fixup! feat: x", "expected `type(scope)!: subject`", id="fixup"),
            pytest.param("Merge branch 'main'", "expected `type(scope)!: subject`", id="merge"),
            pytest.param("ﬁx: x", "expected `type(scope)!: subject`", id="ligature"),
            pytest.param('Revert "feat: x', "expected `type(scope)!: subject`", id="revert cut off"),
            pytest.param('Revert " "', "expected `type(scope)!: subject`", id="revert of nothing"),
            pytest.param("feat(  ): x", 'scope is `"  "`; expected 1 to 200 characters that can be seen', id="scope"),
            pytest.param(
                "feat(a\tb): x", r'scope is `"a\u0009b"`; expected 1 to 200 characters that can be seen', id="tab"
            ),
            pytest.param("feat: x\n\nbody", "header has 3 lines; expected one, and the others in the body", id="lines"),
            pytest.param("feat: x\u2028y", "header has 2 lines; expected one, and the others in the body", id="u2028"),
            pytest.param("fix: " + 996 * "x", "header has 1001 characters; expected at most 1000", id="long"),
        ],
    )
    def test_are_listed_with_the_problem(self, header: str, problem: str) -> None:
        assert unread(header) == Unparsed(header, problem)

    def test_a_long_scope_is_listed(self) -> None:
        assert "expected 1 to 200 characters" in unread(f"fix({201 * 'x'}): y").problem

    def test_an_unknown_type_is_told_its_neighbour(self) -> None:
        problem = unread("feet: x").problem
        assert problem.startswith('type is `"feet"`; expected one of feat, feature, fix')
        assert problem.endswith("; did you mean `feat`?")

    def test_an_unknown_type_without_neighbour(self) -> None:
        assert unread("gnarl: x").problem.endswith("tests")

    def test_types_of_ones_own(self) -> None:
        types = {"neu": K.FEATURE}
        assert Change.from_conventional("Neu: x", types=types) == Change(K.FEATURE, "x")
        assert isinstance(Change.from_conventional("feat: x", types=types), Unparsed)

    @pytest.mark.parametrize("kind", [kind for kind in ChangeKind if kind is not K.BREAKING], ids=str)
    def test_every_kind_has_a_type(self, kind: ChangeKind) -> None:
        """Breaking is said by a mark or a footer."""
        assert kind in CONVENTIONAL_TYPES.values()

    @pytest.mark.parametrize("arguments", [(b"feat: x",), (None,), ("feat: x", None)], ids=["bytes", "none", "body"])
    def test_what_is_no_text_is_refused(self, arguments: tuple[str, ...]) -> None:
        with pytest.raises(FieldError, match="expected text"):
            Change.from_conventional(*arguments)

    @pytest.mark.parametrize(
        "header",
        [
            pytest.param("a" * 100_000, id="letters"),
            pytest.param("feat(" * 20_000, id="brackets"),
            pytest.param('Revert "' + '"' * 991, id="quotes"),
            pytest.param("feat:" + " " * 990, id="spaces"),
        ],
    )
    def test_hostile_headers_take_bounded_time(self, header: str) -> None:
        begin = time.perf_counter()
        Change.from_conventional(header, "BREAKING CHANGE:" * 10_000 + " " * 100_000)
        assert time.perf_counter() - begin < 1


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            "BREAKING CHANGE: the flag is gone",
            "BREAKING-CHANGE: the flag is gone",
            "Some words.\n\nBREAKING CHANGE: the flag is gone\n\nRefs: #12",
            "BREAKING CHANGE:\n\n* the flag is gone",
            "words\r\n\r\nBREAKING CHANGE: the flag is gone\r\n",
        ],
    )
    def test_a_breaking_footer_counts(self, body: str) -> None:
        assert read("fix: x", body) == Change(K.FIX, "x", breaking=True)

    @pytest.mark.parametrize(
        "body",
        [
            "",
            "This is no BREAKING CHANGE: it adds a flag",
            "breaking change: the flag is gone",
            "BREAKING CHANGES: none",
            "BREAKING CHANGE",
            "BREAKING CHANGE: ",
            "  BREAKING CHANGE: quoted",
            "feat!: something else",
            "feat: another commit of a squash",
            "security: CVE-2024-0001",
            "This reverts commit 1f0c.",
        ],
    )
    def test_nothing_else_in_a_body_counts(self, body: str) -> None:
        """The header decides: a body can add a breaking footer, and nothing else."""
        assert read("fix: x", body) == Change(K.FIX, "x")

    def test_the_footer_of_a_message_that_cannot_be_read_is_kept(self) -> None:
        assert unread("drop the flag", "BREAKING CHANGE: it is gone").breaking

    @pytest.mark.parametrize("header", ["BREAKING CHANGE: it is gone", "feat: x\n\nBREAKING CHANGE: it is gone"])
    def test_a_footer_in_the_header_is_not_lost(self, header: str) -> None:
        assert unread(header).breaking


class TestChanges:
    def test_the_kind_breaking_is_breaking(self) -> None:
        assert Change(K.BREAKING, "x") == Change(K.BREAKING, "x", breaking=True)

    def test_a_copy_is_checked(self) -> None:
        with pytest.raises(FieldError):
            Change(K.FIX, "x").replace(subject="")

    @pytest.mark.parametrize(
        ("fields", "problem"),
        [
            pytest.param({"kind": "fix"}, 'Change.kind is `"fix"`; expected one of breaking', id="kind"),
            pytest.param({"subject": ""}, 'Change.subject is `""`; expected 1 to 1 000 characters', id="empty"),
            pytest.param({"subject": " x"}, "expected one line, no spaces at the ends", id="space"),
            pytest.param({"subject": "x\ny"}, "expected one line, no spaces at the ends", id="two lines"),
            pytest.param({"breaking": 1}, "Change.breaking is `1`; expected true or false", id="number"),
            pytest.param({"reverts": "a"}, 'Change.reverts is `"a"` and its kind `fix`; expected', id="reverts"),
            pytest.param(
                {"kind": K.REVERT, "reverts": "a", "id": "a"}, "the change itself; expected another commit", id="itself"
            ),
        ],
    )
    def test_refusals(self, fields: dict[str, object], problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            Change(**{"kind": K.FIX, "subject": "x", **fields})
        assert problem in str(caught.value)

    def test_text(self) -> None:
        assert str(Change(K.FIX, "x", scope="cli", breaking=True, id="1f0c")) == "fix(cli)!: x [1f0c]"
        assert str(Change(K.FIX, "x")) == "fix: x"
        assert str(Unparsed("wip", "no type", id="1f0c")) == '`"wip"`: no type [1f0c]'

    def test_a_revert_header_takes_the_commit_from_the_caller(self) -> None:
        read_change = Change.from_conventional('Revert "feat: x"', "This reverts commit a.", id="b", reverts="a")
        assert read_change == Change(K.REVERT, "feat: x", id="b", reverts="a")

    def test_a_header_that_is_no_revert_takes_nothing_back(self) -> None:
        assert Change.from_conventional("fix: undo x", id="b", reverts="a") == Change(K.FIX, "undo x", id="b")


def commit(name: str, *, kind: ChangeKind = K.FEATURE, subject: str = "x") -> Change:
    return Change(kind, subject, id=name)


def revert(name: str | None, target: str, *, breaking: bool = False) -> Change:
    return Change(K.REVERT, "x", id=name, reverts=target, breaking=breaking)


def left(*changes: Change) -> list[str | None]:
    return [change.id for change in cancel_reverts(changes).changes]


class TestReverts:
    def test_a_pair_cancels(self) -> None:
        settled = cancel_reverts([revert("b", "a"), commit("a")])
        assert settled.changes == ()
        assert [(pair.commit, pair.revert) for pair in settled.cancelled] == [((commit("a"),), revert("b", "a"))]
        assert str(settled.cancelled[0]) == "feature: x [a] (taken back by revert: x [b])"

    def test_once_only(self) -> None:
        """The second revert of one commit has nothing left to take back, so it stays."""
        assert left(commit("a"), revert("b", "a"), revert("c", "a")) == ["c"]

    def test_of_two_reverts_the_stricter_stays(self) -> None:
        assert left(commit("a"), revert("b", "a", breaking=True), revert("c", "a")) == ["b"]

    def test_a_revert_of_a_revert_brings_the_commit_back(self) -> None:
        assert left(commit("a"), revert("b", "a"), revert("c", "b")) == ["a"]

    def test_a_revert_of_that_takes_it_back_again(self) -> None:
        assert left(commit("a"), revert("b", "a"), revert("c", "b"), revert("d", "c")) == []

    def test_where_one_of_two_reverts_is_reverted_the_other_counts(self) -> None:
        assert left(commit("a"), revert("b", "a"), revert("c", "a"), revert("d", "b")) == []

    def test_a_commit_made_anew_is_another(self) -> None:
        assert left(commit("a"), revert("b", "a"), commit("c")) == ["c"]

    def test_a_revert_of_what_was_released_earlier_stays(self) -> None:
        assert left(commit("a"), revert("b", "elsewhere")) == ["a", "b"]

    def test_a_revert_without_an_id_takes_back_too(self) -> None:
        assert left(commit("a"), revert(None, "a")) == []

    def test_all_changes_of_the_commit_go(self) -> None:
        settled = cancel_reverts([commit("a"), commit("a", kind=K.FIX, subject="y"), revert("b", "a")])
        assert settled.changes == ()
        assert len(settled.cancelled[0].commit) == 2

    def test_one_commit_can_take_back_several(self) -> None:
        assert left(commit("a"), commit("b"), revert("c", "a"), revert("c", "b")) == []

    def test_what_else_a_revert_commit_does_stays(self) -> None:
        rest = commit("b", kind=K.FIX)
        assert cancel_reverts([commit("a"), revert("b", "a"), rest]).changes == (rest,)

    def test_a_circle_takes_nothing_back(self) -> None:
        assert left(commit("x"), revert("a", "b"), revert("b", "a")) == ["a", "b", "x"]

    def test_said_twice(self) -> None:
        assert left(commit("a"), commit("a"), revert("b", "a"), revert("b", "a")) == []

    def test_a_chain_of_any_length(self) -> None:
        names = [f"{number:06}" for number in range(20_001)]
        chain = [commit(names[0]), *(revert(late, early) for early, late in pairwise(names))]
        assert left(*reversed(chain)) == [names[0]]

    def test_nothing(self) -> None:
        assert cancel_reverts([]) == Settled((), ())

    def test_what_is_no_change_is_refused(self) -> None:
        with pytest.raises(FieldError, match=r'changes\[0\] is `"feat: x"`; expected a Change'):
            cancel_reverts(["feat: x"])
