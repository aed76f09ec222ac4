"""Playbooks as objects: look-up by name, lint, and what they refuse."""

import pickle
from collections.abc import Callable
from types import ModuleType
from typing import Final

import attrs
import pytest

from releasekit import playbook, playbooks
from releasekit._fields import Name, expectation
from releasekit.errors import FieldError, ReleasekitError
from releasekit.gates import GateStatus
from releasekit.playbook import Playbook, PlaybookError
from releasekit.playbooks import ALL, GATED_RELEASE, gated_release
from releasekit.playbooks.gated_release import READINESS, REQUIRED_GATES, REVIEW
from releasekit.policy import FindingKind
from releasekit.readiness import GoNoGo, assess
from releasekit.rollback import DECISIONS, MATRIX, QUICK_GUIDE
from tests.candidates import AT, R1, complete, with_result

OWN: Final = Playbook("own", "Our rollbacks", version="1", tables=(MATRIX, QUICK_GUIDE, DECISIONS))
BARE: Final = Playbook("bare", "Nothing yet", version="0")
NAME: Final = expectation(Name)[1]
"""How the texts word what a name is; that is not the affair of these tests."""


class TestTable:
    @pytest.mark.parametrize("table", [MATRIX, QUICK_GUIDE, DECISIONS], ids=lambda table: table.name)
    def test_by_name(self, table: object) -> None:
        assert OWN.table(table.name) is table

    @pytest.mark.parametrize(
        ("playbook", "name", "text"),
        [
            pytest.param(
                GATED_RELEASE,
                "go-no-go",
                'playbook `gated-release`: no table `"go-no-go"`; did you mean `go/no-go`?; '
                "expected one of implied classes, required gates, advisory gates to report, go/no-go",
                id="near match",
            ),
            pytest.param(
                OWN,
                "Rollback Decisions",
                'playbook `own`: no table `"Rollback Decisions"`; did you mean `rollback decisions`?; '
                "expected one of rollback decision matrix, rollback decision quick guide, rollback decisions",
                id="other case",
            ),
            pytest.param(
                OWN,
                "sync",
                'playbook `own`: no table `"sync"`; '
                "expected one of rollback decision matrix, rollback decision quick guide, rollback decisions",
                id="nothing near",
            ),
            pytest.param(BARE, "sync", 'playbook `bare`: no table `"sync"`; expected one of none', id="no tables"),
            pytest.param(BARE, None, "playbook `bare`: no table `None`; expected one of none", id="no name"),
        ],
    )
    def test_of_no_such_name(self, playbook: Playbook, name: str, text: str) -> None:
        with pytest.raises(PlaybookError) as caught:
            playbook.table(name)
        assert str(caught.value) == text
        assert caught.value.playbook == playbook.id


class TestLint:
    def test_finds_nothing_in_proved_tables(self) -> None:
        assert GATED_RELEASE.lint() == ()
        assert BARE.lint() == ()

    def test_tells_what_the_two_texts_of_a_rollback_policy_leave_open(self) -> None:
        assert sorted(str(finding) for finding in OWN.lint()) == [
            f"gap: table `rollback decision {table}`: no rule matches {cells}"
            for table, cells in (
                ("matrix", 'severity: "critical", impact: "limited","minimal","significant"'),
                ("matrix", 'severity: "high", impact: "limited","minimal","widespread"'),
                ("matrix", 'severity: "low", impact: "limited","significant","widespread"'),
                ("matrix", 'severity: "medium", impact: "minimal","significant","widespread"'),
                ("quick guide", 'severity: "high", impact: "minimal","significant"'),
            )
        ]

    def test_keeps_the_witnesses(self) -> None:
        assert all(finding.kind is FindingKind.GAP and finding.witness for finding in OWN.lint())


class TestAssess:
    @pytest.mark.parametrize(
        ("status", "outcome"), [(GateStatus.PASS, GoNoGo.GO), (GateStatus.FAIL, GoNoGo.NO_GO)], ids=str
    )
    def test_is_the_review_by_its_rules(self, status: GateStatus, outcome: GoNoGo) -> None:
        candidate = with_result(complete(R1), "VG-LOOP-CORE-001", status=status)
        readiness = GATED_RELEASE.assess(candidate, AT)
        assert readiness.outcome is outcome
        assert readiness == assess(candidate, READINESS, AT)

    def test_refuses_an_instant_without_a_zone(self) -> None:
        with pytest.raises(FieldError):
            GATED_RELEASE.assess(complete(R1), AT.replace(tzinfo=None))

    def test_is_refused_without_rules(self) -> None:
        with pytest.raises(PlaybookError) as caught:
            OWN.assess(complete(R1), AT)
        text = "playbook `own`: no go/no-go rules; expected a playbook with readiness rules"
        assert str(caught.value) == text


class TestRefusals:
    @pytest.mark.parametrize(
        ("make", "text"),
        [
            pytest.param(
                lambda: OWN.replace(tables=(MATRIX, MATRIX)),
                "table `rollback decision matrix` is there twice; expected each name once",
                id="table twice",
            ),
            pytest.param(
                lambda: OWN.replace(id=""),
                f'Playbook.id is `""`; expected {NAME}',
                id="no id",
            ),
            pytest.param(
                lambda: OWN.replace(version=1),
                f"Playbook.version is `1`; expected {NAME}",
                id="number for a version",
            ),
            pytest.param(
                lambda: OWN.replace(readiness=REVIEW),
                "Playbook.readiness is `a Table`; expected a ReadinessRules or nothing",
                id="table for rules",
            ),
        ],
    )
    def test_text(self, make: Callable[[], object], text: str) -> None:
        with pytest.raises(FieldError) as caught:
            make()
        assert str(caught.value) == text

    def test_errors_have_the_common_root(self) -> None:
        with pytest.raises(ReleasekitError):
            BARE.table("x")


class TestShipped:
    def test_all_in_the_order_of_their_names(self) -> None:
        assert [playbook.id for playbook in ALL] == sorted(playbook.id for playbook in ALL)
        assert GATED_RELEASE in ALL

    def test_holds_its_tables(self) -> None:
        assert GATED_RELEASE.table("go/no-go") is REVIEW
        assert GATED_RELEASE.table("required gates") is REQUIRED_GATES
        assert GATED_RELEASE.readiness is READINESS

    def test_pickle_round_trip(self) -> None:
        copy = pickle.loads(pickle.dumps(GATED_RELEASE))  # noqa: S301 - our own
        assert copy == GATED_RELEASE

    def test_two_fields_by_position_and_no_more(self) -> None:
        assert [field.kw_only for field in attrs.fields(Playbook)] == [False, False, True, True, True, True]

    def test_errors_survive_a_pickle(self) -> None:
        copy = pickle.loads(pickle.dumps(PlaybookError("own", "no table")))  # noqa: S301 - our own
        assert str(copy) == "playbook `own`: no table"


@pytest.mark.parametrize("module", [playbook, playbooks, gated_release], ids=lambda module: module.__name__)
def test_public_names_are_listed(module: ModuleType) -> None:
    assert dir(module) == sorted(module.__all__)
