"""Release packets: what one must be to exist, what it shows, and what verifying finds."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import pytest

from releasekit.answers import Permission
from releasekit.errors import FieldError
from releasekit.gates import GateStatus
from releasekit.playbooks.gated_release import READINESS
from releasekit.policy import MISSING
from releasekit.readiness import (
    GoNoGo,
    PacketResult,
    ReleaseCandidate,
    ReleasePacket,
    assess,
    packet,
    verify_packet,
)
from tests.rows import cases
from tests.strategies.candidates import (
    AT,
    BACK,
    CLAIMS,
    LOOP_AGENT,
    R0,
    R1,
    R2,
    RCC,
    RFLX,
    complete,
    conditional,
    passed,
    with_result,
    without_result,
)

DAY: Final = date(2026, 2, 21)
GO, CONDITIONAL_GO, NO_GO = GoNoGo
PLACE: Final = "ReleasePacket."


def packed(candidate: ReleaseCandidate, **changes: object) -> ReleasePacket:
    """The packet of a candidate's review, changed."""
    back = BACK if isinstance(candidate.claims, tuple) and candidate.claims else ()
    own = packet(
        assess(candidate, READINESS, AT), release_date=DAY, tuple_rollback=back, follow_up_actions=("Mend the suite.",)
    )
    return own.replace(**changes)


def test_of_a_conditional_go() -> None:
    own = packed(conditional())
    assert (own.release_date, own.release_owner, own.release_class) == (DAY, "Olga", (R2,))
    assert own.tuple_current == (RFLX, LOOP_AGENT, RCC)
    assert own.tuple_rollback == (BACK[2], BACK[1], BACK[0])
    assert own.required_gates == tuple(result.gate for result in own.gate_results)
    assert all(str(result) == f"{result.gate} pass ({result.gate}.txt)" for result in own.gate_results)
    (finding,) = own.advisory_findings
    assert finding == PacketResult("VG-LA-002", GateStatus.FAIL, evidence=("VG-LA-002.txt",), note="fail, 2 failed")
    assert (own.go_no_go, own.approver, own.follow_up_actions) == (CONDITIONAL_GO, "Piet", ("Mend the suite.",))


def test_of_a_no_go_says_what_was_not_run() -> None:
    own = packed(without_result(complete(R1), "VG-LOOP-CORE-001"))
    found = {result.gate: result for result in own.gate_results}
    expected = PacketResult("VG-LOOP-CORE-001", GateStatus.NOT_RUN, note="no result that counts")
    assert found["VG-LOOP-CORE-001"] == expected
    assert str(expected) == "VG-LOOP-CORE-001 not_run (no evidence)"
    assert own.go_no_go is NO_GO


def test_of_unstated_claims_has_no_tuples() -> None:
    assert packed(complete(R1, claims=MISSING)).tuple_current == ()


BARE: Final = ReleasePacket(
    DAY,
    "Olga",
    release_class=(R2,),
    tuple_current=(RCC,),
    tuple_rollback=(BACK[0],),
    required_gates=("g",),
    gate_results=(PacketResult("g", GateStatus.PASS, evidence=("g.txt",)),),
    advisory_findings=(PacketResult("a", GateStatus.FAIL),),
    go_no_go=CONDITIONAL_GO,
    approver="Piet",
    follow_up_actions=("Do it.",),
)


