"""A go/no-go review never improves because something is worse, missing or unsaid.

The generated candidates begin complete and lose a few things, so that all three outcomes are common; a test counts
them.
"""

import pickle
from collections import Counter
from datetime import timedelta
from itertools import combinations, permutations
from typing import Final

import attrs
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from releasekit.answers import Permission
from releasekit.compat import ReleaseTuple, Role, Tier
from releasekit.errors import FieldError
from releasekit.gates import GateStatus, Standing, TreeState
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import MISSING
from releasekit.procedures import ItemStatus
from releasekit.readiness import (
    GoNoGo,
    ReleaseCandidate,
    ReleaseClass,
    ReleasePacket,
    Unasked,
    Waiver,
    assess,
    packet,
    verify_packet,
)
from tests.laws.tables import law
from tests.strategies.candidates import (
    AT,
    BACK,
    BEFORE,
    CLAIMS,
    COMMIT,
    ITEMS,
    LATER,
    LOOP_AGENT,
    PARTS,
    R1,
    R2,
    R3,
    REFS,
    approval,
    complete,
    conditional,
    gates_of,
    passed,
    promoting,
    waiver,
    with_result,
)
from tests.strategies.readiness import DAMAGES, SOUND, VISIBLE, WORSE, candidates, refuses, review

ORDER: Final = list(GoNoGo)
SELDOM_WORSE: Final = frozenset({"claiming one tuple more"})
"""What changes no outcome where all is well, and must not hide what is not."""


@pytest.mark.parametrize("name", DAMAGES)
class TestNeverImproves:
    """Whatever is worse, missing or unsaid, the outcome is no more permissive than before.

    `test_damages.py` tries every damage of each candidate that goes; these are of candidates that chance made.
    """

    def test_outcome(self, name: str) -> None:
        """On candidates that mostly go, so that there is something to lose."""
        met: Counter[str] = Counter()

        @law(40)
        @given(st.data(), candidates())
        def check(data: st.DataObject, candidate: ReleaseCandidate) -> None:
            after = data.draw(DAMAGES[name](candidate))
            was, now = place(candidate), place(after)
            met["touched"] += after != candidate
            met["worse"] += now > was
            assert now >= was

        check()
        assert met["touched"] >= 5, met
        assert met["worse"] >= 2 or name in SELDOM_WORSE, met


class TestBadNewsOfAnUnknownTuple:
    """Bad news that no longer say on which tuple they were made are no better than those that do."""

    @law(100)
    @given(candidates(), st.sampled_from(sorted(set(REFS))), st.sampled_from(WORSE), st.sampled_from([BEFORE, LATER]))
    def test_outcome(self, candidate: ReleaseCandidate, gate: str, status: GateStatus, recorded_at: object) -> None:
        """For every gate that tests a consumer's tuple."""
        bad = passed(gate, id="bad", status=status, recorded_at=recorded_at)
        told, untold = (
            candidate.replace(results=(*candidate.results, bad.replace(subject=subject)))
            for subject in (bad.subject, None)
        )

        assert place(untold) >= place(told)


class TestOutcomesAreReached:
    """The laws say something: go, conditional go and no-go are all common among the candidates."""

    def test_each_in_at_least_a_tenth(self) -> None:
        """Counted over one run."""
        met: Counter[GoNoGo] = Counter()

        @law(200)
        @given(candidates())
        def count(candidate: ReleaseCandidate) -> None:
            outcome = review(candidate).outcome
            event(str(outcome))
            met[outcome] += 1

        count()
        assert {outcome for outcome in GoNoGo if met[outcome] * 10 >= met.total()} == set(GoNoGo), met

    def test_every_set_of_classes(self) -> None:
        """Each sound set of classes goes, and each with consumers goes under conditions."""
        assert {review(complete(*classes)).outcome for classes in SOUND} == {GoNoGo.GO}
        assert {review(conditional(*classes)).outcome for classes in VISIBLE} == {GoNoGo.CONDITIONAL_GO}

    def test_every_promotion(self) -> None:
        """Each set of classes with consumers goes with a promotion, and each record of it is asked for."""
        assert {review(promoting(*classes)).outcome for classes in VISIBLE} == {GoNoGo.GO}

    def test_a_go_with_all_records(self) -> None:
        """A go with a matrix, a checklist and a promotion is common, so that the laws have them to lose."""
        met: Counter[str] = Counter()

        @law(200)
        @given(candidates())
        def count(candidate: ReleaseCandidate) -> None:
            if review(candidate).outcome is GoNoGo.GO:
                met["promotion" if candidate.promotes else "none"] += 1
                met["two records"] += len(candidate.checklists) > 1

        count()
        assert min(met.values()) >= 10, met


