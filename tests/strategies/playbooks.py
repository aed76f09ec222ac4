"""Drafts, tables, and playbooks of every part, without a call of `releasekit.documents`."""

from decimal import Decimal
from enum import Enum
from typing import Any, Final

from hypothesis import strategies as st

from releasekit.gates import Better, Gate, RateThreshold
from releasekit.playbook import Playbook
from releasekit.playbooks import ALL, GATED_RELEASE, RELEASE_CADENCE, STEADY_STATE, release_cadence
from releasekit.policy import Column, Draft, Source, Table
from releasekit.readiness import ReadinessRules
from tests.oracle import is_proved
from tests.strategies.matrices import matrix
from tests.strategies.policy import Grade, Verdict, axes, proved_sheets, sheets

VOCABULARIES: Final[tuple[type[Enum], ...]] = (Grade, Verdict)
RATES: Final = (
    RateThreshold("success_rate", Decimal("97.5"), better=Better.HIGHER),
    RateThreshold("rework_rate", Decimal(10), better=Better.LOWER),
)
CADENCE_RULES: Final = release_cadence.readiness(RATES)
SHIPPED: Final = {playbook.id: playbook for playbook in ALL} | {
    "release-cadence with its rates": RELEASE_CADENCE.replace(readiness=CADENCE_RULES)
}


def columns() -> st.SearchStrategy[Column]:
    """Columns of every domain."""
    return axes().map(lambda axis: axis.column())


@st.composite
def drafts(draw: st.DrawFn) -> Draft[Any]:
    """Drafts of every hit policy, with what people write beside the rules."""
    draft = draw(sheets()).draft()
    texts = st.sampled_from(("", "no", "two\nlines", 'a "quote" and \\', "über"))
    source = st.none() | st.builds(Source, st.just("Handbook"), texts, quote=texts)
    codes = st.sampled_from(("a", "1.10"))
    rules = [rule.replace(because=draw(texts), code=draw(codes), source=draw(source)) for rule in draft.rules]
    return draft.replace(rules=rules, version=draw(st.sampled_from(("1", "2026-02-19", "on"))))


def tables() -> st.SearchStrategy[Table[Any]]:
    """Tables that are proved, of those sheets that can be."""
    return (proved_sheets() | sheets().filter(is_proved)).map(lambda sheet: Table.from_draft(sheet.draft()))


def readiness_rules() -> st.SearchStrategy[ReadinessRules]:
    """The rules of the shipped playbooks, with and without what may be left out."""
    rules = (GATED_RELEASE.readiness, CADENCE_RULES)
    given = [own for own in rules if own is not None]
    untitled = [own.replace(classes=[each.replace(title="") for each in own.classes]) for own in given]
    return st.sampled_from([*given, *untitled])


@st.composite
def playbooks(draw: st.DrawFn) -> Playbook:
    """Playbooks of drawn tables and of some of the parts of those that ship."""
    own = draw(st.lists(drafts() | tables(), max_size=2))
    shipped: dict[str, Any] = {
        "tables": tuple(table.replace(name=f"table {at}") for at, table in enumerate(own)),
        "gates": (Gate("G-1"), Gate("G-2", consumer="editor")),
        "readiness": draw(st.none() | readiness_rules()),
        "budgets": GATED_RELEASE.budgets,
        "promotions": GATED_RELEASE.promotions,
        "support": GATED_RELEASE.support,
        "matrix": matrix(),
        "cadences": RELEASE_CADENCE.cadences,
        "duties": STEADY_STATE.duties,
        "checklists": RELEASE_CADENCE.checklists,
        "procedures": (*GATED_RELEASE.procedures, *RELEASE_CADENCE.procedures),
        "milestones": tuple(milestone for playbook in ALL for milestone in playbook.milestones),
        "records": RELEASE_CADENCE.records,
    }
    chosen = {name: value for name, value in shipped.items() if draw(st.booleans())}
    return Playbook("own", draw(st.sampled_from(("Title", "1.10", "on"))), version="1", **chosen)
