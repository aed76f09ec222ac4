"""The status update: one message to the team, in the form of the playbook."""

from datetime import datetime
from typing import Annotated, ClassVar

import attrs
from annotated_types import Interval

from releasekit._arguments import as_utc
from releasekit._fields import Frozen, Name, Place, checked
from releasekit._views import as_markdown
from releasekit._words import Word


class Health(Word):
    """How the system does, from good to bad."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class StatusDecision(Word):
    """What is done about the rollout, from permissive to restrictive."""

    CONTINUE = "continue"
    PAUSE = "pause"
    ROLLBACK = "rollback"


@attrs.frozen(field_transformer=checked)
class StatusUpdate(Frozen):
    """What a team is told; the fields are those of the playbook, in its order, in lower case.

    Attributes:
        change: the commit or tag that is rolled out.
        phase: 0 for the dry run, 1 for the limited rollout, 2 for the broad one.
        start: the instant at which the phase began.
        health: how the system does.
        decision: what is done.
        owner: who answers for it.

    Source:
        Rollout and Rollback Instructions, Communications Template.

    Example:
        >>> from datetime import UTC, datetime
        >>> start = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
        >>> update = StatusUpdate(
        ...     "v1.4.0", 1, start=start, health=Health.GREEN, decision=StatusDecision.CONTINUE, owner="Ada"
        ... )
        >>> print(update.to_markdown(), end="")
        - `Change`: v1.4.0
        - `Phase`: 1
        - `Start`: 2026-03-02T09:30:00+00:00
        - `Health`: green
        - `Decision`: continue
        - `Owner`: Ada
    """

    document_schema: ClassVar[int] = 1

    change: Place
    phase: Annotated[int, Interval(ge=0, le=2)]
    start: datetime = attrs.field(converter=as_utc, kw_only=True)
    health: Health = attrs.field(kw_only=True)
    decision: StatusDecision = attrs.field(kw_only=True)
    owner: Name = attrs.field(kw_only=True)

    @property
    def continues_while_red(self) -> bool:
        """Whether the rollout goes on although the system does badly.

        The playbook rolls back on named triggers and says nothing of a colour, so this is what people did and not a
        contradiction.
        """
        return self.health is Health.RED and self.decision is StatusDecision.CONTINUE

    def to_markdown(self) -> str:
        """Return the update as the playbook writes it; nothing in it is markup but the names of the fields."""
        texts = {
            "Change": self.change,
            "Phase": str(self.phase),
            "Start": self.start.isoformat(),
            "Health": str(self.health),
            "Decision": str(self.decision),
            "Owner": self.owner,
        }
        return "".join(f"- `{name}`: {as_markdown(text)}\n" for name, text in texts.items())
