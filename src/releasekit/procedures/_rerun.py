"""The gates that are rerun after going back to a tuple."""

from collections.abc import Iterable
from typing import Final

from releasekit._arguments import as_frozenset
from releasekit._checks import expectation
from releasekit._fields import Name
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.policy import MISSING, Column, Hit, Missing, Rule, Source, Table, one_of
from releasekit.procedures._vocabulary import GATED

CONTRACT: Final = "VG-CONTRACT-001"
CONSUMER: Final = "VG-RCC-001"
RERUN: Final = (
    "Rerun minimal release-blocking gates for rollback tuple: `VG-CONTRACT-001`, `VG-RCC-001` (for consumer-visible "
    "changes), and additional original-class gates as applicable."
)
SOURCE: Final = Source(GATED, "Rollback Procedure", quote=RERUN)
RERUN_GATES: Final = Table(
    "gates to rerun after a rollback",
    (Column("consumer_visible", bool, optional=True),),
    rules=(
        Rule("contract", {}, then=CONTRACT, because="every rollback tuple", source=SOURCE),
        Rule(
            "consumer",
            {"consumer_visible": one_of(True) | MISSING},  # noqa: FBT003 - a value of the column
            then=CONSUMER,
            because="the change is consumer-visible, or nobody said that it is not",
            source=SOURCE,
        ),
    ),
    hit=Hit.COLLECT,
    outcomes=(CONTRACT, CONSUMER),
)
"""The gates that are rerun for a rollback tuple, besides those of the class of the change."""


def rerun_gates(class_gates: Iterable[str], *, consumer_visible: bool | Missing = MISSING) -> tuple[str, ...]:
    """Return the gates to rerun for a rollback tuple, sorted: those of `RERUN_GATES` and the class's own.

    Args:
        class_gates: the gates that the class of the change requires ("additional original-class gates as applicable",
            which is read as all of them).
        consumer_visible: whether the change was consumer-visible; unknown counts as visible.

    Raises:
        FieldError: where a gate is no name.
        FactError: where `consumer_visible` is neither a truth value nor `MISSING`.

    Example:
        >>> rerun_gates({"VG-LOOP-CORE-001"}, consumer_visible=False)
        ('VG-CONTRACT-001', 'VG-LOOP-CORE-001')

    Source:
        Release and Rollback Playbook, Rollback Procedure: "Rerun minimal release-blocking gates for rollback tuple".
    """
    name = expectation(Name)
    given: object = (class_gates,) if isinstance(class_gates, str) else as_frozenset(class_gates)
    if not isinstance(given, tuple | frozenset):
        raise FieldError((f"class_gates is {shown(given)}; expected an iterable of names",))
    problems = tuple(f"class_gates holds {shown(gate)}; expected {name.words}" for gate in given if not name.test(gate))
    if problems:
        raise FieldError(tuple(sorted(problems)))
    asked = RERUN_GATES.collect(consumer_visible=consumer_visible)
    return tuple(sorted({*given, *(decision.outcome for decision in asked)}))
