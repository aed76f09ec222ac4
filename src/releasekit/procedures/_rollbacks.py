"""The rollback procedures of the playbooks."""

from datetime import timedelta
from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._quotes import as_bullets, as_sentence, cited
from releasekit.procedures._rerun import CONSUMER, CONTRACT, RERUN
from releasekit.procedures._vocabulary import CADENCE, CHANNELS, GATED, OPERATORS

# -------------------------------------------------------------------------------- immediate and planned

DETECTOR: Final = "ours: the text names nobody; who detects, as in its evidence template, “<agent-or-human>”"
EXECUTOR: Final = "ours: the text names nobody; who executes, as in its evidence template, “executed_by: <executor>”"
INVOLVED: Final = "ours: the text names nobody; whoever decided or executed"

RB_IMM: Final = Procedure(
    "RB-IMM",
    cited(
        CADENCE,
        "Rollback Procedure: Immediate (RB-IMM)",
        as_bullets,
        Step(
            "detect",
            "DETECT: Critical issue identified",
            roles={"agent", "human"},
            actions=["Severity confirmed", "Impact assessed"],
            because=DETECTOR,
        ),
        Step(
            "decide",
            "DECIDE: Rollback decision (< 5 minutes)",
            roles={"approver", "senior agent"},
            actions=["Can be reversed by any senior agent", "Document decision immediately"],
            limit=timedelta(minutes=5),
            reversible_by={"senior agent"},
            because="ours: whoever decides is the approver of the evidence template, “decided_by: <approver>”, or a "
            "senior agent; once decided, any senior agent may reverse it by aborting, whoever decided",
        ),
        Step(
            "execute",
            "EXECUTE: Revert to previous version",
            roles={"executor"},
            actions=["git revert or tag checkout", "Redeploy previous artifacts"],
            because=EXECUTOR,
        ),
        Step(
            "verify",
            "VERIFY: Confirm rollback success",
            roles={"executor"},
            actions=["Smoke tests pass", "Issue no longer present"],
            because=EXECUTOR,
        ),
        Step(
            "communicate",
            "COMMUNICATE: Notify stakeholders",
            roles={"approver", "senior agent", "executor"},
            actions=["Incident channel", "Status update"],
            because=INVOLVED,
        ),
        Step(
            "document",
            "DOCUMENT: Post-rollback",
            roles={"approver", "senior agent", "executor"},
            actions=["Rollback evidence", "Root cause analysis", "Prevention actions"],
            because=INVOLVED,
        ),
    ),
    title="Rollback Procedure: Immediate",
    trigger="Critical bug, security",
    source=Source(
        CADENCE, "Rollback Types", quote="| **Immediate** | Full release | Critical bug, security | Minutes |"
    ),
)
"""Back to the previous version within minutes; no gate and no checklist stands in its way."""

