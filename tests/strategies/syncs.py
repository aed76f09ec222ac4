"""Trees over an adversarial namespace, patterns, and plans; nothing here calls what plans, merges or matches."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hypothesis import strategies as st

from releasekit.procedures import Actor
from releasekit.sync import (
    Attestation,
    ConflictStrategy,
    DryRun,
    Entry,
    ExpectedChanges,
    GuardLimits,
    Resolution,
    Rewrite,
    Snapshot,
    SyncConfig,
    SyncFilters,
    SyncOptions,
    SyncRules,
    dry_run,
)
from tests.strategies.records import CONFIG
from tests.sync_oracle import is_tree

AT: Final = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
MINUTE: Final = timedelta(minutes=1)
RULES: Final = SyncRules(timedelta(hours=1), attested=("source", "credentials"))
EXECUTOR: Final = Actor("sync agent", "agent")
APPROVER: Final = Actor("Ada", "release owner")
SEEN: Final = tuple(
    Attestation(fact, True, sync_id=CONFIG.sync_id, by="Grace", at=AT, evidence=f"{fact}.txt")  # noqa: FBT003 - a field
    for fact in RULES.attested
)
NO_LIMITS: Final = GuardLimits(10**9, 100, modified=10**9, modified_percent=100)

NAMES: Final = ("a", "A", "b", "B", "ab", "a.b", "a-b", "ä", "Ä", ".a", "a b", "ß", "ss", "*", "[a]", "日")
"""Names one of which begins another, that differ in capital letters only, or that patterns read otherwise."""
STATES: Final = ("1", "2", "3", "executable 1", "link b", "repository 9f")
HOT: Final = ("hot", "h", "h/x", "H/y")
"""Paths at which trees meet: one for all, and some that cannot stand beside each other."""
PATTERNS: Final = (
    *("**", "*", "a/**", "**/b", "a/*", "*/b", "?", "[ab]", "[!a]/**", "**/a/**", "a*", "*b*", "\\*", "[[]a]", "ä/**"),
    *("a/**/b", "[[:upper:]]", "**/[[:alpha:]]", "[^[:upper:]]/*", "a?b", "a [b]", "日", "**/*.b", "[a-b]*"),
)


def paths() -> st.SearchStrategy[str]:
    """Sound paths of one to three segments."""
    return st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)


@st.composite
def trees(draw: st.DrawFn, most: int = 8) -> dict[str, str]:
    """Draw a tree: paths that can stand together, and what stands there."""
    tree: dict[str, str] = {}
    for path in draw(st.lists(paths(), max_size=most)):
        if path not in tree and is_tree((*tree, path)):
            tree[path] = draw(st.sampled_from(STATES))
    return tree


@st.composite
def relatives(draw: st.DrawFn, count: int) -> list[dict[str, str]]:
    """Draw trees that have most in common, and differ in some paths."""
    first = draw(trees())
    others = []
    for _ in range(count - 1):
        tree = dict(first)
        for path in draw(st.lists(st.sampled_from(sorted(first)), max_size=3)) if first else ():
            tree.pop(path, None)
            if draw(st.booleans()):
                tree[path] = draw(st.sampled_from(STATES))
        for path in draw(st.lists(paths(), max_size=3)):
            if path not in tree and is_tree((*tree, path)):
                tree[path] = draw(st.sampled_from(STATES))
        others.append(tree)
    for tree in (first, *others):
        for path in HOT:
            if draw(st.booleans()) and is_tree((*tree, path)):
                tree[path] = draw(st.sampled_from(STATES))
    return [first, *others]


def filters() -> st.SearchStrategy[SyncFilters]:
    """Filters of a few patterns."""
    some = st.lists(st.sampled_from(PATTERNS), max_size=2, unique=True)
    return st.builds(lambda more, out: SyncFilters(more or ["**"], out), some, some)


def snapshot(tree: dict[str, str], **fields: object) -> Snapshot:
    """Return the snapshot of a tree."""
    return Snapshot(tuple(tree), tuple(tree.values()), **{"folds_case": False} | fields)  # type: ignore[arg-type]


def config(strategy: ConflictStrategy = ConflictStrategy.FAIL, **fields: object) -> SyncConfig:
    """Return a configuration that lets everything through, and asks for an approval of Ada's role."""
    options = SyncOptions(
        dry_run_required=True, approval_required=True, approver="release owner", conflict_strategy=strategy
    )
    return CONFIG.replace(**{"filters": SyncFilters(), "options": options} | fields)


@st.composite
def plans(draw: st.DrawFn) -> DryRun:
    """Draw a plan of any strategy; most have a base."""
    base, source, target = map(snapshot, draw(relatives(3)))
    strategy = draw(st.sampled_from([each for each in ConflictStrategy if each is not ConflictStrategy.MERGE]))
    is_mirror = draw(st.booleans())
    plan = dry_run(
        config(strategy, filters=draw(filters())),
        source.replace(complete=draw(st.sampled_from((True, True, False)))),
        target.replace(folds_case=draw(st.booleans())),
        base=None if is_mirror or draw(st.integers(0, 3)) == 0 else base,
        at=AT,
        mirror=is_mirror,
        limits=draw(st.sampled_from((GuardLimits(), NO_LIMITS, GuardLimits(0, 10, protected=["a/**"])))),
    )
    assert isinstance(plan, DryRun)
    return plan


def merged_plan() -> DryRun:
    """Return a plan that has everything: a base, a conflict that is settled, a folder that moves, an expectation."""
    plan = dry_run(
        config(ConflictStrategy.MERGE, filters=SyncFilters(["**"], ["drafts/**"])),
        snapshot({"site/both": "source", "site/moved": "same", "site/new": "link both", "run.sh": "executable 1"}),
        snapshot({"both": "target", "old": "same", "run.sh": "1", "drafts/a": "1"}, folds_case=True),
        base=snapshot({"both": "base", "old": "same", "run.sh": "1"}),
        at=AT,
        resolutions=[Resolution("both", Entry("merged"))],
        rewrites=[Rewrite("site", "")],
        limits=GuardLimits(protected=["*.sh"]),
        expected=ExpectedChanges(2, 2, deleted=1),
    )
    assert isinstance(plan, DryRun)
    return plan


def blocked_plan() -> DryRun:
    """Return a plan of settings with an open conflict and changes that nobody expects."""
    source = Snapshot.from_mapping({"server": {"port": 80}, "new": True})
    target = Snapshot.from_mapping({"server": {"port": 8080}})
    plan = dry_run(config(), source, target, at=AT, expected=ExpectedChanges(0))
    assert isinstance(plan, DryRun)
    return plan
