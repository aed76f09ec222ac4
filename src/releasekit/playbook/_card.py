"""A playbook as a card: what it has, and what is wrong with it, kind by kind."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from releasekit._views import Badge, Grid, Lines, Row, Section, Tone, View
from releasekit.playbook._vocabulary import PlaybookFindingKind

if TYPE_CHECKING:
    from releasekit.playbook._playbook import Playbook

TITLES: Final = {
    PlaybookFindingKind.TABLE: "What is wrong within one table",
    PlaybookFindingKind.CONTRADICTION: "Tables that contradict each other",
    PlaybookFindingKind.DANGLING_GATE: "Gates that are named but not known",
    PlaybookFindingKind.DANGLING_CHECKLIST: "Checklists that are named but not known",
    PlaybookFindingKind.DANGLING_NAME: "Other names that are not known",
    PlaybookFindingKind.INCOMPLETE: "Procedures and checklists that cannot be run",
    PlaybookFindingKind.NO_ROLLBACK_TUPLE: "Consumers with nothing to go back to",
    PlaybookFindingKind.GATES_NOT_ASKED: "Required gates that no rule asks",
    PlaybookFindingKind.NO_ENTRY: "A conditional go without an entry",
    PlaybookFindingKind.RELAXATION_NOT_ASKED: "Relaxations that no rule mentions",
    PlaybookFindingKind.GATE_IN_NO_CLASS: "Gates in no class",
    PlaybookFindingKind.FACT_NOT_ASKED: "Facts that no rule asks",
    PlaybookFindingKind.BUDGET_NOT_ASKED: "Budgets that no rule asks",
    PlaybookFindingKind.PROMOTION_NOT_ASKED: "Promotions that no rule asks",
    PlaybookFindingKind.CHECKLIST_NOT_ASKED: "Checklists that nothing asks",
}
"""What the findings of a kind are called, in the order in which they are shown."""
FORGOTTEN: Final = frozenset(kind for kind in PlaybookFindingKind if str(kind).endswith(("not asked", "no class")))
"""The kinds that say that something was forgotten, rather than that something is wrong."""
PARTS: Final = {
    "all_gates": ("gate", "gates"),
    "all_tables": ("table", "tables"),
    "budgets": ("budget", "budgets"),
    "promotions": ("promotion rule", "promotion rules"),
    "cadences": ("cadence", "cadences"),
    "duties": ("duty", "duties"),
    "checklists": ("checklist", "checklists"),
    "procedures": ("procedure", "procedures"),
    "milestones": ("milestone", "milestones"),
}
"""What the parts are called, where there is one and where there are several."""


def card(playbook: "Playbook") -> View:
    """Return a playbook as people read it: how much it has, and every finding under the heading of its kind."""
    found = playbook.lint()
    tones = [Tone.WARN if finding.kind in FORGOTTEN else Tone.BAD for finding in found]
    tone = Tone.BAD if Tone.BAD in tones else Tone.WARN if found else Tone.GOOD
    text = _counted(len(found), "finding", "findings") if found else "no findings"
    rows = [
        (finding.kind, Row((finding.place, finding.message), tone)) for finding, tone in zip(found, tones, strict=True)
    ]
    grouped = ((title, tuple(row for each, row in rows if each is kind)) for kind, title in TITLES.items())
    sections = (
        Section("What it has", Lines((", ".join(_parts(playbook)) or "nothing yet",), bullets=False)),
        *(Section(f"{title} ({len(listed)})", Grid(("where", "what"), listed)) for title, listed in grouped if listed),
    )
    return View(playbook.title, Badge(text, tone), sections, f"{playbook.id}, version {playbook.version}")


def _parts(playbook: "Playbook") -> Iterator[str]:
    """Say how many of each part it has, of those that it has."""
    if (rules := playbook.readiness) is not None:
        yield _counted(len(rules.classes), "release class", "release classes")
        yield _counted(len(rules.facts), "fact", "facts")
    for part, nouns in PARTS.items():
        if number := len(getattr(playbook, part)):
            yield _counted(number, *nouns)
    if playbook.matrix is not None:
        yield "a compatibility matrix"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
