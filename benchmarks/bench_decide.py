"""`decide` against a bare dict look-up and against other engines.

Each engine gets facts of its own types: releasekit words, the others texts, since they know none.
What releasekit makes of texts is printed beside.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from benchmarks import subject
from benchmarks.limits import DECIDE_FINITE, DECIDE_PEERS, DECIDE_TEN_COLUMNS, Limit
from benchmarks.peers import Form, deciders
from benchmarks.report import Line
from benchmarks.subject import LookUp
from benchmarks.tables import FLAGS, SEVERITY_IMPACT, SEVERITY_IMPACT_TEXTS, TEN_MIXED, Workload
from benchmarks.timing import Call, race

BARE: Final[Mapping[str, Callable[[Workload], LookUp]]] = {
    SEVERITY_IMPACT.name: subject.bare_matrix,
    SEVERITY_IMPACT_TEXTS.name: subject.bare_matrix,
    FLAGS.name: subject.bare_flags,
}
FINITE: Final = (SEVERITY_IMPACT, SEVERITY_IMPACT_TEXTS, FLAGS)
OURS: Final = "releasekit"
BARE_TOO: Final = "the bare look-up is, too"
# With the limits on the peers, and our variants that are printed beside.
PEERS: Final[tuple[tuple[Workload, Mapping[str, Limit], tuple[Workload, ...]], ...]] = (
    (SEVERITY_IMPACT, DECIDE_PEERS, (SEVERITY_IMPACT_TEXTS,)),
    (TEN_MIXED, {}, ()),
)


def lines() -> Iterator[tuple[str, list[Line]]]:
    """Yield the sections on `decide`, each with its lines."""
    yield "decide: our time over a bare look-up of the same keys", list(_against_bare())
    for workload, limits, variants in PEERS:
        title = f"decide on {workload.name}: the others' time over ours"
        yield title, list(_against_peers(workload, limits, variants))


def _against_bare() -> Iterator[Line]:
    """Yield the bare look-up and ours on each table; ten columns are held against the first one."""
    entries: dict[str, Call] = {TEN_MIXED.name: _ours(TEN_MIXED).checked(TEN_MIXED)}
    for workload in FINITE:
        entries |= {form.name: form.checked(workload) for form in _bare_form(workload)}
        entries[workload.name] = _ours(workload).checked(workload)
    best = race(entries)
    for workload in FINITE:
        size, least, ours = len(workload.points), best[_bare(workload)], best[workload.name]
        yield Line(_bare(workload), least / size)
        yield Line(workload.name, ours / size, ours / least, _bare(workload), DECIDE_FINITE)
    least = best[_bare(SEVERITY_IMPACT)] / len(SEVERITY_IMPACT.points)
    ours = best[TEN_MIXED.name] / len(TEN_MIXED.points)
    yield Line(TEN_MIXED.name, ours, ours / least, _bare(SEVERITY_IMPACT), DECIDE_TEN_COLUMNS)


def _against_peers(workload: Workload, limits: Mapping[str, Limit], variants: Sequence[Workload]) -> Iterator[Line]:
    """Yield the bare look-up where there is one, ours, then each peer's forms, fastest first."""
    forms = {name: make(workload) for name, make in deciders()}
    entries = {OURS: _ours(workload).checked(workload)}
    entries |= {form.name: form.checked(workload) for form in _bare_form(workload)}
    entries |= {f"{OURS}, {own.name}": _ours(own).checked(own) for own in variants}
    beside = [name for name in entries if name != OURS]
    for peer, found in forms.items():
        entries |= {f"{peer}: {form.name}": form.checked(workload) for form in found or ()}
    best = {name: spent / len(workload.points) for name, spent in race(entries).items()}
    ours, least = best[OURS], best.get(_bare(workload), 0.0)
    yield Line(OURS, ours)
    yield from (Line(name, best[name], best[name] / ours, OURS) for name in beside)
    for peer, found in forms.items():
        if found is None:
            yield Line(peer, limit=limits.get(peer), note="not installed")
        names = sorted((f"{peer}: {form.name}" for form in found or ()), key=best.__getitem__)
        for place, name in enumerate(names):
            limit = limits.get(name, None if place else limits.get(peer))
            unreached = limit is not None and least and not limit.allows(best[name] / least)
            note = BARE_TOO if unreached else ""
            yield Line(name, best[name], best[name] / ours, OURS, limit, note)


def _bare_form(workload: Workload) -> Iterator[Form]:
    if workload.name in BARE:
        look_up = BARE[workload.name](workload)
        yield Form(_bare(workload), subject.facts(workload), look_up, str)


def _bare(workload: Workload) -> str:
    return f"bare, {workload.name}"


def _ours(workload: Workload) -> Form:
    decide = subject.table(workload).decide
    return Form(OURS, subject.facts(workload), decide, lambda decision: decision.outcome)
