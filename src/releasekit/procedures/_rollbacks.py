"""The rollback procedures of the playbooks."""

from datetime import timedelta
from types import MappingProxyType
from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._rerun import CONSUMER, CONTRACT, RERUN

__all__ = [
    "CHANNEL_ROLLBACK",
    "OPERATIONAL_ROLLBACK",
    "RB_IMM",
    "RB_PLN",
    "TUPLE_ROLLBACK",
]

GATED: Final = "Release and Rollback Playbook"
CADENCE: Final = "Release Cadence & Sync Automation"
OPERATORS: Final = "Rollout and Rollback Instructions"
CHANNELS: Final = "Release Channel Ops"

DETECTOR: Final = "ours: the text names nobody; who detects, as in its evidence template, “<agent-or-human>”"
EXECUTOR: Final = "ours: the text names nobody; who executes, as in its evidence template, “executed_by: <executor>”"

# -------------------------------------------------------------------------------- immediate and planned

IMMEDIATE: Final = "Rollback Procedure: Immediate (RB-IMM)"
PLANNED: Final = "Rollback Procedure: Planned (RB-PLN)"


def _plain(heading: str, number: int, name: str, actions: tuple[str, ...]) -> Source:
    """Quote a step with the actions that are listed below it."""
    return Source(CADENCE, heading, quote="\n".join([f"{number}. {name}", *(f"   - {action}" for action in actions)]))


DETECT: Final = ("Severity confirmed", "Impact assessed")
DECIDE: Final = ("Can be reversed by any senior agent", "Document decision immediately")
EXECUTE: Final = ("git revert or tag checkout", "Redeploy previous artifacts")
VERIFY: Final = ("Smoke tests pass", "Issue no longer present")
COMMUNICATE: Final = ("Incident channel", "Status update")
DOCUMENT: Final = ("Rollback evidence", "Root cause analysis", "Prevention actions")

RB_IMM: Final = Procedure(
    "RB-IMM",
    (
        Step(
            "detect",
            "DETECT: Critical issue identified",
            roles={"agent", "human"},
            actions=DETECT,
            because=DETECTOR,
            source=_plain(IMMEDIATE, 1, "DETECT: Critical issue identified", DETECT),
        ),
        Step(
            "decide",
            "DECIDE: Rollback decision (< 5 minutes)",
            roles={"approver", "senior agent"},
            actions=DECIDE,
            limit=timedelta(minutes=5),
            reversible_by={"senior agent"},
            because="ours: whoever decides is the approver of the evidence template, “decided_by: <approver>”, or a "
            "senior agent; once decided, any senior agent may reverse it by aborting, whoever decided",
            source=_plain(IMMEDIATE, 2, "DECIDE: Rollback decision (< 5 minutes)", DECIDE),
        ),
        Step(
            "execute",
            "EXECUTE: Revert to previous version",
            roles={"executor"},
            actions=EXECUTE,
            because=EXECUTOR,
            source=_plain(IMMEDIATE, 3, "EXECUTE: Revert to previous version", EXECUTE),
        ),
        Step(
            "verify",
            "VERIFY: Confirm rollback success",
            roles={"executor"},
            actions=VERIFY,
            because=EXECUTOR,
            source=_plain(IMMEDIATE, 4, "VERIFY: Confirm rollback success", VERIFY),
        ),
        Step(
            "communicate",
            "COMMUNICATE: Notify stakeholders",
            roles={"approver", "senior agent", "executor"},
            actions=COMMUNICATE,
            because="ours: the text names nobody; whoever decided or executed",
            source=_plain(IMMEDIATE, 5, "COMMUNICATE: Notify stakeholders", COMMUNICATE),
        ),
        Step(
            "document",
            "DOCUMENT: Post-rollback",
            roles={"approver", "senior agent", "executor"},
            actions=DOCUMENT,
            because="ours: the text names nobody; whoever decided or executed",
            source=_plain(IMMEDIATE, 6, "DOCUMENT: Post-rollback", DOCUMENT),
        ),
    ),
    title="Rollback Procedure: Immediate",
    trigger="Critical bug, security",
    source=Source(
        CADENCE, "Rollback Types", quote="| **Immediate** | Full release | Critical bug, security | Minutes |"
    ),
)
"""Back to the previous version within minutes; no gate and no checklist stands in its way."""

ASSESS: Final = ("Severity and impact documented", "Alternatives evaluated", "Rollback plan drafted")
APPROVE: Final = ("Orchestrator or Director approval", "Scheduled time agreed")
PREPARE: Final = ("Notify affected users", "Backup current state", "Prepare rollback artifacts")
FOLLOW: Final = ("Follow rollback checklist", "Monitor during rollback")
CONFIRM: Final = ("Full regression suite", "User acceptance")
CLOSE: Final = ("Evidence captured", "Lessons learned")

