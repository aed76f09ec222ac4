"""Results of gates on a tuple, and what is asked of them."""

from collections.abc import Iterable
from typing import Final

import attrs
from hypothesis import strategies as st

from releasekit.compat import Tier, tier_of
from releasekit.gates import GateResult, GateStatus, TreeState
from releasekit.playbooks.gated_release import TIERS
from releasekit.policy import MISSING
from tests.strategies.matrices import ADVISORY, AT, CONTRACT, DAY, LA_GATE, NEW, OLD

REQUIRED: Final = (LA_GATE, CONTRACT)
TREES: Final = list(TreeState)
GATES: Final = ("VG-LA-001", "VG-CONTRACT-001", "VG-LA-002")
SUBJECTS: Final = (NEW.ref, NEW.producer_sha, OLD.ref, None)
Results = tuple[GateResult, ...]


@st.composite
def run_of(draw: st.DrawFn, gate: str, number: int) -> GateResult:
    """One run that is mostly good, so that not everything is unsupported."""
    good = draw(st.sampled_from((True,) * (2 if gate == "VG-LA-002" else 9) + (False,)))
    status = GateStatus.PASS if good else draw(st.sampled_from((*GateStatus, *[GateStatus.FAIL] * 3)))
    return GateResult(
        f"{gate}/{number}",
        gate,
        status=status,
        recorded_at=AT + draw(st.sampled_from((-1, 0) if good else (-1, 0, 1))) * DAY,
        evidence=("a.txt",) if good or draw(st.integers(0, 3)) else (),
        subject=NEW.ref if draw(st.sampled_from((True,) * 9 + (False,))) else draw(st.sampled_from(SUBJECTS)),
        tree=draw(st.sampled_from((*[TREES[0]] * 5, *[TREES[1]] * 5, *TREES))),
    )


@st.composite
def runs(draw: st.DrawFn) -> Results:
    """Runs of the two required gates and of the advisory one: mostly one of each."""
    counts = [(gate, draw(st.sampled_from((*[1] * 8, 2, 2, 0)))) for gate in GATES]
    return tuple(draw(run_of(gate, number)) for gate, count in counts for number in range(count))


BOTH: Final = ("VG-LA-002/0", "VG-LA-002/1")
tracked_ids: Final = st.sampled_from((BOTH, BOTH, BOTH[:1], ()))
asked: Final = st.sampled_from((True, True, MISSING, False))


@attrs.frozen
class Question:
    """Everything that a tier is derived from."""

    results: Results
    tracked: tuple[str, ...] = ()
    clean_clone_asked: object = True

    def tier(self, results: Iterable[GateResult] | None = None) -> Tier:
        """The tier, of these or of other results."""
        return tier_of(
            NEW,
            REQUIRED,
            self.results if results is None else results,
            AT,
            rules=TIERS,
            advisory=(ADVISORY,),
            tracked=self.tracked,
            clean_clone_asked=self.clean_clone_asked,  # type: ignore[arg-type]
        ).outcome


questions: Final = st.builds(Question, runs(), tracked_ids, asked)
