"""What each recorded result is worth for one release: whether it can count, and what it lacks.

A result of another commit than the released one never counts. Anything else but a pass counts, since a failure of an
unknown commit may be one of this release. A pass has to show what the playbook asks of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from releasekit.gates import Gate, GateResult, GateStatus, Lack
from releasekit.policy import Missing
from releasekit.readiness._candidate import ReleaseCandidate

if TYPE_CHECKING:
    from releasekit.readiness._rules import ReadinessRules


class Worth(NamedTuple):
    """What a result is worth for a release.

    Attributes:
        unfit: why it cannot count; empty where it can.
        lacks: what it lacks, if it is a pass, whether the playbook accepts that or not.
        is_of_another: whether it is known to be of another commit.
    """

    unfit: str
    lacks: tuple[Lack, ...]
    is_of_another: bool = False


SOUND: Final = Worth("", ())


def worth_of_results(candidate: ReleaseCandidate, rules: "ReadinessRules", at: datetime) -> Mapping[str, Worth]:
    """Return what each result of a candidate is worth, by its id."""
    claims = () if isinstance(candidate.claims, Missing) else candidate.claims
    claimed = {claim.ref: claim.producer_sha for claim in claims}
    return {
        run.id: _worth(run, candidate.commit, claimed.get(run.subject or ""), rules=rules, at=at)
        for run in candidate.results
    }


def _worth(
    run: GateResult, commit: str | Missing, of_tuple: str | None, *, rules: "ReadinessRules", at: datetime
) -> Worth:
    """Return what a result is worth, given the released commit and that of the claimed tuple that it was made on."""
    if not isinstance(commit, Missing) and (run.commit not in (commit, None) or of_tuple not in (commit, None)):
        return Worth(f"of another commit, {run.commit or run.subject}", (), is_of_another=True)
    if run.status is not GateStatus.PASS:
        return SOUND
    if run.commit is not None and isinstance(commit, Missing):
        return Worth(f"of commit {run.commit}, and the release names none", ())
    gate = rules.gate(run.gate) or Gate(run.gate)
    if gate.consumer is not None and not (run.subject or f"{gate.consumer}@").startswith(f"{gate.consumer}@"):
        return Worth(f"on a tuple of another consumer, {run.subject}", ())
    is_bound = commit in (run.commit, of_tuple)
    lacks = rules.evidence.lacks(run, gate, at, is_bound=is_bound)
    if not lacks:
        return SOUND
    return Worth(", ".join(str(lack) for lack in lacks if lack not in rules.evidence.accepted), lacks)
