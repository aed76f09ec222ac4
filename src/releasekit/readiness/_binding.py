"""What each recorded result is worth for one release: whether it can count, and what it lacks.

A result of another commit than the released one never counts. Anything else but a pass counts, since a failure of an
unknown commit may be one of this release. A pass has to show what the playbook asks of it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from releasekit._words import is_other_commit, is_same_commit, named_by_ref
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
    return {run.id: _worth(run, candidate.commit, claimed, rules=rules, at=at) for run in candidate.results}


def _worth(
    run: GateResult, commit: str | Missing, claimed: Mapping[str, str], *, rules: "ReadinessRules", at: datetime
) -> Worth:
    """Return what a result is worth, given the released commit and the claimed tuples, each with its own."""
    said = (run.commit, named_by_ref(run.subject or "")[1])
    if not isinstance(commit, Missing) and any(is_other_commit(each, commit) for each in said if each):
        return Worth(f"of another commit, {run.commit or run.subject}", (), is_of_another=True)
    if run.status is not GateStatus.PASS:
        return SOUND
    if run.commit is not None and isinstance(commit, Missing):
        return Worth(f"of commit {run.commit}, and the release names none", ())
    gate = rules.gate(run.gate) or Gate(run.gate)
    if gate.consumer is not None and not (run.subject or f"{gate.consumer}@").startswith(f"{gate.consumer}@"):
        return Worth(f"on a tuple of another consumer, {run.subject}", ())
    known = (run.commit, claimed.get(run.subject or ""))
    is_bound = not isinstance(commit, Missing) and any(is_same_commit(each, commit) for each in known if each)
    lacks = rules.evidence.lacks(run, gate, at, is_bound=is_bound)
    if not lacks:
        return SOUND
    return Worth(", ".join(str(lack) for lack in lacks if lack not in rules.evidence.accepted), lacks)
