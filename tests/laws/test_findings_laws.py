"""A packet of a review is sound, and one changed by hand is refused: by itself, its playbook or a new review."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import event, given

from releasekit.answers import Permission
from releasekit.errors import FieldError
from releasekit.gates import GateStatus
from releasekit.playbooks import GATED_RELEASE
from releasekit.readiness import GoNoGo, PacketResult, ReleaseCandidate, ReleasePacket
from tests.laws.tables import law
from tests.laws.test_readiness_laws import packed
from tests.strategies.candidates import AT, R0, R1, R2, R3, complete, conditional, waived
from tests.strategies.readiness import candidates

GO, CONDITIONAL_GO, NO_GO = GoNoGo
Damage = Callable[[ReleasePacket], dict[str, Any]]

SOUND: Final = {
    "R0": complete(R0),
    "R1": complete(R1),
    "R2": complete(R2),
    "R3": complete(R3),
    "R1 and R3": complete(R1, R3),
    "conditional": conditional(),
    "waived": waived(),
}
"""Every kind of go."""


def without(name: str) -> Damage:
    """Leave out the last of a list."""
    return lambda own: {name: getattr(own, name)[:-1]}


def hidden_gate(own: ReleasePacket) -> dict[str, Any]:
    """Leave out a required gate and its result."""
    return {"required_gates": own.required_gates[1:], "gate_results": own.gate_results[1:]}


def failed(own: ReleasePacket) -> dict[str, Any]:
    result, *others = own.gate_results
    return {"gate_results": [result.replace(status=GateStatus.FAIL), *others]}


def other_evidence(own: ReleasePacket) -> dict[str, Any]:
    result, *others = own.gate_results
    return {"gate_results": [result.replace(evidence=["made-up.txt"]), *others]}


def without_evidence(own: ReleasePacket) -> dict[str, Any]:
    result, *others = own.gate_results
    return {"gate_results": [result.replace(evidence=()), *others]}


def other_tuple(name: str) -> Damage:
    return lambda own: {name: [each.replace(consumer_sha="f0rged") for each in getattr(own, name)]}


def no_tuples(own: ReleasePacket) -> dict[str, Any]:
    del own
    return {"tuple_current": (), "tuple_rollback": ()}


DAMAGES: Final[dict[str, Damage]] = {
    "a day before the evidence": lambda _: {"release_date": (AT - timedelta(days=9)).date()},
    "another owner": lambda _: {"release_owner": "Mallory"},
    "the approver is the owner": lambda own: {"release_owner": own.approver},
    "another approver": lambda _: {"approver": "Mallory"},
    "no class": lambda _: {"release_class": ()},
    "one class fewer": without("release_class"),
    "one class more": lambda own: {"release_class": (*own.release_class, "R9")},
    "another class": lambda own: {"release_class": "R0" if own.release_class == ("R1",) else "R1"},
    "no tuples": no_tuples,
    "one tuple fewer": lambda own: {
        "tuple_current": own.tuple_current[:-1],
        "tuple_rollback": [
            each for each in own.tuple_rollback if each.consumer in {one.consumer for one in own.tuple_current[:-1]}
        ],
    },
    "other tuples": other_tuple("tuple_current"),
    "other tuples to go back to": other_tuple("tuple_rollback"),
    "no rollback tuples": lambda _: {"tuple_rollback": ()},
    "the current tuples to go back to": lambda own: {"tuple_rollback": own.tuple_current},
    "no required gate": lambda _: {"required_gates": (), "gate_results": ()},
    "a required gate hidden": hidden_gate,
    "a required gate more": lambda own: {
        "required_gates": (*own.required_gates, "VG-X"),
        "gate_results": (*own.gate_results, PacketResult("VG-X", GateStatus.PASS, evidence=("x.txt",))),
    },
    "a result left out": without("gate_results"),
    "a failed result": failed,
    "a result without evidence": without_evidence,
    "a result with other evidence": other_evidence,
    "a failure beside the required gates": lambda own: {
        "gate_results": (*own.gate_results, PacketResult("VG-LA-002", GateStatus.FAIL))
    },
    "no finding": lambda _: {"advisory_findings": ()},
    "a finding more": lambda _: {"advisory_findings": (PacketResult("VG-PERF-001", GateStatus.FAIL),)},
    "go": lambda _: {"go_no_go": GO},
    "conditional go": lambda _: {"go_no_go": CONDITIONAL_GO},
    "no-go": lambda _: {"go_no_go": NO_GO},
    "no follow-up": lambda _: {"follow_up_actions": ()},
}
"""What somebody could change in a packet by hand."""

DECIDES_NOTHING: Final[dict[str, Damage]] = {
    "a later day": lambda own: {"release_date": own.release_date + timedelta(days=1)},
    "other words for what follows": lambda _: {"follow_up_actions": ("Nothing much.",)},
}
"""What a review cannot tell; each is a change of what was decided nowhere."""
NO_MATTER: Final = {("no follow-up", name) for name in SOUND if name not in ("conditional", "waived")}
"""Only a conditional go has to be followed up."""


def is_refused(own: ReleasePacket, candidate: ReleaseCandidate, changes: dict[str, Any]) -> bool:
    """Tell whether a changed packet does not exist, or is not verified."""
    try:
        changed = own.replace(**changes)
    except FieldError:
        return True
    return GATED_RELEASE.verify_packet(changed, candidate, AT).outcome is Permission.REFUSED


class TestPacketsOfReviews:
    """The packet of a review has no findings, and is verified."""

    def test_by_review(self) -> None:
        """All outcomes are met."""
        met: Counter[GoNoGo] = Counter()

        @law(150)
        @given(candidates())
        def check(candidate: ReleaseCandidate) -> None:
            if {candidate.owner, candidate.approver} != {"Olga", "Piet"}:
                return
            own = packed(candidate)
            assert GATED_RELEASE.findings(own) == ()
            assert GATED_RELEASE.verify_packet(own, candidate, AT).outcome is Permission.ALLOWED
            event(str(own.go_no_go))
            met[own.go_no_go] += 1

        check()
        assert set(met) == set(GoNoGo)


class TestDamagedPackets:
    """No change by hand of what decides goes unnoticed."""

    @pytest.mark.parametrize(("name", "damage"), [*product(SOUND, DAMAGES)])
    def test_is_refused(self, name: str, damage: str) -> None:
        candidate = SOUND[name]
        own = packed(candidate)
        changes = DAMAGES[damage](own)
        changed = {field for field, value in changes.items() if changed_field(own, field, value)}
        if not changed or (damage, name) in NO_MATTER:
            return
        assert is_refused(own, candidate, changes)

    @pytest.mark.parametrize("damage", DAMAGES)
    def test_each_damage_changes_some_packet(self, damage: str) -> None:
        packets = [packed(candidate) for candidate in SOUND.values()]
        assert any(changed_field(own, *item) for own in packets for item in DAMAGES[damage](own).items())

    @pytest.mark.parametrize(("name", "change"), [*product(SOUND, DECIDES_NOTHING)])
    def test_what_decides_nothing_may_differ(self, name: str, change: str) -> None:
        """By the list above: whoever makes one of them decide takes it out of there."""
        own = packed(SOUND[name])
        assert not is_refused(own, SOUND[name], DECIDES_NOTHING[change](own))

    def test_every_field_of_the_template_is_changed(self) -> None:
        own = packed(conditional())
        changed = {field for damage in DAMAGES.values() for field in damage(own)}
        assert changed == {field.name for field in own.__attrs_attrs__}


def changed_field(own: ReleasePacket, field: str, value: object) -> bool:
    """Tell whether a value is another one than that of the packet, however its list is given."""
    old = getattr(own, field)
    as_given = value if not isinstance(value, list | tuple) else frozenset(value)
    return as_given != (frozenset(old) if isinstance(old, tuple) else old)
