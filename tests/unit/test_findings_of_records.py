"""What a playbook finds in a record: each forgery beside the honest record, and what the playbook says of it."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from releasekit._words import Word
from releasekit.answers import Finding, Permission, Severity
from releasekit.compat import CompatMatrix, MatrixEntry, Role, Tier
from releasekit.errors import FieldError
from releasekit.gates import EvidenceRules, Gate, GateStatus, TreeState
from releasekit.notes import ChecklistEntry, ReleaseEvidence
from releasekit.playbook import Playbook, PlaybookError, RecordFindingKind, RecordRules, RollbackRule
from releasekit.playbooks import GATED_RELEASE, RELEASE_CADENCE
from releasekit.playbooks.gated_release import READINESS, REVIEW
from releasekit.playbooks.release_cadence import RECORDS, ROLLBACK_MATRIX, readiness, sync_rules
from releasekit.policy import Column, Hit, Numbers, Rule, Table, at_least, below, not_
from releasekit.procedures import ItemStatus
from releasekit.readiness import GoNoGo, PacketResult, ReleaseCandidate, assess, packet, verify_packet
from releasekit.rollback import RollbackEvidence, RollbackType
from releasekit.versions import BumpLevel, ReleaseType, Version
from tests.rows import cases
from tests.strategies.candidates import (
    AT,
    BACK,
    BEFORE,
    CLAIMS,
    COMMIT,
    LATER,
    MATRIX,
    PERFORMANCE,
    R0,
    R1,
    R2,
    RCC,
    THRESHOLDS,
    approval,
    complete,
    conditional,
    listed,
    passed,
    waived,
)
from tests.strategies.records import EVIDENCE, LOG, MINUTE, NOTES, ROLLBACK
from tests.unit.test_packets import DAY, packed

CADENCE: Final = RELEASE_CADENCE.replace(readiness=readiness(THRESHOLDS))
IMMEDIATE, PLANNED, PARTIAL, CONFIG = RollbackType
LOW, MEDIUM, HIGH, CRITICAL = Severity


def texts(found: tuple[Finding[Word], ...]) -> list[str]:
    """Each finding with its kind."""
    return [f"{each.kind}: {each}" for each in found]


def dropped(names: tuple[Any, ...], gone: str) -> tuple[Any, ...]:
    return tuple(each for each in names if gone not in (each, getattr(each, "gate", None)))


HONEST: Final = packed(complete(R2))
"""A go for a change that consumers notice."""
CONDITIONAL: Final = packed(conditional())
PROVED: Final = HONEST.gate_results[0]


class TestPackets:
    @pytest.mark.parametrize(
        "own", [packed(complete(*names)) for names in ((R0,), (R1,), (R2,), ("R3",), (R0, R1), (R1, "R3"))]
    )
    def test_of_an_honest_review_are_sound(self, own: object) -> None:
        assert GATED_RELEASE.findings(own) == ()

    @pytest.mark.parametrize(("changes", "expected"), cases(__file__, "packets",
        pytest.param({"release_class": ("R5",)}, id="a class that nobody knows"),
        pytest.param(
            {
                "required_gates": dropped(HONEST.required_gates, "VG-RCC-001"),
                "gate_results": dropped(HONEST.gate_results, "VG-RCC-001"),
            },
            id="a gate of the class is left out",
        ),
        pytest.param({"release_class": ("R2", "R3")}, id="a class of which no gate is there"),
        pytest.param(
            {
                "release_class": ("R3",),
                "required_gates": sorted(PERFORMANCE),
                "gate_results": [PROVED.replace(gate=gate) for gate in PERFORMANCE],
            },
            id="a class that stands for others where it is alone",
        ),
        pytest.param({"release_class": ("R0", "R3")}, id="classes that exclude each other"),
        pytest.param({"advisory_findings": (PacketResult("VG-LA-002", GateStatus.FAIL),)}, id="a failure beside a go"),
        pytest.param({"tuple_current": (), "tuple_rollback": ()}, id="no tuple"),
        pytest.param({"advisory_findings": (PacketResult("VG-PERF-001", GateStatus.FAIL),)}, id="a blocking gate"),
        pytest.param({"advisory_findings": (PacketResult("VG-LA-003", GateStatus.FAIL),)}, id="an unknown finding"),
        pytest.param(
            {
                "required_gates": (*HONEST.required_gates, "VG-RC-001"),
                "gate_results": (*HONEST.gate_results, PROVED.replace(gate="VG-RC-001")),
            },
            id="a gate that nobody knows",
        ),
    ))
    def test_of_which_the_playbook_says_something_else(self, changes: dict[str, Any], expected: str) -> None:
        found = GATED_RELEASE.findings(HONEST.replace(**changes))
        assert texts(found) == expected.split("\n")

    def test_claim_as_few_consumers_as_the_release(self) -> None:
        assert GATED_RELEASE.findings(HONEST.replace(tuple_current=CLAIMS[:1], tuple_rollback=BACK[:1])) == ()

    def test_of_a_no_go_need_no_tuple(self) -> None:
        no_go = HONEST.replace(go_no_go=GoNoGo.NO_GO, tuple_current=(), tuple_rollback=())
        assert GATED_RELEASE.findings(no_go) == ()

    def test_with_an_outcome_that_the_playbook_does_not_have(self) -> None:
        assert GATED_RELEASE.findings(CONDITIONAL) == ()
        named = ("go_no_go", "is `conditional go`; expected one of go, no-go")
        assert named in [(each.place, each.message) for each in CADENCE.findings(CONDITIONAL)]

    def test_go_back_to_tuples_of_the_matrix(self) -> None:
        entries = [
            MatrixEntry(
                back,
                Tier.SUPPORTED,
                role=Role.CURRENT,
                validated_at=AT,
                required_gates=[Gate("VG-RCC-001", consumer=back.consumer)],
                evidence=["g.txt"],
                tree=TreeState.CLEAN_CLONE_COMMITTED,
            )
            for back in BACK
        ]
        known, other = (
            GATED_RELEASE.replace(matrix=CompatMatrix(listed, "1", published_at=AT))
            for listed in (entries, entries[1:])
        )
        assert known.findings(HONEST) == ()
        (found,) = other.findings(HONEST)
        assert (found.kind, found.place) == (RecordFindingKind.UNKNOWN, "tuple_rollback")
        assert BACK[0].ref in found.message

    def test_are_judged_by_go_no_go_rules_only(self) -> None:
        with pytest.raises(PlaybookError, match="no go/no-go rules"):
            RELEASE_CADENCE.findings(HONEST)

    @pytest.mark.parametrize("kind", ReleaseType)
    def test_have_the_class_of_their_release_type(self, kind: ReleaseType) -> None:
        """A release type is a class where the playbook says so, though nobody declares it."""
        candidate = ReleaseCandidate(
            "1.4.0",
            (),
            results=[passed(gate) for gate in ("G-REL", "G-MRG")],
            commit=COMMIT,
            release_type=kind,
            bump=BumpLevel.PATCH,
            rates={"success_rate": Decimal(99), "rework_rate": Decimal(1)},
            owner="Olga",
            approver="Piet",
            approvals=(approval("major release"),),
        )
        own = packet(CADENCE.assess(candidate, AT), release_date=DAY, tuple_rollback=())
        assert (own.go_no_go, own.release_class) == (GoNoGo.GO, ("any release", str(kind)))
        assert CADENCE.findings(own) == ()
        (result,) = (result for result in own.gate_results if result.gate == "G-REL")
        bare = own.replace(required_gates=("G-REL",), gate_results=(result,), release_class=("any release", "patch"))
        assert texts(CADENCE.findings(bare)) == [
            "missing: required_gates lack `G-MRG`; expected it, as the classes any release, patch require it"
        ]


class TestVerifying:
    def test_refuses_what_the_playbook_finds(self) -> None:
        """The review has no matrix, so it alone would not see a tuple that nobody knows."""
        candidate = complete(R2)
        assert GATED_RELEASE.verify_packet(HONEST, candidate, AT).outcome is Permission.ALLOWED
        playbook = GATED_RELEASE.replace(matrix=CompatMatrix((), "1", published_at=AT))
        found = playbook.verify_packet(HONEST, candidate, AT)
        assert (found.outcome, found.differences) == (Permission.REFUSED, ())
        assert found.findings == playbook.findings(HONEST)
        assert len(found.findings) == len(CLAIMS)

    @pytest.mark.parametrize(
        ("day", "outcome"),
        [
            (BEFORE.date(), Permission.ALLOWED),
            (AT.date(), Permission.ALLOWED),
            (date(2030, 1, 1), Permission.ALLOWED),
            (date(2026, 2, 18), Permission.REFUSED),
            (date.min, Permission.REFUSED),
            (date.max, Permission.ALLOWED),
        ],
        ids=str,
    )
    def test_asks_for_a_day_after_the_evidence(self, day: date, outcome: Permission) -> None:
        found = verify_packet(HONEST.replace(release_date=day), complete(R2), READINESS, AT)
        assert found.outcome is outcome
        assert [each.field for each in found.differences] == ["release_date"] * (outcome is Permission.REFUSED)

    def test_says_what_the_other_day_changes(self) -> None:
        found = verify_packet(HONEST.replace(release_date=date(2026, 2, 18)), complete(R2), READINESS, AT)
        assert list(map(str, found.differences)) == [
            "release_date is `2026-02-18`; expected `a day on which the review is go, not no-go`"
        ]

    def test_asks_for_a_day_on_which_the_evidence_still_counts(self) -> None:
        rules = READINESS.replace(evidence=EvidenceRules(max_age=LATER - BEFORE))
        days = (LATER.date(), date(2026, 2, 22))
        found = [verify_packet(HONEST.replace(release_date=day), complete(R2), rules, AT) for day in days]
        assert [each.outcome for each in found] == [Permission.ALLOWED, Permission.REFUSED]

    def test_asks_for_a_day_on_which_the_waiver_is_in_force(self) -> None:
        own = packed(waived())
        days = (LATER.date(), date(2026, 2, 22))
        found = [verify_packet(own.replace(release_date=day), waived(), READINESS, AT) for day in days]
        assert own.go_no_go is GoNoGo.CONDITIONAL_GO
        assert [each.outcome for each in found] == [Permission.ALLOWED, Permission.REFUSED]

    def test_asks_the_matrix_for_the_tuple_to_go_back_to(self) -> None:
        """One that is not listed, or listed and not prior, is not the one that the review saw."""
        older = BACK[0].replace(consumer_sha="01de500")
        on = listed(older, Role.ROLLBACK, validated_at=BEFORE)
        candidate = complete(R2, matrix=MATRIX.replace(entries=(*MATRIX.entries, on)))
        for back in (older, BACK[0].replace(consumer_sha="f0rged0")):
            found = verify_packet(HONEST.replace(tuple_rollback=(back, *BACK[1:])), candidate, READINESS, AT)
            assert (found.outcome, [each.field for each in found.differences]) == (
                Permission.REFUSED,
                ["tuple_rollback"],
            )
        assert verify_packet(HONEST, candidate, READINESS, AT).outcome is Permission.ALLOWED

    def test_of_a_no_go_asks_for_no_day(self) -> None:
        candidate = complete(R2, results=())
        own = packed(candidate, release_date=date(2020, 1, 1))
        assert verify_packet(own, candidate, READINESS, AT).outcome is Permission.ALLOWED


def checked(
    evidence: ReleaseEvidence = EVIDENCE, *, passes: bool = True, **statuses: ItemStatus | None
) -> ReleaseEvidence:
    """The evidence with some checks changed, added or, by ``None``, left out."""
    known = {entry.check: entry.status for entry in evidence.validation.checklist}
    known |= {f"RL-{name[1:]}": status for name, status in statuses.items()}
    entries = [ChecklistEntry(name, status) for name, status in known.items() if status is not None]
    gates = evidence.validation.gate_results.replace(g_rel_passed=passes)
    return evidence.replace(validation=evidence.validation.replace(gate_results=gates, checklist=entries))


PASS, NA, FAIL = ItemStatus
MINOR: Final = EVIDENCE.replace(version=Version(2, 1, 0))


class TestReleaseEvidence:
    @pytest.mark.parametrize(
        "evidence",
        [EVIDENCE, checked(MINOR, x07=NA), checked(EVIDENCE.replace(version=Version.parse("3.0.0-rc.1")))],
        ids=["major", "rolling back is tested for a major release only", "candidate"],
    )
    def test_that_agrees_with_the_checklist(self, evidence: object) -> None:
        assert RELEASE_CADENCE.findings(evidence) == ()

    @pytest.mark.parametrize(("evidence", "expected"), cases(__file__, "evidence",
        pytest.param(checked(x03=None), id="an item is left out"),
        pytest.param(checked(x09=PASS), id="an item too many"),
        pytest.param(checked(x03=None, x3=PASS), id="a misspelt item"),
        pytest.param(checked(x03=FAIL), id="a failed item beside a gate that passed"),
        pytest.param(checked(x02=FAIL), id="the release gate failed beside a gate that passed"),
        pytest.param(checked(passes=False), id="the release gate passed beside a gate that did not"),
        pytest.param(checked(passes=False, x02=FAIL), id="the release gate did not pass"),
        pytest.param(checked(x06=NA), id="an item that is required does not apply"),
        pytest.param(checked(x07=NA), id="rolling back does not apply to a major release"),
        pytest.param(checked(MINOR, x07=None), id="rolling back is not mentioned for a minor one"),
    ))
    def test_that_does_not(self, evidence: object, expected: str) -> None:
        assert texts(RELEASE_CADENCE.findings(evidence)) == expected.split("\n")

    def test_is_not_asked_where_no_checklist_is_named(self) -> None:
        for records in (None, RecordRules()):
            assert RELEASE_CADENCE.replace(records=records).findings(checked(x03=FAIL)) == ()

    def test_needs_the_checklist_that_is_named(self) -> None:
        with pytest.raises(PlaybookError, match='no checklist `"release"`; expected one of release-validation'):
            RELEASE_CADENCE.replace(checklists=RELEASE_CADENCE.checklists[1:]).findings(EVIDENCE)


def rolled_back(kind: RollbackType, severity: Severity, minutes: int = 4, **changes: object) -> RollbackEvidence:
    """A rollback that was decided some minutes after the issue was seen."""
    decided = ROLLBACK.trigger.detected_at + minutes * MINUTE
    execution = ROLLBACK.execution.replace(decided_at=decided, executed_at=decided, **changes)
    return ROLLBACK.replace(type=kind, trigger=ROLLBACK.trigger.replace(severity=severity), execution=execution)


class TestRollbackEvidence:
    @pytest.mark.parametrize("kind", RollbackType)
    @pytest.mark.parametrize("severity", Severity)
    def test_is_of_a_type_that_the_severity_calls_for(self, kind: RollbackType, severity: Severity) -> None:
        """By hand: of a high issue the impact decides, and a low one is never rolled back."""
        called_for = {
            CRITICAL: {IMMEDIATE},
            HIGH: {IMMEDIATE, PLANNED},
            MEDIUM: {PLANNED},
            LOW: set[RollbackType](),
        }
        fits = kind in called_for[severity] | {PARTIAL, CONFIG}
        found = RELEASE_CADENCE.findings(rolled_back(kind, severity))
        assert [each.kind for each in found] == [RecordFindingKind.UNFIT] * (not fits)

    def test_says_what_the_table_answers(self) -> None:
        assert texts(RELEASE_CADENCE.findings(rolled_back(PLANNED, CRITICAL))) == [
            "unfit: type is `planned` for an issue of severity `critical`; expected one of immediate rollback"
        ]

    @pytest.mark.parametrize(("minutes", "is_late"), [(0, False), (4, False), (5, True), (60, True)])
    @pytest.mark.parametrize("kind", [IMMEDIATE, PLANNED], ids=str)
    def test_is_decided_in_time(self, kind: RollbackType, minutes: int, is_late: bool) -> None:  # noqa: FBT001
        """“DECIDE: Rollback decision (< 5 minutes)” of an immediate one."""
        found = RELEASE_CADENCE.findings(rolled_back(kind, HIGH, minutes))
        late = [] if kind is PLANNED or not is_late else [RecordFindingKind.LATE]
        assert [each.kind for each in found] == late

    def test_says_how_late_it_was(self) -> None:
        assert texts(RELEASE_CADENCE.findings(rolled_back(IMMEDIATE, CRITICAL, 5))) == [
            "late: execution.decided_at is 0:05:00 after the issue was detected; expected less than 0:05:00"
        ]

    @pytest.mark.parametrize("name", ["Grace", "GRACE", "\uff27race"])
    def test_is_not_executed_by_whoever_approved(self, name: str) -> None:
        """Unless the issue is critical: “Critical | Widespread | Immediate | Post-hoc”."""
        found = RELEASE_CADENCE.findings(rolled_back(IMMEDIATE, HIGH, executed_by=name))
        assert texts(found) == [
            f"same person: execution.executed_by is `{name}`, who approved; expected somebody else"
        ]
        assert RELEASE_CADENCE.findings(rolled_back(IMMEDIATE, CRITICAL, executed_by=name)) == ()

    def test_is_asked_for_another_executor_by_any_playbook(self) -> None:
        own = rolled_back(PLANNED, CRITICAL, 600, executed_by="Grace")
        assert [each.kind for each in GATED_RELEASE.findings(own)] == [RecordFindingKind.SAME_PERSON]

    @pytest.mark.parametrize("hit", [Hit.UNIQUE, Hit.COLLECT], ids=str)
    def test_is_compared_with_any_table_that_decides(self, hit: Hit) -> None:
        """Of words, and of numbers; a table that collects answers nothing, and so nothing fits."""
        columns = (Column("severity", Severity), Column("users", Numbers()))
        rules = (Rule("few", {"severity": HIGH}, then="wait"), Rule("many", {"users": at_least(10)}, then="back"))
        table = Table(
            "ours",
            columns,
            rules=rules if hit is Hit.COLLECT else (
                Rule("high", {"severity": HIGH, "users": at_least(10)}, then="back"),
                Rule("other", {"severity": HIGH, "users": below(10)}, then="wait"),
                Rule("rest", {"severity": not_(HIGH)}, then="wait"),
            ),
            hit=hit,
            outcomes=("wait", "back"),
        )
        asked = RecordRules(rollback_table="ours", rollbacks=[RollbackRule(IMMEDIATE, action="back")])
        playbook = Playbook("own", "Ours", version="1", tables=(table,), records=asked)
        found = {severity: playbook.findings(rolled_back(IMMEDIATE, severity)) for severity in Severity}
        fitting = [severity for severity, findings in found.items() if not findings]
        assert fitting == ([] if hit is Hit.COLLECT else [HIGH])

    def test_fits_no_draft(self) -> None:
        """A text that is not complete decides nothing."""
        playbook = RELEASE_CADENCE.replace(records=RECORDS.replace(rollback_table=ROLLBACK_MATRIX.name))
        assert [each.kind for each in playbook.findings(ROLLBACK)] == [RecordFindingKind.UNFIT]


class TestSyncLogs:
    def test_are_executed_by_somebody_else_than_their_approver(self) -> None:
        assert RELEASE_CADENCE.findings(LOG) == ()
        assert texts(GATED_RELEASE.findings(LOG.replace(executed_by="ada"))) == [
            "same person: executed_by is `ada`, who approved; expected somebody else"
        ]

    def test_without_an_execution_have_no_executor(self) -> None:
        undone = LOG.replace(executed_by="Ada", execution=None, verification=None)
        assert RELEASE_CADENCE.findings(undone) == ()
        assert RELEASE_CADENCE.findings(undone.replace(approval=None)) == ()

    def test_may_have_one_who_approved_where_the_rules_of_syncs_say_so(self) -> None:
        """The rules that give a ticket to who approved find nothing in its log, and no others do."""
        own = LOG.replace(executed_by="Ada")
        rules = sync_rules(60 * MINUTE)
        for syncs, found in ((None, 1), (rules, 1), (rules.replace(self_approval=True), 0)):
            playbook = RELEASE_CADENCE.replace(records=RECORDS.replace(syncs=syncs))
            assert len(playbook.findings(own)) == found

    def test_delete_nothing_without_a_person(self) -> None:
        automatic = LOG.replace(approval=LOG.approval.replace(approved_by="automatic"))  # type: ignore[union-attr]
        assert texts(RELEASE_CADENCE.findings(automatic)) == [
            'contradicted: approval.approved_by is `"automatic"`; expected a person, for 1 deletes'
        ]
        nothing = LOG.dry_run.result.replace(files_to_delete=0, total_changes=5)
        applied = LOG.execution.changes_applied.replace(deleted=0)  # type: ignore[union-attr]
        kept = automatic.replace(
            dry_run=LOG.dry_run.replace(result=nothing),
            execution=LOG.execution.replace(changes_applied=applied),  # type: ignore[union-attr]
        )
        assert RELEASE_CADENCE.findings(kept) == ()

    def test_are_not_of_a_dry_run_that_is_too_old(self) -> None:
        assert LOG.execution is not None
        age = LOG.execution.started_at - LOG.dry_run.executed_at
        for limit, found in (
            (age, []),
            (age - MINUTE, [f"late: execution.started_at is {age} after the dry run; expected at most {age - MINUTE}"]),
        ):
            playbook = RELEASE_CADENCE.replace(records=RECORDS.replace(syncs=sync_rules(limit)))
            assert texts(playbook.findings(LOG)) == found


class TestRefusals:
    @pytest.mark.parametrize("record", [NOTES, None, "packet", assess(complete(R1), READINESS, AT), RCC, REVIEW])
    def test_what_is_no_record_of_these(self, record: object) -> None:
        with pytest.raises(FieldError) as caught:
            GATED_RELEASE.findings(record)
        kinds = "a ReleasePacket or a ReleaseEvidence or a RollbackEvidence or a SyncLog"
        assert str(caught.value).endswith(f"; expected {kinds}")

    @pytest.mark.parametrize(("changes", "expected"), cases(__file__, "rules",
        pytest.param({"release_gate": "RL-02"}, id="a gate of no checklist"),
        pytest.param({"rollbacks": [RollbackRule(IMMEDIATE, action="back")]}, id="an action of no table"),
        pytest.param({"rollbacks": [RollbackRule(IMMEDIATE)] * 2}, id="a type twice"),
        pytest.param({"approved_afterwards": {"critical"}}, id="a word of another kind"),
        pytest.param({"circumstances": {"major release": "major"}}, id="a release type of another kind"),
    ))
    def test_rules_that_do_not_fit_together(self, changes: dict[str, Any], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            RecordRules(**changes)
        assert "\n".join(caught.value.problems) == expected
