"""What each recorded result is worth for one release: whether it can count, and what it lacks.

A result of another commit than the released one never counts. Anything else but a pass counts, since a failure of an
unknown commit may be one of this release. A pass has to show what the playbook asks of it.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from releasekit.gates import Gate, GateResult, Lack, Standing
from releasekit.policy import Missing
from releasekit.readiness._candidate import ReleaseCandidate

if TYPE_CHECKING:
    from releasekit.readiness._rules import ReadinessRules


class Worth(NamedTuple):
    """What a result is worth for a release.

    Attributes:
        unfit: why it cannot count; empty where it can.
        lacks: what it lacks, if it is a pass, whether the playbook accepts that or not.
    """

    unfit: str
    lacks: tuple[Lack, ...]


NOT_A_PASS: Final = Worth("", ())


def worth_of_results(candidate: ReleaseCandidate, rules: "ReadinessRules", at: datetime) -> Mapping[str, Worth]:
    """Return what each result of a candidate is worth, by its id."""
    claims = () if isinstance(candidate.claims, Missing) else candidate.claims
    claimed = {claim.ref: claim.producer_sha for claim in claims}
    return {
        run.id: _worth(run, candidate.commit, frozenset(_commits(run, claimed)), rules=rules, at=at)
        for run in candidate.results
    }


def _commits(run: GateResult, claimed: Mapping[str, str]) -> Iterator[str]:
    """Yield the commits that a result is known to be of: its own, and that of its claimed tuple."""
    if run.commit is not None:
        yield run.commit
    if run.subject is not None and run.subject in claimed:
        yield claimed[run.subject]


def _worth(
    run: GateResult, commit: str | Missing, commits: frozenset[str], *, rules: "ReadinessRules", at: datetime
) -> Worth:
    if not isinstance(commit, Missing) and not commits <= {commit}:
        return Worth(f"of another commit, {run.commit or run.subject}", ())
    if run.standing is not Standing.PASSED:
        return NOT_A_PASS
    if run.commit is not None and isinstance(commit, Missing):
        return Worth(f"of commit {run.commit}, and the release names none", ())
    gate = rules.gate(run.gate) or Gate(run.gate)
    if gate.consumer is not None and not (run.subject or f"{gate.consumer}@").startswith(f"{gate.consumer}@"):
        return Worth(f"on a tuple of another consumer, {run.subject}", ())
    lacks = rules.evidence.lacks(run, gate, at, is_bound=commits == {commit})
    return Worth(", ".join(str(lack) for lack in lacks if lack not in rules.evidence.accepted), lacks)
