"""What is wrong with a playbook as a whole, part by part."""

from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Final

from releasekit._words import did_you_mean, one_of_listed
from releasekit.compat import NoTuple
from releasekit.playbook._vocabulary import PlaybookFinding, PlaybookFindingKind
from releasekit.policy import DifferenceKind, Draft, FindingKind, Hit, check
from releasekit.procedures import Checklist, Procedure, Step
from releasekit.readiness import GateFact

if TYPE_CHECKING:
    from releasekit.playbook._playbook import Playbook


def lint(playbook: "Playbook") -> tuple[PlaybookFinding, ...]:
    """Return everything that is wrong with a playbook; `Playbook.lint` says what that is."""
    gates = frozenset(gate.id for gate in playbook.all_gates)
    checklists = frozenset(checklist.id for checklist in playbook.checklists)
    steps = [
        (f"procedure `{procedure.id}`, steps[{at}]", step)
        for procedure in playbook.procedures
        for at, step in enumerate(procedure.steps)
    ]
    named_checklists = ((place, name) for place, step in steps for name in sorted(step.checklists))
    return (
        *_table_findings(playbook.all_tables),
        *_contradictions(playbook.all_tables),
        *_dangling(PlaybookFindingKind.DANGLING_GATE, "gate", _named_gates(playbook, steps), gates),
        *_dangling(PlaybookFindingKind.DANGLING_CHECKLIST, "checklist", named_checklists, checklists),
        *_unready((*playbook.procedures, *playbook.checklists)),
        *_without_rollback(playbook),
        *_gates_not_asked(playbook),
    )


ANSWERS_DIFFER: Final = (DifferenceKind.LOOSENED, DifferenceKind.TIGHTENED, DifferenceKind.LATERAL)


def _table_findings(tables: Iterable[Draft[object]]) -> Iterator[PlaybookFinding]:
    for table in tables:
        for finding in check(table):
            place = f"table `{table.name}`"
            yield PlaybookFinding(PlaybookFindingKind.TABLE, place, message=str(finding), finding=finding)


def _contradictions(tables: Iterable[Draft[object]]) -> Iterator[PlaybookFinding]:
    """Compare the tables that answer the same question: the same facts, with an outcome in common.

    A draft that is not understood has no answers to compare; what is wrong with it is among the findings of the table.
    """
    from releasekit.policy import diff  # loads what only a comparison needs

    understood = [
        table for table in tables if all(finding.kind is not FindingKind.MALFORMED for finding in check(table))
    ]
    for table, other in combinations(understood, 2):
        columns = [{column.name for column in each.columns} for each in (table, other)]
        has_common_outcome = not set(table.outcomes).isdisjoint(other.outcomes)
        if Hit.COLLECT in (table.hit, other.hit) or columns[0] != columns[1] or not has_common_outcome:
            continue
        for difference in diff(table, other).of(*ANSWERS_DIFFER):
            place, kind = f"tables `{table.name}` and `{other.name}`", PlaybookFindingKind.CONTRADICTION
            yield PlaybookFinding(kind, place, message=str(difference), witness=difference.witness)


def _dangling(
    kind: PlaybookFindingKind, noun: str, named: Iterable[tuple[str, str]], known: frozenset[str]
) -> Iterator[PlaybookFinding]:
    """Report each name that is not known, with the place that names it."""
    for place, name in named:
        if name not in known:
            hint, expected = did_you_mean(name, sorted(known)), one_of_listed(sorted(known))
            yield PlaybookFinding(kind, place, message=f"{noun} `{name}` is named but not known{hint}; {expected}")


def _named_gates(playbook: "Playbook", steps: Iterable[tuple[str, Step]]) -> Iterator[tuple[str, str]]:
    """Yield each place that names a gate, and the gate; readiness rules check their own gates."""
    yield from ((place, gate) for place, step in steps for gate in sorted(step.gates))
    yield from (("promotions", promotion.gate) for promotion in playbook.promotions)
    for milestone in playbook.milestones:
        for card in milestone.task_cards:
            yield from ((f"milestone `{milestone.id}`, task card `{card.id}`", gate) for gate in card.required_gates)
    for entry in playbook.matrix.entries if playbook.matrix else ():
        yield from ((f"matrix, `{entry.release_tuple.ref}`", gate.id) for gate in entry.required_gates)


def _unready(parts: Iterable[Procedure | Checklist]) -> Iterator[PlaybookFinding]:
    for part in parts:
        noun = "procedure" if isinstance(part, Procedure) else "checklist"
        for finding in part.lint():
            place = f"{noun} `{part.id}`, {finding.place}"
            yield PlaybookFinding(PlaybookFindingKind.INCOMPLETE, place, message=finding.message)


def _without_rollback(playbook: "Playbook") -> Iterator[PlaybookFinding]:
    """Ask the matrix for the rollback tuple of every consumer that it or a gate names."""
    if playbook.matrix is None:
        return
    tested = {gate.consumer for gate in playbook.all_gates if gate.consumer is not None}
    for consumer in sorted({*playbook.matrix.consumers, *tested}):
        rollback = playbook.matrix.rollback_for(consumer)
        if isinstance(rollback, NoTuple):
            place, message = f"matrix, consumer `{consumer}`", "; ".join(rollback.reasons)
            yield PlaybookFinding(PlaybookFindingKind.NO_ROLLBACK_TUPLE, place, message=message)


def _gates_not_asked(playbook: "Playbook") -> Iterator[PlaybookFinding]:
    """Find go/no-go rules that never look at the gates which the playbook requires."""
    rules = playbook.readiness
    if rules is None or rules.required is None:
        return
    looking = {name for name, fact in rules.asked.items() if isinstance(fact, GateFact) and fact.gates is None}
    if not any(name in looking for rule in rules.go_no_go.rules for name, _ in rule.when):
        place, message = f"table `{rules.go_no_go.name}`", "no rule asks for the required gates; expected one that does"
        yield PlaybookFinding(PlaybookFindingKind.GATES_NOT_ASKED, place, message=message)
