"""What makes somebody roll back: a team's triggers as one table that collects those that have fired, or are unknown."""

from collections.abc import Iterable
from operator import itemgetter
from typing import ClassVar, Final, TypeAlias

import attrs

from releasekit._arguments import again, as_pairs
from releasekit._fields import Frozen, Name, checked
from releasekit._tables import column_problems
from releasekit._words import Ordered, did_you_mean, listing, shown
from releasekit.gates import Standing
from releasekit.policy import Column, Numbers, Table


class TriggerState(Ordered):
    """What is known of a trigger, from permissive to restrictive."""

    CLEAR = "clear"
    UNKNOWN = "unknown"
    FIRED = "fired"


Outcome: TypeAlias = tuple[str, TriggerState]
"""The name of a trigger, and whether it has fired or is unknown."""

TRIGGER_COLUMNS: Final = (
    Column("required_gates", Standing, optional=True),
    Column("worst_regression", Numbers(integer=False), optional=True),
    Column("rate_over_budget", bool),
    Column("all_measured", bool),
)
"""What `check_triggers` derives for any team: a table need not ask it.

``required_gates`` is the worst standing of the required gates, ``worst_regression`` the worst change of a metric in
percent of its baseline. ``rate_over_budget`` says whether a metric that counts in its own unit is beyond its budget,
and ``all_measured`` whether everything that has a budget was soundly compared with its baseline; where nothing has
one, it was not.
"""
DERIVED: Final = {column.name: column for column in TRIGGER_COLUMNS}


@attrs.frozen(field_transformer=checked)
class TriggerRules(Frozen):
    """The rollback triggers of a team.

    Attributes:
        table: collects pairs of a trigger's name and `TriggerState.FIRED` or ``UNKNOWN``. A column is one of
            `TRIGGER_COLUMNS`, the standing of a gate, or a fact that people state; of the last two each is optional.
        gates: which columns ask for the standing of which gate; a mapping or pairs, kept as sorted pairs.

    Raises:
        FieldError: where the table decides, has another outcome or takes a derived fact in another way, a fact of its
            own may not be missing, or a column of a gate is not one of the table or is derived.
    """

    document_schema: ClassVar[int] = 1

    table: Table[Outcome]
    gates: tuple[tuple[Name, Name], ...] = attrs.field(default=(), converter=as_pairs, kw_only=True)

    def _problems(self) -> Iterable[str]:
        gates = dict(self.gates)
        if self.table.answers_once:
            yield f"table: hit is `{self.table.hit}`; expected a table that collects"
        known = {column.name: column.replace(optional=True) for column in self.table.columns}
        known |= {name: Column(name, Standing, optional=True) for name in gates.keys() & known.keys()} | DERIVED
        yield from column_problems("table", self.table, known)
        yield from again("gates", map(itemgetter(0), self.gates))
        outcomes: tuple[object, ...] = self.table.listed
        for outcome in outcomes:
            if not _is_of_a_trigger(outcome):
                told = ", ".join(map(str, outcome)) if isinstance(outcome, tuple) else outcome
                yield f"table answers {shown(told)}; expected a pair of a trigger's name and fired or unknown"
        asked = [column.name for column in self.table.columns if column.name not in DERIVED]
        for name in gates:
            if name not in asked:
                meant, why = did_you_mean(name, asked), "is derived" if name in DERIVED else "is no column of the table"
                yield f"gates: {shown(name)} {why}; expected columns among {listing(asked)}{meant}"

    @property
    def triggers(self) -> tuple[str, ...]:
        """The names of the triggers, in the order of the outcomes."""
        return tuple(dict.fromkeys(name for name, _ in self.table.listed))

    @property
    def stated(self) -> tuple[Column, ...]:
        """The columns whose facts people state: those that are neither derived nor the standing of a gate."""
        gates = dict(self.gates)
        return tuple(column for column in self.table.columns if column.name not in DERIVED and column.name not in gates)


def _is_of_a_trigger(outcome: object) -> bool:
    """Tell whether an outcome is the name of a trigger with a state that a rule can give it."""
    match outcome:
        case (str(), TriggerState.FIRED | TriggerState.UNKNOWN):
            return True
        case _:
            return False