class TestGatesThatNothingAsks:
    """A gate that nothing asks for changes nothing, unless it fails, or nobody knows which gate it is."""

    @law()
    @given(
        candidates(),
        st.sampled_from(GateStatus),
        st.sampled_from(TreeState),
        st.sampled_from([None, CLAIMS[1].ref, "x@1+2+-+-"]),
        st.sampled_from([BEFORE, LATER]),
    )
    def test_of_another_commit(
        self, candidate: ReleaseCandidate, status: GateStatus, tree: TreeState, subject: str | None, recorded_at: object
    ) -> None:
        """Good or bad, known or not, on any tree and tuple, now or later: it is not of this release."""
        bound = candidate if isinstance(candidate.commit, str) else candidate.replace(commit=COMMIT)
        other = passed("VG-PROPTEST-001", status=status, tree=tree, subject=subject, recorded_at=recorded_at)
        more = bound.replace(results=(*bound.results, other.replace(commit="0dd0dd0")))

        assert review(more).replace(candidate=bound) == review(bound)

    @law()
    @given(candidates(), st.sampled_from(GateStatus), st.sampled_from([COMMIT, None]))
    def test_that_nobody_knows(self, candidate: ReleaseCandidate, status: GateStatus, commit: str | None) -> None:
        """It may be a misspelt one, whatever it says."""
        bound = candidate.replace(commit=COMMIT)
        other = passed("VG-PROPTEST-001", status=status, commit=commit)
        answer = review(bound.replace(results=(*bound.results, other)))

        assert answer.outcome is GoNoGo.NO_GO
        assert dict(answer.decision.facts)["unasked"] is not Unasked.NOTHING

    @law()
    @given(
        candidates(),
        st.sampled_from(GateStatus),
        st.sampled_from(["VG-RFLX-001", "VG-PERF-001", "VG-CONTRACT-001", "VG-LA-002"]),
    )
    def test_of_another_class(self, candidate: ReleaseCandidate, status: GateStatus, gate: str) -> None:
        """A failure of a blocking one stops an R1 change, which declared that it has nothing to do with it."""
        stated = {name: value for name, value in candidate.stated if name == "contract_ambiguity"}
        own = complete(R1).replace(decisions=candidate.decisions, stated={**dict(complete(R1).stated), **stated})
        before, after = review(own), review(with_result(own, gate, status=status))
        fails = gate != "VG-LA-002" and status in (GateStatus.FAIL, GateStatus.ERROR)

        assert after.required == before.required
        assert dict(after.decision.facts)["unasked"] is (Unasked.FAILURE if fails else Unasked.NOTHING)
        assert fails or (after.outcome, after.reasons) == (before.outcome, before.reasons)
        assert not fails or "failure-outside-scope" in {reason.code for reason in after.decision.reasons}


class TestOrderIsIrrelevant:
    """The order in which results, decisions, claims and measurements are given changes nothing."""

    @law()
    @given(st.data(), candidates())
    def test_of_results(self, data: st.DataObject, candidate: ReleaseCandidate) -> None:
        """Not even the candidate."""
        shuffled = candidate.replace(results=data.draw(st.permutations(candidate.results)))

        assert shuffled == candidate
        assert review(shuffled) == review(candidate)

    @law()
    @given(st.data(), candidates())
    def test_of_the_rest(self, data: st.DataObject, candidate: ReleaseCandidate) -> None:
        """The answer is the same but for the candidate in it; so it is where lapsed records stand beside good ones."""
        more = {"waivers": (waiver(expires_at=AT), waiver(gate="VG-RCC-001")), "approvals": (approval(human=False),)}
        candidate = candidate.replace(**{name: (*getattr(candidate, name), *own) for name, own in more.items()})
        changes = {
            name: tuple(data.draw(st.permutations(value)))
            for name in ("decisions", "claims", "waivers", "approvals", "confirmations", "rollbacks")
            if isinstance(value := getattr(candidate, name), tuple)
        }

        assert review(candidate.replace(**changes)).replace(candidate=candidate) == review(candidate)


