"""The Markdown of records, byte for byte, and its outline against the playbook's template."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import pytest

from releasekit.errors import FieldError
from releasekit.playbooks.gated_release import READINESS, TRIGGERS
from releasekit.readiness import assess, packet
from tests.strategies.candidates import AT, CLAIMS, conditional
from tests.strategies.records import MINIMAL, NOTES, STATUS

PACKET: Final = packet(
    assess(conditional(), READINESS, AT),
    release_date=date(2026, 2, 20),
    tuple_rollback=[own.replace(producer_sha="1138a85") for own in CLAIMS],
    follow_up_actions=["Look into | the optional dependency of VG-LA-002 <soon>."],
)
GOLDEN: Final = Path(__file__).parent / "golden" / "markdown"
RENDERED: Final[dict[str, Callable[[], str]]] = {
    "notes-full.md": NOTES.to_page,
    "notes-minimal.md": MINIMAL.to_page,
    "changelog-section.md": NOTES.to_changelog,
    "packet-summary.md": lambda: PACKET.summary(TRIGGERS.table),
    "status-update.md": STATUS.to_markdown,
}
# The headings of the playbook's Release Notes Template, in its order.
TEMPLATE: Final = [
    "Highlights",
    "New Features",
    "Improvements",
    "Bug Fixes",
    "Breaking Changes",
    "Deprecations",
    "Security",
    "Known Issues",
    "Upgrade Notes",
    "Contributors",
    "Provenance",
]
# The kinds of changes that keepachangelog.com 1.1.0 names, in its order.
KEEP_A_CHANGELOG: Final = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]


@pytest.mark.parametrize("name", RENDERED)
def test_every_byte(name: str) -> None:
    assert RENDERED[name]().encode() == (GOLDEN / name).read_bytes()


def test_every_golden_file_is_compared() -> None:
    assert sorted(path.name for path in GOLDEN.iterdir()) == sorted(RENDERED)


def test_full_notes_have_every_section_of_the_template() -> None:
    """“# Release Notes: vX.Y.Z” and every heading below it."""
    assert NOTES.to_page().startswith("# Release Notes: v2.0.0\n")
    assert re.findall(r"^## (.*)$", NOTES.to_page(), re.MULTILINE) == TEMPLATE


def test_minimal_notes_have_no_empty_section() -> None:
    assert re.findall(r"^#+ (.*)$", MINIMAL.to_page(), re.MULTILINE) == ["Release Notes: v1.4.1", "Provenance"]


def test_a_changelog_section_has_the_names_of_the_form_in_their_order() -> None:
    found = re.findall(r"^### (.*)$", NOTES.to_changelog(), re.MULTILINE)
    assert found == [name for name in KEEP_A_CHANGELOG if name != "Removed"]


def test_a_changelog_section_without_changes_is_a_heading() -> None:
    assert MINIMAL.to_changelog() == "## [1.4.1] - 2026-03-02\n"


@pytest.mark.parametrize("sections", [NOTES.to_changelog(), NOTES.to_page(), MINIMAL.to_page()])
def test_no_heading_is_followed_by_a_heading(sections: str) -> None:
    assert re.findall(r"^##+ .*\n+(?=#)", sections, re.MULTILINE) in ([], ["## [2.0.0] - 2026-03-02\n\n"])


def test_notes_are_viewable() -> None:
    text = NOTES.to_text(200)
    assert text.startswith("Release Notes: v2.0.0 [major]\n2026-03-02\n\nHighlights\n")
    assert [line for line in text.splitlines() if line in TEMPLATE] == TEMPLATE
    assert "    Migration: Write `--new`.\n    Then run it once.\n" in text


def test_a_packet_summary_has_what_the_checklist_asks_for() -> None:
    """Tuple references, the pass/fail table, known advisory failures, and the rollback tuple/trigger table."""
    found = re.findall(r"^#### (.*)$", PACKET.summary(TRIGGERS.table), re.MULTILINE)
    assert found == ["Tuples", "Required gates", "Advisory findings", "Follow-up actions", "Rollback triggers"]


def test_a_packet_summary_needs_a_table_of_triggers() -> None:
    with pytest.raises(FieldError, match="triggers is `7`; expected a Draft"):
        PACKET.summary(7)
