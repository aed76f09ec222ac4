"""The laws of sync: of differences and merges against plain dictionaries, of plans, and of what is authorised."""

import random
from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from releasekit.errors import FieldError
from releasekit.policy import MISSING
from releasekit.procedures import Actor
from releasekit.sync import (
    ChangeSet,
    ConflictKind,
    ConflictStrategy,
    DryRun,
    Guard,
    Namespace,
    Snapshot,
    SyncApproval,
    SyncFault,
    SyncFilters,
    SyncRefusal,
    Ticket,
    approve,
    authorise,
    dry_run,
    reject,
)
from releasekit.sync._paths import clashes, may_clash, path_problem, path_problems
from releasekit.sync._patterns import compiled, pattern_problem
from tests import sync_oracle as oracle
from tests.strategies.syncs import (
    APPROVER,
    AT,
    EXECUTOR,
    MINUTE,
    NO_LIMITS,
    RULES,
    SEEN,
    STATES,
    config,
    filters,
    paths,
    plans,
    relatives,
    snapshot,
    trees,
)

Tree = dict[str, str]
PIECES: Final = ("a", "b", "*", "**", "?", "/", "[ab]", "[!a]", "\\*", "-", "[a-c]", "ä")
FOLDED: Final = ("a", "A", "b", "ß", "ss", "SS", "ä", "Ä")
"""Names of which some differ in capital letters only."""


def rows(changes: ChangeSet) -> oracle.Changes:
    return {path: (before, after) for path, before, after in changes.rows()}


def tree_of(kept: Snapshot) -> Tree:
    return dict(kept.index)


def between(before: Tree, after: Tree) -> ChangeSet:
    return ChangeSet.between(snapshot(before), snapshot(after))


class TestDifference:
    """A difference is what a comparison path by path says, and leads from one snapshot to the other."""

    @given(relatives(2))
    def test_path_by_path(self, pair: list[Tree]) -> None:
        before, after = pair
        assert rows(between(before, after)) == oracle.changes_between(before, after)

    @given(relatives(2))
    def test_applied(self, pair: list[Tree]) -> None:
        before, after = pair
        assert between(before, after).apply(snapshot(before)) == snapshot(after)

    @given(trees())
    def test_of_the_same_is_empty(self, tree: Tree) -> None:
        assert between(tree, dict(tree)) == ChangeSet()

    @given(relatives(2))
    def test_counts(self, pair: list[Tree]) -> None:
        before, after = pair
        counts = between(before, after).counts
        same = before.keys() & after.keys()
        assert (counts.added, counts.modified, counts.deleted) == (
            len(after) - len(same),
            sum(before[path] != after[path] for path in same),
            len(before) - len(same),
        )


class TestInverse:
    """The inverse of a difference is the difference the other way round, and twice is none."""

    @given(relatives(2))
    def test_both_ways(self, pair: list[Tree]) -> None:
        before, after = pair
        assert between(before, after).inverse() == between(after, before)
        assert between(before, after).inverse().inverse() == between(before, after)


class TestComposition:
    """Two differences that follow each other are the difference of the ends, in whatever groups they are taken."""

    @given(relatives(4))
    def test_of_three(self, four: list[Tree]) -> None:
        one, two, three, four_ = four
        first, second, third = between(one, two), between(two, three), between(three, four_)
        assert first.compose(second).compose(third) == first.compose(second.compose(third)) == between(one, four_)

    @given(relatives(3))
    def test_only_of_those_that_follow_each_other(self, three: list[Tree]) -> None:
        one, two, three_ = three
        first, second = between(one, two), between(one, three_)
        touched = set(first.paths) & set(second.paths)
        if touched:
            with pytest.raises(FieldError):
                first.compose(second)


