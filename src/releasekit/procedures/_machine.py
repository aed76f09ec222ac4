"""State machines as tables: which event may come in which state, and where it leads.

A table has a row for each state and in it a cell for each class of events. A cell is the next state, or the fault of an
event that may not come there. A row without cells is an end: nothing comes after it. What is asked of a machine, and
its diagram, is read from the table, so that none of them can say something else.
"""

from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from releasekit._words import Word

State = TypeVar("State", bound=Word)
Fault = TypeVar("Fault", bound=Word)


class Fork(NamedTuple, Generic[State]):
    """A cell with two ways on: one while there is more to do, another after the last."""

    more: State
    last: State


class Machine(NamedTuple, Generic[State, Fault]):
    """A table of moves; the first row is where everything begins.

    Attributes:
        rows: the cells of each state, by the class of the event.
        ended: the fault of every event in a state whose row is empty.
    """

    rows: Mapping[State, Mapping[type, State | Fork[State] | Fault]]
    ended: Fault

    def step(self, state: State, event: type, *, is_last: bool = False) -> State | Fault:
        """Return the state after an event of a class, or its fault; `is_last` chooses the way where there is a fork."""
        row = self.rows[state]
        cell = row[event] if row else self.ended
        if not isinstance(cell, Fork):
            return cell
        way: State = cell.last if is_last else cell.more
        return way

    def moves(self) -> Iterator[tuple[State, str, State]]:
        """Yield each way from state to state with the event that leads there, in the order of the table."""
        for state, row in self.rows.items():
            for event, cell in row.items():
                if isinstance(cell, Fork):
                    yield state, event.__name__, cell.more
                    yield state, f"last {event.__name__}", cell.last
                elif not isinstance(cell, type(self.ended)):
                    yield state, event.__name__, cell  # type: ignore[misc]  # what is no fault is a state

    def unreachable(self) -> set[State]:
        """Return the states to which no events lead from the first."""
        first, *_ = self.rows
        reached, waiting = {first}, [first]
        while waiting:
            state = waiting.pop()
            found = {after for before, _, after in self.moves() if before is state} - reached
            reached |= found
            waiting += found
        return set(self.rows) - reached

    def mermaid(self) -> str:
        """Return the table as a Mermaid state diagram; what is refused is not drawn."""
        first, *_ = self.rows
        arrows = [f"[*] --> {_drawn(first)}"]
        arrows += [f"{_drawn(before)} --> {_drawn(after)}: {event}" for before, event, after in self.moves()]
        arrows += [f"{_drawn(state)} --> [*]" for state, row in self.rows.items() if not row]
        return "\n    ".join(["stateDiagram-v2", *arrows]) + "\n"


def _drawn(state: Word) -> str:
    return state.name.lower()
