"""What a pass has to show so that it counts: of which commit and tuple it is, on which tree, how old it is."""

from datetime import datetime, timedelta
from itertools import compress
from operator import not_
from typing import Annotated, Final

import attrs
from annotated_types import Gt

from releasekit._arguments import as_frozenset, instant, of_kind
from releasekit._fields import Frozen, Note, checked
from releasekit._words import Word, shown
from releasekit.gates._results import Gate, GateResult
from releasekit.gates._vocabulary import Standing, TreeState


class Lack(Word):
    """What a pass may lack, so that nobody knows of what it is a pass."""

    COMMIT = "no commit"
    SUBJECT = "no tuple"
    TREE = "no tree"
    AGE = "too old"
    TESTS = "no test"


@attrs.frozen(field_transformer=checked)
class EvidenceRules(Frozen):
    """What a pass has to show so that it counts. Without more, it has to show everything but an age.

    A pass of another commit than the released one never counts, whatever is accepted.

    Attributes:
        max_age: how old a pass may be, that age included; ``None`` for any age.
        accepted: what a pass may lack and count all the same, each for a reason that the playbook has to give.
        because: that reason.
    """

    max_age: Annotated[timedelta, Gt(timedelta())] | None = None
    accepted: frozenset[Lack] = attrs.field(default=frozenset(), converter=as_frozenset)
    because: Note = attrs.field(default="", kw_only=True)

    def _problems(self) -> list[str]:
        if self.accepted and not self.because:
            return [f"because is {shown(self.because)} while something is accepted; expected the reason"]
        return []

    def lacks(self, run: GateResult, gate: Gate, at: datetime, *, is_bound: bool) -> tuple[Lack, ...]:
        """Return what a pass lacks, accepted or not; a result that is no pass lacks nothing, since it always counts.

        Args:
            run: the result.
            gate: its gate.
            at: the instant of the question.
            is_bound: whether it is known to be of the released commit.

        Raises:
            FieldError: where an argument is of another kind, or the instant has no zone.
        """
        of_kind("run", run, GateResult)
        of_kind("gate", gate, Gate)
        of_kind("is_bound", is_bound, bool)
        at = instant("at", at)
        if run.standing is not Standing.PASSED:
            return ()
        asked = (
            is_bound,
            gate.consumer is None or run.subject is not None,
            run.tree is not TreeState.NOT_RECORDED,
            self.max_age is None or at - run.recorded_at <= self.max_age,
            run.passed != 0,
        )
        return () if all(asked) else tuple(compress(Lack, map(not_, asked)))


STRICT: Final = EvidenceRules()
"""Every pass shows its commit, its tuple where it tests a consumer, its tree, and a test where tests are counted."""