class TestFilters:
    """Filters and differences commute; a pattern matches what trying everything matches."""

    @given(relatives(2), filters())
    def test_commute(self, pair: list[Tree], chosen: SyncFilters) -> None:
        before, after = map(snapshot, pair)
        keeps = chosen.test()
        parts = ChangeSet.between(before.where(keeps), after.where(keeps))
        assert ChangeSet.between(before, after).where(keeps) == parts

    @given(trees(), filters())
    def test_by_trying(self, tree: Tree, chosen: SyncFilters) -> None:
        expected = {path for path in tree if oracle.chosen(chosen.include, chosen.exclude, path)}
        assert set(snapshot(tree).where(chosen.test()).paths) == expected

    @given(st.lists(st.sampled_from(PIECES), max_size=9), paths())
    def test_any_pattern(self, parts: list[str], path: str) -> None:
        pattern = "".join(parts)
        if not pattern_problem(pattern):
            assert bool(compiled([pattern]).match(path)) is oracle.matches(pattern, path)

    @pytest.mark.parametrize(
        ("pattern", "path"),
        [
            pytest.param("*a" * 20 + "b", "a" * 50_000, id="many stars"),
            pytest.param("**/a/" * 12 + "b", "a/" * 20_000 + "c", id="many folders"),
            pytest.param("**/*a*a*a*a/**/x", "aaaaaaab/" * 10_000 + "y", id="both"),
            pytest.param("*" + "?" * 30 + "b", "a" * 50_000, id="many marks"),
            pytest.param("**/" + "[ab]*" * 10 + "c", "ab" * 30_000, id="many classes"),
        ],
    )
    def test_nothing_is_tried_again(self, pattern: str, path: str) -> None:
        """With backtracking none of these would end: the ways to share out a path are astronomically many."""
        assert compiled([pattern]).match(path) is None


class TestOrder:
    """The order in which entries are given changes no byte."""

    @given(trees(), st.randoms(use_true_random=False))
    def test_of_entries(self, tree: Tree, chance: random.Random) -> None:
        listed = list(tree.items())
        chance.shuffle(listed)
        shuffled = snapshot(dict(listed))
        assert (shuffled, shuffled.digest) == (snapshot(tree), snapshot(tree).digest)

    @given(relatives(2), st.randoms(use_true_random=False))
    def test_of_changes(self, pair: list[Tree], chance: random.Random) -> None:
        changes = between(*pair)
        order = list(range(len(changes.paths)))
        chance.shuffle(order)
        columns = ([column[at] for at in order] for column in (changes.paths, changes.before, changes.after))
        mixed, before, after = columns
        again = ChangeSet(mixed, before, after=after)  # type: ignore[arg-type]
        assert (again, again.digest) == (changes, changes.digest)


class TestDigests:
    """Digests are equal exactly where everything is: one more entry, one other mark or instant, and it is another."""

    @given(relatives(2))
    def test_of_snapshots(self, pair: list[Tree]) -> None:
        one, other = map(snapshot, pair)
        assert (one.digest == other.digest) is (one == other)

    @given(relatives(4))
    def test_of_changes(self, four: list[Tree]) -> None:
        one, other = between(*four[:2]), between(*four[2:])
        assert (one.digest == other.digest) is (one == other)

    @given(plans(), plans())
    def test_of_plans(self, one: DryRun, other: DryRun) -> None:
        assert (one.digest == other.digest) is (one == other)

    @given(plans(), st.data())
    def test_of_any_input(self, plan: DryRun, data: st.DataObject) -> None:
        extra = "zz/new"
        grown = plan.source.replace(paths=(*plan.source.paths, extra), states=(*plan.source.states, "1"))
        wider = plan.target.replace(paths=(*plan.target.paths, extra), states=(*plan.target.states, "1"))
        options = plan.config.options.replace(approver="somebody")
        others: list[dict[str, Any]] = [
            {"source": grown},
            {"target": wider},
            {"at": plan.at + timedelta(microseconds=1)},
            {"config": plan.config.replace(options=options)},
            {"config": plan.config.replace(filters=plan.config.filters.replace(exclude=("zz/zz",)))},
            {"limits": plan.limits.replace(deleted=77)},
            {"source": plan.source.replace(unreadable=("zz/unread",))},
        ]
        assert plan.replace(**data.draw(st.sampled_from(others))).digest != plan.digest