class TestRefusals:
    @pytest.mark.parametrize(("changes", "expected"), cases(__file__, "contradictions",
        pytest.param({"approver": "OLGA"}, id="approver is the owner"),
        pytest.param({"release_class": (R2, R2)}, id="a class twice"),
        pytest.param({"tuple_current": (RCC, RCC)}, id="a tuple twice"),
        pytest.param(
            {"tuple_rollback": (BACK[0], BACK[0].replace(consumer_sha="older"))},
            id="two rollback tuples of a consumer",
        ),
        pytest.param({"required_gates": ("g", "g")}, id="a required gate twice"),
        pytest.param({"gate_results": BARE.gate_results * 2}, id="a result twice"),
        pytest.param({"advisory_findings": BARE.advisory_findings * 2}, id="a finding twice"),
        pytest.param({"follow_up_actions": ("a", "a")}, id="an action twice"),
        pytest.param({"tuple_rollback": (RCC,)}, id="rollback to the current tuple"),
        pytest.param({"tuple_rollback": (*BARE.tuple_rollback, BACK[1])}, id="rollback of no current consumer"),
        pytest.param({"tuple_current": ()}, id="no current tuple"),
        pytest.param({"tuple_rollback": ()}, id="no rollback tuple"),
        pytest.param({"gate_results": ()}, id="no result"),
        pytest.param(
            {"gate_results": (PacketResult("g", GateStatus.PASS),), "go_no_go": GO}, id="a pass without evidence"
        ),
        pytest.param(
            {"gate_results": (PacketResult("g", GateStatus.PASS, evidence=("-", "n/a")),), "go_no_go": GO},
            id="a pass with words for no evidence",
        ),
        pytest.param(
            {"gate_results": (PacketResult("g", GateStatus.FAIL, evidence=("g.txt",)),), "go_no_go": GO},
            id="a failure with evidence",
        ),
        pytest.param(
            {"required_gates": (), "gate_results": (), "go_no_go": GO}, id="no required gate"
        ),
        pytest.param({"release_class": (), "go_no_go": GO}, id="no class"),
        pytest.param(
            {"gate_results": (*BARE.gate_results, PacketResult("h", GateStatus.FAIL, evidence=("h.txt",)))},
            id="a failure of a gate that is not listed as required",
        ),
        pytest.param(
            {"advisory_findings": (PacketResult("g", GateStatus.FAIL),)}, id="a required gate among the findings"
        ),
        pytest.param({"advisory_findings": (), "follow_up_actions": ()}, id="a conditional go of nothing"),
    ))
    def test_what_does_not_fit_together(self, changes: dict[str, object], expected: str) -> None:
        with pytest.raises(FieldError) as caught:
            BARE.replace(**changes)
        assert caught.value.problems == tuple(PLACE + problem for problem in expected.split("\n"))

    @pytest.mark.parametrize(
        "changes",
        [
            {"gate_results": ()},
            {"tuple_rollback": ()},
            {"advisory_findings": (), "follow_up_actions": ()},
            {"release_class": ()},
            {"required_gates": ()},
            {"advisory_findings": (PacketResult("g", GateStatus.FAIL),)},
        ],
        ids=lambda changes: next(iter(changes)),
    )
    def test_a_no_go_may_lack_what_a_go_needs(self, changes: dict[str, object]) -> None:
        assert BARE.replace(go_no_go=NO_GO, **changes).go_no_go is NO_GO

    @pytest.mark.parametrize(
        ("changes", "problem"),
        [
            ({"release_date": AT}, "ReleasePacket.release_date is "),
            ({"release_owner": MISSING}, "ReleasePacket.release_owner is "),
            ({"release_class": "R2"}, "ReleasePacket.release_class is "),
            ({"tuple_current": (RCC.ref,)}, "ReleasePacket.tuple_current holds "),
            ({"required_gates": (1,)}, "ReleasePacket.required_gates holds "),
            ({"gate_results": ("g",)}, "ReleasePacket.gate_results holds "),
            ({"go_no_go": "go"}, "ReleasePacket.go_no_go is "),
            ({"follow_up_actions": ("",)}, "ReleasePacket.follow_up_actions holds "),
            (
                {"follow_up_actions": (" ",)},
                'ReleasePacket.follow_up_actions holds `" "`; expected 1 to 10 000 characters, at least one visible',
            ),
        ],
        ids=lambda value: value if isinstance(value, str) else next(iter(value)),
    )
    def test_fields_of_another_kind(self, changes: dict[str, object], problem: str) -> None:
        with pytest.raises(FieldError) as caught:
            BARE.replace(**changes)
        assert caught.value.problems[0].startswith(problem)

    @pytest.mark.parametrize(
        ("changes", "problems"),
        [
            ({"owner": MISSING}, ("candidate.owner is missing; expected a name",)),
            (
                {"owner": MISSING, "approver": MISSING},
                ("candidate.owner is missing; expected a name", "candidate.approver is missing; expected a name"),
            ),
        ],
        ids=["owner", "both"],
    )
    def test_of_a_release_that_nobody_stands_for(
        self, changes: dict[str, object], problems: tuple[str, ...]
    ) -> None:
        with pytest.raises(FieldError) as caught:
            packed(complete(R1, **changes))
        assert caught.value.problems == problems

    @pytest.mark.parametrize(
        "ask",
        [
            lambda: packet(BARE, release_date=DAY, tuple_rollback=()),
            lambda: verify_packet(None, complete(R1), READINESS, AT),
            lambda: verify_packet(BARE, None, READINESS, AT),
            lambda: verify_packet(BARE, complete(R1), None, AT),
            lambda: verify_packet(BARE, complete(R1), READINESS, AT.replace(tzinfo=None)),
            lambda: assess(None, READINESS, AT),
            lambda: assess(complete(R1), None, AT),
        ],
        ids=["packet", "stored", "candidate", "rules", "instant", "assess candidate", "assess rules"],
    )
    def test_arguments_of_another_kind(self, ask: Callable[[], object]) -> None:
        with pytest.raises(FieldError):
            ask()


