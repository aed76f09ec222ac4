"""The rollback procedures of the playbooks."""

from datetime import timedelta
from functools import partial
from typing import Final

from releasekit.policy import Source
from releasekit.procedures._procedure import Procedure, Step
from releasekit.procedures._quotes import as_bullets, as_sentence, cited, done_by
from releasekit.procedures._rerun import CONSUMER, CONTRACT, RERUN
from releasekit.procedures._vocabulary import CADENCE, CHANNELS, GATED, OPERATORS

# -------------------------------------------------------------------------------- immediate and planned

DETECTOR: Final = "ours: the text names nobody; who detects, as in its evidence template, “<agent-or-human>”"
EXECUTOR: Final = "ours: the text names nobody; who executes, as in its evidence template, “executed_by: <executor>”"
INVOLVED: Final = "ours: the text names nobody; whoever decided or executed"

_detected = done_by("agent", "human", because=DETECTOR)
_executed = done_by("executor", because=EXECUTOR)
_concluded = done_by("approver", "senior agent", "executor", because=INVOLVED)

RB_IMM: Final = Procedure(
    "RB-IMM",
    cited(
        CADENCE,
        "Rollback Procedure: Immediate (RB-IMM)",
        as_bullets,
        _detected("detect", "DETECT: Critical issue identified", "Severity confirmed", "Impact assessed"),
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
        _executed(
            "execute",
            "EXECUTE: Revert to previous version",
            "git revert or tag checkout",
            "Redeploy previous artifacts",
        ),
        _executed("verify", "VERIFY: Confirm rollback success", "Smoke tests pass", "Issue no longer present"),
        _concluded("communicate", "COMMUNICATE: Notify stakeholders", "Incident channel", "Status update"),
        _concluded(
            "document", "DOCUMENT: Post-rollback", "Rollback evidence", "Root cause analysis", "Prevention actions"
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
        _detected(
            "assess",
            "ASSESS: Issue analysis",
            "Severity and impact documented",
            "Alternatives evaluated",
            "Rollback plan drafted",
        ),
        Step(
            "approve",
            "APPROVE: Get rollback approval",
            roles={"Orchestrator", "Director"},
            actions=["Orchestrator or Director approval", "Scheduled time agreed"],
        ),
        _executed(
            "prepare",
            "PREPARE: Pre-rollback steps",
            "Notify affected users",
            "Backup current state",
            "Prepare rollback artifacts",
            checklists={"pre-rollback"},
            because=f"{EXECUTOR}; the list before a rollback is complete when it is prepared",
        ),
        _executed(
            "execute",
            "EXECUTE: Perform rollback",
            "Follow rollback checklist",
            "Monitor during rollback",
            checklists={"during-rollback"},
        ),
        _executed("verify", "VERIFY: Confirm success", "Full regression suite", "User acceptance"),
        _executed(
            "close",
            "CLOSE: Documentation",
            "Evidence captured",
            "Lessons learned",
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

_operated = done_by("operator", because=OPERATOR)
_quoted = partial(Source, CHANNELS, CHANNEL_STEPS)

CHANNEL_ROLLBACK: Final = Procedure(
    "channel-rollback",
    cited(
        CHANNELS,
        CHANNEL_STEPS,
        as_sentence,
        _operated(
            "freeze", "Freeze promotion and record incident timestamp.", "Freeze promotion", "record incident timestamp"
        ),
        _operated(
            "capture",
            "Capture evidence before cleanup",
            "`.tau/live-run-unified/report.json`",
            "`.tau/live-run-unified/manifest.json`",
            "per-surface logs under `.tau/live-run-unified/surfaces/`",
            source=_quoted(
                quote="2. Capture evidence before cleanup:\n"
                "   - `.tau/live-run-unified/report.json`\n"
                "   - `.tau/live-run-unified/manifest.json`\n"
                "   - per-surface logs under `.tau/live-run-unified/surfaces/`"
            ),
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
            source=_quoted(
                quote="5. Revert/redeploy to the last known-good revision:\n   `git revert <release_commit_sha>`"
            ),
        ),
        _operated(
            "validate",
            "Re-run unified validation before reopening rollout",
            HARNESS,
            source=_quoted(quote=f"6. Re-run unified validation before reopening rollout:\n   `{HARNESS}`"),
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

VALIDATES: Final = (
    "ours: the step names nobody; the release owner “builds release packet, validates required gates, records tuple "
    "and evidence paths”"
)
CONFIRMS: Final = (
    "ours: the step names nobody; consumer owners “confirm tuple applicability and rollback tuple readiness” for "
    "their repo"
)
TRACKS: Final = "ours: the step names nobody; the release owner, or the Orchestrator, who owns the playbook"
_by_owners = done_by("Release owner", "Consumer owner", because=CONFIRMS)
_by_release_owner = done_by("Release owner", because=VALIDATES)
_tracked = done_by("Release owner", "Orchestrator", because=TRACKS)

DECLARE: Final = "Declare rollback event with trigger type and impacted tuple."

TUPLE_ROLLBACK: Final = Procedure(
    "tuple-rollback",
    cited(
        GATED,
        "Rollback Procedure",
        as_sentence,
        _by_owners("declare", DECLARE),
        _by_owners("select", "Select prior supported rollback tuple from `COMPATIBILITY-MATRIX.md`."),
        _by_owners("revert", "Revert loop and/or consumer pin to rollback tuple refs."),
        _by_release_owner(
            "rerun-gates",
            RERUN,
            CONTRACT,
            f"{CONSUMER} (for consumer-visible changes)",
            "additional original-class gates as applicable",
            gates={CONTRACT, CONSUMER},
        ),
        _by_release_owner("publish", "Publish rollback evidence under `docs/execution-plan/evidence/<date>/`."),
        _tracked(
            "track",
            "Update trackers: `STATUS.md` (blocker/resolution note), `TASK-REGISTRY.md` (new remediation task if "
            "needed), and `WORKBOARD.md` (lane reassignment if required).",
            "`STATUS.md` (blocker/resolution note)",
            "`TASK-REGISTRY.md` (new remediation task if needed)",
            "`WORKBOARD.md` (lane reassignment if required)",
        ),
        _tracked("remedy", "Create decision or issue entries for root-cause remediation before next release attempt."),
    ),
    title="Rollback Procedure",
    trigger="functional, compatibility, performance, stability or contract trigger",
    source=Source(GATED, "Rollback Procedure", quote=DECLARE),
)
"""Back to the prior supported tuple.

Its gates are the two that the text names; those of one change are set by `with_gates("rerun-gates", rerun_gates(...))`.
"""

ASSIGNED: Final = "ours: the steps name nobody; the text has a “rollback owner assigned” before any rollout"

_by_rollback_owner = done_by("rollback owner", because=ASSIGNED)
_by_hands = done_by("rollback owner", "operator", because=ASSIGNED)

OPERATIONAL_ROLLBACK: Final = Procedure(
    "operational-rollback",
    cited(
        OPERATORS,
        "Rollback Procedure (Operational)",
        as_sentence,
        _by_rollback_owner("identify", "Identify last known-good commit/tag."),
        _by_hands("deploy", "Deploy that artifact to all affected runners."),
        _by_hands("verify", "Verify health with:", "zjj --version", "swarm status"),
        _by_hands("confirm", "Confirm critical command paths used by automation."),
        _by_rollback_owner("open", "Open remediation bead with incident notes and reproduction details."),
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
