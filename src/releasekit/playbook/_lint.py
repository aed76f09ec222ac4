"""What is wrong with a playbook as a whole, part by part."""

from collections.abc import Container, Iterable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Final

from releasekit._words import did_you_mean, one_of_listed
from releasekit.answers import Severity
from releasekit.compat import NoTuple
from releasekit.gates import Lack
from releasekit.playbook._findings import actions_for
from releasekit.playbook._records import RecordRules
from releasekit.playbook._vocabulary import PlaybookFinding, PlaybookFindingKind
from releasekit.policy import DifferenceKind, Draft, FindingKind, Hit, Table, check
from releasekit.procedures import Checklist, Procedure, Step
from releasekit.readiness import EntryFact, Fact, GateFact, GoNoGo, ReadinessRules

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
    named_checklists = [(place, name) for place, step in steps for name in sorted(step.checklists)]
    if playbook.records is not None and playbook.records.release_checklist is not None:
        named_checklists.append(("records", playbook.records.release_checklist))
    return (
        *_table_findings(playbook.all_tables),
        *_contradictions(playbook.all_tables),
        *_dangling(PlaybookFindingKind.DANGLING_GATE, "gate", _named_gates(playbook, steps), gates),
        *_dangling(PlaybookFindingKind.DANGLING_CHECKLIST, "checklist", named_checklists, checklists),
        *_unready((*playbook.procedures, *playbook.checklists)),
        *_without_rollback(playbook),
        *_gates_not_asked(playbook),
        *_dangling_records(playbook),
        *_forgotten(playbook, {name for _, name in named_checklists}),
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
    if not any(isinstance(fact, GateFact) and fact.gates is None for fact in _asked_facts(rules)):
        place, message = f"table `{rules.go_no_go.name}`", "no rule asks for the required gates; expected one that does"
        yield PlaybookFinding(PlaybookFindingKind.GATES_NOT_ASKED, place, message=message)


def _asked_facts(rules: ReadinessRules) -> list[Fact]:
    """Return the facts that a rule of the go/no-go table asks."""
    named = {name for rule in rules.go_no_go.rules for name, _ in rule.when}
    return [fact for fact in rules.facts if fact.name in named]


def _dangling_records(playbook: "Playbook") -> Iterator[PlaybookFinding]:
    """Report what the rules of records name and the checklist or the table that they name does not have."""
    rules = playbook.records or RecordRules()
    checklists = {checklist.id: checklist for checklist in playbook.checklists}
    if rules.release_checklist in checklists:
        listed = checklists[rules.release_checklist].items
        gate = [] if rules.release_gate is None else [rules.release_gate]
        circumstances = [name for name, _ in rules.circumstances]
        yield from _dangling_names("item", gate, (item.id for item in listed))
        yield from _dangling_names("circumstance", circumstances, (item.only_if for item in listed if item.only_if))
    if rules.rollback_table is not None:
        tables = {table.name: table for table in playbook.all_tables if isinstance(table, Table) and table.answers_once}
        yield from _dangling_names("table that decides", [rules.rollback_table], tables)
        if rules.rollback_table in tables:
            answers = [answer for word in Severity for answer in actions_for(tables[rules.rollback_table], word)]
            actions = [rule.action for rule in rules.rollbacks if rule.action is not None]
            yield from _dangling_names("answer of the table", actions, answers)


def _dangling_names(noun: str, named: Iterable[str], known: Iterable[str]) -> Iterator[PlaybookFinding]:
    places = (("records", name) for name in named)
    return _dangling(PlaybookFindingKind.DANGLING_NAME, noun, places, frozenset(known))


def _forgotten(playbook: "Playbook", checklists: Container[str]) -> Iterator[PlaybookFinding]:
    """Find the parts of a playbook from which nothing follows; a fact asks what its fields hold, or name."""
    rules = playbook.readiness
    facts = [] if rules is None else _asked_facts(rules)
    asked = frozenset[object]().union(*(fact.asks for fact in facts))
    if rules is not None:
        yield from _forgotten_rules(rules, facts)
    for reading in playbook.budgets:
        ways = ({reading}, set(reading.budgets), {budget.metric for budget in reading.budgets})
        if not any(asked.issuperset(way) for way in ways):
            yield _forgot(PlaybookFindingKind.BUDGET_NOT_ASKED, f"budget `{reading.name}`", "no rule asks for it")
    for promotion in playbook.promotions:
        if promotion not in asked:
            place = f"promotion of `{promotion.gate}`"
            yield _forgot(PlaybookFindingKind.PROMOTION_NOT_ASKED, place, "no rule asks for it")
    for checklist in playbook.checklists:
        if checklist.id not in checklists and checklist not in asked:
            place = f"checklist `{checklist.id}`"
            yield _forgot(PlaybookFindingKind.CHECKLIST_NOT_ASKED, place, "no rule, step or record asks for it")


def _forgotten_rules(rules: ReadinessRules, facts: list[Fact]) -> Iterator[PlaybookFinding]:
    """Find gates without a class, facts without a rule, a conditional go for nothing and silent relaxations."""
    table = f"table `{rules.go_no_go.name}`"
    for gate in rules.gates:
        if not any(each.asks_for(gate.id) for each in rules.classes):
            yield _forgot(PlaybookFindingKind.GATE_IN_NO_CLASS, f"gate `{gate.id}`", "no class requires or reports it")
    for fact in rules.facts:
        if fact not in facts:
            yield _forgot(PlaybookFindingKind.FACT_NOT_ASKED, f"fact `{fact.name}`", "no rule asks for it")
    is_conditional = any(rule.then is GoNoGo.CONDITIONAL_GO for rule in rules.go_no_go.rules)
    if is_conditional and not any(isinstance(fact, EntryFact) for fact in facts):
        message = "a rule answers `conditional go`, and none asks for the entry or the waiver that records it"
        yield _forgot(PlaybookFindingKind.NO_ENTRY, table, message)
    noticed = frozenset[Lack]().union(*(fact.notices for fact in facts))
    for lack in Lack:
        if lack in rules.evidence.accepted - noticed:
            message = f"a pass with `{lack}` is accepted, and no rule takes notice of it"
            yield _forgot(PlaybookFindingKind.RELAXATION_NOT_ASKED, table, message)


def _forgot(kind: PlaybookFindingKind, place: str, what: str) -> PlaybookFinding:
    return PlaybookFinding(kind, place, message=f"{what}; expected one that does")
