"""What is wrong with a playbook as a whole, part by part."""

from collections.abc import Iterable, Iterator
from itertools import combinations

from releasekit._words import did_you_mean, listing
from releasekit.compat import NoTuple
from releasekit.playbook._findings import PlaybookFinding, PlaybookFindingKind
from releasekit.playbook._playbook import Playbook
from releasekit.policy import DifferenceKind, Draft, FindingKind, Hit, check, diff
from releasekit.procedures import Checklist, Procedure, Step, lint

ANSWERS_DIFFER = (DifferenceKind.LOOSENED, DifferenceKind.TIGHTENED, DifferenceKind.LATERAL)


def findings_of(playbook: Playbook) -> tuple[PlaybookFinding, ...]:
    """Return everything that is wrong with a playbook, tables first."""
    gates = frozenset(gate.id for gate in playbook.all_gates)
    checklists = frozenset(checklist.id for checklist in playbook.checklists)
    return (
        *_of_tables(playbook),
        *_contradictions(playbook.all_tables),
        *_dangling(PlaybookFindingKind.DANGLING_GATE, "gate", _named_gates(playbook), gates),
        *_dangling(PlaybookFindingKind.DANGLING_CHECKLIST, "checklist", _named_checklists(playbook), checklists),
        *_unready(playbook),
        *_without_rollback(playbook),
        *_gates_not_asked(playbook),
    )


def _of_tables(playbook: Playbook) -> Iterator[PlaybookFinding]:
    for table in playbook.all_tables:
        for found in check(table):
            place = f"table `{table.name}`"
            yield PlaybookFinding(PlaybookFindingKind.TABLE, place, message=str(found), finding=found)


def _contradictions(tables: Iterable[Draft[object]]) -> Iterator[PlaybookFinding]:
    """Compare the tables that answer the same question: the same facts, with an outcome in common.

    A draft that is not understood has no answers to compare; what is wrong with it is among the findings of the table.
    """
    for one, other in combinations(filter(_is_understood, tables), 2):
        if _asks_the_same(one, other):
            for difference in diff(one, other).of(*ANSWERS_DIFFER):
                place = f"tables `{one.name}` and `{other.name}`"
                yield PlaybookFinding(
                    PlaybookFindingKind.CONTRADICTION, place, message=str(difference), witness=difference.witness
                )


def _is_understood(table: Draft[object]) -> bool:
    return all(found.kind is not FindingKind.MALFORMED for found in check(table))


def _asks_the_same(one: Draft[object], other: Draft[object]) -> bool:
    collecting = Hit.COLLECT in (one.hit, other.hit)
    names = [{column.name for column in table.columns} for table in (one, other)]
    return not collecting and names[0] == names[1] and not set(one.outcomes).isdisjoint(other.outcomes)


def _dangling(
    kind: PlaybookFindingKind, noun: str, named: Iterable[tuple[str, str]], known: frozenset[str]
) -> Iterator[PlaybookFinding]:
    """Report what is named, each with its place, and not known."""
    for place, name in named:
        if name not in known:
            hint, expected = did_you_mean(name, sorted(known)), f"expected one of {listing(sorted(known))}"
            yield PlaybookFinding(kind, place, message=f"{noun} `{name}` is named but not known{hint}; {expected}")


def _named_gates(playbook: Playbook) -> Iterator[tuple[str, str]]:
    """Yield where which gate is named, outside the readiness rules, which know all of theirs."""
    yield from ((place, gate) for place, step in _steps(playbook) for gate in sorted(step.gates))
    yield from (("promotions", promotion.gate) for promotion in playbook.promotions)
    for milestone in playbook.milestones:
        for card in milestone.task_cards:
            yield from ((f"milestone `{milestone.id}`, task card `{card.id}`", gate) for gate in card.required_gates)
    for entry in playbook.matrix.entries if playbook.matrix else ():
        yield from ((f"matrix, `{entry.release_tuple.ref}`", gate.id) for gate in entry.required_gates)


def _named_checklists(playbook: Playbook) -> Iterator[tuple[str, str]]:
    yield from ((place, name) for place, step in _steps(playbook) for name in sorted(step.checklists))


def _steps(playbook: Playbook) -> Iterator[tuple[str, Step]]:
    """Yield the steps of all procedures, each with its place."""
    for procedure in playbook.procedures:
        yield from ((f"procedure `{procedure.id}`, steps[{at}]", step) for at, step in enumerate(procedure.steps))


def _unready(playbook: Playbook) -> Iterator[PlaybookFinding]:
    parts: tuple[Procedure | Checklist, ...] = (*playbook.procedures, *playbook.checklists)
    for part in parts:
        noun = "procedure" if isinstance(part, Procedure) else "checklist"
        for found in lint(part):
            place = f"{noun} `{part.id}`, {found.place}"
            yield PlaybookFinding(PlaybookFindingKind.INCOMPLETE, place, message=found.message)


def _without_rollback(playbook: Playbook) -> Iterator[PlaybookFinding]:
    """Ask the matrix for the rollback tuple of every consumer that it or a gate names."""
    if playbook.matrix is None:
        return
    tested = {gate.consumer for gate in playbook.all_gates if gate.consumer is not None}
    for consumer in sorted({*playbook.matrix.consumers, *tested}):
        found = playbook.matrix.rollback_for(consumer)
        if isinstance(found, NoTuple):
            place = f"matrix, consumer `{consumer}`"
            message = "; ".join(found.reasons)
            yield PlaybookFinding(PlaybookFindingKind.NO_ROLLBACK_TUPLE, place, message=message)


def _gates_not_asked(playbook: Playbook) -> Iterator[PlaybookFinding]:
    """Find go/no-go rules that never look at the gates which the playbook requires."""
    rules = playbook.readiness
    if rules is not None and not any("required_gates" in dict(rule.when) for rule in rules.go_no_go.rules):
        place, message = f"table `{rules.go_no_go.name}`", "no rule asks for `required_gates`; expected one that does"
        yield PlaybookFinding(PlaybookFindingKind.GATES_NOT_ASKED, place, message=message)