class TestVerifying:
    def test_finds_nothing_where_nothing_changed(self) -> None:
        for candidate in (complete(R1), complete(R2), conditional(), complete(R0, approver="Ada")):
            found = verify_packet(packed(candidate), candidate, READINESS, AT)
            assert (found.outcome, found.differences) == (Permission.ALLOWED, ())
            assert found.readiness == assess(candidate, READINESS, AT)

    def test_names_every_field_that_differs(self) -> None:
        now = with_result(complete(R1, owner="Ada", approver=MISSING, claims=(RCC,)), "VG-LOOP-CORE-001", evidence=())
        now = now.replace(classes={R0, R1}, results=(*now.results, passed("VG-RCC-001")))
        found = verify_packet(packed(complete(R1)), now, READINESS, AT)
        stored = {own.field: (own.stored, own.recomputed) for own in found.differences}
        assert found.outcome is Permission.REFUSED
        assert list(stored) == [
            "release_owner",
            "release_class",
            "tuple_current",
            "required_gates",
            "gate_results",
            "go_no_go",
            "approver",
        ]
        assert stored["release_owner"] == ("Olga", "Ada")
        assert stored["release_class"] == ("R1", "R0, R1")
        assert stored["tuple_current"] == ("none", RCC.ref)
        assert stored["go_no_go"] == ("go", "no-go")
        assert stored["approver"] == ("Piet", "missing")

    def test_at_another_instant_may_differ(self) -> None:
        stored, before = packed(complete(R1)), datetime(2026, 2, 1, tzinfo=AT.tzinfo)
        found = verify_packet(stored, complete(R1), READINESS, before)
        assert [own.field for own in found.differences] == ["gate_results", "go_no_go"]

    def test_refuses_a_no_where_a_new_review_says_go(self) -> None:
        found = verify_packet(packed(complete(R1), go_no_go=NO_GO), complete(R1), READINESS, AT)
        assert list(map(str, found.differences)) == ["go_no_go is `no-go`; expected `go`"]


def test_order_is_irrelevant() -> None:
    own = packed(conditional())
    lists = ("tuple_current", "tuple_rollback", "required_gates", "gate_results")
    assert own.replace(**{name: getattr(own, name)[::-1] for name in lists}) == own


@pytest.mark.parametrize("form", [ReleasePacket.to_text, ReleasePacket.to_markdown, ReleasePacket.to_html])
def test_card_shows_everything(form: Callable[[ReleasePacket], str]) -> None:
    card = form(packed(conditional()))
    texts = ["2026-02-21", "conditional go", "Olga", "Piet", "R2", "Mend the suite.", "VG-RCC-001.txt", "VG-LA-002"]
    assert [text for text in texts if text not in card] == []
    for claim in (*CLAIMS, *BACK):
        assert claim.consumer_sha in card


def test_card_of_a_gate_without_a_result() -> None:
    text = BARE.replace(go_no_go=NO_GO, required_gates=("g", "h"), release_class=(), tuple_rollback=()).to_text()
    assert "✗ h   not_run" in text
    assert "no class; release owner Olga, approver Piet" in text
    assert re.search(r"rlm-claude-code +rlm-claude-code@\S+\n", text)


def test_numbers_do_not_slip_in() -> None:
    with pytest.raises(FieldError):
        PacketResult("g", Decimal(1))