class TestMerge:
    """A merge is the rule path by path; it is the same whichever side is called the source."""

    @given(relatives(3))
    def test_path_by_path(self, three: list[Tree]) -> None:
        base, source, target = three
        plan = dry_run(config(), snapshot(source), snapshot(target), base=snapshot(base), at=AT)
        assert isinstance(plan, DryRun)
        expected, conflicts = oracle.merged(base, source, target)
        if any(conflict.kind is ConflictKind.STRUCTURE for conflict in plan.conflicts):
            assert not oracle.is_tree(expected)
            return
        assert {conflict.path for conflict in plan.conflicts} == conflicts
        assert tree_of(plan.result) == expected
        assert oracle.is_tree(expected)

    @given(relatives(3))
    def test_symmetric(self, three: list[Tree]) -> None:
        base, one, other = map(snapshot, three)
        there = dry_run(config(), one, other, base=base, at=AT)
        back = dry_run(config(), other, one, base=base, at=AT)
        assert isinstance(there, DryRun)
        assert isinstance(back, DryRun)
        if not there.conflicts and not back.conflicts:
            assert there.result.index == back.result.index
        if not any(each.kind is ConflictKind.STRUCTURE for each in (*there.conflicts, *back.conflicts)):
            assert [each.path for each in there.conflicts] == [each.path for each in back.conflicts]

    @given(relatives(3))
    def test_strategies_settle_conflicts_and_nothing_else(self, three: list[Tree]) -> None:
        base, source, target = three
        expected, conflicts = oracle.merged(base, source, target)
        sides = {ConflictStrategy.OURS: target, ConflictStrategy.THEIRS: source}
        for strategy, side in sides.items():
            plan = dry_run(config(strategy), snapshot(source), snapshot(target), base=snapshot(base), at=AT)
            assert isinstance(plan, DryRun)
            settled = {path: state for path, state in expected.items() if path not in conflicts}
            settled |= {path: side[path] for path in conflicts if path in side}
            if oracle.is_tree(settled):
                assert tree_of(plan.result) == settled
                assert not plan.unsettled
            else:
                assert plan.unsettled

    @given(relatives(3), st.data())
    def test_resolutions_are_what_stands_there(self, three: list[Tree], data: st.DataObject) -> None:
        base, source, target = map(snapshot, three)
        conflicting = dry_run(config(ConflictStrategy.MERGE), source, target, base=base, at=AT)
        assert isinstance(conflicting, DryRun)
        by_path = [each.path for each in conflicting.unsettled if each.kind is not ConflictKind.STRUCTURE]
        if not by_path or len(by_path) < len(conflicting.unsettled):
            return
        states = {path: data.draw(st.sampled_from(STATES)) for path in by_path}
        entries = {path: snapshot({path: state}).entry(path) for path, state in states.items()}
        merged = conflicting.replace(resolutions=tuple(entries.items()) and _resolved(entries))
        assert {path: merged.result.index.get(path) for path in states if path not in _blocked(merged)} == {
            path: state for path, state in states.items() if path not in _blocked(merged)
        }

    @given(relatives(2))
    def test_without_a_base_nothing_is_deleted(self, pair: list[Tree]) -> None:
        source, target = pair
        plan = dry_run(config(), snapshot(source), snapshot(target), at=AT)
        assert isinstance(plan, DryRun)
        assert plan.changes.counts.deleted == plan.changes.counts.modified == 0
        differing = {path for path in source.keys() & target.keys() if source[path] != target[path]}
        assert differing <= {each.path for each in plan.conflicts}

    @given(relatives(2))
    def test_a_mirror_is_the_source(self, pair: list[Tree]) -> None:
        source, target = pair
        plan = dry_run(config(), snapshot(source), snapshot(target), at=AT, mirror=True)
        assert isinstance(plan, DryRun)
        assert (tree_of(plan.result), plan.conflicts) == (source, ())


def _resolved(entries: dict[str, Any]) -> Any:  # noqa: ANN401 - resolutions
    from releasekit.sync import Resolution

    return [Resolution(path, entry) for path, entry in entries.items()]


def _blocked(plan: DryRun) -> set[str]:
    return {each.path for each in plan.unsettled}