RB_PLN: Final = Procedure(
    "RB-PLN",
    (
        Step(
            "assess",
            "ASSESS: Issue analysis",
            roles={"agent", "human"},
            actions=ASSESS,
            because=DETECTOR,
            source=_plain(PLANNED, 1, "ASSESS: Issue analysis", ASSESS),
        ),
        Step(
            "approve",
            "APPROVE: Get rollback approval",
            roles={"Orchestrator", "Director"},
            actions=APPROVE,
            source=_plain(PLANNED, 2, "APPROVE: Get rollback approval", APPROVE),
        ),
        Step(
            "prepare",
            "PREPARE: Pre-rollback steps",
            roles={"executor"},
            actions=PREPARE,
            checklists={"pre-rollback"},
            because=f"{EXECUTOR}; the list before a rollback is complete when it is prepared",
            source=_plain(PLANNED, 3, "PREPARE: Pre-rollback steps", PREPARE),
        ),
        Step(
            "execute",
            "EXECUTE: Perform rollback",
            roles={"executor"},
            actions=FOLLOW,
            checklists={"during-rollback"},
            because=EXECUTOR,
            source=_plain(PLANNED, 4, "EXECUTE: Perform rollback", FOLLOW),
        ),
        Step(
            "verify",
            "VERIFY: Confirm success",
            roles={"executor"},
            actions=CONFIRM,
            because=EXECUTOR,
            source=_plain(PLANNED, 5, "VERIFY: Confirm success", CONFIRM),
        ),
        Step(
            "close",
            "CLOSE: Documentation",
            roles={"executor"},
            actions=CLOSE,
            checklists={"post-rollback"},
            because=f"{EXECUTOR}; the list after a rollback is complete when it is closed",
            source=_plain(PLANNED, 6, "CLOSE: Documentation", CLOSE),
        ),
    ),
    title="Rollback Procedure: Planned",
    trigger="Non-critical issues",
    source=Source(CADENCE, "Rollback Types", quote="| **Planned** | Full release | Non-critical issues | Hours |"),
)
"""Back to the previous version after approval, by the three rollback checklists."""

# --------------------------------------------------------------------------------------------- channels

OPERATOR: Final = (
    "ours: the steps name nobody; the text elsewhere leaves replacing binaries to operators, “an operator-managed step”"
)
CHANNEL_STEPS: Final = "Rollback Execution Steps"
SHOW: Final = "/release-channel show"
APPLY: Final = "/release-channel apply --target <rollback_version>"
HARNESS: Final = "./scripts/demo/live-run-unified.sh --skip-build --timeout-seconds 180"


def _operated(name: str, text: str, actions: tuple[str, ...], *, quote: str = "") -> Step:
    """Return a step of the channel rollback; its quote is its text where nothing more of it is quoted."""
    source = Source(CHANNELS, CHANNEL_STEPS, quote=quote or text)
    return Step(name, text, roles={"operator"}, actions=actions, because=OPERATOR, source=source)


CAPTURED: Final = (
    "`.tau/live-run-unified/report.json`",
    "`.tau/live-run-unified/manifest.json`",
    "per-surface logs under `.tau/live-run-unified/surfaces/`",
)

CHANNEL_ROLLBACK: Final = Procedure(
    "channel-rollback",
    (
        _operated(
            "freeze",
            "Freeze promotion and record incident timestamp.",
            ("Freeze promotion", "record incident timestamp"),
        ),
        _operated(
            "capture",
            "Capture evidence before cleanup",
            CAPTURED,
            quote="\n".join(["2. Capture evidence before cleanup:", *(f"   - {path}" for path in CAPTURED)]),
        ),
        _operated("inspect", "Inspect rollback target metadata", (SHOW,)),
        _operated("apply", "Apply rollback plan to target version metadata", (APPLY,)),
        _operated(
            "redeploy",
            "Revert/redeploy to the last known-good revision",
            ("git revert <release_commit_sha>",),
            quote="5. Revert/redeploy to the last known-good revision:\n   `git revert <release_commit_sha>`",
        ),
        _operated(
            "validate",
            "Re-run unified validation before reopening rollout",
            (HARNESS,),
            quote=f"6. Re-run unified validation before reopening rollout:\n   `{HARNESS}`",
        ),
    ),
    title="Rollback Execution Steps",
    trigger="a row of the rollback trigger matrix",
    source=Source(
        CHANNELS, "Rollback Trigger Matrix", quote="Freeze promotion at current phase and start rollback workflow."
    ),
)
"""Back to the recorded rollback target; evidence is captured before anything is cleaned up."""

# ------------------------------------------------------------------------------------- tuples, operators