def required(candidate: ReleaseCandidate) -> frozenset[str]:
    """The required gates by hand: the rows of the classes, with `VG-LOOP-*` of R2 cut to the scope."""
    classes: tuple[ReleaseClass, ...] = tuple(candidate.classes)
    gates = gates_of(*classes)
    if candidate.scoped_gates is MISSING or R1 in classes or set(classes) == {R3}:
        return gates
    return frozenset(gate for gate in gates if not gate.startswith("VG-LOOP-")) | (
        frozenset({"VG-LOOP-CORE-001"}) if R2 in classes else frozenset()
    )


class TestGoMeansProved:
    """A go, conditional or not, means that every required gate passed with evidence."""

    @law()
    @given(candidates())
    def test_required_gates(self, candidate: ReleaseCandidate) -> None:
        """Worked out from the results alone: none in force is worse than a pass with evidence."""
        if review(candidate).outcome is GoNoGo.NO_GO:
            return
        replaced = {name for own in candidate.results for name in own.supersedes if own.recorded_at <= AT}
        for gate in required(candidate):
            runs = [own for own in candidate.results if own.gate == gate and own.id not in replaced]
            bad = [own for own in runs if own.status in (GateStatus.FAIL, GateStatus.ERROR)]
            proofs = [own for own in runs if own.status is GateStatus.PASS and own.evidence and own.recorded_at <= AT]
            assert (bad, proofs != []) == ([], True)

    @law()
    @given(candidates())
    def test_a_full_go_has_no_failing_advisory(self, candidate: ReleaseCandidate) -> None:
        """And lacks nothing."""
        readiness = review(candidate)
        if readiness.outcome is GoNoGo.GO:
            assert [own for own in readiness.advisory if own.standing is not Standing.PASSED] == []
            assert readiness.missing == ()

    @law()
    @given(candidates())
    def test_people_and_records(self, candidate: ReleaseCandidate) -> None:
        """Worked out from the records alone: who stands for the release, and what they said of it in time."""
        if review(candidate).outcome is GoNoGo.NO_GO:
            return
        assert {candidate.owner, candidate.approver} == {"Olga", "Piet"}
        assert candidate.effects
        assert candidate.rollbacks is not MISSING
        assert all(own.root_cause and own.remediation for own in candidate.rollbacks)
        if dict(candidate.stated).get("breaking_change") == "approved":
            ends = [own.expires_at or LATER for own in candidate.approvals if own.human and own.approved_at <= AT]
            assert max(ends) > AT
        if R2 in candidate.classes or candidate.classes == {R3}:
            good = {
                own.consumer
                for own in candidate.confirmations
                if own.confirmed_at <= AT and dict(own.parts) == dict.fromkeys(PARTS, True)
            }
            assert good == {claim.consumer for claim in CLAIMS}
            assert [own for own in candidate.confirmations if refuses(own)] == []

    @law()
    @given(candidates())
    def test_the_matrix(self, candidate: ReleaseCandidate) -> None:
        """It is published and supports what is claimed and current, and each of that has an older one to go back to."""
        if review(candidate).outcome is GoNoGo.NO_GO:
            return
        assert candidate.matrix.published_at <= AT
        entries = [own for own in candidate.matrix.entries if own.tier is Tier.SUPPORTED and own.window is None]
        needed = [own for own in entries if own.role is Role.CURRENT or own.release_tuple in candidate.claims]
        assert {own.release_tuple for own in needed} >= {*CLAIMS, *candidate.claims}
        for own in needed:
            older = [each for each in entries if each.consumer == own.consumer and each.role is Role.ROLLBACK]
            assert any(each.validated_at < own.validated_at for each in older)

    @law()
    @given(candidates())
    def test_the_checklist(self, candidate: ReleaseCandidate) -> None:
        """Each item but the review itself is ticked once, in time, with evidence, for the released commit."""
        if review(candidate).outcome is GoNoGo.NO_GO:
            return
        results = [own for record in candidate.checklists if record.subject == COMMIT for own in record.results]
        assert sorted(own.check for own in results) == list(ITEMS)
        assert {(own.status, own.recorded_at) for own in results} == {(ItemStatus.PASS, BEFORE)}
        assert all(own.evidence == (f"item {own.check}.md",) for own in results)

    @law()
    @given(candidates())
    def test_a_promotion_has_a_streak(self, candidate: ReleaseCandidate) -> None:
        """Three green runs of the one gate that may be promoted, on each claimed tuple, with evidence of their own."""
        if review(candidate).outcome is GoNoGo.NO_GO or not candidate.promotes:
            return
        assert candidate.promotes == {"VG-LA-002"}
        for claim in (own for own in candidate.claims if own.consumer == LOOP_AGENT.consumer):
            runs = [own for own in candidate.results if own.gate == "VG-LA-002" and own.subject == claim.ref]
            green = [own for own in runs if own.status is GateStatus.PASS and own.recorded_at <= AT]
            assert len({own.evidence for own in green if not own.supersedes}) >= 3

    @law()
    @given(candidates())
    def test_a_conditional_go_has_an_entry(self, candidate: ReleaseCandidate) -> None:
        """A decision in force, named by the candidate or by a waiver whose time is not over."""
        if review(candidate).outcome is not GoNoGo.CONDITIONAL_GO:
            return
        names = {own.decision for own in candidate.waivers if own.granted_at <= AT < own.expires_at}
        names |= {candidate.decision_entry} - {None}
        active = {own.id for own in candidate.decisions if own.accepted_at <= AT < (own.lifted_at or LATER)}
        assert names & active


