"""Which status may stand for a checklist item: the table that answers it."""

from typing import Final

from releasekit.policy import MISSING, Column, Hit, Rule, Source, Table, one_of
from releasekit.procedures._vocabulary import CADENCE, ItemStatus, Required, Shortfall
from releasekit.versions import BumpLevel


def _rule(
    shortfall: Shortfall, because: str, *, name: str = "", source: Source | None = None, **when: object
) -> Rule[Shortfall]:
    return Rule(name or shortfall.value, when, then=shortfall, because=because, code=shortfall.value, source=source)


ITEM_SHORTFALLS: Final = Table(
    "shortfalls of a checklist item",
    (
        Column("status", ItemStatus, optional=True),
        Column("has_evidence", bool),
        Column("is_repeated", bool),
        Column("required", Required),
        Column("level", BumpLevel, optional=True),
        Column("planned", bool, optional=True),
    ),
    rules=(
        _rule(Shortfall.FAILED, "the item is known to fail, and that always blocks", status=ItemStatus.FAIL),
        _rule(Shortfall.NO_RESULT, "nothing that counts is recorded of the item", status=MISSING),
        _rule(
            Shortfall.NO_EVIDENCE, "a pass without evidence proves nothing", status=ItemStatus.PASS, has_evidence=False
        ),
        _rule(Shortfall.RECORDED_TWICE, "each item has exactly one result; none is chosen", is_repeated=True),
        _rule(
            Shortfall.NA_NOT_ALLOWED,
            "the item is always required",
            name="na where always required",
            status=ItemStatus.NA,
            required=Required.ALWAYS,
        ),
        _rule(
            Shortfall.NA_NOT_ALLOWED,
            "the release is major, or nobody said that it is not",
            name="na in a major release",
            source=Source(
                CADENCE,
                "Pre-Release Checklist",
                quote="Rollback tested | RL-07 | Rollback procedure verified | Major only",
            ),
            status=ItemStatus.NA,
            required=Required.MAJOR_ONLY,
            level=one_of(BumpLevel.MAJOR) | MISSING,
        ),
        _rule(
            Shortfall.NA_NOT_ALLOWED,
            "the rollback is planned, or nobody said that it is not",
            name="na in a planned rollback",
            source=Source(CADENCE, "Rollback Checklist", quote="Rollback window scheduled (if planned)"),
            status=ItemStatus.NA,
            required=Required.IF_PLANNED,
            planned=one_of(True) | MISSING,  # noqa: FBT003 - a value of the column
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=tuple(word for word in Shortfall if word not in (Shortfall.UNKNOWN_ITEM, Shortfall.NO_ITEMS)),
)
"""Everything that keeps one result from standing for its item; nothing where the result may stand."""
