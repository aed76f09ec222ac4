"""What the example of a day in operations prints."""

from typing import Final

import pytest

from examples import operations
from releasekit.procedures import ChecklistOutcome, RunState

RELEASES: Final = """\
today           Fri 2026-03-20
to come         Mon 2026-03-30  1.5.0
to come         Wed 2026-07-01  2.0.0
minors are due  Fri 2026-03-27, Fri 2026-04-10, Fri 2026-04-24, Fri 2026-05-08
findings
  major_releases[2.0.0].planned_date is `2026-07-01, a Wed`; expected a day of 2026-09, the last month of Q3
  major_releases[2.0.0].quarter is `Q2`; expected Q3, as 2026-07-01 is in it
  minor_releases[1.5.0].release_date is `2026-03-30, a Mon`; expected 2026-03-27 or 2026-04-10"""
DUTIES: Final = """\
OVERDUE since 2026-03-19  Orchestrator: spec-review
    due until 2026-03-25  Approver: decision-log for 1f0c
    due until 2026-04-19  Orchestrator: spec-review"""


def test_prints_the_four_parts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    operations.main()
    parts = capsys.readouterr().out
    cards = [own.to_text(100) for own in (operations.checklist(), operations.rollback())]
    assert [body for body in (RELEASES, DUTIES, *cards) if f"\n\n{body}\n\n" not in parts] == []
    assert "\x1b" not in parts


def test_one_item_of_the_checklist_is_missing() -> None:
    report = operations.checklist()
    assert report.outcome is ChecklistOutcome.INCOMPLETE
    assert [str(problem) for problem in report.problems] == [
        "RL-08 is not done: nothing that counts is recorded of the item"
    ]


def test_the_decision_is_late_and_the_rollback_goes_on() -> None:
    run = operations.rollback()
    assert (run.state, run.late_steps) == (RunState.RUNNING, ("decide",))
    status = run.status(operations.NOW)
    assert status.step is not None
    assert status.step.id == "communicate"


def test_a_refusal_ends_the_example_with_its_reasons() -> None:
    refusal = operations.rollback().begin("document", operations.NOW, by=operations.EXECUTOR)
    expected = "it is not the turn of step `document`; expected step `communicate` to be begun"
    with pytest.raises(SystemExit, match=f"^{expected}$"):
        operations._taken(refusal)