RB_PLN: Final = Procedure(
    "RB-PLN",
    cited(
        CADENCE,
        "Rollback Procedure: Planned (RB-PLN)",
        as_bullets,
        Step(
            "assess",
            "ASSESS: Issue analysis",
            roles={"agent", "human"},
            actions=["Severity and impact documented", "Alternatives evaluated", "Rollback plan drafted"],
            because=DETECTOR,
        ),
        Step(
            "approve",
            "APPROVE: Get rollback approval",
            roles={"Orchestrator", "Director"},
            actions=["Orchestrator or Director approval", "Scheduled time agreed"],
        ),
        Step(
            "prepare",
            "PREPARE: Pre-rollback steps",
            roles={"executor"},
            actions=["Notify affected users", "Backup current state", "Prepare rollback artifacts"],
            checklists={"pre-rollback"},
            because=f"{EXECUTOR}; the list before a rollback is complete when it is prepared",
        ),
        Step(
            "execute",
            "EXECUTE: Perform rollback",
            roles={"executor"},
            actions=["Follow rollback checklist", "Monitor during rollback"],
            checklists={"during-rollback"},
            because=EXECUTOR,
        ),
        Step(
            "verify",
            "VERIFY: Confirm success",
            roles={"executor"},
            actions=["Full regression suite", "User acceptance"],
            because=EXECUTOR,
        ),
        Step(
            "close",
            "CLOSE: Documentation",
            roles={"executor"},
            actions=["Evidence captured", "Lessons learned"],
            checklists={"post-rollback"},
            because=f"{EXECUTOR}; the list after a rollback is complete when it is closed",
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
HARNESS: Final = "./scripts/demo/live-run-unified.sh --skip-build --timeout-seconds 180"


def _operated(name: str, text: str, *actions: str, quote: str = "") -> Step:
    """Return a step of the channel rollback; its quote is its text unless more of it is quoted."""
    source = Source(CHANNELS, CHANNEL_STEPS, quote=quote) if quote else None
    return Step(name, text, roles={"operator"}, actions=actions, because=OPERATOR, source=source)


CHANNEL_ROLLBACK: Final = Procedure(
    "channel-rollback",
    cited(
        CHANNELS,
        CHANNEL_STEPS,
        as_sentence,
        _operated(
            "freeze",
            "Freeze promotion and record incident timestamp.",
            "Freeze promotion",
            "record incident timestamp",
        ),
        _operated(
            "capture",
            "Capture evidence before cleanup",
            "`.tau/live-run-unified/report.json`",
            "`.tau/live-run-unified/manifest.json`",
            "per-surface logs under `.tau/live-run-unified/surfaces/`",
            quote="2. Capture evidence before cleanup:\n"
            "   - `.tau/live-run-unified/report.json`\n"
            "   - `.tau/live-run-unified/manifest.json`\n"
            "   - per-surface logs under `.tau/live-run-unified/surfaces/`",
        ),
        _operated("inspect", "Inspect rollback target metadata", "/release-channel show"),
        _operated(
            "apply",
            "Apply rollback plan to target version metadata",
            "/release-channel apply --target <rollback_version>",
        ),
        _operated(
            "redeploy",
            "Revert/redeploy to the last known-good revision",
            "git revert <release_commit_sha>",
            quote="5. Revert/redeploy to the last known-good revision:\n   `git revert <release_commit_sha>`",
        ),
        _operated(
            "validate",
            "Re-run unified validation before reopening rollout",
            HARNESS,
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

OWNERS: Final = frozenset({"Release owner", "Consumer owner"})
VALIDATES: Final = (
    "ours: the step names nobody; the release owner “builds release packet, validates required gates, records tuple "
    "and evidence paths”"
)
CONFIRMS: Final = (
    "ours: the step names nobody; consumer owners “confirm tuple applicability and rollback tuple readiness” for "
    "their repo"
)
TRACKS: Final = "ours: the step names nobody; the release owner, or the Orchestrator, who owns the playbook"
DECLARE: Final = "Declare rollback event with trigger type and impacted tuple."

TUPLE_ROLLBACK: Final = Procedure(
    "tuple-rollback",
    cited(
        GATED,
        "Rollback Procedure",
        as_sentence,
        Step("declare", DECLARE, roles=OWNERS, because=CONFIRMS),
        Step(
            "select",
            "Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`.",
            roles=OWNERS,
            because=CONFIRMS,
        ),
        Step(
            "revert",
            "Revert loop and/or consumer pin to rollback tuple refs.",
            roles=OWNERS,
            because=CONFIRMS,
        ),
        Step(
            "rerun-gates",
            RERUN,
            roles={"Release owner"},
            actions=[
                CONTRACT,
                f"{CONSUMER} (for consumer-visible changes)",
                "additional original-class gates as applicable",
            ],
            gates={CONTRACT, CONSUMER},
            because=VALIDATES,
        ),
        Step(
            "publish",
            "Publish rollback evidence under `docs/execution-plan/evidence/<date>/`.",
            roles={"Release owner"},
            because=VALIDATES,
        ),
        Step(
            "track",
            "Update trackers: `STATUS.md` (blocker/resolution note), `TASK-REGISTRY.md` (new remediation task if "
            "needed), and `WORKBOARD.md` (lane reassignment if required).",
            roles={"Release owner", "Orchestrator"},
            actions=[
                "`STATUS.md` (blocker/resolution note)",
                "`TASK-REGISTRY.md` (new remediation task if needed)",
                "`WORKBOARD.md` (lane reassignment if required)",
            ],
            because=TRACKS,
        ),
        Step(
            "remedy",
            "Create decision or issue entries for root-cause remediation before next release attempt.",
            roles={"Release owner", "Orchestrator"},
            because=TRACKS,
        ),
    ),
    title="Rollback Procedure",
    trigger="functional, compatibility, performance, stability or contract trigger",
    source=Source(GATED, "Rollback Procedure", quote=DECLARE),
)
"""Back to the prior supported tuple.

Its gates are the two that the text names; those of one change are set by `with_gates("rerun-gates", rerun_gates(...))`.
"""

ASSIGNED: Final = "ours: the steps name nobody; the text has a “rollback owner assigned” before any rollout"
HANDS: Final = frozenset({"rollback owner", "operator"})

OPERATIONAL_ROLLBACK: Final = Procedure(
    "operational-rollback",
    cited(
        OPERATORS,
        "Rollback Procedure (Operational)",
        as_sentence,
        Step("identify", "Identify last known-good commit/tag.", roles={"rollback owner"}, because=ASSIGNED),
        Step("deploy", "Deploy that artifact to all affected runners.", roles=HANDS, because=ASSIGNED),
        Step(
            "verify",
            "Verify health with:",
            roles=HANDS,
            actions=["zjj --version", "swarm status"],
            because=ASSIGNED,
        ),
        Step("confirm", "Confirm critical command paths used by automation.", roles=HANDS, because=ASSIGNED),
        Step(
            "open",
            "Open remediation bead with incident notes and reproduction details.",
            roles={"rollback owner"},
            because=ASSIGNED,
        ),
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
