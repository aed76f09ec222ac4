"""Ways to damage a candidate, for any playbook: each thing that is known is left out, or is of something else.

A damage is a candidate that knows less than the one that it was made from, or something worse. Whatever it is, the
outcome of a review must not get better for it; and where it gets worse, the card has to name what is damaged. Nothing
here knows a word of any playbook.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Final, NamedTuple

from releasekit.gates import GateResult, GateStatus, TreeState
from releasekit.policy import MISSING, Missing
from releasekit.readiness import Readiness, ReleaseCandidate, RollbackRecord
from releasekit.versions import BumpLevel, ReleaseType

OTHER: Final = "0ther00"
"""A commit that is not the released one."""
DAY: Final = timedelta(days=1)
AGE: Final = timedelta(days=30)
"""How old a pass may be in the reviews of damaged candidates."""


class Damage(NamedTuple):
    """A damaged candidate.

    Attributes:
        candidate: what is left.
        named: what the card has to name where the answer gets worse, one of them.
        stops: whether the release cannot go any more, whatever the playbook asks.
    """

    candidate: ReleaseCandidate
    named: tuple[str, ...]
    stops: bool = False


Operator = Callable[[Readiness], Iterator[Damage]]


def _swapped(records: Iterable[object], own: object, *others: object) -> list[object]:
    """Return records with others in place of one of them."""
    return [each for record in records for each in (others if record is own else (record,))]


def _results(candidate: ReleaseCandidate, own: GateResult, *others: GateResult) -> ReleaseCandidate:
    return candidate.replace(results=_swapped(candidate.results, own, *others))


# ------------------------------------------------------------------------------------------------ results of gates


def _alone(review: Readiness) -> Iterator[tuple[GateResult, bool]]:
    """Yield each pass on which nothing else rests, and whether a required gate rests on it alone."""
    candidate = review.candidate
    linked = {name for run in candidate.results for name in (*run.supersedes, *([run.id] if run.supersedes else ()))}
    required = {verdict.gate for verdict in review.required}
    gates = [run.gate for run in candidate.results]
    for run in candidate.results:
        if run.status is GateStatus.PASS and run.id not in linked:
            yield run, run.gate in required and gates.count(run.gate) == 1


def _of_results(**changes: object) -> Operator:
    """Return the damage that each pass says something else."""

    def damages(review: Readiness) -> Iterator[Damage]:
        for run, is_needed in _alone(review):
            yield Damage(_results(review.candidate, run, run.replace(**changes)), (run.gate,), is_needed)

    return damages


def drop_commits(review: Readiness) -> Iterator[Damage]:
    """A pass names no commit; one on a claimed tuple has that of the tuple."""
    claims = {claim.ref for claim in _claims(review.candidate)}
    for run, is_needed in _alone(review):
        is_bound = run.subject in claims
        yield Damage(_results(review.candidate, run, run.replace(commit=None)), (run.gate,), is_needed and not is_bound)


def alter_tuples(review: Readiness) -> Iterator[Damage]:
    """A pass is on no tuple, or on one that nobody claims."""
    claims = {claim.ref for claim in _claims(review.candidate)}
    for run, is_needed in _alone(review):
        if run.subject is not None:
            for subject in (None, f"{run.subject}0"):
                worse = run.replace(subject=subject)
                yield Damage(_results(review.candidate, run, worse), (run.gate,), is_needed and run.subject in claims)


def misspell_gates(review: Readiness) -> Iterator[Damage]:
    """A result is of a gate that nobody knows, so that it is missing where it belongs."""
    for run, is_needed in _alone(review):
        name = f"{run.gate}-1"
        yield Damage(_results(review.candidate, run, run.replace(gate=name)), (name, run.gate), is_needed)


def date_results(review: Readiness) -> Iterator[Damage]:
    """A pass is older than the playbook accepts, or from after the review."""
    for run, is_needed in _alone(review):
        for day in (review.at - AGE - DAY, review.at + DAY):
            worse = _results(review.candidate, run, run.replace(recorded_at=day))
            yield Damage(worse, (run.gate,), is_needed)


def lose_results(review: Readiness) -> Iterator[Damage]:
    """A pass is not there."""
    for run, is_needed in _alone(review):
        yield Damage(_results(review.candidate, run), (run.gate,), is_needed)


def spoil_results(review: Readiness) -> Iterator[Damage]:
    """A gate that passed ended otherwise."""
    for run, is_needed in _alone(review):
        for status in GateStatus:
            if status is not GateStatus.PASS:
                worse = _results(review.candidate, run, run.replace(status=status))
                yield Damage(worse, (run.gate, run.id), is_needed)


def lose_measurements(review: Readiness) -> Iterator[Damage]:
    """A metric is not measured, or worse than its budget allows."""
    for run, _ in _alone(review):
        for own in run.measured:
            yield Damage(
                _results(review.candidate, run, run.replace(measured=_swapped(run.measured, own))), (own.metric,)
            )
            failed = run.replace(
                measured=_swapped(run.measured, own, own.replace(status=GateStatus.FAIL)), status=GateStatus.FAIL
            )
            yield Damage(_results(review.candidate, run, failed), (own.metric, run.gate))


# ------------------------------------------------------------------------------------------------ the release itself


def _claims(candidate: ReleaseCandidate) -> tuple[object, ...]:
    return () if isinstance(candidate.claims, Missing) else candidate.claims


def _of_the_release(named: str, **changes: object) -> Operator:
    """Return the damage that the release says something else of itself."""

    def damages(review: Readiness) -> Iterator[Damage]:
        worse = review.candidate.replace(**changes)
        if worse != review.candidate:
            yield Damage(worse, (named,))

    return damages


def unbind_the_release(review: Readiness) -> Iterator[Damage]:
    """The release names no commit, or another one than its evidence."""
    is_asked = bool(review.required)
    yield Damage(review.candidate.replace(commit=MISSING), ("commit: not recorded",), is_asked)
    yield Damage(review.candidate.replace(commit=OTHER), (f"commit: {OTHER}",), is_asked)


def drop_classes(review: Readiness) -> Iterator[Damage]:
    """A class is not declared, or none is."""
    candidate = review.candidate
    for name in sorted(candidate.classes):
        names = ("no class is declared", f"{name} is not declared")
        yield Damage(candidate.replace(classes=candidate.classes - {name}), names)


def narrow_the_scope(review: Readiness) -> Iterator[Damage]:
    """Gates are left out without a reason, with what proves them and without."""
    candidate = review.candidate
    if isinstance(candidate.scoped_gates, Missing):
        narrowed = candidate.replace(scoped_gates=frozenset())
        required = {verdict.gate for verdict in review.required}
        yield Damage(narrowed, ("left out; nobody said why",))
        few = [run for run in candidate.results if run.gate not in required]
        yield Damage(narrowed.replace(results=few), ("left out; nobody said why", "unproven"), bool(required))
    elif candidate.narrowed is not None:
        yield Damage(candidate.replace(narrowed=None), ("left out; nobody said why",))


def alter_claims(review: Readiness) -> Iterator[Damage]:
    """A claimed tuple is not claimed, is of another commit, is another one, or one more is claimed."""
    candidate, claims = review.candidate, _claims(review.candidate)
    for own in claims:
        for field in ("producer_sha", "consumer_sha"):
            other = own.replace(**{field: OTHER})
            yield Damage(candidate.replace(claims=_swapped(claims, own, other)), (OTHER,), stops=True)
        more = own.replace(consumer_sha=OTHER)
        yield Damage(candidate.replace(claims=(*claims, more)), (OTHER,), stops=True)
        yield Damage(candidate.replace(claims=_swapped(claims, own)), (own.consumer, own.ref))
    if claims:
        yield Damage(candidate.replace(claims=()), ("claims: no tuple",))
        yield Damage(candidate.replace(claims=MISSING), ("claims: not stated",), stops=True)


def unname_people(review: Readiness) -> Iterator[Damage]:
    """Nobody has a role, or one person has two of them."""
    candidate = review.candidate
    owners = () if isinstance(candidate.consumer_owners, Missing) else candidate.consumer_owners
    yield Damage(candidate.replace(owner=MISSING), ("release owner not named",))
    yield Damage(candidate.replace(approver=MISSING), ("approver not named",))
    if not isinstance(candidate.owner, Missing):
        yield Damage(candidate.replace(approver=candidate.owner), (f"approver {candidate.owner}",))
    for own in owners:
        yield Damage(candidate.replace(consumer_owners=[each for each in owners if each != own]), (own[0],))
        yield Damage(candidate.replace(consumer_owners=_swapped(owners, own, (own[0], "Nobody"))), (own[0],))


def change_the_step(review: Readiness) -> Iterator[Damage]:
    """The changes need the largest step, or nobody says which; the release is of a type that nobody states."""
    candidate = review.candidate
    if not isinstance(candidate.bump, Missing):
        yield Damage(candidate.replace(bump=MISSING), ("nobody said which step",))
        if candidate.release_type is not ReleaseType.MAJOR:
            yield Damage(candidate.replace(bump=BumpLevel.MAJOR), ("the changes need major",))
    if not isinstance(candidate.release_type, Missing):
        yield Damage(candidate.replace(release_type=MISSING), ("of which release type it is",))


def unsay_facts(review: Readiness) -> Iterator[Damage]:
    """What was stated is not stated; what was measured of the delivery is not, or is as bad as can be."""
    candidate = review.candidate
    for field in ("stated", "rates"):
        pairs: Mapping[str, object] = dict(getattr(candidate, field))
        for name in pairs:
            less = {key: value for key, value in pairs.items() if key != name}
            yield Damage(candidate.replace(**{field: less}), (name,))


# ------------------------------------------------------------------------------------------------ words of people


def _of_words(field: str, named: str, *changes: dict[str, object], by: str = "by") -> Operator:
    """Return the damages of one kind of record: it is not there, or one of its fields is otherwise."""

    def damages(review: Readiness) -> Iterator[Damage]:
        candidate = review.candidate
        records = getattr(candidate, field)
        for own in records:
            names = (getattr(own, named), f"{getattr(own, by)} (")
            worse = [_swapped(records, own), *(_swapped(records, own, own.replace(**each)) for each in changes)]
            yield from (Damage(candidate.replace(**{field: each}), names) for each in worse)

    return damages


def _of_dates(field: str, date: str, named: str, *, days: tuple[int, ...], end: str = "", by: str = "by") -> Operator:
    """Return the damages of the dates of records, some days from the review; one that ends does so half a day later."""

    def damages(review: Readiness) -> Iterator[Damage]:
        candidate = review.candidate
        records = getattr(candidate, field)
        for own in records:
            for day in days:
                changes = {date: review.at + day * DAY, **({end: review.at + (day + 0.5) * DAY} if end else {})}
                worse = _swapped(records, own, own.replace(**changes))
                yield Damage(candidate.replace(**{field: worse}), (getattr(own, named), f"{getattr(own, by)} ("))

    return damages


def alter_decisions(review: Readiness) -> Iterator[Damage]:
    """A decision is not recorded; the entry of a conditional go is not named, or is not about this release."""
    candidate = review.candidate
    for own in candidate.decisions:
        if own.is_active(review.at):
            yield Damage(candidate.replace(decisions=_swapped(candidate.decisions, own)), (own.id,))
            later = own.replace(accepted_at=review.at + DAY)
            yield Damage(candidate.replace(decisions=_swapped(candidate.decisions, own, later)), (own.id,))
        if own.id == candidate.decision_entry:
            yield Damage(candidate.replace(decision_entry=None), ("no decision entry is named",), stops=True)
            entry_changes: tuple[dict[str, object], ...] = (
                {"commit": None},
                {"commit": OTHER},
                {"by": None},
                {"role": None},
                {"role": "visitor"},
                {"accepted_at": review.at - 60 * DAY},
            )
            for changes in entry_changes:
                worse = _swapped(candidate.decisions, own, own.replace(**changes))
                yield Damage(candidate.replace(decisions=worse), (own.id,), stops=True)


def open_rollbacks(review: Readiness) -> Iterator[Damage]:
    """Nobody says whether there was a rollback, there was one, or one lacks its cause or its remedy."""
    candidate = review.candidate
    if isinstance(candidate.rollbacks, Missing):
        return
    yield Damage(candidate.replace(rollbacks=MISSING), ("nobody said whether there was one",))
    more = (*candidate.rollbacks, RollbackRecord("RB-new", review.at - DAY))
    yield Damage(candidate.replace(rollbacks=more), ("RB-new",))
    for own in candidate.rollbacks:
        for changes in ({"root_cause": None}, {"remediation": None}, {"remediation": OTHER}):
            worse = _swapped(candidate.rollbacks, own, own.replace(**changes))
            yield Damage(candidate.replace(rollbacks=worse), (own.id,))


# ------------------------------------------------------------------------------------------------ records


def lose_the_matrix(review: Readiness) -> Iterator[Damage]:
    """The matrix is not there, from after the review, or lacks an entry."""
    candidate, matrix = review.candidate, review.candidate.matrix
    if isinstance(matrix, Missing):
        return
    yield Damage(candidate.replace(matrix=MISSING), ("no matrix is given",))
    yield Damage(candidate.replace(matrix=matrix.replace(published_at=review.at + DAY)), ("is published later",))
    for own in matrix.entries:
        less = matrix.replace(entries=_swapped(matrix.entries, own))
        yield Damage(candidate.replace(matrix=less), (own.consumer,))


def leave_items_open(review: Readiness) -> Iterator[Damage]:
    """What is recorded of a checklist is lost, about another release, or lacks an item or its evidence."""
    candidate = review.candidate
    for record in candidate.checklists:
        others = _swapped(candidate.checklists, record)
        yield Damage(candidate.replace(checklists=others), (record.checklist, "is not done"))
        for subject in (None, OTHER):
            other = _swapped(candidate.checklists, record, record.replace(subject=subject))
            yield Damage(candidate.replace(checklists=other), ("do not count",))
        for own in record.results:
            for left in ((), (own.replace(evidence=("-",)),) if own.evidence else ()):
                less = record.replace(results=_swapped(record.results, own, *left))
                worse = candidate.replace(checklists=_swapped(candidate.checklists, record, less))
                yield Damage(worse, (f"{own.check} is not done",))


def promote_more(review: Readiness) -> Iterator[Damage]:
    """A gate is promoted of which nobody has heard."""
    candidate = review.candidate
    yield Damage(candidate.replace(promotes=candidate.promotes | {"NEW-1"}), ("NEW-1",))


def touch_something(review: Readiness) -> Iterator[Damage]:
    """Nobody says what the change touches."""
    yield Damage(review.candidate.replace(effects=MISSING), ("touches: not stated",))


OPERATORS: Final[Mapping[str, Operator]] = {
    "a pass without its commit": drop_commits,
    "a pass of another commit": _of_results(commit=OTHER),
    "a pass on an unknown tree": _of_results(tree=TreeState.NOT_RECORDED),
    "a pass on another tuple": alter_tuples,
    "a pass of another time": date_results,
    "a pass without a test": _of_results(passed=0, failed=None),
    "a pass without evidence": _of_results(evidence=()),
    "a pass with a word for nothing": _of_results(evidence=("n/a",)),
    "a misspelt gate": misspell_gates,
    "a lost pass": lose_results,
    "a pass that was none": spoil_results,
    "a lost measurement": lose_measurements,
    "a release of another commit": unbind_the_release,
    "an undeclared class": drop_classes,
    "a narrowed scope": narrow_the_scope,
    "another claim": alter_claims,
    "another role": unname_people,
    "another step": change_the_step,
    "an unsaid fact": unsay_facts,
    "an approval": _of_words(
        "approvals", "subject", {"commit": OTHER}, {"commit": None}, {"role": "visitor"}, {"human": False}
    ),
    "the date of an approval": _of_dates("approvals", "approved_at", "subject", days=(1, -400), end="expires_at"),
    "a confirmation": _of_words(
        "confirmations", "consumer", {"by": "Nobody"}, {"parts": {}}, {"tuple_ref": None, "commit": OTHER}
    ),
    "the date of a confirmation": _of_dates("confirmations", "confirmed_at", "consumer", days=(1,)),
    "a waiver": _of_words(
        "waivers",
        "gate",
        {"gate": "NEW-1"},
        {"results": ()},
        {"results": (OTHER,)},
        {"decision": OTHER},
        {"role": None},
        {"role": "visitor"},
        {"approver": "Nobody"},
        by="approver",
    ),
    "the date of a waiver": _of_dates("waivers", "granted_at", "gate", days=(1, -60), end="expires_at", by="approver"),
    "a classification": _of_words("classifications", "fact", {"results": (OTHER,)}, {"role": "visitor"}),
    "the date of a classification": _of_dates("classifications", "made_at", "fact", days=(1, -60)),
    "a decision": alter_decisions,
    "an open rollback": open_rollbacks,
    "a lost matrix": lose_the_matrix,
    "an open item": leave_items_open,
    "a promotion": promote_more,
    "an unknown change": touch_something,
}
"""The damages by what they damage."""


def new_lines(damaged: Readiness, review: Readiness) -> str:
    """Return what the card of a damaged candidate says that the one before did not."""
    before = set(review.to_text(width=1000).splitlines())
    return "\n".join(line for line in damaged.to_text(width=1000).splitlines() if line not in before)
