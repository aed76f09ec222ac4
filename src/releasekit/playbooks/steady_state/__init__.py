"""M6 - Rollout and Steady-State Governance of 2026-02-19: the milestone and its three task cards.

Readings where the text leaves a choice:

* the references to captured contract gate evidence are the evidence of the cards: each card has a pass of its own;
* the matrix is published and versioned where there is a `PublishedMatrix`, whose support window and lead time the first
  work items of M6-T01 ask for, with the matrix itself; that has a validated tuple of each consumer of the version
  support table, whose producer is loop;
* everything else that must hold is proved by a pass with evidence under its id.
"""

from datetime import date, timedelta
from typing import Final

from releasekit.compat import SupportPolicy
from releasekit.gates import Gate
from releasekit.milestones import Criterion, Demand, Milestone, TaskCard, TaskState, TaskStatus
from releasekit.playbook import Playbook
from releasekit.playbooks.steady_state._duties import DUTIES, duties_from
from releasekit.policy import Source

__all__ = ["DUTIES", "M6", "PLAYBOOK", "duties_from"]

TITLE: Final = "M6 - Rollout and Steady-State Governance"
COMPLETED: Final = date(2026, 2, 19)
DONE: Final = TaskStatus(TaskState.DONE, COMPLETED)
CONTRACT: Final = ("VG-CONTRACT-001",)
CONSUMERS: Final = frozenset({"rlm-claude-code", "loop-agent", "io-rflx"})
"""Of whom the version support table has tuples, with the commits of loop that they were validated with."""
EVIDENCE: Final = "docs/execution-plan/evidence/2026-02-19/milestone-M6/{}-VG-CONTRACT-001.md"
"""Where the pass of a card's gate is recorded."""


def _criterion(name: str, text: str, *demands: Demand, heading: str) -> Criterion:
    source = Source(TITLE, heading, quote=text)
    consumers = CONSUMERS if Demand.MATRIX in demands else ()
    return Criterion(name, text, demands=demands or (Demand.EVIDENCE,), source=source, consumers=consumers)


def _card(name: str, title: str, *, goal: str, work: tuple[str, ...], accepted: Criterion) -> TaskCard:
    evidence = EVIDENCE.format(name)
    return TaskCard(
        name,
        title,
        goal=goal,
        status=DONE,
        work_items=(*work, f"Capture contract gate evidence: `{evidence}`."),
        acceptance_criteria=(accepted,),
        required_gates=CONTRACT,
        evidence=(evidence,),
    )


T01: Final = _card(
    "M6-T01",
    "Publish Compatibility Matrix",
    goal="define which loop versions are validated against which consumer versions.",
    work=(
        "Create version support table for `loop`, `rlm-claude-code`, `loop-agent`, `io-rflx`.",
        "Define support window and deprecation lead time.",
        "Publish matrix and policy doc: `docs/execution-plan/COMPATIBILITY-MATRIX.md`.",
    ),
    accepted=_criterion(
        "M6-T01/matrix-referenced",
        "Matrix is published and referenced from main docs.",
        Demand.MATRIX,
        Demand.EVIDENCE,
        heading="M6-T01 Publish Compatibility Matrix",
    ),
)

T02: Final = _card(
    "M6-T02",
    "Define Rollout and Rollback Playbook",
    goal="make releases predictable and recoverable.",
    work=(
        "Define pre-release checklist and mandatory gate set.",
        "Define rollback triggers (functional, compatibility, performance).",
        "Define rollback procedure and owner responsibilities.",
        "Publish playbook: `docs/execution-plan/RELEASE-ROLLBACK-PLAYBOOK.md`.",
    ),
    accepted=_criterion(
        "M6-T02/playbook-executable",
        "Playbook can be executed without ad hoc interpretation.",
        heading="M6-T02 Define Rollout and Rollback Playbook",
    ),
)

T03: Final = _card(
    "M6-T03",
    "Establish Maintenance Cadence",
    goal="prevent future drift and regressions.",
    work=(
        "Set review cadence for specs vs runtime behavior.",
        "Set cadence for cross-repo compatibility runs.",
        "Assign ownership for decision log and validation matrix updates.",
        "Publish cadence runbook: `docs/execution-plan/MAINTENANCE-CADENCE.md`.",
    ),
    accepted=_criterion(
        "M6-T03/cadence-documented",
        "Cadence and ownership are documented.",
        heading="M6-T03 Establish Maintenance Cadence",
    ),
)

M6: Final = Milestone(
    "M6",
    "Rollout and Steady-State Governance",
    objective=(
        "Operationalize the stabilized implementation: release management, rollback safety, compatibility governance, "
        "and ongoing maintenance cadence."
    ),
    entry_criteria=(
        _criterion(
            "M6/entry",
            "M5 complete with no unresolved release-blocking regressions.",
            Demand.PREDECESSOR,
            Demand.NO_REGRESSIONS,
            heading="Entry Criteria",
        ),
    ),
    exit_criteria=(
        _criterion(
            "M6/matrix-published",
            "Compatibility matrix is published and versioned.",
            Demand.MATRIX,
            heading="Exit Criteria",
        ),
        _criterion("M6/playbook-documented", "Rollout and rollback playbook is documented.", heading="Exit Criteria"),
        _criterion("M6/maintenance-defined", "Ongoing maintenance process is defined.", heading="Exit Criteria"),
    ),
    task_cards=(T01, T02, T03),
    risks=(
        "Without explicit cadence, spec/runtime drift will recur.",
        "Without rollback criteria, integration changes can destabilize consumers.",
    ),
    predecessor="M5",
    completion_note="M6 completion marks transition from remediation program to steady-state development.",
    completed_on=COMPLETED,
)
"""The milestone with its criteria, cards and risks, word for word."""

SUPPORT: Final = SupportPolicy(2, timedelta(days=14))
"""The support window and lead time that M6-T01 asks for, with the numbers of decision D-011."""

PLAYBOOK: Final = Playbook(
    "steady-state",
    TITLE,
    version="2026-02-19",
    gates=(Gate("VG-CONTRACT-001"),),
    support=SUPPORT,
    duties=DUTIES,
    milestones=(M6,),
)
"""The playbook, ready to say how far its milestone is and which duties are due."""


def __dir__() -> list[str]:
    return __all__