class TestPlans:
    """What is planned leaves a tree, touches nothing outside the filters, and deletes nothing that is not known."""

    @given(plans())
    def test_the_result_is_a_tree(self, plan: DryRun) -> None:
        after = plan.changes.apply(plan.target)
        assert oracle.is_tree(after.paths)

    @given(plans())
    def test_nothing_outside_the_filters_changes(self, plan: DryRun) -> None:
        include, exclude = plan.config.filters.include, plan.config.filters.exclude
        assert [path for path in plan.changes.paths if not oracle.chosen(include, exclude, path)] == []
        before, after = plan.target.index, plan.changes.apply(plan.target).index
        outside = {path for path in {*before, *after} if not oracle.chosen(include, exclude, path)}
        assert {path: before.get(path) for path in outside} == {path: after.get(path) for path in outside}

    @given(plans())
    def test_nothing_is_deleted_that_the_source_may_hold(self, plan: DryRun) -> None:
        if not plan.source.is_complete:
            assert plan.changes.counts.deleted == 0

    @given(plans())
    def test_a_place_that_folds_case_never_has_two_spellings(self, plan: DryRun) -> None:
        if plan.target.folds_case is not False:
            clean = {path for path, _, after in plan.changes.rows() if after is not None}
            spelt: dict[str, str] = {}
            for path in {*plan.target.paths, *clean}:
                assert spelt.setdefault(path.casefold(), path) == path

    def test_the_strategy_reaches_what_it_is_for(self) -> None:
        """Conflicts, structural ones, guards, deletes, incomplete sources and mirrors are all among the plans."""
        seen: set[str] = set()

        @settings(max_examples=300)
        @given(plans())
        def look(plan: DryRun) -> None:
            seen.update(str(each.kind) for each in plan.conflicts)
            seen.update(str(each.kind) for each in plan.guards)
            seen.update(str(each.kind) for each in plan.findings)
            seen.add(str(plan.outcome))
            seen.update({"deletes"} if plan.changes.counts.deleted else ())
            seen.update({"mirror"} if plan.mirror else ())

        look()
        conflicts = {"both modified", "both added", "deleted in source", "deleted in target", "structure"}
        assert conflicts | {"deletes", "mirror", "source incomplete", "no base", "no match"} <= seen
        assert {"nothing to do", "ready", "guarded", "blocked", "many deleted", "all deleted", "protected"} <= seen


class TestGuards:
    """Guards stop exactly what counting says, by whole numbers."""

    @given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
    def test_by_counting(self, gone: int, differ: int, same: int) -> None:
        before = {f"gone{at}": "1" for at in range(gone)} | {f"differ{at}": "1" for at in range(differ)}
        before |= {f"same{at}": "1" for at in range(same)}
        after = {path: "2" if path.startswith("differ") else state for path, state in before.items()}
        after = {path: state for path, state in after.items() if not path.startswith("gone")}
        plan = dry_run(config(), snapshot(after), snapshot(before), at=AT, mirror=True)
        assert isinstance(plan, DryRun)
        there = gone + differ + same
        expected = set()
        if gone and not differ + same:
            expected |= {Guard.EMPTY_SOURCE, Guard.ALL_DELETED}
        if gone > max(10, there / 10):
            expected.add(Guard.MANY_DELETED)
        if differ > 20 and differ > there / 2:
            expected.add(Guard.MANY_MODIFIED)
        assert {guard.kind for guard in plan.guards} == expected