OWNER: Final = "Release owner"
REASONS: Final = MappingProxyType(
    {
        "validates": "ours: the step names nobody; the release owner “builds release packet, validates required gates, "
        "records tuple and evidence paths”",
        "confirms": "ours: the step names nobody; consumer owners “confirm tuple applicability and rollback tuple "
        "readiness” for their repo",
        "tracks": "ours: the step names nobody; the release owner, or the Orchestrator, who owns the playbook",
    }
)
TUPLE_STEPS: Final = (
    (
        "declare",
        "Declare rollback event with trigger type and impacted tuple.",
        ("Declare rollback event with trigger type and impacted tuple",),
        {OWNER, "Consumer owner"},
        "confirms",
    ),
    (
        "select",
        "Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`.",
        ("Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`",),
        {OWNER, "Consumer owner"},
        "confirms",
    ),
    (
        "revert",
        "Revert loop and/or consumer pin to rollback tuple refs.",
        ("Revert loop and/or consumer pin to rollback tuple refs",),
        {OWNER, "Consumer owner"},
        "confirms",
    ),
    (
        "rerun-gates",
        RERUN,
        (CONTRACT, f"{CONSUMER} (for consumer-visible changes)", "additional original-class gates as applicable"),
        {OWNER},
        "validates",
    ),
    (
        "publish",
        "Publish rollback evidence under `docs/execution-plan/evidence/<date>/`.",
        ("Publish rollback evidence under `docs/execution-plan/evidence/<date>/`",),
        {OWNER},
        "validates",
    ),
    (
        "track",
        (
            "Update trackers: `STATUS.md` (blocker/resolution note), `TASK-REGISTRY.md` (new remediation task if "
            "needed), and `WORKBOARD.md` (lane reassignment if required)."
        ),
        (
            "`STATUS.md` (blocker/resolution note)",
            "`TASK-REGISTRY.md` (new remediation task if needed)",
            "`WORKBOARD.md` (lane reassignment if required)",
        ),
        {OWNER, "Orchestrator"},
        "tracks",
    ),
    (
        "remedy",
        "Create decision or issue entries for root-cause remediation before next release attempt.",
        ("Create decision or issue entries for root-cause remediation before next release attempt",),
        {OWNER, "Orchestrator"},
        "tracks",
    ),
)

TUPLE_ROLLBACK: Final = Procedure(
    "tuple-rollback",
    tuple(
        Step(
            name,
            text,
            roles=roles,
            actions=actions,
            gates={CONTRACT, CONSUMER} if name == "rerun-gates" else (),
            because=REASONS[reason],
            source=Source(GATED, "Rollback Procedure", quote=text),
        )
        for name, text, actions, roles, reason in TUPLE_STEPS
    ),
    title="Rollback Procedure",
    trigger="functional, compatibility, performance, stability or contract trigger",
    source=Source(
        GATED, "Rollback Procedure", quote="Declare rollback event with trigger type and impacted tuple."
    ),
)
"""Back to the prior supported tuple.

Its gates are the two that the text names; those of one change are set by `with_gates("rerun-gates", rerun_gates(...))`.
"""

ASSIGNED: Final = "ours: the steps name nobody; the text has a “rollback owner assigned” before any rollout"
OPERATIONAL_STEPS: Final = (
    ("identify", "Identify last known-good commit/tag.", ("Identify last known-good commit/tag",), {"rollback owner"}),
    (
        "deploy",
        "Deploy that artifact to all affected runners.",
        ("Deploy that artifact to all affected runners",),
        {"rollback owner", "operator"},
    ),
    ("verify", "Verify health with:", ("zjj --version", "swarm status"), {"rollback owner", "operator"}),
    (
        "confirm",
        "Confirm critical command paths used by automation.",
        ("Confirm critical command paths used by automation",),
        {"rollback owner", "operator"},
    ),
    (
        "open",
        "Open remediation bead with incident notes and reproduction details.",
        ("Open remediation bead with incident notes and reproduction details",),
        {"rollback owner"},
    ),
)

OPERATIONAL_ROLLBACK: Final = Procedure(
    "operational-rollback",
    tuple(
        Step(
            name,
            text,
            roles=roles,
            actions=actions,
            because=ASSIGNED,
            source=Source(OPERATORS, "Rollback Procedure (Operational)", quote=text),
        )
        for name, text, actions, roles in OPERATIONAL_STEPS
    ),
    title="Rollback Procedure (Operational)",
    trigger="contract break, lock spike, agent cascade or data corruption",
    source=Source(
        OPERATORS,
        "Failure Triggers That Require Immediate Rollback",
        quote="- Command contract breaks (`--json` structure drift, non-deterministic exits).\n"
        "- Lock contention spikes.\n"
        "- Swarm agent failure cascade.\n"
        "- Data corruption indicators in workspace/session state.",
    ),
)
"""Back to the last known-good artifact."""