class TestAWaiverTouchesNothingElse:
    """Whatever is waived, the required gates stand as they stood, and with one that has not passed it is a no."""

    @law(100)
    @given(
        candidates(),
        st.lists(
            st.builds(
                waiver,
                gate=st.sampled_from([*REFS, "VG-PERF-001", "VG-LOOP-CORE-001", "VG-NEW-001"]),
                approver=st.sampled_from(["Piet", "Olga"]),
                decision=st.sampled_from(["D-020", "D-999"]),
                expires_at=st.sampled_from([AT, LATER]),
            ),
            max_size=4,
        ),
    )
    def test_answer(self, candidate: ReleaseCandidate, waivers: list[Waiver]) -> None:
        """Only the decision entry may come from it."""
        before, after = review(candidate.replace(waivers=())), review(candidate.replace(waivers=waivers))
        entries = {"decision_entry": None}

        assert after.required == before.required
        assert {**dict(after.decision.facts), **entries} == {**dict(before.decision.facts), **entries}
        assert len(after.waivers) == len(waivers)
        if any(own.standing is not Standing.PASSED for own in after.required):
            assert after.outcome is GoNoGo.NO_GO


def back(candidate: ReleaseCandidate) -> list[ReleaseTuple]:
    """An older tuple of each claimed consumer."""
    claims = () if candidate.claims is MISSING else candidate.claims
    return [older for older in BACK if older.consumer in {claim.consumer for claim in claims}]


def packed(candidate: ReleaseCandidate) -> ReleasePacket:
    """The packet of a candidate's review."""
    day = AT.date()
    return packet(review(candidate), release_date=day, tuple_rollback=back(candidate), follow_up_actions=["Watch it."])


class TestPackets:
    """A packet says what its review said: it verifies, and no other outcome does."""

    @law()
    @given(candidates())
    def test_of_a_review_verifies(self, candidate: ReleaseCandidate) -> None:
        """Unless nobody stands for the release, so that there is no packet."""
        if MISSING in (candidate.owner, candidate.approver) or candidate.owner == candidate.approver:
            with pytest.raises(FieldError):
                packed(candidate)
            return
        found = verify_packet(packed(candidate), candidate, READINESS, AT)

        assert (found.outcome, found.differences) == (Permission.ALLOWED, ())

    def test_with_another_outcome_is_refused(self) -> None:
        """In either direction, by what a packet must be or by the new review; all six ways are met."""
        met: set[tuple[GoNoGo, GoNoGo]] = set()
        refused: set[GoNoGo] = set()

        @law()
        @given(candidates())
        def check(candidate: ReleaseCandidate) -> None:
            if {candidate.owner, candidate.approver} != {"Olga", "Piet"}:
                return
            own = packed(candidate)
            for other in set(GoNoGo) - {own.go_no_go}:
                met.add((own.go_no_go, other))
                try:
                    forged = own.replace(go_no_go=other)
                except FieldError:
                    continue
                found = verify_packet(forged, candidate, READINESS, AT)
                refused.add(other)
                assert found.outcome is Permission.REFUSED
                texts = [str(one) for one in found.differences if one.field != "tuple_rollback"]
                assert texts == [f"go_no_go is `{other}`; expected `{own.go_no_go}`"]

        check()
        assert met == set(permutations(GoNoGo, 2))
        assert refused == set(GoNoGo)

    @law(60)
    @given(candidates(), candidates())
    def test_of_another_candidate_is_refused_where_it_differs(
        self, one: ReleaseCandidate, other: ReleaseCandidate
    ) -> None:
        """A packet differs from another review exactly where the packet of that does; the matrix alone is asked too."""
        if any({own.owner, own.approver} != {"Olga", "Piet"} for own in (one, other)):
            return
        own, theirs = packed(one), packed(other)
        found = verify_packet(own, other, READINESS, AT)
        names = [name for name in TEMPLATE if name != "tuple_rollback"]
        same = [getattr(own, name) == getattr(theirs, name) for name in names]

        assert [own.field for own in found.differences if own.field != "tuple_rollback"] == [
            name for name, is_same in zip(names, same, strict=True) if not is_same
        ]

    def test_have_eleven_fields(self) -> None:
        """Those of the template, in its order."""
        assert [field.name for field in attrs.fields(ReleasePacket)] == TEMPLATE
        assert len(TEMPLATE) == 11


