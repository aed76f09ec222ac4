"""Which status may stand for a checklist item: the table that answers it."""

from typing import Final

from releasekit.policy import MISSING, Column, Hit, Rule, Table
from releasekit.procedures._vocabulary import ItemStatus, Shortfall


def _rule(shortfall: Shortfall, because: str, *, name: str = "", **when: object) -> Rule[Shortfall]:
    return Rule(name or shortfall.value, when, then=shortfall, because=because, code=shortfall.value)


COLUMNS: Final = (
    Column("status", ItemStatus, optional=True),
    Column("has_evidence", bool),
    Column("is_repeated", bool),
    Column("is_required", bool, optional=True),
)
"""What is asked of a result and its item; a table may ask less.

Two may be unknown: there is no result, or nobody stated the circumstance in which the item is required.
"""

ITEM_SHORTFALLS: Final = Table(
    "shortfalls of a checklist item",
    COLUMNS,
    rules=(
        _rule(Shortfall.FAILED, "the item is known to fail, and that always blocks", status=ItemStatus.FAIL),
        _rule(Shortfall.NO_RESULT, "nothing that counts is recorded of the item", status=MISSING),
        _rule(
            Shortfall.NO_EVIDENCE, "a pass without evidence proves nothing", status=ItemStatus.PASS, has_evidence=False
        ),
        _rule(Shortfall.RECORDED_TWICE, "each item has exactly one result; none is chosen", is_repeated=True),
        _rule(
            Shortfall.NA_NOT_ALLOWED,
            "the item is required",
            name="na where required",
            status=ItemStatus.NA,
            is_required=True,
        ),
        _rule(
            Shortfall.NA_NOT_ALLOWED,
            "nobody said whether the item is required",
            name="na where nobody said",
            status=ItemStatus.NA,
            is_required=MISSING,
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=tuple(word for word in Shortfall if word not in (Shortfall.UNKNOWN_ITEM, Shortfall.NO_ITEMS)),
)
"""Everything that keeps one result from standing for its item; nothing where the result may stand."""
