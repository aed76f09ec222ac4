"""What a playbook finds in a record: what contradicts its text, and what the record alone cannot tell.

What contradicts itself in a record is refused by the record. Each kind of record has one function here; they all read
the same data, the rules of the playbook.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from releasekit._arguments import of_kind
from releasekit._words import Word, did_you_mean, is_same, listing, one_of_listed, shown, word_text
from releasekit.answers import Finding, Severity
from releasekit.gates import GateKind, GateStatus
from releasekit.notes import ChecklistEntry, ReleaseEvidence
from releasekit.playbook._records import RecordRules, RollbackRule
from releasekit.playbook._vocabulary import PlaybookError, RecordFindingKind
from releasekit.policy import Table
from releasekit.procedures import ItemResult, ItemStatus
from releasekit.readiness import GoNoGo, ReadinessRules, ReleasePacket
from releasekit.rollback import RollbackEvidence
from releasekit.sync import AUTOMATIC, SyncLog

if TYPE_CHECKING:
    from releasekit.playbook._playbook import Playbook

Findings: TypeAlias = Iterator[Finding[Word]]
UNKNOWN, MISSING, CONTRADICTED, SAME_PERSON, UNFIT, LATE = RecordFindingKind


def findings(playbook: "Playbook", record: object) -> tuple[Finding[Word], ...]:
    """Return what a playbook finds in a record, by the kind of the record."""
    of_kind("record", record, *KINDS)
    (found,) = (found for kind, found in KINDS.items() if isinstance(record, kind))
    return tuple(found(playbook, record))


def rules_of(playbook: "Playbook") -> ReadinessRules:
    """Return the go/no-go rules of a playbook.

    Raises:
        PlaybookError: where it has none.
    """
    if playbook.readiness is None:
        raise PlaybookError(playbook.id, "no go/no-go rules; expected a playbook with readiness rules")
    return playbook.readiness


def _asked(playbook: "Playbook") -> RecordRules:
    return RecordRules() if playbook.records is None else playbook.records


def _of_packet(playbook: "Playbook", packet: ReleasePacket) -> Findings:
    """Find classes, gates and tuples that the playbook does not know, or asks for and the packet lacks."""
    rules = rules_of(playbook)
    gates = {gate.id: gate for gate in playbook.all_gates}
    yield from _unknown("release_class", packet.release_class, [each.id for each in rules.classes])
    for field in ("required_gates", "gate_results", "advisory_findings"):
        names = (part if isinstance(part, str) else part.gate for part in getattr(packet, field))
        yield from _unknown(field, names, list(gates))
    for gate in sorted(rules.gates_of_classes(packet.release_class) - set(packet.required_gates)):
        message = f"lack `{gate}`; expected it, as the classes {listing(packet.release_class)} require it"
        yield Finding(MISSING, "required_gates", message=message)
    for each in rules.classes:
        if each.id in packet.release_class and (others := sorted(each.excludes.intersection(packet.release_class))):
            message = f"holds `{each.id}` beside {listing(others)}; expected classes that fit together"
            yield Finding(CONTRADICTED, "release_class", message=message)
    failed = [each.gate for each in packet.advisory_findings if each.status in (GateStatus.FAIL, GateStatus.ERROR)]
    if failed and packet.go_no_go is GoNoGo.GO and GoNoGo.CONDITIONAL_GO in rules.go_no_go.listed:
        message = f"is `{packet.go_no_go}`, and {listing(failed)} failed; expected a go under conditions, or none"
        yield Finding(CONTRADICTED, "go_no_go", message=message)
    for finding in packet.advisory_findings:
        if finding.gate in gates and gates[finding.gate].kind is GateKind.BLOCKING:
            message = f"hold `{finding.gate}`, which is blocking; expected advisory gates"
            yield Finding(CONTRADICTED, "advisory_findings", message=message)
    if packet.go_no_go not in rules.go_no_go.listed:
        expected = one_of_listed(map(str, rules.go_no_go.listed))
        yield Finding(UNKNOWN, "go_no_go", message=f"is `{packet.go_no_go}`; {expected}")
    testing = [name for name in packet.required_gates if name in gates and gates[name].consumer is not None]
    if testing and not packet.tuple_current and packet.go_no_go is not GoNoGo.NO_GO:
        message = f"is empty, and {listing(testing)} test consumers; expected the tuples that are released for"
        yield Finding(MISSING, "tuple_current", message=message)
    if playbook.matrix is not None:
        known = [entry.release_tuple.ref for entry in playbook.matrix.entries]
        yield from _unknown("tuple_rollback", (back.ref for back in packet.tuple_rollback), known)


def _of_evidence(playbook: "Playbook", evidence: ReleaseEvidence) -> Findings:
    """Find where a release differs from its checklist, and where it contradicts the result of the release gate."""
    rules, validation = _asked(playbook), evidence.validation
    if rules.release_checklist is None:
        return
    results = (
        ItemResult(
            entry.check,
            entry.status,
            recorded_at=evidence.release_date,
            by=evidence.released_by,
            evidence=(evidence.artifacts.verification_log_ref,),
        )
        for entry in validation.checklist
    )
    report = playbook.checklist(rules.release_checklist).judge(
        results,
        evidence.release_date,
        circumstances={name: kind is evidence.release_type for name, kind in rules.circumstances},
    )
    for problem in report.problems:
        yield problem.replace(place=f"validation.checklist, {problem.place}")
    passed = validation.gate_results.g_rel_passed
    denied = ItemStatus.FAIL if passed else ItemStatus.PASS
    if rules.release_gate is not None and ChecklistEntry(rules.release_gate, denied) in validation.checklist:
        message = (
            f"is {shown(passed)} and check `{rules.release_gate}` is {shown(denied)}; "
            "expected both to say whether the release gate passes"
        )
        yield Finding(CONTRADICTED, "validation.gate_results.g_rel_passed", message=message)


def _of_rollback(playbook: "Playbook", evidence: RollbackEvidence) -> Findings:
    """Find a rollback of another type than its issue calls for, one decided late, and an executor who approved."""
    rules = _asked(playbook)
    rule = {rule.type: rule for rule in rules.rollbacks}.get(evidence.type, RollbackRule(evidence.type))
    trigger, execution = evidence.trigger, evidence.execution
    if rule.action is not None and rules.rollback_table is not None:
        table = playbook.table(rules.rollback_table)
        actions = actions_for(table, trigger.severity) if isinstance(table, Table) else {}
        if rule.action not in actions:
            given = f"is {shown(evidence.type)} for an issue of severity {shown(trigger.severity)}"
            yield Finding(UNFIT, "type", message=f"{given}; {one_of_listed(actions)}")
    took = execution.decided_at - trigger.detected_at
    if rule.decided_within is not None and took >= rule.decided_within:
        message = f"is {took} after the issue was detected; expected less than {rule.decided_within}"
        yield Finding(LATE, "execution.decided_at", message=message)
    if trigger.severity not in rules.approved_afterwards:
        yield from _same_person("execution.executed_by", execution.executed_by, execution.decided_by)


def actions_for(table: Table[object], severity: Severity) -> dict[str, None]:
    """Return what a table may answer for a severity, whatever else it asks; a list of answers stands for each.

    A table that collects answers nothing.
    """
    if not table.answers_once:
        return {}
    axes = table.partition.axes
    columns = [
        [severity] if axis.column.domain is Severity else [axis.witness(atom) for atom in range(axis.size)]
        for axis in axes
    ]
    answers = (
        table.decide({axis.column.name: value for axis, value in zip(axes, values, strict=True)}).outcome
        for values in product(*columns)
    )
    parts = (part for answer in answers for part in (answer if isinstance(answer, tuple) else (answer,)))
    return dict.fromkeys(_text(part) for part in parts)


def _text(answer: object) -> str:
    return word_text(answer) if isinstance(answer, Word) else str(answer)


def _of_sync(playbook: "Playbook", log: SyncLog) -> Findings:
    """Find an executor who approved, deletes that nobody approved, and a dry run that was too old for its execution."""
    rules = _asked(playbook).syncs
    if log.execution is None or log.approval is None:
        return
    if rules is None or not rules.self_approval:
        yield from _same_person("executed_by", log.executed_by, log.approval.approved_by)
    deleted = log.dry_run.result.files_to_delete
    if deleted and is_same(log.approval.approved_by, AUTOMATIC):
        message = f"is {shown(log.approval.approved_by)}; expected a person, for {deleted} deletes"
        yield Finding(CONTRADICTED, "approval.approved_by", message=message)
    age = log.execution.started_at - log.dry_run.executed_at
    if rules is not None and age > rules.max_age:
        message = f"is {age} after the dry run; expected at most {rules.max_age}"
        yield Finding(LATE, "execution.started_at", message=message)


def _same_person(place: str, executor: str, approver: str) -> Findings:
    if is_same(executor, approver):
        yield Finding(SAME_PERSON, place, message=f"is `{executor}`, who approved; expected somebody else")


def _unknown(place: str, names: Iterator[str] | tuple[str, ...], known: list[str]) -> Findings:
    for name in names:
        if name not in known:
            message = f"holds {shown(name)}{did_you_mean(name, known)}; {one_of_listed(known)}"
            yield Finding(UNKNOWN, place, message=message)


KINDS: Final[Mapping[type, Callable[["Playbook", Any], Findings]]] = {
    ReleasePacket: _of_packet,
    ReleaseEvidence: _of_evidence,
    RollbackEvidence: _of_rollback,
    SyncLog: _of_sync,
}
"""Who finds what is wrong, by the kind of record."""
