"""The gates that are rerun after a rollback."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from releasekit._arguments import as_frozenset
from releasekit._checks import expectation
from releasekit._fields import Name
from releasekit._tables import check_table
from releasekit._words import shown
from releasekit.errors import FieldError
from releasekit.policy import Table

NOTHING_KNOWN: Final[Mapping[str, object]] = MappingProxyType({})


def rerun_gates(
    class_gates: Iterable[str], rules: Table[str], facts: Mapping[str, object] = NOTHING_KNOWN
) -> tuple[str, ...]:
    """Return the gates to rerun after a rollback, sorted: those of a table, and those that the change required.

    Args:
        class_gates: the gates that the class of the change requires.
        rules: collects the ids of further gates from whatever a team knows of the change.
        facts: what is known of it, by the columns of the table; an optional one that is left out is `MISSING`.

    Raises:
        FieldError: where a gate is no name, or the table decides or answers something else.
        FactError: where the table has no such column, a value is outside its domain, or a fact that it needs is not
            there.

    Example:
        >>> from releasekit.policy import MISSING, Column, Hit, Rule, one_of
        >>> rules = Table(
        ...     "gates to rerun",
        ...     [Column("has_schema_change", bool, optional=True)],
        ...     rules=[
        ...         Rule("smoke", {}, then="smoke-tests", because="after every rollback"),
        ...         Rule(
        ...             "schema",
        ...             {"has_schema_change": one_of(True) | MISSING},
        ...             then="schema-check",
        ...             because="it changed a schema, or nobody said that it did not",
        ...         ),
        ...     ],
        ...     hit=Hit.COLLECT,
        ...     outcomes=("smoke-tests", "schema-check"),
        ... )
        >>> rerun_gates({"unit-tests"}, rules, {"has_schema_change": False})
        ('smoke-tests', 'unit-tests')
    """
    check_table("rules", rules, None, str, collects=True)
    name = expectation(Name)
    given: object = (class_gates,) if isinstance(class_gates, str) else as_frozenset(class_gates)
    if not isinstance(given, tuple | frozenset):
        raise FieldError((f"class_gates is {shown(class_gates)}; expected an iterable of names",))
    problems = tuple(f"class_gates holds {shown(gate)}; expected {name.words}" for gate in given if not name.test(gate))
    if problems:
        raise FieldError(tuple(sorted(problems)))
    return tuple(sorted({*given, *(decision.outcome for decision in rules.collect(facts))}))