TEMPLATE: Final = [
    "release_date",
    "release_owner",
    "release_class",
    "tuple_current",
    "tuple_rollback",
    "required_gates",
    "gate_results",
    "advisory_findings",
    "go_no_go",
    "approver",
    "follow_up_actions",
]


class TestMissingLeadsToAGo:
    """`missing` is the way to a go: with these facts changed the table goes, with fewer of them it does not."""

    @law()
    @given(candidates())
    def test_changed_facts_go(self, candidate: ReleaseCandidate) -> None:
        """By the table itself, asked anew."""
        readiness = review(candidate)
        facts = dict(readiness.decision.facts)
        becomes = {need.change.column: need.change.becomes for need in readiness.missing}

        assert READINESS.go_no_go.decide({**facts, **becomes}).outcome is GoNoGo.GO
        assert all(facts[need.change.column] == need.change.value for need in readiness.missing)
        assert all(need.change.region.contains(need.change.becomes) for need in readiness.missing)

    @law()
    @given(candidates())
    def test_nothing_less_does(self, candidate: ReleaseCandidate) -> None:
        """No smaller part of them leads there, so each is needed."""
        readiness = review(candidate)
        facts = dict(readiness.decision.facts)
        becomes = [(need.change.column, need.change.becomes) for need in readiness.missing]
        for size in range(len(becomes)):
            for part in combinations(becomes, size):
                assert READINESS.go_no_go.decide({**facts, **dict(part)}).outcome is not GoNoGo.GO

    @law()
    @given(candidates())
    def test_empty_iff_go(self, candidate: ReleaseCandidate) -> None:
        """Otherwise something can always be mended."""
        readiness = review(candidate)

        assert (readiness.missing == ()) is (readiness.outcome is GoNoGo.GO)


class TestDeterministic:
    """The same question has the same answer, also after a detour through bytes."""

    @law()
    @given(candidates())
    def test_equal_for_equal_input(self, candidate: ReleaseCandidate) -> None:
        """Equal answers with equal hashes, cards included."""
        twin = candidate.replace(results=[result.replace() for result in candidate.results])
        one, other = review(candidate), review(twin)

        assert one == other
        assert hash(one) == hash(other)
        assert one.to_text() == other.to_text()

    @law(30)
    @given(candidates())
    def test_pickle_round_trip(self, candidate: ReleaseCandidate) -> None:
        """Candidate and answer."""
        readiness = review(candidate)
        copies = pickle.loads(pickle.dumps((candidate, readiness)))  # noqa: S301 - our own

        assert copies == (candidate, readiness)
        assert review(copies[0]) == readiness

    @law()
    @given(candidates(), st.integers(1, 10_000_000))
    def test_a_later_review_of_the_same_facts(self, candidate: ReleaseCandidate, seconds: int) -> None:
        """As long as nothing is dated between the two instants, only the instant in the answer differs."""
        dates = [own.recorded_at for own in candidate.results] + [own.accepted_at for own in candidate.decisions]
        dates += [own.granted_at for own in candidate.waivers] + [own.approved_at for own in candidate.approvals]
        at = AT + timedelta(milliseconds=seconds)
        if all(not AT < day <= at for day in dates):
            assert assess(candidate, READINESS, at).replace(at=AT) == review(candidate)


def place(candidate: ReleaseCandidate) -> int:
    """How restrictive the outcome is: 0 for a go, 2 for a no."""
    return ORDER.index(review(candidate).outcome)
