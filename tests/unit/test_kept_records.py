"""Records that are kept in files and taken up again."""

from datetime import UTC, datetime

from releasekit.cadence import DutyLog, DutyRecord
from releasekit.playbooks.release_cadence import MAJOR_RELEASE, RELEASE_CHECKLIST
from releasekit.playbooks.steady_state import DUTIES
from releasekit.procedures import ChecklistOutcome, ChecklistResults, ItemResult, ItemStatus

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_results_say_what_the_checklist_was_gone_through_for() -> None:
    ids = [item.id for item in RELEASE_CHECKLIST.items if item.id != "RL-07"]
    results = [ItemResult(name, ItemStatus.PASS, recorded_at=AT, by="Ada", evidence=["x"]) for name in ids]
    kept = ChecklistResults(RELEASE_CHECKLIST.id, results, circumstances={MAJOR_RELEASE: False})
    assert kept.circumstances == ((MAJOR_RELEASE, False),)
    excused = ItemResult("RL-07", ItemStatus.NA, recorded_at=AT, by="Ada")
    minor = kept.replace(results=(*kept.results, excused))
    outcomes = [
        RELEASE_CHECKLIST.judge(own.results, AT, circumstances=own.circumstances).outcome
        for own in (kept, minor, minor.replace(circumstances={MAJOR_RELEASE: True}))
    ]
    assert outcomes == [ChecklistOutcome.INCOMPLETE, ChecklistOutcome.COMPLETE, ChecklistOutcome.INCOMPLETE]


def test_the_records_of_a_log_settle_their_duties() -> None:
    log = DutyLog([DutyRecord("compatibility-runs", AT, output="tuples.txt")])
    name = log.records[0].duty
    without, done = ({own.duty.id for own in DutyLog(records).due(DUTIES, AT)} for records in ((), log.records))
    assert without - done == {name}
    assert done < without