HOSTILE: Final = (
    *("", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/..", "a/../b", "a/./b", "...", "a.", "a "),
    *(" ", "a/b ./c"),
    *("C:", "C:/a", "a:b", "a\\b", "\\\\host\\a", "a::$DATA", ".git", ".git/config", "a/.GIT/hooks/x", ".Git", "git~1"),
    *("GIT~1/x", "con", "CON.txt", "a/nul", "aux.c", "com1", "LPT9.log", "com¹", "conin$", "prn .txt", "a\nb", "a\tb"),
    *("a\x00b", "a\x1b[31mb", "a\u202eb", "a\u200bb", "a\u00a0b", "a\ufe0fb", "a\u00adb", "e\u0301", "\ud800"),
    "a\u3164",
    *("x" * 256, "ä" * 128, "/".join(["x" * 200] * 21), "\u2028", "\ufeffa", "a\x7f", "a\U000e0101", ".g\u200dit/x"),
)
SOUND: Final = (
    *("a", "a/b", ".a", "..a", "a..b", "-a", "~", "a b", ".gitignore", ".github/x", "git~2", "console", "com10"),
    "auxiliary.c",
    *("nulls", "a'b", 'a"b', "<b>", "*", "a|b", "é", "日本", "x" * 255, "ä" * 127, "%2e%2e", "$a"),
    "/".join(["x" * 200] * 20),
)


class TestDoor:
    """The door refuses what could mean another file elsewhere; many paths are refused as each of them is."""

    @pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
    def test_hostile_paths_are_refused(self, path: str) -> None:
        assert path_problem(path, Namespace.FILES)
        with pytest.raises(FieldError):
            Snapshot((path,), ("1",))
        with pytest.raises(FieldError):
            Snapshot((path, "sound"), ("1", "1"))

    @pytest.mark.parametrize("path", SOUND, ids=range(len(SOUND)))
    def test_sound_paths_are_taken(self, path: str) -> None:
        assert Snapshot((path,), ("1",)).paths == (path,)

    @given(st.lists(st.sampled_from((*HOSTILE, *SOUND)) | st.text(max_size=4) | paths(), max_size=4))
    def test_together_as_alone(self, given_paths: list[str]) -> None:
        alone = any(path_problem(path, Namespace.FILES) for path in given_paths)
        assert bool(path_problems(given_paths, Namespace.FILES)) is alone

    @given(st.lists(st.lists(st.sampled_from(FOLDED), min_size=1, max_size=3).map("/".join), max_size=5, unique=True))
    def test_what_stands_together_is_a_tree(self, given_paths: list[str]) -> None:
        assert (not clashes(given_paths, Namespace.FILES)) is oracle.is_tree(given_paths)

    @given(trees(), st.lists(paths(), max_size=4, unique=True))
    def test_the_quick_question_overlooks_no_clash(self, tree: Tree, more: list[str]) -> None:
        added = [path for path in more if path not in tree]
        if not oracle.is_tree([*tree, *added]):
            assert may_clash(sorted(tree), tree, added, Namespace.FILES)
        assert not may_clash(sorted(tree), tree, [], Namespace.SETTINGS)

    @pytest.mark.parametrize(
        ("path", "target"),
        [
            *(("a", "/etc/passwd"), ("a", "../b"), ("a/b", "../../c"), ("a", "b/../../c")),
            *(("a", "b\\c"), ("a", ""), ("a", "C:x")),
        ],
    )
    def test_links_stay_in_the_tree(self, path: str, target: str) -> None:
        with pytest.raises(FieldError):
            snapshot({path: f"link {target}"})
        assert snapshot({"a/b/c": "link ../../d/e"}).paths == ("a/b/c",)

    def test_a_million_marks_are_refused_in_one_line(self) -> None:
        with pytest.raises(FieldError) as caught:
            Snapshot(("a" * 100_000,), ("1",))
        assert len(str(caught.value)) < 300


def ask(plan: DryRun, approval: Any, **changes: Any) -> Ticket | SyncRefusal:  # noqa: ANN401 - arguments
    given_arguments: dict[str, Any] = {
        "current_target": plan.target,
        "at": AT + 5 * MINUTE,
        "current_source": plan.source,
        "by": EXECUTOR,
        "rules": RULES,
        "attestations": SEEN,
    } | changes
    return authorise(plan, approval, **given_arguments)


def faults(answer: Ticket | SyncRefusal) -> set[SyncFault]:
    return {problem.kind for problem in answer.problems} if isinstance(answer, SyncRefusal) else set()


@st.composite
def asked(draw: st.DrawFn) -> tuple[DryRun, SyncApproval, dict[str, Any]]:
    """Draw a plan, an approval, and arguments of which a few are bad."""
    plan = draw(plans())
    approval = approve(
        plan, AT + MINUTE, by=draw(st.sampled_from((APPROVER, APPROVER, Actor("Eve", "guest"), None))), approval_id="a1"
    )
    if approval.by is not None:
        approval = approval.replace(overrides=draw(st.sampled_from((frozenset(), frozenset(Guard)))))
    return plan, approval, draw(st.fixed_dictionaries({}, optional=worsenings()))


def worsenings() -> dict[str, st.SearchStrategy[Any]]:
    """What makes a ticket a refusal, argument by argument."""
    return {
        "used": st.just(("a1",)),
        "attestations": st.just(()),
        "at": st.sampled_from((AT - MINUTE, AT, AT + timedelta(hours=2))),
        "by": st.just(APPROVER),
    }


class TestAuthorise:
    """A ticket is given exactly where nothing speaks against it; what is added to a refusal leaves it one."""

    @given(asked(), st.data())
    def test_worse_never_helps(self, one: Any, data: st.DataObject) -> None:  # noqa: ANN401 - drawn
        plan, approval, arguments = one
        before = ask(plan, approval, **arguments)
        grown = plan.target.replace(paths=(*plan.target.paths, "zz"), states=(*plan.target.states, "1"))
        worse: list[tuple[Any, dict[str, Any]]] = [
            (approval, {"current_target": grown}),
            (approval, {"current_target": plan.target.replace(complete=False)}),
            (approval, {"at": AT + timedelta(days=2)}),
            (approval, {"used": ("a1",)}),
            (approval, {"rejections": [reject(plan, AT + 2 * MINUTE, by=APPROVER, approval_id="r1")]}),
            (approval.replace(digest="0" * 64), {}),
            (approval.replace(at=AT + timedelta(hours=3)), {}),
            (MISSING, {}),
        ]
        said, changes = data.draw(st.sampled_from(worse))
        after = ask(plan, said, **arguments | changes)
        assert isinstance(before, Ticket) or isinstance(after, SyncRefusal)

    @given(asked())
    def test_a_ticket_has_nothing_against_it(self, drawn: Any) -> None:  # noqa: ANN401 - drawn
        plan, approval, arguments = drawn
        answer = ask(plan, approval, **arguments)
        if isinstance(answer, Ticket):
            assert not plan.unsettled
            assert {guard.kind for guard in plan.guards} <= approval.overrides
            assert approval.by == APPROVER
            assert not arguments.keys() & {"used", "attestations", "by"}
            assert arguments.get("at", AT + 5 * MINUTE) == AT + 5 * MINUTE
        else:
            assert answer.problems

    def test_both_answers_are_reached(self) -> None:
        seen: set[type] = set()

        @given(asked())
        def look(drawn: Any) -> None:  # noqa: ANN401 - drawn
            plan, approval, arguments = drawn
            seen.add(type(ask(plan, approval, **arguments)))

        look()
        assert seen == {Ticket, SyncRefusal}

    @given(plans())
    def test_what_is_done_in_order_is_the_result(self, plan: DryRun) -> None:
        """The steps, done one by one on a plain tree that has folders, lead to what was approved."""
        if plan.problems:
            return
        approval = approve(plan, AT + MINUTE, by=APPROVER, approval_id="a1", overrides=Guard)
        ticket = ask(plan, approval)
        assert isinstance(ticket, Ticket)
        tree = dict(plan.target.index)
        for step in ticket.steps():
            assert tree.get(step.path) == (step.change.before.state if step.change.before else None)
            if step.change.after is None:
                del tree[step.path]
            else:
                assert not any(folder in tree for folder in oracle.folders_of(step.path))
                assert not any(path.startswith(f"{step.path}/") for path in tree)
                tree[step.path] = step.change.after.state
        assert tree == plan.changes.apply(plan.target).index


class TestCards:
    """A card has every change by name, or says how many it leaves out; only one that leaves none out has a digest."""

    @given(plans())
    def test_of_any_plan(self, plan: DryRun) -> None:
        text = plan.to_text(10_000)
        assert plan.digest in text
        assert f"{plan.changes.counts.total:,}" in text

    def test_a_long_one_is_folded_with_true_totals(self) -> None:
        tree = {f"d{at % 7}/f{at}": "1" for at in range(1_000)}
        plan = dry_run(config(), snapshot(tree), snapshot({}), at=AT, limits=NO_LIMITS)
        assert isinstance(plan, DryRun)
        for form in (plan.to_text(), plan.to_markdown(), plan.to_html()):
            assert plan.digest not in form
            assert "980 more are not shown" in form
            assert "1,000" in form
        for form in (plan.whole().to_text(), plan.whole().to_markdown(), plan.whole().to_html()):
            assert plan.digest in form
            assert all(path in form for path in tree)


