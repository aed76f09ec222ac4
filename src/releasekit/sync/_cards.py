"""The dry run as a card: what stops it on top, deletes first, every change by name or folded into folders.

A folded card has the true totals and no digest, so nothing can be approved from it. The whole one names every change.
What a path or a content holds stays text: marks that cannot be seen, and blanks that would fall together, are shown by
their numbers.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View, badge_of
from releasekit._words import shown, to_the_minute
from releasekit.sync._changes import PathChangeKind, kind_of_change, renamed
from releasekit.sync._config import Endpoint
from releasekit.sync._dry_run import DryRun
from releasekit.sync._entries import Entry, EntryKind
from releasekit.sync._guards import GuardLimits
from releasekit.sync._merge import Conflict
from releasekit.sync._paths import HIDDEN
from releasekit.sync._vocabulary import PlanOutcome

MOST_ROWS: Final = 200
"""How many changes, or conflicts, a card names before it folds them."""
MOST_FOLDERS: Final = 50
"""How many folders a folded card tells apart."""
WIDEST: Final = 12
"""How many folders may lie in one that is opened; a wider one stays closed, since its parts say little."""
FIRST_ROWS: Final = 20
"""How many changes of each kind a folded card names all the same."""
SHORT: Final = 12
ORDER: Final[Mapping[PathChangeKind, Tone]] = {
    PathChangeKind.DELETED: Tone.BAD,
    PathChangeKind.MODIFIED: Tone.WARN,
    PathChangeKind.ADDED: Tone.GOOD,
}
"""The kinds of changes in the order of a card: what goes comes first."""
LOST_BLANK: Final = re.compile(r"^ | $|(?<= ) | (?= )")
Rows = list[tuple[str, str | None, str | None]]


def card(dry_run: DryRun, *, whole: bool) -> View:
    """Return a plan as people read it.

    Args:
        dry_run: the plan.
        whole: whether every change is named, however many there are.
    """
    by_kind: dict[PathChangeKind, Rows] = {kind: [] for kind in ORDER}
    for row in dry_run.changes.rows():
        by_kind[kind_of_change(row[1], row[2])].append(row)
    is_folded = not whole and (len(dry_run.changes.paths) > MOST_ROWS or len(dry_run.conflicts) > MOST_ROWS)
    sections = [*_stops(dry_run, is_folded=is_folded), _totals(by_kind)]
    if is_folded and dry_run.changes.paths:
        sections.append(_by_folder(by_kind))
    pairs = list(renamed(dry_run.changes.rows()))
    moved = {new: old for old, new in pairs} | dict(pairs)
    for kind, rows in by_kind.items():
        if rows:
            sections.append(_named(kind, rows[:FIRST_ROWS] if is_folded else rows, len(rows), moved))
    sections += [_findings(dry_run)] if dry_run.findings else []
    sections += [_about(dry_run), _digest(dry_run, is_folded=is_folded)]
    config = dry_run.config
    title = f"Dry run of {config.name}"
    subtitle = f"{config.type} sync `{config.sync_id}`, {to_the_minute(dry_run.at)}; nothing is changed yet"
    outcome = dry_run.outcome
    badge = Badge(str(outcome), Tone.NEUTRAL) if outcome is PlanOutcome.NOTHING else badge_of(outcome)
    if outcome is PlanOutcome.READY:
        badge = Badge("ready to be approved", Tone.GOOD)
    return View(title, badge, tuple(sections), subtitle)


def spelt_path(path: str) -> str:
    """Return a path as text of one line that looks like no other path."""
    marks = (mark if _is_plain(mark) else f"\\u{ord(mark):04x}" for mark in path)
    return LOST_BLANK.sub(r"\\u0020", "".join(marks))


def _is_plain(mark: str) -> bool:
    return mark.isprintable() and mark != "\\" and mark not in HIDDEN


def _stops(dry_run: DryRun, *, is_folded: bool) -> Iterator[Section]:
    """Yield what keeps a plan from being carried out."""
    if dry_run.guards:
        rows = tuple(Row((str(guard.kind), f"{guard.place} {guard.message}"), Tone.BAD) for guard in dry_run.guards)
        yield Section("Stopped by guards, until an approval names them", Grid(("guard", "why"), rows))
    if dry_run.conflicts:
        unsettled = {conflict.path for conflict in dry_run.unsettled}
        first = sorted(dry_run.conflicts, key=lambda each: (each.path not in unsettled, each.path))
        named = first[:FIRST_ROWS] if is_folded else first
        rows = tuple(_conflict(each, is_open=each.path in unsettled) for each in named)
        title = f"Conflicts: {len(unsettled)} open, {len(first) - len(unsettled)} settled"
        title += f"; {len(first) - len(named)} not shown" if len(named) < len(first) else ""
        yield Section(title, Grid(("path", "what", "base", "source", "target"), rows))
    unexpected = [str(problem.message) for problem in dry_run.problems if problem.kind.value == "unexpected"]
    if unexpected:
        yield Section("Not as expected", Lines(tuple(unexpected)))


def _conflict(conflict: Conflict, *, is_open: bool) -> Row:
    what = str(conflict.kind) if conflict.beside is None else f"cannot stand beside {spelt_path(conflict.beside)}"
    state = "open: " if is_open else "settled: "
    sides = (_content(side) for side in (conflict.base, conflict.source, conflict.target))
    return Row((spelt_path(conflict.path), state + what, *sides), Tone.BAD if is_open else Tone.NEUTRAL)


def _totals(by_kind: Mapping[PathChangeKind, Rows]) -> Section:
    counts = {str(kind): len(rows) for kind, rows in by_kind.items()}
    cells = (*(f"{count:,}" for count in counts.values()), f"{sum(counts.values()):,}")
    return Section("Changes", Grid((*counts, "in all"), (Row(cells),)))


def _named(kind: PathChangeKind, rows: Rows, total: int, moved: Mapping[str, str]) -> Section:
    """Return the changes of one kind by name, and how many of them are left out."""
    left_out = f"; {total - len(rows):,} more are not shown" if len(rows) < total else ""
    title = f"{str(kind).capitalize()}: {total:,}{left_out}"
    cells = (Row((spelt_path(path), _effect(path, before, after, moved)), ORDER[kind]) for path, before, after in rows)
    return Section(title, Grid(("path", "content"), tuple(cells)))


def _effect(path: str, before: str | None, after: str | None, moved: Mapping[str, str]) -> str:
    old, new = (None if state is None else Entry.of(state) for state in (before, after))
    if old is not None and new is not None:
        was, now = _content(old), _content(new)
        return f"{was} → {now}" + (_difference(old.content, new.content) if was == now else "")
    other = moved.get(path)
    note = "" if other is None else f", {'moved to' if new is None else 'moved from'} {spelt_path(other)}"
    return _content(old or new) + note


def _difference(old: str, new: str) -> str:
    """Say where two contents differ that are cut to the same text."""
    at = next(at for at in count() if old[at : at + 1] != new[at : at + 1])
    was, now = (content[at : at + SHORT] or "nothing" for content in (old, new))
    return f"; from character {at + 1} on {was} → {now}"


def _content(entry: Entry | None) -> str:
    """Return what stands at a path in short: a link with its target, a setting with its value."""
    if entry is None:
        return "nothing"
    match entry.kind:
        case EntryKind.FILE:
            return entry.content[:SHORT]
        case EntryKind.LINK:
            return f"link to {spelt_path(entry.content)}"
        case EntryKind.SETTING:
            return shown(entry.content)[2:-2].replace("\\u", "\\\\u") if len(entry.content) > 1 else entry.content
        case _:
            return f"{entry.kind} {entry.content[:SHORT]}"


def _by_folder(by_kind: Mapping[PathChangeKind, Rows]) -> Section:
    """Return the folders with the most changes, each with its own counts; together they are all changes."""
    counts: dict[str, Counter[PathChangeKind]] = {}
    below: dict[str, set[str]] = {}
    direct: dict[str, Counter[PathChangeKind]] = {}
    for kind, rows in by_kind.items():
        for path, _, _ in rows:
            folder = path.rpartition("/")[0]
            direct.setdefault(folder, Counter())[kind] += 1
    for folder, found in direct.items():
        place = folder
        while True:
            counts.setdefault(place, Counter()).update(found)
            if not place:
                break
            above = place.rpartition("/")[0]
            below.setdefault(above, set()).add(place)
            place = above
    folders = sorted(_unfolded(counts, below, direct), key=lambda row: (-row[1][PathChangeKind.DELETED], row[0]))
    cells = (
        Row(
            (spelt_path(name.removeprefix("/")), *(f"{found[kind]:,}" for kind in ORDER)),
            Tone.BAD if found[PathChangeKind.DELETED] else Tone.NEUTRAL,
        )
        for name, found in folders
    )
    title = "By folder; `**` is all below, `*` what lies directly in it"
    return Section(title, Grid(("folder", *map(str, ORDER)), tuple(cells)))


def _unfolded(
    counts: Mapping[str, Counter[PathChangeKind]],
    below: Mapping[str, Iterable[str]],
    direct: Mapping[str, Counter[PathChangeKind]],
) -> list[tuple[str, Counter[PathChangeKind]]]:
    """Open the folder with the most changes again and again, as long as there is room for what is in it."""
    closed = [("", counts[""])]
    opened: list[tuple[str, Counter[PathChangeKind]]] = []
    widths = {folder: len(set(parts)) for folder, parts in below.items()}
    while True:
        free = MOST_FOLDERS - len(closed) - len(opened)
        fitting = [row for row in closed if row[0] in below and widths[row[0]] <= min(free, WIDEST if row[0] else free)]
        if not fitting:
            named = [(f"{folder}/{'**' if folder in below else '*'}", found) for folder, found in closed]
            is_whole_closed = closed[0][0] == ""
            return _largest(_tops(counts, below, direct) if is_whole_closed else [*opened, *named])
        largest = max(fitting, key=lambda row: (row[1].total(), row[0]))
        closed.remove(largest)
        closed += [(folder, counts[folder]) for folder in sorted(below[largest[0]])]
        opened += [(f"{largest[0]}/*", direct[largest[0]])] if largest[0] in direct else []


def _tops(
    counts: Mapping[str, Counter[PathChangeKind]],
    below: Mapping[str, Iterable[str]],
    direct: Mapping[str, Counter[PathChangeKind]],
) -> list[tuple[str, Counter[PathChangeKind]]]:
    """Return the folders at the top, however many there are, and what lies in none."""
    tops = [(f"{folder}/{'**' if folder in below else '*'}", counts[folder]) for folder in below.get("", ())]
    return [*tops, ("/*", direct[""])] if "" in direct else tops


def _largest(rows: list[tuple[str, Counter[PathChangeKind]]]) -> list[tuple[str, Counter[PathChangeKind]]]:
    """Return the rows with the most changes, and one row for all others."""
    if len(rows) <= MOST_FOLDERS:
        return rows
    ranked = sorted(rows, key=lambda row: (-row[1].total(), row[0]))
    rest: Counter[PathChangeKind] = sum((found for _, found in ranked[MOST_FOLDERS - 1 :]), Counter())
    return [*ranked[: MOST_FOLDERS - 1], (f"{len(ranked) - MOST_FOLDERS + 1} other folders", rest)]


def _findings(dry_run: DryRun) -> Section:
    rows = tuple(Row((str(found.kind), f"{found.place} {found.message}"), Tone.WARN) for found in dry_run.findings)
    return Section("To look at", Grid(("finding", "what"), rows))


def _about(dry_run: DryRun) -> Section:
    """Return what the plan was made of."""
    config = dry_run.config
    strategy = "mirror" if dry_run.mirror else str(config.options.conflict_strategy)
    base = "none" if dry_run.base is None else _size(len(dry_run.base.paths))
    rows = [
        ("source", f"{_place(config.source)}, {_size(len(dry_run.source.paths))}"),
        ("target", f"{_place(config.target)}, {_size(len(dry_run.target.paths))}"),
        ("base", base),
        ("strategy", strategy),
        ("included", "\n".join(map(spelt_path, config.filters.include))),
        ("excluded", "\n".join(map(spelt_path, config.filters.exclude))),
        *(("moved", f"{spelt_path(each.old) or '.'} → {spelt_path(each.new) or '.'}") for each in dry_run.rewrites),
        ("limits", "" if dry_run.limits == GuardLimits() else _limits(dry_run.limits)),
        ("approver", config.options.approver or ""),
    ]
    return Section("Made of", Grid(("input", "what"), tuple(Row(row) for row in rows if row[1])))


def _limits(limits: GuardLimits) -> str:
    protected = [f"protected {spelt_path(pattern)}" for pattern in limits.protected]
    deleted = f"at most {limits.deleted:,} or {limits.deleted_percent} % deleted"
    modified = f"at most {limits.modified:,} or {limits.modified_percent} % modified"
    return "\n".join((deleted, modified, *protected))


def _place(endpoint: Endpoint) -> str:
    branch = f" ({endpoint.branch})" if endpoint.branch else ""
    return f"{endpoint.type} {endpoint.location}{branch}"


def _size(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _digest(dry_run: DryRun, *, is_folded: bool) -> Section:
    if is_folded:
        told = "This card leaves changes out, so that nothing can be approved from it. The whole list has the digest."
        return Section("Folded", Lines((told,), bullets=False))
    return Section("Digest that an approval quotes", Lines((dry_run.digest,), bullets=False))
