"""The procedures and checklists of the playbooks, against the texts that they come from.

The sections stand in `tests/data/procedures_*.txt` as in the playbooks.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from releasekit.playbook import Playbook
from releasekit.playbooks import ALL
from releasekit.playbooks.channel_canary import CHANNEL_ROLLBACK, signoff
from releasekit.playbooks.gated_release import GATED_RELEASE_CHECKLIST, RERUN_GATES, TUPLE_ROLLBACK
from releasekit.playbooks.operator_rollout import OPERATIONAL_ROLLBACK, PRE_ROLLOUT, ROLLOUT_CLOSEOUT
from releasekit.playbooks.release_cadence import (
    DURING_ROLLBACK,
    MAJOR_RELEASE,
    POST_ROLLBACK,
    PRE_ROLLBACK,
    RB_IMM,
    RB_PLN,
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    RELEASE_WORKFLOW,
    SYNC_CHECKLIST,
    SYNC_WORKFLOW,
)
from releasekit.policy import Source
from releasekit.procedures import Checklist, ChecklistItem, Procedure

DATA: Final = Path(__file__).parents[1] / "data"
SEEDS: Final = Path(__file__).resolve().parents[3] / "shared" / "seeds"
FILES: Final = {
    "Release and Rollback Playbook": ("procedures_gated_release.txt", "000"),
    "Release Cadence & Sync Automation": ("procedures_cadence.txt", "002"),
    "Rollout and Rollback Instructions": ("procedures_operators.txt", "003"),
    "Release Channel Ops": ("procedures_channels.txt", "004"),
}
CHECKLISTS: Final = (
    RELEASE_CHECKLIST,
    RELEASE_VALIDATION,
    GATED_RELEASE_CHECKLIST,
    PRE_ROLLBACK,
    DURING_ROLLBACK,
    POST_ROLLBACK,
    SYNC_CHECKLIST,
    PRE_ROLLOUT,
    ROLLOUT_CLOSEOUT,
    *signoff((), ()),
)
PROCEDURES: Final = (
    RELEASE_WORKFLOW,
    RB_IMM,
    RB_PLN,
    SYNC_WORKFLOW,
    CHANNEL_ROLLBACK,
    TUPLE_ROLLBACK,
    OPERATIONAL_ROLLBACK,
)
ROOMS: Final = {
    "channel-canary": ("Release Channel Ops", {CHANNEL_ROLLBACK}, set()),
    "gated-release": ("Release and Rollback Playbook", {TUPLE_ROLLBACK}, {GATED_RELEASE_CHECKLIST}),
    "operator-rollout": (
        "Rollout and Rollback Instructions",
        {OPERATIONAL_ROLLBACK},
        {PRE_ROLLOUT, ROLLOUT_CLOSEOUT},
    ),
    "release-cadence": (
        "Release Cadence & Sync Automation",
        {RELEASE_WORKFLOW, SYNC_WORKFLOW, RB_IMM, RB_PLN},
        {RELEASE_CHECKLIST, RELEASE_VALIDATION, SYNC_CHECKLIST, PRE_ROLLBACK, DURING_ROLLBACK, POST_ROLLBACK},
    ),
}
HEADING: Final = re.compile(r"^#+ (.*)$")


def sections(document: str) -> dict[str, str]:
    """The text below each heading of a document, heading included."""
    found: dict[str, list[str]] = {}
    body: list[str] = []
    for line in (DATA / FILES[document][0]).read_text(encoding="utf-8").splitlines():
        heading = HEADING.match(line)
        if heading:
            body = found.setdefault(heading.group(1), [])
        body.append(line)
    return {heading: "\n".join(lines) for heading, lines in found.items()}


class Quoted(NamedTuple):
    """A source with the name of what it is the source of."""

    name: str
    source: Source | None


def quoted() -> Iterator[Quoted]:
    """Everything that must quote its playbook."""
    for checklist in CHECKLISTS:
        yield from (Quoted(f"{checklist.id}/{item.id}", item.source) for item in checklist.items)
        if checklist.source is not None:
            yield Quoted(checklist.id, checklist.source)
    for procedure in PROCEDURES:
        yield Quoted(procedure.id, procedure.source)
        yield from (Quoted(f"{procedure.id}/{step.id}", step.source) for step in procedure.steps)
    yield from (Quoted(f"table/{rule.id}", rule.source) for rule in RERUN_GATES.rules)


class TestTheRooms:
    @pytest.mark.parametrize("playbook", ALL, ids=lambda playbook: playbook.id)
    def test_hold_their_procedures_and_checklists(self, playbook: Playbook) -> None:
        title, procedures, checklists = ROOMS.get(playbook.id, (playbook.title, set(), set()))
        assert (playbook.title, {*playbook.procedures}, {*playbook.checklists}) == (title, procedures, checklists)

    def test_hold_them_all(self) -> None:
        held = [{*part} for playbook in ALL for part in (playbook.procedures, playbook.checklists)]
        assert set[object]().union(*held) == {*PROCEDURES, *CHECKLISTS[:-2]}


class TestTheQuotes:
    @pytest.mark.parametrize("own", list(quoted()), ids=lambda own: own.name)
    def test_each_stands_in_its_section_letter_for_letter(self, own: Quoted) -> None:
        assert own.source is not None
        assert own.source.quote.strip()
        assert own.source.quote in sections(own.source.document)[own.source.heading]

    def test_everything_that_needs_one_has_one(self) -> None:
        assert len(list(quoted())) == 108

    @pytest.mark.skipif(not SEEDS.is_dir(), reason="the playbooks are not at hand")
    @pytest.mark.parametrize("document", FILES)
    def test_the_sections_stand_in_the_playbook(self, document: str) -> None:
        (path,) = SEEDS.glob(f"{FILES[document][1]}_*.txt")
        whole = path.read_text(encoding="utf-8")
        assert [heading for heading, body in sections(document).items() if body.strip() not in whole] == []


class TestTheSteps:
    @pytest.mark.parametrize(
        ("procedure", "document", "heading", "count"),
        [
            (RELEASE_WORKFLOW, "Release Cadence & Sync Automation", "Release Workflow", 5),
            (RB_IMM, "Release Cadence & Sync Automation", "Rollback Procedure: Immediate (RB-IMM)", 6),
            (RB_PLN, "Release Cadence & Sync Automation", "Rollback Procedure: Planned (RB-PLN)", 6),
            (SYNC_WORKFLOW, "Release Cadence & Sync Automation", "Sync Workflow", 5),
            (CHANNEL_ROLLBACK, "Release Channel Ops", "Rollback Execution Steps", 6),
            (TUPLE_ROLLBACK, "Release and Rollback Playbook", "Rollback Procedure", 7),
            (OPERATIONAL_ROLLBACK, "Rollout and Rollback Instructions", "Rollback Procedure (Operational)", 5),
        ],
        ids=lambda value: value.id if isinstance(value, Procedure) else "",
    )
    def test_are_those_of_the_text_in_its_order(
        self, procedure: Procedure, document: str, heading: str, count: int
    ) -> None:
        lines = sections(document)[heading].splitlines()
        numbered = [match.group(1) for line in lines if (match := re.match(r"\d+\. (.*)", line))]
        assert [step.name for step in procedure.steps] == [
            name.removesuffix(":") if name.removesuffix(":") == step.name else name
            for name, step in zip(numbered, procedure.steps, strict=True)
        ]
        assert len(numbered) == count

    @pytest.mark.parametrize("procedure", [RELEASE_WORKFLOW, RB_IMM, RB_PLN, SYNC_WORKFLOW], ids=lambda own: own.id)
    def test_have_every_sub_item_of_the_text(self, procedure: Procedure) -> None:
        step = procedure.steps[0]
        assert step.source is not None
        lines = sections(step.source.document)[step.source.heading].splitlines()
        listed = [match.group(1) for line in lines if (match := re.match(r"   [-├└]─? ?(.*)", line))]
        assert [action for step in procedure.steps for action in step.actions] == listed
        assert len(listed) == {"release": 14, "RB-IMM": 13, "RB-PLN": 14, "sync": 15}[procedure.id]

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda own: own.id)
    def test_have_roles_that_the_playbook_knows(self, procedure: Procedure) -> None:
        assert procedure.source is not None
        text = "\n".join(sections(procedure.source.document).values()).casefold()
        if procedure is TUPLE_ROLLBACK:
            text += "owner: orchestrator"  # at the head of the playbook
        assert [role for role in sorted(procedure.roles) if role.casefold() not in text] == []

    @pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda own: own.id)
    def test_say_which_roles_are_our_reading(self, procedure: Procedure) -> None:
        stated = {step.id for step in procedure.steps if not step.because.startswith("ours: ")}
        assert stated == ({"approve"} if procedure is RB_PLN else set())

    def test_only_the_decision_has_a_limit(self) -> None:
        limits = {step.id: step.limit for own in PROCEDURES for step in own.steps if step.limit is not None}
        assert limits == {"decide": timedelta(minutes=5)}
        assert RB_IMM.step("decide").reversible_by == {"senior agent"}

    def test_name_the_gates_and_checklists_of_the_text(self) -> None:
        asked = {
            f"{own.id}/{step.id}": (sorted(step.gates), sorted(step.checklists))
            for own in PROCEDURES
            for step in own.steps
            if step.gates or step.checklists
        }
        assert asked == {
            "release/release-validation": (["G-REL"], ["release", "release-validation"]),
            "RB-PLN/prepare": ([], ["pre-rollback"]),
            "RB-PLN/execute": ([], ["during-rollback"]),
            "RB-PLN/close": ([], ["post-rollback"]),
            "sync/post-sync": ([], ["sync"]),
            "tuple-rollback/rerun-gates": (["VG-CONTRACT-001", "VG-RCC-001"], []),
        }
        known = {own.id for own in CHECKLISTS}
        assert {name for _, names in asked.values() for name in names} <= known

    def test_capture_evidence_before_cleanup(self) -> None:
        names = [step.id for step in CHANNEL_ROLLBACK.steps]
        assert names.index("capture") < names.index("apply") < names.index("redeploy")

    @pytest.mark.parametrize("own", [*PROCEDURES, *CHECKLISTS[:-2]], ids=lambda own: own.id)
    def test_lack_nothing(self, own: Procedure | Checklist) -> None:
        assert own.lint() == ()


class TestTheItems:
    @pytest.mark.parametrize(
        ("checklist", "count"),
        [
            (RELEASE_CHECKLIST, 8),
            (RELEASE_VALIDATION, 3),
            (GATED_RELEASE_CHECKLIST, 8),
            (PRE_ROLLBACK, 6),
            (DURING_ROLLBACK, 4),
            (POST_ROLLBACK, 6),
            (SYNC_CHECKLIST, 6),
            (PRE_ROLLOUT, 7),
            (ROLLOUT_CLOSEOUT, 3),
        ],
        ids=lambda value: value.id if isinstance(value, Checklist) else "",
    )
    def test_are_as_many_as_in_the_text(self, checklist: Checklist, count: int) -> None:
        assert len(checklist.items) == count

    def test_of_the_release_checklist_are_its_rows(self) -> None:
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in sections("Release Cadence & Sync Automation")["Pre-Release Checklist"].splitlines()
            if "RL-" in line
        ]
        assert [[item.text, item.id, item.validation] for item in RELEASE_CHECKLIST.items] == [row[:3] for row in rows]
        words = {"Yes": None, "Major only": MAJOR_RELEASE}
        assert [item.only_if for item in RELEASE_CHECKLIST.items] == [words[row[3]] for row in rows]

    @pytest.mark.parametrize(
        ("checklist", "heading", "start"),
        [
            (PRE_ROLLBACK, "Rollback Checklist", "**Pre-Rollback**:"),
            (DURING_ROLLBACK, "Rollback Checklist", "**During Rollback**:"),
            (POST_ROLLBACK, "Rollback Checklist", "**Post-Rollback**:"),
            (SYNC_CHECKLIST, "Sync Checklist Summary", "### Sync Checklist Summary"),
        ],
        ids=["pre", "during", "post", "sync"],
    )
    def test_of_a_list_are_its_lines(self, checklist: Checklist, heading: str, start: str) -> None:
        _, _, body = sections("Release Cadence & Sync Automation")[heading].partition(start)
        lines = body.split("**")[0].splitlines()
        assert [item.text for item in checklist.items] == [
            line.removeprefix("- [ ] ") for line in lines if line.startswith("- [ ] ")
        ]

    def test_that_need_not_always_pass_are_two(self) -> None:
        excusable = {
            (own.id, item.id): item.only_if for own in CHECKLISTS for item in own.items if item.only_if is not None
        }
        assert excusable == {("release", "RL-07"): "major release", ("pre-rollback", "window"): "planned rollback"}

    def test_of_the_gated_release_are_the_numbered_lines(self) -> None:
        body = sections("Release and Rollback Playbook")["Pre-Release Checklist"]
        assert [f"{item.id}. {item.text}" for item in GATED_RELEASE_CHECKLIST.items] == [
            line for line in body.splitlines() if line[:1].isdigit()
        ]

    def test_of_the_rollout_are_its_commands_and_confirmations(self) -> None:
        lines = sections("Rollout and Rollback Instructions")["Pre-Rollout Checklist"].splitlines()
        commands = lines[lines.index("```bash") + 1 : lines.index("```")]
        confirmed = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        assert [item.text for item in PRE_ROLLOUT.items] == commands + confirmed

    def test_of_a_signoff_are_the_callers(self) -> None:
        entry, closure = signoff([ChecklistItem("a", "Signed")], [ChecklistItem("b", "Closed")])
        assert ([item.id for item in entry.items], [item.id for item in closure.items]) == (["a"], ["b"])
